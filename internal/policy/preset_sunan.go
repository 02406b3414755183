package policy

var sunan = preset{"sn", "甘肃省肃南裕固族自治县",
	"未经任前考察一律不予上会，考试不及格暂缓提请，审议时本人回避，问题说不清暂缓表决。",
	join([]value{
		{"investigation.mode", "SN-02", func(p *Policy) { p.Investigation.Mode = Required }}, // 一律不予上会
		{"investigation.groups", "SN-01", func(p *Policy) { p.Investigation.Groups = organs() }},
		{"investigation.headings", "SN-01", func(p *Policy) {
			p.Investigation.Headings = []string{"工作经历", "主要政绩", "法制观念", "民主意识", "执法执纪"}
		}},
		{"exam.groups", "SN-04", func(p *Policy) { p.Exam.Groups = organs() }},
		examOf("SN-04", "县人大常委会"),
		{"exam.blueprints", "SN-05", func(p *Policy) {
			examined(p, []Group{Court, Procuratorate}, func(laws []LawPart) []LawPart { // 两院以专业法为主；政府仍以宪法、人大制度和相关法律为主
				laws = laws[3:]
				for n := range laws {
					laws[n].Min = 12
				}
				return laws
			})
		}},
	}, untilPassed("SN-06", FailSuspend),
		[]value{{"consultation.required", "SN-07", func(p *Policy) { p.Consultation.Required = true }}}, // 任前沟通制度
		presented("SN-08", ByOrgan, "德能勤绩", "拟任理由"),
		speech("SN-09", BeforeVote, "个人工作经历", "对拟任职务的认识", "任职后的措施", "对通过与否的态度"),
		[]value{
			{"deliberation.nominee_leaves", "SN-10", func(p *Policy) { p.Deliberation.NomineeLeaves = true }},
			{"deliberation.unanswered_suspends", "SN-11", func(p *Policy) { p.Deliberation.UnansweredSuspends = true }},
		},
		secretBallot("SN-12"),
		[]value{
			certificateOnTheSpot("SN-13"),
			{"oath.timing", "SN-14", func(p *Policy) { p.Oath.Timing = OathWithCertificate }},
			reviews("SN-18"),
			{"supervision.review.headings", "SN-18", func(p *Policy) {
				p.Supervision.Review.Headings = []string{"工作", "执法", "人大意识", "廉政"}
			}},
			// 评为不称职的依法免职
			{"supervision.rating.person", "SN-19", func(p *Policy) { p.Supervision.Rating.Person = defaultOversight().Rating.Person }},
		})}
