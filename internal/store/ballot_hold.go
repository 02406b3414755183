package store

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
)

// boxLock is the class of the advisory locks that say whose keys are alive.
const boxLock = 0x626f78

// relock is how long a broken hold waits before it is taken again.
const relock = time.Second

// HoldBox tells every process on the database that the keys of a box are alive in this one, until release
// is called or the process ends: a lock of a session of its own, taken again when its connection breaks.
// Several processes that share the folder of keys may hold a box at once.
func (db *DB) HoldBox(ctx context.Context, boxID int64) (release func(), err error) {
	conn, err := db.lockBox(ctx, boxID)
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithCancel(context.WithoutCancel(ctx))
	done := make(chan struct{})
	go func() {
		defer close(done)
		for {
			for { // nobody notifies it: what comes is the end
				if _, err := conn.WaitForNotification(ctx); err != nil {
					break
				}
			}
			if ctx.Err() != nil {
				unlockBox(conn, boxID)
				return
			}
			if conn = db.relockBox(ctx, boxID); conn == nil {
				return
			}
		}
	}()
	return func() { cancel(); <-done }, nil
}

// lockBox takes the lock on a connection that the pool lets go of.
func (db *DB) lockBox(ctx context.Context, boxID int64) (*pgx.Conn, error) {
	pooled, err := db.pool.Acquire(ctx)
	if err != nil {
		return nil, fmt.Errorf("hold box %d: %w", boxID, err)
	}
	conn := pooled.Hijack()
	if _, err := conn.Exec(ctx, `SELECT pg_advisory_lock_shared($1, $2::int)`, boxLock, boxID); err != nil {
		_ = conn.Close(ctx)
		return nil, fmt.Errorf("hold box %d: %w", boxID, err)
	}
	return conn, nil
}

// relockBox tries until the database is back; nil when ctx ends before.
func (db *DB) relockBox(ctx context.Context, boxID int64) *pgx.Conn {
	for {
		conn, err := db.lockBox(ctx, boxID)
		if err == nil {
			return conn
		}
		select {
		case <-ctx.Done():
			return nil
		case <-time.After(relock):
		}
	}
}

// unlockBox ends the session; the lock is given back first, for the server notices the end a little later.
func unlockBox(conn *pgx.Conn, boxID int64) {
	ctx, cancel := context.WithTimeout(context.Background(), relock)
	defer cancel()
	_, _ = conn.Exec(ctx, `SELECT pg_advisory_unlock_shared($1, $2::int)`, boxLock, boxID)
	_ = conn.Close(ctx)
}

// BoxHeld reports whether the keys of a box are alive in any process.
func (r reads) BoxHeld(ctx context.Context, boxID int64) (bool, error) {
	var held bool
	err := r.q.QueryRow(ctx, `
		SELECT EXISTS (SELECT FROM pg_locks l JOIN pg_database d ON d.oid = l.database
			WHERE l.locktype = 'advisory' AND d.datname = current_database() AND l.classid::bigint = $1 AND l.objid::bigint = $2
			  AND l.objsubid = 2 AND l.granted)`, int64(boxLock), boxID).Scan(&held)
	if err != nil {
		return false, fmt.Errorf("holder of box %d: %w", boxID, err)
	}
	return held, nil
}
