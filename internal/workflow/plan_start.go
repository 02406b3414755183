package workflow

import (
	"context"

	"renmian/internal/authz"
	"renmian/internal/errs"
	"renmian/internal/store"
	"renmian/internal/supervision"
)

// StartPlanItem says which matter an item of the plan became (启动计划事项), or which ones where many are right.
func (f *Flow) StartPlanItem(ctx context.Context, who authz.Actor, year int, itemID int64, matterIDs ...int64) error {
	return f.onPlan(ctx, who, authz.StartPlanItem, year, func(tx *store.Tx, p *store.Plan) (map[string]any, error) {
		x, err := planItem(ctx, tx, *p, itemID)
		if err != nil {
			return nil, err
		}
		switch {
		case len(matterIDs) == 0:
			return nil, startPlanItem(ctx, tx, x, 0)
		case len(matterIDs) > 1 && !supervision.Many(x.Kind):
			return nil, errs.Form(errs.Field{Name: "matter", Message: "这一项只对应一件监督事项，请只选一件。"})
		}
		for _, id := range matterIDs {
			if err := startPlanItem(ctx, tx, x, id); err != nil {
				return nil, err
			}
		}
		return map[string]any{"item": x.Title, "matters": matterIDs}, nil
	})
}

// ReleaseFromPlan takes matters out of the batch that an item of the plan led to, when they were chosen by mistake.
func (f *Flow) ReleaseFromPlan(ctx context.Context, who authz.Actor, year int, itemID int64, matterIDs []int64) error {
	return f.onPlan(ctx, who, authz.StartPlanItem, year, func(tx *store.Tx, p *store.Plan) (map[string]any, error) {
		x, err := planItem(ctx, tx, *p, itemID)
		switch {
		case err != nil:
			return nil, err
		case !supervision.Many(x.Kind):
			return nil, errs.New(errs.Conflict, "这一项只对应一件监督事项，请在该事项中办结。")
		case len(matterIDs) == 0:
			return nil, errs.Form(errs.Field{Name: "release", Message: "请选择要移出的事项。"})
		}
		for _, id := range matterIDs {
			if _, err := tx.LockMatter(ctx, id); err != nil {
				return nil, err
			}
			if err := tx.UnlinkPlanItem(ctx, id, x.ID); err != nil {
				return nil, err
			}
		}
		return map[string]any{"item": x.Title, "released": matterIDs}, nil
	})
}

// beginItem is startPlanItem for a form that may have been opened from the plan.
func beginItem(ctx context.Context, tx *store.Tx, itemID, matterID int64) error {
	if itemID == 0 {
		return nil
	}
	x, err := tx.PlanItem(ctx, itemID)
	if err != nil {
		return err
	}
	return startPlanItem(ctx, tx, x, matterID)
}

// startPlanItem ties a matter to the item it began from; opening a matter from the plan ends with it.
func startPlanItem(ctx context.Context, tx *store.Tx, x store.PlanItem, matterID int64) error {
	switch {
	case x.MatterID != 0 && !supervision.Many(x.Kind):
		return errs.New(errs.Conflict, "这一项已经启动：“%s”。", x.MatterTitle)
	case x.Dropped != "":
		return errs.New(errs.Conflict, "这一项已经从计划取消，不能启动。")
	case matterID == 0:
		return errs.Form(errs.Field{Name: "matter", Message: "请选择对应的监督事项。"})
	}
	p, err := tx.PlanOf(ctx, x.Year)
	if err != nil {
		return err
	}
	if p.ApprovedOn.IsZero() {
		return errs.New(errs.Conflict, "%d 年度监督计划还没有通过，通过以后才能启动。", x.Year)
	}
	m, err := tx.LockMatter(ctx, matterID)
	switch {
	case err != nil:
		return err
	case m.Kind != x.Kind:
		return errs.Form(errs.Field{Name: "matter", Message: "所选事项的种类与计划不同，请重新选择。"})
	case m.PlanItemID != 0:
		return errs.Form(errs.Field{Name: "matter", Message: "“" + m.Title + "”已经列在计划的一项之下，请重新选择。"})
	}
	return tx.LinkPlanItem(ctx, matterID, x.ID)
}
