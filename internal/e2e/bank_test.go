package e2e

import (
	"testing"

	"renmian/internal/appointment"
	"renmian/internal/browsertest"
)

// An examiner loads the starting bank and sets a question, a second person reviews it, and a nominee
// practises on the phone.
func TestQuestionIsSetReviewedAndPractised(t *testing.T) {
	h := open(t)
	n := h.Case(appointment.StageReview)
	author := h.enter(browsertest.Desktop, h.Examiner)
	author.Goto("/exams/bank")
	author.Submit("载入起始题库")
	author.See("起始题库已载入", "可以组卷")
	glance(author, "bank")
	author.Click("命题")
	author.Fill("条文", "第二条")
	author.Fill("题干", "示例县的县花是（　　）。")
	author.Submit("送审")
	author.See("请选择法规", "选项应为 3 至 8 个")
	glance(author, "bank-refused")
	author.Select("法规", "宪法")
	author.Fill("A", "甲花")
	author.Fill("B", "乙花")
	author.Fill("C", "丙花")
	author.Fill("答案", "B")
	author.Submit("送审")
	author.See("试题已送审", "待审", "由另一人审")
	glance(author, "bank-item")
	author.Goto("/exams/bank/laws")
	author.See("法规和条文")
	glance(author, "bank-laws")
	author.Goto("/exams/bank/import")
	glance(author, "bank-import")

	second := h.enter(browsertest.Tablet, h.Examiner2)
	second.Goto("/exams/bank/review")
	second.See("县花", "正确答案")
	glance(second, "bank-review")
	second.Submit("提交审题意见")
	second.See("请至少审一道题")
	second.Choose("审定")
	second.Submit("提交审题意见")
	second.See("审定 1 道题，退回 0 道")

	nominee := h.enter(browsertest.Phone, h.NomineeOf(n))
	nominee.Goto("/practice")
	nominee.See("法律学习", "练习", "宪法")
	glance(nominee, "practice")
	nominee.Submit("开始练习（10 题）")
	nominee.See("共 10 题")
	glance(nominee, "practice-run")
	nominee.Submit("交练习")
	nominee.See("练习结果", "没有作答", "依据")
	glance(nominee, "practice-result")
	nominee.Goto("/practice")
	nominee.Click("中华人民共和国宪法")
	nominee.See("练这部法律", "已学 0 /")
	glance(nominee, "practice-law")
}
