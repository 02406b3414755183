package server

import (
	"context"
	"fmt"
	"net/http"

	"github.com/a-h/templ"

	"renmian/internal/authz"
	"renmian/internal/calendar"
	"renmian/internal/meeting"
	"renmian/internal/store"
	"renmian/web/staff"
	"renmian/web/ui"
)

// memberPanels is what a member finds of a meeting: the count to enter, the papers to read, the leave
// to ask for.
func (s *Server) memberPanels(ctx context.Context, m store.Meeting, who authz.Actor, materials []store.Material, t typed) ([]staff.Panel, error) {
	var panels []staff.Panel
	rounds, err := s.db.RoundsOfMeeting(ctx, m.ID)
	if err != nil {
		return nil, err
	}
	for _, v := range rounds {
		if v.State == store.RoundOpen && scrutinises(v, who) {
			if v.Method == store.SecretElectronic {
				panels = append(panels, staff.Panel{Card: ui.Card{Title: "您是本轮表决的监票人", Tag: ui.Tag{State: ui.Todo, Label: "请核对"}},
					Text:    []string{"投票截止、票箱封存后，请核对计票并确认。"},
					Buttons: []ui.Button{{Label: countTitle(v), Href: meetingPath(m.ID) + "/count"}}})
				continue
			}
			panels = append(panels, staff.Panel{Card: ui.Card{Title: "您是本轮表决的监票人", Tag: ui.Tag{State: ui.Todo, Label: "请计票"}},
				Text:    []string{"投票结束后清点表决票，两名监票人各自录入，互不看对方的数字。"},
				Buttons: []ui.Button{{Label: countTitle(v), Href: meetingPath(m.ID) + "/count"}}})
		}
	}
	if m.Phase == meeting.Notified {
		leave, err := s.leavePanel(ctx, m, who, t)
		if err != nil {
			return nil, err
		}
		panels = append(panels, leave)
	}
	list := ui.Table{Caption: "会议材料", HideCaption: true, Empty: "会议材料还没有送达。",
		Columns: []ui.Column{{Label: "材料"}, {Label: "送达", Narrow: true}, {Label: "阅读", Narrow: true}}}
	for _, x := range materials {
		if x.DeliveredAt.IsZero() {
			continue
		}
		read := ui.Cell{Tag: ui.Tag{State: ui.Todo, Label: "未阅"}}
		if !x.OpenedAt.IsZero() {
			read = ui.Cell{Tag: ui.Tag{State: ui.Done, Label: "已阅"}, Note: minute(x.OpenedAt)}
		}
		list.Rows = append(list.Rows, ui.Row{Href: materialPath(x), Cells: []ui.Cell{{Text: x.Title}, {Text: calendar.Of(x.DeliveredAt).Short(),
			Note: fmt.Sprintf("会前 %d 日", m.HeldOn.Sub(calendar.Of(x.DeliveredAt)))}, read}})
	}
	return append(panels, staff.Panel{Card: ui.Card{Title: "会议材料", ID: "materials"}, Table: list}), nil
}

func scrutinises(v store.Round, who authz.Actor) bool {
	for _, x := range v.Scrutineers {
		if x.MemberID == who.MemberID && who.MemberID != 0 {
			return true
		}
	}
	return false
}

// leavePanel shows a member's own attendance and the way to ask for leave.
func (s *Server) leavePanel(ctx context.Context, m store.Meeting, who authz.Actor, t typed) (staff.Panel, error) {
	p := staff.Panel{Card: ui.Card{Title: "出席", ID: "leave"}}
	list, err := s.db.Attendance(ctx, m.ID)
	if err != nil {
		return p, err
	}
	for _, a := range list {
		if a.ID != who.MemberID {
			continue
		}
		if a.Status == meeting.OnLeave {
			p.Summary = ui.Summary{{Key: "已请假", Value: a.Reason}}
			return p, nil
		}
		p.Text = []string{"请按时出席" + m.HeldOn.String() + m.StartsAt + "的会议。不能出席的，须在会前书面请假。"}
		p.Folded = []staff.PanelFold{{Title: "请假", Open: t.act == "leave", Forms: []staff.PanelForm{{Form: ui.Form{Action: meetingPath(m.ID) + "/leave"},
			Fields: []templ.Component{
				t.area("leave", ui.Area{Name: "reason", Label: "请假事由", Rows: 2}, ""),
			},
			Buttons: []ui.Button{{Label: "请假", Kind: ui.Plain}}}}}}
	}
	return p, nil
}

// requestLeave is a member's request for leave (请假).
func (s *Server) requestLeave(w http.ResponseWriter, r *http.Request, m store.Meeting) error {
	err := s.flow.RequestLeave(r.Context(), actor(r), m.ID, r.PostFormValue("reason"))
	return s.answer(w, r, "leave", err, "请假已登记。", meetingPath(m.ID), again(m, s.showMeeting))
}
