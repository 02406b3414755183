package store

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"renmian/internal/appointment"
	"renmian/internal/authz"
	"renmian/internal/calendar"
	"renmian/internal/policy"
)

// TaskLine is one thing to be done, with the case it belongs to.
type TaskLine struct {
	CaseID     int64
	ProposalID int64
	MeetingID  int64 // the committee meeting whose agenda names the case; 0 for none
	Number     string
	Action     policy.Action
	Stage      appointment.Stage
	Person     string
	Office     string
	Organ      string
	Key        string
	Label      string
	Hint       string
	Role       authz.Role
	Due        calendar.Day // zero when nothing sets a day
	Since      time.Time
}

// TasksFor lists what waits for the person, the most urgent first: an organ's account sees what its
// own proposals lack, a nominee what is asked of the own case.
func (r reads) TasksFor(ctx context.Context, who authz.Actor, limit int) ([]TaskLine, error) {
	roles := texts(who.Roles)
	return r.tasks(ctx, `
		SELECT t.* FROM unnest(@roles::text[]) AS mine (role)
		CROSS JOIN LATERAL (
			SELECT case_id, key, label, hint, role, due_on, since FROM case_task
			WHERE role = mine.role
			  AND (organ_id IS NULL OR organ_id = @organ)
			  AND (person_id IS NULL OR person_id = @person)
			ORDER BY due_on, case_id, key LIMIT @limit
		) t
		ORDER BY t.due_on, t.case_id, t.key LIMIT @limit`,
		pgx.NamedArgs{"roles": roles, "organ": who.OrganID, "person": who.PersonID, "limit": limit})
}

// TasksOfOthers lists what others still have to do for the cases under way, so that the clerk can urge.
func (r reads) TasksOfOthers(ctx context.Context, role authz.Role, limit int) ([]TaskLine, error) {
	return r.tasks(ctx, `
		SELECT t.* FROM unnest(@roles::text[]) AS other (role)
		CROSS JOIN LATERAL (
			SELECT case_id, key, label, hint, role, due_on, since FROM case_task
			WHERE role = other.role ORDER BY due_on, case_id, key LIMIT @limit
		) t
		ORDER BY t.due_on, t.case_id, t.key LIMIT @limit`,
		pgx.NamedArgs{"roles": slices.DeleteFunc(texts(authz.Roles), func(r string) bool { return r == string(role) }), "limit": limit})
}

func texts(roles []authz.Role) []string {
	out := make([]string, len(roles))
	for i, role := range roles {
		out[i] = string(role)
	}
	return out
}

func (r reads) tasks(ctx context.Context, chosen string, args pgx.NamedArgs) ([]TaskLine, error) {
	rows, err := r.q.Query(ctx, `
		SELECT t.case_id, c.proposal_id,
		       coalesce((SELECT i.meeting_id FROM agenda_case a JOIN agenda_item i ON i.id = a.item_id
		                 WHERE a.case_id = c.id AND NOT a.dropped), 0),
		       coalesce(c.number, ''), c.action, c.stage, p.name, office_called(o.id, o.title, c.decided_on), po.name,
		       t.key, t.label, t.hint, t.role, t.due_on, t.since
		FROM (`+chosen+`) t
		JOIN appointment_case c ON c.id = t.case_id
		JOIN person p ON p.id = c.person_id
		JOIN office o ON o.id = c.office_id
		JOIN organ po ON po.id = c.organ_id
		ORDER BY t.due_on, t.case_id, t.key`, planned, args)
	if err != nil {
		return nil, fmt.Errorf("tasks: %w", err)
	}
	lines, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (TaskLine, error) {
		var t TaskLine
		err := row.Scan(&t.CaseID, &t.ProposalID, &t.MeetingID, &t.Number, &t.Action, &t.Stage, &t.Person, &t.Office, &t.Organ,
			&t.Key, &t.Label, &t.Hint, &t.Role, &t.Due, &t.Since)
		return t, err
	})
	if err != nil {
		return nil, fmt.Errorf("tasks: %w", err)
	}
	return lines, nil
}

// YearCount is how many cases of one kind a year decided.
type YearCount struct {
	Year     int
	Action   policy.Action
	Group    policy.Group
	Adopted  int
	Rejected int
}

// YearCounts returns the counts of every year from one to another, kept by the database with the
// results themselves, so that they reconcile with the list.
func (r reads) YearCounts(ctx context.Context, from, to int) ([]YearCount, error) {
	rows, err := r.q.Query(ctx, `
		SELECT year, action, office_group, adopted, rejected FROM case_count
		WHERE year BETWEEN $1 AND $2 ORDER BY year, action, office_group`, from, to)
	if err != nil {
		return nil, fmt.Errorf("year counts: %w", err)
	}
	counts, err := pgx.CollectRows(rows, pgx.RowToStructByPos[YearCount])
	if err != nil {
		return nil, fmt.Errorf("year counts: %w", err)
	}
	return counts, nil
}

// NextMeeting is the next committee meeting with how far its cases are.
type NextMeeting struct {
	ID      int64
	Number  int
	HeldOn  calendar.Day
	Cases   int // on the agenda
	Waiting int // tasks that must be done before it, by anybody
}

// NextMeeting returns the first meeting not yet closed on or after the day; ok is false when there is none.
func (r reads) NextMeeting(ctx context.Context, day calendar.Day) (m NextMeeting, ok bool, err error) {
	err = r.q.QueryRow(ctx, `
		SELECT m.id, m.number, m.held_on,
		       (SELECT count(*) FROM agenda_case a JOIN agenda_item i ON i.id = a.item_id WHERE i.meeting_id = m.id AND NOT a.dropped),
		       (SELECT count(*) FROM case_task t JOIN agenda_case a ON a.case_id = t.case_id JOIN agenda_item i ON i.id = a.item_id
		        WHERE i.meeting_id = m.id AND NOT a.dropped AND t.key <> 'meeting' AND t.key NOT LIKE 'move-%')
		FROM committee_meeting m
		WHERE m.held_on >= $1 AND m.state <> 'closed'
		ORDER BY m.held_on, m.id LIMIT 1`, day).Scan(&m.ID, &m.Number, &m.HeldOn, &m.Cases, &m.Waiting)
	if errors.Is(err, pgx.ErrNoRows) {
		return m, false, nil
	}
	if err != nil {
		return m, false, fmt.Errorf("next meeting: %w", err)
	}
	return m, true, nil
}
