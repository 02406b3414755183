package server

import (
	"slices"
	"testing"

	"renmian/internal/appointment"
	"renmian/internal/policy"
)

// One item may have removals before appointments: what only the appointments go through stands where it
// happens, not after all that both go through.
func TestStepsOfARemovalAndAnAppointmentInOneItem(t *testing.T) {
	office := appointment.Office{Group: policy.Government, Title: "示例县财政局局长"}
	p := policy.Default()
	p.Commitment.Speech = policy.WhomAll
	for name, actions := range map[string][]policy.Action{"the removal first": {policy.DecideRemove, policy.DecideAppoint}, "the appointment first": {policy.DecideAppoint, policy.DecideRemove}} {
		var d itemData
		for _, a := range actions {
			d.cases, d.policies = append(d.cases, appointment.Case{Action: a, Office: office}), append(d.policies, p)
		}
		var got []string
		for _, x := range d.steps() {
			got = append(got, x.Label)
		}
		want := []string{"说明", "供职发言", "询问", "审议", "推选监票人", "表决", "宣布结果", "颁发任命书", "宪法宣誓"}
		if !slices.Equal(got, want) {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
}
