package server

import (
	"strings"
	"testing"

	"renmian/internal/lrmx"
	"renmian/internal/papertest"
	"renmian/internal/store"
)

// The cadre form comes on its paper, as final file and as .lrmx from its proposal, from a case and from the register.
func TestCadreFormOnPaperAndAsFile(t *testing.T) {
	d := newDecided(t)
	clerk := d.enter(d.Clerk)
	c := d.Read(d.appointed)
	form, ok, err := d.DB.FormOfPerson(t.Context(), c.Proposal.ID, c.Person.ID)
	if err != nil || !ok {
		t.Fatal(ok, err)
	}
	own := formPath(c.Proposal.ID, form.ID)
	clerk.get(own).want(t, 200, "打印审批表", "导出（.lrmx）")
	d.enter(d.Organ).get(own+"/paper").want(t, 200, "欧阳示例")
	d.enter(d.Court).get(own+"/paper").want(t, 404)
	for _, who := range []*visitor{d.enter(d.Member), d.enter(d.Examiner), d.enter(d.Admin)} {
		who.get(own+"/paper").want(t, 403)
		who.get(personPath(c.Person.ID)+"/form/paper").want(t, 403)
		who.get(personPath(c.Person.ID)+"/form/file").want(t, 403)
	}
	d.enter(d.Organ).get(personPath(c.Person.ID)+"/form/file").want(t, 403)

	dense := func(s string) string { return strings.Join(strings.Fields(s), "") }
	for _, path := range []string{own, casePath(c.ID) + "/form", personPath(c.Person.ID) + "/form"} {
		page := clerk.get(path+"/paper").want(t, 200, "欧阳示例", "示例县第一中学")
		var shown strings.Builder
		for _, sheet := range page.page.All("article.drawn") {
			shown.WriteString(sheet.Text())
		}
		if got := papertest.Text(t, []byte(clerk.get(path+"/paper?form=pdf").body)); dense(got) != dense(shown.String()) {
			t.Errorf("%s: the file says\n%s\nthe page\n%s", path, dense(got), dense(shown.String()))
		}
		back, _, err := lrmx.Read("a.lrmx", []byte(clerk.get(path+"/file").body))
		if err != nil || back.Name.Value != "欧阳示例" || len(back.Resume.Value.Periods) == 0 || len(back.Relatives) == 0 {
			t.Errorf("%s: read again as %q, %d periods, %d relatives, %v", path, back.Name.Value, len(back.Resume.Value.Periods), len(back.Relatives), err)
		}
	}
	back, _, _ := lrmx.Read("a.lrmx", []byte(clerk.get(casePath(c.ID)+"/form/file").body))
	if back.ProposedOffice.Value != c.Office.Title || back.RemovedOffice.Value != "" {
		t.Errorf("of the case: %q, %q", back.ProposedOffice.Value, back.RemovedOffice.Value)
	}
	if back, _, _ = lrmx.Read("a.lrmx", []byte(clerk.get(personPath(c.Person.ID)+"/form/file").body)); !strings.HasPrefix(
		back.CurrentOffice.Value,
		c.Office.Title,
	) {
		t.Errorf("the office just taken up stands first: %q", back.CurrentOffice.Value) // the register's current data
	}

	// Somebody who never came with a form gets one from the register.
	photo := clerk.get(personPath(c.Person.ID) + "/form/paper").page.All("article.drawn image")
	if len(photo) == 1 {
		clerk.get(photo[0].Attr("href")).want(t, 200)
		d.enter(d.Organ).get(photo[0].Attr("href")).want(t, 404)
	} else {
		t.Errorf("%d photos on the form", len(photo))
	}
	people, err := d.DB.SearchPersons(t.Context(), store.PersonFilter{Search: "陈立民", Limit: 1})
	d.Must(err)
	chair := personPath(people[0].ID)
	clerk.get(chair).want(t, 200, "导出任免审批表（.lrmx）")
	clerk.get(chair+"/form/paper").want(t, 200, "干", "陈立民")
	clerk.get(chair+"/form/file").want(t, 200, "陈立民", "197205")
}
