package workflow_test

import (
	"testing"

	"renmian/internal/errs"
	"renmian/internal/fixture"
	"renmian/internal/meeting"
	"renmian/internal/pgtest"
	"renmian/internal/policy"
	"renmian/internal/store"
	"renmian/internal/workflow"
)

func lastRequest(h *fixture.House, item int64) store.MethodRequest {
	h.T.Helper()
	all, err := h.DB.MethodRequests(h.T.Context(), item)
	h.Must(err)
	return all[len(all)-1]
}

func TestTheChairConsentsToPaper(t *testing.T) {
	h, c, item := deliberated(t)
	ctx := t.Context()
	refused(t, "by a member", h.Flow.AskMethod(ctx, h.Member, item, meeting.ByPaper, "x"), errs.Forbidden, "请求改变表决方式")
	refused(t, "hands for a secret vote", h.Flow.AskMethod(ctx, h.Operator, item, meeting.ByHands, "平板故障"), errs.Invalid, "不得举手表决")
	refused(t, "paper before the vote", h.Flow.AskMethod(ctx, h.Operator, item, meeting.ByPaper, "平板故障"), errs.Invalid, "用纸质表决票")
	refused(t, "no such way", h.Flow.AskMethod(ctx, h.Operator, item, "drum", "x"), errs.Invalid, "请选择")
	v := h.OpenElectronicRound(item)
	refused(t, "without a reason", h.Flow.AskMethod(ctx, h.Operator, item, meeting.ByPaper, " "), errs.Invalid, "理由")
	h.Must(h.Flow.AskMethod(ctx, h.Operator, item, meeting.ByPaper, "网络中断"))
	refused(t, "asking twice", h.Flow.AskMethod(ctx, h.Operator, item, meeting.ByPaper, "网络中断"), errs.Conflict, "已经送到主持人")
	q := lastRequest(h, item)
	refused(t, "the operator decides", h.Flow.DecideMethod(ctx, h.Operator, item, q.ID, true), errs.Forbidden, "决定改变表决方式")
	h.Must(h.Flow.DecideMethod(ctx, h.Chair, item, q.ID, false))
	if at := h.Round(item, v.ID); at.State != store.RoundOpen {
		t.Fatalf("refused, and the round is %s", at.State)
	}
	refused(t, "deciding twice", h.Flow.DecideMethod(ctx, h.Chair, item, q.ID, true), errs.Conflict, "已经决定")
	h.Must(h.Flow.AskMethod(ctx, h.Operator, item, meeting.ByPaper, "网络仍中断"))
	h.Must(h.Flow.DecideMethod(ctx, h.Chair, item, lastRequest(h, item).ID, true))
	rounds, err := h.DB.Rounds(ctx, item)
	h.Must(err)
	if len(rounds) != 2 || rounds[0].State != store.RoundVoid || rounds[1].Method != store.SecretPaper || len(rounds[1].Scrutineers) != 2 {
		t.Fatalf("rounds %+v", rounds)
	}
	if left := keyFiles(t, h); len(left) > 0 {
		t.Errorf("keys are left: %v", left)
	}
	h.Count(item, rounds[1].ID, count(c, 27, 27, 25, 1, 1, 0))
	refused(t, "after the count", h.Flow.AskMethod(ctx, h.Operator, item, meeting.ByHands, "x"), errs.Conflict, "待宣布")
	h.Must(h.Flow.AnnounceResult(ctx, h.Chair, item, rounds[1].ID))
}

func TestNoOtherWayOnceTheBoxIsOpened(t *testing.T) {
	h, _, item, v := sealed(t)
	ctx := t.Context()
	refused(t, "asking", h.Flow.AskMethod(ctx, h.Operator, item, meeting.ByPaper, "重来"), errs.Invalid, "已经开箱")
	refused(t, "by the chair at once", h.Flow.SwitchToPaper(ctx, h.Chair, item, v.ID, "重来"), errs.Conflict, "已经开箱")
	h.Must(h.Flow.VoidRound(ctx, h.Chair, item, v.ID, "重新表决"))
}

func TestHandsWhereTheCountyAllowsThem(t *testing.T) {
	p := policy.Default()
	p.Vote.Method[policy.DecideRemove] = policy.Hands
	h := fixture.NewWith(t, pgtest.New(t), p)
	ctx := t.Context()
	id := h.Removal("示例县教育局局长")
	item, err := h.Flow.AddPersonnelItem(ctx, h.Operator, h.Meeting, workflow.PersonnelItem{Title: "人事任免案", CaseIDs: []int64{id}, Method: policy.Secret})
	h.Must(err)
	h.Deliver(id)
	h.Open(27)
	h.Must(h.Flow.IntroduceItem(ctx, h.Operator, item))
	h.Deliberated(item)
	h.Must(h.Flow.AskMethod(ctx, h.Operator, item, meeting.ByHands, "没有不同意见"))
	h.Must(h.Flow.DecideMethod(ctx, h.Chair, item, lastRequest(h, item).ID, true))
	i, err := h.DB.Item(ctx, item)
	h.Must(err)
	if i.Method != policy.Hands || i.State != meeting.ItemDeliberating {
		t.Fatalf("item %+v", i)
	}
	refused(t, "the present way", h.Flow.AskMethod(ctx, h.Operator, item, meeting.ByHands, "x"), errs.Invalid, "无须改变")
	h.Must(h.Flow.AskMethod(ctx, h.Operator, item, meeting.ByPaper, "有组成人员要求无记名"))
	h.Must(h.Flow.DecideMethod(ctx, h.Chair, item, lastRequest(h, item).ID, true))
	v := h.OpenElectronicRound(item)
	h.Must(h.Flow.AskMethod(ctx, h.Operator, item, meeting.ByHands, "平板故障"))
	h.Must(h.Flow.DecideMethod(ctx, h.Chair, item, lastRequest(h, item).ID, true))
	rounds, err := h.DB.Rounds(ctx, item)
	h.Must(err)
	if len(rounds) != 2 || rounds[0].ID != v.ID || rounds[0].State != store.RoundVoid || rounds[1].Method != store.ShowOfHands {
		t.Fatalf("rounds %+v", rounds)
	}
}
