package appointment

import (
	"renmian/internal/calendar"
	"renmian/internal/policy"
)

// choice is one of the fixed answers of a record, with its word on the screen.
type choice[T ~string] struct {
	value T
	label string
}

type choices[T ~string] []choice[T]

func (cs choices[T]) label(v T) string {
	for _, c := range cs {
		if c.value == v {
			return c.label
		}
	}
	return ""
}

func (cs choices[T]) values() []T {
	all := make([]T, len(cs))
	for i, c := range cs {
		all[i] = c.value
	}
	return all
}

// InvestigationMethod is how an investigation was made (考察方式)〔SN-01〕.
type InvestigationMethod string

const (
	InvestigatedByOwn      InvestigationMethod = "own"            // 本委派员考察
	InvestigatedEntrusted  InvestigationMethod = "entrusted"      // 委托组织部门考察
	InvestigatedByDeputies InvestigationMethod = "deputies_visit" // 组织代表走访
	InvestigatedJointly    InvestigationMethod = "joint"          // 会同组织部门考察
)

var investigationMethods = choices[InvestigationMethod]{
	{InvestigatedByOwn, "本委派员考察"}, {InvestigatedEntrusted, "委托组织部门考察"},
	{InvestigatedByDeputies, "组织代表走访"}, {InvestigatedJointly, "会同组织部门考察"},
}

// InvestigationMethods lists the ways of investigating.
func InvestigationMethods() []InvestigationMethod { return investigationMethods.values() }

// Label is the method's word on the screen.
func (m InvestigationMethod) Label() string { return investigationMethods.label(m) }

// Conclusion is what an investigation came to (考察结论).
type Conclusion string

const (
	Fit   Conclusion = "fit"   // 适合提请
	Doubt Conclusion = "doubt" // 有疑问，需进一步了解
	Unfit Conclusion = "unfit" // 不宜提请
)

var conclusions = choices[Conclusion]{{Fit, "适合提请任命"}, {Doubt, "有疑问，须进一步了解"}, {Unfit, "不宜提请任命"}}

// Conclusions lists what an investigation may come to.
func Conclusions() []Conclusion { return conclusions.values() }

// Label is the conclusion's word on the screen.
func (c Conclusion) Label() string { return conclusions.label(c) }

// ConsultationKind is with whom a case was talked over before it is decided (任前沟通)〔TM-02、TM-03、SN-07〕.
type ConsultationKind string

const (
	ConsultedPartyGroup     ConsultationKind = "party_group"             // 征求常委会党组意见
	ConsultedPartyCommittee ConsultationKind = "party_committee"         // 列席县委常委会会议
	ConsultedOrganisation   ConsultationKind = "organisation_department" // 与组织部门沟通
	ConsultedDiscipline     ConsultationKind = "discipline"              // 征求纪检监察机关意见
	ConsultedOther          ConsultationKind = "other"                   // 其他
)

var consultationKinds = choices[ConsultationKind]{
	{ConsultedPartyGroup, "组织部门征求常委会党组意见"}, {ConsultedPartyCommittee, "常委会领导列席县委常委会会议"},
	{ConsultedOrganisation, "与组织部门沟通"}, {ConsultedDiscipline, "征求纪检监察机关意见"}, {ConsultedOther, "其他沟通"},
}

// ConsultationKinds lists the kinds of consultation.
func ConsultationKinds() []ConsultationKind { return consultationKinds.values() }

// Label is the kind's word on the screen.
func (k ConsultationKind) Label() string { return consultationKinds.label(k) }

// InquiryStages are the stages in which investigations and consultations are recorded: from the
// acceptance until the case goes to the vote.
var InquiryStages = []Stage{StageReview, StageCorrection, StageChairs, StageHeld, StageCommittee, StageSuspended}

// OpinionConclusion is what the verification of an opinion on a nominee came to 〔AN-03，业务参考 5〕.
type OpinionConclusion string

const (
	Unfounded   OpinionConclusion = "unfounded" // 反映不实
	NoEffect    OpinionConclusion = "no_effect" // 不影响任命
	AdviseHold  OpinionConclusion = "hold"      // 建议暂缓
	AdviseLeave OpinionConclusion = "withdraw"  // 建议撤回
)

var opinionConclusions = choices[OpinionConclusion]{
	{Unfounded, "反映不属实"}, {NoEffect, "属实，不影响任命"}, {AdviseHold, "建议暂缓提请"}, {AdviseLeave, "建议撤回提请"},
}

// OpinionConclusions lists what a verification may come to.
func OpinionConclusions() []OpinionConclusion { return opinionConclusions.values() }

// Label is the conclusion's word on the screen.
func (c OpinionConclusion) Label() string { return opinionConclusions.label(c) }

// Channel is how an opinion came in (反映方式).
type Channel string

const (
	ByWeb    Channel = "web"    // 网上
	ByLetter Channel = "letter" // 来信
	ByCall   Channel = "call"   // 来电
	ByVisit  Channel = "visit"  // 来访
)

var channels = choices[Channel]{{ByWeb, "网上提交"}, {ByLetter, "来信"}, {ByCall, "来电"}, {ByVisit, "来访"}}

// Channels lists the ways an opinion may come in.
func Channels() []Channel { return channels.values() }

// Label is the channel's word on the screen.
func (c Channel) Label() string { return channels.label(c) }

// PublicityEnd is the earliest last day of a notice that begins on from: its working days are counted
// with the first one, because the notice hangs for the whole of it 〔本县任免办法；业务参考 5〕.
func PublicityEnd(p policy.Policy, h calendar.Holidays, from calendar.Day) calendar.Day {
	return h.AddWorking(from.Add(-1), max(p.Publicity.WorkingDays, 1))
}

// MayPublicize says why the case cannot be put on a notice now; empty when it can.
func MayPublicize(c Case, p policy.Policy, today calendar.Day) string {
	switch {
	case c.Stage != StageReview && c.Stage != StageCorrection:
		return "任前公示在初审期间发布，" + c.Person.Name + "的任免案现为“" + c.Stage.Label() + "”。"
	case !p.Publicity.Applies(c.Action, c.Office.Group):
		return c.Person.Name + "的任免事项按本县办法不作任前公示。"
	case c.Publicity != nil:
		return c.Person.Name + "已在公示中或已公示，不能重复公示。"
	}
	// AN-02: the notice shows the result, so it waits for it.
	if p.Publicity.ShowExamScore {
		switch s := ExamStateOf(c, p, today); s.State {
		case ExamNotRequired, ExamWaived, ExamPassed:
		default:
			return "本县公示须附任前法律考试成绩，请在" + c.Person.Name + "考试合格并核对后再公示。"
		}
	}
	return ""
}

// PublishedScore is what the notice says of the exam, empty where the county does not show it 〔AN-02〕.
func PublishedScore(c Case, p policy.Policy, today calendar.Day) string {
	if !p.Publicity.ShowExamScore {
		return ""
	}
	switch s := ExamStateOf(c, p, today); s.State {
	case ExamWaived:
		return "免试（" + s.Note + "）"
	case ExamPassed:
		return s.Note
	}
	return ""
}

// PublicityState is how a public notice stands on a day.
type PublicityState string

const (
	PublicityAhead   PublicityState = "ahead"   // 未开始
	PublicityRunning PublicityState = "running" // 公示中
	PublicityOver    PublicityState = "over"    // 已期满
)

// PublicityStateOn is where a notice with these days stands.
func PublicityStateOn(from, to, today calendar.Day) PublicityState {
	switch {
	case today.Before(from):
		return PublicityAhead
	case today.After(to):
		return PublicityOver
	}
	return PublicityRunning
}

// PublicityShown reports whether the page still shows the persons: until the retention days after the
// end have passed 〔个人信息保护法 第十九条〕.
func PublicityShown(to calendar.Day, p policy.Policy, today calendar.Day) bool {
	return !today.After(to.Add(p.Retention.PublicityPageDays))
}
