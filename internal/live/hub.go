// Package live carries news of changes from the database to the open pages of every process: a Hub
// listens for notifications and wakes who watches a topic, and renders what many look at once for all.
// It imports nothing of ours; only server imports it.
package live

import (
	"context"
	"fmt"
	"log/slog"
	"maps"
	"slices"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
)

const (
	quiet     = 20 * time.Second // without a word for so long, the connection is tried
	patience  = 5 * time.Second  // for an answer of the database
	firstWait = 100 * time.Millisecond
	lastWait  = 5 * time.Second
	progress  = time.Second
)

// Config is what a Hub follows.
type Config struct {
	Conn    *pgx.ConnConfig
	Channel string // of NOTIFY; the payload is the topic
	// Progress returns numbers that change without a notification, by topic. It is asked once a second
	// while somebody watches, and a topic whose number has changed is woken. Nil when there are none.
	Progress func(context.Context) (map[string]string, error)
	// Tell sends a payload to every process that listens on the channel. Nil: each knows its own people only.
	Tell func(ctx context.Context, payload string) error
}

// Hub wakes who watches a topic when the database says that it has changed. It connects when the
// first watcher comes.
type Hub struct {
	conf  Config
	ctx   context.Context
	close context.CancelFunc
	work  sync.WaitGroup

	mu                  sync.Mutex
	listening, counting bool
	followers           map[string][]func()               // by topic
	watchers            map[string]map[chan struct{}]bool // by topic
	views               map[string]*view                  // by key
	present             present
	calling             bool
}

// New returns a Hub; Close ends it.
func New(c Config) *Hub {
	ctx, cancel := context.WithCancel(context.Background())
	return &Hub{
		conf:      c,
		ctx:       ctx,
		close:     cancel,
		followers: map[string][]func(){},
		watchers:  map[string]map[chan struct{}]bool{},
		views:     map[string]*view{},
		present:   newPresent(),
	}
}

// Close ends the hub and every view, and waits until they have let go of the database.
func (h *Hub) Close() {
	h.mu.Lock()
	h.close() // under the lock, so that nothing is begun after it
	h.mu.Unlock()
	h.work.Wait()
}

// run does something in the background until the hub ends; the caller holds the lock.
func (h *Hub) run(work func()) {
	if h.ctx.Err() == nil {
		h.work.Go(work)
	}
}

// Done is closed when the hub ends.
func (h *Hub) Done() <-chan struct{} { return h.ctx.Done() }

// Watch returns a channel that gets a word after any of the topics has changed, one word for any number
// of changes not yet noticed, and a function that ends the watch. After the connection to the database
// was lost and found again everything counts as changed.
func (h *Hub) Watch(topics ...string) (<-chan struct{}, func()) {
	c := make(chan struct{}, 1)
	h.mu.Lock()
	defer h.mu.Unlock()
	h.start()
	if !h.counting {
		h.counting = true
		h.run(h.count)
	}
	for _, t := range topics {
		if h.watchers[t] == nil {
			h.watchers[t] = map[chan struct{}]bool{}
		}
		h.watchers[t][c] = true
	}
	return c, func() {
		h.mu.Lock()
		defer h.mu.Unlock()
		for _, t := range topics {
			delete(h.watchers[t], c)
			if len(h.watchers[t]) == 0 {
				delete(h.watchers, t)
			}
		}
	}
}

// start begins to listen; the caller holds the lock.
func (h *Hub) start() {
	if !h.listening {
		h.listening = true
		h.run(h.listen)
	}
}

// Follow calls on, which must be quick, at every change of a topic until the hub ends, and whenever the
// connection to the database was found. It asks for no progress.
func (h *Hub) Follow(topic string, on func()) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.followers[topic] = append(h.followers[topic], on)
	h.start()
}

// wake gives a word to who watches a topic; every topic when none is named.
func (h *Hub) wake(topic string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	told := h.watchers[topic]
	for t, all := range h.followers {
		if topic == "" || topic == t {
			for _, on := range all {
				on()
			}
		}
	}
	if topic == "" {
		told = map[chan struct{}]bool{} // who watches several topics still gets one word
		for _, all := range h.watchers {
			maps.Copy(told, all)
		}
	}
	for c := range told {
		select {
		case c <- struct{}{}:
		default: // the last word is still to be noticed
		}
	}
}

// watched reports whether anybody watches anything.
func (h *Hub) watched() bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	return len(h.watchers) > 0
}

// listen follows the database until the hub ends, again and again when the connection is lost.
func (h *Hub) listen() {
	wait := firstWait
	for h.ctx.Err() == nil {
		heard, err := h.follow()
		if h.ctx.Err() != nil {
			return
		}
		if heard {
			wait = firstWait
		}
		slog.Warn("change feed lost, connecting again", "error", err)
		h.pause(wait)
		wait = min(2*wait, lastWait)
	}
}

// follow listens on one connection until it fails; heard says that listening had begun.
func (h *Hub) follow() (heard bool, err error) {
	conn, err := h.connect()
	if err != nil {
		return false, err
	}
	defer func() {
		ctx, cancel := context.WithTimeout(context.Background(), patience)
		defer cancel()
		_ = conn.Close(ctx)
	}()
	h.wake("") // what was said while nobody listened is not said again
	for {
		ctx, cancel := context.WithTimeout(h.ctx, quiet)
		n, err := conn.WaitForNotification(ctx)
		cancel()
		switch {
		case err == nil && !h.hear(n.Payload):
			h.wake(n.Payload)
		case err == nil:
		case h.ctx.Err() != nil || ctx.Err() == nil:
			return true, err
		default:
			if err := h.try(conn); err != nil {
				return true, err
			}
		}
	}
}

func (h *Hub) connect() (*pgx.Conn, error) {
	ctx, cancel := context.WithTimeout(h.ctx, patience)
	defer cancel()
	conn, err := pgx.ConnectConfig(ctx, h.conf.Conn.Copy())
	if err != nil {
		return nil, err
	}
	if _, err := conn.Exec(ctx, "LISTEN "+pgx.Identifier{h.conf.Channel}.Sanitize()); err != nil {
		_ = conn.Close(ctx)
		return nil, err
	}
	return conn, nil
}

// try asks a silent connection whether it still stands: a server that vanished says nothing.
func (h *Hub) try(conn *pgx.Conn) error {
	ctx, cancel := context.WithTimeout(h.ctx, patience)
	defer cancel()
	return conn.Ping(ctx)
}

// pause waits, and reports false when the hub ends before.
func (h *Hub) pause(d time.Duration) bool {
	select {
	case <-h.ctx.Done():
		return false
	case <-time.After(d):
		return true
	}
}

// count asks once a second for the progress, and who is here, and wakes the topics whose state has changed.
func (h *Hub) count() {
	before := map[string]string{}
	for h.pause(progress) {
		if !h.watched() {
			continue
		}
		now, err := h.states()
		if err != nil {
			continue // the database is away; listen says so
		}
		for topic, n := range now {
			if before[topic] != n {
				h.wake(topic)
			}
		}
		for topic := range before {
			if _, still := now[topic]; !still {
				h.wake(topic)
			}
		}
		before = now
	}
}

// states is what changes without a notification, by topic.
func (h *Hub) states() (map[string]string, error) {
	now := map[string]string{}
	if h.conf.Progress != nil {
		ctx, cancel := context.WithTimeout(h.ctx, patience)
		defer cancel()
		progress, err := h.conf.Progress(ctx)
		if err != nil {
			return nil, err
		}
		maps.Copy(now, progress)
	}
	for _, topic := range h.attended() {
		now[topic] = fmt.Sprint(slices.Sorted(maps.Keys(h.Present(topic))))
	}
	return now, nil
}
