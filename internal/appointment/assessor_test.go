package appointment

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"renmian/internal/calendar"
	"renmian/internal/errs"
	"renmian/internal/policy"
)

func assessor(row int, change func(l *AssessorLine)) AssessorLine {
	l := AssessorLine{
		Row:       row,
		Name:      "甲" + string(rune('一'+row)),
		Sex:       "女",
		Born:      calendar.Date(1985, 3, 12),
		Education: "大专",
		Post:      "示例县第一中学教师",
		Source:    "随机抽选",
	}
	if change != nil {
		change(&l)
	}
	return l
}

func TestCheckAssessors(t *testing.T) {
	meeting := calendar.Date(2026, 12, 20)
	line := func(change func(l *AssessorLine)) []AssessorLine { return []AssessorLine{assessor(2, change)} }
	same := func(p AssessorPerson) []AssessorPerson {
		p.ID, p.Name, p.Born = 7, assessor(2, nil).Name, calendar.Date(1985, 3, 1)
		return []AssessorPerson{p}
	}
	free := AssessorQuota{Seats: 100}
	for _, c := range []struct {
		name  string
		lines []AssessorLine
		known []AssessorPerson
		quota AssessorQuota
		want  string // in the problems of the last row; empty: none
		hint  string
	}{
		{"somebody new", line(nil), nil, free, "", ""},
		{"第五条: twenty-eight on the day", line(func(l *AssessorLine) { l.Born = calendar.Date(1998, 12, 20) }), nil, free, "", ""},
		{"第五条: twenty-eight a day later", line(func(l *AssessorLine) { l.Born = calendar.Date(1998, 12, 21) }), nil, free, "未满二十八周岁", ""},
		{"第五条: below senior school is looked at, not refused", line(func(l *AssessorLine) { l.Education = "初中" }), nil, free, "", "高中以上"},
		{"第六条: a lawyer", line(func(l *AssessorLine) { l.Post = "示例律师事务所律师" }), nil, free, "第六条", ""},
		{"第六条: the police", line(func(l *AssessorLine) { l.Post = "示例县公安局民警" }), nil, free, "第六条", ""},
		{"第六条: retired from the court", line(func(l *AssessorLine) { l.Post = "示例县人民法院退休干部" }), nil, free, "", ""},
		{"第六条: a member of the committee", line(nil), same(AssessorPerson{Member: true}), free, "常委会组成人员", ""},
		{"第八条: the last seat", line(nil), nil, AssessorQuota{Seats: 3, Taken: 2}, "", ""},
		{"第八条: no seat left", line(nil), nil, AssessorQuota{Seats: 3, Taken: 3}, "超出人民陪审员名额 3 名", ""},
		{"第十一条: the last of a fifth", line(func(l *AssessorLine) { l.Source = "组织推荐" }), nil, AssessorQuota{Seats: 100, Taken: 50, Applied: 19}, "", ""},
		{"第十一条: more than a fifth", line(func(l *AssessorLine) { l.Source = "个人申请" }), nil, AssessorQuota{Seats: 100, Taken: 50, Applied: 20}, "五分之一", ""},
		{"第十一条: those drawn by lot do not count", line(nil), nil, AssessorQuota{Seats: 100, Taken: 50, Applied: 20}, "", ""},
		{"第十三条: an assessor today", line(nil), same(AssessorPerson{Holds: true, Held: true}), free, "第十三条", ""},
		{"第十三条: was one before", line(nil), same(AssessorPerson{Held: true}), free, "", "一般不得连任"},
		{"twice in the list", []AssessorLine{assessor(2, nil), assessor(3, func(l *AssessorLine) { l.Name, l.Born = assessor(2, nil).Name, calendar.Date(1985, 3, 30) })}, nil, free, "与第 2 行重复", ""},
		{"in the proposal already", line(nil), same(AssessorPerson{Present: true, Open: "x"}), free, "已在本提请件中", ""},
		{"under way elsewhere", line(nil), same(AssessorPerson{Open: "2026-003"}), free, "2026-003", ""},
		{"two of the same name and month", line(nil), append(same(AssessorPerson{}), same(AssessorPerson{})...), free, "2 名同名", ""},
	} {
		out := CheckAssessors(c.lines, c.known, c.quota, meeting)
		last := out[len(out)-1]
		got, hint := strings.Trim(fmt.Sprint(last.Problems), "[]"), strings.Join(last.Hints, " ")
		if (got == "") != (c.want == "") || !strings.Contains(got, c.want) || (hint == "") != (c.hint == "") || !strings.Contains(hint, c.hint) {
			t.Errorf("%s: problems %q, hints %q", c.name, got, hint)
		}
	}
	// A row that is wrong takes no seat from those after it.
	out := CheckAssessors([]AssessorLine{assessor(2, func(l *AssessorLine) { l.Problems = []errs.Finding{{Column: "性别", Text: "请填写。"}} }), assessor(3, nil)},
		nil, AssessorQuota{Seats: 1}, meeting)
	if len(out[0].Problems) != 1 || len(out[1].Problems) != 0 {
		t.Errorf("quota: %+v", out)
	}
}

func TestAssessorsNeedNoCadreForm(t *testing.T) {
	o := Office{Title: "示例县人民法院人民陪审员", Group: policy.Court, FilledBy: FilledByAppoint, Nominator: CourtPresident}
	if got := RequiredDocuments(o, policy.Appoint, policy.Default()); !slices.Equal(got, []policy.Document{policy.Bill}) {
		t.Errorf("appointment needs %v", got)
	}
	judge := o
	judge.Title = "示例县人民法院审判员"
	if got := RequiredDocuments(judge, policy.Appoint, policy.Default()); !slices.Contains(got, policy.Form) {
		t.Errorf("a judge needs %v", got)
	}
	c := Case{Action: policy.Appoint, Office: o, Person: Person{Name: "甲", Born: calendar.Date(1999, 1, 1)},
		Proposal: Proposal{OrganKind: "court", MeetingOn: calendar.Date(2026, 12, 20)}}
	if got := lawBlockers(c, policy.Default()); len(got) != 1 || got[0].Key != "age" { // 人民陪审员法 第五条
		t.Errorf("too young: %+v", got)
	}
}
