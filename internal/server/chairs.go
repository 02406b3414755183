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
	"renmian/internal/store"
	"renmian/internal/workflow"
	"renmian/web/staff"
	"renmian/web/ui"
)

const pageOfMeetings = 20

var chairsCrumb = ui.Link{Label: "主任会议", Href: "/chairs"}

func chairsPath(id int64) string { return fmt.Sprintf("/chairs/%d", id) }

func chairsTitle(m store.ChairsMeeting) string {
	return "第" + document.Numeral(m.Number) + "次主任会议"
}

func chairsMeetingTag(m store.ChairsMeeting) ui.Tag {
	switch {
	case m.Closed():
		return ui.Tag{State: ui.Done, Label: "已结束"}
	case m.Undecided > 0:
		return ui.Tag{State: ui.Todo, Label: fmt.Sprintf("%d 案待决定", m.Undecided)}
	}
	return ui.Tag{State: ui.Doing, Label: "筹备"}
}

// meetingKey reads where a list by day goes on: 2026-11-22.7
func meetingKey(r *http.Request) store.MeetingKey {
	day, id, _ := strings.Cut(r.URL.Query().Get("before"), ".")
	var k store.MeetingKey
	k.Day, _ = calendar.Parse(day) // a broken address starts at the top
	k.ID, _ = strconv.ParseInt(id, 10, 64)
	return k
}

// waitingTable lists cases of one stage, each leading to an address.
func waitingTable(caption, empty string, cases []appointment.Case, href func(c appointment.Case) string) ui.Table {
	t := ui.Table{Caption: caption, HideCaption: true, Empty: empty,
		Columns: []ui.Column{{Label: "任免案"}, {Label: "提请机关"}, {Label: "现况", Narrow: true}}}
	for _, c := range cases {
		t.Rows = append(t.Rows, ui.Row{Href: href(c), Cells: []ui.Cell{{Text: caseTitle(c.Person.Name, c.Action, c.Office.Title), Note: c.StageNote},
			{Text: c.Proposal.OrganName}, {Tag: stageTag(c.Stage), Note: c.StageSince.Short()}}})
	}
	return t
}

func ofCase(c appointment.Case) string { return casePath(c.ID) }

// chairsList shows the chairperson's meetings and what waits for one.
func (s *Server) chairsList(w http.ResponseWriter, r *http.Request) error {
	return s.showChairsList(w, r, http.StatusOK, typed{})
}

func (s *Server) showChairsList(w http.ResponseWriter, r *http.Request, status int, t typed) error {
	who := actor(r)
	if err := authz.Check(who, authz.ViewChairs); err != nil {
		return err
	}
	ctx := r.Context()
	meetings, err := s.db.ChairsMeetings(ctx, meetingKey(r), pageOfMeetings+1)
	if err != nil {
		return err
	}
	waiting, err := s.db.CasesForChairs(ctx, mostOnAgenda)
	if err != nil {
		return err
	}
	held, err := s.db.CasesInStage(ctx, appointment.StageHeld, 200)
	if err != nil {
		return err
	}
	page := staff.BoardPage{Frame: s.frame(r, "主任会议"), Problems: t.problems, Heading: ui.Heading{Title: "主任会议",
		Lead: "听取初审报告，决定任免案提请审议、暂缓、退回或者终止，确定供职发言人选。"}}
	page.Frame.Invalid = len(t.problems) > 0
	page.Panels = append(page.Panels, staff.Panel{Card: ui.Card{Title: "待列入议程", ID: "waiting"},
		Table: waitingTable("待列入议程的任免案", "没有待列入议程的任免案。", waiting, ofCase)})
	if len(held) > 0 {
		page.Panels = append(page.Panels, heldPanel(held, who, t))
	}
	page.Panels = append(page.Panels, chairsMeetingsPanel(meetings))
	if authz.Can(who, authz.PlanChairsMeeting) {
		page.Aside = []staff.Panel{{Card: ui.Card{Title: "安排会议"}, Text: []string{"定下日期、地点和主持人，再列入议程。"},
			Buttons: []ui.Button{{Label: "安排主任会议", Href: "/chairs/new"}}}}
	}
	return s.render(w, r, status, staff.Board(page))
}

func chairsMeetingsPanel(meetings []store.ChairsMeeting) staff.Panel {
	list := ui.Table{Caption: "历次主任会议", HideCaption: true, Empty: "还没有安排主任会议。",
		Columns: []ui.Column{{Label: "会议"}, {Label: "日期", Narrow: true}, {Label: "议题", Numeric: true}, {Label: "现况", Narrow: true}}}
	p := staff.Panel{Card: ui.Card{Title: "历次会议", ID: "meetings"}}
	for i, m := range meetings {
		if i == pageOfMeetings {
			last := meetings[i-1]
			p.Buttons = []ui.Button{{Label: "更早的会议", Kind: ui.Plain, Href: fmt.Sprintf("/chairs?before=%s.%d#meetings", last.HeldOn.ISO(), last.ID)}}
			break
		}
		list.Rows = append(list.Rows, ui.Row{Href: chairsPath(m.ID), Cells: []ui.Cell{{Text: chairsTitle(m), Note: m.Place},
			{Text: m.HeldOn.String()}, {Text: fmt.Sprintf("%d 案", m.Items)}, {Tag: chairsMeetingTag(m)}}})
	}
	p.Table = list
	return p
}

// heldPanel lists held cases, each with the way to take it up again.
func heldPanel(held []appointment.Case, who authz.Actor, t typed) staff.Panel {
	p := staff.Panel{Card: ui.Card{Title: "暂缓的任免案", ID: "held"}, Table: waitingTable("暂缓的任免案", "", held, ofCase)}
	if !authz.Can(who, authz.TakeUpCase) {
		return p
	}
	for _, c := range held {
		act, field := fmt.Sprintf("take-up-%d", c.ID), fmt.Sprintf("reason-%d", c.ID)
		p.Folded = append(p.Folded, staff.PanelFold{Title: "恢复办理：" + c.Person.Name, Open: t.act == act, Forms: []staff.PanelForm{{
			Form:    ui.Form{Action: fmt.Sprintf("/chairs/held/%d", c.ID)},
			Fields:  []templ.Component{t.area(act, ui.Area{Name: field, Label: "恢复办理的理由", Rows: 2, Hint: c.Person.Name + "，" + c.StageNote}, "")},
			Buttons: []ui.Button{{Label: "恢复办理", Kind: ui.Plain}}}}})
	}
	return p
}

// takeUpCase takes a held case up again (恢复办理).
func (s *Server) takeUpCase(w http.ResponseWriter, r *http.Request) error {
	id, err := pathID(r, "case")
	if err != nil {
		return err
	}
	field := fmt.Sprintf("reason-%d", id)
	err = s.flow.TakeUpCase(r.Context(), actor(r), id, r.PostFormValue(field))
	return s.answer(w, r, fmt.Sprintf("take-up-%d", id), renamed(err, "reason", field), "已恢复办理，等候列入主任会议议程。", "/chairs", s.showChairsList)
}

// newChairsMeeting shows the form to plan a meeting.
func (s *Server) newChairsMeeting(w http.ResponseWriter, r *http.Request) error {
	return s.showChairsPlan(w, r, http.StatusOK, store.ChairsMeeting{}, typed{})
}

func (s *Server) showChairsPlan(w http.ResponseWriter, r *http.Request, status int, m store.ChairsMeeting, t typed) error {
	act := authz.PlanChairsMeeting
	title, action, button := "安排主任会议", "/chairs", "安排会议"
	crumbs := []ui.Link{chairsCrumb}
	if m.ID != 0 {
		act, title, action, button = authz.ChangeChairsMeeting, "修改会议安排", chairsPath(m.ID), "保存"
		crumbs = append(crumbs, ui.Link{Label: chairsTitle(m), Href: chairsPath(m.ID)})
	}
	if err := authz.Check(actor(r), act); err != nil {
		return err
	}
	day := m.HeldOn
	if day.IsZero() {
		day = s.today()
		m.Number, m.Place = 0, "常委会会议室"
	}
	chairs, err := s.db.Chairs(r.Context(), day)
	if err != nil {
		return err
	}
	var names []string
	presider := ui.Select{Name: "presider", Label: "主持人", Error: t.wrong("plan", "presider"), Width: ui.Medium}
	for i, c := range chairs {
		names = append(names, c.Name)
		id := strconv.FormatInt(c.ID, 10)
		presider.Options = append(presider.Options, ui.Option{Value: id, Label: c.Name + "（" + c.Duty.Label() + "）",
			Chosen: t.value("plan", "presider", strconv.FormatInt(m.PresiderID, 10)) == id || t.act == "" && m.ID == 0 && i == 0})
	}
	if m.ID == 0 {
		m.Attendees = strings.Join(names, "、")
	}
	number := ""
	if m.Number > 0 {
		number = strconv.Itoa(m.Number)
	}
	page := staff.BoardPage{Frame: s.frame(r, title, crumbs...), Heading: ui.Heading{Title: title}, Problems: t.problems}
	page.Frame.Invalid = len(t.problems) > 0
	page.Panels = []staff.Panel{{Forms: []staff.PanelForm{{Form: ui.Form{Action: action, Key: formKey(), Version: version(m.Version)},
		Fields: []templ.Component{
			t.text("plan", ui.Text{Name: "number", Label: "次数", Type: ui.Number, Width: ui.Short, Unit: "次", Optional: true, Hint: "不填的，接本届上一次。"}, number),
			t.text("plan", ui.Text{Name: "held_on", Label: "日期", Type: ui.Date, Width: ui.Medium}, day.ISO()),
			t.text("plan", ui.Text{Name: "place", Label: "地点", Width: ui.Wide}, m.Place),
			presider,
			t.text("plan", ui.Text{Name: "attendees", Label: "出席", Optional: true}, m.Attendees),
			t.text("plan", ui.Text{Name: "observers", Label: "列席", Optional: true}, m.Observers),
		}, Buttons: []ui.Button{{Label: button}}}}}}
	return s.render(w, r, status, staff.Board(page))
}

func chairsPlan(r *http.Request) workflow.ChairsPlan {
	n, _ := strconv.Atoi(r.PostFormValue("number"))
	day, _ := calendar.Parse(r.PostFormValue("held_on")) // a broken day is no day, which the workflow asks for
	return workflow.ChairsPlan{Number: n, HeldOn: day, Place: r.PostFormValue("place"), PresiderID: formID(r, "presider"),
		Attendees: r.PostFormValue("attendees"), Observers: r.PostFormValue("observers"), Version: formVersion(r)}
}

// planChairsMeeting plans a meeting (安排主任会议).
func (s *Server) planChairsMeeting(w http.ResponseWriter, r *http.Request) error {
	id, err := s.flow.PlanChairsMeeting(r.Context(), actor(r), chairsPlan(r))
	return s.answer(w, r, "plan", err, "会议已安排，请列入议程。", chairsPath(id), func(w http.ResponseWriter, r *http.Request, status int, t typed) error {
		return s.showChairsPlan(w, r, status, store.ChairsMeeting{}, t)
	})
}

func (s *Server) editChairsMeeting(w http.ResponseWriter, r *http.Request) error {
	m, err := s.chairsMeetingOf(r)
	if err != nil {
		return err
	}
	return s.showChairsPlan(w, r, http.StatusOK, m, typed{})
}

// changeChairsMeeting changes day, place or presider (修改主任会议安排).
func (s *Server) changeChairsMeeting(w http.ResponseWriter, r *http.Request) error {
	m, err := s.chairsMeetingOf(r)
	if err != nil {
		return err
	}
	err = s.flow.ChangeChairsMeeting(r.Context(), actor(r), m.ID, chairsPlan(r))
	return s.answer(w, r, "plan", err, "会议安排已修改。", chairsPath(m.ID), func(w http.ResponseWriter, r *http.Request, status int, t typed) error {
		return s.showChairsPlan(w, r, status, m, t)
	})
}

// chairsMeetingOf reads the meeting of the address, for those who may see it.
func (s *Server) chairsMeetingOf(r *http.Request) (store.ChairsMeeting, error) {
	if err := authz.Check(actor(r), authz.ViewChairs); err != nil {
		return store.ChairsMeeting{}, err
	}
	id, err := pathID(r, "id")
	if err != nil {
		return store.ChairsMeeting{}, err
	}
	return s.db.ChairsMeeting(r.Context(), id)
}

// version shows a row's version in a form; a new row has none.
func version(v int) string {
	if v == 0 {
		return ""
	}
	return strconv.Itoa(v)
}

// listForChairs puts cases on the agenda (列入主任会议议程).
func (s *Server) listForChairs(w http.ResponseWriter, r *http.Request) error {
	m, err := s.chairsMeetingOf(r)
	if err != nil {
		return err
	}
	err = s.flow.ListForChairs(r.Context(), actor(r), m.ID, formIDs(r, "case"))
	return s.answer(w, r, "list", err, "已列入议程。", chairsPath(m.ID), func(w http.ResponseWriter, r *http.Request, status int, t typed) error {
		return s.showChairsMeeting(w, r, status, m, t)
	})
}

// formIDs reads all ids ticked in a form.
func formIDs(r *http.Request, name string) []int64 {
	var ids []int64
	for _, v := range r.PostForm[name] {
		if id, err := strconv.ParseInt(v, 10, 64); err == nil && id > 0 {
			ids = append(ids, id)
		}
	}
	return ids
}

// unlistFromChairs takes an undecided case off the agenda (移出主任会议议程).
func (s *Server) unlistFromChairs(w http.ResponseWriter, r *http.Request) error {
	m, err := s.chairsMeetingOf(r)
	if err != nil {
		return err
	}
	id, err := pathID(r, "case")
	if err != nil {
		return err
	}
	if err := s.flow.UnlistFromChairs(r.Context(), actor(r), m.ID, id); err != nil {
		return err
	}
	s.flash(r, "已移出议程。")
	return seeOther(w, r, chairsPath(m.ID))
}

// closeChairsMeeting ends the meeting (主任会议结束).
func (s *Server) closeChairsMeeting(w http.ResponseWriter, r *http.Request) error {
	m, err := s.chairsMeetingOf(r)
	if err != nil {
		return err
	}
	err = s.flow.CloseChairsMeeting(r.Context(), actor(r), m.ID, formVersion(r))
	if errs.KindOf(err) == errs.Conflict && len(errs.Reasons(err)) > 1 {
		return s.showChairsMeeting(w, r, http.StatusConflict, m, refused(r, "close", err))
	} else if err != nil {
		return err
	}
	s.flash(r, "主任会议已结束，决定已生效。")
	return seeOther(w, r, chairsPath(m.ID))
}
