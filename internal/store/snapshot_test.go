package store_test

import (
	"context"
	"testing"

	"renmian/internal/authz"
	"renmian/internal/pgtest"
	"renmian/internal/store"
)

// A page reads an item and then its vote: what somebody changes in between is not half on it.
func TestSnapshotShowsOneInstant(t *testing.T) {
	db := store.New(pgtest.New(t))
	a := account(t, db, "wangli")
	rename := func(name string) {
		err := db.InTx(t.Context(), authz.System, func(tx *store.Tx) error {
			now, err := tx.Account(t.Context(), a.ID)
			if err != nil {
				return err
			}
			now.Name = name
			if err := tx.SaveAccount(t.Context(), now); err != nil {
				return err
			}
			return tx.Audit(t.Context(), authz.UpdateAccount, store.Subject{Kind: "account", ID: a.ID}, nil)
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	name := func(ctx context.Context) string {
		now, err := db.Account(ctx, a.ID)
		if err != nil {
			t.Fatal(err)
		}
		return now.Name
	}
	err := db.Snapshot(t.Context(), func(ctx context.Context) error {
		first := name(ctx)
		rename("王立")
		if again := name(ctx); again != first {
			t.Errorf("the snapshot shows %q and then %q", first, again)
		}
		if within := name(t.Context()); within != "王立" {
			t.Errorf("beside the snapshot stands %q", within)
		}
		return db.Snapshot(ctx, func(ctx context.Context) error {
			if inner := name(ctx); inner != first {
				t.Errorf("a snapshot within it shows %q", inner)
			}
			return nil
		})
	})
	if err != nil {
		t.Fatal(err)
	}
	if after := name(t.Context()); after != "王立" {
		t.Errorf("afterwards stands %q", after)
	}
}
