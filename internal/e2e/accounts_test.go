package e2e

import (
	"testing"

	"renmian/internal/authz"
	"renmian/internal/browsertest"
)

// An account comes into being: the administrator makes it, the security officer approves its role,
// the person changes the first password, loses the session in the middle of a form and goes on.
func TestAccountFromOpeningToUse(t *testing.T) {
	st := start(t)
	st.officer(t, "admin", authz.RoleAdmin)
	st.officer(t, "security", authz.RoleSecurity)
	st.officer(t, "auditor", authz.RoleAuditor)
	admin := st.signIn(t, browsertest.Desktop, "admin", password)
	security := st.signIn(t, browsertest.Desktop, "security", password)

	admin.Click("新建账号")
	admin.Fill("用户名", "WangLi")
	admin.Fill("姓名", "王丽")
	admin.Submit("新建账号")
	admin.See("处需要更正", "请至少选择一个角色")
	admin.Fill("用户名", "wangli")
	admin.Choose("选任联工委工作人员")
	admin.Submit("新建账号")
	admin.See("一次性密码", "经安全管理员核准后")
	first := admin.Text(".confirmation strong")

	security.Goto("/admin/accounts?waiting=1")
	security.Click("王丽")
	security.Submit("核准角色")
	security.See("角色已核准，立即生效")

	clerk := st.signIn(t, browsertest.Tablet, "wangli", first)
	clerk.See("只有您自己知道")
	clerk.Fill("原密码", first)
	clerk.Fill("新密码", "三月的风吹过县城的老街口")
	clerk.Fill("再次输入新密码", "三月的风吹过县城的老街口")
	clerk.Submit("修改密码")
	clerk.See("密码已修改")

	security.Goto("/admin/settings")
	security.Fill("无操作自动退出", "45")
	security.ClearCookies()
	security.Submit("保存设置")
	security.See("刚才填写的内容还在")
	security.Fill("用户名", "security")
	security.Fill("密码", password)
	security.Submit("登录")
	security.See("尚未办理")
	glance(security, "resume")
	security.Submit("继续办理")
	security.See("设置已修改")
	if got := security.Value("无操作自动退出"); got != "45" {
		t.Errorf("idle limit %s", got)
	}

	clerk.Goto("/admin/audit")
	clerk.See("无权办理", "由安全审计员办理")
	auditor := st.signIn(t, browsertest.Phone, "auditor", password)
	auditor.See("审计日志", "修改设置", "核准角色")
	auditor.Goto("/admin/audit/tree")
	auditor.Submit("签署现在的树头")
	auditor.See("已签署前")
	auditor.Submit("核对全部日志")
	auditor.See("日志完好")
}

// What no link leads to: a sign-in that failed, an address that is not there.
func TestSignInIsRefusedPlainly(t *testing.T) {
	st := start(t)
	nobody := browsertest.Open(t, st.url, browsertest.Phone)
	nobody.Goto("/login")
	nobody.Fill("用户名", "clerk")
	nobody.Submit("登录")
	nobody.See("处需要更正")
	glance(nobody, "login-refused")
	nobody.Goto("/nowhere")
	nobody.See("没有这个页面")
	glance(nobody, "nowhere")
}
