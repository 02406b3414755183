package workflow

import (
	"context"

	"renmian/internal/appointment"
	"renmian/internal/authz"
	"renmian/internal/calendar"
	"renmian/internal/errs"
	"renmian/internal/policy"
	"renmian/internal/store"
)

// caseWork is one locked case with the policy it pins, while something is done with it.
type caseWork struct {
	tx     *store.Tx
	c      appointment.Case
	policy policy.Policy
	today  calendar.Day
}

// onCase is the road of every write on a case: may this person, lock, is it theirs, decide and write
// the evidence, save with the event. change returns the case after the change and what the event
// should say.
func (f *Flow) onCase(ctx context.Context, who authz.Actor, act authz.Action, id int64,
	change func(w caseWork) (appointment.Case, map[string]any, error)) error {
	return f.do(ctx, who, act, func(tx *store.Tx) error {
		old, err := tx.LockCase(ctx, id)
		if err != nil {
			return err
		}
		if !Sees(who, old) {
			return errs.New(errs.NotFound, "查无此任免案，或不属于您办理的范围。")
		}
		p, err := tx.Policy(ctx, old.PolicyID)
		if err != nil {
			return err
		}
		c, detail, err := change(caseWork{tx: tx, c: old, policy: p, today: calendar.Of(tx.Now())})
		if err != nil {
			return err
		}
		if err := tx.SaveCase(ctx, old, c, act, detail); err != nil {
			return err
		}
		return caseOver(ctx, tx, old, c)
	})
}

// record writes evidence on a case that stays in its stage, which must be one of the given ones.
func (f *Flow) record(ctx context.Context, who authz.Actor, act authz.Action, id int64, stages []appointment.Stage,
	write func(w caseWork) (map[string]any, error)) error {
	return f.onCase(ctx, who, act, id, func(w caseWork) (appointment.Case, map[string]any, error) {
		if err := inStage(w.c, act, stages); err != nil {
			return w.c, nil, err
		}
		detail, err := write(w)
		return w.c, detail, err
	})
}

func inStage(c appointment.Case, act authz.Action, stages []appointment.Stage) error {
	for _, s := range stages {
		if c.Stage == s {
			return nil
		}
	}
	return errs.New(errs.Conflict, "%s的任免案现为“%s”，不能办理“%s”。请刷新页面，按当前阶段办理。",
		c.Person.Name, c.Stage.Label(), act.Label())
}

// move makes one move of a case after all its blockers are cleared. before writes what belongs to the
// move, such as a decision, and may be nil; the blockers are asked before it.
func (f *Flow) move(ctx context.Context, who authz.Actor, act authz.Action, id int64, m appointment.Move, note string,
	before func(w caseWork) (map[string]any, error)) error {
	return f.onCase(ctx, who, act, id, func(w caseWork) (appointment.Case, map[string]any, error) {
		if err := appointment.Check(w.c, w.policy, m, w.today); err != nil {
			return w.c, nil, err
		}
		var detail map[string]any
		if before != nil {
			var err error
			if detail, err = before(w); err != nil {
				return w.c, nil, err
			}
		}
		c, err := appointment.Apply(w.c, m, note)
		return c, detail, err
	})
}

// Sees reports whether a case is within what the person handles: an organ its own proposals, a
// nominee the own case, the committee's staff and members every case handed in.
func Sees(who authz.Actor, c appointment.Case) bool {
	switch {
	case who.Has(authz.RoleOrgan) && who.OrganID != 0 && who.OrganID == c.Proposal.OrganID:
		return true
	case who.Has(authz.RoleNominee) && who.PersonID != 0 && who.PersonID == c.Person.ID:
		return c.Stage != appointment.StageIntake
	}
	return who.Has(authz.RoleClerk, authz.RoleExaminer, authz.RoleChair, authz.RoleOperator, authz.RoleMember, authz.RoleSystem) &&
		(c.Stage != appointment.StageIntake || c.Proposal.State != "draft")
}
