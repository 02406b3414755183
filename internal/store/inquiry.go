package store

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype/zeronull"

	"renmian/internal/appointment"
	"renmian/internal/calendar"
)

// Investigation is one record of a 任前考察. It is never edited; a later one may correct it.
type Investigation struct {
	ID          int64
	CaseID      int64
	Method      appointment.InvestigationMethod
	HeldOn      calendar.Day
	ByWhom      string
	Findings    []appointment.Answer
	Conclusion  appointment.Conclusion
	FileID      int64
	FileName    string
	CorrectsID  int64 // the record this one takes the place of
	Correction  string
	CorrectedBy int64 // the record that took its place; zero while it stands
	RecordedBy  string
	RecordedAt  time.Time
}

// Investigations lists the investigation records of a case, the oldest first, corrected ones included.
func (r reads) Investigations(ctx context.Context, caseID int64) ([]Investigation, error) {
	rows, err := r.q.Query(ctx, `
		SELECT i.id, i.case_id, i.method, i.held_on, i.by_whom, i.findings, i.conclusion, i.file_id, coalesce(f.name, ''),
		       i.corrects_id, i.correction, (SELECT x.id FROM investigation x WHERE x.corrects_id = i.id), a.name, i.recorded_at
		FROM investigation i JOIN account a ON a.id = i.recorded_by LEFT JOIN file f ON f.id = i.file_id
		WHERE i.case_id = $1 ORDER BY i.id LIMIT 200`, caseID)
	if err != nil {
		return nil, fmt.Errorf("investigations of case %d: %w", caseID, err)
	}
	return pgx.CollectRows(rows, func(row pgx.CollectableRow) (i Investigation, err error) {
		var findings []byte
		err = row.Scan(&i.ID, &i.CaseID, &i.Method, &i.HeldOn, &i.ByWhom, &findings, &i.Conclusion, (*zeronull.Int8)(&i.FileID),
			&i.FileName, (*zeronull.Int8)(&i.CorrectsID), &i.Correction, (*zeronull.Int8)(&i.CorrectedBy), &i.RecordedBy, &i.RecordedAt)
		if err == nil {
			err = json.Unmarshal(findings, &i.Findings)
		}
		return i, err
	})
}

// InsertInvestigation stores a record and returns its id.
func (tx *Tx) InsertInvestigation(ctx context.Context, i Investigation) (int64, error) {
	findings, err := json.Marshal(i.Findings)
	if err != nil {
		return 0, fmt.Errorf("insert investigation: %w", err)
	}
	var id int64
	err = tx.tx.QueryRow(ctx, `
		INSERT INTO investigation (case_id, method, held_on, by_whom, findings, conclusion, file_id, corrects_id, correction,
			recorded_by, recorded_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) RETURNING id`,
		i.CaseID, i.Method, i.HeldOn, i.ByWhom, findings, i.Conclusion, zeronull.Int8(i.FileID), zeronull.Int8(i.CorrectsID),
		i.Correction, tx.who.AccountID, tx.now).Scan(&id)
	if err != nil {
		return 0, fmt.Errorf("insert investigation: %w", err)
	}
	return id, nil
}

// Consultation is one record of a 任前沟通. It is never edited; a later one may correct it.
type Consultation struct {
	ID           int64
	CaseID       int64
	Kind         appointment.ConsultationKind
	HeldOn       calendar.Day
	WithWhom     string
	Opinion      string
	SuggestsHold bool
	FileID       int64
	FileName     string
	CorrectsID   int64
	Correction   string
	CorrectedBy  int64
	RecordedBy   string
	RecordedAt   time.Time
}

// Consultations lists the consultation records of a case, the oldest first, corrected ones included.
func (r reads) Consultations(ctx context.Context, caseID int64) ([]Consultation, error) {
	rows, err := r.q.Query(ctx, `
		SELECT k.id, k.case_id, k.kind, k.held_on, k.with_whom, k.opinion, k.suggests_hold, k.file_id, coalesce(f.name, ''),
		       k.corrects_id, k.correction, (SELECT x.id FROM consultation x WHERE x.corrects_id = k.id), a.name, k.recorded_at
		FROM consultation k JOIN account a ON a.id = k.recorded_by LEFT JOIN file f ON f.id = k.file_id
		WHERE k.case_id = $1 ORDER BY k.id LIMIT 200`, caseID)
	if err != nil {
		return nil, fmt.Errorf("consultations of case %d: %w", caseID, err)
	}
	return pgx.CollectRows(rows, func(row pgx.CollectableRow) (k Consultation, err error) {
		return k, row.Scan(&k.ID, &k.CaseID, &k.Kind, &k.HeldOn, &k.WithWhom, &k.Opinion, &k.SuggestsHold, (*zeronull.Int8)(&k.FileID),
			&k.FileName, (*zeronull.Int8)(&k.CorrectsID), &k.Correction, (*zeronull.Int8)(&k.CorrectedBy), &k.RecordedBy, &k.RecordedAt)
	})
}

// InsertConsultation stores a record and returns its id.
func (tx *Tx) InsertConsultation(ctx context.Context, k Consultation) (int64, error) {
	var id int64
	err := tx.tx.QueryRow(ctx, `
		INSERT INTO consultation (case_id, kind, held_on, with_whom, opinion, suggests_hold, file_id, corrects_id, correction,
			recorded_by, recorded_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) RETURNING id`,
		k.CaseID, k.Kind, k.HeldOn, k.WithWhom, k.Opinion, k.SuggestsHold, zeronull.Int8(k.FileID), zeronull.Int8(k.CorrectsID),
		k.Correction, tx.who.AccountID, tx.now).Scan(&id)
	if err != nil {
		return 0, fmt.Errorf("insert consultation: %w", err)
	}
	return id, nil
}

// InquiryFile returns the document of a case's investigation or consultation; one of another case is
// not found.
func (r reads) InquiryFile(ctx context.Context, caseID, fileID int64) (File, error) {
	var owned bool
	err := r.q.QueryRow(ctx, `
		SELECT EXISTS (SELECT FROM investigation WHERE case_id = $1 AND file_id = $2)
		    OR EXISTS (SELECT FROM consultation WHERE case_id = $1 AND file_id = $2)`, caseID, fileID).Scan(&owned)
	if err == nil && !owned {
		err = pgx.ErrNoRows
	}
	if err != nil {
		return File{}, missing(err, "文件", fileID)
	}
	return r.File(ctx, fileID)
}
