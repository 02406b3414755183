package e2e

import (
	"testing"
	"time"

	"renmian/internal/browsertest"
	"renmian/internal/calendar"
)

// A new term, step by step: the clerk leaves after the first steps and takes the work up again another day, the
// government proposes everybody in one press.
func TestNewTermStepByStep(t *testing.T) {
	h := open(t)
	h.Now = time.Date(2027, 1, 15, 9, 0, 0, 0, calendar.Zone)
	clerk := h.enter(browsertest.Desktop, h.Clerk)
	clerk.Goto("/registers/terms/new")
	clerk.Fill("届次", "19")
	clerk.Fill("任期起始日", "2027-01-10")
	clerk.Fill("任期届满日", "2032-01-10")
	clerk.Fill("政府领导人员选出之日", "2027-01-12")
	clerk.Submit("登记新一届")
	clerk.Submit("办理换届")
	clerk.See("第19届换届", "2027年3月12日以前", "下一步：登记新一届常务委员会组成人员")
	look(clerk, "term-overview-new")
	clerk.Click("登记组成人员")
	clerk.Select("主任", "王建国（原副主任）")
	clerk.In("fieldset:has(> .choices input[name=vice])").Choose("李秀英（原副主任）")
	clerk.Fill("新当选的组成人员", "甲新任，女，1980.01，回族，委员\n乙新任，男，1981.2，汉族，秘书长")
	look(clerk, "term-members")
	clerk.Submit("登记组成人员")
	clerk.See("第 2 行：职务请填主任、副主任或者委员")
	clerk.Fill("新当选的组成人员", "甲新任，女，1980.01，回族，委员\n乙新任，男，1981.2，汉族，委员")
	clerk.Submit("登记组成人员")
	clerk.See("新一届组成人员已登记", "下一步：登记人民代表大会选举的职务")

	// Another day, from the workbench.
	h.on(calendar.Date(2027, 1, 18))
	clerk.Goto("/desk")
	clerk.See("第19届换届")
	clerk.Click("选举的职务")
	clerk.Click("登记选举产生的职务")
	look(clerk, "term-elected")
	clerk.Choose("彭守正（示例县人民法院院长）")
	clerk.Submit("登记")
	clerk.See("选举产生的职务已登记")
	clerk.Click("生成换届清单")
	clerk.Submit("生成清单")
	clerk.See("换届清单已生成", "钱正明", "地方组织法第七十一条", "曹雨生", "继续任职")
	look(clerk, "term-list")
	clerk.Click("调整谁不再担任")
	clerk.Choose("沈卫东（示例县副县长）")
	look(clerk, "term-plan")
	clerk.Submit("保存")
	clerk.See("换届清单已调整", "不再担任")
	clerk.Click("换届")
	clerk.Submit("催办待提请的机关")
	clerk.See("已催办 1 个机关", "示例县人民政府")
	look(clerk, "term-overview")

	organ := h.enter(browsertest.Desktop, h.Organ)
	organ.Goto("/desk")
	organ.See("提请重新任命 1 人", "催办")
	organ.Click("提请重新任命 1 人")
	look(organ, "term-vacancies")
	organ.Submit("起草换届提请件")
	organ.See("换届提请件已存为草稿", "钱正明", "关于提请决定任命新一届示例县人民政府组成人员的议案")

	// Nobody proposed within the two months: V20.
	h.on(calendar.Date(2027, 3, 13))
	clerk = h.enter(browsertest.Desktop, h.Clerk)
	clerk.Goto("/desk")
	clerk.See("1 个职务逾期未提请")
	clerk.Click("1 个职务逾期未提请")
	clerk.See("逾期未提请", "钱正明")
	look(clerk, "term-overdue")

	// An organ gets another name.
	clerk.Goto("/registers/organs")
	clerk.Click("示例县人民检察院")
	clerk.Click("登记改名")
	look(clerk, "organ-rename")
	clerk.Fill("新名称", "示例市人民检察院")
	clerk.Fill("生效日期", "2027-03-01")
	clerk.Fill("依据", "示编发〔2027〕2号")
	clerk.Submit("登记改名")
	clerk.See("沿革", "示例县人民检察院", "示例市人民检察院副检察长")
	look(clerk, "organ-past")
	clerk.Click("登记撤销或者合并")
	look(clerk, "organ-abolish")
	citizen := h.visit(browsertest.Phone, "/offices?on=2027-02-28")
	citizen.See("示例县人民检察院副检察长", "现名示例市人民检察院副检察长")
	citizen.Check()
}
