package store

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype/zeronull"

	"renmian/internal/appointment"
	"renmian/internal/calendar"
	"renmian/internal/exam"
	"renmian/internal/policy"
)

// Sitting is one 任前法律考试, on paper or on computers (考试场次).
type Sitting struct {
	ID           int64
	Number       string
	HeldOn       calendar.Day
	StartsAt     string
	Place        string
	Paper        string // 试卷
	OpenBook     bool
	Mode         string // paper, computer
	Invigilators string
	CreatedBy    string
	Version      int
}

// SittingLine is a sitting in a list.
type SittingLine struct {
	Sitting
	Candidates  int
	Waiting     int // without a result, of cases that may still take one
	Locked      bool
	Entered     int
	Unconfirmed int
	Run         exam.RunState // of one on computers
}

// ExamResult is what one candidate reached in one sitting. The zero ResultID says that nothing was
// entered yet.
type ExamResult struct {
	ResultID    int64
	Attempt     int
	Absent      bool
	Cancelled   bool    // 违纪，成绩取消; the score is 0
	Score       float64 // meaningless when Absent
	Marker      string
	EnteredByID int64
	EnteredBy   string
	EnteredAt   time.Time
	ConfirmedBy string
	ConfirmedAt time.Time
}

// Candidate is a nominee called to a sitting.
type Candidate struct {
	CaseID int64
	Number string
	Person string
	Sex    string
	Action policy.Action
	Stage  appointment.Stage
	Office string
	Organ  string
	Group  policy.Group
	ExamResult
}

// ExamRecord is a sitting a case was called to, with what was reached.
type ExamRecord struct {
	Sitting
	ExamResult
}

// ExamWaiver is a granted 免试.
type ExamWaiver struct {
	Ground    policy.Waiver
	Note      string
	GrantedBy string
	GrantedAt time.Time
}

const sittingColumns = `s.id, s.number, s.held_on, s.starts_at, s.place, s.paper, s.open_book, s.mode, s.invigilators, a.name, s.version`

const sittingJoins = ` FROM exam_sitting s JOIN account a ON a.id = s.created_by`

func (s *Sitting) targets() []any {
	return []any{&s.ID, &s.Number, &s.HeldOn, &s.StartsAt, &s.Place, &s.Paper, &s.OpenBook, &s.Mode, &s.Invigilators, &s.CreatedBy, &s.Version}
}

const resultColumns = `e.id, coalesce(e.attempt, 0), coalesce(e.absent, false), coalesce(e.cancelled, false), coalesce(e.score, 0), coalesce(e.marker, ''),
	e.entered_by, coalesce(b.name, ''), e.entered_at, coalesce(k.name, ''), e.confirmed_at`

func (e *ExamResult) targets() []any {
	return []any{(*zeronull.Int8)(&e.ResultID), &e.Attempt, &e.Absent, &e.Cancelled, &e.Score, &e.Marker, (*zeronull.Int8)(&e.EnteredByID),
		&e.EnteredBy, (*zeronull.Timestamptz)(&e.EnteredAt), &e.ConfirmedBy, (*zeronull.Timestamptz)(&e.ConfirmedAt)}
}

// Sittings lists sittings, the latest first; beforeDay and beforeID are those of the last row of the page
// before, zero for the first page. A search chooses those of a number, at a place, or with a candidate whose name
// begins so.
func (r reads) Sittings(ctx context.Context, search string, beforeDay calendar.Day, beforeID int64, limit int) ([]SittingLine, error) {
	rows, err := r.q.Query(ctx, `
		SELECT `+sittingColumns+`,
			(SELECT count(*) FROM exam_candidate c WHERE c.sitting_id = s.id),
			(SELECT count(*) FROM exam_candidate x JOIN appointment_case c ON c.id = x.case_id WHERE x.sitting_id = s.id AND c.stage <> ALL ($5) AND `+pending+`),
			EXISTS (SELECT FROM exam_score k JOIN exam_entry e ON e.id = k.entry_id WHERE e.sitting_id = s.id),
			(SELECT count(*) FROM exam_result e WHERE e.sitting_id = s.id),
			(SELECT count(*) FROM exam_result e WHERE e.sitting_id = s.id AND e.confirmed_at IS NULL),
			coalesce((SELECT u.state FROM exam_run u WHERE u.sitting_id = s.id), '')`+sittingJoins+`
		WHERE ($1::date IS NULL OR (s.held_on, s.id) < ($1, $2))
		  AND ($4 = '' OR s.number = $4 OR position($4 IN s.place) > 0 OR s.id IN (SELECT x.sitting_id FROM exam_candidate x
			JOIN appointment_case c ON c.id = x.case_id JOIN person n ON n.id = c.person_id WHERE starts_with(n.name, $4) OR starts_with(n.initials, lower($4))))
		ORDER BY s.held_on DESC, s.id DESC LIMIT $3`, beforeDay, beforeID, limit, search, appointment.PastExamStages)
	if err != nil {
		return nil, fmt.Errorf("sittings: %w", err)
	}
	return pgx.CollectRows(rows, func(row pgx.CollectableRow) (l SittingLine, err error) {
		return l, row.Scan(append(l.targets(), &l.Candidates, &l.Waiting, &l.Locked, &l.Entered, &l.Unconfirmed, &l.Run)...)
	})
}

func (r reads) sitting(ctx context.Context, id int64, lock string) (Sitting, error) {
	var s Sitting
	err := r.q.QueryRow(ctx, `SELECT `+sittingColumns+sittingJoins+` WHERE s.id = $1`+lock, id).Scan(s.targets()...)
	if err != nil {
		return Sitting{}, missing(err, "考试场次", id)
	}
	return s, nil
}

// Sitting returns one sitting.
func (r reads) Sitting(ctx context.Context, id int64) (Sitting, error) { return r.sitting(ctx, id, "") }

// LockSitting reads a sitting and holds its row until the transaction ends; cases are locked before it.
func (tx *Tx) LockSitting(ctx context.Context, id int64) (Sitting, error) {
	return tx.sitting(ctx, id, " FOR UPDATE OF s")
}

// Candidates lists who is called to a sitting, in the order they were called, with their results.
func (r reads) Candidates(ctx context.Context, sittingID int64) ([]Candidate, error) {
	rows, err := r.q.Query(ctx, `
		SELECT c.id, coalesce(c.number, ''), n.name, n.sex, c.action, c.stage, o.title, g.name, o.office_group, `+resultColumns+`
		FROM exam_candidate x JOIN appointment_case c ON c.id = x.case_id
		JOIN person n ON n.id = c.person_id JOIN office o ON o.id = c.office_id JOIN organ g ON g.id = o.organ_id
		LEFT JOIN exam_result e ON e.sitting_id = x.sitting_id AND e.case_id = x.case_id
		LEFT JOIN account b ON b.id = e.entered_by LEFT JOIN account k ON k.id = e.confirmed_by
		WHERE x.sitting_id = $1 ORDER BY x.added_at, c.id LIMIT 500`, sittingID)
	if err != nil {
		return nil, fmt.Errorf("candidates of sitting %d: %w", sittingID, err)
	}
	return pgx.CollectRows(rows, func(row pgx.CollectableRow) (c Candidate, err error) {
		return c, row.Scan(append([]any{&c.CaseID, &c.Number, &c.Person, &c.Sex, &c.Action, &c.Stage, &c.Office, &c.Organ, &c.Group},
			c.ExamResult.targets()...)...)
	})
}

// ExamRecords lists the sittings a case was called to, the oldest first, with the results.
func (r reads) ExamRecords(ctx context.Context, caseID int64) ([]ExamRecord, error) {
	rows, err := r.q.Query(ctx, `
		SELECT `+sittingColumns+`, `+resultColumns+`
		FROM exam_candidate x JOIN exam_sitting s ON s.id = x.sitting_id JOIN account a ON a.id = s.created_by
		LEFT JOIN exam_result e ON e.sitting_id = x.sitting_id AND e.case_id = x.case_id
		LEFT JOIN account b ON b.id = e.entered_by LEFT JOIN account k ON k.id = e.confirmed_by
		WHERE x.case_id = $1 ORDER BY s.held_on, s.id LIMIT 50`, caseID)
	if err != nil {
		return nil, fmt.Errorf("exams of case %d: %w", caseID, err)
	}
	return pgx.CollectRows(rows, func(row pgx.CollectableRow) (e ExamRecord, err error) {
		return e, row.Scan(append(e.Sitting.targets(), e.ExamResult.targets()...)...)
	})
}

// pending is the condition that the result of exam_candidate x is still to come; a sitting on computers that
// was cancelled gives none.
const pending = `NOT EXISTS (SELECT FROM exam_result e WHERE e.case_id = x.case_id AND e.sitting_id = x.sitting_id)
	AND NOT EXISTS (SELECT FROM exam_run r WHERE r.sitting_id = x.sitting_id AND r.state = 'cancelled')`

// CasesForExam lists the cases that may still have to sit the exam: the offices that ask for one, no
// waiver, and not called to a sitting whose result is open. The rule decides.
func (r reads) CasesForExam(ctx context.Context) ([]appointment.Case, error) {
	return r.cases(ctx, `
		WHERE o.exam AND c.stage = ANY ($1) AND c.action IN ('appoint', 'decide_appoint', 'approve_appoint', 'pass', 'decide_acting', 'elect_acting')
		  AND NOT EXISTS (SELECT FROM exam_waiver w WHERE w.case_id = c.id)
		  AND NOT EXISTS (SELECT FROM exam_candidate x WHERE x.case_id = c.id AND `+pending+`)
		ORDER BY c.id LIMIT 300`, appointment.ExamStages)
}

// OpenSitting returns the sitting a case is called to and whose result is not entered, zero for none.
func (r reads) OpenSitting(ctx context.Context, caseID int64) (int64, error) {
	var id int64
	err := r.q.QueryRow(ctx, `
		SELECT x.sitting_id FROM exam_candidate x WHERE x.case_id = $1 AND `+pending+`
		ORDER BY x.sitting_id LIMIT 1`, caseID).Scan(&id)
	if err != nil && !errors.Is(err, pgx.ErrNoRows) {
		return 0, fmt.Errorf("open sitting of case %d: %w", caseID, err)
	}
	return id, nil
}

// ExamWaiver returns the waiver of a case; ok is false when there is none.
func (r reads) ExamWaiver(ctx context.Context, caseID int64) (w ExamWaiver, ok bool, err error) {
	err = r.q.QueryRow(ctx, `
		SELECT w.ground, w.note, a.name, w.granted_at FROM exam_waiver w JOIN account a ON a.id = w.granted_by WHERE w.case_id = $1`,
		caseID).Scan(&w.Ground, &w.Note, &w.GrantedBy, &w.GrantedAt)
	if errors.Is(err, pgx.ErrNoRows) {
		return w, false, nil
	}
	if err != nil {
		return w, false, fmt.Errorf("exam waiver of case %d: %w", caseID, err)
	}
	return w, true, nil
}

// InsertSitting stores a sitting and returns its id.
func (tx *Tx) InsertSitting(ctx context.Context, s Sitting) (int64, error) {
	var id int64
	err := tx.tx.QueryRow(ctx, `
		INSERT INTO exam_sitting (number, held_on, starts_at, place, paper, open_book, mode, invigilators, created_by, created_at)
		VALUES ($1, $2, $3, $4, $5, $6, coalesce(nullif($7, ''), 'paper'), $8, $9, $10) RETURNING id`,
		s.Number, s.HeldOn, s.StartsAt, s.Place, s.Paper, s.OpenBook, s.Mode, s.Invigilators, tx.who.AccountID, tx.now).Scan(&id)
	if err != nil {
		return 0, fmt.Errorf("insert sitting: %w", err)
	}
	return id, nil
}

// SaveSitting writes the particulars of a sitting since the version it carries.
func (tx *Tx) SaveSitting(ctx context.Context, s Sitting) error {
	return tx.exec1(ctx, "考试场次", fmt.Sprintf("save sitting %d", s.ID), `
		UPDATE exam_sitting SET held_on = $3, starts_at = $4, place = $5, paper = $6, open_book = $7, invigilators = $8,
			version = version + 1
		WHERE id = $1 AND version = $2`, s.ID, s.Version, s.HeldOn, s.StartsAt, s.Place, s.Paper, s.OpenBook, s.Invigilators)
}

// AddCandidate calls a case to a sitting.
func (tx *Tx) AddCandidate(ctx context.Context, sittingID, caseID int64) error {
	return tx.exec(ctx, fmt.Sprintf("call case %d to sitting %d", caseID, sittingID), `
		INSERT INTO exam_candidate (sitting_id, case_id, added_by, added_at) VALUES ($1, $2, $3, $4)`,
		sittingID, caseID, tx.who.AccountID, tx.now)
}

// RemoveCandidate takes a case off a sitting; one with a result stays.
func (tx *Tx) RemoveCandidate(ctx context.Context, sittingID, caseID int64) error {
	return tx.exec1(ctx, "考生名单", fmt.Sprintf("take case %d off sitting %d", caseID, sittingID), `
		DELETE FROM exam_candidate x WHERE x.sitting_id = $1 AND x.case_id = $2
		  AND NOT EXISTS (SELECT FROM exam_result e WHERE e.sitting_id = $1 AND e.case_id = $2)`, sittingID, caseID)
}

// InsertResult stores what a candidate reached, as the first person read it.
func (tx *Tx) InsertResult(ctx context.Context, sittingID, caseID int64, e ExamResult) error {
	return tx.exec(ctx, fmt.Sprintf("exam result of case %d", caseID), `
		INSERT INTO exam_result (case_id, sitting_id, attempt, absent, cancelled, score, marker, entered_by, entered_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
		caseID, sittingID, e.Attempt, e.Absent, e.Cancelled, score(e), e.Marker, tx.who.AccountID, tx.now)
}

// SaveResult corrects a result that nobody has confirmed; the one who corrects it is then the one who
// entered it.
func (tx *Tx) SaveResult(ctx context.Context, e ExamResult) error {
	return tx.exec1(ctx, "考试成绩", fmt.Sprintf("save exam result %d", e.ResultID), `
		UPDATE exam_result SET absent = $2, score = $3, marker = $4, entered_by = $5, entered_at = $6
		WHERE id = $1 AND confirmed_at IS NULL`, e.ResultID, e.Absent, score(e), e.Marker, tx.who.AccountID, tx.now)
}

// ConfirmResult sets the second person's name under a result.
func (tx *Tx) ConfirmResult(ctx context.Context, resultID int64) error {
	return tx.exec1(ctx, "考试成绩", fmt.Sprintf("confirm exam result %d", resultID), `
		UPDATE exam_result SET confirmed_by = $2, confirmed_at = $3 WHERE id = $1 AND confirmed_at IS NULL`,
		resultID, tx.who.AccountID, tx.now)
}

func score(e ExamResult) *float64 {
	if e.Absent {
		return nil
	}
	return &e.Score
}

// InsertExamWaiver stores a waiver.
func (tx *Tx) InsertExamWaiver(ctx context.Context, caseID int64, ground policy.Waiver, note string) error {
	return tx.exec(ctx, fmt.Sprintf("waive exam of case %d", caseID), `
		INSERT INTO exam_waiver (case_id, ground, note, granted_by, granted_at) VALUES ($1, $2, $3, $4, $5)`,
		caseID, ground, note, tx.who.AccountID, tx.now)
}

// SisterCases lists the other cases under way of the same person, whose exam a new result may settle.
func (r reads) SisterCases(ctx context.Context, caseID int64) ([]int64, error) {
	rows, err := r.q.Query(ctx, `
		SELECT x.id FROM appointment_case c JOIN appointment_case x ON x.person_id = c.person_id AND x.id <> c.id
		WHERE c.id = $1 AND x.stage = ANY ($2) ORDER BY x.id LIMIT 50`, caseID, appointment.ExamStages)
	if err != nil {
		return nil, fmt.Errorf("sister cases of %d: %w", caseID, err)
	}
	return pgx.CollectRows(rows, pgx.RowTo[int64])
}

// Computer reports whether the exam is held on computers (机考).
func (s Sitting) Computer() bool { return s.Mode == "computer" }
