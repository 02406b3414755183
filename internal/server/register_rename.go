package server

import (
	"cmp"
	"net/http"
	"strconv"

	"github.com/a-h/templ"

	"renmian/internal/authz"
	"renmian/internal/calendar"
	"renmian/internal/errs"
	"renmian/internal/policy"
	"renmian/internal/store"
	"renmian/internal/workflow"
	"renmian/web/staff"
	"renmian/web/ui"
)

// pastTable is what an organ or an office was called over time, the latest name first (沿革).
func pastTable(of, now string, created calendar.Day, before []store.FormerName) ui.Table {
	t := ui.Table{
		Caption:     "沿革",
		HideCaption: true,
		Columns:     []ui.Column{{Label: "名称"}, {Label: "起", Narrow: true}, {Label: "止", Narrow: true}, {Label: "改名依据"}},
	}
	since, basis := created, ""
	for _, n := range before {
		t.Rows = append(t.Rows, pastRow(n.Name, n.Second, since, n.Until.Add(-1), basis))
		since, basis = n.Until, n.Basis
		if n.Reappoint {
			basis += "；" + of + "的现任人员重新任命"
		}
	}
	t.Rows = append(t.Rows, pastRow(now, "", since, calendar.Day{}, basis))
	for i, j := 0, len(t.Rows)-1; i < j; i, j = i+1, j-1 {
		t.Rows[i], t.Rows[j] = t.Rows[j], t.Rows[i]
	}
	return t
}

func pastRow(name, second string, from, to calendar.Day, basis string) ui.Row {
	row := ui.Row{
		Cells: []ui.Cell{{Text: name, Note: second}, {Text: cmp.Or(from.String(), "—")}, {Text: cmp.Or(to.String(), "至今")}, {Text: cmp.Or(basis, "—")}},
	}
	if to.IsZero() {
		row.Cells[2].Text = "至今"
	}
	return row
}

// organPast is what an organ was called, and which organs were merged into it.
func (s *Server) organPast(r *http.Request, o store.Organ) (staff.RegisterSection, error) {
	section := staff.RegisterSection{Title: "沿革"}
	names, err := s.db.OrganNames(r.Context(), o.ID)
	if err != nil {
		return section, err
	}
	merged, err := s.db.MergedInto(r.Context(), o.ID)
	if err != nil {
		return section, err
	}
	if len(names) > 0 || len(merged) > 0 {
		section.Table = pastTable("职务", o.Name, o.CreatedOn, names)
	}
	for _, m := range merged {
		section.Table.Rows = append(
			section.Table.Rows,
			ui.Row{Cells: []ui.Cell{{Text: m.Name, Href: organPath(m.ID)}, {Text: cmp.Or(m.CreatedOn.String(), "—")},
				{Text: m.EndedOn.String()}, {Text: "并入本机关"}}},
		)
	}
	return section, nil
}

// renaming is what is renamed: an organ with its offices, or one office.
type renaming struct {
	name, path, register string
	organ                bool
}

func organRenaming(o store.Organ) renaming {
	return renaming{name: o.Name, path: organPath(o.ID), register: "/registers/organs", organ: true}
}

func officeRenaming(e store.CatalogueEntry) renaming {
	return renaming{name: e.Title, path: officePath(e.ID), register: "/registers/offices"}
}

// rosterRules are the county's rules on offices and their holders; the usual ones before any are adopted.
func (s *Server) rosterRules(r *http.Request) (policy.Roster, error) {
	_, p, err := s.db.PolicyOn(r.Context(), s.today())
	if errs.KindOf(err) == errs.NotFound {
		return policy.Default().Roster, nil
	}
	return p.Roster, err
}

// renameForm says what a new name means here, and asks for it.
func (s *Server) renameForm(w http.ResponseWriter, r *http.Request, x renaming, f *fields, failed error) error {
	rules, err := s.rosterRules(r)
	if err != nil {
		return err
	}
	ps := problems(failed)
	page := staff.RegisterFormPage{Frame: s.frame(r, "登记改名", crumb(x.register), ui.Link{Label: x.name, Href: x.path}),
		Heading: ui.Heading{Title: "登记" + x.name + "改名", Lead: "只改名称、职责不变的，在这里登记；职责变化的，撤销以后新设。"},
		Warning: []string{"从生效日期起的名单和文书用新名称；以往日期的名单、以往的任免决定和文书仍用原名称。", "在办的任免案改用新名称。",
			"现任人员：" + rules.Renamed.Label() + "（本县任免办法）。"},
		Form: ui.Form{Action: x.path + "/rename", Version: f.value("version")}, Button: ui.Button{Label: "登记改名"}, Back: x.path}
	list := []templ.Component{f.text(ps, ui.Text{Name: "name", Label: "新名称", Width: ui.Wide, Hint: "全称。"})}
	if !x.organ {
		list = append(list, f.text(ps, ui.Text{Name: "second", Label: "新名称的民族文字", Width: ui.Wide, Optional: true, Hint: "文书只印汉文的县留空。"}))
	}
	list = append(list, f.text(ps, ui.Text{Name: "day", Label: "生效日期", Type: ui.Date, Width: ui.Medium, Max: s.today().ISO(), Hint: "从这一天起用新名称。"}),
		f.text(ps, ui.Text{Name: "basis", Label: "依据", Width: ui.Wide, Hint: "如机构改革方案、编制部门的批准文件。"}))
	if x.organ {
		list = append(list, f.check(ps, ui.Check{Name: "retitle", Label: "本机关职务的名称随之更改", Hint: "职务名称以机关名称开头的，一并改名。"}))
	}
	page.Groups = []staff.RegisterFields{{Fields: list}}
	return s.showRegisterForm(w, r, failed, page)
}

func (s *Server) renameOrganPage(w http.ResponseWriter, r *http.Request) error {
	if err := authz.Check(actor(r), authz.RenameOrgan); err != nil {
		return err
	}
	o, err := s.organOf(r)
	if err != nil {
		return err
	}
	return s.renameForm(w, r, organRenaming(o), known(map[string]string{"name": o.Name, "retitle": "1", "version": strconv.Itoa(o.Version)}), nil)
}

func (s *Server) renameOfficePage(w http.ResponseWriter, r *http.Request) error {
	if err := authz.Check(actor(r), authz.RenameOffice); err != nil {
		return err
	}
	e, err := s.officeOf(r)
	if err != nil {
		return err
	}
	return s.renameForm(w, r, officeRenaming(e), known(map[string]string{"name": e.Title, "second": e.TitleSecond, "version": strconv.Itoa(e.Version)}), nil)
}

// renameOrgan registers that an organ has another name (登记机关改名).
func (s *Server) renameOrgan(w http.ResponseWriter, r *http.Request) error {
	o, err := s.organOf(r)
	if err != nil {
		return err
	}
	return s.rename(w, r, organRenaming(o), func(n workflow.Renaming) error { return s.flow.RenameOrgan(r.Context(), actor(r), o.ID, n) })
}

// renameOffice registers that an office has another title (登记职务改名).
func (s *Server) renameOffice(w http.ResponseWriter, r *http.Request) error {
	e, err := s.officeOf(r)
	if err != nil {
		return err
	}
	return s.rename(w, r, officeRenaming(e), func(n workflow.Renaming) error { return s.flow.RenameOffice(r.Context(), actor(r), e.ID, n) })
}

func (s *Server) rename(w http.ResponseWriter, r *http.Request, x renaming, do func(workflow.Renaming) error) error {
	f := typedIn(r)
	n := workflow.Renaming{
		Version: formVersion(r),
		Name:    f.value("name"),
		Second:  f.value("second"),
		Day:     f.day("day"),
		Basis:   f.value("basis"),
		Retitle: f.yes("retitle"),
	}
	err := f.err(func() error { return do(n) })
	if errs.KindOf(err) == errs.Invalid {
		return s.renameForm(w, r, x, f, err)
	} else if err != nil {
		return err
	}
	s.flash(r, x.name+"已改名为"+n.Name+"。")
	return seeOther(w, r, x.path)
}
