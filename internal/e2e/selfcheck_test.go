package e2e

import (
	"testing"

	"renmian/internal/appointment"
)

// A box loses a ballot that was acknowledged. The member's own tablet finds out, nobody else's does; the
// member objects in writing, nothing is announced, and everybody votes again.
func TestTabletMissesItsBallot(t *testing.T) {
	h := open(t)
	nominee := h.Case(appointment.StageCommittee)
	h.Committed(nominee)
	item := h.Item(nominee.ID)
	h.Deliver(nominee.ID)
	c := h.convene(27)
	h.Attend(27)
	c.op.See("实到27人")
	c.op.Submit("宣布开会")
	robbed, other := h.tablets(1)[0], h.tablets(2)[0]
	c.deliberate()
	v := c.issue(item)
	robbed.See("已领票")
	other.See("已领票")
	others := append(h.others(v, 0, 1), h.others(v, 3, 27)...)
	c.op.Submit("开始投票（发出 27 / 27）")
	fill(robbed, "赞成")
	h.loseBallots(v.BoxID, 1) // nobody but the robbed has cast yet
	fill(other, "反对")
	c.castAll(others, 1)
	c.op.See("26 票")
	c.op.Submit("截止")
	c.op.Submit("仍要截止")
	robbed.See("自查不符，请立即举手", "请举手，请监票人到您的席位来看本页")
	other.See("您的票已在票箱中")
	look(robbed, "vote-missing")
	robbed.Click("提出书面异议")
	robbed.Fill("哪里不符", "平板自查没有找到我的票")
	robbed.Submit("提出书面异议")
	robbed.See("已经送到主持人")
	look(robbed, "seat-objection")
	chair := c.script()
	chair.See("平板自查没有找到我的票")
	chair.NotSee("异议不成立，结果")
	chair.Fill("所提异议的决定，理由", "票箱文件中确实没有该票")
	chair.Submit("异议成立，本轮无效，重新投票")
	chair.See("交付表决")
	robbed.Goto("/seat")
	other.Goto("/seat")
	v = c.issue(item)
	robbed.See("已领票")
	other.See("已领票")
	others = append(h.others(v, 0, 1), h.others(v, 3, 27)...)
	c.op.Submit("开始投票（发出 27 / 27）")
	fill(robbed, "赞成")
	fill(other, "反对")
	c.castAll(others, 1)
	c.op.See("27 票")
	c.op.Submit("截止")
	robbed.See("您的票已在票箱中")
	other.See("您的票已在票箱中")
	c.confirm("赞成 26 + 反对 1 + 弃权 0 + 未按 0 = 收回 27，相符")
}
