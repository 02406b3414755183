package store

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"renmian/internal/calendar"
	"renmian/internal/supervision"
)

// RectificationPaper is a plan or report as it was handed in.
type RectificationPaper struct {
	ID        int64
	Kind      supervision.PaperKind
	Edition   int
	Answers   []string // one for each finding
	Body      string
	OnPaper   bool
	FiledOn   calendar.Day
	FiledBy   string
	Judged    string // "", accepted, returned
	JudgedOn  calendar.Day
	JudgedBy  string
	Judgement string
	Files     []MatterFile
}

// RectificationPapers lists what was handed in, the oldest first, with its files.
func (r reads) RectificationPapers(ctx context.Context, id int64) ([]RectificationPaper, error) {
	rows, err := r.q.Query(ctx, `
		SELECT p.id, p.kind, p.edition, p.answers, p.body, p.on_paper, p.filed_on, a.name, p.judged, p.judged_on, coalesce(j.name, ''), p.judgement
		FROM rectification_paper p JOIN account a ON a.id = p.filed_by LEFT JOIN account j ON j.id = p.judged_by
		WHERE p.rectification_id = $1 ORDER BY p.id LIMIT 100`, id)
	if err != nil {
		return nil, fmt.Errorf("papers of rectification %d: %w", id, err)
	}
	all, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (p RectificationPaper, err error) {
		return p, row.Scan(&p.ID, &p.Kind, &p.Edition, &p.Answers, &p.Body, &p.OnPaper, &p.FiledOn, &p.FiledBy, &p.Judged, &p.JudgedOn, &p.JudgedBy,
			&p.Judgement)
	})
	if err != nil {
		return nil, fmt.Errorf("papers of rectification %d: %w", id, err)
	}
	files, err := r.attachments(ctx, `
		SELECT f.id, x.paper_id, x.title, f.media_type, f.size FROM rectification_file x JOIN file f ON f.id = x.file_id
		JOIN rectification_paper p ON p.id = x.paper_id WHERE p.rectification_id = $1 ORDER BY f.id LIMIT 500`, id)
	for i := range all {
		all[i].Files = filesOf(files, all[i].ID)
	}
	return all, err
}

// attachments reads files with what each belongs to as RecordID.
func (r reads) attachments(ctx context.Context, sql string, id int64) ([]MatterFile, error) {
	rows, err := r.q.Query(ctx, sql, id)
	if err != nil {
		return nil, fmt.Errorf("files of %d: %w", id, err)
	}
	return pgx.CollectRows(rows, pgx.RowToStructByPos[MatterFile])
}

func filesOf(all []MatterFile, record int64) (out []MatterFile) {
	for _, f := range all {
		if f.RecordID == record {
			out = append(out, f)
		}
	}
	return out
}

// InsertRectificationPaper stores what was handed in as the next edition of its kind.
func (tx *Tx) InsertRectificationPaper(ctx context.Context, rectID int64, p RectificationPaper) (id int64, err error) {
	err = tx.tx.QueryRow(ctx, `
		INSERT INTO rectification_paper (rectification_id, kind, edition, answers, body, on_paper, filed_on, filed_by, filed_at)
		VALUES ($1, $2, (SELECT count(*) + 1 FROM rectification_paper WHERE rectification_id = $1 AND kind = $2), $3, $4, $5, $6, $7, $8) RETURNING id`,
		rectID, p.Kind, p.Answers, p.Body, p.OnPaper, p.FiledOn, tx.who.AccountID, tx.now).Scan(&id)
	if err != nil {
		return 0, fmt.Errorf("insert paper of rectification %d: %w", rectID, err)
	}
	return id, nil
}

// AddRectificationFile puts a stored file to a plan or report.
func (tx *Tx) AddRectificationFile(ctx context.Context, paperID, fileID int64, title string) error {
	return tx.exec(ctx, fmt.Sprintf("file %d of rectification paper %d", fileID, paperID), `
		INSERT INTO rectification_file (paper_id, file_id, title) VALUES ($1, $2, $3)`, paperID, fileID, title)
}

// JudgeRectificationPaper accepts or returns the paper that waits.
func (tx *Tx) JudgeRectificationPaper(ctx context.Context, rectID int64, judged, judgement string, on calendar.Day) error {
	return tx.exec1(ctx, "整改材料", fmt.Sprintf("judge paper of rectification %d", rectID), `
		UPDATE rectification_paper SET judged = $2, judgement = $3, judged_on = $4, judged_by = $5 WHERE rectification_id = $1 AND judged = ''`,
		rectID, judged, judgement, on, tx.who.AccountID)
}

// RectificationDraft is what somebody has written so far of a plan or report.
type RectificationDraft struct {
	Kind    supervision.PaperKind
	Answers []string
	Body    string
	SavedAt time.Time // zero while nothing is saved
	Version int
}

// RectificationDraft returns what an account has written of a kind, empty when nothing.
func (r reads) RectificationDraft(ctx context.Context, rectID, accountID int64, kind supervision.PaperKind) (d RectificationDraft, err error) {
	d.Kind = kind
	err = r.q.QueryRow(
		ctx,
		`SELECT answers, body, saved_at, version FROM rectification_draft WHERE rectification_id = $1 AND account_id = $2 AND kind = $3`,
		rectID,
		accountID,
		kind,
	).
		Scan(
			&d.Answers,
			&d.Body,
			&d.SavedAt,
			&d.Version,
		)
	if errors.Is(err, pgx.ErrNoRows) {
		return d, nil
	} else if err != nil {
		return d, fmt.Errorf("draft of rectification %d: %w", rectID, err)
	}
	return d, nil
}

// SaveRectificationDraft keeps what was typed over the version it was typed on, and returns the new version. It is the own
// sheet and no act of the procedure, so it leaves no event.
func (db *DB) SaveRectificationDraft(ctx context.Context, rectID, accountID int64, d RectificationDraft) (int, error) {
	tag, err := db.pool.Exec(ctx, `
		INSERT INTO rectification_draft AS x (rectification_id, account_id, kind, answers, body, saved_at, version) VALUES ($1, $2, $3, $4, $5, $6, $7 + 1)
		ON CONFLICT (rectification_id, account_id, kind) DO UPDATE SET answers = $4, body = $5, saved_at = $6, version = x.version + 1 WHERE x.version = $7`,
		rectID, accountID, d.Kind, d.Answers, d.Body, db.Now(), d.Version)
	switch {
	case err != nil:
		return 0, fmt.Errorf("draft of rectification %d: %w", rectID, err)
	case tag.RowsAffected() != 1:
		return 0, changedElsewhere("整改材料草稿")
	}
	return d.Version + 1, nil
}

// DropRectificationDrafts forgets what was written of a kind once it is handed in.
func (tx *Tx) DropRectificationDrafts(ctx context.Context, rectID int64, kind supervision.PaperKind) error {
	return tx.exec(
		ctx,
		fmt.Sprintf("drop drafts of rectification %d", rectID),
		`DELETE FROM rectification_draft WHERE rectification_id = $1 AND kind = $2`,
		rectID,
		kind,
	)
}
