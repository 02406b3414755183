package server

import (
	"context"
	"fmt"
	"net/http"

	"renmian/internal/appointment"
	"renmian/internal/authz"
	"renmian/internal/calendar"
	"renmian/internal/live"
	"renmian/internal/meeting"
	"renmian/internal/policy"
	"renmian/internal/store"
	"renmian/internal/workflow"
	"renmian/web/staff"
	"renmian/web/ui"
)

func outcomePath(meetingID int64) string { return meetingPath(meetingID) + "/outcome" }

func outcomeCrumb(m store.Meeting) ui.Link {
	return ui.Link{Label: meetingTitle(m) + "结果办理", Href: outcomePath(m.ID)}
}

// outcome is what a meeting decided and how far each result is carried out.
type outcome struct {
	m            store.Meeting
	decided      []appointment.Case
	rules        map[int64]policy.Policy // by the id that a case pins
	undecided    int
	certificates []store.Certificate
	absent       map[int64]string // who was not handed theirs at the meeting, and why
	ceremonies   []store.Ceremony
	notices      []store.Notice
	told         []store.OrganNotice
	filings      []store.Filing
}

func (s *Server) readOutcome(ctx context.Context, m store.Meeting) (o outcome, err error) {
	o = outcome{m: m, rules: map[int64]policy.Policy{}}
	if o.decided, err = s.db.DecidedCases(ctx, m.ID); err != nil {
		return o, err
	}
	for _, c := range o.decided {
		if _, known := o.rules[c.PolicyID]; known {
			continue
		}
		if o.rules[c.PolicyID], err = s.db.Policy(ctx, c.PolicyID); err != nil {
			return o, err
		}
	}
	if o.undecided, err = s.db.UndecidedCases(ctx, m.ID); err != nil {
		return o, err
	}
	if o.certificates, err = s.db.CertificatesOfMeeting(ctx, m.ID); err != nil {
		return o, err
	}
	if o.absent, err = s.db.CertificateAbsences(ctx, m.ID); err != nil {
		return o, err
	}
	if o.ceremonies, err = s.db.CeremoniesOfMeeting(ctx, m.ID); err != nil {
		return o, err
	}
	if o.notices, err = s.db.NoticesOfMeeting(ctx, m.ID); err != nil {
		return o, err
	}
	if o.told, err = s.db.OrganNoticesOfMeeting(ctx, m.ID); err != nil {
		return o, err
	}
	o.filings, err = s.db.FilingsOfMeeting(ctx, m.ID)
	return o, err
}

// showOutcome shows what follows a meeting: certificates, oath, publication, notices, reports, closing. While the
// meeting sits it follows what is announced and handed out in the room.
func (s *Server) showOutcome(w http.ResponseWriter, r *http.Request, status int, m store.Meeting, t typed) error {
	var page staff.BoardPage
	err := s.look(r, func(r *http.Request) (err error) {
		page, err = s.outcomePanels(r, m, t)
		return err
	})
	if err != nil {
		return err
	}
	frame := s.board(r, m, "结果办理", t)
	page.Frame, page.Heading, page.Problems = frame.Frame, frame.Heading, frame.Problems
	page.Heading.Over, page.Heading.Lead = meetingTitle(m)+" · "+m.HeldOn.String(), "颁发任命书，组织宪法宣誓，公布任免名单，通知提请机关，报送备案，办齐后办结。"
	if m.Phase == meeting.Open {
		page.Frame, page.Live = page.Frame.Live(), outcomePath(m.ID)+"/live"
	}
	return s.render(w, r, status, staff.Board(page))
}

// outcomePanels is the page without what stands around it.
func (s *Server) outcomePanels(r *http.Request, m store.Meeting, t typed) (page staff.BoardPage, err error) {
	who := actor(r)
	if err := authz.Check(who, authz.ViewOutcome); err != nil {
		return page, err
	}
	o, err := s.readOutcome(r.Context(), m)
	if err != nil {
		return page, err
	}
	if len(o.decided) == 0 {
		text := "本次会议还没有宣布任何任免案的表决结果。结果宣布以后，从这里办理颁证、宣誓、公布和备案。"
		if m.Phase == meeting.Open {
			text += "本页自动更新。"
		}
		page.Panels = []staff.Panel{{Text: []string{text}, Buttons: []ui.Button{{Label: "回到会议", Href: meetingPath(m.ID), Kind: ui.Plain}}}}
		return page, nil
	}
	today := s.today()
	page.Panels = []staff.Panel{o.casesPanel(today), o.certificatePanel(who, today, t), o.oathPanel(who), o.noticePanel(who), o.toldPanel(who),
		o.filingPanel(who, today)}
	page.Aside = []staff.Panel{o.closingPanel(who, today), o.duesPanel(today)}
	return page, nil
}

// outcomeLive is that page as it changes.
func (s *Server) outcomeLive(w http.ResponseWriter, r *http.Request, m store.Meeting) error {
	who := actor(r)
	if err := authz.Check(who, authz.ViewOutcome); err != nil {
		return err
	}
	return s.liveView(w, r, live.View{Key: fmt.Sprintf("outcome:%d:%d", m.ID, who.AccountID), Topics: []string{store.MeetingTopic(m.ID)},
		Render: func(ctx context.Context) ([]byte, error) {
			page, err := s.outcomePanels(asRequest(ctx, r), m, typed{})
			if err != nil {
				return nil, err
			}
			return rendered(ctx, staff.BoardBody(page))
		}})
}

func (o outcome) adopted() []appointment.Case {
	var all []appointment.Case
	for _, c := range o.decided {
		if c.Vote != nil && c.Vote.Adopted {
			all = append(all, c)
		}
	}
	return all
}

// mark is a cell that says how far one thing is.
func mark(needed, done bool, note string) ui.Cell {
	switch {
	case !needed:
		return ui.Cell{Text: "—"}
	case done:
		return ui.Cell{Tag: ui.Tag{State: ui.Done, Label: "已办"}, Note: note}
	}
	return ui.Cell{Tag: ui.Tag{State: ui.Todo, Label: "待办"}, Note: note}
}

func (o outcome) casesPanel(today calendar.Day) staff.Panel {
	t := ui.Table{Caption: "任免案", HideCaption: true, Open: 2 * many, Columns: []ui.Column{{Label: "任免案"}, {Label: "结果", Narrow: true}, {Label: "任命书", Narrow: true},
		{Label: "宣誓", Narrow: true}, {Label: "公布", Narrow: true}, {Label: "通知", Narrow: true}, {Label: "备案", Narrow: true}, {Label: "现况", Narrow: true}}}
	for _, c := range o.decided {
		adopted := c.Vote.Adopted
		p := o.rules[c.PolicyID]
		result := ui.Tag{State: ui.Done, Label: "通过"}
		if !adopted {
			result = ui.Tag{State: ui.Stop, Label: "未通过"}
		}
		certificate := mark(adopted && appointment.CertificateDue(c, p), c.Certificate != nil && !c.Certificate.HandedOn.IsZero(),
			certificateNote(c, o.absent[c.ID]))
		oath := mark(adopted && appointment.OathDue(c, p), c.Oath != nil && c.Oath.Sworn, oathNote(c))
		published := mark(adopted, c.Notice != nil && !c.Notice.PublishedOn.IsZero(), "")
		filed := 0
		for _, f := range c.Filings {
			if !f.Done.IsZero() {
				filed++
			}
		}
		t.Rows = append(t.Rows, ui.Row{Href: casePath(c.ID), Cells: []ui.Cell{{Text: decisionText(c)}, {Tag: result}, certificate, oath, published,
			mark(true, !c.OrganNotified.IsZero(), ""), mark(len(c.Filings) > 0, filed == len(c.Filings), ""), {Tag: stageTag(c.Stage)}}})
	}
	return staff.Panel{Card: ui.Card{Title: "各案办理情况", ID: "cases"}, Table: t}
}

// decisionText is a case as the list words it.
func decisionText(c appointment.Case) string { return workflow.DecisionOf(c).Sentence() }

func certificateNote(c appointment.Case, absent string) string {
	switch {
	case absent != "" && (c.Certificate == nil || c.Certificate.HandedOn.IsZero()):
		return "当场没有颁发：" + absent
	case c.Certificate == nil:
		return "未制作"
	case c.Certificate.HandedOn.IsZero():
		return "未颁发"
	}
	return ""
}

func oathNote(c appointment.Case) string {
	if c.Oath != nil && !c.Oath.Sworn {
		return "待补誓"
	}
	return ""
}

// act is a form that is one button.
func act(action, label string) staff.PanelForm {
	return staff.PanelForm{Form: ui.Form{Action: action}, Buttons: []ui.Button{{Label: label, Kind: ui.Plain}}}
}

// outcomeAct is one act on a meeting's results that has no field, or fields that may be refused.
func (s *Server) outcomeAct(name, done string, do func(r *http.Request, m store.Meeting) error) http.HandlerFunc {
	return s.onMeetingPage(func(w http.ResponseWriter, r *http.Request, m store.Meeting) error {
		return s.answer(w, r, name, do(r, m), done, outcomePath(m.ID), again(m, s.showOutcome))
	})
}

func (s *Server) makeCertificates(r *http.Request, m store.Meeting) error {
	return s.flow.MakeCertificates(r.Context(), actor(r), m.ID)
}

func (s *Server) handOver(r *http.Request, m store.Meeting) error {
	day, _ := calendar.Parse(r.PostFormValue("on")) // a broken day is no day, which the workflow asks for
	return s.flow.HandOverCertificates(r.Context(), actor(r), m.ID, day, r.PostFormValue("by"))
}

func (s *Server) draftNotices(r *http.Request, m store.Meeting) error {
	return s.flow.DraftNotices(r.Context(), actor(r), m.ID)
}

func (s *Server) publishNotices(r *http.Request, m store.Meeting) error {
	return s.flow.PublishNotices(r.Context(), actor(r), m.ID)
}

func (s *Server) sendOrganNotices(r *http.Request, m store.Meeting) error {
	return s.flow.SendOrganNotices(r.Context(), actor(r), m.ID)
}

func (s *Server) closeCases(r *http.Request, m store.Meeting) error {
	_, err := s.flow.CloseCases(r.Context(), actor(r), m.ID)
	return err
}
