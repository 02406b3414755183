package server

import (
	"testing"

	"renmian/internal/authz"
	"renmian/internal/store"
	"renmian/internal/supervision"
)

// ZY-20, ST-15: the four hard means stand on one page, each with who may start it, its steps and the way to start it; a
// dismissal brought by the members, by an organ and by the chairpersons.
func TestRemovalPages(t *testing.T) {
	h := newHouse(t)
	clerk, chair, organ, member := h.enter(h.Clerk), h.enter(h.Chair), h.enter(h.Organ), h.enter(h.AsMember(6))
	means := member.get(removalsPath+"/means").want(t, 200, "质询", "特定问题调查", "撤职", "罢免", "监督法 第五十一至五十四条", "现为 6 人以上").page
	for _, key := range []string{"interpellation", "special_investigation", "dismissal", "recall"} {
		if n := len(means.One("#" + key).All("ol li")); n < 3 {
			t.Errorf("%s has %d steps", key, n)
		}
	}
	for _, to := range []string{inquiriesPath + "/interpellation", inquiriesPath + "/investigation", removalsPath + "/new", removalsPath + "/new?means=recall"} {
		means.Has(`a[href="` + to + `"]`)
		member.get(to).want(t, 200)
	}
	clerk.get(removalsPath+"/means").want(t, 200, "质询").page.Lacks(`a[href="` + inquiriesPath + `/interpellation"]`)
	organ.get(removalsPath+"/means").want(t, 200, "撤职").page.Lacks(`a[href="`+inquiriesPath+`/investigation"]`, `a[href="`+removalsPath+`/new?means=recall"]`)

	member.send(removalsPath+"/find", nil, "name", "").want(t, 422, "请填写姓名")
	member.send(removalsPath+"/find", nil, "name", "查无此人").want(t, 422, "名册中没有“查无此人”")
	member.send(removalsPath+"/find", nil, "name", "钱正明").want(t, 303, removalsPath+"/new?")
	person, education, county := idText(h.Persons["钱正明"]), idText(h.Offices["示例县教育局局长"].ID), idText(h.Offices["示例县县长"].ID)
	form := []string{"person", person, "means", "dismissal", "office", education, "reason", ""}
	member.send(removalsPath, nil, form...).want(t, 422, "请写明理由和事实")
	form[7] = "长期失职，造成损失。"
	if re := member.send(removalsPath, nil, "person", person, "means", "recall", "office", education, "reason", form[7]).want(t, 422, "不是〔选举法 第五十一条〕"); re.page.Value(
		"reason",
	) != form[7] {
		t.Error("the reason was lost")
	}
	chair.send(removalsPath, nil, "person", idText(h.Persons["方志远"]), "means", "dismissal", "office", county, "reason", "x").want(t, 422, "不属于常委会可以决定撤职的范围")

	// a fifth of 29 members signs, each in an account of their own
	for n := 7; n <= 11; n++ {
		form = append(form, "members", idText(h.Members[n]))
	}
	path := member.send(removalsPath, nil, form...).want(t, 303, removalsPath+"/").to
	member.get(path).want(t, 200, "已签署 1 人，须 6 人以上", "长期失职")
	member.send(path+"/file", nil).want(t, 409, "五分之一以上")
	for n := 7; n <= 11; n++ {
		v := h.enter(h.AsMember(n))
		v.get("/desk").want(t, 200, "请您决定是否联名")
		v.send(path+"/sign", nil, "yes", "1").want(t, 303, path)
	}
	h.enter(h.AsMember(7)).send(path+"/file", nil).want(t, 403, "由发起人送交")
	member.send(path+"/file", nil).want(t, 303, path)
	member.send(path+"/file", nil).want(t, 409)
	clerk.get(path).want(t, 200, "已形成提请件", "无记名投票")
	h.enter(h.Congress).get("/desk").want(t, 200, "补齐材料，提交撤职案")

	// given up on a page of its own, with its consequence
	second := organ.send(removalsPath, nil, "person", idText(h.Persons["曹雨生"]), "means", "dismissal", "office", idText(h.Offices["示例县人民法院副院长"].ID), "reason",
		"x")
	second.want(t, 422, "不由本机关提请任命")
	suggest := []string{"person", person, "means", "suggest_removal", "office", education, "reason", "测评不满意。", "recipient", ""}
	chair.send(removalsPath, nil, suggest...).want(t, 422, "请填写送交的机关")
	suggest[9] = "中共示例县委"
	asked := chair.send(removalsPath, nil, suggest...).want(t, 303).to
	clerk.send(asked+"/answer", nil, "answered_on", h.Today().ISO(), "answer", "").want(t, 409, "先登记发函的签收")
	suggested, err := h.DB.Dispatches(t.Context(), store.DispatchFilter{Who: h.Clerk, Limit: 1})
	h.Must(err)
	letter := supervision.DispatchPath(suggested[0].ID)
	clerk.get(asked).want(t, 200, "关于建议免去", "待签收").page.Lacks(`form[action="` + asked + `/answer"]`)
	clerk.get(letter).want(t, 200, "建议免职", "中共示例县委", "结果函告县人大常委会")
	organ.get(letter).want(t, 404)
	clerk.send(letter+"/receive", nil, "received_on", h.Today().ISO(), "received_by", "县委办").want(t, 303)
	clerk.send(asked+"/answer", nil, "answered_on", h.Today().ISO(), "answer", "").want(t, 422, "请填写对方的答复")
	chair.get(asked+"/drop").want(t, 200, "不再提出以后，已有的签名一并作废")
	chair.send(asked+"/drop", nil, "reason", "").want(t, 422, "请写明不再提出的理由")
	clerk.send(asked+"/answer", nil, "answered_on", h.Today().ISO(), "answer", "同意免职。").want(t, 303, asked)
	chair.get(removalsPath).want(t, 200, "建议免职", "已答复", "撤职案")

	clerk.get(removalsPath+"/new").want(t, 403)
	clerk.send(removalsPath, nil, form...).want(t, 403)
	organ.send(asked+"/sign", nil, "yes", "1").want(t, 403)
	for _, who := range []authz.Actor{h.Operator, h.Examiner, h.Admin} {
		h.enter(who).get(removalsPath+"/means").want(t, 403)
		h.enter(who).get(path).want(t, 403)
	}
}
