package e2e

import (
	"fmt"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

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

// traces is what the database holds of sessions and of what members did: nothing of it may move while ballots
// are cast.
func (h *house) traces() (all string) {
	h.T.Helper()
	h.Must(h.Pool.QueryRow(h.T.Context(), `
		SELECT coalesce((SELECT string_agg(token || xmin::text, ',' ORDER BY token) FROM sessions), '') || ' ' ||
		       (SELECT count(*) FROM audit_event e JOIN account a ON a.id = e.account_id WHERE a.member_id IS NOT NULL)`).Scan(&all))
	return all
}

// notes counts the notes that hold a word.
func (h *house) notes(word string) (n int) {
	h.T.Helper()
	rows, err := h.Pool.Query(h.T.Context(), `SELECT account_id, material_id FROM note`)
	h.Must(err)
	type key struct{ Account, Material int64 }
	all, err := pgx.CollectRows(rows, pgx.RowToStructByPos[key])
	h.Must(err)
	for _, k := range all {
		note, err := h.DB.Note(h.T.Context(), k.Account, k.Material)
		h.Must(err)
		if strings.Contains(note.Text, word) {
			n++
		}
	}
	return n
}

// choose presses a choice in one row of the ballot paper.
func choose(b *browsertest.Tab, row int, choice string) {
	b.In(fmt.Sprintf("[aria-labelledby=row-%d]", row)).Press(choice)
}

// Members vote on their tablets: three persons, several tablets at once.
func TestVoteOnTablets(t *testing.T) {
	h := open(t)
	item := h.toVote()
	ctx := t.Context()
	tablets := []*browsertest.Tab{
		h.enter(browsertest.Tablet, h.AsMember(1)),
		h.enter(browsertest.Tablet, h.AsMember(2)),
		h.enter(browsertest.Phone, h.AsMember(3)),
	}
	for _, b := range tablets {
		b.Goto("/seat")
		b.See("正在审议")
	}
	v := h.OpenElectronicRound(item)
	for _, b := range tablets {
		b.See("已领票，请等候投票开始", "票箱指纹")
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
		choose(b, n, choice)
	}
	b.See("已选 2 / 3，还有 1 人未选")
	look(b, "vote-chosen")
	b.Resize(browsertest.Tablet)
	b.Press("遮屏")
	b.See("已遮屏")
	b.Press("已遮屏")
	if n := b.Count("#ballot form, #ballot input:not([autocomplete=off])"); n != 0 {
		t.Errorf("%d parts of the ballot paper could be sent or remembered by the browser", n)
	}
	b.Press("核对并提交")
	b.See("请核对您的选择", "未选 → 按未按计", "1 人未选")
	look(b, "vote-confirm")
	b.Resize(browsertest.Tablet)
	b.Press("返回修改")
	choose(b, 2, "弃权")
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

	// Once announced, the tablet compares the box that is public with the one in which it looked.
	for _, n := range []int{6, 7} {
		h.Must(h.Flow.ConfirmCount(ctx, h.AsMember(n), item, v.ID))
	}
	h.Must(h.Flow.AnnounceResult(ctx, h.Chair, item, v.ID))
	browsertest.Eval[bool](b, fmt.Sprintf(`new Promise((done) => { (function wait() {
		performance.getEntriesByType("resource").some((r) => r.name.endsWith("/sealed/%d/file")) ? done(true) : setTimeout(wait, 50);
	})(); })`, v.BoxID))
	b.See("您的票已在票箱中")
}

// What goes wrong in the room: a second tablet, notes half written, a tablet that restarts before and after
// casting opens, a cut network, a round declared void and held again.
func TestTabletsThroughTrouble(t *testing.T) {
	h := open(t)
	item := h.toVote()
	ctx := t.Context()
	cut, restarted, writer, other := h.enter(browsertest.Tablet, h.AsMember(1)), h.enter(browsertest.Tablet, h.AsMember(2)),
		h.enter(browsertest.Tablet, h.AsMember(3)), h.enter(browsertest.Phone, h.AsMember(4))
	for _, b := range []*browsertest.Tab{cut, restarted, other} {
		b.Goto("/seat")
		b.See("正在审议")
	}
	writer.Goto("/seat")
	writer.In(".pinned").In("欧阳示例").Click("看材料")
	writer.Fill("我的笔记", "先看清楚再")
	v := h.OpenElectronicRound(item)
	for _, b := range []*browsertest.Tab{cut, restarted, other} {
		b.See("已领票")
	}
	writer.See("表决开始，点此进入")
	if text := writer.Value("我的笔记"); text != "先看清楚再" {
		t.Errorf("notes when the vote began: %q", text)
	}
	writer.Fill("我的笔记", "先看清楚再问分工")
	writer.See("表决结束后自动保存")
	writer.Click("表决开始，点此进入")
	writer.See("已领票")

	second := h.enter(browsertest.Tablet, h.AsMember(1))
	second.Goto("/seat/vote")
	second.See("没有领到票", "另一台设备", "请举手告诉工作人员")
	look(second, "vote-second-tablet")
	second.Goto("/notices")
	restarted.Goto("/seat/vote")
	restarted.See("已领票")

	others := h.others(v, 5, 22)
	h.Must(h.Flow.OpenCasting(ctx, h.Operator, item, v.ID, true))
	for _, b := range []*browsertest.Tab{cut, restarted, writer, other} {
		b.See("已选 0 / 3")
	}
	before := h.traces()
	for _, o := range others {
		h.Must(o.Cast(1, 1, 1))
	}
	choose(restarted, 0, "赞成")
	restarted.Goto("/seat/vote")
	restarted.See("已选 0 / 3") // a choice is kept nowhere
	for n := range 3 {
		choose(restarted, n, "赞成")
	}
	restarted.Press("核对并提交")
	restarted.Press("提交，不再更改")
	restarted.See("已收到。本轮不能更改。")

	for n, c := range []string{"赞成", "反对", "弃权"} {
		choose(cut, n, c)
	}
	cut.Press("核对并提交")
	h.down.Store(true)
	cut.Press("提交，不再更改")
	cut.See("尚未送达，正在重试", "赞成", "反对", "弃权")
	look(cut, "vote-retrying")
	h.down.Store(false)
	cut.See("已收到。本轮不能更改。")
	if after := h.traces(); after != before {
		t.Errorf("casting left a trace beside the ballots:\n%s\n%s", before, after)
	}

	if n := h.notes("分工"); n != 0 {
		t.Errorf("%d notes were saved during the vote", n)
	}

	// The writer's tablet fails for good; the chair has everybody vote again.
	h.Must(h.Flow.VoidRound(ctx, h.Chair, item, v.ID, "一名组成人员的平板损坏，可能影响结果"))
	for _, b := range []*browsertest.Tab{cut, restarted, other} {
		b.See("本轮表决已作废")
	}
	look(cut, "vote-void")
	writer.See("本轮表决已作废")
	browsertest.Eval[bool](
		writer,
		`new Promise((done) => { (function wait() { Object.keys(sessionStorage).some((k) => k.startsWith("note-")) ? setTimeout(wait, 50) : done(true) })(); })`,
	)
	if n := h.notes("分工"); n != 1 {
		t.Errorf("%d notes were saved after the vote", n)
	}
	v = h.OpenElectronicRound(item)
	for _, b := range []*browsertest.Tab{cut, restarted, other} {
		b.See("已领票")
	}
	others = h.others(v, 5, 24)
	h.Must(h.Flow.OpenCasting(ctx, h.Operator, item, v.ID, true))
	for _, o := range others {
		h.Must(o.Cast(1, 1, 1))
	}
	for _, b := range []*browsertest.Tab{cut, restarted} {
		b.See("已选 0 / 3")
		for n := range 3 {
			choose(b, n, "赞成")
		}
		b.Press("核对并提交")
		b.Press("提交，不再更改")
		b.See("已收到。本轮不能更改。")
	}
	h.Must(h.Flow.CloseCasting(ctx, h.Operator, item, v.ID))
	cut.See("您的票已在票箱中")
	restarted.See("您的票已在票箱中")
	other.See("表决已截止，未计入")
	issued, returned, err := h.DB.BoxCount(ctx, v.BoxID)
	h.Must(err)
	if issued < 22 || returned != 21 {
		t.Errorf("second round: %d issued, %d returned", issued, returned)
	}
}

// One person is voted on with two presses.
func TestVoteOnOnePerson(t *testing.T) {
	h := open(t)
	c := h.Case(appointment.StageCommittee)
	h.Committed(c)
	item := h.Item(c.ID)
	h.Deliver(c.ID)
	h.SeatAll(27)
	h.Open(27)
	h.Must(h.Flow.IntroduceItem(t.Context(), h.Operator, item))
	h.Deliberated(item)
	b := h.enter(browsertest.Tablet, h.AsMember(1))
	b.Goto("/seat")
	v := h.OpenElectronicRound(item)
	b.See("已领票")
	others := h.others(v, 2, 20)
	h.Must(h.Flow.OpenCasting(t.Context(), h.Operator, item, v.ID, true))
	b.See("欧阳示例", "还没有选择")
	look(b, "vote-single")
	b.Resize(browsertest.Tablet)
	b.Press("赞成")
	b.See("请核对您的选择")
	b.Press("提交，不再更改")
	b.See("已收到")
	for _, o := range others {
		h.Must(o.Cast(1))
	}
	h.Must(h.Flow.CloseCasting(t.Context(), h.Operator, item, v.ID))
	b.See("您的票已在票箱中")
}
