package workflow

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"renmian/internal/authz"
	"renmian/internal/ballot"
	"renmian/internal/errs"
	"renmian/internal/store"
	"renmian/internal/supervision"
)

// onRatingRound locks a round of one of some states, with its meeting and matters before it, and changes it.
func (f *Flow) onRatingRound(ctx context.Context, who authz.Actor, act authz.Action, id int64, states []supervision.RoundState,
	change func(tx *store.Tx, o *store.RatingRound) (map[string]any, error)) error {
	return f.do(ctx, who, act, func(tx *store.Tx) error {
		seen, err := tx.RatingRound(ctx, id)
		if err != nil {
			return err
		}
		if seen.MeetingID != 0 {
			if _, err := tx.LockMeeting(ctx, seen.MeetingID); err != nil {
				return err
			}
		}
		o, err := tx.LockRatingRound(ctx, id)
		if err != nil {
			return err
		}
		if !slices.Contains(states, o.State) {
			return errs.New(errs.Conflict, "这场测评现在是“%s”，不能办理“%s”。请刷新页面。", o.State.Label(), act.Label())
		}
		detail, err := change(tx, &o)
		if err != nil {
			return err
		}
		if err := tx.SaveRatingRound(ctx, o); err != nil {
			return err
		}
		return tx.Audit(ctx, act, store.Subject{Kind: "rating_round", ID: id}, detail)
	})
}

// OpenRatingCasting ends the issue of ballots in all groups at once and lets raters cast (开始测评投票). It refuses while
// a group whose ballots count holds none, and unless forced while anybody present holds none.
func (f *Flow) OpenRatingCasting(ctx context.Context, who authz.Actor, id int64, force bool) error {
	return f.onRatingRound(ctx, who, authz.OpenRatingCast, id, []supervision.RoundState{supervision.RoundIssuing},
		func(tx *store.Tx, o *store.RatingRound) (map[string]any, error) {
			detail := map[string]any{}
			for _, g := range o.Groups {
				if g.BoxID == 0 {
					continue
				}
				if _, err := tx.LockBox(ctx, g.BoxID); err != nil {
					return nil, err
				}
				issued, _, err := tx.BoxCount(ctx, g.BoxID)
				if err != nil {
					return nil, err
				}
				expected := o.Expected(g)
				switch {
				case issued == 0 && g.Decides:
					return nil, errs.New(errs.Conflict, "%s还没有人领到测评票，请等候领票；领不到的，请作废后改用纸质测评票。", g.Label)
				case issued < expected && !force:
					return nil, errs.Form(errs.Field{Name: "force", Message: fmt.Sprintf("%s %d 人中有 %d 人领到测评票。请先查明；确要开始的，请勾选这一项。", g.Label, expected, issued)})
				}
				if err := tx.BeginCasting(ctx, g.BoxID); err != nil {
					return nil, err
				}
				detail[g.Key] = issued
			}
			o.State = supervision.RoundCasting
			return map[string]any{"issued": detail}, nil
		})
}

// CloseRatings ends the casting (截止测评) and at once opens, counts and seals every box; unless forced it refuses while somebody who
// holds a ballot has not cast it. Interrupted, it goes on where it stopped when called again.
func (f *Flow) CloseRatings(ctx context.Context, who authz.Actor, id int64, force bool) error {
	err := f.onRatingRound(ctx, who, authz.CloseRating, id, []supervision.RoundState{supervision.RoundCasting},
		func(tx *store.Tx, o *store.RatingRound) (map[string]any, error) {
			closed := false
			for _, g := range o.Groups {
				if g.BoxID == 0 {
					continue
				}
				b, err := tx.LockBox(ctx, g.BoxID)
				if err != nil {
					return nil, err
				}
				if _, err := f.urn(ctx, b.ID); keysMayCome(err) {
					return nil, err // nobody here could open it
				}
				if b.Phase == ballot.PhaseCasting {
					issued, cast, err := tx.BoxCount(ctx, b.ID)
					if err != nil {
						return nil, err
					}
					if cast < issued && !force {
						return nil, errs.Form(
							errs.Field{Name: "force", Message: fmt.Sprintf("%s领到票的 %d 人中有 %d 人投了票。请等候投票；确要截止的，请勾选这一项。", g.Label, issued, cast)},
						)
					}
					closed = true
					if err := tx.CloseBox(ctx, b.ID); err != nil {
						return nil, err
					}
				}
			}
			if !closed {
				return nil, errAlreadyClosed
			}
			return nil, nil
		})
	if err != nil && !errors.Is(err, errAlreadyClosed) {
		return err
	}
	return f.sealRatings(ctx, who, id)
}

// sealRatings opens the closed boxes of a round and writes each group's counts; where one cannot be a valid box, all
// are void and the ratings wait to be held again.
func (f *Flow) sealRatings(ctx context.Context, who authz.Actor, id int64) error {
	var boxes []int64
	err := f.onRatingRound(ctx, who, authz.SealRating, id, []supervision.RoundState{supervision.RoundCasting},
		func(tx *store.Tx, o *store.RatingRound) (map[string]any, error) {
			ratings, err := tx.RatingsOfRound(ctx, id)
			if err != nil {
				return nil, err
			}
			detail := map[string]any{}
			type opened struct {
				g   store.RatingGroup
				box ballot.Box
			}
			var all []opened
			for _, g := range o.Groups {
				if g.BoxID == 0 {
					continue
				}
				boxes = append(boxes, g.BoxID)
				b, err := tx.LockBox(ctx, g.BoxID)
				if err != nil {
					return nil, err
				}
				u, err := f.urn(ctx, b.ID)
				if err != nil && !errors.Is(err, errKeysGone) {
					return nil, err
				}
				var box ballot.Box
				if err == nil {
					box, g.Returned, err = u.open(ctx, tx, b)
				}
				if errs.KindOf(err) == errs.Conflict {
					return map[string]any{"reason": errs.Message(err)}, voidRatings(ctx, tx, o, ratings, errs.Message(err))
				}
				if err != nil {
					return nil, err
				}
				g.Issued = b.Issued
				g.Present = cmp.Or(g.Present, b.Issued)
				all = append(all, opened{g, box})
			}
			for _, x := range all {
				if err := tx.SealBox(ctx, x.g.BoxID, x.box); err != nil {
					return nil, err
				}
				if err := tx.CountRatingGroup(ctx, id, x.g); err != nil {
					return nil, err
				}
				for i, t := range ratings {
					p := x.box.Papers[i]
					n := supervision.GroupCount{Key: x.g.Key, Label: x.g.Label, Marks: p.Tally[0].Marks, Blank: p.Tally[0].Blank}
					n.Blank += x.g.Returned - len(p.Ballots) // came for another paper and not for this one
					if err := tx.InsertRatingCount(ctx, id, t.ID, n); err != nil {
						return nil, err
					}
				}
				detail[x.g.Key] = map[string]any{"issued": x.g.Issued, "sha256": x.box.SHA256()}
			}
			o.State = supervision.RoundCounted
			if slices.ContainsFunc(o.Groups, func(g store.RatingGroup) bool { return g.Way == supervision.OnPaper && !g.Counted }) {
				o.State = supervision.RoundCounting
			}
			return map[string]any{"groups": detail}, nil
		})
	if err == nil {
		for _, b := range boxes {
			f.dropUrn(b)
		}
	}
	return err
}

// VoidRatings gives a round up that is not announced (测评作废), with a reason; its ratings wait to be held again.
func (f *Flow) VoidRatings(ctx context.Context, who authz.Actor, id int64, reason string) error {
	reason = strings.TrimSpace(reason)
	var boxes []int64
	err := f.onRatingRound(
		ctx,
		who,
		authz.VoidRating,
		id,
		[]supervision.RoundState{supervision.RoundIssuing, supervision.RoundCasting, supervision.RoundCounting, supervision.RoundCounted},
		func(tx *store.Tx, o *store.RatingRound) (map[string]any, error) {
			if reason == "" {
				return nil, errs.Form(errs.Field{Name: "reason", Message: "请写明作废的理由。"})
			}
			ratings, err := tx.RatingsOfRound(ctx, id)
			if err != nil {
				return nil, err
			}
			for _, g := range o.Groups {
				if g.BoxID != 0 {
					boxes = append(boxes, g.BoxID)
				}
			}
			return map[string]any{"reason": reason}, voidRatings(ctx, tx, o, ratings, reason)
		},
	)
	if err == nil {
		for _, b := range boxes {
			f.dropUrn(b)
		}
	}
	return err
}

func voidRatings(ctx context.Context, tx *store.Tx, o *store.RatingRound, ratings []store.Rating, reason string) error {
	for _, g := range o.Groups {
		if g.BoxID == 0 {
			continue
		}
		b, err := tx.LockBox(ctx, g.BoxID)
		if err != nil {
			return err
		}
		if !b.Phase.CanBecome(ballot.PhaseVoid) {
			continue
		}
		if err := tx.VoidBox(ctx, g.BoxID); err != nil {
			return err
		}
	}
	o.State, o.Reason = supervision.RoundVoid, reason
	for _, t := range ratings {
		t.State, t.RoundID, t.Position = supervision.RatingPlanned, 0, 0
		if err := tx.SaveRating(ctx, t); err != nil {
			return err
		}
		if err := setRatingTasks(ctx, tx, t.MatterID); err != nil {
			return err
		}
	}
	return nil
}

// resumeRating does for the box of a rating what resumeBoxes does for that of a vote.
func (f *Flow) resumeRating(ctx context.Context, b store.Box, round int64, lost bool) error {
	o, err := f.db.RatingRound(ctx, round)
	switch {
	case err != nil || !o.Going():
		return err
	case lost:
		return f.VoidRatings(ctx, authz.System, round, "服务器重新启动后，票箱的密钥已不存在，投入的票无法开启，须重新测评。")
	case b.Phase == ballot.PhaseClosing:
		return f.sealRatings(ctx, authz.System, round)
	}
	return nil
}
