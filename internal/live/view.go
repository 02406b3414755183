package live

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"runtime/debug"
	"strings"
	"time"
)

const (
	atOnce  = 50 * time.Millisecond // changes within it are shown together
	again   = time.Second           // after a failed rendering
	message = "data: "
)

// View is something that many may look at. Two with one key are the same.
type View struct {
	Key    string
	Topics []string // what it depends on
	Render func(context.Context) ([]byte, error)
}

// view is a View while somebody looks at it.
type view struct {
	hub    *Hub
	what   View
	end    context.CancelFunc
	latest []byte // as an event; nil before the first rendering
	seats  map[chan []byte]bool
}

// Look returns a channel of the view's states as server-sent events, the present one at once, and a
// function that ends the looking. Who is slow misses states in between, never the latest. Each state is
// rendered once, however many look, and sent only when it differs from the one before.
func (h *Hub) Look(what View) (<-chan []byte, func()) {
	seat := make(chan []byte, 1)
	h.mu.Lock()
	v := h.views[what.Key]
	if v == nil {
		ctx, cancel := context.WithCancel(h.ctx)
		v = &view{hub: h, what: what, end: cancel, seats: map[chan []byte]bool{}}
		h.views[what.Key] = v
		h.run(func() { v.follow(ctx) })
	} else if v.latest != nil {
		seat <- v.latest
	}
	v.seats[seat] = true
	h.mu.Unlock()
	return seat, func() {
		h.mu.Lock()
		defer h.mu.Unlock()
		delete(v.seats, seat)
		if len(v.seats) == 0 && h.views[what.Key] == v {
			delete(h.views, what.Key)
			v.end()
		}
	}
}

// follow renders the view until nobody looks any more.
func (v *view) follow(ctx context.Context) {
	changed, stop := v.hub.Watch(v.what.Topics...)
	defer stop()
	for {
		wait := atOnce
		if !v.show(ctx) {
			wait = again
		}
		select {
		case <-ctx.Done():
			return
		case <-time.After(wait):
		}
		if wait == again {
			continue
		}
		select {
		case <-ctx.Done():
			return
		case <-changed:
		}
	}
}

// render turns a panic into an error: a fault in one view must not end the meeting's other screens with the
// process.
func (v *view) render(ctx context.Context) (b []byte, err error) {
	defer func() {
		if fault := recover(); fault != nil {
			err = fmt.Errorf("panic: %v\n%s", fault, debug.Stack())
		}
	}()
	return v.what.Render(ctx)
}

// show renders the view and hands it to everybody who looks.
func (v *view) show(ctx context.Context) bool {
	limited, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	b, err := v.render(limited)
	if err != nil {
		if ctx.Err() == nil {
			slog.Error("render view", "view", v.what.Key, "error", err)
		}
		return false
	}
	e := event(b)
	v.hub.mu.Lock()
	defer v.hub.mu.Unlock()
	if bytes.Equal(e, v.latest) {
		return true
	}
	v.latest = e
	for seat := range v.seats {
		select {
		case <-seat: // the state before, not yet taken
		default:
		}
		seat <- e
	}
	return true
}

// event frames a view as one server-sent event.
func event(b []byte) []byte {
	text := strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(string(b))
	return []byte(message + strings.ReplaceAll(text, "\n", "\n"+message) + "\n\n")
}
