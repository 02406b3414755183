package policy

import "renmian/internal/calendar"

// RuleCategory is what one of the county's own rules is about (法规与办法).
type RuleCategory string

const (
	PersonnelRule   RuleCategory = "personnel"   // 人事任免办法、任前考试办法
	ProcedureRule   RuleCategory = "procedure"   // 常委会、主任会议议事规则
	SupervisionRule RuleCategory = "supervision" // 评议、专题询问、执法检查、督办办法
	OtherRule       RuleCategory = "other"
)

var ruleCategoryLabels = labels[RuleCategory]{
	{PersonnelRule, "人事任免"}, {ProcedureRule, "议事规则"}, {SupervisionRule, "监督工作"}, {OtherRule, "其他"},
}

// RuleCategories lists the categories in the order of the library.
func RuleCategories() []RuleCategory { return ruleCategoryLabels.values() }

// Label is the category in words.
func (c RuleCategory) Label() string { return ruleCategoryLabels.of(c) }

// Valid reports whether c is one of the categories.
func (c RuleCategory) Valid() bool { return ruleCategoryLabels.has(c) }

// RuleState is whether a version of a rule applies.
type RuleState string

const (
	RuleDraft       RuleState = "draft"       // 未公布
	RuleAhead       RuleState = "ahead"       // 尚未施行
	RuleInForce     RuleState = "force"       // 现行有效
	RuleProvisional RuleState = "provisional" // 现行有效，暂行 WN-13
	RuleAmended     RuleState = "amended"     // 已被新文本代替
	RuleRepealed    RuleState = "repealed"    // 已废止
)

var ruleStateLabels = labels[RuleState]{
	{RuleDraft, "未公布"}, {RuleAhead, "尚未施行"}, {RuleInForce, "现行有效"}, {RuleProvisional, "现行有效（暂行）"}, {RuleAmended, "已修订"}, {RuleRepealed, "已废止"},
}

// Label is the state in words.
func (s RuleState) Label() string { return ruleStateLabels.of(s) }

// Applies reports whether a step may cite the version.
func (s RuleState) Applies() bool { return s == RuleInForce || s == RuleProvisional }

// RuleVersion is what the state of a version depends on.
type RuleVersion struct {
	Effective   calendar.Day
	Next        calendar.Day // from when the next published version applies; zero without one
	Repealed    calendar.Day // zero while it was not repealed
	Provisional bool
	Published   bool
}

// StateOn tells whether a version applies on a day: from its own first day until the next version's, or
// until the day of its repeal.
func (v RuleVersion) StateOn(day calendar.Day) RuleState {
	switch {
	case !v.Published:
		return RuleDraft
	case !v.Repealed.IsZero() && !day.Before(v.Repealed):
		return RuleRepealed
	case day.Before(v.Effective):
		return RuleAhead
	case !v.Next.IsZero() && !day.Before(v.Next):
		return RuleAmended
	case v.Provisional:
		return RuleProvisional
	}
	return RuleInForce
}
