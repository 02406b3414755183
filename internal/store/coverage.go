package store

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"renmian/internal/calendar"
	"renmian/internal/policy"
	"renmian/internal/supervision"
)

// Covered is one appointee in office with what was done about them in a term (监督覆盖)〔V21、SB-17〕.
type Covered struct {
	PersonID int64
	Name     string
	Sex      string
	Office   string // all held, joined
	Group    policy.Group
	OrganID  int64 // that proposes, and urges
	Post     supervision.Post
	Since    calendar.Day // the longest held
	Filed    int          // duty reports in the term
	FiledOn  calendar.Day // last
	HeardOn  calendar.Day // last oral report
	Reviewed calendar.Day // last review
	Rated    calendar.Day // last rating
	Place    int          // in the official list
	Account  bool         // can sign in
}

// coveredSQL reads everybody who holds an office on a day, but those of the congress itself and people's assessors (人民陪审员), who
// are citizens sitting with the court and report to nobody, one row for each office. Reviews
// count from their matter's day; ratings are those of the ballot.
const coveredSQL = `
	SELECT n.id, n.name, n.sex, f.title || CASE WHEN t.acting THEN '（代理）' ELSE '' END, f.office_group, coalesce(g.proposer_id, g.id), f.filled_by = 'elect', t.acting,
		f.rank = 'deputy', f.rank = 'chief', t.starts_on,
		coalesce(d.n, 0), d.filed_on, d.heard_on, v.on_day,
		(SELECT max(x.announced_on) FROM rating x WHERE x.person_id = n.id AND x.object = 'person' AND x.state = 'announced' AND x.announced_on >= @from),
		row_number() OVER (ORDER BY g.sort, g.id, f.sort, f.id, t.acting, t.starts_on, n.id),
		EXISTS (SELECT FROM account a WHERE a.person_id = n.id AND a.disabled_at IS NULL AND a.roles @> ARRAY['nominee'])
	FROM tenure t JOIN person n ON n.id = t.person_id JOIN office f ON f.id = t.office_id JOIN organ g ON g.id = f.organ_id
	LEFT JOIN LATERAL (SELECT count(x.filed_on) n, max(x.filed_on) filed_on, max(x.heard_on) heard_on FROM duty_report x
		WHERE x.person_id = n.id AND (x.filed_on >= @from OR x.heard_on >= @from)) d ON true
	LEFT JOIN LATERAL (SELECT max(x.opened_on) on_day FROM matter_person mp JOIN matter x ON x.id = mp.matter_id
		WHERE mp.person_id = n.id AND mp.part = 'subject' AND x.kind = 'performance_review' AND x.opened_on >= @from) v ON true
	WHERE t.starts_on <= @day AND (t.ends_on IS NULL OR t.ends_on > @day) AND f.office_group <> 'congress' AND f.title NOT LIKE '%人民陪审员' AND (f.filled_by <> 'elect' OR t.acting)
	ORDER BY 17 LIMIT 5000`

// Coverage lists everybody in office on a day with what was done about them since the term began; the first office decides
// where they stand, the strictest how often they report.
func (r reads) Coverage(ctx context.Context, from, day calendar.Day) ([]Covered, error) {
	rows, err := r.q.Query(ctx, coveredSQL, pgx.NamedArgs{"from": from, "day": day})
	if err != nil {
		return nil, fmt.Errorf("coverage: %w", err)
	}
	lines, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (c Covered, err error) {
		err = row.Scan(&c.PersonID, &c.Name, &c.Sex, &c.Office, &c.Group, &c.OrganID, &c.Post.Elected, &c.Post.Acting, &c.Post.Deputy, &c.Post.Chief, &c.Since,
			&c.Filed, &c.FiledOn, &c.HeardOn, &c.Reviewed, &c.Rated, &c.Place, &c.Account)
		c.Post.Group = c.Group
		return c, err
	})
	if err != nil {
		return nil, fmt.Errorf("coverage: %w", err)
	}
	var out []Covered
	at := map[int64]int{}
	for _, c := range lines {
		i, known := at[c.PersonID]
		if !known {
			at[c.PersonID] = len(out)
			out = append(out, c)
			continue
		}
		x := &out[i]
		x.Office += "、" + c.Office
		x.Post.Deputy, x.Post.Chief = x.Post.Deputy || c.Post.Deputy, x.Post.Chief || c.Post.Chief
		if c.Since.Before(x.Since) {
			x.Since = c.Since
		}
	}
	return out, nil
}

// UnitCover is a unit with when its work was last reviewed in the term.
type UnitCover struct {
	OrganID  int64
	Name     string
	Reviewed calendar.Day
}

// UnitCoverage lists the units whose work may be reviewed, in the official order.
func (r reads) UnitCoverage(ctx context.Context, from calendar.Day) ([]UnitCover, error) {
	rows, err := r.q.Query(ctx, `
		SELECT g.id, g.name, (SELECT max(m.opened_on) FROM matter_organ mo JOIN matter m ON m.id = mo.matter_id
			WHERE mo.organ_id = g.id AND mo.part = 'subject' AND m.kind = 'work_review' AND m.opened_on >= $1)
		FROM organ g WHERE g.ended_on IS NULL AND g.kind IN ('government', 'department', 'supervision', 'court', 'procuratorate') ORDER BY g.sort, g.id LIMIT 500`, from)
	if err != nil {
		return nil, fmt.Errorf("units: %w", err)
	}
	return pgx.CollectRows(rows, pgx.RowToStructByPos[UnitCover])
}
