package pgtest_test

import (
	"testing"

	"renmian/internal/pgtest"
)

func TestNewIsEmptyEachTime(t *testing.T) {
	for _, name := range []string{"first", "second"} {
		t.Run(name, func(t *testing.T) {
			pool := pgtest.New(t)
			var n int
			if err := pool.QueryRow(t.Context(), "SELECT count(*) FROM setting").Scan(&n); err != nil || n != 0 {
				t.Fatalf("%d settings, %v; want an empty table", n, err)
			}
			if _, err := pool.Exec(t.Context(), "INSERT INTO setting (key, value) VALUES ('county', '示例县')"); err != nil {
				t.Fatal(err)
			}
			if err := pgtest.Owner(t).QueryRow(t.Context(), "SELECT count(*) FROM setting").Scan(&n); err != nil || n != 1 {
				t.Errorf("the owner sees %d settings, %v; want 1", n, err)
			}
		})
	}
}

func TestRolesAndSettings(t *testing.T) {
	var who, zone string
	if err := pgtest.New(t).QueryRow(t.Context(), "SELECT current_user, current_setting('timezone')").Scan(&who, &zone); err != nil {
		t.Fatal(err)
	}
	if who != "renmian_app" || zone != "Asia/Shanghai" {
		t.Errorf("pool works as %s in %s; want renmian_app in Asia/Shanghai", who, zone)
	}
	var owns bool
	if err := pgtest.Owner(t).QueryRow(t.Context(),
		"SELECT tableowner = current_user FROM pg_tables WHERE tablename = 'account'").Scan(&owns); err != nil || !owns {
		t.Errorf("the owner pool's user owns the tables: %v, %v; want true", owns, err)
	}
}

func TestTestsAtOnceShareNothing(t *testing.T) {
	outer := pgtest.New(t)
	t.Run("inner", func(t *testing.T) {
		inner := pgtest.New(t)
		if _, err := inner.Exec(t.Context(), "INSERT INTO setting (key, value) VALUES ('k', 'v')"); err != nil {
			t.Fatal(err)
		}
		var n int
		if err := outer.QueryRow(t.Context(), "SELECT count(*) FROM setting").Scan(&n); err != nil || n != 0 {
			t.Errorf("the test around sees %d settings, %v; want none", n, err)
		}
	})
}

func TestClosedPoolIsOpenedAgain(t *testing.T) {
	t.Run("closes", func(t *testing.T) { pgtest.New(t).Close() })
	t.Run("next", func(t *testing.T) {
		if err := pgtest.New(t).Ping(t.Context()); err != nil {
			t.Error(err)
		}
	})
}
