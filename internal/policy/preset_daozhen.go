package policy

var daozhen = preset{"dz", "贵州省道真仡佬族苗族自治县",
	"任前先学法后考试，补考到合格再任命；列席人员一同分组审议；年终人人到会述职。",
	join([]value{
		{"education.mode", "DZ-04", func(p *Policy) { p.Education.Mode = Required }},
		{"education.topics", "DZ-04", func(p *Policy) { p.Education.Topics = []string{"宪法", "地方组织法", "有关法律法规"} }},
		examOf("DZ-04", "法制工作委员会"),
		{"exam.report", "DZ-06", func(p *Policy) { p.Exam.Report = ScoreMeeting }},
	}, untilPassed("DZ-06", FailMakeup),
		[]value{
			{"deliberation.mode", "DZ-07", func(p *Policy) { p.Deliberation.Mode = InGroups }},
			{"deliberation.observers_in_groups", "DZ-07", func(p *Policy) { p.Deliberation.ObserversInGroups = true }},
		},
		speech("DZ-08", BeforeVote),
		secretBallot("DZ-09"),
		[]value{
			{"publication.channels", "DZ-11", func(p *Policy) {
				p.Publication.Channels = []string{"人事任免文件", "县内报刊", "人大刊物"}
			}},
			{"publication.publish_commitments", "DZ-11", func(p *Policy) { p.Publication.PublishCommitments = true }},
			reviews("DZ-12"),
			{"supervision.review.headings", "DZ-13", func(p *Policy) {
				p.Supervision.Review.Headings = []string{"执行宪法和法律", "执行上级和本级人大及其常委会决议决定和审议意见", "执行政府决定命令", "群众关心的热点难点", "办理议案和建议"}
			}},
			ratedByMembers("§11"),
			{"supervision.rating.publish", "DZ-14", func(p *Policy) { p.Supervision.Rating.Publish = PublishPublic }},
			{"supervision.rating.work", "DZ-15", func(p *Policy) { p.Supervision.Rating.Work = satisfaction(NextSuggestRemoval) }},
			{"supervision.duty_report.cycle", "DZ-16", func(p *Policy) { p.Supervision.DutyReport.Cycle = Annual }},
			{"supervision.duty_report.oral", "DZ-16", func(p *Policy) { p.Supervision.DutyReport.Oral = WhomAll }},
		})}
