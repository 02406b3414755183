package supervision

import (
	"strconv"
	"strings"
	"testing"

	"renmian/internal/errs"
	"renmian/internal/policy"
)

// members is the count of the committee, of so many members in all and ballots of each grade.
func members(all, present int, marks ...int) GroupCount {
	g := GroupCount{Key: "members", Label: "常委会组成人员", Decides: true, Invited: all, Present: present, Marks: marks}
	for _, n := range marks {
		g.Issued += n
	}
	g.Returned = g.Issued
	return g
}

func (g GroupCount) with(blank, invalid int) GroupCount {
	g.Blank, g.Invalid = blank, invalid
	g.Issued += blank + invalid
	g.Returned += blank + invalid
	return g
}

// Every clause of the result rules, in the default of the county and in other counties' ways.
func TestDecideRating(t *testing.T) {
	rules := policy.Default().Supervision.Rating
	work, person := rules.Work, rules.Person
	of := func(base policy.Base, over bool) policy.Scale {
		return policy.Scale{Grades: work.Grades, Rules: []policy.ResultRule{
			{Result: "满意", Sum: []string{"满意"}, Over: over, Num: 60, Den: 100, Base: base, Next: policy.NextNone},
			{Result: "不满意", Next: policy.NextReportAgain}}}
	}
	heads := GroupCount{Key: "heads", Label: "工作机构负责人", Invited: 9, Present: 9, Issued: 9, Returned: 9, Marks: []int{0, 0, 9}}
	for _, tt := range []struct {
		name   string
		scale  policy.Scale
		blank  policy.Blank
		groups []GroupCount
		want   string
		next   policy.NextAction
		base   int
	}{
		{"业务参考 4.3 the worked example: 17, 11 and 1 of 29", work, rules.Blank, []GroupCount{members(29, 29, 17, 11, 1)}, "满意", policy.NextNone, 29},
		{"镇海 more than half of all members are satisfied", work, rules.Blank, []GroupCount{members(29, 27, 15, 8, 4)}, "满意", policy.NextNone, 29},
		{"镇海 most of those present are not half of all", work, rules.Blank, []GroupCount{members(29, 25, 14, 8, 3)}, "基本满意", policy.NextNone, 29},
		{"镇海 exactly half is not more than half", work, rules.Blank, []GroupCount{members(28, 28, 14, 10, 4)}, "基本满意", policy.NextNone, 28},
		{"镇海 both together exactly half: 含半数 as 不满意", work, rules.Blank, []GroupCount{members(28, 28, 9, 5, 14)}, "不满意", policy.NextRectify, 0},
		{"镇海 both together one more than half", work, rules.Blank, []GroupCount{members(28, 28, 9, 6, 13)}, "基本满意", policy.NextNone, 28},
		{"镇海 an empty chair counts for nobody", work, rules.Blank, []GroupCount{members(29, 15, 14, 0, 1)}, "不满意", policy.NextRectify, 0},
		{"ZJ-13 excellent with two thirds, reached exactly", person, rules.Blank, []GroupCount{members(30, 30, 20, 5, 3, 2)}, "优秀", policy.NextNone, 30},
		{"ZJ-13 one short of two thirds is competent", person, rules.Blank, []GroupCount{members(30, 30, 19, 6, 3, 2)}, "称职", policy.NextNone, 30},
		{"ZJ-13 competent in all exactly half", person, rules.Blank, []GroupCount{members(28, 28, 6, 8, 6, 8)}, "基本称职", policy.NextRectify, 28},
		{"SN-19 不称职 leads to a suggestion of removal", person, rules.Blank, []GroupCount{members(29, 27, 2, 5, 7, 13)}, "不称职", policy.NextSuggestRemoval, 0},
		{"base present, reached exactly", of(policy.BasePresent, false), rules.Blank, []GroupCount{members(29, 25, 15, 5, 5)}, "满意", policy.NextNone, 25},
		{"base present, to be passed", of(policy.BasePresent, true), rules.Blank, []GroupCount{members(29, 25, 15, 5, 5)}, "不满意", policy.NextReportAgain, 0},
		{"S5 base valid: blanks are invalid and shrink it", of(policy.BaseValid, false), policy.BlankInvalid, []GroupCount{members(29, 25, 12, 4, 4).with(5, 0)}, "满意", policy.NextNone, 20},
		{"base valid: blanks count as abstentions", of(policy.BaseValid, false), policy.BlankAbstain, []GroupCount{members(29, 25, 12, 4, 4).with(5, 0)}, "不满意", policy.NextReportAgain, 0},
		{"base valid: several chosen is invalid whatever blanks are", of(policy.BaseValid, false), policy.BlankAbstain, []GroupCount{members(29, 25, 12, 4, 4).with(0, 5)}, "满意", policy.NextNone, 20},
		{"业务参考 4.3 a group for reference changes nothing", work, rules.Blank, []GroupCount{members(29, 29, 17, 11, 1), heads}, "满意", policy.NextNone, 29},
		{"two groups that count are added up", work, rules.Blank, []GroupCount{members(29, 29, 17, 11, 1), func() GroupCount { g := heads; g.Decides = true; return g }()}, "基本满意", policy.NextNone, 38},
	} {
		t.Run(tt.name, func(t *testing.T) {
			v, err := DecideRating(tt.scale, tt.blank, tt.groups)
			if err != nil || v.Result != tt.want || v.Next != tt.next || tt.base != 0 && v.Base != tt.base {
				t.Errorf("got %+v, %v; want %s, %s, base %d", v, err, tt.want, tt.next, tt.base)
			}
		})
	}
}

func TestCountsThatAreNone(t *testing.T) {
	work := policy.Default().Supervision.Rating.Work
	for _, tt := range []struct {
		name string
		g    GroupCount
		kind errs.Kind
		says string
	}{
		{"four ballots decide nothing", members(29, 4, 3, 1, 0), errs.Conflict, "不足 5 票"},
		{"more returned than issued V03", func() GroupCount { g := members(29, 20, 10, 5, 5); g.Issued = 19; return g }(), errs.Conflict, "须重新测评"},
		{"marks and returned differ", func() GroupCount { g := members(29, 20, 10, 5, 5); g.Returned = 19; return g }(), errs.Invalid, "与收回的 19 票不符"},
		{"more issued than invited", members(18, 18, 10, 5, 5), errs.Invalid, "多于应到的 18 人"},
	} {
		_, err := DecideRating(work, policy.BlankInvalid, []GroupCount{tt.g})
		if errs.KindOf(err) != tt.kind || !strings.Contains(errs.Message(err), tt.says) {
			t.Errorf("%s: %v", tt.name, err)
		}
	}
}

// 少于五票不显示: what is shown of groups, so that neither a row nor a difference of rows gives a small group away.
func TestShowGroups(t *testing.T) {
	group := func(label string, marks ...int) GroupCount {
		g := GroupCount{Key: label, Label: label, Marks: marks, Invited: 10}
		for _, n := range marks {
			g.Returned += n
		}
		g.Issued = g.Returned
		return g
	}
	for _, tt := range []struct {
		name   string
		groups []GroupCount
		want   string
	}{
		{"all are large enough", []GroupCount{group("甲", 3, 2), group("乙", 4, 1)}, "甲5 乙5"},
		{"one small group is hidden and added to nothing", []GroupCount{group("甲", 20, 2), group("乙", 4, 0)}, "甲22 乙-"},
		{"two small ones are merged when they are five together", []GroupCount{group("甲", 20, 2), group("乙", 2, 1), group("丙", 1, 1)}, "甲22 合并统计(乙、丙)5"},
		{"two small ones that are four stay hidden", []GroupCount{group("甲", 20, 2), group("乙", 2, 0), group("丙", 1, 1)}, "甲22 乙- 丙-"},
		{"a group from which nothing came hides nothing", []GroupCount{group("甲", 0, 0), group("乙", 5, 0)}, "甲0 乙5"},
	} {
		var got []string
		for _, x := range ShowGroups(tt.groups) {
			text := x.Label
			if len(x.Merged) > 0 {
				text += "(" + strings.Join(x.Merged, "、") + ")"
			}
			if x.Hidden {
				if x.Returned != 0 || len(x.Marks) > 0 || x.Issued != 0 {
					t.Errorf("%s: a hidden group carries %+v", tt.name, x)
				}
				text += "-"
			} else {
				sum := 0
				for _, n := range x.Marks {
					sum += n
				}
				if sum != x.Returned {
					t.Errorf("%s: %+v", tt.name, x)
				}
				text += strconv.Itoa(sum)
			}
			got = append(got, text)
		}
		if strings.Join(got, " ") != tt.want {
			t.Errorf("%s: %v, want %s", tt.name, got, tt.want)
		}
	}
}

func TestDecisions(t *testing.T) {
	for next, want := range map[policy.NextAction]Decision{policy.NextNone: DecideNothing, policy.NextRectify: DecideRectify, policy.NextReportAgain: DecideReport, policy.NextSuggestRemoval: DecideSuggest} {
		if got := Proposed(next); got != want {
			t.Errorf("%s proposes %s, want %s", next, got, want)
		}
	}
	if CheckDecision(DecideDismiss, false, "理由") == nil {
		t.Error("a dismissal case out of the rating of a unit's work")
	}
	if CheckDecision(DecideDismiss, true, "理由") != nil || CheckDecision(DecideNothing, true, "") == nil || CheckDecision("", true, "理由") == nil {
		t.Error("a decision needs a choice and a reason")
	}
	scale := policy.Default().Supervision.Rating.Work
	if !Poor(scale, "不满意", policy.NextRectify) || Poor(scale, "基本满意", policy.NextNone) || Poor(scale, "", "") {
		t.Error("不满意 is a poor result and the others are none")
	}
}
