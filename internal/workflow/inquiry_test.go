package workflow_test

import (
	"strings"
	"testing"

	"renmian/internal/appointment"
	"renmian/internal/authz"
	"renmian/internal/errs"
	"renmian/internal/fixture"
	"renmian/internal/pgtest"
	"renmian/internal/policy"
	"renmian/internal/workflow"
)

// review opens a house with a case in review, under the default policy as changed.
func review(t *testing.T, change func(*policy.Policy)) (*fixture.House, appointment.Case) {
	t.Helper()
	p := policy.Default()
	if change != nil {
		change(&p)
	}
	h := fixture.NewWith(t, pgtest.New(t), p)
	return h, h.Case(appointment.StageReview)
}

// wantErr fails unless err is of the kind and says so.
func wantErr(t *testing.T, what string, err error, kind errs.Kind, says string) {
	t.Helper()
	text := strings.Join(errs.Reasons(err), "；")
	for _, f := range errs.Fields(err) {
		text += "；" + f.Message
	}
	if errs.KindOf(err) != kind || !strings.Contains(text, says) {
		t.Errorf("%s: %v (%s), want %s saying %q", what, err, text, kind, says)
	}
}

func blockerKeys(h *fixture.House, caseID int64, m appointment.Move) string {
	var keys []string
	for _, b := range appointment.Blockers(h.Read(caseID), h.Policy, m, h.Today()) {
		keys = append(keys, b.Key)
	}
	return strings.Join(keys, " ")
}

func TestNoInvestigationNoMeeting(t *testing.T) {
	h, c := review(t, func(p *policy.Policy) { p.Investigation.Mode = policy.Required })
	ctx := t.Context()
	h.Reviewed(c)
	h.Examined(c)
	wantErr(t, "SN-02 passing the review", h.Flow.PassReview(ctx, h.Clerk, c.ID), errs.Conflict, "未作任前考察")

	x := h.InvestigationForm()
	x.Conclusion = appointment.Unfit
	if err := h.Flow.RecordInvestigation(ctx, h.Clerk, c.ID, x); err != nil {
		t.Fatal(err)
	}
	wantErr(t, "an unfit nominee", h.Flow.PassReview(ctx, h.Clerk, c.ID), errs.Conflict, "不宜提请")

	all, err := h.DB.Investigations(ctx, c.ID)
	if err != nil || len(all) != 1 || len(all[0].Findings) != 5 {
		t.Fatalf("SN-01 five headings: %+v, %v", all, err)
	}
	x = h.InvestigationForm()
	x.CorrectsID = all[0].ID
	wantErr(t, "a correction without a reason", h.Flow.RecordInvestigation(ctx, h.Clerk, c.ID, x), errs.Invalid, "更正的理由")
	x.Correction = "结论登记错误"
	if err := h.Flow.RecordInvestigation(ctx, h.Clerk, c.ID, x); err != nil {
		t.Fatal(err)
	}
	wantErr(t, "correcting the same record twice", h.Flow.RecordInvestigation(ctx, h.Clerk2, c.ID, x), errs.Conflict, "已经更正过")
	if n := len(h.Read(c.ID).Investigations); n != 1 {
		t.Errorf("%d investigations count, want only the correction", n)
	}
	if err := h.Flow.PassReview(ctx, h.Clerk, c.ID); err != nil {
		t.Errorf("a fit nominee: %v", err)
	}
}

func TestInvestigationIsRefused(t *testing.T) {
	h, c := review(t, nil)
	ctx := t.Context()
	for _, tt := range []struct {
		name   string
		who    authz.Actor
		change func(*workflow.InvestigationForm)
		kind   errs.Kind
		says   string
	}{
		{"by the organ", h.Organ, func(*workflow.InvestigationForm) {}, errs.Forbidden, "选任联工委"},
		{"by the examiner", h.Examiner, func(*workflow.InvestigationForm) {}, errs.Forbidden, "选任联工委"},
		{"no method", h.Clerk, func(x *workflow.InvestigationForm) { x.Method = "" }, errs.Invalid, "考察方式"},
		{"tomorrow", h.Clerk, func(x *workflow.InvestigationForm) { x.HeldOn = h.Today().Add(1) }, errs.Invalid, "不能晚于今天"},
		{"by nobody", h.Clerk, func(x *workflow.InvestigationForm) { x.ByWhom = " " }, errs.Invalid, "由谁考察"},
		{"no conclusion", h.Clerk, func(x *workflow.InvestigationForm) { x.Conclusion = "good" }, errs.Invalid, "考察结论"},
		{"SN-01 a heading left empty", h.Clerk, func(x *workflow.InvestigationForm) { x.Findings = x.Findings[:4] }, errs.Invalid, "执法执纪"},
		{"not a document", h.Clerk, func(x *workflow.InvestigationForm) {
			x.File = workflow.Upload{Name: "a.exe", Data: []byte("MZ")}
		}, errs.Invalid, "不是可以收存的格式"},
		{"of another case", h.Clerk, func(x *workflow.InvestigationForm) { x.CorrectsID, x.Correction = 999, "错" }, errs.NotFound, "查无"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			x := h.InvestigationForm()
			tt.change(&x)
			wantErr(t, tt.name, h.Flow.RecordInvestigation(ctx, tt.who, c.ID, x), tt.kind, tt.says)
		})
	}
}

// Before acceptance nothing of this stage can be done.
func TestEvidenceWaitsForAcceptance(t *testing.T) {
	h, c := fixture.Case(t, pgtest.New(t), appointment.StageIntake)
	ctx := t.Context()
	wantErr(t, "investigating", h.Flow.RecordInvestigation(ctx, h.Clerk, c.ID, h.InvestigationForm()), errs.Conflict, "提请")
	wantErr(t, "consulting", h.Flow.RecordConsultation(ctx, h.Clerk, c.ID, h.ConsultationForm()), errs.Conflict, "提请")
	_, err := h.Flow.PublishPublicity(ctx, h.Clerk, h.PublicityForm(c))
	wantErr(t, "publishing", err, errs.Conflict, "初审期间")
	_, err = h.Flow.CreateSitting(ctx, h.Examiner, h.SittingForm(), []int64{c.ID})
	wantErr(t, "calling to the exam", err, errs.Conflict, "受理之后")
	wantErr(t, "waiving the exam", h.Flow.WaiveExam(ctx, h.Clerk, c.ID, policy.WaiveInternal, "说明"), errs.Conflict, "提请")
	_, err = h.Flow.EnterCommitment(ctx, h.Clerk, c.ID, h.Answers("承诺"), workflow.Upload{})
	wantErr(t, "entering a commitment", err, errs.Conflict, "提请")
	_, err = h.Flow.FileCommitment(ctx, h.NomineeOf(c), c.ID, h.Answers("承诺"))
	wantErr(t, "filing a commitment", err, errs.NotFound, "查无")
}

func TestConsultation(t *testing.T) {
	h, c := review(t, func(p *policy.Policy) { p.Consultation.Required = true })
	ctx := t.Context()
	if got := blockerKeys(h, c.ID, appointment.MovePassReview); !strings.Contains(got, "consultation") {
		t.Errorf("TM-02 blockers %q", got)
	}
	x := h.ConsultationForm()
	x.Kind, x.SuggestsHold, x.Opinion = appointment.ConsultedPartyCommittee, true, "争议较大，建议暂缓。"
	x.File = workflow.Upload{Name: `C:\纪要.pdf`, Data: fixture.PDF()}
	if err := h.Flow.RecordConsultation(ctx, h.Clerk, c.ID, x); err != nil {
		t.Fatal(err)
	}
	if k := h.Read(c.ID).Consultations; len(k) != 1 || !k[0].SuggestsHold {
		t.Errorf("SN-07 consultation %+v", k)
	}
	if got := blockerKeys(h, c.ID, appointment.MovePassReview); strings.Contains(got, "consultation") {
		t.Errorf("TM-03 blockers %q", got)
	}
	all, err := h.DB.Consultations(ctx, c.ID)
	if err != nil || all[0].FileName != "纪要.pdf" {
		t.Fatalf("file %+v, %v", all, err)
	}
	if _, err := h.DB.InquiryFile(ctx, c.ID, all[0].FileID); err != nil {
		t.Error(err)
	}
	if _, err := h.DB.InquiryFile(ctx, c.ID+1, all[0].FileID); errs.KindOf(err) != errs.NotFound {
		t.Errorf("the file of another case: %v", err)
	}
	x.CorrectsID, x.Correction, x.SuggestsHold, x.File = all[0].ID, "意见记错", false, workflow.Upload{}
	if err := h.Flow.RecordConsultation(ctx, h.Clerk, c.ID, x); err != nil {
		t.Fatal(err)
	}
	if k := h.Read(c.ID).Consultations; len(k) != 1 || k[0].SuggestsHold {
		t.Errorf("corrected consultation %+v", k)
	}
	wantErr(t, "by a chair", h.Flow.RecordConsultation(ctx, h.Chair, c.ID, h.ConsultationForm()), errs.Forbidden, "选任联工委")
	wantErr(t, "empty", h.Flow.RecordConsultation(ctx, h.Clerk, c.ID, workflow.ConsultationForm{}), errs.Invalid, "沟通方式")
}
