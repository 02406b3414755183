package exam

import (
	"regexp"
	"strconv"
	"strings"
)

// Law is a source of questions (法规): a statute, a decision, or a regulation of the county.
type Law struct {
	ID      int64
	Title   string // 中华人民共和国宪法
	Short   string // 宪法
	Kind    LawKind
	Edition string // 2018年3月11日修正
	Version int
}

// LawNamed is a law that a spreadsheet names, with or without marks, 中华人民共和国 and the year of its edition
// behind it, as it would be registered.
func LawNamed(text string) Law {
	title := strings.TrimSpace(text)
	if i := strings.IndexAny(title, "（("); i > 0 {
		title = title[:i]
	}
	title = strings.Trim(title, "《》 　")
	l := Law{Title: title, Short: strings.TrimPrefix(title, "中华人民共和国"), Kind: Statute}
	switch {
	case l.Short == "宪法":
		l.Kind = Constitution
	case strings.HasSuffix(title, "决定"):
		l.Kind = Decision
	case strings.Contains(title, "自治") && strings.HasSuffix(title, "条例"):
		l.Kind = CountyRule
	}
	return l
}

// Same reports whether two names are of one law.
func (l Law) Same(x Law) bool {
	return l.Title != "" && (l.Title == x.Title || l.Short == x.Short || l.Title == x.Short || l.Short == strings.TrimPrefix(x.Title, "中华人民共和国"))
}

// Article is one article of a law (条文).
type Article struct {
	ID      int64
	LawID   int64
	Number  string // 第五十一条
	Ordinal int    // its place in the law
	Body    string // 原文, empty when nobody has entered it
}

// ArticleOrdinal reads an article's number, 第五十一条 or 第十二条之一, and returns its place in the law; 序言 stands
// first. ok is false for anything else.
func ArticleOrdinal(number string) (ordinal int, ok bool) {
	if number == "序言" {
		return 1, true
	}
	main, sub, inserted := strings.Cut(number, "条之")
	if !inserted {
		if main, ok = strings.CutSuffix(number, "条"); !ok {
			return 0, false
		}
	}
	main, ok = strings.CutPrefix(main, "第")
	if !ok {
		return 0, false
	}
	n := numeral(main)
	if n == 0 {
		return 0, false
	}
	after := 0
	if inserted {
		if after = numeral(sub); after == 0 || after > 99 {
			return 0, false
		}
	}
	return n*100 + after, true
}

// ReadArticle brings an article's number into the form of the laws: 第51条, 51 and 第五十一条第二款 become 第五十一条. What it
// cannot read stays as it is.
func ReadArticle(text string) string {
	text = strings.Map(func(r rune) rune {
		if r >= '０' && r <= '９' {
			return r - '０' + '0'
		}
		if r == ' ' || r == '\u3000' {
			return -1
		}
		return r
	}, text)
	m := articleWritten.FindStringSubmatch(text)
	if m == nil {
		return text
	}
	number := "第" + inChinese(m[1]) + "条"
	if m[2] != "" {
		number += "之" + inChinese(m[2])
	}
	return number
}

var articleWritten = regexp.MustCompile(`^第?(\d{1,3}|[零一二三四五六七八九十百]+)条?(?:之(\d{1,2}|[一二三四五六七八九十]+))?(?:第?[\d一二三四五六七八九十]+[款项].*)?$`)

// inChinese writes a whole number below a thousand in Chinese; what is no number stays.
func inChinese(text string) string {
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 {
		return text
	}
	digit := func(i int) string { return string([]rune(digits)[i]) }
	out := ""
	if n >= 100 {
		out = digit(n/100) + "百"
		if n %= 100; n > 0 && n < 10 {
			return out + "零" + digit(n)
		}
	}
	if n >= 10 {
		if out != "" || n >= 20 {
			out += digit(n / 10)
		}
		out += "十"
		n %= 10
	}
	if n > 0 {
		out += digit(n)
	}
	return out
}

const digits = "零一二三四五六七八九"

// numeral reads a Chinese whole number below a thousand; 0 when it is none.
func numeral(s string) int {
	total, digit := 0, 0
	for _, r := range s {
		if i := strings.IndexRune(digits, r); i >= 0 {
			digit = i / len("零")
			continue
		}
		unit := 0
		switch r {
		case '十':
			unit = 10
		case '百':
			unit = 100
		default:
			return 0
		}
		total += max(digit, 1) * unit
		digit = 0
	}
	return total + digit
}
