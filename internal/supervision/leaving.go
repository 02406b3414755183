package supervision

import (
	"fmt"

	"renmian/internal/calendar"
	"renmian/internal/errs"
)

// Leaving is an office that ended, as far as it decides what becomes of what was asked of its holder.
type Leaving struct {
	On     calendar.Day
	Why    string // 免职、撤职、接受辞职、任期届满、去世 …
	Other  bool   // another office is held
	Coming bool   // an appointment to one is under way
	Failed string // how the appointment that was under way came to nothing: 未通过、已撤回 …
}

// Ends reports whether what was asked of the person ends. The committee oversees those who hold an office by its decision
// 〔地方组织法 第五十条；监督法 第五条〕: who goes from one office to another goes on answering, who has left none does not. What a unit has
// to do, an audit, a petition and a sanction do not end with one person's office 〔TM-25、业务参考 4.4〕.
func (l Leaving) Ends() bool { return !l.Other && !l.Coming }

// Ground is what stands with everything that ended.
func (l Leaving) Ground() string {
	if l.Failed != "" {
		return fmt.Sprintf("本人已于%s离任（%s），其后的提请任命%s，不再担任常委会任命的职务。", l.On, l.Why, l.Failed)
	}
	return fmt.Sprintf("本人已于%s离任（%s），不再担任常委会任命的职务。", l.On, l.Why)
}

// Leave ends the rectification of a person who left office, wherever it stands: neither done nor failed.
func (r Rectification) Leave(l Leaving, today calendar.Day) Rectification {
	r.Stage, r.ClosedOn, r.Result, r.ResultText, r.Asking = RectClosed, today, RectLeft, l.Ground(), false
	return r
}

// LeaveByHand ends it by hand (离任终止) where no rule can know: an appointment that lies undecided, or in somebody's drafts,
// holds the end back. Who still holds an office goes on answering, and so does a unit, whoever leaves it.
func (r Rectification) LeaveByHand(on calendar.Day, ground string, inOffice bool) (Rectification, error) {
	switch {
	case !r.Open():
		return r, errs.New(errs.Conflict, "整改已于%s销号。", r.ClosedOn)
	case r.PersonID == 0:
		return r, errs.New(errs.Conflict, "由单位整改的事项不随个人离任终止，请按整改的结果销号。")
	case inOffice:
		return r, errs.New(errs.Conflict, "本人还担任常委会任命的职务，不能按“%s”办结；职务终止后再办理。", RectLeft.Label())
	}
	r.Stage, r.ClosedOn, r.Result, r.ResultText, r.Asking = RectClosed, on, RectLeft, ground, false
	return r, nil
}
