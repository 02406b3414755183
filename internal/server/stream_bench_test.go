package server

import (
	"bytes"
	"context"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"runtime"
	"slices"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"renmian/internal/live"
	"renmian/internal/pgtest"
	"renmian/internal/store"
)

// reader is a browser that holds a stream: it notes when the state that it waits for has come.
type reader struct {
	conn net.Conn
	seen atomic.Int64 // nanoseconds
}

// follow reads the stream with as little memory as a reader can have, so that what is measured is the server's.
func (c *reader) follow(state *atomic.Int64, came chan<- struct{}) {
	var b [256]byte
	for {
		n, err := c.conn.Read(b[:])
		if err != nil {
			return
		}
		if bytes.Contains(b[:n], fmt.Appendf(nil, "data: %d\n", state.Load())) {
			c.seen.Store(time.Now().UnixNano())
			came <- struct{}{}
		}
	}
}

// BenchmarkStreams tells everybody who holds a stream of one change: by NOTIFY, one rendering, and a write
// to each. B/stream counts both ends, since server and readers share the process.
func BenchmarkStreams(b *testing.B) {
	var files syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_NOFILE, &files); err != nil {
		b.Fatal(err)
	}
	for _, n := range []int{50, 10_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			streams(b, min(n, int(files.Cur-300)/2)) // each takes two files here
		})
	}
}

func streams(b *testing.B, n int) {
	pool := pgtest.New(b)
	s := New(Config{DB: store.New(pool), Pool: pool})
	var state atomic.Int64
	view := live.View{Key: "hall", Topics: []string{store.MeetingTopic(1)}, Render: func(context.Context) ([]byte, error) {
		return fmt.Appendf(nil, "%d", state.Load()), nil
	}}
	web := httptest.NewServer(s.handle(func(w http.ResponseWriter, r *http.Request) error { return s.stream(w, r, view) }))
	defer func() {
		s.Close()
		web.Close()
	}()
	before := memory()
	came := make(chan struct{}, n)
	readers := make([]*reader, n)
	for i := range readers {
		conn, err := net.Dial("tcp", web.Listener.Addr().String())
		if err != nil {
			b.Fatal(err)
		}
		defer conn.Close()
		if _, err := fmt.Fprint(conn, "GET / HTTP/1.1\r\nHost: bench\r\n\r\n"); err != nil {
			b.Fatal(err)
		}
		readers[i] = &reader{conn: conn}
		go readers[i].follow(&state, came)
		<-came // the state at once
	}
	perStream := float64(memory()-before) / float64(n)
	var late []time.Duration
	for b.Loop() {
		state.Add(1)
		told := time.Now()
		if err := s.db.Tell(b.Context(), store.MeetingTopic(1)); err != nil {
			b.Fatal(err)
		}
		for range n {
			<-came
		}
		for _, c := range readers {
			late = append(late, time.Duration(c.seen.Load()-told.UnixNano()))
		}
	}
	slices.Sort(late)
	b.ReportMetric(perStream, "B/stream")
	b.ReportMetric(float64(late[len(late)*99/100].Microseconds())/1000, "p99-ms")
	b.ReportMetric(float64(n), "streams")
}

func memory() uint64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc + m.StackInuse
}
