package server

import (
	"bytes"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"testing"

	"renmian/internal/appointment"
	"renmian/internal/authz"
	"renmian/internal/fixture"
	"renmian/internal/lrmx"
	"renmian/internal/pgtest"
	"renmian/internal/policy"
)

// house is the server on a fixture's county.
type house struct {
	*site
	*fixture.House
}

func newHouse(t *testing.T) *house {
	t.Helper()
	return houseUnder(t, policy.Default())
}

// houseUnder is the server on a county with other rules.
func houseUnder(t *testing.T, p policy.Policy) *house {
	t.Helper()
	h := &house{House: fixture.NewWith(t, pgtest.New(t), p)}
	h.site = &site{t: t, db: h.DB, flow: h.Flow}
	h.site.server = New(Config{DB: h.DB, Flow: h.Flow, Pool: h.Pool})
	t.Cleanup(h.site.server.Close)
	h.handler = h.site.server.Handler()
	return h
}

// enter returns a browser in which an account of the county has signed in.
func (h *house) enter(who authz.Actor) *visitor {
	h.t.Helper()
	a, err := h.DB.Account(h.t.Context(), who.AccountID)
	h.Must(err)
	ctx, err := h.server.sessions.Load(h.t.Context(), "")
	h.Must(err)
	h.Must(h.server.startSession(ctx, a))
	token, _, err := h.server.sessions.Commit(ctx)
	h.Must(err)
	v := h.visitor()
	v.who, v.cookies["session"] = who, token
	return v
}

// attached is one file of a sent form.
type attached struct {
	field, name string
	data        []byte
}

// send posts a form with files as a browser does.
func (v *visitor) send(path string, files []attached, pairs ...string) reply {
	v.site.t.Helper()
	var body bytes.Buffer
	m := multipart.NewWriter(&body)
	for i := 0; i+1 < len(pairs); i += 2 {
		if err := m.WriteField(pairs[i], pairs[i+1]); err != nil {
			v.site.t.Fatal(err)
		}
	}
	for _, f := range files {
		w, err := m.CreateFormFile(f.field, f.name)
		if err == nil {
			_, err = w.Write(f.data)
		}
		if err != nil {
			v.site.t.Fatal(err)
		}
	}
	if err := m.Close(); err != nil {
		v.site.t.Fatal(err)
	}
	r := httptest.NewRequestWithContext(v.site.t.Context(), http.MethodPost, path, &body)
	r.Header.Set("Content-Type", m.FormDataContentType())
	return v.do(r)
}

// underReview is a county with one case at its preliminary review.
func underReview(t *testing.T) (*house, appointment.Case) {
	t.Helper()
	h := newHouse(t)
	return h, h.Case(appointment.StageReview)
}

func ouyang() []attached {
	up := fixture.CleanForm()
	return []attached{{"files", up.Name, up.Data}}
}

// withBox is the nominee's form with one box changed, as a file.
func withBox(t *testing.T, key, value string) []attached {
	t.Helper()
	form, _, err := lrmx.Read("a.lrmx", fixture.CleanForm().Data)
	if err == nil {
		form, err = form.With(key, value)
	}
	if err != nil {
		t.Fatal(err)
	}
	data, err := lrmx.Write(form)
	if err != nil {
		t.Fatal(err)
	}
	return []attached{{"files", "a.lrmx", data}}
}
