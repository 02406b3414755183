package server

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"log/slog"
	"maps"
	"math/rand/v2"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/go-chi/chi/v5"

	"renmian/internal/fixture"
	"renmian/internal/pgtest"
	"renmian/internal/policy"
	"renmian/internal/store"
	"renmian/web"
)

const (
	benchReaders = 16
	benchSlice   = 300 * time.Millisecond
	benchRounds  = 6
)

// BenchmarkPublicPage measures, in turns in one run over loopback, what sends a notice page: the page as it
// is kept, a bare handler that writes the same bytes, the page rendered for every request, and nginx with
// gzip_static where the machine has it. The bare handler is measured with the headers of the page and with
// the least a page can have. The page must reach 0.9 of the requests per second of the former, which sends
// the same bytes, and a 99th percentile of at most twice its.
func BenchmarkPublicPage(b *testing.B) {
	slog.SetDefault(slog.New(slog.DiscardHandler))
	st, path := benchSite(b)
	key := pageKey{host: "site", path: path}
	for st.server.pages.get(key) == nil || st.server.pages.get(key).brotli.body == nil {
		ask(st.handler, "http://site"+path)
	}
	p := st.server.pages.get(key)
	gz := p.gzip.body
	bare := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		h := w.Header()
		h.Set("Content-Type", "text/html; charset=utf-8")
		h.Set("Content-Encoding", "gzip")
		h.Set("Content-Length", strconv.Itoa(len(gz)))
		_, _ = w.Write(gz)
	})
	same := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		maps.Copy(w.Header(), p.gzip.header)
		_, _ = w.Write(gz)
	})
	rendered := chi.NewRouter() // as the page was before it was kept: the same road, without the store at its end
	rendered.With(st.server.logged, st.server.headers, st.server.recovered).Get("/notices/{id}", st.server.handle(st.server.notice))
	ask := "GET " + path + " HTTP/1.1\r\nHost: site\r\nAccept-Encoding: gzip\r\n\r\n"
	columns := []*benchColumn{
		{name: "bare", address: serveBench(b, bare), ask: ask},
		{name: "bare-same-headers", address: serveBench(b, same), ask: ask},
		{name: "page", address: serveBench(b, st.handler), ask: ask},
		{name: "304", address: serveBench(b, st.handler), ask: strings.Replace(ask, "\r\n\r\n", "\r\nIf-None-Match: "+p.gzip.header["Etag"][0]+"\r\n\r\n", 1)},
		{name: "rendered", address: serveBench(b, rendered), ask: ask},
	}
	if address := benchNginx(b, path, p.plain.body); address != "" {
		columns = append(columns, &benchColumn{name: "nginx", address: address, ask: ask})
	}
	for b.Loop() {
		for range benchRounds {
			for _, c := range columns {
				c.run(b)
			}
		}
	}
	if b.Failed() {
		return
	}
	b.ReportMetric(0, "ns/op")
	for _, c := range columns {
		b.ReportMetric(c.perSecond(), c.name+"-req/s")
		b.ReportMetric(float64(c.p99().Microseconds()), c.name+"-p99-µs")
	}
	page := columns[2]
	ratio, slower := page.perSecond()/columns[1].perSecond(), float64(page.p99())/float64(columns[1].p99())
	b.ReportMetric(page.perSecond()/columns[0].perSecond(), "page/bare")
	b.ReportMetric(ratio, "page/bare-same-headers")
	b.ReportMetric(slower, "p99-page/bare")
	if ratio < 0.9 || slower > 2 {
		b.Errorf("the page reaches %.2f of the bare handler (at least 0.9 is asked) with %.2f times its 99th percentile (at most 2)", ratio, slower)
	}
}

// benchSite is the server with one published notice of ordinary length, and the path of the notice.
func benchSite(b *testing.B) (*site, string) {
	b.Helper()
	h := fixture.NewWith(b, pgtest.New(b), policy.Default())
	id, err := h.Flow.PublishResult(b.Context(), h.Clerk, "关于述职评议结果的通报", benchText())
	h.Must(err)
	n, err := h.DB.Notice(b.Context(), id)
	h.Must(err)
	h.Must(h.Flow.ProofreadNotice(b.Context(), h.Clerk2, id, n.Version, true, ""))
	h.Must(h.Flow.PublishNotice(b.Context(), h.Clerk, id))
	db := store.New(h.Pool)
	st := &site{t: b, db: db, flow: h.Flow, server: New(Config{DB: db, Flow: h.Flow, Pool: h.Pool})}
	b.Cleanup(st.server.Close)
	st.handler = st.server.Handler()
	return st, noticePath(id)
}

// benchText is as long and as varied as a list of a full meeting: the page then has the 15 KB of the reference.
func benchText() string {
	var b strings.Builder
	r := rand.New(rand.NewPCG(1, 2))
	for n := range 100 {
		fmt.Fprintf(&b, "%d．任命", n+1)
		for range 24 {
			b.WriteRune(rune(0x4e00 + r.IntN(5000)))
		}
		b.WriteString("为示例县人民法院审判员。\n")
	}
	return b.String()
}

func serveBench(b *testing.B, h http.Handler) string {
	b.Helper()
	s := httptest.NewUnstartedServer(h)
	s.Config = HTTPServer(h)
	s.Start()
	b.Cleanup(s.Close)
	return s.Listener.Addr().String()
}

// benchNginx serves the page from a file with its compressed form beside it; "" without nginx.
func benchNginx(b *testing.B, path string, page []byte) string {
	b.Helper()
	program, err := exec.LookPath("nginx")
	if err != nil {
		b.Log("nginx is not on this machine; its column is left out")
		return ""
	}
	dir := b.TempDir()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		b.Fatal(err)
	}
	address := l.Addr().String()
	l.Close()
	file := filepath.Join(dir, filepath.FromSlash(path))
	user := ""
	if os.Geteuid() == 0 { // its worker would be somebody else, who may not read here
		user = "user root; "
	}
	conf := user + fmt.Sprintf(
		"daemon off; worker_processes 1; pid %[1]s/pid; error_log stderr crit; events {}\nhttp { access_log off; sendfile on; keepalive_requests 1000000000; "+
			"client_body_temp_path %[1]s/a; proxy_temp_path %[1]s/b; fastcgi_temp_path %[1]s/c; uwsgi_temp_path %[1]s/d; scgi_temp_path %[1]s/e;\n"+
			"server { listen %[2]s; root %[1]s; gzip_static on; default_type text/html; } }",
		dir,
		address,
	)
	for name, content := range map[string][]byte{file: page, file + ".gz": web.Gzip(page), filepath.Join(dir, "conf"): []byte(conf)} {
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			b.Fatal(err)
		}
		if err := os.WriteFile(name, content, 0o644); err != nil {
			b.Fatal(err)
		}
	}
	cmd := exec.Command(program, "-c", filepath.Join(dir, "conf"), "-p", dir)
	if err := cmd.Start(); err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = cmd.Process.Kill(); _ = cmd.Wait() })
	for range 100 {
		if c, err := net.Dial("tcp", address); err == nil {
			c.Close()
			return address
		}
		<-time.After(20 * time.Millisecond)
	}
	b.Fatal("nginx does not answer")
	return ""
}

// benchColumn is one way of sending the page, and what was measured of it.
type benchColumn struct {
	name, address, ask string
	took               []time.Duration
	spent              time.Duration
}

func (c *benchColumn) perSecond() float64 { return float64(len(c.took)) / c.spent.Seconds() }

func (c *benchColumn) p99() time.Duration {
	slices.Sort(c.took)
	return c.took[len(c.took)*99/100]
}

// run asks over kept connections for one slice of time.
func (c *benchColumn) run(b *testing.B) {
	b.Helper()
	var mu sync.Mutex
	var all sync.WaitGroup
	start := time.Now()
	for range benchReaders {
		all.Go(func() {
			took, err := c.read(start.Add(benchSlice))
			if err != nil {
				b.Errorf("%s: %v", c.name, err)
			}
			mu.Lock()
			c.took = append(c.took, took...)
			mu.Unlock()
		})
	}
	all.Wait()
	c.spent += time.Since(start)
}

var contentLength = []byte("Content-Length: ")

// read is one reader: it understands just enough HTTP to weigh little beside the server.
func (c *benchColumn) read(until time.Time) (took []time.Duration, err error) {
	conn, err := net.Dial("tcp", c.address)
	if err != nil {
		return nil, err
	}
	defer conn.Close()
	in := bufio.NewReaderSize(conn, 64<<10)
	for at := time.Now(); at.Before(until); {
		if _, err := io.WriteString(conn, c.ask); err != nil {
			return took, err
		}
		length := int64(0)
		for line := 0; ; line++ {
			text, err := in.ReadSlice('\n')
			if err != nil {
				return took, err
			}
			if line == 0 && !bytes.Contains(text, []byte(" 200 ")) && !bytes.Contains(text, []byte(" 304 ")) {
				return took, fmt.Errorf("answered %s", text)
			}
			if value, ok := bytes.CutPrefix(text, contentLength); ok {
				length, _ = strconv.ParseInt(string(bytes.TrimSpace(value)), 10, 64)
			}
			if len(text) <= 2 {
				break
			}
		}
		if _, err := in.Discard(int(length)); err != nil {
			return took, err
		}
		now := time.Now()
		took = append(took, now.Sub(at))
		at = now
	}
	return took, nil
}
