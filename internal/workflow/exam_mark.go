package workflow

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"renmian/internal/appointment"
	"renmian/internal/authz"
	"renmian/internal/errs"
	"renmian/internal/exam"
	"renmian/internal/policy"
	"renmian/internal/store"
)

// MarkForm is what a person gives one answer of a blind list (评分).
type MarkForm struct {
	PaperID  int64
	Position int
	Sheet    int // number in the list of the question
	Points   float64
	Note     string
}

// MarkAnswer gives an answer its points (评阅主观题), not knowing whose it is nor what another gave; marking it
// again before the next person did changes one's own mark.
func (f *Flow) MarkAnswer(ctx context.Context, who authz.Actor, sittingID int64, x MarkForm) error {
	x.Note = strings.TrimSpace(x.Note)
	return f.onSitting(ctx, who, authz.MarkAnswer, sittingID, nil, func(tx *store.Tx, s store.Sitting, _ []appointment.Case) error {
		p, err := marking(ctx, tx, s)
		if err != nil {
			return err
		}
		papers, err := tx.SittingQuestions(ctx, s.ID)
		if err != nil {
			return err
		}
		answers, err := tx.SubjectiveAnswers(ctx, s.ID, x.PaperID, x.Position)
		if err != nil {
			return err
		}
		k := slices.IndexFunc(answers, func(a store.MarkedAnswer) bool { return a.Sheet == x.Sheet })
		if k < 0 || x.Position < 1 || x.Position > len(papers[x.PaperID]) {
			return errs.New(errs.NotFound, "查无这份答案，请从阅卷页面重新进入。")
		}
		a, q := answers[k], papers[x.PaperID][x.Position-1]
		if !exam.ValidPoints(x.Points, q) {
			return errs.Form(errs.Field{Name: "points", Message: fmt.Sprintf("本题 %g 分，请填 0 至 %g，至多一位小数。", q.Points, q.Points)})
		}
		round, err := roundFor(a, p, who.AccountID)
		if err != nil {
			return err
		}
		write := tx.InsertExamMark
		if a.MarkedBy(who.AccountID) {
			write = tx.SaveExamMark
		}
		if err := write(ctx, a.EntryID, x.Position, round, x.Points, x.Note); err != nil {
			return err
		}
		return tx.Audit(ctx, authz.MarkAnswer, sittingSubject(s.ID),
			map[string]any{"paper": x.PaperID, "position": x.Position, "sheet": x.Sheet, "round": round, "points": x.Points})
	})
}

// marking asks that the exam is over and its marks are open, and returns the policy of its day.
func marking(ctx context.Context, tx *store.Tx, s store.Sitting) (policy.Policy, error) {
	switch state, err := tx.MarkingState(ctx, s.ID); {
	case err != nil:
		return policy.Policy{}, err
	case !state.Ended:
		return policy.Policy{}, errs.New(errs.Conflict, "考试还没有结束，收卷以后再阅卷。")
	case state.Locked:
		return policy.Policy{}, errs.New(errs.Conflict, "成绩已经锁定。确有差错的，在成绩明细中提出更正，由另一人决定。")
	}
	called, err := tx.Candidates(ctx, s.ID)
	if err != nil {
		return policy.Policy{}, err
	}
	if ExamWaiting(called) == 0 {
		return policy.Policy{}, errs.New(errs.Conflict, "考生的任免案都已表决、撤回或者终止，本场成绩不再记入任免案，不用再阅卷。")
	}
	_, p, err := tx.PolicyOn(ctx, s.HeldOn)
	return p, err
}

// ExamWaiting counts the candidates without a result whose case may still take one.
func ExamWaiting(called []store.Candidate) (waiting int) {
	for _, c := range called {
		if c.ResultID == 0 && !slices.Contains(appointment.PastExamStages, c.Stage) {
			waiting++
		}
	}
	return waiting
}

// roundFor says which round of marking this person gives the answer.
func roundFor(a store.MarkedAnswer, p policy.Policy, accountID int64) (int, error) {
	if n := len(a.Marks); n > 0 && a.Marks[n-1].MarkerID == accountID {
		return n, nil // one's own mark, and nobody has marked after it
	}
	switch next := exam.Settle(a.Given(), p.Exam.DoubleMarking, p.Exam.MaxDifference).Next; {
	case next == 0:
		return 0, errs.New(errs.Conflict, "这份答案已经评完，请评下一份。")
	case a.MarkedBy(accountID):
		return 0, errs.New(errs.Conflict, "这份答案您已评过，须由另一人再评。")
	default:
		return next, nil
	}
}

// sheetPoints marks a whole paper: what needs no person by its key, the rest by the settled marks. open counts
// the answers whose marking is not settled.
func sheetPoints(questions []exam.Question, answers map[int]exam.Answer, marked map[int][]float64, p policy.Exam) (points []float64, open int) {
	points = make([]float64, len(questions))
	for i, q := range questions {
		if exam.Objective(q.Kind) {
			points[i] = exam.Mark(q, answers[q.Position], p.PartialCredit)
			continue
		}
		given, written := marked[q.Position]
		if !written {
			continue // left empty
		}
		settled := exam.Settle(given, p.DoubleMarking, p.MaxDifference)
		if points[i] = settled.Points; settled.Next != 0 {
			open++
		}
	}
	return points, open
}

// SheetPoints returns the points of every paper handed in at a sitting as they stand, by entry, and how many
// answers still wait for a person. It is what LockScores locks.
func SheetPoints(
	papers map[int64][]exam.Question,
	answers []store.MarkedAnswer,
	sheets []store.ExamSheet,
	p policy.Exam,
) (points map[int64][]float64, waiting int) {
	marked := map[int64]map[int][]float64{}
	for _, a := range answers {
		if marked[a.EntryID] == nil {
			marked[a.EntryID] = map[int][]float64{}
		}
		marked[a.EntryID][a.Position] = a.Given()
	}
	points = map[int64][]float64{}
	for _, sheet := range sheets {
		if sheet.State != exam.EntryHandedIn {
			continue
		}
		of, open := sheetPoints(papers[sheet.PaperID], sheet.Answers, marked[sheet.EntryID], p)
		points[sheet.EntryID] = of
		waiting += open
	}
	return points, waiting
}

// LockScores locks the marks of a sitting (锁定成绩) and writes each result into its case, where a second
// person confirms it. Whoever was absent, or had the result cancelled, is entered as such.
func (f *Flow) LockScores(ctx context.Context, who authz.Actor, sittingID int64) error {
	if err := authz.Check(who, authz.LockScores); err != nil {
		return err
	}
	called, err := f.db.Candidates(ctx, sittingID)
	if err != nil {
		return err
	}
	return f.onSitting(ctx, who, authz.LockScores, sittingID, calledCases(called), func(tx *store.Tx, s store.Sitting, cases []appointment.Case) error {
		p, err := marking(ctx, tx, s)
		if err != nil {
			return err
		}
		sheets, err := tx.ExamSheets(ctx, s.ID)
		if err != nil {
			return err
		}
		papers, err := tx.SittingQuestions(ctx, s.ID)
		if err != nil {
			return err
		}
		answers, err := tx.SubjectiveAnswers(ctx, s.ID, 0, 0)
		if err != nil {
			return err
		}
		points, waiting := SheetPoints(papers, answers, sheets, p.Exam)
		if waiting > 0 {
			return errs.New(errs.Conflict, "还有 %d 份主观题答案没有评完，评完后再锁定。", waiting)
		}
		for _, sheet := range sheets {
			if of, ok := points[sheet.EntryID]; ok {
				if err := tx.InsertExamScore(ctx, sheet.EntryID, of); err != nil {
					return err
				}
			}
		}
		for _, c := range cases {
			k := slices.IndexFunc(sheets, func(x store.ExamSheet) bool { return x.CaseID == c.ID })
			e := store.ExamResult{Attempt: len(c.Exams) + 1, Absent: true, Marker: "机考阅卷"}
			if k >= 0 {
				of, handedIn := points[sheets[k].EntryID]
				e.Absent, e.Cancelled = !handedIn && sheets[k].State != exam.EntryCancelled, sheets[k].State == exam.EntryCancelled
				e.Score = exam.Total(of)
			}
			if err := lockResult(ctx, tx, s, c, e); err != nil {
				return err
			}
		}
		return tx.Audit(ctx, authz.LockScores, sittingSubject(s.ID), map[string]any{"number": s.Number, "sheets": len(points)})
	})
}

// lockResult writes a result into the case, unless the case ended or was settled otherwise meanwhile: the score
// stays with the sitting then.
func lockResult(ctx context.Context, tx *store.Tx, s store.Sitting, c appointment.Case, e store.ExamResult) error {
	own, err := tx.Policy(ctx, c.PolicyID)
	if err != nil {
		return err
	}
	if appointment.MayRecordExam(c, own, s.HeldOn) != "" {
		return nil
	}
	if err := tx.InsertResult(ctx, s.ID, c.ID, e); err != nil {
		return err
	}
	return tx.SaveCase(ctx, c, c, authz.LockScores, map[string]any{"sitting": s.Number, "attempt": e.Attempt})
}

func calledCases(called []store.Candidate) []int64 {
	ids := make([]int64, len(called))
	for i, c := range called {
		ids[i] = c.CaseID
	}
	return ids
}

// ConfirmScores is the second person's yes to the locked marks (核对成绩): with it the results count in the
// cases. Nobody confirms what they locked themselves.
func (f *Flow) ConfirmScores(ctx context.Context, who authz.Actor, sittingID int64) error {
	if err := authz.Check(who, authz.ConfirmScores); err != nil {
		return err
	}
	called, err := f.db.Candidates(ctx, sittingID)
	if err != nil {
		return err
	}
	return f.onSitting(ctx, who, authz.ConfirmScores, sittingID, calledCases(called), func(tx *store.Tx, s store.Sitting, cases []appointment.Case) error {
		if !s.Computer() {
			return errs.New(errs.Conflict, "纸笔考试的成绩由另一人对照试卷逐份核对。")
		}
		open, err := tx.OpenExamMatters(ctx, s.ID)
		if err != nil {
			return err
		}
		if k := slices.IndexFunc(open, func(m store.OpenExamMatter) bool { return m.Kind == "correction" }); k >= 0 {
			return errs.New(errs.Conflict, "%s的成绩有一项更正等待决定，决定后再核对。", open[k].Person)
		}
		called, err := tx.Candidates(ctx, s.ID) // again, now that they are held
		if err != nil {
			return err
		}
		confirmed := 0
		for _, c := range cases {
			k := slices.IndexFunc(called, func(x store.Candidate) bool { return x.CaseID == c.ID })
			if k < 0 || called[k].ResultID == 0 || !called[k].ConfirmedAt.IsZero() {
				continue
			}
			if called[k].EnteredByID == who.AccountID {
				return errs.New(errs.Conflict, "成绩由您锁定，须由另一人核对。")
			}
			if err := confirm(ctx, tx, s, c, called[k].ExamResult); err != nil {
				return err
			}
			confirmed++
		}
		if confirmed == 0 {
			return errs.New(errs.Conflict, "没有等待核对的成绩。")
		}
		return tx.Audit(ctx, authz.ConfirmScores, sittingSubject(s.ID), map[string]any{"number": s.Number, "confirmed": confirmed})
	})
}
