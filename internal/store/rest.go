package store

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype/zeronull"
)

// Rest is a pause of an open meeting (休会).
type Rest struct {
	From    time.Time
	Until   time.Time // when it is to go on
	Reason  string
	Resumed time.Time // zero while it lasts
}

// Rests lists the pauses of a meeting, in order.
func (r reads) Rests(ctx context.Context, meetingID int64) ([]Rest, error) {
	rows, err := r.q.Query(ctx, `
		SELECT rested_at, until, reason, resumed_at FROM meeting_rest WHERE meeting_id = $1 ORDER BY id LIMIT 100`, meetingID)
	if err != nil {
		return nil, fmt.Errorf("rests of meeting %d: %w", meetingID, err)
	}
	all, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (x Rest, err error) {
		return x, row.Scan(&x.From, &x.Until, &x.Reason, (*zeronull.Timestamptz)(&x.Resumed))
	})
	if err != nil {
		return nil, fmt.Errorf("rests of meeting %d: %w", meetingID, err)
	}
	return all, nil
}

// BeginRest suspends a meeting. The caller holds the meeting's row.
func (tx *Tx) BeginRest(ctx context.Context, meetingID int64, until time.Time, reason string) error {
	return tx.exec(ctx, fmt.Sprintf("rest of meeting %d", meetingID), `
		INSERT INTO meeting_rest (meeting_id, rested_at, until, reason, rested_by) VALUES ($1, $2, $3, $4, $5)`,
		meetingID, tx.now, until, reason, tx.who.AccountID)
}

// ProlongRest gives the pause that lasts another end.
func (tx *Tx) ProlongRest(ctx context.Context, meetingID int64, until time.Time, reason string) error {
	return tx.exec1(ctx, "休会", fmt.Sprintf("rest of meeting %d", meetingID), `
		UPDATE meeting_rest SET until = $2, reason = CASE WHEN $3 = '' THEN reason ELSE $3 END
		WHERE meeting_id = $1 AND resumed_at IS NULL`, meetingID, until, reason)
}

// EndRest lets a meeting go on.
func (tx *Tx) EndRest(ctx context.Context, meetingID int64) error {
	return tx.exec1(ctx, "休会", fmt.Sprintf("rest of meeting %d", meetingID), `
		UPDATE meeting_rest SET resumed_at = $2, resumed_by = $3 WHERE meeting_id = $1 AND resumed_at IS NULL`,
		meetingID, tx.now, tx.who.AccountID)
}
