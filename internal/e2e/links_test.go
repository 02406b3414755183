package e2e

import (
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

// TestNobodyIsShownALinkThatIsRefused follows, as each role in the demonstration county, every link the
// person is shown, in cases of every stage. None may lead nowhere or to a refusal.
func TestNobodyIsShownALinkThatIsRefused(t *testing.T) {
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
	for _, username := range []string{"", "organ-gov", "organ-court", "clerk", "examiner", "chair", "operator",
		"member01", "member06", "nominee01", "admin", "security", "auditor"} {
		name := username
		if name == "" {
			name = "public"
		}
		t.Run(name, func(t *testing.T) {
			r := reader{t: t, site: web.URL, client: signedIn(t, web.URL, username)}
			r.follow("/")
			if username != "" {
				r.follow("/account")
			}
			if len(r.kinds) < 5 {
				t.Errorf("only %d kinds of pages were found", len(r.kinds))
			}
		})
	}
}

// signedIn returns a browser's memory after a person has signed in; nobody signs in as "".
func signedIn(t *testing.T, site, username string) *http.Client {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	client := &http.Client{Jar: jar}
	if username == "" {
		return client
	}
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, site+"/login",
		strings.NewReader(url.Values{"username": {username}, "password": {demo.Password}}.Encode()))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	req.Header.Set("Sec-Fetch-Site", "same-origin")
	a, err := client.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer a.Body.Close()
	if a.Request.URL.Path == "/login" {
		t.Fatalf("%s could not sign in: %s", username, a.Status)
	}
	return client
}

// reader is one person following links.
type reader struct {
	t      *testing.T
	site   string
	client *http.Client
	seen   map[string]bool
	kinds  map[string]int
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
			continue
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
