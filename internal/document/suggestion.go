package document

import (
	"fmt"
	"strings"

	"renmian/internal/calendar"
)

// SuggestionReport is what the report on the handling of deputies' suggestions says (代表建议办理情况的报告).
type SuggestionReport struct {
	Session                                 string
	Day                                     calendar.Day
	Total, Answered, Closed, Pending        int
	Solved, Planned, Explained              int
	Satisfied, Mostly, Dissatisfied, Silent int
	Completion, Satisfaction                string
	Key                                     [][]string // 编号、题目、主办单位、领办人、进度
	Opinion                                 string     // of the committee, once it has heard the report
}

// Paper is the report, printed for the next session of the congress 〔代表法 第五十二条〕.
func (x SuggestionReport) Paper(c County) Document {
	d := Document{Name: "代表建议办理情况的报告", Title: []string{"关于" + x.Session + "代表建议、批评和意见", "办理情况的报告"}, Addressee: c.Name + "人民代表大会：",
		Sign: []string{c.StandingCommittee()}, Date: x.Day.String()}
	d.para(fmt.Sprintf("%s期间和闭会后，共收到代表建议、批评和意见 %d 件，现将办理情况报告如下。", x.Session, x.Total))
	d.head("一、办理进度")
	d.para(fmt.Sprintf("已答复 %d 件，办结率 %s；正在办理 %d 件。其中，已经解决或者采纳的 %d 件，正在解决或者列入计划的 %d 件，受条件限制作出说明的 %d 件。",
		x.Answered, x.Completion, x.Pending, x.Solved, x.Planned, x.Explained))
	d.head("二、代表评价")
	d.para(fmt.Sprintf("办结 %d 件，代表表示满意 %d 件、基本满意 %d 件、不满意 %d 件，满意率 %s；逾期未反馈 %d 件，不计入满意率。",
		x.Closed, x.Satisfied, x.Mostly, x.Dissatisfied, x.Satisfaction, x.Silent))
	if len(x.Key) > 0 {
		d.head("三、主任会议督办件")
		d.table([]string{"编号", "题目", "主办单位", "领办人", "进度"}, x.Key)
	}
	if x.Opinion != "" {
		d.head(map[bool]string{true: "四", false: "三"}[len(x.Key) > 0] + "、常委会的审议意见")
		for line := range strings.SplitSeq(x.Opinion, "\n") {
			d.para(strings.TrimSpace(line))
		}
	}
	return d
}
