package server

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/andybalholm/brotli"

	"renmian/internal/live"
	"renmian/internal/store"
	"renmian/internal/workflow"
)

// ask sends a bare request past the helpers that keep cookies.
func ask(h http.Handler, path string, headers ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodGet, path, nil)
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Add(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

// compressed waits until a page is kept in every form.
func (st *site) compressed(t *testing.T, key pageKey) *cachedPage {
	t.Helper()
	for end := time.Now().Add(10 * time.Second); time.Now().Before(end); runtime.Gosched() {
		if p := st.server.pages.get(key); p == nil { // the first connection to the change feed counts as a change
			ask(st.handler, key.path)
		} else if p.brotli.body != nil {
			return p
		}
	}
	t.Fatalf("%+v is not kept", key)
	return nil
}

func TestKeptPage(t *testing.T) {
	d := newDecided(t)
	path := noticePath(d.Published()[1].ID)
	plain := ask(d.handler, path)
	d.compressed(t, pageKey{host: "example.com", path: path})
	for coding, open := range map[string]func(io.Reader) io.Reader{
		"":     func(r io.Reader) io.Reader { return r },
		"gzip": func(r io.Reader) io.Reader { z, err := gzip.NewReader(r); d.Must(err); return z },
		"br":   func(r io.Reader) io.Reader { return brotli.NewReader(r) },
	} {
		w := ask(d.handler, path+"?utm_source=x", "Accept-Encoding", coding)
		h := w.Header()
		body, err := io.ReadAll(open(bytes.NewReader(w.Body.Bytes())))
		if err != nil || string(body) != plain.Body.String() || h.Get("Content-Encoding") != coding || h.Get("Content-Length") != fmt.Sprint(w.Body.Len()) {
			t.Errorf("%q: %d bytes of %d, %v, %v", coding, len(body), plain.Body.Len(), h, err)
		}
		for name, want := range map[string]string{"Content-Security-Policy": contentPolicy, "X-Content-Type-Options": "nosniff",
			"Cache-Control": "public, max-age=0, s-maxage=60", "Vary": "Accept-Encoding, Cookie", "Content-Type": "text/html; charset=utf-8"} {
			if h.Get(name) != want {
				t.Errorf("%q: %s is %q", coding, name, h.Get(name))
			}
		}
		again := ask(d.handler, path, "Accept-Encoding", coding, "If-None-Match", h.Get("ETag"))
		if again.Code != http.StatusNotModified || again.Body.Len() > 0 || again.Header().Get("Content-Length") != "" || again.Header().Get("ETag") == "" {
			t.Errorf("%q with its tag: %d, %v", coding, again.Code, again.Header())
		}
	}
	if w := ask(d.handler, path, "If-None-Match", `"other"`); w.Code != http.StatusOK {
		t.Errorf("another tag: %d", w.Code)
	}
	head := httptest.NewRequest(http.MethodHead, path, nil)
	w := httptest.NewRecorder()
	if d.handler.ServeHTTP(w, head); w.Body.Len() > 0 || w.Header().Get("Content-Length") == "" {
		t.Errorf("head: %d bytes, %v", w.Body.Len(), w.Header())
	}
	// A page says how many days are left: it does not outlive the day.
	d.Pass(1)
	if p := d.server.pages.get(pageKey{host: "example.com", path: path}); p != nil {
		t.Error("yesterday's page is still sent")
	}
}

func TestPageKey(t *testing.T) {
	st := newSite(t)
	key := func(address string, cookies ...string) pageKey {
		r := httptest.NewRequest(http.MethodGet, address, nil)
		for _, c := range cookies {
			r.Header.Add("Cookie", c)
		}
		return st.server.pageKeyOf(r)
	}
	for _, tt := range []struct {
		name string
		a, b pageKey
		same bool
	}{
		{"order of parameters", key("/notices?q=a&year=2026"), key("/notices?year=2026&q=a"), true},
		{"empty and unknown parameters", key("/notices?q=&from=weixin"), key("/notices"), true},
		{"parameters where there are none", key("/?x=1"), key("/"), true},
		{"another search", key("/notices?q=a"), key("/notices?q=b"), false},
		{"the paper as a file", key("/notices/7/print?form=pdf"), key("/notices/7/print"), false},
		{"another site of the same server", key("http://a.example/"), key("http://b.example/"), false},
		{"a session and a broken display", key("/", "session=abc; display=huge.loud"), key("/"), true},
		{"large type", key("/", "display=large."), key("/"), false},
		{"two ways to write one choice", key("/", "display=large.nonsense"), key("/", "display=large."), true},
	} {
		if (tt.a == tt.b) != tt.same {
			t.Errorf("%s: %+v, %+v", tt.name, tt.a, tt.b)
		}
	}
}

// Two processes on one database: what one publishes, the other shows.
func TestChangeReachesEveryProcess(t *testing.T) {
	d := newDecided(t)
	other := store.New(d.Pool).WithClock(func() time.Time { return d.Now })
	second := New(Config{DB: other, Flow: workflow.New(other, workflow.Keys{}), Pool: d.Pool})
	t.Cleanup(second.Close)
	h := second.Handler()
	word, stop := second.hub.Watch(store.PublicTopic)
	defer stop()
	shows := func(text string) {
		t.Helper()
		for end := time.After(time.Minute); !strings.Contains(ask(h, "/notices").Body.String(), text); {
			select {
			case <-word:
			case <-end:
				t.Fatalf("the other process never shows %q", text)
			}
		}
	}
	shows("还没有公布过")
	list := d.Published()[1]
	shows(noticePath(list.ID))
	d.Must(d.Flow.CorrectNotice(t.Context(), d.Clerk, list.ID, "“财政局”应为“财政局（国资局）”。"))
	for end := time.After(time.Minute); !strings.Contains(ask(h, noticePath(list.ID)).Body.String(), "财政局（国资局）"); {
		select {
		case <-word:
		case <-end:
			t.Fatal("the correction never arrives")
		}
	}
}

// Whoever asks while a page is made waits for it, unless the data has changed since it was begun.
func TestOneRenderingForAll(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newPageCache(live.New(live.Config{}), time.Now)
		c.follow.Do(func() {}) // nothing to follow
		made, hold := 0, make(chan struct{})
		render := func() *kept {
			made++ // never by two at once, for the test waits until all have got where they wait
			<-hold
			k := &kept{header: http.Header{}, status: http.StatusOK}
			k.body.WriteString(strings.Repeat("示例县", 100))
			return k
		}
		get := func() { go c.make(pageKey{path: "/"}, time.Now().Add(time.Hour), render) }
		for range 20 {
			get()
		}
		synctest.Wait()
		c.flush()
		get() // must not get what was begun before
		synctest.Wait()
		close(hold)
		synctest.Wait()
		if made != 2 {
			t.Errorf("rendered %d times, want once before and once after the change", made)
		}
		if p := c.get(pageKey{path: "/"}); p == nil {
			t.Error("the page is not kept")
		}
	})
}

func TestCacheIsBounded(t *testing.T) {
	c := newPageCache(live.New(live.Config{}), time.Now)
	c.follow.Do(func() {})
	body := bytes.Repeat([]byte("x"), 1<<20)
	for i := range 200 {
		c.make(pageKey{path: fmt.Sprint(i)}, time.Now().Add(time.Hour), func() *kept {
			k := &kept{header: http.Header{}, status: http.StatusOK}
			k.body.Write(body)
			return k
		})
		c.get(pageKey{path: "0"}) // what is read stays
	}
	if c.bytes > cacheBytes || len(c.pages) < 32 || c.get(pageKey{path: "0"}) == nil || c.get(pageKey{path: "1"}) != nil {
		t.Errorf("%d bytes, %d pages", c.bytes, len(c.pages))
	}
	c.make(pageKey{path: "gone"}, time.Now().Add(time.Hour), func() *kept { return &kept{header: http.Header{}, status: http.StatusNotFound} })
	if c.get(pageKey{path: "gone"}) != nil {
		t.Error("a missing page is kept")
	}
}

// TestFirstView: what a phone fetches for the front page, without fonts, is at most 100 KB, and none of it
// comes from elsewhere.
func TestFirstView(t *testing.T) {
	d := newDecided(t)
	d.Published()
	d.visitor().get("/")
	d.compressed(t, pageKey{host: "example.com", path: "/"})
	w := ask(d.handler, "/", "Accept-Encoding", "gzip")
	total := w.Body.Len()
	page := d.visitor().get("/").page
	for _, kind := range []struct{ tag, attribute string }{{"link", "href"}, {"script", "src"}, {"img", "src"}, {"iframe", "src"}, {"source", "src"}} {
		for _, e := range page.All(kind.tag) {
			address := e.Attr(kind.attribute)
			if kind.tag == "link" && e.Attr("rel") == "alternate" {
				continue
			}
			if !strings.HasPrefix(address, "/") || strings.HasPrefix(address, "//") {
				t.Errorf("<%s> asks another host: %q", kind.tag, address)
				continue
			}
			total += ask(d.handler, address, "Accept-Encoding", "gzip").Body.Len()
		}
	}
	if total > 100<<10 || total < 5<<10 {
		t.Errorf("the first view has %d bytes", total)
	}
	t.Logf("first view: %d bytes", total)
	for _, asset := range page.All("link") {
		if asset.Attr("rel") != "stylesheet" {
			continue
		}
		for _, foreign := range []string{"url(http", "url(//", "@import"} {
			if css := ask(d.handler, asset.Attr("href")).Body.String(); strings.Contains(css, foreign) {
				t.Errorf("%s asks another host by %s", asset.Attr("href"), foreign)
			}
		}
	}
}
