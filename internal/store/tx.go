package store

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"renmian/internal/authz"
)

// Tx is one change on behalf of one actor at one instant.
type Tx struct {
	reads
	tx      pgx.Tx // sends first what waits in gathered
	plain   pgx.Tx // does not
	who     authz.Actor
	now     time.Time
	audited bool
	public  bool    // the public sees what was changed
	changed []int64 // cases whose tasks are to be derived anew

	gathered *gathered // while many rows are written together
	events   []Event   // not yet written
}

// ErrRepeated says that the same form was sent before; the first answer stands.
var ErrRepeated = errors.New("form sent twice")

// errNothingAudited is a mistake of the program: every change leaves a trace.
var errNothingAudited = errors.New("transaction wrote no audit event")

// InTx runs change in one READ COMMITTED transaction: the only way to write. It rolls back when
// change fails or has audited nothing.
func (db *DB) InTx(ctx context.Context, who authz.Actor, change func(tx *Tx) error) error {
	var options pgx.TxOptions
	if db.late {
		options.BeginQuery = "BEGIN; SET LOCAL synchronous_commit = off"
	}
	t, err := db.pool.BeginTx(ctx, options)
	if err != nil {
		return fmt.Errorf("begin: %w", err)
	}
	// A cancelled request must not leave the connection inside the transaction.
	defer func() {
		free, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
		defer cancel()
		_ = t.Rollback(free) // after a commit this does nothing
	}()
	tx := &Tx{plain: t, who: who, now: db.Now()}
	tx.tx = ordered{t, tx}
	tx.reads = reads{q: tx.tx, identity: db.identity, policies: db.policies}
	sub, err := tx.claimSubmission(ctx)
	if err != nil {
		return err
	}
	if err := change(tx); err != nil {
		return userError(err)
	}
	if !tx.audited {
		return errNothingAudited
	}
	if err := tx.deriveTasks(ctx); err != nil {
		return err
	}
	if err := t.Commit(ctx); err != nil {
		return userError(fmt.Errorf("commit: %w", err))
	}
	if sub != nil {
		sub.claimed = true
	}
	if tx.public {
		db.tellPublic()
	}
	return nil
}

// Now returns the one instant of the whole change.
func (tx *Tx) Now() time.Time { return tx.now }

// Actor returns on whose behalf the change is made.
func (tx *Tx) Actor() authz.Actor { return tx.who }

// exec runs one statement; doing names it in errors: "save case 7".
func (tx *Tx) exec(ctx context.Context, doing, sql string, args ...any) error {
	return tx.write(ctx, doing, func(pgconn.CommandTag) error { return nil }, sql, args...)
}

// exec1 runs a guarded statement that must touch exactly one row; otherwise what was changed elsewhere.
func (tx *Tx) exec1(ctx context.Context, what, doing, sql string, args ...any) error {
	return tx.write(ctx, doing, func(tag pgconn.CommandTag) error {
		if tag.RowsAffected() != 1 {
			return changedElsewhere(what)
		}
		return nil
	}, sql, args...)
}

type submissionKey struct{}

// Submission is one sent form: its hidden key, where it was sent, and whether a committed
// transaction of this request has claimed it.
type Submission struct {
	AccountID int64
	Key, Path string
	claimed   bool
}

// WithSubmission makes the first transaction of ctx claim the form's key, so that a repeated form
// changes nothing.
func WithSubmission(ctx context.Context, s *Submission) context.Context {
	return context.WithValue(ctx, submissionKey{}, s)
}

// claimSubmission returns the form that this transaction claims, nil when there is none to claim.
func (tx *Tx) claimSubmission(ctx context.Context) (*Submission, error) {
	s, _ := ctx.Value(submissionKey{}).(*Submission)
	if s == nil || s.claimed {
		return nil, nil
	}
	_, err := tx.tx.Exec(ctx, `
		INSERT INTO submission (account_id, key, path, at) VALUES ($1, $2, $3, $4)`,
		s.AccountID, s.Key, s.Path, tx.now)
	if pg, ok := errors.AsType[*pgconn.PgError](err); ok && pg.ConstraintName == "submission_pkey" {
		return nil, ErrRepeated
	}
	if err != nil {
		return nil, fmt.Errorf("claim submission: %w", err)
	}
	return s, nil
}

// AnswerSubmission notes where the answer of a claimed form led. It stands outside the change's
// transaction because the answer is known only after it, and it decides nothing.
func (db *DB) AnswerSubmission(ctx context.Context, s *Submission, location string) error {
	if !s.claimed {
		return nil
	}
	_, err := db.pool.Exec(ctx, `
		UPDATE submission SET location = $3 WHERE account_id = $1 AND key = $2`, s.AccountID, s.Key, location)
	if err != nil {
		return fmt.Errorf("answer submission: %w", err)
	}
	return nil
}

// SubmissionAnswer returns where the first answer of a repeated form led, "" when not yet known.
func (r reads) SubmissionAnswer(ctx context.Context, accountID int64, key string) (string, error) {
	var location *string
	err := r.q.QueryRow(ctx, `
		SELECT location FROM submission WHERE account_id = $1 AND key = $2`, accountID, key).Scan(&location)
	if err != nil || location == nil {
		return "", err
	}
	return *location, nil
}

// ForgetSubmissions removes keys of forms sent before the given instant.
func (db *DB) ForgetSubmissions(ctx context.Context, before time.Time) error {
	_, err := db.pool.Exec(ctx, `DELETE FROM submission WHERE at < $1`, before)
	return err
}

// ForgetSessions removes sessions that ended before the given instant.
func (db *DB) ForgetSessions(ctx context.Context, before time.Time) error {
	_, err := db.pool.Exec(ctx, `DELETE FROM sessions WHERE expiry < $1`, before)
	return err
}
