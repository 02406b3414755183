package workflow

import (
	"context"
	"fmt"
	"strings"

	"renmian/internal/authz"
	"renmian/internal/calendar"
	"renmian/internal/errs"
	"renmian/internal/store"
	"renmian/internal/supervision"
)

// ReportSurvey writes the survey report with those who took part (写调查报告), and the day on which each signed it〔ZJ-10〕.
func (f *Flow) ReportSurvey(ctx context.Context, who authz.Actor, id int64, report string, signers []store.Signer) error {
	tidy(&report)
	return f.onReview(ctx, who, authz.ReportSurvey, id, whileSurvey, func(tx *store.Tx, _ store.Matter, v *store.PerformanceReview) (map[string]any, error) {
		today := calendar.Of(tx.Now())
		var fields []errs.Field
		if report == "" {
			fields = append(fields, errs.Field{Name: "report", Message: "请写调查报告。"})
		}
		for i := range signers {
			tidy(&signers[i].Name, &signers[i].Duty)
			if signers[i].Name == "" || signers[i].SignedOn.After(today) {
				fields = append(fields, errs.Field{Name: "signers", Message: "参加调查的人员每行一人：姓名，职务，签字日期；签字日期不晚于今天。"})
				break
			}
		}
		if len(signers) == 0 {
			fields = append(fields, errs.Field{Name: "signers", Message: "请列出参加调查的人员，每行一人。"})
		}
		if err := errs.Form(fields...); err != nil {
			return nil, err
		}
		v.Report, v.ReportedOn = report, today
		return map[string]any{"signers": len(signers)}, tx.SetReviewSigners(ctx, id, signers)
	})
}

// HearReview records the report or speech of the reviewed (登记述职), against the county's limit of time.
func (f *Flow) HearReview(ctx context.Context, who authz.Actor, id int64, on calendar.Day, minutes int, speech string) error {
	tidy(&speech)
	return f.onReview(ctx, who, authz.HearReview, id, whileHeld, func(tx *store.Tx, _ store.Matter, v *store.PerformanceReview) (map[string]any, error) {
		var fields []errs.Field
		if on.IsZero() || on.After(calendar.Of(tx.Now())) {
			fields = append(fields, errs.Field{Name: "spoken_on", Message: "请填写述职的日期，不晚于今天。"})
		}
		if minutes < 1 || minutes > 240 {
			fields = append(fields, errs.Field{Name: "minutes", Message: "请填写用时，1 至 240 分钟。"})
		}
		if speech == "" {
			fields = append(fields, errs.Field{Name: "speech", Message: "请写明述职的要点。"})
		}
		if err := errs.Form(fields...); err != nil {
			return nil, err
		}
		v.SpokenOn, v.MinutesUsed, v.Speech = on, minutes, speech
		return map[string]any{"minutes": minutes}, nil
	})
}

// RecordReviewSpeech writes down a member's speech, or a question with its answer (登记评议发言和询问)〔SB-13〕.
func (f *Flow) RecordReviewSpeech(ctx context.Context, who authz.Actor, id int64, x store.ReviewSpeech) error {
	tidy(&x.Speaker, &x.Text, &x.Answerer, &x.Answer)
	return f.onReview(ctx, who, authz.HearReview, id, whileHeld, func(tx *store.Tx, _ store.Matter, _ *store.PerformanceReview) (map[string]any, error) {
		var fields []errs.Field
		if x.Speaker == "" {
			fields = append(fields, errs.Field{Name: "speaker", Message: "请填写发言人。"})
		}
		if x.Text == "" {
			fields = append(fields, errs.Field{Name: "text", Message: "请填写发言或者询问的内容。"})
		}
		if x.Kind != "speech" && x.Kind != "question" {
			fields = append(fields, errs.Field{Name: "kind", Message: "请选择发言还是询问。"})
		}
		if x.Kind == "question" && (x.Answerer == "") != (x.Answer == "") {
			fields = append(fields, errs.Field{Name: "answer", Message: "答复人和答复内容请一并填写。"})
		}
		if err := errs.Form(fields...); err != nil {
			return nil, err
		}
		return map[string]any{"kind": x.Kind, "speaker": x.Speaker}, tx.InsertReviewSpeech(ctx, id, x)
	})
}

// WriteReviewOpinion drafts the opinion on the reviewed under its headings (起草评议意见书)〔ZJ-12、业务参考 6.2〕.
func (f *Flow) WriteReviewOpinion(ctx context.Context, who authz.Actor, id int64, x store.ReviewOpinion) error {
	tidy(&x.Overall, &x.Strengths, &x.Problems, &x.Suggestions, &x.Demands, &x.Contact)
	return f.onReview(ctx, who, authz.WriteOpinion, id, whileHeld, func(tx *store.Tx, _ store.Matter, _ *store.PerformanceReview) (map[string]any, error) {
		o, err := tx.ReviewOpinion(ctx, id)
		if err != nil {
			return nil, err
		}
		if !o.SentOn.IsZero() {
			return nil, errs.New(errs.Conflict, "评议意见书已于%s发出，不再改动。", o.SentOn)
		}
		var fields []errs.Field
		for _, f := range []struct{ name, label, text string }{{"overall", "总体评价", x.Overall}, {"strengths", "主要成绩", x.Strengths}, {"problems", "存在问题", x.Problems}, {"suggestions", "建议", x.Suggestions}} {
			if f.text == "" {
				fields = append(fields, errs.Field{Name: f.name, Message: "请写明" + f.label + "。"})
			}
		}
		if err := errs.Form(fields...); err != nil {
			return nil, err
		}
		o.Version = x.Version
		o.Overall, o.Strengths, o.Problems, o.Suggestions, o.Demands, o.Contact = x.Overall, x.Strengths, x.Problems, x.Suggestions, x.Demands, x.Contact
		return nil, tx.SaveReviewOpinion(ctx, o)
	})
}

// OpinionDays are the days by which an opinion is to be answered and, where its problems are to be put right, the plan and
// the report to be handed in; what is zero follows from the county's rules.
type OpinionDays struct {
	AnswerDue calendar.Day
	Rectify   bool
	PlanDue   calendar.Day
	ReportDue calendar.Day
}

// SendReviewOpinion sends the opinion to the reviewed (发出评议意见书), who acknowledge and answer it in time; its problems can be
// asked to be put right in the same act〔ZJ-16、SB-16〕.
func (f *Flow) SendReviewOpinion(ctx context.Context, who authz.Actor, id int64, x OpinionDays) error {
	return f.onReview(ctx, who, authz.SendReviewOpinion, id, whileHeld, func(tx *store.Tx, m store.Matter, _ *store.PerformanceReview) (map[string]any, error) {
		o, err := tx.ReviewOpinion(ctx, id)
		if err != nil {
			return nil, err
		}
		switch {
		case o.Version == 0:
			return nil, errs.New(errs.Conflict, "评议意见书还没有起草。")
		case !o.SentOn.IsZero():
			return nil, errs.New(errs.Conflict, "评议意见书已于%s发出。", o.SentOn)
		}
		today := calendar.Of(tx.Now())
		_, p, err := tx.PolicyOn(ctx, today)
		if err != nil {
			return nil, err
		}
		if x.AnswerDue.IsZero() {
			x.AnswerDue, _ = supervision.RectificationDays(today, p.Supervision.Rectification)
		}
		if x.AnswerDue.Before(today) {
			return nil, errs.Form(errs.Field{Name: "answer_due", Message: "答复的期限不能早于今天。"})
		}
		n, err := tx.NextOpinionNumber(ctx, today.Year())
		if err != nil {
			return nil, err
		}
		o.Number, o.SentOn, o.AnswerDue = fmt.Sprintf("评议意见〔%d〕%d号", today.Year(), n), today, x.AnswerDue
		detail := map[string]any{"number": o.Number, "due": o.AnswerDue}
		if err := tx.SaveReviewOpinion(ctx, o); err != nil || !x.Rectify {
			return detail, err
		}
		detail["rectification"], err = rectifyOpinion(ctx, tx, m, o, x)
		return detail, err
	})
}

// RectifyReviewOpinion asks for the problems of an opinion that was sent to be put right (按评议意见发出整改要求), once.
func (f *Flow) RectifyReviewOpinion(ctx context.Context, who authz.Actor, id int64, x OpinionDays) (rectification int64, err error) {
	err = f.onReview(ctx, who, authz.OpenRectification, id, append(whileHeld, whileRectify...),
		func(tx *store.Tx, m store.Matter, _ *store.PerformanceReview) (map[string]any, error) {
			o, err := tx.ReviewOpinion(ctx, id)
			if err != nil {
				return nil, err
			}
			if o.SentOn.IsZero() {
				return nil, errs.New(errs.Conflict, "评议意见书还没有发出。")
			}
			rectification, err = rectifyOpinion(ctx, tx, m, o, x)
			return map[string]any{"rectification": rectification}, err
		})
	return rectification, err
}

// rectifyOpinion opens the rectification of an opinion: each line of its problems is a finding, for the person or unit that was
// reviewed, or the unit that handles the piece of work.
func rectifyOpinion(ctx context.Context, tx *store.Tx, m store.Matter, o store.ReviewOpinion, x OpinionDays) (int64, error) {
	s, err := reviewState(ctx, tx, m)
	if err != nil {
		return 0, err
	}
	if s.PersonID == 0 && s.OrganID == 0 {
		return 0, errs.New(errs.Conflict, "“%s”还没有确定责任单位，不能发出整改要求。请先在“涉及的人员和单位”中确定。", m.Title)
	}
	all, err := tx.Rectifications(ctx, store.RectificationFilter{Who: authz.System, MatterID: m.ID, Limit: 100})
	if err != nil {
		return 0, err
	}
	for _, r := range all {
		if r.Source == supervision.FromReviewOpinion {
			return 0, errs.New(errs.Conflict, "已经按评议意见发出整改要求“%s”。", r.Title)
		}
	}
	form := RectificationForm{Source: supervision.FromReviewOpinion, Title: s.Subject + m.Kind.Label() + "意见指出问题的整改", PersonID: s.PersonID,
		Findings: strings.Split(o.Problems, "\n"), PlanDue: x.PlanDue, ReportDue: x.ReportDue}
	if s.PersonID == 0 {
		form.OrganID = s.OrganID
	}
	return openRectification(ctx, tx, m.ID, form)
}

// reviewedBy refuses who may not act for the reviewed: the person, an account of the unit, or the clerk on paper may.
func reviewedBy(ctx context.Context, tx *store.Tx, who authz.Actor, s supervision.Review) error {
	switch {
	case who.Has(authz.RoleClerk), s.PersonID != 0 && who.PersonID == s.PersonID:
		return nil
	case s.PersonID == 0 && s.OrganID != 0:
		return actsFor(ctx, tx, who, s.OrganID)
	}
	return errs.New(errs.NotFound, "查无此评议意见书。")
}

// ReceiveReviewOpinion acknowledges the opinion (签收评议意见书).
func (f *Flow) ReceiveReviewOpinion(ctx context.Context, who authz.Actor, id int64) error {
	return f.onReviewOpinion(ctx, who, authz.ReceiveReviewOpinion, id, func(tx *store.Tx, o *store.ReviewOpinion) error {
		if !o.ReceivedOn.IsZero() {
			return errs.New(errs.Conflict, "评议意见书已于%s签收。", o.ReceivedOn)
		}
		o.ReceivedOn = calendar.Of(tx.Now())
		return nil
	})
}

// AnswerReviewOpinion answers the opinion (答复评议意见).
func (f *Flow) AnswerReviewOpinion(ctx context.Context, who authz.Actor, id int64, answer string) error {
	tidy(&answer)
	return f.onReviewOpinion(ctx, who, authz.AnswerReviewOpinion, id, func(tx *store.Tx, o *store.ReviewOpinion) error {
		switch {
		case o.ReceivedOn.IsZero():
			return errs.New(errs.Conflict, "请先签收评议意见书，再答复。")
		case !o.AnsweredOn.IsZero():
			return errs.New(errs.Conflict, "已于%s答复，不再改动。", o.AnsweredOn)
		case answer == "":
			return errs.Form(errs.Field{Name: "answer", Message: "请写明对每个问题的认识和整改打算。"})
		}
		o.Answer, o.AnsweredOn = answer, calendar.Of(tx.Now())
		return nil
	})
}

func (f *Flow) onReviewOpinion(
	ctx context.Context,
	who authz.Actor,
	act authz.Action,
	id int64,
	change func(tx *store.Tx, o *store.ReviewOpinion) error,
) error {
	return f.onReview(ctx, who, act, id, append(whileHeld, whileRectify...),
		func(tx *store.Tx, m store.Matter, _ *store.PerformanceReview) (map[string]any, error) {
			s, err := reviewState(ctx, tx, m)
			if err != nil {
				return nil, err
			}
			if err := reviewedBy(ctx, tx, who, s); err != nil {
				return nil, err
			}
			o, err := tx.ReviewOpinion(ctx, id)
			if err != nil {
				return nil, err
			}
			if o.SentOn.IsZero() {
				return nil, errs.New(errs.Conflict, "评议意见书还没有发出。")
			}
			if err := change(tx, &o); err != nil {
				return nil, err
			}
			return map[string]any{"number": o.Number}, tx.SaveReviewOpinion(ctx, o)
		})
}
