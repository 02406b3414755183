package server

import (
	"net/http"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"renmian/internal/authz"
	"renmian/internal/calendar"
	"renmian/internal/document"
	"renmian/internal/errs"
	"renmian/web/staff"
	"renmian/web/ui"
)

// registerTabs are the pages of the registers, shown above each of them.
var registerTabs = []ui.Link{
	{Label: "任职人员", Href: "/registers"},
	{Label: "组成人员", Href: "/registers/terms"},
	{Label: "人员档案", Href: "/people"},
	{Label: "职务目录", Href: "/registers/offices"},
	{Label: "机关", Href: "/registers/organs"},
	{Label: "名册导入", Href: "/registers/imports"},
}

// tabsAt is the line of tabs on the page at href; the import is shown to those who may do it.
func tabsAt(who authz.Actor, href string) ui.Tabs {
	var tabs ui.Tabs
	for _, t := range registerTabs {
		if t.Href == "/registers/imports" && !authz.Can(who, authz.CheckRoster) {
			continue
		}
		t.Current = t.Href == href
		tabs = append(tabs, t)
	}
	return tabs
}

// crumb is the link to the page of a register, by its address.
func crumb(href string) ui.Link {
	for _, t := range registerTabs {
		if t.Href == href {
			return t
		}
	}
	return ui.Link{}
}

// fields reads a form by name, so that what was typed can be shown again, and notes what cannot be read.
type fields struct {
	value    func(name string) string
	problems []errs.Field
}

// typedIn reads the form that was sent.
func typedIn(r *http.Request) *fields {
	return &fields{value: func(name string) string { return strings.TrimSpace(r.PostFormValue(name)) }}
}

// known fills a form from what is registered.
func known(values map[string]string) *fields {
	return &fields{value: func(name string) string { return values[name] }}
}

func (f *fields) wrong(name, message string) {
	f.problems = append(f.problems, errs.Field{Name: name, Message: message})
}

// err is an Invalid error when something could not be read, or the failure of do.
func (f *fields) err(do func() error) error {
	if err := errs.Form(f.problems...); err != nil {
		return err
	}
	return do()
}

func (f *fields) day(name string) calendar.Day {
	text := f.value(name)
	if text == "" {
		return calendar.Day{}
	}
	iso, problem := document.CleanDay(text)
	day, err := calendar.Parse(iso)
	if problem != "" || err != nil {
		f.wrong(name, "日期请写成 2026-11-22。")
	}
	return day
}

// month reads 1975.03 as the first day of the month.
func (f *fields) month(name string) calendar.Day {
	text := f.value(name)
	if text == "" {
		return calendar.Day{}
	}
	month, problem := document.CleanMonth(text)
	if problem != "" {
		f.wrong(name, problem)
		return calendar.Day{}
	}
	day, _ := calendar.Parse(month[:4] + "-" + month[5:] + "-01")
	return day
}

// number reads a whole number; 0 when nothing was typed, -1 when it is none.
func (f *fields) number(name string) int {
	if text := f.value(name); text != "" {
		return number(text)
	}
	return 0
}

func (f *fields) id(name string) int64 {
	id, err := strconv.ParseInt(f.value(name), 10, 64)
	if err != nil || id < 0 {
		return 0
	}
	return id
}

func (f *fields) yes(name string) bool { return f.value(name) != "" }

// text is a field of one line with what stands in it and what is wrong with it.
func (f *fields) text(ps ui.Problems, t ui.Text) templ.Component {
	t.Value, t.Error = f.value(t.Name), ps.For(t.Name)
	return t
}

func (f *fields) choice(ps ui.Problems, s ui.Select) templ.Component {
	s.Error = ps.For(s.Name)
	for i := range s.Options {
		s.Options[i].Chosen = s.Options[i].Value == f.value(s.Name)
	}
	return s
}

func (f *fields) radios(ps ui.Problems, c ui.Radios) templ.Component {
	c.Error = ps.For(c.Name)
	for i := range c.Options {
		c.Options[i].Chosen = c.Options[i].Value == f.value(c.Name)
	}
	return c
}

func (f *fields) check(ps ui.Problems, c ui.Check) templ.Component {
	c.Error, c.Checked = ps.For(c.Name), f.value(c.Name) != ""
	return c
}

// digits shows a number; nothing for zero.
func digits(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}

func idText(id int64) string {
	if id == 0 {
		return ""
	}
	return strconv.FormatInt(id, 10)
}

func tick(yes bool) string {
	if yes {
		return "1"
	}
	return ""
}

// yesNo shows a fact of an office in words.
func yesNo(yes bool, yesText, noText string) string {
	if yes {
		return yesText
	}
	return noText
}

// monthText shows the month of a day as cadre forms write it: 1975.03.
func monthText(d calendar.Day) string {
	if d.IsZero() {
		return ""
	}
	return strings.ReplaceAll(d.ISO()[:7], "-", ".")
}

// showRegisterForm shows a form of the registers with the messages of a refused one.
func (s *Server) showRegisterForm(w http.ResponseWriter, r *http.Request, err error, page staff.RegisterFormPage) error {
	status := http.StatusOK
	if err != nil {
		status = http.StatusUnprocessableEntity
	}
	page.Problems = problems(err)
	page.Frame.Invalid = err != nil
	return s.render(w, r, status, staff.RegisterForm(page))
}

// mayView refuses those without sight of the registers.
func mayView(r *http.Request) error { return authz.Check(actor(r), authz.ViewRegisters) }
