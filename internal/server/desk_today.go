package server

import (
	"context"
	"fmt"

	"renmian/internal/authz"
	"renmian/internal/calendar"
	"renmian/internal/store"
	"renmian/web/staff"
	"renmian/web/ui"
)

// heldTasks are the chairpersons' meetings and the exams that are held today, for those who hold them.
func (s *Server) heldTasks(ctx context.Context, who authz.Actor) (due []staff.DeskGroup, err error) {
	const recent = 20 // meetings and sittings, the latest first: today's are among them
	today := s.today()
	if who.Has(authz.RoleChair, authz.RoleClerk) {
		meetings, err := s.db.ChairsMeetings(ctx, store.MeetingKey{}, recent)
		if err != nil {
			return nil, err
		}
		for _, m := range meetings {
			if m.HeldOn == today && !m.Closed() {
				due = append(due, chairsToday(m, who))
			}
		}
	}
	if !authz.Can(who, authz.CreateSitting) {
		return due, nil
	}
	sittings, err := s.db.Sittings(ctx, "", calendar.Day{}, 0, recent)
	if err != nil {
		return nil, err
	}
	for _, x := range sittings {
		if x.HeldOn == today && x.Waiting > 0 {
			due = append(due, staff.DeskGroup{Title: "任前法律考试 " + x.Number + " 场", Over: "就在今天", Href: sittingPath(x.ID), Tasks: ui.Tasks{{Label: "组织今天的考试",
				Hint: fmt.Sprintf("%s，%s，考生 %d 人", x.StartsAt, x.Place, x.Candidates), Href: sittingPath(x.ID), Tag: ui.Tag{State: ui.Todo, Label: "待办"}}}})
		}
	}
	return due, nil
}

func chairsToday(m store.ChairsMeeting, who authz.Actor) staff.DeskGroup {
	task := ui.Task{Label: "召开主任会议", Hint: m.Place, Href: chairsPath(m.ID), Tag: ui.Tag{State: ui.Todo, Label: "待办"}}
	switch {
	case m.Undecided > 0:
		task.Hint = joinHint(m.Place, fmt.Sprintf("%d 件等待决定", m.Undecided))
	case authz.Can(who, authz.ChangeChairsMeeting):
		task.Label = "整理主任会议纪要"
	}
	return staff.DeskGroup{Title: chairsTitle(m), Over: "就在今天", Href: chairsPath(m.ID), Tasks: ui.Tasks{task}}
}

// holidayTask asks for next year's days off and make-up days, on which every legal day depends: from November, when the State
// Council publishes them, until the year ends; registered is how many days of next year stand in the calendar.
func holidayTask(today calendar.Day, registered int) (ui.Task, bool) {
	next := today.Year() + 1
	if registered > 0 || today.Before(calendar.Date(today.Year(), 11, 1)) {
		return ui.Task{}, false
	}
	return ui.Task{Label: fmt.Sprintf("登记%d年放假和调休", next), Hint: "期限按工作日计算，没有登记就会算错；" + dueWords(calendar.Date(today.Year(), 12, 31), today),
		Href: holidaysPath(next), Tag: ui.Tag{State: ui.Todo, Label: "待办"}}, true
}

// auditCheckTask asks the auditor to recompute the log and to keep its signed head elsewhere, until that is done on the day.
func (s *Server) auditCheckTask(ctx context.Context) (ui.Tasks, error) {
	done, err := s.db.Events(ctx, store.EventFilter{Action: authz.CheckAudit, Limit: 1})
	if err != nil {
		return nil, err
	}
	task := ui.Task{Label: "核对今天的审计日志", Hint: "重算全部日志，下载最新的树头另行保存", Href: auditPath + "/tree", Tag: ui.Tag{State: ui.Todo, Label: "待办"}}
	if len(done) > 0 {
		last := calendar.Of(done[0].At)
		if last == s.today() {
			return nil, nil
		}
		task.Hint += "；上次核对：" + last.String()
	}
	return ui.Tasks{task}, nil
}

// officerTasks are what waits for the administrator, the security officer and the auditor, who have no workbench: next year's
// holidays, roles to be approved, the day's check of the log and its signed head.
func (s *Server) officerTasks(ctx context.Context, who authz.Actor) (ui.Tasks, error) {
	var tasks ui.Tasks
	if authz.Can(who, authz.ChangeHoliday) {
		next := s.today().Year() + 1
		days, err := s.db.HolidaysBetween(ctx, calendar.Date(next, 1, 1), calendar.Date(next+1, 1, 1))
		if err != nil {
			return nil, err
		}
		if task, due := holidayTask(s.today(), len(days)); due {
			tasks = append(tasks, task)
		}
	}
	if authz.Can(who, authz.ApproveRoles) {
		waiting, err := s.db.Accounts(ctx, store.AccountFilter{Waiting: true, Limit: pageSize})
		if err != nil {
			return nil, err
		}
		for _, a := range waiting {
			tasks = append(tasks,
				ui.Task{Label: "核准角色：" + a.Name, Hint: authz.Labels(a.RolesAsked), Href: accountPath(a.ID), Tag: ui.Tag{State: ui.Todo, Label: "待核准"}})
		}
	}
	if !authz.Can(who, authz.SignAuditHead) {
		return tasks, nil
	}
	check, err := s.auditCheckTask(ctx)
	if err != nil {
		return nil, err
	}
	tasks = append(tasks, check...)
	heads, err := s.db.AuditHeads(ctx, 0, 1)
	if err != nil {
		return nil, err
	}
	task := ui.Task{Label: "签署今天的审计树头", Hint: "还没有签署过。签署后另行保存，日后可据以核对日志有没有被改动。", Href: "/admin/audit/tree", Tag: ui.Tag{State: ui.Todo, Label: "待办"}}
	if len(heads) > 0 {
		last := calendar.Of(heads[0].SignedAt)
		if last == s.today() {
			return tasks, nil
		}
		task.Hint = "上次签署：" + last.String()
	}
	return append(tasks, task), nil
}
