package pdf

import (
	"bytes"
	"fmt"
)

const mm = 72 / 25.4

const (
	pageWidth  = 210 * mm
	pageHeight = 297 * mm
)

// colour is red, green and blue from 0 to 1.
type colour [3]float64

var (
	black = colour{}
	red   = colour{0.816, 0.071, 0.106}
	grey  = colour{0.54, 0.43, 0.43}
)

// font is a kind of type at a size in points.
type font struct {
	face typeface
	size float64
}

// page is one page in the making. Places are points from its top left corner.
type page struct {
	content bytes.Buffer
	fonts   *fontSet

	links []link
}

// link leads from a rectangle of a page to another page.
type link struct {
	x, y, w, h float64
	to         int
}

// text writes a line from x on, gap points apart; the characters stand on the baseline at y.
func (p *page) text(x, y float64, f font, c colour, gap float64, clusters ...cluster) {
	var run bytes.Buffer
	var font *usedFont
	var thin bool
	start := x
	flush := func() {
		if run.Len() == 0 {
			return
		}
		mode := "0 Tr"
		if thin { // a font that stands in for a bold one is drawn with its edge
			mode = fmt.Sprintf("2 Tr %.2f w %.3f %.3f %.3f RG", f.size/40, c[0], c[1], c[2])
		}
		fmt.Fprintf(&p.content, "BT /F%d %.2f Tf %s %.3f %.3f %.3f rg 1 0 0 1 %.2f %.2f Tm [<%s>] TJ ET\n",
			font.number, f.size, mode, c[0], c[1], c[2], start, pageHeight-y, run.String())
		run.Reset()
	}
	for i, k := range clusters {
		for _, r := range k.text {
			u, isThin := p.fonts.find(f.face, r)
			if u == nil {
				return
			}
			if u != font || isThin != thin {
				flush()
				font, thin, start = u, isThin, x
			}
			fmt.Fprintf(&run, "%04X", u.code(r))
			x += float64(u.advance(u.glyphs[r])) * f.size / float64(u.unitsPerEm)
		}
		if gap != 0 && i < len(clusters)-1 {
			fmt.Fprintf(&run, "> %.1f <", -gap*1000/f.size)
			x += gap
		}
	}
	flush()
}

// rule draws a line.
func (p *page) rule(x1, y1, x2, y2, width float64, c colour) {
	fmt.Fprintf(&p.content, "%.2f w %.3f %.3f %.3f RG %.2f %.2f m %.2f %.2f l S\n", width, c[0], c[1], c[2], x1, pageHeight-y1, x2, pageHeight-y2)
}

// frame draws a rectangle.
func (p *page) frame(x, y, w, h, width float64, c colour) {
	fmt.Fprintf(&p.content, "%.2f w %.3f %.3f %.3f RG %.2f %.2f %.2f %.2f re S\n", width, c[0], c[1], c[2], x, pageHeight-y-h, w, h)
}

// artifact marks what is not part of the paper's text: page numbers, headings repeated on a new page.
func (p *page) artifact(draw func()) {
	p.content.WriteString("/Artifact BMC\n")
	draw()
	p.content.WriteString("EMC\n")
}

// turned draws with the page turned a quarter to the left about a point: what is drawn to the right of the
// lower left corner runs up the sheet, and what is drawn below it goes to the right.
func (p *page) turned(x, y float64, draw func()) {
	fmt.Fprintf(&p.content, "q 0 1 -1 0 %.2f %.2f cm\n", x, pageHeight-y)
	draw()
	p.content.WriteString("Q\n")
}

// plainLine is a text as one cluster a character, which need not be broken.
func plainLine(text string) []cluster {
	var out []cluster
	for _, r := range plain(text) {
		out = append(out, cluster{text: string(r)})
	}
	return out
}
