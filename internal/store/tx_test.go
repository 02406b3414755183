package store_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"renmian/internal/authz"
	"renmian/internal/errs"
	"renmian/internal/pgtest"
	"renmian/internal/store"
)

func insert(ctx context.Context, tx *store.Tx, username string) (int64, error) {
	return tx.InsertAccount(ctx, store.Account{Username: username, Name: "王丽", Roles: []authz.Role{authz.RoleClerk}, CreatedAt: tx.Now()})
}

func account(t *testing.T, db *store.DB, username string) store.Account {
	t.Helper()
	var id int64
	err := db.InTx(t.Context(), authz.System, func(tx *store.Tx) error {
		var err error
		if id, err = insert(t.Context(), tx, username); err != nil {
			return err
		}
		return tx.Audit(t.Context(), authz.CreateAccount, store.Subject{Kind: "account", ID: id}, nil)
	})
	if err != nil {
		t.Fatal(err)
	}
	a, err := db.Account(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func TestInTxRollsBack(t *testing.T) {
	db := store.New(pgtest.New(t))
	ctx, cancel := context.WithCancel(t.Context())
	broken := errors.New("broken")
	for _, tt := range []struct {
		name   string
		change func(tx *store.Tx) error
	}{
		{"nothing audited", func(tx *store.Tx) error { _, err := insert(ctx, tx, "wangli"); return err }},
		{"the change failed", func(tx *store.Tx) error {
			if _, err := insert(ctx, tx, "wangli"); err != nil {
				return err
			}
			if err := tx.Audit(ctx, authz.CreateAccount, store.Subject{Kind: "account"}, nil); err != nil {
				return err
			}
			return broken
		}},
		{"the request was cancelled", func(tx *store.Tx) error {
			_, err := insert(ctx, tx, "wangli")
			cancel()
			return errors.Join(err, ctx.Err())
		}},
	} {
		if err := db.InTx(ctx, authz.System, tt.change); err == nil {
			t.Errorf("%s: no error", tt.name)
		}
		if _, err := db.AccountByUsername(t.Context(), "wangli"); errs.KindOf(err) != errs.NotFound {
			t.Errorf("%s: the account is there: %v", tt.name, err)
		}
	}
}

func TestUniqueViolationIsTold(t *testing.T) {
	db := store.New(pgtest.New(t))
	account(t, db, "wangli")
	err := db.InTx(t.Context(), authz.System, func(tx *store.Tx) error {
		_, err := insert(t.Context(), tx, "wangli")
		return err
	})
	if fields := errs.Fields(err); len(fields) != 1 || fields[0].Name != "username" {
		t.Errorf("second account of the same name: %v", err)
	}
}

func TestAccountKeepsEverything(t *testing.T) {
	db := store.New(pgtest.New(t))
	a := account(t, db, "wangli")
	a.Name, a.RolesAsked, a.AskedBy = "王莉", []authz.Role{authz.RoleAuditor}, a.ID
	a.Failures, a.LockedUntil, a.SessionEpoch, a.Version = 5, db.Now().Add(time.Minute), 3, 2
	err := db.InTx(t.Context(), a.Actor(), func(tx *store.Tx) error {
		if _, err := tx.LockAccount(t.Context(), a.ID); err != nil {
			return err
		}
		if err := tx.SaveAccount(t.Context(), a); err != nil {
			return err
		}
		return tx.Audit(t.Context(), authz.UpdateAccount, store.Subject{Kind: "account", ID: a.ID}, map[string]string{"name": a.Name})
	})
	if err != nil {
		t.Fatal(err)
	}
	got, err := db.Account(t.Context(), a.ID)
	if err != nil {
		t.Fatal(err)
	}
	if got.Name != "王莉" || got.Failures != 5 || !got.LockedUntil.Equal(a.LockedUntil) || got.AskedBy != a.ID ||
		len(got.RolesAsked) != 1 || got.SessionEpoch != 3 || got.Version != 2 {
		t.Errorf("account came back as %+v", got)
	}
	for _, f := range []store.AccountFilter{{Search: "莉"}, {Search: "WANG"}, {Role: authz.RoleClerk}, {Role: authz.RoleAuditor}, {Waiting: true}, {After: "wang"}} {
		f.Limit = 10
		if list, err := db.Accounts(t.Context(), f); err != nil || len(list) != 1 {
			t.Errorf("filter %+v found %d, %v", f, len(list), err)
		}
	}
	if list, err := db.Accounts(t.Context(), store.AccountFilter{After: "wangli", Limit: 10}); err != nil || len(list) != 0 {
		t.Errorf("after the last: %d, %v", len(list), err)
	}
	history, err := db.SubjectHistory(t.Context(), "account", a.ID)
	if err != nil || len(history) != 2 || history[1].Actor != "王莉" || string(history[1].Detail) != `{"name":"王莉"}` {
		t.Errorf("history %+v, %v", history, err)
	}
}

func TestSubmissionCountsOnce(t *testing.T) {
	db := store.New(pgtest.New(t))
	a := account(t, db, "wangli")
	runs := 0
	send := func() (*store.Submission, error) {
		sub := &store.Submission{AccountID: a.ID, Key: "abcdefghijklmnopqrstuvwxyz", Path: "/cases"}
		return sub, db.InTx(store.WithSubmission(t.Context(), sub), a.Actor(), func(tx *store.Tx) error {
			runs++
			return tx.Audit(t.Context(), authz.SignOut, store.Subject{Kind: "account", ID: a.ID}, nil)
		})
	}
	sub, err := send()
	if err != nil {
		t.Fatal(err)
	}
	if err := db.AnswerSubmission(t.Context(), sub, "/cases/7"); err != nil {
		t.Fatal(err)
	}
	if _, err := send(); !errors.Is(err, store.ErrRepeated) || runs != 1 {
		t.Errorf("second sending: %v, %d runs", err, runs)
	}
	if to, err := db.SubmissionAnswer(t.Context(), a.ID, sub.Key); to != "/cases/7" || err != nil {
		t.Errorf("answer %q, %v", to, err)
	}
}

func TestFileKeepsItsHash(t *testing.T) {
	db := store.New(pgtest.New(t))
	var saved store.File
	err := db.InTx(t.Context(), authz.System, func(tx *store.Tx) (err error) {
		if saved, err = tx.InsertFile(t.Context(), "王丽.lrmx", "application/xml", []byte("<a/>")); err != nil {
			return err
		}
		return tx.Audit(t.Context(), authz.CreateAccount, store.Subject{Kind: "file", ID: saved.ID}, nil)
	})
	if err != nil {
		t.Fatal(err)
	}
	got, err := db.File(t.Context(), saved.ID)
	if err != nil || got.SHA256 != saved.SHA256 || string(got.Data) != "<a/>" || got.Name != "王丽.lrmx" {
		t.Errorf("file came back as %+v, %v", got, err)
	}
	if _, err := db.File(t.Context(), saved.ID+1); errs.KindOf(err) != errs.NotFound {
		t.Errorf("a file that is not there: %v", err)
	}
}

func TestSettings(t *testing.T) {
	db := store.New(pgtest.New(t))
	if s, err := db.Settings(t.Context()); err != nil || s != store.DefaultSettings {
		t.Errorf("settings of an empty database: %+v, %v", s, err)
	}
	want := store.Settings{
		Idle:            20 * time.Minute,
		Absolute:        10 * time.Hour,
		ComplexPassword: true,
		SeatSignIn:      true,
		PasswordDays:    90,
		KeepTokens:      60 * 24 * time.Hour,
	}
	err := db.InTx(t.Context(), authz.System, func(tx *store.Tx) error {
		if err := tx.SaveSettings(t.Context(), want); err != nil {
			return err
		}
		return tx.Audit(t.Context(), authz.ChangeSetting, store.Subject{Kind: "setting"}, want)
	})
	if err != nil {
		t.Fatal(err)
	}
	if s, err := db.Settings(t.Context()); err != nil || s != want {
		t.Errorf("settings came back as %+v, %v", s, err)
	}
}
