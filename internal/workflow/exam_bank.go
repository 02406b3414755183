package workflow

import (
	"cmp"
	"context"
	"crypto/sha256"
	"fmt"
	"slices"
	"strings"

	"renmian/internal/authz"
	"renmian/internal/errs"
	"renmian/internal/exam"
	"renmian/internal/policy"
	"renmian/internal/store"
)

// LoadStartingBank takes the questions that come with the system into the bank (载入起始题库) and returns how many
// were new. Loading it again adds only what a newer edition of the system brings; what the county has
// changed or retired stays as it is.
func (f *Flow) LoadStartingBank(ctx context.Context, who authz.Actor) (added int, err error) {
	err = f.do(ctx, who, authz.LoadStartingBank, func(tx *store.Tx) error {
		all, err := exam.StartingBank()
		if err != nil {
			return err
		}
		for _, b := range all {
			n, err := loadLaw(ctx, tx, b)
			if err != nil {
				return err
			}
			added += n
		}
		return tx.Audit(ctx, authz.LoadStartingBank, store.Subject{Kind: "bank"}, map[string]any{"laws": len(all), "added": added})
	})
	return added, err
}

func loadLaw(ctx context.Context, tx *store.Tx, b exam.LawItems) (added int, err error) {
	lawID, err := tx.EnsureLaw(ctx, b.Law)
	if err != nil {
		return 0, err
	}
	articles := map[string]int64{}
	for _, i := range b.Items {
		if articles[i.Article] == 0 {
			if articles[i.Article], err = tx.EnsureArticle(ctx, lawID, i.Article, b.Bodies[i.Article]); err != nil {
				return 0, err
			}
		}
		isNew, err := tx.InsertStartingItem(ctx, articles[i.Article], i, startingMark(i))
		if err != nil {
			return 0, err
		}
		if isNew {
			added++
		}
	}
	return added, nil
}

// startingMark tells one item of the starting bank from every other, whatever becomes of its text.
func startingMark(i exam.Item) []byte {
	sum := sha256.Sum256([]byte(strings.Join([]string{i.LawTitle, string(i.Kind), i.Stem}, "\x00")))
	return sum[:]
}

// ItemForm is a question as its author writes it.
type ItemForm struct {
	LawID      int64
	Article    string
	Kind       policy.QuestionKind
	Stem       string
	Options    []string
	Key        exam.Key
	Note       string
	Groups     []policy.Group
	Difficulty int
	Practice   bool
	Unsure     bool
	Near       bool // the author has seen the near-duplicates and means it
}

// item is the question of a form, checked, with its article in the bank.
func (x ItemForm) item(ctx context.Context, tx *store.Tx, id int64) (i store.BankItem, err error) {
	i.Item = exam.Item{ID: id, Kind: x.Kind, Article: strings.TrimSpace(x.Article), Stem: strings.TrimSpace(x.Stem), Options: x.Options, Key: x.Key,
		Note: strings.TrimSpace(x.Note), Groups: x.Groups, Difficulty: x.Difficulty, Practice: x.Practice, Unsure: x.Unsure}
	if x.LawID != 0 {
		law, err := tx.Law(ctx, x.LawID)
		if err != nil {
			return i, err
		}
		i.Law, i.LawTitle, i.LawID = law.Short, law.Title, law.ID
	}
	if err := errs.Form(i.Check()...); err != nil {
		return i, err
	}
	if !x.Near {
		if err := refuseNear(ctx, tx, i); err != nil {
			return i, err
		}
	}
	i.ArticleID, err = tx.EnsureArticle(ctx, i.LawID, i.Article, "")
	return i, err
}

// refuseNear refuses a question that the law's bank has in nearly the same words, until its author has
// looked at them.
func refuseNear(ctx context.Context, tx *store.Tx, i store.BankItem) error {
	stock, err := tx.Stems(ctx, i.LawID)
	if err != nil {
		return err
	}
	near := exam.NewStock(stock).Near(i.Item)
	if len(near) == 0 {
		return nil
	}
	return errs.Form(errs.Field{Name: "stem", Message: fmt.Sprintf("与第 %d 号题（%s）相近：%s　请对照；确实不是重复的题，勾选表单末尾的“已对照”再保存。",
		near[0].ID, near[0].State.Label(), near[0].Stem)})
}

// NearItems lists the questions of the same law that ask nearly the same as one of the bank.
func (f *Flow) NearItems(ctx context.Context, i store.BankItem) ([]exam.NearItem, error) {
	stock, err := f.db.Stems(ctx, i.LawID)
	if err != nil {
		return nil, err
	}
	return exam.NewStock(stock).Near(i.Item), nil
}

func examItemSubject(id int64) store.Subject { return store.Subject{Kind: "exam_item", ID: id} }

// WriteItem sets a question (命题); a second person reviews it.
func (f *Flow) WriteItem(ctx context.Context, who authz.Actor, x ItemForm) (id int64, err error) {
	err = f.do(ctx, who, authz.WriteItem, func(tx *store.Tx) error {
		i, err := x.item(ctx, tx, 0)
		if err != nil {
			return err
		}
		i.Origin = store.ItemWritten
		if id, err = tx.InsertExamItem(ctx, i); err != nil {
			return err
		}
		return tx.Audit(ctx, authz.WriteItem, examItemSubject(id), map[string]any{"kind": i.Kind, "cites": i.Cites()})
	})
	return id, err
}

// ChangeItem changes a question (修改试题); whoever changed it last counts as its author, and it is reviewed again.
// Papers that were made before keep the question as it was.
func (f *Flow) ChangeItem(ctx context.Context, who authz.Actor, id int64, version int, x ItemForm) error {
	return f.do(ctx, who, authz.ChangeItem, func(tx *store.Tx) error {
		old, err := tx.LockExamItem(ctx, id)
		if err != nil {
			return err
		}
		if why := exam.MayRetire(old.State); why != "" {
			return errs.New(errs.Conflict, "%s要再用的，请先恢复。", why)
		}
		i, err := x.item(ctx, tx, id)
		if err != nil {
			return err
		}
		i.Version = version
		if err := tx.SaveExamItem(ctx, i); err != nil {
			return err
		}
		return tx.Audit(ctx, authz.ChangeItem, examItemSubject(id), map[string]any{"was": old.State, "stem": old.Stem, "key": old.Key})
	})
}

// ItemDecision is what a reviewer decides about one question.
type ItemDecision struct {
	ID      int64
	Version int
	Pass    bool   // otherwise it is sent back
	Sure    bool   // the article is confirmed: the mark 待核 goes
	Note    string // why it is sent back
}

// ReviewItems judges questions (审题): a second person passes each, or sends it back to its author with a
// reason. All of them count, or none.
func (f *Flow) ReviewItems(ctx context.Context, who authz.Actor, all []ItemDecision) error {
	if err := authz.Check(who, authz.PassItem); err != nil {
		return err
	}
	if len(all) == 0 {
		return errs.New(errs.Invalid, "请至少审一道题。")
	}
	slices.SortFunc(all, func(a, b ItemDecision) int { return cmp.Compare(a.ID, b.ID) }) // locked in one order
	return f.db.InTx(ctx, who, func(tx *store.Tx) error {
		var wrong []errs.Field
		for _, d := range all {
			if d.Note = strings.TrimSpace(d.Note); !d.Pass && d.Note == "" {
				wrong = append(wrong, errs.Field{Name: fmt.Sprintf("note-%d", d.ID), Message: fmt.Sprintf("请写明第 %d 号题退回修改的理由。", d.ID)})
			}
		}
		if err := errs.Form(wrong...); err != nil {
			return err
		}
		for _, d := range all {
			if err := reviewItem(ctx, tx, d); err != nil {
				return err
			}
		}
		return nil
	})
}

func reviewItem(ctx context.Context, tx *store.Tx, d ItemDecision) error {
	i, err := tx.LockExamItem(ctx, d.ID)
	if err != nil {
		return err
	}
	if why := exam.MayReview(i.State, i.SentBack(), i.AuthorID, tx.Actor().AccountID); why != "" {
		return errs.New(errs.Conflict, "第 %d 号题：%s", i.ID, why)
	}
	i.Version = d.Version
	state, act, note := exam.Reviewed, authz.PassItem, ""
	unsure := i.Unsure && !d.Sure
	if !d.Pass {
		state, act, note, unsure = exam.Draft, authz.ReturnItem, d.Note, i.Unsure
	}
	if err := tx.ReviewExamItem(ctx, i, state, unsure, note); err != nil {
		return err
	}
	return tx.Audit(ctx, act, examItemSubject(i.ID), map[string]any{"reason": note})
}

// RetireItem takes a question out of use (停用试题), with the reason.
func (f *Flow) RetireItem(ctx context.Context, who authz.Actor, id int64, version int, reason string) error {
	reason = strings.TrimSpace(reason)
	return f.do(ctx, who, authz.RetireItem, func(tx *store.Tx) error {
		if reason == "" {
			return errs.Form(errs.Field{Name: "reason", Message: "请写明停用的理由，如“法条已修改”。"})
		}
		i, err := tx.LockExamItem(ctx, id)
		if err != nil {
			return err
		}
		if why := exam.MayRetire(i.State); why != "" {
			return errs.New(errs.Conflict, "%s", why)
		}
		i.Version = version
		if err := tx.RetireExamItem(ctx, i, exam.Retired, reason); err != nil {
			return err
		}
		return tx.Audit(ctx, authz.RetireItem, examItemSubject(id), map[string]any{"reason": reason})
	})
}

// RestoreItem brings a retired question back (恢复试题); it is reviewed again before it stands on a paper.
func (f *Flow) RestoreItem(ctx context.Context, who authz.Actor, id int64, version int) error {
	return f.do(ctx, who, authz.RestoreItem, func(tx *store.Tx) error {
		i, err := tx.LockExamItem(ctx, id)
		if err != nil {
			return err
		}
		if why := exam.MayRestore(i.State); why != "" {
			return errs.New(errs.Conflict, "%s", why)
		}
		i.Version = version
		if err := tx.RetireExamItem(ctx, i, exam.Draft, ""); err != nil {
			return err
		}
		return tx.Audit(ctx, authz.RestoreItem, examItemSubject(id), nil)
	})
}
