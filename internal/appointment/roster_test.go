package appointment

import (
	"strings"
	"testing"

	"renmian/internal/calendar"
	"renmian/internal/policy"
)

func TestCheckRoster(t *testing.T) {
	today := calendar.Date(2026, 11, 22)
	born, since := calendar.Date(1975, 3, 1), calendar.Date(2021, 11, 5)
	known := Registered{
		Offices: []RosterOffice{
			{Office: Office{ID: 1, OrganName: "示例县财政局", Title: "示例县财政局局长", Group: policy.Government, Rank: RankChief, Seats: 1}},
			{Office: Office{ID: 2, OrganName: "示例县人民法院", Title: "示例县人民法院副院长", Group: policy.Court, Rank: RankDeputy, Seats: 3}},
			{
				Office:  Office{ID: 3, OrganName: "示例县乡村振兴局", Title: "示例县乡村振兴局局长", Group: policy.Government, Rank: RankChief, Seats: 1},
				EndedOn: calendar.Date(2024, 1, 1),
			},
			{Office: Office{ID: 4, OrganName: "示例县人大常委会办公室", Title: "示例县人大常委会办公室主任", Group: policy.Congress, Rank: RankChief, Seats: 1}},
		},
		Persons: []RosterPerson{
			{Person: Person{ID: 11, Name: "王示例", Sex: "男", Born: born}},
			{Person: Person{ID: 12, Name: "李双", Born: born}}, {Person: Person{ID: 13, Name: "李双", Born: born}},
			{Person: Person{ID: 14, Name: "赵委员", Born: born}, Member: true},
			{Person: Person{ID: 15, Name: "钱无月"}},
		},
		Tenures: []RosterTenure{{PersonID: 11, OfficeID: 2, From: since}},
	}
	line := func(change func(l *RosterLine)) RosterLine {
		l := RosterLine{Row: 2, Name: "孙新", Born: born, Title: "示例县财政局局长", From: since}
		change(&l)
		return l
	}
	for _, tt := range []struct {
		name string
		in   []RosterLine
		want string // in the problems of the last line, or in its plan and hints when ok
		ok   bool
	}{
		{"a new person", []RosterLine{line(func(*RosterLine) {})}, "新建人员档案；登记任职：示例县财政局局长，2021年11月5日起", true},
		{"a registered person", []RosterLine{line(func(l *RosterLine) { l.Name = "王示例" })}, "记入已有档案（1975年3月生）", true},
		{"a past tenure", []RosterLine{line(func(l *RosterLine) { l.To, l.EndReason = today, "免职" })}, "2021年11月5日至2026年11月22日", true},
		{"an acting head", []RosterLine{line(func(l *RosterLine) { l.Acting = true })}, "示例县财政局局长（代理）", true},
		{"an abolished office, before its end", []RosterLine{line(func(l *RosterLine) {
			l.Title, l.To, l.EndReason = "示例县乡村振兴局局长", calendar.Date(2024, 1, 1), "机构撤销"
		})}, "示例县乡村振兴局局长", true},
		{"a namesake born in another month", []RosterLine{line(func(l *RosterLine) { l.Name, l.Born = "王示例", born.AddMonths(1) })}, "同名，出生年月不同", true},
		{"more holders than seats", []RosterLine{line(func(*RosterLine) {}), line(func(l *RosterLine) { l.Row, l.Name = 3, "周多" })}, "超过职务目录中的职数 1", true},
		{"two offices of one person", []RosterLine{line(func(*RosterLine) {}), line(func(l *RosterLine) { l.Row, l.Title = 3, "示例县人民法院副院长" })}, "新建人员档案", true},

		{"unknown office", []RosterLine{line(func(l *RosterLine) { l.Title = "示例县养马局局长" })}, "没有“示例县养马局局长”", false},
		{"office without the county's name", []RosterLine{line(func(l *RosterLine) { l.Title = "财政局局长" })}, "是否为“示例县财政局局长”", false},
		{"another organ's office", []RosterLine{line(func(l *RosterLine) { l.Organ = "示例县教育局" })}, "属于“示例县财政局”", false},
		{"an abolished office", []RosterLine{line(func(l *RosterLine) { l.Title = "示例县乡村振兴局局长" })}, "已于2024年1月1日撤销", false},
		{"an acting deputy", []RosterLine{line(func(l *RosterLine) { l.Title, l.Acting = "示例县人民法院副院长", true })}, "只有正职可以代理", false},
		{"begun in the future", []RosterLine{line(func(l *RosterLine) { l.From = today.Add(1) })}, "不能晚于今天", false},
		{"a child", []RosterLine{line(func(l *RosterLine) { l.Born = since.AddMonths(-200) })}, "不满 18 周岁", false},
		{"ended before it began", []RosterLine{line(func(l *RosterLine) { l.To, l.EndReason = since.Add(-1), "免职" })}, "早于任职日期", false},
		{"ended in the future", []RosterLine{line(func(l *RosterLine) { l.To, l.EndReason = today.Add(1), "免职" })}, "仍在任的请留空", false},
		{"ended without a reason", []RosterLine{line(func(l *RosterLine) { l.To = today })}, "补填终止原因", false},
		{"a reason without an end", []RosterLine{line(func(l *RosterLine) { l.EndReason = "免职" })}, "补填终止日期", false},
		{"holds it already", []RosterLine{line(func(l *RosterLine) { l.Name, l.Title = "王示例", "示例县人民法院副院长" })}, "任职已有登记（2021年11月5日起）", false},
		{"a registered name without a birth month", []RosterLine{line(func(l *RosterLine) { l.Name, l.Born = "王示例", calendar.Day{} })}, "补填出生年月", false},
		{"registered without a birth month", []RosterLine{line(func(l *RosterLine) { l.Name = "钱无月" })}, "请先补全该档案", false},
		{"two of one name and month", []RosterLine{line(func(l *RosterLine) { l.Name = "李双" })}, "有 2 名李双", false},
		{"another sex than registered", []RosterLine{line(func(l *RosterLine) { l.Name, l.Sex = "王示例", "女" })}, "性别是“男”", false},
		{"a member in the government", []RosterLine{line(func(l *RosterLine) { l.Name = "赵委员" })}, "第四十七条", false},
		{"a member in the congress", []RosterLine{line(func(l *RosterLine) { l.Name, l.Title = "赵委员", "示例县人大常委会办公室主任" })}, "记入已有档案", true},
		{"one line twice", []RosterLine{line(func(*RosterLine) {}), line(func(l *RosterLine) { l.Row = 3 })}, "与第 2 行重复", false},
		{"one person of two sexes", []RosterLine{line(func(l *RosterLine) { l.Sex = "男" }), line(func(l *RosterLine) { l.Sex, l.Title = "女", "示例县人民法院副院长" })}, "性别不同", false},
		{"one name with and without a month", []RosterLine{line(func(*RosterLine) {}), line(func(l *RosterLine) { l.Born, l.Title = calendar.Day{}, "示例县人民法院副院长" })}, "两行都填写出生年月", false},
	} {
		got := CheckRoster(tt.in, known, today)
		last := got[len(got)-1]
		said := last.Plan + strings.Join(last.Hints, "")
		if !tt.ok {
			said = ""
			for _, p := range last.Problems {
				said += p.Text
			}
		}
		if (len(last.Problems) == 0) != tt.ok || !strings.Contains(said, tt.want) || (RosterProblems(got) == 0) != tt.ok {
			t.Errorf("%s: %+v, want %q", tt.name, last, tt.want)
		}
	}
}
