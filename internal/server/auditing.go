package server

import (
	"cmp"
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"renmian/internal/authz"
	"renmian/internal/calendar"
	"renmian/internal/store"
	"renmian/internal/supervision"
	"renmian/internal/workflow"
	"renmian/web/staff"
	"renmian/web/ui"
)

const auditsPath = supervisionPath + "/audits"

var auditsCrumb = ui.Link{Label: "审计监督", Href: auditsPath}

func auditingPath(id int64) string { return fmt.Sprintf("%s/%d", auditsPath, id) }

// audits lists audits of persons and of units' budgets with their counts (审计)〔TM-25、TM-26〕.
func (s *Server) audits(w http.ResponseWriter, r *http.Request) error {
	who := actor(r)
	if err := authz.Check(who, authz.ViewInquiries); err != nil {
		return err
	}
	q := r.URL.Query()
	f := store.AuditFilter{Sort: supervision.AuditSort(q.Get("sort")), Search: strings.TrimSpace(q.Get("q")), OrganID: officeOf(who), Limit: listSize(r) + 1}
	f.Year, _ = strconv.Atoi(q.Get("year"))
	f.Before, _ = strconv.ParseInt(q.Get("before"), 10, 64)
	if f.Sort.Label() == "" {
		f.Sort = ""
	}
	all, err := s.db.Audits(r.Context(), f)
	if err != nil {
		return err
	}
	page := staff.RegisterListPage{
		Frame:   s.frame(r, "审计监督", supervisionCrumb),
		Tabs:    supervisionTabsAt(who, auditsPath),
		Filter:  ui.Filter{Action: auditsPath, Label: "查找"},
		Heading: ui.Heading{Title: "审计监督", Lead: "任前、在任、离任审计按人登记，部门预算执行审计按单位登记；审计报告报常委会备案，查出的问题跟踪整改。"},
	}
	if authz.Can(who, authz.EntrustAudit) {
		page.Buttons = []ui.Button{{Label: "登记审计", Href: auditsPath + "/new"}}
	}
	if f.OrganID == 0 {
		counts, err := s.db.AuditCounts(r.Context(), f.Year)
		if err != nil {
			return err
		}
		page.Stats = auditStats(counts, q.Get("year"))
	}
	sorts := ui.Select{Name: "sort", Label: "种类", Optional: true, Prompt: "-", Options: []ui.Option{{Label: "全部", Chosen: f.Sort == ""}}}
	for _, v := range supervision.AuditSorts {
		sorts.Options = append(sorts.Options, ui.Option{Value: string(v), Label: v.Label(), Chosen: v == f.Sort})
	}
	page.Fields = []templ.Component{
		ui.Text{Name: "q", Label: "姓名、单位或者拼音首字母", Optional: true, Width: ui.Medium, Value: f.Search},
		sorts,
		ui.Text{Name: "year", Label: "年度", Optional: true, Width: ui.Short, Value: q.Get("year")},
	}
	if len(q) > 0 {
		page.Filter.Clear = auditsPath
	}
	if len(all) > listSize(r) {
		all = all[:listSize(r)]
		page.Pager.Next = withQuery(auditsPath, "q", f.Search, "sort", string(f.Sort), "year", q.Get("year"), "before", idText(all[listSize(r)-1].ID))
	}
	page.Tables = []ui.Table{auditsTable(all)}
	return s.render(w, r, http.StatusOK, staff.RegisterList(page))
}

// auditStats counts the audits of a year by sort; each leads to its list.
func auditStats(counts []store.AuditCount, year string) (all ui.Stats) {
	for _, c := range counts {
		stat := ui.Stat{
			Label: c.Sort.Label(),
			Value: strconv.Itoa(c.People),
			Unit:  "人",
			Note:  fmt.Sprintf("%d 项，已备案 %d 项", c.Audits, c.Filed),
			Href:  withQuery(auditsPath, "sort", string(c.Sort), "year", year),
		}
		if !c.Sort.OfPerson() {
			stat.Value, stat.Unit = strconv.Itoa(c.Units), "个部门"
		}
		all = append(all, stat)
	}
	return all
}

func auditsTable(all []store.Audit) ui.Table {
	t := ui.Table{
		Caption:     "审计",
		HideCaption: true,
		Empty:       "没有符合条件的审计。",
		Columns: []ui.Column{
			{Label: "审计"},
			{Label: "种类", Narrow: true},
			{Label: "对象"},
			{Label: "查出问题", Numeric: true, Narrow: true},
			{Label: "情况", Narrow: true},
		},
	}
	for _, x := range all {
		found := "—"
		if !x.FiledOn.IsZero() {
			found = strconv.Itoa(x.Findings)
		}
		t.Rows = append(t.Rows, ui.Row{
			Href: auditingPath(x.ID),
			Cells: []ui.Cell{
				{Text: x.Title, Note: x.ReportNo},
				{Text: x.Sort.Label()},
				{Text: cmp.Or(x.People, x.Organs), Note: yesNo(x.People != "", x.Organs, "")},
				{Text: found},
				{Tag: auditTag(x)},
			},
		})
	}
	return t
}

func auditTag(x store.Audit) ui.Tag {
	switch x.Stage {
	case supervision.AuditPlanned:
		return ui.Tag{State: ui.Todo, Label: "待报告"}
	case supervision.AuditFiled:
		return ui.Tag{State: ui.Doing, Label: "已备案"}
	}
	return ui.Tag{State: ui.Done, Label: "办结"}
}

// newAudit is where an audit is entered.
func (s *Server) newAudit(w http.ResponseWriter, r *http.Request) error {
	return s.showNewAudit(w, r, http.StatusOK, typed{})
}

func (s *Server) showNewAudit(w http.ResponseWriter, r *http.Request, status int, t typed) error {
	const act = "audit"
	if err := authz.Check(actor(r), authz.EntrustAudit); err != nil {
		return err
	}
	names, err := s.holderSuggestions(r.Context())
	if err != nil {
		return err
	}
	item, err := s.startedFrom(r)
	if err != nil {
		return err
	}
	organs, err := s.organOptions(r.Context(), is(t.value(act, "organ", idText(item.OrganID))))
	if err != nil {
		return err
	}
	sorts := ui.Radios{Name: "sort", Label: "种类", Error: t.wrong(act, "sort")}
	for _, v := range supervision.AuditSorts {
		sorts.Options = append(sorts.Options, ui.Option{Value: string(v), Label: v.Label(), Chosen: t.chosen(act, "sort", string(v), false)})
	}
	day := func(name, label, otherwise string) ui.Text {
		return t.text(act, ui.Text{Name: name, Label: label, Type: ui.Date, Width: ui.Medium}, otherwise)
	}
	page := staff.BoardPage{Frame: s.frame(r, "登记审计", supervisionCrumb, auditsCrumb), Problems: t.problems, Heading: ui.Heading{Title: "登记审计"}}
	page.Panels = []staff.Panel{actPanel(
		"",
		auditsPath,
		nil,
		ui.Button{Label: "登记"},
		sorts,
		t.text(act, ui.Text{Name: "person", Label: "被审计人员", Hint: "任前、在任、离任审计填写；重名的，姓名后空一格写出生年月。", Optional: true, Width: ui.Wide, Suggest: names},
			item.Person),
		ui.Select{Name: "organ", Label: "单位", Hint: "被审计的单位；审计人员的，选其所在单位。", Options: organs, Width: ui.Wide, Error: t.wrong(act, "organ")},
		t.text(act, ui.Text{Name: "auditor", Label: "审计机关", Width: ui.Wide}, "县审计局"),
		day("period_from", "审计期间自", ""),
		day("period_to", "审计期间至", ""),
		day("due_on", "应报送审计报告", s.today().AddMonths(3).ISO()),
	)}
	page.Panels[0].Forms[0].Fields = append(page.Panels[0].Forms[0].Fields, itemField(item)...)
	page.Frame.Invalid = len(t.problems) > 0
	return s.render(w, r, status, staff.Board(page))
}

// entrustAudit registers an audit (登记审计委托).
func (s *Server) entrustAudit(w http.ResponseWriter, r *http.Request) error {
	f := typedIn(r)
	p := supervision.AuditPlan{
		Sort:       supervision.AuditSort(f.value("sort")),
		PersonID:   s.person(r.Context(), f, "person"),
		OrganID:    f.id("organ"),
		Auditor:    f.value("auditor"),
		From:       f.day("period_from"),
		To:         f.day("period_to"),
		DueOn:      f.day("due_on"),
		PlanItemID: formID(r, "item"),
	}
	var id int64
	err := f.err(func() (err error) {
		id, err = s.flow.EntrustAudit(r.Context(), actor(r), p)
		return err
	})
	return s.answer(w, r, "audit", err, "已登记。", auditingPath(id), s.showNewAudit)
}

func (s *Server) auditDetail(w http.ResponseWriter, r *http.Request) error {
	return s.showAudit(w, r, http.StatusOK, typed{})
}

func (s *Server) showAudit(w http.ResponseWriter, r *http.Request, status int, t typed) error {
	m, err := s.supervised(r, supervision.Audit)
	if err != nil {
		return err
	}
	x, err := s.db.AuditMatter(r.Context(), m.ID)
	if err != nil {
		return err
	}
	page, err := s.matterBoard(
		r,
		m,
		auditsCrumb,
		stageLine(x.Stage, !m.Open(), [2]string{supervision.AuditPlanned, "审计报告"}, [2]string{supervision.AuditFiled, "备案、整改"},
			[2]string{supervision.AuditClosed, "办结"}),
		t,
	)
	if err != nil {
		return err
	}
	page.Heading.Over, page.Heading.Tag = x.Sort.Label(), auditTag(x)
	who := actor(r)
	sum := ui.Summary{{Key: "审计机关", Value: x.Auditor}, {Key: "审计期间", Value: x.From.String() + "至" + x.To.String()}, {Key: "应报送报告", Value: x.DueOn.String()}}
	if !x.FiledOn.IsZero() {
		sum = append(sum, ui.Item{Key: "审计报告", Value: x.ReportNo, Note: x.ReportedOn.String()}, ui.Item{Key: "备案", Value: x.FiledOn.String()})
	}
	main := staff.Panel{Card: ui.Card{Title: "审计"}, Summary: sum}
	if x.Summary != "" {
		main.Prose = strings.Split(x.Summary, "\n")
	}
	people, err := s.db.MatterPeople(r.Context(), m.ID)
	if err != nil {
		return err
	}
	organs, err := s.db.MatterOrgans(r.Context(), m.ID)
	if err != nil {
		return err
	}
	page.Panels = append(page.Panels, main, matterPeoplePanel(who, people, organs))
	if !x.FiledOn.IsZero() {
		findings, err := s.db.AuditFindings(r.Context(), m.ID)
		if err != nil {
			return err
		}
		rects, err := s.db.RectificationsOf(r.Context(), m.ID)
		if err != nil {
			return err
		}
		page.Panels = append(page.Panels, auditFindingsPanel(who, x, findings, rects))
	}
	if files, err := s.db.MatterFiles(r.Context(), m.ID); err != nil {
		return err
	} else if p := filePanel(m, files); len(p.Table.Rows) > 0 {
		page.Panels = append(page.Panels, p)
	}
	page.Panels = append(page.Panels, auditActs(who, x, s.today(), t)...)
	if !x.FiledOn.IsZero() {
		if err := s.followingPanels(r, m, &page); err != nil {
			return err
		}
	}
	return s.render(w, r, status, staff.Board(page))
}

// auditFindingsPanel lists what an audit found, and hands it over to be put right.
func auditFindingsPanel(who authz.Actor, x store.Audit, findings []store.AuditFinding, rectifications int) staff.Panel {
	p := staff.Panel{
		Card: ui.Card{Title: fmt.Sprintf("查出的问题（%d 个，%.2f 万元）", x.Findings, x.Amount), ID: "findings"},
		Table: ui.Table{Caption: "查出的问题", HideCaption: true, Empty: "没有查出问题。",
			Columns: []ui.Column{{Label: "问题"}, {Label: "金额（万元）", Numeric: true, Narrow: true}}},
	}
	for _, y := range findings {
		p.Table.Rows = append(p.Table.Rows, ui.Row{Cells: []ui.Cell{{Text: y.Text}, {Text: yesNo(y.Amount > 0, fmt.Sprintf("%.2f", y.Amount), "—")}}})
	}
	switch {
	case rectifications > 0:
		p.Text = []string{"查出的问题已经交办整改。"}
		p.Buttons = []ui.Button{{Label: "查看整改", Href: rectificationsPath, Kind: ui.Plain}}
	case len(findings) > 0 && who.Has(authz.RoleClerk) && x.Open():
		p.Forms = []staff.PanelForm{{Form: ui.Form{Action: auditingPath(x.ID) + "/rectify"}, Buttons: []ui.Button{{Label: "交办整改"}}}}
	}
	return p
}

// auditActs are the clerk's next act on an audit: filing its report, then closing it.
func auditActs(who authz.Actor, x store.Audit, today calendar.Day, t typed) []staff.Panel {
	path := auditingPath(x.ID)
	if !who.Has(authz.RoleClerk) {
		return nil
	}
	switch x.Stage {
	case supervision.AuditPlanned:
		return []staff.Panel{actPanel(
			"审计报告备案",
			path+"/file",
			[]string{"备案后记入本人的任职档案。"},
			ui.Button{Label: "备案"},
			t.text("file", ui.Text{Name: "report_no", Label: "报告文号", Width: ui.Medium}, ""),
			t.text("file", ui.Text{Name: "reported_on", Label: "报告日期", Type: ui.Date, Width: ui.Medium}, today.ISO()),
			t.area("file", ui.Area{Name: "summary", Label: "审计评价", Rows: 4}, ""),
			t.area("file", ui.Area{Name: "findings", Label: "查出的问题", Hint: "每行一个：问题，金额（万元）。没有金额的只写问题；没有查出问题的留空。", Optional: true, Rows: 5}, ""),
			ui.Files{Name: "files", Label: "审计报告", Optional: true, Multiple: true, Error: t.wrong("file", "files")},
		)}
	case supervision.AuditFiled:
		return []staff.Panel{actPanel("办结", path+"/close", nil, ui.Button{Label: "办结", Kind: ui.Plain},
			t.area("close", ui.Area{Name: "outcome", Label: "整改和处理情况", Rows: 3}, ""))}
	}
	return nil
}

// auditDeeds are the acts on one audit, by the last part of the address.
func (s *Server) auditDeeds() map[string]http.HandlerFunc {
	return map[string]http.HandlerFunc{
		"file": s.acted("file", "审计报告已备案。", s.showAudit, func(r *http.Request, f *fields, id int64) func() error {
			files, err := uploads(r, "files")
			x := workflow.AuditReportForm{
				ReportNo:   f.value("report_no"),
				ReportedOn: f.day("reported_on"),
				Summary:    f.value("summary"),
				Findings:   f.value("findings"),
				Files:      files,
			}
			return func() error {
				if err != nil {
					return err
				}
				return s.flow.FileAudit(r.Context(), actor(r), id, x)
			}
		}),
		"rectify": s.acted("rectify", "已交办整改。", s.showAudit, func(r *http.Request, f *fields, id int64) func() error {
			return func() error {
				_, err := s.flow.RectifyAudit(r.Context(), actor(r), id)
				return err
			}
		}),
		"close": s.acted("close", "已办结。", s.showAudit, func(r *http.Request, f *fields, id int64) func() error {
			return func() error { return s.flow.CloseAudit(r.Context(), actor(r), id, f.value("outcome")) }
		}),
	}
}
