package workflow

import (
	"testing"

	"renmian/internal/calendar"
	"renmian/internal/pgtest"
	"renmian/internal/store"
)

func TestACountyWithoutRulesGetsTheDefaultOnce(t *testing.T) {
	db := store.New(pgtest.New(t))
	f := New(db, Keys{})
	today := calendar.Of(db.Now())
	if _, _, err := db.PolicyOn(t.Context(), today); err == nil {
		t.Fatal("the empty database has rules")
	}
	var ids []int64
	for range 2 {
		if err := f.AdoptDefaultPolicy(t.Context()); err != nil {
			t.Fatal(err)
		}
		id, p, err := db.PolicyOn(t.Context(), today)
		if err != nil || p.Exam.PassMark != 60 {
			t.Fatalf("rules in force: pass mark %g, %v", p.Exam.PassMark, err)
		}
		ids = append(ids, id)
	}
	if ids[0] != ids[1] {
		t.Error("the second start adopted the rules again")
	}
}
