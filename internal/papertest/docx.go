package papertest

import (
	"encoding/xml"
	"errors"
	"io"
	"strings"
	"testing"
)

// Docx reads a .docx file: the text of its body, after every part was found to be as an office program wants it.
func Docx(t *testing.T, data []byte) string {
	t.Helper()
	z := Package(t, data)
	text := ""
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		said := read(t, f.Name, r)
		if err := r.Close(); err != nil {
			t.Fatal(err)
		}
		if f.Name == "word/document.xml" {
			text = said
		}
	}
	return text
}

func read(t *testing.T, name string, r io.Reader) string {
	t.Helper()
	var b strings.Builder
	inText := false
	for d := xml.NewDecoder(r); ; {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return b.String()
		}
		if err != nil {
			t.Fatalf("%s is not well-formed: %v", name, err)
		}
		switch x := token.(type) {
		case xml.StartElement:
			inText = x.Name.Local == "t"
		case xml.EndElement:
			inText = false
		case xml.CharData:
			if inText {
				b.Write(x)
			}
		}
	}
}
