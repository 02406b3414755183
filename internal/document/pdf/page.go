package pdf

import (
	"strings"

	folio "github.com/carlos7ags/folio/document"
	"github.com/carlos7ags/folio/font"
)

const mm = 72 / 25.4

const (
	pageWidth  = 210 * mm
	pageHeight = 297 * mm
)

// colour is red, green and blue from 0 to 1.
type colour = [3]float64

var (
	black = colour{}
	red   = colour{0.816, 0.071, 0.106}
	grey  = colour{0.54, 0.43, 0.43}
	white = colour{1, 1, 1}
)

// typed is a kind of type at a size in points.
type typed struct {
	face typeface
	size float64
}

// page is one page in the making. Places are points from its top left corner.
type page struct {
	*folio.Page
	fonts *fontSet
}

// text writes a line from x on, gap points apart; the characters stand on the baseline at y. What a gap
// never falls within, such as a word, is written by itself.
func (p *page) text(x, y float64, f typed, c colour, gap float64, clusters ...cluster) {
	run := run{page: p, y: y, size: f.size, colour: c}
	for _, k := range clusters {
		spread := gap
		if len([]rune(k.text)) > 1 && gap != 0 {
			run.flush()
			spread = 0
		}
		for _, r := range k.text {
			face, thin := p.fonts.find(f.face, r)
			if face == nil {
				return
			}
			run.add(x, r, p.fonts.embed(face, r).EmbeddedFont, thin, spread)
			x += face.width(f.size, r) + spread
		}
		if spread != gap {
			run.flush()
			x += gap
		}
	}
	run.flush()
}

// run is characters in a row that are written in one way.
type run struct {
	page    *page
	y, size float64
	colour  colour

	text   strings.Builder
	start  float64
	font   *font.EmbeddedFont
	thin   bool
	spread float64
}

func (n *run) add(x float64, r rune, f *font.EmbeddedFont, thin bool, spread float64) {
	if f != n.font || thin != n.thin || spread != n.spread {
		n.flush()
	}
	if n.text.Len() == 0 {
		n.start, n.font, n.thin, n.spread = x, f, thin, spread
	}
	n.text.WriteRune(r)
}

func (n *run) flush() {
	if n.text.Len() == 0 {
		return
	}
	s := n.page.ContentStream()
	s.SaveState()
	s.SetFillColorRGB(n.colour[0], n.colour[1], n.colour[2])
	if n.thin { // a font that stands in for a bold one is drawn with its edge
		s.SetTextRenderingMode(2)
		s.SetLineWidth(n.size / 40)
		s.SetStrokeColorRGB(n.colour[0], n.colour[1], n.colour[2])
	}
	if n.spread != 0 {
		s.SetCharSpacing(n.spread)
	}
	n.page.AddTextEmbedded(n.text.String(), n.font, n.size, n.start, pageHeight-n.y)
	s.RestoreState()
	n.text.Reset()
}

// rule draws a line.
func (p *page) rule(x1, y1, x2, y2, width float64, c colour) {
	p.AddLine(x1, pageHeight-y1, x2, pageHeight-y2, width, c)
}

// dashed draws a line of dashes and gaps of the given lengths.
func (p *page) dashed(x1, y1, x2, y2, width, dash, gap float64) {
	s := p.ContentStream()
	s.SaveState()
	s.SetDashPattern([]float64{dash, gap}, 0)
	p.rule(x1, y1, x2, y2, width, black)
	s.RestoreState()
}

// frame draws a rectangle.
func (p *page) frame(x, y, w, h, width float64, c colour) {
	p.AddRect(x, pageHeight-y-h, w, h, width, c)
}

// blank fills a rectangle with the white of the paper.
func (p *page) blank(x, y, w, h float64) { p.AddRectFilled(x, pageHeight-y-h, w, h, white) }

// artifact marks what is not part of the paper's text: page numbers, headings repeated on a new page.
func (p *page) artifact(draw func()) {
	p.ContentStream().BeginMarkedContent("Artifact")
	draw()
	p.ContentStream().EndMarkedContent()
}

// turned draws with the page turned a quarter to the left about a point: what is drawn to the right of the
// lower left corner runs up the sheet, and what is drawn below it goes to the right.
func (p *page) turned(x, y float64, draw func()) {
	s := p.ContentStream()
	s.SaveState()
	s.ConcatMatrix(0, 1, -1, 0, x, pageHeight-y)
	draw()
	s.RestoreState()
}

// plainLine is a text as one cluster a character, which need not be broken.
func plainLine(text string) []cluster {
	var out []cluster
	for _, r := range plain(text) {
		out = append(out, cluster{text: string(r)})
	}
	return out
}
