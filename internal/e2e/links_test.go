package e2e

import (
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"renmian/internal/demo"
	"renmian/internal/pgtest"
	"renmian/internal/server"
	"renmian/internal/store"
	"renmian/internal/workflow"
)

// pagesOfAKind is how many pages that differ only in their numbers are visited: cases of every stage
// are among the first.
const pagesOfAKind = 40

// filesOfAKind is the same for what leads no further: papers, lists and pictures, each set anew when it is asked for.
const filesOfAKind = 15

// TestEveryPage follows, as each role in the demonstration county, every link the person is shown, in
// cases of every stage: none may lead nowhere or to a refusal. Then it looks at one page of each kind, and
// at everybody's first page, on every kind of screen.
func TestEveryPage(t *testing.T) {
	t.Parallel()
	site := demonstration(t)
	var screens []screen
	known := map[string]bool{}
	for _, username := range []string{"", "organ-gov", "organ-court", "clerk", "examiner", "chair", "operator",
		"member01", "member06", "nominee01", "admin", "security", "auditor"} {
		name := username
		if name == "" {
			name = "public"
		}
		t.Run(name, func(t *testing.T) {
			r := reader{t: t, site: site, client: signedIn(t, site, username)}
			r.follow("/")
			if username != "" {
				r.follow("/account")
			}
			if len(r.kinds) < 5 {
				t.Errorf("only %d kinds of pages were found", len(r.kinds))
			}
			screens = append(screens, r.screens(username, known)...)
		})
	}
	half := len(screens) / 2
	for n, part := range [][]screen{screens[:half], screens[half:]} { // a core each
		t.Run(fmt.Sprintf("screens-%d", n+1), func(t *testing.T) {
			t.Parallel()
			inspect(t, site, part)
		})
	}
}

// demonstration is the server on 示例县 as a newcomer meets it.
func demonstration(t *testing.T) (address string) {
	t.Helper()
	keys, err := workflow.OpenKeys(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	pool := pgtest.New(t)
	db := store.New(pool).WithIdentityKey(keys.Identity)
	if err := demo.Load(t.Context(), db, keys); err != nil {
		t.Fatal(err)
	}
	s := server.New(server.Config{DB: db, Flow: workflow.New(db, keys), Pool: pool})
	t.Cleanup(s.Close)
	web := httptest.NewServer(s.Handler())
	t.Cleanup(web.Close)
	return web.URL
}

// signedIn returns a browser's memory after a person has signed in; nobody signs in as "".
func signedIn(t *testing.T, site, username string) *http.Client {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	if username != "" {
		session, _ := signIn(t, site, username)
		at, err := url.Parse(site)
		if err != nil {
			t.Fatal(err)
		}
		jar.SetCookies(at, []*http.Cookie{session})
	}
	return &http.Client{Jar: jar}
}

// reader is one person following links.
type reader struct {
	t      *testing.T
	site   string
	client *http.Client
	seen   map[string]bool
	kinds  map[string]int
	pages  []string // one of each kind, the first page of the person before all
}

// follow visits a page and every page it leads to.
func (r *reader) follow(start string) {
	if r.seen == nil {
		r.seen, r.kinds = map[string]bool{}, map[string]int{}
	}
	type link struct{ href, from string }
	for queue := []link{{start, "the address bar"}}; len(queue) > 0; queue = queue[1:] {
		at := queue[0]
		kind := kindOf(at.href)
		if r.seen[at.href] || r.kinds[kind] >= pagesOfAKind || kind == "/display" {
			continue
		}
		r.seen[at.href] = true
		r.kinds[kind]++
		req, err := http.NewRequestWithContext(r.t.Context(), http.MethodGet, r.site+at.href, nil)
		if err != nil {
			r.t.Fatal(err)
		}
		a, err := r.client.Do(req)
		if err != nil {
			r.t.Fatal(err)
		}
		body, err := io.ReadAll(a.Body)
		a.Body.Close()
		if err != nil {
			r.t.Fatal(err)
		}
		if a.StatusCode != http.StatusOK || a.Request.URL.Path == "/login" && at.href != "/login" {
			r.t.Errorf("the link from %s to %s answers %d at %s", at.from, at.href, a.StatusCode, a.Request.URL.Path)
			continue
		}
		if !strings.HasPrefix(a.Header.Get("Content-Type"), "text/html") {
			if r.kinds[kind] >= filesOfAKind {
				r.kinds[kind] = pagesOfAKind
			}
			continue
		}
		if r.kinds[kind] == 1 {
			r.pages = append(r.pages, at.href)
		}
		for _, href := range linksIn(r.t, a.Request.URL, string(body)) {
			queue = append(queue, link{href, at.href})
		}
	}
}

// linksIn lists where a page leads within the site.
func linksIn(t *testing.T, page *url.URL, body string) []string {
	t.Helper()
	root, err := html.Parse(strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	var hrefs []string
	for n := range root.Descendants() {
		if n.Type != html.ElementNode || n.Data != "a" {
			continue
		}
		for _, a := range n.Attr {
			if to, err := page.Parse(a.Val); a.Key == "href" && err == nil && to.Host == page.Host {
				to.Fragment = ""
				hrefs = append(hrefs, to.RequestURI())
			}
		}
	}
	return hrefs
}
