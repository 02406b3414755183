package store

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"renmian/internal/authz"
	"renmian/internal/calendar"
)

const matterTaskColumns = `t.matter_id, m.kind, m.title, t.key, t.label, t.hint, t.path, t.role, coalesce(t.organ_id, 0), coalesce(t.person_id, 0), t.due_on, t.shown_from`

// MatterTasksFor lists what of supervision waits for the person on a day, the most urgent first.
func (r reads) MatterTasksFor(ctx context.Context, who authz.Actor, today calendar.Day, limit int) ([]MatterTask, error) {
	all, err := r.matterTasks(ctx, `
		SELECT `+matterTaskColumns+` FROM matter_task t JOIN matter m ON m.id = t.matter_id
		WHERE t.role = ANY ($1) AND (t.organ_id IS NULL OR t.organ_id IN `+organsOf(`$2`)+`) AND (t.person_id IS NULL OR t.person_id = $3)
		  AND (t.shown_from IS NULL OR t.shown_from <= $4)
		ORDER BY t.due_on, t.matter_id, t.key LIMIT $5`, texts(who.Roles), who.OrganID, who.PersonID, today, limit)
	for i, t := range all {
		if hides(who, t.Kind) { // the task tells what is to be done, and not out of what
			all[i].Title, all[i].Kind = t.Label, ""
		}
	}
	return all, err
}

// MatterTasksDue lists what is due by a day, by anybody: reminders and overdue warnings 〔V22〕.
func (r reads) MatterTasksDue(ctx context.Context, by calendar.Day, limit int) ([]MatterTask, error) {
	return r.matterTasks(ctx, `
		SELECT `+matterTaskColumns+` FROM matter_task t JOIN matter m ON m.id = t.matter_id
		WHERE t.due_on <= $1 ORDER BY t.due_on, t.matter_id, t.key LIMIT $2`, by, limit)
}

// TasksOfMatter lists what is to be done for one matter.
func (r reads) TasksOfMatter(ctx context.Context, matterID int64) ([]MatterTask, error) {
	return r.matterTasks(ctx, `
		SELECT `+matterTaskColumns+` FROM matter_task t JOIN matter m ON m.id = t.matter_id
		WHERE t.matter_id = $1 ORDER BY t.due_on, t.key`, matterID)
}

func (r reads) matterTasks(ctx context.Context, sql string, args ...any) ([]MatterTask, error) {
	rows, err := r.q.Query(ctx, sql, args...)
	if err != nil {
		return nil, fmt.Errorf("tasks of matters: %w", err)
	}
	return pgx.CollectRows(rows, func(row pgx.CollectableRow) (t MatterTask, err error) {
		return t, row.Scan(&t.MatterID, &t.Kind, &t.Title, &t.Key, &t.Label, &t.Hint, &t.Path, &t.By, &t.OrganID, &t.PersonID, &t.Due, &t.From)
	})
}
