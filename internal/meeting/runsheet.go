package meeting

import "renmian/internal/policy"

// Step is one thing that happens to an item at the meeting (会议程序).
type Step string

const (
	StepPresent     Step = "present"     // 说明：提请机关到会说明
	StepDefence     Step = "defence"     // 申辩：撤职案本人到会或书面申辩
	StepSpeech      Step = "speech"      // 供职发言
	StepQuestions   Step = "questions"   // 询问与答复
	StepDeliberate  Step = "deliberate"  // 审议
	StepScrutineers Step = "scrutineers" // 推选监票人
	StepVote        Step = "vote"        // 表决
	StepAnnounce    Step = "announce"    // 宣布结果
	StepCertificate Step = "certificate" // 颁发任命书
	StepOath        Step = "oath"        // 宪法宣誓
)

var stepLabels = map[Step]string{
	StepPresent: "说明", StepDefence: "申辩", StepSpeech: "供职发言", StepQuestions: "询问", StepDeliberate: "审议",
	StepScrutineers: "推选监票人", StepVote: "表决", StepAnnounce: "宣布结果", StepCertificate: "颁发任命书", StepOath: "宪法宣誓",
}

// Label is the step in words.
func (s Step) Label() string { return stepLabels[s] }

// ItemSteps returns the steps of one item in the order the county's policy gives them. speaks says
// whether this nominee makes a commitment speech: all do, or the chairpersons' meeting chose them.
// What follows the announcement happens only when the item is adopted.
func ItemSteps(p policy.Policy, it Item, speaks bool) []Step {
	steps := []Step{StepPresent}
	if it.Action.Disciplinary() {
		steps = append(steps, StepDefence) // 表决前可以到会或书面申辩〔监督法 第六十二条〕
	}
	speaks = speaks && it.Action.Begins()
	if speaks && p.Commitment.SpeechTiming == policy.BeforeVote {
		steps = append(steps, StepSpeech)
	}
	steps = append(steps, StepQuestions, StepDeliberate)
	if p.VoteMethod(it.Action) == policy.Secret {
		steps = append(steps, StepScrutineers)
	}
	steps = append(steps, StepVote, StepAnnounce)
	if speaks && p.Commitment.SpeechTiming == policy.AfterVote {
		steps = append(steps, StepSpeech)
	}
	sworn := p.Oath.Sworn(it.Action, it.Group)
	if sworn && p.Oath.Timing == policy.OathAfterVote {
		steps = append(steps, StepOath)
	}
	if p.Certificate.Issues(it.Action) && p.Certificate.OnTheSpot {
		steps = append(steps, StepCertificate)
	}
	if sworn && p.Oath.Timing == policy.OathWithCertificate {
		steps = append(steps, StepOath)
	}
	return steps
}
