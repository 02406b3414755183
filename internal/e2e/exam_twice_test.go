package e2e

import (
	"fmt"
	"slices"
	"testing"

	"renmian/internal/appointment"
	"renmian/internal/browsertest"
	"renmian/internal/fixture"
	"renmian/internal/store"
)

// A candidate writes in two windows and signs in twice: one window writes, the invigilator decides about the other
// machine, and whatever was written is handed in, once〔TM-07〕.
func TestExamInTwoWindows(t *testing.T) {
	h := open(t)
	const name = "欧阳示例"
	hall := h.ExamHall([]string{"A"}, h.Case(appointment.StageReview))
	token := hall.Start()[name]
	saved := func(position int) string {
		t.Helper()
		return fmt.Sprint(h.answersOf(hall, name)[position])
	}
	op := h.enter(browsertest.Tablet, h.Clerk)
	op.Goto(fmt.Sprintf("/exams/%d/room", hall.Sitting))

	first := h.visit(browsertest.Tablet, "/exam")
	first.SetCookie("exam", token)
	first.Goto("/exam/paper")
	first.In("#q1").Choose("A．人民")
	first.See("已保存", "已答 1，未答 5")
	look(first, "exam-paper-tablet")

	// The same machine opens the paper again: the older window stands back and takes over when asked to. Windows
	// of the tests share no store, so that the newer one speaks for itself.
	browsertest.Eval[any](first, `dispatchEvent(new StorageEvent("storage", {key: "exam-window", newValue: "another"}))`)
	first.See("本试卷已在另一个窗口打开")
	first.Check()
	first.Click("在本窗口继续作答")
	first.See("一、单项选择题", "已答 1，未答 5")

	// A second sign-in asks, is refused, asks again; the first machine writes on meanwhile.
	second := h.visit(browsertest.Phone, "/exam")
	signIn := func() {
		t.Helper()
		second.Fill("姓名", name)
		second.Fill("准考码", hall.Codes[name])
		second.Submit("签到")
		second.See("等候监考人员同意")
	}
	signIn()
	first.In("#q3").Choose("对")
	first.See("已答 2，未答 4", "已保存")
	op.See("申请继续作答")
	op.Submit("不同意：" + name)
	op.See("已不同意换机")
	second.See("考生签到") // by itself
	first.In("#q6").Fill("第 6 题的答案", "一切权力属于人民。")
	first.See("已答 3，未答 3", "已保存")
	signIn()
	op.See("申请继续作答")
	op.Submit("同意换机：" + name)
	second.See("一、单项选择题", "已答 3，未答 3")
	first.See("本机不再收取答案")
	if saved(fixture.OnSingle) != "[A]" || saved(fixture.OnTrueFalse) != "[对]" || saved(fixture.OnEssay) != "[一切权力属于人民。]" {
		t.Errorf("on the server: %v", h.answersOf(hall, name))
	}
	look(second, "exam-paper-phone")

	// Handed in by two presses at once, then by a page that stayed open, after a step back: it counts once.
	second.Click("检查并交卷")
	second.Choose("我已检查，确认交卷，交卷后不再更改。")
	second.DoubleClick("交卷")
	second.See("已交卷", "3 题，共 6 题")
	second.Back()
	second.See("已交卷")
	second.Goto("/exam/paper")
	second.See("已交卷")
	events, err := h.DB.EventsOfEntry(t.Context(), hall.Entry(name).ID, 100)
	h.Must(err)
	handed := slices.DeleteFunc(events, func(e store.ExamEvent) bool { return e.Kind != "handed_in" })
	if len(handed) != 1 {
		t.Errorf("handed in %d times: %+v", len(handed), handed)
	}
	op.Goto(fmt.Sprintf("/exams/%d/room/record", hall.Sitting))
	op.See("考场记录", "换机 1 次", "本人交卷", "不同意换机", "签名")
	look(op, "exam-record")
}
