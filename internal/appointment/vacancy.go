package appointment

import (
	"slices"

	"renmian/internal/calendar"
	"renmian/internal/policy"
)

// Held is an office as it stands today: by whom it is held, or that nobody does.
type Held struct {
	OfficeID int64
	Office   string
	Group    policy.Group
	FilledBy Filling
	Rank     Rank
	Proposer Nominator
	Seats    int
	Holders  []Holding

	EndedOn   calendar.Day // abolished, and somebody still to be removed
	RenamedOn calendar.Day // whoever held it before is to be appointed anew
}

// Holding is one person in an office.
type Holding struct {
	PersonID int64
	Person   string
	Sex      string
	Born     calendar.Day // zero when not registered
	Acting   bool
	Since    calendar.Day
}

// Need is why an office asks for a proposal.
type Need string

const (
	NeedVacant  Need = "vacant"  // 空缺
	NeedActing  Need = "acting"  // 代理过久
	NeedAge     Need = "age"     // 到龄
	NeedRenewed Need = "renewed" // 换届后须重新任命
	NeedRenamed Need = "renamed" // 改名后须重新任命
	NeedRemoval Need = "removal" // 机构撤销后须免职
)

var needLabels = map[Need]string{NeedVacant: "空缺", NeedActing: "代理过久", NeedAge: "临近到龄", NeedRenewed: "换届待任命", NeedRenamed: "改名待任命", NeedRemoval: "撤销待免职"}

// Label is the need in words.
func (n Need) Label() string { return needLabels[n] }

// Needs lists them in the order of the board.
var Needs = []Need{NeedRenewed, NeedRenamed, NeedRemoval, NeedVacant, NeedActing, NeedAge}

// Vacancy is one line of the board from which new proposals start (职务空缺).
type Vacancy struct {
	Need   Need
	Held   Held
	Holder Holding      // none of a vacant office
	Free   int          // of a vacant office: how many places
	Due    calendar.Day // 到龄、两个月期限; zero when no day follows from the rules
}

// AgeDay is the day on which somebody reaches the age limit (到龄): the month of birth plus the years.
func AgeDay(h Holding, rules policy.Roster) calendar.Day {
	if h.Born.IsZero() {
		return calendar.Day{}
	}
	years := rules.MenAge
	if h.Sex == "女" {
		years = rules.WomenAge
	}
	return h.Born.AddMonths(12 * years)
}

// renewalMonths is how long the county head has after the election 〔地方组织法 第七十一条〕. V20
const renewalMonths = 2

// RenewalDue is the day by which the offices to be filled anew after an election are to be proposed.
func RenewalDue(elected calendar.Day) calendar.Day { return elected.AddMonths(renewalMonths) }

// Vacancies lists what asks for a proposal on a day. Elected is the first day of the term's government: who
// was appointed before it, to an office of a group that is filled anew, is to be proposed again; others
// whose office did not change are not 〔重庆 第十五条、广东 第十四条、浙江 第十六条〕.
func Vacancies(all []Held, rules policy.Roster, elected, today calendar.Day) []Vacancy {
	var out []Vacancy
	for _, o := range all {
		if o.FilledBy == FilledByDeputy {
			continue
		}
		regular := 0
		for _, h := range o.Holders {
			if !h.Acting {
				regular++
			}
			switch age := AgeDay(h, rules); {
			case !o.EndedOn.IsZero():
				out = append(out, Vacancy{Need: NeedRemoval, Held: o, Holder: h})
			case !h.Acting && renews(o.Group, o.FilledBy, rules) && h.Since.Before(elected):
				out = append(out, Vacancy{Need: NeedRenewed, Held: o, Holder: h, Due: RenewalDue(elected)})
			case !h.Acting && h.Since.Before(o.RenamedOn):
				out = append(out, Vacancy{Need: NeedRenamed, Held: o, Holder: h})
			case h.Acting && !h.Since.IsZero() && !today.Before(h.Since.AddMonths(rules.ActingMonths)):
				out = append(out, Vacancy{Need: NeedActing, Held: o, Holder: h})
			case !age.IsZero() && !today.Before(age.AddMonths(-rules.AgeMonths)):
				out = append(out, Vacancy{Need: NeedAge, Held: o, Holder: h, Due: age})
			}
		}
		// Of offices for many, such as judges, the seats are a limit and not a need.
		if free := o.Seats - regular; free > 0 && o.EndedOn.IsZero() && (o.Rank == RankChief || o.Rank == RankDeputy) && (regular == 0 || o.Seats == 1) {
			out = append(out, Vacancy{Need: NeedVacant, Held: o, Free: free})
		}
	}
	slices.SortStableFunc(out, func(a, b Vacancy) int { return slices.Index(Needs, a.Need) - slices.Index(Needs, b.Need) })
	return out
}

// renews reports whether an office is filled anew after an election: the members of the government by law, others
// by the county's rules.
func renews(g policy.Group, by Filling, rules policy.Roster) bool {
	switch by {
	case FilledByDecide:
		return slices.Contains(rules.Reappoint, g)
	case FilledByPass:
		return rules.ReappointPassed || slices.Contains(rules.Reappoint, g)
	case FilledByAppoint:
		return g != policy.Government && slices.Contains(rules.Reappoint, g)
	}
	return false
}

// anew reports whether somebody who holds the office is to be appointed to it again: after an election, at a
// meeting on or after it, or because the office was renamed where the county has them appointed anew.
func anew(c Case, rules policy.Roster) bool {
	if c.HeldSince.Before(c.AnewFrom) {
		return true
	}
	meeting := c.Proposal.MeetingOn
	return renews(c.Office.Group, c.Office.FilledBy, rules) && c.HeldSince.Before(c.Elected) && (meeting.IsZero() || !meeting.Before(c.Elected))
}
