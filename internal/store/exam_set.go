package store

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype/zeronull"

	"renmian/internal/exam"
	"renmian/internal/policy"
)

// PaperState is how far a set of papers has come.
type PaperState string

const (
	PapersDraft     PaperState = "draft"     // 待审定: a second person approves it
	PapersApproved  PaperState = "approved"  // 已封存: ready for a sitting
	PapersDiscarded PaperState = "discarded" // 已作废
)

// PaperSet is a set of papers made together (一套试卷).
type PaperSet struct {
	ID            int64
	Number        string
	Title         string
	Group         policy.Group
	Blueprint     policy.Blueprint // laws by their short titles
	Seed          int64
	Tolerance     float64
	State         PaperState
	AssembledByID int64 // who assembled it or last changed a question
	AssembledBy   string
	AssembledAt   time.Time
	ApprovedBy    string
	ApprovedAt    time.Time
	Digest        []byte
	DiscardedWhy  string
	Version       int
	Labels        []string
	Started       bool // a sitting with these papers has begun
	Planned       bool // a sitting that is not cancelled is to use these papers
	Openings      int  // how many persons have asked to open the sealed set for printing
}

// Open reports whether the contents may be shown: before the approval, when two persons have opened the set,
// or once a sitting has begun.
func (s PaperSet) Open() bool { return s.ApprovedAt.IsZero() || s.Openings >= 2 || s.Started }

// Paper is one paper of a set with its questions.
type Paper struct {
	ID        int64
	Label     string
	Questions []exam.Question
}

// PaperOpening is one person's consent that a sealed set be opened for printing (启封).
type PaperOpening struct {
	AccountID int64
	Name      string
	Reason    string
	At        time.Time
}

const paperSetColumns = `s.id, s.number, s.title, s.office_group, s.blueprint, s.seed, s.tolerance, s.state, s.assembled_by, a.name,
	s.assembled_at, coalesce(b.name, ''), s.approved_at, s.digest, s.discarded_why, s.version,
	ARRAY(SELECT label FROM exam_paper p WHERE p.set_id = s.id ORDER BY label),
	EXISTS (SELECT FROM exam_run_paper x JOIN exam_run r USING (sitting_id) WHERE x.set_id = s.id AND r.started_at IS NOT NULL),
	EXISTS (SELECT FROM exam_run_paper x JOIN exam_run r USING (sitting_id) WHERE x.set_id = s.id AND r.state <> 'cancelled'),
	(SELECT count(*) FROM exam_paper_opening o WHERE o.set_id = s.id)`

const paperSetJoins = ` FROM exam_paper_set s JOIN account a ON a.id = s.assembled_by LEFT JOIN account b ON b.id = s.approved_by`

func (s *PaperSet) targets() []any {
	return []any{&s.ID, &s.Number, &s.Title, &s.Group, &s.Blueprint, &s.Seed, &s.Tolerance, &s.State, &s.AssembledByID, &s.AssembledBy,
		&s.AssembledAt, &s.ApprovedBy, (*zeronull.Timestamptz)(&s.ApprovedAt), &s.Digest, &s.DiscardedWhy, &s.Version, &s.Labels,
		&s.Started, &s.Planned, &s.Openings}
}

// PaperSets lists sets of papers, the latest first; before is the last id of the page before, zero for the first.
func (r reads) PaperSets(ctx context.Context, before int64, limit int) ([]PaperSet, error) {
	rows, err := r.q.Query(ctx, `
		SELECT `+paperSetColumns+paperSetJoins+` WHERE $1 = 0 OR s.id < $1 ORDER BY s.id DESC LIMIT $2`, before, limit)
	if err != nil {
		return nil, fmt.Errorf("sets of papers: %w", err)
	}
	return pgx.CollectRows(rows, func(row pgx.CollectableRow) (s PaperSet, err error) { return s, row.Scan(s.targets()...) })
}

func (r reads) paperSet(ctx context.Context, id int64, lock string) (PaperSet, error) {
	var s PaperSet
	err := r.q.QueryRow(ctx, `SELECT `+paperSetColumns+paperSetJoins+` WHERE s.id = $1`+lock, id).Scan(s.targets()...)
	if err != nil {
		return PaperSet{}, missing(err, "试卷", id)
	}
	return s, nil
}

// PaperSet returns one set of papers.
func (r reads) PaperSet(ctx context.Context, id int64) (PaperSet, error) {
	return r.paperSet(ctx, id, "")
}

// LockPaperSet reads a set of papers and holds its row until the transaction ends.
func (tx *Tx) LockPaperSet(ctx context.Context, id int64) (PaperSet, error) {
	return tx.paperSet(ctx, id, " FOR UPDATE OF s")
}

// Papers returns the papers of a set in the order of their labels.
func (r reads) Papers(ctx context.Context, setID int64) ([]Paper, error) {
	rows, err := r.q.Query(ctx, `
		SELECT p.id, p.label, q.position, q.section, q.item_id, q.kind, q.stem, q.options, q.key, q.cites, q.note, q.difficulty, q.points
		FROM exam_paper p JOIN exam_question q ON q.paper_id = p.id WHERE p.set_id = $1 ORDER BY p.label, q.position LIMIT 5000`, setID)
	if err != nil {
		return nil, fmt.Errorf("papers of set %d: %w", setID, err)
	}
	defer rows.Close()
	var all []Paper
	for rows.Next() {
		var p Paper
		var q exam.Question
		if err := rows.Scan(&p.ID, &p.Label, &q.Position, &q.Section, &q.ItemID, &q.Kind, &q.Stem, &q.Options, &q.Key, &q.Cites, &q.Note,
			&q.Difficulty, &q.Points); err != nil {
			return nil, fmt.Errorf("papers of set %d: %w", setID, err)
		}
		if n := len(all); n == 0 || all[n-1].ID != p.ID {
			all = append(all, p)
		}
		last := &all[len(all)-1]
		last.Questions = append(last.Questions, q)
	}
	return all, rows.Err()
}

// PaperOpenings lists who has opened a sealed set, in order.
func (r reads) PaperOpenings(ctx context.Context, setID int64) ([]PaperOpening, error) {
	rows, err := r.q.Query(ctx, `
		SELECT o.account_id, a.name, o.reason, o.at FROM exam_paper_opening o JOIN account a ON a.id = o.account_id
		WHERE o.set_id = $1 ORDER BY o.at LIMIT 20`, setID)
	if err != nil {
		return nil, fmt.Errorf("openings of set %d: %w", setID, err)
	}
	return pgx.CollectRows(rows, pgx.RowToStructByPos[PaperOpening])
}

// InsertPaperSet stores a draft and returns its id.
func (tx *Tx) InsertPaperSet(ctx context.Context, s PaperSet) (int64, error) {
	var id int64
	err := tx.tx.QueryRow(ctx, `
		INSERT INTO exam_paper_set (number, title, office_group, blueprint, seed, tolerance, state, assembled_by, assembled_at)
		VALUES ($1, $2, $3, $4, $5, $6, 'draft', $7, $8) RETURNING id`,
		s.Number, s.Title, s.Group, s.Blueprint, s.Seed, s.Tolerance, tx.who.AccountID, tx.now).Scan(&id)
	if err != nil {
		return 0, fmt.Errorf("insert set of papers: %w", err)
	}
	return id, nil
}

// SaveDraftPapers writes the seed of a draft since the version it carries, and whose work it now is.
func (tx *Tx) SaveDraftPapers(ctx context.Context, s PaperSet) error {
	return tx.exec1(ctx, "试卷", fmt.Sprintf("save set %d", s.ID), `
		UPDATE exam_paper_set SET seed = $3, assembled_by = $4, assembled_at = $5, version = version + 1
		WHERE id = $1 AND version = $2 AND state = 'draft'`, s.ID, s.Version, s.Seed, tx.who.AccountID, tx.now)
}

// ReplacePapers stores the papers of a draft in place of the ones before.
func (tx *Tx) ReplacePapers(ctx context.Context, setID int64, labels []string, papers [][]exam.Question) error {
	if err := tx.exec(ctx, fmt.Sprintf("clear set %d", setID), `DELETE FROM exam_paper WHERE set_id = $1`, setID); err != nil {
		return err
	}
	for i, questions := range papers {
		var id int64
		err := tx.tx.QueryRow(ctx, `INSERT INTO exam_paper (set_id, label) VALUES ($1, $2) RETURNING id`, setID, labels[i]).Scan(&id)
		if err != nil {
			return fmt.Errorf("insert paper %s of set %d: %w", labels[i], setID, err)
		}
		for _, q := range questions {
			if err := tx.insertQuestion(ctx, id, q); err != nil {
				return err
			}
		}
	}
	return nil
}

func (tx *Tx) insertQuestion(ctx context.Context, paperID int64, q exam.Question) error {
	return tx.exec(ctx, fmt.Sprintf("question %d of paper %d", q.Position, paperID), `
		INSERT INTO exam_question (paper_id, position, section, item_id, kind, stem, options, key, cites, note, difficulty, points)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
		paperID, q.Position, q.Section, q.ItemID, q.Kind, q.Stem, append([]string{}, q.Options...), []string(q.Key), q.Cites, q.Note, q.Difficulty, q.Points)
}

// ReplaceQuestion puts another question in the place of one of a draft.
func (tx *Tx) ReplaceQuestion(ctx context.Context, paperID int64, q exam.Question) error {
	if err := tx.exec1(ctx, "试卷", fmt.Sprintf("take question %d off paper %d", q.Position, paperID), `
		DELETE FROM exam_question WHERE paper_id = $1 AND position = $2`, paperID, q.Position); err != nil {
		return err
	}
	return tx.insertQuestion(ctx, paperID, q)
}

// SealPapers approves a draft and stores the check value of its contents.
func (tx *Tx) SealPapers(ctx context.Context, s PaperSet, digest []byte) error {
	return tx.exec1(ctx, "试卷", fmt.Sprintf("seal set %d", s.ID), `
		UPDATE exam_paper_set SET state = 'approved', approved_by = $3, approved_at = $4, digest = $5, version = version + 1
		WHERE id = $1 AND version = $2 AND state = 'draft'`, s.ID, s.Version, tx.who.AccountID, tx.now, digest)
}

// DiscardPapers puts a set out of use.
func (tx *Tx) DiscardPapers(ctx context.Context, s PaperSet, reason string) error {
	return tx.exec1(ctx, "试卷", fmt.Sprintf("discard set %d", s.ID), `
		UPDATE exam_paper_set SET state = 'discarded', discarded_why = $3, version = version + 1
		WHERE id = $1 AND version = $2 AND state <> 'discarded'`, s.ID, s.Version, reason)
}

// InsertPaperOpening stores one person's consent to open a sealed set.
func (tx *Tx) InsertPaperOpening(ctx context.Context, setID int64, reason string) error {
	return tx.exec(ctx, fmt.Sprintf("open set %d", setID), `
		INSERT INTO exam_paper_opening (set_id, account_id, reason, at) VALUES ($1, $2, $3, $4)`, setID, tx.who.AccountID, reason, tx.now)
}
