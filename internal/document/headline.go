package document

import (
	"strings"
	"unicode"
)

// HeadLines breaks a line of a title or a 题注 that has no room, in characters, where it is read with a pause: never
// within the name of the committee if that can be helped. What fits, and what cannot be broken so, stays whole.
func HeadLines(text string, room float64) []string {
	const congress, committee = "人民代表大会", "常务委员会"
	if headWidth(text) <= room {
		return []string{text}
	}
	if i := strings.Index(text, congress+committee); i >= 0 {
		i += len(congress)
		if headWidth(text[:i]) <= room && headWidth(text[i:]) <= room {
			return []string{text[:i], text[i:]}
		}
	}
	return []string{text}
}

// headWidth is how wide a text is in Chinese characters; Latin letters and digits take half.
func headWidth(text string) (n float64) {
	for _, r := range text {
		if r < 0x2e80 && (unicode.IsLetter(r) || unicode.IsDigit(r) || r == ' ') {
			n += 0.5
		} else {
			n++
		}
	}
	return n
}
