package workflow

import (
	"context"
	"slices"
	"strings"

	"renmian/internal/authz"
	"renmian/internal/errs"
	"renmian/internal/exam"
	"renmian/internal/store"
)

// SaveLaw registers a law from which questions are set (登记法规), a new one when it has no id.
func (f *Flow) SaveLaw(ctx context.Context, who authz.Actor, l exam.Law) (id int64, err error) {
	l.Title, l.Short, l.Edition = strings.TrimSpace(l.Title), strings.TrimSpace(l.Short), strings.TrimSpace(l.Edition)
	err = f.do(ctx, who, authz.SaveLaw, func(tx *store.Tx) error {
		var wrong []errs.Field
		for _, w := range []struct {
			name, message string
			bad           bool
		}{
			{"title", "请填写法规全称。", l.Title == ""},
			{"short", "请填写简称，出题和试卷上用它。", l.Short == ""},
			{"kind", "请选择性质。", !slices.Contains(exam.LawKinds, l.Kind)},
		} {
			if w.bad {
				wrong = append(wrong, errs.Field{Name: w.name, Message: w.message})
			}
		}
		if err := errs.Form(wrong...); err != nil {
			return err
		}
		if id = l.ID; id == 0 {
			if id, err = tx.InsertLaw(ctx, l); err != nil {
				return err
			}
		} else if err := tx.SaveLaw(ctx, l); err != nil {
			return err
		}
		return tx.Audit(ctx, authz.SaveLaw, store.Subject{Kind: "law", ID: id}, map[string]any{"title": l.Title, "edition": l.Edition})
	})
	return id, err
}

// SaveArticle enters the text of an article (登记条文), which is shown beside its questions and in the study list.
func (f *Flow) SaveArticle(ctx context.Context, who authz.Actor, lawID int64, number, body string) error {
	number, body = strings.TrimSpace(number), strings.TrimSpace(body)
	return f.do(ctx, who, authz.SaveArticle, func(tx *store.Tx) error {
		var wrong []errs.Field
		if _, ok := exam.ArticleOrdinal(number); !ok {
			wrong = append(wrong, errs.Field{Name: "number", Message: "请写条文序号，如“第五十一条”。"})
		}
		if body == "" {
			wrong = append(wrong, errs.Field{Name: "body", Message: "请填写条文原文。"})
		}
		if err := errs.Form(wrong...); err != nil {
			return err
		}
		l, err := tx.Law(ctx, lawID)
		if err != nil {
			return err
		}
		if err := tx.SaveArticle(ctx, lawID, number, body); err != nil {
			return err
		}
		return tx.Audit(ctx, authz.SaveArticle, store.Subject{Kind: "law", ID: lawID}, map[string]any{"cites": "《" + l.Short + "》" + number})
	})
}
