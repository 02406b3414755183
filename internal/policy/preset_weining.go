package policy

var weining = preset{"wn", "贵州省威宁彝族回族苗族自治县",
	"会前十五日提请，逾期退回；表态发言敷衍的重新发言或终止程序；免去职务可以举手。",
	join([]value{
		{"consultation.required", "WN-01", func(p *Policy) { p.Consultation.Required = true }}, // 事前征求常委会党组意见
		{"investigation.mode", "WN-03", func(p *Policy) { p.Investigation.Mode = Optional }},   // 代表和组成人员深入单位了解
		{"education.mode", "WN-06", func(p *Policy) { p.Education.Mode = Required }},
		{"education.topics", "WN-06", func(p *Policy) {
			p.Education.Topics = []string{"党委任前教育", "法制教育", "预防职务犯罪"}
		}},
		{"exam.groups", "WN-07", func(p *Policy) { p.Exam.Groups = Groups() }}, // 未经考试的，不得任命
		{"intake.days_before", "WN-08", func(p *Policy) { p.Intake.DaysBefore = 15 }},
		{"intake.late", "WN-09", func(p *Policy) { p.Intake.Late = RefuseLate }},
	}, untilPassed("WN-07", FailMakeup),
		presented("WN-05", ByOrgan, "考察情况", "推荐情况"),
		secretBallot("WN-10"),
		[]value{ // “免去”可以举手；“撤销”不可以，见 Refusals
			{"vote.method.remove", "WN-10", func(p *Policy) { p.Vote.Method[Remove] = Hands }},
			{"vote.method.decide_remove", "WN-10", func(p *Policy) { p.Vote.Method[DecideRemove] = Hands }},
		},
		speech("WN-11", BeforeVote),
		[]value{
			{"commitment.judge_required", "WN-12", func(p *Policy) { p.Commitment.JudgeRequired = true }},
			{"commitment.on_fail", "WN-12", func(p *Policy) { p.Commitment.OnFail = EndProcedure }}, // 退回的可以重新发言，也可以终止
		})}
