package workflow_test

import (
	"strings"
	"testing"

	"renmian/internal/appointment"
	"renmian/internal/errs"
	"renmian/internal/fixture"
	"renmian/internal/policy"
	"renmian/internal/workflow"
)

func TestCommitmentRoundTrip(t *testing.T) {
	h, c := review(t, func(p *policy.Policy) { p.Commitment.Before = policy.StopChairs })
	ctx := t.Context()
	nominee := h.NomineeOf(c)
	if got := blockerKeys(h, c.ID, appointment.MovePassReview); !strings.Contains(got, "commitment") {
		t.Errorf("TM-11 blockers %q", got)
	}
	version, err := h.Flow.DraftCommitment(ctx, nominee, c.ID, 0, h.Answers("初稿"))
	h.Must(err)
	_, err = h.Flow.DraftCommitment(ctx, nominee, c.ID, 0, h.Answers("另一台设备"))
	wantErr(t, "a second device", err, errs.Conflict, "他人")
	version, err = h.Flow.DraftCommitment(ctx, nominee, c.ID, version, h.Answers("二稿"))
	if err != nil || version != 2 {
		t.Errorf("draft version %d, %v", version, err)
	}
	if d, err := h.DB.CommitmentDraft(ctx, c.ID); err != nil || d.Answers[0].Text != "二稿" {
		t.Errorf("draft %+v, %v", d, err)
	}
	wantErr(t, "judging a draft", h.Flow.JudgeCommitment(ctx, h.Clerk, c.ID, 1, "sufficient", ""), errs.Conflict, "尚未提交")

	short := h.Answers("目标明确")
	short[3].Text = " "
	_, err = h.Flow.FileCommitment(ctx, nominee, c.ID, short)
	wantErr(t, "SB-07 a heading left empty", err, errs.Invalid, "如何接受人大监督")
	edition, err := h.Flow.FileCommitment(ctx, nominee, c.ID, h.Answers("第一稿"))
	if err != nil || edition != 1 {
		t.Fatalf("edition %d, %v", edition, err)
	}
	if got := blockerKeys(h, c.ID, appointment.MovePassReview); !strings.Contains(got, "commitment-judge") {
		t.Errorf("blockers %q", got)
	}
	_, err = h.Flow.FileCommitment(ctx, nominee, c.ID, h.Answers("又一稿"))
	wantErr(t, "filing while one waits", err, errs.Conflict, "正在审核")
	_, err = h.Flow.DraftCommitment(ctx, nominee, c.ID, 0, h.Answers("草稿"))
	wantErr(t, "drafting while one waits", err, errs.Conflict, "正在审核")

	wantErr(t, "judged by the nominee", h.Flow.JudgeCommitment(ctx, nominee, c.ID, 1, "sufficient", ""), errs.Forbidden, "选任联工委")
	wantErr(t, "judging another edition", h.Flow.JudgeCommitment(ctx, h.Clerk, c.ID, 2, "sufficient", ""), errs.Conflict, "新的一稿")
	wantErr(t, "no judgement", h.Flow.JudgeCommitment(ctx, h.Clerk, c.ID, 1, "", ""), errs.Invalid, "审核结果")
	wantErr(t, "returned without a reason", h.Flow.JudgeCommitment(ctx, h.Clerk, c.ID, 1, "returned", ""), errs.Invalid, "哪些地方不足")
	h.Must(h.Flow.JudgeCommitment(ctx, h.Clerk, c.ID, 1, "returned", "措施空泛，请写明具体举措。"))
	wantErr(t, "judging twice", h.Flow.JudgeCommitment(ctx, h.Clerk2, c.ID, 1, "sufficient", ""), errs.Conflict, "不能重复")
	wantErr(t, "WN-12 ending where the county lets them try again", h.Flow.EndForCommitment(ctx, h.Clerk, c.ID), errs.Conflict, "重新承诺")

	if edition, err = h.Flow.FileCommitment(ctx, nominee, c.ID, h.Answers("第二稿")); err != nil || edition != 2 {
		t.Fatalf("edition %d, %v", edition, err)
	}
	h.Must(h.Flow.JudgeCommitment(ctx, h.Clerk, c.ID, 2, "sufficient", ""))
	if got := blockerKeys(h, c.ID, appointment.MovePassReview); strings.Contains(got, "commitment") {
		t.Errorf("blockers after a sufficient commitment %q", got)
	}
	all, err := h.DB.Commitments(ctx, c.ID)
	if err != nil || len(all) != 2 || all[0].Answers[0].Text != "第一稿" || all[0].Judgement == "" {
		t.Errorf("old editions are kept: %+v, %v", all, err)
	}
	_, err = h.Pool.Exec(ctx, `UPDATE commitment SET judged = 'returned', judgement = 'x' WHERE case_id = $1 AND edition = 2`, c.ID)
	if err == nil {
		t.Error("the database let a judged commitment be changed")
	}
}

func TestCommitmentOfSomebodyElse(t *testing.T) {
	h, c := review(t, nil)
	other := h.NomineeOf(appointment.Case{Person: appointment.Person{ID: h.Persons["钱正明"], Name: "钱正明"}})
	_, err := h.Flow.FileCommitment(t.Context(), other, c.ID, h.Answers("承诺"))
	wantErr(t, "filing for somebody else", err, errs.NotFound, "查无")
	_, err = h.Flow.DraftCommitment(t.Context(), other, c.ID, 0, h.Answers("承诺"))
	wantErr(t, "drafting for somebody else", err, errs.NotFound, "查无")
	_, err = h.Flow.FileCommitment(t.Context(), h.Clerk, c.ID, h.Answers("承诺"))
	wantErr(t, "filed by the clerk as if by the nominee", err, errs.Forbidden, "拟任")
}

func TestCommitmentOnPaper(t *testing.T) {
	h, c := review(t, nil)
	ctx := t.Context()
	_, err := h.Flow.EnterCommitment(ctx, h.Clerk, c.ID, nil, workflow.Upload{})
	wantErr(t, "neither text nor paper", err, errs.Invalid, "扫描件")
	_, err = h.Flow.EnterCommitment(ctx, h.Organ, c.ID, nil, workflow.Upload{Name: "承诺书.pdf", Data: fixture.PDF()})
	wantErr(t, "by the organ", err, errs.Forbidden, "选任联工委")
	half := h.Answers("承诺")
	half[0].Text = ""
	_, err = h.Flow.EnterCommitment(ctx, h.Clerk, c.ID, half, workflow.Upload{Name: "承诺书.pdf", Data: fixture.PDF()})
	wantErr(t, "half a text", err, errs.Invalid, "工作目标")
	edition, err := h.Flow.EnterCommitment(ctx, h.Clerk, c.ID, nil, workflow.Upload{Name: "承诺书.pdf", Data: fixture.PDF()})
	if err != nil || edition != 1 {
		t.Fatalf("edition %d, %v", edition, err)
	}
	all, err := h.DB.Commitments(ctx, c.ID)
	if err != nil || !all[0].OnPaper || all[0].FileName != "承诺书.pdf" {
		t.Errorf("commitment %+v, %v", all, err)
	}
	if _, err := h.DB.CommitmentFile(ctx, c.ID+1, all[0].FileID); errs.KindOf(err) != errs.NotFound {
		t.Errorf("the paper of another case: %v", err)
	}
}

func TestInsufficientCommitmentEndsTheCase(t *testing.T) {
	h, c := review(t, func(p *policy.Policy) { p.Commitment.OnFail = policy.EndProcedure })
	ctx := t.Context()
	_, err := h.Flow.EnterCommitment(ctx, h.Clerk, c.ID, h.Answers("承诺"), workflow.Upload{})
	h.Must(err)
	wantErr(t, "WN-12 ending before it is judged", h.Flow.EndForCommitment(ctx, h.Clerk, c.ID), errs.Conflict, "没有审核")
	h.Must(h.Flow.JudgeCommitment(ctx, h.Clerk, c.ID, 1, "returned", "没有实质内容"))
	wantErr(t, "by the examiner", h.Flow.EndForCommitment(ctx, h.Examiner, c.ID), errs.Forbidden, "选任联工委")
	h.Must(h.Flow.EndForCommitment(ctx, h.Clerk, c.ID))
	if got := h.Read(c.ID); got.Stage != appointment.StageEnded || got.StageNote == "" {
		t.Errorf("case %s, %q", got.Stage, got.StageNote)
	}
	wantErr(t, "ending twice", h.Flow.EndForCommitment(ctx, h.Clerk2, c.ID), errs.Conflict, "已终止")
	_, err = h.Flow.FileCommitment(ctx, h.NomineeOf(c), c.ID, h.Answers("承诺"))
	wantErr(t, "filing after the end", err, errs.Conflict, "已终止")
}
