package server

import (
	"context"
	"fmt"

	"renmian/internal/authz"
	"renmian/internal/store"
	"renmian/internal/supervision"
	"renmian/web/staff"
	"renmian/web/ui"
)

// planTasks are what of the year's plans waits for a person: items of this and the next month that nobody has started, and plans
// to be approved or made public.
func (s *Server) planTasks(ctx context.Context, who authz.Actor) (due, coming []staff.DeskGroup, err error) {
	if !authz.Can(who, authz.StartPlanItem) && !authz.Can(who, authz.ApprovePlan) {
		return nil, nil, nil
	}
	plans, err := s.db.Plans(ctx)
	if err != nil {
		return nil, nil, err
	}
	today := s.today()
	for _, p := range plans {
		g := staff.DeskGroup{Title: fmt.Sprintf("%d 年度监督计划", p.Year), Over: p.Stage().Label(), Href: planPath(p.Year)}
		switch stage := p.Stage(); {
		case stage == supervision.PlanSubmitted && authz.Can(who, authz.ApprovePlan):
			g.Tasks = ui.Tasks{
				{Label: "审议通过年度监督计划", Hint: p.SubmittedOn.String() + "提请", Href: planPath(p.Year) + "#decide", Tag: ui.Tag{State: ui.Todo, Label: "待办"}},
			}
		case stage == supervision.PlanApproved && authz.Can(who, authz.PublishPlan):
			g.Tasks = ui.Tasks{{Label: "向社会公布年度监督计划", Href: planPath(p.Year), Tag: ui.Tag{State: ui.Todo, Label: "待办"}}}
		default:
			continue
		}
		due = append(due, g)
	}
	if !authz.Can(who, authz.StartPlanItem) {
		return due, nil, nil
	}
	now := today.Year()*12 + monthOf(today)
	items, err := s.db.PlanItemsWaiting(ctx, now+1)
	if err != nil {
		return nil, nil, err
	}
	ripe := staff.DeskGroup{Title: "计划到期、尚未启动的事项", Over: "年度监督计划"}
	next := staff.DeskGroup{Title: "下月计划的事项", Over: "年度监督计划"}
	for _, i := range items {
		if at := i.Year*12 + i.Month; at <= now {
			ripe.Href = planPath(i.Year)
			ripe.Tasks = append(ripe.Tasks, planDeskTask(i, at < now))
		} else {
			next.Href = planPath(i.Year)
			next.Tasks = append(next.Tasks, planDeskTask(i, false))
		}
	}
	if len(ripe.Tasks) > 0 {
		due = append(due, cutTasks(ripe))
	}
	if len(next.Tasks) > 0 {
		coming = append(coming, cutTasks(next))
	}
	return due, coming, nil
}

func planDeskTask(i store.PlanItem, late bool) ui.Task {
	t := ui.Task{
		Label: "启动：" + i.Title,
		Hint:  fmt.Sprintf("%s，计划 %d 月", supervision.PlanLabel(i.Kind), i.Month),
		Href:  planItemPath(i) + "#start",
		Tag:   ui.Tag{State: ui.Todo, Label: "待办"},
	}
	if late {
		t.Tag = ui.Tag{State: ui.Stop, Label: "逾期"}
	}
	return t
}

// cutTasks keeps a group on the workbench short; its page has the rest.
func cutTasks(g staff.DeskGroup) staff.DeskGroup {
	const most = 6
	if n := len(g.Tasks) - most; n > 0 {
		g.Tasks = append(g.Tasks[:most:most], ui.Task{Label: fmt.Sprintf("还有 %d 项，见计划", n), Href: g.Href})
	}
	return g
}
