package calendar

import (
	"testing"
	"time"
)

func TestDayForms(t *testing.T) {
	d := Date(2026, 11, 2)
	if d.String() != "2026年11月2日" || d.Short() != "11月2日" || d.ISO() != "2026-11-02" {
		t.Errorf("forms of %v: %q %q %q", d.utc(), d.String(), d.Short(), d.ISO())
	}
	if got := Of(time.Date(2026, 11, 1, 16, 30, 0, 0, time.UTC)); got != d {
		t.Errorf("half past midnight in China on 2 November = %v", got)
	}
	if p, err := Parse("2026-11-02"); p != d || err != nil {
		t.Errorf("Parse = %v, %v", p, err)
	}
	if _, err := Parse("2026-13-02"); err == nil {
		t.Error("month 13 was accepted")
	}
}

func TestAddMonths(t *testing.T) {
	for _, tt := range []struct{ from, want Day }{
		{Date(2026, 1, 31), Date(2026, 2, 28)},
		{Date(2026, 11, 30), Date(2026, 12, 30)},
		{Date(2026, 12, 15), Date(2027, 1, 15)},
	} {
		if got := tt.from.AddMonths(1); got != tt.want {
			t.Errorf("%v plus a month = %v, want %v", tt.from, got, tt.want)
		}
	}
}

func TestScanValue(t *testing.T) {
	for _, d := range []Day{{}, Date(2026, 11, 22), Date(1951, 2, 3)} {
		v, err := d.Value()
		if err != nil {
			t.Fatal(err)
		}
		var got Day
		if err := got.Scan(v); err != nil || got != d {
			t.Errorf("%v came back as %v, %v", d, got, err)
		}
	}
}

func TestWorkingDays(t *testing.T) {
	h := Holidays{Date(2026, 10, 1): true, Date(2026, 10, 2): true, Date(2026, 10, 10): false}
	for _, tt := range []struct {
		name string
		from Day
		n    int
		want Day
	}{
		{"over a weekend", Date(2026, 11, 20), 1, Date(2026, 11, 23)},
		{"a holiday is skipped", Date(2026, 9, 30), 1, Date(2026, 10, 5)},
		{"a make-up Saturday counts", Date(2026, 10, 9), 1, Date(2026, 10, 10)},
		{"five working days", Date(2026, 11, 22), 5, Date(2026, 11, 27)},
		{"backwards", Date(2026, 11, 23), -1, Date(2026, 11, 20)},
	} {
		if got := h.AddWorking(tt.from, tt.n); got != tt.want {
			t.Errorf("%s: %v", tt.name, got)
		}
	}
	if n := h.WorkingBetween(Date(2026, 11, 20), Date(2026, 11, 27)); n != 5 {
		t.Errorf("working days in a week = %d", n)
	}
}
