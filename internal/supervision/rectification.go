package supervision

import (
	"fmt"

	"renmian/internal/calendar"
	"renmian/internal/errs"
	"renmian/internal/policy"
)

// RectificationSource is what a rectification (整改) comes from.
type RectificationSource string

const (
	FromReviewOpinion RectificationSource = "review_opinion"       // 评议意见
	FromRating        RectificationSource = "rating"               // 测评结果
	FromOpinion       RectificationSource = "deliberation_opinion" // 审议意见
	FromInspection    RectificationSource = "inspection"           // 检查、视察、调研
	FromInquiry       RectificationSource = "inquiry"              // 询问、质询
	FromAudit         RectificationSource = "audit"                // 审计
	FromElsewhere     RectificationSource = "other"                // 其他
)

// RectificationSources lists the sources in the order they are shown.
var RectificationSources = []RectificationSource{FromReviewOpinion, FromRating, FromOpinion, FromInspection, FromInquiry, FromAudit, FromElsewhere}

var rectSourceLabels = map[RectificationSource]string{FromReviewOpinion: "评议意见", FromRating: "测评结果", FromOpinion: "审议意见",
	FromInspection: "检查视察发现", FromInquiry: "询问质询", FromAudit: "审计", FromElsewhere: "其他"}

// Label returns the source's Chinese name, "" for one there is not.
func (s RectificationSource) Label() string { return rectSourceLabels[s] }

// SourceOf is the source that fits matters of a kind.
func SourceOf(k Kind) RectificationSource {
	switch k {
	case PerformanceReview, WorkReview, TopicReview, DutyReport:
		return FromReviewOpinion
	case SpecialWorkReport:
		return FromOpinion
	case LawInspection, InspectionTour, FieldStudy:
		return FromInspection
	case SpecialInquiry, Interpellation, SpecialInvestigation:
		return FromInquiry
	case Audit:
		return FromAudit
	}
	return FromElsewhere
}

// RectificationStage says who acts next.
type RectificationStage string

const (
	RectPlan        RectificationStage = "plan"         // 整改单位（人）: hands in the plan (整改方案)
	RectPlanCheck   RectificationStage = "plan_check"   // 工委: accepts or returns it
	RectWork        RectificationStage = "work"         // 整改单位（人）: puts right, hands in the report (整改报告)
	RectReportCheck RectificationStage = "report_check" // 工委: checks (跟踪检查), accepts or returns it
	RectRerating    RectificationStage = "rerating"     // 工委: has it rated once more (复评)
	RectConclude    RectificationStage = "conclude"     // 工委: says how it ended
	RectClosed      RectificationStage = "closed"       // nobody
)

var rectStages = []struct {
	stage        RectificationStage
	label, short string
}{
	{RectPlan, "待报整改方案", "整改方案"},
	{RectPlanCheck, "方案待审", "方案审核"},
	{RectWork, "整改中", "整改报告"},
	{RectReportCheck, "报告待审", "跟踪检查"},
	{RectRerating, "待复评", "复评"},
	{RectConclude, "待销号", "销号"},
	{RectClosed, "已销号", "办结"},
}

// RectificationStages lists the stages in order.
func RectificationStages() []RectificationStage {
	out := make([]RectificationStage, len(rectStages))
	for i, s := range rectStages {
		out[i] = s.stage
	}
	return out
}

// Label returns where it stands, in words.
func (s RectificationStage) Label() string {
	for _, x := range rectStages {
		if x.stage == s {
			return x.label
		}
	}
	return ""
}

// Step names the stage on the line of stages.
func (s RectificationStage) Step() string {
	for _, x := range rectStages {
		if x.stage == s {
			return x.short
		}
	}
	return ""
}

// PaperKind is what is handed in: the plan or the report.
type PaperKind string

const (
	PlanPaper   PaperKind = "plan"   // 整改方案
	ReportPaper PaperKind = "report" // 整改报告
)

// Label returns the paper's Chinese name, "" for one there is not.
func (k PaperKind) Label() string {
	return map[PaperKind]string{PlanPaper: "整改方案", ReportPaper: "整改报告"}[k]
}

// RectificationResult is how it ended.
type RectificationResult string

const (
	RectDone   RectificationResult = "done"   // 整改到位
	RectBasic  RectificationResult = "basic"  // 基本到位
	RectFailed RectificationResult = "failed" // 未到位
	RectLeft   RectificationResult = "left"   // 离任终止: set when the last office ends, or by hand where no rule can know
)

// RectificationResults lists the results in the order they are shown.
var RectificationResults = []RectificationResult{RectDone, RectBasic, RectFailed}

// Label returns the result's Chinese name, "" for one there is not.
func (r RectificationResult) Label() string {
	return map[RectificationResult]string{RectDone: "整改到位", RectBasic: "基本到位", RectFailed: "未整改到位", RectLeft: "离任终止"}[r]
}

// Rectification is one person's or unit's putting right (整改), from the findings to the closing〔SB-16、ZJ-16、K22〕.
type Rectification struct {
	ID         int64
	MatterID   int64
	OpinionID  int64
	Source     RectificationSource
	Title      string
	PersonID   int64 // one of the two
	OrganID    int64
	Stage      RectificationStage
	OpenedOn   calendar.Day
	PlanDue    calendar.Day
	ReportDue  calendar.Day
	Rerate     bool // rated once more after the report
	RerateNote string
	ReratedOn  calendar.Day
	Rerated    string
	ClosedOn   calendar.Day
	Result     RectificationResult
	ResultText string
	Asking     bool // an extension waits for the chairperson
	Version    int
}

// RectificationDays are the days by which plan and report are due when it is opened on a day〔业务参考 4.2〕.
func RectificationDays(opened calendar.Day, p policy.Rectification) (plan, report calendar.Day) {
	return opened.Add(p.PlanDays), opened.Add(p.ReportDays)
}

// Open reports whether it is under way.
func (r Rectification) Open() bool { return r.Stage != RectClosed }

// Wants is the paper to be handed in now, "" when none is.
func (r Rectification) Wants() PaperKind {
	switch r.Stage {
	case RectPlan:
		return PlanPaper
	case RectWork:
		return ReportPaper
	}
	return ""
}

// Due is the day by which the person or unit has to act now, zero when it is not their turn.
func (r Rectification) Due() calendar.Day {
	switch r.Wants() {
	case PlanPaper:
		return r.PlanDue
	case ReportPaper:
		return r.ReportDue
	}
	return calendar.Day{}
}

// Overdue is by how many days the person or unit is late, zero when not〔V22〕.
func (r Rectification) Overdue(today calendar.Day) int {
	if due := r.Due(); !due.IsZero() && today.After(due) {
		return today.Sub(due)
	}
	return 0
}

// By is who has to put right: the unit, or the appointee.
func (r Rectification) By() Party {
	if r.PersonID != 0 {
		return PartyAppointee
	}
	return PartyOrgan
}

// File hands in a paper that answers so many of the findings.
func (r Rectification) File(kind PaperKind, findings, answered int) (Rectification, error) {
	switch {
	case kind.Label() == "" || r.Wants() != kind:
		return r, errs.New(errs.Conflict, "现在是“%s”，不接收%s。", r.Stage.Label(), kind.Label())
	case answered < findings:
		return r, errs.New(errs.Conflict, "列出的 %d 个问题须逐一写明，还有 %d 个没有写。", findings, findings-answered)
	case kind == PlanPaper:
		r.Stage = RectPlanCheck
	default:
		r.Stage = RectReportCheck
	}
	return r, nil
}

// Judge accepts the paper that was handed in, or returns it to be written again.
func (r Rectification) Judge(accepted bool) (Rectification, error) {
	switch {
	case r.Stage == RectPlanCheck && accepted:
		r.Stage = RectWork
	case r.Stage == RectPlanCheck:
		r.Stage = RectPlan
	case r.Stage == RectReportCheck && accepted && r.Rerate:
		r.Stage = RectRerating
	case r.Stage == RectReportCheck && accepted:
		r.Stage = RectConclude
	case r.Stage == RectReportCheck:
		r.Stage = RectWork
	default:
		return r, errs.New(errs.Conflict, "现在是“%s”，没有待审的整改方案或者整改报告。", r.Stage.Label())
	}
	return r, nil
}

// OrderRerating has it rated once more, for a reason given by a chairperson; one that waits for its closing is held back.
func (r Rectification) OrderRerating(why string) (Rectification, error) {
	switch {
	case !r.Open():
		return r, errs.New(errs.Conflict, "整改已经销号，不能再安排复评。")
	case r.Rerate:
		return r, errs.New(errs.Conflict, "已经决定复评，不必重复决定。")
	}
	r.Rerate, r.RerateNote = true, why
	if r.Stage == RectConclude {
		r.Stage = RectRerating
	}
	return r, nil
}

// RecordRerating notes the grade of the second rating.
func (r Rectification) RecordRerating(on calendar.Day, grade string) (Rectification, error) {
	if r.Stage != RectRerating {
		return r, errs.New(errs.Conflict, "现在是“%s”，没有待登记的复评。", r.Stage.Label())
	}
	r.Stage, r.ReratedOn, r.Rerated = RectConclude, on, grade
	return r, nil
}

// Close ends it. Whoever does not hand in at all can only be found not to have put right.
func (r Rectification) Close(on calendar.Day, result RectificationResult, text string) (Rectification, error) {
	switch {
	case !r.Open():
		return r, errs.New(errs.Conflict, "整改已于%s销号。", r.ClosedOn)
	case r.Stage == RectRerating:
		return r, errs.New(errs.Conflict, "已决定复评，登记复评结果后才能销号。")
	case r.Stage == RectPlanCheck, r.Stage == RectReportCheck:
		return r, errs.New(errs.Conflict, "交来的材料还没有审，请先接收或者退回。")
	case r.Stage != RectConclude && result != RectFailed:
		return r, errs.New(errs.Conflict, "整改报告还没有接收，只能按“%s”办结。", RectFailed.Label())
	case r.Stage != RectConclude && r.Overdue(on) == 0:
		return r, errs.New(errs.Conflict, "期限到%s为止，未到期的不能按“%s”办结。", r.Due(), RectFailed.Label())
	}
	r.Stage, r.ClosedOn, r.Result, r.ResultText = RectClosed, on, result, text
	return r, nil
}

// Extend moves the day of what is to be handed in now; the report is never due before the plan.
func (r Rectification) Extend(kind PaperKind, to calendar.Day) Rectification {
	if kind == PlanPaper {
		r.PlanDue = to
		if r.ReportDue.Before(to) {
			r.ReportDue = to
		}
	} else {
		r.ReportDue = to
	}
	return r
}

// RectificationPath is where it stands.
func RectificationPath(id int64) string { return fmt.Sprintf("/supervision/rectifications/%d", id) }

// TaskScope is what the keys of its tasks begin with.
func (r Rectification) TaskScope() string { return fmt.Sprintf("rect:%d:", r.ID) }

// Tasks are what is to be done. An overdue one warns all concerned: who is late sees it on the workbench, so does the
// clerk from some days before, and the chairpersons from the day after〔V22、K22〕.
func (r Rectification) Tasks(p policy.Rectification) []Task {
	task := func(key, label, hint string, by Party, due, from calendar.Day) Task {
		t := Task{Key: r.TaskScope() + key, Label: label, Hint: hint, Path: RectificationPath(r.ID), By: by, Due: due, From: from}
		switch by {
		case PartyOrgan:
			t.OrganID = r.OrganID
		case PartyAppointee:
			t.PersonID = r.PersonID
		}
		return t
	}
	var all []Task
	none := calendar.Day{}
	switch r.Stage {
	case RectPlan, RectWork:
		what, due := r.Wants().Label(), r.Due()
		all = append(all, task("file", "报送"+what, r.Title, r.By(), due, none),
			task("watch", "催报"+what, r.Title, PartyClerk, due, due.Add(-p.RemindDays)),
			task("warn", what+"逾期未报", r.Title, PartyChair, due, due.Add(1)))
	case RectPlanCheck:
		all = append(all, task("judge", "审核整改方案", r.Title, PartyClerk, none, none))
	case RectReportCheck:
		all = append(all, task("judge", "检查整改情况，审核整改报告", r.Title, PartyClerk, none, none))
	case RectRerating:
		all = append(all, task("rerate", "安排复评，登记复评结果", r.Title, PartyClerk, none, none))
	case RectConclude:
		all = append(all, task("close", "整改销号", r.Title, PartyClerk, none, none))
	}
	if r.Asking {
		all = append(all, task("extend", "决定整改延期", r.Title, PartyChair, none, none))
	}
	return all
}
