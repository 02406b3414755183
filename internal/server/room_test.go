package server

import (
	"bufio"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"renmian/internal/appointment"
	"renmian/internal/fixture"
	"renmian/internal/pgtest"
	"renmian/internal/store"
	"renmian/internal/workflow"
)

// screen is a stream as a browser holds it.
type screen struct {
	t     *testing.T
	lines *bufio.Scanner
}

// watch opens a stream at one of the servers.
func watch(t *testing.T, web *httptest.Server, path string, v *visitor) screen {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, web.URL+path, nil)
	if err != nil {
		t.Fatal(err)
	}
	for name, value := range v.cookies {
		r.AddCookie(&http.Cookie{Name: name, Value: value})
	}
	answer, err := http.DefaultTransport.RoundTrip(r)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = answer.Body.Close() })
	if kind := answer.Header.Get("Content-Type"); answer.StatusCode != http.StatusOK || kind != "text/event-stream" {
		t.Fatalf("%s: %d %s", path, answer.StatusCode, kind)
	}
	lines := bufio.NewScanner(answer.Body)
	lines.Buffer(nil, 1<<20)
	return screen{t, lines}
}

// shows reads on until the stream has brought the words.
func (s screen) shows(words string) {
	s.t.Helper()
	for s.lines.Scan() {
		if strings.Contains(s.lines.Text(), words) {
			return
		}
	}
	s.t.Fatalf("the stream ended without “%s”: %v", words, s.lines.Err())
}

// process is a further application process on the database of the site.
func (st *site) process() *httptest.Server {
	st.t.Helper()
	s := New(Config{DB: st.db, Flow: st.flow, Pool: pgtest.New(st.t)})
	web := httptest.NewServer(s.Handler())
	st.t.Cleanup(func() {
		s.Close() // ends the streams
		web.Close()
	})
	return web
}

// inTheRoom is a meeting that is ready to be opened, with one item and 26 members signed in.
func inTheRoom(t *testing.T) (st *site, h *fixture.House, c appointment.Case, item int64) {
	t.Helper()
	st, h, c = at(t, appointment.StageCommittee)
	h.Committed(c)
	item = h.Item(c.ID)
	h.Deliver(c.ID)
	h.Now = h.MeetingOn.Time().Add(9 * time.Hour)
	h.Attend(26)
	return st, h, c, item
}

const hallTestCode = "ABCD2345"

func TestConsoleRunsTheMeeting(t *testing.T) {
	st, h, c, item := inTheRoom(t)
	path := fmt.Sprintf("/meetings/%d", h.Meeting)
	console, script := path+"/console", path+"/script"
	op, chair, member := st.by(h.Operator), st.by(h.Chair), st.by(h.Member)
	for _, v := range []*visitor{chair, member, st.by(h.Clerk), st.by(h.Organ)} {
		v.get(console).want(t, http.StatusForbidden)
		v.get(console+"/live?once").want(t, http.StatusForbidden)
		v.post(path+"/hall", "scene", "blank").want(t, http.StatusForbidden)
		v.post(path+"/screens", "code", hallTestCode).want(t, http.StatusForbidden)
		v.post(path+"/screens/1/revoke").want(t, http.StatusForbidden)
	}
	member.get(script).want(t, http.StatusForbidden, "打开主持页面")
	chair.get(script).want(t, http.StatusOK, "应到29人，实到26人", "宣布开会").page.Lacks("form.form")

	page := op.get(console).want(t, http.StatusOK, "宣布开会", "冯建业 签到", "跟随会议：签到")
	key := page.page.One(fmt.Sprintf(`form[action=%s/open] input[name=key]`, path)).Attr("value")
	if again := op.get(console + "/live?once").page.One(fmt.Sprintf(`form[action=%s/open] input[name=key]`, path)).Attr("value"); again != key {
		t.Error("a form that shows the same state has another key")
	}
	op.post(path+"/attendance", "from", "console", fmt.Sprintf("status-%d", h.Members[26]), "present").want(t, http.StatusSeeOther, console)
	if again := op.get(console).page.One(fmt.Sprintf(`form[action=%s/open] input[name=key]`, path)).Attr("value"); again == key {
		t.Error("a form keeps its key although the meeting has changed")
	}
	op.post(path+"/open", "from", "console", "total", "99").want(t, http.StatusUnprocessableEntity, "会议控制台", "全体组成人员应在")
	for range 2 { // pressed twice
		op.post(path+"/open", "from", "console", "total", "29", "key", key).want(t, http.StatusSeeOther, console)
	}
	act := fmt.Sprintf("%s/items/%d", path, item)
	op.get(console).want(t, http.StatusOK, "第 1 项 · 开始审议", "推选监票人", "颁发任命书", "宪法宣誓")
	op.post(act+"/introduce", "from", "console").want(t, http.StatusSeeOther, console)
	chair.get(script).want(t, http.StatusOK, "请示例县人民政府负责人就基本情况", "组成人员")
	op.post(act+"/present", "from", "console", "presenter", "").want(t, http.StatusUnprocessableEntity, "会议控制台", "请填写说明人")
	op.post(act+"/present", "from", "console", "presenter", "县长方志远").want(t, http.StatusSeeOther, console)
	op.post(act+"/deliberate", "from", "console", "group", "0", "summary", "没有不同意见").want(t, http.StatusSeeOther, console)
	op.get(console).want(t, http.StatusOK, "交付表决", "监票人（总监票人）")

	var away []string // quorum lost between the items
	for _, id := range h.Members[:13] {
		away = append(away, fmt.Sprintf("status-%d", id), "left")
	}
	op.post(path+"/attendance", away...).want(t, http.StatusSeeOther)
	op.get(console).want(t, http.StatusOK, "不足法定人数，还差 1 人").page.Has("button[disabled]")
	chair.get(script).want(t, http.StatusOK, "不足法定人数")
	op.post(act+"/rounds", "from", "console", "scrutineer1", fmt.Sprint(h.Members[13]), "scrutineer2", fmt.Sprint(h.Members[14]), "unrelated", "1").
		want(t, http.StatusConflict, "未过半数")
	var back []string
	for _, id := range h.Members[:13] {
		back = append(back, fmt.Sprintf("status-%d", id), "present")
	}
	op.post(path+"/attendance", back...).want(t, http.StatusSeeOther)
	op.post(act+"/rounds", "from", "console", "scrutineer1", fmt.Sprint(h.Members[6]), "scrutineer2", fmt.Sprint(h.Members[7]), "unrelated", "1").
		want(t, http.StatusSeeOther, console)

	op.post(path+"/screens", "code", "abc").want(t, http.StatusUnprocessableEntity, "8 位")
	op.post(path+"/screens", "code", "abcd 2345").want(t, http.StatusSeeOther, console)
	op.post(path+"/screens", "code", hallTestCode).want(t, http.StatusSeeOther, console) // again
	op.post(path+"/hall", "scene", "result", "item", fmt.Sprint(item)).want(t, http.StatusConflict, "还没有宣布")
	op.post(path+"/hall", "scene", "text", "text", "").want(t, http.StatusUnprocessableEntity, "请填写要上屏的文字")
	op.post(path+"/hall", "scene", "text", "text", "休会 10 分钟").want(t, http.StatusSeeOther, console)
	hall := st.visitor()
	hall.get("/hall/"+hallTestCode).want(t, http.StatusOK, "休会 10 分钟")
	op.post(path+"/hall", "scene", "follow").want(t, http.StatusSeeOther, console)

	silent := func(when string) {
		t.Helper()
		text := hall.get("/hall/" + hallTestCode + "/live?once").page.Text()
		for _, word := range []string{"赞成", "反对", "通过", "21"} {
			if strings.Contains(text, word) {
				t.Errorf("%s the hall says %q: %s", when, word, text)
			}
		}
	}
	silent("during the vote")
	vote(h, item, c.ID, 21, 6)
	silent("before the announcement")
	announce := fmt.Sprintf("%s/rounds/%d/announce", act, lastRound(h, item))
	chair.get(script).want(t, http.StatusOK, "获21票赞成").page.Has("form[action=" + announce + "]")
	op.get(console).want(t, http.StatusOK, "由主持人宣读并宣布").page.Lacks("form[action=" + announce + "]")
	chair.post(announce, "from", "script").want(t, http.StatusSeeOther, script)
	hall.get("/hall/"+hallTestCode).want(t, http.StatusOK, "通过", "21", "无记名表决")
	op.get(console).want(t, http.StatusOK, "颁发任命书", "任命书还有 1 件待制作", "跟随会议：结果").page.Lacks("form[action=" + act + "/handover]")
	fromVoteToOath(t, h, op, chair, hall, c.ID, act)
	op.get(console).want(t, http.StatusOK, "宣布闭会")

	screens, err := st.db.Screens(t.Context(), h.Meeting)
	h.Must(err)
	if len(screens) != 1 {
		t.Fatalf("%d screens", len(screens))
	}
	op.post(fmt.Sprintf("%s/screens/%d/revoke", path, screens[0].ID)).want(t, http.StatusSeeOther, console)
	hall.get("/hall/"+hallTestCode).want(t, http.StatusOK, "大屏配对")
	hall.get("/hall").want(t, http.StatusSeeOther, "/hall/")
	hall.get("/hall/short").want(t, http.StatusNotFound)
}

// fromVoteToOath hands out the one certificate at the console and holds the oath there, in the county's order.
func fromVoteToOath(t *testing.T, h *fixture.House, op, chair, hall *visitor, caseID int64, act string) {
	t.Helper()
	path, id, screen := meetingPath(h.Meeting), fmt.Sprint(caseID), "/hall/"+hallTestCode
	console, hand, oath := path+"/console", act+"/handover", act+"/oath"
	op.post(hand, "from", "console", "case", id, "by", "陈立民").want(t, http.StatusConflict, "请先制作")
	op.post(hand+"/later", "from", "console", "case", id, "later", " ").want(t, http.StatusUnprocessableEntity, "会议控制台", "请写明原因")
	h.Must(h.Flow.MakeCertificates(t.Context(), h.Clerk, h.Meeting))
	_, err := h.Flow.PrintCertificates(t.Context(), h.Clerk, h.Meeting)
	h.Must(err)
	op.get(console).want(t, http.StatusOK, "请欧阳示例上台领取").page.Lacks("form[action=" + oath + "]")
	chair.get(path+"/script").want(t, http.StatusOK, "请欧阳示例上台领取").page.Lacks("form[action=" + hand + "]")
	chair.post(hand, "from", "script", "case", id, "by", "陈立民").want(t, http.StatusForbidden, "颁发任命书")
	op.post(path+"/hall", "scene", "certificate", "item", strings.TrimPrefix(act, path+"/items/")).want(t, http.StatusSeeOther, console)
	hall.get(screen).want(t, http.StatusOK, "颁发任命书", "欧阳示例")
	op.post(hand, "from", "console", "case", id, "by", "").want(t, http.StatusUnprocessableEntity, "会议控制台", "请填写颁发人")
	key := op.get(console).page.One("form[action=" + hand + "] input[name=key]").Attr("value")
	for range 2 { // pressed twice
		op.post(hand, "from", "console", "case", id, "by", "陈立民", "key", key).want(t, http.StatusSeeOther, console)
	}
	hall.get(screen).want(t, http.StatusOK, "通过") // handed out: the screen follows the meeting again

	op.get(console).want(t, http.StatusOK, "开始宣誓", "待宣誓")
	begin := func(leader string) reply {
		return op.post(oath, "from", "console", "takers", id, "form", "collective", "leader", leader, "place", "常委会会议厅", "organiser", "主任会议",
			"version", "2018", "held_on", h.Today().ISO())
	}
	op.get(console).want(t, http.StatusOK, "其余会后补办，现在闭会").page.Has("form[action=" + path + "/close]") // the oath may wait for another day
	begin("").want(t, http.StatusUnprocessableEntity, "会议控制台", "请指定领誓人")
	ceremony := func() string {
		all, err := h.DB.CeremoniesOfMeeting(t.Context(), h.Meeting)
		if h.Must(err); len(all) != 1 {
			t.Fatalf("%d ceremonies", len(all))
		}
		return fmt.Sprintf("%s/%d", oath, all[0].ID)
	}
	begin("欧阳示例").want(t, http.StatusSeeOther, console)
	op.post(ceremony()+"/cancel", "from", "console").want(t, http.StatusSeeOther, console)
	hall.get(screen).want(t, http.StatusOK, "通过")
	op.get(fmt.Sprintf("/oaths/new?meeting=%d&room=1", h.Meeting)).want(t, http.StatusOK).page.Has("a[href=" + console + "]") // on another day
	op.post("/oaths", "room", "1", "meeting", fmt.Sprint(h.Meeting), "takers", id, "form", "single", "place", "常委会会议厅", "organiser", "主任会议",
		"version", "2018", "held_on", h.Today().Add(3).ISO()).want(t, http.StatusSeeOther, console)
	op.get(console).want(t, http.StatusOK, "宣布闭会")
	op.get(console+"?item="+strings.TrimPrefix(act, path+"/items/")).want(t, http.StatusOK, "1 人"+h.Today().Add(3).Short()+"宣誓")
	op.post(ceremony()+"/cancel", "from", "console").want(t, http.StatusSeeOther, console)
	begin("欧阳示例").want(t, http.StatusSeeOther, console)
	hall.get(screen).want(t, http.StatusOK, "宪法宣誓", "我宣誓：忠于中华人民共和国宪法", "领誓人 欧阳示例")
	chair.get(path+"/script").want(t, http.StatusOK, "由欧阳示例领誓", "我宣誓：忠于中华人民共和国宪法")
	op.get(console).want(t, http.StatusOK, "正在宣誓", "跟随会议：宣誓")
	op.post(ceremony(), "from", "console", "absent", id).want(t, http.StatusUnprocessableEntity, "会议控制台", "请写明缺席的原因")
	op.post(ceremony(), "from", "console").want(t, http.StatusSeeOther, console)
}

// vote has the two scrutineers enter the same count.
func vote(h *fixture.House, item, caseID int64, yes, no int) {
	h.T.Helper()
	round := lastRound(h, item)
	for _, s := range []int{6, 7} {
		_, err := h.Flow.EnterCount(h.T.Context(), h.AsMember(s), item, round, workflow.CountForm{Issued: yes + no, Returned: yes + no,
			Lines: []store.Count{{CaseID: caseID, Yes: yes, No: no}}})
		h.Must(err)
	}
}

func lastRound(h *fixture.House, item int64) int64 {
	h.T.Helper()
	rounds, err := h.DB.Rounds(h.T.Context(), item)
	h.Must(err)
	return rounds[len(rounds)-1].ID
}

func TestTwoProcessesShowTheSame(t *testing.T) {
	st, h, _, item := inTheRoom(t)
	h.Must(h.Flow.PairScreen(t.Context(), h.Operator, h.Meeting, hallTestCode))
	one, two := st.process(), st.process()
	path := fmt.Sprintf("/meetings/%d", h.Meeting)
	op, chair := st.by(h.Operator), st.by(h.Chair)
	all := []screen{watch(t, one, "/hall/"+hallTestCode+"/live", op), watch(t, two, "/hall/"+hallTestCode+"/live", op),
		watch(t, two, path+"/console/live", op), watch(t, one, path+"/script/live", chair)}
	for _, s := range all {
		s.shows("26")
	}
	h.Must(h.Flow.OpenMeeting(t.Context(), h.Operator, h.Meeting, 29))
	h.Must(h.Flow.IntroduceItem(t.Context(), h.Operator, item))
	for _, s := range all {
		s.shows("欧阳示例")
	}
	h.Must(h.Flow.ShowInHall(t.Context(), h.Operator, h.Meeting, store.HallScene{Scene: "text", Text: "休会 10 分钟"}))
	for _, s := range all[:3] {
		s.shows("休会 10 分钟")
	}
}

func TestARestIsShownInTheRoom(t *testing.T) {
	st, h, _, item := inTheRoom(t)
	ctx := t.Context()
	h.Must(h.Flow.PairScreen(ctx, h.Operator, h.Meeting, hallTestCode))
	path := fmt.Sprintf("/meetings/%d", h.Meeting)
	console := path + "/console"
	op, chair, member, hall := st.by(h.Operator), st.by(h.Chair), st.by(h.AsMember(9)), st.visitor()
	op.get(console).want(t, http.StatusOK).page.Lacks("form[action=" + path + "/rest]")
	h.Must(h.Flow.OpenMeeting(ctx, h.Operator, h.Meeting, 29))
	op.get(console).want(t, http.StatusOK, "宣布休会")
	chair.post(path+"/rest", "minutes", "10").want(t, http.StatusForbidden, "宣布休会")
	op.post(path+"/rest", "from", "console", "until", "25:61").want(t, http.StatusUnprocessableEntity, "时:分").page.Has("details[open]")
	op.post(path+"/rest", "from", "console", "minutes", "10", "until", "08:00").want(t, http.StatusUnprocessableEntity, "现在以后")
	op.post(path+"/rest", "from", "console", "minutes", "10", "reason", "请各组审议").want(t, http.StatusSeeOther, console)
	op.get(console).want(t, http.StatusOK, "宣布复会", "09:10 复会", "现在继续开会", "跟随会议：休会").page.Has("time[data-until]")
	chair.get(path+"/script").want(t, http.StatusOK, "休会中", "09:10", "现在继续开会。应到29人，实到26人")
	hall.get("/hall/"+hallTestCode).want(t, http.StatusOK, "休会", "09:10", "请各组审议").page.Has("[data-until]")
	member.get("/seat").want(t, http.StatusOK, "会议休会", "09:10 复会", "请各组审议")
	if state := member.get("/seat/live?once").body; !strings.Contains(state, `"rest":"09:10"`) {
		t.Errorf("the tablets are not told of the rest: %s", state)
	}
	op.get(fmt.Sprintf("%s?item=%d", console, item)).want(t, http.StatusOK, "第 1 项") // the run sheet can be looked at
	op.post(path+"/rest", "from", "console", "until", "09:20").want(t, http.StatusSeeOther, console)
	op.get(console).want(t, http.StatusOK, "09:20 复会")
	h.Now = h.Now.Add(21 * time.Minute)
	op.post(path+"/resume", "from", "console").want(t, http.StatusSeeOther, console)
	op.get(console).want(t, http.StatusOK, "开始审议").page.Omits("宣布复会")
	member.get("/seat").want(t, http.StatusOK).page.Omits("会议休会")
	op.get(path+"/minutes").want(t, http.StatusOK, "休会：09:00休会，09:21复会")
}

func TestGroupsAreArrangedAndReport(t *testing.T) {
	st, h, _, item := inTheRoom(t)
	path := fmt.Sprintf("/meetings/%d", h.Meeting)
	op := st.by(h.Operator)
	st.by(h.Member).get(path+"/groups").want(t, http.StatusForbidden, "编排审议分组")
	op.post(path+"/observers", "observers", "郑开元 县长", "listeners", "旁听甲").want(t, http.StatusSeeOther, path+"/notice")
	op.get(path+"/notice").want(t, http.StatusOK, "旁听人员", "旁听甲")
	op.get(path+"/groups").want(t, http.StatusOK, "还没有分组", "分为 2 组")
	page := op.get(path+"/groups?split=2").want(t, http.StatusOK, "还没有保存").page
	form := []string{"count", "2"}
	for _, n := range []string{"1", "2"} {
		for _, f := range []string{"convener", "members", "observers"} {
			form = append(form, f+"-"+n, page.Value(f+"-"+n))
		}
	}
	op.post(path+"/groups", append([]string{"convener-1", "无名"}, form...)...).want(t, http.StatusUnprocessableEntity, "须是本组的组成人员")
	op.post(path+"/groups", form...).want(t, http.StatusSeeOther, path+"/groups")
	h.Must(h.Flow.OpenMeeting(t.Context(), h.Operator, h.Meeting, 29))
	act := fmt.Sprintf("%s/items/%d", path, item)
	op.post(act+"/introduce").want(t, http.StatusSeeOther)
	op.post(act+"/present", "presenter", "县长方志远").want(t, http.StatusSeeOther)
	op.post(act+"/deliberate", "from", "console", "group", "1", "summary", "没有不同意见").want(t, http.StatusSeeOther, path+"/console")
	op.get(path+"/console").want(t, http.StatusOK, "分组审议", "已汇报", "未汇报", "列席郑开元")
	op.get(path+"/minutes").want(t, http.StatusOK, "第一组，召集人", "旁听：旁听甲", "第一组（召集人")
}

// SN-10: each time the nominee was out of the room stands on the item's page and in the minutes.
func TestEachTimeTheNomineeIsOutIsKept(t *testing.T) {
	st, h, c, item := inTheRoom(t)
	h.Must(h.Flow.OpenMeeting(t.Context(), h.Operator, h.Meeting, 29))
	h.Must(h.Flow.IntroduceItem(t.Context(), h.Operator, item))
	op, path := st.by(h.Operator), fmt.Sprintf("/meetings/%d", h.Meeting)
	act := fmt.Sprintf("%s/items/%d", path, item)
	for _, press := range []string{"leave", "return", "leave", "return", "leave"} {
		op.post(fmt.Sprintf("%s/%s/%d", act, press, c.ID)).want(t, http.StatusSeeOther)
		h.Now = h.Now.Add(5 * time.Minute)
	}
	op.get(act).want(t, http.StatusOK, "09:00—09:05回避，09:10—09:15回避，09:20离场")
	op.get(path+"/minutes").want(t, http.StatusOK, "于09:00离场回避，09:05返回", "于09:10离场回避，09:15返回", "于09:20离场回避")
	op.get(path+"/record").want(t, http.StatusOK, "离场", "请回")
}

func TestEveryPressIsOnRecord(t *testing.T) {
	st, h, _, item := inTheRoom(t)
	ctx := t.Context()
	h.Must(h.Flow.OpenMeeting(ctx, h.Operator, h.Meeting, 29))
	h.Must(h.Flow.IntroduceItem(ctx, h.Operator, item))
	h.Deliberated(item)
	h.Must(h.Flow.ShowInHall(ctx, h.Operator, h.Meeting, store.HallScene{Scene: "text", Text: "请就座"}))
	h.Must(h.Flow.RestMeeting(ctx, h.Operator, h.Meeting, h.Now.Add(10*time.Minute), "茶歇"))
	h.Must(h.Flow.ResumeMeeting(ctx, h.Operator, h.Meeting))
	v := h.OpenElectronicRound(item)
	path := fmt.Sprintf("/meetings/%d", h.Meeting)
	st.by(h.Member).get(path+"/record").want(t, http.StatusForbidden)
	st.by(h.Operator).get(path+"/console").want(t, http.StatusOK, "会议进程", "快捷键")
	page := st.by(h.Chair).get(path+"/record").want(t, http.StatusOK, "宣布开会", "开始审议", "登记说明", "请就座", "茶歇，09:10 复会", "宣布复会", "开始表决", "欧阳示例")
	h.Must(h.Issue(v, 26)[0].Cast(1))
	again := st.by(h.Chair).get(path+"/record").want(t, http.StatusOK, "开始投票")
	if a, b := len(page.page.All("tbody tr")), len(again.page.All("tbody tr")); b != a+1 {
		t.Errorf("issuing and casting stand on record: %d lines before, %d after", a, b)
	}

	// The count is on the scrutineers' workbench on whatever day it is held.
	h.Must(h.Flow.CloseCasting(ctx, h.Operator, item, v.ID))
	h.Now = h.Now.Add(24 * time.Hour)
	first := st.by(h.AsMember(6))
	first.get("/desk").want(t, http.StatusOK, "核对计票", "您是本轮表决的监票人")
	h.Must(h.Flow.ConfirmCount(ctx, h.AsMember(6), item, v.ID))
	first.get("/desk").want(t, http.StatusOK, "核对计票", "等候")
	st.by(h.AsMember(9)).get("/desk").want(t, http.StatusOK).page.Omits("核对计票")
}
