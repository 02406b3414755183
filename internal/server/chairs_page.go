package server

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"

	"github.com/a-h/templ"

	"renmian/internal/appointment"
	"renmian/internal/authz"
	"renmian/internal/errs"
	"renmian/internal/lrmx"
	"renmian/internal/policy"
	"renmian/internal/store"
	"renmian/internal/workflow"
	"renmian/web/staff"
	"renmian/web/ui"
)

// chairsMeeting shows one meeting: its agenda, what is decided, the minutes.
func (s *Server) chairsMeeting(w http.ResponseWriter, r *http.Request) error {
	m, err := s.chairsMeetingOf(r)
	if err != nil {
		return err
	}
	return s.showChairsMeeting(w, r, http.StatusOK, m, typed{})
}

func (s *Server) showChairsMeeting(w http.ResponseWriter, r *http.Request, status int, m store.ChairsMeeting, t typed) error {
	items, err := s.db.ChairsItems(r.Context(), m.ID)
	if err != nil {
		return err
	}
	who := actor(r)
	page := staff.BoardPage{Frame: s.frame(r, chairsTitle(m), chairsCrumb), Problems: t.problems,
		Heading: ui.Heading{Over: "主任会议", Title: chairsTitle(m), Tag: chairsMeetingTag(m), Lead: chairsLead(m)}}
	page.Frame.Invalid = status == http.StatusUnprocessableEntity
	page.Panels = append(page.Panels, chairsAgenda(m, items))
	if authz.Can(who, authz.ListForChairs) && !m.Closed() {
		waiting, err := s.db.CasesForChairs(r.Context(), mostOnAgenda)
		if err != nil {
			return err
		}
		page.Panels = append(page.Panels, listPanel(m, waiting, t))
	}
	if m.Minutes != "" {
		page.Panels = append(page.Panels, staff.Panel{Card: ui.Card{Title: "会议纪要", ID: "minutes"}, Prose: strings.Split(m.Minutes, "\n"),
			Buttons: []ui.Button{{Label: "打印纪要", Kind: ui.Plain, Href: chairsPath(m.ID) + "/minutes/print"}}})
	}
	page.Aside = []staff.Panel{chairsNext(m, items, who)}
	return s.render(w, r, status, staff.Board(page))
}

func chairsLead(m store.ChairsMeeting) string {
	lead := m.HeldOn.String() + "，" + m.Place
	if m.Presider != "" {
		lead += "，" + m.Presider + "主持"
	}
	return lead + "。"
}

func decisionTag(decision string) ui.Tag {
	switch decision {
	case "":
		return ui.Tag{State: ui.Todo, Label: "待决定"}
	case "to_committee":
		return ui.Tag{State: ui.Done, Label: "同意提请"}
	case "hold":
		return ui.Tag{State: ui.Stop, Label: "暂缓"}
	case "return":
		return ui.Tag{State: ui.Stop, Label: "退回补正"}
	}
	return ui.Tag{State: ui.Stop, Label: "终止"}
}

func chairsAgenda(m store.ChairsMeeting, items []store.ChairsItem) staff.Panel {
	t := ui.Table{Caption: "议程", HideCaption: true, Empty: "还没有列入任免案。", Open: 2 * many,
		Columns: []ui.Column{{Label: "任免案"}, {Label: "提请机关"}, {Label: "决定", Narrow: true}}}
	for _, i := range items {
		note := i.Opinion
		if i.Speaks {
			note = strings.TrimPrefix(note+"；供职发言人选", "；")
		}
		t.Rows = append(t.Rows, ui.Row{Href: fmt.Sprintf("%s/cases/%d", chairsPath(m.ID), i.Case.ID), Cells: []ui.Cell{
			{
				Text: caseTitle(i.Case.Person.Name, i.Case.Action, i.Case.Office.Title),
				Note: note,
			}, {Text: i.Case.Proposal.OrganName}, {Tag: decisionTag(i.Decision)}}})
	}
	return staff.Panel{Card: ui.Card{Title: "议程", ID: "agenda"}, Table: t}
}

func listPanel(m store.ChairsMeeting, waiting []appointment.Case, t typed) staff.Panel {
	p := staff.Panel{Card: ui.Card{Title: "列入议程", ID: "list"}}
	if len(waiting) == 0 {
		p.Text = []string{"没有待列入议程的任免案。初审合格的任免案会出现在这里。"}
		return p
	}
	checks := ui.Checks{Name: "case", Label: "初审合格、待主任会议研究的任免案", Open: foldAfter(len(waiting)), Error: t.wrong("list", "case")}
	for _, c := range waiting {
		id := fmt.Sprint(c.ID)
		checks.Options = append(checks.Options, ui.Option{Value: id, Label: caseTitle(c.Person.Name, c.Action, c.Office.Title),
			Hint: c.Proposal.OrganName + " " + c.Proposal.DocumentNo, Chosen: t.chosen("list", "case", id, true)})
	}
	p.Forms = []staff.PanelForm{{Form: ui.Form{Action: chairsPath(m.ID) + "/cases"}, Fields: []templ.Component{checks},
		Buttons: []ui.Button{{Label: "列入议程", Kind: ui.Plain}}}}
	return p
}

// chairsNext is what this reader does next at the meeting.
func chairsNext(m store.ChairsMeeting, items []store.ChairsItem, who authz.Actor) staff.Panel {
	p := staff.Panel{Card: ui.Card{Title: "下一步"}}
	path := chairsPath(m.ID)
	undecided := 0
	first := int64(0)
	for _, i := range items {
		if i.Decision == "" {
			if undecided++; undecided == 1 {
				first = i.Case.ID
			}
		}
	}
	switch {
	case m.Closed():
		p.Text = []string{"会议已经结束。同意提请的任免案等候列入常委会会议。"}
	case undecided > 0 && authz.Can(who, authz.DecideAtChairs):
		p.Text = []string{fmt.Sprintf("还有 %d 案待决定，逐案听取、逐案决定。", undecided)}
		p.Buttons = []ui.Button{{Label: "开始逐案研究", Href: fmt.Sprintf("%s/cases/%d", path, first)}}
		if undecided > 1 {
			p.Buttons = append(p.Buttons, ui.Button{Label: "成批同意提请", Href: path + "/agree", Kind: ui.Plain})
		}
	case undecided > 0:
		p.Text = []string{fmt.Sprintf("还有 %d 案待主任会议决定。", undecided)}
	case len(items) == 0:
		p.Text = []string{"请先列入议程。"}
	case m.Minutes == "":
		p.Text = []string{"各案都已决定，请整理会议纪要。"}
	default:
		p.Text = []string{"各案都已决定，纪要已写好。"}
	}
	if m.Closed() {
		return p
	}
	if authz.Can(who, authz.WriteChairsMinutes) && undecided == 0 && len(items) > 0 {
		button := ui.Button{Label: "起草纪要", Href: path + "/minutes"}
		if m.Minutes != "" {
			button.Label, button.Kind = "修改纪要", ui.Plain
		}
		p.Buttons = append(p.Buttons, button)
	}
	if authz.Can(who, authz.CloseChairsMeeting) && undecided == 0 && m.Minutes != "" {
		p.Forms = []staff.PanelForm{{Form: ui.Form{Action: path + "/close", Version: version(m.Version)}, Buttons: []ui.Button{{Label: "结束会议"}}}}
	}
	if authz.Can(who, authz.ChangeChairsMeeting) {
		p.Buttons = append(p.Buttons, ui.Button{Label: "修改会议安排", Kind: ui.Quiet, Href: path + "/edit"})
	}
	return p
}

// chairsCase is the one page with everything that bears on the decision.
func (s *Server) chairsCase(w http.ResponseWriter, r *http.Request) error {
	m, err := s.chairsMeetingOf(r)
	if err != nil {
		return err
	}
	return s.showChairsCase(w, r, http.StatusOK, m, typed{})
}

func (s *Server) showChairsCase(w http.ResponseWriter, r *http.Request, status int, m store.ChairsMeeting, t typed) error {
	id, err := pathID(r, "case")
	if err != nil {
		return err
	}
	items, err := s.db.ChairsItems(r.Context(), m.ID)
	if err != nil {
		return err
	}
	at := -1
	for n, i := range items {
		if i.Case.ID == id {
			at = n
		}
	}
	if at < 0 {
		return errs.New(errs.NotFound, "该任免案不在本次主任会议的议程上，请从议程重新进入。")
	}
	item := items[at]
	c, err := s.db.Case(r.Context(), id)
	if err != nil {
		return err
	}
	item.Case = c
	p, err := s.db.Policy(r.Context(), c.PolicyID)
	if err != nil {
		return err
	}
	page := staff.BoardPage{Frame: s.frame(r, c.Person.Name, chairsCrumb, ui.Link{Label: chairsTitle(m), Href: chairsPath(m.ID)}), Problems: t.problems,
		Heading: ui.Heading{Over: fmt.Sprintf("%s · 第 %d 案，共 %d 案", chairsTitle(m), at+1, len(items)),
			Title: caseTitle(c.Person.Name, c.Action, c.Office.Title), Tag: decisionTag(item.Decision)}}
	page.Frame.Invalid = status == http.StatusUnprocessableEntity
	if page.Panels, err = s.bearing(r.Context(), c, p, actor(r)); err != nil {
		return err
	}
	page.Aside = []staff.Panel{decisionPanel(m, item, p, actor(r), t, s.today().Before(m.HeldOn)), neighbours(m, items, at)}
	return s.render(w, r, status, staff.Board(page))
}

// bearing gathers what bears on the decision: blockers, person, résumé, documents and all evidence.
func (s *Server) bearing(ctx context.Context, c appointment.Case, p policy.Policy, who authz.Actor) ([]staff.Panel, error) {
	var panels []staff.Panel
	var reasons []ui.Reason
	for _, b := range appointment.Blockers(c, p, appointment.MoveToCommittee, s.today()) {
		if c.Stage == appointment.StageChairs {
			reasons = append(reasons, ui.Reason{Text: b.Text, Basis: b.Basis, Href: clearedAt(c, b.Key)})
		}
	}
	if len(reasons) > 0 {
		panels = append(panels, staff.Panel{Card: ui.Card{Title: "尚不能提请", ID: "blockers"},
			Blockers: ui.Blockers{Title: fmt.Sprintf("还差 %d 项", len(reasons)), Reasons: reasons}})
	}
	person := staff.Panel{Card: ui.Card{Title: "人选", ID: "person"}, Summary: personSummary(c, s.today(), who)}
	profile, err := s.profile(ctx, c.ID)
	if err != nil {
		return nil, err
	}
	person.Summary = append(person.Summary, profileSummary(profile)...)
	if resume := strings.TrimSpace(profile.Resume.Value.String()); resume != "" {
		person.Prose = strings.Split(resume, "\n")
	}
	report, err := s.db.ReviewReport(ctx, c.ID)
	if err != nil {
		return nil, err
	}
	if report.Recusal != "" {
		person.Summary = append(person.Summary, ui.Item{Key: "回避提示", Value: report.Recusal, Tag: ui.Tag{State: ui.Todo, Label: "注意"}})
	}
	proposal := staff.Panel{Card: ui.Card{Title: "提请", ID: "proposal", Link: ui.Link{Label: "提请件与附件", Href: fmt.Sprintf("/proposals/%d", c.Proposal.ID)}},
		Summary: proposalSummary(c, who)}
	var papers []string
	for _, d := range c.Documents {
		papers = append(papers, d.Label())
	}
	if len(papers) > 0 {
		proposal.Summary = append(proposal.Summary, ui.Item{Key: "材料", Value: strings.Join(papers, "、")})
	}
	panels = append(panels, person, proposal)
	for _, card := range caseCards(c, p, s.today(), who) {
		if card.Card.ID == "meeting" || card.Card.ID == "outcome" {
			continue
		}
		if !who.Has(authz.RoleClerk) {
			card.Card.Link = ui.Link{} // leads to where the clerk works
		}
		panel := staff.Panel{Card: card.Card, Summary: card.Summary}
		if card.Empty != "" {
			panel.Text = []string{card.Empty}
		}
		panels = append(panels, panel)
	}
	return panels, nil
}

// profile is what members may read of the cadre form that came with a case; empty when none came.
func (s *Server) profile(ctx context.Context, caseID int64) (lrmx.Form, error) {
	raw, _, err := s.db.FormProfile(ctx, caseID)
	if err != nil {
		return lrmx.Form{}, err
	}
	return openProfile(raw, caseID)
}

// openProfile reads the profile of a case; the zero form when none came.
func openProfile(raw []byte, caseID int64) (f lrmx.Form, err error) {
	if len(raw) == 0 {
		return f, nil
	}
	if err := json.Unmarshal(raw, &f); err != nil {
		return f, fmt.Errorf("profile of case %d: %w", caseID, err)
	}
	return f, nil
}

func profileSummary(f lrmx.Form) ui.Summary {
	var s ui.Summary
	add := func(key string, parts ...string) {
		if text := strings.TrimSpace(strings.Join(parts, " ")); text != "" {
			s = append(s, ui.Item{Key: key, Value: text})
		}
	}
	add("现任职务", f.CurrentOffice.Value)
	add("全日制教育", f.FullTime.Level.Value, f.FullTime.Degree.Value, f.FullTime.LevelSchool.Value)
	add("在职教育", f.InService.Level.Value, f.InService.Degree.Value, f.InService.LevelSchool.Value)
	return s
}

var decisionOptions = []struct{ value, label, hint string }{
	{"to_committee", "同意提请常委会会议审议", ""},
	{"hold", "暂缓提请", "以后可以恢复办理"},
	{"return", "退回提请机关补正", "随即发出补正通知"},
	{"end", "终止程序", "本案就此结束"},
}

// decisionPanel is the decision on the case, or the form for it.
func decisionPanel(m store.ChairsMeeting, i store.ChairsItem, p policy.Policy, who authz.Actor, t typed, early bool) staff.Panel {
	panel := staff.Panel{Card: ui.Card{Title: "主任会议决定", ID: "decision"}}
	c := i.Case
	path := fmt.Sprintf("%s/cases/%d", chairsPath(m.ID), c.ID)
	switch {
	case i.Decision != "":
		panel.Summary = ui.Summary{{Key: "决定", Value: chairsDecisions[i.Decision], Note: i.DecidedBy + "登记，" + minute(i.DecidedAt)}}
		if i.Opinion != "" {
			panel.Summary = append(panel.Summary, ui.Item{Key: "意见", Value: i.Opinion})
		}
		if i.Speaks {
			panel.Summary = append(panel.Summary, ui.Item{Key: "供职发言", Value: "确定到会作供职发言"})
		}
		if i.EnBloc {
			panel.Summary = append(panel.Summary, ui.Item{Key: "表决", Value: "无异议的可与他案合并表决"})
		}
	case m.Closed():
		panel.Text = []string{"会议已经结束。"}
	case early:
		panel.Text = []string{"会议定于" + m.HeldOn.String() + "举行，会议举行后登记决定。"}
	case who.PersonID == c.Person.ID && who.PersonID != 0:
		panel.Text = []string{"本案涉及您本人，应当回避，请由其他组成人员登记决定。"}
	case authz.Can(who, authz.DecideAtChairs):
		panel.Forms = []staff.PanelForm{decisionForm(path, c, p, t)}
	default:
		panel.Text = []string{"由主任会议组成人员登记决定。"}
	}
	if i.Decision == "" && !m.Closed() && authz.Can(who, authz.UnlistFromChairs) {
		panel.Forms = append(panel.Forms, staff.PanelForm{Form: ui.Form{Action: path + "/remove"}, Buttons: []ui.Button{{Label: "移出议程", Kind: ui.Plain}}})
	}
	return panel
}

func decisionForm(path string, c appointment.Case, p policy.Policy, t typed) staff.PanelForm {
	radios := ui.Radios{Name: "decision", Label: "决定", Error: t.wrong("decide", "decision")}
	for _, o := range decisionOptions {
		radios.Options = append(radios.Options, ui.Option{Value: o.value, Label: o.label, Hint: o.hint, Chosen: t.chosen("decide", "decision", o.value, false)})
	}
	fields := []templ.Component{radios, t.area("decide", ui.Area{Name: "opinion", Label: "意见", Rows: 3, Optional: true, Hint: "暂缓、退回、终止的，须写明理由。"}, "")}
	if c.Action.Begins() && p.Commitment.Speech == policy.WhomSelected {
		fields = append(fields,
			ui.Check{Name: "speaks", Label: "确定为供职发言人选", Checked: t.chosen("decide", "speaks", "1", false), Error: t.wrong("decide", "speaks")})
	}
	if p.Vote.EnBloc != policy.EnBlocNever && !c.Action.Disciplinary() {
		fields = append(fields,
			ui.Check{Name: "en_bloc", Label: "无异议的可与他案合并表决", Checked: t.chosen("decide", "en_bloc", "1", false), Error: t.wrong("decide", "en_bloc")})
	}
	return staff.PanelForm{Form: ui.Form{Action: path}, Fields: fields, Buttons: []ui.Button{{Label: "登记决定"}}}
}

// nearby is how many cases before and after the one at hand its page names.
const nearby = 10

// mostOnAgenda is how many cases a meeting is offered for its agenda: a court's assessors come by the hundred.
const mostOnAgenda = 1000

func neighbours(m store.ChairsMeeting, items []store.ChairsItem, at int) staff.Panel {
	p := staff.Panel{Card: ui.Card{Title: "议程", Link: ui.Link{Label: fmt.Sprintf("全部 %d 案", len(items)), Href: chairsPath(m.ID)}}}
	for n, i := range items {
		if n < at-nearby || n > at+nearby {
			continue
		}
		task := ui.Task{Label: fmt.Sprintf("%d. %s", n+1, i.Case.Person.Name), Hint: i.Case.Action.Label() + i.Case.Office.Title, Tag: decisionTag(i.Decision)}
		if n != at {
			task.Href = fmt.Sprintf("%s/cases/%d", chairsPath(m.ID), i.Case.ID)
		}
		p.Tasks = append(p.Tasks, task)
	}
	return p
}

// decideAtChairs records the decision on one case (主任会议决定) and leads to the next undecided one.
func (s *Server) decideAtChairs(w http.ResponseWriter, r *http.Request) error {
	m, err := s.chairsMeetingOf(r)
	if err != nil {
		return err
	}
	id, err := pathID(r, "case")
	if err != nil {
		return err
	}
	err = s.flow.DecideAtChairs(r.Context(), actor(r), m.ID, id, workflow.ChairsDecision{Decision: r.PostFormValue("decision"),
		Opinion: r.PostFormValue("opinion"), Speaks: r.PostFormValue("speaks") != "", EnBloc: r.PostFormValue("en_bloc") != ""})
	to := chairsPath(m.ID)
	if err == nil {
		items, err := s.db.ChairsItems(r.Context(), m.ID)
		if err != nil {
			return err
		}
		for _, i := range items {
			if i.Decision == "" {
				to = fmt.Sprintf("%s/cases/%d", chairsPath(m.ID), i.Case.ID)
				break
			}
		}
	}
	return s.answer(w, r, "decide", err, "决定已登记。", to, func(w http.ResponseWriter, r *http.Request, status int, t typed) error {
		return s.showChairsCase(w, r, status, m, t)
	})
}
