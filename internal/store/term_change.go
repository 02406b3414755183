package store

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype/zeronull"

	"renmian/internal/appointment"
	"renmian/internal/calendar"
)

// TermChange is the work on a new term (换届): the term, and which steps are done.
type TermChange struct {
	Term      Term
	StartedBy string
	StartedAt time.Time
	MembersAt time.Time // zero until the new members are registered
	ElectedAt time.Time // zero until the elected offices are settled
	ClosedBy  string
	ClosedAt  time.Time // zero while it goes on
}

const termChangeSQL = `
	SELECT t.id, t.number, t.starts_on, t.ends_on, t.seats, t.government_on, a.name, k.started_at, k.members_at, k.elected_at,
	       coalesce(c.name, ''), k.closed_at
	FROM term_change k JOIN term t ON t.id = k.term_id JOIN account a ON a.id = k.started_by LEFT JOIN account c ON c.id = k.closed_by`

func (r reads) termChange(ctx context.Context, tail string, args ...any) (TermChange, bool, error) {
	rows, err := r.q.Query(ctx, termChangeSQL+tail, args...)
	if err != nil {
		return TermChange{}, false, fmt.Errorf("term change: %w", err)
	}
	all, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (k TermChange, err error) {
		return k, row.Scan(&k.Term.ID, &k.Term.Number, &k.Term.StartsOn, &k.Term.EndsOn, &k.Term.Seats, &k.Term.GovernmentOn, &k.StartedBy, &k.StartedAt,
			(*zeronull.Timestamptz)(&k.MembersAt), (*zeronull.Timestamptz)(&k.ElectedAt), &k.ClosedBy, (*zeronull.Timestamptz)(&k.ClosedAt))
	})
	if err != nil {
		return TermChange{}, false, fmt.Errorf("term change: %w", err)
	}
	if len(all) == 0 {
		return TermChange{}, false, nil
	}
	return all[0], true, nil
}

// TermChange returns the work on a term; ok is false when nobody has begun it.
func (r reads) TermChange(ctx context.Context, termID int64) (k TermChange, ok bool, err error) {
	return r.termChange(ctx, ` WHERE k.term_id = $1`, termID)
}

// OpenTermChange returns the work on a new term that is going on; ok is false when none is.
func (r reads) OpenTermChange(ctx context.Context) (k TermChange, ok bool, err error) {
	return r.termChange(ctx, ` WHERE k.closed_at IS NULL ORDER BY t.starts_on DESC LIMIT 1`)
}

// LockTermChange reads the work on a term and holds its row until the transaction ends.
func (tx *Tx) LockTermChange(ctx context.Context, termID int64) (TermChange, error) {
	k, ok, err := tx.termChange(ctx, ` WHERE k.term_id = $1 FOR UPDATE OF k`, termID)
	if err == nil && !ok {
		err = missing(pgx.ErrNoRows, "换届", termID)
	}
	return k, err
}

// InsertTermChange begins the work on a term.
func (tx *Tx) InsertTermChange(ctx context.Context, termID int64) error {
	return tx.exec(ctx, fmt.Sprintf("begin change to term %d", termID), `
		INSERT INTO term_change (term_id, started_by, started_at) VALUES ($1, $2, $3)`, termID, tx.who.AccountID, tx.now)
}

// SaveTermChange writes which steps are done since LockTermChange; closing it is noted with who did.
func (tx *Tx) SaveTermChange(ctx context.Context, k TermChange) error {
	return tx.exec1(ctx, "换届", fmt.Sprintf("save change to term %d", k.Term.ID), `
		UPDATE term_change SET members_at = $2, elected_at = $3, closed_at = $4,
			closed_by = CASE WHEN $4::timestamptz IS NULL THEN NULL ELSE $5::bigint END
		WHERE term_id = $1`, k.Term.ID, zeronull.Timestamptz(k.MembersAt), zeronull.Timestamptz(k.ElectedAt), zeronull.Timestamptz(k.ClosedAt), tx.who.AccountID)
}

// RenewalLines lists the holders on the list of a term, in the order of the official list, each with its present
// tenure and the latest matter handed in about it since the work began. Drafts are their organ's own.
func (r reads) RenewalLines(ctx context.Context, termID int64) ([]appointment.RenewalLine, error) {
	rows, err := r.q.Query(ctx, `
		SELECT f.id, f.title, f.office_group, f.nominator, p.id, p.name, l.rule, l.plan, l.basis, l.due_on, t.since, coalesce(c.id, 0), coalesce(c.stage, '')
		FROM term_change_line l JOIN term_change k ON k.term_id = l.term_id
		JOIN office f ON f.id = l.office_id JOIN organ o ON o.id = f.organ_id JOIN person p ON p.id = l.person_id
		LEFT JOIN LATERAL (SELECT max(x.starts_on) AS since FROM tenure x
			WHERE x.office_id = l.office_id AND x.person_id = l.person_id AND x.ends_on IS NULL AND NOT x.acting) t ON true
		LEFT JOIN LATERAL (SELECT x.id, x.stage FROM appointment_case x JOIN proposal pr ON pr.id = x.proposal_id
			WHERE x.office_id = l.office_id AND x.person_id = l.person_id AND pr.created_at >= k.started_at AND pr.state IN ('submitted', 'accepted')
			  AND x.stage NOT IN ('withdrawn', 'ended') ORDER BY x.id DESC LIMIT 1) c ON true
		WHERE l.term_id = $1 ORDER BY `+organOrder+`, f.sort, f.id, p.initials, p.id`, termID)
	if err != nil {
		return nil, fmt.Errorf("renewals of term %d: %w", termID, err)
	}
	return pgx.CollectRows(rows, func(row pgx.CollectableRow) (l appointment.RenewalLine, err error) {
		return l, row.Scan(&l.OfficeID, &l.Office, &l.Group, &l.Proposer, &l.PersonID, &l.Person, &l.Rule, &l.Plan, &l.Basis, &l.Due, &l.Since, &l.CaseID,
			&l.Stage)
	})
}

// PutRenewalLines adds holders to the list of a term; what is on it stays as it was planned.
func (tx *Tx) PutRenewalLines(ctx context.Context, termID int64, lines []appointment.RenewalLine) error {
	batch := &pgx.Batch{}
	for _, l := range lines {
		batch.Queue(`INSERT INTO term_change_line (term_id, office_id, person_id, rule, plan, basis, due_on) VALUES ($1, $2, $3, $4, $5, $6, $7)
			ON CONFLICT (term_id, office_id, person_id) DO UPDATE SET rule = excluded.rule, basis = excluded.basis, due_on = excluded.due_on,
				plan = CASE WHEN term_change_line.plan = 'leaves' THEN 'leaves' ELSE excluded.plan END`,
			termID, l.OfficeID, l.PersonID, string(l.Rule), string(l.Plan), l.Basis, l.Due)
	}
	if err := tx.tx.SendBatch(ctx, batch).Close(); err != nil {
		return fmt.Errorf("renewals of term %d: %w", termID, err)
	}
	return nil
}

// PlanRenewal changes what is to become of holders on the list of a term; "leaves" or what the rule says.
func (tx *Tx) PlanRenewal(ctx context.Context, termID int64, officeIDs, personIDs []int64, leaves []bool) error {
	return tx.exec(ctx, fmt.Sprintf("plan renewals of term %d", termID), `
		UPDATE term_change_line l SET plan = CASE WHEN x.leaves THEN 'leaves' ELSE l.rule END
		FROM unnest($2::bigint[], $3::bigint[], $4::boolean[]) AS x (office_id, person_id, leaves)
		WHERE l.term_id = $1 AND l.office_id = x.office_id AND l.person_id = x.person_id`, termID, officeIDs, personIDs, leaves)
}

// TermReminder is an organ reminded of what it is to propose (催办).
type TermReminder struct {
	OrganID int64
	Organ   string
	Offices int
	Due     calendar.Day
	SentBy  string
	SentAt  time.Time
}

// TermReminders lists the reminders of a term, the newest first.
func (r reads) TermReminders(ctx context.Context, termID int64) ([]TermReminder, error) {
	rows, err := r.q.Query(ctx, `
		SELECT m.organ_id, o.name, m.offices, m.due_on, a.name, m.sent_at
		FROM term_reminder m JOIN organ o ON o.id = m.organ_id JOIN account a ON a.id = m.sent_by
		WHERE m.term_id = $1 ORDER BY m.sent_at DESC, m.organ_id LIMIT 100`, termID)
	if err != nil {
		return nil, fmt.Errorf("reminders of term %d: %w", termID, err)
	}
	return pgx.CollectRows(rows, pgx.RowToStructByPos[TermReminder])
}

// InsertTermReminder notes that an organ was reminded.
func (tx *Tx) InsertTermReminder(ctx context.Context, termID int64, m TermReminder) error {
	return tx.exec(ctx, fmt.Sprintf("remind organ %d", m.OrganID), `
		INSERT INTO term_reminder (term_id, organ_id, offices, due_on, sent_by, sent_at) VALUES ($1, $2, $3, $4, $5, $6)`,
		termID, m.OrganID, m.Offices, m.Due, tx.who.AccountID, tx.now)
}

// MoveMemberAccount lets the account of a member of the last term belong to the same person's new membership.
func (tx *Tx) MoveMemberAccount(ctx context.Context, was, now int64) error {
	return tx.exec(ctx, fmt.Sprintf("account of member %d", was), `UPDATE account SET member_id = $2 WHERE member_id = $1`, was, now)
}

// TenureKey is a person in an office.
type TenureKey struct{ OfficeID, PersonID int64 }

// OpenBeginnings lists who is being appointed to what: undecided matters, an organ's drafts among them.
func (r reads) OpenBeginnings(ctx context.Context) (map[TenureKey]bool, error) {
	rows, err := r.q.Query(ctx, `
		SELECT office_id, person_id FROM appointment_case
		WHERE action IN ('appoint', 'decide_appoint', 'pass') AND stage NOT IN ('adopted', 'rejected', 'withdrawn', 'ended', 'closed')`)
	if err != nil {
		return nil, fmt.Errorf("open appointments: %w", err)
	}
	all := map[TenureKey]bool{}
	var k TenureKey
	_, err = pgx.ForEachRow(rows, []any{&k.OfficeID, &k.PersonID}, func() error { all[k] = true; return nil })
	if err != nil {
		return nil, fmt.Errorf("open appointments: %w", err)
	}
	return all, nil
}

// ElectedHolders lists who holds an office that the congress elects, in the order of the official list.
func (r reads) ElectedHolders(ctx context.Context) ([]Tenure, error) {
	return r.tenures(ctx, `
		SELECT `+tenureColumns+` FROM `+tenureTables+`
		WHERE f.filled_by = 'elect' AND t.ends_on IS NULL ORDER BY `+organOrder+`, f.sort, f.id, t.id LIMIT 500`)
}
