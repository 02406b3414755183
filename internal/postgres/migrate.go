package postgres

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/golang-migrate/migrate/v4"
	"github.com/golang-migrate/migrate/v4/database"
	migratepgx "github.com/golang-migrate/migrate/v4/database/pgx/v5"
	"github.com/golang-migrate/migrate/v4/source/iofs"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"

	"renmian/migrations"
)

// Migrate brings the database at the owner's DSN up to the newest migration. Processes that start
// together wait for each other. A database made by another edition of these migrations is refused with
// ErrOtherEdition.
func Migrate(ctx context.Context, ownerDSN string) error {
	return inEdition(ctx, ownerDSN, func() error { return withMigrator(ctx, ownerDSN, (*migrate.Migrate).Up) })
}

// MigrateDown takes the last n migrations back, all of them when n is 0.
func MigrateDown(ctx context.Context, ownerDSN string, n int) error {
	return inEdition(ctx, ownerDSN, func() error {
		return withMigrator(ctx, ownerDSN, func(m *migrate.Migrate) error {
			if n == 0 {
				return m.Down()
			}
			return m.Steps(-n)
		})
	})
}

// migrateTo brings an empty database to one version of the schema.
func migrateTo(ctx context.Context, ownerDSN string, version uint) error {
	return inEdition(ctx, ownerDSN, func() error {
		return withMigrator(ctx, ownerDSN, func(m *migrate.Migrate) error { return m.Migrate(version) })
	})
}

// SchemaVersion returns the number of the newest applied migration, 0 in an empty database.
func SchemaVersion(ctx context.Context, ownerDSN string) (version uint, err error) {
	err = withMigrator(ctx, ownerDSN, func(m *migrate.Migrate) error {
		v, dirty, err := m.Version()
		if errors.Is(err, migrate.ErrNilVersion) {
			return nil
		}
		if dirty {
			return migrate.ErrDirty{Version: int(v)}
		}
		version = v
		return err
	})
	return version, err
}

func withMigrator(ctx context.Context, dsn string, do func(*migrate.Migrate) error) error {
	cfg, err := pgx.ParseConfig(dsn)
	if err != nil {
		return fmt.Errorf("read the owner's database address: %w", err)
	}
	cfg.RuntimeParams["timezone"] = timeZone
	db := stdlib.OpenDB(*cfg)
	defer db.Close()
	if err := db.PingContext(ctx); err != nil {
		return fmt.Errorf("connect as the schema's owner: %w", err)
	}
	target, err := migratepgx.WithInstance(db, &migratepgx.Config{})
	if err != nil {
		return fmt.Errorf("prepare the migrations' table: %w", err)
	}
	files, err := iofs.New(migrations.FS, ".")
	if err != nil {
		return fmt.Errorf("read the embedded migrations: %w", err)
	}
	m, err := migrate.NewWithInstance("embedded", files, "postgres", target)
	if err != nil {
		return err
	}
	defer m.Close()
	m.LockTimeout = 2 * time.Minute
	stop := context.AfterFunc(ctx, func() { m.GracefulStop <- true }) // after the step in hand
	defer stop()

	var refused database.Error
	switch err := do(m); {
	case errors.Is(err, migrate.ErrNoChange):
		return nil
	case errors.As(err, new(migrate.ErrDirty)):
		return fmt.Errorf("migrate: an earlier migration was interrupted half way (%w); "+
			"restore the last backup, or repair by hand and correct schema_migrations", err)
	case errors.As(err, &refused): // its own text repeats the whole file
		return fmt.Errorf("migrate: line %d: %w", refused.Line, refused.OrigErr)
	case err != nil:
		return fmt.Errorf("migrate: %w", err)
	}
	return ctx.Err()
}
