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
	"renmian/internal/workflow"
	"renmian/web/staff"
	"renmian/web/ui"
)

// newInquiry is where a special inquiry is planned.
func (s *Server) newInquiry(w http.ResponseWriter, r *http.Request) error {
	if err := authz.Check(actor(r), authz.PlanInquiry); err != nil {
		return err
	}
	return s.showInquiryForm(w, r, http.StatusOK, nil, typed{})
}

func (s *Server) showInquiryForm(w http.ResponseWriter, r *http.Request, status int, old *store.SpecialInquiry, t typed) error {
	const act = "plan"
	x := store.SpecialInquiry{Form: supervision.InquiryPlenary, PlannedOn: s.today().Add(45)}
	var answering []store.MatterOrgan
	page := staff.BoardPage{Problems: t.problems, Heading: ui.Heading{Title: "拟订专题询问方案"}}
	form := staff.PanelForm{
		Form:    ui.Form{Action: inquiriesPath, Guard: true},
		Buttons: []ui.Button{{Label: "保存方案"}, {Label: "返回", Href: inquiriesPath, Kind: ui.Plain}},
	}
	crumbs := []ui.Link{supervisionCrumb, inquiriesCrumb}
	item, err := s.startedFrom(r)
	if err != nil {
		return err
	}
	if item.ID != 0 && old == nil {
		x.Title, x.Reason, x.Lead = item.Title, item.Note, item.Lead
		if item.OrganID != 0 {
			answering = []store.MatterOrgan{{OrganID: item.OrganID}}
		}
	}
	if old != nil {
		x = *old
		page.Heading.Title, form.Form.Action, form.Form.Version = "修改专题询问方案", questioningPath(x.ID)+"/edit", strconv.Itoa(x.Version)
		form.Buttons[1].Href = questioningPath(x.ID)
		crumbs = append(crumbs, ui.Link{Label: x.Title, Href: questioningPath(x.ID)})
		if answering, err = s.db.MatterOrgans(r.Context(), x.ID); err != nil {
			return err
		}
		page.Heading.Lead = "改动以后须由主任会议重新审定。"
	}
	former, err := s.db.Matters(r.Context(), store.MatterFilter{Kinds: inquiryKinds[:1], Limit: 50})
	if err != nil {
		return err
	}
	after := ui.Select{
		Name:     "after",
		Label:    "接续哪一次询问",
		Hint:     "同一题目连年询问的，选上一次，形成系列。",
		Optional: true,
		Width:    ui.Wide,
		Prompt:   "不接续",
		Error:    t.wrong(act, "after"),
	}
	for _, m := range former {
		if m.ID != x.ID {
			after.Options = append(after.Options,
				ui.Option{Value: idText(m.ID), Label: fmt.Sprintf("%d年　%s", m.Year, m.Title), Chosen: t.value(act, "after", idText(x.AfterID)) == idText(m.ID)})
		}
	}
	forms := ui.Radios{Name: "form", Label: "在什么会议上询问", Inline: true, Error: t.wrong(act, "form")}
	for _, v := range supervision.InquiryForms {
		forms.Options = append(forms.Options, ui.Option{Value: string(v), Label: v.Label(), Chosen: t.chosen(act, "form", string(v), v == x.Form)})
	}
	options, err := s.answeringOrgans(r.Context(), func(id string) bool {
		return t.chosen(act, "organ", id, slices.ContainsFunc(answering, func(a store.MatterOrgan) bool { return idText(a.OrganID) == id }))
	})
	if err != nil {
		return err
	}
	organs := ui.Checks{Name: "organ", Label: "应询单位", Columns: true, Optional: true, Options: options, Error: t.wrong(act, "organ")}
	form.Fields = []templ.Component{
		t.text(act, ui.Text{Name: "title", Label: "题目", Hint: "如“食品安全工作专题询问”。", Width: ui.Wide}, x.Title),
		t.area(act, ui.Area{Name: "reason", Label: "为什么询问", Optional: true, Rows: 3}, x.Reason), forms,
		t.text(act, ui.Text{Name: "planned_on", Label: "拟询问日期", Type: ui.Date, Width: ui.Medium}, x.PlannedOn.ISO()),
		t.text(act, ui.Text{Name: "lead", Label: "承办机构", Optional: true, Width: ui.Wide}, x.Lead),
		t.area(act, ui.Area{Name: "survey_scope", Label: "调研范围", Hint: "询问前开展调研的，范围、内容和期限都要写明。", Optional: true, Rows: 2}, x.SurveyScope),
		t.area(act, ui.Area{Name: "survey_content", Label: "调研内容", Optional: true, Rows: 3}, x.SurveyContent),
		t.text(act, ui.Text{Name: "survey_due", Label: "调研期限", Type: ui.Date, Optional: true, Width: ui.Medium}, x.SurveyDue.ISO()),
		after, organs}
	if old == nil {
		form.Fields = append(form.Fields, itemField(item)...)
	}
	page.Panels = []staff.Panel{{Forms: []staff.PanelForm{form}}}
	page.Frame = s.frame(r, page.Heading.Title, crumbs...)
	page.Frame.Invalid = len(t.problems) > 0
	return s.render(w, r, status, staff.Board(page))
}

func readInquiry(r *http.Request, f *fields) workflow.InquiryPlanForm {
	return workflow.InquiryPlanForm{
		Title:     f.value("title"),
		Reason:    f.value("reason"),
		Form:      supervision.InquiryForm(f.value("form")),
		PlannedOn: f.day("planned_on"),
		Lead:      f.value("lead"),
		SurveyScope: f.value(
			"survey_scope",
		),
		SurveyContent: f.value("survey_content"),
		SurveyDue:     f.day("survey_due"),
		AfterID:       f.id("after"),
		Organs:        formIDs(r, "organ"),
		PlanItemID:    formID(r, "item"),
		Version:       formVersion(r),
	}
}

// planInquiry drafts a special inquiry (拟订专题询问方案).
func (s *Server) planInquiry(w http.ResponseWriter, r *http.Request) error {
	f := typedIn(r)
	x := readInquiry(r, f)
	var id int64
	err := f.err(func() (err error) {
		id, err = s.flow.PlanInquiry(r.Context(), actor(r), x)
		return err
	})
	return s.answer(w, r, "plan", err, "方案已保存，请主任会议审定，并列出问题。", questioningPath(id), func(w http.ResponseWriter, r *http.Request, status int, t typed) error {
		return s.showInquiryForm(w, r, status, nil, t)
	})
}

func (s *Server) editInquiry(w http.ResponseWriter, r *http.Request) error {
	return s.showEditInquiry(w, r, http.StatusOK, typed{})
}

func (s *Server) showEditInquiry(w http.ResponseWriter, r *http.Request, status int, t typed) error {
	if err := authz.Check(actor(r), authz.PlanInquiry); err != nil {
		return err
	}
	m, err := s.supervised(r, supervision.SpecialInquiry)
	if err != nil {
		return err
	}
	x, err := s.db.SpecialInquiry(r.Context(), m.ID)
	if err != nil {
		return err
	}
	if t.act != "" {
		x.Version = formVersion(r)
	}
	return s.showInquiryForm(w, r, status, &x, t)
}
