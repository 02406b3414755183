package pgtest

import (
	"context"
	"errors"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"

	"renmian/internal/postgres"
)

// clone is one copy of the template; tests of one process use it one after the other.
type clone struct {
	server           *host
	name             string
	ownerDSN, appDSN string
	owner, app       *pgxpool.Pool
	super            *pgx.Conn // stays connected, which tells other processes that the clone is in use
	deletes          string
}

func (s *host) clone(ctx context.Context) (*clone, error) {
	name, err := s.create(ctx, s.template)
	if err != nil {
		return nil, err
	}
	c := &clone{
		server: s, name: name,
		ownerDSN: s.dsn(postgres.OwnerRole, name), appDSN: s.dsn(postgres.AppRole, name),
	}
	if c.super, err = pgx.Connect(ctx, s.dsn(postgres.SuperRole, name)); err != nil {
		return nil, err
	}
	tables, err := tableNames(ctx, c.super)
	if err != nil {
		return nil, err
	}
	c.deletes = "DELETE FROM " + strings.Join(tables, "; DELETE FROM ")
	// Foreign keys and the triggers that protect evidence are out of force for this connection.
	if _, err := c.super.Exec(ctx, "SET session_replication_role = replica; SET lock_timeout = '5s'"); err != nil {
		return nil, err
	}
	return c, c.open(ctx)
}

// open connects the pools. They outlive the context, which is a test's.
func (c *clone) open(ctx context.Context) (err error) {
	ctx = context.WithoutCancel(ctx)
	if c.app, err = postgres.OpenPool(ctx, c.appDSN, postgres.AppRole); err != nil {
		return err
	}
	cfg, err := pgxpool.ParseConfig(c.ownerDSN) // connects only when a test asks for it
	if err != nil {
		return err
	}
	cfg.ConnConfig.RuntimeParams["timezone"] = "Asia/Shanghai"
	c.owner, err = pgxpool.NewWithConfig(ctx, cfg)
	return err
}

// usable reports whether the next test may have the clone; a test may have closed its pools.
func (c *clone) usable(ctx context.Context) bool {
	if c.app.Ping(ctx) == nil && !closed(ctx, c.owner) {
		return true
	}
	c.app.Close()
	c.owner.Close()
	return c.open(ctx) == nil
}

func closed(ctx context.Context, pool *pgxpool.Pool) bool {
	return pool.Stat().TotalConns() > 0 && pool.Ping(ctx) != nil
}

// empty deletes every row, whatever protects it.
func (c *clone) empty(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, 30*time.Second)
	defer cancel()
	_, err := c.super.Exec(ctx, c.deletes)
	return err
}

// close lets go of the database without waiting for connections that a test forgot to give back.
func (c *clone) close() {
	c.super.Close(context.Background())
	go c.app.Close()
	go c.owner.Close()
}

func code(err error) string {
	if pg, ok := errors.AsType[*pgconn.PgError](err); ok {
		return pg.Code
	}
	return ""
}
