package store

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"renmian/internal/meeting"
)

// MethodRequest is the operator's request that an item be voted on in another way, and what the chair
// decided (改变表决方式).
type MethodRequest struct {
	ID        int64
	To        meeting.Way
	Reason    string
	AskedBy   string
	AskedAt   time.Time
	Decided   bool
	Consented bool
	DecidedBy string
}

// MethodRequests lists what was asked about an item, in order.
func (r reads) MethodRequests(ctx context.Context, itemID int64) ([]MethodRequest, error) {
	rows, err := r.q.Query(ctx, `
		SELECT q.id, q.method, q.reason, a.name, q.asked_at, q.consented IS NOT NULL, coalesce(q.consented, false), coalesce(d.name, '')
		FROM method_request q JOIN account a ON a.id = q.asked_by LEFT JOIN account d ON d.id = q.decided_by
		WHERE q.item_id = $1 ORDER BY q.id LIMIT 100`, itemID)
	if err != nil {
		return nil, fmt.Errorf("requests on item %d: %w", itemID, err)
	}
	all, err := pgx.CollectRows(rows, pgx.RowToStructByPos[MethodRequest])
	if err != nil {
		return nil, fmt.Errorf("requests on item %d: %w", itemID, err)
	}
	return all, nil
}

// InsertMethodRequest keeps what the operator asks.
func (tx *Tx) InsertMethodRequest(ctx context.Context, itemID int64, to meeting.Way, reason string) error {
	return tx.exec(ctx, fmt.Sprintf("request on item %d", itemID), `
		INSERT INTO method_request (item_id, method, reason, asked_by, asked_at) VALUES ($1, $2, $3, $4, $5)`, itemID, to, reason, tx.who.AccountID, tx.now)
}

// DecideMethodRequest keeps what the chair decided about a request that is open.
func (tx *Tx) DecideMethodRequest(ctx context.Context, id int64, consented bool) error {
	return tx.exec1(ctx, "改变表决方式的请求", fmt.Sprintf("decide request %d", id), `
		UPDATE method_request SET consented = $2, decided_by = $3, decided_at = $4 WHERE id = $1 AND consented IS NULL`,
		id, consented, tx.who.AccountID, tx.now)
}
