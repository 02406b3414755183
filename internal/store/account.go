package store

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype/zeronull"

	"renmian/internal/authz"
)

// Account is one person's sign-in (账号). Zero ids and times mean "none".
type Account struct {
	ID                int64
	Username          string
	Name              string
	Roles             []authz.Role // in force
	RolesAsked        []authz.Role // waiting for the security officer; nil when nothing waits
	AskedBy           int64
	OrganID           int64
	PersonID          int64
	MemberID          int64
	PasswordHash      string
	MustChange        bool
	PasswordChangedAt time.Time
	Demo              bool
	DisabledAt        time.Time
	Failures          int
	LockedUntil       time.Time
	LastSignInAt      time.Time
	SessionEpoch      int
	Version           int
	CreatedAt         time.Time
}

// Actor returns the account as the one who acts.
func (a Account) Actor() authz.Actor {
	return authz.Actor{AccountID: a.ID, Name: a.Name, Roles: a.Roles,
		OrganID: a.OrganID, PersonID: a.PersonID, MemberID: a.MemberID}
}

const accountColumns = `id, username, name, roles, roles_asked, asked_by, organ_id, person_id, member_id,
	password_hash, must_change, password_changed_at, demo, disabled_at, failures, locked_until,
	last_sign_in_at, session_epoch, version, created_at`

func scanAccount(row pgx.CollectableRow) (Account, error) {
	var a Account
	err := row.Scan(&a.ID, &a.Username, &a.Name, &a.Roles, &a.RolesAsked, (*zeronull.Int8)(&a.AskedBy),
		(*zeronull.Int8)(&a.OrganID), (*zeronull.Int8)(&a.PersonID), (*zeronull.Int8)(&a.MemberID),
		&a.PasswordHash, &a.MustChange, (*zeronull.Timestamptz)(&a.PasswordChangedAt), &a.Demo,
		(*zeronull.Timestamptz)(&a.DisabledAt), &a.Failures, (*zeronull.Timestamptz)(&a.LockedUntil),
		(*zeronull.Timestamptz)(&a.LastSignInAt), &a.SessionEpoch, &a.Version, &a.CreatedAt)
	return a, err
}

func (r reads) account(ctx context.Context, key any, sql string) (Account, error) {
	rows, err := r.q.Query(ctx, sql, key)
	if err != nil {
		return Account{}, fmt.Errorf("account %v: %w", key, err)
	}
	a, err := pgx.CollectExactlyOneRow(rows, scanAccount)
	if err != nil {
		return Account{}, missing(err, "账号", key)
	}
	return a, nil
}

// Account returns one account.
func (r reads) Account(ctx context.Context, id int64) (Account, error) {
	return r.account(ctx, id, `SELECT `+accountColumns+` FROM account WHERE id = $1`)
}

// AccountByUsername returns the account with that user name.
func (r reads) AccountByUsername(ctx context.Context, username string) (Account, error) {
	return r.account(ctx, username, `SELECT `+accountColumns+` FROM account WHERE username = $1`)
}

// AccountFilter chooses accounts for the list.
type AccountFilter struct {
	Search  string     // part of the user name or the name
	Role    authz.Role // in force or asked for
	Waiting bool       // only those whose roles wait for approval
	After   string     // the last user name of the page before
	Limit   int
}

// Accounts lists accounts by user name.
func (r reads) Accounts(ctx context.Context, f AccountFilter) ([]Account, error) {
	rows, err := r.q.Query(ctx, `
		SELECT `+accountColumns+` FROM account
		WHERE username > @after
		  AND (@search = '' OR strpos(username, lower(@search)) > 0 OR strpos(name, @search) > 0)
		  AND (@role = '' OR @role = ANY (roles) OR @role = ANY (roles_asked))
		  AND (NOT @waiting OR roles_asked IS NOT NULL)
		ORDER BY username LIMIT @limit`,
		pgx.NamedArgs{"after": f.After, "search": f.Search, "role": string(f.Role), "waiting": f.Waiting, "limit": f.Limit})
	if err != nil {
		return nil, fmt.Errorf("accounts: %w", err)
	}
	all, err := pgx.CollectRows(rows, scanAccount)
	if err != nil {
		return nil, fmt.Errorf("accounts: %w", err)
	}
	return all, nil
}

// DemoAccounts lists the demonstration accounts that the sign-in page offers, by user name.
func (r reads) DemoAccounts(ctx context.Context) ([]Account, error) {
	rows, err := r.q.Query(ctx, `
		SELECT `+accountColumns+` FROM account WHERE demo AND disabled_at IS NULL ORDER BY id LIMIT 100`)
	if err != nil {
		return nil, fmt.Errorf("demo accounts: %w", err)
	}
	return pgx.CollectRows(rows, scanAccount)
}

// LockAccount reads an account and holds its row until the transaction ends.
func (tx *Tx) LockAccount(ctx context.Context, id int64) (Account, error) {
	return tx.account(ctx, id, `SELECT `+accountColumns+` FROM account WHERE id = $1 FOR UPDATE`)
}

// InsertAccount stores a new account and returns its id.
func (tx *Tx) InsertAccount(ctx context.Context, a Account) (int64, error) {
	var id int64
	err := tx.tx.QueryRow(ctx, `
		INSERT INTO account (username, name, roles, roles_asked, asked_by, organ_id, person_id, member_id,
			password_hash, must_change, password_changed_at, demo, created_at)
		VALUES (@username, @name, coalesce(@roles, '{}'::text[]), @roles_asked, @asked_by, @organ, @person, @member,
			@hash, @must_change, @changed_at, @demo, @now)
		RETURNING id`, tx.accountArgs(a)).Scan(&id)
	if err != nil {
		return 0, fmt.Errorf("insert account %s: %w", a.Username, err)
	}
	return id, nil
}

// SaveAccount writes what changed since LockAccount.
func (tx *Tx) SaveAccount(ctx context.Context, a Account) error {
	return tx.exec1(ctx, "账号", fmt.Sprintf("save account %d", a.ID), `
		UPDATE account SET name = @name, roles = coalesce(@roles, '{}'::text[]), roles_asked = @roles_asked, asked_by = @asked_by,
			organ_id = @organ, person_id = @person, member_id = @member, password_hash = @hash,
			must_change = @must_change, password_changed_at = @changed_at, disabled_at = @disabled_at,
			failures = @failures, locked_until = @locked_until, last_sign_in_at = @last_sign_in_at,
			session_epoch = @epoch, version = @version
		WHERE id = @id`, tx.accountArgs(a))
}

func (tx *Tx) accountArgs(a Account) pgx.NamedArgs {
	return pgx.NamedArgs{
		"id": a.ID, "version": a.Version, "username": a.Username, "name": a.Name,
		"roles": a.Roles, "roles_asked": a.RolesAsked, "asked_by": zeronull.Int8(a.AskedBy),
		"organ": zeronull.Int8(a.OrganID), "person": zeronull.Int8(a.PersonID), "member": zeronull.Int8(a.MemberID),
		"hash": a.PasswordHash, "must_change": a.MustChange, "demo": a.Demo, "epoch": a.SessionEpoch,
		"changed_at": zeronull.Timestamptz(a.PasswordChangedAt), "disabled_at": zeronull.Timestamptz(a.DisabledAt),
		"failures": a.Failures, "locked_until": zeronull.Timestamptz(a.LockedUntil),
		"last_sign_in_at": zeronull.Timestamptz(a.LastSignInAt), "now": tx.now,
	}
}
