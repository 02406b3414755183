package live_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"renmian/internal/live"
	"renmian/internal/pgtest"
)

const channel = "news"

func newHub(t *testing.T, pool *pgxpool.Pool, progress func(context.Context) (map[string]string, error)) *live.Hub {
	t.Helper()
	h := live.New(live.Config{Conn: pool.Config().ConnConfig, Channel: channel, Progress: progress})
	t.Cleanup(h.Close)
	return h
}

func tell(t *testing.T, pool *pgxpool.Pool, topic string) {
	t.Helper()
	if _, err := pool.Exec(t.Context(), `SELECT pg_notify($1, $2)`, channel, topic); err != nil {
		t.Fatal(err)
	}
}

// word waits for a word on the channel.
func word[T any](t *testing.T, c <-chan T) T {
	t.Helper()
	select {
	case v := <-c:
		return v
	case <-time.After(time.Minute):
		t.Fatal("no word within ten seconds")
		panic("unreachable")
	}
}

func silent[T any](t *testing.T, c <-chan T) {
	t.Helper()
	select {
	case v := <-c:
		t.Fatalf("a word for nothing: %v", v)
	default:
	}
}

func TestWatchersAreWokenByTopic(t *testing.T) {
	pool := pgtest.New(t)
	one, two := newHub(t, pool, nil), newHub(t, pool, nil) // two processes
	seven, stop := one.Watch("meeting:7")
	other, _ := one.Watch("meeting:8", "meeting:9")
	there, _ := two.Watch("meeting:7")
	for _, c := range []<-chan struct{}{seven, other, there} {
		word(t, c) // connected
	}
	tell(t, pool, "meeting:7")
	word(t, seven)
	word(t, there)
	silent(t, other)
	for range 50 {
		tell(t, pool, "meeting:7")
	}
	tell(t, pool, "meeting:9")
	word(t, other) // the last of them has come, so the others have
	word(t, seven)
	silent(t, seven) // fifty changes, one word
	stop()
	tell(t, pool, "meeting:7")
	tell(t, pool, "meeting:8")
	word(t, other)
	silent(t, seven)
}

func TestLostConnectionIsFoundAgain(t *testing.T) {
	pool := pgtest.New(t)
	h := newHub(t, pool, nil)
	c, _ := h.Watch("meeting:7")
	word(t, c)
	var ended int
	err := pool.QueryRow(t.Context(), `
		SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE query LIKE 'LISTEN%' AND datname = current_database()`).Scan(&ended)
	if err != nil || ended != 1 {
		t.Fatalf("ended %d connections: %v", ended, err)
	}
	word(t, c) // whatever was missed
	tell(t, pool, "meeting:7")
	word(t, c)
}

func TestViewIsRenderedOnceForAll(t *testing.T) {
	pool := pgtest.New(t)
	h := newHub(t, pool, nil)
	var state, rendered atomic.Int32
	v := live.View{Key: "hall", Topics: []string{"meeting:7"}, Render: func(context.Context) ([]byte, error) {
		rendered.Add(1)
		return fmt.Appendf(nil, "<p>\n%d</p>", state.Load()), nil
	}}
	var seats []<-chan []byte
	var leave func()
	for range 100 {
		c, left := h.Look(v)
		seats, leave = append(seats, c), left
	}
	show := func(want string) {
		t.Helper()
		for _, c := range seats {
			for got := ""; got != want; {
				got = string(word(t, c))
			}
		}
	}
	show("data: <p>\ndata: 0</p>\n\n")
	state.Store(1)
	tell(t, pool, "meeting:7")
	show("data: <p>\ndata: 1</p>\n\n")
	if n := rendered.Load(); n > 4 { // the first, one for the connection, one for the change, one to spare
		t.Errorf("rendered %d times for 100", n)
	}
	tell(t, pool, "meeting:7") // nothing new to see
	late, _ := h.Look(v)
	if got := string(word(t, late)); !strings.Contains(got, "1</p>") {
		t.Errorf("who comes late sees %q", got)
	}
	leave()
	tell(t, pool, "meeting:7")
	state.Store(2)
	tell(t, pool, "meeting:7")
	word(t, seats[0])
	silent(t, seats[99])
}

func TestFailedRenderingIsTriedAgain(t *testing.T) {
	h := newHub(t, pgtest.New(t), nil)
	var tries atomic.Int32
	c, _ := h.Look(live.View{Key: "console", Topics: []string{"meeting:7"}, Render: func(context.Context) ([]byte, error) {
		switch tries.Add(1) {
		case 1:
			return nil, errors.New("the database is away")
		case 2:
			panic("a fault in this view must not end the others")
		}
		return []byte("there again"), nil
	}})
	if got := string(word(t, c)); got != "data: there again\n\n" {
		t.Errorf("%q", got)
	}
}

func TestWhoIsHereIsKnownEverywhere(t *testing.T) {
	pool := pgtest.New(t)
	hub := func() *live.Hub {
		h := live.New(live.Config{Conn: pool.Config().ConnConfig, Channel: channel, Tell: func(ctx context.Context, payload string) error {
			_, err := pool.Exec(ctx, `SELECT pg_notify($1, $2)`, channel, payload)
			return err
		}})
		t.Cleanup(h.Close)
		return h
	}
	one, two := hub(), hub()
	c, _ := two.Watch("here:7")
	word(t, c)
	first := one.Attend("here:7", 12)
	second := one.Attend("here:7", 12) // another tab
	one.Attend("here:8", 13)
	if here := one.Present("here:7"); len(here) != 1 || !here[12] {
		t.Errorf("here: %v", here)
	}
	for !two.Present("here:7")[12] {
		word(t, c)
	}
	first()
	if !one.Present("here:7")[12] {
		t.Error("gone although one tab is left")
	}
	second()
	for two.Present("here:7")[12] {
		word(t, c)
	}
}

func TestProgressIsAskedFor(t *testing.T) {
	var cast atomic.Int32
	h := newHub(t, pgtest.New(t), func(context.Context) (map[string]string, error) {
		return map[string]string{"progress:7": fmt.Sprint(cast.Load())}, nil
	})
	c, _ := h.Watch("progress:7")
	word(t, c)
	cast.Store(5)
	word(t, c)
}

func TestClosedHubIsQuiet(t *testing.T) {
	h := newHub(t, pgtest.New(t), nil)
	c, _ := h.Watch("meeting:7")
	h.Close()
	select {
	case <-h.Done():
	default:
		t.Error("not done")
	}
	seat, leave := h.Look(live.View{Key: "hall", Render: func(context.Context) ([]byte, error) { return nil, nil }})
	leave()
	select {
	case <-c: // the word of the connection, perhaps
	default:
	}
	silent(t, seat)
}
