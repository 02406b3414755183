package workflow_test

import (
	"context"
	"errors"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"renmian/internal/authz"
	"renmian/internal/ballot"
	"renmian/internal/errs"
	"renmian/internal/fixture"
	"renmian/internal/pgtest"
	"renmian/internal/postgres"
	"renmian/internal/store"
	"renmian/internal/workflow"
)

// restarted is the program after a stop: the same database and folders, and nothing in memory.
func restarted(h *fixture.House) *workflow.Flow {
	h.Flow.Close()
	return workflow.New(h.DB, workflow.Keys{Boxes: h.Boxes}).SeekKeysFor(0)
}

// What was acknowledged is counted, and nothing else, however the close falls between the casts.
func TestClosingIsExact(t *testing.T) {
	f := open(t, pgtest.New(t))
	for range 10 {
		ctx := t.Context()
		box, err := f.OpenBox(ctx, onePaper, nil)
		if err != nil {
			t.Fatal(err)
		}
		slips := signedSlips(t, f, box.ID, 60)
		if err := f.BeginCasting(ctx, box.ID); err != nil {
			t.Fatal(err)
		}
		if _, err := pgtest.Owner(t).Exec(ctx, `UPDATE ballot_box SET issued = 60 WHERE id = $1`, box.ID); err != nil {
			t.Fatal(err)
		}
		acknowledged := make([]bool, len(slips))
		var wait sync.WaitGroup
		var cast atomic.Int32
		enough := int32(rand.N(50))
		closing := make(chan struct{})
		for i := range slips {
			wait.Go(func() {
				err := f.Cast(ctx, box.ID, slips[i])
				switch {
				case err == nil:
					acknowledged[i] = true
					if cast.Add(1) == enough+1 {
						close(closing)
					}
				case !errors.Is(err, workflow.ErrLateBallot):
					t.Error(err)
				}
			})
		}
		<-closing
		opened, err := f.SealBox(ctx, box.ID)
		if err != nil {
			t.Fatal(err)
		}
		wait.Wait()
		counted := map[string]bool{}
		for _, s := range opened.Papers[0].Ballots {
			counted[string(s.Msg)] = true
		}
		for i, s := range slips {
			if acknowledged[i] != counted[string(s[0].Msg)] {
				t.Errorf("ballot %d: acknowledged %v, counted %v", i, acknowledged[i], counted[string(s[0].Msg)])
			}
		}
	}
}

func TestTheProgramStopsInMidVote(t *testing.T) {
	h, _, item := deliberated(t)
	ctx := t.Context()
	v := h.OpenElectronicRound(item)
	var voters []*fixture.Voter
	for n := range 27 {
		if n == 13 {
			h.Flow = restarted(h) // while ballots are issued
			h.Must(h.Flow.ResumeBoxes(ctx))
		}
		voters = append(voters, h.Voter(n, v.BoxID))
		h.Must(voters[n].Claim())
	}
	h.Must(h.Flow.OpenCasting(ctx, h.Operator, item, v.ID, false))
	for n, voter := range voters {
		if n%9 == 8 {
			h.Flow = restarted(h) // and while they are cast
			h.Must(h.Flow.ResumeBoxes(ctx))
			h.Must(voters[n-1].Cast(1)) // its acknowledgement was lost with the program
		}
		h.Must(voter.Cast(1))
	}
	// Stopped between the closing and the sealing, it goes on by itself at the next start.
	_, err := h.Pool.Exec(ctx, `UPDATE ballot_box SET phase = 'closing' WHERE id = $1`, v.BoxID)
	h.Must(err)
	h.Flow = restarted(h)
	h.Must(voters[0].Cast(1))
	if err := voters[0].Cast(2); !errors.Is(err, workflow.ErrOtherChoice) {
		t.Errorf("another choice for a closed box: %v", err)
	}
	h.Must(h.Flow.ResumeBoxes(ctx))
	if got := h.Round(item, v.ID); got.Phase != ballot.PhaseSealed {
		t.Fatalf("the box is %s", got.Phase)
	}
	counts, err := h.DB.Counts(ctx, v.ID)
	h.Must(err)
	if counts[0].Yes != 27 || len(keyFiles(t, h)) > 0 {
		t.Errorf("counted %+v; keys left %v", counts[0], keyFiles(t, h))
	}
}

func TestTheOperatorClosesAgainWhatWasInterrupted(t *testing.T) {
	h, _, item := deliberated(t)
	v := h.OpenElectronicRound(item)
	for _, voter := range h.Issue(v, 27) {
		h.Must(voter.Cast(1))
	}
	_, err := h.Pool.Exec(t.Context(), `UPDATE ballot_box SET phase = 'closing' WHERE id = $1`, v.BoxID)
	h.Must(err)
	h.Flow = restarted(h)
	h.Must(h.Flow.CloseCasting(t.Context(), h.Operator, item, v.ID))
	if got := h.Round(item, v.ID); got.Phase != ballot.PhaseSealed {
		t.Errorf("the box is %s", got.Phase)
	}
}

// A power cut takes the keys with it: nobody can open the urn, and the vote is held again.
func TestKeysLostWithThePower(t *testing.T) {
	for _, phase := range []ballot.Phase{ballot.PhaseIssuing, ballot.PhaseCasting, ballot.PhaseClosing} {
		t.Run(string(phase), func(t *testing.T) {
			h, _, item := deliberated(t)
			ctx := t.Context()
			v := h.OpenElectronicRound(item)
			voters := h.Issue(v, 27)
			h.Must(voters[0].Cast(1))
			_, err := h.Pool.Exec(ctx, `UPDATE ballot_box SET phase = $2 WHERE id = $1`, v.BoxID, phase)
			h.Must(err)
			h.Must(os.RemoveAll(h.Boxes))
			h.Flow = restarted(h)
			refused(t, "casting without keys", voters[1].Cast(1), errs.Conflict, "密钥已不存在")
			h.Must(h.Flow.ResumeBoxes(ctx))
			got := h.Round(item, v.ID)
			if got.State != store.RoundVoid || got.Phase != ballot.PhaseVoid || !strings.Contains(got.VoidReason, "密钥已不存在") {
				t.Fatalf("round %+v", got)
			}
			h.VoteOnTablets(h.OpenElectronicRound(item), marks(20, 7, 0, 0))
		})
	}
}

func TestSealingWithoutKeysVoidsTheRound(t *testing.T) {
	h, _, item := deliberated(t)
	v := h.OpenElectronicRound(item)
	h.Issue(v, 27)
	h.Must(os.RemoveAll(h.Boxes))
	h.Flow = restarted(h)
	h.Must(h.Flow.CloseCasting(t.Context(), h.Operator, item, v.ID))
	if got := h.Round(item, v.ID); got.State != store.RoundVoid || got.Phase != ballot.PhaseVoid {
		t.Errorf("round %+v", got)
	}
}

// Whoever writes into the urn by hand spoils the vote, and cannot turn it.
func TestABallotPutInByHandVoidsTheRound(t *testing.T) {
	h, _, item := deliberated(t)
	ctx := t.Context()
	v := h.OpenElectronicRound(item)
	for _, voter := range h.Issue(v, 27)[:9] {
		h.Must(voter.Cast(2))
	}
	_, err := h.Pool.Exec(ctx, `INSERT INTO ballot_urn (box_id, tag, ct) SELECT box_id, sha256(tag), ct FROM ballot_urn WHERE box_id = $1 LIMIT 1`, v.BoxID)
	h.Must(err)
	h.Must(h.Flow.CloseCasting(ctx, h.Operator, item, v.ID))
	if got := h.Round(item, v.ID); got.State != store.RoundVoid || !strings.Contains(got.VoidReason, "改动") {
		t.Errorf("round %+v", got)
	}
}

func TestKeysOfDoneBoxesAreDestroyed(t *testing.T) {
	h, _, item := deliberated(t)
	ctx := t.Context()
	v := h.OpenElectronicRound(item)
	files := keyFiles(t, h)
	if len(files) != 1 {
		t.Fatalf("keys %v", files)
	}
	for path, want := range map[string]os.FileMode{files[0]: 0o600, h.Boxes: 0o700 | os.ModeDir} {
		if info, err := os.Stat(path); err != nil || info.Mode() != want {
			t.Errorf("%s: %v, %v", path, info.Mode(), err)
		}
	}
	keys, err := os.ReadFile(files[0])
	h.Must(err)
	orphan := filepath.Join(h.Boxes, "box-987654.key")
	h.Must(os.WriteFile(orphan, keys, 0o600))
	h.Must(h.Flow.DropDoneKeys(ctx))
	if len(keyFiles(t, h)) != 2 {
		t.Errorf("keys of an open box, or of one being opened, are destroyed: %v", keyFiles(t, h))
	}
	h.Must(os.Chtimes(orphan, time.Time{}, time.Now().Add(-2*time.Hour)))
	held, err := os.OpenFile(files[0], os.O_RDONLY, 0) // what a copy of the file would show
	h.Must(err)
	defer held.Close()
	h.Must(h.Flow.VoidRound(ctx, h.Chair, item, v.ID, "误操作"))
	left := make([]byte, len(keys))
	if n, _ := held.ReadAt(left, 0); n != len(keys) || strings.Trim(string(left), "\x00") != "" {
		t.Errorf("the key file was removed and not overwritten")
	}
	h.Must(os.WriteFile(files[0], keys, 0o600)) // as if another process had failed to destroy it
	h.Must(h.Flow.DropDoneKeys(ctx))
	if left := keyFiles(t, h); len(left) > 0 {
		t.Errorf("left %v", left)
	}
}

// crash stops the database as a power cut does; its keeper starts it again.
func crash(t *testing.T, dir string) {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(dir, "data", "postmaster.pid"))
	if err != nil {
		t.Fatal(err)
	}
	first, _, _ := strings.Cut(string(text), "\n")
	pid, err := strconv.Atoi(first)
	if err != nil {
		t.Fatal(err)
	}
	if err := syscall.Kill(pid, syscall.SIGQUIT); err != nil { // pg_ctl stop -m immediate
		t.Fatal(err)
	}
}

func TestTheDatabaseCrashesInMidVote(t *testing.T) {
	dir := t.TempDir()
	c := pgtest.Durable(t, postgres.Options{Dir: dir})
	f := open(t, pgtest.Pool(t, c, postgres.AppRole, 16))
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()
	box, err := f.OpenBox(ctx, onePaper, nil)
	if err != nil {
		t.Fatal(err)
	}
	slips := signedSlips(t, f, box.ID, 400)
	if err := f.BeginCasting(ctx, box.ID); err != nil {
		t.Fatal(err)
	}
	if _, err := pgtest.Pool(t, c, postgres.OwnerRole, 1).Exec(ctx, `UPDATE ballot_box SET issued = 400 WHERE id = $1`, box.ID); err != nil {
		t.Fatal(err)
	}
	var done atomic.Int32
	once := sync.OnceFunc(func() { crash(t, dir) })
	var retried atomic.Int32
	share(len(slips), 20, func(i int) {
		for f.Cast(ctx, box.ID, slips[i]) != nil { // as a tablet does, until there is an answer
			retried.Add(1)
			select {
			case <-ctx.Done():
				t.Error("no answer")
				return
			case <-time.After(20 * time.Millisecond):
			}
		}
		if done.Add(1) == 150 {
			once()
		}
	})
	opened, err := f.SealBox(ctx, box.ID)
	if err != nil {
		t.Fatal(err)
	}
	if n := len(opened.Papers[0].Ballots); n != len(slips) || retried.Load() == 0 {
		t.Errorf("%d of %d counted, %d sent again", n, len(slips), retried.Load())
	}
}

func TestTokensAreForgotten(t *testing.T) {
	h, _, item := deliberated(t)
	ctx := t.Context()
	v := h.OpenElectronicRound(item)
	h.VoteOnTablets(v, marks(20, 5, 1, 1))
	b, err := h.DB.Box(ctx, v.BoxID)
	h.Must(err)
	system := func() { h.Must(h.Flow.ForgetTokens(ctx, authz.System)) }
	system()
	if _, _, err := h.Flow.BoxFile(ctx, v.BoxID); err != nil {
		t.Fatalf("forgotten at once: %v", err)
	}
	h.Pass(31)
	refused(t, "an operator forgets", h.Flow.ForgetTokens(ctx, h.Operator), errs.Forbidden, "销毁")
	system()
	system()
	_, _, err = h.Flow.BoxFile(ctx, v.BoxID)
	refused(t, "the file after its time", err, errs.NotFound, "已过保管期")
	slips, err := h.DB.SealedBallots(ctx, v.BoxID, 1)
	h.Must(err)
	yes := 0
	for _, s := range slips[0] {
		if s.Msg != nil || s.Sig != nil {
			t.Fatal("a token is left")
		}
		if s.Choice[0] == 1 {
			yes++
		}
	}
	after, err := h.DB.Box(ctx, v.BoxID)
	h.Must(err)
	if len(slips[0]) != 27 || yes != 20 || after.SHA256 != b.SHA256 {
		t.Errorf("%d ballots, %d for, hash %s", len(slips[0]), yes, after.SHA256)
	}
	events, err := h.DB.Events(ctx, store.EventFilter{Action: authz.ForgetTokens, Limit: 10})
	if err != nil || len(events) != 1 || events[0].Subject.ID != v.BoxID {
		t.Errorf("events %+v, %v", events, err)
	}
}

func TestNoElectronicVoteOnADatabaseThatWritesItDown(t *testing.T) {
	h, _, item := deliberated(t)
	h.SeatAll(27)
	ctx := t.Context()
	owner, _ := pgtest.DSN(t)
	cfg, err := pgxpool.ParseConfig(owner)
	h.Must(err)
	cfg.ConnConfig.User = postgres.SuperRole
	cfg.ConnConfig.RuntimeParams["log_statement"] = "all"
	cfg.ConnConfig.RuntimeParams["log_min_duration_statement"] = "0"
	cfg.ConnConfig.RuntimeParams["log_parameter_max_length"] = "100"
	loud, err := pgxpool.NewWithConfig(ctx, cfg)
	h.Must(err)
	defer loud.Close()
	f := workflow.New(store.New(loud).WithClock(h.DB.Now), workflow.Keys{Boxes: h.Boxes})
	_, err = f.OpenRound(ctx, h.Operator, item, h.ElectronicOpening())
	refused(t, "statements are logged", err, errs.Conflict, "log_min_duration_statement = -1，log_parameter_max_length = 0，log_statement = none")
	if left := keyFiles(t, h); len(left) > 0 {
		t.Errorf("keys are left: %v", left)
	}
}

// Two servers that do not share the folder of keys: the one without leaves an open box to the one that
// holds it, and makes it void only once that one is gone.
func TestAnotherServerHoldsTheBox(t *testing.T) {
	h, _, item := deliberated(t)
	ctx := t.Context()
	v := h.OpenElectronicRound(item)
	voters := h.Issue(v, 27)
	keys, err := workflow.OpenKeys(t.TempDir())
	h.Must(err)
	other := workflow.New(h.DB, keys)
	t.Cleanup(other.Close)
	h.Must(other.ResumeBoxes(ctx))
	if got := h.Round(item, v.ID); got.State != store.RoundOpen || got.Phase != ballot.PhaseCasting {
		t.Fatalf("a server without the keys made the round %s, %s", got.State, got.Phase)
	}
	if err := other.Cast(ctx, v.BoxID, voters[0].Slips(1)); err == nil || errs.KindOf(err) != "" {
		t.Errorf("a tablet that came to the server without the keys is to send again: %v", err)
	}
	refused(t, "closing without the keys", other.CloseCasting(ctx, h.Operator, item, v.ID), errs.Conflict, "另一台服务器")
	for _, voter := range voters {
		h.Must(voter.Cast(1))
	}

	// The holder's connection breaks, as when the database starts again: it holds the box again by itself.
	holder := func() (pid int) {
		t.Helper()
		h.Must(
			h.Pool.QueryRow(ctx, `SELECT coalesce(max(pid), 0) FROM pg_locks WHERE locktype = 'advisory' AND objsubid = 2 AND objid = $1`, v.BoxID).Scan(&pid),
		)
		return pid
	}
	limit, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	first := holder()
	_, err = h.Pool.Exec(ctx, `SELECT pg_terminate_backend($1)`, first)
	h.Must(err)
	for now := first; now == first || now == 0; {
		h.Must(limit.Err())
		now = holder()
	}
	h.Must(other.ResumeBoxes(ctx))
	h.Must(h.Flow.CloseCasting(ctx, h.Operator, item, v.ID))
	if got := h.Round(item, v.ID); got.Phase != ballot.PhaseSealed {
		t.Fatalf("the box is %s", got.Phase)
	}
	if held, err := h.DB.BoxHeld(ctx, v.BoxID); held || err != nil {
		t.Errorf("a sealed box is still held, %v", err)
	}
	h.Must(h.Flow.VoidRound(ctx, h.Chair, item, v.ID, "一名委员提出异议"))

	// The holder starts again: what comes to the other server meanwhile is neither lost nor void.
	again := h.OpenElectronicRound(item)
	voters = h.Issue(again, 27)
	h.Flow.Close()
	h.Must(other.ResumeBoxes(ctx))
	if err := other.Cast(ctx, again.BoxID, voters[0].Slips(1)); err == nil || errs.KindOf(err) != "" {
		t.Errorf("a tablet is to send again while the keys are looked for: %v", err)
	}
	refused(t, "closing while the keys are looked for", other.CloseCasting(ctx, h.Operator, item, again.ID), errs.Conflict, "正在查找")
	h.Flow = restarted(h)
	h.Must(voters[0].Cast(1))
	h.Must(other.ResumeBoxes(ctx))
	if got := h.Round(item, again.ID); got.State != store.RoundOpen || got.Phase != ballot.PhaseCasting {
		t.Fatalf("a server that started while the holder was down made the round %s, %s", got.State, got.Phase)
	}

	h.Flow.Close() // the holder dies
	h.Must(other.SeekKeysFor(0).ResumeBoxes(ctx))
	if got := h.Round(item, again.ID); got.State != store.RoundVoid || got.Phase != ballot.PhaseVoid {
		t.Errorf("the box of a server that is gone: %s, %s", got.State, got.Phase)
	}
}
