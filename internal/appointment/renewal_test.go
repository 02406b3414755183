package appointment

import (
	"testing"

	"renmian/internal/calendar"
	"renmian/internal/policy"
)

// 业务参考 1.9: who is appointed anew when a new term begins.
func TestRenewalRule(t *testing.T) {
	for _, tt := range []struct {
		name   string
		group  policy.Group
		by     Filling
		title  string
		acting bool
		rules  func(*policy.Roster)
		want   Renewal
		basis  string
	}{
		{"the government 地方组织法 第七十一条", policy.Government, FilledByDecide, "示例县财政局局长", false, nil, RenewalAnew, "地方组织法第七十一条"},
		{"a judge R1 第十五条", policy.Court, FilledByAppoint, "示例县人民法院审判员", false, nil, RenewalStays, "职务没有变动的，换届后不重新任命（本县任免办法）"},
		{"an assessor 人民陪审员法 第十三条", policy.Court, FilledByAppoint, "示例县人民法院人民陪审员", false, nil, RenewalStays, "人民陪审员法第十三条，任期五年，从本人任命之日算起"},
		{"the committee on credentials", policy.Congress, FilledByPass, "代表资格审查委员会委员", false, nil, RenewalAnew, "地方组织法第五十六条、本县任免办法"},
		{"the same where it stays", policy.Congress, FilledByPass, "代表资格审查委员会委员", false, func(r *policy.Roster) { r.ReappointPassed = false }, RenewalStays, "职务没有变动的，换届后不重新任命（本县任免办法）"},
		{"the congress's own 深圳", policy.Congress, FilledByAppoint, "法制工委主任", false, func(r *policy.Roster) { r.Reappoint = append(r.Reappoint, policy.Congress) }, RenewalAnew, "本县任免办法"},
		{"elected", policy.Government, FilledByElect, "示例县县长", false, nil, "", ""},
		{"acting", policy.Government, FilledByDecide, "示例县财政局局长", true, nil, "", ""},
		{"a deputy of the congress above", policy.Congress, FilledByDeputy, "市人大代表", false, nil, "", ""},
	} {
		rules := policy.Default().Roster
		if tt.rules != nil {
			tt.rules(&rules)
		}
		got, basis, ok := RenewalRule(Held{Office: tt.title, Group: tt.group, FilledBy: tt.by}, Holding{Acting: tt.acting}, rules)
		if got != tt.want || basis != tt.basis || ok != (tt.want != "") {
			t.Errorf("%s: %s on %q, %v", tt.name, got, basis, ok)
		}
	}
	if _, _, ok := RenewalRule(Held{Group: policy.Government, FilledBy: FilledByDecide, EndedOn: calendar.Date(2026, 1, 1)}, Holding{}, policy.Default().Roster); ok {
		t.Error("an abolished office is filled anew")
	}
}

// V20: the two months run from the election; what was proposed in time is not overdue.
func TestRenewalState(t *testing.T) {
	elected := calendar.Date(2027, 1, 10)
	due := RenewalDue(elected)
	before, after := calendar.Date(2022, 1, 10), calendar.Date(2027, 2, 1)
	for _, tt := range []struct {
		name  string
		l     RenewalLine
		today calendar.Day
		want  RenewalState
	}{
		{"on the last day", RenewalLine{Plan: RenewalAnew, Since: before, Due: due}, calendar.Date(2027, 3, 10), RenewalWaiting},
		{"a day later", RenewalLine{Plan: RenewalAnew, Since: before, Due: due}, calendar.Date(2027, 3, 11), RenewalOverdue},
		{"proposed", RenewalLine{Plan: RenewalAnew, Since: before, Due: due, CaseID: 1, Stage: StageReview}, calendar.Date(2027, 3, 11), RenewalProposed},
		{"rejected", RenewalLine{Plan: RenewalAnew, Since: before, Due: due, CaseID: 1, Stage: StageRejected}, after, RenewalRejected},
		{"appointed anew", RenewalLine{Plan: RenewalAnew, Since: after, Due: due, CaseID: 1, Stage: StageAdopted}, after, RenewalDone},
		{"appointed on the day of the election", RenewalLine{Plan: RenewalAnew, Since: elected, Due: due}, after, RenewalDone},
		{"left meanwhile", RenewalLine{Plan: RenewalAnew, Due: due}, after, RenewalDone},
		{"to leave", RenewalLine{Plan: RenewalLeaves, Since: before, Due: due}, calendar.Date(2027, 5, 1), RenewalWaiting},
		{"has left", RenewalLine{Plan: RenewalLeaves}, after, RenewalDone},
		{"stays", RenewalLine{Plan: RenewalStays, Since: before}, after, RenewalNothing},
	} {
		if got := tt.l.State(elected, tt.today); got != tt.want || got.Label() == "" {
			t.Errorf("%s: %s, want %s", tt.name, got, tt.want)
		}
	}
	for s, waits := range map[RenewalState]bool{RenewalWaiting: true, RenewalOverdue: true, RenewalRejected: true, RenewalProposed: false, RenewalDone: false, RenewalNothing: false} {
		if s.Waits() != waits {
			t.Errorf("%s waits: %v", s, s.Waits())
		}
	}
}
