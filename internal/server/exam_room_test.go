package server

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"renmian/internal/appointment"
	"renmian/internal/authz"
	"renmian/internal/exam"
	"renmian/internal/fixture"
	"renmian/internal/htmltest"
)

// codeOf reads the admission code of a candidate from the sheet that shows it once.
func codeOf(t *testing.T, page htmltest.Page, name string) string {
	t.Helper()
	for _, x := range page.All("section.admission") {
		if strings.Contains(x.Text(), name) {
			return x.One("span.code").Text()
		}
	}
	t.Fatalf("no slip for %s: %s", name, page.Text())
	return ""
}

// TestExamRoomPages walks an exam on computers over its pages, without script, from the arrangement to the
// hand-in.
func TestExamRoomPages(t *testing.T) {
	st, h, c := at(t, appointment.StageReview)
	other := h.Another("林示范", "统计局")
	st.now = h.Now
	examiner, clerk := st.by(h.Examiner), st.by(h.Clerk)
	set := h.PaperSet("A", "B")
	examiner.get("/exams/new").want(t, http.StatusOK, "机考", "考试时长")
	day := h.Today().ISO()
	examiner.post("/exams", "mode", "computer", "held_on", day, "place", "县人大机房", "minutes", "5").want(t, http.StatusUnprocessableEntity, "10 至 300")
	path := examiner.post("/exams", "mode", "computer", "held_on", day, "starts_at", "09:00", "place", "县人大机房", "minutes", "60",
		"case", idText(c.ID), "case", idText(other.ID)).want(t, http.StatusSeeOther).to
	for _, who := range []authz.Actor{h.Member, h.Organ, h.Admin} {
		st.by(who).get(path+"/room").want(t, http.StatusForbidden)
		st.by(who).post(path+"/room/open").want(t, http.StatusForbidden)
	}
	examiner.get(path).want(t, http.StatusOK, "还没有考场", "开考前还要办", "2 名考生没有排座")
	examiner.post(path+"/rooms", "name", "", "seats", "30").want(t, http.StatusUnprocessableEntity, "请填写考场名称")
	examiner.post(path+"/rooms", "name", "第一考场", "seats", "30", "invigilator", idText(h.Examiner.AccountID), "invigilator", idText(h.Clerk.AccountID)).
		want(t, http.StatusSeeOther, path)
	examiner.post(path+"/seats", "order", "list").want(t, http.StatusSeeOther, path)
	examiner.post(path+"/paper", "group", "government", "set-government", "999").want(t, http.StatusUnprocessableEntity, "请从已审定的试卷中选择")
	examiner.post(path+"/paper", "group", "government", "set-government", idText(set)).want(t, http.StatusSeeOther, path)
	examiner.get(path).want(t, http.StatusOK, "第一考场 1 号", "待抽签", "抽签定卷", "打印准考证（2 份）")
	examiner.post(path+"/draw", "group", "government", "witness-government", "").want(t, http.StatusUnprocessableEntity, "见证人")
	examiner.post(path+"/draw", "group", "government", "witness-government", "李模拟").want(t, http.StatusSeeOther, path+"/drawn")
	examiner.get(path+"/drawn").want(t, http.StatusOK, "见证人 李模拟").page.Has("p.drawn")
	slips := examiner.post(path+"/admissions").want(t, http.StatusOK, "只在本页显示这一次", "欧阳示例")
	code := codeOf(t, slips.page, "欧阳示例")

	v := st.visitor()
	v.get("/exam").want(t, http.StatusOK, "考生签到")
	v.get("/exam/paper").want(t, http.StatusSeeOther, "/exam")
	v.get("/exam/state").want(t, http.StatusNotFound)
	v.post("/exam", "name", "", "code", "").want(t, http.StatusUnprocessableEntity, "请输入姓名")
	v.post("/exam", "name", "欧阳示例", "code", code).want(t, http.StatusUnprocessableEntity, "对不上") // not open yet
	clerk.post(path+"/room/open").want(t, http.StatusSeeOther, path+"/room")
	v.post("/exam", "name", "欧阳示例", "code", "00000000").want(t, http.StatusUnprocessableEntity, "对不上").page.Has("input[value=欧阳示例]")
	v.post("/exam", "name", "欧阳示例", "code", code).want(t, http.StatusSeeOther, "/exam")
	if v.cookies["session"] != "" || v.cookies["exam"] == "" {
		t.Errorf("cookies of a candidate: %v", v.cookies)
	}
	v.get("/desk").want(t, http.StatusSeeOther, "/login")
	v.get(path).want(t, http.StatusSeeOther, "/login")
	v.get("/exam").want(t, http.StatusOK, "考生须知", "第一考场 1 号", "闭卷")
	v.post("/exam/pledge").want(t, http.StatusUnprocessableEntity, "勾选承诺")
	v.post("/exam/leave").want(t, http.StatusConflict, "还没有交卷")
	v.post("/exam/pledge", "agree", "1").want(t, http.StatusSeeOther, "/exam")
	v.get("/exam").want(t, http.StatusOK, "等候开考")
	v.get("/exam/paper").want(t, http.StatusSeeOther, "/exam")
	clerk.get(path+"/room").want(t, http.StatusOK, "已签到", "宣布开考")
	clerk.post(path+"/room/start").want(t, http.StatusSeeOther, path+"/room")

	v.get("/exam").want(t, http.StatusSeeOther, "/exam/paper")
	paper := v.get("/exam/paper").want(t, http.StatusOK, "一、单项选择题", "剩余时间", "1:00:00")
	paper.page.Has("input[type=radio][name=answer-1]", "input[type=checkbox][name=answer-2]", "textarea[name=answer-5]")
	v.post("/exam/paper", "do", "save", "answer-1", "B", "rev-1", "0", "flag-2", "1", "rev-2", "0").want(t, http.StatusOK, "已保存")
	v.post("/exam/paper", "do", "save", "answer-1", "C", "rev-1", "0", "flag-2", "1", "rev-2", "1").want(t, http.StatusConflict, "第 1 题后来保存过别的答案")
	huge := strings.Repeat("字", exam.MaxText+1)
	long := v.post("/exam/paper", "do", "check", "answer-1", "A", "rev-1", "1", "flag-2", "1", "rev-2", "1", "answer-6", huge, "rev-6", "0").
		want(t, http.StatusUnprocessableEntity, "20001 字")
	if text := long.page.Value("answer-6"); len(text) != len(huge) {
		t.Errorf("of the huge text %d bytes are left", len(text))
	}
	v.post("/exam/paper", "do", "check", "answer-1", "A", "rev-1", "2", "flag-2", "1", "rev-2", "1", "answer-6", "一切权力属于人民。", "rev-6", "0").
		want(t, http.StatusSeeOther, "/exam/check")
	v.get("/exam/check").want(t, http.StatusOK, "还没有作答的题", "标记了的题")
	v.post("/exam/hand-in").want(t, http.StatusUnprocessableEntity, "请勾选“确认交卷”")
	clerk.get(path+"/room").want(t, http.StatusOK, "已答 2 / 6", "剩余约 60 分钟")

	v.post("/exam/hand-in", "sure", "1").want(t, http.StatusSeeOther, "/exam")
	v.post("/exam/hand-in", "sure", "1").want(t, http.StatusSeeOther, "/exam") // twice
	v.get("/exam").want(t, http.StatusOK, "已交卷", "2 题，共 6 题")
	v.get("/exam/check").want(t, http.StatusSeeOther, "/exam")
	v.post("/exam/leave").want(t, http.StatusSeeOther, "/exam")
	v.get("/exam").want(t, http.StatusOK, "考生签到")
	v.post("/exam", "name", "欧阳示例", "code", code).want(t, http.StatusConflict, "已经交卷")
	clerk.post(path+"/room/end").want(t, http.StatusSeeOther, path+"/room")
	clerk.get(path+"/room").want(t, http.StatusOK, "已结束", "缺考")
	clerk.get(path).want(t, http.StatusOK, "已结束").page.Lacks("form[action='" + path + "/cancel']")
}

// sat is an exam on computers under way with one candidate at a machine.
func sat(t *testing.T) (*site, *fixture.House, *fixture.ExamHall, *visitor) {
	t.Helper()
	st, h, c := at(t, appointment.StageReview)
	hall := h.ExamHall([]string{"A"}, c)
	v := st.visitor()
	v.cookies["exam"] = hall.Start()["欧阳示例"]
	return st, h, hall, v
}

// save sends an answer as the page's script does.
func (v *visitor) save(position, revision int, answer ...string) reply {
	return v.tell("/exam/answers", "application/json",
		map[string]any{"answers": []any{map[string]any{"position": position, "revision": revision, "answer": answer, "flagged": false}}})
}

func TestLateWords(t *testing.T) {
	for _, tt := range []struct {
		run  exam.Run
		want string
	}{
		{exam.Run{Minutes: 90}, "开考以后不能再签到，再晚的不得入场。"},
		{exam.Run{Minutes: 90, LateFor: 30 * time.Minute}, "开考后 30 分钟内，迟到的考生还可以签到，再晚的不得入场。"},
		{exam.Run{Minutes: 90, LateFor: 30 * time.Minute, LateByConsent: true}, "开考后 30 分钟内，迟到的考生还可以签到，再晚的须经监考人员同意。"},
		{exam.Run{Minutes: 10, LateFor: 30 * time.Minute, LateByConsent: true}, "考试结束以前，迟到的考生都可以签到。"},
	} {
		if got := lateWords(tt.run); got != tt.want {
			t.Errorf("%+v: %s", tt.run, got)
		}
	}
}

func TestExamAutosave(t *testing.T) {
	st, h, hall, v := sat(t)
	v.save(1, 1, "A").want(t, http.StatusOK, `"kept":[1]`, `"at":"09:00:00"`)
	v.save(1, 1, "B").want(t, http.StatusOK, `"newer"`, `"answer":["A"]`)
	v.save(2, 1, "Z").want(t, http.StatusOK, `"wrong"`, "没有“Z”")
	v.save(6, 1, strings.Repeat("字", exam.MaxText+1)).want(t, http.StatusOK, "20001 字")
	v.save(6, 1, strings.Repeat("字", 2<<20)).want(t, http.StatusUnprocessableEntity, "答案过长")
	st.visitor().save(1, 5, "A").want(t, http.StatusNotFound)
	var state struct {
		Phase string
		Left  int
	}
	if err := json.Unmarshal([]byte(v.get("/exam/state").want(t, http.StatusOK).body), &state); err != nil || state.Phase != "write" || state.Left != 3600 {
		t.Errorf("state %+v: %v", state, err)
	}
	clerk := st.by(h.Clerk)
	room := fmt.Sprintf("/exams/%d", hall.Sitting)
	entry := fmt.Sprintf("%s/entries/%d", room, hall.Entry("欧阳示例").ID)
	clerk.post(entry+"/warn", "warn-why", "").want(t, http.StatusUnprocessableEntity, "请写明警告的事由")
	clerk.post(entry+"/warn", "warn-why", "左顾右盼").want(t, http.StatusSeeOther, room+"/room")
	v.get("/exam/state").want(t, http.StatusOK, "左顾右盼")
	v.post("/exam/events", "kind", "left", "seconds", "0").want(t, http.StatusNoContent)
	clerk.get(room+"/room").want(t, http.StatusOK, "离开页面 1 次", "警告 1 次")
	clerk.get(entry).want(t, http.StatusOK, "离开答题页面", "延长时间", "代为交卷")
	clerk.post(entry+"/extend", "extend-minutes", "0", "extend-why", "").want(t, http.StatusUnprocessableEntity, "1 至 120", "原因")
	clerk.post(entry+"/extend", "extend-minutes", "10", "extend-why", "机器故障").want(t, http.StatusSeeOther)
	clerk.post(room+"/room/pause", "pause-why", "停电").want(t, http.StatusSeeOther)
	v.get("/exam/state").want(t, http.StatusOK, `"phase":"paused"`, `"left":4200`)
	h.Now = h.Now.Add(time.Minute)
	v.save(1, 2, "B").want(t, http.StatusConflict, "全场已暂停")
	kept := v.post("/exam/paper", "answer-5", "公开进行", "rev-5", "0").want(t, http.StatusConflict, "全场已暂停")
	if text := kept.page.Value("answer-5"); text != "公开进行" {
		t.Errorf("typed in the pause: %q", text)
	}
	clerk.post(room+"/room/resume").want(t, http.StatusSeeOther)
	v.save(1, 2, "B").want(t, http.StatusOK, `"kept":[1]`)

	// Another machine asks; until an invigilator agrees, the first goes on.
	spare := st.visitor()
	spare.post("/exam", "name", "欧阳示例", "code", hall.Codes["欧阳示例"]).want(t, http.StatusSeeOther, "/exam")
	spare.get("/exam").want(t, http.StatusOK, "等候监考人员同意")
	spare.get("/exam/paper").want(t, http.StatusSeeOther, "/exam")
	spare.save(1, 9, "C").want(t, http.StatusConflict, "另一台机器")
	clerk.get(room+"/room").want(t, http.StatusOK, "申请继续作答", "同意换机")
	clerk.post(entry+"/allow").want(t, http.StatusSeeOther)
	v.save(1, 10, "D").want(t, http.StatusNotFound)
	spare.get("/exam/paper").want(t, http.StatusOK).page.Has("input[name=answer-1][value=B][checked]")
	spare.save(1, 3, "A").want(t, http.StatusOK, `"kept":[1]`)

	h.Now = h.Now.Add(90 * time.Minute)
	spare.save(1, 4, "B").want(t, http.StatusConflict, "时间已到")
	h.Must(h.Flow.HandInDue(t.Context(), authz.System))
	spare.get("/exam").want(t, http.StatusOK, "系统已自动收卷")
	st.now = h.Now
	st.by(h.Clerk).get(entry).want(t, http.StatusOK, "逾时的答案没有收取")
}
