package server

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"renmian/internal/authz"
	"renmian/internal/fixture"
)

var suggestionHeader = []string{"编号", "题目", "代表", "代表团", "类别", "内容", "主办单位", "协办单位"}

// Deputies' suggestions in the browser, from the spreadsheet to the report to the next congress: rows reported one by one,
// handed over together, answered by the units, judged by the deputies, heard by the committee.
func TestSuggestionPages(t *testing.T) {
	h := newHouse(t)
	h.Departments(2)
	const session = "第十八届人大第五次会议"
	clerk, organ, chair := h.enter(h.Clerk), h.enter(h.Organ), h.enter(h.Chair)
	clerk.get(suggestionsPath).want(t, 200, "没有符合条件的代表建议", "从表格导入")
	clerk.get(suggestionImportsPath).want(t, 200, "下载模板", "还没有上传过表格")
	clerk.get(suggestionImportsPath+"/template").want(t, 200)
	up := sheet(t, suggestionHeader,
		[]string{"1", "修通村路", "甲代表、乙代表", "城关镇代表团", "交通", "路面破损。", "示例县第1局", "示例县第2局"},
		[]string{"2", "改造水厂", "丙代表", "", "农业农村", "水压不足。", "示例县第1局", ""},
		[]string{"3", "增设校车", "丁代表", "", "教科文卫", "上学路远。", "示例县第2局", ""},
		[]string{"3", "增设医务室", "戊代表", "", "教科文卫", "没有校医。", "示例县人民政府", ""},
		[]string{"5", "架设路灯", "己代表", "", "城乡建设", "夜间无灯。", "某某公司", ""},
		[]string{"6", "巡回审判", "庚代表", "", "监察司法", "山区诉讼不便。", "", ""},
		[]string{"7", "整治河道", "辛代表", "", "城乡建设", "河道淤塞。", "示例县第2局", ""})
	clerk.send(suggestionImportsPath, up, "session", "", "received_on", h.Today().ISO()).want(t, 422, "请填写提出建议的会议", "请重新选择文件")
	clerk.send(suggestionImportsPath, nil, "session", session, "received_on", h.Today().ISO()).want(t, 422, "请选择要上传的")
	imported := clerk.send(suggestionImportsPath, up, "session", session, "received_on", h.Today().ISO()).want(t, 303, suggestionImportsPath+"/").to
	clerk.get(imported).want(t, 200, "有问题的行（2）", "第 5 行", "3 已有一件，或者在本表中重复", "第 6 行", "机关名册中没有“某某公司”", "没有问题的行（5）", "导入 5 件")
	clerk.get(suggestionsPath).want(t, 200, "没有符合条件的代表建议") // nothing came in yet
	clerk.send(imported+"/accept", nil).want(t, 303, suggestionsPath)
	clerk.send(imported+"/accept", nil).want(t, 409, "不能重复导入")
	clerk.get(suggestionsPath).want(t, 200, "待交办 5，办理中 0，重新办理 0，待评价 0，办结 0", "增设校车").page.Omits("架设路灯")
	clerk.get(suggestionsPath+"?q=校车").want(t, 200, "增设校车").page.Omits("改造水厂")

	// by hand, what is wrong stands beside its field and nothing is lost
	if re := clerk.send(suggestionsPath, nil, "session", session, "number", "8", "title", "", "deputies", "壬代表", "category", "交通", "text", "公交班次少。",
		"received_on", h.Today().Add(2).ISO()).want(t, 422, "请填写建议的题目", "不能晚于今天"); re.page.Value("text") != "公交班次少。" {
		t.Error("the form lost what was typed")
	}

	// DZ-20: handed over at one meeting; the one whose unit is open is handed over by itself
	hand := clerk.get(suggestionsPath+"/hand?session="+session).want(t, 200, "还有 1 件没有定主办单位", "整治河道")
	var chosen []string
	for _, box := range hand.page.All(`input[name="suggestion"]`) {
		chosen = append(chosen, "suggestion", box.Attr("value"))
	}
	if len(chosen) != 2*4 {
		t.Fatalf("offered %v", chosen)
	}
	clerk.send(suggestionsPath+"/hand", nil, "handed_on", h.Today().ISO()).want(t, 422, "请选择要交办的建议")
	clerk.send(suggestionsPath+"/hand", nil, append(chosen, "handed_on", h.Today().ISO(), "handed_at", "政府会议室")...).want(t, 303, suggestionsPath)
	paths := map[string]string{}
	for _, a := range clerk.get(suggestionsPath).want(t, 200, "待交办 1，办理中 4").page.All("tbody a") {
		paths[a.Text()] = a.Attr("href")
	}
	road, water, bus, circuit, river := paths["修通村路"], paths["改造水厂"], paths["增设校车"], paths["巡回审判"], paths["整治河道"]
	clerk.send(circuit+"/hand", nil, "handed_on", h.Today().ISO()).want(t, 422, "请选择主办单位")
	clerk.send(circuit+"/hand", nil, "lead", idText(h.Organs["court"]), "handed_on", h.Today().ISO()).want(t, 303, circuit)

	// the units' own pages: what is theirs, and nothing else
	organ.get(suggestionsPath).want(t, 200, "修通村路", "整治河道").page.Omits("巡回审判")
	organ.get(circuit).want(t, 404)
	h.enter(h.Court).get(road).want(t, 404)
	organ.get("/desk").want(t, 200, "与代表联系沟通", "答复代表建议")
	reply := []string{"outcome", "solved", "document_no", "示一局函〔2026〕1号", "text", "已经修通。"}
	organ.send(road+"/reply", nil, reply...).want(t, 409, "先与代表联系沟通")
	organ.send(road+"/contact", nil, "contacted_on", h.Today().ISO(), "contact", "").want(t, 422, "怎样联系")
	answer := func(path string, pairs ...string) {
		t.Helper()
		organ.send(path+"/contact", nil, "contacted_on", h.Today().ISO(), "contact", "登门走访，代表同意方案。").want(t, 303, path)
		organ.send(path+"/reply", []attached{{"files", "答复.pdf", fixture.PDF()}}, pairs...).want(t, 303, path)
	}
	organ.send(road+"/contact", nil, "contacted_on", h.Today().ISO(), "contact", "登门走访").want(t, 303, road)
	stale := httptest.NewRequestWithContext(t.Context(), http.MethodPost, road+"/contact",
		strings.NewReader(url.Values{"contacted_on": {h.Today().ISO()}, "contact": {"另一个页面写的"}}.Encode()))
	stale.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	stale.Header.Set("Referer", "http://"+stale.Host+road)
	kept := organ.do(stale).want(t, 409, "已经登记过联系情况", "另一个页面写的").page
	if again := kept.One("html").Attr("data-again"); again != "" {
		t.Errorf("a reload would leave what was typed for %s", again)
	}
	if y := organ.send(road+"/reply", nil, "outcome", "", "document_no", "函1号", "text", "已经修通。").want(t, 422, "请选择答复的类别"); y.page.Value("text") != "已经修通。" {
		t.Error("the answer was lost")
	}
	organ.send(
		road+"/reply",
		nil,
		"outcome",
		"solved",
		"document_no",
		"函1号",
		"text",
		"",
	).want(
		t,
		422,
		"请填写答复的内容",
	).page.Has(
		`textarea[name="text"][aria-invalid="true"]`,
	)
	organ.send(road+"/reply", nil, reply...).want(t, 303, road)
	answer(water, "outcome", "planned", "document_no", "函2号", "text", "已列入计划。")
	answer(bus, "outcome", "explained", "document_no", "函3号", "text", "财力不足。")
	answer(river, "outcome", "solved", "document_no", "函4号", "text", "已经清淤。")
	organ.get(river).want(t, 200, "答复.pdf", "待评价")

	// DZ-21: a typical one is seen through by the chairpersons' meeting
	chair.send(water+"/key", nil, "leader", "").want(t, 422, "领办")
	chair.send(water+"/key", nil, "leader", "王建国副主任").want(t, 303, water)
	chair.get(suggestionsPath+"?key=1").want(t, 200, "改造水厂", "督办件").page.Omits("修通村路")

	clerk.send(road+"/judge", nil, "judgement", "").want(t, 422, "请选择代表的评价")
	clerk.send(road+"/judge", nil, "judgement", "satisfied").want(t, 303, road)
	clerk.send(road+"/judge", nil, "judgement", "satisfied").want(t, 409)
	clerk.send(water+"/judge", nil, "judgement", "dissatisfied", "comment", "").want(t, 422, "不满意的，请写明代表的意见")
	clerk.send(water+"/judge", nil, "judgement", "dissatisfied", "comment", "没有时限").want(t, 303, water)
	organ.get(water).want(t, 200, "重新办理", "没有时限", "登记联系情况")
	answer(water, "outcome", "solved", "document_no", "函5号", "text", "年内完成。")
	clerk.send(water+"/judge", nil, "judgement", "mostly").want(t, 303, water)
	clerk.send(bus+"/judge", nil, "judgement", "dissatisfied", "comment", "推诿").want(t, 303, bus)
	answer(bus, "outcome", "explained", "document_no", "函6号", "text", "仍无财力。")
	clerk.send(bus+"/judge", nil, "judgement", "dissatisfied", "comment", "还是推诿").want(t, 303, bus)
	clerk.send(river+"/judge", nil, "judgement", "unanswered").want(t, 409, "期满")
	h.Pass(100)
	clerk, organ, chair = h.enter(h.Clerk), h.enter(h.Organ), h.enter(h.Chair)
	clerk.send(river+"/judge", nil, "judgement", "unanswered").want(t, 303, river)

	// DZ-23: of five, four are answered; of three judged, two are content; one did not judge and counts in no rate. The circuit
	// court is past its day.
	clerk.get(suggestionsPath).want(t, 200, "待交办 0，办理中 1，重新办理 0，待评价 0，办结 4", "80.0%", "已答复 4 件 / 5 件", "66.7%", "满意 1、基本满意 1、不满意 1；逾期未反馈 1 不计")
	clerk.get(suggestionsPath+"?late=1").want(t, 200, "巡回审判", "逾期").page.Omits("修通村路")
	report := suggestionsPath + "/report?session=" + session
	figures := clerk.get(report).want(t, 200, "80.0%", "66.7%", "办理进度", "代表评价").page
	for _, want := range []string{"办理中 1", "办结 4", "合计 5", "不满意 1", "逾期未反馈（不计入满意率） 1", "合计 4"} {
		found := false
		for _, row := range figures.All("tbody tr") {
			found = found || strings.Join(strings.Fields(row.Text()), " ") == want
		}
		if !found {
			t.Errorf("the report does not count %q", want)
		}
	}

	// DZ-22, ST-10: the committee hears the government's report and gives an opinion; what stood then is kept
	heard := []string{"heard_on", h.Today().ISO(), "reporter", "", "opinion", "重办理实效。"}
	if y := clerk.send(report, nil, heard...).want(t, 422, "请填写由谁报告"); y.page.Value("opinion") != "重办理实效。" {
		t.Error("the opinion was lost")
	}
	heard[3] = "副县长沈卫东受县人民政府委托"
	clerk.send(report, nil, heard...).want(t, 303)
	clerk.send(report, nil, heard...).want(t, 409, "已经听取")
	court := h.enter(h.Court)
	court.send(circuit+"/contact", nil, "contacted_on", h.Today().ISO(), "contact", "电话").want(t, 303)
	court.send(circuit+"/reply", nil, "outcome", "solved", "document_no", "函7号", "text", "每季一次。").want(t, 303)
	clerk.get(report).want(t, 200, "副县长沈卫东", "重办理实效", "办结率 80.0%，满意率 66.7%", "100.0%")
	clerk.get(
		suggestionsPath+"/report/paper?session="+session,
	).want(
		t,
		200,
		"示例县人民代表大会：",
		"共收到代表建议、批评和意见 5 件",
		"办结率 100.0%",
		"满意率 66.7%",
		"主任会议督办件",
		"王建国副主任",
		"重办理实效",
	)
	clerk.get(suggestionsPath+"/report?session=第一次会议").want(t, 404, "没有这次会议的代表建议")

	chair.send(suggestionsPath+"/hand", nil, chosen...).want(t, 403)
	organ.get(report).want(t, 403, "本单位承办的建议见代表建议列表")
	organ.send(suggestionsPath, nil).want(t, 403)
	organ.send(road+"/judge", nil, "judgement", "satisfied").want(t, 403)
	clerk.send(road+"/reply", nil, reply...).want(t, 403)
	clerk.send(road+"/key", nil, "leader", "某").want(t, 403)
	h.enter(h.Member).send(road+"/contact", nil).want(t, 403)
	for _, who := range []authz.Actor{h.Admin, h.Examiner} {
		h.enter(who).get(suggestionsPath).want(t, 403)
		h.enter(who).get(road).want(t, 403)
	}
}
