package server

import (
	"net/http"
	"regexp"
	"slices"
	"testing"

	"github.com/go-chi/chi/v5"

	"renmian/internal/authz"
)

// behindTheDoor are the addresses for people who have signed in, by method, with the number 1 for whatever they name.
func (s *Server) behindTheDoor(t *testing.T) map[string][]string {
	t.Helper()
	r := chi.NewRouter()
	for _, part := range []func(chi.Router){s.houseRoutes, s.caseRoutes, s.examRoutes, s.meetingRoutes, s.supervisionRoutes} {
		part(r)
	}
	name := regexp.MustCompile(`\{\w+\}`)
	all := map[string][]string{}
	err := chi.Walk(r, func(method, route string, _ http.Handler, _ ...func(http.Handler) http.Handler) error {
		all[method] = append(all[method], name.ReplaceAllString(route, "1"))
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// Every address sends a stranger to the door, and refuses who has no part in it: the auditor, whose own pages are named here,
// may do least. What does not exist may be answered before it is asked who comes.
func TestEveryAddressAsksWhoComes(t *testing.T) {
	h := newHouse(t)
	stranger, auditor := h.visitor(), h.as(authz.RoleAuditor)
	own := regexp.MustCompile(`^(/admin/audit|/policy)(/|$)`)
	toPage := []string{"/exams/find", "/study/1/people/find", "/supervision/matters/1/people/find"} // a search that leads to a page, which refuses
	all := h.server.behindTheDoor(t)
	if len(all[http.MethodGet]) < 300 || len(all[http.MethodPost]) < 300 {
		t.Fatalf("only %d pages and %d acts are known", len(all[http.MethodGet]), len(all[http.MethodPost]))
	}
	for _, path := range all[http.MethodGet] {
		if re := stranger.get(path); re.status != http.StatusSeeOther || re.to != "/login" && !regexp.MustCompile(`^/login\?`).MatchString(re.to) {
			t.Errorf("GET %s: a stranger gets %d %s", path, re.status, re.to)
		}
		if re := auditor.get(path); re.status != http.StatusForbidden && !own.MatchString(path) {
			t.Errorf("GET %s: the auditor gets %d", path, re.status)
		}
	}
	refused := []int{http.StatusForbidden, http.StatusNotFound, http.StatusConflict}
	for _, path := range all[http.MethodPost] {
		if re := stranger.post(path); re.status != http.StatusForbidden {
			t.Errorf("POST %s: a stranger gets %d", path, re.status)
		}
		if re := auditor.post(path); !slices.Contains(refused, re.status) && !own.MatchString(path) && !slices.Contains(toPage, path) {
			t.Errorf("POST %s: the auditor gets %d", path, re.status)
		}
	}
}
