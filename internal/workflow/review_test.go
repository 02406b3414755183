package workflow_test

import (
	"testing"

	"renmian/internal/appointment"
	"renmian/internal/errs"
	"renmian/internal/fixture"
	"renmian/internal/pgtest"
	"renmian/internal/policy"
	"renmian/internal/workflow"
)

func TestReviewInOrder(t *testing.T) {
	h, c := fixture.Case(t, pgtest.New(t), appointment.StageReview)
	ctx := t.Context()
	refused(t, "report before the gates", h.Flow.WriteReport(ctx, h.Clerk, c.ID, workflow.ReportForm{Opinion: "合格"}), errs.Conflict, "任职时间关未审")
	refused(t, "passing at once", h.Flow.PassReview(ctx, h.Clerk, c.ID), errs.Conflict, "初审报告未写")
	refused(t, "answering nothing", h.Flow.AnswerCorrection(ctx, h.Organ, c.ID, "已改"), errs.Conflict, "初审中")
	refused(t, "no finding", h.Flow.RecordFindings(ctx, h.Clerk, c.ID, []appointment.Finding{{Gate: policy.GateTenure, Result: "pass"}}), errs.Invalid, "审查情况")
	refused(t, "a gate of another county", h.Flow.RecordFindings(ctx, h.Clerk, c.ID, []appointment.Finding{{Gate: policy.GateFit, Result: "pass", Text: "好"}}),
		errs.Invalid, "没有这一关")
	refused(t, "a defence in an appointment", h.Flow.RecordDefence(ctx, h.Clerk, c.ID, workflow.DefenceForm{Form: "waived", Text: "x"}), errs.Conflict, "撤职")
	h.Reviewed(c)
	refused(t, "a finding over one not seen",
		h.Flow.RecordFindings(ctx, h.Clerk2, c.ID, []appointment.Finding{{Gate: policy.GateTenure, Result: "pass", Text: "好"}}), errs.Conflict,
		"任职时间关的审查情况已被他人")
	refused(t, "a report over one not seen", h.Flow.WriteReport(ctx, h.Clerk2, c.ID, workflow.ReportForm{Opinion: "不合格"}), errs.Conflict, "初审报告已被他人")
	refused(t, "no report opinion", h.Flow.WriteReport(ctx, h.Clerk, c.ID, workflow.ReportForm{Opinion: " "}), errs.Invalid, "初审意见")
	refused(t, "exam missing", h.Flow.PassReview(ctx, h.Clerk, c.ID), errs.Conflict, "任前法律考试")
	h.Examined(c)
	h.Must(h.Flow.PassReview(ctx, h.Clerk, c.ID))
	refused(t, "passing twice", h.Flow.PassReview(ctx, h.Clerk2, c.ID), errs.Conflict, "待主任会议")
	refused(t, "findings after the review",
		h.Flow.RecordFindings(ctx, h.Clerk, c.ID, []appointment.Finding{{Gate: policy.GateTenure, Result: "pass", Text: "好"}}), errs.Conflict, "待主任会议")
}

func TestCorrectionRoundTrip(t *testing.T) {
	h, c := fixture.Case(t, pgtest.New(t), appointment.StageReview)
	ctx := t.Context()
	forms, err := h.DB.CadreForms(ctx, c.Proposal.ID)
	h.Must(err)
	values := map[string]string{"health": "良好"}
	refused(t, "editing under review", h.Flow.CorrectForm(ctx, h.Organ, c.Proposal.ID, forms[0].ID, forms[0].Version, values), errs.Conflict, "不能再改")
	h.Must(h.Flow.RecordFindings(ctx, h.Clerk, c.ID, []appointment.Finding{{Gate: policy.GatePaperwork, Result: "correct", Text: "健康状况与体检表不符"}}))
	h.Must(h.Flow.ReturnCase(ctx, h.Clerk, c.ID, workflow.ReturnForm{Grounds: []string{"健康状况与体检表不符"}}))
	if got := h.Read(c.ID); got.Stage != appointment.StageCorrection || !got.OpenCorrection {
		t.Fatalf("stage %s, open %v", got.Stage, got.OpenCorrection)
	}
	refused(t, "returning twice", h.Flow.ReturnCase(ctx, h.Clerk, c.ID, workflow.ReturnForm{Grounds: []string{"x"}}), errs.Conflict, "退回补正")
	h.Must(h.Flow.CorrectForm(ctx, h.Organ, c.Proposal.ID, forms[0].ID, forms[0].Version, values))
	h.Must(h.Flow.AddDocument(ctx, h.Organ, c.Proposal.ID, workflow.DocumentForm{CaseID: c.ID, Kind: policy.Resume,
		File: workflow.Upload{Name: "简历.pdf", Data: fixture.PDF()}}))
	refused(t, "no answer", h.Flow.AnswerCorrection(ctx, h.Organ, c.ID, ""), errs.Invalid, "补正情况")
	refused(t, "another organ's answer", h.Flow.AnswerCorrection(ctx, h.Court, c.ID, "已改"), errs.NotFound, "查无此任免案")
	h.Must(h.Flow.AnswerCorrection(ctx, h.Organ, c.ID, "已按体检表更正"))
	got := h.Read(c.ID)
	if got.Stage != appointment.StageReview || got.OpenCorrection {
		t.Errorf("stage %s, open %v", got.Stage, got.OpenCorrection)
	}
	h.Reviewed(c)
	rounds, err := h.DB.CorrectionsOf(ctx, got)
	if err != nil || len(rounds) != 1 || rounds[0].Answer != "已按体检表更正" || rounds[0].AnsweredBy != "赵模拟" {
		t.Errorf("rounds = %+v, %v", rounds, err)
	}
}

func TestWithdrawal(t *testing.T) {
	h, c := fixture.Case(t, pgtest.New(t), appointment.StageChairs)
	ctx := t.Context()
	refused(t, "no reason", h.Flow.WithdrawCase(ctx, h.Organ, c.ID, " "), errs.Invalid, "理由")
	refused(t, "no request to decide", h.Flow.DecideWithdrawal(ctx, h.Chair, c.ID, true, ""), errs.Conflict, "没有待决定")
	// The chairpersons' meeting has sent it on.
	_, err := h.Pool.Exec(ctx, `UPDATE appointment_case SET stage = 'committee' WHERE id = $1`, c.ID)
	h.Must(err)
	h.Must(h.Flow.WithdrawCase(ctx, h.Organ, c.ID, "人选另有安排"))
	if got := h.Read(c.ID); got.Stage != appointment.StageCommittee || got.Withdrawal == nil || got.Withdrawal.State != "asked" {
		t.Fatalf("stage %s, withdrawal %+v", got.Stage, got.Withdrawal)
	}
	refused(t, "asking twice", h.Flow.WithdrawCase(ctx, h.Organ, c.ID, "再次请求"), errs.Conflict, "已提出过撤回")
	refused(t, "refused without a reason", h.Flow.DecideWithdrawal(ctx, h.Chair, c.ID, false, ""), errs.Invalid, "理由")
	h.Must(h.Flow.DecideWithdrawal(ctx, h.Chair, c.ID, false, "会议材料已送达"))
	h.Must(h.Flow.WithdrawCase(ctx, h.Organ, c.ID, "人选健康原因"))
	h.Must(h.Flow.DecideWithdrawal(ctx, h.Chair, c.ID, true, "同意"))
	if got := h.Read(c.ID); got.Stage != appointment.StageWithdrawn || got.StageNote != "人选健康原因" {
		t.Errorf("stage %s, note %q", got.Stage, got.StageNote)
	}
	refused(t, "ending what is over", h.Flow.EndCase(ctx, h.Chair, c.ID, "x"), errs.Conflict, "已撤回")

	free := h.Case(appointment.StageReview)
	h.Must(h.Flow.WithdrawCase(ctx, h.Organ, free.ID, "工作需要"))
	if got := h.Read(free.ID); got.Stage != appointment.StageWithdrawn {
		t.Errorf("stage %s", got.Stage)
	}
	whole := h.Draft()
	first := h.Submit(whole)
	h.Must(h.Flow.WithdrawCase(ctx, h.Organ, first, "暂不提请"))
	if p, err := h.DB.Proposal(ctx, whole); err != nil || p.State != "withdrawn" {
		t.Errorf("the empty proposal is %s, %v", p.State, err)
	}
	ended := h.Case(appointment.StageReview)
	refused(t, "ending without a reason", h.Flow.EndCase(ctx, h.Chair, ended.ID, " "), errs.Invalid, "理由")
	h.Must(h.Flow.EndCase(ctx, h.Chair, ended.ID, "人选病故"))
}

func TestReadingTheFormIsRecorded(t *testing.T) {
	h, c := fixture.Case(t, pgtest.New(t), appointment.StageReview)
	ctx := t.Context()
	forms, err := h.DB.CadreForms(ctx, c.Proposal.ID)
	h.Must(err)
	views := func() (n int) {
		h.Must(h.Pool.QueryRow(ctx, `SELECT count(*) FROM audit_event WHERE action = 'view_form'`).Scan(&n))
		return n
	}
	_, err = h.Flow.ViewForm(ctx, h.Organ, c.Proposal.ID, forms[0].ID)
	h.Must(err)
	before := views()
	_, err = h.Flow.ViewForm(ctx, h.Clerk, c.Proposal.ID, forms[0].ID)
	h.Must(err)
	if got := views(); got != before+1 {
		t.Errorf("%d views recorded, want %d", got, before+1)
	}
	_, err = h.Flow.ViewForm(ctx, h.Court, c.Proposal.ID, forms[0].ID)
	refused(t, "another organ", err, errs.NotFound, "查无此审批表")
}
