package workflow

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"renmian/internal/authz"
	"renmian/internal/errs"
	"renmian/internal/exam"
	"renmian/internal/policy"
	"renmian/internal/store"
)

// runWork is a run locked for one change.
type runWork struct {
	tx  *store.Tx
	run store.ExamRun
}

// beforeStart are the states in which a sitting is still arranged.
var beforeStart = []exam.RunState{exam.RunPlanned, exam.RunOpen}

// onRun is the road of every act of staff on a sitting on computers: in these states, as an invigilator where
// the act belongs to the room.
func (f *Flow) onRun(ctx context.Context, who authz.Actor, act authz.Action, sittingID int64, states []exam.RunState, inRoom bool,
	change func(w *runWork) (map[string]any, error)) error {
	return f.do(ctx, who, act, func(tx *store.Tx) error {
		run, err := tx.LockExamRun(ctx, sittingID)
		if err != nil {
			return err
		}
		if !slices.Contains(states, run.State) {
			return errs.New(errs.Conflict, "本场考试%s，不能办理“%s”。请刷新页面，看清现在的情况。", run.State.Label(), act.Label())
		}
		if inRoom && !who.Has(authz.RoleSystem) {
			watches, err := tx.Invigilates(ctx, sittingID, who.AccountID)
			if err != nil {
				return err
			}
			if !watches {
				return errs.New(errs.Forbidden, "“%s”由本场监考人员办理，您不在本场监考名单中。", act.Label())
			}
		}
		w := &runWork{tx, run}
		detail, err := change(w)
		if err != nil {
			return err
		}
		if w.run != run {
			if err := tx.SaveExamRun(ctx, w.run); err != nil {
				return err
			}
		}
		if err := tx.TellExam(ctx, sittingID); err != nil {
			return err
		}
		return tx.Audit(ctx, act, sittingSubject(sittingID), detail)
	})
}

// Readiness is what stands in the way of the start, as the rule needs it.
func (f *Flow) Readiness(ctx context.Context, r interface {
	Candidates(context.Context, int64) ([]store.Candidate, error)
	Entries(context.Context, int64) ([]store.Entry, error)
	ExamRooms(context.Context, int64) ([]store.ExamRoom, error)
	RunPapers(context.Context, int64) ([]store.RunPaper, error)
}, sittingID int64) (x exam.Ready, err error) {
	called, err := r.Candidates(ctx, sittingID)
	if err != nil {
		return x, err
	}
	entries, err := r.Entries(ctx, sittingID)
	if err != nil {
		return x, err
	}
	rooms, err := r.ExamRooms(ctx, sittingID)
	if err != nil {
		return x, err
	}
	papers, err := r.RunPapers(ctx, sittingID)
	if err != nil {
		return x, err
	}
	x.Candidates, x.Unseated = len(called), len(called)-len(entries)
	used := map[int64]bool{}
	for _, e := range entries {
		used[e.RoomID] = true
		if !e.PledgedAt.IsZero() {
			x.Signed++
		}
	}
	for _, m := range rooms {
		if used[m.ID] {
			x.Rooms = append(x.Rooms, exam.ReadyRoom{Name: m.Name, Invigilators: len(m.Invigilators)})
		}
	}
	for _, g := range GroupsOf(called) {
		y := exam.ReadyGroup{Name: g.Label()}
		if k := slices.IndexFunc(papers, func(p store.RunPaper) bool { return p.Group == g && p.Approved }); k >= 0 {
			y.Papers, y.Drawn = len(papers[k].Labels), papers[k].Drawn()
		}
		x.Groups = append(x.Groups, y)
	}
	return x, nil
}

// GroupsOf lists the groups of offices that candidates are to hold, each once.
func GroupsOf(called []store.Candidate) []policy.Group {
	var all []policy.Group
	for _, c := range called {
		if !slices.Contains(all, c.Group) {
			all = append(all, c.Group)
		}
	}
	slices.Sort(all)
	return all
}

// OpenExamSignIn lets candidates sign in (开放签到).
func (f *Flow) OpenExamSignIn(ctx context.Context, who authz.Actor, sittingID int64) error {
	return f.onRun(ctx, who, authz.OpenExamSignIn, sittingID, []exam.RunState{exam.RunPlanned}, true, func(w *runWork) (map[string]any, error) {
		entries, err := w.tx.Entries(ctx, sittingID)
		if err != nil {
			return nil, err
		}
		if len(entries) == 0 {
			return nil, errs.New(errs.Conflict, "还没有排座的考生，不能开放签到。请先安排考场和座位。")
		}
		w.run.State, w.run.OpenedAt = exam.RunOpen, w.tx.Now()
		return nil, w.tx.NoteExam(ctx, sittingID, 0, "opened", "")
	})
}

// StartExam begins the exam for all who have signed in and pledged (宣布开考); each gets the paper of the lot.
func (f *Flow) StartExam(ctx context.Context, who authz.Actor, sittingID int64) error {
	return f.onRun(ctx, who, authz.StartExam, sittingID, beforeStart, true, func(w *runWork) (map[string]any, error) {
		ready, err := f.Readiness(ctx, w.tx, sittingID)
		if err != nil {
			return nil, err
		}
		if err := errs.Blocked(exam.StartBlockers(w.run.Run, ready)); err != nil {
			return nil, err
		}
		w.run.State, w.run.StartedAt = exam.RunRunning, w.tx.Now()
		entries, err := w.tx.Entries(ctx, sittingID)
		if err != nil {
			return nil, err
		}
		begun := 0
		for _, e := range entries {
			if e.PledgedAt.IsZero() {
				continue
			}
			if e, err = w.tx.LockEntry(ctx, e.ID); err != nil {
				return nil, err
			}
			if err := begin(ctx, w.tx, &e); err != nil {
				return nil, err
			}
			if err := w.tx.SaveEntry(ctx, e); err != nil {
				return nil, err
			}
			begun++
		}
		return map[string]any{"writing": begun, "minutes": w.run.Minutes},
			w.tx.NoteExam(ctx, sittingID, 0, "started", fmt.Sprintf("%d 人开始作答，时长 %d 分钟", begun, w.run.Minutes))
	})
}

// begin gives a candidate the paper.
func begin(ctx context.Context, tx *store.Tx, e *store.Entry) error {
	papers, err := tx.RunPapers(ctx, e.SittingID)
	if err != nil {
		return err
	}
	for _, p := range papers {
		if p.Group != e.Group {
			continue
		}
		e.State, e.StartedAt, e.SeenAt = exam.EntryWriting, tx.Now(), tx.Now()
		e.PaperID, err = tx.PaperID(ctx, p.SetID, p.LabelAt(e.Seat))
		return err
	}
	return errs.New(errs.Conflict, "%s考生还没有选定试卷，请监考人员处理。", e.Group.Label())
}

// why trims the reason of an act and asks for one.
func why(text, message string) (string, error) {
	text = strings.TrimSpace(text)
	if text == "" {
		return "", errs.Form(errs.Field{Name: "why", Message: message})
	}
	return text, nil
}

// PauseExam stops the clock of all candidates (全场暂停).
func (f *Flow) PauseExam(ctx context.Context, who authz.Actor, sittingID int64, reason string) error {
	return f.onRun(ctx, who, authz.PauseExam, sittingID, []exam.RunState{exam.RunRunning}, true, func(w *runWork) (map[string]any, error) {
		reason, err := why(reason, "请写明暂停的原因，例如“停电”。")
		if err != nil {
			return nil, err
		}
		w.run.State, w.run.PausedAt = exam.RunPaused, w.tx.Now()
		return map[string]any{"why": reason}, w.tx.NoteExam(ctx, sittingID, 0, "paused", reason)
	})
}

// ResumeExam lets the clock go on (恢复考试); the pause takes no time from anybody.
func (f *Flow) ResumeExam(ctx context.Context, who authz.Actor, sittingID int64) error {
	return f.onRun(ctx, who, authz.ResumeExam, sittingID, []exam.RunState{exam.RunPaused}, true, func(w *runWork) (map[string]any, error) {
		gone := w.tx.Now().Sub(w.run.PausedAt)
		w.run.PausedFor += (gone + time.Second - 1).Truncate(time.Second) // kept in seconds; never to a candidate's loss
		w.run.State, w.run.PausedAt = exam.RunRunning, time.Time{}
		return map[string]any{"seconds": int(gone.Seconds())}, w.tx.NoteExam(ctx, sittingID, 0, "resumed", fmt.Sprintf("暂停 %s", minutesWords(gone)))
	})
}

func minutesWords(d time.Duration) string {
	return fmt.Sprintf("%d 分 %d 秒", int(d.Minutes()), int(d.Seconds())%60)
}

// maxExtra is the most extra time that one candidate gets in all.
const maxExtra = 3 * time.Hour

// ExtendExam gives one candidate more time, or all who have not finished when entryID is zero (延长时间).
func (f *Flow) ExtendExam(ctx context.Context, who authz.Actor, sittingID, entryID int64, minutes int, reason string) error {
	states := []exam.RunState{exam.RunOpen, exam.RunRunning, exam.RunPaused}
	return f.onRun(ctx, who, authz.ExtendExam, sittingID, states, true, func(w *runWork) (map[string]any, error) {
		var fields []errs.Field
		if minutes < 1 || minutes > 120 {
			fields = append(fields, errs.Field{Name: "minutes", Message: "请填写延长的分钟数，1 至 120。"})
		}
		reason = strings.TrimSpace(reason)
		if reason == "" {
			fields = append(fields, errs.Field{Name: "why", Message: "请写明延长的原因，例如“机器故障”。"})
		}
		if err := errs.Form(fields...); err != nil {
			return nil, err
		}
		all, err := w.tx.Entries(ctx, sittingID)
		if err != nil {
			return nil, err
		}
		given := 0
		for _, e := range all {
			if entryID != 0 && e.ID != entryID || e.State.Over() {
				continue
			}
			if e, err = w.tx.LockEntry(ctx, e.ID); err != nil {
				return nil, err
			}
			if e.State.Over() {
				continue
			}
			if e.Extra += time.Duration(minutes) * time.Minute; e.Extra > maxExtra {
				return nil, errs.Form(errs.Field{Name: "minutes", Message: e.Person + "的延长时间合计超过 3 小时，请核对。"})
			}
			if err := w.tx.SaveEntry(ctx, e); err != nil {
				return nil, err
			}
			if entryID != 0 {
				if err := w.tx.NoteExam(ctx, sittingID, e.ID, "extended", fmt.Sprintf("%d 分钟：%s", minutes, reason)); err != nil {
					return nil, err
				}
			}
			given++
		}
		if given == 0 {
			return nil, errs.New(errs.Conflict, "考生已经交卷或者不在本场，不能再延长时间。")
		}
		if entryID == 0 {
			if err := w.tx.NoteExam(ctx, sittingID, 0, "extended", fmt.Sprintf("全场 %d 分钟：%s", minutes, reason)); err != nil {
				return nil, err
			}
		}
		return map[string]any{"entry": entryID, "minutes": minutes, "why": reason, "candidates": given}, nil
	})
}

// EndExam ends the exam for all (结束考试): who still writes is handed in, who never came counts as absent.
func (f *Flow) EndExam(ctx context.Context, who authz.Actor, sittingID int64) error {
	return f.onRun(ctx, who, authz.EndExam, sittingID, []exam.RunState{exam.RunRunning, exam.RunPaused}, true, func(w *runWork) (map[string]any, error) {
		now := w.tx.Now()
		how := "invigilator"
		if who.Has(authz.RoleSystem) {
			how = "time"
		}
		all, err := w.tx.Entries(ctx, sittingID)
		if err != nil {
			return nil, err
		}
		absent, taken := 0, 0
		for _, e := range all {
			if e.State.Over() {
				continue
			}
			if e, err = w.tx.LockEntry(ctx, e.ID); err != nil {
				return nil, err
			}
			switch e.State {
			case exam.EntryWriting:
				e.State, e.HandedInAt, e.HandedInHow = exam.EntryHandedIn, now, how
				taken++
				if err := w.tx.NoteExam(ctx, sittingID, e.ID, "handed_in", "结束考试时收卷"); err != nil {
					return nil, err
				}
			case exam.EntryCalled, exam.EntrySignedIn:
				e.State = exam.EntryAbsent
				absent++
			default: // handed in meanwhile
				continue
			}
			if err := w.tx.SaveEntry(ctx, e); err != nil {
				return nil, err
			}
		}
		w.run.State, w.run.EndedAt, w.run.PausedAt = exam.RunEnded, now, time.Time{}
		return map[string]any{"taken": taken, "absent": absent}, w.tx.NoteExam(ctx, sittingID, 0, "ended", fmt.Sprintf("收卷 %d 份，缺考 %d 人", taken, absent))
	})
}

// CancelSitting cancels a sitting that is not over (取消考试场次): nothing of it counts, and its candidates may
// be called to another.
func (f *Flow) CancelSitting(ctx context.Context, who authz.Actor, sittingID int64, reason string) error {
	states := []exam.RunState{exam.RunPlanned, exam.RunOpen, exam.RunRunning, exam.RunPaused}
	return f.onRun(ctx, who, authz.CancelSitting, sittingID, states, false, func(w *runWork) (map[string]any, error) {
		reason, err := why(reason, "请写明取消的原因。")
		if err != nil {
			return nil, err
		}
		w.run.State, w.run.CancelledWhy, w.run.PausedAt = exam.RunCancelled, reason, time.Time{}
		called, err := w.tx.Candidates(ctx, sittingID)
		if err != nil {
			return nil, err
		}
		for _, c := range called {
			w.tx.RefreshTasks(c.CaseID)
		}
		return map[string]any{"why": reason}, w.tx.NoteExam(ctx, sittingID, 0, "sitting_cancelled", reason)
	})
}
