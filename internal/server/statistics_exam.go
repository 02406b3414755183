package server

import (
	"fmt"
	"net/http"
	"strconv"

	"renmian/internal/appointment"
	"renmian/internal/authz"
	"renmian/internal/errs"
	"renmian/web/staff"
	"renmian/web/ui"
)

// examTable counts exams by year; each number opens its list, and the parts add up (V23).
func examTable(taken []appointment.Examined, q asked, lists bool) ui.Table {
	t := ui.Table{Caption: "任前法律知识考试", Empty: "没有考试。", Columns: []ui.Column{{Label: "项目"}}}
	for _, y := range q.years() {
		t.Columns = append(t.Columns, ui.Column{Label: fmt.Sprintf("%d年", y), Numeric: true})
	}
	t.Columns = append(t.Columns, ui.Column{Label: "合计", Numeric: true})
	if len(taken) == 0 {
		return t
	}
	years := append(q.years(), 0)
	for _, f := range appointment.ExamFigures {
		row := ui.Row{Cells: []ui.Cell{{Text: f.Label}}}
		for _, y := range years {
			n := f.Count(taken, y)
			c := ui.Cell{Text: strconv.Itoa(n)}
			if n > 0 && lists {
				year := ""
				if y > 0 {
					year = strconv.Itoa(y)
				}
				c.Href = q.query(statisticsPath+"/exams", "key", f.Name, "year", year)
			}
			row.Cells = append(row.Cells, c)
		}
		t.Rows = append(t.Rows, row)
	}
	rate, average := ui.Row{Cells: []ui.Cell{{Text: "及格率"}}}, ui.Row{Cells: []ui.Cell{{Text: "平均分"}}}
	for _, y := range years {
		e := appointment.CountExams(taken, y)
		said, mean := "—", "—"
		if share, ok := e.PassRate(); ok {
			said, mean = fmt.Sprintf("%.1f%%", 100*share), fmt.Sprintf("%.1f", e.Average())
		}
		rate.Cells, average.Cells = append(rate.Cells, ui.Cell{Text: said}), append(average.Cells, ui.Cell{Text: mean})
	}
	t.Rows = append(t.Rows, rate, average)
	return t
}

// statisticsExams is the list behind a number about exams.
func (s *Server) statisticsExams(w http.ResponseWriter, r *http.Request) error {
	for _, act := range []authz.Action{authz.ViewStatistics, authz.ListCases} {
		if err := authz.Check(actor(r), act); err != nil {
			return err
		}
	}
	q, err := s.askedFor(r)
	if err != nil {
		return err
	}
	f, known := appointment.ExamFigureOf(r.URL.Query().Get("key"))
	if !known {
		return errs.New(errs.NotFound, "没有这项统计，请从统计页面进入。")
	}
	taken, err := s.db.Examined(r.Context(), q.filter)
	if err != nil {
		return err
	}
	year, _ := strconv.Atoi(r.URL.Query().Get("year"))
	title := "任前法律知识考试：" + f.Label
	if year > 0 {
		title += fmt.Sprintf("，%d年", year)
	}
	picked := f.Pick(taken, year)
	table := examinedTable(picked)
	if f.Name == appointment.ExamSittings {
		table = sittingsTable(actor(r), picked)
	}
	page := staff.RegisterListPage{Frame: s.frame(r, title, ui.Link{Label: "统计", Href: q.query(statisticsPath)}), Tables: []ui.Table{table},
		Heading: ui.Heading{Title: title, Lead: fmt.Sprintf("共 %d %s。", f.Count(taken, year), f.Unit)}}
	return s.render(w, r, http.StatusOK, staff.RegisterList(page))
}

func examinedTable(all []appointment.Examined) ui.Table {
	t := ui.Table{
		Caption:     "名单",
		HideCaption: true,
		Empty:       "没有。",
		Columns: []ui.Column{
			{Label: "姓名"},
			{Label: "拟任职务"},
			{Label: "场次"},
			{Label: "日期", Narrow: true},
			{Label: "成绩", Numeric: true, Narrow: true},
			{Label: "结果", Narrow: true},
		},
	}
	for _, e := range all {
		score, result := fmt.Sprintf("%g", e.Score), ui.Tag{State: ui.Done, Label: "及格"}
		switch {
		case e.Absent:
			score, result = "—", ui.Tag{State: ui.Idle, Label: "缺考"}
		case e.Cancelled:
			result = ui.Tag{State: ui.Stop, Label: "成绩取消"}
		case !e.Passed:
			result = ui.Tag{State: ui.Stop, Label: "不及格"}
		}
		t.Rows = append(
			t.Rows,
			ui.Row{Href: casePath(e.CaseID), Cells: []ui.Cell{{Text: listName(e.Person, e.Sex)}, {Text: e.Office, Note: yesNo(e.Attempt > 1, "补考", "")},
				{Text: e.Sitting}, {Text: e.On.Short()}, {Text: score}, {Tag: result}}},
		)
	}
	return t
}

func sittingsTable(who authz.Actor, all []appointment.Examined) ui.Table {
	t := ui.Table{
		Caption:     "场次",
		HideCaption: true,
		Empty:       "没有。",
		Columns: []ui.Column{
			{Label: "场次"},
			{Label: "日期", Narrow: true},
			{Label: "人次", Numeric: true, Narrow: true},
			{Label: "及格", Numeric: true, Narrow: true},
		},
	}
	at := map[int64]int{}
	var sittings [][]appointment.Examined
	for _, e := range all {
		i, known := at[e.SittingID]
		if !known {
			i = len(sittings)
			at[e.SittingID], sittings = i, append(sittings, nil)
		}
		sittings[i] = append(sittings[i], e)
	}
	for _, in := range sittings {
		e := appointment.CountExams(in, 0)
		t.Rows = append(t.Rows, ui.Row{
			Href:  open(who, sittingPath(in[0].SittingID)),
			Cells: []ui.Cell{{Text: in[0].Sitting}, {Text: in[0].On.Short()}, {Text: strconv.Itoa(len(in))}, {Text: strconv.Itoa(e.Passed)}},
		})
	}
	return t
}
