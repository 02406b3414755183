package workflow

import (
	"context"
	"fmt"

	"renmian/internal/authz"
	"renmian/internal/errs"
	"renmian/internal/exam"
	"renmian/internal/store"
)

// underWay are the states of a sitting in which an invigilator deals with one candidate.
var underWay = []exam.RunState{exam.RunOpen, exam.RunRunning, exam.RunPaused}

// onEntry is the road of every act of an invigilator on one candidate while the exam is under way.
func (f *Flow) onEntry(ctx context.Context, who authz.Actor, act authz.Action, sittingID, entryID int64, kind string,
	change func(w *runWork, e *store.Entry) (note string, err error)) error {
	return f.onEntryIn(ctx, who, act, sittingID, underWay, entryID, kind, change)
}

func (f *Flow) onEntryIn(ctx context.Context, who authz.Actor, act authz.Action, sittingID int64, states []exam.RunState, entryID int64, kind string,
	change func(w *runWork, e *store.Entry) (note string, err error)) error {
	return f.onRun(ctx, who, act, sittingID, states, true, func(w *runWork) (map[string]any, error) {
		e, err := w.tx.LockEntry(ctx, entryID)
		if err == nil && e.SittingID != sittingID {
			err = errs.New(errs.NotFound, "本场没有这名考生，请从考场页面重新进入。")
		}
		if err != nil {
			return nil, err
		}
		note, err := change(w, &e)
		if err != nil {
			return nil, err
		}
		if err := w.tx.SaveEntry(ctx, e); err != nil {
			return nil, err
		}
		detail := map[string]any{"candidate": e.Person, "seat": e.Place()}
		if note != "" {
			detail["note"] = note
		}
		if kind == "" {
			return detail, nil
		}
		return detail, w.tx.NoteExam(ctx, sittingID, e.ID, kind, note)
	})
}

// AllowMachine lets a candidate go on at the machine that asked (同意换机); the other one takes no more answers.
func (f *Flow) AllowMachine(ctx context.Context, who authz.Actor, sittingID, entryID int64) error {
	return f.onEntry(ctx, who, authz.AllowMachine, sittingID, entryID, "machine_allowed", func(w *runWork, e *store.Entry) (string, error) {
		if e.MachineAsked == nil {
			return "", errs.New(errs.Conflict, "%s没有待办的换机申请，请刷新页面。", e.Person)
		}
		if e.State.Over() {
			return "", errs.New(errs.Conflict, "%s%s，不能再换机。", e.Person, e.State.Label())
		}
		e.Machine, e.MachineAsked, e.AskedAt, e.SeenAt = e.MachineAsked, nil, zeroTime, w.tx.Now()
		return "", nil
	})
}

// RefuseMachine turns the machine that asked away (不同意换机).
func (f *Flow) RefuseMachine(ctx context.Context, who authz.Actor, sittingID, entryID int64) error {
	return f.onEntry(ctx, who, authz.RefuseMachine, sittingID, entryID, "machine_refused", func(_ *runWork, e *store.Entry) (string, error) {
		if e.MachineAsked == nil {
			return "", errs.New(errs.Conflict, "%s没有待办的换机申请，请刷新页面。", e.Person)
		}
		e.MachineAsked, e.AskedAt = nil, zeroTime
		return "", nil
	})
}

// UnlockEntry lets a locked admission code be tried again (解除准考码锁定).
func (f *Flow) UnlockEntry(ctx context.Context, who authz.Actor, sittingID, entryID int64) error {
	return f.onEntry(ctx, who, authz.UnlockEntry, sittingID, entryID, "", func(_ *runWork, e *store.Entry) (string, error) {
		if e.Failures == 0 {
			return "", errs.New(errs.Conflict, "%s的准考码没有锁定。", e.Person)
		}
		e.Failures = 0
		return "", nil
	})
}

// AdmitLate lets a candidate sign in who comes later than the county's rules have it (同意迟到入场); the exam ends
// for them as for all.
func (f *Flow) AdmitLate(ctx context.Context, who authz.Actor, sittingID, entryID int64, reason string) error {
	return f.onEntry(ctx, who, authz.AdmitLate, sittingID, entryID, "admitted_late", func(w *runWork, e *store.Entry) (string, error) {
		switch refused := w.run.RefusesAdmission(w.tx.Now()); {
		case e.State != exam.EntryCalled:
			return "", errs.New(errs.Conflict, "%s%s，不用办理迟到入场。", e.Person, e.State.Label())
		case !e.AdmittedAt.IsZero():
			return "", errs.New(errs.Conflict, "已经同意%s迟到入场，请考生凭准考证签到。", e.Person)
		case refused != "":
			return "", errs.New(errs.Conflict, "%s", refused)
		}
		e.AdmittedAt = w.tx.Now()
		return why(reason, "请写明同意的原因，例如“途中交通事故”。")
	})
}

// WarnCandidate writes a warning into the record of the room (警告考生); the candidate reads it on the screen.
func (f *Flow) WarnCandidate(ctx context.Context, who authz.Actor, sittingID, entryID int64, reason string) error {
	return f.onEntry(ctx, who, authz.WarnCandidate, sittingID, entryID, "warning", func(_ *runWork, e *store.Entry) (string, error) {
		if e.State != exam.EntryWriting && e.State != exam.EntrySignedIn {
			return "", errs.New(errs.Conflict, "%s%s，不需要警告。", e.Person, e.State.Label())
		}
		return why(reason, "请写明警告的事由，例如“左顾右盼”。")
	})
}

// CancelEntry takes the result from a candidate who broke the rules (取消成绩), in the room or, when it is found out
// later, until the marks are locked; what was written is kept.
func (f *Flow) CancelEntry(ctx context.Context, who authz.Actor, sittingID, entryID int64, reason string) error {
	states := append([]exam.RunState{exam.RunEnded}, underWay...)
	return f.onEntryIn(ctx, who, authz.CancelEntry, sittingID, states, entryID, "cancelled", func(w *runWork, e *store.Entry) (string, error) {
		if m, err := w.tx.MarkingState(ctx, sittingID); err != nil {
			return "", err
		} else if m.Locked {
			return "", errs.New(errs.Conflict, "本场成绩已经锁定，不能再取消。")
		}
		if e.State == exam.EntryCalled || e.State == exam.EntryAbsent || e.State == exam.EntryCancelled {
			return "", errs.New(errs.Conflict, "%s%s，不能取消成绩。", e.Person, e.State.Label())
		}
		e.State = exam.EntryCancelled
		return why(reason, "请写明取消成绩的事由和依据。")
	})
}

// HandInFor hands a candidate's answers in on their behalf (代为交卷).
func (f *Flow) HandInFor(ctx context.Context, who authz.Actor, sittingID, entryID int64, reason string) error {
	return f.onEntry(ctx, who, authz.HandInFor, sittingID, entryID, "handed_in", func(w *runWork, e *store.Entry) (string, error) {
		if e.State != exam.EntryWriting {
			return "", errs.New(errs.Conflict, "%s%s，不能代为交卷。", e.Person, e.State.Label())
		}
		reason, err := why(reason, "请写明代为交卷的原因，例如“考生离场”。")
		if err != nil {
			return "", err
		}
		e.State, e.HandedInAt, e.HandedInHow = exam.EntryHandedIn, w.tx.Now(), "invigilator"
		return fmt.Sprintf("由监考人员代交：%s", reason), nil
	})
}
