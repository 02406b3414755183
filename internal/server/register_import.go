package server

import (
	"net/http"
	"strconv"
	"strings"

	"renmian/internal/authz"
	"renmian/internal/errs"
	"renmian/internal/store"
	"renmian/internal/workflow"
	"renmian/web/staff"
	"renmian/web/ui"
)

func rosterPath(id int64) string { return "/registers/imports/" + strconv.FormatInt(id, 10) }

func rosterTag(i store.RosterState) ui.Tag {
	switch i {
	case store.RosterAccepted:
		return ui.Tag{State: ui.Done, Label: "已导入"}
	case store.RosterDiscarded:
		return ui.Tag{State: ui.Idle, Label: "已放弃"}
	}
	return ui.Tag{State: ui.Todo, Label: "待决定"}
}

// imports lists uploaded rosters (任职名册).
func (s *Server) imports(w http.ResponseWriter, r *http.Request) error {
	if err := authz.Check(actor(r), authz.CheckRoster); err != nil {
		return err
	}
	all, err := s.db.RosterImports(r.Context(), 50)
	if err != nil {
		return err
	}
	table := ui.Table{Caption: "上传过的名册", Empty: "还没有上传过名册。",
		Columns: []ui.Column{
			{Label: "文件"},
			{Label: "上传时间", Narrow: true},
			{Label: "上传人", Narrow: true},
			{Label: "行数", Numeric: true, Narrow: true},
			{Label: "状态", Narrow: true},
		}}
	for _, i := range all {
		table.Rows = append(table.Rows, ui.Row{Href: rosterPath(i.ID), Cells: []ui.Cell{{Text: i.FileName}, {Text: minute(i.CreatedAt)},
			{Text: i.CreatedBy}, {Text: strconv.Itoa(len(i.Lines))}, {Tag: rosterTag(i.State)}}})
	}
	page := staff.RegisterListPage{Frame: s.frame(r, "名册导入"), Tabs: tabsAt(actor(r), "/registers/imports"), Tables: []ui.Table{table},
		Heading: ui.Heading{Title: "名册导入", Lead: "系统启用以前和由人民代表大会选举产生的任职，从表格导入。先逐行核对，没有问题再一次导入。"},
		Buttons: []ui.Button{{Label: "上传名册", Href: "/registers/imports/new"}, {Label: "下载模板", Href: "/registers/imports/template", Kind: ui.Plain}},
		Help: staff.RegisterHelp{Title: "怎样填写", Lines: []string{
			"一人担任几项职务的，每项一行；同名的人靠出生年月区分。",
			"职务写全称，与职务目录一致；目录中没有的，先新设职务。",
			"导入的任职标明“名册导入”，以后的任免由任免案办理。"}}}
	return s.render(w, r, http.StatusOK, staff.RegisterList(page))
}

// rosterTemplate gives the empty spreadsheet to fill in.
func (s *Server) rosterTemplate(w http.ResponseWriter, r *http.Request) error {
	if err := authz.Check(actor(r), authz.CheckRoster); err != nil {
		return err
	}
	spreadsheet(w, "任职名册模板.xlsx")
	return workflow.WriteRosterTemplate(w)
}

func (s *Server) newImport(w http.ResponseWriter, r *http.Request) error {
	if err := authz.Check(actor(r), authz.CheckRoster); err != nil {
		return err
	}
	return s.importForm(w, r, nil)
}

func (s *Server) importForm(w http.ResponseWriter, r *http.Request, failed error) error {
	page := staff.RegisterFormPage{Frame: s.frame(r, "上传名册", crumb("/registers/imports")),
		Heading: ui.Heading{Title: "上传名册", Lead: "上传后先出核对报告，这时什么都还没有导入。"},
		Form:    ui.Form{Action: "/registers/imports", Files: true}, Button: ui.Button{Label: "上传并核对"}, Back: "/registers/imports",
		Groups: []staff.RegisterFields{{}}}
	page.Groups[0].Fields = append(page.Groups[0].Fields, ui.Files{Name: "file", Label: "任职名册", Accept: ".xlsx",
		Hint: ".xlsx 表格，用下载的模板填写。", Error: problems(failed).For("file")})
	return s.showRegisterForm(w, r, failed, page)
}

// checkRoster reads an uploaded roster and leads to its report (上传任职名册).
func (s *Server) checkRoster(w http.ResponseWriter, r *http.Request) error {
	if err := authz.Check(actor(r), authz.CheckRoster); err != nil {
		return err
	}
	name, data, err := uploaded(r, "file")
	var id int64
	if err == nil {
		id, err = s.flow.CheckRoster(r.Context(), actor(r), name, data)
	}
	if errs.KindOf(err) == errs.Invalid {
		return s.importForm(w, r, err)
	} else if err != nil {
		return err
	}
	return seeOther(w, r, rosterPath(id))
}

// rosterReport shows what was found line by line.
func (s *Server) rosterReport(w http.ResponseWriter, r *http.Request) error {
	if err := authz.Check(actor(r), authz.CheckRoster); err != nil {
		return err
	}
	id, err := pathID(r, "id")
	if err != nil {
		return err
	}
	i, err := s.db.RosterImport(r.Context(), id)
	if err != nil {
		return err
	}
	page := rosterPage(i)
	page.Frame = s.frame(r, "核对报告", crumb("/registers/imports"))
	return s.render(w, r, http.StatusOK, staff.Board(page))
}

// rosterPage builds the report.
func rosterPage(i store.RosterImport) staff.BoardPage {
	x := sheetReport{
		title:    "任职名册核对报告",
		fileName: i.FileName,
		uploaded: uploadedBy(i.CreatedBy, i.CreatedAt),
		state:    i.State,
		decided:  uploadedBy(i.DecidedBy, i.DecidedAt),
		path:     rosterPath(i.ID),
		upload:   "/registers/imports/new",
		unit:     "行",
		about:    "姓名和职务",
		whole:    true,
	}
	persons := map[string]bool{}
	for _, l := range i.Lines {
		r := sheetRow{
			number:   l.Row,
			about:    ui.Cell{Text: l.Name, Note: l.Title + yesNo(l.Acting, "（代理）", "")},
			problems: l.Problems,
			done:     ui.Cell{Text: l.Plan, Note: strings.Join(l.Hints, "")},
		}
		if !r.wrong() {
			persons[l.Name+l.Born.ISO()] = true
		}
		if i.State == store.RosterAccepted {
			r.about.Href = personPath(l.PersonID)
		}
		x.rows = append(x.rows, r)
	}
	x.stats = ui.Stats{{Label: "涉及人员", Value: strconv.Itoa(len(persons)), Unit: "人"}}
	x.notes = []string{"导入前请再看一遍将会办理的内容；导入后不能撤回。"}
	return x.page()
}

// acceptRoster takes the roster over (导入任职名册).
func (s *Server) acceptRoster(w http.ResponseWriter, r *http.Request) error {
	id, err := pathID(r, "id")
	if err != nil {
		return err
	}
	if err := s.flow.AcceptRoster(r.Context(), actor(r), id); err != nil {
		return err
	}
	s.flash(r, "名册已导入。")
	return seeOther(w, r, rosterPath(id))
}

// discardRoster leaves the roster aside (放弃任职名册).
func (s *Server) discardRoster(w http.ResponseWriter, r *http.Request) error {
	id, err := pathID(r, "id")
	if err != nil {
		return err
	}
	if err := s.flow.DiscardRoster(r.Context(), actor(r), id); err != nil {
		return err
	}
	s.flash(r, "名册已放弃，没有导入任何内容。")
	return seeOther(w, r, "/registers/imports")
}
