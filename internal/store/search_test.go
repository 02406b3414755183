package store

import (
	"slices"
	"testing"
)

func TestSearchTerms(t *testing.T) {
	have := searchTerms("欧阳示例", "OYSL", "示府函〔2026〕1号")
	for _, query := range []string{"欧阳", "示例", "欧 阳 示例", "oys", "oysl", "2026", "阳", "〔2026〕1号", "1号", "26"} {
		for _, term := range queryTerms(query) {
			if !slices.Contains(have, term) {
				t.Errorf("%q is not found: %q is missing", query, term)
			}
		}
	}
	for _, query := range []string{"欧例", "阳欧", "李"} {
		if terms := queryTerms(query); slices.Contains(have, terms[0]) {
			t.Errorf("%q would be found", query)
		}
	}
	if queryTerms("  ") == nil || len(queryTerms(" ")) != 0 {
		t.Error("an empty query asks for terms")
	}
}
