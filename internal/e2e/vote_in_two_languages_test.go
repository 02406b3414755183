package e2e

import (
	"testing"

	"renmian/internal/appointment"
	"renmian/internal/authz"
	"renmian/internal/browsertest"
	"renmian/internal/policy"
	"renmian/internal/store"
)

// The tablet of an autonomous county shows its second language beside the Chinese 〔民族区域自治法 第二十一条〕.
func TestVoteInTwoLanguages(t *testing.T) {
	p := policy.Default()
	p.Language = policy.Language{
		Second:      "壮文",
		Ballot:      "Bouxraeuz beuq",
		For:         "Cancingz",
		Against:     "Fanjdui",
		Abstain:     "Gigenz",
		Certificate: "Yinmingsu",
		Notice:      "Dunghci",
	}
	h := openUnder(t, p)
	c := h.Case(appointment.StageCommittee)
	h.Must(h.DB.InTx(t.Context(), authz.System, func(tx *store.Tx) error {
		e, err := tx.LockOffice(t.Context(), c.Office.ID)
		if err != nil {
			return err
		}
		e.TitleSecond = "Sihlideih Yen Caizcwnggiz Gizcangj"
		if err := tx.SaveOffice(t.Context(), e); err != nil {
			return err
		}
		return tx.Audit(t.Context(), authz.SaveOffice, store.Subject{Kind: "office", ID: e.ID}, e.Office)
	}))
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
	b.See("Bouxraeuz beuq", "欧阳示例", "示例县财政局局长", "Sihlideih Yen Caizcwnggiz Gizcangj", "Cancingz", "Fanjdui", "Gigenz")
	look(b, "vote-two-languages")
	b.Press("赞成")
	b.See("请核对您的选择", "Cancingz")
	b.Press("提交，不再更改")
	b.See("已收到")
	for _, o := range others {
		h.Must(o.Cast(1))
	}
	h.Must(h.Flow.CloseCasting(t.Context(), h.Operator, item, v.ID))
	b.See("您的票已在票箱中")
}
