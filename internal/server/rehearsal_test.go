package server

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"renmian/internal/appointment"
	"renmian/internal/pgtest"
)

// Without the demonstration's windows there is no rehearsal, and no window signs a real account in.
func TestRehearsalIsForTheDemonstrationOnly(t *testing.T) {
	st, h, c := at(t, appointment.StageCommittee)
	st.visitor().get("/rehearsal").want(t, http.StatusNotFound, "没有这个页面")
	st.visitor().get("/login").want(t, http.StatusOK).page.Omits("试一次表决")

	h.Committed(c)
	h.Item(c.ID)
	h.Deliver(c.ID)
	h.Open(27)
	var username string
	h.Must(h.Pool.QueryRow(t.Context(), `SELECT username FROM account WHERE id = $1`, h.Member.AccountID).Scan(&username))
	window := Window{Title: "席位一", As: username, Page: "/seat", Port: 8181, PagePort: 8080}
	at := func(c Config) *site {
		c.DB, c.Flow, c.Pool = h.DB, h.Flow, h.Pool
		other := &site{t: t, now: h.Now, db: h.DB, flow: h.Flow, server: New(c)}
		t.Cleanup(other.server.Close)
		other.handler = other.server.Handler()
		return other
	}
	seat := at(Config{Window: &window})
	seat.visitor().get("/seat").want(t, http.StatusSeeOther, "/seat/login")
	seat.visitor().get("/desk").want(t, http.StatusSeeOther, "/login")
	owner := pgtest.Owner(t)
	if _, err := owner.Exec(t.Context(), `UPDATE account SET demo = true WHERE id = $1`, h.Member.AccountID); err != nil {
		t.Fatal(err)
	}
	in := seat.visitor().get("/seat").want(t, http.StatusOK, "杨海燕")
	if p := in.header.Get("Content-Security-Policy"); !strings.Contains(p, "frame-ancestors http://example.com:8080") {
		t.Errorf("a window's policy: %s", p)
	}

	page := at(Config{Windows: []Window{window, {Title: "大屏", Page: "/hall/REHEARSE", Port: 8182}}}).visitor()
	page.get("/login").want(t, http.StatusOK, "演示账号")
	page.get("/rehearsal").want(t, http.StatusOK, "请在运行系统的这台电脑上打开").page.Lacks("iframe")
	here := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "http://localhost:8080/rehearsal", http.NoBody)
	re := page.do(here).want(t, http.StatusOK, "试一次表决", "第三十六次会议")
	re.page.Has("iframe[src=http://localhost:8181/seat]", "iframe[src=http://localhost:8182/hall/REHEARSE]")
	if p := re.header.Get("Content-Security-Policy"); !strings.Contains(p, "frame-src http://localhost:8181") || !strings.Contains(p, "frame-ancestors 'none'") {
		t.Errorf("the page's policy: %s", p)
	}
	if p := st.visitor().get("/login").header.Get("Content-Security-Policy"); p != contentPolicy {
		t.Errorf("policy of another page: %s", p)
	}
}
