package pdf

import (
	"strconv"

	"renmian/internal/document"
)

// Cover is what the first page of a volume says.
type Cover struct{ Title, Issuer, Date string }

// Volume binds papers in one file: a cover, a contents page, then the papers with page numbers that run
// through (述职报告汇编、任职档案). A paper stands in the contents under its Name.
func Volume(cover Cover, papers []document.Document) ([]byte, error) {
	b := newBook(cover.Title)
	s := b.setter(document.Document{Title: []string{cover.Title}})
	front := b.page()
	words := func(text string, top float64, g paragraph) {
		g.align, g.width = centre, s.width()
		for i, l := range s.even(text, g, s.breakLines(g.font, text, g.width, g.width)) {
			s.line(front, l, s.left, top+g.pitch*float64(i), g.width, g)
		}
	}
	words(cover.Title, 90*mm, paragraph{font: typed{bold, 30}, pitch: 45})
	foot := paragraph{font: s.body, pitch: s.pitch}
	issuer := s.breakLines(foot.font, cover.Issuer, s.width(), s.width())
	words(cover.Issuer, pageHeight-s.bottom-s.pitch*float64(1+len(issuer)), foot)
	words(cover.Date, pageHeight-s.bottom-s.pitch, foot)

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
			set.entry(i+1, len(papers), d.Name, strconv.Itoa(first[i]), 1+sheets+first[i]-1)
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

// entry is a line of the contents: its place among all, name, dots, page. A name of several lines hangs beside its place.
func (s *setter) entry(place, all int, name, number string, to int) {
	g := paragraph{font: s.body, pitch: s.pitch, align: left, keepLines: true}
	hang := s.breadth(strconv.Itoa(all) + "．")
	g.width = s.width() - s.em(3) - hang
	lines := s.breakLines(g.font, name, g.width, g.width)
	for i, l := range lines {
		s.boxes = append(s.boxes, box{height: s.pitch, keep: i < len(lines)-1, draw: func(p *page, top float64) {
			y := baseline(top, s.pitch, s.body.size)
			if i == 0 {
				label := strconv.Itoa(place) + "．"
				p.text(s.left+hang-s.breadth(label), y, s.body, black, 0, plainLine(label)...)
			}
			s.line(p, l, s.left+hang, top, g.width, g)
			p.AddPageLink([4]float64{s.left, pageHeight - top - s.pitch, s.left + s.width(), pageHeight - top}, to)
			if i < len(lines)-1 {
				return
			}
			end := s.left + s.width() - s.breadth(number)
			p.text(end, y, s.body, black, 0, plainLine(number)...)
			p.dashed(s.left+hang+l.width+s.em(0.5), y-3, end-s.em(0.5), y-3, 0.6, 0.6, 4)
		}})
	}
}

// breadth is how wide a few words of the body are.
func (s *setter) breadth(words string) (width float64) {
	for _, r := range words {
		width += s.fonts.width(s.body.face, s.body.size, r)
	}
	return width
}
