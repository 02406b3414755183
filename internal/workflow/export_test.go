package workflow

import (
	"context"
	"time"

	"renmian/internal/authz"
	"renmian/internal/ballot"
	"renmian/internal/store"
)

// Boxes outside a meeting, so that tests reach many votes quickly.

// OpenBox opens a box for members.
func (f *Flow) OpenBox(ctx context.Context, papers []ballot.Paper, roll []int64) (store.Box, error) {
	b, keys, err := f.newBox(ctx, len(papers))
	if err != nil {
		return b, err
	}
	b.Title, b.Papers = "测试票箱", papers
	err = f.onBoxAlone(ctx, b.ID, func(tx *store.Tx) error { return tx.InsertBox(ctx, b, roll) })
	f.keepUrn(b, keys)
	return b, err
}

// BeginCasting lets ballots into a box.
func (f *Flow) BeginCasting(ctx context.Context, id int64) error {
	return f.onBoxAlone(ctx, id, func(tx *store.Tx) error { return tx.BeginCasting(ctx, id) })
}

// SealBox closes, opens and seals a box.
func (f *Flow) SealBox(ctx context.Context, id int64) (opened ballot.Box, err error) {
	if err := f.onBoxAlone(ctx, id, func(tx *store.Tx) error { return tx.CloseBox(ctx, id) }); err != nil {
		return opened, err
	}
	u, err := f.urn(ctx, id)
	if err != nil {
		return opened, err
	}
	err = f.onBoxAlone(ctx, id, func(tx *store.Tx) error {
		b, err := tx.LockBox(ctx, id)
		if err != nil {
			return err
		}
		if opened, _, err = u.open(ctx, tx, b); err != nil {
			return err
		}
		return tx.SealBox(ctx, id, opened)
	})
	f.dropUrn(id)
	return opened, err
}

func (f *Flow) onBoxAlone(ctx context.Context, id int64, change func(tx *store.Tx) error) error {
	return f.db.InTx(ctx, authz.System, func(tx *store.Tx) error {
		if err := change(tx); err != nil {
			return err
		}
		return tx.Audit(ctx, authz.SealBox, boxSubject(id), nil)
	})
}

// KeyFile is what the file with the keys of an open box holds.
func (f *Flow) KeyFile(ctx context.Context, id int64) ([]byte, error) {
	u, err := f.urn(ctx, id)
	if err != nil {
		return nil, err
	}
	return u.keys.Marshal(), nil
}

// ResumeBoxes is what RunBallots does at the start.
func (f *Flow) ResumeBoxes(ctx context.Context) error {
	_, err := f.resumeBoxes(ctx)
	return err
}

// SeekKeysFor sets how long keys are looked for that are neither here nor in another process.
func (f *Flow) SeekKeysFor(grace time.Duration) *Flow {
	f.urns.grace = grace
	return f
}

// DropDoneKeys is what RunBallots does now and then.
func (f *Flow) DropDoneKeys(ctx context.Context) error { return f.dropDoneKeys(ctx) }

// CodeHash is how a code of a rater lies on the roll.
func CodeHash(code string) []byte { return codeHash(code) }
