package appointment

import (
	"strings"
	"testing"

	"renmian/internal/calendar"
	"renmian/internal/errs"
	"renmian/internal/policy"
)

func TestCheckCertificate(t *testing.T) {
	adopted := &Vote{Yes: 20, Total: 29, Adopted: true, On: calendar.Date(2026, 11, 26)}
	bureau := Office{Title: "示例县财政局局长", FilledBy: FilledByDecide, Certificate: true, Oath: true, Group: policy.Government}
	elected := Office{Title: "示例县县长", FilledBy: FilledByElect, Group: policy.Government, Oath: true}
	acting := policy.Default()
	acting.Certificate.ExceptActing = false
	acting.Certificate.Actions = append(acting.Certificate.Actions, policy.DecideActing)
	for _, tt := range []struct {
		name string
		c    Case
		p    policy.Policy
		why  string // empty: allowed
	}{
		{"adopted appointment", Case{Action: policy.DecideAppoint, Office: bureau, Vote: adopted}, policy.Default(), ""},
		{"before the vote", Case{Action: policy.DecideAppoint, Office: bureau}, policy.Default(), "未经常委会会议表决通过"},
		{"rejected", Case{Action: policy.DecideAppoint, Office: bureau, Vote: &Vote{Total: 29}}, policy.Default(), "未经常委会会议表决通过"},
		{"removal", Case{Action: policy.DecideRemove, Office: bureau, Vote: adopted}, policy.Default(), "免职"},
		{"resignation", Case{Action: policy.AcceptResignation, Office: bureau, Vote: adopted}, policy.Default(), "免职、接受辞职"},
		{"dismissal", Case{Action: policy.Dismiss, Office: bureau, Vote: adopted}, policy.Default(), "撤职"},
		{"acting", Case{Action: policy.DecideActing, Office: elected, Vote: adopted}, policy.Default(), "代理职务"},
		{"acting, where the county gives it", Case{Action: policy.DecideActing, Office: elected, Vote: adopted}, acting, ""},
		{"elected", Case{Action: policy.Appoint, Office: elected, Vote: adopted}, policy.Default(), "选举产生"},
		{"passed into a committee", Case{Action: policy.Pass, Office: bureau, Vote: adopted}, policy.Default(), "没有把"},
		{"second certificate", Case{Action: policy.DecideAppoint, Office: bureau, Vote: adopted,
			Certificate: &Certificate{Number: "示人任字〔2026〕5号"}}, policy.Default(), "示人任字〔2026〕5号"},
	} {
		t.Run(tt.name, func(t *testing.T) { refusedBecause(t, CheckCertificate(tt.c, tt.p), tt.why) })
	}
}

func TestCheckOath(t *testing.T) {
	adopted := &Vote{Yes: 20, Total: 29, Adopted: true}
	bureau := Office{Title: "示例县财政局局长", Oath: true, Group: policy.Government}
	abroad := policy.Default()
	abroad.Oath.Offices = []policy.Group{policy.Court}
	for _, tt := range []struct {
		name string
		c    Case
		p    policy.Policy
		why  string
	}{
		{"adopted", Case{Action: policy.DecideAppoint, Office: bureau, Vote: adopted}, policy.Default(), ""},
		{"absent before", Case{Action: policy.DecideAppoint, Office: bureau, Vote: adopted, Oath: &Oath{}}, policy.Default(), ""},
		{"before the vote", Case{Action: policy.DecideAppoint, Office: bureau}, policy.Default(), "未经常委会会议表决通过"},
		{"its own organ holds it", Case{Action: policy.DecideAppoint, Office: bureau, Vote: adopted}, abroad, "本机关组织"},
		{"removal", Case{Action: policy.DecideRemove, Office: bureau, Vote: adopted}, policy.Default(), "不需宣誓"},
		{"sworn", Case{Action: policy.DecideAppoint, Office: bureau, Vote: adopted, Oath: &Oath{Sworn: true, On: calendar.Date(2026, 11, 26)}},
			policy.Default(), "2026年11月26日"},
	} {
		t.Run(tt.name, func(t *testing.T) { refusedBecause(t, CheckOath(tt.c, tt.p), tt.why) })
	}
}

func refusedBecause(t *testing.T, err error, why string) {
	t.Helper()
	if (err == nil) != (why == "") || !strings.Contains(errs.Message(err), why) {
		t.Errorf("got %v, want a refusal because of %q", err, why)
	}
	if err != nil && errs.KindOf(err) != errs.Conflict {
		t.Errorf("refused as %q", errs.KindOf(err))
	}
}
