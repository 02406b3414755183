package server

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"renmian/internal/authz"
	"renmian/internal/store"
	"renmian/internal/supervision"
	"renmian/web/staff"
	"renmian/web/ui"
)

const inquiriesPath = supervisionPath + "/inquiries"

var inquiriesCrumb = ui.Link{Label: "询问质询", Href: inquiriesPath}

func questioningPath(id int64) string { return fmt.Sprintf("%s/%d", inquiriesPath, id) }

var inquiryKinds = []supervision.Kind{supervision.SpecialInquiry, supervision.Interpellation, supervision.SpecialInvestigation}

// inquiries lists special inquiries, interpellations and investigations (专题询问、质询、特定问题调查).
func (s *Server) inquiries(w http.ResponseWriter, r *http.Request) error {
	who := actor(r)
	if err := authz.Check(who, authz.ViewInquiries); err != nil {
		return err
	}
	page := staff.RegisterListPage{Frame: s.frame(r, "询问质询", supervisionCrumb), Tabs: supervisionTabsAt(who, inquiriesPath),
		Heading: ui.Heading{Title: "询问质询", Lead: "专题询问、质询和特定问题调查：从方案、联名到答复和决议。"}}
	for _, b := range []struct {
		label, href string
		role        authz.Role
	}{{"拟订专题询问", "/new", authz.RoleClerk}, {"提出质询案", "/interpellation", authz.RoleMember}, {"提议特定问题调查", "/investigation", authz.RoleMember},
		{"提议特定问题调查", "/investigation", authz.RoleChair}} {
		if who.Has(b.role) {
			page.Buttons = append(page.Buttons, ui.Button{Label: b.label, Href: inquiriesPath + b.href})
		}
	}
	if authz.Can(who, authz.ViewRemovals) {
		page.Buttons = append(page.Buttons, ui.Button{Label: "四种刚性手段", Href: removalsPath + "/means", Kind: ui.Plain})
	}
	return s.listMatters(w, r, page, inquiriesPath, inquiryKinds)
}

// listMatters fills a list of matters of some kinds: search, year, those under way, page by page; an organ sees its own.
func (s *Server) listMatters(w http.ResponseWriter, r *http.Request, page staff.RegisterListPage, at string, kinds []supervision.Kind) error {
	q := r.URL.Query()
	year, _ := strconv.Atoi(q.Get("year"))
	before, _ := strconv.ParseInt(q.Get("before"), 10, 64)
	f := store.MatterFilter{
		Kinds:   kinds,
		Year:    year,
		Open:    q.Get("open") != "",
		Search:  strings.TrimSpace(q.Get("q")),
		Before:  before,
		Limit:   listSize(r) + 1,
		OrganID: officeOf(actor(r)),
		Told:    officeOf(actor(r)) != 0,
	}
	kind := supervision.Kind(q.Get("kind"))
	if slices.Contains(kinds, kind) {
		f.Kinds = []supervision.Kind{kind}
	}
	all, err := s.db.Matters(r.Context(), f)
	if err != nil {
		return err
	}
	page.Filter = ui.Filter{Action: at, Label: "查找"}
	page.Fields = []templ.Component{ui.Text{Name: "q", Label: "名称或者拼音首字母", Optional: true, Width: ui.Medium, Value: f.Search}}
	if len(kinds) > 1 {
		options := []ui.Option{{Label: "全部", Chosen: kind == ""}}
		for _, k := range kinds {
			options = append(options, ui.Option{Value: string(k), Label: k.Label(), Chosen: k == kind})
		}
		page.Fields = append(page.Fields, ui.Select{Name: "kind", Label: "种类", Options: options, Optional: true, Prompt: "-"})
	}
	page.Fields = append(page.Fields, ui.Text{Name: "year", Label: "年度", Optional: true, Width: ui.Short, Value: q.Get("year")},
		ui.Check{Name: "open", Label: "只看未办结的", Checked: f.Open})
	if len(q) > 0 {
		page.Filter.Clear = at
	}
	if len(all) > listSize(r) {
		all = all[:listSize(r)]
		page.Pager.Next = withQuery(at, "q", f.Search, "kind", q.Get("kind"), "year", q.Get("year"), "open", q.Get("open"), "before",
			idText(all[listSize(r)-1].ID))
	}
	page.Tables = append(page.Tables, s.matterTable(all))
	return s.render(w, r, http.StatusOK, staff.RegisterList(page))
}

// inquiryDetail shows a special inquiry, an interpellation or an investigation.
func (s *Server) inquiryDetail(w http.ResponseWriter, r *http.Request) error {
	return s.showQuestioning(w, r, http.StatusOK, typed{})
}

func (s *Server) showQuestioning(w http.ResponseWriter, r *http.Request, status int, t typed) error {
	m, err := s.supervised(r, inquiryKinds...)
	if err != nil {
		return err
	}
	switch m.Kind {
	case supervision.Interpellation:
		return s.showInterpellation(w, r, m, status, t)
	case supervision.SpecialInvestigation:
		return s.showInvestigation(w, r, m, status, t)
	}
	return s.showSpecialInquiry(w, r, m, status, t)
}

var inquiryStages = [][2]string{
	{supervision.InquiryPlanning, "拟订方案"},
	{supervision.InquiryApproved, "调研、列问题"},
	{supervision.InquiryNotified, "通知应询"},
	{supervision.InquiryHeld, "询问"},
	{supervision.InquiryClosed, "意见办结"},
}

func (s *Server) showSpecialInquiry(w http.ResponseWriter, r *http.Request, m store.Matter, status int, t typed) error {
	x, err := s.db.SpecialInquiry(r.Context(), m.ID)
	if err != nil {
		return err
	}
	page, err := s.matterBoard(r, m, inquiriesCrumb, stageLine(x.Stage, !m.Open(), inquiryStages...), t)
	if err != nil {
		return err
	}
	who, path := actor(r), questioningPath(m.ID)
	sum := ui.Summary{{Key: "会议", Value: x.Form.Label()}, {Key: "拟询问", Value: x.PlannedOn.String()}}
	sum = item(item(sum, "承办", x.Lead), "缘由", x.Reason)
	if x.SurveyScope != "" {
		sum = append(sum, ui.Item{Key: "调研", Value: x.SurveyScope, Lines: []string{x.SurveyContent}, Note: "期限 " + x.SurveyDue.String()})
	}
	sum = item(sum, "方案审定", x.ApprovedOn.String())
	if !x.HeldOn.IsZero() {
		sum = append(sum, ui.Item{Key: "询问", Value: x.HeldOn.String(), Note: fmt.Sprintf("历时 %d 小时 %d 分钟；主持人 %s", x.Minutes/60, x.Minutes%60, x.PresidedBy)})
		sum = item(sum, "参加", x.Present)
	}
	plan := staff.Panel{Card: ui.Card{Title: "方案"}, Summary: sum, Buttons: []ui.Button{{Label: "打印方案和记录", Href: path + "/paper", Kind: ui.Plain}}}
	if who.Has(authz.RoleClerk) && (x.Stage == supervision.InquiryPlanning || x.Stage == supervision.InquiryApproved) {
		plan.Buttons = append(plan.Buttons, ui.Button{Label: "修改方案", Href: path + "/edit", Kind: ui.Plain})
	}
	if who.Has(authz.RoleChair) && x.Stage == supervision.InquiryPlanning {
		plan.Forms = []staff.PanelForm{{Form: ui.Form{Action: path + "/approve"}, Buttons: []ui.Button{{Label: "审定通过"}}}}
	}
	page.Panels = append(page.Panels, plan)
	series, err := s.db.InquirySeries(r.Context(), m.ID)
	if err != nil {
		return err
	}
	if len(series) > 1 {
		p := staff.Panel{
			Card:  ui.Card{Title: fmt.Sprintf("系列（%d 次）", len(series))},
			Table: ui.Table{Caption: "系列", HideCaption: true, Columns: []ui.Column{{Label: "年度", Narrow: true}, {Label: "询问"}}},
		}
		for _, y := range series {
			p.Table.Rows = append(p.Table.Rows,
				ui.Row{Href: questioningPath(y.ID), Cells: []ui.Cell{{Text: strconv.Itoa(y.Year)}, {Text: y.Title, Note: y.Outcome}}})
		}
		page.Aside = append(page.Aside, p)
	}
	if err := s.inquiryPanels(r, &page, x, t); err != nil {
		return err
	}
	if err := s.followingPanels(r, m, &page); err != nil {
		return err
	}
	return s.render(w, r, status, staff.Board(page))
}

// inquiryPanels are questions and answers, the units, the survey, and the forms of the present stage.
func (s *Server) inquiryPanels(r *http.Request, page *staff.BoardPage, x store.SpecialInquiry, t typed) error {
	who, path := actor(r), questioningPath(x.ID)
	questions, err := s.db.InquiryQuestions(r.Context(), x.ID)
	if err != nil {
		return err
	}
	organs, err := s.db.MatterOrgans(r.Context(), x.ID)
	if err != nil {
		return err
	}
	notices, err := s.db.InquiryNotices(r.Context(), x.ID)
	if err != nil {
		return err
	}
	records, err := s.db.MatterRecords(r.Context(), x.ID)
	if err != nil {
		return err
	}
	page.Panels = append(page.Panels, s.questionsPanel(who, x, questions))
	units, mine, err := s.unitsPanel(r, organs, notices, t)
	if err != nil {
		return err
	}
	page.Panels = append(page.Panels, units)
	if len(mine) > 0 && x.Stage == supervision.InquiryNotified {
		page.Panels = append(page.Panels, actPanel("签收询问通知", path+"/receive", []string{"请按问题准备，并确定到会的应询人。"}, ui.Button{Label: "签收"},
			ui.Select{Name: "organ", Label: "单位", Options: mine, Error: t.wrong("receive", "organ")},
			t.text("receive", ui.Text{Name: "answerer", Label: "应询人", Hint: "姓名和职务。", Width: ui.Wide}, "")))
	}
	page.Panels = append(page.Panels, s.inquiryActs(who, x, questions, organs, t)...)
	if len(records) > 0 || who.Has(authz.RoleClerk) {
		done := matterRecordsPanel(x.Matter, records)
		if who.Has(authz.RoleClerk) && x.Open() {
			fold, err := s.recordFold(r.Context(), x.Matter)
			if err != nil {
				return err
			}
			done.Folded = []staff.PanelFold{fold}
		}
		page.Panels = append(page.Panels, done)
	}
	opinions, err := s.db.DeliberationOpinions(r.Context(), store.DeliberationOpinionFilter{Who: who, MatterID: x.ID, Limit: 50})
	if err != nil {
		return err
	}
	if len(opinions) > 0 {
		page.Panels = append(page.Panels, entrustedPanel(opinions))
	}
	return nil
}

// unitsPanel lists who answers and whether the notice has come; mine are the units for which the reader may sign for it.
func (s *Server) unitsPanel(r *http.Request, organs []store.MatterOrgan, notices []store.InquiryNotice, t typed) (units staff.Panel, mine []ui.Option, err error) {
	units = staff.Panel{
		Card: ui.Card{Title: fmt.Sprintf("应询单位（%d 个）", len(organs)), ID: "units"},
		Table: ui.Table{Caption: "应询单位", HideCaption: true, Empty: "还没有确定应询单位。",
			Columns: []ui.Column{{Label: "单位"}, {Label: "应询人"}, {Label: "通知", Narrow: true}}},
	}
	for _, o := range organs {
		row := ui.Row{Cells: []ui.Cell{{Text: o.Name}, {}, {Tag: ui.Tag{State: ui.Idle, Label: "未通知"}}}}
		for _, n := range notices {
			if n.OrganID != o.OrganID {
				continue
			}
			row.Cells[1].Text, row.Cells[2] = n.Answerer, ui.Cell{Tag: ui.Tag{State: ui.Todo, Label: "待签收"}}
			if !n.ReceivedAt.IsZero() {
				row.Cells[2] = ui.Cell{Tag: ui.Tag{State: ui.Done, Label: "已签收"}, Note: minute(n.ReceivedAt)}
				continue
			}
			if ok, err := s.actsFor(r, o.OrganID); err != nil {
				return units, nil, err
			} else if ok {
				mine = append(mine, ui.Option{Value: idText(o.OrganID), Label: o.Name, Chosen: t.value("receive", "organ", "") == idText(o.OrganID)})
			}
		}
		units.Table.Rows = append(units.Table.Rows, row)
	}
	return units, mine, nil
}

// entrustedPanel lists the opinions that were handed to organs after an inquiry.
func entrustedPanel(opinions []store.DeliberationOpinion) staff.Panel {
	p := staff.Panel{
		Card:  ui.Card{Title: "交办的意见", ID: "opinions"},
		Table: ui.Table{Caption: "交办的意见", HideCaption: true, Columns: []ui.Column{{Label: "意见"}, {Label: "机关"}, {Label: "报告期限", Narrow: true}}},
	}
	for _, o := range opinions {
		p.Table.Rows = append(p.Table.Rows, ui.Row{
			Href:  fmt.Sprintf("%s/%d", deliberationsPath, o.ID),
			Cells: []ui.Cell{{Text: o.Title, Note: o.Number}, {Text: o.Organ}, {Text: o.DueOn.ISO()}},
		})
	}
	return p
}

func (s *Server) questionsPanel(who authz.Actor, x store.SpecialInquiry, questions []store.InquiryQuestion) staff.Panel {
	p := staff.Panel{
		Card: ui.Card{Title: fmt.Sprintf("问题清单（%d 个）", len(questions)), ID: "question-list"},
		Table: ui.Table{Caption: "问题清单", HideCaption: true, Empty: "还没有列出问题。",
			Columns: []ui.Column{{Label: "序号", Narrow: true}, {Label: "问题"}, {Label: "应询"}, {Label: "答复"}}},
	}
	for i, q := range questions {
		answer := ui.Cell{Text: q.Answer}
		for _, f := range q.FollowUps {
			answer.Note += f.Asker + "追问：" + f.Question + "　答：" + f.Answer + "　"
		}
		if q.Answer == "" && x.Stage == supervision.InquiryNotified {
			answer = ui.Cell{Tag: ui.Tag{State: ui.Todo, Label: "待答复"}}
		}
		p.Table.Rows = append(p.Table.Rows,
			ui.Row{Cells: []ui.Cell{{Text: strconv.Itoa(i + 1)}, {Text: q.Text, Note: "询问人：" + q.Asker}, {Text: q.Organ, Note: q.Answerer}, answer}})
	}
	if who.Has(authz.RoleOperator, authz.RoleClerk) && x.Stage == supervision.InquiryNotified && len(questions) > 0 {
		kind := ui.Plain // until the last is written down, it is what comes next
		if slices.ContainsFunc(questions, func(q store.InquiryQuestion) bool { return q.Answer == "" }) {
			kind = ""
		}
		p.Buttons = []ui.Button{{Label: "记录答复", Kind: kind, Href: questioningPath(x.ID) + "/answers"}}
	}
	if who.Has(authz.RoleClerk) && (x.Stage == supervision.InquiryPlanning || x.Stage == supervision.InquiryApproved) && len(questions) > 0 {
		fold := staff.PanelFold{Title: "删去问题"}
		for i, q := range questions {
			fold.Forms = append(fold.Forms, staff.PanelForm{Form: ui.Form{Action: fmt.Sprintf("%s/questions/%d/drop", questioningPath(x.ID), q.ID)},
				Buttons: []ui.Button{{Label: fmt.Sprintf("删去第 %d 个：%s", i+1, cut(q.Text, 20)), Kind: ui.Plain}}})
		}
		p.Folded = []staff.PanelFold{fold}
	}
	return p
}

func (s *Server) inquiryActs(
	who authz.Actor,
	x store.SpecialInquiry,
	questions []store.InquiryQuestion,
	organs []store.MatterOrgan,
	t typed,
) (panels []staff.Panel) {
	path := questioningPath(x.ID)
	if who.Has(authz.RoleClerk) && slices.Contains([]string{supervision.InquiryPlanning, supervision.InquiryApproved, supervision.InquiryNotified}, x.Stage) {
		list := actPanel("列出问题", path+"/questions", nil, ui.Button{Label: "列入问题清单", Kind: ui.Plain},
			t.area("questions", ui.Area{Name: "questions", Label: "问题", Hint: "每行一个：应询单位，询问人，问题。单位可以不写县名，询问人可以是组成人员、代表或者公众代表。", Rows: 6}, ""))
		if x.Stage == supervision.InquiryNotified { // the list has gone out; more is seldom added
			list.Folded, list.Forms = []staff.PanelFold{{Title: "补充问题", Open: t.act == "questions", Forms: list.Forms}}, nil
		}
		panels = append(panels, list)
	}
	if who.Has(authz.RoleClerk) && x.Stage == supervision.InquiryApproved {
		panels = append(panels, actPanel("通知应询单位", path+"/notify", []string{"把问题清单通知全部应询单位，由各单位签收并确定应询人。"}, ui.Button{Label: "发出通知"}))
	}
	open := slices.ContainsFunc(questions, func(q store.InquiryQuestion) bool { return q.Answer == "" })
	if who.Has(authz.RoleClerk, authz.RoleOperator) && x.Stage == supervision.InquiryNotified && open {
		panels = append(panels, staff.Panel{Card: ui.Card{Title: "登记询问情况", ID: "hold"}, Text: []string{"全部问题的答复记录以后，在这里登记询问的日期、历时和主持人。"}})
	} else if who.Has(authz.RoleClerk, authz.RoleOperator) && x.Stage == supervision.InquiryNotified {
		panels = append(panels, actPanel("登记询问情况", path+"/hold", []string{"全部问题已经记录答复。"}, ui.Button{Label: "登记"},
			t.text("hold", ui.Text{Name: "inquired_on", Label: "询问日期", Type: ui.Date, Width: ui.Medium}, x.PlannedOn.ISO()),
			t.text("hold", ui.Text{Name: "minutes", Label: "历时", Type: ui.Number, Unit: "分钟", Width: ui.Short}, ""),
			t.text("hold", ui.Text{Name: "presided_by", Label: "主持人", Width: ui.Medium}, ""),
			t.text("hold", ui.Text{Name: "present", Label: "参加询问的人员", Hint: "组成人员、代表、公众代表的人数。", Optional: true, Width: ui.Wide}, "")))
	}
	if who.Has(authz.RoleClerk) && x.Stage == supervision.InquiryHeld {
		var options []ui.Option
		for _, o := range organs {
			options = append(options, ui.Option{Value: idText(o.OrganID), Label: o.Name, Chosen: t.value("opinion", "organ", "") == idText(o.OrganID)})
		}
		panels = append(panels, actPanel("交办意见", path+"/opinion", []string{"询问中提出的意见交有关机关研究处理，有关机关及时报告情况〔监督法 第五十条〕。"}, ui.Button{Label: "交办"},
			ui.Select{Name: "organ", Label: "机关", Options: options, Error: t.wrong("opinion", "organ")},
			t.text("opinion", ui.Text{Name: "title", Label: "标题", Width: ui.Wide}, "关于"+x.Title+"的审议意见"),
			t.text("opinion", ui.Text{Name: "number", Label: "文号", Width: ui.Medium}, ""),
			t.area("opinion", ui.Area{Name: "body", Label: "意见", Rows: 6}, "")),
			actPanel("办结", path+"/close", nil, ui.Button{Label: "办结", Kind: ui.Plain},
				t.area("close", ui.Area{Name: "outcome", Label: "研究处理情况", Rows: 3}, "")))
	}
	return panels
}
