package staff

import (
	"github.com/a-h/templ"

	"renmian/web/ui"
)

// BoardPage is a page made of panels: a meeting, an item of its agenda, a case before the chairpersons.
type BoardPage struct {
	Frame    ui.Frame
	Heading  ui.Heading
	Tabs     ui.Tabs
	Problems ui.Problems
	Panels   []Panel
	Aside    []Panel
	Live     string // address of the panels as they change; empty: they do not
}

// Panel is one section of a board; all parts are optional and stand in this order.
type Panel struct {
	Card     ui.Card
	Say      string // the sentence to read aloud
	Stages   ui.Stages
	Text     []string
	Filter   *ui.Filter // chooses what the panels below show, by its fields
	Choices  []templ.Component
	Blockers ui.Blockers
	Stats    ui.Stats
	Summary  ui.Summary
	Sums     []Sum // how the numbers of a count add up
	Table    ui.Table
	Result   []ui.Result
	Charts   []ui.Bars
	Grades   []ui.Grades
	Figures  []templ.Component // charts of other shapes, photographs
	Tasks    ui.Tasks
	Prose    []string // a longer text, a paragraph each
	Forms    []PanelForm
	Buttons  []ui.Button // that lead elsewhere
	Folded   []PanelFold
}

// Sum is a line of numbers written out with what they add up to.
type Sum struct {
	Name  string // of the person
	Parts []string
	Total string
	Right bool
}

// PanelForm is a form within a panel.
type PanelForm struct {
	Form    ui.Form
	Fields  []templ.Component
	Buttons []ui.Button
}

// PanelFold is what is seldom needed, behind its title.
type PanelFold struct {
	Title  string
	Open   bool
	Text   string
	Forms  []PanelForm
	Folded []PanelFold // of many alike, one for each
}

// AttendancePage is the list of members with where each stands.
type AttendancePage struct {
	Frame    ui.Frame
	Heading  ui.Heading
	Problems ui.Problems
	Stats    ui.Stats
	Form     ui.Form
	Members  []AttendanceRow
	Statuses []ui.Option
	Reasons  bool   // leave can still be asked for
	Reason   string // what the last column holds; 请假事由 when empty
	Buttons  []ui.Button
	Panels   []Panel
}

func (p AttendancePage) reason() string {
	if p.Reason == "" {
		return "请假事由"
	}
	return p.Reason
}

// AttendanceRow is one member on the list.
type AttendanceRow struct {
	ID     string
	Name   string
	Note   string // 主任, 签到时间
	Status string
	Reason string
	Error  string

	Was         string   // the mark that this page shows, sent back with the form
	Barred      []string // statuses that this member cannot change to
	StatusError string
}

// CountPage is what a scrutineer enters.
type CountPage struct {
	Frame    ui.Frame
	Heading  ui.Heading
	Problems ui.Problems
	Before   []Panel
	Live     string // address of Before as it changes; empty: it does not
	Form     ui.Form
	Present  string // among whom ballots were handed out
	Totals   []ui.Text
	Lines    []CountLine
	Buttons  []ui.Button
}

// CountLine is the count of one person on the ballot paper.
type CountLine struct {
	ID     string // of the case, which the names of the fields end in
	Number string
	Person string
	Office string
	Error  string
	Fields []ui.Text // 赞成, 反对, 弃权, 无效
}

func (s Sum) verdict() string {
	if s.Right {
		return "，相符"
	}
	return "，不符"
}
