package workflow_test

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"renmian/internal/ballot"
	"renmian/internal/fixture"
	"renmian/internal/pgtest"
)

// A rating (测评) with five grades goes the same way as a vote: through the urn, the seal and the recount.
func TestARatingGoesThroughTheUrn(t *testing.T) {
	h := fixture.New(t, pgtest.New(t))
	ctx := t.Context()
	sheet := ballot.Paper{Title: "履职测评", Options: []string{"优秀", "称职", "基本称职", "不称职", "不了解"},
		Lines: []ballot.Line{{ID: 1, Name: "依法履职"}, {ID: 2, Name: "廉洁自律"}, {ID: 3, Name: "办理建议"}}}
	overall := ballot.Paper{Title: "总体评价", Options: []string{"满意", "基本满意", "不满意", "不了解"}, Lines: []ballot.Line{{ID: 4, Name: "总体"}}}
	h.SeatAll(12)
	box, err := h.Flow.OpenBox(ctx, []ballot.Paper{sheet, overall}, h.Members[:12])
	h.Must(err)
	var all [][]ballot.Slip
	for n := range 12 {
		first, second := fixture.NewTicket(t, box.PublicKeys[0]), fixture.NewTicket(t, box.PublicKeys[1])
		signed, err := h.Flow.IssueBallot(ctx, h.AsMember(n), box.ID, [][]byte{first.Blinded, second.Blinded})
		h.Must(err)
		all = append(all, []ballot.Slip{first.Slip(signed[0], ballot.Choice{5, n % 6, n % 2}), second.Slip(signed[1], ballot.Choice{4 - n/4})})
	}
	h.Must(h.Flow.BeginCasting(ctx, box.ID))
	bad := slices.Clone(all[0])
	bad[0].Choice = ballot.Choice{6, 1, 1}
	if err := h.Flow.Cast(ctx, box.ID, bad); err == nil {
		t.Error("a sixth grade of five is taken")
	}
	for _, slips := range all[:11] { // one is not returned
		h.Must(h.Flow.Cast(ctx, box.ID, slips))
	}
	opened, err := h.Flow.SealBox(ctx, box.ID)
	h.Must(err)
	r := ballot.Verify(opened.Bytes(), opened.SHA256())
	if len(r.Findings) > 0 || len(r.Papers) != 2 || r.Issued != 12 {
		t.Fatalf("recount %+v", r)
	}
	for line, want := range []string{"优秀 0、称职 0、基本称职 0、不称职 0、不了解 11、未按 0", "优秀 2、称职 2、基本称职 2、不称职 2、不了解 1、未按 2",
		"优秀 5、称职 0、基本称职 0、不称职 0、不了解 0、未按 6"} {
		if got := r.Papers[0].Words(line); got != want {
			t.Errorf("line %d: %s, want %s", line+1, got, want)
		}
	}
	if got := r.Papers[1].Words(0); got != "满意 0、基本满意 3、不满意 4、不了解 4、未按 0" {
		t.Errorf("second paper: %s", got)
	}
	opened.Papers[0].Ballots[3].Choice = ballot.Choice{1, 1, 1}
	if r := ballot.Verify(opened.Bytes(), ""); len(r.Findings) == 0 || !strings.Contains(strings.Join(r.Findings, ""), "选择被改动") {
		t.Errorf("a changed grade: %v", r.Findings)
	}
	checked := ballot.Verify(bytes.Replace(opened.Bytes(), []byte("不了解"), []byte("优秀些"), 1), "")
	if len(checked.Findings) == 0 {
		t.Error("a grade of another name is not noticed")
	}
}
