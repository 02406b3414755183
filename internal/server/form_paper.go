package server

import (
	"cmp"
	"fmt"
	"net/http"
	"strings"

	"renmian/internal/appointment"
	"renmian/internal/authz"
	"renmian/internal/document"
	"renmian/internal/document/pdf"
	"renmian/internal/errs"
	"renmian/internal/lrmx"
	"renmian/internal/store"
	"renmian/web/staff"
	"renmian/web/ui"
)

// formPaper shows the form of a proposal on its paper; ?form=pdf gives the file.
func (s *Server) formPaper(w http.ResponseWriter, r *http.Request) error {
	f, back, err := s.proposalForm(r)
	if err != nil {
		return err
	}
	return s.renderCadreForm(w, r, back, back.Href+"/photo", f)
}

// formFile gives the form of a proposal as a file of the cadre form's program.
func (s *Server) formFile(w http.ResponseWriter, r *http.Request) error {
	f, _, err := s.proposalForm(r)
	if err != nil {
		return err
	}
	return sendForm(w, f)
}

func (s *Server) proposalForm(r *http.Request) (lrmx.Form, ui.Link, error) {
	p, id, err := s.formOf(r)
	if err != nil {
		return lrmx.Form{}, ui.Link{}, err
	}
	f, err := s.flow.PrintForm(r.Context(), actor(r), p.ID, id)
	return f, ui.Link{Label: "审批表", Href: formPath(p.ID, id)}, err
}

// caseFormPaper shows a form filled in from the register for a case.
func (s *Server) caseFormPaper(w http.ResponseWriter, r *http.Request) error {
	f, c, err := s.formOfCase(r)
	if err != nil {
		return err
	}
	return s.renderCadreForm(w, r, ui.Link{Label: "任免案", Href: casePath(c.ID)}, personPath(c.Person.ID)+"/form/photo", f)
}

func (s *Server) caseFormFile(w http.ResponseWriter, r *http.Request) error {
	f, _, err := s.formOfCase(r)
	if err != nil {
		return err
	}
	return sendForm(w, f)
}

func (s *Server) formOfCase(r *http.Request) (lrmx.Form, appointment.Case, error) {
	id, err := pathID(r, "id")
	if err != nil {
		return lrmx.Form{}, appointment.Case{}, err
	}
	c, _, err := s.visibleCase(r, id)
	if err != nil {
		return lrmx.Form{}, c, err
	}
	f, err := s.flow.RegisterForm(r.Context(), actor(r), c.Person.ID, &c)
	return f, c, err
}

// personFormPaper shows a form filled in from the register.
func (s *Server) personFormPaper(w http.ResponseWriter, r *http.Request) error {
	id, err := pathID(r, "id")
	if err != nil {
		return err
	}
	f, err := s.flow.RegisterForm(r.Context(), actor(r), id, nil)
	if err != nil {
		return err
	}
	return s.renderCadreForm(w, r, ui.Link{Label: f.Name.Value, Href: personPath(id)}, personPath(id)+"/form/photo", f)
}

func (s *Server) personFormFile(w http.ResponseWriter, r *http.Request) error {
	id, err := pathID(r, "id")
	if err != nil {
		return err
	}
	f, err := s.flow.RegisterForm(r.Context(), actor(r), id, nil)
	if err != nil {
		return err
	}
	return sendForm(w, f)
}

// sendForm writes the form as the cadre form's program saves it, 姓名.lrmx.
func sendForm(w http.ResponseWriter, f lrmx.Form) error {
	data, err := lrmx.Write(f)
	if err != nil {
		return err
	}
	return sendFile(w, store.File{Name: f.Name.Value + ".lrmx", MediaType: "application/octet-stream", Data: data})
}

// personFormPhoto sends the photo of a form that was filled in from the register.
func (s *Server) personFormPhoto(w http.ResponseWriter, r *http.Request) error {
	if err := authz.Check(actor(r), authz.ViewForm); err != nil {
		return err
	}
	p, err := s.personOf(r)
	if err != nil {
		return err
	}
	if !actor(r).Has(authz.RoleClerk) || p.PhotoID == 0 {
		return errs.New(errs.NotFound, "没有照片。")
	}
	f, err := s.db.File(r.Context(), p.PhotoID)
	if err != nil {
		return err
	}
	return sendFile(w, f)
}

// renderCadreForm shows a form on its paper, the photo from an address of its own.
func (s *Server) renderCadreForm(w http.ResponseWriter, r *http.Request, back ui.Link, photo string, f lrmx.Form) error {
	x := cadrePaper(f, lrmx.DateOf(s.today()))
	if r.URL.Query().Get("form") == "pdf" {
		return sendPDF(w, "干部任免审批表（"+x.Name+"）", func() ([]byte, error) { return pdf.CadreForm(x) })
	}
	pages, err := pdf.DrawCadreForm(x)
	if err != nil {
		return err
	}
	page := staff.DrawnFormPage{Frame: s.frame(r, x.Name+"的干部任免审批表", back)}
	page.Frame.Forms = paperForms(r, "pdf")
	for _, d := range pages {
		page.Sheets = append(page.Sheets, drawnSheet(d, photo))
	}
	return s.render(w, r, http.StatusOK, staff.DrawnForm(page))
}

func drawnSheet(d document.Drawing, photo string) ui.Drawn {
	out := ui.Drawn{Photo: ui.DrawnFrame(d.Photo)}
	if d.Photo.W > 0 {
		out.Image = photo
	}
	for _, f := range d.Frames {
		out.Frames = append(out.Frames, ui.DrawnFrame(f))
	}
	for _, t := range d.Texts {
		out.Texts = append(out.Texts, ui.DrawnText(t))
	}
	return out
}

// cadrePaper takes a form's values in use; ages are those of the day the form names, else of today.
func cadrePaper(f lrmx.Form, today lrmx.Date) document.CadreForm {
	use := map[string]string{}
	for _, row := range lrmx.Fields(f) {
		use[row.Key] = row.Use
	}
	on := today
	for _, d := range []lrmx.Date{f.FilledDate.Value, f.AgeDate.Value} {
		if !d.IsZero() {
			on = d
		}
	}
	education := func(key string) document.CadreEducation {
		return document.CadreEducation{
			Level:        use[key+".level"],
			Degree:       use[key+".degree"],
			LevelSchool:  use[key+".level_school"],
			DegreeSchool: use[key+".degree_school"],
		}
	}
	x := document.CadreForm{
		Name:        document.SpacedName(use["name"]),
		Sex:         use["sex"],
		Birth:       use["birth"],
		Ethnicity:   use["ethnicity"],
		NativePlace: use["native_place"],
		Birthplace:  use["birthplace"],
		Party: strings.ReplaceAll(
			use["party"],
			"；",
			"\n",
		),
		WorkStart: use["work_start"],
		AgeLimit:  use["age_limit_date"],
		Health:    use["health"],
		Title:     use["title"],
		Expertise: use["expertise"],
		FullTime: education(
			"full_time",
		),
		InService:   education("in_service"),
		Current:     use["current_office"],
		Proposed:    use["proposed_office"],
		Removed:     use["removed_office"],
		Rewards:     cmp.Or(use["rewards"], "无"),
		Assessments: use["assessments"],
		Reason:      use["reason"],
		Organ:       use["reporting_organ"],
		FilledBy:    use["filled_by"],
		Photo:       f.Photo,
		Late:        use["age_limit_date"] != "",
	}
	if years, ok := lrmx.Age(f.Birth.Value, on); ok {
		x.Birth += fmt.Sprintf("\n（%d岁）", years)
	}
	if years, months, ok := f.AgeLimitMonth.Value.Since(f.Birth.Value); ok && x.Late {
		x.AgeLimit += fmt.Sprintf("\n（%d岁%d个月）", years, months)
	}
	x.Resume = resumeLines(f.Resume.Value, use["resume"])
	for i, m := range f.Relatives {
		cell := func(part string) string { return use[fmt.Sprintf("family.%d.%s", i+1, part)] }
		row := document.CadreRelative{Title: cell("title"), Name: document.SpacedName(cell("name")), Politics: cell("politics"), Work: cell("work")}
		if years, ok := lrmx.Age(m.Birth.Value, on); ok && !m.Deceased() {
			row.Age = fmt.Sprint(years)
		}
		if row != (document.CadreRelative{}) {
			x.Relatives = append(x.Relatives, row)
		}
	}
	return x
}

// resumeLines puts the résumé in its two columns: the period, and the text with what happened meanwhile
// below it. One that could not be read stands line by line as it is.
func resumeLines(r lrmx.Resume, text string) []document.CadrePeriod {
	var out []document.CadrePeriod
	if len(r.Periods) == 0 {
		for _, line := range strings.Split(text, "\n") {
			if line = strings.TrimSpace(line); line != "" {
				out = append(out, document.CadrePeriod{Text: line})
			}
		}
		return out
	}
	if r.Remark != "" {
		out = append(out, document.CadrePeriod{Text: r.Remark})
	}
	for _, p := range r.Periods {
		period := p.Start.String()
		if p.Open || !p.End.IsZero() {
			period += "--" + p.End.String()
		}
		out = append(out, document.CadrePeriod{Period: period, Text: p.Text})
		if len(p.Notes) > 0 {
			out = append(out, document.CadrePeriod{Text: "（其间：" + strings.Join(p.Notes, "；") + "）"})
		}
	}
	return out
}
