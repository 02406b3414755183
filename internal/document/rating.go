package document

import (
	"strings"

	"renmian/internal/calendar"
)

// RatingLine is one subject on a paper to rate on.
type RatingLine struct {
	Subject string
	Of      string // 所属事项
	Grades  []string
}

// RatingBallot is the paper to rate on (测评票) of one group of raters: unnumbered, without a name 〔业务参考 4.3〕.
func RatingBallot(c County, title, group string, on calendar.Day, lines []RatingLine) Document {
	d := Document{Name: "测评票", Title: []string{c.Short(), "无记名测评票"}, SubTitle: "（" + group + "　" + on.String() + "）"}
	d.para(ended(title))
	for len(lines) > 0 { // a table for each scale
		n := 1
		for n < len(lines) && strings.Join(lines[n].Grades, "/") == strings.Join(lines[0].Grades, "/") {
			n++
		}
		var rows [][]string
		for i, l := range lines[:n] {
			rows = append(rows, append([]string{itoa(i + 1), l.Subject}, make([]string, len(l.Grades))...))
		}
		d.table(append([]string{"序号", "测评对象"}, lines[0].Grades...), rows)
		lines = lines[n:]
	}
	d.para("说明：")
	d.para("1. 每个对象只选一个等次，在相应栏内画“○”；选两个以上的，该项无效。")
	d.para("2. 测评票不记名，不作其他记号。")
	return d
}

// RatingRow is the count of one group as it may be shown.
type RatingRow struct {
	Group            string
	Merged           []string
	Decides, Hidden  bool
	Issued, Returned int
	Marks            []int
	Blank, Invalid   int
}

// RatingSummary is what the summary of a rating tells.
type RatingSummary struct {
	Title, Subject, Matter string
	On                     calendar.Day
	Grades                 []string
	Groups                 []RatingRow
	Verdict                string // by which rule
	Result                 string
	Decision               string // empty while nothing is decided
}

// RatingSheet is the summary of a rating (测评汇总表). A group with fewer than five ballots is not shown.
func RatingSheet(c County, x RatingSummary) Document {
	d := Document{Name: "测评汇总表", Title: []string{c.Short(), "测评汇总表"}, SubTitle: "（" + x.On.String() + "）"}
	d.para("测评：" + ended(x.Title))
	d.para("测评对象：" + x.Subject + "。所属事项：" + ended(x.Matter))
	header := append(append([]string{"测评人员组", "发出", "收回"}, x.Grades...), "不选", "无效")
	var rows [][]string
	for _, g := range x.Groups {
		label := g.Group + yesNo(g.Decides, "（计入结果）", "（参考）")
		if len(g.Merged) > 0 {
			label = g.Group + "（" + strings.Join(g.Merged, "、") + "）"
		}
		row := []string{label}
		if g.Hidden {
			row = append(row, "—", "不足五票，不显示")
			for range len(x.Grades) + 2 {
				row = append(row, "—")
			}
			rows = append(rows, row)
			continue
		}
		for _, n := range append(append([]int{g.Issued, g.Returned}, g.Marks...), g.Blank, g.Invalid) {
			row = append(row, itoa(n))
		}
		rows = append(rows, row)
	}
	d.table(header, rows)
	d.para(x.Verdict)
	if x.Decision != "" {
		d.para("结果处理：" + ended(x.Decision))
	}
	d.fillIn("主持人（签名）：")
	d.fillIn("监票人（签名）：")
	return d
}

// RatingNotice is the text by which the result of a rating is made public (测评结果通报): who was rated, how each group
// that may be shown rated, the grade; never who gave which.
func RatingNotice(c County, x RatingSummary) Document {
	d := Document{Title: []string{c.StandingCommittee(), "关于" + x.Title + "结果的通报"}}
	d.para(x.On.String() + "，" + c.Short() + "依据本县有关办法组织无记名测评。测评对象：" + ended(x.Subject))
	for _, g := range x.Groups {
		label := g.Group
		if len(g.Merged) > 0 {
			label = strings.Join(g.Merged, "、")
		}
		if g.Hidden {
			d.para(label + "：收回的测评票不足五票，不公布票数。")
			continue
		}
		counts := []string{"收回测评票" + itoa(g.Returned) + "张"}
		for i, n := range g.Marks {
			counts = append(counts, x.Grades[i]+itoa(n)+"票")
		}
		if g.Blank > 0 {
			counts = append(counts, "不选"+itoa(g.Blank)+"票")
		}
		if g.Invalid > 0 {
			counts = append(counts, "无效"+itoa(g.Invalid)+"票")
		}
		d.para(label + yesNo(g.Decides, "", "（供参考）") + "：" + ended(strings.Join(counts, "，")))
	}
	d.para("按照测评结果规则，评定为“" + x.Result + "”。")
	return d
}
