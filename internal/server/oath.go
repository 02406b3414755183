package server

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"renmian/internal/appointment"
	"renmian/internal/authz"
	"renmian/internal/calendar"
	"renmian/internal/document"
	"renmian/internal/errs"
	"renmian/internal/meeting"
	"renmian/internal/store"
	"renmian/internal/workflow"
	"renmian/web/staff"
	"renmian/web/ui"
)

var oathsCrumb = ui.Link{Label: "宪法宣誓", Href: "/oaths"}

func oathPath(id int64) string { return fmt.Sprintf("/oaths/%d", id) }

func ceremonyTag(y store.Ceremony) ui.Tag {
	switch {
	case !y.Recorded:
		return ui.Tag{State: ui.Todo, Label: "待登记"}
	case y.Absent > 0:
		return ui.Tag{State: ui.Doing, Label: fmt.Sprintf("%d 人缺席", y.Absent)}
	}
	return ui.Tag{State: ui.Done, Label: "已宣誓"}
}

func ceremonyTitle(y store.Ceremony) string {
	if y.MakeupOf != 0 {
		return "补誓（" + y.Form.Label() + "）"
	}
	return y.Form.Label()
}

func ceremonyTable(all []store.Ceremony) ui.Table {
	t := ui.Table{Caption: "宣誓", HideCaption: true, Empty: "还没有安排宣誓。", Columns: []ui.Column{{Label: "宣誓"}, {Label: "日期", Narrow: true},
		{Label: "宣誓人"}, {Label: "现况", Narrow: true}}}
	for _, y := range all {
		var names []string
		for _, x := range y.Roster {
			names = append(names, x.Name)
		}
		t.Rows = append(t.Rows, ui.Row{Href: oathPath(y.ID), Cells: []ui.Cell{{Text: ceremonyTitle(y), Note: y.Place}, {Text: y.HeldOn.ISO()},
			{Text: strings.Join(names, "、")}, {Tag: ceremonyTag(y)}}})
	}
	return t
}

// oaths lists who has still to take the oath, and all ceremonies.
func (s *Server) oaths(w http.ResponseWriter, r *http.Request) error {
	if err := authz.Check(actor(r), authz.ViewOutcome); err != nil {
		return err
	}
	due, err := s.db.OathsDue(r.Context(), 100)
	if err != nil {
		return err
	}
	key := meetingKey(r)
	all, err := s.db.Ceremonies(r.Context(), key.Day, key.ID, pageOfMeetings+1)
	if err != nil {
		return err
	}
	page := staff.BoardPage{Frame: s.frame(r, oathsCrumb.Label), Heading: ui.Heading{Title: oathsCrumb.Label,
		Lead: "常委会任命、决定任命的人员就职时公开宣誓，由主任会议组织；缺席的另行补誓。"}}
	waiting := ui.Table{Caption: "待宣誓", HideCaption: true, Empty: "没有等待宣誓的人员。",
		Columns: []ui.Column{{Label: "姓名与职务"}, {Label: "会议", Narrow: true}, {Label: "期限", Narrow: true}, {Label: "现况"}}}
	for _, d := range due {
		waiting.Rows = append(waiting.Rows, ui.Row{Href: outcomePath(d.MeetingID) + "#oath", Cells: []ui.Cell{{Text: d.Name + "　" + d.Office},
			{Text: "第" + document.Numeral(d.Meeting) + "次"}, {Text: d.Due.ISO(), Note: remaining(d.Due, s.today())}, {Text: d.Label}}})
	}
	held := staff.Panel{Card: ui.Card{Title: "历次宣誓", ID: "ceremonies"}}
	if len(all) > pageOfMeetings {
		last := all[pageOfMeetings-1]
		all = all[:pageOfMeetings]
		held.Buttons = []ui.Button{{Label: "更早的宣誓", Kind: ui.Plain, Href: fmt.Sprintf("/oaths?before=%s.%d#ceremonies", last.HeldOn.ISO(), last.ID)}}
	}
	held.Table = ceremonyTable(all)
	page.Panels = []staff.Panel{{Card: ui.Card{Title: "待宣誓", ID: "waiting"}, Table: waiting}, held}
	return s.render(w, r, http.StatusOK, staff.Board(page))
}

// newOath shows the form to arrange a ceremony.
func (s *Server) newOath(w http.ResponseWriter, r *http.Request) error {
	meetingID, _ := strconv.ParseInt(r.URL.Query().Get("meeting"), 10, 64)
	makeup, _ := strconv.ParseInt(r.URL.Query().Get("makeup"), 10, 64)
	return s.showOathPlan(w, r, http.StatusOK, meetingID, makeup, typed{})
}

func (s *Server) showOathPlan(w http.ResponseWriter, r *http.Request, status int, meetingID, makeup int64, t typed) error {
	if err := authz.Check(actor(r), authz.ArrangeOath); err != nil {
		return err
	}
	if meetingID == 0 {
		return errs.New(errs.NotFound, "请从会议的结果办理页安排宣誓。")
	}
	m, err := s.db.Meeting(r.Context(), meetingID)
	if err != nil {
		return err
	}
	o, err := s.readOutcome(r.Context(), m)
	if err != nil {
		return err
	}
	takers := o.oathTakers(makeup)
	if len(takers) == 0 {
		return errs.New(errs.Conflict, "没有可以安排的宣誓人：都已宣誓，或者已经安排。")
	}
	title := "安排宪法宣誓"
	if makeup != 0 {
		title = "安排补誓"
	}
	page := staff.BoardPage{Frame: s.frame(r, title, meetingsCrumb, meetingCrumb(m), outcomeCrumb(m)), Heading: ui.Heading{Title: title,
		Lead: "安排以后打印宣誓名册；仪式结束后逐人登记。"}, Problems: t.problems}
	page.Frame.Invalid = len(t.problems) > 0
	day := m.HeldOn
	if day.Before(s.today()) || makeup != 0 {
		day = s.today()
	}
	held, err := calendar.Parse(t.value("oath", "held_on", day.ISO()))
	if err != nil || held.IsZero() {
		held = day
	}
	text, ok := meeting.OathOn(held)
	if !ok {
		text, _ = meeting.OathOn(s.today())
	}
	back := outcomePath(m.ID)
	var from []templ.Component
	if inRoom(r) {
		back, from = consolePath(m.ID, 0), []templ.Component{ui.Hidden{Name: "room", Value: "1"}}
	}
	page.Panels = []staff.Panel{
		{Card: ui.Card{Title: "誓词（" + text.Version + "年版）"}, Prose: []string{text.Text}, Text: []string{"誓词由全国人大常委会规定，只能使用现行文本，不得增减。"}},
		{Card: ui.Card{Title: "仪式"}, Forms: []staff.PanelForm{{
			Form: ui.Form{Action: "/oaths", Key: formKey()},
			Fields: append(append(from, oathFields(m, makeup, text.Version, takers, t)...),
				t.text("oath", ui.Text{Name: "held_on", Label: "日期", Type: ui.Date, Width: ui.Medium}, day.ISO())),
			Buttons: []ui.Button{{Label: title}, {Label: "返回", Href: back, Kind: ui.Plain}},
		}}},
	}
	return s.render(w, r, status, staff.Board(page))
}

// oathFields are what is arranged of a ceremony, but for its day.
func oathFields(m store.Meeting, makeup int64, version string, takers []appointment.Case, t typed) []templ.Component {
	form := ui.Radios{Name: "form", Label: "宣誓形式", Error: t.wrong("oath", "form")}
	usual := meeting.Single
	if len(takers) > 1 {
		usual = meeting.Collective
	}
	hints := map[meeting.OathForm]string{meeting.Single: "一人，左手抚按宪法，右手举拳。", meeting.Collective: "一人领誓，其余人整齐排列，右手举拳跟诵。"}
	for _, f := range []meeting.OathForm{meeting.Single, meeting.Collective} {
		form.Options = append(form.Options,
			ui.Option{Value: string(f), Label: f.Label(), Hint: hints[f], Chosen: t.value("oath", "form", string(usual)) == string(f)})
	}
	who := ui.Checks{Name: "takers", Label: "宣誓人", Error: t.wrong("oath", "takers")}
	var names []string
	for _, c := range takers {
		names = append(names, c.Person.Name)
		who.Options = append(who.Options,
			ui.Option{Value: idText(c.ID), Label: c.Person.Name, Hint: c.Office.Title, Chosen: t.chosen("oath", "takers", idText(c.ID), true)})
	}
	fields := []templ.Component{
		ui.Hidden{Name: "meeting", Value: idText(m.ID)}, ui.Hidden{Name: "version", Value: version},
		who, form,
		t.text("oath", ui.Text{Name: "leader", Label: "领誓人", Width: ui.Medium, Optional: true, Hint: "集体宣誓须有一人领誓。", Suggest: names}, oathLeader(names)),
		t.text("oath", ui.Text{Name: "place", Label: "地点", Width: ui.Wide, Hint: "悬挂国旗或者国徽的场所。"}, m.Place),
		t.text("oath", ui.Text{Name: "organiser", Label: "组织者", Width: ui.Medium}, "主任会议"),
	}
	if makeup != 0 {
		fields = append(fields, ui.Hidden{Name: "makeup", Value: idText(makeup)})
	}
	return fields
}

// arrangeOath arranges a ceremony (安排宪法宣誓).
func (s *Server) arrangeOath(w http.ResponseWriter, r *http.Request) error {
	p := oathPlan(r)
	id, err := s.flow.ArrangeOath(r.Context(), actor(r), p)
	to := oathPath(id)
	if inRoom(r) {
		to = consolePath(p.MeetingID, 0)
	}
	return s.answer(w, r, "oath", err, "已安排，请打印宣誓名册。", to, func(w http.ResponseWriter, r *http.Request, status int, t typed) error {
		return s.showOathPlan(w, r, status, p.MeetingID, p.MakeupOf, t)
	})
}

// inRoom reports whether the oath is arranged by somebody who came from the console and goes back there.
func inRoom(r *http.Request) bool { return r.FormValue("room") != "" }

// oathPlan reads the arrangement of a ceremony.
func oathPlan(r *http.Request) workflow.OathPlan {
	day, _ := calendar.Parse(r.PostFormValue("held_on")) // a broken day is no day, which the workflow asks for
	p := workflow.OathPlan{MeetingID: formID(r, "meeting"), HeldOn: day, Place: r.PostFormValue("place"), Organiser: r.PostFormValue("organiser"),
		Form: meeting.OathForm(r.PostFormValue("form")), Leader: r.PostFormValue("leader"), Version: r.PostFormValue("version"), MakeupOf: formID(r, "makeup")}
	for _, text := range r.PostForm["takers"] {
		if id, err := strconv.ParseInt(text, 10, 64); err == nil && id > 0 && !slices.Contains(p.CaseIDs, id) {
			p.CaseIDs = append(p.CaseIDs, id)
		}
	}
	return p
}

func (s *Server) ceremonyOf(r *http.Request) (store.Ceremony, error) {
	if err := authz.Check(actor(r), authz.ViewOutcome); err != nil {
		return store.Ceremony{}, err
	}
	id, err := pathID(r, "id")
	if err != nil {
		return store.Ceremony{}, err
	}
	return s.db.Ceremony(r.Context(), id)
}

// oathDetail shows one ceremony: its arrangement, and what happened or the form to record it.
func (s *Server) oathDetail(w http.ResponseWriter, r *http.Request) error {
	return s.showOath(w, r, http.StatusOK, typed{})
}

func (s *Server) showOath(w http.ResponseWriter, r *http.Request, status int, t typed) error {
	y, err := s.ceremonyOf(r)
	if err != nil {
		return err
	}
	page := newOathPage(y, actor(r), s.today(), t)
	page.Frame = s.frame(r, page.Heading.Title, oathsCrumb)
	page.Frame.Invalid = len(t.problems) > 0
	return s.render(w, r, status, staff.Board(page))
}

func newOathPage(y store.Ceremony, who authz.Actor, today calendar.Day, t typed) staff.BoardPage {
	page := staff.BoardPage{Problems: t.problems, Heading: ui.Heading{Over: "宪法宣誓", Title: y.HeldOn.String() + ceremonyTitle(y), Tag: ceremonyTag(y)}}
	facts := ui.Summary{{Key: "日期", Value: y.HeldOn.String()}, {Key: "地点", Value: y.Place}, {Key: "组织者", Value: y.Organiser},
		{Key: "形式", Value: y.Form.Label()}}
	if y.Leader != "" {
		facts = append(facts, ui.Item{Key: "领誓人", Value: y.Leader})
	}
	facts = append(facts, ui.Item{Key: "誓词", Value: y.Version + "年版", Note: "现行文本"})
	if y.MakeupOf != 0 {
		facts = append(facts, ui.Item{Key: "补誓", Value: "为缺席的一次补行", Href: oathPath(y.MakeupOf)})
	}
	page.Aside = []staff.Panel{
		{Card: ui.Card{Title: "仪式"}, Summary: facts, Buttons: []ui.Button{{Label: "宣誓名册", Href: oathPath(y.ID) + "/roster", Kind: ui.Plain},
			{Label: "会议结果办理", Href: outcomePath(y.MeetingID), Kind: ui.Plain}}},
	}
	switch may := authz.Can(who, authz.RecordOath); {
	case y.Recorded:
		page.Panels = []staff.Panel{oathResults(y, who)}
	case y.HeldOn.After(today):
		page.Panels = []staff.Panel{{Card: ui.Card{Title: "宣誓人"}, Table: oathRoster(y), Text: []string{"仪式结束后在这里逐人登记。"}}}
	case may:
		page.Panels = []staff.Panel{{Card: ui.Card{Title: "登记宣誓", ID: "record"}, Forms: []staff.PanelForm{{Form: ui.Form{Action: oathPath(y.ID) + "/record"},
			Fields: oathRecordFields(y, t), Buttons: []ui.Button{{Label: "登记"}}}}}}
	default:
		page.Panels = []staff.Panel{{Card: ui.Card{Title: "宣誓人"}, Table: oathRoster(y)}}
	}
	if !y.Recorded && authz.Can(who, authz.CancelOath) {
		page.Aside = append(page.Aside, staff.Panel{Card: ui.Card{Title: "取消安排"}, Text: []string{"安排有变的，取消后重新安排。"},
			Forms: []staff.PanelForm{act(oathPath(y.ID)+"/cancel", "取消安排")}})
	}
	return page
}

func oathRoster(y store.Ceremony) ui.Table {
	t := ui.Table{Caption: "宣誓人", HideCaption: true, Columns: []ui.Column{{Label: "姓名"}, {Label: "职务"}}}
	for _, x := range y.Roster {
		t.Rows = append(t.Rows, ui.Row{Href: casePath(x.CaseID), Cells: []ui.Cell{{Text: x.Name}, {Text: x.Office}}})
	}
	return t
}

func oathRecordFields(y store.Ceremony, t typed) []templ.Component {
	var fields []templ.Component
	for _, x := range y.Roster {
		name := "sworn-" + idText(x.CaseID)
		sworn := t.value("record", name, "yes")
		absence := workflow.AbsenceField(x.CaseID)
		fields = append(fields, ui.Radios{Name: name, Label: x.Name + "　" + x.Office, Inline: true, Options: []ui.Option{
			{Value: "yes", Label: "已宣誓", Chosen: sworn == "yes"}, {Value: "no", Label: "缺席", Chosen: sworn == "no"}}},
			t.text("record", ui.Text{Name: absence, Label: x.Name + "缺席的原因", Optional: true, Hint: "缺席的填写，另行安排补誓。"}, ""))
	}
	return fields
}

func oathResults(y store.Ceremony, who authz.Actor) staff.Panel {
	p := staff.Panel{Card: ui.Card{Title: "宣誓情况"}}
	t := ui.Table{Caption: "宣誓情况", HideCaption: true, Columns: []ui.Column{{Label: "姓名"}, {Label: "职务"}, {Label: "情况", Narrow: true}, {Label: "原因"}}}
	waiting := false
	for _, x := range y.Roster {
		tag := ui.Tag{State: ui.Done, Label: "已宣誓"}
		switch {
		case !x.Sworn && x.Made:
			tag = ui.Tag{State: ui.Done, Label: "缺席，已补誓"}
		case !x.Sworn:
			tag, waiting = ui.Tag{State: ui.Todo, Label: "缺席，待补誓"}, true
		}
		t.Rows = append(t.Rows, ui.Row{Href: casePath(x.CaseID), Cells: []ui.Cell{{Text: x.Name}, {Text: x.Office}, {Tag: tag}, {Text: x.Absence}}})
	}
	p.Table = t
	if waiting && authz.Can(who, authz.ArrangeOath) {
		p.Buttons = []ui.Button{{Label: "安排补誓", Href: fmt.Sprintf("/oaths/new?meeting=%d&makeup=%d", y.MeetingID, y.ID)}}
	}
	return p
}

// recordOath records who has sworn (登记宪法宣誓).
func (s *Server) recordOath(w http.ResponseWriter, r *http.Request) error {
	y, err := s.ceremonyOf(r)
	if err != nil {
		return err
	}
	var results []workflow.OathResult
	for _, x := range y.Roster {
		results = append(results, workflow.OathResult{CaseID: x.CaseID, Sworn: r.PostFormValue("sworn-"+idText(x.CaseID)) == "yes",
			Absence: r.PostFormValue(workflow.AbsenceField(x.CaseID))})
	}
	err = s.flow.RecordOath(r.Context(), actor(r), y.ID, results)
	return s.answer(w, r, "record", err, "已登记。", oathPath(y.ID), s.showOath)
}

// cancelOath takes an arrangement back (取消安排).
func (s *Server) cancelOath(w http.ResponseWriter, r *http.Request) error {
	y, err := s.ceremonyOf(r)
	if err != nil {
		return err
	}
	if err := s.flow.CancelOath(r.Context(), actor(r), y.ID); err != nil {
		return err
	}
	s.flash(r, "已取消，请重新安排。")
	return seeOther(w, r, outcomePath(y.MeetingID)+"#oath")
}

// oathRosterPaper shows the roster to sign (宣誓名册).
func (s *Server) oathRosterPaper(w http.ResponseWriter, r *http.Request) error {
	y, err := s.ceremonyOf(r)
	if err != nil {
		return err
	}
	m, err := s.db.Meeting(r.Context(), y.MeetingID)
	if err != nil {
		return err
	}
	county, err := s.issuer(r, m)
	if err != nil {
		return err
	}
	text, _ := meeting.OathOn(y.HeldOn)
	var takers []document.Decision
	for _, x := range y.Roster {
		takers = append(takers, document.Decision{Action: x.Action, Office: x.Office, Person: document.Person{Name: x.Name}})
	}
	d := document.OathRoll(county, y.HeldOn, y.Place, y.Organiser, y.Form.Label(), y.Leader, text.Text, takers)
	return s.renderPapers(w, r, ui.Link{Label: "返回", Href: oathPath(y.ID)}, d)
}
