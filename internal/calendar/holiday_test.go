package calendar

import "testing"

func TestLegalHolidays(t *testing.T) {
	days := Holidays{}
	for _, h := range LegalHolidays(2026) {
		days[h.Day] = h.Off
	}
	if len(days) != 6 {
		t.Fatalf("%d days", len(days))
	}
	for _, day := range []Day{Date(2026, 1, 1), Date(2026, 5, 1), Date(2026, 10, 1), Date(2026, 10, 2)} {
		if days.Working(day) {
			t.Errorf("%s counts as a working day", day)
		}
	}
}
