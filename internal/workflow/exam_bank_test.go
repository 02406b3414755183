package workflow_test

import (
	"slices"
	"testing"

	"renmian/internal/errs"
	"renmian/internal/exam"
	"renmian/internal/fixture"
	"renmian/internal/pgtest"
	"renmian/internal/policy"
	"renmian/internal/store"
)

func TestStartingBankIsLoadedOnce(t *testing.T) {
	h := fixture.New(t, pgtest.New(t))
	ctx := t.Context()
	_, err := h.Flow.LoadStartingBank(ctx, h.Chair)
	wantErr(t, "by a chair", err, errs.Forbidden, "法工委")
	all, err := exam.StartingBank()
	h.Must(err)
	want := 0
	for _, b := range all {
		want += len(b.Items)
	}
	added, err := h.Flow.LoadStartingBank(ctx, h.Examiner)
	h.Must(err)
	again, err := h.Flow.LoadStartingBank(ctx, h.Examiner2)
	h.Must(err)
	if added != want || again != 0 {
		t.Errorf("added %d, then %d; want %d, then 0", added, again, want)
	}
	c, err := h.DB.CountBank(ctx)
	h.Must(err)
	if c.All != want || c.Usable != want-c.Unsure || c.Draft != c.Unsure {
		t.Errorf("count %+v", c)
	}
	laws, err := h.DB.Laws(ctx)
	h.Must(err)
	if len(laws) != len(all) || laws[0].Kind != exam.Constitution {
		t.Errorf("laws %+v", laws)
	}
	items, err := h.DB.UsableItems(ctx, policy.Court)
	h.Must(err)
	if len(items) == 0 || slices.ContainsFunc(items, func(i exam.Item) bool { return !i.Usable() || !slices.Contains(i.Groups, policy.Court) }) {
		t.Errorf("%d items usable for the court", len(items))
	}
	page, err := h.DB.BankItems(ctx, store.ItemFilter{LawID: laws[0].ID, Kind: policy.SingleChoice, Limit: 3})
	h.Must(err)
	next, err := h.DB.BankItems(ctx, store.ItemFilter{LawID: laws[0].ID, Kind: policy.SingleChoice, Limit: 3, BeforeID: page[2].ID})
	h.Must(err)
	if len(page) != 3 || len(next) != 3 || next[0].ID >= page[2].ID || page[0].Law != "宪法" {
		t.Errorf("pages %+v, %+v", page, next)
	}
}
