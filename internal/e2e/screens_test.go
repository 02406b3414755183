package e2e

import (
	"encoding/json"
	"fmt"
	"regexp"
	"strings"
	"testing"

	"renmian/internal/appointment"
	"renmian/internal/authz"
	"renmian/internal/browsertest"
)

// TestEveryScreen follows every link that people are shown, one page of each kind, and checks it on
// every kind of screen. A link that leads nowhere fails.
func TestEveryScreen(t *testing.T) {
	h := open(t)
	h.Case(appointment.StageClosed)
	h.Draft()
	seen := walk(t, "public", h.visit(browsertest.Desktop, "/"), nil)
	for name, who := range map[string]authz.Actor{"organ": h.Organ, "admin": h.Admin} {
		walk(t, name, h.enter(browsertest.Desktop, who), seen)
	}
}

var numberInPath = regexp.MustCompile(`\d+`)

// kindOf is what pages of one kind have in common: the address without numbers and choices.
func kindOf(href string) string {
	path, _, _ := strings.Cut(href, "?")
	path, _, _ = strings.Cut(path, "#")
	return numberInPath.ReplaceAllString(path, "N")
}

// walk visits one page of each kind, starting where the tab is, but none of the kinds known already; it
// returns the kinds it visited.
func walk(t *testing.T, who string, b *browsertest.Tab, known map[string]bool) map[string]bool {
	t.Helper()
	queue, seen, from := []string{b.Path()}, map[string]bool{}, map[string]string{}
	for len(queue) > 0 {
		href := queue[0]
		queue = queue[1:]
		kind := kindOf(href)
		if seen[kind] || known[kind] {
			continue
		}
		seen[kind] = true
		answer := browsertest.Eval[struct {
			Status int
			Type   string
		}](b, fmt.Sprintf(`fetch(%s).then((a) => ({Status: a.status, Type: a.headers.get("Content-Type") ?? ""}))`, quoted(href)))
		if answer.Status != 200 {
			t.Errorf("%s: the link from %s to %s answers %d", who, from[href], href, answer.Status)
			continue
		}
		if !strings.HasPrefix(answer.Type, "text/html") {
			continue
		}
		b.Goto(href)
		look(b, who+kind)
		for _, next := range browsertest.Eval[[]string](b, `[...document.querySelectorAll("a[href]")].filter((a) => a.origin === location.origin).map((a) => a.pathname + a.search)`) {
			if kindOf(next) != "/display" && from[next] == "" {
				from[next] = href
				queue = append(queue, next)
			}
		}
	}
	return seen
}

func quoted(s string) string {
	b, err := json.Marshal(s)
	if err != nil {
		panic(err) // strings always encode
	}
	return string(b)
}
