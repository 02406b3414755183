package server

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"net/http"
	"net/netip"
	"strings"
	"sync"
	"time"
)

// limiter counts what comes from one place within a while. It keeps no addresses, only keyed hashes of
// them in memory, under a key that is thrown away with the counts.
type limiter struct {
	most  int
	while time.Duration

	mu     sync.Mutex
	since  time.Time
	key    []byte
	counts map[[sha256.Size]byte]int
}

// maxPlaces bounds the memory a flood from many places can take; beyond it counting begins anew.
const maxPlaces = 100_000

func newLimiter(most int, while time.Duration) *limiter { return &limiter{most: most, while: while} }

// allow reports whether one more may come from the place, and counts it.
func (l *limiter) allow(place string, now time.Time) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if now.Sub(l.since) >= l.while || now.Before(l.since) || len(l.counts) >= maxPlaces {
		l.since, l.key, l.counts = now, make([]byte, 32), map[[sha256.Size]byte]int{}
		_, _ = rand.Read(l.key) // never fails
	}
	h := hmac.New(sha256.New, l.key)
	h.Write([]byte(place))
	sum := [sha256.Size]byte(h.Sum(nil))
	l.counts[sum]++
	return l.counts[sum] <= l.most
}

// placeOf is the network a request comes from. Behind a proxy of one's own, whose address is local, it is
// the address the proxy added last.
func placeOf(r *http.Request) string {
	at, err := netip.ParseAddrPort(r.RemoteAddr)
	if err != nil {
		return r.RemoteAddr
	}
	addr := at.Addr().Unmap()
	if addr.IsLoopback() || addr.IsPrivate() {
		hops := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
		if last, err := netip.ParseAddr(strings.TrimSpace(hops[len(hops)-1])); err == nil {
			addr = last.Unmap()
		}
	}
	if addr.Is6() { // one household has the whole network
		if p, err := addr.Prefix(64); err == nil {
			return p.String()
		}
	}
	return addr.String()
}
