package staff

import (
	"github.com/a-h/templ"

	"renmian/web/ui"
)

// PlanPage is the supervision plan of a year: what is to be decided about it, its months, and the year at a glance.
type PlanPage struct {
	Frame    ui.Frame
	Heading  ui.Heading
	Tabs     ui.Tabs
	Problems ui.Problems
	Before   []Panel
	Filter   ui.Filter
	Fields   []templ.Component
	Year     ui.Table // kinds by months
	Months   []PlanMonth
	After    []Panel
}

// PlanMonth is one month of a plan with its items.
type PlanMonth struct {
	Name  string
	Now   bool
	Items []PlanLine
	Add   ui.Link
}

// PlanLine is one item within a month.
type PlanLine struct {
	Title, Href string
	Kind        string
	Note        string
	Tag         ui.Tag
}
