package appointment

import (
	"fmt"
	"testing"

	"renmian/internal/calendar"
	"renmian/internal/policy"
)

func decidedOf(n int, action policy.Action, group policy.Group, office string) []Decided {
	var all []Decided
	for i := range n {
		all = append(all, Decided{CaseID: int64(i), PersonID: int64(len(office)*1000 + i), Action: action, Group: group, Office: office, Adopted: true,
			On: calendar.Date(2024+i%3, 3, 1), Yes: 25, No: 1, Abstain: 1, Total: 29, Sex: "男"})
	}
	return all
}

func join(parts ...[]Decided) (all []Decided) {
	for _, p := range parts {
		all = append(all, p...)
	}
	return all
}

// sums checks that the piles of a figure add up to it, in every year and over all. V23
func sums(t *testing.T, f Figure, all []Decided) int {
	t.Helper()
	total := len(f.Pick(all, "", 0))
	byPile, byYear := 0, 0
	for _, p := range f.Piles {
		byPile += len(f.Pick(all, p.Key, 0))
		for y := 2024; y <= 2026; y++ {
			byYear += len(f.Pick(all, p.Key, y))
		}
	}
	if byPile != total || byYear != total {
		t.Errorf("%s: %d in all, %d by pile, %d by year", f.Name, total, byPile, byYear)
	}
	return total
}

// ZJ-08: 127 = 7+7+18+51+39+5
func TestFiguresOfThreeYears(t *testing.T) {
	all := join(decidedOf(7, policy.AcceptResignation, policy.Government, "示例县副县长"), decidedOf(7, policy.DecideAppoint, policy.Government, "示例县副县长"),
		decidedOf(10, policy.Appoint, policy.Congress, "示例县人大常委会人事代表工作委员会主任"), decidedOf(8, policy.Remove, policy.Congress, "示例县人大常委会办公室副主任"),
		decidedOf(30, policy.DecideAppoint, policy.Government, "示例县财政局局长"), decidedOf(21, policy.DecideRemove, policy.Government, "示例县教育局局长"),
		decidedOf(20, policy.Appoint, policy.Court, "示例县人民法院审判员"), decidedOf(19, policy.Remove, policy.Procuratorate, "示例县人民检察院检察员"),
		decidedOf(5, policy.AcceptResignation, policy.Court, "示例县人民法院院长"))
	f, _ := FigureOf("category")
	want := map[string]int{"vice-resign": 7, "vice": 7, "congress": 18, "government": 51, "justice": 39, "resign": 5}
	for _, p := range f.Piles {
		if got := len(f.Pick(all, p.Key, 0)); got != want[p.Key] {
			t.Errorf("%s: %d, want %d", p.Label, got, want[p.Key])
		}
	}
	for _, f := range Figures {
		if total := sums(t, f, all); (f.Name == "category" || f.Name == "kind" || f.Name == "group" || f.Name == "approval") && total != 127 {
			t.Errorf("%s: %d, want 127", f.Name, total)
		}
	}
}

// ZY-09: 64 appointed + 33 removed + 3 resignations = 100, and 13 people's assessors apart.
func TestFiguresOfFourYears(t *testing.T) {
	all := join(decidedOf(64, policy.Appoint, policy.Court, "示例县人民法院审判员"), decidedOf(33, policy.DecideRemove, policy.Government, "示例县民政局局长"),
		decidedOf(3, policy.AcceptResignation, policy.Government, "示例县副县长"), decidedOf(13, policy.Appoint, policy.Court, "示例县人民法院人民陪审员"))
	kind, _ := FigureOf("kind")
	assessor, _ := FigureOf("assessor")
	got := fmt.Sprint(len(kind.Pick(all, "appoint", 0)), len(kind.Pick(all, "remove", 0)), len(kind.Pick(all, "resign", 0)), sums(t, kind, all),
		sums(t, assessor, all))
	if got != "64 33 3 100 13" {
		t.Errorf("%s, want 64 33 3 100 13", got)
	}
}

func TestFiguresOfOne(t *testing.T) {
	born := calendar.Date(1986, 5, 1)
	d := Decided{Action: policy.Appoint, Adopted: true, On: calendar.Date(2026, 4, 30), Born: born, Sex: "女", Ethnicity: "彝族", Education: "大学本科", Of: "中共",
		Total: 29, Yes: 29, Proposed: calendar.Date(2026, 4, 1), Published: calendar.Date(2026, 5, 1)}
	with := func(change func(*Decided)) Decided { x := d; change(&x); return x }
	for _, tt := range []struct {
		figure, name string
		d            Decided
		want         string
	}{
		{"age", "39 the month before the birthday", d, "45"},
		{"age", "no birthday known", with(func(d *Decided) { d.Born = calendar.Day{} }), "unknown"},
		{"age", "35 still", with(func(d *Decided) { d.Born = calendar.Date(1990, 5, 1) }), "35"},
		{"age", "46", with(func(d *Decided) { d.Born = calendar.Date(1980, 4, 1) }), "55"},
		{"age", "60", with(func(d *Decided) { d.Born = calendar.Date(1966, 1, 1) }), "56"},
		{"age", "a removal", with(func(d *Decided) { d.Action = policy.Remove }), ""},
		{"sex", "a woman", d, "女"},
		{"ethnicity", "a minority", d, "other"},
		{"ethnicity", "not registered", with(func(d *Decided) { d.Ethnicity = "" }), "unknown"},
		{"education", "university", d, "university"},
		{"education", "graduate", with(func(d *Decided) { d.Education = "在职研究生" }), "graduate"},
		{"education", "college", with(func(d *Decided) { d.Education = "大专" }), "college"},
		{"education", "none registered", with(func(d *Decided) { d.Education = "" }), "unknown"},
		{"education", "another", with(func(d *Decided) { d.Education = "中专" }), "other"},
		{"party", "the Party", d, "中共党员"},
		{"party", "the Party, by the date of joining", with(func(d *Decided) { d.Of = "2003.06" }), "中共党员"},
		{"party", "none", with(func(d *Decided) { d.Of = "群众" }), "群众"},
		{"party", "another", with(func(d *Decided) { d.Of = "民革党员" }), "other"},
		{"approval", "all", d, "all"},
		{"approval", "27 of 29", with(func(d *Decided) { d.Yes = 27 }), "90"},
		{"approval", "26 of 29", with(func(d *Decided) { d.Yes = 26 }), "70"},
		{"approval", "15 of 29", with(func(d *Decided) { d.Yes = 15 }), "50"},
		{"approval", "rejected", with(func(d *Decided) { d.Yes, d.Adopted = 14, false }), "rejected"},
		{"kind", "rejected is no appointment", with(func(d *Decided) { d.Adopted = false }), ""},
		{"kind", "acting", with(func(d *Decided) { d.Action = policy.DecideActing }), "acting"},
		{"kind", "dismissal", with(func(d *Decided) { d.Action = policy.Dismiss }), "dismiss"},
		{"kind", "recall TM-28", with(func(d *Decided) { d.Action = policy.Recall }), "recall"},
		{"category", "dismissal", with(func(d *Decided) { d.Action = policy.Dismiss }), "dismiss"},
		{"category", "supervision", with(func(d *Decided) { d.Group = policy.Supervision }), "supervision"},
		{"deferred", "taken off ST-14", with(func(d *Decided) { d.Deferred, d.Adopted = true, false }), "deferred"},
	} {
		f, ok := FigureOf(tt.figure)
		if got := f.Of(tt.d); !ok || got != tt.want {
			t.Errorf("%s, %s: %q, want %q", tt.figure, tt.name, got, tt.want)
		}
	}
	if days, n := DaysToNotice([]Decided{d}); days != 30 || n != 1 {
		t.Errorf("to the notice: %g, %d", days, n)
	}
	if percent, n := Turnout([]Decided{d, {Deferred: true}}); percent != 100 || n != 1 {
		t.Errorf("turnout: %g, %d", percent, n)
	}
	if _, n := Turnout(nil); n != 0 || Persons([]Decided{d, d}) != 1 {
		t.Error("nobody, or one person twice")
	}
	if _, n := DaysToNotice(nil); n != 0 {
		t.Error("nothing was published")
	}
}
