package postgres

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"

	"github.com/jackc/pgx/v5"

	"renmian/migrations"
)

// ErrOtherEdition is returned for a database whose applied migrations read otherwise than this program's: one that
// was made by another edition while a release was still in the making. Its tables may lack what pages ask for.
var ErrOtherEdition = errors.New("this database was made by another edition of the program, whose migrations have been changed since; " +
	"restore its backup with that edition, or begin with an empty database (for the demonstration county: another DATA_DIR)")

// editionLock is the advisory lock under which one process at a time compares and migrates.
const editionLock = 7307420

// inEdition runs a change of the schema on a database of this edition, and notes the edition after it as the comment
// of the migrations' table.
func inEdition(ctx context.Context, dsn string, change func() error) error {
	c, err := pgx.Connect(ctx, dsn)
	if err != nil {
		return fmt.Errorf("connect as the schema's owner: %w", err)
	}
	defer c.Close(context.WithoutCancel(ctx))
	if _, err := c.Exec(ctx, `SELECT pg_advisory_lock($1)`, editionLock); err != nil {
		return fmt.Errorf("wait for other migrations: %w", err)
	}
	version, noted, err := editionOf(ctx, c)
	if err != nil {
		return err
	}
	if version > 0 && noted != edition(version) {
		return ErrOtherEdition
	}
	if err := change(); err != nil {
		return err
	}
	if version, _, err = editionOf(ctx, c); err != nil {
		return err
	}
	if _, err := c.Exec(ctx, fmt.Sprintf(`COMMENT ON TABLE schema_migrations IS '%s'`, edition(version))); err != nil {
		return fmt.Errorf("note the migrations' edition: %w", err)
	}
	return nil
}

// editionOf reads how far a database is migrated, 0 in an empty one and in one whose last migration broke off, and
// what was noted then.
func editionOf(ctx context.Context, c *pgx.Conn) (version int, noted string, err error) {
	var migrated bool
	if err := c.QueryRow(ctx, `SELECT to_regclass('schema_migrations') IS NOT NULL`).Scan(&migrated); err != nil || !migrated {
		return 0, "", err
	}
	err = c.QueryRow(ctx, `SELECT coalesce(max(version) FILTER (WHERE NOT dirty), 0), coalesce(obj_description('schema_migrations'::regclass), '')
		FROM schema_migrations`).Scan(&version, &noted)
	return version, noted, err
}

// edition is a digest of the migrations up to a version.
func edition(version int) string {
	files, err := fs.Glob(migrations.FS, "*.up.sql")
	if err != nil {
		panic(err) // the pattern is right
	}
	sum := sha256.New()
	for _, name := range files { // in order: the numbers have leading zeros
		var n int
		if _, err := fmt.Sscanf(name, "%d_", &n); err != nil || n > version {
			continue
		}
		text, err := migrations.FS.ReadFile(name)
		if err != nil {
			panic(err) // it is embedded
		}
		fmt.Fprintf(sum, "%s %d\n%s", name, len(text), text)
	}
	return hex.EncodeToString(sum.Sum(nil))
}
