package server

import (
	"context"
	"fmt"
	"net/http"
	"strconv"

	"github.com/a-h/templ"

	"renmian/internal/authz"
	"renmian/internal/errs"
	"renmian/internal/store"
	"renmian/internal/supervision"
	"renmian/internal/workflow"
	"renmian/web/staff"
	"renmian/web/ui"
)

// matterForms says where a matter of a kind is opened; the address takes ?item= of the plan and the matter then carries it.
var matterForms = map[supervision.Kind]string{
	supervision.PerformanceReview: reviewsPath + "/new", supervision.WorkReview: reviewsPath + "/new", supervision.TopicReview: reviewsPath + "/new",
	supervision.SpecialWorkReport: oversightPath + "/new", supervision.LawInspection: oversightPath + "/new", supervision.InspectionTour: oversightPath + "/new", supervision.FieldStudy: oversightPath + "/new",
	supervision.SpecialInquiry: inquiriesPath + "/new", supervision.Audit: auditsPath + "/new", supervision.Suggestion: suggestionsPath + "/new",
}

// startedFrom is the plan's item a form was opened from, with ?item= or the field it carries on; zero when there is none.
func (s *Server) startedFrom(r *http.Request) (store.PlanItem, error) {
	id, _ := strconv.ParseInt(r.FormValue("item"), 10, 64)
	if id == 0 {
		return store.PlanItem{}, nil
	}
	return s.db.PlanItem(r.Context(), id)
}

// itemField carries the item on to the opening of its matter.
func itemField(x store.PlanItem) []templ.Component {
	if x.ID == 0 {
		return nil
	}
	return []templ.Component{ui.Hidden{Name: "item", Value: idText(x.ID)}}
}

// planItemForm are the fields of an item; what was approved keeps its kind and whom it is about.
func (s *Server) planItemForm(ctx context.Context, p store.Plan, x store.PlanItem, t typed) ([]templ.Component, error) {
	const act = "item"
	adjusting := !p.ApprovedOn.IsZero()
	var fields []templ.Component
	if !adjusting || x.ID == 0 {
		kinds := ui.Select{Name: "kind", Label: "种类", Error: t.wrong(act, "kind")}
		for _, k := range supervision.PlanKinds {
			kinds.Options = append(kinds.Options,
				ui.Option{Value: string(k), Label: supervision.PlanLabel(k), Chosen: t.value(act, "kind", string(x.Kind)) == string(k)})
		}
		people, units, err := s.planSubjects(ctx, x, t)
		if err != nil {
			return nil, err
		}
		fields = append(fields, kinds, people, units)
	}
	months := ui.Select{Name: "month", Label: "时间", Width: ui.Short, Error: t.wrong(act, "month")}
	for m := 1; m <= 12; m++ {
		v := strconv.Itoa(m)
		months.Options = append(months.Options, ui.Option{Value: v, Label: v + " 月", Chosen: t.value(act, "month", strconv.Itoa(x.Month)) == v})
	}
	fields = append(fields, t.text(act, ui.Text{Name: "title", Label: "事项", Width: ui.Wide, Optional: true, Hint: "口头述职、评议可以不填，按对象自动写出。"}, x.Title), months,
		t.text(act, ui.Text{Name: "lead", Label: "承办机构", Width: ui.Wide, Optional: true}, x.Lead),
		t.area(act, ui.Area{Name: "note", Label: "说明", Optional: true, Rows: 3, Hint: "如选题的来由：县委中心工作、代表建议集中反映。"}, x.Note))
	if adjusting {
		fields = append(fields,
			t.area(act, ui.Area{Name: "reason", Label: "调整的理由", Rows: 3, Hint: "计划已经通过，调整连同理由一并公布。"}, ""))
	}
	return fields, nil
}

// planSubjects offers whom an item may be about: who has not had a turn in this term stands first.
func (s *Server) planSubjects(ctx context.Context, x store.PlanItem, t typed) (people, units ui.Select, err error) {
	const act = "item"
	people = ui.Select{Name: "person", Label: "人员", Hint: "口头述职和述职评议须选。本届还没有口头述职的排在前面。", Optional: true, Error: t.wrong(act, "person"), Prompt: "不选"}
	units = ui.Select{Name: "organ", Label: "单位", Hint: "工作评议须选；其他事项可以写明涉及的单位。", Optional: true, Error: t.wrong(act, "organ"), Prompt: "不选"}
	term, err := s.db.CurrentTerm(ctx, s.today())
	if err != nil {
		return people, units, err
	}
	all, err := s.db.PlanCandidates(ctx, 0, supervision.DutyReport, term.StartsOn, s.today())
	if err != nil {
		return people, units, err
	}
	for _, c := range all {
		group := "本届还没有口头述职"
		if !c.Last.IsZero() {
			group = "本届已口头述职"
		}
		people.Options = append(people.Options,
			ui.Option{Value: idText(c.ID), Label: c.Name + "　" + c.Office, Group: group, Chosen: t.value(act, "person", idText(x.PersonID)) == idText(c.ID)})
	}
	organs, err := s.db.UnitCoverage(ctx, term.StartsOn)
	if err != nil {
		return people, units, err
	}
	for _, o := range organs {
		units.Options = append(units.Options,
			ui.Option{Value: idText(o.OrganID), Label: o.Name, Chosen: t.value(act, "organ", idText(x.OrganID)) == idText(o.OrganID)})
	}
	return people, units, nil
}

func readPlanItem(f *fields) workflow.PlanItemForm {
	return workflow.PlanItemForm{PlanItem: supervision.PlanItem{Kind: supervision.Kind(f.value("kind")), Title: f.value("title"), Month: f.number("month"),
		PersonID: f.id("person"), OrganID: f.id("organ")}, Lead: f.value("lead"), Note: f.value("note"), Reason: f.value("reason")}
}

// newPlanItem adds an item to a plan.
func (s *Server) newPlanItem(w http.ResponseWriter, r *http.Request) error {
	return s.showNewPlanItem(w, r, http.StatusOK, typed{})
}

func (s *Server) showNewPlanItem(w http.ResponseWriter, r *http.Request, status int, t typed) error {
	p, _, err := s.planOf(r)
	if err != nil {
		return err
	}
	if err := authz.Check(actor(r), authz.DraftPlan); err != nil {
		return err
	}
	month, _ := strconv.Atoi(r.URL.Query().Get("month"))
	title := "添加事项"
	if !p.ApprovedOn.IsZero() {
		title = "调整增加事项"
	}
	form := staff.PanelForm{
		Form:    ui.Form{Action: planPath(p.Year) + "/items", Guard: true},
		Buttons: []ui.Button{{Label: "保存"}, {Label: "返回", Href: planPath(p.Year), Kind: ui.Plain}},
	}
	if form.Fields, err = s.planItemForm(r.Context(), p, store.PlanItem{PlanItem: supervision.PlanItem{Month: month}}, t); err != nil {
		return err
	}
	page := staff.BoardPage{Frame: s.frame(r, title, supervisionCrumb, plansCrumb, planCrumb(p.Year)), Problems: t.problems,
		Heading: ui.Heading{Over: fmt.Sprintf("%d 年度监督计划", p.Year), Title: title}, Panels: []staff.Panel{{Forms: []staff.PanelForm{form}}}}
	page.Frame.Invalid = len(t.problems) > 0
	return s.render(w, r, status, staff.Board(page))
}

// addPlanItem puts the item into the plan.
func (s *Server) addPlanItem(w http.ResponseWriter, r *http.Request) error {
	year, err := pathID(r, "year")
	if err != nil {
		return err
	}
	f := typedIn(r)
	x := readPlanItem(f)
	err = f.err(func() error {
		_, err := s.flow.AddPlanItem(r.Context(), actor(r), int(year), x)
		return err
	})
	return s.answer(w, r, "item", err, "已列入计划。", planPath(int(year)), s.showNewPlanItem)
}

func (s *Server) planItemOf(r *http.Request) (p store.Plan, x store.PlanItem, err error) {
	p, _, err = s.planOf(r)
	if err != nil {
		return p, x, err
	}
	id, err := pathID(r, "item")
	if err != nil {
		return p, x, err
	}
	x, err = s.db.PlanItem(r.Context(), id)
	if err == nil && x.PlanID != p.ID {
		err = errs.New(errs.NotFound, "查无此计划事项，请返回计划重新查找。")
	}
	return p, x, err
}

// planItemPage shows an item: what became of it, how it is started, and how it is changed.
func (s *Server) planItemPage(w http.ResponseWriter, r *http.Request) error {
	return s.showPlanItem(w, r, http.StatusOK, typed{})
}

func (s *Server) showPlanItem(w http.ResponseWriter, r *http.Request, status int, t typed) error {
	p, x, err := s.planItemOf(r)
	if err != nil {
		return err
	}
	who := actor(r)
	path := planItemPath(x)
	page := staff.BoardPage{Frame: s.frame(r, x.Title, supervisionCrumb, plansCrumb, planCrumb(p.Year)), Problems: t.problems,
		Heading: ui.Heading{Over: fmt.Sprintf("%d 年度监督计划", p.Year), Title: x.Title, Tag: planItemTag(p, x, s.today())}}
	facts := staff.Panel{
		Card:    ui.Card{Title: "计划事项"},
		Summary: ui.Summary{{Key: "种类", Value: supervision.PlanLabel(x.Kind)}, {Key: "时间", Value: fmt.Sprintf("%d 年 %d 月", x.Year, x.Month)}},
	}
	for _, i := range []ui.Item{{Key: "人员", Value: x.Person, Href: open(who, personPath(x.PersonID))}, {Key: "单位", Value: x.Organ}, {Key: "承办", Value: x.Lead}, {Key: "说明", Value: x.Note},
		{Key: "取消", Value: x.Dropped}, {Key: "调整的理由", Value: x.Reason}} {
		if i.Value != "" {
			facts.Summary = append(facts.Summary, i)
		}
	}
	if x.FirstMonth != 0 {
		facts.Summary = append(facts.Summary, ui.Item{Key: "原定", Value: fmt.Sprintf("%d 月", x.FirstMonth)})
	}
	if x.DrawID != 0 {
		facts.Summary = append(facts.Summary, ui.Item{Key: "确定方式", Value: "抽签", Href: planPath(p.Year) + "#draws"})
	}
	switch {
	case x.MatterID == 0:
	case supervision.Many(x.Kind):
		facts.Summary = append(facts.Summary, ui.Item{Key: "办理", Value: batchWords(x)})
	default:
		facts.Summary = append(facts.Summary, ui.Item{Key: "办理", Value: x.MatterTitle, Note: x.Outcome, Href: matterPath(x.Kind, x.MatterID)})
	}
	page.Panels = []staff.Panel{facts}
	startable := authz.Can(who, authz.StartPlanItem) && !p.ApprovedOn.IsZero() && x.Dropped == ""
	if supervision.Many(x.Kind) && x.Matters > 0 {
		batch, err := s.batchPanel(r.Context(), x, startable, t)
		if err != nil {
			return err
		}
		page.Panels = append(page.Panels, batch)
	}
	if startable && (x.MatterID == 0 || supervision.Many(x.Kind)) {
		start, err := s.startPanel(r.Context(), x, t)
		if err != nil {
			return err
		}
		page.Panels = append(page.Panels, start)
	}
	if authz.Can(who, authz.DraftPlan) && p.Stage() != supervision.PlanSubmitted && x.Dropped == "" && x.ClosedOn.IsZero() {
		form := staff.PanelForm{Form: ui.Form{Action: path, Guard: true}, Buttons: []ui.Button{{Label: "保存修改", Kind: ui.Plain}}}
		if form.Fields, err = s.planItemForm(r.Context(), p, x, t); err != nil {
			return err
		}
		title := "修改"
		if !p.ApprovedOn.IsZero() {
			title = "调整"
		}
		change := staff.Panel{
			Card:   ui.Card{Title: title, ID: "change"},
			Folded: []staff.PanelFold{{Title: title + "这一项", Open: t.act == "item", Forms: []staff.PanelForm{form}}},
		}
		if x.MatterID == 0 {
			change.Buttons = []ui.Button{{Label: "取消这一项", Href: path + "/drop", Kind: ui.Plain}}
		}
		page.Panels = append(page.Panels, change)
	}
	page.Frame.Invalid = len(t.problems) > 0
	return s.render(w, r, status, staff.Board(page))
}

// changePlanItem changes an item, or adjusts it.
func (s *Server) changePlanItem(w http.ResponseWriter, r *http.Request) error {
	p, x, err := s.planItemOf(r)
	if err != nil {
		return err
	}
	f := typedIn(r)
	form := readPlanItem(f)
	err = f.err(func() error { return s.flow.ChangePlanItem(r.Context(), actor(r), p.Year, x.ID, form) })
	return s.answer(w, r, "item", err, "修改已保存。", planItemPath(x), s.showPlanItem)
}

// dropPlanItemPage asks before an item is taken off, with what follows.
func (s *Server) dropPlanItemPage(w http.ResponseWriter, r *http.Request) error {
	return s.showDropPlanItem(w, r, http.StatusOK, typed{})
}

func (s *Server) showDropPlanItem(w http.ResponseWriter, r *http.Request, status int, t typed) error {
	p, x, err := s.planItemOf(r)
	if err != nil {
		return err
	}
	if err := authz.Check(actor(r), authz.DraftPlan); err != nil {
		return err
	}
	page := staff.RegisterFormPage{
		Frame:    s.frame(r, "取消计划事项", supervisionCrumb, plansCrumb, planCrumb(p.Year), ui.Link{Label: x.Title, Href: planItemPath(x)}),
		Problems: t.problems,
		Heading: ui.Heading{
			Over:  x.Title,
			Title: "取消计划事项",
		},
		Form:    ui.Form{Action: planItemPath(x) + "/drop"},
		Button:  ui.Button{Label: "取消这一项", Kind: ui.Danger},
		Back:    planItemPath(x),
		Warning: []string{"计划还没有通过，取消后从计划中删去。"},
	}
	if !p.ApprovedOn.IsZero() {
		page.Warning = []string{"计划已经通过。取消后这一项仍留在计划中，注明取消和理由；已公布的随之公布。"}
		page.Groups = []staff.RegisterFields{{
			Fields: []templ.Component{
				t.area("drop", ui.Area{Name: "reason", Label: "取消的理由", Rows: 3}, ""),
			},
		}}
	}
	page.Frame.Invalid = len(t.problems) > 0
	return s.render(w, r, status, staff.RegisterForm(page))
}

// dropPlanItem takes an item off (取消计划事项).
func (s *Server) dropPlanItem(w http.ResponseWriter, r *http.Request) error {
	p, x, err := s.planItemOf(r)
	if err != nil {
		return err
	}
	err = s.flow.DropPlanItem(r.Context(), actor(r), p.Year, x.ID, r.PostFormValue("reason"))
	return s.answer(w, r, "drop", err, "已取消。", planPath(p.Year), s.showDropPlanItem)
}
