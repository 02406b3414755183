package chamber

import "renmian/web/ui"

// RatePage is the phone of a rater who holds a code.
type RatePage struct{ Frame ui.Frame }

// RateSlipsPage is the sheet of slips with codes, shown once.
type RateSlipsPage struct {
	Frame  ui.Frame
	Title  string
	Hint   string
	Code   string // 测评码, 答题码
	Once   string // what is to be done with the slips now, and what when they are lost
	Groups []RateSlips
	Back   ui.Button
}

// RateSlips are the slips of one group of raters.
type RateSlips struct {
	Group string
	Slips []RateSlip
}

// RateSlip is one slip: nobody's name stands on it.
type RateSlip struct {
	Code string
	QR   QR
}
