package store

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype/zeronull"

	"renmian/internal/appointment"
	"renmian/internal/calendar"
)

// AssessorImport is an uploaded list of people's assessors of a proposal (人民陪审员名单).
type AssessorImport struct {
	ID         int64
	ProposalID int64
	FileName   string
	Lines      []appointment.AssessorLine
	State      RosterState
	CreatedBy  string
	CreatedAt  time.Time
	DecidedBy  string
	DecidedAt  time.Time
}

// Wrong counts the rows that cannot be taken over.
func (i AssessorImport) Wrong() (n int) {
	for _, l := range i.Lines {
		if len(l.Problems) > 0 {
			n++
		}
	}
	return n
}

const assessorImportSQL = `
	SELECT i.id, i.proposal_id, f.name, i.rows, i.state, c.name, i.created_at, coalesce(d.name, ''), i.decided_at
	FROM assessor_import i JOIN file f ON f.id = i.file_id JOIN account c ON c.id = i.created_by
	LEFT JOIN account d ON d.id = i.decided_by`

func scanAssessorImport(row pgx.CollectableRow) (i AssessorImport, err error) {
	return i, row.Scan(&i.ID, &i.ProposalID, &i.FileName, &i.Lines, &i.State, &i.CreatedBy, &i.CreatedAt, &i.DecidedBy, (*zeronull.Timestamptz)(&i.DecidedAt))
}

// AssessorImports lists the latest lists of a proposal, the newest first.
func (r reads) AssessorImports(ctx context.Context, proposalID int64, limit int) ([]AssessorImport, error) {
	rows, err := r.q.Query(ctx, assessorImportSQL+` WHERE i.proposal_id = $1 ORDER BY i.id DESC LIMIT $2`, proposalID, limit)
	if err != nil {
		return nil, fmt.Errorf("assessor imports: %w", err)
	}
	return pgx.CollectRows(rows, scanAssessorImport)
}

// AssessorImport returns one list of a proposal with its report. Whoever decides on it has locked the proposal.
func (r reads) AssessorImport(ctx context.Context, proposalID, id int64) (AssessorImport, error) {
	rows, err := r.q.Query(ctx, assessorImportSQL+` WHERE i.proposal_id = $1 AND i.id = $2`, proposalID, id)
	if err != nil {
		return AssessorImport{}, fmt.Errorf("assessor import %d: %w", id, err)
	}
	i, err := pgx.CollectExactlyOneRow(rows, scanAssessorImport)
	if err != nil {
		return AssessorImport{}, missing(err, "人民陪审员名单", id)
	}
	return i, nil
}

// InsertAssessorImport stores a checked list and returns its id.
func (tx *Tx) InsertAssessorImport(ctx context.Context, proposalID, fileID int64, lines []appointment.AssessorLine) (int64, error) {
	var id int64
	err := tx.tx.QueryRow(ctx, `
		INSERT INTO assessor_import (proposal_id, file_id, rows, state, created_by, created_at) VALUES ($1, $2, $3, 'checked', $4, $5) RETURNING id`,
		proposalID, fileID, lines, tx.who.AccountID, tx.now).Scan(&id)
	if err != nil {
		return 0, fmt.Errorf("insert assessor import: %w", err)
	}
	return id, nil
}

// DecideAssessorImport notes that a list was accepted or discarded.
func (tx *Tx) DecideAssessorImport(ctx context.Context, id int64, state RosterState, lines []appointment.AssessorLine) error {
	return tx.exec1(ctx, "人民陪审员名单", fmt.Sprintf("decide assessor import %d", id), `
		UPDATE assessor_import SET state = $2, rows = $3, decided_by = $4, decided_at = $5 WHERE id = $1 AND state = 'checked'`,
		id, state, lines, tx.who.AccountID, tx.now)
}

// AssessorOffice returns the present office of people's assessors of an organ.
func (r reads) AssessorOffice(ctx context.Context, organID int64) (o appointment.Office, ok bool, err error) {
	all, err := r.entries(ctx, `
		SELECT `+entryColumns+` FROM office f JOIN organ o ON o.id = f.organ_id
		WHERE f.organ_id = $1 AND f.ended_on IS NULL AND f.title LIKE '%人民陪审员' ORDER BY f.id`, organID)
	if err != nil || len(all) == 0 {
		return o, false, err
	}
	return all[0].Office, true, nil
}

// AssessorsKnown returns what the registers know of a list's names, and how much of the quota is taken.
func (r reads) AssessorsKnown(ctx context.Context, proposalID int64, o appointment.Office, lines []appointment.AssessorLine, day calendar.Day) (
	known []appointment.AssessorPerson, quota appointment.AssessorQuota, err error) {
	quota.Seats = o.Seats
	names := make([]string, len(lines))
	for i, l := range lines {
		names[i] = l.Name
	}
	rows, err := r.q.Query(ctx, `
		SELECT p.id, p.name, p.born,
		       EXISTS (SELECT FROM tenure t WHERE t.person_id = p.id AND t.office_id = $2 AND t.ends_on IS NULL),
		       EXISTS (SELECT FROM tenure t WHERE t.person_id = p.id AND t.office_id = $2),
		       EXISTS (SELECT FROM member m WHERE m.person_id = p.id AND m.since <= $3 AND (m.until IS NULL OR m.until > $3)
		           AND m.term_id = (SELECT id FROM term WHERE starts_on <= $3 ORDER BY starts_on DESC LIMIT 1)),
		       coalesce(c.open, ''), coalesce(c.proposal_id = $4, false)
		FROM person p LEFT JOIN LATERAL (
			SELECT coalesce(c.number, o.name || '的提请件') AS open, c.proposal_id
			FROM appointment_case c JOIN proposal x ON x.id = c.proposal_id JOIN organ o ON o.id = x.organ_id
			WHERE c.person_id = p.id AND c.office_id = $2 AND c.action = 'appoint'
			  AND c.stage NOT IN ('adopted', 'rejected', 'withdrawn', 'ended', 'closed') LIMIT 1) c ON true
		WHERE p.name = ANY ($1) ORDER BY p.id`, names, o.ID, day, proposalID)
	if err != nil {
		return nil, quota, fmt.Errorf("known assessors: %w", err)
	}
	known, err = pgx.CollectRows(rows, func(row pgx.CollectableRow) (p appointment.AssessorPerson, err error) {
		return p, row.Scan(&p.ID, &p.Name, &p.Born, &p.Holds, &p.Held, &p.Member, &p.Open, &p.Present)
	})
	if err != nil {
		return nil, quota, fmt.Errorf("known assessors: %w", err)
	}
	err = r.q.QueryRow(ctx, `
		WITH taken AS (
			SELECT person_id, '' AS reason FROM tenure WHERE office_id = $1 AND ends_on IS NULL
			UNION ALL
			SELECT c.person_id, c.reason FROM appointment_case c
			WHERE c.office_id = $1 AND c.action = 'appoint' AND (c.stage NOT IN ('adopted', 'rejected', 'withdrawn', 'ended', 'closed')
			   OR c.stage IN ('adopted', 'closed') AND EXISTS (SELECT FROM tenure t
			       WHERE t.person_id = c.person_id AND t.office_id = $1 AND t.ends_on IS NULL)))
		SELECT count(DISTINCT person_id), count(DISTINCT person_id) FILTER (WHERE reason = ANY ($2)) FROM taken`,
		o.ID, appointment.AssessorSources[1:]).Scan(&quota.Taken, &quota.Applied)
	if err != nil {
		return nil, quota, fmt.Errorf("quota of assessors: %w", err)
	}
	return known, quota, nil
}

// DropListedPersons deletes those whom the lists of a draft brought into the register and whom nothing names any more.
func (tx *Tx) DropListedPersons(ctx context.Context, proposalID int64) error {
	return tx.exec(ctx, fmt.Sprintf("drop listed persons of proposal %d", proposalID), `
		DELETE FROM person p USING (
			SELECT DISTINCT (l->>'person')::bigint AS id FROM assessor_import i, jsonb_array_elements(i.rows) l
			WHERE i.proposal_id = $1 AND i.state = 'accepted' AND (l->>'new')::boolean) x
		WHERE p.id = x.id
		  AND NOT EXISTS (SELECT FROM appointment_case WHERE person_id = p.id) AND NOT EXISTS (SELECT FROM cadre_form WHERE person_id = p.id)
		  AND NOT EXISTS (SELECT FROM tenure WHERE person_id = p.id) AND NOT EXISTS (SELECT FROM member WHERE person_id = p.id)
		  AND NOT EXISTS (SELECT FROM account WHERE person_id = p.id)`, proposalID)
}
