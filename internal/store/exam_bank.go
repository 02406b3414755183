package store

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype/zeronull"

	"renmian/internal/exam"
	"renmian/internal/policy"
)

// ItemOrigin is where a question of the bank comes from.
type ItemOrigin string

const (
	ItemWritten  ItemOrigin = "written"  // 本县命题
	ItemImported ItemOrigin = "imported" // 表格导入
	ItemStarting ItemOrigin = "starting" // 起始题库
)

// BankItem is a question with who set it and who reviewed it.
type BankItem struct {
	exam.Item
	LawID        int64
	ArticleID    int64
	Origin       ItemOrigin
	AuthorID     int64 // zero: came with the system
	Author       string
	CreatedAt    time.Time
	ReviewedByID int64
	ReviewedBy   string
	ReviewedAt   time.Time
	ReviewNote   string
	Version      int
}

// SentBack reports whether a reviewer returned the item to its author.
func (i BankItem) SentBack() bool { return i.State == exam.Draft && i.ReviewNote != "" }

// ItemFilter says which questions of the bank are wanted; zero values ask for no choice.
type ItemFilter struct {
	LawID      int64
	Article    string
	Kind       policy.QuestionKind
	Group      policy.Group
	Difficulty int
	State      exam.ItemState
	Origin     ItemOrigin
	Unsure     bool // only 待核
	Practice   bool // only for practice
	Text       string
	BeforeID   int64 // the last of the page before
	Limit      int
}

const itemColumns = `i.id, i.kind, l.short, l.title, t.number, i.stem, i.options, i.key, i.note, i.groups, i.difficulty, i.practice, i.unsure, i.state`

const itemJoins = ` FROM exam_item i JOIN law_article t ON t.id = i.article_id JOIN law l ON l.id = t.law_id`

func itemTargets(i *exam.Item) []any {
	return []any{
		&i.ID,
		&i.Kind,
		&i.Law,
		&i.LawTitle,
		&i.Article,
		&i.Stem,
		&i.Options,
		&i.Key,
		&i.Note,
		&i.Groups,
		&i.Difficulty,
		&i.Practice,
		&i.Unsure,
		&i.State,
	}
}

const bankColumns = itemColumns + `, l.id, t.id, i.origin, i.author_id, coalesce(a.name, ''), i.created_at, i.reviewed_by, coalesce(b.name, ''), i.reviewed_at,
	i.review_note, i.version`

const bankJoins = itemJoins + ` LEFT JOIN account a ON a.id = i.author_id LEFT JOIN account b ON b.id = i.reviewed_by`

func scanBankItem(row pgx.CollectableRow) (i BankItem, err error) {
	return i, row.Scan(append(itemTargets(&i.Item), &i.LawID, &i.ArticleID, &i.Origin, (*zeronull.Int8)(&i.AuthorID), &i.Author, &i.CreatedAt,
		(*zeronull.Int8)(&i.ReviewedByID), &i.ReviewedBy, (*zeronull.Timestamptz)(&i.ReviewedAt), &i.ReviewNote, &i.Version)...)
}

func scanItem(row pgx.CollectableRow) (i exam.Item, err error) {
	return i, row.Scan(itemTargets(&i)...)
}

// BankItems lists questions, the newest first.
func (r reads) BankItems(ctx context.Context, f ItemFilter) ([]BankItem, error) {
	rows, err := r.q.Query(ctx, `SELECT `+bankColumns+bankJoins+`
		WHERE (@law = 0 OR i.article_id IN (SELECT x.id FROM law_article x WHERE x.law_id = @law AND (@article = '' OR x.number = @article)))
		  AND (@kind = '' OR i.kind = @kind) AND (@grp = '' OR @grp = ANY (i.groups)) AND (@difficulty = 0 OR i.difficulty = @difficulty)
		  AND (@state = '' OR i.state = @state) AND (@origin = '' OR i.origin = @origin) AND (NOT @unsure OR i.unsure) AND (NOT @practice OR i.practice)
		  AND (@text = '' OR i.search @> @terms AND strpos(i.haystack, @text) > 0) AND (@before = 0 OR i.id < @before)
		ORDER BY i.id DESC LIMIT @limit`, planned,
		pgx.NamedArgs{"law": f.LawID, "article": f.Article, "kind": f.Kind, "grp": f.Group, "difficulty": f.Difficulty, "state": f.State,
			"origin": f.Origin, "unsure": f.Unsure, "practice": f.Practice, "text": searchText(f.Text), "terms": queryTerms(f.Text),
			"before": f.BeforeID, "limit": f.Limit})
	if err != nil {
		return nil, fmt.Errorf("bank items: %w", err)
	}
	return pgx.CollectRows(rows, scanBankItem)
}

// ItemsToReview lists the questions that wait for a second person and were not set by the account, the
// oldest first.
func (r reads) ItemsToReview(ctx context.Context, accountID int64, limit int) ([]BankItem, error) {
	rows, err := r.q.Query(ctx, `SELECT `+bankColumns+bankJoins+`
		WHERE i.state = 'draft' AND i.review_note = '' AND i.author_id IS DISTINCT FROM $1 ORDER BY i.id LIMIT $2`, accountID, limit)
	if err != nil {
		return nil, fmt.Errorf("items to review: %w", err)
	}
	return pgx.CollectRows(rows, scanBankItem)
}

func (r reads) bankItem(ctx context.Context, id int64, lock string) (BankItem, error) {
	rows, err := r.q.Query(ctx, `SELECT `+bankColumns+bankJoins+` WHERE i.id = $1`+lock, id)
	if err != nil {
		return BankItem{}, fmt.Errorf("bank item %d: %w", id, err)
	}
	i, err := pgx.CollectExactlyOneRow(rows, scanBankItem)
	if err != nil {
		return BankItem{}, missing(err, "试题", id)
	}
	return i, nil
}

// BankItem returns one question with who set and reviewed it.
func (r reads) BankItem(ctx context.Context, id int64) (BankItem, error) {
	return r.bankItem(ctx, id, "")
}

// LockExamItem reads a question and holds its row until the transaction ends.
func (tx *Tx) LockExamItem(ctx context.Context, id int64) (BankItem, error) {
	return tx.bankItem(ctx, id, " FOR UPDATE OF i")
}

// ExamItem returns one question.
func (r reads) ExamItem(ctx context.Context, id int64) (exam.Item, error) {
	i, err := r.BankItem(ctx, id)
	return i.Item, err
}

// ExamItems returns questions by their ids, in the order of the ids; one that does not exist is left out.
func (r reads) ExamItems(ctx context.Context, ids []int64) ([]exam.Item, error) {
	rows, err := r.q.Query(ctx, `SELECT `+itemColumns+itemJoins+` WHERE i.id = ANY ($1) ORDER BY array_position($1, i.id)`, ids)
	if err != nil {
		return nil, fmt.Errorf("items: %w", err)
	}
	return pgx.CollectRows(rows, scanItem)
}

// UsableItems lists every question that may stand on a paper of the group, in the order of their ids.
func (r reads) UsableItems(ctx context.Context, group policy.Group) ([]exam.Item, error) {
	rows, err := r.q.Query(ctx, `SELECT `+itemColumns+itemJoins+`
		WHERE i.state = 'reviewed' AND NOT i.practice AND NOT i.unsure AND $1 = ANY (i.groups) ORDER BY i.id`, group)
	if err != nil {
		return nil, fmt.Errorf("usable items of %s: %w", group, err)
	}
	return pgx.CollectRows(rows, scanItem)
}

// Stems lists the questions of a law for the search of near-duplicates; of the whole bank for 0. Retired
// questions count, so that nobody sets them again unawares.
func (r reads) Stems(ctx context.Context, lawID int64) ([]exam.Item, error) {
	rows, err := r.q.Query(ctx, `SELECT `+itemColumns+itemJoins+` WHERE $1 = 0 OR t.law_id = $1 ORDER BY i.id`, lawID)
	if err != nil {
		return nil, fmt.Errorf("stems of law %d: %w", lawID, err)
	}
	return pgx.CollectRows(rows, scanItem)
}

// BankCount is how many questions a bank has, in all and by what has to be done with them.
type BankCount struct {
	All, Usable, Draft, Unsure, Practice, Retired int
	Starting                                      int // that came with the system
}

// CountBank counts the questions of the bank.
func (r reads) CountBank(ctx context.Context) (c BankCount, err error) {
	err = r.q.QueryRow(ctx, `
		SELECT count(*), count(*) FILTER (WHERE state = 'reviewed' AND NOT practice AND NOT unsure), count(*) FILTER (WHERE state = 'draft'),
			count(*) FILTER (WHERE unsure), count(*) FILTER (WHERE practice AND state <> 'retired'), count(*) FILTER (WHERE state = 'retired'),
			count(*) FILTER (WHERE origin = 'starting')
		FROM exam_item`).Scan(&c.All, &c.Usable, &c.Draft, &c.Unsure, &c.Practice, &c.Retired, &c.Starting)
	if err != nil {
		return c, fmt.Errorf("count bank: %w", err)
	}
	return c, nil
}

// InsertExamItem stores a question of the actor and returns its id.
func (tx *Tx) InsertExamItem(ctx context.Context, i BankItem) (int64, error) {
	var id int64
	terms, haystack := searchColumns(i.Stem)
	err := tx.tx.QueryRow(
		ctx,
		`
		INSERT INTO exam_item (kind, article_id, stem, options, key, note, groups, difficulty, practice, unsure, state, origin, author_id, created_at,
			search, haystack)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 'draft', $11, $12, $13, $14, $15) RETURNING id`,
		i.Kind,
		i.ArticleID,
		i.Stem,
		optionList(i.Options),
		i.Key,
		i.Note,
		i.Groups,
		i.Difficulty,
		i.Practice,
		i.Unsure,
		i.Origin,
		tx.who.AccountID,
		tx.now,
		terms,
		haystack,
	).Scan(&id)
	if err != nil {
		return 0, fmt.Errorf("insert item: %w", err)
	}
	return id, nil
}

// InsertStartingItem stores a question that comes with the system, unless it has been loaded before.
func (tx *Tx) InsertStartingItem(ctx context.Context, articleID int64, i exam.Item, mark []byte) (added bool, err error) {
	terms, haystack := searchColumns(i.Stem)
	tag, err := tx.tx.Exec(ctx, `
		INSERT INTO exam_item (kind, article_id, stem, options, key, note, groups, difficulty, unsure, state, origin, starting, created_at, search, haystack)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 'starting', $11, $12, $13, $14) ON CONFLICT (starting) DO NOTHING`,
		i.Kind, articleID, i.Stem, optionList(i.Options), i.Key, i.Note, i.Groups, i.Difficulty, i.Unsure, i.State, mark, tx.now, terms, haystack)
	if err != nil {
		return false, fmt.Errorf("insert starting item: %w", err)
	}
	return tag.RowsAffected() == 1, nil
}

// optionList is the options themselves, never null.
func optionList(all []string) []string {
	if all == nil {
		return []string{}
	}
	return all
}

// SaveExamItem writes what the question now says, since the version it carries; it then waits for a review,
// and the actor is its author.
func (tx *Tx) SaveExamItem(ctx context.Context, i BankItem) error {
	terms, haystack := searchColumns(i.Stem)
	return tx.exec1(ctx, "试题", fmt.Sprintf("save item %d", i.ID), `
		UPDATE exam_item SET kind = $3, article_id = $4, stem = $5, options = $6, key = $7, note = $8, groups = $9, difficulty = $10,
			practice = $11, unsure = $12, state = 'draft', author_id = $13, reviewed_by = NULL, reviewed_at = NULL, review_note = '',
			version = version + 1, search = $14, haystack = $15
		WHERE id = $1 AND version = $2`, i.ID, i.Version, i.Kind, i.ArticleID, i.Stem, optionList(i.Options), i.Key, i.Note, i.Groups, i.Difficulty,
		i.Practice, i.Unsure, tx.who.AccountID, terms, haystack)
}

// ReviewExamItem notes what a second person decided about a question.
func (tx *Tx) ReviewExamItem(ctx context.Context, old BankItem, state exam.ItemState, unsure bool, note string) error {
	return tx.exec1(ctx, "试题", fmt.Sprintf("review item %d", old.ID), `
		UPDATE exam_item SET state = $3, unsure = $4, review_note = $5, reviewed_by = $6, reviewed_at = $7, version = version + 1
		WHERE id = $1 AND version = $2`, old.ID, old.Version, state, unsure, note, tx.who.AccountID, tx.now)
}

// RetireExamItem takes a question out of use, or brings it back as a draft; who reviewed it stays.
func (tx *Tx) RetireExamItem(ctx context.Context, old BankItem, state exam.ItemState, note string) error {
	return tx.exec1(ctx, "试题", fmt.Sprintf("retire item %d", old.ID), `
		UPDATE exam_item SET state = $3, review_note = $4, version = version + 1 WHERE id = $1 AND version = $2`, old.ID, old.Version, state, note)
}
