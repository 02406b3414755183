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
	"renmian/internal/htmltest"
	"renmian/internal/workflow"
)

// slip reads the password of a member from the sheet that shows it once.
func slip(t *testing.T, page htmltest.Page, name string) string {
	t.Helper()
	for _, s := range page.All("section.seatslip") {
		if strings.Contains(s.Text(), name) {
			return s.One("p.pin").Text()
		}
	}
	t.Fatalf("no slip for %s: %s", name, page.Text())
	return ""
}

// tablet is a browser that was registered as one of the house.
func (st *site) tablet(t *testing.T, op *visitor, path string) *visitor {
	t.Helper()
	invite := op.post(path+"/seats/invite").want(t, http.StatusOK, "平板登记码", "前有效")
	address := invite.page.One("p.address").Text()
	v := st.visitor()
	page := strings.TrimPrefix(address, "http://example.com")
	code := v.get(page).want(t, http.StatusOK, "登记这台平板").page.One("input[name=c]").Attr("value")
	v.post("/seat/device", "c", "wrong").want(t, http.StatusNotFound, "登记码无效")
	v.post("/seat/device", "c", code).want(t, http.StatusOK, "已登记为")
	return v
}

// cardOf is the address on the card of a member.
func cardOf(t *testing.T, h *fixture.House, member int64) string {
	t.Helper()
	all, err := h.DB.Seats(t.Context(), h.Meeting)
	h.Must(err)
	for _, s := range all {
		if s.MemberID == member {
			return "/seat/login?c=" + s.Code
		}
	}
	t.Fatalf("member %d has no card", member)
	return ""
}

func TestSeatIsMadeEnteredAndReplaced(t *testing.T) {
	st, h, c := at(t, appointment.StageCommittee)
	h.Item(c.ID)
	h.Deliver()
	op := st.by(h.Operator)
	path := fmt.Sprintf("/meetings/%d", h.Meeting)
	for _, page := range []string{"/seats", "/seats/cards"} {
		st.by(h.Clerk).get(path+page).want(t, http.StatusForbidden, "查看席位和平板")
		st.by(h.Member).get(path+page).want(t, http.StatusForbidden, "查看席位和平板")
	}
	op.get(path).want(t, http.StatusOK, "席位和平板")
	op.get(path+"/seats").want(t, http.StatusOK, "没有账号", "没有席卡", "制作席卡和密码条")
	st.by(h.Member).post(path+"/seats").want(t, http.StatusForbidden, "制作席卡")
	slips := op.post(path+"/seats").want(t, http.StatusOK, "只在本页显示这一次")
	pin := slip(t, slips.page, "杨海燕")
	op.post(path+"/seats").want(t, http.StatusConflict, "都已有席卡")
	op.get(path+"/seats/cards").want(t, http.StatusOK, "杨海燕", "密码条").page.Has("svg.qr path")

	card := cardOf(t, h, h.Members[5])
	code := strings.TrimPrefix(card, "/seat/login?c=")
	st.visitor().get("/seat").want(t, http.StatusSeeOther, "/seat/login")
	st.visitor().get("/seat/login").want(t, http.StatusOK, "请扫描桌上的席卡")
	st.visitor().get("/seat/login?c=nothing").want(t, http.StatusNotFound, "席卡无效")
	st.visitor().get(card).want(t, http.StatusOK, "杨海燕", "这台设备没有登记").page.Lacks("input[name=pin]")
	st.visitor().post("/seat/login", "c", code, "pin", pin).want(t, http.StatusForbidden, "没有登记")

	v := st.tablet(t, op, path)
	wrong := "0000"
	if pin == wrong {
		wrong = "1111"
	}
	v.post("/seat/login", "c", code, "pin", wrong).want(t, http.StatusUnprocessableEntity, "还可以试 4 次").page.Has("input[name=pin]")
	v.post("/seat/login", "c", code, "pin", pin).want(t, http.StatusSeeOther, "/seat")
	v.get("/seat").want(t, http.StatusOK, "第三十六次会议", "杨海燕", "会议还没有开始")

	// The session of a seat opens the tablet's pages and the meeting's, narrowed to the member's part.
	v.get("/desk").want(t, http.StatusSeeOther, "/seat")
	v.get("/registers").want(t, http.StatusSeeOther, "/seat")
	v.get("/account/password").want(t, http.StatusSeeOther, "/seat")
	v.get(path).want(t, http.StatusOK, "请假", "返回席位").page.Lacks("nav.main-nav", "form[action=/logout]")
	v.get(path+"/seats").want(t, http.StatusForbidden)

	all, err := h.DB.Seats(t.Context(), h.Meeting)
	h.Must(err)
	seat := ""
	for _, x := range all {
		if x.MemberID == h.Members[5] {
			seat = fmt.Sprintf("%s/seats/%d", path, x.ID)
		}
	}
	op.get(path+"/seats").want(t, http.StatusOK, "平板01", "已登录")
	op.get(seat).want(t, http.StatusOK, "更换平板", "停用平板01")
	spare := st.tablet(t, op, path)
	spare.post("/seat/login", "c", code, "pin", pin).want(t, http.StatusConflict, "正在另一台平板（平板01）上使用")
	op.post(seat+"/release").want(t, http.StatusSeeOther, seat)
	v.get("/seat").want(t, http.StatusSeeOther, "/seat/login")
	spare.post("/seat/login", "c", code, "pin", pin).want(t, http.StatusSeeOther, "/seat")
	op.post(seat+"/revoke", "device", "2", "why", "").want(t, http.StatusUnprocessableEntity, "请写明停用的原因")
	devices, err := h.DB.Devices(t.Context())
	h.Must(err)
	op.post(seat+"/revoke", "device", fmt.Sprint(devices[1].ID), "why", "丢失").want(t, http.StatusSeeOther, seat)
	spare.get("/seat").want(t, http.StatusSeeOther, "/seat/login")
	spare.get(card).want(t, http.StatusOK, "这台设备没有登记")

	// Locked after few tries; the operator makes a new password.
	for range 4 {
		v.post("/seat/login", "c", code, "pin", wrong).want(t, http.StatusUnprocessableEntity, "密码不对")
	}
	v.post("/seat/login", "c", code, "pin", wrong).want(t, http.StatusConflict, "已锁定")
	v.post("/seat/login", "c", code, "pin", pin).want(t, http.StatusConflict, "已锁定")
	fresh := slip(t, op.post(seat+"/pin").want(t, http.StatusOK).page, "杨海燕")
	v.post("/seat/login", "c", code, "pin", fresh).want(t, http.StatusSeeOther, "/seat")
}

func TestTabletShowsAgendaMaterialsAndNotes(t *testing.T) {
	st, h, c := at(t, appointment.StageCommittee)
	h.Committed(c)
	id := h.Item(c.ID)
	h.Deliver(c.ID)
	member := st.by(h.Member)
	st.by(h.Operator).get("/seat").want(t, http.StatusForbidden, "使用席位平板")
	member.get("/seat").want(t, http.StatusOK, "会议还没有开始", "人事任免案", "欧阳示例", "看材料")
	list := member.get("/seat/materials").want(t, http.StatusOK, "第 1 项", "任免案基本情况", "未阅")
	paper := list.page.One("section.papers a").Attr("href")
	page := member.get(paper).want(t, http.StatusOK, "基本情况", "只有您本人能看到")
	member.get("/seat/materials").want(t, http.StatusOK, "已阅")
	form := page.page.One("form[data-autosave]")
	member.post(form.Attr("action"), "version", form.Value("version"), "note", "问任期\r\n问分工").want(t, http.StatusSeeOther, paper)
	if text := member.get(paper).page.Value("note"); text != "问任期\n问分工" {
		t.Errorf("note read again: %q", text)
	}
	member.post(paper+"/note", "version", "0", "note", "旧").want(t, http.StatusConflict, "笔记已被")
	member.post(paper+"/note", "version", "1", "note", strings.Repeat("长", 20000)).want(t, http.StatusUnprocessableEntity, "笔记过长")
	other := st.by(h.AsMember(6))
	other.get(paper).want(t, http.StatusOK).page.Omits("问任期")
	st.by(h.Operator).get(paper).want(t, http.StatusForbidden)

	h.Open(27)
	op := st.by(h.Operator)
	member = st.by(h.Member)
	member.get("/seat").want(t, http.StatusOK, "请等候下一项议题")
	op.post(fmt.Sprintf("/meetings/%d/items/%d/introduce", h.Meeting, id)).want(t, http.StatusSeeOther)
	home := member.get("/seat").want(t, http.StatusOK, "正在审议")
	home.page.One("section.pinned h2").Says("人事任免案")
	state := member.get("/seat/live?once").want(t, http.StatusOK).body
	if !strings.Contains(state, fmt.Sprintf(`"item":%d`, id)) || strings.Contains(state, h.Member.Name) {
		t.Errorf("state of the tablets: %s", state)
	}
	member.get("/seat/vote").want(t, http.StatusOK, "本机不能投票").page.Lacks("main form")
}

// A tablet that lies on the desk for the whole meeting stays signed in, and using it writes no row.
func TestTabletWritesNoSession(t *testing.T) {
	st, h, c := at(t, appointment.StageCommittee)
	h.Item(c.ID)
	h.Deliver()
	member := st.by(h.Member)
	read := func() string {
		var rows string
		h.Must(h.Pool.QueryRow(t.Context(), `SELECT string_agg(token || xmin::text || encode(data, 'hex'), ',' ORDER BY token) FROM sessions`).Scan(&rows))
		return rows
	}
	before := read()
	h.Now = h.Now.Add(50 * time.Minute)
	for _, page := range []string{"/seat", "/seat/materials", "/seat/vote", "/seat/live?once"} {
		member.get(page).want(t, http.StatusOK)
	}
	if read() != before {
		t.Error("a page of the tablet wrote the session")
	}
	member.get("/desk").want(t, http.StatusSeeOther, "/login") // elsewhere it has run out
}

// A paper that is a PDF is read within the page, with the note beside it; no other site may frame it.
func TestTabletShowsAFileWithinThePage(t *testing.T) {
	st, h, c := at(t, appointment.StageCommittee)
	h.Item(c.ID)
	pdf := []byte("%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n")
	_, err := h.Flow.AddMaterial(t.Context(), h.Operator, h.Meeting, workflow.MaterialForm{Title: "审议报告", File: workflow.Upload{Name: "审议报告.pdf", Data: pdf}})
	h.Must(err)
	h.Deliver()
	h.Must(h.Flow.DeliverMaterials(t.Context(), h.Operator, h.Meeting))
	member := st.by(h.Member)
	list := member.get("/seat/materials").want(t, http.StatusOK, "审议报告")
	paper := list.page.One("section.papers a").Attr("href")
	page := member.get(paper).want(t, http.StatusOK, "返回议程", "我的笔记", "单独打开")
	src, _, _ := strings.Cut(page.page.One("iframe").Attr("src"), "#")
	if src != paper+"/file" {
		t.Errorf("the frame shows %s", src)
	}
	file := member.get(src).want(t, http.StatusOK)
	if p := file.header.Get("Content-Security-Policy"); !strings.Contains(p, "frame-ancestors 'self'") || file.header.Get("Content-Type") != "application/pdf" {
		t.Errorf("the file comes with %s, %s", p, file.header.Get("Content-Type"))
	}
}

// Cards and codes that lead back to the very machine are of no use to tablets; the operator is told before printing.
func TestCardsForThisMachineOnlyAreToldOf(t *testing.T) {
	for base, want := range map[string]bool{"http://localhost:8080": true, "http://127.0.0.1:8080": true, "http://[::1]": true,
		"https://vote.example.cn": false, "http://192.168.1.20:8080": false} {
		if local(base) != want {
			t.Errorf("%s is local: %t", base, !want)
		}
	}
	st, h, c := at(t, appointment.StageCommittee)
	h.Item(c.ID)
	path := fmt.Sprintf("/meetings/%d/seats", h.Meeting)
	op := st.by(h.Operator)
	op.get(path).want(t, http.StatusOK).page.Omits("平板能打开的地址")
	op.do(httptest.NewRequestWithContext(t.Context(), http.MethodGet, "http://localhost:8080"+path, http.NoBody)).
		want(t, http.StatusOK, "先换成平板能打开的地址", "http://localhost:8080")
}
