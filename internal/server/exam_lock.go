package server

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"renmian/internal/exam"
	"renmian/internal/store"
	"renmian/web/staff"
	"renmian/web/ui"
)

// coded orders the sheets so that their numbers tell nothing of who wrote them.
func coded(sheets []store.ExamSheet) []store.ExamSheet {
	return slices.SortedFunc(slices.Values(sheets), func(a, b store.ExamSheet) int { return strings.Compare(a.Lot, b.Lot) })
}

// totalsPanel shows what each sheet has earned: under a number before the lock, with the name after.
func (d markingData) totalsPanel(sheets []store.ExamSheet, points map[int64][]float64) staff.Panel {
	x := staff.Panel{Card: ui.Card{Title: "各卷合计", ID: "totals"}, Table: ui.Table{Caption: "各卷合计", HideCaption: true, Empty: "没有交卷的考生。",
		Columns: []ui.Column{
			{Label: "卷号"},
			{Label: "客观题", Numeric: true},
			{Label: "主观题", Numeric: true},
			{Label: "合计", Numeric: true},
			{Label: "状态", Narrow: true},
		}}}
	if !d.state.Locked {
		x.Text = []string{"锁定以前只有卷号，不显示姓名。"}
	}
	open := map[int64]int{}
	for _, a := range d.answers {
		if d.settled(a).Next != 0 {
			open[a.EntryID]++
		}
	}
	for n, sheet := range coded(sheets) {
		row := ui.Row{Cells: []ui.Cell{{Text: strconv.Itoa(n + 1)}, {}, {}, {}, {}}}
		if d.state.Locked {
			row.Href, row.Cells[0] = sheetPath(d.s.ID, sheet.EntryID), ui.Cell{Text: listName(sheet.Person, sheet.Sex), Note: sheet.Office}
		}
		switch of, handedIn := points[sheet.EntryID]; {
		case !handedIn:
			row.Href, row.Cells[4].Tag = "", ui.Tag{State: ui.Stop, Label: sheet.State.Label()}
		case open[sheet.EntryID] > 0 && !d.state.Locked:
			row.Cells[1].Text = inPoints(objectivePart(d.papers[sheet.PaperID], of))
			row.Cells[4].Tag = ui.Tag{State: ui.Doing, Label: fmt.Sprintf("待评 %d 题", open[sheet.EntryID])}
		default:
			if sheet.Points != nil {
				of = sheet.Points
			}
			objective, total := objectivePart(d.papers[sheet.PaperID], of), exam.Total(of)
			row.Cells[1].Text, row.Cells[2].Text, row.Cells[3].Text = inPoints(objective), inPoints(exam.Total([]float64{total, -objective})), inPoints(total)
			row.Cells[4].Tag = ui.Tag{State: ui.Done, Label: d.rules.Grade(total)}
			if !d.rules.Passed(total) {
				row.Cells[4].Tag.State = ui.Stop
			}
		}
		x.Table.Rows = append(x.Table.Rows, row)
	}
	return x
}

func objectivePart(questions []exam.Question, points []float64) float64 {
	var part []float64
	for n, q := range questions {
		if exam.Objective(q.Kind) && n < len(points) {
			part = append(part, points[n])
		}
	}
	return exam.Total(part)
}

// alikePanel names the pairs of sheets that a person should look at.
func (d markingData) alikePanel(sheets []store.ExamSheet) staff.Panel {
	x := staff.Panel{Card: ui.Card{Title: "雷同检查", ID: "alike"}, Table: ui.Table{Caption: "雷同检查", HideCaption: true,
		Empty: "没有发现错误答案高度相同的答卷。", Columns: []ui.Column{{Label: "考生"}, {Label: "都答错", Numeric: true, Narrow: true}, {Label: "错得相同", Numeric: true, Narrow: true}, {Label: "座位", Narrow: true}}}}
	all := coded(sheets)
	for i, a := range all {
		for j := i + 1; j < len(all); j++ {
			b := all[j]
			if a.PaperID == 0 || a.PaperID != b.PaperID {
				continue
			}
			same, wrong := exam.Alike(d.papers[a.PaperID], a.Answers, b.Answers)
			if !exam.TooAlike(same, wrong) {
				continue
			}
			near := "不相邻"
			if a.Room == b.Room && (a.Seat-b.Seat == 1 || b.Seat-a.Seat == 1) {
				near = "邻座"
			}
			x.Table.Rows = append(x.Table.Rows, ui.Row{
				Cells: []ui.Cell{{Text: a.Person + "与" + b.Person}, {Text: fmt.Sprintf("%d 题", wrong)}, {Text: fmt.Sprintf("%d 题", same)}, {Text: near}},
			})
		}
	}
	if len(x.Table.Rows) > 0 {
		x.Text = []string{"下列答卷错误的选项大多相同，请对照考场记录复查。是否违纪由人认定，系统不扣分；查实的，在成绩锁定以前由监考人员在考场页面点开考生，办理“取消成绩”。"}
	}
	return x
}

// lockScores locks the marks (锁定成绩).
func (s *Server) lockScores(w http.ResponseWriter, r *http.Request) error {
	id, err := pathID(r, "id")
	if err != nil {
		return err
	}
	if err := s.flow.LockScores(r.Context(), actor(r), id); err != nil {
		return err
	}
	s.flash(r, "成绩已锁定，请由另一人核对。")
	return seeOther(w, r, markingPath(id))
}

// confirmScoresPage shows the second person the locked marks.
func (s *Server) confirmScoresPage(w http.ResponseWriter, r *http.Request) error {
	d, err := s.markingOf(r, 0, 0)
	if err != nil {
		return err
	}
	sheets, err := s.db.ExamSheets(r.Context(), d.s.ID)
	if err != nil {
		return err
	}
	page := staff.BoardPage{Heading: ui.Heading{Over: "场次 " + d.s.Number, Title: "核对成绩", Lead: "逐人查看合计和等次，有疑问的点开成绩明细。核对后成绩记入任免案，以后只能经更正程序修改。"}}
	list := d.totalsPanel(sheets, nil)
	list.Card.Title, list.Table.Rows = "锁定的成绩", nil
	for _, c := range d.all {
		row := ui.Row{Cells: []ui.Cell{{Text: listName(c.Person, c.Sex), Note: c.Office}, {}, {}, {}, {}}}
		k := slices.IndexFunc(sheets, func(x store.ExamSheet) bool { return x.CaseID == c.CaseID })
		switch {
		case c.ResultID == 0:
			row.Cells[4].Tag = ui.Tag{State: ui.Idle, Label: "不计入任免案"}
		case k >= 0 && sheets[k].Points != nil:
			objective := objectivePart(d.papers[sheets[k].PaperID], sheets[k].Points)
			row.Href = sheetPath(d.s.ID, sheets[k].EntryID)
			row.Cells[1].Text, row.Cells[2].Text, row.Cells[3].Text = inPoints(
				objective,
			), inPoints(
				exam.Total([]float64{c.Score, -objective}),
			), inPoints(
				c.Score,
			)
			row.Cells[4].Tag = ui.Tag{State: ui.Done, Label: d.rules.Grade(c.Score)}
			if !d.rules.Passed(c.Score) {
				row.Cells[4].Tag.State = ui.Stop
			}
		default:
			row.Cells[4].Tag = ui.Tag{State: ui.Stop, Label: resultWords(c.ExamResult)}
		}
		list.Table.Rows = append(list.Table.Rows, row)
	}
	list.Table.Columns[0].Label = "考生"
	if d.othersEntered(actor(r)) {
		list.Forms = []staff.PanelForm{{
			Form:    ui.Form{Action: markingPath(d.s.ID) + "/confirm"},
			Buttons: []ui.Button{{Label: "核对无误，记入任免案"}, {Label: "返回", Href: markingPath(d.s.ID), Kind: ui.Plain}},
		}}
	} else {
		list.Buttons = []ui.Button{{Label: "返回阅卷", Href: markingPath(d.s.ID), Kind: ui.Plain}}
	}
	page.Panels = []staff.Panel{list}
	page.Frame = s.frame(r, "核对成绩", examsCrumb, d.crumb(), ui.Link{Label: "阅卷", Href: markingPath(d.s.ID)})
	return s.render(w, r, http.StatusOK, staff.Board(page))
}

// confirmScores is the second person's yes (核对成绩).
func (s *Server) confirmScores(w http.ResponseWriter, r *http.Request) error {
	id, err := pathID(r, "id")
	if err != nil {
		return err
	}
	if err := s.flow.ConfirmScores(r.Context(), actor(r), id); err != nil {
		return err
	}
	s.flash(r, "成绩已核对，记入任免案。")
	return seeOther(w, r, markingPath(id))
}
