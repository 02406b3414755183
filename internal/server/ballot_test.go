package server

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/go-chi/chi/v5"

	"renmian/internal/appointment"
	"renmian/internal/ballot"
	"renmian/internal/fixture"
	"renmian/internal/meeting"
	"renmian/internal/store"
)

// onTablets opens an electronic vote on the case of a house.
func onTablets(t *testing.T) (*site, *fixture.House, store.Round) {
	t.Helper()
	st, h, c := at(t, appointment.StageDeliberation)
	h.Deliberated(c.Agenda.ItemID)
	return st, h, h.OpenElectronicRound(c.Agenda.ItemID)
}

// tell sends JSON as a tablet's script does.
func (v *visitor) tell(path, kind string, body any) reply {
	v.site.t.Helper()
	text, ok := body.(string)
	if !ok {
		b, err := json.Marshal(body)
		if err != nil {
			v.site.t.Fatal(err)
		}
		text = string(b)
	}
	r := httptest.NewRequestWithContext(v.site.t.Context(), http.MethodPost, path, strings.NewReader(text))
	r.Header.Set("Content-Type", kind)
	return v.do(r)
}

func boxPath(v store.Round, form string) string { return fmt.Sprintf(form, v.BoxID) }

type slipsForm struct {
	Slips []ballot.Slip `json:"slips"`
}

func TestABallotOverHTTP(t *testing.T) {
	st, h, v := onTablets(t)
	ctx := t.Context()
	member, stranger := st.by(h.AsMember(3)), st.visitor()
	info := member.get(boxPath(v, "/seat/boxes/%d")).want(t, http.StatusOK)
	var box struct {
		ID                        int64
		Phase, Title, Fingerprint string
		Mine                      bool
		Papers                    []struct {
			Title   string
			Lines   []struct{ Name, Post string }
			Options []string
			Key     []byte
		}
	}
	if err := json.Unmarshal([]byte(info.body), &box); err != nil {
		t.Fatal(err)
	}
	if box.ID != v.BoxID || box.Phase != "issuing" || !box.Mine || len(box.Papers) != 1 || box.Papers[0].Lines[0].Name != "欧阳示例" ||
		!slices.Equal(box.Papers[0].Options, ballot.VoteOptions) || box.Fingerprint != ballot.Fingerprint([][]byte{box.Papers[0].Key}) {
		t.Errorf("the tablet is told %s", info.body)
	}
	stranger.get(boxPath(v, "/seat/boxes/%d")).want(t, http.StatusSeeOther, "/seat/login")
	member.get("/seat/boxes/999999").want(t, http.StatusNotFound, "票箱")

	voter := h.Voter(3, v.BoxID)
	issue := boxPath(v, "/seat/boxes/%d/issue")
	var signed struct{ Signed [][]byte }
	ask := map[string][][]byte{"blinded": voter.Blinded()}
	first := member.tell(issue, "application/json", ask).want(t, http.StatusOK)
	if again := member.tell(issue, "application/json", ask).want(t, http.StatusOK); again.body != first.body {
		t.Error("the same request got another answer")
	}
	if err := json.Unmarshal([]byte(first.body), &signed); err != nil || len(signed.Signed) != 1 {
		t.Fatalf("issued %s, %v", first.body, err)
	}
	h.Must(voter.Claim())
	member.tell(issue, "application/json", map[string][][]byte{"blinded": h.Voter(3, v.BoxID).Blinded()}).want(t, http.StatusConflict, "另一台设备")
	member.tell(issue, "application/json", `{"blinded":`).want(t, http.StatusUnprocessableEntity)
	cast := boxPath(v, "/box/%d")
	slips := slipsForm{voter.Slips(1)}
	stranger.tell(cast, "text/plain", slips).want(t, http.StatusConflict, `"reason":"early"`)
	h.Must(h.Flow.OpenCasting(ctx, h.Operator, v.ItemID, v.ID, true))
	member.tell(issue, "application/json", ask).want(t, http.StatusOK) // its answer may have been lost
	st.by(h.AsMember(4)).tell(issue, "application/json", map[string][][]byte{"blinded": h.Voter(4, v.BoxID).Blinded()}).
		want(t, http.StatusConflict, "不再发票")

	for _, bad := range []string{"", "[]", `{"slips":[]}`, `{"slips":[{}]}`, `{"slips":[{"msg":"AA==","sig":"AA==","choice":[1]}]}`, `{"slips":null,"who":1}`} {
		stranger.tell(cast, "text/plain", bad).want(t, http.StatusUnprocessableEntity, "message")
	}
	stranger.tell("/box/x", "text/plain", slips).want(t, http.StatusNotFound)
	for range 2 {
		if re := stranger.tell(cast, "text/plain", slips).want(t, http.StatusNoContent); len(re.header.Values("Set-Cookie")) > 0 || re.body != "" {
			t.Errorf("a cast is answered with %v %q", re.header, re.body)
		}
	}
	stranger.tell(cast, "text/plain", slipsForm{voter.Slips(2)}).want(t, http.StatusConflict, `"reason":"conflict"`)
	sealed := boxPath(v, "/sealed/%d")
	stranger.get(sealed).want(t, http.StatusNotFound, "尚未封存")
	file := fmt.Sprintf("%s/rounds/%d/box", itemPath(store.Item{ID: v.ItemID, MeetingID: h.Meeting}), v.ID)
	st.by(h.Chair).get(file).want(t, http.StatusForbidden, "宣布以前不能查看")

	h.Must(h.Flow.CloseCasting(ctx, h.Operator, v.ItemID, v.ID))
	late := h.Voter(5, v.BoxID)
	other := slipsForm{[]ballot.Slip{{Msg: bytes.Repeat([]byte{1}, 64), Sig: make([]byte, 256), Choice: ballot.Choice{1}}}}
	stranger.tell(cast, "text/plain", other).want(t, http.StatusConflict, `"reason":"late"`)
	st.by(h.AsMember(5)).tell(issue, "application/json", map[string][][]byte{"blinded": late.Blinded()}).want(t, http.StatusConflict, "已截止")
	list := stranger.get(sealed).want(t, http.StatusOK)
	stranger.get(sealed+"/file").want(t, http.StatusNotFound, "结果还没有宣布")
	for _, who := range []*visitor{st.by(h.Chair), st.by(h.AsMember(6))} {
		re := who.get(file).want(t, http.StatusOK)
		var opened ballot.Box
		if err := json.Unmarshal([]byte(re.body), &opened); err != nil || string(opened.Checklist().Bytes()) != list.body {
			t.Errorf("the scrutineers get another box than the tablets: %v", err)
		}
		if r := ballot.Verify([]byte(re.body), opened.SHA256()); len(r.Findings) > 0 || !strings.HasPrefix(re.header.Get("Content-Disposition"), "attachment") {
			t.Errorf("the file does not verify: %+v", r.Findings)
		}
	}
	st.by(h.AsMember(9)).get(file).want(t, http.StatusForbidden, "宣布以前不能查看")
	h.Must(h.Flow.VoidRound(ctx, h.Chair, v.ItemID, v.ID, "一名委员提出异议"))
	again := h.OpenElectronicRound(v.ItemID)
	h.Issue(again, 27)
	h.Must(h.Flow.VoidRound(ctx, h.Chair, v.ItemID, again.ID, "网络中断"))
	stranger.tell(boxPath(again, "/box/%d"), "text/plain", slips).want(t, http.StatusConflict, `"reason":"void"`)
}

// Whoever "improves" the box with a logger, a limiter or a session breaks the promise to the members.
func TestTheBoxHasNoMiddleware(t *testing.T) {
	st := newSite(t)
	box := chi.NewRouter()
	st.server.boxRoutes(box)
	n := 0
	err := chi.Walk(box, func(method, route string, _ http.Handler, middleware ...func(http.Handler) http.Handler) error {
		if n++; len(middleware) > 0 || !atBox(route) {
			t.Errorf("%s %s has %d middleware", method, route, len(middleware))
		}
		return nil
	})
	if err != nil || n != 9 || len(box.Middlewares()) > 0 {
		t.Errorf("%d routes, %d middleware, %v", n, len(box.Middlewares()), err)
	}
	all := chi.NewRouter()
	st.server.routes(all)
	for _, path := range []string{"/box/1", "/sealed/1", "/sealed/1/file", "/box/find", "/box/1/state", "/box/1/claim", "/ask/ABC"} {
		if all.Match(chi.NewRouteContext(), http.MethodPost, path) || all.Match(chi.NewRouteContext(), http.MethodGet, path) {
			t.Errorf("%s is also among the routes with middleware", path)
		}
	}
	source, err := os.ReadFile("box.go")
	if err != nil {
		t.Fatal(err)
	}
	codes, err := os.ReadFile("rating_box.go")
	if err != nil {
		t.Fatal(err)
	}
	answers, err := os.ReadFile("questionnaire_ask.go")
	if err != nil {
		t.Fatal(err)
	}
	source = append(append(source, codes...), answers...)
	for _, word := range []string{"RemoteAddr", "Cookie", "UserAgent", "Header.Get", "slog", "\"log", "time.", "actor(", "sessions", "requestNumber"} {
		if bytes.Contains(source, []byte(word)) {
			t.Errorf("box.go has %s", word)
		}
	}
}

// Neither an ordinary ballot nor a fault of the program leaves a line.
func TestTheBoxLogsNothing(t *testing.T) {
	st, h, v := onTablets(t)
	voters := h.Issue(v, 27)
	var out bytes.Buffer
	before := slog.Default()
	slog.SetDefault(slog.New(slog.NewTextHandler(&out, &slog.HandlerOptions{Level: slog.LevelDebug})))
	defer slog.SetDefault(before)
	st.visitor().tell(boxPath(v, "/box/%d"), "text/plain", slipsForm{voters[0].Slips(1)}).want(t, http.StatusNoContent)
	st.visitor().tell(boxPath(v, "/box/%d"), "text/plain", "{").want(t, http.StatusUnprocessableEntity)
	st.visitor().get(boxPath(v, "/sealed/%d")).want(t, http.StatusNotFound)
	broken := chi.NewRouter()
	(&Server{}).boxRoutes(broken)
	for _, r := range []*http.Request{httptest.NewRequest(http.MethodPost, "/box/1", strings.NewReader(`{"slips":[]}`)), httptest.NewRequest(http.MethodGet, "/sealed/1", nil)} {
		w := httptest.NewRecorder()
		if broken.ServeHTTP(w, r); w.Code != http.StatusServiceUnavailable {
			t.Errorf("a fault is answered with %d", w.Code)
		}
	}
	if out.Len() > 0 {
		t.Errorf("logged: %s", out.String())
	}
}

// A row written when a tablet asks would stand beside the ballots.
func TestTabletsLeaveTheirSessionAlone(t *testing.T) {
	st, h, v := onTablets(t)
	member := st.by(h.AsMember(3))
	rows := func() (all []string) {
		t.Helper()
		found, err := h.Pool.Query(t.Context(), `SELECT s.xmin::text || s.ctid::text FROM sessions s ORDER BY token`)
		h.Must(err)
		for found.Next() {
			var row string
			h.Must(found.Scan(&row))
			all = append(all, row)
		}
		return all
	}
	before := rows()
	h.Now = h.Now.Add(touchEvery * 40) // longer than an office session may be idle
	member.get(boxPath(v, "/seat/boxes/%d")).want(t, http.StatusOK)
	member.tell(boxPath(v, "/seat/boxes/%d/issue"), "application/json", map[string][][]byte{"blinded": h.Voter(3, v.BoxID).Blinded()}).want(t, http.StatusOK)
	if after := rows(); len(before) != 1 || !slices.Equal(before, after) {
		t.Errorf("session rows were %v and are %v", before, after)
	}
}

// While ballots are cast no row with a name is written beside them: a note waits and is kept on the page, a paper opened
// for the first time is noted later, and the operator marks attendance after the closing.
func TestNothingNamedIsWrittenWhileBallotsAreCast(t *testing.T) {
	st, h, v := onTablets(t)
	ctx := t.Context()
	member, op := st.by(h.AsMember(3)), st.by(h.Operator)
	attendance := fmt.Sprintf("/meetings/%d/attendance", h.Meeting)
	left := []string{fmt.Sprintf("status-%d", h.Members[5]), string(meeting.LeftEarly)}
	op.get(attendance) // a first page writes its session
	paper := member.get("/seat/materials").want(t, http.StatusOK, "未阅").page.One("section.papers a").Attr("href")
	rows := func() (all string) {
		t.Helper()
		h.Must(h.Pool.QueryRow(ctx, `
			SELECT (SELECT count(*) FROM audit_event) || ' ' || coalesce((SELECT string_agg(xmin::text, ',') FROM note), '') || ' ' ||
			       (SELECT string_agg(xmin::text, ',' ORDER BY ctid) FROM attendance) || ' ' ||
			       (SELECT string_agg(xmin::text, ',' ORDER BY ctid) FROM material_receipt) || ' ' || (SELECT string_agg(xmin::text, ',' ORDER BY token) FROM sessions)`).Scan(&all))
		return all
	}
	autosave := func(text string) reply {
		t.Helper()
		r := httptest.NewRequestWithContext(ctx, http.MethodPost, paper+"/note", strings.NewReader("version=0&note="+text))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set("X-Autosave", "1")
		return member.do(r)
	}
	waits := func(phase ballot.Phase) {
		t.Helper()
		before := rows()
		for _, page := range []string{"/seat", "/seat/materials", paper, "/seat/vote", "/seat/live?once"} {
			member.get(page).want(t, http.StatusOK)
		}
		if re := autosave("abc").want(t, http.StatusConflict); re.header.Get("X-Later") == "" {
			t.Errorf("%s: the tablet is not told to wait", phase)
		}
		re := member.post(paper+"/note", "version", "0", "note", "问：分管什么？").want(t, http.StatusConflict, "投票结束后请再保存")
		if text := re.page.Value("note"); text != "问：分管什么？" {
			t.Errorf("%s: the note became %q", phase, text)
		}
		op.get(attendance).want(t, http.StatusOK, "封存票箱以后再登记")
		op.post(attendance, left...).want(t, http.StatusConflict, "截止并封存票箱以后再登记")
		if after := rows(); after != before {
			t.Errorf("%s: rows were written: %s became %s", phase, before, after)
		}
	}
	waits(ballot.PhaseIssuing)
	voters := h.Issue(v, 27)
	waits(ballot.PhaseCasting)
	h.Must(voters[0].Cast(1))
	_, err := h.Pool.Exec(ctx, `UPDATE ballot_box SET phase = 'closing' WHERE id = $1`, v.BoxID) // interrupted
	h.Must(err)
	waits(ballot.PhaseClosing)
	h.Must(h.Flow.CloseCasting(ctx, h.Operator, v.ItemID, v.ID))
	autosave("abc").want(t, http.StatusNoContent)
	member.get(paper).want(t, http.StatusOK)
	member.get("/seat/materials").want(t, http.StatusOK, "已阅")
	op.post(attendance, left...).want(t, http.StatusSeeOther)
}
