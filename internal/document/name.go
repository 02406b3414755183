package document

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Person is a name as a list notes it.
type Person struct {
	Name      string
	Female    bool
	Ethnicity string // 汉族 is not noted
}

// SpacedName puts a full-width space into a name of two characters, so that names align.
func SpacedName(name string) string {
	runes := []rune(name)
	if len(runes) == 2 && unicode.Is(unicode.Han, runes[0]) && unicode.Is(unicode.Han, runes[1]) {
		return string(runes[0]) + "　" + string(runes[1])
	}
	return name
}

// Noted is the name with （女，土家族） as the official list notes it.
func (p Person) Noted() string {
	var notes []string
	if p.Female {
		notes = append(notes, "女")
	}
	if e := strings.TrimSpace(p.Ethnicity); e != "" && e != "汉" && e != "汉族" {
		notes = append(notes, e)
	}
	name := SpacedName(p.Name)
	if len(notes) > 0 {
		name += "（" + strings.Join(notes, "，") + "）"
	}
	return name
}

// ended closes a sentence that does not yet end in punctuation.
func ended(s string) string {
	s = strings.TrimSpace(s)
	if r, _ := utf8.DecodeLastRuneInString(s); s == "" || strings.ContainsRune("。！？；：", r) {
		return s
	}
	return s + "。"
}
