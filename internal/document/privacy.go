package document

import (
	"regexp"
	"strings"
	"unicode/utf8"
)

var personal = []struct {
	name    string
	pattern *regexp.Regexp
}{
	{"身份证号码", regexp.MustCompile(`(?:^|[^0-9])([1-9]\d{5}(?:18|19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[0-9Xx])(?:$|[^0-9])`)},
	{"身份证号码", regexp.MustCompile(`(?:^|[^0-9])([1-9]\d{7}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3})(?:$|[^0-9])`)},
	{"手机号码", regexp.MustCompile(`(?:^|[^0-9])((?:\+?86[- ]?)?1[3-9]\d[- ]?\d{4}[- ]?\d{4})(?:$|[^0-9])`)},
	{"住址", regexp.MustCompile(`((?:家庭住址|家庭地址|现住址|住址|户籍地址|户口所在地|现居住)[^，。；、\n]{0,30})`)},
	{"住址", regexp.MustCompile(`(\p{Han}{1,12}(?:小区|花园|家园|公寓|[路街巷弄村]\d{1,5}号?)[^，。；、\n]{0,6}\d{1,4}(?:栋|幢|号楼|单元|室|号))`)},
	{"家庭成员", regexp.MustCompile(`((?:家庭成员|家庭主要成员|社会关系|(?:配偶|妻子|丈夫|父亲|母亲|儿子|女儿|岳父|岳母|公公|婆婆)(?:[：:，]|姓名|为|是))[^，。；、\n]{0,12})`)},
}

// PersonalDataIn finds identity numbers, mobile numbers, home addresses and family members in a text meant for the
// public, so that it is not published with them 〔V25，个人信息保护法 第三十四条〕. Each finding is a sentence
// part such as 身份证号码“5326…0012”; digits are shortened so that the warning does not repeat them.
func PersonalDataIn(text string) []string {
	text = halfWidth(text)
	var out []string
	for _, p := range personal {
		for {
			m := p.pattern.FindStringSubmatchIndex(text)
			if m == nil {
				break
			}
			found := text[m[2]:m[3]]
			out = append(out, p.name+"“"+shorten(found)+"”")
			text = text[:m[2]] + "＊" + text[m[3]:] // found once is enough for every pattern
		}
	}
	return out
}

func shorten(s string) string {
	r := []rune(s)
	if utf8.RuneCountInString(s) <= 8 {
		return s
	}
	return string(r[:4]) + "…" + string(r[len(r)-4:])
}

// halfWidth turns full-width digits and letters into plain ones.
func halfWidth(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= '！' && r <= '～' && (r >= '０' && r <= '９' || r == 'Ｘ' || r == 'ｘ' || r == '－' || r == '＋') {
			return r - '！' + '!'
		}
		return r
	}, s)
}
