package e2e

import (
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"sync/atomic"
	"testing"
	"time"

	"renmian/internal/authz"
	"renmian/internal/browsertest"
	"renmian/internal/calendar"
	"renmian/internal/fixture"
	"renmian/internal/pgtest"
	"renmian/internal/policy"
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

// open lets the journey run beside others: each has its own database, server and windows.
func open(t *testing.T) *house {
	t.Helper()
	return openUnder(t, policy.Default())
}

// openUnder is open for a county with other rules.
func openUnder(t *testing.T, p policy.Policy) *house {
	t.Helper()
	t.Parallel()
	h := &house{House: fixture.NewWith(t, pgtest.New(t), p)}
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
	h.sessionsLast(1000*time.Hour, 2000*time.Hour) // over the days of a journey
	return h
}

// sessionsLast sets when sessions end: without use, and in any case.
func (h *house) sessionsLast(idle, absolute time.Duration) {
	h.T.Helper()
	h.Must(h.DB.InTx(h.T.Context(), authz.System, func(tx *store.Tx) error {
		if err := tx.SaveSettings(h.T.Context(), store.Settings{Idle: idle, Absolute: absolute}); err != nil {
			return err
		}
		return tx.Audit(h.T.Context(), authz.ChangeSetting, store.Subject{Kind: "setting"}, nil)
	}))
}

// enter opens a browser for the holder of an account, who has signed in.
func (h *house) enter(size browsertest.Size, who authz.Actor) *browsertest.Tab {
	h.T.Helper()
	b := browsertest.Open(h.T, h.url, size)
	session, start := signIn(h.T, h.url, h.username(who))
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

// look checks a page that no link leads to on every kind of screen.
func look(b *browsertest.Tab, name string) {
	size := b.Size()
	for _, s := range sizes {
		b.Resize(s)
		b.Check()
		b.Shot(name)
	}
	b.Resize(size)
}

// glance checks what no link leads to, such as a refused form, on a phone, where room is short.
func glance(b *browsertest.Tab, name string) {
	size := b.Size()
	b.Resize(browsertest.Phone)
	b.Check()
	b.Shot(name)
	b.Resize(size)
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
