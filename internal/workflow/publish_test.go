package workflow_test

import (
	"slices"
	"testing"
	"time"

	"renmian/internal/fixture"
	"renmian/internal/pgtest"
	"renmian/internal/store"
	"renmian/internal/workflow"
)

// The result of a review goes the way of every notice: a second person compares it with what was handed in. TM-22
func TestPublishResult(t *testing.T) {
	h := fixture.New(t, pgtest.New(t))
	ctx := t.Context()
	for name, x := range map[string]struct{ title, body, says string }{
		"no title":                            {"", "优秀。", "请填写标题"},
		"no text":                             {"评议结果", " ", "请填写评议结果"},
		"an identity number V25":              {"评议结果", "532626197503121234 优秀。", "身份证号码"},
		"an address V25":                      {"评议结果", "家庭住址：示例县城关镇一组。", "住址"},
		"a telephone number in the title V25": {"13812345678的评议结果", "优秀。", "手机号码"},
	} {
		_, err := h.Flow.PublishResult(ctx, h.Clerk, x.title, x.body)
		declined(t, name, err, x.says)
	}
	if _, err := h.Flow.PublishResult(ctx, h.Member, "评议结果", "优秀。"); err == nil {
		t.Error("a member hands in a result for publication")
	}
	id, err := h.Flow.PublishResult(ctx, h.Clerk, "关于财政局局长述职评议结果的通报", "测评等次：称职。\n满意率 88.9%。")
	h.Must(err)
	declined(t, "publication without proof", h.Flow.PublishNotice(ctx, h.Clerk, id), "还没有由第二人校核")
	read := func() store.Notice {
		n, err := h.DB.Notice(ctx, id)
		h.Must(err)
		return n
	}
	declined(t, "proof by the drafter", h.Flow.ProofreadNotice(ctx, h.Clerk, id, read().Version, true, ""), "起草人以外的人")
	h.Must(h.Flow.EditNotice(ctx, h.Clerk, id, read().Version, "关于财政局局长述职评议结果的通报", "测评等次：优秀。\n满意率 88.9%。"))
	declined(t, "a text that differs", h.Flow.ProofreadNotice(ctx, h.Clerk2, id, read().Version, true, ""), "不一致")
	declined(t, "wording it anew", h.Flow.RedraftNotice(ctx, h.Clerk, id, read().Version), "直接修改")
	h.Must(h.Flow.EditNotice(ctx, h.Clerk, id, read().Version, "关于财政局局长述职评议结果的通报", "测评等次：称职。\n满意率 88.9%。"))
	h.Must(h.Flow.ProofreadNotice(ctx, h.Clerk2, id, read().Version, true, ""))
	h.Must(h.Flow.PublishNotice(ctx, h.Clerk, id))
	declined(t, "publishing it twice", h.Flow.PublishNotice(ctx, h.Clerk, id), "已于")
	found, err := h.DB.PublishedNotices(ctx, store.NoticeFilter{Search: "称职", Kinds: []store.NoticeKind{store.ResultNotice}, Limit: 5})
	if h.Must(err); len(found) != 1 || found[0].ID != id {
		t.Errorf("found %+v", found)
	}
	if found, err = h.DB.PublishedNotices(ctx, store.NoticeFilter{Kinds: store.MeetingNotices, Limit: 5}); err != nil || len(found) != 0 {
		t.Errorf("among the lists of meetings: %+v, %v", found, err)
	}
}

// A publication set for a time happens by itself, together with what it names, also when no process ran then.
func TestScheduledPublication(t *testing.T) {
	r := newResults(t)
	ctx := t.Context()
	r.Must(r.Flow.DraftNotices(ctx, r.Clerk, r.Meeting))
	all := func() []store.Notice {
		n, err := r.DB.NoticesOfMeeting(ctx, r.Meeting)
		r.Must(err)
		return n
	}
	set := func(n store.Notice, at time.Time) error {
		return r.Flow.SchedulePublication(ctx, r.Clerk, n.ID, n.Version, at)
	}
	at := r.Today().Add(1).Time().Add(9 * time.Hour)
	declined(t, "a time before the proof", set(all()[1], at), "校核以后再定")
	for _, n := range all() {
		r.Must(r.Flow.ProofreadNotice(ctx, r.Clerk2, n.ID, n.Version, true, ""))
	}
	declined(t, "a time gone by", set(all()[1], r.Today().Time()), "现在以后")
	declined(t, "a time a year off", set(all()[1], at.AddDate(1, 0, 0)), "核对年月")
	declined(t, "nothing to take back", set(all()[1], time.Time{}), "没有定公布时间")
	declined(t, "the announcement before its list", set(all()[0], at), "不能早于")
	if err := r.Flow.SchedulePublication(ctx, r.Member, all()[1].ID, all()[1].Version, at); err == nil {
		t.Error("a member sets a time")
	}
	for _, n := range slices.Backward(all()) {
		r.Must(set(n, at))
	}
	r.Must(r.Flow.PublishDue(ctx))
	if n := all()[1]; !n.PublishedAt.IsZero() || !n.PublishAt.Equal(at) || n.ScheduledBy == "" {
		t.Fatalf("before its time: %+v", n)
	}
	// Rewriting takes the time back; the announcement waits for the list.
	r.Must(r.Flow.RedraftNotice(ctx, r.Clerk, all()[1].ID, all()[1].Version))
	r.Pass(1)
	r.Must(workflow.New(r.DB, workflow.Keys{}).PublishDue(ctx)) // as the next process would
	if n := all()[0]; !n.PublishedAt.IsZero() {
		t.Fatalf("the announcement came before the list: %+v", n)
	}
	r.Must(r.Flow.ProofreadNotice(ctx, r.Clerk2, all()[1].ID, all()[1].Version, true, ""))
	r.Must(r.Flow.PublishNotice(ctx, r.Clerk, all()[1].ID))
	r.Must(r.Flow.PublishDue(ctx))
	for _, n := range all() {
		if n.PublishedAt.IsZero() || n.PublishedBy == "" {
			t.Errorf("still not public: %+v", n)
		}
	}
	if n := all()[0]; n.Number == "" {
		t.Error("the announcement has no number")
	}
	r.Must(r.Flow.PublishDue(ctx)) // nothing is left
}
