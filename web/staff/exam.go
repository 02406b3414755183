package staff

import "renmian/web/ui"

// ScoresPage is the table in which results are entered, or read a second time.
type ScoresPage struct {
	Frame    ui.Frame
	Heading  ui.Heading
	Problems ui.Problems
	Form     ui.Form
	Second   bool // the second reading: no marker is asked for
	Rows     []ScoreRow
	Button   ui.Button
	Back     ui.Button
}

// ScoreRow is one candidate.
type ScoreRow struct {
	ID          string
	Name        string
	Office      string
	Note        string
	Why         string // why this person may not fill it in
	Score       string
	Absent      bool
	Error       string
	Marker      string
	MarkerError string
}
