package docx

import (
	"archive/zip"
	"bytes"
	"fmt"
	"strconv"
	"strings"
	"time"

	"renmian/internal/document"
)

// Write sets papers in one file, each from a new page on.
func Write(papers ...document.Document) ([]byte, error) { return set(0, papers...) }

// set writes papers whose red head is as large as so many characters allow, or as its own do.
func set(redHead int, papers ...document.Document) ([]byte, error) {
	var body strings.Builder
	for i, d := range papers {
		w := writer{small: d.Small, redHead: redHead}
		if d.Name == certificateKind {
			w.certificate(d)
		} else {
			w.document(d)
		}
		if w.out.Len() == 0 {
			w.paragraph(para{})
		}
		body.WriteString(w.out.String())
		if i < len(papers)-1 { // a section of its own, with page numbers of its own
			body.WriteString("<w:p><w:pPr>" + section(d.Small) + "</w:pPr></w:p>")
		}
	}
	body.WriteString(section(papers[len(papers)-1].Small))
	return pack([]part{
		{"[Content_Types].xml", contentTypes},
		{"_rels/.rels", packageRelations},
		{"docProps/core.xml", strings.ReplaceAll(coreProperties, "TITLE", escape(papers[0].Name))},
		{"word/document.xml", documentHead + "<w:body>" + body.String() + "</w:body></w:document>"},
		{"word/_rels/document.xml.rels", documentRelations},
		{"word/styles.xml", styles},
		{"word/settings.xml", settings},
		{"word/footer1.xml", footer("right")},
		{"word/footer2.xml", footer("left")},
		{"word/footer3.xml", smallFooter},
	})
}

type part struct{ name, text string }

// pack writes the parts with a fixed time, so that the same paper gives the same bytes.
func pack(parts []part) ([]byte, error) {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, p := range parts {
		f, err := z.CreateHeader(&zip.FileHeader{Name: p.name, Method: zip.Deflate, Modified: time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC)})
		if err != nil {
			return nil, err
		}
		if _, err := f.Write([]byte(p.text)); err != nil {
			return nil, err
		}
	}
	if err := z.Close(); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

// Typefaces as staff machines have them (UX: never embedded).
const (
	song  = "方正小标宋简体"
	fang  = "仿宋_GB2312"
	hei   = "黑体"
	kai   = "楷体_GB2312"
	plain = "宋体"
)

// twips are twentieths of a point, in which sizes of the page are written.
func twips(mm float64) int { return int(mm*1440/25.4 + 0.5) }

// para is one paragraph. Sizes are half points, pitch and space twentieths of a point.
type para struct {
	text     string
	font     string
	size     int
	bold     bool
	red      bool
	align    string // both, left, center, right
	first    int    // characters of indentation, in hundredths
	hanging  int
	left     int
	right    int
	before   int
	after    int
	pitch    int
	keep     bool // with the next
	together bool
	border   string
}

type writer struct {
	out     strings.Builder
	small   bool
	redHead int
}

// body is how the body is set: 3号仿宋 on 28 points, or 小四 on 20 for exam papers.
func (w *writer) body(text string) para {
	if w.small {
		return para{text: text, font: fang, size: 24, align: "both", first: 200, pitch: 400}
	}
	return para{text: text, font: fang, size: 32, align: "both", first: 200, pitch: 560}
}

// indent writes an indentation both in characters and in twips, since programs heed one or the other.
func indent(name string, hundredths, size int) string {
	if hundredths == 0 {
		return ""
	}
	return fmt.Sprintf(` w:%sChars="%d" w:%s="%d"`, name, hundredths, name, hundredths*size/10)
}

func (w *writer) paragraph(p para) {
	if p.size == 0 {
		p.size, p.font = 32, fang
	}
	b := &w.out
	b.WriteString("<w:p><w:pPr>")
	if p.keep {
		b.WriteString("<w:keepNext/>")
	}
	if p.together {
		b.WriteString("<w:keepLines/>")
	}
	b.WriteString(p.border)
	if p.before+p.after+p.pitch > 0 {
		fmt.Fprintf(b, `<w:spacing w:before="%d" w:after="%d"`, p.before, p.after)
		if p.pitch > 0 {
			fmt.Fprintf(b, ` w:line="%d" w:lineRule="exact"`, p.pitch)
		}
		b.WriteString("/>")
	}
	if in := indent("left", p.left, p.size) + indent("right", p.right, p.size) + indent("firstLine", p.first, p.size) + indent("hanging", p.hanging, p.size); in != "" {
		b.WriteString("<w:ind" + in + "/>")
	}
	if p.align != "" {
		b.WriteString(`<w:jc w:val="` + p.align + `"/>`)
	}
	b.WriteString("</w:pPr>")
	w.run(p.text, p.font, p.size, p.bold, p.red)
	b.WriteString("</w:p>")
}

func (w *writer) run(text, font string, size int, bold, red bool) {
	if text == "" {
		return
	}
	b := &w.out
	fmt.Fprintf(b, `<w:r><w:rPr><w:rFonts w:ascii="%s" w:hAnsi="%s" w:eastAsia="%s" w:hint="eastAsia"/>`, font, font, font)
	if bold {
		b.WriteString("<w:b/>")
	}
	if red {
		b.WriteString(`<w:color w:val="D0121B"/>`)
	}
	fmt.Fprintf(b, `<w:sz w:val="%d"/><w:szCs w:val="%d"/></w:rPr>`, size, size)
	for i, line := range strings.Split(text, "\n") {
		if i > 0 {
			b.WriteString("<w:br/>")
		}
		b.WriteString(`<w:t xml:space="preserve">` + escape(line) + "</w:t>")
	}
	b.WriteString("</w:r>")
}

// document sets the parts in the order in which they are read.
func (w *writer) document(d document.Document) {
	if len(d.Sealed) > 0 {
		fields := make([]string, len(d.Sealed))
		for i, f := range d.Sealed {
			fields[i] = f + document.SealedColon + "______________"
		}
		w.paragraph(para{text: strings.Join(fields, "　"), font: fang, size: 21, align: "left", after: 60})
		w.paragraph(
			para{
				text:   document.SealedWords,
				font:   fang,
				size:   21,
				align:  "center",
				after:  120,
				border: `<w:pBdr><w:bottom w:val="dashed" w:sz="6" w:space="1" w:color="000000"/></w:pBdr>`,
			},
		)
	}
	w.head(d)
	if d.Addressee != "" {
		p := w.body(d.Addressee)
		p.first = 0
		w.paragraph(p)
	}
	for i, b := range d.Blocks {
		w.block(b, i+1 < len(d.Blocks) && d.Blocks[i+1].Style == document.Choice)
	}
	for i, line := range d.AttachmentLines() {
		p := w.body(line)
		p.first, p.left, p.hanging, p.align = 0, 500, 300, "left"
		if i == 0 {
			p.before = p.pitch
		} else {
			p.hanging = 0
		}
		w.paragraph(p)
	}
	lines := append([]string{}, d.Sign...)
	if d.Date != "" {
		lines = append(lines, d.Date)
	}
	for i, l := range lines {
		p := w.body(l)
		p.first, p.right, p.align, p.keep = 0, 400, "right", i < len(lines)-1
		if i == 0 {
			p.before = p.pitch
		}
		w.paragraph(p)
	}
	if d.Note != "" {
		w.paragraph(w.body(d.Note))
	}
	if d.Copies != "" {
		w.paragraph(para{text: d.Copies, font: fang, size: 28, align: "left", left: 100, right: 100, before: 560, pitch: 480,
			border: `<w:pBdr><w:top w:val="single" w:sz="8" w:space="1" w:color="000000"/><w:bottom w:val="single" w:sz="8" w:space="1" w:color="000000"/></w:pBdr>`})
	}
}

func (w *writer) head(d document.Document) {
	if d.RedHead != "" {
		size := min(64, 2*442/max(w.redHead, len([]rune(d.RedHead)))) // shrinks to stay on one line
		w.paragraph(para{text: d.RedHead, font: song, size: size, red: true, align: "center", before: twips(35), after: 560, keep: true})
	}
	if d.Number != "" {
		p := w.body(d.Number)
		p.first, p.align, p.keep = 0, "center", true
		if w.small {
			p.align, p.size = "right", 21
		}
		if d.RedHead != "" {
			p.border = `<w:pBdr><w:bottom w:val="single" w:sz="16" w:space="11" w:color="D0121B"/></w:pBdr>`
			p.after = 560
		}
		w.paragraph(p)
	}
	for i, t := range d.Title {
		p := para{text: headLines(t, 44), font: song, size: 44, align: "center", pitch: 640, keep: true}
		if w.small {
			p.text, p.size, p.pitch = headLines(t, 36), 36, 520
		}
		if i == len(d.Title)-1 && d.SubTitle == "" && d.Second == "" {
			p.after = 400
		}
		w.paragraph(p)
	}
	if d.Second != "" {
		p := w.body(d.Second)
		p.first, p.align, p.keep = 0, "center", true
		if d.SubTitle == "" {
			p.after = 400
		}
		w.paragraph(p)
	}
	if d.SubTitle != "" {
		p := w.body(headLines(d.SubTitle, w.body("").size))
		p.font, p.first, p.align, p.after, p.keep = kai, 0, "center", 400, true
		w.paragraph(p)
	}
}

// headLines breaks a centred line of the head, in half points, where it is read with a pause; the text block is 442 pt wide.
func headLines(text string, size int) string {
	return strings.Join(document.HeadLines(text, 2*442/float64(size)), "\n")
}

func (w *writer) block(b document.Block, choiceFollows bool) {
	p := w.body(b.Text)
	switch b.Style {
	case document.Grid:
		w.table(*b.Table)
		return
	case document.Lines:
		n, _ := strconv.Atoi(b.Text)
		for range n {
			w.paragraph(
				para{
					font:   fang,
					size:   21,
					pitch:  twips(9),
					border: `<w:pBdr><w:bottom w:val="single" w:sz="4" w:space="0" w:color="000000"/><w:between w:val="single" w:sz="4" w:space="0" w:color="000000"/></w:pBdr>`,
				},
			)
		}
		return
	case document.Scored:
		w.scored(b.Text)
		return
	case document.Head:
		p.font, p.keep = hei, true
	case document.SubHead:
		p.font, p.keep = kai, true
	case document.Centred:
		p.first, p.align = 0, "center"
	case document.FillIn:
		p.first, p.align, p.before = 0, "left", p.pitch
	case document.Question:
		p.first, p.left, p.hanging, p.together, p.keep = 0, 180, 180, true, choiceFollows
	case document.Choice:
		p.first, p.left, p.align, p.keep = 0, 180, "left", choiceFollows
	}
	w.paragraph(p)
}

func escape(s string) string {
	return strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&quot;", "\r", "", "\v", "", "\f", "").Replace(s)
}
