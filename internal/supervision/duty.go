package supervision

import (
	"fmt"
	"slices"
	"strings"

	"renmian/internal/calendar"
	"renmian/internal/errs"
	"renmian/internal/policy"
)

// DutyStage is where a written duty report (述职报告) stands.
type DutyStage string

const (
	DutyCalled   DutyStage = "called"   // 待提交：本人
	DutyFiled    DutyStage = "filed"    // 待审查：工委
	DutyReturned DutyStage = "returned" // 退回补充：本人
	DutyReviewed DutyStage = "reviewed" // 已审查：主任会议
	DutyExcused  DutyStage = "excused"  // 免予提交：无
)

var dutyStageLabels = map[DutyStage]string{DutyCalled: "待提交", DutyFiled: "已提交", DutyReturned: "退回补充", DutyReviewed: "已审查", DutyExcused: "免予提交"}

// Label is the stage in words.
func (s DutyStage) Label() string { return dutyStageLabels[s] }

// DutyStages lists the stages in the order of the procedure.
var DutyStages = []DutyStage{DutyCalled, DutyReturned, DutyFiled, DutyReviewed, DutyExcused}

// DutyMove is what is done with a duty report.
type DutyMove string

const (
	DutyFile   DutyMove = "file"   // 本人提交, or staff enter the paper
	DutyUrge   DutyMove = "urge"   // 催交
	DutyReturn DutyMove = "return" // 退回补充
	DutyReview DutyMove = "review" // 审查
	DutyExcuse DutyMove = "excuse" // 免予提交
	DutyChoose DutyMove = "choose" // 确定口头述职
	DutyHear   DutyMove = "hear"   // 口头述职和审议
)

// dutyMoves lists every move with the stages it may be made in and where it leads; "" stays.
var dutyMoves = map[DutyMove]struct {
	from []DutyStage
	to   DutyStage
	why  string // said when it may not be made
}{
	DutyFile:   {[]DutyStage{DutyCalled, DutyReturned}, DutyFiled, "述职报告已经提交，退回补充以后才能再次提交。"},
	DutyUrge:   {[]DutyStage{DutyCalled, DutyReturned}, "", "述职报告已经提交，不必催交。"},
	DutyReturn: {[]DutyStage{DutyFiled}, DutyReturned, "只有已提交、尚未审查的述职报告可以退回补充。"},
	DutyReview: {[]DutyStage{DutyFiled}, DutyReviewed, "只有已提交的述职报告可以审查。"},
	DutyExcuse: {[]DutyStage{DutyCalled, DutyReturned}, DutyExcused, "述职报告已经提交，不必免予提交。"},
	DutyChoose: {[]DutyStage{DutyCalled, DutyFiled, DutyReturned, DutyReviewed}, "", "免予提交的人员不再口头述职。"},
	DutyHear:   {[]DutyStage{DutyFiled, DutyReviewed}, "", "书面述职报告提交以后，才能登记口头述职和审议情况。"},
}

// Duty is a duty report as the rules see it.
type Duty struct {
	MatterID     int64
	PersonID     int64
	OrganID      int64
	Stage        DutyStage
	DueOn        calendar.Day
	SupplementBy calendar.Day
	UrgedOn      calendar.Day
	OralOn       calendar.Day // chosen by the chairpersons' meeting
	MeetingOn    calendar.Day // where it is to be heard
	HeardOn      calendar.Day
	Reported     bool // the year's review report was given at the meeting
	Reviewed     bool // the county reviews each report
}

// Move is where a move leads, or why it may not be made now.
func (d Duty) Move(m DutyMove) (DutyStage, error) {
	x := dutyMoves[m]
	if !slices.Contains(x.from, d.Stage) {
		return "", errs.New(errs.Conflict, "%s", x.why)
	}
	if m == DutyHear && d.OralOn.IsZero() {
		return "", errs.New(errs.Conflict, "主任会议没有确定此人口头述职。")
	}
	if (m == DutyHear || m == DutyChoose) && !d.HeardOn.IsZero() {
		return "", errs.New(errs.Conflict, "此人的口头述职已于%s登记。", d.HeardOn)
	}
	if x.to == "" {
		return d.Stage, nil
	}
	return x.to, nil
}

// May reports whether a move may be made now.
func (d Duty) May(m DutyMove) bool {
	_, err := d.Move(m)
	return err == nil
}

// Late reports whether the report is overdue on a day 〔V22〕.
func (d Duty) Late(today calendar.Day) bool {
	switch d.Stage {
	case DutyCalled:
		return d.DueOn.Before(today)
	case DutyReturned:
		return d.SupplementBy.Before(today)
	}
	return false
}

// Over says how the matter ends once nothing is left to be done, "" while something is.
func (d Duty) Over() string {
	switch {
	case d.Stage == DutyExcused:
		return "免予提交"
	case !d.HeardOn.IsZero() && d.Reported:
		return "书面述职，口头述职并经审议"
	case d.OralOn.IsZero() && d.Reported && (d.Stage == DutyReviewed || d.Stage == DutyFiled && !d.Reviewed):
		return "书面述职"
	}
	return ""
}

// DutyTasks are what is to be done for one report by others than the committee, which works from its lists.
func DutyTasks(d Duty, own, path string) []Task {
	var out []Task
	switch d.Stage {
	case DutyCalled:
		out = append(out, Task{Key: "file", Label: "提交述职报告", By: PartyAppointee, PersonID: d.PersonID, Due: d.DueOn, Path: own})
		if !d.UrgedOn.IsZero() {
			out = append(out, Task{Key: "urge", Label: "督促提交述职报告", By: PartyOrgan, OrganID: d.OrganID, Due: d.DueOn, Path: path})
		}
	case DutyReturned:
		out = append(out, Task{Key: "file", Label: "补充述职报告", Hint: "请看审查意见", By: PartyAppointee, PersonID: d.PersonID, Due: d.SupplementBy, Path: own})
	}
	if !d.OralOn.IsZero() && d.HeardOn.IsZero() && d.Stage != DutyExcused {
		out = append(out, Task{Key: "oral", Label: "准备口头述职", By: PartyAppointee, PersonID: d.PersonID, Due: d.MeetingOn, Path: own})
		if d.May(DutyHear) {
			out = append(out, Task{Key: "hear", Label: "登记口头述职和审议情况", By: PartyClerk, Due: d.MeetingOn, Path: path + "#oral"})
		}
	}
	return out
}

// Post is an office held, as far as it decides whether its holder reports.
type Post struct {
	Group   policy.Group
	Elected bool // by the congress: reports there, unless acting by the committee's decision
	Acting  bool
	Deputy  bool // 副院长、副检察长
	Chief   bool
}

// CycleOf is how often the holder of a post reports (述职周期)〔S1、ZY-16、SB-10〕: those of 一府一委 and the deputies of both
// courts, then other judges and procurators; the congress's own officers do not.
func CycleOf(p Post, d policy.DutyReport) policy.Cycle {
	switch {
	case p.Group == policy.Congress || p.Elected && !p.Acting:
		return policy.CycleOff
	case p.Group == policy.Court || p.Group == policy.Procuratorate:
		if !p.Deputy && !p.Chief {
			return d.JudgeCycle
		}
	}
	return d.Cycle
}

// Reporter is somebody who may be called on to report.
type Reporter struct {
	PersonID int64
	Cycle    policy.Cycle
	Since    calendar.Day
	Filed    int // reports in this term
}

// Due says for each reporter whether the year's call is for them. Once-per-term reporters come in even shares over the years
// that are left, the longest in office first, so that nobody is forgotten at the end of the term 〔S1〕.
func Due(all []Reporter, d policy.DutyReport, due calendar.Day, years int) map[int64]bool {
	out := map[int64]bool{}
	var waiting []Candidate
	for _, r := range all {
		switch {
		case r.Cycle == policy.CycleOff || r.Since.AddMonths(d.MinMonths).After(due):
		case r.Cycle == policy.Annual:
			out[r.PersonID] = true
		case r.Filed == 0:
			waiting = append(waiting, Candidate{ID: r.PersonID, Since: r.Since})
		}
	}
	for _, c := range Spread(waiting)[:Share(len(waiting), years)] {
		out[c.ID] = true
	}
	return out
}

// Section is one part of a duty report.
type Section struct {
	Heading string `json:"heading"`
	Text    string `json:"text"`
}

// Kept is how far a promise was kept.
type Kept string

const (
	KeptWhole Kept = "kept"   // 已兑现
	KeptPart  Kept = "partly" // 部分兑现
	KeptNot   Kept = "not"    // 未兑现
)

// Kepts lists the answers in their order.
var Kepts = []Kept{KeptWhole, KeptPart, KeptNot}

// Label is the answer in words.
func (k Kept) Label() string {
	return map[Kept]string{KeptWhole: "已兑现", KeptPart: "部分兑现", KeptNot: "未兑现"}[k]
}

// PromiseAnswer is what the appointee says about one promise of the commitment (供职承诺兑现)〔SN-21〕.
type PromiseAnswer struct {
	Heading string `json:"heading"`
	Promise string `json:"promise"`
	Kept    Kept   `json:"kept"`
	Text    string `json:"text"`
}

// MaxSection is the longest part of a report, in characters.
const MaxSection = 3000

// CheckDutyReport tells what is missing, beside the fields section0…, kept0… and promise0….
func CheckDutyReport(sections []Section, answers []PromiseAnswer) error {
	var fields []errs.Field
	add := func(name, format string, args ...any) {
		fields = append(fields, errs.Field{Name: name, Message: fmt.Sprintf(format, args...)})
	}
	long := func(text string) bool { return len([]rune(text)) > MaxSection }
	for i, s := range sections {
		switch name := fmt.Sprintf("section%d", i); {
		case strings.TrimSpace(s.Text) == "":
			add(name, "请填写“%s”；没有此项工作的，请写明没有和原因。", s.Heading)
		case long(s.Text):
			add(name, "“%s”超过 %d 字，请压缩，详细材料可以作为附件。", s.Heading, MaxSection)
		}
	}
	for i, a := range answers {
		if !slices.Contains(Kepts, a.Kept) {
			add(fmt.Sprintf("kept%d", i), "请选择“%s”的承诺兑现到什么程度。", a.Heading)
		}
		switch name := fmt.Sprintf("promise%d", i); {
		case strings.TrimSpace(a.Text) == "":
			add(name, "请写明“%s”的承诺怎样兑现；未兑现的，写明原因和打算。", a.Heading)
		case long(a.Text):
			add(name, "“%s”的说明超过 %d 字，请压缩。", a.Heading, MaxSection)
		}
	}
	return errs.Form(fields...)
}
