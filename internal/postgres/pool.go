// Package postgres opens the database: the connection pool, the schema's migrations and, where no
// server is given, a private PostgreSQL of the application's own. It imports migrations, and no SQL but theirs is here.
package postgres

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

const (
	OwnerRole = "renmian_owner" // owns the schema, runs migrations
	AppRole   = "renmian_app"   // serves requests; may not change or delete evidence
	SuperRole = "postgres"      // of the private server: makes the two others and the database
	Database  = "renmian"       // name of the private server's database

	timeZone  = "Asia/Shanghai"
	oldest    = 15 // oldest major version of PostgreSQL that is supported
	poolConns = 16
)

// OpenPool connects to dsn and works there as role; an empty role leaves the DSN's own user.
func OpenPool(ctx context.Context, dsn, role string) (*pgxpool.Pool, error) {
	cfg, err := pgxpool.ParseConfig(dsn)
	if err != nil {
		return nil, fmt.Errorf("read the database address: %w", err)
	}
	if !strings.Contains(dsn, "pool_max_conns") {
		cfg.MaxConns = poolConns
	}
	cfg.ConnConfig.ConnectTimeout = 10 * time.Second
	cfg.ConnConfig.RuntimeParams["timezone"] = timeZone
	cfg.ConnConfig.RuntimeParams["application_name"] = "renmian"
	cfg.AfterConnect = func(ctx context.Context, conn *pgx.Conn) error {
		if role == "" || conn.Config().User == role {
			return nil
		}
		if _, err := conn.Exec(ctx, "SET ROLE "+pgx.Identifier{role}.Sanitize()); err != nil {
			return fmt.Errorf("the database user %s may not act as %s; as a superuser run: GRANT %s TO %s: %w",
				conn.Config().User, role, role, conn.Config().User, err)
		}
		return nil
	}
	pool, err := pgxpool.NewWithConfig(ctx, cfg)
	if err != nil {
		return nil, fmt.Errorf("open the database: %w", err)
	}
	if err := checkVersion(ctx, pool); err != nil {
		pool.Close()
		return nil, err
	}
	return pool, nil
}

func checkVersion(ctx context.Context, pool *pgxpool.Pool) error {
	var num string
	if err := pool.QueryRow(ctx, "SHOW server_version_num").Scan(&num); err != nil {
		return fmt.Errorf("connect to the database: %w", err)
	}
	if n, _ := strconv.Atoi(num); n/10000 < oldest {
		return fmt.Errorf("the database is PostgreSQL %d; %d or newer is needed", n/10000, oldest)
	}
	return nil
}
