package postgres

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/jackc/pgx/v5"
)

const (
	startLimit = 2 * time.Minute // replaying the log after a crash may take a while
	stopLimit  = 30 * time.Second
	pollEvery  = 10 * time.Millisecond
)

// parameters are the private server's; statements and values stay out of its log, and no row gets a time:
// a secret ballot is held on it.
var parameters = map[string]string{
	"listen_addresses":        "",
	"unix_socket_permissions": "0700",
	"logging_collector":       "off",
	"log_destination":         "stderr",
	"log_line_prefix":         "",
	"log_min_messages":        "fatal",
	"log_min_error_statement": "panic",
	"log_error_verbosity":     "terse",
	"log_statement":           "none",
	"track_commit_timestamp":  "off",

	"log_min_duration_statement":        "-1",
	"log_parameter_max_length":          "0",
	"log_parameter_max_length_on_error": "0",

	"max_connections": "100",
	"timezone":        timeZone,
	"cluster_name":    "renmian",
}

// supervise keeps the server running until Stop. It stays on one thread, because the system ends
// the server when the thread that started it ends.
func (c *Cluster) supervise() {
	runtime.LockOSThread()
	defer close(c.ended)
	for pause := 100 * time.Millisecond; ; pause = min(2*pause, 5*time.Second) {
		began := time.Now()
		err := c.serveOnce()
		if c.stopping() {
			return
		}
		select {
		case c.exits <- err:
		default: // only a start that waits wants to know
		}
		c.log.Error("private PostgreSQL ended; starting it again", "error", err)
		if time.Since(began) > time.Minute {
			pause = 100 * time.Millisecond
		}
		select {
		case <-c.stop:
			return
		case <-time.After(pause):
		}
	}
}

// serveOnce runs the server process to its end.
func (c *Cluster) serveOnce() error {
	cmd := exec.Command(filepath.Join(c.bin, "postgres"))
	settings := maps.Clone(parameters)
	maps.Copy(settings, c.opt.Settings)
	for _, name := range slices.Sorted(maps.Keys(settings)) {
		cmd.Args = append(cmd.Args, "-c", name+"="+settings[name])
	}
	out := &lineLog{cluster: c}
	cmd.Stdout, cmd.Stderr = out, out
	cmd.WaitDelay = 5 * time.Second // a killed server's children still hold the pipe for a moment
	done, err := c.as.prepare(cmd, c.data, stopFast)
	if err != nil {
		return err
	}
	defer done()
	socket := "."
	if c.socket != c.data {
		socket = c.socket
	}
	cmd.Args = append(cmd.Args, "-c", "unix_socket_directories="+socket)

	c.mu.Lock()
	if c.stopped {
		c.mu.Unlock()
		return nil
	}
	err = cmd.Start()
	if err == nil {
		c.process = cmd.Process
	}
	c.mu.Unlock()
	if err != nil {
		return fmt.Errorf("start PostgreSQL: %w", err)
	}
	err = cmd.Wait()
	c.mu.Lock()
	c.process = nil
	c.mu.Unlock()
	return fmt.Errorf("%w: %s", cmp.Or(err, errEnded), out.last)
}

var errEnded = errors.New("ended by itself")

func (c *Cluster) stopping() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.stopped
}

// shutDown asks the server to end its sessions and write everything out, and waits for that.
func (c *Cluster) shutDown() {
	c.signal(stopFast)
	select {
	case <-c.ended:
	case <-time.After(stopLimit):
		c.log.Warn("private PostgreSQL does not stop; ending it at once")
		c.signal(stopAtOnce)
		<-c.ended
	}
}

func (c *Cluster) signal(sig syscall.Signal) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.process != nil {
		c.process.Signal(sig)
	}
}

// waitAnswer waits until the server accepts connections.
func (c *Cluster) waitAnswer(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, startLimit)
	defer cancel()
	for {
		text, err := os.ReadFile(c.pidFile())
		if err == nil && bytes.Contains(text, []byte("\nready")) { // asking earlier fills the log
			var conn *pgx.Conn
			if conn, err = pgx.Connect(ctx, c.DSN(SuperRole, "postgres")); err == nil {
				return conn.Close(ctx)
			}
		}
		select {
		case exit := <-c.exits:
			return fmt.Errorf("PostgreSQL in %s does not start: %w", c.data, exit)
		case <-ctx.Done():
			return fmt.Errorf("PostgreSQL in %s does not answer: %w", c.data, err)
		case <-time.After(pollEvery):
		}
	}
}

func (c *Cluster) pidFile() string { return filepath.Join(c.data, "postmaster.pid") }

// retireOrphan ends a server that a killed parent left behind, and removes the pid file of a dead
// one. We hold the lock, so no living process of ours runs a server here. A dead server may linger
// as a zombie, and its number may be another program's by now; PostgreSQL itself would refuse then.
func (c *Cluster) retireOrphan(ctx context.Context) error {
	text, err := os.ReadFile(c.pidFile())
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	} else if err != nil {
		return err
	}
	first, _, _ := strings.Cut(string(text), "\n")
	pid, err := strconv.Atoi(strings.TrimSpace(first))
	if err != nil || pid <= 1 { // the machine stopped while the file was written
		pid = 0
	}
	for _, sig := range []syscall.Signal{stopFast, stopAtOnce} {
		if pid == 0 || !servesFolder(pid, c.data) {
			c.log.Info("removing the pid file of a server that is gone", "pid", pid)
			for _, left := range []string{".s.PGSQL.5432.lock", ".s.PGSQL.5432"} {
				os.Remove(filepath.Join(c.socket, left))
			}
			if err := os.Remove(c.pidFile()); err != nil && !errors.Is(err, fs.ErrNotExist) {
				return err
			}
			return nil
		}
		c.log.Info("ending the server that a killed process left", "pid", pid)
		syscall.Kill(pid, sig)
		for end := time.Now().Add(stopLimit / 2); servesFolder(pid, c.data) && time.Now().Before(end); {
			select {
			case <-ctx.Done():
				return ctx.Err()
			case <-time.After(pollEvery):
			}
		}
	}
	if servesFolder(pid, c.data) {
		return fmt.Errorf("the PostgreSQL server with pid %d in %s does not end", pid, c.data)
	}
	return c.retireOrphan(ctx)
}

// lineLog passes a program's output on line by line and keeps the last line for the error.
type lineLog struct {
	cluster *Cluster
	rest    []byte
	last    string
}

func (l *lineLog) Write(p []byte) (int, error) {
	l.rest = append(l.rest, p...)
	for {
		line, rest, found := bytes.Cut(l.rest, []byte("\n"))
		if !found {
			return len(p), nil
		}
		l.rest, l.last = rest, string(line)
		level := slog.LevelInfo
		if l.cluster.stopping() { // sessions it ends are no news then
			level = slog.LevelDebug
		}
		l.cluster.log.Log(context.Background(), level, "postgres: "+l.last)
	}
}
