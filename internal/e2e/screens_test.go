package e2e

import (
	"regexp"
	"strings"
	"testing"

	"renmian/internal/browsertest"
)

var numberInPath = regexp.MustCompile(`\d+`)

// kindOf is what pages of one kind have in common: the address without numbers and choices.
func kindOf(href string) string {
	path, query, _ := strings.Cut(href, "?")
	if strings.Contains(query, "form=xlsx") {
		return "a page's lists as a file"
	}
	path, _, _ = strings.Cut(path, "#")
	return numberInPath.ReplaceAllString(path, "N")
}

// screen is a page as one person sees it.
type screen struct{ username, href string }

// screens are the pages of kinds that nobody before has shown, and the person's first page.
func (r *reader) screens(username string, known map[string]bool) []screen {
	var all []screen
	for _, href := range r.pages {
		if kind := kindOf(href); !known[kind] || kind == "/desk" {
			known[kind] = true
			all = append(all, screen{username, href})
		}
	}
	return all
}

// inspect checks pages at each size of screen, each as the person who sees it, and keeps pictures.
func inspect(t *testing.T, site string, screens []screen) {
	t.Helper()
	b := browsertest.Open(t, site, browsertest.Desktop)
	at := ""
	for _, s := range screens {
		if s.username != at {
			at = s.username
			session, _ := signIn(t, site, at)
			b.SetCookie(session.Name, session.Value)
		}
		b.Goto(s.href)
		for _, size := range sizes { // turned and narrowed in the hand, not loaded again
			b.Resize(size)
			b.Check()
			b.Shot(s.username + kindOf(s.href))
		}
	}
}
