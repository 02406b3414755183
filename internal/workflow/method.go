package workflow

import (
	"context"
	"strings"

	"renmian/internal/authz"
	"renmian/internal/ballot"
	"renmian/internal/errs"
	"renmian/internal/meeting"
	"renmian/internal/policy"
	"renmian/internal/store"
)

var errOpened = errs.New(errs.Conflict, "票箱已经开箱，不能再改变表决方式；须重新表决的，由主持人宣布本轮无效。")

// untilCounted are the states of an item in which the way of voting may still change.
var untilCounted = append([]meeting.ItemState{meeting.ItemVoting}, underDeliberation...)

// way is how the item is voted on now; before the vote a secret one counts as on tablets, for the operator
// chooses paper by opening it so.
func (w *itemWork) way(ctx context.Context) (meeting.Way, *store.Round, error) {
	rounds, err := w.tx.Rounds(ctx, w.item.ID)
	if err != nil {
		return "", nil, err
	}
	for n := range rounds {
		if rounds[n].State == store.RoundOpen {
			ways := map[store.RoundMethod]meeting.Way{
				store.SecretElectronic: meeting.ByTablet,
				store.SecretPaper:      meeting.ByPaper,
				store.ShowOfHands:      meeting.ByHands,
			}
			return ways[rounds[n].Method], &rounds[n], nil
		}
	}
	if w.item.Method == policy.Hands {
		return meeting.ByHands, nil, nil
	}
	return meeting.ByTablet, nil, nil
}

// checkWay refuses a way that is not lawful for a case of the item, and any once the box was opened: from then
// on the numbers are known, and only a void round is voted on again.
func (w *itemWork) checkWay(ctx context.Context, round *store.Round, from, to meeting.Way) error {
	if round != nil && round.Phase == ballot.PhaseSealed {
		return errOpened
	}
	for _, c := range w.cases {
		p, err := w.tx.Policy(ctx, c.PolicyID)
		if err != nil {
			return err
		}
		if err := meeting.CheckWay(p, []policy.Action{c.Action}, from, to); err != nil {
			return err
		}
	}
	return nil
}

// AskMethod asks the chair to have an item voted on in another way (请求改变表决方式): on paper, or by a show
// of hands where the law and the county's rules allow it.
func (f *Flow) AskMethod(ctx context.Context, who authz.Actor, itemID int64, to meeting.Way, reason string) error {
	reason = strings.TrimSpace(reason)
	return f.onItem(ctx, who, authz.AskMethod, itemID, untilCounted, func(w *itemWork) error {
		from, round, err := w.way(ctx)
		if err != nil {
			return err
		}
		if err := w.checkWay(ctx, round, from, to); err != nil {
			return errs.Form(errs.Field{Name: "way", Message: errs.Message(err)})
		}
		switch {
		case round == nil && to == meeting.ByPaper && from == meeting.ByTablet:
			return errs.Form(errs.Field{Name: "way", Message: "还没有开始表决，交付表决时按“用纸质表决票”即可。"})
		case reason == "":
			return errs.Form(errs.Field{Name: "reason", Message: "请写明改变表决方式的理由。"})
		}
		if err := w.tx.InsertMethodRequest(ctx, itemID, to, reason); err != nil {
			return err
		}
		return w.saveEach(ctx, map[string]any{"way": to.Label(), "reason": reason})
	})
}

// DecideMethod is the chair's answer (决定改变表决方式). With the consent a vote under way is void and kept on
// record: on paper it goes on with the same scrutineers, else it begins anew in the other way.
func (f *Flow) DecideMethod(ctx context.Context, who authz.Actor, itemID, requestID int64, consent bool) error {
	var box int64
	err := f.onItem(ctx, who, authz.DecideMethod, itemID, untilCounted, func(w *itemWork) error {
		requests, err := w.tx.MethodRequests(ctx, itemID)
		if err != nil {
			return err
		}
		for _, q := range requests {
			if q.ID != requestID || q.Decided {
				continue
			}
			if err := w.tx.DecideMethodRequest(ctx, q.ID, consent); err != nil {
				return err
			}
			if consent {
				if box, err = w.change(ctx, q); err != nil {
					return err
				}
			}
			return w.saveEach(ctx, map[string]any{"way": q.To.Label(), "consent": consent})
		}
		return errs.New(errs.Conflict, "这项请求已经决定，请刷新页面。")
	})
	if err == nil && box != 0 {
		f.dropUrn(box)
	}
	return err
}

// change has the item voted on in another way, and returns the box that was given up.
func (w *itemWork) change(ctx context.Context, q store.MethodRequest) (box int64, err error) {
	from, round, err := w.way(ctx)
	if err != nil {
		return 0, err
	}
	if err := w.checkWay(ctx, round, from, q.To); err != nil {
		return 0, err
	}
	if round != nil {
		if box, err = w.void(ctx, *round, "改用"+q.To.Label()+"："+q.Reason); err != nil {
			return 0, err
		}
	}
	w.item.Method = policy.Secret
	if q.To == meeting.ByHands {
		w.item.Method = policy.Hands
	}
	w.item.State = meeting.ItemDeliberating
	if round != nil && (q.To == meeting.ByHands || len(round.Scrutineers) > 0) {
		if err := meeting.CheckQuorum(w.m.Present, w.m.Total); err != nil {
			return 0, err
		}
		next := store.Round{ItemID: w.item.ID, Method: store.ShowOfHands, Total: w.m.Total, Present: w.m.Present}
		if q.To == meeting.ByPaper {
			next.Method, next.Scrutineers = store.SecretPaper, round.Scrutineers
		}
		if _, err := w.tx.InsertRound(ctx, next); err != nil {
			return 0, err
		}
		w.item.State = meeting.ItemVoting
	}
	err = w.tx.SaveItem(ctx, w.item)
	w.item.Version++
	return box, err
}
