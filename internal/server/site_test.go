package server

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"renmian/internal/authz"
	"renmian/internal/htmltest"
	"renmian/internal/pgtest"
	"renmian/internal/store"
	"renmian/internal/workflow"
)

// site is the server on an empty database, with a clock that tests move.
type site struct {
	t       testing.TB
	now     time.Time
	db      *store.DB
	flow    *workflow.Flow
	server  *Server
	handler http.Handler
}

func newSite(t *testing.T) *site {
	t.Helper()
	keys, err := workflow.OpenKeys(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	pool := pgtest.New(t)
	st := &site{t: t, now: time.Now()}
	st.db = store.New(pool).WithClock(func() time.Time { return st.now })
	st.flow = workflow.New(st.db, keys)
	st.server = New(Config{DB: st.db, Flow: st.flow, Pool: pool})
	t.Cleanup(st.server.Close)
	st.handler = st.server.Handler()
	return st
}

// visitor is one browser.
type visitor struct {
	site    *site
	cookies map[string]string
	who     authz.Actor
	bare    bool // sends neither Origin nor Sec-Fetch-Site
}

// visitor returns a browser in which nobody has signed in.
func (st *site) visitor() *visitor { return &visitor{site: st, cookies: map[string]string{}} }

// as returns a browser in which a new account with these roles has signed in.
func (st *site) as(roles ...authz.Role) *visitor {
	st.t.Helper()
	return st.signedIn(store.Account{Username: "u" + strings.ToLower(string(roles[0])) + time.Now().Format("150405.000000"),
		Name: authz.Labels(roles), Roles: roles})
}

// signedIn inserts the account and returns a browser in which it has signed in, by a prepared cookie.
func (st *site) signedIn(a store.Account) *visitor {
	st.t.Helper()
	ctx := st.t.Context()
	err := st.db.InTx(ctx, authz.System, func(tx *store.Tx) (err error) {
		a.PasswordChangedAt = tx.Now()
		if a.ID, err = tx.InsertAccount(ctx, a); err != nil {
			return err
		}
		return tx.Audit(ctx, authz.CreateAccount, store.Subject{Kind: "account", ID: a.ID}, nil)
	})
	if err != nil {
		st.t.Fatal(err)
	}
	return st.browser(a)
}

// browser returns a browser in which an account has signed in, by a prepared cookie.
func (st *site) browser(a store.Account) *visitor {
	st.t.Helper()
	ctx, err := st.server.sessions.Load(st.t.Context(), "")
	if err == nil {
		err = st.server.startSession(ctx, a)
	}
	if err != nil {
		st.t.Fatal(err)
	}
	token, _, err := st.server.sessions.Commit(ctx)
	if err != nil {
		st.t.Fatal(err)
	}
	v := st.visitor()
	v.who = a.Actor()
	v.cookies["session"] = token
	return v
}

// reply is what came back.
type reply struct {
	status int
	to     string // where a redirect leads
	header http.Header
	body   string
	page   htmltest.Page
}

func (v *visitor) get(path string) reply {
	v.site.t.Helper()
	return v.do(httptest.NewRequestWithContext(v.site.t.Context(), http.MethodGet, path, nil))
}

// post sends a form as a browser does; pairs are names and values.
func (v *visitor) post(path string, pairs ...string) reply {
	v.site.t.Helper()
	form := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		form.Add(pairs[i], pairs[i+1])
	}
	r := httptest.NewRequestWithContext(v.site.t.Context(), http.MethodPost, path, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return v.do(r)
}

func (v *visitor) do(r *http.Request) reply {
	v.site.t.Helper()
	for name, value := range v.cookies {
		r.AddCookie(&http.Cookie{Name: name, Value: value})
	}
	if !v.bare && r.Method == http.MethodPost && r.Header.Get("Sec-Fetch-Site") == "" {
		r.Header.Set("Sec-Fetch-Site", "same-origin")
	}
	w := httptest.NewRecorder()
	v.site.handler.ServeHTTP(w, r)
	res := w.Result()
	for _, c := range res.Cookies() {
		if v.cookies[c.Name] = c.Value; c.MaxAge < 0 {
			delete(v.cookies, c.Name)
		}
	}
	return reply{status: res.StatusCode, to: res.Header.Get("Location"), header: res.Header, body: w.Body.String(),
		page: htmltest.Parse(v.site.t, w.Body.Bytes())}
}

// want fails the test unless the reply has this status, and says or leads to what is asked.
func (re reply) want(t *testing.T, status int, says ...string) reply {
	t.Helper()
	if re.status != status {
		t.Errorf("status %d (to %q), want %d: %.300s", re.status, re.to, status, re.page.Text())
	}
	for _, text := range says {
		if !strings.Contains(re.page.Text(), text) && !strings.Contains(re.to, text) {
			t.Errorf("neither said nor led to %q: to %q, page %.500s", text, re.to, re.page.Text())
		}
	}
	return re
}
