package server

import (
	"fmt"
	"net/http"
	"strconv"
	"time"

	"github.com/a-h/templ"

	"renmian/internal/authz"
	"renmian/internal/ballot"
	"renmian/internal/calendar"
	"renmian/internal/document"
	"renmian/internal/errs"
	"renmian/internal/meeting"
	"renmian/internal/store"
	"renmian/web/chamber"
	"renmian/web/staff"
	"renmian/web/ui"
)

func clock(t time.Time) string { return t.In(calendar.Zone).Format("15:04") }

// restOf is the pause of a meeting as every page of the room shows it; none when it sits.
func restOf(m store.Meeting) chamber.Rest {
	if !m.Resting() {
		return chamber.Rest{}
	}
	return chamber.Rest{Until: clock(m.Rest.Until), At: m.Rest.Until.UTC().Format(time.RFC3339)}
}

// countdown is by when the room is told to have voted, for the script that counts down; "" for no countdown.
func countdown(v store.Round) string {
	if v.Phase != ballot.PhaseCasting || v.CastUntil.IsZero() {
		return ""
	}
	return v.CastUntil.UTC().Format(time.RFC3339)
}

// restPanel is what is to be done while the meeting rests: go on, or go on later.
func restPanel(v proceedings) staff.Panel {
	p := staff.Panel{Card: ui.Card{Title: "宣布复会", ID: "now"},
		Text: []string{fmt.Sprintf("%s 宣布休会。复会以前不开始新的议题，不交付表决。", clock(v.m.Rest.From))}}
	if v.m.Rest.Reason != "" {
		p.Text = append(p.Text, v.m.Rest.Reason)
	}
	resume := ui.Button{Label: "宣布复会"}
	if meeting.Quorum(v.m.Present, v.m.Total) {
		p.Say = document.SayResume(v.m.Total, v.m.Present)
	} else {
		resume.Why = fmt.Sprintf("还差 %d 人过半数", meeting.Majority(v.m.Total)-v.m.Present)
	}
	if authz.Can(v.who, authz.ResumeMeeting) {
		p.Forms = []staff.PanelForm{{Form: ui.Form{Action: meetingPath(v.m.ID) + "/resume"}, Buttons: []ui.Button{resume}}}
		p.Folded = []staff.PanelFold{restFold(v, "改动复会时间", "改为这个时间")}
	}
	return p
}

// restFold suspends the meeting, for so many minutes or until a time.
func restFold(v proceedings, title, press string) staff.PanelFold {
	minutes := ui.Select{Name: "minutes", Label: "休会多久", Width: ui.Short, Prompt: "-"}
	for _, n := range []string{"5", "10", "15", "20", "30", "60"} {
		minutes.Options = append(minutes.Options, ui.Option{Value: n, Label: n + " 分钟", Chosen: v.t.value("rest", "minutes", "10") == n})
	}
	return staff.PanelFold{
		Title: title,
		Open:  v.t.act == "rest",
		Forms: []staff.PanelForm{{Form: ui.Form{Action: meetingPath(v.m.ID) + "/rest"}, Fields: []templ.Component{minutes,
			v.t.text("rest", ui.Text{Name: "until", Label: "或者定复会时间", Type: ui.Time, Width: ui.Short, Optional: true}, ""),
			v.t.text("rest", ui.Text{Name: "reason", Label: "说明", Width: ui.Wide, Optional: true, Hint: "上大屏，如“请各组到分会场审议”。"}, "")},
			Buttons: []ui.Button{{Label: press, Kind: ui.Plain}}}},
	}
}

// rests offers to suspend the meeting while it sits and no vote is under way.
func (v proceedings) rests() []staff.PanelFold {
	if v.m.Phase != meeting.Open || v.m.Resting() || !authz.Can(v.who, authz.RestMeeting) {
		return nil
	}
	var states []meeting.ItemState
	for _, i := range v.items {
		states = append(states, i.State)
	}
	if meeting.CheckRest(v.m.Phase, states) != nil {
		return nil
	}
	return []staff.PanelFold{restFold(v, "休会", "宣布休会")}
}

// restMeeting suspends the meeting (宣布休会).
func (s *Server) restMeeting(w http.ResponseWriter, r *http.Request, m store.Meeting) error {
	now := s.db.Now().In(calendar.Zone)
	n, _ := strconv.Atoi(r.PostFormValue("minutes"))
	until := now.Add(time.Duration(n) * time.Minute)
	var err error
	if text := r.PostFormValue("until"); text != "" {
		at, bad := time.Parse("15:04", text)
		if bad != nil {
			err = errs.Form(errs.Field{Name: "until", Message: "复会时间请按“时:分”填写，如 14:30。"})
		}
		until = time.Date(now.Year(), now.Month(), now.Day(), at.Hour(), at.Minute(), 0, 0, calendar.Zone)
	}
	if err == nil {
		err = s.flow.RestMeeting(r.Context(), actor(r), m.ID, until, r.PostFormValue("reason"))
	}
	return s.answer(w, r, "rest", err, "已宣布休会，"+clock(until)+" 复会。", consolePath(m.ID, 0), again(m, s.showConsole))
}

// resumeMeeting goes on with it (宣布复会).
func (s *Server) resumeMeeting(w http.ResponseWriter, r *http.Request, m store.Meeting) error {
	err := s.flow.ResumeMeeting(r.Context(), actor(r), m.ID)
	return s.answer(w, r, "resume", err, "会议继续进行。", consolePath(m.ID, 0), again(m, s.showConsole))
}
