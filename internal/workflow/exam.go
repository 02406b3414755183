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
	"renmian/internal/exam"
	"renmian/internal/policy"
	"renmian/internal/store"
)

// SittingForm is an exam as it is arranged (考试安排), on paper or on computers.
type SittingForm struct {
	HeldOn       calendar.Day
	StartsAt     string // 09:00
	Place        string
	Paper        string
	OpenBook     bool
	Invigilators string
	Computer     bool // the next two belong to it; papers and invigilators are named later
	Minutes      int
	OneByOne     bool // one question at a time
}

func (x *SittingForm) check() error {
	x.StartsAt, x.Place, x.Paper, x.Invigilators = strings.TrimSpace(x.StartsAt), strings.TrimSpace(x.Place), strings.TrimSpace(x.Paper),
		strings.TrimSpace(x.Invigilators)
	var fields []errs.Field
	for _, f := range []struct {
		name, message string
		missing       bool
	}{
		{"held_on", "请填写考试日期。", x.HeldOn.IsZero()},
		{"place", "请填写考试地点。", x.Place == ""},
		{"paper", "请填写试卷名称，如政府类 A 卷。", x.Paper == "" && !x.Computer},
		{"invigilators", "请填写监考人员，不少于两人。", x.Invigilators == "" && !x.Computer},
		{"minutes", "请填写考试时长，10 至 300 分钟。", x.Computer && (x.Minutes < 10 || x.Minutes > 300)},
	} {
		if f.missing {
			fields = append(fields, errs.Field{Name: f.name, Message: f.message})
		}
	}
	return errs.Form(fields...)
}

// CreateSitting arranges an exam (安排考试) and calls the nominees to it.
func (f *Flow) CreateSitting(ctx context.Context, who authz.Actor, x SittingForm, caseIDs []int64) (id int64, err error) {
	err = f.do(ctx, who, authz.CreateSitting, func(tx *store.Tx) error {
		if err := x.check(); err != nil {
			return err
		}
		n, err := tx.NextNumber(ctx, "exam", x.HeldOn.Year())
		if err != nil {
			return err
		}
		s := store.Sitting{Number: fmt.Sprintf("%d-%02d", x.HeldOn.Year(), n), HeldOn: x.HeldOn, StartsAt: x.StartsAt, Place: x.Place,
			Paper: x.Paper, OpenBook: x.OpenBook, Invigilators: x.Invigilators}
		if x.Computer {
			s.Mode, s.Paper, s.Invigilators = "computer", "机考试卷", "待定"
		}
		if s.ID, err = tx.InsertSitting(ctx, s); err != nil {
			return err
		}
		if x.Computer {
			run := store.ExamRun{SittingID: s.ID, OneByOne: x.OneByOne}
			run.Minutes = x.Minutes
			if err := tx.InsertExamRun(ctx, run); err != nil {
				return err
			}
		}
		id = s.ID
		if err := call(ctx, tx, authz.CreateSitting, s, caseIDs); err != nil {
			return err
		}
		return tx.Audit(ctx, authz.CreateSitting, sittingSubject(id), map[string]any{"number": s.Number, "held_on": s.HeldOn})
	})
	return id, err
}

func sittingSubject(id int64) store.Subject { return store.Subject{Kind: "sitting", ID: id} }

// call puts cases on the list of a sitting, each with its event.
func call(ctx context.Context, tx *store.Tx, act authz.Action, s store.Sitting, caseIDs []int64) error {
	cases, err := tx.LockCases(ctx, caseIDs)
	if err != nil {
		return err
	}
	var reasons []string
	for _, c := range cases {
		p, err := tx.Policy(ctx, c.PolicyID)
		if err != nil {
			return err
		}
		open, err := tx.OpenSitting(ctx, c.ID)
		if err != nil {
			return err
		}
		switch why := appointment.MayRecordExam(c, p, s.HeldOn); {
		case why != "":
			reasons = append(reasons, c.Person.Name+"："+why)
		case open != 0:
			reasons = append(reasons, c.Person.Name+"：已列入另一场考试，成绩尚未登记，不能重复安排。")
		}
	}
	if err := errs.Blocked(reasons); err != nil {
		return err
	}
	for _, c := range cases {
		if err := tx.AddCandidate(ctx, s.ID, c.ID); err != nil {
			return err
		}
		if err := tx.SaveCase(ctx, c, c, act, map[string]any{"sitting": s.Number, "held_on": s.HeldOn}); err != nil {
			return err
		}
	}
	return nil
}

// onSitting is the road of every write on a sitting; cases holds those named by ids, locked first.
func (f *Flow) onSitting(ctx context.Context, who authz.Actor, act authz.Action, id int64, ids []int64,
	change func(tx *store.Tx, s store.Sitting, cases []appointment.Case) error) error {
	return f.do(ctx, who, act, func(tx *store.Tx) error {
		cases, err := tx.LockCases(ctx, ids)
		if err != nil {
			return err
		}
		s, err := tx.LockSitting(ctx, id)
		if err != nil {
			return err
		}
		return change(tx, s, cases)
	})
}

// ChangeSitting changes the particulars of an exam before any result is entered (修改考试安排).
func (f *Flow) ChangeSitting(ctx context.Context, who authz.Actor, id int64, version int, x SittingForm) error {
	return f.onSitting(ctx, who, authz.ChangeSitting, id, nil, func(tx *store.Tx, s store.Sitting, _ []appointment.Case) error {
		called, err := tx.Candidates(ctx, id)
		if err != nil {
			return err
		}
		if slices.ContainsFunc(called, func(c store.Candidate) bool { return c.ResultID != 0 }) {
			return errs.New(errs.Conflict, "本场考试已登记成绩，考试安排不能再改。")
		}
		x.Computer = s.Computer()
		if err := x.check(); err != nil {
			return err
		}
		if x.Computer {
			if err := changeRun(ctx, tx, id, x); err != nil {
				return err
			}
			x.Paper, x.Invigilators = s.Paper, s.Invigilators
		}
		was := s.HeldOn
		s.HeldOn, s.StartsAt, s.Place, s.Paper, s.OpenBook, s.Invigilators = x.HeldOn, x.StartsAt, x.Place, x.Paper, x.OpenBook, x.Invigilators
		s.Version = version
		if err := tx.SaveSitting(ctx, s); err != nil {
			return err
		}
		return tx.Audit(ctx, authz.ChangeSitting, sittingSubject(id), map[string]any{"was": was, "held_on": s.HeldOn})
	})
}

// changeRun changes how long an exam on computers lasts, before its sign-in opens.
func changeRun(ctx context.Context, tx *store.Tx, id int64, x SittingForm) error {
	run, err := tx.LockExamRun(ctx, id)
	if err != nil {
		return err
	}
	if run.State != exam.RunPlanned {
		return errs.New(errs.Conflict, "本场考试%s，考试安排不能再改。", run.State.Label())
	}
	run.Minutes, run.OneByOne = x.Minutes, x.OneByOne
	return tx.SaveExamRun(ctx, run)
}

// beforeExam refuses a change of the list once an exam on computers has begun.
func beforeExam(ctx context.Context, tx *store.Tx, s store.Sitting) error {
	if !s.Computer() {
		return nil
	}
	run, err := tx.LockExamRun(ctx, s.ID)
	if err == nil && !slices.Contains(beforeStart, run.State) {
		err = errs.New(errs.Conflict, "本场考试%s，考生名单不能再改。", run.State.Label())
	}
	return err
}

// CallCandidates puts further nominees on the list of an exam (安排考生).
func (f *Flow) CallCandidates(ctx context.Context, who authz.Actor, id int64, caseIDs []int64) error {
	if len(caseIDs) == 0 {
		return errs.Form(errs.Field{Name: "case", Message: "请选择考生。"})
	}
	return f.onSitting(ctx, who, authz.CallCandidates, id, caseIDs, func(tx *store.Tx, s store.Sitting, _ []appointment.Case) error {
		if err := beforeExam(ctx, tx, s); err != nil {
			return err
		}
		return call(ctx, tx, authz.CallCandidates, s, caseIDs)
	})
}

// DismissCandidate takes a nominee without a result off the list of an exam (撤去考生).
func (f *Flow) DismissCandidate(ctx context.Context, who authz.Actor, id, caseID int64) error {
	return f.onSitting(ctx, who, authz.DismissCandidate, id, []int64{caseID}, func(tx *store.Tx, s store.Sitting, cases []appointment.Case) error {
		if len(cases) == 0 {
			return errs.New(errs.NotFound, "查无此考生，请刷新名单。")
		}
		if err := beforeExam(ctx, tx, s); err != nil {
			return err
		}
		if err := tx.RemoveEntry(ctx, id, caseID); err != nil {
			return err
		}
		if err := tx.RemoveCandidate(ctx, id, caseID); err != nil {
			return err
		}
		return tx.SaveCase(ctx, cases[0], cases[0], authz.DismissCandidate, map[string]any{"sitting": s.Number})
	})
}

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
