package e2e

import (
	"testing"

	"renmian/internal/appointment"
	"renmian/internal/browsertest"
	"renmian/internal/policy"
	"renmian/internal/workflow"
)

// togetherAtChairs brings two removals before the committee, which the chairpersons let be voted on together.
func (h *house) togetherAtChairs() (cases []int64) {
	h.T.Helper()
	ctx := h.T.Context()
	form := h.ProposalForm()
	form.Title = "关于提请免去钱正明、沈卫东职务的议案"
	proposal, err := h.Flow.CreateProposal(ctx, h.Organ, form)
	h.Must(err)
	for name, title := range map[string]string{"钱正明": "示例县教育局局长", "沈卫东": "示例县副县长"} {
		_, err = h.Flow.AddCase(ctx, h.Organ, proposal, workflow.CaseForm{Action: policy.DecideRemove, PersonID: h.Persons[name],
			OfficeID: h.Offices[title].ID, Reason: "工作变动"})
		h.Must(err)
	}
	h.Attach(h.Organ, proposal)
	h.Submit(proposal)
	all, err := h.DB.CasesOfProposal(ctx, proposal)
	h.Must(err)
	for _, c := range all {
		cases = append(cases, h.Bring(c.ID, appointment.StageChairs).ID)
	}
	chairs := h.ChairsMeeting()
	h.Must(h.Flow.ListForChairs(ctx, h.Clerk, chairs, cases))
	for _, id := range cases {
		h.Must(h.Flow.DecideAtChairs(ctx, h.Chair, chairs, id, workflow.ChairsDecision{Decision: "to_committee", EnBloc: true}))
	}
	h.Must(h.Flow.WriteChairsMinutes(ctx, h.Clerk, chairs, 1, "会议同意提请常委会会议审议，可以合并表决。"))
	h.Must(h.Flow.CloseChairsMeeting(ctx, h.Clerk, chairs, 2))
	return cases
}

// arrangedTogether is a meeting whose operator has put both on the agenda as one item for one vote.
func arrangedTogether(h *house) (c *chamber, cases []int64, item int64) {
	h.T.Helper()
	cases = h.togetherAtChairs()
	op := h.enter(browsertest.Desktop, h.Operator)
	op.Goto("/meetings")
	op.Click("第三十六次会议")
	op.In("下一步").Click("编排议程")
	op.See("主任会议决定可以合并表决")
	op.Choose("合并表决")
	op.In("列入人事任免议题").Submit("列入议程")
	op.See("已列入议程", "合并表决")
	items, err := h.DB.Items(h.T.Context(), h.Meeting)
	h.Must(err)
	h.Deliver(cases...)
	c = h.convene(27)
	h.Attend(27)
	c.op.See("实到27人")
	c.op.Submit("宣布开会")
	return c, cases, items[0].ID
}

// Two persons are voted on together: one row on the tablet, one count, one result for both.
func TestTwoPersonsInOneVote(t *testing.T) {
	h := open(t)
	c, cases, item := arrangedTogether(h)
	tablet := h.tablets(1)[0]
	c.deliberate()
	v := c.issue(item)
	tablet.See("已领票")
	others := append(h.others(v, 0, 1), h.others(v, 2, 27)...)
	c.op.Submit("开始投票（发出 27 / 27）")
	look(tablet, "vote-together")
	fill(tablet, "赞成")
	c.castAll(others[:20], 1)
	c.castAll(others[20:], 3)
	c.op.See("27 票")
	c.op.Submit("截止")
	tablet.See("您的票已在票箱中")
	c.confirm("本项 赞成 21 + 反对 0 + 弃权 6 + 未按 0 = 收回 27，相符")
	chair := c.script()
	chair.See("21票赞成")
	chair.Submit("宣布结果")
	c.hall.See("通过", "21", "6")
	c.hall.Check()
	for _, id := range cases {
		if got := h.Read(id).Stage; got != appointment.StageAdopted {
			t.Errorf("case %d stands at %s", id, got)
		}
	}
}

// A member objects, and the two persons get a row each.
func TestObjectionToVotingTogether(t *testing.T) {
	h := open(t)
	c, _, item := arrangedTogether(h)
	tablet := h.tablets(1)[0]
	c.op.Submit("开始审议")
	c.op.Click("有组成人员提出异议")
	c.op.Submit("改为逐人表决")
	c.op.See("改为逐人表决")
	c.op.Submit("登记说明")
	c.op.Fill("审议情况", "一名组成人员提出逐人表决。")
	c.op.Submit("登记审议情况")
	v := c.issue(item)
	tablet.See("已领票", "2 人逐人表决")
	h.others(v, 2, 27)
	h.others(v, 0, 1)
	c.op.Submit("开始投票（发出 27 / 27）")
	tablet.See("已选 0 / 2", "钱正明", "沈卫东")
	fill(tablet, "赞成", "反对")
}
