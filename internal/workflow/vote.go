package workflow

import (
	"context"
	"fmt"
	"slices"

	"renmian/internal/appointment"
	"renmian/internal/authz"
	"renmian/internal/calendar"
	"renmian/internal/errs"
	"renmian/internal/meeting"
	"renmian/internal/policy"
	"renmian/internal/store"
)

// VoteOpening is what the operator settles when an item is put to the vote.
type VoteOpening struct {
	Scrutineers []int64 // members, 0 where nobody is chosen yet; none for a show of hands
	Chief       int64   // 总监票人; the first when zero
	Unrelated   bool    // none of them is a close relative of a person voted on, as asked in the room
	Electronic  bool    // a secret ballot on tablets instead of paper
}

// OpenRound puts an item to the vote (开始表决): everything before it done, quorum against the
// attendance V01, method lawful V05, scrutineers fit. The count of those present is fixed with it.
func (f *Flow) OpenRound(ctx context.Context, who authz.Actor, itemID int64, o VoteOpening) (id int64, err error) {
	if o.Electronic {
		return f.openElectronicRound(ctx, who, itemID, o)
	}
	return f.openRound(ctx, who, itemID, o, nil)
}

// openRound puts an item to the vote; box opens the box of an electronic one.
func (f *Flow) openRound(ctx context.Context, who authz.Actor, itemID int64, o VoteOpening, box func(w *itemWork) (int64, error)) (id int64, err error) {
	err = f.onItem(ctx, who, authz.OpenRound, itemID, underDeliberation, func(w *itemWork) error {
		if len(w.cases) == 0 {
			return errs.New(errs.Conflict, "“%s”没有可以表决的任免案。", w.item.Title)
		}
		if err := w.check(ctx, appointment.MoveAdopt); err != nil {
			return err
		}
		if err := awake(w.m); err != nil {
			return err
		}
		if err := w.noOtherRound(ctx); err != nil {
			return err
		}
		if err := meeting.CheckQuorum(w.m.Present, w.m.Total); err != nil {
			return err
		}
		v := store.Round{ItemID: itemID, Method: store.ShowOfHands, Total: w.m.Total, Present: w.m.Present}
		if w.item.Method == policy.Secret {
			v.Method = store.SecretPaper
			if v.Scrutineers, err = w.scrutineers(ctx, o); err != nil {
				return err
			}
		}
		for _, c := range w.cases {
			p, err := w.tx.Policy(ctx, c.PolicyID)
			if err != nil {
				return err
			}
			if err := meeting.CheckMethod(p, c.Action, w.item.Method); err != nil {
				return err
			}
		}
		if box != nil {
			v.Method = store.SecretElectronic
			if v.BoxID, err = box(w); err != nil {
				return err
			}
		}
		if id, err = w.tx.InsertRound(ctx, v); err != nil {
			return err
		}
		if err := w.advance(ctx, meeting.ItemVoting); err != nil {
			return err
		}
		return w.saveEach(ctx, map[string]any{"round": id, "present": v.Present, "total": v.Total, "method": v.Method})
	})
	return id, err
}

// noOtherRound: one vote at a time, so that no ballot of one lies among those of another.
func (w *itemWork) noOtherRound(ctx context.Context) error {
	rounds, err := w.tx.RoundsOfMeeting(ctx, w.m.ID)
	if err != nil {
		return err
	}
	for _, v := range rounds {
		if v.State == store.RoundOpen || v.State == store.RoundCounted {
			return errs.New(errs.Conflict, "另一议题正在表决，宣布其结果后再交付表决本项。")
		}
	}
	return noOpenRating(ctx, w.tx, w.m.ID)
}

// complete asks for what the opening of a secret vote still lacks, beside the fields scrutineer1, scrutineer2 …
func (o VoteOpening) complete(need int) error {
	var fields []errs.Field
	for n := range need {
		if n >= len(o.Scrutineers) || o.Scrutineers[n] == 0 {
			fields = append(fields, errs.Field{Name: fmt.Sprintf("scrutineer%d", n+1), Message: fmt.Sprintf("监票人须有 %d 人，请从出席的组成人员中推选。", need)})
		} else if slices.Contains(o.Scrutineers[:n], o.Scrutineers[n]) {
			fields = append(fields, errs.Field{Name: fmt.Sprintf("scrutineer%d", n+1), Message: "已经推选为监票人，请另推一人。"})
		}
	}
	if !o.Unrelated {
		fields = append(fields, errs.Field{Name: "unrelated", Message: "请先确认监票人不是人选的近亲属。〔选举法 第四十三条，参照〕"})
	}
	return errs.Form(fields...)
}

// scrutineers checks whom the meeting chose to watch the vote 〔业务参考 2.6〕.
func (w *itemWork) scrutineers(ctx context.Context, o VoteOpening) ([]store.Scrutineer, error) {
	attendance, err := w.tx.Attendance(ctx, w.m.ID)
	if err != nil {
		return nil, err
	}
	need := 0
	for _, c := range w.cases {
		p, err := w.tx.Policy(ctx, c.PolicyID)
		if err != nil {
			return nil, err
		}
		need = max(need, p.Vote.Scrutineers, 2) // two count apart, whatever the county
	}
	if err := o.complete(need); err != nil {
		return nil, err
	}
	var list []meeting.Scrutineer
	var chosen []store.Scrutineer
	for n, id := range o.Scrutineers {
		at := slices.IndexFunc(attendance, func(a store.Attendee) bool { return a.ID == id })
		if at < 0 {
			return nil, errs.New(errs.Conflict, "所选监票人不在本次会议的组成人员名单中，请重新推选。")
		}
		a := attendance[at]
		list = append(list, meeting.Scrutineer{PersonID: a.PersonID, Name: a.Name, Member: true, Present: a.Status == meeting.Present,
			Nominee: slices.ContainsFunc(w.cases, func(c appointment.Case) bool { return c.Person.ID == a.PersonID })})
		chosen = append(chosen, store.Scrutineer{MemberID: id, Name: a.Name, Chief: id == o.Chief || o.Chief == 0 && n == 0})
	}
	if err := meeting.CheckScrutineers(list, need); err != nil {
		return nil, err
	}
	if !slices.ContainsFunc(chosen, func(s store.Scrutineer) bool { return s.Chief }) {
		return nil, errs.Form(errs.Field{Name: "chief", Message: "总监票人须是所选的监票人之一。"})
	}
	return chosen, nil
}

// onRound does something to the vote on an item that is open or counted.
func (f *Flow) onRound(ctx context.Context, who authz.Actor, act authz.Action, itemID, roundID int64, states []meeting.ItemState,
	change func(w *itemWork, v store.Round) error) error {
	return f.onItem(ctx, who, act, itemID, states, func(w *itemWork) error {
		rounds, err := w.tx.Rounds(ctx, itemID)
		if err != nil {
			return err
		}
		for _, v := range rounds {
			if v.ID == roundID && (v.State == store.RoundOpen || v.State == store.RoundCounted) {
				return change(w, v)
			}
		}
		return errs.New(errs.Conflict, "这一轮表决已经结束，请刷新页面，按当前一轮办理。")
	})
}

func scrutinises(v store.Round, who authz.Actor) bool {
	return slices.ContainsFunc(v.Scrutineers, func(s store.Scrutineer) bool { return s.MemberID == who.MemberID })
}

// AnnounceResult makes the count of a round the result of its cases (宣布表决结果) V02: from now on the
// cases are adopted or rejected, tenures begin and end with effect on this day 〔业务参考 2.9〕, and what
// is to be reported is noted V19. An objection in writing is decided before.
func (f *Flow) AnnounceResult(ctx context.Context, who authz.Actor, itemID, roundID int64) error {
	return f.onRound(ctx, who, authz.AnnounceResult, itemID, roundID, []meeting.ItemState{meeting.ItemCounted},
		func(w *itemWork, v store.Round) error {
			if open := v.Undecided(); len(open) > 0 {
				return errs.New(errs.Conflict, "%s提出的书面异议还没有决定，结果不得宣布。请先决定异议。", open[0].Name)
			}
			today := calendar.Of(w.tx.Now())
			if err := w.tx.AnnounceRound(ctx, v.ID, today); err != nil {
				return err
			}
			if err := w.advance(ctx, meeting.ItemAnnounced); err != nil {
				return err
			}
			counts, err := w.tx.Counts(ctx, v.ID)
			if err != nil {
				return err
			}
			ids := make([]int64, len(w.cases))
			err = w.tx.Together(ctx, func() error {
				for i, c := range w.cases {
					ids[i] = c.ID
					if err := w.decide(ctx, c, v, counts[i], today); err != nil {
						return err
					}
				}
				return nil
			})
			if err != nil {
				return err
			}
			waiting, err := w.tx.CasesAfter(ctx, ids...)
			w.tx.RefreshTasks(waiting...)
			return err
		})
}

// decide moves one case by its announced result.
func (w *itemWork) decide(ctx context.Context, c appointment.Case, v store.Round, n store.Count, today calendar.Day) error {
	m := appointment.MoveReject
	if meeting.Majority(v.Total) <= n.Yes {
		m = appointment.MoveAdopt
		if err := w.takeEffect(ctx, c, today); err != nil {
			return err
		}
	}
	next, err := appointment.Apply(c, m, "")
	if err != nil {
		return err
	}
	return w.save(ctx, c, next, map[string]any{"yes": n.Yes, "no": n.No, "abstain": n.Abstain, "invalid": n.Invalid, "total": v.Total, "meeting": w.m.Number})
}
