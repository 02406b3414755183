package server

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"renmian/internal/authz"
	"renmian/internal/calendar"
	"renmian/internal/store"
	"renmian/internal/supervision"
	"renmian/internal/workflow"
	"renmian/web/staff"
	"renmian/web/ui"
)

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
		return t.text(act, ui.Text{Name: name, Label: label, Hint: hint, Width: ui.Wide, Optional: optional}, value)
	}
	day := func(name, label string, value calendar.Day) ui.Text {
		return t.text(act, ui.Text{Name: name, Label: label, Type: ui.Date, Width: ui.Medium}, value.ISO())
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
			t.text(act, ui.Text{Name: "year", Label: "年度", Width: ui.Short}, strconv.Itoa(x.Year)))
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
			return t.area(act, ui.Area{Name: name, Label: label, Hint: hint, Optional: true, Rows: 4}, strings.Join(value, "\n"))
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
