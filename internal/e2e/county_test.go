package e2e

import (
	"net/http/httptest"
	"testing"

	"renmian/internal/authz"
	"renmian/internal/browsertest"
	"renmian/internal/fixture"
	"renmian/internal/pgtest"
	"renmian/internal/server"
	"renmian/internal/store"
)

// county is the real server on a fixture's county.
type county struct {
	*site
	*fixture.House
}

func startCounty(t *testing.T) *county {
	t.Helper()
	c := &county{House: fixture.New(t, pgtest.New(t))}
	c.site = &site{db: c.DB, flow: c.Flow}
	var err error
	c.hash, err = c.Flow.HashPassword(t.Context(), password)
	c.Must(err)
	s := server.New(server.Config{DB: c.DB, Flow: c.Flow, Pool: c.Pool})
	t.Cleanup(s.Close)
	web := httptest.NewServer(s.Handler())
	t.Cleanup(web.Close)
	c.url = web.URL
	return c
}

// enter opens a browser in which somebody of the county signs in.
func (c *county) enter(t *testing.T, size browsertest.Size, who authz.Actor) *browsertest.Tab {
	t.Helper()
	var username string
	c.Must(c.DB.InTx(t.Context(), authz.System, func(tx *store.Tx) error {
		a, err := tx.LockAccount(t.Context(), who.AccountID)
		if err != nil {
			return err
		}
		username, a.PasswordHash = a.Username, c.hash
		if err := tx.SaveAccount(t.Context(), a); err != nil {
			return err
		}
		return tx.Audit(t.Context(), authz.ResetPassword, store.Subject{Kind: "account", ID: a.ID}, nil)
	}))
	return c.signIn(t, size, username, password)
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
