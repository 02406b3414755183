package e2e

import (
	"fmt"
	"strings"
	"testing"

	"renmian/internal/appointment"
	"renmian/internal/browsertest"
)

// tabletOf registers a tablet of the house with the code that the operator shows, and signs a member in on it
// by the card on the desk and the slip.
func (h *house) tabletOf(op *browsertest.Tab, size browsertest.Size, member int, pin string) *browsertest.Tab {
	h.T.Helper()
	op.Goto(fmt.Sprintf("/meetings/%d/seats", h.Meeting))
	op.Submit("生成登记码")
	b := browsertest.Open(h.T, h.url, size)
	b.Goto(strings.TrimPrefix(op.Text("p.address"), h.url))
	b.Submit("登记这台平板")
	b.See("已登记为")
	b.Goto(h.card(member))
	b.Fill("席位密码", pin)
	b.Submit("进入席位")
	return b
}

// card is the address in the code on a member's card.
func (h *house) card(member int) string {
	h.T.Helper()
	seats, err := h.DB.Seats(h.T.Context(), h.Meeting)
	h.Must(err)
	for _, s := range seats {
		if s.MemberID == h.Members[member] {
			return "/seat/login?c=" + s.Code
		}
	}
	h.T.Fatalf("member %d has no card", member)
	return ""
}

// slipOf reads a member's password from the sheet that the operator has just made.
func slipOf(op *browsertest.Tab, name string) string {
	return op.Text(fmt.Sprintf(".seatslip[data-name=%s] .pin", name))
}

// A member takes the seat with card and slip, reads, makes a note, and the tablet follows the meeting; a
// lost tablet is replaced by a spare.
func TestSeat(t *testing.T) {
	h := open(t)
	c := h.Case(appointment.StageCommittee)
	h.Committed(c)
	item := h.Item(c.ID)
	h.Deliver(c.ID)
	h.on(h.MeetingOn)
	op := h.enter(browsertest.Desktop, h.Operator)
	op.Goto(fmt.Sprintf("/meetings/%d/seats", h.Meeting))
	op.Submit("制作席卡和密码条")
	op.See("密码只在本页显示这一次")
	pin := slipOf(op, "杨海燕")
	look(op, "seat-slips")
	op.Goto(fmt.Sprintf("/meetings/%d/seats/cards", h.Meeting))
	op.Check()
	op.Shot("seat-cards")

	b := h.tabletOf(op, browsertest.Tablet, 5, pin)
	b.See("会议还没有开始", "欧阳示例")
	look(b, "seat-home")
	b.Click("看材料")
	b.See("基本情况", "只有您本人能看到")
	b.Fill("我的笔记", "问：任期内分管哪些工作？")
	b.See("已保存")
	look(b, "seat-material")
	b.Click("材料")
	b.See("已阅")
	look(b, "seat-materials")
	b.Press("A+")
	if size := browsertest.Eval[string](b, `document.documentElement.dataset.size`); size != "large" {
		t.Errorf("size after A+: %q", size)
	}
	b.Check()
	b.Press("A−")

	h.Open(27)
	b.Click("议程")
	b.See("请等候下一项议题")
	h.Must(h.Flow.IntroduceItem(t.Context(), h.Operator, item))
	b.See("现在", "正在审议")
	look(b, "seat-item")
	b.Click("看材料")
	if text := b.Value("我的笔记"); text != "问：任期内分管哪些工作？" {
		t.Errorf("note read again: %q", text)
	}
	b.Click("表决")
	b.See("现在没有表决")
	look(b, "seat-idle")

	op.Goto(fmt.Sprintf("/meetings/%d/seats", h.Meeting))
	look(op, "seats")
	op.Click("杨海燕")
	look(op, "seat-admin")
	op.Submit("更换平板")
	op.See("原平板已退出")
	b.Goto("/seat")
	b.See("请扫描桌上的席卡")
	look(b, "seat-door-empty")
	spare := h.tabletOf(op, browsertest.Tablet, 5, pin)
	spare.See("正在审议")
}
