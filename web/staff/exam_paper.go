package staff

import (
	"github.com/a-h/templ"

	"renmian/web/ui"
)

// OrderPage is the form of what a set of papers is made of.
type OrderPage struct {
	Frame      ui.Frame
	Heading    ui.Heading
	Groups     ui.Tabs // one page for each group
	Problems   ui.Problems
	Form       ui.Form
	Group      string
	Top        []templ.Component
	Sections   []OrderSection
	Kinds      []string // heads of OrderLaw.Have
	Laws       []OrderLaw
	Cells      []OrderCell
	CellsOpen  bool
	CellsTitle string
	Bottom     []templ.Component
	Buttons    []ui.Button

	Sheet        ui.Form // takes the blueprint from a spreadsheet
	SheetFields  []templ.Component
	SheetButtons []ui.Button
	SheetOpen    bool
}

// OrderSection is one kind of question: how many, and their points.
type OrderSection struct {
	Label, Kind, Count, Points, Error string
}

// OrderLaw is the least number of questions of one law, beside what the bank has.
type OrderLaw struct {
	Index, Name, Label, Min string
	Have                    []string
}

// OrderCell is a closer wish: a law, a kind, a difficulty, and how many at least.
type OrderCell struct {
	Index              string
	Laws, Kinds, Level []ui.Option
	Min                string
}

// QuestionPage is one question of a paper with what may replace it.
type QuestionPage struct {
	Frame    ui.Frame
	Heading  ui.Heading
	Problems ui.Problems
	Stem     string
	Options  []QuestionOption
	Facts    ui.Summary
	Links    ui.Tabs // the questions before and after
	Form     ui.Form // without an action: the question stays
	Offer    ui.Radios
	Empty    string // said when there is no substitute
	Button   ui.Button
}

// QuestionOption is one option, marked when it is right.
type QuestionOption struct {
	Letter, Text string
	Right        bool
}
