package e2e

import (
	"strings"
	"testing"

	"renmian/internal/appointment"
	"renmian/internal/authz"
	"renmian/internal/browsertest"
	"renmian/internal/calendar"
)

// acts counts what somebody did since the meeting's day began, by the audit trail.
func (h *house) acts(who authz.Actor) map[authz.Action]int {
	h.T.Helper()
	rows, err := h.Pool.Query(h.T.Context(), `SELECT action, count(*) FROM audit_event WHERE account_id = $1 AND at >= $2 GROUP BY action`,
		who.AccountID, h.MeetingOn.Time().In(calendar.Zone))
	h.Must(err)
	defer rows.Close()
	all := map[authz.Action]int{}
	for rows.Next() {
		var act authz.Action
		var n int
		h.Must(rows.Scan(&act, &n))
		all[act] = n
	}
	h.Must(rows.Err())
	return all
}

// The operator has the console open twice and presses every button twice in both: each act is done once.
func TestOperatorPressesEverythingTwice(t *testing.T) {
	h := open(t)
	nominee := h.Case(appointment.StageCommittee)
	h.Committed(nominee)
	item := h.Item(nominee.ID)
	h.Deliver(nominee.ID)
	c := h.convene(27)
	h.Attend(26)
	second := h.enter(browsertest.Desktop, h.Operator)
	second.Goto(c.path + "/console")
	both := []*browsertest.Tab{c.op, second}
	before := h.acts(h.Operator)
	third := h.enter(browsertest.Desktop, h.Operator) // only looks on
	third.Goto(c.path + "/console")
	// press presses and then looks at the console again, since the window that came late may have been told
	// that nothing was left to do.
	press := func(button, next string) {
		t.Helper()
		browsertest.PressAtOnce(button, both...)
		if strings.HasPrefix(button, "登记") { // what comes next is named on the page before, too
			third.NotSee(button)
		}
		third.See(next)
		for _, b := range both {
			b.Goto(c.path + "/console")
			b.See(next)
		}
	}
	press("韩雪松 签到", "实到27人")
	press("宣布开会", "开始审议")
	press("开始审议", "登记说明")
	press("登记说明", "登记审议情况")
	for _, b := range both {
		b.Fill("审议情况", "组成人员审议后没有不同意见。")
	}
	press("登记审议情况", "交付表决")
	for _, b := range both {
		scrutineers(b)
	}
	press("开启发票", "开始投票（发出 0 / 27）")
	voters := h.others(c.latest(item), 0, 27)
	for _, b := range both {
		b.See("开始投票（发出 27 / 27）")
	}
	press("开始投票（发出 27 / 27）", "截止")
	c.castAll(voters, 1)
	for _, b := range both {
		b.See("27 票")
	}
	press("截止", "交监票人确认")
	c.confirm("赞成 27")
	chair, again := c.script(), c.script()
	browsertest.PressAtOnce("宣布结果", chair, again)
	for _, b := range append(both, third) {
		b.See("任命书还有 1 件待制作")
	}
	h.Must(h.Flow.MakeCertificates(t.Context(), h.Clerk, h.Meeting))
	_, err := h.Flow.PrintCertificates(t.Context(), h.Clerk, h.Meeting)
	h.Must(err)
	for _, b := range both {
		b.See("登记颁发（1 件）")
	}
	press("登记颁发（1 件）", "开始宣誓")
	press("开始宣誓", "登记宣誓（1 人）")
	press("登记宣誓（1 人）", "宣布闭会")
	want := map[authz.Action]int{authz.RecordAttendance: 1, authz.OpenMeeting: 1, authz.IntroduceItem: 1, authz.RecordPresentation: 1,
		authz.RecordDeliberation: 1, authz.OpenRound: 1, authz.OpenCasting: 1, authz.CloseCasting: 1,
		authz.HandOverCertificate: 1, authz.ArrangeOath: 1, authz.RecordOath: 1}
	after := h.acts(h.Operator)
	for act, n := range want {
		if got := after[act] - before[act]; got != n {
			t.Errorf("%s is in the trail %d times, want %d", act.Label(), got, n)
		}
	}
	if n := h.acts(h.Chair)[authz.AnnounceResult]; n != 1 {
		t.Errorf("the result was announced %d times", n)
	}
	if rounds, err := h.DB.Rounds(t.Context(), item); err != nil || len(rounds) != 1 {
		t.Errorf("%d rounds, %v; want 1", len(rounds), err)
	}
}
