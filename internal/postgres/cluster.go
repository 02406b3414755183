package postgres

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
)

// Options says where a private server keeps its data and which programs it runs.
type Options struct {
	Dir      string            // the server's own folder; made when missing, never deleted
	BinDir   string            // folder of initdb and postgres; empty: look for them
	Settings map[string]string // server parameters besides the built-in ones
	Log      *slog.Logger
}

// Cluster is a private PostgreSQL server: a child of this process, reached only through a unix
// socket by the same operating system user. The process that holds the lock file runs the server;
// others of the same folder use it, and one of them takes over when the first ends.
type Cluster struct {
	opt    Options
	bin    string
	data   string // data directory
	socket string // folder of the socket
	as     account
	log    *slog.Logger
	lock   *os.File

	stop  chan struct{} // closed by Stop
	ended chan struct{} // closed when nothing of ours runs any more
	exits chan error    // the server process ended

	mu      sync.Mutex
	process *os.Process
	stopped bool
}

// StartCluster starts the private server, or uses the one another process started in the same
// folder, and returns when both roles and the database are there.
func StartCluster(ctx context.Context, opt Options) (*Cluster, error) {
	dir, err := filepath.Abs(opt.Dir)
	if err != nil {
		return nil, err
	}
	opt.Dir = dir
	if opt.Log == nil {
		opt.Log = slog.Default()
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, fmt.Errorf("make the database's folder: %w", err)
	}
	c := &Cluster{
		opt: opt, data: filepath.Join(dir, "data"), log: opt.Log,
		stop: make(chan struct{}), ended: make(chan struct{}), exits: make(chan error, 1),
	}
	c.socket = socketFolder(dir)
	if c.as, err = serverAccount(dir); err != nil {
		return nil, err
	}
	if c.lock, err = os.OpenFile(filepath.Join(dir, "lock"), os.O_RDWR|os.O_CREATE, 0o600); err != nil {
		return nil, err
	}
	owner, err := tryLock(c.lock)
	if err != nil {
		return nil, fmt.Errorf("lock %s: %w", c.lock.Name(), err)
	}
	if owner {
		err = c.run(ctx)
	} else {
		go c.takeOver()
		err = c.waitReady(ctx)
	}
	if err != nil {
		c.Stop()
		return nil, err
	}
	return c, nil
}

// DSN returns the address of a database of this server for one of the roles.
func (c *Cluster) DSN(role, database string) string { return ClusterDSN(c.opt.Dir, role, database) }

// ClusterDSN returns the address of a database of the private server in the absolute folder dir.
func ClusterDSN(dir, role, database string) string {
	quoted := strings.NewReplacer(`\`, `\\`, `'`, `\'`).Replace(socketFolder(dir))
	return fmt.Sprintf("host='%s' port=5432 user=%s dbname=%s sslmode=disable", quoted, role, database)
}

func socketFolder(dir string) string {
	data := filepath.Join(dir, "data")
	if len(data)+len("/.s.PGSQL.5432") <= 100 { // the system's limit is 108 bytes
		return data
	}
	return filepath.Join(os.TempDir(), fmt.Sprintf("renmian-%d-%x", os.Getuid(), sha256.Sum256([]byte(dir)))[:40])
}

// Stop ends the server if this process runs it, and lets go of it otherwise.
func (c *Cluster) Stop() {
	c.mu.Lock()
	first := !c.stopped
	c.stopped = true
	c.mu.Unlock()
	if first {
		close(c.stop)
		c.shutDown()
		c.lock.Close()
	}
}

// run makes the calling process the one that runs the server; it holds the lock.
func (c *Cluster) run(ctx context.Context) (err error) {
	fail := func(err error) error { close(c.ended); return err }
	os.Remove(c.readyFile())
	if c.bin, err = findPrograms(ctx, c.opt, c.data, c.as, c.log); err != nil {
		return fail(err)
	}
	if err := c.retireOrphan(ctx); err != nil {
		return fail(err)
	}
	if _, err := os.Stat(filepath.Join(c.data, "PG_VERSION")); errors.Is(err, os.ErrNotExist) {
		if err := c.initialize(ctx); err != nil {
			return fail(err)
		}
	}
	if err := c.writeAccess(); err != nil {
		return fail(err)
	}
	if c.socket != c.data {
		if err := c.as.makeFolder(c.socket); err != nil {
			return fail(err)
		}
	}
	go c.supervise()
	if err := c.waitAnswer(ctx); err != nil {
		return err
	}
	if err := c.makeRoles(ctx); err != nil {
		return err
	}
	return os.WriteFile(c.readyFile(), nil, 0o644)
}

// takeOver waits until the process that runs the server ends, and then runs it here.
func (c *Cluster) takeOver() {
	for {
		select {
		case <-c.stop:
			close(c.ended)
			return
		case <-time.After(200 * time.Millisecond):
		}
		if owner, err := tryLock(c.lock); err != nil || !owner {
			continue
		}
		c.log.Info("taking over the private PostgreSQL from a process that ended")
		if err := c.run(context.Background()); err != nil {
			c.log.Error("private PostgreSQL does not start", "error", err)
		}
		return
	}
}

// initialize makes the data directory under another name first, so that an interrupted first start
// leaves nothing half made behind.
func (c *Cluster) initialize(ctx context.Context) error {
	fresh := c.data + ".new"
	var failed error
	for _, locale := range []string{"C.UTF-8", "C"} { // not every system has C.UTF-8
		if err := os.RemoveAll(fresh); err != nil { // it never held data
			return err
		}
		if err := c.as.makeFolder(fresh); err != nil {
			return err
		}
		var out bytes.Buffer
		cmd := exec.CommandContext(ctx, filepath.Join(c.bin, "initdb"), "--username="+SuperRole, "--encoding=UTF8",
			"--locale="+locale, "--data-checksums", "--auth-local=peer", "--auth-host=reject")
		if c.opt.Settings["fsync"] == "off" {
			cmd.Args = append(cmd.Args, "--no-sync")
		}
		cmd.Stdout, cmd.Stderr = &out, &out
		done, err := c.as.prepare(cmd, fresh, killNow)
		if err != nil {
			return err
		}
		err = cmd.Run()
		done()
		if err == nil {
			if err := os.Rename(fresh, c.data); err != nil {
				return err
			}
			return syncFolder(c.opt.Dir)
		}
		if ctx.Err() != nil {
			return ctx.Err()
		}
		failed = fmt.Errorf("initdb: %w\n%s", err, out.Bytes())
	}
	return failed
}

func syncFolder(dir string) error {
	f, err := os.Open(dir)
	if err != nil {
		return err
	}
	defer f.Close()
	return f.Sync()
}

// writeAccess lets only the operating system user we run as connect, as any of our roles.
func (c *Cluster) writeAccess() error {
	var who strings.Builder
	for _, role := range []string{SuperRole, OwnerRole, AppRole} {
		fmt.Fprintf(&who, "renmian %s %s\n", c.as.peer, role)
	}
	for name, text := range map[string]string{
		"pg_hba.conf":   "local all all peer map=renmian\n",
		"pg_ident.conf": who.String(),
	} {
		path := filepath.Join(c.data, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			return err
		}
		if err := c.as.own(path); err != nil {
			return err
		}
	}
	return nil
}

func (c *Cluster) makeRoles(ctx context.Context) error {
	conn, err := pgx.Connect(ctx, c.DSN(SuperRole, "postgres"))
	if err != nil {
		return fmt.Errorf("connect to the new server: %w", err)
	}
	defer conn.Close(ctx)
	for _, step := range []struct{ missing, sql string }{
		{"SELECT NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '" + OwnerRole + "')", "CREATE ROLE " + OwnerRole + " LOGIN"},
		{"SELECT NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '" + AppRole + "')", "CREATE ROLE " + AppRole + " LOGIN"},
		{"SELECT NOT EXISTS (SELECT FROM pg_database WHERE datname = '" + Database + "')", "CREATE DATABASE " + Database + " OWNER " + OwnerRole},
	} {
		var missing bool
		if err := conn.QueryRow(ctx, step.missing).Scan(&missing); err != nil {
			return err
		}
		if missing {
			if _, err := conn.Exec(ctx, step.sql); err != nil {
				return fmt.Errorf("%s: %w", step.sql, err)
			}
		}
	}
	return nil
}

// readyFile exists while roles and database are made and the server may be used by others.
func (c *Cluster) readyFile() string { return filepath.Join(c.opt.Dir, "ready") }

// waitReady waits, in a process that does not run the server, for the one that does.
func (c *Cluster) waitReady(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, startLimit)
	defer cancel()
	for {
		_, err := os.Stat(c.readyFile())
		if err == nil {
			return c.waitAnswer(ctx)
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("another process (see %s) starts PostgreSQL but does not get ready: %w", c.lock.Name(), err)
		case <-time.After(pollEvery):
		}
	}
}
