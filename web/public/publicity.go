package public

import "renmian/web/ui"

// PublicityPage is a notice of nominees before their appointment.
type PublicityPage struct {
	Frame     ui.Frame
	Title     string
	Second    string // 任前公示 in the county's second language
	Gone      string // why nothing of it is shown
	State     ui.Tag
	Period    string
	Left      string // 还有 3 天
	Extended  []string
	Body      string
	Persons   []Nominee
	Office    string
	Telephone string
	Committee string
	Address   string
	Respond   string // address of the form; empty when nothing is taken any more
	Print     string
}

// Nominee is one person on a notice.
type Nominee struct {
	Name     string
	Proposed string
	Second   string // the office in the county's second language
	Lines    []string
	Score    string
	Ended    string // said instead of everything else
}

// OpinionPage takes an opinion on a notice.
type OpinionPage struct {
	Frame     ui.Frame
	Title     string
	Problems  ui.Problems
	Action    string
	Back      string
	Key       string
	Office    string
	Telephone string
	About     ui.Radios
	Text      ui.Area
	How       ui.Radios
	Name      ui.Text
	Contact   ui.Text
	Clue      ui.Area
	Trap      string // what stands in the field that no person sees
}

// ReceivedPage confirms an opinion.
type ReceivedPage struct {
	Frame     ui.Frame
	Receipt   string
	Day       string
	Office    string
	Telephone string
	Back      string
}
