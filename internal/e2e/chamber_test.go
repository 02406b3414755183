package e2e

import (
	"fmt"

	"renmian/internal/browsertest"
	"renmian/internal/fixture"
	"renmian/internal/store"
)

// chamber is the room on the day of the meeting: the operator at the console, the hall's screen beside it.
type chamber struct {
	*house
	path     string // of the meeting
	op, hall *browsertest.Tab
}

// convene brings operator and screen into the room; the meeting has seats, and so many members an account.
func (h *house) convene(accounts int) *chamber {
	h.T.Helper()
	c := &chamber{house: h, path: fmt.Sprintf("/meetings/%d", h.Meeting)}
	h.on(h.MeetingOn)
	h.SeatAll(accounts)
	_, err := h.Flow.MakeSeats(h.T.Context(), h.Operator, h.Meeting)
	h.Must(err)
	h.Must(h.Flow.PairScreen(h.T.Context(), h.Operator, h.Meeting, "HALL2345"))
	c.hall = browsertest.Open(h.T, h.url, browsertest.Hall)
	c.hall.Goto("/hall/HALL2345")
	c.op = h.enter(browsertest.Desktop, h.Operator)
	c.op.Goto(c.path + "/console")
	return c
}

// deliberate takes the item whose turn it is from its introduction to where it can be put to the vote.
func (c *chamber) deliberate() {
	c.T.Helper()
	c.op.Submit("开始审议")
	c.op.Submit("登记说明")
	c.op.Fill("审议情况", "组成人员审议后没有不同意见。")
	c.op.Submit("登记审议情况")
	c.op.See("交付表决")
}

// scrutineers names those who watch the vote.
func scrutineers(op *browsertest.Tab) {
	op.Select("监票人（总监票人）", "赵文博")
	op.Select("监票人", "黄丽娟")
	op.Choose("已询问：监票人不是本次表决人选的近亲属")
}

// issue puts the item to the vote on tablets and returns the round.
func (c *chamber) issue(item int64) store.Round {
	c.T.Helper()
	scrutineers(c.op)
	c.op.Submit("开启发票")
	return c.latest(item)
}

// latest is the last round of an item.
func (c *chamber) latest(item int64) store.Round {
	c.T.Helper()
	rounds, err := c.DB.Rounds(c.T.Context(), item)
	c.Must(err)
	if len(rounds) == 0 {
		c.T.Fatalf("item %d was not put to the vote", item)
	}
	return rounds[len(rounds)-1]
}

// tablets are members at their seats, by place in Members.
func (h *house) tablets(members ...int) []*browsertest.Tab {
	h.T.Helper()
	var all []*browsertest.Tab
	for _, n := range members {
		b := h.enter(browsertest.Tablet, h.AsMember(n))
		b.Goto("/seat")
		all = append(all, b)
	}
	return all
}

// fill presses a choice for each row of the ballot paper that has one, and casts.
func fill(b *browsertest.Tab, choices ...string) {
	b.See("核对并提交")
	for row, choice := range choices {
		if choice != "" {
			choose(b, row, choice)
		}
	}
	if len(choices) > 1 {
		b.Press("核对并提交")
	}
	b.Press("提交，不再更改")
	b.See("已收到。本轮不能更改。")
}

// castAll lets voters cast the same choices.
func (c *chamber) castAll(voters []*fixture.Voter, choices ...int) {
	c.T.Helper()
	for _, v := range voters {
		c.Must(v.Cast(choices...))
	}
}

// confirm lets both scrutineers check the count on their tablets and confirm it.
func (c *chamber) confirm(see ...string) {
	c.T.Helper()
	for n := range 2 {
		b := c.enter(browsertest.Tablet, c.AsMember(6+n))
		b.Goto(c.path + "/count")
		b.See(see...)
		b.Submit("核对无误，确认计票")
	}
}

// script is the chair with the page to read from.
func (c *chamber) script() *browsertest.Tab {
	c.T.Helper()
	b := c.enter(browsertest.Tablet, c.Chair)
	b.Goto(c.path + "/script")
	return b
}

// itemOf is the address of an item's own page.
func itemOf(c *chamber, item int64) string { return fmt.Sprintf("%s/items/%d", c.path, item) }

// loseBallots takes every ballot out of an open box behind the system's back, and fails unless there were so
// many.
func (h *house) loseBallots(box int64, want int64) {
	h.T.Helper()
	done, err := h.Pool.Exec(h.T.Context(), `DELETE FROM ballot_urn WHERE box_id = $1`, box)
	h.Must(err)
	if got := done.RowsAffected(); got != want {
		h.T.Fatalf("the box held %d ballots, want %d", got, want)
	}
}
