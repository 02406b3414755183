package server

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"renmian/internal/authz"
	"renmian/internal/meeting"
	"renmian/internal/policy"
	"renmian/internal/store"
	"renmian/web/staff"
	"renmian/web/ui"
)

// casesPanel lists the cases of the item with what each has gone through.
func casesPanel(d itemData) staff.Panel {
	t := ui.Table{Caption: "任免案", HideCaption: true, Empty: "本项的任免案都已撤下。", Open: foldAfter(len(d.i.Cases)),
		Columns: []ui.Column{{Label: "任免案"}, {Label: "说明", Narrow: true}, {Label: "供职发言", Narrow: true}, {Label: "现况", Narrow: true}}}
	for _, c := range d.i.Cases {
		presented := ui.Cell{Text: "—"}
		if !c.PresentedAt.IsZero() {
			presented = ui.Cell{Tag: ui.Tag{State: ui.Done, Label: "已说明"}, Note: c.Presenter}
		}
		speech := ui.Cell{Tag: speechTags[c.Speech]}
		if c.Speech == "" {
			speech.Text = "—"
		}
		state := ui.Cell{Tag: stageTag(c.Stage)}
		var out []string
		for _, x := range c.Absences {
			if x.ReturnedAt.IsZero() {
				out = append(out, clock(x.LeftAt)+"离场")
			} else {
				out = append(out, clock(x.LeftAt)+"—"+clock(x.ReturnedAt)+"回避")
			}
		}
		state.Note = strings.Join(out, "，")
		t.Rows = append(t.Rows,
			ui.Row{Href: casePath(c.CaseID), Cells: []ui.Cell{{Text: caseTitle(listName(c.Person, c.Sex), c.Action, c.Office)}, presented, speech, state}})
	}
	return staff.Panel{Card: ui.Card{Title: "任免案", ID: "cases"}, Table: t}
}

// questionsPanel lists questions and answers, and the way to add one.
func questionsPanel(d itemData) staff.Panel {
	p := staff.Panel{Card: ui.Card{Title: "询问与答复", ID: "questions"}}
	for _, q := range d.questions {
		item := ui.Item{Key: q.AskedBy + "问", Value: q.Text, Note: "关于" + q.Person}
		switch {
		case q.Unresolved:
			item.Tag = ui.Tag{State: ui.Stop, Label: "没有说清"}
		case q.Answer == "":
			item.Tag = ui.Tag{State: ui.Todo, Label: "待答复"}
		}
		if q.Answer != "" {
			item.Lines = []string{q.AnsweredBy + "答：" + q.Answer}
		}
		p.Summary = append(p.Summary, item)
		if d.i.State.UnderDeliberation() && authz.Can(d.who, authz.AnswerQuestion) && (q.Unresolved || q.Answer == "") {
			p.Folded = append(p.Folded,
				staff.PanelFold{Title: "登记答复：" + q.AskedBy + "的询问", Open: d.t.act == answerAct(q), Forms: []staff.PanelForm{answerForm(d, q, ui.Plain)}})
		}
	}
	if len(d.questions) == 0 {
		p.Text = []string{"还没有登记询问。"}
	}
	if d.i.State.UnderDeliberation() && authz.Can(d.who, authz.RecordQuestion) {
		p.Folded = append(p.Folded, staff.PanelFold{Title: "登记询问", Open: d.t.act == "question", Forms: []staff.PanelForm{questionForm(d)}})
	}
	return p
}

func questionForm(d itemData) staff.PanelForm {
	about := ui.Select{Name: "case", Label: "询问的任免案", Error: d.t.wrong("question", "case")}
	for _, c := range d.cases {
		id := strconv.FormatInt(c.ID, 10)
		about.Options = append(about.Options, ui.Option{Value: id, Label: caseTitle(c.Person.Name, c.Action, c.Office.Title),
			Chosen: d.t.value("question", "case", "") == id || len(d.cases) == 1})
	}
	return staff.PanelForm{Form: ui.Form{Action: itemPath(d.i) + "/question", Key: formKey()}, Fields: []templ.Component{about,
		d.t.text("question", ui.Text{Name: "asked_by", Label: "询问人", Width: ui.Medium, Suggest: presentNames(d)}, ""),
		d.t.area("question", ui.Area{Name: "question", Label: "问题", Rows: 2}, "")},
		Buttons: []ui.Button{{Label: "登记询问", Kind: ui.Plain}}}
}

func presentNames(d itemData) []string {
	var names []string
	for _, a := range d.attendance {
		if a.Status == meeting.Present {
			names = append(names, a.Name)
		}
	}
	return names
}

func answerAct(q store.Question) string { return fmt.Sprintf("answer-%d", q.ID) }

func answerForm(d itemData, q store.Question, kind ui.Kind) staff.PanelForm {
	act := answerAct(q)
	name := func(field string) string { return fmt.Sprintf("%s-%d", field, q.ID) }
	return staff.PanelForm{Form: ui.Form{Action: fmt.Sprintf("%s/questions/%d", itemPath(d.i), q.ID)}, Fields: []templ.Component{
		d.t.text(act, ui.Text{Name: name("by"), Label: "答复人", Width: ui.Medium}, q.AnsweredBy),
		d.t.area(act, ui.Area{Name: name("answer"), Label: "答复", Rows: 2, Hint: q.Text}, q.Answer),
		ui.Check{
			Name:    name("unresolved"),
			Label:   "没有说清",
			Hint:    "本县办法规定，问题没有说清的，由主任会议决定暂不付表决。",
			Checked: d.t.chosen(act, name("unresolved"), "1", q.Unresolved),
		},
	}, Buttons: []ui.Button{{Label: "登记答复", Kind: kind}}}
}

// deliberationPanel lists what was recorded of the deliberation, and the way to record more.
func deliberationPanel(d itemData) staff.Panel {
	p := staff.Panel{Card: ui.Card{Title: "审议情况", ID: "deliberation"}}
	for _, x := range d.summaries {
		p.Summary = append(p.Summary, ui.Item{Key: groupName(x), Value: x.Summary, Note: minute(x.RecordedAt)})
	}
	if len(d.summaries) == 0 {
		p.Text = []string{"还没有登记审议情况。"}
	} else if d.i.State.UnderDeliberation() && authz.Can(d.who, authz.RecordDeliberation) {
		p.Folded = []staff.PanelFold{{Title: "补记或改写审议情况", Open: d.t.act == "deliberate", Forms: []staff.PanelForm{deliberationForm(d, ui.Plain)}}}
	}
	return p
}

func deliberationForm(d itemData, kind ui.Kind) staff.PanelForm {
	group := ui.Select{Name: "group", Label: "审议形式", Prompt: "-", Width: ui.Medium, Error: d.t.wrong("deliberate", "group")}
	first, groups := 0, maxGroups
	if len(d.groups) > 0 {
		groups = len(d.groups)
	}
	if d.inGroups() { // whose turn it is
		said := map[int]bool{}
		for _, x := range d.summaries {
			said[x.Group] = true
		}
		for first = 1; said[first] && first < groups; first++ {
		}
	}
	for n := range groups + 1 {
		label := "全体会议"
		if n > 0 {
			label = groupTitle(n)
		}
		if n > 0 && n <= len(d.groups) {
			label += "（召集人" + d.groups[n-1].Convener + "）"
		}
		value := strconv.Itoa(n)
		group.Options = append(group.Options, ui.Option{Value: value, Label: label, Chosen: d.t.value("deliberate", "group", strconv.Itoa(first)) == value})
	}
	return staff.PanelForm{Form: ui.Form{Action: itemPath(d.i) + "/deliberate"}, Fields: []templ.Component{group,
		d.t.text("deliberate", ui.Text{Name: "convener", Label: "召集人", Width: ui.Medium, Optional: true, Hint: convenerHint(d), Suggest: presentNames(d)}, ""),
		d.t.area("deliberate", ui.Area{Name: "summary", Label: "审议情况", Rows: 4}, "")},
		Buttons: []ui.Button{{Label: "登记审议情况", Kind: kind}}}
}

func convenerHint(d itemData) string {
	if len(d.groups) > 0 {
		return "不填的，为本组的召集人。"
	}
	return "分组审议的填写。"
}

func (d itemData) inGroups() bool {
	for _, p := range d.policies {
		if p.Deliberation.Mode == policy.InGroups {
			return true
		}
	}
	return false
}
