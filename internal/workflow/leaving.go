package workflow

import (
	"context"
	"slices"

	"renmian/internal/appointment"
	"renmian/internal/authz"
	"renmian/internal/calendar"
	"renmian/internal/policy"
	"renmian/internal/store"
	"renmian/internal/supervision"
)

// endTenureBy ends an office by an adopted case; with endTenureByLaw the one way in which an office ends.
func endTenureBy(ctx context.Context, tx *store.Tx, c appointment.Case, day calendar.Day) error {
	if err := tx.EndTenure(ctx, c.ID, c.Person.ID, c.Office.ID, day, c.Action.Label()); err != nil {
		return err
	}
	return leaveOffice(ctx, tx, c.Person.ID, day, c.Action.Label())
}

// endTenureByLaw ends an office without a case: death, an abolished organ, the end of a term 〔业务参考 2.10〕.
func endTenureByLaw(ctx context.Context, tx *store.Tx, t store.Tenure, day calendar.Day, reason string) error {
	if err := tx.EndTenureByLaw(ctx, t.ID, day, reason); err != nil {
		return err
	}
	return leaveOffice(ctx, tx, t.PersonID, day, reason)
}

// takeEffect: 自通过之日起生效 〔业务参考 2.9〕.
func (w *itemWork) takeEffect(ctx context.Context, c appointment.Case, today calendar.Day) error {
	p, err := w.tx.Policy(ctx, c.PolicyID)
	if err != nil {
		return err
	}
	if c.Action.Begins() {
		if c.HoldsOffice && !c.Action.Acting() { // appointed anew, after an election or under a new name
			if err := w.tx.EndTenure(ctx, c.ID, c.Person.ID, c.Office.ID, today, EndedByRenewal); err != nil {
				return err
			}
		}
		err = w.tx.BeginTenure(ctx, c.ID, c.Person.ID, c.Office.ID, c.Action.Acting(), today)
	} else {
		err = endTenureBy(ctx, w.tx, c, today)
	}
	if err != nil {
		return err
	}
	for _, recipient := range appointment.FilingsDue(c) {
		if err := w.tx.InsertFiling(ctx, c.ID, recipient, c.Proposal.OrganName, p.FilingDue(today)); err != nil {
			return err
		}
	}
	return nil
}

// leaveOffice ends what was asked of a person who holds no office any more: duty reports and the own review, rectification,
// ratings, items of plans and motions against the person. Each keeps the ground and an event of its own, so that the dossier
// tells why it ended and nothing stays overdue for ever.
func leaveOffice(ctx context.Context, tx *store.Tx, personID int64, day calendar.Day, why string) error {
	return endOverseeing(ctx, tx, personID, supervision.Leaving{On: day, Why: why})
}

func endOverseeing(ctx context.Context, tx *store.Tx, personID int64, l supervision.Leaving) error {
	l, err := leaving(ctx, tx, personID, l)
	if err != nil || !l.Ends() {
		return err
	}
	for _, end := range []func(context.Context, *store.Tx, int64, supervision.Leaving) error{leaveMatters, leaveRectifications, leaveRatings, leaveMotions} {
		if err := end(ctx, tx, personID, l); err != nil {
			return err
		}
	}
	items, err := tx.DropPlanItemsOf(ctx, personID, l.On.Year(), l.Ground())
	if err != nil || len(items) == 0 {
		return err
	}
	return tx.Audit(ctx, authz.EndOnLeaving, store.Subject{Kind: "person", ID: personID}, map[string]any{"plan_items": items, "ground": l.Ground()})
}

// appointmentFailed ends what was asked of somebody who had left the last office for one that was then refused, withdrawn or
// given up: until then the person went on answering, from the day of leaving on the person is overseen no longer.
func appointmentFailed(ctx context.Context, tx *store.Tx, c appointment.Case, how string) error {
	if !c.Action.Begins() {
		return nil
	}
	held, err := tx.TenuresOf(ctx, c.Person.ID)
	if err != nil {
		return err
	}
	var last store.Tenure
	for _, t := range held {
		if t.EndsOn.After(last.EndsOn) {
			last = t
		}
	}
	if last.EndsOn.IsZero() { // never held an office that ended
		return nil
	}
	return endOverseeing(ctx, tx, c.Person.ID, supervision.Leaving{On: last.EndsOn, Why: last.EndReason, Failed: how})
}

// caseOver does what follows when a case becomes over without having been adopted.
func caseOver(ctx context.Context, tx *store.Tx, old, c appointment.Case) error {
	if old.Stage == c.Stage {
		return nil
	}
	switch c.Stage {
	case appointment.StageRejected, appointment.StageWithdrawn, appointment.StageEnded:
		return appointmentFailed(ctx, tx, c, c.Stage.Label())
	}
	return nil
}

// leaving reads what decides whether a person is overseen any longer. A seat in a congress is no office by decision of the
// committee.
func leaving(ctx context.Context, tx *store.Tx, personID int64, l supervision.Leaving) (supervision.Leaving, error) {
	held, err := tx.TenuresOf(ctx, personID)
	if err != nil {
		return l, err
	}
	for _, t := range held {
		if !t.EndsOn.IsZero() {
			continue
		}
		office, err := tx.Office(ctx, t.OfficeID)
		if err != nil {
			return l, err
		}
		l.Other = l.Other || office.FilledBy != appointment.FilledByDeputy
	}
	begins := slices.DeleteFunc(policy.Actions(), func(a policy.Action) bool { return !a.Begins() })
	l.Coming, err = tx.ComingOffice(ctx, personID, begins)
	return l, err
}

func endedOnLeaving(ctx context.Context, tx *store.Tx, of store.Subject, l supervision.Leaving) error {
	return tx.Audit(ctx, authz.EndOnLeaving, of, map[string]any{"ground": l.Ground()})
}

// leaveMatters excuses from duty reports that were not handed in, takes an oral report off the list, and closes the person's own
// review. A report that was filed goes on to its review.
func leaveMatters(ctx context.Context, tx *store.Tx, personID int64, l supervision.Leaving) error {
	all, err := tx.Matters(ctx,
		store.MatterFilter{Kinds: []supervision.Kind{supervision.DutyReport, supervision.PerformanceReview}, Open: true, PersonID: personID, Limit: 1000})
	if err != nil {
		return err
	}
	for _, seen := range all {
		m, err := tx.LockMatter(ctx, seen.ID)
		if err != nil {
			return err
		}
		leave := leaveReview
		if m.Kind == supervision.DutyReport {
			leave = leaveDuty
		}
		ended, err := leave(ctx, tx, m, personID, l)
		if err != nil {
			return err
		}
		if !ended {
			continue
		}
		if err := endedOnLeaving(ctx, tx, matterSubject(m), l); err != nil {
			return err
		}
	}
	return nil
}

func leaveDuty(ctx context.Context, tx *store.Tx, m store.Matter, _ int64, l supervision.Leaving) (bool, error) {
	d, err := tx.DutyReport(ctx, m.ID)
	if err != nil {
		return false, err
	}
	move := supervision.DutyExcuse
	switch {
	case d.May(move):
	case !d.OralOn.IsZero() && d.May(supervision.DutyChoose):
		move = supervision.DutyChoose
	default:
		return false, nil
	}
	return true, changeDuty(ctx, tx, m, move, func(x *store.DutyReport) error {
		if move == supervision.DutyExcuse {
			x.Excuse = l.Ground()
		}
		x.OralOn, x.OralMeeting, x.MeetingOn = calendar.Day{}, 0, calendar.Day{}
		return nil
	})
}

func leaveReview(ctx context.Context, tx *store.Tx, m store.Matter, personID int64, l supervision.Leaving) (bool, error) {
	s, err := reviewState(ctx, tx, m)
	if err != nil || s.PersonID != personID {
		return false, err
	}
	m.Stage, m.ClosedOn, m.Outcome = string(supervision.ReviewClosed), calendar.Of(tx.Now()), l.Ground()
	if err := tx.SaveMatter(ctx, m); err != nil {
		return false, err
	}
	return true, tx.SetMatterTasks(ctx, m.ID, nil)
}

func leaveRectifications(ctx context.Context, tx *store.Tx, personID int64, l supervision.Leaving) error {
	all, err := tx.Rectifications(ctx, store.RectificationFilter{Who: authz.System, Open: true, PersonID: personID, Limit: 1000})
	if err != nil {
		return err
	}
	for _, seen := range all {
		r, err := tx.LockRectification(ctx, seen.ID)
		if err != nil {
			return err
		}
		if r.Asking {
			if err := tx.DecideRectificationExtension(ctx, r.ID, false, l.Ground(), calendar.Of(tx.Now())); err != nil {
				return err
			}
		}
		if err := saveRectification(ctx, tx, r.Leave(l, calendar.Of(tx.Now()))); err != nil {
			return err
		}
		if err := endedOnLeaving(ctx, tx, rectSubject(r.ID), l); err != nil {
			return err
		}
	}
	return nil
}

// leaveRatings cancels what was to be rated; a rating that is being held goes on to its result.
func leaveRatings(ctx context.Context, tx *store.Tx, personID int64, l supervision.Leaving) error {
	all, err := tx.Ratings(ctx, store.RatingFilter{State: supervision.RatingPlanned, Person: personID, Limit: 1000})
	if err != nil {
		return err
	}
	for _, seen := range all {
		if _, err := tx.LockMatter(ctx, seen.MatterID); err != nil {
			return err
		}
		t, err := tx.LockRating(ctx, seen.ID)
		if err != nil {
			return err
		}
		t.State, t.Dropped = supervision.RatingDropped, l.Ground()
		if err := tx.SaveRating(ctx, t); err != nil {
			return err
		}
		if err := setRatingTasks(ctx, tx, t.MatterID); err != nil {
			return err
		}
		if err := endedOnLeaving(ctx, tx, ratingSubject(t.ID), l); err != nil {
			return err
		}
	}
	return nil
}

// leaveMotions lets a dismissal or a recall that is still being signed lapse with the offices it was to end. A suggestion stays
// open for its answer.
func leaveMotions(ctx context.Context, tx *store.Tx, personID int64, l supervision.Leaving) error {
	all, err := tx.Removals(ctx, authz.System, 0, personID, 0, 1000)
	if err != nil {
		return err
	}
	for _, v := range all {
		if !v.Open() || v.Means != supervision.Dismissal {
			continue
		}
		if v, err = tx.LockRemoval(ctx, v.ID); err != nil {
			return err
		}
		v.Dropped = l.Ground()
		if err := tx.SaveRemoval(ctx, v); err != nil {
			return err
		}
		if err := endedOnLeaving(ctx, tx, removalSubject(v.ID), l); err != nil {
			return err
		}
	}
	return nil
}
