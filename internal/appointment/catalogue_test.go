package appointment

import (
	"slices"
	"strings"
	"testing"

	"renmian/internal/policy"
)

func TestDefaultCatalogue(t *testing.T) {
	organs := map[string]bool{}
	titles := map[string]Office{}
	for _, o := range DefaultCatalogue("示例县") {
		if organs[o.Name] {
			t.Errorf("%s stands twice", o.Name)
		}
		organs[o.Name] = true
		if o.Proposer != "" && !organs[o.Proposer] {
			t.Errorf("%s is proposed for by %s, which does not stand before it", o.Name, o.Proposer)
		}
		for _, f := range o.Offices {
			if _, twice := titles[f.Title]; twice || !strings.HasPrefix(f.Title, "示例县") {
				t.Errorf("title %s", f.Title)
			}
			titles[f.Title] = f
			if bad := OfficeProblems(f); len(bad) > 0 {
				t.Errorf("%s: %v", f.Title, bad)
			}
		}
	}
	if n := len(DefaultOffices("示例县")); n != len(titles) || n < 60 {
		t.Errorf("%d offices", n)
	}
	// One row for each line of the table of 〔业务参考 1.3〕.
	for _, tt := range []struct {
		title     string
		filledBy  Filling
		nominator Nominator
		dismiss   bool
		filing    bool
		may       policy.Action
	}{
		{"示例县人民政府副县长", FilledByDecide, CountyHead, true, false, policy.DecideAppoint},
		{"示例县人民政府县长", FilledByElect, CongressItself, false, false, policy.DecideActing},
		{"示例县监察委员会主任", FilledByElect, CongressItself, false, false, policy.DecideActing},
		{"示例县人民法院院长", FilledByElect, CongressItself, false, false, policy.DecideActing},
		{"示例县人民检察院检察长", FilledByElect, CongressItself, false, true, policy.DecideActing},
		{"示例县人大常委会主任", FilledByElect, CongressItself, false, false, policy.ElectActing},
		{"示例县财政局局长", FilledByDecide, CountyHead, true, true, policy.DecideAppoint},
		{"示例县人民政府办公室主任", FilledByDecide, CountyHead, true, true, policy.DecideAppoint},
		{"示例县监察委员会副主任", FilledByAppoint, SupervisionHead, true, false, policy.Appoint},
		{"示例县监察委员会委员", FilledByAppoint, SupervisionHead, true, false, policy.Dismiss},
		{"示例县人民法院审判员", FilledByAppoint, CourtPresident, true, false, policy.Appoint},
		{"示例县人民法院人民陪审员", FilledByAppoint, CourtPresident, false, false, policy.Appoint},
		{"示例县人民检察院检察员", FilledByAppoint, ProcuratorGeneral, true, false, policy.Appoint},
		{"示例县人民代表大会财政经济委员会委员", FilledByAppoint, ChairpersonsMeeting, false, false, policy.Appoint},
		{"示例县人大常委会选举任免联络工作委员会主任", FilledByAppoint, ChairpersonsMeeting, false, false, policy.Appoint},
		{"示例县人大常委会代表资格审查委员会委员", FilledByPass, ChairpersonsMeeting, false, false, policy.Pass},
	} {
		f := titles[tt.title]
		if f.FilledBy != tt.filledBy || f.Nominator != tt.nominator || f.Dismissible != tt.dismiss || (f.Filing != "") != tt.filing {
			t.Errorf("%s: %+v", tt.title, f)
		}
		if !slices.Contains(ActionsFor(f), tt.may) {
			t.Errorf("%s: %v, want %s among them", tt.title, ActionsFor(f), tt.may)
		}
	}
}

func TestOfficeProblems(t *testing.T) {
	good := Office{Group: policy.Government, FilledBy: FilledByDecide, Nominator: CountyHead, Rank: RankChief,
		Certificate: true, Dismissible: true, Seats: 1}
	for _, tt := range []struct {
		name   string
		change func(o *Office)
		field  string
	}{
		{"nothing wrong", func(*Office) {}, ""},
		{"no group", func(o *Office) { o.Group = "" }, "group"},
		{"no way of filling", func(o *Office) { o.FilledBy = "" }, "filled_by"},
		{"no rank", func(o *Office) { o.Rank = "" }, "rank"},
		{"no nominator", func(o *Office) { o.Nominator = "" }, "nominator"},
		{"elected, yet nominated", func(o *Office) { o.FilledBy, o.Certificate, o.Dismissible = FilledByElect, false, false }, "nominator"},
		{"appointed, yet nominated by nobody", func(o *Office) { o.Nominator = CongressItself }, "nominator"},
		{"nominated by another organ's head", func(o *Office) { o.Nominator = CourtPresident }, "nominator"},
		{"chairpersons' meeting may nominate anywhere", func(o *Office) { o.Nominator = ChairpersonsMeeting }, ""},
		{"certificate for an elected office", func(o *Office) { o.FilledBy, o.Nominator, o.Dismissible = FilledByElect, CongressItself, false }, "certificate"},
		{"dismissal from an elected office", func(o *Office) { o.FilledBy, o.Nominator, o.Certificate = FilledByElect, CongressItself, false }, "dismissible"},
		{"dismissal in the congress", func(o *Office) { o.Group, o.Nominator = policy.Congress, ChairpersonsMeeting }, "dismissible"},
		{"no seats", func(o *Office) { o.Seats = 0 }, "seats"},
	} {
		o := good
		tt.change(&o)
		bad := OfficeProblems(o)
		if _, found := bad[tt.field]; (tt.field == "") != (len(bad) == 0) || tt.field != "" && (!found || len(bad) != 1) {
			t.Errorf("%s: %v, want %q", tt.name, bad, tt.field)
		}
	}
}
