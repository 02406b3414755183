package store

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"renmian/internal/appointment"
	"renmian/internal/calendar"
)

// Phases of study: before the appointment (任前教育) and after it (任后培训).
const (
	StudyBefore = "before"
	StudyAfter  = "after"
)

// StudySession is one gathering for study or training (学习培训).
type StudySession struct {
	ID        int64
	Phase     string
	Title     string
	HeldOn    calendar.Day
	Place     string
	Host      string // 主办机构
	Body      string // 内容
	Speakers  []Speaker
	CreatedBy string
	Version   int
	Called    int // people on the roll
	Present   int
}

// Speaker is who teaches what (授课人).
type Speaker struct {
	Name  string `json:"name"`
	Post  string `json:"post"`
	Topic string `json:"topic"`
}

// Attendance at a study session.
const (
	StudyCalled  = "called"  // 待签到
	StudyPresent = "present" // 参加
	StudyLeave   = "leave"   // 请假
	StudyAbsent  = "absent"  // 缺席
)

// StudyPerson is one person on the roll of a session.
type StudyPerson struct {
	PersonID int64
	Name     string
	Sex      string
	Office   string // held, or proposed in an open case
	State    string
	Note     string
}

// StudyRecord is a session in one person's dossier.
type StudyRecord struct {
	Session StudySession
	State   string
	Note    string
}

const studyColumns = `s.id, s.phase, s.title, s.held_on, s.place, s.host, s.body, s.speakers, a.name, s.version,
	(SELECT count(*) FROM study_attendance t WHERE t.session_id = s.id),
	(SELECT count(*) FROM study_attendance t WHERE t.session_id = s.id AND t.state = 'present')`

const studyJoins = ` FROM study_session s JOIN account a ON a.id = s.created_by`

func (s *StudySession) targets() []any {
	return []any{&s.ID, &s.Phase, &s.Title, &s.HeldOn, &s.Place, &s.Host, &s.Body, &s.Speakers, &s.CreatedBy, &s.Version, &s.Called, &s.Present}
}

// StudySessions lists sessions, the latest first; beforeDay and beforeID are those of the last row of the page
// before, zero for the first page. An empty phase is both.
func (r reads) StudySessions(ctx context.Context, phase string, beforeDay calendar.Day, beforeID int64, limit int) ([]StudySession, error) {
	rows, err := r.q.Query(ctx, `SELECT `+studyColumns+studyJoins+`
		WHERE ($1 = '' OR s.phase = $1) AND ($2::date IS NULL OR (s.held_on, s.id) < ($2, $3))
		ORDER BY s.held_on DESC, s.id DESC LIMIT $4`, phase, beforeDay, beforeID, limit)
	if err != nil {
		return nil, fmt.Errorf("study sessions: %w", err)
	}
	return pgx.CollectRows(rows, func(row pgx.CollectableRow) (s StudySession, err error) {
		return s, row.Scan(s.targets()...)
	})
}

// StudySession returns one session.
func (r reads) StudySession(ctx context.Context, id int64) (StudySession, error) {
	return r.studySession(ctx, id, "")
}

func (r reads) studySession(ctx context.Context, id int64, lock string) (s StudySession, err error) {
	if err := r.q.QueryRow(ctx, `SELECT `+studyColumns+studyJoins+` WHERE s.id = $1`+lock, id).Scan(s.targets()...); err != nil {
		return s, missing(err, "学习培训", id)
	}
	return s, nil
}

// LockStudySession reads a session and holds its row until the transaction ends.
func (tx *Tx) LockStudySession(ctx context.Context, id int64) (StudySession, error) {
	return tx.studySession(ctx, id, " FOR UPDATE OF s")
}

// studyOffice is what a person on a roll is called for: the offices held, else those proposed.
const studyOffice = `coalesce(
	(SELECT string_agg(o.title, '、' ORDER BY t.starts_on, t.id) FROM tenure t JOIN office o ON o.id = t.office_id
		WHERE t.person_id = n.id AND t.ends_on IS NULL),
	(SELECT string_agg('拟任' || o.title, '、' ORDER BY c.id) FROM appointment_case c JOIN office o ON o.id = c.office_id
		WHERE c.person_id = n.id AND c.stage = ANY ($2)), '')`

// StudyRoll lists who is called to a session.
func (r reads) StudyRoll(ctx context.Context, sessionID int64) ([]StudyPerson, error) {
	rows, err := r.q.Query(ctx, `
		SELECT n.id, n.name, n.sex, `+studyOffice+`, t.state, t.note
		FROM study_attendance t JOIN person n ON n.id = t.person_id
		WHERE t.session_id = $1 ORDER BY n.initials COLLATE "C", n.id LIMIT 1000`, sessionID, appointment.ExamStages)
	if err != nil {
		return nil, fmt.Errorf("roll of study session %d: %w", sessionID, err)
	}
	return pgx.CollectRows(rows, pgx.RowToStructByPos[StudyPerson])
}

// NomineesForStudy lists the nominees of open cases who are not on the roll of a session yet.
func (r reads) NomineesForStudy(ctx context.Context, sessionID int64) ([]StudyPerson, error) {
	rows, err := r.q.Query(ctx, `
		SELECT DISTINCT ON (n.initials COLLATE "C", n.id) n.id, n.name, n.sex, '拟任' || o.title, '', ''
		FROM appointment_case c JOIN person n ON n.id = c.person_id JOIN office o ON o.id = c.office_id
		WHERE c.stage = ANY ($2) AND c.action IN ('appoint', 'decide_appoint', 'approve_appoint', 'pass', 'decide_acting', 'elect_acting')
		  AND NOT EXISTS (SELECT FROM study_attendance t WHERE t.session_id = $1 AND t.person_id = n.id)
		ORDER BY n.initials COLLATE "C", n.id, c.id LIMIT 300`, sessionID, appointment.ExamStages)
	if err != nil {
		return nil, fmt.Errorf("nominees for study session %d: %w", sessionID, err)
	}
	return pgx.CollectRows(rows, pgx.RowToStructByPos[StudyPerson])
}

// StudyOf lists the sessions a person was called to, the oldest first.
func (r reads) StudyOf(ctx context.Context, personID int64) ([]StudyRecord, error) {
	rows, err := r.q.Query(ctx, `SELECT `+studyColumns+`, x.state, x.note`+studyJoins+`
		JOIN study_attendance x ON x.session_id = s.id AND x.person_id = $1 ORDER BY s.held_on, s.id LIMIT 200`, personID)
	if err != nil {
		return nil, fmt.Errorf("study of person %d: %w", personID, err)
	}
	return pgx.CollectRows(rows, func(row pgx.CollectableRow) (x StudyRecord, err error) {
		return x, row.Scan(append(x.Session.targets(), &x.State, &x.Note)...)
	})
}

// InsertStudySession stores a session and returns its id.
func (tx *Tx) InsertStudySession(ctx context.Context, s StudySession) (id int64, err error) {
	err = tx.tx.QueryRow(ctx, `
		INSERT INTO study_session (phase, title, held_on, place, host, body, speakers, created_by, created_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) RETURNING id`,
		s.Phase, s.Title, s.HeldOn, s.Place, s.Host, s.Body, s.Speakers, tx.who.AccountID, tx.now).Scan(&id)
	if err != nil {
		return 0, fmt.Errorf("insert study session: %w", err)
	}
	return id, nil
}

// SaveStudySession writes the particulars of a session since the version it carries.
func (tx *Tx) SaveStudySession(ctx context.Context, s StudySession) error {
	return tx.exec1(ctx, "学习培训", fmt.Sprintf("save study session %d", s.ID), `
		UPDATE study_session SET title = $3, held_on = $4, place = $5, host = $6, body = $7, speakers = $8, version = version + 1
		WHERE id = $1 AND version = $2`, s.ID, s.Version, s.Title, s.HeldOn, s.Place, s.Host, s.Body, s.Speakers)
}

// CallToStudy puts persons on the roll of a session; who is on it stays as they are.
func (tx *Tx) CallToStudy(ctx context.Context, sessionID int64, personIDs []int64) error {
	return tx.exec(ctx, fmt.Sprintf("call to study session %d", sessionID), `
		INSERT INTO study_attendance (session_id, person_id, state) SELECT $1, unnest($2::bigint[]), 'called' ON CONFLICT DO NOTHING`,
		sessionID, personIDs)
}

// DropFromStudy takes a person whose attendance is open off the roll.
func (tx *Tx) DropFromStudy(ctx context.Context, sessionID, personID int64) error {
	return tx.exec1(ctx, "签到表", fmt.Sprintf("drop %d from study session %d", personID, sessionID), `
		DELETE FROM study_attendance WHERE session_id = $1 AND person_id = $2 AND state = 'called'`, sessionID, personID)
}

// SaveStudyAttendance writes who came; what waits for the person's open cases is derived anew.
func (tx *Tx) SaveStudyAttendance(ctx context.Context, sessionID int64, p StudyPerson) error {
	rows, err := tx.tx.Query(ctx, `SELECT id FROM appointment_case WHERE person_id = $1 AND stage = ANY ($2)`, p.PersonID, appointment.ExamStages)
	if err != nil {
		return fmt.Errorf("cases of %d: %w", p.PersonID, err)
	}
	open, err := pgx.CollectRows(rows, pgx.RowTo[int64])
	if err != nil {
		return fmt.Errorf("cases of %d: %w", p.PersonID, err)
	}
	tx.RefreshTasks(open...)
	return tx.exec1(ctx, "签到表", fmt.Sprintf("attendance of %d at study session %d", p.PersonID, sessionID), `
		UPDATE study_attendance SET state = $3, note = $4 WHERE session_id = $1 AND person_id = $2`, sessionID, p.PersonID, p.State, p.Note)
}
