package policy

import (
	"testing"

	"renmian/internal/calendar"
)

// TM-01, DZ-01, WN-13: rules have versions and a status.
func TestRuleState(t *testing.T) {
	day := func(n int) calendar.Day { return calendar.Date(2026, 1, n) }
	v := RuleVersion{Effective: day(10), Published: true}
	amended, repealed, provisional, draft := v, v, v, v
	amended.Next, repealed.Repealed, provisional.Provisional, draft.Published = day(20), day(20), true, false
	for _, tt := range []struct {
		name string
		v    RuleVersion
		on   int
		want RuleState
	}{
		{"before its day", v, 9, RuleAhead}, {"on its day", v, 10, RuleInForce}, {"not published", draft, 15, RuleDraft},
		{"the day before the next", amended, 19, RuleInForce}, {"from the next on", amended, 20, RuleAmended},
		{"before the repeal", repealed, 19, RuleInForce}, {"repealed", repealed, 20, RuleRepealed},
		{"provisional WN-13", provisional, 10, RuleProvisional},
	} {
		if got := tt.v.StateOn(day(tt.on)); got != tt.want || got.Label() == "" || got.Applies() != (tt.want == RuleInForce || tt.want == RuleProvisional) {
			t.Errorf("%s: %s, want %s", tt.name, got, tt.want)
		}
	}
	if len(RuleCategories()) != 4 || !PersonnelRule.Valid() || RuleCategory("x").Valid() || PersonnelRule.Label() == "" {
		t.Error("categories")
	}
}
