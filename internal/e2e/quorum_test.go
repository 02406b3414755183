package e2e

import (
	"testing"

	"renmian/internal/appointment"
	"renmian/internal/browsertest"
	"renmian/internal/meeting"
	"renmian/internal/store"
	"renmian/internal/workflow"
)

// Two members leave between two items, and with them the quorum: the second item is not put to the vote,
// on no page, until enough are back.
func TestQuorumLostBetweenItems(t *testing.T) {
	h := open(t)
	nominee := h.Case(appointment.StageCommittee)
	h.Committed(nominee)
	removal := h.Removal("示例县教育局局长")
	first := h.Item(nominee.ID)
	second := h.Item(removal)
	h.Deliver(nominee.ID, removal)
	c := h.convene(16)
	h.Attend(16)
	c.op.See("应到29人，实到16人")
	c.op.Submit("宣布开会")
	c.deliberate()
	scrutineers(c.op)
	c.op.Submit("用纸质表决票")
	h.Count(first, c.latest(first).ID, workflow.CountForm{Issued: 16, Returned: 16, Lines: []store.Count{{CaseID: nominee.ID, Yes: 16}}})
	chair := c.script()
	chair.See("获16票赞成")
	chair.Submit("宣布结果")
	chair.See("颁发任命书")

	c.op.Click("进入第 2 项")
	c.deliberate()
	old := h.enter(browsertest.Desktop, h.Operator) // the item's own page, which does not follow the meeting
	old.Goto(itemOf(c, second))
	scrutineers(old)
	leaving := h.names(14, 16)
	list := h.enter(browsertest.Tablet, h.Operator)
	list.Goto(c.path + "/attendance")
	for _, name := range leaving {
		list.In(name).Choose(meeting.LeftEarly.Label())
	}
	list.Submit("登记出席")
	list.See("出席情况已登记")
	c.op.See("不足法定人数，还差 1 人，不得表决", "出席 14 人，未过全体组成人员 29 人的半数")
	chair.Goto(c.path + "/script")
	chair.See("不足法定人数，还差 1 人")
	if n := c.op.Count("#now .btn:not([disabled]):not(.plain)"); n != 0 {
		t.Errorf("without a quorum the console has %d buttons to press", n)
	}
	c.op.Check()
	c.op.Shot("console-quorum-lost")
	old.Submit("开启发票")
	old.See("出席 14 人")
	if rounds, err := h.DB.Rounds(t.Context(), second); err != nil || len(rounds) > 0 {
		t.Errorf("%d rounds without a quorum, %v", len(rounds), err)
	}

	list.In(leaving[0]).Choose(meeting.Present.Label())
	list.Submit("登记出席")
	c.op.NotSee("不足法定人数")
	scrutineers(c.op)
	c.op.Submit("用纸质表决票")
	h.Count(second, c.latest(second).ID, workflow.CountForm{Issued: 15, Returned: 15, Lines: []store.Count{{CaseID: removal, Yes: 15}}})
	chair.See("获15票赞成")
	chair.Submit("宣布结果")
	c.hall.See("通过", "15")
}
