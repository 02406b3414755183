package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgtype/zeronull"

	"renmian/internal/appointment"
	"renmian/internal/calendar"
	"renmian/internal/supervision"
)

// DutyCall is the yearly call for duty reports (述职通知), with how far they have come.
type DutyCall struct {
	ID         int64
	Year       int
	CalledOn   calendar.Day
	DueOn      calendar.Day
	Note       string
	Headings   []string
	Reviewed   bool // the committee reviews each report
	Summary    string
	ReportedOn calendar.Day
	MeetingID  int64
	Version    int

	Called, Filed, Late, InReview, Judged, Excused, Chosen, Heard int
	FirstFiled                                                    calendar.Day // of those waiting for the review
	VolumeID                                                      int64
}

// Want is how many reports are owed: those called without the excused.
func (c DutyCall) Want() int { return c.Called - c.Excused }

func (r reads) dutyCalls(ctx context.Context, today calendar.Day, where string, args ...any) ([]DutyCall, error) {
	rows, err := r.q.Query(ctx, `
		SELECT c.id, c.year, c.called_on, c.due_on, c.note, c.headings, c.reviewed, c.summary, c.reported_on, coalesce(c.meeting_id, 0), c.version,
			d.called, d.filed, d.late, d.in_review, d.judged, d.excused, d.chosen, d.heard, d.first_filed, coalesce((SELECT v.id FROM duty_volume v WHERE v.call_id = c.id), 0)
		FROM duty_call c CROSS JOIN LATERAL (
			SELECT count(*) called, count(x.filed_on) filed,
				count(*) FILTER (WHERE x.stage = 'called' AND x.due_on < $1 OR x.stage = 'returned' AND x.supplement_by < $1) late,
				count(*) FILTER (WHERE x.stage = 'filed') in_review, count(*) FILTER (WHERE x.stage = 'reviewed') judged,
				count(*) FILTER (WHERE x.stage = 'excused') excused, count(x.oral_on) chosen, count(x.heard_on) heard,
				min(x.filed_on) FILTER (WHERE x.stage = 'filed') first_filed
			FROM duty_report x WHERE x.call_id = c.id) d `+where, append([]any{today}, args...)...)
	if err != nil {
		return nil, fmt.Errorf("duty calls: %w", err)
	}
	return pgx.CollectRows(rows, func(row pgx.CollectableRow) (c DutyCall, err error) {
		return c, row.Scan(&c.ID, &c.Year, &c.CalledOn, &c.DueOn, &c.Note, &c.Headings, &c.Reviewed, &c.Summary, &c.ReportedOn, &c.MeetingID, &c.Version,
			&c.Called, &c.Filed, &c.Late, &c.InReview, &c.Judged, &c.Excused, &c.Chosen, &c.Heard, &c.FirstFiled, &c.VolumeID)
	})
}

// DutyCalls lists all calls, the newest first.
func (r reads) DutyCalls(ctx context.Context, today calendar.Day) ([]DutyCall, error) {
	return r.dutyCalls(ctx, today, `ORDER BY c.year DESC LIMIT 100`)
}

// DutyCallsOpen lists calls of which something is left to be done.
func (r reads) DutyCallsOpen(ctx context.Context, today calendar.Day) ([]DutyCall, error) {
	return r.dutyCalls(ctx, today, `WHERE EXISTS (SELECT FROM duty_report x JOIN matter m ON m.id = x.matter_id WHERE x.call_id = c.id AND m.closed_on IS NULL)
		ORDER BY c.year DESC LIMIT 5`)
}

// DutyCallOf returns the call of a year.
func (r reads) DutyCallOf(ctx context.Context, year int, today calendar.Day) (DutyCall, error) {
	return r.dutyCall(ctx, today, year, "")
}

func (r reads) dutyCall(ctx context.Context, today calendar.Day, year int, lock string) (DutyCall, error) {
	all, err := r.dutyCalls(ctx, today, `WHERE c.year = $2 `+lock, year)
	if err == nil && len(all) == 0 {
		err = missing(pgx.ErrNoRows, "述职通知", year)
	}
	if err != nil {
		return DutyCall{}, err
	}
	return all[0], nil
}

// LockDutyCall reads a call and holds its row; it is locked before the matters of its reports.
func (tx *Tx) LockDutyCall(ctx context.Context, year int) (DutyCall, error) {
	return tx.dutyCall(ctx, calendar.Of(tx.now), year, "FOR UPDATE OF c")
}

// InsertDutyCall stores a call and returns its id.
func (tx *Tx) InsertDutyCall(ctx context.Context, c DutyCall) (id int64, err error) {
	err = tx.tx.QueryRow(ctx, `
		INSERT INTO duty_call (year, called_on, due_on, note, headings, reviewed, created_by, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8) RETURNING id`,
		c.Year, c.CalledOn, c.DueOn, c.Note, c.Headings, c.Reviewed, tx.who.AccountID, tx.now).Scan(&id)
	if err != nil {
		return 0, fmt.Errorf("insert duty call: %w", err)
	}
	return id, nil
}

// SaveDutySummary writes the review report of the year (审查报告), and when it was given at the meeting.
func (tx *Tx) SaveDutySummary(ctx context.Context, c DutyCall) error {
	return tx.exec1(ctx, "审查报告", fmt.Sprintf("save summary of %d", c.Year), `
		UPDATE duty_call SET summary = $3, reported_on = $4, meeting_id = nullif($5, 0), version = version + 1 WHERE id = $1 AND version = $2`,
		c.ID, c.Version, c.Summary, c.ReportedOn, c.MeetingID)
}

// DutyReport is the duty report of one appointee for one call (述职报告).
type DutyReport struct {
	supervision.Duty
	CallID       int64
	Year         int
	Headings     []string
	Person       string
	Sex          string
	Office       string // held when called
	Organ        string
	Promises     []supervision.Section
	FiledOn      calendar.Day
	Opinion      string
	ReviewedOn   calendar.Day
	OralMeeting  int64
	Achievements string
	Shortcomings string
	Suggestions  string
	Excuse       string
	Account      bool // can sign in
	ClosedOn     calendar.Day
	Urges        int
	Place        int
}

const dutyColumns = `d.matter_id, d.person_id, d.organ_id, d.stage, d.due_on, d.supplement_by, d.urged_on, d.oral_on, cm.held_on, d.heard_on,
	c.reported_on IS NOT NULL, c.reviewed, d.call_id, c.year, c.headings, n.name, n.sex, coalesce(mp.office, ''), g.name, d.promises, d.filed_on, d.opinion, d.reviewed_on,
	coalesce(d.oral_meeting, 0), d.achievements, d.shortcomings, d.suggestions, d.excuse,
	EXISTS (SELECT FROM account a WHERE a.person_id = n.id AND a.disabled_at IS NULL AND a.roles @> ARRAY['nominee']), m.closed_on,
	(SELECT count(*) FROM duty_urge u WHERE u.matter_id = d.matter_id), d.place`

const dutyTables = ` FROM duty_report d JOIN matter m ON m.id = d.matter_id JOIN duty_call c ON c.id = d.call_id JOIN person n ON n.id = d.person_id JOIN organ g ON g.id = d.organ_id
	LEFT JOIN matter_person mp ON mp.matter_id = d.matter_id AND mp.person_id = d.person_id LEFT JOIN committee_meeting cm ON cm.id = d.oral_meeting `

func (r reads) dutyReports(ctx context.Context, where string, args ...any) ([]DutyReport, error) {
	rows, err := r.q.Query(ctx, `SELECT `+dutyColumns+dutyTables+where, args...)
	if err != nil {
		return nil, fmt.Errorf("duty reports: %w", err)
	}
	return pgx.CollectRows(rows, func(row pgx.CollectableRow) (d DutyReport, err error) {
		var promises []byte
		err = row.Scan(&d.MatterID, &d.PersonID, &d.OrganID, &d.Stage, &d.DueOn, &d.SupplementBy, &d.UrgedOn, &d.OralOn, &d.MeetingOn, &d.HeardOn,
			&d.Reported, &d.Reviewed, &d.CallID, &d.Year, &d.Headings, &d.Person, &d.Sex, &d.Office, &d.Organ, &promises, &d.FiledOn, &d.Opinion, &d.ReviewedOn,
			&d.OralMeeting, &d.Achievements, &d.Shortcomings, &d.Suggestions, &d.Excuse, &d.Account, &d.ClosedOn, &d.Urges, &d.Place)
		if err == nil {
			err = json.Unmarshal(promises, &d.Promises)
		}
		return d, err
	})
}

// DutyReport returns the report of a matter.
func (r reads) DutyReport(ctx context.Context, matterID int64) (DutyReport, error) {
	all, err := r.dutyReports(ctx, `WHERE d.matter_id = $1`, matterID)
	if err == nil && len(all) == 0 {
		err = missing(pgx.ErrNoRows, "述职报告", matterID)
	}
	if err != nil {
		return DutyReport{}, err
	}
	return all[0], nil
}

// DutyFilter chooses reports of a call; zero values choose all.
type DutyFilter struct {
	Stage  supervision.DutyStage
	Late   bool
	Oral   bool // chosen for an oral report
	Filed  bool // a report was handed in
	Owed   bool // not excused
	Open   bool // whose matter is under way
	Search string
	After  int // place of the last row of the page before
	Limit  int
}

// DutyReports lists the reports of a call in the order of the official list.
func (r reads) DutyReports(ctx context.Context, callID int64, today calendar.Day, f DutyFilter) ([]DutyReport, error) {
	return r.dutyReports(ctx, `
		WHERE d.call_id = $1 AND ($2 = '' OR d.stage = $2) AND (NOT $3 OR d.stage = 'called' AND d.due_on < $4 OR d.stage = 'returned' AND d.supplement_by < $4)
		  AND (NOT $5 OR d.oral_on IS NOT NULL) AND (NOT $6 OR m.closed_on IS NULL)
		  AND ($7 = '' OR position($7 in n.name) > 0 OR starts_with(n.initials, lower($7)) OR position($7 in mp.office) > 0) AND d.place > $8
		  AND (NOT $10 OR d.filed_on IS NOT NULL) AND (NOT $11 OR d.stage <> 'excused')
		ORDER BY d.place LIMIT $9`, callID, f.Stage, f.Late, today, f.Oral, f.Open, f.Search, f.After, f.Limit, f.Filed, f.Owed)
}

// DutyReportsOf lists the reports of a person, the newest first.
func (r reads) DutyReportsOf(ctx context.Context, personID int64) ([]DutyReport, error) {
	return r.dutyReports(ctx, `WHERE d.person_id = $1 ORDER BY c.year DESC LIMIT 50`, personID)
}

// InsertDutyReport stores what is the report's own beside its matter.
func (tx *Tx) InsertDutyReport(ctx context.Context, d DutyReport) error {
	promises, err := json.Marshal(orEmpty(d.Promises))
	if err != nil {
		return fmt.Errorf("insert duty report: %w", err)
	}
	return tx.exec(ctx, fmt.Sprintf("insert duty report %d", d.MatterID), `
		INSERT INTO duty_report (matter_id, call_id, person_id, organ_id, place, due_on, stage, promises)
		VALUES ($1, $2, $3, $4, (SELECT coalesce(max(place), 0) + 1 FROM duty_report WHERE call_id = $2), $5, 'called', $6)`,
		d.MatterID, d.CallID, d.PersonID, d.OrganID, d.DueOn, promises)
}

func orEmpty[T any](all []T) []T {
	if all == nil {
		return []T{}
	}
	return all
}

// SaveDutyReport writes what changed; its matter is locked.
func (tx *Tx) SaveDutyReport(ctx context.Context, d DutyReport) error {
	return tx.exec1(ctx, "述职报告", fmt.Sprintf("save duty report %d", d.MatterID), `
		UPDATE duty_report SET stage = $2, filed_on = $3, opinion = $4, reviewed_on = $5, supplement_by = $6, urged_on = $7, oral_on = $8, oral_meeting = nullif($9, 0),
			heard_on = $10, achievements = $11, shortcomings = $12, suggestions = $13, excuse = $14
		WHERE matter_id = $1`, d.MatterID, d.Stage, d.FiledOn, d.Opinion, d.ReviewedOn, d.SupplementBy, d.UrgedOn, d.OralOn, d.OralMeeting,
		d.HeardOn, d.Achievements, d.Shortcomings, d.Suggestions, d.Excuse)
}

// PromisesOf returns what persons promised in the commitment that stands, by person.
func (r reads) PromisesOf(ctx context.Context, people []int64) (map[int64][]supervision.Section, error) {
	rows, err := r.q.Query(ctx, `
		SELECT DISTINCT ON (c.person_id) c.person_id, m.answers FROM commitment m JOIN appointment_case c ON c.id = m.case_id
		WHERE c.person_id = ANY ($1) AND c.stage IN ('adopted', 'closed') AND m.judged IS DISTINCT FROM 'returned' AND m.answers <> '[]'
		ORDER BY c.person_id, m.filed_at DESC`, people)
	if err != nil {
		return nil, fmt.Errorf("promises: %w", err)
	}
	out := map[int64][]supervision.Section{}
	var id int64
	var text []byte
	_, err = pgx.ForEachRow(rows, []any{&id, &text}, func() error {
		var answers []appointment.Answer
		if err := json.Unmarshal(text, &answers); err != nil {
			return err
		}
		for _, a := range answers {
			out[id] = append(out[id], supervision.Section{Heading: a.Heading, Text: a.Text})
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("promises: %w", err)
	}
	return out, nil
}

// DutyDraft is what the appointee has written so far; Version is zero while there is none.
type DutyDraft struct {
	Sections []supervision.Section
	Answers  []supervision.PromiseAnswer
	SavedAt  time.Time
	Version  int
}

// DutyDraft returns the draft of a report.
func (r reads) DutyDraft(ctx context.Context, matterID int64) (d DutyDraft, err error) {
	var sections, answers []byte
	err = r.q.QueryRow(
		ctx,
		`SELECT sections, answers, saved_at, version FROM duty_draft WHERE matter_id = $1`,
		matterID,
	).Scan(
		&sections,
		&answers,
		&d.SavedAt,
		&d.Version,
	)
	if errors.Is(err, pgx.ErrNoRows) {
		return DutyDraft{}, nil
	}
	if err == nil {
		err = errors.Join(json.Unmarshal(sections, &d.Sections), json.Unmarshal(answers, &d.Answers))
	}
	if err != nil {
		return DutyDraft{}, fmt.Errorf("duty draft %d: %w", matterID, err)
	}
	return d, nil
}

// SaveDutyDraft writes the draft since the version seen and returns the new version. It stands outside InTx as
// SaveCommitmentDraft does: the own sheet, saved every few seconds.
func (db *DB) SaveDutyDraft(ctx context.Context, matterID int64, version int, d DutyDraft) (int, error) {
	sections, err := json.Marshal(orEmpty(d.Sections))
	if err != nil {
		return 0, fmt.Errorf("duty draft %d: %w", matterID, err)
	}
	answers, err := json.Marshal(orEmpty(d.Answers))
	if err != nil {
		return 0, fmt.Errorf("duty draft %d: %w", matterID, err)
	}
	var tag pgconn.CommandTag
	if version == 0 {
		tag, err = db.pool.Exec(
			ctx,
			`INSERT INTO duty_draft (matter_id, sections, answers, saved_at) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING`,
			matterID,
			sections,
			answers,
			db.Now(),
		)
	} else {
		tag, err = db.pool.Exec(ctx, `UPDATE duty_draft SET sections = $3, answers = $4, saved_at = $5, version = version + 1 WHERE matter_id = $1 AND version = $2`,
			matterID, version, sections, answers, db.Now())
	}
	switch {
	case err != nil:
		return 0, fmt.Errorf("duty draft %d: %w", matterID, err)
	case tag.RowsAffected() != 1:
		return 0, changedElsewhere("述职报告草稿")
	}
	return version + 1, nil
}

// DutyFiling is one edition as it was filed.
type DutyFiling struct {
	MatterID   int64
	Edition    int
	Sections   []supervision.Section
	Answers    []supervision.PromiseAnswer
	OnPaper    bool
	FileID     int64
	FileName   string
	FiledBy    string
	FiledAt    time.Time
	Returned   string // why it was sent back
	ReturnedBy string
	ReturnedAt time.Time
}

// DutyFilings lists every edition of a report, the first one first.
func (r reads) DutyFilings(ctx context.Context, matterID int64) ([]DutyFiling, error) {
	return r.dutyFilings(ctx, `WHERE f.matter_id = $1 ORDER BY f.edition LIMIT 50`, matterID)
}

func (r reads) dutyFilings(ctx context.Context, where string, args ...any) ([]DutyFiling, error) {
	rows, err := r.q.Query(ctx, `
		SELECT f.matter_id, f.edition, f.sections, f.answers, f.on_paper, coalesce(f.file_id, 0), coalesce(x.name, ''), a.name, f.filed_at,
			coalesce(t.reason, ''), coalesce(b.name, ''), t.returned_at
		FROM duty_filing f JOIN account a ON a.id = f.filed_by LEFT JOIN file x ON x.id = f.file_id
		LEFT JOIN duty_return t ON t.matter_id = f.matter_id AND t.edition = f.edition LEFT JOIN account b ON b.id = t.returned_by `+where, args...)
	if err != nil {
		return nil, fmt.Errorf("duty filings: %w", err)
	}
	return pgx.CollectRows(rows, func(row pgx.CollectableRow) (f DutyFiling, err error) {
		var sections, answers []byte
		err = row.Scan(&f.MatterID, &f.Edition, &sections, &answers, &f.OnPaper, &f.FileID, &f.FileName, &f.FiledBy, &f.FiledAt, &f.Returned, &f.ReturnedBy,
			(*zeronull.Timestamptz)(&f.ReturnedAt))
		if err == nil {
			err = errors.Join(json.Unmarshal(sections, &f.Sections), json.Unmarshal(answers, &f.Answers))
		}
		return f, err
	})
}
