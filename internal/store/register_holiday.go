package store

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"renmian/internal/calendar"
)

// Holidays returns the days that differ from the plain week, to count working days with.
func (r reads) Holidays(ctx context.Context) (calendar.Holidays, error) {
	all, err := r.HolidaysBetween(ctx, calendar.Date(1, 1, 1), calendar.Date(9999, 1, 1))
	if err != nil {
		return nil, err
	}
	days := make(calendar.Holidays, len(all))
	for _, h := range all {
		days[h.Day] = h.Off
	}
	return days, nil
}

// HolidaysBetween lists the registered days from one day up to and without another.
func (r reads) HolidaysBetween(ctx context.Context, from, until calendar.Day) ([]calendar.Holiday, error) {
	rows, err := r.q.Query(ctx, `
		SELECT day, off, name FROM holiday WHERE day >= $1 AND day < $2 ORDER BY day LIMIT 5000`, from, until)
	if err != nil {
		return nil, fmt.Errorf("holidays: %w", err)
	}
	return pgx.CollectRows(rows, func(row pgx.CollectableRow) (h calendar.Holiday, err error) {
		return h, row.Scan(&h.Day, &h.Off, &h.Name)
	})
}

// SaveHoliday registers a day, or changes what is registered for it.
func (tx *Tx) SaveHoliday(ctx context.Context, h calendar.Holiday) error {
	return tx.exec(ctx, "save holiday "+h.Day.ISO(), `
		INSERT INTO holiday (day, off, name) VALUES ($1, $2, $3)
		ON CONFLICT (day) DO UPDATE SET off = excluded.off, name = excluded.name`, h.Day, h.Off, h.Name)
}

// DeleteHoliday makes a day a plain one again.
func (tx *Tx) DeleteHoliday(ctx context.Context, day calendar.Day) error {
	return tx.exec1(ctx, "放假安排", "delete holiday "+day.ISO(), `DELETE FROM holiday WHERE day = $1`, day)
}
