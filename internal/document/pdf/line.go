package pdf

import (
	"strings"
	"unicode"
)

// Characters that may not begin a line, and those that may not end one (避头尾).
const (
	notFirst = "，。、；：！？）》】〕』」”’…—～·％％℃,.;:!?)]}%／々"
	notLast  = "（《【〔『「“‘([{￥"
)

// plain drops what has no shape: controls and marks of width nothing. A tab is a blank.
func plain(text string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\t' || r == '\u00A0':
			return ' '
		case r == '\n':
			return r
		case unicode.IsControl(r), r >= '\u200B' && r <= '\u200F', r == '\uFEFF', r >= '\uFE00' && r <= '\uFE0F':
			return -1
		}
		return r
	}, text)
}

// cluster is what a line is never broken within: a character of Chinese, a word, or a number.
type cluster struct {
	text  string
	width float64
}

// inWord are the characters that stand together: Latin letters, digits and what joins them.
func inWord(r rune) bool {
	return r < 0x3000 && (unicode.IsLetter(r) || unicode.IsDigit(r) || strings.ContainsRune(".,-/_:@%+#&'", r))
}

// clusters takes a text apart. A word longer than a line comes in characters.
func (s *setter) clusters(f typed, text string, limit float64) []cluster {
	var out []cluster
	word := func(w string, width float64) {
		if width <= limit {
			out = append(out, cluster{w, width})
			return
		}
		for _, r := range w {
			out = append(out, cluster{string(r), s.fonts.width(f.face, f.size, r)})
		}
	}
	run, width := "", 0.0
	for _, r := range text {
		w := s.fonts.width(f.face, f.size, r)
		if inWord(r) {
			run, width = run+string(r), width+w
			continue
		}
		if run != "" {
			word(run, width)
			run, width = "", 0
		}
		out = append(out, cluster{string(r), w})
	}
	if run != "" {
		word(run, width)
	}
	return out
}

// line is one line of text as it is set.
type line struct {
	clusters []cluster
	width    float64
	last     bool // the end of its paragraph, which is not spread
}

func (l line) text() string {
	var b strings.Builder
	for _, c := range l.clusters {
		b.WriteString(c.text)
	}
	return b.String()
}

func begins(c cluster, set string) bool { return strings.ContainsRune(set, []rune(c.text)[0]) }

func ends(c cluster, set string) bool {
	r := []rune(c.text)
	return strings.ContainsRune(set, r[len(r)-1])
}

// canBreak says whether a line may end before b, after a.
func canBreak(a, b cluster) bool {
	if len(b.text) == 1 && inWord([]rune(b.text)[0]) && len(a.text) == 1 && inWord([]rune(a.text)[0]) {
		return true // within a word longer than a line
	}
	return !begins(b, notFirst) && !ends(a, notLast)
}

// breakLines sets a text in lines: the first is first wide, the others rest. A mark that may not begin a
// line takes the character before it along to the next one.
func (s *setter) breakLines(f typed, text string, first, rest float64) []line {
	var out []line
	for _, paragraph := range strings.Split(plain(text), "\n") {
		all := s.clusters(f, paragraph, rest)
		limit := first
		if len(out) > 0 {
			limit = rest
		}
		for from := 0; ; limit = rest {
			width, to := 0.0, from
			for to < len(all) && (width+all[to].width <= limit+0.01 || to == from) {
				width += all[to].width
				to++
			}
			end := to
			for end < len(all) && end > from+1 && !canBreak(all[end-1], all[end]) {
				end--
			}
			if end < len(all) && end == from+1 && !canBreak(all[end-1], all[end]) {
				end = to // nowhere better
			}
			l := line{clusters: all[from:end], last: end >= len(all)}
			for _, c := range l.clusters {
				l.width += c.width
			}
			out = append(out, l)
			if from = end; from >= len(all) {
				break
			}
		}
	}
	return out
}
