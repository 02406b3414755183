package appointment

import (
	"testing"

	"renmian/internal/calendar"
)

// Those who were called are the absent, the passed and the failed, in every year and over all; a resit is another
// person-time of the same person. V23, TM-29
func TestExamFigures(t *testing.T) {
	first, second := calendar.Date(2025, 3, 1), calendar.Date(2026, 3, 1)
	all := []Examined{
		{PersonID: 1, SittingID: 1, On: first, Score: 90, Passed: true},
		{PersonID: 2, SittingID: 1, On: first, Score: 50},
		{PersonID: 3, SittingID: 1, On: first, Absent: true},
		{PersonID: 2, SittingID: 2, On: second, Attempt: 2, Score: 70, Passed: true},
		{PersonID: 4, SittingID: 2, On: second, Cancelled: true},
	}
	for _, tt := range []struct {
		year                                              int
		sittings, persons, called, absent, passed, failed int
		rate, average                                     float64
	}{
		{0, 2, 4, 5, 1, 2, 2, 0.5, 52.5},
		{2025, 1, 3, 3, 1, 1, 1, 0.5, 70},
		{2026, 1, 2, 2, 0, 1, 1, 0.5, 35},
		{2024, 0, 0, 0, 0, 0, 0, 0, 0},
	} {
		for name, want := range map[string]int{ExamSittings: tt.sittings, "persons": tt.persons, "called": tt.called, "absent": tt.absent, "passed": tt.passed, "failed": tt.failed} {
			f, ok := ExamFigureOf(name)
			if got := f.Count(all, tt.year); !ok || got != want {
				t.Errorf("%d, %s: %d, want %d", tt.year, name, got, want)
			}
		}
		c := CountExams(all, tt.year)
		if rate, ok := c.PassRate(); rate != tt.rate || ok != (tt.called > 0) || c.Average() != tt.average {
			t.Errorf("%d: pass rate %v %v, average %v", tt.year, rate, ok, c.Average())
		}
		if tt.absent+tt.passed+tt.failed != tt.called {
			t.Errorf("%d: the parts do not make up the whole", tt.year)
		}
	}
	if _, ok := ExamFigureOf("x"); ok {
		t.Error("a figure that is not there")
	}
}
