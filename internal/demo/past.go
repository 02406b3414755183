package demo

import (
	"renmian/internal/appointment"
	"renmian/internal/policy"
	"renmian/internal/workflow"
)

// past plans the six meetings of the last two years that decided on personnel.
func (c *county) past() {
	number := 1 + c.today.Sub(c.termFrom)/58 // a meeting every two months; the others had no personnel
	for i, s := range []*session{c.first(), c.second(), c.third(), c.fourth(), c.fifth(), c.sixth()} {
		s.day = workday(c.today.Add([]int{-640, -520, -400, -270, -130, -2}[i]))
		s.number = number - 1 - []int{11, 9, 7, 5, 2, 0}[i]
		c.hold(s)
		c.held = append(c.held, s)
		if i == 4 {
			c.at(s.day, 590, func() { c.acting = "曹雨生" })
		}
	}
}

func (c *county) first() *session {
	return &session{reports: []string{"听取和审议县人民政府关于义务教育优质均衡发展情况的报告"}, onLeave: map[int]string{4: "因公出差", 13: "因病住院"},
		proposals: []*proposal{
			{organ: "government", reasons: "工作需要", matters: []*matter{
				{action: policy.DecideRemove, office: "教育和体育局局长", who: "邓启明", reason: "到龄退休"},
				{action: policy.DecideAppoint, office: "教育和体育局局长", who: "秦书雅*", post: "示例县教育和体育局党组书记", reason: "工作需要", speaks: true,
					asked: "农村小规模学校怎么办？", answer: "保留必要的教学点，由中心校统一管理师资，寄宿条件三年内达标。"},
			}},
			{organ: "court", reasons: "充实审判力量", matters: []*matter{
				{action: policy.Appoint, office: "人民法院审判委员会委员", who: "关明哲", post: "示例县人民法院民事审判庭庭长、审判员",
					reason: "审判工作需要", waived: policy.WaiveInternal},
				{action: policy.Appoint, office: "人民法院审判员", who: "沙一苇*", post: "示例县人民法院法官助理", reason: "遴选入额"},
			}},
		}}
}

func (c *county) second() *session {
	watched := &proposal{organ: "supervision", reasons: "加强监督力量", matters: []*matter{
		{action: policy.Appoint, office: "监察委员会委员", who: "牛志明", post: "示例县纪委监委第三审查调查室主任", reason: "工作需要",
			unsworn: "因公出差在外"},
	}}
	return &session{reports: []string{"听取和审议县人民政府关于上半年国民经济和社会发展计划执行情况的报告"}, onLeave: map[int]string{9: "因公出差"},
		publicity: &notice{of: watched, found: "经向原单位和案件当事人了解，反映的处理时限问题不存在，有关案件均在期限内办结。", result: appointment.Unfounded,
			opinion: workflow.OpinionForm{Name: "周某", Contact: "0000-7654321", Text: "听说他以前办案拖拉，请核实。"}},
		proposals: []*proposal{watched,
			{organ: "government", reasons: "工作需要", matters: []*matter{
				{action: policy.DecideRemove, office: "财政局局长", who: "薛克勤", reason: "工作调动"},
				{action: policy.DecideAppoint, office: "财政局局长", who: "贾思源", post: "示例县财政局副局长", reason: "工作需要", scores: []float64{54, 71}, speaks: true},
			}},
			{organ: "procuratorate", reasons: "充实检察力量", matters: []*matter{
				{action: policy.Appoint, office: "人民检察院检察员", who: "容予安*", post: "示例县人民检察院检察官助理", reason: "遴选入额"},
			}},
		}}
}

func (c *county) third() *session {
	return &session{reports: []string{"听取和审议县人民政府关于年度环境状况和环境保护目标完成情况的报告"}, onLeave: map[int]string{21: "因事请假", 27: "因病请假"},
		proposals: []*proposal{
			{organ: "government", reasons: "工作变动", matters: []*matter{
				{action: policy.AcceptResignation, office: "人民政府副县长", who: "钟世平", reason: "因工作变动，本人提出辞职"},
				{action: policy.DecideAppoint, office: "人民政府副县长", who: "邵建章", post: "示例县青石镇党委书记", reason: "工作需要", speaks: true,
					asked: "分管农业，怎样让农民增收？", answer: "抓高标准农田和特色果蔬两头，三年内新增订单农业面积两万亩，收益按合同分给农户。"},
			}},
			{organ: "congress", reasons: "机关干部轮岗", matters: []*matter{
				{action: policy.Appoint, office: "人大常委会财政经济工作委员会副主任", who: "岳娟*", leaves: "人大常委会办公室副主任", reason: "轮岗交流"},
				{action: policy.Appoint, office: "人大常委会办公室副主任", who: "宁知夏*", post: "示例县人大常委会办公室秘书股股长", reason: "工作需要"},
			}},
		}}
}

func (c *county) fourth() *session {
	return &session{reports: []string{"听取和审议县人民法院关于执行工作情况的报告"}, onLeave: map[int]string{6: "因公出差", 18: "因病请假", 25: "因事请假"},
		proposals: []*proposal{
			{organ: "government", reasons: "工作需要", matters: []*matter{
				{action: policy.DecideRemove, office: "商务局局长", who: "祁连山", reason: "到龄退休"},
				{action: policy.DecideAppoint, office: "商务局局长", who: "祝连胜", post: "示例县招商服务中心主任", reason: "工作需要", speaks: true, votes: [3]int{13, 8, 5},
					asked: "任招商中心主任期间，两个签约项目为何没有落地？", answer: "前期对企业的资金实力调查不够，本人负有责任，已建立项目评估制度。"},
			}},
			{organ: "court", reasons: "工作需要", matters: []*matter{
				{action: policy.Appoint, office: "人民法院副院长", who: "尚文达", leaves: "人民法院刑事审判庭庭长", reason: "工作需要"},
				{action: policy.Appoint, office: "人民法院刑事审判庭庭长", who: "颜华*", leaves: "人民法院刑事审判庭副庭长", reason: "工作需要"},
			}},
		}}
}

func (c *county) fifth() *session {
	resigns := &matter{action: policy.AcceptResignation, office: "人民法院院长", who: "彭思明", reason: "因工作变动，本人提出辞职"}
	return &session{reports: []string{"听取和审议县人民政府关于林长制落实情况的专项工作报告"}, onLeave: map[int]string{11: "因病请假"},
		proposals: []*proposal{
			{organ: "congress", reasons: "院长辞职，依法决定代理人选", matters: []*matter{resigns,
				{action: policy.DecideActing, office: "人民法院院长", who: "曹雨生", post: "示例县人民法院副院长、审判委员会委员", reason: "主持审判工作需要", after: resigns},
			}},
			{organ: "congress", title: "关于提请撤销樊正林职务的议案", reasons: "严重失职", mover: appointment.MoverMembers, brought: true, matters: []*matter{
				{action: policy.Dismiss, office: "林业局局长", who: "樊正林", reason: "森林防火责任不落实，造成重大损失，对整改要求置之不理", votes: [3]int{24, 2, 2},
					defence: "本人到会申辩：火情报告确有延误，防火经费被挪作他用的责任不全在本人，接受组织处理。"},
			}},
			{organ: "congress", title: "关于提请罢免严立本示例市人民代表大会代表职务的议案", reasons: "涉嫌严重违法", mover: appointment.MoverChairs, brought: true, matters: []*matter{
				{action: policy.Recall, office: cityDeputy, who: "严立本", reason: "涉嫌串通投标，已被采取强制措施，不宜继续担任代表", votes: [3]int{26, 1, 1},
					defence: "本人书面申辩：对投标一事认错，请求从轻处理，对罢免代表职务没有意见。"},
			}},
			{organ: "court", reasons: "职务变动", matters: []*matter{
				{action: policy.Remove, office: "人民法院审判委员会委员", who: "彭思明", reason: "工作变动"},
			}},
		}}
}

func (c *county) sixth() *session {
	return &session{fresh: true, reports: []string{"听取和审议县人民政府关于审计查出问题整改情况的报告"}, onLeave: map[int]string{8: "因公出差"},
		proposals: []*proposal{
			{organ: "government", reasons: "工作需要", matters: []*matter{
				{action: policy.DecideAppoint, office: "林业局局长", who: "蓝正青", post: "示例县自然资源局副局长", reason: "工作需要", speaks: true, account: "nominee07",
					pledge: online, unsworn: "赴省参加森林防火培训"},
				{action: policy.DecideAppoint, office: "商务局局长", who: "施文君*", post: "示例县商务局副局长", reason: "工作需要",
					asked: "电商产业园补贴发放中反映的问题查清了吗？"},
			}},
			{organ: "procuratorate", reasons: "工作需要", matters: []*matter{
				{action: policy.Appoint, office: "人民检察院副检察长", who: "佟欣*", post: "示例县人民检察院检察员", reason: "工作需要", account: "nominee08", pledge: online},
			}},
			{organ: "supervision", reasons: "工作需要", matters: []*matter{
				{action: policy.Appoint, office: "监察委员会副主任", who: "裴雪*", leaves: "监察委员会委员", reason: "工作需要"},
			}},
			{organ: "congress", title: "关于提请通过陆鸣为代表资格审查委员会委员的议案", reasons: "补足名额", matters: []*matter{
				{action: policy.Pass, office: "人大常委会代表资格审查委员会委员", who: "陆鸣~", reason: "补足组成人员"},
			}},
		}}
}
