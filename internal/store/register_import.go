package store

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype/zeronull"

	"renmian/internal/appointment"
	"renmian/internal/calendar"
)

// RosterState is how far the import of a list of office holders is.
type RosterState string

const (
	RosterChecked   RosterState = "checked"   // 已核对：工委导入或放弃
	RosterAccepted  RosterState = "accepted"  // 已导入
	RosterDiscarded RosterState = "discarded" // 已放弃
)

// RosterImport is an uploaded list of office holders with its report line by line (任职名册导入).
type RosterImport struct {
	ID        int64
	FileID    int64
	FileName  string
	AsOf      calendar.Day
	Lines     []appointment.RosterLine
	State     RosterState
	CreatedBy string
	CreatedAt time.Time
	DecidedBy string
	DecidedAt time.Time
}

const rosterColumns = `i.id, i.file_id, f.name, i.as_of, i.rows, i.state, c.name, i.created_at, coalesce(d.name, ''), i.decided_at`

const rosterTables = `roster_import i JOIN file f ON f.id = i.file_id JOIN account c ON c.id = i.created_by
	LEFT JOIN account d ON d.id = i.decided_by`

func scanRoster(row pgx.CollectableRow) (RosterImport, error) {
	var i RosterImport
	err := row.Scan(&i.ID, &i.FileID, &i.FileName, &i.AsOf, &i.Lines, &i.State, &i.CreatedBy, &i.CreatedAt, &i.DecidedBy,
		(*zeronull.Timestamptz)(&i.DecidedAt))
	return i, err
}

// RosterImports lists the latest imports, the newest first.
func (r reads) RosterImports(ctx context.Context, limit int) ([]RosterImport, error) {
	rows, err := r.q.Query(ctx, `SELECT `+rosterColumns+` FROM `+rosterTables+` ORDER BY i.id DESC LIMIT $1`, limit)
	if err != nil {
		return nil, fmt.Errorf("roster imports: %w", err)
	}
	return pgx.CollectRows(rows, scanRoster)
}

// RosterImport returns one import with its report.
func (r reads) RosterImport(ctx context.Context, id int64) (RosterImport, error) {
	return r.rosterImport(ctx, id, "")
}

func (r reads) rosterImport(ctx context.Context, id int64, lock string) (RosterImport, error) {
	rows, err := r.q.Query(ctx, `SELECT `+rosterColumns+` FROM `+rosterTables+` WHERE i.id = $1 `+lock, id)
	if err != nil {
		return RosterImport{}, fmt.Errorf("roster import %d: %w", id, err)
	}
	i, err := pgx.CollectExactlyOneRow(rows, scanRoster)
	if err != nil {
		return RosterImport{}, missing(err, "名册", id)
	}
	return i, nil
}

// LockRosterImport reads an import and holds its row until the transaction ends.
func (tx *Tx) LockRosterImport(ctx context.Context, id int64) (RosterImport, error) {
	return tx.rosterImport(ctx, id, "FOR UPDATE OF i")
}

// InsertRosterImport stores a checked list and returns its id.
func (tx *Tx) InsertRosterImport(ctx context.Context, fileID int64, asOf calendar.Day, lines []appointment.RosterLine) (int64, error) {
	var id int64
	err := tx.tx.QueryRow(ctx, `
		INSERT INTO roster_import (file_id, as_of, rows, state, created_by, created_at)
		VALUES ($1, $2, $3, 'checked', $4, $5) RETURNING id`,
		fileID, asOf, lines, tx.who.AccountID, tx.now).Scan(&id)
	if err != nil {
		return 0, fmt.Errorf("insert roster import: %w", err)
	}
	return id, nil
}

// DecideRosterImport notes that a checked import was accepted or discarded.
func (tx *Tx) DecideRosterImport(ctx context.Context, id int64, state RosterState, lines []appointment.RosterLine) error {
	return tx.exec1(ctx, "名册", fmt.Sprintf("decide roster import %d", id), `
		UPDATE roster_import SET state = $2, rows = $3, decided_by = $4, decided_at = $5
		WHERE id = $1 AND state = 'checked'`, id, state, lines, tx.who.AccountID, tx.now)
}

// ImportTenure stores a tenure as a marked import: the one way besides an adopted case.
func (tx *Tx) ImportTenure(ctx context.Context, importID, personID int64, l appointment.RosterLine) error {
	return tx.exec(ctx, fmt.Sprintf("import tenure of row %d", l.Row), `
		INSERT INTO tenure (person_id, office_id, acting, starts_on, ends_on, end_reason, start_import_id)
		VALUES ($1, $2, $3, $4, $5, $6, $7)`,
		personID, l.OfficeID, l.Acting, l.From, l.To, l.EndReason, importID)
}

// RegisteredFor returns what the registers know of the names and offices of a list.
func (r reads) RegisteredFor(ctx context.Context, lines []appointment.RosterLine, day calendar.Day) (appointment.Registered, error) {
	names := make([]string, 0, len(lines))
	for _, l := range lines {
		names = append(names, l.Name)
	}
	var known appointment.Registered
	offices, err := r.Offices(ctx, OfficeFilter{Ended: true, Limit: 2000})
	if err != nil {
		return known, err
	}
	for _, e := range offices {
		known.Offices = append(known.Offices, appointment.RosterOffice{Office: e.Office, EndedOn: e.EndedOn})
	}
	rows, err := r.q.Query(ctx, `
		SELECT p.id, p.name, p.sex, p.ethnicity, p.born, EXISTS (SELECT FROM member m
			WHERE m.person_id = p.id AND m.since <= $2 AND (m.until IS NULL OR m.until > $2)
			  AND m.term_id = (SELECT id FROM term WHERE starts_on <= $2 ORDER BY starts_on DESC LIMIT 1))
		FROM person p WHERE p.name = ANY ($1) ORDER BY p.id`, names, day)
	if err != nil {
		return known, fmt.Errorf("registered persons: %w", err)
	}
	known.Persons, err = pgx.CollectRows(rows, func(row pgx.CollectableRow) (p appointment.RosterPerson, err error) {
		return p, row.Scan(&p.ID, &p.Name, &p.Sex, &p.Ethnicity, &p.Born, &p.Member)
	})
	if err != nil {
		return known, fmt.Errorf("registered persons: %w", err)
	}
	rows, err = r.q.Query(ctx, `
		SELECT t.person_id, t.office_id, t.acting, t.starts_on, t.ends_on FROM tenure t JOIN person p ON p.id = t.person_id
		WHERE t.ends_on IS NULL OR p.name = ANY ($1)`, names)
	if err != nil {
		return known, fmt.Errorf("registered tenures: %w", err)
	}
	known.Tenures, err = pgx.CollectRows(rows, func(row pgx.CollectableRow) (t appointment.RosterTenure, err error) {
		return t, row.Scan(&t.PersonID, &t.OfficeID, &t.Acting, &t.From, &t.To)
	})
	if err != nil {
		return known, fmt.Errorf("registered tenures: %w", err)
	}
	return known, nil
}

// HoldRegisters keeps every other import waiting until the transaction ends, so that two lists with
// the same new person do not both make a file for them.
func (tx *Tx) HoldRegisters(ctx context.Context) error {
	return tx.exec(ctx, "hold registers", `SELECT pg_advisory_xact_lock(hashtext('roster_import'))`)
}
