package exam

import (
	"math"
	"regexp"
	"strconv"
	"strings"

	"renmian/internal/policy"
)

// halfWidth gives a text without blanks around it, its letters, digits and marks in half width.
func halfWidth(text string) string {
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		switch {
		case r == '\u3000':
			return ' '
		case r >= '！' && r <= '～':
			return r - '！' + '!'
		}
		return r
	}, text))
}

var blankWritten = regexp.MustCompile(`[（(][\s\x{3000}_＿]*[）)]|[_＿]+`)

// SheetStem reads a stem as other people's spreadsheets have it: a blank of a fill-in in brackets, or of another
// length, becomes ____.
func SheetStem(kind policy.QuestionKind, text string) string {
	if kind != policy.FillIn {
		return text
	}
	return blankWritten.ReplaceAllString(text, "____")
}

var (
	optionWritten = regexp.MustCompile(`[（(]?([A-Ha-hＡ-Ｈａ-ｈ])[.．、:：)）]`)
	optionStart   = regexp.MustCompile(`^[（(]?([A-Ha-hＡ-Ｈａ-ｈ])[.．、:：)）]\s*`)
)

// SheetOptions reads the options of a choice, each in its cell or all of them in one, A to H before them or not.
func SheetOptions(cells []string, whole string) []string {
	for len(cells) > 0 && cells[len(cells)-1] == "" {
		cells = cells[:len(cells)-1]
	}
	if len(cells) == 0 {
		return splitOptions(whole)
	}
	bare := make([]string, len(cells))
	for i, c := range cells {
		m := optionStart.FindStringSubmatch(c)
		if m == nil || i >= len(Letters) || strings.ToUpper(halfWidth(m[1])) != Letter(i) {
			return cells
		}
		bare[i] = strings.TrimSpace(c[len(m[0]):])
	}
	return bare
}

// splitOptions parts a text at A, B, C in their order, or at its lines where it has no letters.
func splitOptions(whole string) (options []string) {
	start := -1
	for _, at := range optionWritten.FindAllStringSubmatchIndex(whole, -1) {
		n := len(options)
		if start >= 0 {
			n++
		}
		if n >= len(Letters) || strings.ToUpper(halfWidth(whole[at[2]:at[3]])) != Letter(n) {
			continue
		}
		if start >= 0 {
			options = append(options, trimOption(whole[start:at[0]]))
		}
		start = at[1]
	}
	if start < 0 {
		return trimmed(strings.Split(whole, "\n"))
	}
	return append(options, trimOption(whole[start:]))
}

func trimOption(text string) string { return strings.Trim(text, " \t\r\n\u3000；;，,") }

// SheetKey reads a key as other people's spreadsheets have it: the marking points of an essay may have their points
// in other brackets and of another total, and a plain answer is one point.
func SheetKey(kind policy.QuestionKind, text string) Key {
	key := ReadKey(kind, text)
	if Objective(kind) || len(key) == 0 {
		return key
	}
	total, marked := 0.0, 0
	words, points := make([]string, len(key)), make([]float64, len(key))
	for i, line := range key {
		if m := pointsWritten.FindStringSubmatch(line); m != nil {
			words[i] = m[1]
			points[i], _ = strconv.ParseFloat(m[2], 64)
			total += points[i]
			marked++
		}
	}
	switch {
	case marked == 0:
		return Key{strings.Join(key, "") + "〔10分〕"}
	case marked < len(key) || total <= 0:
		return key // some with points and some without: a person has to look
	}
	scaled, left := make(Key, len(key)), 10.0
	for i := range key {
		p := math.Round(points[i]*20/total) / 2
		if i == len(key)-1 {
			p = left
		}
		if left -= p; p <= 0 {
			return key
		}
		scaled[i] = words[i] + "〔" + strconv.FormatFloat(p, 'f', -1, 64) + "分〕"
	}
	return scaled
}

var pointsWritten = regexp.MustCompile(`^(.*?\S)[\s。；;，,]*[〔（(\[【]\s*(\d+(?:\.\d+)?)\s*分\s*[〕）)\]】][。；;]?$`)
