package supervision

import (
	"fmt"

	"renmian/internal/calendar"
	"renmian/internal/errs"
	"renmian/internal/policy"
)

// OpinionStage says who acts next on a deliberation opinion (审议意见).
type OpinionStage string

const (
	OpinionDraft    OpinionStage = "draft"    // 工委: words it, seeks the working body's view, sends it
	OpinionSought   OpinionStage = "sought"   // 工作机构 has been asked; 工委 sends it
	OpinionSent     OpinionStage = "sent"     // 有关机关: deals with it, reports
	OpinionAnswered OpinionStage = "answered" // 常委会（主任会议）: hears the report, decides whether it passes
	OpinionHeard    OpinionStage = "heard"    // 工委: tells the deputies, publishes, closes
	OpinionClosed   OpinionStage = "closed"   // nobody
)

var opinionStages = []struct {
	stage        OpinionStage
	label, short string
}{
	{OpinionDraft, "起草中", "起草"},
	{OpinionSought, "征求意见", "征求意见"},
	{OpinionSent, "研究处理中", "交办"},
	{OpinionAnswered, "待听取报告", "报告"},
	{OpinionHeard, "待办结", "听取"},
	{OpinionClosed, "已办结", "办结"},
}

// OpinionStages lists the stages in order.
func OpinionStages() []OpinionStage {
	out := make([]OpinionStage, len(opinionStages))
	for i, s := range opinionStages {
		out[i] = s.stage
	}
	return out
}

// Label returns where it stands, in words.
func (s OpinionStage) Label() string {
	for _, x := range opinionStages {
		if x.stage == s {
			return x.label
		}
	}
	return ""
}

// Step names the stage on the line of stages.
func (s OpinionStage) Step() string {
	for _, x := range opinionStages {
		if x.stage == s {
			return x.short
		}
	}
	return ""
}

// Opinion is what a committee says to a unit after it has heard a report (审议意见): sent, answered, tracked, closed
// 〔监督法 第十七条；ZJ-17〕.
type Opinion struct {
	ID          int64
	MatterID    int64
	OrganID     int64
	Title       string
	Body        string
	Stage       OpinionStage
	DraftedOn   calendar.Day
	SendDue     calendar.Day
	SoughtFrom  string
	SoughtOn    calendar.Day
	SoughtReply string
	Number      string
	SentOn      calendar.Day
	DueOn       calendar.Day
	DeputiesOn  calendar.Day // 向代表通报
	PublishedOn calendar.Day // 向社会公布
	ClosedOn    calendar.Day
	Result      string
	Version     int
}

// Open reports whether it is under way.
func (o Opinion) Open() bool { return o.Stage != OpinionClosed }

// Due is the day by which somebody has to act now: sending, or the report; zero when no day is set.
func (o Opinion) Due() calendar.Day {
	switch o.Stage {
	case OpinionDraft, OpinionSought:
		return o.SendDue
	case OpinionSent:
		return o.DueOn
	}
	return calendar.Day{}
}

// Overdue is by how many days it is late, zero when not〔V22〕.
func (o Opinion) Overdue(today calendar.Day) int {
	if due := o.Due(); !due.IsZero() && today.After(due) {
		return today.Sub(due)
	}
	return 0
}

// SendBy is by when an opinion is handed over: days counted from the day the report was heard, or from the drafting while that
// day is not known〔本县办法；河南省实施监督法办法：听取报告后十日内交办〕.
func SendBy(heard, drafted calendar.Day, p policy.Opinion) calendar.Day {
	if heard.IsZero() {
		heard = drafted
	}
	return heard.Add(p.SendDays)
}

// SentLate is by how many days it was handed over after its day, zero when in time or not yet handed over〔本县办法；V22〕.
func (o Opinion) SentLate() int {
	if o.SentOn.IsZero() || o.SendDue.IsZero() {
		return 0
	}
	return max(0, o.SentOn.Sub(o.SendDue))
}

// AnsweredLate is by how many days the report that waits or was taken came after its day, zero when in time. After a report that
// did not pass the day counts anew, so an earlier report is not measured by it〔监督法 第十七条；V22〕.
func (o Opinion) AnsweredLate(filed calendar.Day) int {
	if o.Stage != OpinionAnswered && o.Stage != OpinionHeard && o.Stage != OpinionClosed || filed.IsZero() || o.DueOn.IsZero() {
		return 0
	}
	return max(0, filed.Sub(o.DueOn))
}

// Seek asks the working body concerned for its view of the draft.
func (o Opinion) Seek(from string, on calendar.Day) (Opinion, error) {
	if o.Stage != OpinionDraft {
		return o, errs.New(errs.Conflict, "现在是“%s”，不再征求意见。", o.Stage.Label())
	}
	o.Stage, o.SoughtFrom, o.SoughtOn = OpinionSought, from, on
	return o, nil
}

// Send hands it over to the organ; by when that has to report follows from the county's rules.
func (o Opinion) Send(on calendar.Day, number string, audit bool, p policy.Opinion) (Opinion, error) {
	if o.Stage != OpinionDraft && o.Stage != OpinionSought {
		return o, errs.New(errs.Conflict, "审议意见已于%s交办。", o.SentOn)
	}
	months := p.Months
	if audit {
		months = p.AuditMonths
	}
	o.Stage, o.SentOn, o.Number, o.DueOn = OpinionSent, on, number, on.AddMonths(months)
	return o, nil
}

// Answer takes the organ's report on how it dealt with it.
func (o Opinion) Answer() (Opinion, error) {
	if o.Stage != OpinionSent {
		return o, errs.New(errs.Conflict, "现在是“%s”，不接收研究处理情况的报告。", o.Stage.Label())
	}
	o.Stage = OpinionAnswered
	return o, nil
}

// Passes reports whether a report rated so passes: it does not with the lowest grade〔ZJ-15〕.
func Passes(grade string, grades []string) bool {
	return len(grades) > 0 && grade != grades[len(grades)-1]
}

// Hear records that the report was heard; one that did not pass has to be made again, by a day that counts anew from now.
func (o Opinion) Hear(on calendar.Day, passed bool, p policy.Opinion) (Opinion, error) {
	if o.Stage != OpinionAnswered {
		return o, errs.New(errs.Conflict, "现在是“%s”，没有待听取的报告。", o.Stage.Label())
	}
	if passed {
		o.Stage = OpinionHeard
	} else {
		o.Stage, o.DueOn = OpinionSent, on.AddMonths(p.Months)
	}
	return o, nil
}

// Close ends it, once the deputies have been told〔监督法 第十七条〕.
func (o Opinion) Close(on calendar.Day, result string) (Opinion, error) {
	switch {
	case o.Stage != OpinionHeard:
		return o, errs.New(errs.Conflict, "现在是“%s”，听取的报告通过后才能办结。", o.Stage.Label())
	case o.DeputiesOn.IsZero():
		return o, errs.New(errs.Conflict, "审议意见和研究处理情况还没有向代表通报，请先登记通报日期。")
	case o.PublishedOn.IsZero():
		return o, errs.New(errs.Conflict, "审议意见和研究处理情况还没有向社会公布，请先登记公布日期。")
	}
	o.Stage, o.ClosedOn, o.Result = OpinionClosed, on, result
	return o, nil
}

// OpinionPath is where it stands.
func OpinionPath(id int64) string { return fmt.Sprintf("/supervision/opinions/%d", id) }

// TaskScope is what the keys of its tasks begin with.
func (o Opinion) TaskScope() string { return fmt.Sprintf("opinion:%d:", o.ID) }

// Tasks are what is to be done; what is late warns all concerned.
func (o Opinion) Tasks(remindDays int) []Task {
	task := func(key, label string, by Party, due, from calendar.Day) Task {
		t := Task{Key: o.TaskScope() + key, Label: label, Hint: o.Title, Path: OpinionPath(o.ID), By: by, Due: due, From: from}
		if by == PartyOrgan {
			t.OrganID = o.OrganID
		}
		return t
	}
	none, due := calendar.Day{}, o.Due()
	switch o.Stage {
	case OpinionDraft, OpinionSought:
		return []Task{task("send", "印发审议意见", PartyClerk, due, none), task("warn", "审议意见逾期未交办", PartyChair, due, due.Add(1))}
	case OpinionSent:
		return []Task{task("answer", "报告审议意见研究处理情况", PartyOrgan, due, none),
			task("watch", "催报审议意见研究处理情况", PartyClerk, due, due.Add(-remindDays)),
			task("warn", "审议意见研究处理情况逾期未报", PartyChair, due, due.Add(1))}
	case OpinionAnswered:
		return []Task{task("hear", "安排听取研究处理情况的报告", PartyClerk, none, none)}
	case OpinionHeard:
		return []Task{task("close", "向代表通报、向社会公布，办结审议意见", PartyClerk, none, none)}
	}
	return nil
}
