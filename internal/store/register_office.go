package store

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"renmian/internal/appointment"
	"renmian/internal/calendar"
	"renmian/internal/policy"
)

// CatalogueEntry is an office with what only the post catalogue needs of it.
type CatalogueEntry struct {
	appointment.Office
	Sort      int
	Initials  string
	CreatedOn calendar.Day
	EndedOn   calendar.Day
	Version   int
	Holders   int // who hold it today, acting ones included
}

// OfficeFilter chooses offices of the catalogue.
type OfficeFilter struct {
	Search  string       // part of the title, or its initials
	Group   policy.Group // zero: every group
	OrganID int64        // zero: every organ
	Ended   bool         // abolished ones too
	Limit   int          // 500 when zero: a county has far fewer
}

const entryColumns = `f.id, f.organ_id, o.name, f.title, f.office_group, f.filled_by, f.nominator, f.rank, f.exam,
	f.certificate, f.oath, f.filing, f.dismissible, f.seats, f.sort, f.initials, f.created_on, f.ended_on, f.version, f.title_second,
	(SELECT count(*) FROM tenure t WHERE t.office_id = f.id AND t.ends_on IS NULL)`

func scanEntry(row pgx.CollectableRow) (CatalogueEntry, error) {
	var e CatalogueEntry
	err := row.Scan(&e.ID, &e.OrganID, &e.OrganName, &e.Title, &e.Group, &e.FilledBy, &e.Nominator, &e.Rank, &e.Exam,
		&e.Certificate, &e.Oath, &e.Filing, &e.Dismissible, &e.Seats, &e.Sort, &e.Initials, &e.CreatedOn, &e.EndedOn,
		&e.Version, &e.TitleSecond, &e.Holders)
	return e, err
}

func (r reads) entries(ctx context.Context, sql string, args ...any) ([]CatalogueEntry, error) {
	rows, err := r.q.Query(ctx, sql, args...)
	if err != nil {
		return nil, fmt.Errorf("offices: %w", err)
	}
	all, err := pgx.CollectRows(rows, scanEntry)
	if err != nil {
		return nil, fmt.Errorf("offices: %w", err)
	}
	return all, nil
}

// Offices lists the post catalogue in the order of the official list.
func (r reads) Offices(ctx context.Context, f OfficeFilter) ([]CatalogueEntry, error) {
	if f.Limit == 0 {
		f.Limit = 500
	}
	return r.entries(ctx, `
		SELECT `+entryColumns+` FROM office f JOIN organ o ON o.id = f.organ_id
		WHERE (@search = '' OR strpos(f.title, @search) > 0 OR strpos(f.initials, lower(@search)) > 0)
		  AND (@group = '' OR f.office_group = @group)
		  AND (@organ::bigint = 0 OR f.organ_id = @organ)
		  AND (@ended OR f.ended_on IS NULL)
		ORDER BY `+organOrder+`, f.sort, f.id LIMIT @limit`,
		pgx.NamedArgs{"search": f.Search, "group": string(f.Group), "organ": f.OrganID, "ended": f.Ended, "limit": f.Limit})
}

// CatalogueEntry returns one office with its catalogue data.
func (r reads) CatalogueEntry(ctx context.Context, id int64) (CatalogueEntry, error) {
	return r.entry(ctx, id, `SELECT `+entryColumns+` FROM office f JOIN organ o ON o.id = f.organ_id WHERE f.id = $1`)
}

func (r reads) entry(ctx context.Context, what any, sql string) (CatalogueEntry, error) {
	all, err := r.entries(ctx, sql, what)
	if err != nil {
		return CatalogueEntry{}, err
	}
	if len(all) != 1 {
		return CatalogueEntry{}, missing(pgx.ErrNoRows, "职务", what)
	}
	return all[0], nil
}

// Office returns one office.
func (r reads) Office(ctx context.Context, id int64) (appointment.Office, error) {
	e, err := r.CatalogueEntry(ctx, id)
	return e.Office, err
}

// OfficeByTitle returns the office with that full title, abolished or not.
func (r reads) OfficeByTitle(ctx context.Context, title string) (appointment.Office, error) {
	e, err := r.entry(ctx, title, `
		SELECT `+entryColumns+` FROM office f JOIN organ o ON o.id = f.organ_id WHERE f.title = $1`)
	return e.Office, err
}

// OfficesByTitles returns the present offices among the titles, by title.
func (r reads) OfficesByTitles(ctx context.Context, titles []string) (map[string]appointment.Office, error) {
	all, err := r.entries(ctx, `
		SELECT `+entryColumns+` FROM office f JOIN organ o ON o.id = f.organ_id
		WHERE f.title = ANY ($1) AND f.ended_on IS NULL`, titles)
	found := make(map[string]appointment.Office, len(all))
	for _, e := range all {
		found[e.Title] = e.Office
	}
	return found, err
}

// OfficeTitles lists the titles of all present offices, against which cadre forms are checked.
func (r reads) OfficeTitles(ctx context.Context) ([]string, error) {
	rows, err := r.q.Query(ctx, `SELECT title FROM office WHERE ended_on IS NULL ORDER BY title LIMIT 2000`)
	if err != nil {
		return nil, fmt.Errorf("office titles: %w", err)
	}
	return pgx.CollectRows(rows, pgx.RowTo[string])
}

// LockOffice reads an office and holds its row until the transaction ends.
func (tx *Tx) LockOffice(ctx context.Context, id int64) (CatalogueEntry, error) {
	return tx.entry(ctx, id, `
		SELECT `+entryColumns+` FROM office f JOIN organ o ON o.id = f.organ_id WHERE f.id = $1 FOR UPDATE OF f`)
}

// InsertOffice stores a new office and returns its id.
func (tx *Tx) InsertOffice(ctx context.Context, e CatalogueEntry) (int64, error) {
	var id int64
	err := tx.tx.QueryRow(ctx, `
		INSERT INTO office (organ_id, title, office_group, filled_by, nominator, rank, exam, certificate, oath, filing,
			dismissible, seats, sort, initials, created_on, title_second)
		VALUES (@organ, @title, @group, @filled_by, @nominator, @rank, @exam, @certificate, @oath, @filing,
			@dismissible, @seats, @sort, @initials, @created_on, @title_second)
		RETURNING id`, officeArgs(e)).Scan(&id)
	if err != nil {
		return 0, fmt.Errorf("insert office %s: %w", e.Title, err)
	}
	return id, nil
}

// SaveOffice writes what changed since LockOffice.
func (tx *Tx) SaveOffice(ctx context.Context, e CatalogueEntry) error {
	return tx.exec1(ctx, "职务", fmt.Sprintf("save office %d", e.ID), `
		UPDATE office SET organ_id = @organ, title = @title, office_group = @group, filled_by = @filled_by,
			nominator = @nominator, rank = @rank, exam = @exam, certificate = @certificate, oath = @oath,
			filing = @filing, dismissible = @dismissible, seats = @seats, sort = @sort, initials = @initials,
			created_on = @created_on, ended_on = @ended_on, title_second = @title_second, version = version + 1
		WHERE id = @id AND version = @version`, officeArgs(e))
}

func officeArgs(e CatalogueEntry) pgx.NamedArgs {
	return pgx.NamedArgs{
		"id": e.ID, "version": e.Version, "organ": e.OrganID, "title": e.Title, "group": string(e.Group),
		"filled_by": string(e.FilledBy), "nominator": string(e.Nominator), "rank": string(e.Rank), "exam": e.Exam,
		"certificate": e.Certificate, "oath": e.Oath, "filing": e.Filing, "dismissible": e.Dismissible,
		"seats": e.Seats, "sort": e.Sort, "initials": initialsOfTitle(e.Title), "created_on": e.CreatedOn, "ended_on": e.EndedOn,
		"title_second": e.TitleSecond,
	}
}

// OpenCases counts the undecided cases on the offices of an organ, or on one of them when officeID is
// not zero.
func (r reads) OpenCases(ctx context.Context, organID, officeID int64) (int, error) {
	var n int
	err := r.q.QueryRow(ctx, `
		SELECT count(*) FROM appointment_case c JOIN office f ON f.id = c.office_id
		WHERE f.organ_id = $1 AND ($2::bigint = 0 OR f.id = $2)
		  AND c.stage NOT IN ('adopted', 'rejected', 'withdrawn', 'ended', 'closed')`, organID, officeID).Scan(&n)
	if err != nil {
		return 0, fmt.Errorf("open cases of organ %d: %w", organID, err)
	}
	return n, nil
}
