package store

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype/zeronull"

	"renmian/internal/appointment"
	"renmian/internal/calendar"
)

// Opinion is what somebody says about a nominee while the notice hangs (公示意见).
type Opinion struct {
	ID           int64
	PublicityID  int64
	CaseID       int64  // zero: about all of them
	Person       string // the nominee's name, empty when about all
	Anonymous    bool
	Name         string
	Contact      string
	Text         string
	Clue         string
	Channel      appointment.Channel
	ReceivedOn   calendar.Day
	EnteredAt    time.Time
	EnteredBy    string
	Receipt      string
	FormKey      string // only when it is stored
	State        string // received, verifying, verified
	Verification string
	Conclusion   appointment.OpinionConclusion
	VerifiedBy   string
	VerifiedAt   time.Time
}

const opinionSQL = `
	SELECT o.id, o.publicity_id, o.case_id, coalesce(n.name, ''), o.anonymous, o.name, o.contact, o.text, o.clue, o.channel,
	       o.received_on, o.entered_at, coalesce(e.name, ''), o.receipt, o.state, o.verification, coalesce(o.conclusion, ''),
	       coalesce(v.name, ''), o.verified_at
	FROM publicity_opinion o LEFT JOIN appointment_case c ON c.id = o.case_id LEFT JOIN person n ON n.id = c.person_id
	LEFT JOIN account e ON e.id = o.entered_by LEFT JOIN account v ON v.id = o.verified_by`

func scanOpinion(row pgx.CollectableRow) (o Opinion, err error) {
	return o, row.Scan(&o.ID, &o.PublicityID, (*zeronull.Int8)(&o.CaseID), &o.Person, &o.Anonymous, &o.Name, &o.Contact, &o.Text,
		&o.Clue, &o.Channel, &o.ReceivedOn, &o.EnteredAt, &o.EnteredBy, &o.Receipt, &o.State, &o.Verification, &o.Conclusion,
		&o.VerifiedBy, (*zeronull.Timestamptz)(&o.VerifiedAt))
}

// Opinions lists the opinions on a notice in the order they were entered.
func (r reads) Opinions(ctx context.Context, publicityID int64) ([]Opinion, error) {
	rows, err := r.q.Query(ctx, opinionSQL+` WHERE o.publicity_id = $1 ORDER BY o.id LIMIT 1000`, publicityID)
	if err != nil {
		return nil, fmt.Errorf("opinions on publicity %d: %w", publicityID, err)
	}
	return pgx.CollectRows(rows, scanOpinion)
}

// Opinion returns one opinion of a notice.
func (r reads) Opinion(ctx context.Context, publicityID, id int64) (Opinion, error) {
	return r.opinion(ctx, publicityID, id, "")
}

// LockOpinion reads an opinion and holds its row until the transaction ends.
func (tx *Tx) LockOpinion(ctx context.Context, publicityID, id int64) (Opinion, error) {
	return tx.opinion(ctx, publicityID, id, " FOR UPDATE OF o")
}

func (r reads) opinion(ctx context.Context, publicityID, id int64, lock string) (Opinion, error) {
	rows, err := r.q.Query(ctx, opinionSQL+` WHERE o.publicity_id = $1 AND o.id = $2`+lock, publicityID, id)
	if err != nil {
		return Opinion{}, fmt.Errorf("opinion %d: %w", id, err)
	}
	o, err := pgx.CollectExactlyOneRow(rows, scanOpinion)
	if err != nil {
		return Opinion{}, missing(err, "公示意见", id)
	}
	return o, nil
}

// ReceiptOfForm returns the receipt number a form of the public was given already, "" for a new one.
func (r reads) ReceiptOfForm(ctx context.Context, key string) (string, error) {
	var receipt string
	err := r.q.QueryRow(ctx, `SELECT receipt FROM publicity_opinion WHERE form_key = $1`, key).Scan(&receipt)
	if err != nil && !errors.Is(err, pgx.ErrNoRows) {
		return "", fmt.Errorf("receipt of form: %w", err)
	}
	return receipt, nil
}

// ReceivedOn returns the day on which the opinion with that receipt number came in.
func (r reads) ReceivedOn(ctx context.Context, publicityID int64, receipt string) (calendar.Day, error) {
	var day calendar.Day
	err := r.q.QueryRow(ctx, `SELECT received_on FROM publicity_opinion WHERE publicity_id = $1 AND receipt = $2`,
		publicityID, receipt).Scan(&day)
	if err != nil {
		return day, missing(err, "受理编号", receipt)
	}
	return day, nil
}

// OpinionsSince counts what came by the web since an instant, for all notices together.
func (r reads) OpinionsSince(ctx context.Context, since time.Time) (int, error) {
	var n int
	err := r.q.QueryRow(ctx, `SELECT count(*) FROM publicity_opinion WHERE channel = 'web' AND entered_at >= $1`, since).Scan(&n)
	if err != nil {
		return 0, fmt.Errorf("opinions since %s: %w", since, err)
	}
	return n, nil
}

// InsertOpinion stores an opinion as received and returns its id.
func (tx *Tx) InsertOpinion(ctx context.Context, o Opinion) (int64, error) {
	var key *string
	if o.FormKey != "" {
		key = &o.FormKey
	}
	var id int64
	err := tx.tx.QueryRow(ctx, `
		INSERT INTO publicity_opinion (publicity_id, case_id, anonymous, name, contact, text, clue, channel, received_on, entered_at,
			entered_by, receipt, form_key, state)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, 'received') RETURNING id`,
		o.PublicityID, zeronull.Int8(o.CaseID), o.Anonymous, o.Name, o.Contact, o.Text, o.Clue, o.Channel, o.ReceivedOn, tx.now,
		zeronull.Int8(tx.who.AccountID), o.Receipt, key).Scan(&id)
	if err != nil {
		return 0, fmt.Errorf("insert opinion: %w", err)
	}
	return id, nil
}

// SaveOpinion writes the state of an opinion and the outcome of its verification; was is the state
// LockOpinion saw.
func (tx *Tx) SaveOpinion(ctx context.Context, was string, o Opinion) error {
	var conclusion *string
	if o.Conclusion != "" {
		text := string(o.Conclusion)
		conclusion = &text
	}
	return tx.exec1(ctx, "公示意见", fmt.Sprintf("save opinion %d", o.ID), `
		UPDATE publicity_opinion SET state = $3, verification = $4, conclusion = $5,
			verified_by = CASE WHEN $3 = 'verified' THEN $6::bigint END, verified_at = CASE WHEN $3 = 'verified' THEN $7::timestamptz END
		WHERE id = $1 AND state = $2`, o.ID, was, o.State, o.Verification, conclusion, tx.who.AccountID, tx.now)
}
