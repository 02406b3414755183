package server

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"renmian/internal/authz"
	"renmian/internal/meeting"
	"renmian/internal/store"
	"renmian/internal/workflow"
	"renmian/web/staff"
	"renmian/web/ui"
)

// statusesIn are the marks that make sense in a phase.
func statusesIn(p meeting.Phase) []meeting.Status {
	switch p {
	case meeting.Notified:
		return []meeting.Status{meeting.Expected, meeting.Present, meeting.OnLeave}
	case meeting.Open:
		return []meeting.Status{meeting.Expected, meeting.Present, meeting.OnLeave, meeting.LeftEarly, meeting.Absent}
	}
	return []meeting.Status{meeting.Present, meeting.OnLeave, meeting.LeftEarly, meeting.Absent}
}

// showAttendance is the list on which the operator signs members in.
func (s *Server) showAttendance(w http.ResponseWriter, r *http.Request, status int, m store.Meeting, t typed) error {
	list, err := s.db.Attendance(r.Context(), m.ID)
	if err != nil {
		return err
	}
	who := actor(r)
	page := staff.AttendancePage{Frame: s.frame(r, "出席情况", meetingsCrumb, meetingCrumb(m)), Problems: t.problems,
		Heading: ui.Heading{Title: "出席情况", Over: meetingTitle(m), Tag: phaseTag(m.Phase), Lead: "签到、请假、缺席和中途离会，随时登记；表决时以当时的出席人数核对法定人数。"},
		Form:    ui.Form{Action: meetingPath(m.ID) + "/attendance"}, Reasons: m.Phase == meeting.Notified}
	page.Frame.Invalid = len(t.problems) > 0
	for _, x := range statusesIn(m.Phase) {
		page.Statuses = append(page.Statuses, ui.Option{Value: string(x), Label: x.Label()})
	}
	var all []meeting.Status
	for _, a := range list {
		id := strconv.FormatInt(a.ID, 10)
		row := staff.AttendanceRow{ID: id, Name: a.Name, Status: t.value("attendance", "status-"+id, string(a.Status)),
			Reason: t.value("attendance", "reason-"+id, a.Reason), Error: t.wrong("attendance", "reason-"+id),
			StatusError: t.wrong("attendance", "status-"+id), Was: t.value("attendance", "was-"+id, shownMark(a.Status, a.Reason))}
		for _, x := range statusesIn(m.Phase) {
			if x != a.Status && string(x) != row.Status && meeting.SetStatus(m.Phase, a.Status, x, "事由") != nil {
				row.Barred = append(row.Barred, string(x))
			}
		}
		if a.Duty != store.PlainMember {
			row.Note = a.Duty.Label()
		}
		if !a.SignedAt.IsZero() {
			row.Note = strings.TrimPrefix(row.Note+"，"+clock(a.SignedAt)+signedBy(a), "，")
			if m.Phase == meeting.Open && a.SignedAt.After(m.OpenedAt) {
				row.Note += "，迟到"
			}
		}
		if !a.LeftAt.IsZero() {
			row.Note += "，" + clock(a.LeftAt) + "离会"
		}
		page.Members = append(page.Members, row)
		all = append(all, a.Status)
	}
	n := meeting.Attend(all)
	page.Stats = ui.Stats{{Label: "组成人员", Value: strconv.Itoa(n.Total), Unit: "人"}, {Label: "出席", Value: strconv.Itoa(n.Present), Unit: "人"},
		{Label: "请假", Value: strconv.Itoa(n.OnLeave), Unit: "人"}, {Label: "未到", Value: strconv.Itoa(n.Absent), Unit: "人"}}
	if authz.Can(who, authz.RecordAttendance) && m.Phase != meeting.Planned {
		page.Buttons = []ui.Button{{Label: "登记出席", Kind: ui.Plain}}
		if m.Phase != meeting.Closed && slices.Contains(all, meeting.Expected) {
			page.Buttons = append(page.Buttons, ui.Button{Label: "其余都已到会", Kind: ui.Plain, Name: "rest", Value: string(meeting.Present)})
		}
		if m.Phase != meeting.Notified || s.today().Before(m.HeldOn) {
			page.Buttons[0].Kind = ui.Primary
		}
		if voting, err := s.db.Voting(r.Context(), m.ID); err != nil {
			return err
		} else if voting {
			page.Heading.Lead = "正在用平板无记名投票，出席变动在封存票箱以后登记。"
			page.Buttons = []ui.Button{{Label: "登记出席", Why: "封存票箱以后再登记"}}
		}
	}
	if m.Phase == meeting.Notified && authz.Can(who, authz.OpenMeeting) {
		opening, err := s.openingPanel(r, m, len(list), n.Present, t)
		if err != nil {
			return err
		}
		page.Panels = []staff.Panel{opening}
	}
	return s.render(w, r, status, staff.Attendance(page))
}

// shownMark is a member's mark as the page showed it. It comes back with the form, so that a page left open does not
// undo what others have recorded since for members whose mark was not touched on it.
func shownMark(status meeting.Status, reason string) string {
	if status == meeting.OnLeave {
		return string(status) + " " + reason
	}
	return string(status)
}

// signedBy says how a member signed in.
func signedBy(a store.Attendee) string {
	if a.AtSeat {
		return "席位签到"
	}
	return "签到"
}

// openingPanel opens the meeting once there is a quorum.
func (s *Server) openingPanel(r *http.Request, m store.Meeting, serving, present int, t typed) (staff.Panel, error) {
	county, err := s.county(r.Context())
	if err != nil {
		return staff.Panel{}, err
	}
	county.Term = m.Term
	p := staff.Panel{Card: ui.Card{Title: "宣布开会", ID: "open"}, Text: []string{"全体组成人员过半数出席，始得举行会议。〔地方组织法 第五十一条〕"}}
	button := ui.Button{Label: "宣布开会"}
	total := serving
	if n, err := strconv.Atoi(t.value("open", "total", "")); err == nil {
		total = n
	}
	switch {
	case s.today().Before(m.HeldOn):
		button.Why = "会议定于" + m.HeldOn.String() + "举行"
	case !meeting.Quorum(present, total):
		button.Why = fmt.Sprintf("出席 %d 人，还差 %d 人过半数", present, meeting.Majority(total)-present)
	default:
		p.Say = sayOpen(county, m, total, present)
	}
	p.Forms = []staff.PanelForm{{Form: ui.Form{Action: meetingPath(m.ID) + "/open"},
		Fields: []templ.Component{
			t.text("open", ui.Text{Name: "total", Label: "确认本次会议的全体组成人员", Type: ui.Number, Width: ui.Short, Unit: "人",
				Hint: fmt.Sprintf("现有组成人员 %d 人；缺额计入基数的，填本届名额。", serving)}, strconv.Itoa(serving)),
		},
		Buttons: []ui.Button{button}}}
	return p, nil
}

// recordAttendance records who came (登记出席).
func (s *Server) recordAttendance(w http.ResponseWriter, r *http.Request, m store.Meeting) error {
	var marks []workflow.AttendanceMark
	for name := range r.PostForm {
		member, ok := strings.CutPrefix(name, "status-")
		id, err := strconv.ParseInt(member, 10, 64)
		if !ok || err != nil {
			continue
		}
		mark := workflow.AttendanceMark{MemberID: id, Status: meeting.Status(r.PostFormValue(name))}
		if mark.Status == meeting.OnLeave {
			mark.Reason = r.PostFormValue("reason-" + member)
		}
		if mark.Status == meeting.Expected && r.PostFormValue("rest") != "" {
			mark.Status = meeting.Present
		}
		if shownMark(mark.Status, mark.Reason) != r.PostFormValue("was-"+member) {
			marks = append(marks, mark)
		}
	}
	err := s.flow.RecordAttendance(r.Context(), actor(r), m.ID, marks)
	return s.answer(w, r, "attendance", err, "出席情况已登记。", meetingPath(m.ID)+"/attendance", again(m, s.showAttendance))
}

// openMeeting opens the meeting (宣布开会).
func (s *Server) openMeeting(w http.ResponseWriter, r *http.Request, m store.Meeting) error {
	total, _ := strconv.Atoi(r.PostFormValue("total"))
	err := s.flow.OpenMeeting(r.Context(), actor(r), m.ID, total)
	return s.answer(w, r, "open", err, "会议已开始。", meetingPath(m.ID), again(m, s.showAttendance))
}

// closeMeeting closes the meeting (宣布闭会).
func (s *Server) closeMeeting(w http.ResponseWriter, r *http.Request, m store.Meeting) error {
	err := s.flow.CloseMeeting(r.Context(), actor(r), m.ID)
	return s.answer(w, r, "close", err, "会议已闭会。", meetingPath(m.ID), again(m, s.showMeeting))
}
