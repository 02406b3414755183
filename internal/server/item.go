package server

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strconv"

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

// Titles of what only the chair does in a vote.
const (
	voidTitle  = "宣布本轮无效"
	paperTitle = "改用纸质表决票"

	suspendTitle = "暂不付表决："
)

// fold is a form behind its title, open when it was refused.
func (d itemData) fold(act, title, text string, form staff.PanelForm) staff.PanelFold {
	return staff.PanelFold{Title: title, Text: text, Open: d.t.act == act, Forms: []staff.PanelForm{form}}
}

// personFolds are what may be done with each person: the nominee leaves, a case is kept from the vote.
func personFolds(d itemData) []staff.PanelFold {
	var all []staff.PanelFold
	for _, c := range d.cases {
		id := strconv.FormatInt(c.ID, 10)
		if authz.Can(d.who, authz.RecordNomineeAbsence) && c.Agenda.NomineeOut {
			all = append(all, d.fold("return-"+id, "请回："+c.Person.Name, "",
				staff.PanelForm{Form: ui.Form{Action: itemPath(d.i) + "/return/" + id}, Buttons: []ui.Button{{Label: "登记返回", Kind: ui.Plain}}}))
		} else if authz.Can(d.who, authz.RecordNomineeAbsence) && d.i.State.UnderDeliberation() && c.Action.Begins() {
			all = append(all, d.fold("leave-"+id, "回避："+c.Person.Name, "审议时本人离场，登记离场和返回时间。",
				staff.PanelForm{Form: ui.Form{Action: itemPath(d.i) + "/leave/" + id}, Buttons: []ui.Button{{Label: "登记离场", Kind: ui.Plain}}}))
		}
		if authz.Can(d.who, authz.SuspendCase) && d.i.State.UnderDeliberation() {
			all = append(all, d.fold(
				"suspend-"+id,
				suspendTitle+c.Person.Name,
				"由主任会议决定。本案退出本次会议，查清后可以恢复审议。宣布时说：“"+document.SaySuspend(c.Person.Name)+"”",
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
			))
		}
	}
	return all
}

// oneByOne puts the folds of many persons behind one.
func (d itemData) oneByOne(title string, all []staff.PanelFold) []staff.PanelFold {
	if len(d.cases) <= many || len(all) == 0 {
		return all
	}
	open := slices.ContainsFunc(all, func(f staff.PanelFold) bool { return f.Open })
	return []staff.PanelFold{{Title: fmt.Sprintf("%s（共 %d 人，逐人办理）", title, len(d.cases)), Open: open, Folded: all}}
}

// rarePanel holds what is seldom needed: what may be done with each person, persons are voted on apart, a
// round is void.
func rarePanel(d itemData) staff.Panel {
	p := staff.Panel{Card: ui.Card{Title: "其他办理", ID: "other"}, Folded: d.oneByOne("回避、暂不付表决", personFolds(d))}
	p.Folded = append(p.Folded, roundFolds(d)...)
	return p
}

// roundFolds are what may be done with the whole vote: hold it apart for each person, by another method, again.
func roundFolds(d itemData) []staff.PanelFold {
	var all []staff.PanelFold
	fold := func(act, title, text string, form staff.PanelForm) { all = append(all, d.fold(act, title, text, form)) }
	if d.i.EnBloc && d.i.State.UnderDeliberation() && authz.Can(d.who, authz.VoteSeparately) {
		fold("separate", "有组成人员提出异议", "改为逐人表决。",
			staff.PanelForm{Form: ui.Form{Action: itemPath(d.i) + "/separate"}, Buttons: []ui.Button{{Label: "改为逐人表决", Kind: ui.Plain}}})
	}
	all = append(all, methodFold(d)...)
	if v, ok := d.live(); ok && (v.State == store.RoundOpen || v.State == store.RoundCounted) && authz.Can(d.who, authz.VoidRound) {
		fold("void", voidTitle, "本轮记录保留，重新投票。", staff.PanelForm{Form: ui.Form{Action: fmt.Sprintf("%s/rounds/%d/void", itemPath(d.i), v.ID)},
			Fields: []templ.Component{
				d.t.area("void", ui.Area{Name: "void_reason", Label: "理由", Rows: 2}, ""),
			},
			Buttons: []ui.Button{{Label: "宣布本轮无效", Kind: ui.Danger}}})
	}
	if v, ok := d.live(); ok && v.State == store.RoundOpen && v.BoxID != 0 && v.Phase != ballot.PhaseSealed && authz.Can(d.who, authz.SwitchToPaper) {
		fold("paper", paperTitle, "电子票箱作废，全体改用纸质表决票，监票人不变。两种票不混在一起计。", staff.PanelForm{Form: ui.Form{Action: roundPath(d.i, v) + "/paper"},
			Fields: []templ.Component{
				d.t.area("paper", ui.Area{Name: "paper_reason", Label: "理由", Rows: 2}, ""),
			},
			Buttons: []ui.Button{{Label: "改用纸质表决票", Kind: ui.Danger}}})
	}
	return all
}
