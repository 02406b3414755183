package store

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"renmian/internal/calendar"
	"renmian/internal/supervision"
)

// Audit is an audit of a person or of a unit's budget (审计) with its matter.
type Audit struct {
	Matter
	Sort       supervision.AuditSort
	Auditor    string
	From, To   calendar.Day
	DueOn      calendar.Day
	ReportNo   string
	ReportedOn calendar.Day
	FiledOn    calendar.Day
	Summary    string
	Findings   int
	Amount     float64 // of the findings, 万元
}

const auditColumns = `a.sort, a.auditor, a.period_from, a.period_to, a.due_on, a.report_no, a.reported_on, a.filed_on, a.summary,
	(SELECT count(*) FROM audit_finding f WHERE f.matter_id = a.matter_id), (SELECT coalesce(sum(f.amount), 0)::float8 FROM audit_finding f WHERE f.matter_id = a.matter_id)`

func (x *Audit) targets() []any {
	return append(x.Matter.targets(), &x.Sort, &x.Auditor, &x.From, &x.To, &x.DueOn, &x.ReportNo, &x.ReportedOn, &x.FiledOn, &x.Summary, &x.Findings, &x.Amount)
}

// AuditMatter returns one audit.
func (r reads) AuditMatter(ctx context.Context, id int64) (x Audit, err error) {
	err = r.q.QueryRow(
		ctx,
		`SELECT `+matterColumns+`, `+auditColumns+` FROM audit a JOIN matter m ON m.id = a.matter_id WHERE a.matter_id = $1`,
		id,
	).Scan(
		x.targets()...)
	if err != nil {
		return x, missing(err, "审计事项", id)
	}
	return x, nil
}

// AuditFilter chooses audits; zero values choose all.
type AuditFilter struct {
	Sort    supervision.AuditSort
	Year    int
	OrganID int64
	Search  string
	Before  int64
	Limit   int
}

// Audits lists audits, the latest first.
func (r reads) Audits(ctx context.Context, f AuditFilter) ([]Audit, error) {
	rows, err := r.q.Query(
		ctx,
		`SELECT `+matterColumns+`, `+auditColumns+` FROM audit a JOIN matter m ON m.id = a.matter_id
		WHERE (@sort = '' OR a.sort = @sort) AND (@year = 0 OR m.year = @year)
		  AND (@organ = 0 OR EXISTS (SELECT FROM matter_organ o WHERE o.matter_id = m.id AND o.organ_id IN `+organsOf(`@organ`)+`))
		  AND (@text = '' OR m.search @> @terms AND strpos(m.haystack, @text) > 0)
		  AND (@before = 0 OR a.matter_id < @before) ORDER BY a.matter_id DESC LIMIT @limit`,
		planned,
		pgx.NamedArgs{
			"sort":   f.Sort,
			"year":   f.Year,
			"organ":  f.OrganID,
			"text":   searchText(f.Search),
			"terms":  queryTerms(f.Search),
			"before": f.Before,
			"limit":  f.Limit,
		},
	)
	if err != nil {
		return nil, fmt.Errorf("audits: %w", err)
	}
	return pgx.CollectRows(rows, func(row pgx.CollectableRow) (x Audit, err error) {
		return x, row.Scan(x.targets()...)
	})
}

// AuditCount is how many audits of a sort there were, of how many people and units 〔TM-25、TM-26〕.
type AuditCount struct {
	Sort                  supervision.AuditSort
	Audits, People, Units int
	Filed                 int
}

// AuditCounts counts the audits between two days by sort.
func (r reads) AuditCounts(ctx context.Context, year int) ([]AuditCount, error) {
	rows, err := r.q.Query(ctx, `
		SELECT a.sort, count(DISTINCT a.matter_id), count(DISTINCT p.person_id), count(DISTINCT o.organ_id), count(DISTINCT a.matter_id) FILTER (WHERE a.filed_on IS NOT NULL)
		FROM audit a JOIN matter m ON m.id = a.matter_id
		LEFT JOIN matter_person p ON p.matter_id = m.id AND p.part = 'subject' LEFT JOIN matter_organ o ON o.matter_id = m.id AND o.part = 'subject'
		WHERE ($1 = 0 OR m.year = $1) GROUP BY a.sort ORDER BY array_position(ARRAY['pre_appointment', 'in_term', 'outgoing', 'department'], a.sort)`, year)
	if err != nil {
		return nil, fmt.Errorf("count audits: %w", err)
	}
	return pgx.CollectRows(rows, pgx.RowToStructByPos[AuditCount])
}

// InsertAudit stores the particulars beside the matter.
func (tx *Tx) InsertAudit(ctx context.Context, x Audit) error {
	return tx.exec(ctx, "insert audit", `INSERT INTO audit (matter_id, sort, auditor, period_from, period_to, due_on) VALUES ($1, $2, $3, $4, $5, $6)`,
		x.ID, x.Sort, x.Auditor, x.From, x.To, x.DueOn)
}

// SaveAudit writes what changed of it and of its matter.
func (tx *Tx) SaveAudit(ctx context.Context, x Audit) error {
	if err := tx.SaveMatter(ctx, x.Matter); err != nil {
		return err
	}
	return tx.exec1(ctx, "审计事项", fmt.Sprintf("save audit %d", x.ID), `
		UPDATE audit SET report_no = $2, reported_on = $3, filed_on = $4, summary = $5 WHERE matter_id = $1`, x.ID, x.ReportNo, x.ReportedOn, x.FiledOn, x.Summary)
}

// AuditFinding is one problem an audit found.
type AuditFinding struct {
	ID     int64
	Text   string
	Amount float64 // 万元
}

// AuditFindings lists what an audit found.
func (r reads) AuditFindings(ctx context.Context, matterID int64) ([]AuditFinding, error) {
	rows, err := r.q.Query(ctx, `SELECT id, text, amount::float8 FROM audit_finding WHERE matter_id = $1 ORDER BY id LIMIT 200`, matterID)
	if err != nil {
		return nil, fmt.Errorf("findings of audit %d: %w", matterID, err)
	}
	return pgx.CollectRows(rows, pgx.RowToStructByPos[AuditFinding])
}

// InsertAuditFinding adds a problem.
func (tx *Tx) InsertAuditFinding(ctx context.Context, matterID int64, f AuditFinding) error {
	return tx.exec(
		ctx,
		fmt.Sprintf("finding of audit %d", matterID),
		`INSERT INTO audit_finding (matter_id, text, amount) VALUES ($1, $2, $3)`,
		matterID,
		f.Text,
		f.Amount,
	)
}

// CorrectionNotice is a correction notice (纠正通知) with its matter.
type CorrectionNotice struct {
	Matter
	Act, Basis, Demand string
	DueOn              calendar.Day
	Number             string
	IssuedOn           calendar.Day
	Reply              string
	RepliedOn          calendar.Day
	OrganID            int64
}

// CorrectionNotice returns one correction notice.
func (r reads) CorrectionNotice(ctx context.Context, id int64) (x CorrectionNotice, err error) {
	err = r.q.QueryRow(ctx, `SELECT `+matterColumns+`, c.act, c.basis, c.demand, c.due_on, coalesce(c.number, ''), c.issued_on, c.reply, c.replied_on,
			coalesce((SELECT o.organ_id FROM matter_organ o WHERE o.matter_id = m.id ORDER BY o.part DESC LIMIT 1), 0)
		FROM correction_notice c JOIN matter m ON m.id = c.matter_id WHERE c.matter_id = $1`, id).Scan(append(x.Matter.targets(), &x.Act, &x.Basis, &x.Demand, &x.DueOn,
		&x.Number, &x.IssuedOn, &x.Reply, &x.RepliedOn, &x.OrganID)...)
	if err != nil {
		return x, missing(err, "纠正通知", id)
	}
	return x, nil
}

// InsertCorrectionNotice stores the draft beside the matter.
func (tx *Tx) InsertCorrectionNotice(ctx context.Context, x CorrectionNotice) error {
	return tx.exec(
		ctx,
		"insert correction notice",
		`INSERT INTO correction_notice (matter_id, act, basis, demand, due_on) VALUES ($1, $2, $3, $4, $5)`,
		x.ID,
		x.Act,
		x.Basis,
		x.Demand,
		x.DueOn,
	)
}

// SaveCorrectionNotice writes what changed of it and of its matter.
func (tx *Tx) SaveCorrectionNotice(ctx context.Context, x CorrectionNotice) error {
	if err := tx.SaveMatter(ctx, x.Matter); err != nil {
		return err
	}
	return tx.exec1(ctx, "纠正通知", fmt.Sprintf("save correction notice %d", x.ID), `
		UPDATE correction_notice SET number = nullif($2, ''), issued_on = $3, reply = $4, replied_on = $5 WHERE matter_id = $1`, x.ID, x.Number, x.IssuedOn, x.Reply, x.RepliedOn)
}

// RectificationsOf counts the rectifications out of a matter.
func (r reads) RectificationsOf(ctx context.Context, matterID int64) (n int, err error) {
	if err = r.q.QueryRow(ctx, `SELECT count(*) FROM rectification WHERE matter_id = $1`, matterID).Scan(&n); err != nil {
		return 0, fmt.Errorf("rectifications of matter %d: %w", matterID, err)
	}
	return n, nil
}
