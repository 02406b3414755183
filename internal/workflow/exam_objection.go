package workflow

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"renmian/internal/appointment"
	"renmian/internal/authz"
	"renmian/internal/calendar"
	"renmian/internal/errs"
	"renmian/internal/exam"
	"renmian/internal/policy"
	"renmian/internal/store"
)

// onSheet is the road of what happens to one locked paper: its case is held first, and still waits for the
// meeting, for after the vote no score changes.
func (f *Flow) onSheet(ctx context.Context, who authz.Actor, act authz.Action, entryID int64,
	change func(tx *store.Tx, sheet store.ExamSheet, w caseWork) (map[string]any, error)) error {
	if err := authz.Check(who, act); err != nil {
		return err
	}
	sheet, err := f.db.ExamSheet(ctx, entryID)
	if err != nil {
		return err
	}
	return f.record(ctx, who, act, sheet.CaseID, appointment.ExamStages, func(w caseWork) (map[string]any, error) {
		sheet, err := w.tx.ExamSheet(ctx, entryID)
		if err != nil {
			return nil, err
		}
		if sheet.Points == nil {
			return nil, errs.New(errs.Conflict, "成绩还没有锁定。")
		}
		return change(w.tx, sheet, w)
	})
}

// AskCorrection asks to change one locked mark (提出成绩更正), with the reason and, where one led to it, the
// objection.
func (f *Flow) AskCorrection(ctx context.Context, who authz.Actor, k store.ExamCorrection) error {
	k.Reason = strings.TrimSpace(k.Reason)
	return f.onSheet(ctx, who, authz.AskCorrection, k.EntryID, func(tx *store.Tx, sheet store.ExamSheet, _ caseWork) (map[string]any, error) {
		papers, err := tx.SittingQuestions(ctx, sheet.SittingID)
		if err != nil {
			return nil, err
		}
		questions := papers[sheet.PaperID]
		var fields []errs.Field
		switch {
		case k.Position < 1 || k.Position > len(questions):
			fields = append(fields, errs.Field{Name: "position", Message: fmt.Sprintf("请填写题号，1 至 %d。", len(questions))})
		case !exam.ValidPoints(k.Becomes, questions[k.Position-1]):
			fields = append(fields, errs.Field{
				Name:    "becomes",
				Message: fmt.Sprintf("第 %d 题 %g 分，请填 0 至 %g，至多一位小数。", k.Position, questions[k.Position-1].Points, questions[k.Position-1].Points),
			})
		case k.Becomes == sheet.Points[k.Position-1]:
			fields = append(fields, errs.Field{Name: "becomes", Message: fmt.Sprintf("第 %d 题现在就是 %g 分。", k.Position, k.Becomes)})
		}
		if k.Reason == "" {
			fields = append(fields, errs.Field{Name: "reason", Message: "请写明更正的理由，如漏判、合分有误。"})
		}
		if err := errs.Form(fields...); err != nil {
			return nil, err
		}
		earlier, err := tx.ExamCorrections(ctx, k.EntryID)
		if err != nil {
			return nil, err
		}
		if slices.ContainsFunc(earlier, func(x store.ExamCorrection) bool { return x.DecidedAt.IsZero() && x.Position == k.Position }) {
			return nil, errs.New(errs.Conflict, "第 %d 题已有一项更正等待决定。", k.Position)
		}
		k.Was = sheet.Points[k.Position-1]
		return map[string]any{"position": k.Position, "was": k.Was, "becomes": k.Becomes, "reason": k.Reason}, tx.InsertExamCorrection(ctx, k)
	})
}

// DecideCorrection grants or refuses a correction (决定成绩更正); not by the one who asked for it. The result in
// the case follows at once, confirmed or not.
func (f *Flow) DecideCorrection(ctx context.Context, who authz.Actor, entryID, id int64, grant bool) error {
	return f.onSheet(ctx, who, authz.DecideCorrection, entryID, func(tx *store.Tx, sheet store.ExamSheet, w caseWork) (map[string]any, error) {
		all, err := tx.ExamCorrections(ctx, entryID)
		if err != nil {
			return nil, err
		}
		i := slices.IndexFunc(all, func(k store.ExamCorrection) bool { return k.ID == id })
		switch {
		case i < 0:
			return nil, errs.New(errs.NotFound, "查无此项更正。")
		case !all[i].DecidedAt.IsZero():
			return nil, errs.New(errs.Conflict, "这项更正已由%s决定。", all[i].DecidedBy)
		case all[i].AskedByID == who.AccountID:
			return nil, errs.New(errs.Conflict, "更正由您提出，须由另一人决定。")
		}
		if err := tx.DecideExamCorrection(ctx, id, grant); err != nil {
			return nil, err
		}
		detail := map[string]any{"position": all[i].Position, "was": all[i].Was, "becomes": all[i].Becomes, "granted": grant}
		if !grant {
			return detail, nil
		}
		after, err := tx.ExamSheet(ctx, entryID)
		if err != nil {
			return nil, err
		}
		detail["total"] = after.Total
		if !slices.ContainsFunc(w.c.Exams, func(e appointment.Exam) bool { return e.SittingID == sheet.SittingID }) {
			return detail, nil // the case was settled otherwise when the marks were locked
		}
		if err := tx.CorrectResult(ctx, sheet.SittingID, sheet.CaseID, after.Total); err != nil {
			return nil, err
		}
		return detail, refreshSisters(ctx, tx, sheet.CaseID)
	})
}

// FileScoreObjection is the candidate's own word against the score (提出成绩异议), within the county's days after the
// result was confirmed.
func (f *Flow) FileScoreObjection(ctx context.Context, who authz.Actor, entryID int64, body string) error {
	body = strings.TrimSpace(body)
	return f.onSheet(ctx, who, authz.FileScoreObjection, entryID, func(tx *store.Tx, sheet store.ExamSheet, w caseWork) (map[string]any, error) {
		if w.c.Person.ID != who.PersonID {
			return nil, errs.New(errs.NotFound, "查无此答卷，或不是您本人的。")
		}
		result, err := resultOf(ctx, tx, sheet)
		if err != nil {
			return nil, err
		}
		if why := MayObject(result, w.policy, w.today); why != "" {
			return nil, errs.New(errs.Conflict, "%s", why)
		}
		if n := len([]rune(body)); n == 0 || n > 2000 {
			return nil, errs.Form(errs.Field{Name: "body", Message: "请写明对哪一题、哪一处有异议，不超过 2000 字。"})
		}
		return map[string]any{"sitting": result.Number}, tx.InsertExamObjection(ctx, entryID, body)
	})
}

func resultOf(ctx context.Context, tx *store.Tx, sheet store.ExamSheet) (store.ExamRecord, error) {
	records, err := tx.ExamRecords(ctx, sheet.CaseID)
	if err != nil {
		return store.ExamRecord{}, err
	}
	k := slices.IndexFunc(records, func(e store.ExamRecord) bool { return e.Sitting.ID == sheet.SittingID })
	if k < 0 {
		return store.ExamRecord{}, errs.New(errs.NotFound, "查无此场考试的成绩。")
	}
	return records[k], nil
}

// MayObject says why no objection to the score is heard; empty when one is 〔本县任免办法〕.
func MayObject(result store.ExamRecord, p policy.Policy, today calendar.Day) string {
	switch last := calendar.Of(result.ConfirmedAt).Add(p.Exam.ObjectionDays); {
	case result.ConfirmedAt.IsZero():
		return "成绩还没有核对，核对后再提异议。"
	case p.Exam.ObjectionDays == 0:
		return "按本县办法，不受理成绩异议。"
	case today.After(last):
		return "异议期限到" + last.String() + "为止，已经过了。"
	}
	return ""
}

// AnswerScoreObjection answers the candidate (答复成绩异议); what must change is asked for as a correction.
func (f *Flow) AnswerScoreObjection(ctx context.Context, who authz.Actor, entryID, id int64, answer string) error {
	answer = strings.TrimSpace(answer)
	return f.onSheet(ctx, who, authz.AnswerScoreObjection, entryID, func(tx *store.Tx, sheet store.ExamSheet, _ caseWork) (map[string]any, error) {
		if answer == "" {
			return nil, errs.Form(errs.Field{Name: "answer", Message: "请写明复核的结果。"})
		}
		all, err := tx.ExamObjections(ctx, entryID)
		if err != nil {
			return nil, err
		}
		if !slices.ContainsFunc(all, func(o store.ExamObjection) bool { return o.ID == id }) {
			return nil, errs.New(errs.NotFound, "查无此项异议。")
		}
		return map[string]any{"objection": id}, tx.AnswerExamObjection(ctx, id, answer)
	})
}
