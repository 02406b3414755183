package workflow_test

import (
	"slices"
	"sync"
	"testing"

	"renmian/internal/authz"
	"renmian/internal/errs"
	"renmian/internal/fixture"
	"renmian/internal/pgtest"
	"renmian/internal/policy"
	"renmian/internal/store"
	"renmian/internal/workflow"
)

// bank opens a house with the starting bank.
func bank(t *testing.T) *fixture.House {
	t.Helper()
	h := fixture.New(t, pgtest.New(t))
	if _, err := h.Flow.LoadStartingBank(t.Context(), h.Clerk); err != nil {
		t.Fatal(err)
	}
	return h
}

// order asks for two papers of a group by the policy's blueprint.
func order(h *fixture.House, g policy.Group) workflow.PaperOrder {
	return workflow.PaperOrder{Title: g.Label() + "类试卷", Group: g, Blueprint: h.Policy.Exam.Blueprints[g], Papers: 2, Tolerance: 0.1, Seed: 20261102}
}

// The starting bank is enough for a set of two papers for every group, without an item on both 〔TM-07、TM-08、SN-05、DZ-05〕.
func TestStartingBankMakesPapersForEveryGroup(t *testing.T) {
	h := bank(t)
	for _, g := range policy.Groups() {
		id, err := h.Flow.AssemblePapers(t.Context(), h.Examiner, order(h, g))
		if err != nil {
			t.Errorf("%s: %v", g.Label(), err)
			continue
		}
		papers, err := h.DB.Papers(t.Context(), id)
		h.Must(err)
		seen := map[int64]bool{}
		for _, p := range papers {
			for _, q := range p.Questions {
				if seen[q.ItemID] {
					t.Errorf("%s: item %d stands on two papers", g.Label(), q.ItemID)
				}
				seen[q.ItemID] = true
			}
		}
		if len(papers) != 2 || len(seen) != 2*63 {
			t.Errorf("%s: %d papers with %d questions", g.Label(), len(papers), len(seen))
		}
	}
}

func TestPapersFromOrderToSeal(t *testing.T) {
	h := bank(t)
	ctx := t.Context()
	read := func(id int64) store.PaperSet {
		t.Helper()
		s, err := h.DB.PaperSet(ctx, id)
		h.Must(err)
		return s
	}
	_, err := h.Flow.AssemblePapers(ctx, h.Organ, order(h, policy.Court))
	wantErr(t, "by an organ", err, errs.Forbidden, "组卷")
	_, err = h.Flow.AssemblePapers(ctx, h.Examiner, workflow.PaperOrder{})
	wantErr(t, "empty", err, errs.Invalid, "100 分")
	o := order(h, policy.Court)
	o.Blueprint.Laws = []policy.LawPart{{Law: "示例县自治条例", Min: 7}}
	_, err = h.Flow.AssemblePapers(ctx, h.Examiner, o)
	wantErr(t, "a law the bank does not have", err, errs.Invalid, "缺 7 题")
	o = order(h, policy.Court)
	o.Blueprint = policy.Blueprint{Sections: []policy.Section{{Kind: policy.Essay, Count: 20, Points: 5}}}
	_, err = h.Flow.AssemblePapers(ctx, h.Examiner, o)
	wantErr(t, "more essays than there are", err, errs.Invalid, "论述题缺")

	id, err := h.Flow.AssemblePapers(ctx, h.Examiner, order(h, policy.Court))
	h.Must(err)
	s := read(id)
	first, err := h.DB.Papers(ctx, id)
	h.Must(err)
	if !s.Open() || s.Number != "2026-01" || !slices.Equal(s.Labels, []string{"A", "B"}) {
		t.Errorf("draft %+v", s)
	}
	wantErr(t, "a substitute of another cell", h.Flow.ReplaceQuestion(ctx, h.Examiner2, id, 1, "A", 1, first[1].Questions[0].ItemID), errs.Invalid, "列出的试题")
	wantErr(t, "no such question", h.Flow.ReplaceQuestion(ctx, h.Examiner2, id, 1, "C", 1, 1), errs.NotFound, "没有这道题")
	h.Must(h.Flow.ReassemblePapers(ctx, h.Examiner, id, s.Version, 99))
	wantErr(t, "from an old page", h.Flow.ReassemblePapers(ctx, h.Examiner, id, s.Version, 7), errs.Conflict, "刷新")
	second, err := h.DB.Papers(ctx, id)
	h.Must(err)
	if first[0].Questions[0].ItemID == second[0].Questions[0].ItemID && first[0].Questions[1].ItemID == second[0].Questions[1].ItemID {
		t.Error("another seed gives the same questions")
	}

	s = read(id)
	wantErr(t, "approved by the one who assembled it", h.Flow.ApprovePapers(ctx, h.Examiner, id, s.Version), errs.Forbidden, "以外的一人")
	wantErr(t, "opened before it is sealed", h.Flow.OpenPapers(ctx, h.Clerk, id, "印制"), errs.Conflict, "已经封存")
	h.Must(h.Flow.ApprovePapers(ctx, h.Examiner2, id, s.Version))
	s = read(id)
	if s.State != store.PapersApproved || s.Open() || len(s.Digest) != 32 {
		t.Errorf("sealed %+v", s)
	}
	wantErr(t, "changed after the seal", h.Flow.ReassemblePapers(ctx, h.Examiner, id, s.Version, 7), errs.Conflict, "已经审定封存")
	if _, err := h.Pool.Exec(ctx, `UPDATE exam_question SET key = '{D}' WHERE paper_id = $1`, second[0].ID); err == nil {
		t.Error("a sealed paper can be changed in the database")
	}

	wantErr(t, "no reason", h.Flow.OpenPapers(ctx, h.Clerk, id, " "), errs.Invalid, "事由")
	h.Must(h.Flow.OpenPapers(ctx, h.Clerk, id, "印制试卷"))
	wantErr(t, "the same person again", h.Flow.OpenPapers(ctx, h.Clerk, id, "印制试卷"), errs.Conflict, "另一人")
	if read(id).Open() {
		t.Error("one person opened the set")
	}
	offered := func() int {
		t.Helper()
		sets, err := h.DB.SetsFor(ctx, s.Group)
		h.Must(err)
		return len(sets)
	}
	if offered() != 1 {
		t.Error("a sealed set is not offered to an exam on computers")
	}
	h.Must(h.Flow.OpenPapers(ctx, h.Examiner, id, "印制试卷"))
	if !read(id).Open() {
		t.Error("two persons did not open the set")
	}
	if offered() != 0 {
		t.Error("a set opened for printing is offered to an exam on computers")
	}
	wantErr(t, "discarded without a reason", h.Flow.DiscardPapers(ctx, h.Examiner, id, s.Version, ""), errs.Invalid, "理由")
	h.Must(h.Flow.DiscardPapers(ctx, h.Examiner, id, s.Version, "印制时发现错字"))
	wantErr(t, "discarded twice", h.Flow.DiscardPapers(ctx, h.Examiner, id, s.Version, "又"), errs.Conflict, "已经作废")
}

func TestTwoPersonsAtOneDraft(t *testing.T) {
	h := bank(t)
	id, err := h.Flow.AssemblePapers(t.Context(), h.Examiner, order(h, policy.Government))
	h.Must(err)
	errors := make([]error, 2)
	var wg sync.WaitGroup
	for i, who := range []authz.Actor{h.Examiner2, h.Clerk} {
		wg.Go(func() { errors[i] = h.Flow.ApprovePapers(t.Context(), who, id, 1) })
	}
	wg.Wait()
	if (errors[0] == nil) == (errors[1] == nil) {
		t.Errorf("approved by both or neither: %v, %v", errors[0], errors[1])
	}
}
