package demo

import "renmian/internal/policy"

// past plans the six meetings of the last two years that decided on personnel.
func (c *county) past() {
	edu := &proposal{organ: "government", reasons: "工作需要", matters: []*matter{
		{action: policy.DecideRemove, office: "教育和体育局局长", who: "邓启明", reason: "到龄退休"},
		{action: policy.DecideAppoint, office: "教育和体育局局长", who: "秦书雅*", post: "示例县教育和体育局党组书记", reason: "工作需要", speaks: true,
			asked: "农村小规模学校怎么办？", answer: "保留必要的教学点，由中心校统一管理师资，寄宿条件三年内达标。"},
	}}
	c.hold(&session{day: workday(c.today.Add(-712)), reports: []string{"听取和审议县人民政府关于义务教育优质均衡发展情况的报告"},
		onLeave: map[int]string{4: "因公出差", 13: "因病住院"}, proposals: []*proposal{edu}})
}
