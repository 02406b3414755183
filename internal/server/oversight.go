package server

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"time"

	"github.com/a-h/templ"

	"renmian/internal/authz"
	"renmian/internal/store"
	"renmian/internal/supervision"
	"renmian/web/staff"
	"renmian/web/ui"
)

const oversightPath = supervisionPath + "/oversight"

var oversightCrumb = ui.Link{Label: "报告和三察", Href: oversightPath}

func oversightTag(stage string) ui.Tag {
	switch stage {
	case supervision.OversightClosed:
		return ui.Tag{State: ui.Done, Label: supervision.OversightLabel(stage)}
	case supervision.OversightPlanned:
		return ui.Tag{State: ui.Todo, Label: supervision.OversightLabel(stage)}
	}
	return ui.Tag{State: ui.Doing, Label: supervision.OversightLabel(stage)}
}

// oversightCalendar shows the reports and inspections of a year by month: 听取报告 and the three 察〔SN-20〕.
func (s *Server) oversightCalendar(w http.ResponseWriter, r *http.Request) error {
	who := actor(r)
	if err := authz.Check(who, authz.ViewMatters); err != nil {
		return err
	}
	year, err := strconv.Atoi(r.URL.Query().Get("year"))
	if err != nil || year < 1949 || year > 2200 {
		year = s.today().Year()
	}
	f := store.MatterFilter{Kinds: supervision.OversightKinds, Year: year, Limit: 300}
	all, err := s.db.OversightCalendar(r.Context(), year)
	if err != nil {
		return err
	}
	if !who.Has(authz.RoleClerk, authz.RoleChair, authz.RoleOperator, authz.RoleMember) {
		if f.OrganID = who.OrganID; who.PersonID != 0 {
			f.OrganID, f.PersonID = 0, who.PersonID
		}
		mine, err := s.db.Matters(r.Context(), f)
		if err != nil {
			return err
		}
		all = slices.DeleteFunc(all, func(d store.OversightDay) bool {
			return !slices.ContainsFunc(mine, func(m store.Matter) bool { return m.ID == d.MatterID })
		})
	}
	page := staff.RegisterListPage{Frame: s.frame(r, "报告和三察", supervisionCrumb), Tabs: supervisionTabsAt(who, oversightPath),
		Heading: ui.Heading{Title: fmt.Sprintf("%d 年报告和三察日历", year), Lead: "听取专项工作报告，执法检查、视察、专题调研，按月排列。"},
		Filter: ui.Filter{
			Action: oversightPath,
			Label:  "查看",
		}, Fields: []templ.Component{ui.Text{Name: "year", Label: "年度", Width: ui.Short, Value: strconv.Itoa(year)}}}
	if authz.Can(who, authz.PlanOversight) {
		page.Buttons = []ui.Button{{Label: "安排", Href: oversightPath + "/new"}}
	}
	counts := map[supervision.Kind]int{}
	for _, d := range all {
		counts[d.Kind]++
	}
	for _, k := range supervision.OversightKinds {
		page.Stats = append(page.Stats, ui.Stat{Label: k.Label(), Value: strconv.Itoa(counts[k]), Unit: "项"})
	}
	page.Tables = []ui.Table{oversightTable(all)}
	page.Pager = ui.Pager{
		Prev:    withQuery(oversightPath, "year", strconv.Itoa(year-1)),
		Next:    withQuery(oversightPath, "year", strconv.Itoa(year+1)),
		Shown:   fmt.Sprintf("%d 年", year),
		PrevSay: fmt.Sprintf("%d 年", year-1),
		NextSay: fmt.Sprintf("%d 年", year+1),
	}
	return s.render(w, r, http.StatusOK, staff.RegisterList(page))
}

// oversightTable is the calendar: a month is named at its first entry.
func oversightTable(all []store.OversightDay) ui.Table {
	t := ui.Table{
		Caption:     "日历",
		HideCaption: true,
		Empty:       "这一年还没有安排。",
		Columns: []ui.Column{
			{Label: "事项"},
			{Label: "种类", Narrow: true},
			{Label: "月份", Narrow: true},
			{Label: "日期", Narrow: true},
			{Label: "去过/应去", Numeric: true, Narrow: true},
			{Label: "情况", Narrow: true},
		},
	}
	var last time.Month
	for _, d := range all {
		_, month, _ := d.On.Date()
		label := ""
		if month != last {
			label, last = fmt.Sprintf("%d 月", month), month
		}
		span := d.On.Short()
		if !d.Until.IsZero() && d.Until != d.On {
			span += "至" + d.Until.Short()
		}
		seen := "—"
		if d.Sites > 0 {
			seen = fmt.Sprintf("%d/%d", d.Seen, d.Sites)
		}
		t.Rows = append(t.Rows, ui.Row{
			Href:  matterPath(d.Kind, d.MatterID),
			Cells: []ui.Cell{{Text: d.Title}, {Text: d.Kind.Label()}, {Text: label}, {Text: span}, {Text: seen}, {Tag: oversightTag(d.Stage)}},
		})
	}
	return t
}

// oversightOf is a report or inspection with everything its page shows.
type oversightOf struct {
	store.Matter
	oversight supervision.Oversight
	meeting   store.Meeting
	people    []store.MatterPerson
	organs    []store.MatterOrgan
	records   []store.MatterRecord
	sites     []store.Site
	advice    []store.Advice
	findings  []store.MatterFinding
	files     []store.MatterFile
}

func (s *Server) oversightOf(r *http.Request) (x oversightOf, err error) {
	if x.Matter, err = s.supervised(r, supervision.OversightKinds...); err != nil {
		return x, err
	}
	ctx, id := r.Context(), x.ID
	if x.oversight, err = s.db.Oversight(ctx, id); err != nil {
		return x, err
	}
	if x.MeetingID != 0 {
		if x.meeting, err = s.db.Meeting(ctx, x.MeetingID); err != nil {
			return x, err
		}
	}
	if x.people, err = s.db.MatterPeople(ctx, id); err != nil {
		return x, err
	}
	if x.organs, err = s.db.MatterOrgans(ctx, id); err != nil {
		return x, err
	}
	if x.records, err = s.db.MatterRecords(ctx, id); err != nil {
		return x, err
	}
	if x.sites, err = s.db.Sites(ctx, id); err != nil {
		return x, err
	}
	if x.advice, err = s.db.AdviceOf(ctx, id); err != nil {
		return x, err
	}
	if x.findings, err = s.db.MatterFindings(ctx, id, 0); err != nil {
		return x, err
	}
	x.files, err = s.db.MatterFiles(ctx, id)
	return x, err
}
