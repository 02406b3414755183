package server

import (
	"bytes"
	"fmt"
	"io"
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

const itemImportsPath = bankPath + "/import"

var itemImportsCrumb = ui.Link{Label: "从表格导入", Href: itemImportsPath}

func itemImportPath(id int64) string { return itemImportsPath + "/" + strconv.FormatInt(id, 10) }

// itemImports offers the upload of a spreadsheet of questions and lists the former ones.
func (s *Server) itemImports(w http.ResponseWriter, r *http.Request) error {
	if err := authz.Check(actor(r), authz.CheckItems); err != nil {
		return err
	}
	return s.showItemImports(w, r, http.StatusOK, typed{})
}

func (s *Server) showItemImports(w http.ResponseWriter, r *http.Request, status int, t typed) error {
	all, err := s.db.ItemImports(r.Context(), 20)
	if err != nil {
		return err
	}
	table := ui.Table{Caption: "上传过的表格", HideCaption: true, Empty: "还没有上传过试题表格。", Columns: []ui.Column{{Label: "文件"}, {Label: "上传时间", Narrow: true},
		{Label: "上传人", Narrow: true}, {Label: "行数", Numeric: true, Narrow: true}, {Label: "状态", Narrow: true}}}
	for _, i := range all {
		table.Rows = append(
			table.Rows,
			ui.Row{Href: itemImportPath(i.ID), Cells: []ui.Cell{{Text: i.FileName}, {Text: minute(i.CreatedAt)}, {Text: i.CreatedBy},
				{Text: strconv.Itoa(len(i.Lines))}, {Tag: rosterTag(i.State)}}},
		)
	}
	page := staff.BoardPage{Frame: s.frame(r, "从表格导入", examsCrumb, bankCrumb), Tabs: examTabsAt(actor(r), bankPath), Problems: t.problems,
		Heading: ui.Heading{Title: "从表格导入试题", Lead: "先下载模板填写。上传后逐行核对，看过报告再导入；导入的题由另一人审定后才能组卷。"},
		Panels: []staff.Panel{{Card: ui.Card{Title: "上传"}, Forms: []staff.PanelForm{{Form: ui.Form{Action: itemImportsPath, Files: true},
			Fields:  []templ.Component{ui.Files{Name: "file", Label: "试题表格", Accept: ".xlsx", Hint: ".xlsx 表格，不超过 5,000 行。", Error: t.wrong("import", "file")}},
			Buttons: []ui.Button{{Label: "上传并核对"}, {Label: "下载模板", Href: itemImportsPath + "/template", Kind: ui.Plain}}}}},
			{Card: ui.Card{Title: "上传过的表格"}, Table: table}}}
	page.Frame.Invalid = len(t.problems) > 0
	return s.render(w, r, status, staff.Board(page))
}

// itemTemplate gives the empty spreadsheet to fill in.
func (s *Server) itemTemplate(w http.ResponseWriter, r *http.Request) error {
	if err := authz.Check(actor(r), authz.CheckItems); err != nil {
		return err
	}
	spreadsheet(w, "试题模板.xlsx")
	return workflow.WriteItemTemplate(w)
}

// checkItems reads an uploaded spreadsheet and leads to its report (上传试题表格).
func (s *Server) checkItems(w http.ResponseWriter, r *http.Request) error {
	if err := authz.Check(actor(r), authz.CheckItems); err != nil {
		return err
	}
	var id int64
	name, data, err := uploaded(r, "file")
	if err == nil {
		id, err = s.flow.CheckItems(r.Context(), actor(r), name, data)
	}
	return s.answer(w, r, "import", err, "", itemImportPath(id), s.showItemImports)
}

// uploaded reads the one file of a form.
func uploaded(r *http.Request, field string) (name string, data []byte, err error) {
	file, header, err := r.FormFile(field)
	if err != nil {
		return "", nil, errs.Form(errs.Field{Name: field, Message: "请选择要上传的 .xlsx 表格。"})
	}
	defer file.Close()
	if data, err = io.ReadAll(file); err != nil {
		return "", nil, fmt.Errorf("read upload: %w", err)
	}
	return header.Filename, data, nil
}

// itemImport shows what was found row by row.
func (s *Server) itemImport(w http.ResponseWriter, r *http.Request) error {
	if err := authz.Check(actor(r), authz.CheckItems); err != nil {
		return err
	}
	id, err := pathID(r, "id")
	if err != nil {
		return err
	}
	i, err := s.db.ItemImport(r.Context(), id)
	if err != nil {
		return err
	}
	page := newItemImportPage(i)
	page.Tabs = examTabsAt(actor(r), bankPath)
	page.Frame = s.frame(r, "核对报告", examsCrumb, bankCrumb, itemImportsCrumb)
	return s.render(w, r, http.StatusOK, staff.Board(page))
}

func newItemImportPage(i store.ItemImport) staff.BoardPage {
	x := sheetReport{
		title:    "试题核对报告",
		fileName: i.FileName,
		uploaded: uploadedBy(i.CreatedBy, i.CreatedAt),
		state:    i.State,
		decided:  uploadedBy(i.DecidedBy, i.DecidedAt),
		path:     itemImportPath(i.ID),
		upload:   itemImportsPath,
		unit:     "道",
		about:    "题干",
		doubted:  "与已有的题相近",
		skips:    true,
	}
	if laws := i.NewLaws(); len(laws) > 0 {
		x.notes = []string{fmt.Sprintf("有 %d 部法规还没有登记：《%s》，导入时一并登记。名称有误的，请放弃这份表格，改正后重新上传。", len(laws), strings.Join(laws, "》《"))}
	}
	if _, near := i.Count(); near > 0 {
		x.fields = []templ.Component{ui.Check{Name: "near", Label: fmt.Sprintf("相近的 %d 道也导入", near), Hint: "不勾选的，跳过相近的题。"}}
	}
	for _, l := range i.Lines {
		r := sheetRow{number: l.Row, about: ui.Cell{Text: cut(l.Item.Stem, 60), Note: l.Item.Kind.Label()}, problems: l.Problems, doubt: l.Near}
		if !r.wrong() {
			r.done.Text = l.Item.Cites() + "，答案：" + l.Item.Key.Text(l.Item.Kind)
		}
		if l.Item.ID != 0 {
			r.about.Href = examItemPath(l.Item.ID)
		}
		x.rows = append(x.rows, r)
	}
	return x.page()
}

// acceptItems takes a spreadsheet into the bank (导入试题).
func (s *Server) acceptItems(w http.ResponseWriter, r *http.Request) error {
	id, err := pathID(r, "id")
	if err != nil {
		return err
	}
	n, err := s.flow.AcceptItems(r.Context(), actor(r), id, r.PostFormValue("near") != "")
	if err != nil {
		return err
	}
	s.flash(r, fmt.Sprintf("已导入 %d 道题，请由另一人审定。", n))
	return seeOther(w, r, itemImportPath(id))
}

// discardItems leaves a spreadsheet aside (放弃导入试题).
func (s *Server) discardItems(w http.ResponseWriter, r *http.Request) error {
	id, err := pathID(r, "id")
	if err != nil {
		return err
	}
	if err := s.flow.DiscardItems(r.Context(), actor(r), id); err != nil {
		return err
	}
	s.flash(r, "表格已放弃，没有导入任何试题。")
	return seeOther(w, r, itemImportsPath)
}

// exportBank gives the questions that are shown as a spreadsheet.
func (s *Server) exportBank(w http.ResponseWriter, r *http.Request) error {
	var b bytes.Buffer
	if err := s.flow.ExportBank(r.Context(), actor(r), readItemFilter(r), &b); err != nil {
		return err
	}
	spreadsheet(w, "题库.xlsx")
	_, _ = w.Write(b.Bytes()) // a reader who went away is no failure of ours
	return nil
}
