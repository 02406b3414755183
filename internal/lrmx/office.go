package lrmx

import (
	"regexp"
	"strings"
	"unicode"
)

// OfficeMatch is one office named in 拟任职务 or 拟免职务, and the title of the catalogue it means.
type OfficeMatch struct {
	Part  string // as the form has it
	Title string // as the catalogue has it; "" when it is not in the catalogue
}

const maxOfficeParts = 50

var (
	officeSeparator = regexp.MustCompile(`[，,、；;&＆\n]|\s+`)
	rankNote        = regexp.MustCompile(`[（(][^（()）]*[）)]`)
)

// MatchOffices finds the offices that text names in the titles of the catalogue. Rank in brackets,
// blanks and the word 人民政府 make no difference; a second office may leave out its organ, as in
// “示例县财政局党组书记、局长”.
func MatchOffices(text string, titles []string) []OfficeMatch {
	index := map[string]string{}
	for _, t := range titles {
		index[officeKey(t)] = t
	}
	var matches []OfficeMatch
	before := ""
	for _, part := range officeSeparator.Split(rankNote.ReplaceAllString(text, ""), -1) {
		part = strings.TrimRight(part, "。.")
		if part == "" || len(matches) == maxOfficeParts {
			continue
		}
		title := index[officeKey(part)]
		if title == "" {
			title = inherited(before, part, index)
		}
		if title == "" {
			title = onlyEnding(part, titles)
		}
		matches = append(matches, OfficeMatch{part, title})
		if len([]rune(part)) > 4 {
			before = part
		}
	}
	return matches
}

// officeKey is a title without what differs between forms and catalogue.
func officeKey(s string) string {
	s = rankNote.ReplaceAllString(s, "")
	s = strings.ReplaceAll(strings.ReplaceAll(s, "人民代表大会常务委员会", "人大常委会"), "人民政府", "")
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return r
		}
		return -1
	}, s)
}

// inherited completes part with the organ of the office named before it.
func inherited(before, part string, index map[string]string) string {
	organ := []rune(before)
	for n := min(len(organ), 60); n > 1; n-- {
		if title := index[officeKey(string(organ[:n])+part)]; title != "" {
			return title
		}
	}
	return ""
}

// onlyEnding returns the one title that ends like part or that part ends with, as when the county's
// name is left out on either side; none when several do.
func onlyEnding(part string, titles []string) string {
	key, found := officeKey(part), ""
	if len([]rune(key)) < 4 {
		return ""
	}
	for _, t := range titles {
		k := officeKey(t)
		if !strings.HasSuffix(k, key) && (len([]rune(k)) < 5 || !strings.HasSuffix(key, k)) {
			continue
		}
		if found != "" && found != t {
			return ""
		}
		found = t
	}
	return found
}
