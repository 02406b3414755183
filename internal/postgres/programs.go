package postgres

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
)

// programFolders are the places where distributions put PostgreSQL's server programs.
var programFolders = []string{
	"/usr/lib/postgresql/*/bin",
	"/usr/pgsql-*/bin",
	"/usr/lib64/pgsql/bin",
	"/usr/libexec/postgresql*",
	"/usr/local/pgsql/bin",
	"/opt/homebrew/opt/postgresql@*/bin",
	"/usr/local/opt/postgresql@*/bin",
	"/Applications/Postgres.app/Contents/Versions/*/bin",
}

// findPrograms returns the folder of initdb and postgres: of the version that wrote the data, or
// the newest one where there is no data yet.
func findPrograms(ctx context.Context, opt Options, data string, as account, log *slog.Logger) (string, error) {
	need, err := dataVersion(data)
	if err != nil {
		return "", err
	}
	best, version := "", 0
	for _, dir := range candidates(opt.BinDir) {
		v := programVersion(dir)
		if v >= oldest && v > version && (need == 0 || v == need) {
			best, version = dir, v
		}
	}
	switch {
	case best != "":
		return best, nil
	case opt.BinDir != "":
		return "", fmt.Errorf("PG_BIN: %s holds no initdb and postgres of version %s", opt.BinDir, wanted(need))
	}
	dir, err := fetchPrograms(ctx, opt.Dir, need, as, log)
	if err == nil {
		return dir, nil
	}
	return "", fmt.Errorf(`PostgreSQL's programs, version %s, are not on this machine. Install them:
  Debian, Ubuntu, UOS, Kylin desktop: apt-get install postgresql
  openEuler, Kylin server, RHEL:      dnf install postgresql-server
  macOS:                              brew install postgresql@17
or set PG_BIN to their folder, or DATABASE_URL to a database elsewhere.%s (%w)`, wanted(need), keepNote(need, data), err)
}

func wanted(need int) string {
	if need != 0 {
		return strconv.Itoa(need)
	}
	return fmt.Sprintf("%d or newer", oldest)
}

func keepNote(need int, data string) string {
	if need == 0 {
		return ""
	}
	return fmt.Sprintf("\nThe data in %s was written by PostgreSQL %d and is left as it is. To move it to another version:\n"+
		"renmian backup with version %d, then renmian restore into a new DATA_DIR.", data, need, need)
}

func candidates(binDir string) []string {
	if binDir != "" {
		return []string{binDir}
	}
	var dirs []string
	if path, err := exec.LookPath("postgres"); err == nil {
		if path, err = filepath.EvalSymlinks(path); err == nil {
			dirs = append(dirs, filepath.Dir(path))
		}
	}
	for _, pattern := range programFolders {
		found, _ := filepath.Glob(pattern)
		dirs = append(dirs, found...)
	}
	return dirs
}

// dataVersion returns the major version that wrote the data, 0 where there is none.
func dataVersion(data string) (int, error) {
	text, err := os.ReadFile(filepath.Join(data, "PG_VERSION"))
	if errors.Is(err, fs.ErrNotExist) {
		return 0, nil
	} else if err != nil {
		return 0, err
	}
	v, err := strconv.Atoi(strings.TrimSpace(string(text)))
	if err != nil {
		return 0, fmt.Errorf("%s/PG_VERSION is not a version: %q", data, text)
	}
	return v, nil
}

// programVersion returns the major version of the programs in dir, 0 when they do not run.
func programVersion(dir string) int {
	if _, err := os.Stat(filepath.Join(dir, "initdb")); err != nil {
		return 0
	}
	out, err := exec.Command(filepath.Join(dir, "postgres"), "--version").Output()
	if err != nil {
		return 0
	}
	for word := range strings.FieldsSeq(string(out)) { // postgres (PostgreSQL) 15.18 (Debian …)
		digits, _, _ := strings.Cut(word, ".")
		if v, err := strconv.Atoi(digits); err == nil {
			return v
		}
	}
	return 0
}
