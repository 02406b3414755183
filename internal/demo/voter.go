package demo

import (
	"context"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"errors"
	"fmt"
	"log/slog"
	mrand "math/rand/v2"
	"slices"
	"time"

	"github.com/cloudflare/circl/blindsign/blindrsa"

	"renmian/internal/authz"
	"renmian/internal/ballot"
	"renmian/internal/store"
	"renmian/internal/workflow"
)

// Voters lets the members of the demonstration county vote by themselves (代投), all but those whose
// tablets somebody holds, until ctx ends: they take their ballots as tablets do, cast them at their
// leisure, mostly in favour, within some twenty times the pace, and confirm the count where they were
// chosen as scrutineers. It acts for accounts marked as demonstration
// only.
func Voters(ctx context.Context, db *store.DB, flow *workflow.Flow, held []string, pace time.Duration) {
	go func() {
		for sleep(ctx, 2*pace) {
			if err := confirm(ctx, db, flow, held, pace); err != nil && ctx.Err() == nil {
				slog.Error("demonstration scrutineers", "error", err)
			}
		}
	}()
	served := map[int64]bool{}
	for sleep(ctx, pace/2) {
		boxes, err := db.OpenBoxes(ctx)
		if err != nil && ctx.Err() == nil {
			slog.Error("demonstration voters", "error", err)
		}
		for _, b := range boxes {
			if b.Phase != ballot.PhaseIssuing || served[b.ID] {
				continue
			}
			served[b.ID] = true
			all, err := db.Accounts(ctx, store.AccountFilter{Role: authz.RoleMember, Limit: 100})
			if err != nil {
				slog.Error("demonstration voters", "error", err)
			}
			for _, a := range all {
				if a.Demo && a.MemberID != 0 && !slices.Contains(held, a.Username) {
					go vote(ctx, db, flow, a.Actor(), b, pace)
				}
			}
		}
	}
}

// vote takes one member's ballots of a box and casts them once casting is open.
func vote(ctx context.Context, db *store.DB, flow *workflow.Flow, who authz.Actor, b store.Box, pace time.Duration) {
	if on, err := db.OnRoll(ctx, b.ID, who.MemberID); err != nil || !on || !sleep(ctx, mrand.N(3*pace)) {
		return
	}
	slips, err := claim(ctx, flow, who, b)
	for err == nil && b.Phase == ballot.PhaseIssuing && sleep(ctx, pace) {
		b, err = db.Box(ctx, b.ID)
	}
	if err == nil && b.Phase == ballot.PhaseCasting && sleep(ctx, 2*pace+mrand.N(15*pace)) {
		err = flow.Cast(ctx, b.ID, slips)
	}
	if err != nil && ctx.Err() == nil && !errors.Is(err, workflow.ErrLateBallot) {
		slog.Debug("demonstration voter", "error", err)
	}
}

// confirm has the scrutineers among those who act by themselves confirm the counts that wait for it, also of boxes
// that were sealed before the program was started again.
func confirm(ctx context.Context, db *store.DB, flow *workflow.Flow, held []string, pace time.Duration) error {
	all, err := db.Accounts(ctx, store.AccountFilter{Role: authz.RoleMember, Limit: 100})
	if err != nil {
		return err
	}
	for _, a := range all {
		if !a.Demo || a.MemberID == 0 || slices.Contains(held, a.Username) {
			continue
		}
		rounds, err := db.RoundsToCount(ctx, a.MemberID)
		if err != nil {
			return err
		}
		for _, v := range rounds {
			if v.BoxID == 0 || v.Phase != ballot.PhaseSealed || slices.Contains(v.Confirmed, a.MemberID) || !sleep(ctx, 3*pace) {
				continue
			}
			if err := flow.ConfirmCount(ctx, a.Actor(), v.ItemID, v.ID); err != nil {
				slog.Debug("demonstration scrutineer", "error", err)
			}
		}
	}
	return nil
}

// claim has tokens signed, one for each paper, and fills the ballots in.
func claim(ctx context.Context, flow *workflow.Flow, who authz.Actor, b store.Box) ([]ballot.Slip, error) {
	type ticket struct {
		client blindrsa.Client
		state  blindrsa.State
		msg    []byte
	}
	tickets, blinded := make([]ticket, len(b.PublicKeys)), make([][]byte, len(b.PublicKeys))
	for i, spki := range b.PublicKeys {
		key, err := x509.ParsePKIXPublicKey(spki)
		if err != nil {
			return nil, fmt.Errorf("read key of box %d: %w", b.ID, err)
		}
		t := &tickets[i]
		if t.client, err = blindrsa.NewClient(blindrsa.SHA384PSSRandomized, key.(*rsa.PublicKey)); err != nil {
			return nil, err
		}
		token := make([]byte, 32)
		_, _ = rand.Read(token) // never fails
		if t.msg, err = t.client.Prepare(rand.Reader, token); err != nil {
			return nil, err
		}
		if blinded[i], t.state, err = t.client.Blind(rand.Reader, t.msg); err != nil {
			return nil, err
		}
	}
	signed, err := flow.IssueBallot(ctx, who, b.ID, blinded)
	if err != nil {
		return nil, err
	}
	slips := make([]ballot.Slip, len(tickets))
	for i, t := range tickets {
		sig, err := t.client.Finalize(t.state, signed[i])
		if err != nil {
			return nil, err
		}
		choice := make(ballot.Choice, len(b.Papers[i].Lines))
		for line := range choice {
			choice[line] = leaning()
		}
		slips[i] = ballot.Slip{Msg: t.msg, Sig: sig, Choice: choice}
	}
	return slips, nil
}

// leaning is how a member of a calm county votes: in favour, now and then against or neither.
func leaning() int {
	switch n := mrand.N(100); {
	case n < 3:
		return 0 // 未按
	case n < 7:
		return 3 // 弃权
	case n < 14:
		return 2 // 反对
	}
	return 1
}

// sleep waits, and reports false when ctx ended meanwhile.
func sleep(ctx context.Context, d time.Duration) bool {
	select {
	case <-time.After(d):
		return true
	case <-ctx.Done():
		return false
	}
}
