package server

import (
	"context"
	"fmt"
	"net/http"

	"github.com/a-h/templ"

	"renmian/internal/appointment"
	"renmian/internal/authz"
	"renmian/internal/policy"
	"renmian/internal/store"
	"renmian/internal/workflow"
	"renmian/web/staff"
	"renmian/web/ui"
)

// resultsPage is the table in which the results of an exam are entered.
func (s *Server) resultsPage(w http.ResponseWriter, r *http.Request) error {
	return s.showScores(w, r, http.StatusOK, "results", typed{})
}

// confirmPage is the table in which the second person reads the papers again.
func (s *Server) confirmPage(w http.ResponseWriter, r *http.Request) error {
	return s.showScores(w, r, http.StatusOK, "confirm", typed{})
}

func (s *Server) showScores(w http.ResponseWriter, r *http.Request, status int, act string, t typed) error {
	d, err := s.sittingOf(r)
	if err != nil {
		return err
	}
	page := newScoresPage(d, actor(r), act, t)
	page.Frame = s.frame(r, page.Heading.Title, examsCrumb, d.crumb())
	page.Frame.Invalid = len(t.problems) > 0
	return s.render(w, r, status, staff.Scores(page))
}

func newScoresPage(d sittingData, who authz.Actor, act string, t typed) staff.ScoresPage {
	page := staff.ScoresPage{Problems: t.problems, Form: ui.Form{Action: sittingPath(d.s.ID) + "/" + act, Guard: true},
		Heading: ui.Heading{Over: "场次 " + d.s.Number, Title: "登记成绩", Lead: "逐人填写成绩，缺考的勾选“缺考”。没有阅完的留空，以后再登记。"},
		Button:  ui.Button{Label: "登记成绩"}, Back: ui.Button{Label: "返回", Href: sittingPath(d.s.ID), Kind: ui.Plain}}
	if act == "confirm" {
		page.Heading.Title, page.Heading.Lead = "核对成绩", "请对照试卷，另行填写每人的成绩。与登记的一致才通过；不一致的停下来，两人一起复查。登记的分数在核对前不显示。"
		page.Button.Label, page.Second = "核对成绩", true
	}
	for _, c := range d.all {
		id := idText(c.CaseID)
		row := staff.ScoreRow{ID: id, Name: listName(c.Person, c.Sex), Office: c.Office,
			Score: t.value(act, "score-"+id, ""), Absent: t.chosen(act, "absent-"+id, "1", false), Error: t.wrong(act, "score-"+id),
			Marker: t.value(act, "marker-"+id, c.Marker), MarkerError: t.wrong(act, "marker-"+id)}
		switch {
		case !c.ConfirmedAt.IsZero():
			continue
		case act == "confirm" && c.ResultID == 0:
			continue
		case act == "confirm" && c.EnteredByID == who.AccountID:
			row.Why = "由您登记，须由另一人核对"
		case act == "confirm":
			row.Note = c.EnteredBy + "登记，" + minute(c.EnteredAt)
		case c.ResultID != 0 && c.EnteredByID == who.AccountID && t.act != act:
			row.Score, row.Absent, row.Note = resultWords(c.ExamResult), c.Absent, "待核对，可以更正"
			if c.Absent {
				row.Score = ""
			}
		case c.ResultID != 0 && c.EnteredByID != who.AccountID:
			row.Note = c.EnteredBy + "已登记；重新填写即为更正"
		}
		page.Rows = append(page.Rows, row)
	}
	return page
}

// readScores reads the rows in which something was filled in; untouched results of one's own are left out.
func readScores(d sittingData, f *fields, second bool) []workflow.ResultForm {
	var all []workflow.ResultForm
	for _, c := range d.all {
		id := idText(c.CaseID)
		text, absent := f.value("score-"+id), f.yes("absent-"+id)
		if text == "" && !absent || !c.ConfirmedAt.IsZero() {
			continue
		}
		x := workflow.ResultForm{CaseID: c.CaseID, Absent: absent, Marker: f.value("marker-" + id)}
		var err error
		if !absent {
			if x.Score, err = decimal(text); err != nil {
				f.wrong("score-"+id, c.Person+"的成绩请填数字，至多一位小数，如 86.5。")
			}
		} else if text != "" {
			f.wrong("score-"+id, c.Person+"填了成绩又勾选了缺考，请核对。")
		}
		if !second && c.ResultID != 0 && x.Absent == c.Absent && (x.Absent || x.Score == c.Score) && x.Marker == c.Marker {
			continue
		}
		all = append(all, x)
	}
	return all
}

// enterResults records results (登记考试成绩).
func (s *Server) enterResults(w http.ResponseWriter, r *http.Request) error {
	return s.readAndDo(w, r, "results", "成绩已登记，请由另一人核对。", s.flow.EnterResults)
}

// confirmResults is the second person's reading (核对考试成绩).
func (s *Server) confirmResults(w http.ResponseWriter, r *http.Request) error {
	return s.readAndDo(w, r, "confirm", "成绩已核对，记入任免案。", s.flow.ConfirmResults)
}

func (s *Server) readAndDo(w http.ResponseWriter, r *http.Request, act, done string,
	do func(ctx context.Context, who authz.Actor, id int64, results []workflow.ResultForm) error) error {
	d, err := s.sittingOf(r)
	if err != nil {
		return err
	}
	f := typedIn(r)
	results := readScores(d, f, act == "confirm")
	err = f.err(func() error { return do(r.Context(), actor(r), d.s.ID, results) })
	return s.answer(w, r, act, err, done, sittingPath(d.s.ID), func(w http.ResponseWriter, r *http.Request, status int, t typed) error {
		return s.showScores(w, r, status, act, t)
	})
}

// caseExam shows how a nominee stands with the exam (任前法律考试).
func (s *Server) caseExam(w http.ResponseWriter, r *http.Request) error {
	return s.showCaseExam(w, r, http.StatusOK, typed{})
}

// examData is what the page of a case's exam shows.
type examData struct {
	c       appointment.Case
	policy  policy.Policy
	state   appointment.ExamStanding
	records []store.ExamRecord
	waiver  *store.ExamWaiver
	refused string // why the exam cannot be waived
}

func (s *Server) showCaseExam(w http.ResponseWriter, r *http.Request, status int, t typed) error {
	if err := authz.Check(actor(r), authz.ViewCaseExam); err != nil {
		return err
	}
	id, err := pathID(r, "id")
	if err != nil {
		return err
	}
	d := examData{}
	if d.c, d.policy, err = s.visibleCase(r, id); err != nil {
		return err
	}
	if d.records, err = s.db.ExamRecords(r.Context(), id); err != nil {
		return err
	}
	w1, ok, err := s.db.ExamWaiver(r.Context(), id)
	if err != nil {
		return err
	}
	if ok {
		d.waiver = &w1
	}
	d.state = appointment.ExamStateOf(d.c, d.policy, s.today())
	if len(d.policy.Exam.Waivers) > 0 {
		d.refused = appointment.MayWaive(d.c, d.policy, d.policy.Exam.Waivers[0], s.today())
	}
	page := newCaseExamPage(d, actor(r), t)
	page.Frame = s.frame(r, "任前法律考试", ui.Link{Label: "任免案", Href: "/cases"}, caseCrumb(d.c))
	page.Frame.Invalid = len(t.problems) > 0
	return s.render(w, r, status, staff.Board(page))
}

var examTagStates = map[appointment.ExamState]ui.State{appointment.ExamNotRequired: ui.Idle, appointment.ExamWaived: ui.Done, appointment.ExamNotSat: ui.Todo,
	appointment.ExamUnconfirmed: ui.Doing, appointment.ExamPassed: ui.Done, appointment.ExamMakeup: ui.Todo, appointment.ExamFailed: ui.Stop}

func newCaseExamPage(d examData, who authz.Actor, t typed) staff.BoardPage {
	page := staff.BoardPage{Problems: t.problems, Heading: ui.Heading{Over: d.c.Number, Title: "任前法律考试",
		Tag: ui.Tag{State: examTagStates[d.state.State], Label: d.state.State.Label()}, Lead: caseTitle(d.c.Person.Name, d.c.Action, d.c.Office.Title)}}
	if d.state.State == appointment.ExamNotRequired {
		page.Panels = []staff.Panel{{Text: []string{"按本县办法，这项任免不需要任前法律考试。"}}}
		return page
	}
	facts := ui.Summary{{Key: "及格线", Value: fmt.Sprintf("%g 分", d.policy.Exam.PassMark)}, {Key: "完成时限", Value: d.policy.Exam.Before.Label()},
		{Key: "补考", Value: makeupWords(d.policy)}, {Key: "不及格的", Value: d.policy.Exam.FailPolicy.Label()}}
	if d.state.Note != "" {
		facts = append(ui.Summary{{Key: "现状", Value: d.state.State.Label(), Note: d.state.Note}}, facts...)
	}
	if !d.state.MakeupBy.IsZero() {
		facts = append(facts, ui.Item{Key: "补考截止", Value: d.state.MakeupBy.String()})
	}
	records := ui.Table{Caption: "参加的考试", HideCaption: true, Empty: "还没有安排考试。",
		Columns: []ui.Column{
			{Label: "场次"},
			{Label: "日期", Narrow: true},
			{Label: "试卷"},
			{Label: "考次", Narrow: true},
			{Label: "成绩", Narrow: true},
			{Label: "登记、核对"},
		}}
	for _, e := range d.records {
		row := ui.Row{
			Cells: []ui.Cell{
				{Text: e.Number},
				{Text: e.HeldOn.ISO(), Note: e.StartsAt},
				{Text: e.Paper, Note: bookWords(e.OpenBook)},
				{Text: attemptWords(e.Attempt)},
				{},
				{},
			},
		}
		if authz.Can(who, authz.ViewExams) {
			row.Href = sittingPath(e.Sitting.ID)
		}
		switch {
		case e.ResultID == 0:
			row.Cells[4].Tag = ui.Tag{State: ui.Idle, Label: "未登记"}
		case e.ConfirmedAt.IsZero():
			row.Cells[4].Tag, row.Cells[5].Text = ui.Tag{State: ui.Todo, Label: "待核对"}, e.EnteredBy
		default:
			row.Cells[4].Text, row.Cells[4].Note = resultWords(e.ExamResult), gradeWords(e.ExamResult, d.policy)
			row.Cells[5].Text = e.EnteredBy + "、" + e.ConfirmedBy
		}
		records.Rows = append(records.Rows, row)
	}
	list := staff.Panel{Card: ui.Card{Title: "参加的考试", ID: "exam"}, Table: records}
	called := len(d.records) > 0 && d.records[len(d.records)-1].ResultID == 0
	if authz.Can(who, authz.CreateSitting) && !called && (d.state.State == appointment.ExamNotSat || d.state.State == appointment.ExamMakeup) {
		list.Buttons = []ui.Button{{Label: "安排考试", Href: "/exams", Kind: ui.Plain}}
	}
	page.Panels = []staff.Panel{{Card: ui.Card{Title: "考试要求"}, Summary: facts}, list}
	if x := waiverPanel(d, who, t); x.Card.Title != "" {
		page.Panels = append(page.Panels, x)
	}
	return page
}

func makeupWords(p policy.Policy) string {
	switch {
	case p.Exam.FailPolicy == policy.FailBlock || p.Exam.Makeups == 0:
		return "不补考"
	case p.Exam.Makeups < 0:
		return "可以补考到合格为止"
	case p.Exam.MakeupWithinDays > 0:
		return fmt.Sprintf("可补考 %d 次，%d 日内", p.Exam.Makeups, p.Exam.MakeupWithinDays)
	}
	return fmt.Sprintf("可补考 %d 次", p.Exam.Makeups)
}

func waiverPanel(d examData, who authz.Actor, t typed) staff.Panel {
	const act = "waiver"
	x := staff.Panel{Card: ui.Card{Title: "免试", ID: "waiver"}}
	switch {
	case d.waiver != nil:
		x.Summary = ui.Summary{
			{Key: "情形", Value: d.waiver.Ground.Label()},
			{Key: "依据", Value: d.waiver.Note},
			{Key: "准予", Value: d.waiver.GrantedBy + "，" + minute(d.waiver.GrantedAt)},
		}
	case len(d.policy.Exam.Waivers) > 0 && d.refused == "" && authz.Can(who, authz.WaiveExam):
		x.Folded = []staff.PanelFold{{Title: "办理免试", Open: t.act == act, Text: "只限本县办法规定的情形。已参加考试的，以成绩为准，不再免试。",
			Forms: []staff.PanelForm{
				{Form: ui.Form{Action: casePath(d.c.ID) + "/exam/waiver", Guard: true}, Buttons: []ui.Button{{Label: "准予免试", Kind: ui.Plain}},
					Fields: []templ.Component{
						ui.Radios{
							Name:    "ground",
							Label:   "免试情形",
							Options: options(d.policy.Exam.Waivers, t.value(act, "ground", "")),
							Error:   t.wrong(act, "ground"),
						},
						t.area(act, ui.Area{Name: "note", Label: "依据", Hint: "如哪年任何职务时考试合格。", Rows: 2}, "")}},
			}}}
	default:
		x.Card.Title = ""
	}
	return x
}

// waiveExam frees a nominee from the exam (准予免试).
func (s *Server) waiveExam(w http.ResponseWriter, r *http.Request) error {
	id, err := pathID(r, "id")
	if err != nil {
		return err
	}
	err = s.flow.WaiveExam(r.Context(), actor(r), id, policy.Waiver(r.PostFormValue("ground")), r.PostFormValue("note"))
	return s.answer(w, r, "waiver", err, "已准予免试。", casePath(id)+"/exam", s.showCaseExam)
}
