package lrmx

import (
	"regexp"
	"strconv"
)

// Age returns the age printed on the form: years, minus one while the month of birth is still to come.
// ok is false when birth or the day is not known.
func Age(birth, on Date) (years int, ok bool) {
	if birth.IsZero() || on.IsZero() || on.months() < birth.months() {
		return 0, false
	}
	years = on.Year - birth.Year
	if on.Month != 0 && on.Month < birth.Month {
		years--
	}
	return years, true
}

// AgeLimitMonth returns the month in which a person born in birth reaches the age limit that was limit
// before the reform of 2025: one month later for every four begun months since January 2025, at most
// 36; for the limit of 50, one for every two, at most 60; no delay for 63, 65 and 66. It is a hint,
// never a decision. 〔国务院关于渐进式延迟法定退休年龄的办法 第一条〕
func AgeLimitMonth(birth Date, limit int) Date {
	if birth.Month == 0 || limit <= 0 {
		return Date{}
	}
	original := Date{birth.Year + limit, birth.Month, 0}
	n := original.months() - Date{2025, 1, 0}.months() + 1
	delay := 0
	switch {
	case n <= 0:
	case limit == 60 || limit == 55:
		delay = min((n+3)/4, 36)
	case limit == 50:
		delay = min((n+1)/2, 60)
	}
	return original.addMonths(delay)
}

var limitAge = regexp.MustCompile(`(\d{2})\s*周?岁`)

// FormerLimit returns the age limit before the reform: what the form says (改革前任职年龄界限为60岁), else 60
// for men and 55 for women; 0 when neither is known.
func (f Form) FormerLimit() int {
	if m := limitAge.FindStringSubmatch(f.FormerAgeLimit.Value); m != nil {
		n, _ := strconv.Atoi(m[1])
		return n
	}
	switch f.Sex.Value {
	case "男":
		return 60
	case "女":
		return 55
	}
	return 0
}

// Since is how long after another month d comes, in years and months.
func (d Date) Since(from Date) (years, months int, ok bool) {
	if d.Month == 0 || from.Month == 0 || d.months() < from.months() {
		return 0, 0, false
	}
	n := d.months() - from.months()
	return n / 12, n % 12, true
}
