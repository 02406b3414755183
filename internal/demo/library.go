package demo

import (
	"renmian/internal/calendar"
	"renmian/internal/document"
	"renmian/internal/document/docx"
	"renmian/internal/policy"
	"renmian/internal/store"
	"renmian/internal/workflow"
)

// library registers the county's own rules and publishes a result of a review, as the site of a county that
// has used the system for years shows them.
func (c *county) library() {
	today := calendar.Of(c.now)
	for n, x := range []struct {
		name     string
		category policy.RuleCategory
		trial    bool
		years    []int // before this one, the oldest first
		body     string
	}{
		{"示例县人民代表大会常务委员会人事任免办法", policy.PersonnelRule, false, []int{6, 2},
			"第一条　为了规范人事任免工作，根据宪法和有关法律，结合本县实际，制定本办法。\n第二条　提请机关应当在常委会会议举行的十日前，将任免案送人事代表工作委员会。\n第三条　拟任命人员应当参加任前法律知识考试，并向常委会作供职承诺。\n第四条　任免案由常委会全体组成人员的过半数通过，自通过之日起生效。\n第五条　本办法自公布之日起施行。"},
		{"示例县人民代表大会常务委员会任前法律知识考试办法", policy.PersonnelRule, true, []int{1},
			"第一条　任前法律知识考试由常委会法制工作委员会组织。\n第二条　考试满分一百分，六十分为及格；不及格的可以补考一次。"},
		{"示例县人民代表大会常务委员会议事规则", policy.ProcedureRule, false, []int{4},
			"第一条　常委会会议由主任召集，每两个月至少举行一次。\n第二条　常委会会议有常委会全体组成人员的过半数出席，始得举行。"},
		{"示例县人民代表大会常务委员会评议工作办法", policy.SupervisionRule, false, []int{3},
			"第一条　评议工作坚持依法、公开、公正的原则。\n第二条　评议结果报告县委，通报被评议单位，并按照主任会议决定的范围公布。"},
	} {
		var rule int64
		for _, y := range x.years {
			on := calendar.Date(today.Year()-y, 3, 29+n%3)
			adopted := on.String() + "示例县人民代表大会常务委员会会议通过"
			issued := got(
				docx.Write(document.Document{Name: x.name, Title: []string{x.name}, SubTitle: "（" + adopted + "）", Blocks: document.BodyBlocks(x.body, false)}),
			)
			rule = got(c.flow.SaveRuleVersion(c.ctx, c.clerk, store.CountyRule{RuleID: rule, Name: x.name, Category: x.category, Body: x.body,
				Adopted: adopted, RuleVersion: policy.RuleVersion{Effective: on.Add(3), Provisional: x.trial}}, workflow.Upload{Name: x.name + ".docx", Data: issued}))
			v := got(c.db.RuleVersions(c.ctx, rule))[0]
			must(c.flow.PublishRule(c.ctx, c.clerk2, v.ID, v.Version, true))
		}
	}
	id := got(c.flow.PublishResult(c.ctx, c.clerk, "示例县人民代表大会常务委员会\n关于2025年度述职评议结果的通报",
		"根据年度监督计划，常委会对县人民政府组成部门主要负责人开展了述职评议，经常委会组成人员无记名测评，结果如下：\n一、评议等次均为“称职”以上，其中满意率超过百分之八十五的三人。\n二、评议意见已印发被评议人员，整改情况三个月内书面报告常委会。"))
	n := got(c.db.Notice(c.ctx, id))
	must(c.flow.ProofreadNotice(c.ctx, c.clerk2, id, n.Version, true, ""))
	must(c.flow.PublishNotice(c.ctx, c.clerk, id))
}
