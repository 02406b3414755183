package supervision

import (
	"cmp"
	"crypto/sha256"
	"encoding/binary"
	"slices"

	"renmian/internal/calendar"
	"renmian/internal/errs"
)

// PlanStage is where a year's plan (年度监督计划) stands.
type PlanStage string

const (
	PlanDraft     PlanStage = "draft"     // 起草：工委
	PlanSubmitted PlanStage = "submitted" // 待主任会议通过
	PlanApproved  PlanStage = "approved"  // 已通过，待公布：工委
	PlanPublished PlanStage = "published" // 已公布，办理中
)

var planStageLabels = map[PlanStage]string{PlanDraft: "起草", PlanSubmitted: "待主任会议通过", PlanApproved: "已通过，待公布", PlanPublished: "已公布"}

// Label is the stage in words.
func (s PlanStage) Label() string { return planStageLabels[s] }

// PlanKinds are what a year's plan may hold〔ZY-19、SN-20、DZ-18〕: everything the committee undertakes of itself.
// What comes from outside (信访, 质询, 外来记录) cannot be planned.
var PlanKinds = []Kind{DutyReport, PerformanceReview, WorkReview, TopicReview, SpecialWorkReport, LawInspection, InspectionTour, FieldStudy,
	SpecialInquiry, Audit, Suggestion}

// PlanLabel is what the kind is called in a plan.
func PlanLabel(k Kind) string {
	switch k {
	case DutyReport:
		return "口头述职"
	case Suggestion:
		return "重点督办代表建议"
	}
	return k.Label()
}

// PlanItem is one item of a plan as it is judged.
type PlanItem struct {
	Kind     Kind
	Title    string
	Month    int
	PersonID int64
	OrganID  int64
}

// AboutPerson reports whether an item of the kind names who reports or is reviewed.
func AboutPerson(k Kind) bool { return k == DutyReport || k == PerformanceReview }

// Many reports whether an item of the kind may lead to a batch of matters: the key suggestions of a year〔DZ-21〕, the audits of
// several heads. Every other item is one piece of work.
func Many(k Kind) bool { return k == Suggestion || k == Audit }

// CheckPlanItem tells what is wrong with an item, beside the fields of its form.
func CheckPlanItem(i PlanItem) error {
	var fields []errs.Field
	for _, f := range []struct {
		name, message string
		wrong         bool
	}{
		{"kind", "请选择种类。", !slices.Contains(PlanKinds, i.Kind)},
		{"title", "请写明事项名称，如“听取县人民政府关于养老服务工作情况的报告”。", i.Title == ""},
		{"month", "请选择安排在哪个月。", i.Month < 1 || i.Month > 12},
		{"person", "请选择述职或者接受评议的人员。", AboutPerson(i.Kind) && i.PersonID == 0},
		{"organ", "请选择接受评议的单位。", i.Kind == WorkReview && i.OrganID == 0},
	} {
		if f.wrong {
			fields = append(fields, errs.Field{Name: f.name, Message: f.message})
		}
	}
	return errs.Form(fields...)
}

// PlanFindings are what the chairpersons should know before they approve a plan; none of them forbids it. One person
// twice a year is no even spread, and 少而精 〔DZ-18〕 speaks against a month that holds everything.
func PlanFindings(items []PlanItem) []string {
	var out []string
	seen := map[PlanItem]bool{}
	months := map[int]int{}
	for _, i := range items {
		months[i.Month]++
		key := PlanItem{Kind: i.Kind, PersonID: i.PersonID, OrganID: i.OrganID}
		if (AboutPerson(i.Kind) || i.Kind == WorkReview) && seen[key] {
			out = append(out, "“"+i.Title+"”与另一项重复：同一对象一年内安排了两次"+PlanLabel(i.Kind)+"。")
		}
		seen[key] = true
	}
	for m := 1; m <= 12; m++ {
		if n := months[m]; n > 6 && n*3 > len(items) {
			out = append(out, numeralMonth(m)+"安排过于集中，请均衡到其他月份。")
		}
	}
	return out
}

func numeralMonth(m int) string {
	return [...]string{"", "一月", "二月", "三月", "四月", "五月", "六月", "七月", "八月", "九月", "十月", "十一月", "十二月"}[m]
}

// Candidate is a person or unit that may be planned for, with when it last was.
type Candidate struct {
	ID     int64
	Name   string
	Office string
	Since  calendar.Day // 任职起
	Last   calendar.Day // last heard or reviewed in this term; zero: not yet
}

// Spread orders candidates so that nobody is forgotten over the term: who has not had a turn comes first, the longest in
// office before others; then those whose turn is longest ago.
func Spread(all []Candidate) []Candidate {
	out := slices.Clone(all)
	slices.SortStableFunc(out, func(a, b Candidate) int {
		return cmp.Or(a.Last.Sub(b.Last), a.Since.Sub(b.Since), cmp.Compare(a.ID, b.ID))
	})
	return out
}

// Share is how many have to come each year, so that the rest of the term suffices for those who have not yet come.
func Share(waiting, years int) int {
	years = max(1, years)
	return (waiting + years - 1) / years
}

// SpreadMonths gives n items months of the year, evenly, from February to November: January belongs to the congress, December
// to the year's reports.
func SpreadMonths(n int) []int {
	out := make([]int, n)
	for i := range out {
		out[i] = 2 + i*10/n
	}
	return out
}

// Draw draws n of a pool by lot (抽签)〔业务参考 4.2〕. The same seed and pool always give the same draw, so that anybody can
// repeat it.
func Draw(pool []int64, n int, seed string) []int64 {
	type lot struct {
		id  int64
		key [sha256.Size]byte
	}
	lots := make([]lot, len(pool))
	for i, id := range pool {
		lots[i] = lot{id, sha256.Sum256(binary.BigEndian.AppendUint64([]byte(seed), uint64(id)))}
	}
	slices.SortFunc(lots, func(a, b lot) int { return cmp.Or(slices.Compare(a.key[:], b.key[:]), cmp.Compare(a.id, b.id)) })
	out := make([]int64, min(n, len(lots)))
	for i := range out {
		out[i] = lots[i].id
	}
	return out
}
