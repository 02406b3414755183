package appointment

import (
	"strings"

	"renmian/internal/calendar"
	"renmian/internal/policy"
)

// Decided is one decision of the committee with what is counted of it. Every figure is the number of a list of
// these, so that totals reconcile with their parts and with the lists that figures open 〔V23〕.
type Decided struct {
	CaseID, PersonID, MeetingID   int64
	OrganID                       int64
	Person, Office, Organ         string // Organ proposed it
	Action                        policy.Action
	Group                         policy.Group
	Rank                          Rank
	FilledBy                      Filling
	Term, Meeting                 int
	On                            calendar.Day
	Yes, No, Abstain, Other       int // Other: invalid and not cast
	Total                         int // 全体组成人员
	Adopted, Deferred             bool
	Proposed, Published           calendar.Day // zero when not known
	Sex, Ethnicity, Education, Of string       // Of: party
	Born                          calendar.Day
}

// Assessor reports whether the decision is about one of the people's assessors, who are counted apart. ZY-09
func (d Decided) Assessor() bool { return strings.HasSuffix(d.Office, "人民陪审员") }

// Figure is one way to sort decisions: a name for addresses, and the key and words of each pile in order.
type Figure struct {
	Name, Caption, Head string
	Piles               []Pile
	Of                  func(d Decided) string // the key of the pile; "" when the decision is in none
}

// Pile is one line of a Figure.
type Pile struct{ Key, Label string }

// Kind sorts the adopted decisions, without people's assessors, by what was done.
func kindOf(d Decided) string {
	switch a := d.Action; {
	case !d.Adopted:
		return ""
	case d.Assessor():
		return ""
	case a.Acting():
		return "acting"
	case a.Begins():
		return "appoint"
	case a == policy.Remove || a == policy.DecideRemove:
		return "remove"
	case a == policy.AcceptResignation:
		return "resign"
	case a == policy.Dismiss:
		return "dismiss"
	case a == policy.Recall:
		return "recall"
	}
	return ""
}

// categoryOf sorts the adopted decisions, without people's assessors, as the reports of counties do. ZJ-08
func categoryOf(d Decided) string {
	viceHead := strings.HasSuffix(d.Office, "副县长") || strings.HasSuffix(d.Office, "副区长")
	switch kind := kindOf(d); {
	case kind == "":
		return ""
	case kind == "resign" && viceHead:
		return "vice-resign"
	case kind == "resign":
		return "resign"
	case kind == "dismiss" || kind == "recall":
		return "dismiss"
	case kind == "acting":
		return "acting"
	case viceHead:
		return "vice"
	case d.Group == policy.Congress:
		return "congress"
	case d.Group == policy.Government:
		return "government"
	case d.Group == policy.Supervision:
		return "supervision"
	}
	return "justice"
}

// approvalOf sorts the votes by the share of all members that approved.
func approvalOf(d Decided) string {
	switch {
	case d.Deferred || d.Total == 0:
		return ""
	case !d.Adopted:
		return "rejected"
	case d.Yes == d.Total:
		return "all"
	case d.Yes*10 >= d.Total*9:
		return "90"
	case d.Yes*10 >= d.Total*7:
		return "70"
	}
	return "50"
}

// noticeOf sorts what was published by the days from the proposal to the notice.
func noticeOf(d Decided) string {
	if !d.Adopted || d.Proposed.IsZero() || d.Published.IsZero() {
		return ""
	}
	switch days := d.Published.Sub(d.Proposed); {
	case days <= 15:
		return "15"
	case days <= 30:
		return "30"
	case days <= 60:
		return "60"
	}
	return "61"
}

// appointed reports whether the decision counts for who is appointed: composition is of these.
func appointed(d Decided) bool { return kindOf(d) == "appoint" || kindOf(d) == "acting" }

func ageOf(d Decided) string {
	if !appointed(d) {
		return ""
	}
	if d.Born.IsZero() {
		return "unknown"
	}
	y1, m1, _ := d.Born.Date()
	y2, m2, _ := d.On.Date()
	age := y2 - y1
	if m2 < m1 {
		age--
	}
	switch {
	case age <= 35:
		return "35"
	case age <= 45:
		return "45"
	case age <= 55:
		return "55"
	}
	return "56"
}

func educationOf(d Decided) string {
	switch {
	case !appointed(d):
		return ""
	case strings.Contains(d.Education, "研究生") || strings.Contains(d.Education, "博士") || strings.Contains(d.Education, "硕士"):
		return "graduate"
	case strings.Contains(d.Education, "大学") || strings.Contains(d.Education, "本科"):
		return "university"
	case strings.Contains(d.Education, "大专") || strings.Contains(d.Education, "专科"):
		return "college"
	case d.Education == "":
		return "unknown"
	}
	return "other"
}

func among(of func(Decided) string, known ...string) func(Decided) string {
	return func(d Decided) string {
		if !appointed(d) {
			return ""
		}
		switch v := of(d); {
		case v == "":
			return "unknown"
		default:
			for _, k := range known {
				if k == v {
					return v
				}
			}
			return "other"
		}
	}
}

// Figures are the ways in which decisions are counted.
var Figures = []Figure{
	{
		"kind",
		"任免人次，按方式（人民陪审员另列）",
		"方式",
		[]Pile{{"appoint", "任命"}, {"acting", "代理"}, {"remove", "免去"}, {"resign", "接受辞职"}, {"dismiss", "撤职"}, {"recall", "罢免"}},
		kindOf,
	},
	{"category", "任免人次，按类别（人民陪审员另列）", "类别", []Pile{{"vice-resign", "接受副县长辞职"}, {"vice", "决定任免副县长"}, {"congress", "任免人大机构人员"}, {"government", "决定任免政府组成人员"},
		{"supervision", "任免监委人员"}, {"justice", "任免法检人员"}, {"resign", "接受其他人员辞职"}, {"acting", "决定、推选代理"}, {"dismiss", "撤职、罢免"}}, categoryOf},
	{"group", "任免人次，按机关类别（人民陪审员另列）", "机关类别", groupPiles(), func(d Decided) string {
		if kindOf(d) == "" {
			return ""
		}
		return string(d.Group)
	}},
	{"assessor", "人民陪审员，单列", "事项", []Pile{{"appoint", "任命"}, {"remove", "免去"}}, func(d Decided) string {
		switch {
		case !d.Adopted || !d.Assessor():
			return ""
		case d.Action.Begins():
			return "appoint"
		}
		return "remove"
	}},
	{"approval", "表决结果，按赞成票占全体组成人员的比例", "赞成比例", []Pile{{"all", "全票"}, {"90", "九成以上"}, {"70", "七成以上"}, {"50", "过半数"}, {"rejected", "未通过"}}, approvalOf},
	{"deferred", "暂不付表决", "情形", []Pile{{"deferred", "暂不付表决或者撤回"}}, func(d Decided) string {
		if d.Deferred {
			return "deferred"
		}
		return ""
	}},
	{"notice", "提请到公布用时", "用时", []Pile{{"15", "15 日以内"}, {"30", "16 至 30 日"}, {"60", "31 至 60 日"}, {"61", "60 日以上"}}, noticeOf},
	{"sex", "任命人员构成，按性别", "性别", []Pile{{"男", "男"}, {"女", "女"}, {"unknown", "未登记"}}, among(func(d Decided) string { return d.Sex }, "男", "女")},
	{"age", "任命人员构成，按任命时年龄", "年龄", []Pile{{"35", "35 岁以下"}, {"45", "36 至 45 岁"}, {"55", "46 至 55 岁"}, {"56", "56 岁以上"}, {"unknown", "未登记"}}, ageOf},
	{"ethnicity", "任命人员构成，按民族", "民族", []Pile{{"汉族", "汉族"}, {"other", "少数民族"}, {"unknown", "未登记"}}, among(func(d Decided) string { return d.Ethnicity }, "汉族")},
	{"education", "任命人员构成，按学历", "学历", []Pile{{"graduate", "研究生"}, {"university", "大学"}, {"college", "大专"}, {"other", "其他"}, {"unknown", "未登记"}}, educationOf},
	{"party", "任命人员构成，按政治面貌", "政治面貌", []Pile{{"中共党员", "中共党员"}, {"群众", "群众"}, {"other", "民主党派和无党派"}, {"unknown", "未登记"}}, among(func(d Decided) string {
		if strings.Contains(d.Of, "中共") || strings.IndexAny(d.Of, "0123456789") == 0 { // the form tells of the Party by the date alone
			return "中共党员"
		}
		return d.Of
	}, "中共党员", "群众")},
}

func groupPiles() []Pile {
	var piles []Pile
	for _, g := range policy.Groups() {
		piles = append(piles, Pile{string(g), g.Label()})
	}
	return piles
}

// FigureOf returns the figure of a name.
func FigureOf(name string) (Figure, bool) {
	for _, f := range Figures {
		if f.Name == name {
			return f, true
		}
	}
	return Figure{}, false
}

// Pick lists the decisions in one pile of a figure, in a year unless that is zero; every pile for the key "".
func (f Figure) Pick(all []Decided, key string, year int) []Decided {
	var out []Decided
	for _, d := range all {
		if of := f.Of(d); of != "" && (key == "" || of == key) && (year == 0 || d.On.Year() == year) {
			out = append(out, d)
		}
	}
	return out
}

// Persons counts different persons among decisions: the same one twice is two person-times (人次) but one
// person (人). T7
func Persons(all []Decided) int {
	seen := map[int64]bool{}
	for _, d := range all {
		seen[d.PersonID] = true
	}
	return len(seen)
}

// Turnout is the average share of all members who took part in the votes, in percent.
func Turnout(all []Decided) (percent float64, votes int) {
	sum := 0.0
	for _, d := range all {
		if !d.Deferred && d.Total > 0 {
			sum += 100 * float64(d.Yes+d.No+d.Abstain+d.Other) / float64(d.Total)
			votes++
		}
	}
	if votes == 0 {
		return 0, 0
	}
	return sum / float64(votes), votes
}

// DaysToNotice is the average number of days from the proposal to the notice, over what was published.
func DaysToNotice(all []Decided) (days float64, published int) {
	sum := 0
	for _, d := range all {
		if d.Adopted && !d.Proposed.IsZero() && !d.Published.IsZero() {
			sum += d.Published.Sub(d.Proposed)
			published++
		}
	}
	if published == 0 {
		return 0, 0
	}
	return float64(sum) / float64(published), published
}
