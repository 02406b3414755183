package docx

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"regexp"
	"strings"
)

// place is a field as it is written in a text. Word parts what was typed into several runs (连写) as it
// likes, so it is looked for in the text of the whole paragraph.
var place = regexp.MustCompile(`\{\{\s*([^{}]*?)\s*\}\}`)

// piece is one w:t of a paragraph, by its bytes in the part.
type piece struct {
	start, end int // the element
	text       string
	format     string // w:rPr of its run
}

// paragraph is one w:p, by its bytes in the part.
type paragraph struct {
	start, end int
	format     string // w:pPr
	pieces     []piece
	objects    bool // holds pictures, text boxes or the like
}

func (p paragraph) text() string {
	var b strings.Builder
	for _, x := range p.pieces {
		b.WriteString(x.text)
	}
	return b.String()
}

// alone reports whether a field stands in its paragraph with nothing beside it.
func (p paragraph) alone() bool {
	t := strings.TrimSpace(p.text())
	return !p.objects && !strings.Contains(p.format, "<w:sectPr") && place.FindString(t) == t
}

// errDTD: a part declares entities, which no office writes.
var errDTD = errors.New("document type declaration")

// wellFormed reads a part to its end. Entities cannot be declared, so none can be expanded.
func wellFormed(data []byte) error {
	for d := xml.NewDecoder(bytes.NewReader(data)); ; {
		t, err := d.Token()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		if _, declares := t.(xml.Directive); declares {
			return errDTD
		}
	}
}

// element is one that is open while a part is read.
type element struct {
	name  string
	start int
}

// scan finds the paragraphs of a part that is well-formed, those within others after them.
func scan(data []byte) ([]paragraph, error) {
	var done, open []paragraph
	var path []element
	var format string // w:rPr of the run that is read
	var said strings.Builder
	for d := xml.NewDecoder(bytes.NewReader(data)); ; {
		start := int(d.InputOffset())
		t, err := d.RawToken()
		if errors.Is(err, io.EOF) {
			return done, nil
		}
		if err != nil {
			return nil, err
		}
		end := int(d.InputOffset())
		switch x := t.(type) {
		case xml.StartElement:
			path = append(path, element{x.Name.Space + ":" + x.Name.Local, start})
			switch path[len(path)-1].name {
			case "w:p":
				open = append(open, paragraph{start: start})
			case "w:r":
				format = ""
			case "w:t":
				said.Reset()
			case "w:drawing", "w:pict", "w:object", "w:fldChar", "w:fldSimple":
				if len(open) > 0 {
					open[len(open)-1].objects = true
				}
			}
		case xml.CharData:
			said.Write(x)
		case xml.EndElement:
			if len(path) == 0 {
				return nil, errors.New("an element ends that was not begun")
			}
			e := path[len(path)-1]
			path = path[:len(path)-1]
			if len(open) == 0 {
				continue
			}
			p := &open[len(open)-1]
			within := ""
			if len(path) > 0 {
				within = path[len(path)-1].name
			}
			switch {
			case e.name == "w:pPr" && within == "w:p":
				p.format = string(data[e.start:end])
			case e.name == "w:rPr" && within == "w:r":
				format = string(data[e.start:end])
			case e.name == "w:t":
				p.pieces = append(p.pieces, piece{e.start, end, said.String(), format})
			case e.name == "w:p":
				p.end = end
				done, open = append(done, *p), open[:len(open)-1]
			}
		}
	}
}
