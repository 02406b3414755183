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

// Correction is one round trip of sending back (退回补正).
type Correction struct {
	ID         int64
	ProposalID int64
	CaseID     int64 // zero: the whole proposal
	LetterNo   string
	Grounds    []string
	Note       string
	DueOn      calendar.Day
	SentAt     time.Time
	SentBy     string
	Answer     string
	AnsweredAt time.Time // zero while open
	AnsweredBy string
}

const correctionSQL = `
	SELECT k.id, k.proposal_id, k.case_id, k.letter_no, k.grounds, k.note, k.due_on, k.sent_at, s.name, k.answer,
	       k.answered_at, coalesce(a.name, '')
	FROM correction k JOIN account s ON s.id = k.sent_by LEFT JOIN account a ON a.id = k.answered_by`

func (r reads) corrections(ctx context.Context, tail string, args ...any) ([]Correction, error) {
	rows, err := r.q.Query(ctx, correctionSQL+tail, args...)
	if err != nil {
		return nil, fmt.Errorf("corrections: %w", err)
	}
	return pgx.CollectRows(rows, func(row pgx.CollectableRow) (k Correction, err error) {
		return k, row.Scan(&k.ID, &k.ProposalID, (*zeronull.Int8)(&k.CaseID), &k.LetterNo, &k.Grounds, &k.Note, &k.DueOn,
			&k.SentAt, &k.SentBy, &k.Answer, (*zeronull.Timestamptz)(&k.AnsweredAt), &k.AnsweredBy)
	})
}

// Corrections lists every round of a proposal and its cases, the newest first.
func (r reads) Corrections(ctx context.Context, proposalID int64) ([]Correction, error) {
	return r.corrections(ctx, ` WHERE k.proposal_id = $1 ORDER BY k.id DESC LIMIT 500`, proposalID)
}

// CorrectionsOf lists the rounds that concern one case: its own and those of its whole proposal.
func (r reads) CorrectionsOf(ctx context.Context, c appointment.Case) ([]Correction, error) {
	return r.corrections(ctx, `
		WHERE k.proposal_id = $1 AND (k.case_id = $2 OR k.case_id IS NULL) ORDER BY k.id DESC LIMIT 100`, c.Proposal.ID, c.ID)
}

// Correction returns one round of a proposal.
func (r reads) Correction(ctx context.Context, proposalID, id int64) (Correction, error) {
	all, err := r.corrections(ctx, ` WHERE k.proposal_id = $1 AND k.id = $2`, proposalID, id)
	if err == nil && len(all) == 0 {
		err = missing(pgx.ErrNoRows, "补正通知", id)
	}
	if err != nil {
		return Correction{}, err
	}
	return all[0], nil
}

// InsertCorrection opens a round of sending back and returns its id.
func (tx *Tx) InsertCorrection(ctx context.Context, k Correction) (int64, error) {
	var id int64
	err := tx.tx.QueryRow(ctx, `
		INSERT INTO correction (proposal_id, case_id, letter_no, grounds, note, due_on, sent_at, sent_by)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8) RETURNING id`,
		k.ProposalID, zeronull.Int8(k.CaseID), k.LetterNo, k.Grounds, k.Note, k.DueOn, tx.now, tx.who.AccountID).Scan(&id)
	if err != nil {
		return 0, fmt.Errorf("insert correction: %w", err)
	}
	return id, nil
}

// AnswerCorrection closes the open round of a case, or of the whole proposal when caseID is zero.
func (tx *Tx) AnswerCorrection(ctx context.Context, proposalID, caseID int64, answer string) error {
	return tx.exec1(ctx, "补正通知", fmt.Sprintf("answer correction of proposal %d", proposalID), `
		UPDATE correction SET answer = $3, answered_at = $4, answered_by = $5
		WHERE proposal_id = $1 AND case_id IS NOT DISTINCT FROM $2 AND answered_at IS NULL`,
		proposalID, zeronull.Int8(caseID), answer, tx.now, tx.who.AccountID)
}

// GateFinding is one gate of the preliminary review with who judged it.
type GateFinding struct {
	appointment.Finding
	FoundBy string
	FoundAt time.Time
}

// GateFindings returns what was found at each gate.
func (r reads) GateFindings(ctx context.Context, caseID int64) (map[policy.Gate]GateFinding, error) {
	rows, err := r.q.Query(ctx, `
		SELECT f.gate, f.result, f.finding, f.version, a.name, f.found_at FROM review_finding f JOIN account a ON a.id = f.found_by
		WHERE f.case_id = $1`, caseID)
	if err != nil {
		return nil, fmt.Errorf("findings of case %d: %w", caseID, err)
	}
	found := map[policy.Gate]GateFinding{}
	var f GateFinding
	_, err = pgx.ForEachRow(rows, []any{&f.Gate, &f.Result, &f.Text, &f.Version, &f.FoundBy, &f.FoundAt}, func() error {
		found[f.Gate] = f
		return nil
	})
	return found, err
}

// SaveGateFinding writes what was found at a gate, over the version that the writer has seen; the earlier
// finding stays in the history.
func (tx *Tx) SaveGateFinding(ctx context.Context, caseID int64, f appointment.Finding) error {
	return tx.exec1(ctx, f.Gate.Label()+"关的审查情况", fmt.Sprintf("finding of case %d", caseID), `
		INSERT INTO review_finding (case_id, gate, result, finding, found_by, found_at) VALUES ($1, $2, $3, $4, $5, $6)
		ON CONFLICT (case_id, gate) DO UPDATE SET result = excluded.result, finding = excluded.finding,
			found_by = excluded.found_by, found_at = excluded.found_at, version = review_finding.version + 1
		WHERE review_finding.version = $7`,
		caseID, f.Gate, f.Result, f.Text, tx.who.AccountID, tx.now, f.Version)
}

// ReviewReport is the 初审报告 with who finished it.
type ReviewReport struct {
	Opinion    string
	Recusal    string
	FinishedBy string
	FinishedAt time.Time // zero: not written yet
	Version    int       // counts the changes; zero before the first
}

// ReviewReport returns the report of a case, the zero report when it is not written.
func (r reads) ReviewReport(ctx context.Context, caseID int64) (ReviewReport, error) {
	rows, err := r.q.Query(ctx, `
		SELECT x.opinion, x.recusal, a.name, x.finished_at, x.version FROM review_report x JOIN account a ON a.id = x.finished_by
		WHERE x.case_id = $1`, caseID)
	if err != nil {
		return ReviewReport{}, fmt.Errorf("report of case %d: %w", caseID, err)
	}
	var x ReviewReport
	_, err = pgx.ForEachRow(rows, []any{&x.Opinion, &x.Recusal, &x.FinishedBy, &x.FinishedAt, &x.Version}, func() error { return nil })
	return x, err
}

// SaveReviewReport writes the report of a case, over the version that the writer has seen.
func (tx *Tx) SaveReviewReport(ctx context.Context, caseID int64, x ReviewReport) error {
	return tx.exec1(ctx, "初审报告", fmt.Sprintf("report of case %d", caseID), `
		INSERT INTO review_report (case_id, opinion, recusal, finished_by, finished_at) VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (case_id) DO UPDATE SET opinion = excluded.opinion, recusal = excluded.recusal,
			finished_by = excluded.finished_by, finished_at = excluded.finished_at, version = review_report.version + 1
		WHERE review_report.version = $6`,
		caseID, x.Opinion, x.Recusal, tx.who.AccountID, tx.now, x.Version)
}

// Defence is what a person to be dismissed answered (申辩).
type Defence struct {
	ID         int64
	Form       string // written, oral, waived
	Text       string
	FileID     int64
	FileName   string
	MadeAt     time.Time
	RecordedBy string
}

// Defences lists the answers of the person of a dismissal case, in order.
func (r reads) Defences(ctx context.Context, caseID int64) ([]Defence, error) {
	rows, err := r.q.Query(ctx, `
		SELECT d.id, d.form, d.text, d.file_id, coalesce(f.name, ''), d.made_at, a.name
		FROM defence d JOIN account a ON a.id = d.recorded_by LEFT JOIN file f ON f.id = d.file_id
		WHERE d.case_id = $1 ORDER BY d.id LIMIT 100`, caseID)
	if err != nil {
		return nil, fmt.Errorf("defences of case %d: %w", caseID, err)
	}
	return pgx.CollectRows(rows, func(row pgx.CollectableRow) (d Defence, err error) {
		return d, row.Scan(&d.ID, &d.Form, &d.Text, (*zeronull.Int8)(&d.FileID), &d.FileName, &d.MadeAt, &d.RecordedBy)
	})
}

// InsertDefence adds an answer; what was recorded stays.
func (tx *Tx) InsertDefence(ctx context.Context, caseID int64, d Defence) error {
	return tx.exec(ctx, fmt.Sprintf("defence of case %d", caseID), `
		INSERT INTO defence (case_id, form, text, file_id, made_at, recorded_by) VALUES ($1, $2, $3, $4, $5, $6)`,
		caseID, d.Form, d.Text, zeronull.Int8(d.FileID), tx.now, tx.who.AccountID)
}

// LastAppointment returns the latest adopted or rejected case of a person that began an office,
// beside one case; zero when there is none.
func (r reads) LastAppointment(ctx context.Context, personID, besides int64) (int64, error) {
	var id int64
	err := r.q.QueryRow(ctx, `
		SELECT coalesce((SELECT c.id FROM appointment_case c
			WHERE c.person_id = $1 AND c.id <> $2 AND c.decided_on IS NOT NULL
			ORDER BY c.decided_on DESC, c.id DESC LIMIT 1), 0)`, personID, besides).Scan(&id)
	if err != nil {
		return 0, fmt.Errorf("last appointment of person %d: %w", personID, err)
	}
	return id, nil
}
