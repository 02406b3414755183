package server

import (
	"fmt"
	"mime"
	"net/http"
	"strconv"

	"github.com/a-h/templ"

	"renmian/internal/calendar"
	"renmian/internal/document"
	"renmian/internal/policy"
	"renmian/internal/store"
	"renmian/web/public"
	"renmian/web/staff"
	"renmian/web/ui"
)

// groupNames are the headings of the list of office holders.
var groupNames = map[policy.Group]string{
	policy.Congress: "人民代表大会及其常务委员会", policy.Government: "人民政府及其工作部门", policy.Supervision: "监察委员会",
	policy.Court: "人民法院", policy.Procuratorate: "人民检察院",
}

// dayAsked reads the day of the list; today when nothing, or nothing sensible, was asked for.
func (s *Server) dayAsked(r *http.Request) (day calendar.Day, problem string) {
	text := r.URL.Query().Get("on")
	if text == "" {
		return s.today(), ""
	}
	day, err := calendar.Parse(text)
	switch {
	case err != nil || day.IsZero():
		return s.today(), "日期请写成 2026-11-22。"
	case day.After(s.today()):
		return s.today(), "只能查看今天和以前的任职人员。"
	}
	return day, ""
}

// publicOffices tells everybody who held what on a day (任职人员).
func (s *Server) publicOffices(w http.ResponseWriter, r *http.Request) error {
	day, problem := s.dayAsked(r)
	holders, err := s.db.HoldersOn(r.Context(), day)
	if err != nil {
		return err
	}
	page := public.OfficesPage{Groups: holderTables(holders, false), Empty: "这一天没有任职记录。",
		Heading: ui.Heading{Title: "任职人员", Lead: day.String() + "在任。名单按法定次序排列。"},
		Day: ui.Text{Name: "on", Label: "查看哪一天", Type: ui.Date, Width: ui.Medium, Value: day.ISO(), Error: problem,
			Max: s.today().ISO(), Hint: "可查今天和以前任何一天。"}}
	status := http.StatusOK
	if problem != "" {
		page.Day.Value, status = r.URL.Query().Get("on"), http.StatusUnprocessableEntity
	}
	page.Frame = s.frame(r, "任职人员", ui.Link{Label: "首页", Href: "/"})
	page.Frame.Invalid = problem != ""
	return s.render(w, r, status, public.Offices(page))
}

// holders shows the same to staff, with vacancies.
func (s *Server) holders(w http.ResponseWriter, r *http.Request) error {
	if err := mayView(r); err != nil {
		return err
	}
	day, problem := s.dayAsked(r)
	all, err := s.db.HoldersOn(r.Context(), day)
	if err != nil {
		return err
	}
	on := ui.Text{Name: "on", Label: "查看哪一天", Type: ui.Date, Width: ui.Medium, Value: day.ISO(), Error: problem, Max: s.today().ISO()}
	page := staff.RegisterListPage{Tabs: tabsAt(actor(r), "/registers"), Tables: holderTables(all, true), Stats: holderStats(all),
		Heading: ui.Heading{Title: "任职人员", Lead: day.String() + "在任，由任免决定和导入的名册推算。"},
		Buttons: []ui.Button{{Label: "导出表格", Href: withQuery("/registers/export", "on", day.ISO()), Kind: ui.Plain}},
		Filter:  ui.Filter{Action: "/registers", Label: "查看"}, Fields: []templ.Component{on},
		Help: staff.RegisterHelp{Title: "名单是怎样得出的", Lines: []string{
			"任职从任免案通过之日起，到免职、辞职、撤职通过之日止；提前录入的，来自导入的名册。",
			"去世、机构撤销或者合并的，职务自行终止，在人员、机关或者职务的页面登记。",
			"机关、职务改过名称的，显示这一天的名称。",
			"常委会组成人员来自“组成人员”名册。"}}}
	status := http.StatusOK
	if problem != "" {
		status = http.StatusUnprocessableEntity
	}
	page.Frame = s.frame(r, "任职人员")
	page.Frame.Invalid = problem != ""
	return s.render(w, r, status, staff.RegisterList(page))
}

// exportHolders gives the list of a day as a spreadsheet.
func (s *Server) exportHolders(w http.ResponseWriter, r *http.Request) error {
	if err := mayView(r); err != nil {
		return err
	}
	day, _ := s.dayAsked(r)
	all, err := s.db.HoldersOn(r.Context(), day)
	if err != nil {
		return err
	}
	var rows [][]string
	for _, h := range all {
		rows = append(rows, []string{groupNames[h.Group], h.OrganName, h.Title, h.Name, yesNo(h.Acting, "代理", ""), h.Sex, h.Ethnicity, h.Since.ISO()})
	}
	spreadsheet(w, "任职人员（"+day.ISO()+"）.xlsx")
	return document.WriteRows(w, "任职人员", []string{"类别", "机关", "职务", "姓名", "代理", "性别", "民族", "任职日期"}, rows)
}

// holderTables puts the holders under the headings of the official list; vacancies only for staff. An office that very
// many hold (people's assessors, 人民陪审员) has a table of its own, whose rest is folded.
func holderTables(all []store.Holder, staffSees bool) []ui.Table {
	held, lines := map[int64]int{}, map[int64]int{}
	for _, h := range all {
		if h.OfficeID == 0 {
			continue
		}
		lines[h.OfficeID]++
		if h.PersonID != 0 && !h.Acting {
			held[h.OfficeID]++
		}
	}
	var tables []ui.Table
	for _, g := range policy.Groups() {
		columns := []ui.Column{{Label: "职务"}, {Label: "姓名"}, {Label: "任职日期", Narrow: true}}
		if staffSees {
			columns = append(columns, ui.Column{Label: "职数", Narrow: true})
		}
		t := ui.Table{Caption: groupNames[g], Columns: columns}
		var crowds []ui.Table
		last := int64(-1)
		for _, h := range all {
			if h.Group != g || !staffSees && h.PersonID == 0 {
				continue
			}
			first := h.OfficeID != last || h.OfficeID == 0
			row := holderRow(h, staffSees, held[h.OfficeID], first)
			last = h.OfficeID
			switch {
			case lines[h.OfficeID] <= 3*many:
				t.Rows = append(t.Rows, row)
			case first:
				crowds = append(crowds, ui.Table{Caption: fmt.Sprintf("%s（%d人）", h.Title, lines[h.OfficeID]), Columns: columns,
					Rows: []ui.Row{row}, Open: many})
			default:
				crowd := &crowds[len(crowds)-1]
				crowd.Rows = append(crowd.Rows, row)
			}
		}
		if len(t.Rows) > 0 {
			tables = append(tables, t)
		}
		tables = append(tables, crowds...)
	}
	return tables
}

func holderRow(h store.Holder, staffSees bool, held int, first bool) ui.Row {
	office := ui.Cell{Text: h.Title}
	if h.TitleNow != "" && h.TitleNow != h.Title {
		office.Note = "现名" + h.TitleNow
	}
	if h.OfficeID == 0 {
		office.Text = h.OrganName + h.Title
	}
	if h.Acting {
		office.Text += "（代理）"
	}
	person := ui.Cell{Text: noted(h.Name, h.Sex, h.Ethnicity)}
	if h.PersonID == 0 {
		person = ui.Cell{Tag: ui.Tag{State: ui.Todo, Label: "空缺"}}
	}
	row := ui.Row{Cells: []ui.Cell{office, person, {Text: h.Since.String()}}}
	if !staffSees && h.OfficeID != 0 {
		row.Cells[1].Href = publicPersonPath(h.PersonID)
	}
	if staffSees {
		if h.OfficeID != 0 {
			row.Cells[0].Href = officePath(h.OfficeID)
		}
		if h.PersonID != 0 {
			row.Cells[1].Href = personPath(h.PersonID)
		}
		seats := ui.Cell{}
		if h.OfficeID != 0 && first {
			seats.Text = fmt.Sprintf("%d / %d", held, h.Seats)
		}
		row.Cells = append(row.Cells, seats)
	}
	return row
}

// noted is a name as the official list writes it: 王　丽（女，回族）.
func noted(name, sex, ethnicity string) string {
	return document.Person{Name: name, Female: sex == "女", Ethnicity: ethnicity}.Noted()
}

func holderStats(all []store.Holder) ui.Stats {
	persons, vacant, acting := map[int64]bool{}, 0, 0
	held := 0
	for _, h := range all {
		switch {
		case h.PersonID == 0:
			vacant++
		case h.Acting:
			acting++
		default:
			held++
		}
		if h.PersonID != 0 {
			persons[h.PersonID] = true
		}
	}
	return ui.Stats{{Label: "在任", Value: strconv.Itoa(len(persons)), Unit: "人"}, {Label: "任职", Value: strconv.Itoa(held), Unit: "人次"},
		{Label: "代理", Value: strconv.Itoa(acting), Unit: "人"}, {Label: "空缺职务", Value: strconv.Itoa(vacant), Unit: "个"}}
}

// spreadsheet prepares the answer for an .xlsx file.
func spreadsheet(w http.ResponseWriter, name string) {
	w.Header().Set("Content-Type", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
	w.Header().Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": name}))
}
