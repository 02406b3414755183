package server

import (
	"context"
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"renmian/internal/authz"
	"renmian/internal/calendar"
	"renmian/internal/policy"
	"renmian/internal/store"
	"renmian/internal/supervision"
	"renmian/internal/workflow"
	"renmian/web/staff"
	"renmian/web/ui"
)

// dutyPeople are those who may be called on, and whether the year's call is for them.
func (s *Server) dutyPeople(ctx context.Context, p policy.Policy, year int, due calendar.Day) ([]store.Covered, map[int64]bool, error) {
	term, err := s.db.CurrentTerm(ctx, s.today())
	if err != nil {
		return nil, nil, err
	}
	all, err := s.db.Coverage(ctx, term.StartsOn, s.today())
	if err != nil {
		return nil, nil, err
	}
	reporters := make([]supervision.Reporter, len(all))
	for i, c := range all {
		reporters[i] = supervision.Reporter{PersonID: c.PersonID, Cycle: supervision.CycleOf(c.Post, p.Supervision.DutyReport), Since: c.Since, Filed: c.Filed}
	}
	return all, supervision.Due(reporters, p.Supervision.DutyReport, due, yearsLeft(term, year)), nil
}

// peopleChoice offers everybody in office, those preselected who are due.
func peopleChoice(all []store.Covered, due map[int64]bool, d policy.DutyReport, on map[int64]bool, t typed) ui.Checks {
	choice := ui.Checks{Name: "person", Label: "述职人员", Hint: "已按本县办法预选；可以增减。", Error: t.wrong("call", "person")}
	for _, c := range all {
		if on[c.PersonID] {
			continue
		}
		hint := supervision.CycleOf(c.Post, d).Label()
		if c.Filed > 0 {
			hint += fmt.Sprintf("，本届已提交 %d 份", c.Filed)
		}
		if !c.Account {
			hint += "，未开通账号"
		}
		choice.Options = append(choice.Options, ui.Option{
			Value:  idText(c.PersonID),
			Label:  c.Name + "　" + c.Office,
			Hint:   hint,
			Chosen: t.chosen("call", "person", idText(c.PersonID), due[c.PersonID]),
		})
	}
	return choice
}

// newDutyCall prepares the year's call.
func (s *Server) newDutyCall(w http.ResponseWriter, r *http.Request) error {
	return s.showDutyCallForm(w, r, http.StatusOK, typed{})
}

func (s *Server) showDutyCallForm(w http.ResponseWriter, r *http.Request, status int, t typed) error {
	const act = "call"
	if err := authz.Check(actor(r), authz.CallDuty); err != nil {
		return err
	}
	_, p, err := s.db.PolicyOn(r.Context(), s.today())
	if err != nil {
		return err
	}
	d, year := p.Supervision.DutyReport, s.today().Year()
	due := calendar.Date(year, 1, 1).AddMonths(d.DueMonth).Add(-1)
	if due.Before(s.today()) {
		due = s.today().Add(30)
	}
	all, called, err := s.dutyPeople(r.Context(), p, year, due)
	if err != nil {
		return err
	}
	form := staff.PanelForm{
		Form:    ui.Form{Action: dutyHome + "/calls", Guard: true},
		Buttons: []ui.Button{{Label: "发出通知"}, {Label: "返回", Href: dutyHome, Kind: ui.Plain}},
		Fields: []templ.Component{
			t.text(act, ui.Text{Name: "year", Label: "述职年度", Type: ui.Number, Width: ui.Short}, strconv.Itoa(year)),
			t.text(act, ui.Text{Name: "due_on", Label: "提交期限", Type: ui.Date, Width: ui.Medium}, due.ISO()),
			t.area(act, ui.Area{Name: "note", Label: "要求", Optional: true, Rows: 3}, ""), peopleChoice(all, called, d, nil, t)},
	}
	page := staff.BoardPage{Frame: s.frame(r, "发出述职通知", supervisionCrumb, dutyCrumb), Problems: t.problems,
		Heading: ui.Heading{Title: "发出述职通知", Lead: "通知发出后，有账号的本人在“我的任免事项”中填写提交；没有账号的，由本人书面提交，工委登记。供职承诺同时列出，要逐项说明兑现情况。"},
		Panels: []staff.Panel{
			{Card: ui.Card{Title: "述职内容"}, Text: []string{strings.Join(workflow.DutyHeadings(p), "；") + "。"}},
			{Card: ui.Card{Title: "通知"}, Forms: []staff.PanelForm{form}},
		}}
	page.Frame.Invalid = len(t.problems) > 0
	return s.render(w, r, status, staff.Board(page))
}

// callDuty sends the call out (发出述职通知).
func (s *Server) callDuty(w http.ResponseWriter, r *http.Request) error {
	f := typedIn(r)
	x := workflow.DutyCallForm{Year: f.number("year"), DueOn: f.day("due_on"), Note: f.value("note"), People: formIDs(r, "person")}
	err := f.err(func() error { return s.flow.CallDuty(r.Context(), actor(r), x) })
	return s.answer(w, r, "call", err, "通知已发出。", dutyCallPath(x.Year), s.showDutyCallForm)
}

// moreDutyPeople adds those who are not on the call yet.
func (s *Server) moreDutyPeople(w http.ResponseWriter, r *http.Request) error {
	return s.showMoreDutyPeople(w, r, http.StatusOK, typed{})
}

func (s *Server) showMoreDutyPeople(w http.ResponseWriter, r *http.Request, status int, t typed) error {
	c, err := s.dutyCallOf(r, authz.CallDuty)
	if err != nil {
		return err
	}
	_, p, err := s.db.PolicyOn(r.Context(), s.today())
	if err != nil {
		return err
	}
	all, _, err := s.dutyPeople(r.Context(), p, c.Year, c.DueOn)
	if err != nil {
		return err
	}
	reports, err := s.db.DutyReports(r.Context(), c.ID, s.today(), store.DutyFilter{Limit: 5000})
	if err != nil {
		return err
	}
	on := map[int64]bool{}
	for _, x := range reports {
		on[x.PersonID] = true
	}
	due := c.DueOn
	if due.Before(s.today()) {
		due = s.today().Add(p.Supervision.DutyReport.SupplementDays)
	}
	page := staff.BoardPage{
		Frame:    s.frame(r, "补充述职人员", supervisionCrumb, dutyCrumb, dutyCallCrumb(c.Year)),
		Problems: t.problems,
		Heading:  ui.Heading{Over: fmt.Sprintf("%d 年述职", c.Year), Title: "补充述职人员"},
	}
	choice := peopleChoice(all, nil, p.Supervision.DutyReport, on, t)
	choice.Hint = ""
	panel := staff.Panel{
		Forms: []staff.PanelForm{{
			Form:    ui.Form{Action: dutyCallPath(c.Year) + "/people", Guard: true},
			Buttons: []ui.Button{{Label: "列入述职"}, {Label: "返回", Href: dutyCallPath(c.Year), Kind: ui.Plain}},
			Fields: []templ.Component{
				t.text("call", ui.Text{Name: "due_on", Label: "提交期限", Type: ui.Date, Width: ui.Medium}, due.ISO()),
				choice,
			},
		}},
	}
	if len(choice.Options) == 0 {
		panel = staff.Panel{Text: []string{"在任的任命人员都已列入。"}}
	}
	page.Panels = []staff.Panel{panel}
	page.Frame.Invalid = len(t.problems) > 0
	return s.render(w, r, status, staff.Board(page))
}

// callMoreToDuty puts further appointees on the call.
func (s *Server) callMoreToDuty(w http.ResponseWriter, r *http.Request) error {
	year, err := pathID(r, "year")
	if err != nil {
		return err
	}
	f := typedIn(r)
	due := f.day("due_on")
	err = f.err(func() error {
		return s.flow.CallMoreToDuty(r.Context(), actor(r), int(year), formIDs(r, "person"), due)
	})
	return s.answer(w, r, "call", err, "已列入述职。", dutyCallPath(int(year)), s.showMoreDutyPeople)
}
