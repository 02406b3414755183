// Package server answers requests: routes, middleware, handlers and the building of pages, one file
// per stage. Writes go through workflow; pages read the store.
// It imports everything below it; nothing but cmd/renmian imports it.
package server

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"net/http"
	"time"

	"github.com/alexedwards/scs/pgxstore"
	"github.com/alexedwards/scs/v2"
	"github.com/go-chi/chi/v5"
	"github.com/go-chi/chi/v5/middleware"
	"github.com/jackc/pgx/v5/pgxpool"

	"renmian/internal/calendar"
	"renmian/internal/live"
	"renmian/internal/store"
	"renmian/internal/workflow"
)

// Config is what a Server needs.
type Config struct {
	DB      *store.DB
	Flow    *workflow.Flow
	Pool    *pgxpool.Pool // for the session store and the change feed
	Secure  bool          // people reach the server over TLS
	Window  *Window       // this is one browser of a rehearsal; nil on every real server
	Windows []Window      // the browsers of the rehearsal page; none but for the demonstration county
	// VotersSince is when the program began to vote for the members without a window. It keeps their ballots in
	// memory only: those of a round opened earlier ended with the program before it. Zero: nobody votes so.
	VotersSince time.Time
	Address     string // as people see the site, such as https://rm.example.gov.cn; empty: as each asks for it
}

// Server holds what handlers use.
type Server struct {
	inside   chi.Router // all routes, for a page that another one asks
	db       *store.DB
	flow     *workflow.Flow
	sessions *scs.SessionManager
	kept     *pgxstore.PostgresStore
	secure   bool
	address  string
	done     chan struct{}
	opinions *limiter // of what the public sends
	hub      *live.Hub
	pages    *pageCache
	window   *Window
	windows  []Window
	voters   time.Time // Config.VotersSince
}

// New returns a server; Close ends its background work.
func New(c Config) *Server {
	s := &Server{db: c.DB, flow: c.Flow, secure: c.Secure, address: c.Address, kept: pgxstore.NewWithCleanupInterval(c.Pool, 0), done: make(chan struct{}),
		window: c.Window, windows: c.Windows, voters: c.VotersSince,
		opinions: newLimiter(10,
			10*time.Minute), hub: live.New(live.Config{Conn: c.Pool.Config().ConnConfig, Channel: store.Channel, Progress: progressOf(c.DB), Tell: c.DB.Tell})}
	s.pages = newPageCache(s.hub, c.DB.Now)
	c.DB.OnPublicChange(s.pages.flush)
	s.sessions = scs.New()
	s.sessions.Store = s.kept
	s.sessions.HashTokenInStore = true // else the table would hold usable tokens
	s.sessions.Lifetime = maxSession
	s.sessions.Cookie.Name = "session"
	s.sessions.Cookie.SameSite = http.SameSiteLaxMode
	s.sessions.Cookie.Persist = false
	if c.Secure {
		s.sessions.Cookie.Name = "__Host-session"
		s.sessions.Cookie.Secure = true
	}
	if c.Window != nil { // cookies know no ports
		s.sessions.Cookie.Name = fmt.Sprintf("session-%d", c.Window.Port)
	}
	s.sessions.ErrorFunc = func(w http.ResponseWriter, r *http.Request, err error) {
		slog.ErrorContext(r.Context(), "session store", "request", requestNumber(r), "error", err)
		http.Error(w, "系统暂时不能使用，请稍候重试。", http.StatusServiceUnavailable)
	}
	go s.forget()
	return s
}

// progressOf is what changes without being told, of votes and of exams.
func progressOf(db *store.DB) func(context.Context) (map[string]string, error) {
	return func(ctx context.Context) (map[string]string, error) {
		all, err := db.BallotProgress(ctx)
		if err != nil {
			return nil, err
		}
		exams, err := db.ExamProgress(ctx)
		if err != nil {
			return nil, err
		}
		maps.Copy(all, exams)
		return all, nil
	}
}

// Close ends the server's background work.
func (s *Server) Close() {
	close(s.done)
	s.hub.Close()
}

// EndStreams ends the streams of events that pages hold; browsers then look for another server.
func (s *Server) EndStreams() { s.hub.Close() }

// forget drops ended sessions (the session store's own cleaning races with its end) and the keys of
// forms that nobody will send again.
func (s *Server) forget() {
	tick := time.NewTicker(time.Hour)
	defer tick.Stop()
	for {
		select {
		case <-s.done:
			return
		case <-tick.C:
			now := s.db.Now()
			err := errors.Join(s.db.ForgetSessions(context.Background(), now),
				s.db.ForgetSubmissions(context.Background(), now.Add(-keepSubmissions)))
			if err != nil {
				slog.Error("forget sessions and submissions", "error", err)
			}
		}
	}
}

// today returns the present day in China.
func (s *Server) today() calendar.Day { return calendar.Of(s.db.Now()) }

// Handler answers every request.
func (s *Server) Handler() http.Handler {
	r := chi.NewRouter()
	r.Use(middleware.GetHead) // link checkers and caches ask for the head alone
	s.routes(r)
	s.inside = r
	box := chi.NewRouter()
	s.boxRoutes(box)
	return http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
		switch {
		case atBox(q.URL.Path):
			box.ServeHTTP(w, q)
		case s.fromCache(w, q):
		default:
			r.ServeHTTP(w, q)
		}
	})
}

// HTTPServer returns a server with the limits of time and size that slow or hostile clients meet.
func HTTPServer(h http.Handler) *http.Server {
	return &http.Server{
		Handler:           h,
		ReadHeaderTimeout: 10 * time.Second,
		ReadTimeout:       2 * time.Minute, // an upload over a slow line
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    32 << 10,
	}
}
