package server

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"renmian/internal/appointment"
	"renmian/internal/fixture"
	"renmian/internal/policy"
	"renmian/internal/store"
	"renmian/internal/workflow"
)

func TestElectronicVoteIsRunFromTheConsole(t *testing.T) {
	st, h, _, item := inTheRoom(t)
	ctx := t.Context()
	h.SeatAll(27)
	h.Must(h.Flow.PairScreen(ctx, h.Operator, h.Meeting, hallTestCode))
	h.Must(h.Flow.OpenMeeting(ctx, h.Operator, h.Meeting, 29))
	h.Must(h.Flow.IntroduceItem(ctx, h.Operator, item))
	h.Deliberated(item)
	_, err := h.Flow.MakeSeats(ctx, h.Operator, h.Meeting)
	h.Must(err)
	path := fmt.Sprintf("/meetings/%d", h.Meeting)
	console, script, count, act := path+"/console", path+"/script", path+"/count", fmt.Sprintf("%s/items/%d", path, item)
	op, chair, hall := st.by(h.Operator), st.by(h.Chair), st.visitor()
	first, second := st.by(h.AsMember(6)), st.by(h.AsMember(7))
	screen := "/hall/" + hallTestCode + "/live?once"

	op.get(console).want(t, http.StatusOK, "开启发票", "用纸质表决票", "平板离线 26")
	watch(t, st.process(), "/seat/live", first)
	st.server.hub.Attend(store.HereTopic(h.Meeting), h.Members[7])
	op.get(console).want(t, http.StatusOK, "平板离线 25")
	op.post(act+"/rounds", "from", "console", "electronic", "1", "scrutineer1", fmt.Sprint(h.Members[6]), "scrutineer2", fmt.Sprint(h.Members[7]), "unrelated",
		"1").
		want(
			t,
			http.StatusSeeOther,
			console,
		)
	v := h.Round(item, lastRound(h, item))
	round := fmt.Sprintf("%s/rounds/%d", act, v.ID)
	op.get(console).want(t, http.StatusOK, "发出 0 /", "还没有人领到表决票").page.Has("button[disabled]")
	var voters []*fixture.Voter
	for n := range 25 {
		voters = append(voters, h.Voter(n, v.BoxID))
		h.Must(voters[n].Claim())
	}
	op.get(console).want(t, http.StatusOK, "开始投票（发出 25 / 26）", "已领票")
	hall.get(screen).want(t, http.StatusOK, "正在发票", "25", "票箱指纹")
	first.get(count).want(t, http.StatusSeeOther, "/seat") // to take the ballot and to vote like everybody
	first.get(count+"/live?once").want(t, http.StatusOK, "正在切换画面")
	for _, who := range []*visitor{chair, first} {
		who.post(round+"/cast").want(t, http.StatusForbidden)
		who.post(round+"/close").want(t, http.StatusForbidden)
	}
	op.post(round+"/cast").want(t, http.StatusSeeOther, "ask=cast")
	op.get(console+"?ask=cast").want(t, http.StatusOK, "还有 1 人没有领到表决票", "仍要开始投票", "继续等候")
	op.post(round+"/cast", "sure", "1").want(t, http.StatusSeeOther, console)
	op.post(round+"/cast", "sure", "1").want(t, http.StatusConflict, "已经开始投票") // pressed again
	for n, x := range voters[:23] {
		h.Must(x.Cast(1 + n/21)) // 21 for, 2 against
	}
	op.get(console).want(t, http.StatusOK, "截止").page.Omits("赞成")
	hall.get(screen).want(t, http.StatusOK, "23", "/ 25").page.Omits("赞成", "反对", "通过")
	op.post(round+"/close").want(t, http.StatusSeeOther, "ask=close")
	op.get(console+"?ask=close").want(t, http.StatusOK, "还有 2 票未投，仍要截止？", "仍要截止")
	h.Must(voters[23].Cast(3))
	h.Must(voters[24].Cast(0))
	op.get(console+"?ask=close").want(t, http.StatusOK, "截止").page.Omits("仍要截止")
	op.post(round+"/close").want(t, http.StatusSeeOther, console)
	op.post(round+"/close").want(t, http.StatusConflict, "已经封存")
	hall.get(screen).want(t, http.StatusOK, "监票人正在核对", "SHA-256").page.Omits("赞成", "反对", "通过")
	op.get(console).want(t, http.StatusOK, "交监票人确认", "未确认").page.Omits("赞成")
	chair.get(script).want(t, http.StatusOK, "请监票人核对并确认").page.Omits("赞成")

	first.get(count).want(t, http.StatusOK, "收回 25 + 未投 0 = 发出 25，相符", "发出 25 + 未领 1 = 出席 26，相符", "赞成 21 + 反对 2 + 弃权 1 + 未按 1 = 收回 25，相符", "核对无误，确认计票")
	first.get(fmt.Sprintf("%s/%d", count, v.ID)).want(t, http.StatusOK, "SHA-256", "未按", "发出表决票25张，收回25张")
	op.post(fmt.Sprintf("%s/%d/confirm", count, v.ID)).want(t, http.StatusForbidden)
	st.by(h.AsMember(8)).post(fmt.Sprintf("%s/%d/confirm", count, v.ID)).want(t, http.StatusNotFound, "没有由您监票")
	chair.post(round+"/announce").want(t, http.StatusConflict)
	first.post(fmt.Sprintf("%s/%d/confirm", count, v.ID)).want(t, http.StatusSeeOther, count)
	first.get(count).want(t, http.StatusOK, "您已确认", "等候另一名监票人确认")
	hall.get(screen).want(t, http.StatusOK).page.Omits("赞成")
	second.post(fmt.Sprintf("%s/%d/confirm", count, v.ID)).want(t, http.StatusSeeOther, count)
	hall.get(screen).want(t, http.StatusOK, "等候宣布结果").page.Omits("赞成", "通过")
	chair.get(script).want(t, http.StatusOK, "获21票赞成", "宣布结果")
	chair.post(round+"/announce", "from", "script").want(t, http.StatusSeeOther, script)
	hall.get(screen).want(t, http.StatusOK, "通过", "21", "票箱文件 SHA-256")
}

// A press that comes too late, from another console or after somebody else's, is answered where the meeting is
// run, beside what is to be done now (UX.md §10, 会务控制台; BALLOT.md §4.3, double press).
func TestALatePressIsAnsweredOnTheConsole(t *testing.T) {
	st, h, _, item := inTheRoom(t)
	ctx := t.Context()
	h.Must(h.Flow.OpenMeeting(ctx, h.Operator, h.Meeting, 29))
	act := fmt.Sprintf("/meetings/%d/items/%d", h.Meeting, item)
	one, other, chair := st.by(h.Operator), st.by(h.Operator), st.by(h.Chair)
	one.post(act+"/introduce", "from", "console").want(t, http.StatusSeeOther, "/console")
	late := other.post(act+"/introduce", "from", "console").want(t, http.StatusConflict, "现在还不能办理", "会议控制台", "登记说明")
	late.page.Has("div[role=alert]", fmt.Sprintf("form[action=%s/present]", act), "div[data-live]")
	other.post(act+"/introduce").want(t, http.StatusConflict, "现在还不能办理").page.Lacks("div[data-live]") // from the item's own page
	h.Deliberated(item)
	round := h.OpenRound(item)
	chair.post(fmt.Sprintf("%s/rounds/%d/announce", act, round), "from", "script").want(t, http.StatusConflict, "现在还不能办理", "主持人决定").page.Has("div[role=alert]")
}

// What the opening of a vote lacks is told beside its fields, as many as the county's rules have scrutineers
// (PROCEDURE.md, 监票人).
func TestScrutineersAreAskedForBesideTheirFields(t *testing.T) {
	rules := policy.Default()
	rules.Vote.Scrutineers = 3
	h := houseUnder(t, rules)
	ctx := t.Context()
	c := h.Case(appointment.StageCommittee)
	h.Committed(c)
	item := h.Item(c.ID)
	h.Deliver(c.ID)
	h.Open(26)
	h.Must(h.Flow.IntroduceItem(ctx, h.Operator, item))
	h.Deliberated(item)
	op := h.enter(h.Operator)
	console, rounds := fmt.Sprintf("/meetings/%d/console", h.Meeting), fmt.Sprintf("/meetings/%d/items/%d/rounds", h.Meeting, item)
	page := op.get(console).want(t, http.StatusOK).page
	page.Has("select[name=scrutineer3]")
	page.Lacks("select[name=scrutineer4]")
	member := func(n int) string { return fmt.Sprint(h.Members[n]) }
	page = op.post(rounds, "from", "console", "scrutineer1", "", "scrutineer2", member(7), "scrutineer3", member(7)).
		want(t, http.StatusUnprocessableEntity, "监票人须有 3 人", "已经推选为监票人，请另推一人", "近亲属", "有 3 处需要更正").page
	page.Has("select[name=scrutineer1][aria-invalid=true]", "select[name=scrutineer3][aria-invalid=true]")
	page.Lacks("select[name=scrutineer2][aria-invalid=true]")
	op.post(
		rounds,
		"from",
		"console",
		"scrutineer1",
		member(6),
		"scrutineer2",
		member(7),
		"scrutineer3",
		member(8),
		"unrelated",
		"1",
	).want(
		t,
		http.StatusSeeOther,
		console,
	)
	if v := h.Round(item, lastRound(h.House, item)); len(v.Scrutineers) != 3 {
		t.Errorf("%d scrutineers", len(v.Scrutineers))
	}
}

// A scrutineer who counts at the tablet is there for the room, and is led back to the seat when the next vote
// begins (UX.md §10, 组成人员平板: it opens by itself).
func TestTheScrutineersTabletGoesBackToTheVote(t *testing.T) {
	st, h, c, item := inTheRoom(t)
	ctx := t.Context()
	h.SeatAll(27)
	h.Must(h.Flow.OpenMeeting(ctx, h.Operator, h.Meeting, 29))
	_, err := h.Flow.MakeSeats(ctx, h.Operator, h.Meeting)
	h.Must(err)
	h.Must(h.Flow.IntroduceItem(ctx, h.Operator, item))
	h.Deliberated(item)
	round := h.OpenRound(item)
	count := fmt.Sprintf("/meetings/%d/count", h.Meeting)
	first := st.by(h.AsMember(6))
	here := New(Config{DB: h.DB, Flow: h.Flow, Pool: h.Pool})
	web := httptest.NewServer(here.Handler())
	t.Cleanup(func() {
		here.Close() // ends the stream
		web.Close()
	})
	h.Count(item, round, workflow.CountForm{Issued: 26, Returned: 26, Lines: []store.Count{{CaseID: c.ID, Yes: 26}}})
	watch(t, web, count+"/live", first).shows("计票完成")
	if !here.hub.Present(store.HereTopic(h.Meeting))[h.Members[6]] {
		t.Error("the tablet of a scrutineer who counts is taken for one that is off the line")
	}
	h.Must(h.Flow.VoidRound(ctx, h.Chair, item, round, "重新表决"))
	first.get(count).want(t, http.StatusOK, "本轮无效", "回到席位")
	opening := h.ElectronicOpening()
	opening.Scrutineers = []int64{h.Members[8], h.Members[9]}
	_, err = h.Flow.OpenRound(ctx, h.Operator, item, opening)
	h.Must(err)
	first.get(count+"/live?once").want(t, http.StatusOK, "正在切换画面")
	first.get(count).want(t, http.StatusSeeOther, "/seat")
}

func TestTheChairSwitchesTheVoteToPaper(t *testing.T) {
	st, h, _, item := inTheRoom(t)
	ctx := t.Context()
	h.SeatAll(27)
	h.Must(h.Flow.OpenMeeting(ctx, h.Operator, h.Meeting, 29))
	h.Must(h.Flow.IntroduceItem(ctx, h.Operator, item))
	h.Deliberated(item)
	v := h.OpenElectronicRound(item)
	path := fmt.Sprintf("/meetings/%d", h.Meeting)
	round := fmt.Sprintf("%s/items/%d/rounds/%d", path, item, v.ID)
	op, chair := st.by(h.Operator), st.by(h.Chair)
	chair.get(path+"/script").want(t, http.StatusOK, "改用纸质表决票", "宣布本轮无效")
	op.post(round+"/paper", "paper_reason", "平板断网").want(t, http.StatusForbidden)
	chair.post(round+"/paper", "from", "script", "paper_reason", "").want(t, http.StatusUnprocessableEntity, "理由").page.Has("details[open]")
	chair.post(round+"/paper", "from", "script", "paper_reason", "平板断网").want(t, http.StatusSeeOther, path+"/script")
	op.get(path+"/console").want(t, http.StatusOK, "请工作人员分发表决票", "未录入")
	st.by(h.AsMember(6)).get(path+"/count").want(t, http.StatusOK, "录入计票", "发出票")
}

func TestAScrutineerObjectsAndTheChairDecides(t *testing.T) {
	st, h, c, item := inTheRoom(t)
	ctx := t.Context()
	h.Must(h.Flow.OpenMeeting(ctx, h.Operator, h.Meeting, 29))
	h.Must(h.Flow.IntroduceItem(ctx, h.Operator, item))
	h.Deliberated(item)
	v := h.OpenElectronicRound(item)
	voters := h.Issue(v, 26)
	for _, x := range voters {
		h.Must(x.Cast(1))
	}
	path := fmt.Sprintf("/meetings/%d", h.Meeting)
	count, round := fmt.Sprintf("%s/count/%d", path, v.ID), fmt.Sprintf("%s/items/%d/rounds/%d", path, item, v.ID)
	op, chair, first, second, member := st.by(h.Operator), st.by(h.Chair), st.by(h.AsMember(6)), st.by(h.AsMember(7)), st.by(h.AsMember(9))
	member.get("/seat/objection").want(t, http.StatusOK, "现在没有可以提出异议的计票").page.Lacks("textarea")
	member.post("/seat/objection", "objection", "早了").want(t, http.StatusConflict, "现在没有")
	h.Must(h.Flow.CloseCasting(ctx, h.Operator, item, v.ID))
	first.get(path+"/count").want(t, http.StatusOK, "提出书面异议", "确认计票")
	first.post(count+"/objection", "objection", "").want(t, http.StatusUnprocessableEntity, "哪里不符").page.Has("details[open]")
	first.post(count+"/objection", "objection", "收回票与席位数不符").want(t, http.StatusSeeOther, path+"/count")
	first.get(path+"/count").want(t, http.StatusOK, "您已提出异议", "撤回异议并确认")
	member.post("/seat/objection", "objection", "").want(t, http.StatusUnprocessableEntity, "哪里不符")
	member.post("/seat/objection", "objection", "平板自查没有找到我的票").want(t, http.StatusSeeOther, "/seat/objection")
	member.get("/seat/objection").want(t, http.StatusOK, "已经送到主持人")
	second.post(count+"/confirm").want(t, http.StatusSeeOther, path+"/count")
	op.get(path+"/console").want(t, http.StatusOK, "书面异议", "收回票与席位数不符", "由主持人在主持页面决定")
	var decide []string
	for _, f := range chair.get(path+"/script").want(t, http.StatusOK, "书面异议", "平板自查没有找到我的票").page.All("form") {
		if strings.Contains(f.Attr("action"), "/objections/") {
			decide = append(decide, f.Attr("action"))
		}
	}
	if len(decide) != 2 {
		t.Fatalf("the chair decides %v", decide)
	}
	field := func(action string) string { return "ruling-" + action[strings.LastIndex(action, "/")+1:] }
	op.post(decide[0], field(decide[0]), "相符", "ruling", "dismiss").want(t, http.StatusForbidden)
	chair.post(decide[0], "from", "script", field(decide[0]), "", "ruling", "dismiss").want(t, http.StatusUnprocessableEntity, "理由")
	for _, action := range decide {
		chair.post(action, "from", "script", field(action), "重新清点，相符", "ruling", "dismiss").want(t, http.StatusSeeOther, path+"/script")
	}
	first.get(path+"/count").want(t, http.StatusOK, "主持人已经决定您的异议不成立", "保留意见")
	first.post(count+"/dissent", "dissent", "").want(t, http.StatusUnprocessableEntity, "请写明保留的意见").page.Has("details[open]")
	first.post(count+"/dissent", "dissent", "仍认为应当重投").want(t, http.StatusSeeOther, path+"/count")
	first.get(path+"/count").want(t, http.StatusOK, "计票完成", "保留意见")
	chair.get(round+"/report").want(t, http.StatusOK, "提出书面异议：收回票与席位数不符", "异议不成立：重新清点，相符", "保留意见：仍认为应当重投")
	chair.post(round+"/announce", "from", "script").want(t, http.StatusSeeOther, path+"/script")
	op.get(path+"/minutes").want(t, http.StatusOK, "提出书面异议：平板自查没有找到我的票")
	if h.Read(c.ID).Stage != appointment.StageAdopted {
		t.Error("not adopted")
	}
}

// The page of a scrutineer follows the count to its end, on tablets and on paper.
func TestTheScrutineersPageFollowsTheCount(t *testing.T) {
	st, h, c, item := inTheRoom(t)
	ctx := t.Context()
	h.Must(h.Flow.OpenMeeting(ctx, h.Operator, h.Meeting, 29))
	h.Must(h.Flow.IntroduceItem(ctx, h.Operator, item))
	h.Deliberated(item)
	round := h.OpenRound(item)
	path := fmt.Sprintf("/meetings/%d/count", h.Meeting)
	first := st.by(h.AsMember(6))
	enter := func(n int, yes int) {
		t.Helper()
		_, err := h.Flow.EnterCount(ctx, h.AsMember(n), item, round,
			workflow.CountForm{Issued: 26, Returned: 26, Lines: []store.Count{{CaseID: c.ID, Yes: yes, No: 26 - yes}}})
		h.Must(err)
	}
	first.get(path).want(t, http.StatusOK, "提交计票").page.Lacks("[data-live]")
	enter(6, 20)
	first.get(path).want(t, http.StatusOK, "您的计票已录入").page.Has("[data-live]")
	enter(7, 21)
	if body := first.get(path + "/live?once").body; !strings.Contains(body, "data-live-reload") {
		t.Errorf("counts that differ do not ask the scrutineer again: %s", body)
	}
	enter(6, 20)
	enter(7, 20)
	first.get(path+"/live?once").want(t, http.StatusOK, "计票完成", "提出书面异议")
	h.Must(h.Flow.AnnounceResult(ctx, h.Chair, item, round))
	first.get(path+"/live?once").want(t, http.StatusOK, "已宣布", "回到席位").page.Omits("提出书面异议")
	first.get(path).want(t, http.StatusOK, "计票完成")
}

func TestTheOperatorAsksForAnotherWayOfVoting(t *testing.T) {
	st, h, _, item := inTheRoom(t)
	ctx := t.Context()
	h.Must(h.Flow.OpenMeeting(ctx, h.Operator, h.Meeting, 29))
	h.Must(h.Flow.IntroduceItem(ctx, h.Operator, item))
	h.Deliberated(item)
	path := fmt.Sprintf("/meetings/%d", h.Meeting)
	console, script, ask := path+"/console", path+"/script", fmt.Sprintf("%s/items/%d/method", path, item)
	op, chair := st.by(h.Operator), st.by(h.Chair)
	op.get(console).want(t, http.StatusOK, "改变表决方式", "采用无记名投票，不得举手表决").page.Has("input[name=way][disabled]")
	op.post(ask, "from", "console", "way", "hands", "method_reason", "平板故障").want(t, http.StatusUnprocessableEntity, "不得举手表决")
	h.OpenElectronicRound(item)
	op.post(ask, "from", "console", "way", "paper", "method_reason", "").want(t, http.StatusUnprocessableEntity, "理由").page.Has("details[open]")
	op.post(ask, "from", "console", "way", "paper", "method_reason", "网络中断").want(t, http.StatusSeeOther, console)
	op.get(console).want(t, http.StatusOK, "待主持人决定", "网络中断")
	decide := ""
	for _, f := range chair.get(script).want(t, http.StatusOK, "请求改用纸质表决票：网络中断", "同意改用纸质表决票").page.All("form") {
		if strings.Contains(f.Attr("action"), "/method/") {
			decide = f.Attr("action")
		}
	}
	op.post(decide, "consent", "1").want(t, http.StatusForbidden)
	chair.post(decide, "from", "script", "consent", "1").want(t, http.StatusSeeOther, script)
	op.get(console).want(t, http.StatusOK, "请工作人员分发表决票").page.Omits("待主持人决定")
	op.get(path+"/minutes").want(t, http.StatusOK, "同意改用纸质表决票：网络中断")
}
