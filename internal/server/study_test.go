package server

import (
	"testing"

	"renmian/internal/authz"
)

func TestStudyPages(t *testing.T) {
	h, c := underReview(t)
	examiner := h.enter(h.Examiner)
	examiner.get("/study").want(t, 200, "还没有安排")
	form := []string{"phase", "before", "title", "", "held_on", h.Today().ISO(), "place", "机关礼堂", "host", "法工委", "body", "学习宪法",
		"speakers", "王某,县委书记，人大工作，与党的领导\n\n李某"}
	if re := examiner.send("/study", nil, form...).want(t, 422, "请填写名称"); re.page.Value("place") != "机关礼堂" {
		t.Error("the form lost what was typed")
	}
	form[3] = "任前法律学习"
	path := examiner.send("/study", nil, form...).want(t, 303).header.Get("Location")
	examiner.get(path).want(t, 200, "任前教育", "任前法律学习", "王某 县委书记", "人大工作，与党的领导", "李某", "还没有确定参加人员").page.Lacks("a[href='" + path + "/attendance']")
	examiner.get(path+"/people").want(t, 200, "欧阳示例", "拟任示例县财政局局长")
	examiner.send(path+"/people", nil).want(t, 422, "请选择参加人员")
	examiner.send(path+"/people", nil, "person", idText(c.Person.ID)).want(t, 303, path)
	examiner.get(path+"/people").want(t, 200, "撤去欧阳示例", "没有可以加入的人员")
	examiner.send(path+"/people/find", nil, "q", "副县长").want(t, 303, path+"/people?q=")
	examiner.get(path+"/sheet").want(t, 200, "任前教育签到表", "欧阳示例", "签名")
	examiner.get(path+"/attendance").want(t, 200, "登记签到", "备注")
	id := idText(c.Person.ID)
	examiner.send(path+"/attendance", nil, "status-"+id, "present", "reason-"+id, "").want(t, 303, path)
	examiner.get(path).want(t, 200, "签到已登记", "已到 1 人")
	examiner.get("/study?phase=after").want(t, 200, "还没有安排")
	examiner.get("/study").want(t, 200, "任前法律学习", "1/1")
	examiner.get(path+"/edit").want(t, 200, "王某，县委书记，人大工作，与党的领导")
	h.enter(h.Clerk).get(dossierPath(c.Person.ID)).want(t, 200, "参加任前教育：任前法律学习")
	for _, who := range []authz.Actor{h.Organ, h.Member, h.Operator, h.Chair} {
		h.enter(who).get(path).want(t, 403)
	}
	h.enter(h.Organ).send("/study", nil, form...).want(t, 403)
}
