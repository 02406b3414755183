package e2e

import (
	"fmt"
	"testing"

	"renmian/internal/appointment"
	"renmian/internal/browsertest"
	"renmian/internal/fixture"
	"renmian/internal/store"
)

// toVote brings a meeting with three persons in one item to where the vote begins; everybody present has an
// account, so that those without a browser can vote through the fixture.
func (h *house) toVote() (item int64) {
	h.T.Helper()
	ctx := h.T.Context()
	first := h.Case(appointment.StageCommittee)
	h.Committed(first)
	second := h.Removal("示例县教育局局长")
	third := h.Removal("示例县副县长")
	item = h.Item(first.ID, second, third)
	h.Deliver(first.ID, second, third)
	h.SeatAll(27)
	h.Open(27)
	h.Must(h.Flow.IntroduceItem(ctx, h.Operator, item))
	h.Deliberated(item)
	return item
}

// others are members without a browser, by place in Members, who take their ballots.
func (h *house) others(v store.Round, from, to int) []*fixture.Voter {
	h.T.Helper()
	var all []*fixture.Voter
	for n := from; n < to; n++ {
		all = append(all, h.Voter(n, v.BoxID))
		h.Must(all[len(all)-1].Claim())
	}
	return all
}

// Members vote on their tablets: three persons, several tablets at once.
func TestVoteOnTablets(t *testing.T) {
	h := open(t)
	item := h.toVote()
	ctx := t.Context()
	tablets := []*browsertest.Tab{h.enter(browsertest.Tablet, h.AsMember(1)), h.enter(browsertest.Tablet, h.AsMember(2)), h.enter(browsertest.Phone, h.AsMember(3))}
	for _, b := range tablets {
		b.Goto("/seat")
		b.See("正在审议")
	}
	v := h.OpenElectronicRound(item)
	for _, b := range tablets {
		b.See("已领票，请等候投票开始", "校验码")
	}
	look(tablets[0], "vote-ready")
	tablets[0].Resize(browsertest.Tablet)
	others := h.others(v, 4, 20)
	h.Must(h.Flow.OpenCasting(ctx, h.Operator, item, v.ID, true))
	for _, b := range tablets {
		b.See("已选 0 / 3，还有 3 人未选")
	}
	for n, o := range others {
		h.Must(o.Cast(1, n%3, 1))
	}
	b := tablets[0]
	look(b, "vote-empty")
	b.Resize(browsertest.Tablet)
	for n, choice := range []string{"赞成", "反对"} {
		b.In(fmt.Sprintf("[aria-labelledby=row-%d]", n)).Press(choice)
	}
	b.See("已选 2 / 3，还有 1 人未选")
	look(b, "vote-chosen")
	b.Resize(browsertest.Tablet)
	b.Press("遮屏")
	b.See("已遮屏")
	b.Press("已遮屏")
	b.Press("核对并提交")
	b.See("请核对您的选择", "未选 → 按未按计", "1 人未选")
	look(b, "vote-confirm")
	b.Resize(browsertest.Tablet)
	b.Press("返回修改")
	b.In("[aria-labelledby=row-2]").Press("弃权")
	b.Press("核对并提交")
	b.Press("提交，不再更改")
	b.See("已收到。本轮不能更改。", "收到时间")
	b.NotSee("赞成", "反对")
	look(b, "vote-received")
	h.Must(h.Flow.CloseCasting(ctx, h.Operator, item, v.ID))
	b.See("您的票已在票箱中")
	look(b, "vote-verified")
	tablets[1].See("表决已截止，未计入")
	look(tablets[1], "vote-late")
}
