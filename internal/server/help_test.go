package server

import (
	"net/http"
	"regexp"
	"strings"
	"testing"

	"github.com/go-chi/chi/v5"

	"renmian/internal/appointment"
)

func TestHelpIsForPagesThatExist(t *testing.T) {
	st := newSite(t)
	pages := map[string]bool{}
	all := chi.NewRouter()
	st.server.routes(all)
	err := chi.Walk(all, func(method, route string, _ http.Handler, _ ...func(http.Handler) http.Handler) error {
		if method == http.MethodGet {
			pages[route] = true
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, all := range []map[string][]string{helps, supervisionHelps} {
		for route, text := range all {
			if !pages[route] || len(text) == 0 {
				t.Errorf("help for %s, which is no page", route)
			}
		}
	}
	papers := regexp.MustCompile(
		`/(print|paper|report|poster|notice|receipt|read|file|live|ballot|show|opinion|template|volume|files/\{file\}|photos/\{file\}|boxes/\{key\}|videos/\{file\})$`,
	)
	for route := range pages {
		if strings.HasPrefix(route, "/supervision") && !papers.MatchString(route) && supervisionHelps[route] == nil {
			t.Errorf("%s has no help", route)
		}
	}
}

func TestHelpIsOnThePage(t *testing.T) {
	st, h, c := at(t, appointment.StageReview)
	clerk := st.by(h.Clerk)
	clerk.get("/desk").want(t, http.StatusOK, "本页怎么办理", helps["/desk"][0])
	clerk.get(casePath(c.ID)+"/review").want(t, http.StatusOK, helps["/cases/{id}/review"][0])
}
