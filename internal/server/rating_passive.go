package server

import (
	"net/http"
	"strconv"

	"github.com/a-h/templ"

	"renmian/internal/authz"
	"renmian/web/staff"
	"renmian/web/ui"
)

const passivePath = ratingsPath + "/passive"

// passive lists appointees and units with repeated poor results (重任轻免的预警名单)〔ZY-13〕: for those who decide, never in
// public, and each leads to what may be started.
func (s *Server) passive(w http.ResponseWriter, r *http.Request) error {
	who := actor(r)
	if err := authz.Check(who, authz.ViewPassive); err != nil {
		return err
	}
	least, _ := strconv.Atoi(r.URL.Query().Get("least"))
	least = min(max(least, 1), 9)
	years, _ := strconv.Atoi(r.URL.Query().Get("years"))
	years = min(max(years, 1), 5)
	if r.URL.Query().Get("years") == "" {
		years = 3
	}
	since := s.today().Add(-365 * years)
	all, err := s.db.Passive(r.Context(), since, s.today(), least, 200)
	if err != nil {
		return err
	}
	page := staff.RegisterListPage{Frame: s.frame(r, "预警名单", supervisionCrumb, ratingsCrumb), Tabs: supervisionTabsAt(who, ratingsPath),
		Heading: ui.Heading{Title: "预警名单", Lead: "测评结果为末等或者须作处理的，整改逾期或者未到位的在任人员和单位，供主任会议研究；不对外公布。"}, Filter: ui.Filter{Action: passivePath, Label: "查看"}}
	years3, least1 := strconv.Itoa(years), strconv.Itoa(least)
	page.Fields = []templ.Component{ui.Text{Name: "years", Label: "最近几年", Type: ui.Number, Width: ui.Short, Unit: "年", Value: years3, Min: "1", Max: "5"},
		ui.Text{Name: "least", Label: "至少几次", Type: ui.Number, Width: ui.Short, Unit: "次", Value: least1, Min: "1", Max: "9"}}
	t := ui.Table{Caption: "预警名单", HideCaption: true, Empty: "没有符合条件的人员和单位。",
		Columns: []ui.Column{
			{Label: "人员或者单位"},
			{Label: "测评次数", Numeric: true, Narrow: true},
			{Label: "其中较差", Numeric: true, Narrow: true},
			{Label: "整改不力", Numeric: true, Narrow: true},
			{Label: "最近一次较差"},
			{Label: "处理"},
			{Label: "可以启动"},
		}}
	for _, x := range all {
		last, then, start := ui.Cell{Text: "—"}, ui.Cell{Text: "—"}, ui.Cell{Text: "—"}
		if x.LastID != 0 {
			last, then = ui.Cell{
				Text: x.Last,
				Note: x.LastOn.String(),
				Href: ratingPath(x.LastID) + "#decision",
			}, ui.Cell{
				Tag:  ui.Tag{State: ui.Done, Label: "已决定"},
				Note: x.Decision.Label(),
			}
		}
		if x.Open {
			then = ui.Cell{Tag: ui.Tag{State: ui.Todo, Label: "待决定"}}
		}
		if href := removalLink(who, x.MatterID, x.PersonID); href != "" && x.PersonID != 0 {
			start = ui.Cell{Text: "撤职、免职", Href: href}
		}
		name := ui.Cell{Text: x.Name, Note: x.Office}
		if x.PersonID != 0 {
			name.Href = open(who, dossierPath(x.PersonID))
		}
		unmended := ui.Cell{Text: strconv.Itoa(x.Unmended)}
		if x.Unmended > 0 {
			unmended.Href = withQuery(rectificationsPath, "q", x.Name)
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{name, {Text: strconv.Itoa(x.Rated)}, {Text: strconv.Itoa(x.Poor)}, unmended, last, then, start}})
	}
	if !authz.Can(who, authz.MoveRemoval) {
		t = withoutColumn(t, len(t.Columns)-1)
	}
	page.Tables = []ui.Table{t}
	return s.render(w, r, http.StatusOK, staff.RegisterList(page))
}
