package document

import (
	"strconv"
	"strings"
)

var (
	numerals = []string{"零", "一", "二", "三", "四", "五", "六", "七", "八", "九"}
	places   = []string{"", "十", "百", "千"}
)

// Numeral writes a number from 0 to 9999 in Chinese numerals: 三十六, 一百零三. Others stay in digits.
func Numeral(n int) string {
	if n < 0 || n > 9999 {
		return strconv.Itoa(n)
	}
	if n == 0 {
		return numerals[0]
	}
	digits := strconv.Itoa(n)
	var b strings.Builder
	zero := false
	for i, d := range digits {
		place := len(digits) - 1 - i
		switch {
		case d == '0':
			zero = true
			continue
		case zero:
			b.WriteString(numerals[0])
			zero = false
		}
		if !(d == '1' && place == 1 && i == 0) { // 十八, not 一十八
			b.WriteString(numerals[d-'0'])
		}
		b.WriteString(places[place])
	}
	return b.String()
}

// Number fills a number format such as {字}人任字〔{年}〕{号}号. The year is written in full and the
// number without leading zeros 〔GB/T 9704—2012〕.
func Number(format, word string, year, n int) string {
	return strings.NewReplacer("{字}", word, "{年}", strconv.Itoa(year), "{号}", strconv.Itoa(n)).Replace(format)
}
