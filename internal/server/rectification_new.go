package server

import (
	"net/http"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"renmian/internal/authz"
	"renmian/internal/store"
	"renmian/internal/supervision"
	"renmian/internal/workflow"
	"renmian/web/staff"
	"renmian/web/ui"
)

// newRectification is the form of what has to be put right (发出整改要求).
func (s *Server) newRectification(w http.ResponseWriter, r *http.Request) error {
	return s.showNewRectification(w, r, http.StatusOK, typed{})
}

func (s *Server) showNewRectification(w http.ResponseWriter, r *http.Request, status int, t typed) error {
	const act = "rectify"
	if err := authz.Check(actor(r), authz.OpenRectification); err != nil {
		return err
	}
	m, err := s.supervised(r)
	if err != nil {
		return err
	}
	subjects, err := s.matterSubjects(r, m, t.value(act, "subject", ""))
	if err != nil {
		return err
	}
	_, p, err := s.db.PolicyOn(r.Context(), s.today())
	if err != nil {
		return err
	}
	plan, report := supervision.RectificationDays(s.today(), p.Supervision.Rectification)
	var sources []ui.Option
	for _, v := range supervision.RectificationSources {
		sources = append(sources,
			ui.Option{Value: string(v), Label: v.Label(), Chosen: t.value(act, "source", string(supervision.SourceOf(m.Kind))) == string(v)})
	}
	form := staff.PanelForm{Form: ui.Form{Action: matterFilesPath(m.ID) + "/rectify", Guard: true}, Fields: []templ.Component{
		ui.Hidden{Name: "opinion", Value: idText(formOrQuery(r, "opinion"))},
		t.text(act, ui.Text{Name: "title", Label: "整改事项", Width: ui.Wide}, ""),
		ui.Select{Name: "subject", Label: "整改单位（人）", Options: subjects, Error: t.wrong(act, "subject"), Hint: "只列出本事项涉及的单位和人员。"},
		ui.Select{Name: "source", Label: "由来", Options: sources, Prompt: "-", Error: t.wrong(act, "source")},
		t.area(act, ui.Area{Name: "findings", Label: "需要整改的问题", Hint: "每行一个问题，整改方案和报告要逐一回答。", Rows: 6}, ""),
		t.text(act, ui.Text{Name: "plan_due", Label: "整改方案期限", Type: ui.Date, Width: ui.Medium}, plan.ISO()),
		t.text(act, ui.Text{Name: "report_due", Label: "整改报告期限", Type: ui.Date, Width: ui.Medium}, report.ISO()),
	}, Buttons: []ui.Button{{Label: "发出整改要求"}, {Label: "返回", Href: matterPath(m.Kind, m.ID), Kind: ui.Plain}}}
	if !p.Supervision.Rectification.Rerate {
		form.Fields = append(form.Fields, ui.Check{Name: "rerate", Label: "整改后复评", Checked: t.value(act, "rerate", "") != ""})
	}
	page := staff.BoardPage{Frame: s.frame(r, "发出整改要求", supervisionCrumb, ui.Link{Label: m.Title, Href: matterPath(m.Kind, m.ID)}), Problems: t.problems,
		Heading: ui.Heading{
			Over:  m.Title,
			Title: "发出整改要求",
			Lead:  "发出后，整改单位（人）的“今天要办”里就有这件事；逾期的，本级各方都会看到。",
		}, Panels: []staff.Panel{{Forms: []staff.PanelForm{form}}}}
	page.Frame.Invalid = len(t.problems) > 0
	return s.render(w, r, status, staff.Board(page))
}

// matterSubjects offers the units and people of a matter, and those who hold office in the units.
func (s *Server) matterSubjects(r *http.Request, m store.Matter, chosen string) (out []ui.Option, err error) {
	organs, err := s.db.MatterOrgans(r.Context(), m.ID)
	if err != nil {
		return nil, err
	}
	people, err := s.db.MatterPeople(r.Context(), m.ID)
	if err != nil {
		return nil, err
	}
	for _, g := range organs {
		v := "organ-" + idText(g.OrganID)
		out = append(out, ui.Option{Value: v, Label: g.Name, Group: "单位", Chosen: chosen == v})
	}
	for _, p := range people {
		v := "person-" + idText(p.PersonID)
		out = append(out, ui.Option{Value: v, Label: strings.TrimSpace(p.Name + "　" + p.Office), Group: "人员", Chosen: chosen == v})
	}
	return out, nil
}

func (s *Server) openRectification(w http.ResponseWriter, r *http.Request) error {
	m, err := s.supervised(r)
	if err != nil {
		return err
	}
	f := typedIn(r)
	x := workflow.RectificationForm{
		Source:    supervision.RectificationSource(f.value("source")),
		Title:     f.value("title"),
		Findings:  strings.Split(unixLines(r.PostFormValue("findings")), "\n"),
		PlanDue:   f.day("plan_due"),
		ReportDue: f.day("report_due"),
		Rerate:    f.yes("rerate"),
		OpinionID: f.id("opinion"),
	}
	kind, id, _ := strings.Cut(f.value("subject"), "-")
	switch n, _ := strconv.ParseInt(id, 10, 64); kind {
	case "organ":
		x.OrganID = n
	case "person":
		x.PersonID = n
	}
	var made int64
	err = f.err(func() (err error) { made, err = s.flow.OpenRectification(r.Context(), actor(r), m.ID, x); return err })
	return s.answer(w, r, "rectify", err, "整改要求已发出。", supervision.RectificationPath(made), s.showNewRectification)
}
