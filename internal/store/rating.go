package store

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype/zeronull"

	"renmian/internal/calendar"
	"renmian/internal/policy"
	"renmian/internal/supervision"
)

// Rating is the rating (测评) of a person or of work, on any matter of supervision.
type Rating struct {
	ID              int64
	MatterID        int64
	Kind            supervision.Kind // of the matter
	Matter          string           // its title
	AfterID         int64            // 复评: the rating it repeats
	Title           string
	Object          supervision.RatingObject
	PersonID        int64
	Person          string
	OrganID         int64
	Organ           string
	OpinionID       int64
	RectificationID int64
	Scale           policy.Scale
	Groups          []policy.RaterGroup
	Blank           policy.Blank
	Publish         policy.PublishScope
	DueOn           calendar.Day
	State           supervision.RatingState
	RoundID         int64
	Position        int
	Result          string
	Next            policy.NextAction
	AnnouncedOn     calendar.Day
	Decision        supervision.Decision
	DecisionReason  string
	DecidedBy       string
	DecidedOn       calendar.Day
	Dropped         string
	Version         int
	Repeated        int64 // the rating that repeats it, zero while there is none
	NoticeID        int64 // 公布稿: the notice that makes the result public, zero while there is none
}

const ratingSQL = `
	SELECT t.id, t.matter_id, m.kind, m.title, coalesce(t.after_id, 0), t.title, t.object, coalesce(t.person_id, 0), coalesce(n.name, ''),
	       coalesce(t.organ_id, 0), coalesce(g.name, ''), coalesce(t.opinion_id, 0), coalesce(t.rectification_id, 0), t.scale, t.groups, t.blank, t.publish,
	       t.due_on, t.state, coalesce(t.round_id, 0), coalesce(t.position, 0), t.result, t.next, t.announced_on, t.decision, t.decision_reason,
	       coalesce(a.name, ''), t.decided_on, t.dropped, t.version, coalesce((SELECT x.id FROM rating x WHERE x.after_id = t.id), 0),
	       coalesce((SELECT x.notice_id FROM rating_notice x WHERE x.rating_id = t.id), 0)
	FROM rating t JOIN matter m ON m.id = t.matter_id LEFT JOIN person n ON n.id = t.person_id LEFT JOIN organ g ON g.id = t.organ_id
	LEFT JOIN account a ON a.id = t.decided_by`

func scanRating(row pgx.CollectableRow) (t Rating, err error) {
	return t, row.Scan(&t.ID, &t.MatterID, &t.Kind, &t.Matter, &t.AfterID, &t.Title, &t.Object, &t.PersonID, &t.Person, &t.OrganID, &t.Organ,
		&t.OpinionID, &t.RectificationID, &t.Scale, &t.Groups, &t.Blank, &t.Publish, &t.DueOn, &t.State, &t.RoundID, &t.Position, &t.Result, &t.Next,
		&t.AnnouncedOn, &t.Decision, &t.DecisionReason, &t.DecidedBy, &t.DecidedOn, &t.Dropped, &t.Version, &t.Repeated, &t.NoticeID)
}

func (r reads) ratings(ctx context.Context, tail string, args ...any) ([]Rating, error) {
	rows, err := r.q.Query(ctx, ratingSQL+tail, args...)
	if err != nil {
		return nil, fmt.Errorf("ratings: %w", err)
	}
	all, err := pgx.CollectRows(rows, scanRating)
	if err != nil {
		return nil, fmt.Errorf("ratings: %w", err)
	}
	return all, nil
}

// Rating returns one rating.
func (r reads) Rating(ctx context.Context, id int64) (Rating, error) { return r.rating(ctx, id, "") }

func (r reads) rating(ctx context.Context, id int64, lock string) (Rating, error) {
	rows, err := r.q.Query(ctx, ratingSQL+` WHERE t.id = $1`+lock, id)
	if err != nil {
		return Rating{}, fmt.Errorf("rating %d: %w", id, err)
	}
	t, err := pgx.CollectExactlyOneRow(rows, scanRating)
	if err != nil {
		return Rating{}, missing(err, "测评", id)
	}
	return t, nil
}

// LockRating reads a rating and holds its row; the matter is locked before it.
func (tx *Tx) LockRating(ctx context.Context, id int64) (Rating, error) {
	return tx.rating(ctx, id, " FOR UPDATE OF t")
}

// RatingsOfMatter lists the ratings on a matter, the oldest first.
func (r reads) RatingsOfMatter(ctx context.Context, matterID int64) ([]Rating, error) {
	return r.ratings(ctx, ` WHERE t.matter_id = $1 ORDER BY t.id LIMIT 200`, matterID)
}

// RatingsOfRound lists the ratings that are held together, in the order of the papers.
func (r reads) RatingsOfRound(ctx context.Context, roundID int64) ([]Rating, error) {
	return r.ratings(ctx, ` WHERE t.round_id = $1 ORDER BY t.position`, roundID)
}

// RatingsOfPerson lists what was announced about a person, the oldest first.
func (r reads) RatingsOfPerson(ctx context.Context, personID int64) ([]Rating, error) {
	return r.ratings(ctx, ` WHERE t.person_id = $1 AND t.state = 'announced' ORDER BY t.announced_on, t.id LIMIT 200`, personID)
}

// RatingsOfOrgan lists what was announced about a unit, the oldest first.
func (r reads) RatingsOfOrgan(ctx context.Context, organID int64) ([]Rating, error) {
	return r.ratings(ctx, ` WHERE t.organ_id = $1 AND t.state = 'announced' ORDER BY t.announced_on, t.id LIMIT 200`, organID)
}

// PlannedRatings lists the ratings that wait to be held, the most urgent first.
func (r reads) PlannedRatings(ctx context.Context, limit int) ([]Rating, error) {
	return r.ratings(ctx, ` WHERE t.state = 'planned' ORDER BY t.due_on NULLS LAST, t.id LIMIT $1`, limit)
}

// RatingFilter chooses ratings; zero values choose all.
type RatingFilter struct {
	State  supervision.RatingState
	Year   int // in which it was announced
	Person int64
	Result string // the grade that was announced
	Search string
	Before int64
	Limit  int
}

// Ratings lists ratings, the latest first.
func (r reads) Ratings(ctx context.Context, f RatingFilter) ([]Rating, error) {
	return r.ratings(ctx, `
		WHERE ($1 = '' OR t.state = $1) AND ($2 = 0 OR t.announced_on BETWEEN make_date($2, 1, 1) AND make_date($2, 12, 31))
		  AND ($3 = '' OR position($3 in t.title) > 0 OR position($3 in coalesce(n.name, g.name, '')) > 0)
		  AND ($4 = 0 OR t.id < $4) AND ($6 = 0 OR t.person_id = $6) AND ($7 = '' OR t.result = $7)
		ORDER BY t.id DESC LIMIT $5`, f.State, f.Year, f.Search, f.Before, f.Limit, f.Person, f.Result)
}

// ResultCount is how many ratings of a year came out at a grade.
type ResultCount struct {
	Result string
	Year   int
	Count  int
}

// RatingResults counts what was announced, by grade and year.
func (r reads) RatingResults(ctx context.Context, from, to int) ([]ResultCount, error) {
	rows, err := r.q.Query(ctx, `
		SELECT result, extract(year FROM announced_on)::int, count(*) FROM rating
		WHERE state = 'announced' AND announced_on BETWEEN make_date($1, 1, 1) AND make_date($2, 12, 31) GROUP BY 1, 2 ORDER BY 1, 2`, from, to)
	if err != nil {
		return nil, fmt.Errorf("rating results: %w", err)
	}
	return pgx.CollectRows(rows, pgx.RowToStructByPos[ResultCount])
}

// UnpublishedRatings lists announced ratings that the county makes public and nobody has drafted a notice of, the latest first.
func (r reads) UnpublishedRatings(ctx context.Context, limit int) ([]Rating, error) {
	return r.ratings(ctx, ` WHERE t.state = 'announced' AND t.publish = 'public' AND NOT EXISTS (SELECT FROM rating_notice x WHERE x.rating_id = t.id)
		ORDER BY t.id DESC LIMIT $1`, limit)
}

// RatingOfNotice returns the rating whose result a notice makes public, zero of any other notice.
func (r reads) RatingOfNotice(ctx context.Context, noticeID int64) (t Rating, err error) {
	all, err := r.ratings(ctx, ` WHERE t.id = (SELECT x.rating_id FROM rating_notice x WHERE x.notice_id = $1)`, noticeID)
	if err == nil && len(all) > 0 {
		t = all[0]
	}
	return t, err
}

// InsertRatingNotice keeps which notice makes the result of a rating public.
func (tx *Tx) InsertRatingNotice(ctx context.Context, ratingID, noticeID int64) error {
	return tx.exec(ctx, fmt.Sprintf("notice of rating %d", ratingID), `INSERT INTO rating_notice (rating_id, notice_id) VALUES ($1, $2)`, ratingID, noticeID)
}

// InsertRating plans a rating and returns its id.
func (tx *Tx) InsertRating(ctx context.Context, t Rating) (id int64, err error) {
	err = tx.tx.QueryRow(ctx, `
		INSERT INTO rating (matter_id, after_id, title, object, person_id, organ_id, opinion_id, rectification_id, scale, groups, blank, publish, due_on, state, created_by, created_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, 'planned', nullif($14, 0), $15) RETURNING id`,
		t.MatterID, zeronull.Int8(t.AfterID), t.Title, t.Object, zeronull.Int8(t.PersonID), zeronull.Int8(t.OrganID), zeronull.Int8(t.OpinionID),
		zeronull.Int8(t.RectificationID), t.Scale, t.Groups, t.Blank, t.Publish, t.DueOn, tx.who.AccountID, tx.now).Scan(&id)
	if err != nil {
		return 0, fmt.Errorf("insert rating: %w", err)
	}
	return id, nil
}

// SaveRating writes what changed of a rating since LockRating.
func (tx *Tx) SaveRating(ctx context.Context, t Rating) error {
	var round, position, decided any
	if t.RoundID != 0 {
		round, position = t.RoundID, t.Position
	}
	if t.Decision != "" {
		decided = tx.who.AccountID
	}
	return tx.exec1(ctx, "测评", fmt.Sprintf("save rating %d", t.ID), `
		UPDATE rating SET title = $3, groups = $4, publish = $5, due_on = $6, state = $7, round_id = $8, position = $9, result = $10, next = $11, announced_on = $12,
			decision = $13, decision_reason = $14, decided_by = coalesce(decided_by, $15), decided_on = $16, dropped = $17, version = version + 1
		WHERE id = $1 AND version = $2`, t.ID, t.Version, t.Title, t.Groups, t.Publish, t.DueOn, t.State, round, position, t.Result, t.Next, t.AnnouncedOn,
		t.Decision, t.DecisionReason, decided, t.DecidedOn, t.Dropped)
}

// RatingCounts returns the counts of a rating by group, in the order of the groups.
func (r reads) RatingCounts(ctx context.Context, ratingID int64) ([]supervision.GroupCount, error) {
	rows, err := r.q.Query(ctx, `
		SELECT g.key, g.label, g.decides, g.invited, g.present, coalesce(g.issued, 0), coalesce(g.returned, 0), c.marks, c.blank, c.invalid
		FROM rating t JOIN rating_count c ON c.rating_id = t.id AND c.round_id = t.round_id JOIN rating_group g ON g.round_id = t.round_id AND g.key = c.group_key
		WHERE t.id = $1 ORDER BY g.position`, ratingID)
	if err != nil {
		return nil, fmt.Errorf("counts of rating %d: %w", ratingID, err)
	}
	return pgx.CollectRows(rows, pgx.RowToStructByPos[supervision.GroupCount])
}

// InsertRatingCount writes the count of a rating in one group.
func (tx *Tx) InsertRatingCount(ctx context.Context, roundID, ratingID int64, g supervision.GroupCount) error {
	return tx.exec(ctx, fmt.Sprintf("count of rating %d", ratingID), `
		INSERT INTO rating_count (round_id, rating_id, group_key, marks, blank, invalid) VALUES ($1, $2, $3, $4, $5, $6)`, roundID, ratingID, g.Key, g.Marks, g.Blank, g.Invalid)
}
