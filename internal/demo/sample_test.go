package demo_test

import (
	"testing"

	"renmian/internal/appointment"
	"renmian/internal/calendar"
	"renmian/internal/demo"
	"renmian/internal/lrmx"
)

func TestSamplesAreReadWithWhatTheyPromise(t *testing.T) {
	files, err := demo.Samples(calendar.Date(2026, 11, 23))
	if err != nil {
		t.Fatal(err)
	}
	var titles []string
	for _, o := range appointment.DefaultOffices("示例县") {
		titles = append(titles, o.Title)
	}
	for i, want := range [][]string{nil, {"id_wrong"}, {"office_unknown"}} {
		parsed, problems := lrmx.Open(files[i : i+1])
		if len(parsed) != 1 || len(problems) > 0 {
			t.Fatalf("%s: %v", files[i].Name, problems)
		}
		var settle []string
		for _, x := range lrmx.Check(parsed[0].Form, lrmx.Context{Notes: parsed[0].Notes, Offices: titles, Meeting: calendar.Date(2026, 12, 15)}) {
			t.Log(files[i].Name, x.Severity, x.Rule, x.Text)
			if x.Severity != lrmx.Hint {
				settle = append(settle, x.Rule)
			}
		}
		if len(settle) != len(want) || len(want) > 0 && settle[0] != want[0] {
			t.Errorf("%s: to be settled %v, want %v", files[i].Name, settle, want)
		}
	}
}
