package store

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype/zeronull"

	"renmian/internal/calendar"
	"renmian/internal/policy"
)

// OrganNotice tells a proposing organ what was decided about its proposals (任免通知).
type OrganNotice struct {
	ID          int64
	MeetingID   int64
	Term        int
	Meeting     int
	HeldOn      calendar.Day
	OrganID     int64
	Organ       string
	Number      string
	Body        string
	TitleSecond string // in the second language
	SentBy      string
	SentAt      time.Time
	ReceivedBy  string
	ReceivedAt  time.Time // zero until the organ acknowledges it
}

const organNoticeSQL = `
	SELECT g.id, g.meeting_id, t.number, m.number, m.held_on, g.organ_id, organ_called(o.id, o.name, china_day(g.sent_at)), g.number, g.body, g.title_second, s.name, g.sent_at,
	       coalesce(a.name, ''), g.received_at
	FROM organ_notice g JOIN committee_meeting m ON m.id = g.meeting_id JOIN term t ON t.id = m.term_id
	JOIN organ o ON o.id = g.organ_id JOIN account s ON s.id = g.sent_by LEFT JOIN account a ON a.id = g.received_by`

func (r reads) organNotices(ctx context.Context, tail string, args ...any) ([]OrganNotice, error) {
	rows, err := r.q.Query(ctx, organNoticeSQL+tail, args...)
	if err != nil {
		return nil, fmt.Errorf("organ notices: %w", err)
	}
	all, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (g OrganNotice, err error) {
		return g, row.Scan(&g.ID, &g.MeetingID, &g.Term, &g.Meeting, &g.HeldOn, &g.OrganID, &g.Organ, &g.Number, &g.Body, &g.TitleSecond, &g.SentBy, &g.SentAt,
			&g.ReceivedBy, (*zeronull.Timestamptz)(&g.ReceivedAt))
	})
	if err != nil {
		return nil, fmt.Errorf("organ notices: %w", err)
	}
	return all, nil
}

// OrganNoticesOfMeeting lists what was sent after a meeting.
func (r reads) OrganNoticesOfMeeting(ctx context.Context, meetingID int64) ([]OrganNotice, error) {
	return r.organNotices(ctx, ` WHERE g.meeting_id = $1 ORDER BY o.sort, o.id`, meetingID)
}

// OrganNotices lists what was sent to an organ, or to all when organID is zero, the newest first.
func (r reads) OrganNotices(ctx context.Context, organID, before int64, limit int) ([]OrganNotice, error) {
	return r.organNotices(ctx, `
		WHERE ($1 = 0 OR g.organ_id = $1) AND ($2 = 0 OR g.id < $2) ORDER BY g.id DESC LIMIT $3`, organID, before, limit)
}

// OrganNotice returns one; organID, unless zero, is the organ it must have been sent to.
func (r reads) OrganNotice(ctx context.Context, id, organID int64) (OrganNotice, error) {
	all, err := r.organNotices(ctx, ` WHERE g.id = $1 AND ($2 = 0 OR g.organ_id = $2)`, id, organID)
	if err == nil && len(all) == 0 {
		err = missing(pgx.ErrNoRows, "任免通知", id)
	}
	if err != nil {
		return OrganNotice{}, err
	}
	return all[0], nil
}

// InsertOrganNotice sends a notice to an organ and returns its id.
func (tx *Tx) InsertOrganNotice(ctx context.Context, g OrganNotice) (int64, error) {
	var id int64
	err := tx.tx.QueryRow(ctx, `
		INSERT INTO organ_notice (meeting_id, organ_id, number, body, sent_by, sent_at, title_second) VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING id`,
		g.MeetingID, g.OrganID, g.Number, g.Body, tx.who.AccountID, tx.now, g.TitleSecond).Scan(&id)
	if err != nil {
		return 0, fmt.Errorf("notice to organ %d: %w", g.OrganID, err)
	}
	return id, nil
}

// ReceiveOrganNotice notes that the organ has the notice.
func (tx *Tx) ReceiveOrganNotice(ctx context.Context, id, organID int64) error {
	return tx.exec1(ctx, "任免通知", fmt.Sprintf("receive organ notice %d", id), `
		UPDATE organ_notice SET received_by = $3, received_at = $4 WHERE id = $1 AND organ_id = $2 AND received_at IS NULL`,
		id, organID, tx.who.AccountID, tx.now)
}

// Filing is one report due after adoption (备案).
type Filing struct {
	ID         int64
	CaseID     int64
	MeetingID  int64
	Meeting    int
	Action     policy.Action
	Name       string
	Office     string
	Recipient  string // to whom
	By         string // who reports it
	Due        calendar.Day
	Done       calendar.Day // zero until reported
	DocumentNo string
}

// FilingKey is the place of a filing in the list by due day.
type FilingKey struct {
	Due calendar.Day
	ID  int64
}

const filingSQL = `
	SELECT f.id, f.case_id, m.id, m.number, c.action, p.name, o.title, f.recipient, f.filed_by_organ, f.due_on, f.done_on, f.document_no
	FROM filing f JOIN appointment_case c ON c.id = f.case_id JOIN person p ON p.id = c.person_id JOIN office o ON o.id = c.office_id
	JOIN vote_result v ON v.case_id = c.id JOIN vote_round r ON r.id = v.round_id JOIN agenda_item i ON i.id = r.item_id
	JOIN committee_meeting m ON m.id = i.meeting_id`

func (r reads) filings(ctx context.Context, tail string, args ...any) ([]Filing, error) {
	rows, err := r.q.Query(ctx, filingSQL+tail, args...)
	if err != nil {
		return nil, fmt.Errorf("filings: %w", err)
	}
	all, err := pgx.CollectRows(rows, pgx.RowToStructByPos[Filing])
	if err != nil {
		return nil, fmt.Errorf("filings: %w", err)
	}
	return all, nil
}

// FilingsOfMeeting lists the reports due for what a meeting adopted.
func (r reads) FilingsOfMeeting(ctx context.Context, meetingID int64) ([]Filing, error) {
	return r.filings(ctx, ` WHERE m.id = $1 ORDER BY f.recipient, f.id`, meetingID)
}

// FilingsDue lists reports still to be made, the most urgent first.
func (r reads) FilingsDue(ctx context.Context, after FilingKey, limit int) ([]Filing, error) {
	return r.filings(ctx, `
		WHERE f.done_on IS NULL AND ($1::date IS NULL OR (f.due_on, f.id) > ($1, $2)) ORDER BY f.due_on, f.id LIMIT $3`, after.Due, after.ID, limit)
}

// FilingsDone lists reports made, the latest first.
func (r reads) FilingsDone(ctx context.Context, before FilingKey, limit int) ([]Filing, error) {
	return r.filings(ctx, `
		WHERE f.done_on IS NOT NULL AND ($1::date IS NULL OR (f.done_on, f.id) < ($1, $2)) ORDER BY f.done_on DESC, f.id DESC LIMIT $3`,
		before.Due, before.ID, limit)
}

// Filing returns one report.
func (r reads) Filing(ctx context.Context, id int64) (Filing, error) {
	all, err := r.filings(ctx, ` WHERE f.id = $1`, id)
	if err == nil && len(all) == 0 {
		err = missing(pgx.ErrNoRows, "备案事项", id)
	}
	if err != nil {
		return Filing{}, err
	}
	return all[0], nil
}

// MarkFiled notes that a report was made.
func (tx *Tx) MarkFiled(ctx context.Context, id int64, on calendar.Day, documentNo string) error {
	return tx.exec1(ctx, "备案事项", fmt.Sprintf("filing %d", id), `
		UPDATE filing SET done_on = $2, document_no = $3, done_by = $4 WHERE id = $1 AND done_on IS NULL`, id, on, documentNo, tx.who.AccountID)
}
