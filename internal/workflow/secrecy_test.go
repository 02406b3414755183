package workflow_test

import (
	"bytes"
	"cmp"
	"context"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"io/fs"
	"log/slog"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"

	"renmian/internal/ballot"
	"renmian/internal/fixture"
	"renmian/internal/pgtest"
	"renmian/internal/postgres"
)

// A column more, a default, a trigger or a sequence on these tables would tell when or by whom.
func TestTheTablesOfABallotAreExactlyThese(t *testing.T) {
	owner := pgtest.Owner(t)
	rows, err := owner.Query(t.Context(), `
		SELECT c.relname || '.' || a.attname || ' ' || format_type(a.atttypid, a.atttypmod) || coalesce(' DEFAULT ' || pg_get_expr(d.adbin, d.adrelid), '')
		FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
		WHERE c.relname IN ('ballot_issue', 'ballot_urn', 'sealed_ballot', 'ballot_roll') AND a.attnum > 0 AND NOT a.attisdropped
		UNION ALL SELECT c.relname || ' trigger ' || t.tgname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
		WHERE c.relname IN ('ballot_urn', 'sealed_ballot') AND NOT t.tgisinternal
		ORDER BY 1`)
	if err != nil {
		t.Fatal(err)
	}
	got, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		t.Fatal(err)
	}
	want := []string{
		"ballot_issue.blinded_sha256 bytea", "ballot_issue.box_id bigint", "ballot_issue.member_id bigint",
		"ballot_roll.box_id bigint", "ballot_roll.member_id bigint",
		"ballot_urn.box_id bigint", "ballot_urn.ct bytea", "ballot_urn.tag bytea",
		"sealed_ballot.box_id bigint", "sealed_ballot.choice smallint[]", "sealed_ballot.msg bytea", "sealed_ballot.paper smallint", "sealed_ballot.sig bytea",
	}
	if !slices.Equal(got, want) {
		t.Errorf("the tables have\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

// trace is a row as an attacker with the whole database sees it: whose it is, or which ballot, and what
// PostgreSQL itself writes beside every row.
type trace struct {
	who  int // place of the member; for a ballot, of the one who cast it, which the attacker does not see
	xmin int64
	page int64
	line int64
}

func byXmin(a, b trace) int {
	return cmp.Or(cmp.Compare(a.xmin, b.xmin), cmp.Compare(a.page, b.page), cmp.Compare(a.line, b.line))
}

func byPlace(a, b trace) int {
	return cmp.Or(cmp.Compare(a.page, b.page), cmp.Compare(a.line, b.line))
}

// attacks link every member's rows to a ballot; each returns how many it put on the right member.
var attacks = map[string]func(members, ballots []trace) int{
	"one transaction": func(members, ballots []trace) (hits int) {
		for _, m := range members {
			same := slices.DeleteFunc(slices.Clone(ballots), func(b trace) bool { return b.xmin != m.xmin })
			if len(same) == 1 && same[0].who == m.who {
				hits++
			}
		}
		return hits
	},
	"order of transactions": func(members, ballots []trace) int { return pair(members, ballots, byXmin) },
	"order in the file":     func(members, ballots []trace) int { return pair(members, ballots, byPlace) },
	"reversed order": func(members, ballots []trace) int {
		return pair(members, ballots, func(a, b trace) int { return byXmin(b, a) })
	},
	"next transaction": func(members, ballots []trace) (hits int) {
		members, ballots = slices.SortedFunc(slices.Values(members), byXmin), slices.SortedFunc(slices.Values(ballots), byXmin)
		for _, m := range members {
			at := slices.IndexFunc(ballots, func(b trace) bool { return b.xmin >= m.xmin })
			if at < 0 {
				at = 0
			}
			if ballots[at].who == m.who {
				hits++
			}
			ballots = slices.Delete(ballots, at, at+1)
		}
		return hits
	},
}

func pair(members, ballots []trace, order func(a, b trace) int) (hits int) {
	ballots = slices.SortedFunc(slices.Values(ballots), order)
	for i, m := range slices.SortedFunc(slices.Values(members), byXmin) {
		if m.who == ballots[i].who {
			hits++
		}
	}
	return hits
}

// chance is the probability that guessing links so many or more over so many votes: a random pairing
// links one of a vote on average, and is close to Poisson whatever the number of members.
func chance(hits, votes int) float64 {
	term, below := math.Exp(-float64(votes)), 0.0
	for k := range hits {
		below += term
		term *= float64(votes) / float64(k+1)
	}
	return 1 - below
}

// session is how the members of one vote behave.
type session struct {
	members    int
	spread     float64 // seconds over which they are ready
	think      float64 // seconds until they have decided
	atOnce     float64 // seconds within which requests meet at the server
	personally []float64
}

// order returns who comes when, in groups that meet at the server. Each has a pace of their own, slow in
// everything or quick.
func (s session) order(seconds func(pace float64) float64) [][]int {
	at := make([]float64, s.members)
	places := make([]int, s.members)
	for i := range places {
		places[i], at[i] = i, seconds(s.personally[i])
	}
	slices.SortFunc(places, func(a, b int) int { return cmp.Compare(at[a], at[b]) })
	var groups [][]int
	for n, i := range places {
		if n > 0 && at[i]-at[groups[len(groups)-1][0]] < s.atOnce {
			groups[len(groups)-1] = append(groups[len(groups)-1], i)
		} else {
			groups = append(groups, []int{i})
		}
	}
	return groups
}

func together(groups [][]int, do func(member int)) {
	for _, g := range groups {
		var wait sync.WaitGroup
		for _, i := range g {
			wait.Go(func() { do(i) })
		}
		wait.Wait()
	}
}

func traces(t *testing.T, db *pgxpool.Pool, who func(key []byte) int, sql string, args ...any) (all []trace) {
	t.Helper()
	rows, err := db.Query(t.Context(), sql, args...)
	if err != nil {
		t.Fatal(err)
	}
	var key []byte
	var x trace
	_, err = pgx.ForEachRow(rows, []any{&key, &x.xmin, &x.page, &x.line}, func() error {
		x.who = who(key)
		all = append(all, x)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

const rowTrace = `xmin::text::bigint, (ctid::text::point)[0]::bigint, (ctid::text::point)[1]::bigint`

// vote holds one vote and returns what lies in the database of members, in the urn before closing, and
// among the opened ballots after.
func (s session) vote(t *testing.T, h *fixture.House) (members, urn, opened []trace) {
	t.Helper()
	ctx := t.Context()
	box, err := h.Flow.OpenBox(ctx, onePaper, h.Members[:s.members])
	h.Must(err)
	slips, caster := make([][]ballot.Slip, s.members), map[string]int{}
	voters := make([]*fixture.Voter, s.members)
	for i := range voters {
		voters[i] = h.Voter(i, box.ID)
	}
	// Tablets fetch by themselves, after a random time that tells nothing of the member.
	together(s.order(func(float64) float64 { return 3 * rand.Float64() }), func(i int) {
		if err := voters[i].Claim(); err != nil {
			t.Error(err)
		}
	})
	for i := range voters {
		slips[i] = voters[i].Slips(1 + i%3)
		caster[string(slips[i][0].Msg)] = i
	}
	h.Must(h.Flow.BeginCasting(ctx, box.ID))
	together(s.order(func(pace float64) float64 { return pace*s.spread + s.think*rand.Float64() }), func(i int) {
		if err := h.Flow.Cast(ctx, box.ID, slips[i]); err != nil {
			t.Error(err)
		}
	})
	place := map[string]int{}
	for i, id := range h.Members[:s.members] {
		place[fmt.Sprint(id)] = i
	}
	members = traces(t, h.Pool, func(key []byte) int { return place[string(key)] },
		`SELECT member_id::text::bytea, `+rowTrace+` FROM ballot_issue WHERE box_id = $1`, box.ID)
	data, err := h.Flow.KeyFile(ctx, box.ID) // which the attacker does not have, and the referee needs
	h.Must(err)
	keys, err := ballot.ParseKeys(data)
	h.Must(err)
	urnOf := map[string]int{}
	there, err := h.DB.Urn(ctx, box.ID, nil)
	h.Must(err)
	for _, x := range there {
		_, slip, err := keys.Unlock(box.Papers, x)
		h.Must(err)
		urnOf[string(x.Tag)] = caster[string(slip.Msg)]
	}
	urn = traces(t, h.Pool, func(key []byte) int { return urnOf[string(key)] },
		`SELECT tag, `+rowTrace+` FROM ballot_urn WHERE box_id = $1`, box.ID)
	_, err = h.Flow.SealBox(ctx, box.ID)
	h.Must(err)
	opened = traces(t, h.Pool, func(key []byte) int { return caster[string(key)] },
		`SELECT msg, `+rowTrace+` FROM sealed_ballot WHERE box_id = $1`, box.ID)
	if len(members) != s.members || len(urn) != s.members || len(opened) != s.members {
		t.Fatalf("%d members, %d in the urn, %d opened", len(members), len(urn), len(opened))
	}
	return members, urn, opened
}

// naive holds the same vote in two tables without a common column, as first thought of: who voted, and
// what was voted, in one transaction or in two.
func (s session) naive(t *testing.T, db *pgxpool.Pool, transactions int) (members, ballots []trace) {
	t.Helper()
	ctx := t.Context()
	exec := func(q interface {
		Exec(ctx context.Context, sql string, args ...any) (pgconn.CommandTag, error)
	}, sql string, i int) {
		if _, err := q.Exec(ctx, sql, fmt.Appendf(nil, "%d", i)); err != nil {
			t.Error(err)
		}
	}
	together(s.order(func(pace float64) float64 { return pace*s.spread + s.think*rand.Float64() }), func(i int) {
		if transactions == 2 {
			exec(db, `INSERT INTO naive_voted VALUES ($1)`, i)
			exec(db, `INSERT INTO naive_ballot VALUES ($1)`, i)
			return
		}
		if err := pgx.BeginFunc(ctx, db, func(tx pgx.Tx) error {
			exec(tx, `INSERT INTO naive_voted VALUES ($1)`, i)
			exec(tx, `INSERT INTO naive_ballot VALUES ($1)`, i)
			return nil
		}); err != nil {
			t.Error(err)
		}
	})
	who := func(key []byte) (i int) { _, _ = fmt.Sscan(string(key), &i); return i }
	members = traces(t, db, who, `SELECT member, `+rowTrace+` FROM naive_voted`)
	ballots = traces(t, db, who, `SELECT ballot, `+rowTrace+` FROM naive_ballot`)
	if _, err := db.Exec(ctx, `TRUNCATE naive_voted, naive_ballot`); err != nil {
		t.Fatal(err)
	}
	return members, ballots
}

// An attacker with every row of the database and what PostgreSQL writes beside it, before closing and
// after, links members and ballots no better than by guessing; the same attacker links most where members
// and ballots merely stand in two tables.
func TestNobodyLinksMemberAndBallot(t *testing.T) {
	h := fixture.New(t, pgtest.New(t))
	h.AddMembers(16)
	owner := pgtest.Owner(t)
	if _, err := owner.Exec(t.Context(), `CREATE TABLE naive_voted (member bytea); CREATE TABLE naive_ballot (ballot bytea)`); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if _, err := owner.Exec(context.Background(), `DROP TABLE naive_voted, naive_ballot`); err != nil {
			t.Error(err)
		}
	})
	const repeats = 5
	hits, votes, cast := map[string]int{}, 0, 0
	naive, naiveCast := map[int]int{}, 0
	for _, n := range []int{15, 29, 45} {
		for range repeats {
			for _, s := range []session{{members: n, spread: 60, think: 30, atOnce: 0.02}, {members: n, spread: 1, think: 0.7, atOnce: 0.02}} {
				for range n {
					s.personally = append(s.personally, rand.Float64())
				}
				members, urn, opened := s.vote(t, h)
				votes++
				cast += n
				for name, attack := range attacks {
					hits[name+", before closing"] += attack(members, urn)
					hits[name+", after closing"] += attack(members, opened)
				}
				// With both: who comes k-th, the k-th in the urn, the k-th in the opened box.
				hits["order of casting"] += pair(slices.SortedFunc(slices.Values(urn), byXmin), opened, byPlace)
				for _, transactions := range []int{1, 2} {
					members, ballots := s.naive(t, owner, transactions)
					best := 0
					for _, attack := range attacks {
						best = max(best, attack(members, ballots))
					}
					naive[transactions] += best
				}
				naiveCast += n
			}
		}
	}
	for name, n := range hits {
		p := chance(n, votes)
		t.Logf("%-40s links %3d of %d, guessing %d; as many by chance: %.3f", name, n, cast, votes, p)
		if p < 1e-6 {
			t.Errorf("%s links %d of %d ballots in %d votes, better than guessing", name, n, cast, votes)
		}
	}
	for transactions, n := range naive {
		t.Logf("two tables, %d transactions: links %d of %d", transactions, n, naiveCast)
		if 2*n < naiveCast {
			t.Errorf("the attacker links only %d of %d in the naive schema; the test cannot fail", n, naiveCast)
		}
	}
}

// lines is a writer for several processes' log lines.
type lines struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *lines) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

// Before closing, no file of the database (tables, write-ahead log, statistics) and no log line holds a
// token, a signature or a choice; the keys are in none, ever.
func TestNoFileHoldsABallotBeforeClosing(t *testing.T) {
	dir, log := t.TempDir(), &lines{}
	ctx := t.Context()
	c := pgtest.Durable(t, postgres.Options{Dir: dir, Log: slog.New(slog.NewTextHandler(log, nil))})
	h := fixture.New(t, pgtest.Pool(t, c, postgres.AppRole, 8))
	sheet := ballot.Paper{Title: "测评", Options: []string{"优秀", "称职", "基本称职", "不称职"}}
	for i := range 40 { // long enough to be found
		sheet.Lines = append(sheet.Lines, ballot.Line{ID: int64(i + 1), Name: fmt.Sprint(i + 1), Post: "项"})
	}
	box, err := h.Flow.OpenBox(ctx, []ballot.Paper{sheet}, h.Members[:12])
	h.Must(err)
	keys, err := h.Flow.KeyFile(ctx, box.ID)
	h.Must(err)
	var tokens, choices [][]byte
	var slips [][]ballot.Slip
	for i := range 12 {
		ticket := fixture.NewTicket(t, box.PublicKeys[0])
		signed, err := h.Flow.IssueBallot(ctx, h.AsMember(i), box.ID, [][]byte{ticket.Blinded})
		h.Must(err)
		choice := make(ballot.Choice, len(sheet.Lines))
		for n := range choice {
			choice[n] = rand.N(5)
		}
		slip := ticket.Slip(signed[0], choice)
		slips = append(slips, []ballot.Slip{slip})
		tokens = append(tokens, slip.Msg[32:], slip.Sig[:32])
		encoded, err := sheet.Encode(choice)
		h.Must(err)
		choices = append(choices, encoded[:len(choice)+1], smallints(choice), []byte(strings.Trim(fmt.Sprint(choice), "[]")),
			[]byte(strings.ReplaceAll(strings.Trim(fmt.Sprint(choice), "[]"), " ", ",")))
	}
	h.Must(h.Flow.BeginCasting(ctx, box.ID))
	for _, s := range slips {
		h.Must(h.Flow.Cast(ctx, box.ID, s))
		h.Must(h.Flow.Cast(ctx, box.ID, s)) // a repeated one leaves no more
	}
	super := pgtest.Pool(t, c, postgres.SuperRole, 1)
	checkpoint := func() {
		t.Helper()
		_, err := super.Exec(ctx, `CHECKPOINT`)
		h.Must(err)
	}
	checkpoint()
	for _, f := range found(t, dir, log, append(written(tokens), choices...)) {
		t.Errorf("before closing %s holds a token, a signature or a choice", f)
	}
	_, err = h.Flow.SealBox(ctx, box.ID)
	h.Must(err)
	checkpoint()
	if len(found(t, dir, log, tokens)) == 0 {
		t.Error("the opened ballots are not found either; the search is of no use")
	}
	secret := keys[bytes.LastIndex(keys, []byte(`"urn":"`))+7:]
	raw, err := base64.StdEncoding.DecodeString(string(secret[:bytes.IndexByte(secret, '"')]))
	h.Must(err)
	for _, f := range found(t, dir, log, [][]byte{raw, raw[:32], raw[32:], keys[30:200], secret[:40]}) {
		t.Errorf("%s holds the keys of the urn", f)
	}
}

// smallints is how the database itself stores a choice.
func smallints(c ballot.Choice) (b []byte) {
	for _, n := range c {
		b = append(b, byte(n), 0)
	}
	return b
}

// written is secrets in every form in which they might be written down.
func written(secrets [][]byte) (all [][]byte) {
	for _, s := range secrets {
		all = append(all, s, []byte(hex.EncodeToString(s)), []byte(strings.ToUpper(hex.EncodeToString(s))), []byte(base64.StdEncoding.EncodeToString(s))[:40])
	}
	return all
}

// found lists the files under dir, and the log, that hold one of the secrets.
func found(t *testing.T, dir string, log *lines, secrets [][]byte) (files []string) {
	t.Helper()
	holds := func(data []byte) bool {
		return slices.ContainsFunc(secrets, func(s []byte) bool { return bytes.Contains(data, s) })
	}
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || !d.Type().IsRegular() {
			return nil // the server makes and removes files all the time
		}
		if data, err := os.ReadFile(path); err == nil && holds(data) {
			files = append(files, strings.TrimPrefix(path, dir))
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	log.mu.Lock()
	defer log.mu.Unlock()
	if holds(log.b.Bytes()) {
		files = append(files, "the server's log")
	}
	return files
}
