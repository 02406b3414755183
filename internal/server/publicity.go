package server

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"renmian/internal/appointment"
	"renmian/internal/authz"
	"renmian/internal/calendar"
	"renmian/internal/document"
	"renmian/internal/errs"
	"renmian/internal/store"
	"renmian/internal/workflow"
	"renmian/web/staff"
	"renmian/web/ui"
)

var publicitiesCrumb = ui.Link{Label: "任前公示", Href: "/publicities"}

func publicityPath(id int64) string { return fmt.Sprintf("/publicities/%d", id) }

func publicityTag(from, to calendar.Day, reported, dropped bool, today calendar.Day) ui.Tag {
	switch {
	case dropped:
		return ui.Tag{State: ui.Stop, Label: "已撤下"}
	case reported:
		return ui.Tag{State: ui.Done, Label: "已办结"}
	}
	switch appointment.PublicityStateOn(from, to, today) {
	case appointment.PublicityAhead:
		return ui.Tag{State: ui.Idle, Label: "未开始"}
	case appointment.PublicityRunning:
		return ui.Tag{State: ui.Doing, Label: "公示中"}
	}
	return ui.Tag{State: ui.Todo, Label: "期满待报告"}
}

func tagOf(p store.Publicity, today calendar.Day) ui.Tag {
	return publicityTag(p.From, p.To, !p.ReportedAt.IsZero(), !p.DroppedAt.IsZero(), today)
}

// publicities lists the notices (任前公示).
func (s *Server) publicities(w http.ResponseWriter, r *http.Request) error {
	if err := authz.Check(actor(r), authz.ViewPublicities); err != nil {
		return err
	}
	before, _ := strconv.ParseInt(r.URL.Query().Get("before"), 10, 64)
	lines, err := s.db.Publicities(r.Context(), before, listSize(r)+1)
	if err != nil {
		return err
	}
	page := staff.RegisterListPage{Frame: s.frame(r, "任前公示"),
		Heading: ui.Heading{Title: "任前公示", Lead: "公示拟任人员，听取社会意见；意见逐件核实，期满后形成公示情况报告。"}}
	if authz.Can(actor(r), authz.PublishPublicity) {
		page.Buttons = []ui.Button{{Label: "起草公示", Href: "/publicities/new"}}
	}
	if len(lines) > listSize(r) {
		lines = lines[:listSize(r)]
		page.Pager.Next = withQuery("/publicities", "before", idText(lines[listSize(r)-1].ID))
	}
	if before > 0 {
		page.Pager.Prev = "/publicities"
	}
	page.Tables = []ui.Table{publicityTable(lines, s.today())}
	return s.render(w, r, http.StatusOK, staff.RegisterList(page))
}

func publicityTable(lines []store.PublicityLine, today calendar.Day) ui.Table {
	t := ui.Table{Caption: "任前公示", HideCaption: true, Empty: "还没有任前公示。",
		Columns: []ui.Column{
			{Label: "公示"},
			{Label: "拟任人员"},
			{Label: "公示期", Narrow: true},
			{Label: "意见", Numeric: true, Narrow: true},
			{Label: "状态", Narrow: true},
		}}
	for _, l := range lines {
		opinions := ui.Cell{Text: strconv.Itoa(l.Opinions)}
		if l.Unverified > 0 {
			opinions.Note = fmt.Sprintf("%d 件未核实", l.Unverified)
		}
		t.Rows = append(t.Rows, ui.Row{Href: publicityPath(l.ID), Cells: []ui.Cell{{Text: l.Title}, {Text: strings.Join(l.Persons, "、")},
			{Text: l.From.ISO() + "—" + l.To.ISO()}, opinions, {Tag: tagOf(l.Publicity, today)}}})
	}
	return t
}

// newPublicity chooses the cases of a notice, then composes it.
func (s *Server) newPublicity(w http.ResponseWriter, r *http.Request) error {
	if err := authz.Check(actor(r), authz.PublishPublicity); err != nil {
		return err
	}
	var ids []int64
	for _, v := range r.URL.Query()["case"] {
		if id, err := strconv.ParseInt(v, 10, 64); err == nil && id > 0 {
			ids = append(ids, id)
		}
	}
	if len(ids) == 0 {
		return s.choosePublicityCases(w, r)
	}
	x, err := s.firstPublicity(r, ids)
	if err != nil {
		return err
	}
	return s.showPublicityForm(w, r, http.StatusOK, x, nil)
}

// choosePublicityCases lists the cases in review, and says of those that cannot be published why not.
func (s *Server) choosePublicityCases(w http.ResponseWriter, r *http.Request) error {
	cases, err := s.db.CasesForPublicity(r.Context())
	if err != nil {
		return err
	}
	choice := ui.Checks{Name: "case", Label: "拟任人员", Hint: "可以选几名，合为一次公示。"}
	for _, c := range cases {
		p, err := s.db.Policy(r.Context(), c.PolicyID)
		if err != nil {
			return err
		}
		if !p.Publicity.Applies(c.Action, c.Office.Group) {
			continue
		}
		why := appointment.MayPublicize(c, p, s.today())
		choice.Options = append(choice.Options, ui.Option{Value: idText(c.ID), Hint: why, Disabled: why != "",
			Label: c.Person.Name + "　拟" + c.Action.Label() + c.Office.Title})
	}
	return s.render(w, r, http.StatusOK, staff.PublicityChoice(staff.PublicityChoicePage{Frame: s.frame(r, "起草公示", publicitiesCrumb),
		Filter: ui.Filter{Action: "/publicities/new", Label: "填写公示内容"}, Choice: choice}))
}

// firstPublicity proposes the wording of a notice of the cases.
func (s *Server) firstPublicity(r *http.Request, ids []int64) (workflow.PublicityForm, error) {
	x := workflow.PublicityForm{From: s.today()}
	county, err := s.db.County(r.Context())
	if err != nil {
		return x, err
	}
	issuer, err := s.county(r.Context())
	if err != nil {
		return x, err
	}
	holidays, err := s.db.Holidays(r.Context())
	if err != nil {
		return x, err
	}
	x.Title, x.Body = county.Short()+"任前公示", document.PublicityBody(issuer)
	x.OfficeName, x.Telephone = issuer.Committee, county.Telephone
	for _, id := range ids {
		c, rules, err := s.visibleCase(r, id)
		if err != nil {
			return x, err
		}
		if end := appointment.PublicityEnd(rules, holidays, x.From); end.After(x.To) {
			x.To = end
		}
		profile, err := s.flow.PublicProfile(r.Context(), c)
		if err != nil {
			return x, err
		}
		x.Persons = append(x.Persons, workflow.PublicityPersonForm{CaseID: id, Profile: profile})
	}
	return x, nil
}

func readPublicity(f *fields, r *http.Request) workflow.PublicityForm {
	x := workflow.PublicityForm{Title: f.value("title"), Body: f.value("body"), OfficeName: f.value("office_name"), Telephone: f.value("telephone"),
		From: f.day("from"), To: f.day("to")}
	for _, v := range r.PostForm["case"] {
		if id, err := strconv.ParseInt(v, 10, 64); err == nil && id > 0 {
			x.Persons = append(x.Persons, workflow.PublicityPersonForm{CaseID: id, Profile: unixLines(f.value("profile-" + v))})
		}
	}
	return x
}

// showPublicityForm shows the form of a notice as typed.
func (s *Server) showPublicityForm(w http.ResponseWriter, r *http.Request, status int, x workflow.PublicityForm, ps ui.Problems) error {
	form := staff.PanelForm{Form: ui.Form{Action: "/publicities/preview", Guard: true}, Buttons: []ui.Button{{Label: "预览公示"},
		{Label: "重新选人", Href: "/publicities/new", Kind: ui.Plain}}}
	from, to := x.From.ISO(), x.To.ISO()
	if len(ps) > 0 {
		from, to = r.PostFormValue("from"), r.PostFormValue("to") // also what is no date
	}
	form.Fields = []templ.Component{
		ui.Text{Name: "title", Label: "标题", Value: x.Title, Error: ps.For("title")},
		ui.Area{Name: "body", Label: "公示说明", Rows: 3, Optional: true, Value: x.Body, Error: ps.For("body")},
	}
	for _, p := range x.Persons {
		c, err := s.db.Case(r.Context(), p.CaseID)
		if err != nil {
			return err
		}
		name := "profile-" + idText(p.CaseID)
		form.Fields = append(form.Fields, ui.Hidden{Name: "case", Value: idText(p.CaseID)},
			ui.Area{Name: name, Label: c.Person.Name + "的公示内容", Rows: 14, Value: p.Profile, Error: ps.For(name),
				Hint: "已按审批表和人员档案填好，请核对。不得写身份证号、住址、手机号码和家庭成员。"})
	}
	form.Fields = append(form.Fields,
		ui.Text{Name: "from", Label: "公示开始", Type: ui.Date, Width: ui.Medium, Value: from, Error: ps.For("from")},
		ui.Text{Name: "to", Label: "公示截止", Type: ui.Date, Width: ui.Medium, Value: to, Hint: "按本县办法的工作日数推算，已扣除节假日，可以延长。", Error: ps.For("to")},
		ui.Text{Name: "office_name", Label: "受理机关", Value: x.OfficeName, Width: ui.Wide, Error: ps.For("office_name")},
		ui.Text{Name: "telephone", Label: "受理电话", Value: x.Telephone, Width: ui.Medium, Error: ps.For("telephone")})
	page := staff.BoardPage{Frame: s.frame(r, "起草公示", publicitiesCrumb), Problems: ps, Heading: ui.Heading{Title: "起草公示"},
		Panels: []staff.Panel{{Forms: []staff.PanelForm{form}}}}
	page.Frame.Invalid = len(ps) > 0
	return s.render(w, r, status, staff.Board(page))
}

// previewPublicity shows a notice as the public will see it, before it is published.
func (s *Server) previewPublicity(w http.ResponseWriter, r *http.Request) error {
	f := typedIn(r)
	x := readPublicity(f, r)
	if r.PostFormValue("edit") != "" {
		if err := authz.Check(actor(r), authz.PublishPublicity); err != nil {
			return err
		}
		return s.showPublicityForm(w, r, http.StatusOK, x, nil)
	}
	var persons []store.PublicityPerson
	err := f.err(func() (err error) { persons, err = s.flow.CheckPublicity(r.Context(), actor(r), x); return err })
	if errs.KindOf(err) == errs.Invalid {
		return s.showPublicityForm(w, r, http.StatusUnprocessableEntity, x, problems(err))
	} else if err != nil {
		return err
	}
	kept := []ui.Hidden{{Name: "title", Value: x.Title}, {Name: "body", Value: x.Body}, {Name: "office_name", Value: x.OfficeName},
		{Name: "telephone", Value: x.Telephone}, {Name: "from", Value: x.From.ISO()}, {Name: "to", Value: x.To.ISO()}}
	for _, p := range x.Persons {
		id := idText(p.CaseID)
		kept = append(kept, ui.Hidden{Name: "case", Value: id}, ui.Hidden{Name: "profile-" + id, Value: p.Profile})
	}
	page := staff.PublicityPreviewPage{Frame: s.frame(r, "核对公示", publicitiesCrumb),
		Summary: ui.Summary{{Key: "公示期", Value: x.From.String() + "至" + x.To.String()}, {Key: "受理机关", Value: x.OfficeName}, {Key: "受理电话", Value: x.Telephone}},
		Publish: ui.Post{Action: "/publicities", Label: "发布公示", Fields: kept},
		Edit: ui.Post{
			Action: "/publicities/preview",
			Label:  "返回修改",
			Kind:   ui.Plain,
			Fields: append(kept[:len(kept):len(kept)], ui.Hidden{Name: "edit", Value: "1"}),
		}}
	issuer, err := s.county(r.Context())
	if err != nil {
		return err
	}
	d := noticeOf(store.Publicity{Title: x.Title, Body: x.Body, OfficeName: x.OfficeName, Telephone: x.Telephone, From: x.From, To: x.To},
		persons).Paper(issuer)
	page.Title, page.Text = strings.Join(d.Title, ""), strings.Split(d.Body(), "\n")
	return s.render(w, r, http.StatusOK, staff.PublicityPreview(page))
}

// noticeOf is a notice as the papers word it.
func noticeOf(p store.Publicity, persons []store.PublicityPerson) document.PublicityNotice {
	n := document.PublicityNotice{Title: p.Title, Body: p.Body, From: p.From, To: p.To, Office: p.OfficeName, Telephone: p.Telephone}
	for _, x := range persons {
		n.Persons = append(n.Persons, document.PublicityPerson{Profile: x.Profile, Score: x.ExamScore})
	}
	return n
}

// publishPublicity publishes a notice (发布任前公示).
func (s *Server) publishPublicity(w http.ResponseWriter, r *http.Request) error {
	f := typedIn(r)
	x := readPublicity(f, r)
	var id int64
	err := f.err(func() (err error) { id, err = s.flow.PublishPublicity(r.Context(), actor(r), x); return err })
	if errs.KindOf(err) == errs.Invalid {
		return s.showPublicityForm(w, r, http.StatusUnprocessableEntity, x, problems(err))
	} else if err != nil {
		return err
	}
	s.flash(r, "公示已发布，社会公众自"+x.From.String()+"起可以查看和提交意见。")
	return seeOther(w, r, publicityPath(id))
}
