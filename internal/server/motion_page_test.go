package server

import (
	"testing"

	"renmian/internal/authz"
	"renmian/internal/supervision"
	"renmian/internal/workflow"
)

// An interpellation in the browser: three members sign, the chairpersons decide, the court answers, the movers judge. Nobody else
// may any of it. ZY-20 〔监督法 第五十一至五十四条〕
func TestInterpellationPages(t *testing.T) {
	h := newHouse(t)
	mover, clerk, chair, court := h.enter(h.AsMember(6)), h.enter(h.Clerk), h.enter(h.Chair), h.enter(h.Court)
	start := inquiriesPath + "/interpellation"
	form := []string{
		"title",
		"关于执行难的质询案",
		"organ",
		idText(h.Organs["court"]),
		"question",
		"为什么慢",
		"content",
		"",
		"members",
		idText(h.Members[7]),
		"members",
		idText(h.Members[8]),
	}
	mover.get(start).want(t, 200, "联名")
	clerk.get(start).want(t, 403)
	clerk.send(start, nil, form...).want(t, 403)
	if re := mover.send(start, nil, form...).want(t, 422, "内容"); re.page.Value("question") != "为什么慢" {
		t.Error("what was typed is lost")
	}
	form[7] = "请说明原因"
	path := mover.send(start, nil, form...).want(t, 303, inquiriesPath+"/").to
	court.get(path).want(t, 404) // while it is being signed
	h.enter(h.AsMember(7)).send(path+"/sign", nil, "yes", "1").want(t, 303)
	mover.send(path+"/file", nil).want(t, 409, "3 人以上")
	h.enter(h.AsMember(8)).send(path+"/sign", nil, "yes", "1").want(t, 303)
	clerk.send(path+"/file", nil).want(t, 403)
	mover.send(path+"/file", nil).want(t, 303)
	clerk.send(path+"/decide", nil, "form", "written", "due_on", h.Today().Add(20).ISO()).want(t, 403)
	chair.send(path+"/decide", nil, "form", "", "due_on", "").want(t, 422)
	chair.send(path+"/decide", nil, "form", "written", "due_on", h.Today().Add(20).ISO()).want(t, 303)
	court.get(path).want(t, 200, "关于执行难的质询案", "为什么慢")
	h.enter(h.Organ).get(path).want(t, 404)
	court.send(path+"/answer", nil, "answer", "", "answered_by", "").want(t, 422)
	court.send(path+"/answer", nil, "answer", "案多人少", "answered_by", "院长彭守正").want(t, 303)
	chair.send(path+"/verdict", nil, "satisfied", "1").want(t, 403)
	mover.send(path+"/verdict", nil, "satisfied", "1").want(t, 303)
	mover.send(path+"/close", nil, "outcome", "完").want(t, 403)
}

// A special investigation in the browser: proposed by the chairpersons, its committee named without whoever is concerned, formed,
// reported, resolved. ZY-20 〔监督法 第五十五至五十九条〕
func TestInvestigationPages(t *testing.T) {
	h := newHouse(t)
	clerk, chair := h.enter(h.Clerk), h.enter(h.Chair)
	start := inquiriesPath + "/investigation"
	form := []string{"title", "补贴去向的调查", "facts", "", "purpose", "作出决定"}
	clerk.send(start, nil, form...).want(t, 403)
	chair.get(start).want(t, 200)
	chair.send(start, nil, form...).want(t, 422)
	form[3] = "差额不明"
	path := chair.send(start, nil, form...).want(t, 303, inquiriesPath+"/").to
	clerk.send(path+"/form", nil, "formed_on", h.Today().ISO()).want(t, 409, "主任委员")
	clerk.send(path+"/name", nil, "role", "chief", "name", "").want(t, 422)
	for n, role := range []string{"chief", "deputy", "member", "expert"} {
		clerk.send(path+"/name", nil, "role", role, "name", []string{"甲某某", "乙某某", "丙某某", "丁某某"}[n], "post", "委员").want(t, 303)
	}
	chair.send(path+"/form", nil, "formed_on", h.Today().ISO()).want(t, 403)
	clerk.send(path+"/form", nil, "formed_on", h.Today().ISO()).want(t, 303)
	clerk.get(path).want(t, 200, "甲某某")
	chair.send(path+"/report", nil, "report", "x").want(t, 403)
	clerk.send(path+"/report", nil, "report", "").want(t, 422)
	clerk.send(path+"/report", nil, "report", "查明挪用").want(t, 303)
	clerk.send(path+"/resolve", nil, "resolution", "", "resolved_on", h.Today().ISO()).want(t, 422)
	chair.send(path+"/resolve", nil, "resolution", "x", "resolved_on", h.Today().ISO()).want(t, 403)
	clerk.send(path+"/resolve", nil, "resolution", "废止补贴办法", "resolved_on", h.Today().ISO()).want(t, 303)
	h.enter(h.Admin).get(path).want(t, 403)
}

// A correction notice in the browser: drafted, issued by the chair, answered by the unit, sent back, accepted. AN-12
func TestCorrectionNoticePages(t *testing.T) {
	h := newHouse(t)
	clerk, chair, organ := h.enter(h.Clerk), h.enter(h.Chair), h.enter(h.Organ)
	form := []string{"organ", idText(h.Organs["government"]), "person", "", "act", "违规收费", "basis", "", "demand", "停止收费", "due_on", h.Today().Add(30).ISO()}
	chair.send(correctionsPath, nil, form...).want(t, 403)
	clerk.get(correctionsPath+"/new").want(t, 200)
	if re := clerk.send(correctionsPath, nil, form...).want(t, 422, "违反了哪部法律"); re.page.Value("act") != "违规收费" {
		t.Error("what was typed is lost")
	}
	form[7] = "价格法 第十二条"
	path := clerk.send(correctionsPath, nil, form...).want(t, 303, correctionsPath+"/").to
	organ.get(path).want(t, 404) // not before it is issued
	clerk.send(path+"/issue", nil, "number", "示人常纠〔2026〕1号").want(t, 403)
	chair.send(path+"/issue", nil, "number", "").want(t, 422, "请填写文号")
	chair.send(path+"/issue", nil, "number", "示人常纠〔2026〕1号").want(t, 303)
	organ.get(path).want(t, 200, "违规收费", "停止收费")
	h.enter(h.Court).get(path).want(t, 404)
	chair.send(path+"/reply", nil, "reply", "x").want(t, 403)
	organ.send(path+"/reply", nil, "reply", "").want(t, 422, "请写明怎样纠正")
	organ.send(path+"/reply", nil, "reply", "已停止").want(t, 303)
	organ.send(path+"/accept", nil, "accepted", "1", "note", "x").want(t, 403)
	clerk.send(path+"/accept", nil, "accepted", "1", "note", "核对属实").want(t, 303)
	clerk.get(path).want(t, 200, "核对属实")
}

// A record from outside in the browser: what the public says is verified before it stands in the dossier. SB-25 ST-13
func TestOutsideRecordPages(t *testing.T) {
	h := newHouse(t)
	clerk, chair := h.enter(h.Clerk), h.enter(h.Chair)
	list := supervisionPath + "/records"
	form := []string{"person", "钱正明", "source", "public", "sort", "admonition", "happened_on", h.Today().ISO(), "text", "反映作风问题"}
	chair.send(list, nil, form...).want(t, 403)
	clerk.get(list+"/new").want(t, 200)
	clerk.send(list, nil, form...).want(t, 422, "按“反映情况”登记")
	form[5] = "report"
	path := clerk.send(list, nil, form...).want(t, 303, list+"/").to
	clerk.get(dossierPath(h.Persons["钱正明"])).want(t, 200).page.Omits("反映作风问题")
	chair.get(path).want(t, 200, "反映作风问题")
	chair.send(path+"/check", nil, "checked", "属实").want(t, 403)
	clerk.send(path+"/check", nil, "checked", "").want(t, 422)
	clerk.send(path+"/check", nil, "checked", "基本属实").want(t, 303)
	clerk.get(dossierPath(h.Persons["钱正明"])).want(t, 200, "反映情况")
	for _, who := range []authz.Actor{h.Member, h.Organ, h.Operator, h.Admin} {
		h.enter(who).get(list).want(t, 403)
		h.enter(who).get(path).want(t, 403)
	}
}

// What is heard at a meeting stands on its page, but for what is confidential.
func TestMattersOnTheMeetingPage(t *testing.T) {
	h := newHouse(t)
	ctx := t.Context()
	id, err := h.Flow.OpenReview(ctx, h.Clerk, workflow.ReviewForm{Kind: supervision.WorkReview, OrganID: h.Organs["court"], MeetingID: h.Meeting})
	h.Must(err)
	h.enter(h.Clerk).get(meetingPath(h.Meeting)).want(t, 200, "会上的监督事项", "示例县人民法院工作评议").page.Has(`a[href="` + matterReviewPath(id) + `"]`)
	h.enter(h.Operator).get(meetingPath(h.Meeting)).want(t, 200, "示例县人民法院工作评议")
}
