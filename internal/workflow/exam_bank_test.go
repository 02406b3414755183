package workflow_test

import (
	"slices"
	"testing"

	"github.com/jackc/pgx/v5/pgxpool"

	"renmian/internal/authz"
	"renmian/internal/errs"
	"renmian/internal/exam"
	"renmian/internal/fixture"
	"renmian/internal/pgtest"
	"renmian/internal/policy"
	"renmian/internal/store"
	"renmian/internal/workflow"
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

func TestTwoReviewersAtOnce(t *testing.T) {
	h := fixture.New(t, pgtest.New(t))
	ctx := t.Context()
	law, err := h.Flow.SaveLaw(ctx, h.Examiner, exam.Law{Title: "示例条例", Short: "条例", Kind: exam.CountyRule})
	h.Must(err)
	x := workflow.ItemForm{
		LawID:      law,
		Article:    "第一条",
		Kind:       policy.TrueFalse,
		Stem:       "示例县设县花。",
		Key:        exam.Key{exam.True},
		Groups:     policy.Groups(),
		Difficulty: 1,
	}
	_, err = h.Flow.WriteItem(ctx, h.Chair, x)
	wantErr(t, "by a chair", err, errs.Forbidden, "法工委")
	_, err = h.Flow.WriteItem(ctx, h.Examiner, workflow.ItemForm{})
	wantErr(t, "empty", err, errs.Invalid, "请选择题型")
	id, err := h.Flow.WriteItem(ctx, h.Examiner, x)
	h.Must(err)
	pass := func(who authz.Actor) error {
		return h.Flow.ReviewItems(ctx, who, []workflow.ItemDecision{{ID: id, Version: 1, Pass: true}})
	}
	wantErr(t, "by the author", pass(h.Examiner), errs.Conflict, "两人分别担任")
	wantErr(t, "by a chair", pass(h.Chair), errs.Forbidden, "法工委")
	results := make(chan error, 2)
	for _, who := range []authz.Actor{h.Examiner2, h.Clerk} {
		go func() { results <- pass(who) }()
	}
	first, second := <-results, <-results
	if (first == nil) == (second == nil) {
		t.Errorf("two reviewers at once: %v, %v", first, second)
	}
	i, err := h.DB.BankItem(ctx, id)
	h.Must(err)
	if i.State != exam.Reviewed || !i.Usable() || i.Version != 2 {
		t.Errorf("after the review %+v", i)
	}
	wantErr(t, "a page of nothing", h.Flow.ReviewItems(ctx, h.Clerk, nil), errs.Invalid, "至少审一道")
	if _, err := h.Pool.Exec(ctx, `UPDATE exam_item SET reviewed_by = author_id WHERE id = $1`, id); err == nil {
		t.Error("the database let the author review the question")
	}
	unsure := x
	unsure.Stem, unsure.Unsure = "示例县设立于公元前。", true
	doubtful, err := h.Flow.WriteItem(ctx, h.Clerk, unsure)
	h.Must(err)
	h.Must(h.Flow.ReviewItems(ctx, h.Clerk2, []workflow.ItemDecision{{ID: doubtful, Version: 1, Pass: true}}))
	if i, err := h.DB.BankItem(ctx, doubtful); err != nil || i.Usable() {
		t.Errorf("a question marked 待核 may stand on a paper: %+v, %v", i, err)
	}
}

// A question is found by any words of its stem, whatever the blanks and capitals, and by those it has now.
func TestBankIsSearchedByStem(t *testing.T) {
	h := fixture.New(t, pgtest.New(t))
	ctx := t.Context()
	law, err := h.Flow.SaveLaw(ctx, h.Examiner, exam.Law{Title: "示例条例", Short: "条例", Kind: exam.CountyRule})
	h.Must(err)
	x := workflow.ItemForm{LawID: law, Article: "第一条", Kind: policy.TrueFalse, Stem: "示例县 的县花（　）是 WTO 定的月季。", Key: exam.Key{exam.True},
		Groups: policy.Groups(), Difficulty: 1}
	id, err := h.Flow.WriteItem(ctx, h.Examiner, x)
	h.Must(err)
	found := func(text string) bool {
		items, err := h.DB.BankItems(ctx, store.ItemFilter{Text: text, Limit: 5})
		h.Must(err)
		return len(items) == 1 && items[0].ID == id
	}
	for text, want := range map[string]bool{"县花": true, "县的县花（）": true, " 花 ": true, "wto": true, "花县": false, "牡丹": false} {
		if found(text) != want {
			t.Errorf("found by %q: %t", text, !want)
		}
	}
	x.Stem = "示例县的县花是牡丹。"
	h.Must(h.Flow.ChangeItem(ctx, h.Examiner, id, 1, x))
	if !found("牡丹") || found("月季") {
		t.Error("a changed question is not found by what it says now")
	}
}

// TestPagesOfALargeBank counts the rows that a page of a bank of a hundred thousand questions reads: where there is an
// index, a query that went through the whole table would read them all.
func TestPagesOfALargeBank(t *testing.T) {
	h := fixture.New(t, pgtest.New(t))
	ctx := t.Context()
	_, err := h.Flow.LoadStartingBank(ctx, h.Examiner)
	h.Must(err)
	_, err = h.Pool.Exec(ctx, `
		INSERT INTO exam_item (kind, article_id, stem, options, key, groups, difficulty, state, origin, starting, created_at, search, haystack)
		SELECT kind, article_id, stem || n, options, key, groups, difficulty, state, origin, decode(md5(stem || n), 'hex'), created_at, search, haystack
		FROM exam_item, generate_series(1, 270) n LIMIT 100000`)
	h.Must(err)
	_, err = h.Pool.Exec(ctx, `ANALYZE exam_item`)
	h.Must(err)
	laws, err := h.DB.Laws(ctx)
	h.Must(err)

	_, app := pgtest.DSN(t)
	one, err := pgxpool.New(ctx, app+" pool_max_conns=1") // a connection counts for itself until it is told to report
	h.Must(err)
	defer one.Close()
	db := store.New(one)
	read := func() (n int) {
		_, err := one.Exec(ctx, `SELECT pg_stat_force_next_flush()`)
		h.Must(err)
		h.Must(one.QueryRow(ctx, `SELECT coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0) FROM pg_stat_user_tables WHERE relname = 'exam_item'`).Scan(&n))
		return n
	}
	for _, tt := range []struct {
		name string
		f    store.ItemFilter
		most int
	}{
		{"all", store.ItemFilter{}, 51},
		{"late page", store.ItemFilter{BeforeID: 3000}, 51},
		{"drafts", store.ItemFilter{State: exam.Draft}, 51},
		{"by law", store.ItemFilter{LawID: laws[0].ID}, 10_000},
		{"by kind", store.ItemFilter{Kind: policy.Essay}, 10_000},
		// What no index finds goes through the bank, once: a county's bank holds hundreds of questions, seldom thousands.
		{"group and difficulty", store.ItemFilter{Group: policy.Court, Difficulty: 5}, 101_000},
		{"text that is nowhere", store.ItemFilter{Text: "没有这几个字"}, 0},
	} {
		tt.f.Limit = 51
		before := read()
		_, err := db.BankItems(ctx, tt.f)
		h.Must(err)
		if n := read() - before; n > tt.most {
			t.Errorf("%s: %d rows read for a page, at most %d are needed", tt.name, n, tt.most)
		}
	}
}
