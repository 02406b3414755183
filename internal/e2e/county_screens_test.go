package e2e

import (
	"fmt"
	"testing"

	"renmian/internal/appointment"
	"renmian/internal/browsertest"
	"renmian/internal/calendar"
	"renmian/internal/errs"
	"renmian/internal/fixture"
	"renmian/internal/policy"
	"renmian/internal/store"
	"renmian/internal/supervision"
	"renmian/internal/workflow"
)

// countyOf opens one of the nine counties.
func countyOf(t *testing.T, key string) *house {
	t.Helper()
	x, ok := policy.PresetOf(key)
	if !ok {
		t.Fatalf("there is no county %s", key)
	}
	return openUnder(t, x.Policy)
}

// at shows somebody an item of the house's meeting.
func (h *house) at(b *browsertest.Tab, item int64) {
	h.T.Helper()
	b.Goto(fmt.Sprintf("/meetings/%d/items/%d", h.Meeting, item))
}

// What is particular about each of the nine counties, as its people see it: TM-10, TM-12, TM-15; ZY-05, ZY-07; AN-02, AN-03; SB-05, SB-11, SB-12,
// SB-14; SN-02, SN-06, SN-10, SN-11; ZJ-13, ZJ-15, ZJ-16; DZ-06, DZ-07, DZ-16; ST-02, ST-03, ST-04; WN-08, WN-09, WN-10, WN-12.
func TestCountyScreens(t *testing.T) {
	for _, x := range []struct {
		key  string
		walk func(h *house)
	}{
		{"tm", screensOfTujia}, {"zy", screensOfZhuangyao}, {"an", screensOfAnonymous}, {"sb", screensOfSubei}, {"sn", screensOfSunan},
		{"zj", screensOfZhangjiachuan}, {"dz", screensOfDaozhen}, {"st", screensOfSongtao}, {"wn", screensOfWeining},
	} {
		t.Run(x.key, func(t *testing.T) { x.walk(countyOf(t, x.key)) })
	}
}

// The chairpersons choose who speaks, the organisation department explains, everybody's commitment is public (TM-10, TM-12, TM-15).
func screensOfTujia(h *house) {
	c := h.Case(appointment.StageChairs)
	meeting := h.ChairsMeeting()
	h.Must(h.Flow.ListForChairs(h.T.Context(), h.Clerk, meeting, []int64{c.ID}))
	chair := h.enter(browsertest.Desktop, h.Chair)
	chair.Goto(fmt.Sprintf("/chairs/%d/cases/%d", meeting, c.ID))
	chair.Choose("同意提请常委会会议审议")
	chair.Choose("确定为供职发言人选")
	chair.Submit("登记决定")
	chair.Goto(fmt.Sprintf("/chairs/%d/cases/%d", meeting, c.ID))
	chair.See("确定到会作供职发言")
	c = h.Bring(c.ID, appointment.StageDeliberation)
	op := h.enter(browsertest.Desktop, h.Operator)
	h.at(op, c.Agenda.ItemID)
	op.See("请组织部门负责人就优点和缺点、民主推荐情况、民主测评情况、考察情况作说明")
	op.Submit("登记说明")
	op.See("请拟任人员欧阳示例", "作供职发言")
	op.Choose("到会发言")
	op.Submit("登记供职发言")
	h.Must(h.Flow.RecordDeliberation(h.T.Context(), h.Operator, c.Agenda.ItemID, 0, "", "没有不同意见。"))
	h.counted(c.Agenda.ItemID, c.ID)
	h.Certified()
	h.Sworn(c.ID)
	h.Published()
	phone := h.visit(browsertest.Phone, "/pledges")
	phone.See("欧阳示例")
	phone.Check()
}

// A fail is the end, and fourteen of twenty-nine is not more than half (ZY-05, ZY-07).
func screensOfZhuangyao(h *house) {
	failed := h.Bring(h.Submit(h.Draft()), appointment.StageReview)
	h.Reviewed(failed)
	h.Sit(failed, 59)
	clerk := h.enter(browsertest.Desktop, h.Clerk)
	clerk.Goto(fmt.Sprintf("/cases/%d", failed.ID))
	clerk.See("不予提请")
	clerk.Goto(fmt.Sprintf("/cases/%d/exam", failed.ID))
	clerk.See("59", "不合格")
	clerk.NotSee("待补考")
	removal := h.Removal("示例县教育局局长")
	item := h.Item(removal)
	h.Deliver(removal)
	h.Open(27)
	h.Must(h.Flow.IntroduceItem(h.T.Context(), h.Operator, item))
	h.Deliberated(item)
	h.Count(item, h.OpenRound(item), workflow.CountForm{Issued: 27, Returned: 27, Lines: []store.Count{{CaseID: removal, Yes: 14, No: 13}}})
	chair := h.enter(browsertest.Tablet, h.Chair)
	h.at(chair, item)
	chair.See("没有超过全体组成人员29人的半数")
	chair.Submit("宣布结果")
	chair.See("未通过")
}

// The public reads the score on the notice, and an opinion holds the case until it is verified (AN-02, AN-03).
func screensOfAnonymous(h *house) {
	c := h.Bring(h.Submit(h.Draft()), appointment.StageReview)
	h.Sit(c, 86)
	id := h.Publicized(h.Read(c.ID))
	phone := h.visit(browsertest.Phone, fmt.Sprintf("/publicity/%d", id))
	phone.See("欧阳示例", "86分")
	phone.Check()
	phone.Click("网上提交意见")
	phone.Fill("意见", "该同志在乡镇工作时，项目资金拨付不及时。")
	phone.Choose("匿名")
	phone.Fill("可以核查的线索", "2019 年某乡道路项目，可问乡财政所。")
	phone.Submit("提交意见")
	phone.See("受理编号")
	h.Pass(10)
	clerk := h.enter(browsertest.Desktop, h.Clerk)
	clerk.Goto(fmt.Sprintf("/cases/%d", c.ID))
	clerk.See("公示意见有 1 件未核实")
}

// Seventy-nine points fail; the report on a year's reports and who is heard of them; three groups of raters (SB-05, SB-11, SB-12, SB-14).
func screensOfSubei(h *house) {
	ctx, name, year := h.T.Context(), "钱正明", h.Today().Year()
	c := h.Bring(h.Submit(h.Draft()), appointment.StageReview)
	h.Sit(c, 79)
	clerk := h.enter(browsertest.Desktop, h.Clerk)
	clerk.Goto(fmt.Sprintf("/cases/%d", c.ID))
	clerk.See("79", "不予提请")

	duty := h.CallDuty(h.Today().Add(20), name, "曹雨生")
	for _, id := range duty {
		h.Must(h.Flow.EnterDuty(ctx, h.Clerk, id, nil, nil, workflow.Upload{Name: "述职.pdf", Data: fixture.PDF()}))
		h.Must(h.Flow.ReviewDuty(ctx, h.Clerk, id, "内容齐全"))
	}
	chair := h.enter(browsertest.Desktop, h.Chair)
	chair.Goto(fmt.Sprintf("/supervision/duty/calls/%d/oral", year))
	chair.Choose(name)
	chair.Select("口头述职的会议", "第三十六次会议（"+h.MeetingOn.String()+"）")
	chair.Submit("确定")
	chair.See("口头述职")
	clerk.Goto(fmt.Sprintf("/supervision/duty/calls/%d/summary", year))
	clerk.Fill("审查报告", "审查情况如下。")
	clerk.Submit("保存审查报告")
	clerk.See("审查报告已保存")

	rating := h.Rate(h.MatterOf(supervision.PerformanceReview, name+"述职评议", h.Persons[name], 0),
		workflow.RatingForm{Object: supervision.RatePerson, PersonID: h.Persons[name]})
	h.SitOn("述职评议")
	o, codes := h.OpenRatings([]int64{rating}, workflow.GroupOpening{Key: "heads", Way: supervision.ByCodes, Invited: 6},
		workflow.GroupOpening{Key: "deputies", Way: supervision.ByCodes, Invited: 7})
	h.HoldRatings(o, codes,
		map[string][][]int{"members": fixture.Marks(0, 20, 4, 3), "heads": fixture.Marks(0, 2, 2, 2), "deputies": fixture.Marks(0, 1, 1, 5)})
	h.Must(h.Flow.AnnounceRatings(ctx, h.Chair, o.ID))
	chair.Goto(fmt.Sprintf("/supervision/ratings/%d", rating))
	chair.See("常委会组成人员", "常委会工作机构负责人", "应邀的县人大代表", "满意")
	chair.Check()
}

// No investigation no agenda; a fail suspends; the nominee is out of the room; what is not answered suspends the vote (SN-02, SN-06, SN-10, SN-11).
func screensOfSunan(h *house) {
	c := h.Bring(h.Submit(h.Draft()), appointment.StageReview)
	h.Reviewed(c)
	h.Sit(c, 40)
	clerk := h.enter(browsertest.Desktop, h.Clerk)
	clerk.Goto(fmt.Sprintf("/cases/%d", c.ID))
	clerk.See("未作任前考察", "暂缓提请")
	h.Pass(1)
	h.Sit(c, 75)
	c = h.Bring(c.ID, appointment.StageDeliberation)
	op := h.enter(browsertest.Desktop, h.Operator)
	h.at(op, c.Agenda.ItemID)
	op.Submit("登记说明")
	op.Choose("到会发言")
	op.Submit("登记供职发言")
	op.See("请拟任人员暂时离场回避")
	op.Submit("登记欧阳示例离场")
	op.See("离场")
	op.Fill("审议情况", "审议。")
	op.Submit("登记审议情况")
	h.Must(h.Flow.RecordQuestion(h.T.Context(), h.Operator, c.Agenda.ItemID, c.ID, "何俊峰", "信访反映的情况核实了吗？"))
	h.at(op, c.Agenda.ItemID)
	op.See("何俊峰问：信访反映的情况核实了吗？")
	op.NotSee("交付表决前还差 0 项")
	asked, err := h.DB.Questions(h.T.Context(), c.Agenda.ItemID)
	h.Must(err)
	h.Must(h.Flow.AnswerQuestion(h.T.Context(), h.Operator, c.Agenda.ItemID, asked[0].ID, workflow.Answer{Unresolved: true}))
	chair := h.enter(browsertest.Tablet, h.Chair)
	chair.Goto(fmt.Sprintf("/meetings/%d/script", h.Meeting))
	chair.Press("暂不付表决：欧阳示例")
	chair.Fill("理由", "信访反映的问题待查清。")
	chair.Submit("暂不付表决")
	op.Goto("/meetings")
	op.In("暂不付表决的任免案").See("欧阳示例")
}

// Four grades for a person on the tablet, three for work, and what each leads to (ZJ-13, ZJ-15, ZJ-16).
func screensOfZhangjiachuan(h *house) {
	ctx, name := h.T.Context(), "钱正明"
	person := h.Rate(h.MatterOf(supervision.PerformanceReview, name+"述职评议", h.Persons[name], 0),
		workflow.RatingForm{Object: supervision.RatePerson, PersonID: h.Persons[name]})
	work := h.Rate(h.MatterOf(supervision.WorkReview, "对县人民法院的工作评议", 0, h.Organs["court"]),
		workflow.RatingForm{Object: supervision.RateWork, OrganID: h.Organs["court"]})
	h.SitOn("评议")
	o, codes := h.OpenRatings([]int64{person, work})
	member := h.enter(browsertest.Tablet, h.AsMember(26))
	member.Goto("/seat/vote")
	member.See("已领票，请等候投票开始")
	var choices [][]int
	for n := range 20 {
		choices = append(choices, []int{1 + n%4, 3}) // 五五五五；全部不满意
	}
	h.CastRatings(o, codes, map[string][][]int{"members": choices})
	if err := h.Flow.CloseRatings(ctx, h.Operator, o.ID, false); errs.KindOf(err) != errs.Invalid {
		h.T.Errorf("closed while the tablet holds a ballot: %v", err)
	}
	h.Must(h.Flow.CloseRatings(ctx, h.Operator, o.ID, true)) // the member at the tablet does not vote
	h.Must(h.Flow.AnnounceRatings(ctx, h.Chair, o.ID))
	chair := h.enter(browsertest.Desktop, h.Chair)
	chair.Goto(fmt.Sprintf("/supervision/ratings/%d", person))
	chair.See("优秀", "称职", "基本称职", "不称职", "结果处理", "限期整改")
	chair.Goto(fmt.Sprintf("/supervision/ratings/%d", work))
	chair.See("不满意", "按规则建议", "限期整改并书面报告")
	chair.Choose("限期整改并书面报告")
	chair.Fill("理由", "经主任会议研究，限期整改。")
	chair.Fill("问题清单", "执行案件周期长")
	chair.Submit("决定")
	court := h.enter(browsertest.Desktop, h.Court)
	court.See("报送整改方案")
}

// Groups in which everybody who sits by has a place; everybody is heard at the year's end (DZ-07, DZ-16), make-ups without end (DZ-06).
func screensOfDaozhen(h *house) {
	ctx := h.T.Context()
	c := h.Bring(h.Submit(h.Draft()), appointment.StageReview)
	h.Sit(c, 30)
	h.Pass(1)
	h.Sit(c, 45)
	clerk := h.enter(browsertest.Desktop, h.Clerk)
	clerk.Goto(fmt.Sprintf("/cases/%d/exam", c.ID))
	clerk.See("待补考", "30", "45")
	h.Must(h.Flow.SetObservers(ctx, h.Operator, h.Meeting, []store.Observer{{Name: "方志远", Post: "县长"}, {Name: "彭守正", Post: "法院院长"}}))
	op := h.enter(browsertest.Desktop, h.Operator)
	op.Goto(fmt.Sprintf("/meetings/%d/groups?split=2", h.Meeting))
	if got := op.Value("第二组列席、旁听人员"); got != "彭守正" {
		h.T.Errorf("the second group's observers: %q", got)
	}
	op.Fill("第二组列席、旁听人员", "")
	op.Submit("保存分组")
	op.See("彭守正还没有编入")
	op.Fill("第二组列席、旁听人员", "彭守正")
	op.Submit("保存分组")
	op.See("分组已保存")
	duty := h.CallDuty(h.Today().Add(20), "钱正明", "曹雨生")
	if len(duty) != 2 {
		h.T.Fatalf("called %v", duty)
	}
	chair := h.enter(browsertest.Desktop, h.Chair)
	chair.Goto(fmt.Sprintf("/supervision/duty/calls/%d/oral", h.Today().Year()))
	chair.See("按本县办法，任命人员都口头述职")
	chair.Choose("曹雨生") // taken off
	chair.Select("口头述职的会议", "第三十六次会议（"+h.MeetingOn.String()+"）")
	chair.Submit("确定")
	chair.See("任命人员都口头述职，曹雨生没有选上")
}

// Who fails in April comes before the meeting of June; the statement follows the vote, and then the oath (ST-02, ST-04, ST-05).
func screensOfSongtao(h *house) {
	h.Now = calendar.Date(2027, 4, 2).Time().Add(fixture.Start.Sub(calendar.Of(fixture.Start).Time()))
	h.NextMeeting(37, 24)
	c := h.Bring(h.Submit(h.Draft()), appointment.StageReview)
	h.Reviewed(c)
	h.Sit(c, 50)
	clerk := h.enter(browsertest.Desktop, h.Clerk)
	clerk.Goto(fmt.Sprintf("/cases/%d", c.ID))
	clerk.See("缓至以后的会议")
	h.Pass(60)
	h.NextMeeting(38, 24)
	h.Sit(c, 72)
	c = h.Bring(c.ID, appointment.StageDeliberation)
	op := h.enter(browsertest.Desktop, h.Operator)
	h.at(op, c.Agenda.ItemID)
	op.See("请示例县人民政府主要负责人就有关情况、任职缘由作说明")
	h.Deliberated(c.Agenda.ItemID)
	h.counted(c.Agenda.ItemID, c.ID)
	h.at(op, c.Agenda.ItemID)
	op.See("请欧阳示例", "作任职表态发言")
	op.Choose("到会发言")
	op.Submit("登记供职发言")
	op.Goto(fmt.Sprintf("/meetings/%d/console", h.Meeting))
	op.See("宪法宣誓")
}

// counted has an item voted on, all in favour, and the result announced.
func (h *house) counted(item, caseID int64) {
	h.T.Helper()
	round := h.OpenRound(item)
	h.Count(item, round, workflow.CountForm{Issued: 27, Returned: 27, Lines: []store.Count{{CaseID: caseID, Yes: 27}}})
	h.Must(h.Flow.AnnounceResult(h.T.Context(), h.Chair, item, round))
}

// Fifteen days or returned; a perfunctory statement is made again, an insincere commitment ends the case; hands for a removal, never
// for a dismissal (WN-08, WN-09, WN-10, WN-12).
func screensOfWeining(h *house) {
	ctx := h.T.Context()
	removal, dismissal := h.Removal("示例县教育局局长"), h.Dismissal("示例县副县长")
	draft := h.Draft()
	h.Pass(h.MeetingOn.Sub(h.Today()) - 14)
	organ := h.enter(browsertest.Desktop, h.Organ)
	organ.Goto(fmt.Sprintf("/proposals/%d", draft))
	organ.See("已过提请截止日", "会议前 15 日", "请改选以后的会议")
	h.Pass(-1)
	c := h.Bring(h.Submit(draft), appointment.StageReview)
	c = h.Bring(c.ID, appointment.StageCommittee)
	edition, err := h.Flow.EnterCommitment(ctx, h.Clerk, c.ID, h.Answers("服从安排。"), workflow.Upload{})
	h.Must(err)
	h.Must(h.Flow.JudgeCommitment(ctx, h.Clerk, c.ID, edition, "returned", "敷衍塞责，没有具体内容。"))
	clerk := h.enter(browsertest.Desktop, h.Clerk)
	clerk.Goto(fmt.Sprintf("/cases/%d/commitment", c.ID))
	clerk.See("敷衍塞责", "终止任免程序", "终止后不能恢复")

	item := h.Item(c.ID)
	hands, secret := h.Item(removal), h.Item(dismissal.ID)
	h.Committed(c)
	h.Deliver(c.ID, removal, dismissal.ID)
	h.Open(27)
	for _, i := range []int64{item, hands, secret} {
		h.Must(h.Flow.IntroduceItem(ctx, h.Operator, i))
	}
	op := h.enter(browsertest.Desktop, h.Operator)
	h.at(op, item)
	op.Submit("登记说明")
	op.Choose("发言不合要求")
	op.Submit("登记供职发言")
	op.See("请拟任人员欧阳示例", "作供职发言") // again
	op.Choose("到会发言")
	op.Submit("登记供职发言")
	op.NotSee("请拟任人员欧阳示例")
	h.Deliberated(hands)
	h.at(op, hands)
	op.See("赞成的请举手")
	op.NotSee("监票人（总监票人）")
	h.Must(h.Flow.RecordDefence(ctx, h.Operator, dismissal.ID, workflow.DefenceForm{Form: "waived", Text: "本人放弃申辩。"}))
	h.Deliberated(secret)
	h.at(op, secret)
	op.See("监票人（总监票人）", "表决采用无记名投票方式")
	op.NotSee("赞成的请举手")
	op.Check()
}
