package workflow

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"time"

	"renmian/internal/authz"
	"renmian/internal/calendar"
	"renmian/internal/errs"
	"renmian/internal/store"
)

// PublishResult hands the result of a review in for publication (公布评议结果) and returns the notice it
// becomes. Like every notice it is made public after a second person has compared it with what was handed in.
// The text may name the person, the grade and the counts of a group, never who gave which.
func (f *Flow) PublishResult(ctx context.Context, who authz.Actor, title, body string) (id int64, err error) {
	err = f.do(ctx, who, authz.PublishResult, func(tx *store.Tx) error {
		id, err = handInResult(ctx, tx, title, body)
		return err
	})
	return id, err
}

// handInResult is PublishResult within a change that does more.
func handInResult(ctx context.Context, tx *store.Tx, title, body string) (int64, error) {
	title, body = tidyLines(title), tidyLines(body)
	var fields []errs.Field
	if title == "" {
		fields = append(fields, errs.Field{Name: "title", Message: "请填写标题。"})
	}
	if body == "" {
		fields = append(fields, errs.Field{Name: "body", Message: "请填写评议结果。"})
	}
	if err := errs.Form(slices.Concat(fields, personalData("title", title), personalData("body", body))...); err != nil {
		return 0, err
	}
	n := store.Notice{Kind: store.ResultNotice, Title: title, Body: body}
	n.Source = ProofText(n)
	id, err := tx.InsertNotice(ctx, n)
	if err != nil {
		return 0, err
	}
	return id, tx.Audit(ctx, authz.PublishResult, noticeSubject(id), map[string]any{"title": FullTitle(title)})
}

// HandedIn is what is no meeting's as it was handed in.
func HandedIn(n store.Notice) store.Notice {
	title, rest, _ := strings.Cut(n.Source, "\n")
	session, body, _ := strings.Cut(rest, "\n")
	return store.Notice{Kind: n.Kind, Title: title, SessionLine: session, Body: body, Cases: n.Cases}
}

// PublishNotice makes one proofread notice public (公布).
func (f *Flow) PublishNotice(ctx context.Context, who authz.Actor, id int64) error {
	return f.do(ctx, who, authz.PublishNotice, func(tx *store.Tx) error { return publishByID(ctx, tx, id) })
}

func publishByID(ctx context.Context, tx *store.Tx, id int64) error {
	n, err := tx.Notice(ctx, id)
	if err != nil {
		return err
	}
	if n.Kind.OfMeeting() {
		return publishOfMeeting(ctx, tx, n.MeetingID, []int64{id})
	}
	if n, err = tx.LockNotice(ctx, id); err != nil {
		return err
	}
	if err := unpublished(n); err != nil {
		return err
	}
	return publishOne(ctx, tx, n)
}

// latestSchedule is how far ahead a publication may be set: farther is a slip of the pen.
const latestSchedule = 30 * 24 * time.Hour

// SchedulePublication sets when a proofread notice is made public by itself (定时公布); the zero time takes
// the time back. Rewriting the draft takes it back as well.
func (f *Flow) SchedulePublication(ctx context.Context, who authz.Actor, id int64, version int, at time.Time) error {
	return f.onNoticeDraft(ctx, who, authz.SchedulePublication, id, version, func(tx *store.Tx, n store.Notice) (map[string]any, error) {
		switch {
		case n.ProofreadAt.IsZero():
			return nil, errs.New(errs.Conflict, "《%s》还没有由第二人校核，校核以后再定公布时间。", FullTitle(n.Title))
		case at.IsZero() && n.PublishAt.IsZero():
			return nil, errs.New(errs.Conflict, "此稿没有定公布时间。")
		case at.IsZero():
			return map[string]any{"title": FullTitle(n.Title), "cancelled": true}, tx.SchedulePublication(ctx, n, at)
		case !at.After(tx.Now()):
			return nil, errs.Form(errs.Field{Name: "time", Message: "公布时间须在现在以后；现在就公布的，请点“立即公布”。"})
		case at.Sub(tx.Now()) > latestSchedule:
			return nil, errs.Form(errs.Field{Name: "day", Message: "公布时间最迟为" + calendar.Of(tx.Now().Add(latestSchedule)).String() + "，请核对年月。"})
		}
		if err := errs.Form(personalData("day", n.Title+"\n"+n.Body)...); err != nil {
			return nil, err
		}
		if err := withItsPapers(ctx, tx, n, at); err != nil {
			return nil, err
		}
		return map[string]any{"title": FullTitle(n.Title), "at": at}, tx.SchedulePublication(ctx, n, at)
	})
}

// withItsPapers refuses an announcement before the papers that it names.
func withItsPapers(ctx context.Context, tx *store.Tx, n store.Notice, at time.Time) error {
	if n.Kind != store.AnnouncementNotice {
		return nil
	}
	all, err := tx.NoticesOfMeeting(ctx, n.MeetingID)
	if err != nil {
		return err
	}
	for _, x := range all {
		if x.ID != n.ID && x.PublishedAt.IsZero() && (x.PublishAt.IsZero() || x.PublishAt.After(at)) {
			return errs.Form(errs.Field{Name: "day", Message: "公告不能早于它所列的《" + FullTitle(x.Title) + "》，请先给那一件定同一时间。"})
		}
	}
	return nil
}

// publishEvery is how often it is looked whether a publication is due.
const publishEvery = 10 * time.Second

// RunPublications makes notices public when their time has come, until ctx ends. The times stand in the
// database: what was missed while no process ran is made public by the next one.
func (f *Flow) RunPublications(ctx context.Context) {
	tick := time.NewTicker(publishEvery)
	defer tick.Stop()
	for {
		if err := f.PublishDue(ctx); err != nil && ctx.Err() == nil {
			slog.ErrorContext(ctx, "scheduled publications", "error", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// PublishDue makes public, once, what is due, on behalf of who set the time.
func (f *Flow) PublishDue(ctx context.Context) error {
	due, err := f.db.DuePublications(ctx, f.db.Now())
	if err != nil {
		return err
	}
	var failed []error
	for _, d := range due {
		a, err := f.db.Account(ctx, d.ScheduledBy)
		if err != nil {
			return err
		}
		// The right was checked when the time was set; here nobody is asked again.
		err = f.db.InTx(ctx, a.Actor(), func(tx *store.Tx) error {
			if d.MeetingID != 0 {
				return publishOfMeeting(ctx, tx, d.MeetingID, d.IDs)
			}
			return publishByID(ctx, tx, d.IDs[0])
		})
		if err != nil && errs.KindOf(err) != errs.Conflict { // Conflict: another process was faster
			failed = append(failed, fmt.Errorf("notices %v: %w", d.IDs, err))
		}
	}
	return errors.Join(failed...)
}
