package lrmx

import (
	"fmt"
	"regexp"
	"strings"
	"time"
	"unicode"

	"renmian/internal/calendar"
)

// Date is a day, a month or a year as forms give them: Day, or Day and Month, may be 0 (not given).
type Date struct{ Year, Month, Day int }

// DateOf returns the date of a calendar day; no day gives the zero Date.
func DateOf(d calendar.Day) Date {
	if d.IsZero() {
		return Date{}
	}
	y, m, day := d.Date()
	return Date{y, int(m), day}
}

// ParseDate reads every form of a date met in these files; ok is false when s is not a date.
func ParseDate(s string) (d Date, ok bool) {
	s = clockTime.ReplaceAllString(strings.TrimSpace(s), "")
	s = ageNote.ReplaceAllString(s, "")
	r := []rune(strings.TrimRight(removeBlanks(s), ".。．"))
	d, n := scanDate(r)
	return d, n > 0 && n == len(r)
}

var (
	clockTime = regexp.MustCompile(`[T ]\s*\d{1,2}:\d{2}(:\d{2})?\S*$`)
	ageNote   = regexp.MustCompile(`[（(][^（(）)]*岁[^（(）)]*[）)]\s*$`)
)

// String returns 1980.01, the form used on paper, as precise as the date is; "" for no date.
func (d Date) String() string {
	switch {
	case d.Year == 0:
		return ""
	case d.Month == 0:
		return fmt.Sprintf("%04d", d.Year)
	case d.Day == 0:
		return fmt.Sprintf("%04d.%02d", d.Year, d.Month)
	}
	return fmt.Sprintf("%04d.%02d.%02d", d.Year, d.Month, d.Day)
}

// IsZero reports whether d is no date.
func (d Date) IsZero() bool { return d.Year == 0 }

// YearMonth returns d without its day.
func (d Date) YearMonth() Date { return Date{d.Year, d.Month, 0} }

// compact returns 198001 or 19800105, the form used in files.
func (d Date) compact() string { return strings.ReplaceAll(d.String(), ".", "") }

// months counts months since year 0, so that two months can be subtracted.
func (d Date) months() int { return d.Year*12 + d.Month - 1 }

// addMonths returns the month n months after d.
func (d Date) addMonths(n int) Date {
	m := d.months() + n
	return Date{m / 12, m%12 + 1, 0}
}

// MarshalText writes the compact form, so that stored forms stay readable.
func (d Date) MarshalText() ([]byte, error) { return []byte(d.compact()), nil }

// UnmarshalText reads the compact form.
func (d *Date) UnmarshalText(b []byte) error {
	*d = Date{}
	if len(b) == 0 {
		return nil
	}
	p, ok := ParseDate(string(b))
	if !ok {
		return fmt.Errorf("parse form date %q", b)
	}
	*d = p
	return nil
}

// scanDate reads a date at the start of r and returns how many runes it took; 0 when there is none.
// The second separator must be of the same kind as the first, so that 2001.08-12 is not a day.
func scanDate(r []rune) (Date, int) {
	digits := countDigits(r)
	d := Date{Year: number(r, 0, 4)}
	if digits < 4 || d.Year < 1900 || d.Year > 2100 {
		return Date{}, 0
	}
	switch digits {
	case 8:
		if d.Month, d.Day = number(r, 4, 6), number(r, 6, 8); d.Day == 0 {
			return Date{}, 0
		}
		return valid(d, 8)
	case 6:
		d.Month = number(r, 4, 6)
		n := 6
		if n < len(r) && r[n] == '月' {
			n++
		}
		return valid(d, n)
	case 4:
		return scanMonth(r, d)
	}
	return Date{}, 0
}

func scanMonth(r []rune, d Date) (Date, int) {
	if len(r) < 5 || separator(r[4]) == 0 {
		return d, 4
	}
	sep := separator(r[4])
	k := countDigits(r[5:])
	month := number(r, 5, 5+k)
	if k < 1 || k > 2 || month < 1 || month > 12 {
		if sep == '年' {
			return d, 5
		}
		return d, 4
	}
	d.Month = month
	n := 5 + k
	if n < len(r) && r[n] == '月' {
		n++
		if k = countDigits(r[n:]); k < 1 || k > 2 || n+k >= len(r) || (r[n+k] != '日' && r[n+k] != '号') {
			return d, n
		}
		if d.Day = number(r, n, n+k); d.Day == 0 {
			return Date{}, 0
		}
		return valid(d, n+k+1)
	}
	if n >= len(r) || separator(r[n]) != sep {
		return d, n
	}
	if k = countDigits(r[n+1:]); k < 1 || k > 2 {
		return d, n
	}
	day := d
	day.Day = number(r, n+1, n+1+k)
	if day, m := valid(day, n+1+k); m > 0 && day.Day > 0 {
		if m < len(r) && r[m] == '日' {
			m++
		}
		return day, m
	}
	return d, n
}

// separator folds the separators inside a date to one of each kind; 0 is none.
func separator(r rune) rune {
	switch r {
	case '.', '．', '。', '·':
		return '.'
	case '-', '－':
		return '-'
	case '/', '／':
		return '/'
	case '年':
		return '年'
	}
	return 0
}

// valid returns d and n when the month and the day exist, else no date; day 0 is no day given.
func valid(d Date, n int) (Date, int) {
	if d.Month < 1 || d.Month > 12 {
		return Date{}, 0
	}
	last := time.Date(d.Year, time.Month(d.Month)+1, 0, 0, 0, 0, 0, time.UTC).Day()
	if d.Day > last {
		return Date{}, 0
	}
	return d, n
}

func digit(r rune) (int, bool) {
	if r >= '０' && r <= '９' {
		return int(r - '０'), true
	}
	return int(r - '0'), r >= '0' && r <= '9'
}

func countDigits(r []rune) int {
	n := 0
	for n < len(r) && n < 10 {
		if _, ok := digit(r[n]); !ok {
			break
		}
		n++
	}
	return n
}

func number(r []rune, from, to int) int {
	n := 0
	for i := from; i < to && i < len(r); i++ {
		v, _ := digit(r[i])
		n = n*10 + v
	}
	return n
}

// removeBlanks drops every blank of any width, as names and codes need it.
func removeBlanks(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) {
			return -1
		}
		return r
	}, s)
}
