package demo_test

import (
	"testing"
	"time"

	"renmian/internal/demo"
	"renmian/internal/pgtest"
	"renmian/internal/store"
	"renmian/internal/workflow"
)

func TestLoad(t *testing.T) {
	ctx := t.Context()
	keys, err := workflow.OpenKeys(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	db := store.New(pgtest.New(t)).WithIdentityKey(keys.Identity)
	if state, err := demo.StateOf(ctx, db); state != demo.Empty || err != nil {
		t.Fatalf("before: %s, %v", state, err)
	}
	began := time.Now()
	if err := demo.Load(ctx, db, keys); err != nil {
		t.Fatal(err)
	}
	t.Logf("loaded in %s", time.Since(began))
	if state, err := demo.StateOf(ctx, db); state != demo.Loaded || err != nil {
		t.Fatalf("after: %s, %v", state, err)
	}
}
