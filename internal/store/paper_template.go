package store

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
)

// PaperTemplate is one version of the county's own file for a kind of paper (文书模板).
type PaperTemplate struct {
	ID          int64
	Kind        string // code of a docx.Kind
	Version     int
	Fields      []string // the fields it names
	FileID      int64
	FileName    string
	SHA256      []byte
	AddedBy     string
	AddedAt     time.Time
	ActivatedBy string
	ActivatedAt time.Time // zero until it was put to use
	WithdrawnBy string
	WithdrawnAt time.Time // zero while in use
}

// Active reports whether papers are set in it.
func (t PaperTemplate) Active() bool { return !t.ActivatedAt.IsZero() && t.WithdrawnAt.IsZero() }

const paperTemplateSQL = `
	SELECT t.id, t.kind, t.version, t.fields, t.file_id, f.name, t.sha256, a.name, t.added_at,
	       coalesce(u.name, ''), coalesce(t.activated_at, '0001-01-01'::timestamptz), coalesce(w.name, ''), coalesce(t.withdrawn_at, '0001-01-01'::timestamptz)
	FROM paper_template t JOIN file f ON f.id = t.file_id JOIN account a ON a.id = t.added_by
	LEFT JOIN account u ON u.id = t.activated_by LEFT JOIN account w ON w.id = t.withdrawn_by`

func (r reads) paperTemplates(ctx context.Context, tail string, args ...any) ([]PaperTemplate, error) {
	rows, err := r.q.Query(ctx, paperTemplateSQL+tail, args...)
	if err != nil {
		return nil, fmt.Errorf("paper templates: %w", err)
	}
	all, err := pgx.CollectRows(rows, pgx.RowToStructByPos[PaperTemplate])
	for i := range all {
		all[i].ActivatedAt, all[i].WithdrawnAt = orZero(all[i].ActivatedAt), orZero(all[i].WithdrawnAt)
	}
	return all, err
}

// orZero gives the year one of SQL as the zero time whatever its zone.
func orZero(t time.Time) time.Time {
	if t.UTC().Year() <= 1 {
		return time.Time{}
	}
	return t
}

// ActiveTemplates lists the versions in use, one of a kind at most.
func (r reads) ActiveTemplates(ctx context.Context) ([]PaperTemplate, error) {
	return r.paperTemplates(ctx, ` WHERE t.activated_at IS NOT NULL AND t.withdrawn_at IS NULL`)
}

// ActiveTemplate finds the version of a kind in use.
func (r reads) ActiveTemplate(ctx context.Context, kind string) (PaperTemplate, bool, error) {
	all, err := r.paperTemplates(ctx, ` WHERE t.kind = $1 AND t.activated_at IS NOT NULL AND t.withdrawn_at IS NULL`, kind)
	if err != nil || len(all) == 0 {
		return PaperTemplate{}, false, err
	}
	return all[0], true, nil
}

// PaperTemplates lists the versions of a kind below one, the newest first; before is 0 for the first page.
func (r reads) PaperTemplates(ctx context.Context, kind string, before, limit int) ([]PaperTemplate, error) {
	return r.paperTemplates(ctx, ` WHERE t.kind = $1 AND ($2 = 0 OR t.version < $2) ORDER BY t.version DESC LIMIT $3`, kind, before, limit)
}

// PaperTemplate returns one version.
func (r reads) PaperTemplate(ctx context.Context, id int64) (PaperTemplate, error) {
	return r.paperTemplate(ctx, id, "")
}

func (r reads) paperTemplate(ctx context.Context, id int64, lock string) (PaperTemplate, error) {
	all, err := r.paperTemplates(ctx, ` WHERE t.id = $1`+lock, id)
	if err == nil && len(all) == 0 {
		err = missing(pgx.ErrNoRows, "文书模板", id)
	}
	if err != nil {
		return PaperTemplate{}, err
	}
	return all[0], nil
}

// LockPaperTemplate returns one version, which nobody changes until the end of the transaction.
func (tx *Tx) LockPaperTemplate(ctx context.Context, id int64) (PaperTemplate, error) {
	return tx.paperTemplate(ctx, id, ` FOR UPDATE OF t`)
}

// InsertPaperTemplate adds the next version of a kind.
func (tx *Tx) InsertPaperTemplate(ctx context.Context, kind string, fields []string, f File) (id int64, version int, err error) {
	err = tx.tx.QueryRow(ctx, `
		INSERT INTO paper_template (kind, version, fields, file_id, sha256, added_by, added_at)
		SELECT $1, coalesce(max(version), 0) + 1, $2, $3, $4, $5, $6 FROM paper_template WHERE kind = $1
		RETURNING id, version`, kind, fields, f.ID, f.SHA256[:], tx.who.AccountID, tx.now).Scan(&id, &version)
	if err != nil {
		return 0, 0, fmt.Errorf("template of %s: %w", kind, err)
	}
	return id, version, nil
}

// WithdrawTemplate takes the version of a kind in use out of it, if there is one.
func (tx *Tx) WithdrawTemplate(ctx context.Context, kind string) error {
	_, err := tx.tx.Exec(ctx, `
		UPDATE paper_template SET withdrawn_by = $2, withdrawn_at = $3
		WHERE kind = $1 AND activated_at IS NOT NULL AND withdrawn_at IS NULL`, kind, tx.who.AccountID, tx.now)
	if err != nil {
		return fmt.Errorf("withdraw template of %s: %w", kind, err)
	}
	return nil
}

// ActivateTemplate puts a version to use.
func (tx *Tx) ActivateTemplate(ctx context.Context, id int64) error {
	_, err := tx.tx.Exec(ctx, `
		UPDATE paper_template SET activated_by = $2, activated_at = $3, withdrawn_by = NULL, withdrawn_at = NULL WHERE id = $1`,
		id, tx.who.AccountID, tx.now)
	if err != nil {
		return fmt.Errorf("activate template %d: %w", id, err)
	}
	return nil
}
