package server

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"renmian/internal/appointment"
	"renmian/internal/authz"
	"renmian/internal/calendar"
	"renmian/internal/document"
	"renmian/internal/errs"
	"renmian/internal/meeting"
	"renmian/internal/store"
	"renmian/web/staff"
	"renmian/web/ui"
)

var meetingsCrumb = ui.Link{Label: "常委会会议", Href: "/meetings"}

func meetingPath(id int64) string { return fmt.Sprintf("/meetings/%d", id) }

func meetingTitle(m store.Meeting) string {
	return "第" + document.Numeral(m.Number) + "次会议"
}

func meetingCrumb(m store.Meeting) ui.Link {
	return ui.Link{Label: meetingTitle(m), Href: meetingPath(m.ID)}
}

func phaseTag(p meeting.Phase) ui.Tag {
	states := map[meeting.Phase]ui.State{meeting.Planned: ui.Todo, meeting.Notified: ui.Doing, meeting.Open: ui.Doing, meeting.Closed: ui.Done}
	return ui.Tag{State: states[p], Label: p.Label()}
}

// insider reports whether a person works for the meeting; members see it once they are called to it.
func insider(who authz.Actor) bool {
	return who.Has(authz.RoleOperator, authz.RoleClerk, authz.RoleChair, authz.RoleExaminer)
}

// meetings lists the meetings of the committee, and what was kept from the vote.
func (s *Server) meetings(w http.ResponseWriter, r *http.Request) error {
	return s.showMeetings(w, r, http.StatusOK, typed{})
}

func (s *Server) showMeetings(w http.ResponseWriter, r *http.Request, status int, t typed) error {
	who := actor(r)
	if err := authz.Check(who, authz.ViewMeetings); err != nil {
		return err
	}
	all, err := s.db.Meetings(r.Context(), meetingKey(r), !insider(who), pageOfMeetings+1)
	if err != nil {
		return err
	}
	page := staff.BoardPage{Frame: s.frame(r, "常委会会议"), Problems: t.problems, Heading: ui.Heading{Title: "常委会会议", Lead: "议程、材料、出席、审议、表决和纪要。"}}
	list := ui.Table{Caption: "会议", HideCaption: true, Empty: "还没有会议。",
		Columns: []ui.Column{{Label: "会议"}, {Label: "日期", Narrow: true}, {Label: "任免案", Numeric: true}, {Label: "现况", Narrow: true}}}
	panel := staff.Panel{}
	for i, m := range all {
		if i == pageOfMeetings {
			last := all[i-1]
			panel.Buttons = []ui.Button{{Label: "更早的会议", Kind: ui.Plain, Href: fmt.Sprintf("/meetings?before=%s.%d", last.HeldOn.ISO(), last.ID)}}
			break
		}
		note := fmt.Sprintf("第%s届", document.Numeral(m.Term))
		if m.Phase != meeting.Closed && !m.HeldOn.Before(s.today()) {
			note += "，" + daysTo(m.HeldOn, s.today())
		}
		list.Rows = append(list.Rows, ui.Row{Href: meetingPath(m.ID), Cells: []ui.Cell{{Text: meetingTitle(m), Note: note},
			{Text: m.HeldOn.String()}, {Text: fmt.Sprintf("%d 件", m.Cases)}, {Tag: phaseTag(m.Phase)}}})
	}
	panel.Table = list
	page.Frame.Invalid = len(t.problems) > 0
	page.Panels = []staff.Panel{panel}
	if insider(who) {
		suspended, err := s.db.CasesInStage(r.Context(), appointment.StageSuspended, 200)
		if err != nil {
			return err
		}
		if len(suspended) > 0 {
			page.Panels = append(page.Panels, suspendedPanel(suspended, who, t))
		}
	}
	if authz.Can(who, authz.PlanMeeting) {
		page.Aside = []staff.Panel{{Card: ui.Card{Title: "安排会议"}, Text: []string{"至少每两个月举行一次；有特殊需要的，可以临时召集。〔地方组织法 第五十一条〕"},
			Buttons: []ui.Button{{Label: "安排常委会会议", Href: "/meetings/new"}}}}
	}
	return s.render(w, r, status, staff.Board(page))
}

// suspendedPanel lists the cases kept from the vote, each with the way back to a meeting.
func suspendedPanel(suspended []appointment.Case, who authz.Actor, t typed) staff.Panel {
	p := staff.Panel{Card: ui.Card{Title: "暂不付表决的任免案", ID: "suspended"}, Table: waitingTable("暂不付表决的任免案", "", suspended, ofCase)}
	if !authz.Can(who, authz.ResumeCase) {
		return p
	}
	for _, c := range suspended {
		act := fmt.Sprintf("resume-%d", c.ID)
		field := fmt.Sprintf("reason-%d", c.ID)
		p.Folded = append(p.Folded, staff.PanelFold{Title: "恢复审议：" + c.Person.Name, Open: t.act == act, Forms: []staff.PanelForm{{
			Form:    ui.Form{Action: fmt.Sprintf("/meetings/resume/%d", c.ID)},
			Fields:  []templ.Component{t.area(act, ui.Area{Name: field, Label: "恢复审议的理由", Rows: 2, Hint: "由主任会议决定。恢复后列入以后的会议。"}, "")},
			Buttons: []ui.Button{{Label: "恢复审议", Kind: ui.Plain}}}}})
	}
	return p
}

// resumeCase lets a suspended case come before a later meeting (决定恢复审议).
func (s *Server) resumeCase(w http.ResponseWriter, r *http.Request) error {
	id, err := pathID(r, "case")
	if err != nil {
		return err
	}
	field := fmt.Sprintf("reason-%d", id)
	err = s.flow.ResumeCase(r.Context(), actor(r), id, r.PostFormValue(field))
	return s.answer(w, r, fmt.Sprintf("resume-%d", id), renamed(err, "reason", field), "已恢复审议，等候列入会议议程。", "/meetings", s.showMeetings)
}

// meetingOf reads the meeting of the address, for those who may see it.
func (s *Server) meetingOf(r *http.Request) (store.Meeting, error) {
	who := actor(r)
	if err := authz.Check(who, authz.ViewMeetings); err != nil {
		return store.Meeting{}, err
	}
	id, err := pathID(r, "id")
	if err != nil {
		return store.Meeting{}, err
	}
	m, err := s.db.Meeting(r.Context(), id)
	if err == nil && m.Phase == meeting.Planned && !insider(who) {
		err = errs.New(errs.NotFound, "这次会议还没有发出通知。")
	}
	return m, err
}

// onMeetingPage hands a meeting to a page or an act on it.
func (s *Server) onMeetingPage(h func(w http.ResponseWriter, r *http.Request, m store.Meeting) error) http.HandlerFunc {
	return s.handle(func(w http.ResponseWriter, r *http.Request) error {
		m, err := s.meetingOf(r)
		if err != nil {
			return err
		}
		return h(w, r, m)
	})
}

// again shows a page of a meeting again with what was typed.
func again(
	m store.Meeting,
	show func(w http.ResponseWriter, r *http.Request, status int, m store.Meeting, t typed) error,
) func(http.ResponseWriter, *http.Request, int, typed) error {
	return func(w http.ResponseWriter, r *http.Request, status int, t typed) error {
		return show(w, r, status, m, t)
	}
}

// shown makes a handler of a page that can also be shown again.
func shown(
	show func(w http.ResponseWriter, r *http.Request, status int, m store.Meeting, t typed) error,
) func(http.ResponseWriter, *http.Request, store.Meeting) error {
	return func(w http.ResponseWriter, r *http.Request, m store.Meeting) error {
		return show(w, r, http.StatusOK, m, typed{})
	}
}

// board begins a page of a meeting.
func (s *Server) board(r *http.Request, m store.Meeting, title string, t typed) staff.BoardPage {
	page := staff.BoardPage{Frame: s.frame(r, title, meetingsCrumb, meetingCrumb(m)), Heading: ui.Heading{Title: title}, Problems: t.problems}
	page.Frame.Invalid = len(t.problems) > 0
	return page
}

// showMeeting shows a meeting: to members what they are called to, to staff what is to be done.
func (s *Server) showMeeting(w http.ResponseWriter, r *http.Request, status int, m store.Meeting, t typed) error {
	ctx, who := r.Context(), actor(r)
	items, err := s.db.Items(ctx, m.ID)
	if err != nil {
		return err
	}
	materials, err := s.db.Materials(ctx, m.ID, who.MemberID)
	if err != nil {
		return err
	}
	page := staff.BoardPage{Frame: s.frame(r, meetingTitle(m), meetingsCrumb), Problems: t.problems,
		Heading: ui.Heading{Over: fmt.Sprintf("第%s届人大常委会", document.Numeral(m.Term)), Title: meetingTitle(m), Tag: phaseTag(m.Phase), Lead: meetingLead(m)}}
	page.Frame.Invalid = len(t.problems) > 0
	if who.MemberID != 0 {
		mine, err := s.memberPanels(ctx, m, who, materials, t)
		if err != nil {
			return err
		}
		page.Panels = append(page.Panels, mine...)
	}
	page.Panels = append(page.Panels, agendaPanel(m, items, who))
	if (insider(who) || who.MemberID != 0) && authz.Can(who, authz.ViewMatters) {
		heard, err := s.db.Matters(ctx, store.MatterFilter{Kinds: visibleKinds(who), Meeting: m.ID, Limit: 200})
		if err != nil {
			return err
		}
		if len(heard) > 0 {
			page.Panels = append(page.Panels, staff.Panel{Card: ui.Card{Title: "会上的监督事项", ID: "matters"}, Table: s.matterTable(heard)})
		}
	}
	if insider(who) {
		undelivered := 0
		for _, x := range materials {
			if x.DeliveredAt.IsZero() {
				undelivered++
			}
		}
		page.Panels = append(page.Panels, preparationPanel(m, materials))
		page.Aside = []staff.Panel{s.meetingNext(m, items, undelivered, who), quorumPanel(m), meetingLinks(m, who)}
	}
	return s.render(w, r, status, staff.Board(page))
}

func meetingLead(m store.Meeting) string {
	lead := m.HeldOn.String() + m.StartsAt + "，" + m.Place
	if m.Presider != "" {
		lead += "，" + m.Presider + "主持"
	}
	return lead + "。"
}

func itemTag(i store.Item) ui.Tag {
	if i.Personnel && len(i.Live()) == 0 && !i.State.Over() {
		return ui.Tag{State: ui.Idle, Label: "已撤下"}
	}
	states := map[meeting.ItemState]ui.State{meeting.ItemPlanned: ui.Idle, meeting.ItemAnnounced: ui.Done, meeting.ItemSuspended: ui.Stop,
		meeting.ItemWithdrawn: ui.Idle, meeting.ItemCounted: ui.Todo}
	state, ok := states[i.State]
	if !ok {
		state = ui.Doing
	}
	return ui.Tag{State: state, Label: i.State.Label()}
}

// agendaPanel lists the items; staff go on to each.
func agendaPanel(m store.Meeting, items []store.Item, who authz.Actor) staff.Panel {
	t := ui.Table{Caption: "议程", HideCaption: true, Empty: "还没有编排议程。", Columns: []ui.Column{{Label: "议题"}, {Label: "任免案"}, {Label: "现况", Narrow: true}}}
	for _, i := range items {
		row := ui.Row{Cells: []ui.Cell{{Text: fmt.Sprintf("%d. %s", i.Position, i.Title)}, {Text: itemCases(i)}, {Tag: itemTag(i)}}}
		if insider(who) {
			row.Href = itemPath(i)
		}
		if i.Personnel {
			row.Cells[0].Note = i.Method.Label()
			if i.EnBloc {
				row.Cells[0].Note += "，合并表决"
			}
		}
		t.Rows = append(t.Rows, row)
	}
	return staff.Panel{Card: ui.Card{Title: "议程", ID: "agenda"}, Table: t}
}

// itemCases names the cases of an item; of very many the first, and those that are not voted on any more.
func itemCases(i store.Item) string {
	var named []string
	for n, c := range i.Cases {
		text := caseTitle(c.Person, c.Action, c.Office)
		if c.Dropped {
			text += "（" + c.Stage.Label() + "）"
		}
		if n < many || len(i.Cases) <= 2*many || c.Dropped {
			named = append(named, text)
		}
	}
	text := strings.Join(named, "；")
	if len(named) < len(i.Cases) {
		text += fmt.Sprintf("；等共 %d 案", len(i.Cases))
	}
	return text
}

func itemPath(i store.Item) string { return fmt.Sprintf("/meetings/%d/items/%d", i.MeetingID, i.ID) }

// quorumPanel shows the numbers a vote rests on: all members, those present, the majority of all.
func quorumPanel(m store.Meeting) staff.Panel {
	if m.Total == 0 {
		return staff.Panel{Card: ui.Card{Title: "出席"}, Text: []string{fmt.Sprintf("已签到 %d 人。全体组成人员人数在开会时确认。", m.Present)}}
	}
	return staff.Panel{Card: ui.Card{Title: "出席"}, Stats: ui.Stats{{Label: "全体组成人员", Value: strconv.Itoa(m.Total), Unit: "人"},
		{Label: "出席", Value: strconv.Itoa(m.Present), Unit: "人"}, {Label: "过半数", Value: strconv.Itoa(meeting.Majority(m.Total)), Unit: "人"}}}
}

// preparationPanel shows what went out to the members, and when.
func preparationPanel(m store.Meeting, materials []store.Material) staff.Panel {
	notice := ui.Item{Key: "会议通知", Value: "未发出", Tag: ui.Tag{State: ui.Todo, Label: "待办"}}
	if !m.NotifiedAt.IsZero() {
		notice = ui.Item{Key: "会议通知", Value: minute(m.NotifiedAt) + "发出", Note: fmt.Sprintf("会前 %d 日", m.HeldOn.Sub(calendar.Of(m.NotifiedAt)))}
	}
	papers := ui.Item{Key: "会议材料", Value: "没有材料"}
	delivered, opened, readers := 0, 0, 0
	last := calendar.Day{}
	for _, x := range materials {
		if !x.DeliveredAt.IsZero() {
			delivered++
			opened, readers, last = opened+x.Opened, readers+x.Readers, calendar.Of(x.DeliveredAt)
		}
	}
	if len(materials) > 0 {
		papers.Value = fmt.Sprintf("%d 份，已送达 %d 份", len(materials), delivered)
	}
	if delivered > 0 {
		papers.Note = fmt.Sprintf("最后送达在会前 %d 日；已阅 %d / %d 份次", m.HeldOn.Sub(last), opened, readers)
	}
	return staff.Panel{Card: ui.Card{Title: "会前准备", ID: "preparation"}, Summary: ui.Summary{notice, papers}}
}

// meetingNext is the one thing to be done next at the meeting.
func (s *Server) meetingNext(m store.Meeting, items []store.Item, undelivered int, who authz.Actor) staff.Panel {
	p := staff.Panel{Card: ui.Card{Title: "下一步"}}
	path := meetingPath(m.ID)
	say := func(act authz.Action, text, label, href string) {
		p.Text = []string{text}
		if authz.Can(who, act) && label != "" {
			p.Buttons = []ui.Button{{Label: label, Href: href}}
		}
	}
	switch {
	case m.Phase == meeting.Planned && len(items) == 0:
		say(authz.ArrangeAgenda, "先编排议程，把主任会议同意提请的任免案列入。", "编排议程", path+"/agenda")
	case m.Phase == meeting.Planned:
		say(authz.SendMeetingNotice, "议程排好后，发出会议通知。", "发出会议通知", path+"/notice")
	case m.Phase == meeting.Notified && undelivered > 0:
		say(authz.DeliverMaterials, fmt.Sprintf("还有 %d 份材料没有送达组成人员。", undelivered), "送达材料", path+"/materials")
	case m.Phase == meeting.Notified && s.today().Before(m.HeldOn):
		say(authz.AddMaterial, "会议定于"+m.HeldOn.String()+"举行，"+daysTo(m.HeldOn, s.today())+"。", "会议材料", path+"/materials")
	case m.Phase == meeting.Notified:
		say(authz.RecordAttendance, "登记出席，过半数后宣布开会。", "登记出席", path+"/attendance")
	case m.Phase == meeting.Open:
		for _, i := range items {
			if !i.Over() {
				say(authz.ViewMeetings, fmt.Sprintf("第 %d 项：%s，%s。", i.Position, i.Title, i.State.Label()), "办理第 "+strconv.Itoa(i.Position)+" 项", itemPath(i))
				return p
			}
		}
		p.Text = []string{"各项议程都有了结果。"}
		if authz.Can(who, authz.CloseMeeting) {
			p.Forms = []staff.PanelForm{closeForm(m)}
		}
	default:
		say(authz.ViewOutcome, "会议已经闭会。请整理纪要，办理颁证、宣誓、公布和备案。", "结果办理", outcomePath(m.ID))
	}
	return p
}

// meetingLinks leads to the pages of the meeting.
func meetingLinks(m store.Meeting, who authz.Actor) staff.Panel {
	p := staff.Panel{Card: ui.Card{Title: "会议事务"}}
	path := meetingPath(m.ID)
	add := func(act authz.Action, label, href string) {
		if authz.Can(who, act) {
			p.Tasks = append(p.Tasks, ui.Task{Label: label, Href: path + href})
		}
	}
	if m.Phase != meeting.Planned {
		add(authz.ViewConsole, "会议控制台", "/console")
		add(authz.ViewScript, "主持页面", "/script")
		add(authz.ViewScript, "会议进程", "/record")
	}
	add(authz.ArrangeAgenda, "编排议程", "/agenda")
	add(authz.ArrangeAgenda, "会议通知和列席、旁听人员", "/notice")
	add(authz.SetGroups, "审议分组", "/groups")
	add(authz.ViewMeetings, "会议材料和阅件回执", "/materials")
	add(authz.ViewMeetings, "出席情况", "/attendance")
	add(authz.ViewSeats, "席位和平板", "/seats")
	if m.Phase == meeting.Open || m.Phase == meeting.Closed {
		add(authz.ViewMeetings, "会议纪要", "/minutes")
		add(authz.ViewOutcome, "结果办理：颁证、宣誓、公布、备案", "/outcome")
	}
	if m.Phase == meeting.Planned || m.Phase == meeting.Notified {
		add(authz.ChangeMeeting, "修改会议安排", "/edit")
	}
	return p
}
