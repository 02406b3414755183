package server

import (
	"fmt"
	"strconv"
	"time"

	"github.com/a-h/templ"

	"renmian/internal/errs"
	"renmian/internal/store"
	"renmian/web/staff"
	"renmian/web/ui"
)

// linesShown is how many rows of one kind the report of a spreadsheet lists.
const linesShown = 500

// sheetReport is what the check of an uploaded spreadsheet found; whatever it is to bring, its report looks alike:
// the row, the column, what is wrong and how to put it right, then the rows to be looked at again, then those
// that are right.
type sheetReport struct {
	title    string // 试题核对报告
	fileName string
	uploaded string // by whom and when
	state    store.RosterState
	decided  string
	path     string // below which it is accepted and discarded
	upload   string // where the next one is uploaded

	unit    string // of what is imported: 道、件、人、行
	about   string // the heading of what a row is about
	doubted string // what rows are called that may be imported but want a second look
	skips   bool   // such rows are left out unless asked for
	whole   bool   // imported as a whole or not at all
	unkept  bool   // only filled into a form, so nothing is kept to decide about
	closed  string // why it can no longer be decided
	stats   ui.Stats
	notes   []string
	fields  []templ.Component // beside the button that imports
	rows    []sheetRow
}

// sheetRow is one row of the spreadsheet.
type sheetRow struct {
	number   int
	about    ui.Cell
	problems []errs.Finding
	doubt    string
	done     ui.Cell // what it brings
}

func (r sheetRow) wrong() bool { return len(r.problems) > 0 }

// uploadedBy says who brought a spreadsheet, or decided about it.
func uploadedBy(name string, at time.Time) string { return name + "，" + minute(at) }

// page builds the report.
func (x sheetReport) page() staff.BoardPage {
	wrong, doubted := 0, 0
	for _, r := range x.rows {
		switch {
		case r.wrong():
			wrong++
		case r.doubt != "":
			doubted++
		}
	}
	page := staff.BoardPage{Heading: ui.Heading{Over: x.fileName, Title: x.title, Tag: rosterTag(x.state), Lead: x.uploaded + "上传"},
		Panels: []staff.Panel{x.result(wrong, doubted)}}
	page.Panels = append(page.Panels, x.problems(wrong)...)
	page.Panels = append(
		page.Panels,
		x.list(x.doubted, "情况", func(r sheetRow) bool { return !r.wrong() && r.doubt != "" }, func(r sheetRow) ui.Cell { return ui.Cell{Text: r.doubt} })...)
	page.Panels = append(
		page.Panels,
		x.list("没有问题的行", yesNo(x.state == store.RosterAccepted, "已办理", "内容"), func(r sheetRow) bool { return !r.wrong() && r.doubt == "" },
			func(r sheetRow) ui.Cell { return r.done })...)
	return page
}

// result says how many rows are right, and offers what can still be done.
func (x sheetReport) result(wrong, doubted int) staff.Panel {
	good := len(x.rows) - wrong
	taken := good
	if x.skips {
		taken -= doubted
	}
	p := staff.Panel{
		Card:  ui.Card{Title: "结果"},
		Stats: ui.Stats{{Label: "共", Value: strconv.Itoa(len(x.rows)), Unit: "行"}, {Label: "可以导入", Value: strconv.Itoa(taken), Unit: x.unit}},
	}
	if x.doubted != "" {
		p.Stats = append(p.Stats, ui.Stat{Label: x.doubted, Value: strconv.Itoa(doubted), Unit: x.unit})
	}
	p.Stats = append(append(p.Stats, ui.Stat{Label: "有问题", Value: strconv.Itoa(wrong), Unit: "行"}), x.stats...)
	switch {
	case x.state != store.RosterChecked:
		p.Text = []string{x.decided + rosterTag(x.state).Label + "。"}
		return p
	case x.closed != "":
		p.Text = []string{x.closed}
		return p
	}
	p.Text = []string{"现在什么都还没有导入。"}
	switch {
	case good == 0:
		p.Text = append(p.Text, "没有可以导入的行。请按下面逐行的说明改正表格，重新上传。")
	case wrong > 0 && x.whole:
		p.Text = append(p.Text, fmt.Sprintf("现在还不能导入：%d 行有问题。请按下面逐行的说明改正表格，重新上传整份表格。", wrong))
	case wrong > 0:
		p.Text = append(p.Text, fmt.Sprintf("导入时跳过有问题的 %d 行；按下面逐行的说明改正后，可以把这些行另行上传。", wrong))
	}
	p.Text = append(p.Text, x.notes...)
	if good > 0 && (wrong == 0 || !x.whole) {
		button := ui.Button{Label: fmt.Sprintf("导入 %d %s", taken, x.unit)}
		if taken < good {
			button.Label = "导入" // how many depends on what is asked for beside it
		}
		p.Forms = append(p.Forms, staff.PanelForm{Form: ui.Form{Action: x.path + "/accept", Guard: true}, Fields: x.fields, Buttons: []ui.Button{button}})
	}
	if x.unkept {
		return p
	}
	if wrong > 0 {
		p.Buttons = append(p.Buttons, ui.Button{Label: "改正后重新上传", Href: x.upload, Kind: ui.Plain})
	}
	p.Forms = append(p.Forms, staff.PanelForm{Form: ui.Form{Action: x.path + "/discard"}, Buttons: []ui.Button{{Label: "放弃这份表格", Kind: ui.Plain}}})
	return p
}

// problems lists each thing that is wrong by itself: row, column, what it is and what to do.
func (x sheetReport) problems(wrong int) []staff.Panel {
	if wrong == 0 {
		return nil
	}
	p := staff.Panel{Card: ui.Card{Title: fmt.Sprintf("有问题的行（%d）", wrong)}, Table: ui.Table{Caption: "有问题的行", HideCaption: true,
		Columns: []ui.Column{{Label: "行", Narrow: true}, {Label: x.about}, {Label: "栏目", Narrow: true}, {Label: "问题和改法"}}}}
	n := 0
	for _, r := range x.rows {
		if !r.wrong() {
			continue
		}
		if n++; n > linesShown {
			p.Text = []string{fmt.Sprintf("只列出前 %d 行。", linesShown)}
			break
		}
		for _, f := range r.problems {
			p.Table.Rows = append(p.Table.Rows, ui.Row{Cells: []ui.Cell{{Text: rowName(r.number)}, r.about, {Text: orDash(f.Column)}, {Text: f.Text}}})
		}
	}
	return []staff.Panel{p}
}

func (x sheetReport) list(title, says string, in func(sheetRow) bool, cell func(sheetRow) ui.Cell) []staff.Panel {
	t := ui.Table{Caption: title, HideCaption: true, Columns: []ui.Column{{Label: "行", Narrow: true}, {Label: x.about}, {Label: says}}}
	n := 0
	for _, r := range x.rows {
		if !in(r) {
			continue
		}
		if n++; n <= linesShown {
			t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{{Text: rowName(r.number)}, r.about, cell(r)}})
		}
	}
	if n == 0 {
		return nil
	}
	p := staff.Panel{Card: ui.Card{Title: fmt.Sprintf("%s（%d）", title, n)}, Table: t}
	if n > linesShown {
		p.Text = []string{fmt.Sprintf("只列出前 %d 行。", linesShown)}
	}
	return []staff.Panel{p}
}

func rowName(n int) string { return fmt.Sprintf("第 %d 行", n) }
