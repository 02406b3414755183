package server

import (
	"fmt"
	"testing"
	"time"

	"renmian/internal/authz"
	"renmian/internal/calendar"
	"renmian/internal/store"
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

// An item on key suggestions leads to a batch in the browser: the key ones are offered first, several are chosen at once, the item's
// page lists them, the board counts them, and one chosen by mistake is taken out. DZ-21
func TestPlanItemBatchPages(t *testing.T) {
	h := newHouse(t)
	year := h.Today().Year()
	path := planPath(year)
	clerk, chair := h.enter(h.Clerk), h.enter(h.Chair)
	clerk.post(plansPath, "year", fmt.Sprint(year)).want(t, 303, path)
	clerk.post(path+"/items", "kind", "suggestion", "title", "重点督办农村道路类建议", "month", fmt.Sprint(int(h.Now.Month()))).want(t, 303, path)
	clerk.post(path+"/submit").want(t, 303, path)
	chair.post(path+"/approve", "held_on", h.Today().ISO()).want(t, 303, path)
	items, err := h.DB.PlanItems(t.Context(), planID(t, h, year))
	h.Must(err)
	item := planItemPath(items[0])
	fresh := withQuery(suggestionsPath+"/new", "kind", "suggestion", "item", idText(items[0].ID))
	clerk.get(item).want(t, 200, "可以包括一批代表建议").page.Has(`a[href="` + fresh + `"]`)
	clerk.get(fresh).want(t, 200, "登记代表建议").page.Has(`input[name=item][value="` + idText(items[0].ID) + `"]`)
	enter := func(title string, number int, more ...string) string {
		t.Helper()
		return clerk.post(
			suggestionsPath,
			append([]string{"session", "第十八届人大第五次会议", "number", fmt.Sprint(number), "title", title, "deputies", "甲代表", "category", "交通", "text", "路面破损。",
				"received_on", h.Today().ISO(), "lead", idText(h.Organs["government"])}, more...)...).want(
			t,
			303,
			suggestionsPath+"/",
		).to
	}
	if re := clerk.post(suggestionsPath, "item", idText(items[0].ID), "title", "修路").want(t, 422, "请填写编号"); re.page.Value("item") != idText(items[0].ID) {
		t.Error("the form lost the plan's item")
	}
	enter("修通白杨村路", 1)
	enter("整治河道", 2)
	key := enter("硬化青石村路", 3)
	chair.post(key+"/key", "leader", "主任").want(t, 303, key)
	own := enter("修复水毁路基", 4, "item", idText(items[0].ID))
	clerk.get(own).want(t, 200, "年度计划", "重点督办农村道路类建议")

	page := clerk.get(item).want(t, 200, "这一项的代表建议", "修复水毁路基", "选入已有的代表建议（3 件）").page
	offered := page.All(`input[name="matter"]`)
	if len(offered) != 3 {
		t.Fatalf("%d suggestions are offered", len(offered))
	}
	if suggestionsPath+"/"+offered[0].Attr("value") != key {
		t.Errorf("the key suggestion is not offered first")
	}
	clerk.post(item+"/start").want(t, 422, "请选择对应的监督事项")
	var ids []string
	for _, o := range offered {
		ids = append(ids, "matter", o.Attr("value"))
	}
	h.enter(h.Member).post(item+"/start", ids...).want(t, 403)
	clerk.post(item+"/start", ids...).want(t, 303, item)
	clerk.post(item+"/start", ids...).want(t, 422, "已经列在计划的一项之下") // a second tab
	clerk.get(path).want(t, 200, "4 件，办结 0 件").page.Has(".months .tag")
	clerk.post(item+"/release").want(t, 422, "请选择要移出的事项")
	clerk.post(item+"/release", "release", ids[3]).want(t, 303, item)
	clerk.get(path).want(t, 200, "3 件，办结 0 件")
	clerk.get(item).want(t, 200, "选入已有的代表建议（1 件）")
	h.enter(h.Member).get(item).want(t, 200, "这一项的代表建议").page.Lacks(`form[action="` + item + `/release"]`)
	clerk.post(path+"/publish").want(t, 303, path)
	h.visitor().get(publicPlanPath(year)).want(t, 200, "重点督办农村道路类建议")
}

// Nobody is forgotten over the term, and a plan beyond its end spreads over the next one. SB-17
func TestYearsLeft(t *testing.T) {
	term := store.Term{EndsOn: calendar.Date(2027, time.January, 20)}
	for year, want := range map[int]int{2023: 4, 2026: 1, 2027: 5} {
		if got := yearsLeft(term, year); got != want {
			t.Errorf("in %d for %d years, want %d", year, got, want)
		}
	}
	term.EndsOn = calendar.Date(2027, time.December, 20)
	if got := yearsLeft(term, 2027); got != 1 {
		t.Errorf("the year in which a term ends late: %d", got)
	}
}
