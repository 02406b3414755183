package e2e

import (
	"testing"

	"renmian/internal/appointment"
	"renmian/internal/browsertest"
)

// Two clerks have the same proposal and the same review open. Whoever comes second is told, keeps what was
// typed, and overwrites nothing.
func TestTwoClerksOnOneCase(t *testing.T) {
	h := open(t)
	h.Case(appointment.StageIntake)
	li, zhou := h.enter(browsertest.Desktop, h.Clerk), h.enter(browsertest.Desktop, h.Clerk2)
	both := []*browsertest.Tab{li, zhou}
	for _, b := range both {
		menu(b, "提请件")
		b.Click("关于提请决定任命欧阳示例职务的议案")
		b.See("应交材料已齐")
	}
	li.Submit("受理")
	li.See("提请件已受理")
	zhou.Submit("受理")
	zhou.See("现在还不能办理", "已由李模拟受理")
	zhou.Click("返回上一页")
	zhou.See("已受理")

	for _, b := range both {
		menu(b, "任免案")
		b.Click("欧阳示例")
		b.Click("材料初审")
	}
	li.In("任职时间审查结果").Choose("通过")
	li.Fill("任职时间审查情况", "任现职满四年，符合规定。")
	li.Submit("登记审查情况")
	li.See("审查情况已登记")
	zhou.In("任职时间审查结果").Choose("须补正")
	zhou.Fill("任职时间审查情况", "简历与年限不符，请核对。")
	zhou.Submit("登记审查情况")
	zhou.See("任职时间关的审查情况已被他人办理或修改", "您刚才填写的内容", "简历与年限不符，请核对。")
	glance(zhou, "conflict")
	zhou.Click("返回上一页")
	zhou.See("李模拟，")
	if got := zhou.Value("任职时间审查情况"); got != "任现职满四年，符合规定。" {
		t.Errorf("the first clerk's finding became %q", got)
	}
	zhou.In("任职资格审查结果").Choose("通过") // at another gate nobody is in the way
	zhou.Fill("任职资格审查情况", "符合任职资格。")
	zhou.Submit("登记审查情况")
	zhou.See("审查情况已登记", "周模拟，")
}

// An organ works on one draft in two tabs.
func TestOneDraftInTwoTabs(t *testing.T) {
	h := open(t)
	h.Draft()
	one, other := h.enter(browsertest.Desktop, h.Organ), h.enter(browsertest.Desktop, h.Organ)
	for _, b := range []*browsertest.Tab{one, other} {
		menu(b, "提请件")
		b.Click("关于提请决定任命欧阳示例职务的议案")
		b.In("议案标题").Click("修改")
	}
	one.Fill("议案标题", "关于提请决定任命欧阳示例为财政局局长的议案")
	one.Submit("保存")
	one.See("关于提请决定任命欧阳示例为财政局局长的议案")
	other.Fill("提请理由", "原局长已到退休年龄。")
	other.Submit("保存")
	other.See("已被他人办理或修改", "原局长已到退休年龄。")
	other.Click("返回上一页")
	if got := other.Value("议案标题"); got != "关于提请决定任命欧阳示例为财政局局长的议案" {
		t.Errorf("title %q", got)
	}
}

// A hurried clerk presses twice, goes back, and looks again: the talk is recorded once.
func TestPressedTwiceCountsOnce(t *testing.T) {
	h := open(t)
	h.Case(appointment.StageReview)
	b := h.enter(browsertest.Desktop, h.Clerk)
	menu(b, "任免案")
	b.Click("欧阳示例")
	b.Click("考察公示")
	b.Choose("组织部门征求常委会党组意见")
	b.Fill("沟通日期", h.Today().ISO())
	b.Fill("参加人", "县委组织部、常委会党组")
	b.Fill("沟通意见", "同意按程序提请。")
	b.DoubleClick("登记沟通情况")
	b.See("沟通情况已登记", "沟通记录 1")
	b.NotSee("沟通记录 2")
	b.Back()
	b.See("沟通记录 1")
	b.NotSee("沟通记录 2")
}
