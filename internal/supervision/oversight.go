package supervision

import (
	"fmt"

	"renmian/internal/calendar"
	"renmian/internal/errs"
)

// OversightKinds are the reports and inspections: 专项工作报告 and the three 察 (执法检查、视察、专题调研)〔ZJ-18、SN-20、K24〕.
var OversightKinds = []Kind{SpecialWorkReport, LawInspection, InspectionTour, FieldStudy}

// Stages of a report or an inspection, as the matter keeps them.
const (
	OversightPlanned   = "planned"   // 机关 writes the report; 检查组 inspects
	OversightSought    = "sought"    // 机关 revises the report after the working body's view
	OversightSubmitted = "submitted" // 工委 gives it to the members
	OversightReady     = "ready"     // 常委会（主任会议）: hears it
	OversightHeard     = "heard"     // 工委: settles the advice, closes
	OversightClosed    = "closed"    // nobody
)

var oversightLabels = map[string]string{OversightPlanned: "准备和实施", OversightSought: "征求意见", OversightSubmitted: "已送交", OversightReady: "待听取审议",
	OversightHeard: "待办结", OversightClosed: "已办结"}

// OversightLabel returns where it stands, in words.
func OversightLabel(stage string) string { return oversightLabels[stage] }

// Days before the meeting by which a work report is due 〔监督法 第十五条〕. They are the law's and no setting.
const (
	SeekDays    = 20 // 送工作机构征求意见
	SubmitDays  = 10 // 修改后送交常委会
	DeliverDays = 7  // 发给组成人员
)

// Oversight is what reports and inspections have beside the matter.
type Oversight struct {
	MatterID    int64
	Kind        Kind
	Individual  bool // 任命人员的专项汇报〔ZY-10〕
	Reporter    string
	SoughtOn    calendar.Day
	SoughtFrom  string
	SoughtReply string
	SubmittedOn calendar.Day
	DeliveredOn calendar.Day
	Law         string
	Leader      string
	Members     []string
	Levels      []string
	Regions     []string
	Methods     []string
	BeginsOn    calendar.Day
	EndsOn      calendar.Day
	Report      string
	ReportOn    calendar.Day
	HeardOn     calendar.Day
	HeardAt     string
}

// Timed reports whether the law's days before the meeting apply: to an organ's work report, not to a person's own.
func (o Oversight) Timed() bool { return o.Kind == SpecialWorkReport && !o.Individual }

// Stage follows from what has been done.
func (o Oversight) Stage(closed bool) string {
	switch {
	case closed:
		return OversightClosed
	case !o.HeardOn.IsZero():
		return OversightHeard
	case o.Timed() && !o.DeliveredOn.IsZero(), !o.Timed() && !o.ReportOn.IsZero():
		return OversightReady
	case o.Timed() && !o.SubmittedOn.IsZero():
		return OversightSubmitted
	case o.Timed() && !o.SoughtOn.IsZero():
		return OversightSought
	}
	return OversightPlanned
}

// Milestone is one of the law's days for a work report.
type Milestone struct {
	Label string
	Due   calendar.Day // zero without a meeting
	Done  calendar.Day
}

// Late reports by how many days it was or is late.
func (m Milestone) Late(today calendar.Day) int {
	if m.Due.IsZero() {
		return 0
	}
	if !m.Done.IsZero() {
		today = m.Done
	}
	return max(0, today.Sub(m.Due))
}

// Timetable is the timetable of a work report before a meeting 〔监督法 第十五条〕.
func (o Oversight) Timetable(meeting calendar.Day) []Milestone {
	before := func(days int) calendar.Day {
		if meeting.IsZero() {
			return meeting
		}
		return meeting.Add(-days)
	}
	return []Milestone{
		{"送工作机构征求意见", before(SeekDays), o.SoughtOn},
		{"修改后送交常委会", before(SubmitDays), o.SubmittedOn},
		{"发给组成人员", before(DeliverDays), o.DeliveredOn},
		{"听取和审议", meeting, o.HeardOn},
	}
}

// Seek notes that a work report was sent to the working body for its view.
func (o Oversight) Seek(on calendar.Day, from, reply string) (Oversight, error) {
	if !o.Timed() || o.Stage(false) != OversightPlanned {
		return o, errs.New(errs.Conflict, "现在是“%s”，不再登记征求意见。", OversightLabel(o.Stage(false)))
	}
	o.SoughtOn, o.SoughtFrom, o.SoughtReply = on, from, reply
	return o, nil
}

// Submit notes that the revised report came; the working body was asked before.
func (o Oversight) Submit(on calendar.Day, report string) (Oversight, error) {
	switch {
	case !o.Timed() || o.Stage(false) != OversightSought:
		return o, errs.New(errs.Conflict, "现在是“%s”，报告先送工作机构征求意见，修改后送交常委会。", OversightLabel(o.Stage(false)))
	case on.Before(o.SoughtOn):
		return o, errs.New(errs.Conflict, "送交的日期不能早于征求意见的%s。", o.SoughtOn)
	}
	o.SubmittedOn, o.Report, o.ReportOn = on, report, on
	return o, nil
}

// Deliver notes that the members have got the report.
func (o Oversight) Deliver(on calendar.Day) (Oversight, error) {
	switch {
	case !o.Timed() || o.Stage(false) != OversightSubmitted:
		return o, errs.New(errs.Conflict, "现在是“%s”，报告送交以后才能发给组成人员。", OversightLabel(o.Stage(false)))
	case on.Before(o.SubmittedOn):
		return o, errs.New(errs.Conflict, "印发的日期不能早于送交的%s。", o.SubmittedOn)
	}
	o.DeliveredOn = on
	return o, nil
}

// Write notes the report of an inspection, or of a person.
func (o Oversight) Write(on calendar.Day, report string) (Oversight, error) {
	if o.Timed() || !o.HeardOn.IsZero() {
		return o, errs.New(errs.Conflict, "现在是“%s”，不再登记报告。", OversightLabel(o.Stage(false)))
	}
	o.Report, o.ReportOn = report, on
	return o, nil
}

// Hear notes that it was heard and deliberated on.
func (o Oversight) Hear(on calendar.Day, at string) (Oversight, error) {
	switch {
	case o.Stage(false) != OversightReady:
		return o, errs.New(errs.Conflict, "现在是“%s”，%s以后才能听取审议。", OversightLabel(o.Stage(false)), map[bool]string{true: "报告发给组成人员", false: "登记报告"}[o.Timed()])
	case on.Before(o.ReportOn):
		return o, errs.New(errs.Conflict, "听取的日期不能早于报告的%s。", o.ReportOn)
	}
	o.HeardOn, o.HeardAt = on, at
	return o, nil
}

// Close reports whether the matter may be closed; every piece of advice needs its outcome first.
func (o Oversight) Close(openAdvice int) error {
	switch {
	case o.HeardOn.IsZero():
		return errs.New(errs.Conflict, "还没有登记听取审议，不能办结。")
	case openAdvice > 0:
		return errs.New(errs.Conflict, "还有 %d 条建议没有登记采纳情况，不能办结。", openAdvice)
	}
	return nil
}

// Tasks are what is to be done, by whom and by when. Unseen is how many townships or projects nobody has been to.
func (o Oversight) Tasks(path string, organID int64, meeting calendar.Day, unseen, openAdvice int) []Task {
	task := func(key, label, hint string, by Party, due calendar.Day) Task {
		t := Task{Key: key, Label: label, Hint: hint, Path: path, By: by, Due: due}
		if by == PartyOrgan {
			t.OrganID = organID
		}
		return t
	}
	days := o.Timetable(meeting)
	none := calendar.Day{}
	var all []Task
	organ := func(key, label string, due calendar.Day) {
		if organID != 0 {
			all = append(all, task(key, label, "", PartyOrgan, due))
		}
	}
	switch stage := o.Stage(false); {
	case o.Timed() && stage == OversightPlanned:
		organ("draft", "送交工作报告征求意见稿", days[0].Due)
		all = append(all, task("seek", "收取工作报告，征求工作机构意见", "", PartyClerk, days[0].Due))
	case o.Timed() && stage == OversightSought:
		organ("revise", "修改工作报告，送交常委会", days[1].Due)
		all = append(all, task("submit", "登记送交的工作报告", "", PartyClerk, days[1].Due))
	case o.Timed() && stage == OversightSubmitted:
		all = append(all, task("deliver", "把工作报告发给组成人员", "", PartyClerk, days[2].Due))
	case stage == OversightPlanned:
		hint := ""
		if unseen > 0 {
			hint = fmt.Sprintf("还有 %d 处没有去过", unseen)
		}
		label := map[Kind]string{LawInspection: "执法检查，形成检查报告", InspectionTour: "组织视察，形成视察报告", FieldStudy: "开展调研，形成调研报告", SpecialWorkReport: "收取专项汇报"}[o.Kind]
		all = append(all, task("inspect", label, hint, PartyClerk, o.EndsOn))
	case stage == OversightReady:
		due := none
		if o.Timed() {
			due = meeting
		}
		all = append(all, task("hear", "登记听取和审议情况", "", PartyClerk, due))
	case stage == OversightHeard && openAdvice > 0:
		all = append(all, task("advice", "登记建议采纳情况", fmt.Sprintf("还有 %d 条", openAdvice), PartyClerk, none))
	case stage == OversightHeard:
		all = append(all, task("close", "办结", "需要整改、交办审议意见的，先发出", PartyClerk, none))
	}
	return all
}

// FindingKind is what was found about an appointee〔ZY-10、SN-15〕.
type FindingKind string

const (
	FindingPraise    FindingKind = "praise"    // 肯定
	FindingHelp      FindingKind = "help"      // 帮助支持
	FindingCriticism FindingKind = "criticism" // 批评
	FindingAdvice    FindingKind = "advice"    // 建议
)

// FindingKinds lists them in the order they are shown.
var FindingKinds = []FindingKind{FindingPraise, FindingHelp, FindingCriticism, FindingAdvice}

// Label returns the Chinese name, "" for one there is not.
func (k FindingKind) Label() string {
	return map[FindingKind]string{FindingPraise: "肯定成绩", FindingHelp: "帮助支持", FindingCriticism: "提出批评", FindingAdvice: "提出建议"}[k]
}

// AdviceOutcome is what became of a piece of advice〔ST-07〕.
type AdviceOutcome string

const (
	AdviceAdopted  AdviceOutcome = "adopted"  // 采纳
	AdvicePartly   AdviceOutcome = "partly"   // 部分采纳
	AdviceDeclined AdviceOutcome = "declined" // 未采纳
)

// AdviceOutcomes lists them in the order they are shown.
var AdviceOutcomes = []AdviceOutcome{AdviceAdopted, AdvicePartly, AdviceDeclined}

// Label returns the Chinese name, "" for one there is not.
func (a AdviceOutcome) Label() string {
	return map[AdviceOutcome]string{AdviceAdopted: "采纳", AdvicePartly: "部分采纳", AdviceDeclined: "未采纳"}[a]
}

// DeputyLevels are the levels of deputies that take part in a tour〔ST-07〕.
var DeputyLevels = []string{"全国人大代表", "省人大代表", "市人大代表", "县人大代表", "乡镇人大代表"}

// InspectionMethods are the usual ways of an inspection 〔监督法 第三十三条〕.
var InspectionMethods = []string{"听取汇报", "座谈", "实地察看", "随机抽查", "问卷调查", "查阅资料", "第三方评估"}
