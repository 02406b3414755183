package store

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"renmian/internal/appointment"
	"renmian/internal/calendar"
	"renmian/internal/errs"
	"renmian/internal/policy"
)

// DecidedFilter chooses decisions. Empty fields choose all.
type DecidedFilter struct {
	From, To  calendar.Day // both included
	MeetingID int64
	OrganID   int64 // the organ that proposed
	Group     policy.Group
}

// mostDecided is how many decisions are counted at one time; a county makes a few hundred a year.
const mostDecided = 20_000

// DecidedCases of a filter: what was put to the vote, and what was taken off the agenda, each with all that is
// counted of it.
func (r reads) Decided(ctx context.Context, f DecidedFilter) ([]appointment.Decided, error) {
	rows, err := r.q.Query(ctx, `
		SELECT x.case_id, p.id, x.meeting_id, c.organ_id, p.name, office_called(o.id, o.title, x.day), organ_called(po.id, po.name, x.day), c.action, c.office_group, o.rank, o.filled_by, t.number, m.number, x.day,
		       x.yes, x.no, x.abstain, x.other, x.total, x.adopted, x.deferred, china_day(pr.submitted_at), china_day(n.published_at),
		       p.sex, p.ethnicity, p.education, p.party, p.born
		FROM (
			SELECT v.case_id, i.meeting_id, v.decided_on AS day, v.yes, v.no, v.abstain, v.invalid + v.not_cast AS other, v.total_members AS total,
			       v.adopted, false AS deferred
			FROM vote_result v JOIN vote_round r ON r.id = v.round_id JOIN agenda_item i ON i.id = r.item_id
			WHERE v.decided_on BETWEEN @from AND @to
			UNION ALL
			SELECT a.case_id, i.meeting_id, k.held_on, 0, 0, 0, 0, 0, false, true
			FROM agenda_case a JOIN agenda_item i ON i.id = a.item_id JOIN committee_meeting k ON k.id = i.meeting_id
			WHERE a.dropped AND k.held_on BETWEEN @from AND @to) x
		JOIN appointment_case c ON c.id = x.case_id JOIN person p ON p.id = c.person_id JOIN office o ON o.id = c.office_id
		JOIN organ po ON po.id = c.organ_id JOIN proposal pr ON pr.id = c.proposal_id
		JOIN committee_meeting m ON m.id = x.meeting_id JOIN term t ON t.id = m.term_id
		LEFT JOIN notice_case nc ON nc.case_id = c.id LEFT JOIN notice n ON n.id = nc.notice_id
		WHERE (@meeting = 0 OR x.meeting_id = @meeting) AND (@organ = 0 OR c.organ_id = @organ) AND (@grp = '' OR c.office_group = @grp)
		ORDER BY x.day, x.case_id LIMIT @limit`, planned,
		pgx.NamedArgs{"from": f.From, "to": f.To, "meeting": f.MeetingID, "organ": f.OrganID, "grp": string(f.Group), "limit": mostDecided + 1})
	if err != nil {
		return nil, fmt.Errorf("decided cases: %w", err)
	}
	all, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (d appointment.Decided, err error) {
		return d, row.Scan(&d.CaseID, &d.PersonID, &d.MeetingID, &d.OrganID, &d.Person, &d.Office, &d.Organ, &d.Action, &d.Group, &d.Rank, &d.FilledBy, &d.Term,
			&d.Meeting, &d.On, &d.Yes, &d.No, &d.Abstain, &d.Other, &d.Total, &d.Adopted, &d.Deferred, &d.Proposed, &d.Published, &d.Sex, &d.Ethnicity,
			&d.Education, &d.Of, &d.Born)
	})
	if err != nil {
		return nil, fmt.Errorf("decided cases: %w", err)
	}
	if len(all) > mostDecided {
		return nil, errs.Form(errs.Field{Name: "from", Message: "这段时间的任免案过多，请缩小范围。"})
	}
	return all, nil
}

// Examined lists the confirmed results of the cases of a filter whose exam was on its days, each against the pass mark of
// the rules that the case follows.
func (r reads) Examined(ctx context.Context, f DecidedFilter) ([]appointment.Examined, error) {
	rows, err := r.q.Query(ctx, `
		SELECT x.case_id, c.person_id, x.sitting_id, s.number, p.name, p.sex, office_called(o.id, o.title, s.held_on), x.attempt, s.held_on, coalesce(x.score, 0)::float8, x.absent, x.cancelled,
		       NOT x.absent AND NOT x.cancelled AND x.score >= coalesce((v.body #>> '{exam,pass_mark}')::numeric, 60)
		FROM exam_result x JOIN exam_sitting s ON s.id = x.sitting_id JOIN appointment_case c ON c.id = x.case_id
		JOIN person p ON p.id = c.person_id JOIN office o ON o.id = c.office_id LEFT JOIN policy_version v ON v.id = c.policy_id
		WHERE x.confirmed_at IS NOT NULL AND s.held_on BETWEEN @from AND @to AND (@organ = 0 OR c.organ_id = @organ) AND (@grp = '' OR c.office_group = @grp)
		  AND (@meeting = 0 OR EXISTS (SELECT FROM agenda_case a JOIN agenda_item i ON i.id = a.item_id WHERE a.case_id = c.id AND i.meeting_id = @meeting))
		ORDER BY s.held_on, x.sitting_id, x.case_id LIMIT @limit`, planned,
		pgx.NamedArgs{"from": f.From, "to": f.To, "meeting": f.MeetingID, "organ": f.OrganID, "grp": string(f.Group), "limit": mostDecided + 1})
	if err != nil {
		return nil, fmt.Errorf("examined: %w", err)
	}
	all, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (e appointment.Examined, err error) {
		return e, row.Scan(&e.CaseID, &e.PersonID, &e.SittingID, &e.Sitting, &e.Person, &e.Sex, &e.Office, &e.Attempt, &e.On, &e.Score, &e.Absent, &e.Cancelled,
			&e.Passed)
	})
	if err != nil {
		return nil, fmt.Errorf("examined: %w", err)
	}
	if len(all) > mostDecided {
		return nil, errs.Form(errs.Field{Name: "from", Message: "这段时间的考试过多，请缩小范围。"})
	}
	return all, nil
}
