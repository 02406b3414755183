package server

import (
	"crypto/sha256"
	"encoding/base64"
	"maps"
	"net/http"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"renmian/internal/live"
	"renmian/internal/store"
	"renmian/web"
	"renmian/web/ui"
)

// Bounds of what is kept of rendered pages.
const (
	cacheBytes   = 64 << 20
	largestEntry = 4 << 20
	waitingPages = 256 // to be compressed
)

// pageKey is what a public page depends on besides the data: addresses that mean the same have one key.
type pageKey struct {
	host    string // as people see the site, where it is not configured
	path    string
	query   string
	display string
}

// form is one way in which a page is sent: its bytes and every header, ready.
type form struct {
	body   []byte
	header http.Header
}

// cachedPage is one rendered page. Its forms are replaced as a whole, never changed.
type cachedPage struct {
	plain, gzip, brotli form // the last two without a body until they are made
	tag                 string
	until               time.Time // pages say how many days are left: they end with the day
	size                int
	used                *atomic.Bool
}

// pageCache holds rendered pages in every compressed form, until anything that they show has changed.
type pageCache struct {
	hub     *live.Hub
	now     func() time.Time
	follow  sync.Once
	pending chan pageKey

	mu         sync.RWMutex
	generation int64 // of the data; what was rendered from older data is not kept
	pages      map[pageKey]*cachedPage
	order      []pageKey // as they came in
	bytes      int
	calls      map[pageKey]*rendering
	queued     map[pageKey]bool // to be compressed
}

// rendering is a page being made, for all who wait for it.
type rendering struct {
	done       chan struct{}
	generation int64
	answer     *kept // nil when it came to nothing
}

func newPageCache(hub *live.Hub, now func() time.Time) *pageCache {
	return &pageCache{
		hub:     hub,
		now:     now,
		pending: make(chan pageKey, waitingPages),
		pages:   map[pageKey]*cachedPage{},
		calls:   map[pageKey]*rendering{},
		queued:  map[pageKey]bool{},
	}
}

// begin follows the changes and compresses, from the first page on.
func (c *pageCache) begin() {
	c.follow.Do(func() {
		c.hub.Follow(store.PublicTopic, c.flush)
		go func() {
			for {
				select {
				case <-c.hub.Done():
					return
				case key := <-c.pending:
					c.compress(key)
				}
			}
		}()
	})
}

// flush forgets every page: something the public sees has changed.
func (c *pageCache) flush() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.generation++
	c.pages, c.order, c.bytes = map[pageKey]*cachedPage{}, nil, 0
}

// get returns a page that is still good, nil when there is none.
func (c *pageCache) get(key pageKey) *cachedPage {
	c.mu.RLock()
	p := c.pages[key]
	c.mu.RUnlock()
	if p == nil || !c.now().Before(p.until) {
		return nil
	}
	if !p.used.Load() {
		p.used.Store(true)
	}
	return p
}

// make renders a page once for all who ask for it meanwhile, and keeps it. A reader who comes after a
// change does not get what was begun before it.
func (c *pageCache) make(key pageKey, until time.Time, render func() *kept) *kept {
	c.begin()
	c.mu.Lock()
	call := c.calls[key]
	if call != nil && call.generation == c.generation {
		c.mu.Unlock()
		<-call.done
		if call.answer != nil {
			return call.answer
		}
		return render()
	}
	call = &rendering{done: make(chan struct{}), generation: c.generation}
	c.calls[key] = call
	c.mu.Unlock()
	defer func() { // also when rendering panics
		c.mu.Lock()
		if c.calls[key] == call {
			delete(c.calls, key)
		}
		c.mu.Unlock()
		close(call.done)
	}()
	call.answer = render()
	c.keep(key, call, until)
	return call.answer
}

// keep stores what may be kept of a rendered page, and gives the answer its tag.
func (c *pageCache) keep(key pageKey, call *rendering, until time.Time) {
	k := call.answer
	h := k.header
	if k.status != http.StatusOK || h.Get("Cache-Control") != "" {
		return
	}
	sum := sha256.Sum256(k.body.Bytes())
	h.Set("Cache-Control", publicCaching)
	h.Add("Vary", "Accept-Encoding, Cookie")
	p := &cachedPage{tag: base64.RawURLEncoding.EncodeToString(sum[:12]), until: until, used: &atomic.Bool{}}
	p.plain = p.formOf(h, k.body.Bytes(), "")
	k.header = p.plain.header
	p.size = len(p.plain.body) + 1024
	if p.size > largestEntry {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.generation != call.generation {
		return
	}
	if old := c.pages[key]; old != nil { // of yesterday
		c.bytes -= old.size
	} else {
		c.order = append(c.order, key)
	}
	c.pages[key] = p
	c.bytes += p.size
	c.shrink()
	if c.queued[key] {
		return
	}
	select {
	case c.pending <- key:
		c.queued[key] = true
	default: // the page goes out plain until it is made anew
	}
}

// shrink drops what came first and was not read since, until the rest is within bounds; the caller holds
// the lock.
func (c *pageCache) shrink() {
	for c.bytes > cacheBytes && len(c.order) > 0 {
		key := c.order[0]
		c.order = c.order[1:]
		p := c.pages[key]
		if p == nil {
			continue
		}
		if p.used.Swap(false) && len(c.order) > 0 {
			c.order = append(c.order, key)
			continue
		}
		delete(c.pages, key)
		c.bytes -= p.size
	}
}

// formOf is a page in one coding, with a tag of its own as RFC 9110 asks.
func (p *cachedPage) formOf(h http.Header, body []byte, coding string) form {
	h = maps.Clone(h)
	tag := p.tag
	if coding != "" {
		tag += "-" + coding
		h["Content-Encoding"] = []string{coding}
	}
	h["Etag"] = []string{`"` + tag + `"`}
	h["Content-Length"] = []string{strconv.Itoa(len(body))}
	return form{body, h}
}

// compress makes the small forms of a page, away from every request.
func (c *pageCache) compress(key pageKey) {
	c.mu.Lock()
	p := c.pages[key]
	delete(c.queued, key)
	c.mu.Unlock()
	if p == nil || p.gzip.body != nil {
		return
	}
	full := *p
	if b := web.Gzip(p.plain.body); b != nil {
		full.gzip = p.formOf(p.plain.header, b, "gzip")
		full.size += len(b)
	}
	if b := web.Brotli(p.plain.body); b != nil {
		full.brotli = p.formOf(p.plain.header, b, "br")
		full.size += len(b)
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.pages[key] == p {
		c.pages[key] = &full
		c.bytes += full.size - p.size
		c.shrink()
	}
}

// serve sends the page in the best form that the browser reads, or says that it has it.
func (p *cachedPage) serve(w http.ResponseWriter, r *http.Request) {
	f := &p.plain
	if p.gzip.body != nil {
		switch accepted := r.Header.Get("Accept-Encoding"); {
		case p.brotli.body != nil && web.Accepts(accepted, "br"):
			f = &p.brotli
		case web.Accepts(accepted, "gzip"):
			f = &p.gzip
		}
	}
	h := w.Header()
	if asked := r.Header.Get("If-None-Match"); asked != "" && matches(asked, p.tag) {
		for name, values := range f.header {
			if name != "Content-Length" && name != "Content-Type" && name != "Content-Encoding" {
				h[name] = values
			}
		}
		w.WriteHeader(http.StatusNotModified)
		return
	}
	for name, values := range f.header {
		h[name] = values
	}
	if r.Method != http.MethodHead {
		_, _ = w.Write(f.body) // a reader who went away is no failure of ours
	}
}

// displayOf is the choice of the display, in the one way it is written.
func displayOf(r *http.Request) string {
	if r.Header["Cookie"] == nil {
		return ""
	}
	c, err := r.Cookie(ui.DisplayCookie)
	if err != nil {
		return ""
	}
	if d := ui.ParseDisplay(c.Value); d != (ui.Display{}) {
		return d.String()
	}
	return ""
}
