package store

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype/zeronull"

	"renmian/internal/exam"
	"renmian/internal/policy"
)

// Entry is a candidate at a sitting on computers (考生答卷): where they sit and how far they are.
type Entry struct {
	ID, SittingID, CaseID int64
	Person                string
	PersonID              int64
	Office                string
	Group                 policy.Group
	RoomID                int64
	Room                  string
	Seat                  int
	CodeAt                time.Time // when the slip with the admission code was printed
	Failures              int
	PaperID               int64 // zero before the start
	Label                 string
	State                 exam.EntryState
	AdmittedAt            time.Time // an invigilator lets them in late
	SignedInAt            time.Time
	PledgedAt             time.Time
	StartedAt             time.Time
	Extra                 time.Duration
	HandedInAt            time.Time
	HandedInHow           string
	Machine               []byte // hash of the token of the machine that writes
	MachineAsked          []byte // of another that asks to go on
	AskedAt               time.Time
	SeenAt                time.Time
	Version               int
}

// Locked reports whether the admission code is no longer taken until an invigilator clears it.
func (e Entry) Locked() bool { return e.Failures >= exam.CodeTries }

// Place names room and seat.
func (e Entry) Place() string { return fmt.Sprintf("%s %d 号", e.Room, e.Seat) }

const examEntryColumns = `e.id, e.sitting_id, e.case_id, n.name, n.id, o.title, o.office_group, e.room_id, m.name, e.seat, e.code_at, e.failures,
	e.paper_id, coalesce(p.label, ''), e.state, e.signed_in_at, e.pledged_at, e.started_at, e.extra, e.handed_in_at, coalesce(e.handed_in_how, ''),
	e.machine, e.machine_asked, e.asked_at, e.seen_at, e.version, e.admitted_at`

const examEntryJoins = ` FROM exam_entry e JOIN exam_room m ON m.id = e.room_id JOIN appointment_case c ON c.id = e.case_id
	JOIN person n ON n.id = c.person_id JOIN office o ON o.id = c.office_id LEFT JOIN exam_paper p ON p.id = e.paper_id`

func (e *Entry) targets(extra *int) []any {
	return []any{&e.ID, &e.SittingID, &e.CaseID, &e.Person, &e.PersonID, &e.Office, &e.Group, &e.RoomID, &e.Room, &e.Seat,
		(*zeronull.Timestamptz)(&e.CodeAt), &e.Failures, (*zeronull.Int8)(&e.PaperID), &e.Label, &e.State, (*zeronull.Timestamptz)(&e.SignedInAt),
		(*zeronull.Timestamptz)(&e.PledgedAt), (*zeronull.Timestamptz)(&e.StartedAt), extra, (*zeronull.Timestamptz)(&e.HandedInAt), &e.HandedInHow,
		&e.Machine, &e.MachineAsked, (*zeronull.Timestamptz)(&e.AskedAt), (*zeronull.Timestamptz)(&e.SeenAt), &e.Version,
		(*zeronull.Timestamptz)(&e.AdmittedAt)}
}

func scanExamEntry(row pgx.CollectableRow) (e Entry, err error) {
	var extra int
	err = row.Scan(e.targets(&extra)...)
	e.Extra = time.Duration(extra) * time.Second
	return e, err
}

func (r reads) examEntries(ctx context.Context, where string, args ...any) ([]Entry, error) {
	rows, err := r.q.Query(ctx, `SELECT `+examEntryColumns+examEntryJoins+where, args...)
	if err != nil {
		return nil, fmt.Errorf("exam entries: %w", err)
	}
	all, err := pgx.CollectRows(rows, scanExamEntry)
	if err != nil {
		return nil, fmt.Errorf("exam entries: %w", err)
	}
	return all, nil
}

// Entries lists the candidates of a sitting by room and seat.
func (r reads) Entries(ctx context.Context, sittingID int64) ([]Entry, error) {
	return r.examEntries(ctx, ` WHERE e.sitting_id = $1 ORDER BY m.id, e.seat LIMIT 1000`, sittingID)
}

// Entry returns one candidate at a sitting.
func (r reads) Entry(ctx context.Context, id int64) (Entry, error) {
	all, err := r.examEntries(ctx, ` WHERE e.id = $1`, id)
	if err == nil && len(all) == 0 {
		err = missing(pgx.ErrNoRows, "考生", id)
	}
	if err != nil {
		return Entry{}, err
	}
	return all[0], nil
}

// EntriesOfCase lists the sittings on computers a case was called to, the oldest first.
func (r reads) EntriesOfCase(ctx context.Context, caseID int64) ([]Entry, error) {
	return r.examEntries(ctx, ` WHERE e.case_id = $1 ORDER BY e.id LIMIT 50`, caseID)
}

// EntriesNamed lists the candidates of a name whose sitting is open or under way.
func (r reads) EntriesNamed(ctx context.Context, name string) ([]Entry, error) {
	return r.examEntries(ctx, ` JOIN exam_run r ON r.sitting_id = e.sitting_id
		WHERE n.name = $1 AND r.state IN ('open', 'running', 'paused') ORDER BY e.id LIMIT 20`, name)
}

// ExamMachine is a machine that candidates sit at: whose it is, and on what clock.
type ExamMachine struct {
	Entry  Entry
	Run    ExamRun
	Asking bool // it only asks to go on for the entry
}

// ExamMachine returns what the machine with this token is used for; it is the one read of every request of a
// candidate.
func (r reads) ExamMachine(ctx context.Context, token string) (x ExamMachine, err error) {
	hash := MachineHash(token)
	var extra int
	var n spans
	err = r.q.QueryRow(ctx, `SELECT `+examEntryColumns+`, `+runColumns+examEntryJoins+` JOIN exam_run r ON r.sitting_id = e.sitting_id
		WHERE e.machine = $1 OR e.machine_asked = $1 ORDER BY e.machine = $1 DESC LIMIT 1`, hash).
		Scan(append(x.Entry.targets(&extra), x.Run.targets(&n)...)...)
	if err != nil {
		return x, missing(err, "考生登录", "")
	}
	x.Entry.Extra = time.Duration(extra) * time.Second
	x.Run.take(n)
	x.Asking = !hmac.Equal(hash, x.Entry.Machine)
	return x, nil
}

// MachineHash is what is kept of a machine's token.
func MachineHash(token string) []byte {
	hash := sha256.Sum256([]byte(token))
	return hash[:]
}

// examCode hashes an admission code with a key outside the database, bound to the sitting and the case.
func (r reads) examCode(sittingID, caseID int64, code string) ([]byte, error) {
	keys, err := r.identityKeys()
	if err != nil {
		return nil, err
	}
	h := hmac.New(sha256.New, keys.pins)
	fmt.Fprintf(h, "exam %d %d %s", sittingID, caseID, code)
	return h.Sum(nil), nil
}

// ExamCodeMatches reports whether the code is the one of the entry.
func (r reads) ExamCodeMatches(ctx context.Context, e Entry, code string) (bool, error) {
	got, err := r.examCode(e.SittingID, e.CaseID, code)
	if err != nil {
		return false, err
	}
	var want []byte
	if err := r.q.QueryRow(ctx, `SELECT code FROM exam_entry WHERE id = $1`, e.ID).Scan(&want); err != nil {
		return false, missing(err, "考生", e.ID)
	}
	return hmac.Equal(got, want), nil
}

// SetExamCode gives an entry a new admission code and forgets the wrong tries.
func (tx *Tx) SetExamCode(ctx context.Context, e Entry, code string) error {
	hash, err := tx.examCode(e.SittingID, e.CaseID, code)
	if err != nil {
		return err
	}
	return tx.exec1(ctx, "准考证", fmt.Sprintf("set code of entry %d", e.ID), `
		UPDATE exam_entry SET code = $2, code_at = $3, failures = 0 WHERE id = $1`, e.ID, hash, tx.now)
}

// LockEntry reads a candidate and holds the row until the transaction ends.
func (tx *Tx) LockEntry(ctx context.Context, id int64) (Entry, error) {
	if err := tx.exec(ctx, fmt.Sprintf("lock entry %d", id), `SELECT FROM exam_entry WHERE id = $1 FOR UPDATE`, id); err != nil {
		return Entry{}, err
	}
	return tx.Entry(ctx, id)
}

// InsertEntry seats a candidate; the code is one that nobody knows until the slip is printed.
func (tx *Tx) InsertEntry(ctx context.Context, e Entry, code string) error {
	hash, err := tx.examCode(e.SittingID, e.CaseID, code)
	if err != nil {
		return err
	}
	return tx.exec(ctx, fmt.Sprintf("seat case %d", e.CaseID), `
		INSERT INTO exam_entry (sitting_id, case_id, room_id, seat, code, state) VALUES ($1, $2, $3, $4, $5, $6)`,
		e.SittingID, e.CaseID, e.RoomID, e.Seat, hash, exam.EntryCalled)
}

// ClearSeats takes all candidates of a sitting off their seats.
func (tx *Tx) ClearSeats(ctx context.Context, sittingID int64) error {
	return tx.exec(ctx, fmt.Sprintf("clear seats of sitting %d", sittingID), `
		DELETE FROM exam_entry WHERE sitting_id = $1 AND state = $2`, sittingID, exam.EntryCalled)
}

// RemoveEntry takes one candidate who has not signed in off the seat; nothing happens without a seat.
func (tx *Tx) RemoveEntry(ctx context.Context, sittingID, caseID int64) error {
	return tx.exec(ctx, fmt.Sprintf("unseat case %d", caseID), `
		DELETE FROM exam_entry WHERE sitting_id = $1 AND case_id = $2 AND state = $3`, sittingID, caseID, exam.EntryCalled)
}

// SaveEntry writes what changed of a candidate since LockEntry.
func (tx *Tx) SaveEntry(ctx context.Context, e Entry) error {
	return tx.exec1(ctx, "考生", fmt.Sprintf("save entry %d", e.ID), `
		UPDATE exam_entry SET failures = $3, paper_id = $4, state = $5, signed_in_at = $6, pledged_at = $7, started_at = $8, extra = $9,
			handed_in_at = $10, handed_in_how = nullif($11, ''), machine = $12, machine_asked = $13, asked_at = $14, seen_at = $15, admitted_at = $16,
			version = version + 1
		WHERE id = $1 AND version = $2`, e.ID, e.Version, e.Failures, zeronull.Int8(e.PaperID), e.State, zeronull.Timestamptz(e.SignedInAt),
		zeronull.Timestamptz(e.PledgedAt), zeronull.Timestamptz(e.StartedAt), int(e.Extra/time.Second), zeronull.Timestamptz(e.HandedInAt),
		e.HandedInHow, e.Machine, e.MachineAsked, zeronull.Timestamptz(e.AskedAt), zeronull.Timestamptz(e.SeenAt), zeronull.Timestamptz(e.AdmittedAt))
}

// DueEntries returns, by sitting, the candidates whose time and grace are used up and who still write, and
// the sittings at which nobody writes or may begin any more.
func (db *DB) DueEntries(ctx context.Context) (due map[int64][]int64, over []int64, err error) {
	rows, err := db.q.Query(ctx, `
		SELECT r.sitting_id, coalesce(array_agg(e.id ORDER BY e.id) FILTER (WHERE e.state = 'writing' AND x.late), '{}'),
			bool_and(x.late OR e.state IN ('handed_in', 'absent', 'cancelled')) AND bool_and(e.state <> 'writing')
		FROM exam_run r JOIN exam_entry e ON e.sitting_id = r.sitting_id
		CROSS JOIN LATERAL (SELECT r.started_at + make_interval(secs => r.minutes * 60 + r.paused_for + e.extra + r.grace) < $1 AS late) x
		WHERE r.state = 'running' GROUP BY r.sitting_id ORDER BY r.sitting_id LIMIT 100`, db.Now())
	if err != nil {
		return nil, nil, fmt.Errorf("due entries: %w", err)
	}
	due = map[int64][]int64{}
	var id int64
	var entries []int64
	var done bool
	_, err = pgx.ForEachRow(rows, []any{&id, &entries, &done}, func() error {
		if len(entries) > 0 {
			due[id] = entries
		}
		if done {
			over = append(over, id)
		}
		return nil
	})
	if err != nil {
		return nil, nil, fmt.Errorf("due entries: %w", err)
	}
	return due, over, nil
}

// Invigilates reports whether an account watches a room of a sitting.
func (r reads) Invigilates(ctx context.Context, sittingID, accountID int64) (yes bool, err error) {
	err = r.q.QueryRow(ctx, `
		SELECT EXISTS (SELECT FROM exam_invigilator i JOIN exam_room m ON m.id = i.room_id WHERE m.sitting_id = $1 AND i.account_id = $2)`,
		sittingID, accountID).Scan(&yes)
	if err != nil {
		return false, fmt.Errorf("invigilator %d: %w", accountID, err)
	}
	return yes, nil
}

// PaperID returns the paper of a set with a label.
func (r reads) PaperID(ctx context.Context, setID int64, label string) (id int64, err error) {
	err = r.q.QueryRow(ctx, `SELECT id FROM exam_paper WHERE set_id = $1 AND label = $2`, setID, label).Scan(&id)
	if err != nil {
		return 0, missing(err, "试卷", label)
	}
	return id, nil
}

// Warnings returns how often a candidate was warned, and the words of the last warning.
func (r reads) Warnings(ctx context.Context, entryID int64) (n int, last string, err error) {
	err = r.q.QueryRow(ctx, `
		SELECT count(*), coalesce((array_agg(note ORDER BY id DESC))[1], '') FROM exam_event WHERE entry_id = $1 AND kind = 'warning'`,
		entryID).Scan(&n, &last)
	if err != nil {
		return 0, "", fmt.Errorf("warnings of entry %d: %w", entryID, err)
	}
	return n, last, nil
}
