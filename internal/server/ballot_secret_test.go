package server

import (
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"github.com/go-chi/chi/v5"

	"renmian/internal/authz"
	"renmian/internal/pgtest"
	"renmian/internal/workflow"
)

// wild is what differs from one answer to the next and tells nothing: keys of forms, hashes, tokens.
var wild = regexp.MustCompile(`[0-9A-Za-z+/_-]{10,}=*`)

// everyPage asks for every address as these persons and returns the answers, by person and address.
func (st *site) everyPage(meeting, item, round, box, caseID int64, hall string, people map[string]*visitor) map[string]string {
	st.t.Helper()
	routes := chi.NewRouter()
	st.server.routes(routes)
	st.server.boxRoutes(routes)
	known := strings.NewReplacer("/meetings/{id}", fmt.Sprintf("/meetings/%d", meeting), "/cases/{id}", fmt.Sprintf("/cases/%d", caseID),
		"{item}", fmt.Sprint(item), "{round}", fmt.Sprint(round), "{box}", fmt.Sprint(box), "{case}", fmt.Sprint(caseID), "{code}", hall)
	other := regexp.MustCompile(`\{[a-z]+\}`)
	all := map[string]string{}
	err := chi.Walk(routes, func(method, route string, _ http.Handler, _ ...func(http.Handler) http.Handler) error {
		if method != http.MethodGet || strings.HasSuffix(route, "*") || route == "/hall" || route == "/admin/audit/tree" { // a code that is drawn, a hash
			return nil
		}
		path := other.ReplaceAllString(known.Replace(route), "1") + "?once"
		for name, v := range people {
			re := v.get(path)
			all[name+" "+path] = fmt.Sprint(re.status, re.to, wild.ReplaceAllString(re.body, "*"))
		}
		return nil
	})
	if err != nil {
		st.t.Fatal(err)
	}
	return all
}

// Between the sealing and the announcement every page says the same whatever was voted; only who counts,
// presides or runs the meeting is told more.
func TestNoPageTellsTheTallyBeforeTheAnnouncement(t *testing.T) {
	st, h, v := onTablets(t)
	ctx := t.Context()
	choices := make([][]int, 27)
	for n := range choices {
		choices[n] = []int{1 + n%3}
	}
	const hall = "ABCDEFGH"
	h.Must(h.Flow.PairScreen(ctx, h.Operator, h.Meeting, hall))
	c, err := h.DB.CasesOfItem(ctx, v.ItemID)
	h.Must(err)
	h.VoteOnTablets(v, choices)
	var told int
	h.Must(h.Pool.QueryRow(ctx, `SELECT count(*) FROM audit_event WHERE detail::text ~ '"(yes|no|abstain|not_cast|choice|tally)"'`).Scan(&told))
	if told > 0 {
		t.Errorf("%d events of the trail tell the vote", told)
	}
	people := map[string]*visitor{"visitor": st.visitor(), "member": st.by(h.AsMember(9)), "clerk": st.by(h.Clerk),
		"auditor": st.as(authz.RoleAuditor), "chair": st.by(h.Chair)}
	pages := func() map[string]string {
		t.Helper()
		return st.everyPage(h.Meeting, v.ItemID, v.ID, v.BoxID, c[0].ID, hall, people)
	}
	pages() // the first look leaves receipts of what was read
	first, before := pages(), pages()
	owner := pgtest.Owner(t)
	_, err = owner.Exec(ctx, `UPDATE sealed_ballot SET choice = '{2}' WHERE box_id = $1`, v.BoxID)
	h.Must(err)
	_, err = owner.Exec(ctx, `UPDATE vote_count SET yes = 0, no = yes + no + abstain, abstain = 0 WHERE round_id = $1`, v.ID)
	h.Must(err)
	st.server = New(Config{DB: h.DB, Flow: workflow.New(h.DB, workflow.Keys{Boxes: h.Boxes}), Pool: pgtest.New(t)}) // which has read nothing yet
	t.Cleanup(st.server.Close)
	st.handler = st.server.Handler()
	chair := false
	for page, after := range pages() {
		switch {
		case before[page] == after, before[page] != first[page]: // it lists who looked at pages, this test among them
		case strings.HasPrefix(page, "chair "):
			chair = true
		default:
			at := 0
			for at < min(len(after), len(before[page])) && after[at] == before[page][at] {
				at++
			}
			t.Errorf("%s tells the vote: %.200q became %.200q", page, before[page][at:], after[at:])
		}
	}
	if !chair {
		t.Error("not even the chair is told: this test finds nothing")
	}
}
