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

// The states of a proposal (提请件).
const (
	ProposalDraft     = "draft"     // 起草
	ProposalSubmitted = "submitted" // 待受理
	ProposalReturned  = "returned"  // 退回补正
	ProposalAccepted  = "accepted"  // 已受理
	ProposalWithdrawn = "withdrawn" // 已撤回
)

// Proposal is what one organ hands in at one time (提请件). The rules' part is embedded.
type Proposal struct {
	appointment.Proposal
	Title         string
	Reasons       string
	Signer        string
	ReceiptNo     string
	MeetingNumber int // 第几次会议, zero while none is chosen
	SubmittedAt   time.Time
	SubmittedBy   string
	AcceptedAt    time.Time
	AcceptedBy    string
	CreatedAt     time.Time
	Version       int
}

const proposalSQL = `
	SELECT p.id, p.organ_id, organ_called(o.id, o.name, china_day(p.submitted_at)), o.kind, p.state, p.document_no, p.mover, p.signer_duty, p.late_reason,
	       (SELECT count(*) FROM proposal_member x WHERE x.proposal_id = p.id),
	       (SELECT count(*) FROM member x WHERE x.until IS NULL AND x.term_id = (SELECT id FROM term ORDER BY starts_on DESC LIMIT 1)),
	       china_day(p.submitted_at), coalesce(p.meeting_id, 0), m.held_on,
	       p.title, p.reasons, p.signer, coalesce(p.receipt_no, ''), coalesce(m.number, 0),
	       p.submitted_at, coalesce(s.name, ''), p.accepted_at, coalesce(a.name, ''), p.created_at, p.version
	FROM proposal p
	JOIN organ o ON o.id = p.organ_id
	LEFT JOIN committee_meeting m ON m.id = p.meeting_id
	LEFT JOIN account s ON s.id = p.submitted_by
	LEFT JOIN account a ON a.id = p.accepted_by`

func scanProposal(row pgx.CollectableRow) (Proposal, error) {
	var p Proposal
	err := row.Scan(&p.ID, &p.OrganID, &p.OrganName, &p.OrganKind, &p.State, &p.DocumentNo, &p.Mover, &p.SignerDuty,
		&p.LateReason, &p.Movers, &p.Members, &p.SubmittedOn, &p.MeetingID, &p.MeetingOn,
		&p.Title, &p.Reasons, &p.Signer, &p.ReceiptNo, &p.MeetingNumber,
		(*zeronull.Timestamptz)(&p.SubmittedAt), &p.SubmittedBy, (*zeronull.Timestamptz)(&p.AcceptedAt), &p.AcceptedBy,
		&p.CreatedAt, &p.Version)
	return p, err
}

// Proposal returns one proposal.
func (r reads) Proposal(ctx context.Context, id int64) (Proposal, error) {
	rows, err := r.q.Query(ctx, proposalSQL+` WHERE p.id = $1`, id)
	if err != nil {
		return Proposal{}, fmt.Errorf("proposal %d: %w", id, err)
	}
	p, err := pgx.CollectExactlyOneRow(rows, scanProposal)
	if err != nil {
		return Proposal{}, missing(err, "提请件", id)
	}
	return p, nil
}

// LockProposal reads a proposal and holds its row until the transaction ends; it is locked before its cases.
func (tx *Tx) LockProposal(ctx context.Context, id int64) (Proposal, error) {
	if err := tx.exec(ctx, fmt.Sprintf("lock proposal %d", id), `SELECT FROM proposal WHERE id = $1 FOR UPDATE`, id); err != nil {
		return Proposal{}, err
	}
	return tx.Proposal(ctx, id)
}

// ProposalFilter chooses proposals for the list, newest first.
type ProposalFilter struct {
	OrganID int64  // zero: every organ, without drafts
	State   string // "" for every state
	Search  string // what its cases are found by, the document number among it; of own drafts the title too
	Before  int64  // the last id of the page before
	Limit   int
}

// ProposalLine is one line of the list.
type ProposalLine struct {
	Proposal
	Persons []string // names, in the order of the proposal
}

// Proposals lists proposals, newest first.
func (r reads) Proposals(ctx context.Context, f ProposalFilter) ([]ProposalLine, error) {
	rows, err := r.q.Query(ctx, proposalSQL+`
		WHERE (@organ::bigint = 0 AND p.state <> 'draft' OR p.organ_id = @organ)
		  AND (@state = '' OR p.state = @state)
		  AND (@before::bigint = 0 OR p.id < @before)
		  AND (@search = '' OR p.id IN (
			SELECT proposal_id FROM appointment_case WHERE search @> @terms
			UNION SELECT id FROM proposal WHERE organ_id = @organ AND state = 'draft'
				AND strpos(lower(document_no || title), lower(@search)) > 0))
		ORDER BY p.id DESC LIMIT @limit`,
		pgx.NamedArgs{"organ": f.OrganID, "state": f.State, "before": f.Before, "search": f.Search,
			"terms": queryTerms(f.Search), "limit": f.Limit})
	if err != nil {
		return nil, fmt.Errorf("proposals: %w", err)
	}
	all, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (ProposalLine, error) {
		p, err := scanProposal(row)
		return ProposalLine{Proposal: p}, err
	})
	if err != nil {
		return nil, fmt.Errorf("proposals: %w", err)
	}
	return all, r.addPersons(ctx, all)
}

func (r reads) addPersons(ctx context.Context, all []ProposalLine) error {
	byID := make(map[int64]*ProposalLine, len(all))
	ids := make([]int64, len(all))
	for i := range all {
		ids[i], byID[all[i].ID] = all[i].ID, &all[i]
	}
	rows, err := r.q.Query(ctx, `
		SELECT x.proposal_id, p.name FROM (
			SELECT proposal_id, person_id, min(position) AS position FROM appointment_case
			WHERE proposal_id = ANY ($1) GROUP BY proposal_id, person_id) x
		JOIN person p ON p.id = x.person_id ORDER BY x.proposal_id, x.position`, ids)
	if err != nil {
		return fmt.Errorf("persons of proposals: %w", err)
	}
	var id int64
	var name string
	_, err = pgx.ForEachRow(rows, []any{&id, &name}, func() error {
		byID[id].Persons = append(byID[id].Persons, name)
		return nil
	})
	return err
}

// InsertProposal stores a new draft and returns its id.
func (tx *Tx) InsertProposal(ctx context.Context, p Proposal) (int64, error) {
	var id int64
	err := tx.tx.QueryRow(ctx, `
		INSERT INTO proposal (organ_id, state, title, document_no, meeting_id, reasons, mover, signer, signer_duty,
			late_reason, created_by, created_at)
		VALUES ($1, 'draft', $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) RETURNING id`,
		p.OrganID, p.Title, p.DocumentNo, zeronull.Int8(p.MeetingID), p.Reasons, p.Mover, p.Signer, p.SignerDuty,
		p.LateReason, tx.who.AccountID, tx.now).Scan(&id)
	if err != nil {
		return 0, fmt.Errorf("insert proposal: %w", err)
	}
	return id, nil
}

// SaveProposal writes what the form and the procedure may change since the version that p carries.
func (tx *Tx) SaveProposal(ctx context.Context, p Proposal) error {
	return tx.exec1(ctx, "提请件", fmt.Sprintf("save proposal %d", p.ID), `
		UPDATE proposal SET title = @title, document_no = @document, meeting_id = @meeting, reasons = @reasons,
			mover = @mover, signer = @signer, signer_duty = @duty, late_reason = @late, state = @state,
			receipt_no = @receipt, submitted_at = @submitted, accepted_at = @accepted,
			submitted_by = CASE WHEN @state = 'submitted' AND state <> 'submitted' THEN @who ELSE submitted_by END,
			accepted_by = CASE WHEN @state = 'accepted' AND state <> 'accepted' THEN @who ELSE accepted_by END,
			version = version + 1
		WHERE id = @id AND version = @version`,
		pgx.NamedArgs{"id": p.ID, "version": p.Version, "title": p.Title, "document": p.DocumentNo,
			"meeting": zeronull.Int8(p.MeetingID), "reasons": p.Reasons, "mover": p.Mover, "signer": p.Signer,
			"duty": p.SignerDuty, "late": p.LateReason, "state": p.State, "receipt": zeronull.Text(p.ReceiptNo),
			"submitted": zeronull.Timestamptz(p.SubmittedAt), "accepted": zeronull.Timestamptz(p.AcceptedAt),
			"who": zeronull.Int8(tx.who.AccountID)})
}

// DeleteProposal removes an empty draft; the database refuses anything that was handed in.
func (tx *Tx) DeleteProposal(ctx context.Context, id int64) error {
	for _, sql := range []string{
		`DELETE FROM proposal_document WHERE proposal_id = $1`,
		`DELETE FROM proposal_member WHERE proposal_id = $1`,
		`DELETE FROM assessor_import WHERE proposal_id = $1`,
	} {
		if err := tx.exec(ctx, fmt.Sprintf("delete proposal %d", id), sql, id); err != nil {
			return err
		}
	}
	return tx.exec1(ctx, "提请件", fmt.Sprintf("delete proposal %d", id),
		`DELETE FROM proposal WHERE id = $1 AND state = 'draft'`, id)
}

// ProposalMembers returns the ids of the members who signed jointly.
func (r reads) ProposalMembers(ctx context.Context, id int64) ([]int64, error) {
	rows, err := r.q.Query(ctx, `SELECT member_id FROM proposal_member WHERE proposal_id = $1 ORDER BY member_id`, id)
	if err != nil {
		return nil, fmt.Errorf("members of proposal %d: %w", id, err)
	}
	return pgx.CollectRows(rows, pgx.RowTo[int64])
}

// SetProposalMembers replaces the list of members who signed jointly.
func (tx *Tx) SetProposalMembers(ctx context.Context, id int64, members []int64, day calendar.Day) error {
	doing := fmt.Sprintf("members of proposal %d", id)
	if err := tx.exec(ctx, doing, `DELETE FROM proposal_member WHERE proposal_id = $1`, id); err != nil {
		return err
	}
	return tx.exec(ctx, doing, `
		INSERT INTO proposal_member (proposal_id, member_id, signed_on) SELECT $1, unnest($2::bigint[]), $3`, id, members, day)
}

// MeetingAhead is a committee meeting that a proposal can aim at.
type MeetingAhead struct {
	ID     int64
	Number int
	On     calendar.Day
}

// MeetingsAhead lists the meetings after a day that have not begun, the next first.
func (r reads) MeetingsAhead(ctx context.Context, after calendar.Day) ([]MeetingAhead, error) {
	rows, err := r.q.Query(ctx, `
		SELECT id, number, held_on FROM committee_meeting
		WHERE held_on > $1 AND state IN ('planned', 'notified') ORDER BY held_on, id LIMIT 20`, after)
	if err != nil {
		return nil, fmt.Errorf("meetings ahead: %w", err)
	}
	return pgx.CollectRows(rows, func(row pgx.CollectableRow) (m MeetingAhead, err error) {
		return m, row.Scan(&m.ID, &m.Number, &m.On)
	})
}

// Document is one paper of a proposal (提请材料).
type Document struct {
	ID         int64
	ProposalID int64
	CaseID     int64 // zero: of the whole proposal
	Kind       policy.Document
	FileID     int64 // zero: on paper only
	FileName   string
	FileSize   int64
	PaperNote  string // 份号: where the secret paper lies
	AddedBy    string
	AddedAt    time.Time
	ReplacedAt time.Time // zero while it counts
}

const documentSQL = `
	SELECT d.id, d.proposal_id, d.case_id, d.kind, d.file_id, coalesce(f.name, ''), coalesce(f.size, 0), d.paper_note, a.name,
	       d.added_at, d.replaced_at
	FROM proposal_document d LEFT JOIN file f ON f.id = d.file_id JOIN account a ON a.id = d.added_by`

func scanDocument(row pgx.CollectableRow) (Document, error) {
	var d Document
	err := row.Scan(&d.ID, &d.ProposalID, (*zeronull.Int8)(&d.CaseID), &d.Kind, (*zeronull.Int8)(&d.FileID), &d.FileName,
		&d.FileSize, &d.PaperNote, &d.AddedBy, &d.AddedAt, (*zeronull.Timestamptz)(&d.ReplacedAt))
	return d, err
}

// Documents lists the papers of a proposal in the order they came, replaced ones included.
func (r reads) Documents(ctx context.Context, proposalID int64) ([]Document, error) {
	rows, err := r.q.Query(ctx, documentSQL+` WHERE d.proposal_id = $1 ORDER BY d.id LIMIT 1000`, proposalID)
	if err != nil {
		return nil, fmt.Errorf("documents of proposal %d: %w", proposalID, err)
	}
	return pgx.CollectRows(rows, scanDocument)
}

// Document returns one paper of a proposal.
func (r reads) Document(ctx context.Context, proposalID, id int64) (Document, error) {
	rows, err := r.q.Query(ctx, documentSQL+` WHERE d.proposal_id = $1 AND d.id = $2`, proposalID, id)
	if err != nil {
		return Document{}, fmt.Errorf("document %d: %w", id, err)
	}
	d, err := pgx.CollectExactlyOneRow(rows, scanDocument)
	if err != nil {
		return Document{}, missing(err, "材料", id)
	}
	return d, nil
}

// InsertDocument adds a paper and returns its id.
func (tx *Tx) InsertDocument(ctx context.Context, d Document) (int64, error) {
	var id int64
	err := tx.tx.QueryRow(ctx, `
		INSERT INTO proposal_document (proposal_id, case_id, kind, file_id, paper_note, added_by, added_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING id`,
		d.ProposalID, zeronull.Int8(d.CaseID), d.Kind, zeronull.Int8(d.FileID), d.PaperNote, tx.who.AccountID, tx.now).Scan(&id)
	if err != nil {
		return 0, fmt.Errorf("insert document: %w", err)
	}
	return id, nil
}

// DropDocument takes a paper out: a draft's is deleted, one that was handed in is kept as replaced.
func (tx *Tx) DropDocument(ctx context.Context, d Document, draft bool) error {
	doing := fmt.Sprintf("drop document %d", d.ID)
	if draft {
		return tx.exec1(ctx, "材料", doing, `DELETE FROM proposal_document WHERE id = $1`, d.ID)
	}
	return tx.exec1(ctx, "材料", doing, `
		UPDATE proposal_document SET replaced_at = $2, replaced_by = $3 WHERE id = $1 AND replaced_at IS NULL`,
		d.ID, tx.now, tx.who.AccountID)
}
