package server

import (
	"fmt"
	"slices"
	"strconv"

	"renmian/internal/appointment"
	"renmian/internal/authz"
	"renmian/internal/store"
	"renmian/web/staff"
	"renmian/web/ui"
)

// peopleShown is how many persons of a proposal stand on one page; a court may bring hundreds at once.
const peopleShown = 30

// proposalPerson is one of the persons of a proposal.
type proposalPerson struct {
	id   int64
	name string
}

// persons are the persons of the proposal, those with a form first.
func (d proposalData) persons() (all []proposalPerson) {
	seen := map[int64]bool{}
	for _, f := range d.forms {
		seen[f.PersonID] = true
		all = append(all, proposalPerson{f.PersonID, f.PersonName})
	}
	for _, c := range d.cases {
		if !seen[c.Person.ID] {
			seen[c.Person.ID] = true
			all = append(all, proposalPerson{c.Person.ID, c.Person.Name})
		}
	}
	return all
}

// people shows the persons of the proposal with their matters, a page of them, from one person on.
func (d proposalData) people(who authz.Actor, from string) (cards []staff.PersonCard, pager ui.Pager) {
	all := d.persons()
	first := max(slices.IndexFunc(all, func(x proposalPerson) bool { return strconv.FormatInt(x.id, 10) == from }), 0)
	last := min(first+peopleShown, len(all))
	at := func(n int) string {
		return withQuery(proposalPath(d.p.ID), "from", strconv.FormatInt(all[n].id, 10)) + "#people"
	}
	if first > 0 {
		pager.Prev = at(max(first-peopleShown, 0))
	}
	if last < len(all) {
		pager.Next = at(last)
	}
	if len(all) > peopleShown {
		pager.Shown = fmt.Sprintf("第 %d–%d 人，共 %d 人", first+1, last, len(all))
	}
	for _, x := range all[first:last] {
		cards = append(cards, d.personCard(who, x.id, x.name))
	}
	return cards, pager
}

func (d proposalData) personCard(who authz.Actor, person int64, name string) staff.PersonCard {
	path := proposalPath(d.p.ID)
	card := staff.PersonCard{Card: ui.Card{Title: name, ID: fmt.Sprintf("person-%d", person)}}
	card.Matters = ui.Table{Caption: name + "的任免事项", HideCaption: true, Empty: "拟任职务在职务目录中没有找到对应，请添加事项。",
		Columns: []ui.Column{{Label: "事项"}, {Label: "职务"}, {Label: "理由"}, {Label: "状态", Narrow: true}}}
	editing := d.editing(who)
	for _, c := range d.cases {
		if c.Person.ID != person {
			continue
		}
		if card.Facts == "" {
			card.Facts = nomineeFacts(c.Person)
		}
		href := casePath(c.ID)
		if editing && c.Stage == appointment.StageIntake {
			href = fmt.Sprintf("%s/cases/%d/edit", path, c.ID)
		} else if c.Stage == appointment.StageIntake {
			href = ""
		}
		office := ui.Cell{Text: c.Office.Title}
		if c.AfterCase.ID != 0 {
			office.Note = "先表决：" + d.caseLabel(c.AfterCase.ID)
		}
		card.Matters.Rows = append(card.Matters.Rows, ui.Row{Href: href, Cells: []ui.Cell{{Text: c.Action.Label(), Note: c.Number}, office,
			{Text: c.Reason}, {Tag: stageTag(c.Stage)}}})
	}
	if f, ok := d.formOf(person); ok {
		card.Card.Tag = formTag(f)
		if who.Has(authz.RoleOrgan, authz.RoleClerk) {
			label := "查阅审批表"
			if editing {
				label = "核对审批表"
			}
			card.Buttons = append(card.Buttons, ui.Button{Label: label, Href: formPath(d.p.ID, f.ID), Kind: ui.Plain})
		}
	}
	if editing {
		card.Buttons = append(card.Buttons, ui.Button{Label: "添加事项", Href: fmt.Sprintf("%s/cases/new?person=%d", path, person), Kind: ui.Quiet})
		if d.p.State == store.ProposalDraft {
			card.Buttons = append(card.Buttons, ui.Button{Label: "移除此人", Href: fmt.Sprintf("%s/persons/%d/delete", path, person), Kind: ui.Quiet})
		}
	}
	return card
}
