package server

import (
	"fmt"
	"net/http"
	"strconv"

	"renmian/internal/appointment"
	"renmian/internal/document"
	"renmian/web/staff"
	"renmian/web/ui"
)

// listLink is the address of the list behind a number: of a figure, a pile of it, a year.
type listLink func(figure, key, year string, more ...string) string

// newStatisticsPage counts decisions by every figure. Each table is counted from the one list, so that the
// parts add up to the whole and to the lists behind them. V23
func newStatisticsPage(all []appointment.Decided, taken []appointment.Examined, q asked, lists bool) staff.StatisticsPage {
	link := func(figure, key, year string, more ...string) string {
		if !lists {
			return ""
		}
		return q.query(statisticsPath+"/list", append([]string{"figure", figure, "key", key, "year", year}, more...)...)
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
		page.Totals = append(page.Totals, ui.Stat{Label: "提请到公布平均", Value: fmt.Sprintf("%.1f", days), Unit: "日", Href: link("notice", "", "")})
	}
	page.Charts = charts(all, taken, q)
	for _, f := range appointment.Figures {
		page.Tables = append(page.Tables, figureTable(f, all, q, link))
	}
	page.Tables = append(page.Tables,
		splitTable("按届次和会议", "会议", all, link, func(d appointment.Decided) portion {
			return portion{
				key:    d.MeetingID,
				label:  document.County{Term: d.Term}.TermName() + "第" + document.Numeral(d.Meeting) + "次会议",
				filter: "meeting",
				href:   q.query(statisticsPath, "meeting", idText(d.MeetingID)),
			}
		}),
		splitTable("按提请机关", "提请机关", all, link, func(d appointment.Decided) portion {
			return portion{key: d.OrganID, label: d.Organ, filter: "organ", href: q.query(statisticsPath, "organ", idText(d.OrganID))}
		}),
		examTable(taken, q, lists))
	return page
}

// figureTable is one figure by year: rows and columns add up because each number counts the same list.
func figureTable(f appointment.Figure, all []appointment.Decided, q asked, link listLink) ui.Table {
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

// portion is one of many things by which decisions are parted: its own number in the filter of that name.
type portion struct {
	key    int64
	label  string
	href   string
	filter string
}

// splitTable counts the decisions, without people's assessors, by something there are many of; each number opens its
// list.
func splitTable(caption, head string, all []appointment.Decided, link listLink, by func(appointment.Decided) portion) ui.Table {
	kind, _ := appointment.FigureOf("kind")
	t := ui.Table{Caption: caption, Columns: []ui.Column{{Label: head}}, Empty: "没有。"}
	for _, p := range kind.Piles {
		t.Columns = append(t.Columns, ui.Column{Label: p.Label, Numeric: true})
	}
	t.Columns = append(t.Columns, ui.Column{Label: "合计", Numeric: true})
	counted := kind.Pick(all, "", 0)
	var order []portion
	groups := map[int64][]appointment.Decided{}
	for _, d := range counted {
		p := by(d)
		if groups[p.key] == nil {
			order = append(order, p)
		}
		groups[p.key] = append(groups[p.key], d)
	}
	row := func(label ui.Cell, in []appointment.Decided, more ...string) ui.Row {
		cells := []ui.Cell{label}
		for _, p := range append(kind.Piles[:len(kind.Piles):len(kind.Piles)], appointment.Pile{}) {
			c := ui.Cell{Text: strconv.Itoa(len(kind.Pick(in, p.Key, 0)))}
			if c.Text != "0" {
				c.Href = link("kind", p.Key, "", more...)
			}
			cells = append(cells, c)
		}
		return ui.Row{Cells: cells}
	}
	for _, p := range order {
		t.Rows = append(t.Rows, row(ui.Cell{Text: p.label, Href: p.href}, groups[p.key], p.filter, idText(p.key)))
	}
	if len(order) > 1 {
		t.Rows = append(t.Rows, row(ui.Cell{Text: "合计"}, counted))
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
