package server

import (
	"fmt"
	"net/http"
	"strconv"

	"renmian/internal/appointment"
	"renmian/internal/authz"
	"renmian/internal/document"
	"renmian/internal/errs"
	"renmian/web/staff"
	"renmian/web/ui"
)

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
		Heading: ui.Heading{
			Title: title,
			Lead:  fmt.Sprintf("共 %d 人次，%d 人。", len(picked), appointment.Persons(picked)),
		}, Tables: []ui.Table{decidedTable(picked)}}
	return s.render(w, r, http.StatusOK, staff.RegisterList(page))
}

func decidedTable(all []appointment.Decided) ui.Table {
	t := ui.Table{
		Caption:     "名单",
		HideCaption: true,
		Empty:       "没有。",
		Columns: []ui.Column{{Label: "姓名"}, {Label: "事项与职务"}, {Label: "会议"}, {Label: "日期", Narrow: true},
			{Label: "赞成／全体", Numeric: true, Narrow: true}, {Label: "结果", Narrow: true}},
	}
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
