package supervision

import (
	"fmt"

	"renmian/internal/calendar"
	"renmian/internal/errs"
)

// The stages of a special inquiry (专题询问).
const (
	InquiryPlanning = "planning" // 拟订方案: the plan waits for the chairpersons' meeting
	InquiryApproved = "approved" // 方案已通过: survey and questions
	InquiryNotified = "notified" // 已通知应询单位: the units prepare, the meeting comes
	InquiryHeld     = "held"     // 已询问: opinions are handed over and tracked
	InquiryClosed   = "closed"
)

// InquiryForm is the meeting at which the inquiry is held 〔监督法 第四十七条〕.
type InquiryForm string

const (
	InquiryPlenary InquiryForm = "plenary"
	InquiryJoint   InquiryForm = "joint_group"
	InquiryGroup   InquiryForm = "group"
)

// InquiryForms lists them.
var InquiryForms = []InquiryForm{InquiryPlenary, InquiryJoint, InquiryGroup}

var inquiryFormLabels = map[InquiryForm]string{InquiryPlenary: "全体会议", InquiryJoint: "联组会议", InquiryGroup: "分组会议"}

// Label is the form in words.
func (f InquiryForm) Label() string { return inquiryFormLabels[f] }

// InquiryPlan is what the plan of an inquiry says.
type InquiryPlan struct {
	Title                      string
	Form                       InquiryForm
	PlannedOn                  calendar.Day
	SurveyScope, SurveyContent string
	SurveyDue                  calendar.Day
}

// Problems lists what is missing or wrong in the plan: the survey has scope, content and deadline 〔DZ-19〕.
func (p InquiryPlan) Problems() []errs.Field {
	var out []errs.Field
	add := func(wrong bool, name, message string) {
		if wrong {
			out = append(out, errs.Field{Name: name, Message: message})
		}
	}
	add(p.Title == "", "title", "请填写询问的题目，如“食品安全工作专题询问”。")
	add(p.Form.Label() == "", "form", "请选择在什么会议上询问〔监督法 第四十七条〕。")
	add(p.PlannedOn.IsZero(), "planned_on", "请填写拟询问的日期。")
	survey := p.SurveyScope != "" || p.SurveyContent != "" || !p.SurveyDue.IsZero()
	add(survey && p.SurveyScope == "", "survey_scope", "请写明调研范围。")
	add(survey && p.SurveyContent == "", "survey_content", "请写明调研内容。")
	add(survey && p.SurveyDue.IsZero(), "survey_due", "请填写调研完成的期限。")
	add(!p.SurveyDue.IsZero() && !p.PlannedOn.IsZero() && p.SurveyDue.After(p.PlannedOn), "survey_due", "调研应在询问以前完成，请核对期限。")
	return out
}

// NotifyReasons lists why the units cannot be told yet what they will be asked.
func NotifyReasons(units, questions int, idle []string) []string {
	var out []string
	if units == 0 {
		out = append(out, "还没有确定应询单位。")
	}
	if questions == 0 {
		out = append(out, "还没有列出询问的问题。")
	}
	for _, name := range idle {
		out = append(out, name+"还没有要回答的问题；不必到会的，请从应询单位中撤去。")
	}
	return out
}

// InquiryFollowed reports whether an inquiry has come to a stage that something may follow from: before it is held nobody has
// answered, and there is nothing to put right, to hand over or to report.
func InquiryFollowed(stage string) bool { return stage == InquiryHeld || stage == InquiryClosed }

// HeldReasons lists why the minutes of the inquiry are not complete.
func HeldReasons(minutes, unanswered int) []string {
	var out []string
	if minutes <= 0 {
		out = append(out, "请填写询问历时多少分钟。")
	}
	if unanswered > 0 {
		out = append(out, fmt.Sprintf("还有 %d 个问题没有记录答复。", unanswered))
	}
	return out
}

// Inquiry is what the tasks of a special inquiry follow from.
type Inquiry struct {
	ID        int64
	Stage     string
	PlannedOn calendar.Day
	SurveyDue calendar.Day
	Surveyed  bool    // something of the survey is written down
	Waiting   []int64 // units that have not confirmed the notice
	Opinions  int     // handed to organs
}

// Tasks is what is to be done now.
func (x Inquiry) Tasks() []Task {
	path := Path(SpecialInquiry, x.ID)
	switch x.Stage {
	case InquiryPlanning:
		return []Task{{Key: "approve", Label: "审定专题询问方案", Path: path, By: PartyChair, Due: x.PlannedOn}}
	case InquiryApproved:
		var out []Task
		if !x.SurveyDue.IsZero() && !x.Surveyed {
			out = append(out, Task{Key: "survey", Label: "开展询问前的调研，登记调研情况", Path: path, By: PartyClerk, Due: x.SurveyDue})
		}
		return append(out, Task{Key: "notify", Label: "列出问题，通知应询单位", Path: path, By: PartyClerk, Due: x.PlannedOn.Add(-7)})
	case InquiryNotified:
		out := []Task{{Key: "hold", Label: "记录专题询问", Path: path, By: PartyClerk, Due: x.PlannedOn}}
		for _, o := range x.Waiting {
			out = append(out, Task{Key: fmt.Sprintf("receive-%d", o), Label: "签收询问通知，确定应询人", Path: path, By: PartyOrgan, OrganID: o, Due: x.PlannedOn.Add(-3)})
		}
		return out
	case InquiryHeld:
		if x.Opinions == 0 {
			return []Task{{Key: "opinions", Label: "把询问中的意见交有关机关研究处理", Hint: "〔监督法 第五十条〕", Path: path, By: PartyClerk, Due: x.PlannedOn.Add(10)}}
		}
		return []Task{{Key: "close", Label: "有关机关报告处理情况后办结", Path: path, By: PartyClerk}}
	}
	return nil
}
