package server

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"

	"renmian/internal/authz"
	"renmian/internal/errs"
	"renmian/internal/store"
	"renmian/internal/workflow"
	"renmian/web/staff"
	"renmian/web/ui"

	"github.com/a-h/templ"
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
		table.Rows = append(table.Rows, ui.Row{Href: itemImportPath(i.ID), Cells: []ui.Cell{{Text: i.FileName}, {Text: minute(i.CreatedAt)}, {Text: i.CreatedBy},
			{Text: strconv.Itoa(len(i.Lines))}, {Tag: rosterTag(i.State)}}})
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

// linesShown is how many rows of one kind the report of a spreadsheet lists.
const linesShown = 500

func newItemImportPage(i store.ItemImport) staff.BoardPage {
	wrong, near := i.Count()
	good := len(i.Lines) - wrong - near
	page := staff.BoardPage{Heading: ui.Heading{Over: i.FileName, Title: "试题核对报告", Tag: rosterTag(i.State), Lead: i.CreatedBy + "，" + minute(i.CreatedAt) + "上传"}}
	sum := staff.Panel{Card: ui.Card{Title: "结果"}, Stats: ui.Stats{{Label: "共", Value: strconv.Itoa(len(i.Lines)), Unit: "行"}, {Label: "可以导入", Value: strconv.Itoa(good), Unit: "道"},
		{Label: "与已有的题相近", Value: strconv.Itoa(near), Unit: "道"}, {Label: "有问题", Value: strconv.Itoa(wrong), Unit: "行"}}}
	path := itemImportPath(i.ID)
	switch {
	case i.State != store.RosterChecked:
		sum.Text = []string{i.DecidedBy + "，" + minute(i.DecidedAt) + rosterTag(i.State).Label + "。"}
	default:
		sum.Text = []string{"现在什么都还没有导入。"}
		if good+near > 0 {
			form := staff.PanelForm{Form: ui.Form{Action: path + "/accept"}, Buttons: []ui.Button{{Label: "导入"}}}
			if wrong > 0 {
				sum.Text = append(sum.Text, fmt.Sprintf("导入时跳过有问题的 %d 行；改正后可以把这些行另行上传。", wrong))
			}
			if laws := i.NewLaws(); len(laws) > 0 {
				sum.Text = append(sum.Text, fmt.Sprintf("有 %d 部法规还没有登记：《%s》，导入时一并登记。名称有误的，请放弃这份表格，改正后重新上传。", len(laws), strings.Join(laws, "》《")))
			}
			if near > 0 {
				form.Fields = []templ.Component{ui.Check{Name: "near", Label: fmt.Sprintf("相近的 %d 道也导入", near), Hint: "不勾选的，跳过相近的题。"}}
			}
			sum.Forms = append(sum.Forms, form)
		}
		sum.Forms = append(sum.Forms, staff.PanelForm{Form: ui.Form{Action: path + "/discard"}, Buttons: []ui.Button{{Label: "放弃这份表格", Kind: ui.Plain}}})
	}
	page.Panels = []staff.Panel{sum}
	for _, list := range []struct {
		title string
		in    func(store.ItemLine) bool
		found func(store.ItemLine) string
	}{
		{"有问题的行", func(l store.ItemLine) bool { return len(l.Problems) > 0 }, func(l store.ItemLine) string { return strings.Join(l.Problems, " ") }},
		{"与已有的题相近", func(l store.ItemLine) bool { return len(l.Problems) == 0 && l.Near != "" }, func(l store.ItemLine) string { return l.Near }},
		{"没有问题的行", func(l store.ItemLine) bool { return len(l.Problems) == 0 && l.Near == "" }, func(l store.ItemLine) string { return l.Item.Cites() + "，答案：" + l.Item.Key.Text(l.Item.Kind) }},
	} {
		t := ui.Table{Caption: list.title, HideCaption: true, Columns: []ui.Column{{Label: "行", Narrow: true}, {Label: "题干"}, {Label: "核对"}}}
		n := 0
		for _, l := range i.Lines {
			if !list.in(l) {
				continue
			}
			if n++; n <= linesShown {
				row := ui.Row{Cells: []ui.Cell{{Text: fmt.Sprintf("第 %d 行", l.Row)}, {Text: cut(l.Item.Stem, 60), Note: l.Item.Kind.Label()}, {Text: list.found(l)}}}
				if l.Item.ID != 0 {
					row.Cells[1].Href = examItemPath(l.Item.ID)
				}
				t.Rows = append(t.Rows, row)
			}
		}
		if n > 0 {
			x := staff.Panel{Card: ui.Card{Title: fmt.Sprintf("%s（%d）", list.title, n)}, Table: t}
			if n > linesShown {
				x.Text = []string{fmt.Sprintf("只列出前 %d 行。", linesShown)}
			}
			page.Panels = append(page.Panels, x)
		}
	}
	return page
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
