// Package pinyin turns names and titles into the initials people search by. It imports nothing of ours.
package pinyin

import (
	"strings"
	"unicode"

	"github.com/mozillazg/go-pinyin"
)

// surnames are surnames read otherwise than the character's common reading, with their initials;
// two-character surnames stand here so that both characters are read right.
var surnames = map[string]string{
	"单": "s", "仇": "q", "曾": "z", "解": "x", "区": "o", "查": "z", "朴": "p", "翟": "z", "缪": "m", "种": "c",
	"乐": "y", "覃": "q", "折": "s", "召": "s", "繁": "p", "秘": "b", "祭": "z", "句": "g", "隗": "w", "牟": "m",
	"藏": "z", "员": "y", "盖": "g", "尉": "w", "谌": "c", "郗": "x", "乜": "n", "卜": "b", "车": "c", "宿": "s",
	"尉迟": "yc", "万俟": "mq", "单于": "cy", "澹台": "tt", "长孙": "zs", "宇文": "yw", "呼延": "hy", "令狐": "lh",
	"皇甫": "hf", "鲜于": "xy", "夏侯": "xh", "钟离": "zl", "宗政": "zz", "濮阳": "py", "公孙": "gs", "欧阳": "oy",
	"司马": "sm", "上官": "sg", "诸葛": "zg", "东方": "df", "司徒": "st", "慕容": "mr", "端木": "dm", "百里": "bl",
}

// words are office words with a character read otherwise than usual.
var words = map[string]string{
	"会计": "kj", "调解": "tj", "重庆": "cq", "银行": "yh", "行长": "hz", "长期": "cq", "长沙": "cs", "长安": "ca",
	"长江": "cj", "长春": "cc", "长城": "cc", "参差": "cc", "音乐": "yy", "调整": "tz", "厦门": "xm", "朝阳": "cy", "校对": "jd",
}

// letters are characters whose common reading in names and offices is not the first one listed.
var readings = map[rune]string{
	'长': "z", '行': "x", '重': "z", '会': "h", '调': "d", '省': "s", '乐': "l", '单': "d", '解': "j", '区': "q",
	'曾': "z", '降': "j", '参': "c", '朝': "c", '校': "x", '厦': "s", '石': "s", '系': "x", '大': "d", '车': "c",
}

// Initials returns the initials of a person's name, in small letters, for search: 单小平 is sxp.
func Initials(name string) string {
	name = strings.Join(strings.Fields(strings.ReplaceAll(name, "·", "")), "")
	runes := []rune(name)
	for n := min(2, len(runes)); n > 0; n-- {
		if first, ok := surnames[string(runes[:n])]; ok && n < len(runes) {
			return first + Letters(string(runes[n:]))
		}
	}
	return Letters(name)
}

// Letters returns the initials of a text such as an office or an organ; letters and digits stay.
func Letters(text string) string {
	var b strings.Builder
	args := pinyin.NewArgs()
	args.Style = pinyin.FirstLetter
	runes := []rune(text)
	for i := 0; i < len(runes); i++ {
		if i+1 < len(runes) {
			if w, ok := words[string(runes[i:i+2])]; ok {
				b.WriteString(w)
				i++
				continue
			}
		}
		r := runes[i]
		switch first, py := readings[r], pinyin.SinglePinyin(r, args); {
		case first != "":
			b.WriteString(first)
		case len(py) > 0:
			b.WriteString(py[0])
		case r < unicode.MaxASCII && (unicode.IsLetter(r) || unicode.IsDigit(r)):
			b.WriteRune(unicode.ToLower(r))
		}
	}
	return b.String()
}
