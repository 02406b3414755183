package e2e

import (
	"github.com/jackc/pgx/v5"

	"renmian/internal/browsertest"
)

func (j *appointing) chairsDecide() {
	j.on(j.Today().Add(1))
	clerk, chair := j.clerk, j.enter(browsertest.Tablet, j.Chair)
	menu(clerk, "主任会议")
	clerk.See("欧阳示例", "李䶮")
	clerk.Click("安排主任会议")
	clerk.Submit("安排会议")
	clerk.See("会议已安排")
	clerk.See("欧阳示例", "李䶮")
	clerk.Submit("列入议程")
	clerk.See("已列入议程", "还有 2 案待主任会议决定")

	menu(chair, "主任会议")
	chair.Click("次主任会议")
	chair.Click("开始逐案研究")
	chair.Shot("chairs-case")
	chair.Submit("登记决定")
	chair.See("1 处需要更正")
	chair.Choose("同意提请常委会会议审议")
	chair.Choose("确定为供职发言人选")
	chair.Submit("登记决定")
	chair.See("决定已登记", "李䶮")
	chair.Choose("同意提请常委会会议审议")
	chair.Submit("登记决定")
	chair.See("各案都已决定")

	clerk.Goto("/chairs")
	clerk.Click("次主任会议")
	clerk.Click("起草纪要")
	clerk.Submit("保存纪要")
	clerk.See("纪要已保存")
	clerk.Submit("结束会议")
	clerk.See("主任会议已结束")
}

func (j *appointing) meetingPrepared() {
	j.on(j.MeetingOn.Add(-9))
	b := j.enter(browsertest.Desktop, j.Operator)
	menu(b, "常委会会议")
	b.Click("第三十六次会议")
	b.In("下一步").Click("编排议程")
	for range nominees { // each organ's proposal is an item
		b.In("列入人事任免议题").Submit("列入议程")
		b.See("已列入议程")
	}
	b.See("1. 审议示例县人民政府提请的人事任免案", "2. 审议示例县人民法院提请的人事任免案")
	b.Click("第三十六次会议")
	b.Click("发出会议通知")
	b.Submit("发出会议通知")
	b.See("会议通知已发出")
	b.Click("会议材料和阅件回执")
	b.Submit("生成基本情况")
	b.See("基本情况已生成")
	b.Submit("送达材料")
	b.See("材料已送达全体组成人员")
	j.operator = b
}

func (j *appointing) memberReads() {
	b := j.enter(browsertest.Tablet, j.Member)
	menu(b, "常委会会议")
	b.Click("第三十六次会议")
	b.Click("欧阳示例")
	b.See("简历")
	b.NotSee("周样例", "身份证") // the family stays with the office
	b.Shot("member-material")
	j.operator.Goto(j.operator.Path())
	j.operator.See("1 / 29")
}

func (j *appointing) meetingOpens() {
	j.on(j.MeetingOn)
	b := j.operator
	b.Click("第三十六次会议")
	b.Click("出席情况")
	b.See("出席 0 人，还差 15 人过半数")
	for _, name := range j.names(0, 27) {
		b.In(name).Choose("出席")
	}
	b.Submit("登记出席")
	b.See("应到29人，实到27人")
	b.Submit("宣布开会")
	b.See("会议已开始")
}

// names are those of members by seat.
func (h *house) names(from, to int) []string {
	h.T.Helper()
	rows, err := h.Pool.Query(h.T.Context(), `SELECT p.name FROM member m JOIN person p ON p.id = m.person_id ORDER BY m.seat`)
	h.Must(err)
	all, err := pgx.CollectRows(rows, pgx.RowTo[string])
	h.Must(err)
	return all[from:to]
}

func (j *appointing) firstItem() {
	b := j.operator
	b.Click("办理第 1 项")
	b.Submit("开始审议")
	b.See("已开始审议")
	b.Fill("说明人", "方志远")
	b.Submit("登记说明")
	b.See("说明已登记", "请拟任人员欧阳示例围绕工作目标")
	b.Choose("到会发言")
	b.Submit("登记供职发言")
	b.See("供职发言已登记")
	b.Click("登记询问")
	b.Fill("询问人", "杨海燕")
	b.Fill("问题", "对财政资金绩效管理有何打算？")
	b.In("#questions form").Submit("登记询问")
	b.See("询问已登记", "待答复")
	b.Fill("#f-summary", "组成人员审议后没有不同意见。")
	b.Submit("登记审议情况")
	b.See("交付表决前还差 1 项") // before the vote every question has its answer
	now := b.In("#now")
	now.Fill("答复人", "欧阳示例")
	now.Fill("答复", "把绩效目标和预算同步编制、同步批复。")
	now.Submit("登记答复")
	b.See("答复已登记", "交付表决")
	b.Shot("item-vote")
	b.Select("监票人（总监票人）", "赵文博")
	b.Select("监票人", "黄丽娟")
	b.Submit("开始表决")
	b.See("请先确认监票人不是人选的近亲属")
	b.Choose("已询问：监票人不是本次表决人选的近亲属")
	b.Submit("开始表决")
	b.See("请工作人员分发表决票")
}

// scrutineersCount lets two members count apart; at first they differ.
func (j *appointing) scrutineersCount() {
	one, two := j.enter(browsertest.Tablet, j.AsMember(6)), j.enter(browsertest.Tablet, j.AsMember(7))
	for _, b := range []*browsertest.Tab{one, two} {
		b.See("录入计票") // on the workbench, so that nobody has to search
		b.Shot("scrutineer-desk")
		b.Click("录入计票")
	}
	count(one, "25", "1")
	one.See("等候另一名监票人")
	count(two, "24", "2")
	two.See("不一致")
	two.Shot("count-differs")
	one.See("不一致") // by itself
	count(one, "25", "1")
	count(two, "25", "1")
	two.See("两人的计票一致")
	j.scrutineers = []*browsertest.Tab{one, two}
}

// count enters a count of the 27 ballots.
func count(b *browsertest.Tab, yes, no string) {
	for label, value := range map[string]string{"发出票": "27", "收回票": "27", "赞成": yes, "反对": no, "弃权": "1", "无效": "0"} {
		b.Fill(label, value)
	}
	b.Submit("提交计票")
}

func (j *appointing) chairAnnounces() {
	b := j.enter(browsertest.Tablet, j.Chair)
	menu(b, "常委会会议")
	b.Click("第三十六次会议")
	b.Click("1. 审议示例县人民政府提请的人事任免案")
	b.See("欧阳示例获25票赞成")
	b.Shot("announce")
	b.Submit("宣布结果")
	b.See("结果已宣布", "通过")
	j.chair = b
}

func (j *appointing) secondItem() {
	b := j.operator
	b.Goto(b.Path())
	b.See("结果", "通过")
	b.Click("2. 审议示例县人民法院提请的人事任免案")
	b.Submit("开始审议")
	b.Fill("说明人", "彭守正")
	b.Submit("登记说明")
	b.Fill("#f-summary", "没有不同意见。")
	b.Submit("登记审议情况")
	b.Select("监票人（总监票人）", "赵文博")
	b.Select("监票人", "黄丽娟")
	b.Choose("已询问：监票人不是本次表决人选的近亲属")
	b.Submit("开始表决")
	for _, s := range j.scrutineers {
		s.Goto("/desk")
		s.Click("录入计票")
		count(s, "24", "2")
	}
	j.chair.Click("2. 审议示例县人民法院提请的人事任免案")
	j.chair.Submit("宣布结果")
	j.chair.See("结果已宣布", "通过")
	b.Click("第三十六次会议")
	b.Submit("宣布闭会")
	b.See("会议已闭会")
}
