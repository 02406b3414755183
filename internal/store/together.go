package store

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// gathered are writes that wait to be sent to the database together, each with what it does.
type gathered struct {
	batch   pgx.Batch
	doing   []string
	done    int
	refused error // of a guard
}

// Together does one thing to many rows: the writes and events of change wait until the end, or until something is read,
// and are then sent in one round trip. The methods are those for a single row, each statement with its own guard; that
// one of them failed is told at the end instead of at once.
func (tx *Tx) Together(ctx context.Context, change func() error) error {
	if tx.gathered != nil {
		return change()
	}
	tx.gathered = &gathered{}
	err := change()
	if err == nil {
		err = tx.flush(ctx)
	}
	tx.gathered = nil
	return err
}

// write runs one statement, or lets it wait for its fellows; check looks at what it touched.
func (tx *Tx) write(ctx context.Context, doing string, check func(pgconn.CommandTag) error, sql string, args ...any) error {
	g := tx.gathered
	if g == nil {
		tag, err := tx.tx.Exec(ctx, sql, args...)
		if err != nil {
			return fmt.Errorf("%s: %w", doing, err)
		}
		return check(tag)
	}
	g.doing = append(g.doing, doing)
	g.batch.Queue(sql, args...).Exec(func(tag pgconn.CommandTag) error {
		g.done++
		g.refused = check(tag)
		return g.refused
	})
	return nil
}

// flush sends the writes that wait, then their events.
func (tx *Tx) flush(ctx context.Context) error {
	g := tx.gathered
	if g == nil {
		return nil
	}
	tx.gathered = &gathered{}
	if len(g.doing) > 0 {
		switch err := tx.plain.SendBatch(ctx, &g.batch).Close(); {
		case g.refused != nil:
			return g.refused
		case err != nil:
			return fmt.Errorf("%s: %w", g.doing[min(g.done, len(g.doing)-1)], err)
		}
	}
	return tx.writeEvents(ctx)
}

// ordered is the transaction as reads and single writes see it: what waits is sent before them.
type ordered struct {
	pgx.Tx
	tx *Tx
}

func (o ordered) Exec(ctx context.Context, sql string, args ...any) (pgconn.CommandTag, error) {
	if err := o.tx.flush(ctx); err != nil {
		return pgconn.CommandTag{}, err
	}
	return o.Tx.Exec(ctx, sql, args...)
}

func (o ordered) Query(ctx context.Context, sql string, args ...any) (pgx.Rows, error) {
	if err := o.tx.flush(ctx); err != nil {
		return nil, err
	}
	return o.Tx.Query(ctx, sql, args...)
}

func (o ordered) QueryRow(ctx context.Context, sql string, args ...any) pgx.Row {
	if err := o.tx.flush(ctx); err != nil {
		return failed{err}
	}
	return o.Tx.QueryRow(ctx, sql, args...)
}

func (o ordered) SendBatch(ctx context.Context, b *pgx.Batch) pgx.BatchResults {
	if err := o.tx.flush(ctx); err != nil {
		return pgx.FailedBatchResults(b, err)
	}
	return o.Tx.SendBatch(ctx, b)
}

// failed answers what could not be asked any more.
type failed struct{ err error }

func (f failed) Scan(...any) error { return f.err }
