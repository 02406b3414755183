// Package pinyin turns names into initials to search by, knowing how characters are read in surnames.
package pinyin

import (
	"strings"
	"unicode"

	"github.com/mozillazg/go-pinyin"
)

// surnames are read differently in a surname than elsewhere. 〔现代汉语词典 姓氏读音〕
var surnames = map[string]string{
	"万俟": "mq", "尉迟": "yc", "澹台": "tt", "长孙": "zs", "单于": "cy", "鲜于": "xy",
	"曾": "z", "单": "s", "仇": "q", "解": "x", "查": "z", "区": "o", "朴": "p", "盖": "g", "翟": "z",
	"缪": "m", "乐": "y", "覃": "q", "召": "s", "谌": "c", "洗": "x", "冼": "x", "逄": "p", "隗": "w",
	"员": "y", "晟": "c", "种": "c", "秘": "b", "黑": "h",
	"折": "s", "繁": "p",
	"行": "x", "重": "c", "长": "z", "车": "c", "叶": "y", "宿": "s", "藏": "z", "祭": "z", "撒": "s",
}

// Initials returns the first letters of the syllables, lower case: 欧阳示例 oysl. Letters and digits
// stay, every other sign is left out.
func Initials(text string) string {
	var b strings.Builder
	for _, length := range []int{2, 1} {
		if r := []rune(text); len(r) >= length {
			if read, ok := surnames[string(r[:length])]; ok {
				b.WriteString(read)
				text = string(r[length:])
				break
			}
		}
	}
	b.WriteString(Letters(text))
	return b.String()
}

// Letters returns the first letters of text that is not a person's name, such as an office's title.
func Letters(text string) string {
	args := pinyin.NewArgs()
	args.Style = pinyin.FirstLetter
	var b strings.Builder
	for _, r := range text {
		switch {
		case unicode.Is(unicode.Han, r):
			if read := pinyin.SinglePinyin(r, args); len(read) > 0 {
				b.WriteString(read[0])
			}
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			b.WriteRune(unicode.ToLower(r))
		}
	}
	return b.String()
}
