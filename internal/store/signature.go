package store

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype/zeronull"
)

// Signature is one member of those who act together in writing (联名): asked, signed or declined.
type Signature struct {
	MemberID   int64
	Name       string
	AskedAt    time.Time
	SignedAt   time.Time
	DeclinedAt time.Time
}

// signed tells two tables of the same shape apart: those who move a matter, and those who would end an office.
type signed struct{ table, key string }

var (
	movers   = signed{"matter_mover", "matter_id"}
	removers = signed{"removal_signature", "move_id"}
)

func (r reads) signatures(ctx context.Context, s signed, id int64) ([]Signature, error) {
	rows, err := r.q.Query(ctx, `
		SELECT x.member_id, n.name, x.asked_at, x.signed_at, x.declined_at
		FROM `+s.table+` x JOIN member m ON m.id = x.member_id JOIN person n ON n.id = m.person_id
		WHERE x.`+s.key+` = $1 ORDER BY x.signed_at, m.seat, m.id LIMIT 200`, id)
	if err != nil {
		return nil, fmt.Errorf("signatures of %s %d: %w", s.table, id, err)
	}
	return pgx.CollectRows(rows, func(row pgx.CollectableRow) (x Signature, err error) {
		return x, row.Scan(&x.MemberID, &x.Name, &x.AskedAt, (*zeronull.Timestamptz)(&x.SignedAt), (*zeronull.Timestamptz)(&x.DeclinedAt))
	})
}

// ask asks members to sign; who was asked before is not asked again.
func (tx *Tx) ask(ctx context.Context, s signed, id int64, members []int64) error {
	return tx.exec(ctx, fmt.Sprintf("ask for signatures of %s %d", s.table, id), `
		INSERT INTO `+s.table+` (`+s.key+`, member_id, asked_at) SELECT $1, unnest($2::bigint[]), $3 ON CONFLICT DO NOTHING`, id, members, tx.now)
}

// sign writes down that a member who was asked signs or declines, once.
func (tx *Tx) sign(ctx context.Context, s signed, id, member int64, yes bool) error {
	return tx.exec1(ctx, "联名", fmt.Sprintf("sign %s %d", s.table, id), `
		UPDATE `+s.table+` SET signed_at = CASE WHEN $3 THEN $4::timestamptz END, declined_at = CASE WHEN NOT $3 THEN $4::timestamptz END
		WHERE `+s.key+` = $1 AND member_id = $2 AND signed_at IS NULL AND declined_at IS NULL`, id, member, yes, tx.now)
}

// MatterMovers lists who moves a matter together.
func (r reads) MatterMovers(ctx context.Context, matterID int64) ([]Signature, error) {
	return r.signatures(ctx, movers, matterID)
}

// AskMovers asks members to move a matter together.
func (tx *Tx) AskMovers(ctx context.Context, matterID int64, members []int64) error {
	return tx.ask(ctx, movers, matterID, members)
}

// SignMatter writes down that a member signs or declines.
func (tx *Tx) SignMatter(ctx context.Context, matterID, member int64, yes bool) error {
	return tx.sign(ctx, movers, matterID, member, yes)
}

// RemovalSignatures lists who would end an office together.
func (r reads) RemovalSignatures(ctx context.Context, moveID int64) ([]Signature, error) {
	return r.signatures(ctx, removers, moveID)
}

// AskRemovers asks members to sign a motion that ends an office.
func (tx *Tx) AskRemovers(ctx context.Context, moveID int64, members []int64) error {
	return tx.ask(ctx, removers, moveID, members)
}

// SignRemoval writes down that a member signs or declines.
func (tx *Tx) SignRemoval(ctx context.Context, moveID, member int64, yes bool) error {
	return tx.sign(ctx, removers, moveID, member, yes)
}

// MemberCount is how many members the committee has now.
func (r reads) MemberCount(ctx context.Context) (n int, err error) {
	err = r.q.QueryRow(ctx, `
		SELECT count(*) FROM member x WHERE x.until IS NULL AND x.term_id = (SELECT id FROM term ORDER BY starts_on DESC LIMIT 1)`).Scan(&n)
	if err != nil {
		return 0, fmt.Errorf("count members: %w", err)
	}
	return n, nil
}

// Unsigned is one thing that waits for a member's signature, or for what the member began.
type Unsigned struct {
	Kind  string // interpellation, special_investigation, removal
	ID    int64
	Title string
	Since time.Time
	Judge bool // an answer to be judged, not a signature
}

// WaitingFor lists what waits for a member: signatures, and the answers to what the member moved.
func (r reads) WaitingFor(ctx context.Context, memberID int64) ([]Unsigned, error) {
	rows, err := r.q.Query(ctx, `
		SELECT m.kind, m.id, m.title, x.asked_at, false FROM matter_mover x JOIN matter m ON m.id = x.matter_id
		WHERE x.member_id = $1 AND x.signed_at IS NULL AND x.declined_at IS NULL AND m.stage = 'signing'
		UNION ALL
		SELECT 'removal', v.id, n.name, x.asked_at, false FROM removal_signature x JOIN removal_move v ON v.id = x.move_id JOIN person n ON n.id = v.person_id
		WHERE x.member_id = $1 AND x.signed_at IS NULL AND x.declined_at IS NULL AND v.proposal_id IS NULL AND v.dropped = ''
		UNION ALL
		SELECT m.kind, m.id, m.title, x.signed_at, true FROM matter_mover x JOIN matter m ON m.id = x.matter_id
		JOIN LATERAL (SELECT max(round) AS round FROM interpellation_round k WHERE k.matter_id = m.id) k ON true
		WHERE x.member_id = $1 AND x.signed_at IS NOT NULL AND m.kind = 'interpellation' AND m.stage = 'answered'
		  AND NOT EXISTS (SELECT FROM interpellation_verdict y WHERE y.matter_id = m.id AND y.round = k.round AND y.member_id = $1)
		ORDER BY 4 LIMIT 50`, memberID)
	if err != nil {
		return nil, fmt.Errorf("what waits for member %d: %w", memberID, err)
	}
	return pgx.CollectRows(rows, pgx.RowToStructByPos[Unsigned])
}
