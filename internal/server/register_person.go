package server

import (
	"cmp"
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"renmian/internal/authz"
	"renmian/internal/errs"
	"renmian/internal/store"
	"renmian/internal/workflow"
	"renmian/web/staff"
	"renmian/web/ui"
)

func personPath(id int64) string { return "/people/" + strconv.FormatInt(id, 10) }

func offices(p store.PersonRow) string { return strings.Join(p.Offices, "；") }

// people lists persons by initials (人员档案).
func (s *Server) people(w http.ResponseWriter, r *http.Request) error {
	if err := mayView(r); err != nil {
		return err
	}
	q := r.URL.Query()
	f := store.PersonFilter{Search: strings.TrimSpace(q.Get("q")), Limit: listSize(r) + 1}
	initials, after, _ := strings.Cut(q.Get("after"), ".")
	if id, err := strconv.ParseInt(after, 10, 64); err == nil {
		f.AfterInitials, f.AfterID = initials, id
	}
	list, err := s.db.SearchPersons(r.Context(), f)
	if err != nil {
		return err
	}
	page := peoplePage(actor(r), f, list)
	page.Frame = s.frame(r, "人员档案")
	if authz.Can(actor(r), authz.SavePerson) {
		page.Buttons = []ui.Button{{Label: "登记人员", Href: "/people/new"}}
	}
	return s.render(w, r, http.StatusOK, staff.RegisterList(page))
}

func peoplePage(who authz.Actor, f store.PersonFilter, list []store.PersonRow) staff.RegisterListPage {
	page := staff.RegisterListPage{Tabs: tabsAt(who, "/people"),
		Heading: ui.Heading{Title: "人员档案", Lead: "担任过、正在担任或者被提请担任职务的人员，按姓名拼音排列。"},
		Filter:  ui.Filter{Action: "/people", Label: "查找"},
		Fields: []templ.Component{ui.Text{Name: "q", Label: "姓名、拼音首字母或者职务", Value: f.Search, Width: ui.Medium,
			Hint: "如“王丽”“wl”“财政局”。"}}}
	if f.Search != "" {
		page.Filter.Clear = "/people"
	}
	table := ui.Table{Caption: "人员", HideCaption: true, Empty: "没有符合条件的人员。",
		Columns: []ui.Column{{Label: "姓名"}, {Label: "出生年月", Narrow: true}, {Label: "现任职务"}}}
	if len(list) == f.Limit {
		list = list[:f.Limit-1]
		last := list[len(list)-1]
		page.Pager.Next = withQuery("/people", "q", f.Search, "after", fmt.Sprintf("%s.%d", last.Initials, last.ID))
	}
	if f.AfterID != 0 {
		page.Pager.Prev = withQuery("/people", "q", f.Search)
	}
	for _, p := range list {
		table.Rows = append(table.Rows, ui.Row{Href: personPath(p.ID), Cells: []ui.Cell{
			{Text: noted(p.Name, p.Sex, p.Ethnicity)}, {Text: monthText(p.Born)}, {Text: offices(p)}}})
	}
	page.Tables = []ui.Table{table}
	return page
}

func (s *Server) personOf(r *http.Request) (store.Person, error) {
	id, err := pathID(r, "id")
	if err != nil {
		return store.Person{}, err
	}
	return s.db.Person(r.Context(), id)
}

// personDetail shows a person's facts, tenures, memberships and cases.
func (s *Server) personDetail(w http.ResponseWriter, r *http.Request) error {
	if err := mayView(r); err != nil {
		return err
	}
	p, err := s.personOf(r)
	if err != nil {
		return err
	}
	tenures, err := s.db.TenuresOf(r.Context(), p.ID)
	if err != nil {
		return err
	}
	members, err := s.db.MembershipsOf(r.Context(), p.ID)
	if err != nil {
		return err
	}
	cases, err := s.db.CasesOfPerson(r.Context(), p.ID)
	if err != nil {
		return err
	}
	history, err := s.db.SubjectHistory(r.Context(), "person", p.ID)
	if err != nil {
		return err
	}
	page := staff.RegisterDetailPage{Frame: s.frame(r, p.Name, crumb("/people")), Tabs: tabsAt(actor(r), "/people"),
		Heading: ui.Heading{Title: p.Name, Lead: p.PresentPost}, Summary: personFacts(p),
		Sections: []staff.RegisterSection{
			{Title: "任职", Table: tenureTable(tenures, actor(r), false)},
			{Title: "任免案", Table: personCases(cases, actor(r))},
		},
		History: registerHistory(history)}
	if len(members) > 0 {
		page.Sections = append(page.Sections, staff.RegisterSection{Title: "常委会组成人员", Table: membershipTable(members)})
	}
	if err := s.personGlance(r, &page, p.ID, tenures); err != nil {
		return err
	}
	if authz.Can(actor(r), authz.ViewDossier) {
		page.Buttons = []ui.Button{{Label: "任职档案", Href: dossierPath(p.ID)}}
	}
	if actor(r).Has(authz.RoleClerk) {
		page.Buttons = append(page.Buttons, ui.Button{Label: "打印任免审批表", Href: personPath(p.ID) + "/form/paper", Kind: ui.Plain},
			ui.Button{Label: "导出任免审批表（.lrmx）", Href: personPath(p.ID) + "/form/file", Kind: ui.Plain})
	}
	if authz.Can(actor(r), authz.SavePerson) {
		page.Buttons = append(page.Buttons, ui.Button{Label: "修改基本情况", Href: personPath(p.ID) + "/edit", Kind: ui.Plain})
	}
	return s.render(w, r, http.StatusOK, staff.RegisterDetail(page))
}

func personFacts(p store.Person) ui.Summary {
	return ui.Summary{
		{Key: "性别", Value: cmp.Or(p.Sex, "未填")}, {Key: "出生年月", Value: cmp.Or(monthText(p.Born), "未填")},
		{Key: "民族", Value: cmp.Or(p.Ethnicity, "未填")}, {Key: "籍贯", Value: cmp.Or(p.NativePlace, "未填")},
		{Key: "政治面貌", Value: cmp.Or(politics(p.Party), "未填")}, {Key: "学历学位", Value: cmp.Or(p.Education+p.Degree, "未填")},
		{Key: "参加工作", Value: cmp.Or(monthText(p.WorkSince), "未填")},
		{Key: "身份证号", Value: yesNo(p.HasIdentity, "已登记，加密保存", "未登记")},
	}
}

// politics tells the box 入党时间 of the cadre form in words: a month there means the Communist Party,
// other parties are named.
func politics(box string) string {
	if box != "" && box[0] >= '0' && box[0] <= '9' {
		return "中共党员（" + box + "入党）"
	}
	return box
}

// tenureTable lists tenures; by office it names the persons, otherwise the offices.
func tenureTable(tenures []store.Tenure, who authz.Actor, byOffice bool) ui.Table {
	clerk := authz.Can(who, authz.EndTenureByLaw)
	first := "职务"
	if byOffice {
		first = "姓名"
	}
	table := ui.Table{Caption: "任职", HideCaption: true, Empty: "没有任职记录。",
		Columns: []ui.Column{{Label: first}, {Label: "任职日期", Narrow: true}, {Label: "终止", Narrow: true}, {Label: "依据", Narrow: true}}}
	if clerk {
		table.Columns = append(table.Columns, ui.Column{Label: "办理", Narrow: true})
	}
	for _, t := range tenures {
		name := ui.Cell{Text: t.Title, Href: officePath(t.OfficeID)}
		if byOffice {
			name = ui.Cell{Text: noted(t.Name, t.Sex, t.Ethnicity), Href: personPath(t.PersonID)}
		}
		if t.Acting {
			name.Text += "（代理）"
		}
		end := ui.Cell{Text: t.EndsOn.String(), Note: t.EndReason}
		if t.EndsOn.IsZero() {
			end = ui.Cell{Tag: ui.Tag{State: ui.Done, Label: "在任"}}
		}
		if t.EndCaseID != 0 {
			end.Href = open(who, casePath(t.EndCaseID))
		}
		by := ui.Cell{Text: "任免案", Href: open(who, casePath(t.StartCaseID))}
		if t.StartCaseID == 0 {
			by = ui.Cell{Text: "名册导入"}
			if clerk {
				by.Href = rosterPath(t.StartImportID)
			}
		}
		row := ui.Row{Cells: []ui.Cell{name, {Text: t.StartsOn.String()}, end, by}}
		if clerk && t.EndsOn.IsZero() {
			row.Cells = append(row.Cells, ui.Cell{Text: "登记自行终止", Href: fmt.Sprintf("/registers/tenures/%d/end", t.ID)})
		} else if clerk {
			row.Cells = append(row.Cells, ui.Cell{})
		}
		table.Rows = append(table.Rows, row)
	}
	return table
}

func personCases(cases []store.CaseLine, who authz.Actor) ui.Table {
	table := ui.Table{Caption: "任免案", HideCaption: true, Empty: "没有任免案。",
		Columns: []ui.Column{{Label: "编号", Narrow: true}, {Label: "事项"}, {Label: "阶段", Narrow: true}, {Label: "表决日期", Narrow: true}}}
	for _, c := range cases {
		table.Rows = append(table.Rows, ui.Row{Href: open(who, casePath(c.ID)), Cells: []ui.Cell{{Text: cmp.Or(c.Number, "未编号")},
			{Text: c.Action.Label() + c.Office}, {Tag: stageTag(c.Stage)}, {Text: c.DecidedOn.String()}}})
	}
	return table
}

func membershipTable(members []store.Member) ui.Table {
	table := ui.Table{Caption: "常委会组成人员", HideCaption: true,
		Columns: []ui.Column{{Label: "职务"}, {Label: "席位", Numeric: true, Narrow: true}, {Label: "当选日期", Narrow: true}, {Label: "终止日期", Narrow: true}}}
	for _, m := range members {
		table.Rows = append(table.Rows, ui.Row{Href: memberPath(m.ID), Cells: []ui.Cell{{Text: m.Duty.Label()}, {Text: digits(m.Seat)},
			{Text: m.Since.String()}, {Text: m.Until.String()}}})
	}
	return table
}

func (s *Server) newPerson(w http.ResponseWriter, r *http.Request) error {
	if err := authz.Check(actor(r), authz.SavePerson); err != nil {
		return err
	}
	return s.personForm(w, r, store.Person{}, known(map[string]string{"ethnicity": "汉族"}), nil)
}

func (s *Server) editPerson(w http.ResponseWriter, r *http.Request) error {
	if err := authz.Check(actor(r), authz.SavePerson); err != nil {
		return err
	}
	p, err := s.personOf(r)
	if err != nil {
		return err
	}
	return s.personForm(w, r, p, known(map[string]string{"name": p.Name, "sex": p.Sex, "born": monthText(p.Born), "ethnicity": p.Ethnicity,
		"native_place": p.NativePlace, "party": p.Party, "education": p.Education, "degree": p.Degree, "work_since": monthText(p.WorkSince),
		"present_post": p.PresentPost, "version": strconv.Itoa(p.Version)}), nil)
}

func (s *Server) personForm(w http.ResponseWriter, r *http.Request, p store.Person, f *fields, err error) error {
	ps := problems(err)
	identity := "只用于识别是否同一人，加密保存，任何页面不显示。"
	if p.HasIdentity {
		identity += "已登记；留空的，保持不变。"
	}
	page := staff.RegisterFormPage{Heading: ui.Heading{Title: "登记人员", Lead: "提请时导入任免审批表的人员由系统自动建档，不必先在这里登记。"},
		Form: ui.Form{Action: "/people", Guard: true, Version: f.value("version")}, Button: ui.Button{Label: "登记人员"}, Back: "/people",
		Groups: []staff.RegisterFields{{Fields: []templ.Component{
			f.text(ps, ui.Text{Name: "name", Label: "姓名", Width: ui.Medium}),
			f.radios(ps, ui.Radios{Name: "sex", Label: "性别", Options: plainOptions([]string{"男", "女"}), Inline: true}),
			f.text(ps, ui.Text{Name: "born", Label: "出生年月", Width: ui.Medium, Hint: "如 1975.03。"}),
			f.text(ps, ui.Text{Name: "ethnicity", Label: "民族", Width: ui.Medium, Optional: true}),
			f.text(ps, ui.Text{Name: "native_place", Label: "籍贯", Width: ui.Medium, Optional: true}),
			f.text(ps, ui.Text{Name: "party", Label: "政治面貌", Width: ui.Medium, Optional: true}),
			f.text(ps, ui.Text{Name: "education", Label: "学历", Width: ui.Medium, Optional: true}),
			f.text(ps, ui.Text{Name: "degree", Label: "学位", Width: ui.Medium, Optional: true}),
			f.text(ps, ui.Text{Name: "work_since", Label: "参加工作时间", Width: ui.Medium, Optional: true, Hint: "如 1996.08。"}),
			f.text(ps, ui.Text{Name: "present_post", Label: "现任职务", Width: ui.Wide, Optional: true, Hint: "按任免审批表填写，供核对用；在任职务以任职记录为准。"}),
			f.text(ps, ui.Text{Name: "id_number", Label: "身份证号", Width: ui.Medium, Optional: true, Hint: identity, Autocomplete: "off"}),
		}}}}
	if ps.For("namesake") != "" || f.yes("namesake") {
		page.Groups[0].Fields = append(page.Groups[0].Fields, f.check(ps, ui.Check{Name: "namesake", Label: "已核对，不是同一人"}))
	}
	if p.ID != 0 {
		page.Heading = ui.Heading{Title: "修改基本情况", Lead: p.Name + "。修改前后的内容都记入办理记录。"}
		page.Form.Action, page.Button.Label, page.Back = personPath(p.ID), "保存修改", personPath(p.ID)
	}
	page.Frame = s.frame(r, page.Heading.Title, crumb("/people"))
	return s.showRegisterForm(w, r, err, page)
}

func (s *Server) createPerson(w http.ResponseWriter, r *http.Request) error {
	return s.savePerson(w, r, store.Person{})
}

func (s *Server) updatePerson(w http.ResponseWriter, r *http.Request) error {
	p, err := s.personOf(r)
	if err != nil {
		return err
	}
	return s.savePerson(w, r, p)
}

// savePerson registers a person's facts (登记人员基本情况).
func (s *Server) savePerson(w http.ResponseWriter, r *http.Request, p store.Person) error {
	f := typedIn(r)
	form := workflow.PersonForm{Identity: f.value("id_number"), Namesake: f.yes("namesake"), Person: store.Person{ID: p.ID, Version: formVersion(r),
		Name: f.value("name"), Sex: f.value("sex"), Born: f.month("born"), Ethnicity: f.value("ethnicity"), NativePlace: f.value("native_place"),
		Party: f.value("party"), Education: f.value("education"), Degree: f.value("degree"), WorkSince: f.month("work_since"),
		PresentPost: f.value("present_post")}}
	id := p.ID
	err := f.err(func() (err error) {
		id, err = s.flow.SavePerson(r.Context(), actor(r), form)
		return err
	})
	if errs.KindOf(err) == errs.Invalid {
		return s.personForm(w, r, p, f, err)
	} else if err != nil {
		return err
	}
	s.flash(r, "人员基本情况已登记。")
	return seeOther(w, r, personPath(id))
}

func (s *Server) endTenurePage(w http.ResponseWriter, r *http.Request) error {
	if err := authz.Check(actor(r), authz.EndTenureByLaw); err != nil {
		return err
	}
	return s.endTenureForm(w, r, known(map[string]string{"day": s.today().ISO()}), nil)
}

func (s *Server) tenureOf(r *http.Request) (store.Tenure, error) {
	id, err := pathID(r, "id")
	if err != nil {
		return store.Tenure{}, err
	}
	return s.db.Tenure(r.Context(), id)
}

func (s *Server) endTenureForm(w http.ResponseWriter, r *http.Request, f *fields, failed error) error {
	t, err := s.tenureOf(r)
	if err != nil {
		return err
	}
	ps := problems(failed)
	return s.showRegisterForm(w, r, failed, staff.RegisterFormPage{
		Frame:   s.frame(r, "登记职务自行终止", crumb("/people"), ui.Link{Label: t.Name, Href: personPath(t.PersonID)}),
		Heading: ui.Heading{Title: "登记职务自行终止", Lead: t.Name + "，" + t.Title + "，" + t.StartsOn.String() + "任职。"},
		Warning: []string{"任期内去世、机构撤销或者合并的，职务自行终止，不办免职手续，由机关报常委会备案并公告。",
			"调动、退休、辞职不属于这种情形，应由提请机关提请免职或者接受辞职。", "登记后不能撤回。"},
		Form: ui.Form{
			Action: fmt.Sprintf("/registers/tenures/%d/end", t.ID),
		}, Button: ui.Button{Label: "登记自行终止", Kind: ui.Danger}, Back: personPath(t.PersonID),
		Groups: []staff.RegisterFields{{Fields: []templ.Component{
			f.text(ps, ui.Text{Name: "day", Label: "终止日期", Type: ui.Date, Width: ui.Medium}),
			f.radios(ps, ui.Radios{Name: "reason", Label: "终止原因", Options: plainOptions([]string{workflow.EndedByDeath, workflow.EndedByAbolition})}),
			f.text(ps, ui.Text{Name: "note", Label: "依据", Width: ui.Wide, Hint: "如机关报告的文号、机构改革文件。"}),
		}}}})
}

// endTenure registers that an office ended by itself (登记职务自行终止).
func (s *Server) endTenure(w http.ResponseWriter, r *http.Request) error {
	t, err := s.tenureOf(r)
	if err != nil {
		return err
	}
	f := typedIn(r)
	day := f.day("day")
	err = f.err(func() error {
		return s.flow.EndTenureByLaw(r.Context(), actor(r), t.ID, day, f.value("reason"), f.value("note"))
	})
	if errs.KindOf(err) == errs.Invalid {
		return s.endTenureForm(w, r, f, err)
	} else if err != nil {
		return err
	}
	s.flash(r, t.Name+"的"+t.Title+"职务终止已登记。")
	return seeOther(w, r, personPath(t.PersonID))
}
