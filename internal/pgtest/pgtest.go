// Package pgtest hands tests a migrated PostgreSQL database of their own. A missing PostgreSQL
// fails the test. PGTEST_DSN, a superuser's address, names an existing server to use instead of the
// throw-away one. Only tests import it.
package pgtest

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/jackc/pgx/v5/pgxpool"

	"renmian/internal/postgres"
)

var (
	mu    sync.Mutex
	idle  []*clone              // emptied, ready for the next test
	taken = map[string]*clone{} // by the name of the test that holds it
)

// New returns a pool that works as the application role in an empty, migrated database. The test
// has the database to itself; every table is emptied when the test ends. Asking again in the same
// test returns the same database. A test may not assume an id.
func New(t testing.TB) *pgxpool.Pool {
	t.Helper()
	return take(t).app
}

// Owner returns a pool that works as the schema's owner in the database of the test, or of the test
// around it.
func Owner(t testing.TB) *pgxpool.Pool {
	t.Helper()
	return around(t).owner
}

// DSN returns the addresses of the test's database for the schema's owner and for the application.
func DSN(t testing.TB) (owner, app string) {
	t.Helper()
	c := around(t)
	return c.ownerDSN, c.appDSN
}

// NewFresh returns the addresses of a database without any table, for tests of migrations and
// grants. It is dropped when the test ends.
func NewFresh(t testing.TB) (owner, app string) {
	t.Helper()
	s, err := server()
	if err != nil {
		t.Fatal(err)
	}
	name, err := s.create(t.Context(), "")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.drop(context.Background(), name); err != nil {
			t.Error(err)
		}
	})
	return s.dsn(postgres.OwnerRole, name), s.dsn(postgres.AppRole, name)
}

func take(t testing.TB) *clone {
	t.Helper()
	mu.Lock()
	defer mu.Unlock()
	if c := taken[t.Name()]; c != nil {
		return c
	}
	c, err := next(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	taken[t.Name()] = c
	t.Cleanup(func() { giveBack(t, c) })
	return c
}

func next(ctx context.Context) (*clone, error) {
	for len(idle) > 0 {
		c := idle[len(idle)-1]
		idle = idle[:len(idle)-1]
		if c.usable(ctx) {
			return c, nil
		}
		c.close()
	}
	s, err := server()
	if err != nil {
		return nil, err
	}
	return s.clone(ctx)
}

func around(t testing.TB) *clone {
	t.Helper()
	mu.Lock()
	for name, more := t.Name(), true; more; {
		if c := taken[name]; c != nil {
			mu.Unlock()
			return c
		}
		i := strings.LastIndexByte(name, '/')
		if more = i > 0; more {
			name = name[:i]
		}
	}
	mu.Unlock()
	return take(t)
}

// giveBack empties the test's database for the next test, or keeps it when the test failed.
func giveBack(t testing.TB, c *clone) {
	mu.Lock()
	defer mu.Unlock()
	delete(taken, t.Name())
	ctx := context.Background()
	if t.Failed() {
		c.close()
		name, err := c.server.keep(ctx, c.name, t.Name())
		if err != nil {
			t.Log(err)
		}
		t.Logf("the database of this test stays for a day: %s", c.server.dsn(postgres.SuperRole, name))
		return
	}
	if err := c.empty(ctx); err != nil {
		c.close()
		t.Error(fmt.Errorf("empty the database after the test (does something still use it?): %w", err))
		return
	}
	idle = append(idle, c)
}
