package server

import (
	"fmt"
	"net/http"
	"strconv"

	"github.com/a-h/templ"

	"renmian/internal/authz"
	"renmian/internal/errs"
	"renmian/internal/policy"
	"renmian/internal/store"
	"renmian/internal/workflow"
	"renmian/web/staff"
	"renmian/web/ui"
)

// abolition is what is abolished: an organ with its offices, or one office.
type abolition struct {
	name, path, register string
	organID, officeID    int64
}

func organAbolition(o store.Organ) abolition {
	return abolition{name: o.Name, path: organPath(o.ID), register: "/registers/organs", organID: o.ID}
}

func officeAbolition(e store.CatalogueEntry) abolition {
	return abolition{name: e.Title, path: officePath(e.ID), register: "/registers/offices", organID: e.OrganID, officeID: e.ID}
}

func (s *Server) abolishOrganPage(w http.ResponseWriter, r *http.Request) error {
	if err := authz.Check(actor(r), authz.AbolishOrgan); err != nil {
		return err
	}
	o, err := s.organOf(r)
	if err != nil {
		return err
	}
	return s.abolishForm(w, r, organAbolition(o), known(map[string]string{"day": s.today().ISO(), "version": strconv.Itoa(o.Version)}), nil)
}

func (s *Server) abolishOfficePage(w http.ResponseWriter, r *http.Request) error {
	if err := authz.Check(actor(r), authz.AbolishOffice); err != nil {
		return err
	}
	e, err := s.officeOf(r)
	if err != nil {
		return err
	}
	return s.abolishForm(w, r, officeAbolition(e), known(map[string]string{"day": s.today().ISO(), "version": strconv.Itoa(e.Version)}), nil)
}

// abolishForm says who would leave office and how, and asks for the day.
func (s *Server) abolishForm(w http.ResponseWriter, r *http.Request, a abolition, f *fields, failed error) error {
	warning, err := s.abolitionWarning(r, a)
	if err != nil {
		return err
	}
	ps := problems(failed)
	list := []templ.Component{f.text(ps, ui.Text{Name: "day", Label: "撤销日期", Type: ui.Date, Width: ui.Medium, Max: s.today().ISO()}),
		f.text(ps, ui.Text{Name: "basis", Label: "依据", Width: ui.Wide, Hint: "如机构改革方案、编制部门的批准文件。"})}
	title := "登记" + a.name + "撤销"
	if a.officeID == 0 {
		title += "或者合并"
		organs, err := s.db.Organs(r.Context(), false)
		if err != nil {
			return err
		}
		var others []ui.Option
		for _, o := range organs {
			if o.ID != a.organID {
				others = append(others, ui.Option{Value: idText(o.ID), Label: o.Name, Group: organKind(o.Kind)})
			}
		}
		list = append(list, f.choice(ps, ui.Select{Name: "successor", Label: "并入的机关", Options: others, Optional: true, Width: ui.Wide, Prompt: "不并入其他机关",
			Hint: "几个机关合并为新机关的，先登记新机关，再逐个登记并入。"}))
	}
	return s.showRegisterForm(w, r, failed, staff.RegisterFormPage{
		Frame:   s.frame(r, "登记撤销", crumb(a.register), ui.Link{Label: a.name, Href: a.path}),
		Heading: ui.Heading{Title: title}, Warning: append(warning, "以往的任职记录保留；登记后不能撤回。"),
		Form: ui.Form{Action: a.path + "/abolish", Version: f.value("version")}, Button: ui.Button{Label: "登记撤销", Kind: ui.Danger}, Back: a.path,
		Groups: []staff.RegisterFields{{Fields: list}}})
}

func (s *Server) abolitionWarning(r *http.Request, a abolition) ([]string, error) {
	list, err := s.db.Offices(r.Context(), store.OfficeFilter{OrganID: a.organID})
	if err != nil {
		return nil, err
	}
	rules, err := s.rosterRules(r)
	if err != nil {
		return nil, err
	}
	holders := 0
	for _, e := range list {
		if a.officeID == 0 || e.ID == a.officeID {
			holders += e.Holders
		}
	}
	warning := []string{"没有人在任，不涉及人员。"}
	switch {
	case holders == 0:
	case rules.Abolished == policy.AbolitionRemoves:
		warning = []string{fmt.Sprintf("按本县任免办法，在任的 %d 人次应予免职：登记后列入“职务空缺”，由提请机关提请免职，通过以前仍在任。", holders)}
	default:
		warning = []string{fmt.Sprintf("%d 人次的任职从撤销之日起自行终止，不办免职手续，由机关报常委会备案并公告。", holders), "公告稿随登记起草，由另一人校核后公布。"}
	}
	if a.officeID == 0 {
		warning = append(warning, fmt.Sprintf("本机关的 %d 个职务一并撤销。", len(list)))
	}
	return warning, nil
}

// abolishOrgan registers that an organ was abolished or merged (登记机关撤销).
func (s *Server) abolishOrgan(w http.ResponseWriter, r *http.Request) error {
	o, err := s.organOf(r)
	if err != nil {
		return err
	}
	return s.abolish(w, r, organAbolition(o), func(x workflow.Abolition) error { return s.flow.AbolishOrgan(r.Context(), actor(r), o.ID, x) })
}

// abolishOffice registers that an office no longer exists (登记职务撤销).
func (s *Server) abolishOffice(w http.ResponseWriter, r *http.Request) error {
	e, err := s.officeOf(r)
	if err != nil {
		return err
	}
	return s.abolish(w, r, officeAbolition(e), func(x workflow.Abolition) error { return s.flow.AbolishOffice(r.Context(), actor(r), e.ID, x) })
}

func (s *Server) abolish(w http.ResponseWriter, r *http.Request, a abolition, do func(workflow.Abolition) error) error {
	f := typedIn(r)
	x := workflow.Abolition{Version: formVersion(r), Day: f.day("day"), Basis: f.value("basis"), SuccessorID: f.id("successor")}
	err := f.err(func() error { return do(x) })
	if errs.KindOf(err) == errs.Invalid {
		return s.abolishForm(w, r, a, f, err)
	} else if err != nil {
		return err
	}
	s.flash(r, a.name+"的撤销已登记。")
	return seeOther(w, r, a.path)
}
