package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgtype/zeronull"

	"renmian/internal/appointment"
)

// Commitment is one filed edition of a 供职承诺.
type Commitment struct {
	ID        int64
	CaseID    int64
	Edition   int
	Answers   []appointment.Answer
	FileID    int64
	FileName  string
	OnPaper   bool // handed in on paper, entered by staff
	FiledBy   string
	FiledAt   time.Time
	Judged    string // "", sufficient, returned
	Judgement string
	JudgedBy  string
	JudgedAt  time.Time
}

// CommitmentDraft is what the nominee has written so far; Version is zero while there is none.
type CommitmentDraft struct {
	Answers []appointment.Answer
	SavedAt time.Time
	Version int
}

// Commitments lists every filed edition of a case, the first one first.
func (r reads) Commitments(ctx context.Context, caseID int64) ([]Commitment, error) {
	rows, err := r.q.Query(ctx, `
		SELECT m.id, m.case_id, m.edition, m.answers, m.file_id, coalesce(f.name, ''), m.on_paper, a.name, m.filed_at,
		       coalesce(m.judged, ''), m.judgement, coalesce(j.name, ''), m.judged_at
		FROM commitment m JOIN account a ON a.id = m.filed_by LEFT JOIN account j ON j.id = m.judged_by
		LEFT JOIN file f ON f.id = m.file_id
		WHERE m.case_id = $1 ORDER BY m.edition LIMIT 50`, caseID)
	if err != nil {
		return nil, fmt.Errorf("commitments of case %d: %w", caseID, err)
	}
	return pgx.CollectRows(rows, func(row pgx.CollectableRow) (m Commitment, err error) {
		var answers []byte
		err = row.Scan(&m.ID, &m.CaseID, &m.Edition, &answers, (*zeronull.Int8)(&m.FileID), &m.FileName, &m.OnPaper, &m.FiledBy, &m.FiledAt,
			&m.Judged, &m.Judgement, &m.JudgedBy, (*zeronull.Timestamptz)(&m.JudgedAt))
		if err == nil {
			err = json.Unmarshal(answers, &m.Answers)
		}
		return m, err
	})
}

// CommitmentFile returns the signed paper of a case's commitment; one of another case is not found.
func (r reads) CommitmentFile(ctx context.Context, caseID, fileID int64) (File, error) {
	var owned bool
	err := r.q.QueryRow(ctx, `SELECT EXISTS (SELECT FROM commitment WHERE case_id = $1 AND file_id = $2)`, caseID, fileID).Scan(&owned)
	if err == nil && !owned {
		err = pgx.ErrNoRows
	}
	if err != nil {
		return File{}, missing(err, "文件", fileID)
	}
	return r.File(ctx, fileID)
}

// CommitmentDraft returns the nominee's draft.
func (r reads) CommitmentDraft(ctx context.Context, caseID int64) (CommitmentDraft, error) {
	var d CommitmentDraft
	var answers []byte
	err := r.q.QueryRow(ctx, `SELECT answers, saved_at, version FROM commitment_draft WHERE case_id = $1`, caseID).
		Scan(&answers, &d.SavedAt, &d.Version)
	if errors.Is(err, pgx.ErrNoRows) {
		return CommitmentDraft{}, nil
	}
	if err == nil {
		err = json.Unmarshal(answers, &d.Answers)
	}
	if err != nil {
		return CommitmentDraft{}, fmt.Errorf("commitment draft of case %d: %w", caseID, err)
	}
	return d, nil
}

// SaveCommitmentDraft writes the draft since the version seen and returns the new version. It stands
// outside InTx and leaves no event: a draft is the nominee's own sheet, saved every few seconds, and no
// act of the procedure until it is filed.
func (db *DB) SaveCommitmentDraft(ctx context.Context, caseID int64, version int, answers []appointment.Answer) (int, error) {
	text, err := json.Marshal(answers)
	if err != nil {
		return 0, fmt.Errorf("commitment draft of case %d: %w", caseID, err)
	}
	var tag pgconn.CommandTag
	if version == 0 {
		tag, err = db.pool.Exec(ctx, `
			INSERT INTO commitment_draft (case_id, answers, saved_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING`,
			caseID, text, db.Now())
	} else {
		tag, err = db.pool.Exec(ctx, `
			UPDATE commitment_draft SET answers = $3, saved_at = $4, version = version + 1 WHERE case_id = $1 AND version = $2`,
			caseID, version, text, db.Now())
	}
	switch {
	case err != nil:
		return 0, fmt.Errorf("commitment draft of case %d: %w", caseID, err)
	case tag.RowsAffected() != 1:
		return 0, changedElsewhere("承诺书草稿")
	}
	return version + 1, nil
}

// InsertCommitment files the next edition and returns its number.
func (tx *Tx) InsertCommitment(ctx context.Context, m Commitment) (int, error) {
	answers, err := json.Marshal(m.Answers)
	if err != nil {
		return 0, fmt.Errorf("insert commitment: %w", err)
	}
	if m.Answers == nil {
		answers = []byte("[]")
	}
	var edition int
	err = tx.tx.QueryRow(ctx, `
		INSERT INTO commitment (case_id, edition, answers, file_id, on_paper, filed_by, filed_at)
		VALUES ($1, (SELECT coalesce(max(edition), 0) + 1 FROM commitment WHERE case_id = $1), $2, $3, $4, $5, $6) RETURNING edition`,
		m.CaseID, answers, zeronull.Int8(m.FileID), m.OnPaper, tx.who.AccountID, tx.now).Scan(&edition)
	if err != nil {
		return 0, fmt.Errorf("insert commitment: %w", err)
	}
	return edition, nil
}

// DropCommitmentDraft forgets the draft once an edition is filed.
func (tx *Tx) DropCommitmentDraft(ctx context.Context, caseID int64) error {
	return tx.exec(ctx, fmt.Sprintf("drop commitment draft of case %d", caseID), `DELETE FROM commitment_draft WHERE case_id = $1`, caseID)
}

// JudgeCommitment writes the judgement of one edition, once.
func (tx *Tx) JudgeCommitment(ctx context.Context, caseID int64, edition int, judged, judgement string) error {
	return tx.exec1(ctx, "供职承诺", fmt.Sprintf("judge commitment of case %d", caseID), `
		UPDATE commitment SET judged = $3, judgement = $4, judged_by = $5, judged_at = $6
		WHERE case_id = $1 AND edition = $2 AND judged IS NULL`, caseID, edition, judged, judgement, tx.who.AccountID, tx.now)
}

// OwnCases lists the accepted cases of a nominee with their evidence, the newest first.
func (r reads) OwnCases(ctx context.Context, personID int64) ([]appointment.Case, error) {
	return r.cases(ctx, ` WHERE c.person_id = $1 AND c.stage <> 'intake' ORDER BY c.id DESC LIMIT 100`, personID)
}

// PersonHasAccount reports whether somebody can sign in as this person.
func (r reads) PersonHasAccount(ctx context.Context, personID int64) (bool, error) {
	var has bool
	err := r.q.QueryRow(ctx, `
		SELECT EXISTS (SELECT FROM account WHERE person_id = $1 AND disabled_at IS NULL AND roles @> ARRAY['nominee'])`, personID).Scan(&has)
	if err != nil {
		return false, fmt.Errorf("account of person %d: %w", personID, err)
	}
	return has, nil
}
