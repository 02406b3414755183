package workflow

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"renmian/internal/authz"
	"renmian/internal/document"
	"renmian/internal/errs"
	"renmian/internal/policy"
	"renmian/internal/store"
	"renmian/internal/supervision"
)

// PublishRating words the announced result of a rating that is to be public and hands it in for publication (起草测评结果的
// 公布稿) 〔TM-22、DZ-14〕. It is made from the counts as they may be shown, so that the second person compares with them, and
// once: the schema keeps one notice for each rating.
func (f *Flow) PublishRating(ctx context.Context, who authz.Actor, id int64) (notice int64, err error) {
	err = f.do(ctx, who, authz.PublishResult, func(tx *store.Tx) error {
		t, err := tx.LockRating(ctx, id)
		if err != nil {
			return err
		}
		if err := publishable(t); err != nil {
			return err
		}
		d, err := ratingNotice(ctx, tx, t)
		if err != nil {
			return err
		}
		if notice, err = handInResult(ctx, tx, strings.Join(d.Title, "\n"), d.Body()); err != nil {
			return err
		}
		return tx.InsertRatingNotice(ctx, id, notice)
	})
	return notice, err
}

// publishable refuses a rating whose result is not to be made public.
func publishable(t store.Rating) error {
	switch {
	case t.State != supervision.RatingAnnounced:
		return errs.New(errs.Conflict, "“%s”还没有宣布结果，不能公布。", t.Title)
	case t.Publish != policy.PublishPublic:
		return errs.New(errs.Conflict, "“%s”的结果公开范围是“%s”，不向社会公布。", t.Title, t.Publish.Label())
	case t.Kind.Confidential():
		return errs.New(errs.Conflict, "信访和外来记录上的测评不向社会公布，以保护反映人。")
	}
	return nil
}

func ratingNotice(ctx context.Context, tx *store.Tx, t store.Rating) (d document.Document, err error) {
	c, err := tx.County(ctx)
	if err != nil {
		return d, err
	}
	counts, err := tx.RatingCounts(ctx, t.ID)
	if err != nil {
		return d, err
	}
	people, err := tx.MatterPeople(ctx, t.MatterID)
	if err != nil {
		return d, err
	}
	x := RatingSummary(t, counts)
	if i := slices.IndexFunc(people, func(p store.MatterPerson) bool { return p.PersonID == t.PersonID }); i >= 0 {
		x.Subject = people[i].Office + x.Subject
	}
	return document.RatingNotice(PaperCounty(c, 0), x), nil
}

// RatingSummary is an announced rating as papers tell it, with the counts of the groups that may be shown.
func RatingSummary(t store.Rating, counts []supervision.GroupCount) document.RatingSummary {
	x := document.RatingSummary{
		Title:    t.Title,
		Subject:  cmp.Or(t.Person, t.Organ, t.Matter),
		Matter:   t.Matter,
		On:       t.AnnouncedOn,
		Grades:   t.Scale.Grades,
		Result:   t.Result,
		Decision: t.Decision.Label(),
	}
	for _, g := range supervision.ShowGroups(counts) {
		x.Groups = append(
			x.Groups,
			document.RatingRow{Group: g.Label, Merged: g.Merged, Decides: g.Decides, Hidden: g.Hidden, Issued: g.Issued, Returned: g.Returned,
				Marks: g.Marks, Blank: g.Blank, Invalid: g.Invalid},
		)
	}
	return x
}
