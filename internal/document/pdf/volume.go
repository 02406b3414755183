package pdf

import (
	"fmt"
	"strconv"

	"renmian/internal/document"
)

// Volume binds papers in one file: a cover that carries the title, a contents page, then the papers with
// page numbers that run through (述职报告汇编、任职档案). A paper stands in the contents under its Name.
func Volume(title string, papers []document.Document) ([]byte, error) {
	b := newBook(title)
	s := b.setter(document.Document{Title: []string{title}})
	cover := b.page()
	lines := s.breakLines(typed{bold, 30}, title, s.width(), s.width())
	for i, l := range lines {
		g := paragraph{font: typed{bold, 30}, pitch: 45, align: centre}
		s.line(cover, l, s.left, 90*mm+45*float64(i), s.width(), g)
	}

	// The papers are set before the contents, which name their pages and come first.
	type part struct {
		set   *setter
		pages [][]placed
	}
	parts := make([]part, len(papers))
	for i, d := range papers {
		x := b.setter(d)
		parts[i] = part{x, paginate(x.boxes, x.top, pageHeight-x.bottom)}
	}
	contents := &setter{measures: official, fonts: b.fonts}
	contents.set("目　录", paragraph{font: contents.title, pitch: 2 * contents.titlePitch, width: contents.width(), align: centre, keepAll: true})
	sheets := 0
	at := 1
	first := make([]int, len(parts))
	for i := range parts {
		first[i], at = at, at+len(parts[i].pages)
	}
	leads := func() []box { // the pages of the contents must be known before what they lead to
		set := *contents
		for i, d := range papers {
			set.entry(fmt.Sprintf("%d．%s", i+1, d.Name), strconv.Itoa(first[i]), 1+sheets+first[i]-1)
		}
		return set.boxes
	}
	sheets = len(paginate(leads(), contents.top, pageHeight-contents.bottom))
	for _, boxes := range paginate(leads(), contents.top, pageHeight-contents.bottom) {
		p := b.page()
		for _, x := range boxes {
			x.draw(p, x.top)
		}
	}
	for i, x := range parts {
		b.mark(papers[i].Name)
		b.draw(x.set, x.pages, false)
	}
	return b.bytes()
}

// entry is a line of the contents: name, dots, page.
func (s *setter) entry(name, number string, to int) {
	g := paragraph{font: s.body, pitch: s.pitch, width: s.width() - s.em(3), align: left, keepLines: true}
	lines := s.breakLines(g.font, name, g.width, g.width)
	for i, l := range lines {
		s.boxes = append(s.boxes, box{height: s.pitch, keep: i < len(lines)-1, draw: func(p *page, top float64) {
			s.line(p, l, s.left, top, g.width, g)
			p.AddPageLink([4]float64{s.left, pageHeight - top - s.pitch, s.left + s.width(), pageHeight - top}, to)
			if i < len(lines)-1 {
				return
			}
			digits, width := plainLine(number), 0.0
			for _, r := range number {
				width += s.fonts.width(song, s.body.size, r)
			}
			end := s.left + s.width() - width
			p.text(end, baseline(top, s.pitch, s.body.size), s.body, black, 0, digits...)
			y := baseline(top, s.pitch, s.body.size)
			p.dashed(s.left+l.width+s.em(0.5), y-3, end-s.em(0.5), y-3, 0.6, 0.6, 4)
		}})
	}
}
