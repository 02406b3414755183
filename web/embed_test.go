package web

import (
	"io"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strings"
	"testing"

	"github.com/andybalholm/brotli"
)

func TestHandler(t *testing.T) {
	css := Asset("css/app.css")
	for _, tt := range []struct {
		name, method, path, encoding, etag string
		status                             int
		cache, contentEncoding             string
	}{
		{"right hash is kept", "GET", css, "", "", 200, "public, max-age=31536000, immutable", ""},
		{"compressed on request", "GET", css, "deflate, gzip", "", 200, "public, max-age=31536000, immutable", "gzip"},
		{"other hash is asked for again", "GET", "/static/0000000000000000/css/app.css", "", "", 200, "no-cache", ""},
		{"unchanged", "GET", css, "", assets["css/app.css"].etag, 304, "public, max-age=31536000, immutable", ""},
		{"fonts are not compressed twice", "GET", Asset("fonts/noto-serif-sc-700.woff2"), "gzip", "", 200, "public, max-age=31536000, immutable", ""},
		{"unknown name", "GET", "/static/0000000000000000/css/none.css", "", "", 404, "", ""},
		{"notes are not served", "GET", "/static/0000000000000000/vendor/README.md", "", "", 404, "", ""},
		{"reading only", "POST", css, "", "", 405, "", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r := httptest.NewRequest(tt.method, tt.path, nil)
			r.Header.Set("Accept-Encoding", tt.encoding)
			r.Header.Set("If-None-Match", tt.etag)
			w := httptest.NewRecorder()
			Handler().ServeHTTP(w, r)
			h := w.Result().Header
			if w.Code != tt.status || h.Get("Cache-Control") != tt.cache || h.Get("Content-Encoding") != tt.contentEncoding {
				t.Errorf("%s %s = %d, cache %q, encoding %q; want %d, %q, %q", tt.method, tt.path,
					w.Code, h.Get("Cache-Control"), h.Get("Content-Encoding"), tt.status, tt.cache, tt.contentEncoding)
			}
			if tt.status == http.StatusOK && w.Body.Len() == 0 {
				t.Error("empty body")
			}
		})
	}
}

func TestStyleSheet(t *testing.T) {
	css := string(assets["css/app.css"].plain)
	if !strings.Contains(css, Asset("fonts/noto-serif-sc-700-core.woff2")) {
		t.Error("the style sheet does not name the title font by its hashed address")
	}
	if len(css) > 30<<10 {
		t.Errorf("the style sheet has %d bytes; it must stay below 30 KB", len(css))
	}
	// Chromium 109 is the oldest browser in use; these came later.
	for _, late := range []string{"color-mix(", "@starting-style", "popover", "@container style", "light-dark("} {
		if strings.Contains(css, late) {
			t.Errorf("the style sheet uses %s, which Chromium 109 does not know", late)
		}
	}
}

// TestModulesImportHashedAddresses: two scripts that import a third name the same address, which is kept
// by browsers for ever.
func TestModulesImportHashedAddresses(t *testing.T) {
	script := string(assets["js/ballot.js"].plain)
	if !strings.Contains(script, `from "`+Asset("vendor/blindrsa.js")+`"`) || strings.Contains(script, `"/static/vendor/`) {
		t.Error("js/ballot.js does not import the library by its hashed address")
	}
}

// TestBrotli: asked for once, the best form is there for the next, and it is what the file says.
func TestBrotli(t *testing.T) {
	get := func() *httptest.ResponseRecorder {
		r := httptest.NewRequest("GET", Asset("css/app.css"), nil)
		r.Header.Set("Accept-Encoding", "gzip, deflate, br")
		w := httptest.NewRecorder()
		Handler().ServeHTTP(w, r)
		return w
	}
	if got := get().Header().Get("Content-Encoding"); got != "gzip" && got != "br" {
		t.Errorf("at first: %q", got)
	}
	a := assets["css/app.css"]
	for a.brotli.body.Load() == nil {
		runtime.Gosched()
	}
	w := get()
	plain, err := io.ReadAll(brotli.NewReader(w.Body))
	if err != nil || w.Header().Get("Content-Encoding") != "br" || string(plain) != string(a.plain) {
		t.Errorf("then: %q, %d bytes, %v", w.Header().Get("Content-Encoding"), len(plain), err)
	}
}

func TestAccepts(t *testing.T) {
	for header, want := range map[string]bool{"": false, "gzip": false, "br": true, "gzip, deflate, br": true, "gzip;q=1.0, br;q=0.5": true,
		"br;q=0": false, "br; q=0.0": false, "brotli": false} {
		if got := Accepts(header, "br"); got != want {
			t.Errorf("Accepts(%q) = %v", header, got)
		}
	}
}
