package staff

import (
	"github.com/a-h/templ"

	"renmian/web/ui"
)

// PolicyPage shows one version of the county's rules in plain words.
type PolicyPage struct {
	Frame    ui.Frame
	Tabs     ui.Tabs
	Heading  ui.Heading
	Buttons  []ui.Button
	Later    string // what will take effect, and when
	Versions ui.Table
	Cases    ui.Table // under way, of a version; not shown without columns
	Sections ui.Sections
	Chapters []PolicyChapter
}

// PolicyChapter is the settings of one stage.
type PolicyChapter struct {
	ID, Title string
	Settings  ui.Summary
}

// PolicyComparePage shows on what several policies do not agree, a table for each stage.
type PolicyComparePage struct {
	Frame    ui.Frame
	Tabs     ui.Tabs
	Heading  ui.Heading
	Filter   ui.Filter
	Choices  []ui.Select
	Presets  ui.Table // the counties, each with what is particular; not shown without columns
	Same     string   // said instead when nothing differs
	Chapters []ui.Table
	Refused  ui.Table // practices that are not offered; not shown without columns
}

// PolicyEditPage is the county's rules as a form.
type PolicyEditPage struct {
	Frame    ui.Frame
	Heading  ui.Heading
	From     ui.Filter
	Choice   ui.Select
	Problems ui.Problems
	Form     ui.Form
	Base     ui.Hidden
	Preview  string // what would change, before it is adopted
	Changes  []ui.Table
	Groups   []PolicyFields
	Day      ui.Text
	Back     string
}

// PolicyFields are the fields of one stage, folded unless something in it is wrong.
type PolicyFields struct {
	ID, Title    string
	Count, Wrong string // how many fields there are, and how many are wrong if any
	Fields       []templ.Component
}
