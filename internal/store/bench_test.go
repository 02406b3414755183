package store

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"renmian/internal/appointment"
	"renmian/internal/authz"
	"renmian/internal/calendar"
	"renmian/internal/pgtest"
	"renmian/internal/policy"
	"renmian/internal/supervision"
)

// BenchmarkMillion times what people wait for at 1,000 and at 1,000,000 cases, turn about in one
// run, and reports the median of each in microseconds and their ratio.
func BenchmarkMillion(b *testing.B) {
	small, large := archive(b, 1_000, 200), archive(b, 1_000_000, 5_000)
	clerk := authz.Actor{Roles: []authz.Role{authz.RoleClerk}}
	for _, q := range []struct {
		name string
		run  func(db *DB) error
	}{
		{"list", func(db *DB) error { _, err := db.Cases(b.Context(), CaseFilter{Limit: 51}); return err }},
		{"list_stage", func(db *DB) error {
			_, err := db.Cases(b.Context(), CaseFilter{Stage: appointment.StageReview, Limit: 51})
			return err
		}},
		{"list_year", func(db *DB) error {
			_, err := db.Cases(b.Context(), CaseFilter{Year: 2020, Result: "adopted", Limit: 51})
			return err
		}},
		{"search_name", func(db *DB) error {
			_, err := db.Cases(b.Context(), CaseFilter{Search: "欧阳示例", Limit: 51})
			return err
		}},
		{"search_office", func(db *DB) error {
			_, err := db.Cases(b.Context(), CaseFilter{Search: "财政局", Limit: 51})
			return err
		}},
		{"search_number", func(db *DB) error {
			_, err := db.Cases(b.Context(), CaseFilter{Search: "2019-000123", Limit: 51})
			return err
		}},
		{"matters", func(db *DB) error {
			_, err := db.Matters(b.Context(), MatterFilter{Kinds: supervision.Kinds(), Limit: 51})
			return err
		}},
		{"search_matter", func(db *DB) error {
			_, err := db.Matters(b.Context(), MatterFilter{Kinds: supervision.Kinds(), Search: "欧阳示例", Limit: 51})
			return err
		}},
		{"workbench", func(db *DB) error { _, err := db.TasksFor(b.Context(), clerk, 101); return err }},
		{"stage_counts", func(db *DB) error { _, err := db.StageCounts(b.Context(), 0); return err }},
		{"statistics", func(db *DB) error { _, err := db.YearCounts(b.Context(), 2017, 2026); return err }},
		{"next_meeting", func(db *DB) error { _, _, err := db.NextMeeting(b.Context(), calendar.Date(2026, 11, 22)); return err }},
	} {
		b.Run(q.name, func(b *testing.B) {
			var few, many []time.Duration
			timed := func(db *DB) time.Duration {
				start := time.Now()
				if err := q.run(db); err != nil {
					b.Fatal(err)
				}
				return time.Since(start)
			}
			for range 5 { // connections, plans, caches
				timed(small)
				timed(large)
			}
			for b.Loop() {
				few, many = append(few, timed(small)), append(many, timed(large))
			}
			slices.Sort(few)
			slices.Sort(many)
			f, m := few[len(few)/2], many[len(many)/2]
			b.ReportMetric(float64(f.Microseconds()), "µs/1000")
			b.ReportMetric(float64(m.Microseconds()), "µs/1000000")
			b.ReportMetric(float64(m)/float64(f), "ratio")
			b.ReportMetric(0, "ns/op")
		})
	}
}

// archive fills a database of its own with n cases, of which open are under way with two tasks each.
func archive(b *testing.B, n, open int) *DB {
	b.Helper()
	t := &named{TB: b, name: fmt.Sprintf("%s/archive%d", b.Name(), n)}
	pool, owner := pgtest.New(t), pgtest.Owner(t)
	ctx := b.Context()
	must := func(sql string) {
		b.Helper()
		if _, err := owner.Exec(ctx, sql); err != nil {
			b.Fatal(err)
		}
	}
	must(`INSERT INTO account (username, name, created_at) VALUES ('bench', '经办人', now())`)
	must(`INSERT INTO policy_version (name, effective_on, body, created_at) VALUES ('办法', '2010-01-01', '{}', now())`)
	must(`INSERT INTO term (number, starts_on, ends_on, seats) VALUES (18, '2016-01-01', '2030-01-01', 29)`)
	must(`INSERT INTO organ (name, kind) SELECT '提请机关' || g, 'government' FROM generate_series(1, 5) g`)
	must(
		`INSERT INTO committee_meeting (term_id, number, held_on, state) SELECT (SELECT id FROM term), g, date '2026-12-01' + g, 'planned' FROM generate_series(1, 3) g`,
	)
	kinds := []string{"财政局", "教育局", "水利局", "司法局", "卫生健康局", "农业农村局", "审计局", "统计局", "民政局", "应急管理局"}
	for i := range 300 {
		if _, err := owner.Exec(ctx, `
			INSERT INTO office (organ_id, title, office_group, filled_by, nominator, rank, exam, certificate, oath, dismissible, initials)
			SELECT min(id), $1, 'government', 'decide_appoint', 'county_head', 'chief', true, true, true, true, 'sl' FROM organ`,
			fmt.Sprintf("示例县第%d%s局长", i/len(kinds)+1, kinds[i%len(kinds)])); err != nil {
			b.Fatal(err)
		}
	}
	random := rand.New(rand.NewPCG(1, 2))
	surnames, given := []rune("王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗"), []rune("伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华文辉力建国庆")
	name := func(i int) string {
		if i == n/2 {
			return "欧阳示例"
		}
		return string([]rune{surnames[random.IntN(len(surnames))], given[random.IntN(len(given))], given[random.IntN(len(given))]})
	}
	persons := max(n/2, 10)
	names := make([]string, persons+1)
	fill := func(table string, columns []string, rows int, row func(i int) []any) {
		b.Helper()
		_, err := owner.CopyFrom(ctx, pgx.Identifier{table}, columns, pgx.CopyFromSlice(rows, func(i int) ([]any, error) { return row(i), nil }))
		if err != nil {
			b.Fatalf("fill %s: %v", table, err)
		}
	}
	now := time.Now()
	fill("person", []string{"name", "initials", "sex", "created_at"}, persons, func(i int) []any {
		names[i] = name(i * n / persons)
		return []any{names[i], "xx", "男", now}
	})
	proposals := n/5 + 1
	organ, account := idOf(b, owner, "organ"), idOf(b, owner, "account")
	fill("proposal", []string{"organ_id", "state", "document_no", "submitted_at", "accepted_at", "receipt_no", "created_by", "created_at"}, proposals,
		func(i int) []any {
			return []any{organ + int64(i%5), "accepted", fmt.Sprintf("示府函〔%d〕%d号", 2016+i%10, i), now, now, fmt.Sprint(i), account, now}
		})
	firstPerson, firstProposal, firstOffice, rules := idOf(
		b,
		owner,
		"person",
	), idOf(
		b,
		owner,
		"proposal",
	), idOf(
		b,
		owner,
		"office",
	), idOf(
		b,
		owner,
		"policy_version",
	)
	// Indexes and triggers would cost ten minutes, and the rows are what the trigger would write.
	must(`DROP INDEX case_search`)
	must(`ALTER TABLE appointment_case DISABLE TRIGGER USER`)
	fill(
		"appointment_case",
		[]string{
			"organ_id",
			"office_group",
			"number",
			"proposal_id",
			"position",
			"action",
			"person_id",
			"office_id",
			"stage",
			"stage_since",
			"policy_id",
			"decided_on",
			"adopted",
			"search",
			"haystack",
			"created_at",
		},
		n,
		func(i int) []any {
			year := 2016 + i*11/n
			number := fmt.Sprintf("%d-%06d", year, i)
			person, office := i%persons, (i*7)%300
			stage, decided, adopted := "closed", any(calendar.Date(year, time.Month(1+i%12), 1+i%28)), any(true)
			if i >= n-open {
				stage, decided, adopted = string(appointment.Stages[1+i%6]), nil, nil
			} else if i%50 == 0 {
				stage, adopted = "rejected", false
			}
			title := fmt.Sprintf("示例县第%d%s局长", office/len(kinds)+1, kinds[office%len(kinds)])
			action := policy.DecideAppoint
			if i%2 == 1 {
				action = policy.DecideRemove
			}
			terms, text := searchColumns(number, names[person], "xx", title, "sl")
			return []any{
				organ + int64(i%proposals%5),
				"government",
				number,
				firstProposal + int64(i%proposals),
				i,
				string(action),
				firstPerson + int64(person),
				firstOffice + int64(office),
				stage,
				now,
				rules,
				decided,
				adopted,
				terms,
				text,
				now,
			}
		},
	)
	must(`DROP INDEX matter_search_idx`)
	fill("matter", []string{"kind", "title", "year", "stage", "opened_on", "created_at", "search", "haystack"}, n, func(i int) []any {
		year := 2016 + i*11/n
		title := fmt.Sprintf("%s %d 年度述职报告", names[i%persons], year)
		terms, text := searchColumns(title, "xx")
		return []any{string(supervision.DutyReport), title, year, "open", calendar.Date(year, 1, 4), now, terms, text}
	})
	must(
		`SET maintenance_work_mem = '512MB'; CREATE INDEX case_search ON appointment_case USING gin (search); CREATE INDEX matter_search_idx ON matter USING gin (search)`,
	)
	must(`ALTER TABLE appointment_case ENABLE TRIGGER USER`)
	must(`INSERT INTO case_task (case_id, key, label, role, due_on, since)
		SELECT c.id, k, '待办', 'clerk', date '2026-11-01' + (c.id % 60)::int, now()
		FROM appointment_case c, unnest(ARRAY['report', 'exam']) k WHERE c.decided_on IS NULL`)
	must(`INSERT INTO case_count (year, action, office_group, adopted, rejected)
		SELECT decided_year, action, 'government', count(*) FILTER (WHERE adopted), count(*) FILTER (WHERE NOT adopted)
		FROM appointment_case WHERE decided_year IS NOT NULL GROUP BY 1, 2`)
	must(`VACUUM ANALYZE`)
	return New(pool)
}

// idOf returns the first id of a table; a test may not assume it.
func idOf(b *testing.B, owner *pgxpool.Pool, table string) int64 {
	b.Helper()
	var id int64
	if err := owner.QueryRow(context.Background(), `SELECT min(id) FROM `+pgx.Identifier{table}.Sanitize()).Scan(&id); err != nil {
		b.Fatal(err)
	}
	return id
}

// named gives each archive a database of its own.
type named struct {
	testing.TB
	name string
}

func (n *named) Name() string { return n.name }
