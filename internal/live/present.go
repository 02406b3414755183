package live

import (
	"context"
	"crypto/rand"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"
)

const (
	roll  = "here" // begins the payload by which processes tell one another who is here
	often = 5 * time.Second
	stale = 12 * time.Second // two calls missed
)

// present keeps who holds a stream, here and in the other processes. It is nowhere written down.
type present struct {
	me    string                          // this process
	here  map[string]map[int64]int        // streams held here, by topic and person
	there map[string]map[string]presentIn // what other processes said last, by topic and process
}

type presentIn struct {
	ids []int64
	at  time.Time
}

func newPresent() present {
	return present{me: rand.Text()[:8], here: map[string]map[int64]int{}, there: map[string]map[string]presentIn{}}
}

// Attend notes that a person looks at a topic, until the function it returns is called. Every process
// hears of it within a few seconds, and who watches the topic is woken.
func (h *Hub) Attend(topic string, id int64) (leave func()) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.present.here[topic] == nil {
		h.present.here[topic] = map[int64]int{}
	}
	if h.present.here[topic][id]++; !h.calling && h.conf.Tell != nil {
		h.calling = true
		h.run(h.call)
	}
	return func() {
		h.mu.Lock()
		defer h.mu.Unlock()
		ids := h.present.here[topic]
		if ids[id]--; ids[id] <= 0 {
			delete(ids, id)
		}
	}
}

// Present returns who looks at a topic, in whichever process.
func (h *Hub) Present(topic string) map[int64]bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	all := map[int64]bool{}
	for id := range h.present.here[topic] {
		all[id] = true
	}
	for _, p := range h.present.there[topic] {
		if time.Since(p.at) < stale {
			for _, id := range p.ids {
				all[id] = true
			}
		}
	}
	return all
}

// attended lists the topics that somebody looked at lately.
func (h *Hub) attended() []string {
	h.mu.Lock()
	defer h.mu.Unlock()
	all := slices.Collect(maps.Keys(h.present.there))
	for topic := range h.present.here {
		if _, known := h.present.there[topic]; !known {
			all = append(all, topic)
		}
	}
	return all
}

// call tells the other processes every few seconds who is here.
func (h *Hub) call() {
	for h.pause(often) {
		for _, payload := range h.roll() {
			ctx, cancel := context.WithTimeout(h.ctx, patience)
			_ = h.conf.Tell(ctx, payload) // the database is away; the next call says it again
			cancel()
		}
	}
}

// roll is what this process has to say: one payload for each topic, also after everybody has left.
func (h *Hub) roll() []string {
	h.mu.Lock()
	defer h.mu.Unlock()
	var all []string
	for topic, ids := range h.present.here {
		fields := []string{roll, h.present.me, topic}
		for id := range ids {
			fields = append(fields, strconv.FormatInt(id, 10))
		}
		all = append(all, strings.Join(fields, " "))
	}
	return all
}

// hear takes in what another process said, and reports whether the payload was such a word.
func (h *Hub) hear(payload string) bool {
	fields := strings.Fields(payload)
	if len(fields) < 3 || fields[0] != roll {
		return false
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	from, topic := fields[1], fields[2]
	if from == h.present.me {
		return true
	}
	var ids []int64
	for _, f := range fields[3:] {
		if id, err := strconv.ParseInt(f, 10, 64); err == nil {
			ids = append(ids, id)
		}
	}
	if h.present.there[topic] == nil {
		h.present.there[topic] = map[string]presentIn{}
	}
	h.present.there[topic][from] = presentIn{ids, time.Now()}
	return true
}
