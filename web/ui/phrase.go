package ui

import (
	"context"
	"io"
	"strings"

	"github.com/a-h/templ"
)

// Phrased is a title or a 题注 that may only be broken where it is read with a pause, never within a name.
type Phrased string

// pauses stand at the beginning of a phrase.
var pauses = []string{"人民代表大会", "常务委员会", "人民政府", "人民法院", "人民检察院", "监察委员会", "关于", "职务的"}

// parts cuts the text before each pause; after 日 begins the name of who decided, after 委员会 that of the meeting.
func (p Phrased) parts() (all []string) {
	text, at := string(p), 0
	for i := range text {
		begins := strings.HasSuffix(text[:i], "日") || strings.HasSuffix(text[:i], "常务委员会") && strings.HasPrefix(text[i:], "第")
		for _, w := range pauses {
			begins = begins || strings.HasPrefix(text[i:], w)
		}
		begins = begins && !strings.HasSuffix(text[:i], "届") // 第十八届人民代表大会
		if begins && i > at {
			all, at = append(all, text[at:i]), i
		}
	}
	return append(all, text[at:])
}

// Render writes the phrases with what lets the line break between them.
func (p Phrased) Render(_ context.Context, w io.Writer) error {
	for i, part := range p.parts() {
		if i > 0 {
			part = "<wbr>" + templ.EscapeString(part)
		} else {
			part = templ.EscapeString(part)
		}
		if _, err := io.WriteString(w, part); err != nil {
			return err
		}
	}
	return nil
}
