package supervision

import (
	"renmian/internal/calendar"
	"renmian/internal/errs"
)

// The stages of an audit (审计).
const (
	AuditPlanned = "planned" // 已委托: the report is awaited
	AuditFiled   = "filed"   // 报告已备案: findings are put right
	AuditClosed  = "closed"
)

// AuditSort is what an audit is about.
type AuditSort string

const (
	AuditPreAppointment AuditSort = "pre_appointment" // 任前审计 〔AN-04〕
	AuditInTerm         AuditSort = "in_term"         // 在任审计 〔SN-17〕
	AuditOutgoing       AuditSort = "outgoing"        // 离任审计 〔TM-25〕
	AuditDepartment     AuditSort = "department"      // 部门预算执行审计 〔TM-26〕
)

// AuditSorts lists them.
var AuditSorts = []AuditSort{AuditPreAppointment, AuditInTerm, AuditOutgoing, AuditDepartment}

var auditLabels = map[AuditSort]string{AuditPreAppointment: "任前审计", AuditInTerm: "在任经济责任审计", AuditOutgoing: "离任经济责任审计", AuditDepartment: "部门预算执行审计"}

// Label is the sort in words.
func (s AuditSort) Label() string { return auditLabels[s] }

// OfPerson reports whether the audit is of a person; otherwise it is of a unit's budget.
func (s AuditSort) OfPerson() bool { return s.Label() != "" && s != AuditDepartment }

// AuditPlan is what is entered when an audit is entrusted.
type AuditPlan struct {
	Sort            AuditSort
	PersonID        int64
	OrganID         int64
	Auditor         string
	From, To, DueOn calendar.Day
	PlanItemID      int64 // of the year's plan it begins from
}

// Problems lists what is missing or wrong.
func (p AuditPlan) Problems() []errs.Field {
	var out []errs.Field
	add := func(wrong bool, name, message string) {
		if wrong {
			out = append(out, errs.Field{Name: name, Message: message})
		}
	}
	add(p.Sort.Label() == "", "sort", "请选择审计的种类。")
	add(p.Sort.OfPerson() && p.PersonID == 0, "person", "请选择被审计的人员；任前、在任和离任审计按人登记。")
	add(p.OrganID == 0, "organ", "请选择被审计的单位。")
	add(p.Auditor == "", "auditor", "请填写审计机关。")
	add(p.From.IsZero(), "period_from", "请填写审计期间的起始日。")
	add(p.To.IsZero(), "period_to", "请填写审计期间的截止日。")
	add(!p.From.IsZero() && !p.To.IsZero() && p.To.Before(p.From), "period_to", "审计期间的截止日不能早于起始日。")
	add(p.DueOn.IsZero(), "due_on", "请填写应报送审计报告的日期。")
	return out
}

// CheckAuditReport checks a report that is to be put on file (备案).
func CheckAuditReport(no, summary string, reported, today calendar.Day) []errs.Field {
	var out []errs.Field
	add := func(wrong bool, name, message string) {
		if wrong {
			out = append(out, errs.Field{Name: name, Message: message})
		}
	}
	add(no == "", "report_no", "请填写审计报告的文号。")
	add(reported.IsZero(), "reported_on", "请填写审计报告的日期。")
	add(reported.After(today), "reported_on", "审计报告的日期不能晚于今天。")
	add(summary == "", "summary", "请填写审计评价。")
	return out
}

// AuditTasks is what is to be done now; openFindings counts what is to be put right and is not yet.
func AuditTasks(id int64, stage string, due calendar.Day, findings int) []Task {
	path := Path(Audit, id)
	switch stage {
	case AuditPlanned:
		return []Task{{Key: "file", Label: "催收审计报告，登记备案", Path: path, By: PartyClerk, Due: due}}
	case AuditFiled:
		if findings > 0 {
			return []Task{{Key: "close", Label: "跟踪审计查出问题的整改", Path: path, By: PartyClerk}}
		}
		return []Task{{Key: "close", Label: "办结审计事项", Path: path, By: PartyClerk}}
	}
	return nil
}
