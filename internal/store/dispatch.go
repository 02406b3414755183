package store

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype/zeronull"

	"renmian/internal/authz"
	"renmian/internal/calendar"
	"renmian/internal/pinyin"
	"renmian/internal/supervision"
)

// Dispatch is a letter by which the records of a matter are sent on (报送反馈), with its receipt and use.
type Dispatch struct {
	ID              int64
	MatterID        int64
	RectificationID int64
	OpinionID       int64
	RemovalID       int64 // 建议免职的函
	Kind            supervision.Recipient
	Recipient       string
	OrganID         int64
	Title           string
	Body            string
	Number          string
	SentOn          calendar.Day
	SentBy          string
	ReceivedOn      calendar.Day
	ReceivedBy      string
	UsedOn          calendar.Day
	Use             supervision.Use
	UseNote         string
	Version         int
	MatterKind      supervision.Kind
	MatterTitle     string
}

const dispatchColumns = `x.id, coalesce(x.matter_id, 0), x.rectification_id, x.opinion_id, x.removal_id, x.kind, x.recipient, x.organ_id, x.title, x.body, x.number, x.sent_on, a.name,
	x.received_on, x.received_by, x.used_on, x.use, x.use_note, x.version, coalesce(m.kind, ''), coalesce(m.title, '')`

const dispatchJoins = ` FROM dispatch x LEFT JOIN matter m ON m.id = x.matter_id JOIN account a ON a.id = x.sent_by`

func (x *Dispatch) targets() []any {
	return []any{
		&x.ID,
		&x.MatterID,
		(*zeronull.Int8)(&x.RectificationID),
		(*zeronull.Int8)(&x.OpinionID),
		(*zeronull.Int8)(&x.RemovalID),
		&x.Kind,
		&x.Recipient,
		(*zeronull.Int8)(&x.OrganID),
		&x.Title,
		&x.Body,
		&x.Number,
		&x.SentOn,
		&x.SentBy,
		&x.ReceivedOn,
		&x.ReceivedBy,
		&x.UsedOn,
		&x.Use,
		&x.UseNote,
		&x.Version,
		&x.MatterKind,
		&x.MatterTitle,
	}
}

// visibleDispatch: clerks and chairpersons see all, members and operators what is not confidential and suggests no removal, an
// organ its own.
var visibleDispatch = ` (@all OR @most AND x.removal_id IS NULL AND NOT m.kind = ANY (@confidential) OR x.organ_id IN ` + organsOf(`@organ`) + `)`

// DispatchFor returns one that the person may see.
func (r reads) DispatchFor(ctx context.Context, who authz.Actor, id int64) (x Dispatch, err error) {
	args := seenBy(who)
	args["id"] = id
	if err := r.q.QueryRow(ctx, `SELECT `+dispatchColumns+dispatchJoins+` WHERE x.id = @id AND `+visibleDispatch, args).Scan(x.targets()...); err != nil {
		return x, missing(err, "报送件", id)
	}
	return x.shownTo(who), nil
}

// shownTo leaves out the matter where the reader may not know that it exists: an organ does not learn from a letter who
// petitioned against whom.
func (x Dispatch) shownTo(who authz.Actor) Dispatch {
	if hides(who, x.MatterKind) {
		x.MatterID, x.MatterKind, x.MatterTitle = 0, "", ""
	}
	return x
}

// DispatchOfRemoval returns the letter that suggests a removal, zero while there is none.
func (r reads) DispatchOfRemoval(ctx context.Context, removalID int64) (x Dispatch, err error) {
	err = r.q.QueryRow(ctx, `SELECT `+dispatchColumns+dispatchJoins+` WHERE x.removal_id = $1`, removalID).Scan(x.targets()...)
	if errors.Is(err, pgx.ErrNoRows) {
		return Dispatch{}, nil
	} else if err != nil {
		return x, fmt.Errorf("letter of removal %d: %w", removalID, err)
	}
	return x, nil
}

// LockDispatch reads one and holds its row.
func (tx *Tx) LockDispatch(ctx context.Context, id int64) (x Dispatch, err error) {
	if err := tx.tx.QueryRow(ctx, `SELECT `+dispatchColumns+dispatchJoins+` WHERE x.id = $1 FOR UPDATE OF x`, id).Scan(x.targets()...); err != nil {
		return x, missing(err, "报送件", id)
	}
	return x, nil
}

// DispatchFilter chooses dispatches; zero values choose all.
type DispatchFilter struct {
	Who      authz.Actor
	Kind     supervision.Recipient
	Waiting  bool // no receipt yet
	MatterID int64
	Search   string
	Before   int64
	Limit    int
}

// Dispatches lists dispatches, the latest first.
func (r reads) Dispatches(ctx context.Context, f DispatchFilter) ([]Dispatch, error) {
	args := seenBy(f.Who)
	for k, v := range map[string]any{"kind": f.Kind, "waiting": f.Waiting, "matter": f.MatterID, "search": f.Search, "before": f.Before, "limit": f.Limit} {
		args[k] = v
	}
	rows, err := r.q.Query(ctx, `
		SELECT `+dispatchColumns+dispatchJoins+`
		WHERE `+visibleDispatch+` AND (@kind::text = '' OR x.kind = @kind) AND (NOT @waiting OR x.received_on IS NULL) AND (@matter = 0 OR x.matter_id = @matter)
		  AND (@search = '' OR position(@search in x.title) > 0 OR position(@search in x.recipient) > 0 OR position(@search in x.number) > 0 OR starts_with(x.initials, lower(@search)))
		  AND (@before = 0 OR x.id < @before)
		ORDER BY x.id DESC LIMIT @limit`, args)
	if err != nil {
		return nil, fmt.Errorf("dispatches: %w", err)
	}
	return pgx.CollectRows(rows, func(row pgx.CollectableRow) (x Dispatch, err error) {
		err = row.Scan(x.targets()...)
		return x.shownTo(f.Who), err
	})
}

// InsertDispatch stores a letter and returns its id.
func (tx *Tx) InsertDispatch(ctx context.Context, x Dispatch) (id int64, err error) {
	err = tx.tx.QueryRow(
		ctx,
		`
		INSERT INTO dispatch (matter_id, rectification_id, opinion_id, kind, recipient, organ_id, title, initials, body, number, sent_on, sent_by, created_at, removal_id)
		VALUES ($1, nullif($2, 0), nullif($3, 0), $4, $5, nullif($6, 0), $7, $8, $9, $10, $11, $12, $13, $14) RETURNING id`,
		zeronull.Int8(
			x.MatterID,
		),
		x.RectificationID,
		x.OpinionID,
		x.Kind,
		x.Recipient,
		x.OrganID,
		x.Title,
		pinyin.Initials(x.Title),
		x.Body,
		x.Number,
		x.SentOn,
		tx.who.AccountID,
		tx.now,
		zeronull.Int8(x.RemovalID),
	).Scan(&id)
	if err != nil {
		return 0, fmt.Errorf("insert dispatch: %w", err)
	}
	return id, nil
}

// SaveDispatch writes receipt and use since LockDispatch.
func (tx *Tx) SaveDispatch(ctx context.Context, x Dispatch) error {
	return tx.exec1(ctx, "报送件", fmt.Sprintf("save dispatch %d", x.ID), `
		UPDATE dispatch SET received_on = $3, received_by = $4, used_on = $5, use = $6, use_note = $7, version = version + 1
		WHERE id = $1 AND version = $2`, x.ID, x.Version, x.ReceivedOn, x.ReceivedBy, x.UsedOn, x.Use, x.UseNote)
}
