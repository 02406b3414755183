package workflow

import (
	"context"
	"fmt"
	"slices"

	"renmian/internal/authz"
	"renmian/internal/errs"
	"renmian/internal/meeting"
	"renmian/internal/policy"
	"renmian/internal/store"
)

// CountForm is what a scrutineer counted. A vote on all persons together has one line, which is that
// of every case.
type CountForm struct {
	Issued, Returned int
	Lines            []store.Count
}

// CountOutcome says what became of a scrutineer's count.
type CountOutcome string

const (
	CountWaits  CountOutcome = "waits"  // 等候另一名监票人
	CountDiffer CountOutcome = "differ" // 两人不一致，各自重新计票
	CountVoid   CountOutcome = "void"   // 收回多于发出，本轮无效
	CountAgrees CountOutcome = "agrees" // 一致，待主持人宣布
)

// EnterCount records what one scrutineer counted (录入计票), apart from the other. Once both are in they
// are compared: a difference sends both back to count again, agreement closes the count.
func (f *Flow) EnterCount(ctx context.Context, who authz.Actor, itemID, roundID int64, form CountForm) (out CountOutcome, err error) {
	err = f.onRound(ctx, who, authz.EnterCount, itemID, roundID, []meeting.ItemState{meeting.ItemVoting},
		func(w *itemWork, v store.Round) error {
			switch v.Method {
			case store.ShowOfHands:
				return errs.New(errs.Conflict, "本轮是举手表决，由会务人员登记。")
			case store.SecretElectronic:
				return errs.New(errs.Conflict, "本轮是电子表决，票箱封存后请核对并确认计票，无须录入。")
			}
			if !scrutinises(v, who) {
				return errs.New(errs.Forbidden, "您不是本轮的监票人，不能录入计票。")
			}
			if form.Lines, err = w.lines(form.Lines); err != nil {
				return err
			}
			if err := meeting.CheckEntry(w.entry(who.MemberID, form), v.Present); err != nil {
				return err
			}
			mine := store.CountEntry{MemberID: who.MemberID, Issued: form.Issued, Returned: form.Returned, Lines: form.Lines}
			if err := w.tx.InsertCountEntry(ctx, v.ID, mine); err != nil {
				return err
			}
			out, err = w.compare(ctx, v)
			if err != nil {
				return err
			}
			return w.saveEach(ctx, map[string]any{"round": v.ID, "outcome": out})
		})
	return out, err
}

// lines gives every case its line, in the order of the ballot paper.
func (w *itemWork) lines(given []store.Count) ([]store.Count, error) {
	if w.item.EnBloc && len(given) == 1 {
		all := make([]store.Count, len(w.cases))
		for i, c := range w.cases {
			all[i] = given[0]
			all[i].CaseID = c.ID
		}
		return all, nil
	}
	same := len(given) == len(w.cases)
	for i := range given {
		same = same && given[i].CaseID == w.cases[i].ID
	}
	if !same {
		return nil, errs.New(errs.Conflict, "计票的人选与表决票不符，请刷新页面重新录入。")
	}
	return given, nil
}

// entry is a count as the rules compare it.
func (w *itemWork) entry(memberID int64, form CountForm) meeting.Entry {
	e := meeting.Entry{ScrutineerID: memberID, Issued: form.Issued, Returned: form.Returned}
	for i, l := range form.Lines {
		name := w.cases[i].Person.Name
		if w.item.EnBloc {
			name = "本项"
		}
		e.Rows = append(e.Rows, meeting.EntryRow{CaseID: l.CaseID, Name: name, For: l.Yes, Against: l.No, Abstain: l.Abstain, Invalid: l.Invalid})
		if w.item.EnBloc {
			break
		}
	}
	return e
}

// compare closes the count once two scrutineers agree.
func (w *itemWork) compare(ctx context.Context, v store.Round) (CountOutcome, error) {
	entries, err := w.tx.CountEntries(ctx, v.ID)
	if err != nil {
		return "", err
	}
	entries = slices.DeleteFunc(entries, func(e store.CountEntry) bool { return e.Superseded })
	if len(entries) < 2 {
		return CountWaits, nil
	}
	form := func(e store.CountEntry) CountForm { return CountForm{e.Issued, e.Returned, e.Lines} }
	first, second := w.entry(entries[0].MemberID, form(entries[0])), w.entry(entries[1].MemberID, form(entries[1]))
	if err := meeting.CheckSecondEntry(first, second); err != nil {
		return "", err
	}
	if len(meeting.CompareCounts(first, second)) > 0 {
		return CountDiffer, w.tx.SupersedeCounts(ctx, v.ID)
	}
	return w.closeCount(ctx, v, form(entries[1]))
}

// closeCount decides whether the agreed count is one V03, and keeps it until it is announced.
func (w *itemWork) closeCount(ctx context.Context, v store.Round, form CountForm) (CountOutcome, error) {
	counts := make([]store.Count, len(form.Lines))
	for i, l := range form.Lines {
		t := tally(v, form, l)
		outcome, err := meeting.Decide(t)
		if outcome == meeting.Void {
			if err := w.tx.VoidRound(ctx, v, form.Issued, form.Returned, errs.Message(err)); err != nil {
				return "", err
			}
			return CountVoid, w.advance(ctx, meeting.ItemDeliberating)
		}
		if err != nil {
			return "", err
		}
		counts[i] = l
		counts[i].NotCast = t.NotCast()
	}
	if err := w.tx.CountRound(ctx, v.ID, form.Issued, form.Returned); err != nil {
		return "", err
	}
	if err := w.tx.InsertCounts(ctx, v.ID, counts); err != nil {
		return "", err
	}
	return CountAgrees, w.advance(ctx, meeting.ItemCounted)
}

func tally(v store.Round, form CountForm, l store.Count) meeting.Tally {
	t := meeting.Tally{Method: policy.Secret, Members: v.Total, Present: v.Present, Issued: form.Issued, Returned: form.Returned,
		For: l.Yes, Against: l.No, Abstain: l.Abstain, Invalid: l.Invalid}
	if v.Method == store.ShowOfHands {
		t.Method, t.Issued, t.Returned = policy.Hands, 0, 0
	}
	return t
}

// RecordHands records a show of hands (举手表决) as it was counted in the room.
func (f *Flow) RecordHands(ctx context.Context, who authz.Actor, itemID, roundID int64, lines []store.Count) error {
	return f.onRound(ctx, who, authz.RecordHands, itemID, roundID, []meeting.ItemState{meeting.ItemVoting},
		func(w *itemWork, v store.Round) error {
			if v.Method != store.ShowOfHands {
				return errs.New(errs.Conflict, "本轮是无记名投票，由监票人计票。")
			}
			lines, err := w.lines(lines)
			if err != nil {
				return err
			}
			for i, l := range lines {
				if _, err := meeting.Decide(tally(v, CountForm{}, l)); err != nil {
					return errs.Form(errs.Field{Name: fmt.Sprintf("row%d", i), Message: errs.Message(err)})
				}
			}
			if _, err := w.closeCount(ctx, v, CountForm{Lines: lines}); err != nil {
				return err
			}
			return w.saveEach(ctx, map[string]any{"round": v.ID})
		})
}
