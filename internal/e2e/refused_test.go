package e2e

import (
	"fmt"
	"testing"

	"renmian/internal/appointment"
	"renmian/internal/browsertest"
	"renmian/internal/workflow"
)

// What the console refused stands there as it was typed, with what is wrong beside it, while the room goes on
// (UX.md §10, 会务控制台); a console whose session ended says that its picture is old.
func TestARefusedFormStaysOnTheConsole(t *testing.T) {
	h := open(t)
	nominee := h.Case(appointment.StageCommittee)
	h.Committed(nominee)
	h.Item(nominee.ID)
	h.Deliver(nominee.ID)
	c := h.convene(27)
	h.Open(27)
	c.op.See("开始审议")
	c.deliberate()
	c.op.Select("监票人（总监票人）", "赵文博")
	c.op.Submit("开启发票")
	c.op.See("监票人须有 2 人", "请先确认监票人不是人选的近亲属")
	h.Must(h.Flow.RecordAttendance(t.Context(), h.Operator, h.Meeting, []workflow.AttendanceMark{{MemberID: h.Members[28], Status: "present"}}))
	c.op.In("席位").See("出席 28") // the stream has brought a later state
	c.op.See("监票人须有 2 人")
	if got := c.op.Value("监票人（总监票人）"); got != fmt.Sprint(h.Members[6]) {
		t.Errorf("the scrutineer chosen before the refusal: %q", got)
	}
	c.op.Select("监票人", "黄丽娟")
	c.op.Choose("已询问：监票人不是本次表决人选的近亲属")
	c.op.Submit("开启发票")
	c.op.See("现在还不能办理", "没有可用的账号")
	h.Must(h.Flow.RecordAttendance(t.Context(), h.Operator, h.Meeting, []workflow.AttendanceMark{{MemberID: h.Members[27], Status: "present"}}))
	c.op.In("席位").See("出席 29")
	if got := c.op.Value("监票人（总监票人）"); got != fmt.Sprint(h.Members[6]) {
		t.Errorf("the scrutineer chosen before a press that came to nothing: %q", got)
	}
	h.SeatAll(29)
	c.op.Submit("开启发票")
	c.op.See("没有领到票的请举手", "发出")

	c.op.ClearCookies() // as when the session ends; then the stream breaks
	browsertest.Eval[int](c.op, `setInterval(() => document.querySelector("[data-live]").dispatchEvent(new CustomEvent("htmx:sse:error")), 700)`)
	c.op.See("登录已经结束，画面停在", "重新登录")
}

// A scrutineer who types a count on paper sees at once what adds up, by how much it does not, and what is still
// missing; the server says the same (BALLOT.md §4.5, paper; UX.md §10, 监票人).
func TestTheCountAddsUpWhileItIsTyped(t *testing.T) {
	h := open(t)
	first := h.Case(appointment.StageCommittee)
	h.Committed(first)
	item := h.Item(first.ID)
	h.Deliver(first.ID)
	h.on(h.MeetingOn)
	h.Open(27)
	h.Must(h.Flow.IntroduceItem(t.Context(), h.Operator, item))
	h.Deliberated(item)
	h.OpenRound(item)
	b := h.enter(browsertest.Tablet, h.AsMember(6))
	b.Goto(fmt.Sprintf("/meetings/%d/count", h.Meeting))
	b.See("没有填写的视为弃权，计入弃权", "还有 2 处没有填完")
	b.Fill("发出票", "27")
	b.Fill("收回票", "28")
	b.See("收回 28 票，比发出 27 票多 1 票", "本轮无效")
	b.Fill("收回票", "26")
	b.See("收回 26 + 未投 1 = 发出 27", "发出 27 + 未领 0 = 出席 27，相符")
	b.Fill("赞成", "20")
	b.See("已填合计 20，收回 26")
	b.Fill("反对", "3")
	b.Fill("弃权", "1")
	b.Fill("无效", "1")
	b.See("赞成 20 + 反对 3 + 弃权 1 + 无效 1 = 25，比收回 26 少 1 票，请核对", "1 处不符")
	b.Check()
	b.Shot("count-sums")
	b.Submit("提交计票")
	b.See("各项合计 25 票，与收回 26 票不符，少 1 票")
	b.Fill("弃权", "2")
	b.See("= 26，与收回 26 相符", "全部相符，可以提交")
	b.Submit("提交计票")
	b.See("您的计票已录入", "回到席位")
}
