package docx

import "renmian/internal/document"

const certificateKind = "任命书"

// certificate sets a certificate of appointment as the final paper does: in 楷体, the title large and apart, the name
// 1.6 times the body, room for the seal above the signature.
func (w *writer) certificate(d document.Document) {
	const size, pitch = 40, 800
	for _, t := range d.Title {
		w.paragraph(para{text: t, font: kai, size: 88, red: true, align: "center", before: twips(15), after: twips(12), keep: true})
	}
	if d.Second != "" {
		w.paragraph(para{text: d.Second, font: kai, size: size, align: "center", after: twips(6), pitch: pitch, keep: true})
	}
	if d.Number != "" {
		w.paragraph(para{text: d.Number, font: kai, size: 28, align: "right", after: twips(8), keep: true})
	}
	if d.Addressee != "" {
		w.paragraph(para{text: d.Addressee, font: kai, size: document.NameScale * size, align: "left", after: 240, keep: true})
	}
	for _, b := range d.Blocks {
		w.paragraph(para{text: b.Text, font: kai, size: size, align: "both", first: 200, pitch: pitch, keep: true})
	}
	for i, line := range append(append([]string{}, d.Sign...), d.Date) {
		p := para{text: line, font: kai, size: size, align: "right", right: 200, pitch: pitch, keep: line != d.Date}
		if i == 0 {
			p.before = twips(28)
		}
		w.paragraph(p)
	}
}
