package server

import (
	"fmt"
	"net/http"
	"slices"

	"github.com/a-h/templ"

	"renmian/internal/appointment"
	"renmian/internal/authz"
	"renmian/internal/calendar"
	"renmian/internal/errs"
	"renmian/internal/store"
	"renmian/internal/workflow"
	"renmian/web/staff"
	"renmian/web/ui"
)

const ownExamsPath = "/my/exams"

func ownSheetPath(entryID int64) string { return fmt.Sprintf("%s/%d", ownExamsPath, entryID) }

var ownExamsCrumb = ui.Link{Label: "我的考试成绩", Href: ownExamsPath}

func (s *Server) ownExamsOf(r *http.Request) ([]store.OwnExam, error) {
	who := actor(r)
	if err := authz.Check(who, authz.FileScoreObjection); err != nil {
		return nil, err
	}
	if who.PersonID == 0 {
		return nil, nil
	}
	return s.db.OwnExams(r.Context(), who.PersonID)
}

// ownExams lists a nominee's own confirmed exams (我的考试成绩).
func (s *Server) ownExams(w http.ResponseWriter, r *http.Request) error {
	all, err := s.ownExamsOf(r)
	if err != nil {
		return err
	}
	list := staff.Panel{Table: ui.Table{Caption: "考试成绩", HideCaption: true, Empty: "还没有核对过的机考成绩。",
		Columns: []ui.Column{{Label: "日期", Narrow: true}, {Label: "拟任职务"}, {Label: "考次", Narrow: true}, {Label: "成绩", Numeric: true, Narrow: true}}}}
	for _, x := range all {
		row := ui.Row{
			Cells: []ui.Cell{
				{Text: x.HeldOn.String()},
				{Text: x.Office, Note: "场次 " + x.Number},
				{Text: attemptWords(x.Attempt)},
				{Text: resultWords(x.ExamResult)},
			},
		}
		if !x.Absent && !x.Cancelled {
			row.Href = ownSheetPath(x.EntryID)
		}
		list.Table.Rows = append(list.Table.Rows, row)
	}
	page := staff.BoardPage{Frame: s.frame(r, "我的考试成绩", myCrumb), Panels: []staff.Panel{list},
		Heading: ui.Heading{Title: "我的考试成绩", Lead: "成绩核对以后在这里公布。点开可以看每一题的作答、标准答案和依据的法条。"}}
	return s.render(w, r, http.StatusOK, staff.Board(page))
}

// ownSheetOf reads the signed-in candidate's own paper, after the second person's yes.
func (s *Server) ownSheetOf(r *http.Request) (d sheetData, err error) {
	all, err := s.ownExamsOf(r)
	if err != nil {
		return d, err
	}
	entry, err := pathID(r, "entry")
	if err != nil {
		return d, err
	}
	if !slices.ContainsFunc(all, func(x store.OwnExam) bool { return x.EntryID == entry && !x.Absent && !x.Cancelled }) {
		return d, errs.New(errs.NotFound, "查无此答卷，或成绩还没有核对。")
	}
	d, err = s.readSheet(r, entry)
	d.own = true
	return d, err
}

// ownSheet shows a candidate the own paper with every answer, key and article (我的成绩明细).
func (s *Server) ownSheet(w http.ResponseWriter, r *http.Request) error {
	return s.showOwnSheet(w, r, http.StatusOK, typed{})
}

func (s *Server) showOwnSheet(w http.ResponseWriter, r *http.Request, status int, t typed) error {
	const act = "objection"
	d, err := s.ownSheetOf(r)
	if err != nil {
		return err
	}
	page := staff.BoardPage{Problems: t.problems, Heading: d.heading(), Panels: d.panels()}
	if len(d.corrections) > 0 {
		page.Panels = append(page.Panels, staff.Panel{Card: ui.Card{Title: "成绩更正"}, Table: d.correctionTable()})
	}
	x := d.objectionPanel(actor(r), t)
	switch why := workflow.MayObject(d.result, d.rules, s.today()); {
	case why != "":
		x.Text = []string{why}
	case !slices.Contains(appointment.ExamStages, d.c.Stage):
		x.Text = []string{"任免案现为“" + d.c.Stage.Label() + "”，不再受理成绩异议。"}
	default:
		x.Text = []string{"对成绩有异议的，请在" + calendar.Of(d.result.ConfirmedAt).Add(d.rules.Exam.ObjectionDays).String() + "以前提出，写明哪一题、哪一处。"}
		x.Forms = []staff.PanelForm{{Form: ui.Form{Action: d.path() + "/objections", Guard: true},
			Fields: []templ.Component{
				t.area(act, ui.Area{Name: "body", Label: "异议", Rows: 4, MaxLength: 2000}, ""),
			},
			Buttons: []ui.Button{{Label: "提出异议"}}}}
	}
	page.Panels = append(page.Panels, x)
	page.Frame = s.frame(r, "我的成绩明细", myCrumb, ownExamsCrumb)
	page.Frame.Invalid = len(t.problems) > 0
	return s.render(w, r, status, staff.Board(page))
}

// objectToScore files the candidate's objection (提出成绩异议).
func (s *Server) objectToScore(w http.ResponseWriter, r *http.Request) error {
	entry, err := pathID(r, "entry")
	if err != nil {
		return err
	}
	err = s.flow.FileScoreObjection(r.Context(), actor(r), entry, r.PostFormValue("body"))
	return s.answer(w, r, "objection", err, "异议已收到，复核后在这里答复。", ownSheetPath(entry)+"#objection", s.showOwnSheet)
}

// printOwnSheet is the candidate's own paper to print.
func (s *Server) printOwnSheet(w http.ResponseWriter, r *http.Request) error {
	d, err := s.ownSheetOf(r)
	if err != nil {
		return err
	}
	return s.renderSheet(w, r, d)
}
