package store

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype/zeronull"

	"renmian/internal/calendar"
	"renmian/internal/meeting"
	"renmian/internal/policy"
)

// Ceremony is one ceremony of the constitutional oath (宪法宣誓仪式), arranged or held.
type Ceremony struct {
	ID         int64
	MeetingID  int64
	Meeting    int // number of the meeting
	HeldOn     calendar.Day
	Place      string
	Organiser  string
	Form       meeting.OathForm
	Leader     string
	Version    string // of the oath's text
	MakeupOf   int64  // the ceremony that these persons missed
	ArrangedBy string
	Recorded   bool // what happened there is recorded
	Sworn      int
	Absent     int
	Roster     []OathTaker // in order
}

// OathTaker is one person on a roster. Sworn and Absence say nothing until the ceremony is recorded.
type OathTaker struct {
	CaseID  int64
	Action  policy.Action
	Name    string
	Office  string
	Sworn   bool
	Absence string // why he was not there
	Made    bool   // sworn later at another ceremony
}

const ceremonySQL = `
	SELECT y.id, coalesce(y.meeting_id, 0), coalesce(m.number, 0), y.held_on, y.place, y.organiser, y.form, y.leader, y.text_version,
	       y.makeup_of, a.name, EXISTS (SELECT FROM oath o WHERE o.ceremony_id = y.id),
	       (SELECT count(*) FROM oath o WHERE o.ceremony_id = y.id AND o.sworn),
	       (SELECT count(*) FROM oath o WHERE o.ceremony_id = y.id AND NOT o.sworn),
	       (SELECT jsonb_agg(jsonb_build_object('CaseID', s.case_id, 'Action', c.action, 'Name', p.name, 'Office', office_called(f.id, f.title, c.decided_on),
	               'Sworn', coalesce(o.sworn, false), 'Absence', coalesce(o.absence, ''),
	               'Made', EXISTS (SELECT FROM oath x WHERE x.case_id = s.case_id AND x.sworn AND x.ceremony_id <> y.id)) ORDER BY s.position)
	        FROM oath_roster s JOIN appointment_case c ON c.id = s.case_id JOIN person p ON p.id = c.person_id JOIN office f ON f.id = c.office_id
	        LEFT JOIN oath o ON o.ceremony_id = s.ceremony_id AND o.case_id = s.case_id WHERE s.ceremony_id = y.id)
	FROM oath_ceremony y JOIN account a ON a.id = y.arranged_by LEFT JOIN committee_meeting m ON m.id = y.meeting_id`

func (r reads) ceremonies(ctx context.Context, tail string, args ...any) ([]Ceremony, error) {
	rows, err := r.q.Query(ctx, ceremonySQL+tail, args...)
	if err != nil {
		return nil, fmt.Errorf("ceremonies: %w", err)
	}
	all, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (y Ceremony, err error) {
		return y, row.Scan(&y.ID, &y.MeetingID, &y.Meeting, &y.HeldOn, &y.Place, &y.Organiser, &y.Form, &y.Leader, &y.Version,
			(*zeronull.Int8)(&y.MakeupOf), &y.ArrangedBy, &y.Recorded, &y.Sworn, &y.Absent, &y.Roster)
	})
	if err != nil {
		return nil, fmt.Errorf("ceremonies: %w", err)
	}
	return all, nil
}

// Ceremony returns one ceremony with its roster.
func (r reads) Ceremony(ctx context.Context, id int64) (Ceremony, error) {
	all, err := r.ceremonies(ctx, ` WHERE y.id = $1`, id)
	if err == nil && len(all) == 0 {
		err = missing(pgx.ErrNoRows, "宣誓仪式", id)
	}
	if err != nil {
		return Ceremony{}, err
	}
	return all[0], nil
}

// CeremoniesOfMeeting lists the ceremonies for what a meeting adopted, in order.
func (r reads) CeremoniesOfMeeting(ctx context.Context, meetingID int64) ([]Ceremony, error) {
	return r.ceremonies(ctx, ` WHERE y.meeting_id = $1 ORDER BY y.held_on, y.id`, meetingID)
}

// Ceremonies lists all ceremonies, the latest first, from before the one with the given day and id.
func (r reads) Ceremonies(ctx context.Context, before calendar.Day, id int64, limit int) ([]Ceremony, error) {
	return r.ceremonies(ctx, `
		WHERE ($1::date IS NULL OR (y.held_on, y.id) < ($1, $2)) ORDER BY y.held_on DESC, y.id DESC LIMIT $3`, before, id, limit)
}

// OathDue is an adopted case whose oath is still to be taken.
type OathDue struct {
	CaseID    int64
	MeetingID int64
	Meeting   int
	Name      string
	Office    string
	Due       calendar.Day
	Label     string
}

// OathsDue lists who has not taken the oath yet, the most urgent first.
func (r reads) OathsDue(ctx context.Context, limit int) ([]OathDue, error) {
	rows, err := r.q.Query(ctx, `
		SELECT t.case_id, m.id, m.number, p.name, office_called(f.id, f.title, c.decided_on), t.due_on, t.label
		FROM case_task t JOIN appointment_case c ON c.id = t.case_id JOIN person p ON p.id = c.person_id JOIN office f ON f.id = c.office_id
		JOIN vote_result v ON v.case_id = c.id JOIN vote_round o ON o.id = v.round_id JOIN agenda_item i ON i.id = o.item_id
		JOIN committee_meeting m ON m.id = i.meeting_id
		WHERE t.key = 'oath' ORDER BY t.due_on, t.case_id LIMIT $1`, limit)
	if err != nil {
		return nil, fmt.Errorf("oaths due: %w", err)
	}
	return pgx.CollectRows(rows, pgx.RowToStructByPos[OathDue])
}

// ArrangedCeremony returns the ceremony that a case is arranged for and that is not recorded yet; zero for none.
func (r reads) ArrangedCeremony(ctx context.Context, caseID int64) (int64, error) {
	return r.ceremonyOf(ctx, caseID, `
		SELECT max(s.ceremony_id) FROM oath_roster s
		WHERE s.case_id = $1 AND NOT EXISTS (SELECT FROM oath o WHERE o.ceremony_id = s.ceremony_id)`)
}

// MissedCeremony returns the last ceremony at which the person of a case was absent; zero for none.
func (r reads) MissedCeremony(ctx context.Context, caseID int64) (int64, error) {
	return r.ceremonyOf(ctx, caseID, `SELECT max(o.ceremony_id) FROM oath o WHERE o.case_id = $1 AND NOT o.sworn`)
}

func (r reads) ceremonyOf(ctx context.Context, caseID int64, sql string) (int64, error) {
	var id zeronull.Int8
	if err := r.q.QueryRow(ctx, sql, caseID).Scan(&id); err != nil {
		return 0, fmt.Errorf("ceremony of case %d: %w", caseID, err)
	}
	return int64(id), nil
}

// InsertCeremony arranges a ceremony with its roster and returns its id.
func (tx *Tx) InsertCeremony(ctx context.Context, y Ceremony, caseIDs []int64) (int64, error) {
	var id int64
	err := tx.tx.QueryRow(ctx, `
		INSERT INTO oath_ceremony (meeting_id, held_on, place, organiser, form, leader, text_version, makeup_of, arranged_by, arranged_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) RETURNING id`,
		y.MeetingID, y.HeldOn, y.Place, y.Organiser, y.Form, y.Leader, y.Version, zeronull.Int8(y.MakeupOf), tx.who.AccountID, tx.now).Scan(&id)
	if err != nil {
		return 0, fmt.Errorf("arrange oath: %w", err)
	}
	return id, tx.exec(ctx, fmt.Sprintf("roster of ceremony %d", id), `
		INSERT INTO oath_roster (ceremony_id, case_id, position)
		SELECT $1, u.id, u.n FROM unnest($2::bigint[]) WITH ORDINALITY AS u (id, n)`, id, caseIDs)
}

// InsertOath records what one person on the roster did.
func (tx *Tx) InsertOath(ctx context.Context, ceremonyID int64, t OathTaker) error {
	return tx.exec(ctx, fmt.Sprintf("oath of case %d", t.CaseID), `
		INSERT INTO oath (ceremony_id, case_id, sworn, absence, recorded_by, recorded_at) VALUES ($1, $2, $3, $4, $5, $6)`,
		ceremonyID, t.CaseID, t.Sworn, t.Absence, tx.who.AccountID, tx.now)
}

// DeleteCeremony removes a ceremony that was only arranged; a recorded one is kept by its keys.
func (tx *Tx) DeleteCeremony(ctx context.Context, id int64) error {
	if err := tx.exec(ctx, fmt.Sprintf("cancel ceremony %d", id), `DELETE FROM oath_roster WHERE ceremony_id = $1`, id); err != nil {
		return err
	}
	return tx.exec1(ctx, "宣誓安排", fmt.Sprintf("cancel ceremony %d", id), `DELETE FROM oath_ceremony WHERE id = $1`, id)
}
