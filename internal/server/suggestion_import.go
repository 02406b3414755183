package server

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"renmian/internal/authz"
	"renmian/internal/document"
	"renmian/internal/errs"
	"renmian/internal/store"
	"renmian/internal/supervision"
	"renmian/internal/workflow"
	"renmian/web/staff"
	"renmian/web/ui"
)

const suggestionImportsPath = suggestionsPath + "/import"

func suggestionImportPath(id int64) string {
	return suggestionImportsPath + "/" + strconv.FormatInt(id, 10)
}

// suggestionImports offers the upload of a spreadsheet of suggestions and lists the former ones.
func (s *Server) suggestionImports(w http.ResponseWriter, r *http.Request) error {
	if err := authz.Check(actor(r), authz.CheckSuggestions); err != nil {
		return err
	}
	return s.showSuggestionImports(w, r, http.StatusOK, typed{})
}

func (s *Server) showSuggestionImports(w http.ResponseWriter, r *http.Request, status int, t typed) error {
	const act = "import"
	all, err := s.db.SuggestionImports(r.Context(), 20)
	if err != nil {
		return err
	}
	table := ui.Table{
		Caption:     "上传过的表格",
		HideCaption: true,
		Empty:       "还没有上传过表格。",
		Columns: []ui.Column{{Label: "文件"}, {Label: "会议"}, {Label: "上传时间", Narrow: true},
			{Label: "行数", Numeric: true, Narrow: true}, {Label: "状态", Narrow: true}},
	}
	for _, i := range all {
		table.Rows = append(table.Rows, ui.Row{
			Href: suggestionImportPath(i.ID),
			Cells: []ui.Cell{{Text: i.FileName}, {Text: i.Sheet.Session}, {Text: minute(i.CreatedAt), Note: i.CreatedBy},
				{Text: strconv.Itoa(len(i.Sheet.Lines))}, {Tag: rosterTag(i.State)}},
		})
	}
	upload := actPanel(
		"上传",
		suggestionImportsPath,
		nil,
		ui.Button{Label: "上传并核对"},
		t.text(act, ui.Text{Name: "session", Label: "提出建议的会议", Hint: "如“第十八届人大第五次会议”。", Width: ui.Wide}, ""),
		t.text(act, ui.Text{Name: "received_on", Label: "收到日期", Type: ui.Date, Width: ui.Medium}, s.today().ISO()),
		ui.Files{Name: "file", Label: "代表建议表格", Accept: ".xlsx", Hint: ".xlsx 表格，用下载的模板填写，不超过 5,000 行。", Error: t.wrong(act, "file")},
	)
	upload.Buttons = []ui.Button{{Label: "下载模板", Href: suggestionImportsPath + "/template", Kind: ui.Plain}}
	page := staff.BoardPage{Frame: s.frame(r, "从表格导入", supervisionCrumb, suggestionsCrumb), Problems: t.problems,
		Heading: ui.Heading{Title: "从表格导入代表建议", Lead: "先下载模板填写。上传后逐行核对，看过报告再导入。"},
		Panels:  []staff.Panel{upload, {Card: ui.Card{Title: "上传过的表格"}, Table: table}}}
	page.Frame.Invalid = len(t.problems) > 0
	return s.render(w, r, status, staff.Board(page))
}

// suggestionTemplate gives the empty spreadsheet to fill in.
func (s *Server) suggestionTemplate(w http.ResponseWriter, r *http.Request) error {
	if err := authz.Check(actor(r), authz.CheckSuggestions); err != nil {
		return err
	}
	spreadsheet(w, "代表建议模板.xlsx")
	return workflow.WriteSuggestionTemplate(w)
}

// checkSuggestions reads an uploaded spreadsheet and leads to its report (上传代表建议表格).
func (s *Server) checkSuggestions(w http.ResponseWriter, r *http.Request) error {
	f := typedIn(r)
	day := f.day("received_on")
	files, err := uploads(r, "file")
	if err != nil {
		return err
	}
	var up workflow.Upload
	if len(files) > 0 {
		up = files[0]
	}
	var id int64
	err = f.err(func() (err error) {
		id, err = s.flow.CheckSuggestions(r.Context(), actor(r), f.value("session"), day, up)
		return err
	})
	return s.answer(w, r, "import", err, "", suggestionImportPath(id), func(w http.ResponseWriter, r *http.Request, status int, t typed) error {
		return s.showSuggestionImports(w, r, status, t.lostFile(r, "file"))
	})
}

// suggestionImport shows what was found row by row.
func (s *Server) suggestionImport(w http.ResponseWriter, r *http.Request) error {
	if err := authz.Check(actor(r), authz.CheckSuggestions); err != nil {
		return err
	}
	id, err := pathID(r, "id")
	if err != nil {
		return err
	}
	i, err := s.db.SuggestionImport(r.Context(), id)
	if err != nil {
		return err
	}
	page := newSuggestionImportPage(i)
	page.Frame = s.frame(r, "核对报告", supervisionCrumb, suggestionsCrumb, ui.Link{Label: "从表格导入", Href: suggestionImportsPath})
	return s.render(w, r, http.StatusOK, staff.Board(page))
}

func newSuggestionImportPage(i store.SuggestionImport) staff.BoardPage {
	x := sheetReport{
		title:    "代表建议核对报告",
		fileName: i.FileName,
		uploaded: i.Sheet.Session + "；" + uploadedBy(i.CreatedBy, i.CreatedAt),
		state:    i.State,
		decided:  uploadedBy(i.DecidedBy, i.DecidedAt),
		path:     suggestionImportPath(i.ID),
		upload:   suggestionImportsPath,
		unit:     "件",
		about:    "题目",
	}
	for _, l := range i.Sheet.Lines {
		x.rows = append(x.rows, sheetRow{
			number:   l.Row,
			about:    ui.Cell{Text: fmt.Sprintf("%d　%s", l.Number, l.Title), Note: l.Deputies},
			problems: l.Problems,
			done:     ui.Cell{Text: l.Units},
		})
	}
	return x.page()
}

// acceptSuggestions registers what is right of a spreadsheet (导入代表建议).
func (s *Server) acceptSuggestions(w http.ResponseWriter, r *http.Request) error {
	id, err := pathID(r, "id")
	if err != nil {
		return err
	}
	n, err := s.flow.AcceptSuggestions(r.Context(), actor(r), id)
	if err != nil {
		return err
	}
	s.flash(r, fmt.Sprintf("已导入 %d 件代表建议，请交办。", n))
	return seeOther(w, r, suggestionsPath)
}

// discardSuggestions leaves a spreadsheet aside (放弃代表建议表格).
func (s *Server) discardSuggestions(w http.ResponseWriter, r *http.Request) error {
	id, err := pathID(r, "id")
	if err != nil {
		return err
	}
	if err := s.flow.DiscardSuggestions(r.Context(), actor(r), id); err != nil {
		return err
	}
	s.flash(r, "表格已放弃，没有导入任何建议。")
	return seeOther(w, r, suggestionImportsPath)
}

// suggestionReport shows the figures of a session, what the committee said of them, and leads to the paper for the next
// congress (办理情况报告)〔DZ-22、DZ-23、ST-10〕.
func (s *Server) suggestionReport(w http.ResponseWriter, r *http.Request) error {
	return s.showSuggestionReport(w, r, http.StatusOK, typed{})
}

// reportSession is the session whose suggestions are reported on unless another is chosen: the latest of the congress, what came
// in between sessions last.
func reportSession(sessions []string) string {
	for _, x := range sessions {
		if !strings.HasPrefix(x, "闭会期间") {
			return x
		}
	}
	if len(sessions) > 0 {
		return sessions[0]
	}
	return ""
}

func (s *Server) suggestionReportOf(r *http.Request) (session string, figures supervision.SuggestionFigures, heard store.SuggestionReport, ok bool, err error) {
	if err = authz.Check(actor(r), authz.ViewInquiries); err != nil {
		return
	}
	if officeOf(actor(r)) != 0 {
		err = errs.New(errs.Forbidden, "全部代表建议的办理情况由常委会工作机构汇总，本单位承办的建议见代表建议列表。")
		return
	}
	if session = strings.TrimSpace(r.URL.Query().Get("session")); session == "" {
		sessions, err := s.db.SuggestionSessions(r.Context())
		if err != nil {
			return "", figures, heard, false, err
		}
		session = reportSession(sessions)
	}
	if figures, err = s.db.SuggestionFigures(r.Context(), session, 0, s.today()); err != nil {
		return
	}
	if session == "" || figures.Total == 0 {
		err = errs.New(errs.NotFound, "没有这次会议的代表建议，请从列表重新进入。")
		return
	}
	heard, ok, err = s.db.SuggestionReport(r.Context(), session)
	return
}

func (s *Server) showSuggestionReport(w http.ResponseWriter, r *http.Request, status int, t typed) error {
	session, figures, heard, ok, err := s.suggestionReportOf(r)
	if err != nil {
		return err
	}
	page := staff.BoardPage{
		Frame:    s.frame(r, "办理情况", supervisionCrumb, suggestionsCrumb),
		Problems: t.problems,
		Heading:  ui.Heading{Over: session, Title: "代表建议办理情况"},
	}
	count := func(label string, n int) ui.Row {
		return ui.Row{Cells: []ui.Cell{{Text: label}, {Text: strconv.Itoa(n)}}}
	}
	table := ui.Table{Caption: "件数", HideCaption: true, Columns: []ui.Column{{Label: "项目"}, {Label: "件", Numeric: true, Narrow: true}}, Rows: []ui.Row{
		count(
			"待交办",
			figures.Received,
		), count("办理中", figures.Handling), count("重新办理", figures.Again), count("已答复，待评价", figures.Replied), count("办结", figures.Closed()), count("合计", figures.Total)}}
	judged := ui.Table{Caption: "代表评价", HideCaption: true, Columns: []ui.Column{{Label: "办结的建议"}, {Label: "件", Numeric: true, Narrow: true}}, Rows: []ui.Row{
		count(
			"满意",
			figures.Satisfied,
		), count("基本满意", figures.Mostly), count("不满意", figures.Dissatisfied), count("逾期未反馈（不计入满意率）", figures.Silent), count("合计", figures.Closed())}}
	bars := ui.Bars{Caption: "两项比率", Names: "比率", Figures: "数值"}
	for _, x := range []struct {
		label string
		rate  func() (float64, bool)
	}{{"办结率", figures.CompletionRate}, {"代表满意率", figures.SatisfactionRate}} {
		share, ok := x.rate()
		bars.Bars = append(bars.Bars, ui.Bar{Label: x.label, Share: share, Text: supervision.Percent(share, ok)})
	}
	page.Panels = []staff.Panel{{Card: ui.Card{Title: "办理进度"}, Table: table, Charts: []ui.Bars{bars}}, {Card: ui.Card{Title: "代表评价"}, Table: judged,
		Buttons: []ui.Button{{Label: "打印办理情况报告", Href: withQuery(suggestionsPath+"/report/paper", "session", session), Kind: ui.Plain}}}}
	switch {
	case ok:
		page.Panels = append(
			page.Panels,
			staff.Panel{Card: ui.Card{Title: "常委会听取报告"}, Summary: ui.Summary{{Key: "日期", Value: heard.HeardOn.String()}, {Key: "报告人", Value: heard.Reporter},
				{
					Key:   "当时的比率",
					Value: "办结率 " + supervision.Percent(heard.Figures.CompletionRate()) + "，满意率 " + supervision.Percent(heard.Figures.SatisfactionRate()),
				}}, Prose: strings.Split(heard.Opinion, "\n")},
		)
	case authz.Can(actor(r), authz.HearSuggestions):
		const act = "hear"
		page.Panels = append(
			page.Panels,
			actPanel(
				"登记常委会听取报告的情况",
				withQuery(suggestionsPath+"/report", "session", session),
				[]string{"登记时连同当日的各项数字一并存档，以后不再改动。"},
				ui.Button{Label: "登记"},
				t.text(act, ui.Text{Name: "heard_on", Label: "听取日期", Type: ui.Date, Width: ui.Medium}, s.today().ISO()),
				t.text(act, ui.Text{Name: "reporter", Label: "报告人", Hint: "如“副县长某某受县人民政府委托”。", Width: ui.Wide}, ""),
				t.area(act, ui.Area{Name: "opinion", Label: "审议意见", Rows: 6}, ""),
			),
		)
	}
	page.Frame.Invalid = len(t.problems) > 0
	return s.render(w, r, status, staff.Board(page))
}

// hearSuggestions writes down what the committee heard (听取办理情况报告).
func (s *Server) hearSuggestions(w http.ResponseWriter, r *http.Request) error {
	f := typedIn(r)
	x := workflow.HearForm{Session: r.URL.Query().Get("session"), Reporter: f.value("reporter"), HeardOn: f.day("heard_on"), Opinion: f.value("opinion")}
	err := f.err(func() error { return s.flow.HearSuggestions(r.Context(), actor(r), x) })
	return s.answer(w, r, "hear", err, "已登记。", withQuery(suggestionsPath+"/report", "session", x.Session), s.showSuggestionReport)
}

// suggestionPaper is the report to the next congress (关于代表建议办理情况的报告)〔代表法 第五十二条〕.
func (s *Server) suggestionPaper(w http.ResponseWriter, r *http.Request) error {
	session, figures, heard, ok, err := s.suggestionReportOf(r)
	if err != nil {
		return err
	}
	key, err := s.db.Suggestions(r.Context(), store.SuggestionFilter{Session: session, Key: true, Limit: 100})
	if err != nil {
		return err
	}
	county, err := s.county(r.Context())
	if err != nil {
		return err
	}
	x := document.SuggestionReport{
		Session:      session,
		Day:          s.today(),
		Total:        figures.Total,
		Answered:     figures.Answered(),
		Closed:       figures.Closed(),
		Pending:      figures.Total - figures.Answered(),
		Solved:       figures.Solved,
		Planned:      figures.Planned,
		Explained:    figures.Explained,
		Satisfied:    figures.Satisfied,
		Mostly:       figures.Mostly,
		Dissatisfied: figures.Dissatisfied,
		Silent:       figures.Silent,
		Completion:   supervision.Percent(figures.CompletionRate()),
		Satisfaction: supervision.Percent(figures.SatisfactionRate()),
	}
	for _, k := range key {
		x.Key = append(x.Key, []string{strconv.Itoa(k.Number), k.Title, k.LeadName, k.KeyLeader, suggestionStage(k.Stage)})
	}
	if ok {
		x.Opinion = heard.Opinion
	}
	return s.renderPapers(w, r, ui.Link{Label: "代表建议办理情况", Href: withQuery(suggestionsPath+"/report", "session", session)}, x.Paper(county))
}
