package store

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype/zeronull"

	"renmian/internal/authz"
	"renmian/internal/calendar"
	"renmian/internal/pinyin"
	"renmian/internal/supervision"
)

// Rectification is one rectification (整改) with what its pages name.
type Rectification struct {
	supervision.Rectification
	MatterKind  supervision.Kind
	MatterTitle string
	Subject     string // the person or unit
	Sex         string // of the person
}

const rectColumns = `x.id, x.matter_id, coalesce(x.opinion_id, 0), x.source, x.title, coalesce(x.person_id, 0), coalesce(x.organ_id, 0), x.stage,
	x.opened_on, x.plan_due, x.report_due, x.rerate, x.rerate_note, x.rerated_on, x.rerated, x.closed_on, x.result, x.result_text,
	EXISTS (SELECT FROM rectification_extension e WHERE e.rectification_id = x.id AND e.granted IS NULL), x.version,
	m.kind, m.title, coalesce(n.name, g.name), coalesce(n.sex, '')`

const rectJoins = ` FROM rectification x JOIN matter m ON m.id = x.matter_id LEFT JOIN person n ON n.id = x.person_id LEFT JOIN organ g ON g.id = x.organ_id`

func (x *Rectification) targets() []any {
	return []any{&x.ID, &x.MatterID, &x.OpinionID, &x.Source, &x.Title, &x.PersonID, &x.OrganID, &x.Stage, &x.OpenedOn, &x.PlanDue, &x.ReportDue,
		&x.Rerate, &x.RerateNote, &x.ReratedOn, &x.Rerated, &x.ClosedOn, &x.Result, &x.ResultText, &x.Asking, &x.Version,
		&x.MatterKind, &x.MatterTitle, &x.Subject, &x.Sex}
}

// visibleRect chooses what a person may see: staff and members all but what comes from confidential matters, which is the
// clerks' and the chairpersons'; an organ and an appointee their own.
var visibleRect = ` (@all OR @most AND NOT m.kind = ANY (@confidential) OR x.organ_id IN ` + organsOf(`@organ`) + ` OR x.person_id = @person)`

func seenBy(who authz.Actor) pgx.NamedArgs {
	return pgx.NamedArgs{"all": who.Has(authz.RoleClerk, authz.RoleChair, authz.RoleSystem), "most": who.Has(authz.RoleOperator, authz.RoleMember),
		"confidential": confidentialKinds(), "organ": who.OrganID, "person": who.PersonID}
}

// RectificationFor returns one that the person may see.
func (r reads) RectificationFor(ctx context.Context, who authz.Actor, id int64) (x Rectification, err error) {
	args := seenBy(who)
	args["id"] = id
	if err := r.q.QueryRow(ctx, `SELECT `+rectColumns+rectJoins+` WHERE x.id = @id AND `+visibleRect, args).Scan(x.targets()...); err != nil {
		return x, missing(err, "整改事项", id)
	}
	return x.shownTo(who), nil
}

// shownTo leaves out the matter where the reader may not know that it exists.
func (x Rectification) shownTo(who authz.Actor) Rectification {
	if hides(who, x.MatterKind) {
		x.MatterID, x.MatterKind, x.MatterTitle = 0, "", ""
	}
	return x
}

// LockRectification reads one and holds its row; its matter is locked first.
func (tx *Tx) LockRectification(ctx context.Context, id int64) (x Rectification, err error) {
	if err := tx.exec(ctx, fmt.Sprintf("lock the matter of rectification %d", id), `
		SELECT FROM matter WHERE id = (SELECT matter_id FROM rectification WHERE id = $1) FOR UPDATE`, id); err != nil {
		return x, err
	}
	if err := tx.tx.QueryRow(ctx, `SELECT `+rectColumns+rectJoins+` WHERE x.id = $1 FOR UPDATE OF x`, id).Scan(x.targets()...); err != nil {
		return x, missing(err, "整改事项", id)
	}
	return x, nil
}

// RectificationFilter chooses rectifications; zero values choose all.
type RectificationFilter struct {
	Who      authz.Actor
	Open     bool
	Stage    supervision.RectificationStage
	Late     calendar.Day // those overdue on that day
	MatterID int64
	PersonID int64
	Search   string // in the title or the subject's name, or the title's initials
	Before   int64
	Limit    int
}

// Rectifications lists rectifications, the latest first.
func (r reads) Rectifications(ctx context.Context, f RectificationFilter) ([]Rectification, error) {
	args := seenBy(f.Who)
	for k, v := range map[string]any{"open": f.Open, "stage": f.Stage, "late": f.Late, "matter": f.MatterID, "subject": f.PersonID, "search": f.Search, "before": f.Before, "limit": f.Limit} {
		args[k] = v
	}
	rows, err := r.q.Query(ctx, `
		SELECT `+rectColumns+rectJoins+`
		WHERE `+visibleRect+` AND (NOT @open OR x.closed_on IS NULL) AND (@stage::text = '' OR x.stage = @stage)
		  AND (@late::date IS NULL OR x.stage = 'plan' AND x.plan_due < @late OR x.stage = 'work' AND x.report_due < @late)
		  AND (@matter = 0 OR x.matter_id = @matter) AND (@subject = 0 OR x.person_id = @subject)
		  AND (@search = '' OR position(@search in x.title) > 0 OR position(@search in coalesce(n.name, g.name)) > 0 OR starts_with(x.initials, lower(@search)))
		  AND (@before = 0 OR x.id < @before)
		ORDER BY x.id DESC LIMIT @limit`, args)
	if err != nil {
		return nil, fmt.Errorf("rectifications: %w", err)
	}
	return pgx.CollectRows(rows, func(row pgx.CollectableRow) (x Rectification, err error) {
		err = row.Scan(x.targets()...)
		return x.shownTo(f.Who), err
	})
}

// InsertRectification stores one with its findings and returns its id.
func (tx *Tx) InsertRectification(ctx context.Context, x supervision.Rectification, findings []string) (id int64, err error) {
	err = tx.tx.QueryRow(ctx, `
		INSERT INTO rectification (matter_id, opinion_id, source, title, initials, person_id, organ_id, stage, opened_on, plan_due, report_due, rerate, rerate_note, created_by, created_at)
		VALUES ($1, nullif($2, 0), $3, $4, $5, nullif($6, 0), nullif($7, 0), $8, $9, $10, $11, $12, $13, nullif($14, 0), $15) RETURNING id`,
		x.MatterID, x.OpinionID, x.Source, x.Title, pinyin.Initials(x.Title), x.PersonID, x.OrganID, x.Stage, x.OpenedOn, x.PlanDue, x.ReportDue,
		x.Rerate, x.RerateNote, tx.who.AccountID, tx.now).Scan(&id)
	if err != nil {
		return 0, fmt.Errorf("insert rectification: %w", err)
	}
	return id, tx.exec(ctx, fmt.Sprintf("findings of rectification %d", id), `
		INSERT INTO rectification_finding (rectification_id, number, body) SELECT $1, n, body FROM unnest($2::text[]) WITH ORDINALITY AS f (body, n)`, id, findings)
}

// SaveRectification writes what changed since LockRectification.
func (tx *Tx) SaveRectification(ctx context.Context, x supervision.Rectification) error {
	return tx.exec1(ctx, "整改事项", fmt.Sprintf("save rectification %d", x.ID), `
		UPDATE rectification SET stage = $3, plan_due = $4, report_due = $5, rerate = $6, rerate_note = $7, rerated_on = $8, rerated = $9,
			closed_on = $10, result = $11, result_text = $12, version = version + 1
		WHERE id = $1 AND version = $2`, x.ID, x.Version, x.Stage, x.PlanDue, x.ReportDue, x.Rerate, x.RerateNote, x.ReratedOn, x.Rerated,
		x.ClosedOn, x.Result, x.ResultText)
}

// RectificationFindings lists the findings in their order.
func (r reads) RectificationFindings(ctx context.Context, id int64) ([]string, error) {
	rows, err := r.q.Query(ctx, `SELECT body FROM rectification_finding WHERE rectification_id = $1 ORDER BY number`, id)
	if err != nil {
		return nil, fmt.Errorf("findings of rectification %d: %w", id, err)
	}
	return pgx.CollectRows(rows, pgx.RowTo[string])
}

// RectificationExtension is more time that was asked for (延期).
type RectificationExtension struct {
	ID        int64
	Kind      supervision.PaperKind
	Was       calendar.Day
	Becomes   calendar.Day
	Reason    string
	AskedBy   string
	AskedOn   calendar.Day
	Decided   bool
	Granted   bool
	DecidedBy string
	DecidedOn calendar.Day
	Decision  string
}

// RectificationExtensions lists what was asked for, the oldest first.
func (r reads) RectificationExtensions(ctx context.Context, rectID int64) ([]RectificationExtension, error) {
	rows, err := r.q.Query(ctx, `
		SELECT e.id, e.kind, e.was, e.becomes, e.reason, a.name, e.asked_on, e.granted IS NOT NULL, coalesce(e.granted, false), coalesce(d.name, ''), e.decided_on, e.decision
		FROM rectification_extension e JOIN account a ON a.id = e.asked_by LEFT JOIN account d ON d.id = e.decided_by
		WHERE e.rectification_id = $1 ORDER BY e.id LIMIT 100`, rectID)
	if err != nil {
		return nil, fmt.Errorf("extensions of rectification %d: %w", rectID, err)
	}
	return pgx.CollectRows(rows, pgx.RowToStructByPos[RectificationExtension])
}

// InsertRectificationExtension stores that more time is asked for.
func (tx *Tx) InsertRectificationExtension(ctx context.Context, rectID int64, e RectificationExtension) error {
	return tx.exec(ctx, fmt.Sprintf("extension of rectification %d", rectID), `
		INSERT INTO rectification_extension (rectification_id, kind, was, becomes, reason, asked_by, asked_on) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
		rectID, e.Kind, e.Was, e.Becomes, e.Reason, tx.who.AccountID, e.AskedOn)
}

// DecideRectificationExtension stores what was decided on the extension that waits.
func (tx *Tx) DecideRectificationExtension(ctx context.Context, rectID int64, granted bool, decision string, on calendar.Day) error {
	return tx.exec1(ctx, "延期申请", fmt.Sprintf("decide extension of rectification %d", rectID), `
		UPDATE rectification_extension SET granted = $2, decision = $3, decided_on = $4, decided_by = $5 WHERE rectification_id = $1 AND granted IS NULL`,
		rectID, granted, decision, on, tx.who.AccountID)
}

// FollowupNote is an urging (催办) or a check (跟踪检查).
type FollowupNote struct {
	ID              int64
	RectificationID int64 // one of the two
	OpinionID       int64
	Kind            string // urge, check
	HeldOn          calendar.Day
	How             string
	Body            string
	WrittenBy       string
}

// FollowupNotes lists the notes of a rectification or an opinion, the oldest first; the other id is zero.
func (r reads) FollowupNotes(ctx context.Context, rectID, opinionID int64) ([]FollowupNote, error) {
	rows, err := r.q.Query(ctx, `
		SELECT x.id, x.rectification_id, x.opinion_id, x.kind, x.held_on, x.how, x.body, a.name FROM followup_note x JOIN account a ON a.id = x.written_by
		WHERE x.rectification_id = nullif($1, 0) OR x.opinion_id = nullif($2, 0) ORDER BY x.held_on, x.id LIMIT 500`, rectID, opinionID)
	if err != nil {
		return nil, fmt.Errorf("notes of rectification %d, opinion %d: %w", rectID, opinionID, err)
	}
	return pgx.CollectRows(rows, func(row pgx.CollectableRow) (x FollowupNote, err error) {
		return x, row.Scan(&x.ID, (*zeronull.Int8)(&x.RectificationID), (*zeronull.Int8)(&x.OpinionID), &x.Kind, &x.HeldOn, &x.How, &x.Body, &x.WrittenBy)
	})
}

// InsertFollowupNote writes down an urging or a check.
func (tx *Tx) InsertFollowupNote(ctx context.Context, x FollowupNote) error {
	return tx.exec(ctx, "insert followup note", `
		INSERT INTO followup_note (rectification_id, opinion_id, kind, held_on, how, body, written_by, written_at)
		VALUES (nullif($1, 0), nullif($2, 0), $3, $4, $5, $6, $7, $8)`, x.RectificationID, x.OpinionID, x.Kind, x.HeldOn, x.How, x.Body, tx.who.AccountID, tx.now)
}
