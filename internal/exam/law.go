package exam

import (
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
