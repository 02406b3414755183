package document

import (
	"regexp"
	"strings"
)

var headLine = regexp.MustCompile(`^[一二三四五六七八九十百]+、`)

// BodyBlocks sets a stored body again, one block a line: a list has headings and entries, any other
// paper paragraphs.
func BodyBlocks(body string, list bool) []Block {
	var out []Block
	for _, line := range strings.Split(body, "\n") {
		b := Block{Style: Para, Text: line}
		if list {
			b.Style = Entry
		}
		if headLine.MatchString(line) {
			b.Style = Head
		}
		out = append(out, b)
	}
	return out
}
