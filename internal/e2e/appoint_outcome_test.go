package e2e

import (
	"renmian/internal/browsertest"
)

func (j *appointing) clerkIssuesCertificates() {
	b := j.clerk
	menu(b, "常委会会议")
	b.Click("第三十六次会议")
	b.Click("结果办理")
	b.Shot("outcome")
	b.Submit("制作任命书（2 件）")
	b.See("任命书已制作", "示例人任字〔2026〕1号", "示例人任字〔2026〕2号")
	b.Submit("打印任命书（2 件）")
	b.See("任命书", "根据示例县第十八届人民代表大会常务委员会第三十六次会议", "陈立民")
	b.Shot("certificates")
	b.Click("←")
	b.Submit("登记颁发（2 件）")
	b.See("已登记颁发")

	b.Click("安排宣誓")
	b.See("我宣誓：忠于中华人民共和国宪法")
	b.Fill("领誓人", "欧阳示例")
	b.Submit("安排宪法宣誓")
	b.See("已安排")
	b.In("欧阳示例 示例县财政局局长").Choose("已宣誓")
	b.In("李䶮 示例县人民法院民事审判庭庭长").Choose("已宣誓")
	b.Submit("登记")
	b.See("已登记", "已宣誓")
	b.Click("会议结果办理")
}

func (j *appointing) noticePublished() {
	j.on(j.MeetingOn.Add(1))
	b := j.clerk
	b.Submit("起草名单和公告")
	b.See("已起草", "待校核")
	outcome := b.Path()
	b.Click("任免名单")
	b.NotSee("校核无误") // not by the one who drafted it

	second := j.enter(browsertest.Desktop, j.Clerk2)
	for _, title := range []string{"任免名单", "公告"} {
		second.Goto("/publishing")
		second.Click(title)
		second.Submit("校核无误")
		second.See("请") // it has to be compared with the result first
		second.Choose("已与表决结果逐字核对")
		second.Submit("校核无误")
		second.See("已校核，可以公布")
	}
	second.Shot("notice-proofread")
	b.Goto(outcome)
	b.Submit("一并公布（2 件）")
	b.See("已公布")
	b.Submit("发出通知（2 个机关）")
	b.See("已发出通知", "待签收")
}

func (j *appointing) organsAcknowledge() {
	for _, b := range []*browsertest.Tab{j.government, j.court} {
		b.Goto("/desk")
		b.Click("签收任免通知")
		b.See("关于人事任免事项的通知")
		b.Submit("签收")
		b.See("已签收")
	}
}

func (j *appointing) clerkFilesAndCloses() {
	j.on(j.Today().Add(1))
	b := j.clerk
	b.Goto("/filings")
	b.Click("欧阳示例")
	b.Fill("报送日期", j.Today().ISO())
	b.Fill("文号", "示府报〔2026〕18号")
	b.Submit("登记备案")
	b.See("已登记备案")
	menu(b, "常委会会议")
	b.Click("第三十六次会议")
	b.Click("结果办理")
	b.Submit("办结（2 件）")
	b.See("已办结")
	for _, name := range nominees {
		menu(b, "任免案")
		b.Click(name)
		b.See("已办结")
	}
	b.Shot("case-closed")
}

func (j *appointing) publicReads() {
	b := j.visit(browsertest.Phone, "/")
	b.Fill("查任免公布", "财政局")
	b.Submit("查找")
	b.Click("任免名单")
	b.See("决定任命", "欧阳示例", "示例县财政局局长", "李 䶮")
	b.NotSee("92", "反映") // neither score nor opinions
	b.Shot("public-notice")
	b.Goto("/")
	b.In(".main-nav").Click("任职人员")
	b.See("示例县财政局局长", "欧阳示例")
}

func (j *appointing) vacancyFilled() {
	b := j.clerk
	menu(b, "职务空缺")
	b.See("职务空缺")
	b.NotSee("示例县财政局局长")
}
