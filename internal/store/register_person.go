package store

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype/zeronull"

	"renmian/internal/calendar"
	"renmian/internal/pinyin"
)

// Person is somebody who holds, held or was brought for an office (人员), with the public facts only:
// the identity number has its own methods, family data stays in the case.
type Person struct {
	ID          int64
	Name        string
	Initials    string
	Sex         string       // 男, 女 or ""
	Born        calendar.Day // first day of the month of birth
	Ethnicity   string
	NativePlace string
	Party       string
	Education   string
	Degree      string
	WorkSince   calendar.Day // first day of the month
	PresentPost string       // as the last cadre form has it
	PhotoID     int64
	HasIdentity bool
	CreatedAt   time.Time
	Version     int
}

const personColumns = `p.id, p.name, p.initials, p.sex, p.born, p.ethnicity, p.native_place, p.party, p.education,
	p.degree, p.work_since, p.present_post, p.photo_id, p.id_number IS NOT NULL, p.created_at, p.version`

func (p *Person) targets() []any {
	return []any{&p.ID, &p.Name, &p.Initials, &p.Sex, &p.Born, &p.Ethnicity, &p.NativePlace, &p.Party, &p.Education,
		&p.Degree, &p.WorkSince, &p.PresentPost, (*zeronull.Int8)(&p.PhotoID), &p.HasIdentity, &p.CreatedAt, &p.Version}
}

func scanPerson(row pgx.CollectableRow) (Person, error) {
	var p Person
	return p, row.Scan(p.targets()...)
}

func initialsOfTitle(title string) string { return pinyin.Letters(title) }

func (r reads) person(ctx context.Context, id int64, lock string) (Person, error) {
	rows, err := r.q.Query(ctx, `SELECT `+personColumns+` FROM person p WHERE p.id = $1 `+lock, id)
	if err != nil {
		return Person{}, fmt.Errorf("person %d: %w", id, err)
	}
	p, err := pgx.CollectExactlyOneRow(rows, scanPerson)
	if err != nil {
		return Person{}, missing(err, "人员", id)
	}
	return p, nil
}

// Person returns one person.
func (r reads) Person(ctx context.Context, id int64) (Person, error) { return r.person(ctx, id, "") }

// LockPerson reads a person and holds the row until the transaction ends.
func (tx *Tx) LockPerson(ctx context.Context, id int64) (Person, error) {
	return tx.person(ctx, id, "FOR UPDATE")
}

// FindPerson lists the persons of that name born in that month; of any month when born is zero. More
// than one means namesakes, which only a person can tell apart.
func (r reads) FindPerson(ctx context.Context, name string, born calendar.Day) ([]Person, error) {
	rows, err := r.q.Query(ctx, `
		SELECT `+personColumns+` FROM person p
		WHERE p.name = $1 AND ($2::date IS NULL OR p.born = $2) ORDER BY p.id LIMIT 50`, name, born)
	if err != nil {
		return nil, fmt.Errorf("find person: %w", err)
	}
	return pgx.CollectRows(rows, scanPerson)
}

// PersonFilter chooses persons for the list, which goes by initials.
type PersonFilter struct {
	Search        string // beginning of the name or its initials, or part of an office held
	AfterInitials string // the last row of the page before
	AfterID       int64
	Limit         int
}

// PersonRow is a person with the offices held today.
type PersonRow struct {
	Person
	Offices []string // （代理） stands behind the acting ones
}

// SearchPersons lists persons by initials with the offices they hold.
func (r reads) SearchPersons(ctx context.Context, f PersonFilter) ([]PersonRow, error) {
	// Each way of matching has its own index; joined to their union the planner reads no other person.
	with, join := "", ""
	if f.Search != "" {
		with, join = `
		WITH hit AS (
			SELECT id FROM person WHERE name LIKE @prefix
			UNION SELECT id FROM person WHERE initials COLLATE "C" LIKE lower(@prefix)
			UNION SELECT t.person_id FROM office f JOIN tenure t ON t.office_id = f.id
				WHERE strpos(f.title, @search) > 0 AND t.ends_on IS NULL
		)`, `JOIN hit ON hit.id = p.id`
	}
	rows, err := r.q.Query(ctx, with+`
		SELECT `+personColumns+`,
			coalesce((SELECT array_agg(f.title || CASE WHEN t.acting THEN '（代理）' ELSE '' END ORDER BY t.starts_on, t.id)
				FROM tenure t JOIN office f ON f.id = t.office_id
				WHERE t.person_id = p.id AND t.ends_on IS NULL), '{}'::text[])
		FROM person p `+join+`
		WHERE (p.initials COLLATE "C", p.id) > (@after_initials, @after_id)
		ORDER BY p.initials COLLATE "C", p.id LIMIT @limit`, planned,
		pgx.NamedArgs{"search": f.Search, "prefix": likePrefix(f.Search), "after_initials": f.AfterInitials,
			"after_id": f.AfterID, "limit": f.Limit})
	if err != nil {
		return nil, fmt.Errorf("search persons: %w", err)
	}
	return pgx.CollectRows(rows, func(row pgx.CollectableRow) (PersonRow, error) {
		var p PersonRow
		return p, row.Scan(append(p.targets(), &p.Offices)...)
	})
}

// likePrefix makes a LIKE pattern for texts that begin so.
func likePrefix(s string) string {
	return strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`).Replace(s) + "%"
}

// InsertPerson stores a new person and returns the id. The initials come from the name.
func (tx *Tx) InsertPerson(ctx context.Context, p Person) (int64, error) {
	ids, err := tx.InsertPersons(ctx, []Person{p})
	if err != nil {
		return 0, err
	}
	return ids[0], nil
}

// InsertPersons registers persons and returns their ids.
func (tx *Tx) InsertPersons(ctx context.Context, all []Person) ([]int64, error) {
	ids, batch := make([]int64, len(all)), &pgx.Batch{}
	for i, p := range all {
		batch.Queue(`
		INSERT INTO person (name, initials, sex, born, ethnicity, native_place, party, education, degree, work_since,
			present_post, photo_id, created_at)
		VALUES (@name, @initials, @sex, @born, @ethnicity, @native_place, @party, @education, @degree, @work_since,
			@present_post, @photo, @now)
		RETURNING id`, tx.personArgs(p)).QueryRow(func(row pgx.Row) error { return row.Scan(&ids[i]) })
	}
	if err := tx.tx.SendBatch(ctx, batch).Close(); err != nil {
		return nil, fmt.Errorf("insert persons: %w", err)
	}
	return ids, nil
}

// SavePerson writes what changed since LockPerson.
func (tx *Tx) SavePerson(ctx context.Context, p Person) error {
	return tx.exec1(ctx, "人员", fmt.Sprintf("save person %d", p.ID), `
		UPDATE person SET name = @name, initials = @initials, sex = @sex, born = @born, ethnicity = @ethnicity,
			native_place = @native_place, party = @party, education = @education, degree = @degree,
			work_since = @work_since, present_post = @present_post, photo_id = @photo, version = version + 1
		WHERE id = @id AND version = @version`, tx.personArgs(p))
}

func (tx *Tx) personArgs(p Person) pgx.NamedArgs {
	return pgx.NamedArgs{
		"id": p.ID, "version": p.Version, "name": p.Name, "initials": pinyin.Initials(p.Name), "sex": p.Sex,
		"born": p.Born, "ethnicity": p.Ethnicity, "native_place": p.NativePlace, "party": p.Party,
		"education": p.Education, "degree": p.Degree, "work_since": p.WorkSince, "present_post": p.PresentPost,
		"photo": zeronull.Int8(p.PhotoID), "now": tx.now,
	}
}

// CasesOfPerson lists a person's cases that were handed in, the newest first.
func (r reads) CasesOfPerson(ctx context.Context, personID int64) ([]CaseLine, error) {
	rows, err := r.q.Query(ctx, `
		SELECT c.id, coalesce(c.number, ''), c.action, c.stage, o.title, c.decided_on
		FROM appointment_case c JOIN office o ON o.id = c.office_id JOIN proposal pr ON pr.id = c.proposal_id
		WHERE c.person_id = $1 AND (c.stage <> 'intake' OR pr.state <> 'draft')
		ORDER BY c.id DESC LIMIT 200`, personID)
	if err != nil {
		return nil, fmt.Errorf("cases of person %d: %w", personID, err)
	}
	return pgx.CollectRows(rows, func(row pgx.CollectableRow) (l CaseLine, err error) {
		return l, row.Scan(&l.ID, &l.Number, &l.Action, &l.Stage, &l.Office, &l.DecidedOn)
	})
}
