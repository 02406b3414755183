package store

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"renmian/internal/calendar"
	"renmian/internal/supervision"
)

// MatterCount is how many matters of a kind a year has, and how many of them are closed.
type MatterCount struct {
	Kind   supervision.Kind
	Year   int
	Count  int
	Closed int
}

// MatterCounts counts matters by kind and year; kinds that the reader may not see are left out by the caller.
func (r reads) MatterCounts(ctx context.Context, kinds []supervision.Kind, from, to int) ([]MatterCount, error) {
	rows, err := r.q.Query(ctx, `
		SELECT kind, year, count(*), count(closed_on) FROM matter WHERE kind = ANY ($1) AND year BETWEEN $2 AND $3 GROUP BY kind, year`, kinds, from, to)
	if err != nil {
		return nil, fmt.Errorf("matter counts: %w", err)
	}
	return pgx.CollectRows(rows, pgx.RowToStructByPos[MatterCount])
}

// TermFigures are what a report to the congress counts between two days, the second not included 〔TM-29、SB-18〕. Persons are counted
// each time (人次).
type TermFigures struct {
	Meetings     int // 常委会会议
	Personnel    int // of them, that decided on personnel
	Chairs       int // 主任会议 that decided on personnel cases
	Appointed    int
	Removed      int
	Dismissed    int // 撤职
	Recalled     int // 罢免、撤换
	Rejected     int
	Assessors    int // 人民陪审员, counted apart 〔ZY-09〕
	Sittings     int // 考试场次
	Examined     int // 参考人次
	Certificates int
	Sworn        int

	DutyFiled    int // 述职报告
	DutyHeard    int // 口头述职
	DutyLate     int
	Reviews      int // 述职评议
	WorkReviews  int // 工作评议、专项工作评议
	Ratings      int // 测评
	RatedPersons int
	Rectified    int // 整改, opened
	RectifyDone  int // of them, closed
	Audited      int // 审计报告已报备案的人员
	AuditedUnits int // and departments

	Matters map[supervision.Kind]int // opened
}

// DutyAndReviews are duty reports and appraisals of persons together 〔SB-18〕.
func (f TermFigures) DutyAndReviews() int { return f.DutyFiled + f.Reviews }

// FiguresBetween counts everything a report to the congress tells.
func (r reads) FiguresBetween(ctx context.Context, from, until calendar.Day) (f TermFigures, err error) {
	f.Matters = map[supervision.Kind]int{}
	err = r.q.QueryRow(
		ctx,
		`
		WITH voted AS (
			SELECT c.action, v.adopted, i.meeting_id AS meeting, o.title LIKE '%人民陪审员' AS assessor
			FROM vote_result v JOIN appointment_case c ON c.id = v.case_id JOIN office o ON o.id = c.office_id JOIN vote_round r ON r.id = v.round_id
			JOIN agenda_item i ON i.id = r.item_id WHERE v.decided_on >= $1 AND v.decided_on < $2
		), duty AS (SELECT * FROM duty_report WHERE filed_on >= $1 AND filed_on < $2)
		SELECT (SELECT count(*) FROM committee_meeting WHERE held_on >= $1 AND held_on < $2 AND opened_at IS NOT NULL), (SELECT count(DISTINCT meeting) FROM voted),
			(SELECT count(DISTINCT k.id) FROM chairs_meeting k JOIN chairs_item i ON i.meeting_id = k.id WHERE k.held_on >= $1 AND k.held_on < $2 AND i.decision IS NOT NULL),
			(SELECT count(*) FROM voted WHERE adopted AND NOT assessor AND action IN ('appoint', 'decide_appoint', 'approve_appoint', 'decide_acting', 'elect_acting', 'pass')),
			(SELECT count(*) FROM voted WHERE adopted AND NOT assessor AND action IN ('remove', 'decide_remove', 'accept_resignation')),
			(SELECT count(*) FROM voted WHERE adopted AND action = 'dismiss'), (SELECT count(*) FROM voted WHERE adopted AND action = 'recall'),
			(SELECT count(*) FROM voted WHERE NOT adopted), (SELECT count(*) FROM voted WHERE adopted AND assessor),
			(SELECT count(DISTINCT s.id) FROM exam_sitting s JOIN exam_result x ON x.sitting_id = s.id WHERE s.held_on >= $1 AND s.held_on < $2),
			(SELECT count(*) FROM exam_sitting s JOIN exam_result x ON x.sitting_id = s.id WHERE s.held_on >= $1 AND s.held_on < $2 AND NOT x.absent),
			(SELECT count(*) FROM certificate_handover h WHERE h.handed_on >= $1 AND h.handed_on < $2),
			(SELECT count(*) FROM oath o JOIN oath_ceremony y ON y.id = o.ceremony_id WHERE o.sworn AND y.held_on >= $1 AND y.held_on < $2),
			(SELECT count(*) FROM duty), (SELECT count(*) FROM duty_report WHERE heard_on >= $1 AND heard_on < $2), (SELECT count(*) FROM duty WHERE filed_on > due_on),
			(SELECT count(*) FROM matter_person p JOIN matter m ON m.id = p.matter_id WHERE m.kind = 'performance_review' AND p.part = 'subject' AND m.opened_on >= $1 AND m.opened_on < $2),
			(SELECT count(*) FROM matter m WHERE m.kind IN ('work_review', 'topic_review') AND m.opened_on >= $1 AND m.opened_on < $2),
			(SELECT count(*) FROM rating WHERE state = 'announced' AND announced_on >= $1 AND announced_on < $2),
			(SELECT count(person_id) FROM rating WHERE state = 'announced' AND object = 'person' AND announced_on >= $1 AND announced_on < $2),
			(SELECT count(*) FROM rectification WHERE opened_on >= $1 AND opened_on < $2), (SELECT count(closed_on) FROM rectification WHERE opened_on >= $1 AND opened_on < $2),
			(SELECT count(DISTINCT p.person_id) FROM audit a JOIN matter_person p ON p.matter_id = a.matter_id AND p.part = 'subject' WHERE a.filed_on >= $1 AND a.filed_on < $2),
			(SELECT count(DISTINCT o.organ_id) FROM audit a JOIN matter_organ o ON o.matter_id = a.matter_id AND o.part = 'subject'
				WHERE a.sort = 'department' AND a.filed_on >= $1 AND a.filed_on < $2)`,
		from,
		until,
	).Scan(&f.Meetings, &f.Personnel, &f.Chairs, &f.Appointed, &f.Removed, &f.Dismissed, &f.Recalled, &f.Rejected, &f.Assessors, &f.Sittings, &f.Examined,
		&f.Certificates, &f.Sworn, &f.DutyFiled, &f.DutyHeard, &f.DutyLate, &f.Reviews, &f.WorkReviews, &f.Ratings, &f.RatedPersons, &f.Rectified,
		&f.RectifyDone, &f.Audited, &f.AuditedUnits)
	if err != nil {
		return f, fmt.Errorf("figures: %w", err)
	}
	rows, err := r.q.Query(ctx, `SELECT kind, count(*) FROM matter WHERE opened_on >= $1 AND opened_on < $2 GROUP BY kind`, from, until)
	if err != nil {
		return f, fmt.Errorf("figures: %w", err)
	}
	var kind supervision.Kind
	var n int
	if _, err = pgx.ForEachRow(rows, []any{&kind, &n}, func() error { f.Matters[kind] = n; return nil }); err != nil {
		return f, fmt.Errorf("figures: %w", err)
	}
	return f, nil
}
