package server

import (
	"strings"
	"testing"

	"renmian/internal/document"
	"renmian/internal/papertest"
)

// samePaper reads a paper as page to print, as final file and as the file that staff edit: all say the same,
// character by character.
func samePaper(t *testing.T, v *visitor, path string, forms ...string) {
	t.Helper()
	dense := func(s string) string { return strings.Join(strings.Fields(strings.ReplaceAll(s, "_", "")), "") }
	shown := v.get(path).want(t, 200)
	var page strings.Builder
	for _, sheet := range shown.page.All("article.sheet") {
		page.WriteString(sheet.Text())
	}
	with := "?form="
	if strings.Contains(path, "?") {
		with = "&form="
	}
	for _, form := range append(forms, "pdf") {
		file := v.get(path + with + form)
		if file.status != 200 {
			t.Fatalf("%s as %s: %d %s", path, form, file.status, file.body)
		}
		got := ""
		if form == "pdf" {
			got = papertest.Text(t, []byte(file.body))
		} else {
			got = papertest.Docx(t, []byte(file.body))
		}
		if dense(got) != dense(page.String()) {
			t.Errorf("%s as %s:\n%s\nthe page says\n%s", path, form, dense(got), dense(page.String()))
		}
	}
}

func TestPapersAsFiles(t *testing.T) {
	d := newDecided(t)
	d.Must(d.Flow.MakeCertificates(t.Context(), d.Clerk, d.Meeting))
	certificates, err := d.DB.CertificatesOfMeeting(t.Context(), d.Meeting)
	d.Must(err)
	d.Sworn(d.appointed)
	oaths, err := d.DB.CeremoniesOfMeeting(t.Context(), d.Meeting)
	d.Must(err)
	notices := d.Published()
	filings, err := d.DB.FilingsOfMeeting(t.Context(), d.Meeting)
	d.Must(err)
	clerk := d.enter(d.Clerk)
	proposal := d.Read(d.appointed).Proposal.ID
	for _, path := range []string{proposalPath(proposal) + "/receipt", draftPath(notices[0].ID) + "/paper", draftPath(notices[1].ID) + "/paper",
		oathPath(oaths[0].ID) + "/roster", filingPath(filings[0].ID) + "/paper", dossierPath(d.Read(d.appointed).Person.ID) + "/print", casePath(d.appointed) + "/review/report"} {
		samePaper(t, clerk, path, "docx")
	}
	samePaper(t, clerk, certificatePath(certificates[0].ID)+"/paper")
	samePaper(t, clerk, meetingPath(d.Meeting)+"/certificates/proof")
	public := d.visitor()
	samePaper(t, public, noticePath(notices[1].ID)+"/print")
	public.get(noticePath(notices[1].ID) + "/print").page.Omits("存为 Word 文档")
	public.get(certificatePath(certificates[0].ID)+"/paper?form=pdf").want(t, 303, "/login")
	d.enter(d.Member).get(certificatePath(certificates[0].ID)+"/paper?form=pdf").want(t, 403)
}

// K17: a file is named by its paper and number, so that it is found again in a folder.
func TestPaperFile(t *testing.T) {
	for _, tt := range []struct{ name, number, want string }{
		{"任职档案", "", "任职档案"},
		{"任免通知", "示例人发〔2026〕3号", "任免通知（示例人发〔2026〕3号）"},
		{"试卷", "试卷编号：2026-06A（草稿，未经审定，不得使用）", "试卷（2026-06A）"},
	} {
		if got := paperFile([]document.Document{{Name: tt.name, Number: tt.number}}); got != tt.want {
			t.Errorf("%s, want %s", got, tt.want)
		}
	}
}
