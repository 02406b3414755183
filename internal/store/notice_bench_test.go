package store

import (
	"fmt"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"renmian/internal/pgtest"
)

// BenchmarkNoticeSearch searches 100,000 published notices by a name, an office, two characters, one character
// and what none of them says. Each answer must hold the words, and come within a second.
func BenchmarkNoticeSearch(b *testing.B) {
	const n = 100_000
	owner := pgtest.Owner(b)
	var account int64
	if err := owner.QueryRow(b.Context(), `
		INSERT INTO account (username, name, password_changed_at, created_at) VALUES ('bench', '甲', now(), now()) RETURNING id`).Scan(&account); err != nil {
		b.Fatal(err)
	}
	var proof int64
	if err := owner.QueryRow(b.Context(), `
		INSERT INTO account (username, name, password_changed_at, created_at) VALUES ('bench2', '乙', now(), now()) RETURNING id`).Scan(&proof); err != nil {
		b.Fatal(err)
	}
	names := []rune("赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜")
	at := time.Now().Add(-n * time.Minute)
	_, err := owner.CopyFrom(
		b.Context(),
		pgx.Identifier{"notice"},
		[]string{"kind", "title", "session_line", "body", "source", "search", "drafted_by", "drafted_at",
			"proofread_by", "proofread_at", "published_by", "published_at"},
		pgx.CopyFromSlice(n, func(i int) ([]any, error) {
			name := string([]rune{names[i%len(names)], names[i/7%len(names)], names[i/91%len(names)]})
			x := Notice{Title: fmt.Sprintf("第%d号通报", i), Body: fmt.Sprintf("决定任命%s为示例县第%d局局长。", name, i%300)}
			when := at.Add(time.Duration(i) * time.Minute)
			return []any{"result", x.Title, "", x.Body, x.Title, x.terms(), account, when, proof, when, proof, when}, nil
		}),
	)
	if err != nil {
		b.Fatal(err)
	}
	if _, err := owner.Exec(b.Context(), `VACUUM ANALYZE notice`); err != nil {
		b.Fatal(err)
	}
	db := New(pgtest.New(b))
	for _, q := range []struct {
		name, text string
		some       bool
	}{{"name", "赵钱孙", false}, {"office", "第77局局长", true}, {"two", "任命", true}, {"one", "赵", true}, {"rare", "不在其中", false}, {"number", "第99999号", true}} {
		b.Run(q.name, func(b *testing.B) {
			for b.Loop() {
				start := time.Now()
				all, err := db.PublishedNotices(b.Context(), NoticeFilter{Search: q.text, Limit: 21})
				if took := time.Since(start); err != nil || q.some && len(all) == 0 || took > time.Second {
					b.Fatalf("%q: %d found in %s, %v", q.text, len(all), took, err)
				}
			}
		})
	}
}
