package server

import (
	"strconv"
	"strings"
	"testing"

	"renmian/internal/authz"
)

// A petition in the browser: who told it and in which words lies sealed, is opened with a reason that is recorded, and goes to
// no unit; what a unit leaves lying is urged.
func TestPetitionPages(t *testing.T) {
	h := newHouse(t)
	clerk, chair, organ := h.enter(h.Clerk), h.enter(h.Chair), h.enter(h.Organ)
	form := []string{
		"channel",
		"letter",
		"received_on",
		h.Today().ISO(),
		"about",
		"教育局局长钱正明",
		"person",
		"钱正明",
		"text",
		"我孩子在三中，多收了伙食费。",
		"name",
		"",
		"contact",
		"13800000000",
	}
	if re := clerk.send(petitionsPath, nil, form...).want(t, 422, "请填写姓名"); re.page.Value("text") != form[9] {
		t.Error("the petition was lost")
	}
	form[11] = "赵匿名"
	path := clerk.send(petitionsPath, nil, form...).want(t, 303, petitionsPath+"/").to
	re := clerk.get(path).want(t, 200, "署名（保密）", "教育局局长钱正明")
	re.page.Omits("赵匿名", "13800000000", "伙食费")
	if re.header.Get("Cache-Control") != "no-store" {
		t.Error("the page of a petition may be kept")
	}
	clerk.send(path+"/source", nil, "why", "").want(t, 422).page.Omits("赵匿名")
	clerk.send(path+"/source", nil, "why", "形成摘要").want(t, 200, "赵匿名", "13800000000", "伙食费", "本次打开已经记录")
	clerk.get(path).want(t, 200).page.Omits("赵匿名")
	chair.send(path+"/source", nil, "why", "看看").want(t, 403)
	h.as(authz.RoleAuditor).get("/admin/audit").want(t, 200, "打开信访来源和原文").page.Omits("赵匿名", "13800000000")

	clerk.send(path+"/transfer", nil, "organ", idText(h.Organs["government"])).want(t, 409, "请先形成摘要")
	clerk.send(path+"/summary", nil, "person", "钱正明", "summary", "赵匿名反映多收伙食费。").want(t, 422, "反映人的信息不得转出")
	clerk.send(path+"/summary", nil, "person", "钱正明", "summary", "三中多收学生伙食费。").want(t, 303, path)
	clerk.get(dossierPath(h.Persons["钱正明"])).want(t, 200).page.Omits("信访件") // nothing is proved
	clerk.send(path+"/transfer", nil, "organ", "").want(t, 422, "请选择转给哪个单位")
	organ.get(path).want(t, 404)
	clerk.send(path+"/transfer", nil, "organ", idText(h.Organs["government"])).want(t, 303, path)
	clerk.send(path+"/conclude", nil, "conclusion", "true", "finding", "属实", "told_on", h.Today().ISO()).want(t, 409, "还没有报告办理结果")

	// the unit sees the summary, and nothing of the source
	organ.get(petitionsPath).want(t, 200, "转办的信访件")
	organ.get(path).want(t, 200, "三中多收学生伙食费", "报告办理结果").page.Omits("赵匿名", "13800000000", "我孩子")
	organ.send(path+"/source", nil, "why", "x").want(t, 403)
	h.enter(h.Court).get(path).want(t, 404)

	// DZ-24: what lies too long is shown as late and is urged
	h.Pass(100)
	clerk, chair, organ = h.enter(h.Clerk), h.enter(h.Chair), h.enter(h.Organ)
	clerk.get("/desk").want(t, 200, "催办：示例县人民政府")
	urge := ""
	for _, f := range clerk.get(path).want(t, 200, "逾期", "催办示例县人民政府").page.All("form") {
		if strings.HasSuffix(f.Attr("action"), "/urge") {
			urge = f.Attr("action")
		}
	}
	organ.send(urge, nil).want(t, 403)
	clerk.send(urge, nil).want(t, 303, path)
	clerk.send(urge, nil).want(t, 303, path)
	clerk.get(path).want(t, 200, "催办 2 次")
	organ.get(path).want(t, 200, "催办", "2 次")
	organ.get("/desk").want(t, 200, "报告转办信访件的办理结果", "已催办 2 次")
	report := strings.TrimSuffix(urge, "urge") + "report"
	organ.send(report, nil, "result", "").want(t, 422, "请写明调查核实和处理的情况")
	organ.send(report, nil, "result", "多收的已经退还。").want(t, 303, path)
	organ.send(report, nil, "result", "再报一次。").want(t, 409)

	end := []string{"conclusion", "untrue", "finding", "多收属实，已退还。", "told_on", "", "in_dossier", "1"}
	if re := clerk.send(path+"/conclude", nil, end...).want(t, 422, "请填写答复反映人的日期", "没有查实的，不得记入任职档案"); re.page.Value("finding") != end[3] {
		t.Error("the finding was lost")
	}
	end[1], end[5] = "true", h.Today().ISO()
	clerk.send(path+"/conclude", nil, end...).want(t, 303, path)
	chair.get(path).want(t, 200, "属实", "记入", "对钱正明提出").page.Omits("赵匿名")
	clerk.get(dossierPath(h.Persons["钱正明"])).want(t, 200, "反映教育局局长钱正明的信访件").page.Omits("赵匿名", "我孩子")
	clerk.get(petitionsPath+"?q=没有的").want(t, 200).page.Lacks("tbody a")

	for _, who := range []authz.Actor{h.Operator, h.Member, h.Examiner, h.Admin} {
		v := h.enter(who)
		v.get(petitionsPath).want(t, 403)
		v.get(path).want(t, 403)
		v.send(petitionsPath, nil, form...).want(t, 403)
	}
	chair.send(petitionsPath, nil, form...).want(t, 403)
	h.visitor().get("/petition").want(t, 404, "本县暂不在网上受理信访举报")
}

// What comes of a petition reaches the unit without the petition: neither its name, which is in the words of who told it, nor
// that there was one stands on the rectification, the letter, their papers, the lists or the workbench. R4 第二十九条
func TestAPetitionStaysSecretInWhatCameOfIt(t *testing.T) {
	h := newHouse(t)
	clerk := h.enter(h.Clerk)
	about := "我们单位财务科都知道的钱局长"
	path := clerk.send(petitionsPath, nil, "channel", "letter", "received_on", h.Today().ISO(), "about", about, "person", "钱正明", "text", "多收伙食费。", "name",
		"赵匿名", "contact", "13800000000").want(
		t,
		303,
	).to
	id := strings.TrimPrefix(path, petitionsPath+"/")
	clerk.send(path+"/summary", nil, "person", "钱正明", "summary", "三中多收学生伙食费。").want(t, 303)
	clerk.send(path+"/transfer", nil, "organ", idText(h.Organs["government"])).want(t, 303)

	m, err := strconv.ParseInt(id, 10, 64)
	h.Must(err)
	h.Must(h.Flow.SetMatterPeople(t.Context(), h.Clerk, m, nil, []int64{h.Organs["government"]}))
	due := []string{
		"plan_due",
		h.Today().Add(30).ISO(),
		"report_due",
		h.Today().Add(90).ISO(),
		"source",
		"other",
		"subject",
		"organ-" + idText(h.Organs["government"]),
	}
	asked := "/supervision/matters/" + id + "/rectify"
	clerk.send(asked, nil, append(due, "title", "学校收费清理", "findings", "赵匿名反映多收伙食费")...).want(t, 422, "反映人的信息不得转出")
	rect := clerk.send(asked, nil, append(due, "title", "学校收费清理", "findings", "多收伙食费")...).want(t, 303, "/supervision/rectifications/").to
	own := clerk.send(
		asked,
		nil,
		append(due[:6:6], "subject", "person-"+idText(h.Persons["钱正明"]), "title", "本人整改", "findings", "督促不力")...).want(
		t,
		303,
		"/supervision/rectifications/",
	).to
	sent := "/supervision/matters/" + id + "/dispatch"
	clerk.get(sent).want(t, 200).page.Omits("关于报送“反映")
	letter := []string{"kind", "unit", "recipient", "示例县人民政府", "organ", idText(h.Organs["government"]), "sent_on", h.Today().ISO(), "title", "关于学校收费的函"}
	clerk.send(sent, nil, append(letter, "body", "赵匿名（13800000000）反映属实。")...).want(t, 422, "反映人的信息不得转出")
	dispatch := clerk.send(sent, nil, append(letter, "body", "请清理收费。")...).want(t, 303, "/supervision/dispatches/").to

	secret := []string{"钱局长", "赵匿名", "13800000000"}
	organ, appointee := h.enter(h.Organ), h.enter(h.Appointee("钱正明"))
	for _, page := range []string{rect, rect + "/print", dispatch, dispatch + "/print", "/supervision/rectifications", "/supervision/dispatches", "/desk", path, petitionsPath} {
		organ.get(page).want(t, 200).page.Omits(secret...)
	}
	for _, page := range []string{own, own + "/print", "/supervision/rectifications", "/my"} {
		appointee.get(page).want(t, 200).page.Omits(append(secret, "信访")...)
	}
	organ.get("/desk").want(t, 200, "常委会交办", "学校收费清理")
	organ.get(rect).want(t, 200, "学校收费清理").page.Omits("信访")
	for _, who := range []authz.Actor{h.Member, h.Operator} {
		v := h.enter(who)
		v.get(rect).want(t, 404)
		v.get(dispatch).want(t, 404)
	}
	clerk.get(rect).want(t, 200, about)
}
