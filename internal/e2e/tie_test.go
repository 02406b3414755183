package e2e

import (
	"testing"

	"renmian/internal/appointment"
)

// Exactly half of all members is no majority: fifteen of thirty are for the nominee, who is not appointed.
func TestTieAtExactlyHalf(t *testing.T) {
	h := open(t)
	h.AddMembers(1)
	nominee := h.Case(appointment.StageCommittee)
	h.Committed(nominee)
	item := h.Item(nominee.ID)
	h.Deliver(nominee.ID)
	c := h.convene(30)
	h.Attend(30)
	c.op.See("应到30人，实到30人")
	c.op.Submit("宣布开会")
	tablet := h.tablets(1)[0]
	c.deliberate()
	c.op.See("16 票以上赞成为通过")
	v := c.issue(item)
	tablet.See("已领票")
	others := append(h.others(v, 0, 1), h.others(v, 2, 30)...)
	c.op.Submit("开始投票（发出 30 / 30）")
	c.castAll(others[:14], 1)
	c.castAll(others[14:], 2)
	fill(tablet, "赞成") // the fifteenth
	c.op.See("收回")
	c.hall.See("30", "/ 30")
	c.op.Submit("截止")
	tablet.See("您的票已在票箱中")
	c.confirm("赞成 15 + 反对 15 + 弃权 0 + 未按 0 = 收回 30，相符")
	chair := c.script()
	chair.See("获15票赞成", "未")
	chair.Submit("宣布结果")
	c.hall.See("未通过", "15")
	c.hall.Check()
	c.op.See("未通过")
	c.op.NotSee("登记颁发")
	if got := h.Read(nominee.ID).Stage; got != appointment.StageRejected {
		t.Errorf("the case stands at %s", got)
	}
}
