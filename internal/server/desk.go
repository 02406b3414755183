package server

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"renmian/internal/appointment"
	"renmian/internal/authz"
	"renmian/internal/calendar"
	"renmian/internal/document"
	"renmian/internal/store"
	"renmian/web/staff"
	"renmian/web/ui"
)

// deskLimit is how many tasks the workbench shows; more than that is a list, not a day's work.
const deskLimit = 100

// deskTasks is how many tasks of one case the workbench names; the case's page has the rest.
const deskTasks = 3

// desk shows what is to be done today.
func (s *Server) desk(w http.ResponseWriter, r *http.Request) error {
	who := actor(r)
	if err := authz.Check(who, authz.ViewDesk); err != nil {
		return err
	}
	mine, err := s.db.TasksFor(r.Context(), who, deskLimit+1)
	if err != nil {
		return err
	}
	var others []store.TaskLine
	if who.Has(authz.RoleClerk) {
		if others, err = s.db.TasksOfOthers(r.Context(), authz.RoleClerk, 20); err != nil {
			return err
		}
	}
	page := newDeskPage(mine, others, s.today(), who)
	var own []staff.DeskGroup
	if who.Has(authz.RoleClerk, authz.RoleChair, authz.RoleOperator, authz.RoleMember) {
		m, ok, err := s.db.NextMeeting(r.Context(), s.today())
		if err != nil {
			return err
		}
		if ok {
			page.Meeting = deskMeeting(m, s.today())
			if own, err = s.memberTasks(r.Context(), m, who); err != nil {
				return err
			}
		}
	}
	told, err := s.organTasks(r.Context(), who)
	if err != nil {
		return err
	}
	marking, err := s.markingTasks(r.Context(), who)
	if err != nil {
		return err
	}
	counts, err := s.scrutineerTasks(r.Context(), who)
	if err != nil {
		return err
	}
	overseen, ahead, err := s.matterTasks(r.Context(), who)
	if err != nil {
		return err
	}
	planned, planAhead, err := s.planTasks(r.Context(), who)
	if err != nil {
		return err
	}
	duties, dutiesAhead, err := s.dutyTasks(r.Context(), who)
	if err != nil {
		return err
	}
	motions, err := s.signatureTasks(r.Context(), who)
	if err != nil {
		return err
	}
	renewals, err := s.renewalTasks(r.Context(), who)
	if err != nil {
		return err
	}
	held, err := s.heldTasks(r.Context(), who)
	if err != nil {
		return err
	}
	exams, examsAhead, waiting, err := s.ownCaseTasks(r.Context(), who)
	if err != nil {
		return err
	}
	page.Waiting = append(page.Waiting, waiting...)
	page.Due = slices.Concat(exams, counts, held, own, told, renewals, marking, page.Due, motions, overseen, planned, duties)
	page.Coming = slices.Concat(examsAhead, page.Coming, ahead, planAhead, dutiesAhead)
	page.Frame = s.frame(r, "今天要办")
	return s.render(w, r, http.StatusOK, staff.Desk(page))
}

// newDeskPage groups the tasks by case: those that are due, then those that come.
func newDeskPage(mine, others []store.TaskLine, today calendar.Day, who authz.Actor) staff.DeskPage {
	page := staff.DeskPage{Heading: ui.Heading{Title: "今天要办", Over: today.String() + " " + weekday(today)},
		Empty: "今天没有到期的事项。", Entries: deskEntries(who)}
	if len(mine) > deskLimit {
		mine = mine[:deskLimit]
		page.More = "只列出最急的 100 项，其余请在“任免案”中按阶段查看。"
	}
	groups := map[int64]*staff.DeskGroup{}
	more := map[int64]int{}
	var order []int64
	due := map[int64]bool{}
	for _, t := range mine {
		g := groups[t.CaseID]
		if g == nil {
			g = &staff.DeskGroup{Title: caseTitle(t.Person, t.Action, t.Office), Href: casePath(t.CaseID), Over: t.Number + " " + t.Stage.Label()}
			groups[t.CaseID] = g
			order = append(order, t.CaseID)
		}
		if len(g.Tasks) < deskTasks {
			g.Tasks = append(g.Tasks, deskTask(t, today))
		} else {
			more[t.CaseID]++
		}
		if !t.Due.IsZero() && !t.Due.After(today) {
			due[t.CaseID] = true
		}
	}
	for _, id := range order {
		if n := more[id]; n > 0 {
			groups[id].Tasks = append(groups[id].Tasks, ui.Task{Label: fmt.Sprintf("还有 %d 项，见任免案", n), Href: casePath(id)})
		}
		if due[id] {
			page.Due = append(page.Due, *groups[id])
		} else {
			page.Coming = append(page.Coming, *groups[id])
		}
	}
	for _, t := range others {
		task := deskTask(t, today)
		task.Label = t.Person + "：" + t.Label
		task.Href = casePath(t.CaseID)
		task.Tag = ui.Tag{State: ui.Idle, Label: t.Role.Label()}
		page.Waiting = append(page.Waiting, task)
	}
	return page
}

func deskTask(t store.TaskLine, today calendar.Day) ui.Task {
	task := ui.Task{Label: t.Label, Hint: t.Hint, Href: taskHref(t), Tag: ui.Tag{State: ui.Todo, Label: "待办"}}
	if !t.Due.IsZero() {
		task.Hint = joinHint(t.Hint, dueWords(t.Due, today))
		if t.Due.Before(today) {
			task.Tag = ui.Tag{State: ui.Stop, Label: "逾期"}
		}
	}
	return task
}

func joinHint(a, b string) string {
	switch {
	case a == "":
		return b
	case b == "":
		return a
	}
	return strings.TrimSuffix(a, "。") + "；" + b
}

// taskHref leads to where the task is done; a nominee's tasks are on the nominee's own page.
func taskHref(t store.TaskLine) string {
	if t.Role == authz.RoleNominee {
		return "/my"
	}
	c := appointment.Case{ID: t.CaseID, Proposal: appointment.Proposal{ID: t.ProposalID}}
	if t.MeetingID != 0 {
		c.Agenda = &appointment.Agenda{MeetingID: t.MeetingID}
	}
	return clearedAt(c, t.Key)
}

// deskEntries are the doors a role uses most.
func deskEntries(who authz.Actor) []staff.DeskEntry {
	var out []staff.DeskEntry
	for _, e := range []struct {
		label, href, hint string
		roles             []authz.Role
	}{
		{"我的任免事项", "/my", "考试、承诺、办理进度", []authz.Role{authz.RoleNominee}},
		{"法律学习", practicePath, "练习题库，不计成绩", []authz.Role{authz.RoleNominee}},
		{"新建提请件", "/proposals/new", "可直接拖入 .lrmx 文件", []authz.Role{authz.RoleOrgan}},
		{"提请件", "/proposals", "受理、退回、受理单", []authz.Role{authz.RoleOrgan, authz.RoleClerk}},
		{"任免案", "/cases", "按姓名、职务、文号查找", []authz.Role{authz.RoleClerk, authz.RoleExaminer, authz.RoleChair, authz.RoleOperator}},
		{"任前法律考试", "/exams", "登记、核对成绩", []authz.Role{authz.RoleExaminer, authz.RoleClerk}},
		{"主任会议", "/chairs", "议程、决定、纪要", []authz.Role{authz.RoleClerk, authz.RoleChair}},
		{"常委会会议", "/meetings", "议程、材料、表决", []authz.Role{authz.RoleClerk, authz.RoleChair, authz.RoleOperator, authz.RoleMember}},
		{"任命书登记簿", "/certificates", "制作、补发、作废", []authz.Role{authz.RoleClerk}},
		{"公布", "/publishing", "校对、发布、更正", []authz.Role{authz.RoleClerk}},
		{"统计", "/statistics", "按年度、机关、事项", []authz.Role{authz.RoleClerk, authz.RoleChair}},
	} {
		if who.Has(e.roles...) {
			out = append(out, staff.DeskEntry{Link: ui.Link{Label: e.label, Href: e.href}, Hint: e.hint})
		}
	}
	return out
}

var weekdays = [...]string{"星期日", "星期一", "星期二", "星期三", "星期四", "星期五", "星期六"}

func weekday(d calendar.Day) string { return weekdays[d.Weekday()] }

// meetingName is a committee meeting as papers and speech call it: 第三十六次会议.
func meetingName(n int) string { return document.Session{No: n}.Ordinal() }

// deskMeeting shows the next committee meeting with the readiness of its items.
func deskMeeting(m store.NextMeeting, today calendar.Day) *staff.DeskMeeting {
	d := &staff.DeskMeeting{Title: meetingName(m.Number), Href: fmt.Sprintf("/meetings/%d", m.ID), When: m.HeldOn.String() + " " + weekday(m.HeldOn),
		Ready: ui.Summary{{Key: "距会议", Value: daysTo(m.HeldOn, today)}, {Key: "任免事项", Value: strconv.Itoa(m.Cases) + " 件"}}}
	if m.Waiting > 0 {
		d.Ready = append(d.Ready, ui.Item{Key: "尚差", Value: strconv.Itoa(m.Waiting) + " 项", Tag: ui.Tag{State: ui.Todo, Label: "待办"}})
	} else if m.Cases > 0 {
		d.Ready = append(d.Ready, ui.Item{Key: "准备", Tag: ui.Tag{State: ui.Done, Label: "已齐"}})
	}
	return d
}

func daysTo(day, today calendar.Day) string {
	switch n := day.Sub(today); n {
	case 0:
		return "就在今天"
	case 1:
		return "明天"
	default:
		return "还有 " + strconv.Itoa(n) + " 天"
	}
}
