package supervision

import (
	"renmian/internal/calendar"
	"renmian/internal/errs"
)

// The stages of a correction notice (纠正通知)〔AN-12〕.
const (
	NoticeDrafted = "drafted" // 待主任会议签发
	NoticeIssued  = "issued"  // 已发出: the unit puts it right
	NoticeReplied = "replied" // 已报告: is it put right?
	NoticeClosed  = "closed"
)

// CorrectionDraft is what a notice says.
type CorrectionDraft struct {
	Act, Basis, Demand string
	DueOn              calendar.Day
	OrganID            int64
}

// Problems lists what is missing or wrong.
func (d CorrectionDraft) Problems(today calendar.Day) []errs.Field {
	var out []errs.Field
	add := func(wrong bool, name, message string) {
		if wrong {
			out = append(out, errs.Field{Name: name, Message: message})
		}
	}
	add(d.OrganID == 0, "organ", "请选择被通知的单位。")
	add(d.Act == "", "act", "请写明违法行为的事实。")
	add(d.Basis == "", "basis", "请写明违反了哪部法律的哪一条。")
	add(d.Demand == "", "demand", "请写明纠正的要求。")
	add(d.DueOn.IsZero(), "due_on", "请填写纠正的期限。")
	add(!d.DueOn.IsZero() && d.DueOn.Before(today), "due_on", "纠正的期限不能早于今天。")
	return out
}

// NoticeTasks is what is to be done now.
func NoticeTasks(id int64, stage string, organID int64, due calendar.Day) []Task {
	path := Path(CorrectionNotice, id)
	switch stage {
	case NoticeDrafted:
		return []Task{{Key: "issue", Label: "签发纠正通知", Path: path, By: PartyChair}}
	case NoticeIssued:
		return []Task{{Key: "reply", Label: "报告纠正情况", Path: path, By: PartyOrgan, OrganID: organID, Due: due},
			{Key: "urge", Label: "督促报告纠正情况", Path: path, By: PartyClerk, Due: due.Add(1)}}
	case NoticeReplied:
		return []Task{{Key: "accept", Label: "核对纠正情况", Path: path, By: PartyClerk}}
	}
	return nil
}

// The stages of an outside record (外来记录).
const (
	RecordRegistered = "registered" // 待核实
	RecordClosed     = "closed"
)

// RecordSource is where a record about an appointee comes from 〔ST-13：纪委、组织部、监察机关、媒体、群众〕.
type RecordSource string

const (
	FromDiscipline   RecordSource = "discipline"
	FromOrganisation RecordSource = "organisation"
	FromSupervision  RecordSource = "supervision"
	FromMedia        RecordSource = "media"
	FromPublic       RecordSource = "public"
	FromOther        RecordSource = "other"
)

// RecordSources lists them.
var RecordSources = []RecordSource{FromDiscipline, FromOrganisation, FromSupervision, FromMedia, FromPublic, FromOther}

var sourceLabels = map[RecordSource]string{
	FromDiscipline:   "纪委",
	FromOrganisation: "组织部",
	FromSupervision:  "监察委员会",
	FromMedia:        "媒体",
	FromPublic:       "群众",
	FromOther:        "其他",
}

// Label is the source in words.
func (s RecordSource) Label() string { return sourceLabels[s] }

// RecordSort is what is recorded.
type RecordSort string

const (
	Reminder   RecordSort = "reminder"   // 提醒谈话 〔SB-25〕
	Admonition RecordSort = "admonition" // 诫勉谈话 〔SB-25〕
	Sanction   RecordSort = "sanction"   // 处分备案 〔R1 第三十六条〕
	Report     RecordSort = "report"     // 反映情况 〔ST-13〕
)

// RecordSorts lists them.
var RecordSorts = []RecordSort{Reminder, Admonition, Sanction, Report}

var sortLabels = map[RecordSort]string{Reminder: "提醒谈话", Admonition: "诫勉谈话", Sanction: "处分备案", Report: "反映情况"}

// Label is the sort in words.
func (s RecordSort) Label() string { return sortLabels[s] }

// NeedsCheck reports whether a record has to be verified before it counts: what papers and people say is not yet a finding.
func (s RecordSource) NeedsCheck() bool { return s == FromMedia || s == FromPublic || s == FromOther }

// OutsideForm is what is entered of a record.
type OutsideForm struct {
	PersonID   int64
	Source     RecordSource
	Sort       RecordSort
	DocumentNo string
	HappenedOn calendar.Day
	UntilOn    calendar.Day
	Text       string
}

// Problems lists what is missing or wrong.
func (x OutsideForm) Problems(today calendar.Day) []errs.Field {
	var out []errs.Field
	add := func(wrong bool, name, message string) {
		if wrong {
			out = append(out, errs.Field{Name: name, Message: message})
		}
	}
	add(x.PersonID == 0, "person", "请选择涉及的任命人员。")
	add(x.Source.Label() == "", "source", "请选择来源。")
	add(x.Sort.Label() == "", "sort", "请选择种类。")
	add(x.Source.NeedsCheck() && x.Sort.Label() != "" && x.Sort != Report, "sort", "媒体、群众和其他来源的，按“反映情况”登记；谈话和处分由纪委监委、组织部门提供。")
	add(x.Sort == Sanction && x.DocumentNo == "", "document_no", "处分备案请填写处分决定的文号。")
	add(x.HappenedOn.IsZero(), "happened_on", "请填写日期。")
	add(x.HappenedOn.After(today), "happened_on", "日期不能晚于今天。")
	add(!x.UntilOn.IsZero() && x.UntilOn.Before(x.HappenedOn), "until_on", "影响期满的日期不能早于作出的日期。")
	add(x.Text == "", "text", "请填写主要内容。")
	return out
}

// RecordTasks is what is to be done now.
func RecordTasks(id int64, stage string) []Task {
	if stage == RecordRegistered {
		return []Task{{Key: "check", Label: "核实反映的情况", Path: Path(OutsideRecord, id), By: PartyClerk}}
	}
	return nil
}
