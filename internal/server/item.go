package server

import (
	"context"
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"renmian/internal/appointment"
	"renmian/internal/authz"
	"renmian/internal/ballot"
	"renmian/internal/calendar"
	"renmian/internal/document"
	"renmian/internal/errs"
	"renmian/internal/meeting"
	"renmian/internal/policy"
	"renmian/internal/store"
	"renmian/web/staff"
	"renmian/web/ui"
)

// itemData is an item with everything that happened to it.
type itemData struct {
	m          store.Meeting
	i          store.Item
	cases      []appointment.Case // the live ones
	policies   []policy.Policy    // of the cases
	questions  []store.Question
	summaries  []store.Deliberation
	rounds     []store.Round
	counts     []store.Count // of the last round that is not void
	county     document.County
	attendance []store.Attendee
	who        authz.Actor
	t          typed
	groups     []store.Group
	observers  []store.Observer
	requests   []store.MethodRequest
	seats      bool     // members have seats with tablets
	risks      []string // what could keep the keys of a box after a vote on tablets
	asked      string   // what the operator was asked before a press
	after      outcome  // what follows the announcement; empty before it
	makers     []string // who makes the certificates ready then
	today      calendar.Day
}

func (s *Server) itemData(ctx context.Context, r *http.Request, m store.Meeting, i store.Item, t typed) (itemData, error) {
	d := itemData{m: m, i: i, who: actor(r), t: t, asked: r.URL.Query().Get("ask"), today: s.today()}
	var err error
	for _, load := range []func() error{
		func() error { d.cases, err = s.db.CasesOfItem(ctx, i.ID); return err },
		func() error { d.questions, err = s.db.Questions(ctx, i.ID); return err },
		func() error { d.summaries, err = s.db.Deliberations(ctx, i.ID); return err },
		func() error { d.rounds, err = s.db.Rounds(ctx, i.ID); return err },
		func() error { d.attendance, err = s.db.Attendance(ctx, m.ID); return err },
		func() error { d.groups, err = s.db.Groups(ctx, m.ID); return err },
		func() error { d.observers, err = s.db.Observers(ctx, m.ID); return err },
		func() error { d.requests, err = s.db.MethodRequests(ctx, i.ID); return err },
		func() error { d.county, err = s.issuer(r, m); return err },
		func() error {
			seats, err := s.db.Seats(ctx, m.ID)
			d.seats = len(seats) > 0
			d.risks = s.flow.KeyRisks()
			return err
		},
	} {
		if err := load(); err != nil {
			return d, err
		}
	}
	for _, c := range d.cases {
		p, err := s.db.Policy(ctx, c.PolicyID)
		if err != nil {
			return d, err
		}
		d.policies = append(d.policies, p)
	}
	if v, ok := d.live(); ok {
		if d.counts, err = s.db.Counts(ctx, v.ID); err != nil {
			return d, err
		}
	}
	if i.Personnel && i.State == meeting.ItemAnnounced {
		if d.after, err = s.readOutcome(ctx, m); err != nil {
			return d, err
		}
		d.makers, err = s.namesOf(ctx, authz.MakeCertificate.Roles())
	}
	return d, err
}

// live is the last round that is not void.
func (d itemData) live() (store.Round, bool) {
	for _, v := range d.rounds {
		if v.State != store.RoundVoid {
			return v, true
		}
	}
	return store.Round{}, false
}

// itemOf reads the item of the address, which must be the meeting's.
func (s *Server) itemOf(r *http.Request, m store.Meeting) (store.Item, error) {
	id, err := pathID(r, "item")
	if err != nil {
		return store.Item{}, err
	}
	i, err := s.db.Item(r.Context(), id)
	if err == nil && i.MeetingID != m.ID {
		err = errs.New(errs.NotFound, "这次会议没有这一议题，请从议程重新进入。")
	}
	return i, err
}

// onItemPage hands an item to a page or an act on it; only those who work for the meeting come here.
func (s *Server) onItemPage(h func(w http.ResponseWriter, r *http.Request, m store.Meeting, i store.Item) error) http.HandlerFunc {
	return s.onMeetingPage(func(w http.ResponseWriter, r *http.Request, m store.Meeting) error {
		i, err := s.itemOf(r, m)
		if err == nil && !insider(actor(r)) {
			err = errs.New(errs.Forbidden, "本页由会务人员办理。会议材料和监票请从会议页面进入。")
		}
		if err != nil {
			return err
		}
		return h(w, r, m, i)
	})
}

func (s *Server) itemPage(w http.ResponseWriter, r *http.Request, m store.Meeting, i store.Item) error {
	return s.showItem(w, r, http.StatusOK, m, i, typed{})
}

// showItem is the page from which an item is run: on top the one thing to be done now with the
// sentence to read, below what has happened.
func (s *Server) showItem(w http.ResponseWriter, r *http.Request, status int, m store.Meeting, i store.Item, t typed) error {
	page := s.board(r, m, i.Title, t)
	err := s.look(r, func(r *http.Request) error { return s.itemPanels(r, &page, m, i, t) })
	if err != nil {
		return err
	}
	return s.render(w, r, status, staff.Board(page))
}

func (s *Server) itemPanels(r *http.Request, page *staff.BoardPage, m store.Meeting, i store.Item, t typed) error {
	i, err := s.db.Item(r.Context(), i.ID) // with the rest at one instant
	if err != nil {
		return err
	}
	d, err := s.itemData(r.Context(), r, m, i, t)
	if err != nil {
		return err
	}
	page.Heading = ui.Heading{Over: fmt.Sprintf("%s · 第 %d 项", meetingTitle(m), i.Position), Title: i.Title, Tag: itemTag(i)}
	now, err := s.nowPanel(r, d)
	if err != nil {
		return err
	}
	page.Panels = append(page.Panels, now...)
	if i.Personnel {
		page.Panels = append(page.Panels, casesPanel(d))
		if i.State != meeting.ItemPlanned {
			page.Panels = append(page.Panels, questionsPanel(d), deliberationPanel(d))
		}
		if len(d.rounds) > 0 {
			page.Panels = append(page.Panels, roundsPanel(d))
		}
		if rare := rarePanel(d); len(rare.Folded) > 0 {
			page.Panels = append(page.Panels, rare)
		}
	}
	items, err := s.db.Items(r.Context(), m.ID)
	if err != nil {
		return err
	}
	page.Aside = []staff.Panel{quorumPanel(m), agendaAside(items, i)}
	return nil
}

// agendaAside leads to the other items of the meeting.
func agendaAside(items []store.Item, at store.Item) staff.Panel {
	p := staff.Panel{Card: ui.Card{Title: "议程", Link: ui.Link{Label: "会议页面", Href: meetingPath(at.MeetingID)}}}
	for _, i := range items {
		task := ui.Task{Label: fmt.Sprintf("%d. %s", i.Position, i.Title), Tag: itemTag(i)}
		if i.ID != at.ID {
			task.Href = itemPath(i)
		}
		p.Tasks = append(p.Tasks, task)
	}
	return p
}

var speechTags = map[string]ui.Tag{"": {}, "spoken": {State: ui.Done, Label: "已发言"}, "written": {State: ui.Done, Label: "书面发言"},
	"judged_poor": {State: ui.Stop, Label: "不合要求"}}

// casesPanel lists the cases of the item with what each has gone through.
func casesPanel(d itemData) staff.Panel {
	t := ui.Table{Caption: "任免案", HideCaption: true, Empty: "本项的任免案都已撤下。",
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
		ui.Text{
			Name:    "asked_by",
			Label:   "询问人",
			Width:   ui.Medium,
			Suggest: presentNames(d),
			Value:   d.t.value("question", "asked_by", ""),
			Error:   d.t.wrong("question", "asked_by"),
		},
		ui.Area{Name: "question", Label: "问题", Rows: 2, Value: d.t.value("question", "question", ""), Error: d.t.wrong("question", "question")}},
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
		ui.Text{Name: name("by"), Label: "答复人", Width: ui.Medium, Optional: true, Value: d.t.value(act, name("by"), q.AnsweredBy)},
		ui.Area{
			Name:     name("answer"),
			Label:    "答复",
			Rows:     2,
			Optional: true,
			Hint:     q.Text,
			Value:    d.t.value(act, name("answer"), q.Answer),
			Error:    d.t.wrong(act, name("answer")),
		},
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
		ui.Text{
			Name:     "convener",
			Label:    "召集人",
			Width:    ui.Medium,
			Optional: true,
			Hint:     convenerHint(d),
			Suggest:  presentNames(d),
			Value:    d.t.value("deliberate", "convener", ""),
			Error:    d.t.wrong("deliberate", "convener"),
		},
		ui.Area{Name: "summary", Label: "审议情况", Rows: 4, Value: d.t.value("deliberate", "summary", ""), Error: d.t.wrong("deliberate", "summary")}},
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

// Titles of what only the chair does in a vote.
const (
	voidTitle  = "宣布本轮无效"
	paperTitle = "改用纸质表决票"

	suspendTitle = "暂不付表决："
)

// rarePanel holds what is seldom needed: the nominee leaves, a case is kept from the vote, persons are
// voted on apart, a round is void.
func rarePanel(d itemData) staff.Panel {
	p := staff.Panel{Card: ui.Card{Title: "其他办理", ID: "other"}}
	fold := func(act, title, text string, form staff.PanelForm) {
		p.Folded = append(p.Folded, staff.PanelFold{Title: title, Text: text, Open: d.t.act == act, Forms: []staff.PanelForm{form}})
	}
	for _, c := range d.cases {
		id := strconv.FormatInt(c.ID, 10)
		if authz.Can(d.who, authz.RecordNomineeAbsence) && c.Agenda.NomineeOut {
			fold("return-"+id, "请回："+c.Person.Name, "",
				staff.PanelForm{Form: ui.Form{Action: itemPath(d.i) + "/return/" + id}, Buttons: []ui.Button{{Label: "登记返回", Kind: ui.Plain}}})
		} else if authz.Can(d.who, authz.RecordNomineeAbsence) && d.i.State.UnderDeliberation() && c.Action.Begins() {
			fold("leave-"+id, "回避："+c.Person.Name, "审议时本人离场，登记离场和返回时间。", staff.PanelForm{Form: ui.Form{Action: itemPath(d.i) + "/leave/" + id}, Buttons: []ui.Button{{Label: "登记离场", Kind: ui.Plain}}})
		}
		if authz.Can(d.who, authz.SuspendCase) && d.i.State.UnderDeliberation() {
			fold(
				"suspend-"+id,
				suspendTitle+c.Person.Name,
				"由主任会议决定。本案退出本次会议，查清后可以恢复审议。",
				staff.PanelForm{Form: ui.Form{Action: itemPath(d.i) + "/suspend/" + id},
					Fields: []templ.Component{
						ui.Area{
							Name:  "reason-" + id,
							Label: "理由",
							Rows:  2,
							Value: d.t.value("suspend-"+id, "reason-"+id, ""),
							Error: d.t.wrong("suspend-"+id, "reason-"+id),
						},
					},
					Buttons: []ui.Button{{Label: "暂不付表决", Kind: ui.Danger}}},
			)
		}
	}
	if d.i.EnBloc && d.i.State.UnderDeliberation() && authz.Can(d.who, authz.VoteSeparately) {
		fold("separate", "有组成人员提出异议", "改为逐人表决。",
			staff.PanelForm{Form: ui.Form{Action: itemPath(d.i) + "/separate"}, Buttons: []ui.Button{{Label: "改为逐人表决", Kind: ui.Plain}}})
	}
	p.Folded = append(p.Folded, methodFold(d)...)
	if v, ok := d.live(); ok && (v.State == store.RoundOpen || v.State == store.RoundCounted) && authz.Can(d.who, authz.VoidRound) {
		fold("void", voidTitle, "本轮记录保留，重新投票。", staff.PanelForm{Form: ui.Form{Action: fmt.Sprintf("%s/rounds/%d/void", itemPath(d.i), v.ID)},
			Fields: []templ.Component{
				ui.Area{Name: "void_reason", Label: "理由", Rows: 2, Value: d.t.value("void", "void_reason", ""), Error: d.t.wrong("void", "void_reason")},
			},
			Buttons: []ui.Button{{Label: "宣布本轮无效", Kind: ui.Danger}}})
	}
	if v, ok := d.live(); ok && v.State == store.RoundOpen && v.BoxID != 0 && v.Phase != ballot.PhaseSealed && authz.Can(d.who, authz.SwitchToPaper) {
		fold("paper", paperTitle, "电子票箱作废，全体改用纸质表决票，监票人不变。两种票不混在一起计。", staff.PanelForm{Form: ui.Form{Action: roundPath(d.i, v) + "/paper"},
			Fields: []templ.Component{
				ui.Area{Name: "paper_reason", Label: "理由", Rows: 2, Value: d.t.value("paper", "paper_reason", ""), Error: d.t.wrong("paper", "paper_reason")},
			},
			Buttons: []ui.Button{{Label: "改用纸质表决票", Kind: ui.Danger}}})
	}
	return p
}
