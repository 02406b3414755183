package server

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"mime"
	"net/http"
	"runtime/debug"
	"time"

	"github.com/go-chi/chi/v5"
	"github.com/go-chi/chi/v5/middleware"

	"renmian/internal/authz"
	"renmian/internal/errs"
	"renmian/internal/store"
)

// Limits of what a client may send.
const (
	publicForm = 64 << 10
	heldForm   = 256 << 10 // a form kept over an expired session
	plainForm  = 1 << 20
	uploadForm = 64 << 20
	inMemory   = 8 << 20 // of an upload; the rest waits in a temporary file
)

// maxSession is the longest a session row is kept; the county's own limit is shorter.
const maxSession = 24 * time.Hour

// keepSubmissions is how long a form sent again still finds its first answer.
const keepSubmissions = 7 * 24 * time.Hour

// Keys of session values.
const (
	sessionAccount = "account"
	sessionEpoch   = "epoch"
	sessionSince   = "since" // Unix seconds of signing in
	sessionSeen    = "seen"  // Unix seconds of the last use, to the minute
	sessionFlash   = "flash"
)

type contextKey int

const (
	numberKey contextKey = iota
	accountKey
	submissionKey
)

// requestNumber is what the error page shows and the log has.
func requestNumber(r *http.Request) string {
	n, _ := r.Context().Value(numberKey).(string)
	return n
}

// logged gives the request its number and writes one line: no address, no query, no name.
func (s *Server) logged(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		start := time.Now()
		number := rand.Text()[:10]
		r = r.WithContext(context.WithValue(r.Context(), numberKey, number))
		ww := middleware.NewWrapResponseWriter(w, r.ProtoMajor)
		next.ServeHTTP(ww, r)
		slog.InfoContext(r.Context(), "request", "request", number, "method", r.Method,
			"route", chi.RouteContext(r.Context()).RoutePattern(), "status", ww.Status(),
			"bytes", ww.BytesWritten(), "ms", time.Since(start).Milliseconds())
	})
}

const contentPolicy = "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:; object-src 'none'; " +
	"base-uri 'none'; frame-ancestors 'none'; form-action 'self'"

func (s *Server) headers(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", s.framing(r))
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "same-origin")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
		if s.secure {
			h.Set("Strict-Transport-Security", "max-age=31536000")
		}
		next.ServeHTTP(w, r)
	})
}

// recovered turns a panic into the error page.
func (s *Server) recovered(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		defer func() {
			if p := recover(); p != nil {
				if p == http.ErrAbortHandler {
					panic(p)
				}
				s.fail(w, r, fmt.Errorf("panic: %v\n%s", p, debug.Stack()))
			}
		}()
		next.ServeHTTP(w, r)
	})
}

// private keeps pages about persons out of every cache.
func (s *Server) private(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Cache-Control", "no-store")
		next.ServeHTTP(w, r)
	})
}

func safe(method string) bool {
	return method == http.MethodGet || method == http.MethodHead || method == http.MethodOptions
}

// sameOrigin refuses a POST from another site's page.
func (s *Server) sameOrigin(next http.Handler) http.Handler {
	p := http.NewCrossOriginProtection()
	p.SetDenyHandler(s.handle(func(http.ResponseWriter, *http.Request) error {
		return errs.New(errs.Forbidden, "请求来自其他网站，不能受理。请从本系统的页面重新操作。")
	}))
	return p.Handler(next)
}

// fromBrowser refuses a POST that says nothing of where it comes from: CrossOriginProtection lets it
// through for programs, but a session belongs to a browser, and browsers say.
func (s *Server) fromBrowser(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !safe(r.Method) && r.Header.Get("Sec-Fetch-Site") == "" && r.Header.Get("Origin") == "" {
			s.fail(w, r, errs.New(errs.Forbidden, "请求没有注明来源页面，不能受理。请从本系统的页面重新操作。"))
			return
		}
		next.ServeHTTP(w, r)
	})
}

// forms reads the body of a POST within limits, so that handlers find every value in r.PostForm. An
// upload limit of zero refuses files. A hidden key makes the form count once.
func (s *Server) forms(plain, upload int64) func(http.Handler) http.Handler {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if safe(r.Method) {
				next.ServeHTTP(w, r)
				return
			}
			err := parseForm(w, r, plain, upload)
			if r.MultipartForm != nil {
				defer func() { _ = r.MultipartForm.RemoveAll() }()
			}
			if err != nil {
				s.fail(w, r, err)
				return
			}
			if key := r.PostForm.Get("key"); len(key) >= 16 && len(key) <= 64 && actor(r).AccountID != 0 {
				sub := &store.Submission{AccountID: actor(r).AccountID, Key: key, Path: r.URL.Path}
				ctx := context.WithValue(r.Context(), submissionKey, sub)
				r = r.WithContext(store.WithSubmission(ctx, sub))
			}
			next.ServeHTTP(w, r)
		})
	}
}

func parseForm(w http.ResponseWriter, r *http.Request, plain, upload int64) error {
	kind, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	var err error
	if kind == "multipart/form-data" && upload > 0 {
		r.Body = http.MaxBytesReader(w, r.Body, upload)
		err = r.ParseMultipartForm(inMemory)
	} else {
		r.Body = http.MaxBytesReader(w, r.Body, plain)
		err = r.ParseForm()
	}
	if _, large := errors.AsType[*http.MaxBytesError](err); large {
		return err
	}
	if err != nil {
		return errs.New(errs.Invalid, "提交的内容没有完整送达，请返回上一页重新提交。")
	}
	return nil
}

// actor returns who is signed in; the zero Actor when nobody is.
func actor(r *http.Request) authz.Actor { return account(r).Actor() }

func account(r *http.Request) store.Account {
	a, _ := r.Context().Value(accountKey).(store.Account)
	return a
}
