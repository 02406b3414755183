package e2e

import (
	"testing"

	"renmian/internal/appointment"
	"renmian/internal/browsertest"
	"renmian/internal/store"
	"renmian/internal/workflow"
)

// voteDay is a meeting whose item of one nominee can be put to the vote, before 27 members.
func voteDay(t *testing.T) (c *chamber, nominee, item int64) {
	t.Helper()
	h := open(t)
	x := h.Case(appointment.StageCommittee)
	h.Committed(x)
	item = h.Item(x.ID)
	h.Deliver(x.ID)
	h.Open(27)
	c = h.convene(27)
	c.deliberate()
	return c, x.ID, item
}

// Tablets die for good. Before casting opens nobody has voted: ballots are issued anew, to a spare tablet as
// well. After that the ballot cannot be found by anybody: it counts as not returned, and the vote stands.
func TestTabletsThatDie(t *testing.T) {
	c, nominee, item := voteDay(t)
	live := c.tablets(1, 2)
	dead := c.tablets(3)[0]
	v := c.issue(item)
	dead.See("已领票")
	dead.Goto("/notices")
	for _, b := range live {
		b.See("已领票")
	}
	spare := c.tablets(3)[0]
	spare.See("另一台设备")
	c.others(v, 4, 27)

	chair := c.script()
	chair.Click("宣布本轮无效")
	decide(chair, "一台平板在领票以后损坏")
	chair.See("交付表决")
	v = c.issue(item)
	for _, b := range append(live, spare) {
		b.See("已领票，请等候投票开始")
	}
	others := append(c.others(v, 0, 1), c.others(v, 4, 27)...)
	c.op.Submit("开始投票（发出 27 / 27）")
	for _, b := range append(live, spare) {
		b.See("还没有选择")
	}
	spare.Goto("/notices") // this one dies, too
	fill(live[0], "赞成")
	fill(live[1], "反对")
	again := c.tablets(1)[0] // another device of a member who has cast
	again.See("本机没有领到本轮的票")
	c.castAll(others, 1)
	c.op.See("26 票")
	c.op.Submit("截止")
	c.op.See("还有 1 票未投，仍要截止？")
	c.op.Submit("仍要截止")
	for _, b := range live {
		b.See("您的票已在票箱中")
	}
	again.See("本机没有本轮的票", "以那台设备的显示为准")
	again.NotSee("未计入")
	c.confirm("收回 26 + 未投 1 = 发出 27，相符", "发出 27 + 未领 0 = 出席 27，相符", "赞成 25 + 反对 1 + 弃权 0 + 未按 0 = 收回 26，相符")
	chair.See("获25票赞成")
	chair.Submit("宣布结果")
	c.hall.See("通过", "25")
	if got := c.Read(nominee).Stage; got != appointment.StageAdopted {
		t.Errorf("the case stands at %s", got)
	}
}

// The room's network fails in the middle of casting: the vote goes on with paper, the ballots already cast
// count nowhere, and the next page of every tablet says so.
func TestPaperInMidVote(t *testing.T) {
	c, nominee, item := voteDay(t)
	tablets := c.tablets(1, 2)
	v := c.issue(item)
	for _, b := range tablets {
		b.See("已领票")
	}
	others := append(c.others(v, 0, 1), c.others(v, 3, 27)...)
	c.op.Submit("开始投票（发出 27 / 27）")
	fill(tablets[0], "反对")
	c.castAll(others[:10], 2)
	tablets[1].See("还没有选择")

	chair := c.script()
	chair.Click("改用纸质表决票")
	decide(chair, "会场网络中断")
	for _, b := range tablets {
		b.See("本项用纸质表决票")
	}
	look(tablets[1], "vote-on-paper")
	c.op.See("等候监票人")
	paper := c.latest(item)
	if paper.Method != store.SecretPaper {
		t.Fatalf("the vote goes on by %s", paper.Method)
	}
	c.Count(item, paper.ID, workflow.CountForm{Issued: 27, Returned: 27, Lines: []store.Count{{CaseID: nominee, Yes: 24, No: 3}}})
	chair.See("获24票赞成")
	chair.Submit("宣布结果")
	c.hall.See("通过", "24")
	op := c.enter(browsertest.Desktop, c.Operator)
	op.Goto(itemOf(c, item))
	op.See("会场网络中断", "无记名投票（平板）", "无记名投票（纸质）")
}

// decide gives the reason for what the chair has unfolded, and does it.
func decide(chair *browsertest.Tab, reason string) {
	unfolded := chair.In("details[open]")
	unfolded.Fill("理由", reason)
	unfolded.Submit("button.btn")
}
