package policy

var zhuangyao = preset{"zy", "**省**壮族瑶族自治县",
	"初审把三关，考试加考本县自治条例，不及格的坚决不予提请。",
	join([]value{
		gates("ZY-02", GateTenure, GateEligibility, GatePaperwork),
		examOf("ZY-04", "选举联络人事任免工作委员会"),
		{"exam.blueprints", "ZY-04", func(p *Policy) {
			examined(p, Groups(), func(laws []LawPart) []LawPart { return append(laws, LawPart{autonomy, 4}) })
		}},
	}, blocked("ZY-05"),
		speech("ZY-06", BeforeVote, "遵守宪法和法律", "执行常委会决议决定", "接受人大监督", "廉洁从政"),
		secretBallot("ZY-07"),
		[]value{
			certificateOnTheSpot("ZY-08"),
			{"supervision.duty_report.cycle", "ZY-16", func(p *Policy) { p.Supervision.DutyReport.Cycle = Annual }},
			{"supervision.duty_report.oral", "ZY-16", func(p *Policy) { p.Supervision.DutyReport.Oral = WhomSelected }}, // 必要时口头述职
			{"supervision.duty_report.volume", "ZY-17", func(p *Policy) { p.Supervision.DutyReport.Volume = true }},
			{"supervision.review.headings", "ZY-18", func(p *Policy) {
				p.Supervision.Review.Headings = []string{"任期目标", "工作实绩", "办理代表议案建议", "接受监督", "廉政"}
			}},
		})}
