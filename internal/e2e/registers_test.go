package e2e

import (
	"os"
	"path/filepath"
	"testing"

	"renmian/internal/authz"
	"renmian/internal/browsertest"
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
	glance(clerk, "import-refused")
	clerk.Click("改正后重新上传")
	clerk.Upload("任职名册", writeRoster(t, "任职名册（改）.xlsx", append(others, corrected)...))
	clerk.Submit("上传并核对")
	clerk.Submit("导入 5 行")
	clerk.See("名册已导入", "已办理")

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
}
