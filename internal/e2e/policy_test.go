package e2e

import (
	"testing"

	"renmian/internal/authz"
	"renmian/internal/browsertest"
)

// A county enters its own rules: begun from another county's practice, refused where it contradicts
// itself, adopted, read by those who work under it, and compared with what others do.
func TestCountyEntersItsOwnRules(t *testing.T) {
	st := start(t)
	if err := st.flow.AdoptDefaultPolicy(t.Context()); err != nil {
		t.Fatal(err)
	}
	st.officer(t, "admin", authz.RoleAdmin)
	st.officer(t, "clerk", authz.RoleClerk)

	admin := st.signIn(t, browsertest.Desktop, "admin", password)
	admin.Click("本县办法")
	admin.Click("各县做法对照")
	admin.See("（原文缺县名）", "撤销职务用举手表决", "监督法第六十二条")
	admin.Check()
	admin.Shot("policy-counties")
	glance(admin, "policy-counties")
	admin.Goto("/policy/new?from=sb")
	if n := admin.Count("details.rules [name]"); n != 0 {
		t.Errorf("%d fields stand unfolded at first", n)
	}
	admin.Fill("查找一项", "补考次数")
	admin.See("找到 1 项")
	admin.NotSee("及格分")
	admin.Fill("查找一项", "")
	admin.NotSee("补考次数")
	admin.In(".contents").Press("任前法律知识考试")
	admin.See("补考次数", "及格分")
	admin.Fill("办法名称", "示例县人事任免办法")
	admin.Fill("补考次数", "2")
	admin.Check()
	admin.Shot("policy-edit")
	glance(admin, "policy-edit")
	admin.Submit("采用为新的办法")
	admin.See("处需要更正", "不及格即不予提请的，补考次数应为 0")
	if got := admin.Value("办法名称"); got != "示例县人事任免办法" {
		t.Errorf("the title became %q", got)
	}
	admin.Fill("补考次数", "0")
	admin.Submit("先看有哪些不同")
	admin.See("还没有采用", "0 件任免案仍按原来的版本办完", "及格分", "60分", "80分")
	if got := admin.Value("办法名称"); got != "示例县人事任免办法" {
		t.Errorf("the preview lost the title: %q", got)
	}
	admin.Check()
	glance(admin, "policy-preview")
	admin.Submit("采用为新的办法")
	admin.See("新的办法已采用", "80分")

	clerk := st.signIn(t, browsertest.Desktop, "clerk", password)
	clerk.Click("本县办法")
	clerk.See("示例县人事任免办法", "不予提请，不补考", "现行")
	clerk.NotSee("修订办法")
	clerk.Check()
	clerk.Shot("policy")
	glance(clerk, "policy")
	clerk.Click("两个版本对照")
	clerk.See("只列两者不同的事项", "60分", "80分")
	clerk.Check()
	clerk.Shot("policy-compare")
	glance(clerk, "policy-compare")
	clerk.Resize(browsertest.Phone) // whose modules are many has them folded there
	if n := clerk.Count(".main-nav a"); n != 0 {
		t.Errorf("%d modules stand above the page on a phone", n)
	}
	clerk.Press("全部模块")
	clerk.Check()
	clerk.Shot("modules")
	menu(clerk, "任免案")
}
