package store

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype/zeronull"

	"renmian/internal/appointment"
	"renmian/internal/calendar"
)

// HeldOffices lists every office with who holds it on a day, in the order of the official list.
func (r reads) HeldOffices(ctx context.Context, day calendar.Day) ([]appointment.Held, error) {
	rows, err := r.q.Query(ctx, `
		SELECT f.id, f.title, f.office_group, f.filled_by, f.rank, f.nominator, f.seats, t.person_id, coalesce(p.name, ''), coalesce(p.sex, ''), p.born,
		       coalesce(t.acting, false), t.starts_on, f.ended_on,
		       (SELECT max(n.until_on) FROM office_title n WHERE n.office_id = f.id AND n.reappoint)
		FROM office f JOIN organ o ON o.id = f.organ_id
		LEFT JOIN tenure t ON t.office_id = f.id AND t.starts_on <= $1 AND (t.ends_on IS NULL OR t.ends_on > $1)
		LEFT JOIN person p ON p.id = t.person_id
		WHERE (f.created_on IS NULL OR f.created_on <= $1) AND (f.ended_on IS NULL OR f.ended_on > $1 OR t.id IS NOT NULL)
		ORDER BY `+organOrder+`, f.sort, f.id, t.acting, t.starts_on LIMIT 10000`, day)
	if err != nil {
		return nil, fmt.Errorf("held offices: %w", err)
	}
	var all []appointment.Held
	var o appointment.Held
	var h appointment.Holding
	_, err = pgx.ForEachRow(rows, []any{&o.OfficeID, &o.Office, &o.Group, &o.FilledBy, &o.Rank, &o.Proposer, &o.Seats, (*zeronull.Int8)(&h.PersonID), &h.Person,
		&h.Sex, &h.Born, &h.Acting, &h.Since, &o.EndedOn, &o.RenamedOn}, func() error {
		if n := len(all); n == 0 || all[n-1].OfficeID != o.OfficeID {
			all = append(all, o)
		}
		if h.PersonID != 0 {
			last := &all[len(all)-1]
			last.Holders = append(last.Holders, h)
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("held offices: %w", err)
	}
	return all, nil
}
