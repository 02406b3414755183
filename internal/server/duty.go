package server

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"renmian/internal/authz"
	"renmian/internal/calendar"
	"renmian/internal/document"
	"renmian/internal/store"
	"renmian/internal/supervision"
	"renmian/web/staff"
	"renmian/web/ui"
)

const dutyHome = "/supervision/duty"

var dutyCrumb = ui.Link{Label: "述职报告", Href: dutyHome}

func dutyCallPath(year int) string { return fmt.Sprintf("%s/calls/%d", dutyHome, year) }

func dutyCallCrumb(year int) ui.Link {
	return ui.Link{Label: fmt.Sprintf("%d 年述职", year), Href: dutyCallPath(year)}
}

func volumePath(id int64) string { return fmt.Sprintf("%s/volumes/%d", dutyHome, id) }

// dutyCalls lists the years' calls.
func (s *Server) dutyCalls(w http.ResponseWriter, r *http.Request) error {
	who := actor(r)
	if err := authz.Check(who, authz.ViewDuty); err != nil {
		return err
	}
	all, err := s.db.DutyCalls(r.Context(), s.today())
	if err != nil {
		return err
	}
	page := staff.BoardPage{Frame: s.frame(r, "述职报告", supervisionCrumb), Tabs: supervisionTabsAt(who, dutyHome),
		Heading: ui.Heading{Title: "述职报告", Lead: "按本县办法，任命人员每年（每届）书面述职：通知、提交、审查、口头述职、汇编印发。"}}
	list := staff.Panel{
		Table: ui.Table{Caption: "各年述职", HideCaption: true, Empty: "还没有发出过述职通知。", Columns: []ui.Column{{Label: "年度"}, {Label: "期限", Narrow: true},
			{
				Label:   "应提交",
				Numeric: true,
			}, {Label: "已提交", Numeric: true}, {Label: "逾期", Numeric: true}, {Label: "口头述职", Numeric: true}, {Label: "报告", Narrow: true}}},
	}
	for _, c := range all {
		list.Table.Rows = append(
			list.Table.Rows,
			ui.Row{Href: dutyCallPath(c.Year), Cells: []ui.Cell{{Text: fmt.Sprintf("%d 年述职", c.Year)}, {Text: c.DueOn.ISO()}, {Text: strconv.Itoa(c.Want())},
				{Text: strconv.Itoa(c.Filed)}, {Text: strconv.Itoa(c.Late)}, {Text: strconv.Itoa(c.Chosen)}, {Text: c.ReportedOn.ISO()}}},
		)
	}
	if authz.Can(who, authz.CallDuty) {
		list.Buttons = []ui.Button{{Label: "发出述职通知", Href: dutyHome + "/calls/new"}}
	}
	page.Panels = []staff.Panel{list}
	return s.render(w, r, http.StatusOK, staff.Board(page))
}

func (s *Server) dutyCallOf(r *http.Request, act authz.Action) (c store.DutyCall, err error) {
	if err := authz.Check(actor(r), act); err != nil {
		return c, err
	}
	year, err := pathID(r, "year")
	if err != nil {
		return c, err
	}
	return s.db.DutyCallOf(r.Context(), int(year), s.today())
}

func dutyTag(d store.DutyReport, today calendar.Day) ui.Tag {
	switch {
	case d.Late(today):
		return ui.Tag{State: ui.Stop, Label: "逾期未交"}
	case d.Stage == supervision.DutyFiled && d.Reviewed:
		return ui.Tag{State: ui.Doing, Label: "待审查"}
	case d.Stage == supervision.DutyFiled, d.Stage == supervision.DutyReviewed:
		return ui.Tag{State: ui.Done, Label: d.Stage.Label()}
	case d.Stage == supervision.DutyExcused:
		return ui.Tag{State: ui.Idle, Label: d.Stage.Label()}
	}
	return ui.Tag{State: ui.Todo, Label: d.Stage.Label()}
}

// oralText tells where an oral report stands.
func oralText(d store.DutyReport) string {
	switch {
	case !d.HeardOn.IsZero():
		return d.HeardOn.ISO() + " 已述职"
	case !d.OralOn.IsZero() && !d.MeetingOn.IsZero():
		return "定于 " + d.MeetingOn.ISO()
	}
	return ""
}

// dutyCall shows how far a year's reports have come, and lists them.
func (s *Server) dutyCall(w http.ResponseWriter, r *http.Request) error {
	c, err := s.dutyCallOf(r, authz.ViewDuty)
	if err != nil {
		return err
	}
	who, q := actor(r), r.URL.Query()
	f := store.DutyFilter{Search: strings.TrimSpace(q.Get("q")), Limit: listSize(r) + 1}
	f.After, _ = strconv.Atoi(q.Get("after"))
	show := dutyShown(q.Get("show"), &f)
	all, err := s.db.DutyReports(r.Context(), c.ID, s.today(), f)
	if err != nil {
		return err
	}
	path := dutyCallPath(c.Year)
	page := staff.RegisterListPage{Frame: s.frame(r, fmt.Sprintf("%d 年述职", c.Year), supervisionCrumb, dutyCrumb), Filter: ui.Filter{Action: path, Label: "查找"},
		Heading: ui.Heading{
			Title: fmt.Sprintf("%d 年述职", c.Year),
			Lead:  fmt.Sprintf("%s发出通知，%s以前提交。%s", c.CalledOn, c.DueOn, c.Note),
		}, Buttons: callButtons(c, who)}
	stat := func(label string, n int, show string) ui.Stat {
		return ui.Stat{Label: label, Value: strconv.Itoa(n), Unit: "人", Href: withQuery(path, "show", show)}
	}
	page.Stats = ui.Stats{stat("应提交", c.Want(), "owed"), stat("待提交", c.Called-c.Filed-c.Excused, string(supervision.DutyCalled)), stat("逾期", c.Late, "late"),
		stat("待审查", c.InReview, string(supervision.DutyFiled)), stat("已审查", c.Judged, string(supervision.DutyReviewed)), stat("口头述职", c.Chosen, "oral")}
	if !c.Reviewed {
		page.Stats[3].Label, page.Stats = "已提交", append(page.Stats[:4:4], page.Stats[5])
	}
	options := []ui.Option{
		{Value: "", Label: "全部", Chosen: show == ""},
		{Value: "owed", Label: "应提交", Chosen: show == "owed"},
		{Value: "handed", Label: "提交过的", Chosen: show == "handed"},
		{Value: "late", Label: "逾期", Chosen: show == "late"},
		{Value: "oral", Label: "口头述职", Chosen: show == "oral"},
	}
	for _, st := range supervision.DutyStages {
		options = append(options, ui.Option{Value: string(st), Label: st.Label(), Chosen: show == string(st)})
	}
	page.Fields = []templ.Component{
		ui.Text{Name: "q", Label: "姓名、拼音首字母或者职务", Width: ui.Medium, Optional: true, Value: f.Search},
		ui.Select{Name: "show", Label: "情况", Options: options, Optional: true, Prompt: "-"},
	}
	if f.Search != "" || show != "" {
		page.Filter.Clear = path
	}
	if len(all) > listSize(r) {
		all = all[:listSize(r)]
		page.Pager.Next = withQuery(path, "q", f.Search, "show", show, "after", strconv.Itoa(all[listSize(r)-1].Place))
	}
	page.Tables = []ui.Table{dutyTable(all, s.today())}
	return s.render(w, r, http.StatusOK, staff.RegisterList(page))
}

// dutyShown narrows a list of duty reports to what the address asks for, and returns it; nothing when it asks for all.
func dutyShown(show string, f *store.DutyFilter) string {
	switch show {
	case "late":
		f.Late = true
	case "oral":
		f.Oral = true
	case "handed":
		f.Filed = true
	case "owed":
		f.Owed = true
	default:
		if !slices.Contains(supervision.DutyStages, supervision.DutyStage(show)) {
			return ""
		}
		f.Stage = supervision.DutyStage(show)
	}
	return show
}

// dutyTable lists who is called to report, and how far each is.
func dutyTable(all []store.DutyReport, today calendar.Day) ui.Table {
	table := ui.Table{
		Caption:     "述职人员",
		HideCaption: true,
		Empty:       "没有符合条件的人员。",
		Columns: []ui.Column{
			{Label: "姓名", Narrow: true},
			{Label: "职务"},
			{Label: "情况", Narrow: true},
			{Label: "期限", Narrow: true},
			{Label: "口头述职", Narrow: true},
			{Label: "催交", Numeric: true, Narrow: true},
		},
	}
	for _, d := range all {
		due := d.DueOn
		if d.Stage == supervision.DutyReturned {
			due = d.SupplementBy
		}
		row := ui.Row{
			Href:  matterPath(supervision.DutyReport, d.MatterID),
			Cells: []ui.Cell{{Text: listName(d.Person, d.Sex)}, {Text: d.Office}, {Tag: dutyTag(d, today)}, {Text: due.ISO()}, {Text: oralText(d)}, {}},
		}
		if d.Urges > 0 {
			row.Cells[5].Text = strconv.Itoa(d.Urges) + " 次"
		}
		table.Rows = append(table.Rows, row)
	}
	return table
}

// callButtons are what may be done for a whole year, for whom it is.
func callButtons(c store.DutyCall, who authz.Actor) []ui.Button {
	path := dutyCallPath(c.Year)
	var out []ui.Button
	add := func(may bool, b ui.Button) {
		if may {
			out = append(out, b)
		}
	}
	open := c.ReportedOn.IsZero()
	add(authz.Can(who, authz.UrgeDuty) && c.Called > c.Filed+c.Excused, ui.Button{Label: "催交", Href: path + "/urge", Kind: ui.Plain})
	add(authz.Can(who, authz.ChooseOral) && open, ui.Button{Label: "确定口头述职人员", Href: path + "/oral"})
	add(c.Filed > 0 || c.Summary != "", ui.Button{Label: "审查报告", Href: path + "/summary", Kind: ui.Plain})
	add(c.VolumeID != 0, ui.Button{Label: "述职报告汇编", Href: volumePath(c.VolumeID), Kind: ui.Plain})
	add(true, ui.Button{Label: "打印通知", Href: path + "/notice", Kind: ui.Plain})
	add(authz.Can(who, authz.CallDuty) && open, ui.Button{Label: "补充人员", Href: path + "/people", Kind: ui.Plain})
	return out
}

// dutyNotice is the call as a paper (述职通知).
func (s *Server) dutyNotice(w http.ResponseWriter, r *http.Request) error {
	c, err := s.dutyCallOf(r, authz.ViewDuty)
	if err != nil {
		return err
	}
	all, err := s.db.DutyReports(r.Context(), c.ID, s.today(), store.DutyFilter{Limit: 5000})
	if err != nil {
		return err
	}
	county, err := s.county(r.Context())
	if err != nil {
		return err
	}
	people := make([][2]string, len(all))
	for i, d := range all {
		people[i] = [2]string{d.Person, d.Office}
	}
	return s.renderPapers(w, r, dutyCallCrumb(c.Year), document.DutyCall(county, c.Year, c.CalledOn, c.DueOn, c.Headings, c.Note, people))
}
