package server

import (
	"fmt"
	"slices"

	"renmian/internal/appointment"
	"renmian/internal/meeting"
	"renmian/web/chamber"
)

// steps are the steps of the item in the order of the county's rules, each with how far it has come. A
// step that several persons go through is done when all of them have.
func (d itemData) steps() []chamber.SheetStep {
	var order []meeting.Step
	need := map[meeting.Step][]int{} // which cases
	for n, c := range d.cases {
		p := d.policies[n]
		before := -1 // the last step that this case and others share; its own come after that
		for _, step := range meeting.ItemSteps(p, ruleItem(c), appointment.SpeechRequired(c, p)) {
			if d.i.State == meeting.ItemAnnounced && afterAnnouncement(step) && c.Stage != appointment.StageAdopted {
				continue
			}
			if at := slices.Index(order, step); at >= 0 {
				before = at
			} else {
				before++
				order = slices.Insert(order, before, step)
			}
			need[step] = append(need[step], n)
		}
	}
	var all []chamber.SheetStep
	open := !d.i.State.Over() && d.i.State != meeting.ItemPlanned || d.i.State == meeting.ItemAnnounced
	for _, step := range order {
		done, late, note := 0, 0, ""
		for _, n := range need[step] {
			if d.stepDone(step, n) {
				done++
			} else if why := d.later(step, n); why != "" {
				done, late, note = done+1, late+1, why
			}
		}
		x := chamber.SheetStep{Label: step.Label(), Done: done == len(need[step])}
		if len(need[step]) > 1 && done > 0 && !x.Done {
			x.Note = fmt.Sprintf("%d / %d", done, len(need[step]))
		}
		if out := d.outside(); step == meeting.StepDeliberate && out > 0 {
			x.Note = fmt.Sprintf("%d 人回避在外", out)
		}
		if late > 0 {
			x.Note = fmt.Sprintf("%d 人%s", late, note)
		}
		if open && !x.Done {
			x.Now, open = true, false
		}
		all = append(all, x)
	}
	return all
}

func ruleItem(c appointment.Case) meeting.Item {
	return meeting.Item{CaseID: c.ID, Action: c.Action, Group: c.Office.Group, PersonID: c.Person.ID, Person: c.Person.Name,
		OfficeID: c.Office.ID, Office: c.Office.Title}
}

// afterAnnouncement reports whether a step is only for those adopted; a speech may be.
func afterAnnouncement(step meeting.Step) bool {
	return step == meeting.StepCertificate || step == meeting.StepOath
}

func (d itemData) outside() int {
	n := 0
	for _, c := range d.cases {
		if c.Agenda != nil && c.Agenda.NomineeOut {
			n++
		}
	}
	return n
}

// stepDone reports whether one case has gone through a step.
func (d itemData) stepDone(step meeting.Step, n int) bool {
	c, p := d.cases[n], d.policies[n]
	a := c.Agenda
	if a == nil {
		a = &appointment.Agenda{}
	}
	_, voting := d.live()
	switch step {
	case meeting.StepPresent:
		return a.Presented
	case meeting.StepDefence:
		return c.Defences > 0
	case meeting.StepSpeech:
		return a.Speech == "spoken" || a.Speech == "written"
	case meeting.StepQuestions:
		return a.Deliberated > 0 && a.Unanswered == 0
	case meeting.StepDeliberate:
		return a.Deliberated > 0 && a.GroupsHeard(p)
	case meeting.StepScrutineers:
		return voting
	case meeting.StepVote:
		return d.i.State == meeting.ItemCounted || d.i.State == meeting.ItemAnnounced
	case meeting.StepAnnounce:
		return d.i.State == meeting.ItemAnnounced
	case meeting.StepCertificate:
		return c.Certificate != nil && !c.Certificate.HandedOn.IsZero()
	case meeting.StepOath:
		return c.Oath != nil && c.Oath.Sworn
	}
	return false
}

// oathLeader is who leads a collective oath until somebody else is named.
func oathLeader(names []string) string {
	if len(names) > 1 {
		return names[0]
	}
	return ""
}
