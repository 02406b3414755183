package workflow

import (
	"cmp"
	"context"
	"strings"

	"renmian/internal/authz"
	"renmian/internal/calendar"
	"renmian/internal/errs"
	"renmian/internal/policy"
	"renmian/internal/store"
	"renmian/internal/supervision"
)

func ratingSubject(id int64) store.Subject { return store.Subject{Kind: "rating", ID: id} }

// RatingForm is what is settled about a rating before it is held. Of scale, groups, blanks and publication the policy
// in force on the day of planning is taken where nothing is said.
type RatingForm struct {
	Title           string // empty: 关于… from the subject
	Object          supervision.RatingObject
	PersonID        int64 // of a rating of a person; may be set beside work done by one
	OrganID         int64
	OpinionID       int64 // 审议意见〔ZJ-15〕
	RectificationID int64
	AfterID         int64 // 复评: of which rating
	Groups          []policy.RaterGroup
	Publish         policy.PublishScope
	DueOn           calendar.Day
}

// planRating puts a rating to a matter, to be held at a meeting or by codes, and returns its id. It does not audit:
// it is part of what its caller does.
func planRating(ctx context.Context, tx *store.Tx, matterID int64, x RatingForm) (int64, error) {
	m, err := tx.Matter(ctx, matterID)
	if err != nil {
		return 0, err
	}
	_, p, err := tx.PolicyOn(ctx, calendar.Of(tx.Now()))
	if err != nil {
		return 0, err
	}
	rules := p.Supervision.Rating
	t := store.Rating{MatterID: matterID, AfterID: x.AfterID, Title: strings.TrimSpace(x.Title), Object: x.Object, PersonID: x.PersonID, OrganID: x.OrganID,
		OpinionID: x.OpinionID, RectificationID: x.RectificationID, Scale: rules.Work, Groups: rules.Groups, Blank: rules.Blank,
		Publish: cmp.Or(x.Publish, rules.Publish), DueOn: x.DueOn}
	if len(x.Groups) > 0 {
		t.Groups = x.Groups
	}
	subject := cmp.Or(strings.TrimSuffix(strings.TrimSuffix(m.Title, m.Kind.Label()), "工作"), m.Title) // 农村人居环境整治, of 农村人居环境整治专项工作评议
	switch {
	case x.PersonID != 0:
		n, err := tx.Person(ctx, x.PersonID)
		if err != nil {
			return 0, err
		}
		subject = n.Name
	case x.OrganID != 0:
		o, err := tx.Organ(ctx, x.OrganID)
		if err != nil {
			return 0, err
		}
		subject = o.Name
	}
	switch x.Object {
	case supervision.RatePerson:
		t.Scale = rules.Person
	case supervision.RateInUnit:
		t.Groups = []policy.RaterGroup{{Key: "staff", Label: "本单位干部职工", Decides: true}}
		if x.PersonID != 0 {
			t.Scale = rules.Person
		}
	}
	if t.Title == "" {
		t.Title = subject + map[supervision.RatingObject]string{supervision.RatePerson: "履职测评", supervision.RateWork: "工作满意度测评", supervision.RateInUnit: "民主测评"}[t.Object]
		if x.AfterID != 0 {
			t.Title += "（复评）"
		}
	}
	var fields []errs.Field
	if t.Object.Label() == "" {
		fields = append(fields, errs.Field{Name: "object", Message: "请选择测评对人还是对工作。"})
	}
	if x.Object == supervision.RatePerson && x.PersonID == 0 {
		fields = append(fields, errs.Field{Name: "subject", Message: "对人的测评，请选择测评对象。"})
	}
	if !t.Publish.Valid() {
		fields = append(fields, errs.Field{Name: "publish", Message: "请选择结果公开范围。"})
	}
	if err := errs.Form(fields...); err != nil {
		return 0, err
	}
	if x.AfterID != 0 {
		before, err := tx.Rating(ctx, x.AfterID)
		if err != nil {
			return 0, err
		}
		if before.State != supervision.RatingAnnounced {
			return 0, errs.New(errs.Conflict, "“%s”还没有宣布结果，不能复评。", before.Title)
		}
		t.Scale, t.Blank = before.Scale, before.Blank // measured as before
	}
	id, err := tx.InsertRating(ctx, t)
	if err != nil {
		return 0, err
	}
	return id, setRatingTasks(ctx, tx, matterID)
}

// PlanRating puts a rating to a matter (安排测评): it can be held on any matter, of a person, a unit or the work itself.
func (f *Flow) PlanRating(ctx context.Context, who authz.Actor, matterID int64, x RatingForm) (id int64, err error) {
	err = f.onMatter(ctx, who, authz.PlanRating, matterID, supervision.Kinds(), func(tx *store.Tx, m store.Matter) (map[string]any, error) {
		if id, err = planRating(ctx, tx, m.ID, x); err != nil {
			return nil, err
		}
		return map[string]any{"rating": id, "object": x.Object, "after": x.AfterID}, nil
	})
	return id, err
}
