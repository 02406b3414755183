package appointment

import (
	"fmt"

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

// ExamStanding is the exam's state with the words that explain it.
type ExamStanding struct {
	State    ExamState
	Best     float64
	Note     string
	MakeupBy calendar.Day // last day of the make-up, zero when the county sets none
}

// ExamStateOf applies pass mark, make-ups and fail policy to the attempts so far 〔本县任免办法；业务参考 3〕.
// An absence counts as an attempt without a score.
func ExamStateOf(c Case, p policy.Policy, today calendar.Day) ExamStanding {
	switch {
	case !p.Exam.Required(c.Office.Group, c.Action) || !c.Office.Exam:
		return ExamStanding{State: ExamNotRequired}
	case c.Waiver != nil:
		return ExamStanding{State: ExamWaived, Note: c.Waiver.Ground}
	case len(c.Exams) == 0:
		return ExamStanding{State: ExamNotSat}
	}
	s := ExamStanding{}
	for _, e := range c.Exams {
		s.Best = max(s.Best, e.Score)
	}
	last := c.Exams[len(c.Exams)-1]
	mark := fmt.Sprintf("得 %g 分，及格线 %g 分", last.Score, p.Exam.PassMark)
	if last.Absent {
		mark = "缺考"
	}
	switch {
	case !last.Confirmed:
		s.State = ExamUnconfirmed
	case !last.Absent && p.Exam.Passed(last.Score):
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

// MayRecordExam says whether another attempt may be recorded; empty when it may.
func MayRecordExam(c Case, p policy.Policy, on calendar.Day) string {
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
	}
	return ""
}
