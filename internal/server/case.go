package server

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"renmian/internal/appointment"
	"renmian/internal/authz"
	"renmian/internal/calendar"
	"renmian/internal/errs"
	"renmian/internal/policy"
	"renmian/internal/store"
	"renmian/internal/workflow"
	"renmian/web/staff"
	"renmian/web/ui"
)

// casePage shows one case.
func (s *Server) casePage(w http.ResponseWriter, r *http.Request) error {
	id, err := pathID(r, "id")
	if err != nil {
		return err
	}
	c, p, err := s.visibleCase(r, id)
	if err != nil {
		return err
	}
	history, err := s.db.CaseHistory(r.Context(), id)
	if err != nil {
		return err
	}
	page := newCasePage(c, p, s.today(), actor(r), history)
	rule, err := s.db.CitedRule(r.Context(), policy.PersonnelRule, s.ruledOn(c))
	if err != nil {
		return err
	}
	if rule.ID != 0 { // K01: the text that applied, whatever came after it
		page.Proposal = append(page.Proposal,
			ui.Item{Key: "依据", Value: "《" + rule.Name + "》", Note: rule.Effective.String() + "起施行的文本", Href: publicRulePath(rule)})
	}
	if authz.Can(actor(r), authz.MoveCaseToPolicy) && slices.Contains(appointment.InquiryStages, c.Stage) {
		if now, _, err := s.db.PolicyOn(r.Context(), s.today()); err != nil {
			return err
		} else if now != c.PolicyID {
			page.Links = append(page.Links, ui.Task{Label: "改按现行办法办理", Href: casePath(c.ID) + "/rules", Hint: "提交以后，本县办法修订过"})
		}
	}
	page.Frame = s.frame(r, caseTitle(c.Person.Name, c.Action, c.Office.Title), ui.Link{Label: "任免案", Href: "/cases"})
	return s.render(w, r, http.StatusOK, staff.Case(page))
}

// ruledOn is the day whose rules a case follows: when it was handed in, today before.
func (s *Server) ruledOn(c appointment.Case) calendar.Day {
	if c.Proposal.SubmittedOn.IsZero() {
		return s.today()
	}
	return c.Proposal.SubmittedOn
}

// visibleCase reads a case with the policy it pins, when the reader may see it.
func (s *Server) visibleCase(r *http.Request, id int64) (appointment.Case, policy.Policy, error) {
	if err := authz.Check(actor(r), authz.ViewCases); err != nil {
		return appointment.Case{}, policy.Policy{}, err
	}
	c, err := s.db.Case(r.Context(), id)
	if err != nil {
		return c, policy.Policy{}, err
	}
	if !workflow.Sees(actor(r), c) {
		return c, policy.Policy{}, errs.New(errs.NotFound, "查无此任免案，或不属于您办理的范围。")
	}
	p, err := s.db.Policy(r.Context(), c.PolicyID)
	return c, p, err
}

// cases lists the cases the reader may see.
func (s *Server) cases(w http.ResponseWriter, r *http.Request) error {
	who := actor(r)
	if err := authz.Check(who, authz.ListCases); err != nil {
		return err
	}
	q := r.URL.Query()
	f := store.CaseFilter{Search: strings.TrimSpace(q.Get("q")), Stage: appointment.Stage(q.Get("stage")), Action: policy.Action(q.Get("action")),
		Group: policy.Group(q.Get("group")), Limit: listSize(r) + 1}
	if res := q.Get("result"); res == "adopted" || res == "rejected" {
		f.Result = res
	}
	f.Year, _ = strconv.Atoi(q.Get("year"))
	f.Before, _ = strconv.ParseInt(q.Get("before"), 10, 64)
	if !who.Has(authz.RoleClerk, authz.RoleExaminer, authz.RoleChair, authz.RoleOperator) {
		f.OrganID = who.OrganID
	}
	lines, err := s.db.Cases(r.Context(), f)
	if err != nil {
		return err
	}
	counts, err := s.db.StageCounts(r.Context(), f.OrganID)
	if err != nil {
		return err
	}
	page := newCasesPage(f, lines, counts)
	page.Frame = s.frame(r, "任免案")
	return s.render(w, r, http.StatusOK, staff.Cases(page))
}

func newCasesPage(f store.CaseFilter, lines []store.CaseLine, counts map[appointment.Stage]int) staff.CasesPage {
	page := staff.CasesPage{Action: "/cases",
		Search: ui.Text{Name: "q", Label: "查找", Value: f.Search, Optional: true, Width: ui.Medium},
		Stage:  ui.Select{Name: "stage", Label: "阶段", Optional: true, Prompt: "全部阶段"},
		Kind:   ui.Select{Name: "action", Label: "事项", Optional: true, Prompt: "全部事项"},
		Group:  ui.Select{Name: "group", Label: "机关", Optional: true, Prompt: "全部机关"},
		Year:   ui.Text{Name: "year", Label: "表决年份", Optional: true, Width: ui.Short, Type: ui.Number},
		Result: ui.Select{Name: "result", Label: "结果", Optional: true, Prompt: "全部", Options: []ui.Option{
			{Value: "adopted", Label: "通过", Chosen: f.Result == "adopted"}, {Value: "rejected", Label: "未通过", Chosen: f.Result == "rejected"}}},
	}
	if f.Year > 0 {
		page.Year.Value = strconv.Itoa(f.Year)
	}
	for _, st := range appointment.Stages {
		page.Stage.Options = append(page.Stage.Options, ui.Option{Value: string(st), Label: st.Label(), Chosen: st == f.Stage})
		if n := counts[st]; n > 0 {
			page.Counts = append(page.Counts, ui.Stat{Label: st.Label(), Value: strconv.Itoa(n), Unit: "件", Href: "/cases?stage=" + string(st)})
		}
	}
	for _, a := range policy.Actions() {
		page.Kind.Options = append(page.Kind.Options, ui.Option{Value: string(a), Label: a.Label(), Chosen: a == f.Action})
	}
	for _, g := range policy.Groups() {
		page.Group.Options = append(page.Group.Options, ui.Option{Value: string(g), Label: g.Label(), Chosen: g == f.Group})
	}
	here := func(before string) string {
		year := ""
		if f.Year > 0 {
			year = strconv.Itoa(f.Year)
		}
		return withQuery("/cases", "q", f.Search, "stage", string(f.Stage), "action", string(f.Action), "group", string(f.Group), "year", year,
			"result", f.Result, "before", before)
	}
	if here("") != "/cases" {
		page.Clear = "/cases"
	}
	if len(lines) == f.Limit {
		lines = lines[:f.Limit-1]
		page.Pager.Next = here(strconv.FormatInt(lines[len(lines)-1].ID, 10))
	}
	if f.Before > 0 {
		page.Pager.Prev = here("")
	}
	page.Table = caseTable(lines)
	return page
}

// caseTable is the list of cases as it stands on several pages.
func caseTable(lines []store.CaseLine) ui.Table {
	t := ui.Table{Caption: "任免案", HideCaption: true, Empty: "没有符合条件的任免案。",
		Columns: []ui.Column{
			{Label: "姓名", Narrow: true},
			{Label: "事项与职务"},
			{Label: "案号", Narrow: true},
			{Label: "提请机关"},
			{Label: "会议日期", Narrow: true},
			{Label: "阶段", Narrow: true},
		}}
	for _, l := range lines {
		day := l.MeetingOn
		if !l.DecidedOn.IsZero() {
			day = l.DecidedOn
		}
		t.Rows = append(t.Rows, ui.Row{Href: casePath(l.ID), Cells: []ui.Cell{{Text: listName(l.Person, l.Sex)},
			{Text: l.Action.Label() + "　" + l.Office}, {Text: orDash(l.Number)}, {Text: l.Organ}, {Text: orDash(day.ISO())}, {Tag: stageTag(l.Stage)}}})
	}
	return t
}

// listName is a name as the official lists write it.
func listName(name, sex string) string {
	if sex == "女" {
		return name + "（女）"
	}
	return name
}
