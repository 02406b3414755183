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
	"renmian/internal/exam"
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

// lineTag says how far an exam in the list is, with a word on what kind it is, or why it ended without results.
func lineTag(l store.SittingLine, today calendar.Day) ui.Cell {
	p := exam.Sitting{Computer: l.Computer(), Run: l.Run, Ahead: l.HeldOn.After(today), Locked: l.Locked, Candidates: l.Candidates,
		Waiting: l.Waiting, Entered: l.Entered, Unconfirmed: l.Unconfirmed}.Progress()
	c := ui.Cell{Tag: progressTag(p), Note: yesNo(l.Computer(), "机考", "")}
	switch p {
	case exam.ProgressRunning:
		c.Tag = runTag(l.Run)
	case exam.ProgressMoot:
		c.Note = "任免案均已了结，不再计分"
	}
	return c
}

// progress tells how far an exam on paper, or the marking of one on computers, is.
func (d sittingData) progress(locked bool) exam.Progress {
	entered, confirmed := d.count()
	return exam.Sitting{Computer: d.s.Computer(), Run: exam.RunEnded, Ahead: d.s.HeldOn.After(d.today), Locked: locked, Candidates: len(d.all),
		Waiting: workflow.ExamWaiting(d.all), Entered: entered, Unconfirmed: entered - confirmed}.Progress()
}

func progressTag(p exam.Progress) ui.Tag {
	t := ui.Tag{State: ui.Todo, Label: p.Label()}
	switch p {
	case exam.ProgressAhead, exam.ProgressEmpty, exam.ProgressMoot:
		t.State = ui.Idle
	case exam.ProgressDone:
		t.State = ui.Done
	}
	return t
}

// exams lists the exams and who still has to sit one (任前法律考试).
func (s *Server) exams(w http.ResponseWriter, r *http.Request) error {
	if err := authz.Check(actor(r), authz.ViewExams); err != nil {
		return err
	}
	q := r.URL.Query()
	day, _ := calendar.Parse(q.Get("day"))
	before, _ := strconv.ParseInt(q.Get("before"), 10, 64)
	search := strings.TrimSpace(q.Get("q"))
	lines, err := s.db.Sittings(r.Context(), search, day, before, listSize(r)+1)
	if err != nil {
		return err
	}
	due, err := s.examDue(r, s.today())
	if err != nil {
		return err
	}
	page := staff.BoardPage{
		Frame:   s.frame(r, "任前考试"),
		Tabs:    examTabsAt(actor(r), "/exams"),
		Heading: ui.Heading{Title: "任前法律考试", Lead: "安排考试，登记成绩；每份成绩由登记人以外的一人对照试卷核对后生效。"},
	}
	waiting := staff.Panel{Card: ui.Card{Title: fmt.Sprintf("等待考试（%d 人）", len(due)), ID: "due"}, Table: s.dueTable(due)}
	if authz.Can(actor(r), authz.CreateSitting) {
		waiting.Buttons = []ui.Button{{Label: "安排考试", Href: "/exams/new"}}
	}
	list := staff.Panel{Card: ui.Card{Title: "考试场次"}, Table: ui.Table{Caption: "考试场次", HideCaption: true, Empty: "还没有安排考试。",
		Columns: []ui.Column{
			{Label: "场次"},
			{Label: "日期", Narrow: true},
			{Label: "地点"},
			{Label: "试卷"},
			{Label: "考生", Numeric: true, Narrow: true},
			{Label: "状态", Narrow: true},
		}}}
	if len(lines) > listSize(r) {
		last := lines[listSize(r)-1]
		list.Buttons = []ui.Button{
			{Label: "更早的考试", Kind: ui.Plain, Href: withQuery("/exams", "q", search, "day", last.HeldOn.ISO(), "before", idText(last.ID))},
		}
		lines = lines[:listSize(r)]
	}
	for _, l := range lines {
		list.Table.Rows = append(list.Table.Rows, ui.Row{Href: sittingPath(l.ID), Cells: []ui.Cell{{Text: l.Number}, {Text: l.HeldOn.ISO(), Note: l.StartsAt},
			{Text: l.Place}, {Text: l.Paper, Note: bookWords(l.OpenBook)}, {Text: strconv.Itoa(l.Candidates)},
			lineTag(l, s.today())}})
	}
	if search != "" {
		list.Table.Empty = "没有找到“" + search + "”的考试。"
	}
	list.Forms = []staff.PanelForm{{Form: ui.Form{Action: "/exams/find"}, Fields: []templ.Component{
		ui.Text{Name: "q", Label: "查找场次", Hint: "考生姓名或者拼音首字母、场次编号、地点。", Width: ui.Medium, Optional: true, Value: search}},
		Buttons: []ui.Button{{Label: "查找", Kind: ui.Plain}}}}
	page.Panels = []staff.Panel{waiting, list}
	return s.render(w, r, http.StatusOK, staff.Board(page))
}

// findSittings sends the search on to the address that holds it.
func (s *Server) findSittings(w http.ResponseWriter, r *http.Request) error {
	return seeOther(w, r, withQuery("/exams", "q", strings.TrimSpace(r.PostFormValue("q"))))
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
		Tag: progressTag(d.progress(false)), Lead: strings.TrimSpace(d.s.HeldOn.String() + " " + d.s.StartsAt)}}
	facts := staff.Panel{
		Card: ui.Card{Title: "考试安排"},
		Summary: ui.Summary{{Key: "地点", Value: d.s.Place}, {Key: "试卷", Value: d.s.Paper, Note: bookWords(d.s.OpenBook)},
			{Key: "监考", Value: d.s.Invigilators}, {Key: "安排", Value: d.s.CreatedBy}},
	}
	if entered == 0 {
		facts.Buttons = []ui.Button{{Label: "修改安排", Href: path + "/edit", Kind: ui.Plain}}
	}
	list := staff.Panel{
		Card: ui.Card{Title: fmt.Sprintf("考生和成绩（%d 人）", len(d.all)), ID: "candidates"},
		Table: ui.Table{Caption: "考生和成绩", HideCaption: true, Empty: "还没有考生。",
			Columns: []ui.Column{{Label: "姓名"}, {Label: "拟任职务"}, {Label: "考次", Narrow: true}, {Label: "成绩", Narrow: true}, {Label: "登记"}, {Label: "核对"}}},
	}
	for _, c := range d.all {
		list.Table.Rows = append(list.Table.Rows, ui.Row{Href: casePath(c.CaseID) + "/exam", Cells: candidateCells(c, rules[c.CaseID])})
	}
	waiting := workflow.ExamWaiting(d.all)
	switch {
	case d.today.Before(d.s.HeldOn):
		list.Text = []string{"考后在这里登记成绩。"}
	case d.progress(false) == exam.ProgressMoot:
		list.Text = []string{"考生的任免案都已表决、撤回或者终止，本场成绩不再登记。"}
	default:
		if waiting > 0 || confirmed < entered {
			list.Buttons = append(list.Buttons, ui.Button{Label: "登记成绩", Href: path + "/results", Kind: kindIf(waiting == 0)})
		}
		if confirmed < entered {
			confirm := ui.Button{Label: "核对成绩", Href: path + "/confirm", Kind: kindIf(waiting > 0)}
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
	case c.ResultID == 0 && slices.Contains(appointment.PastExamStages, c.Stage):
		cells[3].Tag, cells[3].Note = ui.Tag{State: ui.Idle, Label: "不计入"}, "任免案"+c.Stage.Label()
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
		x.Organiser = p.Exam.Organiser
		x.PassMark = strconv.FormatFloat(p.Exam.PassMark, 'f', -1, 64)
		scores = append(scores,
			document.ExamScore{Name: c.Person, Proposed: c.Office, Attempt: c.Attempt, Score: resultWords(c.ExamResult), Grade: gradeWords(c.ExamResult, p)})
	}
	return s.renderPapers(w, r, d.crumb(), document.ScoreList(issuer, x, scores))
}
