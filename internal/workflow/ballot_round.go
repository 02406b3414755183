package workflow

import (
	"context"
	"errors"
	"fmt"
	"time"

	"renmian/internal/appointment"
	"renmian/internal/authz"
	"renmian/internal/ballot"
	"renmian/internal/document"
	"renmian/internal/errs"
	"renmian/internal/meeting"
	"renmian/internal/policy"
	"renmian/internal/store"
)

// openElectronicRound puts an item to the vote on tablets (开启发票). The keys are made, and kept, before
// anything is locked: one for each paper takes a moment.
func (f *Flow) openElectronicRound(ctx context.Context, who authz.Actor, itemID int64, o VoteOpening) (int64, error) {
	if err := authz.Check(who, authz.OpenRound); err != nil {
		return 0, err
	}
	seen, err := f.db.Item(ctx, itemID)
	if err != nil {
		return 0, err
	}
	if err := meeting.CheckItem(seen.State, seen.Title, underDeliberation...); err != nil {
		return 0, err
	}
	papers := len(seen.Live())
	if seen.EnBloc {
		papers = min(papers, 1)
	}
	switch {
	case seen.Method != policy.Secret:
		return 0, errs.New(errs.Conflict, "“%s”是举手表决，不用电子表决票。", seen.Title)
	case papers == 0:
		return 0, errs.New(errs.Conflict, "“%s”没有可以表决的任免案。", seen.Title)
	}
	b, keys, err := f.newBox(ctx, papers)
	if err != nil {
		return 0, err
	}
	id, err := f.openRound(ctx, who, itemID, o, func(w *itemWork) (int64, error) {
		p, err := w.tx.Policy(ctx, w.cases[0].PolicyID)
		if err != nil {
			return 0, err
		}
		b.Title, b.Papers = fmt.Sprintf("第%s次会议：%s", document.Numeral(w.m.Number), w.item.Title), w.papers(p.Language)
		if len(b.Papers) != papers {
			return 0, errs.New(errs.Conflict, "“%s”刚由另一位同事办理过，请刷新页面。", w.item.Title)
		}
		return b.ID, w.openBox(ctx, b)
	})
	if err != nil {
		f.giveUpBox(ctx, b.ID, &keys)
		return 0, err
	}
	f.keepUrn(b, keys)
	return id, nil
}

// papers are the ballot papers of an item: one for each person, each with a token of its own, or one for
// all who are voted on together. Where the county's papers carry a second language, so do these.
func (w *itemWork) papers(lang policy.Language) []ballot.Paper {
	if w.item.EnBloc {
		return []ballot.Paper{{
			Called:  lang.Printed(lang.Ballot),
			Second:  lang.Answers(),
			Title:   w.item.Title,
			Lines:   []ballot.Line{{Name: w.item.Title, Post: enBlocPost(w.cases)}},
			Options: ballot.VoteOptions,
		}}
	}
	all := make([]ballot.Paper, len(w.cases))
	for i, c := range w.cases {
		post := c.Action.Label() + c.Office.Title
		all[i] = ballot.Paper{Title: c.Person.Name + "，" + post, Options: ballot.VoteOptions, Called: lang.Printed(lang.Ballot), Second: lang.Answers(),
			Lines: []ballot.Line{{ID: c.ID, Name: c.Person.Name, Post: post, Second: lang.Printed(c.Office.TitleSecond)}}}
	}
	return all
}

func enBlocPost(cases []appointment.Case) string {
	return fmt.Sprintf("%s等 %d 人，合并表决", cases[0].Person.Name, len(cases))
}

// openBox opens the box for the members present, each of whom must be able to sign in.
func (w *itemWork) openBox(ctx context.Context, b store.Box) error {
	if err := ballot.CheckPapers(b.Papers); err != nil {
		return err
	}
	without, err := w.tx.MembersWithoutAccount(ctx, w.m.ID)
	if err != nil {
		return err
	}
	var reasons []string
	for _, name := range without {
		reasons = append(reasons, name+"已签到，但没有可用的账号，领不到电子表决票。请先为其开通账号，或者改用纸质表决票。")
	}
	if err := errs.Blocked(reasons); err != nil {
		return err
	}
	attendance, err := w.tx.Attendance(ctx, w.m.ID)
	if err != nil {
		return err
	}
	var roll []int64
	for _, a := range attendance {
		if a.Status == meeting.Present {
			roll = append(roll, a.ID)
		}
	}
	return w.tx.InsertBox(ctx, b, roll)
}

// onBox does something to the box of an electronic vote, with its row held.
func (f *Flow) onBox(ctx context.Context, who authz.Actor, act authz.Action, itemID, roundID int64,
	change func(w *itemWork, v store.Round, b store.Box) error) error {
	return f.onRound(ctx, who, act, itemID, roundID, []meeting.ItemState{meeting.ItemVoting}, func(w *itemWork, v store.Round) error {
		if v.Method != store.SecretElectronic {
			return errs.New(errs.Conflict, "本轮不是电子表决。")
		}
		b, err := w.tx.LockBox(ctx, v.BoxID)
		if err != nil {
			return err
		}
		return change(w, v, b)
	})
}

// OpenCasting ends the issue of ballots and lets members cast (开始投票). It refuses while nobody holds a
// ballot, and unless forced while a member present holds none: whoever has none then cannot vote.
func (f *Flow) OpenCasting(ctx context.Context, who authz.Actor, itemID, roundID int64, force bool) error {
	return f.onBox(ctx, who, authz.OpenCasting, itemID, roundID, func(w *itemWork, v store.Round, b store.Box) error {
		if b.Phase != ballot.PhaseIssuing {
			return errs.New(errs.Conflict, "本轮已经开始投票，请刷新页面。")
		}
		issued, _, err := w.tx.BoxCount(ctx, b.ID)
		switch {
		case err != nil:
			return err
		case issued == 0:
			return errs.New(errs.Conflict, "还没有人领到表决票，请等候平板领票；领不到的，请改用纸质表决票。")
		case issued < v.Present && !force:
			return errs.New(errs.Conflict, "出席 %d 人，发出 %d 票，还有 %d 人没有领到表决票。请先查明；确要开始的，未领票的不能参加本轮投票。",
				v.Present, issued, v.Present-issued)
		}
		if err := w.tx.BeginCasting(ctx, b.ID); err != nil {
			return err
		}
		if err := w.suggestTime(ctx, v); err != nil {
			return err
		}
		return w.saveEach(ctx, map[string]any{"round": v.ID, "issued": issued})
	})
}

// suggestTime starts the countdown of the county's rules (建议投票时间). Where the cases of an item follow
// different versions of them, the longest time counts.
func (w *itemWork) suggestTime(ctx context.Context, v store.Round) error {
	minutes := 0
	for _, c := range w.cases {
		p, err := w.tx.Policy(ctx, c.PolicyID)
		if err != nil {
			return err
		}
		minutes = max(minutes, p.Vote.Minutes)
	}
	if minutes == 0 {
		return nil
	}
	return w.tx.SuggestTime(ctx, v.ID, w.tx.Now().Add(time.Duration(minutes)*time.Minute))
}

// CloseCasting ends the casting (截止投票), and at once opens, counts and seals the box. Whatever was
// acknowledged is counted, and nothing else. Interrupted, it goes on where it stopped when called again.
func (f *Flow) CloseCasting(ctx context.Context, who authz.Actor, itemID, roundID int64) error {
	err := f.onBox(ctx, who, authz.CloseCasting, itemID, roundID, func(w *itemWork, v store.Round, b store.Box) error {
		if _, err := f.urn(ctx, b.ID); keysMayCome(err) {
			return err // nobody here could open it
		}
		switch b.Phase {
		case ballot.PhaseIssuing:
			return errs.New(errs.Conflict, "还没有开始投票。")
		case ballot.PhaseSealed:
			return errs.New(errs.Conflict, "票箱已经封存，请监票人确认计票。")
		case ballot.PhaseClosing: // and not sealed: interrupted
			return errAlreadyClosed
		}
		if err := w.tx.CloseBox(ctx, b.ID); err != nil {
			return err
		}
		return w.saveEach(ctx, map[string]any{"round": v.ID})
	})
	if err != nil && !errors.Is(err, errAlreadyClosed) {
		return err
	}
	return f.sealBox(ctx, who, itemID, roundID)
}

var errAlreadyClosed = errors.New("box is closed and not sealed")

// sealBox opens a closed box (开箱): in one transaction every ballot is decrypted, checked and written
// once, sorted by token; the count is kept with the round, the urn emptied. Then the keys are destroyed.
// Where the box cannot be a valid one the round is void.
func (f *Flow) sealBox(ctx context.Context, who authz.Actor, itemID, roundID int64) error {
	var box int64
	err := f.onBox(ctx, who, authz.SealBox, itemID, roundID, func(w *itemWork, v store.Round, b store.Box) error {
		if b.Phase != ballot.PhaseClosing {
			return errs.New(errs.Conflict, "票箱已经封存，请监票人确认计票。")
		}
		box = b.ID
		u, err := f.urn(ctx, b.ID)
		if errors.Is(err, errKeysGone) {
			return w.voidBox(ctx, v, errs.Message(err))
		}
		if err != nil {
			return err
		}
		opened, returned, err := u.open(ctx, w.tx, b)
		if errs.KindOf(err) == errs.Conflict {
			return w.voidBox(ctx, v, errs.Message(err))
		}
		if err != nil {
			return err
		}
		counts, err := w.countBox(v, opened)
		if errs.KindOf(err) == errs.Conflict {
			return w.voidBox(ctx, v, errs.Message(err))
		}
		if err != nil {
			return err
		}
		if err := w.tx.SealBox(ctx, b.ID, opened); err != nil {
			return err
		}
		if err := w.tx.InsertCounts(ctx, v.ID, counts); err != nil {
			return err
		}
		return w.saveEach(ctx, map[string]any{"round": v.ID, "issued": b.Issued, "returned": returned, "sha256": opened.SHA256()})
	})
	if err == nil {
		f.dropUrn(box)
	}
	return err
}

// voidBox makes the round void because its box cannot be counted.
func (w *itemWork) voidBox(ctx context.Context, v store.Round, reason string) error {
	if err := w.tx.VoidBox(ctx, v.BoxID); err != nil {
		return err
	}
	if err := w.tx.VoidRound(ctx, v, -1, -1, reason); err != nil {
		return err
	}
	if err := w.advance(ctx, meeting.ItemDeliberating); err != nil {
		return err
	}
	return w.saveEach(ctx, map[string]any{"round": v.ID, "reason": reason})
}

// open decrypts, checks and counts what lies in the urn.
func (u *urn) open(ctx context.Context, tx *store.Tx, b store.Box) (opened ballot.Box, returned int, err error) {
	all, err := tx.Urn(ctx, b.ID, nil)
	if err != nil {
		return ballot.Box{}, 0, err
	}
	u.using.RLock()
	defer u.using.RUnlock()
	slips := make([][]ballot.Slip, len(b.Papers))
	for _, s := range all {
		paper, slip, err := u.keys.Unlock(b.Papers, s)
		if err != nil {
			return ballot.Box{}, 0, errs.New(errs.Conflict, "票箱中有一张票无法开启，数据可能被改动，本次表决无效，请重新投票，并报告安全管理员。")
		}
		slips[paper] = append(slips[paper], slip)
		returned = max(returned, len(slips[paper]))
	}
	opened, err = ballot.NewBox(b.Title, b.Papers, b.PublicKeys, b.Issued, slips)
	return opened, returned, err
}

// countBox is the count of every case, in the order of the papers. Who returned no ballot and who chose
// nothing on a line stand together as not cast: 赞成+反对+弃权+未按 = 出席.
func (w *itemWork) countBox(v store.Round, opened ballot.Box) ([]store.Count, error) {
	counts := make([]store.Count, len(w.cases))
	for i, c := range w.cases {
		p := opened.Papers[0]
		if !w.item.EnBloc {
			p = opened.Papers[i]
		}
		line := p.Tally[0]
		t := meeting.Tally{Method: policy.Secret, Members: v.Total, Present: v.Present, Issued: opened.Issued, Returned: len(p.Ballots),
			For: line.Marks[0], Against: line.Marks[1], Abstain: line.Marks[2], Blank: line.Blank}
		if _, err := meeting.Decide(t); err != nil {
			return nil, err
		}
		counts[i] = store.Count{CaseID: c.ID, Yes: t.For, No: t.Against, Abstain: t.Abstain, NotCast: t.NotCast()}
	}
	return counts, nil
}

// SwitchToPaper gives an electronic vote up and takes it again on paper, with the same scrutineers
// (改用纸质表决票). The whole vote moves: ballots of two kinds are never counted together.
func (f *Flow) SwitchToPaper(ctx context.Context, who authz.Actor, itemID, roundID int64, reason string) error {
	return f.voidRound(ctx, who, authz.SwitchToPaper, itemID, roundID, reason, func(w *itemWork, v store.Round) error {
		if v.Method != store.SecretElectronic {
			return errs.New(errs.Conflict, "本轮不是电子表决。")
		}
		if v.Phase == ballot.PhaseSealed {
			return errOpened
		}
		if err := meeting.CheckQuorum(w.m.Present, w.m.Total); err != nil {
			return err
		}
		paper := store.Round{ItemID: itemID, Method: store.SecretPaper, Total: w.m.Total, Present: w.m.Present, Scrutineers: v.Scrutineers}
		if _, err := w.tx.InsertRound(ctx, paper); err != nil {
			return err
		}
		return w.advance(ctx, meeting.ItemVoting)
	})
}
