package workflow

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strings"

	"renmian/internal/appointment"
	"renmian/internal/authz"
	"renmian/internal/calendar"
	"renmian/internal/errs"
	"renmian/internal/policy"
	"renmian/internal/store"
)

// ResultForm is what one candidate reached, as somebody read it from the paper.
type ResultForm struct {
	CaseID int64
	Absent bool
	Score  float64
	Marker string // 阅卷人
}

// field names a field of one candidate in the table of a sitting.
func (x ResultForm) field(what string) string { return fmt.Sprintf("%s-%d", what, x.CaseID) }

func (x ResultForm) problems(name string) []errs.Field {
	var fields []errs.Field
	if !x.Absent && !validScore(x.Score) {
		fields = append(fields, errs.Field{Name: x.field("score"), Message: name + "的成绩请填 0 至 100，至多一位小数；缺考的请勾选“缺考”。"})
	}
	if x.Marker == "" {
		fields = append(fields, errs.Field{Name: x.field("marker"), Message: "请填写" + name + "试卷的阅卷人。"})
	}
	return fields
}

// validScore: points of 100, to one decimal.
func validScore(s float64) bool {
	return s >= 0 && s <= 100 && math.Abs(s*10-math.Round(s*10)) < 1e-6
}

// EnterResults records what the named candidates reached (登记成绩), or corrects what nobody has confirmed.
func (f *Flow) EnterResults(ctx context.Context, who authz.Actor, id int64, results []ResultForm) error {
	var ids []int64
	for i := range results {
		results[i].Marker = strings.TrimSpace(results[i].Marker)
		ids = append(ids, results[i].CaseID)
	}
	return f.onSitting(ctx, who, authz.EnterExamResult, id, ids, func(tx *store.Tx, s store.Sitting, cases []appointment.Case) error {
		if s.Computer() {
			return errs.New(errs.Conflict, "机考的成绩由系统和阅卷人员评出，不在这里登记，请到阅卷页面锁定。")
		}
		if len(results) == 0 || len(cases) != len(results) {
			return errs.Form(errs.Field{Name: "results", Message: "请至少填写一名考生的成绩。"})
		}
		var fields []errs.Field
		for i, c := range cases {
			fields = append(fields, results[i].problems(c.Person.Name)...)
		}
		if err := errs.Form(fields...); err != nil {
			return err
		}
		if today := calendar.Of(tx.Now()); today.Before(s.HeldOn) {
			return errs.New(errs.Conflict, "考试定于%s举行，考后再登记成绩。", s.HeldOn)
		}
		called, err := tx.Candidates(ctx, id)
		if err != nil {
			return err
		}
		for i, c := range cases {
			k := slices.IndexFunc(called, func(x store.Candidate) bool { return x.CaseID == c.ID })
			if k < 0 {
				return errs.New(errs.Conflict, "%s不在本场考生名单中，请先安排考生。", c.Person.Name)
			}
			if err := enterResult(ctx, tx, s, c, called[k].ExamResult, results[i]); err != nil {
				return err
			}
		}
		return nil
	})
}

func enterResult(ctx context.Context, tx *store.Tx, s store.Sitting, c appointment.Case, old store.ExamResult, x ResultForm) error {
	e := store.ExamResult{ResultID: old.ResultID, Attempt: len(c.Exams) + 1, Absent: x.Absent, Score: x.Score, Marker: x.Marker}
	if old.ResultID != 0 {
		if !old.ConfirmedAt.IsZero() {
			return errs.New(errs.Conflict, "%s的成绩已经核对，不能再改。", c.Person.Name)
		}
		if err := tx.SaveResult(ctx, e); err != nil {
			return err
		}
		return tx.SaveCase(ctx, c, c, authz.CorrectExamResult,
			map[string]any{"sitting": s.Number, "was": scoreWords(old.Absent, old.Score), "was_by": old.EnteredBy})
	}
	p, err := tx.Policy(ctx, c.PolicyID)
	if err != nil {
		return err
	}
	if why := appointment.MayRecordExam(c, p, s.HeldOn); why != "" {
		return errs.New(errs.Conflict, "%s：%s", c.Person.Name, why)
	}
	if err := tx.InsertResult(ctx, s.ID, c.ID, e); err != nil {
		return err
	}
	return tx.SaveCase(ctx, c, c, authz.EnterExamResult, map[string]any{"sitting": s.Number, "attempt": e.Attempt})
}

func scoreWords(absent bool, score float64) string {
	if absent {
		return "缺考"
	}
	return fmt.Sprintf("%g分", score)
}

// ConfirmResults is the second person's reading of the same papers (核对成绩): not by the one who entered
// them, and only when both read the same. When one differs nothing is confirmed.
func (f *Flow) ConfirmResults(ctx context.Context, who authz.Actor, id int64, results []ResultForm) error {
	var ids []int64
	for _, x := range results {
		ids = append(ids, x.CaseID)
	}
	return f.onSitting(ctx, who, authz.ConfirmExamResult, id, ids, func(tx *store.Tx, s store.Sitting, cases []appointment.Case) error {
		if s.Computer() {
			return errs.New(errs.Conflict, "机考的成绩请到阅卷页面核对。")
		}
		called, err := tx.Candidates(ctx, id)
		if err != nil {
			return err
		}
		if len(results) == 0 || len(cases) != len(results) {
			return errs.Form(errs.Field{Name: "results", Message: "请至少对照一名考生的试卷填写成绩。"})
		}
		var fields []errs.Field
		for i, c := range cases {
			old, err := mayConfirm(called, c, who)
			if err != nil {
				return err
			}
			if problem := results[i].differs(old); problem != "" {
				fields = append(fields, errs.Field{Name: results[i].field("score"), Message: c.Person.Name + "：" + problem})
				continue
			}
			if err := confirm(ctx, tx, s, c, old); err != nil {
				return err
			}
		}
		return errs.Form(fields...)
	})
}

// mayConfirm finds the result that this person may confirm.
func mayConfirm(called []store.Candidate, c appointment.Case, who authz.Actor) (store.ExamResult, error) {
	k := slices.IndexFunc(called, func(x store.Candidate) bool { return x.CaseID == c.ID && x.ResultID != 0 })
	if k < 0 {
		return store.ExamResult{}, errs.New(errs.Conflict, "%s的成绩尚未登记，登记后再由另一人核对。", c.Person.Name)
	}
	switch old := called[k].ExamResult; {
	case !old.ConfirmedAt.IsZero():
		return old, errs.New(errs.Conflict, "%s的成绩已由%s核对，无需再办。", c.Person.Name, old.ConfirmedBy)
	case old.EnteredByID == who.AccountID:
		return old, errs.New(errs.Conflict, "%s的成绩由您登记，须由另一人对照试卷核对。", c.Person.Name)
	default:
		return old, nil
	}
}

// differs says how this reading differs from the one entered, without giving that one away.
func (x ResultForm) differs(old store.ExamResult) string {
	switch {
	case !x.Absent && !validScore(x.Score):
		return "请对照试卷填写成绩，0 至 100，至多一位小数；缺考的请勾选“缺考”。"
	case x.Absent != old.Absent || !x.Absent && math.Abs(x.Score-old.Score) > 1e-6:
		return "与登记的成绩不一致，没有通过核对。请对照试卷复查；登记有误的，由登记人更正后再核对。"
	}
	return ""
}

func confirm(ctx context.Context, tx *store.Tx, s store.Sitting, c appointment.Case, old store.ExamResult) error {
	if err := tx.ConfirmResult(ctx, old.ResultID); err != nil {
		return err
	}
	err := tx.SaveCase(ctx, c, c, authz.ConfirmExamResult, map[string]any{"sitting": s.Number, "score": scoreWords(old.Absent, old.Score)})
	if err != nil {
		return err
	}
	return refreshSisters(ctx, tx, c.ID)
}

// refreshSisters has the tasks of the person's other cases made anew, for which a pass may count too.
func refreshSisters(ctx context.Context, tx *store.Tx, caseID int64) error {
	sisters, err := tx.SisterCases(ctx, caseID)
	if err != nil {
		return err
	}
	for _, id := range sisters {
		tx.RefreshTasks(id)
	}
	return nil
}

// WaiveExam frees a nominee from the exam on one of the county's grounds (准予免试).
func (f *Flow) WaiveExam(ctx context.Context, who authz.Actor, caseID int64, ground policy.Waiver, note string) error {
	note = strings.TrimSpace(note)
	return f.record(ctx, who, authz.WaiveExam, caseID, appointment.ExamStages, func(w caseWork) (map[string]any, error) {
		if !ground.Valid() {
			return nil, errs.Form(errs.Field{Name: "ground", Message: "请选择免试情形。"})
		}
		if why := appointment.MayWaive(w.c, w.policy, ground, w.today); why != "" {
			return nil, errs.New(errs.Conflict, "%s", why)
		}
		if note == "" {
			return nil, errs.Form(errs.Field{Name: "note", Message: "请写明依据，如哪次考试合格、由哪个职务调整。"})
		}
		open, err := w.tx.OpenSitting(ctx, caseID)
		if err != nil {
			return nil, err
		}
		if open != 0 {
			if err := w.tx.RemoveEntry(ctx, open, caseID); err != nil {
				return nil, err
			}
			if err := w.tx.RemoveCandidate(ctx, open, caseID); err != nil {
				return nil, err
			}
		}
		return map[string]any{"ground": ground, "note": note}, w.tx.InsertExamWaiver(ctx, caseID, ground, note)
	})
}
