package e2e

import (
	"testing"

	"renmian/internal/appointment"
	"renmian/internal/browsertest"
	"renmian/internal/policy"
	"renmian/internal/workflow"
)

// dismissal hands in the government's motion to dismiss 沈卫东, a vice county head, and returns its case.
func (h *house) dismissal() int64 {
	h.T.Helper()
	form := h.ProposalForm()
	form.Title = "关于提请撤销沈卫东职务的议案"
	proposal, err := h.Flow.CreateProposal(h.T.Context(), h.Organ, form)
	h.Must(err)
	_, err = h.Flow.AddCase(h.T.Context(), h.Organ, proposal, workflow.CaseForm{Action: policy.Dismiss, PersonID: h.Persons["沈卫东"],
		OfficeID: h.Offices["示例县副县长"].ID, Reason: "严重违纪违法"})
	h.Must(err)
	h.Attach(h.Organ, proposal)
	return h.Submit(proposal)
}

// A dismissal: nobody can have it decided by a show of hands, and no vote is taken before the person was
// heard; then the members decide by secret ballot.
func TestDismissal(t *testing.T) {
	h := open(t)
	h.Bring(h.dismissal(), appointment.StageCommittee)
	op := h.enter(browsertest.Desktop, h.Operator)
	menu(op, "常委会会议")
	op.Click("第三十六次会议")
	op.In("下一步").Click("编排议程")
	list := op.In("列入人事任免议题")
	list.Choose("举手表决")
	list.Submit("列入议程")
	op.See("撤职案的表决采用无记名投票，不得举手表决。〔监督法 第六十二条〕")
	glance(op, "hands-refused")
	list.Choose("无记名投票")
	list.Submit("列入议程")
	op.See("已列入议程", "无记名投票，逐人表决")

	h.Deliver(h.onAgenda())
	h.Open(27)
	op.Click("第三十六次会议")
	op.Click("办理第 1 项")
	op.Submit("开始审议")
	op.Submit("登记说明")
	op.See("说明已登记", "申辩", "监督法 第六十二条")
	op.NotSee("开始表决")
	op.Click("登记申辩")
	op.Choose("到会口头申辩")
	op.Fill("申辩要点或全文", "承认主要事实，请求从轻。")
	op.Submit("登记申辩")
	op.See("申辩已登记", "到会口头申辩")
	op.Click("返回议题")
	op.Fill("#f-summary", "组成人员审议后同意提交表决。")
	op.Submit("登记审议情况")
	op.Select("监票人（总监票人）", "赵文博")
	op.Select("监票人", "黄丽娟")
	op.Choose("已询问：监票人不是本次表决人选的近亲属")
	op.Submit("开始表决")
	op.See("请工作人员分发表决票")
	for _, n := range []int{6, 7} {
		s := h.enter(browsertest.Tablet, h.AsMember(n))
		s.Click("录入计票")
		count(s, "22", "4")
	}
	chair := h.enter(browsertest.Tablet, h.Chair)
	menu(chair, "常委会会议")
	chair.Click("第三十六次会议")
	chair.Click("1. ")
	chair.Submit("宣布结果")
	chair.See("结果已宣布", "通过")

	public := h.visit(browsertest.Phone, "/offices?on="+h.Today().Add(-1).ISO())
	public.See("沈卫东")
	public.Goto("/offices")
	public.See("方志远")
	public.NotSee("沈卫东")
}

// onAgenda is the case of the first item of the house's meeting.
func (h *house) onAgenda() int64 {
	h.T.Helper()
	items, err := h.DB.Items(h.T.Context(), h.Meeting)
	h.Must(err)
	return items[0].Cases[0].CaseID
}
