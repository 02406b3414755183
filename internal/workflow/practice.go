package workflow

import (
	"context"
	"crypto/rand"
	"slices"

	"renmian/internal/authz"
	"renmian/internal/errs"
	"renmian/internal/exam"
	"renmian/internal/policy"
	"renmian/internal/store"
)

// PracticeSize is how many questions one practice has.
const PracticeSize = 10

// MayPractise reports whether somebody may practise: nominees and the exam's staff always, others as the
// county has set.
func (f *Flow) MayPractise(ctx context.Context, who authz.Actor) error {
	if err := authz.Check(who, authz.Practise); err != nil {
		return err
	}
	if who.Has(authz.RoleNominee, authz.RoleExaminer, authz.RoleClerk) {
		return nil
	}
	scope, err := f.db.PracticeScope(ctx)
	if err != nil {
		return err
	}
	if scope == store.PracticeNominees {
		return errs.New(errs.Forbidden, "本县的练习只对拟任人员开放，需要学习的请与考务人员联系。")
	}
	return nil
}

// SetPracticeScope sets who may practise (设置练习范围).
func (f *Flow) SetPracticeScope(ctx context.Context, who authz.Actor, scope store.PracticeScope) error {
	return f.do(ctx, who, authz.SetPractice, func(tx *store.Tx) error {
		if !slices.Contains(store.PracticeScopes, scope) {
			return errs.Form(errs.Field{Name: "scope", Message: "请选择练习向谁开放。"})
		}
		if err := tx.SavePracticeScope(ctx, scope); err != nil {
			return err
		}
		return tx.Audit(ctx, authz.SetPractice, store.Subject{Kind: "setting"}, map[string]any{"scope": scope})
	})
}

// PracticeForm says what somebody wants to practise.
type PracticeForm struct {
	LawID    int64
	Group    policy.Group
	Mistakes bool // only what was answered wrongly last time
}

// StartPractice draws questions for a practice (开始练习).
func (f *Flow) StartPractice(ctx context.Context, who authz.Actor, x PracticeForm) (id int64, err error) {
	if err := f.MayPractise(ctx, who); err != nil {
		return 0, err
	}
	err = f.db.InTx(ctx, who, func(tx *store.Tx) error {
		filter := store.PracticeFilter{LawID: x.LawID, Group: x.Group}
		title := "各部法律"
		if x.LawID != 0 {
			l, err := tx.Law(ctx, x.LawID)
			if err != nil {
				return err
			}
			title = "《" + l.Short + "》"
		}
		if x.Group != "" {
			title += "，" + x.Group.Label() + "类"
		}
		if x.Mistakes {
			filter.MistakesOf = who.AccountID
			title += "，错题"
		}
		items, err := tx.PracticeItems(ctx, filter, rand.Text(), PracticeSize)
		if err != nil {
			return err
		}
		if len(items) == 0 {
			return errs.New(errs.Conflict, "%s", map[bool]string{true: "没有要重做的错题。", false: "这个范围还没有可以练习的题，请换一个范围。"}[x.Mistakes])
		}
		ids := make([]int64, len(items))
		for n, i := range items {
			ids[n] = i.ID
		}
		if id, err = tx.InsertPracticeRun(ctx, title, ids); err != nil {
			return err
		}
		return tx.Audit(ctx, authz.Practise, store.Subject{Kind: "practice_run", ID: id}, nil)
	})
	return id, err
}

// MarkPractice says which of the answers are right.
func MarkPractice(items []exam.Item, given map[int64]exam.Answer) (answers map[int64]store.PracticeGiven, correct int) {
	answers = map[int64]store.PracticeGiven{}
	for _, i := range items {
		a := given[i.ID]
		right := exam.Mark(exam.Question{Kind: i.Kind, Options: i.Options, Key: i.Key, Points: 1}, a, false) == 1
		if right {
			correct++
		}
		answers[i.ID] = store.PracticeGiven{Given: a, Right: right}
	}
	return answers, correct
}

// EndPractice marks what was answered (交练习).
func (f *Flow) EndPractice(ctx context.Context, who authz.Actor, id int64, given map[int64]exam.Answer) error {
	if err := f.MayPractise(ctx, who); err != nil {
		return err
	}
	return f.db.InTx(ctx, who, func(tx *store.Tx) error {
		p, err := tx.LockPracticeRun(ctx, id)
		if err != nil {
			return err
		}
		if !p.EndedAt.IsZero() {
			return errs.New(errs.Conflict, "这次练习已经交过，结果在练习记录里。")
		}
		items, err := tx.ExamItems(ctx, p.Items)
		if err != nil {
			return err
		}
		answers, correct := MarkPractice(items, given)
		if err := tx.EndPracticeRun(ctx, id, answers, correct); err != nil {
			return err
		}
		return tx.Audit(ctx, authz.Practise, store.Subject{Kind: "practice_run", ID: id}, map[string]any{"correct": correct, "of": len(items)})
	})
}

// MarkArticlesRead keeps which articles of a law somebody has studied (登记已学条文).
func (f *Flow) MarkArticlesRead(ctx context.Context, who authz.Actor, lawID int64, articles []int64) error {
	if err := f.MayPractise(ctx, who); err != nil {
		return err
	}
	return f.do(ctx, who, authz.MarkArticlesRead, func(tx *store.Tx) error {
		if _, err := tx.Law(ctx, lawID); err != nil {
			return err
		}
		if err := tx.SaveArticlesRead(ctx, lawID, articles); err != nil {
			return err
		}
		return tx.Audit(ctx, authz.MarkArticlesRead, store.Subject{Kind: "law", ID: lawID}, map[string]any{"articles": len(articles)})
	})
}
