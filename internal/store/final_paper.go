package store

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
)

// FinalPaper is one entry of the ledger of final papers (文书定稿簿). Entries are never changed.
type FinalPaper struct {
	ID             int64
	Year, Sequence int
	Number         string // 定稿编号
	Name           string // 文书名称
	Title          string
	DocumentNumber string // 发文字号
	Source         string // address of the page it was made from
	Words          []byte // hash of what it says
	SHA256         []byte // hash of the file
	FileID         int64
	MadeByID       int64
	MadeBy         string
	MadeAt         time.Time
}

// FinalPaperFilter chooses entries of the ledger, the newest number first.
type FinalPaperFilter struct {
	Search string
	MadeBy int64  // only by this account, 0 for all
	Before [2]int // year and sequence of the last row of the page before
	Limit  int
}

const finalPaperSQL = `
	SELECT f.id, f.year, f.sequence, f.number, f.name, f.title, f.document_number, f.source, f.words, f.sha256, f.file_id, f.made_by, a.name, f.made_at
	FROM final_paper f JOIN account a ON a.id = f.made_by`

func (r reads) finalPapers(ctx context.Context, tail string, args ...any) ([]FinalPaper, error) {
	rows, err := r.q.Query(ctx, finalPaperSQL+tail, args...)
	if err != nil {
		return nil, fmt.Errorf("final papers: %w", err)
	}
	return pgx.CollectRows(rows, pgx.RowToStructByPos[FinalPaper])
}

// FinalPapers lists the ledger.
func (r reads) FinalPapers(ctx context.Context, f FinalPaperFilter) ([]FinalPaper, error) {
	return r.finalPapers(
		ctx,
		`
		WHERE (@year = 0 OR (f.year, f.sequence) < (@year, @sequence)) AND (@by = 0 OR f.made_by = @by)
		  AND (@text = '' OR f.search @> @terms AND strpos(lower(concat_ws(' ', f.number, f.name, f.title, f.document_number)), @text) > 0)
		ORDER BY f.year DESC, f.sequence DESC LIMIT @limit`,
		planned,
		pgx.NamedArgs{
			"year":     f.Before[0],
			"sequence": f.Before[1],
			"by":       f.MadeBy,
			"text":     searchText(f.Search),
			"terms":    queryTerms(f.Search),
			"limit":    f.Limit,
		},
	)
}

// FinalPaper returns one entry.
func (r reads) FinalPaper(ctx context.Context, id int64) (FinalPaper, error) {
	return onePaper(id)(r.finalPapers(ctx, ` WHERE f.id = $1`, id))
}

// FinalPaperByNumber looks an entry up by the number printed on the paper.
func (r reads) FinalPaperByNumber(ctx context.Context, number string) (FinalPaper, bool, error) {
	return atMostOne(r.finalPapers(ctx, ` WHERE f.number = $1`, number))
}

// FinalPaperOfWords looks up whether a page was made final with these words.
func (r reads) FinalPaperOfWords(ctx context.Context, source string, words []byte) (FinalPaper, bool, error) {
	return atMostOne(r.finalPapers(ctx, ` WHERE f.source = $1 AND f.words = $2`, source, words))
}

// FinalPaperOfHash looks up whose file has this hash.
func (r reads) FinalPaperOfHash(ctx context.Context, sha256 []byte) (FinalPaper, bool, error) {
	return atMostOne(r.finalPapers(ctx, ` WHERE f.sha256 = $1 ORDER BY f.id LIMIT 1`, sha256))
}

func atMostOne(all []FinalPaper, err error) (FinalPaper, bool, error) {
	if err != nil || len(all) == 0 {
		return FinalPaper{}, false, err
	}
	return all[0], true, nil
}

func onePaper(id int64) func([]FinalPaper, error) (FinalPaper, error) {
	return func(all []FinalPaper, err error) (FinalPaper, error) {
		if err == nil && len(all) == 0 {
			err = missing(pgx.ErrNoRows, "定稿文书", id)
		}
		if err != nil {
			return FinalPaper{}, err
		}
		return all[0], nil
	}
}

// InsertFinalPaper enters a paper into the ledger and returns its id.
func (tx *Tx) InsertFinalPaper(ctx context.Context, f FinalPaper) (int64, error) {
	var id int64
	err := tx.tx.QueryRow(ctx, `
		INSERT INTO final_paper (year, sequence, number, name, title, document_number, source, words, sha256, file_id, search, made_by, made_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) RETURNING id`,
		f.Year, f.Sequence, f.Number, f.Name, f.Title, f.DocumentNumber, f.Source, f.Words, f.SHA256, f.FileID,
		searchTerms(f.Number, f.Name, f.Title, f.DocumentNumber), tx.who.AccountID, tx.now).Scan(&id)
	if err != nil {
		return 0, fmt.Errorf("final paper %s: %w", f.Number, err)
	}
	return id, nil
}
