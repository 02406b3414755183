package server

import (
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"renmian/internal/authz"
	"renmian/internal/store"
)

func TestMachinesAreAnswered(t *testing.T) {
	v := newSite(t).visitor()
	v.get("/healthz").want(t, 200)
	v.get("/readyz").want(t, 200)
	v.get("/nowhere").want(t, 404, "没有这个页面")
	v.do(httptest.NewRequestWithContext(t.Context(), http.MethodHead, "/login", nil)).want(t, 200)
}

func TestSecurityHeaders(t *testing.T) {
	st := newSite(t)
	re := st.as(authz.RoleClerk).get("/account").want(t, 200)
	for name, want := range map[string]string{
		"Content-Security-Policy": contentPolicy, "X-Content-Type-Options": "nosniff", "Cache-Control": "no-store",
		"Referrer-Policy": "same-origin", "Strict-Transport-Security": "",
	} {
		if got := re.header.Get(name); got != want {
			t.Errorf("%s: %q", name, got)
		}
	}
	if strings.Contains(re.body, "style=") || strings.Contains(re.body, "<script>") {
		t.Error("inline style or script")
	}
}

func TestPostsFromElsewhereAreRefused(t *testing.T) {
	st := newSite(t)
	v := st.as(authz.RoleClerk)
	for _, from := range []string{"cross-site", "same-site"} {
		r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/logout", nil)
		r.Header.Set("Sec-Fetch-Site", from)
		v.do(r).want(t, 403, "其他网站")
	}
	v.bare = true
	v.post("/logout").want(t, 403, "没有注明来源")
	v.post("/login").want(t, 403, "没有注明来源")
	v.get("/account").want(t, 200)
}

// A form that came back with its errors stands at an address that only takes what is sent: from there “返回上一页” leads to
// the page above it, not to an address that cannot be opened.
func TestARefusalLeadsBackToAPage(t *testing.T) {
	v := newSite(t).as(authz.RoleOperator)
	for from, back := range map[string]string{
		"":                                     "",
		"/meetings/7/console?ask=close":        "/meetings/7/console?ask=close",
		"/meetings/7/items/8/introduce":        "/meetings/7/items/8",
		"/meetings/7/items/8/rounds/9/close":   "/meetings/7/items/8",
		"/meetings/7/seats/3/release?from=pin": "/meetings/7/seats/3",
		"/logout":                              "",
	} {
		r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/meetings/7/items/8/introduce", nil)
		if from != "" {
			r.Header.Set("Referer", "http://"+r.Host+from)
		}
		page := v.do(r).want(t, http.StatusNotFound).page
		if got := page.One("html").Attr("data-again"); got != back {
			t.Errorf("from %s the history gets %q, want %q", from, got, back)
		}
		link := page.One("main a")
		if back == "" {
			link.Says("回到首页")
		} else if link.Says("返回上一页"); link.Attr("href") != back {
			t.Errorf("from %s back to %s, want %s", from, link.Attr("href"), back)
		}
	}
}

func TestSessionLimits(t *testing.T) {
	st := newSite(t)
	v := st.as(authz.RoleClerk)
	st.now = st.now.Add(29 * time.Minute)
	v.get("/account").want(t, 200)
	st.now = st.now.Add(29 * time.Minute)
	v.get("/account").want(t, 200) // use prolongs
	st.now = st.now.Add(30 * time.Minute)
	v.get("/account?a=b").want(t, 303, "/login?back=%2Faccount%3Fa%3Db&expired=1")

	v = st.as(authz.RoleClerk)
	for range 40 { // in use all the time
		st.now = st.now.Add(18 * time.Minute)
		if v.get("/account").status != 200 {
			break
		}
	}
	v.get("/account").want(t, 303, "/login")
}

func TestSignInIsEndedFromElsewhere(t *testing.T) {
	st := newSite(t)
	a := store.Account{Username: "wangli", Name: "王丽", Roles: []authz.Role{authz.RoleClerk}}
	v := st.signedIn(a)
	here, err := st.server.sessions.Load(t.Context(), v.cookies["session"])
	if err != nil || st.server.sessions.GetInt64(here, sessionAccount) != v.who.AccountID {
		t.Fatalf("session: %v", err)
	}
	if err := st.flow.SignOutAll(t.Context(), v.who); err != nil {
		t.Fatal(err)
	}
	v.get("/account").want(t, 303, "/login")
}

func TestSessionTableHoldsNoToken(t *testing.T) {
	st := newSite(t)
	v := st.as(authz.RoleClerk)
	if _, found, err := st.server.kept.Find(v.cookies["session"]); found || err != nil {
		t.Errorf("the cookie's value is a key of the table: %v, %v", found, err)
	}
}

func TestFirstPasswordMustBeChanged(t *testing.T) {
	st := newSite(t)
	a := store.Account{Username: "wangli", Name: "王丽", Roles: []authz.Role{authz.RoleClerk}, MustChange: true}
	v := st.signedIn(a)
	v.get("/account").want(t, 303, "/account/password")
	v.get("/account/password").want(t, 200, "只有您自己知道")
	a.Username, a.Demo = "clerk", true
	st.signedIn(a).get("/account").want(t, 200)
}

func TestTypedFormSurvivesAnEndedSession(t *testing.T) {
	st := newSite(t)
	_, password, err := st.flow.CreateAccount(t.Context(), authz.System,
		accountFormOf("security", authz.RoleSecurity))
	if err != nil {
		t.Fatal(err)
	}
	v := st.visitor()
	re := v.post("/admin/settings", "idle", "30", "absolute", "12",
		"password_days", "0", "password", "must not travel", "key", strings.Repeat("k", 26)).want(t, 403, "刚才填写的内容还在")
	re.page.Omits("must not travel")
	if strings.Contains(re.body, "must not travel") {
		t.Error("a password was put into the page")
	}
	fields := []string{"username", "security", "password", password}
	for _, in := range re.page.All("form[action=/login] input[type=hidden]") {
		fields = append(fields, in.Attr("name"), in.Attr("value"))
	}
	re = v.post("/login", fields...).want(t, 200, "尚未办理")
	form := re.page.One("form[action=/admin/settings]")
	if form.Value("absolute") != "12" || form.Value("password_days") != "0" || form.Value("key") == "" {
		t.Errorf("form offered again: %s", re.body)
	}
	fields = nil
	for _, in := range form.All("input") {
		fields = append(fields, in.Attr("name"), in.Attr("value"))
	}
	v.post("/admin/settings", fields...).want(t, 303, "/account/password") // a first password is due
}

func TestUploadAfterAnEndedSessionKeepsTheText(t *testing.T) {
	st := newSite(t)
	var body strings.Builder
	m := multipart.NewWriter(&body)
	if err := m.WriteField("reason", "因工作需要"); err != nil {
		t.Fatal(err)
	}
	f, err := m.CreateFormFile("file", "a.lrmx")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := f.Write([]byte("<a/>")); err != nil {
		t.Fatal(err)
	}
	if err := m.Close(); err != nil {
		t.Fatal(err)
	}
	r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/admin/settings", strings.NewReader(body.String()))
	r.Header.Set("Content-Type", m.FormDataContentType())
	re := st.visitor().do(r).want(t, 403, "附件需要重新选择")
	if re.page.Value("held.reason") != "因工作需要" || re.page.Value("files") != "1" {
		t.Errorf("held form: %s", re.body)
	}
}

func TestLoginGoesBackOnlyHere(t *testing.T) {
	for address, want := range map[string]string{
		"/cases/7?x=1": "/cases/7?x=1", "https://evil.example/": "", "//evil.example": "", `/\evil.example`: "",
		"javascript:alert(1)": "", "cases": "", "": "",
	} {
		if got := localPath(address); got != want {
			t.Errorf("%q: %q", address, got)
		}
	}
}

func TestDoorSaysWhoIsSignedIn(t *testing.T) {
	st := newSite(t)
	st.visitor().get("/login").want(t, http.StatusOK).page.Omits("现在登录的是")
	st.as(authz.RoleClerk).get("/login").want(t, http.StatusOK, "现在登录的是").page.One("main a[href='/desk']")
}

func TestFormSentTwiceCountsOnce(t *testing.T) {
	st := newSite(t)
	v := st.as(authz.RoleSecurity)
	pairs := []string{"idle", "30", "absolute", "12", "password_days", "0", "keep_token_days", "30",
		"key", strings.Repeat("k", 26)}
	v.post("/admin/settings", pairs...).want(t, 303, "/admin/settings")
	v.post("/admin/settings", pairs...).want(t, 303, "/admin/settings")
	events, err := st.db.Events(t.Context(), store.EventFilter{Action: authz.ChangeSetting, Limit: 10})
	if err != nil || len(events) != 1 {
		t.Errorf("%d events, %v", len(events), err)
	}
}

func TestTooLargeAForm(t *testing.T) {
	v := newSite(t).as(authz.RoleSecurity)
	v.post("/admin/settings", "idle", strings.Repeat("x", plainForm)).want(t, 413, "超过上限")
}

func TestDisplayIsKeptInACookie(t *testing.T) {
	v := newSite(t).visitor()
	v.get("/display?"+url.Values{"set": {"large.high"}, "back": {"/login"}}.Encode()).want(t, 303, "/login")
	v.get("/login").want(t, 200).page.Has("html[data-size=large][data-contrast=high]")
	v.get("/display?set=large.&back=https://evil.example/").want(t, 303)
}

func TestFailureShowsANumberAndNoDetail(t *testing.T) {
	st := newSite(t)
	h := st.server.logged(st.server.recovered(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { panic("secret detail") })))
	w := httptest.NewRecorder()
	h.ServeHTTP(w, routed(httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/", nil)))
	if w.Code != 500 || strings.Contains(w.Body.String(), "secret") || !strings.Contains(w.Body.String(), "请求编号") {
		t.Errorf("%d %s", w.Code, w.Body)
	}
}
