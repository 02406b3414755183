package workflow_test

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"renmian/internal/appointment"
	"renmian/internal/authz"
	"renmian/internal/errs"
	"renmian/internal/exam"
	"renmian/internal/fixture"
	"renmian/internal/pgtest"
	"renmian/internal/policy"
	"renmian/internal/store"
	"renmian/internal/workflow"
)

// threeCandidates is a county with three nominees at their review.
func threeCandidates(t *testing.T) (*fixture.House, []appointment.Case) {
	t.Helper()
	h, c := fixture.Case(t, pgtest.New(t), appointment.StageReview)
	return h, []appointment.Case{c, h.Another("林示范", "统计局"), h.Another("何样本", "水利局")}
}

func answer(position int, revision int, text ...string) []store.SavedAnswer {
	return []store.SavedAnswer{{Position: position, Revision: revision, Answer: text}}
}

// TestExamIsSat walks an exam on computers from the arrangement to the end〔TM-06、ZY-04、SB-05〕.
func TestExamIsSat(t *testing.T) {
	h, cases := threeCandidates(t)
	ctx := t.Context()
	hall := h.ExamHall([]string{"A", "B"}, cases...)
	f := h.Flow
	refused(t, "starting before the sign-in", f.StartExam(ctx, h.Examiner, hall.Sitting), errs.Conflict, "先开放签到")
	_, _, _, err := f.EnterExam(ctx, "欧阳示例", hall.Codes["欧阳示例"])
	refused(t, "signing in before it opens", err, errs.Invalid, "对不上")
	refused(t, "opening by who does not watch", f.OpenExamSignIn(ctx, h.Examiner2, hall.Sitting), errs.Forbidden, "不在本场监考名单")
	refused(t, "opening by a member", f.OpenExamSignIn(ctx, h.Member, hall.Sitting), errs.Forbidden, "开放考试签到")
	hall.Open()
	refused(t, "starting an empty room", f.StartExam(ctx, h.Examiner, hall.Sitting), errs.Conflict, "还没有考生签到")
	_, _, _, err = f.EnterExam(ctx, "没有此人", "12345678")
	refused(t, "a stranger", err, errs.Invalid, "不在已开放签到的考试名单")

	one, two := hall.SignIn("欧阳示例"), hall.SignIn("林示范")
	_, err = f.SaveAnswers(ctx, one, answer(1, 1, "A"))
	refused(t, "an answer before the start", err, errs.Conflict, "还没有开始")
	h.Must(f.StartExam(ctx, h.Examiner, hall.Sitting))
	refused(t, "starting twice", f.StartExam(ctx, h.Clerk, hall.Sitting), errs.Conflict, "考试中")
	if a, b := hall.Entry("欧阳示例"), hall.Entry("林示范"); a.Label != "A" || b.Label != "B" || a.State != exam.EntryWriting {
		t.Errorf("papers in turn by seat: %+v, %+v", a, b)
	}

	x, err := f.SaveAnswers(ctx, one, answer(1, 2, "A"))
	if err != nil || !slices.Equal(x.Kept, []int{1}) {
		t.Fatalf("saving: %+v, %v", x, err)
	}
	x, err = f.SaveAnswers(ctx, one, answer(1, 1, "B"))
	if err != nil || len(x.Kept) != 0 || x.Newer[1].Revision != 2 || x.Newer[1].Answer[0] != "A" {
		t.Errorf("an older save: %+v, %v", x, err)
	}
	x, err = f.SaveAnswers(ctx, one, answer(1, 2, "A"))
	if err != nil || !slices.Equal(x.Kept, []int{1}) {
		t.Errorf("the same save again: %+v, %v", x, err)
	}
	x, err = f.SaveAnswers(ctx, one, append(answer(fixture.OnEssay, 3, strings.Repeat("字", exam.MaxText+1)), answer(fixture.OnMultiple, 3, "C", "A")...))
	if err != nil || len(x.Wrong) != 1 || !slices.Equal(x.Kept, []int{fixture.OnMultiple}) {
		t.Errorf("a huge paste beside a good answer: %+v, %v", x, err)
	}
	if _, err := f.SaveAnswers(ctx, one, answer(99, 1, "A")); errs.KindOf(err) != errs.Invalid {
		t.Errorf("a question that is not there: %v", err)
	}
	if _, err := f.SaveAnswers(ctx, "nobody", answer(1, 1, "A")); errs.KindOf(err) != errs.NotFound {
		t.Errorf("an unknown machine: %v", err)
	}

	h.Must(f.HandInExam(ctx, one))
	h.Must(f.HandInExam(ctx, one)) // twice changes nothing
	_, err = f.SaveAnswers(ctx, one, answer(1, 9, "B"))
	refused(t, "an answer after the hand-in", err, errs.Conflict, "已经交卷")
	got, err := h.DB.Answers(ctx, hall.Entry("欧阳示例").ID)
	h.Must(err)
	if fmt.Sprint(got) != "map[1:[A] 2:[A C]]" {
		t.Errorf("answers handed in: %v", got)
	}

	// The third comes late, and the time runs out for all but who got more.
	h.Now = h.Now.Add(20 * time.Minute)
	three := hall.SignIn("何样本")
	if e := hall.Entry("何样本"); e.State != exam.EntryWriting {
		t.Fatalf("signed in late: %s", e.State)
	}
	h.Must(f.ExtendExam(ctx, h.Clerk, hall.Sitting, hall.Entry("何样本").ID, 10, "机器故障"))
	h.Now = h.Now.Add(40*time.Minute + 10*time.Second)
	h.Must(f.HandInDue(ctx, authz.System))
	if e := hall.Entry("林示范"); e.State != exam.EntryWriting {
		t.Errorf("handed in within the grace: %s", e.State)
	}
	saves(t, f, two, answer(1, 1, "A"))
	h.Now = h.Now.Add(11 * time.Second)
	_, err = f.SaveAnswers(ctx, two, answer(1, 2, "B"))
	refused(t, "a late answer", err, errs.Conflict, "时间已到")
	h.Must(f.HandInDue(ctx, authz.System))
	if e := hall.Entry("林示范"); e.State != exam.EntryHandedIn || e.HandedInHow != "time" {
		t.Errorf("when time is up: %s %s", e.State, e.HandedInHow)
	}
	saves(t, f, three, answer(1, 1, "A"))
	h.Now = h.Now.Add(10 * time.Minute)
	h.Must(f.HandInDue(ctx, authz.System))
	h.Must(f.HandInDue(ctx, authz.System))
	run, err := h.DB.ExamRun(ctx, hall.Sitting)
	h.Must(err)
	if run.State != exam.RunEnded {
		t.Errorf("when everybody is done the exam is %s", run.State)
	}
	events, err := h.DB.ExamEvents(ctx, hall.Sitting, 100)
	h.Must(err)
	for _, kind := range []string{"opened", "signed_in", "started", "handed_in", "refused_late", "extended", "ended"} {
		if !slices.ContainsFunc(events, func(e store.ExamEvent) bool { return e.Kind == kind }) {
			t.Errorf("the record of the room lacks %s", kind)
		}
	}
}

// A candidate over half an hour late is let in by an invigilator with a reason, ends with the others, and is found
// in the record; not where the county's rules say never.
func TestInvigilatorAdmitsTheLate(t *testing.T) {
	h, cases := threeCandidates(t)
	ctx, f := t.Context(), h.Flow
	hall := h.ExamHall([]string{"A"}, cases...)
	hall.Open()
	hall.SignIn("欧阳示例")
	h.Must(f.StartExam(ctx, h.Examiner, hall.Sitting))
	id := hall.Entry("何样本").ID
	refused(t, "still in time", f.AdmitLate(ctx, h.Clerk, hall.Sitting, id, "堵车"), errs.Conflict, "自己签到")
	h.Now = h.Now.Add(31 * time.Minute)
	_, _, _, err := f.EnterExam(ctx, "何样本", hall.Codes["何样本"])
	refused(t, "too late alone", err, errs.Conflict, "经同意后再签到")
	refused(t, "without a reason", f.AdmitLate(ctx, h.Clerk, hall.Sitting, id, " "), errs.Invalid, "原因")
	refused(t, "by who does not watch", f.AdmitLate(ctx, h.Clerk2, hall.Sitting, id, "堵车"), errs.Forbidden, "监考名单")
	refused(t, "one who is in", f.AdmitLate(ctx, h.Clerk, hall.Sitting, hall.Entry("欧阳示例").ID, "堵车"), errs.Conflict, "作答中")
	h.Must(f.AdmitLate(ctx, h.Clerk, hall.Sitting, id, "途中交通事故，已电话报告"))
	refused(t, "twice", f.AdmitLate(ctx, h.Examiner, hall.Sitting, id, "堵车"), errs.Conflict, "已经同意")
	token := hall.SignIn("何样本")
	saves(t, f, token, answer(1, 1, "A"))
	m, err := h.DB.ExamMachine(ctx, token)
	h.Must(err)
	if left := m.Run.Left(m.Entry.Extra, h.Now); left != 29*time.Minute {
		t.Errorf("left after coming late: %v", left)
	}
	events, err := h.DB.EventsOfEntry(ctx, id, 20)
	h.Must(err)
	if k := slices.IndexFunc(events, func(e store.ExamEvent) bool { return e.Kind == "admitted_late" }); k < 0 || events[k].Note != "途中交通事故，已电话报告" {
		t.Errorf("record: %+v", events)
	}
	_, err = h.Pool.Exec(ctx, `UPDATE exam_run SET late_by_consent = false WHERE sitting_id = $1`, hall.Sitting)
	h.Must(err)
	refused(t, "the rules say never", f.AdmitLate(ctx, h.Clerk, hall.Sitting, hall.Entry("林示范").ID, "堵车"), errs.Conflict, "不得入场")
}

// Who is found out after the end loses the result until the marks are locked.
func TestResultIsCancelledAfterTheEnd(t *testing.T) {
	h, cases := threeCandidates(t)
	ctx, f := t.Context(), h.Flow
	hall := h.ExamHall([]string{"A"}, cases...)
	hall.Start()
	h.Must(f.EndExam(ctx, h.Examiner, hall.Sitting))
	h.Must(f.CancelEntry(ctx, h.Clerk, hall.Sitting, hall.Entry("林示范").ID, "与何样本的答卷雷同，经查实"))
	h.Must(f.LockScores(ctx, h.Examiner, hall.Sitting))
	refused(t, "after the lock", f.CancelEntry(ctx, h.Clerk, hall.Sitting, hall.Entry("何样本").ID, "雷同"), errs.Conflict, "已经锁定")
	h.Must(f.ConfirmScores(ctx, h.Examiner2, hall.Sitting))
	records, err := h.DB.ExamRecords(ctx, cases[1].ID)
	h.Must(err)
	if len(records) != 1 || !records[0].Cancelled {
		t.Errorf("results %+v", records)
	}
}

func TestExamPausesForAll(t *testing.T) {
	h, cases := threeCandidates(t)
	ctx, f := t.Context(), h.Flow
	hall := h.ExamHall([]string{"A"}, cases...)
	tokens := hall.Start()
	h.Now = h.Now.Add(10 * time.Minute)
	refused(t, "without a reason", f.PauseExam(ctx, h.Clerk, hall.Sitting, " "), errs.Invalid, "原因")
	h.Must(f.PauseExam(ctx, h.Clerk, hall.Sitting, "停电"))
	refused(t, "pausing twice", f.PauseExam(ctx, h.Examiner, hall.Sitting, "停电"), errs.Conflict, "全场暂停")
	saves(t, f, tokens["林示范"], answer(1, 1, "A")) // under way when the pause began
	h.Now = h.Now.Add(90 * time.Minute)
	h.Must(f.HandInDue(ctx, authz.System))
	_, err := f.SaveAnswers(ctx, tokens["林示范"], answer(1, 2, "B"))
	refused(t, "an answer in the pause", err, errs.Conflict, "全场已暂停")
	h.Must(f.ExtendExam(ctx, h.Clerk, hall.Sitting, 0, 5, "停电后机器重启"))
	h.Must(f.ResumeExam(ctx, h.Clerk, hall.Sitting))
	m, err := h.DB.ExamMachine(ctx, tokens["林示范"])
	h.Must(err)
	if left := m.Run.Left(m.Entry.Extra, h.Now); left != 55*time.Minute {
		t.Errorf("left after the pause: %v", left)
	}
	saves(t, f, tokens["林示范"], answer(1, 2, "B"))
	h.Must(f.EndExam(ctx, h.Examiner, hall.Sitting))
	_, err = f.SaveAnswers(ctx, tokens["林示范"], answer(1, 3, "C"))
	refused(t, "an answer after the end", err, errs.Conflict, "没有收取")
	refused(t, "ending twice", f.EndExam(ctx, h.Examiner, hall.Sitting), errs.Conflict, "已结束")
}

func TestExamGoesOnAtAnotherMachine(t *testing.T) {
	h, cases := threeCandidates(t)
	ctx, f := t.Context(), h.Flow
	hall := h.ExamHall([]string{"A"}, cases...)
	first := hall.Start()["林示范"]
	saves(t, f, first, answer(1, 1, "A"))
	id := hall.Entry("林示范").ID
	second, _, asking, err := f.EnterExam(ctx, "林示范", hall.Codes["林示范"])
	if err != nil || !asking {
		t.Fatalf("a second machine: asking %v, %v", asking, err)
	}
	_, err = f.SaveAnswers(ctx, second, answer(1, 5, "B"))
	refused(t, "an answer before the consent", err, errs.Conflict, "另一台机器")
	saves(t, f, first, answer(1, 2, "C")) // the first goes on meanwhile
	h.Must(f.RefuseMachine(ctx, h.Clerk, hall.Sitting, id))
	refused(t, "refusing twice", f.RefuseMachine(ctx, h.Examiner, hall.Sitting, id), errs.Conflict, "没有待办的换机申请")
	if _, err := f.SaveAnswers(ctx, second, answer(1, 5, "B")); errs.KindOf(err) != errs.NotFound {
		t.Errorf("the refused machine: %v", err)
	}
	second, _, _, err = f.EnterExam(ctx, "林示范", hall.Codes["林示范"])
	h.Must(err)
	h.Must(f.AllowMachine(ctx, h.Clerk, hall.Sitting, id))
	if _, err := f.SaveAnswers(ctx, first, answer(1, 6, "D")); errs.KindOf(err) != errs.NotFound {
		t.Errorf("the machine that was left: %v", err)
	}
	got, err := h.DB.SavedAnswers(ctx, id)
	h.Must(err)
	if got[1].Answer[0] != "C" || got[1].Revision != 2 {
		t.Errorf("answers on the new machine: %+v", got)
	}
	saves(t, f, second, answer(1, 3, "A"))
	refused(t, "allowing without asking", f.AllowMachine(ctx, h.Clerk, hall.Sitting, id), errs.Conflict, "没有待办的换机申请")
}

func TestAdmissionCodeLocks(t *testing.T) {
	h, cases := threeCandidates(t)
	ctx, f := t.Context(), h.Flow
	hall := h.ExamHall([]string{"A"}, cases...)
	hall.Open()
	for range exam.CodeTries - 1 {
		_, _, _, err := f.EnterExam(ctx, "林示范", "00000000")
		refused(t, "a wrong code", err, errs.Invalid, "对不上")
	}
	_, _, _, err := f.EnterExam(ctx, "林示范", "00000000")
	refused(t, "the fifth wrong code", err, errs.Conflict, "已经锁定")
	_, _, _, err = f.EnterExam(ctx, "林示范", hall.Codes["林示范"])
	refused(t, "the right code when locked", err, errs.Conflict, "已经锁定")
	h.Must(f.UnlockEntry(ctx, h.Clerk, hall.Sitting, hall.Entry("林示范").ID))
	hall.SignIn("林示范")
	slips, err := f.PrintAdmissions(ctx, h.Examiner, hall.Sitting, []int64{hall.Entry("何样本").ID})
	h.Must(err)
	_, _, _, err = f.EnterExam(ctx, "何样本", hall.Codes["何样本"])
	refused(t, "the code of the slip before", err, errs.Invalid, "对不上")
	_, _, _, err = f.EnterExam(ctx, " 何 样本 ", slips[0].Code[:4]+" "+slips[0].Code[4:])
	h.Must(err)
}

func TestInvigilatorDealsWithCandidates(t *testing.T) {
	h, cases := threeCandidates(t)
	ctx, f := t.Context(), h.Flow
	hall := h.ExamHall([]string{"A"}, cases...)
	tokens := hall.Start()
	id := func(name string) int64 { return hall.Entry(name).ID }
	refused(t, "a warning without words", f.WarnCandidate(ctx, h.Clerk, hall.Sitting, id("林示范"), ""), errs.Invalid, "事由")
	h.Must(f.WarnCandidate(ctx, h.Clerk, hall.Sitting, id("林示范"), "左顾右盼"))
	refused(t, "by who does not watch", f.WarnCandidate(ctx, h.Clerk2, hall.Sitting, id("林示范"), "左顾右盼"), errs.Forbidden, "监考名单")
	h.Must(f.CancelEntry(ctx, h.Clerk, hall.Sitting, id("林示范"), "夹带资料，〔考场规则〕"))
	_, err := f.SaveAnswers(ctx, tokens["林示范"], answer(1, 1, "A"))
	refused(t, "an answer after the cancellation", err, errs.Conflict, "已被取消")
	h.Must(f.HandInFor(ctx, h.Clerk, hall.Sitting, id("何样本"), "考生因病离场"))
	refused(t, "handing in twice", f.HandInFor(ctx, h.Examiner, hall.Sitting, id("何样本"), "离场"), errs.Conflict, "已交卷")
	refused(t, "more time after the hand-in", f.ExtendExam(ctx, h.Clerk, hall.Sitting, id("何样本"), 5, "故障"), errs.Conflict, "已经交卷")
	h.Must(f.NoteLeaving(ctx, tokens["欧阳示例"], false, ""))
	progress, err := h.DB.EntriesProgress(ctx, hall.Sitting)
	h.Must(err)
	if progress[id("欧阳示例")].Left != 1 || progress[id("林示范")].Warned != 1 {
		t.Errorf("progress: %+v", progress)
	}
}

func TestCancelledSittingFreesItsCandidates(t *testing.T) {
	h, cases := threeCandidates(t)
	ctx, f := t.Context(), h.Flow
	hall := h.ExamHall([]string{"A"}, cases...)
	refused(t, "without a reason", f.CancelSitting(ctx, h.Examiner, hall.Sitting, ""), errs.Invalid, "原因")
	h.Must(f.CancelSitting(ctx, h.Examiner, hall.Sitting, "机房断电"))
	again := h.ExamHall([]string{"A"}, cases...) // they may be called to another
	if again.Sitting == hall.Sitting {
		t.Error("no second sitting")
	}
	refused(t, "called to two", f.CallCandidates(ctx, h.Examiner, hall.Sitting, []int64{cases[0].ID}), errs.Conflict, "")
}

func TestExamRoomIsArranged(t *testing.T) {
	h, cases := threeCandidates(t)
	ctx, f := t.Context(), h.Flow
	hall := h.ExamHall([]string{"A", "B"}, cases[0])
	refused(t, "a room without a name", f.SaveExamRoom(ctx, h.Examiner, hall.Sitting, workflow.RoomForm{Seats: 1}), errs.Invalid, "考场名称")
	refused(t, "a room twice", f.SaveExamRoom(ctx, h.Examiner, hall.Sitting, workflow.RoomForm{Name: "第一考场", Seats: 1}), errs.Invalid, "同名")
	refused(t, "nobody to seat", f.ArrangeSeats(ctx, h.Examiner, hall.Sitting, true, false), errs.Conflict, "都有座位")
	h.Must(f.CallCandidates(ctx, h.Examiner, hall.Sitting, []int64{cases[1].ID}))
	h.Must(f.ArrangeSeats(ctx, h.Examiner, hall.Sitting, false, false))
	if e := hall.Entry("林示范"); e.Seat != 2 {
		t.Errorf("the added candidate sits at %d", e.Seat)
	}
	h.Must(f.DismissCandidate(ctx, h.Examiner, hall.Sitting, cases[1].ID))
	h.Must(f.ChooseExamPaper(ctx, h.Examiner, hall.Sitting, policy.Government, hall.Set, false))
	hall.Open()
	hall.SignIn("欧阳示例")
	refused(t, "the lot not drawn", f.StartExam(ctx, h.Examiner, hall.Sitting), errs.Conflict, "没有抽签")
	_, err := f.DrawExamPaper(ctx, h.Examiner, hall.Sitting, policy.Government, "")
	refused(t, "no witness", err, errs.Invalid, "见证人")
	label, err := f.DrawExamPaper(ctx, h.Examiner, hall.Sitting, policy.Government, "李模拟")
	if err != nil || label != "A" && label != "B" {
		t.Errorf("drawn %q: %v", label, err)
	}
	_, err = f.DrawExamPaper(ctx, h.Examiner, hall.Sitting, policy.Government, "李模拟")
	refused(t, "drawing again", err, errs.Conflict, "不能重抽")
	h.Must(f.StartExam(ctx, h.Examiner, hall.Sitting))
	refused(t, "the list after the start", f.CallCandidates(ctx, h.Examiner, hall.Sitting, []int64{cases[2].ID}), errs.Conflict, "不能再改")
}

// Two saves, a hand-in and a pledge at once: nothing is lost and nothing is written after the hand-in.
func TestSavingAndHandingInAtOnce(t *testing.T) {
	h, cases := threeCandidates(t)
	ctx, f := t.Context(), h.Flow
	hall := h.ExamHall([]string{"A"}, cases...)
	token := hall.Start()["林示范"]
	var kept sync.Map
	var wait sync.WaitGroup
	for n := 1; n <= 40; n++ {
		wait.Go(func() {
			x, err := f.SaveAnswers(ctx, token, answer(fixture.OnEssay, n, fmt.Sprint("第", n, "稿")))
			switch {
			case err == nil && len(x.Kept) == 1:
				kept.Store(n, true)
			case err != nil && errs.KindOf(err) != errs.Conflict:
				t.Error(err)
			}
		})
		if n == 25 {
			wait.Go(func() {
				if err := f.HandInExam(ctx, token); err != nil {
					t.Error(err)
				}
			})
		}
	}
	wait.Wait()
	last := 0
	kept.Range(func(n, _ any) bool { last = max(last, n.(int)); return true })
	got, err := h.DB.SavedAnswers(ctx, hall.Entry("林示范").ID)
	h.Must(err)
	if a := got[fixture.OnEssay]; a.Revision != last || last > 0 && a.Answer[0] != fmt.Sprint("第", last, "稿") {
		t.Errorf("acknowledged up to %d, kept %+v", last, a)
	}
}

// saves is a save that has to be acknowledged.
func saves(t *testing.T, f *workflow.Flow, token string, answers []store.SavedAnswer) {
	t.Helper()
	if x, err := f.SaveAnswers(t.Context(), token, answers); err != nil || len(x.Kept) != len(answers) {
		t.Fatalf("saving %+v: kept %v, %v", answers, x.Kept, err)
	}
}
