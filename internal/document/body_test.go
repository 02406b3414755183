package document

import (
	"slices"
	"testing"

	"renmian/internal/policy"
)

func TestBodyBlocks(t *testing.T) {
	list := PersonnelList(county, session, adopted, policy.Language{})
	if got := BodyBlocks(list.Body(), true); !slices.Equal(got, list.Blocks) {
		t.Errorf("a list reads back as %+v", got)
	}
	decision := ResignationDecision(county, session, resigned.Person, resigned.Office, true)
	if got := BodyBlocks(decision.Body(), false); !slices.Equal(got, decision.Blocks) {
		t.Errorf("a decision reads back as %+v", got)
	}
}
