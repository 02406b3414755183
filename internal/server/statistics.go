package server

import (
	"fmt"
	"net/http"
	"strconv"

	"renmian/internal/authz"
	"renmian/internal/calendar"
	"renmian/internal/errs"
	"renmian/internal/policy"
	"renmian/internal/store"
	"renmian/web/staff"
	"renmian/web/ui"
)

// statistics shows what was decided, by year; each figure opens its list.
func (s *Server) statistics(w http.ResponseWriter, r *http.Request) error {
	if err := authz.Check(actor(r), authz.ViewStatistics); err != nil {
		return err
	}
	from, to, err := yearRange(r, s.today())
	page := staff.StatisticsPage{}
	status := http.StatusOK
	if err != nil {
		status = http.StatusUnprocessableEntity
		page = newStatisticsPage(nil, from, to)
		page.Problems = problems(err)
		page.From.Error, page.To.Error = page.Problems.For("from"), page.Problems.For("to")
		page.From.Value, page.To.Value = r.URL.Query().Get("from"), r.URL.Query().Get("to")
	} else {
		counts, err := s.db.YearCounts(r.Context(), from, to)
		if err != nil {
			return err
		}
		page = newStatisticsPage(counts, from, to)
	}
	if !authz.Can(actor(r), authz.ListCases) {
		page = withoutLists(page)
	}
	page.Frame = s.frame(r, "统计")
	page.Frame.Invalid = len(page.Problems) > 0
	return s.render(w, r, status, staff.Statistics(page))
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

func newStatisticsPage(counts []store.YearCount, from, to int) staff.StatisticsPage {
	page := staff.StatisticsPage{
		Heading: ui.Heading{Title: "任免统计", Lead: fmt.Sprintf("%d 年至 %d 年常委会会议表决的任免案，按人次。", from, to)},
		Action:  "/statistics",
		From:    ui.Text{Name: "from", Label: "起始年份", Type: ui.Number, Width: ui.Short, Value: strconv.Itoa(from)},
		To:      ui.Text{Name: "to", Label: "截止年份", Type: ui.Number, Width: ui.Short, Value: strconv.Itoa(to)},
	}
	byAction, byGroup := newCrossTable(), newCrossTable()
	adopted, rejected := 0, 0
	for _, n := range counts {
		adopted, rejected = adopted+n.Adopted, rejected+n.Rejected
		byAction.add(string(n.Action), n.Year, n.Adopted)
		byGroup.add(string(n.Group), n.Year, n.Adopted)
	}
	page.Totals = ui.Stats{{Label: "表决", Value: strconv.Itoa(adopted + rejected), Unit: "人次"},
		{Label: "通过", Value: strconv.Itoa(adopted), Unit: "人次", Href: "/cases?result=adopted"},
		{Label: "未通过", Value: strconv.Itoa(rejected), Unit: "人次", Href: "/cases?result=rejected"}}
	var actions, groups []crossRow
	for _, a := range policy.Actions() {
		actions = append(actions, crossRow{string(a), a.Label()})
	}
	for _, g := range policy.Groups() {
		groups = append(groups, crossRow{string(g), g.Label()})
	}
	page.Years = byAction.table("通过的任免案，按事项", "事项", "action", actions, from, to)
	page.Groups = byGroup.table("通过的任免案，按机关", "机关", "group", groups, from, to)
	return page
}

// crossTable counts by a key and a year; the totals are sums of what is shown, so they reconcile. V23
type crossTable map[string]map[int]int

type crossRow struct{ key, label string }

func newCrossTable() crossTable { return crossTable{} }

func (t crossTable) add(key string, year, n int) {
	if t[key] == nil {
		t[key] = map[int]int{}
	}
	t[key][year] += n
}

func (t crossTable) table(caption, head, param string, rows []crossRow, from, to int) ui.Table {
	out := ui.Table{Caption: caption, Columns: []ui.Column{{Label: head}}, Empty: "这些年没有表决记录。"}
	for y := from; y <= to; y++ {
		out.Columns = append(out.Columns, ui.Column{Label: fmt.Sprintf("%d年", y), Numeric: true})
	}
	out.Columns = append(out.Columns, ui.Column{Label: "合计", Numeric: true})
	sums := map[int]int{}
	for _, row := range rows {
		years := t[row.key]
		if len(years) == 0 {
			continue
		}
		cells := []ui.Cell{{Text: row.label}}
		total := 0
		for y := from; y <= to; y++ {
			n := years[y]
			total += n
			sums[y] += n
			cell := ui.Cell{Text: strconv.Itoa(n)}
			if n > 0 {
				cell.Href = withQuery("/cases", param, row.key, "year", strconv.Itoa(y), "result", "adopted")
			}
			cells = append(cells, cell)
		}
		out.Rows = append(out.Rows, ui.Row{Cells: append(cells, ui.Cell{Text: strconv.Itoa(total)})})
	}
	if len(out.Rows) > 0 {
		cells := []ui.Cell{{Text: "合计"}}
		total := 0
		for y := from; y <= to; y++ {
			total += sums[y]
			cell := ui.Cell{Text: strconv.Itoa(sums[y])}
			if sums[y] > 0 {
				cell.Href = withQuery("/cases", "year", strconv.Itoa(y), "result", "adopted")
			}
			cells = append(cells, cell)
		}
		out.Rows = append(out.Rows, ui.Row{Cells: append(cells, ui.Cell{Text: strconv.Itoa(total)})})
	}
	return out
}

// withoutLists takes the links to lists of cases out, for those who may read the figures only.
func withoutLists(page staff.StatisticsPage) staff.StatisticsPage {
	for i := range page.Totals {
		page.Totals[i].Href = ""
	}
	for _, table := range []ui.Table{page.Years, page.Groups} {
		for _, row := range table.Rows {
			for i := range row.Cells {
				row.Cells[i].Href = ""
			}
		}
	}
	return page
}
