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
	"renmian/internal/policy"
	"renmian/internal/store"
	"renmian/internal/workflow"
	"renmian/web/staff"
	"renmian/web/ui"
)

var examsCrumb = ui.Link{Label: "任前考试", Href: "/exams"}

func sittingPath(id int64) string { return fmt.Sprintf("/exams/%d", id) }

// sittingData is one exam with its candidates.
type sittingData struct {
	s     store.Sitting
	all   []store.Candidate
	today calendar.Day
}

func (s *Server) sittingOf(r *http.Request) (d sittingData, err error) {
	if err := authz.Check(actor(r), authz.ViewExams); err != nil {
		return d, err
	}
	id, err := pathID(r, "id")
	if err != nil {
		return d, err
	}
	d.today = s.today()
	if d.s, err = s.db.Sitting(r.Context(), id); err != nil {
		return d, err
	}
	d.all, err = s.db.Candidates(r.Context(), id)
	return d, err
}

func (d sittingData) crumb() ui.Link {
	return ui.Link{Label: d.s.Number + "场", Href: sittingPath(d.s.ID)}
}

// count says how many candidates have a result, and how many of those are confirmed.
func (d sittingData) count() (entered, confirmed int) {
	for _, c := range d.all {
		if c.ResultID != 0 {
			entered++
		}
		if !c.ConfirmedAt.IsZero() {
			confirmed++
		}
	}
	return entered, confirmed
}

// othersEntered reports whether a score waits that somebody else entered; nobody reads their own twice.
func (d sittingData) othersEntered(who authz.Actor) bool {
	return slices.ContainsFunc(d.all, func(c store.Candidate) bool {
		return c.ResultID != 0 && c.ConfirmedAt.IsZero() && c.EnteredByID != who.AccountID
	})
}

func sittingTag(s store.Sitting, today calendar.Day, candidates, entered, unconfirmed int) ui.Tag {
	switch {
	case s.HeldOn.After(today):
		return ui.Tag{State: ui.Idle, Label: "待考"}
	case candidates == 0:
		return ui.Tag{State: ui.Idle, Label: "无考生"}
	case entered < candidates:
		return ui.Tag{State: ui.Todo, Label: yesNo(s.Computer(), "待考完阅卷", "待登记成绩")}
	case unconfirmed > 0:
		return ui.Tag{State: ui.Todo, Label: "待核对"}
	}
	return ui.Tag{State: ui.Done, Label: "已办结"}
}

// exams lists the exams and who still has to sit one (任前法律考试).
func (s *Server) exams(w http.ResponseWriter, r *http.Request) error {
	if err := authz.Check(actor(r), authz.ViewExams); err != nil {
		return err
	}
	q := r.URL.Query()
	day, _ := calendar.Parse(q.Get("day"))
	before, _ := strconv.ParseInt(q.Get("before"), 10, 64)
	lines, err := s.db.Sittings(r.Context(), day, before, pageSize+1)
	if err != nil {
		return err
	}
	due, err := s.examDue(r, s.today())
	if err != nil {
		return err
	}
	page := staff.BoardPage{Frame: s.frame(r, "任前考试"), Tabs: examTabsAt(actor(r), "/exams"), Heading: ui.Heading{Title: "任前法律考试", Lead: "安排考试，登记成绩；每份成绩由登记人以外的一人对照试卷核对后生效。"}}
	waiting := staff.Panel{Card: ui.Card{Title: fmt.Sprintf("等待考试（%d 人）", len(due)), ID: "due"}, Table: s.dueTable(due)}
	if authz.Can(actor(r), authz.CreateSitting) {
		waiting.Buttons = []ui.Button{{Label: "安排考试", Href: "/exams/new"}}
	}
	list := staff.Panel{Card: ui.Card{Title: "考试场次"}, Table: ui.Table{Caption: "考试场次", HideCaption: true, Empty: "还没有安排考试。",
		Columns: []ui.Column{{Label: "场次"}, {Label: "日期", Narrow: true}, {Label: "地点"}, {Label: "试卷"}, {Label: "考生", Numeric: true, Narrow: true}, {Label: "状态", Narrow: true}}}}
	if len(lines) > pageSize {
		last := lines[pageSize-1]
		list.Buttons = []ui.Button{{Label: "更早的考试", Kind: ui.Plain, Href: withQuery("/exams", "day", last.HeldOn.ISO(), "before", idText(last.ID))}}
		lines = lines[:pageSize]
	}
	for _, l := range lines {
		list.Table.Rows = append(list.Table.Rows, ui.Row{Href: sittingPath(l.ID), Cells: []ui.Cell{{Text: l.Number}, {Text: l.HeldOn.ISO(), Note: l.StartsAt},
			{Text: l.Place}, {Text: l.Paper, Note: bookWords(l.OpenBook)}, {Text: strconv.Itoa(l.Candidates)},
			{Tag: sittingTag(l.Sitting, s.today(), l.Candidates, l.Entered, l.Unconfirmed), Note: yesNo(l.Computer(), "机考", "")}}})
	}
	page.Panels = []staff.Panel{waiting, list}
	return s.render(w, r, http.StatusOK, staff.Board(page))
}

func bookWords(open bool) string { return yesNo(open, "开卷", "闭卷") }

// dueCase is a case whose nominee may sit an exam, with where it stands.
type dueCase struct {
	appointment.Case
	standing appointment.ExamStanding
}

// examDue lists the cases whose nominee may sit an exam on a day.
func (s *Server) examDue(r *http.Request, on calendar.Day) ([]dueCase, error) {
	cases, err := s.db.CasesForExam(r.Context())
	if err != nil {
		return nil, err
	}
	rules := map[int64]policy.Policy{}
	var due []dueCase
	for _, c := range cases {
		p, ok := rules[c.PolicyID]
		if !ok {
			if p, err = s.db.Policy(r.Context(), c.PolicyID); err != nil {
				return nil, err
			}
			rules[c.PolicyID] = p
		}
		if appointment.MayRecordExam(c, p, on) == "" {
			due = append(due, dueCase{c, appointment.ExamStateOf(c, p, on)})
		}
	}
	return due, nil
}

func (s *Server) dueTable(due []dueCase) ui.Table {
	t := ui.Table{Caption: "等待考试", HideCaption: true, Empty: "没有等待考试的拟任人员。",
		Columns: []ui.Column{{Label: "姓名"}, {Label: "拟任职务"}, {Label: "会议日期", Narrow: true}, {Label: "考试情况"}}}
	for _, c := range due {
		note := c.standing.Note
		if !c.standing.MakeupBy.IsZero() {
			note += "，补考截止" + c.standing.MakeupBy.Short()
		}
		state := ui.Tag{State: ui.Todo, Label: c.standing.State.Label()}
		t.Rows = append(t.Rows, ui.Row{Href: casePath(c.ID) + "/exam", Cells: []ui.Cell{{Text: listName(c.Person.Name, c.Person.Sex)}, {Text: c.Office.Title},
			{Text: orDash(c.Proposal.MeetingOn.ISO())}, {Tag: state, Note: note}}})
	}
	return t
}

// newSitting arranges an exam.
func (s *Server) newSitting(w http.ResponseWriter, r *http.Request) error {
	if err := authz.Check(actor(r), authz.CreateSitting); err != nil {
		return err
	}
	return s.showSittingForm(w, r, http.StatusOK, nil, typed{})
}

// showSittingForm shows the form of a new exam, or of an existing one.
func (s *Server) showSittingForm(w http.ResponseWriter, r *http.Request, status int, old *store.Sitting, t typed) error {
	const act = "sitting"
	x := store.Sitting{HeldOn: s.today(), StartsAt: "09:00"}
	page := staff.BoardPage{Problems: t.problems, Heading: ui.Heading{Title: "安排考试"}}
	form := staff.PanelForm{Form: ui.Form{Action: "/exams", Guard: true}, Buttons: []ui.Button{{Label: "安排考试"}, {Label: "返回", Href: "/exams", Kind: ui.Plain}}}
	_, rules, err := s.db.PolicyOn(r.Context(), s.today())
	if err != nil {
		return err
	}
	x.OpenBook = rules.Exam.OpenBook
	crumbs := []ui.Link{examsCrumb}
	if old != nil {
		x, page.Heading.Title, form.Form.Action, form.Form.Version = *old, "修改考试安排", sittingPath(old.ID), strconv.Itoa(old.Version)
		form.Buttons = []ui.Button{{Label: "保存修改"}, {Label: "返回", Href: sittingPath(old.ID), Kind: ui.Plain}}
		crumbs = append(crumbs, ui.Link{Label: old.Number + "场", Href: sittingPath(old.ID)})
	}
	computer := t.chosen(act, "mode", "computer", x.Computer())
	minutes, oneByOne := rules.Exam.Minutes, false
	if old != nil && x.Computer() {
		run, err := s.db.ExamRun(r.Context(), x.ID)
		if err != nil {
			return err
		}
		minutes, oneByOne = run.Minutes, run.OneByOne
	}
	form.Fields = []templ.Component{
		ui.Text{Name: "held_on", Label: "考试日期", Type: ui.Date, Width: ui.Medium, Value: t.value(act, "held_on", x.HeldOn.ISO()), Error: t.wrong(act, "held_on")},
		ui.Text{Name: "starts_at", Label: "开始时间", Type: ui.Time, Width: ui.Medium, Optional: true, Value: t.value(act, "starts_at", x.StartsAt)},
		ui.Text{Name: "place", Label: "考试地点", Width: ui.Wide, Value: t.value(act, "place", x.Place), Error: t.wrong(act, "place")},
		ui.Check{Name: "open_book", Label: "开卷考试", Checked: t.chosen(act, "open_book", "1", x.OpenBook)},
	}
	onPaper := []templ.Component{
		ui.Text{Name: "paper", Label: "试卷", Hint: "纸笔考试填写，如政府类 A 卷；抽签定卷的写明卷号。", Width: ui.Wide, Optional: old == nil, Value: t.value(act, "paper", x.Paper), Error: t.wrong(act, "paper")},
		ui.Text{Name: "invigilators", Label: "监考人员", Hint: "纸笔考试填写，不少于两人。", Width: ui.Wide, Optional: old == nil, Value: t.value(act, "invigilators", x.Invigilators), Error: t.wrong(act, "invigilators")}}
	onComputer := []templ.Component{
		ui.Text{Name: "minutes", Label: "考试时长", Hint: "机考填写。", Type: ui.Number, Unit: "分钟", Width: ui.Short, Min: "10", Max: "300", Optional: old == nil, Value: t.value(act, "minutes", strconv.Itoa(minutes)), Error: t.wrong(act, "minutes")},
		ui.Check{Name: "one_by_one", Label: "逐题显示", Hint: "机考时一屏只显示一题。", Checked: t.chosen(act, "one_by_one", "1", oneByOne)}}
	switch {
	case old == nil:
		form.Fields = append(append(append(form.Fields, ui.Radios{Name: "mode", Label: "考试方式", Options: []ui.Option{
			{Value: "paper", Label: "纸笔考试", Hint: "考后登记成绩，另一人核对。", Chosen: !computer},
			{Value: "computer", Label: "机考", Hint: "考生在考场的机器上作答；考场、座位、试卷和监考人员在下一步安排。", Chosen: computer}}}), onPaper...), onComputer...)
	case x.Computer():
		form.Fields = append(form.Fields, onComputer...)
	default:
		form.Fields = append(form.Fields, onPaper...)
	}
	if old == nil {
		due, err := s.examDue(r, s.today())
		if err != nil {
			return err
		}
		form.Fields = append(form.Fields, candidateChoice(due, t, act, true))
	}
	page.Panels = []staff.Panel{{Forms: []staff.PanelForm{form}}}
	page.Frame = s.frame(r, page.Heading.Title, crumbs...)
	page.Frame.Invalid = len(t.problems) > 0
	return s.render(w, r, status, staff.Board(page))
}

// candidateChoice lists who may be called, all of them ticked at first.
func candidateChoice(due []dueCase, t typed, act string, optional bool) ui.Checks {
	x := ui.Checks{Name: "case", Label: "考生", Optional: optional, Error: t.wrong(act, "case")}
	for _, c := range due {
		x.Options = append(x.Options, ui.Option{Value: idText(c.ID), Label: c.Person.Name + "　" + c.Office.Title, Hint: c.standing.Note,
			Chosen: t.chosen(act, "case", idText(c.ID), true)})
	}
	if len(due) == 0 {
		x.Hint = "现在没有等待考试的拟任人员，以后可以再加。"
	}
	return x
}

func readSitting(f *fields) workflow.SittingForm {
	return workflow.SittingForm{HeldOn: f.day("held_on"), StartsAt: f.value("starts_at"), Place: f.value("place"), Paper: f.value("paper"),
		OpenBook: f.yes("open_book"), Invigilators: f.value("invigilators"), Computer: f.value("mode") == "computer", Minutes: f.number("minutes"), OneByOne: f.yes("one_by_one")}
}

// createSitting arranges an exam (安排考试).
func (s *Server) createSitting(w http.ResponseWriter, r *http.Request) error {
	f := typedIn(r)
	x := readSitting(f)
	var id int64
	err := f.err(func() (err error) {
		id, err = s.flow.CreateSitting(r.Context(), actor(r), x, formIDs(r, "case"))
		return err
	})
	return s.answer(w, r, "sitting", err, "考试已安排。", sittingPath(id), func(w http.ResponseWriter, r *http.Request, status int, t typed) error {
		return s.showSittingForm(w, r, status, nil, t)
	})
}

// editSitting shows the form of an existing exam.
func (s *Server) editSitting(w http.ResponseWriter, r *http.Request) error {
	d, err := s.sittingOf(r)
	if err != nil {
		return err
	}
	return s.showSittingForm(w, r, http.StatusOK, &d.s, typed{})
}

// changeSitting changes the particulars of an exam (修改考试安排).
func (s *Server) changeSitting(w http.ResponseWriter, r *http.Request) error {
	d, err := s.sittingOf(r)
	if err != nil {
		return err
	}
	f := typedIn(r)
	x := readSitting(f)
	err = f.err(func() error { return s.flow.ChangeSitting(r.Context(), actor(r), d.s.ID, formVersion(r), x) })
	return s.answer(w, r, "sitting", err, "考试安排已修改。", sittingPath(d.s.ID), func(w http.ResponseWriter, r *http.Request, status int, t typed) error {
		d.s.Version = formVersion(r)
		return s.showSittingForm(w, r, status, &d.s, t)
	})
}

// sittingDetail shows one exam with its candidates and results.
func (s *Server) sittingDetail(w http.ResponseWriter, r *http.Request) error {
	return s.showSitting(w, r, http.StatusOK, typed{})
}

func (s *Server) showSitting(w http.ResponseWriter, r *http.Request, status int, t typed) error {
	d, err := s.sittingOf(r)
	if err != nil {
		return err
	}
	due, err := s.examDue(r, d.s.HeldOn)
	if err != nil {
		return err
	}
	if d.s.Computer() {
		return s.showRun(w, r, status, d, due, t)
	}
	rules, err := s.policiesOf(r, d)
	if err != nil {
		return err
	}
	page := newSittingPage(d, rules, due, t, actor(r))
	page.Frame = s.frame(r, d.s.Number+"场考试", examsCrumb)
	page.Frame.Invalid = len(t.problems) > 0
	return s.render(w, r, status, staff.Board(page))
}

// policiesOf reads the rules each candidate's case follows.
func (s *Server) policiesOf(r *http.Request, d sittingData) (map[int64]policy.Policy, error) {
	all := map[int64]policy.Policy{}
	for _, c := range d.all {
		k, err := s.db.Case(r.Context(), c.CaseID)
		if err != nil {
			return nil, err
		}
		if all[c.CaseID], err = s.db.Policy(r.Context(), k.PolicyID); err != nil {
			return nil, err
		}
	}
	return all, nil
}

func newSittingPage(d sittingData, rules map[int64]policy.Policy, due []dueCase, t typed, who authz.Actor) staff.BoardPage {
	entered, confirmed := d.count()
	path := sittingPath(d.s.ID)
	page := staff.BoardPage{Problems: t.problems, Heading: ui.Heading{Over: "场次 " + d.s.Number, Title: "任前法律考试",
		Tag: sittingTag(d.s, d.today, len(d.all), entered, entered-confirmed), Lead: strings.TrimSpace(d.s.HeldOn.String() + " " + d.s.StartsAt)}}
	facts := staff.Panel{Card: ui.Card{Title: "考试安排"}, Summary: ui.Summary{{Key: "地点", Value: d.s.Place}, {Key: "试卷", Value: d.s.Paper, Note: bookWords(d.s.OpenBook)},
		{Key: "监考", Value: d.s.Invigilators}, {Key: "安排", Value: d.s.CreatedBy}}}
	if entered == 0 {
		facts.Buttons = []ui.Button{{Label: "修改安排", Href: path + "/edit", Kind: ui.Plain}}
	}
	list := staff.Panel{Card: ui.Card{Title: fmt.Sprintf("考生和成绩（%d 人）", len(d.all)), ID: "candidates"}, Table: ui.Table{Caption: "考生和成绩", HideCaption: true, Empty: "还没有考生。",
		Columns: []ui.Column{{Label: "姓名"}, {Label: "拟任职务"}, {Label: "考次", Narrow: true}, {Label: "成绩", Narrow: true}, {Label: "登记"}, {Label: "核对"}}}}
	for _, c := range d.all {
		list.Table.Rows = append(list.Table.Rows, ui.Row{Href: casePath(c.CaseID) + "/exam", Cells: candidateCells(c, rules[c.CaseID])})
	}
	if d.today.Before(d.s.HeldOn) {
		list.Text = []string{"考后在这里登记成绩。"}
	} else {
		if entered < len(d.all) || confirmed < entered {
			list.Buttons = append(list.Buttons, ui.Button{Label: "登记成绩", Href: path + "/results", Kind: kindIf(entered == len(d.all))})
		}
		if confirmed < entered {
			confirm := ui.Button{Label: "核对成绩", Href: path + "/confirm", Kind: kindIf(entered < len(d.all))}
			if !d.othersEntered(who) {
				confirm.Why = "由登记人以外的一人核对"
			}
			list.Buttons = append(list.Buttons, confirm)
		}
	}
	if confirmed > 0 {
		list.Buttons = append(list.Buttons, ui.Button{Label: "打印成绩单", Href: path + "/scores", Kind: ui.Plain})
	}
	page.Panels = []staff.Panel{facts, list}
	if x := d.listPanel(due, t); len(x.Folded) > 0 {
		page.Panels = append(page.Panels, x)
	}
	return page
}

func kindIf(plain bool) ui.Kind {
	if plain {
		return ui.Plain
	}
	return ui.Primary
}

// candidateCells shows a candidate; a score that nobody has confirmed stays hidden, so that the second
// person reads the paper and not the screen.
func candidateCells(c store.Candidate, p policy.Policy) []ui.Cell {
	cells := []ui.Cell{{Text: listName(c.Person, c.Sex)}, {Text: c.Office}, {Text: attemptWords(c.Attempt)}, {}, {Text: c.EnteredBy, Note: minute(c.EnteredAt)},
		{Text: c.ConfirmedBy, Note: minute(c.ConfirmedAt)}}
	switch {
	case c.ResultID == 0:
		cells[3].Tag = ui.Tag{State: ui.Idle, Label: "未登记"}
	case c.ConfirmedAt.IsZero():
		cells[3].Tag = ui.Tag{State: ui.Todo, Label: "待核对"}
	default:
		cells[3].Text, cells[3].Note = resultWords(c.ExamResult), gradeWords(c.ExamResult, p)
	}
	return cells
}

func attemptWords(n int) string {
	switch {
	case n == 0:
		return ""
	case n == 1:
		return "首次"
	}
	return fmt.Sprintf("补考 %d", n-1)
}

func resultWords(e store.ExamResult) string {
	switch {
	case e.Absent:
		return "缺考"
	case e.Cancelled:
		return "成绩取消"
	}
	return strconv.FormatFloat(e.Score, 'f', -1, 64)
}

func gradeWords(e store.ExamResult, p policy.Policy) string {
	if e.Absent || e.Cancelled || !p.Exam.Passed(e.Score) {
		return "不合格"
	}
	return p.Exam.Grade(e.Score)
}

// listPanel adds candidates and takes off those without a result.
func (d sittingData) listPanel(due []dueCase, t typed) staff.Panel {
	x := staff.Panel{Card: ui.Card{Title: "调整考生名单"}}
	path := sittingPath(d.s.ID) + "/candidates"
	if len(due) > 0 {
		x.Folded = append(x.Folded, staff.PanelFold{Title: "增加考生", Open: t.act == "call", Forms: []staff.PanelForm{{Form: ui.Form{Action: path},
			Fields: []templ.Component{candidateChoice(due, t, "call", false)}, Buttons: []ui.Button{{Label: "列入本场", Kind: ui.Plain}}}}})
	}
	var off []staff.PanelForm
	for _, c := range d.all {
		if c.ResultID == 0 {
			off = append(off, staff.PanelForm{Form: ui.Form{Action: fmt.Sprintf("%s/%d/dismiss", path, c.CaseID)},
				Buttons: []ui.Button{{Label: "撤去" + c.Person, Kind: ui.Quiet}}})
		}
	}
	if len(off) > 0 {
		x.Folded = append(x.Folded, staff.PanelFold{Title: "撤去考生", Text: "还没有登记成绩的考生可以撤去，以后另行安排。", Forms: off})
	}
	return x
}

// callCandidates puts further nominees on the list (安排考生).
func (s *Server) callCandidates(w http.ResponseWriter, r *http.Request) error {
	id, err := pathID(r, "id")
	if err != nil {
		return err
	}
	err = s.flow.CallCandidates(r.Context(), actor(r), id, formIDs(r, "case"))
	return s.answer(w, r, "call", err, "已列入本场考试。", sittingPath(id), s.showSitting)
}

// dismissCandidate takes a nominee off the list (撤去考生).
func (s *Server) dismissCandidate(w http.ResponseWriter, r *http.Request) error {
	id, err := pathID(r, "id")
	if err != nil {
		return err
	}
	caseID, err := pathID(r, "case")
	if err != nil {
		return err
	}
	err = s.flow.DismissCandidate(r.Context(), actor(r), id, caseID)
	return s.answer(w, r, "dismiss", err, "已从本场撤去。", sittingPath(id), s.showSitting)
}

// scoreList is the list of confirmed results to print (成绩单).
func (s *Server) scoreList(w http.ResponseWriter, r *http.Request) error {
	d, err := s.sittingOf(r)
	if err != nil {
		return err
	}
	rules, err := s.policiesOf(r, d)
	if err != nil {
		return err
	}
	issuer, err := s.county(r.Context())
	if err != nil {
		return err
	}
	x := document.ExamSitting{Number: d.s.Number, On: d.s.HeldOn, Place: d.s.Place, Paper: d.s.Paper, OpenBook: d.s.OpenBook, Invigilators: d.s.Invigilators}
	var scores []document.ExamScore
	for _, c := range d.all {
		if c.ConfirmedAt.IsZero() {
			continue
		}
		p := rules[c.CaseID]
		x.PassMark = strconv.FormatFloat(p.Exam.PassMark, 'f', -1, 64)
		scores = append(scores, document.ExamScore{Name: c.Person, Proposed: c.Office, Attempt: c.Attempt, Score: resultWords(c.ExamResult), Grade: gradeWords(c.ExamResult, p)})
	}
	return s.renderPapers(w, r, d.crumb(), document.ScoreList(issuer, x, scores))
}
