package appointment

import (
	"renmian/internal/policy"
)

// Filling is how an office is filled (产生方式).
type Filling string

const (
	FilledByAppoint Filling = "appoint"        // 任命
	FilledByDecide  Filling = "decide_appoint" // 决定任命
	FilledByPass    Filling = "pass"           // 通过
	FilledByElect   Filling = "elect"          // 人大选举；常委会只能接受辞职、决定代理
	FilledByActing  Filling = "acting_only"    // 只由代理填补
	FilledByDeputy  Filling = "deputy"         // 本级人大选出的上一级人大代表；闭会期间由常委会接受辞职、罢免
)

var fillingLabels = map[Filling]string{
	FilledByAppoint: "常委会任命", FilledByDecide: "常委会决定任命", FilledByPass: "常委会通过",
	FilledByElect: "人民代表大会选举", FilledByActing: "代理", FilledByDeputy: "本级人大选举（上一级人大代表）",
}

// Fillings lists the ways of filling an office.
var Fillings = []Filling{FilledByAppoint, FilledByDecide, FilledByPass, FilledByElect, FilledByActing, FilledByDeputy}

// Label is the way of filling in words.
func (f Filling) Label() string { return fillingLabels[f] }

// Nominator is who by law brings a person for an office (法定提名人).
type Nominator string

const (
	CountyHead          Nominator = "county_head"          // 县长
	SupervisionHead     Nominator = "supervision_head"     // 监委主任
	CourtPresident      Nominator = "court_president"      // 法院院长
	ProcuratorGeneral   Nominator = "procurator_general"   // 检察长
	ChairpersonsMeeting Nominator = "chairpersons_meeting" // 主任会议
	CongressItself      Nominator = "congress"             // 人民代表大会选举，不由常委会任命
)

var nominators = []struct {
	nominator Nominator
	label     string
	organKind string // the kind of organ whose head this is
}{
	{CountyHead, "县长", "government"},
	{SupervisionHead, "监察委员会主任", "supervision"},
	{CourtPresident, "人民法院院长", "court"},
	{ProcuratorGeneral, "人民检察院检察长", "procuratorate"},
	{ChairpersonsMeeting, "主任会议", "congress"},
	{CongressItself, "人民代表大会（选举）", ""},
}

// Nominators lists who may nominate.
func Nominators() []Nominator {
	all := make([]Nominator, len(nominators))
	for i, n := range nominators {
		all[i] = n.nominator
	}
	return all
}

// Label is the nominator in words.
func (n Nominator) Label() string {
	for _, row := range nominators {
		if row.nominator == n {
			return row.label
		}
	}
	return ""
}

// OrganKind is the kind of organ that hands in the nominator's proposals; empty when nobody may.
func (n Nominator) OrganKind() string {
	for _, row := range nominators {
		if row.nominator == n {
			return row.organKind
		}
	}
	return ""
}

// Rank is the standing of an office in its organ.
type Rank string

const (
	RankChief  Rank = "chief"  // 正职
	RankDeputy Rank = "deputy" // 副职
	RankMember Rank = "member" // 委员、审判员、检察员等
	RankOther  Rank = "other"
)

var rankLabels = map[Rank]string{RankChief: "正职", RankDeputy: "副职", RankMember: "成员", RankOther: "其他"}

// Ranks lists the ranks.
var Ranks = []Rank{RankChief, RankDeputy, RankMember, RankOther}

// Label is the rank in words.
func (r Rank) Label() string { return rankLabels[r] }

// ActionsFor lists what the standing committee may do with an office 〔地方组织法 第三十二条、第五十条
// （十三）至（十六）、第五十五条；监督法 第六十条〕.
func ActionsFor(o Office) []policy.Action {
	var acts []policy.Action
	switch o.FilledBy {
	case FilledByAppoint:
		acts = []policy.Action{policy.Appoint, policy.Remove, policy.AcceptResignation}
	case FilledByDecide:
		acts = []policy.Action{policy.DecideAppoint, policy.DecideRemove, policy.AcceptResignation}
	case FilledByPass:
		acts = []policy.Action{policy.Pass, policy.Remove}
	case FilledByElect:
		// 正职由人大选举: between congresses only an acting head and a resignation are decided.
		acts = []policy.Action{policy.AcceptResignation}
		switch {
		case o.Rank == RankChief && o.Group == policy.Congress:
			acts = append(acts, policy.ElectActing)
		case o.Rank == RankChief:
			acts = append(acts, policy.DecideActing)
		}
	case FilledByActing:
		acts = []policy.Action{policy.DecideActing}
	case FilledByDeputy: // 〔地方组织法 第五十条（十八）；选举法 第五十一条、第五十五条〕
		acts = []policy.Action{policy.AcceptResignation, policy.Recall}
	}
	if o.Dismissible {
		acts = append(acts, policy.Dismiss)
	}
	return acts
}

// UsualAction is what a form means that names the office as 拟任 (begin) or 拟免; empty when the
// standing committee can do neither with it.
func UsualAction(o Office, begin bool) policy.Action {
	for _, a := range ActionsFor(o) {
		if a.Begins() == begin && !a.Disciplinary() {
			return a
		}
	}
	return ""
}

// NominatorOf is who may propose the action for the office: acting heads come from the chairperson's
// meeting whatever the office 〔地方组织法 第五十条（十三）、第五十五条〕.
func NominatorOf(o Office, a policy.Action) Nominator {
	if a.Acting() {
		return ChairpersonsMeeting
	}
	if o.FilledBy == FilledByElect && a == policy.AcceptResignation {
		return ChairpersonsMeeting
	}
	return o.Nominator
}
