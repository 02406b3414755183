package server

import (
	"fmt"
	"net/http"
	"strings"

	"github.com/a-h/templ"

	"renmian/internal/appointment"
	"renmian/internal/authz"
	"renmian/internal/errs"
	"renmian/internal/meeting"
	"renmian/internal/policy"
	"renmian/internal/store"
	"renmian/internal/workflow"
	"renmian/web/staff"
	"renmian/web/ui"
)

// showAgenda is where the office arranges the agenda.
func (s *Server) showAgenda(w http.ResponseWriter, r *http.Request, status int, m store.Meeting, t typed) error {
	if err := authz.Check(actor(r), authz.ArrangeAgenda); err != nil {
		return err
	}
	items, err := s.db.Items(r.Context(), m.ID)
	if err != nil {
		return err
	}
	waiting, err := s.db.CasesForMeeting(r.Context(), mostOnAgenda)
	if err != nil {
		return err
	}
	page := s.board(r, m, "编排议程", t)
	page.Heading.Over = meetingTitle(m)
	page.Heading.Lead = "任免案按法定次序自动排列；同一议题用一张表决票，逐人表决。"
	for _, i := range items {
		page.Panels = append(page.Panels, arrangedItem(i, m, len(items)))
	}
	if len(items) > 0 {
		page.Panels = append(page.Panels,
			staff.Panel{Card: ui.Card{Title: "会议议程"}, Buttons: []ui.Button{{Label: "打印会议议程", Href: meetingPath(m.ID) + "/agenda/print", Kind: ui.Plain}}})
	}
	if reasons := orderReasons(items); len(reasons) > 0 {
		page.Panels = append(page.Panels, staff.Panel{Card: ui.Card{Title: "次序的理由"}, Text: reasons})
	}
	if m.Phase != meeting.Closed {
		page.Panels = append(page.Panels, personnelPanel(m, waiting, t), otherItemPanel(m, t))
	}
	return s.render(w, r, status, staff.Board(page))
}

// orderReasons says why cases stand in this order.
func orderReasons(items []store.Item) []string {
	var list []meeting.Item
	for _, i := range items {
		for _, c := range i.Live() {
			list = append(list, c.Item)
		}
	}
	var reasons []string
	for _, p := range meeting.Precedences(list) {
		reasons = append(reasons, p.Reason)
	}
	return reasons
}

func arrangedItem(i store.Item, m store.Meeting, of int) staff.Panel {
	p := staff.Panel{Card: ui.Card{Title: fmt.Sprintf("%d. %s", i.Position, i.Title), ID: fmt.Sprintf("item-%d", i.ID), Tag: itemTag(i)}}
	for n, c := range i.Cases {
		text := fmt.Sprintf("（%d）%s", n+1, caseTitle(c.Person, c.Action, c.Office))
		if c.Dropped {
			text += "——" + c.Stage.Label()
		}
		p.Text = append(p.Text, text)
	}
	if len(p.Text) > 2*many {
		p.Folded = []staff.PanelFold{{Title: fmt.Sprintf("其余 %d 案", len(p.Text)-many), Text: strings.Join(p.Text[many:], "；")}}
		p.Text = p.Text[:many]
	}
	if i.Personnel {
		method := i.Method.Label() + "，逐人表决"
		if i.EnBloc {
			method = i.Method.Label() + "，合并表决"
		}
		p.Summary = ui.Summary{{Key: "表决方式", Value: method}}
	}
	if i.State != meeting.ItemPlanned || m.Phase == meeting.Closed {
		return p
	}
	act := func(act, label string) {
		p.Forms = append(p.Forms,
			staff.PanelForm{Form: ui.Form{Action: itemPath(i) + "/" + act, Class: "inline"}, Buttons: []ui.Button{{Label: label, Kind: ui.Plain}}})
	}
	if i.Position > 1 {
		act("up", "上移")
	}
	if i.Position < of {
		act("down", "下移")
	}
	act("remove", "移出议程")
	return p
}

// personnelPanel puts waiting cases on the agenda, those of one proposal at a time by default.
func personnelPanel(m store.Meeting, waiting []appointment.Case, t typed) staff.Panel {
	p := staff.Panel{Card: ui.Card{Title: "列入人事任免议题", ID: "personnel"}}
	if len(waiting) == 0 {
		p.Text = []string{"没有待列入议程的任免案。主任会议同意提请的任免案会出现在这里。"}
		return p
	}
	first := waiting[0]
	checks := ui.Checks{Name: "case", Label: "主任会议同意提请的任免案", Hint: "列在同一议题的，印在同一张表决票上。",
		Open: foldAfter(len(waiting)), Error: t.wrong("personnel", "case")}
	for _, c := range waiting {
		id := fmt.Sprint(c.ID)
		hint := c.Proposal.OrganName + " " + c.Proposal.DocumentNo
		if c.Chairs != nil && c.Chairs.EnBloc {
			hint += "，主任会议决定可以合并表决"
		}
		checks.Options = append(checks.Options, ui.Option{Value: id, Label: caseTitle(c.Person.Name, c.Action, c.Office.Title), Hint: hint,
			Chosen: t.chosen("personnel", "case", id, c.Proposal.ID == first.Proposal.ID)})
	}
	title := "审议" + first.Proposal.OrganName + "提请的人事任免案"
	p.Forms = []staff.PanelForm{{Form: ui.Form{Action: meetingPath(m.ID) + "/personnel"}, Fields: []templ.Component{checks,
		t.text("personnel", ui.Text{Name: "personnel-title", Label: "议题"}, title),
		methodField(t),
		ui.Check{Name: "en_bloc", Label: "合并表决", Hint: "须经主任会议决定，且组成人员没有异议。", Checked: t.chosen("personnel", "en_bloc", "1", false)},
	}, Buttons: []ui.Button{{Label: "列入议程"}}}}
	return p
}

func methodField(t typed) ui.Radios {
	f := ui.Radios{Name: "method", Label: "表决方式", Inline: true, Error: t.wrong("personnel", "method"),
		Hint: "本县办法规定可以举手表决的，也可以采用无记名投票；撤职案一律无记名投票。"}
	for _, m := range []policy.Method{policy.Secret, policy.Hands} {
		f.Options = append(f.Options, ui.Option{Value: string(m), Label: m.Label(), Chosen: t.chosen("personnel", "method", string(m), m == policy.Secret)})
	}
	return f
}

func otherItemPanel(m store.Meeting, t typed) staff.Panel {
	return staff.Panel{
		Card: ui.Card{Title: "列入其他议题", ID: "other"},
		Forms: []staff.PanelForm{{Form: ui.Form{Action: meetingPath(m.ID) + "/items", Key: formKey()},
			Fields:  []templ.Component{t.text("other", ui.Text{Name: "title", Label: "议题"}, "")},
			Buttons: []ui.Button{{Label: "列入议程", Kind: ui.Plain}}}},
	}
}

// addPersonnelItem puts cases on the agenda (列入会议议程).
func (s *Server) addPersonnelItem(w http.ResponseWriter, r *http.Request, m store.Meeting) error {
	_, err := s.flow.AddPersonnelItem(r.Context(), actor(r), m.ID, workflow.PersonnelItem{Title: r.PostFormValue("personnel-title"),
		CaseIDs: formIDs(r, "case"), Method: policy.Method(r.PostFormValue("method")), EnBloc: r.PostFormValue("en_bloc") != ""})
	return s.answer(w, r, "personnel", renamed(err, "title", "personnel-title"), "已列入议程。", meetingPath(m.ID)+"/agenda", again(m, s.showAgenda))
}

// renamed moves a message to the field's name on a page where several forms have such a field.
func renamed(err error, from, to string) error {
	fields := errs.Fields(err)
	for i := range fields {
		if fields[i].Name == from {
			fields[i].Name = to
		}
	}
	if len(fields) > 0 {
		return errs.Form(fields...)
	}
	return err
}

// addItem puts an item without cases on the agenda (编排会议议程).
func (s *Server) addItem(w http.ResponseWriter, r *http.Request, m store.Meeting) error {
	_, err := s.flow.AddItem(r.Context(), actor(r), m.ID, r.PostFormValue("title"))
	return s.answer(w, r, "other", err, "已列入议程。", meetingPath(m.ID)+"/agenda", again(m, s.showAgenda))
}

// showNotice is the notice of the meeting and the list of those who sit in.
func (s *Server) showNotice(w http.ResponseWriter, r *http.Request, status int, m store.Meeting, t typed) error {
	if err := authz.Check(actor(r), authz.SendMeetingNotice); err != nil {
		return err
	}
	observers, err := s.db.Observers(r.Context(), m.ID)
	if err != nil {
		return err
	}
	page := s.board(r, m, "会议通知和列席、旁听人员", t)
	page.Heading.Over = meetingTitle(m)
	var lines, listening []string
	for _, o := range observers {
		line := strings.TrimSpace(o.Name + " " + o.Post)
		if o.Listens {
			listening = append(listening, line)
		} else {
			lines = append(lines, line)
		}
	}
	sit := staff.Panel{Card: ui.Card{Title: "列席和旁听人员", ID: "observers"}, Forms: []staff.PanelForm{{Form: ui.Form{Action: meetingPath(m.ID) + "/observers"},
		Fields: []templ.Component{ui.Area{Name: "observers", Label: "列席人员", Rows: 5, Optional: true, Hint: "一行一人，姓名在前，空一格写职务。列席人员可以发言，没有表决权。",
			Value: strings.Join(lines, "\n")},
			ui.Area{Name: "listeners", Label: "旁听人员", Rows: 3, Optional: true, Hint: "一行一人。旁听人员不发言。", Value: strings.Join(listening, "\n")}},
		Buttons: []ui.Button{{Label: "保存列席和旁听人员", Kind: ui.Plain}}}},
		Buttons: []ui.Button{{Label: "编排审议分组", Kind: ui.Plain, Href: groupsPath(m)}}}
	notice := staff.Panel{Card: ui.Card{Title: "会议通知", ID: "notice"}}
	if m.Phase == meeting.Planned {
		text := t.value("notice", "notice", "")
		if t.act != "notice" {
			d, err := s.meetingNotice(r, m)
			if err != nil {
				return err
			}
			text = d.Body()
		}
		notice.Text = []string{"初稿由会议安排、议程和列席人员生成。发出后，会议转入“已通知”，组成人员可以看到议程和材料。"}
		notice.Forms = []staff.PanelForm{{Form: ui.Form{Action: meetingPath(m.ID) + "/notice", Version: version(m.Version)},
			Fields:  []templ.Component{ui.Area{Name: "notice", Label: "通知正文", Rows: 14, Value: text, Error: t.wrong("notice", "notice")}},
			Buttons: []ui.Button{{Label: "发出会议通知"}}}}
	} else {
		notice.Summary = ui.Summary{{Key: "发出", Value: minute(m.NotifiedAt)}}
		notice.Prose = strings.Split(m.Notice, "\n")
		notice.Buttons = []ui.Button{{Label: "打印通知", Kind: ui.Plain, Href: meetingPath(m.ID) + "/notice/print"}}
	}
	page.Panels = []staff.Panel{sit, notice}
	return s.render(w, r, status, staff.Board(page))
}

// sendNotice sends the notice (发出会议通知).
func (s *Server) sendNotice(w http.ResponseWriter, r *http.Request, m store.Meeting) error {
	err := s.flow.SendMeetingNotice(r.Context(), actor(r), m.ID, formVersion(r), unixLines(r.PostFormValue("notice")))
	return s.answer(w, r, "notice", err, "会议通知已发出。", meetingPath(m.ID), again(m, s.showNotice))
}

// setObservers keeps who sits in (登记列席人员).
func (s *Server) setObservers(w http.ResponseWriter, r *http.Request, m store.Meeting) error {
	var all []store.Observer
	for _, field := range []string{"observers", "listeners"} {
		for _, line := range strings.Split(unixLines(r.PostFormValue(field)), "\n") {
			name, post, _ := strings.Cut(strings.TrimSpace(line), " ")
			if name != "" {
				all = append(all, store.Observer{Name: name, Post: strings.TrimSpace(post), Listens: field == "listeners"})
			}
		}
	}
	if err := s.flow.SetObservers(r.Context(), actor(r), m.ID, all); err != nil {
		return err
	}
	s.flash(r, "列席和旁听人员已保存。")
	return seeOther(w, r, meetingPath(m.ID)+"/notice")
}
