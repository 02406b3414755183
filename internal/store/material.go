package store

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype/zeronull"
)

// Material is one paper for a meeting's members (会议材料): an uploaded file, or a text.
type Material struct {
	ID          int64
	MeetingID   int64
	CaseID      int64 // zero: for the whole meeting
	Title       string
	FileID      int64
	FileName    string
	Body        string
	AddedAt     time.Time
	DeliveredAt time.Time // zero: not yet
	Readers     int       // members it was delivered to
	Opened      int       // members who opened it
	OpenedAt    time.Time // by the member who asks
}

const materialSQL = `
	SELECT x.id, x.meeting_id, x.case_id, x.title, x.file_id, coalesce(f.name, ''), x.body, x.added_at, x.delivered_at,
	       (SELECT count(*) FROM material_receipt r WHERE r.material_id = x.id),
	       (SELECT count(*) FROM material_receipt r WHERE r.material_id = x.id AND r.opened_at IS NOT NULL),
	       (SELECT r.opened_at FROM material_receipt r WHERE r.material_id = x.id AND r.member_id = $2)
	FROM material x LEFT JOIN file f ON f.id = x.file_id`

func (r reads) materials(ctx context.Context, where string, id, memberID int64) ([]Material, error) {
	rows, err := r.q.Query(ctx, materialSQL+where, id, memberID)
	if err != nil {
		return nil, fmt.Errorf("materials: %w", err)
	}
	all, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (m Material, err error) {
		return m, row.Scan(&m.ID, &m.MeetingID, (*zeronull.Int8)(&m.CaseID), &m.Title, (*zeronull.Int8)(&m.FileID), &m.FileName, &m.Body,
			&m.AddedAt, (*zeronull.Timestamptz)(&m.DeliveredAt), &m.Readers, &m.Opened, (*zeronull.Timestamptz)(&m.OpenedAt))
	})
	if err != nil {
		return nil, fmt.Errorf("materials: %w", err)
	}
	return all, nil
}

// Materials lists the papers of a meeting, those of the whole meeting first, with when the member
// opened each; memberID is zero for staff.
func (r reads) Materials(ctx context.Context, meetingID, memberID int64) ([]Material, error) {
	return r.materials(ctx, ` WHERE x.meeting_id = $1 ORDER BY x.case_id NULLS FIRST, x.id LIMIT 500`, meetingID, memberID)
}

// Material returns one paper of a meeting.
func (r reads) Material(ctx context.Context, id, memberID int64) (Material, error) {
	all, err := r.materials(ctx, ` WHERE x.id = $1`, id, memberID)
	if err != nil {
		return Material{}, err
	}
	if len(all) == 0 {
		return Material{}, missing(pgx.ErrNoRows, "会议材料", id)
	}
	return all[0], nil
}

// Receipt says when a member got a paper and when they first opened it (阅件回执).
type Receipt struct {
	MaterialID  int64
	MemberID    int64
	DeliveredAt time.Time
	OpenedAt    time.Time // zero: not yet
}

// Receipts lists what the members of a meeting got and opened.
func (r reads) Receipts(ctx context.Context, meetingID int64) ([]Receipt, error) {
	rows, err := r.q.Query(ctx, `
		SELECT r.material_id, r.member_id, r.delivered_at, r.opened_at
		FROM material_receipt r JOIN material x ON x.id = r.material_id
		WHERE x.meeting_id = $1 ORDER BY r.member_id, r.material_id LIMIT 20000`, meetingID)
	if err != nil {
		return nil, fmt.Errorf("receipts of meeting %d: %w", meetingID, err)
	}
	all, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (x Receipt, err error) {
		return x, row.Scan(&x.MaterialID, &x.MemberID, &x.DeliveredAt, (*zeronull.Timestamptz)(&x.OpenedAt))
	})
	if err != nil {
		return nil, fmt.Errorf("receipts of meeting %d: %w", meetingID, err)
	}
	return all, nil
}

// InsertMaterials adds papers to meetings and returns their ids.
func (tx *Tx) InsertMaterials(ctx context.Context, all []Material) ([]int64, error) {
	ids, batch := make([]int64, len(all)), &pgx.Batch{}
	for i, m := range all {
		batch.Queue(`
		INSERT INTO material (meeting_id, case_id, title, file_id, body, added_by, added_at) VALUES ($1, $2, $3, $4, $5, $6, $7)
		RETURNING id`, m.MeetingID, zeronull.Int8(m.CaseID), m.Title, zeronull.Int8(m.FileID), m.Body, tx.who.AccountID, tx.now).
			QueryRow(func(row pgx.Row) error { return row.Scan(&ids[i]) })
	}
	if err := tx.tx.SendBatch(ctx, batch).Close(); err != nil {
		return nil, fmt.Errorf("insert materials: %w", err)
	}
	return ids, nil
}

// DeleteMaterial takes back a paper nobody has got yet.
func (tx *Tx) DeleteMaterial(ctx context.Context, id int64) error {
	return tx.exec1(ctx, "会议材料", fmt.Sprintf("delete material %d", id), `
		DELETE FROM material WHERE id = $1 AND delivered_at IS NULL`, id)
}

// DeliverMaterials gives every paper not yet delivered to every member of the meeting, and returns the
// cases they are about.
func (tx *Tx) DeliverMaterials(ctx context.Context, meetingID int64) (papers int, cases []int64, err error) {
	rows, err := tx.tx.Query(ctx, `
		WITH sent AS (
			UPDATE material SET delivered_at = $2 WHERE meeting_id = $1 AND delivered_at IS NULL RETURNING id, case_id
		), got AS (
			INSERT INTO material_receipt (material_id, member_id, delivered_at)
			SELECT s.id, a.member_id, $2 FROM sent s JOIN attendance a ON a.meeting_id = $1
		)
		SELECT case_id FROM sent`, meetingID, tx.now)
	if err != nil {
		return 0, nil, fmt.Errorf("deliver materials of meeting %d: %w", meetingID, err)
	}
	var caseID zeronull.Int8
	_, err = pgx.ForEachRow(rows, []any{&caseID}, func() error {
		papers++
		if caseID != 0 {
			cases = append(cases, int64(caseID))
		}
		return nil
	})
	if err != nil {
		return 0, nil, fmt.Errorf("deliver materials of meeting %d: %w", meetingID, err)
	}
	return papers, cases, nil
}

// OpenMaterial notes when a member first opened a paper; opened at the same moment elsewhere it stays.
func (tx *Tx) OpenMaterial(ctx context.Context, id, memberID int64) error {
	return tx.exec(ctx, fmt.Sprintf("open material %d", id), `
		UPDATE material_receipt SET opened_at = $3 WHERE material_id = $1 AND member_id = $2 AND opened_at IS NULL`,
		id, memberID, tx.now)
}
