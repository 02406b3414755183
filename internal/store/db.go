// Package store holds all SQL, one file per stage. DB reads; only a Tx writes, and only InTx makes one.
// It imports the rules, whose values it stores; workflow and server import it.
package store

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"

	"renmian/internal/errs"
)

// reads carries every read method; DB and Tx embed it, so that reads inside a transaction see it.
type reads struct {
	q interface {
		Query(ctx context.Context, sql string, args ...any) (pgx.Rows, error)
		QueryRow(ctx context.Context, sql string, args ...any) pgx.Row
		SendBatch(ctx context.Context, b *pgx.Batch) pgx.BatchResults
	}
	identity *identityKeys // nil without a key
	policies *sync.Map     // policy.Policy by id; a version is never edited
}

// DB reads the database and starts transactions.
type DB struct {
	reads
	pool *pgxpool.Pool
	now  func() time.Time
	late bool // commits do not wait for the disk
	told *told
}

// told are those who want to know at once what this process has changed.
type told struct {
	mu     sync.Mutex
	public []func()
}

// PublicTopic is told to every process when something on the public pages has changed, by the triggers
// of the tables they are made of.
const PublicTopic = "public"

// OnPublicChange calls on, which must be quick, after every change of this process that the public sees.
// Other processes hear of it by PublicTopic, this one a moment later as well.
func (db *DB) OnPublicChange(on func()) {
	db.told.mu.Lock()
	defer db.told.mu.Unlock()
	db.told.public = append(db.told.public, on)
}

func (db *DB) tellPublic() {
	db.told.mu.Lock()
	defer db.told.mu.Unlock()
	for _, on := range db.told.public {
		on()
	}
}

// New returns a DB on the pool of the application's role.
func New(pool *pgxpool.Pool) *DB {
	return &DB{reads: reads{q: anywhere{pool}, policies: &sync.Map{}}, pool: pool, now: time.Now, told: &told{}}
}

// WithClock returns a DB whose transactions and Now follow the clock: for tests and for history
// written by the demonstration data.
func (db *DB) WithClock(now func() time.Time) *DB {
	c := *db
	c.now = now
	return &c
}

// WithLateCommit returns a DB whose commits do not wait for the disk, for what can be loaded again after
// a crash. The next commit that waits makes them all durable.
func (db *DB) WithLateCommit() *DB {
	c := *db
	c.late = true
	return &c
}

// Now returns the present instant, as precise as the database keeps it.
func (db *DB) Now() time.Time { return db.now().Truncate(time.Microsecond) }

// Ping reports whether the database answers.
func (db *DB) Ping(ctx context.Context) error { return db.pool.Ping(ctx) }

// Tell sends a word to every process that listens on the channel; it is kept nowhere.
func (db *DB) Tell(ctx context.Context, payload string) error {
	_, err := db.pool.Exec(ctx, `SELECT pg_notify($1, $2)`, Channel, payload)
	return err
}

// userError turns the database's refusals that a person can cause into errors they may read.
func userError(err error) error {
	pg, ok := errors.AsType[*pgconn.PgError](err)
	if !ok {
		return err
	}
	if told, ok := constraints[pg.ConstraintName]; ok {
		return told
	}
	if pg.Code == "40001" || pg.Code == "40P01" { // serialization failure, deadlock
		return errs.New(errs.Conflict, "另一位同事正在办理同一事项，请稍候重试。")
	}
	return err
}

// missing turns "no row" into a NotFound that names what was looked for; any other error is wrapped.
func missing(err error, what string, id any) error {
	if errors.Is(err, pgx.ErrNoRows) {
		return errs.New(errs.NotFound, "查无此%s，可能已被移走，请返回列表重新查找。", what)
	}
	return fmt.Errorf("%s %v: %w", what, id, err)
}

// changedElsewhere is the answer when a guarded update finds another state than the page showed.
func changedElsewhere(what string) error {
	return errs.New(errs.Conflict, "%s已被他人办理或修改，请刷新页面，看清现在的情况后再办。", what)
}
