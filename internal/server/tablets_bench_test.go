package server

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"renmian/internal/appointment"
	"renmian/internal/ballot"
	"renmian/internal/fixture"
	"renmian/internal/pgtest"
	"renmian/internal/postgres"
	"renmian/internal/store"
)

// tabletRounds is how many votes are held; each but the last is void, so that the next can be opened.
const tabletRounds = 6

// BenchmarkTablets holds a vote of 45 members, each with a tablet that follows the meeting by a stream of the
// real server and takes and casts its ballot over HTTP, on a durable database. Tablets and server share the
// machine. issued-ms is from the operator's press to the last ballot, without the random wait; cast-p99-ms
// until a cast is acknowledged, all casting at once; hall-ms from the announcement to the screen in the hall.
func BenchmarkTablets(b *testing.B) {
	h, item := fullHouse(b)
	st := &site{t: b, now: h.Now, db: h.DB, flow: h.Flow}
	st.server = New(Config{DB: h.DB, Flow: h.Flow, Pool: h.Pool})
	web := httptest.NewServer(st.server.Handler())
	defer func() {
		st.server.Close()
		web.Close()
	}()
	const hall = "ABCDEFGH"
	h.Must(h.Flow.PairScreen(b.Context(), h.Operator, h.Meeting, hall))
	screen := follow(b, web.URL+"/hall/"+hall+"/live", "")
	tablets := make([]*tablet, 45)
	for n := range tablets {
		cookie := "session=" + st.by(h.AsMember(n)).cookies["session"]
		tablets[n] = &tablet{b: b, web: web.URL, cookie: cookie, news: follow(b, web.URL+"/seat/live", cookie)}
	}
	var issued, cast, sealed []time.Duration
	var announced time.Duration
	for n := range tabletRounds {
		start := time.Now()
		v := h.OpenElectronicRound(item)
		each(tablets, func(x *tablet) { x.claim(v) })
		issued = append(issued, time.Since(start))
		h.Must(h.Flow.OpenCasting(b.Context(), h.Operator, item, v.ID, false))
		each(tablets, func(x *tablet) { x.cast(v) })
		for _, x := range tablets {
			cast = append(cast, x.took)
		}
		start = time.Now()
		h.Must(h.Flow.CloseCasting(b.Context(), h.Operator, item, v.ID))
		sealed = append(sealed, time.Since(start))
		if n < tabletRounds-1 {
			h.Must(h.Flow.VoidRound(b.Context(), h.Chair, item, v.ID, "重新表决"))
			continue
		}
		for _, n := range []int{6, 7} {
			h.Must(h.Flow.ConfirmCount(b.Context(), h.AsMember(n), item, v.ID))
		}
		start = time.Now()
		h.Must(h.Flow.AnnounceResult(b.Context(), h.Chair, item, v.ID))
		screen.until(func(line string) bool { return strings.Contains(line, "赞成") })
		announced = time.Since(start)
	}
	ms := func(all []time.Duration, percent int) float64 {
		slices.Sort(all)
		return float64(all[len(all)*percent/100].Microseconds()) / 1000
	}
	b.ReportMetric(ms(issued, 50), "issued-ms")
	b.ReportMetric(ms(cast, 50), "cast-p50-ms")
	b.ReportMetric(ms(cast, 99), "cast-p99-ms")
	b.ReportMetric(ms(sealed, 50), "sealed-ms")
	b.ReportMetric(float64(announced.Microseconds())/1000, "hall-ms")
	b.ReportMetric(0, "ns/op")
}

// fullHouse brings an item to the vote at a meeting of 45 members, all of them present.
func fullHouse(b *testing.B) (h *fixture.House, item int64) {
	b.Helper()
	cluster := pgtest.Durable(b, postgres.Options{Dir: b.TempDir()})
	h = fixture.New(b, pgtest.Pool(b, cluster, postgres.AppRole, 16))
	h.AddMembers(16)
	c := h.Case(appointment.StageCommittee)
	h.Committed(c)
	item = h.Item(c.ID)
	h.Deliver(c.ID)
	h.Now = h.MeetingOn.Time().Add(9 * time.Hour)
	h.Attend(45)
	h.Must(h.Flow.OpenMeeting(b.Context(), h.Operator, h.Meeting, 45))
	h.Must(h.Flow.IntroduceItem(b.Context(), h.Operator, item))
	h.Deliberated(item)
	h.SeatAll(45)
	return h, item
}

// each lets all tablets do something at once.
func each(tablets []*tablet, do func(x *tablet)) {
	var wait sync.WaitGroup
	for _, x := range tablets {
		wait.Go(func() { do(x) })
	}
	wait.Wait()
}

// news is a stream of the server.
type news struct {
	b     *testing.B
	lines *bufio.Scanner
}

func follow(b *testing.B, address, cookie string) news {
	b.Helper()
	r, err := http.NewRequestWithContext(b.Context(), http.MethodGet, address, nil)
	if err != nil {
		b.Fatal(err)
	}
	r.Header.Set("Cookie", cookie)
	answer, err := http.DefaultTransport.RoundTrip(r)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = answer.Body.Close() })
	lines := bufio.NewScanner(answer.Body)
	lines.Buffer(nil, 1<<20)
	return news{b, lines}
}

func (s news) until(seen func(line string) bool) {
	for s.lines.Scan() {
		if seen(s.lines.Text()) {
			return
		}
	}
	s.b.Errorf("the stream ended: %v", s.lines.Err())
}

// tablet is a member's browser.
type tablet struct {
	b           *testing.B
	web, cookie string
	news        news

	ticket fixture.Ticket
	signed []byte
	took   time.Duration
}

// waits reads on until the box of a round is in a phase.
func (x *tablet) waits(v store.Round, phase ballot.Phase) {
	x.news.until(func(line string) bool {
		return strings.Contains(line, fmt.Sprintf(`"box":%d,"phase":"%s"`, v.BoxID, phase))
	})
}

// ask sends a request and reads the answer; a cast goes without the session, on a connection of its own.
func (x *tablet) ask(client *http.Client, method, path, cookie string, body, into any) {
	data, err := json.Marshal(body)
	if err == nil {
		var r *http.Request
		if r, err = http.NewRequestWithContext(context.Background(), method, x.web+path, bytes.NewReader(data)); err == nil {
			r.Header.Set("Sec-Fetch-Site", "same-origin")
			r.Header.Set("Content-Type", "application/json")
			r.Header.Set("Cookie", cookie)
			var answer *http.Response
			if answer, err = client.Do(r); err == nil {
				defer answer.Body.Close()
				if data, err = io.ReadAll(answer.Body); err == nil && answer.StatusCode > 299 {
					err = fmt.Errorf("%s: %d %.200s", path, answer.StatusCode, data)
				} else if into != nil {
					err = json.Unmarshal(data, into)
				}
			}
		}
	}
	if err != nil {
		x.b.Error(err)
	}
}

func (x *tablet) claim(v store.Round) {
	x.waits(v, ballot.PhaseIssuing)
	var info struct{ Papers []struct{ Key []byte } }
	x.ask(http.DefaultClient, http.MethodGet, boxPath(v, "/seat/boxes/%d"), x.cookie, nil, &info)
	x.ticket = fixture.NewTicket(x.b, info.Papers[0].Key)
	var answer struct{ Signed [][]byte }
	x.ask(http.DefaultClient, http.MethodPost, boxPath(v, "/seat/boxes/%d/issue"), x.cookie, map[string][][]byte{"blinded": {x.ticket.Blinded}}, &answer)
	x.signed = answer.Signed[0]
}

func (x *tablet) cast(v store.Round) {
	slips := slipsForm{[]ballot.Slip{x.ticket.Slip(x.signed, ballot.Choice{1})}}
	x.waits(v, ballot.PhaseCasting)
	apart := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	start := time.Now()
	x.ask(apart, http.MethodPost, boxPath(v, "/box/%d"), "", slips, nil)
	x.took = time.Since(start)
}
