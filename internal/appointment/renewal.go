package appointment

import (
	"renmian/internal/calendar"
	"renmian/internal/policy"
)

// Renewal is what becomes of the holder of an office when a new term begins (换届).
type Renewal string

const (
	RenewalAnew   Renewal = "anew"   // 重新任命
	RenewalStays  Renewal = "stays"  // 不重新任命，继续任职
	RenewalLeaves Renewal = "leaves" // 不再担任：另行提请免职，或者任命新的人选
)

var renewalLabels = map[Renewal]string{RenewalAnew: "重新任命", RenewalStays: "继续任职", RenewalLeaves: "不再担任"}

// Label is the plan in words.
func (r Renewal) Label() string { return renewalLabels[r] }

// Renewals lists what may become of a holder.
var Renewals = []Renewal{RenewalAnew, RenewalStays, RenewalLeaves}

// RenewalRule says what law and county rules want of a holder when a new term begins, and on which basis; ok is
// false for offices of which the committee decides nothing then: elected ones, and those held for the time being.
func RenewalRule(o Held, h Holding, rules policy.Roster) (rule Renewal, basis string, ok bool) {
	switch {
	case h.Acting || o.FilledBy == FilledByElect || o.FilledBy == FilledByDeputy || o.FilledBy == FilledByActing || !o.EndedOn.IsZero():
		return "", "", false
	case renews(o.Group, o.FilledBy, rules) && o.Group == policy.Government:
		return RenewalAnew, "地方组织法第七十一条", true // V20
	case renews(o.Group, o.FilledBy, rules) && o.FilledBy == FilledByPass:
		return RenewalAnew, "地方组织法第五十六条、本县任免办法", true
	case renews(o.Group, o.FilledBy, rules):
		return RenewalAnew, "本县任免办法", true
	case Office{Title: o.Office, Group: o.Group}.Assessor():
		return RenewalStays, "人民陪审员法第十三条，任期五年，从本人任命之日算起", true
	}
	return RenewalStays, "职务没有变动的，换届后不重新任命（本县任免办法）", true // 重庆 第十五条、广东 第十四条、浙江 第十六条
}

// RenewalLine is one holder on the list of a new term with what has come of it.
type RenewalLine struct {
	OfficeID int64
	Office   string
	Group    policy.Group
	Proposer Nominator
	PersonID int64
	Person   string
	Rule     Renewal
	Plan     Renewal
	Basis    string
	Due      calendar.Day // by which it is to be proposed; zero when nothing is

	Since  calendar.Day // of the present tenure; zero when the person has left the office
	CaseID int64        // the latest matter handed in about it since the change began; zero for none
	Stage  Stage
}

// RenewalState is how far one line is.
type RenewalState string

const (
	RenewalDone     RenewalState = "done"     // 已办
	RenewalProposed RenewalState = "proposed" // 已提请
	RenewalRejected RenewalState = "rejected" // 未获通过
	RenewalWaiting  RenewalState = "waiting"  // 待提请
	RenewalOverdue  RenewalState = "overdue"  // 逾期未提请
	RenewalNothing  RenewalState = "nothing"  // 无须办理
)

var renewalStates = map[RenewalState]string{RenewalDone: "已办", RenewalProposed: "已提请", RenewalRejected: "未获通过", RenewalWaiting: "待提请",
	RenewalOverdue: "逾期未提请", RenewalNothing: "无须办理"}

// Label is the state in words.
func (s RenewalState) Label() string { return renewalStates[s] }

// RenewalStates lists the states in the order of the board.
var RenewalStates = []RenewalState{RenewalOverdue, RenewalWaiting, RenewalRejected, RenewalProposed, RenewalDone, RenewalNothing}

// Waits reports whether the organ still has to propose.
func (s RenewalState) Waits() bool {
	return s == RenewalWaiting || s == RenewalOverdue || s == RenewalRejected
}

// State is how far the line is: appointed since the election, or gone; proposed; or waited for, and then whether
// the two months 〔地方组织法 第七十一条〕 have run out. V20
func (l RenewalLine) State(elected, today calendar.Day) RenewalState {
	gone := l.Since.IsZero()
	switch {
	case l.Plan == RenewalStays:
		return RenewalNothing
	case gone, l.Plan == RenewalAnew && !l.Since.Before(elected):
		return RenewalDone
	case l.CaseID != 0 && l.Stage == StageRejected:
		return RenewalRejected
	case l.CaseID != 0:
		return RenewalProposed
	case l.Plan == RenewalAnew && today.After(l.Due):
		return RenewalOverdue
	}
	return RenewalWaiting
}
