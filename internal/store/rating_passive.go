package store

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"renmian/internal/calendar"
)

// PassiveRow is an appointee or a unit with poor results over a time (被动名单).
type PassiveRow struct {
	PersonID int64
	OrganID  int64
	Name     string
	Office   string // held now
	Rated    int    // results in that time
	Poor     int    // of them the last grade, or such as ask for a consequence
	LastID   int64  // the latest of them
	LastOn   calendar.Day
	Last     string // its result
	Open     bool   // nothing is decided about it yet
}

// Passive lists those in office, and units, with at least so many poor results since a day, the most first in no other
// order than that and the name.
func (r reads) Passive(ctx context.Context, since calendar.Day, least, limit int) ([]PassiveRow, error) {
	rows, err := r.q.Query(ctx, `
		WITH rated AS (
			SELECT t.id, t.person_id, t.organ_id, t.announced_on, t.result, t.decision, (t.next <> 'none' OR t.result = t.scale->'grades'->>-1) AS poor
			FROM rating t WHERE t.state = 'announced' AND t.announced_on >= $1 AND t.object <> 'unit' AND num_nonnulls(t.person_id, t.organ_id) = 1
		), summed AS (
			SELECT person_id, organ_id, count(*) AS rated, count(*) FILTER (WHERE poor) AS poor, max(id) FILTER (WHERE poor) AS last
			FROM rated GROUP BY person_id, organ_id HAVING count(*) FILTER (WHERE poor) >= $2
		)
		SELECT coalesce(s.person_id, 0), coalesce(s.organ_id, 0), coalesce(n.name, g.name),
		       coalesce((SELECT string_agg(o.title, '、' ORDER BY u.starts_on, u.id) FROM tenure u JOIN office o ON o.id = u.office_id WHERE u.person_id = s.person_id AND u.ends_on IS NULL), ''),
		       s.rated, s.poor, l.id, l.announced_on, l.result, l.decision = ''
		FROM summed s JOIN rated l ON l.id = s.last LEFT JOIN person n ON n.id = s.person_id LEFT JOIN organ g ON g.id = s.organ_id
		WHERE s.person_id IS NULL OR EXISTS (SELECT FROM tenure u WHERE u.person_id = s.person_id AND u.ends_on IS NULL)
		ORDER BY s.poor DESC, 3 COLLATE "C" LIMIT $3`, since, least, limit)
	if err != nil {
		return nil, fmt.Errorf("passive list: %w", err)
	}
	return pgx.CollectRows(rows, pgx.RowToStructByPos[PassiveRow])
}
