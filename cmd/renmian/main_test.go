package main

import (
	"bufio"
	"bytes"
	"context"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"renmian/internal/pgtest"
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
	taken := strings.TrimPrefix(site, "http://")
	if code, _, says := use(t, owner, app, t.TempDir(), "serve", "-listen-addr", taken); code != 1 || !strings.Contains(says, "in use") {
		t.Errorf("a second server on %s: code %d, %q; want a refusal", taken, code, says)
	}
	stop()
	if code := <-ended; code != 0 {
		t.Errorf("serve ended with code %d: %s", code, problems.String())
	}
}
