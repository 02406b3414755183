package server

import (
	"cmp"
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

// oversightSort is one sort of arrangement; the report of one appointee stands apart from a unit's.
type oversightSort struct {
	key, label string
	kind       supervision.Kind
	about      string
}

var oversightSorts = []oversightSort{
	{"report", "专项工作报告", supervision.SpecialWorkReport, "听取和审议“一府一委两院”的专项工作报告，会前二十日、十日、七日各有期限。"},
	{"individual", "任命人员专项汇报", supervision.SpecialWorkReport, "任命人员就本人负责的一项工作向常委会汇报，按本县办法安排。"},
	{"law", "执法检查", supervision.LawInspection, "检查一部法律、法规的实施情况，提出执法检查报告。"},
	{"tour", "视察", supervision.InspectionTour, "组织组成人员和代表到现场察看，提出视察意见。"},
	{"study", "专题调研", supervision.FieldStudy, "就一个问题调查研究，可以走遍各乡镇、街道，图文记载。"},
}

// oversightAct names the form of an arrangement on its page.
const oversightAct = "oversight"

func sortOf(kind supervision.Kind, individual bool) int {
	return slices.IndexFunc(oversightSorts, func(x oversightSort) bool { return x.kind == kind && (x.key == "individual") == individual })
}

// showOversightForm shows the form of an arrangement: as it is, as a planned item begins it, or empty once its sort is chosen.
func (s *Server) showOversightForm(w http.ResponseWriter, r *http.Request, status int, old *oversightOf, t typed) error {
	if err := authz.Check(actor(r), authz.PlanOversight); err != nil {
		return err
	}
	item, err := s.startedFrom(r)
	if err != nil {
		return err
	}
	x := oversightOf{Matter: store.Matter{Year: s.today().Year()}}
	key := r.FormValue("form")
	at := slices.IndexFunc(oversightSorts, func(x oversightSort) bool { return x.key == key })
	switch {
	case old != nil:
		x = *old
		at = sortOf(x.Kind, x.oversight.Individual)
	case item.ID != 0:
		x.Title, x.Lead, x.Year = item.Title, item.Lead, item.Year
		if key == "" {
			at = sortOf(item.Kind, item.Kind == supervision.SpecialWorkReport && item.PersonID != 0)
		}
	}
	if at < 0 {
		return s.render(w, r, status, staff.Board(s.oversightSortsPage(r)))
	}
	sort := oversightSorts[at]
	fields := []templ.Component{ui.Hidden{Name: "form", Value: sort.key}, t.text(oversightAct, ui.Text{Name: "title", Label: "名称", Width: ui.Wide}, x.Title)}
	if old == nil {
		subjects, err := s.oversightSubjects(r, sort, x.Year, item, t)
		if err != nil {
			return err
		}
		fields = append(fields, subjects...)
	}
	meeting, err := s.hearingMeeting(r, sort, x.MeetingID, t)
	if err != nil {
		return err
	}
	fields = append(fields, t.text(oversightAct, ui.Text{Name: "lead", Label: "承办机构", Width: ui.Wide, Optional: true}, cmp.Or(x.Lead, "县人大常委会")), meeting)
	form := staff.PanelForm{Form: ui.Form{Action: oversightPath, Guard: true}, Fields: append(fields, sort.fields(x.oversight, t)...)}
	title, button, back := "安排"+sort.label, "安排"+sort.label, oversightPath
	if old != nil {
		title, button, back = "修改安排", "保存修改", matterPath(x.Kind, x.ID)
		form.Form.Action, form.Form.Version = back, strconv.Itoa(x.Version)
	}
	form.Buttons = []ui.Button{{Label: button}, {Label: "返回", Href: back, Kind: ui.Plain}}
	page := staff.BoardPage{
		Frame:    s.frame(r, title, supervisionCrumb, oversightCrumb),
		Problems: t.problems,
		Heading:  ui.Heading{Title: title},
		Panels:   []staff.Panel{{Forms: []staff.PanelForm{form}}},
	}
	page.Frame.Invalid = len(t.problems) > 0
	return s.render(w, r, status, staff.Board(page))
}

// oversightSortsPage asks what is arranged.
func (s *Server) oversightSortsPage(r *http.Request) staff.BoardPage {
	page := staff.BoardPage{Frame: s.frame(r, "安排", supervisionCrumb, oversightCrumb), Heading: ui.Heading{Title: "安排报告、检查和视察", Lead: "请先选择种类。"}}
	for _, x := range oversightSorts {
		page.Panels = append(page.Panels, staff.Panel{
			Card:    ui.Card{Title: x.label},
			Text:    []string{x.about},
			Buttons: []ui.Button{{Label: "安排" + x.label, Href: withQuery(oversightPath+"/new", "form", x.key), Kind: ui.Plain}},
		})
	}
	return page
}

// oversightSubjects ask whom a new arrangement concerns: the year, the units, and of a personal report the appointee.
func (s *Server) oversightSubjects(r *http.Request, sort oversightSort, year int, item store.PlanItem, t typed) ([]templ.Component, error) {
	organs, err := s.db.Organs(r.Context(), false)
	if err != nil {
		return nil, err
	}
	units := ui.Checks{Name: "organ", Label: "有关机关", Columns: true, Error: t.wrong(oversightAct, "organ")}
	for _, g := range organs {
		units.Options = append(units.Options,
			ui.Option{Value: idText(g.ID), Label: g.Name, Chosen: t.chosen(oversightAct, "organ", idText(g.ID), g.ID == item.OrganID)})
	}
	fields := []templ.Component{t.text(oversightAct, ui.Text{Name: "year", Label: "年度", Width: ui.Short}, strconv.Itoa(year)), units}
	fields = append(fields, itemField(item)...)
	if sort.key != "individual" {
		return fields, nil
	}
	holders, err := s.db.HoldersOf(r.Context(), organIDs(organs))
	if err != nil {
		return nil, err
	}
	person := ui.Select{Name: "person", Label: "汇报的任命人员", Error: t.wrong(oversightAct, "person")}
	chosen := t.value(oversightAct, "person", idText(item.PersonID))
	for _, h := range holders {
		person.Options = append(person.Options, ui.Option{Value: idText(h.PersonID), Label: h.Name + "　" + h.Office, Chosen: chosen == idText(h.PersonID)})
	}
	return append(fields, person), nil
}

// hearingMeeting offers the meetings ahead that may hear what is arranged.
func (s *Server) hearingMeeting(r *http.Request, sort oversightSort, meetingID int64, t typed) (ui.Select, error) {
	field, err := s.meetingChoice(r.Context(), oversightAct, "meeting", "拟听取审议的会议", meetingID, t)
	field.Optional, field.Prompt = true, "以后再定"
	if sort.key == "report" {
		field.Hint = "选定后，报告的三个期限（会前 20 日、10 日、7 日）列入各方的今天要办。"
	}
	return field, err
}

// fields ask what only this sort of arrangement has.
func (x oversightSort) fields(o supervision.Oversight, t typed) []templ.Component {
	if x.kind == supervision.SpecialWorkReport {
		return []templ.Component{t.text(oversightAct,
			ui.Text{Name: "reporter", Label: "报告人", Hint: "机关负责人报告；政府可以委托部门负责人报告。〔监督法 第十六条〕", Width: ui.Wide}, o.Reporter)}
	}
	lines := func(name, label, hint string, value []string) ui.Area {
		return t.area(oversightAct, ui.Area{Name: name, Label: label, Hint: hint, Optional: true, Rows: 4}, strings.Join(value, "\n"))
	}
	day := func(name, label string, value calendar.Day) ui.Text {
		return t.text(oversightAct, ui.Text{Name: name, Label: label, Type: ui.Date, Width: ui.Medium}, value.ISO())
	}
	checks := func(name, label string, words, on []string) ui.Checks {
		c := ui.Checks{Name: name, Label: label, Columns: true, Error: t.wrong(oversightAct, name)}
		for _, v := range words {
			c.Options = append(c.Options, ui.Option{Value: v, Label: v, Chosen: t.chosen(oversightAct, name, v, slices.Contains(on, v))})
		}
		return c
	}
	var fields []templ.Component
	leader := "领队"
	if x.kind == supervision.LawInspection {
		leader = "检查组组长"
		fields = append(fields, t.text(oversightAct, ui.Text{Name: "law", Label: "检查的法律法规", Width: ui.Wide}, o.Law))
	}
	fields = append(fields, t.text(oversightAct, ui.Text{Name: "leader", Label: leader, Width: ui.Wide}, o.Leader),
		lines("members", "参加人员", "每行一人。", o.Members))
	if x.kind == supervision.InspectionTour {
		fields = append(fields, checks("levels", "参加的代表", supervision.DeputyLevels, o.Levels))
	}
	return append(fields, lines("regions", "范围", "地区、单位，每行一个。", o.Regions), checks("methods", "方式", supervision.InspectionMethods, o.Methods),
		day("begins_on", "开始", o.BeginsOn), day("ends_on", "结束", o.EndsOn))
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
		Regions:    strings.Split(unixLines(r.PostFormValue("regions")), "\n"),
		Levels:     r.PostForm["levels"],
		Methods:    r.PostForm["methods"],
		BeginsOn:   f.day("begins_on"),
		EndsOn:     f.day("ends_on"),
	}
	for _, k := range oversightSorts {
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
	return s.answer(w, r, oversightAct, err, "已安排。", matterPath(x.Kind, id), func(w http.ResponseWriter, r *http.Request, status int, t typed) error {
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
	return s.answer(w, r, oversightAct, err, "修改已保存。", matterPath(old.Kind, old.ID), func(w http.ResponseWriter, r *http.Request, status int, t typed) error {
		old.Version = formVersion(r)
		return s.showOversightForm(w, r, status, &old, t)
	})
}
