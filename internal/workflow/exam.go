package workflow

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"renmian/internal/appointment"
	"renmian/internal/authz"
	"renmian/internal/calendar"
	"renmian/internal/errs"
	"renmian/internal/exam"
	"renmian/internal/store"
)

// SittingForm is an exam as it is arranged (考试安排), on paper or on computers.
type SittingForm struct {
	HeldOn       calendar.Day
	StartsAt     string // 09:00
	Place        string
	Paper        string
	OpenBook     bool
	Invigilators string
	Computer     bool // the next two belong to it; papers and invigilators are named later
	Minutes      int
	OneByOne     bool // one question at a time
}

func (x *SittingForm) check() error {
	x.StartsAt, x.Place, x.Paper, x.Invigilators = strings.TrimSpace(x.StartsAt), strings.TrimSpace(x.Place), strings.TrimSpace(x.Paper),
		strings.TrimSpace(x.Invigilators)
	var fields []errs.Field
	for _, f := range []struct {
		name, message string
		missing       bool
	}{
		{"held_on", "请填写考试日期。", x.HeldOn.IsZero()},
		{"place", "请填写考试地点。", x.Place == ""},
		{"paper", "请填写试卷名称，如政府类 A 卷。", x.Paper == "" && !x.Computer},
		{"invigilators", "请填写监考人员，不少于两人。", x.Invigilators == "" && !x.Computer},
		{"minutes", "请填写考试时长，10 至 300 分钟。", x.Computer && (x.Minutes < 10 || x.Minutes > 300)},
	} {
		if f.missing {
			fields = append(fields, errs.Field{Name: f.name, Message: f.message})
		}
	}
	return errs.Form(fields...)
}

// CreateSitting arranges an exam (安排考试) and calls the nominees to it.
func (f *Flow) CreateSitting(ctx context.Context, who authz.Actor, x SittingForm, caseIDs []int64) (id int64, err error) {
	err = f.do(ctx, who, authz.CreateSitting, func(tx *store.Tx) error {
		if err := x.check(); err != nil {
			return err
		}
		n, err := tx.NextNumber(ctx, "exam", x.HeldOn.Year())
		if err != nil {
			return err
		}
		s := store.Sitting{Number: fmt.Sprintf("%d-%02d", x.HeldOn.Year(), n), HeldOn: x.HeldOn, StartsAt: x.StartsAt, Place: x.Place,
			Paper: x.Paper, OpenBook: x.OpenBook, Invigilators: x.Invigilators}
		if x.Computer {
			s.Mode, s.Paper, s.Invigilators = "computer", "机考试卷", "待定"
		}
		if s.ID, err = tx.InsertSitting(ctx, s); err != nil {
			return err
		}
		if x.Computer {
			_, rules, err := tx.PolicyOn(ctx, x.HeldOn)
			if err != nil {
				return err
			}
			run := store.ExamRun{SittingID: s.ID, OneByOne: x.OneByOne}
			run.Minutes, run.LateFor, run.LateByConsent = x.Minutes, time.Duration(rules.Exam.LateMinutes)*time.Minute, rules.Exam.LateByConsent
			if err := tx.InsertExamRun(ctx, run); err != nil {
				return err
			}
		}
		id = s.ID
		if err := call(ctx, tx, authz.CreateSitting, s, caseIDs); err != nil {
			return err
		}
		return tx.Audit(ctx, authz.CreateSitting, sittingSubject(id), map[string]any{"number": s.Number, "held_on": s.HeldOn})
	})
	return id, err
}

func sittingSubject(id int64) store.Subject { return store.Subject{Kind: "sitting", ID: id} }

// call puts cases on the list of a sitting, each with its event.
func call(ctx context.Context, tx *store.Tx, act authz.Action, s store.Sitting, caseIDs []int64) error {
	cases, err := tx.LockCases(ctx, caseIDs)
	if err != nil {
		return err
	}
	var reasons []string
	for _, c := range cases {
		p, err := tx.Policy(ctx, c.PolicyID)
		if err != nil {
			return err
		}
		open, err := tx.OpenSitting(ctx, c.ID)
		if err != nil {
			return err
		}
		switch why := appointment.MayRecordExam(c, p, s.HeldOn); {
		case why != "":
			reasons = append(reasons, c.Person.Name+"："+why)
		case open != 0:
			reasons = append(reasons, c.Person.Name+"：已列入另一场考试，成绩尚未登记，不能重复安排。")
		}
	}
	if err := errs.Blocked(reasons); err != nil {
		return err
	}
	for _, c := range cases {
		if err := tx.AddCandidate(ctx, s.ID, c.ID); err != nil {
			return err
		}
		if err := tx.SaveCase(ctx, c, c, act, map[string]any{"sitting": s.Number, "held_on": s.HeldOn}); err != nil {
			return err
		}
	}
	return nil
}

// onSitting is the road of every write on a sitting; cases holds those named by ids, locked first.
func (f *Flow) onSitting(ctx context.Context, who authz.Actor, act authz.Action, id int64, ids []int64,
	change func(tx *store.Tx, s store.Sitting, cases []appointment.Case) error) error {
	return f.do(ctx, who, act, func(tx *store.Tx) error {
		cases, err := tx.LockCases(ctx, ids)
		if err != nil {
			return err
		}
		s, err := tx.LockSitting(ctx, id)
		if err != nil {
			return err
		}
		return change(tx, s, cases)
	})
}

// ChangeSitting changes the particulars of an exam before any result is entered (修改考试安排).
func (f *Flow) ChangeSitting(ctx context.Context, who authz.Actor, id int64, version int, x SittingForm) error {
	return f.onSitting(ctx, who, authz.ChangeSitting, id, nil, func(tx *store.Tx, s store.Sitting, _ []appointment.Case) error {
		called, err := tx.Candidates(ctx, id)
		if err != nil {
			return err
		}
		if slices.ContainsFunc(called, func(c store.Candidate) bool { return c.ResultID != 0 }) {
			return errs.New(errs.Conflict, "本场考试已登记成绩，考试安排不能再改。")
		}
		x.Computer = s.Computer()
		if err := x.check(); err != nil {
			return err
		}
		if x.Computer {
			if err := changeRun(ctx, tx, id, x); err != nil {
				return err
			}
			x.Paper, x.Invigilators = s.Paper, s.Invigilators
		}
		was := s.HeldOn
		s.HeldOn, s.StartsAt, s.Place, s.Paper, s.OpenBook, s.Invigilators = x.HeldOn, x.StartsAt, x.Place, x.Paper, x.OpenBook, x.Invigilators
		s.Version = version
		if err := tx.SaveSitting(ctx, s); err != nil {
			return err
		}
		return tx.Audit(ctx, authz.ChangeSitting, sittingSubject(id), map[string]any{"was": was, "held_on": s.HeldOn})
	})
}

// changeRun changes how long an exam on computers lasts, before its sign-in opens.
func changeRun(ctx context.Context, tx *store.Tx, id int64, x SittingForm) error {
	run, err := tx.LockExamRun(ctx, id)
	if err != nil {
		return err
	}
	if run.State != exam.RunPlanned {
		return errs.New(errs.Conflict, "本场考试%s，考试安排不能再改。", run.State.Label())
	}
	run.Minutes, run.OneByOne = x.Minutes, x.OneByOne
	return tx.SaveExamRun(ctx, run)
}

// beforeExam refuses a change of the list once an exam on computers has begun.
func beforeExam(ctx context.Context, tx *store.Tx, s store.Sitting) error {
	if !s.Computer() {
		return nil
	}
	run, err := tx.LockExamRun(ctx, s.ID)
	if err == nil && !slices.Contains(beforeStart, run.State) {
		err = errs.New(errs.Conflict, "本场考试%s，考生名单不能再改。", run.State.Label())
	}
	return err
}

// CallCandidates puts further nominees on the list of an exam (安排考生).
func (f *Flow) CallCandidates(ctx context.Context, who authz.Actor, id int64, caseIDs []int64) error {
	if len(caseIDs) == 0 {
		return errs.Form(errs.Field{Name: "case", Message: "请选择考生。"})
	}
	return f.onSitting(ctx, who, authz.CallCandidates, id, caseIDs, func(tx *store.Tx, s store.Sitting, _ []appointment.Case) error {
		if err := beforeExam(ctx, tx, s); err != nil {
			return err
		}
		return call(ctx, tx, authz.CallCandidates, s, caseIDs)
	})
}

// DismissCandidate takes a nominee without a result off the list of an exam (撤去考生).
func (f *Flow) DismissCandidate(ctx context.Context, who authz.Actor, id, caseID int64) error {
	return f.onSitting(ctx, who, authz.DismissCandidate, id, []int64{caseID}, func(tx *store.Tx, s store.Sitting, cases []appointment.Case) error {
		if len(cases) == 0 {
			return errs.New(errs.NotFound, "查无此考生，请刷新名单。")
		}
		if err := beforeExam(ctx, tx, s); err != nil {
			return err
		}
		if err := tx.RemoveEntry(ctx, id, caseID); err != nil {
			return err
		}
		if err := tx.RemoveCandidate(ctx, id, caseID); err != nil {
			return err
		}
		return tx.SaveCase(ctx, cases[0], cases[0], authz.DismissCandidate, map[string]any{"sitting": s.Number})
	})
}
