package store

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype/zeronull"

	"renmian/internal/exam"
	"renmian/internal/policy"
)

// PracticeScope says who may practise besides nominees and the exam's staff (练习范围).
type PracticeScope string

const (
	PracticeNominees PracticeScope = "nominees" // 拟任人员
	PracticeAccounts PracticeScope = "accounts" // 全部账号
	PracticePublic   PracticeScope = "public"   // 社会公众，不留记录
)

// PracticeScopes lists the choices.
var PracticeScopes = []PracticeScope{PracticeNominees, PracticeAccounts, PracticePublic}

var practiceScopeLabels = map[PracticeScope]string{PracticeNominees: "拟任人员", PracticeAccounts: "全部账号", PracticePublic: "全部账号和社会公众"}

// Label is the choice in words.
func (s PracticeScope) Label() string { return practiceScopeLabels[s] }

// PracticeScope returns who may practise; nominees only, until the county sets it.
func (r reads) PracticeScope(ctx context.Context) (PracticeScope, error) {
	var s PracticeScope
	err := r.q.QueryRow(ctx, `SELECT value FROM setting WHERE key = 'practice_scope'`).Scan(&s)
	if errors.Is(err, pgx.ErrNoRows) {
		return PracticeNominees, nil
	}
	if err != nil {
		return "", fmt.Errorf("practice scope: %w", err)
	}
	return s, nil
}

// SavePracticeScope sets who may practise.
func (tx *Tx) SavePracticeScope(ctx context.Context, s PracticeScope) error {
	return tx.saveSettings(ctx, map[string]string{"practice_scope": string(s)})
}

// PracticeGiven is what somebody answered to one question of a practice.
type PracticeGiven struct {
	Given exam.Answer `json:"given"`
	Right bool        `json:"right"`
}

// PracticeRun is one practice of an account (一次练习).
type PracticeRun struct {
	ID        int64
	Title     string
	Items     []int64
	Answers   map[int64]PracticeGiven
	StartedAt time.Time
	EndedAt   time.Time // zero while it is being answered
	Correct   int
}

// PracticeFilter says which questions are practised.
type PracticeFilter struct {
	LawID      int64
	Group      policy.Group
	MistakesOf int64 // the account whose last answer was wrong; 0 for all questions
}

// practicable are the questions anybody may practise: reviewed, marked by the program, and on no paper that
// is still to be sat.
const practicable = ` i.state = 'reviewed' AND NOT i.unsure AND i.kind IN ('single', 'multiple', 'true_false', 'fill')
	AND (i.practice OR NOT EXISTS (
		SELECT FROM exam_question q JOIN exam_paper p ON p.id = q.paper_id JOIN exam_paper_set s ON s.id = p.set_id
		WHERE q.item_id = i.id AND s.state <> 'discarded'
		  AND (NOT EXISTS (SELECT FROM exam_run_paper x JOIN exam_run u ON u.sitting_id = x.sitting_id WHERE x.set_id = s.id AND u.state = 'ended')
		    OR EXISTS (SELECT FROM exam_run_paper x JOIN exam_run u ON u.sitting_id = x.sitting_id
		               WHERE x.set_id = s.id AND u.state NOT IN ('ended', 'cancelled')))))`

// PracticeItems draws questions to practise, by lot from the seed.
func (r reads) PracticeItems(ctx context.Context, f PracticeFilter, seed string, limit int) ([]exam.Item, error) {
	rows, err := r.q.Query(ctx, `SELECT `+itemColumns+itemJoins+` WHERE `+practicable+`
		  AND ($1 = 0 OR t.law_id = $1) AND ($2 = '' OR $2 = ANY (i.groups))
		  AND ($3 = 0 OR i.id IN (SELECT x.item FROM (
		      SELECT DISTINCT ON (a.key) a.key::bigint AS item, (a.value ->> 'right')::boolean AS was_right
		      FROM practice_run u, jsonb_each(u.answers) a WHERE u.account_id = $3 AND u.ended_at IS NOT NULL ORDER BY a.key, u.id DESC) x
		      WHERE NOT x.was_right))
		ORDER BY md5(i.id::text || $4) LIMIT $5`, f.LawID, f.Group, f.MistakesOf, seed, limit)
	if err != nil {
		return nil, fmt.Errorf("practice items: %w", err)
	}
	return pgx.CollectRows(rows, scanItem)
}

// Practicable returns those of the questions that may be practised, in the order of the ids.
func (r reads) Practicable(ctx context.Context, ids []int64) ([]exam.Item, error) {
	rows, err := r.q.Query(ctx, `SELECT `+itemColumns+itemJoins+` WHERE `+practicable+` AND i.id = ANY ($1) ORDER BY array_position($1, i.id)`, ids)
	if err != nil {
		return nil, fmt.Errorf("practicable items: %w", err)
	}
	return pgx.CollectRows(rows, scanItem)
}

// LawStudy is how far an account is with a law.
type LawStudy struct {
	exam.Law
	Items    int // questions that may be practised
	Articles int
	Read     int // articles marked 已学
}

// LawStudies lists the laws with how far the account is, in the order of rank.
func (r reads) LawStudies(ctx context.Context, accountID int64) ([]LawStudy, error) {
	rows, err := r.q.Query(ctx, `
		SELECT `+lawColumns+`, (SELECT count(*) FROM exam_item i JOIN law_article t ON t.id = i.article_id WHERE t.law_id = l.id AND`+practicable+`),
			(SELECT count(*) FROM law_article t WHERE t.law_id = l.id),
			(SELECT count(*) FROM article_read x JOIN law_article t ON t.id = x.article_id WHERE t.law_id = l.id AND x.account_id = $1)
		FROM law l`+lawOrder, accountID)
	if err != nil {
		return nil, fmt.Errorf("law studies: %w", err)
	}
	return pgx.CollectRows(rows, func(row pgx.CollectableRow) (l LawStudy, err error) {
		return l, row.Scan(append(lawTargets(&l.Law), &l.Items, &l.Articles, &l.Read)...)
	})
}

// ArticlesRead returns which articles of a law the account has studied.
func (r reads) ArticlesRead(ctx context.Context, accountID, lawID int64) ([]int64, error) {
	rows, err := r.q.Query(ctx, `
		SELECT x.article_id FROM article_read x JOIN law_article t ON t.id = x.article_id WHERE x.account_id = $1 AND t.law_id = $2`, accountID, lawID)
	if err != nil {
		return nil, fmt.Errorf("articles read of law %d: %w", lawID, err)
	}
	return pgx.CollectRows(rows, pgx.RowTo[int64])
}

// SaveArticlesRead replaces which articles of a law the actor has studied; those of other laws are left out.
func (tx *Tx) SaveArticlesRead(ctx context.Context, lawID int64, articles []int64) error {
	err := tx.exec(ctx, "forget articles read", `
		DELETE FROM article_read x USING law_article t WHERE t.id = x.article_id AND t.law_id = $2 AND x.account_id = $1`, tx.who.AccountID, lawID)
	if err != nil {
		return err
	}
	return tx.exec(ctx, "save articles read", `
		INSERT INTO article_read (account_id, article_id) SELECT $1, t.id FROM law_article t WHERE t.law_id = $2 AND t.id = ANY ($3)
		ON CONFLICT DO NOTHING`, tx.who.AccountID, lawID, articles)
}

const practiceColumns = `u.id, u.title, u.items, u.answers, u.started_at, u.ended_at, coalesce(u.correct, 0)`

func scanPractice(row pgx.CollectableRow) (p PracticeRun, err error) {
	return p, row.Scan(&p.ID, &p.Title, &p.Items, &p.Answers, &p.StartedAt, (*zeronull.Timestamptz)(&p.EndedAt), &p.Correct)
}

// PracticeRuns lists the latest practices of an account.
func (r reads) PracticeRuns(ctx context.Context, accountID int64, limit int) ([]PracticeRun, error) {
	rows, err := r.q.Query(ctx, `SELECT `+practiceColumns+` FROM practice_run u WHERE u.account_id = $1 ORDER BY u.id DESC LIMIT $2`, accountID, limit)
	if err != nil {
		return nil, fmt.Errorf("practices of account %d: %w", accountID, err)
	}
	return pgx.CollectRows(rows, scanPractice)
}

// PracticeRun returns a practice of the account; another's is not found.
func (r reads) PracticeRun(ctx context.Context, accountID, id int64) (PracticeRun, error) {
	return r.practiceRun(ctx, accountID, id, "")
}

func (r reads) practiceRun(ctx context.Context, accountID, id int64, lock string) (PracticeRun, error) {
	rows, err := r.q.Query(ctx, `SELECT `+practiceColumns+` FROM practice_run u WHERE u.id = $1 AND u.account_id = $2`+lock, id, accountID)
	if err != nil {
		return PracticeRun{}, fmt.Errorf("practice %d: %w", id, err)
	}
	p, err := pgx.CollectExactlyOneRow(rows, scanPractice)
	if err != nil {
		return PracticeRun{}, missing(err, "练习", id)
	}
	return p, nil
}

// LockPracticeRun reads a practice of the actor and holds its row until the transaction ends.
func (tx *Tx) LockPracticeRun(ctx context.Context, id int64) (PracticeRun, error) {
	return tx.practiceRun(ctx, tx.who.AccountID, id, " FOR UPDATE")
}

// InsertPracticeRun begins a practice and returns its id.
func (tx *Tx) InsertPracticeRun(ctx context.Context, title string, items []int64) (int64, error) {
	var id int64
	err := tx.tx.QueryRow(ctx, `INSERT INTO practice_run (account_id, title, items, started_at) VALUES ($1, $2, $3, $4) RETURNING id`,
		tx.who.AccountID, title, items, tx.now).Scan(&id)
	if err != nil {
		return 0, fmt.Errorf("insert practice: %w", err)
	}
	return id, nil
}

// EndPracticeRun stores what was answered.
func (tx *Tx) EndPracticeRun(ctx context.Context, id int64, answers map[int64]PracticeGiven, correct int) error {
	return tx.exec1(ctx, "练习", fmt.Sprintf("end practice %d", id), `
		UPDATE practice_run SET answers = $2, correct = $3, ended_at = $4 WHERE id = $1 AND ended_at IS NULL`, id, answers, correct, tx.now)
}
