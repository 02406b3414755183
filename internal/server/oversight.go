package server

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/a-h/templ"

	"renmian/internal/authz"
	"renmian/internal/calendar"
	"renmian/internal/errs"
	"renmian/internal/store"
	"renmian/internal/supervision"
	"renmian/internal/workflow"
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
		counts[d.Kind]++
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
	for _, k := range supervision.OversightKinds {
		page.Stats = append(page.Stats, ui.Stat{Label: k.Label(), Value: strconv.Itoa(counts[k]), Unit: "项"})
	}
	page.Tables = []ui.Table{t}
	page.Pager = ui.Pager{
		Prev:    withQuery(oversightPath, "year", strconv.Itoa(year-1)),
		Next:    withQuery(oversightPath, "year", strconv.Itoa(year+1)),
		Shown:   fmt.Sprintf("%d 年", year),
		PrevSay: fmt.Sprintf("%d 年", year-1),
		NextSay: fmt.Sprintf("%d 年", year+1),
	}
	return s.render(w, r, http.StatusOK, staff.RegisterList(page))
}

// newOversight is where the kind is chosen, then the form of one (安排).
func (s *Server) newOversight(w http.ResponseWriter, r *http.Request) error {
	return s.showOversightForm(w, r, http.StatusOK, nil, typed{})
}

func (s *Server) editOversight(w http.ResponseWriter, r *http.Request) error {
	x, err := s.oversightOf(r)
	if err != nil {
		return err
	}
	return s.showOversightForm(w, r, http.StatusOK, &x, typed{})
}

// oversightForms are the kinds of arrangements, with the personal report apart.
var oversightForms = []struct {
	key, label string
	kind       supervision.Kind
}{
	{"report", "专项工作报告", supervision.SpecialWorkReport},
	{"individual", "任命人员专项汇报", supervision.SpecialWorkReport},
	{"law", "执法检查", supervision.LawInspection},
	{"tour", "视察", supervision.InspectionTour},
	{"study", "专题调研", supervision.FieldStudy},
}

func (s *Server) showOversightForm(w http.ResponseWriter, r *http.Request, status int, old *oversightOf, t typed) error {
	const act = "oversight"
	if err := authz.Check(actor(r), authz.PlanOversight); err != nil {
		return err
	}
	ctx := r.Context()
	x := oversightOf{Matter: store.Matter{Year: s.today().Year()}}
	item, err := s.startedFrom(r)
	if err != nil {
		return err
	}
	form := r.FormValue("form")
	if old == nil && item.ID != 0 {
		x.Title, x.Lead, x.Year = item.Title, item.Lead, item.Year
		for _, f := range oversightForms {
			if form == "" && f.kind == item.Kind && (f.key == "individual") == (item.Kind == supervision.SpecialWorkReport && item.PersonID != 0) {
				form = f.key
			}
		}
	}
	if old != nil {
		x = *old
		for _, f := range oversightForms {
			if f.kind == x.Kind && (f.key == "individual") == x.oversight.Individual {
				form = f.key
			}
		}
	}
	i := slices.IndexFunc(oversightForms, func(f struct {
		key, label string
		kind       supervision.Kind
	}) bool {
		return f.key == form
	})
	if i < 0 {
		page := staff.BoardPage{Frame: s.frame(r, "安排", supervisionCrumb, oversightCrumb), Heading: ui.Heading{Title: "安排报告、检查和视察", Lead: "请先选择种类。"}}
		for _, f := range oversightForms {
			page.Panels = append(page.Panels, staff.Panel{
				Card:    ui.Card{Title: f.label},
				Buttons: []ui.Button{{Label: "安排" + f.label, Href: withQuery(oversightPath+"/new", "form", f.key), Kind: ui.Plain}},
			})
		}
		return s.render(w, r, status, staff.Board(page))
	}
	kind, o := oversightForms[i].kind, x.oversight
	text := func(name, label, hint, value string, optional bool) ui.Text {
		return ui.Text{Name: name, Label: label, Hint: hint, Width: ui.Wide, Optional: optional, Value: t.value(act, name, value), Error: t.wrong(act, name)}
	}
	day := func(name, label string, value calendar.Day) ui.Text {
		return ui.Text{Name: name, Label: label, Type: ui.Date, Width: ui.Medium, Value: t.value(act, name, value.ISO()), Error: t.wrong(act, name)}
	}
	checks := func(name, label string, words, on []string) ui.Checks {
		c := ui.Checks{Name: name, Label: label, Columns: true, Error: t.wrong(act, name)}
		for _, v := range words {
			c.Options = append(c.Options, ui.Option{Value: v, Label: v, Chosen: t.chosen(act, name, v, slices.Contains(on, v))})
		}
		return c
	}
	fields := []templ.Component{ui.Hidden{Name: "form", Value: form}, text("title", "名称", "", x.Title, false)}
	if old == nil {
		fields = append(fields,
			ui.Text{Name: "year", Label: "年度", Width: ui.Short, Value: t.value(act, "year", strconv.Itoa(x.Year)), Error: t.wrong(act, "year")})
		organs, err := s.db.Organs(ctx, false)
		if err != nil {
			return err
		}
		c := ui.Checks{Name: "organ", Label: "有关机关", Columns: true, Error: t.wrong(act, "organ")}
		for _, g := range organs {
			c.Options = append(c.Options, ui.Option{Value: idText(g.ID), Label: g.Name, Chosen: t.chosen(act, "organ", idText(g.ID), g.ID == item.OrganID)})
		}
		fields = append(append(fields, c), itemField(item)...)
		if form == "individual" {
			holders, err := s.db.HoldersOf(ctx, organIDs(organs))
			if err != nil {
				return err
			}
			p := ui.Select{Name: "person", Label: "汇报的任命人员", Error: t.wrong(act, "person")}
			for _, h := range holders {
				p.Options = append(p.Options, ui.Option{
					Value:  idText(h.PersonID),
					Label:  h.Name + "　" + h.Office,
					Chosen: t.value(act, "person", idText(item.PersonID)) == idText(h.PersonID),
				})
			}
			fields = append(fields, p)
		}
	}
	fields = append(fields, text("lead", "承办机构", "", orText(x.Lead, "县人大常委会"), true))
	ahead, err := s.db.Meetings(ctx, store.MeetingKey{}, false, 12)
	if err != nil {
		return err
	}
	meeting := ui.Select{Name: "meeting", Label: "拟听取审议的会议", Optional: true, Prompt: "以后再定", Hint: "选定后，报告的三个期限（会前 20 日、10 日、7 日）列入各方的今天要办。"}
	if kind != supervision.SpecialWorkReport || form == "individual" {
		meeting.Hint = ""
	}
	for _, m := range ahead {
		meeting.Options = append(meeting.Options, ui.Option{
			Value:  idText(m.ID),
			Label:  meetingTitle(m) + "（" + m.HeldOn.String() + "）",
			Chosen: t.value(act, "meeting", idText(x.MeetingID)) == idText(m.ID),
		})
	}
	fields = append(fields, meeting)
	if kind == supervision.SpecialWorkReport {
		fields = append(fields, text("reporter", "报告人", "机关负责人报告；政府可以委托部门负责人报告。〔监督法 第十六条〕", o.Reporter, false))
	} else {
		if kind == supervision.LawInspection {
			fields = append(fields, text("law", "检查的法律法规", "", o.Law, false))
		}
		lines := func(name, label, hint string, value []string) ui.Area {
			return ui.Area{Name: name, Label: label, Hint: hint, Optional: true, Rows: 4, Value: t.value(act, name, strings.Join(value, "\n")), Error: t.wrong(act, name)}
		}
		fields = append(fields, text("leader", map[supervision.Kind]string{supervision.LawInspection: "检查组组长"}[kind]+map[bool]string{true: "领队"}[kind != supervision.LawInspection], "", o.Leader, false),
			lines("members", "参加人员", "每行一人。", o.Members))
		if kind == supervision.InspectionTour {
			fields = append(fields, checks("levels", "参加的代表", supervision.DeputyLevels, o.Levels))
		}
		fields = append(fields, lines("regions", "范围", "地区、单位，每行一个。", o.Regions), checks("methods", "方式", supervision.InspectionMethods, o.Methods),
			day("begins_on", "开始", o.BeginsOn), day("ends_on", "结束", o.EndsOn))
	}
	f := staff.PanelForm{
		Form:    ui.Form{Action: oversightPath, Guard: true},
		Fields:  fields,
		Buttons: []ui.Button{{Label: "安排" + oversightForms[i].label}, {Label: "返回", Href: oversightPath, Kind: ui.Plain}},
	}
	title := "安排" + oversightForms[i].label
	if old != nil {
		title = "修改安排"
		f.Form.Action, f.Form.Version, f.Buttons = matterPath(
			x.Kind,
			x.ID,
		), strconv.Itoa(
			x.Version,
		), []ui.Button{
			{Label: "保存修改"},
			{Label: "返回", Href: matterPath(x.Kind, x.ID), Kind: ui.Plain},
		}
	}
	page := staff.BoardPage{
		Frame:    s.frame(r, title, supervisionCrumb, oversightCrumb),
		Problems: t.problems,
		Heading:  ui.Heading{Title: title},
		Panels:   []staff.Panel{{Forms: []staff.PanelForm{f}}},
	}
	page.Frame.Invalid = len(t.problems) > 0
	return s.render(w, r, status, staff.Board(page))
}

func organIDs(organs []store.Organ) []int64 {
	ids := make([]int64, len(organs))
	for i, g := range organs {
		ids[i] = g.ID
	}
	return ids
}

func readOversight(r *http.Request) (*fields, workflow.OversightForm) {
	f := typedIn(r)
	x := workflow.OversightForm{
		Title:      f.value("title"),
		Year:       f.number("year"),
		Lead:       f.value("lead"),
		MeetingID:  f.id("meeting"),
		PlanItemID: formID(r, "item"),
		OrganIDs:   formIDs(r, "organ"),
		PersonIDs:  formIDs(r, "person"),
		Reporter:   f.value("reporter"),
		Law:        f.value("law"),
		Leader:     f.value("leader"),
		Members:    strings.Split(unixLines(r.PostFormValue("members")), "\n"),
		Regions: strings.Split(
			unixLines(r.PostFormValue("regions")),
			"\n",
		),
		Levels:   r.PostForm["levels"],
		Methods:  r.PostForm["methods"],
		BeginsOn: f.day("begins_on"),
		EndsOn:   f.day("ends_on"),
	}
	for _, k := range oversightForms {
		if k.key == f.value("form") {
			x.Kind, x.Individual = k.kind, k.key == "individual"
		}
	}
	return f, x
}

func (s *Server) planOversight(w http.ResponseWriter, r *http.Request) error {
	f, x := readOversight(r)
	var id int64
	err := f.err(func() (err error) { id, err = s.flow.PlanOversight(r.Context(), actor(r), x); return err })
	return s.answer(w, r, "oversight", err, "已安排。", matterPath(x.Kind, id), func(w http.ResponseWriter, r *http.Request, status int, t typed) error {
		return s.showOversightForm(w, r, status, nil, t)
	})
}

func (s *Server) changeOversight(w http.ResponseWriter, r *http.Request) error {
	old, err := s.oversightOf(r)
	if err != nil {
		return err
	}
	f, x := readOversight(r)
	err = f.err(func() error { return s.flow.ChangeOversight(r.Context(), actor(r), old.ID, formVersion(r), x) })
	return s.answer(w, r, "oversight", err, "修改已保存。", matterPath(old.Kind, old.ID), func(w http.ResponseWriter, r *http.Request, status int, t typed) error {
		old.Version = formVersion(r)
		return s.showOversightForm(w, r, status, &old, t)
	})
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

// sendFilm sends a film or the parts of it that a player asks for, without ever holding it whole.
func (s *Server) sendFilm(w http.ResponseWriter, r *http.Request, id int64) error {
	f, parts, err := s.db.FileParts(r.Context(), id)
	if err != nil {
		return err
	}
	h := w.Header()
	h.Set("Content-Type", f.MediaType)
	h.Set("Content-Disposition", "inline; filename*=UTF-8''"+url.PathEscape(f.Name))
	h.Set("Content-Security-Policy", "default-src 'none'; media-src 'self'; sandbox; frame-ancestors 'none'")
	h.Set("Cache-Control", "private, max-age=3600")
	http.ServeContent(w, r, "", f.CreatedAt, parts)
	return nil
}

// sitePhoto sends a photograph or a film of a place.
func (s *Server) sitePhoto(w http.ResponseWriter, r *http.Request) error {
	x, err := s.oversightOf(r)
	if err != nil {
		return err
	}
	id, err := pathID(r, "file")
	if err != nil {
		return err
	}
	for _, p := range x.sites {
		for _, q := range p.Photos {
			if q.FileID == id && q.Film() {
				return s.sendFilm(w, r, id)
			}
			if q.FileID == id {
				f, err := s.db.File(r.Context(), id)
				if err != nil {
					return err
				}
				w.Header().Set("Cache-Control", "private, max-age=3600")
				return sendFile(w, f)
			}
		}
	}
	return errs.New(errs.NotFound, "查无此照片或者录像。")
}
