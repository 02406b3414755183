package server

import (
	"context"
	"net/http"
	"strconv"
	"strings"
	"testing"

	"github.com/go-chi/chi/v5"

	"renmian/internal/authz"
	"renmian/internal/calendar"
	"renmian/internal/store"
	"renmian/internal/workflow"
)

func accountFormOf(username string, role authz.Role) workflow.AccountForm {
	return workflow.AccountForm{Username: username, Name: role.Label(), Roles: []authz.Role{role}}
}

// routed gives a request the routing context that middleware finds behind a router.
func routed(r *http.Request) *http.Request {
	return r.WithContext(context.WithValue(r.Context(), chi.RouteCtxKey, chi.NewRouteContext()))
}

// Every page of the three officers refuses every other role, and says who may.
func TestOfficersPagesRefuseOthers(t *testing.T) {
	st := newSite(t)
	target := st.as(authz.RoleClerk)
	detail := accountPath(target.who.AccountID)
	visitors := map[authz.Role]*visitor{}
	for _, role := range authz.Roles {
		visitors[role] = st.as(role)
	}
	for _, tt := range []struct {
		method, path string
		may          []authz.Role
	}{
		{"GET", "/admin/accounts", []authz.Role{authz.RoleAdmin, authz.RoleSecurity}},
		{"GET", "/admin/accounts/new", []authz.Role{authz.RoleAdmin}},
		{"POST", "/admin/accounts", []authz.Role{authz.RoleAdmin}},
		{"GET", detail, []authz.Role{authz.RoleAdmin, authz.RoleSecurity}},
		{"GET", detail + "/edit", []authz.Role{authz.RoleAdmin}},
		{"POST", detail, []authz.Role{authz.RoleAdmin}},
		{"POST", detail + "/disable", []authz.Role{authz.RoleAdmin}},
		{"POST", detail + "/enable", []authz.Role{authz.RoleAdmin}},
		{"POST", detail + "/reset", []authz.Role{authz.RoleAdmin}},
		{"POST", detail + "/unlock", []authz.Role{authz.RoleSecurity}},
		{"POST", detail + "/approve", []authz.Role{authz.RoleSecurity}},
		{"POST", detail + "/refuse", []authz.Role{authz.RoleSecurity}},
		{"GET", "/admin/settings", []authz.Role{authz.RoleSecurity}},
		{"POST", "/admin/settings", []authz.Role{authz.RoleSecurity}},
		{"GET", "/admin/audit", []authz.Role{authz.RoleAuditor}},
		{"POST", "/admin/audit/export", []authz.Role{authz.RoleAuditor}},
		{"GET", "/admin/audit/tree", []authz.Role{authz.RoleAuditor}},
		{"POST", "/admin/audit/tree", []authz.Role{authz.RoleAuditor}},
		{"POST", "/admin/audit/check", []authz.Role{authz.RoleAuditor}},
		{"GET", "/admin/audit/heads/1", []authz.Role{authz.RoleAuditor}},
	} {
		for _, role := range authz.Roles {
			v := visitors[role]
			re := reply{}
			if tt.method == "GET" {
				re = v.get(tt.path)
			} else {
				re = v.post(tt.path)
			}
			if may := v.who.Has(tt.may...); may == (re.status == 403) || re.status >= 500 {
				t.Errorf("%s %s as %s: %d", tt.method, tt.path, role, re.status)
			} else if !may {
				re.want(t, 403, authz.Labels(tt.may))
			}
		}
	}
}

func TestAccountIsMadeAndApproved(t *testing.T) {
	st := newSite(t)
	admin, security := st.as(authz.RoleAdmin), st.as(authz.RoleSecurity)
	re := admin.post("/admin/accounts", "username", "Wang Li", "name", "王丽", "roles", "clerk", "roles", "auditor").
		want(t, 422, "用户名用 2 至 40 个", "须由专人担任", "有 2 处需要更正")
	if re.page.Value("username") != "Wang Li" || re.page.Value("name") != "王丽" {
		t.Error("what was typed is gone")
	}
	admin.post("/admin/accounts", "username", "wangli", "name", "王丽", "roles", "nominee", "roles", "organ").
		want(t, 422, "须选定所在机关", "须选定本人的人员档案")
	re = admin.post("/admin/accounts", "username", "wangli", "name", "王丽", "roles", "nominee", "person", "王丽 1976").
		want(t, 422, "请按 1976-05 的样子填写")
	if re.page.Value("person") != "王丽 1976" {
		t.Error("the person typed is gone")
	}
	admin.post("/admin/accounts", "username", "wangli", "name", "王丽", "roles", "nominee", "person", "王丽").want(t, 422, "没有这个人的档案")
	re = admin.post("/admin/accounts", "username", "wangli", "name", "王丽", "roles", "clerk").want(t, 200, "一次性密码")
	password := re.page.One(".confirmation strong").Text()
	a, err := st.db.AccountByUsername(t.Context(), "wangli")
	if err != nil {
		t.Fatal(err)
	}
	path := accountPath(a.ID)
	admin.get("/admin/accounts?waiting=1").want(t, 200, "王丽", "角色待核准")
	admin.get(path).want(t, 200, "申请将角色定为").page.Lacks(`form[action=` + path + `/approve]`)
	security.get(path).want(t, 200).page.Has(`form[action=` + path + `/approve]`)
	st.visitor().post("/login", "username", "wangli", "password", password).want(t, 422, "用户名或密码不正确")
	security.post(path+"/approve", "version", "1").want(t, 303, path)
	security.get(path).want(t, 200, "角色已核准，立即生效", "核准角色", "选任联工委工作人员")

	v := st.visitor()
	v.post("/login", "username", "wangli", "password", password, "back", "/account").want(t, 303, "/account")
	v.get("/account").want(t, 303, "/account/password")
	next := "三月的风吹过县城的老街口"
	v.post("/account/password", "old", password, "password", next, "password_again", "x").want(t, 422, "两次输入的新密码不一致")
	v.post("/account/password", "old", password, "password", next, "password_again", next).want(t, 303)
	v.get("/account").want(t, 200, "密码已修改", "王丽")
	admin.post(path+"/disable").want(t, 303)
	v.get("/account").want(t, 303, "/login")
	admin.post(path+"/disable").want(t, 409, "已经停用")
	admin.post(path+"/enable").want(t, 303)
	admin.post(path+"/reset").want(t, 200, "一次性密码")
	st.visitor().post("/login", "username", "wangli", "password", next).want(t, 422)
	security.post(path+"/unlock").want(t, 303)
	admin.post(path+"/explode").want(t, 404)
	admin.get("/admin/accounts/999999999").want(t, 404, "查无此账号")

	form := admin.get(path+"/edit").want(t, 200).page.One("form[action=" + path + "]")
	admin.post(path, "version", form.Value("version"), "name", "王莉", "roles", "clerk").want(t, 303, path)
	admin.post(path, "version", form.Value("version"), "name", "王力", "roles", "clerk").want(t, 409, "刚被他人修改")
}

func TestAccountsArePaged(t *testing.T) {
	st := newSite(t)
	admin := st.as(authz.RoleAdmin)
	for i := range pageSize {
		st.signedIn(store.Account{Username: "zz" + strconv.Itoa(1000+i), Name: "演示", Roles: []authz.Role{authz.RoleClerk}, Demo: true})
	}
	re := admin.get("/admin/accounts").want(t, 200)
	if n := len(re.page.All("tbody tr")); n != pageSize {
		t.Errorf("%d rows", n)
	}
	next := re.page.One("a[rel=next]").Attr("href")
	if n := len(admin.get(next).want(t, 200).page.All("tbody tr")); n != 1 {
		t.Errorf("%d rows on the second page", n)
	}
	door := st.visitor().get("/login").want(t, 200, "演示账号", "renmian-demo", "其余 44 人").page
	door.One("form[action='/login'] button[name=username][value=zz1000]")
}

func TestLoginHidesDemonstrationWithoutIt(t *testing.T) {
	newSite(t).visitor().get("/login").want(t, 200).page.Omits("renmian-demo")
}

func TestAuditorReadsTheLog(t *testing.T) {
	st := newSite(t)
	auditor := st.as(authz.RoleAuditor)
	st.signedIn(store.Account{Username: "wangli", Name: "=1+1", Roles: []authz.Role{authz.RoleClerk}})
	v, err := st.db.AccountByUsername(t.Context(), "wangli")
	if err != nil {
		t.Fatal(err)
	}
	if err := st.flow.SignOutAll(t.Context(), v.Actor()); err != nil {
		t.Fatal(err)
	}
	auditor.get("/admin/audit?account=wangli").want(t, 200, "退出全部登录", "=1+1").page.Omits("新建账号 account")
	auditor.get("/admin/audit?account=nobody").want(t, 422, "没有这个用户名")
	auditor.get("/admin/audit?from=yesterday&case=x").want(t, 422, "起始日期", "任免案编号只填数字")
	auditor.get("/admin/audit?from=2000-01-01&to=2000-01-02").want(t, 200, "没有符合条件的记录")
	re := auditor.post("/admin/audit/export", "account", "wangli").want(t, 200)
	if !strings.Contains(re.body, ",'=1+1,") || strings.Count(re.body, "\r\n") != 2 {
		t.Errorf("table %q", re.body)
	}
	auditor.get("/admin/audit?action=export_audit").want(t, 200, "导出审计日志", `"Account":"wangli"`)

	auditor.post("/admin/audit/tree").want(t, 303, "/admin/audit/tree")
	re = auditor.get("/admin/audit/tree").want(t, 200, "已签署前", "下载树头")
	link := re.page.One("td a").Attr("href")
	if head := auditor.get(link).want(t, 200); !strings.Contains(head.body, "renmian-audit") {
		t.Errorf("head %q", head.body)
	}
	auditor.get("/admin/audit").want(t, 200, "核对今天的审计日志")
	auditor.post("/admin/audit/check").want(t, 200, "日志完好")
	auditor.get("/admin/audit?action=check_audit").want(t, 200, `"findings":0`).page.Omits("核对今天的审计日志") // done for the day, and recorded
}

// 放假和调休每年按国务院办公厅的通知登记: the administrator is asked for next year's from November until they are registered.
func TestHolidayTask(t *testing.T) {
	for _, tt := range []struct {
		today      calendar.Day
		registered int
		want       string
	}{
		{calendar.Date(2026, 10, 31), 0, ""},
		{calendar.Date(2026, 11, 1), 0, "登记2027年放假和调休"},
		{calendar.Date(2026, 12, 31), 0, "登记2027年放假和调休"},
		{calendar.Date(2026, 12, 31), 7, ""},
	} {
		task, due := holidayTask(tt.today, tt.registered)
		if due != (tt.want != "") || task.Label != tt.want {
			t.Errorf("on %s with %d days: %q, want %q", tt.today, tt.registered, task.Label, tt.want)
		}
	}
	if task, _ := holidayTask(calendar.Date(2026, 12, 31), 0); !strings.Contains(task.Hint, "今天到期") || task.Href != "/admin/holidays?year=2027" {
		t.Errorf("on the last day: %+v", task)
	}
}
