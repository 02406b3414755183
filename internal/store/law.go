package store

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"renmian/internal/exam"
)

const lawColumns = `l.id, l.title, l.short, l.kind, l.edition, l.version`

func lawTargets(l *exam.Law) []any {
	return []any{&l.ID, &l.Title, &l.Short, &l.Kind, &l.Edition, &l.Version}
}

// lawOrder puts the constitution first, then the laws in the order they were entered.
const lawOrder = ` ORDER BY array_position(ARRAY['constitution', 'law', 'decision', 'county'], l.kind), l.id`

// Laws lists the laws from which questions are set, in the order of rank.
func (r reads) Laws(ctx context.Context) ([]exam.Law, error) {
	rows, err := r.q.Query(ctx, `SELECT `+lawColumns+` FROM law l`+lawOrder)
	if err != nil {
		return nil, fmt.Errorf("laws: %w", err)
	}
	return pgx.CollectRows(rows, func(row pgx.CollectableRow) (l exam.Law, err error) { return l, row.Scan(lawTargets(&l)...) })
}

// LawLine is a law in a list.
type LawLine struct {
	exam.Law
	Articles, Items, Usable int
}

// LawLines lists the laws with how many articles and questions each has.
func (r reads) LawLines(ctx context.Context) ([]LawLine, error) {
	rows, err := r.q.Query(ctx, `
		SELECT `+lawColumns+`, coalesce(x.articles, 0), coalesce(x.items, 0), coalesce(x.usable, 0)
		FROM law l LEFT JOIN (
			SELECT t.law_id, count(DISTINCT t.id) AS articles, count(i.id) AS items,
				count(i.id) FILTER (WHERE i.state = 'reviewed' AND NOT i.practice AND NOT i.unsure) AS usable
			FROM law_article t LEFT JOIN exam_item i ON i.article_id = t.id GROUP BY t.law_id) x ON x.law_id = l.id`+lawOrder)
	if err != nil {
		return nil, fmt.Errorf("law lines: %w", err)
	}
	return pgx.CollectRows(rows, func(row pgx.CollectableRow) (l LawLine, err error) {
		return l, row.Scan(append(lawTargets(&l.Law), &l.Articles, &l.Items, &l.Usable)...)
	})
}

// Law returns one law.
func (r reads) Law(ctx context.Context, id int64) (exam.Law, error) {
	var l exam.Law
	if err := r.q.QueryRow(ctx, `SELECT `+lawColumns+` FROM law l WHERE l.id = $1`, id).Scan(lawTargets(&l)...); err != nil {
		return exam.Law{}, missing(err, "法规", id)
	}
	return l, nil
}

// ArticleLine is an article with how many questions cite it.
type ArticleLine struct {
	exam.Article
	Items int
}

// Articles lists the articles of a law in their order.
func (r reads) Articles(ctx context.Context, lawID int64) ([]ArticleLine, error) {
	rows, err := r.q.Query(ctx, `
		SELECT t.id, t.law_id, t.number, t.ordinal, t.body, (SELECT count(*) FROM exam_item i WHERE i.article_id = t.id AND i.state <> 'retired')
		FROM law_article t WHERE t.law_id = $1 ORDER BY t.ordinal, t.id LIMIT 1000`, lawID)
	if err != nil {
		return nil, fmt.Errorf("articles of law %d: %w", lawID, err)
	}
	return pgx.CollectRows(rows, func(row pgx.CollectableRow) (a ArticleLine, err error) {
		return a, row.Scan(&a.ID, &a.LawID, &a.Number, &a.Ordinal, &a.Body, &a.Items)
	})
}

// ArticleBody returns the text of an article, empty when nobody has entered it.
func (r reads) ArticleBody(ctx context.Context, articleID int64) (body string, err error) {
	if err = r.q.QueryRow(ctx, `SELECT body FROM law_article WHERE id = $1`, articleID).Scan(&body); err != nil {
		return "", missing(err, "条文", articleID)
	}
	return body, nil
}

// InsertLaw stores a law and returns its id.
func (tx *Tx) InsertLaw(ctx context.Context, l exam.Law) (int64, error) {
	var id int64
	err := tx.tx.QueryRow(ctx, `INSERT INTO law (title, short, kind, edition) VALUES ($1, $2, $3, $4) RETURNING id`,
		l.Title, l.Short, l.Kind, l.Edition).Scan(&id)
	if err != nil {
		return 0, fmt.Errorf("insert law %s: %w", l.Title, err)
	}
	return id, nil
}

// SaveLaw writes a law since the version it carries.
func (tx *Tx) SaveLaw(ctx context.Context, l exam.Law) error {
	return tx.exec1(ctx, "法规", fmt.Sprintf("save law %d", l.ID), `
		UPDATE law SET title = $3, short = $4, kind = $5, edition = $6, version = version + 1 WHERE id = $1 AND version = $2`,
		l.ID, l.Version, l.Title, l.Short, l.Kind, l.Edition)
}

// EnsureLaw returns the id of the law with that title, which is stored when it is new.
func (tx *Tx) EnsureLaw(ctx context.Context, l exam.Law) (int64, error) {
	var id int64
	err := tx.tx.QueryRow(ctx, `
		INSERT INTO law (title, short, kind, edition) VALUES ($1, $2, $3, $4)
		ON CONFLICT (title) DO UPDATE SET title = excluded.title RETURNING id`, l.Title, l.Short, l.Kind, l.Edition).Scan(&id)
	if err != nil {
		return 0, fmt.Errorf("ensure law %s: %w", l.Title, err)
	}
	return id, nil
}

// EnsureArticle returns the id of an article of a law, which is stored when it is new. A text that
// somebody has entered stays.
func (tx *Tx) EnsureArticle(ctx context.Context, lawID int64, number, body string) (int64, error) {
	ordinal, _ := exam.ArticleOrdinal(number)
	var id int64
	err := tx.tx.QueryRow(ctx, `
		INSERT INTO law_article AS t (law_id, number, ordinal, body) VALUES ($1, $2, $3, $4)
		ON CONFLICT (law_id, number) DO UPDATE SET body = CASE WHEN t.body = '' THEN excluded.body ELSE t.body END RETURNING id`,
		lawID, number, ordinal, body).Scan(&id)
	if err != nil {
		return 0, fmt.Errorf("ensure article %s of law %d: %w", number, lawID, err)
	}
	return id, nil
}

// SaveArticle writes the text of an article, a new one when the law has none of that number.
func (tx *Tx) SaveArticle(ctx context.Context, lawID int64, number, body string) error {
	ordinal, _ := exam.ArticleOrdinal(number)
	return tx.exec(ctx, fmt.Sprintf("save article %s of law %d", number, lawID), `
		INSERT INTO law_article (law_id, number, ordinal, body) VALUES ($1, $2, $3, $4)
		ON CONFLICT (law_id, number) DO UPDATE SET body = excluded.body`, lawID, number, ordinal, body)
}
