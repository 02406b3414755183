package workflow

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"fmt"
	"math/big"
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

// membersGroup is the key of the group that is the committee itself: its base is all members, whoever came.
const membersGroup = "members"

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

const (
	codeLetters = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
	codeLength  = 12
	maxCodes    = 600
)

// newRatingCode draws a code of sixty bits, in groups that are easily read aloud.
func newRatingCode() string {
	var b strings.Builder
	for i := range codeLength {
		if i > 0 && i%4 == 0 {
			b.WriteByte('-')
		}
		n, err := rand.Int(rand.Reader, big.NewInt(int64(len(codeLetters))))
		if err != nil {
			panic(err) // never fails
		}
		b.WriteByte(codeLetters[n.Int64()])
	}
	return b.String()
}

// codeHash is how a code is kept, whatever case and dashes it is typed with.
func codeHash(code string) []byte {
	clean := strings.Map(func(r rune) rune {
		if strings.ContainsRune(codeLetters, r) {
			return r
		}
		return -1
	}, strings.ToUpper(code))
	sum := sha256.Sum256([]byte(clean))
	return sum[:]
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
		return tx.Audit(ctx, authz.OpenRating, store.Subject{Kind: "rating_round", ID: id}, map[string]any{"ratings": o.RatingIDs, "meeting": o.MeetingID, "groups": o.Groups})
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
			for range g.Invited {
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
	return f.onRatingRound(ctx, who, authz.OpenRatingCast, id, []supervision.RoundState{supervision.RoundIssuing}, func(tx *store.Tx, o *store.RatingRound) (map[string]any, error) {
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
			expected := g.Invited
			if g.Way == supervision.OnTablets {
				expected = g.Present
			}
			switch {
			case issued == 0 && g.Decides:
				return nil, errs.New(errs.Conflict, "%s还没有人领到测评票，请等候领票；领不到的，请作废后改用纸质测评票。", g.Label)
			case issued < expected && !force:
				return nil, errs.New(errs.Conflict, "%s %d 人中有 %d 人领到测评票。请先查明；确要开始的，未领票的不能参加本场测评。", g.Label, expected, issued)
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

// CloseRatings ends the casting (截止测评) and at once opens, counts and seals every box. Interrupted, it goes on where
// it stopped when called again.
func (f *Flow) CloseRatings(ctx context.Context, who authz.Actor, id int64) error {
	err := f.onRatingRound(ctx, who, authz.CloseRating, id, []supervision.RoundState{supervision.RoundCasting}, func(tx *store.Tx, o *store.RatingRound) (map[string]any, error) {
		closed := false
		for _, g := range o.Groups {
			if g.BoxID == 0 {
				continue
			}
			b, err := tx.LockBox(ctx, g.BoxID)
			if err != nil {
				return nil, err
			}
			if _, err := f.urn(ctx, b.ID); errors.Is(err, errKeysElsewhere) {
				return nil, err // nobody here could open it
			}
			if b.Phase == ballot.PhaseCasting {
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
	err := f.onRatingRound(ctx, who, authz.SealRating, id, []supervision.RoundState{supervision.RoundCasting}, func(tx *store.Tx, o *store.RatingRound) (map[string]any, error) {
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
			if g.Way != supervision.OnTablets {
				g.Present = b.Issued
			}
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
	err := f.onRatingRound(ctx, who, authz.VoidRating, id, []supervision.RoundState{supervision.RoundIssuing, supervision.RoundCasting, supervision.RoundCounting, supervision.RoundCounted},
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
		})
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

// TakeRatingBallot signs the blinded tokens of whoever holds a code (凭测评码领票), one for each paper, as IssueBallot does
// for a member: the code is noted before a signature leaves, the same request is answered again, another is refused.
func (f *Flow) TakeRatingBallot(ctx context.Context, boxID int64, code string, blinded [][]byte) ([][]byte, error) {
	hash := codeHash(code)
	if on, err := f.db.BoxOfCode(ctx, hash); errs.KindOf(err) == errs.NotFound || err == nil && on != boxID {
		return nil, errWrongCode
	} else if err != nil {
		return nil, err
	}
	u, err := f.urn(ctx, boxID)
	if err != nil {
		return nil, f.whyNoBallot(ctx, boxID, err)
	}
	signed, err := u.sign(blinded)
	if err != nil {
		return nil, f.whyNoBallot(ctx, boxID, err)
	}
	asked := sha256.Sum256(slices.Concat(blinded...))
	held, err := f.db.IssuedToCode(ctx, boxID, hash)
	if err == nil && held == nil {
		held, err = f.noteCodeIssue(ctx, boxID, hash, asked[:])
	}
	if err != nil {
		return nil, f.whyNoBallot(ctx, boxID, err)
	}
	if !slices.Equal(held, asked[:]) {
		return nil, errs.New(errs.Conflict, "这个测评码已在另一台手机上用过，不能再用。不是您本人操作的，请告诉工作人员。")
	}
	return signed, nil
}

var errWrongCode = errs.New(errs.Forbidden, "测评码不对，请核对测评码条，字母和数字逐个输入。")

func (f *Flow) noteCodeIssue(ctx context.Context, boxID int64, code, hash []byte) ([]byte, error) {
	err := f.do(ctx, authz.Public, authz.TakeRatingBallot, func(tx *store.Tx) error {
		noted, err := tx.InsertCodeIssue(ctx, boxID, code, hash)
		if err != nil {
			return err
		}
		if !noted {
			return errBoxNotCasting
		}
		return tx.Audit(ctx, authz.TakeRatingBallot, boxSubject(boxID), nil)
	})
	if err == nil {
		return hash, nil
	}
	if errors.Is(err, errBoxNotCasting) {
		if held, err := f.db.IssuedToCode(ctx, boxID, code); err != nil || held != nil {
			return held, err
		}
	}
	return nil, err
}

// BoxOfCode returns the box whose roll a code is on.
func (f *Flow) BoxOfCode(ctx context.Context, code string) (int64, error) {
	id, err := f.db.BoxOfCode(ctx, codeHash(code))
	if errs.KindOf(err) == errs.NotFound {
		return 0, errWrongCode
	}
	return id, err
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
