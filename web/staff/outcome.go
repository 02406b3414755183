package staff

import (
	"github.com/a-h/templ"

	"renmian/web/ui"
)

// CertificatesPage shows certificates to print, one sheet each.
type CertificatesPage struct {
	Frame  ui.Frame
	Sheets []ui.Certificate
}

// ProofPage shows the draft of a notice beside the results it was made from.
type ProofPage struct {
	Board BoardPage
	Stand string // what the comparison found
	Lines []ProofLine
}

// ProofLine is one line of the comparison; Was and Is are what is only in the results or in the draft.
type ProofLine struct {
	Mark                string // same, missing, added
	Words               string // 一致、稿中缺少、稿中多出
	Before, Diff, After string
}

// DossierPage is everything kept about one person's offices on one axis of time.
type DossierPage struct {
	Frame    ui.Frame
	Heading  ui.Heading
	Summary  ui.Summary
	Tenures  ui.Table
	Timeline ui.Timeline
	Promises []Promise
	Print    ui.Button
	Volume   ui.Button         // everything bound in one file
	Stats    ui.Stats          // at a glance
	Figures  []templ.Component // the ratings over the years
	Filter   ui.Filter
	What     ui.Select // kinds of events
}

// Promise is one filed commitment with its text.
type Promise struct {
	Title string
	Note  string
	Parts []PromisePart
}

// PromisePart is one heading of a commitment.
type PromisePart struct{ Heading, Text string }
