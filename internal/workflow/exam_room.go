package workflow

import (
	"context"
	"crypto/rand"
	"strings"
	"time"

	"renmian/internal/authz"
	"renmian/internal/errs"
	"renmian/internal/exam"
	"renmian/internal/store"
)

var zeroTime time.Time

// candidate acts for whoever has shown the admission code of an entry.
func candidate(e store.Entry) authz.Actor {
	return authz.Actor{Name: e.Person, PersonID: e.PersonID, Roles: []authz.Role{authz.RoleCandidate}}
}

// errAdmission is one answer for a name that is on no open list and for a wrong code: who is a candidate is
// not everybody's to know.
var errAdmission = errs.Form(errs.Field{Name: "code", Message: "姓名和准考码对不上，或者您不在已开放签到的考试名单中。请对照准考证再输一次；没有准考证的，请找监考人员。"})

// errLocked tells that only an invigilator can go on.
var errLocked = errs.New(errs.Conflict, "准考码连续输错 %d 次，已经锁定。请举手，由监考人员核对身份后解除。", exam.CodeTries)

// EnterExam signs a candidate in by name and admission code (考生签到) and returns the token that the machine
// keeps. At a second machine, asking is true and an invigilator decides.
func (f *Flow) EnterExam(ctx context.Context, name, code string) (token string, e store.Entry, asking bool, err error) {
	name, code = strings.Join(strings.Fields(name), ""), strings.Join(strings.Fields(code), "")
	var fields []errs.Field
	if name == "" {
		fields = append(fields, errs.Field{Name: "name", Message: "请输入姓名。"})
	}
	if code == "" {
		fields = append(fields, errs.Field{Name: "code", Message: "请输入准考证上的 8 位准考码。"})
	}
	if err := errs.Form(fields...); err != nil {
		return "", e, false, err
	}
	all, err := f.db.EntriesNamed(ctx, name)
	if err != nil {
		return "", e, false, err
	}
	if len(all) == 0 {
		return "", e, false, errAdmission
	}
	found := false
	for _, x := range all {
		if found, err = f.db.ExamCodeMatches(ctx, x, code); err != nil {
			return "", e, false, err
		} else if found {
			e = x
			break
		}
	}
	if !found {
		return "", e, false, f.failEntry(ctx, all)
	}
	token = rand.Text()
	err = f.db.InTx(ctx, candidate(e), func(tx *store.Tx) error {
		if e, asking, err = signIn(ctx, tx, e, token); err != nil {
			return err
		}
		return tx.TellExam(ctx, e.SittingID)
	})
	return token, e, asking, err
}

func signIn(ctx context.Context, tx *store.Tx, e store.Entry, token string) (store.Entry, bool, error) {
	run, err := tx.HoldExamRun(ctx, e.SittingID)
	if err != nil {
		return e, false, err
	}
	if e, err = tx.LockEntry(ctx, e.ID); err != nil {
		return e, false, err
	}
	switch {
	case e.Locked():
		return e, false, errLocked
	case e.State == exam.EntryHandedIn:
		return e, false, errs.New(errs.Conflict, "%s已经交卷，不能再进入。", e.Person)
	case e.State.Over():
		return e, false, errs.New(errs.Conflict, "%s本场%s，不能再进入。请找监考人员。", e.Person, e.State.Label())
	case e.State == exam.EntryCalled:
		if why := run.RefusesEntry(!e.AdmittedAt.IsZero(), tx.Now()); why != "" {
			return e, false, errs.New(errs.Conflict, "%s", why)
		}
		e.State, e.SignedInAt, e.SeenAt, e.Machine, e.Failures = exam.EntrySignedIn, tx.Now(), tx.Now(), store.MachineHash(token), 0
		if err := tx.NoteExam(ctx, e.SittingID, e.ID, "signed_in", ""); err != nil {
			return e, false, err
		}
		if err := tx.SaveEntry(ctx, e); err != nil {
			return e, false, err
		}
		return e, false, tx.Audit(ctx, authz.EnterExam, sittingSubject(e.SittingID), map[string]any{"candidate": e.Person, "seat": e.Place()})
	}
	e.MachineAsked, e.AskedAt, e.Failures = store.MachineHash(token), tx.Now(), 0
	if err := tx.NoteExam(ctx, e.SittingID, e.ID, "machine_asked", ""); err != nil {
		return e, false, err
	}
	if err := tx.SaveEntry(ctx, e); err != nil {
		return e, false, err
	}
	return e, true, tx.Audit(ctx, authz.AskMachine, sittingSubject(e.SittingID), map[string]any{"candidate": e.Person, "seat": e.Place()})
}

// failEntry counts a wrong code against every entry of the name and tells how it stands.
func (f *Flow) failEntry(ctx context.Context, all []store.Entry) error {
	refused := errAdmission
	err := f.db.InTx(ctx, authz.Public, func(tx *store.Tx) error {
		for _, e := range all {
			e, err := tx.LockEntry(ctx, e.ID)
			if err != nil {
				return err
			}
			if e.Locked() {
				refused = errLocked
				continue
			}
			e.Failures++
			if e.Locked() {
				refused = errLocked
				if err := tx.NoteExam(ctx, e.SittingID, e.ID, "locked", ""); err != nil {
					return err
				}
				if err := tx.TellExam(ctx, e.SittingID); err != nil {
					return err
				}
			}
			if err := tx.SaveEntry(ctx, e); err != nil {
				return err
			}
		}
		return tx.Audit(ctx, authz.EnterExamFail, sittingSubject(all[0].SittingID), map[string]any{"candidate": all[0].Person})
	})
	if err != nil {
		return err
	}
	return refused
}

// PledgeExam signs the candidate's promise to keep the rules (签署考试承诺); with the exam under way the paper
// is given at once.
func (f *Flow) PledgeExam(ctx context.Context, token string) error {
	return f.onMachine(ctx, token, authz.PledgeExam, func(tx *store.Tx, run store.ExamRun, e *store.Entry) error {
		switch {
		case e.State != exam.EntrySignedIn:
			return nil // pressed twice, or the exam has begun
		case run.State.Over():
			return errs.New(errs.Conflict, "本场考试%s。", run.State.Label())
		}
		if e.PledgedAt.IsZero() {
			e.PledgedAt = tx.Now()
		}
		if run.State == exam.RunRunning || run.State == exam.RunPaused {
			return begin(ctx, tx, e)
		}
		return nil
	})
}

// HandInExam hands the candidate's answers in (交卷). Handing in again changes nothing.
func (f *Flow) HandInExam(ctx context.Context, token string) error {
	return f.onMachine(ctx, token, authz.HandInExam, func(tx *store.Tx, run store.ExamRun, e *store.Entry) error {
		switch {
		case e.State.Over():
			return nil
		case e.State != exam.EntryWriting:
			return errs.New(errs.Conflict, "考试还没有开始，不能交卷。")
		}
		e.State, e.HandedInAt, e.HandedInHow = exam.EntryHandedIn, tx.Now(), "self"
		return tx.NoteExam(ctx, e.SittingID, e.ID, "handed_in", "考生交卷")
	})
}

// onMachine is the road of every audited act of a candidate, at the machine that writes.
func (f *Flow) onMachine(ctx context.Context, token string, act authz.Action, change func(tx *store.Tx, run store.ExamRun, e *store.Entry) error) error {
	m, err := f.db.ExamMachine(ctx, token)
	if err != nil {
		return err
	}
	who := candidate(m.Entry)
	return f.do(ctx, who, act, func(tx *store.Tx) error {
		run, err := tx.HoldExamRun(ctx, m.Entry.SittingID)
		if err != nil {
			return err
		}
		e, err := tx.LockEntry(ctx, m.Entry.ID)
		if err != nil {
			return err
		}
		if string(e.Machine) != string(store.MachineHash(token)) {
			return errMoved
		}
		if err := change(tx, run, &e); err != nil {
			return err
		}
		if err := tx.SaveEntry(ctx, e); err != nil {
			return err
		}
		if err := tx.TellExam(ctx, e.SittingID); err != nil {
			return err
		}
		return tx.Audit(ctx, act, sittingSubject(e.SittingID), map[string]any{"candidate": e.Person, "seat": e.Place()})
	})
}

// errMoved answers a machine that no longer writes.
var errMoved = errs.New(errs.Conflict, "您已换到另一台机器作答，本机不再收取答案。如不是您本人换机，请立即举手。")
