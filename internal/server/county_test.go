package server

import (
	"fmt"
	"strings"
	"testing"

	"renmian/internal/appointment"
	"renmian/internal/policy"
	"renmian/internal/store"
	"renmian/internal/workflow"
)

// countyHouse is the server on one of the nine counties.
func countyHouse(t *testing.T, key string) *house {
	t.Helper()
	x, ok := policy.PresetOf(key)
	if !ok {
		t.Fatalf("there is no county %s", key)
	}
	return houseUnder(t, x.Policy)
}

// What a county's rules say about the meeting is what its chair reads aloud: who explains and under which headings
// (TM-10, SB-06, SN-08, ZJ-03, ST-03, WN-05), and on what the nominee speaks before the vote (ZY-06, SB-07, SN-09, ZJ-04).
func TestCountiesAreReadAloud(t *testing.T) {
	for _, tt := range []struct{ key, present, speech string }{
		{"tm", "请组织部门负责人就优点和缺点、民主推荐情况、民主测评情况、考察情况作说明", ""}, // nobody was chosen to speak
		{"zy", "作说明", "围绕遵守宪法和法律、执行常委会决议决定、接受人大监督、廉洁从政，作供职发言"},
		{"sb", "请组织部门负责人就优点和缺点、民主推荐情况、民主测评情况作说明", "围绕工作目标、依法行政的措施、廉洁勤政的打算、如何接受人大监督，作供职发言"},
		{"sn", "请示例县人民政府负责人就德能勤绩、拟任理由作说明", "围绕个人工作经历、对拟任职务的认识、任职后的措施、对通过与否的态度，作供职发言"},
		{"zj", "请示例县人民政府负责人就基本情况、现实表现作说明", "围绕工作目标、依法行政的措施、勤政廉政的打算、如何接受监督，作供职发言"},
		{"st", "请示例县人民政府主要负责人就有关情况、任职缘由作说明", ""}, // after the vote
		{"wn", "请示例县人民政府负责人就考察情况、推荐情况作说明", "作供职发言"},
	} {
		t.Run(tt.key, func(t *testing.T) {
			t.Parallel()
			h := countyHouse(t, tt.key)
			c := h.Case(appointment.StageDeliberation)
			chair, script := h.enter(h.Chair), fmt.Sprintf("/meetings/%d/script", h.Meeting)
			chair.get(script).want(t, 200, tt.present)
			h.Must(h.Flow.RecordPresentation(t.Context(), h.Operator, c.Agenda.ItemID, 0, "方志远"))
			if page := chair.get(script).want(t, 200, tt.speech).page; tt.speech == "" {
				page.Omits("作供职发言")
			}
		})
	}
}

// After the vote the chair is led in the county's order: in 松桃 the statement, then the oath (ST-04, ST-05); in 肃南 the certificate,
// then the oath with the name said (SN-14).
func TestCountiesGoOnInTheirOrder(t *testing.T) {
	t.Run("st", func(t *testing.T) {
		t.Parallel()
		h := countyHouse(t, "st")
		c := h.Case(appointment.StageAdopted)
		chair, script := h.enter(h.Chair), fmt.Sprintf("/meetings/%d/script", h.Meeting)
		console := fmt.Sprintf("/meetings/%d/items/%d", h.Meeting, c.Agenda.ItemID)
		chair.get(script).want(t, 200, "请欧阳示例围绕", "作任职表态发言").page.Omits("现在举行宪法宣誓")
		h.enter(h.Operator).get(console).want(t, 200, "登记供职发言", "请欧阳示例围绕", "作任职表态发言")
		h.Must(h.Flow.RecordSpeech(t.Context(), h.Operator, c.Agenda.ItemID, c.ID, "spoken"))
		chair.get(script).want(t, 200, "现在举行宪法宣誓")
	})
	t.Run("sn", func(t *testing.T) {
		t.Parallel()
		h := countyHouse(t, "sn")
		h.Case(appointment.StageAdopted)
		chair, script := h.enter(h.Chair), fmt.Sprintf("/meetings/%d/script", h.Meeting)
		chair.get(script).want(t, 200, "任命书还有 1 件待制作").page.Omits("现在举行宪法宣誓")
		h.Must(h.Flow.MakeCertificates(t.Context(), h.Clerk, h.Meeting))
		_, err := h.Flow.PrintCertificates(t.Context(), h.Clerk, h.Meeting)
		h.Must(err)
		chair.get(script).want(t, 200, "现在颁发任命书").page.Omits("现在举行宪法宣誓")
		h.Must(h.Flow.HandOverCertificates(t.Context(), h.Operator, h.Meeting, h.Today(), "陈立民"))
		chair.get(script).want(t, 200, "现在举行宪法宣誓", "请宣誓人报出自己的姓名")
	})
}

// 道真: what is taught before the exam and by whom stands on the form (DZ-04), the list of results says who held the exam, and where
// a list of appointments is printed is put on record beside it, the website being this one (DZ-11, TM-15).
func TestCountyPutsOnRecord(t *testing.T) {
	h := countyHouse(t, "dz")
	h.enter(h.Examiner).get("/study/new").want(t, 200, "有关法律法规", "学时").page.Has("input[name=host][value=法制工作委员会]")
	c := h.Bring(h.Submit(h.Draft()), appointment.StageReview)
	h.enter(h.Examiner).get(fmt.Sprintf("/exams/%d/scores", h.Sit(c, 70))).want(t, 200, "组织机构：法制工作委员会")
	c = h.Bring(c.ID, appointment.StageAdopted)
	notices := h.Published()
	path, clerk := draftPath(notices[len(notices)-1].ID), h.enter(h.Clerk)
	form := clerk.get(path).want(t, 200, "公布方式", "县内报刊", "人大刊物", "待登记").page
	form.Has("form[action=" + path + "/posting]")
	re := clerk.post(path+"/posting", "channel", "县内报刊", "posted_on", h.Today().ISO(), "place", "").want(t, 422, "请写明登在哪里")
	if re.page.Value("posted_on") != h.Today().ISO() {
		t.Error("the form lost what was typed")
	}
	clerk.post(path+"/posting", "channel", "县内报刊", "posted_on", h.Today().ISO(), "place", "第2版").want(t, 303, path)
	clerk.get(path).want(t, 200, "第2版", "已刊登").page.One("select[name=channel]").Omits("县内报刊")
	h.enter(h.Chair).get(path).want(t, 200, "第2版").page.Lacks("form[action=" + path + "/posting]")
	h.enter(h.Chair).post(path+"/posting", "channel", "人大刊物", "posted_on", h.Today().ISO(), "place", "第4期").want(t, 403)
}

// Every rule that the counties keep has its place in the library, each with its version and status (TM-01, DZ-01, WN-13).
func TestCountyKeepsEveryKindOfRule(t *testing.T) {
	h := newHouse(t)
	for n, name := range []string{"人事任免办法", "决议决定及审议意见督办办法", "讨论决定重大事项的规定", "执法检查工作办法", "工作评议办法", "专项工作报告规定", "监督法实施细则", "专题询问办法",
		"常委会会议议事规则", "主任会议议事规则"} {
		category := policy.SupervisionRule
		if strings.Contains(name, "任免") {
			category = policy.PersonnelRule
		} else if strings.Contains(name, "议事规则") {
			category = policy.ProcedureRule
		}
		id, err := h.Flow.SaveRuleVersion(t.Context(), h.Clerk, store.CountyRule{Name: name, Category: category, Adopted: "示例县第十八届人大常委会会议通过",
			RuleVersion: policy.RuleVersion{Effective: h.Today().Add(-n - 1), Provisional: n == 0}, Body: "第一条　办法。"}, workflow.Upload{})
		h.Must(err)
		all, err := h.DB.RuleVersions(t.Context(), id)
		h.Must(err)
		h.Must(h.Flow.PublishRule(t.Context(), h.Clerk2, all[0].ID, all[0].Version, true))
	}
	h.visitor().get("/rules").want(t, 200, "人事任免办法", "现行有效（暂行）", "督办办法", "重大事项", "执法检查工作办法", "工作评议办法", "专项工作报告规定", "监督法实施细则", "专题询问办法", "主任会议议事规则")
}
