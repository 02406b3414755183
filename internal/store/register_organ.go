package store

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype/zeronull"

	"renmian/internal/calendar"
)

// Organ is an organ or department of the county (机关、部门). Its kinds are those of the procedure:
// congress, government, supervision, court, procuratorate, party, department, vertical.
type Organ struct {
	ID           int64
	Name         string
	Kind         string
	ProposerID   int64 // the organ that proposes its personnel; zero: it does so itself
	ProposerName string
	Sort         int
	EndedOn      calendar.Day
	Version      int
}

// organOrder is the order of the official list: congress, government, supervision, court, procuratorate.
const organOrder = `array_position(ARRAY['congress', 'government', 'department', 'supervision', 'court', 'procuratorate', 'party', 'vertical'], o.kind), o.sort, o.id`

const organColumns = `o.id, o.name, o.kind, o.proposer_id, coalesce(q.name, ''), o.sort, o.ended_on, o.version`

func scanOrgan(row pgx.CollectableRow) (Organ, error) {
	var o Organ
	err := row.Scan(&o.ID, &o.Name, &o.Kind, (*zeronull.Int8)(&o.ProposerID), &o.ProposerName, &o.Sort, &o.EndedOn, &o.Version)
	return o, err
}

// Organs lists the organs in the order of the official list; those abolished only when asked for.
func (r reads) Organs(ctx context.Context, ended bool) ([]Organ, error) {
	rows, err := r.q.Query(ctx, `
		SELECT `+organColumns+` FROM organ o LEFT JOIN organ q ON q.id = o.proposer_id
		WHERE $1 OR o.ended_on IS NULL ORDER BY o.ended_on IS NOT NULL, `+organOrder+` LIMIT 500`, ended)
	if err != nil {
		return nil, fmt.Errorf("organs: %w", err)
	}
	return pgx.CollectRows(rows, scanOrgan)
}

func (r reads) organ(ctx context.Context, what any, where string) (Organ, error) {
	rows, err := r.q.Query(ctx, `
		SELECT `+organColumns+` FROM organ o LEFT JOIN organ q ON q.id = o.proposer_id WHERE `+where, what)
	if err != nil {
		return Organ{}, fmt.Errorf("organ %v: %w", what, err)
	}
	o, err := pgx.CollectExactlyOneRow(rows, scanOrgan)
	if err != nil {
		return Organ{}, missing(err, "机关", what)
	}
	return o, nil
}

// Organ returns one organ.
func (r reads) Organ(ctx context.Context, id int64) (Organ, error) {
	return r.organ(ctx, id, `o.id = $1`)
}

// OrganByKind returns the first organ of a kind: the county government for government.
func (r reads) OrganByKind(ctx context.Context, kind string) (Organ, error) {
	return r.organ(ctx, kind, `o.kind = $1 AND o.ended_on IS NULL ORDER BY o.sort, o.id LIMIT 1`)
}

// LockOrgan reads an organ and holds its row until the transaction ends.
func (tx *Tx) LockOrgan(ctx context.Context, id int64) (Organ, error) {
	return tx.organ(ctx, id, `o.id = $1 FOR UPDATE OF o`)
}

// InsertOrgan stores a new organ and returns its id.
func (tx *Tx) InsertOrgan(ctx context.Context, o Organ) (int64, error) {
	var id int64
	err := tx.tx.QueryRow(ctx, `
		INSERT INTO organ (name, kind, proposer_id, sort) VALUES ($1, $2, $3, $4) RETURNING id`,
		o.Name, o.Kind, zeronull.Int8(o.ProposerID), o.Sort).Scan(&id)
	if err != nil {
		return 0, fmt.Errorf("insert organ %s: %w", o.Name, err)
	}
	return id, nil
}

// SaveOrgan writes what changed since LockOrgan.
func (tx *Tx) SaveOrgan(ctx context.Context, o Organ) error {
	return tx.exec1(ctx, "机关", fmt.Sprintf("save organ %d", o.ID), `
		UPDATE organ SET name = $2, kind = $3, proposer_id = $4, sort = $5, ended_on = $6, version = version + 1
		WHERE id = $1 AND version = $7`,
		o.ID, o.Name, o.Kind, zeronull.Int8(o.ProposerID), o.Sort, o.EndedOn, o.Version)
}
