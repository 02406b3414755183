package store

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"renmian/internal/exam"
)

// SavedAnswer is an answer as it lies on the server.
type SavedAnswer struct {
	Position int         `json:"position"`
	Answer   exam.Answer `json:"answer"`
	Flagged  bool        `json:"flagged"`
	Revision int         `json:"revision"`
	SavedAt  time.Time   `json:"-"`
}

// SaveAnswers keeps answers of the machine that writes an entry, and returns the positions that were newer
// than what was there; ok is false when the entry takes no answers from this machine any more. It is one
// statement outside InTx, since a change of an answer is no step of the procedure and comes two hundred times
// in five seconds: the audit log has the start and the hand-in, and the answers themselves are the record. It
// waits for the disk like every other change.
func (db *DB) SaveAnswers(ctx context.Context, entryID int64, token string, answers []SavedAnswer) (saved []int, ok bool, err error) {
	body, err := json.Marshal(answers)
	if err != nil {
		return nil, false, fmt.Errorf("save answers of entry %d: %w", entryID, err)
	}
	err = db.pool.QueryRow(ctx, `
		WITH e AS (
			UPDATE exam_entry SET seen_at = $3 WHERE id = $1 AND machine = $2 AND state = 'writing' RETURNING id
		), kept AS (
			INSERT INTO exam_answer AS a (entry_id, position, answer, flagged, revision, saved_at)
			SELECT e.id, x.position, x.answer, x.flagged, x.revision, $3
			FROM e, jsonb_to_recordset($4::jsonb) AS x(position int, answer text[], flagged boolean, revision int)
			ON CONFLICT (entry_id, position) DO UPDATE SET answer = excluded.answer, flagged = excluded.flagged,
				revision = excluded.revision, saved_at = excluded.saved_at
			WHERE a.revision < excluded.revision
			RETURNING a.position
		)
		SELECT EXISTS (SELECT FROM e), coalesce((SELECT array_agg(position) FROM kept), '{}')`,
		entryID, MachineHash(token), db.Now(), string(body)).Scan(&ok, &saved)
	if err != nil {
		return nil, false, fmt.Errorf("save answers of entry %d: %w", entryID, err)
	}
	return saved, ok, nil
}

// SavedAnswers returns the answers of an entry by position.
func (r reads) SavedAnswers(ctx context.Context, entryID int64) (map[int]SavedAnswer, error) {
	rows, err := r.q.Query(ctx, `
		SELECT position, answer, flagged, revision, saved_at FROM exam_answer WHERE entry_id = $1 ORDER BY position LIMIT 1000`, entryID)
	if err != nil {
		return nil, fmt.Errorf("answers of entry %d: %w", entryID, err)
	}
	all := map[int]SavedAnswer{}
	var a SavedAnswer
	_, err = pgx.ForEachRow(rows, []any{&a.Position, &a.Answer, &a.Flagged, &a.Revision, &a.SavedAt}, func() error {
		x := a
		x.Answer = append(exam.Answer{}, a.Answer...)
		all[a.Position] = x
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("answers of entry %d: %w", entryID, err)
	}
	return all, nil
}

// Answers returns what a candidate gave, by position; what was never answered is missing or empty.
func (r reads) Answers(ctx context.Context, entryID int64) (map[int]exam.Answer, error) {
	saved, err := r.SavedAnswers(ctx, entryID)
	if err != nil {
		return nil, err
	}
	all := map[int]exam.Answer{}
	for position, a := range saved {
		all[position] = a.Answer
	}
	return all, nil
}

// EntryProgress is how far a candidate is.
type EntryProgress struct{ Answered, Flagged, Left, Warned int }

// EntriesProgress returns the progress of all candidates of a sitting, by entry: questions answered and
// flagged, how often the page was left, and warnings.
func (r reads) EntriesProgress(ctx context.Context, sittingID int64) (map[int64]EntryProgress, error) {
	rows, err := r.q.Query(ctx, `
		SELECT e.id, (SELECT count(*) FROM exam_answer a WHERE a.entry_id = e.id AND cardinality(a.answer) > 0),
			(SELECT count(*) FROM exam_answer a WHERE a.entry_id = e.id AND a.flagged),
			(SELECT count(*) FROM exam_event v WHERE v.entry_id = e.id AND v.kind = 'left_page'),
			(SELECT count(*) FROM exam_event v WHERE v.entry_id = e.id AND v.kind = 'warning')
		FROM exam_entry e WHERE e.sitting_id = $1 LIMIT 1000`, sittingID)
	if err != nil {
		return nil, fmt.Errorf("progress of sitting %d: %w", sittingID, err)
	}
	all := map[int64]EntryProgress{}
	var id int64
	var p EntryProgress
	if _, err := pgx.ForEachRow(rows, []any{&id, &p.Answered, &p.Flagged, &p.Left, &p.Warned}, func() error { all[id] = p; return nil }); err != nil {
		return nil, fmt.Errorf("progress of sitting %d: %w", sittingID, err)
	}
	return all, nil
}

// SeeEntry notes a sign of life of a candidate's machine, every few seconds at most.
func (db *DB) SeeEntry(ctx context.Context, e Entry) error {
	now := db.Now()
	if now.Sub(e.SeenAt) < seeEvery {
		return nil
	}
	if _, err := db.pool.Exec(ctx, `UPDATE exam_entry SET seen_at = $2 WHERE id = $1`, e.ID, now); err != nil {
		return fmt.Errorf("see entry %d: %w", e.ID, err)
	}
	return nil
}

const seeEvery = 10 * time.Second

// noted is how many lines of one kind the record keeps of a candidate: a broken page must not fill the table.
const noted = 200

// NoteEntry writes what a candidate's page reported, or what was refused to it, into the record of the room.
// It stands outside InTx because the record is append-only and is itself the trace; a line of the same kind
// within the pause is not repeated.
func (db *DB) NoteEntry(ctx context.Context, e Entry, kind, note string, pause time.Duration) error {
	now := db.Now()
	_, err := db.pool.Exec(ctx, `
		WITH v AS (
			INSERT INTO exam_event (sitting_id, entry_id, at, kind, note)
			SELECT $1, $2, $3, $4, $5
			WHERE NOT EXISTS (SELECT FROM exam_event WHERE entry_id = $2 AND kind = $4 AND at > $6)
			  AND (SELECT count(*) FROM exam_event WHERE entry_id = $2 AND kind = $4) < $7
			RETURNING id
		)
		SELECT pg_notify($8, $9) FROM v`, e.SittingID, e.ID, now, kind, note, now.Add(-pause), noted, Channel, ExamTopic(e.SittingID))
	if err != nil {
		return fmt.Errorf("note %s of entry %d: %w", kind, e.ID, err)
	}
	return nil
}
