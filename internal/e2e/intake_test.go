package e2e

import (
	"testing"

	"renmian/internal/browsertest"
	"renmian/internal/fixture"
)

// A nomination travels from the organ's file through acceptance and a correction to the chairpersons'
// meeting.
func TestNominationFromFileToReview(t *testing.T) {
	h := open(t)
	organ := h.enter(browsertest.Desktop, h.Organ)
	menu(organ, "提请件")
	organ.Click("起草提请件")
	organ.Fill("提请文件的发文字号", "示府函〔2026〕31号")
	organ.Fill("议案标题", "关于提请决定任命欧阳示例职务的议案")
	organ.Select("拟提请审议的常委会会议", "第36次会议（2026年11月26日，提请截止2026年11月16日）")
	organ.Fill("签署人", "方志远")
	organ.Submit("存为草稿，继续填人员")
	organ.Upload("导入干部任免审批表", saved(t, "欧阳示例.lrmx", fixture.CleanForm().Data))
	organ.Submit("导入")
	organ.See("已导入 1 人", "示例县财政局局长", "还差")
	organ.Click("核对审批表")
	organ.See("左列为文件原文", "周样例")
	organ.Fill("健康状况", "良好")
	organ.Submit("保存更正")
	organ.See("更正已保存", "已更正")
	organ.Click("返回提请件")

	organ.Click("上传材料")
	organ.Upload("#f-file-bill", saved(t, "议案.pdf", fixture.PDF()))
	organ.Submit("收存材料")
	organ.Click("上传材料")
	organ.Click("欧阳示例（决定任命）")
	for _, kind := range []string{"resume", "reason_appoint", "discipline"} {
		organ.Upload("#f-file-"+kind, saved(t, kind+".pdf", fixture.PDF()))
	}
	organ.Fill("#f-note-inspection", "第 3 号，共 2 份")
	organ.Submit("收存材料")
	organ.Click("核对并提交")
	organ.Submit("提交提请件")
	organ.See("提请件已提交")

	clerk := h.enter(browsertest.Desktop, h.Clerk)
	menu(clerk, "提请件")
	clerk.Click("关于提请决定任命欧阳示例职务的议案")
	clerk.See("受理审查", "应交材料已齐")
	clerk.Submit("受理")
	clerk.See("提请件已受理", "人任受〔2026〕1号", "2026-001")
	clerk.Click("打印受理单")
	clerk.Goto("/cases?q=欧阳")
	clerk.Click("欧阳示例")
	clerk.Click("初审")
	clerk.See("任职时间关", "还差")
	clerk.Choose("#f-result-tenure")
	clerk.Fill("任职时间审查情况", "符合任职年限")
	clerk.Choose("#f-result-paperwork-2")
	clerk.Fill("文字材料审查情况", "简历缺一段")
	clerk.Submit("登记审查情况")
	clerk.See("审查情况已登记", "须补正")
	clerk.In("下一步").Click("退回补正")
	clerk.See("文字材料：简历缺一段")
	clerk.Submit("退回补正，生成补正通知")
	clerk.See("已退回提请机关", "人任补〔2026〕1号")

	organ.Goto("/proposals")
	organ.Click("关于提请决定任命欧阳示例职务的议案")
	organ.See("补正通知 人任补〔2026〕1号")
	organ.Click("办理补正并交回")
	organ.Fill("补正情况", "已补 1998 年以来的简历")
	organ.Submit("补正完毕，交回工委")
	organ.See("补正材料已交回工委")

	clerk.Goto("/desk")
	clerk.See("文字材料关须补正")
}
