package pdf

import (
	"renmian/internal/document"
)

var certificateRed = colour{0.702, 0.086, 0.114}

// Certificates sets certificates of appointment (任命书) in 楷体, one sheet each, the name larger than the
// rest. A character of a name that the font lacks is drawn from the next one.
func Certificates(all ...document.CertificateSheet) ([]byte, error) {
	b := newBook(all[0].Title)
	for _, c := range all {
		b.certificate(c)
	}
	return b.bytes()
}

func (b *book) certificate(c document.CertificateSheet) {
	const size, pitch = 20, 40
	s := &setter{measures: official, fonts: b.fonts}
	s.body, s.pitch = typed{kai, size}, pitch
	if c.Stamp != "" {
		s.stamp(c.Stamp)
	}
	s.wide(c.Title, typed{kai, 44}, 44*0.35)
	if c.Second != "" {
		s.set(c.Second, paragraph{font: typed{kai, size}, pitch: pitch, width: s.width(), align: centre, keepAll: true})
	}
	s.boxes[len(s.boxes)-1].height += 12 * mm
	if c.Number != "" {
		s.set(c.Number, paragraph{font: typed{kai, 14}, pitch: 22, width: s.width(), align: right, keepAll: true})
		s.boxes[len(s.boxes)-1].height += 8 * mm
	}
	s.set(c.To+"：",
		paragraph{font: typed{kai, document.NameScale * size}, pitch: document.NameScale * size * 1.6, width: s.width(), align: left, keepAll: true})
	for _, text := range c.Body {
		g := s.para(kai)
		g.keepAll = true
		s.set(text, g)
	}
	for i, text := range append(append([]string{}, c.Signed...), c.Date) {
		g := paragraph{font: s.body, pitch: pitch, width: s.width() - s.em(2), align: right, keepAll: true}
		if i == 0 {
			g.gap = 28 * mm // room for the seal
		}
		s.set(text, g)
	}
	height := 0.0
	for _, x := range s.boxes {
		height += x.gap + x.height
	}
	top := max(s.top-15*mm, (pageHeight-height)/2)
	for _, boxes := range paginate(s.boxes, top, pageHeight-s.bottom+10*mm) {
		p := b.page()
		for _, x := range boxes {
			x.draw(p, x.top)
		}
	}
}

// wide sets a title with its characters apart.
func (s *setter) wide(text string, f typed, gap float64) {
	all := plainLine(text)
	width := -gap
	for i, c := range all {
		for _, r := range c.text {
			all[i].width = s.fonts.width(f.face, f.size, r)
		}
		width += all[i].width + gap
	}
	s.boxes = append(s.boxes, box{height: f.size * 1.3, keep: true, draw: func(p *page, top float64) {
		p.text(s.left+(s.width()-width)/2, baseline(top, f.size*1.3, f.size), f, certificateRed, gap, all...)
	}})
}

// stamp prints 校样 or 作废 in a frame, so that the sheet is not taken for one to hand over.
func (s *setter) stamp(word string) {
	f := typed{hei, 22}
	all := plainLine(word)
	s.boxes = append(s.boxes, box{height: 22 * mm, keep: true, draw: func(p *page, top float64) {
		width := float64(len(all))*f.size*1.3 + 12*mm
		p.frame(s.left, top, width, 11*mm, 2, grey)
		p.text(s.left+6*mm+f.size*0.15, baseline(top, 11*mm, f.size), f, grey, f.size*0.3, all...)
	}})
}
