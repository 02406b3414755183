package server

import (
	"cmp"
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"renmian/internal/appointment"
	"renmian/internal/authz"
	"renmian/internal/errs"
	"renmian/internal/policy"
	"renmian/internal/store"
	"renmian/web/staff"
	"renmian/web/ui"
)

func officePath(id int64) string { return "/registers/offices/" + strconv.FormatInt(id, 10) }

func groupOptions(chosen policy.Group) []ui.Option {
	var options []ui.Option
	for _, g := range policy.Groups() {
		options = append(options, ui.Option{Value: string(g), Label: g.Label(), Chosen: g == chosen})
	}
	return options
}

// catalogue lists the post catalogue (职务目录).
func (s *Server) catalogue(w http.ResponseWriter, r *http.Request) error {
	if err := mayView(r); err != nil {
		return err
	}
	q := r.URL.Query()
	f := store.OfficeFilter{Search: strings.TrimSpace(q.Get("q")), Group: policy.Group(q.Get("group")), Ended: q.Get("ended") != ""}
	list, err := s.db.Offices(r.Context(), f)
	if err != nil {
		return err
	}
	page := cataloguePage(actor(r), f, list)
	page.Frame = s.frame(r, "职务目录")
	if authz.Can(actor(r), authz.SaveOffice) {
		page.Buttons = []ui.Button{{Label: "新设职务", Href: "/registers/offices/new"}}
	}
	if len(list) == 0 && page.Filter.Clear == "" && authz.Can(actor(r), authz.PrefillCatalogue) {
		county, err := s.db.County(r.Context())
		if err != nil {
			return err
		}
		page.Buttons = nil
		page.PostText = "职务目录是空的。可以一次预置县级人大常委会任免的机关和职务，再按本县实际增删修改。"
		page.Post = &ui.Post{
			Action: "/registers/offices/prefill",
			Label:  "预置" + county.Name + "的机关和职务",
			Fields: []ui.Hidden{{Name: "county", Value: county.Name}},
		}
		if county.Name == "本县" {
			page.Post.Why = "请先由系统管理员在“县情”中填写县名。"
		}
	}
	return s.render(w, r, http.StatusOK, staff.RegisterList(page))
}

func cataloguePage(who authz.Actor, f store.OfficeFilter, list []store.CatalogueEntry) staff.RegisterListPage {
	page := staff.RegisterListPage{Tabs: tabsAt(who, "/registers/offices"),
		Heading: ui.Heading{Title: "职务目录", Lead: "每个职务由谁提名、怎样产生、要不要考试、颁发任命书、宪法宣誓和备案，都在这里确定。"},
		Filter:  ui.Filter{Action: "/registers/offices"},
		Fields: []templ.Component{
			ui.Text{Name: "q", Label: "职务名称或者拼音首字母", Value: f.Search, Width: ui.Medium},
			ui.Select{Name: "group", Label: "类别", Options: groupOptions(f.Group), Prompt: "全部类别"},
			ui.Check{Name: "ended", Label: "含已撤销", Checked: f.Ended},
		}}
	if f.Search != "" || f.Group != "" || f.Ended {
		page.Filter.Clear = "/registers/offices"
	}
	for _, g := range policy.Groups() {
		var of []store.CatalogueEntry
		for _, e := range list {
			if e.Group == g {
				of = append(of, e)
			}
		}
		if len(of) > 0 {
			t := officeTable(of, true)
			t.Caption, t.HideCaption = groupNames[g]+fmt.Sprintf("（%d）", len(of)), false
			page.Tables = append(page.Tables, t)
		}
	}
	if len(page.Tables) == 0 && page.Filter.Clear != "" {
		page.Tables = []ui.Table{{Caption: "职务", HideCaption: true, Empty: "没有符合条件的职务。"}}
	}
	return page
}

func officeTable(list []store.CatalogueEntry, withOrgan bool) ui.Table {
	t := ui.Table{Caption: "职务", HideCaption: true, Empty: "没有职务。",
		Columns: []ui.Column{{Label: "职务"}, {Label: "产生方式", Narrow: true}, {Label: "法定提名人", Narrow: true}, {Label: "在任 / 职数", Narrow: true}}}
	for _, e := range list {
		title := ui.Cell{Text: e.Title, Tag: endedTag(!e.EndedOn.IsZero())}
		if withOrgan && !strings.HasPrefix(e.Title, e.OrganName) {
			title.Note = e.OrganName
		}
		t.Rows = append(t.Rows, ui.Row{Href: officePath(e.ID), Cells: []ui.Cell{title, {Text: e.FilledBy.Label()},
			{Text: e.Nominator.Label()}, {Text: fmt.Sprintf("%d / %d", e.Holders, e.Seats)}}})
	}
	return t
}

func (s *Server) officeOf(r *http.Request) (store.CatalogueEntry, error) {
	id, err := pathID(r, "id")
	if err != nil {
		return store.CatalogueEntry{}, err
	}
	return s.db.CatalogueEntry(r.Context(), id)
}

// officeDetail shows an office, what follows from its fields, and who held it over time.
func (s *Server) officeDetail(w http.ResponseWriter, r *http.Request) error {
	if err := mayView(r); err != nil {
		return err
	}
	e, err := s.officeOf(r)
	if err != nil {
		return err
	}
	tenures, err := s.db.TenuresIn(r.Context(), e.ID)
	if err != nil {
		return err
	}
	history, err := s.db.SubjectHistory(r.Context(), "office", e.ID)
	if err != nil {
		return err
	}
	page := staff.RegisterDetailPage{Frame: s.frame(r, e.Title, crumb("/registers/offices")), Tabs: tabsAt(actor(r), "/registers/offices"),
		Heading: ui.Heading{Title: e.Title, Over: e.Group.Label() + "职务", Tag: endedTag(!e.EndedOn.IsZero())}, Summary: officeSummary(e),
		Sections: []staff.RegisterSection{{Title: "历任", Table: tenureTable(tenures, actor(r), true)}},
		History:  registerHistory(history)}
	titles, err := s.db.OfficeTitlesBefore(r.Context(), e.ID)
	if err != nil {
		return err
	}
	if past := pastTable("职务", e.Title, e.CreatedOn, titles); len(titles) > 0 {
		page.Sections = append(page.Sections, staff.RegisterSection{Title: "沿革", Table: past})
	}
	if e.EndedOn.IsZero() && authz.Can(actor(r), authz.SaveOffice) {
		page.Buttons = []ui.Button{
			{Label: "修改职务", Href: officePath(e.ID) + "/edit"},
			{Label: "登记改名", Href: officePath(e.ID) + "/rename", Kind: ui.Plain},
			{Label: "登记职务撤销", Href: officePath(e.ID) + "/abolish", Kind: ui.Plain},
		}
	}
	return s.render(w, r, http.StatusOK, staff.RegisterDetail(page))
}

func officeSummary(e store.CatalogueEntry) ui.Summary {
	var acts []string
	for _, a := range appointment.ActionsFor(e.Office) {
		acts = append(acts, a.Label())
	}
	sum := ui.Summary{
		{Key: "所在机关", Value: e.OrganName, Href: organPath(e.OrganID)},
		{Key: "产生方式", Value: e.FilledBy.Label()},
		{Key: "法定提名人", Value: e.Nominator.Label()},
		{Key: "职级关系", Value: e.Rank.Label()},
		{Key: "常委会可以办理", Value: strings.Join(acts, "、")},
		{Key: "任前法律考试", Value: yesNo(e.Exam, "考", "不考")},
		{Key: "任命书", Value: yesNo(e.Certificate, "颁发", "不颁发")},
		{Key: "宪法宣誓", Value: yesNo(e.Oath, "宣誓", "常委会不组织")},
		{Key: "备案", Value: cmp.Or(e.Filing, "不备案")},
		{Key: "撤职案对象", Value: yesNo(e.Dismissible, "是", "否"), Note: "监督法第六十条"},
		{Key: "职数", Value: strconv.Itoa(e.Seats)},
	}
	if e.TitleSecond != "" {
		sum = append(sum, ui.Item{Key: "职务的民族文字", Value: e.TitleSecond})
	}
	if !e.CreatedOn.IsZero() {
		sum = append(sum, ui.Item{Key: "设立日期", Value: e.CreatedOn.String()})
	}
	if !e.EndedOn.IsZero() {
		sum = append(sum, ui.Item{Key: "撤销日期", Value: e.EndedOn.String()})
	}
	return sum
}

func (s *Server) newOffice(w http.ResponseWriter, r *http.Request) error {
	if err := authz.Check(actor(r), authz.SaveOffice); err != nil {
		return err
	}
	return s.officeForm(w, r, store.CatalogueEntry{}, known(map[string]string{"organ": r.URL.Query().Get("organ"), "seats": "1",
		"exam": "1", "certificate": "1", "oath": "1"}), nil)
}

func (s *Server) editOffice(w http.ResponseWriter, r *http.Request) error {
	if err := authz.Check(actor(r), authz.SaveOffice); err != nil {
		return err
	}
	e, err := s.officeOf(r)
	if err != nil {
		return err
	}
	return s.officeForm(w, r, e, known(map[string]string{"title": e.Title, "title_second": e.TitleSecond, "organ": idText(e.OrganID), "group": string(e.Group),
		"filled_by": string(e.FilledBy), "nominator": string(e.Nominator), "rank": string(e.Rank), "exam": tick(e.Exam),
		"certificate": tick(e.Certificate), "oath": tick(e.Oath), "filing": e.Filing, "dismissible": tick(e.Dismissible),
		"seats": strconv.Itoa(e.Seats), "sort": digits(e.Sort), "created_on": e.CreatedOn.ISO(), "version": strconv.Itoa(e.Version)}), nil)
}

func (s *Server) officeForm(w http.ResponseWriter, r *http.Request, e store.CatalogueEntry, f *fields, failed error) error {
	organs, err := s.db.Organs(r.Context(), false)
	if err != nil {
		return err
	}
	page := staff.RegisterFormPage{Heading: ui.Heading{Title: "新设职务"}, Form: ui.Form{Action: "/registers/offices", Guard: true, Version: f.value("version")},
		Button: ui.Button{Label: "新设职务"}, Back: "/registers/offices", Groups: officeFields(f, problems(failed), organs)}
	if e.ID != 0 {
		page.Heading = ui.Heading{Title: "修改职务", Lead: "已经受理的任免案也按修改后的内容办理，请谨慎。职务改了名称的，用“登记改名”，以往日期仍显示原名称。"}
		page.Form.Action, page.Button.Label, page.Back = officePath(e.ID), "保存修改", officePath(e.ID)
	}
	page.Frame = s.frame(r, page.Heading.Title, crumb("/registers/offices"))
	return s.showRegisterForm(w, r, failed, page)
}

func officeFields(f *fields, ps ui.Problems, organs []store.Organ) []staff.RegisterFields {
	var places, fillings, nominators, ranks []ui.Option
	for _, o := range organs {
		places = append(places, ui.Option{Value: idText(o.ID), Label: o.Name, Group: organKind(o.Kind)})
	}
	for _, by := range appointment.Fillings {
		fillings = append(fillings, ui.Option{Value: string(by), Label: by.Label()})
	}
	for _, n := range appointment.Nominators() {
		nominators = append(nominators, ui.Option{Value: string(n), Label: n.Label()})
	}
	for _, rank := range appointment.Ranks {
		ranks = append(ranks, ui.Option{Value: string(rank), Label: rank.Label()})
	}
	return []staff.RegisterFields{
		{Legend: "职务", Fields: []templ.Component{
			f.text(ps, ui.Text{Name: "title", Label: "职务全称", Width: ui.Wide, Hint: "与任免名单上的写法一致，如“示例县财政局局长”。"}),
			f.text(ps, ui.Text{Name: "title_second", Label: "职务的民族文字", Width: ui.Wide, Optional: true, Hint: "自治县在表决票、任命书和任免通知上与汉文并印，如本县办法所定的文字；不用的留空。"}),
			f.choice(ps, ui.Select{Name: "organ", Label: "所在机关", Options: places, Width: ui.Wide}),
			f.radios(ps, ui.Radios{Name: "group", Label: "类别", Options: groupOptions(""), Inline: true, Hint: "决定统计归类和任前考试用哪一组试卷。"}),
			f.radios(ps, ui.Radios{Name: "rank", Label: "职级关系", Options: ranks, Inline: true, Hint: "代理正职的人选从同一机关的副职中决定。"}),
			f.text(ps, ui.Text{Name: "seats", Label: "职数", Type: ui.Number, Width: ui.Short, Unit: "人"}),
		}},
		{Legend: "怎样产生", Fields: []templ.Component{
			f.choice(ps, ui.Select{Name: "filled_by", Label: "产生方式", Options: fillings, Width: ui.Medium, Hint: "地方组织法第五十条（十三）至（十六）。"}),
			f.choice(ps, ui.Select{Name: "nominator", Label: "法定提名人", Options: nominators, Width: ui.Medium, Hint: "提请时核对签署人：正职空缺的，由代理正职签署。"}),
			f.check(ps, ui.Check{Name: "dismissible", Label: "可以提出撤职案", Hint: "监督法第六十条所列职务。"}),
		}},
		{Legend: "任前任后要办的", Fields: []templ.Component{
			f.check(ps, ui.Check{Name: "exam", Label: "任前法律考试"}),
			f.check(ps, ui.Check{Name: "certificate", Label: "颁发任命书"}),
			f.check(ps, ui.Check{Name: "oath", Label: "宪法宣誓"}),
			f.text(ps, ui.Text{Name: "filing", Label: "备案机关", Width: ui.Wide, Optional: true, Hint: "任免后报谁备案，如“上一级人民政府”；不备案的留空。"}),
		}},
		{Legend: "名单", Fields: []templ.Component{
			f.text(ps, ui.Text{Name: "sort", Label: "名单次序", Type: ui.Number, Width: ui.Short, Optional: true, Hint: "同一机关内，数字小的在前。"}),
			f.text(ps, ui.Text{Name: "created_on", Label: "设立日期", Type: ui.Date, Width: ui.Medium, Optional: true, Hint: "此前日期的名单中不出现这个职务；一直都有的留空。"}),
		}},
	}
}

func (s *Server) createOffice(w http.ResponseWriter, r *http.Request) error {
	return s.saveOffice(w, r, store.CatalogueEntry{})
}

func (s *Server) updateOffice(w http.ResponseWriter, r *http.Request) error {
	e, err := s.officeOf(r)
	if err != nil {
		return err
	}
	return s.saveOffice(w, r, e)
}

// saveOffice registers an office (登记职务).
func (s *Server) saveOffice(w http.ResponseWriter, r *http.Request, e store.CatalogueEntry) error {
	f := typedIn(r)
	now := store.CatalogueEntry{Version: formVersion(r), Sort: f.number("sort"), CreatedOn: f.day("created_on"), Office: appointment.Office{
		ID: e.ID, Title: f.value("title"), TitleSecond: f.value("title_second"), OrganID: f.id("organ"), Group: policy.Group(f.value("group")), FilledBy: appointment.Filling(f.value("filled_by")),
		Nominator: appointment.Nominator(f.value("nominator")), Rank: appointment.Rank(f.value("rank")), Exam: f.yes("exam"),
		Certificate: f.yes("certificate"), Oath: f.yes("oath"), Filing: f.value("filing"), Dismissible: f.yes("dismissible"), Seats: f.number("seats")}}
	id := e.ID
	err := f.err(func() (err error) {
		id, err = s.flow.SaveOffice(r.Context(), actor(r), now)
		return err
	})
	if errs.KindOf(err) == errs.Invalid {
		return s.officeForm(w, r, e, f, err)
	} else if err != nil {
		return err
	}
	s.flash(r, "职务已登记。")
	return seeOther(w, r, officePath(id))
}

// prefillCatalogue fills the empty catalogue (预置机关和职务目录).
func (s *Server) prefillCatalogue(w http.ResponseWriter, r *http.Request) error {
	n, err := s.flow.PrefillCatalogue(r.Context(), actor(r), r.PostFormValue("county"))
	if err != nil {
		return err
	}
	s.flash(r, fmt.Sprintf("已预置 %d 个职务，请按本县实际核对。", n))
	return seeOther(w, r, "/registers/offices")
}
