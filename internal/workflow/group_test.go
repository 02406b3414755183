package workflow_test

import (
	"slices"
	"testing"

	"renmian/internal/appointment"
	"renmian/internal/errs"
	"renmian/internal/fixture"
	"renmian/internal/pgtest"
	"renmian/internal/store"
	"renmian/internal/workflow"
)

func TestGroupsOfTheDeliberation(t *testing.T) {
	h, c := fixture.Case(t, pgtest.New(t), appointment.StageDeliberation)
	ctx := t.Context()
	h.Must(h.Flow.SetObservers(ctx, h.Operator, h.Meeting, []store.Observer{{Name: "郑开元", Post: "县长"}, {Name: "旁听甲", Listens: true}}))
	list, err := h.DB.Attendance(ctx, h.Meeting)
	h.Must(err)
	observers, err := h.DB.Observers(ctx, h.Meeting)
	h.Must(err)
	plans := workflow.SplitEvenly(list, observers, 2)
	if a, b := len(plans[0].Members), len(plans[1].Members); a < b || a > b+1 || plans[0].Convener == "" || len(plans[0].Observers) != 1 {
		t.Fatalf("split: %+v", plans)
	}
	refused(t, "by a member", h.Flow.SetGroups(ctx, h.Member, h.Meeting, plans), errs.Forbidden, "编排审议分组")
	for _, tt := range []struct {
		name  string
		plans []workflow.GroupPlan
		says  string
	}{
		{"one group", plans[:1], "至少两组"},
		{"no convener", []workflow.GroupPlan{{Members: plans[0].Members}, plans[1]}, "召集人"},
		{"a convener of the other group", []workflow.GroupPlan{{Convener: plans[1].Convener, Members: plans[0].Members}, plans[1]}, "须是本组"},
		{"in two groups", []workflow.GroupPlan{plans[0], {Convener: plans[0].Convener, Members: plans[0].Members}}, "已在第 1 组"},
		{"unknown", []workflow.GroupPlan{{Convener: "无名", Members: []string{"无名"}}, plans[1]}, "“无名”不在"},
		{"an observer who is none", []workflow.GroupPlan{plans[0], {Convener: plans[1].Convener, Members: plans[1].Members, Observers: []string{"路人"}}}, "列席、旁听"},
	} {
		refused(t, tt.name, h.Flow.SetGroups(ctx, h.Operator, h.Meeting, tt.plans), errs.Invalid, tt.says)
	}
	h.Must(h.Flow.SetGroups(ctx, h.Operator, h.Meeting, plans))
	h.Must(h.Flow.SetObservers(ctx, h.Operator, h.Meeting, []store.Observer{{Name: "郑开元"}, {Name: "新来者"}}))
	observers, err = h.DB.Observers(ctx, h.Meeting)
	h.Must(err)
	if observers[0].Group != 1 || observers[1].Group != 0 {
		t.Errorf("observers %+v", observers)
	}
	h.Must(h.Flow.RecordDeliberation(ctx, h.Operator, c.Agenda.ItemID, 2, "", "没有不同意见。"))
	said, err := h.DB.Deliberations(ctx, c.Agenda.ItemID)
	h.Must(err)
	if len(said) != 1 || said[0].Convener != plans[1].Convener {
		t.Errorf("summaries %+v", said)
	}
	if a := h.Read(c.ID).Agenda; a.Groups != 1 || !slices.Equal(a.Silent, []int{1}) { // DZ-07
		t.Errorf("%d groups have reported, waiting for %v", a.Groups, a.Silent)
	}
	h.Must(h.Flow.SetGroups(ctx, h.Operator, h.Meeting, nil))
	if groups, err := h.DB.Groups(ctx, h.Meeting); err != nil || len(groups) > 0 {
		t.Errorf("no groups: %v, %v", groups, err)
	}
}
