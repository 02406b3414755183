package appointment

import (
	"testing"

	"renmian/internal/calendar"
	"renmian/internal/policy"
)

func TestVacancies(t *testing.T) {
	today := calendar.Date(2026, 11, 30)
	rules := policy.Default().Roster
	office := Held{OfficeID: 1, Office: "示例县财政局局长", Group: policy.Government, FilledBy: FilledByDecide, Rank: RankChief, Seats: 1}
	holder := Holding{PersonID: 2, Person: "甲", Sex: "男", Born: calendar.Date(1980, 5, 1), Since: calendar.Date(2024, 1, 1)}
	with := func(change func(o *Held, h *Holding)) Held {
		o, h := office, holder
		change(&o, &h)
		if h.PersonID != 0 {
			o.Holders = []Holding{h}
		}
		return o
	}
	elected := calendar.Date(2021, 12, 1)
	for _, tt := range []struct {
		name    string
		o       Held
		elected calendar.Day
		want    Need
		due     calendar.Day
	}{
		{"held", with(func(*Held, *Holding) {}), elected, "", calendar.Day{}},
		{"vacant", with(func(_ *Held, h *Holding) { h.PersonID = 0 }), elected, NeedVacant, calendar.Day{}},
		{"a judge's place is no need", with(func(o *Held, h *Holding) { h.PersonID, o.Rank, o.Seats = 0, RankMember, 20 }), elected, "", calendar.Day{}},
		{"acting for half a year", with(func(o *Held, h *Holding) { h.Acting, h.Since, o.Seats = true, calendar.Date(2026, 5, 30), 0 }), elected, NeedActing, calendar.Day{}},
		{"acting a day less", with(func(o *Held, h *Holding) { h.Acting, h.Since, o.Seats = true, calendar.Date(2026, 6, 1), 0 }), elected, "", calendar.Day{}},
		{"six months before sixty", with(func(_ *Held, h *Holding) { h.Born = calendar.Date(1967, 5, 1) }), elected, NeedAge, calendar.Date(2027, 5, 1)},
		{"seven months before", with(func(_ *Held, h *Holding) { h.Born = calendar.Date(1967, 7, 1) }), elected, "", calendar.Day{}},
		{"birthday not registered", with(func(_ *Held, h *Holding) { h.Born = calendar.Day{} }), elected, "", calendar.Day{}},
		{"appointed under the government before V20", with(func(*Held, *Holding) {}), calendar.Date(2026, 11, 20), NeedRenewed, calendar.Date(2027, 1, 20)},
		{"a judge goes on R1 第十五条", with(func(o *Held, _ *Holding) { o.Group, o.FilledBy = policy.Court, FilledByAppoint }), calendar.Date(2026, 11, 20), "", calendar.Day{}},
		{"a deputy of the congress above", with(func(o *Held, h *Holding) { h.PersonID, o.FilledBy = 0, FilledByDeputy }), elected, "", calendar.Day{}},
	} {
		got := Vacancies([]Held{tt.o}, rules, tt.elected, today)
		switch {
		case tt.want == "" && len(got) > 0, tt.want != "" && (len(got) != 1 || got[0].Need != tt.want || got[0].Due != tt.due || got[0].Need.Label() == ""):
			t.Errorf("%s: %+v, want %q by %s", tt.name, got, tt.want, tt.due)
		}
	}
	women := rules
	women.WomenAge = 55
	if got := AgeDay(Holding{Sex: "女", Born: calendar.Date(1970, 1, 1)}, women); got != calendar.Date(2025, 1, 1) {
		t.Errorf("a woman's age limit: %s", got)
	}
	// 深圳 第二十六条: offices of the congress as well, where the county says so.
	rules.Reappoint = []policy.Group{policy.Government, policy.Congress}
	o := with(func(o *Held, _ *Holding) { o.Group, o.FilledBy = policy.Congress, FilledByAppoint })
	if got := Vacancies([]Held{o}, rules, calendar.Date(2026, 11, 20), today); len(got) != 1 || got[0].Need != NeedRenewed {
		t.Errorf("the congress's own: %+v", got)
	}
}
