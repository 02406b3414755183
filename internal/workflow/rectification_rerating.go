package workflow

import (
	"context"
	"slices"
	"strings"

	"renmian/internal/authz"
	"renmian/internal/calendar"
	"renmian/internal/errs"
	"renmian/internal/store"
	"renmian/internal/supervision"
)

// OrderRerating has a rectification rated once more after the report (决定整改后复评).
func (f *Flow) OrderRerating(ctx context.Context, who authz.Actor, id int64, why string) error {
	return f.onRectification(ctx, who, authz.OrderRerating, id, func(tx *store.Tx, r store.Rectification) (supervision.Rectification, map[string]any, error) {
		if why = strings.TrimSpace(why); why == "" {
			return r.Rectification, nil, errs.Form(errs.Field{Name: "why", Message: "请写明决定复评的理由。"})
		}
		next, err := r.Rectification.OrderRerating(why)
		return next, map[string]any{"why": why}, err
	})
}

// PlanRerating puts the second rating of a rectification to the matter, to be held by secret ballot (安排复评); what it repeats
// is the rating that the rectification came from, when there was one.
func (f *Flow) PlanRerating(ctx context.Context, who authz.Actor, id int64) (rating int64, err error) {
	err = f.onRectification(ctx, who, authz.PlanRating, id, func(tx *store.Tx, r store.Rectification) (supervision.Rectification, map[string]any, error) {
		if r.Stage != supervision.RectRerating {
			return r.Rectification, nil, errs.New(errs.Conflict, "现在是“%s”，不安排复评。", r.Stage.Label())
		}
		if planned, err := tx.RatingAbout(ctx, id, 0); err != nil {
			return r.Rectification, nil, err
		} else if planned.ID != 0 {
			return r.Rectification, nil, errs.New(errs.Conflict, "复评“%s”已经安排。", planned.Title)
		}
		x := RatingForm{Title: r.Title + "复评", Object: supervision.RateWork, PersonID: r.PersonID, OrganID: r.OrganID, RectificationID: id}
		if r.PersonID != 0 {
			x.Object = supervision.RatePerson
		}
		before, err := tx.RatingsOfMatter(ctx, r.MatterID)
		if err != nil {
			return r.Rectification, nil, err
		}
		for _, b := range before {
			if b.State == supervision.RatingAnnounced && b.Repeated == 0 && b.Object == x.Object && b.PersonID == r.PersonID && b.OrganID == r.OrganID {
				x.AfterID = b.ID
			}
		}
		rating, err = planRating(ctx, tx, r.MatterID, x)
		return r.Rectification, map[string]any{"rating": rating, "after": x.AfterID}, err
	})
	return rating, err
}

// RecordRerating notes the grade of the second rating (登记复评结果).
func (f *Flow) RecordRerating(ctx context.Context, who authz.Actor, id int64, on calendar.Day, grade string) error {
	return f.onRectification(ctx, who, authz.RecordRerating, id, func(tx *store.Tx, r store.Rectification) (supervision.Rectification, map[string]any, error) {
		next, err := recordRerating(ctx, tx, r.Rectification, on, grade)
		return next, map[string]any{"on": on, "grade": grade}, err
	})
}

// recordRerating is what RecordRerating does to a rectification that is locked; the rating's own announcement may do it too.
func recordRerating(ctx context.Context, tx *store.Tx, r supervision.Rectification, on calendar.Day, grade string) (supervision.Rectification, error) {
	rated, err := tx.RatingAbout(ctx, r.ID, 0)
	if err != nil {
		return r, err
	}
	if rated.ID != 0 { // by secret ballot: its result and no other
		if rated.State != supervision.RatingAnnounced {
			return r, errs.New(errs.Conflict, "“%s”还没有宣布结果，宣布后再登记。", rated.Title)
		}
		on, grade = rated.AnnouncedOn, rated.Result
	}
	_, p, err := tx.PolicyOn(ctx, calendar.Of(tx.Now()))
	if err != nil {
		return r, err
	}
	grades := p.Supervision.Rating.Work.Grades
	if r.PersonID != 0 {
		grades = p.Supervision.Rating.Person.Grades
	}
	if rated.ID != 0 {
		grades = rated.Scale.Grades
	}
	var fields []errs.Field
	addDayProblem(func(name, message string) { fields = append(fields, errs.Field{Name: name, Message: message}) }, on, calendar.Of(tx.Now()), "复评")
	if !slices.Contains(grades, grade) {
		fields = append(fields, errs.Field{Name: "grade", Message: "请选择复评的等次。"})
	}
	if err := errs.Form(fields...); err != nil {
		return r, err
	}
	return r.RecordRerating(on, grade)
}
