package document

import (
	"strings"
	"unicode/utf8"
)

// Mark says where a line of a comparison stands.
type Mark string

const (
	Same    Mark = "same"
	Missing Mark = "missing" // 表决结果中有，稿中没有
	Added   Mark = "added"   // 稿中有，表决结果中没有
)

// Compared is one line of a comparison. Of a changed line From and To enclose the characters that
// differ, in bytes; elsewhere both are zero.
type Compared struct {
	Mark     Mark
	Text     string
	From, To int
}

// Compare sets a draft against the text it was made from, line by line and within a changed line
// character by character, for the second person who proofreads it (校核).
func Compare(source, draft string) []Compared {
	a, b := strings.Split(source, "\n"), strings.Split(draft, "\n")
	var out []Compared
	i, j := 0, 0
	for _, m := range append(commonLines(a, b), [2]int{len(a), len(b)}) {
		out = append(out, changed(a[i:m[0]], b[j:m[1]])...)
		if i, j = m[0]+1, m[1]+1; m[0] < len(a) {
			out = append(out, Compared{Mark: Same, Text: a[m[0]]})
		}
	}
	return out
}

// Differs reports whether a comparison found anything.
func Differs(lines []Compared) bool {
	for _, l := range lines {
		if l.Mark != Same {
			return true
		}
	}
	return false
}

// commonLines is the longest common subsequence of two texts as pairs of positions.
func commonLines(a, b []string) [][2]int {
	long := make([][]int, len(a)+1)
	for i := range long {
		long[i] = make([]int, len(b)+1)
	}
	for i := len(a) - 1; i >= 0; i-- {
		for j := len(b) - 1; j >= 0; j-- {
			if a[i] == b[j] {
				long[i][j] = long[i+1][j+1] + 1
			} else {
				long[i][j] = max(long[i+1][j], long[i][j+1])
			}
		}
	}
	var pairs [][2]int
	for i, j := 0, 0; i < len(a) && j < len(b); {
		switch {
		case a[i] == b[j]:
			pairs = append(pairs, [2]int{i, j})
			i, j = i+1, j+1
		case long[i+1][j] >= long[i][j+1]:
			i++
		default:
			j++
		}
	}
	return pairs
}

// changed pairs what is gone with what came in its place.
func changed(gone, came []string) []Compared {
	var out []Compared
	for i := range max(len(gone), len(came)) {
		var was, is Compared
		if i < len(gone) {
			was = Compared{Mark: Missing, Text: gone[i], To: len(gone[i])}
		}
		if i < len(came) {
			is = Compared{Mark: Added, Text: came[i], To: len(came[i])}
		}
		if was.Text != "" && is.Text != "" {
			was.From, was.To, is.From, is.To = span(was.Text, is.Text)
		}
		for _, l := range []Compared{was, is} {
			if l.Text != "" {
				out = append(out, l)
			}
		}
	}
	return out
}

// span is the part of each text that lies between their common beginning and their common end.
func span(a, b string) (aFrom, aTo, bFrom, bTo int) {
	for aFrom < len(a) && aFrom < len(b) {
		r, n := utf8.DecodeRuneInString(a[aFrom:])
		if s, _ := utf8.DecodeRuneInString(b[aFrom:]); r != s {
			break
		}
		aFrom += n
	}
	aTo, bTo = len(a), len(b)
	for aTo > aFrom && bTo > aFrom {
		r, n := utf8.DecodeLastRuneInString(a[aFrom:aTo])
		if s, _ := utf8.DecodeLastRuneInString(b[aFrom:bTo]); r != s {
			break
		}
		aTo, bTo = aTo-n, bTo-n
	}
	return aFrom, aTo, aFrom, bTo
}
