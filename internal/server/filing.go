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

var (
	organNoticesCrumb = ui.Link{Label: "任免通知", Href: "/organ-notices"}
	filingsCrumb      = ui.Link{Label: "备案事项", Href: "/filings"}
)

func organNoticePath(id int64) string { return fmt.Sprintf("/organ-notices/%d", id) }

func filingPath(id int64) string { return fmt.Sprintf("/filings/%d", id) }

func organNoticeTable(all []store.OrganNotice, toAll bool) ui.Table {
	t := ui.Table{Caption: "任免通知", HideCaption: true, Empty: "没有任免通知。",
		Columns: []ui.Column{{Label: "文号"}, {Label: "会议", Narrow: true}, {Label: "发出", Narrow: true}, {Label: "签收", Narrow: true}}}
	for _, g := range all {
		first := ui.Cell{Text: g.Number}
		if toAll {
			first.Note = g.Organ
		}
		t.Rows = append(t.Rows, ui.Row{Href: organNoticePath(g.ID), Cells: []ui.Cell{first, {Text: "第" + document.Numeral(g.Meeting) + "次"},
			{Text: calendar.Of(g.SentAt).ISO()}, receivedCell(g)}})
	}
	return t
}

// addressee is whose notices a person may read: an organ its own, the committee's staff all (zero).
func addressee(who authz.Actor) (int64, error) {
	if err := authz.Check(who, authz.ViewOrganNotices); err != nil {
		return 0, err
	}
	if who.Has(authz.RoleClerk, authz.RoleChair) {
		return 0, nil
	}
	if who.OrganID == 0 {
		return 0, errs.New(errs.Forbidden, "您的账号没有关联提请机关，请联系系统管理员。")
	}
	return who.OrganID, nil
}

// organNotices lists the notices sent to organs.
func (s *Server) organNotices(w http.ResponseWriter, r *http.Request) error {
	organ, err := addressee(actor(r))
	if err != nil {
		return err
	}
	before, _ := strconv.ParseInt(r.URL.Query().Get("before"), 10, 64)
	all, err := s.db.OrganNotices(r.Context(), organ, before, listSize(r)+1)
	if err != nil {
		return err
	}
	page := staff.RegisterListPage{Frame: s.frame(r, organNoticesCrumb.Label), Heading: ui.Heading{Title: organNoticesCrumb.Label,
		Lead: "常委会会议对提请事项的审议和表决结果，书面通知提请机关，由提请机关签收。"}}
	if before > 0 {
		page.Pager.Prev = organNoticesCrumb.Href
	}
	if len(all) > listSize(r) {
		all = all[:listSize(r)]
		page.Pager.Next = withQuery(organNoticesCrumb.Href, "before", idText(all[listSize(r)-1].ID))
	}
	page.Tables = []ui.Table{organNoticeTable(all, organ == 0)}
	return s.render(w, r, http.StatusOK, staff.RegisterList(page))
}

func (s *Server) organNoticeOf(r *http.Request) (store.OrganNotice, error) {
	organ, err := addressee(actor(r))
	if err != nil {
		return store.OrganNotice{}, err
	}
	id, err := pathID(r, "id")
	if err != nil {
		return store.OrganNotice{}, err
	}
	return s.db.OrganNotice(r.Context(), id, organ)
}

// organNotice shows one notice; the organ acknowledges it here.
func (s *Server) organNotice(w http.ResponseWriter, r *http.Request) error {
	g, err := s.organNoticeOf(r)
	if err != nil {
		return err
	}
	who := actor(r)
	page := staff.BoardPage{Frame: s.frame(r, g.Number, organNoticesCrumb), Heading: ui.Heading{Over: g.Number, Title: "关于人事任免事项的通知", Tag: receivedCell(g).Tag}}
	page.Panels = []staff.Panel{{Card: ui.Card{Title: "内容"}, Prose: strings.Split(g.Body, "\n"),
		Buttons: []ui.Button{{Label: "打印", Href: organNoticePath(g.ID) + "/paper", Kind: ui.Plain}}}}
	facts := ui.Summary{{Key: "主送", Value: g.Organ}, {Key: "会议", Value: "第" + document.Numeral(g.Meeting) + "次会议", Note: g.HeldOn.String()},
		{Key: "发出", Value: g.SentBy, Note: minute(g.SentAt)}}
	if !g.ReceivedAt.IsZero() {
		facts = append(facts, ui.Item{Key: "签收", Value: g.ReceivedBy, Note: minute(g.ReceivedAt)})
	}
	page.Aside = []staff.Panel{{Card: ui.Card{Title: "办理情况"}, Summary: facts}}
	if g.ReceivedAt.IsZero() && authz.Can(who, authz.ReceiveOrganNotice) && who.OrganID == g.OrganID {
		page.Aside = append(page.Aside, staff.Panel{Card: ui.Card{Title: "签收"}, Text: []string{"签收后请按规定办理到职、离职手续。"},
			Forms: []staff.PanelForm{{Form: ui.Form{Action: organNoticePath(g.ID) + "/receive"}, Buttons: []ui.Button{{Label: "签收"}}}}})
	}
	return s.render(w, r, http.StatusOK, staff.Board(page))
}

// receiveOrganNotice is the organ's acknowledgement (签收).
func (s *Server) receiveOrganNotice(w http.ResponseWriter, r *http.Request) error {
	id, err := pathID(r, "id")
	if err != nil {
		return err
	}
	if err := s.flow.ReceiveOrganNotice(r.Context(), actor(r), id); err != nil {
		return err
	}
	s.flash(r, "已签收。")
	return seeOther(w, r, organNoticePath(id))
}

// organNoticePaper shows the notice as the paper that was sent.
func (s *Server) organNoticePaper(w http.ResponseWriter, r *http.Request) error {
	g, err := s.organNoticeOf(r)
	if err != nil {
		return err
	}
	c, err := s.db.County(r.Context())
	if err != nil {
		return err
	}
	return s.renderPapers(w, r, ui.Link{Label: "返回", Href: organNoticePath(g.ID)}, workflow.SentNoticePaper(c, g))
}

func filingTable(all []store.Filing, today calendar.Day) ui.Table {
	t := ui.Table{Caption: "备案", HideCaption: true, Empty: "没有待备案的事项。",
		Columns: []ui.Column{{Label: "事项"}, {Label: "报送"}, {Label: "期限", Narrow: true}, {Label: "现况", Narrow: true}}}
	for _, f := range all {
		state := ui.Cell{Tag: ui.Tag{State: ui.Todo, Label: "待备案"}}
		due := ui.Cell{Text: f.Due.ISO()}
		if f.Done.IsZero() {
			due.Note = remaining(f.Due, today)
		} else {
			state = ui.Cell{Tag: ui.Tag{State: ui.Done, Label: "已备案"}, Note: f.Done.Short() + "，" + f.DocumentNo}
		}
		t.Rows = append(t.Rows,
			ui.Row{Href: filingPath(f.ID), Cells: []ui.Cell{{Text: filingText(f)}, {Text: f.Recipient, Note: "由" + f.By + "报送"}, due, state}})
	}
	return t
}

func filingText(f store.Filing) string {
	return document.Decision{Action: f.Action, Office: f.Office, Person: document.Person{Name: f.Name}}.Sentence()
}

// filingKey reads where a list of reports goes on: 2026-12-11.7
func filingKey(r *http.Request, name string) store.FilingKey {
	day, id, _ := strings.Cut(r.URL.Query().Get(name), ".")
	var k store.FilingKey
	k.Due, _ = calendar.Parse(day) // a broken address starts at the top
	k.ID, _ = strconv.ParseInt(id, 10, 64)
	return k
}

// filings lists the reports due and those made.
func (s *Server) filings(w http.ResponseWriter, r *http.Request) error {
	if err := authz.Check(actor(r), authz.ViewPublishing); err != nil {
		return err
	}
	due, err := s.db.FilingsDue(r.Context(), filingKey(r, "after"), listSize(r)+1)
	if err != nil {
		return err
	}
	done, err := s.db.FilingsDone(r.Context(), filingKey(r, "before"), listSize(r)+1)
	if err != nil {
		return err
	}
	open := staff.Panel{Card: ui.Card{Title: "待备案", ID: "due"}}
	if len(due) > listSize(r) {
		due = due[:listSize(r)]
		last := due[listSize(r)-1]
		open.Buttons = []ui.Button{{Label: "后面的备案", Kind: ui.Plain, Href: fmt.Sprintf("/filings?after=%s.%d", last.Due.ISO(), last.ID)}}
	}
	open.Table = filingTable(due, s.today())
	made := staff.Panel{Card: ui.Card{Title: "已备案", ID: "done"}}
	if len(done) > listSize(r) {
		done = done[:listSize(r)]
		last := done[listSize(r)-1]
		made.Buttons = []ui.Button{{Label: "更早的备案", Kind: ui.Plain, Href: fmt.Sprintf("/filings?before=%s.%d#done", last.Done.ISO(), last.ID)}}
	}
	made.Table = filingTable(done, s.today())
	made.Table.Empty = "还没有备案。"
	page := staff.BoardPage{Frame: s.frame(r, filingsCrumb.Label, publishingCrumb), Heading: ui.Heading{Title: filingsCrumb.Label,
		Lead: "政府组成人员由政府报上一级政府，接受辞职报本级人民代表大会，代理检察长报上一级检察院和常委会。"}, Panels: []staff.Panel{open, made}}
	return s.render(w, r, http.StatusOK, staff.Board(page))
}

func (s *Server) filingOf(r *http.Request) (store.Filing, error) {
	if err := authz.Check(actor(r), authz.ViewPublishing); err != nil {
		return store.Filing{}, err
	}
	id, err := pathID(r, "id")
	if err != nil {
		return store.Filing{}, err
	}
	return s.db.Filing(r.Context(), id)
}

// filing shows one report and the form to note that it was made.
func (s *Server) filing(w http.ResponseWriter, r *http.Request) error {
	return s.showFiling(w, r, http.StatusOK, typed{})
}

func (s *Server) showFiling(w http.ResponseWriter, r *http.Request, status int, t typed) error {
	f, err := s.filingOf(r)
	if err != nil {
		return err
	}
	page := staff.BoardPage{Frame: s.frame(r, "备案", publishingCrumb, filingsCrumb), Problems: t.problems, Heading: ui.Heading{Over: "备案", Title: filingText(f)}}
	page.Frame.Invalid = len(t.problems) > 0
	facts := ui.Summary{{Key: "报送", Value: f.Recipient}, {Key: "报送机关", Value: f.By}, {Key: "期限", Value: f.Due.String()},
		{
			Key:   "任免案",
			Value: filingText(f),
			Href:  casePath(f.CaseID),
		}, {Key: "会议", Value: "第" + document.Numeral(f.Meeting) + "次会议", Href: outcomePath(f.MeetingID)}}
	if !f.Done.IsZero() {
		facts = append(facts, ui.Item{Key: "备案", Value: f.Done.String(), Note: f.DocumentNo})
	} else {
		facts[2].Note = remaining(f.Due, s.today())
	}
	page.Panels = []staff.Panel{{Card: ui.Card{Title: "备案事项"}, Summary: facts,
		Buttons: []ui.Button{{Label: "备案报告", Href: filingPath(f.ID) + "/paper", Kind: ui.Plain}}}}
	if f.Done.IsZero() && authz.Can(actor(r), authz.MarkFiled) {
		page.Panels = append(page.Panels, staff.Panel{Card: ui.Card{Title: "登记备案"}, Forms: []staff.PanelForm{{Form: ui.Form{Action: filingPath(f.ID)},
			Fields: []templ.Component{
				t.text("file", ui.Text{Name: "on", Label: "报送日期", Type: ui.Date, Width: ui.Medium}, s.today().ISO()),
				t.text("file", ui.Text{Name: "document_no", Label: "文号", Width: ui.Medium}, "")},
			Buttons: []ui.Button{{Label: "登记备案"}}}}})
	}
	return s.render(w, r, status, staff.Board(page))
}

// markFiled notes that a report was made (登记备案).
func (s *Server) markFiled(w http.ResponseWriter, r *http.Request) error {
	f, err := s.filingOf(r)
	if err != nil {
		return err
	}
	day, _ := calendar.Parse(r.PostFormValue("on")) // a broken day is no day, which the workflow asks for
	err = s.flow.MarkFiled(r.Context(), actor(r), f.ID, day, r.PostFormValue("document_no"))
	return s.answer(w, r, "file", err, "已登记备案。", filingPath(f.ID), s.showFiling)
}

// filingPaper words the report to one recipient about all that a meeting adopted for it.
func (s *Server) filingPaper(w http.ResponseWriter, r *http.Request) error {
	f, err := s.filingOf(r)
	if err != nil {
		return err
	}
	ctx := r.Context()
	m, err := s.db.Meeting(ctx, f.MeetingID)
	if err != nil {
		return err
	}
	county, err := s.issuer(r, m)
	if err != nil {
		return err
	}
	all, err := s.db.FilingsOfMeeting(ctx, m.ID)
	if err != nil {
		return err
	}
	decided, err := s.db.DecidedCases(ctx, m.ID)
	if err != nil {
		return err
	}
	with := map[int64]bool{}
	for _, x := range all {
		with[x.CaseID] = with[x.CaseID] || x.Recipient == f.Recipient
	}
	var cases []appointment.Case
	for _, c := range decided {
		if with[c.ID] {
			cases = append(cases, c)
		}
	}
	on := f.Done
	if on.IsZero() {
		on = s.today()
	}
	d := document.FilingReport(county, workflow.SessionOf(m, cases[0].Vote.On), on, f.DocumentNo, f.Recipient, workflow.Decisions(cases))
	return s.renderPapers(w, r, ui.Link{Label: "返回", Href: filingPath(f.ID)}, d)
}
