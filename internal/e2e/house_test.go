package e2e

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"renmian/internal/authz"
	"renmian/internal/browsertest"
	"renmian/internal/calendar"
	"renmian/internal/fixture"
	"renmian/internal/pgtest"
	"renmian/internal/server"
	"renmian/internal/store"
)

// house is 示例县 with its server. Registers and accounts are prepared; all else is done by people in
// browsers, on the days that the clock of the house shows.
type house struct {
	*fixture.House
	url  string
	down atomic.Bool // the network: no request reaches the server
}

func open(t *testing.T) *house {
	t.Helper()
	h := &house{House: fixture.New(t, pgtest.New(t))}
	s := server.New(server.Config{DB: h.DB, Flow: h.Flow, Pool: h.Pool})
	t.Cleanup(s.Close)
	site := s.Handler()
	web := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if h.down.Load() {
			panic(http.ErrAbortHandler)
		}
		site.ServeHTTP(w, r)
	}))
	t.Cleanup(web.Close)
	t.Cleanup(s.EndStreams) // before the server waits for its requests
	h.url = web.URL
	h.stayOpen(t)
	return h
}

// stayOpen lets sessions last over the days of a journey; the end of a session has its own.
func (h *house) stayOpen(t *testing.T) {
	t.Helper()
	h.Must(h.DB.InTx(t.Context(), authz.System, func(tx *store.Tx) error {
		if err := tx.SaveSettings(t.Context(), store.Settings{Idle: 1000 * time.Hour, Absolute: 2000 * time.Hour}); err != nil {
			return err
		}
		return tx.Audit(t.Context(), authz.ChangeSetting, store.Subject{Kind: "setting"}, nil)
	}))
}

// enter opens a browser for the holder of an account, who has signed in.
func (h *house) enter(size browsertest.Size, who authz.Actor) *browsertest.Tab {
	h.T.Helper()
	b := browsertest.Open(h.T, h.url, size)
	session, start := h.signIn(h.username(who))
	b.SetCookie(session.Name, session.Value)
	b.Goto(start)
	b.See(who.Name)
	return b
}

// username is what the holder of an account types to sign in, beside password.
func (h *house) username(who authz.Actor) (name string) {
	h.T.Helper()
	h.Must(h.Pool.QueryRow(h.T.Context(), `
		UPDATE account SET password_hash = $2, must_change = false WHERE id = $1 RETURNING username`,
		who.AccountID, passwordHash()).Scan(&name))
	return name
}

// signIn sends the form of the sign-in page and returns the session with the page it leads to.
func (h *house) signIn(username string) (session *http.Cookie, start string) {
	h.T.Helper()
	form := url.Values{"username": {username}, "password": {password}}
	r, err := http.NewRequestWithContext(h.T.Context(), http.MethodPost, h.url+"/login", strings.NewReader(form.Encode()))
	h.Must(err)
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	answer, err := http.DefaultTransport.RoundTrip(r)
	h.Must(err)
	h.Must(answer.Body.Close())
	if answer.StatusCode != http.StatusSeeOther || len(answer.Cookies()) != 1 {
		h.T.Fatalf("sign-in of %s: %s", username, answer.Status)
	}
	return answer.Cookies()[0], answer.Header.Get("Location")
}

// visit opens a browser for somebody without an account.
func (h *house) visit(size browsertest.Size, path string) *browsertest.Tab {
	h.T.Helper()
	b := browsertest.Open(h.T, h.url, size)
	b.Goto(path)
	return b
}

// on moves the clock to nine o'clock of a day that is not past.
func (h *house) on(day calendar.Day) {
	h.T.Helper()
	if day.Before(h.Today()) {
		h.T.Fatalf("the journey is already at %s, after %s", h.Today(), day)
	}
	h.Now = day.Time().Add(9 * time.Hour)
}

// menu follows an entry of the main navigation.
func menu(b *browsertest.Tab, entry string) {
	b.In(".main-nav").Click(entry)
}

// look checks a page on every kind of screen and keeps a picture of each.
func look(b *browsertest.Tab, name string) {
	for _, size := range sizes {
		b.Resize(size)
		b.Check()
		b.Shot(name)
	}
	b.Resize(browsertest.Desktop)
}

// saved writes a file to a person's own disk.
func saved(t testing.TB, name string, data []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}
