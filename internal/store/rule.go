package store

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype/zeronull"

	"renmian/internal/calendar"
	"renmian/internal/policy"
)

// CountyRule is one version of one of the county's own rules (法规与办法).
type CountyRule struct {
	RuleID   int64
	Name     string
	Category policy.RuleCategory

	ID      int64 // of the version
	Adopted string
	policy.RuleVersion
	Body        string
	FileID      int64 // the text as it was issued; 0 without one
	FileName    string
	FileSize    int64
	DraftedByID int64
	DraftedBy   string
	PublishedBy string
	PublishedAt time.Time // zero until published
	RepealNote  string
	Version     int
}

const ruleSQL = `
	SELECT r.id, r.name, r.category, v.id, v.adopted, v.effective_on,
	       (SELECT min(x.effective_on) FROM county_rule_version x
	        WHERE x.rule_id = r.id AND x.published_at IS NOT NULL AND x.effective_on > v.effective_on),
	       v.repealed_on, v.provisional, v.body, coalesce(f.id, 0), coalesce(f.name, ''), coalesce(f.size, 0), v.drafted_by, d.name, coalesce(p.name, ''), v.published_at, v.repeal_note, v.version
	FROM county_rule r JOIN county_rule_version v ON v.rule_id = r.id
	JOIN account d ON d.id = v.drafted_by LEFT JOIN account p ON p.id = v.published_by LEFT JOIN file f ON f.id = v.file_id`

// ruleOrder puts the rules in the order of the library, the newest version of each first.
const ruleOrder = ` ORDER BY array_position(ARRAY['personnel', 'procedure', 'supervision', 'other'], r.category), r.id, v.effective_on DESC LIMIT 1000`

func (r reads) rules(ctx context.Context, tail string, args ...any) ([]CountyRule, error) {
	rows, err := r.q.Query(ctx, ruleSQL+tail, args...)
	if err != nil {
		return nil, fmt.Errorf("county rules: %w", err)
	}
	return pgx.CollectRows(rows, func(row pgx.CollectableRow) (c CountyRule, err error) {
		err = row.Scan(&c.RuleID, &c.Name, &c.Category, &c.ID, &c.Adopted, &c.Effective, &c.Next, &c.Repealed, &c.Provisional, &c.Body, &c.FileID, &c.FileName,
			&c.FileSize, &c.DraftedByID, &c.DraftedBy, &c.PublishedBy, (*zeronull.Timestamptz)(&c.PublishedAt), &c.RepealNote, &c.Version)
		c.Published = !c.PublishedAt.IsZero()
		return c, err
	})
}

// CountyRules lists every version of every rule; only what was published when asked so.
func (r reads) CountyRules(ctx context.Context, published bool) ([]CountyRule, error) {
	return r.rules(ctx, ` WHERE v.published_at IS NOT NULL OR NOT $1`+ruleOrder, published)
}

// RuleVersions lists the versions of one rule, the newest first.
func (r reads) RuleVersions(ctx context.Context, ruleID int64) ([]CountyRule, error) {
	all, err := r.rules(ctx, ` WHERE r.id = $1`+ruleOrder, ruleID)
	if err == nil && len(all) == 0 {
		err = missing(pgx.ErrNoRows, "法规办法", ruleID)
	}
	return all, err
}

// LockRuleVersion reads a version and holds its row until the transaction ends.
func (tx *Tx) LockRuleVersion(ctx context.Context, id int64) (CountyRule, error) {
	all, err := tx.rules(ctx, ` WHERE v.id = $1 FOR UPDATE OF v`, id)
	if err == nil && len(all) == 0 {
		err = missing(pgx.ErrNoRows, "文本", id)
	}
	if err != nil {
		return CountyRule{}, err
	}
	return all[0], nil
}

// CitedRule returns the rule of a category that applied on a day, for the steps that cite it; the zero
// CountyRule when the library has none.
func (r reads) CitedRule(ctx context.Context, c policy.RuleCategory, day calendar.Day) (CountyRule, error) {
	all, err := r.rules(ctx, ` WHERE r.category = $1 AND v.published_at IS NOT NULL`+ruleOrder, c)
	for _, x := range all {
		if x.StateOn(day).Applies() {
			return x, err
		}
	}
	return CountyRule{}, err
}

// InsertRule begins the history of a rule and returns its id.
func (tx *Tx) InsertRule(ctx context.Context, name string, c policy.RuleCategory) (id int64, err error) {
	err = tx.tx.QueryRow(ctx, `
		INSERT INTO county_rule (name, category, created_by, created_at) VALUES ($1, $2, $3, $4) RETURNING id`,
		name, c, tx.who.AccountID, tx.now).Scan(&id)
	if err != nil {
		return 0, fmt.Errorf("register rule: %w", err)
	}
	return id, nil
}

// InsertRuleVersion keeps the text of a version that is not published yet, and returns its id.
func (tx *Tx) InsertRuleVersion(ctx context.Context, c CountyRule) (id int64, err error) {
	err = tx.tx.QueryRow(ctx, `
		INSERT INTO county_rule_version (rule_id, adopted, effective_on, provisional, body, drafted_by, drafted_at, file_id)
		VALUES ($1, $2, $3, $4, $5, $6, $7, nullif($8, 0)) RETURNING id`,
		c.RuleID, c.Adopted, c.Effective, c.Provisional, c.Body, tx.who.AccountID, tx.now, c.FileID).Scan(&id)
	if err != nil {
		return 0, fmt.Errorf("register version of rule %d: %w", c.RuleID, err)
	}
	return id, nil
}

// SaveRuleVersion rewrites a version that is not published yet; whoever writes it is its drafter.
func (tx *Tx) SaveRuleVersion(ctx context.Context, c CountyRule) error {
	return tx.exec1(ctx, "文本", fmt.Sprintf("save version %d of a rule", c.ID), `
		UPDATE county_rule_version SET adopted = $3, effective_on = $4, provisional = $5, body = $6, drafted_by = $7, drafted_at = $8, file_id = nullif($9, 0), version = version + 1
		WHERE id = $1 AND version = $2 AND published_at IS NULL`,
		c.ID, c.Version, c.Adopted, c.Effective, c.Provisional, c.Body, tx.who.AccountID, tx.now, c.FileID)
}

// PublishRuleVersion makes a version public.
func (tx *Tx) PublishRuleVersion(ctx context.Context, c CountyRule) error {
	return tx.exec1(ctx, "文本", fmt.Sprintf("publish version %d of a rule", c.ID), `
		UPDATE county_rule_version SET published_by = $3, published_at = $4, version = version + 1
		WHERE id = $1 AND version = $2 AND published_at IS NULL`, c.ID, c.Version, tx.who.AccountID, tx.now)
}

// RepealRuleVersion notes from when a published version no longer applies, and by what.
func (tx *Tx) RepealRuleVersion(ctx context.Context, c CountyRule, on calendar.Day, note string) error {
	return tx.exec1(ctx, "文本", fmt.Sprintf("repeal version %d of a rule", c.ID), `
		UPDATE county_rule_version SET repealed_on = $3, repeal_note = $4, version = version + 1
		WHERE id = $1 AND version = $2 AND published_at IS NOT NULL AND repealed_on IS NULL`, c.ID, c.Version, on, note)
}
