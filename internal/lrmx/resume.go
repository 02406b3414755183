package lrmx

import (
	"fmt"
	"strings"
	"unicode"
)

// Resume is the 简历: periods, and what stands loose before the first.
type Resume struct {
	Remark  string   `json:"remark,omitempty"`
	Periods []Period `json:"periods,omitempty"`
}

// Period is one line of the résumé.
type Period struct {
	Start Date     `json:"start"`
	End   Date     `json:"end,omitzero"` // zero when Open, or when the line names one date only
	Open  bool     `json:"open,omitempty"`
	Text  string   `json:"text"`
	Notes []string `json:"notes,omitempty"` // 其间: what happened meanwhile
}

// The columns of the desktop program: 16 for the period, two blanks, then the text.
var (
	textIndent = strings.Repeat(" ", 18)
	openEnd    = strings.Repeat(" ", 7)
)

// String writes the résumé exactly as the desktop program does.
func (r Resume) String() string {
	var lines []string
	if r.Remark != "" {
		lines = append(lines, r.Remark)
	}
	for _, p := range r.Periods {
		lines = append(lines, strings.TrimRight(p.head()+"  "+p.Text, " "))
		if len(p.Notes) > 0 {
			lines = append(lines, textIndent+"（其间："+strings.Join(p.Notes, "；")+"）")
		}
	}
	return strings.Join(lines, "\n")
}

// head is the period in its columns. An open end is blank, unless the text begins like a date and
// would be taken for the end.
func (p Period) head() string {
	if !p.Open {
		if p.End.IsZero() {
			return p.Start.String()
		}
		return p.Start.String() + "--" + p.End.String()
	}
	if _, n := scanEnd([]rune(p.Text)); n > 0 {
		return p.Start.String() + "--至今   "
	}
	return p.Start.String() + "--" + openEnd
}

// parseResume reads the lines. A line that does not begin with a period continues the one before.
func parseResume(s string) (Resume, bool) {
	var r Resume
	var remark []string
	var texts [][]string
	open := 0 // brackets of the current period still open
	for _, raw := range strings.Split(s, "\n") {
		t := strings.TrimSpace(raw)
		if t == "" {
			continue
		}
		p, text, ok := scanPeriod(t)
		// Inside 其间 brackets a line may begin with a date of its own.
		if ok && open > 0 && (indent(raw) >= 8 || open+brackets(t) <= 0) {
			ok = false
		}
		switch last := len(texts) - 1; {
		case ok:
			r.Periods = append(r.Periods, p)
			texts = append(texts, []string{text})
			open = max(brackets(text), 0)
		case last < 0:
			remark = append(remark, t)
		default:
			if open == 0 && asideKeyword(t) > 0 {
				t = "（" + t + "）"
			}
			texts[last] = append(texts[last], t)
			open = max(open+brackets(t), 0)
		}
	}
	r.Remark = strings.Join(remark, "\n")
	for i := range texts {
		var b strings.Builder
		for _, t := range texts[i] {
			join(&b, t)
		}
		r.Periods[i].Text, r.Periods[i].Notes = splitAsides(b.String())
	}
	return r, true
}

// scanPeriod reads a period at the start of a trimmed line. One date alone counts when a blank
// or nothing follows.
func scanPeriod(t string) (p Period, text string, ok bool) {
	r := []rune(t)
	var n int
	if p.Start, n = scanDate(r); n == 0 {
		return p, "", false
	}
	i := skipBlanks(r, n)
	sep := skipSeparators(r, i)
	if sep == i {
		if p.Start.Month == 0 || i == n && i < len(r) {
			return p, "", false
		}
		return p, string(r[i:]), true
	}
	i = skipBlanks(r, sep)
	end, n := scanEnd(r[i:])
	p.End, p.Open = end, end.IsZero()
	if p.Start.Month == 0 && n == 0 {
		return p, "", false
	}
	return p, strings.TrimSpace(strings.TrimLeft(string(r[i+n:]), "：:，,、 \t\u3000")), true
}

// scanEnd reads the end of a period: a date, or a word for today.
func scanEnd(r []rune) (Date, int) {
	if d, n := scanDate(r); n > 0 {
		return d, n
	}
	for _, now := range []string{"至今", "今", "现在", "目前"} {
		if strings.HasPrefix(string(r[:min(len(r), 2)]), now) {
			return Date{}, len([]rune(now))
		}
	}
	return Date{}, 0
}

func skipBlanks(r []rune, i int) int {
	for i < len(r) && unicode.IsSpace(r[i]) {
		i++
	}
	return i
}

func skipSeparators(r []rune, i int) int {
	if i < len(r) && (r[i] == '至' || r[i] == '到') {
		return i + 1
	}
	for i < len(r) && strings.ContainsRune("-—–－―─−‐‑﹣〜～~", r[i]) {
		i++
	}
	return i
}

// indent counts the blank columns before a line.
func indent(line string) int {
	n := 0
	for _, r := range line {
		switch {
		case r == '\u3000':
			n += 2
		case r == '\t':
			n += 8
		case unicode.IsSpace(r):
			n++
		default:
			return n
		}
	}
	return n
}

func brackets(s string) int {
	n := 0
	for _, r := range s {
		switch r {
		case '（', '(':
			n++
		case '）', ')':
			n--
		}
	}
	return n
}

// asideKeyword returns the length in bytes of 其间 and its sisters at the start of s, with the colon.
func asideKeyword(s string) int {
	for _, k := range []string{"其间", "其中", "期间"} {
		if rest, ok := strings.CutPrefix(s, k); ok {
			trimmed := strings.TrimLeft(rest, "：:，, 　")
			if d, n := scanDate([]rune(trimmed[:min(len(trimmed), 40)])); trimmed != rest || (n > 0 && !d.IsZero()) {
				return len(s) - len(trimmed)
			}
		}
	}
	return 0
}

// splitAsides takes the 其间 brackets out of a period's text and returns their parts. A bracket never
// closed runs to the end.
func splitAsides(s string) (text string, notes []string) {
	var b strings.Builder
	for {
		i, start := findAside(s)
		if i < 0 {
			b.WriteString(s)
			return strings.TrimSpace(b.String()), notes
		}
		b.WriteString(s[:i])
		inner, rest := s[start:], ""
		depth := 1
		for j, r := range inner {
			depth += brackets(string(r))
			if depth == 0 {
				inner, rest = inner[:j], inner[j+len(string(r)):]
				break
			}
		}
		inner += strings.Repeat("）", max(depth-1, 0))
		notes = append(notes, splitParts(inner)...)
		s = rest
	}
}

// findAside returns where an aside's bracket opens and where its text starts.
func findAside(s string) (open, start int) {
	for i, r := range s {
		if r != '（' && r != '(' {
			continue
		}
		after := i + len(string(r))
		inner := strings.TrimLeft(s[after:min(len(s), after+200)], " 　")
		if k := asideKeyword(inner); k > 0 {
			return i, after + len(s[after:min(len(s), after+200)]) - len(inner) + k
		}
	}
	return -1, 0
}

// splitParts splits at the semicolons outside brackets.
func splitParts(s string) []string {
	var parts []string
	depth, from := 0, 0
	add := func(p string) {
		if p = strings.TrimSpace(p); p != "" {
			parts = append(parts, p)
		}
	}
	for i, r := range s {
		depth += brackets(string(r))
		if depth == 0 && (r == '；' || r == ';') {
			add(s[from:i])
			from = i + len(string(r))
		}
	}
	add(s[from:])
	return parts
}

// checkResume refuses a typed résumé that does not begin with a period, or a period that ends before
// it starts.
func checkResume(r Resume, typed string) string {
	if strings.TrimSpace(typed) != "" && len(r.Periods) == 0 {
		return "简历每行应以起止年月开头，如“2016.12--2021.08  示例县某局局长”，请核对后重填。"
	}
	for i, p := range r.Periods {
		if p.reversed() {
			return fmt.Sprintf("简历第 %d 段“%s”的起止年月颠倒，请核对后重填。", i+1, p.span())
		}
	}
	return ""
}

func (p Period) reversed() bool {
	return !p.End.IsZero() && (p.End.Year < p.Start.Year ||
		p.End.Year == p.Start.Year && p.Start.Month != 0 && p.End.Month != 0 && p.End.Month < p.Start.Month)
}

func (p Period) span() string { return strings.TrimSpace(p.head()) }
