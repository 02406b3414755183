package server

import (
	"fmt"
	"net/http"
	"strconv"

	"github.com/a-h/templ"

	"renmian/internal/authz"
	"renmian/internal/calendar"
	"renmian/internal/errs"
	"renmian/internal/store"
	"renmian/web/staff"
	"renmian/web/ui"
)

func termPath(id int64) string { return "/registers/terms/" + strconv.FormatInt(id, 10) }

func termName(number int) string { return fmt.Sprintf("第%d届", number) }

// terms lists the terms (届次).
func (s *Server) terms(w http.ResponseWriter, r *http.Request) error {
	if err := mayView(r); err != nil {
		return err
	}
	all, err := s.db.Terms(r.Context())
	if err != nil {
		return err
	}
	current, err := s.db.CurrentTerm(r.Context(), s.today())
	if err != nil && errs.KindOf(err) != errs.NotFound {
		return err
	}
	table := ui.Table{Caption: "届次", HideCaption: true, Empty: "还没有登记届次。先登记本届，再登记组成人员。",
		Columns: []ui.Column{{Label: "届次"}, {Label: "任期"}, {Label: "名额", Numeric: true, Narrow: true}, {Label: "状态", Narrow: true}}}
	for _, t := range all {
		tag := ui.Tag{State: ui.Idle, Label: "已届满"}
		switch {
		case t.ID == current.ID:
			tag = ui.Tag{State: ui.Doing, Label: "本届"}
		case t.StartsOn.After(s.today()):
			tag = ui.Tag{State: ui.Todo, Label: "未开始"}
		}
		table.Rows = append(table.Rows, ui.Row{Href: termPath(t.ID), Cells: []ui.Cell{{Text: termName(t.Number)},
			{Text: t.StartsOn.String() + "至" + t.EndsOn.String()}, {Text: strconv.Itoa(t.Seats)}, {Tag: tag}}})
	}
	page := staff.RegisterListPage{Frame: s.frame(r, "组成人员"), Tabs: tabsAt(actor(r), "/registers/terms"), Tables: []ui.Table{table},
		Heading: ui.Heading{Title: "届次和组成人员", Lead: "常务委员会由主任、副主任、委员组成，行使职权到下届选出新的常务委员会为止〔地方组织法第四十七条、第四十八条〕。"}}
	if authz.Can(actor(r), authz.SaveTerm) {
		page.Buttons = []ui.Button{{Label: "登记新一届", Href: "/registers/terms/new"}}
	}
	return s.render(w, r, http.StatusOK, staff.RegisterList(page))
}

// termDetail lists the members of a term on a day.
func (s *Server) termDetail(w http.ResponseWriter, r *http.Request) error {
	if err := mayView(r); err != nil {
		return err
	}
	id, err := pathID(r, "id")
	if err != nil {
		return err
	}
	term, err := s.db.Term(r.Context(), id)
	if err != nil {
		return err
	}
	all, err := s.db.Members(r.Context(), id, calendar.Day{})
	if err != nil {
		return err
	}
	page := termPage(actor(r), term, all, s.today())
	if authz.Can(actor(r), authz.AddMember) {
		page.Buttons = append(page.Buttons, ui.Button{Label: "登记组成人员", Href: termPath(id) + "/members/new"})
	}
	if authz.Can(actor(r), authz.SaveTerm) {
		page.Buttons = append(page.Buttons, ui.Button{Label: "修改届次", Href: termPath(id) + "/edit", Kind: ui.Plain})
	}
	if err := s.offerTermChange(r, &page, term); err != nil {
		return err
	}
	page.Frame = s.frame(r, termName(term.Number), crumb("/registers/terms"))
	return s.render(w, r, http.StatusOK, staff.RegisterList(page))
}

// offerTermChange leads to the work on a new term, or offers to begin it.
func (s *Server) offerTermChange(r *http.Request, page *staff.RegisterListPage, term store.Term) error {
	_, begun, err := s.db.TermChange(r.Context(), term.ID)
	if err != nil {
		return err
	}
	if begun {
		page.Buttons = append(page.Buttons, ui.Button{Label: "换届进度", Href: changePath(term.ID), Kind: ui.Plain})
		return nil
	}
	all, err := s.db.Terms(r.Context())
	if err != nil {
		return err
	}
	if len(all) > 1 && all[0].ID == term.ID && !term.StartsOn.After(s.today()) && authz.Can(actor(r), authz.StartTermChange) {
		page.PostText = "新一届选出以后要做的事：登记组成人员和选举的职务，列出要重新任命的人员，催办提请，直到办完。"
		page.Post = &ui.Post{Action: changePath(term.ID), Label: "办理换届"}
	}
	return nil
}

// termPage splits a term's members into those in office and those who left.
func termPage(who authz.Actor, term store.Term, all []store.Member, today calendar.Day) staff.RegisterListPage {
	columns := []ui.Column{{Label: "姓名"}, {Label: "职务", Narrow: true}, {Label: "席位", Numeric: true, Narrow: true}, {Label: "当选日期", Narrow: true}}
	now := ui.Table{Caption: "现任组成人员", Columns: columns, Empty: "还没有登记组成人员。"}
	left := ui.Table{Caption: "本届已离任", Columns: append(columns[:len(columns):len(columns)], ui.Column{Label: "终止日期", Narrow: true})}
	count := map[store.Duty]int{}
	for _, m := range all {
		row := ui.Row{Href: memberPath(m.ID), Cells: []ui.Cell{{Text: noted(m.Name, m.Sex, m.Ethnicity)}, {Text: m.Duty.Label()},
			{Text: digits(m.Seat)}, {Text: m.Since.String()}}}
		if m.Until.IsZero() || m.Until.After(today) {
			count[m.Duty]++
			now.Rows = append(now.Rows, row)
		} else {
			row.Cells = append(row.Cells, ui.Cell{Text: m.Until.String()})
			left.Rows = append(left.Rows, row)
		}
	}
	page := staff.RegisterListPage{Tabs: tabsAt(who, "/registers/terms"), Tables: []ui.Table{now},
		Heading: ui.Heading{Title: termName(term.Number) + "组成人员", Lead: "任期" + term.StartsOn.String() + "至" + term.EndsOn.String() + "。"},
		Stats: ui.Stats{
			{Label: "名额", Value: strconv.Itoa(term.Seats), Unit: "人", Note: "本届内不变"},
			{Label: "现任", Value: strconv.Itoa(len(now.Rows)), Unit: "人", Note: fmt.Sprintf("缺 %d 人", max(0, term.Seats-len(now.Rows)))},
			{Label: "过半数", Value: strconv.Itoa(len(now.Rows)/2 + 1), Unit: "人", Note: "按现任全体组成人员"},
			{Label: "主任会议", Value: strconv.Itoa(count[store.Chairperson] + count[store.ViceChairperson]), Unit: "人", Note: "主任、副主任"},
		},
		Help: staff.RegisterHelp{Title: "名单怎样排列", Lines: []string{
			"先主任、副主任，后委员；同一职务按名单次序，没有填次序的按姓名笔画。",
			"补选的，先登记离任人员的职务终止，再登记新当选人员，可以沿用原席位号。"}}}
	if len(left.Rows) > 0 {
		page.Tables = append(page.Tables, left)
	}
	return page
}

func (s *Server) newTerm(w http.ResponseWriter, r *http.Request) error {
	if err := authz.Check(actor(r), authz.SaveTerm); err != nil {
		return err
	}
	return s.termForm(w, r, 0, known(map[string]string{"seats": "29"}), nil)
}

func (s *Server) editTerm(w http.ResponseWriter, r *http.Request) error {
	if err := authz.Check(actor(r), authz.SaveTerm); err != nil {
		return err
	}
	id, err := pathID(r, "id")
	if err != nil {
		return err
	}
	t, err := s.db.Term(r.Context(), id)
	if err != nil {
		return err
	}
	return s.termForm(w, r, id, known(map[string]string{"number": strconv.Itoa(t.Number), "starts_on": t.StartsOn.ISO(),
		"ends_on": t.EndsOn.ISO(), "seats": strconv.Itoa(t.Seats), "government_on": t.GovernmentOn.ISO()}), nil)
}

func (s *Server) termForm(w http.ResponseWriter, r *http.Request, id int64, f *fields, err error) error {
	ps := problems(err)
	page := staff.RegisterFormPage{Heading: ui.Heading{Title: "登记新一届"}, Form: ui.Form{Action: "/registers/terms", Guard: true},
		Button: ui.Button{Label: "登记新一届"}, Back: "/registers/terms",
		Groups: []staff.RegisterFields{{Fields: []templ.Component{
			f.text(ps, ui.Text{Name: "number", Label: "届次", Type: ui.Number, Width: ui.Short, Unit: "届", Hint: "填阿拉伯数字，如 18。"}),
			f.text(ps, ui.Text{Name: "starts_on", Label: "任期起始日", Type: ui.Date, Width: ui.Medium, Hint: "本届人民代表大会选出常务委员会之日。"}),
			f.text(ps, ui.Text{Name: "ends_on", Label: "任期届满日", Type: ui.Date, Width: ui.Medium, Hint: "每届任期五年〔地方组织法第九条〕。"}),
			f.text(ps, ui.Text{Name: "seats", Label: "名额", Type: ui.Number, Width: ui.Short, Unit: "人",
				Hint: "15 至 35 人，人口超过一百万的不超过 45 人；确定后本届内不变〔地方组织法第四十七条〕。"}),
			f.text(ps, ui.Text{Name: "government_on", Label: "政府领导人员选出之日", Type: ui.Date, Width: ui.Medium, Optional: true,
				Hint: "提请任命政府组成人员的两个月从这一天起算〔地方组织法第七十一条〕；与任期起始日相同的留空。"}),
		}}}}
	if id != 0 {
		page.Heading.Title, page.Button.Label, page.Form.Action, page.Back = "修改届次", "保存修改", termPath(id), termPath(id)
	}
	page.Frame = s.frame(r, page.Heading.Title, crumb("/registers/terms"))
	return s.showRegisterForm(w, r, err, page)
}

func (s *Server) createTerm(w http.ResponseWriter, r *http.Request) error { return s.saveTerm(w, r, 0) }

func (s *Server) updateTerm(w http.ResponseWriter, r *http.Request) error {
	id, err := pathID(r, "id")
	if err != nil {
		return err
	}
	return s.saveTerm(w, r, id)
}

// saveTerm registers a term (登记届次).
func (s *Server) saveTerm(w http.ResponseWriter, r *http.Request, id int64) error {
	f := typedIn(r)
	t := store.Term{
		ID:           id,
		Number:       f.number("number"),
		StartsOn:     f.day("starts_on"),
		EndsOn:       f.day("ends_on"),
		Seats:        f.number("seats"),
		GovernmentOn: f.day("government_on"),
	}
	err := f.err(func() (err error) {
		t.ID, err = s.flow.SaveTerm(r.Context(), actor(r), t)
		return err
	})
	if errs.KindOf(err) == errs.Invalid {
		return s.termForm(w, r, id, f, err)
	} else if err != nil {
		return err
	}
	s.flash(r, termName(t.Number)+"已登记。")
	return seeOther(w, r, termPath(t.ID))
}
