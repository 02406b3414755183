package policy

// anonymous is the county whose head, and with it the name, is cut out of the source. It only
// proposes; what the law does not allow stands in Refusals.
var anonymous = preset{"an", "（原文缺县名）",
	"主张任前公示附考试成绩、对经济部门干部作任前审计（该县提出的建议）。",
	[]value{
		{"publicity.mode", "AN-02", func(p *Policy) { p.Publicity.Mode = Required }},
		{"publicity.show_exam_score", "AN-02", func(p *Policy) { p.Publicity.ShowExamScore = true }},
		{"review.audit_groups", "AN-04", func(p *Policy) { p.Review.AuditGroups = []Group{Government} }}, // 经济部门干部、换届留任的部门正职
		reviews("AN-08"), // 经常开展述职评议、工作评议
	}}
