package server

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"time"

	"github.com/a-h/templ"

	"renmian/internal/live"
)

const (
	heartbeat  = 15 * time.Second
	streamLife = 10 * time.Minute // then the browser connects again, and may be refused
	writeTime  = 20 * time.Second // a reader slower than this has gone
)

// stream answers with server-sent events: the whole view at once, and again whenever it has changed.
// A beat says every few seconds that the line holds.
func (s *Server) stream(w http.ResponseWriter, r *http.Request, v live.View) error {
	out := http.NewResponseController(w)
	h := w.Header()
	h.Set("Content-Type", "text/event-stream")
	h.Set("Cache-Control", "no-store")
	h.Set("X-Accel-Buffering", "no") // a proxy passes each event on at once
	states, leave := s.hub.Look(v)
	defer leave()
	send := func(b []byte) bool {
		if out.SetWriteDeadline(time.Now().Add(writeTime)) != nil {
			return false
		}
		if _, err := w.Write(b); err != nil {
			return false
		}
		return out.Flush() == nil
	}
	if !send([]byte("retry: 1000\n\n")) {
		return nil
	}
	beat := time.NewTicker(heartbeat)
	defer beat.Stop()
	end := time.NewTimer(streamLife + rand.N(streamLife/10)) // not all at the same moment
	defer end.Stop()
	for {
		var b []byte
		select {
		case b = <-states:
		case <-beat.C:
			b = []byte("event: beat\ndata:\n\n")
		case <-end.C:
			return nil
		case <-r.Context().Done():
			return nil
		case <-s.hub.Done():
			return nil
		}
		if !send(b) {
			return nil
		}
	}
}

// fragment answers with the view once, for pages that cannot hold a stream.
func (s *Server) fragment(w http.ResponseWriter, r *http.Request, v live.View) error {
	b, err := v.Render(r.Context())
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	_, _ = w.Write(b)
	return nil
}

// liveView answers with the view as the page asks for it: a stream, or once. What it shows is read at one instant.
func (s *Server) liveView(w http.ResponseWriter, r *http.Request, v live.View) error {
	render := v.Render
	v.Render = func(ctx context.Context) (b []byte, err error) {
		err = s.db.Snapshot(ctx, func(ctx context.Context) error {
			b, err = render(ctx)
			return err
		})
		return b, err
	}
	if r.Method == http.MethodHead || r.URL.Query().Has("once") {
		return s.fragment(w, r, v)
	}
	return s.stream(w, r, v)
}

// look reads what a page shows at one instant; the request handed to read carries it to every reading.
func (s *Server) look(r *http.Request, read func(r *http.Request) error) error {
	return s.db.Snapshot(r.Context(), func(ctx context.Context) error { return read(r.WithContext(ctx)) })
}

// rendered returns what a component shows.
func rendered(ctx context.Context, c templ.Component) ([]byte, error) {
	var b bytes.Buffer
	if err := c.Render(ctx, io.Writer(&b)); err != nil {
		return nil, fmt.Errorf("render: %w", err)
	}
	return b.Bytes(), nil
}
