package workflow_test

import (
	"strconv"
	"strings"
	"testing"

	"renmian/internal/authz"
	"renmian/internal/errs"
	"renmian/internal/fixture"
	"renmian/internal/pgtest"
	"renmian/internal/store"
	"renmian/internal/supervision"
	"renmian/internal/workflow"
)

// A year's plan from the first item over the chairpersons' approval and publication to an adjustment 〔监督法 第六十三条〕, DZ-18, ZY-19
func TestPlanOfAYear(t *testing.T) {
	h := fixture.New(t, pgtest.New(t))
	ctx, year := t.Context(), h.Today().Year()
	wantErr(t, "a year too far", h.Flow.DraftPlan(ctx, h.Clerk, year+2), errs.Invalid, "今年")
	wantErr(t, "by a member", h.Flow.DraftPlan(ctx, h.Member, year), errs.Forbidden, "")
	h.Must(h.Flow.DraftPlan(ctx, h.Clerk, year))
	wantErr(t, "twice", h.Flow.DraftPlan(ctx, h.Clerk, year), errs.Invalid, "已经在编制")
	wantErr(t, "submitted empty", h.Flow.SubmitPlan(ctx, h.Clerk, year), errs.Conflict, "还没有事项")

	item := func(k supervision.Kind, title string, month int) workflow.PlanItemForm {
		return workflow.PlanItemForm{PlanItem: supervision.PlanItem{Kind: k, Title: title, Month: month}}
	}
	for i, k := range []supervision.Kind{supervision.SpecialWorkReport, supervision.LawInspection, supervision.InspectionTour, supervision.FieldStudy, supervision.Audit} {
		_, err := h.Flow.AddPlanItem(ctx, h.Clerk, year, item(k, k.Label()+"一项", 2+i))
		h.Must(err)
	}
	_, err := h.Flow.AddPlanItem(ctx, h.Clerk, year, item(supervision.DutyReport, "", 11))
	wantErr(t, "an oral report by nobody", err, errs.Invalid, "人员")
	oral := item(supervision.DutyReport, "", 11)
	oral.PersonID = h.Persons["钱正明"]
	_, err = h.Flow.AddPlanItem(ctx, h.Clerk, year, oral)
	h.Must(err)

	wantErr(t, "no witness", h.Flow.DrawForPlan(ctx, h.Clerk, year, supervision.PerformanceReview, 2, " "), errs.Invalid, "监督抽签")
	wantErr(t, "more than there are", h.Flow.DrawForPlan(ctx, h.Clerk, year, supervision.PerformanceReview, 40, "纪检组张某"), errs.Invalid, "不足")
	h.Must(h.Flow.DrawForPlan(ctx, h.Clerk, year, supervision.PerformanceReview, 2, "纪检组张某"))
	p := plan(t, h, year)
	draws, err := h.DB.PlanDraws(ctx, p.ID)
	h.Must(err)
	if len(draws) != 1 || len(draws[0].Drawn) != 2 ||
		strings.Join(ids(supervision.Draw(draws[0].Pool, 2, draws[0].Seed)), " ") != strings.Join(ids(draws[0].Drawn), " ") {
		t.Errorf("the draw cannot be repeated: %+v", draws)
	}

	h.Must(h.Flow.SubmitPlan(ctx, h.Clerk, year))
	_, err = h.Flow.AddPlanItem(ctx, h.Clerk, year, item(supervision.Audit, "又一项", 3))
	wantErr(t, "changed while it lies before the chairpersons", err, errs.Conflict, "主任会议")
	wantErr(t, "approved by the clerk", h.Flow.ApprovePlan(ctx, h.Clerk, year, h.Today()), errs.Forbidden, "")
	wantErr(t, "returned without a word", h.Flow.ReturnPlan(ctx, h.Chair, year, ""), errs.Invalid, "意见")
	h.Must(h.Flow.ReturnPlan(ctx, h.Chair, year, "下半年过多，请均衡"))
	h.Must(h.Flow.SubmitPlan(ctx, h.Clerk, year))
	wantErr(t, "published unapproved", h.Flow.PublishPlan(ctx, h.Clerk, year), errs.Conflict, "主任会议通过")
	wantErr(t, "approved tomorrow", h.Flow.ApprovePlan(ctx, h.Chair, year, h.Today().Add(1)), errs.Invalid, "不能晚于今天")
	h.Must(h.Flow.ApprovePlan(ctx, h.Chair, year, h.Today()))
	h.Must(h.Flow.PublishPlan(ctx, h.Clerk, year))

	// An adjustment says why, and what was approved stays to be seen.
	items := planItems(t, h, year)
	moved, dropped := items[0], items[1]
	change := workflow.PlanItemForm{PlanItem: moved.PlanItem}
	change.Month = 12
	wantErr(t, "moved without a reason", h.Flow.ChangePlanItem(ctx, h.Clerk, year, moved.ID, change), errs.Invalid, "理由")
	change.Reason = "县政府报告推迟"
	h.Must(h.Flow.ChangePlanItem(ctx, h.Clerk, year, moved.ID, change))
	wantErr(t, "dropped without a reason", h.Flow.DropPlanItem(ctx, h.Clerk, year, dropped.ID, ""), errs.Invalid, "理由")
	h.Must(h.Flow.DropPlanItem(ctx, h.Clerk, year, dropped.ID, "上级统一检查，不再重复"))
	more := item(supervision.SpecialInquiry, "专题询问校园食品安全", 11)
	_, err = h.Flow.AddPlanItem(ctx, h.Clerk, year, more)
	wantErr(t, "added without a reason", err, errs.Invalid, "理由")
	more.Reason = "代表集中反映"
	_, err = h.Flow.AddPlanItem(ctx, h.Clerk, year, more)
	h.Must(err)
	got := map[string]store.PlanItem{}
	for _, i := range planItems(t, h, year) {
		got[i.Title] = i
	}
	if x := got[moved.Title]; x.FirstMonth != moved.Month || x.Month != 12 {
		t.Errorf("moved item %+v", x)
	}
	if got[dropped.Title].Dropped == "" || !got["专题询问校园食品安全"].Added || got[moved.Title].Added {
		t.Errorf("adjustments do not show: %+v", got)
	}

	// Items of this and the next month that nobody has started are reminded of; an item leads to its matter once.
	waiting, err := h.DB.PlanItemsWaiting(ctx, year*12+int(h.Now.Month())+1)
	h.Must(err)
	found := false
	for _, i := range waiting {
		found = found || i.Title == "专题询问校园食品安全"
		if i.ID == dropped.ID {
			t.Error("an item that was taken off is reminded of")
		}
	}
	if !found {
		t.Errorf("reminders %+v", waiting)
	}
	wantErr(t, "started with no matter", h.Flow.StartPlanItem(ctx, h.Clerk, year, moved.ID, 0), errs.Invalid, "请选择")
	matter := matterOf(t, h, supervision.SpecialWorkReport, year)
	other := matterOf(t, h, supervision.LawInspection, year)
	wantErr(t, "started with another kind", h.Flow.StartPlanItem(ctx, h.Clerk, year, moved.ID, other), errs.Invalid, "种类")
	h.Must(h.Flow.StartPlanItem(ctx, h.Clerk, year, moved.ID, matter))
	wantErr(t, "started twice", h.Flow.StartPlanItem(ctx, h.Clerk, year, moved.ID, matter), errs.Conflict, "已经启动")
	wantErr(t, "dropped once started", h.Flow.DropPlanItem(ctx, h.Clerk, year, moved.ID, "不办了"), errs.Conflict, "已经启动")
}

func plan(t *testing.T, h *fixture.House, year int) store.Plan {
	t.Helper()
	p, err := h.DB.PlanOf(t.Context(), year)
	h.Must(err)
	return p
}

func planItems(t *testing.T, h *fixture.House, year int) []store.PlanItem {
	t.Helper()
	all, err := h.DB.PlanItems(t.Context(), plan(t, h, year).ID)
	h.Must(err)
	return all
}

func ids(all []int64) []string {
	out := make([]string, len(all))
	for i, id := range all {
		out[i] = strconv.FormatInt(id, 10)
	}
	return out
}

// matterOf is a matter of a kind whose own table does not count here.
func matterOf(t *testing.T, h *fixture.House, k supervision.Kind, year int) (id int64) {
	t.Helper()
	h.Must(h.DB.InTx(t.Context(), h.Clerk, func(tx *store.Tx) (err error) {
		if id, err = tx.InsertMatter(t.Context(), store.Matter{Kind: k, Title: k.Label(), Year: year, Stage: "open", OpenedOn: h.Today()}); err != nil {
			return err
		}
		return tx.Audit(t.Context(), authz.RecordMatter, store.Subject{Kind: string(k), ID: id}, nil)
	}))
	return id
}
