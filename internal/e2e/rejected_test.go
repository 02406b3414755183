package e2e

import (
	"testing"

	"renmian/internal/appointment"
	"renmian/internal/browsertest"
	"renmian/internal/store"
	"renmian/internal/workflow"
)

// The committee does not adopt a nomination. The organ may try once more; after the second time the same
// person cannot be nominated for the office again in this term.
func TestRejectedTwice(t *testing.T) {
	h := open(t)
	c := h.Case(appointment.StageDeliberation)
	h.Deliberated(c.Agenda.ItemID)
	round := h.OpenRound(c.Agenda.ItemID)
	h.Count(c.Agenda.ItemID, round, workflow.CountForm{Issued: 27, Returned: 27, Lines: []store.Count{{CaseID: c.ID, Yes: 14, No: 9, Abstain: 4}}})
	chair := h.enter(browsertest.Tablet, h.Chair)
	menu(chair, "常委会会议")
	chair.Click("第三十六次会议")
	chair.Click("1. ")
	chair.See("欧阳示例获14票赞成", "未通过") // 29 members, 15 are needed
	chair.Submit("宣布结果")
	chair.See("结果已宣布")
	organ := h.enter(browsertest.Desktop, h.Organ)
	menu(organ, "提请件")
	organ.Click("关于提请决定任命欧阳示例职务的议案")
	organ.See("未通过")
	organ.Click("决定任命")
	organ.See("未获通过", "连续两次未获通过的，本届内不得再提名担任同一职务")
	public := h.visit(browsertest.Phone, "/offices")
	public.NotSee("欧阳示例")

	h.nextMeeting(37)
	h.Case(appointment.StageRejected)
	h.nextMeeting(38)
	h.Draft()
	menu(organ, "提请件")
	organ.In(h.MeetingOn.ISO()).Click("关于提请决定任命欧阳示例职务的议案")
	organ.See("欧阳示例担任示例县财政局局长的提名本届已 2 次未获通过，本届内不得再提名担任同一职务", "本县人事任免办法（再次提请）")
	organ.Click("核对并提交")
	organ.See("还差 1 项才能提交", "本届已 2 次未获通过")
	glance(organ, "locked")
}

// nextMeeting closes the house's meeting and plans one a month later, at which later proposals aim.
func (h *house) nextMeeting(number int) {
	h.T.Helper()
	ctx := h.T.Context()
	h.Must(h.Flow.CloseMeeting(ctx, h.Operator, h.Meeting))
	h.MeetingOn = h.MeetingOn.Add(30)
	var err error
	h.Meeting, err = h.Flow.PlanMeeting(ctx, h.Operator, workflow.MeetingPlan{Number: number, HeldOn: h.MeetingOn, StartsAt: "上午9时",
		Place: "常委会会议厅", PresiderID: h.Members[0]})
	h.Must(err)
}
