package appointment

import (
	"fmt"

	"renmian/internal/calendar"
	"renmian/internal/policy"
)

// StepKey names one step of the stage line; it is also the section on the case page.
type StepKey string

const (
	StepIntake      StepKey = "intake"      // 提请受理
	StepReview      StepKey = "review"      // 材料初审
	StepInquiry     StepKey = "inquiry"     // 考察公示
	StepExam        StepKey = "exam"        // 法律考试
	StepCommitment  StepKey = "commitment"  // 供职承诺
	StepChairs      StepKey = "chairs"      // 主任会议
	StepVote        StepKey = "vote"        // 常委会表决
	StepCertificate StepKey = "certificate" // 颁证宣誓
	StepPublish     StepKey = "publish"     // 公布备案
)

// StepStatus is where one step stands.
type StepStatus string

const (
	StepDone  StepStatus = "done"
	StepNow   StepStatus = "now"
	StepLater StepStatus = "later"
	StepStop  StepStatus = "stop" // the case ended here
)

// Step is one point of the stage line.
type Step struct {
	Key    StepKey
	Label  string
	Status StepStatus
	Note   string // a date, a score, a decision
}

// Steps returns the stage line of the case: only the steps this action and this county have, in the
// county's order.
func Steps(c Case, p policy.Policy, today calendar.Day) []Step {
	var out []Step
	add := func(k StepKey, label string, done bool, note string) {
		s := Step{Key: k, Label: label, Status: StepLater, Note: note}
		if done {
			s.Status = StepDone
		}
		out = append(out, s)
	}
	add(StepIntake, "提请受理", c.Stage != StageIntake, c.Proposal.SubmittedOn.Short())
	reviewed := c.Report != nil && c.Stage != StageReview && c.Stage != StageCorrection
	add(StepReview, "材料初审", reviewed, reportDay(c))
	if c.Action.Begins() && (p.Investigation.Mode != policy.Off || p.Publicity.Applies(c.Action, c.Office.Group)) {
		add(StepInquiry, "考察公示", reviewed && len(knowBlockers(c, p, today)) == 0, inquiryNote(c))
	}
	exam := ExamStateOf(c, p, today)
	examStep := func() {
		if exam.State != ExamNotRequired {
			add(StepExam, "法律考试", exam.State == ExamPassed || exam.State == ExamWaived, examNote(exam))
		}
	}
	commitmentStep := func() {
		if CommitmentRequired(c, p) {
			add(StepCommitment, "供职承诺", len(commitmentBlockers(c, p)) == 0, commitmentDay(c))
		}
	}
	if p.Exam.Before == policy.StopChairs {
		examStep()
	}
	if p.Commitment.Before == policy.StopChairs {
		commitmentStep()
	}
	agreed := c.Stage == StageCommittee || c.Stage == StageDeliberation || c.Stage == StageSuspended || c.Vote != nil
	add(StepChairs, "主任会议", agreed, chairsDay(c))
	if p.Exam.Before == policy.StopVote {
		examStep()
	}
	if p.Commitment.Before == policy.StopVote {
		commitmentStep()
	}
	add(StepVote, "常委会表决", c.Vote != nil, voteNote(c))
	if CertificateDue(c, p) || OathDue(c, p) {
		done := (!CertificateDue(c, p) || c.Certificate != nil && !c.Certificate.HandedOn.IsZero()) &&
			(!OathDue(c, p) || c.Oath != nil && c.Oath.Sworn)
		add(StepCertificate, "颁证宣誓", c.Vote != nil && c.Vote.Adopted && done, "")
	}
	published := c.Notice != nil && !c.Notice.PublishedOn.IsZero()
	add(StepPublish, "公布备案", c.Stage == StageClosed, map[bool]string{true: noticeDay(c)}[published])
	mark(out, c)
	return out
}

// mark sets the current step: the first that is not done; a case that is over stops there.
func mark(steps []Step, c Case) {
	for i := range steps {
		if steps[i].Status != StepDone {
			steps[i].Status = StepNow
			if c.Stage.Over() {
				steps[i].Status = StepStop
			}
			return
		}
	}
}

func reportDay(c Case) string {
	if c.Report == nil {
		return ""
	}
	return c.Report.On.Short()
}

func inquiryNote(c Case) string {
	switch {
	case c.Publicity != nil:
		return "公示至" + c.Publicity.To.Short()
	case len(c.Investigations) > 0:
		return c.Investigations[len(c.Investigations)-1].On.Short()
	}
	return ""
}

func examNote(s ExamStanding) string {
	switch s.State {
	case ExamPassed:
		return s.Note
	case ExamWaived:
		return "免试"
	case ExamMakeup:
		return "待补考"
	case ExamFailed:
		return "未合格"
	}
	return ""
}

func commitmentDay(c Case) string {
	if last := LastCommitment(c); last != nil {
		return last.On.Short()
	}
	return ""
}

func chairsDay(c Case) string {
	if c.Chairs == nil {
		return ""
	}
	return c.Chairs.On.Short()
}

func voteNote(c Case) string {
	switch {
	case c.Vote != nil:
		return fmt.Sprintf("%d票赞成", c.Vote.Yes)
	case c.Agenda != nil:
		return c.Agenda.MeetingOn.Short()
	}
	return ""
}

func noticeDay(c Case) string {
	if c.Notice == nil {
		return ""
	}
	return c.Notice.PublishedOn.Short()
}

// Task is one thing somebody has to do now for the case; the workbench is made of these.
type Task struct {
	Key   string
	Label string
	Hint  string
	By    Party
	Due   calendar.Day
}

// Tasks lists what is to be done now: each blocker of the move the case works towards, or, when none
// is left, the move itself. The days are stored, so nothing here depends on how late it is.
func Tasks(c Case, p policy.Policy, today calendar.Day) []Task {
	m, by, ok := Next(c)
	due := stageDue(c, p)
	switch {
	case !ok || c.Stage == StageIntake && c.Proposal.State == "draft":
		return nil
	case c.Stage == StageIntake && c.Proposal.State == "returned":
		return []Task{{Key: "correction", Label: "按补正通知更正后重新提交", By: PartyOrgan, Due: due}}
	}
	var out []Task
	if c.Withdrawal != nil && c.Withdrawal.State == "asked" {
		out = append(out, Task{Key: "withdraw-consent", Label: "提请机关请求撤回，待主任会议决定", Hint: c.Withdrawal.Reason, By: PartyChair, Due: due})
	}
	for _, b := range Blockers(c, p, m, today) {
		if b.Due.IsZero() {
			b.Due = due
		}
		out = append(out, Task{Key: b.Key, Label: b.Text, Hint: b.Hint, By: b.By, Due: b.Due})
	}
	if len(out) == 0 || c.Stage == StageIntake {
		label := m.Label()
		if m == MoveAdopt {
			label = "交付表决" // the vote decides, not the person who has the task
		}
		out = append(out, Task{Key: "move-" + string(m), Label: label, By: by, Due: due})
	}
	return out
}

// stageDue is the day by which the stage should be left, counted back from the meeting 〔业务参考 9.2〕; what was sent back has the
// day that the letter names.
func stageDue(c Case, p policy.Policy) calendar.Day {
	if (c.Stage == StageIntake || c.Stage == StageCorrection) && !c.CorrectionDue.IsZero() {
		return c.CorrectionDue
	}
	day := c.Proposal.MeetingOn
	if c.Agenda != nil {
		day = c.Agenda.MeetingOn
	}
	if day.IsZero() {
		return day
	}
	switch c.Stage {
	case StageIntake, StageCorrection:
		return IntakeDeadline(day, p)
	case StageReview:
		return day.Add(-p.Materials.NoticeDaysBefore - 2)
	case StageChairs:
		return day.Add(-p.Materials.NoticeDaysBefore - 1)
	case StageCommittee, StageDeliberation:
		return day
	}
	return calendar.Day{}
}
