package store

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"renmian/internal/calendar"
	"renmian/internal/policy"
)

// PolicyVersion is one version of the county's rules, and how many cases under way follow it.
type PolicyVersion struct {
	ID          int64
	Name        string
	EffectiveOn calendar.Day
	AdoptedAt   time.Time
	AdoptedBy   string // empty for the system
	Open        int
}

// PolicyVersions lists the versions of the county's rules, the latest to take effect first.
func (r reads) PolicyVersions(ctx context.Context, limit int) ([]PolicyVersion, error) {
	// The stages stand here as they do in the index case_open.
	rows, err := r.q.Query(ctx, `
		SELECT v.id, v.name, v.effective_on, v.created_at, coalesce(a.name, ''), coalesce(c.n, 0)
		FROM policy_version v
		LEFT JOIN account a ON a.id = v.created_by
		LEFT JOIN (SELECT policy_id, count(*) AS n FROM appointment_case
		           WHERE stage IN ('review', 'correction', 'chairs', 'held', 'committee', 'deliberation', 'suspended', 'adopted') AND number IS NOT NULL
		           GROUP BY policy_id) c ON c.policy_id = v.id
		ORDER BY v.effective_on DESC, v.id DESC LIMIT $1`, limit)
	if err != nil {
		return nil, fmt.Errorf("policy versions: %w", err)
	}
	all, err := pgx.CollectRows(rows, pgx.RowToStructByPos[PolicyVersion])
	if err != nil {
		return nil, fmt.Errorf("policy versions: %w", err)
	}
	return all, nil
}

// Policy returns one version of the county's rules.
func (r reads) Policy(ctx context.Context, id int64) (policy.Policy, error) {
	if known, ok := r.policies.Load(id); ok {
		return known.(policy.Policy), nil
	}
	var body []byte
	err := r.q.QueryRow(ctx, `SELECT body FROM policy_version WHERE id = $1`, id).Scan(&body)
	if err != nil {
		return policy.Policy{}, missing(err, "任免办法", id)
	}
	p, err := policy.Parse(body)
	if err == nil {
		r.policies.Store(id, p)
	}
	return p, err
}

// PolicyOn returns the version in force on a day and its id.
func (r reads) PolicyOn(ctx context.Context, day calendar.Day) (int64, policy.Policy, error) {
	var id int64
	var body []byte
	err := r.q.QueryRow(ctx, `
		SELECT id, body FROM policy_version WHERE effective_on <= $1
		ORDER BY effective_on DESC, id DESC LIMIT 1`, day).Scan(&id, &body)
	if err != nil {
		return 0, policy.Policy{}, missing(err, "现行任免办法", day)
	}
	p, err := policy.Parse(body)
	return id, p, err
}

// LockPolicies makes others who change the county's rules wait until the transaction ends.
func (tx *Tx) LockPolicies(ctx context.Context) error {
	return tx.exec(ctx, "lock policies", `SELECT pg_advisory_xact_lock(hashtext('policy_version'))`)
}

// InsertPolicy stores a new version of the county's rules.
func (tx *Tx) InsertPolicy(ctx context.Context, name string, effective calendar.Day, p policy.Policy) (int64, error) {
	body, err := json.Marshal(p)
	if err != nil {
		return 0, fmt.Errorf("insert policy %s: %w", name, err)
	}
	var id int64
	err = tx.tx.QueryRow(ctx, `
		INSERT INTO policy_version (name, effective_on, body, created_at, created_by)
		VALUES ($1, $2, $3, $4, nullif($5::bigint, 0)) RETURNING id`, name, effective, body, tx.now, tx.who.AccountID).Scan(&id)
	if err != nil {
		return 0, fmt.Errorf("insert policy %s: %w", name, err)
	}
	return id, nil
}
