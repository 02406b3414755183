package workflow

import (
	"context"
	"strings"

	"renmian/internal/authz"
	"renmian/internal/ballot"
	"renmian/internal/errs"
	"renmian/internal/meeting"
	"renmian/internal/store"
)

// VoidRound has a vote that is not announced taken again (宣布本轮无效), by the chair and with a reason;
// the round stays on record.
func (f *Flow) VoidRound(ctx context.Context, who authz.Actor, itemID, roundID int64, reason string) error {
	return f.voidRound(ctx, who, authz.VoidRound, itemID, roundID, reason, func(w *itemWork, _ store.Round) error {
		return w.advance(ctx, meeting.ItemDeliberating)
	})
}

// voidRound makes a round void, with its box where nothing in it was read yet, and does what follows.
func (f *Flow) voidRound(ctx context.Context, who authz.Actor, act authz.Action, itemID, roundID int64, reason string,
	next func(w *itemWork, v store.Round) error) error {
	reason = strings.TrimSpace(reason)
	var box int64
	err := f.onRound(ctx, who, act, itemID, roundID, []meeting.ItemState{meeting.ItemVoting, meeting.ItemCounted},
		func(w *itemWork, v store.Round) error {
			if reason == "" {
				return errs.Form(errs.Field{Name: "reason", Message: "请写明本轮无效的理由。"})
			}
			var err error
			if box, err = w.void(ctx, v, reason); err != nil {
				return err
			}
			if err := next(w, v); err != nil {
				return err
			}
			return w.saveEach(ctx, map[string]any{"round": v.ID, "reason": reason})
		})
	if err == nil && box != 0 {
		f.dropUrn(box)
	}
	return err
}

// void gives a round up, with what was objected to in it, and its box unless that was opened, whose id it
// returns.
func (w *itemWork) void(ctx context.Context, v store.Round, reason string) (box int64, err error) {
	if err := w.tx.VoidRound(ctx, v, -1, -1, reason); err != nil {
		return 0, err
	}
	for _, o := range v.Undecided() {
		if err := w.tx.DecideObjection(ctx, o.ID, store.Upheld, reason); err != nil {
			return 0, err
		}
	}
	if !v.Phase.CanBecome(ballot.PhaseVoid) {
		return 0, nil
	}
	return v.BoxID, w.tx.VoidBox(ctx, v.BoxID)
}
