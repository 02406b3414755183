package store

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype/zeronull"

	"renmian/internal/exam"
	"renmian/internal/policy"
)

// ExamRun is a sitting held on computers (机考): its clock, and how its papers are shown.
type ExamRun struct {
	exam.Run
	SittingID    int64
	OneByOne     bool // one question at a time
	OpenedAt     time.Time
	EndedAt      time.Time
	CancelledWhy string
	Version      int
}

// RunPaper is the set of papers that the candidates of one group of offices sit, and what the lot gave.
type RunPaper struct {
	Group    policy.Group
	SetID    int64
	Number   string
	Title    string
	Approved bool
	Labels   []string
	BySeat   bool   // A and B in turn by seat
	Label    string // what the lot gave
	DrawnBy  string
	DrawnAt  time.Time
	Witness  string
}

// Drawn reports whether it is settled who writes which paper of the set.
func (p RunPaper) Drawn() bool { return p.BySeat || p.Label != "" || len(p.Labels) == 1 }

// LabelAt is the paper of a seat.
func (p RunPaper) LabelAt(seat int) string {
	switch {
	case p.BySeat:
		return exam.InTurn(p.Labels, seat)
	case p.Label == "" && len(p.Labels) == 1:
		return p.Labels[0]
	}
	return p.Label
}

// ExamRoom is a room of a sitting with those who watch it (考场).
type ExamRoom struct {
	exam.Room
	Invigilators []Invigilator
}

// Invigilator is an account that watches a room (监考).
type Invigilator struct {
	AccountID int64
	Name      string
}

// ExamTopic is the topic under which changes of a sitting on computers are told.
func ExamTopic(sittingID int64) string { return fmt.Sprintf("exam:%d", sittingID) }

const runColumns = `r.sitting_id, r.state, r.minutes, r.grace, r.one_by_one, r.opened_at, r.started_at, r.paused_at, r.paused_for, r.ended_at,
	r.cancelled_why, r.version, r.late_minutes, r.late_by_consent`

// spans are the columns of a run that count seconds or minutes.
type spans struct{ grace, pausedFor, late int }

func (x *ExamRun) targets(n *spans) []any {
	return []any{&x.SittingID, &x.State, &x.Minutes, &n.grace, &x.OneByOne, (*zeronull.Timestamptz)(&x.OpenedAt), (*zeronull.Timestamptz)(&x.StartedAt),
		(*zeronull.Timestamptz)(&x.PausedAt), &n.pausedFor, (*zeronull.Timestamptz)(&x.EndedAt), &x.CancelledWhy, &x.Version, &n.late, &x.LateByConsent}
}

func (x *ExamRun) take(n spans) {
	x.Grace, x.PausedFor, x.LateFor = time.Duration(n.grace)*time.Second, time.Duration(n.pausedFor)*time.Second, time.Duration(n.late)*time.Minute
}

func (r reads) examRun(ctx context.Context, sittingID int64, lock string) (x ExamRun, err error) {
	var n spans
	err = r.q.QueryRow(ctx, `SELECT `+runColumns+` FROM exam_run r WHERE r.sitting_id = $1`+lock, sittingID).Scan(x.targets(&n)...)
	if err != nil {
		return x, missing(err, "机考场次", sittingID)
	}
	x.take(n)
	return x, nil
}

// ExamRun returns the run of a sitting on computers.
func (r reads) ExamRun(ctx context.Context, sittingID int64) (ExamRun, error) {
	return r.examRun(ctx, sittingID, "")
}

// LockExamRun reads a run and holds its row until the transaction ends; entries are locked after it.
func (tx *Tx) LockExamRun(ctx context.Context, sittingID int64) (ExamRun, error) {
	return tx.examRun(ctx, sittingID, " FOR UPDATE")
}

// HoldExamRun reads a run and keeps its state from changing until the transaction ends; many may hold it.
func (tx *Tx) HoldExamRun(ctx context.Context, sittingID int64) (ExamRun, error) {
	return tx.examRun(ctx, sittingID, " FOR SHARE")
}

// InsertExamRun makes a sitting one on computers.
func (tx *Tx) InsertExamRun(ctx context.Context, x ExamRun) error {
	return tx.exec(ctx, fmt.Sprintf("insert run of sitting %d", x.SittingID), `
		INSERT INTO exam_run (sitting_id, state, minutes, one_by_one, late_minutes, late_by_consent) VALUES ($1, $2, $3, $4, $5, $6)`,
		x.SittingID, exam.RunPlanned, x.Minutes, x.OneByOne, int(x.LateFor/time.Minute), x.LateByConsent)
}

// SaveExamRun writes what changed of a run since LockExamRun.
func (tx *Tx) SaveExamRun(ctx context.Context, x ExamRun) error {
	return tx.exec1(ctx, "考试场次", fmt.Sprintf("save run of sitting %d", x.SittingID), `
		UPDATE exam_run SET state = $3, minutes = $4, one_by_one = $5, opened_at = $6, started_at = $7, paused_at = $8, paused_for = $9,
			ended_at = $10, cancelled_why = $11, version = version + 1
		WHERE sitting_id = $1 AND version = $2`, x.SittingID, x.Version, x.State, x.Minutes, x.OneByOne, zeronull.Timestamptz(x.OpenedAt),
		zeronull.Timestamptz(x.StartedAt), zeronull.Timestamptz(x.PausedAt), int(x.PausedFor/time.Second), zeronull.Timestamptz(x.EndedAt), x.CancelledWhy)
}

// TellExam tells who watches a sitting that it has changed, once the transaction is committed.
func (tx *Tx) TellExam(ctx context.Context, sittingID int64) error {
	return tx.exec(ctx, "tell exam", `SELECT pg_notify($1, $2)`, Channel, ExamTopic(sittingID))
}

// ExamRooms lists the rooms of a sitting with their invigilators.
func (r reads) ExamRooms(ctx context.Context, sittingID int64) ([]ExamRoom, error) {
	rows, err := r.q.Query(ctx, `
		SELECT m.id, m.name, m.seats, coalesce(i.account_id, 0), coalesce(a.name, '')
		FROM exam_room m LEFT JOIN exam_invigilator i ON i.room_id = m.id LEFT JOIN account a ON a.id = i.account_id
		WHERE m.sitting_id = $1 ORDER BY m.id, a.name, a.id LIMIT 500`, sittingID)
	if err != nil {
		return nil, fmt.Errorf("rooms of sitting %d: %w", sittingID, err)
	}
	var all []ExamRoom
	var m exam.Room
	var i Invigilator
	_, err = pgx.ForEachRow(rows, []any{&m.ID, &m.Name, &m.Seats, &i.AccountID, &i.Name}, func() error {
		if n := len(all); n == 0 || all[n-1].ID != m.ID {
			all = append(all, ExamRoom{Room: m})
		}
		if i.AccountID != 0 {
			last := &all[len(all)-1]
			last.Invigilators = append(last.Invigilators, i)
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("rooms of sitting %d: %w", sittingID, err)
	}
	return all, nil
}

// AccountsIn lists the accounts in use that hold one of the roles, by name.
func (r reads) AccountsIn(ctx context.Context, roles []string) ([]Invigilator, error) {
	rows, err := r.q.Query(ctx, `
		SELECT id, name FROM account WHERE disabled_at IS NULL AND roles && $1 ORDER BY name, id LIMIT 300`, roles)
	if err != nil {
		return nil, fmt.Errorf("accounts in %v: %w", roles, err)
	}
	return pgx.CollectRows(rows, pgx.RowToStructByPos[Invigilator])
}

// InsertExamRoom adds a room to a sitting.
func (tx *Tx) InsertExamRoom(ctx context.Context, sittingID int64, m exam.Room) (id int64, err error) {
	err = tx.tx.QueryRow(ctx, `
		INSERT INTO exam_room (sitting_id, name, seats) VALUES ($1, $2, $3) RETURNING id`, sittingID, m.Name, m.Seats).Scan(&id)
	if err != nil {
		return 0, fmt.Errorf("insert exam room: %w", err)
	}
	return id, nil
}

// SaveExamRoom changes the name and the number of seats of a room.
func (tx *Tx) SaveExamRoom(ctx context.Context, sittingID int64, m exam.Room) error {
	return tx.exec1(ctx, "考场", fmt.Sprintf("save exam room %d", m.ID), `
		UPDATE exam_room SET name = $3, seats = $4 WHERE id = $1 AND sitting_id = $2`, m.ID, sittingID, m.Name, m.Seats)
}

// RemoveExamRoom takes a room out of a sitting.
func (tx *Tx) RemoveExamRoom(ctx context.Context, sittingID, roomID int64) error {
	return tx.exec1(ctx, "考场", fmt.Sprintf("remove exam room %d", roomID), `
		DELETE FROM exam_room WHERE id = $1 AND sitting_id = $2`, roomID, sittingID)
}

// SetInvigilators says who watches a room, and names all who watch the sitting on its papers.
func (tx *Tx) SetInvigilators(ctx context.Context, sittingID, roomID int64, accounts []int64) error {
	if err := tx.exec(ctx, "drop invigilators", `DELETE FROM exam_invigilator WHERE room_id = $1`, roomID); err != nil {
		return err
	}
	if err := tx.exec(ctx, "insert invigilators", `
		INSERT INTO exam_invigilator (room_id, account_id) SELECT $1, unnest($2::bigint[])`, roomID, accounts); err != nil {
		return err
	}
	return tx.exec(ctx, "name invigilators", `
		UPDATE exam_sitting SET invigilators = coalesce((
			SELECT string_agg(DISTINCT a.name, '、') FROM exam_invigilator i JOIN exam_room m ON m.id = i.room_id JOIN account a ON a.id = i.account_id
			WHERE m.sitting_id = $1), '待定') WHERE id = $1`, sittingID)
}

// RunPapers lists what the groups of a sitting write.
func (r reads) RunPapers(ctx context.Context, sittingID int64) ([]RunPaper, error) {
	rows, err := r.q.Query(ctx, `
		SELECT p.office_group, s.id, s.number, s.title, s.state = 'approved', p.by_seat, coalesce(p.label, ''), coalesce(a.name, ''), p.drawn_at, p.witness,
			ARRAY(SELECT label FROM exam_paper WHERE set_id = s.id ORDER BY label)
		FROM exam_run_paper p JOIN exam_paper_set s ON s.id = p.set_id LEFT JOIN account a ON a.id = p.drawn_by
		WHERE p.sitting_id = $1 ORDER BY p.office_group LIMIT 20`, sittingID)
	if err != nil {
		return nil, fmt.Errorf("papers of sitting %d: %w", sittingID, err)
	}
	return pgx.CollectRows(rows, func(row pgx.CollectableRow) (p RunPaper, err error) {
		return p, row.Scan(&p.Group, &p.SetID, &p.Number, &p.Title, &p.Approved, &p.BySeat, &p.Label, &p.DrawnBy,
			(*zeronull.Timestamptz)(&p.DrawnAt), &p.Witness, &p.Labels)
	})
}

// SetRunPaper says which set a group writes; what was drawn before counts no more.
func (tx *Tx) SetRunPaper(ctx context.Context, sittingID int64, p RunPaper) error {
	return tx.exec(ctx, "set papers of sitting", `
		INSERT INTO exam_run_paper (sitting_id, office_group, set_id, by_seat) VALUES ($1, $2, $3, $4)
		ON CONFLICT (sitting_id, office_group) DO UPDATE SET set_id = excluded.set_id, by_seat = excluded.by_seat, label = NULL,
			drawn_by = NULL, drawn_at = NULL, witness = ''`, sittingID, p.Group, p.SetID, p.BySeat)
}

// DrawRunPaper writes down what the lot gave.
func (tx *Tx) DrawRunPaper(ctx context.Context, sittingID int64, group policy.Group, label, witness string) error {
	return tx.exec1(ctx, "抽签", "draw paper", `
		UPDATE exam_run_paper SET label = $3, drawn_by = $4, drawn_at = $5, witness = $6
		WHERE sitting_id = $1 AND office_group = $2 AND label IS NULL AND NOT by_seat`, sittingID, group, label, tx.who.AccountID, tx.now, witness)
}

// SetsFor lists the approved sets of a group's papers, the latest first, as they may be chosen for a sitting:
// none that two persons have opened for printing.
func (r reads) SetsFor(ctx context.Context, group policy.Group) ([]RunPaper, error) {
	rows, err := r.q.Query(ctx, `
		SELECT s.id, s.number, s.title, ARRAY(SELECT label FROM exam_paper WHERE set_id = s.id ORDER BY label)
		FROM exam_paper_set s WHERE s.office_group = $1 AND s.state = 'approved'
		  AND (SELECT count(*) FROM exam_paper_opening o WHERE o.set_id = s.id) < 2 ORDER BY s.id DESC LIMIT 50`, group)
	if err != nil {
		return nil, fmt.Errorf("sets for %s: %w", group, err)
	}
	return pgx.CollectRows(rows, func(row pgx.CollectableRow) (p RunPaper, err error) {
		p.Group, p.Approved = group, true
		return p, row.Scan(&p.SetID, &p.Number, &p.Title, &p.Labels)
	})
}

// ExamEvent is a line of the record of the room (考场记录).
type ExamEvent struct {
	ID      int64
	EntryID int64 // zero: the whole sitting
	Person  string
	Seat    string
	At      time.Time
	Kind    string
	Note    string
	By      string
}

// NoteExam writes a line into the record of the room.
func (tx *Tx) NoteExam(ctx context.Context, sittingID, entryID int64, kind, note string) error {
	return tx.exec(ctx, "note "+kind, `
		INSERT INTO exam_event (sitting_id, entry_id, at, kind, note, by_id) VALUES ($1, $2, $3, $4, $5, $6)`,
		sittingID, zeronull.Int8(entryID), tx.now, kind, note, zeronull.Int8(tx.who.AccountID))
}

// ExamEvents lists the record of a sitting, the latest first.
func (r reads) ExamEvents(ctx context.Context, sittingID int64, limit int) ([]ExamEvent, error) {
	return r.examEvents(ctx, "v.sitting_id", sittingID, limit)
}

// EventsOfEntry lists the record of one candidate, the latest first.
func (r reads) EventsOfEntry(ctx context.Context, entryID int64, limit int) ([]ExamEvent, error) {
	return r.examEvents(ctx, "v.entry_id", entryID, limit)
}

func (r reads) examEvents(ctx context.Context, column string, id int64, limit int) ([]ExamEvent, error) {
	rows, err := r.q.Query(ctx, `
		SELECT v.id, coalesce(v.entry_id, 0), coalesce(n.name, ''), coalesce(m.name || ' ' || e.seat || ' 号', ''), v.at, v.kind, v.note, coalesce(a.name, '')
		FROM exam_event v LEFT JOIN exam_entry e ON e.id = v.entry_id LEFT JOIN exam_room m ON m.id = e.room_id
		LEFT JOIN appointment_case c ON c.id = e.case_id LEFT JOIN person n ON n.id = c.person_id LEFT JOIN account a ON a.id = v.by_id
		WHERE `+column+` = $1 ORDER BY v.id DESC LIMIT $2`, id, limit)
	if err != nil {
		return nil, fmt.Errorf("exam events of %s %d: %w", column, id, err)
	}
	return pgx.CollectRows(rows, pgx.RowToStructByPos[ExamEvent])
}

// ExamProgress returns, by topic, what of each sitting under way changes without being told: who saved last,
// how many are silent, and the minute. It is asked on a timer, for saving an answer tells nobody.
func (db *DB) ExamProgress(ctx context.Context) (map[string]string, error) {
	now := db.Now()
	rows, err := db.q.Query(ctx, `
		SELECT r.sitting_id, coalesce(max(e.seen_at)::text, ''), count(*) FILTER (WHERE e.state = 'writing' AND e.seen_at < $1)
		FROM exam_run r JOIN exam_entry e ON e.sitting_id = r.sitting_id
		WHERE r.state IN ('open', 'running', 'paused') GROUP BY r.sitting_id LIMIT 50`, now.Add(-ExamSilence))
	if err != nil {
		return nil, fmt.Errorf("progress of exams: %w", err)
	}
	all := map[string]string{}
	var id, silent int64
	var seen string
	_, err = pgx.ForEachRow(rows, []any{&id, &seen, &silent}, func() error {
		all[ExamTopic(id)] = strings.Join([]string{seen, fmt.Sprint(silent), now.Format("15:04")}, "/")
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("progress of exams: %w", err)
	}
	return all, nil
}

// ExamSilence is after how long without a word a candidate's machine is shown as offline.
const ExamSilence = 40 * time.Second
