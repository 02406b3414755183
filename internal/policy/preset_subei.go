package policy

var subei = preset{"sb", "甘肃省肃北蒙古族自治县",
	"考试八十分及格，不及格不予提请；年年书面述职并由工委审查，三类人员分别测评。",
	join([]value{
		gates("SB-04", GateTenure, GateEligibility, GatePaperwork),
		examOf("SB-03", "人事代表工作委员会"),
		{"exam.pass_mark", "SB-05", func(p *Policy) { p.Exam.PassMark = 80 }},
		{"exam.bands", "SB-05", func(p *Policy) { p.Exam.Bands = []Band{{80, "合格"}, {90, "优秀"}} }}, // 低于 80 分没有等次
	}, handedIn("SB-02", Recommended), // 提请文、考察材料、任职资格之外
		blocked("SB-05"),
		presented("SB-06", ByOrganisationDepartment, "优点和缺点", "民主推荐情况", "民主测评情况"),
		speech("SB-07", BeforeVote, "工作目标", "依法行政的措施", "廉洁勤政的打算", "如何接受人大监督"),
		secretBallot("SB-08"),
		[]value{
			certificateOnTheSpot("SB-09"),
			{"supervision.duty_report.cycle", "SB-10", func(p *Policy) { p.Supervision.DutyReport.Cycle = Annual }},
			{"supervision.duty_report.reviewed", "SB-11", func(p *Policy) { p.Supervision.DutyReport.Reviewed = true }},
			{"supervision.duty_report.oral", "SB-12", func(p *Policy) { p.Supervision.DutyReport.Oral = WhomSelected }},
			{"supervision.rating.groups", "SB-14", func(p *Policy) { // 只有组成人员一组计入结果
				p.Supervision.Rating.Groups = []RaterGroup{{"members", "常委会组成人员", true}, {"heads", "常委会工作机构负责人", false}, {"deputies", "应邀的县人大代表", false}}
			}},
			{"supervision.rating.publish", "SB-15", func(p *Policy) { p.Supervision.Rating.Publish = PublishUnit }},
			{"supervision.rating.person", "SB-17", func(p *Policy) { p.Supervision.Rating.Person = satisfaction(NextRectify) }}, // 对人也测满意度
		})}

// satisfaction is the scale of three grades, with what the worst result leads to.
func satisfaction(worst NextAction) Scale {
	s := defaultOversight().Rating.Work
	s.Rules[len(s.Rules)-1].Next = worst
	return s
}
