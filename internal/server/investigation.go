package server

import (
	"fmt"
	"net/http"
	"strings"

	"renmian/internal/authz"
	"renmian/internal/errs"
	"renmian/internal/store"
	"renmian/internal/supervision"
	"renmian/internal/workflow"
	"renmian/web/staff"
	"renmian/web/ui"
)

var errNoSuchAct = errs.New(errs.NotFound, "这件事项没有这一步，请返回页面重新办理。")

// newInvestigation is where a special investigation is proposed.
func (s *Server) newInvestigation(w http.ResponseWriter, r *http.Request) error {
	return s.showNewInvestigation(w, r, http.StatusOK, typed{})
}

func (s *Server) showNewInvestigation(w http.ResponseWriter, r *http.Request, status int, t typed) error {
	const act = "investigation"
	who := actor(r)
	if !who.Has(authz.RoleChair) {
		if err := authz.Check(who, authz.StartMotion); err != nil {
			return err
		}
	}
	names, err := s.holderSuggestions(r.Context())
	if err != nil {
		return err
	}
	page := staff.BoardPage{Frame: s.frame(r, "提议特定问题调查", supervisionCrumb, inquiriesCrumb), Problems: t.problems,
		Heading: ui.Heading{Title: "提议组织特定问题调查委员会", Lead: "需要作出决议、决定，但有关重大事实不清的，可以组织调查委员会〔监督法 第五十五条〕。"}}
	panel := actPanel("", inquiriesPath+"/investigation", nil, ui.Button{Label: "提议"}, t.text(act, ui.Text{Name: "title", Label: "题目", Width: ui.Wide}, ""),
		t.area(act, ui.Area{Name: "facts", Label: "不清的重大事实", Rows: 4}, ""), t.area(act, ui.Area{Name: "purpose", Label: "需要作出的决议、决定", Rows: 3}, ""),
		t.text(act, ui.Text{Name: "person", Label: "涉及的任命人员", Hint: "有利害关系，不得参加调查委员会。", Optional: true, Width: ui.Wide, Suggest: names}, ""))
	if !who.Has(authz.RoleChair) {
		members, err := s.memberChecks(r.Context(), "members", "请求联名的组成人员", map[int64]bool{who.MemberID: true}, t, act)
		if err != nil {
			return err
		}
		members.Hint = "五分之一以上组成人员书面联名；各人在自己的账号里签署。"
		panel.Forms[0].Fields = append(panel.Forms[0].Fields, members)
		panel.Forms[0].Buttons[0].Label = "发起联名"
	}
	page.Panels = []staff.Panel{panel}
	page.Frame.Invalid = len(t.problems) > 0
	return s.render(w, r, status, staff.Board(page))
}

// proposeInvestigation proposes a special investigation (提议组织调查委员会).
func (s *Server) proposeInvestigation(w http.ResponseWriter, r *http.Request) error {
	f := typedIn(r)
	x := workflow.SpecialInvestigationForm{Title: f.value("title"), Facts: f.value("facts"), Purpose: f.value("purpose"), Members: formIDs(r, "members")}
	if p := s.person(r.Context(), f, "person"); p != 0 {
		x.People = []int64{p}
	}
	var id int64
	err := f.err(func() (err error) {
		id, err = s.flow.ProposeInvestigation(r.Context(), actor(r), x)
		return err
	})
	return s.answer(w, r, "investigation", err, "已提议。", questioningPath(id), s.showNewInvestigation)
}

var investigationStages = [][2]string{
	{supervision.InvestigationSigning, "联名"},
	{supervision.InvestigationFiled, "主任会议决定"},
	{supervision.InvestigationProposed, "组成调查委员会"},
	{supervision.InvestigationInvestigating, "调查"},
	{supervision.InvestigationReported, "调查报告"},
	{supervision.InvestigationClosed, "决议、决定"},
}

func (s *Server) showInvestigation(w http.ResponseWriter, r *http.Request, m store.Matter, status int, t typed) error {
	x, err := s.db.SpecialInvestigation(r.Context(), m.ID)
	if err != nil {
		return err
	}
	stages := investigationStages
	if x.Mover == supervision.MoverChairs {
		stages = stages[2:]
	}
	page, err := s.matterBoard(r, m, inquiriesCrumb, stageLine(x.Stage, !m.Open(), stages...), t)
	if err != nil {
		return err
	}
	movers, err := s.db.MatterMovers(r.Context(), m.ID)
	if err != nil {
		return err
	}
	people, err := s.db.MatterPeople(r.Context(), m.ID)
	if err != nil {
		return err
	}
	rows, err := s.db.Investigators(r.Context(), m.ID)
	if err != nil {
		return err
	}
	sum := ui.Summary{{Key: "提议", Value: x.Mover.Label(), Note: x.FiledOn.String()}, {Key: "不清的重大事实", Value: x.Facts}, {Key: "需要作出", Value: x.Purpose}}
	sum = item(item(sum, "主任会议决定", x.DecidedOn.String()), "调查委员会成立", x.FormedOn.String())
	page.Panels = append(page.Panels, staff.Panel{Card: ui.Card{Title: "提议"}, Summary: sum})
	if len(people) > 0 {
		page.Panels = append(page.Panels, matterPeoplePanel(actor(r), people, nil))
	}
	if len(movers) > 0 {
		page.Panels = append(page.Panels, staff.Panel{Card: ui.Card{Title: "联名", ID: "movers"}, Table: signatureTable(movers)})
	}
	table := ui.Table{Caption: "调查委员会", HideCaption: true, Empty: "还没有提名。", Columns: []ui.Column{{Label: "姓名"}, {Label: "担任", Narrow: true}, {Label: "说明"}}}
	for _, k := range rows {
		table.Rows = append(table.Rows, ui.Row{Cells: []ui.Cell{{Text: k.Name, Note: k.Post}, {Text: k.Role.Label()}, {Text: k.Interest}}})
	}
	page.Panels = append(page.Panels, staff.Panel{Card: ui.Card{Title: "调查委员会", ID: "committee"}, Table: table})
	if x.Report != "" {
		page.Panels = append(page.Panels,
			staff.Panel{Card: ui.Card{Title: "调查报告"}, Summary: ui.Summary{{Key: "提出", Value: x.ReportedOn.String()}}, Prose: strings.Split(x.Report, "\n")})
	}
	if x.Resolution != "" {
		page.Panels = append(page.Panels, staff.Panel{
			Card:    ui.Card{Title: "决议、决定"},
			Summary: ui.Summary{{Key: "日期", Value: x.ResolvedOn.String()}},
			Prose:   strings.Split(x.Resolution, "\n"),
		})
	}
	acts, err := s.investigationActs(r, x, movers, rows, t)
	if err != nil {
		return err
	}
	page.Panels = append(page.Panels, acts...)
	if files, err := s.db.MatterFiles(r.Context(), m.ID); err != nil {
		return err
	} else if p := filePanel(m, files); len(p.Table.Rows) > 0 {
		page.Panels = append(page.Panels, p)
	}
	if err := s.followingPanels(r, m, &page); err != nil {
		return err
	}
	return s.render(w, r, status, staff.Board(page))
}

func (s *Server) investigationActs(
	r *http.Request,
	x store.SpecialInvestigation,
	movers []store.Signature,
	rows []store.InvestigatorRow,
	t typed,
) (panels []staff.Panel, err error) {
	who, path := actor(r), questioningPath(x.ID)
	switch clerk := who.Has(authz.RoleClerk); {
	case x.Stage == supervision.InvestigationSigning:
		members, err := s.db.MemberCount(r.Context())
		if err != nil {
			return nil, err
		}
		enough, n := "", signedCount(movers)
		if !supervision.Fifth(n, members) {
			enough = fmt.Sprintf("已签署 %d 人，须 %d 人以上", n, supervision.FifthOf(members))
		}
		return s.signingPanels(r, path, x.StartedBy == who.AccountID, movers, enough, "提出后由主任会议决定是否提请常委会会议审议。", t)
	case x.Stage == supervision.InvestigationFiled && who.Has(authz.RoleChair):
		panels = []staff.Panel{actPanel("主任会议决定", path+"/decide", nil, ui.Button{Label: "决定提请常委会会议审议", Name: "submit", Value: "1"},
			t.area("decide", ui.Area{Name: "why", Label: "不提请的理由", Optional: true, Rows: 2}, ""))}
		panels[0].Forms[0].Buttons = append(panels[0].Forms[0].Buttons, ui.Button{Label: "不提请", Kind: ui.Plain, Name: "submit", Value: ""})
	case x.Stage == supervision.InvestigationProposed && clerk:
		role := ui.Select{Name: "role", Label: "担任", Error: t.wrong("name", "role")}
		for _, v := range supervision.InvestigationRoles {
			role.Options = append(role.Options, ui.Option{Value: string(v), Label: v.Label(), Chosen: t.value("name", "role", "") == string(v)})
		}
		panels = []staff.Panel{
			actPanel(
				"提名",
				path+"/name",
				[]string{"由主任会议在常委会组成人员和代表中提名；有利害关系的不得参加；可以聘请专家〔监督法 第五十七条〕。"},
				ui.Button{Label: "列入名单", Kind: ui.Plain},
				t.text("name", ui.Text{Name: "name", Label: "姓名", Width: ui.Medium}, ""),
				t.text("name", ui.Text{Name: "post", Label: "单位职务", Optional: true, Width: ui.Wide}, ""),
				role,
				t.text("name", ui.Text{Name: "interest", Label: "利害关系", Hint: "只在不参加的人旁边填写。", Optional: true, Width: ui.Wide}, ""),
			),
			actPanel("调查委员会成立", path+"/form", nil, ui.Button{Label: "登记常委会通过"},
				t.text("form", ui.Text{Name: "formed_on", Label: "常委会会议通过日期", Type: ui.Date, Width: ui.Medium}, s.today().ISO())),
		}
		fold := staff.PanelFold{Title: "撤去提名"}
		for _, k := range rows {
			fold.Forms = append(fold.Forms, staff.PanelForm{
				Form:    ui.Form{Action: fmt.Sprintf("%s/investigators/%d/drop", path, k.ID)},
				Buttons: []ui.Button{{Label: "撤去" + k.Name, Kind: ui.Plain}},
			})
		}
		if len(fold.Forms) > 0 {
			panels[0].Folded = []staff.PanelFold{fold}
		}
	case x.Stage == supervision.InvestigationInvestigating && clerk:
		panels = []staff.Panel{actPanel("提出调查报告", path+"/report", nil, ui.Button{Label: "提出调查报告"},
			t.area("report", ui.Area{Name: "report", Label: "调查报告", Rows: 8}, ""),
			ui.Files{Name: "files", Label: "报告全文", Optional: true, Multiple: true, Error: t.wrong("report", "files")})}
	case x.Stage == supervision.InvestigationReported && clerk:
		panels = []staff.Panel{actPanel("登记决议、决定", path+"/resolve", nil, ui.Button{Label: "登记"},
			t.text("resolve", ui.Text{Name: "resolved_on", Label: "日期", Type: ui.Date, Width: ui.Medium}, s.today().ISO()),
			t.area("resolve", ui.Area{Name: "resolution", Label: "决议、决定", Rows: 5}, ""))}
	}
	return panels, nil
}

// dropInvestigator takes a person off the list (撤去提名).
func (s *Server) dropInvestigator(w http.ResponseWriter, r *http.Request) error {
	id, err := pathID(r, "id")
	if err != nil {
		return err
	}
	person, err := pathID(r, "investigator")
	if err != nil {
		return err
	}
	err = s.flow.DropInvestigator(r.Context(), actor(r), id, person)
	return s.answer(w, r, "drop", err, "已撤去。", questioningPath(id)+"#committee", s.showQuestioning)
}

// investigationDeeds are the acts of investigations, and those that other kinds share with them.
func (s *Server) investigationDeeds(
	act func(name, done string, read func(r *http.Request, f *fields, id int64) func() error) http.HandlerFunc,
) map[string]http.HandlerFunc {
	return map[string]http.HandlerFunc{
		"decide": act("decide", "已登记主任会议的决定。", func(r *http.Request, f *fields, id int64) func() error {
			due := f.day("due_on")
			return func() error {
				return s.byKind(r, id, map[supervision.Kind]func() error{
					supervision.Interpellation: func() error {
						return s.flow.DecideInterpellation(r.Context(), actor(r), id, supervision.AnswerForm(f.value("form")), due)
					},
					supervision.SpecialInvestigation: func() error {
						return s.flow.DecideInvestigation(r.Context(), actor(r), id, f.yes("submit"), f.value("why"))
					}})
			}
		}),
		"close": act("close", "已办结。", func(r *http.Request, f *fields, id int64) func() error {
			return func() error {
				return s.byKind(r, id, map[supervision.Kind]func() error{
					supervision.SpecialInquiry: func() error { return s.flow.CloseInquiry(r.Context(), actor(r), id, f.value("outcome")) },
					supervision.Interpellation: func() error { return s.flow.CloseInterpellation(r.Context(), actor(r), id, f.value("outcome")) }})
			}
		}),
		"name": act("name", "已列入名单。", func(r *http.Request, f *fields, id int64) func() error {
			x := supervision.Investigator{
				Role:     supervision.InvestigationRole(f.value("role")),
				Name:     f.value("name"),
				Post:     f.value("post"),
				Interest: f.value("interest"),
			}
			return func() error { return s.flow.NameInvestigator(r.Context(), actor(r), id, x) }
		}),
		"form": act("form", "调查委员会已成立。", func(r *http.Request, f *fields, id int64) func() error {
			day := f.day("formed_on")
			return func() error { return s.flow.FormInvestigation(r.Context(), actor(r), id, day) }
		}),
		"report": act("report", "调查报告已提出。", func(r *http.Request, f *fields, id int64) func() error {
			files, err := uploads(r, "files")
			return func() error {
				if err != nil {
					return err
				}
				return s.flow.ReportInvestigation(r.Context(), actor(r), id, f.value("report"), files)
			}
		}),
		"resolve": act("resolve", "已登记。", func(r *http.Request, f *fields, id int64) func() error {
			day := f.day("resolved_on")
			return func() error {
				return s.flow.ResolveInvestigation(r.Context(), actor(r), id, f.value("resolution"), day)
			}
		}),
	}
}
