package policy

var tujia = preset{"tm", "**市**土家族苗族自治县",
	"凡提请任命必考，人人交书面承诺并向社会公布，由主任会议选定到会发言人选。",
	join([]value{
		gates("TM-04", GateEligibility, GateAbility, GateFit, GateReputation),
		{"investigation.headings", "TM-04", func(p *Policy) { p.Investigation.Headings = []string{"德", "能", "勤", "绩", "廉"} }},
		{"publicity.mode", "TM-05", func(p *Policy) { p.Publicity.Mode = Required }}, // 专题主任会议听取公示情况
		{"exam.groups", "TM-06", func(p *Policy) { p.Exam.Groups = Groups() }},       // 凡提请任命
		examOf("TM-06", "县人大常委会"),
		{"materials.days_before", "TM-09", func(p *Policy) { p.Materials.DaysBefore = 7 }},
		{"materials.read_receipt", "TM-09", func(p *Policy) { p.Materials.ReadReceipt = true }},
	}, blocked("TM-06"),
		presented("TM-10", ByOrganisationDepartment, "优点和缺点", "民主推荐情况", "民主测评情况", "考察情况"),
		[]value{
			{"commitment.written", "TM-11", func(p *Policy) { p.Commitment.Written = WhomAll }},
			{"commitment.speech", "TM-12", func(p *Policy) { p.Commitment.Speech = WhomSelected }},
			{"commitment.speech_timing", "TM-14", func(p *Policy) { p.Commitment.SpeechTiming = BeforeVote }},
			{"deliberation.mode", "TM-14", func(p *Policy) { p.Deliberation.Mode = Plenary }},
			certificateOnTheSpot("TM-16"),
			{"publication.publish_commitments", "TM-15", func(p *Policy) { p.Publication.PublishCommitments = true }},
			{"publication.channels", "TM-15", func(p *Policy) { p.Publication.Channels = []string{"人大网站", "新闻媒体", "常委会公报"} }},
			{"education.training", "TM-18", func(p *Policy) { p.Education.Training = true }},
			reviews("TM-21"),
			// 一定范围公示，并向上级主管机关反馈
			{"supervision.rating.publish", "TM-22", func(p *Policy) { p.Supervision.Rating.Publish = PublishUnit }},
		})}
