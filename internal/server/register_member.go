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

func memberPath(id int64) string { return "/registers/members/" + strconv.FormatInt(id, 10) }

// newMember finds the person and then asks for duty and seat.
func (s *Server) newMember(w http.ResponseWriter, r *http.Request) error {
	if err := authz.Check(actor(r), authz.AddMember); err != nil {
		return err
	}
	q := r.URL.Query()
	return s.memberForm(w, r, known(map[string]string{"person": q.Get("person"), "duty": string(store.PlainMember), "since": s.today().ISO()}), nil)
}

func (s *Server) memberForm(w http.ResponseWriter, r *http.Request, f *fields, failed error) error {
	id, err := pathID(r, "id")
	if err != nil {
		return err
	}
	term, err := s.db.Term(r.Context(), id)
	if err != nil {
		return err
	}
	path := termPath(id) + "/members/new"
	page := staff.RegisterFormPage{Heading: ui.Heading{Title: "登记组成人员", Lead: termName(term.Number) + "。先查找人员，再填职务和席位。"},
		Button: ui.Button{Label: "登记组成人员"}, Back: termPath(id)}
	if personID := f.id("person"); personID != 0 {
		p, err := s.db.Person(r.Context(), personID)
		if err != nil {
			return err
		}
		ps := problems(failed)
		page.Heading.Lead = termName(term.Number) + "，" + noted(p.Name, p.Sex, p.Ethnicity) + "，" + cmp.Or(monthText(p.Born), "出生年月不详") + "。"
		page.Form = ui.Form{Action: termPath(id) + "/members", Guard: true}
		page.Groups = []staff.RegisterFields{{Fields: []templ.Component{
			ui.Hidden{Name: "person", Value: idText(personID)},
			f.radios(ps, ui.Radios{Name: "duty", Label: "职务", Options: dutyOptions(), Inline: true}),
			f.text(ps, ui.Text{Name: "since", Label: "当选日期", Type: ui.Date, Width: ui.Medium}),
			f.text(ps, ui.Text{Name: "seat", Label: "席位号", Type: ui.Number, Width: ui.Short, Optional: true, Hint: "会场座位和平板按席位号对应。"}),
			f.text(ps, ui.Text{Name: "sort", Label: "名单次序", Type: ui.Number, Width: ui.Short, Optional: true, Hint: "留空的，按姓名笔画排列。"}),
		}}}
	} else {
		page.Before, err = s.personLookup(r, path)
		if err != nil {
			return err
		}
	}
	page.Frame = s.frame(r, page.Heading.Title, crumb("/registers/terms"), ui.Link{Label: termName(term.Number), Href: termPath(id)})
	return s.showRegisterForm(w, r, failed, page)
}

// personLookup offers the persons found by ?q=; each row leads back with ?person=.
func (s *Server) personLookup(r *http.Request, path string) (*staff.RegisterLookup, error) {
	q := r.URL.Query().Get("q")
	look := &staff.RegisterLookup{Filter: ui.Filter{Action: path, Label: "查找"},
		Field: ui.Text{Name: "q", Label: "姓名或者拼音首字母", Value: q, Width: ui.Medium, Hint: "还没有档案的，先在“人员档案”登记基本情况。"}}
	if q == "" {
		return look, nil
	}
	found, err := s.db.SearchPersons(r.Context(), store.PersonFilter{Search: q, Limit: 20})
	if err != nil {
		return nil, err
	}
	look.Found = ui.Table{Caption: "找到的人员", Empty: "没有找到，请核对姓名，或者先在“人员档案”登记。",
		Columns: []ui.Column{{Label: "姓名"}, {Label: "出生年月", Narrow: true}, {Label: "现任职务"}}}
	for _, p := range found {
		look.Found.Rows = append(look.Found.Rows, ui.Row{Href: withQuery(path, "person", idText(p.ID)), Cells: []ui.Cell{
			{Text: noted(p.Name, p.Sex, p.Ethnicity)}, {Text: monthText(p.Born)}, {Text: offices(p)}}})
	}
	return look, nil
}

func dutyOptions() []ui.Option {
	options := make([]ui.Option, len(store.Duties))
	for i, d := range store.Duties {
		options[i] = ui.Option{Value: string(d), Label: d.Label()}
	}
	return options
}

// addMember registers somebody elected (登记组成人员).
func (s *Server) addMember(w http.ResponseWriter, r *http.Request) error {
	id, err := pathID(r, "id")
	if err != nil {
		return err
	}
	f := typedIn(r)
	m := store.Member{TermID: id, PersonID: f.id("person"), Duty: store.Duty(f.value("duty")), Seat: f.number("seat"),
		Sort: f.number("sort"), Since: f.day("since")}
	err = f.err(func() error {
		_, err := s.flow.AddMember(r.Context(), actor(r), m)
		return err
	})
	if errs.KindOf(err) == errs.Invalid {
		return s.memberForm(w, r, f, err)
	} else if err != nil {
		return err
	}
	s.flash(r, "组成人员已登记。")
	return seeOther(w, r, termPath(id))
}

// memberDetail shows one membership with its seat and its end.
func (s *Server) memberDetail(w http.ResponseWriter, r *http.Request) error {
	if err := mayView(r); err != nil {
		return err
	}
	m, err := s.memberOf(r)
	if err != nil {
		return err
	}
	return s.showMember(w, r, m, known(map[string]string{"seat": digits(m.Seat), "sort": digits(m.Sort)}), nil)
}

func (s *Server) memberOf(r *http.Request) (store.Member, error) {
	id, err := pathID(r, "id")
	if err != nil {
		return store.Member{}, err
	}
	return s.db.Member(r.Context(), id)
}

func (s *Server) showMember(w http.ResponseWriter, r *http.Request, m store.Member, f *fields, failed error) error {
	term, err := s.db.Term(r.Context(), m.TermID)
	if err != nil {
		return err
	}
	back := ui.Link{Label: termName(term.Number), Href: termPath(term.ID)}
	if failed != nil || r.URL.Query().Has("edit") && authz.Can(actor(r), authz.ChangeMember) {
		ps := problems(failed)
		return s.showRegisterForm(w, r, failed, staff.RegisterFormPage{Frame: s.frame(r, "调整席位和次序", crumb("/registers/terms"), back),
			Heading: ui.Heading{Title: "调整席位和次序", Lead: m.Name + "，" + m.Duty.Label() + "。"},
			Form:    ui.Form{Action: memberPath(m.ID), Guard: true}, Button: ui.Button{Label: "保存修改"}, Back: memberPath(m.ID),
			Groups: []staff.RegisterFields{{Fields: []templ.Component{
				f.text(ps, ui.Text{Name: "seat", Label: "席位号", Type: ui.Number, Width: ui.Short, Optional: true}),
				f.text(ps, ui.Text{Name: "sort", Label: "名单次序", Type: ui.Number, Width: ui.Short, Optional: true, Hint: "同一职务内的先后；留空的，按姓名笔画排列。"}),
			}}}})
	}
	history, err := s.db.SubjectHistory(r.Context(), "member", m.ID)
	if err != nil {
		return err
	}
	page := staff.RegisterDetailPage{Frame: s.frame(r, m.Name, crumb("/registers/terms"), back), Tabs: tabsAt(actor(r), "/registers/terms"),
		Heading: ui.Heading{Title: m.Name, Over: termName(term.Number) + "常务委员会" + m.Duty.Label(), Tag: ui.Tag{State: ui.Done, Label: "现任"}},
		Summary: ui.Summary{{Key: "人员档案", Value: noted(m.Name, m.Sex, m.Ethnicity), Href: personPath(m.PersonID)}, {Key: "职务", Value: m.Duty.Label()},
			{Key: "席位号", Value: cmp.Or(digits(m.Seat), "没有固定席位")}, {Key: "名单次序", Value: cmp.Or(digits(m.Sort), "按姓名笔画")},
			{Key: "当选日期", Value: m.Since.String()}}, History: registerHistory(history)}
	if !m.Until.IsZero() {
		page.Heading.Tag = ui.Tag{State: ui.Idle, Label: "已终止"}
		page.Summary = append(page.Summary, ui.Item{Key: "终止日期", Value: m.Until.String()})
	} else if authz.Can(actor(r), authz.EndMember) {
		page.Buttons = []ui.Button{{Label: "调整席位和次序", Href: memberPath(m.ID) + "?edit"},
			{Label: "登记职务终止", Href: memberPath(m.ID) + "/end", Kind: ui.Plain}}
	}
	return s.render(w, r, http.StatusOK, staff.RegisterDetail(page))
}

// changeMember corrects seat and place in the list.
func (s *Server) changeMember(w http.ResponseWriter, r *http.Request) error {
	m, err := s.memberOf(r)
	if err != nil {
		return err
	}
	f := typedIn(r)
	err = s.flow.ChangeMember(r.Context(), actor(r), m.ID, f.number("seat"), f.number("sort"))
	if errs.KindOf(err) == errs.Invalid {
		return s.showMember(w, r, m, f, err)
	} else if err != nil {
		return err
	}
	s.flash(r, "席位和次序已调整。")
	return seeOther(w, r, memberPath(m.ID))
}

func (s *Server) endMemberPage(w http.ResponseWriter, r *http.Request) error {
	if err := authz.Check(actor(r), authz.EndMember); err != nil {
		return err
	}
	return s.endMemberForm(w, r, known(map[string]string{"until": s.today().ISO()}), nil)
}

func (s *Server) endMemberForm(w http.ResponseWriter, r *http.Request, f *fields, failed error) error {
	m, err := s.memberOf(r)
	if err != nil {
		return err
	}
	ps := problems(failed)
	return s.showRegisterForm(
		w,
		r,
		failed,
		staff.RegisterFormPage{Frame: s.frame(r, "登记职务终止", crumb("/registers/terms"), ui.Link{Label: m.Name, Href: memberPath(m.ID)}),
			Heading: ui.Heading{Title: "登记" + m.Name + "的职务终止", Lead: "接受辞职经任免案通过的，系统已自动登记，不必在这里再办。"},
			Warning: []string{"从终止之日起，不再计入全体组成人员，过半数随之变化。", "名册保留记录，不能删除。"},
			Form:    ui.Form{Action: memberPath(m.ID) + "/end"}, Button: ui.Button{Label: "登记职务终止", Kind: ui.Danger}, Back: memberPath(m.ID),
			Groups: []staff.RegisterFields{{Fields: []templ.Component{
				f.text(ps, ui.Text{Name: "until", Label: "终止日期", Type: ui.Date, Width: ui.Medium}),
				f.choice(ps, ui.Select{Name: "reason", Label: "终止原因", Options: plainOptions(workflow.MemberEndReasons), Width: ui.Medium}),
			}}}},
	)
}

func plainOptions(words []string) []ui.Option {
	options := make([]ui.Option, len(words))
	for i, w := range words {
		options[i] = ui.Option{Value: w, Label: w}
	}
	return options
}

// endMember registers that a membership has ended (登记组成人员职务终止).
func (s *Server) endMember(w http.ResponseWriter, r *http.Request) error {
	m, err := s.memberOf(r)
	if err != nil {
		return err
	}
	f := typedIn(r)
	day := f.day("until")
	err = f.err(func() error { return s.flow.EndMember(r.Context(), actor(r), m.ID, day, f.value("reason")) })
	if errs.KindOf(err) == errs.Invalid {
		return s.endMemberForm(w, r, f, err)
	} else if err != nil {
		return err
	}
	s.flash(r, m.Name+"的职务终止已登记。")
	return seeOther(w, r, termPath(m.TermID))
}
