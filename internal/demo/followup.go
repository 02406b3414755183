package demo

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"math/rand/v2"

	"renmian/internal/calendar"
	"renmian/internal/store"
	"renmian/internal/supervision"
	"renmian/internal/workflow"
)

// townships are all townships and streets of the county.
var townships = []string{"城关镇", "青石镇", "白杨镇", "河湾镇", "柳林镇", "石门镇", "云溪乡", "大坪乡", "松岭乡", "杏花乡", "东城街道", "西城街道"}

// followUp plans two years of inspections, reports, opinions and rectifications, with something due today for the county
// government, the clerk and the chairpersons.
func (c *county) followUp() {
	ago := func(days, minutes int, do func()) { c.at(c.today.Add(-days), minutes, do) }
	c.waterInspection(ago)
	c.villageWater(ago)
	c.keyProjects(ago)
	c.financeReport(ago)
	c.forestReport(ago)
	c.schoolStudy(ago)
	ago(0, 30, func() { c.workReportAhead() })
}

// someone is the id of a person by name.
func (c *county) someone(who string) int64 {
	found := got(c.db.SearchPersons(c.ctx, store.PersonFilter{Search: who, Limit: 1}))
	if len(found) == 0 {
		panic(stopped{fmt.Errorf("nobody is called %s yet", who)})
	}
	return found[0].ID
}

// plan arranges a report or an inspection by the county government.
func (c *county) plan(x workflow.OversightForm) int64 {
	x.Year, x.OrganIDs = c.day().Year(), []int64{c.organs["government"]}
	if x.Kind != supervision.SpecialWorkReport {
		x.BeginsOn, x.EndsOn = c.day().Add(3), c.day().Add(20)
	}
	return got(c.flow.PlanOversight(c.ctx, c.clerk, x))
}

func (c *county) government(title string, findings ...string) workflow.RectificationForm {
	return workflow.RectificationForm{Title: title, OrganID: c.organs["government"], Findings: findings}
}

// putRight carries a rectification from the plan to the report, so many days after each other.
func (c *county) putRight(ago func(int, int, func()), id *int64, plan, report int, measures, results []string) {
	ago(plan, 200, func() {
		must(
			c.flow.FileRectification(c.ctx, c.gov, *id,
				workflow.RectificationPaperForm{Kind: supervision.PlanPaper, Answers: measures, Body: "县政府常务会议研究通过，由分管副县长负责。"}),
		)
	})
	ago(plan-2, 60, func() { must(c.flow.JudgeRectification(c.ctx, c.clerk, *id, true, "措施具体，责任明确。")) })
	if results == nil {
		return
	}
	ago(report, 200, func() {
		must(c.flow.FileRectification(c.ctx, c.gov, *id, workflow.RectificationPaperForm{Kind: supervision.ReportPaper, Answers: results}))
	})
}

// waterInspection: a law inspection with its opinion and rectification, all closed.
func (c *county) waterInspection(ago func(int, int, func())) {
	var id, opinion, rect int64
	ago(600, 60, func() {
		id = c.plan(workflow.OversightForm{Kind: supervision.LawInspection, Title: "检查《中华人民共和国水污染防治法》实施情况", Law: "中华人民共和国水污染防治法", Lead: "县人大常委会城建环保工作委员会",
			Leader: c.members[1].Name, Members: []string{c.members[6].Name, c.members[9].Name}, Regions: []string{"城关镇", "河湾镇", "县经济开发区"}, Methods: []string{"听取汇报", "实地察看", "随机抽查"}, PersonIDs: []int64{c.someone("钟世平")}})
		must(c.flow.SetSites(c.ctx, c.clerk, id, "project", []string{"县城污水处理厂", "河湾镇畜禽养殖场"}))
	})
	ago(585, 60, func() {
		for i, p := range got(c.db.Sites(c.ctx, id)) {
			p.VisitedOn, p.Findings = c.day(), []string{"出水在线监测正常，雨天有溢流。", "粪污处理设施停用，直接排入沟渠。"}[i]
			must(c.flow.RecordSite(c.ctx, c.clerk, id, p))
			must(c.flow.AddSitePhoto(c.ctx, c.clerk, id, p.ID, picture(uint64(i)), []string{"污水处理厂的曝气池正在运行", "养殖场外的沟渠积着黑水"}[i]))
		}
	})
	ago(570, 60, func() {
		must(c.flow.WriteOversight(c.ctx, c.clerk, id, c.day(), "法律实施的总体情况较好。\n主要问题：畜禽养殖污染治理设施闲置，城区雨污分流不彻底。\n建议：落实养殖主体责任，三年内完成雨污分流改造。", nil))
		must(c.flow.AddAdvice(c.ctx, c.clerk, id, store.Advice{Body: "对全县规模养殖场的治污设施逐场检查，限期恢复运行", Recipient: "县人民政府"}))
		must(
			c.flow.NoteFinding(c.ctx, c.clerk, id,
				store.MatterFinding{PersonID: c.someone("钟世平"), Kind: supervision.FindingAdvice, Body: "对分管领域的养殖污染底数不清，建议一个月内逐场建账。"}),
		)
	})
	ago(560, 60, func() {
		must(c.flow.HearOversight(c.ctx, c.clerk, id, c.day(), "县人大常委会会议"))
		opinion = got(c.flow.DraftDeliberation(c.ctx, c.clerk, id, workflow.DeliberationForm{OrganID: c.organs["government"], Title: "关于水污染防治法执法检查报告的审议意见",
			Body: "一、对规模养殖场治污设施逐场检查，限期恢复运行。\n二、加快城区雨污分流改造。\n三、畅通群众举报渠道。"}))
		rect = got(c.flow.OpenRectification(c.ctx, c.clerk, id, c.government("畜禽养殖污染整改", "三十一家养殖场的治污设施闲置", "养殖污染举报无人回复")))
	})
	ago(556, 60, func() {
		must(c.flow.SeekDeliberation(c.ctx, c.clerk, opinion, "城建环保工作委员会", c.day(), "同意。"))
	})
	ago(554, 60, func() {
		must(c.flow.SendDeliberation(c.ctx, c.clerk, opinion, fmt.Sprintf("示例人发〔%d〕6号", c.day().Year()), false))
	})
	c.putRight(ago, &rect, 540, 450, []string{"农业农村局逐场整改，两个月内恢复运行。", "统一受理电话，五日内回复。"}, []string{"三十一家已恢复二十九家，两家关停。", "受理 47 件，全部在五日内回复。"})
	ago(470, 60, func() {
		must(
			c.flow.FileOpinionReply(c.ctx, c.gov, opinion,
				workflow.OpinionReplyForm{Body: "养殖场治污设施恢复运行二十九家、关停两家；雨污分流改造完成一期；举报全部按期回复。", Consulted: "县人大常委会城建环保工作委员会"}),
		)
	})
	ago(446, 60, func() {
		must(c.flow.FollowRectification(c.ctx, c.clerk, rect, workflow.FollowupForm{Check: true, HeldOn: c.day(), How: "实地察看", Body: "抽查八家养殖场，设施均在运行。"}))
		must(c.flow.JudgeRectification(c.ctx, c.clerk, rect, true, ""))
		must(c.flow.CloseRectification(c.ctx, c.clerk, rect, supervision.RectDone, "逐场核对台账，抽查八家，整改到位。"))
	})
	ago(440, 60, func() {
		must(c.flow.HearOpinionReply(c.ctx, c.clerk, opinion, workflow.HearingForm{HeardOn: c.day(), Grade: "满意"}))
		must(c.flow.PublishDeliberation(c.ctx, c.clerk, opinion, c.day(), c.day()))
		must(c.flow.CloseDeliberation(c.ctx, c.clerk, opinion, "研究处理情况的报告获得通过，审议意见全部落实。"))
		for _, a := range got(c.db.AdviceOf(c.ctx, id)) {
			a.Outcome, a.OutcomeOn, a.Note = supervision.AdviceAdopted, c.day(), "县政府专题部署，列入年度考核。"
			must(c.flow.SettleAdvice(c.ctx, c.clerk, id, a))
		}
		must(c.flow.CloseOversight(c.ctx, c.clerk, id, "执法检查报告经常委会审议，审议意见和整改要求均已落实。"))
		d := got(
			c.flow.SendDispatch(
				c.ctx,
				c.clerk,
				id,
				workflow.DispatchForm{Kind: supervision.ToParty, Recipient: "中共示例县委员会", RectificationID: rect, Title: "关于报送水污染防治法执法检查和整改情况的函",
					Body: "现将水污染防治法执法检查和整改情况报送你们，供考核干部参考。", Number: fmt.Sprintf("示例人函〔%d〕9号", c.day().Year())},
			),
		)
		must(c.flow.ReceiveDispatch(c.ctx, c.clerk, d, c.day(), "县委办公室 高明"))
		must(c.flow.NoteDispatchUse(c.ctx, c.clerk, d, c.day(), supervision.UseLeader, "县委书记批示：举一反三，长效管理。"))
	})
}

// villageWater: a study of every township with pictures; its rectification's report is overdue today.
func (c *county) villageWater(ago func(int, int, func())) {
	var id, rect int64
	ago(330, 60, func() {
		id = c.plan(workflow.OversightForm{Kind: supervision.FieldStudy, Title: "农村饮水安全专题调研", Lead: "县人大常委会农业与农村工作委员会", Leader: c.members[2].Name,
			Members: []string{
				c.members[7].Name,
				c.members[11].Name,
			}, Regions: []string{"全县十二个乡镇、街道"}, Methods: []string{"实地察看", "座谈", "问卷调查"}, PersonIDs: []int64{c.someone("邵建章")}})
		must(c.flow.SetSites(c.ctx, c.clerk, id, "township", townships))
	})
	ago(312, 60, func() {
		seen := []string{"管网老化，高峰时段水压不足。", "水厂净化设备完好，水质达标。", "水源地围栏破损，旁有养殖户。", "计量水表未安装，水费收缴率低。"}
		for i, p := range got(c.db.Sites(c.ctx, id)) {
			p.VisitedOn, p.Findings = workday(c.day().Add(i-len(townships))), seen[i%len(seen)]
			must(c.flow.RecordSite(c.ctx, c.clerk, id, p))
			must(c.flow.AddSitePhoto(c.ctx, c.clerk, id, p.ID, picture(uint64(10+i)), []string{"村道边裸露的老旧供水管", "新建的净化车间和蓄水池", "水源地上游的养殖户", "村民家中没有水表的取水点"}[i%4]))
		}
	})
	ago(295, 60, func() {
		must(c.flow.WriteOversight(c.ctx, c.clerk, id, c.day(), "全县十二个乡镇、街道逐一到访。\n四个乡镇管网老化，三处水源地保护不到位，五个乡镇水费收缴率低于六成。\n建议：统一管护，划定水源保护区，分年改造管网。", nil))
		must(
			c.flow.NoteFinding(c.ctx, c.clerk, id,
				store.MatterFinding{PersonID: c.someone("邵建章"), Kind: supervision.FindingCriticism, Body: "水源地保护部署多、检查少，三处围栏破损一年未修。"}),
		)
		must(
			c.flow.NoteFinding(c.ctx, c.clerk, id, store.MatterFinding{PersonID: c.someone("邵建章"), Kind: supervision.FindingPraise, Body: "青石镇水厂改造按期完工，水质达标。"}),
		)
	})
	ago(270, 120, func() { must(c.flow.HearOversight(c.ctx, c.clerk, id, c.day(), "县人大常委会会议")) })
	ago(130, 60, func() {
		x := c.government("农村饮水安全管护整改", "四个乡镇管网老化，高峰时段水压不足", "三处水源地保护不到位", "水费收缴率低，管护经费没有保障")
		x.PlanDue, x.ReportDue = c.day().Add(30), c.today.Add(-12)
		rect = got(c.flow.OpenRectification(c.ctx, c.clerk, id, x))
		must(c.flow.CloseOversight(c.ctx, c.clerk, id, "调研报告经常委会审议，整改要求已发县政府，另案跟踪。"))
	})
	c.putRight(ago, &rect, 104, 0, []string{"分两年改造管网 86 公里，水利局负责。", "年内修复围栏，划定保护区。", "装表计量，县财政兜底管护经费。"}, nil)
	ago(6, 60, func() {
		must(c.flow.FollowRectification(c.ctx, c.clerk, rect, workflow.FollowupForm{HeldOn: c.day(), How: "电话", Body: "向县政府办公室催报整改报告，答复正在汇总，一周内报来。"}))
	})
	ago(1, 60, func() {
		must(c.flow.AskMoreTime(c.ctx, c.gov, rect, c.today.Add(20), "两个乡镇的管网改造因汛期停工，申请延期报送。"))
	})
}

// keyProjects: deputies of three levels inspect ten projects; the Party committee adopts their advice.
func (c *county) keyProjects(ago func(int, int, func())) {
	projects := []string{"县人民医院迁建", "高标准农田（河湾片区）", "城西产业园二期", "云溪水库除险加固", "老旧小区改造", "农产品冷链物流中心", "石门至大坪公路", "职业教育中心实训楼", "县城生活垃圾转运站", "智慧停车"}
	var id int64
	ago(240, 60, func() {
		id = c.plan(workflow.OversightForm{Kind: supervision.InspectionTour, Title: "三级人大代表视察重点项目建设", Lead: "县人大常委会代表工作委员会", Leader: c.members[0].Name,
			Levels: []string{
				"省人大代表",
				"市人大代表",
				"县人大代表",
			}, Regions: []string{"十个重点项目"}, Methods: []string{"实地察看", "听取汇报", "座谈"}, PersonIDs: []int64{c.someone("贾思源")}})
		must(c.flow.SetSites(c.ctx, c.clerk, id, "project", projects))
	})
	ago(236, 60, func() {
		for i, p := range got(c.db.Sites(c.ctx, id)) {
			p.VisitedOn, p.Findings = c.day(), []string{"进度符合计划，质量管理规范。", "征地拆迁滞后，影响工期。", "资金到位率偏低。"}[i%3]
			must(c.flow.RecordSite(c.ctx, c.clerk, id, p))
			if i < 3 {
				must(c.flow.AddSitePhoto(c.ctx, c.clerk, id, p.ID, picture(uint64(40+i)), "项目工地，代表在听取介绍"))
			}
		}
		for i, p := range projects {
			must(
				c.flow.AddAdvice(c.ctx, c.clerk, id,
					store.Advice{Body: []string{"倒排工期，确保按期建成：", "加快征地拆迁，为施工创造条件：", "落实配套资金，防止停工：", "加强质量监督，公开验收结果："}[i%4] + p, Recipient: "县委、县人民政府"}),
			)
		}
	})
	ago(225, 60, func() {
		must(c.flow.WriteOversight(c.ctx, c.clerk, id, c.day(), "十个重点项目总体进展顺利，提出十条建议。", nil))
		must(
			c.flow.NoteFinding(c.ctx, c.clerk, id,
				store.MatterFinding{PersonID: c.someone("贾思源"), Kind: supervision.FindingHelp, Body: "协调解决三个项目的配套资金缺口，商定分季度拨付。"}),
		)
	})
	ago(215, 60, func() { must(c.flow.HearOversight(c.ctx, c.clerk, id, c.day(), "县人大常委会主任会议")) })
	ago(190, 60, func() {
		for i, a := range got(c.db.AdviceOf(c.ctx, id)) {
			if a.Outcome, a.OutcomeOn, a.Note = supervision.AdviceAdopted, c.day(), "县委常委会会议研究采纳，列入重点督办。"; i == 9 {
				a.Outcome, a.Note = supervision.AdviceDeclined, "项目已并入市级平台，不再单独建设。"
			}
			must(c.flow.SettleAdvice(c.ctx, c.clerk, id, a))
		}
		must(c.flow.CloseOversight(c.ctx, c.clerk, id, "视察报告和十条建议送县委、县政府，采纳九条。"))
		got(
			c.flow.SendDispatch(
				c.ctx,
				c.clerk,
				id,
				workflow.DispatchForm{Kind: supervision.ToGovernment, Recipient: "县人民政府主要负责人", OrganID: c.organs["government"], Title: "关于反馈重点项目视察情况的函",
					Body: "现将三级人大代表视察重点项目的情况和建议采纳情况反馈你们，请抓好落实。", Number: fmt.Sprintf("示例人函〔%d〕15号", c.day().Year())},
			),
		)
	})
}

// financeReport: an appointee's own report, with a rectification that waits for its second rating.
func (c *county) financeReport(ago func(int, int, func())) {
	var id, rect int64
	who := func() int64 { return c.someone("贾思源") }
	ago(160, 60, func() {
		id = c.plan(workflow.OversightForm{
			Kind:       supervision.SpecialWorkReport,
			Individual: true,
			Title:      "听取县财政局局长贾思源关于惠企补贴资金管理的专项汇报",
			Lead:       "县人大常委会财政经济工作委员会",
			Reporter:   "贾思源",
			PersonIDs:  []int64{who()},
		})
	})
	ago(150, 60, func() {
		must(c.flow.WriteOversight(c.ctx, c.clerk, id, c.day(), "补贴发放 43 户，其中 5 户不符合条件。已追回 3 户。", nil))
		must(c.flow.HearOversight(c.ctx, c.clerk, id, c.day(), "县人大常委会主任会议"))
		for _, f := range []struct {
			kind supervision.FindingKind
			body string
		}{{supervision.FindingPraise, "财政直达资金按时拨付，支出进度居全市前列。"}, {supervision.FindingHelp, "协调商务、审计部门联合核查补贴资料。"}, {supervision.FindingCriticism, "补贴审核把关不严，五户不符合条件的也发放了补贴。"}} {
			must(c.flow.NoteFinding(c.ctx, c.clerk, id, store.MatterFinding{PersonID: who(), Kind: f.kind, Body: f.body}))
		}
		rect = got(
			c.flow.OpenRectification(
				c.ctx,
				c.clerk,
				id,
				workflow.RectificationForm{
					Source:   supervision.FromInspection,
					Title:    "惠企补贴发放整改",
					PersonID: who(),
					Findings: []string{"五户不符合条件的发放了补贴", "补贴审核没有复核环节"},
				},
			),
		)
		must(c.flow.CloseOversight(c.ctx, c.clerk, id, "听取专项汇报，提出批评，整改另案跟踪。"))
	})
	ago(135, 60, func() {
		must(
			c.flow.FileRectification(c.ctx, c.clerk, rect,
				workflow.RectificationPaperForm{Kind: supervision.PlanPaper, Answers: []string{"一个月内追回", "制定双人复核办法"}, FiledOn: c.day()}),
		)
		must(c.flow.JudgeRectification(c.ctx, c.clerk, rect, false, "没有写明责任人和完成时间，请补充。"))
	})
	ago(128, 60, func() {
		must(
			c.flow.FileRectification(c.ctx, c.clerk, rect,
				workflow.RectificationPaperForm{Kind: supervision.PlanPaper, Answers: []string{"局长负责，一个月内全部追回。", "分管副局长负责，两周内印发双人复核办法。"}, FiledOn: c.day()}),
		)
		must(c.flow.JudgeRectification(c.ctx, c.clerk, rect, true, ""))
	})
	ago(40, 60, func() {
		must(
			c.flow.FileRectification(c.ctx, c.clerk, rect,
				workflow.RectificationPaperForm{Kind: supervision.ReportPaper, Answers: []string{"追回四户，一户进入诉讼。", "双人复核办法已印发执行。"}, FiledOn: c.day()}),
		)
		must(c.flow.FollowRectification(c.ctx, c.clerk, rect, workflow.FollowupForm{Check: true, HeldOn: c.day(), How: "查阅资料", Body: "核对银行回单，追回四户属实。"}))
	})
	ago(30, 60, func() {
		must(c.flow.OrderRerating(c.ctx, c.chair, rect, "追回不彻底，整改效果请组成人员评价。"))
		must(c.flow.JudgeRectification(c.ctx, c.clerk, rect, true, "转入复评。"))
	})
	ago(28, 60, func() {
		d := got(
			c.flow.SendDispatch(
				c.ctx,
				c.clerk,
				id,
				workflow.DispatchForm{Kind: supervision.ToOrganisation, Recipient: "中共示例县委员会组织部", RectificationID: rect, Title: "关于报送贾思源专项汇报和整改情况的函",
					Body: "现将贾思源专项汇报、提出的批评和整改情况报送你们，作为考核干部的依据。", Number: fmt.Sprintf("示例人函〔%d〕22号", c.day().Year())},
			),
		)
		must(c.flow.ReceiveDispatch(c.ctx, c.clerk, d, c.day(), "县委组织部干部科"))
	})
}

// forestReport: a work report within the law's days, whose opinion has to be answered by today.
func (c *county) forestReport(ago func(int, int, func())) {
	var id, opinion int64
	heard := c.today.Sub(workday(c.today.Add(-130)))
	ago(heard+40, 60, func() {
		id = c.plan(workflow.OversightForm{
			Kind:      supervision.SpecialWorkReport,
			Title:     "听取县人民政府关于林长制落实情况的专项工作报告",
			Lead:      "县人大常委会农业与农村工作委员会",
			Reporter:  "县林业局局长",
			PersonIDs: []int64{c.someone("邵建章")},
		})
	})
	ago(heard+24, 60, func() {
		must(c.flow.SeekForOversight(c.ctx, c.clerk, id, c.day(), "农业与农村工作委员会", "补充森林防火经费的使用情况。"))
	})
	ago(heard+12, 60, func() {
		must(c.flow.SubmitOversight(c.ctx, c.clerk, id, c.day(), "四级林长体系已经建立，森林防火经费足额安排，但基层护林员待遇偏低。", nil))
	})
	ago(heard+8, 60, func() { must(c.flow.DeliverOversight(c.ctx, c.clerk, id, c.day())) })
	ago(heard, 600, func() { must(c.flow.HearOversight(c.ctx, c.clerk, id, c.day(), "县人大常委会会议")) })
	ago(heard-10, 60, func() {
		opinion = got(c.flow.DraftDeliberation(c.ctx, c.clerk, id, workflow.DeliberationForm{OrganID: c.organs["government"], Title: "关于林长制落实情况专项工作报告的审议意见",
			Body: "一、提高护林员待遇，稳定队伍。\n二、防火经费专款专用，逐级公开。\n三、把林长履职情况纳入考核。"}))
	})
	c.at(dueToday(c.today), 60, func() {
		must(c.flow.SendDeliberation(c.ctx, c.clerk, opinion, fmt.Sprintf("示例人发〔%d〕31号", c.day().Year()), false))
	})
}

// dueToday is the day three months before today.
func dueToday(today calendar.Day) calendar.Day { return today.AddMonths(-3) }

// schoolStudy: a study under way, with some townships still to be visited, and a rectification whose plan is due today.
func (c *county) schoolStudy(ago func(int, int, func())) {
	var id int64
	ago(25, 60, func() {
		id = c.plan(workflow.OversightForm{Kind: supervision.FieldStudy, Title: "农村小规模学校办学情况专题调研", Lead: "县人大常委会教科文卫工作委员会", Leader: c.members[3].Name,
			Members: []string{c.members[12].Name}, Regions: []string{"全县十二个乡镇、街道"}, Methods: []string{"实地察看", "座谈"}, PersonIDs: []int64{c.someone("秦书雅")}})
		must(c.flow.SetSites(c.ctx, c.clerk, id, "township", townships))
	})
	ago(9, 60, func() {
		for i, p := range got(c.db.Sites(c.ctx, id))[:7] {
			p.VisitedOn, p.Findings = workday(c.day().Add(2*(i-6))), []string{"教学点七名学生，两名教师，课程开不齐。", "寄宿条件改善，热水供应正常。", "操场硬化完成，图书更新不足。"}[i%3]
			must(c.flow.RecordSite(c.ctx, c.clerk, id, p))
			if i < 4 {
				must(c.flow.AddSitePhoto(c.ctx, c.clerk, id, p.ID, picture(uint64(60+i)), "教学点的教室和操场"))
			}
		}
	})
	ago(8, 60, func() {
		x := c.government("农村教学点课程开设整改", "四个教学点音乐、美术课没有开设")
		x.PlanDue, x.ReportDue = c.today, c.today.Add(90)
		got(c.flow.OpenRectification(c.ctx, c.clerk, id, x))
	})
}

// workReportAhead: a report to the next meeting, for which the days of the law run.
func (c *county) workReportAhead() {
	x := workflow.OversightForm{Kind: supervision.SpecialWorkReport, Title: "听取县人民政府关于审计查出问题整改情况的报告", Lead: "县人大常委会财政经济工作委员会", Reporter: "县审计局局长"}
	for _, m := range got(c.db.MeetingsAhead(c.ctx, c.today.Add(7))) {
		x.MeetingID = m.ID
	}
	c.plan(x)
}

// picture is a small drawing of a place: hills, a house, a road. No photograph of the county exists.
func picture(seed uint64) workflow.Upload {
	const w, h = 320, 240
	r := rand.New(rand.NewPCG(seed, 7))
	img := image.NewPaletted(image.Rect(0, 0, w, h), color.Palette{color.RGBA{206, 224, 236, 255}, color.RGBA{122, 150, 118, 255}, color.RGBA{92, 122, 92, 255},
		color.RGBA{178, 160, 130, 255}, color.RGBA{158, 84, 62, 255}, color.RGBA{240, 236, 226, 255}})
	peak, house := 60+r.IntN(200), 40+r.IntN(160)
	for x := range w {
		far, near := 120-max(0, 60-abs(x-peak)/2), 170+abs(x-w+peak)/8
		for y := range h {
			switch {
			case y > near:
				img.SetColorIndex(x, y, 2)
			case y > far:
				img.SetColorIndex(x, y, 1)
			}
			if abs(x-w/2) < (y-150)/3 {
				img.SetColorIndex(x, y, 3)
			}
			if y > 140 && y < 190 && x > house && x < house+60 {
				img.SetColorIndex(x, y, 5)
			}
			if y <= 140 && y > 115 && abs(x-house-30) < (y-115)*14/10 {
				img.SetColorIndex(x, y, 4)
			}
		}
	}
	var b bytes.Buffer
	must(png.Encode(&b, img))
	return workflow.Upload{Name: fmt.Sprintf("现场照片%d.png", seed), Data: b.Bytes()}
}

func abs(n int) int { return max(n, -n) }
