package workflow_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"renmian/internal/ballot"
	"renmian/internal/errs"
	"renmian/internal/fixture"
	"renmian/internal/pgtest"
	"renmian/internal/store"
	"renmian/internal/supervision"
	"renmian/internal/workflow"
)

// A column more on these tables would tell when, from where or by whom somebody rated or answered.
func TestTheTablesOfRatersAndAnswersAreExactlyThese(t *testing.T) {
	rows, err := pgtest.Owner(t).Query(t.Context(), `
		SELECT c.relname || '.' || a.attname || ' ' || format_type(a.atttypid, a.atttypmod) || coalesce(' DEFAULT ' || pg_get_expr(d.adbin, d.adrelid), '')
		FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
		WHERE c.relname IN ('rating_code', 'rating_issue', 'rating_count', 'questionnaire_code', 'questionnaire_urn', 'questionnaire_answer') AND c.relkind = 'r' AND a.attnum > 0 AND NOT a.attisdropped
		UNION ALL SELECT c.relname || ' trigger ' || t.tgname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
		WHERE c.relname IN ('rating_code', 'rating_issue', 'questionnaire_code', 'questionnaire_urn', 'questionnaire_answer') AND NOT t.tgisinternal
		ORDER BY 1`)
	if err != nil {
		t.Fatal(err)
	}
	got, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		t.Fatal(err)
	}
	want := []string{
		"questionnaire_answer.choice smallint", "questionnaire_answer.question smallint", "questionnaire_answer.questionnaire_id bigint", "questionnaire_answer.text text DEFAULT ''::text",
		"questionnaire_code.code_sha256 bytea", "questionnaire_code.questionnaire_id bigint",
		"questionnaire_urn.ct bytea", "questionnaire_urn.questionnaire_id bigint", "questionnaire_urn.tag bytea",
		"rating_code.box_id bigint", "rating_code.code_sha256 bytea",
		"rating_count.blank integer", "rating_count.group_key text", "rating_count.invalid integer", "rating_count.marks integer[]", "rating_count.rating_id bigint", "rating_count.round_id bigint",
		"rating_issue.blinded_sha256 bytea", "rating_issue.box_id bigint", "rating_issue.code_sha256 bytea",
	}
	if !slices.Equal(got, want) {
		t.Errorf("the tables have\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

// Who holds the whole database links codes and ballots no better than by guessing: the codes are taken in one phase and
// the ballots cast in the next, and what is opened is sorted by token.
func TestNobodyLinksCodeAndBallot(t *testing.T) {
	h, _, _ := rating(t)
	ctx := t.Context()
	matter := h.MatterOf(supervision.TopicReview, "专项", 0, 0)
	hits, votes := map[string]int{}, 0
	const raters = 20
	for range 6 {
		id := h.Rate(matter, workflow.RatingForm{Object: supervision.RateWork})
		o, codes := h.OpenRatings([]int64{id}, heads(raters))
		box := h.BoxOf(o, "heads")
		all, place := make([]*fixture.Rater, raters), map[string]int{}
		for n, code := range codes["工作机构负责人"] {
			all[n] = h.Rater(code, box)
		}
		for _, n := range rand.Perm(raters) {
			h.Must(all[n].Claim())
		}
		h.Must(h.Voter(0, h.BoxOf(o, "members")).Claim())
		caster, slips := map[string]int{}, make([][]ballot.Slip, raters)
		for n := range all {
			slips[n] = all[n].Slips(1 + n%3)
			caster[string(slips[n][0].Msg)] = n
		}
		h.Must(h.Flow.OpenRatingCasting(ctx, h.Operator, o.ID, true))
		for _, n := range rand.Perm(raters) {
			h.Must(h.Flow.Cast(ctx, box, slips[n]))
		}
		h.Must(h.Flow.CloseRatings(ctx, h.Operator, o.ID, true))
		for n, code := range codes["工作机构负责人"] {
			place[string(workflow.CodeHash(code))] = n
		}
		issued := traces(
			t,
			h.Pool,
			func(key []byte) int { return place[string(key)] },
			`SELECT code_sha256, `+rowTrace+` FROM rating_issue WHERE box_id = $1`,
			box,
		)
		opened := traces(t, h.Pool, func(key []byte) int { return caster[string(key)] }, `SELECT msg, `+rowTrace+` FROM sealed_ballot WHERE box_id = $1`, box)
		if len(issued) != raters || len(opened) != raters {
			t.Fatalf("%d issued, %d opened", len(issued), len(opened))
		}
		votes++
		for name, attack := range attacks {
			hits[name] += attack(issued, opened)
		}
		h.Must(h.Flow.VoidRatings(ctx, h.Chair, o.ID, "下一场"))
	}
	for name, n := range hits {
		if p := chance(n, votes); p < 1e-6 {
			t.Errorf("%s links %d of %d ballots, better than guessing", name, n, raters*votes)
		}
	}
}

func questionnaire(t *testing.T, coded bool, codes int) (h *fixture.House, q store.Questionnaire, slips []string) {
	t.Helper()
	h = fixture.New(t, pgtest.New(t))
	matter := h.MatterOf(supervision.WorkReview, "对县人民法院的工作评议", 0, h.Organs["court"])
	id, err := h.Flow.DraftQuestionnaire(t.Context(), h.Clerk, matter,
		workflow.QuestionnaireForm{Title: "调查问卷", Questions: "是否满意：满意、基本满意、不满意\n意见", Coded: coded})
	h.Must(err)
	slips, err = h.Flow.OpenQuestionnaire(t.Context(), h.Clerk, id, h.Today().Add(7), codes)
	h.Must(err)
	q, err = h.DB.Questionnaire(t.Context(), id)
	h.Must(err)
	return h, q, slips
}

// Answers lie unreadable until the closing; then what one person answered to two questions stands apart, sorted, and no
// row says which came first. Fewer than five are destroyed unread.
func TestAnswersTellNobody(t *testing.T) {
	h, q, _ := questionnaire(t, false, 0)
	ctx := t.Context()
	texts := []string{"窗口服务好", "希望延长服务时间", "执行要更快", "没有意见了", "多下乡开庭", "文书送达慢"}
	for n, text := range texts {
		sheet := []supervision.Answer{{Choice: 1 + n%3}, {Text: text}}
		h.Must(h.Flow.AnswerQuestionnaire(ctx, q.Code, fmt.Sprintf("nonce-of-a-page-%d", n), "", sheet))
		h.Must(h.Flow.AnswerQuestionnaire(ctx, q.Code, fmt.Sprintf("nonce-of-a-page-%d", n), "", sheet)) // sent twice
	}
	var lengths, answers, logged int
	h.Must(
		h.Pool.QueryRow(
			ctx,
			`SELECT count(DISTINCT length(ct)), (SELECT count(*) FROM questionnaire_answer), (SELECT count(*) FROM audit_event WHERE account_id IS NULL AND action <> 'open_meeting' AND subject_kind = 'questionnaire')
		FROM questionnaire_urn`,
		).Scan(
			&lengths,
			&answers,
			&logged,
		),
	)
	if n, _, err := h.DB.QuestionnaireCount(ctx, q.ID); err != nil || n != len(texts) || lengths != 1 || answers != 0 || logged != 0 {
		t.Errorf("%d in the urn of %d lengths, %d answers readable, %d events, %v", n, lengths, answers, logged, err)
	}
	for _, text := range texts {
		var found bool
		h.Must(h.Pool.QueryRow(ctx, `SELECT EXISTS (SELECT FROM questionnaire_urn WHERE position($1::bytea in ct) > 0)`, []byte(text)).Scan(&found))
		if found {
			t.Errorf("%q lies readable in the urn", text)
		}
	}
	wantErr(t, "by an organ", h.Flow.CloseQuestionnaire(ctx, h.Organ, q.ID), errs.Forbidden, "")
	h.Must(h.Flow.CloseQuestionnaire(ctx, h.Clerk, q.ID))
	q, err := h.DB.Questionnaire(ctx, q.ID)
	h.Must(err)
	all, err := h.DB.QuestionnaireAnswers(ctx, q)
	h.Must(err)
	if q.Returned != 6 || !slices.Equal(all[0].Counts, []int{2, 2, 2}) || len(all[1].Texts) != 6 {
		t.Errorf("%+v: %+v", q, all)
	}
	var transactions, ordered int
	h.Must(h.Pool.QueryRow(ctx, `SELECT count(DISTINCT xmin::text), count(*) FILTER (WHERE ok) FROM (
		SELECT xmin, (question, coalesce(choice, 0), text COLLATE "C") >= lag((question, coalesce(choice, 0), text COLLATE "C"), 1, (question, coalesce(choice, 0), text COLLATE "C")) OVER (ORDER BY ctid) AS ok
		FROM questionnaire_answer) x`).Scan(&transactions, &ordered))
	if transactions != 1 || ordered != 12 {
		t.Errorf("answers of %d transactions, %d of 12 in the order of what they say", transactions, ordered)
	}
	wantErr(t, "late", h.Flow.AnswerQuestionnaire(ctx, q.Code, "late-nonce-of-a-page", "", []supervision.Answer{{Choice: 1}, {}}), errs.Conflict, "已经截止")
}

func TestFewAnswersAreDestroyedUnread(t *testing.T) {
	h, q, _ := questionnaire(t, false, 0)
	ctx := t.Context()
	for n := range 4 {
		h.Must(h.Flow.AnswerQuestionnaire(ctx, q.Code, fmt.Sprintf("nonce-of-a-page-%d", n), "", []supervision.Answer{{Choice: 1}, {}}))
	}
	h.Pass(8) // the last day is over: it closes by itself
	h.Must(h.Flow.CloseDueQuestionnaires(ctx))
	var urn, answers int
	h.Must(h.Pool.QueryRow(ctx, `SELECT (SELECT count(*) FROM questionnaire_urn), (SELECT count(*) FROM questionnaire_answer)`).Scan(&urn, &answers))
	q, err := h.DB.Questionnaire(ctx, q.ID)
	h.Must(err)
	if q.State != store.FormClosed || q.Returned != 4 || urn != 0 || answers != 0 {
		t.Errorf("%+v, %d in the urn, %d answers", q, urn, answers)
	}
}

// A code is good for one sheet.
func TestACodeIsOneSheet(t *testing.T) {
	h, q, codes := questionnaire(t, true, 6)
	ctx := t.Context()
	sheet := []supervision.Answer{{Choice: 2}, {}}
	answer := func(nonce, code string) error { return h.Flow.AnswerQuestionnaire(ctx, q.Code, nonce, code, sheet) }
	h.Must(answer("nonce-of-a-page-a", codes[0]))
	h.Must(answer("nonce-of-a-page-a", codes[0])) // its answer was lost
	wantErr(t, "the code again", answer("nonce-of-a-page-b", codes[0]), errs.Invalid, "已经用过")
	wantErr(t, "no code", answer("nonce-of-a-page-c", ""), errs.Invalid, "答题码不对")
	wantErr(t, "nothing answered", h.Flow.AnswerQuestionnaire(ctx, q.Code, "nonce-of-a-page-d", codes[1], []supervision.Answer{{}, {}}), errs.Invalid,
		"至少回答一道题")
	if n, left, err := h.DB.QuestionnaireCount(ctx, q.ID); err != nil || n != 1 || left != 5 {
		t.Errorf("%d answers, %d codes left, %v", n, left, err)
	}
}
