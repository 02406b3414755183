package server

import (
	"fmt"
	"net/http"
	"strconv"

	"github.com/a-h/templ"

	"renmian/internal/appointment"
	"renmian/internal/authz"
	"renmian/internal/calendar"
	"renmian/internal/document"
	"renmian/internal/errs"
	"renmian/internal/policy"
	"renmian/internal/store"
	"renmian/web/staff"
	"renmian/web/ui"
)

const statisticsPath = "/statistics"

// furtherFigures are counted beside the decisions, a table or more from each: exams here, each kind of
// supervision where it is at home.
var furtherFigures = []func(s *Server, r *http.Request, q asked) ([]ui.Table, error){examFigures}

// asked is what the figures are about.
type asked struct {
	from, to int // years
	term     store.Term
	filter   store.DecidedFilter
}

// query is the address of a page about the same, with more parameters.
func (q asked) query(path string, pairs ...string) string {
	own := []string{"from", strconv.Itoa(q.from), "to", strconv.Itoa(q.to), "group", string(q.filter.Group)}
	if q.term.ID != 0 {
		own = []string{"term", idText(q.term.ID), "group", string(q.filter.Group)}
	}
	if q.filter.OrganID != 0 {
		own = append(own, "organ", idText(q.filter.OrganID))
	}
	if q.filter.MeetingID != 0 {
		own = append(own, "meeting", idText(q.filter.MeetingID))
	}
	return withQuery(path, append(own, pairs...)...)
}

func (q asked) years() []int {
	var years []int
	for y := q.from; y <= q.to; y++ {
		years = append(years, y)
	}
	return years
}

// statistics shows what was decided, by every figure; each number opens its list.
func (s *Server) statistics(w http.ResponseWriter, r *http.Request) error {
	who := actor(r)
	if err := authz.Check(who, authz.ViewStatistics); err != nil {
		return err
	}
	q, err := s.askedFor(r)
	status := http.StatusOK
	page := staff.StatisticsPage{}
	var all []appointment.Decided
	if err == nil {
		all, err = s.db.Decided(r.Context(), q.filter)
	}
	switch {
	case errs.KindOf(err) == errs.Invalid:
		status, page.Problems = http.StatusUnprocessableEntity, problems(err)
	case err != nil:
		return err
	default:
		page = newStatisticsPage(all, q, authz.Can(who, authz.ListCases))
		if err := s.reconcile(r, q, all, &page); err != nil {
			return err
		}
		for _, more := range furtherFigures {
			tables, err := more(s, r, q)
			if err != nil {
				return err
			}
			page.Tables = append(page.Tables, tables...)
		}
	}
	if err := s.statisticsForm(r, q, &page); err != nil {
		return err
	}
	page.Frame = s.frame(r, "统计")
	page.Frame.Invalid = len(page.Problems) > 0
	return s.render(w, r, status, staff.Statistics(page))
}

// askedFor reads what is asked: a term, or years, the last five when nothing was asked.
func (s *Server) askedFor(r *http.Request) (q asked, err error) {
	given := r.URL.Query()
	id := func(name string) int64 { n, _ := strconv.ParseInt(given.Get(name), 10, 64); return n }
	q.filter = store.DecidedFilter{Group: policy.Group(given.Get("group")), OrganID: id("organ"), MeetingID: id("meeting")}
	if term := id("term"); term > 0 {
		if q.term, err = s.db.Term(r.Context(), term); err != nil {
			return q, err
		}
		q.from, q.to = q.term.StartsOn.Year(), min(q.term.EndsOn.Year(), s.today().Year())
		q.filter.From, q.filter.To = q.term.StartsOn, q.term.EndsOn
		return q, nil
	}
	q.from, q.to, err = yearRange(r, s.today())
	q.filter.From, q.filter.To = calendar.Date(q.from, 1, 1), calendar.Date(q.to, 12, 31)
	return q, err
}

// yearRange reads the years asked for; the last five when nothing was asked.
func yearRange(r *http.Request, today calendar.Day) (from, to int, err error) {
	read := func(name string, otherwise int) (int, error) {
		text := r.URL.Query().Get(name)
		if text == "" {
			return otherwise, nil
		}
		y, err := strconv.Atoi(text)
		if err != nil || y < 1979 || y > today.Year()+1 {
			return otherwise, errs.Form(errs.Field{Name: name, Message: fmt.Sprintf("请填 1979 至 %d 之间的年份。", today.Year()+1)})
		}
		return y, nil
	}
	if to, err = read("to", today.Year()); err != nil {
		return to - 4, to, err
	}
	if from, err = read("from", to-4); err != nil {
		return from, to, err
	}
	switch {
	case from > to:
		return from, to, errs.Form(errs.Field{Name: "from", Message: "起始年份不能晚于截止年份。"})
	case to-from > 19:
		return from, to, errs.Form(errs.Field{Name: "from", Message: "一次最多统计二十年，请缩小范围。"})
	}
	return from, to, nil
}

// statisticsForm offers terms, years, organs and meetings to choose from.
func (s *Server) statisticsForm(r *http.Request, q asked, page *staff.StatisticsPage) error {
	ctx, given := r.Context(), r.URL.Query()
	terms, err := s.db.Terms(ctx)
	if err != nil {
		return err
	}
	organs, err := s.db.Organs(ctx, true)
	if err != nil {
		return err
	}
	meetings, err := s.db.Meetings(ctx, store.MeetingKey{}, true, 100)
	if err != nil {
		return err
	}
	term := ui.Select{Name: "term", Label: "届", Optional: true, Prompt: "按年份"}
	for _, t := range terms {
		term.Options = append(term.Options, ui.Option{Value: idText(t.ID), Label: document.County{Term: t.Number}.TermName(), Chosen: t.ID == q.term.ID})
	}
	group := ui.Select{Name: "group", Label: "机关类别", Optional: true, Prompt: "全部"}
	for _, g := range policy.Groups() {
		group.Options = append(group.Options, ui.Option{Value: string(g), Label: g.Label(), Chosen: g == q.filter.Group})
	}
	organ := ui.Select{Name: "organ", Label: "提请机关", Optional: true, Prompt: "全部"}
	for _, o := range organs {
		if o.Kind != "department" && o.Kind != "party" {
			organ.Options = append(organ.Options, ui.Option{Value: idText(o.ID), Label: o.Name, Chosen: o.ID == q.filter.OrganID})
		}
	}
	meeting := ui.Select{Name: "meeting", Label: "会议", Optional: true, Prompt: "全部"}
	for _, m := range meetings {
		meeting.Options = append(meeting.Options, ui.Option{Value: idText(m.ID), Label: meetingTitle(m) + "（" + m.HeldOn.Short() + "）", Chosen: m.ID == q.filter.MeetingID})
	}
	year := func(name, label string, n int) ui.Text {
		return ui.Text{Name: name, Label: label, Type: ui.Number, Width: ui.Short, Value: orText(given.Get(name), strconv.Itoa(n)), Error: page.Problems.For(name)}
	}
	page.Action = statisticsPath
	page.Report = ui.Button{Label: "生成工作情况", Href: q.query(statisticsPath + "/report"), Kind: ui.Plain}
	page.Fields = []templ.Component{term, year("from", "起始年份", q.from), year("to", "截止年份", q.to), group, organ, meeting}
	if page.Heading.Title == "" {
		page.Heading = ui.Heading{Title: "任免统计"}
	}
	return nil
}

// newStatisticsPage counts decisions by every figure. Each table is counted from the one list, so that the
// parts add up to the whole and to the lists behind them. V23
func newStatisticsPage(all []appointment.Decided, q asked, lists bool) staff.StatisticsPage {
	link := func(figure, key, year string) string {
		if !lists {
			return ""
		}
		return q.query(statisticsPath+"/list", "figure", figure, "key", key, "year", year)
	}
	scope := fmt.Sprintf("%d 年至 %d 年", q.from, q.to)
	if q.term.ID != 0 {
		scope = document.County{Term: q.term.Number}.TermName()
	}
	page := staff.StatisticsPage{Heading: ui.Heading{Title: "任免统计", Lead: scope + "常委会会议表决的任免案，以表决结果为准。"}}
	kind, _ := appointment.FigureOf("kind")
	counted := kind.Pick(all, "", 0)
	approval, _ := appointment.FigureOf("approval")
	rejected, deferred := approval.Pick(all, "rejected", 0), 0
	for _, d := range all {
		if d.Deferred {
			deferred++
		}
	}
	page.Totals = ui.Stats{{Label: "任免", Value: strconv.Itoa(len(counted)), Unit: "人次", Href: link("kind", "", "")},
		{Label: "涉及", Value: strconv.Itoa(appointment.Persons(counted)), Unit: "人", Href: link("kind", "", "")},
		{Label: "未通过", Value: strconv.Itoa(len(rejected)), Unit: "人次", Href: link("approval", "rejected", "")},
		{Label: "暂不付表决", Value: strconv.Itoa(deferred), Unit: "人次", Href: link("deferred", "", "")}}
	if percent, votes := appointment.Turnout(all); votes > 0 {
		page.Totals = append(page.Totals, ui.Stat{Label: "平均参加表决", Value: fmt.Sprintf("%.1f", percent), Unit: "%", Href: link("approval", "", "")})
	}
	if days, n := appointment.DaysToNotice(all); n > 0 {
		page.Totals = append(page.Totals, ui.Stat{Label: "提请到公布平均", Value: fmt.Sprintf("%.1f", days), Unit: "日"})
	}
	chart := ui.Bars{Caption: "任免人次", Names: "方式", Figures: "人次"}
	for _, p := range kind.Piles {
		n := len(kind.Pick(all, p.Key, 0))
		if len(counted) > 0 {
			chart.Bars = append(chart.Bars, ui.Bar{Label: p.Label, Share: float64(n) / float64(len(counted)), Text: fmt.Sprintf("%d 人次", n)})
		}
	}
	page.Chart = chart
	for _, f := range appointment.Figures {
		page.Tables = append(page.Tables, figureTable(f, all, q, link))
	}
	page.Tables = append(page.Tables, splitTable("按届次和会议", "会议", all, func(d appointment.Decided) (string, string) {
		return fmt.Sprintf("%s第%s次会议", document.County{Term: d.Term}.TermName(), document.Numeral(d.Meeting)), withQuery(statisticsPath, "from", strconv.Itoa(d.On.Year()), "to", strconv.Itoa(d.On.Year()), "meeting", idText(d.MeetingID))
	}), splitTable("按提请机关", "提请机关", all, func(d appointment.Decided) (string, string) { return d.Organ, "" }))
	return page
}

// figureTable is one figure by year: rows and columns add up because each number counts the same list.
func figureTable(f appointment.Figure, all []appointment.Decided, q asked, link func(figure, key, year string) string) ui.Table {
	t := ui.Table{Caption: f.Caption, Columns: []ui.Column{{Label: f.Head}}, Empty: "没有。"}
	for _, y := range q.years() {
		t.Columns = append(t.Columns, ui.Column{Label: fmt.Sprintf("%d年", y), Numeric: true})
	}
	t.Columns = append(t.Columns, ui.Column{Label: "合计", Numeric: true})
	line := func(label, key string) ui.Row {
		cells := []ui.Cell{{Text: label}}
		for _, y := range append(q.years(), 0) {
			cell := ui.Cell{Text: strconv.Itoa(len(f.Pick(all, key, y)))}
			if cell.Text != "0" {
				year := ""
				if y > 0 {
					year = strconv.Itoa(y)
				}
				cell.Href = link(f.Name, key, year)
			}
			cells = append(cells, cell)
		}
		return ui.Row{Cells: cells}
	}
	for _, p := range f.Piles {
		if len(f.Pick(all, p.Key, 0)) > 0 {
			t.Rows = append(t.Rows, line(p.Label, p.Key))
		}
	}
	if len(t.Rows) > 1 {
		t.Rows = append(t.Rows, line("合计", ""))
	}
	return t
}

// splitTable counts the decisions, without people's assessors, by something there are many of.
func splitTable(caption, head string, all []appointment.Decided, by func(appointment.Decided) (label, href string)) ui.Table {
	kind, _ := appointment.FigureOf("kind")
	t := ui.Table{Caption: caption, Columns: []ui.Column{{Label: head}}, Empty: "没有。"}
	for _, p := range kind.Piles {
		t.Columns = append(t.Columns, ui.Column{Label: p.Label, Numeric: true})
	}
	t.Columns = append(t.Columns, ui.Column{Label: "合计", Numeric: true})
	counted := kind.Pick(all, "", 0)
	var order []string
	groups, hrefs := map[string][]appointment.Decided{}, map[string]string{}
	for _, d := range counted {
		label, href := by(d)
		if groups[label] == nil {
			order, hrefs[label] = append(order, label), href
		}
		groups[label] = append(groups[label], d)
	}
	row := func(label, href string, part []appointment.Decided) ui.Row {
		cells := []ui.Cell{{Text: label, Href: href}}
		for _, p := range kind.Piles {
			cells = append(cells, ui.Cell{Text: strconv.Itoa(len(kind.Pick(part, p.Key, 0)))})
		}
		return ui.Row{Cells: append(cells, ui.Cell{Text: strconv.Itoa(len(part))})}
	}
	for _, label := range order {
		t.Rows = append(t.Rows, row(label, hrefs[label], groups[label]))
	}
	if len(order) > 1 {
		t.Rows = append(t.Rows, row("合计", "", counted))
	}
	return t
}

// reconcile compares the figures with the counts that the database keeps with the results themselves, and
// says so when they differ. V23
func (s *Server) reconcile(r *http.Request, q asked, all []appointment.Decided, page *staff.StatisticsPage) error {
	if q.term.ID != 0 || q.filter.MeetingID != 0 || q.filter.OrganID != 0 || q.filter.Group != "" {
		return nil
	}
	counts, err := s.db.YearCounts(r.Context(), q.from, q.to)
	if err != nil {
		return err
	}
	kept, found := 0, 0
	for _, c := range counts {
		kept += c.Adopted + c.Rejected
	}
	for _, d := range all {
		if !d.Deferred {
			found++
		}
	}
	if kept != found {
		page.Problems = ui.Problems{{Message: fmt.Sprintf("统计 %d 人次与表决台账 %d 人次不一致，请联系系统管理员核查，暂不要使用这些数字。", found, kept)}}
	}
	return nil
}

// examFigures counts the exams of the same days (任前法律考试).
func examFigures(s *Server, r *http.Request, q asked) ([]ui.Table, error) {
	e, err := s.db.ExamCounts(r.Context(), q.filter.From, q.filter.To)
	if err != nil {
		return nil, err
	}
	t := ui.Table{Caption: "任前法律知识考试", Empty: "没有考试。", Columns: []ui.Column{{Label: "场次", Numeric: true}, {Label: "人次", Numeric: true}, {Label: "人数", Numeric: true},
		{Label: "缺考", Numeric: true}, {Label: "及格人次", Numeric: true}, {Label: "及格率", Numeric: true}, {Label: "平均分", Numeric: true}}}
	if e.PersonTimes > 0 {
		rate := "—"
		if sat := e.PersonTimes - e.Absent; sat > 0 {
			rate = fmt.Sprintf("%.1f%%", 100*float64(e.Passed)/float64(sat))
		}
		t.Rows = []ui.Row{{Cells: []ui.Cell{{Text: strconv.Itoa(e.Sittings), Href: open(actor(r), "/exams")}, {Text: strconv.Itoa(e.PersonTimes)}, {Text: strconv.Itoa(e.Persons)},
			{Text: strconv.Itoa(e.Absent)}, {Text: strconv.Itoa(e.Passed)}, {Text: rate}, {Text: fmt.Sprintf("%.1f", e.Average)}}}}
	}
	return []ui.Table{t}, nil
}

// statisticsReport sets the figures of a term or of some years as a paper: the term's report on appointments,
// to read, print or edit as .docx. TM-29, SB-18
func (s *Server) statisticsReport(w http.ResponseWriter, r *http.Request) error {
	if err := authz.Check(actor(r), authz.ViewStatistics); err != nil {
		return err
	}
	q, err := s.askedFor(r)
	if err != nil {
		return err
	}
	all, err := s.db.Decided(r.Context(), q.filter)
	if err != nil {
		return err
	}
	page := newStatisticsPage(all, q, false)
	for _, more := range furtherFigures {
		tables, err := more(s, r, q)
		if err != nil {
			return err
		}
		page.Tables = append(page.Tables, tables...)
	}
	county, err := s.county(r.Context())
	if err != nil {
		return err
	}
	return s.renderPapers(w, r, ui.Link{Label: "统计", Href: q.query(statisticsPath)}, reportPaper(county, q, page, all, s.today()))
}

func reportPaper(county document.County, q asked, page staff.StatisticsPage, all []appointment.Decided, today calendar.Day) document.Document {
	scope := fmt.Sprintf("%d年至%d年", q.from, q.to)
	if q.term.ID != 0 {
		scope = document.County{Term: q.term.Number}.TermName()
	}
	d := document.Document{Name: "人事任免工作情况", Title: []string{county.StandingCommittee(), scope + "人事任免工作情况"}, Date: today.String(), Sign: []string{county.StandingCommittee()}}
	kind, _ := appointment.FigureOf("kind")
	counted := kind.Pick(all, "", 0)
	text := fmt.Sprintf("%s，常委会共任免国家机关工作人员%d人次，涉及%d人。其中", scope, len(counted), appointment.Persons(counted))
	for i, p := range kind.Piles {
		if i > 0 {
			text += "，"
		}
		text += fmt.Sprintf("%s%d人次", p.Label, len(kind.Pick(all, p.Key, 0)))
	}
	assessor, _ := appointment.FigureOf("assessor")
	text += fmt.Sprintf("。另任免人民陪审员%d人次。", len(assessor.Pick(all, "", 0)))
	d.Blocks = append(d.Blocks, document.Block{Style: document.Para, Text: text})
	for _, t := range page.Tables {
		if len(t.Rows) == 0 {
			continue
		}
		d.Blocks = append(d.Blocks, document.Block{Style: document.Head, Text: t.Caption})
		table := document.Table{}
		for _, c := range t.Columns {
			table.Header = append(table.Header, c.Label)
		}
		for _, row := range t.Rows {
			var cells []string
			for _, c := range row.Cells {
				cells = append(cells, c.Text)
			}
			table.Rows = append(table.Rows, cells)
		}
		d.Blocks = append(d.Blocks, document.Block{Style: document.Grid, Table: &table})
	}
	return d
}

// statisticsList is the list behind a number.
func (s *Server) statisticsList(w http.ResponseWriter, r *http.Request) error {
	for _, act := range []authz.Action{authz.ViewStatistics, authz.ListCases} {
		if err := authz.Check(actor(r), act); err != nil {
			return err
		}
	}
	q, err := s.askedFor(r)
	if err != nil {
		return err
	}
	given := r.URL.Query()
	f, known := appointment.FigureOf(given.Get("figure"))
	if !known {
		return errs.New(errs.NotFound, "没有这项统计，请从统计页面进入。")
	}
	all, err := s.db.Decided(r.Context(), q.filter)
	if err != nil {
		return err
	}
	year, _ := strconv.Atoi(given.Get("year"))
	picked := f.Pick(all, given.Get("key"), year)
	title := f.Caption
	for _, p := range f.Piles {
		if p.Key == given.Get("key") {
			title += "：" + p.Label
		}
	}
	if year > 0 {
		title += fmt.Sprintf("，%d年", year)
	}
	page := staff.RegisterListPage{Frame: s.frame(r, title, ui.Link{Label: "统计", Href: q.query(statisticsPath)}),
		Heading: ui.Heading{Title: title, Lead: fmt.Sprintf("共 %d 人次，%d 人。", len(picked), appointment.Persons(picked))}, Tables: []ui.Table{decidedTable(picked)}}
	return s.render(w, r, http.StatusOK, staff.RegisterList(page))
}

func decidedTable(all []appointment.Decided) ui.Table {
	t := ui.Table{Caption: "名单", HideCaption: true, Empty: "没有。", Columns: []ui.Column{{Label: "姓名"}, {Label: "事项与职务"}, {Label: "会议"}, {Label: "日期", Narrow: true},
		{Label: "赞成／全体", Numeric: true, Narrow: true}, {Label: "结果", Narrow: true}}}
	for _, d := range all {
		result, votes := ui.Tag{State: ui.Done, Label: "通过"}, fmt.Sprintf("%d／%d", d.Yes, d.Total)
		switch {
		case d.Deferred:
			result, votes = ui.Tag{State: ui.Idle, Label: "未付表决"}, "—"
		case !d.Adopted:
			result = ui.Tag{State: ui.Stop, Label: "未通过"}
		}
		t.Rows = append(t.Rows, ui.Row{Href: casePath(d.CaseID), Cells: []ui.Cell{{Text: listName(d.Person, d.Sex)}, {Text: d.Action.Label() + "　" + d.Office},
			{Text: document.County{Term: d.Term}.TermName() + "第" + document.Numeral(d.Meeting) + "次会议"}, {Text: d.On.Short()}, {Text: votes}, {Tag: result}}})
	}
	return t
}
