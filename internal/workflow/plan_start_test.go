package workflow_test

import (
	"strings"
	"testing"

	"renmian/internal/errs"
	"renmian/internal/fixture"
	"renmian/internal/pgtest"
	"renmian/internal/store"
	"renmian/internal/supervision"
	"renmian/internal/workflow"
)

// An item of the plan on key suggestions leads to a batch of them, and counts as done when all are closed; an item on anything
// else leads to one matter. DZ-21, DZ-18
func TestPlanItemOfManySuggestions(t *testing.T) {
	h := fixture.New(t, pgtest.New(t))
	ctx, year := t.Context(), h.Today().Year()
	h.Must(h.Flow.DraftPlan(ctx, h.Clerk, year))
	add := func(k supervision.Kind) int64 {
		t.Helper()
		id, err := h.Flow.AddPlanItem(ctx, h.Clerk, year,
			workflow.PlanItemForm{PlanItem: supervision.PlanItem{Kind: k, Title: k.Label() + "一项", Month: int(h.Now.Month())}})
		h.Must(err)
		return id
	}
	batch, report := add(supervision.Suggestion), add(supervision.SpecialWorkReport)
	h.Must(h.Flow.SubmitPlan(ctx, h.Clerk, year))
	enter := func(number int, item int64) (int64, error) {
		return h.Flow.EnterSuggestion(ctx, h.Clerk, workflow.SuggestionForm{
			Session:    "闭会期间",
			Number:     number,
			Title:      "修通村路",
			Deputies:   "甲代表",
			Category:   "交通",
			Text:       "路面破损。",
			LeadID:     h.Organs["government"],
			ReceivedOn: h.Today(),
			PlanItemID: item,
		})
	}
	_, err := enter(1, batch)
	wantErr(t, "entered from a plan that is not approved", err, errs.Conflict, "还没有通过")
	h.Must(h.Flow.ApprovePlan(ctx, h.Chair, year, h.Today()))
	var ids []int64
	for n := 1; n <= 3; n++ {
		id, err := enter(n, 0)
		h.Must(err)
		ids = append(ids, id)
	}
	from, err := enter(4, batch)
	h.Must(err)
	wantErr(t, "none chosen", h.Flow.StartPlanItem(ctx, h.Clerk, year, batch), errs.Invalid, "请选择")
	h.Must(h.Flow.StartPlanItem(ctx, h.Clerk, year, batch, ids[0], ids[1]))
	wantErr(t, "the same again", h.Flow.StartPlanItem(ctx, h.Clerk, year, batch, ids[1]), errs.Invalid, "已经列在")
	h.Must(h.Flow.StartPlanItem(ctx, h.Clerk, year, batch, ids[2]))

	want := func(what string, matters, closed int, done bool) {
		t.Helper()
		x, err := h.DB.PlanItem(ctx, batch)
		h.Must(err)
		p := plan(t, h, year)
		if x.Matters != matters || x.Closed != closed || x.ClosedOn.IsZero() == done || (p.Done == 1) != done || (p.Under == 1) == done || p.Items != 2 {
			t.Errorf("%s: item %+v, plan %+v", what, x, p)
		}
		if n := len(planItems(t, h, year)); n != 2 {
			t.Errorf("%s: the board shows %d items", what, n)
		}
	}
	want("four under way", 4, 0, false)
	h.Must(h.Flow.ReleaseFromPlan(ctx, h.Clerk, year, batch, ids[2:]))
	wantErr(t, "released twice", h.Flow.ReleaseFromPlan(ctx, h.Clerk, year, batch, ids[2:]), errs.Conflict, "")
	wantErr(t, "released by a member", h.Flow.ReleaseFromPlan(ctx, h.Member, year, batch, ids[:1]), errs.Forbidden, "")
	closed := func(id int64) {
		t.Helper()
		h.Must(h.Flow.HandSuggestions(ctx, h.Clerk, []int64{id}, workflow.HandForm{HandedOn: h.Today()}))
		h.Must(h.Flow.ContactDeputy(ctx, h.Organ, id, h.Today(), "当面沟通"))
		h.Must(h.Flow.ReplySuggestion(ctx, h.Organ, id, workflow.ReplyForm{Outcome: supervision.ReplySolved, DocumentNo: "示府复〔2026〕1号", Text: "已修好。"}))
		h.Must(h.Flow.JudgeSuggestion(ctx, h.Clerk, id, supervision.Satisfied, ""))
	}
	closed(ids[0])
	want("one closed", 3, 1, false)
	closed(ids[1])
	closed(from)
	want("all closed", 3, 3, true)
	wantErr(t, "dropped once started", h.Flow.DropPlanItem(ctx, h.Clerk, year, batch, "不办了"), errs.Conflict, "已经启动")

	// anything but suggestions and audits is one piece of work
	one, two := matterOf(t, h, supervision.SpecialWorkReport, year), matterOf(t, h, supervision.SpecialWorkReport, year)
	wantErr(t, "two reports for one item", h.Flow.StartPlanItem(ctx, h.Clerk, year, report, one, two), errs.Invalid, "只选一件")
	h.Must(h.Flow.StartPlanItem(ctx, h.Clerk, year, report, one))
	wantErr(t, "a second report", h.Flow.StartPlanItem(ctx, h.Clerk, year, report, two), errs.Conflict, "已经启动")
	wantErr(t, "released from a single one", h.Flow.ReleaseFromPlan(ctx, h.Clerk, year, report, []int64{one}), errs.Conflict, "只对应一件")
	err = h.DB.InTx(ctx, h.Clerk, func(tx *store.Tx) error { return tx.LinkPlanItem(ctx, two, report) })
	if err == nil || !strings.Contains(err.Error(), "刚由他人启动") {
		t.Errorf("the database lets a second report in: %v", err)
	}
}
