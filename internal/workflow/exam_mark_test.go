package workflow_test

import (
	"math"
	"slices"
	"strings"
	"testing"

	"renmian/internal/appointment"
	"renmian/internal/authz"
	"renmian/internal/calendar"
	"renmian/internal/errs"
	"renmian/internal/exam"
	"renmian/internal/fixture"
	"renmian/internal/policy"
	"renmian/internal/store"
	"renmian/internal/workflow"
)

// markedHouse is a county whose one nominee has sat an exam on computers with all right but the essay to be
// marked; change sets the county's rules.
func markedHouse(t *testing.T, change func(*policy.Policy)) (*fixture.House, appointment.Case, fixture.Sat) {
	t.Helper()
	h, c := review(t, change)
	return h, c, h.SatExam(fixture.SatSheet{Case: c, Answers: fixture.RightAnswers()})
}

// mark gives the only answer to a question its points.
func mark(h *fixture.House, who authz.Actor, x fixture.Sat, position int, points float64) error {
	return h.Flow.MarkAnswer(h.T.Context(), who, x.Sitting, workflow.MarkForm{PaperID: x.Paper, Position: position, Sheet: 1, Points: points})
}

// markBoth marks short answer and essay twice with the same points.
func markBoth(h *fixture.House, x fixture.Sat, short, essay float64) {
	h.T.Helper()
	for _, who := range []authz.Actor{h.Examiner, h.Examiner2} {
		h.Must(mark(h, who, x, fixture.OnShort, short))
		h.Must(mark(h, who, x, fixture.OnEssay, essay))
	}
}

// lockAndConfirm is the first and the second person's work after the marking.
func lockAndConfirm(h *fixture.House, x fixture.Sat) {
	h.T.Helper()
	h.Must(h.Flow.LockScores(h.T.Context(), h.Examiner, x.Sitting))
	h.Must(h.Flow.ConfirmScores(h.T.Context(), h.Examiner2, x.Sitting))
}

// SB-20 K08: essays are marked blind by two; a third settles what they see too differently.
func TestEssaysAreMarkedTwice(t *testing.T) {
	h, _, x := markedHouse(t, func(p *policy.Policy) { p.Exam.DoubleMarking, p.Exam.MaxDifference = true, 5 })
	ctx := t.Context()
	for _, who := range []authz.Actor{h.Organ, h.Chair, h.Operator, h.Member, h.Admin} {
		wantErr(t, "marked by "+who.Name, mark(h, who, x, fixture.OnEssay, 30), errs.Forbidden, "法工委")
	}
	wantErr(t, "more than the question has", mark(h, h.Examiner, x, fixture.OnEssay, 40.5), errs.Invalid, "0 至 40")
	wantErr(t, "less than nothing", mark(h, h.Examiner, x, fixture.OnEssay, -1), errs.Invalid, "0 至 40")
	wantErr(t, "no number", mark(h, h.Examiner, x, fixture.OnEssay, math.NaN()), errs.Invalid, "0 至 40")
	wantErr(t, "two decimals", mark(h, h.Examiner, x, fixture.OnEssay, 30.25), errs.Invalid, "一位小数")
	wantErr(t, "a choice", mark(h, h.Examiner, x, fixture.OnSingle, 5), errs.NotFound, "重新进入")
	wantErr(t, "no question", mark(h, h.Examiner, x, 0, 5), errs.NotFound, "重新进入")
	wantErr(t, "no such paper", h.Flow.MarkAnswer(ctx, h.Examiner, x.Sitting, workflow.MarkForm{Sheet: 1}), errs.NotFound, "重新进入")
	wantErr(t, "no such sheet", h.Flow.MarkAnswer(ctx, h.Examiner, x.Sitting, workflow.MarkForm{PaperID: x.Paper, Position: 6, Sheet: 2}), errs.NotFound,
		"重新进入")
	wantErr(t, "locked with all open", h.Flow.LockScores(ctx, h.Examiner, x.Sitting), errs.Conflict, "还有 2 份")

	h.Must(mark(h, h.Examiner, x, fixture.OnShort, 20))
	h.Must(mark(h, h.Examiner2, x, fixture.OnShort, 15)) // five apart: their mean
	h.Must(mark(h, h.Examiner, x, fixture.OnEssay, 30))
	h.Must(mark(h, h.Examiner, x, fixture.OnEssay, 31)) // changes the own mark
	wantErr(t, "locked with one open", h.Flow.LockScores(ctx, h.Examiner, x.Sitting), errs.Conflict, "还有 1 份")
	h.Must(mark(h, h.Examiner2, x, fixture.OnEssay, 25)) // six apart
	wantErr(t, "SB-20 one's own after another", mark(h, h.Examiner, x, fixture.OnEssay, 28), errs.Conflict, "由另一人")
	h.Must(mark(h, h.Examiner2, x, fixture.OnEssay, 25))
	wantErr(t, "locked before the third", h.Flow.LockScores(ctx, h.Examiner, x.Sitting), errs.Conflict, "还有 1 份")
	h.Must(mark(h, h.Clerk, x, fixture.OnEssay, 27.5))
	wantErr(t, "a fourth", mark(h, h.Clerk2, x, fixture.OnEssay, 28), errs.Conflict, "已经评完")
	lockAndConfirm(h, x)
	sheet, err := h.DB.ExamSheet(ctx, x.Entries[0])
	h.Must(err)
	if want := []float64{10, 10, 10, 10, 17.5, 27.5}; !slices.Equal(sheet.Points, want) || sheet.Total != 85 || sheet.LockedBy != h.Examiner.Name {
		t.Errorf("K08 points %v, total %g", sheet.Points, sheet.Total)
	}
	wantErr(t, "marked when locked", mark(h, h.Clerk2, x, fixture.OnEssay, 28), errs.Conflict, "已经锁定")
}

// Two markers who press at once do not both become the first.
func TestTwoMarkersAtOnce(t *testing.T) {
	h, _, x := markedHouse(t, nil)
	done := make(chan error)
	for _, who := range []authz.Actor{h.Examiner, h.Examiner2} {
		go func() { done <- mark(h, who, x, fixture.OnEssay, 30) }()
	}
	h.Must(<-done)
	h.Must(<-done)
	all, err := h.DB.SubjectiveAnswers(t.Context(), x.Sitting, x.Paper, fixture.OnEssay)
	h.Must(err)
	if m := all[0].Marks; len(m) != 2 || m[0].Round != 1 || m[1].Round != 2 || m[0].MarkerID == m[1].MarkerID {
		t.Errorf("marks %+v", m)
	}
}

func TestSingleMarking(t *testing.T) {
	h, _, x := markedHouse(t, func(p *policy.Policy) { p.Exam.DoubleMarking, p.Exam.PartialCredit = false, true })
	h.Must(mark(h, h.Examiner, x, fixture.OnShort, 20))
	h.Must(mark(h, h.Examiner, x, fixture.OnEssay, 35))
	wantErr(t, "marked enough", mark(h, h.Examiner2, x, fixture.OnEssay, 30), errs.Conflict, "已经评完")
	_, err := h.Pool.Exec(t.Context(), `UPDATE exam_answer SET answer = '{A}' WHERE position = 2`) // one of two right options
	h.Must(err)
	lockAndConfirm(h, x)
	if sheet, err := h.DB.ExamSheet(t.Context(), x.Entries[0]); err != nil || sheet.Points[1] != 5 || sheet.Total != 90 {
		t.Errorf("points %v, %v", sheet.Points, err)
	}
}

// Nothing is marked before the exam is over, and what was left empty needs no marker.
func TestWhatIsThereToMark(t *testing.T) {
	h, c := review(t, nil)
	ctx := t.Context()
	answers := fixture.RightAnswers()
	answers[fixture.OnShort] = exam.Answer{"  \n "}
	delete(answers, fixture.OnEssay)
	x := h.SatExam(fixture.SatSheet{Case: c, Answers: answers})
	_, err := h.Pool.Exec(ctx, `UPDATE exam_run SET state = 'running', ended_at = NULL`)
	h.Must(err)
	wantErr(t, "marked while they write", mark(h, h.Examiner, x, fixture.OnShort, 1), errs.Conflict, "还没有结束")
	wantErr(t, "locked while they write", h.Flow.LockScores(ctx, h.Examiner, x.Sitting), errs.Conflict, "还没有结束")
	_, err = h.Pool.Exec(ctx, `UPDATE exam_run SET state = 'ended', ended_at = now()`)
	h.Must(err)
	wantErr(t, "an empty answer", mark(h, h.Examiner, x, fixture.OnShort, 1), errs.NotFound, "重新进入")
	lockAndConfirm(h, x)
	if s := appointment.ExamStateOf(h.Read(c.ID), h.Policy, h.Today()); s.State != appointment.ExamMakeup || s.Best != 40 {
		t.Errorf("SN-04 state %+v", s)
	}
}

// K08: whoever was absent or had the result cancelled is entered as such, and one person locks what another
// confirms.
func TestLockedByOneConfirmedByAnother(t *testing.T) {
	h, c := review(t, nil)
	ctx := t.Context()
	gone, caught := h.Another("司马示例", "审计局"), h.Another("诸葛示例", "司法局")
	x := h.SatExam(fixture.SatSheet{Case: c, Answers: fixture.RightAnswers()}, fixture.SatSheet{Case: gone, State: exam.EntryAbsent},
		fixture.SatSheet{Case: caught, State: exam.EntryCancelled})
	wantErr(t, "entered by hand", h.Flow.EnterResults(ctx, h.Examiner, x.Sitting, []workflow.ResultForm{result(c, 100)}), errs.Conflict, "不在这里登记")
	wantErr(t, "confirmed by hand", confirm(h, h.Examiner2, x.Sitting, result(c, 100)), errs.Conflict, "阅卷页面")
	wantErr(t, "confirmed unlocked", h.Flow.ConfirmScores(ctx, h.Examiner2, x.Sitting), errs.Conflict, "没有等待核对")
	markBoth(h, x, 20, 40)
	for _, who := range []authz.Actor{h.Organ, h.Chair, h.Operator, h.Member} {
		wantErr(t, "locked by "+who.Name, h.Flow.LockScores(ctx, who, x.Sitting), errs.Forbidden, "法工委")
		wantErr(t, "confirmed by "+who.Name, h.Flow.ConfirmScores(ctx, who, x.Sitting), errs.Forbidden, "法工委")
	}
	h.Must(h.Flow.LockScores(ctx, h.Examiner, x.Sitting))
	wantErr(t, "locked twice", h.Flow.LockScores(ctx, h.Examiner, x.Sitting), errs.Conflict, "已经锁定")
	wantErr(t, "confirmed by who locked", h.Flow.ConfirmScores(ctx, h.Examiner, x.Sitting), errs.Conflict, "须由另一人")
	if s := appointment.ExamStateOf(h.Read(c.ID), h.Policy, h.Today()); s.State != appointment.ExamUnconfirmed {
		t.Errorf("before the second person: %+v", s)
	}
	h.Must(h.Flow.ConfirmScores(ctx, h.Examiner2, x.Sitting))
	wantErr(t, "confirmed twice", h.Flow.ConfirmScores(ctx, h.Clerk, x.Sitting), errs.Conflict, "没有等待核对")
	for _, tt := range []struct {
		c     appointment.Case
		state appointment.ExamState
		note  string
	}{{c, appointment.ExamPassed, "100分"}, {gone, appointment.ExamMakeup, "缺考"}, {caught, appointment.ExamMakeup, "违纪，成绩取消"}} {
		if s := appointment.ExamStateOf(h.Read(tt.c.ID), h.Policy, h.Today()); s.State != tt.state || s.Note != tt.note {
			t.Errorf("%s: %+v, want %s %s", tt.c.Person.Name, s, tt.state, tt.note)
		}
	}
}

// An exam whose candidates' cases have all ended is marked no further: it waits for nobody.
func TestNothingToMarkForEndedCases(t *testing.T) {
	h, c := review(t, nil)
	ctx := t.Context()
	other := h.Another("司马示例", "审计局")
	x := h.SatExam(fixture.SatSheet{Case: c, Answers: fixture.RightAnswers()}, fixture.SatSheet{Case: other, Answers: fixture.RightAnswers()})
	line := func() store.SittingLine {
		t.Helper()
		lines, err := h.DB.Sittings(ctx, "", calendar.Day{}, 0, 10)
		h.Must(err)
		return lines[0]
	}
	due := func() int {
		t.Helper()
		all, err := h.DB.MarkingDue(ctx, h.Examiner.AccountID, true, 5)
		h.Must(err)
		return len(all)
	}
	h.Must(h.Flow.WithdrawCase(ctx, h.Organ, c.ID, "工作需要"))
	h.Must(mark(h, h.Examiner, x, fixture.OnEssay, 30))
	if l := line(); l.Waiting != 1 || due() != 1 {
		t.Errorf("one case of two left: %d waiting, %d due", l.Waiting, due())
	}
	h.Must(h.Flow.EndCase(ctx, h.Chair, other.ID, "人选病故"))
	if l := line(); l.Waiting != 0 || l.Locked || due() != 0 {
		t.Errorf("no case left: %d waiting, %d due", l.Waiting, due())
	}
	wantErr(t, "marked all the same", mark(h, h.Examiner2, x, fixture.OnEssay, 30), errs.Conflict, "不用再阅卷")
	wantErr(t, "locked all the same", h.Flow.LockScores(ctx, h.Examiner, x.Sitting), errs.Conflict, "不用再阅卷")
}

// A mark of an exam on computers means for the case what one on paper does.
func TestFailPoliciesAfterComputers(t *testing.T) {
	for _, tt := range []struct {
		name   string
		change func(*policy.Policy)
		essay  float64 // of forty, besides sixty
		state  appointment.ExamState
		says   string // what refuses another attempt
	}{
		{"SB-05 79 of 80 fails and there is no make-up", func(p *policy.Policy) { p.Exam.PassMark, p.Exam.FailPolicy = 80, policy.FailBlock }, 19, appointment.ExamFailed, "不予提请"},
		{"SN-04 passed", nil, 20, appointment.ExamPassed, "已合格"},
		{"DZ-06 make-up until passed", func(p *policy.Policy) { p.Exam.PassMark, p.Exam.Makeups, p.Exam.MakeupWithinDays = 80, -1, 0 }, 19, appointment.ExamMakeup, ""},
		{"ST-02 deferred to a later meeting", func(p *policy.Policy) {
			p.Exam.PassMark, p.Exam.FailPolicy, p.Exam.MakeupWithinDays = 80, policy.FailDefer, 0
		}, 19, appointment.ExamMakeup, ""},
		{"V12 suspended", func(p *policy.Policy) { p.Exam.PassMark, p.Exam.FailPolicy, p.Exam.Makeups = 80, policy.FailSuspend, 0 }, 19, appointment.ExamFailed, "未合格"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			h, c, x := markedHouse(t, tt.change)
			markBoth(h, x, 20, tt.essay)
			lockAndConfirm(h, x)
			h.Pass(1)
			if got := appointment.ExamStateOf(h.Read(c.ID), h.Policy, h.Today()).State; got != tt.state {
				t.Errorf("state %q, want %q", got, tt.state)
			}
			if blocked := strings.Contains(blockerKeys(h, c.ID, appointment.MovePassReview), "exam"); blocked == (tt.state == appointment.ExamPassed) {
				t.Errorf("K08 blocked: %t", blocked)
			}
			_, err := h.Flow.CreateSitting(t.Context(), h.Examiner, h.SittingForm(), []int64{c.ID})
			if tt.says == "" && err != nil {
				t.Errorf("the resit: %v", err)
			} else if tt.says != "" {
				wantErr(t, "another attempt", err, errs.Conflict, tt.says)
			}
		})
	}
}

// A locked mark changes only by a correction that one person asks for and another grants; the case follows.
func TestCorrections(t *testing.T) {
	h, c, x := markedHouse(t, nil)
	ctx, entry := t.Context(), x.Entries[0]
	ask := func(who authz.Actor, position int, becomes float64, reason string) error {
		return h.Flow.AskCorrection(ctx, who, store.ExamCorrection{EntryID: entry, Position: position, Becomes: becomes, Reason: reason})
	}
	decide := func(who authz.Actor, grant bool) error {
		all, err := h.DB.ExamCorrections(ctx, entry)
		h.Must(err)
		return h.Flow.DecideCorrection(ctx, who, entry, all[len(all)-1].ID, grant)
	}
	standing := func() appointment.ExamStanding {
		return appointment.ExamStateOf(h.Read(c.ID), h.Policy, h.Today())
	}
	markBoth(h, x, 5, 14) // 59
	wantErr(t, "asked before the lock", ask(h.Examiner, fixture.OnShort, 6, "漏判"), errs.Conflict, "还没有锁定")
	h.Must(h.Flow.LockScores(ctx, h.Examiner, x.Sitting))
	for _, tt := range []struct {
		what     string
		position int
		becomes  float64
		reason   string
		says     string
	}{
		{"no question", 0, 6, "漏判", "1 至 6"}, {"beyond the paper", 7, 6, "漏判", "1 至 6"}, {"too many points", fixture.OnShort, 21, "漏判", "0 至 20"},
		{"the same", fixture.OnShort, 5, "漏判", "现在就是 5 分"}, {"no reason", fixture.OnShort, 6, " ", "理由"},
	} {
		wantErr(t, tt.what, ask(h.Examiner, tt.position, tt.becomes, tt.reason), errs.Invalid, tt.says)
	}
	wantErr(t, "asked by a chair", ask(h.Chair, fixture.OnShort, 6, "漏判"), errs.Forbidden, "法工委")
	h.Must(ask(h.Examiner, fixture.OnShort, 7, "第二个要点漏判"))
	wantErr(t, "asked twice", ask(h.Examiner2, fixture.OnShort, 8, "漏判"), errs.Conflict, "等待决定")
	wantErr(t, "confirmed meanwhile", h.Flow.ConfirmScores(ctx, h.Examiner2, x.Sitting), errs.Conflict, "等待决定")
	wantErr(t, "decided by who asked", decide(h.Examiner, true), errs.Conflict, "另一人")
	wantErr(t, "decided by the organ", decide(h.Organ, true), errs.Forbidden, "法工委")
	wantErr(t, "no such correction", h.Flow.DecideCorrection(ctx, h.Examiner2, entry, 0, true), errs.NotFound, "查无此项")
	h.Must(decide(h.Examiner2, false))
	wantErr(t, "decided twice", decide(h.Clerk, true), errs.Conflict, "已由"+h.Examiner2.Name)
	h.Must(ask(h.Examiner, fixture.OnShort, 7, "第二个要点漏判"))
	h.Must(decide(h.Examiner2, true)) // 61, and nobody has confirmed yet
	h.Must(h.Flow.ConfirmScores(ctx, h.Examiner2, x.Sitting))
	if s := standing(); s.State != appointment.ExamPassed || s.Best != 61 {
		t.Fatalf("corrected before it was confirmed: %+v", s)
	}
	h.Reviewed(c)
	if keys := blockerKeys(h, c.ID, appointment.MovePassReview); strings.Contains(keys, "exam") {
		t.Errorf("blocked by %s", keys)
	}
	h.Must(ask(h.Examiner2, fixture.OnEssay, 9, "合分有误"))
	h.Pass(1)
	h.Must(decide(h.Clerk, true)) // 56: a pass becomes a failure, after it was confirmed
	if s := standing(); s.State != appointment.ExamMakeup || s.Best != 56 {
		t.Errorf("corrected after it was confirmed: %+v", s)
	}
	tasks, err := h.DB.TasksFor(ctx, h.Examiner, 50)
	h.Must(err)
	if !slices.ContainsFunc(tasks, func(l store.TaskLine) bool { return l.CaseID == c.ID && l.Key == "exam" }) {
		t.Errorf("no task for the make-up: %+v", tasks)
	}
	for _, sql := range []string{
		`UPDATE exam_result SET score = 100`,
		`UPDATE exam_result SET score = 100, corrected_at = now()`,
		`UPDATE exam_result SET score = 100, absent = false, corrected_at = (SELECT max(decided_at) FROM exam_correction)`,
		`UPDATE exam_score SET total = 100`, `DELETE FROM exam_score`,
		`UPDATE exam_correction SET becomes = 39 WHERE granted`,
	} {
		if _, err := h.Pool.Exec(ctx, sql); err == nil {
			t.Errorf("the database allowed %s", sql)
		}
	}
	if s := standing(); s.Best != 56 {
		t.Errorf("score after the attempts: %g", s.Best)
	}
}

// The candidate alone objects, within the county's days after the second person's yes.
func TestScoreObjections(t *testing.T) {
	h, c, x := markedHouse(t, func(p *policy.Policy) { p.Exam.ObjectionDays = 3 })
	ctx, entry := t.Context(), x.Entries[0]
	nominee, other := h.NomineeOf(c), h.NomineeOf(h.Another("司马示例", "审计局"))
	file := func(who authz.Actor, body string) error { return h.Flow.FileScoreObjection(ctx, who, entry, body) }
	wantErr(t, "before the lock", file(nominee, "第五题"), errs.Conflict, "还没有锁定")
	markBoth(h, x, 10, 20)
	h.Must(h.Flow.LockScores(ctx, h.Examiner, x.Sitting))
	wantErr(t, "before it is confirmed", file(nominee, "第五题"), errs.Conflict, "还没有核对")
	h.Must(h.Flow.ConfirmScores(ctx, h.Examiner2, x.Sitting))
	wantErr(t, "by another nominee", file(other, "第五题"), errs.NotFound, "查无")
	wantErr(t, "by staff", file(h.Examiner, "第五题"), errs.Forbidden, "拟任")
	wantErr(t, "by the organ", file(h.Organ, "第五题"), errs.Forbidden, "拟任")
	wantErr(t, "empty", file(nominee, " "), errs.Invalid, "哪一题")
	wantErr(t, "endless", file(nominee, strings.Repeat("异", 2001)), errs.Invalid, "2000 字")
	h.Pass(3)
	h.Must(file(nominee, "第五题第二个要点已经写到，没有给分。"))
	all, err := h.DB.ExamObjections(ctx, entry)
	h.Must(err)
	answer := func(who authz.Actor, id int64, text string) error {
		return h.Flow.AnswerScoreObjection(ctx, who, entry, id, text)
	}
	wantErr(t, "answered by the nominee", answer(nominee, all[0].ID, "不变"), errs.Forbidden, "法工委")
	wantErr(t, "answered with nothing", answer(h.Examiner, all[0].ID, ""), errs.Invalid, "复核的结果")
	wantErr(t, "no such objection", answer(h.Examiner, 0, "不变"), errs.NotFound, "查无")
	if open, err := h.DB.OpenExamMatters(ctx, x.Sitting); err != nil || len(open) != 1 || open[0].Kind != "objection" {
		t.Errorf("open %+v, %v", open, err)
	}
	h.Must(answer(h.Examiner, all[0].ID, "经复核，第五题应加 2 分。"))
	wantErr(t, "answered twice", answer(h.Examiner2, all[0].ID, "不变"), errs.Conflict, "")
	h.Must(
		h.Flow.AskCorrection(ctx, h.Examiner,
			store.ExamCorrection{EntryID: entry, Position: fixture.OnShort, Becomes: 12, Reason: "经复核加分", ObjectionID: all[0].ID}),
	)
	h.Pass(1)
	wantErr(t, "a day too late", file(nominee, "还有一题"), errs.Conflict, "已经过了")
	if _, err := h.Pool.Exec(ctx, `UPDATE exam_objection SET answer = '另说'`); err == nil {
		t.Error("the database let an answer be changed")
	}
}

func TestNoObjectionsHeard(t *testing.T) {
	h, c, x := markedHouse(t, func(p *policy.Policy) { p.Exam.ObjectionDays = 0 })
	markBoth(h, x, 10, 20)
	lockAndConfirm(h, x)
	wantErr(t, "where the county hears none", h.Flow.FileScoreObjection(t.Context(), h.NomineeOf(c), x.Entries[0], "第五题"), errs.Conflict, "不受理")
}
