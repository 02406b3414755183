package server

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"renmian/internal/appointment"
	"renmian/internal/authz"
	"renmian/internal/errs"
	"renmian/internal/lrmx"
	"renmian/internal/store"
	"renmian/internal/workflow"
	"renmian/web/staff"
	"renmian/web/ui"
)

// formPath is the address of a cadre form's page.
func formPath(proposal, form int64) string {
	return fmt.Sprintf("/proposals/%d/forms/%d", proposal, form)
}

// cadreForm shows a form field by field: to its organ for correcting, to the clerk for reading.
func (s *Server) cadreForm(w http.ResponseWriter, r *http.Request) error {
	return s.showForm(w, r, http.StatusOK, formAnswer{})
}

// formAnswer is what a refused change of a form left to be shown.
type formAnswer struct {
	typed    map[string]string // values of boxes as typed
	reason   string            // of the finding with rule
	rule     string
	problems ui.Problems
	side     ui.Problems // of the forms in the aside
}

func (s *Server) showForm(w http.ResponseWriter, r *http.Request, status int, a formAnswer) error {
	p, formID, err := s.formOf(r)
	if err != nil {
		return err
	}
	v, err := s.flow.ViewForm(r.Context(), actor(r), p.ID, formID)
	if err != nil {
		return err
	}
	sources, err := s.db.FormSources(r.Context(), formID)
	if err != nil {
		return err
	}
	cases, err := s.db.CasesOfProposal(r.Context(), p.ID)
	if err != nil {
		return err
	}
	editing := mayCorrect(actor(r), p, cases, v.Row.PersonID)
	page := newFormPage(v, editing, a)
	page.Facts = formFacts(p, v, sources)
	page.Back = ui.Link{Label: "提请件", Href: proposalPath(p.ID)}
	page.Frame = s.frame(r, v.Row.PersonName+"的审批表", proposalsCrumb, proposalCrumb(p))
	page.Frame.Invalid = len(a.problems)+len(a.side) > 0
	return s.render(w, r, status, staff.CadreForm(page))
}

// formOf reads the proposal and the form's id of the address.
func (s *Server) formOf(r *http.Request) (store.Proposal, int64, error) {
	p, err := s.visibleProposal(r)
	if err != nil {
		return p, 0, err
	}
	id, err := pathID(r, "form")
	return p, id, err
}

// mayCorrect: the organ, while the proposal is in its hands or a case of the person is out for correction.
func mayCorrect(who authz.Actor, p store.Proposal, cases []appointment.Case, person int64) bool {
	if !authz.Can(who, authz.CorrectForm) || who.OrganID != p.OrganID {
		return false
	}
	return workflow.Editable(p) || slices.ContainsFunc(cases, func(c appointment.Case) bool {
		return c.Person.ID == person && c.Stage == appointment.StageCorrection
	})
}

func newFormPage(v workflow.FormView, editing bool, a formAnswer) staff.FormPage {
	path := formPath(v.Row.ProposalID, v.Row.ID)
	page := staff.FormPage{Problems: a.problems, ImportBy: a.side,
		Heading: ui.Heading{Over: "干部任免审批表", Title: v.Row.PersonName, Tag: formTag(v.Row), Lead: "左列为文件原文，右列为采用值。"}}
	if editing {
		page.Action, page.Version = path, strconv.Itoa(v.Row.Version)
		page.Import, page.PhotoTo = path+"/import", path+"/photo"
		page.Heading.Lead += "更正过的栏目有标记，重新导入时保留。"
	}
	page.Print, page.Export = path+"/paper", path+"/file"
	if v.Row.PhotoID != 0 {
		page.Photo = path + "/photo"
	}
	byField := map[string][]string{}
	for _, f := range v.Findings {
		byField[f.Key] = append(byField[f.Key], f.Text)
		href := "#f-" + f.Key
		switch reason := v.Row.Confirmed[f.Rule]; {
		case f.Severity == lrmx.Hint:
			page.Hints.Reasons = append(page.Hints.Reasons, ui.Reason{Text: f.Text, Href: hintHref(f.Key, editing)})
		case reason != "":
			page.Settled = append(page.Settled, ui.Item{Key: "说明", Value: reason, Note: f.Text})
		default:
			page.Settle = append(page.Settle, settleForm(path, f, href, editing, a))
		}
	}
	page.Hints.Title = fmt.Sprintf("%d 处提示，请留意", len(page.Hints.Reasons))
	page.Groups = formGroups(v.Form, byField, editing, a)
	return page
}

func hintHref(key string, editing bool) string {
	if key == "" || key == "photo" || !editing {
		return ""
	}
	return "#f-" + key
}

func settleForm(path string, f lrmx.Finding, href string, editing bool, a formAnswer) staff.SettleForm {
	name := "reason-" + f.Rule
	x := staff.SettleForm{Text: f.Text, Href: href, Rule: f.Rule,
		Reason: ui.Area{Name: name, Label: "核实情况和理由", Hint: "值有误的，在下面的栏目里更正；确实如此的，在这里说明。", Rows: 2, Error: a.problems.For(name)}}
	if editing {
		x.Action = path + "/settle"
	}
	if f.Rule == a.rule {
		x.Reason.Value = a.reason
	}
	return x
}

// formGroups sets the boxes as they stand on paper; one empty relative follows the family.
func formGroups(form lrmx.Form, notes map[string][]string, editing bool, a formAnswer) []staff.FormGroup {
	rows := lrmx.Fields(form)
	if editing {
		rows = withEmptyRelative(rows, len(form.Relatives)+1)
	}
	var groups []staff.FormGroup
	for _, row := range rows {
		if len(groups) == 0 || groups[len(groups)-1].Title != row.Group {
			groups = append(groups, staff.FormGroup{Title: row.Group})
		}
		g := &groups[len(groups)-1]
		g.Rows = append(g.Rows, formRow(row, notes[row.Key], editing, a))
	}
	return groups
}

// withEmptyRelative adds the boxes of one more relative after the family, or before 呈报 when there is none.
func withEmptyRelative(rows []lrmx.FieldRow, n int) []lrmx.FieldRow {
	const family, report = "家庭主要成员及重要社会关系", "呈报"
	at := slices.IndexFunc(rows, func(r lrmx.FieldRow) bool { return r.Group == report })
	if at < 0 {
		at = len(rows)
	}
	var more []lrmx.FieldRow
	for _, x := range []struct{ key, label string }{{"title", "称谓"}, {"name", "姓名"}, {"birth", "出生日期"}, {"politics", "政治面貌"}, {"work", "工作单位及职务"}} {
		more = append(more,
			lrmx.FieldRow{Key: fmt.Sprintf("family.%d.%s", n, x.key), Label: fmt.Sprintf("家庭成员 %d %s", n, x.label), Group: family, Readable: true})
	}
	return slices.Insert(rows, at, more...)
}

func formRow(row lrmx.FieldRow, notes []string, editing bool, a formAnswer) staff.FormRow {
	x := staff.FormRow{Label: row.Label, File: row.File, Use: row.Use, Notes: notes,
		Family: strings.HasPrefix(row.Key, "family.") && strings.HasSuffix(row.Key, ".title")}
	switch {
	case row.Edited:
		x.Tag = ui.Tag{State: ui.Doing, Label: "已更正"}
	case !row.Readable:
		x.Tag = ui.Tag{State: ui.Todo, Label: "看不懂，请更正"}
	}
	if !editing || row.Fixed {
		return x
	}
	value, typed := a.typed[row.Key]
	if !typed {
		value = row.Use
	}
	problem := a.problems.For(row.Key)
	if row.Lines {
		x.Lines = &ui.Area{Name: row.Key, Label: row.Label, Value: value, Error: problem, Rows: max(3, min(14, strings.Count(value, "\n")+2))}
	} else {
		x.Line = &ui.Text{Name: row.Key, Label: row.Label, Value: value, Error: problem}
	}
	return x
}

func formFacts(p store.Proposal, v workflow.FormView, sources []store.File) ui.Summary {
	s := ui.Summary{{Key: "提请机关", Value: p.OrganName}}
	if len(sources) == 0 {
		return append(s, ui.Item{Key: "来源", Value: "手工填写"})
	}
	for i, f := range sources {
		item := ui.Item{Key: "原件", Value: f.Name, Href: fmt.Sprintf("%s/original/%d", formPath(p.ID, v.Row.ID), f.ID),
			Note: minute(f.CreatedAt) + "导入，SHA-256 " + fmt.Sprintf("%x", f.SHA256[:6]) + "…"}
		if i > 0 && f.ID != v.Row.FileID {
			item.Key = "原件（旧）"
		}
		s = append(s, item)
	}
	return s
}

// correctForm writes the boxes corrected by hand.
func (s *Server) correctForm(w http.ResponseWriter, r *http.Request) error {
	p, id, err := s.formOf(r)
	if err != nil {
		return err
	}
	typed := map[string]string{}
	for key, values := range r.PostForm {
		if key != "key" && key != "version" && len(values) > 0 {
			typed[key] = values[0]
		}
	}
	err = s.flow.CorrectForm(r.Context(), actor(r), p.ID, id, formVersion(r), typed)
	if errs.KindOf(err) == errs.Invalid {
		return s.showForm(w, r, http.StatusUnprocessableEntity, formAnswer{typed: typed, problems: problems(err)})
	} else if err != nil {
		return err
	}
	s.flash(r, "更正已保存。")
	return seeOther(w, r, formPath(p.ID, id))
}

// settleFinding records the reason for a finding.
func (s *Server) settleFinding(w http.ResponseWriter, r *http.Request) error {
	p, id, err := s.formOf(r)
	if err != nil {
		return err
	}
	rule := r.PostFormValue("rule")
	reason := r.PostFormValue("reason-" + rule)
	err = s.flow.SettleFinding(r.Context(), actor(r), p.ID, id, rule, reason)
	if errs.KindOf(err) == errs.Invalid {
		return s.showForm(w, r, http.StatusUnprocessableEntity, formAnswer{rule: rule, reason: reason, problems: problems(err)})
	} else if err != nil {
		return err
	}
	s.flash(r, "说明已记下。")
	return seeOther(w, r, formPath(p.ID, id))
}

// reimportForm reads a newer file of the same person.
func (s *Server) reimportForm(w http.ResponseWriter, r *http.Request) error {
	p, id, err := s.formOf(r)
	if err != nil {
		return err
	}
	files, err := formFiles(r)
	if err == nil {
		err = s.flow.ReimportForm(r.Context(), actor(r), p.ID, id, files)
	}
	if errs.KindOf(err) == errs.Invalid {
		return s.showForm(w, r, http.StatusUnprocessableEntity, formAnswer{side: problems(err)})
	} else if err != nil {
		return err
	}
	s.flash(r, "已重新导入，人工更正的栏目保留。")
	return seeOther(w, r, formPath(p.ID, id))
}

func (s *Server) setPhoto(w http.ResponseWriter, r *http.Request) error {
	p, id, err := s.formOf(r)
	if err != nil {
		return err
	}
	picture, err := upload(r, "photo")
	if err == nil {
		err = s.flow.SetPhoto(r.Context(), actor(r), p.ID, id, picture)
	}
	if errs.KindOf(err) == errs.Invalid {
		return s.showForm(w, r, http.StatusUnprocessableEntity, formAnswer{side: problems(err)})
	} else if err != nil {
		return err
	}
	s.flash(r, "照片已更换。")
	return seeOther(w, r, formPath(p.ID, id))
}

// formPhoto sends the photo in use.
func (s *Server) formPhoto(w http.ResponseWriter, r *http.Request) error {
	p, id, err := s.formOf(r)
	if err != nil {
		return err
	}
	row, err := s.db.CadreForm(r.Context(), p.ID, id)
	if err != nil {
		return err
	}
	f, err := s.db.File(r.Context(), row.PhotoID)
	if err != nil {
		return err
	}
	return sendFile(w, f)
}

// formOriginal sends an original as it was handed in.
func (s *Server) formOriginal(w http.ResponseWriter, r *http.Request) error {
	p, id, err := s.formOf(r)
	if err != nil {
		return err
	}
	file, err := pathID(r, "file")
	if err != nil {
		return err
	}
	f, err := s.flow.OriginalForm(r.Context(), actor(r), p.ID, id, file)
	if err != nil {
		return err
	}
	return sendFile(w, f)
}

// caseForm leads from a case to the form that came with it.
func (s *Server) caseForm(w http.ResponseWriter, r *http.Request) error {
	id, err := pathID(r, "id")
	if err != nil {
		return err
	}
	c, _, err := s.visibleCase(r, id)
	if err != nil {
		return err
	}
	f, ok, err := s.db.FormOfPerson(r.Context(), c.Proposal.ID, c.Person.ID)
	if err != nil {
		return err
	}
	if !ok { // no form came with the case: the register fills one in
		return seeOther(w, r, casePath(c.ID)+"/form/paper")
	}
	return seeOther(w, r, formPath(c.Proposal.ID, f.ID))
}
