package store

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype/zeronull"

	"renmian/internal/exam"
	"renmian/internal/policy"
)

// ExamMark is what one person gave one answer.
type ExamMark struct {
	Round    int       `json:"round"`
	MarkerID int64     `json:"marker_id"`
	Marker   string    `json:"marker"`
	Points   float64   `json:"points"`
	Note     string    `json:"note"`
	MarkedAt time.Time `json:"marked_at"`
}

// MarkedAnswer is one answer that persons mark. Sheet numbers the answers to one question in an order
// that tells nothing of who wrote them, nor of where they stand in another question's list.
type MarkedAnswer struct {
	PaperID  int64
	Position int
	Sheet    int
	EntryID  int64
	Text     string
	Marks    []ExamMark // by round
}

// Given lists the points given, by round.
func (a MarkedAnswer) Given() []float64 {
	given := make([]float64, len(a.Marks))
	for i, m := range a.Marks {
		given[i] = m.Points
	}
	return given
}

// MarkedBy reports whether the account has marked this answer.
func (a MarkedAnswer) MarkedBy(accountID int64) bool {
	for _, m := range a.Marks {
		if m.MarkerID == accountID {
			return true
		}
	}
	return false
}

// SubjectiveAnswers lists the answers of a sitting that persons mark, by paper, question and sheet; what was
// left empty is not among them, for it earns nothing. paperID and position narrow it to one question.
func (r reads) SubjectiveAnswers(ctx context.Context, sittingID, paperID int64, position int) ([]MarkedAnswer, error) {
	rows, err := r.q.Query(ctx, `
		SELECT e.paper_id, q.position,
			row_number() OVER (PARTITION BY e.paper_id, q.position ORDER BY md5(concat(e.id, '/', q.position, '/', e.code)))::int,
			e.id, w.answer[1],
			coalesce((SELECT jsonb_agg(jsonb_build_object('round', m.round, 'marker_id', m.marker_id, 'marker', a.name,
					'points', m.points, 'note', m.note, 'marked_at', m.marked_at) ORDER BY m.round)
				FROM exam_mark m JOIN account a ON a.id = m.marker_id WHERE m.entry_id = e.id AND m.position = q.position), '[]')
		FROM exam_entry e JOIN exam_question q ON q.paper_id = e.paper_id AND q.kind IN ('short', 'essay')
		JOIN exam_answer w ON w.entry_id = e.id AND w.position = q.position
		WHERE e.sitting_id = $1 AND e.state = 'handed_in' AND w.answer[1] ~ '\S'
		  AND ($2::bigint = 0 OR e.paper_id = $2) AND ($3::int = 0 OR q.position = $3)
		ORDER BY 1, 2, 3 LIMIT 20000`, sittingID, paperID, position)
	if err != nil {
		return nil, fmt.Errorf("answers to mark of sitting %d: %w", sittingID, err)
	}
	return pgx.CollectRows(rows, func(row pgx.CollectableRow) (a MarkedAnswer, err error) {
		return a, row.Scan(&a.PaperID, &a.Position, &a.Sheet, &a.EntryID, &a.Text, &a.Marks)
	})
}

// MarkingState says whether the marking of a sitting may go on.
type MarkingState struct {
	Ended  bool // the exam on computers is over
	Locked bool
}

// MarkingState reads how far a sitting has come.
func (r reads) MarkingState(ctx context.Context, sittingID int64) (m MarkingState, err error) {
	err = r.q.QueryRow(ctx, `
		SELECT coalesce((SELECT u.state = 'ended' FROM exam_run u WHERE u.sitting_id = $1), false),
			EXISTS (SELECT FROM exam_score s JOIN exam_entry e ON e.id = s.entry_id WHERE e.sitting_id = $1)
			OR EXISTS (SELECT FROM exam_result x WHERE x.sitting_id = $1)`, sittingID).Scan(&m.Ended, &m.Locked)
	if err != nil {
		return m, fmt.Errorf("marking of sitting %d: %w", sittingID, err)
	}
	return m, nil
}

// InsertExamMark stores a mark; the round and the person are free by constraint.
func (tx *Tx) InsertExamMark(ctx context.Context, entryID int64, position, round int, points float64, note string) error {
	return tx.exec(ctx, fmt.Sprintf("mark %d of entry %d", position, entryID), `
		INSERT INTO exam_mark (entry_id, position, round, marker_id, points, note, marked_at) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
		entryID, position, round, tx.who.AccountID, points, note, tx.now)
}

// SaveExamMark changes a person's own mark before the next round was given and before the marks are locked.
func (tx *Tx) SaveExamMark(ctx context.Context, entryID int64, position, round int, points float64, note string) error {
	return tx.exec1(ctx, "评分", fmt.Sprintf("mark %d of entry %d", position, entryID), `
		UPDATE exam_mark SET points = $5, note = $6, marked_at = $7
		WHERE entry_id = $1 AND position = $2 AND round = $3 AND marker_id = $4`,
		entryID, position, round, tx.who.AccountID, points, note, tx.now)
}

// ExamSheet is one candidate's paper of a sitting with what was answered and what it earned.
type ExamSheet struct {
	EntryID   int64
	SittingID int64
	CaseID    int64
	Person    string
	Sex       string
	Office    string
	Group     policy.Group
	Room      string
	Seat      int
	State     exam.EntryState
	PaperID   int64  // 0 when none was given out
	Paper     string // 2026-3 A卷
	Lot       string // orders the sheets without telling whose they are
	Answers   map[int]exam.Answer
	Points    []float64 // as locked, with the corrections granted since; nil before the marks are locked
	Total     float64
	LockedBy  string
	LockedAt  time.Time
}

const examSheetColumns = `e.id, e.sitting_id, e.case_id, n.name, n.sex, o.title, o.office_group, m.name, e.seat, e.state, e.paper_id,
	coalesce(t.number || ' ' || p.label || '卷', ''), md5(concat('lot/', e.id, '/', e.code)),
	coalesce((SELECT jsonb_object_agg(w.position, w.answer) FROM exam_answer w WHERE w.entry_id = e.id), '{}'),
	(SELECT array_agg(coalesce((SELECT k.becomes FROM exam_correction k
			WHERE k.entry_id = e.id AND k.position = x.position AND k.granted ORDER BY k.decided_at DESC, k.id DESC LIMIT 1), x.points)
			ORDER BY x.position)
		FROM unnest(s.points) WITH ORDINALITY AS x (points, position)),
	coalesce(l.name, ''), s.locked_at`

const examSheetJoins = ` FROM exam_entry e JOIN exam_room m ON m.id = e.room_id
	JOIN appointment_case c ON c.id = e.case_id JOIN person n ON n.id = c.person_id JOIN office o ON o.id = c.office_id
	LEFT JOIN exam_paper p ON p.id = e.paper_id LEFT JOIN exam_paper_set t ON t.id = p.set_id
	LEFT JOIN exam_score s ON s.entry_id = e.id LEFT JOIN account l ON l.id = s.locked_by`

func scanExamSheet(row pgx.CollectableRow) (s ExamSheet, err error) {
	err = row.Scan(&s.EntryID, &s.SittingID, &s.CaseID, &s.Person, &s.Sex, &s.Office, &s.Group, &s.Room, &s.Seat, &s.State, (*zeronull.Int8)(&s.PaperID),
		&s.Paper, &s.Lot, &s.Answers, &s.Points, &s.LockedBy, (*zeronull.Timestamptz)(&s.LockedAt))
	s.Total = exam.Total(s.Points)
	return s, err
}

// ExamSheets lists the candidates of a sitting held on computers with their answers, by room and seat.
func (r reads) ExamSheets(ctx context.Context, sittingID int64) ([]ExamSheet, error) {
	rows, err := r.q.Query(ctx, `SELECT `+examSheetColumns+examSheetJoins+` WHERE e.sitting_id = $1 ORDER BY m.id, e.seat LIMIT 2000`, sittingID)
	if err != nil {
		return nil, fmt.Errorf("sheets of sitting %d: %w", sittingID, err)
	}
	return pgx.CollectRows(rows, scanExamSheet)
}

// ExamSheet returns one candidate's paper.
func (r reads) ExamSheet(ctx context.Context, entryID int64) (ExamSheet, error) {
	rows, err := r.q.Query(ctx, `SELECT `+examSheetColumns+examSheetJoins+` WHERE e.id = $1`, entryID)
	if err != nil {
		return ExamSheet{}, fmt.Errorf("sheet %d: %w", entryID, err)
	}
	s, err := pgx.CollectExactlyOneRow(rows, scanExamSheet)
	if err != nil {
		return s, missing(err, "答卷", entryID)
	}
	return s, nil
}

// SittingQuestions returns the questions of every paper given out at a sitting, by paper.
func (r reads) SittingQuestions(ctx context.Context, sittingID int64) (map[int64][]exam.Question, error) {
	rows, err := r.q.Query(ctx, `
		SELECT q.paper_id, q.position, q.section, q.item_id, q.kind, q.stem, q.options, q.key, q.cites, q.note, q.difficulty, q.points
		FROM exam_question q WHERE q.paper_id IN (SELECT e.paper_id FROM exam_entry e WHERE e.sitting_id = $1)
		ORDER BY q.paper_id, q.position`, sittingID)
	if err != nil {
		return nil, fmt.Errorf("questions of sitting %d: %w", sittingID, err)
	}
	papers := map[int64][]exam.Question{}
	var paperID int64
	var q exam.Question
	_, err = pgx.ForEachRow(rows, []any{&paperID, &q.Position, &q.Section, &q.ItemID, &q.Kind, &q.Stem, &q.Options, &q.Key, &q.Cites, &q.Note,
		&q.Difficulty, &q.Points}, func() error {
		papers[paperID] = append(papers[paperID], q)
		q = exam.Question{}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("questions of sitting %d: %w", sittingID, err)
	}
	return papers, nil
}

// SittingPapers names the papers that candidates of a sitting wrote, 法院 B 卷.
func (r reads) SittingPapers(ctx context.Context, sittingID int64) (map[int64]string, error) {
	rows, err := r.q.Query(ctx, `
		SELECT p.id, s.office_group, p.label FROM exam_paper p JOIN exam_paper_set s ON s.id = p.set_id
		WHERE p.id IN (SELECT e.paper_id FROM exam_entry e WHERE e.sitting_id = $1)`, sittingID)
	if err != nil {
		return nil, fmt.Errorf("papers written at sitting %d: %w", sittingID, err)
	}
	names := map[int64]string{}
	var id int64
	var group policy.Group
	var label string
	_, err = pgx.ForEachRow(rows, []any{&id, &group, &label}, func() error {
		names[id] = group.Label() + " " + label + " 卷"
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("papers written at sitting %d: %w", sittingID, err)
	}
	return names, nil
}

// InsertExamScore locks the marks of a candidate; points are by position.
func (tx *Tx) InsertExamScore(ctx context.Context, entryID int64, points []float64) error {
	return tx.exec(ctx, fmt.Sprintf("score of entry %d", entryID), `
		INSERT INTO exam_score (entry_id, points, total, locked_by, locked_at) VALUES ($1, $2, $3, $4, $5)`,
		entryID, points, exam.Total(points), tx.who.AccountID, tx.now)
}

// ExamCorrection is a change of a locked mark, asked for by one person and decided by another (成绩更正).
type ExamCorrection struct {
	ID          int64
	EntryID     int64
	Position    int
	Was         float64
	Becomes     float64
	Reason      string
	ObjectionID int64
	AskedByID   int64
	AskedBy     string
	AskedAt     time.Time
	DecidedBy   string
	DecidedAt   time.Time
	Granted     bool
}

// ExamCorrections lists the corrections of one candidate's marks, the oldest first.
func (r reads) ExamCorrections(ctx context.Context, entryID int64) ([]ExamCorrection, error) {
	rows, err := r.q.Query(ctx, `
		SELECT k.id, k.entry_id, k.position, k.was, k.becomes, k.reason, k.objection_id, k.asked_by, a.name, k.asked_at, coalesce(d.name, ''),
			k.decided_at, coalesce(k.granted, false)
		FROM exam_correction k JOIN account a ON a.id = k.asked_by LEFT JOIN account d ON d.id = k.decided_by
		WHERE k.entry_id = $1 ORDER BY k.id LIMIT 200`, entryID)
	if err != nil {
		return nil, fmt.Errorf("corrections of entry %d: %w", entryID, err)
	}
	return pgx.CollectRows(rows, func(row pgx.CollectableRow) (k ExamCorrection, err error) {
		return k, row.Scan(&k.ID, &k.EntryID, &k.Position, &k.Was, &k.Becomes, &k.Reason, (*zeronull.Int8)(&k.ObjectionID), &k.AskedByID,
			&k.AskedBy, &k.AskedAt, &k.DecidedBy, (*zeronull.Timestamptz)(&k.DecidedAt), &k.Granted)
	})
}

// InsertExamCorrection stores a correction that waits for a second person.
func (tx *Tx) InsertExamCorrection(ctx context.Context, k ExamCorrection) error {
	return tx.exec(ctx, fmt.Sprintf("correction of entry %d", k.EntryID), `
		INSERT INTO exam_correction (entry_id, position, was, becomes, reason, objection_id, asked_by, asked_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
		k.EntryID, k.Position, k.Was, k.Becomes, k.Reason, (*zeronull.Int8)(&k.ObjectionID), tx.who.AccountID, tx.now)
}

// DecideExamCorrection grants or refuses a correction.
func (tx *Tx) DecideExamCorrection(ctx context.Context, id int64, granted bool) error {
	return tx.exec1(ctx, "成绩更正", fmt.Sprintf("decide correction %d", id), `
		UPDATE exam_correction SET granted = $2, decided_by = $3, decided_at = $4 WHERE id = $1 AND decided_at IS NULL`,
		id, granted, tx.who.AccountID, tx.now)
}

// CorrectResult writes the corrected score into the case; where the result was confirmed, the schema asks
// for the correction granted by the same act.
func (tx *Tx) CorrectResult(ctx context.Context, sittingID, caseID int64, score float64) error {
	return tx.exec1(ctx, "考试成绩", fmt.Sprintf("correct exam result of case %d", caseID), `
		UPDATE exam_result SET score = $3, corrected_at = $4 WHERE sitting_id = $1 AND case_id = $2`,
		sittingID, caseID, score, tx.now)
}

// ExamObjection is what a candidate has against the score (成绩异议).
type ExamObjection struct {
	ID         int64
	EntryID    int64
	Body       string
	FiledAt    time.Time
	Answer     string
	AnsweredBy string
	AnsweredAt time.Time
}

// ExamObjections lists the objections of one candidate, the oldest first.
func (r reads) ExamObjections(ctx context.Context, entryID int64) ([]ExamObjection, error) {
	rows, err := r.q.Query(ctx, `
		SELECT o.id, o.entry_id, o.body, o.filed_at, o.answer, coalesce(a.name, ''), o.answered_at
		FROM exam_objection o LEFT JOIN account a ON a.id = o.answered_by WHERE o.entry_id = $1 ORDER BY o.id LIMIT 50`, entryID)
	if err != nil {
		return nil, fmt.Errorf("objections of entry %d: %w", entryID, err)
	}
	return pgx.CollectRows(rows, func(row pgx.CollectableRow) (o ExamObjection, err error) {
		return o, row.Scan(&o.ID, &o.EntryID, &o.Body, &o.FiledAt, &o.Answer, &o.AnsweredBy, (*zeronull.Timestamptz)(&o.AnsweredAt))
	})
}

// InsertExamObjection stores an objection.
func (tx *Tx) InsertExamObjection(ctx context.Context, entryID int64, body string) error {
	return tx.exec(ctx, fmt.Sprintf("objection to the score of entry %d", entryID), `
		INSERT INTO exam_objection (entry_id, body, filed_at) VALUES ($1, $2, $3)`, entryID, body, tx.now)
}

// AnswerExamObjection answers an objection.
func (tx *Tx) AnswerExamObjection(ctx context.Context, id int64, answer string) error {
	return tx.exec1(ctx, "成绩异议", fmt.Sprintf("answer objection %d", id), `
		UPDATE exam_objection SET answer = $2, answered_by = $3, answered_at = $4 WHERE id = $1 AND answered_at IS NULL`,
		id, answer, tx.who.AccountID, tx.now)
}

// OpenExamMatter is an objection or a correction that waits for somebody, with whose sheet it is about.
type OpenExamMatter struct {
	EntryID int64
	Person  string
	Kind    string // objection, correction
}

// OpenExamMatters lists what waits in a sitting whose marks are locked.
func (r reads) OpenExamMatters(ctx context.Context, sittingID int64) ([]OpenExamMatter, error) {
	rows, err := r.q.Query(ctx, `
		SELECT e.id, n.name, x.kind FROM exam_entry e JOIN appointment_case c ON c.id = e.case_id JOIN person n ON n.id = c.person_id
		JOIN (SELECT entry_id, 'objection' AS kind FROM exam_objection WHERE answered_at IS NULL
		      UNION ALL SELECT entry_id, 'correction' FROM exam_correction WHERE decided_at IS NULL) x ON x.entry_id = e.id
		WHERE e.sitting_id = $1 ORDER BY e.id LIMIT 200`, sittingID)
	if err != nil {
		return nil, fmt.Errorf("open matters of sitting %d: %w", sittingID, err)
	}
	return pgx.CollectRows(rows, pgx.RowToStructByPos[OpenExamMatter])
}
