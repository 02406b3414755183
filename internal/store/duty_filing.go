package store

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype/zeronull"

	"renmian/internal/calendar"
)

// InsertDutyFiling files the next edition with what was attached, forgets the draft, and returns the edition's number.
func (tx *Tx) InsertDutyFiling(ctx context.Context, f DutyFiling) (edition int, err error) {
	sections, err := json.Marshal(orEmpty(f.Sections))
	if err != nil {
		return 0, fmt.Errorf("file duty report: %w", err)
	}
	answers, err := json.Marshal(orEmpty(f.Answers))
	if err != nil {
		return 0, fmt.Errorf("file duty report: %w", err)
	}
	err = tx.tx.QueryRow(ctx, `
		INSERT INTO duty_filing (matter_id, edition, sections, answers, on_paper, file_id, filed_by, filed_at)
		VALUES ($1, (SELECT coalesce(max(edition), 0) + 1 FROM duty_filing WHERE matter_id = $1), $2, $3, $4, nullif($5, 0), $6, $7) RETURNING edition`,
		f.MatterID, sections, answers, f.OnPaper, f.FileID, tx.who.AccountID, tx.now).Scan(&edition)
	if err != nil {
		return 0, fmt.Errorf("file duty report: %w", err)
	}
	if err := tx.exec(ctx, "attachments", `UPDATE duty_attachment SET edition = $2 WHERE matter_id = $1 AND edition IS NULL`, f.MatterID, edition); err != nil {
		return 0, err
	}
	return edition, tx.exec(ctx, "drop duty draft", `DELETE FROM duty_draft WHERE matter_id = $1`, f.MatterID)
}

// InsertDutyReturn keeps why an edition was sent back.
func (tx *Tx) InsertDutyReturn(ctx context.Context, matterID int64, edition int, reason string) error {
	return tx.exec(ctx, fmt.Sprintf("return duty report %d", matterID), `
		INSERT INTO duty_return (matter_id, edition, reason, returned_by, returned_at) VALUES ($1, $2, $3, $4, $5)`, matterID, edition, reason, tx.who.AccountID, tx.now)
}

// DutyAttachment is a file with a report; Edition is zero until it is filed.
type DutyAttachment struct {
	FileID  int64
	Name    string
	Size    int64
	Edition int
}

// DutyAttachments lists the files of a report.
func (r reads) DutyAttachments(ctx context.Context, matterID int64) ([]DutyAttachment, error) {
	rows, err := r.q.Query(ctx, `
		SELECT f.id, f.name, f.size, coalesce(x.edition, 0) FROM duty_attachment x JOIN file f ON f.id = x.file_id WHERE x.matter_id = $1 ORDER BY f.id LIMIT 100`, matterID)
	if err != nil {
		return nil, fmt.Errorf("attachments of duty report %d: %w", matterID, err)
	}
	return pgx.CollectRows(rows, pgx.RowToStructByPos[DutyAttachment])
}

// AddDutyAttachment puts a stored file to the draft.
func (tx *Tx) AddDutyAttachment(ctx context.Context, matterID, fileID int64) error {
	return tx.exec(ctx, "attach to duty report", `INSERT INTO duty_attachment (matter_id, file_id) VALUES ($1, $2)`, matterID, fileID)
}

// DropDutyAttachment takes a file off the draft.
func (tx *Tx) DropDutyAttachment(ctx context.Context, matterID, fileID int64) error {
	return tx.exec1(ctx, "附件", "drop attachment", `DELETE FROM duty_attachment WHERE matter_id = $1 AND file_id = $2 AND edition IS NULL`, matterID, fileID)
}

// DutyUrge is one reminder to file (催交).
type DutyUrge struct {
	MatterID int64
	How      string
	Note     string
	By       string
	At       time.Time
}

// InsertDutyUrge keeps a reminder.
func (tx *Tx) InsertDutyUrge(ctx context.Context, u DutyUrge) error {
	return tx.exec(ctx, "urge duty report", `INSERT INTO duty_urge (matter_id, how, note, urged_by, urged_at) VALUES ($1, $2, $3, $4, $5)`,
		u.MatterID, u.How, u.Note, tx.who.AccountID, tx.now)
}

// DutyUrges lists the reminders of a report.
func (r reads) DutyUrges(ctx context.Context, matterID int64) ([]DutyUrge, error) {
	rows, err := r.q.Query(ctx, `
		SELECT u.matter_id, u.how, u.note, a.name, u.urged_at FROM duty_urge u JOIN account a ON a.id = u.urged_by WHERE u.matter_id = $1 ORDER BY u.id LIMIT 100`, matterID)
	if err != nil {
		return nil, fmt.Errorf("urges of duty report %d: %w", matterID, err)
	}
	return pgx.CollectRows(rows, pgx.RowToStructByPos[DutyUrge])
}

// DutyVolume is the year's reports bound as one (述职报告汇编)〔ZY-17〕.
type DutyVolume struct {
	ID         int64
	Year       int
	CompiledBy string
	CompiledAt time.Time
	IssuedOn   calendar.Day
	Entries    int
	Delivered  int
	Opened     int
}

// DutyVolume returns a volume.
func (r reads) DutyVolume(ctx context.Context, id int64) (v DutyVolume, err error) {
	err = r.q.QueryRow(ctx, `
		SELECT v.id, c.year, a.name, v.compiled_at, v.issued_on, (SELECT count(*) FROM duty_volume_entry e WHERE e.volume_id = v.id),
			(SELECT count(*) FROM duty_volume_receipt x WHERE x.volume_id = v.id), (SELECT count(x.opened_at) FROM duty_volume_receipt x WHERE x.volume_id = v.id)
		FROM duty_volume v JOIN duty_call c ON c.id = v.call_id JOIN account a ON a.id = v.compiled_by WHERE v.id = $1`, id).
		Scan(&v.ID, &v.Year, &v.CompiledBy, &v.CompiledAt, &v.IssuedOn, &v.Entries, &v.Delivered, &v.Opened)
	if err != nil {
		return v, missing(err, "述职报告汇编", id)
	}
	return v, nil
}

// InsertDutyVolume binds the last edition of every report of a call that was filed and not sent back, in the order of the list.
func (tx *Tx) InsertDutyVolume(ctx context.Context, callID int64) (id int64, err error) {
	err = tx.tx.QueryRow(
		ctx,
		`INSERT INTO duty_volume (call_id, compiled_by, compiled_at) VALUES ($1, $2, $3) RETURNING id`,
		callID,
		tx.who.AccountID,
		tx.now,
	).Scan(
		&id,
	)
	if err != nil {
		return 0, fmt.Errorf("insert duty volume: %w", err)
	}
	return id, tx.exec(ctx, "bind duty reports", `
		INSERT INTO duty_volume_entry (volume_id, place, matter_id, edition)
		SELECT $1, row_number() OVER (ORDER BY d.place), d.matter_id, (SELECT max(f.edition) FROM duty_filing f WHERE f.matter_id = d.matter_id)
		FROM duty_report d WHERE d.call_id = $2 AND d.stage IN ('filed', 'reviewed')`, id, callID)
}

// IssueDutyVolume delivers a volume to the members of today (印发).
func (tx *Tx) IssueDutyVolume(ctx context.Context, id int64, members []int64) error {
	if err := tx.exec1(ctx, "述职报告汇编", "issue volume", `UPDATE duty_volume SET issued_on = $2 WHERE id = $1 AND issued_on IS NULL`, id, calendar.Of(tx.now)); err != nil {
		return err
	}
	return tx.exec(
		ctx,
		"deliver volume",
		`INSERT INTO duty_volume_receipt (volume_id, member_id, delivered_at) SELECT $1, unnest($2::bigint[]), $3`,
		id,
		members,
		tx.now,
	)
}

// OpenDutyVolume notes that a member has opened the volume, the first time; it reports whether this was it.
func (tx *Tx) OpenDutyVolume(ctx context.Context, id, memberID int64) (bool, error) {
	tag, err := tx.tx.Exec(
		ctx,
		`UPDATE duty_volume_receipt SET opened_at = $3 WHERE volume_id = $1 AND member_id = $2 AND opened_at IS NULL`,
		id,
		memberID,
		tx.now,
	)
	if err != nil {
		return false, fmt.Errorf("open volume %d: %w", id, err)
	}
	return tag.RowsAffected() == 1, nil
}

// VolumeReceipt is a member to whom a volume was delivered.
type VolumeReceipt struct {
	MemberID    int64
	Name        string
	DeliveredAt time.Time
	OpenedAt    time.Time
}

// VolumeReceipts lists to whom a volume was delivered, in the official order, and who has opened it.
func (r reads) VolumeReceipts(ctx context.Context, id int64) ([]VolumeReceipt, error) {
	rows, err := r.q.Query(ctx, `
		SELECT m.id, n.name, x.delivered_at, x.opened_at FROM duty_volume_receipt x JOIN member m ON m.id = x.member_id JOIN person n ON n.id = m.person_id
		WHERE x.volume_id = $1 ORDER BY m.seat, m.id LIMIT 200`, id)
	if err != nil {
		return nil, fmt.Errorf("receipts of volume %d: %w", id, err)
	}
	return pgx.CollectRows(rows, func(row pgx.CollectableRow) (x VolumeReceipt, err error) {
		return x, row.Scan(&x.MemberID, &x.Name, &x.DeliveredAt, (*zeronull.Timestamptz)(&x.OpenedAt))
	})
}

// VolumeUnread returns the volume delivered last to a member who has not opened it, the zero volume when all are.
func (r reads) VolumeUnread(ctx context.Context, memberID int64) (v DutyVolume, err error) {
	rows, err := r.q.Query(ctx, `
		SELECT v.id, c.year, v.issued_on FROM duty_volume_receipt x JOIN duty_volume v ON v.id = x.volume_id JOIN duty_call c ON c.id = v.call_id
		WHERE x.member_id = $1 AND x.opened_at IS NULL ORDER BY v.id DESC LIMIT 1`, memberID)
	if err != nil {
		return v, fmt.Errorf("unread volume: %w", err)
	}
	_, err = pgx.ForEachRow(rows, []any{&v.ID, &v.Year, &v.IssuedOn}, func() error { return nil })
	if err != nil {
		return v, fmt.Errorf("unread volume: %w", err)
	}
	return v, nil
}

// VolumeReport is one report within a volume.
type VolumeReport struct {
	DutyFiling
	Person string
	Office string
}

// VolumeReports lists the reports of a volume with their text, in its order.
func (r reads) VolumeReports(ctx context.Context, id int64) ([]VolumeReport, error) {
	filings, err := r.dutyFilings(
		ctx,
		`JOIN duty_volume_entry e ON e.matter_id = f.matter_id AND e.edition = f.edition WHERE e.volume_id = $1 ORDER BY e.place LIMIT 1000`,
		id,
	)
	if err != nil {
		return nil, err
	}
	rows, err := r.q.Query(ctx, `
		SELECT n.name, coalesce(mp.office, '') FROM duty_volume_entry e JOIN duty_report d ON d.matter_id = e.matter_id JOIN person n ON n.id = d.person_id
		LEFT JOIN matter_person mp ON mp.matter_id = d.matter_id AND mp.person_id = d.person_id WHERE e.volume_id = $1 ORDER BY e.place LIMIT 1000`, id)
	if err != nil {
		return nil, fmt.Errorf("reports of volume %d: %w", id, err)
	}
	names, err := pgx.CollectRows(rows, pgx.RowToStructByPos[struct{ Person, Office string }])
	if err != nil {
		return nil, fmt.Errorf("reports of volume %d: %w", id, err)
	}
	out := make([]VolumeReport, len(filings))
	for i, f := range filings {
		out[i] = VolumeReport{DutyFiling: f, Person: names[i].Person, Office: names[i].Office}
	}
	return out, nil
}

// AnyVoting reports whether ballots are being issued, cast or opened anywhere: nothing that members do is noted then.
func (r reads) AnyVoting(ctx context.Context) (voting bool, err error) {
	if err := r.q.QueryRow(ctx, `SELECT EXISTS (SELECT FROM ballot_box WHERE phase IN ('issuing', 'casting', 'closing'))`).Scan(&voting); err != nil {
		return false, fmt.Errorf("open boxes: %w", err)
	}
	return voting, nil
}
