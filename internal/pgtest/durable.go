package pgtest

import (
	"fmt"
	"testing"

	"github.com/jackc/pgx/v5/pgxpool"

	"renmian/internal/postgres"
)

// Durable returns a migrated server of its own that keeps what it acknowledged, as in production: for
// measuring, and for tests that stop it.
func Durable(t testing.TB, o postgres.Options) *postgres.Cluster {
	t.Helper()
	c, err := postgres.StartCluster(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Stop)
	if err := postgres.Migrate(t.Context(), c.DSN(postgres.OwnerRole, postgres.Database)); err != nil {
		t.Fatal(err)
	}
	return c
}

// Pool returns so many connections to such a server.
func Pool(t testing.TB, c *postgres.Cluster, role string, conns int) *pgxpool.Pool {
	t.Helper()
	p, err := postgres.OpenPool(t.Context(), fmt.Sprintf("%s pool_max_conns=%d", c.DSN(role, postgres.Database), conns), role)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(p.Close)
	return p
}
