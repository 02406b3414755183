package document

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"renmian/internal/calendar"
)

var (
	dayParts   = regexp.MustCompile(`^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?: 0{1,2}:00(?::00)?)?$`)
	dayDigits  = regexp.MustCompile(`^(\d{4})(\d{2})(\d{2})$`)
	monthParts = regexp.MustCompile(`^(\d{4})[-/.年]?(\d{1,2})月?$`)
	blanks     = regexp.MustCompile(`[\s\x{3000}]+`)
)

// HalfWidth gives a text without blanks around it, its letters, digits and marks in half width, as people type
// numbers with a Chinese keyboard.
func HalfWidth(text string) string {
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

// CleanDay reads 2026-11-22, 2026/11/22, 2026.11.22, 20261122, 2026年11月22日 and the spreadsheet's own
// day number, and gives the ISO form.
func CleanDay(text string) (value, problem string) {
	text = halfWidth(strings.TrimSpace(text))
	m := dayParts.FindStringSubmatch(text)
	if m == nil {
		m = dayDigits.FindStringSubmatch(text)
	}
	if m != nil {
		y, _ := strconv.Atoi(m[1])
		mo, _ := strconv.Atoi(m[2])
		d, _ := strconv.Atoi(m[3])
		day := calendar.Date(y, time.Month(mo), d)
		if yy, mm, dd := day.Date(); yy == y && int(mm) == mo && dd == d && y > 1900 {
			return day.ISO(), ""
		}
		return text, "没有“" + text + "”这一天，请核对。"
	}
	if n, err := strconv.ParseFloat(text, 64); err == nil && n >= 1 && n < 80000 {
		return calendar.Date(1899, time.December, 30).Add(int(n)).ISO(), ""
	}
	return text, "日期请写成 2026-11-22。"
}

// CleanMonth reads 198503, 1985.03, 1985-3 and 1985年3月, and gives 1985.03, the form of the cadre form.
func CleanMonth(text string) (value, problem string) {
	m := monthParts.FindStringSubmatch(halfWidth(blanks.ReplaceAllString(text, "")))
	if m == nil {
		return text, "年月请写成 1985.03。"
	}
	if mo, _ := strconv.Atoi(m[2]); mo < 1 || mo > 12 {
		return text, "月份应在 1 至 12 之间。"
	} else if mo < 10 {
		return m[1] + ".0" + strconv.Itoa(mo), ""
	}
	return m[1] + "." + m[2], ""
}

// CleanName removes the blanks by which names of two characters are spaced in print.
func CleanName(text string) (value, problem string) {
	name := blanks.ReplaceAllString(text, "")
	if n := len([]rune(name)); n < 2 || n > 30 {
		return name, "姓名应为 2 至 30 个字。"
	}
	return name, ""
}

// CleanChoice accepts one of the choices.
func CleanChoice(choices ...string) Cleaner {
	return func(text string) (string, string) {
		if !slices.Contains(choices, text) {
			return text, "请填：" + strings.Join(choices, "、") + "。"
		}
		return text, ""
	}
}
