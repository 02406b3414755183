package policy

var zhangjiachuan = preset{"zj", "甘肃省张家川回族自治县",
	"没有任前考试；对人按四等、对工作按三等测评，不满意的限期整改并书面报告。",
	join([]value{
		{"exam.groups", "§11", func(p *Policy) { p.Exam.Groups = nil }}, // 原文没有考试
	},
		presented("ZJ-03", ByOrgan, "基本情况", "现实表现"),
		speech("ZJ-04", BeforeVote, "工作目标", "依法行政的措施", "勤政廉政的打算", "如何接受监督"),
		secretBallot("ZJ-06"),
		[]value{
			certificateOnTheSpot("ZJ-07"),
			reviews("ZJ-09"),
			{"supervision.review.selection", "ZJ-09", func(p *Policy) { p.Supervision.Review.Selection = ByPlan }},
			{"supervision.review.persons", "ZJ-09", func(p *Policy) { p.Supervision.Review.Persons = 3 }}, // 三年八人
			{"supervision.review.units", "ZJ-09", func(p *Policy) { p.Supervision.Review.Units = 1 }},     // 三年三个单位
			{"supervision.review.methods", "ZJ-10", func(p *Policy) {
				p.Supervision.Review.Methods = []string{"干部职工大会", "听取汇报", "民主测评", "个别谈话", "实地察看"}
			}},
			{"supervision.review.headings", "ZJ-11", func(p *Policy) {
				p.Supervision.Review.Headings = []string{"任期目标", "工作实绩", "依法行政", "贯彻决议决定", "代表意见建议", "接受监督", "勤政廉政", "作风"}
			}},
			{"supervision.rating.person", "ZJ-13", func(p *Policy) { p.Supervision.Rating.Person = defaultOversight().Rating.Person }},
			ratedByMembers("ZJ-13"),
			{"supervision.rating.publish", "ZJ-13", func(p *Policy) { p.Supervision.Rating.Publish = PublishMeeting }}, // 当场宣布
			{"supervision.opinion.rated", "ZJ-15", func(p *Policy) { p.Supervision.Opinion.Rated = true }},             // 测评决定报告是否通过
			{"supervision.rating.work", "ZJ-16", func(p *Policy) { p.Supervision.Rating.Work = satisfaction(NextRectify) }},
		})}
