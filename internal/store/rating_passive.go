package store

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"renmian/internal/calendar"
	"renmian/internal/supervision"
)

// PassiveRow is an appointee or a unit with poor results, or problems that were not put right, over a time (被动名单).
type PassiveRow struct {
	PersonID int64
	OrganID  int64
	Name     string
	Office   string // held now
	Rated    int    // results in that time
	Poor     int    // of them the last grade, or such as ask for a consequence
	Unmended int    // rectifications that are overdue, or ended as not put right
	LastID   int64  // the latest poor result, zero when there is none
	LastOn   calendar.Day
	Last     string // its result
	MatterID int64  // of the latest poor result, else of the latest rectification
	Open     bool   // nothing is decided about the result yet
	Decision supervision.Decision
}

// Passive lists those in office, and units, with at least so many poor results and problems that were not put right since a
// day, the most first in no other order than that and the name.
func (r reads) Passive(ctx context.Context, since, today calendar.Day, least, limit int) ([]PassiveRow, error) {
	rows, err := r.q.Query(ctx, `
		WITH marks AS (
			SELECT t.person_id, t.organ_id, t.matter_id, t.id AS rating, (t.next <> 'none' OR t.result = t.scale->'grades'->>-1) AS poor, false AS unmended
			FROM rating t WHERE t.state = 'announced' AND t.announced_on >= $1 AND t.object <> 'unit' AND num_nonnulls(t.person_id, t.organ_id) = 1
			UNION ALL
			SELECT x.person_id, x.organ_id, x.matter_id, NULL, false, true
			FROM rectification x
			WHERE x.closed_on >= $1 AND x.result = 'failed' OR x.stage = 'plan' AND x.plan_due < $2 OR x.stage = 'work' AND x.report_due < $2
		), summed AS (
			SELECT person_id, organ_id, count(rating) AS rated, count(*) FILTER (WHERE poor) AS poor, count(*) FILTER (WHERE unmended) AS unmended,
			       max(rating) FILTER (WHERE poor) AS last, max(matter_id) FILTER (WHERE unmended) AS matter
			FROM marks GROUP BY person_id, organ_id HAVING count(*) FILTER (WHERE poor OR unmended) >= $3
		)
		SELECT coalesce(s.person_id, 0), coalesce(s.organ_id, 0), coalesce(n.name, g.name),
		       coalesce((SELECT string_agg(o.title, '、' ORDER BY u.starts_on, u.id) FROM tenure u JOIN office o ON o.id = u.office_id WHERE u.person_id = s.person_id AND u.ends_on IS NULL), ''),
		       s.rated, s.poor, s.unmended, coalesce(l.id, 0), l.announced_on, coalesce(l.result, ''), coalesce(l.matter_id, s.matter), coalesce(l.decision = '', false), coalesce(l.decision, '')
		FROM summed s LEFT JOIN rating l ON l.id = s.last LEFT JOIN person n ON n.id = s.person_id LEFT JOIN organ g ON g.id = s.organ_id
		WHERE s.person_id IS NULL OR EXISTS (SELECT FROM tenure u WHERE u.person_id = s.person_id AND u.ends_on IS NULL)
		ORDER BY s.poor + s.unmended DESC, coalesce(n.name, g.name) COLLATE "C" LIMIT $4`, since, today, least, limit)
	if err != nil {
		return nil, fmt.Errorf("passive list: %w", err)
	}
	return pgx.CollectRows(rows, pgx.RowToStructByPos[PassiveRow])
}
