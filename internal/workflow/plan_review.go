package workflow

import (
	"context"

	"renmian/internal/calendar"
	"renmian/internal/errs"
	"renmian/internal/policy"
	"renmian/internal/store"
	"renmian/internal/supervision"
)

// reviewsPlanned refuses a year's plan without a review where the county's rules have one every year 〔ZJ-09、DZ-12〕.
func reviewsPlanned(ctx context.Context, tx *store.Tx, planID int64) error {
	_, rules, err := tx.PolicyOn(ctx, calendar.Of(tx.Now()))
	if err != nil || rules.Supervision.Review.Mode != policy.Required {
		return err
	}
	items, err := tx.PlanItems(ctx, planID)
	if err != nil {
		return err
	}
	for _, x := range items {
		switch x.Kind {
		case supervision.PerformanceReview, supervision.WorkReview, supervision.TopicReview:
			return nil
		}
	}
	return errs.New(errs.Conflict, "本县办法规定每年开展评议，计划里还没有述职评议或者工作评议，请先列入。")
}
