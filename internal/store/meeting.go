package store

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype/zeronull"

	"renmian/internal/calendar"
	"renmian/internal/meeting"
)

// Meeting is one meeting of the standing committee (常委会会议).
type Meeting struct {
	ID         int64
	TermID     int64
	Term       int
	Number     int
	HeldOn     calendar.Day
	StartsAt   string // 上午9时
	Place      string
	Phase      meeting.Phase
	Total      int // 全体组成人员, confirmed for this meeting; zero until then
	PresiderID int64
	Presider   string
	Entrusted  bool // the presiding vice-chairperson was entrusted by the chairperson
	Notice     string
	NotifiedAt time.Time
	OpenedAt   time.Time
	ClosedAt   time.Time
	Minutes    string
	Version    int
	Items      int // on the agenda
	Cases      int // personnel cases among them
	Present    int // members present now
	Rest       Rest
}

// Resting reports whether the meeting is suspended now (休会).
func (m Meeting) Resting() bool { return !m.Rest.Until.IsZero() }

const meetingColumns = `m.id, m.term_id, t.number, m.number, m.held_on, m.starts_at, m.place, m.state, coalesce(m.total_members, 0),
	coalesce(m.presider_id, 0), coalesce(p.name, ''), m.entrusted, m.notice, m.notified_at, m.opened_at, m.closed_at, m.minutes, m.version,
	(SELECT count(*) FROM agenda_item i WHERE i.meeting_id = m.id),
	(SELECT count(*) FROM agenda_item i JOIN agenda_case a ON a.item_id = i.id WHERE i.meeting_id = m.id AND NOT a.dropped),
	(SELECT count(*) FROM attendance x WHERE x.meeting_id = m.id AND x.status = 'present'),
	z.rested_at, z.until, coalesce(z.reason, '')
	FROM committee_meeting m JOIN term t ON t.id = m.term_id
	LEFT JOIN member v ON v.id = m.presider_id LEFT JOIN person p ON p.id = v.person_id
	LEFT JOIN meeting_rest z ON z.meeting_id = m.id AND z.resumed_at IS NULL`

func scanMeeting(row pgx.CollectableRow) (Meeting, error) {
	var m Meeting
	err := row.Scan(&m.ID, &m.TermID, &m.Term, &m.Number, &m.HeldOn, &m.StartsAt, &m.Place, &m.Phase, &m.Total,
		&m.PresiderID, &m.Presider, &m.Entrusted, &m.Notice, (*zeronull.Timestamptz)(&m.NotifiedAt), (*zeronull.Timestamptz)(&m.OpenedAt),
		(*zeronull.Timestamptz)(&m.ClosedAt), &m.Minutes, &m.Version, &m.Items, &m.Cases, &m.Present,
		(*zeronull.Timestamptz)(&m.Rest.From), (*zeronull.Timestamptz)(&m.Rest.Until), &m.Rest.Reason)
	return m, err
}

// Meetings lists committee meetings, the latest first, from before the one with the key of the page
// before; the zero key starts at the top. Members see them once the notice is out.
func (r reads) Meetings(ctx context.Context, before MeetingKey, notifiedOnly bool, limit int) ([]Meeting, error) {
	rows, err := r.q.Query(ctx, `
		SELECT `+meetingColumns+`
		WHERE ($1::date IS NULL OR (m.held_on, m.id) < ($1, $2)) AND (NOT $3 OR m.state <> 'planned')
		ORDER BY m.held_on DESC, m.id DESC LIMIT $4`, before.Day, before.ID, notifiedOnly, limit)
	if err != nil {
		return nil, fmt.Errorf("meetings: %w", err)
	}
	all, err := pgx.CollectRows(rows, scanMeeting)
	if err != nil {
		return nil, fmt.Errorf("meetings: %w", err)
	}
	return all, nil
}

// Meeting returns one committee meeting.
func (r reads) Meeting(ctx context.Context, id int64) (Meeting, error) {
	rows, err := r.q.Query(ctx, `SELECT `+meetingColumns+` WHERE m.id = $1`, id)
	if err != nil {
		return Meeting{}, fmt.Errorf("meeting %d: %w", id, err)
	}
	m, err := pgx.CollectExactlyOneRow(rows, scanMeeting)
	if err != nil {
		return Meeting{}, missing(err, "会议", id)
	}
	return m, nil
}

// NextMeetingNumber is the number the next meeting of a term gets when nobody gives another.
func (r reads) NextMeetingNumber(ctx context.Context, termID int64) (int, error) {
	var n int
	err := r.q.QueryRow(ctx, `SELECT coalesce(max(number), 0) + 1 FROM committee_meeting WHERE term_id = $1`, termID).Scan(&n)
	if err != nil {
		return 0, fmt.Errorf("next meeting: %w", err)
	}
	return n, nil
}

// LockMeeting reads a meeting and holds its row until the transaction ends. Whatever happens at one
// meeting happens one after the other, and who watches it is told.
func (tx *Tx) LockMeeting(ctx context.Context, id int64) (Meeting, error) {
	if err := tx.exec(ctx, fmt.Sprintf("lock meeting %d", id), `SELECT FROM committee_meeting WHERE id = $1 FOR UPDATE`, id); err != nil {
		return Meeting{}, err
	}
	if err := tx.TellMeeting(ctx, id); err != nil {
		return Meeting{}, err
	}
	return tx.Meeting(ctx, id)
}

// Channel is where changes are told by NOTIFY, with the topic as payload.
const Channel = "renmian"

// MeetingTopic is the topic under which changes of a meeting are told.
func MeetingTopic(id int64) string { return fmt.Sprintf("meeting:%d", id) }

// ProgressTopic is the topic under which the numbers of ballots issued and cast at a meeting are told,
// on a timer and never by the transaction that issues or casts one.
func ProgressTopic(id int64) string { return fmt.Sprintf("progress:%d", id) }

// HereTopic is the topic under which it is told whose tablets at a meeting are connected.
func HereTopic(id int64) string { return fmt.Sprintf("here:%d", id) }

// TellMeeting counts a change of a meeting and tells who watches it, once the transaction is committed.
// Issuing and casting of ballots never call it.
func (tx *Tx) TellMeeting(ctx context.Context, id int64) error {
	return tx.exec(ctx, fmt.Sprintf("tell meeting %d", id), `
		WITH changed AS (UPDATE committee_meeting SET changes = changes + 1 WHERE id = $1)
		SELECT pg_notify($2, $3)`, id, Channel, MeetingTopic(id))
}

// MeetingChanges returns how often a meeting has been changed: two pages that show the same number show
// the same meeting.
func (r reads) MeetingChanges(ctx context.Context, id int64) (int64, error) {
	var n int64
	if err := r.q.QueryRow(ctx, `SELECT changes FROM committee_meeting WHERE id = $1`, id).Scan(&n); err != nil {
		return 0, missing(err, "会议", id)
	}
	return n, nil
}

// InsertMeeting plans a meeting.
func (tx *Tx) InsertMeeting(ctx context.Context, m Meeting) (int64, error) {
	var id int64
	err := tx.tx.QueryRow(ctx, `
		INSERT INTO committee_meeting (term_id, number, held_on, starts_at, place, state, presider_id, entrusted)
		VALUES ($1, $2, $3, $4, $5, 'planned', $6, $7) RETURNING id`,
		m.TermID, m.Number, m.HeldOn, m.StartsAt, m.Place, zeronull.Int8(m.PresiderID), m.Entrusted).Scan(&id)
	if err != nil {
		return 0, fmt.Errorf("insert meeting: %w", err)
	}
	return id, nil
}

// SaveMeeting writes what changed since LockMeeting.
func (tx *Tx) SaveMeeting(ctx context.Context, m Meeting) error {
	return tx.exec1(ctx, "会议", fmt.Sprintf("save meeting %d", m.ID), `
		UPDATE committee_meeting SET number = @number, held_on = @day, starts_at = @starts, place = @place, state = @state,
			total_members = nullif(@total::int, 0), presider_id = @presider, entrusted = @entrusted, notice = @notice,
			notified_at = @notified, opened_at = @opened, closed_at = @closed, minutes = @minutes, version = version + 1
		WHERE id = @id AND version = @version`,
		pgx.NamedArgs{"id": m.ID, "version": m.Version, "number": m.Number, "day": m.HeldOn, "starts": m.StartsAt,
			"place": m.Place, "state": string(m.Phase), "total": m.Total, "presider": zeronull.Int8(m.PresiderID),
			"entrusted": m.Entrusted, "notice": m.Notice, "notified": zeronull.Timestamptz(m.NotifiedAt),
			"opened": zeronull.Timestamptz(m.OpenedAt), "closed": zeronull.Timestamptz(m.ClosedAt), "minutes": m.Minutes})
}

// Attendee is a member of the committee at one meeting.
type Attendee struct {
	Member
	Status   meeting.Status
	Reason   string // of the leave
	SignedAt time.Time
	AtSeat   bool // by signing in at the seat
	LeftAt   time.Time
	Group    int // 分组审议; zero: none
}

// Attendance lists who is expected at a meeting and who came, in the order of the official list.
func (r reads) Attendance(ctx context.Context, meetingID int64) ([]Attendee, error) {
	members, err := r.members(ctx, `
		SELECT `+memberColumns+` FROM attendance x JOIN member m ON m.id = x.member_id JOIN person p ON p.id = m.person_id
		WHERE x.meeting_id = $1 LIMIT 500`, meetingID)
	if err != nil {
		return nil, err
	}
	rows, err := r.q.Query(ctx, `SELECT member_id, status, reason, signed_at, at_seat, left_at, grp FROM attendance WHERE meeting_id = $1`, meetingID)
	if err != nil {
		return nil, fmt.Errorf("attendance of meeting %d: %w", meetingID, err)
	}
	came := map[int64]Attendee{}
	var a Attendee
	_, err = pgx.ForEachRow(
		rows,
		[]any{&a.ID, &a.Status, &a.Reason, (*zeronull.Timestamptz)(&a.SignedAt), &a.AtSeat, (*zeronull.Timestamptz)(&a.LeftAt), &a.Group},
		func() error {
			came[a.ID] = a
			return nil
		},
	)
	if err != nil {
		return nil, fmt.Errorf("attendance of meeting %d: %w", meetingID, err)
	}
	all := make([]Attendee, len(members))
	for i, m := range members {
		all[i] = came[m.ID]
		all[i].Member = m
	}
	return all, nil
}

// ExpectMembers enters the members in office on the meeting's day, and takes out those no longer in
// office, so that the list of attendance is the membership.
func (tx *Tx) ExpectMembers(ctx context.Context, m Meeting) error {
	doing := fmt.Sprintf("expect members at meeting %d", m.ID)
	err := tx.exec(ctx, doing, `
		DELETE FROM attendance x USING member v WHERE x.meeting_id = $1 AND v.id = x.member_id AND x.status = 'expected'
		  AND (v.term_id <> $2 OR v.since > $3 OR v.until <= $3)`, m.ID, m.TermID, m.HeldOn)
	if err != nil {
		return err
	}
	return tx.exec(ctx, doing, `
		INSERT INTO attendance (meeting_id, member_id, status)
		SELECT $1, v.id, 'expected' FROM member v
		WHERE v.term_id = $2 AND v.since <= $3 AND (v.until IS NULL OR v.until > $3)
		ON CONFLICT DO NOTHING`, m.ID, m.TermID, m.HeldOn)
}

// SetAttendance writes a member's attendance, which must still be what the caller saw.
func (tx *Tx) SetAttendance(ctx context.Context, meetingID, memberID int64, was, is meeting.Status, reason string) error {
	return tx.exec1(ctx, "出席情况", fmt.Sprintf("attendance of member %d", memberID), `
		UPDATE attendance SET status = $4, reason = $5, at_seat = at_seat AND $4 IN ('present', 'left'),
			signed_at = CASE WHEN $4 IN ('present', 'left') THEN coalesce(signed_at, $6) END,
			left_at = CASE WHEN $4 = 'left' THEN $6::timestamptz END
		WHERE meeting_id = $1 AND member_id = $2 AND status = $3`, meetingID, memberID, was, is, reason, tx.now)
}

// SignInAtSeat marks a member as present who signed in at their seat, and whose attendance must still be
// what the caller saw.
func (tx *Tx) SignInAtSeat(ctx context.Context, meetingID, memberID int64, was meeting.Status) error {
	return tx.exec1(ctx, "出席情况", fmt.Sprintf("attendance of member %d", memberID), `
		UPDATE attendance SET status = 'present', reason = '', signed_at = coalesce(signed_at, $4), at_seat = true
		WHERE meeting_id = $1 AND member_id = $2 AND status = $3`, meetingID, memberID, was, tx.now)
}

// Observer is somebody who sits in on a meeting (列席人员), or only listens (旁听人员).
type Observer struct {
	ID      int64
	Name    string
	Post    string
	Listens bool
	Group   int // 分组审议; zero: none
}

// Observers lists who sits in on a meeting.
func (r reads) Observers(ctx context.Context, meetingID int64) ([]Observer, error) {
	rows, err := r.q.Query(ctx, `SELECT id, name, post, listens, grp FROM observer WHERE meeting_id = $1 ORDER BY id LIMIT 500`, meetingID)
	if err != nil {
		return nil, fmt.Errorf("observers of meeting %d: %w", meetingID, err)
	}
	all, err := pgx.CollectRows(rows, pgx.RowToStructByPos[Observer])
	if err != nil {
		return nil, fmt.Errorf("observers of meeting %d: %w", meetingID, err)
	}
	return all, nil
}

// SetObservers replaces the list of those who sit in on a meeting.
func (tx *Tx) SetObservers(ctx context.Context, meetingID int64, all []Observer) error {
	batch := &pgx.Batch{}
	batch.Queue(`DELETE FROM observer WHERE meeting_id = $1`, meetingID)
	for _, o := range all {
		batch.Queue(`INSERT INTO observer (meeting_id, name, post, listens, grp) VALUES ($1, $2, $3, $4, $5)`, meetingID, o.Name, o.Post, o.Listens, o.Group)
	}
	if err := tx.tx.SendBatch(ctx, batch).Close(); err != nil {
		return fmt.Errorf("observers of meeting %d: %w", meetingID, err)
	}
	return nil
}
