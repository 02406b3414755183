package docx

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"slices"
	"strings"
	"time"

	"renmian/internal/document"
)

// Fill sets papers of the kind in a template that was checked, each from a new page on.
func (k Kind) Fill(template []byte, papers ...document.Document) ([]byte, error) {
	parts, wrong := unpack(template)
	if wrong != "" {
		return nil, errors.New(wrong)
	}
	main := parts[mainPart]
	begin, end, err := bodyOf(main)
	if err != nil {
		return nil, err
	}
	ps, err := scan(main[begin:end])
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	b.Write(main[:begin])
	for i, d := range papers {
		if i > 0 {
			b.WriteString(`<w:p><w:r><w:br w:type="page"/></w:r></w:p>`)
		}
		b.Write(k.fill(main[begin:end], ps, d))
	}
	b.Write(main[end:])
	return repack(template, b.Bytes())
}

// bodyOf is where the text stands: within w:body, without the section at its end.
func bodyOf(main []byte) (begin, end int, err error) {
	depth := 0
	for d := xml.NewDecoder(bytes.NewReader(main)); ; {
		start := int(d.InputOffset())
		t, err := d.RawToken()
		if err != nil {
			return 0, 0, err // also at the end: there is no body
		}
		switch x := t.(type) {
		case xml.StartElement:
			depth++
			switch {
			case depth == 2 && x.Name.Space == "w" && x.Name.Local == "body":
				begin = int(d.InputOffset())
			case depth == 3 && x.Name.Local == "sectPr" && begin > 0:
				return begin, start, nil
			}
		case xml.EndElement:
			if depth--; depth == 1 && begin > 0 {
				return begin, start, nil
			}
		}
	}
}

// edit puts text in place of some bytes.
type edit struct {
	start, end int
	text       string
}

func (k Kind) fill(body []byte, ps []paragraph, d document.Document) []byte {
	var edits []edit
	for _, p := range ps {
		t := p.text()
		found := place.FindAllStringSubmatchIndex(t, -1)
		if len(found) == 0 {
			continue
		}
		if f, known := k.field(t[found[0][2]:found[0][3]]); known && f.Many {
			edits = append(edits, edit{p.start, p.end, repeat(p, f.of(d))})
			continue
		}
		for i, said := range k.said(p, t, found, d) {
			if x := p.pieces[i]; said != x.text {
				edits = append(edits, edit{x.start, x.end, write(said)})
			}
		}
	}
	slices.SortFunc(edits, func(a, b edit) int { return a.start - b.start })
	var out bytes.Buffer
	at := 0
	for _, e := range edits {
		out.Write(body[at:e.start])
		out.WriteString(e.text)
		at = e.end
	}
	out.Write(body[at:])
	return out.Bytes()
}

// said is what each piece of a paragraph says when it is filled in. A field that is parted over several
// pieces is written whole into the first of them.
func (k Kind) said(p paragraph, t string, found [][]int, d document.Document) []string {
	out := make([]string, len(p.pieces))
	begin := 0
	for i, x := range p.pieces {
		end, at := begin+len(x.text), begin
		var b strings.Builder
		for _, m := range found {
			if m[1] <= begin || m[0] >= end {
				continue
			}
			if m[0] >= begin {
				b.WriteString(t[at:m[0]])
				if f, known := k.field(t[m[2]:m[3]]); known {
					b.WriteString(f.of(d)[0].Text)
				}
			}
			at = min(m[1], end)
		}
		b.WriteString(t[at:end])
		out[i], begin = b.String(), end
	}
	return out
}

// write sets a text with its line breaks, as it stands within a run.
func write(text string) string {
	var b strings.Builder
	for i, line := range strings.Split(text, "\n") {
		if i > 0 {
			b.WriteString("<w:br/>")
		}
		b.WriteString(`<w:t xml:space="preserve">` + escape(line) + "</w:t>")
	}
	return b.String()
}

// repeat sets each block in a paragraph like the one the field stands in. Nothing to say leaves one that is
// empty, since a cell must have one; so does a table at the end.
func repeat(p paragraph, blocks []document.Block) string {
	format := ""
	for _, x := range p.pieces {
		if strings.Contains(x.text, "{") {
			format = x.format
			break
		}
	}
	one := func(text string) string {
		return "<w:p>" + p.format + "<w:r>" + format + write(text) + "</w:r></w:p>"
	}
	var b strings.Builder
	for _, x := range blocks {
		if x.Table == nil {
			b.WriteString(one(x.Text))
			continue
		}
		var w writer
		w.table(*x.Table)
		b.WriteString(w.out.String())
	}
	if len(blocks) == 0 || blocks[len(blocks)-1].Table != nil {
		b.WriteString(one(""))
	}
	return b.String()
}

// repack writes the template's parts again, with another main part and a fixed time.
func repack(template, main []byte) ([]byte, error) {
	z, err := zip.NewReader(bytes.NewReader(template), int64(len(template)))
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, f := range z.File {
		if f.Name != mainPart {
			if err := w.Copy(f); err != nil {
				return nil, err
			}
			continue
		}
		to, err := w.CreateHeader(&zip.FileHeader{Name: mainPart, Method: zip.Deflate, Modified: time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC)})
		if err != nil {
			return nil, err
		}
		if _, err := io.Copy(to, bytes.NewReader(main)); err != nil {
			return nil, err
		}
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

// fetches reports whether relations of a part lead elsewhere; links that a reader follows may.
func fetches(relations []byte) bool {
	for d := xml.NewDecoder(bytes.NewReader(relations)); ; {
		t, err := d.Token()
		if err != nil {
			return false
		}
		if x, ok := t.(xml.StartElement); ok {
			external, link := false, false
			for _, a := range x.Attr {
				external = external || a.Name.Local == "TargetMode" && strings.EqualFold(a.Value, "External")
				link = link || a.Name.Local == "Type" && strings.HasSuffix(a.Value, "/hyperlink")
			}
			if external && !link {
				return true
			}
		}
	}
}
