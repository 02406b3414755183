package workflow_test

import (
	"slices"
	"testing"

	"renmian/internal/fixture"
	"renmian/internal/pgtest"
	"renmian/internal/store"
	"renmian/internal/supervision"
	"renmian/internal/workflow"
)

// Matters are found by any part of their title or of its initials, suggestions by their number and their deputies too.
func TestMattersAreFound(t *testing.T) {
	h := fixture.New(t, pgtest.New(t))
	ctx := t.Context()
	var ids []int64
	for n, s := range []struct{ title, deputies string }{{"修通石门村道路", "甲代表、乙代表"}, {"增加公交班次", "丙代表"}} {
		id, err := h.Flow.EnterSuggestion(ctx, h.Clerk, workflow.SuggestionForm{Session: "闭会期间", Number: 31 + n, Title: s.title, Deputies: s.deputies,
			Category: "交通", Text: "请尽快办理。", LeadID: h.Organs["government"], ReceivedOn: h.Today()})
		h.Must(err)
		ids = append(ids, id)
	}
	road, bus := ids[:1], ids[1:]
	for _, c := range []struct {
		search      string
		matters     []int64
		suggestions []int64
	}{
		{"石门", road, road},
		{"石 门村", road, road},
		{"SMC", road, road},
		{"门石", nil, nil},
		{"公", bus, bus},
		{"乙代表", nil, road},
		{"32", nil, bus},
		{"3", nil, []int64{ids[1], ids[0]}},
		{"", []int64{ids[1], ids[0]}, []int64{ids[1], ids[0]}},
	} {
		found, err := h.DB.Matters(ctx, store.MatterFilter{Kinds: supervision.Kinds(), Search: c.search, Limit: 10})
		h.Must(err)
		var got []int64
		for _, m := range found {
			got = append(got, m.ID)
		}
		if !slices.Equal(got, c.matters) {
			t.Errorf("matters by %q: %v, want %v", c.search, got, c.matters)
		}
		suggestions, err := h.DB.Suggestions(ctx, store.SuggestionFilter{Search: c.search, Limit: 10})
		h.Must(err)
		got = nil
		for _, s := range suggestions {
			got = append(got, s.ID)
		}
		if !slices.Equal(got, c.suggestions) {
			t.Errorf("suggestions by %q: %v, want %v", c.search, got, c.suggestions)
		}
	}
}
