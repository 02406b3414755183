package demo

import (
	"renmian/internal/authz"
	"renmian/internal/calendar"
	"renmian/internal/lrmx"
	"renmian/internal/policy"
	"renmian/internal/store"
	"renmian/internal/workflow"
)

// present plans what is under way today: a meeting that is to vote now, another tomorrow whose papers are
// out, a third in three weeks, and cases waiting at every stage before and between.
func (c *county) present() {
	number := 1 + c.today.Sub(c.termFrom)/58
	c.meetingToday = &session{day: c.today, number: number, onLeave: map[int]string{8: "因公出差", 23: "因病请假"}, proposals: c.forToday()}
	c.bring(c.meetingToday)
	c.papers()
	tomorrow := &session{day: c.today.Add(1), number: number + 1, computer: true, reports: []string{"听取和审议县人民政府关于民生实事项目完成情况的报告",
		"审议县人大常委会下一年度工作要点（草案）"}, proposals: c.forTomorrow()}
	c.bring(tomorrow)
	c.study(tomorrow)
	c.at(c.today.Add(-1), 120, func() { c.readAhead(tomorrow) })
	later := &session{day: workday(c.today.Add(22)), number: number + 2}
	c.at(c.today.Add(-20), 60, func() { c.schedule(later) })
	c.waiting(later, func(before int) calendar.Day { return c.today.Add(-before) })
	c.at(c.today, 5, func() { c.askForRoles() })
	watched, officer := tomorrow.proposals[1].matters[0], tomorrow.proposals[3].matters[0]
	c.at(c.today.Add(-13), 60, func() { c.object(tomorrow.hall, watched) })
	c.at(c.today, 7, func() {
		sheet, position := c.sheetOf(tomorrow.hall, officer)
		c.correct(sheet, position, 0.5, 0, "归档前复查：两人评分取平均时少计 0.5 分。")
	})
}

// forToday are the proposals that today's meeting decides: several persons at once, then one alone.
func (c *county) forToday() []*proposal {
	return []*proposal{
		{organ: "government", reasons: "工作需要", matters: []*matter{
			{action: policy.DecideRemove, office: "住房和城乡建设局局长", who: "金立成", reason: "到龄退休"},
			{action: policy.DecideAppoint, office: "住房和城乡建设局局长", who: "池文渊", post: "示例县交通运输局副局长", reason: "工作需要", speaks: true},
			{action: policy.DecideRemove, office: "行政审批服务局局长", who: "季思捷", reason: "工作调动"},
			{action: policy.DecideAppoint, office: "行政审批服务局局长", who: "桑以宁", post: "示例县统计局副局长", reason: "工作需要", speaks: true},
		}},
		{organ: "court", reasons: "充实审判力量", matters: []*matter{
			{action: policy.Appoint, office: "人民法院审判员", who: "费明岚*", post: "示例县人民法院法官助理", reason: "遴选入额"},
		}},
	}
}

// sit opens today's meeting at the present instant and takes its first item to where the vote begins, so
// that whoever looks at the system for the first time can hold one.
func (c *county) sit() {
	s := c.meetingToday
	c.tick(c.real)
	c.attend(s)
	got(c.flow.MakeSeats(c.ctx, c.operator, s.id))
	must(c.flow.PairScreen(c.ctx, c.operator, s.id, Screen))
	i := s.agenda[0]
	c.introduce(i)
	must(c.flow.RecordDeliberation(c.ctx, c.operator, i.id, 0, "", "组成人员认为，提请程序合法，人选情况清楚，同意交付表决。"))
}

// forTomorrow are the proposals that tomorrow's meeting decides, most of them ready.
func (c *county) forTomorrow() []*proposal {
	return []*proposal{
		{organ: "government", reasons: "工作需要", matters: []*matter{
			{action: policy.DecideRemove, office: "人民政府办公室主任", who: "郭子健", reason: "工作调动"},
			{action: policy.DecideAppoint, office: "人民政府办公室主任", who: "欧阳清", post: "示例县人民政府办公室副主任", reason: "工作需要", speaks: true,
				account: "nominee01", pledge: online},
			{action: policy.DecideAppoint, office: "人民政府副县长", who: "汤宏图", leaves: "发展和改革局局长", reason: "工作需要", speaks: true},
			{action: policy.DecideAppoint, office: "医疗保障局局长", who: "计明远", post: "示例县卫生健康局副局长", reason: "工作需要", aside: true},
			{action: policy.DecideRemove, office: "医疗保障局局长", who: "莫如玉*", reason: "工作变动", aside: true},
			{action: policy.DecideAppoint, office: "文化和旅游局局长", who: "江映雪*", post: "示例县融媒体中心主任", reason: "工作需要",
				held: "现任局长的去向尚未确定，待县委研究后再提请。"},
		}},
		{organ: "supervision", reasons: "工作需要", matters: []*matter{
			{action: policy.Appoint, office: "监察委员会委员", who: "毕晓岚*", post: "示例县纪委监委案件审理室主任", reason: "工作需要", account: "nominee02", pledge: returned},
		}},
		{organ: "procuratorate", reasons: "充实检察力量", matters: []*matter{
			{action: policy.Appoint, office: "人民检察院检察员", who: "师若谷", post: "示例县人民检察院检察官助理", reason: "遴选入额", account: "nominee04", pledge: unjudged},
		}},
		{organ: "congress", reasons: "机关干部调整", matters: []*matter{
			{action: policy.Appoint, office: "人大常委会农业与农村工作委员会副主任", who: "穆清风", post: "示例县白杨镇人大主席", reason: "工作需要", account: "nominee03",
				pledge: unanswered},
		}},
	}
}

// readAhead: some members have read the papers, two have asked for leave, and the government wants one
// case back.
func (c *county) readAhead(s *session) {
	for _, seat := range []int{1, 6, 9, 14, 22} {
		for _, x := range got(c.db.Materials(c.ctx, s.id, c.seats[seat].MemberID)) {
			must(c.flow.OpenMaterial(c.ctx, c.seats[seat], x.ID))
		}
	}
	must(c.flow.RequestLeave(c.ctx, c.seats[3], s.id, "赴省参加人大系统培训"))
	must(c.flow.RequestLeave(c.ctx, c.seats[19], s.id, "因病住院治疗"))
	for _, m := range s.all() {
		if m.aside && m.action.Begins() {
			must(c.flow.WithdrawCase(c.ctx, c.gov, m.id, "拟任人选另有安排，请求撤回。"))
		}
	}
}

// take brings proposals in on days before today: drafted, submitted and accepted.
func (c *county) take(s *session, before int, p *proposal) {
	c.at(c.today.Add(-before-2), 90, func() { p.meeting = s.id; c.draft(p) })
	c.at(c.today.Add(-before-1), 90, func() { c.submit(p) })
	c.at(c.today.Add(-before), 90, func() {
		c.accept(p)
		for _, m := range p.matters {
			c.welcome(m)
		}
	})
}

// waiting plans the cases for the meeting after tomorrow's, one kind after the other.
func (c *county) waiting(s *session, day func(before int) calendar.Day) {
	// Ready for the chairpersons, who meet today.
	ready := &proposal{organ: "procuratorate", reasons: "充实检察力量", matters: []*matter{
		{action: policy.Appoint, office: "人民检察院检察员", who: "凤鸣岐", post: "示例县人民检察院检察官助理", reason: "遴选入额"}}}
	unlisted := &proposal{organ: "government", reasons: "工作需要", matters: []*matter{
		{action: policy.DecideRemove, office: "市场监督管理局局长", who: "齐学文", reason: "履职测评不称职，不适宜担任现职"},
		{action: policy.DecideAppoint, office: "市场监督管理局局长", who: "殷实", post: "示例县市场监督管理局副局长", reason: "工作需要"}}}
	c.take(s, 14, ready)
	c.take(s, 13, unlisted)
	exam := workday(day(7))
	c.at(day(11), 60, func() { s.sittings[0] = c.sitting(exam, ready.matters[0], unlisted.matters[1]) })
	c.at(exam, 420, func() {
		c.mark(s.sittings[0], ready.matters[0], 91)
		c.mark(s.sittings[0], unlisted.matters[1], 83)
	})
	c.at(day(3), 60, func() {
		for _, m := range append(ready.matters, unlisted.matters...) {
			c.judge(m)
			c.pass(m)
		}
		s.chairs = got(c.flow.PlanChairsMeeting(c.ctx, c.clerk, workflow.ChairsPlan{HeldOn: c.today, Place: "常委会小会议室", PresiderID: c.members[0].ID,
			Attendees: "选举任免联络工作委员会、县人民检察院有关负责同志"}))
		must(c.flow.ListForChairs(c.ctx, c.clerk, s.chairs, []int64{ready.matters[0].id}))
	})
	c.atReview(s, day)
	c.atExams(s, day)
	c.atIntake(s, day)
}

// atReview plans what stands in review: exams at every point, a publicity, corrections, ends.
func (c *county) atReview(s *session, day func(before int) calendar.Day) {
	examined := &proposal{organ: "government", reasons: "工作需要", matters: []*matter{
		{action: policy.DecideRemove, office: "民政局局长", who: "卢秀英*", reason: "到龄退休"},
		{action: policy.DecideAppoint, office: "民政局局长", who: "丛林生", post: "示例县民政局副局长", reason: "工作需要"},
		{action: policy.DecideRemove, office: "退役军人事务局局长", who: "雷振军", reason: "工作变动"},
		{action: policy.DecideAppoint, office: "退役军人事务局局长", who: "戈卫疆", post: "示例县人民武装部副部长", reason: "工作需要", account: "nominee06"}}}
	c.take(s, 9, examined)
	exam := workday(day(1))
	c.at(day(6), 60, func() { s.sittings[1] = c.sitting(exam, examined.matters[1], examined.matters[3]) })
	c.at(exam, 420, func() {
		c.mark(s.sittings[1], examined.matters[3], 48)
		must(c.flow.EnterResults(c.ctx, c.examiner, s.sittings[1], []workflow.ResultForm{{CaseID: examined.matters[1].id, Score: 82, Marker: "乔慧"}}))
	})

	half := &proposal{organ: "government", reasons: "工作需要", matters: []*matter{
		{action: policy.DecideRemove, office: "审计局局长", who: "方若水*", reason: "到龄退休"},
		{action: policy.DecideAppoint, office: "审计局局长", who: "凌云起", post: "示例县审计局总审计师", reason: "工作需要", account: "nominee05"}}}
	c.take(s, 7, half)
	c.at(day(2), 60, func() {
		must(c.flow.RecordFindings(c.ctx, c.clerk, half.matters[1].id, c.gates(half.matters[1])[:1]))
		got(c.flow.CreateSitting(c.ctx, c.examiner, workflow.SittingForm{HeldOn: c.today, StartsAt: "14:30", Place: "县人大常委会二楼会议室",
			Paper: "任前法律知识考试 B 卷", Invigilators: "程瑾、夏宇"}, []int64{half.matters[1].id}))
	})

	noticed := &proposal{organ: "supervision", reasons: "工作需要", matters: []*matter{
		{action: policy.Appoint, office: "监察委员会委员", who: "查景行", post: "示例县纪委监委党风政风监督室主任", reason: "工作需要"}}}
	c.take(s, 5, noticed)
	var publicity int64
	c.at(day(4), 60, func() { publicity = c.publish(noticed) })
	c.at(day(1), 600, func() {
		got(c.flow.GiveOpinion(c.ctx, publicity, workflow.OpinionForm{Anonymous: true, Text: "反映其在乡镇工作期间公车使用不规范。",
			Clue: "前年夏天在柳河乡，多次周末使用公车，乡政府门卫可以证实。"}))
	})

	for i, p := range []*proposal{
		{organ: "government", reasons: "工作需要", matters: []*matter{
			{action: policy.DecideAppoint, office: "统计局局长", who: "沐晨曦*", post: "示例县发展和改革局副局长", reason: "工作需要"},
			{action: policy.DecideRemove, office: "统计局局长", who: "俞明霞*", reason: "工作变动"}}},
		{organ: "court", reasons: "充实审判力量", matters: []*matter{
			{action: policy.Appoint, office: "人民法院审判员", who: "黎书瑶*", post: "示例县人民法院法官助理", reason: "遴选入额"}}},
	} {
		c.take(s, 8, p)
		c.at(day(3), 200+i, func() {
			must(c.flow.ReturnCase(c.ctx, c.clerk, p.matters[0].id, workflow.ReturnForm{Due: c.today, Grounds: []string{
				"简历中两段任职的起止年月没有衔接，请核对后补正。", "考察材料缺廉政方面的结论，请补充。"}, Note: "请在期限内补正，逾期不列入本次会议。"}))
		})
	}

	over := &proposal{organ: "government", reasons: "工作需要", matters: []*matter{
		{action: policy.DecideAppoint, office: "应急管理局局长", who: "连城璧", post: "示例县应急管理局副局长", reason: "工作需要"},
		{action: policy.DecideAppoint, office: "交通运输局局长", who: "路遥知", post: "示例县交通运输局副局长", reason: "工作需要"}}}
	c.take(s, 11, over)
	c.at(day(6), 200, func() {
		must(c.flow.WithdrawCase(c.ctx, c.gov, over.matters[0].id, "现任局长暂不调整，撤回提请。"))
		must(c.flow.EndCase(c.ctx, c.chair, over.matters[1].id, "拟任人员因健康原因书面表示不再担任该职务，终止任免程序。"))
	})
}

// atIntake plans what the organs have in hand: submitted, returned and drafts.
func (c *county) atIntake(s *session, day func(before int) calendar.Day) {
	submitted := &proposal{organ: "court", reasons: "工作需要", matters: []*matter{
		{action: policy.Appoint, office: "人民法院行政审判庭副庭长", who: "辛一凡", post: "示例县人民法院审判员", reason: "工作需要"}}}
	returned := []*proposal{
		{organ: "procuratorate", reasons: "工作需要", matters: []*matter{
			{action: policy.Appoint, office: "人民检察院检察委员会委员", who: "巩建新", post: "示例县人民检察院检察员", reason: "工作需要"}}},
		{organ: "congress", reasons: "补足名额", matters: []*matter{
			{action: policy.Appoint, office: "人民代表大会社会建设委员会委员", who: "安如山", post: "示例县柳河乡人大主席", reason: "补足组成人员"}}},
		{organ: "supervision", reasons: "工作变动", matters: []*matter{
			{action: policy.Remove, office: "监察委员会副主任", who: "常铁峰", reason: "到龄退休"}}},
	}
	for _, p := range append(returned, submitted) {
		c.at(day(5), 300, func() { p.meeting = s.id; c.draft(p) })
	}
	c.at(day(1), 200, func() { c.submit(submitted) })
	for _, p := range returned {
		c.at(day(4), 320, func() { c.submit(p) })
		c.at(day(2), 320, func() {
			must(c.flow.ReturnProposal(c.ctx, c.clerk, p.id, workflow.ReturnForm{Due: c.today, Grounds: []string{"议案中的职务名称与职务目录不一致，请核对后重新提交。"}}))
		})
	}
	draft := &proposal{organ: "government", reasons: "工作需要", matters: []*matter{
		{action: policy.DecideRemove, office: "水利局局长", who: "康润生", reason: "到龄退休"}}}
	c.at(day(1), 400, func() {
		draft.meeting = s.id
		c.draft(draft)
		got(c.flow.ImportForms(c.ctx, c.gov, draft.id, []lrmx.Upload{got(Samples(c.today))[1]}))
	})
}

// askForRoles leaves the security officer an account to approve.
func (c *county) askForRoles() {
	must(c.db.InTx(c.ctx, authz.System, func(tx *store.Tx) error {
		id, err := tx.InsertAccount(c.ctx, store.Account{Username: "clerk3", Name: "舒望", RolesAsked: []authz.Role{authz.RoleClerk},
			AskedBy: c.actor("admin").AccountID, Demo: true})
		if err != nil {
			return err
		}
		c.accounts = append(c.accounts, id)
		return tx.Audit(c.ctx, authz.CreateAccount, store.Subject{Kind: "account", ID: id}, map[string]any{"username": "clerk3"})
	}))
}
