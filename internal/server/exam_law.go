package server

import (
	"cmp"
	"net/http"
	"strconv"

	"github.com/a-h/templ"

	"renmian/internal/authz"
	"renmian/internal/exam"
	"renmian/web/staff"
	"renmian/web/ui"
)

const lawsPath = bankPath + "/laws"

var lawsCrumb = ui.Link{Label: "法规和条文", Href: lawsPath}

func lawPath(id int64) string { return lawsPath + "/" + strconv.FormatInt(id, 10) }

// laws lists the laws from which questions are set.
func (s *Server) laws(w http.ResponseWriter, r *http.Request) error {
	if err := authz.Check(actor(r), authz.ViewBank); err != nil {
		return err
	}
	lines, err := s.db.LawLines(r.Context())
	if err != nil {
		return err
	}
	table := ui.Table{Caption: "法规", HideCaption: true, Empty: "还没有登记法规。", Columns: []ui.Column{{Label: "法规"}, {Label: "性质", Narrow: true},
		{Label: "条文", Numeric: true, Narrow: true}, {Label: "试题", Numeric: true, Narrow: true}, {Label: "可以组卷", Numeric: true, Narrow: true}}}
	for _, l := range lines {
		table.Rows = append(table.Rows, ui.Row{Href: lawPath(l.ID), Cells: []ui.Cell{{Text: l.Title, Note: l.Edition}, {Text: l.Kind.Label()},
			{Text: strconv.Itoa(l.Articles)}, {Text: strconv.Itoa(l.Items)}, {Text: strconv.Itoa(l.Usable)}}})
	}
	page := staff.RegisterListPage{Frame: s.frame(r, "法规和条文", examsCrumb, bankCrumb), Tabs: examTabsAt(actor(r), bankPath), Tables: []ui.Table{table},
		Heading: ui.Heading{Title: "法规和条文", Lead: "试题所依据的法律、决定和本县自治法规。法律修改后，先核对这里的条文，再停用或者修改相关的题。"},
		Buttons: []ui.Button{{Label: "登记法规", Href: lawsPath + "/new"}}}
	return s.render(w, r, http.StatusOK, staff.RegisterList(page))
}

func (s *Server) lawOf(r *http.Request) (exam.Law, error) {
	if err := authz.Check(actor(r), authz.ViewBank); err != nil {
		return exam.Law{}, err
	}
	id, err := pathID(r, "id")
	if err != nil {
		return exam.Law{}, err
	}
	return s.db.Law(r.Context(), id)
}

// law shows one law with its articles.
func (s *Server) law(w http.ResponseWriter, r *http.Request) error {
	l, err := s.lawOf(r)
	if err != nil {
		return err
	}
	return s.showLaw(w, r, http.StatusOK, l, typed{})
}

func (s *Server) showLaw(w http.ResponseWriter, r *http.Request, status int, l exam.Law, t typed) error {
	articles, err := s.db.Articles(r.Context(), l.ID)
	if err != nil {
		return err
	}
	table := ui.Table{Caption: "条文", HideCaption: true, Empty: "还没有条文。", Columns: []ui.Column{{Label: "条文", Narrow: true}, {Label: "原文"},
		{Label: "试题", Numeric: true, Narrow: true}}}
	edit := r.URL.Query().Get("article")
	body := ""
	for _, a := range articles {
		if a.Number == edit {
			body = a.Body
		}
		table.Rows = append(table.Rows, ui.Row{Cells: []ui.Cell{{Text: a.Number, Href: withQuery(lawPath(l.ID), "article", a.Number) + "#article"},
			{Text: cmp.Or(cut(a.Body, 120), "尚未录入")}, {Text: strconv.Itoa(a.Items), Href: withQuery(bankPath, "law", idText(l.ID), "article", a.Number)}}})
	}
	const act = "article"
	form := staff.PanelForm{Form: ui.Form{Action: lawPath(l.ID) + "/articles"}, Buttons: []ui.Button{{Label: "保存条文"}}, Fields: []templ.Component{
		t.text(act, ui.Text{Name: "number", Label: "条文", Hint: "如“第五十一条”。", Width: ui.Medium}, edit),
		t.area(act, ui.Area{Name: "body", Label: "原文", Hint: "照公布的文本录入，一字不改。", Rows: 6}, body)}}
	page := staff.BoardPage{Frame: s.frame(r, l.Short, examsCrumb, bankCrumb, lawsCrumb), Tabs: examTabsAt(actor(r), bankPath), Problems: t.problems,
		Heading: ui.Heading{Over: l.Kind.Label(), Title: l.Title, Lead: l.Edition},
		Panels: []staff.Panel{{Card: ui.Card{Title: "条文"}, Table: table, Buttons: []ui.Button{{Label: "修改法规", Href: lawPath(l.ID) + "/edit", Kind: ui.Plain},
			{Label: "看试题", Href: withQuery(bankPath, "law", idText(l.ID)), Kind: ui.Plain}}},
			{Card: ui.Card{Title: "录入条文", ID: "article"}, Forms: []staff.PanelForm{form}}}}
	page.Frame.Invalid = len(t.problems) > 0
	return s.render(w, r, status, staff.Board(page))
}

// saveArticle enters the text of an article (登记条文).
func (s *Server) saveArticle(w http.ResponseWriter, r *http.Request) error {
	l, err := s.lawOf(r)
	if err != nil {
		return err
	}
	err = s.flow.SaveArticle(r.Context(), actor(r), l.ID, r.PostFormValue("number"), r.PostFormValue("body"))
	return s.answer(w, r, "article", err, "条文已保存。", lawPath(l.ID), func(w http.ResponseWriter, r *http.Request, status int, t typed) error {
		return s.showLaw(w, r, status, l, t)
	})
}

func (s *Server) newLaw(w http.ResponseWriter, r *http.Request) error {
	if err := authz.Check(actor(r), authz.SaveLaw); err != nil {
		return err
	}
	return s.lawForm(w, r, exam.Law{}, known(map[string]string{"kind": string(exam.CountyRule)}), nil)
}

func (s *Server) editLaw(w http.ResponseWriter, r *http.Request) error {
	l, err := s.lawOf(r)
	if err != nil {
		return err
	}
	return s.lawForm(w, r, l, known(map[string]string{"title": l.Title, "short": l.Short, "kind": string(l.Kind), "edition": l.Edition,
		"version": strconv.Itoa(l.Version)}), nil)
}

func (s *Server) lawForm(w http.ResponseWriter, r *http.Request, l exam.Law, f *fields, failed error) error {
	ps := problems(failed)
	var kinds []ui.Option
	for _, k := range exam.LawKinds {
		kinds = append(kinds, ui.Option{Value: string(k), Label: k.Label()})
	}
	page := staff.RegisterFormPage{Heading: ui.Heading{Title: "登记法规"}, Form: ui.Form{Action: lawsPath, Guard: true, Version: f.value("version")},
		Button: ui.Button{Label: "登记法规"}, Back: lawsPath, Groups: []staff.RegisterFields{{Fields: []templ.Component{
			f.text(ps, ui.Text{Name: "title", Label: "全称", Width: ui.Wide, Hint: "组卷要求按全称指定各部法律的题数。"}),
			f.text(ps, ui.Text{Name: "short", Label: "简称", Width: ui.Medium, Hint: "试卷和答案上用简称，如“地方组织法”。"}),
			f.radios(ps, ui.Radios{Name: "kind", Label: "性质", Options: kinds, Inline: true}),
			f.text(ps, ui.Text{Name: "edition", Label: "版本", Width: ui.Wide, Optional: true, Hint: "如“2022年3月11日修正”。"})}}}}
	if l.ID != 0 {
		page.Heading.Title, page.Form.Action, page.Button.Label, page.Back = "修改法规", lawPath(l.ID), "保存修改", lawPath(l.ID)
	}
	page.Frame = s.frame(r, page.Heading.Title, examsCrumb, bankCrumb, lawsCrumb)
	return s.showRegisterForm(w, r, failed, page)
}

// createLaw and updateLaw register a law (登记法规).
func (s *Server) createLaw(w http.ResponseWriter, r *http.Request) error {
	return s.saveLaw(w, r, exam.Law{})
}

func (s *Server) updateLaw(w http.ResponseWriter, r *http.Request) error {
	l, err := s.lawOf(r)
	if err != nil {
		return err
	}
	return s.saveLaw(w, r, l)
}

func (s *Server) saveLaw(w http.ResponseWriter, r *http.Request, l exam.Law) error {
	f := typedIn(r)
	id, err := s.flow.SaveLaw(r.Context(), actor(r), exam.Law{ID: l.ID, Title: f.value("title"), Short: f.value("short"),
		Kind: exam.LawKind(f.value("kind")), Edition: f.value("edition"), Version: formVersion(r)})
	return s.answer(w, r, "law", err, "法规已登记。", lawPath(id), func(w http.ResponseWriter, r *http.Request, _ int, _ typed) error {
		return s.lawForm(w, r, l, f, err)
	})
}
