package workflow_test

import (
	"slices"
	"strings"
	"sync"
	"testing"

	"renmian/internal/appointment"
	"renmian/internal/authz"
	"renmian/internal/errs"
	"renmian/internal/fixture"
	"renmian/internal/lrmx"
	"renmian/internal/pgtest"
	"renmian/internal/policy"
	"renmian/internal/store"
	"renmian/internal/workflow"
)

// refused checks that a step was refused as a kind, with words that name the reason.
func refused(t *testing.T, what string, err error, kind errs.Kind, words string) {
	t.Helper()
	if errs.KindOf(err) != kind || !strings.Contains(strings.Join(errs.Reasons(err), " "), words) {
		t.Errorf("%s: %v; want %s with %q", what, err, kind, words)
	}
}

func cases(t *testing.T, h *fixture.House, proposal int64) []appointment.Case {
	t.Helper()
	all, err := h.DB.CasesOfProposal(t.Context(), proposal)
	h.Must(err)
	return all
}

func TestDraftLeavesNothingBehind(t *testing.T) {
	h := fixture.New(t, pgtest.New(t))
	ctx := t.Context()
	id := h.Draft()
	h.Must(h.Flow.DeleteProposal(ctx, h.Organ, id))
	if same, err := h.DB.FindPerson(ctx, "欧阳示例", fixture.Born); err != nil || len(same) != 0 {
		t.Errorf("the person stays: %+v, %v", same, err)
	}
	_, err := h.DB.Proposal(ctx, id)
	refused(t, "reading a deleted draft", err, errs.NotFound, "查无此提请件")

	id = h.Draft()
	person := cases(t, h, id)[0].Person.ID
	h.Must(h.Flow.DeletePerson(ctx, h.Organ, id, person))
	if len(cases(t, h, id)) != 0 {
		t.Error("the person's cases stay")
	}
}

func TestSubmitOnce(t *testing.T) {
	h := fixture.New(t, pgtest.New(t))
	ctx := t.Context()
	id := h.Draft()
	h.Submit(id)
	for what, err := range map[string]error{
		"submitting again": h.Flow.SubmitProposal(ctx, h.Organ, id, ""),
		"editing":          h.Flow.UpdateProposal(ctx, h.Organ, id, h.ProposalForm()),
		"deleting":         h.Flow.DeleteProposal(ctx, h.Organ, id),
	} {
		refused(t, what, err, errs.Conflict, "已经提交")
	}
	refused(t, "another organ", h.Flow.WithdrawProposal(ctx, h.Court, id, "x"), errs.NotFound, "查无此提请件")

	// Two clerks accept at once: one number is given, the other clerk hears who was first.
	var wait sync.WaitGroup
	results := make([]error, 2)
	for i, who := range []authz.Actor{h.Clerk, h.Clerk2} {
		wait.Go(func() { results[i] = h.Flow.AcceptProposal(ctx, who, id) })
	}
	wait.Wait()
	if (results[0] == nil) == (results[1] == nil) {
		t.Fatalf("both or none accepted: %v", results)
	}
	refused(t, "the second clerk", errorOf(results), errs.Conflict, "已由")
	c := cases(t, h, id)[0]
	if c.Number != "2026-001" || c.Stage != appointment.StageReview {
		t.Errorf("case %q at %s", c.Number, c.Stage)
	}
	p, err := h.DB.Proposal(ctx, id)
	if err != nil || p.ReceiptNo != "人任受〔2026〕1号" {
		t.Errorf("receipt %q, %v", p.ReceiptNo, err)
	}
	person, err := h.DB.Person(ctx, c.Person.ID)
	if err != nil || person.Degree != "公共管理硕士" || person.PhotoID == 0 || !person.HasIdentity {
		t.Errorf("register = %+v, %v", person, err)
	}
	tasks, err := h.DB.TasksFor(ctx, h.Clerk, 20)
	if err != nil || len(tasks) == 0 {
		t.Errorf("the clerk has nothing to do: %v", err)
	}
}

func errorOf(all []error) error {
	for _, err := range all {
		if err != nil {
			return err
		}
	}
	return nil
}

func TestReturnAndResubmit(t *testing.T) {
	h := fixture.New(t, pgtest.New(t))
	ctx := t.Context()
	id := h.Draft()
	refused(t, "returning a draft", h.Flow.ReturnProposal(ctx, h.Clerk, id, workflow.ReturnForm{}), errs.NotFound, "查无")
	caseID := h.Submit(id)
	refused(t, "returning without a ground", h.Flow.ReturnProposal(ctx, h.Clerk, id, workflow.ReturnForm{Grounds: []string{" "}}), errs.Invalid, "理由")
	h.Must(h.Flow.ReturnProposal(ctx, h.Clerk, id, workflow.ReturnForm{Grounds: []string{"议案缺签署人签名"}}))
	refused(t, "accepting what was returned", h.Flow.AcceptProposal(ctx, h.Clerk, id), errs.Conflict, "已退回")
	refused(t, "deleting a case that was handed in", h.Flow.DeleteCase(ctx, h.Organ, id, caseID), errs.Conflict, "撤回")
	documents, err := h.DB.Documents(ctx, id)
	h.Must(err)
	h.Must(h.Flow.DropDocument(ctx, h.Organ, id, documents[0].ID))
	refused(t, "a paper is missing now", h.Flow.SubmitProposal(ctx, h.Organ, id, "已补签"), errs.Conflict, "缺"+documents[0].Kind.Label())
	h.Attach(h.Organ, id)
	refused(t, "no answer", h.Flow.SubmitProposal(ctx, h.Organ, id, ""), errs.Invalid, "补正情况")
	h.Pass(15) // past the deadline: the first day counts
	h.Must(h.Flow.SubmitProposal(ctx, h.Organ, id, "已补签"))
	h.Must(h.Flow.AcceptProposal(ctx, h.Clerk, id))
	rounds, err := h.DB.Corrections(ctx, id)
	if err != nil || len(rounds) != 1 || rounds[0].LetterNo != "人任补〔2026〕1号" || rounds[0].Answer != "已补签" || rounds[0].DueOn.IsZero() {
		t.Errorf("rounds = %+v, %v", rounds, err)
	}
	if all, _ := h.DB.Documents(ctx, id); len(all) != len(documents)+1 {
		t.Errorf("%d papers kept, want the replaced one too", len(all))
	}
}

func TestRolesOfIntake(t *testing.T) {
	h := fixture.New(t, pgtest.New(t))
	ctx := t.Context()
	id := h.Draft()
	caseID := h.Submit(id)
	f := h.Flow
	steps := map[string]func(who authz.Actor) error{
		"create": func(who authz.Actor) error { _, err := f.CreateProposal(ctx, who, h.ProposalForm()); return err },
		"update": func(who authz.Actor) error { return f.UpdateProposal(ctx, who, id, h.ProposalForm()) },
		"import": func(who authz.Actor) error {
			_, err := f.ImportForms(ctx, who, id, []lrmx.Upload{fixture.CleanForm()})
			return err
		},
		"submit":   func(who authz.Actor) error { return f.SubmitProposal(ctx, who, id, "") },
		"withdraw": func(who authz.Actor) error { return f.WithdrawCase(ctx, who, caseID, "x") },
		"accept":   func(who authz.Actor) error { return f.AcceptProposal(ctx, who, id) },
		"return":   func(who authz.Actor) error { return f.ReturnProposal(ctx, who, id, workflow.ReturnForm{}) },
		"findings": func(who authz.Actor) error { return f.RecordFindings(ctx, who, caseID, nil) },
		"report":   func(who authz.Actor) error { return f.WriteReport(ctx, who, caseID, workflow.ReportForm{Opinion: "x"}) },
		"pass":     func(who authz.Actor) error { return f.PassReview(ctx, who, caseID) },
		"end":      func(who authz.Actor) error { return f.EndCase(ctx, who, caseID, "x") },
		"consent":  func(who authz.Actor) error { return f.DecideWithdrawal(ctx, who, caseID, true, "") },
		"view":     func(who authz.Actor) error { _, err := f.ViewForm(ctx, who, id, 1); return err },
	}
	organ := []string{"create", "update", "import", "submit", "withdraw", "view"}
	clerk := []string{"accept", "return", "findings", "report", "pass", "view"}
	chair := []string{"end", "consent"}
	for _, who := range []struct {
		authz.Actor
		may []string
	}{{h.Organ, organ}, {h.Clerk, clerk}, {h.Chair, chair}, {h.Examiner, nil}, {h.Operator, nil}, {h.Member, nil}, {h.Admin, nil}} {
		for name, step := range steps {
			if slices.Contains(who.may, name) {
				continue
			}
			if err := step(who.Actor); errs.KindOf(err) != errs.Forbidden {
				t.Errorf("%s by %s: %v", name, authz.Labels(who.Roles), err)
			}
		}
	}
}

func TestEveryActionByHand(t *testing.T) {
	h := fixture.New(t, pgtest.New(t))
	ctx := t.Context()
	congress := h.ProposalForm()
	congress.Mover, congress.Signer = appointment.MoverChairs, "陈立民"
	id, err := h.Flow.CreateProposal(ctx, h.Congress, congress)
	h.Must(err)
	office := func(title string) int64 { return h.Offices[title].ID }
	add := func(x workflow.CaseForm) int64 {
		t.Helper()
		caseID, err := h.Flow.AddCase(ctx, h.Congress, id, x)
		h.Must(err)
		return caseID
	}
	for _, tt := range []struct {
		what  string
		form  workflow.CaseForm
		words string
	}{
		{"an elected head is not appointed", workflow.CaseForm{Action: policy.Appoint, OfficeID: office("示例县人民法院院长"), Name: "张三"}, "可以办理：接受辞职、决定代理"},
		{"a resignation of somebody else", workflow.CaseForm{Action: policy.AcceptResignation, OfficeID: office("示例县人民法院院长"), Name: "张三"}, "登记的现任：彭守正"},
		{"no sex, no birth", workflow.CaseForm{Action: policy.Pass, OfficeID: office("示例县人大常委会代表资格审查委员会委员"), Name: "张三"}, "请选择性别"},
		{"no office", workflow.CaseForm{Action: policy.Pass}, "请选择职务"},
	} {
		_, err := h.Flow.AddCase(ctx, h.Congress, id, tt.form)
		refused(t, tt.what, err, errs.Invalid, tt.words)
	}
	resignation := add(workflow.CaseForm{Action: policy.AcceptResignation, OfficeID: office("示例县人民法院院长"), Name: "彭守正"})
	acting := add(workflow.CaseForm{Action: policy.DecideActing, OfficeID: office("示例县人民法院院长"), Name: "曹雨生", Sex: "男", Born: "1972.05"})
	add(workflow.CaseForm{Action: policy.Pass, OfficeID: office("示例县人大常委会代表资格审查委员会委员"), Name: "杨海燕", Sex: "女", Born: "1972.05"})
	if c := h.Read(acting); !c.HoldsDeputy || c.Person.ID != h.Persons["曹雨生"] {
		t.Errorf("the deputy was not found: %+v", c.Person)
	}
	outsider := add(workflow.CaseForm{Action: policy.DecideActing, OfficeID: office("示例县县长"), Name: "欧阳示例", Sex: "男", Born: "1980.01"})
	h.Settle(h.Congress, id)
	h.Attach(h.Congress, id)
	refused(t, "acting without being a deputy", h.Flow.SubmitProposal(ctx, h.Congress, id, ""), errs.Conflict, "不是副职")
	x := workflow.CaseForm{Action: policy.DecideActing, OfficeID: office("示例县县长"), AfterID: outsider}
	refused(t, "a case after itself", h.Flow.UpdateCase(ctx, h.Congress, id, outsider, x), errs.Invalid, "先行表决")
	h.Must(h.Flow.DeleteCase(ctx, h.Congress, id, outsider))
	refused(t, "a person without a matter", h.Flow.SubmitProposal(ctx, h.Congress, id, ""), errs.Conflict, "未填任免事项")
	person := personOf(t, h, id, "欧阳示例")
	h.Must(h.Flow.DeletePerson(ctx, h.Congress, id, person))
	x = workflow.CaseForm{Action: policy.DecideActing, OfficeID: office("示例县人民法院院长"), AfterID: resignation}
	h.Must(h.Flow.UpdateCase(ctx, h.Congress, id, acting, x))
	if c := h.Read(acting); c.AfterCase.ID != resignation {
		t.Errorf("after = %+v", c.AfterCase)
	}
	h.Must(h.Flow.SubmitProposal(ctx, h.Congress, id, ""))
	h.Must(h.Flow.AcceptProposal(ctx, h.Clerk, id))
}

func personOf(t *testing.T, h *fixture.House, id int64, name string) int64 {
	t.Helper()
	forms, err := h.DB.CadreForms(t.Context(), id)
	h.Must(err)
	for _, x := range forms {
		if x.PersonName == name {
			return x.PersonID
		}
	}
	t.Fatalf("no form of %s", name)
	return 0
}

func TestDismissalByMembers(t *testing.T) {
	h := fixture.New(t, pgtest.New(t))
	ctx := t.Context()
	form := h.ProposalForm()
	form.Mover, form.Signer, form.SignerDuty, form.Title = appointment.MoverMembers, "", "", "撤职案"
	form.Movers = h.Members[:5]
	_, err := h.Flow.CreateProposal(ctx, h.Organ, form)
	refused(t, "the government in the members' name", err, errs.Invalid, "常委会工作机构")
	id, err := h.Flow.CreateProposal(ctx, h.Congress, form)
	h.Must(err)
	caseID, err := h.Flow.AddCase(ctx, h.Congress, id, workflow.CaseForm{Action: policy.Dismiss,
		OfficeID: h.Offices["示例县副县长"].ID, Name: "沈卫东", Reason: "严重失职"})
	h.Must(err)
	h.Attach(h.Congress, id)
	refused(t, "five of 29", h.Flow.SubmitProposal(ctx, h.Congress, id, ""), errs.Conflict, "不足常委会组成人员 29 人的五分之一")
	p, err := h.DB.Proposal(ctx, id)
	h.Must(err)
	form.Movers, form.Version = h.Members[:6], p.Version
	h.Must(h.Flow.UpdateProposal(ctx, h.Congress, id, form))
	h.Must(h.Flow.SubmitProposal(ctx, h.Congress, id, ""))
	refused(t, "a defence before acceptance", h.Flow.RecordDefence(ctx, h.Clerk, caseID, workflow.DefenceForm{Form: "waived", Text: "放弃"}),
		errs.Conflict, "不能办理")
	h.Must(h.Flow.AcceptProposal(ctx, h.Clerk, id))
	refused(t, "a written defence without text", h.Flow.RecordDefence(ctx, h.Clerk, caseID, workflow.DefenceForm{Form: "written"}), errs.Invalid, "原件")
	h.Must(h.Flow.RecordDefence(ctx, h.Clerk, caseID, workflow.DefenceForm{Form: "written",
		File: workflow.Upload{Name: `C:\申辩.pdf`, Data: fixture.PDF()}}))
	if c := h.Read(caseID); c.Defences != 1 {
		t.Errorf("defences = %d", c.Defences)
	}
	h.Must(h.Flow.RecordDefence(ctx, h.Clerk, caseID, workflow.DefenceForm{Form: "oral", Text: "到会说明情况"}))
}

func TestDocumentsAreSniffed(t *testing.T) {
	h := fixture.New(t, pgtest.New(t))
	ctx := t.Context()
	id, err := h.Flow.CreateProposal(ctx, h.Organ, h.ProposalForm())
	h.Must(err)
	for name, data := range map[string]string{
		"页面.pdf": "<html><script>", "空.pdf": "", "包.docx": "PK\x03\x04broken", "程序.pdf": "MZ\x90",
	} {
		err := h.Flow.AddDocument(ctx, h.Organ, id, workflow.DocumentForm{Kind: policy.Bill, File: workflow.Upload{Name: name, Data: []byte(data)}})
		refused(t, name, err, errs.Invalid, name)
	}
	refused(t, "neither file nor note", h.Flow.AddDocument(ctx, h.Organ, id, workflow.DocumentForm{Kind: policy.Bill}), errs.Invalid, "份号")
	h.Must(h.Flow.AddDocument(ctx, h.Organ, id, workflow.DocumentForm{Kind: policy.Inspection, PaperNote: "第 3 号，共 2 份"}))
	all, err := h.DB.Documents(ctx, id)
	if err != nil || len(all) != 1 || all[0].FileID != 0 {
		t.Errorf("documents = %+v, %v", all, err)
	}
}

func TestListOfProposals(t *testing.T) {
	h := fixture.New(t, pgtest.New(t))
	ctx := t.Context()
	h.Draft()
	if all, err := h.DB.Proposals(ctx, store.ProposalFilter{Limit: 10}); err != nil || len(all) != 0 {
		t.Errorf("a draft is shown to the office: %+v, %v", all, err)
	}
	all, err := h.DB.Proposals(ctx, store.ProposalFilter{OrganID: h.Organ.OrganID, Limit: 10})
	if err != nil || len(all) != 1 || !slices.Equal(all[0].Persons, []string{"欧阳示例"}) {
		t.Errorf("list = %+v, %v", all, err)
	}
	h.Submit(all[0].ID)
	for search, want := range map[string]int{"欧阳": 1, "财政": 1, "示府函": 1, "张三": 0} {
		if all, err := h.DB.Proposals(ctx, store.ProposalFilter{Search: search, Limit: 10}); err != nil || len(all) != want {
			t.Errorf("search %q: %d, %v", search, len(all), err)
		}
	}
}
