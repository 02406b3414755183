package appointment

import (
	"fmt"
	"strings"

	"renmian/internal/calendar"
	"renmian/internal/errs"
	"renmian/internal/policy"
)

const assessorLaw = "人民陪审员法"

// Assessor reports whether the office is that of a people's assessor (人民陪审员), of whom a court has many.
func (o Office) Assessor() bool {
	return o.Group == policy.Court && strings.HasSuffix(o.Title, "人民陪审员")
}

// AssessorSources is how an assessor may be found: drawn by lot, or of his own accord or proposed by a body
// 〔人民陪审员法 第十条、第十一条〕.
var AssessorSources = []string{"随机抽选", "个人申请", "组织推荐"}

// applied reports whether a source is one of the two that are limited to a fifth.
func applied(source string) bool { return source == AssessorSources[1] || source == AssessorSources[2] }

// AssessorLine is one row of a court's list of people's assessors with what was found in it.
type AssessorLine struct {
	Row       int            `json:"row"`
	Name      string         `json:"name"`
	Sex       string         `json:"sex"`
	Born      calendar.Day   `json:"born"` // the day, by which the twenty-eight years count
	Ethnicity string         `json:"ethnicity,omitempty"`
	Party     string         `json:"party,omitempty"`
	Education string         `json:"education,omitempty"`
	Post      string         `json:"post,omitempty"`
	Source    string         `json:"source"`
	Problems  []errs.Finding `json:"problems,omitempty"`
	Hints     []string       `json:"hints,omitempty"`
	PersonID  int64          `json:"person,omitempty"`
	New       bool           `json:"new,omitempty"` // registered with this list
}

// Month is the month of birth as the register keeps it.
func (l AssessorLine) Month() calendar.Day {
	if l.Born.IsZero() {
		return l.Born
	}
	y, m, _ := l.Born.Date()
	return calendar.Date(y, m, 1)
}

// AssessorPerson is what the registers know of somebody of the list's names.
type AssessorPerson struct {
	ID      int64
	Name    string
	Born    calendar.Day
	Holds   bool   // an assessor today
	Held    bool   // was one before
	Member  bool   // of this standing committee
	Open    string // where a case for the office is under way
	Present bool   // in this proposal
}

// AssessorQuota is how many seats the committee has fixed and how many are taken or asked for 〔人民陪审员法 第八条〕.
type AssessorQuota struct {
	Seats   int
	Taken   int
	Applied int // of those taken, by application or recommendation
}

// barred are words of posts whose holders cannot be assessors 〔人民陪审员法 第六条〕.
var barred = []string{"律师", "公证员", "仲裁员", "基层法律服务工作者", "人民法院", "人民检察院", "监察委员会", "公安局", "派出所", "国家安全局", "司法局", "司法所"}

// CheckAssessors finds row by row what the law or the registers have against it. Rows are taken in their order, so that
// those beyond the quota are named; day is the day of the meeting that is to appoint them.
func CheckAssessors(lines []AssessorLine, known []AssessorPerson, quota AssessorQuota, day calendar.Day) []AssessorLine {
	type key struct {
		name string
		born calendar.Day
	}
	registered := map[key][]AssessorPerson{}
	for _, p := range known {
		k := key{p.Name, p.Born}
		registered[k] = append(registered[k], p)
	}
	first := map[key]int{}
	out := make([]AssessorLine, len(lines))
	for i, l := range lines {
		wrong := func(column, format string, args ...any) {
			l.Problems = append(l.Problems, errs.Finding{Column: column, Text: fmt.Sprintf(format, args...)})
		}
		k := key{l.Name, l.Month()}
		switch {
		case l.Born.IsZero(): // said with the cell
		case l.Born.AddMonths(28 * 12).After(day):
			wrong("出生日期", "至会议之日（%s）未满二十八周岁〔人民陪审员法第五条〕。", day)
		}
		for _, word := range barred {
			if strings.Contains(l.Post, word) && !strings.Contains(l.Post, "退休") {
				wrong("工作单位及职务", "现任职务“%s”属于不能担任人民陪审员的人员〔人民陪审员法第六条〕；已离任的，请写明“退休”或者现在的单位。", l.Post)
				break
			}
		}
		if l.Education == "小学" || l.Education == "初中" {
			l.Hints = append(l.Hints, "文化程度一般应当在高中以上，请核实是否属于公道正派、德高望重的人员〔人民陪审员法第五条〕。")
		}
		if before, again := first[k]; again && l.Name != "" && !l.Born.IsZero() {
			wrong("", "与第 %d 行重复（姓名、出生年月相同）。", before)
		} else {
			first[k] = l.Row
		}
		switch same := registered[k]; len(same) {
		case 0:
		case 1:
			l.PersonID = same[0].ID
			l.Problems, l.Hints = append(l.Problems, same[0].problems()...), append(l.Hints, same[0].hints()...)
		default:
			wrong("姓名", "登记中有 %d 名同名同出生年月的人，请在提请件中手工选填此人。", len(same))
		}
		if len(l.Problems) == 0 {
			switch {
			case quota.Taken >= quota.Seats:
				wrong("", "超出人民陪审员名额 %d 名〔人民陪审员法第八条〕。", quota.Seats)
			case applied(l.Source) && (quota.Applied+1)*5 > quota.Seats:
				wrong("产生方式", "个人申请和组织推荐产生的超过名额 %d 名的五分之一〔人民陪审员法第十一条〕。", quota.Seats)
			default:
				quota.Taken++
				if applied(l.Source) {
					quota.Applied++
				}
			}
		}
		out[i] = l
	}
	return out
}

func (p AssessorPerson) problems() (all []errs.Finding) {
	found := func(text string) { all = append(all, errs.Finding{Column: "姓名", Text: text}) }
	if p.Member {
		found("是本级人大常委会组成人员，不能担任人民陪审员〔人民陪审员法第六条〕。")
	}
	switch {
	case p.Present:
		found("已在本提请件中。")
	case p.Open != "":
		found("已有在办的任命事项：" + p.Open + "。")
	case p.Holds:
		found("现任人民陪审员，无须重复任命；任期五年，期满一般不得连任〔人民陪审员法第十三条〕。")
	}
	return all
}

func (p AssessorPerson) hints() []string {
	if p.Held && !p.Holds {
		return []string{"曾任人民陪审员，一般不得连任，请核实〔人民陪审员法第十三条〕。"}
	}
	return nil
}

// RequiredDocuments is what must be handed in for an action on an office. Assessors are no cadres: their list stands
// in the place of forms and papers of each person.
func RequiredDocuments(o Office, a policy.Action, p policy.Policy) []policy.Document {
	all := p.Documents(a, o.Group)
	if !o.Assessor() || !a.Begins() {
		return all
	}
	var some []policy.Document
	for _, d := range all {
		if d == policy.Bill {
			some = append(some, d)
		}
	}
	return some
}

// assessorBlockers: 年满二十八周岁, by the month of birth 〔人民陪审员法 第五条〕.
func assessorBlockers(c Case) []Blocker {
	if !c.Office.Assessor() || !c.Action.Begins() || c.Person.Born.IsZero() || c.Proposal.MeetingOn.IsZero() ||
		!c.Person.Born.AddMonths(28*12).After(c.Proposal.MeetingOn) {
		return nil
	}
	return []Blocker{{Key: "age", Text: c.Person.Name + "至会议之日未满二十八周岁，不能任命为人民陪审员", Basis: assessorLaw + "第五条", By: PartyOrgan}}
}
