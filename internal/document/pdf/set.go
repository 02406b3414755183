package pdf

import (
	"strconv"
	"strings"

	"renmian/internal/document"
)

// measures are the sizes of a paper in points.
type measures struct {
	top, right, bottom, left float64 // margins
	body                     typed
	pitch                    float64 // from line to line
	title                    typed
	titlePitch               float64
	cell                     typed
	cellPitch                float64
	pad                      [2]float64 // of a table's cell: above and below, left and right
	colophon                 typed
}

// official are the measures of GB/T 9704: 22 lines of 28 characters in 156 × 225 mm.
var official = measures{top: 37 * mm, right: 26 * mm, bottom: 35 * mm, left: 28 * mm, body: typed{song, 156 * mm / 28}, pitch: 225 * mm / 22,
	title: typed{bold, 22}, titlePitch: 32, cell: typed{song, 12}, cellPitch: 18, pad: [2]float64{1.5 * mm, 2 * mm}, colophon: typed{song, 14}}

// small are those of exam papers and answer sheets.
var small = measures{top: 20 * mm, right: 18 * mm, bottom: 20 * mm, left: 20 * mm, body: typed{song, 12}, pitch: 20,
	title: typed{bold, 18}, titlePitch: 26, cell: typed{song, 10.5}, cellPitch: 15.75, pad: [2]float64{1 * mm, 1.5 * mm}, colophon: typed{song, 9}}

// setter sets one document.
type setter struct {
	measures
	fonts *fontSet
	boxes []box
}

func (s *setter) width() float64 { return pageWidth - s.left - s.right }

// em is a number of characters of the body.
func (s *setter) em(n float64) float64 { return n * s.body.size }

// baseline is where characters stand in a line that begins at top.
func baseline(top, pitch, size float64) float64 { return top + (pitch-size)/2 + 0.88*size }

type align int

const (
	spread align = iota // 两端对齐
	left
	centre
	right
)

// paragraph is how a text is set.
type paragraph struct {
	font      typed
	colour    colour
	pitch     float64
	at        float64 // from the left margin
	width     float64
	first     float64 // indentation of the first line, negative when it hangs
	align     align
	gap       float64
	keepAll   bool // leads to what follows
	keepLines bool // its lines stay on one page
}

// set adds the lines of a text.
func (s *setter) set(text string, g paragraph) {
	lines := s.breakLines(g.font, text, g.width-g.first, g.width)
	if g.align == centre && len(lines) > 1 {
		lines = s.even(text, g, lines)
	}
	for i, l := range lines {
		x, width := s.left+g.at, g.width
		if i == 0 {
			x, width = x+g.first, width-g.first
		}
		b := box{height: g.pitch, keep: g.keepAll || i < len(lines)-1 && (g.keepLines || i == 0 && len(lines) == 2),
			draw: func(p *page, top float64) { s.line(p, l, x, top, width, g) }}
		if i == 0 {
			b.gap = g.gap
		}
		s.boxes = append(s.boxes, b)
	}
}

// even breaks a centred text into lines of about the same length.
func (s *setter) even(text string, g paragraph, lines []line) []line {
	total := 0.0
	for _, l := range lines {
		total += l.width
	}
	for wide := total / float64(len(lines)); wide < g.width; wide += g.font.size {
		if again := s.breakLines(g.font, text, wide, wide); len(again) == len(lines) {
			return again
		}
	}
	return lines
}

// line draws one line of a paragraph.
func (s *setter) line(p *page, l line, x, top, width float64, g paragraph) {
	gap := 0.0
	switch g.align {
	case centre:
		x += (width - l.width) / 2
	case right:
		x += width - l.width
	case spread:
		if n := len(l.clusters) - 1; !l.last && n > 0 && width-l.width < 4*g.font.size {
			gap = (width - l.width) / float64(n)
		}
	}
	p.text(x, baseline(top, g.pitch, g.font.size), g.font, g.colour, gap, l.clusters...)
}

// para is a paragraph of the body, 首行空二字.
func (s *setter) para(f typeface) paragraph {
	return paragraph{font: typed{f, s.body.size}, pitch: s.pitch, width: s.width(), first: s.em(2)}
}

// document sets the parts of a document in the order in which they are read.
func (s *setter) document(d document.Document) {
	s.sealed(d.Sealed)
	s.head(d)
	if d.Addressee != "" {
		g := s.para(song)
		g.first = 0
		s.set(d.Addressee, g)
	}
	for i, b := range d.Blocks {
		s.block(b, i+1 < len(d.Blocks) && d.Blocks[i+1].Style == document.Choice)
	}
	for i, line := range d.AttachmentLines() {
		g := s.para(song)
		g.at, g.width, g.first, g.align = s.em(5), s.width()-s.em(5), -s.em(3), left
		g.keepAll = true
		if i > 0 {
			g.first = 0
		} else {
			g.gap = s.pitch
		}
		s.set(line, g)
	}
	s.signed(d)
	if d.Note != "" {
		s.set(d.Note, s.para(song))
	}
	s.copies(d)
	if len(s.boxes) == 0 {
		s.boxes = []box{{draw: func(*page, float64) {}}}
	}
}

// head sets what stands above the body: 发文机关标志、发文字号、标题、题注.
func (s *setter) head(d document.Document) {
	if d.RedHead != "" {
		size := min(32, s.width()/float64(len([]rune(d.RedHead))))
		s.set(d.RedHead, paragraph{font: typed{bold, size}, colour: red, pitch: size * 1.3, width: s.width() + 1, align: centre, keepAll: true})
		s.boxes[len(s.boxes)-1].height += s.pitch
		first := &s.boxes[len(s.boxes)-1]
		draw := first.draw
		first.height += 35 * mm // 上边缘到版心上边缘 35 mm
		first.draw = func(p *page, top float64) { draw(p, top+35*mm) }
	}
	if d.Number != "" {
		g := paragraph{font: s.body, pitch: s.pitch, width: s.width(), align: centre, keepAll: true, gap: s.pitch}
		if s.measures == small {
			g.font.size, g.align, g.gap = 10.5, right, 0
		}
		s.set(d.Number, g)
		if d.RedHead != "" {
			s.boxes = append(s.boxes, box{gap: 4 * mm, height: s.pitch, keep: true, draw: func(p *page, top float64) {
				p.rule(s.left, top, s.left+s.width(), top, 2, red)
			}})
		}
	}
	for i, t := range d.Title {
		g := paragraph{font: s.title, pitch: s.titlePitch, width: s.width(), align: centre, keepAll: true}
		if i == 0 && (d.Number != "" || d.RedHead != "") {
			g.gap = s.pitch / 2
		}
		s.headLines(t, g)
	}
	if d.Second != "" {
		s.set(d.Second, paragraph{font: s.body, pitch: s.pitch, width: s.width(), align: centre, keepAll: true})
	}
	if d.SubTitle != "" {
		s.headLines(d.SubTitle, paragraph{font: typed{kai, s.body.size}, pitch: s.pitch, width: s.width(), align: centre, keepAll: true})
	}
	if len(s.boxes) > 0 && (len(d.Title) > 0 || d.SubTitle != "") {
		s.boxes[len(s.boxes)-1].height += s.pitch * 0.8
	}
}

// headLines sets a centred line of the head, broken where it is read with a pause.
func (s *setter) headLines(text string, g paragraph) {
	for _, l := range document.HeadLines(text, g.width/g.font.size) {
		s.set(l, g)
		g.gap = 0
	}
}

// block sets one block of the body.
func (s *setter) block(b document.Block, choiceFollows bool) {
	g := s.para(song)
	compact := s.measures == small
	switch b.Style {
	case document.Grid:
		s.table(*b.Table)
		return
	case document.Lines:
		n, _ := strconv.Atoi(b.Text) // lines are counted by who wrote the block
		for range n {
			s.boxes = append(s.boxes, box{height: 9 * mm, draw: func(p *page, top float64) {
				p.rule(s.left, top+9*mm, s.left+s.width(), top+9*mm, 0.3, black)
			}})
		}
		return
	case document.Scored:
		s.scored(b.Text)
		return
	case document.Head:
		g.font.face, g.keepAll = hei, true
	case document.SubHead:
		g.font.face, g.keepAll = kai, true
	case document.Centred:
		g.first, g.align = 0, centre
	case document.FillIn:
		g.first, g.align, g.gap = 0, left, s.pitch
	case document.Question:
		g.at, g.width, g.first, g.gap, g.keepLines, g.keepAll = s.em(1.8), s.width()-s.em(1.8), -s.em(1.8), mm, true, choiceFollows
	case document.Choice:
		g.at, g.width, g.first, g.align, g.keepAll = s.em(1.8), s.width()-s.em(1.8), 0, left, choiceFollows
	}
	if compact && (b.Style == document.Head || b.Style == document.SubHead) {
		g.first, g.gap = 0, 4*mm
	}
	s.set(b.Text, g)
}

// signed sets signature and day, to the right with four characters free, never alone on a page.
func (s *setter) signed(d document.Document) {
	lines := append([]string{}, d.Sign...)
	if d.Date != "" {
		lines = append(lines, d.Date)
	}
	if len(lines) == 0 {
		return
	}
	if n := len(s.boxes); n > 0 {
		s.boxes[n-1].keep = true
	}
	for i, l := range lines {
		g := paragraph{font: s.body, pitch: s.pitch, width: s.width() - s.em(4), align: right, keepAll: i < len(lines)-1}
		if i == 0 {
			g.gap = s.pitch
		}
		s.set(l, g)
	}
}

// copies sets the record of copies (版记) at the foot of the last page between two heavy rules.
func (s *setter) copies(d document.Document) {
	if d.Copies == "" {
		return
	}
	g := paragraph{font: s.colophon, pitch: s.colophon.size * 1.6, at: s.colophon.size, width: s.width() - 2*s.colophon.size, align: left}
	lines := s.breakLines(g.font, d.Copies, g.width, g.width)
	height := float64(len(lines))*g.pitch + 2*mm
	s.boxes = append(s.boxes, box{gap: s.pitch, height: height, foot: true, draw: func(p *page, top float64) {
		for _, y := range []float64{top, top + height} {
			p.rule(s.left, y, s.left+s.width(), y, 0.35*mm, black)
		}
		for i, l := range lines {
			s.line(p, l, s.left+g.at, top+mm+float64(i)*g.pitch, g.width, g)
		}
	}})
}

// scored sets the heading of a part of an exam beside the boxes for its score.
func (s *setter) scored(text string) {
	const label, value, high = 15 * mm, 16 * mm, 7 * mm
	g := paragraph{font: typed{hei, s.body.size}, pitch: s.pitch, width: s.width() - label - value - 4*mm, align: left}
	lines := s.breakLines(g.font, text, g.width, g.width)
	height := max(2*high, float64(len(lines))*s.pitch)
	s.boxes = append(s.boxes, box{gap: 4 * mm, height: height + mm, keep: true, draw: func(p *page, top float64) {
		for i, word := range document.ScoredBoxes {
			y := top + float64(i)*high
			p.frame(s.left, y, label, high, 0.5, black)
			p.frame(s.left+label, y, value, high, 0.5, black)
			all := plainLine(word)
			x := s.left + (label-float64(len(all))*s.cell.size)/2
			p.text(x, baseline(y, high, s.cell.size), s.cell, black, 0, all...)
		}
		y := top + height - float64(len(lines))*s.pitch
		for i, l := range lines {
			s.line(p, l, s.left+label+value+4*mm, y+float64(i)*s.pitch, g.width, g)
		}
	}})
}

// sealed draws the strip at the left of the first page that is folded and sealed (密封线).
func (s *setter) sealed(fields []string) {
	if len(fields) == 0 {
		return
	}
	s.boxes = append(s.boxes, box{draw: func(p *page, _ float64) {
		const size, field, length = 10.5, 26 * mm, 257 * mm
		f := typed{song, size}
		p.turned(9*mm, 277*mm, func() {
			y := pageHeight + size
			step := length / float64(len(fields))
			for i, word := range fields {
				all := plainLine(word + document.SealedColon)
				x := float64(i)*step + (step-field-float64(len(all))*size)/2
				p.text(x, y, f, black, 0, all...)
				x += float64(len(all)) * size
				p.rule(x, y+2, x+field, y+2, 0.5, black)
			}
			y += 7 * mm
			p.dashed(0, y, length, y, 0.35*mm, mm, 1.5*mm)
			letters := strings.Split(document.SealedWords, "")
			for i, c := range letters {
				x := (float64(i) + 0.5) * length / float64(len(letters))
				p.blank(x-4*mm, y-size, 8*mm, 2*size)
				p.text(x-size/2, y+size*0.36, f, black, 0, cluster{text: c})
			}
		})
	}})
}
