package workflow

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"renmian/internal/authz"
	"renmian/internal/ballot"
	"renmian/internal/errs"
	"renmian/internal/meeting"
	"renmian/internal/store"
)

// orphanAge is how old keys without a box must be before they are taken for those of an opening that
// failed, and not of one that goes on in another process.
const orphanAge = time.Hour

// RunBallots goes on with what a stop of the program interrupted, and until ctx ends destroys keys that
// another process no longer needs and forgets the tokens of old boxes.
func (f *Flow) RunBallots(ctx context.Context) {
	f.lookAfterBoxes(ctx)
	resume, tick := time.NewTimer(0), time.NewTicker(time.Minute)
	defer tick.Stop()
	defer resume.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-resume.C:
			left, err := f.resumeBoxes(ctx)
			if err != nil && ctx.Err() == nil {
				slog.ErrorContext(ctx, "resume ballot boxes", "error", err)
			}
			if left { // another process may be lost, too
				resume.Reset(keysGrace / 3)
			}
		case <-tick.C:
			f.lookAfterBoxes(ctx)
		}
	}
}

func (f *Flow) lookAfterBoxes(ctx context.Context) {
	if err := errors.Join(f.dropDoneKeys(ctx), f.ForgetTokens(ctx, authz.System), f.CloseDueQuestionnaires(ctx)); err != nil && ctx.Err() == nil {
		slog.ErrorContext(ctx, "look after ballot boxes", "error", err)
	}
}

// resumeBoxes makes void the boxes whose keys did not outlive the program's last run, and seals those that
// were closed and not sealed. Boxes that another process holds, or may hold in a moment, are left.
func (f *Flow) resumeBoxes(ctx context.Context) (left bool, err error) {
	boxes, err := f.db.OpenBoxes(ctx)
	if err != nil {
		return true, err
	}
	var failed []error
	for _, b := range boxes {
		_, err := f.urn(ctx, b.ID)
		if errors.Is(err, errBoxNotCasting) { // ended with another box of its rating
			continue
		}
		if keysMayCome(err) {
			slog.WarnContext(ctx, "the keys of an open ballot box are not in BOXES_DIR", "box", b.ID, "held", errors.Is(err, errKeysElsewhere))
			left = true
			continue
		}
		lost := errors.Is(err, errKeysGone)
		if err != nil && !lost {
			failed = append(failed, err)
			continue
		}
		if rating, err := f.db.RatingOfBox(ctx, b.ID); err != nil || rating != 0 {
			if err == nil {
				err = f.resumeRating(ctx, b, rating, lost)
			}
			failed = append(failed, err)
			continue
		}
		item, round, err := f.db.RoundOfBox(ctx, b.ID)
		switch {
		case err == nil && lost && round != 0:
			err = f.voidRound(ctx, authz.System, authz.VoidLostBox, item, round,
				"服务器重新启动后，票箱的密钥已不存在，投入的票无法开启，须重新投票。", func(w *itemWork, _ store.Round) error {
					return w.advance(ctx, meeting.ItemDeliberating)
				})
		case err == nil && b.Phase == ballot.PhaseClosing && round != 0:
			err = f.sealBox(ctx, authz.System, item, round)
		}
		failed = append(failed, err)
	}
	return left, errors.Join(failed...)
}

// dropDoneKeys destroys the keys of boxes that are sealed or void, wherever that happened.
func (f *Flow) dropDoneKeys(ctx context.Context) error {
	saved, err := f.boxKeys.saved()
	if err != nil {
		return err
	}
	f.urns.mu.Lock()
	for id := range f.urns.open {
		if _, ok := saved[id]; !ok {
			saved[id] = time.Now()
		}
	}
	f.urns.mu.Unlock()
	for id, written := range saved {
		b, err := f.db.Box(ctx, id)
		switch {
		case errs.KindOf(err) == errs.NotFound:
			if time.Since(written) > orphanAge {
				f.dropUrn(id)
			}
		case err != nil:
			return err
		case !b.Phase.CanBecome(ballot.PhaseVoid):
			f.dropUrn(id)
		}
	}
	return nil
}

// ForgetTokens nulls the messages and signatures of boxes whose time for objections is over (销毁票据).
// Choices, counts and the hash of the box file stay.
func (f *Flow) ForgetTokens(ctx context.Context, who authz.Actor) error {
	settings, err := f.db.Settings(ctx)
	if err != nil {
		return err
	}
	before := f.db.Now().Add(-settings.KeepTokens)
	if old, err := f.db.TokensToForget(ctx, before); err != nil || !old {
		return err
	}
	err = f.do(ctx, who, authz.ForgetTokens, func(tx *store.Tx) error {
		boxes, err := tx.ForgetTokens(ctx, before)
		if err != nil {
			return err
		}
		for _, id := range boxes {
			if err := tx.Audit(ctx, authz.ForgetTokens, boxSubject(id), map[string]any{"sealed_before": before}); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	f.file.mu.Lock()
	f.file.box, f.file.data, f.file.checklist = 0, nil, nil
	f.file.mu.Unlock()
	return nil
}
