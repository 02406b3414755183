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

// ExtendSuggestion gives a hard suggestion six months (延长办理期限)〔代表法 第五十一条〕.
func (f *Flow) ExtendSuggestion(ctx context.Context, who authz.Actor, id int64, why string) error {
	return f.onSuggestion(ctx, who, authz.ExtendSuggestion, id, func(tx *store.Tx, s store.Suggestion) (map[string]any, error) {
		if err := suggestionAt(s, supervision.SuggestionHandling); err != nil {
			return nil, err
		}
		if s.Extended != "" {
			return nil, errs.New(errs.Conflict, "这件建议已经延长到六个月，不能再延长〔代表法 第五十一条〕。")
		}
		if s.Extended = strings.TrimSpace(why); s.Extended == "" {
			return nil, errs.Form(errs.Field{Name: "why", Message: "请写明办理难度大、需要延长的理由。"})
		}
		was := s.DueOn
		s.DueOn = supervision.Extended(s.HandedOn)
		return map[string]any{"was": was, "due_on": s.DueOn}, tx.SaveSuggestion(ctx, s)
	})
}

// ContactDeputy writes down how the leading unit spoke with the deputy (联系代表)〔R9〕.
func (f *Flow) ContactDeputy(ctx context.Context, who authz.Actor, id int64, day calendar.Day, how string) error {
	return f.onSuggestion(ctx, who, authz.ContactDeputy, id, func(tx *store.Tx, s store.Suggestion) (map[string]any, error) {
		if err := suggestionAt(s, supervision.SuggestionHandling, supervision.SuggestionAgain); err != nil {
			return nil, err
		}
		if err := actsFor(ctx, tx, who, s.LeadID); err != nil {
			return nil, err
		}
		if !s.ContactedOn.IsZero() { // of two pages open at once the later does not write over the earlier
			return nil, errs.New(errs.Conflict, "%s已经登记过联系情况，请刷新页面查看。", s.ContactedOn)
		}
		var fields []errs.Field
		if s.ContactedOn = day; day.IsZero() || day.Before(s.HandedOn) || day.After(calendar.Of(tx.Now())) {
			fields = append(fields, errs.Field{Name: "contacted_on", Message: "请填写联系的日期，在交办以后、今天或以前。"})
		}
		if s.Contact = strings.TrimSpace(how); s.Contact == "" {
			fields = append(fields, errs.Field{Name: "contact", Message: "请写明怎样联系、代表有什么意见。"})
		}
		if err := errs.Form(fields...); err != nil {
			return nil, err
		}
		return map[string]any{"contacted_on": day}, tx.SaveSuggestion(ctx, s)
	})
}

// ReplyForm is an answer to a suggestion.
type ReplyForm struct {
	Outcome    supervision.ReplyOutcome
	DocumentNo string
	Text       string
	Files      []Upload
}

// ReplySuggestion answers the deputies (答复)〔代表法 第五十一条〕; the unit has spoken with them before.
func (f *Flow) ReplySuggestion(ctx context.Context, who authz.Actor, id int64, x ReplyForm) error {
	return f.onSuggestion(ctx, who, authz.ReplySuggestion, id, func(tx *store.Tx, s store.Suggestion) (map[string]any, error) {
		if err := suggestionAt(s, supervision.SuggestionHandling, supervision.SuggestionAgain); err != nil {
			return nil, err
		}
		if err := actsFor(ctx, tx, who, s.LeadID); err != nil {
			return nil, err
		}
		if s.ContactedOn.IsZero() {
			return nil, errs.New(errs.Conflict, "答复以前请先与代表联系沟通，并登记联系情况。")
		}
		x.DocumentNo, x.Text = clean(x.DocumentNo), strings.TrimSpace(x.Text)
		var fields []errs.Field
		for _, p := range []struct {
			wrong         bool
			name, message string
		}{{x.Outcome.Label() == "", "outcome", "请选择答复的类别。"}, {x.DocumentNo == "", "document_no", "请填写答复的文号。"}, {x.Text == "", "text", "请填写答复的内容。"}} {
			if p.wrong {
				fields = append(fields, errs.Field{Name: p.name, Message: p.message})
			}
		}
		if err := errs.Form(fields...); err != nil {
			return nil, err
		}
		today := calendar.Of(tx.Now())
		_, rules, err := tx.PolicyOn(ctx, today)
		if err != nil {
			return nil, err
		}
		h, err := tx.Holidays(ctx)
		if err != nil {
			return nil, err
		}
		y := store.Reply{Round: 1, OrganID: s.LeadID, Outcome: x.Outcome, DocumentNo: x.DocumentNo, Text: x.Text, RepliedOn: today,
			JudgeBy: supervision.JudgeBy(today, rules.Supervision.Suggestions, h)}
		if s.Stage == supervision.SuggestionAgain {
			y.Round = 2
		}
		if err := tx.InsertReply(ctx, id, y); err != nil {
			return nil, err
		}
		if err := addMatterFiles(ctx, tx, id, 0, x.Files); err != nil {
			return nil, err
		}
		late := today.After(s.DueOn)
		s.Stage = supervision.SuggestionReplied
		return map[string]any{"round": y.Round, "outcome": x.Outcome, "late": late}, tx.SaveSuggestion(ctx, s)
	})
}

// JudgeSuggestion writes down what the deputy says of the answer (登记代表评价), or that nothing came in time. 不满意 is
// handled again, once.
func (f *Flow) JudgeSuggestion(ctx context.Context, who authz.Actor, id int64, j supervision.Judgement, comment string) error {
	return f.onSuggestion(ctx, who, authz.JudgeSuggestion, id, func(tx *store.Tx, s store.Suggestion) (map[string]any, error) {
		if err := suggestionAt(s, supervision.SuggestionReplied); err != nil {
			return nil, err
		}
		replies, err := tx.Replies(ctx, id)
		if err != nil {
			return nil, err
		}
		y, today := replies[len(replies)-1], calendar.Of(tx.Now())
		y.Judgement, y.Comment, y.JudgedOn = j, strings.TrimSpace(comment), today
		switch {
		case j.Label() == "":
			return nil, errs.Form(errs.Field{Name: "judgement", Message: "请选择代表的评价。"})
		case j == supervision.Dissatisfied && y.Comment == "":
			return nil, errs.Form(errs.Field{Name: "comment", Message: "不满意的，请写明代表的意见，以便重新办理。"})
		case j == supervision.Unanswered:
			if err := supervision.MayCloseUnanswered(y.JudgeBy, today); err != nil {
				return nil, err
			}
		}
		if err := tx.SaveJudgement(ctx, id, y); err != nil {
			return nil, err
		}
		if s.Stage = j.After(y.Round); s.Stage == supervision.SuggestionClosed {
			s.Result, s.ClosedOn, s.Outcome = j, today, "代表评价："+j.Label()
		} else {
			_, rules, err := tx.PolicyOn(ctx, today)
			if err != nil {
				return nil, err
			}
			s.DueOn, s.ContactedOn, s.Contact = supervision.AgainBy(today, rules.Supervision.Suggestions), calendar.Day{}, ""
		}
		return map[string]any{"round": y.Round, "judgement": j}, tx.SaveSuggestion(ctx, s)
	})
}

// HearForm is the report on a session's suggestions as the committee heard it.
type HearForm struct {
	Session  string
	Reporter string
	HeardOn  calendar.Day
	Opinion  string
}

// HearSuggestions writes down that the committee heard how suggestions were handled (听取办理情况报告)〔DZ-22、ST-10〕;
// the figures of the day stand in it.
func (f *Flow) HearSuggestions(ctx context.Context, who authz.Actor, x HearForm) error {
	return f.do(ctx, who, authz.HearSuggestions, func(tx *store.Tx) error {
		x.Session, x.Reporter, x.Opinion = clean(x.Session), clean(x.Reporter), strings.TrimSpace(x.Opinion)
		today := calendar.Of(tx.Now())
		var fields []errs.Field
		for _, p := range []struct {
			wrong         bool
			name, message string
		}{{x.Reporter == "", "reporter", "请填写由谁报告。"}, {x.Opinion == "", "opinion", "请填写审议意见。"},
			{x.HeardOn.IsZero() || x.HeardOn.After(today), "heard_on", "请填写听取报告的日期，今天或以前。"}} {
			if p.wrong {
				fields = append(fields, errs.Field{Name: p.name, Message: p.message})
			}
		}
		if err := errs.Form(fields...); err != nil {
			return err
		}
		figures, err := tx.SuggestionFigures(ctx, x.Session, 0, today)
		if err != nil {
			return err
		}
		if figures.Total == 0 {
			return errs.New(errs.NotFound, "没有%s的代表建议，请从列表重新进入。", x.Session)
		}
		if !figures.Reconciles() {
			return fmt.Errorf("figures of %s do not reconcile: %+v", x.Session, figures)
		}
		id, err := tx.InsertSuggestionReport(ctx,
			store.SuggestionReport{Session: x.Session, Reporter: x.Reporter, HeardOn: x.HeardOn, Opinion: x.Opinion, Figures: figures})
		if err != nil {
			return err
		}
		return tx.Audit(ctx, authz.HearSuggestions, store.Subject{Kind: "suggestion_report", ID: id},
			map[string]any{"session": x.Session, "total": figures.Total})
	})
}
