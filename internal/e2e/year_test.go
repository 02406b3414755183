package e2e

import (
	"fmt"
	"strings"
	"testing"

	"renmian/internal/appointment"
	"renmian/internal/browsertest"
	"renmian/internal/fixture"
	"renmian/internal/store"
	"renmian/internal/supervision"
	"renmian/internal/workflow"
)

// A year of one appointee as those concerned see it: the duty report on a phone, the decision on the rating, the overdue
// rectification, the motion to dismiss, and in the end the whole year on one axis of time. SN-19, SB-24, ZJ-16
func TestAYearOfOneAppointee(t *testing.T) {
	h := open(t)
	ctx, name := t.Context(), "欧阳示例"
	person := h.Case(appointment.StageClosed).Person.ID
	h.Persons[name] = person
	own := h.Appointee(name)
	duty := h.CallDuty(h.Today().Add(20), name)[name]
	d, err := h.DB.DutyReport(ctx, duty)
	h.Must(err)

	phone := h.enter(browsertest.Phone, own)
	phone.Goto("/my")
	phone.Click("2026 年度述职报告")
	for _, x := range d.Headings {
		phone.Fill(x, "本年度"+x+"方面的工作。")
	}
	for _, p := range d.Promises {
		phone.In("承诺：" + p.Heading).Choose("未兑现")
		phone.Fill("“"+p.Heading+"”兑现情况", "专项资金没有按时拨付。")
	}
	phone.Submit("核对内容")
	phone.Submit("提交述职报告")
	phone.See("回执")
	h.Must(h.Flow.ReviewDuty(ctx, h.Clerk, duty, "承诺未兑现，建议列为评议对象"))

	h.Pass(5)
	h.NextMeeting(37, 22)
	review := h.PersonReview(name)
	rating := h.Rate(review, workflow.RatingForm{Object: supervision.RatePerson, PersonID: person})
	item := h.SitOn("述职评议")
	h.Must(h.Flow.HearReview(ctx, h.Clerk, review, h.Today(), 12, "述职要点"))
	h.Announced(rating, fixture.Marks(1, 2, 4, 6, 14))
	chair := h.enter(browsertest.Desktop, h.Chair)
	chair.Click("决定测评结果怎样处理")
	chair.See("按规则建议", "不称职")
	chair.Choose("限期整改并书面报告")
	chair.Fill("理由", "经主任会议研究，先限期整改。")
	chair.Fill("问题清单", "专项资金拨付迟缓")
	chair.Submit("决定")
	chair.See("整改事项")
	h.Rise(item)
	h.OpinionSent(review)
	phone = h.enter(browsertest.Phone, own)
	phone.Click("签收评议意见书")
	phone.Submit("签收")
	phone.Fill("对评议意见的答复", "接受意见，逐项整改。")
	phone.Submit("提交答复")
	phone.See("答复已提交")
	h.Must(h.Flow.AdvanceReview(ctx, h.Clerk, review, "评议结束，进入限期整改"))

	// The report is nine days late, and everybody concerned is told.
	all, err := h.DB.Rectifications(ctx, store.RectificationFilter{Who: h.Clerk, PersonID: person, Limit: 5})
	h.Must(err)
	rect := all[0].ID
	paper := workflow.RectificationPaperForm{Kind: supervision.PlanPaper, Answers: []string{"两个月内拨付到位"}}
	h.Pass(1)
	h.PutRight(own, rect, paper)
	h.on(all[0].ReportDue.Add(9))
	clerk := h.enter(browsertest.Desktop, h.Clerk)
	clerk.See("催报整改报告", "已逾期 9 天")
	chair = h.enter(browsertest.Desktop, h.Chair)
	chair.See("整改报告逾期未报", "已逾期 9 天")
	phone = h.enter(browsertest.Phone, own)
	phone.See("报送整改报告", "已逾期 9 天")
	phone.Check()
	phone.Shot("own-overdue")
	phone.Click("报送整改报告")
	phone.Fill("问题 1：专项资金拨付迟缓", "拨付了四成")
	phone.Submit("报送整改报告")
	h.Must(h.Flow.JudgeRectification(ctx, h.Clerk, rect, true, ""))

	// Rated again: the result is taken over, and the dismissal begins where it is decided.
	again, err := h.Flow.PlanRerating(ctx, h.Clerk, rect)
	h.Must(err)
	h.NextMeeting(38, 20)
	item = h.SitOn("整改情况复评")
	h.Announced(again, fixture.Marks(0, 1, 3, 7, 16))
	h.Rise(item)
	clerk.Goto(supervision.RectificationPath(rect))
	clerk.See("待销号", "不称职")
	h.Must(h.Flow.CloseRectification(ctx, h.Clerk, rect, supervision.RectFailed, "复评仍为不称职"))
	h.Pass(1)
	chair.Goto(fmt.Sprintf("/supervision/ratings/%d", again))
	chair.Choose("启动撤职案程序")
	chair.Fill("理由", "两次测评均为不称职。")
	chair.Submit("决定")
	chair.Click("提出撤职案")
	chair.Fill("理由和事实", "两次测评均为不称职，整改未到位。")
	chair.Submit("提出")
	chair.See("撤职案", name)
	moves, err := h.DB.Removals(ctx, h.Chair, review, person, 0, 5)
	h.Must(err)
	if len(moves) != 1 {
		t.Fatalf("moved %+v", moves)
	}
	h.NextMeeting(39, 25)
	c := h.Moved(moves[0].ID)
	h.Deliberated(c.Agenda.ItemID)
	h.Must(h.Flow.RecordDefence(ctx, h.Operator, c.ID, workflow.DefenceForm{Form: "oral", Text: "资金到位晚，请求从轻。"}))
	round := h.OpenElectronicRound(c.Agenda.ItemID)
	h.VoteOnTablets(round, fixture.Marks(0, 16, 8, 3))
	h.Must(h.Flow.AnnounceResult(ctx, h.Chair, c.Agenda.ItemID, round.ID))

	clerk = h.enter(browsertest.Desktop, h.Clerk)
	clerk.Goto(fmt.Sprintf("/people/%d/dossier", person))
	clerk.See("申辩")
	clerk.Check()
	clerk.Shot("year-dossier")
	text, at := clerk.Text("#timeline"), 0
	for _, step := range []string{"通过：决定任命", "颁发任命书", "提交 2026 年度述职报告", "述职报告经审查", name + "述职评议", "到会述职", "履职测评：不称职", "决定：限期整改", "发出整改要求", "发出评议意见书",
		"答复评议意见", "报送整改方案", "报送整改报告", "逾期 9 天", "整改复评：不称职", "整改后复评：不称职", "未整改到位", "决定：启动撤职案程序", "主任会议提出", "到会口头申辩", "通过：撤销"} {
		next := strings.Index(text[at:], step)
		if next < 0 {
			t.Fatalf("“%s” does not follow on the axis: %s", step, text)
		}
		at += next
	}
}
