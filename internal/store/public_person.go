package store

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"renmian/internal/calendar"
	"renmian/internal/policy"
)

// PublicPerson is somebody who holds or held an office, or whom a published notice names.
type PublicPerson struct {
	ID        int64
	Name      string
	Sex       string
	Ethnicity string
}

// PublicPerson returns what the public may know of a person; of anybody else it says that there is none.
func (r reads) PublicPerson(ctx context.Context, id int64) (p PublicPerson, err error) {
	err = r.q.QueryRow(ctx, `
		SELECT p.id, p.name, p.sex, p.ethnicity FROM person p
		WHERE p.id = $1 AND (EXISTS (SELECT FROM tenure t WHERE t.person_id = p.id)
		   OR EXISTS (SELECT FROM appointment_case c JOIN notice_case k ON k.case_id = c.id JOIN notice n ON n.id = k.notice_id
		              WHERE c.person_id = p.id AND n.published_at IS NOT NULL))`, id).Scan(&p.ID, &p.Name, &p.Sex, &p.Ethnicity)
	if err != nil {
		return p, missing(err, "任职人员", id)
	}
	return p, nil
}

// PublicDecision is a decision about a person in a published notice.
type PublicDecision struct {
	NoticeID int64
	CaseID   int64
	PersonID int64
	Name     string
	Action   policy.Action
	Office   string
	Group    policy.Group
	On       calendar.Day
	Term     int
	Meeting  int
	Promised bool // a commitment was filed and not sent back
}

const decisionSQL = `
	SELECT n.id, c.id, p.id, p.name, c.action, office_called(f.id, f.title, c.decided_on), f.office_group, m.held_on, e.number, m.number,
	       EXISTS (SELECT FROM commitment x WHERE x.case_id = c.id AND x.judged IS DISTINCT FROM 'returned')
	FROM notice_case k JOIN notice n ON n.id = k.notice_id AND n.published_at IS NOT NULL
	JOIN committee_meeting m ON m.id = n.meeting_id JOIN term e ON e.id = m.term_id
	JOIN appointment_case c ON c.id = k.case_id JOIN person p ON p.id = c.person_id JOIN office f ON f.id = c.office_id`

// DecisionsAbout lists the published decisions about a person, the newest first.
func (r reads) DecisionsAbout(ctx context.Context, personID int64) ([]PublicDecision, error) {
	return r.decisions(ctx, ` WHERE c.person_id = $1 ORDER BY m.held_on DESC, k.position LIMIT 200`, personID)
}

// DecisionKey is where the list of commitments goes on.
type DecisionKey struct{ Notice, Case int64 }

// Promises lists those who were appointed by a published notice and have filed a commitment, found by name or
// office, the newest first.
func (r reads) Promises(ctx context.Context, search string, before DecisionKey, limit int) ([]PublicDecision, error) {
	return r.decisions(ctx, `
		WHERE n.kind = 'list' AND ($2 = 0 OR (n.id, c.id) < ($2, $3))
		  AND ($1 = '' OR n.search @> $4 AND (strpos(p.name, $1) > 0 OR strpos(office_called(f.id, f.title, c.decided_on), $1) > 0))
		  AND EXISTS (SELECT FROM commitment x WHERE x.case_id = c.id AND x.judged IS DISTINCT FROM 'returned')
		ORDER BY n.id DESC, c.id DESC LIMIT $5`, search, before.Notice, before.Case, queryTerms(search), limit)
}

// PublicDecisions lists every published decision after a key, oldest first, for the open data.
func (r reads) PublicDecisions(ctx context.Context, limit int) ([]PublicDecision, error) {
	return r.decisions(ctx, ` ORDER BY n.id DESC, k.position LIMIT $1`, limit)
}

func (r reads) decisions(ctx context.Context, tail string, args ...any) ([]PublicDecision, error) {
	rows, err := r.q.Query(ctx, decisionSQL+tail, args...)
	if err != nil {
		return nil, fmt.Errorf("published decisions: %w", err)
	}
	return pgx.CollectRows(rows, pgx.RowToStructByPos[PublicDecision])
}
