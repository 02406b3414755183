package workflow_test

import (
	"testing"

	"renmian/internal/appointment"
	"renmian/internal/errs"
	"renmian/internal/fixture"
	"renmian/internal/meeting"
	"renmian/internal/store"
	"renmian/internal/workflow"
)

// sealed is an electronic vote, 25 for and two against, whose box is sealed and not confirmed.
func sealed(t *testing.T) (h *fixture.House, c appointment.Case, item int64, v store.Round) {
	t.Helper()
	h, c, item = deliberated(t)
	v = h.OpenElectronicRound(item)
	voters := h.Issue(v, 27)
	for n, choice := range marks(25, 2, 0, 0) {
		h.Must(voters[n].Cast(choice...))
	}
	h.Must(h.Flow.CloseCasting(t.Context(), h.Operator, item, v.ID))
	return h, c, item, h.Round(item, v.ID)
}

func TestAnObjectionKeepsTheResultBack(t *testing.T) {
	h, c, item, v := sealed(t)
	ctx := t.Context()
	first, second, member := h.AsMember(6), h.AsMember(7), h.AsMember(9)
	refused(t, "an empty objection", h.Flow.FileObjection(ctx, first, item, v.ID, " "), errs.Invalid, "哪里不符")
	refused(t, "an objection of the office", h.Flow.FileObjection(ctx, h.Operator, item, v.ID, "x"), errs.Forbidden, "提出计票异议")
	refused(t, "an objection of one who is absent", h.Flow.FileObjection(ctx, h.AsMember(28), item, v.ID, "x"), errs.Forbidden, "出席会议的组成人员")
	refused(t, "a reserve before an objection", h.Flow.Dissent(ctx, first, item, v.ID, "不同意"), errs.Conflict, "书面异议")
	h.Must(h.Flow.FileObjection(ctx, first, item, v.ID, "收回票与席位数不符。"))
	refused(t, "an objection twice", h.Flow.FileObjection(ctx, first, item, v.ID, "再提"), errs.Conflict, "已经提出")
	h.Must(h.Flow.FileObjection(ctx, member, item, v.ID, "平板自查没有找到我的票。"))
	h.Must(h.Flow.ConfirmCount(ctx, second, item, v.ID))
	refused(t, "a reserve before the decision", h.Flow.Dissent(ctx, first, item, v.ID, "不同意"), errs.Conflict, "等候决定")

	at := h.Round(item, v.ID)
	if len(at.Undecided()) != 2 || at.State != store.RoundOpen {
		t.Fatalf("objected: %+v", at)
	}
	mine, other := at.Objections[0], at.Objections[1]
	no := workflow.Ruling{Reason: "重新清点席位，相符。"}
	refused(t, "the operator decides", h.Flow.DecideObjection(ctx, h.Operator, item, v.ID, mine.ID, no), errs.Forbidden, "决定计票异议")
	refused(t, "a decision without reason", h.Flow.DecideObjection(ctx, h.Chair, item, v.ID, mine.ID, workflow.Ruling{}), errs.Invalid, "理由")
	own := h.Chair
	own.MemberID = mine.MemberID
	refused(t, "who objected decides", h.Flow.DecideObjection(ctx, own, item, v.ID, mine.ID, no), errs.Forbidden, "另一位")
	h.Must(h.Flow.DecideObjection(ctx, h.Chair, item, v.ID, mine.ID, no))
	refused(t, "a decision twice", h.Flow.DecideObjection(ctx, h.Chair, item, v.ID, mine.ID, no), errs.Conflict, "已经决定")
	refused(t, "an empty reserve", h.Flow.Dissent(ctx, first, item, v.ID, ""), errs.Invalid, "保留的意见")
	h.Must(h.Flow.Dissent(ctx, first, item, v.ID, "仍认为应当重新投票。"))
	if at = h.Round(item, v.ID); at.State != store.RoundCounted || len(at.Dissents) != 1 || len(at.Confirmed) != 2 {
		t.Fatalf("confirmed under reserve: %+v", at)
	}
	refused(t, "an objection after the confirmation", h.Flow.FileObjection(ctx, first, item, v.ID, "x"), errs.Conflict, "已经确认")
	refused(t, "announcing while one is undecided", h.Flow.AnnounceResult(ctx, h.Chair, item, v.ID), errs.Conflict, "书面异议还没有决定")
	h.Must(h.Flow.DecideObjection(ctx, h.Chair, item, v.ID, other.ID, no))
	h.Must(h.Flow.AnnounceResult(ctx, h.Chair, item, v.ID))
	if h.Read(c.ID).Stage != appointment.StageAdopted {
		t.Error("the dismissed objections keep the case from being adopted")
	}
	refused(t, "an objection after the announcement", h.Flow.FileObjection(ctx, member, item, v.ID, "x"), errs.Conflict, "已有结果")
	history, err := h.DB.CaseHistory(ctx, c.ID)
	h.Must(err)
	traced := map[string]int{}
	for _, e := range history {
		traced[e.Action.Label()]++
	}
	if traced["提出计票异议"] != 2 || traced["决定计票异议"] != 2 {
		t.Errorf("history %v", traced)
	}
}

func TestAnObjectionIsTakenBackByConfirming(t *testing.T) {
	h, _, item, v := sealed(t)
	ctx := t.Context()
	h.Must(h.Flow.FileObjection(ctx, h.AsMember(6), item, v.ID, "校验值没有看清。"))
	for _, n := range []int{6, 7} {
		h.Must(h.Flow.ConfirmCount(ctx, h.AsMember(n), item, v.ID))
	}
	at := h.Round(item, v.ID)
	if at.State != store.RoundCounted || at.Objections[0].Decision != store.Withdrawn {
		t.Fatalf("confirmed: %+v", at)
	}
	h.Must(h.Flow.AnnounceResult(ctx, h.Chair, item, v.ID))
}

func TestAnObjectionUpheldVoidsTheRound(t *testing.T) {
	h, _, item, v := sealed(t)
	ctx := t.Context()
	h.Must(h.Flow.FileObjection(ctx, h.AsMember(6), item, v.ID, "收回票与席位数不符。"))
	h.Must(h.Flow.FileObjection(ctx, h.AsMember(9), item, v.ID, "自查不符。"))
	id := h.Round(item, v.ID).Objections[0].ID
	refused(t, "upholding what is not there", h.Flow.DecideObjection(ctx, h.Chair, item, v.ID, id+9, workflow.Ruling{Upheld: true, Reason: "x"}), errs.Conflict,
		"已经决定")
	h.Must(h.Flow.DecideObjection(ctx, h.Chair, item, v.ID, id, workflow.Ruling{Upheld: true, Reason: "平板故障。"}))
	at := h.Round(item, v.ID)
	if at.State != store.RoundVoid || at.VoidReason != "平板故障。" || len(at.Undecided()) != 0 || at.Objections[1].Decision != store.Upheld {
		t.Fatalf("upheld: %+v", at)
	}
	i, err := h.DB.Item(ctx, item)
	h.Must(err)
	if i.State != meeting.ItemDeliberating {
		t.Errorf("the item is %s", i.State)
	}
	h.VoteOnTablets(h.OpenElectronicRound(item), marks(27, 0, 0, 0))
}

func TestAnObjectionToACountOnPaper(t *testing.T) {
	h, c, item := deliberated(t)
	ctx := t.Context()
	round := h.OpenRound(item)
	refused(t, "before the count", h.Flow.FileObjection(ctx, h.AsMember(6), item, round, "x"), errs.Conflict, "计票还没有结束")
	h.Count(item, round, count(c, 27, 27, 20, 5, 2, 0))
	h.Must(h.Flow.FileObjection(ctx, h.AsMember(9), item, round, "一张字迹不清的票认定有误。"))
	refused(t, "announcing", h.Flow.AnnounceResult(ctx, h.Chair, item, round), errs.Conflict, "异议")
	h.Must(h.Flow.VoidRound(ctx, h.Chair, item, round, "重新投票。"))
	if at := h.Round(item, round); at.Objections[0].Decision != store.Upheld {
		t.Errorf("void: %+v", at.Objections)
	}
}
