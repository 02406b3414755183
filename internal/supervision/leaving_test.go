package supervision

import (
	"strings"
	"testing"

	"renmian/internal/calendar"
)

// Who goes from one office to another stays overseen; who leaves the last does not. SN-19
func TestWhatEndsWithAnOffice(t *testing.T) {
	day := calendar.Date(2026, 11, 26)
	for _, tt := range []struct {
		name string
		l    Leaving
		ends bool
	}{
		{"the only office", Leaving{}, true},
		{"one of two offices", Leaving{Other: true}, false},
		{"transferred, the new office is decided later", Leaving{Coming: true}, false},
	} {
		if tt.l.Ends() != tt.ends {
			t.Errorf("%s: ends %v", tt.name, !tt.ends)
		}
	}
	l := Leaving{On: day, Why: "撤职"}
	if g := l.Ground(); !strings.Contains(g, "2026年11月26日") || !strings.Contains(g, "撤职") {
		t.Errorf("ground %q", g)
	}
	r := Rectification{Stage: RectWork, ReportDue: day.Add(-9), Asking: true}.Leave(l, day)
	if r.Open() || r.Result != RectLeft || r.ResultText != l.Ground() || r.Overdue(day.Add(100)) != 0 || r.Asking {
		t.Errorf("a rectification that is ended by leaving: %+v", r)
	}
}
