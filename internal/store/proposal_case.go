package store

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype/zeronull"

	"renmian/internal/appointment"
	"renmian/internal/policy"
)

// NewCase is what a case begins with in a draft.
type NewCase struct {
	ProposalID int64
	Action     policy.Action
	PersonID   int64
	OfficeID   int64
	Reason     string
	PolicyID   int64
}

// InsertCase adds a case at the end of its proposal and returns its id.
func (tx *Tx) InsertCase(ctx context.Context, c NewCase) (int64, error) {
	ids, err := tx.InsertCases(ctx, []NewCase{c})
	if err != nil {
		return 0, err
	}
	return ids[0], nil
}

// InsertCases adds cases at the end of their proposal in their order and returns their ids.
func (tx *Tx) InsertCases(ctx context.Context, all []NewCase) ([]int64, error) {
	ids, batch := make([]int64, len(all)), &pgx.Batch{}
	for i, c := range all {
		batch.Queue(`
		INSERT INTO appointment_case (proposal_id, position, action, person_id, office_id, reason, stage, stage_since,
			policy_id, created_at)
		VALUES ($1, (SELECT coalesce(max(position), 0) + 1 FROM appointment_case WHERE proposal_id = $1), $2, $3, $4, $5,
			'intake', $6, $7, $6) RETURNING id`,
			c.ProposalID, c.Action, c.PersonID, c.OfficeID, c.Reason, tx.now, c.PolicyID).QueryRow(func(row pgx.Row) error { return row.Scan(&ids[i]) })
	}
	if err := tx.tx.SendBatch(ctx, batch).Close(); err != nil {
		return nil, fmt.Errorf("insert cases: %w", err)
	}
	return ids, nil
}

// CaseDraft is what the organ may change of a case that is not yet accepted.
type CaseDraft struct {
	Action   policy.Action
	OfficeID int64
	Reason   string
	AfterID  int64 // the case that must be adopted first, zero for none
}

// SaveCaseDraft writes the particulars of a case at intake; version is the one LockCase saw.
func (tx *Tx) SaveCaseDraft(ctx context.Context, id int64, version int, d CaseDraft) error {
	return tx.exec1(ctx, "任免事项", fmt.Sprintf("save case %d", id), `
		UPDATE appointment_case SET action = $3, office_id = $4, reason = $5, after_case_id = $6, version = version + 1
		WHERE id = $1 AND version = $2 AND stage = 'intake'`, id, version, d.Action, d.OfficeID, d.Reason, zeronull.Int8(d.AfterID))
}

// DeleteCase removes a case from a draft; the database refuses one that was accepted.
func (tx *Tx) DeleteCase(ctx context.Context, id int64) error {
	doing := fmt.Sprintf("delete case %d", id)
	for _, sql := range []string{
		`UPDATE appointment_case SET after_case_id = NULL WHERE after_case_id = $1`,
		`DELETE FROM proposal_document WHERE case_id = $1`,
		`DELETE FROM case_task WHERE case_id = $1`,
	} {
		if err := tx.exec(ctx, doing, sql, id); err != nil {
			return err
		}
	}
	return tx.exec1(ctx, "任免事项", doing, `DELETE FROM appointment_case WHERE id = $1 AND stage = 'intake'`, id)
}

// PinPolicy makes the cases of a proposal follow the version of the policy in force when it is handed in.
func (tx *Tx) PinPolicy(ctx context.Context, proposalID, policyID int64) error {
	return tx.exec(ctx, fmt.Sprintf("pin policy of proposal %d", proposalID), `
		UPDATE appointment_case SET policy_id = $2 WHERE proposal_id = $1 AND stage = 'intake'`, proposalID, policyID)
}

// MoveCaseToPolicy makes one open case follow another version of the policy.
func (tx *Tx) MoveCaseToPolicy(ctx context.Context, caseID, from, to int64) error {
	return tx.exec1(ctx, "任免案", fmt.Sprintf("move case %d to policy %d", caseID, to), `
		UPDATE appointment_case SET policy_id = $3 WHERE id = $1 AND policy_id = $2`, caseID, from, to)
}

// NumberCase gives a case its number, once.
func (tx *Tx) NumberCase(ctx context.Context, id int64, number string) error {
	return tx.exec1(ctx, "任免案", fmt.Sprintf("number case %d", id), `
		UPDATE appointment_case SET number = $2 WHERE id = $1 AND number IS NULL`, id, number)
}

// OpenCaseOf returns the number, or the organ while it has none, of another open case of the person
// beside those of one proposal; empty when there is none.
func (r reads) OpenCaseOf(ctx context.Context, personID, besides int64) (string, error) {
	var found string
	err := r.q.QueryRow(ctx, `
		SELECT coalesce((SELECT coalesce(c.number, o.name || '的提请件')
			FROM appointment_case c JOIN proposal p ON p.id = c.proposal_id JOIN organ o ON o.id = p.organ_id
			WHERE c.person_id = $1 AND c.proposal_id <> $2 AND p.state <> 'draft'
			  AND c.stage NOT IN ('adopted', 'rejected', 'withdrawn', 'ended', 'closed') ORDER BY c.id LIMIT 1), '')`,
		personID, besides).Scan(&found)
	if err != nil {
		return "", fmt.Errorf("open case of person %d: %w", personID, err)
	}
	return found, nil
}

// CaseTaken reports whether an open case asks for the same action, person and office already.
func (r reads) CaseTaken(ctx context.Context, act policy.Action, personID, officeID int64) (bool, error) {
	var taken bool
	err := r.q.QueryRow(ctx, `
		SELECT EXISTS (SELECT FROM appointment_case WHERE person_id = $1 AND office_id = $2 AND action = $3
			AND stage NOT IN ('adopted', 'rejected', 'withdrawn', 'ended', 'closed'))`, personID, officeID, act).Scan(&taken)
	if err != nil {
		return false, fmt.Errorf("case taken: %w", err)
	}
	return taken, nil
}

// DropFromAgenda takes a case off the agendas it stands on: of the committee meeting, and of a
// chairpersons' meeting that has not decided about it yet.
func (tx *Tx) DropFromAgenda(ctx context.Context, caseID int64) error {
	doing := fmt.Sprintf("take case %d off the agenda", caseID)
	if err := tx.exec(ctx, doing, `DELETE FROM chairs_item WHERE case_id = $1 AND decision IS NULL`, caseID); err != nil {
		return err
	}
	rows, err := tx.tx.Query(ctx, `
		UPDATE agenda_case a SET dropped = true FROM agenda_item i
		WHERE a.case_id = $1 AND NOT a.dropped AND i.id = a.item_id RETURNING i.meeting_id`, caseID)
	if err != nil {
		return fmt.Errorf("%s: %w", doing, err)
	}
	meetings, err := pgx.CollectRows(rows, pgx.RowTo[int64])
	if err != nil {
		return fmt.Errorf("%s: %w", doing, err)
	}
	for _, m := range meetings {
		if err := tx.TellMeeting(ctx, m); err != nil {
			return err
		}
	}
	return nil
}

// InsertWithdrawal records that the organ asks for a case back.
func (tx *Tx) InsertWithdrawal(ctx context.Context, caseID int64, reason string, free bool) error {
	state := "asked"
	if free {
		state = "free"
	}
	return tx.exec(ctx, fmt.Sprintf("withdrawal of case %d", caseID), `
		INSERT INTO withdrawal (case_id, reason, asked_by, asked_at, state) VALUES ($1, $2, $3, $4, $5)`,
		caseID, reason, tx.who.AccountID, tx.now, state)
}

// DecideWithdrawal records what the chairpersons' meeting said to the open request.
func (tx *Tx) DecideWithdrawal(ctx context.Context, caseID int64, consented bool, opinion string) error {
	state := "refused"
	if consented {
		state = "consented"
	}
	return tx.exec1(ctx, "撤回请求", fmt.Sprintf("decide withdrawal of case %d", caseID), `
		UPDATE withdrawal SET state = $2, opinion = $3, decided_by = $4, decided_at = $5 WHERE case_id = $1 AND state = 'asked'`,
		caseID, state, opinion, tx.who.AccountID, tx.now)
}

// openCases counts the cases of a proposal that are still under way.
func openCases(cases []appointment.Case) int {
	n := 0
	for _, c := range cases {
		if !c.Stage.Over() {
			n++
		}
	}
	return n
}

// CloseEmptyProposal marks a proposal as withdrawn once its last case was taken back before acceptance.
func (tx *Tx) CloseEmptyProposal(ctx context.Context, proposalID int64) error {
	cases, err := tx.CasesOfProposal(ctx, proposalID)
	if err != nil || openCases(cases) > 0 {
		return err
	}
	return tx.exec(ctx, fmt.Sprintf("close proposal %d", proposalID), `
		UPDATE proposal SET state = 'withdrawn', version = version + 1
		WHERE id = $1 AND state IN ('submitted', 'returned')`, proposalID)
}
