package store

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype/zeronull"

	"renmian/internal/calendar"
	"renmian/internal/errs"
	"renmian/internal/policy"
)

// Tenure is one person's holding of one office, from the decision that began it to the one that ended
// it (任职). EndsOn is the first day without the office.
type Tenure struct {
	ID            int64
	PersonID      int64
	Name          string
	Sex           string
	Ethnicity     string
	OfficeID      int64
	Title         string
	OrganName     string
	Acting        bool
	StartsOn      calendar.Day
	EndsOn        calendar.Day
	StartCaseID   int64
	StartImportID int64
	EndCaseID     int64
	EndReason     string
}

// Holder is one line of the list of office holders on a day: an office and who holds it. PersonID is
// zero for a vacancy, OfficeID for a member of the standing committee whose election is not a tenure.
type Holder struct {
	OrganID   int64
	OrganName string
	Group     policy.Group
	OfficeID  int64
	Title     string // as it was called on the day
	TitleNow  string
	Seats     int
	PersonID  int64
	Name      string
	Sex       string
	Ethnicity string
	Acting    bool
	Since     calendar.Day
}

// A tenure goes by the title under which it ended, or is still held.
const tenureColumns = `t.id, t.person_id, p.name, p.sex, p.ethnicity, t.office_id,
	office_called(f.id, f.title, t.ends_on - 1), organ_called(o.id, o.name, t.ends_on - 1), t.acting,
	t.starts_on, t.ends_on, t.start_case_id, t.start_import_id, t.end_case_id, t.end_reason`

const tenureTables = `tenure t JOIN person p ON p.id = t.person_id JOIN office f ON f.id = t.office_id
	JOIN organ o ON o.id = f.organ_id`

func scanTenure(row pgx.CollectableRow) (Tenure, error) {
	var t Tenure
	err := row.Scan(&t.ID, &t.PersonID, &t.Name, &t.Sex, &t.Ethnicity, &t.OfficeID, &t.Title, &t.OrganName, &t.Acting,
		&t.StartsOn, &t.EndsOn, (*zeronull.Int8)(&t.StartCaseID), (*zeronull.Int8)(&t.StartImportID),
		(*zeronull.Int8)(&t.EndCaseID), &t.EndReason)
	return t, err
}

func (r reads) tenures(ctx context.Context, sql string, args ...any) ([]Tenure, error) {
	rows, err := r.q.Query(ctx, sql, args...)
	if err != nil {
		return nil, fmt.Errorf("tenures: %w", err)
	}
	all, err := pgx.CollectRows(rows, scanTenure)
	if err != nil {
		return nil, fmt.Errorf("tenures: %w", err)
	}
	return all, nil
}

// TenuresOf lists a person's tenures, the present ones first, then the newest.
func (r reads) TenuresOf(ctx context.Context, personID int64) ([]Tenure, error) {
	return r.tenures(ctx, `
		SELECT `+tenureColumns+` FROM `+tenureTables+`
		WHERE t.person_id = $1 ORDER BY t.ends_on IS NOT NULL, t.starts_on DESC, t.id DESC LIMIT 200`, personID)
}

// TenuresIn lists who held an office over time, the present holders first.
func (r reads) TenuresIn(ctx context.Context, officeID int64) ([]Tenure, error) {
	return r.tenures(ctx, `
		SELECT `+tenureColumns+` FROM `+tenureTables+`
		WHERE t.office_id = $1 ORDER BY t.ends_on IS NOT NULL, t.starts_on DESC, t.id DESC LIMIT 500`, officeID)
}

// Tenure returns one tenure.
func (r reads) Tenure(ctx context.Context, id int64) (Tenure, error) { return r.tenure(ctx, id, "") }

func (r reads) tenure(ctx context.Context, id int64, lock string) (Tenure, error) {
	all, err := r.tenures(ctx, `SELECT `+tenureColumns+` FROM `+tenureTables+` WHERE t.id = $1 `+lock, id)
	if err != nil {
		return Tenure{}, err
	}
	if len(all) != 1 {
		return Tenure{}, missing(pgx.ErrNoRows, "任职", id)
	}
	return all[0], nil
}

// LockTenure reads a tenure and holds its row until the transaction ends.
func (tx *Tx) LockTenure(ctx context.Context, id int64) (Tenure, error) {
	return tx.tenure(ctx, id, "FOR UPDATE OF t")
}

// HoldersOn lists every office that existed on a day in the order of the official list, with who held
// it, and first the members of the standing committee. A vacant office is one row without a person.
func (r reads) HoldersOn(ctx context.Context, day calendar.Day) ([]Holder, error) {
	rows, err := r.q.Query(ctx, `
		WITH committee AS (
			SELECT id, name, kind, sort FROM organ WHERE kind = 'congress' ORDER BY sort, id LIMIT 1
		), line AS (
			SELECT f.organ_id, f.office_group, f.id AS office_id, office_called(f.id, f.title, @day) AS title, f.title AS title_now, f.seats, f.sort AS place, f.id AS tie,
				t.person_id, coalesce(t.acting, false) AS acting, t.starts_on AS since
			FROM office f
			LEFT JOIN tenure t ON t.office_id = f.id AND t.starts_on <= @day AND (t.ends_on IS NULL OR t.ends_on > @day)
			WHERE (f.created_on IS NULL OR f.created_on <= @day) AND (f.ended_on IS NULL OR f.ended_on > @day OR t.id IS NOT NULL)
			  AND (t.id IS NOT NULL OR NOT (f.office_group = 'congress' AND f.filled_by = 'elect'))
			UNION ALL
			SELECT c.id, 'congress', NULL, CASE m.duty WHEN 'chairperson' THEN '主任' WHEN 'vice_chairperson' THEN '副主任' ELSE '委员' END,
				'', 1, array_position(ARRAY['chairperson', 'vice_chairperson', 'member'], m.duty) - 1000, m.sort,
				m.person_id, false, m.since
			FROM committee c, member m
			WHERE m.term_id = (SELECT id FROM term WHERE starts_on <= @day ORDER BY starts_on DESC LIMIT 1)
			  AND m.since <= @day AND (m.until IS NULL OR m.until > @day)
			  AND NOT EXISTS (SELECT FROM tenure t JOIN office f ON f.id = t.office_id
				WHERE t.person_id = m.person_id AND f.office_group = 'congress' AND f.filled_by = 'elect' AND NOT t.acting
				  AND t.starts_on <= @day AND (t.ends_on IS NULL OR t.ends_on > @day))
		)
		SELECT o.id, organ_called(o.id, o.name, @day), l.office_group, l.office_id, l.title, l.title_now, l.seats, l.person_id, coalesce(p.name, ''),
			coalesce(p.sex, ''), coalesce(p.ethnicity, ''), l.acting, l.since
		FROM line l JOIN organ o ON o.id = l.organ_id LEFT JOIN person p ON p.id = l.person_id
		ORDER BY `+organOrder+`, l.place, l.tie, l.acting, l.since, p.initials, p.id LIMIT 5000`,
		pgx.NamedArgs{"day": day})
	if err != nil {
		return nil, fmt.Errorf("holders on %s: %w", day.ISO(), err)
	}
	return pgx.CollectRows(rows, func(row pgx.CollectableRow) (h Holder, err error) {
		return h, row.Scan(&h.OrganID, &h.OrganName, &h.Group, (*zeronull.Int8)(&h.OfficeID), &h.Title, &h.TitleNow, &h.Seats,
			(*zeronull.Int8)(&h.PersonID), &h.Name, &h.Sex, &h.Ethnicity, &h.Acting, &h.Since)
	})
}

// BeginTenure starts a tenure by the decision of an adopted case.
func (tx *Tx) BeginTenure(ctx context.Context, caseID, personID, officeID int64, acting bool, day calendar.Day) error {
	return tx.exec(ctx, fmt.Sprintf("begin tenure by case %d", caseID), `
		INSERT INTO tenure (person_id, office_id, acting, starts_on, start_case_id) VALUES ($1, $2, $3, $4, $5)`,
		personID, officeID, acting, day, caseID)
}

// EndTenure ends a tenure by the decision of an adopted case; who leaves an office of the standing
// committee itself is no longer its member.
func (tx *Tx) EndTenure(ctx context.Context, caseID, personID, officeID int64, day calendar.Day, reason string) error {
	var id int64
	err := tx.tx.QueryRow(ctx, `
		SELECT id FROM tenure WHERE person_id = $1 AND office_id = $2 AND ends_on IS NULL
		ORDER BY acting LIMIT 1 FOR UPDATE`, personID, officeID).Scan(&id)
	if err != nil {
		return missing(err, "在任记录", officeID)
	}
	return tx.endTenure(ctx, id, caseID, day, reason)
}

// EndTenureByLaw ends a tenure without a case: death, an abolished organ 〔业务参考 2.10〕.
func (tx *Tx) EndTenureByLaw(ctx context.Context, id int64, day calendar.Day, reason string) error {
	return tx.endTenure(ctx, id, 0, day, reason)
}

func (tx *Tx) endTenure(ctx context.Context, id, caseID int64, day calendar.Day, reason string) error {
	tag, err := tx.tx.Exec(ctx, `
		UPDATE tenure SET ends_on = $2, end_reason = $3, end_case_id = $4
		WHERE id = $1 AND ends_on IS NULL AND starts_on <= $2`, id, day, reason, zeronull.Int8(caseID))
	if err != nil {
		return fmt.Errorf("end tenure %d: %w", id, err)
	}
	if tag.RowsAffected() != 1 {
		return errs.New(errs.Conflict, "该任职已经终止，或终止日早于任职日，请核对任职记录后再办。")
	}
	return tx.exec(ctx, fmt.Sprintf("end membership with tenure %d", id), `
		UPDATE member m SET until = $2 FROM tenure t JOIN office f ON f.id = t.office_id
		WHERE t.id = $1 AND NOT t.acting AND f.office_group = 'congress' AND f.filled_by = 'elect'
		  AND m.person_id = t.person_id AND m.until IS NULL AND (m.since < $2 OR m.since = t.starts_on)`, id, day)
}
