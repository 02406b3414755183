package e2e

import (
	"fmt"
	"testing"

	"renmian/internal/browsertest"
	"renmian/internal/policy"
	"renmian/internal/store"
	"renmian/internal/supervision"
	"renmian/internal/workflow"
)

// The review of a unit as those concerned see it: the clerk asks the public by an anonymous questionnaire, people answer on
// their phones, nobody sees an answer before the end, and the unit receives and answers the opinion. ZJ-12, ST-09
func TestUnitReviewWithAnonymousQuestionnaire(t *testing.T) {
	h := open(t)
	ctx := t.Context()
	review := workflow.ReviewForm{Kind: supervision.WorkReview, OrganID: h.Organs["court"], Selection: policy.ByFocus}
	id, err := h.Flow.OpenReview(ctx, h.Clerk, review)
	h.Must(err)
	review.Plan, review.Leaders, review.Headings = "十一月调查，下月评议", "组长王建国", []string{"公正司法", "接受监督"}
	h.Must(h.Flow.PlanReview(ctx, h.Clerk, id, review))
	h.Must(h.Flow.ApproveReview(ctx, h.Chair, id))
	h.Must(h.Flow.MobiliseReview(ctx, h.Clerk, id, h.Today(), "在县人民法院召开动员会", h.Today(), "征求对县人民法院工作的意见"))
	h.Must(h.Flow.AdvanceReview(ctx, h.Clerk, id, ""))

	clerk := h.enter(browsertest.Desktop, h.Clerk)
	clerk.Goto(fmt.Sprintf("/supervision/reviews/%d", id))
	clerk.Click("编制问卷")
	clerk.Fill("问卷名称", "县人民法院工作问卷")
	clerk.Fill("题目", "只有一个选项：满意")
	clerk.Submit("保存")
	clerk.See("选项 2 至 10 个")
	clerk.Fill("题目", "对执行工作是否满意：满意、不满意\n还有什么意见")
	clerk.Submit("保存")
	clerk.Submit("发放问卷")
	clerk.See("答卷加密存放", "已收到（份）")
	forms, err := h.DB.QuestionnairesOf(ctx, id)
	h.Must(err)

	phone := h.visit(browsertest.Phone, "/ask/"+forms[0].Code)
	phone.See("县人民法院工作问卷", "本问卷不记名")
	look(phone, "questionnaire")
	phone.Resize(browsertest.Phone)
	phone.Submit("提交，不再更改")
	phone.See("至少回答一道题")
	phone.Choose("不满意")
	phone.Fill("2. 还有什么意见", "判决执行太慢")
	phone.Submit("提交，不再更改")
	phone.NotSee("判决执行太慢")
	for n := range 4 {
		h.Must(h.Flow.AnswerQuestionnaire(ctx, forms[0].Code, fmt.Sprintf("nonce-of-another-phone-%d", n), "", []supervision.Answer{{Choice: 1}, {}}))
	}
	clerk.Goto(clerk.Path())
	clerk.See("5")
	clerk.NotSee("判决执行太慢")
	clerk.Click("现在截止")
	clerk.Submit("截止问卷")
	clerk.See("判决执行太慢", "4 份", "1 份")
	look(clerk, "questionnaire-result")

	h.Must(h.Flow.RecordMatter(ctx, h.Clerk, id, workflow.MatterRecordForm{Kind: "听取汇报", HeldOn: h.Today(), Title: "听取法院汇报"}))
	h.Must(h.Flow.ReportSurvey(ctx, h.Clerk, id, "执行工作有进步，周期仍长。", []store.Signer{{Name: "王建国", Duty: "副主任", SignedOn: h.Today()}}))
	h.Must(h.Flow.AdvanceReview(ctx, h.Clerk, id, ""))
	h.Must(h.Flow.HearReview(ctx, h.Clerk, id, h.Today(), 14, "报告工作"))
	clerk.Resize(browsertest.Desktop)
	clerk.Goto(fmt.Sprintf("/supervision/reviews/%d", id))
	clerk.Fill("总体评价", "总体较好")
	clerk.Fill("主要成绩", "立案便民")
	clerk.Fill("存在问题", "执行周期长")
	clerk.Fill("建议", "加强执行力量")
	clerk.Submit("保存评议意见书")
	clerk.Submit("发出评议意见书")
	clerk.See("已发出")

	h.Must(h.Flow.AdvanceReview(ctx, h.Clerk, id, ""))

	court := h.enter(browsertest.Desktop, h.Court)
	court.Click("签收评议意见书")
	court.See("执行周期长")
	court.Submit("签收")
	court.Fill("对评议意见的答复", "接受意见，三个月内见效。")
	court.Submit("提交答复")
	court.See("答复已提交")
	clerk.Goto(fmt.Sprintf("/supervision/reviews/%d", id))
	clerk.See("已答复", "接受意见，三个月内见效。")
}
