package server

import (
	"fmt"
	"strings"
	"testing"
)

// TM-25: outgoing audits stand person by person; TM-26: those of budgets department by department; the list counts both, each
// person and department once.
func TestAuditPages(t *testing.T) {
	h := newHouse(t)
	units := h.Departments(25)
	clerk, organ := h.enter(h.Clerk), h.enter(h.Organ)
	form := func(sort, person string, organ int64) []string {
		return []string{
			"sort",
			sort,
			"person",
			person,
			"organ",
			idText(organ),
			"auditor",
			"县审计局",
			"period_from",
			"2023-01-01",
			"period_to",
			"2025-12-31",
			"due_on",
			h.Today().Add(60).ISO(),
		}
	}
	bad := form("outgoing", "查无此人", units[0])
	if re := clerk.send(auditsPath, nil, bad...).want(t, 422, "名册中没有“查无此人”"); re.page.Value("person") != "查无此人" {
		t.Error("the name was lost")
	}
	clerk.send(auditsPath, nil, form("outgoing", "", units[0])...).want(t, 422, "请选择被审计的人员")
	bad = form("", "钱正明", 0)
	bad[9], bad[11] = "2025-12-31", "2023-01-01"
	clerk.send(auditsPath, nil, bad...).want(t, 422, "请选择审计的种类", "请选择被审计的单位", "截止日不能早于起始日")

	people := []string{"钱正明", "沈卫东", "方志远", "曹雨生", "彭守正", "曾立法", "王建国", "李秀英", "张志强", "刘思远", "杨海燕", "赵文博"}
	path := ""
	for i, name := range people {
		path = clerk.send(auditsPath, nil, form("outgoing", name, units[i])...).want(t, 303, auditsPath+"/").to
	}
	again := form("outgoing", "钱正明", units[1]) // once more: one person still
	clerk.send(auditsPath, nil, again...).want(t, 303)
	for _, id := range units {
		clerk.send(auditsPath, nil, form("department", "", id)...).want(t, 303)
	}
	page := clerk.get(auditsPath).want(t, 200, "13 项，已备案 0 项", "25 项，已备案 0 项").page
	for label, want := range map[string]string{"离任经济责任审计": "12 人", "部门预算执行审计": "25 个部门"} {
		found := false
		for _, x := range page.All(".stats li") {
			text := strings.Join(strings.Fields(x.Text()), " ")
			found = found || strings.Contains(text, label) && strings.Contains(text, want)
		}
		if !found {
			t.Errorf("%s: %s is not among the figures", label, want)
		}
	}
	clerk.get(auditsPath+"?sort=outgoing").want(t, 200, "赵文博离任经济责任审计").page.Omits("示例县第25局2025年度")
	clerk.get(auditsPath+"?q=赵文博").want(t, 200, "赵文博").page.Omits("沈卫东")
	clerk.get(auditsPath+fmt.Sprintf("?year=%d", h.Today().Year()-1)).want(t, 200, "没有符合条件的审计")

	// the report goes on file, what it found is put right
	file := []string{"report_no", "", "reported_on", h.Today().ISO(), "summary", "较好履行职责。", "findings", "超预算支出，12.5\n资产账实不符"}
	if re := clerk.send(path+"/file", nil, file...).want(t, 422, "文号"); !strings.Contains(re.page.Value("findings"), "12.5") {
		t.Error("the findings were lost")
	}
	file[1] = "示审报〔2026〕3号"
	clerk.send(path+"/file", []attached{{"files", "坏.exe", []byte("MZ")}}, file...).want(t, 422, "不是可以收存的格式")
	clerk.send(path+"/file", nil, file...).want(t, 303, path)
	clerk.send(path+"/file", nil, file...).want(t, 409)
	clerk.get(path).want(t, 200, "查出的问题（2 个，12.50 万元）", "资产账实不符", "示审报〔2026〕3号")
	clerk.get(auditsPath).want(t, 200, "13 项，已备案 1 项")
	clerk.send(path+"/rectify", nil).want(t, 303, path)
	clerk.send(path+"/rectify", nil).want(t, 409, "已经交办整改")
	clerk.get("/supervision/rectifications").want(t, 200, "赵文博离任经济责任审计（示例县第12局）查出问题的整改")
	clerk.get(dossierPath(h.Persons["赵文博"])).want(t, 200, "离任经济责任审计")
	clerk.send(path+"/close", nil, "outcome", "").want(t, 422, "请写明整改和处理情况")
	clerk.send(path+"/close", nil, "outcome", "全部整改").want(t, 303, path)
	clerk.get(path).want(t, 200, "办结")

	organ.get(auditsPath).want(t, 200, "示例县第25局").page.Lacks(".stats")
	organ.send(auditsPath, nil, again...).want(t, 403)
	h.enter(h.Chair).send(path+"/close", nil, "outcome", "x").want(t, 403)
	h.enter(h.Court).get(path).want(t, 404)
	h.enter(h.Admin).get(auditsPath).want(t, 403)
}
