package appointment

import (
	"fmt"
	"slices"

	"renmian/internal/calendar"
	"renmian/internal/policy"
)

// ExamState is where a nominee stands with the law exam.
type ExamState string

const (
	ExamNotRequired ExamState = "not_required"
	ExamWaived      ExamState = "waived"
	ExamNotSat      ExamState = "not_sat"
	ExamUnconfirmed ExamState = "unconfirmed"
	ExamPassed      ExamState = "passed"
	ExamMakeup      ExamState = "makeup" // failed, another attempt is open
	ExamFailed      ExamState = "failed" // failed for good under the policy
)

var examStateLabels = map[ExamState]string{
	ExamNotRequired: "不需考试", ExamWaived: "免试", ExamNotSat: "未考", ExamUnconfirmed: "成绩待核对",
	ExamPassed: "合格", ExamMakeup: "待补考", ExamFailed: "不合格",
}

// Label is the state's word on the screen.
func (s ExamState) Label() string { return examStateLabels[s] }

// ExamStanding is the exam's state with the words that explain it.
type ExamStanding struct {
	State    ExamState
	Best     float64
	Note     string
	MakeupBy calendar.Day // last day of the make-up, zero when the county sets none
}

// ExamStateOf applies pass mark, make-ups and fail policy to the attempts so far 〔本县任免办法；业务参考 3〕.
// An absence, and a
// result cancelled for misconduct, count as attempts without a score.
func ExamStateOf(c Case, p policy.Policy, today calendar.Day) ExamStanding {
	switch {
	case !p.Exam.Required(c.Office.Group, c.Action) || !c.Office.Exam:
		return ExamStanding{State: ExamNotRequired}
	case c.Waiver != nil:
		return ExamStanding{State: ExamWaived, Note: policy.Waiver(c.Waiver.Ground).Label()}
	case len(c.Exams) == 0 && earlierCounts(c, p, today):
		return ExamStanding{State: ExamPassed, Best: c.EarlierExam.Score,
			Note: fmt.Sprintf("%g分（%s考，在有效期内）", c.EarlierExam.Score, c.EarlierExam.On)}
	case len(c.Exams) == 0:
		return ExamStanding{State: ExamNotSat}
	}
	s := ExamStanding{}
	for _, e := range c.Exams {
		s.Best = max(s.Best, e.Score)
	}
	last := c.Exams[len(c.Exams)-1]
	mark := fmt.Sprintf("得 %g 分，及格线 %g 分", last.Score, p.Exam.PassMark)
	switch {
	case last.Absent:
		mark = "缺考"
	case last.Cancelled:
		mark = "违纪，成绩取消"
	}
	switch {
	case !last.Confirmed:
		s.State = ExamUnconfirmed
	case !last.Absent && !last.Cancelled && p.Exam.Passed(last.Score):
		s.State, s.Note = ExamPassed, fmt.Sprintf("%g分", last.Score)
	case p.Exam.MakeupLeft(len(c.Exams) - 1):
		s.State, s.Note = ExamMakeup, mark
		if days := p.Exam.MakeupWithinDays; days > 0 {
			s.MakeupBy = last.On.Add(days)
			if today.After(s.MakeupBy) {
				s.State, s.Note = ExamFailed, mark+"；补考期限"+s.MakeupBy.String()+"已过"
			}
		}
	default:
		s.State, s.Note = ExamFailed, mark
	}
	return s
}

// earlierCounts: a result of an earlier case, passed by today's mark, within the county's validity
// 〔重庆办法 第十六条 成绩本届内有效；业务参考 3〕.
func earlierCounts(c Case, p policy.Policy, today calendar.Day) bool {
	e := c.EarlierExam
	if e == nil || !p.Exam.Passed(e.Score) {
		return false
	}
	if p.Exam.Validity == policy.ValidYears {
		return !today.After(e.On.AddMonths(12 * p.Exam.ValidYears))
	}
	return e.InTerm
}

// ExamStages are the stages in which the exam is sat, marked and waived: after acceptance, before the
// meeting has taken up the case.
var ExamStages = []Stage{StageReview, StageCorrection, StageChairs, StageHeld, StageCommittee, StageSuspended}

// PastExamStages are the stages in which no result of the exam counts any more: the case is decided or has ended.
var PastExamStages = []Stage{StageAdopted, StageRejected, StageWithdrawn, StageEnded, StageClosed}

// MayRecordExam says why no attempt on the day may be recorded; empty when it may.
func MayRecordExam(c Case, p policy.Policy, on calendar.Day) string {
	if !slices.Contains(ExamStages, c.Stage) {
		return "任免案现为“" + c.Stage.Label() + "”，任前法律考试在受理之后、会议审议之前进行。"
	}
	switch s := ExamStateOf(c, p, on); s.State {
	case ExamNotRequired:
		return "本案不需要任前法律考试。"
	case ExamWaived:
		return "本案已准予免试，不再登记成绩。"
	case ExamUnconfirmed:
		return "上一次成绩尚未核对，请先由第二人核对。"
	case ExamPassed:
		return "考试已合格，不再登记成绩。"
	case ExamFailed:
		return "考试未合格（" + s.Note + "），按本县办法：" + p.Exam.FailPolicy.Label() + "。"
	case ExamMakeup:
		if last := c.Exams[len(c.Exams)-1].On; !on.After(last) {
			return "补考日期须在上一次考试（" + last.String() + "）之后。"
		}
	}
	return ""
}

// MayWaive says why the exam cannot be waived on that ground; empty when it can 〔本县任免办法；业务参考 3 免试〕.
func MayWaive(c Case, p policy.Policy, ground policy.Waiver, today calendar.Day) string {
	if !slices.Contains(ExamStages, c.Stage) {
		return "任免案现为“" + c.Stage.Label() + "”，不能再办理免试。"
	}
	switch s := ExamStateOf(c, p, today); {
	case s.State == ExamNotRequired:
		return "本案不需要任前法律考试，无须免试。"
	case s.State == ExamWaived:
		return "本案已准予免试。"
	case s.State == ExamPassed:
		return "考试已合格，无须免试。"
	case s.State != ExamNotSat:
		return "已参加考试的，以考试成绩为准，不再免试。"
	case !slices.Contains(p.Exam.Waivers, ground):
		return "本县办法没有规定这一免试情形，请从列表中选择。"
	}
	return ""
}
