package workflow

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"renmian/internal/authz"
	"renmian/internal/ballot"
	"renmian/internal/calendar"
	"renmian/internal/errs"
	"renmian/internal/meeting"
	"renmian/internal/policy"
	"renmian/internal/store"
	"renmian/internal/supervision"
)

// membersGroup is the committee itself: its base is all members, whoever came.
const membersGroup = store.MembersGroup

// RatingOpening is what the operator settles when ratings are held together.
type RatingOpening struct {
	RatingIDs   []int64
	MeetingID   int64 // zero: outside a meeting, by codes or on paper
	Groups      []GroupOpening
	Scrutineers []int64 // members, where any group rates on paper
}

// GroupOpening says how one group rates.
type GroupOpening struct {
	Key     string
	Way     supervision.Way // empty: the group does not take part
	Invited int             // 应到; of the members, who are counted, zero
}

// RatingSlips are the codes of one group, printed once and kept by nobody (测评码条).
type RatingSlips struct {
	Group string
	Codes []string
}

// OpenRatings begins to hold ratings (开始测评): a box of its own for each group that rates on tablets or by codes, with
// a paper for each rating; ballots are issued from now on. It returns the slips to be printed.
func (f *Flow) OpenRatings(ctx context.Context, who authz.Actor, o RatingOpening) (id int64, slips []RatingSlips, err error) {
	if err := authz.Check(who, authz.OpenRating); err != nil {
		return 0, nil, err
	}
	boxes, keys := map[string]store.Box{}, map[string]*ballot.Keys{}
	defer func() {
		if err != nil {
			for key, k := range keys {
				f.giveUpBox(ctx, boxes[key].ID, k)
			}
		}
	}()
	for _, g := range o.Groups {
		if g.Way != supervision.OnTablets && g.Way != supervision.ByCodes || len(o.RatingIDs) == 0 {
			continue
		}
		b, k, err := f.newBox(ctx, len(o.RatingIDs)) // before anything is locked: it takes a moment
		if err != nil {
			return 0, nil, err
		}
		boxes[g.Key], keys[g.Key] = b, &k
	}
	err = f.do(ctx, who, authz.OpenRating, func(tx *store.Tx) error {
		w, err := openingOf(ctx, tx, o)
		if err != nil {
			return err
		}
		if id, slips, err = w.open(ctx, boxes); err != nil {
			return err
		}
		return tx.Audit(ctx, authz.OpenRating, store.Subject{Kind: "rating_round", ID: id},
			map[string]any{"ratings": o.RatingIDs, "meeting": o.MeetingID, "groups": o.Groups})
	})
	if err != nil {
		return 0, nil, err
	}
	for key, b := range boxes {
		f.keepUrn(b, *keys[key])
	}
	return id, slips, nil
}

// ratingWork is a round being opened, with all that it needs held.
type ratingWork struct {
	tx      *store.Tx
	o       RatingOpening
	m       store.Meeting // zero: outside a meeting
	ratings []store.Rating
	total   int // 全体组成人员
}

// openingOf locks the meeting and the ratings, and checks that they can be held together.
func openingOf(ctx context.Context, tx *store.Tx, o RatingOpening) (w ratingWork, err error) {
	w = ratingWork{tx: tx, o: o}
	today := calendar.Of(tx.Now())
	if len(o.RatingIDs) == 0 {
		return w, errs.Form(errs.Field{Name: "rating", Message: "请选择要测评的对象。"})
	}
	if o.MeetingID != 0 {
		if w.m, err = tx.LockMeeting(ctx, o.MeetingID); err != nil {
			return w, err
		}
		if w.m.Phase != meeting.Open {
			return w, errs.New(errs.Conflict, "第%d次会议没有开会，不能在会上测评。会议开会后再开始。", w.m.Number)
		}
		if err := awake(w.m); err != nil {
			return w, err
		}
		rounds, err := tx.RoundsOfMeeting(ctx, w.m.ID)
		if err != nil {
			return w, err
		}
		if slices.ContainsFunc(rounds, func(v store.Round) bool { return v.State == store.RoundOpen || v.State == store.RoundCounted }) {
			return w, errs.New(errs.Conflict, "会议正在表决，宣布表决结果后再开始测评。")
		}
		w.total = w.m.Total
	} else {
		term, err := tx.CurrentTerm(ctx, today)
		if err != nil {
			return w, err
		}
		members, err := tx.Members(ctx, term.ID, today)
		if err != nil {
			return w, err
		}
		w.total = len(members)
	}
	ids := slices.Clone(o.RatingIDs)
	slices.Sort(ids) // one order of locks, whatever the order on the ballot
	locked := map[int64]store.Rating{}
	for _, id := range slices.Compact(ids) {
		if locked[id], err = tx.LockRating(ctx, id); err != nil {
			return w, err
		}
	}
	for _, id := range o.RatingIDs {
		t := locked[id]
		if t.State != supervision.RatingPlanned {
			return w, errs.New(errs.Conflict, "“%s”%s，不能再开始测评，请刷新页面。", t.Title, t.State.Label())
		}
		if !slices.Equal(t.Groups, locked[o.RatingIDs[0]].Groups) {
			return w, errs.New(errs.Conflict, "“%s”的测评人员组与“%s”不同，请分两场测评。", t.Title, locked[o.RatingIDs[0]].Title)
		}
		w.ratings = append(w.ratings, t)
	}
	return w, nil
}

// groups checks how each group rates.
func (w ratingWork) groups(ctx context.Context) (all []store.RatingGroup, err error) {
	var fields []errs.Field
	for n, g := range w.ratings[0].Groups {
		at := slices.IndexFunc(w.o.Groups, func(x GroupOpening) bool { return x.Key == g.Key })
		if at < 0 || w.o.Groups[at].Way == "" {
			if g.Decides {
				fields = append(fields, errs.Field{Name: "way-" + g.Key, Message: g.Label + "的测评计入结果，须参加测评。请选择测评方式。"})
			}
			continue
		}
		x := w.o.Groups[at]
		r := store.RatingGroup{Key: g.Key, Label: g.Label, Decides: g.Decides, Position: n, Way: x.Way, Invited: x.Invited}
		wrong := func(format string, args ...any) {
			fields = append(fields, errs.Field{Name: "invited-" + g.Key, Message: fmt.Sprintf(format, args...)})
		}
		members := g.Key == membersGroup
		switch {
		case members:
			r.Invited, r.Present = w.total, w.m.Present
		case x.Invited < 1:
			wrong("请填写%s应到的人数。", g.Label)
		}
		if !slices.Contains(supervision.Ways, x.Way) {
			fields = append(fields, errs.Field{Name: "way-" + g.Key, Message: "请选择测评方式。"})
		}
		if x.Way == supervision.ByCodes && r.Invited > maxCodes {
			wrong("一组最多 %d 个测评码。", maxCodes)
		}
		if x.Way == supervision.OnTablets {
			if !members || w.m.ID == 0 {
				fields = append(fields, errs.Field{Name: "way-" + g.Key, Message: "席位平板只供出席会议的组成人员使用，请选择手机凭测评码或者纸质测评票。"})
				continue
			}
			without, err := w.tx.MembersWithoutAccount(ctx, w.m.ID)
			if err != nil {
				return nil, err
			}
			if len(without) > 0 {
				return nil, errs.New(errs.Conflict, "%s已签到，但没有可用的账号，领不到测评票。请先为其开通账号，或者改用纸质测评票。", strings.Join(without, "、"))
			}
			if err := meeting.CheckQuorum(w.m.Present, w.m.Total); err != nil {
				return nil, err
			}
		}
		all = append(all, r)
	}
	if err := errs.Form(fields...); err != nil {
		return nil, err
	}
	return all, nil
}

// open writes the round, its boxes and its codes.
func (w ratingWork) open(ctx context.Context, boxes map[string]store.Box) (int64, []RatingSlips, error) {
	groups, err := w.groups(ctx)
	if err != nil {
		return 0, nil, err
	}
	round := store.RatingRound{Title: w.title(), MeetingID: w.m.ID, HeldOn: calendar.Of(w.tx.Now()), State: supervision.RoundCounting}
	papers := w.papers()
	if err := ballot.CheckPapers(papers); err != nil {
		return 0, nil, err
	}
	var slips []RatingSlips
	for n, g := range groups {
		if g.Way == supervision.OnPaper {
			continue
		}
		round.State = supervision.RoundIssuing
		b := boxes[g.Key]
		b.Title, b.Papers = round.Title+"（"+g.Label+"）", papers
		boxes[g.Key], groups[n].BoxID = b, b.ID
		var roll []int64
		if g.Way == supervision.OnTablets {
			attendance, err := w.tx.Attendance(ctx, w.m.ID)
			if err != nil {
				return 0, nil, err
			}
			for _, a := range attendance {
				if a.Status == meeting.Present {
					roll = append(roll, a.ID)
				}
			}
		}
		if err := w.tx.InsertBox(ctx, b, roll); err != nil {
			return 0, nil, err
		}
		if g.Way == supervision.ByCodes {
			s := RatingSlips{Group: g.Label}
			var hashes [][]byte
			for range round.Expected(g) { // nobody at a meeting finds a slip to spare
				code := newRatingCode()
				s.Codes, hashes = append(s.Codes, code), append(hashes, codeHash(code))
			}
			if err := w.tx.InsertRatingCodes(ctx, b.ID, hashes); err != nil {
				return 0, nil, err
			}
			slips = append(slips, s)
		}
	}
	if slices.ContainsFunc(groups, func(g store.RatingGroup) bool { return g.Way == supervision.OnPaper }) {
		if round.Scrutineers, err = w.scrutineers(ctx); err != nil {
			return 0, nil, err
		}
	}
	round.Groups = groups
	id, err := w.tx.InsertRatingRound(ctx, round)
	if err != nil {
		return 0, nil, err
	}
	for n, t := range w.ratings {
		t.State, t.RoundID, t.Position = supervision.RatingHeld, id, n
		if err := w.tx.SaveRating(ctx, t); err != nil {
			return 0, nil, err
		}
		if err := setRatingTasks(ctx, w.tx, t.MatterID); err != nil {
			return 0, nil, err
		}
	}
	return id, slips, nil
}

func (w ratingWork) title() string {
	if len(w.ratings) == 1 {
		return w.ratings[0].Title
	}
	return fmt.Sprintf("%s等 %d 项测评", w.ratings[0].Title, len(w.ratings))
}

// papers are the ballot papers: one for each rating, each with a token of its own, so that the grades one rater gives
// to several cannot serve as a signature.
func (w ratingWork) papers() []ballot.Paper {
	all := make([]ballot.Paper, len(w.ratings))
	for i, t := range w.ratings {
		line := ballot.Line{ID: t.ID, Name: t.Title}
		switch {
		case t.Person != "":
			line.Name, line.Post = t.Person, t.Matter
		case t.Organ != "":
			line.Name, line.Post = t.Organ, t.Matter
		}
		all[i] = ballot.Paper{Title: t.Title, Lines: []ballot.Line{line}, Options: t.Scale.Grades}
	}
	return all
}

// scrutineers checks who counts the papers: two members at least, neither of them rated.
func (w ratingWork) scrutineers(ctx context.Context) (all []store.Scrutineer, err error) {
	ids := slices.Clone(w.o.Scrutineers)
	slices.Sort(ids)
	for _, id := range slices.Compact(ids) {
		m, err := w.tx.Member(ctx, id)
		if err != nil {
			return nil, err
		}
		if slices.ContainsFunc(w.ratings, func(t store.Rating) bool { return t.PersonID == m.PersonID }) {
			return nil, errs.Form(errs.Field{Name: "scrutineer", Message: m.Name + "是测评对象，不能做监票人。"})
		}
		all = append(all, store.Scrutineer{MemberID: id, Name: m.Name})
	}
	if len(all) < 2 {
		return nil, errs.Form(errs.Field{Name: "scrutineer", Message: "用纸质测评票的，请选择两名监票人，各自计票。"})
	}
	return all, nil
}

// noOpenRating: one ballot at a time, so that no tablet has two before it.
func noOpenRating(ctx context.Context, tx *store.Tx, meetingID int64) error {
	rounds, err := tx.RatingRoundsOfMeeting(ctx, meetingID)
	if err != nil {
		return err
	}
	if slices.ContainsFunc(rounds, store.RatingRound.Going) {
		return errs.New(errs.Conflict, "会上正在测评，宣布测评结果后再交付表决。")
	}
	return nil
}

// DefaultWay is how each group usually rates: members at a meeting on their tablets, the others by codes.
func DefaultWay(g policy.RaterGroup, inMeeting bool) supervision.Way {
	if g.Key == membersGroup && inMeeting {
		return supervision.OnTablets
	}
	return supervision.ByCodes
}
