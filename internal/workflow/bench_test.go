package workflow_test

import (
	"context"
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha512"
	"crypto/x509"
	"encoding/json"
	"fmt"
	"runtime"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"renmian/internal/authz"
	"renmian/internal/ballot"
	"renmian/internal/fixture"
	"renmian/internal/pgtest"
	"renmian/internal/postgres"
	"renmian/internal/store"
	"renmian/internal/workflow"
)

var onePaper = []ballot.Paper{{Title: "甲", Lines: []ballot.Line{{ID: 1, Name: "甲", Post: "任命"}}, Options: ballot.VoteOptions}}

// signedSlips makes ballots as so many tablets would have them in the end. They are signed in the clear,
// which is quicker and gives the same signatures.
func signedSlips(t testing.TB, f *workflow.Flow, boxID int64, n int) [][]ballot.Slip {
	t.Helper()
	data, err := f.KeyFile(t.Context(), boxID)
	if err != nil {
		t.Fatal(err)
	}
	var file struct{ Papers [][]byte }
	if err := json.Unmarshal(data, &file); err != nil {
		t.Fatal(err)
	}
	key, err := x509.ParsePKCS8PrivateKey(file.Papers[0])
	if err != nil {
		t.Fatal(err)
	}
	slips := make([][]ballot.Slip, n)
	share(n, runtime.NumCPU(), func(i int) {
		msg := make([]byte, 64)
		_, _ = rand.Read(msg)
		hash := sha512.Sum384(msg)
		sig, err := rsa.SignPSS(rand.Reader, key.(*rsa.PrivateKey), crypto.SHA384, hash[:], &rsa.PSSOptions{SaltLength: 48})
		if err != nil {
			t.Error(err)
		}
		slips[i] = []ballot.Slip{{Msg: msg, Sig: sig, Choice: ballot.Choice{i % 4}}}
	})
	return slips
}

// share does n things by so many at once and returns how long that took.
func share(n, clients int, do func(i int)) time.Duration {
	var next sync.Mutex
	at := 0
	var wait sync.WaitGroup
	start := time.Now()
	for range min(n, clients) {
		wait.Go(func() {
			for {
				next.Lock()
				i := at
				at++
				next.Unlock()
				if i >= n {
					return
				}
				do(i)
			}
		})
	}
	wait.Wait()
	return time.Since(start)
}

// BenchmarkCast compares casting, with every check and encryption, with the bare insert and commit of one
// row of the same size by as many clients on the same server, turn about in one run. With 10,000 at once two
// thirds of what a cast costs is checking its signature, and a third of that building the key's modulus, which
// the standard library does anew for each; the database takes a fifth, and the rest is handing over.
func BenchmarkCast(b *testing.B) {
	c := pgtest.Durable(b, postgres.Options{Dir: b.TempDir()})
	owner := pgtest.Pool(b, c, postgres.OwnerRole, 2)
	f := open(b, pgtest.Pool(b, c, postgres.AppRole, 16))
	ctx := b.Context()
	must := func(err error) {
		b.Helper()
		if err != nil {
			b.Fatal(err)
		}
	}
	_, err := owner.Exec(ctx, `CREATE TABLE bare (box_id bigint, tag bytea, ct bytea, PRIMARY KEY (box_id, tag))`)
	must(err)
	for _, load := range []struct{ clients, casts, conns int }{{1, 600, 1}, {45, 4500, 45}, {10_000, 10_000, 80}} {
		b.Run(fmt.Sprint(load.clients), func(b *testing.B) {
			box, err := f.OpenBox(ctx, onePaper, nil)
			must(err)
			must(f.BeginCasting(ctx, box.ID))
			slips := signedSlips(b, f, box.ID, load.casts)
			bare := pgtest.Pool(b, c, postgres.OwnerRole, load.conns)
			tags, ct := make([][]byte, load.casts), make([]byte, 640)
			for i := range tags {
				tags[i] = slips[i][0].Msg[:32]
			}
			row := func(i int) {
				if _, err := bare.Exec(ctx, `INSERT INTO bare (box_id, tag, ct) VALUES ($1, $2, $3)`, box.ID, tags[i], ct); err != nil {
					b.Error(err)
				}
			}
			var waits []time.Duration
			var mu sync.Mutex
			cast := func(i int) {
				start := time.Now()
				if err := f.Cast(ctx, box.ID, slips[i]); err != nil {
					b.Error(err)
				}
				took := time.Since(start)
				mu.Lock()
				waits = append(waits, took)
				mu.Unlock()
			}
			empty := func() {
				_, err := owner.Exec(ctx, `TRUNCATE bare`)
				must(err)
				_, err = owner.Exec(ctx, `TRUNCATE ballot_urn`)
				must(err)
			}
			share(load.conns, load.conns, row) // connections and plans
			share(load.conns, load.conns, cast)
			empty()
			waits = nil
			var ours, theirs []float64
			for b.Loop() {
				theirs = append(theirs, float64(load.casts)/share(load.casts, load.clients, row).Seconds())
				ours = append(ours, float64(load.casts)/share(load.casts, load.clients, cast).Seconds())
				empty()
			}
			slices.Sort(ours)
			slices.Sort(theirs)
			slices.Sort(waits)
			b.ReportMetric(ours[len(ours)/2], "casts/s")
			b.ReportMetric(theirs[len(theirs)/2], "bare/s")
			b.ReportMetric(ours[len(ours)/2]/theirs[len(theirs)/2], "ratio")
			b.ReportMetric(float64(waits[len(waits)*99/100].Microseconds())/1000, "ms-p99")
			b.ReportMetric(0, "ns/op")
		})
	}
}

func open(t testing.TB, p *pgxpool.Pool) *workflow.Flow {
	t.Helper()
	keys, err := workflow.OpenKeys(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	f := workflow.New(store.New(p), keys)
	t.Cleanup(f.Close)
	return f
}

// BenchmarkTenThousandVoters holds one vote of 10,000: all cast at once, then the box is closed, opened,
// counted and sealed. Their ballots are signed before.
func BenchmarkTenThousandVoters(b *testing.B) {
	const voters = 10_000
	c := pgtest.Durable(b, postgres.Options{Dir: b.TempDir()})
	f := open(b, pgtest.Pool(b, c, postgres.AppRole, 16))
	ctx := b.Context()
	must := func(err error) {
		b.Helper()
		if err != nil {
			b.Fatal(err)
		}
	}
	box, err := f.OpenBox(ctx, onePaper, nil)
	must(err)
	must(f.BeginCasting(ctx, box.ID))
	_, err = pgtest.Pool(b, c, postgres.OwnerRole, 1).Exec(ctx, `UPDATE ballot_box SET issued = $2 WHERE id = $1`, box.ID, voters)
	must(err)
	slips := signedSlips(b, f, box.ID, voters)
	cast := share(voters, voters, func(i int) {
		if err := f.Cast(ctx, box.ID, slips[i]); err != nil {
			b.Error(err)
		}
	})
	start := time.Now()
	opened, err := f.SealBox(ctx, box.ID)
	must(err)
	seal := time.Since(start)
	if n := len(opened.Papers[0].Ballots); n != voters {
		b.Errorf("%d ballots of %d are counted", n, voters)
	}
	start = time.Now()
	if r := ballot.Verify(opened.Bytes(), opened.SHA256()); len(r.Findings) > 0 {
		b.Errorf("the box does not verify: %v", r.Findings)
	}
	b.ReportMetric(cast.Seconds(), "s-cast")
	b.ReportMetric(seal.Seconds(), "s-seal")
	b.ReportMetric(time.Since(start).Seconds(), "s-verify")
	b.ReportMetric(0, "ns/op")
}

// BenchmarkIssue is how long it takes until 45 tablets that ask at once all hold their ballots.
func BenchmarkIssue(b *testing.B) {
	c := pgtest.Durable(b, postgres.Options{Dir: b.TempDir()})
	h := fixture.New(b, pgtest.Pool(b, c, postgres.AppRole, 16))
	h.AddMembers(16)
	var actors []authz.Actor
	for n := range h.Members {
		actors = append(actors, h.AsMember(n))
	}
	var all []time.Duration
	for b.Loop() {
		b.StopTimer()
		box, err := h.Flow.OpenBox(b.Context(), onePaper, h.Members)
		h.Must(err)
		tickets := make([]fixture.Ticket, len(actors))
		for i := range tickets {
			tickets[i] = fixture.NewTicket(b, box.PublicKeys[0])
		}
		b.StartTimer()
		all = append(all, share(len(actors), len(actors), func(i int) {
			if _, err := h.Flow.IssueBallot(context.Background(), actors[i], box.ID, [][]byte{tickets[i].Blinded}); err != nil {
				b.Error(err)
			}
		}))
	}
	slices.Sort(all)
	b.ReportMetric(float64(all[len(all)/2].Microseconds())/1000, "ms-45")
	b.ReportMetric(0, "ns/op")
}
