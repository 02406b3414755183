// Package e2e walks through the system in browsers as the people who use it, one file per journey.
package e2e

import (
	"encoding/base64"
	"flag"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"runtime"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/crypto/argon2"

	"renmian/internal/authz"
	"renmian/internal/browsertest"
	"renmian/internal/pgtest"
	"renmian/internal/server"
	"renmian/internal/store"
	"renmian/internal/workflow"
)

func TestMain(m *testing.M) {
	slog.SetDefault(slog.New(slog.DiscardHandler)) // a failed step tells what it met
	flag.Parse()
	if given := flag.Lookup("test.parallel"); given.Value.String() == given.DefValue {
		given.Value.Set(strconv.Itoa(2 * runtime.GOMAXPROCS(0))) // a journey waits for its pages half of the time
	}
	os.Exit(browsertest.Run(m))
}

// password is that of every account in these journeys.
const password = "renmian-demo"

var sizes = []browsertest.Size{browsertest.Desktop, browsertest.Tablet, browsertest.Phone}

// site is the real server on an empty database.
type site struct {
	url  string
	db   *store.DB
	flow *workflow.Flow
	hash string
}

// start lets the journey run beside others, as open does.
func start(t *testing.T) *site {
	t.Helper()
	t.Parallel()
	keys, err := workflow.OpenKeys(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	pool := pgtest.New(t)
	db := store.New(pool)
	st := &site{db: db, flow: workflow.New(db, keys)}
	st.hash = passwordHash()
	s := server.New(server.Config{DB: db, Flow: st.flow, Pool: pool})
	t.Cleanup(s.Close)
	web := httptest.NewServer(s.Handler())
	t.Cleanup(web.Close)
	st.url = web.URL
	return st
}

// passwordHash is that of the password, made cheaper than the system makes them: sign-in checks what the
// hash itself says, and the journeys sign in often.
func passwordHash() string {
	salt := []byte("renmian journeys")
	key := argon2.IDKey([]byte(password), salt, 1, 64, 1, 32)
	return fmt.Sprintf("$argon2id$v=%d$m=64,t=1,p=1$%s$%s", argon2.Version,
		base64.RawStdEncoding.EncodeToString(salt), base64.RawStdEncoding.EncodeToString(key))
}

// account makes an account that may sign in with the password of these journeys.
func (st *site) account(t *testing.T, a store.Account) store.Account {
	t.Helper()
	a.PasswordHash = st.hash
	err := st.db.InTx(t.Context(), authz.System, func(tx *store.Tx) (err error) {
		a.PasswordChangedAt = tx.Now()
		if a.ID, err = tx.InsertAccount(t.Context(), a); err != nil {
			return err
		}
		return tx.Audit(t.Context(), authz.CreateAccount, store.Subject{Kind: "account", ID: a.ID}, nil)
	})
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// officer makes an account of that name and role.
func (st *site) officer(t *testing.T, username string, role authz.Role) {
	t.Helper()
	st.account(t, store.Account{Username: username, Name: role.Label(), Roles: []authz.Role{role}})
}

// signIn sends the form of the sign-in page, as a browser does, and returns the session with the page that
// it leads to.
func signIn(t testing.TB, site, username string) (session *http.Cookie, start string) {
	t.Helper()
	form := url.Values{"username": {username}, "password": {password}}
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, site+"/login", strings.NewReader(form.Encode()))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	answer, err := http.DefaultTransport.RoundTrip(r)
	if err != nil {
		t.Fatal(err)
	}
	answer.Body.Close()
	if answer.StatusCode != http.StatusSeeOther || len(answer.Cookies()) != 1 {
		t.Fatalf("sign-in of %s: %s", username, answer.Status)
	}
	return answer.Cookies()[0], answer.Header.Get("Location")
}

// signIn opens a browser for a person and signs in.
func (st *site) signIn(t *testing.T, size browsertest.Size, username, password string) *browsertest.Tab {
	t.Helper()
	b := browsertest.Open(t, st.url, size)
	b.Goto("/login")
	b.Fill("用户名", username)
	b.Fill("密码", password)
	b.Submit("登录")
	return b
}
