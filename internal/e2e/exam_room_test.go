package e2e

import (
	"fmt"
	"testing"
	"time"

	"renmian/internal/appointment"
	"renmian/internal/authz"
	"renmian/internal/browsertest"
	"renmian/internal/fixture"
)

// A candidate signs in with the slip, writes through a cut of the network and on another machine, and hands
// in; two invigilators watch and decide〔TM-06、ZY-04〕.
func TestExamRoom(t *testing.T) {
	h := open(t)
	c := h.Case(appointment.StageReview)
	hall := h.ExamHall([]string{"A", "B"}, c, h.Another("林示范", "统计局"))
	code := hall.Codes["欧阳示例"]

	op := h.enter(browsertest.Desktop, h.Clerk)
	op.Goto(fmt.Sprintf("/exams/%d", hall.Sitting))
	look(op, "exam-run")
	op.Click("进入考场")
	op.Submit("开放签到")
	op.See("签到已开放")

	b := h.visit(browsertest.Desktop, "/exam")
	look(b, "exam-door")
	b.Fill("姓名", "欧阳示例")
	b.Fill("准考码", "00000000")
	b.Submit("签到")
	b.See("对不上")
	glance(b, "exam-door-wrong")
	b.Fill("准考码", code[:4]+" "+code[4:])
	b.Submit("签到")
	b.See("考生须知", "第一考场 1 号")
	look(b, "exam-rules")
	b.Choose("我已阅读考生须知，承诺遵守考场纪律，独立作答，诚信考试。")
	b.Submit("承诺并等候开考")
	b.See("已签到，等候开考")
	look(b, "exam-wait")
	op.See("已签到并承诺 1 人")
	op.Submit("宣布开考")
	op.See("已开考，计时开始")
	b.See("一、单项选择题", "剩余时间", "答题卡") // by itself

	b.In("#q1").Choose("A．人民")
	b.See("已保存", "已答 1，未答 5")
	b.In("#q6").Fill("第 6 题的答案", "一切权力属于人民。")
	b.See("已答 2，未答 4")
	b.See("已保存")
	look(b, "exam-paper")

	// The network is cut: what is chosen stays on the machine and goes out afterwards, even over a reload.
	h.down.Store(true)
	b.In("#q3").Choose("对")
	b.See("未保存，重试中")
	b.Shot("exam-offline")
	h.down.Store(false)
	b.See("已保存")
	saved := h.answersOf(hall, "欧阳示例")
	if saved[fixture.OnTrueFalse][0] != "对" || saved[fixture.OnSingle][0] != "A" {
		t.Errorf("after the cut the server has %v", saved)
	}

	// Another machine: it asks, an invigilator agrees, the answers are there, and the first takes no more.
	spare := h.visit(browsertest.Desktop, "/exam")
	spare.Fill("姓名", "欧阳示例")
	spare.Fill("准考码", code)
	spare.Submit("签到")
	spare.See("等候监考人员同意")
	look(spare, "exam-asked")
	op.See("申请继续作答")
	look(op, "exam-board")
	op.Submit("同意换机：欧阳示例")
	spare.See("一、单项选择题", "已答 3，未答 3")
	b.See("本机不再收取答案")
	b.Check()

	// The whole room pauses, and goes on.
	op.Click("全场暂停")
	op.Fill("暂停原因", "停电")
	op.Submit("暂停考试")
	spare.See("全场暂停")
	h.Now = h.Now.Add(10 * time.Minute)
	op.Submit("恢复考试")
	spare.See("一、单项选择题")

	spare.Click("检查并交卷")
	spare.See("还没有作答的题")
	look(spare, "exam-check")
	spare.Submit("交卷")
	spare.See("请勾选“确认交卷”")
	spare.Choose("我已检查，确认交卷，交卷后不再更改。")
	spare.Submit("交卷")
	spare.See("已交卷", "3 题，共 6 题")
	look(spare, "exam-done")
	op.See("已答 3 / 6")
	op.Click("欧阳示例")
	op.See("同意换机", "交卷")
	look(op, "exam-entry")

	h.Now = h.Now.Add(2 * time.Hour)
	h.Must(h.Flow.HandInDue(t.Context(), authz.System))
	op.Goto(fmt.Sprintf("/exams/%d/room", hall.Sitting))
	op.See("已结束", "缺考")
}

// answersOf is what the server has of a candidate.
func (h *house) answersOf(hall *fixture.ExamHall, name string) map[int][]string {
	h.T.Helper()
	answers, err := h.DB.Answers(h.T.Context(), hall.Entry(name).ID)
	h.Must(err)
	all := map[int][]string{}
	for n, a := range answers {
		all[n] = a
	}
	return all
}
