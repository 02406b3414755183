package store

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype/zeronull"

	"renmian/internal/appointment"
	"renmian/internal/meeting"
	"renmian/internal/policy"
)

// Item is one item on the agenda of a committee meeting (议题).
type Item struct {
	ID        int64
	MeetingID int64
	Position  int
	Title     string
	Personnel bool // it carries cases; other items are on the agenda only
	Method    policy.Method
	EnBloc    bool
	State     meeting.ItemState
	Version   int
	Cases     []ItemCase // in the order of the ballot paper, those taken off included
}

// Live lists the cases still before the meeting.
func (i Item) Live() []ItemCase {
	var live []ItemCase
	for _, c := range i.Cases {
		if !c.Dropped {
			live = append(live, c)
		}
	}
	return live
}

// Over reports whether nothing more happens to the item at its meeting: it has a result, or every one
// of its cases was suspended, withdrawn or ended.
func (i Item) Over() bool { return i.State.Over() || i.Personnel && len(i.Live()) == 0 }

// ItemCase is a case as an item carries it.
type ItemCase struct {
	meeting.Item
	Sex          string
	Ethnicity    string
	OfficeSecond string // in the second language
	Stage        appointment.Stage
	Dropped      bool // suspended to a later meeting, or withdrawn
	Presenter    string
	PresentedAt  time.Time
	Speech       string // "", spoken, written, judged_poor
	SpokeAt      time.Time
	Absences     []Absence // of the nominee, in order
}

// Absence is a time for which the nominee was out of the room (本人回避).
type Absence struct {
	LeftAt     time.Time
	ReturnedAt time.Time // zero while out
}

const itemSQL = `SELECT i.id, i.meeting_id, i.position, i.title, i.kind = 'personnel', i.method, i.en_bloc, i.state, i.version
	FROM agenda_item i`

const itemCaseSQL = `
	SELECT a.item_id, c.id, c.action, o.office_group, p.id, p.name, o.id, office_called(o.id, o.title, c.decided_on), p.sex, p.ethnicity, office_called_second(o.id, o.title_second, c.decided_on), c.stage, a.dropped,
	       a.presenter, a.presented_at, a.speech, a.spoke_at, n.absences
	FROM agenda_case a JOIN agenda_item i ON i.id = a.item_id
	JOIN appointment_case c ON c.id = a.case_id JOIN person p ON p.id = c.person_id JOIN office o ON o.id = c.office_id
	CROSS JOIN LATERAL (SELECT coalesce(jsonb_agg(jsonb_build_object('LeftAt', left_at, 'ReturnedAt', returned_at) ORDER BY left_at), '[]') AS absences
		FROM nominee_absence WHERE item_id = a.item_id AND case_id = a.case_id) n`

func (r reads) items(ctx context.Context, where string, arg int64) ([]Item, error) {
	rows, err := r.q.Query(ctx, itemSQL+where+` ORDER BY i.position`, arg)
	if err != nil {
		return nil, fmt.Errorf("agenda items: %w", err)
	}
	items, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (i Item, err error) {
		return i, row.Scan(&i.ID, &i.MeetingID, &i.Position, &i.Title, &i.Personnel, &i.Method, &i.EnBloc, &i.State, &i.Version)
	})
	if err != nil {
		return nil, fmt.Errorf("agenda items: %w", err)
	}
	if rows, err = r.q.Query(ctx, itemCaseSQL+where+` ORDER BY i.position, a.position, c.id`, arg); err != nil {
		return nil, fmt.Errorf("agenda cases: %w", err)
	}
	of := map[int64][]ItemCase{}
	for rows.Next() {
		var c ItemCase
		var item int64
		err := rows.Scan(&item, &c.CaseID, &c.Action, &c.Group, &c.PersonID, &c.Person, &c.OfficeID, &c.Office, &c.Sex, &c.Ethnicity, &c.OfficeSecond,
			&c.Stage, &c.Dropped, &c.Presenter, (*zeronull.Timestamptz)(&c.PresentedAt), &c.Speech, (*zeronull.Timestamptz)(&c.SpokeAt), &c.Absences)
		if err != nil {
			return nil, fmt.Errorf("agenda cases: %w", err)
		}
		of[item] = append(of[item], c)
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("agenda cases: %w", err)
	}
	for i := range items {
		items[i].Cases = of[items[i].ID]
	}
	return items, nil
}

// Items lists the agenda of a meeting.
func (r reads) Items(ctx context.Context, meetingID int64) ([]Item, error) {
	return r.items(ctx, ` WHERE i.meeting_id = $1`, meetingID)
}

// Item returns one item of an agenda.
func (r reads) Item(ctx context.Context, id int64) (Item, error) {
	all, err := r.items(ctx, ` WHERE i.id = $1`, id)
	if err != nil {
		return Item{}, err
	}
	if len(all) == 0 {
		return Item{}, missing(pgx.ErrNoRows, "议题", id)
	}
	return all[0], nil
}

// CasesForMeeting lists the cases that wait for a committee meeting and stand on no agenda yet.
func (r reads) CasesForMeeting(ctx context.Context, limit int) ([]appointment.Case, error) {
	return r.cases(ctx, ` WHERE c.stage = 'committee'
		AND NOT EXISTS (SELECT FROM agenda_case x WHERE x.case_id = c.id AND NOT x.dropped)
		ORDER BY c.proposal_id, c.position LIMIT $1`, limit)
}

// InsertItem puts an item at a position of the agenda and moves what follows down.
func (tx *Tx) InsertItem(ctx context.Context, i Item) (int64, error) {
	doing := "insert agenda item"
	err := tx.exec(ctx, doing, `
		UPDATE agenda_item SET position = position + 1 WHERE meeting_id = $1 AND position >= $2`, i.MeetingID, i.Position)
	if err != nil {
		return 0, err
	}
	kind := "other"
	if i.Personnel {
		kind = "personnel"
	}
	var id int64
	err = tx.tx.QueryRow(ctx, `
		INSERT INTO agenda_item (meeting_id, position, title, kind, method, en_bloc, state)
		VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING id`,
		i.MeetingID, i.Position, i.Title, kind, i.Method, i.EnBloc, meeting.ItemPlanned).Scan(&id)
	if err != nil {
		return 0, fmt.Errorf("%s: %w", doing, err)
	}
	return id, tx.Together(ctx, func() error {
		for n, c := range i.Cases {
			err := tx.exec(ctx, doing, `
				INSERT INTO agenda_case (item_id, case_id, position, presenter) VALUES ($1, $2, $3, $4)`, id, c.CaseID, n+1, c.Presenter)
			if err != nil {
				return err
			}
		}
		return nil
	})
}

// SaveItem writes what changed of an item since it was read.
func (tx *Tx) SaveItem(ctx context.Context, i Item) error {
	return tx.exec1(ctx, "议题", fmt.Sprintf("save agenda item %d", i.ID), `
		UPDATE agenda_item SET title = $2, method = $3, en_bloc = $4, state = $5, version = version + 1
		WHERE id = $1 AND version = $6`, i.ID, i.Title, i.Method, i.EnBloc, i.State, i.Version)
}

// DeleteItem takes an item that was not begun off the agenda.
func (tx *Tx) DeleteItem(ctx context.Context, i Item) error {
	doing := fmt.Sprintf("delete agenda item %d", i.ID)
	if err := tx.exec(ctx, doing, `DELETE FROM agenda_case WHERE item_id = $1`, i.ID); err != nil {
		return err
	}
	if err := tx.exec1(ctx, "议题", doing, `DELETE FROM agenda_item WHERE id = $1 AND version = $2`, i.ID, i.Version); err != nil {
		return err
	}
	return tx.exec(ctx, doing, `
		UPDATE agenda_item SET position = position - 1 WHERE meeting_id = $1 AND position > $2`, i.MeetingID, i.Position)
}

// OrderItems gives the items of an agenda their places in the order of the ids.
func (tx *Tx) OrderItems(ctx context.Context, meetingID int64, ids []int64) error {
	return tx.exec(ctx, fmt.Sprintf("order agenda of meeting %d", meetingID), `
		UPDATE agenda_item SET position = array_position($2, id) WHERE meeting_id = $1`, meetingID, ids)
}

// SetPresented records who explained a case to the meeting.
func (tx *Tx) SetPresented(ctx context.Context, itemID, caseID int64, presenter string) error {
	return tx.exec1(ctx, "说明", fmt.Sprintf("presentation of case %d", caseID), `
		UPDATE agenda_case SET presenter = $3, presented_at = $4
		WHERE item_id = $1 AND case_id = $2 AND presented_at IS NULL AND NOT dropped`, itemID, caseID, presenter, tx.now)
}

// SetSpeech records the commitment speech of a nominee.
func (tx *Tx) SetSpeech(ctx context.Context, itemID, caseID int64, speech string) error {
	return tx.exec1(ctx, "供职发言", fmt.Sprintf("speech of case %d", caseID), `
		UPDATE agenda_case SET speech = $3, spoke_at = $4 WHERE item_id = $1 AND case_id = $2 AND NOT dropped`,
		itemID, caseID, speech, tx.now)
}

// Question is a question of a member and its answer (询问与答复).
type Question struct {
	ID         int64
	CaseID     int64
	Person     string
	AskedBy    string
	Text       string
	AnsweredBy string
	Answer     string
	Unresolved bool // the answer did not clear the matter
	AskedAt    time.Time
	AnsweredAt time.Time
}

// Questions lists the questions asked on an item.
func (r reads) Questions(ctx context.Context, itemID int64) ([]Question, error) {
	rows, err := r.q.Query(ctx, `
		SELECT q.id, q.case_id, p.name, q.asked_by, q.text, q.answered_by, q.answer, q.unresolved, q.asked_at, q.answered_at
		FROM question q JOIN appointment_case c ON c.id = q.case_id JOIN person p ON p.id = c.person_id
		WHERE q.item_id = $1 ORDER BY q.id LIMIT 500`, itemID)
	if err != nil {
		return nil, fmt.Errorf("questions of item %d: %w", itemID, err)
	}
	all, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (q Question, err error) {
		return q, row.Scan(&q.ID, &q.CaseID, &q.Person, &q.AskedBy, &q.Text, &q.AnsweredBy, &q.Answer, &q.Unresolved,
			&q.AskedAt, (*zeronull.Timestamptz)(&q.AnsweredAt))
	})
	if err != nil {
		return nil, fmt.Errorf("questions of item %d: %w", itemID, err)
	}
	return all, nil
}

// InsertQuestion records a question.
func (tx *Tx) InsertQuestion(ctx context.Context, itemID int64, q Question) error {
	return tx.exec(ctx, fmt.Sprintf("question on case %d", q.CaseID), `
		INSERT INTO question (item_id, case_id, asked_by, text, recorded_by, asked_at) VALUES ($1, $2, $3, $4, $5, $6)`,
		itemID, q.CaseID, q.AskedBy, q.Text, tx.who.AccountID, tx.now)
}

// AnswerQuestion records the answer to a question, or that it leaves the matter open.
func (tx *Tx) AnswerQuestion(ctx context.Context, itemID, id int64, by, answer string, unresolved bool) error {
	return tx.exec1(ctx, "询问", fmt.Sprintf("answer question %d", id), `
		UPDATE question SET answered_by = $3, answer = $4, unresolved = $5, answered_at = CASE WHEN $4 <> '' THEN $6::timestamptz END
		WHERE item_id = $1 AND id = $2`, itemID, id, by, answer, unresolved, tx.now)
}

// Deliberation is what was said on an item, in plenary or in one group (审议情况).
type Deliberation struct {
	Group      int // 0: plenary
	Convener   string
	Summary    string
	RecordedAt time.Time
}

// Deliberations lists what was recorded of an item's deliberation.
func (r reads) Deliberations(ctx context.Context, itemID int64) ([]Deliberation, error) {
	rows, err := r.q.Query(ctx, `
		SELECT grp, convener, summary, recorded_at FROM deliberation WHERE item_id = $1 ORDER BY grp LIMIT 100`, itemID)
	if err != nil {
		return nil, fmt.Errorf("deliberation of item %d: %w", itemID, err)
	}
	all, err := pgx.CollectRows(rows, pgx.RowToStructByPos[Deliberation])
	if err != nil {
		return nil, fmt.Errorf("deliberation of item %d: %w", itemID, err)
	}
	return all, nil
}

// SaveDeliberation records the summary of the plenary or of one group; the earlier text stays in the history.
func (tx *Tx) SaveDeliberation(ctx context.Context, itemID int64, d Deliberation) error {
	return tx.exec(ctx, fmt.Sprintf("deliberation of item %d", itemID), `
		INSERT INTO deliberation (item_id, grp, convener, summary, recorded_by, recorded_at) VALUES ($1, $2, $3, $4, $5, $6)
		ON CONFLICT (item_id, grp) DO UPDATE SET convener = excluded.convener, summary = excluded.summary,
			recorded_by = excluded.recorded_by, recorded_at = excluded.recorded_at`,
		itemID, d.Group, d.Convener, d.Summary, tx.who.AccountID, tx.now)
}

// NomineeLeaves records that a nominee left the room.
func (tx *Tx) NomineeLeaves(ctx context.Context, itemID, caseID int64) error {
	return tx.exec(ctx, fmt.Sprintf("nominee of case %d leaves", caseID), `
		INSERT INTO nominee_absence (item_id, case_id, left_at) VALUES ($1, $2, $3)`, itemID, caseID, tx.now)
}

// NomineeReturns records that a nominee came back.
func (tx *Tx) NomineeReturns(ctx context.Context, itemID, caseID int64) error {
	return tx.exec1(ctx, "本人回避", fmt.Sprintf("nominee of case %d returns", caseID), `
		UPDATE nominee_absence SET returned_at = $3 WHERE item_id = $1 AND case_id = $2 AND returned_at IS NULL`,
		itemID, caseID, tx.now)
}

// CasesAfter lists the cases that wait for another one to be adopted.
func (r reads) CasesAfter(ctx context.Context, caseIDs ...int64) ([]int64, error) {
	rows, err := r.q.Query(ctx, `SELECT id FROM appointment_case WHERE after_case_id = ANY ($1) ORDER BY id`, caseIDs)
	if err != nil {
		return nil, fmt.Errorf("cases after %v: %w", caseIDs, err)
	}
	return pgx.CollectRows(rows, pgx.RowTo[int64])
}
