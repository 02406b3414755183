package workflow_test

import (
	"testing"

	"renmian/internal/appointment"
	"renmian/internal/authz"
	"renmian/internal/errs"
	"renmian/internal/fixture"
	"renmian/internal/pgtest"
	"renmian/internal/workflow"
)

var agreed = workflow.ChairsDecision{Decision: "to_committee"}

func TestChairsDecideCaseByCase(t *testing.T) {
	h, c := fixture.Case(t, pgtest.New(t), appointment.StageChairs)
	ctx := t.Context()
	decide := func(who authz.Actor, meeting int64, d workflow.ChairsDecision) error {
		return h.Flow.DecideAtChairs(ctx, who, meeting, c.ID, d)
	}
	id := h.ChairsMeeting()
	refused(t, "not on the agenda", decide(h.Chair, id, agreed), errs.Conflict, "未列入主任会议议程")
	refused(t, "listing nothing", h.Flow.ListForChairs(ctx, h.Clerk, id, nil), errs.Invalid, "请选择")
	h.Must(h.Flow.ListForChairs(ctx, h.Clerk, id, []int64{c.ID}))
	refused(t, "listed twice", h.Flow.ListForChairs(ctx, h.Clerk2, id, []int64{c.ID}), errs.Conflict, "已")
	for _, who := range []authz.Actor{h.Clerk, h.Organ, h.Operator, h.Member, h.Examiner} {
		refused(t, "decided by another", decide(who, id, agreed), errs.Forbidden, "主任会议决定")
	}
	refused(t, "no decision", decide(h.Chair, id, workflow.ChairsDecision{}), errs.Invalid, "请选择主任会议的决定")
	refused(t, "held without a reason", decide(h.Chair, id, workflow.ChairsDecision{Decision: "hold"}), errs.Invalid, "理由")
	refused(t, "speaker of a held case", decide(h.Chair, id, workflow.ChairsDecision{Decision: "hold", Opinion: "再了解", Speaks: true}), errs.Invalid, "供职发言")
	refused(t, "closing undecided", h.Flow.CloseChairsMeeting(ctx, h.Clerk, id, 1), errs.Conflict, "还没有决定")

	h.Must(decide(h.Chair, id, workflow.ChairsDecision{Decision: "hold", Opinion: "群众反映需要核实"}))
	refused(t, "deciding twice", decide(h.Chair, id, agreed), errs.Conflict, "未列入主任会议议程")
	if now := h.Read(c.ID); now.Stage != appointment.StageHeld || now.StageNote != "群众反映需要核实" {
		t.Fatalf("held: %s %q", now.Stage, now.StageNote)
	}
	refused(t, "listing a held case", h.Flow.ListForChairs(ctx, h.Clerk, h.ChairsMeeting(), []int64{c.ID}), errs.Conflict, "暂缓")
	refused(t, "taken up without a reason", h.Flow.TakeUpCase(ctx, h.Clerk, c.ID, ""), errs.Invalid, "理由")
	h.Must(h.Flow.TakeUpCase(ctx, h.Clerk, c.ID, "已核实，不影响任职"))

	second := h.ChairsMeeting()
	h.Must(h.Flow.ListForChairs(ctx, h.Clerk, second, []int64{c.ID}))
	h.Must(decide(h.Chair, second, workflow.ChairsDecision{Decision: "to_committee", Speaks: true, EnBloc: true}))
	if now := h.Read(c.ID); now.Stage != appointment.StageCommittee || !now.Chairs.Speaks || !now.Chairs.EnBloc {
		t.Errorf("agreed: %s %+v", now.Stage, now.Chairs)
	}
	refused(t, "closing without minutes", h.Flow.CloseChairsMeeting(ctx, h.Clerk, second, 1), errs.Conflict, "会议纪要还没有写")
	h.Must(h.Flow.WriteChairsMinutes(ctx, h.Clerk, second, 1, "会议决定提请审议。"))
	refused(t, "writing over another's minutes", h.Flow.WriteChairsMinutes(ctx, h.Clerk2, second, 1, "另稿"), errs.Conflict, "他人")
	h.Must(h.Flow.CloseChairsMeeting(ctx, h.Clerk, second, 2))
	refused(t, "changing what is closed", h.Flow.WriteChairsMinutes(ctx, h.Clerk, second, 3, "补写"), errs.Conflict, "已经结束")
}

func TestChairsReturnWithALetter(t *testing.T) {
	h, c := fixture.Case(t, pgtest.New(t), appointment.StageChairs)
	ctx := t.Context()
	id := h.ChairsMeeting()
	h.Must(h.Flow.ListForChairs(ctx, h.Clerk, id, []int64{c.ID}))
	h.Must(h.Flow.DecideAtChairs(ctx, h.Chair, id, c.ID, workflow.ChairsDecision{Decision: "return", Opinion: "拟任理由不充分"}))
	rounds, err := h.DB.Corrections(ctx, c.Proposal.ID)
	if err != nil || len(rounds) != 1 || rounds[0].CaseID != c.ID || rounds[0].Grounds[0] != "主任会议意见：拟任理由不充分" {
		t.Fatalf("letters %+v, %v", rounds, err)
	}
	h.Must(h.Flow.AnswerCorrection(ctx, h.Organ, c.ID, "已补充"))
	if now := h.Read(c.ID); now.Stage != appointment.StageReview {
		t.Errorf("answered: %s", now.Stage)
	}
}

func TestChairsDecideOnTheDayAndNotOnThemselves(t *testing.T) {
	h, c := fixture.Case(t, pgtest.New(t), appointment.StageChairs)
	ctx := t.Context()
	id, err := h.Flow.PlanChairsMeeting(ctx, h.Clerk, workflow.ChairsPlan{HeldOn: h.Today().Add(2), Place: "会议室", PresiderID: h.Members[0]})
	h.Must(err)
	_, err = h.Flow.PlanChairsMeeting(ctx, h.Clerk, workflow.ChairsPlan{})
	refused(t, "nothing filled in", err, errs.Invalid, "会议日期")
	_, err = h.Flow.PlanChairsMeeting(ctx, h.Clerk, workflow.ChairsPlan{HeldOn: h.Today(), Place: "会议室", PresiderID: h.Members[9]})
	refused(t, "presided by a plain member", err, errs.Invalid, "主任会议由主任")
	_, err = h.Flow.PlanChairsMeeting(ctx, h.Clerk, workflow.ChairsPlan{HeldOn: h.Today(), Place: "会议室", Number: 1})
	refused(t, "a number given twice", err, errs.Invalid, "本届已有这一次")
	h.Must(h.Flow.ListForChairs(ctx, h.Clerk, id, []int64{c.ID}))
	refused(t, "before the day", h.Flow.DecideAtChairs(ctx, h.Chair, id, c.ID, agreed), errs.Conflict, "会议举行后再登记")
	h.Must(h.Flow.ChangeChairsMeeting(ctx, h.Clerk, id, workflow.ChairsPlan{HeldOn: h.Today(), Place: "会议室", Version: 1}))
	concerned := h.Chair
	concerned.MemberID, concerned.PersonID = 0, c.Person.ID
	refused(t, "one's own case", h.Flow.DecideAtChairs(ctx, concerned, id, c.ID, agreed), errs.Forbidden, "应当回避")
	h.Must(h.Flow.UnlistFromChairs(ctx, h.Clerk, id, c.ID))
	refused(t, "taken off before the decision", h.Flow.DecideAtChairs(ctx, h.Chair, id, c.ID, agreed), errs.Conflict, "未列入主任会议议程")
}
