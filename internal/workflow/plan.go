package workflow

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"slices"
	"strings"

	"renmian/internal/authz"
	"renmian/internal/calendar"
	"renmian/internal/errs"
	"renmian/internal/store"
	"renmian/internal/supervision"
)

func planSubject(p store.Plan) store.Subject { return store.Subject{Kind: "plan", ID: p.ID} }

// DraftPlan begins the supervision plan of a year (编制年度监督计划).
func (f *Flow) DraftPlan(ctx context.Context, who authz.Actor, year int) error {
	return f.do(ctx, who, authz.DraftPlan, func(tx *store.Tx) error {
		if now := tx.Now().Year(); year < now-1 || year > now+1 {
			return errs.Form(errs.Field{Name: "year", Message: "请填今年、去年或者明年的年份，如 " + calendar.Date(now+1, 1, 1).ISO()[:4] + "。"})
		}
		id, err := tx.InsertPlan(ctx, year)
		if err != nil {
			return err
		}
		return tx.Audit(ctx, authz.DraftPlan, store.Subject{Kind: "plan", ID: id}, map[string]any{"year": year})
	})
}

// onPlan is the road of every write on a plan.
func (f *Flow) onPlan(
	ctx context.Context,
	who authz.Actor,
	act authz.Action,
	year int,
	change func(tx *store.Tx, p *store.Plan) (map[string]any, error),
) error {
	return f.do(ctx, who, act, func(tx *store.Tx) error {
		p, err := tx.LockPlan(ctx, year)
		if err != nil {
			return err
		}
		detail, err := change(tx, &p)
		if err != nil {
			return err
		}
		return tx.Audit(ctx, act, planSubject(p), detail)
	})
}

// PlanItemForm is an item as it is written; Reason is asked for once the plan is approved.
type PlanItemForm struct {
	supervision.PlanItem
	Lead, Note, Reason string
}

func (x PlanItemForm) check(adjusting bool) error {
	fields := errs.Fields(supervision.CheckPlanItem(x.PlanItem))
	if adjusting && x.Reason == "" {
		fields = append(fields, errs.Field{Name: "reason", Message: "计划已经通过，请写明调整的理由，理由随计划一并公布。"})
	}
	return errs.Form(fields...)
}

// titled gives an item about a person or unit its usual title.
func (x *PlanItemForm) titled(ctx context.Context, tx *store.Tx) error {
	x.Title, x.Lead, x.Note, x.Reason = strings.TrimSpace(x.Title), strings.TrimSpace(x.Lead), strings.TrimSpace(x.Note), strings.TrimSpace(x.Reason)
	if !supervision.AboutPerson(x.Kind) {
		x.PersonID = 0
	} else {
		x.OrganID = 0
	}
	if x.Title != "" {
		return nil
	}
	switch {
	case supervision.AboutPerson(x.Kind) && x.PersonID != 0:
		p, err := tx.Person(ctx, x.PersonID)
		if err != nil {
			return err
		}
		x.Title = p.Name + supervision.PlanLabel(x.Kind)
	case x.Kind == supervision.WorkReview && x.OrganID != 0:
		o, err := tx.Organ(ctx, x.OrganID)
		if err != nil {
			return err
		}
		x.Title = o.Name + "工作评议"
	}
	return nil
}

// changing says by which action items of a plan are changed now: while it is drafted, or as an adjustment (调整).
func changing(p store.Plan) (authz.Action, error) {
	switch p.Stage() {
	case supervision.PlanDraft:
		return authz.DraftPlan, nil
	case supervision.PlanSubmitted:
		return "", errs.New(errs.Conflict, "计划已提请主任会议，通过或者退回以后才能改动。")
	}
	return authz.AdjustPlan, nil
}

// changePlan changes the items of a plan. Before the approval that is drafting, after it an adjustment.
func (f *Flow) changePlan(
	ctx context.Context,
	who authz.Actor,
	year int,
	change func(tx *store.Tx, p store.Plan, adjusting bool) (map[string]any, error),
) error {
	return f.do(ctx, who, authz.DraftPlan, func(tx *store.Tx) error {
		p, err := tx.LockPlan(ctx, year)
		if err != nil {
			return err
		}
		act, err := changing(p)
		if err != nil {
			return err
		}
		if err := authz.Check(who, act); err != nil {
			return err
		}
		detail, err := change(tx, p, act == authz.AdjustPlan)
		if err != nil {
			return err
		}
		return tx.Audit(ctx, act, planSubject(p), detail)
	})
}

// AddPlanItem puts an item into a plan.
func (f *Flow) AddPlanItem(ctx context.Context, who authz.Actor, year int, x PlanItemForm) (id int64, err error) {
	err = f.changePlan(ctx, who, year, func(tx *store.Tx, p store.Plan, adjusting bool) (map[string]any, error) {
		if err := x.titled(ctx, tx); err != nil {
			return nil, err
		}
		if err := x.check(adjusting); err != nil {
			return nil, err
		}
		if !adjusting {
			x.Reason = ""
		}
		id, err = tx.InsertPlanItem(ctx, store.PlanItem{PlanItem: x.PlanItem, PlanID: p.ID, Lead: x.Lead, Note: x.Note, Reason: x.Reason})
		return map[string]any{"added": x.Title, "month": x.Month, "reason": x.Reason}, err
	})
	return id, err
}

// AddProposedItems puts several persons or units into a plan at once, spread evenly over the months (均衡安排).
func (f *Flow) AddProposedItems(ctx context.Context, who authz.Actor, year int, k supervision.Kind, ids []int64, lead string) error {
	return f.changePlan(ctx, who, year, func(tx *store.Tx, p store.Plan, adjusting bool) (map[string]any, error) {
		switch {
		case len(ids) == 0:
			return nil, errs.Form(errs.Field{Name: "id", Message: "请至少选择一项。"})
		case adjusting:
			return nil, errs.New(errs.Conflict, "计划已经通过。要增加的，请逐项添加并写明理由。")
		}
		return map[string]any{"kind": k, "added": len(ids)}, addItems(ctx, tx, p, k, ids, lead, 0)
	})
}

func addItems(ctx context.Context, tx *store.Tx, p store.Plan, k supervision.Kind, ids []int64, lead string, draw int64) error {
	months := supervision.SpreadMonths(len(ids))
	for i, id := range ids {
		x := PlanItemForm{PlanItem: supervision.PlanItem{Kind: k, Month: months[i], PersonID: id, OrganID: id}, Lead: lead}
		if err := x.titled(ctx, tx); err != nil {
			return err
		}
		if k == supervision.WorkReview {
			x.PersonID = 0
		}
		if err := x.check(false); err != nil {
			return err
		}
		if _, err := tx.InsertPlanItem(ctx, store.PlanItem{PlanItem: x.PlanItem, PlanID: p.ID, Lead: x.Lead, DrawID: draw}); err != nil {
			return err
		}
	}
	return nil
}

// planItem reads an item of the locked plan.
func planItem(ctx context.Context, tx *store.Tx, p store.Plan, id int64) (store.PlanItem, error) {
	x, err := tx.PlanItem(ctx, id)
	if err == nil && (x.PlanID != p.ID || x.Dropped != "") {
		err = errs.New(errs.NotFound, "查无此计划事项，请返回计划重新查找。")
	}
	return x, err
}

// ChangePlanItem changes an item. What was approved keeps its kind and whom it is about; a month that is moved shows the old one.
func (f *Flow) ChangePlanItem(ctx context.Context, who authz.Actor, year int, id int64, x PlanItemForm) error {
	return f.changePlan(ctx, who, year, func(tx *store.Tx, p store.Plan, adjusting bool) (map[string]any, error) {
		old, err := planItem(ctx, tx, p, id)
		if err != nil {
			return nil, err
		}
		if adjusting {
			x.Kind, x.PersonID, x.OrganID = old.Kind, old.PersonID, old.OrganID
		}
		if err := x.titled(ctx, tx); err != nil {
			return nil, err
		}
		if err := x.check(adjusting); err != nil {
			return nil, err
		}
		changed := old
		changed.PlanItem, changed.Lead, changed.Note = x.PlanItem, x.Lead, x.Note
		if adjusting {
			changed.Reason = x.Reason
			if old.FirstMonth == 0 && x.Month != old.Month && !old.Added {
				changed.FirstMonth = old.Month
			}
		}
		return map[string]any{"item": x.Title, "month": x.Month, "was": old.Month, "reason": x.Reason}, tx.SavePlanItem(ctx, changed)
	})
}

// DropPlanItem takes an item off: while drafted it is gone, once approved it stays to be seen with the reason (调整取消).
func (f *Flow) DropPlanItem(ctx context.Context, who authz.Actor, year int, id int64, reason string) error {
	reason = strings.TrimSpace(reason)
	return f.changePlan(ctx, who, year, func(tx *store.Tx, p store.Plan, adjusting bool) (map[string]any, error) {
		x, err := planItem(ctx, tx, p, id)
		if err != nil {
			return nil, err
		}
		detail := map[string]any{"dropped": x.Title, "reason": reason}
		switch {
		case x.MatterID != 0:
			return nil, errs.New(errs.Conflict, "这一项已经启动，请在该事项中办结，不能从计划取消。")
		case !adjusting:
			return detail, tx.DeletePlanItem(ctx, p.ID, id)
		case reason == "":
			return nil, errs.Form(errs.Field{Name: "reason", Message: "请写明取消的理由，理由随计划一并公布。"})
		}
		x.Dropped = reason
		return detail, tx.SavePlanItem(ctx, x)
	})
}

// SubmitPlan lays a plan before the chairpersons' meeting (提请主任会议通过).
func (f *Flow) SubmitPlan(ctx context.Context, who authz.Actor, year int) error {
	return f.onPlan(ctx, who, authz.SubmitPlan, year, func(tx *store.Tx, p *store.Plan) (map[string]any, error) {
		switch {
		case p.Stage() != supervision.PlanDraft:
			return nil, errs.New(errs.Conflict, "计划%s，不必再次提请。", p.Stage().Label())
		case p.Items == 0:
			return nil, errs.New(errs.Conflict, "计划还没有事项，请先添加。")
		}
		if err := reviewsPlanned(ctx, tx, p.ID); err != nil {
			return nil, err
		}
		p.SubmittedOn, p.Returned = calendar.Of(tx.Now()), ""
		return map[string]any{"items": p.Items}, tx.SavePlan(ctx, *p)
	})
}

// ApprovePlan is the chairpersons' meeting adopting a plan (主任会议通过)〔监督法 第六十三条〕.
func (f *Flow) ApprovePlan(ctx context.Context, who authz.Actor, year int, on calendar.Day) error {
	return f.onPlan(ctx, who, authz.ApprovePlan, year, func(tx *store.Tx, p *store.Plan) (map[string]any, error) {
		var fields []errs.Field
		addDayProblem(func(name, message string) { fields = append(fields, errs.Field{Name: name, Message: message}) }, on, calendar.Of(tx.Now()), "通过")
		if err := errs.Form(fields...); err != nil {
			return nil, err
		}
		if p.Stage() != supervision.PlanSubmitted {
			return nil, errs.New(errs.Conflict, "计划现为“%s”，不在主任会议审议。", p.Stage().Label())
		}
		if on.Before(p.SubmittedOn) {
			return nil, errs.Form(errs.Field{Name: "held_on", Message: "通过日期不能早于提请的日期" + p.SubmittedOn.String() + "。"})
		}
		p.ApprovedOn = on
		return map[string]any{"items": p.Items, "on": on}, tx.SavePlan(ctx, *p)
	})
}

// ReturnPlan sends a plan back to be worked over (主任会议退回).
func (f *Flow) ReturnPlan(ctx context.Context, who authz.Actor, year int, reason string) error {
	reason = strings.TrimSpace(reason)
	return f.onPlan(ctx, who, authz.ReturnPlan, year, func(tx *store.Tx, p *store.Plan) (map[string]any, error) {
		switch {
		case reason == "":
			return nil, errs.Form(errs.Field{Name: "reason", Message: "请写明退回的意见，如“下半年安排过于集中，请均衡”。"})
		case p.Stage() != supervision.PlanSubmitted:
			return nil, errs.New(errs.Conflict, "计划现为“%s”，不在主任会议审议。", p.Stage().Label())
		}
		p.SubmittedOn, p.Returned = calendar.Day{}, reason
		return map[string]any{"reason": reason}, tx.SavePlan(ctx, *p)
	})
}

// PublishPlan makes a plan public (向社会公布)〔监督法 第六十三条〕; adjustments show there by themselves.
func (f *Flow) PublishPlan(ctx context.Context, who authz.Actor, year int) error {
	return f.onPlan(ctx, who, authz.PublishPlan, year, func(tx *store.Tx, p *store.Plan) (map[string]any, error) {
		if p.Stage() != supervision.PlanApproved {
			return nil, errs.New(errs.Conflict, "计划现为“%s”，主任会议通过、尚未公布的才能公布。", p.Stage().Label())
		}
		p.PublishedAt = tx.Now()
		return map[string]any{"items": p.Items}, tx.SavePlan(ctx, *p)
	})
}

// DrawForPlan draws persons or units by lot into a plan (抽签)〔业务参考 4.2〕: of those who have not had a turn in this term, of all
// when everybody has. The seed is kept, so that the draw can be repeated.
func (f *Flow) DrawForPlan(ctx context.Context, who authz.Actor, year int, k supervision.Kind, n int, witness string) error {
	witness = strings.TrimSpace(witness)
	return f.onPlan(ctx, who, authz.DrawForPlan, year, func(tx *store.Tx, p *store.Plan) (map[string]any, error) {
		var fields []errs.Field
		if !supervision.AboutPerson(k) && k != supervision.WorkReview {
			fields = append(fields, errs.Field{Name: "kind", Message: "请选择抽签确定什么。"})
		}
		if n < 1 || n > 50 {
			fields = append(fields, errs.Field{Name: "count", Message: "请填抽取的数目，1 至 50。"})
		}
		if witness == "" {
			fields = append(fields, errs.Field{Name: "witness", Message: "请填写监督抽签的人，如纪检机构和代表各一名。"})
		}
		if err := errs.Form(fields...); err != nil {
			return nil, err
		}
		if p.Stage() != supervision.PlanDraft {
			return nil, errs.New(errs.Conflict, "计划现为“%s”，起草时才能抽签。", p.Stage().Label())
		}
		term, err := tx.CurrentTerm(ctx, calendar.Of(tx.Now()))
		if err != nil {
			return nil, err
		}
		all, err := tx.PlanCandidates(ctx, p.ID, k, term.StartsOn, calendar.Of(tx.Now()))
		if err != nil {
			return nil, err
		}
		fresh := slices.DeleteFunc(slices.Clone(all), func(c supervision.Candidate) bool { return !c.Last.IsZero() })
		if len(fresh) < n {
			fresh = all
		}
		if len(fresh) < n {
			return nil, errs.Form(errs.Field{Name: "count", Message: "可以抽取的不足这个数目，请减少。"})
		}
		pool := make([]int64, len(fresh))
		for i, c := range fresh {
			pool[i] = c.ID
		}
		var seed [16]byte
		_, _ = rand.Read(seed[:]) // never fails
		d := store.PlanDraw{PlanID: p.ID, Kind: k, Pool: pool, Seed: hex.EncodeToString(seed[:]), Witness: witness}
		d.Drawn = supervision.Draw(pool, n, d.Seed)
		id, err := tx.InsertPlanDraw(ctx, d)
		if err != nil {
			return nil, err
		}
		return map[string]any{
				"draw":    id,
				"kind":    k,
				"of":      len(pool),
				"drawn":   d.Drawn,
				"seed":    d.Seed,
				"witness": witness,
			}, addItems(
				ctx,
				tx,
				*p,
				k,
				d.Drawn,
				"",
				id,
			)
	})
}
