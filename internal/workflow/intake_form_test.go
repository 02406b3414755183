package workflow_test

import (
	"bytes"
	"os"
	"slices"
	"strings"
	"testing"

	"renmian/internal/errs"
	"renmian/internal/fixture"
	"renmian/internal/lrmx"
	"renmian/internal/pgtest"
	"renmian/internal/policy"
	"renmian/internal/workflow"
)

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
