package store

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"renmian/internal/appointment"
	"renmian/internal/calendar"
)

// MarkingDue is what waits in one exam on computers that is over, for one of those who mark.
type MarkingDue struct {
	SittingID   int64
	Number      string
	HeldOn      calendar.Day
	ToMark      int  // answers this person may mark now
	Open        int  // answers anybody has still to mark
	Locked      bool // somebody has locked the marks
	Unconfirmed int  // results that another person locked
	Objections  int
	Corrections int // that another person asked for
}

// MarkingDue lists the exams in which something waits for a person, by the county's way of marking: double,
// and how far two marks may lie apart.
func (r reads) MarkingDue(ctx context.Context, accountID int64, double bool, limit float64) ([]MarkingDue, error) {
	rows, err := r.q.Query(ctx, `
		SELECT d.* FROM exam_run u JOIN exam_sitting s ON s.id = u.sitting_id
		CROSS JOIN LATERAL (SELECT EXISTS (SELECT FROM exam_score x JOIN exam_entry e ON e.id = x.entry_id WHERE e.sitting_id = s.id)
			OR EXISTS (SELECT FROM exam_result x WHERE x.sitting_id = s.id) AS locked) l
		CROSS JOIN LATERAL (SELECT count(*) AS open, count(*) FILTER (WHERE NOT m.mine) AS mine
			FROM exam_entry e JOIN exam_question q ON q.paper_id = e.paper_id AND q.kind IN ('short', 'essay')
			JOIN exam_answer w ON w.entry_id = e.id AND w.position = q.position
			CROSS JOIN LATERAL (SELECT count(*) AS n, coalesce(max(x.points) - min(x.points), 0) AS apart, coalesce(bool_or(x.marker_id = $1), false) AS mine
				FROM exam_mark x WHERE x.entry_id = e.id AND x.position = q.position) m
			WHERE NOT l.locked AND e.sitting_id = s.id AND e.state = 'handed_in' AND w.answer[1] ~ '\S'
			  AND (m.n = 0 OR $2::boolean AND (m.n = 1 OR m.n = 2 AND m.apart > $3::numeric))) a
		CROSS JOIN LATERAL (SELECT s.id, s.number, s.held_on, a.mine, a.open, l.locked,
			(SELECT count(*) FROM exam_result x WHERE x.sitting_id = s.id AND x.confirmed_at IS NULL AND x.entered_by <> $1) AS unconfirmed,
			(SELECT count(*) FROM exam_objection o JOIN exam_entry e ON e.id = o.entry_id WHERE e.sitting_id = s.id AND o.answered_at IS NULL) AS objections,
			(SELECT count(*) FROM exam_correction k JOIN exam_entry e ON e.id = k.entry_id
				WHERE e.sitting_id = s.id AND k.decided_at IS NULL AND k.asked_by <> $1) AS corrections) d
		WHERE u.state = 'ended' AND (d.unconfirmed + d.objections + d.corrections > 0
			OR NOT d.locked AND EXISTS (SELECT FROM exam_candidate x JOIN appointment_case c ON c.id = x.case_id WHERE x.sitting_id = s.id AND c.stage <> ALL ($4)))
		ORDER BY s.held_on, s.id LIMIT 20`, accountID, double, limit, appointment.PastExamStages)
	if err != nil {
		return nil, fmt.Errorf("marking due: %w", err)
	}
	return pgx.CollectRows(rows, pgx.RowToStructByPos[MarkingDue])
}

// OwnExam is an exam on computers that a person sat, with the confirmed result.
type OwnExam struct {
	EntryID int64
	CaseID  int64
	Office  string
	ExamRecord
}

// OwnExams lists the exams on computers of a person whose results are confirmed, the latest first.
func (r reads) OwnExams(ctx context.Context, personID int64) ([]OwnExam, error) {
	rows, err := r.q.Query(ctx, `
		SELECT x.id, c.id, o.title, `+sittingColumns+`, `+resultColumns+`
		FROM appointment_case c JOIN office o ON o.id = c.office_id JOIN exam_entry x ON x.case_id = c.id
		JOIN exam_sitting s ON s.id = x.sitting_id JOIN account a ON a.id = s.created_by
		JOIN exam_result e ON e.sitting_id = x.sitting_id AND e.case_id = x.case_id AND e.confirmed_at IS NOT NULL
		JOIN account b ON b.id = e.entered_by JOIN account k ON k.id = e.confirmed_by
		WHERE c.person_id = $1 ORDER BY s.held_on DESC, s.id DESC LIMIT 50`, personID)
	if err != nil {
		return nil, fmt.Errorf("exams of person %d: %w", personID, err)
	}
	return pgx.CollectRows(rows, func(row pgx.CollectableRow) (x OwnExam, err error) {
		return x, row.Scan(append(append([]any{&x.EntryID, &x.CaseID, &x.Office}, x.Sitting.targets()...), x.ExamResult.targets()...)...)
	})
}
