// Package web serves the style sheet, scripts, fonts and images that the pages use, each under an
// address that holds the hash of its content. It imports nothing of ours.
package web

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"io/fs"
	"net/http"
	"path"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
)

//go:embed static
var static embed.FS

// prefix is where Handler expects to be mounted.
const prefix = "/static/"

// contentTypes lists the kinds of files that are served; other files below static, such as licences
// and notes, are not.
var contentTypes = map[string]string{
	".css":   "text/css; charset=utf-8",
	".js":    "text/javascript; charset=utf-8",
	".svg":   "image/svg+xml",
	".woff2": "font/woff2",
}

// asset is one file, ready to be sent.
type asset struct {
	url, contentType, etag string
	plain, gzipped         []byte // gzipped is nil where it would not be smaller
	brotli                 *later
}

// later is the brotli form of a file, made aside when it is first asked for: it takes a second for all
// files, and none of the programs that only run a command needs it.
type later struct {
	begin sync.Once
	body  atomic.Pointer[[]byte]
}

func (l *later) get(plain []byte) []byte {
	l.begin.Do(func() {
		go func() {
			body := Brotli(plain)
			l.body.Store(&body)
		}()
	})
	if body := l.body.Load(); body != nil {
		return *body
	}
	return nil
}

// library holds every file by its name below static.
type library map[string]asset

var assets = load()

// Asset returns the address of a file below web/static, such as css/app.css. An unknown name is a
// mistake of the programmer and panics.
func Asset(name string) string {
	a, ok := assets[name]
	if !ok {
		panic("web: no asset " + name)
	}
	return a.url
}

// Handler serves /static/HASH/NAME, and NAME under any other hash as well, since two versions of the
// program may stand behind one address for a moment; only the right hash is kept by browsers for ever.
func Handler() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, name, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, prefix), "/")
		a, ok := assets[name]
		if !ok {
			http.NotFound(w, r)
			return
		}
		if r.Method != http.MethodGet && r.Method != http.MethodHead {
			w.Header().Set("Allow", "GET, HEAD")
			http.Error(w, http.StatusText(http.StatusMethodNotAllowed), http.StatusMethodNotAllowed)
			return
		}
		a.serve(w, r)
	})
}

func (a asset) serve(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("ETag", a.etag)
	h.Set("Vary", "Accept-Encoding")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Cache-Control", "no-cache")
	if r.URL.Path == a.url {
		h.Set("Cache-Control", "public, max-age=31536000, immutable")
	}
	if strings.Contains(r.Header.Get("If-None-Match"), a.etag) {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	body, accepted := a.plain, r.Header.Get("Accept-Encoding")
	if a.gzipped != nil && Accepts(accepted, "gzip") {
		h.Set("Content-Encoding", "gzip")
		body = a.gzipped
	}
	if a.gzipped != nil && Accepts(accepted, "br") {
		if b := a.brotli.get(a.plain); b != nil {
			h.Set("Content-Encoding", "br")
			body = b
		}
	}
	h.Set("Content-Type", a.contentType)
	h.Set("Content-Length", strconv.Itoa(len(body)))
	if r.Method == http.MethodGet {
		_, _ = w.Write(body) // a reader who went away is no failure of ours
	}
}

// load hashes and compresses every file.
func load() library {
	all := library{}
	err := fs.WalkDir(static, "static", func(p string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() && contentTypes[path.Ext(p)] != "" {
			all.add(strings.TrimPrefix(p, "static/"))
		}
		return err
	})
	if err != nil {
		panic(fmt.Sprintf("web: walk embedded files: %v", err))
	}
	return all
}

// references finds, by kind of file, the files that it names: style sheets name fonts by
// url(/static/NAME), scripts import others by '/static/NAME'. The same name leads to the same address
// everywhere, so that a browser runs a module once.
var references = map[string]*regexp.Regexp{
	".css": regexp.MustCompile(`url\((/static/([^)]+))\)`),
	".js":  regexp.MustCompile(`["'](/static/([^"']+))["']`),
}

// add loads one file after those that it names, and replaces their names by their hashed addresses.
func (all library) add(name string) asset {
	if a, ok := all[name]; ok {
		if a.url == "" {
			panic("web: " + name + " names itself, directly or through another file")
		}
		return a
	}
	all[name] = asset{}
	content := read(name)
	if refs := references[path.Ext(name)]; refs != nil {
		content = refs.ReplaceAllFunc(content, func(ref []byte) []byte {
			m := refs.FindSubmatch(ref)
			return bytes.Replace(ref, m[1], []byte(all.add(string(m[2])).url), 1)
		})
	}
	all[name] = newAsset(name, content)
	return all[name]
}

func read(name string) []byte {
	b, err := static.ReadFile("static/" + name)
	if err != nil {
		panic(fmt.Sprintf("web: read embedded file: %v", err))
	}
	return b
}

func newAsset(name string, content []byte) asset {
	sum := sha256.Sum256(content)
	hash := hex.EncodeToString(sum[:8])
	a := asset{
		url:         prefix + hash + "/" + name,
		contentType: contentTypes[path.Ext(name)],
		etag:        `"` + hash + `"`,
		plain:       content,
		brotli:      &later{},
	}
	a.gzipped = Gzip(content)
	return a
}
