package server

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"

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

// importForms takes dropped forms into the proposal.
func (s *Server) importForms(w http.ResponseWriter, r *http.Request) error {
	p, err := s.visibleProposal(r)
	if err != nil {
		return err
	}
	files, err := formFiles(r)
	if err != nil {
		return err
	}
	result, err := s.flow.ImportForms(r.Context(), actor(r), p.ID, files)
	ps := importProblems(result)
	if errs.KindOf(err) == errs.Invalid {
		ps = problems(err)
	} else if err != nil {
		return err
	}
	if len(ps) > 0 { // something was left out: say so on the page itself
		if p, err = s.db.Proposal(r.Context(), p.ID); err != nil {
			return err
		}
		return s.showProposal(w, r, http.StatusUnprocessableEntity, p, ps)
	}
	s.flash(r, importedWords(result))
	if len(result.Imported) == 1 && result.Imported[0].Unsettled > 0 {
		return seeOther(w, r, formPath(p.ID, result.Imported[0].FormID))
	}
	return seeOther(w, r, proposalPath(p.ID)+"#people")
}

func formFiles(r *http.Request) ([]lrmx.Upload, error) {
	files, err := uploads(r, "files")
	all := make([]lrmx.Upload, len(files))
	for i, f := range files {
		all[i] = lrmx.Upload{Name: f.Name, Data: f.Data}
	}
	return all, err
}

func importProblems(result workflow.ImportResult) ui.Problems {
	var ps ui.Problems
	for _, x := range result.Problems {
		ps = append(ps, ui.Problem{Name: "files", Message: "“" + x.Name + "”没有导入：" + x.Text})
	}
	if n := len(result.Imported); n > 0 && len(ps) > 0 {
		ps = append(ps, ui.Problem{Message: fmt.Sprintf("其余 %d 人已经导入。", n)})
	}
	return ps
}

func importedWords(result workflow.ImportResult) string {
	cases, open := 0, 0
	for _, x := range result.Imported {
		cases += x.Cases
		open += x.Unsettled
	}
	words := fmt.Sprintf("已导入 %d 人，按职务目录列出 %d 项任免事项，请核对。", len(result.Imported), cases)
	if open > 0 {
		words += fmt.Sprintf("有 %d 处须更正或说明。", open)
	}
	return words
}

// newMatter shows the form of a new matter, of somebody in the proposal (?person=) or a new person.
func (s *Server) newMatter(w http.ResponseWriter, r *http.Request) error {
	person, _ := strconv.ParseInt(r.URL.Query().Get("person"), 10, 64)
	return s.showMatter(w, r, http.StatusOK, 0, workflow.CaseForm{PersonID: person}, nil)
}

func (s *Server) createMatter(w http.ResponseWriter, r *http.Request) error {
	id, err := pathID(r, "id")
	if err != nil {
		return err
	}
	form := readMatter(r)
	_, err = s.flow.AddCase(r.Context(), actor(r), id, form)
	if errs.KindOf(err) == errs.Invalid {
		return s.showMatter(w, r, http.StatusUnprocessableEntity, 0, form, problems(err))
	} else if err != nil {
		return err
	}
	s.flash(r, "任免事项已添加。")
	return seeOther(w, r, proposalPath(id)+"#people")
}

func readMatter(r *http.Request) workflow.CaseForm {
	return workflow.CaseForm{Action: policy.Action(r.PostFormValue("action")), OfficeID: formID(r, "office"), Reason: r.PostFormValue("reason"),
		AfterID: formID(r, "after"), Version: formVersion(r), PersonID: formID(r, "person"), Name: r.PostFormValue("name"),
		Sex: r.PostFormValue("sex"), Born: r.PostFormValue("born"), IDNumber: r.PostFormValue("id_number")}
}

func (s *Server) editMatter(w http.ResponseWriter, r *http.Request) error {
	c, err := s.matterOf(r)
	if err != nil {
		return err
	}
	return s.showMatter(w, r, http.StatusOK, c.ID, workflow.CaseForm{Action: c.Action, OfficeID: c.Office.ID, Reason: c.Reason,
		AfterID: c.AfterCase.ID, Version: c.Version}, nil)
}

// matterOf reads the case of the address, which must be one of the proposal's.
func (s *Server) matterOf(r *http.Request) (appointment.Case, error) {
	p, err := s.visibleProposal(r)
	if err != nil {
		return appointment.Case{}, err
	}
	id, err := pathID(r, "case")
	if err != nil {
		return appointment.Case{}, err
	}
	c, err := s.db.Case(r.Context(), id)
	if err == nil && c.Proposal.ID != p.ID {
		err = errs.New(errs.NotFound, "本提请件中没有这一事项，请从提请件重新进入。")
	}
	return c, err
}

func (s *Server) updateMatter(w http.ResponseWriter, r *http.Request) error {
	c, err := s.matterOf(r)
	if err != nil {
		return err
	}
	form := readMatter(r)
	err = s.flow.UpdateCase(r.Context(), actor(r), c.Proposal.ID, c.ID, form)
	if errs.KindOf(err) == errs.Invalid {
		return s.showMatter(w, r, http.StatusUnprocessableEntity, c.ID, form, problems(err))
	} else if err != nil {
		return err
	}
	s.flash(r, "任免事项已保存。")
	return seeOther(w, r, proposalPath(c.Proposal.ID)+"#people")
}

func (s *Server) deleteMatter(w http.ResponseWriter, r *http.Request) error {
	c, err := s.matterOf(r)
	if err == nil {
		err = s.flow.DeleteCase(r.Context(), actor(r), c.Proposal.ID, c.ID)
	}
	if err != nil {
		return err
	}
	s.flash(r, "任免事项已删除。")
	return seeOther(w, r, proposalPath(c.Proposal.ID)+"#people")
}

// showMatter shows the form of a matter; caseID is zero for a new one.
func (s *Server) showMatter(w http.ResponseWriter, r *http.Request, status int, caseID int64, form workflow.CaseForm, ps ui.Problems) error {
	p, err := s.visibleProposal(r)
	if err == nil {
		err = authz.Check(actor(r), authz.AddCase)
	}
	if err != nil {
		return err
	}
	d, err := s.proposalData(r.Context(), p)
	if err != nil {
		return err
	}
	offices, err := s.db.Offices(r.Context(), store.OfficeFilter{})
	if err != nil {
		return err
	}
	page := newMatterPage(d, caseID, form, offices, ps)
	page.Frame = s.frame(r, page.Heading.Title, proposalsCrumb, proposalCrumb(p))
	page.Frame.Invalid = len(ps) > 0
	return s.render(w, r, status, staff.Matter(page))
}

func newMatterPage(d proposalData, caseID int64, form workflow.CaseForm, offices []store.CatalogueEntry, ps ui.Problems) staff.MatterPage {
	path := proposalPath(d.p.ID)
	page := staff.MatterPage{Problems: ps, Back: path, Action: path + "/cases", Button: "添加任免事项",
		Heading: ui.Heading{Title: "添加任免事项", Over: proposalName(d.p)},
		Kind:    ui.Select{Name: "action", Label: "任免事项", Width: ui.Medium, Error: ps.For("action")},
		Office:  ui.Select{Name: "office", Label: "职务", Width: ui.Wide, Hint: "从职务目录选择，目录决定由谁提名、怎样任免。", Error: ps.For("office")},
		Reason:  ui.Area{Name: "reason", Label: "任免理由", Rows: 3, Optional: true, Value: form.Reason},
	}
	for _, a := range policy.Actions() {
		if a != policy.ApproveAppoint { // no office of a county knows it
			page.Kind.Options = append(page.Kind.Options, ui.Option{Value: string(a), Label: a.Label(), Chosen: a == form.Action})
		}
	}
	own, others := officeOptions(offices, form.OfficeID, d.p.OrganKind)
	page.Office.Options = append(own, others...)
	page.After = d.afterSelect(caseID, form.AfterID, ps)
	if caseID == 0 {
		addPerson(&page, d, form, ps)
		return page
	}
	page.Heading.Title, page.Button = "修改任免事项", "保存"
	page.Heading.Over = d.caseLabel(caseID)
	page.Action = fmt.Sprintf("%s/cases/%d/edit", path, caseID)
	page.Version = strconv.Itoa(form.Version)
	if d.p.State == store.ProposalDraft {
		page.Delete = &ui.Post{Action: fmt.Sprintf("%s/cases/%d/delete", path, caseID), Label: "删除这一事项", Kind: ui.Danger, Confirm: "删除这一任免事项？"}
	}
	return page
}

// officeOptions groups the catalogue by organ; the offices this organ proposes for come first.
func officeOptions(offices []store.CatalogueEntry, chosen int64, organKind string) (own, others []ui.Option) {
	for _, o := range offices {
		option := ui.Option{Value: strconv.FormatInt(o.ID, 10), Label: o.Title, Group: o.OrganName, Chosen: o.ID == chosen}
		if o.Nominator.OrganKind() == organKind {
			own = append(own, option)
		} else {
			others = append(others, option)
		}
	}
	return own, others
}

func (d proposalData) afterSelect(caseID, chosen int64, ps ui.Problems) *ui.Select {
	after := ui.Select{Name: "after", Label: "须先表决的事项", Optional: true, Width: ui.Wide, Prompt: "没有", Error: ps.For("after"),
		Hint: "代理人选不是副职的，先任命为副职，再决定代理：在决定代理的事项上选任命副职的事项。"}
	for _, c := range d.cases {
		if c.ID != caseID {
			after.Options = append(after.Options, ui.Option{Value: strconv.FormatInt(c.ID, 10), Label: d.caseLabel(c.ID), Chosen: c.ID == chosen})
		}
	}
	if len(after.Options) == 0 {
		return nil
	}
	return &after
}

// addPerson asks who the matter is about: somebody of the proposal, or a name.
func addPerson(page *staff.MatterPage, d proposalData, form workflow.CaseForm, ps ui.Problems) {
	person := ui.Select{Name: "person", Label: "本提请件中的人员", Prompt: "不在其中，另填姓名", Optional: true, Width: ui.Medium, Error: ps.For("person")}
	seen := map[int64]bool{}
	add := func(id int64, name string) {
		if !seen[id] {
			seen[id] = true
			person.Options = append(person.Options, ui.Option{Value: strconv.FormatInt(id, 10), Label: name, Chosen: id == form.PersonID})
		}
	}
	for _, f := range d.forms {
		add(f.PersonID, f.PersonName)
	}
	for _, c := range d.cases {
		add(c.Person.ID, c.Person.Name)
	}
	page.Person = &person
	page.Name = ui.Text{Name: "name", Label: "姓名", Value: form.Name, Width: ui.Medium, Optional: true, Error: ps.For("name")}
	page.Sex = ui.Radios{Name: "sex", Label: "性别", Inline: true, Optional: true, Error: ps.For("sex"), Options: []ui.Option{
		{Value: "男", Label: "男", Chosen: form.Sex == "男"}, {Value: "女", Label: "女", Chosen: form.Sex == "女"}}}
	page.Born = ui.Text{Name: "born", Label: "出生年月", Hint: "如 1980.01", Value: form.Born, Width: ui.Short, Optional: true, Error: ps.For("born")}
	page.IDNumber = ui.Text{Name: "id_number", Label: "身份证号", Hint: "加密保存，只用于核对是否同一人。", Value: form.IDNumber, Width: ui.Medium,
		Optional: true, Error: ps.For("id_number")}
}

// askDeletePerson asks before a person leaves the draft.
func (s *Server) askDeletePerson(w http.ResponseWriter, r *http.Request) error {
	p, err := s.visibleProposal(r)
	if err != nil {
		return err
	}
	person, err := pathID(r, "person")
	if err != nil {
		return err
	}
	d, err := s.proposalData(r.Context(), p)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(d.persons(), func(x proposalPerson) bool { return x.id == person })
	if i < 0 {
		return errs.New(errs.NotFound, "本提请件中没有此人，请从提请件重新进入。")
	}
	name := d.persons()[i].name
	return s.confirm(w, r, http.StatusOK, staff.ConfirmPage{Heading: ui.Heading{Title: "移除" + name, Over: proposalName(p)},
		Lines:  []string{"从本提请件草稿中移除" + name + "，连同其审批表、任免事项和材料。"},
		Action: r.URL.Path, Button: ui.Button{Label: "移除此人", Kind: ui.Danger}, Back: proposalPath(p.ID)}, proposalsCrumb, proposalCrumb(p))
}

func (s *Server) deletePerson(w http.ResponseWriter, r *http.Request) error {
	id, err := pathID(r, "id")
	if err != nil {
		return err
	}
	person, err := pathID(r, "person")
	if err == nil {
		err = s.flow.DeletePerson(r.Context(), actor(r), id, person)
	}
	if err != nil {
		return err
	}
	s.flash(r, "人员已移除。")
	return seeOther(w, r, proposalPath(id)+"#people")
}
