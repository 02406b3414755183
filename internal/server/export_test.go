package server

import (
	"fmt"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"renmian/internal/authz"
	"renmian/internal/papertest"
)

// Whatever a page lists can be taken along as it stands there: tables, what is to be done, what was done, a year's
// months. The link is there exactly where there is something to take.
func TestEveryListIsExported(t *testing.T) {
	d := newDecided(t)
	clerk, year := d.enter(d.Clerk), d.Today().Year()
	clerk.post(plansPath, "year", fmt.Sprint(year)).want(t, 303)
	clerk.post(planPath(year)+"/items", "kind", "special_work_report", "title", "听取养老服务情况的报告", "month", "6", "lead", "社会建设工委").want(t, 303)
	kinds := map[string]bool{}
	for _, path := range []string{"/desk", "/cases", casePath(d.appointed), "/people", planPath(year), supervisionPath, "/proposals", papersLedger, "/statistics", "/account"} {
		shown := clerk.get(path).want(t, 200).page
		listed := 0
		for _, rows := range []string{"table.list tbody tr", "ul.tasks li", "ol.timeline li", "ol.months ul li"} {
			listed += len(shown.All(rows))
			kinds[rows] = kinds[rows] || len(shown.All(rows)) > 0
		}
		link := "a[href=" + path + "?form=xlsx]"
		if listed == 0 {
			shown.Lacks(link)
			continue
		}
		rows, words := workbookRows(t, clerk.get(shown.One(link).Attr("href")).want(t, 200))
		if rows < listed { // further tables, those of charts, come along
			t.Errorf("%s lists %d, its file %d rows", path, listed, rows)
		}
		for _, item := range append(shown.All("ul.tasks a"), append(shown.All("table.list tbody a"), shown.All("ol.months ul a")...)...) {
			if said := strings.Join(strings.Fields(item.Text()), " "); !strings.Contains(words, said) {
				t.Errorf("the file of %s does not say %q", path, said)
			}
		}
	}
	for rows, found := range kinds {
		if !found {
			t.Errorf("no page has %s, so that nothing is proved", rows)
		}
	}
	d.visitor().get("/notices").want(t, 200).page.Lacks("a[href='/notices?form=xlsx']")
	d.as(authz.RoleAuditor).get(auditPath).want(t, 200).page.Lacks("a[href='" + auditPath + "?form=xlsx']")
}

// workbookRows reads a file as an office program does: how many rows stand below the headings, and all it says.
func workbookRows(t *testing.T, file reply) (rows int, words string) {
	t.Helper()
	papertest.Package(t, []byte(file.body))
	book, err := excelize.OpenReader(strings.NewReader(file.body))
	if err != nil {
		t.Fatal(err)
	}
	defer book.Close()
	var all strings.Builder
	for _, sheet := range book.GetSheetList() {
		lines, err := book.GetRows(sheet)
		if err != nil {
			t.Fatal(err)
		}
		rows += len(lines) - 1
		for _, l := range lines {
			all.WriteString(strings.Join(l, "\n") + "\n")
		}
	}
	return rows, all.String()
}
