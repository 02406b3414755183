package policy

var songtao = preset{"st", "贵州省松桃苗族自治县",
	"过四关：考试不及格的推迟到以后的会议，单位主要负责人介绍，通过后才表态，通过后宣誓。",
	join([]value{
		{"exam.blueprints", "ST-01", func(p *Policy) {
			examined(p, Groups(), func([]LawPart) []LawPart {
				return []LawPart{{"中华人民共和国宪法", 6}, {"地方各级人民代表大会和地方各级人民政府组织法", 6},
					{"全国人民代表大会和地方各级人民代表大会代表法", 4}, {"全国人民代表大会和地方各级人民代表大会选举法", 4},
					{"中华人民共和国公务员法", 4}, {autonomy, 4}}
			})
		}},
	}, untilPassed("ST-02", FailDefer),
		presented("ST-03", ByUnitHead, "有关情况", "任职缘由"),
		speech("ST-04", AfterVote),
		[]value{
			{"oath.timing", "ST-05", func(p *Policy) { p.Oath.Timing = OathAfterVote }}, // 宣誓用国家统一誓词，见 Refusals
			reviews("ST-09"),
			{"supervision.review.units", "ST-09", func(p *Policy) { p.Supervision.Review.Units = 1 }},
			{"supervision.review.headings", "ST-12", func(p *Policy) {
				p.Supervision.Review.Headings = []string{"任期目标", "工作实绩", "议案建议", "接受监督", "廉政"}
			}},
		})}
