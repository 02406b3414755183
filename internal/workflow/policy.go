package workflow

import (
	"context"
	"reflect"

	"renmian/internal/authz"
	"renmian/internal/calendar"
	"renmian/internal/errs"
	"renmian/internal/policy"
	"renmian/internal/store"
)

// AdoptDefaultPolicy gives a county that has no rules yet the default ones (采用默认办法), so that it can
// work from the first day; a county that has rules keeps them.
func (f *Flow) AdoptDefaultPolicy(ctx context.Context) error {
	_, _, err := f.db.PolicyOn(ctx, calendar.Of(f.db.Now()))
	if errs.KindOf(err) != errs.NotFound {
		return err
	}
	return f.do(ctx, authz.System, authz.AdoptPolicy, func(tx *store.Tx) error {
		p := policy.Default()
		id, err := tx.InsertPolicy(ctx, p.Title, calendar.Of(tx.Now()), p)
		if err != nil {
			return err
		}
		return tx.Audit(ctx, authz.AdoptPolicy, store.Subject{Kind: "policy", ID: id}, nil)
	})
}

// AdoptPolicy puts a new version of the county's rules into force from a day on (采用新的任免办法). Cases
// that were handed in before keep the version they follow.
func (f *Flow) AdoptPolicy(ctx context.Context, who authz.Actor, effective calendar.Day, p policy.Policy) (id int64, err error) {
	err = f.do(ctx, who, authz.AdoptPolicy, func(tx *store.Tx) error {
		if err := tx.LockPolicies(ctx); err != nil {
			return err
		}
		_, now, err := tx.PolicyOn(ctx, effective)
		if err != nil && errs.KindOf(err) != errs.NotFound {
			return err
		}
		unchanged := err == nil && reflect.DeepEqual(p, now)
		if err := errs.Form(policyProblems(p, unchanged, effective, calendar.Of(tx.Now()))...); err != nil {
			return err
		}
		if id, err = tx.InsertPolicy(ctx, p.Title, effective, p); err != nil {
			return err
		}
		return tx.Audit(ctx, authz.AdoptPolicy, store.Subject{Kind: "policy", ID: id}, map[string]any{"name": p.Title, "effective_on": effective})
	})
	return id, err
}

func policyProblems(p policy.Policy, unchanged bool, effective, today calendar.Day) []errs.Field {
	var fields []errs.Field
	switch {
	case effective.IsZero():
		fields = append(fields, errs.Field{Name: "effective_on", Message: "请填写生效日期。"})
	case effective.Before(today):
		fields = append(fields, errs.Field{Name: "effective_on", Message: "生效日期不能早于今天：已经提交的任免案按原来的办法办理，不能倒改。"})
	case unchanged:
		fields = append(fields, errs.Field{Name: "title", Message: "内容与" + effective.String() + "施行的版本完全相同，不需要再采用。"})
	}
	for _, pr := range policy.Check(p) {
		fields = append(fields, errs.Field{Name: pr.Field, Message: pr.String()})
	}
	return fields
}
