package workflow

import (
	"cmp"
	"context"
	"fmt"
	"reflect"
	"slices"
	"strings"

	"renmian/internal/authz"
	"renmian/internal/calendar"
	"renmian/internal/errs"
	"renmian/internal/store"
	"renmian/internal/supervision"
)

// EnterRatingCount records what one scrutineer counted of a group's papers (录入测评计票), apart from the other. Once both
// are in they are compared: a difference sends both back, agreement closes the group.
func (f *Flow) EnterRatingCount(ctx context.Context, who authz.Actor, roundID int64, e store.RatingEntry) (out CountOutcome, err error) {
	err = f.onRatingRound(ctx, who, authz.EnterRatingCount, roundID, []supervision.RoundState{supervision.RoundCounting},
		func(tx *store.Tx, o *store.RatingRound) (map[string]any, error) {
			e.MemberID = who.MemberID
			if !slices.ContainsFunc(o.Scrutineers, func(s store.Scrutineer) bool { return s.MemberID == who.MemberID }) {
				return nil, errs.New(errs.Forbidden, "您不是这场测评的监票人，不能录入计票。")
			}
			at := slices.IndexFunc(o.Groups, func(g store.RatingGroup) bool {
				return g.Key == e.Key && g.Way == supervision.OnPaper && !g.Counted
			})
			if at < 0 {
				return nil, errs.New(errs.Conflict, "这一组不用纸质测评票，或者已经计票，请刷新页面。")
			}
			g := o.Groups[at]
			ratings, err := tx.RatingsOfRound(ctx, roundID)
			if err != nil {
				return nil, err
			}
			if len(e.Lines) != len(ratings) {
				return nil, errs.New(errs.Conflict, "计票的项数与测评票不符，请刷新页面重新录入。")
			}
			var fields []errs.Field
			for i, t := range ratings {
				n := groupCount(g, e, e.Lines[i])
				if len(n.Marks) != len(t.Scale.Grades) {
					return nil, errs.New(errs.Conflict, "计票的等次与测评票不符，请刷新页面重新录入。")
				}
				if err := n.CheckCount(); err != nil {
					fields = append(fields, errs.Field{Name: fmt.Sprintf("line-%d", i), Message: errs.Message(err)})
				}
			}
			if err := errs.Form(fields...); err != nil {
				return nil, err
			}
			if err := tx.InsertRatingEntry(ctx, roundID, e); err != nil {
				return nil, err
			}
			if out, err = compareEntries(ctx, tx, o, at, ratings); err != nil {
				return nil, err
			}
			return map[string]any{"group": g.Key, "outcome": out}, nil
		})
	return out, err
}

func groupCount(g store.RatingGroup, e store.RatingEntry, l store.RatingLine) supervision.GroupCount {
	return supervision.GroupCount{Key: g.Key, Label: g.Label, Decides: g.Decides, Invited: g.Invited, Issued: e.Issued, Returned: e.Returned,
		Marks: l.Marks, Blank: l.Blank, Invalid: l.Invalid}
}

// compareEntries closes the count of a group once two scrutineers agree, and the round's with the last group.
func compareEntries(ctx context.Context, tx *store.Tx, o *store.RatingRound, at int, ratings []store.Rating) (CountOutcome, error) {
	g := &o.Groups[at]
	all, err := tx.RatingEntries(ctx, o.ID)
	if err != nil {
		return "", err
	}
	all = slices.DeleteFunc(all, func(e store.RatingEntry) bool { return e.Superseded || e.Key != g.Key })
	if len(all) < 2 {
		return CountWaits, nil
	}
	a, b := all[0], all[1]
	if a.Issued != b.Issued || a.Returned != b.Returned || !reflect.DeepEqual(a.Lines, b.Lines) {
		return CountDiffer, tx.SupersedeRatingEntries(ctx, o.ID, g.Key)
	}
	g.Issued, g.Returned, g.Present, g.Counted = a.Issued, a.Returned, cmp.Or(g.Present, a.Issued), true
	if err := tx.CountRatingGroup(ctx, o.ID, *g); err != nil {
		return "", err
	}
	for i, t := range ratings {
		if err := tx.InsertRatingCount(ctx, o.ID, t.ID, groupCount(*g, a, a.Lines[i])); err != nil {
			return "", err
		}
	}
	if !slices.ContainsFunc(o.Groups, func(g store.RatingGroup) bool { return !g.Counted }) {
		o.State = supervision.RoundCounted
	}
	return CountAgrees, nil
}

// AnnounceRatings makes the counts results (宣布测评结果), by the rules that were fixed when the ratings were planned. What
// follows from them is decided apart.
func (f *Flow) AnnounceRatings(ctx context.Context, who authz.Actor, roundID int64) error {
	return f.onRatingRound(ctx, who, authz.AnnounceRating, roundID, []supervision.RoundState{supervision.RoundCounted},
		func(tx *store.Tx, o *store.RatingRound) (map[string]any, error) {
			ratings, err := tx.RatingsOfRound(ctx, roundID)
			if err != nil {
				return nil, err
			}
			o.State, o.AnnouncedAt = supervision.RoundAnnounced, tx.Now()
			results := map[string]any{}
			for _, t := range ratings {
				counts, err := tx.RatingCounts(ctx, t.ID)
				if err != nil {
					return nil, err
				}
				v, err := supervision.DecideRating(t.Scale, t.Blank, counts)
				if err != nil {
					return nil, err
				}
				t.State, t.Result, t.Next, t.AnnouncedOn = supervision.RatingAnnounced, v.Result, v.Next, calendar.Of(tx.Now())
				if err := tx.SaveRating(ctx, t); err != nil {
					return nil, err
				}
				if err := takeOverResult(ctx, tx, t, o.MeetingID); err != nil {
					return nil, err
				}
				if err := setRatingTasks(ctx, tx, t.MatterID); err != nil {
					return nil, err
				}
				results[fmt.Sprint(t.ID)] = v.Result
			}
			return map[string]any{"results": results}, nil
		})
}

// takeOverResult lets an announced result go on to what it was planned for: a rectification that waits for its second rating,
// or an opinion whose report was rated〔ZJ-15〕. What does not wait for it any more keeps how it stands.
func takeOverResult(ctx context.Context, tx *store.Tx, t store.Rating, meetingID int64) error {
	if t.RectificationID == 0 && t.OpinionID == 0 {
		return nil
	}
	latest, err := tx.RatingAbout(ctx, t.RectificationID, t.OpinionID)
	if err != nil || latest.ID != t.ID {
		return err
	}
	detail := map[string]any{"rating": t.ID, "grade": t.Result}
	if t.RectificationID != 0 {
		r, err := tx.LockRectification(ctx, t.RectificationID)
		if err != nil || r.Stage != supervision.RectRerating {
			return err
		}
		next, err := recordRerating(ctx, tx, r.Rectification, t.AnnouncedOn, t.Result)
		if err != nil {
			return err
		}
		if err := saveRectification(ctx, tx, next); err != nil {
			return err
		}
		return tx.Audit(ctx, authz.AnnounceRating, rectSubject(r.ID), detail)
	}
	o, err := tx.LockDeliberationOpinion(ctx, t.OpinionID)
	if err != nil || o.Stage != supervision.OpinionAnswered {
		return err
	}
	err = changeOpinion(ctx, tx, o.ID, func(o store.DeliberationOpinion) (supervision.Opinion, error) {
		x := HearingForm{HeardOn: t.AnnouncedOn, MeetingID: meetingID}
		if !supervision.Passes(t.Result, t.Scale.Grades) {
			x.Verdict = fmt.Sprintf("满意度测评结果为“%s”，请继续研究处理，再次报告。", t.Result)
		}
		next, _, err := hearReply(ctx, tx, o.Opinion, x)
		return next, err
	})
	if err != nil {
		return err
	}
	return tx.Audit(ctx, authz.AnnounceRating, opinionSubject(o.ID), detail)
}

// setRatingTasks derives what is to be done for the ratings on a matter, and anew what a review that waited for them needs.
func setRatingTasks(ctx context.Context, tx *store.Tx, matterID int64) error {
	all, err := tx.RatingsOfMatter(ctx, matterID)
	if err != nil {
		return err
	}
	var tasks []supervision.Task
	for _, t := range all {
		if x, ok := supervision.RatingTask(t.ID, t.Title, t.State, t.RoundID, t.Next, t.Decision != "", t.DueOn); ok {
			tasks = append(tasks, x)
		}
	}
	if err := tx.SetAttachedTasks(ctx, matterID, "rating:", tasks); err != nil {
		return err
	}
	m, err := tx.Matter(ctx, matterID)
	if err != nil || !m.Open() || !slices.Contains(supervision.ReviewKinds, m.Kind) || supervision.ReviewPhase(m.Stage).Label() == "" {
		return err
	}
	return setReviewTasks(ctx, tx, matterID)
}

// onRating locks a rating after its matter and changes it. A matter that is closed keeps what is to be done about its
// ratings.
func (f *Flow) onRating(
	ctx context.Context,
	who authz.Actor,
	act authz.Action,
	id int64,
	change func(tx *store.Tx, t *store.Rating) (map[string]any, error),
) error {
	return f.do(ctx, who, act, func(tx *store.Tx) error {
		seen, err := tx.Rating(ctx, id)
		if err != nil {
			return err
		}
		if _, err := tx.LockMatter(ctx, seen.MatterID); err != nil {
			return err
		}
		t, err := tx.LockRating(ctx, id)
		if err != nil {
			return err
		}
		detail, err := change(tx, &t)
		if err != nil {
			return err
		}
		if err := tx.SaveRating(ctx, t); err != nil {
			return err
		}
		if err := setRatingTasks(ctx, tx, t.MatterID); err != nil {
			return err
		}
		return tx.Audit(ctx, act, ratingSubject(id), detail)
	})
}

// DropRating cancels a rating that was not held (取消测评), with a reason.
func (f *Flow) DropRating(ctx context.Context, who authz.Actor, id int64, reason string) error {
	reason = strings.TrimSpace(reason)
	return f.onRating(ctx, who, authz.DropRating, id, func(_ *store.Tx, t *store.Rating) (map[string]any, error) {
		if reason == "" {
			return nil, errs.Form(errs.Field{Name: "reason", Message: "请写明取消的理由。"})
		}
		if t.State != supervision.RatingPlanned {
			return nil, errs.New(errs.Conflict, "“%s”%s，不能取消。", t.Title, t.State.Label())
		}
		t.State, t.Dropped = supervision.RatingDropped, reason
		return map[string]any{"reason": reason}, nil
	})
}

// RatingDecision is what the chairpersons make of a result.
type RatingDecision struct {
	Decision supervision.Decision
	Reason   string
	Problems []string // 问题清单, of a rectification
}

// DecideRating decides what follows from an announced result (决定测评结果的处理): the rule proposes, people decide, with a
// reason, and may decide otherwise. A rectification is opened at once; a dismissal case begins on its own page.
func (f *Flow) DecideRating(ctx context.Context, who authz.Actor, id int64, x RatingDecision) error {
	x.Reason = strings.TrimSpace(x.Reason)
	return f.onRating(ctx, who, authz.DecideRating, id, func(tx *store.Tx, t *store.Rating) (map[string]any, error) {
		switch {
		case t.State != supervision.RatingAnnounced:
			return nil, errs.New(errs.Conflict, "“%s”还没有宣布结果，不能决定怎样处理。", t.Title)
		case t.Decision != "":
			return nil, errs.New(errs.Conflict, "“%s”的处理已于%s决定，不再改动。", t.Title, t.DecidedOn)
		}
		if err := supervision.CheckDecision(x.Decision, t.PersonID != 0, x.Reason); err != nil {
			return nil, err
		}
		t.Decision, t.DecisionReason, t.DecidedOn = x.Decision, x.Reason, calendar.Of(tx.Now())
		detail := map[string]any{"decision": x.Decision, "proposed": t.Next, "reason": x.Reason}
		if x.Decision != supervision.DecideRectify {
			return detail, nil
		}
		form := RectificationForm{
			Source:   supervision.FromRating,
			Title:    t.Title + "指出问题的整改",
			PersonID: t.PersonID,
			OrganID:  t.OrganID,
			Findings: x.Problems,
			Rerate:   true,
		}
		if form.PersonID == 0 && form.OrganID == 0 { // of a topic: the unit that handles it
			organs, err := tx.MatterOrgans(ctx, t.MatterID)
			if err != nil {
				return nil, err
			}
			if len(organs) == 0 {
				return nil, errs.New(errs.Conflict, "“%s”还没有确定责任单位，不能决定限期整改。请先在事项上确定涉及的单位。", t.Matter)
			}
			form.OrganID = organs[0].OrganID
		}
		id, err := openRectification(ctx, tx, t.MatterID, form)
		detail["rectification"] = id
		return detail, err
	})
}
