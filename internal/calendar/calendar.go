// Package calendar counts days as the procedure counts them: a deadline is a day in China, not an
// instant, and working days skip weekends and statutory holidays but not make-up working days.
// It imports nothing of ours.
package calendar

import (
	"database/sql/driver"
	"fmt"
	"time"
)

// Zone is the civil time of the country; every day and every shown time is in it.
var Zone = time.FixedZone("Asia/Shanghai", 8*60*60)

// Day is a civil day. The zero Day means "no day" and is NULL in the database.
type Day struct{ n int32 } // days since 0001-01-01, plus one

// Date returns the day with the given year, month and day of month, normalised as time.Date does.
func Date(year int, month time.Month, day int) Day {
	return dayOf(time.Date(year, month, day, 0, 0, 0, 0, time.UTC))
}

// Of returns the civil day in China at the instant t.
func Of(t time.Time) Day {
	if t.IsZero() {
		return Day{}
	}
	y, m, d := t.In(Zone).Date()
	return Date(y, m, d)
}

// Parse reads 2026-11-22. The empty string is the zero Day.
func Parse(s string) (Day, error) {
	if s == "" {
		return Day{}, nil
	}
	t, err := time.Parse(time.DateOnly, s)
	if err != nil {
		return Day{}, fmt.Errorf("parse day %q: %w", s, err)
	}
	return dayOf(t), nil
}

var epoch = time.Date(1, 1, 1, 0, 0, 0, 0, time.UTC)

func dayOf(utc time.Time) Day { return Day{int32((utc.Unix()-epoch.Unix())/86400) + 1} }

func (d Day) utc() time.Time { return epoch.AddDate(0, 0, int(d.n)-1) }

// IsZero reports whether d is no day.
func (d Day) IsZero() bool { return d.n == 0 }

// Add returns the day n calendar days later.
func (d Day) Add(n int) Day { return Day{d.n + int32(n)} }

// AddMonths returns the same day of month n months later; a day past the month's end becomes its last day.
func (d Day) AddMonths(n int) Day {
	y, m, day := d.utc().Date()
	last := time.Date(y, m+time.Month(n)+1, 0, 0, 0, 0, 0, time.UTC)
	return Date(last.Year(), last.Month(), min(day, last.Day()))
}

// Sub returns the number of calendar days from e to d.
func (d Day) Sub(e Day) int { return int(d.n - e.n) }

// Before reports whether d is earlier than e.
func (d Day) Before(e Day) bool { return d.n < e.n }

// After reports whether d is later than e.
func (d Day) After(e Day) bool { return d.n > e.n }

// Date returns year, month and day of month.
func (d Day) Date() (int, time.Month, int) { return d.utc().Date() }

// Year returns the year of d.
func (d Day) Year() int { return d.utc().Year() }

// Weekday returns the day of the week.
func (d Day) Weekday() time.Weekday { return d.utc().Weekday() }

// Time returns the first instant of the day in China.
func (d Day) Time() time.Time {
	y, m, day := d.Date()
	return time.Date(y, m, day, 0, 0, 0, 0, Zone)
}

// String returns 2026年11月22日, the form used on paper; "" for no day.
func (d Day) String() string {
	if d.IsZero() {
		return ""
	}
	y, m, day := d.Date()
	return fmt.Sprintf("%d年%d月%d日", y, m, day)
}

// Short returns 11月22日.
func (d Day) Short() string {
	if d.IsZero() {
		return ""
	}
	_, m, day := d.Date()
	return fmt.Sprintf("%d月%d日", m, day)
}

// ISO returns 2026-11-22, the form of date inputs; "" for no day.
func (d Day) ISO() string {
	if d.IsZero() {
		return ""
	}
	return d.utc().Format(time.DateOnly)
}

// Scan reads a date column; NULL becomes the zero Day.
func (d *Day) Scan(src any) error {
	switch v := src.(type) {
	case nil:
		*d = Day{}
	case time.Time:
		y, m, day := v.Date()
		*d = Date(y, m, day)
	case string:
		p, err := Parse(v)
		*d = p
		return err
	default:
		return fmt.Errorf("scan %T into a day", src)
	}
	return nil
}

// Value writes a date column; the zero Day becomes NULL.
func (d Day) Value() (driver.Value, error) {
	if d.IsZero() {
		return nil, nil
	}
	return d.utc(), nil
}

// MarshalText writes the ISO form, so that days are readable in JSON.
func (d Day) MarshalText() ([]byte, error) { return []byte(d.ISO()), nil }

// UnmarshalText reads the ISO form.
func (d *Day) UnmarshalText(b []byte) error {
	p, err := Parse(string(b))
	*d = p
	return err
}

// Holidays tells the days that differ from the plain week: true is a holiday (放假), false a
// make-up working day (调休上班). 〔全国年节及纪念日放假办法〕
type Holidays map[Day]bool

// Working reports whether d is a working day.
func (h Holidays) Working(d Day) bool {
	if off, special := h[d]; special {
		return !off
	}
	return d.Weekday() != time.Saturday && d.Weekday() != time.Sunday
}

// AddWorking returns the day n working days after d, the day d itself not counted. A negative n
// counts back.
func (h Holidays) AddWorking(d Day, n int) Day {
	step := 1
	if n < 0 {
		step, n = -1, -n
	}
	for n > 0 {
		if d = d.Add(step); h.Working(d) {
			n--
		}
	}
	return d
}

// WorkingBetween counts the working days after from up to and including to.
func (h Holidays) WorkingBetween(from, to Day) int {
	n := 0
	for d := from.Add(1); !d.After(to); d = d.Add(1) {
		if h.Working(d) {
			n++
		}
	}
	return n
}
