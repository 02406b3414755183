package staff_test

import (
	"bytes"
	"fmt"
	"testing"

	"renmian/internal/htmltest"
	"renmian/web/staff"
	"renmian/web/ui"
)

// The workbench shows the most pressing and folds the rest away; one or two more are not worth a fold.
func TestDeskFoldsWhatDoesNotPress(t *testing.T) {
	for _, tt := range []struct {
		due, shown int
		fold       string
	}{{1, 1, ""}, {12, 12, ""}, {13, 10, "其余 3 件"}, {40, 10, "其余 30 件"}} {
		p := staff.DeskPage{}
		for n := range tt.due {
			p.Due = append(p.Due, staff.DeskGroup{Title: fmt.Sprintf("第 %d 件", n+1), Tasks: ui.Tasks{{Label: "受理"}}})
		}
		var b bytes.Buffer
		if err := staff.Desk(p).Render(t.Context(), &b); err != nil {
			t.Fatal(err)
		}
		page := htmltest.Parse(t, b.Bytes())
		if all, folded := len(page.All(".deskgroup")), len(page.All("details.fold .deskgroup")); all != tt.due || all-folded != tt.shown {
			t.Errorf("of %d, %d are shown and %d folded", tt.due, all-folded, folded)
		}
		if tt.fold == "" {
			page.Lacks("details.fold")
		} else {
			page.Says(tt.fold)
		}
	}
}
