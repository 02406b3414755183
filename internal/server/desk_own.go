package server

import (
	"context"
	"fmt"
	"slices"

	"renmian/internal/authz"
	"renmian/internal/calendar"
	"renmian/internal/errs"
	"renmian/internal/store"
	"renmian/web/staff"
	"renmian/web/ui"
)

// scrutineerTasks are the counts that wait for a member, at whatever meeting.
func (s *Server) scrutineerTasks(ctx context.Context, who authz.Actor) ([]staff.DeskGroup, error) {
	if !authz.Can(who, authz.EnterCount) || who.MemberID == 0 {
		return nil, nil
	}
	rounds, err := s.db.RoundsToCount(ctx, who.MemberID)
	if err != nil {
		return nil, err
	}
	var all []staff.DeskGroup
	for _, v := range rounds {
		i, err := s.db.Item(ctx, v.ItemID)
		if err != nil {
			return nil, err
		}
		m, err := s.db.Meeting(ctx, i.MeetingID)
		if err != nil {
			return nil, err
		}
		task := ui.Task{Label: countTitle(v), Hint: "您是本轮表决的监票人：" + i.Title, Href: meetingPath(m.ID) + "/count", Tag: ui.Tag{State: ui.Todo, Label: "待办"}}
		if !slices.Contains(counting(v), who.MemberID) {
			task.Tag = ui.Tag{State: ui.Doing, Label: "等候"}
		}
		all = append(all, staff.DeskGroup{Title: meetingName(m.Number), Href: meetingPath(m.ID), Over: daysTo(m.HeldOn, s.today()), Tasks: ui.Tasks{task}})
	}
	return all, nil
}

// memberTasks are what a member has to do for the next meeting: read the papers.
func (s *Server) memberTasks(ctx context.Context, m store.NextMeeting, who authz.Actor) ([]staff.DeskGroup, error) {
	if !who.Has(authz.RoleMember) || who.MemberID == 0 {
		return nil, nil
	}
	g := staff.DeskGroup{Title: meetingName(m.Number), Href: meetingPath(m.ID), Over: daysTo(m.HeldOn, s.today())}
	papers, err := s.db.Materials(ctx, m.ID, who.MemberID)
	if err != nil {
		return nil, err
	}
	unread := 0
	for _, x := range papers {
		if !x.DeliveredAt.IsZero() && x.OpenedAt.IsZero() {
			unread++
		}
	}
	if unread > 0 {
		g.Tasks = append(g.Tasks, ui.Task{Label: "阅读会议材料", Hint: fmt.Sprintf("%d 份还没有打开", unread), Href: meetingPath(m.ID) + "#materials",
			Tag: ui.Tag{State: ui.Todo, Label: "未阅"}})
	}
	if len(g.Tasks) == 0 {
		return nil, nil
	}
	return []staff.DeskGroup{g}, nil
}

// ownCaseTasks are the exams to which a nominee goes, today's and those to come, and the own cases that wait for others.
func (s *Server) ownCaseTasks(ctx context.Context, who authz.Actor) (due, ahead []staff.DeskGroup, waiting ui.Tasks, err error) {
	if !who.Has(authz.RoleNominee) || who.PersonID == 0 {
		return nil, nil, nil, nil
	}
	cases, err := s.db.OwnCases(ctx, who.PersonID)
	if err != nil {
		return nil, nil, nil, err
	}
	for _, c := range cases {
		p, err := s.db.Policy(ctx, c.PolicyID)
		if err != nil {
			return nil, nil, nil, err
		}
		records, err := s.db.ExamRecords(ctx, c.ID)
		if err != nil {
			return nil, nil, nil, err
		}
		g := staff.DeskGroup{Title: caseTitle(c.Person.Name, c.Action, c.Office.Title), Href: myCrumb.Href, Over: c.Stage.Label()}
		today := false
		for _, e := range records {
			if e.ResultID == 0 && !e.HeldOn.Before(s.today()) {
				today = today || e.HeldOn == s.today()
				g.Tasks = append(g.Tasks, examTask(e, s.today(), myCrumb.Href))
			}
		}
		switch {
		case today:
			due = append(due, g)
		case len(g.Tasks) > 0:
			ahead = append(ahead, g)
		case len(ownTasks(c, p, records, s.today())) == 0 && !c.Stage.Over():
			x := ui.Task{Label: g.Title, Href: myCrumb.Href, Tag: ui.Tag{State: ui.Idle, Label: g.Over}}
			if c.Vote == nil && !c.Proposal.MeetingOn.IsZero() {
				x.Hint = "拟提请" + c.Proposal.MeetingOn.String() + "的会议"
			}
			waiting = append(waiting, x)
		}
	}
	return due, ahead, waiting, nil
}

// organTasks are the notices of decisions that an organ has not acknowledged.
func (s *Server) organTasks(ctx context.Context, who authz.Actor) ([]staff.DeskGroup, error) {
	if !who.Has(authz.RoleOrgan) || who.OrganID == 0 {
		return nil, nil
	}
	sent, err := s.db.OrganNotices(ctx, who.OrganID, 0, pageSize)
	if err != nil {
		return nil, err
	}
	var all []staff.DeskGroup
	for _, n := range sent {
		if n.ReceivedAt.IsZero() {
			all = append(all, staff.DeskGroup{Title: "任免通知 " + n.Number, Href: organNoticePath(n.ID), Over: meetingName(n.Meeting), Tasks: ui.Tasks{
				{Label: "签收任免通知", Hint: calendar.Of(n.SentAt).String() + "发出", Href: organNoticePath(n.ID), Tag: ui.Tag{State: ui.Todo, Label: "待签收"}}}})
		}
	}
	return all, nil
}

// markingTasks are the exams on computers in which an answer, a lock, a second person's yes, an objection or a
// correction waits for this person.
func (s *Server) markingTasks(ctx context.Context, who authz.Actor) ([]staff.DeskGroup, error) {
	if !authz.Can(who, authz.ViewMarking) {
		return nil, nil
	}
	_, rules, err := s.db.PolicyOn(ctx, s.today())
	if errs.KindOf(err) == errs.NotFound {
		return nil, nil // a house that has not adopted its rules yet has held no exam
	} else if err != nil {
		return nil, err
	}
	due, err := s.db.MarkingDue(ctx, who.AccountID, rules.Exam.DoubleMarking, rules.Exam.MaxDifference)
	if err != nil {
		return nil, err
	}
	var all []staff.DeskGroup
	for _, d := range due {
		path := markingPath(d.SittingID)
		g := staff.DeskGroup{Title: "任前法律考试 " + d.Number + " 场", Href: path, Over: d.HeldOn.String()}
		add := func(when bool, label, hint, href string) {
			if when {
				g.Tasks = append(g.Tasks, ui.Task{Label: label, Hint: hint, Href: href, Tag: ui.Tag{State: ui.Todo, Label: "待办"}})
			}
		}
		add(d.ToMark > 0, "评阅主观题", fmt.Sprintf("%d 份答案等您评阅", d.ToMark), path)
		add(!d.Locked && d.Open == 0, "锁定成绩", "所有答案都已评完", path)
		add(d.Unconfirmed > 0, "核对成绩", "由他人锁定，核对后记入任免案", path+"/confirm")
		add(d.Objections > 0, "答复成绩异议", fmt.Sprintf("%d 项", d.Objections), path)
		add(d.Corrections > 0, "决定成绩更正", fmt.Sprintf("%d 项，由他人提出", d.Corrections), path)
		if len(g.Tasks) > 0 {
			all = append(all, g)
		}
	}
	return all, nil
}
