package supervision

import (
	"testing"

	"renmian/internal/calendar"
	"renmian/internal/errs"
	"renmian/internal/policy"
)

var rectRules = policy.Rectification{PlanDays: 30, ReportDays: 120, RemindDays: 7}

// at is a rectification that has come to a stage; opened on 1 March, plan due on 31 March, report on 29 June.
func at(s RectificationStage) Rectification {
	opened := calendar.Date(2026, 3, 1)
	plan, report := RectificationDays(opened, rectRules)
	return Rectification{ID: 7, OrganID: 3, Title: "饮水安全整改", Stage: s, OpenedOn: opened, PlanDue: plan, ReportDue: report}
}

// 限期整改、书面报告、复评、销号〔SB-16、ZJ-16、K22〕
func TestRectificationMoves(t *testing.T) {
	day := calendar.Date(2026, 5, 1)
	for _, tt := range []struct {
		name string
		from Rectification
		move func(r Rectification) (Rectification, error)
		want RectificationStage
		kind errs.Kind
	}{
		{"the plan comes first", at(RectPlan), func(r Rectification) (Rectification, error) { return r.File(PlanPaper, 2, 2) }, RectPlanCheck, ""},
		{"no report before the plan", at(RectPlan), func(r Rectification) (Rectification, error) { return r.File(ReportPaper, 2, 2) }, RectPlan, errs.Conflict},
		{"every finding is answered", at(RectPlan), func(r Rectification) (Rectification, error) { return r.File(PlanPaper, 2, 1) }, RectPlan, errs.Conflict},
		{"a plan accepted", at(RectPlanCheck), func(r Rectification) (Rectification, error) { return r.Judge(true) }, RectWork, ""},
		{"a plan returned", at(RectPlanCheck), func(r Rectification) (Rectification, error) { return r.Judge(false) }, RectPlan, ""},
		{"the report", at(RectWork), func(r Rectification) (Rectification, error) { return r.File(ReportPaper, 2, 2) }, RectReportCheck, ""},
		{"a report accepted", at(RectReportCheck), func(r Rectification) (Rectification, error) { return r.Judge(true) }, RectConclude, ""},
		{"a report accepted that is to be rated", rerated(RectReportCheck), func(r Rectification) (Rectification, error) { return r.Judge(true) }, RectRerating, ""},
		{"a report returned", at(RectReportCheck), func(r Rectification) (Rectification, error) { return r.Judge(false) }, RectWork, ""},
		{"nothing to judge", at(RectWork), func(r Rectification) (Rectification, error) { return r.Judge(true) }, RectWork, errs.Conflict},
		{"a second rating ordered before the closing", at(RectConclude), func(r Rectification) (Rectification, error) { return r.OrderRerating("效果不明") }, RectRerating, ""},
		{"ordered twice", rerated(RectWork), func(r Rectification) (Rectification, error) { return r.OrderRerating("效果不明") }, RectWork, errs.Conflict},
		{"ordered after the closing", at(RectClosed), func(r Rectification) (Rectification, error) { return r.OrderRerating("效果不明") }, RectClosed, errs.Conflict},
		{"the second rating noted", rerated(RectRerating), func(r Rectification) (Rectification, error) { return r.RecordRerating(day, "满意") }, RectConclude, ""},
		{"a rating nobody waits for", at(RectWork), func(r Rectification) (Rectification, error) { return r.RecordRerating(day, "满意") }, RectWork, errs.Conflict},
		{"closed as put right", at(RectConclude), func(r Rectification) (Rectification, error) { return r.Close(day, RectDone, "已到位") }, RectClosed, ""},
		{"not before the second rating", rerated(RectRerating), func(r Rectification) (Rectification, error) { return r.Close(day, RectDone, "已到位") }, RectRerating, errs.Conflict},
		{"not with a paper unread", at(RectReportCheck), func(r Rectification) (Rectification, error) { return r.Close(day, RectFailed, "没有改") }, RectReportCheck, errs.Conflict},
		{"not as put right without a report", at(RectWork), func(r Rectification) (Rectification, error) {
			return r.Close(calendar.Date(2026, 8, 1), RectDone, "已到位")
		}, RectWork, errs.Conflict},
		{"not as failed while there is time", at(RectWork), func(r Rectification) (Rectification, error) { return r.Close(day, RectFailed, "没有改") }, RectWork, errs.Conflict},
		{"as failed once it is overdue", at(RectPlan), func(r Rectification) (Rectification, error) {
			return r.Close(calendar.Date(2026, 4, 2), RectFailed, "置之不理")
		}, RectClosed, ""},
		{"closed twice", at(RectClosed), func(r Rectification) (Rectification, error) { return r.Close(day, RectDone, "已到位") }, RectClosed, errs.Conflict},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, err := tt.move(tt.from)
			if errs.KindOf(err) != tt.kind || got.Stage != tt.want {
				t.Errorf("%s → %s, %v; want %s, kind %q", tt.from.Stage, got.Stage, err, tt.want, tt.kind)
			}
		})
	}
}

func rerated(s RectificationStage) Rectification {
	r := at(s)
	r.Rerate = true
	return r
}

func TestRectificationDays(t *testing.T) {
	r := at(RectPlan)
	if r.PlanDue != calendar.Date(2026, 3, 31) || r.ReportDue != calendar.Date(2026, 6, 29) {
		t.Errorf("due on %s and %s", r.PlanDue, r.ReportDue)
	}
	if late := r.Overdue(r.PlanDue); late != 0 {
		t.Errorf("on the last day late by %d", late)
	}
	if late := r.Overdue(r.PlanDue.Add(5)); late != 5 {
		t.Errorf("five days after late by %d", late)
	}
	if late := at(RectPlanCheck).Overdue(r.PlanDue.Add(5)); late != 0 {
		t.Errorf("late by %d while the clerk has the plan", late)
	}
	if x := r.Extend(PlanPaper, calendar.Date(2026, 7, 10)); x.ReportDue != calendar.Date(2026, 7, 10) {
		t.Errorf("the plan is due after the report of %s", x.ReportDue)
	}
}

// 整改逾期提醒: who is late, the clerk some days before, the chairpersons the day after〔V22〕
func TestRectificationWarnsAllConcerned(t *testing.T) {
	r := at(RectWork)
	from := map[Party]calendar.Day{}
	for _, x := range r.Tasks(rectRules) {
		if x.Due != r.ReportDue || x.Path != "/supervision/rectifications/7" {
			t.Errorf("%+v", x)
		}
		if x.By == PartyOrgan && x.OrganID != 3 {
			t.Errorf("the task of organ %d", x.OrganID)
		}
		from[x.By] = x.From
	}
	want := map[Party]calendar.Day{PartyOrgan: {}, PartyClerk: r.ReportDue.Add(-7), PartyChair: r.ReportDue.Add(1)}
	for p, day := range want {
		if got, ok := from[p]; !ok || got != day {
			t.Errorf("%s warned from %s, %v; want %s", p, got, ok, day)
		}
	}
	person := r
	person.OrganID, person.PersonID = 0, 9
	if x := person.Tasks(rectRules)[0]; x.By != PartyAppointee || x.PersonID != 9 {
		t.Errorf("the appointee's task is %+v", x)
	}
	r.Asking = true
	if all := r.Tasks(rectRules); all[len(all)-1].By != PartyChair || all[len(all)-1].Label != "决定整改延期" {
		t.Errorf("nobody has to decide on more time: %+v", all)
	}
	if all := at(RectClosed).Tasks(rectRules); len(all) != 0 {
		t.Errorf("closed, and still to do: %+v", all)
	}
}

// 审议意见的交办、反馈、听取、通报公布〔监督法 第十七条；ZJ-15、ZJ-17〕
func TestOpinionMoves(t *testing.T) {
	rules, day := policy.Opinion{SendDays: 10, Months: 3, AuditMonths: 2}, calendar.Date(2026, 3, 31)
	told := Opinion{Stage: OpinionHeard, SentOn: day, DeputiesOn: day, PublishedOn: day}
	for _, tt := range []struct {
		name string
		from Opinion
		move func(o Opinion) (Opinion, error)
		want OpinionStage
		due  calendar.Day
		kind errs.Kind
	}{
		{"sought", Opinion{Stage: OpinionDraft}, func(o Opinion) (Opinion, error) { return o.Seek("农业工委", day) }, OpinionSought, calendar.Day{}, ""},
		{"sent: three months", Opinion{Stage: OpinionSought}, func(o Opinion) (Opinion, error) { return o.Send(day, "1号", false, rules) }, OpinionSent, calendar.Date(2026, 6, 30), ""},
		{"on an audit: two months", Opinion{Stage: OpinionDraft}, func(o Opinion) (Opinion, error) { return o.Send(day, "1号", true, rules) }, OpinionSent, calendar.Date(2026, 5, 31), ""},
		{"sent twice", Opinion{Stage: OpinionSent}, func(o Opinion) (Opinion, error) { return o.Send(day, "1号", false, rules) }, OpinionSent, calendar.Day{}, errs.Conflict},
		{"answered", Opinion{Stage: OpinionSent}, Opinion.Answer, OpinionAnswered, calendar.Day{}, ""},
		{"answered before it was sent", Opinion{Stage: OpinionDraft}, Opinion.Answer, OpinionDraft, calendar.Day{}, errs.Conflict},
		{"the report passed", Opinion{Stage: OpinionAnswered}, func(o Opinion) (Opinion, error) { return o.Hear(day, true, rules) }, OpinionHeard, calendar.Day{}, ""},
		{"the report did not pass: again", Opinion{Stage: OpinionAnswered}, func(o Opinion) (Opinion, error) { return o.Hear(day, false, rules) }, OpinionSent, calendar.Date(2026, 6, 30), ""},
		{"closed", told, func(o Opinion) (Opinion, error) { return o.Close(day, "落实") }, OpinionClosed, calendar.Day{}, ""},
		{"the deputies were not told", Opinion{Stage: OpinionHeard, PublishedOn: day}, func(o Opinion) (Opinion, error) { return o.Close(day, "落实") }, OpinionHeard, calendar.Day{}, errs.Conflict},
		{"it was not published", Opinion{Stage: OpinionHeard, DeputiesOn: day}, func(o Opinion) (Opinion, error) { return o.Close(day, "落实") }, OpinionHeard, calendar.Day{}, errs.Conflict},
		{"closed before it was heard", Opinion{Stage: OpinionSent, DeputiesOn: day, PublishedOn: day}, func(o Opinion) (Opinion, error) { return o.Close(day, "落实") }, OpinionSent, calendar.Day{}, errs.Conflict},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, err := tt.move(tt.from)
			if errs.KindOf(err) != tt.kind || got.Stage != tt.want || got.DueOn != tt.due {
				t.Errorf("%s → %s, due %s, %v; want %s, due %s, kind %q", tt.from.Stage, got.Stage, got.DueOn, err, tt.want, tt.due, tt.kind)
			}
		})
	}
	// 满意、基本满意通过，不满意不通过〔ZJ-15〕
	for grade, want := range map[string]bool{"满意": true, "基本满意": true, "不满意": false} {
		if got := Passes(grade, []string{"满意", "基本满意", "不满意"}); got != want {
			t.Errorf("%s passes: %v", grade, got)
		}
	}
}

// 听取报告后十日内交办；三个月内报告研究处理情况〔监督法 第十七条；V22〕
func TestOpinionLateness(t *testing.T) {
	rules, heard := policy.Opinion{SendDays: 10, Months: 3}, calendar.Date(2026, 3, 31)
	if got, want := SendBy(heard, heard.Add(7), rules), calendar.Date(2026, 4, 10); got != want {
		t.Errorf("heard on %s, to be handed over by %s, want %s", heard, got, want)
	}
	if got, want := SendBy(calendar.Day{}, heard, rules), calendar.Date(2026, 4, 10); got != want {
		t.Errorf("drafted on %s, to be handed over by %s, want %s", heard, got, want)
	}
	due := SendBy(heard, heard, rules)
	for _, tt := range []struct {
		name           string
		of             Opinion
		filed          calendar.Day
		sent, answered int
	}{
		{"not handed over yet", Opinion{Stage: OpinionDraft, SendDue: due}, calendar.Day{}, 0, 0},
		{"on the tenth day", Opinion{Stage: OpinionSent, SendDue: due, SentOn: due, DueOn: due.AddMonths(3)}, calendar.Day{}, 0, 0},
		{"on the eleventh day", Opinion{Stage: OpinionSent, SendDue: due, SentOn: due.Add(1), DueOn: due.AddMonths(3)}, calendar.Day{}, 1, 0},
		{"handed over late stays late to the end", Opinion{Stage: OpinionClosed, SendDue: due, SentOn: due.Add(4), DueOn: due.AddMonths(3)}, due.AddMonths(3), 4, 0},
		{"answered five days late", Opinion{Stage: OpinionAnswered, SendDue: due, SentOn: due, DueOn: due.AddMonths(3)}, due.AddMonths(3).Add(5), 0, 5},
		{"heard, and answered a day late", Opinion{Stage: OpinionHeard, SendDue: due, SentOn: due, DueOn: due.AddMonths(3)}, due.AddMonths(3).Add(1), 0, 1},
		{"a report that did not pass is not measured by the new day", Opinion{Stage: OpinionSent, SendDue: due, SentOn: due, DueOn: due.AddMonths(6)}, due.AddMonths(7), 0, 0},
	} {
		if sent, answered := tt.of.SentLate(), tt.of.AnsweredLate(tt.filed); sent != tt.sent || answered != tt.answered {
			t.Errorf("%s: handed over %d days late, answered %d; want %d and %d", tt.name, sent, answered, tt.sent, tt.answered)
		}
	}
}

// 会前二十日、十日、七日〔监督法 第十五条〕
func TestWorkReportTimetable(t *testing.T) {
	meeting := calendar.Date(2026, 6, 30)
	o := Oversight{Kind: SpecialWorkReport}
	for i, want := range []calendar.Day{calendar.Date(2026, 6, 10), calendar.Date(2026, 6, 20), calendar.Date(2026, 6, 23), meeting} {
		if got := o.Timetable(meeting)[i].Due; got != want {
			t.Errorf("%s due on %s, want %s", o.Timetable(meeting)[i].Label, got, want)
		}
	}
	if late := (Milestone{Due: meeting, Done: meeting.Add(2)}).Late(meeting.Add(40)); late != 2 {
		t.Errorf("done two days after its day, late by %d", late)
	}
	if late := (Milestone{}).Late(meeting); late != 0 {
		t.Errorf("without a meeting late by %d", late)
	}
	if (Oversight{Kind: SpecialWorkReport, Individual: true}).Timed() || (Oversight{Kind: LawInspection}).Timed() {
		t.Error("the law's days are for work reports of organs only")
	}
	tasks := o.Tasks("/x", 3, meeting, 0, 0)
	if len(tasks) != 2 || tasks[0].By != PartyOrgan || tasks[0].OrganID != 3 || tasks[0].Due != calendar.Date(2026, 6, 10) || tasks[1].By != PartyClerk {
		t.Errorf("tasks of a report to be made: %+v", tasks)
	}
}

func TestOversightSteps(t *testing.T) {
	d := func(n int) calendar.Day { return calendar.Date(2026, 6, n) }
	report := Oversight{Kind: SpecialWorkReport}
	sought := report
	sought.SoughtOn = d(5)
	submitted := sought
	submitted.SubmittedOn, submitted.ReportOn, submitted.Report = d(15), d(15), "报告"
	delivered := submitted
	delivered.DeliveredOn = d(20)
	inspected := Oversight{Kind: LawInspection, Law: "水法", Report: "报告", ReportOn: d(15)}
	for _, tt := range []struct {
		name string
		from Oversight
		move func(o Oversight) (Oversight, error)
		want string
		kind errs.Kind
	}{
		{"sought", report, func(o Oversight) (Oversight, error) { return o.Seek(d(5), "财经工委", "") }, OversightSought, ""},
		{"submitted before it was sought", report, func(o Oversight) (Oversight, error) { return o.Submit(d(15), "报告") }, OversightPlanned, errs.Conflict},
		{"submitted", sought, func(o Oversight) (Oversight, error) { return o.Submit(d(15), "报告") }, OversightSubmitted, ""},
		{"submitted before the day it was sought", sought, func(o Oversight) (Oversight, error) { return o.Submit(d(4), "报告") }, OversightSought, errs.Conflict},
		{"delivered", submitted, func(o Oversight) (Oversight, error) { return o.Deliver(d(20)) }, OversightReady, ""},
		{"heard before it was delivered", submitted, func(o Oversight) (Oversight, error) { return o.Hear(d(30), "会议") }, OversightSubmitted, errs.Conflict},
		{"heard", delivered, func(o Oversight) (Oversight, error) { return o.Hear(d(30), "会议") }, OversightHeard, ""},
		{"an inspection is not sought", inspected, func(o Oversight) (Oversight, error) { return o.Seek(d(5), "财经工委", "") }, OversightReady, errs.Conflict},
		{"its report is written", Oversight{Kind: LawInspection}, func(o Oversight) (Oversight, error) { return o.Write(d(15), "报告") }, OversightReady, ""},
		{"a work report is not written by the committee", report, func(o Oversight) (Oversight, error) { return o.Write(d(15), "报告") }, OversightPlanned, errs.Conflict},
		{"heard before the report", inspected, func(o Oversight) (Oversight, error) { return o.Hear(d(14), "会议") }, OversightReady, errs.Conflict},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, err := tt.move(tt.from)
			if errs.KindOf(err) != tt.kind || got.Stage(false) != tt.want {
				t.Errorf("%s, %v; want %s, kind %q", got.Stage(false), err, tt.want, tt.kind)
			}
		})
	}
	if err := inspected.Close(0); errs.KindOf(err) != errs.Conflict {
		t.Errorf("closed before it was heard: %v", err)
	}
	inspected.HeardOn = d(30)
	if err := inspected.Close(1); errs.KindOf(err) != errs.Conflict {
		t.Errorf("closed with advice open〔ST-07〕: %v", err)
	}
	if err := inspected.Close(0); err != nil {
		t.Error(err)
	}
}
