package server

import (
	"fmt"
	"net/http"
	"strings"

	"renmian/internal/authz"
	"renmian/internal/supervision"
	"renmian/web/staff"
	"renmian/web/ui"
)

const correctionsPath = supervisionPath + "/notices"

var correctionsCrumb = ui.Link{Label: "纠正通知", Href: correctionsPath}

func correctionPath(id int64) string { return fmt.Sprintf("%s/%d", correctionsPath, id) }

// corrections lists notices that unlawful acts be corrected (纠正通知)〔AN-12〕.
func (s *Server) corrections(w http.ResponseWriter, r *http.Request) error {
	who := actor(r)
	if err := authz.Check(who, authz.ViewInquiries); err != nil {
		return err
	}
	page := staff.RegisterListPage{Frame: s.frame(r, "纠正通知", supervisionCrumb), Tabs: supervisionTabsAt(who, correctionsPath),
		Heading: ui.Heading{Title: "纠正通知", Lead: "对任命人员和有关单位的违法行为及时通知纠正，限期报告。"}}
	if authz.Can(who, authz.DraftCorrection) {
		page.Buttons = []ui.Button{{Label: "起草纠正通知", Href: correctionsPath + "/new"}}
	}
	return s.listMatters(w, r, page, correctionsPath, []supervision.Kind{supervision.CorrectionNotice})
}

func (s *Server) newCorrectionNotice(w http.ResponseWriter, r *http.Request) error {
	return s.showNewCorrectionNotice(w, r, http.StatusOK, typed{})
}

func (s *Server) showNewCorrectionNotice(w http.ResponseWriter, r *http.Request, status int, t typed) error {
	const act = "notice"
	if err := authz.Check(actor(r), authz.DraftCorrection); err != nil {
		return err
	}
	names, err := s.holderSuggestions(r.Context())
	if err != nil {
		return err
	}
	organs, err := s.organOptions(r.Context(), is(t.value(act, "organ", "")))
	if err != nil {
		return err
	}
	area := func(name, label, hint string) ui.Area {
		return t.area(act, ui.Area{Name: name, Label: label, Hint: hint, Rows: 3}, "")
	}
	page := staff.BoardPage{
		Frame:    s.frame(r, "起草纠正通知", supervisionCrumb, correctionsCrumb),
		Problems: t.problems,
		Heading:  ui.Heading{Title: "起草纠正通知", Lead: "由主任签发后发出。"},
	}
	page.Panels = []staff.Panel{actPanel(
		"",
		correctionsPath,
		nil,
		ui.Button{Label: "送主任签发"},
		ui.Select{Name: "organ", Label: "被通知的单位", Options: organs, Width: ui.Wide, Error: t.wrong(act, "organ")},
		t.text(act, ui.Text{Name: "person", Label: "责任人", Optional: true, Width: ui.Wide, Suggest: names}, ""),
		area("act", "违法行为", ""),
		area("basis", "违反的规定", "哪部法律的哪一条。"),
		area("demand", "纠正要求", ""),
		t.text(act, ui.Text{Name: "due_on", Label: "纠正期限", Type: ui.Date, Width: ui.Medium}, s.today().Add(30).ISO()),
	)}
	page.Frame.Invalid = len(t.problems) > 0
	return s.render(w, r, status, staff.Board(page))
}

// draftCorrectionNotice drafts a notice (起草纠正通知).
func (s *Server) draftCorrectionNotice(w http.ResponseWriter, r *http.Request) error {
	f := typedIn(r)
	d := supervision.CorrectionDraft{Act: f.value("act"), Basis: f.value("basis"), Demand: f.value("demand"), DueOn: f.day("due_on"), OrganID: f.id("organ")}
	person := s.person(r.Context(), f, "person")
	var id int64
	err := f.err(func() (err error) {
		id, err = s.flow.DraftCorrection(r.Context(), actor(r), person, d)
		return err
	})
	return s.answer(w, r, "notice", err, "已送主任签发。", correctionPath(id), s.showNewCorrectionNotice)
}

func (s *Server) correctionNotice(w http.ResponseWriter, r *http.Request) error {
	return s.showCorrectionNotice(w, r, http.StatusOK, typed{})
}

func (s *Server) showCorrectionNotice(w http.ResponseWriter, r *http.Request, status int, t typed) error {
	m, err := s.supervised(r, supervision.CorrectionNotice)
	if err != nil {
		return err
	}
	x, err := s.db.CorrectionNotice(r.Context(), m.ID)
	if err != nil {
		return err
	}
	page, err := s.matterBoard(
		r,
		m,
		correctionsCrumb,
		stageLine(x.Stage, !m.Open(), [2]string{supervision.NoticeDrafted, "签发"}, [2]string{supervision.NoticeIssued, "纠正"},
			[2]string{supervision.NoticeReplied, "核对"}, [2]string{supervision.NoticeClosed, "办结"}),
		t,
	)
	if err != nil {
		return err
	}
	who, path := actor(r), correctionPath(m.ID)
	sum := ui.Summary{{Key: "违法行为", Value: x.Act}, {Key: "违反的规定", Value: x.Basis}, {Key: "纠正要求", Value: x.Demand}, {Key: "期限", Value: x.DueOn.String()}}
	if x.Number != "" {
		sum = append(sum, ui.Item{Key: "签发", Value: x.IssuedOn.String(), Note: x.Number})
	}
	main := staff.Panel{Card: ui.Card{Title: "通知"}, Summary: sum}
	page.Panels = append(page.Panels, main)
	if x.Reply != "" {
		page.Panels = append(page.Panels,
			staff.Panel{Card: ui.Card{Title: "纠正情况"}, Summary: ui.Summary{{Key: "报告", Value: x.RepliedOn.String()}}, Prose: strings.Split(x.Reply, "\n")})
	}
	people, err := s.db.MatterPeople(r.Context(), m.ID)
	if err != nil {
		return err
	}
	organs, err := s.db.MatterOrgans(r.Context(), m.ID)
	if err != nil {
		return err
	}
	records, err := s.db.MatterRecords(r.Context(), m.ID)
	if err != nil {
		return err
	}
	page.Panels = append(page.Panels, matterPeoplePanel(who, people, organs))
	if len(records) > 0 {
		page.Panels = append(page.Panels, matterRecordsPanel(m, records))
	}
	own, err := s.actsFor(r, x.OrganID)
	if err != nil {
		return err
	}
	switch {
	case who.Has(authz.RoleChair) && x.Stage == supervision.NoticeDrafted:
		page.Panels = append(page.Panels, actPanel("签发", path+"/issue", nil, ui.Button{Label: "签发"},
			t.text("issue", ui.Text{Name: "number", Label: "文号", Width: ui.Medium}, "")))
	case own && x.Stage == supervision.NoticeIssued:
		page.Panels = append(page.Panels, actPanel("报告纠正情况", path+"/reply", nil, ui.Button{Label: "报告"},
			t.area("reply", ui.Area{Name: "reply", Label: "纠正情况", Rows: 5}, ""),
			ui.Files{Name: "files", Label: "材料", Optional: true, Multiple: true, Error: t.wrong("reply", "files")}))
	case who.Has(authz.RoleClerk) && x.Stage == supervision.NoticeReplied:
		p := actPanel("核对纠正情况", path+"/accept", nil, ui.Button{Label: "已经纠正，办结", Name: "accepted", Value: "1"},
			t.area("accept", ui.Area{Name: "note", Label: "核对情况", Rows: 3}, ""))
		p.Forms[0].Buttons = append(p.Forms[0].Buttons, ui.Button{Label: "退回重新纠正", Kind: ui.Plain, Name: "accepted", Value: ""})
		page.Panels = append(page.Panels, p)
	}
	if x.Stage != supervision.NoticeDrafted {
		if err := s.followingPanels(r, m, &page); err != nil {
			return err
		}
	}
	return s.render(w, r, status, staff.Board(page))
}

// correctionDeeds are the acts on one notice, by the last part of the address.
func (s *Server) correctionDeeds() map[string]http.HandlerFunc {
	return map[string]http.HandlerFunc{
		"issue": s.acted("issue", "已签发。", s.showCorrectionNotice, func(r *http.Request, f *fields, id int64) func() error {
			return func() error { return s.flow.IssueCorrection(r.Context(), actor(r), id, f.value("number")) }
		}),
		"reply": s.acted("reply", "已报告。", s.showCorrectionNotice, func(r *http.Request, f *fields, id int64) func() error {
			files, err := uploads(r, "files")
			return func() error {
				if err != nil {
					return err
				}
				return s.flow.ReplyCorrection(r.Context(), actor(r), id, f.value("reply"), files)
			}
		}),
		"accept": s.acted("accept", "已登记。", s.showCorrectionNotice, func(r *http.Request, f *fields, id int64) func() error {
			return func() error {
				return s.flow.AcceptCorrection(r.Context(), actor(r), id, f.yes("accepted"), f.value("note"))
			}
		}),
	}
}
