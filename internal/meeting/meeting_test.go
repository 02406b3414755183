package meeting

import (
	"slices"
	"testing"
	"time"

	"renmian/internal/calendar"
	"renmian/internal/errs"
	"renmian/internal/policy"
)

func TestOrderAgenda(t *testing.T) {
	gov, court := policy.Government, policy.Court
	item := func(id int64, a policy.Action, g policy.Group, person, office int64) Item {
		return Item{CaseID: id, Action: a, Group: g, PersonID: person, OfficeID: office}
	}
	for _, tt := range []struct {
		name  string
		items []Item
		want  []int64
	}{
		{"removal before appointment to the same office", []Item{item(1, policy.DecideAppoint, gov, 10, 5), item(2, policy.DecideRemove, gov, 11, 5)}, []int64{2, 1}},
		{"new office before the old", []Item{item(1, policy.DecideRemove, gov, 10, 4), item(2, policy.DecideAppoint, gov, 10, 5)}, []int64{2, 1}},
		{"a chain of three", []Item{item(1, policy.DecideRemove, gov, 10, 4), item(2, policy.DecideAppoint, gov, 10, 5),
			item(3, policy.DecideAppoint, gov, 12, 4), item(4, policy.DecideRemove, gov, 11, 5)}, []int64{4, 2, 1, 3}},
		{"two people change places", []Item{item(1, policy.DecideAppoint, gov, 10, 5), item(2, policy.DecideAppoint, gov, 11, 4),
			item(3, policy.DecideRemove, gov, 10, 4), item(4, policy.DecideRemove, gov, 11, 5)}, []int64{4, 1, 3, 2}},
		{"vice before acting", []Item{item(1, policy.DecideActing, gov, 10, 1), item(2, policy.AcceptResignation, gov, 9, 1),
			item(3, policy.DecideAppoint, gov, 10, 2)}, []int64{2, 3, 1}},
		{"by organ", []Item{item(1, policy.Appoint, court, 10, 8), item(2, policy.DecideAppoint, gov, 11, 5)}, []int64{2, 1}},
		{"nothing to change", []Item{item(1, policy.DecideAppoint, gov, 10, 5), item(2, policy.DecideAppoint, gov, 11, 6)}, []int64{1, 2}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, _ := OrderAgenda(tt.items)
			var ids []int64
			for _, it := range got {
				ids = append(ids, it.CaseID)
			}
			if !slices.Equal(ids, tt.want) {
				t.Errorf("order %v, want %v", ids, tt.want)
			}
			if broken := CheckOrder(got); len(broken) > 0 {
				t.Errorf("own order breaks %v", broken)
			}
		})
	}
	if got := CheckOrder([]Item{item(1, policy.DecideAppoint, gov, 10, 5), item(2, policy.DecideRemove, gov, 11, 5)}); len(got) != 1 || got[0].First != 2 {
		t.Errorf("appointment before removal: %v", got)
	}
	two := []Item{item(1, policy.DecideAppoint, gov, 10, 5), item(2, policy.DecideAppoint, gov, 10, 6)}
	if got := append(Precedences(two), Precedences([]Item{two[1], two[0]})...); len(got) != 0 {
		t.Errorf("one person for two offices, in either order: %v", got)
	}
}

func TestItemSteps(t *testing.T) {
	bureau := Item{Action: policy.DecideAppoint, Group: policy.Government}
	after := policy.Default()
	after.Commitment.SpeechTiming, after.Oath.Timing = policy.AfterVote, policy.OathAfterVote
	hands := policy.Default()
	hands.Vote.Method[policy.DecideRemove] = policy.Hands
	for _, tt := range []struct {
		name   string
		p      policy.Policy
		item   Item
		speaks bool
		want   []Step
	}{
		{"default appointment", policy.Default(), bureau, true, []Step{StepPresent, StepSpeech, StepQuestions, StepDeliberate,
			StepScrutineers, StepVote, StepAnnounce, StepCertificate, StepOath}},
		{"ST: speech and oath after the vote", after, bureau, true, []Step{StepPresent, StepQuestions, StepDeliberate,
			StepScrutineers, StepVote, StepAnnounce, StepSpeech, StepOath, StepCertificate}},
		{"removal by hands", hands, Item{Action: policy.DecideRemove, Group: policy.Government}, true, []Step{StepPresent,
			StepQuestions, StepDeliberate, StepVote, StepAnnounce}},
		{"dismissal hears the person 〔监督法 第六十二条〕", policy.Default(), Item{Action: policy.Dismiss, Group: policy.Government}, false,
			[]Step{StepPresent, StepDefence, StepQuestions, StepDeliberate, StepScrutineers, StepVote, StepAnnounce}},
		{"acting: oath, no certificate", policy.Default(), Item{Action: policy.DecideActing, Group: policy.Government}, false,
			[]Step{StepPresent, StepQuestions, StepDeliberate, StepScrutineers, StepVote, StepAnnounce, StepOath}},
	} {
		if got := ItemSteps(tt.p, tt.item, tt.speaks); !slices.Equal(got, tt.want) {
			t.Errorf("%s: %v", tt.name, got)
		}
	}
	steps := ItemSteps(policy.Default(), bureau, false)
	for _, s := range steps {
		if s.Label() == "" {
			t.Errorf("step %s has no label", s)
		}
	}
}

func TestSetStatus(t *testing.T) {
	for _, tt := range []struct {
		name     string
		p        Phase
		from, to Status
		reason   string
		kind     errs.Kind
	}{
		{"signs in", Open, Expected, Present, "", ""},
		{"asks for leave in time", Notified, Expected, OnLeave, "出差", ""},
		{"leave without a reason", Notified, Expected, OnLeave, " ", errs.Invalid},
		{"leave after the opening", Open, Expected, OnLeave, "出差", errs.Conflict},
		{"leaves early", Open, Present, LeftEarly, "", ""},
		{"was signed in by mistake", Open, Present, Absent, "", ""},
		{"comes back", Open, LeftEarly, Present, "", ""},
		{"comes late", Open, Absent, Present, "", ""},
		{"on leave but comes", Open, OnLeave, Present, "", ""},
		{"present turned into never there", Open, Present, Expected, "", errs.Conflict},
		{"after the meeting", Closed, Present, LeftEarly, "", errs.Conflict},
	} {
		if got := errs.KindOf(SetStatus(tt.p, tt.from, tt.to, tt.reason)); got != tt.kind {
			t.Errorf("%s: %q, want %q", tt.name, got, tt.kind)
		}
	}
	if got := Attend([]Status{Present, Present, OnLeave, Expected, LeftEarly}); got != (Attendance{5, 2, 1, 2}) {
		t.Errorf("Attend = %+v", got)
	}
}

func TestPhases(t *testing.T) {
	for _, tt := range []struct {
		name string
		err  error
		ok   bool
	}{
		{"notice", CheckNotify(Planned, 3), true},
		{"notice without agenda", CheckNotify(Planned, 0), false},
		{"notice twice", CheckNotify(Notified, 3), false},
		{"open", CheckOpen(Notified, 15, 29), true},
		{"open without notice", CheckOpen(Planned, 15, 29), false},
		{"open without quorum 〔地方组织法 第五十一条〕", CheckOpen(Notified, 14, 29), false},
		{"open twice", CheckOpen(Open, 15, 29), false},
		{"close", CheckClose(Open, nil), true},
		{"close with an item open", CheckClose(Open, []string{"决定任命某人"}), false},
		{"close before opening", CheckClose(Notified, nil), false},
		{"chairperson presides", CheckPresider(Chairperson, false), true},
		{"vice presides when entrusted", CheckPresider(ViceChairperson, true), true},
		{"vice alone does not", CheckPresider(ViceChairperson, false), false},
		{"an ordinary member never does", CheckPresider(Ordinary, true), false},
	} {
		if (tt.err == nil) != tt.ok {
			t.Errorf("%s: %v", tt.name, tt.err)
		}
	}
}

func TestOath(t *testing.T) {
	letters := func(s string) (n int) {
		for _, r := range s {
			if !slices.Contains([]rune("：，、！"), r) {
				n++
			}
		}
		return n
	}
	for _, tt := range []struct {
		day     calendar.Day
		version string
		letters int
	}{
		{calendar.Date(2026, time.November, 27), "2018", 75},
		{calendar.Date(2018, time.March, 12), "2018", 75},
		{calendar.Date(2018, time.March, 11), "2015", 70},
		{calendar.Date(2015, time.December, 31), "", 0},
	} {
		if got, _ := OathOn(tt.day); got.Version != tt.version || letters(got.Text) != tt.letters {
			t.Errorf("oath on %s: version %q of %d characters", tt.day, got.Version, letters(got.Text))
		}
	}
	day := calendar.Date(2026, time.November, 27)
	for _, tt := range []struct {
		name  string
		c     Ceremony
		field string
	}{
		{"single", Ceremony{day, Single, "2018", []int64{1}, ""}, ""},
		{"collective", Ceremony{day, Collective, "2018", []int64{1, 2}, "宋领誓"}, ""},
		{"V17: old words", Ceremony{day, Single, "2015", []int64{1}, ""}, "version"},
		{"single of two", Ceremony{day, Single, "2018", []int64{1, 2}, ""}, "takers"},
		{"collective without a leader", Ceremony{day, Collective, "2018", []int64{1, 2}, ""}, "leader"},
		{"nobody", Ceremony{day, Collective, "2018", nil, "宋领誓"}, "takers"},
		{"no form", Ceremony{day, "", "2018", []int64{1}, ""}, "form"},
	} {
		f := errs.Fields(CheckCeremony(tt.c))
		if tt.field == "" && len(f) > 0 || tt.field != "" && (len(f) != 1 || f[0].Name != tt.field) {
			t.Errorf("%s: %v", tt.name, f)
		}
	}
}

func TestItemIsOver(t *testing.T) {
	var over []ItemState
	for s := range itemLabels {
		if s.Over() {
			over = append(over, s)
		}
	}
	slices.Sort(over)
	if want := []ItemState{ItemAnnounced, ItemSuspended, ItemWithdrawn}; !slices.Equal(over, want) {
		t.Errorf("over: %v, want %v", over, want)
	}
}
