package store

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype/zeronull"

	"renmian/internal/authz"
	"renmian/internal/calendar"
	"renmian/internal/supervision"
)

// Removal is what somebody brings against the holder of an office (撤职、罢免、建议免职).
type Removal struct {
	ID         int64
	MatterID   int64 // out of which it comes, zero for none
	Matter     string
	MatterKind supervision.Kind
	PersonID   int64
	Person     string
	Means      supervision.Means
	Mover      supervision.Mover
	OrganID    int64 // that moves, zero for none
	Organ      string
	Offices    []int64
	Titles     string // of the offices
	Reason     string
	StartedBy  int64 // account
	Starter    string
	StartedOn  calendar.Day
	ProposalID int64
	State      string // of the proposal
	Recipient  string
	Answer     string
	AnsweredOn calendar.Day
	Dropped    string
	Signed     int
	Cases      int // of the proposal
	Adopted    int // of them
	Over       int // of them ended without having been adopted
}

// Open reports whether the motion is still with those who bring it.
func (v Removal) Open() bool { return v.ProposalID == 0 && v.AnsweredOn.IsZero() && v.Dropped == "" }

const removalSQL = `
	SELECT v.id, v.matter_id, coalesce(m.title, ''), coalesce(m.kind, ''), v.person_id, n.name, v.means, v.mover, v.organ_id, coalesce(g.name, ''), v.offices,
	       (SELECT string_agg(o.title, '、' ORDER BY o.sort, o.id) FROM office o WHERE o.id = ANY (v.offices)), v.reason, v.started_by, a.name, v.started_on,
	       v.proposal_id, coalesce(p.state, ''), v.recipient, v.answer, v.answered_on, v.dropped,
	       (SELECT count(*) FROM removal_signature s WHERE s.move_id = v.id AND s.signed_at IS NOT NULL),
	       k.cases, k.adopted, k.over
	FROM removal_move v JOIN person n ON n.id = v.person_id JOIN account a ON a.id = v.started_by
	LEFT JOIN matter m ON m.id = v.matter_id LEFT JOIN organ g ON g.id = v.organ_id LEFT JOIN proposal p ON p.id = v.proposal_id
	CROSS JOIN LATERAL (SELECT count(*) AS cases, count(*) FILTER (WHERE c.stage IN ('adopted', 'closed')) AS adopted,
		count(*) FILTER (WHERE c.stage IN ('rejected', 'withdrawn', 'ended')) AS over FROM appointment_case c WHERE c.proposal_id = v.proposal_id) k`

func scanRemoval(row pgx.CollectableRow) (v Removal, err error) {
	return v, row.Scan((*int64)(&v.ID), (*zeronull.Int8)(&v.MatterID), &v.Matter, &v.MatterKind, &v.PersonID, &v.Person, &v.Means, &v.Mover,
		(*zeronull.Int8)(&v.OrganID), &v.Organ, &v.Offices, &v.Titles, &v.Reason, &v.StartedBy, &v.Starter, &v.StartedOn, (*zeronull.Int8)(&v.ProposalID),
		&v.State, &v.Recipient, &v.Answer, &v.AnsweredOn, &v.Dropped, &v.Signed, &v.Cases, &v.Adopted, &v.Over)
}

// removalSeen narrows motions to those a person may see: clerks and chairpersons all, an organ its own, a member those
// the member began or was asked to sign.
const removalSeen = `(@all OR v.organ_id = @organ OR v.started_by = @account
	OR EXISTS (SELECT FROM removal_signature s WHERE s.move_id = v.id AND s.member_id = @member))`

func removalArgs(who authz.Actor) pgx.NamedArgs {
	return pgx.NamedArgs{
		"all":     who.Has(authz.RoleClerk, authz.RoleChair, authz.RoleSystem),
		"organ":   zeronull.Int8(who.OrganID),
		"account": who.AccountID,
		"member":  who.MemberID,
	}
}

// RemovalFor returns a motion that the person may see.
func (r reads) RemovalFor(ctx context.Context, who authz.Actor, id int64) (Removal, error) {
	args := removalArgs(who)
	args["id"] = id
	return r.removal(ctx, id, removalSQL+` WHERE v.id = @id AND `+removalSeen, args)
}

// LockRemoval reads a motion and holds its row until the transaction ends.
func (tx *Tx) LockRemoval(ctx context.Context, id int64) (Removal, error) {
	return tx.removal(ctx, id, removalSQL+` WHERE v.id = @id FOR UPDATE OF v`, pgx.NamedArgs{"id": id})
}

func (r reads) removal(ctx context.Context, id int64, sql string, args pgx.NamedArgs) (Removal, error) {
	rows, err := r.q.Query(ctx, sql, args)
	if err != nil {
		return Removal{}, fmt.Errorf("removal %d: %w", id, err)
	}
	v, err := pgx.CollectExactlyOneRow(rows, scanRemoval)
	if err != nil {
		return Removal{}, missing(err, "议案", id)
	}
	return v, nil
}

// Removals lists the motions a person may see, the latest first; zero values of matter and person choose all.
func (r reads) Removals(ctx context.Context, who authz.Actor, matterID, personID, before int64, limit int) ([]Removal, error) {
	args := removalArgs(who)
	args["matter"], args["person"], args["before"], args["limit"] = matterID, personID, before, limit
	rows, err := r.q.Query(ctx, removalSQL+` WHERE `+removalSeen+` AND (@matter = 0 OR v.matter_id = @matter) AND (@person = 0 OR v.person_id = @person)
		AND (@before = 0 OR v.id < @before) ORDER BY v.id DESC LIMIT @limit`, args)
	if err != nil {
		return nil, fmt.Errorf("removals: %w", err)
	}
	return pgx.CollectRows(rows, scanRemoval)
}

// InsertRemoval stores a motion and returns its id.
func (tx *Tx) InsertRemoval(ctx context.Context, v Removal) (id int64, err error) {
	err = tx.tx.QueryRow(
		ctx,
		`
		INSERT INTO removal_move (matter_id, person_id, means, mover, organ_id, offices, reason, started_by, started_on, recipient)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) RETURNING id`,
		zeronull.Int8(
			v.MatterID,
		),
		v.PersonID,
		v.Means,
		v.Mover,
		zeronull.Int8(v.OrganID),
		v.Offices,
		v.Reason,
		tx.who.AccountID,
		v.StartedOn,
		v.Recipient,
	).Scan(&id)
	if err != nil {
		return 0, fmt.Errorf("insert removal: %w", err)
	}
	return id, nil
}

// SaveRemoval writes how a motion that was open goes on: as a proposal, with an answer, or not at all.
func (tx *Tx) SaveRemoval(ctx context.Context, v Removal) error {
	return tx.exec1(ctx, "议案", fmt.Sprintf("save removal %d", v.ID), `
		UPDATE removal_move SET proposal_id = $2, answer = $3, answered_on = $4, dropped = $5
		WHERE id = $1 AND proposal_id IS NULL AND answered_on IS NULL AND dropped = ''`, v.ID, zeronull.Int8(v.ProposalID), v.Answer, v.AnsweredOn, v.Dropped)
}

// RemovalDrafts lists the motions whose papers an organ still has to complete and hand in.
func (r reads) RemovalDrafts(ctx context.Context, organID int64) ([]Removal, error) {
	rows, err := r.q.Query(ctx, removalSQL+` WHERE p.organ_id = @organ AND p.state = 'draft' ORDER BY v.id LIMIT 20`, pgx.NamedArgs{"organ": organID})
	if err != nil {
		return nil, fmt.Errorf("removal drafts: %w", err)
	}
	return pgx.CollectRows(rows, scanRemoval)
}
