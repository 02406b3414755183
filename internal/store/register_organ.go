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
	CreatedOn    calendar.Day // zero: before anything was registered
	EndedOn      calendar.Day
	SuccessorID  int64 // the organ it was merged into
	Successor    string
	Version      int
}

// organOrder is the order of the official list: congress, government, supervision, court, procuratorate.
const organOrder = `array_position(ARRAY['congress', 'government', 'department', 'supervision', 'court', 'procuratorate', 'party', 'vertical'], o.kind), o.sort, o.id`

const organColumns = `o.id, o.name, o.kind, o.proposer_id, coalesce(q.name, ''), o.sort, o.created_on, o.ended_on,
	o.successor_id, coalesce(u.name, ''), o.version`

const organTables = `organ o LEFT JOIN organ q ON q.id = o.proposer_id LEFT JOIN organ u ON u.id = o.successor_id`

func scanOrgan(row pgx.CollectableRow) (Organ, error) {
	var o Organ
	err := row.Scan(&o.ID, &o.Name, &o.Kind, (*zeronull.Int8)(&o.ProposerID), &o.ProposerName, &o.Sort, &o.CreatedOn, &o.EndedOn,
		(*zeronull.Int8)(&o.SuccessorID), &o.Successor, &o.Version)
	return o, err
}

// Organs lists the organs in the order of the official list; those abolished only when asked for.
func (r reads) Organs(ctx context.Context, ended bool) ([]Organ, error) {
	rows, err := r.q.Query(ctx, `
		SELECT `+organColumns+` FROM `+organTables+`
		WHERE $1 OR o.ended_on IS NULL ORDER BY o.ended_on IS NOT NULL, `+organOrder+` LIMIT 500`, ended)
	if err != nil {
		return nil, fmt.Errorf("organs: %w", err)
	}
	return pgx.CollectRows(rows, scanOrgan)
}

func (r reads) organ(ctx context.Context, what any, where string) (Organ, error) {
	rows, err := r.q.Query(ctx, `
		SELECT `+organColumns+` FROM `+organTables+` WHERE `+where, what)
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
		INSERT INTO organ (name, kind, proposer_id, sort, created_on) VALUES ($1, $2, $3, $4, $5) RETURNING id`,
		o.Name, o.Kind, zeronull.Int8(o.ProposerID), o.Sort, o.CreatedOn).Scan(&id)
	if err != nil {
		return 0, fmt.Errorf("insert organ %s: %w", o.Name, err)
	}
	return id, nil
}

// SaveOrgan writes what changed since LockOrgan.
func (tx *Tx) SaveOrgan(ctx context.Context, o Organ) error {
	return tx.exec1(ctx, "机关", fmt.Sprintf("save organ %d", o.ID), `
		UPDATE organ SET name = $2, kind = $3, proposer_id = $4, sort = $5, ended_on = $6, created_on = $8,
			successor_id = $9, version = version + 1
		WHERE id = $1 AND version = $7`,
		o.ID, o.Name, o.Kind, zeronull.Int8(o.ProposerID), o.Sort, o.EndedOn, o.Version, o.CreatedOn, zeronull.Int8(o.SuccessorID))
}

// FormerName is a name that an organ or an office had until a day.
type FormerName struct {
	Name      string
	Second    string       // of an office, in the second language
	Until     calendar.Day // the first day of the next name
	Basis     string
	Reappoint bool // of an office: whoever held it is to be appointed anew
}

func (r reads) formerNames(ctx context.Context, sql string, id int64) ([]FormerName, error) {
	rows, err := r.q.Query(ctx, sql, id)
	if err != nil {
		return nil, fmt.Errorf("former names of %d: %w", id, err)
	}
	return pgx.CollectRows(rows, pgx.RowToStructByPos[FormerName])
}

// OrganNames lists the names an organ had, the oldest first.
func (r reads) OrganNames(ctx context.Context, id int64) ([]FormerName, error) {
	return r.formerNames(ctx, `SELECT name, '', until_on, basis, false FROM organ_name WHERE organ_id = $1 ORDER BY until_on`, id)
}

// OfficeTitlesBefore lists the titles an office had, the oldest first.
func (r reads) OfficeTitlesBefore(ctx context.Context, id int64) ([]FormerName, error) {
	return r.formerNames(ctx, `SELECT title, title_second, until_on, basis, reappoint FROM office_title WHERE office_id = $1 ORDER BY until_on`, id)
}

// MergedInto lists the organs that were merged into one.
func (r reads) MergedInto(ctx context.Context, id int64) ([]Organ, error) {
	rows, err := r.q.Query(ctx, `SELECT `+organColumns+` FROM `+organTables+` WHERE o.successor_id = $1 ORDER BY o.ended_on, o.id`, id)
	if err != nil {
		return nil, fmt.Errorf("organs merged into %d: %w", id, err)
	}
	return pgx.CollectRows(rows, scanOrgan)
}

// InsertOrganName keeps the name an organ had until a day.
func (tx *Tx) InsertOrganName(ctx context.Context, id int64, name string, until calendar.Day, basis string) error {
	return tx.exec(ctx, fmt.Sprintf("former name of organ %d", id), `
		INSERT INTO organ_name (organ_id, name, until_on, basis) VALUES ($1, $2, $3, $4)`, id, name, until, basis)
}

// InsertOfficeTitle keeps the title an office had until a day, in both languages.
func (tx *Tx) InsertOfficeTitle(ctx context.Context, id int64, title, second string, until calendar.Day, basis string, reappoint bool) error {
	return tx.exec(ctx, fmt.Sprintf("former title of office %d", id), `
		INSERT INTO office_title (office_id, title, title_second, until_on, basis, reappoint) VALUES ($1, $2, $3, $4, $5, $6)`, id, title, second, until, basis, reappoint)
}
