package workflow

import (
	"context"
	"fmt"
	"strings"

	"renmian/internal/authz"
	"renmian/internal/calendar"
	"renmian/internal/errs"
	"renmian/internal/store"
	"renmian/internal/supervision"
)

// RectificationPaperForm is a plan or report as it is handed in (整改方案、整改报告).
type RectificationPaperForm struct {
	Kind    supervision.PaperKind
	Answers []string // one for each finding
	Body    string
	FiledOn calendar.Day // of a paper; today when the organ or appointee hands it in
	Files   []Upload
}

// FileRectification hands in a plan or report: by the unit or appointee here, or on paper, entered by the clerk
// (报送整改材料)〔ZJ-16、K22〕.
func (f *Flow) FileRectification(ctx context.Context, who authz.Actor, id int64, x RectificationPaperForm) error {
	act := authz.FileRectification
	if who.Has(authz.RoleClerk) {
		act = authz.EnterRectification
	}
	return f.onRectification(ctx, who, act, id, func(tx *store.Tx, r store.Rectification) (supervision.Rectification, map[string]any, error) {
		findings, err := tx.RectificationFindings(ctx, id)
		if err != nil {
			return r.Rectification, nil, err
		}
		p := store.RectificationPaper{
			Kind:    x.Kind,
			Answers: make([]string, len(findings)),
			Body:    strings.TrimSpace(x.Body),
			OnPaper: act == authz.EnterRectification,
			FiledOn: calendar.Of(tx.Now()),
		}
		answered := 0
		var fields []errs.Field
		for i := range findings {
			if i < len(x.Answers) {
				p.Answers[i] = strings.TrimSpace(x.Answers[i])
			}
			if p.Answers[i] == "" {
				fields = append(fields, errs.Field{
					Name:    fmt.Sprintf("answer%d", i),
					Message: "请写明这个问题" + map[supervision.PaperKind]string{supervision.PlanPaper: "怎么改、谁负责、何时改完。", supervision.ReportPaper: "改得怎么样。"}[x.Kind],
				})
				continue
			}
			answered++
		}
		if p.OnPaper {
			p.FiledOn = x.FiledOn
			switch {
			case p.FiledOn.IsZero():
				fields = append(fields, errs.Field{Name: "filed_on", Message: "请填写收到纸质材料的日期。"})
			case p.FiledOn.After(calendar.Of(tx.Now())) || p.FiledOn.Before(r.OpenedOn):
				fields = append(fields, errs.Field{Name: "filed_on", Message: "收到日期应在发出整改要求之后、今天或者今天以前。"})
			}
		}
		next, err := r.Rectification.File(x.Kind, len(findings), len(findings))
		if err != nil {
			return next, nil, err
		}
		if err := errs.Form(fields...); err != nil {
			return next, nil, err
		}
		if next, err = r.Rectification.File(x.Kind, len(findings), answered); err != nil {
			return next, nil, err
		}
		paper, err := tx.InsertRectificationPaper(ctx, id, p)
		if err != nil {
			return next, nil, err
		}
		if err := tx.DropRectificationDrafts(ctx, id, x.Kind); err != nil {
			return next, nil, err
		}
		for _, u := range x.Files {
			file, err := keep(ctx, tx, u, "files")
			if err != nil {
				return next, nil, err
			}
			if err := tx.AddRectificationFile(ctx, paper, file.ID, file.Name); err != nil {
				return next, nil, err
			}
		}
		return next, map[string]any{"kind": x.Kind, "paper": paper, "files": len(x.Files), "filed_on": p.FiledOn}, nil
	})
}

// JudgeRectification accepts the plan or report that waits, or returns it with the reason (审核整改材料).
func (f *Flow) JudgeRectification(ctx context.Context, who authz.Actor, id int64, accepted bool, judgement string) error {
	return f.onRectification(ctx, who, authz.JudgeRectification, id,
		func(tx *store.Tx, r store.Rectification) (supervision.Rectification, map[string]any, error) {
			next, err := r.Judge(accepted)
			if err != nil {
				return next, nil, err
			}
			judged := "accepted"
			if judgement = strings.TrimSpace(judgement); !accepted {
				judged = "returned"
				if judgement == "" {
					return next, nil, errs.Form(errs.Field{Name: "judgement", Message: "退回的，请写明哪里不符合要求、怎样修改。"})
				}
			}
			return next, map[string]any{"judged": judged, "judgement": judgement}, tx.JudgeRectificationPaper(ctx, id, judged, judgement, calendar.Of(tx.Now()))
		})
}

// maxDraft is how much of one answer is kept while it is typed, in bytes.
const maxDraft = 48_000

// DraftRectification keeps what somebody has written so far of the paper that is to be handed in (自动保存) and returns the draft's
// new version. Each account has its own.
func (f *Flow) DraftRectification(ctx context.Context, who authz.Actor, id int64, d store.RectificationDraft) (int, error) {
	act := authz.FileRectification
	if who.Has(authz.RoleClerk) {
		act = authz.EnterRectification
	}
	if err := authz.Check(who, act); err != nil {
		return 0, err
	}
	r, err := f.db.RectificationFor(ctx, who, id)
	if err != nil {
		return 0, err
	}
	if d.Kind == "" || r.Wants() != d.Kind {
		return 0, errs.New(errs.Conflict, "现在是“%s”，不接收%s。", r.Stage.Label(), d.Kind.Label())
	}
	findings, err := f.db.RectificationFindings(ctx, id)
	if err != nil {
		return 0, err
	}
	answers := make([]string, len(findings))
	copy(answers, d.Answers)
	for _, text := range append(answers, d.Body) {
		if len(text) > maxDraft {
			return 0, errs.New(errs.Conflict, "内容过长，请压缩，详细材料作为附件。")
		}
	}
	d.Answers = answers
	return f.db.SaveRectificationDraft(ctx, id, who.AccountID, d)
}
