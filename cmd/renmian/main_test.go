package main

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"io"
	"log"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"

	"renmian/internal/config"
	"renmian/internal/pgtest"
	"renmian/internal/server"
)

// use runs one command line against the database with the owner's and the application's address.
func use(t *testing.T, owner, app, data string, args ...string) (code int, out, problems string) {
	t.Helper()
	environment := map[string]string{"DATABASE_URL": app, "OWNER_DATABASE_URL": owner, "DATA_DIR": data}
	var stdout, stderr bytes.Buffer
	code = run(t.Context(), args, func(name string) string { return environment[name] }, &stdout, &stderr)
	return code, stdout.String(), stderr.String()
}

func TestWrongCalls(t *testing.T) {
	owner, app := pgtest.DSN(t)
	for _, tt := range []struct {
		args []string
		code int
		says string
	}{
		{[]string{"help"}, 0, "LISTEN_ADDR"},
		{[]string{"--help"}, 0, "backup"},
		{nil, 0, "用法"},
		{[]string{"version"}, 0, "renmian"},
		{[]string{"dance"}, 2, "没有“dance”这个命令"},
		{[]string{"migrate"}, 2, "用法：renmian migrate"},
		{[]string{"migrate", "sideways"}, 2, "用法：renmian migrate"},
		{[]string{"migrate", "down", "0"}, 2, "用法：renmian migrate"},
		{[]string{"verify", "weather"}, 2, "用法：renmian verify"},
		{[]string{"verify", "ballots"}, 2, "用法：renmian verify"},
		{[]string{"verify", "ballots", "no-such-file.json"}, 1, "no-such-file.json"},
		{[]string{"backup"}, 2, "用法：renmian backup"},
		{[]string{"migrate", "-listen-addr=x", "-log-level=x", "version"}, 2, "LOG_LEVEL"},
		{[]string{"help", "-listen-addr=x"}, 0, "LISTEN_ADDR"},
		{[]string{"restore", "no-such-file.zip"}, 1, "no-such-file.zip"},
		{[]string{"admin", "create", "zhang", "张三", "member"}, 1, "页面上建立"},
		{[]string{"admin", "reset", "nobody"}, 1, "查无"},
	} {
		code, out, problems := use(t, owner, app, t.TempDir(), tt.args...)
		if code != tt.code || !strings.Contains(out+problems, tt.says) {
			t.Errorf("renmian %s: code %d, says %q; want %d and %q", strings.Join(tt.args, " "), code, out+problems, tt.code, tt.says)
		}
	}
}

func TestFirstAdministratorToRestoredBackup(t *testing.T) {
	owner, app := pgtest.NewFresh(t)
	data := t.TempDir()
	step := func(says string, args ...string) string {
		t.Helper()
		code, out, problems := use(t, owner, app, data, args...)
		if code != 0 || !strings.Contains(out, says) {
			t.Fatalf("renmian %s: code %d, %q, %q; want %q", strings.Join(args, " "), code, out, problems, says)
		}
		return out
	}
	step("表结构版本", "migrate", "up")
	first := step("系统管理员", "admin", "create", "zhang", "张三")
	again := step("已重置", "admin", "reset", "zhang")
	password := regexp.MustCompile(`密码：(\S+?)（`)
	if a, b := password.FindStringSubmatch(first), password.FindStringSubmatch(again); a == nil || b == nil || a[1] == b[1] {
		t.Errorf("passwords %q and %q; want two different ones", a, b)
	}
	step("审计日志完好", "verify", "audit")

	file := filepath.Join(t.TempDir(), "renmian.zip")
	step("已备份", "backup", file)
	if code, _, _ := use(t, owner, app, data, "backup", file); code != 1 {
		t.Error("a second backup went over the first")
	}
	if left, _ := filepath.Glob(file + ".part"); left != nil {
		t.Errorf("%s left behind", left)
	}
	if info, err := os.Stat(file); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("backup: %v, %v; want a file that others cannot read", info, err)
	}
	if code, _, problems := use(t, owner, app, data, "restore", file); code != 1 || !strings.Contains(problems, "holds rows") {
		t.Errorf("restore over rows: code %d, %q; want a refusal", code, problems)
	}
	owner, app = pgtest.NewFresh(t)
	step("已恢复", "restore", file)
	step("审计日志完好", "verify", "audit")
}

func TestServeUntilTold(t *testing.T) {
	owner, app := pgtest.DSN(t)
	environment := map[string]string{"DATABASE_URL": app, "OWNER_DATABASE_URL": owner, "DATA_DIR": t.TempDir(), "LISTEN_ADDR": "127.0.0.1:0"}
	out, told := io.Pipe()
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	ended := make(chan int, 1)
	var problems bytes.Buffer
	go func() {
		ended <- run(ctx, []string{"serve"}, func(name string) string { return environment[name] }, told, &problems)
		told.Close()
	}()
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatalf("serve ended: %s", problems.String())
	}
	site := regexp.MustCompile(`http://\S+:\d+`).FindString(line)
	for _, path := range []string{"/healthz", "/readyz", "/login"} {
		answer, err := http.Get(site + path)
		if err != nil {
			t.Fatal(err)
		}
		answer.Body.Close()
		if answer.StatusCode != http.StatusOK {
			t.Errorf("%s answers %d; want 200", path, answer.StatusCode)
		}
	}
	var core syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_CORE, &core); err != nil || core.Max != 0 {
		t.Errorf("a dump of %d bytes may be written, with the keys of ballot boxes; %v", core.Max, err)
	}
	taken := strings.TrimPrefix(site, "http://")
	if code, _, says := use(t, owner, app, t.TempDir(), "serve", "-listen-addr", taken); code != 1 || !strings.Contains(says, "in use") {
		t.Errorf("a second server on %s: code %d, %q; want a refusal", taken, code, says)
	}
	stop()
	if code := <-ended; code != 0 {
		t.Errorf("serve ended with code %d: %s", code, problems.String())
	}
}

// What stands around the program in production keeps the ballot's promise too.
func TestProductionWritesNoBallotDown(t *testing.T) {
	text, err := os.ReadFile("../../docker-compose.yml")
	if err != nil {
		t.Fatal(err)
	}
	for what, line := range map[string]string{
		"keys of boxes in memory":           `tmpfs: [/tmp, "/run/renmian:uid=10001,mode=0700"]`,
		"and not elsewhere":                 "BOXES_DIR: /run/renmian",
		"no line of the proxy":              "exclude http.log.access http.log.error http.handlers.reverse_proxy",
		"no value in the database's log":    `"-c", "log_parameter_max_length=0", "-c", "log_parameter_max_length_on_error=0"`,
		"no statement in it that failed":    "log_min_error_statement=panic",
		"no key in it that was given twice": "log_error_verbosity=terse",
	} {
		if !strings.Contains(string(text), line) {
			t.Errorf("%s: docker-compose.yml lacks %s", what, line)
		}
	}
}

// A server that speaks TLS says nothing of whose connection failed: its own lines name the address.
func TestTheServerNamesNoAddress(t *testing.T) {
	var logged bytes.Buffer
	log.SetOutput(&logged)
	before := slog.Default()
	slog.SetDefault(slog.New(slog.NewTextHandler(&logged, nil)))
	defer func() {
		slog.SetDefault(before)
		log.SetOutput(os.Stderr)
	}()
	ended := endedInHand(t, time.Minute, func() { panic("a fault") })
	if err := <-ended; err != nil { // the other side hears of the fault before the server has put the connection away
		t.Error(err)
	}
	if strings.Contains(logged.String(), "127.0.0.1") {
		t.Errorf("logged: %s", logged.String())
	}
}

// A drain of nothing cuts off what is in hand; that was asked for and is no failure.
func TestNoDrainIsNoFailure(t *testing.T) {
	hold := make(chan struct{})
	defer close(hold)
	if err := <-endedInHand(t, 0, func() { <-hold }); err != nil {
		t.Error(err)
	}
	if err := <-endedInHand(t, time.Nanosecond, func() { <-hold }); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("%v; want the requests that were cut off after the time given to them", err)
	}
}

// endedInHand serves one request, tells the server to stop while it is answered, and gives what listen returned.
func endedInHand(t *testing.T, drain time.Duration, handle func()) <-chan error {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	web := server.HTTPServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {
		stop()
		handle()
	}))
	go func() { ended <- call{Config: config.Config{DrainTime: drain}}.listen(ctx, listener, web) }()
	if answer, err := http.Post("http://"+listener.Addr().String()+"/box/1", "text/plain", strings.NewReader("{}")); err == nil {
		answer.Body.Close()
	}
	return ended
}
