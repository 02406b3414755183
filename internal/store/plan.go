package store

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype/zeronull"

	"renmian/internal/calendar"
	"renmian/internal/supervision"
)

// Plan is the supervision plan of a year (年度监督计划).
type Plan struct {
	ID          int64
	Year        int
	SubmittedOn calendar.Day
	Returned    string // why the chairpersons sent it back
	ApprovedOn  calendar.Day
	ApprovedBy  string
	PublishedAt time.Time
	Version     int
	Items       int // without those taken off
	Under       int // of which a matter is under way
	Done        int // all of whose matters are closed
}

// Stage is where the plan stands.
func (p Plan) Stage() supervision.PlanStage {
	switch {
	case !p.PublishedAt.IsZero():
		return supervision.PlanPublished
	case !p.ApprovedOn.IsZero():
		return supervision.PlanApproved
	case !p.SubmittedOn.IsZero():
		return supervision.PlanSubmitted
	}
	return supervision.PlanDraft
}

const planColumns = `p.id, p.year, p.submitted_on, p.returned, p.approved_on, coalesce(a.name, ''), p.published_at, p.version,
	(SELECT count(*) FROM plan_item i WHERE i.plan_id = p.id AND i.dropped = ''),
	(SELECT count(*) FROM plan_item i WHERE i.plan_id = p.id AND i.dropped = '' AND EXISTS (SELECT FROM matter m WHERE m.plan_item_id = i.id AND m.closed_on IS NULL)),
	(SELECT count(*) FROM plan_item i WHERE i.plan_id = p.id AND i.dropped = '' AND EXISTS (SELECT FROM matter m WHERE m.plan_item_id = i.id)
		AND NOT EXISTS (SELECT FROM matter m WHERE m.plan_item_id = i.id AND m.closed_on IS NULL))`

func scanPlan(row pgx.CollectableRow) (p Plan, err error) {
	return p, row.Scan(&p.ID, &p.Year, &p.SubmittedOn, &p.Returned, &p.ApprovedOn, &p.ApprovedBy, (*zeronull.Timestamptz)(&p.PublishedAt), &p.Version, &p.Items,
		&p.Under, &p.Done)
}

func (r reads) plans(ctx context.Context, where string, args ...any) ([]Plan, error) {
	rows, err := r.q.Query(ctx, `SELECT `+planColumns+` FROM supervision_plan p LEFT JOIN account a ON a.id = p.approved_by `+where, args...)
	if err != nil {
		return nil, fmt.Errorf("plans: %w", err)
	}
	return pgx.CollectRows(rows, scanPlan)
}

// Plans lists all plans, the newest first.
func (r reads) Plans(ctx context.Context) ([]Plan, error) {
	return r.plans(ctx, `ORDER BY p.year DESC LIMIT 100`)
}

// PublishedPlans lists what the public may read, the newest first.
func (r reads) PublishedPlans(ctx context.Context) ([]Plan, error) {
	return r.plans(ctx, `WHERE p.published_at IS NOT NULL ORDER BY p.year DESC LIMIT 100`)
}

// PlanOf returns the plan of a year.
func (r reads) PlanOf(ctx context.Context, year int) (Plan, error) { return r.plan(ctx, year, "") }

func (r reads) plan(ctx context.Context, year int, lock string) (Plan, error) {
	all, err := r.plans(ctx, `WHERE p.year = $1 `+lock, year)
	if err == nil && len(all) == 0 {
		err = missing(pgx.ErrNoRows, "年度监督计划", year)
	}
	if err != nil {
		return Plan{}, err
	}
	return all[0], nil
}

// LockPlan reads a plan and holds its row; it is locked before its items.
func (tx *Tx) LockPlan(ctx context.Context, year int) (Plan, error) {
	return tx.plan(ctx, year, "FOR UPDATE OF p")
}

// InsertPlan begins the plan of a year.
func (tx *Tx) InsertPlan(ctx context.Context, year int) (id int64, err error) {
	err = tx.tx.QueryRow(
		ctx,
		`INSERT INTO supervision_plan (year, created_by, created_at) VALUES ($1, $2, $3) RETURNING id`,
		year,
		tx.who.AccountID,
		tx.now,
	).Scan(
		&id,
	)
	if err != nil {
		return 0, fmt.Errorf("insert plan: %w", err)
	}
	return id, nil
}

// SavePlan writes how far the plan has come; who approves or publishes it is the actor.
func (tx *Tx) SavePlan(ctx context.Context, p Plan) error {
	return tx.exec1(ctx, "年度监督计划", fmt.Sprintf("save plan %d", p.Year), `
		UPDATE supervision_plan SET submitted_on = $3, approved_on = $4, approved_by = CASE WHEN $4::date IS NULL THEN NULL ELSE coalesce(approved_by, $6) END,
			published_at = $5, published_by = CASE WHEN $5::timestamptz IS NULL THEN NULL ELSE coalesce(published_by, $6) END, returned = $7,
			version = version + 1
		WHERE id = $1 AND version = $2`, p.ID, p.Version, p.SubmittedOn, p.ApprovedOn, zeronull.Timestamptz(p.PublishedAt), tx.who.AccountID, p.Returned)
}

// PlanItem is one item of a plan, with the matter it became; of a batch that is the first still under way.
type PlanItem struct {
	supervision.PlanItem
	ID          int64
	PlanID      int64
	Year        int
	Person      string
	Sex         string
	Organ       string
	Lead        string
	Note        string
	Reason      string // of an adjustment
	FirstMonth  int    // as approved, once it was moved
	Dropped     string // why it was taken off
	AddedOn     calendar.Day
	Added       bool // after the approval
	DrawID      int64
	MatterID    int64
	MatterTitle string
	MatterStage string
	ClosedOn    calendar.Day // when its last matter was closed; zero while one is under way
	Outcome     string
	Matters     int // that it has become; more than one for a batch
	Closed      int // of them
}

const planItemColumns = `i.id, i.plan_id, p.year, i.kind, i.title, i.month, coalesce(i.person_id, 0), coalesce(n.name, ''), coalesce(n.sex, ''), coalesce(i.organ_id, 0), coalesce(g.name, ''),
	i.lead, i.note, i.reason, coalesce(i.first_month, 0), i.dropped, i.added_on, coalesce(i.added_on >= p.approved_on AND i.reason <> '' AND i.first_month IS NULL, false),
	coalesce(i.draw_id, 0), coalesce(m.id, 0), coalesce(m.title, ''), coalesce(m.stage, ''), m.all_closed_on, coalesce(m.outcome, ''),
	coalesce(m.matters, 0), coalesce(m.closed, 0)`

const planItemTables = ` FROM plan_item i JOIN supervision_plan p ON p.id = i.plan_id LEFT JOIN person n ON n.id = i.person_id LEFT JOIN organ g ON g.id = i.organ_id
	LEFT JOIN LATERAL (SELECT x.id, x.title, x.stage, x.outcome, count(*) OVER () AS matters, count(x.closed_on) OVER () AS closed,
			CASE WHEN count(x.closed_on) OVER () = count(*) OVER () THEN max(x.closed_on) OVER () END AS all_closed_on
		FROM matter x WHERE x.plan_item_id = i.id ORDER BY x.closed_on IS NOT NULL, x.id LIMIT 1) m ON true `

func (r reads) planItems(ctx context.Context, where string, args ...any) ([]PlanItem, error) {
	rows, err := r.q.Query(ctx, `SELECT `+planItemColumns+planItemTables+where, args...)
	if err != nil {
		return nil, fmt.Errorf("plan items: %w", err)
	}
	return pgx.CollectRows(rows, func(row pgx.CollectableRow) (x PlanItem, err error) {
		return x, row.Scan(&x.ID, &x.PlanID, &x.Year, &x.Kind, &x.Title, &x.Month, &x.PersonID, &x.Person, &x.Sex, &x.OrganID, &x.Organ, &x.Lead, &x.Note,
			&x.Reason, &x.FirstMonth, &x.Dropped, &x.AddedOn, &x.Added, &x.DrawID, &x.MatterID, &x.MatterTitle, &x.MatterStage, &x.ClosedOn, &x.Outcome,
			&x.Matters, &x.Closed)
	})
}

// PlanItems lists the items of a plan by month; a plan holds some dozens.
func (r reads) PlanItems(ctx context.Context, planID int64) ([]PlanItem, error) {
	return r.planItems(ctx, `WHERE i.plan_id = $1 ORDER BY i.month, i.id LIMIT 500`, planID)
}

// PlanItem returns one item.
func (r reads) PlanItem(ctx context.Context, id int64) (PlanItem, error) {
	all, err := r.planItems(ctx, `WHERE i.id = $1`, id)
	if err == nil && len(all) == 0 {
		err = missing(pgx.ErrNoRows, "计划事项", id)
	}
	if err != nil {
		return PlanItem{}, err
	}
	return all[0], nil
}

// PlanItemsWaiting lists items of approved plans in some months, counted as year*12+month, that no matter has been started for.
func (r reads) PlanItemsWaiting(ctx context.Context, until int) ([]PlanItem, error) {
	return r.planItems(ctx, `WHERE p.approved_on IS NOT NULL AND i.dropped = '' AND m.id IS NULL AND p.year * 12 + i.month BETWEEN $1 - 12 AND $1
		ORDER BY p.year, i.month, i.id LIMIT 50`, until)
}

// InsertPlanItem stores an item and returns its id.
func (tx *Tx) InsertPlanItem(ctx context.Context, x PlanItem) (id int64, err error) {
	err = tx.tx.QueryRow(ctx, `
		INSERT INTO plan_item (plan_id, kind, title, month, person_id, organ_id, lead, note, reason, draw_id, added_on)
		VALUES ($1, $2, $3, $4, nullif($5, 0), nullif($6, 0), $7, $8, $9, nullif($10, 0), $11) RETURNING id`,
		x.PlanID, x.Kind, x.Title, x.Month, x.PersonID, x.OrganID, x.Lead, x.Note, x.Reason, x.DrawID, calendar.Of(tx.now)).Scan(&id)
	if err != nil {
		return 0, fmt.Errorf("insert plan item: %w", err)
	}
	return id, nil
}

// SavePlanItem writes a changed item; the plan is locked.
func (tx *Tx) SavePlanItem(ctx context.Context, x PlanItem) error {
	return tx.exec1(ctx, "计划事项", fmt.Sprintf("save plan item %d", x.ID), `
		UPDATE plan_item SET kind = $3, title = $4, month = $5, person_id = nullif($6, 0), organ_id = nullif($7, 0), lead = $8, note = $9, reason = $10,
			first_month = nullif($11, 0), dropped = $12
		WHERE id = $1 AND plan_id = $2`, x.ID, x.PlanID, x.Kind, x.Title, x.Month, x.PersonID, x.OrganID, x.Lead, x.Note, x.Reason, x.FirstMonth, x.Dropped)
}

// DropPlanItemsOf cancels what plans from a year on still had for a person and nobody has begun, and returns the titles.
func (tx *Tx) DropPlanItemsOf(ctx context.Context, personID int64, year int, reason string) ([]string, error) {
	rows, err := tx.tx.Query(ctx, `
		UPDATE plan_item i SET dropped = $3 FROM supervision_plan p
		WHERE p.id = i.plan_id AND i.person_id = $1 AND p.year >= $2 AND i.dropped = '' AND NOT EXISTS (SELECT FROM matter m WHERE m.plan_item_id = i.id)
		RETURNING i.title`, personID, year, reason)
	if err != nil {
		return nil, fmt.Errorf("plan items of person %d: %w", personID, err)
	}
	return pgx.CollectRows(rows, pgx.RowTo[string])
}

// DeletePlanItem takes an item out of a plan that is not approved yet.
func (tx *Tx) DeletePlanItem(ctx context.Context, planID, id int64) error {
	return tx.exec1(ctx, "计划事项", fmt.Sprintf("delete plan item %d", id), `DELETE FROM plan_item WHERE id = $1 AND plan_id = $2`, id, planID)
}

// LinkPlanItem makes a matter the one that an item of the plan became (启动计划事项).
func (tx *Tx) LinkPlanItem(ctx context.Context, matterID, itemID int64) error {
	return tx.exec1(ctx, "监督事项", fmt.Sprintf("link plan item %d", itemID), `
		UPDATE matter SET plan_item_id = $2 WHERE id = $1 AND plan_item_id IS NULL`, matterID, itemID)
}

// UnlinkPlanItem takes a matter out of the batch of an item.
func (tx *Tx) UnlinkPlanItem(ctx context.Context, matterID, itemID int64) error {
	return tx.exec1(ctx, "监督事项", fmt.Sprintf("unlink plan item %d", itemID), `
		UPDATE matter SET plan_item_id = NULL WHERE id = $1 AND plan_item_id = $2`, matterID, itemID)
}

// MattersOfItem lists what an item of the plan became, open ones first.
func (r reads) MattersOfItem(ctx context.Context, itemID int64) ([]Matter, error) {
	return r.matters(ctx, `WHERE m.plan_item_id = $1 ORDER BY m.closed_on IS NOT NULL, m.id LIMIT 300`, itemID)
}

func (r reads) matters(ctx context.Context, where string, args ...any) ([]Matter, error) {
	rows, err := r.q.Query(ctx, `SELECT `+matterColumns+` FROM matter m `+where, args...)
	if err != nil {
		return nil, fmt.Errorf("matters of a plan: %w", err)
	}
	return pgx.CollectRows(rows, func(row pgx.CollectableRow) (m Matter, err error) {
		return m, row.Scan(m.targets()...)
	})
}

// MattersForItem lists matters of a kind and year, open ones first, that no plan item stands for.
func (r reads) MattersForItem(ctx context.Context, k supervision.Kind, year int) ([]Matter, error) {
	return r.matters(ctx, `WHERE m.kind = $1 AND m.year = $2 AND m.plan_item_id IS NULL ORDER BY m.closed_on IS NOT NULL, m.id DESC LIMIT 300`, k, year)
}

// PlanDraw is one drawing of lots (抽签).
type PlanDraw struct {
	ID      int64
	PlanID  int64
	Kind    supervision.Kind
	Pool    []int64
	Drawn   []int64
	Seed    string
	Witness string
	By      string
	At      time.Time
	Names   string // of the drawn
}

// InsertPlanDraw stores a drawing.
func (tx *Tx) InsertPlanDraw(ctx context.Context, d PlanDraw) (id int64, err error) {
	err = tx.tx.QueryRow(
		ctx,
		`INSERT INTO plan_draw (plan_id, kind, pool, drawn, seed, witness, drawn_by, drawn_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8) RETURNING id`,
		d.PlanID,
		d.Kind,
		d.Pool,
		d.Drawn,
		d.Seed,
		d.Witness,
		tx.who.AccountID,
		tx.now,
	).Scan(
		&id,
	)
	if err != nil {
		return 0, fmt.Errorf("insert draw: %w", err)
	}
	return id, nil
}

// PlanDraws lists the drawings of a plan.
func (r reads) PlanDraws(ctx context.Context, planID int64) ([]PlanDraw, error) {
	rows, err := r.q.Query(ctx, `
		SELECT d.id, d.plan_id, d.kind, d.pool, d.drawn, d.seed, d.witness, a.name, d.drawn_at,
			CASE WHEN d.kind = 'work_review' THEN (SELECT string_agg(g.name, '、' ORDER BY array_position(d.drawn, g.id)) FROM organ g WHERE g.id = ANY (d.drawn))
			ELSE (SELECT string_agg(n.name, '、' ORDER BY array_position(d.drawn, n.id)) FROM person n WHERE n.id = ANY (d.drawn)) END
		FROM plan_draw d JOIN account a ON a.id = d.drawn_by WHERE d.plan_id = $1 ORDER BY d.id LIMIT 50`, planID)
	if err != nil {
		return nil, fmt.Errorf("draws: %w", err)
	}
	return pgx.CollectRows(rows, func(row pgx.CollectableRow) (d PlanDraw, err error) {
		return d, row.Scan(&d.ID, &d.PlanID, &d.Kind, &d.Pool, &d.Drawn, &d.Seed, &d.Witness, &d.By, &d.At, &d.Names)
	})
}

// PlanCandidates lists who, or which unit, may be planned for in a kind of item and is not in the plan yet, those first who have
// not had a turn since the term began.
func (r reads) PlanCandidates(ctx context.Context, planID int64, k supervision.Kind, from, day calendar.Day) ([]supervision.Candidate, error) {
	items, err := r.PlanItems(ctx, planID)
	if err != nil {
		return nil, err
	}
	planned := map[int64]bool{}
	for _, i := range items {
		if i.Kind == k && i.Dropped == "" {
			planned[max(i.PersonID, i.OrganID)] = true
		}
	}
	var all []supervision.Candidate
	if k == supervision.WorkReview {
		units, err := r.UnitCoverage(ctx, from)
		if err != nil {
			return nil, err
		}
		for _, u := range units {
			if !planned[u.OrganID] {
				all = append(all, supervision.Candidate{ID: u.OrganID, Name: u.Name, Last: u.Reviewed})
			}
		}
		return supervision.Spread(all), nil
	}
	people, err := r.Coverage(ctx, from, day)
	if err != nil {
		return nil, err
	}
	for _, p := range people {
		c := supervision.Candidate{ID: p.PersonID, Name: p.Name, Office: p.Office, Since: p.Since, Last: p.HeardOn}
		if k == supervision.PerformanceReview {
			c.Last = p.Reviewed
		}
		if !planned[c.ID] {
			all = append(all, c)
		}
	}
	return supervision.Spread(all), nil
}
