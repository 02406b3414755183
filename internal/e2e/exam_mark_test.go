package e2e

import (
	"fmt"
	"testing"

	"renmian/internal/appointment"
	"renmian/internal/browsertest"
	"renmian/internal/exam"
	"renmian/internal/fixture"
)

// Two persons mark blind and differ, a third settles it; one locks, another confirms; the candidate reads the
// sheet on the phone and objects, and the mark is corrected.
func TestExamIsMarkedLockedAndCorrected(t *testing.T) {
	h := open(t)
	n := h.Case(appointment.StageReview)
	poor := fixture.RightAnswers()
	poor[fixture.OnSingle], poor[fixture.OnShort] = exam.Answer{"C"}, exam.Answer{"不知道。"}
	x := h.SatExam(fixture.SatSheet{Case: n, Answers: fixture.RightAnswers()}, fixture.SatSheet{Case: h.Another("司马示例", "审计局"), Answers: poor})
	first, second, third := h.enter(browsertest.Desktop, h.Examiner), h.enter(browsertest.Desktop, h.Examiner2), h.enter(browsertest.Desktop, h.Clerk)
	give := func(b *browsertest.Tab, points string) {
		b.Fill("得分", points)
		b.Submit("保存，评下一份")
	}

	first.Goto("/desk")
	first.Click("评阅主观题")
	first.See("阅卷中", "还有 4 份答案等您评阅")
	first.NotSee("欧阳示例")
	first.Shot("marking-desktop")
	glance(first, "marking")
	first.Click("评阅第 5 题（2 份）")
	first.See("评分要点", "左手抚按宪法")
	first.Shot("mark-answer-desktop")
	glance(first, "mark-answer")
	give(first, "21")
	first.See("0 至 20")
	give(first, "10")
	first.See("2 号答卷")
	give(first, "10")
	first.See("没有等您评阅的答案")
	first.Goto(fmt.Sprintf("/exams/%d/marking", x.Sitting))
	first.Click("评阅第 6 题（2 份）")
	give(first, "30")
	give(first, "30")

	second.Goto(fmt.Sprintf("/exams/%d/marking", x.Sitting))
	second.Click("评阅第 5 题（2 份）")
	give(second, "10")
	give(second, "10")
	second.Goto(fmt.Sprintf("/exams/%d/marking", x.Sitting))
	second.Click("评阅第 6 题（2 份）")
	give(second, "30")
	give(second, "20")
	third.Goto("/desk")
	third.Click("评阅主观题")
	third.Click("评阅第 6 题（1 份）")
	third.See("两人评分相差较大")
	give(third, "25")

	first.Goto(fmt.Sprintf("/exams/%d/marking", x.Sitting))
	first.See("待锁定")
	first.Submit("锁定成绩")
	first.See("成绩已锁定", "等待另一人核对")
	second.Goto("/desk")
	second.Click("核对成绩")
	second.See("欧阳示例")
	glance(second, "marking-confirm")
	second.Submit("核对无误，记入任免案")
	second.See("记入任免案", "已核对")
	second.Click("考试情况报告")
	second.See("及格率", "分数分布", "按题目")
	second.Shot("exam-report-desktop")
	glance(second, "exam-report")
	second.Click("报告主任会议")
	second.See("情况的报告")

	sheet := fmt.Sprintf("/exams/%d/sheets/%d", x.Sitting, x.Entries[0])
	nominee := h.enter(browsertest.Phone, h.NomineeOf(n))
	nominee.Goto("/my")
	nominee.Click("查看考试成绩")
	nominee.Click(h.Today().String())
	nominee.See("我的成绩明细", "《宪法》第二条", "提出异议")
	glance(nominee, "my-sheet")
	nominee.Fill("异议", "第五题右手举拳已经写到。")
	nominee.Submit("提出异议")
	nominee.See("异议已收到", "复核中")

	first.Goto(sheet)
	first.See("右手举拳已经写到")
	first.Shot("exam-sheet-desktop")
	glance(first, "exam-sheet")
	first.Fill("对异议 1 的答复", "经复核，加 3 分。")
	first.Submit("答复考生")
	first.See("已答复考生")
	first.Click("提出成绩更正")
	first.Fill("题号", "5")
	first.Fill("更正后的得分", "13")
	first.Fill("理由", "右手举拳漏判")
	first.Submit("提出更正")
	first.See("等待另一人决定")
	second.Goto("/desk")
	second.Click("决定成绩更正")
	second.Click("欧阳示例的成绩更正等待另一人决定")
	second.Submit("同意第 5 题更正")
	second.See("已同意更正", "10 分改为 13 分")
	nominee.Goto(fmt.Sprintf("/my/exams/%d", x.Entries[0]))
	nominee.See("经复核，加 3 分。", "右手举拳漏判")
	third.Goto(fmt.Sprintf("/cases/%d/exam", n.ID))
	third.See("合格")
}
