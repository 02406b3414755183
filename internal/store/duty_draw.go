package store

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
)

// DutyDraw is one drawing of lots for who reports orally (抽签).
type DutyDraw struct {
	CallID  int64
	Pool    []int64 // duty reports, in the order shown
	Drawn   []int64
	Seed    string
	Witness string
	By      string
	At      time.Time
	Names   string // of the drawn
}

// InsertDutyDraw stores a drawing.
func (tx *Tx) InsertDutyDraw(ctx context.Context, d DutyDraw) error {
	return tx.exec(ctx, fmt.Sprintf("draw for call %d", d.CallID), `
		INSERT INTO duty_draw (call_id, pool, drawn, seed, witness, drawn_by, drawn_at) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
		d.CallID, d.Pool, d.Drawn, d.Seed, d.Witness, tx.who.AccountID, tx.now)
}

// DutyDraws lists the drawings of a call, the oldest first.
func (r reads) DutyDraws(ctx context.Context, callID int64) ([]DutyDraw, error) {
	rows, err := r.q.Query(ctx, `
		SELECT d.call_id, d.pool, d.drawn, d.seed, d.witness, a.name, d.drawn_at,
			(SELECT string_agg(n.name, '、' ORDER BY array_position(d.drawn, x.matter_id)) FROM duty_report x JOIN person n ON n.id = x.person_id WHERE x.matter_id = ANY (d.drawn))
		FROM duty_draw d JOIN account a ON a.id = d.drawn_by WHERE d.call_id = $1 ORDER BY d.id LIMIT 50`, callID)
	if err != nil {
		return nil, fmt.Errorf("draws of call %d: %w", callID, err)
	}
	return pgx.CollectRows(rows, pgx.RowToStructByPos[DutyDraw])
}
