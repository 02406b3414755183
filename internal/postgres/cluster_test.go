package postgres

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

// Crash tests kill a second process, which is this test binary with childVariable set to the
// folder of its server.
const childVariable = "RENMIAN_TEST_CLUSTER"

func TestMain(m *testing.M) {
	if dir := os.Getenv(childVariable); dir != "" {
		if err := beChild(dir); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// beChild starts the server and writes rows, telling each that was acknowledged, until SIGTERM.
func beChild(dir string) error {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM)
	defer stop()
	c, err := StartCluster(ctx, Options{Dir: dir, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		return err
	}
	defer c.Stop()
	conn, err := pgx.Connect(ctx, c.DSN(OwnerRole, Database))
	if err != nil {
		return err
	}
	if _, err := conn.Exec(ctx, "CREATE TABLE IF NOT EXISTS written (n bigint PRIMARY KEY)"); err != nil {
		return err
	}
	var n int64
	if err := conn.QueryRow(ctx, "SELECT coalesce(max(n), 0) FROM written").Scan(&n); err != nil {
		return err
	}
	for ctx.Err() == nil {
		n++
		if _, err := conn.Exec(context.Background(), "INSERT INTO written VALUES ($1)", n); err != nil {
			return err
		}
		fmt.Println(n)
	}
	return nil
}

type child struct {
	*exec.Cmd
	acknowledged *bufio.Scanner
}

func startChild(t *testing.T, dir string) child {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), childVariable+"="+dir)
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { cmd.Process.Kill(); cmd.Wait() })
	return child{cmd, bufio.NewScanner(out)}
}

// read returns the last acknowledged row after n more of them.
func (c child) read(t *testing.T, n int) (last int64) {
	t.Helper()
	for ; n > 0 && c.acknowledged.Scan(); n-- {
		last, _ = strconv.ParseInt(c.acknowledged.Text(), 10, 64)
	}
	if n > 0 {
		t.Fatalf("the child ended %d rows too early", n)
	}
	return last
}

// quick leaves out waiting for the disk, which matters to a machine's crash only, not to a process's.
func quick(dir string) Options {
	return Options{Dir: dir, Log: slog.New(slog.DiscardHandler), Settings: map[string]string{"fsync": "off"}}
}

func start(t *testing.T, dir string) *Cluster {
	t.Helper()
	c, err := tryStart(t, dir)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func tryStart(t *testing.T, dir string) (*Cluster, error) {
	t.Helper()
	c, err := StartCluster(t.Context(), quick(dir))
	if err == nil {
		t.Cleanup(c.Stop)
	}
	return c, err
}

func connect(t *testing.T, c *Cluster) *pgx.Conn {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), c.DSN(OwnerRole, Database))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close(context.Background()) })
	return conn
}

func eventually(t *testing.T, what string, true func() bool) {
	t.Helper()
	for end := time.After(time.Minute); !true(); {
		select {
		case <-end:
			t.Fatalf("%s: not within a minute", what)
		case <-time.After(pollEvery):
		}
	}
}

func postmaster(t *testing.T, c *Cluster) int {
	t.Helper()
	text, err := os.ReadFile(c.pidFile())
	if err != nil {
		t.Fatal(err)
	}
	first, _, _ := strings.Cut(string(text), "\n")
	pid, err := strconv.Atoi(first)
	if err != nil {
		t.Fatal(err)
	}
	return pid
}

func TestApplicationKilledWhileWriting(t *testing.T) {
	dir := t.TempDir()
	for range 2 {
		app := startChild(t, dir)
		last := app.read(t, 300)
		app.Process.Kill()
		for app.acknowledged.Scan() { // what was told before the end
			last, _ = strconv.ParseInt(app.acknowledged.Text(), 10, 64)
		}
		c := start(t, dir)
		var rows, highest int64
		if err := connect(t, c).QueryRow(t.Context(), "SELECT count(*), max(n) FROM written").Scan(&rows, &highest); err != nil {
			t.Fatal(err)
		}
		if highest < last || rows != highest {
			t.Errorf("%d rows up to %d; want all %d that were acknowledged", rows, highest, last)
		}
		c.Stop()
	}
}

func TestPostmasterKilledUnderLivingApplication(t *testing.T) {
	c := start(t, t.TempDir())
	pool, err := OpenPool(t.Context(), c.DSN(OwnerRole, Database), "")
	if err != nil {
		t.Fatal(err)
	}
	defer pool.Close()
	if _, err := pool.Exec(t.Context(), "CREATE TABLE kept AS SELECT 1 AS n"); err != nil {
		t.Fatal(err)
	}
	pid := postmaster(t, c)
	if err := syscall.Kill(pid, syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	eventually(t, "the pool works again", func() bool {
		var n int
		return pool.QueryRow(t.Context(), "SELECT n FROM kept").Scan(&n) == nil && postmaster(t, c) != pid
	})
}

func TestApplicationAndPostmasterKilled(t *testing.T) {
	dir := t.TempDir()
	app := startChild(t, dir)
	last := app.read(t, 50)
	text, err := os.ReadFile(filepath.Join(dir, "data", "postmaster.pid"))
	if err != nil {
		t.Fatal(err)
	}
	pid, _, _ := strings.Cut(string(text), "\n")
	server, _ := strconv.Atoi(pid)
	app.Process.Kill()
	syscall.Kill(server, syscall.SIGKILL)
	var rows int64
	if err := connect(t, start(t, dir)).QueryRow(t.Context(), "SELECT count(*) FROM written").Scan(&rows); err != nil || rows < last {
		t.Errorf("%d rows, %v; want at least %d", rows, err, last)
	}
}

func TestStalePidFile(t *testing.T) {
	dir := t.TempDir()
	c := start(t, dir)
	running, err := os.ReadFile(c.pidFile())
	if err != nil {
		t.Fatal(err)
	}
	c.Stop()
	_, rest, _ := bytes.Cut(running, []byte("\n"))
	for _, first := range []string{strconv.Itoa(os.Getpid()), "", "not a number"} { // a number used again; a file half written
		if err := os.WriteFile(c.pidFile(), append([]byte(first+"\n"), rest...), 0o600); err != nil {
			t.Fatal(err)
		}
		lock := filepath.Join(c.socket, ".s.PGSQL.5432.lock")
		if err := os.WriteFile(lock, append([]byte(first+"\n"), rest...), 0o600); err != nil {
			t.Fatal(err)
		}
		again := start(t, dir)
		connect(t, again)
		again.Stop()
	}
}

func TestOrphanIsEnded(t *testing.T) {
	dir := t.TempDir()
	c := start(t, dir)
	c.Stop()
	// A server whose parent is gone: on systems without a signal for that, a crash leaves one.
	orphan := exec.Command(filepath.Join(c.bin, "postgres"), "-c", "listen_addresses=", "-c", "unix_socket_directories=.")
	done, err := c.as.prepare(orphan, c.data, killNow)
	if err != nil {
		t.Fatal(err)
	}
	runtime.LockOSThread() // the signal for a dead parent follows the thread
	defer runtime.UnlockOSThread()
	if err := orphan.Start(); err != nil {
		t.Fatal(err)
	}
	done()
	ended := make(chan error, 1)
	go func() { ended <- orphan.Wait() }()
	eventually(t, "the orphan is ready", func() bool {
		text, err := os.ReadFile(c.pidFile())
		return err == nil && bytes.Contains(text, []byte("\nready"))
	})
	again := start(t, dir)
	connect(t, again)
	if pid := postmaster(t, again); pid == orphan.Process.Pid {
		t.Error("the orphan goes on; want a server of our own")
	}
	if err := <-ended; err != nil {
		t.Errorf("the orphan ended with %v; want a clean end", err)
	}
}

func TestTwoStartsAtOnce(t *testing.T) {
	dir := t.TempDir()
	type result struct {
		c   *Cluster
		err error
	}
	results := make(chan result, 2)
	for range 2 {
		go func() {
			c, err := StartCluster(t.Context(), quick(dir))
			results <- result{c, err}
		}()
	}
	var both [2]*Cluster
	for i := range both {
		r := <-results
		if r.err != nil {
			t.Fatal(r.err)
		}
		t.Cleanup(r.c.Stop)
		both[i] = r.c
		connect(t, r.c)
	}
	if both[0].bin == "" { // it did not look for programs, so it uses the other's server
		both[0], both[1] = both[1], both[0]
	}
	both[0].Stop()
	eventually(t, "the second takes over", func() bool {
		conn, err := pgx.Connect(t.Context(), both[1].DSN(AppRole, Database))
		return err == nil && conn.Close(t.Context()) == nil
	})
}

func TestFirstStartInterrupted(t *testing.T) {
	dir := t.TempDir()
	app := startChild(t, dir)
	eventually(t, "initdb has begun", func() bool {
		_, err := os.Stat(filepath.Join(dir, "data.new", "global"))
		return err == nil
	})
	app.Process.Kill()
	app.Wait()
	if _, err := os.Stat(filepath.Join(dir, "data")); !errors.Is(err, fs.ErrNotExist) {
		t.Fatalf("the data directory exists already (%v); want it only when whole", err)
	}
	connect(t, start(t, dir))
}

func TestStopsOnSIGTERM(t *testing.T) {
	dir := t.TempDir()
	app := startChild(t, dir)
	app.read(t, 1)
	app.Process.Signal(syscall.SIGTERM)
	for app.acknowledged.Scan() {
	}
	if err := app.Wait(); err != nil {
		t.Errorf("the application ended with %v; want a clean end", err)
	}
	if _, err := os.Stat(filepath.Join(dir, "data", "postmaster.pid")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("pid file: %v; want none after a clean stop", err)
	}
}

func TestFolders(t *testing.T) {
	for _, tt := range []struct {
		name string
		mode fs.FileMode
		path string
	}{
		{"open parent", 0o755, "var/pg"},
		{"closed parent", 0o700, "var/pg"},
		{"long path with blanks and quotes", 0o700, strings.Repeat("县 '人' 大/", 8) + "pg"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			parent, err := os.MkdirTemp("", "renmian-test-")
			if err != nil {
				t.Fatal(err)
			}
			defer os.RemoveAll(parent)
			if err := os.Chmod(parent, tt.mode); err != nil {
				t.Fatal(err)
			}
			c := start(t, filepath.Join(parent, tt.path))
			connect(t, c)
			c.Stop()
			if c.socket != c.data {
				os.RemoveAll(c.socket)
			}
		})
	}
}

func TestForeignVersionIsLeftAlone(t *testing.T) {
	dir := t.TempDir()
	data := filepath.Join(dir, "data")
	if err := os.Mkdir(data, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(data, "PG_VERSION"), []byte("9\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := tryStart(t, dir); err == nil || !strings.Contains(err.Error(), "PostgreSQL 9") {
		t.Errorf("error %v; want one that names the version", err)
	}
	if left, err := os.ReadFile(filepath.Join(data, "PG_VERSION")); err != nil || string(left) != "9\n" {
		t.Errorf("the data were touched: %q, %v", left, err)
	}
}
