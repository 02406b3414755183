package workflow_test

import (
	"strings"
	"sync"
	"testing"

	"renmian/internal/appointment"
	"renmian/internal/authz"
	"renmian/internal/errs"
	"renmian/internal/fixture"
	"renmian/internal/policy"
	"renmian/internal/workflow"
)

func result(c appointment.Case, score float64) workflow.ResultForm {
	return workflow.ResultForm{CaseID: c.ID, Score: score, Marker: "吴模拟"}
}

// confirm is the second person's reading of one paper.
func confirm(h *fixture.House, who authz.Actor, id int64, x workflow.ResultForm) error {
	return h.Flow.ConfirmResults(h.T.Context(), who, id, []workflow.ResultForm{x})
}

// sitting arranges an exam of today with the case on its list.
func sitting(t *testing.T, h *fixture.House, c appointment.Case) int64 {
	t.Helper()
	id, err := h.Flow.CreateSitting(t.Context(), h.Examiner, h.SittingForm(), []int64{c.ID})
	if err != nil {
		t.Fatal(err)
	}
	return id
}

func TestTwoPersonsReadTheScore(t *testing.T) {
	h, c := review(t, nil)
	ctx := t.Context()
	id := sitting(t, h, c)
	enter := func(who authz.Actor, x workflow.ResultForm) error {
		return h.Flow.EnterResults(ctx, who, id, []workflow.ResultForm{x})
	}
	wantErr(t, "confirming nothing", confirm(h, h.Examiner2, id, result(c, 92)), errs.Conflict, "尚未登记")
	wantErr(t, "by the nominee's organ", enter(h.Organ, result(c, 92)), errs.Forbidden, "法工委")
	wantErr(t, "above a hundred", enter(h.Examiner, result(c, 100.5)), errs.Invalid, "0 至 100")
	wantErr(t, "two decimals", enter(h.Examiner, result(c, 92.25)), errs.Invalid, "一位小数")
	wantErr(t, "no marker", enter(h.Examiner, workflow.ResultForm{CaseID: c.ID, Score: 90}), errs.Invalid, "阅卷人")
	wantErr(t, "nobody", h.Flow.EnterResults(ctx, h.Examiner, id, nil), errs.Invalid, "至少填写一名")
	h.Must(enter(h.Examiner, result(c, 92.5)))
	if s := appointment.ExamStateOf(h.Read(c.ID), h.Policy, h.Today()); s.State != appointment.ExamUnconfirmed {
		t.Errorf("TM-06 state %+v", s)
	}
	wantErr(t, "confirmed by the one who entered it", confirm(h, h.Examiner, id, result(c, 92.5)), errs.Conflict, "另一人")
	wantErr(t, "the second person reads another score", confirm(h, h.Examiner2, id, result(c, 95.5)), errs.Invalid, "不一致")
	wantErr(t, "the second person reads absent", confirm(h, h.Examiner2, id, workflow.ResultForm{CaseID: c.ID, Absent: true}), errs.Invalid, "不一致")
	wantErr(t, "no score at all", confirm(h, h.Examiner2, id, result(c, -1)), errs.Invalid, "对照试卷")

	h.Must(enter(h.Examiner2, result(c, 95.5))) // whoever corrects has entered it
	wantErr(t, "confirmed by the one who corrected it", confirm(h, h.Examiner2, id, result(c, 95.5)), errs.Conflict, "另一人")
	h.Must(confirm(h, h.Examiner, id, result(c, 95.5)))
	if s := appointment.ExamStateOf(h.Read(c.ID), h.Policy, h.Today()); s.State != appointment.ExamPassed || s.Best != 95.5 {
		t.Errorf("state %+v", s)
	}
	wantErr(t, "confirmed twice", confirm(h, h.Clerk, id, result(c, 95.5)), errs.Conflict, "无需再办")
	wantErr(t, "changed after confirming", enter(h.Examiner, result(c, 60)), errs.Conflict, "不能再改")
	_, err := h.Pool.Exec(ctx, `UPDATE exam_result SET score = 100 WHERE case_id = $1`, c.ID)
	if err == nil || !strings.Contains(err.Error(), "never changed") {
		t.Errorf("the database let a confirmed score be changed: %v", err)
	}
	history, err := h.DB.CaseHistory(ctx, c.ID)
	h.Must(err)
	var acts []string
	for _, e := range history {
		acts = append(acts, string(e.Action))
	}
	for _, want := range []authz.Action{authz.CreateSitting, authz.EnterExamResult, authz.CorrectExamResult, authz.ConfirmExamResult} {
		if !strings.Contains(strings.Join(acts, " "), string(want)) {
			t.Errorf("the history %v lacks %s", acts, want)
		}
	}
}

func TestSittings(t *testing.T) {
	h, c := review(t, nil)
	ctx := t.Context()
	x := h.SittingForm()
	x.HeldOn = h.Today().Add(2)
	_, err := h.Flow.CreateSitting(ctx, h.Chair, x, nil)
	wantErr(t, "by a chair", err, errs.Forbidden, "法工委")
	_, err = h.Flow.CreateSitting(ctx, h.Examiner, workflow.SittingForm{}, nil)
	wantErr(t, "empty", err, errs.Invalid, "监考人员")
	id, err := h.Flow.CreateSitting(ctx, h.Clerk, x, nil)
	h.Must(err)
	wantErr(t, "not on the list", h.Flow.EnterResults(ctx, h.Examiner, id, []workflow.ResultForm{result(c, 80)}), errs.Conflict, "考后再登记")
	h.Must(h.Flow.CallCandidates(ctx, h.Examiner, id, []int64{c.ID}))
	wantErr(t, "called twice", h.Flow.CallCandidates(ctx, h.Examiner, id, []int64{c.ID}), errs.Conflict, "另一场考试")
	wantErr(t, "nobody called", h.Flow.CallCandidates(ctx, h.Examiner, id, nil), errs.Invalid, "选择考生")
	if due, err := h.DB.CasesForExam(ctx); err != nil || len(due) != 0 {
		t.Errorf("still due: %d, %v", len(due), err)
	}
	h.Must(h.Flow.DismissCandidate(ctx, h.Examiner, id, c.ID))
	if due, err := h.DB.CasesForExam(ctx); err != nil || len(due) != 1 {
		t.Errorf("due after dismissing: %d, %v", len(due), err)
	}
	x.Place = "县委党校"
	h.Must(h.Flow.ChangeSitting(ctx, h.Examiner, id, 1, x))
	wantErr(t, "changed by two", h.Flow.ChangeSitting(ctx, h.Examiner2, id, 1, x), errs.Conflict, "他人")
	h.Must(h.Flow.CallCandidates(ctx, h.Examiner, id, []int64{c.ID}))
	wantErr(t, "before the exam", h.Flow.EnterResults(ctx, h.Examiner, id, []workflow.ResultForm{result(c, 80)}), errs.Conflict, "考后再登记")
	h.Pass(2)
	h.Must(h.Flow.EnterResults(ctx, h.Examiner, id, []workflow.ResultForm{result(c, 80)}))
	wantErr(t, "dismissed with a result", h.Flow.DismissCandidate(ctx, h.Examiner, id, c.ID), errs.Conflict, "他人")
	wantErr(t, "changed with a result", h.Flow.ChangeSitting(ctx, h.Examiner, id, 2, x), errs.Conflict, "不能再改")
}

func TestFailPolicies(t *testing.T) {
	for _, tt := range []struct {
		name   string
		change func(*policy.Policy)
		scores []float64 // one a day; negative: absent
		state  appointment.ExamState
		says   string // what refuses another attempt; empty when it may be sat
	}{
		{"SB-05 79 of 80 fails and there is no make-up", func(p *policy.Policy) {
			p.Exam.PassMark, p.Exam.FailPolicy = 80, policy.FailBlock
		}, []float64{79}, appointment.ExamFailed, "不予提请"},
		{"SB-05 80 passes", func(p *policy.Policy) { p.Exam.PassMark, p.Exam.FailPolicy = 80, policy.FailBlock }, []float64{80}, appointment.ExamPassed, "已合格"},
		{"DZ-06 until passed", func(p *policy.Policy) { p.Exam.Makeups, p.Exam.MakeupWithinDays = -1, 0 }, []float64{30, 40, 50}, appointment.ExamMakeup, ""},
		{"DZ-06 passed at last", func(p *policy.Policy) { p.Exam.Makeups, p.Exam.MakeupWithinDays = -1, 0 }, []float64{30, 40, 60}, appointment.ExamPassed, "已合格"},
		{"ST-02 deferred to a later meeting", func(p *policy.Policy) {
			p.Exam.FailPolicy, p.Exam.MakeupWithinDays = policy.FailDefer, 0
		}, []float64{59.5}, appointment.ExamMakeup, ""},
		{"V12 absent, then too late for the one make-up", nil, []float64{-1, 59}, appointment.ExamFailed, "未合格"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			h, c := review(t, tt.change)
			for _, s := range tt.scores {
				h.Sit(c, s)
				h.Pass(1)
			}
			if got := appointment.ExamStateOf(h.Read(c.ID), h.Policy, h.Today()).State; got != tt.state {
				t.Errorf("state %q, want %q", got, tt.state)
			}
			blocked := strings.Contains(blockerKeys(h, c.ID, appointment.MovePassReview), "exam")
			if blocked == (tt.state == appointment.ExamPassed) {
				t.Errorf("V12 blocked: %t", blocked)
			}
			_, err := h.Flow.CreateSitting(t.Context(), h.Examiner, h.SittingForm(), []int64{c.ID})
			if tt.says == "" && err != nil {
				t.Errorf("another attempt: %v", err)
			} else if tt.says != "" {
				wantErr(t, "another attempt", err, errs.Conflict, tt.says)
			}
		})
	}
}

func TestWaivers(t *testing.T) {
	h, c := review(t, nil)
	ctx := t.Context()
	sitting(t, h, c)
	wantErr(t, "by a chair", h.Flow.WaiveExam(ctx, h.Chair, c.ID, policy.WaiveInternal, "说明"), errs.Forbidden, "法工委")
	wantErr(t, "no ground", h.Flow.WaiveExam(ctx, h.Clerk, c.ID, "", "说明"), errs.Invalid, "免试情形")
	wantErr(t, "E5 not a ground here", h.Flow.WaiveExam(ctx, h.Clerk, c.ID, policy.WaiveQualified, "说明"), errs.Conflict, "没有规定")
	wantErr(t, "no note", h.Flow.WaiveExam(ctx, h.Clerk, c.ID, policy.WaiveInternal, ""), errs.Invalid, "依据")
	h.Must(h.Flow.WaiveExam(ctx, h.Clerk, c.ID, policy.WaiveInternal, "2024年任副局长时考试合格"))
	if s := appointment.ExamStateOf(h.Read(c.ID), h.Policy, h.Today()); s.State != appointment.ExamWaived || s.Note != policy.WaiveInternal.Label() {
		t.Errorf("E3 state %+v", s)
	}
	if open, err := h.DB.OpenSitting(ctx, c.ID); err != nil || open != 0 {
		t.Errorf("a waived nominee stays on the list of sitting %d, %v", open, err)
	}
	wantErr(t, "waived twice", h.Flow.WaiveExam(ctx, h.Examiner, c.ID, policy.WaiveInternal, "说明"), errs.Conflict, "已准予")
	if w, ok, err := h.DB.ExamWaiver(ctx, c.ID); err != nil || !ok || w.GrantedBy != h.Clerk.Name {
		t.Errorf("waiver %+v, %v", w, err)
	}
}

func TestTwoPersonsConfirmAtOnce(t *testing.T) {
	h, c := review(t, nil)
	id := sitting(t, h, c)
	h.Must(h.Flow.EnterResults(t.Context(), h.Examiner, id, []workflow.ResultForm{result(c, 88)}))
	var wg sync.WaitGroup
	done := make([]error, 2)
	for i, who := range []authz.Actor{h.Examiner2, h.Clerk} {
		wg.Go(func() { done[i] = confirm(h, who, id, result(c, 88)) })
	}
	wg.Wait()
	if (done[0] == nil) == (done[1] == nil) {
		t.Errorf("both or none confirmed: %v, %v", done[0], done[1])
	}
}
