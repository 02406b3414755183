package postgres_test

import (
	"archive/zip"
	"bytes"
	"errors"
	"io"
	"reflect"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"renmian/internal/pgtest"
	"renmian/internal/postgres"
)

func backUp(t *testing.T, dsn string) (*bytes.Reader, postgres.Manifest) {
	t.Helper()
	var file bytes.Buffer
	m, err := postgres.Backup(t.Context(), dsn, &file)
	if err != nil {
		t.Fatal(err)
	}
	return bytes.NewReader(file.Bytes()), m
}

// filled returns the owner's address of a database with rows that refer to themselves.
func filled(t *testing.T) string {
	t.Helper()
	owner, _ := pgtest.DSN(t)
	if _, err := pgtest.Owner(t).Exec(t.Context(), `
		INSERT INTO setting (key, value) VALUES ('county', E'示例县\t\\ ''引号''\n');
		INSERT INTO account (username, name, roles, created_at) VALUES ('one', '甲', '{admin}', now());
		INSERT INTO account (username, name, roles_asked, asked_by, created_at)
		SELECT 'two', '乙', '{clerk}', id, now() FROM account`); err != nil {
		t.Fatal(err)
	}
	return owner
}

func TestBackupComesBackWhole(t *testing.T) {
	file, made := backUp(t, filled(t))
	fresh, _ := pgtest.NewFresh(t)
	if _, err := postgres.Restore(t.Context(), fresh, file, file.Size()); err != nil {
		t.Fatal(err)
	}
	_, again := backUp(t, fresh)
	if !reflect.DeepEqual(made.Tables, again.Tables) || !reflect.DeepEqual(made.Sequences, again.Sequences) || made.Schema != again.Schema {
		t.Errorf("restored database holds\n%+v\nwant\n%+v", again, made)
	}
	conn, err := pgx.Connect(t.Context(), fresh)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(t.Context())
	if _, err := conn.Exec(t.Context(), "UPDATE account SET asked_by = 999999"); err == nil {
		t.Error("the restored database takes a reference to nobody; want its foreign keys back")
	}
	if _, err := conn.Exec(t.Context(), "INSERT INTO account (username, name, created_at) VALUES ('three', '丙', now())"); err != nil {
		t.Errorf("add a row after restoring: %v", err)
	}
}

// A copy of an open box is one more thing that would have to be destroyed.
func TestNoBackupWhileABoxIsOpen(t *testing.T) {
	dsn := filled(t)
	for phase, want := range map[string]error{"issuing": postgres.ErrVoting, "casting": postgres.ErrVoting, "closing": postgres.ErrVoting, "void": nil} {
		if _, err := pgtest.Owner(t).Exec(t.Context(), `
			WITH gone AS (DELETE FROM ballot_box) INSERT INTO ballot_box (title, papers, public_keys, phase, issued) VALUES ('票箱', '[{}]', '{x}', $1, 3)`, phase); err != nil {
			t.Fatal(err)
		}
		if _, err := postgres.Backup(t.Context(), dsn, io.Discard); !errors.Is(err, want) {
			t.Errorf("backup while %s: %v, want %v", phase, err, want)
		}
	}
}

func TestRestoreRefuses(t *testing.T) {
	source := filled(t)
	file, _ := backUp(t, source)

	t.Run("a database that holds rows", func(t *testing.T) {
		if _, err := postgres.Restore(t.Context(), source, file, file.Size()); err == nil || !strings.Contains(err.Error(), "holds rows") {
			t.Errorf("error %v; want a refusal", err)
		}
	})
	t.Run("a backup that was changed", func(t *testing.T) {
		changed := change(t, file, "tables/setting.copy", "示例县", "别的县")
		fresh, _ := pgtest.NewFresh(t)
		if _, err := postgres.Restore(t.Context(), fresh, changed, changed.Size()); err == nil || !strings.Contains(err.Error(), "setting") {
			t.Errorf("error %v; want a refusal that names the table", err)
		}
		_, m := backUp(t, fresh)
		for _, table := range m.Tables {
			if table.Rows != 0 {
				t.Errorf("%d rows of %s stayed; want none", table.Rows, table.Name)
			}
		}
	})
	t.Run("a backup that was cut short", func(t *testing.T) {
		fresh, _ := pgtest.NewFresh(t)
		if _, err := postgres.Restore(t.Context(), fresh, file, file.Size()/2); err == nil {
			t.Error("half a backup was accepted")
		}
	})
}

// change returns the zip with one part rewritten.
func change(t *testing.T, file *bytes.Reader, name, old, new string) *bytes.Reader {
	t.Helper()
	from, err := zip.NewReader(file, file.Size())
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	to := zip.NewWriter(&out)
	for _, part := range from.File {
		r, err := part.Open()
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		if part.Name == name {
			text = bytes.ReplaceAll(text, []byte(old), []byte(new))
		}
		w, err := to.Create(part.Name)
		if err != nil {
			t.Fatal(err)
		}
		w.Write(text)
	}
	if err := to.Close(); err != nil {
		t.Fatal(err)
	}
	return bytes.NewReader(out.Bytes())
}
