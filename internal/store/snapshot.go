package store

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

type snapshotKey struct{}

// Snapshot lets every read that is done with the context given to look see the database as it was at one
// instant, on one connection: what belongs together on a page, like an item and its vote, then agrees. It
// serves one reader after the other and no write; look is not to wait for anything but the database.
func (db *DB) Snapshot(ctx context.Context, look func(ctx context.Context) error) error {
	if _, nested := ctx.Value(snapshotKey{}).(pgx.Tx); nested {
		return look(ctx)
	}
	t, err := db.pool.BeginTx(ctx, pgx.TxOptions{IsoLevel: pgx.RepeatableRead, AccessMode: pgx.ReadOnly})
	if err != nil {
		return fmt.Errorf("begin snapshot: %w", err)
	}
	defer func() {
		free, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
		defer cancel()
		_ = t.Rollback(free) // there is nothing to keep
	}()
	return look(context.WithValue(ctx, snapshotKey{}, t))
}

// anywhere reads on any connection, or within the snapshot of the context.
type anywhere struct{ pool *pgxpool.Pool }

func (a anywhere) Query(ctx context.Context, sql string, args ...any) (pgx.Rows, error) {
	if t, ok := ctx.Value(snapshotKey{}).(pgx.Tx); ok {
		return t.Query(ctx, sql, args...)
	}
	return a.pool.Query(ctx, sql, args...)
}

func (a anywhere) QueryRow(ctx context.Context, sql string, args ...any) pgx.Row {
	if t, ok := ctx.Value(snapshotKey{}).(pgx.Tx); ok {
		return t.QueryRow(ctx, sql, args...)
	}
	return a.pool.QueryRow(ctx, sql, args...)
}

func (a anywhere) SendBatch(ctx context.Context, b *pgx.Batch) pgx.BatchResults {
	if t, ok := ctx.Value(snapshotKey{}).(pgx.Tx); ok {
		return t.SendBatch(ctx, b)
	}
	return a.pool.SendBatch(ctx, b)
}
