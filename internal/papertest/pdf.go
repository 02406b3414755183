// Package papertest reads finished papers with libraries that have no part in writing them, so that tests
// compare what a reader gets with what was written. Only tests import it.
package papertest

import (
	"bytes"
	"strings"
	"testing"

	"github.com/ledongthuc/pdf"
)

// Run is one piece of text on a page, in the order of the file.
type Run struct {
	Page       int
	X, Y, Size float64 // points from the lower left corner
	Text       string
	Beside     bool // not part of the paper's text: a page number, a heading repeated
}

// Runs reads all text of a file.
func Runs(t *testing.T, data []byte) []Run {
	t.Helper()
	r, err := pdf.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatalf("not a PDF file: %v", err)
	}
	var out []Run
	for n := 1; n <= r.NumPage(); n++ {
		page := r.Page(n)
		var decode pdf.TextEncoding
		at := Run{Page: n}
		pdf.Interpret(page.V.Key("Contents"), func(stk *pdf.Stack, op string) {
			args := make([]pdf.Value, stk.Len())
			for i := len(args) - 1; i >= 0; i-- {
				args[i] = stk.Pop()
			}
			switch op {
			case "BMC":
				at.Beside = args[0].Name() == "Artifact"
			case "EMC":
				at.Beside = false
			case "Tf":
				font := page.Font(args[0].Name())
				decode, at.Size = font.Encoder(), args[1].Float64()
			case "Td":
				at.X, at.Y = args[0].Float64(), args[1].Float64()
			case "Tj":
				at.Text = decode.Decode(args[0].RawString())
				out = append(out, at)
			}
		})
	}
	return out
}

// Text is the text of a file without what stands beside it.
func Text(t *testing.T, data []byte) string {
	t.Helper()
	var b strings.Builder
	for _, r := range Runs(t, data) {
		if !r.Beside {
			b.WriteString(r.Text)
		}
	}
	return b.String()
}

// Pages is the number of pages of a file.
func Pages(t *testing.T, data []byte) int {
	t.Helper()
	r, err := pdf.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatalf("not a PDF file: %v", err)
	}
	return r.NumPage()
}
