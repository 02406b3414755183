package server

import (
	"net/http"
	"strconv"

	"github.com/a-h/templ"

	"renmian/internal/authz"
	"renmian/internal/calendar"
	"renmian/internal/store"
	"renmian/internal/workflow"
	"renmian/web/staff"
	"renmian/web/ui"
)

func (s *Server) newMeeting(w http.ResponseWriter, r *http.Request) error {
	return s.showMeetingPlan(w, r, http.StatusOK, store.Meeting{}, typed{})
}

func (s *Server) showMeetingPlan(w http.ResponseWriter, r *http.Request, status int, m store.Meeting, t typed) error {
	act, title, action, button := authz.PlanMeeting, "安排常委会会议", "/meetings", "安排会议"
	page := staff.BoardPage{Frame: s.frame(r, title, meetingsCrumb)}
	if m.ID != 0 {
		act, title, action, button = authz.ChangeMeeting, "修改会议安排", meetingPath(m.ID)+"/edit", "保存"
		page = s.board(r, m, title, t)
	}
	if err := authz.Check(actor(r), act); err != nil {
		return err
	}
	page.Heading, page.Problems, page.Frame.Invalid = ui.Heading{Title: title}, t.problems, len(t.problems) > 0
	day := m.HeldOn
	if day.IsZero() {
		day = s.today()
		m.StartsAt, m.Place = "上午9时", "常委会会议厅"
	}
	chairs, err := s.db.Chairs(r.Context(), day)
	if err != nil {
		return err
	}
	presider := ui.Select{Name: "presider", Label: "主持人", Error: t.wrong("plan", "presider"), Width: ui.Medium, Hint: "由主任主持，或者由主任委托副主任主持。〔地方组织法 第五十一条〕"}
	for i, c := range chairs {
		id := strconv.FormatInt(c.ID, 10)
		presider.Options = append(presider.Options, ui.Option{Value: id, Label: c.Name + "（" + c.Duty.Label() + "）",
			Chosen: t.value("plan", "presider", strconv.FormatInt(m.PresiderID, 10)) == id || t.act == "" && m.ID == 0 && i == 0})
	}
	field := func(name, label, value string, kind ui.InputType, width ui.Width) ui.Text {
		return t.text("plan", ui.Text{Name: name, Label: label, Type: kind, Width: width}, value)
	}
	number := field("number", "次数", version(m.Number), ui.Number, ui.Short)
	number.Unit, number.Optional, number.Hint = "次", true, "不填的，接本届上一次。"
	place, on := field("place", "地点", m.Place, ui.Plaintext, ui.Wide), ""
	if m.ID != 0 {
		on = m.HeldOn.ISO()
	}
	key := ""
	if m.ID == 0 {
		key = formKey()
	}
	page.Panels = []staff.Panel{{Forms: []staff.PanelForm{{Form: ui.Form{Action: action, Key: key, Version: version(m.Version)},
		Fields: []templ.Component{
			number,
			field("held_on", "日期", on, ui.Date, ui.Medium),
			field("starts_at", "时间", m.StartsAt, ui.Plaintext, ui.Medium),
			place,
			presider,
			ui.Check{Name: "entrusted", Label: "副主任主持的，已由主任委托", Checked: t.chosen("plan", "entrusted", "1", m.Entrusted)},
		},
		Buttons: []ui.Button{{Label: button}}}}}}
	return s.render(w, r, status, staff.Board(page))
}

func meetingPlan(r *http.Request) workflow.MeetingPlan {
	n, _ := strconv.Atoi(r.PostFormValue("number"))
	day, _ := calendar.Parse(r.PostFormValue("held_on")) // a broken day is no day, which the workflow asks for
	return workflow.MeetingPlan{Number: n, HeldOn: day, StartsAt: r.PostFormValue("starts_at"), Place: r.PostFormValue("place"),
		PresiderID: formID(r, "presider"), Entrusted: r.PostFormValue("entrusted") != "", Version: formVersion(r)}
}

// planMeeting plans a meeting (安排常委会会议).
func (s *Server) planMeeting(w http.ResponseWriter, r *http.Request) error {
	id, err := s.flow.PlanMeeting(r.Context(), actor(r), meetingPlan(r))
	return s.answer(w, r, "plan", err, "会议已安排，请编排议程。", meetingPath(id), again(store.Meeting{}, s.showMeetingPlan))
}

// changeMeeting changes day, place or presider (修改会议安排).
func (s *Server) changeMeeting(w http.ResponseWriter, r *http.Request, m store.Meeting) error {
	err := s.flow.ChangeMeeting(r.Context(), actor(r), m.ID, meetingPlan(r))
	return s.answer(w, r, "plan", err, "会议安排已修改。", meetingPath(m.ID), again(m, s.showMeetingPlan))
}
