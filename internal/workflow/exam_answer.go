package workflow

import (
	"context"
	"errors"
	"log/slog"
	"strings"
	"time"

	"renmian/internal/authz"
	"renmian/internal/errs"
	"renmian/internal/exam"
	"renmian/internal/store"
)

// ExamPaper returns the questions of a paper; it is kept in memory, for a sealed paper never changes.
func (f *Flow) ExamPaper(ctx context.Context, paperID int64) ([]exam.Question, error) {
	if all, ok := f.papers.Load(paperID); ok {
		return all.([]exam.Question), nil
	}
	all, err := f.db.ExamQuestions(ctx, paperID)
	if err != nil {
		return nil, err
	}
	f.papers.Store(paperID, all)
	return all, nil
}

// Saving is what became of the answers a machine sent.
type Saving struct {
	Machine store.ExamMachine
	At      time.Time
	Kept    []int                     // positions acknowledged: they are on disk
	Newer   map[int]store.SavedAnswer // what lies there instead, where the one sent was older
	Wrong   []errs.Field              // refused, by field
}

// maxAnswers is how many answers one request may bring.
const maxAnswers = 300

// SaveAnswers keeps answers as they are given (自动保存). What is acknowledged is on disk; an older revision never
// replaces a newer one. What comes too late is refused and noted in the record of the room.
func (f *Flow) SaveAnswers(ctx context.Context, token string, answers []store.SavedAnswer) (x Saving, err error) {
	if x.Machine, err = f.db.ExamMachine(ctx, token); err != nil {
		return x, err
	}
	x.At = f.db.Now()
	e := x.Machine.Entry
	if x.Machine.Asking {
		return x, errMoved
	}
	if refusal := f.refuses(x.Machine, x.At); refusal != nil {
		return x, errors.Join(refusal, f.noteLate(ctx, x.Machine))
	}
	questions, err := f.ExamPaper(ctx, e.PaperID)
	if err != nil {
		return x, err
	}
	var good []store.SavedAnswer
	for i, a := range answers {
		if i == maxAnswers || a.Position < 1 || a.Position > len(questions) || a.Revision < 1 {
			return x, errs.New(errs.Invalid, "答案没有完整送达，请刷新本页。")
		}
		given, err := exam.Given(questions[a.Position-1], a.Answer)
		if err != nil {
			x.Wrong = append(x.Wrong, errs.Fields(err)...)
			continue
		}
		a.Answer = given
		good = append(good, a)
	}
	if len(good) == 0 {
		return x, nil
	}
	saved, ok, err := f.db.SaveAnswers(ctx, e.ID, token, good)
	if err != nil {
		return x, err
	}
	if !ok { // handed in, or moved to another machine, since it was read
		if x.Machine, err = f.db.ExamMachine(ctx, token); err != nil {
			return x, err
		}
		if x.Machine.Asking {
			return x, errMoved
		}
		if refusal := f.refuses(x.Machine, x.At); refusal != nil {
			return x, errors.Join(refusal, f.noteLate(ctx, x.Machine))
		}
		return x, errMoved
	}
	x.Kept = saved
	if len(saved) == len(good) {
		return x, nil
	}
	return x, f.newer(ctx, &x, good)
}

// newer finds what lies on the server where an older answer was sent. The same answer sent again, because its
// acknowledgement was lost, counts as kept.
func (f *Flow) newer(ctx context.Context, x *Saving, sent []store.SavedAnswer) error {
	there, err := f.db.SavedAnswers(ctx, x.Machine.Entry.ID)
	if err != nil {
		return err
	}
	x.Newer = map[int]store.SavedAnswer{}
	kept := map[int]bool{}
	for _, p := range x.Kept {
		kept[p] = true
	}
	for _, a := range sent {
		if kept[a.Position] {
			continue
		}
		is := there[a.Position]
		if is.Revision == a.Revision && is.Flagged == a.Flagged && equalAnswers(is.Answer, a.Answer) {
			x.Kept = append(x.Kept, a.Position)
			continue
		}
		x.Newer[a.Position] = is
	}
	return nil
}

func equalAnswers(a, b exam.Answer) bool { return strings.Join(a, "\x00") == strings.Join(b, "\x00") }

// refuses tells why an entry takes no answers now, nil when it does.
func (f *Flow) refuses(m store.ExamMachine, now time.Time) error {
	switch m.Entry.State {
	case exam.EntryHandedIn:
		return errs.New(errs.Conflict, "已经交卷，这一答案没有收取；交卷前保存的答案都在。")
	case exam.EntryCancelled:
		return errs.New(errs.Conflict, "本场成绩已被取消，不再收取答案。如有异议，请向监考人员提出。")
	}
	if why := m.Run.Refuses(m.Entry.Extra, now); why != "" {
		return errs.New(errs.Conflict, "%s", why)
	}
	if m.Entry.State != exam.EntryWriting {
		return errs.New(errs.Conflict, "考试还没有开始，请等候监考人员宣布。")
	}
	return nil
}

// noteLate writes down that an answer came after the end; a pause is no lateness.
func (f *Flow) noteLate(ctx context.Context, m store.ExamMachine) error {
	if m.Run.State == exam.RunPaused || m.Entry.StartedAt.IsZero() {
		return nil
	}
	return f.db.NoteEntry(ctx, m.Entry, "refused_late", "", time.Minute)
}

// NoteLeaving writes down that a candidate's page was left or come back to (离开答题页面). It is shown to the
// invigilators and decides nothing.
func (f *Flow) NoteLeaving(ctx context.Context, token string, back bool, note string) error {
	m, err := f.db.ExamMachine(ctx, token)
	if err != nil || m.Asking || m.Entry.State != exam.EntryWriting {
		return err
	}
	kind := "left_page"
	if back {
		kind = "returned"
	}
	return f.db.NoteEntry(ctx, m.Entry, kind, note, time.Second)
}

// RunExams hands in whose time is used up and ends exams at which nobody writes any more, until ctx ends.
func (f *Flow) RunExams(ctx context.Context) {
	tick := time.NewTicker(time.Second)
	defer tick.Stop()
	for {
		if err := f.HandInDue(ctx, authz.System); err != nil && ctx.Err() == nil {
			slog.ErrorContext(ctx, "hand in exams", "error", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// HandInDue hands in, once, every candidate whose time and grace are used up (到时自动交卷).
func (f *Flow) HandInDue(ctx context.Context, who authz.Actor) error {
	due, over, err := f.db.DueEntries(ctx)
	if err != nil {
		return err
	}
	var failed []error
	for sitting, entries := range due {
		failed = append(failed, f.do(ctx, who, authz.HandInDue, func(tx *store.Tx) error {
			run, err := tx.HoldExamRun(ctx, sitting)
			if err != nil {
				return err
			}
			n := 0
			for _, id := range entries {
				e, err := tx.LockEntry(ctx, id)
				if err != nil {
					return err
				}
				if e.State != exam.EntryWriting || !run.Late(e.Extra, tx.Now()) {
					continue
				}
				e.State, e.HandedInAt, e.HandedInHow = exam.EntryHandedIn, tx.Now(), "time"
				if err := tx.SaveEntry(ctx, e); err != nil {
					return err
				}
				if err := tx.NoteExam(ctx, sitting, id, "handed_in", "时间到，自动交卷"); err != nil {
					return err
				}
				n++
			}
			if err := tx.TellExam(ctx, sitting); err != nil {
				return err
			}
			return tx.Audit(ctx, authz.HandInDue, sittingSubject(sitting), map[string]any{"candidates": n})
		}))
	}
	for _, sitting := range over {
		if err := f.EndExam(ctx, who, sitting); err != nil && errs.KindOf(err) != errs.Conflict { // another process was first
			failed = append(failed, err)
		}
	}
	return errors.Join(failed...)
}
