package staff

import "renmian/web/ui"

// PaperPage shows official papers to print, one sheet each.
type PaperPage struct {
	Frame  ui.Frame
	Sheets []PaperSheet
}

// PaperSheet is one official paper.
type PaperSheet struct {
	Sheet ui.Sheet
	Text  ui.SheetText
}
