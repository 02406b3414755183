package workflow

import (
	"context"

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
