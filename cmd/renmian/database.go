package main

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"

	"github.com/jackc/pgx/v5/pgxpool"

	"renmian/internal/config"
	"renmian/internal/postgres"
	"renmian/internal/store"
	"renmian/internal/workflow"
)

// database is where a command works: the server of the configuration, or the private one.
type database struct {
	owner, app string // addresses
	cluster    *postgres.Cluster
}

func openDatabase(ctx context.Context, c config.Config) (*database, error) {
	if c.DatabaseURL != "" {
		return &database{owner: c.OwnerDatabaseURL, app: c.DatabaseURL}, nil
	}
	cluster, err := postgres.StartCluster(ctx, postgres.Options{Dir: filepath.Join(c.DataDir, "pg"), BinDir: c.PGBin})
	if err != nil {
		return nil, err
	}
	return &database{
		owner:   cluster.DSN(postgres.OwnerRole, postgres.Database),
		app:     cluster.DSN(postgres.AppRole, postgres.Database),
		cluster: cluster,
	}, nil
}

func (d *database) close() {
	if d.cluster != nil {
		d.cluster.Stop()
	}
}

// open migrates where the configuration says so, and connects as the application.
func (d *database) open(ctx context.Context, c config.Config) (*pgxpool.Pool, error) {
	if c.AutoMigrate || d.cluster != nil {
		switch err := postgres.Migrate(ctx, d.owner); {
		case errors.Is(err, postgres.ErrOtherEdition):
			return nil, fmt.Errorf("数据库由本程序的另一版本建立，表结构不同：请用那个版本恢复备份，或者换一个空的数据库"+
				"（演示县可以另设 DATA_DIR，或者移走原来的目录）：%w", err)
		case err != nil:
			return nil, fmt.Errorf("升级表结构：%w", err)
		}
	}
	return postgres.OpenPool(ctx, d.app, postgres.AppRole)
}

// system is an open database with what people do on it.
type system struct {
	pool *pgxpool.Pool
	db   *store.DB
	flow *workflow.Flow
	keys workflow.Keys

	owner string // address of the schema's owner
}

// withSystem opens the configured database and keys for as long as do works with them.
func withSystem(ctx context.Context, c call, do func(system) error) error {
	data, err := openDatabase(ctx, c.Config)
	if err != nil {
		return err
	}
	defer data.close()
	pool, err := data.open(ctx, c.Config)
	if err != nil {
		return err
	}
	defer pool.Close()
	keys, err := workflow.OpenKeys(c.KeysDir)
	if err != nil {
		return err
	}
	if keys.Boxes = c.BoxesDir; keys.Boxes == "" {
		keys.Boxes = workflow.BoxKeysDir(c.DataDir)
	}
	db := store.New(pool).WithIdentityKey(keys.Identity)
	flow := workflow.New(db, keys)
	defer flow.Close()
	return do(system{pool: pool, db: db, flow: flow, keys: keys, owner: data.owner})
}
