package store

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"golang.org/x/mod/sumdb/tlog"
)

// auditLock is the advisory lock of the one worker that gives events their place in the tree.
const auditLock = 0x72656e6d69616e // "renmian"

// Leaf is one place in the tree with the event that stands there. Event.ID is zero when the event is
// gone.
type Leaf struct {
	Seq     int64
	EventID int64
	Event   Event
}

// AuditHead is a signed statement of how large the tree was and what it hashed to.
type AuditHead struct {
	Size     int64
	Note     string
	SignedAt time.Time
}

// SequenceAudit gives up to limit waiting events their place in the tree and returns how many. It
// stands outside InTx because its own event would never come to an end.
func (db *DB) SequenceAudit(ctx context.Context, limit int) (int, error) {
	n := 0
	err := pgx.BeginFunc(ctx, db.pool, func(t pgx.Tx) error {
		if _, err := t.Exec(ctx, `SELECT pg_advisory_xact_lock($1)`, int64(auditLock)); err != nil {
			return err
		}
		rows, err := t.Query(ctx, `
			SELECT e.id, e.leaf FROM audit_pending p JOIN audit_event e ON e.id = p.event_id
			ORDER BY e.id LIMIT $1`, limit)
		if err != nil {
			return err
		}
		var ids []int64
		var leaves []tlog.Hash
		var id int64
		var leaf []byte
		_, err = pgx.ForEachRow(rows, []any{&id, &leaf}, func() error {
			ids = append(ids, id)
			leaves = append(leaves, tlog.Hash(leaf))
			return nil
		})
		if err != nil || len(ids) == 0 {
			return err
		}
		n = len(ids)
		return appendLeaves(ctx, t, ids, leaves)
	})
	if err != nil {
		return 0, fmt.Errorf("sequence audit: %w", err)
	}
	return n, nil
}

func appendLeaves(ctx context.Context, t pgx.Tx, ids []int64, leaves []tlog.Hash) error {
	r := reads{q: t}
	seq, err := r.AuditSize(ctx)
	if err != nil {
		return err
	}
	fresh := map[int64]tlog.Hash{} // not yet in the table
	reader := tlog.HashReaderFunc(func(indexes []int64) ([]tlog.Hash, error) {
		return r.auditHashes(ctx, indexes, fresh)
	})
	var places, nodes [][]any
	for i, id := range ids {
		n := seq + int64(i)
		hashes, err := tlog.StoredHashesForRecordHash(n, leaves[i], reader)
		if err != nil {
			return err
		}
		for j, h := range hashes {
			index := tlog.StoredHashIndex(0, n) + int64(j)
			fresh[index] = h
			nodes = append(nodes, []any{index, h[:]})
		}
		places = append(places, []any{n, id})
	}
	if _, err := t.CopyFrom(ctx, pgx.Identifier{"audit_leaf"}, []string{"seq", "event_id"}, pgx.CopyFromRows(places)); err != nil {
		return err
	}
	if _, err := t.CopyFrom(ctx, pgx.Identifier{"audit_hash"}, []string{"index", "hash"}, pgx.CopyFromRows(nodes)); err != nil {
		return err
	}
	_, err = t.Exec(ctx, `DELETE FROM audit_pending WHERE event_id = ANY ($1)`, ids)
	return err
}

// auditHashes reads stored hashes by index, preferring those in fresh.
func (r reads) auditHashes(ctx context.Context, indexes []int64, fresh map[int64]tlog.Hash) ([]tlog.Hash, error) {
	var stored []int64
	for _, i := range indexes {
		if _, ok := fresh[i]; !ok {
			stored = append(stored, i)
		}
	}
	found := map[int64]tlog.Hash{}
	if len(stored) > 0 {
		rows, err := r.q.Query(ctx, `SELECT index, hash FROM audit_hash WHERE index = ANY ($1)`, stored)
		if err != nil {
			return nil, err
		}
		var index int64
		var hash []byte
		_, err = pgx.ForEachRow(rows, []any{&index, &hash}, func() error {
			found[index] = tlog.Hash(hash)
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	all := make([]tlog.Hash, len(indexes))
	for n, i := range indexes {
		h, ok := fresh[i]
		if !ok {
			if h, ok = found[i]; !ok {
				return nil, fmt.Errorf("audit hash %d is missing", i)
			}
		}
		all[n] = h
	}
	return all, nil
}

// AuditSize returns how many events have their place in the tree.
func (r reads) AuditSize(ctx context.Context) (int64, error) {
	var n int64
	if err := r.q.QueryRow(ctx, `SELECT coalesce(max(seq) + 1, 0) FROM audit_leaf`).Scan(&n); err != nil {
		return 0, fmt.Errorf("audit size: %w", err)
	}
	return n, nil
}

// AuditRoot returns the hash of the tree of the first size events, from the stored hashes.
func (r reads) AuditRoot(ctx context.Context, size int64) (tlog.Hash, error) {
	h, err := tlog.TreeHash(size, tlog.HashReaderFunc(func(indexes []int64) ([]tlog.Hash, error) {
		return r.auditHashes(ctx, indexes, nil)
	}))
	if err != nil {
		return tlog.Hash{}, fmt.Errorf("audit root of %d: %w", size, err)
	}
	return h, nil
}

// AuditLeaves lists leaves from a place on, with their events, to check them.
func (r reads) AuditLeaves(ctx context.Context, from int64, limit int) ([]Leaf, error) {
	rows, err := r.q.Query(ctx, `
		SELECT l.seq, l.event_id, coalesce(e.id, 0), coalesce(e.at, 'epoch'), coalesce(e.account_id, 0), coalesce(e.actor, ''),
			coalesce(e.action, ''), coalesce(e.subject_kind, ''), coalesce(e.subject_id, 0), coalesce(e.case_id, 0),
			coalesce(e.detail::text, ''), coalesce(e.leaf, '')
		FROM audit_leaf l LEFT JOIN audit_event e ON e.id = l.event_id
		WHERE l.seq >= $1 ORDER BY l.seq LIMIT $2`, from, limit)
	if err != nil {
		return nil, fmt.Errorf("audit leaves: %w", err)
	}
	return pgx.CollectRows(rows, func(row pgx.CollectableRow) (Leaf, error) {
		var l Leaf
		var detail string
		var leaf []byte
		e := &l.Event
		err := row.Scan(&l.Seq, &l.EventID, &e.ID, &e.At, &e.AccountID, &e.Actor, &e.Action,
			&e.Subject.Kind, &e.Subject.ID, &e.Subject.CaseID, &detail, &leaf)
		e.Detail = []byte(detail)
		copy(e.Leaf[:], leaf)
		return l, err
	})
}

// AuditOutside counts events without a place in the tree: those still waiting for the worker, and
// those that nobody queued, which only happens behind the application's back.
func (r reads) AuditOutside(ctx context.Context) (waiting, unqueued int64, err error) {
	err = r.q.QueryRow(ctx, `
		SELECT count(p.event_id), count(*) - count(p.event_id)
		FROM audit_event e LEFT JOIN audit_leaf l ON l.event_id = e.id LEFT JOIN audit_pending p ON p.event_id = e.id
		WHERE l.event_id IS NULL`).Scan(&waiting, &unqueued)
	if err != nil {
		return 0, 0, fmt.Errorf("audit outside the tree: %w", err)
	}
	return waiting, unqueued, nil
}

// SaveAuditHead keeps a signed head. Like SequenceAudit it writes no event.
func (db *DB) SaveAuditHead(ctx context.Context, h AuditHead) error {
	_, err := db.pool.Exec(ctx, `
		INSERT INTO audit_head (size, note, signed_at) VALUES ($1, $2, $3) ON CONFLICT (size) DO NOTHING`,
		h.Size, h.Note, h.SignedAt)
	if err != nil {
		return fmt.Errorf("save audit head: %w", err)
	}
	return nil
}

// AuditHeads lists signed heads, newest first, smaller than before (zero: all).
func (r reads) AuditHeads(ctx context.Context, before int64, limit int) ([]AuditHead, error) {
	rows, err := r.q.Query(ctx, `
		SELECT size, note, signed_at FROM audit_head
		WHERE $1::bigint = 0 OR size < $1 ORDER BY size DESC LIMIT $2`, before, limit)
	if err != nil {
		return nil, fmt.Errorf("audit heads: %w", err)
	}
	return pgx.CollectRows(rows, pgx.RowToStructByPos[AuditHead])
}
