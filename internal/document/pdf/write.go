package pdf

import (
	"fmt"

	"renmian/internal/document"
)

// Write sets papers in one file, each from a new page on with page numbers of its own.
func Write(papers ...document.Document) ([]byte, error) {
	b := newBook(papers[0].Name)
	for _, d := range papers {
		b.number = 0
		b.add(d)
	}
	return b.bytes()
}

// Final sets papers like Write; each page carries the number under which the ledger keeps the file (定稿编号).
func Final(number string, papers ...document.Document) ([]byte, error) {
	b := newBook(papers[0].Name)
	b.ledger = "定稿编号 " + number
	for _, d := range papers {
		b.number = 0
		b.add(d)
	}
	return b.bytes()
}

// add sets a document from a new page on.
func (b *book) add(d document.Document) {
	s := b.setter(d)
	b.draw(s, paginate(s.boxes, s.top, pageHeight-s.bottom), d.Small)
}

func (b *book) setter(d document.Document) *setter {
	s := &setter{measures: official, fonts: b.fonts}
	if d.Small {
		s.measures = small
	}
	if len(d.Sealed) > 0 {
		s.left = 40 * mm
	}
	s.document(d)
	return s
}

// draw puts paginated boxes on new pages and numbers them.
func (b *book) draw(s *setter, pages [][]placed, plainNumber bool) {
	for i, boxes := range pages {
		p := b.page()
		b.number++
		for _, x := range boxes {
			if x.again {
				p.artifact(func() { x.draw(p, x.top) })
				continue
			}
			x.draw(p, x.top)
		}
		if b.ledger != "" {
			b.small(p, 8, pageHeight-15*mm, b.ledger)
		}
		if plainNumber {
			b.small(p, 10, pageHeight-10*mm, fmt.Sprintf("第 %d 页　共 %d 页", i+1, len(pages)))
			continue
		}
		b.pageNumber(p, s)
	}
}

// pageNumber writes — 1 — below the text block: to the right on odd pages, to the left on even ones, one
// character from its edge.
func (b *book) pageNumber(p *page, s *setter) {
	f := typed{song, 14}
	text := plainLine(fmt.Sprintf("— %d —", b.number))
	width := 0.0
	for _, c := range text {
		for _, r := range c.text {
			width += b.fonts.width(f.face, f.size, r)
		}
	}
	x := pageWidth - s.right - f.size - width
	if b.number%2 == 0 {
		x = s.left + f.size
	}
	p.artifact(func() { p.text(x, pageHeight-s.bottom+7*mm+f.size, f, black, 0, text...) })
}

// small writes words in the middle of a line, beside the paper's text.
func (b *book) small(p *page, size, y float64, words string) {
	f := typed{song, size}
	text, width := plainLine(words), 0.0
	for _, c := range text {
		for _, r := range c.text {
			width += b.fonts.width(f.face, f.size, r)
		}
	}
	p.artifact(func() { p.text((pageWidth-width)/2, y, f, black, 0, text...) })
}
