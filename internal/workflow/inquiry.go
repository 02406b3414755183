package workflow

import (
	"context"
	"slices"
	"strings"

	"renmian/internal/appointment"
	"renmian/internal/authz"
	"renmian/internal/calendar"
	"renmian/internal/errs"
	"renmian/internal/store"
)

// InvestigationForm is one investigation as it is recorded (任前考察).
type InvestigationForm struct {
	Method     appointment.InvestigationMethod
	HeldOn     calendar.Day
	ByWhom     string
	Findings   []appointment.Answer // one under each of the policy's headings
	Conclusion appointment.Conclusion
	File       Upload
	CorrectsID int64 // the record that was wrong, zero for a new one
	Correction string
}

// RecordInvestigation records how the committee got to know the nominee itself 〔SN-01〕. A record is never
// edited: a wrong one is corrected by another.
func (f *Flow) RecordInvestigation(ctx context.Context, who authz.Actor, caseID int64, x InvestigationForm) error {
	return f.record(ctx, who, authz.RecordInvestigation, caseID, appointment.InquiryStages, func(w caseWork) (map[string]any, error) {
		if !w.c.Action.Begins() {
			return nil, errs.New(errs.Conflict, "任前考察只在任命类任免案中登记。")
		}
		x.ByWhom, x.Correction = strings.TrimSpace(x.ByWhom), strings.TrimSpace(x.Correction)
		if err := errs.Form(x.problems(w)...); err != nil {
			return nil, err
		}
		fileID, err := keepOptional(ctx, w.tx, x.File, "file")
		if err != nil {
			return nil, err
		}
		if x.CorrectsID != 0 {
			all, err := w.tx.Investigations(ctx, caseID)
			if err != nil {
				return nil, err
			}
			if !slices.ContainsFunc(all, func(i store.Investigation) bool { return i.ID == x.CorrectsID }) {
				return nil, errs.New(errs.NotFound, "查无要更正的考察记录，请返回重新选择。")
			}
		}
		id, err := w.tx.InsertInvestigation(ctx, store.Investigation{CaseID: caseID, Method: x.Method, HeldOn: x.HeldOn, ByWhom: x.ByWhom,
			Findings: x.Findings, Conclusion: x.Conclusion, FileID: fileID, CorrectsID: x.CorrectsID, Correction: x.Correction})
		return map[string]any{"investigation": id, "conclusion": x.Conclusion, "corrects": x.CorrectsID}, err
	})
}

func (x *InvestigationForm) problems(w caseWork) []errs.Field {
	var fields []errs.Field
	add := func(name, message string) { fields = append(fields, errs.Field{Name: name, Message: message}) }
	if x.Method.Label() == "" {
		add("method", "请选择考察方式。")
	}
	addDayProblem(add, x.HeldOn, w.today, "考察")
	if x.ByWhom == "" {
		add("by_whom", "请写明由谁考察，如考察组组长和成员。")
	}
	if x.Conclusion.Label() == "" {
		add("conclusion", "请选择考察结论。")
	}
	x.Findings = headed(w.policy.Investigation.Headings, x.Findings)
	fields = append(fields, errs.Fields(appointment.CheckAnswers("finding", x.Findings))...)
	if x.CorrectsID != 0 && x.Correction == "" {
		add("correction", "请写明更正的理由。")
	}
	return fields
}

// headed puts the answers under the county's headings; without headings one text stands for all.
func headed(headings []string, answers []appointment.Answer) []appointment.Answer {
	if len(headings) == 0 {
		headings = []string{"考察情况"}
	}
	form := make([]appointment.Answer, len(headings))
	for i, h := range headings {
		form[i].Heading = h
		for _, a := range answers {
			if a.Heading == h {
				form[i].Text = strings.TrimSpace(a.Text)
			}
		}
	}
	return form
}

// addDayProblem refuses a day that is missing or still to come.
func addDayProblem(add func(name, message string), day, today calendar.Day, what string) {
	switch {
	case day.IsZero():
		add("held_on", "请填写"+what+"日期。")
	case day.After(today):
		add("held_on", what+"日期不能晚于今天，请核对。")
	}
}

// keepOptional stores an uploaded document and returns its id, zero when none was sent.
func keepOptional(ctx context.Context, tx *store.Tx, u Upload, field string) (int64, error) {
	if u.Name == "" {
		return 0, nil
	}
	file, err := keep(ctx, tx, u, field)
	return file.ID, err
}

// ConsultationForm is one consultation as it is recorded (任前沟通).
type ConsultationForm struct {
	Kind         appointment.ConsultationKind
	HeldOn       calendar.Day
	WithWhom     string
	Opinion      string
	SuggestsHold bool
	File         Upload
	CorrectsID   int64
	Correction   string
}

// RecordConsultation records what was said between the Party committee and the standing committee
// 〔TM-02、TM-03、SN-07〕.
func (f *Flow) RecordConsultation(ctx context.Context, who authz.Actor, caseID int64, x ConsultationForm) error {
	return f.record(ctx, who, authz.RecordConsultation, caseID, appointment.InquiryStages, func(w caseWork) (map[string]any, error) {
		x.WithWhom, x.Opinion, x.Correction = strings.TrimSpace(x.WithWhom), strings.TrimSpace(x.Opinion), strings.TrimSpace(x.Correction)
		if err := errs.Form(x.problems(w.today)...); err != nil {
			return nil, err
		}
		fileID, err := keepOptional(ctx, w.tx, x.File, "file")
		if err != nil {
			return nil, err
		}
		if x.CorrectsID != 0 {
			all, err := w.tx.Consultations(ctx, caseID)
			if err != nil {
				return nil, err
			}
			if !slices.ContainsFunc(all, func(k store.Consultation) bool { return k.ID == x.CorrectsID }) {
				return nil, errs.New(errs.NotFound, "查无要更正的沟通记录，请返回重新选择。")
			}
		}
		id, err := w.tx.InsertConsultation(ctx, store.Consultation{CaseID: caseID, Kind: x.Kind, HeldOn: x.HeldOn, WithWhom: x.WithWhom,
			Opinion: x.Opinion, SuggestsHold: x.SuggestsHold, FileID: fileID, CorrectsID: x.CorrectsID, Correction: x.Correction})
		return map[string]any{"consultation": id, "suggests_hold": x.SuggestsHold, "corrects": x.CorrectsID}, err
	})
}

func (x ConsultationForm) problems(today calendar.Day) []errs.Field {
	var fields []errs.Field
	add := func(name, message string) { fields = append(fields, errs.Field{Name: name, Message: message}) }
	if x.Kind.Label() == "" {
		add("kind", "请选择沟通方式。")
	}
	addDayProblem(add, x.HeldOn, today, "沟通")
	if x.WithWhom == "" {
		add("with_whom", "请写明与谁沟通、由谁参加。")
	}
	if x.Opinion == "" {
		add("opinion", "请写明沟通的意见。")
	}
	if x.CorrectsID != 0 && x.Correction == "" {
		add("correction", "请写明更正的理由。")
	}
	return fields
}
