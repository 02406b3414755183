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

// ReviewForm is what is settled about a review when it begins and while it is prepared.
type ReviewForm struct {
	Kind      supervision.Kind
	PersonID  int64
	OrganID   int64
	Topic     string // 专项工作: the work that is reviewed
	Title     string // empty: from the subject
	Selection policy.Selection
	Theme     string
	Headings  []string // empty: of the policy
	Plan      string
	Leaders   string
	Team      string
	Lead      string
	MeetingID int64
	ItemID    int64 // of the year's plan
}

func tidy(texts ...*string) {
	for _, t := range texts {
		*t = strings.TrimSpace(*t)
	}
}

// OpenReview begins the review of a person, a unit or one piece of work (启动评议)〔ZJ-09、TM-20、TM-21〕. A unit may be a
// vertically managed one, whose head the committee does not appoint.
func (f *Flow) OpenReview(ctx context.Context, who authz.Actor, x ReviewForm) (id int64, err error) {
	err = f.do(ctx, who, authz.OpenReview, func(tx *store.Tx) error {
		today := calendar.Of(tx.Now())
		_, p, err := tx.PolicyOn(ctx, today)
		if err != nil {
			return err
		}
		rules := p.Supervision.Review
		if rules.Mode == policy.Off {
			return errs.New(errs.Conflict, "本县现行办法不开展评议。要开展的，请先修改办法。")
		}
		tidy(&x.Topic, &x.Title, &x.Theme, &x.Plan, &x.Leaders, &x.Team, &x.Lead)
		selection := cmp.Or(x.Selection, rules.Selection)
		subject, err := reviewSubject(ctx, tx, x, selection)
		if err != nil {
			return err
		}
		if x.Title == "" {
			x.Title = subject + x.Kind.Label()
		}
		if len(x.Headings) == 0 {
			x.Headings = rules.Headings
		}
		m := store.Matter{
			Kind:      x.Kind,
			Title:     x.Title,
			Year:      today.Year(),
			Stage:     string(supervision.ReviewPrepare),
			Lead:      x.Lead,
			MeetingID: x.MeetingID,
			OpenedOn:  today,
		}
		if id, err = tx.InsertMatter(ctx, m); err != nil {
			return err
		}
		if err := tx.InsertReview(ctx, store.PerformanceReview{MatterID: id, Kind: x.Kind, Selection: selection, Theme: x.Theme, Headings: x.Headings, Plan: x.Plan, Leaders: x.Leaders, Team: x.Team}); err != nil {
			return err
		}
		if x.PersonID != 0 {
			part := supervision.PartResponsible
			if x.Kind == supervision.PerformanceReview {
				part = supervision.PartSubject
			}
			if err := tx.SetMatterPerson(ctx, id, x.PersonID, part); err != nil {
				return err
			}
		}
		if x.OrganID != 0 {
			part := supervision.PartHandler
			if x.Kind == supervision.WorkReview {
				part = supervision.PartSubject
			}
			if err := tx.SetMatterOrgan(ctx, id, x.OrganID, part); err != nil {
				return err
			}
		}
		if err := beginItem(ctx, tx, x.ItemID, id); err != nil {
			return err
		}
		if err := setReviewTasks(ctx, tx, id); err != nil {
			return err
		}
		return tx.Audit(ctx, authz.OpenReview, store.Subject{Kind: string(x.Kind), ID: id}, map[string]any{"title": x.Title, "selection": selection})
	})
	return id, err
}

// reviewSubject is what is reviewed, by name: the person, the unit or the work that the form must then say.
func reviewSubject(ctx context.Context, tx *store.Tx, x ReviewForm, selection policy.Selection) (subject string, err error) {
	subject = x.Topic
	var fields []errs.Field
	switch x.Kind {
	case supervision.PerformanceReview:
		if x.PersonID == 0 {
			fields = append(fields, errs.Field{Name: "person", Message: "请选择评议对象。"})
		} else if n, err := tx.Person(ctx, x.PersonID); err != nil {
			return "", err
		} else {
			subject = n.Name
		}
	case supervision.WorkReview:
		if x.OrganID == 0 {
			fields = append(fields, errs.Field{Name: "organ", Message: "请选择评议的单位。"})
		} else if o, err := tx.Organ(ctx, x.OrganID); err != nil {
			return "", err
		} else {
			subject = o.Name
		}
	case supervision.TopicReview:
		if x.Topic == "" {
			fields = append(fields, errs.Field{Name: "topic", Message: "请写明评议哪一项工作，如“农村人居环境整治”。"})
		}
	default:
		fields = append(fields, errs.Field{Name: "kind", Message: "请选择评议人员、单位还是专项工作。"})
	}
	if !selection.Valid() {
		fields = append(fields, errs.Field{Name: "selection", Message: "请选择对象怎样确定。"})
	}
	return subject, errs.Form(fields...)
}

// reviewState gathers what the rules ask about a review.
func reviewState(ctx context.Context, r reviewReader, m store.Matter) (s supervision.Review, err error) {
	v, err := r.Review(ctx, m.ID)
	if err != nil {
		return s, err
	}
	o, err := r.ReviewOpinion(ctx, m.ID)
	if err != nil {
		return s, err
	}
	signers, err := r.ReviewSigners(ctx, m.ID)
	if err != nil {
		return s, err
	}
	records, err := r.MatterRecords(ctx, m.ID)
	if err != nil {
		return s, err
	}
	ratings, err := r.RatingsOfMatter(ctx, m.ID)
	if err != nil {
		return s, err
	}
	people, err := r.MatterPeople(ctx, m.ID)
	if err != nil {
		return s, err
	}
	organs, err := r.MatterOrgans(ctx, m.ID)
	if err != nil {
		return s, err
	}
	s = supervision.Review{
		MatterID:   m.ID,
		Kind:       m.Kind,
		Phase:      supervision.ReviewPhase(m.Stage),
		Planned:    v.Plan != "" && v.Leaders != "",
		Approved:   !v.ApprovedOn.IsZero(),
		Mobilised:  !v.MobilisedOn.IsZero(),
		Records:    len(records),
		Reported:   !v.ReportedOn.IsZero(),
		Signers:    len(signers),
		Spoken:     !v.SpokenOn.IsZero(),
		OpinionSet: o.Version > 0,
		Sent:       !o.SentOn.IsZero(),
		AnswerDue:  o.AnswerDue,
		Received:   !o.ReceivedOn.IsZero(),
		Answered:   !o.AnsweredOn.IsZero(),
	}
	for _, x := range signers {
		if !x.SignedOn.IsZero() {
			s.Signed++
		}
	}
	for _, t := range ratings {
		if t.Object != supervision.RateInUnit && (t.State == supervision.RatingPlanned || t.State == supervision.RatingHeld) {
			s.RatingOpen = true
		}
	}
	for _, x := range people {
		if m.Kind == supervision.PerformanceReview && x.Part == supervision.PartSubject {
			s.PersonID, s.Subject = x.PersonID, x.Name
		}
	}
	for _, x := range organs {
		if m.Kind != supervision.PerformanceReview && (x.Part == supervision.PartSubject || s.OrganID == 0) {
			s.OrganID, s.Subject = x.OrganID, x.Name
		}
	}
	return s, nil
}

// reviewReader reads what belongs to a review, inside a change or outside.
type reviewReader interface {
	Review(ctx context.Context, matterID int64) (store.PerformanceReview, error)
	ReviewOpinion(ctx context.Context, matterID int64) (store.ReviewOpinion, error)
	ReviewSigners(ctx context.Context, matterID int64) ([]store.Signer, error)
	MatterRecords(ctx context.Context, matterID int64) ([]store.MatterRecord, error)
	RatingsOfMatter(ctx context.Context, matterID int64) ([]store.Rating, error)
	MatterPeople(ctx context.Context, matterID int64) ([]store.MatterPerson, error)
	MatterOrgans(ctx context.Context, matterID int64) ([]store.MatterOrgan, error)
}

// ReviewState is how far a review has come.
func (f *Flow) ReviewState(ctx context.Context, m store.Matter) (supervision.Review, error) {
	return reviewState(ctx, f.db, m)
}

// setReviewTasks derives what is to be done for a review.
func setReviewTasks(ctx context.Context, tx *store.Tx, id int64) error {
	m, err := tx.Matter(ctx, id)
	if err != nil {
		return err
	}
	s, err := reviewState(ctx, tx, m)
	if err != nil {
		return err
	}
	return tx.SetMatterTasks(ctx, id, supervision.ReviewTasks(s))
}

// onReview locks a review in one of some phases and changes it; tasks follow.
func (f *Flow) onReview(ctx context.Context, who authz.Actor, act authz.Action, id int64, phases []supervision.ReviewPhase,
	change func(tx *store.Tx, m store.Matter, v *store.PerformanceReview) (map[string]any, error)) error {
	return f.onMatter(ctx, who, act, id, supervision.ReviewKinds, func(tx *store.Tx, m store.Matter) (map[string]any, error) {
		now, allowed := supervision.ReviewPhase(m.Stage), false
		for _, p := range phases {
			allowed = allowed || p == now
		}
		if !allowed {
			return nil, errs.New(errs.Conflict, "“%s”现在是%s阶段，不能办理“%s”。请刷新页面。", m.Title, now.Label(), act.Label())
		}
		v, err := tx.Review(ctx, id)
		if err != nil {
			return nil, err
		}
		detail, err := change(tx, m, &v)
		if err != nil {
			return nil, err
		}
		if err := tx.SaveReview(ctx, v); err != nil {
			return nil, err
		}
		return detail, setReviewTasks(ctx, tx, id)
	})
}

var (
	inPreparation = []supervision.ReviewPhase{supervision.ReviewPrepare}
	whileSurvey   = []supervision.ReviewPhase{supervision.ReviewSurvey}
	whileHeld     = []supervision.ReviewPhase{supervision.ReviewHeld}
	whileRectify  = []supervision.ReviewPhase{supervision.ReviewRectify}
	whileReviewed = []supervision.ReviewPhase{supervision.ReviewPrepare, supervision.ReviewSurvey, supervision.ReviewHeld, supervision.ReviewRectify}
)

// PlanReview writes plan, leading group and survey team (制定评议方案), until the chairpersons have approved them.
func (f *Flow) PlanReview(ctx context.Context, who authz.Actor, id int64, x ReviewForm) error {
	return f.onReview(ctx, who, authz.PlanReview, id, inPreparation, func(_ *store.Tx, _ store.Matter, v *store.PerformanceReview) (map[string]any, error) {
		if !v.ApprovedOn.IsZero() {
			return nil, errs.New(errs.Conflict, "评议方案已于%s经主任会议通过，不再改动。", v.ApprovedOn)
		}
		tidy(&x.Theme, &x.Plan, &x.Leaders, &x.Team)
		var fields []errs.Field
		if x.Plan == "" {
			fields = append(fields, errs.Field{Name: "plan", Message: "请写明评议方案：时间、步骤、分工。"})
		}
		if x.Leaders == "" {
			fields = append(fields, errs.Field{Name: "leaders", Message: "请写明评议领导小组的组长和成员。"})
		}
		if len(x.Headings) == 0 {
			fields = append(fields, errs.Field{Name: "headings", Message: "请写明评议内容，每行一项。"})
		}
		if err := errs.Form(fields...); err != nil {
			return nil, err
		}
		v.Theme, v.Plan, v.Leaders, v.Team, v.Headings = x.Theme, x.Plan, x.Leaders, x.Team, x.Headings
		return map[string]any{"theme": x.Theme}, nil
	})
}

// ApproveReview is the chairpersons' approval of the plan (主任会议通过评议方案)〔业务参考 4.2〕.
func (f *Flow) ApproveReview(ctx context.Context, who authz.Actor, id int64) error {
	return f.onReview(ctx, who, authz.ApproveReview, id, inPreparation, func(tx *store.Tx, _ store.Matter, v *store.PerformanceReview) (map[string]any, error) {
		if v.Plan == "" || v.Leaders == "" {
			return nil, errs.New(errs.Conflict, "评议方案和评议领导小组还没有写明，不能通过。")
		}
		if !v.ApprovedOn.IsZero() {
			return nil, errs.New(errs.Conflict, "评议方案已于%s通过。", v.ApprovedOn)
		}
		v.ApprovedOn = calendar.Of(tx.Now())
		return nil, nil
	})
}

// MobiliseReview records the mobilisation meeting and the public notice that asks for opinions (登记动员会).
func (f *Flow) MobiliseReview(ctx context.Context, who authz.Actor, id int64, on calendar.Day, text string, noticedOn calendar.Day, notice string) error {
	tidy(&text, &notice)
	return f.onReview(ctx, who, authz.MobiliseReview, id, inPreparation,
		func(tx *store.Tx, _ store.Matter, v *store.PerformanceReview) (map[string]any, error) {
			var fields []errs.Field
			add := func(name, message string) { fields = append(fields, errs.Field{Name: name, Message: message}) }
			if v.ApprovedOn.IsZero() {
				return nil, errs.New(errs.Conflict, "评议方案还没有经主任会议通过，不能召开动员会。")
			}
			today := calendar.Of(tx.Now())
			if on.IsZero() || on.After(today) {
				add("mobilised_on", "请填写动员会的日期，不晚于今天。")
			}
			if text == "" {
				add("mobilisation", "请写明动员会的情况：地点、参加人员、部署。")
			}
			if (notice == "") != noticedOn.IsZero() {
				add("notice", "公告征求意见的，请写明公告内容和日期。")
			}
			if err := errs.Form(fields...); err != nil {
				return nil, err
			}
			v.MobilisedOn, v.Mobilisation, v.NoticedOn, v.Notice = on, text, noticedOn, notice
			return map[string]any{"held_on": on}, nil
		})
}

// AdvanceReview moves a review into its next phase (转入下一阶段), once nothing is missing; the last closes it.
func (f *Flow) AdvanceReview(ctx context.Context, who authz.Actor, id int64, outcome string) error {
	tidy(&outcome)
	return f.onReview(ctx, who, authz.AdvanceReview, id, whileReviewed, func(tx *store.Tx, m store.Matter, _ *store.PerformanceReview) (map[string]any, error) {
		s, err := reviewState(ctx, tx, m)
		if err != nil {
			return nil, err
		}
		if err := errs.Blocked(s.Missing()); err != nil {
			return nil, err
		}
		was := m.Stage
		m.Stage = string(s.Next())
		if s.Next() == supervision.ReviewClosed {
			if outcome == "" {
				return nil, errs.Form(errs.Field{Name: "outcome", Message: "请写明办结情况。"})
			}
			m.ClosedOn, m.Outcome = calendar.Of(tx.Now()), outcome
		}
		return map[string]any{"from": was, "to": m.Stage}, tx.SaveMatter(ctx, m)
	})
}
