package postgres_test

import (
	"errors"
	"fmt"
	"io/fs"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/jackc/pgx/v5"

	"renmian/internal/pgtest"
	"renmian/internal/postgres"
	"renmian/migrations"
)

func query(t *testing.T, dsn, sql string) []string {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), dsn)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(t.Context())
	rows, err := conn.Query(t.Context(), sql)
	if err != nil {
		t.Fatal(err)
	}
	list, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		t.Fatal(err)
	}
	return list
}

// schema describes everything a migration can make, one thing a line.
func schema(t *testing.T, dsn string) []string {
	t.Helper()
	return query(t, dsn, `
		SELECT line FROM (
			SELECT format('%s.%s %s %s %s', c.relname, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull,
			              pg_get_expr(d.adbin, d.adrelid)) AS line
			FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
			LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
			WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'v', 'm', 'p') AND a.attnum > 0 AND NOT a.attisdropped
			UNION ALL SELECT format('constraint %s %s', conname, pg_get_constraintdef(oid)) FROM pg_constraint
			WHERE connamespace = 'public'::regnamespace
			UNION ALL SELECT indexdef FROM pg_indexes WHERE schemaname = 'public'
			UNION ALL SELECT format('sequence %s', sequencename) FROM pg_sequences WHERE schemaname = 'public'
			UNION ALL SELECT format('function %s', p.oid::regprocedure) FROM pg_proc p
			WHERE p.pronamespace = 'public'::regnamespace
			  AND NOT EXISTS (SELECT FROM pg_depend e WHERE e.objid = p.oid AND e.deptype = 'e')
			UNION ALL SELECT pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal
			UNION ALL SELECT format('extension %s', extname) FROM pg_extension WHERE extname <> 'plpgsql'
			UNION ALL SELECT format('grant %s %s %s', table_name, privilege_type, grantee) FROM information_schema.table_privileges
			WHERE table_schema = 'public' AND grantee <> grantor
		) all_of_it
		WHERE line NOT LIKE '%schema\_migrations%'
		ORDER BY line`)
}

func TestMigrationsUpDownUp(t *testing.T) {
	owner, _ := pgtest.NewFresh(t)
	if err := postgres.Migrate(t.Context(), owner); err != nil {
		t.Fatal(err)
	}
	first := schema(t, owner)
	if err := postgres.MigrateDown(t.Context(), owner, 0); err != nil {
		t.Fatal(err)
	}
	if left := schema(t, owner); len(left) > 0 {
		t.Errorf("down leaves behind:\n%s", strings.Join(left, "\n"))
	}
	if err := postgres.Migrate(t.Context(), owner); err != nil {
		t.Fatal(err)
	}
	if again := schema(t, owner); !slices.Equal(first, again) {
		t.Errorf("up again makes\n%s\nwant\n%s", strings.Join(again, "\n"), strings.Join(first, "\n"))
	}
	files, err := fs.Glob(migrations.FS, "*.up.sql")
	if err != nil {
		t.Fatal(err)
	}
	if v, err := postgres.SchemaVersion(t.Context(), owner); err != nil || int(v) != len(files) {
		t.Errorf("schema version %d, %v; want %d", v, err, len(files))
	}
}

func TestMigrationsByStep(t *testing.T) {
	owner, _ := pgtest.NewFresh(t)
	if err := postgres.Migrate(t.Context(), owner); err != nil {
		t.Fatal(err)
	}
	want := schema(t, owner)
	if err := postgres.MigrateDown(t.Context(), owner, 1); err != nil {
		t.Fatal(err)
	}
	if err := postgres.Migrate(t.Context(), owner); err != nil {
		t.Fatal(err)
	}
	if got := schema(t, owner); !slices.Equal(got, want) {
		t.Errorf("one step down and up makes\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

// While a release is in the making its migrations are changed where they stand; a database of before is not taken
// for one of now.
func TestDatabaseOfAnotherEditionIsRefused(t *testing.T) {
	owner, _ := pgtest.NewFresh(t)
	for range 2 {
		if err := postgres.Migrate(t.Context(), owner); err != nil {
			t.Fatal(err)
		}
	}
	for _, noted := range []string{"'of another edition'", "NULL"} {
		query(t, owner, `COMMENT ON TABLE schema_migrations IS `+noted)
		if err := postgres.Migrate(t.Context(), owner); !errors.Is(err, postgres.ErrOtherEdition) {
			t.Errorf("noted %s: %v", noted, err)
		}
		if err := postgres.MigrateDown(t.Context(), owner, 1); !errors.Is(err, postgres.ErrOtherEdition) {
			t.Errorf("down, noted %s: %v", noted, err)
		}
	}
}

func TestMigrateTwiceAtOnce(t *testing.T) {
	owner, _ := pgtest.NewFresh(t)
	var wait sync.WaitGroup
	for range 3 {
		wait.Go(func() {
			if err := postgres.Migrate(t.Context(), owner); err != nil {
				t.Error(err)
			}
		})
	}
	wait.Wait()
}

func TestMigrationNumbers(t *testing.T) {
	files, err := fs.Glob(migrations.FS, "*")
	if err != nil {
		t.Fatal(err)
	}
	form := regexp.MustCompile(`^(\d{6})_[a-z][a-z0-9_]*\.(up|down)\.sql$`)
	halves := map[string]int{}
	for _, name := range files {
		if !form.MatchString(name) {
			t.Errorf("%s is not named NNNNNN_name.up.sql or .down.sql", name)
			continue
		}
		halves[strings.TrimSuffix(strings.TrimSuffix(name, ".up.sql"), ".down.sql")]++
	}
	numbers := map[string]string{}
	for name, n := range halves {
		if n != 2 {
			t.Errorf("%s lacks its other half", name)
		}
		if other := numbers[name[:6]]; other != "" {
			t.Errorf("%s and %s have the same number", name, other)
		}
		numbers[name[:6]] = name
	}
	for i := range len(numbers) {
		if n := fmt.Sprintf("%06d", i+1); numbers[n] == "" {
			t.Errorf("number %s is missing", n)
		}
	}
}

func TestApplicationRoleOwnsNothing(t *testing.T) {
	owner, _ := pgtest.DSN(t)
	for _, table := range query(t, owner, `
		SELECT c.relname::text FROM pg_class c
		WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'S', 'v')
		  AND (pg_has_role('renmian_app', c.relowner, 'MEMBER')
		       OR c.relkind = 'r' AND has_table_privilege('renmian_app', c.oid, 'TRUNCATE, REFERENCES, TRIGGER'))`) {
		t.Errorf("the application's role could truncate %s, put a trigger on it, or owns it", table)
	}
	for _, table := range query(t, owner, `
		SELECT c.relname::text FROM pg_class c
		WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r'
		  AND c.relname IN ('audit_event', 'audit_leaf', 'audit_hash', 'audit_head', 'certificate', 'policy_version', 'file', 'schema_migrations')
		  AND has_table_privilege('renmian_app', c.oid, 'UPDATE, DELETE')`) {
		t.Errorf("the application's role could change or delete rows of %s", table)
	}
}
