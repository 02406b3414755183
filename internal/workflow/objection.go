package workflow

import (
	"context"
	"slices"
	"strings"

	"renmian/internal/authz"
	"renmian/internal/ballot"
	"renmian/internal/errs"
	"renmian/internal/meeting"
	"renmian/internal/store"
)

// ConfirmCount records that a scrutineer checked the opened box: the numbers add up and the hash is that
// on the screen (确认计票). Once all have, the count is closed and waits for the chair. Who had objected
// and confirms after all takes the objection back.
func (f *Flow) ConfirmCount(ctx context.Context, who authz.Actor, itemID, roundID int64) error {
	return f.confirm(ctx, who, itemID, roundID, "")
}

// Dissent confirms a count under reserve (保留意见): the scrutineer holds on to an objection that the chair
// dismissed, and the count report says so.
func (f *Flow) Dissent(ctx context.Context, who authz.Actor, itemID, roundID int64, text string) error {
	if text = strings.TrimSpace(text); text == "" {
		return errs.Form(errs.Field{Name: "dissent", Message: "请写明保留的意见。"})
	}
	return f.confirm(ctx, who, itemID, roundID, text)
}

// checkSums refuses to confirm a count whose numbers do not add up.
func (w *itemWork) checkSums(ctx context.Context, v store.Round, b store.Box) error {
	_, returned, err := w.tx.BoxCount(ctx, b.ID)
	if err != nil {
		return err
	}
	counts, err := w.tx.Counts(ctx, v.ID)
	if err != nil {
		return err
	}
	return meeting.CheckSums(BoxSums(w.item, v.Present, b.Issued, returned, counts))
}

// BoxSums writes the count of an electronic vote out, for the ballots and for each person.
func BoxSums(i store.Item, present, issued, returned int, counts []store.Count) []meeting.Sum {
	all := meeting.BallotSums(present, issued, returned)
	for _, c := range counts {
		name := "本项"
		for _, x := range i.Cases {
			if x.CaseID == c.CaseID && !i.EnBloc {
				name = x.Person
			}
		}
		blank := c.NotCast - (present - returned) // of those present, the others kept their ballot or never fetched one
		all = append(all, meeting.PersonSum(name, c.Yes, c.No, c.Abstain, meeting.Part{Label: "未按", Count: blank}, returned))
		if i.EnBloc {
			break
		}
	}
	return all
}

func (f *Flow) confirm(ctx context.Context, who authz.Actor, itemID, roundID int64, dissent string) error {
	return f.onBox(ctx, who, authz.ConfirmCount, itemID, roundID, func(w *itemWork, v store.Round, b store.Box) error {
		if !scrutinises(v, who) {
			return errs.New(errs.Forbidden, "您不是本轮的监票人，不能确认计票。")
		}
		if b.Phase != ballot.PhaseSealed {
			return errs.New(errs.Conflict, "票箱尚未开箱封存，请等候截止投票。")
		}
		if err := w.checkSums(ctx, v, b); err != nil {
			return err
		}
		mine, objected := v.Objected(who.MemberID)
		if dissent != "" && (!objected || mine.Decision != store.Dismissed) {
			return errs.New(errs.Conflict, "保留意见须在书面异议经主持人决定以后提出。请先提出书面异议，或者等候决定。")
		}
		if objected && mine.Decision == store.Undecided {
			if err := w.tx.DecideObjection(ctx, mine.ID, store.Withdrawn, ""); err != nil {
				return err
			}
		}
		if err := w.tx.InsertConfirmation(ctx, v.ID, who.MemberID, dissent); err != nil {
			return err
		}
		if len(v.Confirmed)+1 == len(v.Scrutineers) {
			_, returned, err := w.tx.BoxCount(ctx, b.ID)
			if err != nil {
				return err
			}
			if err := w.tx.CountRound(ctx, v.ID, b.Issued, returned); err != nil {
				return err
			}
			if err := w.advance(ctx, meeting.ItemCounted); err != nil {
				return err
			}
		}
		return w.saveEach(ctx, map[string]any{"round": v.ID, "sha256": b.SHA256, "dissent": dissent})
	})
}

// FileObjection objects in writing to the count of a round that is out and not announced (提出计票异议). A
// scrutineer may, and every member present, whose tablet perhaps did not find its ballot.
func (f *Flow) FileObjection(ctx context.Context, who authz.Actor, itemID, roundID int64, text string) error {
	text = strings.TrimSpace(text)
	return f.onRound(ctx, who, authz.FileObjection, itemID, roundID, []meeting.ItemState{meeting.ItemVoting, meeting.ItemCounted},
		func(w *itemWork, v store.Round) error {
			if v.State != store.RoundCounted && v.Phase != ballot.PhaseSealed {
				return errs.New(errs.Conflict, "计票还没有结束。投票截止、计票完成以后，再提出书面异议。")
			}
			list, err := w.tx.Attendance(ctx, w.m.ID)
			if err != nil {
				return err
			}
			here := slices.ContainsFunc(list, func(a store.Attendee) bool { return a.ID == who.MemberID && a.Status == meeting.Present })
			if !here && !scrutinises(v, who) {
				return errs.New(errs.Forbidden, "计票异议由监票人或者出席会议的组成人员提出。")
			}
			if slices.Contains(v.Confirmed, who.MemberID) {
				return errs.New(errs.Conflict, "您已经确认本轮计票，不能再提出异议。发现新情况的，请当场报告主持人。")
			}
			if text == "" {
				return errs.Form(errs.Field{Name: "objection", Message: "请写明哪里不符。"})
			}
			if err := w.tx.InsertObjection(ctx, v.ID, who.MemberID, text); err != nil {
				return err
			}
			return w.saveEach(ctx, map[string]any{"round": v.ID, "objection": text})
		})
}

// Ruling is what the chair decides about an objection, with the reason for it.
type Ruling struct {
	Upheld bool // the round is void, and voted on again
	Reason string
}

// DecideObjection decides an objection (决定计票异议). One that is dismissed goes back to the scrutineer, who
// confirms or keeps a reserve; one that is upheld makes the round void.
func (f *Flow) DecideObjection(ctx context.Context, who authz.Actor, itemID, roundID, objectionID int64, r Ruling) error {
	r.Reason = strings.TrimSpace(r.Reason)
	find := func(v store.Round) error {
		at := slices.IndexFunc(v.Undecided(), func(o store.Objection) bool { return o.ID == objectionID })
		switch {
		case at < 0:
			return errs.New(errs.Conflict, "这项异议已经决定或者撤回，请刷新页面。")
		case v.Undecided()[at].MemberID == who.MemberID:
			return errs.New(errs.Forbidden, "这项异议是您本人提出的，请由另一位主任会议成员决定。")
		case r.Reason == "":
			return errs.Form(errs.Field{Name: "reason", Message: "请写明决定的理由。"})
		}
		return nil
	}
	if r.Upheld {
		return f.voidRound(ctx, who, authz.DecideObjection, itemID, roundID, r.Reason, func(w *itemWork, v store.Round) error {
			if err := find(v); err != nil {
				return err
			}
			return w.advance(ctx, meeting.ItemDeliberating)
		})
	}
	return f.onRound(ctx, who, authz.DecideObjection, itemID, roundID, []meeting.ItemState{meeting.ItemVoting, meeting.ItemCounted},
		func(w *itemWork, v store.Round) error {
			if err := find(v); err != nil {
				return err
			}
			if err := w.tx.DecideObjection(ctx, objectionID, store.Dismissed, r.Reason); err != nil {
				return err
			}
			return w.saveEach(ctx, map[string]any{"round": v.ID, "dismissed": r.Reason})
		})
}
