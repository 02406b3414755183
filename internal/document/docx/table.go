package docx

import (
	"fmt"
	"strings"

	"renmian/internal/document"
)

// table writes a ruled table of fixed layout whose heading stands again on each page.
func (w *writer) table(t document.Table) {
	columns, middle := t.Columns(), t.Centred()
	if columns == 0 {
		return
	}
	widths := w.columns(t, columns)
	size, pitch := 24, 360
	if w.small {
		size, pitch = 21, 315
	}
	w.tableHead(widths)
	row := func(cells []string, heading bool) {
		w.out.WriteString("<w:tr><w:trPr><w:cantSplit/>")
		if heading {
			w.out.WriteString("<w:tblHeader/>")
		}
		w.out.WriteString("</w:trPr>")
		for c, wide := range widths {
			text := ""
			if c < len(cells) {
				text = cells[c]
			}
			p := para{text: text, font: plain, size: size, align: "left", pitch: pitch, before: 40, after: 40, left: 20, right: 20}
			if heading {
				p.font = hei
			}
			if heading || middle[c] {
				p.align = "center"
			}
			w.cell(wide, p)
		}
		w.out.WriteString("</w:tr>")
	}
	if len(t.Header) > 0 {
		row(t.Header, true)
	}
	for _, r := range t.Rows {
		row(r, false)
	}
	w.out.WriteString("</w:tbl>")
	w.paragraph(para{font: fang, size: 21, pitch: 240}) // two tables would grow together
}

func (w *writer) tableHead(widths []int) {
	total := 0
	for _, x := range widths {
		total += x
	}
	fmt.Fprintf(&w.out, `<w:tbl><w:tblPr><w:tblW w:w="%d" w:type="dxa"/><w:tblBorders>`, total)
	for _, side := range []string{"top", "left", "bottom", "right", "insideH", "insideV"} {
		fmt.Fprintf(&w.out, `<w:%s w:val="single" w:sz="4" w:space="0" w:color="000000"/>`, side)
	}
	w.out.WriteString(
		`</w:tblBorders><w:tblLayout w:type="fixed"/><w:tblCellMar><w:left w:w="0" w:type="dxa"/><w:right w:w="0" w:type="dxa"/></w:tblCellMar></w:tblPr><w:tblGrid>`,
	)
	for _, x := range widths {
		fmt.Fprintf(&w.out, `<w:gridCol w:w="%d"/>`, x)
	}
	w.out.WriteString("</w:tblGrid>")
}

func (w *writer) cell(wide int, p para) {
	fmt.Fprintf(&w.out, `<w:tc><w:tcPr><w:tcW w:w="%d" w:type="dxa"/><w:vAlign w:val="center"/></w:tcPr>`, wide)
	w.paragraph(p)
	w.out.WriteString("</w:tc>")
}

// columns divides the width by the longest text of each column, none narrower than three characters.
func (w *writer) columns(t document.Table, n int) []int {
	total := twips(156)
	if w.small {
		total = twips(172)
	}
	need, sum := make([]int, n), 0
	for _, r := range append([][]string{t.Header}, t.Rows...) {
		for c, cell := range r {
			for _, line := range strings.Split(cell, "\n") {
				need[c] = max(need[c], min(len([]rune(line)), 20))
			}
		}
	}
	for c := range need {
		need[c] = max(need[c], 2) + 1
		sum += need[c]
	}
	out, rest := make([]int, n), total
	for c := range out {
		out[c] = total * need[c] / sum
		rest -= out[c]
	}
	out[n-1] += rest
	return out
}

// scored sets the heading of a part of an exam below the boxes for its score.
func (w *writer) scored(text string) {
	w.tableHead([]int{twips(15), twips(16)})
	for _, word := range document.ScoredBoxes {
		w.out.WriteString("<w:tr><w:trPr><w:cantSplit/></w:trPr>")
		w.cell(twips(15), para{text: word, font: plain, size: 21, align: "center", before: 40, after: 40, keep: true})
		w.cell(twips(16), para{font: plain, size: 21, keep: true})
		w.out.WriteString("</w:tr>")
	}
	w.out.WriteString("</w:tbl>")
	p := w.body(text)
	p.font, p.first, p.keep, p.before = hei, 0, true, 80
	w.paragraph(p)
}
