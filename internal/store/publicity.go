package store

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype/zeronull"

	"renmian/internal/appointment"
	"renmian/internal/calendar"
	"renmian/internal/policy"
)

// Publicity is one 任前公示 of one or several cases.
type Publicity struct {
	ID         int64
	Title      string
	Body       string
	OfficeName string // 受理机关
	Telephone  string
	From       calendar.Day
	To         calendar.Day
	OpenedBy   string
	OpenedAt   time.Time
	Report     string
	ReportedBy string
	ReportedAt time.Time
	DroppedAt  time.Time
	DropReason string
	Version    int
}

// PublicityPerson is one nominee on a notice, with what the public may read.
type PublicityPerson struct {
	CaseID    int64
	PersonID  int64
	Name      string
	Action    policy.Action
	Office    string
	Second    string // the office in the second language
	Stage     appointment.Stage
	Profile   string
	ExamScore string
}

// PublicityLine is a notice in a list.
type PublicityLine struct {
	Publicity
	Persons    []string
	Opinions   int
	Unverified int
}

// Extension is one 延长公示.
type Extension struct {
	WasTo  calendar.Day
	To     calendar.Day
	Reason string
	By     string
	At     time.Time
}

const publicityColumns = `p.id, p.title, p.body, p.office_name, p.telephone, p.from_day, p.to_day, a.name, p.opened_at,
	p.report, coalesce(b.name, ''), p.reported_at, p.dropped_at, p.drop_reason, p.version`

const publicityJoins = ` FROM publicity p JOIN account a ON a.id = p.opened_by LEFT JOIN account b ON b.id = p.reported_by`

func (p *Publicity) targets() []any {
	return []any{&p.ID, &p.Title, &p.Body, &p.OfficeName, &p.Telephone, &p.From, &p.To, &p.OpenedBy, &p.OpenedAt,
		&p.Report, &p.ReportedBy, (*zeronull.Timestamptz)(&p.ReportedAt), (*zeronull.Timestamptz)(&p.DroppedAt), &p.DropReason, &p.Version}
}

func (r reads) publicity(ctx context.Context, id int64, lock string) (Publicity, error) {
	var p Publicity
	err := r.q.QueryRow(ctx, `SELECT `+publicityColumns+publicityJoins+` WHERE p.id = $1`+lock, id).Scan(p.targets()...)
	if err != nil {
		return Publicity{}, missing(err, "公示", id)
	}
	return p, nil
}

// Publicity returns one notice.
func (r reads) Publicity(ctx context.Context, id int64) (Publicity, error) {
	return r.publicity(ctx, id, "")
}

// LockPublicity reads a notice and holds its row until the transaction ends; its cases are locked
// before it.
func (tx *Tx) LockPublicity(ctx context.Context, id int64) (Publicity, error) {
	return tx.publicity(ctx, id, " FOR UPDATE OF p")
}

// PublicityPersons lists the nominees of a notice in its order.
func (r reads) PublicityPersons(ctx context.Context, publicityID int64) ([]PublicityPerson, error) {
	rows, err := r.q.Query(ctx, `
		SELECT c.id, n.id, n.name, c.action, o.title, o.title_second, c.stage, x.profile, x.exam_score
		FROM publicity_case x JOIN appointment_case c ON c.id = x.case_id
		JOIN person n ON n.id = c.person_id JOIN office o ON o.id = c.office_id
		WHERE x.publicity_id = $1 ORDER BY x.position`, publicityID)
	if err != nil {
		return nil, fmt.Errorf("persons of publicity %d: %w", publicityID, err)
	}
	return pgx.CollectRows(rows, pgx.RowToStructByPos[PublicityPerson])
}

// PublicityExtensions lists how a notice was extended, the oldest first.
func (r reads) PublicityExtensions(ctx context.Context, publicityID int64) ([]Extension, error) {
	rows, err := r.q.Query(ctx, `
		SELECT e.was_to, e.to_day, e.reason, a.name, e.extended_at FROM publicity_extension e JOIN account a ON a.id = e.extended_by
		WHERE e.publicity_id = $1 ORDER BY e.id LIMIT 50`, publicityID)
	if err != nil {
		return nil, fmt.Errorf("extensions of publicity %d: %w", publicityID, err)
	}
	return pgx.CollectRows(rows, pgx.RowToStructByPos[Extension])
}

// Publicities lists notices, the newest first; before is the last id of the page before, zero for the
// first page.
func (r reads) Publicities(ctx context.Context, before int64, limit int) ([]PublicityLine, error) {
	return r.publicityLines(ctx, `
		WHERE $1 = 0 OR p.id < $1 ORDER BY p.id DESC LIMIT $2`, before, limit)
}

// RunningPublicities lists the notices that hang on a day, the one that ends first before the others.
func (r reads) RunningPublicities(ctx context.Context, day calendar.Day) ([]PublicityLine, error) {
	return r.publicityLines(ctx, `
		WHERE p.from_day <= $1 AND p.to_day >= $1 AND p.dropped_at IS NULL ORDER BY p.to_day, p.id LIMIT 50`, day)
}

func (r reads) publicityLines(ctx context.Context, tail string, args ...any) ([]PublicityLine, error) {
	rows, err := r.q.Query(ctx, `
		SELECT `+publicityColumns+`,
			ARRAY(SELECT n.name FROM publicity_case x JOIN appointment_case c ON c.id = x.case_id JOIN person n ON n.id = c.person_id
				WHERE x.publicity_id = p.id ORDER BY x.position),
			(SELECT count(*) FROM publicity_opinion o WHERE o.publicity_id = p.id),
			(SELECT count(*) FROM publicity_opinion o WHERE o.publicity_id = p.id AND o.state <> 'verified')`+
		publicityJoins+tail, args...)
	if err != nil {
		return nil, fmt.Errorf("publicities: %w", err)
	}
	return pgx.CollectRows(rows, func(row pgx.CollectableRow) (l PublicityLine, err error) {
		return l, row.Scan(append(l.targets(), &l.Persons, &l.Opinions, &l.Unverified)...)
	})
}

// CasesForPublicity lists the cases in review that are on no notice; the rule says which may be put on one.
func (r reads) CasesForPublicity(ctx context.Context) ([]appointment.Case, error) {
	return r.cases(ctx, `
		WHERE c.stage IN ('review', 'correction')
		  AND c.action IN ('appoint', 'decide_appoint', 'approve_appoint', 'pass', 'decide_acting', 'elect_acting')
		  AND NOT EXISTS (SELECT FROM publicity_case x WHERE x.case_id = c.id AND NOT x.dropped)
		ORDER BY c.id LIMIT 200`)
}

// InsertPublicity stores a notice with its nominees in order and returns its id.
func (tx *Tx) InsertPublicity(ctx context.Context, p Publicity, persons []PublicityPerson) (int64, error) {
	var id int64
	err := tx.tx.QueryRow(ctx, `
		INSERT INTO publicity (title, body, office_name, telephone, from_day, to_day, opened_by, opened_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8) RETURNING id`,
		p.Title, p.Body, p.OfficeName, p.Telephone, p.From, p.To, tx.who.AccountID, tx.now).Scan(&id)
	if err != nil {
		return 0, fmt.Errorf("insert publicity: %w", err)
	}
	batch := &pgx.Batch{}
	for i, x := range persons {
		batch.Queue(`INSERT INTO publicity_case (publicity_id, case_id, position, profile, exam_score) VALUES ($1, $2, $3, $4, $5)`,
			id, x.CaseID, i+1, x.Profile, x.ExamScore)
	}
	if err := tx.tx.SendBatch(ctx, batch).Close(); err != nil {
		return 0, fmt.Errorf("insert persons of publicity: %w", err)
	}
	return id, nil
}

// ExtendPublicity moves the end of a notice and keeps the earlier one.
func (tx *Tx) ExtendPublicity(ctx context.Context, p Publicity, to calendar.Day, reason string) error {
	doing := fmt.Sprintf("extend publicity %d", p.ID)
	err := tx.exec1(ctx, "公示", doing, `
		UPDATE publicity SET to_day = $3, version = version + 1 WHERE id = $1 AND version = $2`, p.ID, p.Version, to)
	if err != nil {
		return err
	}
	return tx.exec(ctx, doing, `
		INSERT INTO publicity_extension (publicity_id, was_to, to_day, reason, extended_by, extended_at)
		VALUES ($1, $2, $3, $4, $5, $6)`, p.ID, p.To, to, reason, tx.who.AccountID, tx.now)
}

// DropPublicity takes a notice down; its cases may then be published anew.
func (tx *Tx) DropPublicity(ctx context.Context, p Publicity, reason string) error {
	doing := fmt.Sprintf("drop publicity %d", p.ID)
	err := tx.exec1(ctx, "公示", doing, `
		UPDATE publicity SET dropped_at = $3, dropped_by = $4, drop_reason = $5, version = version + 1
		WHERE id = $1 AND version = $2 AND dropped_at IS NULL`, p.ID, p.Version, tx.now, tx.who.AccountID, reason)
	if err != nil {
		return err
	}
	return tx.exec(ctx, doing, `UPDATE publicity_case SET dropped = true WHERE publicity_id = $1`, p.ID)
}

// SavePublicityReport stores the 公示情况报告, once.
func (tx *Tx) SavePublicityReport(ctx context.Context, p Publicity, report string) error {
	return tx.exec1(ctx, "公示", fmt.Sprintf("report of publicity %d", p.ID), `
		UPDATE publicity SET report = $3, reported_by = $4, reported_at = $5, version = version + 1
		WHERE id = $1 AND version = $2 AND reported_at IS NULL`, p.ID, p.Version, report, tx.who.AccountID, tx.now)
}
