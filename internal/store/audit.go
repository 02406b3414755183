package store

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype/zeronull"
	"golang.org/x/mod/sumdb/tlog"

	"renmian/internal/authz"
)

// Subject is what an audit event is about; CaseID is zero outside a case.
type Subject struct {
	Kind   string
	ID     int64
	CaseID int64
}

// Event is one entry of the audit log, which is also the history people read.
type Event struct {
	ID        int64
	At        time.Time
	AccountID int64 // zero when nobody was signed in
	Actor     string
	Action    authz.Action
	Subject   Subject
	Detail    json.RawMessage
	Leaf      tlog.Hash
}

// record is the text the leaf hash covers: every column, in a form that cannot be read two ways.
func (e Event) record() []byte {
	b, err := json.Marshal([]any{
		e.ID, e.At.UTC().Format(time.RFC3339Nano), e.AccountID, e.Actor, e.Action,
		e.Subject.Kind, e.Subject.ID, e.Subject.CaseID, string(e.Detail),
	})
	if err != nil {
		panic(err) // only strings and numbers
	}
	return b
}

// Hash returns the leaf hash the event must have.
func (e Event) Hash() tlog.Hash { return tlog.RecordHash(e.record()) }

// Audit writes what was done into the log, inside the transaction that did it. The detail becomes a
// JSON object; it never holds secrets, ballots or identity numbers.
func (tx *Tx) Audit(ctx context.Context, act authz.Action, subject Subject, detail any) error {
	e := Event{At: tx.now, AccountID: tx.who.AccountID, Actor: tx.who.Name, Action: act, Subject: subject,
		Detail: json.RawMessage("{}")}
	if detail != nil {
		b, err := json.Marshal(detail)
		if err != nil {
			return fmt.Errorf("audit %s: %w", act, err)
		}
		e.Detail = b
	}
	tx.events, tx.audited = append(tx.events, e), true
	if tx.gathered != nil {
		return nil
	}
	return tx.writeEvents(ctx)
}

// writeEvents writes the events of this transaction that wait, in their order.
func (tx *Tx) writeEvents(ctx context.Context) error {
	all := tx.events
	if len(all) == 0 {
		return nil
	}
	tx.events = nil
	rows, err := tx.plain.Query(ctx, `SELECT nextval('audit_event_id_seq') FROM generate_series(1, $1)`, len(all))
	if err != nil {
		return fmt.Errorf("audit %s: %w", all[0].Action, err)
	}
	ids, err := pgx.CollectRows(rows, pgx.RowTo[int64])
	if err != nil {
		return fmt.Errorf("audit %s: %w", all[0].Action, err)
	}
	var actions, kinds, details []string
	var subjects, cases []int64
	var leaves [][]byte
	for i, e := range all {
		e.ID = ids[i]
		leaf := e.Hash()
		actions, kinds, details = append(actions, string(e.Action)), append(kinds, e.Subject.Kind), append(details, string(e.Detail))
		subjects, cases, leaves = append(subjects, e.Subject.ID), append(cases, e.Subject.CaseID), append(leaves, leaf[:])
	}
	err = tx.plain.QueryRow(ctx, `
		WITH event AS (
			INSERT INTO audit_event (id, at, account_id, actor, action, subject_kind, subject_id, case_id, detail, leaf)
			SELECT x.id, @at, nullif(@account::bigint, 0), @actor, x.action, x.kind, x.subject, nullif(x.case_id, 0), x.detail::json, x.leaf
			FROM unnest(@ids::bigint[], @actions::text[], @kinds::text[], @subjects::bigint[], @cases::bigint[], @details::text[], @leaves::bytea[])
				x(id, action, kind, subject, case_id, detail, leaf)
		), pending AS (
			INSERT INTO audit_pending (event_id) SELECT unnest(@ids::bigint[])
		)
		SELECT coalesce(current_setting('renmian.public', true), '') <> ''`, // set by the triggers of public tables
		pgx.NamedArgs{"ids": ids, "at": all[0].At, "account": all[0].AccountID, "actor": all[0].Actor, "actions": actions,
			"kinds": kinds, "subjects": subjects, "cases": cases, "details": details, "leaves": leaves}).Scan(&tx.public)
	if err != nil {
		return fmt.Errorf("audit %s: %w", all[0].Action, err)
	}
	return nil
}

const eventColumns = `e.id, e.at, coalesce(e.account_id, 0), e.actor, e.action, e.subject_kind, e.subject_id,
	coalesce(e.case_id, 0), e.detail::text, e.leaf`

func scanEvent(row pgx.CollectableRow) (Event, error) {
	var e Event
	var detail string
	var leaf []byte
	err := row.Scan(&e.ID, &e.At, &e.AccountID, &e.Actor, &e.Action,
		&e.Subject.Kind, &e.Subject.ID, &e.Subject.CaseID, &detail, &leaf)
	e.Detail = json.RawMessage(detail)
	copy(e.Leaf[:], leaf)
	return e, err
}

// CaseHistory lists what was done on a case, oldest first.
func (r reads) CaseHistory(ctx context.Context, caseID int64) ([]Event, error) {
	return r.events(ctx, `SELECT `+eventColumns+` FROM audit_event e WHERE e.case_id = $1 ORDER BY e.id LIMIT 1000`, caseID)
}

// SubjectHistory lists what was done on one subject outside its case, oldest first.
func (r reads) SubjectHistory(ctx context.Context, kind string, id int64) ([]Event, error) {
	return r.events(ctx, `
		SELECT `+eventColumns+` FROM audit_event e
		WHERE e.subject_kind = $1 AND e.subject_id = $2 ORDER BY e.id LIMIT 1000`, kind, id)
}

// MeetingHistory lists what was done at a meeting, newest first: on the meeting, its items, and from the
// opening on on the cases before it.
func (r reads) MeetingHistory(ctx context.Context, meetingID int64, limit int) ([]Event, error) {
	return r.events(ctx, `
		SELECT `+eventColumns+` FROM audit_event e
		WHERE e.subject_kind = 'meeting' AND e.subject_id = $1
		   OR e.subject_kind = 'agenda_item' AND e.subject_id IN (SELECT id FROM agenda_item WHERE meeting_id = $1)
		   OR e.case_id IN (SELECT a.case_id FROM agenda_case a JOIN agenda_item i ON i.id = a.item_id WHERE i.meeting_id = $1)
		      AND e.at >= (SELECT opened_at FROM committee_meeting WHERE id = $1)
		ORDER BY e.id DESC LIMIT $2`, meetingID, limit)
}

func (r reads) events(ctx context.Context, sql string, args ...any) ([]Event, error) {
	rows, err := r.q.Query(ctx, sql, args...)
	if err != nil {
		return nil, fmt.Errorf("audit events: %w", err)
	}
	all, err := pgx.CollectRows(rows, scanEvent)
	if err != nil {
		return nil, fmt.Errorf("audit events: %w", err)
	}
	return all, nil
}

// EventFilter chooses events of the audit log; empty values choose all.
type EventFilter struct {
	AccountID int64
	Action    authz.Action
	From, To  time.Time // At is from From on and before To
	CaseID    int64
	Before    int64 // the id of the last event of the page before
	Limit     int
}

// Events lists the audit log, newest first.
func (r reads) Events(ctx context.Context, f EventFilter) ([]Event, error) {
	return r.events(ctx, `
		SELECT `+eventColumns+` FROM audit_event e
		WHERE (@account::bigint = 0 OR e.account_id = @account)
		  AND (@action::text = '' OR e.action = @action)
		  AND (@from::timestamptz IS NULL OR e.at >= @from)
		  AND (@to::timestamptz IS NULL OR e.at < @to)
		  AND (@case::bigint = 0 OR e.case_id = @case)
		  AND (@before::bigint = 0 OR e.id < @before)
		ORDER BY e.id DESC LIMIT @limit`,
		pgx.NamedArgs{"account": f.AccountID, "action": string(f.Action), "from": zeronull.Timestamptz(f.From),
			"to": zeronull.Timestamptz(f.To), "case": f.CaseID, "before": f.Before, "limit": f.Limit})
}
