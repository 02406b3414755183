package server

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"

	"github.com/a-h/templ"

	"renmian/internal/authz"
	"renmian/internal/store"
	"renmian/internal/supervision"
	"renmian/web/staff"
	"renmian/web/ui"
)

// spreadKinds are the items that go round among persons or units.
var spreadKinds = []supervision.Kind{supervision.DutyReport, supervision.PerformanceReview, supervision.WorkReview}

// spreadKind reads which one an address is about.
func spreadKind(r *http.Request) supervision.Kind {
	k := supervision.Kind(r.FormValue("kind"))
	if !slices.Contains(spreadKinds, k) {
		return supervision.DutyReport
	}
	return k
}

// termYears is how long a congress sits 〔地方组织法 第九条〕.
const termYears = 5

// yearsLeft is for how many years, this one counted, a term still plans; a plan for the year in which it ends is one of the next term.
func yearsLeft(t store.Term, year int) int {
	last := t.EndsOn.Year()
	if monthOf(t.EndsOn) <= 6 {
		last--
	}
	if year > last {
		return termYears
	}
	return last - year + 1
}

// proposePage proposes whom to plan for, so that it goes round evenly over the term (均衡建议).
func (s *Server) proposePage(w http.ResponseWriter, r *http.Request) error {
	return s.showPropose(w, r, http.StatusOK, typed{})
}

func (s *Server) showPropose(w http.ResponseWriter, r *http.Request, status int, t typed) error {
	p, _, err := s.planOf(r)
	if err != nil {
		return err
	}
	if err := authz.Check(actor(r), authz.DraftPlan); err != nil {
		return err
	}
	kind := spreadKind(r)
	term, err := s.db.CurrentTerm(r.Context(), s.today())
	if err != nil {
		return err
	}
	all, err := s.db.PlanCandidates(r.Context(), p.ID, kind, term.StartsOn, s.today())
	if err != nil {
		return err
	}
	_, rules, err := s.db.PolicyOn(r.Context(), s.today())
	if err != nil {
		return err
	}
	waiting := 0
	for _, c := range all {
		if c.Last.IsZero() {
			waiting++
		}
	}
	suggested := min(waiting, supervision.Share(waiting, yearsLeft(term, p.Year)))
	switch kind {
	case supervision.PerformanceReview:
		suggested = min(len(all), rules.Supervision.Review.Persons)
	case supervision.WorkReview:
		suggested = min(len(all), rules.Supervision.Review.Units)
	}
	path := planPath(p.Year) + "/propose"
	page := staff.BoardPage{Frame: s.frame(r, "均衡建议", supervisionCrumb, plansCrumb, planCrumb(p.Year)), Problems: t.problems,
		Heading: ui.Heading{Over: fmt.Sprintf("%d 年度监督计划", p.Year), Title: "均衡建议", Lead: "本届还没有安排过的排在前面，任职久的优先；已预选建议的人数，可以增减。选定后均匀安排在各月，可以逐项再改。"}}
	for _, k := range spreadKinds {
		page.Tabs = append(page.Tabs, ui.Link{Label: supervision.PlanLabel(k), Href: withQuery(path, "kind", string(k)), Current: k == kind})
	}
	choice := ui.Checks{Name: "id", Label: "拟列入计划", Error: t.wrong("propose", "id")}
	for i, c := range all {
		hint := "本届还没有安排过"
		if !c.Last.IsZero() {
			hint = "上次 " + c.Last.String()
		}
		choice.Options = append(choice.Options,
			ui.Option{Value: idText(c.ID), Label: c.Name + "　" + c.Office, Hint: hint, Chosen: t.chosen("propose", "id", idText(c.ID), i < suggested)})
	}
	facts := staff.Panel{Stats: ui.Stats{{Label: "本届还没有安排过", Value: strconv.Itoa(waiting)}, {Label: "建议本年安排", Value: strconv.Itoa(suggested)}}}
	form := staff.PanelForm{
		Form:    ui.Form{Action: path, Guard: true},
		Buttons: []ui.Button{{Label: "列入计划"}, {Label: "返回", Href: planPath(p.Year), Kind: ui.Plain}},
	}
	form.Fields = append(form.Fields, ui.Hidden{Name: "kind", Value: string(kind)}, choice,
		t.text("propose", ui.Text{Name: "lead", Label: "承办机构", Width: ui.Wide, Optional: true}, ""))
	list := staff.Panel{Card: ui.Card{Title: supervision.PlanLabel(kind)}, Forms: []staff.PanelForm{form}}
	if len(all) == 0 {
		list.Forms, list.Text = nil, []string{"都已列入本年计划。"}
	}
	page.Panels = []staff.Panel{facts, list}
	page.Frame.Invalid = len(t.problems) > 0
	return s.render(w, r, status, staff.Board(page))
}

// propose puts those chosen into the plan.
func (s *Server) propose(w http.ResponseWriter, r *http.Request) error {
	year, err := pathID(r, "year")
	if err != nil {
		return err
	}
	err = s.flow.AddProposedItems(r.Context(), actor(r), int(year), spreadKind(r), formIDs(r, "id"), r.PostFormValue("lead"))
	return s.answer(w, r, "propose", err, "已列入计划，请核对月份。", planPath(int(year)), s.showPropose)
}

// drawPage draws lots (抽签).
func (s *Server) drawPage(w http.ResponseWriter, r *http.Request) error {
	return s.showDraw(w, r, http.StatusOK, typed{})
}

func (s *Server) showDraw(w http.ResponseWriter, r *http.Request, status int, t typed) error {
	const act = "draw"
	p, _, err := s.planOf(r)
	if err != nil {
		return err
	}
	if err := authz.Check(actor(r), authz.DrawForPlan); err != nil {
		return err
	}
	_, rules, err := s.db.PolicyOn(r.Context(), s.today())
	if err != nil {
		return err
	}
	kinds := ui.Radios{Name: "kind", Label: "抽签确定", Error: t.wrong(act, "kind")}
	for _, k := range spreadKinds {
		kinds.Options = append(kinds.Options,
			ui.Option{Value: string(k), Label: supervision.PlanLabel(k) + "对象", Chosen: t.chosen(act, "kind", string(k), k == supervision.PerformanceReview)})
	}
	page := staff.BoardPage{Frame: s.frame(r, "抽签", supervisionCrumb, plansCrumb, planCrumb(p.Year)), Problems: t.problems,
		Heading: ui.Heading{Over: fmt.Sprintf("%d 年度监督计划", p.Year), Title: "抽签确定对象", Lead: "在本届还没有安排过的范围内抽取；不足的，在全部人员或者单位中抽取。结果列入计划，抽签的种子、候选和监督人一并留存，不能重改。"}}
	page.Panels = []staff.Panel{{Card: ui.Card{Title: "抽签"}, Text: []string{"本县办法确定评议对象的方式：" + rules.Supervision.Review.Selection.Label() + "。"},
		Forms: []staff.PanelForm{{
			Form:    ui.Form{Action: planPath(p.Year) + "/draw", Confirm: "抽签只进行一次，结果即列入计划。现在抽签吗？"},
			Buttons: []ui.Button{{Label: "抽签"}, {Label: "返回", Href: planPath(p.Year), Kind: ui.Plain}},
			Fields: []templ.Component{
				kinds,
				t.text(act, ui.Text{Name: "count", Label: "抽取", Unit: "名（个）", Type: ui.Number, Width: ui.Short, Min: "1", Max: "50"},
					strconv.Itoa(max(1, rules.Supervision.Review.Persons))),
				t.text(act, ui.Text{Name: "witness", Label: "监督抽签的人", Width: ui.Wide, Hint: "如：县纪委监委驻机关纪检组张某、县人大代表李某。"}, ""),
			},
		}}}}
	page.Frame.Invalid = len(t.problems) > 0
	return s.render(w, r, status, staff.Board(page))
}

// draw draws lots and puts the drawn into the plan.
func (s *Server) draw(w http.ResponseWriter, r *http.Request) error {
	year, err := pathID(r, "year")
	if err != nil {
		return err
	}
	f := typedIn(r)
	n := f.number("count")
	err = s.flow.DrawForPlan(r.Context(), actor(r), int(year), supervision.Kind(f.value("kind")), n, f.value("witness"))
	return s.answer(w, r, "draw", err, "已抽签，结果列入计划。", planPath(int(year))+"#draws", s.showDraw)
}
