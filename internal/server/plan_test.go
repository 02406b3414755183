package server

import (
	"fmt"
	"testing"

	"renmian/internal/authz"
)

// The year's plan in the browser: items, proposals for even spread, lots, approval, publication, adjustment. DZ-18, ZY-19, SN-20
func TestPlanPages(t *testing.T) {
	h := newHouse(t)
	year := h.Today().Year()
	path := planPath(year)
	clerk, chair := h.enter(h.Clerk), h.enter(h.Chair)
	clerk.get(plansPath).want(t, 200, "还没有编制过计划")
	if re := clerk.post(plansPath, "year", "1999").want(t, 422, "请填今年"); re.page.Value("year") != "1999" {
		t.Error("the form lost the year")
	}
	clerk.post(plansPath, "year", fmt.Sprint(year)).want(t, 303, path)
	clerk.get(path).want(t, 200, "起草", "没有安排").page.Lacks("form[action=" + path + "/submit]")
	clerk.get(path+"/items/new?month=6").want(t, 200, "专项工作报告", "本届还没有口头述职", "钱正明")
	re := clerk.post(path+"/items", "kind", "special_work_report", "title", "", "month", "6", "note", "代表集中反映").want(t, 422, "请写明事项名称")
	if re.page.Value("note") != "代表集中反映" {
		t.Error("the form lost what was typed")
	}
	clerk.post(path+"/items", "kind", "special_work_report", "title", "听取县人民政府关于养老服务工作情况的报告", "month", "6", "lead", "社会建设工委").want(t, 303, path)
	clerk.get(path+"/propose?kind=performance_review").want(t, 200, "本届还没有安排过", "建议本年安排", "曹雨生").page.Has("input[name=id][checked]")
	clerk.post(path+"/propose", "kind", "performance_review").want(t, 422, "至少选择一项")
	clerk.post(path+"/propose", "kind", "performance_review", "id", idText(h.Persons["曹雨生"])).want(t, 303, path)
	clerk.post(path+"/draw", "kind", "duty_report", "count", "2", "witness", "").want(t, 422, "监督抽签的人")
	clerk.post(path+"/draw", "kind", "duty_report", "count", "2", "witness", "纪检组张某").want(t, 303, path)
	clerk.get(path).want(t, 200, "养老服务", "曹雨生述职评议", "抽签记录", "纪检组张某", "年历")
	clerk.get(path+"/print").want(t, 200, "监督计划", "（草案）", "社会建设工委")

	h.visitor().get(publicPlanPath(year)).want(t, 404, "还没有公布")
	clerk.post(path+"/submit").want(t, 303, path)
	clerk.get(path).want(t, 200, "等候通过").page.Lacks("form[action=" + path + "/approve]")
	chair.get("/desk").want(t, 200, "审议通过年度监督计划")
	chair.post(path+"/return", "reason", "").want(t, 422, "请写明退回的意见")
	chair.post(path+"/approve", "held_on", "2099-01-01").want(t, 422, "不能晚于今天")
	clerk.post(path+"/approve", "held_on", h.Today().ISO()).want(t, 403)
	chair.post(path+"/approve", "held_on", h.Today().ISO()).want(t, 303, path)
	clerk.get("/desk").want(t, 200, "向社会公布年度监督计划")
	clerk.post(path+"/publish").want(t, 303, path)
	h.visitor().get(publicPlans).want(t, 200, fmt.Sprintf("%d 年度监督计划", year))
	h.visitor().get(publicPlanPath(year)).want(t, 200, "养老服务", "主任会议通过").page.Lacks(".tag.stop")

	items, err := h.DB.PlanItems(t.Context(), planID(t, h, year))
	h.Must(err)
	first := planItemPath(items[0])
	clerk.get(first).want(t, 200, "启动", "调整这一项", "取消这一项")
	clerk.post(first, "title", items[0].Title, "month", "12", "reason", "").want(t, 422, "请写明调整的理由")
	clerk.post(first, "title", items[0].Title, "month", "12", "reason", "上级统一部署").want(t, 303, first)
	// begun by hand, with a matter of its kind that is already there
	clerk.post(first+"/start", "matter", "").want(t, 422, "请选择对应的监督事项")
	h.enter(h.Member).post(first+"/start", "matter", "1").want(t, 403)
	clerk.get(first+"/drop").want(t, 200, "仍留在计划中", "取消的理由")
	clerk.post(first+"/drop", "reason", "").want(t, 422, "请写明取消的理由")
	second := planItemPath(items[1])
	clerk.post(second+"/drop", "reason", "工作变动").want(t, 303, path)
	h.visitor().get(publicPlanPath(year)).want(t, 200, "上级统一部署", "取消：工作变动")
	clerk.get("/desk").want(t, 200, "下月计划的事项", items[0].Title)

	for _, who := range []authz.Actor{h.Organ, h.Examiner} {
		h.enter(who).get(plansPath).want(t, 403)
		h.enter(who).post(path+"/publish").want(t, 403)
	}
	h.enter(h.Member).get(path).want(t, 200, "养老服务").page.Lacks("a[href=" + path + "/items/new]")
}

func planID(t *testing.T, h *house, year int) int64 {
	t.Helper()
	p, err := h.DB.PlanOf(t.Context(), year)
	h.Must(err)
	return p.ID
}
