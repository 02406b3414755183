package workflow

import (
	"bytes"
	"context"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"renmian/internal/authz"
	"renmian/internal/calendar"
	"renmian/internal/errs"
	"renmian/internal/exam"
	"renmian/internal/policy"
	"renmian/internal/store"
)

// PaperOrder is what is asked of a set of papers (组卷要求).
type PaperOrder struct {
	Title     string
	Group     policy.Group
	Blueprint policy.Blueprint
	Papers    int     // A 卷, B 卷 …
	Tolerance float64 // between the mean difficulties of the papers
	Seed      int64
}

// check names each problem by the field of the form: title, group, papers, tolerance, sections, laws, cells.
func (o PaperOrder) check() error {
	var fields []errs.Field
	bad := func(wrong bool, name, message string) {
		if wrong {
			fields = append(fields, errs.Field{Name: name, Message: message})
		}
	}
	bad(o.Title == "", "title", "请填写试卷名称，如政府类任前法律知识考试试卷。")
	bad(utf8.RuneCountInString(o.Title) > 60, "title", "试卷名称不超过 60 字。")
	bad(!o.Group.Valid(), "group", "请选择机关类别。")
	bad(o.Papers < 1 || o.Papers > 4, "papers", "一套试卷为 1 至 4 份。")
	bad(o.Tolerance < 0 || o.Tolerance > 4, "tolerance", "允许差为 0 至 4。")
	bad(o.Seed < 1, "seed", "随机种子为正整数。")
	for _, p := range o.Blueprint.Check() {
		fields = append(fields, errs.Field{Name: p.Field, Message: p.Message})
	}
	return errs.Form(fields...)
}

// AssemblePapers makes a set of papers (组卷) and returns its id.
func (f *Flow) AssemblePapers(ctx context.Context, who authz.Actor, o PaperOrder) (id int64, err error) {
	err = f.do(ctx, who, authz.AssemblePapers, func(tx *store.Tx) error {
		laws, err := tx.Laws(ctx)
		if err != nil {
			return err
		}
		o.Title, o.Blueprint = strings.TrimSpace(o.Title), exam.ByShortTitles(o.Blueprint, laws)
		if err := o.check(); err != nil {
			return err
		}
		s := store.PaperSet{Title: o.Title, Group: o.Group, Blueprint: o.Blueprint, Seed: o.Seed, Tolerance: o.Tolerance}
		for i := range o.Papers {
			s.Labels = append(s.Labels, exam.Letter(i))
		}
		papers, err := assemble(ctx, tx, s)
		if err != nil {
			return err
		}
		year := calendar.Of(tx.Now()).Year()
		n, err := tx.NextNumber(ctx, "exam_paper", year)
		if err != nil {
			return err
		}
		s.Number = fmt.Sprintf("%d-%02d", year, n)
		if id, err = tx.InsertPaperSet(ctx, s); err != nil {
			return err
		}
		if err := tx.ReplacePapers(ctx, id, s.Labels, papers); err != nil {
			return err
		}
		return tx.Audit(ctx, authz.AssemblePapers, paperSubject(id), map[string]any{"number": s.Number, "seed": s.Seed, "papers": s.Labels})
	})
	return id, err
}

func paperSubject(id int64) store.Subject { return store.Subject{Kind: "exam_paper_set", ID: id} }

// assemble draws the papers of a set from the bank as it is now. What the bank lacks is told beside the
// sections it is for.
func assemble(ctx context.Context, tx *store.Tx, s store.PaperSet) ([][]exam.Question, error) {
	bank, err := tx.UsableItems(ctx, s.Group)
	if err != nil {
		return nil, err
	}
	a := exam.Assemble(bank, exam.Order{Blueprint: s.Blueprint, Group: s.Group, Labels: s.Labels, Seed: s.Seed, Tolerance: s.Tolerance})
	if err := lacking(a.Gaps); err != nil {
		return nil, err
	}
	if a.Spread > s.Tolerance+1e-9 {
		return nil, errs.Form(errs.Field{Name: "tolerance", Message: fmt.Sprintf(
			"题库现有的试题只能使各卷平均难度相差 %.2f，超过允许的 %.2f。请放宽允许差，或者在题库中补充难度不同的试题。", a.Spread, s.Tolerance)})
	}
	return a.Papers, nil
}

// lacking words the gaps, those of one kind in one message beside the kind's count.
func lacking(gaps []exam.Gap) error {
	var fields []errs.Field
	for _, g := range gaps {
		name := "count-" + string(g.Kind)
		if i := slices.IndexFunc(fields, func(f errs.Field) bool { return f.Name == name }); i >= 0 {
			fields[i].Message += "；" + g.String()
		} else {
			fields = append(fields, errs.Field{Name: name, Message: "题库中可用的试题不够：" + g.String()})
		}
	}
	for i := range fields {
		fields[i].Message += "。请在题库中补足，或者调整要求。"
	}
	return errs.Form(fields...)
}

// onDraftPapers changes a set that is not yet approved: lock, see that nobody else changed it, write, audit.
func (f *Flow) onDraftPapers(ctx context.Context, who authz.Actor, act authz.Action, id int64, version int,
	change func(tx *store.Tx, s store.PaperSet) (detail map[string]any, err error)) error {
	return f.do(ctx, who, act, func(tx *store.Tx) error {
		s, err := tx.LockPaperSet(ctx, id)
		if err != nil {
			return err
		}
		switch {
		case s.State == store.PapersApproved:
			return errs.New(errs.Conflict, "试卷已经审定封存，不能再改。需要改的请作废后另行组卷。")
		case s.State == store.PapersDiscarded:
			return errs.New(errs.Conflict, "试卷已经作废，请另行组卷。")
		case s.Version != version:
			return errs.New(errs.Conflict, "试卷刚由他人改动，请刷新页面后再办。")
		}
		detail, err := change(tx, s)
		if err != nil {
			return err
		}
		return tx.Audit(ctx, act, paperSubject(id), detail)
	})
}

// ReassemblePapers draws the papers of a draft anew with another seed (重新组卷).
func (f *Flow) ReassemblePapers(ctx context.Context, who authz.Actor, id int64, version int, seed int64) error {
	return f.onDraftPapers(ctx, who, authz.AssemblePapers, id, version, func(tx *store.Tx, s store.PaperSet) (map[string]any, error) {
		s.Seed = seed
		papers, err := assemble(ctx, tx, s)
		if err != nil {
			return nil, err
		}
		if err := tx.SaveDraftPapers(ctx, s); err != nil {
			return nil, err
		}
		return map[string]any{"number": s.Number, "seed": seed}, tx.ReplacePapers(ctx, id, s.Labels, papers)
	})
}

// ReplaceQuestion puts another item in the place of a question of a draft (换题), of the same law, kind and
// difficulty, so that everything the blueprint asks for still holds.
func (f *Flow) ReplaceQuestion(ctx context.Context, who authz.Actor, id int64, version int, label string, position int, itemID int64) error {
	return f.onDraftPapers(ctx, who, authz.ReplaceQuestion, id, version, func(tx *store.Tx, s store.PaperSet) (map[string]any, error) {
		papers, err := tx.Papers(ctx, id)
		if err != nil {
			return nil, err
		}
		bank, err := tx.UsableItems(ctx, s.Group)
		if err != nil {
			return nil, err
		}
		at := slices.IndexFunc(papers, func(p store.Paper) bool { return p.Label == label })
		if at < 0 || position < 1 || position > len(papers[at].Questions) {
			return nil, errs.New(errs.NotFound, "试卷上没有这道题，请返回试卷重新选择。")
		}
		offered := exam.Substitutes(bank, s.Group, Questions(papers), at, position)
		i := slices.IndexFunc(offered, func(it exam.Item) bool { return it.ID == itemID })
		if i < 0 {
			return nil, errs.Form(errs.Field{Name: "item", Message: "请从列出的试题中选择一道。"})
		}
		was := papers[at].Questions[position-1]
		if err := tx.SaveDraftPapers(ctx, s); err != nil {
			return nil, err
		}
		if err := tx.ReplaceQuestion(ctx, papers[at].ID, offered[i].AsQuestion(was, s.Seed)); err != nil {
			return nil, err
		}
		return map[string]any{"number": s.Number, "label": label, "position": position, "was": was.ItemID, "becomes": itemID}, nil
	})
}

// Questions are the questions of papers, without the rest.
func Questions(papers []store.Paper) [][]exam.Question {
	all := make([][]exam.Question, len(papers))
	for i, p := range papers {
		all[i] = p.Questions
	}
	return all
}

// paperDigest is the check value of the papers as they are stored.
func paperDigest(ctx context.Context, tx *store.Tx, s store.PaperSet) ([]byte, error) {
	papers, err := tx.Papers(ctx, s.ID)
	if err != nil {
		return nil, err
	}
	return exam.Digest(s.Labels, Questions(papers)), nil
}

// ApprovePapers approves a draft and seals it (审定封存). The one who assembled it or last changed a question
// cannot be the one who approves.
func (f *Flow) ApprovePapers(ctx context.Context, who authz.Actor, id int64, version int) error {
	return f.onDraftPapers(ctx, who, authz.ApprovePapers, id, version, func(tx *store.Tx, s store.PaperSet) (map[string]any, error) {
		if s.AssembledByID == who.AccountID {
			return nil, errs.New(errs.Forbidden, "试卷由组卷、换题以外的一人审定，请交另一名考务人员办理。")
		}
		digest, err := paperDigest(ctx, tx, s)
		if err != nil {
			return nil, err
		}
		return map[string]any{"number": s.Number, "digest": hex.EncodeToString(digest)}, tx.SealPapers(ctx, s, digest)
	})
}

// DiscardPapers puts a set out of use, for a reason that is kept (作废).
func (f *Flow) DiscardPapers(ctx context.Context, who authz.Actor, id int64, version int, reason string) error {
	reason = strings.TrimSpace(reason)
	return f.do(ctx, who, authz.DiscardPapers, func(tx *store.Tx) error {
		s, err := tx.LockPaperSet(ctx, id)
		switch {
		case err != nil:
			return err
		case reason == "":
			return errs.Form(errs.Field{Name: "why", Message: "请写明作废的理由。"})
		case s.State == store.PapersDiscarded:
			return errs.New(errs.Conflict, "试卷已经作废，无需再办。")
		case s.Planned:
			return errs.New(errs.Conflict, "已有考试场次选用这套试卷，请先在该场次改用别的试卷，再办作废。")
		}
		s.Version = version
		if err := tx.DiscardPapers(ctx, s, reason); err != nil {
			return err
		}
		return tx.Audit(ctx, authz.DiscardPapers, paperSubject(id), map[string]any{"number": s.Number, "reason": reason})
	})
}

// OpenPapers is one person's consent that a sealed set be opened for printing (启封); two persons are needed.
// With the second one the contents are compared with the check value of the sealing.
func (f *Flow) OpenPapers(ctx context.Context, who authz.Actor, id int64, reason string) error {
	reason = strings.TrimSpace(reason)
	return f.do(ctx, who, authz.OpenPapers, func(tx *store.Tx) error {
		s, err := tx.LockPaperSet(ctx, id)
		switch {
		case err != nil:
			return err
		case s.State != store.PapersApproved:
			return errs.New(errs.Conflict, "只有已经封存的试卷需要启封。")
		case s.Open():
			return errs.New(errs.Conflict, "试卷已经启封，请刷新页面。")
		case reason == "":
			return errs.Form(errs.Field{Name: "reason", Message: "请写明启封的事由，如印制 11 月 25 日考试用卷。"})
		}
		digest, err := paperDigest(ctx, tx, s)
		if err != nil {
			return err
		}
		if !bytes.Equal(digest, s.Digest) {
			return errs.New(errs.Conflict, "试卷内容与封存时的校验值不符，不能使用。请作废后另行组卷，并向安全审计员报告。")
		}
		if err := tx.InsertPaperOpening(ctx, id, reason); err != nil {
			return err
		}
		return tx.Audit(ctx, authz.OpenPapers, paperSubject(id), map[string]any{"number": s.Number, "reason": reason, "person": s.Openings + 1})
	})
}
