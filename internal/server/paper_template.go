package server

import (
	"encoding/hex"
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"github.com/a-h/templ"
	"github.com/go-chi/chi/v5"

	"renmian/internal/authz"
	"renmian/internal/document/docx"
	"renmian/internal/errs"
	"renmian/internal/store"
	"renmian/web/staff"
	"renmian/web/ui"
)

const templatesPath = papersLedger + "/templates"

var templatesCrumb = ui.Link{Label: "文书模板", Href: templatesPath}

func templateKindPath(k docx.Kind) string { return templatesPath + "/" + k.Code }

func templatePath(t store.PaperTemplate) string {
	return templatesPath + "/" + t.Kind + "/" + idText(t.ID)
}

// paperTabs lead between the ledger of final papers and the templates, which only the clerks keep.
func paperTabs(who authz.Actor, path string) ui.Tabs {
	if !authz.Can(who, authz.ViewTemplates) {
		return nil
	}
	return ui.Tabs{{Label: "定稿簿", Href: papersLedger, Current: path == papersLedger}, {Label: "文书模板", Href: templatesPath, Current: path == templatesPath}}
}

// templateKinds lists the kinds of paper with the version in use of each (文书模板).
func (s *Server) templateKinds(w http.ResponseWriter, r *http.Request) error {
	who := actor(r)
	if err := authz.Check(who, authz.ViewTemplates); err != nil {
		return err
	}
	active, err := s.db.ActiveTemplates(r.Context())
	if err != nil {
		return err
	}
	use := map[string]store.PaperTemplate{}
	for _, t := range active {
		use[t.Kind] = t
	}
	t := ui.Table{Caption: "文书模板", HideCaption: true, Columns: []ui.Column{{Label: "文书"}, {Label: "现用版式"}, {Label: "启用", Narrow: true}}}
	for _, k := range docx.Kinds {
		row := ui.Row{Href: templateKindPath(k), Cells: []ui.Cell{{Text: k.Name}, {Text: "通用版式"}, {}}}
		if x, ok := use[k.Code]; ok {
			row.Cells[1], row.Cells[2] = ui.Cell{
				Text: fmt.Sprintf("本县模板第 %d 版", x.Version),
				Note: x.FileName,
			}, ui.Cell{
				Text: minute(x.ActivatedAt),
				Note: x.ActivatedBy,
			}
		}
		t.Rows = append(t.Rows, row)
	}
	page := staff.RegisterListPage{Frame: s.frame(r, "文书模板"), Tabs: paperTabs(who, templatesPath), Tables: []ui.Table{t},
		Heading: ui.Heading{Title: "文书模板", Lead: "本县有自己版式的，上传 Word 文件启用；打印页的“存为 Word 文档”随即套用，没有启用的用通用版式。"}}
	return s.render(w, r, http.StatusOK, staff.RegisterList(page))
}

func templateKind(r *http.Request) (docx.Kind, error) {
	if err := authz.Check(actor(r), authz.ViewTemplates); err != nil {
		return docx.Kind{}, err
	}
	k, known := docx.KindOf(chi.URLParam(r, "kind"))
	if !known {
		return k, errs.New(errs.NotFound, "没有这种文书的模板，请从文书模板重新进入。")
	}
	return k, nil
}

// templateVersions shows what a template of a kind may name, its versions, and the form for the next.
func (s *Server) templateVersions(w http.ResponseWriter, r *http.Request) error {
	return s.showTemplateVersions(w, r, http.StatusOK, typed{})
}

func (s *Server) showTemplateVersions(w http.ResponseWriter, r *http.Request, status int, t typed) error {
	k, err := templateKind(r)
	if err != nil {
		return err
	}
	before, _ := strconv.Atoi(r.URL.Query().Get("before"))
	all, err := s.db.PaperTemplates(r.Context(), k.Code, max(before, 0), listSize(r)+1)
	if err != nil {
		return err
	}
	fields := ui.Table{Caption: "可用的项目", HideCaption: true, Columns: []ui.Column{{Label: "写法", Narrow: true}, {Label: "填入的内容"}, {Label: "位置"}}}
	for _, f := range k.Fields() {
		at := "段落中任何位置"
		if f.Many {
			at = "单独成段"
		}
		fields.Rows = append(fields.Rows, ui.Row{Cells: []ui.Cell{{Text: "{{" + f.Name + "}}"}, {Text: f.Says}, {Text: at}}})
	}
	versions := ui.Table{Caption: "各版模板", HideCaption: true, Empty: "还没有上传过，现用通用版式。",
		Columns: []ui.Column{{Label: "版次", Narrow: true}, {Label: "文件"}, {Label: "上传", Narrow: true}, {Label: "情况", Narrow: true}}}
	history := staff.Panel{Card: ui.Card{Title: "各版模板"}}
	if len(all) > listSize(r) {
		all = all[:listSize(r)]
		history.Buttons = []ui.Button{{Label: "更早的各版", Kind: ui.Plain, Href: withQuery(templateKindPath(k), "before", strconv.Itoa(all[len(all)-1].Version))}}
	}
	for _, x := range all {
		versions.Rows = append(versions.Rows, ui.Row{
			Href: templatePath(x),
			Cells: []ui.Cell{
				{Text: fmt.Sprintf("第 %d 版", x.Version)},
				{Text: x.FileName},
				{Text: minute(x.AddedAt), Note: x.AddedBy},
				{Tag: templateTag(x)},
			},
		})
	}
	history.Table = versions
	form := staff.PanelForm{Form: ui.Form{Action: templateKindPath(k), Guard: true, Files: true},
		Fields: []templ.Component{ui.Files{Name: "file", Label: "模板文件", Accept: ".docx", Error: t.wrong("add", "file"),
			Hint: "Word 文档（.docx），不超过 5 MB。上传时逐项检查，有不妥的逐条说明；上传后先看样例，再启用。"}},
		Buttons: []ui.Button{{Label: "上传并检查"}}}
	page := staff.BoardPage{Frame: s.frame(r, k.Name+"模板", templatesCrumb), Problems: t.problems,
		Heading: ui.Heading{Over: "文书模板", Title: k.Name + "模板", Lead: "在 Word 文件要填写的地方写上项目名称，如 {{" + docx.Body + "}}，套用时换成文书的内容，字体和段落照模板。"},
		Panels: []staff.Panel{
			{Card: ui.Card{Title: "上传新一版"}, Text: []string{"可以先下载起始模板，在 WPS 或 Word 中改成本县的版式再上传。"}, Forms: []staff.PanelForm{form},
				Buttons: []ui.Button{{Label: "下载起始模板", Kind: ui.Plain, Href: templateKindPath(k) + "/starter"}}},
			history, {Card: ui.Card{Title: "可用的项目"}, Table: fields}}}
	page.Frame.Invalid = len(t.problems) > 0
	return s.render(w, r, status, staff.Board(page))
}

func templateTag(x store.PaperTemplate) ui.Tag {
	switch {
	case x.Active():
		return ui.Tag{State: ui.Done, Label: "在用"}
	case x.ActivatedAt.IsZero():
		return ui.Tag{State: ui.Todo, Label: "未启用"}
	}
	return ui.Tag{Label: "已停用"}
}

// templateStarter sends a template to begin with.
func (s *Server) templateStarter(w http.ResponseWriter, r *http.Request) error {
	k, err := templateKind(r)
	if err != nil {
		return err
	}
	county, err := s.county(r.Context())
	if err != nil {
		return err
	}
	data, err := k.Starter(county)
	if err != nil {
		return err
	}
	return sendFile(w, store.File{Name: k.Name + "（起始模板）.docx", MediaType: docxType, Data: data})
}

// addTemplate takes a file as the next version (上传文书模板).
func (s *Server) addTemplate(w http.ResponseWriter, r *http.Request) error {
	k, err := templateKind(r)
	if err != nil {
		return err
	}
	file, err := upload(r, "file")
	if err != nil {
		return err
	}
	id, err := s.flow.AddTemplate(r.Context(), actor(r), k.Code, file)
	return s.answer(w, r, "add", err, "检查通过，已存为新一版。请下载样例看过，再启用。", templatePath(store.PaperTemplate{ID: id, Kind: k.Code}), s.showTemplateVersions)
}

func (s *Server) templateOf(r *http.Request) (docx.Kind, store.PaperTemplate, error) {
	k, err := templateKind(r)
	if err != nil {
		return k, store.PaperTemplate{}, err
	}
	id, err := pathID(r, "id")
	if err != nil {
		return k, store.PaperTemplate{}, err
	}
	t, err := s.db.PaperTemplate(r.Context(), id)
	if err == nil && t.Kind != k.Code {
		err = errs.New(errs.NotFound, "地址有误，请从列表重新进入。")
	}
	return k, t, err
}

// templateVersion shows one version with what can be done with it.
func (s *Server) templateVersion(w http.ResponseWriter, r *http.Request) error {
	k, t, err := s.templateOf(r)
	if err != nil {
		return err
	}
	title := fmt.Sprintf("%s模板第 %d 版", k.Name, t.Version)
	facts := ui.Summary{
		{Key: "文件", Value: t.FileName},
		{Key: "校验值（SHA-256）", Value: hex.EncodeToString(t.SHA256)},
		{Key: "项目", Value: strings.Join(t.Fields, "、")},
		{Key: "上传", Value: minute(t.AddedAt), Note: t.AddedBy},
	}
	if !t.ActivatedAt.IsZero() {
		facts = append(facts, ui.Item{Key: "启用", Value: minute(t.ActivatedAt), Note: t.ActivatedBy})
	}
	if !t.WithdrawnAt.IsZero() {
		facts = append(facts, ui.Item{Key: "停用", Value: minute(t.WithdrawnAt), Note: t.WithdrawnBy})
	}
	act := staff.Panel{Card: ui.Card{Title: "启用"}, Text: []string{"启用后，" + k.Name + "的“存为 Word 文档”套用这一版；原来在用的一版同时停用。定稿文件（PDF）不受影响。"},
		Forms: []staff.PanelForm{{Form: ui.Form{Action: templatePath(t) + "/activate"}, Buttons: []ui.Button{{Label: "启用这一版"}}}}}
	if t.Active() {
		act = staff.Panel{Card: ui.Card{Title: "停用"}, Text: []string{"停用后，" + k.Name + "的“存为 Word 文档”改回通用版式。这一版保留，以后可以再启用。"},
			Forms: []staff.PanelForm{{Form: ui.Form{Action: templatePath(t) + "/withdraw"}, Buttons: []ui.Button{{Label: "停用这一版", Kind: ui.Danger}}}}}
	}
	page := staff.BoardPage{Frame: s.frame(r, title, templatesCrumb, ui.Link{Label: k.Name + "模板", Href: templateKindPath(k)}),
		Heading: ui.Heading{Over: "文书模板", Title: title, Tag: templateTag(t)},
		Panels: []staff.Panel{{Card: ui.Card{Title: "模板事项"}, Summary: facts, Buttons: []ui.Button{{Label: "下载样例", Href: templatePath(t) + "/sample"},
			{Label: "下载原文件", Href: templatePath(t) + "/file", Kind: ui.Plain}}, Text: []string{"样例中的人名、文号都是虚拟的，用来看版式。"}}, act}}
	return s.render(w, r, http.StatusOK, staff.Board(page))
}

// templateFile sends the file as it was uploaded, or the sample filled in.
func (s *Server) templateFile(sample bool) func(w http.ResponseWriter, r *http.Request) error {
	return func(w http.ResponseWriter, r *http.Request) error {
		_, t, err := s.templateOf(r)
		if err != nil {
			return err
		}
		county, err := s.county(r.Context())
		if err != nil {
			return err
		}
		with := &county
		if !sample {
			with = nil
		}
		f, err := s.flow.TemplateFile(r.Context(), actor(r), t.ID, with)
		if err != nil {
			return err
		}
		return sendFile(w, f)
	}
}

// activateTemplate puts a version to use (启用文书模板).
func (s *Server) activateTemplate(w http.ResponseWriter, r *http.Request) error {
	_, t, err := s.templateOf(r)
	if err != nil {
		return err
	}
	if err := s.flow.ActivateTemplate(r.Context(), actor(r), t.ID); err != nil {
		return err
	}
	s.flash(r, "已启用，“存为 Word 文档”从现在起套用这一版。")
	return seeOther(w, r, templatePath(t))
}

// withdrawTemplate takes a version out of use (停用文书模板).
func (s *Server) withdrawTemplate(w http.ResponseWriter, r *http.Request) error {
	_, t, err := s.templateOf(r)
	if err != nil {
		return err
	}
	if err := s.flow.WithdrawTemplate(r.Context(), actor(r), t.ID); err != nil {
		return err
	}
	s.flash(r, "已停用，改回通用版式。")
	return seeOther(w, r, templatePath(t))
}
