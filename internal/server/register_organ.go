package server

import (
	"cmp"
	"net/http"
	"strconv"

	"github.com/a-h/templ"

	"renmian/internal/authz"
	"renmian/internal/errs"
	"renmian/internal/store"
	"renmian/internal/workflow"
	"renmian/web/staff"
	"renmian/web/ui"
)

func organPath(id int64) string { return "/registers/organs/" + strconv.FormatInt(id, 10) }

func organKind(kind string) string {
	for _, k := range workflow.OrganKinds {
		if k.Kind == kind {
			return k.Label
		}
	}
	return kind
}

func endedTag(ended bool) ui.Tag {
	if ended {
		return ui.Tag{State: ui.Idle, Label: "已撤销"}
	}
	return ui.Tag{}
}

// organs lists the organs in the order of the official list (机关).
func (s *Server) organs(w http.ResponseWriter, r *http.Request) error {
	if err := mayView(r); err != nil {
		return err
	}
	ended := r.URL.Query().Get("ended") != ""
	all, err := s.db.Organs(r.Context(), ended)
	if err != nil {
		return err
	}
	table := ui.Table{Caption: "机关", HideCaption: true, Empty: "还没有机关。到“职务目录”可以一次预置全县的机关和职务。",
		Columns: []ui.Column{{Label: "名称"}, {Label: "类别", Narrow: true}, {Label: "提请机关"}, {Label: "次序", Numeric: true, Narrow: true}}}
	for _, o := range all {
		table.Rows = append(table.Rows, ui.Row{Href: organPath(o.ID), Cells: []ui.Cell{{Text: o.Name, Tag: endedTag(!o.EndedOn.IsZero())},
			{Text: organKind(o.Kind)}, {Text: cmp.Or(o.ProposerName, "自行提请")}, {Text: strconv.Itoa(o.Sort)}}})
	}
	page := staff.RegisterListPage{Frame: s.frame(r, "机关"), Tabs: tabsAt(actor(r), "/registers/organs"), Tables: []ui.Table{table},
		Heading: ui.Heading{Title: "机关", Lead: "提请机关、任职机关和工作部门。部门的人员由其所属的机关提请。"},
		Filter:  ui.Filter{Action: "/registers/organs"},
		Fields:  []templ.Component{ui.Check{Name: "ended", Label: "含已撤销", Checked: ended}}}
	if authz.Can(actor(r), authz.SaveOrgan) {
		page.Buttons = []ui.Button{{Label: "新设机关", Href: "/registers/organs/new"}}
	}
	return s.render(w, r, http.StatusOK, staff.RegisterList(page))
}

func (s *Server) organOf(r *http.Request) (store.Organ, error) {
	id, err := pathID(r, "id")
	if err != nil {
		return store.Organ{}, err
	}
	return s.db.Organ(r.Context(), id)
}

// organDetail shows an organ with its offices.
func (s *Server) organDetail(w http.ResponseWriter, r *http.Request) error {
	if err := mayView(r); err != nil {
		return err
	}
	o, err := s.organOf(r)
	if err != nil {
		return err
	}
	list, err := s.db.Offices(r.Context(), store.OfficeFilter{OrganID: o.ID, Ended: true})
	if err != nil {
		return err
	}
	history, err := s.db.SubjectHistory(r.Context(), "organ", o.ID)
	if err != nil {
		return err
	}
	page := staff.RegisterDetailPage{Frame: s.frame(r, o.Name, crumb("/registers/organs")), Tabs: tabsAt(actor(r), "/registers/organs"),
		Heading: ui.Heading{Title: o.Name, Over: organKind(o.Kind), Tag: endedTag(!o.EndedOn.IsZero())},
		Summary: ui.Summary{{Key: "类别", Value: organKind(o.Kind)}, {Key: "提请机关", Value: cmp.Or(o.ProposerName, "自行提请")},
			{Key: "名单次序", Value: strconv.Itoa(o.Sort)}},
		Sections: []staff.RegisterSection{{Title: "职务", Table: officeTable(list, false)}}, History: registerHistory(history)}
	past, err := s.organPast(r, o)
	if err != nil {
		return err
	}
	if len(past.Table.Rows) > 0 {
		page.Sections = append(page.Sections, past)
	}
	switch {
	case !o.EndedOn.IsZero():
		page.Summary = append(page.Summary, ui.Item{Key: "撤销日期", Value: o.EndedOn.String()})
		if o.SuccessorID != 0 {
			page.Summary = append(page.Summary, ui.Item{Key: "并入", Value: o.Successor, Href: organPath(o.SuccessorID)})
		}
	case authz.Can(actor(r), authz.SaveOrgan):
		page.Buttons = []ui.Button{{Label: "修改机关", Href: organPath(o.ID) + "/edit"},
			{Label: "在此机关新设职务", Href: withQuery("/registers/offices/new", "organ", idText(o.ID)), Kind: ui.Plain},
			{Label: "登记改名", Href: organPath(o.ID) + "/rename", Kind: ui.Plain},
			{Label: "登记撤销或者合并", Href: organPath(o.ID) + "/abolish", Kind: ui.Plain}}
	}
	return s.render(w, r, http.StatusOK, staff.RegisterDetail(page))
}

func (s *Server) newOrgan(w http.ResponseWriter, r *http.Request) error {
	if err := authz.Check(actor(r), authz.SaveOrgan); err != nil {
		return err
	}
	return s.organForm(w, r, store.Organ{}, known(map[string]string{"kind": "department"}), nil)
}

func (s *Server) editOrgan(w http.ResponseWriter, r *http.Request) error {
	if err := authz.Check(actor(r), authz.SaveOrgan); err != nil {
		return err
	}
	o, err := s.organOf(r)
	if err != nil {
		return err
	}
	return s.organForm(w, r, o, known(map[string]string{"name": o.Name, "kind": o.Kind, "proposer": idText(o.ProposerID),
		"sort": digits(o.Sort), "created_on": o.CreatedOn.ISO(), "version": strconv.Itoa(o.Version), "retitle": "1"}), nil)
}

func (s *Server) organForm(w http.ResponseWriter, r *http.Request, o store.Organ, f *fields, failed error) error {
	all, err := s.db.Organs(r.Context(), false)
	if err != nil {
		return err
	}
	var kinds, proposers []ui.Option
	for _, k := range workflow.OrganKinds {
		kinds = append(kinds, ui.Option{Value: k.Kind, Label: k.Label})
	}
	for _, p := range all {
		if p.ID != o.ID && p.ProposerID == 0 {
			proposers = append(proposers, ui.Option{Value: idText(p.ID), Label: p.Name})
		}
	}
	ps := problems(failed)
	page := staff.RegisterFormPage{Heading: ui.Heading{Title: "新设机关"}, Form: ui.Form{Action: "/registers/organs", Guard: true, Version: f.value("version")},
		Button: ui.Button{Label: "新设机关"}, Back: "/registers/organs",
		Groups: []staff.RegisterFields{{Fields: []templ.Component{
			f.text(ps, ui.Text{Name: "name", Label: "名称", Width: ui.Wide, Hint: "全称，如“示例县财政局”。"}),
			f.choice(ps, ui.Select{Name: "kind", Label: "类别", Options: kinds, Width: ui.Medium}),
			f.choice(ps, ui.Select{Name: "proposer", Label: "提请机关", Options: proposers, Optional: true, Width: ui.Wide, Prompt: "自行提请",
				Hint: "由哪个机关提请任免。政府工作部门选县人民政府，常委会工作机构选常务委员会。"}),
			f.text(ps, ui.Text{Name: "sort", Label: "名单次序", Type: ui.Number, Width: ui.Short, Optional: true, Hint: "数字小的在前。"}),
			f.text(ps, ui.Text{Name: "created_on", Label: "设立日期", Type: ui.Date, Width: ui.Medium, Optional: true, Hint: "新设的机关填批准设立之日；一直都有的留空。"}),
		}}}}
	if o.ID != 0 {
		page.Heading, page.Button.Label = ui.Heading{Title: "修改机关", Lead: "这里更正登记的错误。机关改了名称的，用“登记改名”，以往日期仍显示原名称。"}, "保存修改"
		page.Form.Action, page.Back = organPath(o.ID), organPath(o.ID)
		page.Groups[0].Fields = append(page.Groups[0].Fields, f.check(ps, ui.Check{Name: "retitle", Label: "更正名称时，职务名称随之更正",
			Hint: "更正后，以往日期的名单也显示更正后的名称。"}))
	}
	page.Frame = s.frame(r, page.Heading.Title, crumb("/registers/organs"))
	return s.showRegisterForm(w, r, failed, page)
}

func (s *Server) createOrgan(w http.ResponseWriter, r *http.Request) error {
	return s.saveOrgan(w, r, store.Organ{})
}

func (s *Server) updateOrgan(w http.ResponseWriter, r *http.Request) error {
	o, err := s.organOf(r)
	if err != nil {
		return err
	}
	return s.saveOrgan(w, r, o)
}

// saveOrgan registers an organ (登记机关).
func (s *Server) saveOrgan(w http.ResponseWriter, r *http.Request, o store.Organ) error {
	f := typedIn(r)
	now := store.Organ{ID: o.ID, Version: formVersion(r), Name: f.value("name"), Kind: f.value("kind"), ProposerID: f.id("proposer"), Sort: f.number("sort"),
		CreatedOn: f.day("created_on")}
	id := o.ID
	err := f.err(func() (err error) {
		id, err = s.flow.SaveOrgan(r.Context(), actor(r), now, f.yes("retitle"))
		return err
	})
	if errs.KindOf(err) == errs.Invalid {
		return s.organForm(w, r, o, f, err)
	} else if err != nil {
		return err
	}
	s.flash(r, "机关已登记。")
	return seeOther(w, r, organPath(id))
}
