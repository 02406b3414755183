package supervision

import (
	"fmt"

	"renmian/internal/calendar"
)

// Leaving is an office that ended, as far as it decides what becomes of what was asked of its holder.
type Leaving struct {
	On     calendar.Day
	Why    string // 免职、撤职、接受辞职、任期届满、去世 …
	Other  bool   // another office is held
	Coming bool   // an appointment to one is under way
}

// Ends reports whether what was asked of the person ends. The committee oversees those who hold an office by its decision
// 〔地方组织法 第五十条；监督法 第五条〕: who goes from one office to another goes on answering, who has left none does not. What a unit has
// to do, an audit, a petition and a sanction do not end with one person's office 〔TM-25、业务参考 4.4〕.
func (l Leaving) Ends() bool { return !l.Other && !l.Coming }

// Ground is what stands with everything that ended.
func (l Leaving) Ground() string {
	return fmt.Sprintf("本人已于%s离任（%s），不再担任常委会任命的职务。", l.On, l.Why)
}

// Leave ends the rectification of a person who left office, wherever it stands: neither done nor failed.
func (r Rectification) Leave(l Leaving, today calendar.Day) Rectification {
	r.Stage, r.ClosedOn, r.Result, r.ResultText, r.Asking = RectClosed, today, RectLeft, l.Ground(), false
	return r
}
