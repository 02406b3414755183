package workflow_test

import (
	"bytes"
	"os"
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

// edited is the clean form with some boxes changed, as a file.
func edited(t *testing.T, name string, values ...string) lrmx.Upload {
	t.Helper()
	up := fixture.CleanForm()
	form, _, err := lrmx.Read(up.Name, up.Data)
	for i := 0; i < len(values) && err == nil; i += 2 {
		form, err = form.With(values[i], values[i+1])
	}
	if err != nil {
		t.Fatal(err)
	}
	data, err := lrmx.Write(form)
	if err != nil {
		t.Fatal(err)
	}
	return lrmx.Upload{Name: name, Data: data}
}

func TestImportMakesCasesOfTheCatalogue(t *testing.T) {
	h := fixture.New(t, pgtest.New(t))
	ctx := t.Context()
	id, err := h.Flow.CreateProposal(ctx, h.Organ, h.ProposalForm())
	h.Must(err)
	result, err := h.Flow.ImportForms(ctx, h.Organ, id, []lrmx.Upload{
		edited(t, "钱正明.lrmx", "name", "钱正明", "birth", "1972.05", "id_number", "", "proposed_office", "示例县财政局局长，县委委员", "removed_office", "县教育局局长"),
		fixture.CleanForm(),
		{Name: "说明.txt", Data: []byte("请查收")},
	})
	h.Must(err)
	if len(result.Imported) != 2 || len(result.Problems) != 1 || result.Problems[0].Name != "说明.txt" {
		t.Fatalf("result = %+v", result)
	}
	var got []string
	for _, c := range cases(t, h, id) {
		got = append(got, c.Person.Name+c.Action.Label()+c.Office.Title)
	}
	want := []string{"钱正明决定任命示例县财政局局长", "钱正明决定免去示例县教育局局长", "欧阳示例决定任命示例县财政局局长"}
	if !slices.Equal(got, want) {
		t.Errorf("cases = %q, want %q", got, want)
	}
	if cases(t, h, id)[0].Person.ID != h.Persons["钱正明"] {
		t.Error("a person of the register was registered a second time")
	}
	_, err = h.Flow.ImportForms(ctx, h.Organ, id, []lrmx.Upload{{Name: "空.lrmx"}, {Name: "图.lrmx", Data: []byte("\xFF\xD8\xFFxx")}})
	refused(t, "nothing readable", err, errs.Invalid, "空.lrmx")
	if fields := errs.Fields(err); len(fields) != 2 || fields[1].Name != "files" || !strings.Contains(fields[1].Message, "图.lrmx") {
		t.Errorf("fields = %+v", fields)
	}
}

func TestDirtyFileFromTheCourt(t *testing.T) {
	h := fixture.New(t, pgtest.New(t))
	ctx := t.Context()
	data, err := os.ReadFile("../lrmx/testdata/synthetic-03-dirty.Lrmx")
	h.Must(err)
	id, err := h.Flow.CreateProposal(ctx, h.Court, workflow.ProposalForm{DocumentNo: "示法〔2026〕9号", Title: "关于提请任命李䶮职务的议案",
		MeetingID: h.Meeting, Signer: "彭守正", SignerDuty: "chief"})
	h.Must(err)
	result, err := h.Flow.ImportForms(ctx, h.Court, id, []lrmx.Upload{{Name: "李䶮.Lrmx", Data: data}})
	h.Must(err)
	if len(result.Imported) != 1 || result.Imported[0].Cases != 1 || result.Imported[0].Unsettled == 0 {
		t.Fatalf("result = %+v", result)
	}
	c := cases(t, h, id)[0]
	if c.Person.Name != "李䶮" || c.Office.Title != "示例县人民法院民事审判庭庭长" || c.Action != policy.Appoint {
		t.Errorf("%s %s %s", c.Person.Name, c.Action, c.Office.Title)
	}
	h.Attach(h.Court, id)
	refused(t, "the wrong check digit", h.Flow.SubmitProposal(ctx, h.Court, id, ""), errs.Conflict, "须更正或说明")
	h.Settle(h.Court, id)
	h.Must(h.Flow.SubmitProposal(ctx, h.Court, id, ""))
	h.Must(h.Flow.AcceptProposal(ctx, h.Clerk, id))
}

func TestFormIsSealed(t *testing.T) {
	h := fixture.New(t, pgtest.New(t))
	id := h.Draft()
	var content, original []byte
	h.Must(h.Pool.QueryRow(t.Context(), `
		SELECT f.content || convert_to(f.profile::text, 'UTF8'), x.data FROM cadre_form f JOIN file x ON x.id = f.file_id WHERE f.proposal_id = $1`, id).
		Scan(&content, &original))
	for _, secret := range []string{"999999198001011233", "周样例"} {
		if bytes.Contains(content, []byte(secret)) || bytes.Contains(original, []byte(secret)) {
			t.Errorf("%q lies open in the database", secret)
		}
	}
	forms, err := h.DB.CadreForms(t.Context(), id)
	h.Must(err)
	file, err := h.Flow.OriginalForm(t.Context(), h.Organ, id, forms[0].ID, forms[0].FileID)
	if err != nil || !bytes.Equal(file.Data, fixture.CleanForm().Data) {
		t.Errorf("the original came back changed: %v", err)
	}
	_, err = h.Flow.OriginalForm(t.Context(), h.Court, id, forms[0].ID, forms[0].FileID)
	refused(t, "another organ's original", err, errs.NotFound, "查无此文件")
}

func TestCorrectionsSurviveReimport(t *testing.T) {
	h := fixture.New(t, pgtest.New(t))
	ctx := t.Context()
	id := h.Draft()
	forms, err := h.DB.CadreForms(ctx, id)
	h.Must(err)
	form := forms[0]
	err = h.Flow.CorrectForm(ctx, h.Organ, id, form.ID, form.Version, map[string]string{"health": "良好", "birth": "十月"})
	refused(t, "an unreadable date", err, errs.Invalid, "出生年月")
	h.Must(h.Flow.CorrectForm(ctx, h.Organ, id, form.ID, form.Version, map[string]string{"health": "良好", "name": "欧阳示例"}))
	err = h.Flow.CorrectForm(ctx, h.Organ, id, form.ID, form.Version, map[string]string{"health": "一般"})
	refused(t, "an old version of the page", err, errs.Conflict, "审批表已被他人")
	h.Must(h.Flow.ReimportForm(ctx, h.Organ, id, form.ID, []lrmx.Upload{edited(t, "新.lrmx", "expertise", "审计")}))
	v, err := h.Flow.ViewForm(ctx, h.Organ, id, form.ID)
	h.Must(err)
	if v.Form.Health.Value != "良好" || !v.Form.Health.Edited || v.Form.Expertise.Value != "审计" {
		t.Errorf("health %+v, expertise %+v", v.Form.Health, v.Form.Expertise)
	}
	if sources, _ := h.DB.FormSources(ctx, form.ID); len(sources) != 2 {
		t.Errorf("%d originals kept, want 2", len(sources))
	}
	if v.Row.PhotoID == 0 || !v.Form.HasPhoto {
		t.Error("the photo was lost")
	}
}

func TestFindingsMustBeSettled(t *testing.T) {
	h := fixture.New(t, pgtest.New(t))
	ctx := t.Context()
	id, err := h.Flow.CreateProposal(ctx, h.Organ, h.ProposalForm())
	h.Must(err)
	_, err = h.Flow.ImportForms(ctx, h.Organ, id, []lrmx.Upload{edited(t, "a.lrmx", "birth", "1980.02")})
	h.Must(err)
	h.Attach(h.Organ, id)
	refused(t, "open finding", h.Flow.SubmitProposal(ctx, h.Organ, id, ""), errs.Conflict, "审批表有 1 处须更正或说明")
	forms, err := h.DB.CadreForms(ctx, id)
	h.Must(err)
	refused(t, "no reason", h.Flow.SettleFinding(ctx, h.Organ, id, forms[0].ID, "id_birth", " "), errs.Invalid, "理由")
	h.Must(h.Flow.SettleFinding(ctx, h.Organ, id, forms[0].ID, "id_birth", "档案认定为 1980 年 2 月"))
	if x, err := h.DB.CadreForm(ctx, id, forms[0].ID); err != nil || x.Unsettled != 0 {
		t.Errorf("unsettled = %d, %v", x.Unsettled, err)
	}
	v, err := h.Flow.ViewForm(ctx, h.Organ, id, forms[0].ID)
	h.Must(err)
	h.Must(h.Flow.CorrectForm(ctx, h.Organ, id, forms[0].ID, v.Row.Version, map[string]string{"id_number": "999999198003011237"}))
	if x, _ := h.DB.CadreForm(ctx, id, forms[0].ID); x.Unsettled == 0 {
		t.Error("a reason given for one number covers another")
	}
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
