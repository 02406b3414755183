package pgtest

import (
	"context"
	"crypto/sha256"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"net/url"
	"os"
	"regexp"
	"strings"
	"sync"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"renmian/internal/postgres"
	"renmian/migrations"
)

const (
	clonePrefix    = "renmian_test_"
	keptPrefix     = "renmian_failed_"
	templatePrefix = "renmian_template_"

	buildLock = 0x72656e6d69616e01 // advisory lock: one process builds a template
	sweepLock = 0x72656e6d69616e02 // advisory lock: one process drops leftovers
)

// host is a PostgreSQL server that holds the template and the clones.
type host struct {
	admin    *pgxpool.Pool // superuser in the maintenance database
	dsn      func(role, database string) string
	template string
}

// server connects once per process, makes the template and drops what earlier runs left.
var server = sync.OnceValues(func() (*host, error) {
	ctx := context.Background()
	s := &host{dsn: fixedServer(os.Getenv("PGTEST_DSN"))}
	if s.dsn == nil {
		dsn, err := sharedCluster(ctx)
		if err != nil {
			return nil, fmt.Errorf("start PostgreSQL for the tests: %w", err)
		}
		s.dsn = dsn
	}
	var err error
	if s.admin, err = pgxpool.New(ctx, s.dsn(postgres.SuperRole, "postgres")); err != nil {
		return nil, err
	}
	if err := s.sweep(ctx); err != nil {
		return nil, fmt.Errorf("drop old test databases: %w", err)
	}
	if err := s.prepare(ctx); err != nil {
		return nil, fmt.Errorf("make the template of the test databases: %w", err)
	}
	return s, nil
})

// fixedServer addresses databases of an existing server, always as the given superuser: pools that
// work as the application take its role.
func fixedServer(dsn string) func(role, database string) string {
	if dsn == "" {
		return nil
	}
	return func(_, database string) string {
		if u, err := url.Parse(dsn); err == nil && u.Scheme != "" {
			u.Path = "/" + database
			return u.String()
		}
		return dsn + " dbname=" + database // the last one counts
	}
}

// prepare builds the migrated template unless a process with the same migrations has done so.
func (s *host) prepare(ctx context.Context) error {
	hash, err := migrationsHash()
	if err != nil {
		return err
	}
	s.template = templatePrefix + hash
	return s.locked(ctx, buildLock, func(conn *pgxpool.Conn) error {
		var done bool // only a finished one is marked as a template
		if err := conn.QueryRow(ctx, `SELECT EXISTS (SELECT FROM pg_database WHERE datname = $1 AND datistemplate)`,
			s.template).Scan(&done); err != nil || done {
			return err
		}
		if err := s.drop(ctx, s.template); err != nil {
			return err
		}
		if err := s.createNamed(ctx, s.template, ""); err != nil {
			return err
		}
		if err := postgres.Migrate(ctx, s.dsn(postgres.OwnerRole, s.template)); err != nil {
			return err
		}
		if err := s.checkEmpty(ctx); err != nil {
			return err
		}
		_, err := conn.Exec(ctx, "ALTER DATABASE "+s.template+" IS_TEMPLATE true")
		return err
	})
}

func migrationsHash() (string, error) {
	sum := sha256.New()
	names, err := fs.Glob(migrations.FS, "*.sql")
	if err != nil {
		return "", err
	}
	for _, name := range names {
		text, err := fs.ReadFile(migrations.FS, name)
		if err != nil {
			return "", err
		}
		fmt.Fprintf(sum, "%s %d\n%s", name, len(text), text)
	}
	return fmt.Sprintf("%x", sum.Sum(nil)[:8]), nil
}

// checkEmpty refuses migrations that insert rows: emptying after a test would take them away.
func (s *host) checkEmpty(ctx context.Context) error {
	conn, err := pgx.Connect(ctx, s.dsn(postgres.SuperRole, s.template))
	if err != nil {
		return err
	}
	defer conn.Close(ctx)
	tables, err := tableNames(ctx, conn)
	if err != nil {
		return err
	}
	for _, table := range tables {
		var filled bool
		if err := conn.QueryRow(ctx, "SELECT EXISTS (SELECT FROM "+table+")").Scan(&filled); err != nil {
			return err
		}
		if filled {
			return fmt.Errorf("a migration inserts rows into %s; migrations make structure only", table)
		}
	}
	return nil
}

func tableNames(ctx context.Context, conn *pgx.Conn) ([]string, error) {
	rows, err := conn.Query(ctx, `
		SELECT c.oid::regclass::text
		FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
		WHERE c.relkind = 'r' AND n.nspname = 'public' AND c.relname <> 'schema_migrations'
		ORDER BY 1`)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowTo[string])
}

// sweep drops what ended processes left: their clones, and kept databases and templates of other
// migrations when they are a day old. A clone is in use while somebody is connected to it.
func (s *host) sweep(ctx context.Context) error {
	rows, err := s.admin.Query(ctx, `
		SELECT d.datname
		FROM pg_database d, LATERAL pg_stat_file('base/' || d.oid || '/PG_VERSION', true) f
		WHERE (starts_with(d.datname, $1) AND f.modification < now() - interval '1 minute'
		       OR (starts_with(d.datname, $2) OR starts_with(d.datname, $3)) AND f.modification < now() - interval '1 day')
		  AND NOT EXISTS (SELECT FROM pg_stat_activity a WHERE a.datid = d.oid)
		ORDER BY 1
		LIMIT 200`, clonePrefix, keptPrefix, templatePrefix)
	if err != nil {
		return err
	}
	old, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil || len(old) == 0 {
		return err
	}
	return s.locked(ctx, sweepLock, func(*pgxpool.Conn) error {
		for _, name := range old {
			if err := s.dropUnused(ctx, name); err != nil {
				return err
			}
		}
		return nil
	})
}

func (s *host) dropUnused(ctx context.Context, name string) error {
	if strings.HasPrefix(name, templatePrefix) {
		if _, err := s.admin.Exec(ctx, "UPDATE pg_database SET datistemplate = false WHERE datname = $1", name); err != nil {
			return err
		}
	}
	_, err := s.admin.Exec(ctx, "DROP DATABASE IF EXISTS "+name)
	if code(err) == "55006" { // somebody uses it after all
		return nil
	}
	return err
}

func (s *host) drop(ctx context.Context, name string) error {
	_, err := s.admin.Exec(ctx, "DROP DATABASE IF EXISTS "+name+" WITH (FORCE)")
	return err
}

// create makes a database with a new name, as a copy of the template if one is named.
func (s *host) create(ctx context.Context, template string) (string, error) {
	name := fmt.Sprintf("%s%d_%08x", clonePrefix, os.Getpid(), rand.Uint32())
	return name, s.createNamed(ctx, name, template)
}

func (s *host) createNamed(ctx context.Context, name, template string) error {
	sql := "CREATE DATABASE " + name
	if template != "" {
		sql += " TEMPLATE " + template + " STRATEGY FILE_COPY" // a third of the time of the default
	}
	cfg, err := pgx.ParseConfig(s.dsn(postgres.OwnerRole, name))
	if err != nil {
		return err
	}
	_, err = s.admin.Exec(ctx, sql+" OWNER "+pgx.Identifier{cfg.User}.Sanitize())
	return err
}

// keep gives a failed test's database a name that tells the test.
func (s *host) keep(ctx context.Context, name, test string) (string, error) {
	if _, err := s.admin.Exec(ctx, "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = $1", name); err != nil {
		return name, err
	}
	kept := fmt.Sprintf("%s%.30s_%08x", keptPrefix, unsafeLetters.ReplaceAllString(strings.ToLower(test), "_"), rand.Uint32())
	if _, err := s.admin.Exec(ctx, "ALTER DATABASE "+name+" RENAME TO "+kept); err != nil {
		return name, err
	}
	return kept, nil
}

var unsafeLetters = regexp.MustCompile(`[^a-z0-9]+`)

// locked runs do while holding an advisory lock of the whole server.
func (s *host) locked(ctx context.Context, key int64, do func(*pgxpool.Conn) error) error {
	conn, err := s.admin.Acquire(ctx)
	if err != nil {
		return err
	}
	defer conn.Release()
	if _, err := conn.Exec(ctx, "SELECT pg_advisory_lock($1)", key); err != nil {
		return err
	}
	defer conn.Exec(ctx, "SELECT pg_advisory_unlock($1)", key)
	return do(conn)
}
