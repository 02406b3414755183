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

// ChairsMeeting is one chairperson's meeting (主任会议).
type ChairsMeeting struct {
	ID         int64
	TermID     int64
	Term       int
	Number     int
	HeldOn     calendar.Day
	Place      string
	PresiderID int64
	Presider   string
	Attendees  string // 出席
	Observers  string // 列席
	State      string // planned, closed
	Minutes    string
	ClosedAt   time.Time
	Version    int
	Items      int
	Undecided  int
}

// Closed reports whether the meeting is over.
func (m ChairsMeeting) Closed() bool { return m.State == "closed" }

// ChairsItem is a case on the agenda of a chairperson's meeting, with its decision.
type ChairsItem struct {
	Case      appointment.Case
	Position  int
	Decision  string // "", to_committee, hold, return, end
	Opinion   string
	Speaks    bool
	EnBloc    bool
	DecidedBy string
	DecidedAt time.Time
}

const chairsMeetingColumns = `h.id, h.term_id, t.number, h.number, h.held_on, h.place, coalesce(h.presider_id, 0), coalesce(p.name, ''),
	h.attendees, h.observers, h.state, h.minutes, h.closed_at, h.version,
	(SELECT count(*) FROM chairs_item i WHERE i.meeting_id = h.id),
	(SELECT count(*) FROM chairs_item i WHERE i.meeting_id = h.id AND i.decision IS NULL)
	FROM chairs_meeting h JOIN term t ON t.id = h.term_id
	LEFT JOIN member m ON m.id = h.presider_id LEFT JOIN person p ON p.id = m.person_id`

func scanChairsMeeting(row pgx.CollectableRow) (ChairsMeeting, error) {
	var m ChairsMeeting
	err := row.Scan(&m.ID, &m.TermID, &m.Term, &m.Number, &m.HeldOn, &m.Place, &m.PresiderID, &m.Presider,
		&m.Attendees, &m.Observers, &m.State, &m.Minutes, (*zeronull.Timestamptz)(&m.ClosedAt), &m.Version, &m.Items, &m.Undecided)
	return m, err
}

// ChairsMeetings lists chairperson's meetings, the latest first, from before the one with the key of
// the page before; the zero key starts at the top.
func (r reads) ChairsMeetings(ctx context.Context, before MeetingKey, limit int) ([]ChairsMeeting, error) {
	rows, err := r.q.Query(ctx, `
		SELECT `+chairsMeetingColumns+`
		WHERE $1::date IS NULL OR (h.held_on, h.id) < ($1, $2)
		ORDER BY h.held_on DESC, h.id DESC LIMIT $3`, before.Day, before.ID, limit)
	if err != nil {
		return nil, fmt.Errorf("chairs meetings: %w", err)
	}
	all, err := pgx.CollectRows(rows, scanChairsMeeting)
	if err != nil {
		return nil, fmt.Errorf("chairs meetings: %w", err)
	}
	return all, nil
}

// MeetingKey is the place of a meeting in a list by day.
type MeetingKey struct {
	Day calendar.Day
	ID  int64
}

// ChairsMeeting returns one chairperson's meeting.
func (r reads) ChairsMeeting(ctx context.Context, id int64) (ChairsMeeting, error) {
	rows, err := r.q.Query(ctx, `SELECT `+chairsMeetingColumns+` WHERE h.id = $1`, id)
	if err != nil {
		return ChairsMeeting{}, fmt.Errorf("chairs meeting %d: %w", id, err)
	}
	m, err := pgx.CollectExactlyOneRow(rows, scanChairsMeeting)
	if err != nil {
		return ChairsMeeting{}, missing(err, "主任会议", id)
	}
	return m, nil
}

// NextChairsNumber is the number the next chairperson's meeting of a term gets when nobody gives another.
func (r reads) NextChairsNumber(ctx context.Context, termID int64) (int, error) {
	var n int
	err := r.q.QueryRow(ctx, `SELECT coalesce(max(number), 0) + 1 FROM chairs_meeting WHERE term_id = $1`, termID).Scan(&n)
	if err != nil {
		return 0, fmt.Errorf("next chairs meeting: %w", err)
	}
	return n, nil
}

// briefSQL is of a case what lists and minutes name, without its evidence: an agenda may hold hundreds.
const briefSQL = `c.id, c.stage, china_day(c.stage_since), c.stage_note, c.action, c.reason, p.id, p.name, p.sex, p.ethnicity, o.id, office_called(o.id, o.title, c.decided_on), office_called_second(o.id, o.title_second, c.decided_on),
	o.office_group, o.filled_by, o.rank, pr.id, pr.organ_id, organ_called(po.id, po.name, coalesce(c.decided_on, china_day(pr.submitted_at))), pr.document_no`

const briefTables = `appointment_case c JOIN person p ON p.id = c.person_id JOIN office o ON o.id = c.office_id
	JOIN proposal pr ON pr.id = c.proposal_id JOIN organ po ON po.id = pr.organ_id`

// brief are the places briefSQL is scanned to.
func brief(c *appointment.Case) []any {
	return []any{
		&c.ID,
		&c.Stage,
		&c.StageSince,
		&c.StageNote,
		&c.Action,
		&c.Reason,
		&c.Person.ID,
		&c.Person.Name,
		&c.Person.Sex,
		&c.Person.Ethnicity,
		&c.Office.ID,
		&c.Office.Title,
		&c.Office.TitleSecond,
		&c.Office.Group,
		&c.Office.FilledBy,
		&c.Office.Rank,
		&c.Proposal.ID,
		&c.Proposal.OrganID,
		&c.Proposal.OrganName,
		&c.Proposal.DocumentNo,
	}
}

// ChairsItems lists the cases on a meeting's agenda, as lists name them, with what was decided.
func (r reads) ChairsItems(ctx context.Context, meetingID int64) ([]ChairsItem, error) {
	rows, err := r.q.Query(ctx, `
		SELECT i.position, coalesce(i.decision, ''), i.opinion, i.speaks, i.en_bloc, coalesce(a.name, ''), i.decided_at, `+briefSQL+`
		FROM chairs_item i LEFT JOIN account a ON a.id = i.decided_by JOIN (`+briefTables+`) ON c.id = i.case_id
		WHERE i.meeting_id = $1 ORDER BY i.position, i.case_id LIMIT 2000`, meetingID)
	if err != nil {
		return nil, fmt.Errorf("chairs items: %w", err)
	}
	items, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (ChairsItem, error) {
		var i ChairsItem
		err := row.Scan(append([]any{&i.Position, &i.Decision, &i.Opinion, &i.Speaks, &i.EnBloc, &i.DecidedBy,
			(*zeronull.Timestamptz)(&i.DecidedAt)}, brief(&i.Case)...)...)
		return i, err
	})
	if err != nil {
		return nil, fmt.Errorf("chairs items: %w", err)
	}
	return items, nil
}

// CasesForChairs lists the cases that wait for a chairperson's meeting and stand on no agenda yet.
func (r reads) CasesForChairs(ctx context.Context, limit int) ([]appointment.Case, error) {
	rows, err := r.q.Query(ctx, `
		SELECT `+briefSQL+` FROM `+briefTables+`
		WHERE c.stage = 'chairs' AND NOT EXISTS (SELECT FROM chairs_item ci WHERE ci.case_id = c.id AND ci.decision IS NULL)
		ORDER BY c.proposal_id, c.position LIMIT $1`, limit)
	if err != nil {
		return nil, fmt.Errorf("cases for the chairpersons: %w", err)
	}
	return pgx.CollectRows(rows, func(row pgx.CollectableRow) (c appointment.Case, err error) {
		return c, row.Scan(brief(&c)...)
	})
}

// CasesInStage lists cases of one stage in the order they were proposed.
func (r reads) CasesInStage(ctx context.Context, stage appointment.Stage, limit int) ([]appointment.Case, error) {
	return r.cases(ctx, ` WHERE c.stage = $1 ORDER BY c.proposal_id, c.position LIMIT $2`, stage, limit)
}

// LockChairsMeeting reads a chairperson's meeting and holds its row until the transaction ends.
func (tx *Tx) LockChairsMeeting(ctx context.Context, id int64) (ChairsMeeting, error) {
	if err := tx.exec(ctx, fmt.Sprintf("lock chairs meeting %d", id), `SELECT FROM chairs_meeting WHERE id = $1 FOR UPDATE`, id); err != nil {
		return ChairsMeeting{}, err
	}
	return tx.ChairsMeeting(ctx, id)
}

// InsertChairsMeeting plans a chairperson's meeting.
func (tx *Tx) InsertChairsMeeting(ctx context.Context, m ChairsMeeting) (int64, error) {
	var id int64
	err := tx.tx.QueryRow(ctx, `
		INSERT INTO chairs_meeting (term_id, number, held_on, place, presider_id, attendees, observers, state)
		VALUES ($1, $2, $3, $4, $5, $6, $7, 'planned') RETURNING id`,
		m.TermID, m.Number, m.HeldOn, m.Place, zeronull.Int8(m.PresiderID), m.Attendees, m.Observers).Scan(&id)
	if err != nil {
		return 0, fmt.Errorf("insert chairs meeting: %w", err)
	}
	return id, nil
}

// SaveChairsMeeting writes what changed since LockChairsMeeting.
func (tx *Tx) SaveChairsMeeting(ctx context.Context, m ChairsMeeting) error {
	return tx.exec1(ctx, "主任会议", fmt.Sprintf("save chairs meeting %d", m.ID), `
		UPDATE chairs_meeting SET number = $2, held_on = $3, place = $4, presider_id = $5, attendees = $6, observers = $7,
			state = $8, minutes = $9, closed_at = $10, version = version + 1
		WHERE id = $1 AND version = $11`,
		m.ID, m.Number, m.HeldOn, m.Place, zeronull.Int8(m.PresiderID), m.Attendees, m.Observers, m.State, m.Minutes,
		zeronull.Timestamptz(m.ClosedAt), m.Version)
}

// InsertChairsItem puts a case at the end of a meeting's agenda.
func (tx *Tx) InsertChairsItem(ctx context.Context, meetingID, caseID int64) error {
	return tx.exec(ctx, fmt.Sprintf("list case %d for chairs", caseID), `
		INSERT INTO chairs_item (meeting_id, case_id, position)
		SELECT $1, $2, coalesce(max(position), 0) + 1 FROM chairs_item WHERE meeting_id = $1`, meetingID, caseID)
}

// DeleteChairsItem takes an undecided case off a meeting's agenda.
func (tx *Tx) DeleteChairsItem(ctx context.Context, meetingID, caseID int64) error {
	return tx.exec1(ctx, "主任会议议程", fmt.Sprintf("unlist case %d", caseID), `
		DELETE FROM chairs_item WHERE meeting_id = $1 AND case_id = $2 AND decision IS NULL`, meetingID, caseID)
}

// DecideChairsItem writes the decision on one case.
func (tx *Tx) DecideChairsItem(ctx context.Context, meetingID, caseID int64, i ChairsItem) error {
	return tx.exec1(ctx, "主任会议的决定", fmt.Sprintf("decide case %d", caseID), `
		UPDATE chairs_item SET decision = $3, opinion = $4, speaks = $5, en_bloc = $6, decided_by = nullif($7::bigint, 0), decided_at = $8
		WHERE meeting_id = $1 AND case_id = $2 AND decision IS NULL`,
		meetingID, caseID, i.Decision, i.Opinion, i.Speaks, i.EnBloc, tx.who.AccountID, tx.now)
}
