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

// countyPage shows the county's particulars (县情).
func (s *Server) countyPage(w http.ResponseWriter, r *http.Request) error {
	if err := authz.Check(actor(r), authz.ChangeCounty); err != nil {
		return err
	}
	c, err := s.db.County(r.Context())
	if err != nil {
		return err
	}
	return s.countyForm(w, r, known(map[string]string{"name": c.Name, "committee": c.Committee, "personnel_committee": c.PersonnelCommittee,
		"telephone": c.Telephone, "address": c.Address, "postcode": c.Postcode, "document_word": c.DocumentWord, "icp": c.ICP,
		"police_record": c.PoliceRecord, "site_code": c.SiteCode}), nil)
}

func (s *Server) countyForm(w http.ResponseWriter, r *http.Request, f *fields, failed error) error {
	ps := problems(failed)
	page := staff.RegisterFormPage{Frame: s.frame(r, "县情"), Heading: ui.Heading{Title: "县情", Lead: "文书、公告和页脚都用这里的内容。"},
		Form: ui.Form{Action: "/admin/county", Guard: true}, Button: ui.Button{Label: "保存县情"}, Back: "/admin/accounts",
		Groups: []staff.RegisterFields{
			{Legend: "名称", Fields: []templ.Component{
				f.text(ps, ui.Text{Name: "name", Label: "县名", Width: ui.Medium, Hint: "自治县、县级市、市辖区写全称，如“示例县”。"}),
				f.text(ps, ui.Text{Name: "committee", Label: "常委会全称", Width: ui.Wide}),
				f.text(ps, ui.Text{Name: "personnel_committee", Label: "人事工作机构", Width: ui.Wide, Hint: "如“选举任免联络工作委员会”“人事代表工作委员会”。"}),
				f.text(ps, ui.Text{Name: "document_word", Label: "发文机关代字", Width: ui.Medium, Hint: "如“示例人发”，用于文号：示例人发〔2026〕1号。"}),
			}},
			{Legend: "联系方式", Fields: []templ.Component{
				f.text(ps, ui.Text{Name: "telephone", Label: "电话", Type: ui.Tel, Width: ui.Medium, Hint: "各页页脚的帮助电话，也用于任前公示。"}),
				f.text(ps, ui.Text{Name: "address", Label: "地址", Width: ui.Wide}),
				f.text(ps, ui.Text{Name: "postcode", Label: "邮政编码", Width: ui.Short, Optional: true}),
			}},
			{Legend: "网站备案", Hint: "公众页面的页脚必须标明；没有对公众开放的可以不填。", Fields: []templ.Component{
				f.text(ps, ui.Text{Name: "icp", Label: "ICP 备案号", Width: ui.Medium, Optional: true}),
				f.text(ps, ui.Text{Name: "police_record", Label: "公安备案号", Width: ui.Medium, Optional: true}),
				f.text(ps, ui.Text{Name: "site_code", Label: "网站标识码", Width: ui.Medium, Optional: true}),
			}},
		}}
	return s.showRegisterForm(w, r, failed, page)
}

// changeCounty replaces the county's particulars (修改县情).
func (s *Server) changeCounty(w http.ResponseWriter, r *http.Request) error {
	f := typedIn(r)
	err := s.flow.ChangeCounty(r.Context(), actor(r), store.County{Name: f.value("name"), Committee: f.value("committee"),
		PersonnelCommittee: f.value("personnel_committee"), Telephone: f.value("telephone"), Address: f.value("address"), Postcode: f.value("postcode"),
		DocumentWord: f.value("document_word"), ICP: f.value("icp"), PoliceRecord: f.value("police_record"), SiteCode: f.value("site_code")})
	if errs.KindOf(err) == errs.Invalid {
		return s.countyForm(w, r, f, err)
	} else if err != nil {
		return err
	}
	s.flash(r, "县情已修改，新出的文书和公告按此办理。")
	return seeOther(w, r, "/admin/county")
}

func holidaysPath(year int) string {
	return withQuery("/admin/holidays", "year", strconv.Itoa(year))
}

// holidays lists the days of a year that differ from the plain week (放假安排).
func (s *Server) holidays(w http.ResponseWriter, r *http.Request) error {
	if err := authz.Check(actor(r), authz.ChangeHoliday); err != nil {
		return err
	}
	year, err := strconv.Atoi(r.URL.Query().Get("year"))
	if err != nil || year < 2000 || year > 2100 {
		year = s.today().Year()
	}
	return s.showHolidays(w, r, year, known(map[string]string{"off": "1"}), nil)
}

func (s *Server) showHolidays(w http.ResponseWriter, r *http.Request, year int, f *fields, failed error) error {
	days, err := s.db.HolidaysBetween(r.Context(), calendar.Date(year, 1, 1), calendar.Date(year+1, 1, 1))
	if err != nil {
		return err
	}
	page := holidaysPage(year, days)
	ps := problems(failed)
	page.Problems = ps
	page.Fields = []templ.Component{
		f.text(ps, ui.Text{Name: "day", Label: "日期", Type: ui.Date, Width: ui.Medium}),
		f.radios(ps, ui.Radios{Name: "off", Label: "怎样安排", Inline: true, Options: []ui.Option{{Value: "1", Label: "放假"}, {Value: "0", Label: "调休上班"}}}),
		f.text(ps, ui.Text{Name: "name", Label: "名称", Width: ui.Medium, Hint: "如“春节”。"}),
	}
	page.Frame = s.frame(r, "放假安排")
	status := http.StatusOK
	if failed != nil {
		page.Frame.Invalid, status = true, http.StatusUnprocessableEntity
	}
	return s.render(w, r, status, staff.Holidays(page))
}

func holidaysPage(year int, days []calendar.Holiday) staff.HolidaysPage {
	page := staff.HolidaysPage{Heading: ui.Heading{Title: fmt.Sprintf("%d年放假安排", year),
		Lead: "提请、公示、备案等期限按工作日计算，以这里登记的放假和调休为准。每年按国务院办公厅的通知登记。"},
		Prev: ui.Link{
			Label: fmt.Sprintf("%d年", year-1),
			Href:  holidaysPath(year - 1),
		}, Next: ui.Link{Label: fmt.Sprintf("%d年", year+1), Href: holidaysPath(year + 1)},
		Year: ui.Hidden{Name: "year", Value: strconv.Itoa(year)}}
	missing := len(calendar.LegalHolidays(year))
	for _, h := range days {
		for _, l := range calendar.LegalHolidays(year) {
			if l.Day == h.Day {
				missing--
			}
		}
		tag := ui.Tag{State: ui.Done, Label: "放假"}
		if !h.Off {
			tag = ui.Tag{State: ui.Doing, Label: "调休上班"}
		}
		page.Days = append(page.Days, staff.HolidayRow{Day: h.Day.String(), Weekday: weekday(h.Day), Name: h.Name, Tag: tag,
			Remove: ui.Post{Action: "/admin/holidays/remove", Label: "移除", Kind: ui.Quiet, Fields: []ui.Hidden{{Name: "day", Value: h.Day.ISO()}}}})
	}
	if missing > 0 {
		page.Prefill = &ui.Post{
			Action: "/admin/holidays/prefill",
			Label:  "填入日期固定的法定节日",
			Kind:   ui.Plain,
			Fields: []ui.Hidden{{Name: "year", Value: strconv.Itoa(year)}},
		}
	}
	return page
}

// saveHoliday registers a day (登记放假和调休).
func (s *Server) saveHoliday(w http.ResponseWriter, r *http.Request) error {
	f := typedIn(r)
	h := calendar.Holiday{Day: f.day("day"), Off: f.value("off") != "0", Name: f.value("name")}
	err := f.err(func() error { return s.flow.SaveHoliday(r.Context(), actor(r), h) })
	if errs.KindOf(err) == errs.Invalid {
		return s.showHolidays(w, r, max(2000, f.number("year")), f, err)
	} else if err != nil {
		return err
	}
	s.flash(r, h.Day.String()+"已登记。")
	return seeOther(w, r, holidaysPath(h.Day.Year()))
}

func (s *Server) removeHoliday(w http.ResponseWriter, r *http.Request) error {
	f := typedIn(r)
	day := f.day("day")
	if err := f.err(func() error { return s.flow.RemoveHoliday(r.Context(), actor(r), day) }); err != nil {
		return err
	}
	s.flash(r, day.String()+"已移除，恢复为平常日子。")
	return seeOther(w, r, holidaysPath(day.Year()))
}

func (s *Server) prefillHolidays(w http.ResponseWriter, r *http.Request) error {
	year := typedIn(r).number("year")
	if err := s.flow.PrefillHolidays(r.Context(), actor(r), year); err != nil {
		return err
	}
	s.flash(r, "已填入元旦、劳动节、国庆节。春节、清明、端午、中秋和调休按当年通知逐日登记。")
	return seeOther(w, r, holidaysPath(year))
}
