package workflow_test

import (
	"strings"
	"testing"

	"renmian/internal/errs"
	"renmian/internal/fixture"
	"renmian/internal/policy"
	"renmian/internal/store"
	"renmian/internal/supervision"
	"renmian/internal/workflow"
)

// A result that the county makes public goes out from its own page, once, proofread by a second person against the counts
// as they may be shown. TM-22 DZ-14
func TestPublishRating(t *testing.T) {
	h, matter, inside := rating(t)
	ctx := t.Context()
	id := h.Rate(matter, workflow.RatingForm{Object: supervision.RateWork, OrganID: h.Organs["court"], Publish: policy.PublishPublic})
	_, err := h.Flow.PublishRating(ctx, h.Clerk, id)
	declined(t, "before it is announced", err, "还没有宣布结果")
	o, codes := h.OpenRatings([]int64{id, inside}, heads(6), workflow.GroupOpening{Key: "deputies", Way: supervision.ByCodes, Invited: 4})
	twice := func(all [][]int) (out [][]int) {
		for _, x := range all {
			out = append(out, []int{x[0], x[0]})
		}
		return out
	}
	h.HoldRatings(
		o,
		codes,
		map[string][][]int{
			"members":  twice(fixture.Marks(0, 20, 5, 2)),
			"heads":    twice(fixture.Marks(0, 6, 0, 0)),
			"deputies": twice(fixture.Marks(0, 0, 0, 3)),
		},
	)
	h.Must(h.Flow.AnnounceRatings(ctx, h.Chair, o.ID))
	_, err = h.Flow.PublishRating(ctx, h.Clerk, inside)
	declined(t, "a result for the meeting only", err, "不向社会公布")
	_, err = h.Flow.PublishRating(ctx, h.Chair, id)
	wantErr(t, "by the chair", err, errs.Forbidden, "")

	notice, err := h.Flow.PublishRating(ctx, h.Clerk, id)
	h.Must(err)
	n, err := h.DB.Notice(ctx, notice)
	h.Must(err)
	if !strings.Contains(n.Body, "满意20票，基本满意5票，不满意2票") || !strings.Contains(n.Body, "评定为“满意”") || n.Kind != store.ResultNotice {
		t.Errorf("the notice: %+v", n)
	}
	if !strings.Contains(n.Body, "县人大代表：收回的测评票不足五票") || strings.Contains(n.Body, "不满意3票") {
		t.Errorf("three deputies are given away: %s", n.Body)
	}
	_, err = h.Flow.PublishRating(ctx, h.Clerk, id)
	wantErr(t, "a second draft", err, errs.Conflict, "已经起草公布稿")
	if r, err := h.DB.RatingOfNotice(ctx, notice); err != nil || r.ID != id || r.NoticeID != notice {
		t.Errorf("the rating of the notice: %+v, %v", r, err)
	}

	declined(t, "proof by the drafter", h.Flow.ProofreadNotice(ctx, h.Clerk, notice, n.Version, true, ""), "起草人以外的人")
	h.Must(h.Flow.ProofreadNotice(ctx, h.Clerk2, notice, n.Version, true, ""))
	h.Must(h.Flow.PublishNotice(ctx, h.Clerk, notice))
	found, err := h.DB.PublishedNotices(ctx, store.NoticeFilter{Search: "县人民法院", Kinds: []store.NoticeKind{store.ResultNotice}, Limit: 5})
	if h.Must(err); len(found) != 1 || found[0].ID != notice {
		t.Errorf("in public: %+v", found)
	}
	if left, err := h.DB.UnpublishedRatings(ctx, 10); err != nil || len(left) != 0 {
		t.Errorf("still to be drafted: %+v, %v", left, err)
	}
}
