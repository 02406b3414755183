package pdf

import (
	folio "github.com/carlos7ags/folio/document"
)

// book is a file in the making: its pages and fonts.
type book struct {
	file   *folio.Document
	fonts  *fontSet
	marked bool   // has bookmarks (书签)
	number int    // of the last page, as printed
	ledger string // printed small at the foot of each page
}

func newBook(title string) *book {
	b := &book{file: folio.NewDocument(folio.PageSize{Width: pageWidth, Height: pageHeight}), fonts: newFontSet()}
	b.file.Info = folio.Info{Title: title, Producer: "Renmian", Language: "zh-CN"}
	return b
}

// page begins a page with its paper, which opens what can be drawn on.
func (b *book) page() *page {
	p := &page{b.file.AddPage(), b.fonts}
	p.blank(0, 0, pageWidth, pageHeight)
	return p
}

// mark leads a reader to the page that comes next.
func (b *book) mark(title string) {
	b.file.AddOutline(title, folio.FitDest(b.file.PageCount()))
	b.marked = true
}

// bytes writes the file, or says which characters it cannot show.
func (b *book) bytes() ([]byte, error) {
	if err := b.fonts.problem(); err != nil {
		return nil, err
	}
	view := folio.ViewerPreferences{DisplayDocTitle: true}
	if b.marked {
		view.PageMode = folio.ModeOutlines
	}
	b.file.SetViewerPreferences(view)
	return b.file.ToBytesWithOptions(folio.WriteOptions{Deterministic: true})
}
