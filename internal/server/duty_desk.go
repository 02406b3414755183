package server

import (
	"context"
	"fmt"

	"renmian/internal/authz"
	"renmian/internal/errs"
	"renmian/internal/policy"
	"renmian/internal/store"
	"renmian/internal/supervision"
	"renmian/web/staff"
	"renmian/web/ui"
)

// dutyTasks are what of the year's duty reports waits for staff and members: a line for each kind of work, not for each report.
func (s *Server) dutyTasks(ctx context.Context, who authz.Actor) (due, coming []staff.DeskGroup, err error) {
	if !authz.Can(who, authz.ViewDuty) {
		return nil, nil, nil
	}
	if who.MemberID != 0 && authz.Can(who, authz.OpenVolume) {
		v, err := s.db.VolumeUnread(ctx, who.MemberID)
		if err != nil {
			return nil, nil, err
		}
		if v.ID != 0 {
			due = append(
				due,
				staff.DeskGroup{Title: fmt.Sprintf("%d 年述职报告汇编", v.Year), Over: "述职报告", Href: volumePath(v.ID), Tasks: ui.Tasks{{Label: "阅读述职报告汇编",
					Hint: v.IssuedOn.String() + "印发", Href: volumePath(v.ID) + "/read", Tag: ui.Tag{State: ui.Todo, Label: "待阅"}}}},
			)
		}
	}
	if !authz.Can(who, authz.ReviewDuty) && !authz.Can(who, authz.ChooseOral) {
		return due, nil, nil
	}
	_, p, err := s.db.PolicyOn(ctx, s.today())
	if errs.KindOf(err) == errs.NotFound {
		return due, nil, nil // a house that has not adopted its rules yet has called nobody
	} else if err != nil {
		return nil, nil, err
	}
	calls, err := s.db.DutyCallsOpen(ctx, s.today())
	if err != nil {
		return nil, nil, err
	}
	for _, c := range calls {
		g, urgent := s.callTasks(c, p.Supervision.DutyReport, who)
		switch {
		case len(g.Tasks) == 0:
		case urgent:
			due = append(due, g)
		default:
			coming = append(coming, g)
		}
	}
	return due, coming, nil
}

func (s *Server) callTasks(c store.DutyCall, d policy.DutyReport, who authz.Actor) (g staff.DeskGroup, urgent bool) {
	today, path := s.today(), dutyCallPath(c.Year)
	g = staff.DeskGroup{Title: fmt.Sprintf("%d 年述职", c.Year), Over: "述职报告", Href: path}
	add := func(label, hint, href string, late bool) {
		tag := ui.Tag{State: ui.Todo, Label: "待办"}
		if late {
			tag, urgent = ui.Tag{State: ui.Stop, Label: "逾期"}, true
		}
		g.Tasks = append(g.Tasks, ui.Task{Label: label, Hint: hint, Href: href, Tag: tag})
	}
	if authz.Can(who, authz.ReviewDuty) {
		if c.Late > 0 {
			add(fmt.Sprintf("催交述职报告（逾期 %d 人）", c.Late), "", path+"/urge", true)
		}
		if c.Reviewed && c.InReview > 0 {
			by := c.FirstFiled.Add(d.ReviewDays)
			add(fmt.Sprintf("审查述职报告（%d 份）", c.InReview), dueWords(by, today), withQuery(path, "show", string(supervision.DutyFiled)), by.Before(today))
			urgent = urgent || by == today
		}
		if c.ReportedOn.IsZero() && c.DueOn.Before(today) && c.InReview == 0 && c.Filed > 0 {
			add("起草审查报告并在会议上报告", "", path+"/summary", false)
			urgent = true
		}
		if n := c.Called - c.Filed - c.Excused - c.Late; n > 0 && c.Late == 0 && !today.Before(c.DueOn.Add(-7)) {
			add(fmt.Sprintf("提醒提交述职报告（还有 %d 人）", n), dueWords(c.DueOn, today), path+"/urge", false)
		}
	}
	if authz.Can(who, authz.ChooseOral) && d.Oral != policy.WhomNone && c.Chosen == 0 && c.Filed > 0 && c.ReportedOn.IsZero() {
		add("确定口头述职人员", fmt.Sprintf("已提交 %d 份书面报告", c.Filed), path+"/oral", false)
		urgent = true
	}
	return g, urgent
}
