package postgres

import (
	"archive/zip"
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
)

// A backup is a zip file: one COPY text per table, and a manifest, written last, with the schema's
// version and every table's rows and hash. It needs none of PostgreSQL's own programs.

const manifestName = "manifest.json"

// Manifest says what a backup holds.
type Manifest struct {
	Made      time.Time        `json:"made"`
	Schema    uint             `json:"schema"` // newest migration
	Tables    []TableCopy      `json:"tables"`
	Sequences map[string]int64 `json:"sequences"` // last value handed out
}

// TableCopy is one table's part of a backup.
type TableCopy struct {
	Name    string   `json:"name"`
	Columns []string `json:"columns"` // generated columns are computed again
	Rows    int64    `json:"rows"`
	SHA256  string   `json:"sha256"`
}

func (t TableCopy) file() string { return "tables/" + t.Name + ".copy" }

func (t TableCopy) target() string {
	columns := make([]string, len(t.Columns))
	for i, c := range t.Columns {
		columns[i] = pgx.Identifier{c}.Sanitize()
	}
	return pgx.Identifier{"public", t.Name}.Sanitize() + " (" + strings.Join(columns, ", ") + ")"
}

// Backup writes every table, as of one instant, to w.
func Backup(ctx context.Context, ownerDSN string, w io.Writer) (Manifest, error) {
	m := Manifest{Made: time.Now().Truncate(time.Second)}
	var err error
	if m.Schema, err = SchemaVersion(ctx, ownerDSN); err != nil {
		return m, err
	}
	conn, err := pgx.Connect(ctx, ownerDSN)
	if err != nil {
		return m, fmt.Errorf("connect as the schema's owner: %w", err)
	}
	defer conn.Close(context.WithoutCancel(ctx))
	archive := zip.NewWriter(w)
	err = pgx.BeginTxFunc(ctx, conn, pgx.TxOptions{IsoLevel: pgx.RepeatableRead, AccessMode: pgx.ReadOnly}, func(tx pgx.Tx) error {
		if err := checkNoVote(ctx, tx); err != nil {
			return err
		}
		if m.Tables, err = tableCopies(ctx, tx); err != nil {
			return err
		}
		for i := range m.Tables {
			if err := copyOut(ctx, tx, archive, &m.Tables[i]); err != nil {
				return fmt.Errorf("back up %s: %w", m.Tables[i].Name, err)
			}
		}
		m.Sequences, err = sequences(ctx, tx)
		return err
	})
	if err != nil {
		return m, err
	}
	part, err := archive.Create(manifestName)
	if err != nil {
		return m, err
	}
	text := json.NewEncoder(part)
	text.SetIndent("", "  ")
	return m, errors.Join(text.Encode(m), archive.Close())
}

// ErrVoting says that a ballot box is open: what lies in it must not be copied.
var ErrVoting = errors.New("a ballot box is open; back up when it is sealed or void")

func checkNoVote(ctx context.Context, tx pgx.Tx) error {
	var boxes, open bool
	if err := tx.QueryRow(ctx, "SELECT to_regclass('public.ballot_box') IS NOT NULL").Scan(&boxes); err != nil || !boxes {
		return err // a schema from before there were any
	}
	err := tx.QueryRow(ctx, "SELECT EXISTS (SELECT FROM ballot_box WHERE phase NOT IN ('sealed', 'void'))").Scan(&open)
	if err == nil && open {
		err = ErrVoting
	}
	return err
}

func tableCopies(ctx context.Context, tx pgx.Tx) ([]TableCopy, error) {
	rows, err := tx.Query(ctx, `
		SELECT c.relname, array_agg(a.attname::text ORDER BY a.attnum)
		FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_attribute a ON a.attrelid = c.oid
		WHERE n.nspname = 'public' AND c.relkind = 'r' AND c.relname <> 'schema_migrations'
		  AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
		GROUP BY c.relname
		ORDER BY c.relname`)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, func(row pgx.CollectableRow) (t TableCopy, err error) {
		return t, row.Scan(&t.Name, &t.Columns)
	})
}

func sequences(ctx context.Context, tx pgx.Tx) (map[string]int64, error) {
	rows, err := tx.Query(ctx, `
		SELECT sequencename, last_value
		FROM pg_sequences
		WHERE schemaname = 'public' AND last_value IS NOT NULL`)
	if err != nil {
		return nil, err
	}
	last := map[string]int64{}
	var name string
	var value int64
	_, err = pgx.ForEachRow(rows, []any{&name, &value}, func() error {
		last[name] = value
		return nil
	})
	return last, err
}

func copyOut(ctx context.Context, tx pgx.Tx, archive *zip.Writer, t *TableCopy) error {
	part, err := archive.Create(t.file())
	if err != nil {
		return err
	}
	sum := sha256.New()
	tag, err := tx.Conn().PgConn().CopyTo(ctx, io.MultiWriter(part, sum), "COPY "+t.target()+" TO STDOUT")
	t.Rows, t.SHA256 = tag.RowsAffected(), fmt.Sprintf("%x", sum.Sum(nil))
	return err
}

// Restore fills an empty database from a backup, in one transaction, and then brings its schema up
// to this program's. It refuses a database that holds rows and a backup whose contents changed.
func Restore(ctx context.Context, ownerDSN string, backup io.ReaderAt, size int64) (Manifest, error) {
	var m Manifest
	archive, err := zip.NewReader(backup, size)
	if err != nil {
		return m, fmt.Errorf("read the backup: %w", err)
	}
	if m, err = readManifest(archive); err != nil {
		return m, err
	}
	conn, err := pgx.Connect(ctx, ownerDSN)
	if err != nil {
		return m, fmt.Errorf("connect as the schema's owner: %w", err)
	}
	defer conn.Close(context.WithoutCancel(ctx))
	if err := checkEmpty(ctx, conn); err != nil { // before the schema goes back to the backup's version
		return m, err
	}
	if err := migrateTo(ctx, ownerDSN, m.Schema); err != nil {
		return m, fmt.Errorf("bring the schema to version %d, as in the backup: %w", m.Schema, err)
	}
	err = pgx.BeginFunc(ctx, conn, func(tx pgx.Tx) error {
		foreignKeys, err := dropForeignKeys(ctx, tx) // tables refer to each other in circles
		if err != nil {
			return err
		}
		for _, t := range m.Tables {
			if err := copyIn(ctx, tx, archive, t); err != nil {
				return fmt.Errorf("restore %s: %w", t.Name, err)
			}
		}
		for name, last := range m.Sequences {
			if _, err := tx.Exec(ctx, "SELECT setval($1::regclass, $2)", pgx.Identifier{"public", name}.Sanitize(), last); err != nil {
				return fmt.Errorf("restore %s: %w", name, err)
			}
		}
		for _, add := range foreignKeys {
			if _, err := tx.Exec(ctx, add); err != nil {
				return fmt.Errorf("check references after restoring: %w", err)
			}
		}
		return nil
	})
	if err != nil {
		return m, err
	}
	return m, Migrate(ctx, ownerDSN)
}

func checkEmpty(ctx context.Context, conn *pgx.Conn) error {
	return pgx.BeginFunc(ctx, conn, func(tx pgx.Tx) error {
		tables, err := tableCopies(ctx, tx)
		if err != nil {
			return err
		}
		for _, t := range tables {
			var filled bool
			if err := tx.QueryRow(ctx, "SELECT EXISTS (SELECT FROM "+pgx.Identifier{"public", t.Name}.Sanitize()+")").Scan(&filled); err != nil {
				return err
			}
			if filled {
				return fmt.Errorf("the database already holds rows (in %s); restore only into an empty one", t.Name)
			}
		}
		return nil
	})
}

func readManifest(archive *zip.Reader) (m Manifest, err error) {
	part, err := archive.Open(manifestName)
	if err != nil {
		return m, fmt.Errorf("not a complete backup: %w", err)
	}
	defer part.Close()
	if err := json.NewDecoder(part).Decode(&m); err != nil {
		return m, fmt.Errorf("read the backup's manifest: %w", err)
	}
	return m, nil
}

// dropForeignKeys takes all foreign keys away and returns the statements that bring them back.
func dropForeignKeys(ctx context.Context, tx pgx.Tx) (add []string, err error) {
	rows, err := tx.Query(ctx, `
		SELECT format('ALTER TABLE %s DROP CONSTRAINT %I', conrelid::regclass, conname),
		       format('ALTER TABLE %s ADD CONSTRAINT %I %s', conrelid::regclass, conname, pg_get_constraintdef(oid))
		FROM pg_constraint
		WHERE contype = 'f' AND connamespace = 'public'::regnamespace AND conparentid = 0`)
	if err != nil {
		return nil, err
	}
	var drop []string
	var d, a string
	if _, err := pgx.ForEachRow(rows, []any{&d, &a}, func() error {
		drop, add = append(drop, d), append(add, a)
		return nil
	}); err != nil {
		return nil, err
	}
	for _, sql := range drop {
		if _, err := tx.Exec(ctx, sql); err != nil {
			return nil, err
		}
	}
	return add, nil
}

func copyIn(ctx context.Context, tx pgx.Tx, archive *zip.Reader, t TableCopy) error {
	table := pgx.Identifier{"public", t.Name}.Sanitize()
	part, err := archive.Open(t.file())
	if err != nil {
		return err
	}
	defer part.Close()
	if _, err := tx.Exec(ctx, "ALTER TABLE "+table+" DISABLE TRIGGER USER"); err != nil {
		return err
	}
	sum := sha256.New()
	tag, err := tx.Conn().PgConn().CopyFrom(ctx, io.TeeReader(part, sum), "COPY "+t.target()+" FROM STDIN")
	if err != nil {
		return err
	}
	if got := fmt.Sprintf("%x", sum.Sum(nil)); got != t.SHA256 || tag.RowsAffected() != t.Rows {
		return fmt.Errorf("%d rows with hash %s in the backup, but its manifest says %d with %s", tag.RowsAffected(), got, t.Rows, t.SHA256)
	}
	_, err = tx.Exec(ctx, "ALTER TABLE "+table+" ENABLE TRIGGER USER")
	return err
}
