package workflow

import (
	"context"
	"fmt"
	"strings"

	"renmian/internal/appointment"
	"renmian/internal/authz"
	"renmian/internal/errs"
	"renmian/internal/store"
)

// DraftCommitment keeps what the nominee has written so far (保存草稿) and returns the draft's new version.
// The version seen guards against a second device.
func (f *Flow) DraftCommitment(ctx context.Context, who authz.Actor, caseID int64, version int, answers []appointment.Answer) (int, error) {
	if err := authz.Check(who, authz.DraftCommitment); err != nil {
		return 0, err
	}
	c, err := f.db.Case(ctx, caseID)
	if err != nil {
		return 0, err
	}
	if err := own(who, c); err != nil {
		return 0, err
	}
	p, err := f.db.Policy(ctx, c.PolicyID)
	if err != nil {
		return 0, err
	}
	if why := appointment.MayFile(c, p); why != "" {
		return 0, errs.New(errs.Conflict, "%s", why)
	}
	form := appointment.CommitmentForm(p, answers)
	for _, a := range form {
		if len(a.Text) > 16*appointment.MaxAnswer {
			return 0, errs.New(errs.Conflict, "“%s”过长，请压缩到 %d 字以内。", a.Heading, appointment.MaxAnswer)
		}
	}
	return f.db.SaveCommitmentDraft(ctx, caseID, version, form)
}

// own refuses a nominee somebody else's case.
func own(who authz.Actor, c appointment.Case) error {
	if who.PersonID == 0 || who.PersonID != c.Person.ID || c.Stage == appointment.StageIntake {
		return errs.New(errs.NotFound, "查无此任免案，或不属于您本人。")
	}
	return nil
}

// FileCommitment files the next edition of the nominee's commitment (提交供职承诺)〔TM-11、ZY-06、SB-07〕 and
// returns its number.
func (f *Flow) FileCommitment(ctx context.Context, who authz.Actor, caseID int64, answers []appointment.Answer) (edition int, err error) {
	err = f.record(ctx, who, authz.FileCommitment, caseID, appointment.CommitmentStages, func(w caseWork) (map[string]any, error) {
		if err := own(who, w.c); err != nil {
			return nil, err
		}
		edition, err = file(ctx, w, store.Commitment{CaseID: caseID, Answers: trimmed(appointment.CommitmentForm(w.policy, answers))})
		return map[string]any{"edition": edition}, err
	})
	return edition, err
}

func trimmed(answers []appointment.Answer) []appointment.Answer {
	for i := range answers {
		answers[i].Text = strings.TrimSpace(answers[i].Text)
	}
	return answers
}

func file(ctx context.Context, w caseWork, m store.Commitment) (int, error) {
	if why := appointment.MayFile(w.c, w.policy); why != "" {
		return 0, errs.New(errs.Conflict, "%s", why)
	}
	if m.FileID == 0 || m.Answers != nil {
		if err := appointment.CheckAnswers("answer", m.Answers); err != nil {
			return 0, err
		}
	}
	edition, err := w.tx.InsertCommitment(ctx, m)
	if err != nil {
		return 0, err
	}
	return edition, w.tx.DropCommitmentDraft(ctx, w.c.ID)
}

// EnterCommitment records a commitment the nominee handed in on paper (登记书面承诺): its text, the signed
// paper, or both.
func (f *Flow) EnterCommitment(ctx context.Context, who authz.Actor, caseID int64, answers []appointment.Answer, paper Upload) (edition int, err error) {
	err = f.record(ctx, who, authz.EnterCommitment, caseID, appointment.CommitmentStages, func(w caseWork) (map[string]any, error) {
		if why := appointment.MayFile(w.c, w.policy); why != "" {
			return nil, errs.New(errs.Conflict, "%s", why)
		}
		m := store.Commitment{CaseID: caseID, OnPaper: true, Answers: trimmed(appointment.CommitmentForm(w.policy, answers))}
		if blank(m.Answers) {
			if paper.Name == "" {
				return nil, errs.Form(errs.Field{Name: "file", Message: "请上传签名的承诺书扫描件，或者录入全文。"})
			}
			m.Answers = nil // the paper itself is the text
		}
		if m.FileID, err = keepOptional(ctx, w.tx, paper, "file"); err != nil {
			return nil, err
		}
		edition, err = file(ctx, w, m)
		return map[string]any{"edition": edition}, err
	})
	return edition, err
}

func blank(answers []appointment.Answer) bool {
	for _, a := range answers {
		if a.Text != "" {
			return false
		}
	}
	return true
}

// JudgeCommitment says whether the filed edition suffices (审核供职承诺)〔WN-12〕; a returned one needs a
// reason, which the nominee reads.
func (f *Flow) JudgeCommitment(ctx context.Context, who authz.Actor, caseID int64, edition int, judged, judgement string) error {
	judgement = strings.TrimSpace(judgement)
	return f.record(ctx, who, authz.JudgeCommitment, caseID, appointment.CommitmentStages, func(w caseWork) (map[string]any, error) {
		if why := appointment.MayJudge(w.c); why != "" {
			return nil, errs.New(errs.Conflict, "%s", why)
		}
		switch {
		case appointment.LastCommitment(w.c).Edition != edition:
			return nil, errs.New(errs.Conflict, "承诺书已有新的一稿，请刷新页面，看过后再审核。")
		case judged != "sufficient" && judged != "returned":
			return nil, errs.Form(errs.Field{Name: "judged", Message: "请选择审核结果。"})
		case judged == "returned" && judgement == "":
			return nil, errs.Form(errs.Field{Name: "judgement", Message: "退回重写的，请写明哪些地方不足、怎样修改。"})
		}
		return map[string]any{"edition": edition, "judged": judged}, w.tx.JudgeCommitment(ctx, caseID, edition, judged, judgement)
	})
}

// EndForCommitment ends a case whose commitment was found insufficient, where the county's rules say so
// 〔WN-12〕.
func (f *Flow) EndForCommitment(ctx context.Context, who authz.Actor, caseID int64) error {
	return f.move(ctx, who, authz.EndForCommitment, caseID, appointment.MoveEnd, "供职承诺经审核不合格，按本县办法终止任免程序",
		func(w caseWork) (map[string]any, error) {
			if why := appointment.MayEndForCommitment(w.c, w.policy); why != "" {
				return nil, errs.New(errs.Conflict, "%s", why)
			}
			last := appointment.LastCommitment(w.c)
			return map[string]any{"reason": fmt.Sprintf("第 %d 稿审核不合格", last.Edition)}, w.tx.DropFromAgenda(ctx, caseID)
		})
}
