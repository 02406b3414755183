package pgtest

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"renmian/internal/postgres"
)

// All test processes of a user share one throw-away server. It is run by its keeper, a further
// process of whichever test binary came first, which stops it when no test has run for a while and
// leaves the folder for the next run.

const (
	keeperVariable = "RENMIAN_PGTEST_KEEPER" // set in the keeper: the server's folder
	idleLimit      = 3 * time.Minute
	waitLimit      = time.Minute
	memoryNeeded   = 2 << 30
)

func init() {
	if dir := os.Getenv(keeperVariable); dir != "" {
		if err := keepCluster(dir); err != nil {
			os.WriteFile(failureFile(dir), []byte(err.Error()), 0o644)
			os.Exit(1)
		}
		os.Exit(0)
	}
}

// sharedCluster returns the addresses of the throw-away server, starting a keeper where none runs.
func sharedCluster(ctx context.Context) (func(role, database string) string, error) {
	ctx, cancel := context.WithTimeout(ctx, waitLimit)
	defer cancel()
	dir := clusterFolder()
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, err
	}
	// A bare descriptor, which nothing closes before this process ends, holds the lock.
	users, err := syscall.Open(usersFile(dir), syscall.O_RDWR|syscall.O_CREAT|syscall.O_CLOEXEC, 0o600)
	if err != nil {
		return nil, err
	}
	if err := syscall.Flock(users, syscall.LOCK_SH); err != nil { // waits for a keeper that is just stopping
		return nil, err
	}
	dsn := func(role, database string) string { return postgres.ClusterDSN(dir, role, database) }
	os.Remove(failureFile(dir))
	for started := false; ; {
		conn, err := pgx.Connect(ctx, dsn(postgres.AppRole, postgres.Database))
		if err == nil {
			return dsn, conn.Close(ctx)
		}
		if !started {
			if err := startKeeper(dir); err != nil {
				return nil, err
			}
			started = true
		}
		if reason, err := os.ReadFile(failureFile(dir)); err == nil {
			return nil, errors.New(string(reason))
		}
		select {
		case <-ctx.Done():
			return nil, fmt.Errorf("the server in %s does not answer: %w", dir, err)
		case <-time.After(20 * time.Millisecond):
		}
	}
}

func clusterFolder() string {
	name := fmt.Sprintf("renmian-test-%d", os.Getuid())
	inMemory := filepath.Join("/dev/shm", name) // several times faster
	if _, err := os.Stat(inMemory); err == nil {
		return inMemory
	}
	var disk syscall.Statfs_t // containers often have 64 MB
	if syscall.Statfs("/dev/shm", &disk) == nil && disk.Bavail*uint64(disk.Bsize) > memoryNeeded {
		return inMemory
	}
	return filepath.Join(os.TempDir(), name)
}

func usersFile(dir string) string   { return filepath.Join(dir, "users") }
func failureFile(dir string) string { return filepath.Join(dir, "failure") }

func startKeeper(dir string) error {
	self, err := os.Executable()
	if err != nil {
		return err
	}
	cmd := exec.Command(self)
	cmd.Dir = "/"
	cmd.Env = append(os.Environ(), keeperVariable+"="+dir)
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true} // outlives this test run
	if err := cmd.Start(); err != nil {
		return err
	}
	return cmd.Process.Release()
}

// keepCluster runs the server until nobody has used it for a while.
func keepCluster(dir string) error {
	keeper, err := os.OpenFile(filepath.Join(dir, "keeper"), os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return err
	}
	defer keeper.Close()
	if syscall.Flock(int(keeper.Fd()), syscall.LOCK_EX|syscall.LOCK_NB) != nil {
		return nil // two tests started one at the same moment
	}
	users, err := os.OpenFile(usersFile(dir), os.O_RDWR, 0)
	if err != nil {
		return err
	}
	defer users.Close()
	cluster, err := startThrowAway(dir)
	if err != nil {
		return err
	}
	lastUse := time.Now()
	for range time.Tick(time.Second) {
		switch err := syscall.Flock(int(users.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); {
		case err != nil:
			lastUse = time.Now()
		case time.Since(lastUse) > idleLimit:
			defer cluster.Stop() // still holding the users' lock: a new test waits until all is over
			return sweepCluster(dir)
		default:
			syscall.Flock(int(users.Fd()), syscall.LOCK_UN)
		}
	}
	return nil
}

// sweepCluster gives the memory back that the last run's databases take.
func sweepCluster(dir string) error {
	ctx := context.Background()
	admin, err := pgxpool.New(ctx, postgres.ClusterDSN(dir, postgres.SuperRole, "postgres"))
	if err != nil {
		return err
	}
	defer admin.Close()
	return (&host{admin: admin}).sweep(ctx)
}

// startThrowAway starts the server without care for its data; where the data of an earlier run are
// of another version or broken, it begins anew.
func startThrowAway(dir string) (*postgres.Cluster, error) {
	options := postgres.Options{
		Dir: dir, BinDir: os.Getenv("PG_BIN"), Log: slog.New(slog.DiscardHandler),
		Settings: map[string]string{
			"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off",
			"autovacuum": "off", "jit": "off", "max_connections": "400", "max_wal_size": "256MB",
		},
	}
	cluster, err := postgres.StartCluster(context.Background(), options)
	if err == nil {
		return cluster, nil
	}
	if err := os.RemoveAll(filepath.Join(dir, "data")); err != nil {
		return nil, err
	}
	return postgres.StartCluster(context.Background(), options)
}
