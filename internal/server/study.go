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
	"renmian/internal/policy"
	"renmian/internal/store"
	"renmian/web/staff"
	"renmian/web/ui"
)

var studyCrumb = ui.Link{Label: "学习培训", Href: "/study"}

func studyPath(id int64) string { return fmt.Sprintf("/study/%d", id) }

var (
	studyPhases = map[string]string{store.StudyBefore: "任前教育", store.StudyAfter: "任后培训"}
	studyStates = map[string]string{store.StudyCalled: "待登记", store.StudyPresent: "参加", store.StudyLeave: "请假", store.StudyAbsent: "缺席"}
	// studyEvents are what a dossier tells; an attendance that nobody recorded tells nothing.
	studyEvents = map[string]string{store.StudyPresent: "参加", store.StudyLeave: "请假，未参加", store.StudyAbsent: "缺席"}
)

// studySessions lists study before, and training after appointments (学习培训).
func (s *Server) studySessions(w http.ResponseWriter, r *http.Request) error {
	if err := authz.Check(actor(r), authz.ViewStudy); err != nil {
		return err
	}
	q := r.URL.Query()
	phase := q.Get("phase")
	if studyPhases[phase] == "" {
		phase = ""
	}
	day, _ := calendar.Parse(q.Get("day"))
	before, _ := strconv.ParseInt(q.Get("before"), 10, 64)
	all, err := s.db.StudySessions(r.Context(), phase, day, before, listSize(r)+1)
	if err != nil {
		return err
	}
	page := staff.RegisterListPage{Frame: s.frame(r, "学习培训"),
		Heading: ui.Heading{Title: "学习培训", Lead: "任前的学习教育和任后的培训：谁来讲、谁参加，记入个人的任职档案。"},
		Buttons: []ui.Button{{Label: "安排学习培训", Href: "/study/new"}}}
	for _, t := range []struct{ label, phase string }{{"全部", ""}, {"任前教育", store.StudyBefore}, {"任后培训", store.StudyAfter}} {
		page.Tabs = append(page.Tabs, ui.Link{Label: t.label, Href: withQuery("/study", "phase", t.phase), Current: phase == t.phase})
	}
	if len(all) > listSize(r) {
		all = all[:listSize(r)]
		last := all[listSize(r)-1]
		page.Buttons = append(page.Buttons,
			ui.Button{Label: "更早的", Kind: ui.Plain, Href: withQuery("/study", "phase", phase, "day", last.HeldOn.ISO(), "before", idText(last.ID))})
	}
	table := ui.Table{Caption: "学习培训", HideCaption: true, Empty: "还没有安排。",
		Columns: []ui.Column{
			{Label: "名称"},
			{Label: "类别", Narrow: true},
			{Label: "日期", Narrow: true},
			{Label: "主办"},
			{Label: "参加/应到", Numeric: true, Narrow: true},
		}}
	for _, x := range all {
		table.Rows = append(table.Rows, ui.Row{Href: studyPath(x.ID), Cells: []ui.Cell{{Text: x.Title}, {Text: studyPhases[x.Phase]}, {Text: x.HeldOn.ISO()},
			{Text: x.Host}, {Text: fmt.Sprintf("%d/%d", x.Present, x.Called)}}})
	}
	page.Tables = []ui.Table{table}
	return s.render(w, r, http.StatusOK, staff.RegisterList(page))
}

// newStudy arranges a session.
func (s *Server) newStudy(w http.ResponseWriter, r *http.Request) error {
	return s.showStudyForm(w, r, http.StatusOK, nil, typed{})
}

func (s *Server) showStudyForm(w http.ResponseWriter, r *http.Request, status int, old *store.StudySession, t typed) error {
	const act = "study"
	if err := authz.Check(actor(r), authz.PlanStudy); err != nil {
		return err
	}
	_, rules, err := s.db.PolicyOn(r.Context(), s.today())
	if err != nil {
		return err
	}
	x := store.StudySession{Phase: store.StudyBefore, HeldOn: s.today(), Host: rules.Exam.Organiser, Body: studyBody(rules.Education)}
	page := staff.BoardPage{Problems: t.problems, Heading: ui.Heading{Title: "安排学习培训"}}
	form := staff.PanelForm{Form: ui.Form{Action: "/study", Guard: true}, Buttons: []ui.Button{{Label: "保存"}, {Label: "返回", Href: "/study", Kind: ui.Plain}}}
	crumbs := []ui.Link{studyCrumb}
	if old != nil {
		x, page.Heading.Title, form.Form.Action, form.Form.Version = *old, "修改学习培训", studyPath(old.ID), strconv.Itoa(old.Version)
		form.Buttons[1].Href = studyPath(old.ID)
		crumbs = append(crumbs, ui.Link{Label: old.Title, Href: studyPath(old.ID)})
	} else {
		form.Fields = []templ.Component{ui.Radios{Name: "phase", Label: "类别", Error: t.wrong(act, "phase"), Options: []ui.Option{
			{Value: store.StudyBefore, Label: "任前教育", Hint: "对象是在办任免案的拟任人员", Chosen: t.chosen(act, "phase", store.StudyBefore, true)},
			{Value: store.StudyAfter, Label: "任后培训", Hint: "对象是已经任命的人员", Chosen: t.chosen(act, "phase", store.StudyAfter, false)}}}}
	}
	form.Fields = append(
		form.Fields,
		t.text(act, ui.Text{Name: "title", Label: "名称", Width: ui.Wide}, x.Title),
		t.text(act, ui.Text{Name: "held_on", Label: "日期", Type: ui.Date, Width: ui.Medium}, x.HeldOn.ISO()),
		t.text(act, ui.Text{Name: "place", Label: "地点", Width: ui.Wide}, x.Place),
		t.text(act, ui.Text{Name: "host", Label: "主办机构", Width: ui.Wide}, x.Host),
		t.area(act, ui.Area{Name: "speakers", Label: "授课人", Hint: "每位一行，姓名、单位职务、题目以逗号分开，如：王某，县人民检察院检察长，预防职务犯罪。", Optional: true, Rows: 4},
			speakerLines(x.Speakers)),
		t.area(act, ui.Area{Name: "body", Label: "内容", Optional: true, Rows: 4}, x.Body),
	)
	page.Panels = []staff.Panel{{Forms: []staff.PanelForm{form}}}
	page.Frame = s.frame(r, page.Heading.Title, crumbs...)
	page.Frame.Invalid = len(t.problems) > 0
	return s.render(w, r, status, staff.Board(page))
}

// studyBody is what the county's rules ask to be taught before an appointment 〔DZ-04、WN-06〕.
func studyBody(e policy.Education) string {
	return strings.Join(append(slices.Clone(e.Topics), fmt.Sprintf("（共 %d 学时）", e.Hours)), "\n")
}

func speakerLines(all []store.Speaker) string {
	lines := make([]string, len(all))
	for i, x := range all {
		lines[i] = strings.TrimRight(x.Name+"，"+x.Post+"，"+x.Topic, "，")
	}
	return strings.Join(lines, "\n")
}

// readSpeakers reads a speaker from each line: name, post, topic, parted by commas; the topic may hold more.
func readSpeakers(text string) []store.Speaker {
	all := []store.Speaker{}
	for line := range strings.Lines(strings.ReplaceAll(text, ",", "，")) {
		if line = strings.TrimSpace(line); line == "" {
			continue
		}
		parts := append(strings.SplitN(line, "，", 3), "", "")
		all = append(all, store.Speaker{Name: strings.TrimSpace(parts[0]), Post: strings.TrimSpace(parts[1]), Topic: strings.TrimSpace(parts[2])})
	}
	return all
}

func readStudy(f *fields) store.StudySession {
	return store.StudySession{Phase: f.value("phase"), Title: f.value("title"), HeldOn: f.day("held_on"), Place: f.value("place"), Host: f.value("host"),
		Body: f.value("body"), Speakers: readSpeakers(f.value("speakers"))}
}

// planStudy arranges a session (安排学习培训).
func (s *Server) planStudy(w http.ResponseWriter, r *http.Request) error {
	f := typedIn(r)
	x := readStudy(f)
	var id int64
	err := f.err(func() (err error) {
		id, err = s.flow.PlanStudy(r.Context(), actor(r), x)
		return err
	})
	return s.answer(w, r, "study", err, "已安排，请确定参加人员。", studyPath(id), func(w http.ResponseWriter, r *http.Request, status int, t typed) error {
		return s.showStudyForm(w, r, status, nil, t)
	})
}

func (s *Server) studyOf(r *http.Request) (x store.StudySession, roll []store.StudyPerson, err error) {
	if err := authz.Check(actor(r), authz.ViewStudy); err != nil {
		return x, nil, err
	}
	id, err := pathID(r, "id")
	if err != nil {
		return x, nil, err
	}
	if x, err = s.db.StudySession(r.Context(), id); err != nil {
		return x, nil, err
	}
	roll, err = s.db.StudyRoll(r.Context(), id)
	return x, roll, err
}

func (s *Server) editStudy(w http.ResponseWriter, r *http.Request) error {
	x, _, err := s.studyOf(r)
	if err != nil {
		return err
	}
	return s.showStudyForm(w, r, http.StatusOK, &x, typed{})
}

// changeStudy changes the particulars of a session (修改学习培训).
func (s *Server) changeStudy(w http.ResponseWriter, r *http.Request) error {
	old, _, err := s.studyOf(r)
	if err != nil {
		return err
	}
	f := typedIn(r)
	x := readStudy(f)
	x.ID, x.Version = old.ID, formVersion(r)
	err = f.err(func() error { return s.flow.ChangeStudy(r.Context(), actor(r), x) })
	return s.answer(w, r, "study", err, "修改已保存。", studyPath(x.ID), func(w http.ResponseWriter, r *http.Request, status int, t typed) error {
		old.Version = formVersion(r)
		return s.showStudyForm(w, r, status, &old, t)
	})
}

// studyDetail shows a session with its roll.
func (s *Server) studyDetail(w http.ResponseWriter, r *http.Request) error {
	x, roll, err := s.studyOf(r)
	if err != nil {
		return err
	}
	path := studyPath(x.ID)
	page := staff.BoardPage{Frame: s.frame(r, x.Title, studyCrumb), Heading: ui.Heading{Over: studyPhases[x.Phase], Title: x.Title, Lead: x.HeldOn.String()}}
	facts := staff.Panel{Card: ui.Card{Title: "安排"}, Summary: ui.Summary{{Key: "地点", Value: x.Place}, {Key: "主办", Value: x.Host}},
		Buttons: []ui.Button{{Label: "修改", Href: path + "/edit", Kind: ui.Plain}}}
	for _, k := range x.Speakers {
		facts.Summary = append(facts.Summary, ui.Item{Key: "授课", Value: strings.TrimSpace(k.Name + "　" + k.Post), Note: k.Topic})
	}
	if x.Body != "" {
		facts.Summary = append(facts.Summary, ui.Item{Key: "内容", Value: x.Body})
	}
	people := staff.Panel{
		Card: ui.Card{Title: fmt.Sprintf("参加人员（%d 人，已到 %d 人）", x.Called, x.Present), ID: "people"},
		Table: ui.Table{Caption: "参加人员", HideCaption: true,
			Empty: "还没有确定参加人员。", Columns: []ui.Column{{Label: "姓名"}, {Label: "职务"}, {Label: "签到", Narrow: true}, {Label: "备注"}}},
	}
	for _, p := range roll {
		tag := ui.Tag{State: ui.Idle, Label: studyStates[p.State]}
		switch p.State {
		case store.StudyPresent:
			tag.State = ui.Done
		case store.StudyAbsent:
			tag.State = ui.Stop
		}
		people.Table.Rows = append(people.Table.Rows, ui.Row{Href: open(actor(r), personPath(p.PersonID)),
			Cells: []ui.Cell{{Text: listName(p.Name, p.Sex)}, {Text: p.Office}, {Tag: tag}, {Text: p.Note}}})
	}
	people.Buttons = []ui.Button{{Label: "确定参加人员", Href: path + "/people", Kind: ui.Plain}}
	if len(roll) > 0 {
		people.Buttons = append(people.Buttons, ui.Button{Label: "打印签到表", Href: path + "/sheet", Kind: ui.Plain})
		if !s.today().Before(x.HeldOn) {
			people.Buttons = append([]ui.Button{{Label: "登记签到", Href: path + "/attendance"}}, people.Buttons...)
		}
	}
	page.Panels = []staff.Panel{facts, people}
	return s.render(w, r, http.StatusOK, staff.Board(page))
}

// studyPeople is where those who take part are chosen.
func (s *Server) studyPeople(w http.ResponseWriter, r *http.Request) error {
	return s.showStudyPeople(w, r, http.StatusOK, typed{})
}

func (s *Server) showStudyPeople(w http.ResponseWriter, r *http.Request, status int, t typed) error {
	x, roll, err := s.studyOf(r)
	if err != nil {
		return err
	}
	path, search := studyPath(x.ID)+"/people", strings.TrimSpace(r.URL.Query().Get("q"))
	choice := ui.Checks{Name: "person", Label: "拟任人员", Error: t.wrong("people", "person")}
	if x.Phase == store.StudyBefore && search == "" {
		nominees, err := s.db.NomineesForStudy(r.Context(), x.ID)
		if err != nil {
			return err
		}
		for _, p := range nominees {
			choice.Options = append(choice.Options, ui.Option{Value: idText(p.PersonID), Label: p.Name + "　" + p.Office,
				Chosen: t.chosen("people", "person", idText(p.PersonID), true)})
		}
	} else {
		choice.Label = "人员"
		found, err := s.db.SearchPersons(r.Context(), store.PersonFilter{Search: search, Limit: 50})
		if err != nil {
			return err
		}
		on := map[int64]bool{}
		for _, p := range roll {
			on[p.PersonID] = true
		}
		for _, p := range found {
			if !on[p.ID] && (len(p.Offices) > 0 || search != "") {
				choice.Options = append(choice.Options, ui.Option{Value: idText(p.ID), Label: strings.TrimSpace(p.Name + "　" + strings.Join(p.Offices, "、")),
					Chosen: t.chosen("people", "person", idText(p.ID), false)})
			}
		}
		if len(found) == 50 {
			choice.Hint = "只列出前 50 人；要找的不在其中的，请按姓名或者职务查找。"
		}
	}
	page := staff.BoardPage{Frame: s.frame(r, "参加人员", studyCrumb, ui.Link{Label: x.Title, Href: studyPath(x.ID)}), Problems: t.problems,
		Heading: ui.Heading{Over: x.Title, Title: "确定参加人员"}}
	find := staff.Panel{Card: ui.Card{Title: "查找"}, Forms: []staff.PanelForm{{Form: ui.Form{Action: path + "/find"},
		Fields:  []templ.Component{ui.Text{Name: "q", Label: "姓名、拼音首字母或者职务", Width: ui.Medium, Optional: true, Value: search}},
		Buttons: []ui.Button{{Label: "查找", Kind: ui.Plain}}}}}
	form := staff.PanelForm{Form: ui.Form{Action: path, Guard: true}, Fields: []templ.Component{choice}, Buttons: []ui.Button{{Label: "列入参加人员"}}}
	add := staff.Panel{Card: ui.Card{Title: "加入"}, Forms: []staff.PanelForm{form}}
	if len(choice.Options) == 0 {
		add.Forms, add.Text = nil, []string{"没有可以加入的人员，请按姓名或者职务查找。"}
	}
	page.Panels = []staff.Panel{add, find}
	if drop := s.studyDrops(x, roll); len(drop.Forms) > 0 {
		page.Panels = append(page.Panels, drop)
	}
	page.Frame.Invalid = len(t.problems) > 0
	return s.render(w, r, status, staff.Board(page))
}

// studyDrops takes those off the roll whose attendance is open.
func (s *Server) studyDrops(x store.StudySession, roll []store.StudyPerson) staff.Panel {
	drop := staff.Panel{Card: ui.Card{Title: "已列入，可以撤去"}}
	for _, p := range roll {
		if p.State == store.StudyCalled {
			drop.Forms = append(drop.Forms, staff.PanelForm{Form: ui.Form{Action: fmt.Sprintf("%s/people/%d/drop", studyPath(x.ID), p.PersonID)},
				Buttons: []ui.Button{{Label: "撤去" + p.Name, Kind: ui.Plain}}})
		}
	}
	return drop
}

// findForStudy sends the search on to the address that holds it.
func (s *Server) findForStudy(w http.ResponseWriter, r *http.Request) error {
	id, err := pathID(r, "id")
	if err != nil {
		return err
	}
	return seeOther(w, r, withQuery(studyPath(id)+"/people", "q", strings.TrimSpace(r.PostFormValue("q"))))
}

// callToStudy puts persons on the roll (确定参加人员).
func (s *Server) callToStudy(w http.ResponseWriter, r *http.Request) error {
	id, err := pathID(r, "id")
	if err != nil {
		return err
	}
	err = s.flow.CallToStudy(r.Context(), actor(r), id, formIDs(r, "person"))
	return s.answer(w, r, "people", err, "已列入参加人员。", studyPath(id), s.showStudyPeople)
}

// dropFromStudy takes a person off the roll (撤去参加人员).
func (s *Server) dropFromStudy(w http.ResponseWriter, r *http.Request) error {
	id, err := pathID(r, "id")
	if err != nil {
		return err
	}
	person, err := pathID(r, "person")
	if err != nil {
		return err
	}
	err = s.flow.DropFromStudy(r.Context(), actor(r), id, person)
	return s.answer(w, r, "drop", err, "已撤去。", studyPath(id)+"/people", s.showStudyPeople)
}

// studyAttendance is where it is recorded who came.
func (s *Server) studyAttendance(w http.ResponseWriter, r *http.Request) error {
	x, roll, err := s.studyOf(r)
	if err != nil {
		return err
	}
	page := staff.AttendancePage{Frame: s.frame(r, "登记签到", studyCrumb, ui.Link{Label: x.Title, Href: studyPath(x.ID)}), Reasons: true, Reason: "备注",
		Heading: ui.Heading{Over: x.Title, Title: "登记签到", Lead: "对照签到表登记。登记后记入每个人的任职档案，登错的可以再改。"},
		Form:    ui.Form{Action: studyPath(x.ID) + "/attendance", Guard: true}, Buttons: []ui.Button{{Label: "登记签到"}},
		Stats: ui.Stats{{Label: "应到", Value: strconv.Itoa(x.Called), Unit: "人"}, {Label: "已到", Value: strconv.Itoa(x.Present), Unit: "人"}}}
	for _, v := range []string{store.StudyPresent, store.StudyLeave, store.StudyAbsent, store.StudyCalled} {
		page.Statuses = append(page.Statuses, ui.Option{Value: v, Label: studyStates[v]})
	}
	for _, p := range roll {
		page.Members = append(page.Members,
			staff.AttendanceRow{ID: idText(p.PersonID), Name: listName(p.Name, p.Sex), Note: p.Office, Status: p.State, Reason: p.Note})
	}
	return s.render(w, r, http.StatusOK, staff.Attendance(page))
}

// recordStudy records who came (登记学习签到).
func (s *Server) recordStudy(w http.ResponseWriter, r *http.Request) error {
	x, roll, err := s.studyOf(r)
	if err != nil {
		return err
	}
	var marks []store.StudyPerson
	for _, p := range roll {
		id := idText(p.PersonID)
		if state := r.PostFormValue("status-" + id); state != "" {
			marks = append(marks, store.StudyPerson{PersonID: p.PersonID, State: state, Note: r.PostFormValue("reason-" + id)})
		}
	}
	if err := s.flow.RecordStudy(r.Context(), actor(r), x.ID, marks); err != nil {
		return err
	}
	s.flash(r, "签到已登记。")
	return seeOther(w, r, studyPath(x.ID))
}

// studySheet is the sheet to sign (签到表).
func (s *Server) studySheet(w http.ResponseWriter, r *http.Request) error {
	x, roll, err := s.studyOf(r)
	if err != nil {
		return err
	}
	county, err := s.county(r.Context())
	if err != nil {
		return err
	}
	var speakers []string
	for _, k := range x.Speakers {
		speakers = append(speakers, strings.TrimSpace(k.Name+"　"+k.Post+"　"+k.Topic))
	}
	people := make([][2]string, len(roll))
	for i, p := range roll {
		people[i] = [2]string{p.Name, p.Office}
	}
	return s.renderPapers(w, r, ui.Link{Label: x.Title, Href: studyPath(x.ID)},
		document.StudySheet(county, studyPhases[x.Phase], x.Title, x.HeldOn, x.Place, x.Host, speakers, people))
}
