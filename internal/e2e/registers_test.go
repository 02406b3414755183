package e2e

import (
	"os"
	"path/filepath"
	"strconv"
	"testing"

	"renmian/internal/authz"
	"renmian/internal/browsertest"
	"renmian/internal/calendar"
	"renmian/internal/document"
)

// writeRoster writes a list of office holders as an organ hands it over.
func writeRoster(t *testing.T, name string, lines ...[]string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	header := []string{"姓名", "性别", "出生年月", "民族", "职务", "代理", "任职日期", "终止日期", "终止原因"}
	if err := document.WriteRows(f, "任职名册", header, lines); err != nil {
		t.Fatal(err)
	}
	return path
}

// The county is set up: particulars, catalogue, term, the existing roster with a mistake that is
// corrected, a member, and everybody can look up who held what.
func TestRegistersAreSetUp(t *testing.T) {
	st := start(t)
	st.officer(t, "admin", authz.RoleAdmin)
	st.officer(t, "clerk", authz.RoleClerk)

	admin := st.signIn(t, browsertest.Desktop, "admin", password)
	admin.Goto("/admin/county")
	for label, value := range map[string]string{"县名": "示例县", "常委会全称": "示例县人民代表大会常务委员会", "发文机关代字": "示例人发",
		"电话": "0000-1234567", "地址": "示例县人民路 1 号"} {
		admin.Fill(label, value)
	}
	admin.Submit("保存县情")
	admin.See("县情已修改")
	admin.Goto("/admin/holidays?year=2027")
	admin.Submit("填入日期固定的法定节日")
	admin.See("2027年10月1日", "国庆节")

	clerk := st.signIn(t, browsertest.Desktop, "clerk", password)
	clerk.Goto("/registers/offices")
	clerk.Submit("预置示例县的机关和职务")
	clerk.See("示例县财政局局长", "示例县人民法院审判员")
	clerk.Goto("/registers/terms/new")
	clerk.Fill("届次", "18")
	clerk.Fill("任期起始日", "2021-11-05")
	clerk.Fill("任期届满日", "2026-11-05")
	clerk.Submit("登记新一届")
	clerk.See("第18届组成人员", "缺 29 人")

	mistaken := []string{"钱敏", "女", "1980.02", "回族", "示例县审计局", "", "2023-01-10", "", ""}
	corrected := []string{"钱敏", "女", "1980.02", "回族", "示例县审计局局长", "", "2023-01-10", "", ""}
	others := [][]string{
		{"赵国强", "男", "1975.03", "汉族", "示例县财政局局长", "", "2022-01-10", "", ""},
		{"孙伟", "男", "1970.07", "汉族", "示例县财政局局长", "", "2018-05-10", "2022-01-10", "免职"},
		{"李建华", "男", "1972.09", "汉族", "示例县人民政府县长", "是", "2026-03-02", "", ""},
		{"周敏", "女", "1978.12", "土家族", "示例县人民法院副院长", "", "2021-12-20", "", ""},
	}
	clerk.Goto("/registers/imports/new")
	clerk.Upload("任职名册", writeRoster(t, "任职名册.xlsx", append(others, mistaken)...))
	clerk.Submit("上传并核对")
	clerk.See("现在还不能导入", "是否为“示例县审计局局长”")
	clerk.Click("改正后重新上传")
	clerk.Upload("任职名册", writeRoster(t, "任职名册（改）.xlsx", append(others, corrected)...))
	clerk.Submit("上传并核对")
	clerk.Submit("导入 5 行")
	clerk.See("名册已导入", "已导入的行")

	clerk.Goto("/people/new")
	clerk.Fill("姓名", "王丽")
	clerk.Choose("女")
	clerk.Fill("出生年月", "1971.06")
	clerk.Submit("登记人员")
	clerk.Goto("/registers/terms")
	clerk.Click("第18届")
	clerk.Click("登记组成人员")
	clerk.Fill("姓名或者拼音首字母", "wl")
	clerk.Submit("查找")
	clerk.Click("王 丽（女）")
	clerk.Choose("主任")
	clerk.Fill("当选日期", "2021-11-05")
	clerk.Fill("席位号", "1")
	clerk.Submit("登记组成人员")
	clerk.See("组成人员已登记", "现任组成人员")

	public := browsertest.Open(t, st.url, browsertest.Phone)
	public.Goto("/offices?on=2022-01-09")
	public.See("孙 伟")
	public.NotSee("赵国强", "钱 敏")
	public.Goto("/offices")
	public.See("赵国强", "钱 敏（女，回族）", "李建华", "代理", "王 丽")
	public.NotSee("空缺", "孙 伟")

	checkRegisterScreens(t, st, admin, clerk, public)
}

// checkRegisterScreens looks at every screen on a phone, where room is short, and at one of each kind on
// the others too.
func checkRegisterScreens(t *testing.T, st *site, admin, clerk, public *browsertest.Tab) {
	ctx, today := t.Context(), calendar.Of(st.db.Now())
	id := func(n int64) string { return strconv.FormatInt(n, 10) }
	term, err := st.db.CurrentTerm(ctx, today)
	if err != nil {
		t.Fatal(err)
	}
	office, err := st.db.OfficeByTitle(ctx, "示例县财政局局长")
	if err != nil {
		t.Fatal(err)
	}
	tenures, err := st.db.TenuresIn(ctx, office.ID)
	if err != nil {
		t.Fatal(err)
	}
	members, err := st.db.Members(ctx, term.ID, today)
	if err != nil {
		t.Fatal(err)
	}
	imports, err := st.db.RosterImports(ctx, 2)
	if err != nil {
		t.Fatal(err)
	}
	phone := []browsertest.Size{browsertest.Phone}
	for _, screen := range []struct {
		path  string
		tab   *browsertest.Tab
		sizes []browsertest.Size
	}{
		{"/offices", public, sizes},
		{"/registers", clerk, sizes},
		{"/registers/terms", clerk, phone},
		{"/registers/terms/new", clerk, phone},
		{"/registers/terms/" + id(term.ID), clerk, sizes},
		{"/registers/terms/" + id(term.ID) + "/members/new?q=z", clerk, phone},
		{"/registers/members/" + id(members[0].ID), clerk, phone},
		{"/registers/members/" + id(members[0].ID) + "/end", clerk, phone},
		{"/registers/organs", clerk, phone},
		{"/registers/organs/new", clerk, phone},
		{"/registers/organs/" + id(office.OrganID), clerk, phone},
		{"/registers/organs/" + id(office.OrganID) + "/abolish", clerk, sizes},
		{"/registers/offices", clerk, phone},
		{"/registers/offices/" + id(office.ID), clerk, sizes},
		{"/registers/offices/" + id(office.ID) + "/edit", clerk, sizes},
		{"/people", clerk, phone},
		{"/people?q=nobody", clerk, phone},
		{"/people/new", clerk, phone},
		{"/people/" + id(tenures[0].PersonID), clerk, phone},
		{"/registers/tenures/" + id(tenures[0].ID) + "/end", clerk, phone},
		{"/registers/imports", clerk, phone},
		{"/registers/imports/new", clerk, phone},
		{"/registers/imports/" + id(imports[0].ID), clerk, phone},
		{"/registers/imports/" + id(imports[1].ID), clerk, sizes},
		{"/admin/county", admin, phone},
		{"/admin/holidays?year=2027", admin, sizes},
	} {
		for _, size := range screen.sizes {
			screen.tab.Resize(size)
			screen.tab.Goto(screen.path)
			screen.tab.Check()
		}
	}
}
