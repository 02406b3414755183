package supervision

import (
	"fmt"

	"renmian/internal/calendar"
	"renmian/internal/errs"
	"renmian/internal/policy"
)

// The stages of a deputies' suggestion (代表建议、批评和意见).
const (
	SuggestionReceived = "received" // 待交办
	SuggestionHandling = "handling" // 办理中: the organ contacts the deputy and replies
	SuggestionReplied  = "replied"  // 已答复: the deputy says whether satisfied
	SuggestionAgain    = "again"    // 重新办理
	SuggestionClosed   = "closed"
)

// Months within which the law wants an answer, counted from the handing over 〔代表法 第五十一条〕.
const (
	ReplyMonths     = 3
	HardReplyMonths = 6
)

// ReplyOutcome is what an answer says of the matter (答复类别).
type ReplyOutcome string

const (
	ReplySolved    ReplyOutcome = "solved"    // A 类: 已经解决或者采纳
	ReplyPlanned   ReplyOutcome = "planned"   // B 类: 正在解决或者列入计划
	ReplyExplained ReplyOutcome = "explained" // C 类: 因条件所限，解释说明
)

// ReplyOutcomes lists them.
var ReplyOutcomes = []ReplyOutcome{ReplySolved, ReplyPlanned, ReplyExplained}

var replyLabels = map[ReplyOutcome]string{ReplySolved: "已经解决或者采纳", ReplyPlanned: "正在解决或者列入计划", ReplyExplained: "受条件限制，作出说明"}

// Label is the outcome in words.
func (o ReplyOutcome) Label() string { return replyLabels[o] }

// Judgement is what the deputy says of an answer.
type Judgement string

const (
	Satisfied       Judgement = "satisfied"
	MostlySatisfied Judgement = "mostly"
	Dissatisfied    Judgement = "dissatisfied"
	Unanswered      Judgement = "unanswered" // 逾期未反馈: counted in no rate of satisfaction
)

// Judgements lists what a deputy may say.
var Judgements = []Judgement{Satisfied, MostlySatisfied, Dissatisfied}

var judgementLabels = map[Judgement]string{Satisfied: "满意", MostlySatisfied: "基本满意", Dissatisfied: "不满意", Unanswered: "逾期未反馈"}

// Label is the judgement in words.
func (j Judgement) Label() string { return judgementLabels[j] }

// HandBy is the last day for handing over what came in on a day 〔R9：10 个工作日内交办〕.
func HandBy(received calendar.Day, p policy.Suggestions, h calendar.Holidays) calendar.Day {
	return h.AddWorking(received, p.HandDays)
}

// SuggestionDays are the days that follow from the handing over.
type SuggestionDays struct{ RefuseBy, ContactBy, DueOn calendar.Day }

// DaysFrom counts them: refusal and contact in working days 〔R9〕, the answer in months 〔代表法 第五十一条〕.
func DaysFrom(handed calendar.Day, p policy.Suggestions, h calendar.Holidays) SuggestionDays {
	return SuggestionDays{h.AddWorking(handed, p.RefuseDays), h.AddWorking(handed, p.ContactDays), handed.AddMonths(ReplyMonths)}
}

// Extended is the last day for an answer to what is hard to settle 〔代表法 第五十一条〕.
func Extended(handed calendar.Day) calendar.Day { return handed.AddMonths(HardReplyMonths) }

// JudgeBy is the last day for the deputy's judgement 〔R9：20 个工作日内〕.
func JudgeBy(replied calendar.Day, p policy.Suggestions, h calendar.Holidays) calendar.Day {
	return h.AddWorking(replied, p.JudgeDays)
}

// AgainBy is the last day for the answer after 不满意 〔R9：重新办理 2 个月〕.
func AgainBy(judged calendar.Day, p policy.Suggestions) calendar.Day {
	return judged.AddMonths(p.AgainMonths)
}

// MayRefuse says whether an organ may still say that a suggestion is not within its competence 〔R9〕.
func MayRefuse(by, today calendar.Day) error {
	if today.After(by) {
		return errs.New(errs.Conflict, "不属本单位职责的，应在%s以前书面说明；已过期限，请继续办理。", by)
	}
	return nil
}

// After is the stage that follows a judgement in a round: 不满意 is handled again, once.
func (j Judgement) After(round int) string {
	if j == Dissatisfied && round == 1 {
		return SuggestionAgain
	}
	return SuggestionClosed
}

// MayCloseUnanswered says whether an answer that no deputy has judged may be closed so.
func MayCloseUnanswered(judgeBy, today calendar.Day) error {
	if !today.After(judgeBy) {
		return errs.New(errs.Conflict, "代表反馈评价的期限是%s，期满还没有反馈的才能按逾期未反馈办结。", judgeBy)
	}
	return nil
}

// SuggestionFigures count the suggestions of a congress session.
type SuggestionFigures struct {
	Total                                   int
	Received, Handling, Replied, Again      int // by stage; the rest is closed
	Satisfied, Mostly, Dissatisfied, Silent int // of those closed
	Late                                    int // answered after the day, or not yet and past it
	Key                                     int // 主任会议督办件
	Solved, Planned, Explained              int // by the last answer
}

// Closed counts those that are done.
func (f SuggestionFigures) Closed() int { return f.Satisfied + f.Mostly + f.Dissatisfied + f.Silent }

// Answered counts those with an answer.
func (f SuggestionFigures) Answered() int { return f.Solved + f.Planned + f.Explained }

// Judged counts those whose judgement counts.
func (f SuggestionFigures) Judged() int { return f.Satisfied + f.Mostly + f.Dissatisfied }

// Reconciles reports whether the figures add up V23: every suggestion stands in one stage, every closed one has one
// result, and every answer is of one kind.
func (f SuggestionFigures) Reconciles() bool {
	return f.Received+f.Handling+f.Replied+f.Again+f.Closed() == f.Total && f.Answered() == f.Replied+f.Again+f.Closed()
}

// CompletionRate is 办结率: those answered of all.
func (f SuggestionFigures) CompletionRate() (share float64, ok bool) {
	return rate(f.Answered(), f.Total)
}

// SatisfactionRate is 代表满意率: 满意 and 基本满意 of those judged; who did not judge in time is not counted 〔R9〕.
func (f SuggestionFigures) SatisfactionRate() (share float64, ok bool) {
	return rate(f.Satisfied+f.Mostly, f.Judged())
}

func rate(n, of int) (float64, bool) {
	if of == 0 {
		return 0, false
	}
	return float64(n) / float64(of), true
}

// Percent writes a rate as papers do: 93.3%.
func Percent(share float64, ok bool) string {
	if !ok {
		return "—"
	}
	return fmt.Sprintf("%.1f%%", 100*share)
}

// Handling is what the tasks of a suggestion follow from.
type Handling struct {
	ID        int64
	Stage     string
	HandBy    calendar.Day
	LeadID    int64 // 主办单位, zero for none
	Refused   bool  // it says that it is not competent, and nobody has decided
	Contacted bool
	ContactBy calendar.Day
	Due       calendar.Day
	JudgeBy   calendar.Day
}

// Tasks is what is to be done now.
func (x Handling) Tasks() []Task {
	path := Path(Suggestion, x.ID)
	switch x.Stage {
	case SuggestionReceived:
		return []Task{{Key: "hand", Label: "交办代表建议", Path: path, By: PartyClerk, Due: x.HandBy}}
	case SuggestionHandling, SuggestionAgain:
		if x.Refused || x.LeadID == 0 {
			return []Task{{Key: "rule", Label: "承办单位说明不属职责，研究改办", Path: path, By: PartyClerk}}
		}
		out := []Task{{Key: "reply", Label: "答复代表建议", Path: path, By: PartyOrgan, OrganID: x.LeadID, Due: x.Due}}
		if !x.Contacted {
			out = append(out, Task{Key: "contact", Label: "与代表联系沟通", Path: path, By: PartyOrgan, OrganID: x.LeadID, Due: x.ContactBy})
		}
		return append(out, Task{Key: "urge", Label: "督促承办单位答复", Path: path, By: PartyClerk, Due: x.Due.Add(1)})
	case SuggestionReplied:
		return []Task{{Key: "judge", Label: "登记代表的评价", Path: path, By: PartyClerk, Due: x.JudgeBy}}
	}
	return nil
}
