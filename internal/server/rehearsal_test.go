package server

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"renmian/internal/appointment"
	"renmian/internal/fixture"
	"renmian/internal/meeting"
	"renmian/internal/pgtest"
	"renmian/internal/workflow"
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
	if p := re.header.Get("Content-Security-Policy"); !strings.Contains(p, "frame-src http://localhost:8181") ||
		!strings.Contains(p, "frame-ancestors 'none'") {
		t.Errorf("the page's policy: %s", p)
	}
	re.page.Has("section[id=w0]", "div[data-live]")
	here = httptest.NewRequestWithContext(t.Context(), http.MethodGet, "http://localhost:8080/rehearsal/1/live?once", http.NoBody)
	st.visitor().do(here).want(t, http.StatusNotFound, "没有这个页面")
	if p := st.visitor().get("/login").header.Get("Content-Security-Policy"); p != contentPolicy {
		t.Errorf("policy of another page: %s", p)
	}
}

// The page of a rehearsal says at every step what the one person is to do, and in which window; of a vote it
// knows the numbers only (issue 3 §4; BALLOT.md §4.3: nobody is told who has cast).
func TestTheRehearsalSaysWhatIsNext(t *testing.T) {
	_, h, _, item := inTheRoom(t)
	ctx := t.Context()
	h.SeatAll(27)
	h.Must(h.Flow.OpenMeeting(ctx, h.Operator, h.Meeting, 29))
	username := func(n int) (name string) {
		h.Must(h.Pool.QueryRow(ctx, `SELECT username FROM account WHERE id = $1`, h.AsMember(n).AccountID).Scan(&name))
		return name
	}
	conf := Config{DB: h.DB, Flow: h.Flow, Pool: h.Pool, Windows: []Window{{Title: "会务控制台", Page: "console"}, {Title: "主持人", Page: "script"},
		{Title: "席位一", As: username(6), Page: "/seat"}, {Title: "席位二", As: username(8), Page: "/seat"}, {Title: "结果办理", Page: "outcome"}}}
	start := func() *visitor {
		held := New(conf)
		t.Cleanup(held.Close)
		return (&site{t: t, now: h.Now, db: h.DB, flow: h.Flow, server: held, handler: held.Handler()}).visitor()
	}
	page := start()
	says := func(at string, words ...string) {
		t.Helper()
		got := page.get(fmt.Sprintf("/rehearsal/%d/live?once", h.Meeting)).want(t, http.StatusOK, words...)
		if now := got.page.One("p").Attr("data-at"); now != at {
			t.Errorf("%v: marked %q, want %q", words, now, at)
		}
	}
	says("w0", "正在办理“开始审议”")
	h.Must(h.Flow.IntroduceItem(ctx, h.Operator, item))
	h.Deliberated(item)
	says("w0", "监票人选", "开启发票")
	mark := func(s meeting.Status) {
		var marks []workflow.AttendanceMark
		for _, id := range h.Members[14:26] {
			marks = append(marks, workflow.AttendanceMark{MemberID: id, Status: s})
		}
		h.Must(h.Flow.RecordAttendance(ctx, h.Operator, h.Meeting, marks))
	}
	mark(meeting.LeftEarly)
	says("w0", "不足法定人数，还差 1 人", "出席情况")
	mark(meeting.Present)
	opening := h.ElectronicOpening()
	id, err := h.Flow.OpenRound(ctx, h.Operator, item, opening)
	h.Must(err)
	v := h.Round(item, id)
	var voters []*fixture.Voter
	for n := range 26 {
		voters = append(voters, h.Voter(n, v.BoxID))
		h.Must(voters[n].Claim())
		if n == 0 {
			says("w0", "已发出 1 / 26", "请稍候")
		}
	}
	says("w0", "26 张票都已发出", "开始投票")
	h.Must(h.Flow.OpenCasting(ctx, h.Operator, item, id, false))
	h.Must(voters[6].Cast(1)) // of the first seat: the page cannot know
	says("w2 w3 w0", "已收回 1 / 26", "到席位一", "到席位二")
	conf.VotersSince = v.OpenedAt.Add(time.Second)
	before := page
	page = start()
	says("w1 w0", "重新启动过", "已收回的 1 票都在票箱里", "宣布本轮无效", "也可以在控制台按“截止”")
	page = before
	for n, x := range voters {
		if n != 6 {
			h.Must(x.Cast(1))
		}
	}
	says("w0", "26 张票都已收回", "截止")
	h.Must(h.Flow.CloseCasting(ctx, h.Operator, item, id))
	says("w2", "请核对计票") // the other scrutineer has no window
	h.Must(h.Flow.ConfirmCount(ctx, h.AsMember(6), item, id))
	says("", "由程序代为核对")
	h.Must(h.Flow.ConfirmCount(ctx, h.AsMember(7), item, id))
	says("w1", "宣布结果")
	h.Must(h.Flow.AnnounceResult(ctx, h.Chair, item, id))
	says("w4", "制作任命书", "打印任命书")
	h.Must(h.Flow.MakeCertificates(ctx, h.Clerk, h.Meeting))
	_, err = h.Flow.PrintCertificates(ctx, h.Clerk, h.Meeting)
	h.Must(err)
	says("w0", "颁发任命书")
}
