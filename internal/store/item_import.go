package store

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype/zeronull"

	"renmian/internal/errs"
	"renmian/internal/exam"
)

// ItemLine is one row of an uploaded spreadsheet of questions with what was found in it.
type ItemLine struct {
	Row      int            `json:"row"`
	LawID    int64          `json:"law"`
	Item     exam.Item      `json:"item"`
	Problems []errs.Finding `json:"problems,omitempty"`
	Near     string         `json:"near,omitempty"` // the question it repeats
}

// NewLaws names the laws that would be registered with the rows that are right.
func (i ItemImport) NewLaws() []string {
	var names []string
	for _, l := range i.Lines {
		if l.LawID == 0 && len(l.Problems) == 0 && !slices.Contains(names, l.Item.LawTitle) {
			names = append(names, l.Item.LawTitle)
		}
	}
	return names
}

// ItemImport is an uploaded spreadsheet of questions (试题导入).
type ItemImport struct {
	ID        int64
	FileName  string
	Lines     []ItemLine
	State     RosterState
	CreatedBy string
	CreatedAt time.Time
	DecidedBy string
	DecidedAt time.Time
}

// Count returns how many rows are wrong, and how many repeat a question.
func (i ItemImport) Count() (wrong, near int) {
	for _, l := range i.Lines {
		switch {
		case len(l.Problems) > 0:
			wrong++
		case l.Near != "":
			near++
		}
	}
	return wrong, near
}

const itemImportColumns = `i.id, f.name, i.rows, i.state, c.name, i.created_at, coalesce(d.name, ''), i.decided_at`

const itemImportTables = `item_import i JOIN file f ON f.id = i.file_id JOIN account c ON c.id = i.created_by
	LEFT JOIN account d ON d.id = i.decided_by`

func scanItemImport(row pgx.CollectableRow) (i ItemImport, err error) {
	return i, row.Scan(&i.ID, &i.FileName, &i.Lines, &i.State, &i.CreatedBy, &i.CreatedAt, &i.DecidedBy, (*zeronull.Timestamptz)(&i.DecidedAt))
}

// ItemImports lists the latest uploads, the newest first.
func (r reads) ItemImports(ctx context.Context, limit int) ([]ItemImport, error) {
	rows, err := r.q.Query(ctx, `SELECT `+itemImportColumns+` FROM `+itemImportTables+` ORDER BY i.id DESC LIMIT $1`, limit)
	if err != nil {
		return nil, fmt.Errorf("item imports: %w", err)
	}
	return pgx.CollectRows(rows, scanItemImport)
}

func (r reads) itemImport(ctx context.Context, id int64, lock string) (ItemImport, error) {
	rows, err := r.q.Query(ctx, `SELECT `+itemImportColumns+` FROM `+itemImportTables+` WHERE i.id = $1`+lock, id)
	if err != nil {
		return ItemImport{}, fmt.Errorf("item import %d: %w", id, err)
	}
	i, err := pgx.CollectExactlyOneRow(rows, scanItemImport)
	if err != nil {
		return ItemImport{}, missing(err, "试题表格", id)
	}
	return i, nil
}

// ItemImport returns one upload with its report.
func (r reads) ItemImport(ctx context.Context, id int64) (ItemImport, error) {
	return r.itemImport(ctx, id, "")
}

// LockItemImport reads an upload and holds its row until the transaction ends.
func (tx *Tx) LockItemImport(ctx context.Context, id int64) (ItemImport, error) {
	return tx.itemImport(ctx, id, " FOR UPDATE OF i")
}

// InsertItemImport stores a checked spreadsheet and returns its id.
func (tx *Tx) InsertItemImport(ctx context.Context, fileID int64, lines []ItemLine) (int64, error) {
	var id int64
	err := tx.tx.QueryRow(ctx, `
		INSERT INTO item_import (file_id, rows, state, created_by, created_at) VALUES ($1, $2, 'checked', $3, $4) RETURNING id`,
		fileID, lines, tx.who.AccountID, tx.now).Scan(&id)
	if err != nil {
		return 0, fmt.Errorf("insert item import: %w", err)
	}
	return id, nil
}

// DecideItemImport notes that an upload was accepted or discarded.
func (tx *Tx) DecideItemImport(ctx context.Context, id int64, state RosterState, lines []ItemLine) error {
	return tx.exec1(ctx, "试题表格", fmt.Sprintf("decide item import %d", id), `
		UPDATE item_import SET state = $2, rows = $3, decided_by = $4, decided_at = $5 WHERE id = $1 AND state = 'checked'`,
		id, state, lines, tx.who.AccountID, tx.now)
}
