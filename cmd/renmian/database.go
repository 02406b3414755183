package main

import (
	"context"
	"fmt"
	"path/filepath"

	"github.com/jackc/pgx/v5/pgxpool"

	"renmian/internal/config"
	"renmian/internal/postgres"
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
		if err := postgres.Migrate(ctx, d.owner); err != nil {
			return nil, fmt.Errorf("升级表结构：%w", err)
		}
	}
	return postgres.OpenPool(ctx, d.app, postgres.AppRole)
}
