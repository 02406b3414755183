package demo

import (
	"fmt"
	"slices"
	"strconv"
	"time"

	"renmian/internal/calendar"
	"renmian/internal/store"
	"renmian/internal/supervision"
	"renmian/internal/workflow"
)

// inquire plans what the committee asks, hears and hands on besides personnel: inquiries over two years, interpellations,
// audits, petitions, correction notices, records from outside, and the suggestions of two congress sessions.
func (c *county) inquire() {
	c.specialInquiries()
	c.motions()
	c.audits()
	c.petitions()
	c.corrections()
	c.suggestionsOf("第十八届人大第四次会议", c.today.Add(-330), 12, c.lastYear)
	c.suggestionsOf("第十八届人大第五次会议", c.today.AddMonths(-3).Add(-6), 24, c.thisYear)
}

// unit is the id of an organ by its name without the county's.
func (c *county) unit(short string) int64 {
	for _, o := range got(c.db.Organs(c.ctx, false)) {
		if o.Name == name+short {
			return o.ID
		}
	}
	panic(stopped{fmt.Errorf("no organ %s", short)})
}

func (c *county) units(shorts ...string) []int64 {
	ids := make([]int64, len(shorts))
	for i, s := range shorts {
		ids[i] = c.unit(s)
	}
	return ids
}

// holderOf is who holds an office now, by its title without the county's name.
func (c *county) holderOf(title string) int64 {
	for _, t := range got(c.db.TenuresIn(c.ctx, c.offices[title].ID)) {
		if t.EndsOn.IsZero() {
			return t.PersonID
		}
	}
	panic(stopped{fmt.Errorf("nobody holds %s", title)})
}

func (c *county) personOf(who string) int64 {
	return got(c.db.FindPerson(c.ctx, who, calendar.Day{}))[0].ID
}

// specialInquiries: one on food safety last year, closed; this year's on the same topic, about to be held; a plan.
func (c *county) specialInquiries() {
	var first, second int64
	held := c.today.Add(-370)
	departments := []string{"市场监督管理局", "农业农村局", "卫生健康局", "教育和体育局"}
	more := append(slices.Clone(departments), "公安局", "商务局", "财政局", "司法局")
	heads := map[string]string{"市场监督管理局": "局长齐学文", "农业农村局": "局长谷长春", "卫生健康局": "副局长卞晓（主持工作）", "教育和体育局": "局长秦书雅", "公安局": "局长段玉成"}
	answers := []string{"属实。抽检不合格的由供货企业召回，学校食堂停用该批次；以前没有复检制度，从下月起逐批复检，不合格的企业列入退出名单。",
		"快检设备只配了三台，覆盖不到乡镇市场。已列入预算，三个月内七个农贸市场全部配齐，结果每周在市场公示。",
		"乡镇卫生院靠人工上报，平均晚四天。系统已改为当日直报，两个月内完成培训，迟报的通报到院长。",
		"准入由学校自行比选，没有统一标准，也没有退出办法。本学期内出台配餐企业管理办法，准入、考核、退出都向家长公开。"}
	c.at(held.Add(-40), 100, func() {
		first = got(c.flow.PlanInquiry(c.ctx, c.clerk, workflow.InquiryPlanForm{Title: "食品安全工作专题询问", Reason: "群众反映集中，常委会去年执法检查发现的问题需要追问到底。",
			Form: supervision.InquiryPlenary, PlannedOn: held, SurveyScope: "县城和八个乡镇的学校食堂、农贸市场、小餐饮", SurveyContent: "进货查验、抽检不合格的处置、基层监管力量", SurveyDue: held.Add(-15),
			Lead: "财政经济工作委员会", Organs: c.units(departments...)}))
		must(c.flow.ApproveInquiry(c.ctx, c.chair, first))
		got(c.flow.ListQuestions(c.ctx, c.clerk, first, "市场监督管理局，吴晓东，学校食堂抽检不合格后怎样处置，有没有复检？\n农业农村局，徐婉清，农药残留检测为什么只覆盖三个市场？\n"+
			"卫生健康局，公众代表李某，食源性疾病的报告为什么滞后？\n教育和体育局，何俊峰，校园配餐企业怎样准入、怎样退出？"))
	})
	c.at(held.Add(-16), 100, func() {
		must(
			c.flow.RecordMatter(c.ctx, c.clerk, first,
				workflow.MatterRecordForm{Kind: "实地察看", HeldOn: c.day(), Title: "暗访县城四家学校食堂和两个农贸市场", Body: "发现索证索票不全三处。", ByWhom: "财经工委"}),
		)
		must(c.flow.NotifyInquiry(c.ctx, c.clerk, first))
	})
	c.at(held.Add(-8), 100, func() {
		for _, d := range departments {
			must(c.flow.ReceiveInquiry(c.ctx, c.gov, first, c.unit(d), heads[d]))
		}
	})
	c.at(held, 400, func() {
		for i, q := range got(c.db.InquiryQuestions(c.ctx, first)) {
			further, who := "", heads[departments[i]]
			if i == 0 {
				further = "马德福，复检不合格的企业现在还在供餐吗，已经清退两家，公示名单"
			}
			must(
				c.flow.RecordInquiryAnswer(c.ctx, c.operator, first,
					workflow.InquiryAnswerForm{QuestionID: q.ID, Answerer: who, Answer: answers[i], FollowUps: further}),
			)
		}
		must(
			c.flow.HoldInquiry(c.ctx, c.operator, first,
				workflow.InquiryHeldForm{HeldOn: c.day(), Minutes: 195, PresidedBy: c.members[0].Name, Present: "组成人员 26 人，县人大代表 8 人，公众代表 6 人"}),
		)
	})
	c.at(held.Add(5), 100, func() {
		must(c.flow.SendInquiryOpinion(c.ctx, c.clerk, first, workflow.DeliberationForm{OrganID: c.unit("市场监督管理局"), Title: "关于食品安全工作专题询问的审议意见",
			Body: "一、建立校园配餐企业退出机制。\n二、把快速检测覆盖到全部农贸市场。"}, "示人常函〔"+strconv.Itoa(held.Year())+"〕12号"))
	})
	c.at(held.Add(90), 100, func() {
		must(
			c.flow.FileOpinionReply(c.ctx, c.gov, c.opinionOf(first),
				workflow.OpinionReplyForm{Body: "校园配餐企业退出办法已经印发，两家企业退出；快速检测覆盖全部七个农贸市场，每周公示。", Consulted: "县人大常委会财政经济工作委员会"}),
		)
	})
	c.at(held.Add(110), 100, func() {
		must(c.flow.HearOpinionReply(c.ctx, c.clerk, c.opinionOf(first), workflow.HearingForm{HeardOn: c.day(), Grade: "基本满意"}))
		must(c.flow.PublishDeliberation(c.ctx, c.clerk, c.opinionOf(first), c.day(), c.day()))
		must(c.flow.CloseDeliberation(c.ctx, c.clerk, c.opinionOf(first), "研究处理情况的报告获得通过，遗留问题列入第二次询问。"))
	})
	c.at(held.Add(120), 100, func() {
		must(c.flow.CloseInquiry(c.ctx, c.clerk, first, "有关机关已报告研究处理情况，两家配餐企业清退，快检覆盖七个市场。"))
	})
	planned := c.today.Add(3)
	c.at(c.today.Add(-30), 100, func() {
		second = got(
			c.flow.PlanInquiry(
				c.ctx,
				c.clerk,
				workflow.InquiryPlanForm{Title: "食品安全工作专题询问（第二次）", Reason: "追踪去年询问的问题是否真正解决。", Form: supervision.InquiryJoint, PlannedOn: planned,
					SurveyScope: "全县二十所学校食堂", SurveyContent: "去年承诺事项逐项核对", SurveyDue: c.today.Add(-8), AfterID: first, Organs: c.units(more...)},
			),
		)
		asks := []string{"配餐企业退出办法执行一年，退出了几家，有没有换个名字又回来的？", "七个农贸市场的快检设备都在用吗，检出不合格的产品去了哪里？", "食源性疾病当日直报以后，今年报了多少起，处置最慢的一起用了几天？",
			"二十所学校食堂还有几所没有实行陪餐，家长委员会怎样监督？", "今年立案的食品犯罪案件有几件，行政移送的线索为什么少？", "大型超市的临期食品怎样处理，有没有回流到小卖部？",
			"快检耗材的经费保障到哪一年，乡镇监管所的补助为什么拖到年底？", "食品安全处罚的听证和复议有多少件，撤销的原因是什么？"}
		var text string
		for i, d := range more {
			text += d + "，" + c.members[i+5].Name + "，" + asks[i] + "\n"
		}
		got(c.flow.ListQuestions(c.ctx, c.clerk, second, text))
	})
	c.at(c.today.Add(-26), 100, func() { must(c.flow.ApproveInquiry(c.ctx, c.chair, second)) })
	c.at(c.today.Add(-9), 100, func() {
		must(
			c.flow.RecordMatter(c.ctx, c.clerk, second,
				workflow.MatterRecordForm{Kind: "座谈", HeldOn: c.day(), Title: "与学生家长、校长座谈", Body: "家长要求公开配餐企业名单。", ByWhom: "财经工委"}),
		)
		must(c.flow.NotifyInquiry(c.ctx, c.clerk, second))
	})
	c.at(c.today.Add(-5), 100, func() {
		for _, d := range more[:5] {
			must(c.flow.ReceiveInquiry(c.ctx, c.gov, second, c.unit(d), heads[d]))
		}
	})
	c.at(c.today.Add(-2), 100, func() {
		got(
			c.flow.PlanInquiry(
				c.ctx,
				c.clerk2,
				workflow.InquiryPlanForm{Title: "国有资产管理专题询问", Reason: "闲置国有房产多，收益管理不规范。", Form: supervision.InquiryGroup, PlannedOn: c.today.Add(60),
					SurveyScope: "县属国有企业和机关闲置房产", SurveyContent: "台账、出租收益、处置程序", SurveyDue: c.today.Add(35), Organs: c.units("财政局", "自然资源局")},
			),
		)
	})
}

// opinionOf is the opinion that came out of a matter.
func (c *county) opinionOf(matter int64) int64 {
	return got(c.db.DeliberationOpinions(c.ctx, store.DeliberationOpinionFilter{Who: c.clerk, MatterID: matter, Limit: 1}))[0].ID
}

// motions: an interpellation answered and closed, one that the court answers today, one that waits for signatures; an
// investigation under way; and a motion of dismissal that is being signed.
func (c *county) motions() {
	var done, open, study, suggested int64
	seats := func(i ...int) []int64 {
		var ids []int64
		for _, n := range i {
			ids = append(ids, c.seats[n].MemberID)
		}
		return ids
	}
	start := c.today.Add(-210)
	c.at(start, 60, func() {
		done = got(c.flow.StartInterpellation(c.ctx, c.seats[8], workflow.InterpellationForm{Title: "关于城区污水直排河道问题的质询案", OrganID: c.unit("住房和城乡建设局"),
			Question: "污水处理二期为什么两次延期，直排何时停止？", Content: "经实地察看，城东三处排口长期直排。请说明工程延期的原因、责任人和完成时限。", Members: seats(9, 10, 11)}))
		for _, i := range []int{9, 10, 11} {
			must(c.flow.SignMotion(c.ctx, c.seats[i], done, true))
		}
		must(c.flow.FileMotion(c.ctx, c.seats[8], done))
	})
	c.at(start.Add(4), 60, func() {
		must(c.flow.DecideInterpellation(c.ctx, c.chair, done, supervision.AnswerAtCommittee, c.today.Add(-190)))
	})
	c.at(start.Add(20), 60, func() {
		must(c.flow.AnswerInterpellation(c.ctx, c.operator, done, workflow.InterpellationAnswer{Text: "二期工程因征地延误，责任在本局，已倒排工期，年底前三处排口全部截流。", By: "局长金立成到会答复"}))
		for _, i := range []int{8, 9, 10, 11} {
			must(c.flow.JudgeAnswer(c.ctx, c.seats[i], done, i != 11))
		}
	})
	c.at(start.Add(24), 60, func() {
		must(c.flow.CloseInterpellation(c.ctx, c.clerk, done, "四名提案人中三人满意；三处排口已截流两处，继续跟踪。"))
	})
	c.at(c.today.Add(-16), 60, func() {
		open = got(c.flow.StartInterpellation(c.ctx, c.seats[12], workflow.InterpellationForm{Title: "关于涉民生案件执行难的质询案", OrganID: c.organs["court"],
			Question: "拖欠农民工工资案件的执行周期为什么仍然超过半年？", Content: "请说明积案数量、原因和措施。", Members: seats(13, 14)}))
		must(c.flow.SignMotion(c.ctx, c.seats[13], open, true))
		must(c.flow.SignMotion(c.ctx, c.seats[14], open, true))
		must(c.flow.FileMotion(c.ctx, c.seats[12], open))
	})
	c.at(c.today.Add(-12), 60, func() { must(c.flow.DecideInterpellation(c.ctx, c.chair, open, supervision.AnswerInWriting, c.today)) })
	c.at(c.today.Add(-3), 60, func() {
		got(c.flow.StartInterpellation(c.ctx, c.seats[16], workflow.InterpellationForm{Title: "关于乡村道路养护资金使用的质询案", OrganID: c.unit("交通运输局"),
			Question: "养护资金为什么连年结余，而路面破损无人修？", Content: "请说明近三年资金安排、拨付和结余的情况。", Members: seats(0, 5)}))
	})
	c.at(c.today.Add(-70), 60, func() {
		study = got(c.flow.ProposeInvestigation(c.ctx, c.chair, workflow.SpecialInvestigationForm{Title: "产业园补贴资金去向特定问题调查", Facts: "三年间拨付的补贴与企业实收不符，差额去向不明。",
			Purpose: "需要就补贴政策的存废作出决定，并依法追究责任。", People: []int64{c.holderOf("发展和改革局局长")}}))
		for _, x := range []supervision.Investigator{{Role: supervision.InvestigationChief, Name: c.members[1].Name, Post: "县人大常委会副主任"},
			{Role: supervision.InvestigationDeputy, Name: c.members[6].Name, Post: "县人大常委会委员"}, {Role: supervision.InvestigationMember, Name: c.members[7].Name, Post: "县人大常委会委员"},
			{Role: supervision.InvestigationMember, Name: c.members[15].Name, Post: "县人大常委会委员"}, {Role: supervision.InvestigationExpert, Name: "申会计", Post: "注册会计师"},
			{Role: supervision.InvestigationExcluded, Name: c.members[20].Name, Post: "县人大常委会委员", Interest: "近亲属在产业园企业任职"}} {
			must(c.flow.NameInvestigator(c.ctx, c.clerk, study, x))
		}
	})
	c.at(c.today.Add(-50), 60, func() { must(c.flow.FormInvestigation(c.ctx, c.clerk, study, c.day())) })
	c.at(c.today.Add(-1), 420, func() {
		got(
			c.flow.MoveRemoval(
				c.ctx,
				c.seats[17],
				workflow.RemovalForm{PersonID: c.holderOf("统计局局长"), Means: supervision.Dismissal, Mover: supervision.MoverMembers,
					Offices: []int64{c.offices["统计局局长"].ID}, Reason: "统计数据弄虚作假，诫勉谈话后仍不改正。", Members: seats(0, 5, 18, 21)},
			),
		)
	})
	c.at(c.today.Add(-150), 60, func() {
		suggested = got(
			c.flow.MoveRemoval(
				c.ctx,
				c.chair,
				workflow.RemovalForm{PersonID: c.holderOf("水利局局长"), Means: supervision.SuggestRemoval, Mover: supervision.MoverChairs,
					Offices: []int64{c.offices["水利局局长"].ID}, Reason: "班子议事规则长期执行不严，提醒谈话后没有改进；水利工程款超进度支付，审计查出后整改不力。", Recipient: "中共示例县委"},
			),
		)
	})
	c.at(c.today.Add(-120), 60, func() {
		must(c.flow.ReceiveDispatch(c.ctx, c.clerk, got(c.db.DispatchOfRemoval(c.ctx, suggested)).ID, c.day(), "县委办公室"))
		must(c.flow.AnswerRemoval(c.ctx, c.clerk, suggested, "县委研究同意，待到龄时一并免职。", c.day()))
	})
}

// audits: of people when they left or in their term, and of departments; two reports are still awaited, one today. What one of
// them found is put right, another is at work, of a third the plan is overdue.
func (c *county) audits() {
	number := 0
	audit := func(start int, sort supervision.AuditSort, who func() int64, unit, findings string, due calendar.Day) (rect *int64) {
		var id int64
		rect = new(int64)
		day := c.today.Add(start)
		c.at(day, 150, func() {
			year := c.today.Year() - 1
			p := supervision.AuditPlan{
				Sort:    sort,
				OrganID: c.unit(unit),
				Auditor: "示例县审计局",
				From:    calendar.Date(year, time.January, 1),
				To:      calendar.Date(year, time.December, 31),
				DueOn:   due,
			}
			if who != nil {
				p.PersonID = who()
			}
			id = got(c.flow.EntrustAudit(c.ctx, c.clerk, p))
		})
		if start > -60 {
			return rect
		}
		c.at(day.Add(55), 150, func() {
			number++
			must(
				c.flow.FileAudit(
					c.ctx,
					c.clerk,
					id,
					workflow.AuditReportForm{ReportNo: fmt.Sprintf("示审报〔%d〕%d号", c.day().Year(), 20+number), ReportedOn: c.day(),
						Summary: "履行经济责任情况总体较好，财政收支基本真实。", Findings: findings},
				),
			)
			switch {
			case findings == "":
				must(c.flow.CloseAudit(c.ctx, c.clerk, id, "没有查出问题。"))
			case number%3 == 1:
				*rect = got(c.flow.RectifyAudit(c.ctx, c.clerk, id))
			}
		})
		return rect
	}
	named := func(who string) func() int64 { return func() int64 { return c.personOf(who) } }
	ago := func(days, minutes int, do func()) { c.at(c.today.Add(-days), minutes, do) }
	finance := audit(-380, supervision.AuditOutgoing, named("薛克勤"), "财政局", "专项资金滞留，86.5\n公务接待超标准，2.3", c.today.Add(-320))
	c.putRight(ago, finance, 300, 240, []string{"逐笔清理滞留资金，一个月内拨付到位，局长负责。", "超标准的公务接待费由责任人退缴，修订接待办法。"}, []string{"滞留的 86.5 万元全部拨付到项目。", "2.3 万元已退缴国库，接待办法已修订。"})
	ago(235, 60, func() {
		must(c.flow.FollowRectification(c.ctx, c.clerk, *finance, workflow.FollowupForm{Check: true, HeldOn: c.day(), How: "查阅资料", Body: "核对拨款凭证和缴款书，情况属实。"}))
		must(c.flow.JudgeRectification(c.ctx, c.clerk, *finance, true, ""))
		must(c.flow.CloseRectification(c.ctx, c.clerk, *finance, supervision.RectDone, "凭证齐全，问题全部整改到位。"))
	})
	audit(-340, supervision.AuditOutgoing, named("邓启明"), "教育和体育局", "", c.today.Add(-280))
	audit(-240, supervision.AuditOutgoing, named("祁连山"), "商务局", "电商补贴重复发放，41.2", c.today.Add(-180))
	audit(-220, supervision.AuditPreAppointment, named("汤宏图"), "发展和改革局", "", c.today.Add(-160))
	for i, unit := range []string{"水利局", "交通运输局"} {
		rect := audit(-200+20*i, supervision.AuditInTerm, func() int64 { return c.holderOf(unit + "局长") }, unit, fmt.Sprintf("工程款超进度支付，%d\n固定资产未及时入账", 30+i),
			c.today.Add(-140))
		if i == 1 {
			c.putRight(ago, rect, 110, 0, []string{"超付的工程款在下期计量中扣回，建立支付复核。", "固定资产三个月内盘点入账。"}, nil)
		}
	}
	for i, unit := range []string{"民政局", "卫生健康局", "林业局", "公安局"} {
		audit(-190+10*i, supervision.AuditDepartment, nil, unit, fmt.Sprintf("预算编制不细，%d\n往来款长期未清理，%d", 10+i, 3*i+1), c.today.Add(-130))
	}
	audit(-45, supervision.AuditDepartment, nil, "农业农村局", "", c.today)
	audit(-30, supervision.AuditOutgoing, named("钟世平"), "人民政府", "", c.today.Add(14))
}
