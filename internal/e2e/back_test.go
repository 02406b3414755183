package e2e

import (
	"testing"

	"renmian/internal/appointment"
	"renmian/internal/browsertest"
)

// A defence is refused once, then entered. Who goes back from it comes to the page, not to the browser's question whether the
// form shall be sent again; a reload of what was refused sends nothing, and the entry stands once.
func TestBackOverARefusedForm(t *testing.T) {
	h := open(t)
	h.Bring(h.dismissal(), appointment.StageReview)
	b := h.enter(browsertest.Desktop, h.Clerk)
	menu(b, "任免案")
	b.Click("沈卫东")
	b.Click("材料初审")
	b.Click("申辩")
	page := b.Path()
	refuse := func() {
		t.Helper()
		b.Choose("书面申辩")
		b.Fill("申辩要点或全文", "　")
		b.Submit("登记申辩")
		b.See("书面申辩请上传原件，或录入全文。")
	}
	refuse()
	if at := b.Path(); at != page {
		t.Errorf("the refused form stands at %s, want %s", at, page)
	}
	b.Goto(b.Path()) // as a reload does
	b.See("尚未登记")
	refuse()
	b.Fill("申辩要点或全文", "对所列第二项事实有异议，请予复核。")
	b.DoubleClick("登记申辩")
	b.See("申辩已登记")
	b.Back()
	b.See("对所列第二项事实有异议，请予复核。")
	if n := b.Count("main tbody tr"); n != 1 {
		t.Errorf("the defence is entered %d times", n)
	}
}
