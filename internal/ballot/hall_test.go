package ballot

import (
	"bytes"
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"

	"renmian/internal/browsertest"
	"renmian/internal/errs"
	"renmian/web"
)

func TestMain(m *testing.M) { os.Exit(browsertest.Run(m)) }

// fault is what goes wrong with one request.
type fault int

const (
	down   fault = iota + 1 // the connection breaks before the server did anything
	lost                    // the server did it, but the answer never arrives
	busy                    // 503
	forged                  // signatures of nothing
)

// asked is what the server saw of one request.
type asked struct {
	cookie, referer, remote, contentType, body string
}

// hall is the smallest server that tablets can vote with: box 7, everything in memory.
type hall struct {
	t   testing.TB
	url string

	mu     sync.Mutex
	phase  Phase
	issued map[string][][]byte // session -> blinded
	urn    map[string]Sealed   // tag -> ballot
	list   []byte              // what GET /sealed answers
	file   []byte              // and what it answers once the result is announced
	seen   map[string][]asked  // path -> requests
	broken map[string][]fault  // path -> what goes wrong with the next requests; the last stays
}

const (
	issuePath  = "/seat/boxes/7/issue"
	boxPath    = "/box/7"
	sealedPath = "/sealed/7"
)

func newHall(t testing.TB) *hall {
	h := &hall{t: t, phase: PhaseIssuing, issued: map[string][][]byte{}, urn: map[string]Sealed{},
		seen: map[string][]asked{}, broken: map[string][]fault{}}
	mux := http.NewServeMux()
	mux.Handle("/static/", web.Handler())
	mux.HandleFunc("GET /{$}", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Security-Policy", "default-src 'self'")
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		_, _ = io.WriteString(w, `<!doctype html><html lang="zh-CN"><title>表决</title><script type="module" src="/page.js"></script><h1>表决</h1>`)
	})
	mux.HandleFunc("GET /page.js", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/javascript")
		_, _ = io.WriteString(w, `import * as ballot from "`+web.Asset("js/ballot.js")+`";
			Object.assign(window, {ballot, info: await (await fetch("/seat/boxes/7")).json()});`)
	})
	mux.HandleFunc("GET /login", func(http.ResponseWriter, *http.Request) {})
	mux.HandleFunc("GET /seat/boxes/7", func(w http.ResponseWriter, _ *http.Request) { h.info(w) })
	mux.HandleFunc("POST "+issuePath, h.withFaults(h.issue))
	mux.HandleFunc("POST "+boxPath, h.withFaults(h.cast))
	mux.HandleFunc("GET "+sealedPath, h.withFaults(h.sealed))
	mux.HandleFunc("GET "+sealedPath+"/file", h.withFaults(func(w http.ResponseWriter, _ *http.Request, _ []byte) { _, _ = w.Write(h.file) }))
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	h.url = server.URL
	return h
}

// withFaults notes the request and lets it go wrong where the test says so.
func (h *hall) withFaults(serve func(w http.ResponseWriter, r *http.Request, body []byte)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			return // the browser went away
		}
		h.mu.Lock()
		defer h.mu.Unlock()
		h.seen[r.URL.Path] = append(h.seen[r.URL.Path], asked{r.Header.Get("Cookie"), r.Referer(), r.RemoteAddr, r.Header.Get("Content-Type"), string(body)})
		var f fault
		if next := h.broken[r.URL.Path]; len(next) > 0 {
			f = next[0]
			if len(next) > 1 {
				h.broken[r.URL.Path] = next[1:]
			}
		}
		switch f {
		case down:
			panic(http.ErrAbortHandler)
		case busy:
			w.WriteHeader(http.StatusServiceUnavailable)
			return
		case forged:
			answer(w, http.StatusOK, map[string][][]byte{"signed": {make([]byte, sigLen), make([]byte, sigLen)}})
			return
		case lost:
			serve(httptest.NewRecorder(), r, body)
			panic(http.ErrAbortHandler)
		}
		serve(w, r, body)
	}
}

// answer writes JSON.
func answer(w http.ResponseWriter, status int, v any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(v)
}

func (h *hall) info(w http.ResponseWriter) {
	type paper struct {
		Paper
		Key []byte `json:"key"`
	}
	papers := make([]paper, len(twoPapers))
	for i, p := range twoPapers {
		papers[i] = paper{p, sharedKeys().Public()[i]}
	}
	answer(w, http.StatusOK, map[string]any{"id": 7, "papers": papers, "fingerprint": Fingerprint(sharedKeys().Public())})
}

func (h *hall) issue(w http.ResponseWriter, r *http.Request, body []byte) {
	session, err := r.Cookie("session")
	if err != nil {
		http.Redirect(w, r, "/login", http.StatusSeeOther)
		return
	}
	var in struct{ Blinded [][]byte }
	if err := json.Unmarshal(body, &in); err != nil {
		answer(w, http.StatusUnprocessableEntity, nil)
		return
	}
	before, again := h.issued[session.Value]
	if again && !slices.EqualFunc(before, in.Blinded, bytes.Equal) || !again && h.phase != PhaseIssuing {
		answer(w, http.StatusConflict, map[string]string{"message": "本次表决的票已经领过，或已停止发票。"})
		return
	}
	h.issued[session.Value] = in.Blinded
	var signed [][]byte
	for paper, b := range in.Blinded {
		s, err := sharedKeys().Sign(paper, b)
		if err != nil {
			answer(w, http.StatusUnprocessableEntity, map[string]string{"message": errs.Message(err)})
			return
		}
		signed = append(signed, s)
	}
	answer(w, http.StatusOK, map[string][][]byte{"signed": signed})
}

func (h *hall) cast(w http.ResponseWriter, _ *http.Request, body []byte) {
	var in struct{ Slips []Slip }
	if err := json.Unmarshal(body, &in); err != nil {
		answer(w, http.StatusUnprocessableEntity, nil)
		return
	}
	if h.phase != PhaseCasting {
		answer(w, http.StatusConflict, map[string]string{"message": "投票已经截止。", "reason": "late"})
		return
	}
	var locked []Sealed
	for paper, s := range in.Slips {
		l, err := sharedKeys().Lock(rand.Reader, twoPapers, paper, s)
		if err != nil {
			answer(w, http.StatusUnprocessableEntity, map[string]string{"message": errs.Message(err)})
			return
		}
		if there, ok := h.urn[string(l.Tag)]; ok {
			if _, first, err := sharedKeys().Unlock(twoPapers, there); err != nil || !slices.Equal(first.Choice, s.Choice) {
				answer(w, http.StatusConflict, map[string]string{"message": "这张票已经投出。", "reason": "conflict"})
				return
			}
			l = there
		}
		locked = append(locked, l)
	}
	for _, l := range locked {
		h.urn[string(l.Tag)] = l
	}
	w.WriteHeader(http.StatusNoContent)
}

func (h *hall) sealed(w http.ResponseWriter, _ *http.Request, _ []byte) {
	if h.list == nil {
		answer(w, http.StatusNotFound, map[string]string{"message": "票箱尚未封存。"})
		return
	}
	_, _ = w.Write(h.list)
}

// publish makes a box known, perhaps not the one that was sealed.
func (h *hall) publish(b Box) { h.with(func() { h.file = b.Bytes() }) }

// with runs something while no request is served.
func (h *hall) with(act func()) {
	h.mu.Lock()
	defer h.mu.Unlock()
	act()
}

// empty begins the box anew.
func (h *hall) empty() {
	h.with(func() {
		h.phase, h.list, h.issued, h.urn = PhaseIssuing, nil, map[string][][]byte{}, map[string]Sealed{}
	})
}

func (h *hall) open(p Phase) { h.with(func() { h.phase = p }) }

func (h *hall) breaks(path string, f ...fault) { h.with(func() { h.broken[path] = f }) }

func (h *hall) requests(path string) (seen []asked) {
	h.with(func() { seen = slices.Clone(h.seen[path]) })
	return seen
}

// inUrn is how many ballots lie in the urn.
func (h *hall) inUrn() (n int) {
	h.with(func() { n = len(h.urn) })
	return n
}

// seal opens the urn and publishes the box, which spoil may change first.
func (h *hall) seal(spoil func(b *Box)) Box {
	h.t.Helper()
	h.mu.Lock()
	defer h.mu.Unlock()
	slips := make([][]Slip, len(twoPapers))
	for _, l := range h.urn {
		paper, s, err := sharedKeys().Unlock(twoPapers, l)
		if err != nil {
			h.t.Fatal(err)
		}
		slips[paper] = append(slips[paper], s)
	}
	b, err := NewBox("表决", twoPapers, sharedKeys().Public(), len(h.issued), slips)
	if err != nil {
		h.t.Fatal(err)
	}
	if spoil != nil {
		spoil(&b)
	}
	h.phase, h.list, h.file = PhaseSealed, b.Checklist().Bytes(), b.Bytes()
	return b
}

// tablet opens a browser that is signed in under that name.
func (h *hall) tablet(session string) *browsertest.Tab {
	h.t.Helper()
	tab := browsertest.Open(h.t, h.url, browsertest.Tablet)
	tab.SetCookie("session", session)
	h.load(tab)
	return tab
}

// load shows the page and waits for its script.
func (h *hall) load(tab *browsertest.Tab) {
	h.t.Helper()
	tab.Goto("/")
	browsertest.Eval[bool](tab, `new Promise((done) => (function wait() { window.info ? done(true) : setTimeout(wait, 5) })())`)
}

// call runs the client and returns what it resolves to, or the error's status and text.
func call(tab *browsertest.Tab, script string) string {
	return browsertest.Eval[string](tab, `Promise.resolve(`+script+`).then(String, (e) => (e.status ?? "error") + " " + e.message)`)
}

// want fails the test unless the script comes to that.
func want(t testing.TB, tab *browsertest.Tab, script, result string) {
	t.Helper()
	if got := call(tab, script); got != result {
		t.Fatalf("%s = %q, want %q", script, got, result)
	}
}

// until waits for a condition on the server's side, which the browser brings about.
func until(t testing.TB, tab *browsertest.Tab, what string, reached func() bool) {
	t.Helper()
	for range 2000 {
		if reached() {
			return
		}
		browsertest.Eval[bool](tab, `new Promise((done) => setTimeout(done, 10, true))`)
	}
	t.Fatal("never happened: " + what)
}

// tokens are the encoded tokens of a cast request.
func tokens(t testing.TB, body string) (all []string) {
	t.Helper()
	var in struct{ Slips []Slip }
	if err := json.Unmarshal([]byte(body), &in); err != nil || len(in.Slips) == 0 {
		t.Fatalf("no ballots in %q, %v", body, err)
	}
	for _, s := range in.Slips {
		all = append(all, base64.StdEncoding.EncodeToString(s.Msg))
	}
	return all
}

// stored is everything the browser keeps for the site.
func stored(tab *browsertest.Tab) string {
	return browsertest.Eval[string](tab, `JSON.stringify([{...localStorage}, {...sessionStorage}, document.cookie])`)
}

func containsAny(s string, parts []string) bool {
	return slices.ContainsFunc(parts, func(p string) bool { return strings.Contains(s, p) })
}
