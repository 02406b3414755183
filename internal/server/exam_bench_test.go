package server

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"renmian/internal/appointment"
	"renmian/internal/fixture"
	"renmian/internal/pgtest"
	"renmian/internal/postgres"
	"renmian/internal/store"
)

// BenchmarkExamAutosave lets 200 candidates save an answer every five seconds over HTTP, on a database that waits
// for the disk, and reports how long a save takes until it is acknowledged; an essay of some hundred characters
// is among the answers. Beside them somebody changes one row again and again, which tells what this machine's
// disk takes under the same load: x-commit is how many times that the median save takes.
func BenchmarkExamAutosave(b *testing.B) {
	const candidates, every = 200, 5 * time.Second
	old := slog.Default()
	slog.SetDefault(slog.New(slog.DiscardHandler))
	defer slog.SetDefault(old)
	cluster := pgtest.Durable(b, postgres.Options{Dir: b.TempDir()})
	pool := pgtest.Pool(b, cluster, postgres.AppRole, 16)
	h, c := fixture.Case(b, pool, appointment.StageReview)
	hall := h.ExamHall([]string{"A"}, c)
	hall.Start()
	tokens := crowd(b, h, hall, candidates)
	s := New(Config{DB: h.DB, Flow: h.Flow, Pool: pool})
	defer s.Close()
	web := httptest.NewServer(s.Handler())
	defer web.Close()
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: candidates}}
	var mu sync.Mutex
	var took, commits []time.Duration
	save := func(ctx context.Context, token string, position, revision int, answer string) error {
		body := fmt.Sprintf(`{"answers":[{"position":%d,"answer":[%q],"flagged":false,"revision":%d}]}`, position, answer, revision)
		r, err := http.NewRequestWithContext(ctx, http.MethodPost, web.URL+"/exam/answers", bytes.NewBufferString(body))
		if err != nil {
			return err
		}
		r.Header.Set("Sec-Fetch-Site", "same-origin")
		r.AddCookie(&http.Cookie{Name: "exam", Value: token})
		start := time.Now()
		res, err := client.Do(r)
		if err != nil {
			return err
		}
		defer res.Body.Close()
		text, err := io.ReadAll(res.Body)
		if err != nil || res.StatusCode != http.StatusOK || !bytes.Contains(text, []byte(`"kept":[`)) {
			return fmt.Errorf("status %d, %s, %w", res.StatusCode, text, err)
		}
		mu.Lock()
		took = append(took, time.Since(start))
		mu.Unlock()
		return nil
	}
	essay := string(bytes.Repeat([]byte("人民"), 200))
	for b.Loop() {
		took, commits = took[:0], commits[:0]
		over := make(chan struct{})
		var bare, wait sync.WaitGroup
		bare.Go(func() { commits = bareCommits(b, pgtest.Pool(b, cluster, postgres.AppRole, 1), over) })
		for i, token := range tokens {
			wait.Go(func() {
				<-time.After(time.Duration(i) * every / candidates) // people do not press at once
				tick := time.NewTicker(every)
				defer tick.Stop()
				for n := 1; n <= 3; n++ {
					position, answer := 1, "A"
					if n%2 == 0 {
						position, answer = 6, essay
					}
					if err := save(b.Context(), token, position, int(time.Now().UnixMilli()%1e9), answer); err != nil {
						b.Error(err)
						return
					}
					if n < 3 {
						<-tick.C
					}
				}
			})
		}
		wait.Wait()
		close(over)
		bare.Wait()
	}
	at := func(all []time.Duration, q float64) float64 {
		slices.Sort(all)
		return float64(all[int(q*float64(len(all)-1))].Microseconds()) / 1000
	}
	b.ReportMetric(at(took, .50), "ms-p50")
	b.ReportMetric(at(took, .99), "ms-p99")
	b.ReportMetric(at(took, 1), "ms-max")
	b.ReportMetric(at(commits, .50), "commit-ms-p50")
	b.ReportMetric(at(commits, .99), "commit-ms-p99")
	b.ReportMetric(at(took, .50)/at(commits, .50), "x-commit")
	b.ReportMetric(0, "ns/op")
}

// bareCommits changes one row twenty times a second, waiting for the disk each time.
func bareCommits(b *testing.B, pool *pgxpool.Pool, over <-chan struct{}) (took []time.Duration) {
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	for {
		select {
		case <-over:
			return took
		case <-tick.C:
		}
		start := time.Now()
		if _, err := pool.Exec(b.Context(), `UPDATE exam_run SET version = version + 1`); err != nil {
			b.Error(err)
			return took
		}
		took = append(took, time.Since(start))
	}
}

// crowd adds candidates who write the same paper, each at a machine of their own.
func crowd(b *testing.B, h *fixture.House, hall *fixture.ExamHall, n int) []string {
	b.Helper()
	ctx := b.Context()
	first := hall.Entry("欧阳示例")
	_, err := h.Pool.Exec(ctx, `UPDATE exam_room SET seats = 500 WHERE id = $1`, first.RoomID)
	h.Must(err)
	var tokens []string
	for i := range n {
		token := fmt.Sprintf("machine-%d", i)
		_, err := h.Pool.Exec(ctx, `
			WITH n AS (
				INSERT INTO person (name, initials, sex, created_at) VALUES ($1, 'ks', '男', now()) RETURNING id
			), c AS (
				INSERT INTO appointment_case (number, proposal_id, position, action, person_id, office_id, stage, stage_since, policy_id, organ_id, office_group, created_at)
				SELECT $2, c.proposal_id, $3, c.action, n.id, c.office_id, c.stage, c.stage_since, c.policy_id, c.organ_id, c.office_group, c.created_at
				FROM appointment_case c, n WHERE c.id = $4 RETURNING id
			), x AS (
				INSERT INTO exam_candidate (sitting_id, case_id, added_by, added_at) SELECT $5, c.id, $6, now() FROM c RETURNING case_id
			)
			INSERT INTO exam_entry (sitting_id, case_id, room_id, seat, code, state, paper_id, started_at, machine)
			SELECT $5, x.case_id, $7, $8, sha256('x'), 'writing', $9, $10, $11 FROM x`,
			fmt.Sprintf("考生%d", i), fmt.Sprintf("2026-9%05d", i), 100+i, first.CaseID, hall.Sitting, h.Examiner.AccountID, first.RoomID, 100+i,
			first.PaperID, h.Now, store.MachineHash(token))
		h.Must(err)
		tokens = append(tokens, token)
	}
	return tokens
}
