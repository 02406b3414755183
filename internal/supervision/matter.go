package supervision

import (
	"fmt"
	"slices"

	"renmian/internal/calendar"
)

// Kind is what a matter (监督事项) is.
type Kind string

const (
	DutyReport           Kind = "duty_report"           // 述职报告
	PerformanceReview    Kind = "performance_review"    // 述职评议, of a person
	WorkReview           Kind = "work_review"           // 工作评议, of a unit
	TopicReview          Kind = "topic_review"          // 专项工作评议, of one piece of work
	SpecialWorkReport    Kind = "special_work_report"   // 专项工作报告
	LawInspection        Kind = "law_inspection"        // 执法检查
	InspectionTour       Kind = "inspection_tour"       // 视察
	FieldStudy           Kind = "field_study"           // 专题调研
	SpecialInquiry       Kind = "special_inquiry"       // 专题询问
	Interpellation       Kind = "interpellation"        // 质询
	SpecialInvestigation Kind = "special_investigation" // 特定问题调查
	Audit                Kind = "audit"                 // 审计
	Petition             Kind = "petition"              // 信访
	Suggestion           Kind = "suggestion"            // 代表建议
	CorrectionNotice     Kind = "correction_notice"     // 纠正通知
	OutsideRecord        Kind = "outside_record"        // 提醒谈话、诫勉谈话、处分等外来记录
)

// kinds lists every kind in the order they are shown, with the path of its pages.
var kinds = []struct {
	kind  Kind
	label string
	path  string
}{
	{DutyReport, "述职报告", "duty"},
	{PerformanceReview, "述职评议", "reviews"},
	{WorkReview, "工作评议", "reviews"},
	{TopicReview, "专项工作评议", "reviews"},
	{SpecialWorkReport, "专项工作报告", "oversight"},
	{LawInspection, "执法检查", "oversight"},
	{InspectionTour, "视察", "oversight"},
	{FieldStudy, "专题调研", "oversight"},
	{SpecialInquiry, "专题询问", "inquiries"},
	{Interpellation, "质询", "inquiries"},
	{SpecialInvestigation, "特定问题调查", "inquiries"},
	{Audit, "审计", "audits"},
	{Petition, "信访", "petitions"},
	{Suggestion, "代表建议", "suggestions"},
	{CorrectionNotice, "纠正通知", "notices"},
	{OutsideRecord, "外来记录", "records"},
}

// Kinds lists every kind in the order they are shown.
func Kinds() []Kind {
	out := make([]Kind, len(kinds))
	for i, k := range kinds {
		out[i] = k.kind
	}
	return out
}

// Label returns the kind's Chinese name, "" for a kind there is not.
func (k Kind) Label() string {
	for _, x := range kinds {
		if x.kind == k {
			return x.label
		}
	}
	return ""
}

// Path is the part of an address under which matters of the kind stand: duty, reviews, oversight …
func (k Kind) Path() string {
	for _, x := range kinds {
		if x.kind == k {
			return x.path
		}
	}
	return ""
}

// Confidential reports whether only those who handle the matter may know that it exists: the source of a
// petition is protected, and so are talks and sanctions 〔业务参考 4.4〕.
func (k Kind) Confidential() bool { return k == Petition || k == OutsideRecord }

// Statutory reports whether the kind stands in the Supervision Law, the law on deputies or on audits; the rest
// is the county's own instrument and is never labelled statutory 〔业务参考 1.5〕.
func (k Kind) Statutory() bool {
	return !slices.Contains([]Kind{DutyReport, PerformanceReview, WorkReview, TopicReview, OutsideRecord}, k)
}

// Part is what a person or organ has to do with a matter.
type Part string

const (
	PartSubject     Part = "subject"     // 对象
	PartResponsible Part = "responsible" // 责任人
	PartAnswerer    Part = "answerer"    // 应询人、应询单位
	PartHandler     Part = "handler"     // 承办单位
)

var partLabels = map[Part]string{PartSubject: "对象", PartResponsible: "责任人", PartAnswerer: "应询", PartHandler: "承办"}

// Label returns the part's Chinese name.
func (p Part) Label() string { return partLabels[p] }

// Methods are the usual ways of getting to know a matter (调查方式)〔ZJ-10、业务参考 4.2〕; a kind may offer others.
var Methods = []string{"听取汇报", "座谈", "实地察看", "走访", "问卷", "民主测评", "个别谈话", "查阅资料", "会议", "督办", "其他"}

// Party is who acts next. The values are those of the roles that accounts hold.
type Party string

const (
	PartyClerk     Party = "clerk"    // 选任联工委
	PartyChair     Party = "chair"    // 主任会议
	PartyOperator  Party = "operator" // 会务
	PartyOrgan     Party = "organ"    // 有关机关: OrganID says which
	PartyAppointee Party = "nominee"  // 任命人员本人: PersonID says who
)

// Task is one thing to be done for a matter.
type Task struct {
	Key      string
	Label    string
	Hint     string
	Path     string // where it is done
	By       Party
	OrganID  int64
	PersonID int64
	Due      calendar.Day // zero when nothing sets a day
	From     calendar.Day // shown from this day on: a reminder or warning; zero: at once
}

// Path is where a matter's own page stands.
func Path(k Kind, id int64) string { return fmt.Sprintf("/supervision/%s/%d", k.Path(), id) }
