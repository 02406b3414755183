package staff

import (
	"github.com/a-h/templ"

	"renmian/web/ui"
)

// RegisterListPage shows one register: what may be chosen from it, and its tables.
type RegisterListPage struct {
	Frame    ui.Frame
	Tabs     ui.Tabs
	Heading  ui.Heading
	Problems ui.Problems
	Buttons  []ui.Button
	Filter   ui.Filter // without fields it is not shown
	Fields   []templ.Component
	Stats    ui.Stats
	Figures  []templ.Component // charts above the tables
	Tables   []ui.Table
	Pager    ui.Pager
	Post     *ui.Post // offered below an empty register
	PostText string
	Help     RegisterHelp
}

// RegisterHelp explains a register where it is kept.
type RegisterHelp struct {
	Title string
	Lines []string
}

// RegisterFormPage changes one entry of a register, or adds it.
type RegisterFormPage struct {
	Frame    ui.Frame
	Heading  ui.Heading
	Problems ui.Problems
	Warning  []string // what will follow, on pages that end something
	Form     ui.Form
	Groups   []RegisterFields
	Button   ui.Button
	Back     string
	Before   *RegisterLookup
}

// RegisterFields are the fields of a form under one legend; without legend they stand alone.
type RegisterFields struct {
	Legend, Hint string
	Fields       []templ.Component
}

// RegisterLookup chooses what a form is about, before the form itself: a person, a group of offices.
type RegisterLookup struct {
	Filter ui.Filter
	Field  templ.Component
	Found  ui.Table
}

// RegisterDetailPage shows one entry of a register.
type RegisterDetailPage struct {
	Frame    ui.Frame
	Tabs     ui.Tabs
	Heading  ui.Heading
	Warning  string
	Stats    ui.Stats // at a glance
	Summary  ui.Summary
	Buttons  []ui.Button
	Figures  []templ.Component // charts
	Sections []RegisterSection
	History  ui.Timeline
}

// RegisterSection is a part of a detail page.
type RegisterSection struct {
	Title string
	Link  ui.Link
	Table ui.Table
}

// HolidaysPage keeps the days of a year that differ from the plain week.
type HolidaysPage struct {
	Frame      ui.Frame
	Heading    ui.Heading
	Problems   ui.Problems
	Prev, Next ui.Link
	Days       []HolidayRow
	Prefill    *ui.Post
	Year       ui.Hidden
	Fields     []templ.Component
}

// HolidayRow is one registered day.
type HolidayRow struct {
	Day, Weekday, Name string
	Tag                ui.Tag
	Remove             ui.Post
}
