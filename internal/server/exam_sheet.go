package server

import (
	"fmt"
	"net/http"
	"slices"
	"strings"

	"renmian/internal/appointment"
	"renmian/internal/authz"
	"renmian/internal/document"
	"renmian/internal/errs"
	"renmian/internal/exam"
	"renmian/internal/policy"
	"renmian/internal/store"
	"renmian/web/staff"
	"renmian/web/ui"
)

// sheetData is one candidate's locked paper with what was said about it since.
type sheetData struct {
	sheet       store.ExamSheet
	sitting     store.Sitting
	result      store.ExamRecord
	c           appointment.Case
	rules       policy.Policy
	questions   []exam.Question
	marks       map[int][]store.ExamMark
	corrections []store.ExamCorrection
	objections  []store.ExamObjection
	own         bool // the candidate reads it
}

// sheetOf reads the paper in the address, which nobody sees before the marks are locked.
func (s *Server) sheetOf(r *http.Request) (d sheetData, err error) {
	if err := authz.Check(actor(r), authz.ViewMarking); err != nil {
		return d, err
	}
	id, err := pathID(r, "id")
	if err != nil {
		return d, err
	}
	entry, err := pathID(r, "entry")
	if err != nil {
		return d, err
	}
	if d, err = s.readSheet(r, entry); err != nil {
		return d, err
	}
	if d.sheet.SittingID != id {
		return d, errs.New(errs.NotFound, "本场没有这份答卷。")
	}
	if d.sheet.Points == nil {
		return d, errs.New(errs.Conflict, "成绩还没有锁定。锁定以前不显示是谁的答卷，请在阅卷页面评阅。")
	}
	return d, nil
}

func (s *Server) readSheet(r *http.Request, entry int64) (d sheetData, err error) {
	ctx := r.Context()
	if d.sheet, err = s.db.ExamSheet(ctx, entry); err != nil {
		return d, err
	}
	if d.c, err = s.db.Case(ctx, d.sheet.CaseID); err != nil {
		return d, err
	}
	if d.rules, err = s.db.Policy(ctx, d.c.PolicyID); err != nil {
		return d, err
	}
	records, err := s.db.ExamRecords(ctx, d.sheet.CaseID)
	if err != nil {
		return d, err
	}
	if k := slices.IndexFunc(records, func(e store.ExamRecord) bool { return e.Sitting.ID == d.sheet.SittingID }); k >= 0 {
		d.result, d.sitting = records[k], records[k].Sitting
	}
	papers, err := s.db.SittingQuestions(ctx, d.sheet.SittingID)
	if err != nil {
		return d, err
	}
	d.questions = papers[d.sheet.PaperID]
	answers, err := s.db.SubjectiveAnswers(ctx, d.sheet.SittingID, d.sheet.PaperID, 0)
	if err != nil {
		return d, err
	}
	d.marks = map[int][]store.ExamMark{}
	for _, a := range answers {
		if a.EntryID == entry {
			d.marks[a.Position] = a.Marks
		}
	}
	if d.corrections, err = s.db.ExamCorrections(ctx, entry); err != nil {
		return d, err
	}
	d.objections, err = s.db.ExamObjections(ctx, entry)
	return d, err
}

func (d sheetData) path() string {
	if d.own {
		return ownSheetPath(d.sheet.EntryID)
	}
	return sheetPath(d.sheet.SittingID, d.sheet.EntryID)
}

// sheetPage shows staff one candidate's paper (成绩明细).
func (s *Server) sheetPage(w http.ResponseWriter, r *http.Request) error {
	return s.showSheet(w, r, http.StatusOK, typed{})
}

func (s *Server) showSheet(w http.ResponseWriter, r *http.Request, status int, t typed) error {
	d, err := s.sheetOf(r)
	if err != nil {
		return err
	}
	page := staff.BoardPage{Problems: t.problems, Heading: d.heading(), Panels: d.panels()}
	page.Panels = append(page.Panels, d.correctionPanel(actor(r), t), d.objectionPanel(actor(r), t))
	page.Frame = s.frame(r, d.sheet.Person+"的成绩明细", examsCrumb, ui.Link{Label: d.sitting.Number + "场", Href: sittingPath(d.sitting.ID)},
		ui.Link{Label: "阅卷", Href: markingPath(d.sitting.ID)})
	page.Frame.Invalid = len(t.problems) > 0
	return s.render(w, r, status, staff.Board(page))
}

func (d sheetData) heading() ui.Heading {
	h := ui.Heading{Over: "场次 " + d.sitting.Number + "　" + d.sitting.HeldOn.String(), Title: d.sheet.Person + "的成绩明细", Lead: d.sheet.Office}
	if d.own {
		h.Title = "我的成绩明细"
	}
	h.Tag = ui.Tag{State: ui.Done, Label: d.rules.Exam.Grade(d.sheet.Total)}
	switch {
	case d.result.ResultID != 0 && d.result.ConfirmedAt.IsZero():
		h.Tag = ui.Tag{State: ui.Todo, Label: "待核对"}
	case !d.rules.Exam.Passed(d.sheet.Total):
		h.Tag = ui.Tag{State: ui.Stop, Label: "不合格"}
	}
	return h
}

// panels show the total, the questions that need no marker, and each of the others.
func (d sheetData) panels() []staff.Panel {
	full := 0.0
	for _, q := range d.questions {
		full += q.Points
	}
	total := staff.Panel{Card: ui.Card{Title: "成绩"}, Stats: ui.Stats{{Label: "合计", Value: inPoints(d.sheet.Total), Unit: "分", Note: "满分 " + inPoints(full)},
		{
			Label: "客观题",
			Value: inPoints(objectivePart(d.questions, d.sheet.Points)),
			Unit:  "分",
		}, {Label: "及格线", Value: inPoints(d.rules.Exam.PassMark), Unit: "分"}},
		Summary: ui.Summary{{Key: "试卷", Value: d.sheet.Paper}, {Key: "座位", Value: fmt.Sprintf("%s %d 号", d.sheet.Room, d.sheet.Seat)}}}
	if !d.own {
		total.Summary = append(total.Summary, ui.Item{Key: "锁定", Value: d.sheet.LockedBy + "，" + minute(d.sheet.LockedAt)})
		if !d.result.ConfirmedAt.IsZero() {
			total.Summary = append(total.Summary, ui.Item{Key: "核对", Value: d.result.ConfirmedBy + "，" + minute(d.result.ConfirmedAt)})
		}
	}
	total.Buttons = []ui.Button{{Label: "打印成绩明细", Href: d.path() + "/print", Kind: ui.Plain}}
	if !d.own {
		total.Buttons = append(total.Buttons, ui.Button{Label: "任免案", Href: casePath(d.sheet.CaseID) + "/exam", Kind: ui.Plain})
	}
	objective := staff.Panel{Card: ui.Card{Title: "客观题"}, Table: ui.Table{Caption: "客观题", HideCaption: true, Empty: "没有客观题。",
		Columns: []ui.Column{{Label: "题目"}, {Label: "作答"}, {Label: "标准答案"}, {Label: "得分", Numeric: true, Narrow: true}}}}
	out := []staff.Panel{total, objective}
	for n, q := range d.questions {
		earned := inPoints(d.sheet.Points[n]) + " / " + inPoints(q.Points)
		if !exam.Objective(q.Kind) {
			out = append(out, d.essayPanel(q, earned))
			continue
		}
		row := ui.Row{Cells: []ui.Cell{{Text: fmt.Sprintf("%d. %s", q.Position, q.Stem), Note: q.Kind.Label() + "　" + q.Cites},
			{Text: orDash(answerWords(q, d.sheet.Answers[q.Position]))}, {Text: answerWords(q, exam.Answer(q.Key)), Note: q.Note}, {Text: earned}}}
		if d.sheet.Points[n] < q.Points {
			row.Cells[1].Tag = ui.Tag{State: ui.Stop, Label: yesNo(d.sheet.Points[n] > 0, "部分得分", "不得分")}
		}
		out[1].Table.Rows = append(out[1].Table.Rows, row)
	}
	return out
}

// answerWords writes a choice with the text of its options.
func answerWords(q exam.Question, a exam.Answer) string {
	var words []string
	for _, x := range a {
		if n := strings.Index(exam.Letters, x); len(x) == 1 && n >= 0 && n < len(q.Options) {
			x += "．" + q.Options[n]
		}
		if q.Kind == policy.FillIn {
			x = strings.ReplaceAll(x, "｜", " 或 ")
		}
		if x != "" {
			words = append(words, x)
		}
	}
	return strings.Join(words, "；")
}

func (d sheetData) essayPanel(q exam.Question, earned string) staff.Panel {
	x := staff.Panel{Card: ui.Card{Title: fmt.Sprintf("%d. %s", q.Position, q.Kind.Label()), ID: fmt.Sprintf("q%d", q.Position),
		Tag: ui.Tag{State: ui.Idle, Label: earned}}, Text: []string{q.Stem},
		Summary: ui.Summary{{Key: "评分要点", Lines: pointLines(q)}, {Key: "依据", Value: q.Cites}}}
	if d.own { // the candidate learns what was said, not by whom
		for n, m := range d.marks[q.Position] {
			if m.Note != "" {
				x.Summary = append(x.Summary, ui.Item{Key: fmt.Sprintf("评语 %d", n+1), Value: m.Note})
			}
		}
	} else {
		for _, m := range d.marks[q.Position] {
			x.Summary = append(x.Summary, ui.Item{Key: []string{"", "一评", "二评", "复核"}[m.Round], Value: inPoints(m.Points) + " 分，" + m.Marker, Note: m.Note})
		}
	}
	if text := answerWords(q, d.sheet.Answers[q.Position]); strings.TrimSpace(text) != "" {
		x.Prose = strings.Split(text, "\n")
	} else {
		x.Prose = []string{"（没有作答）"}
	}
	return x
}

// pointLines write the marking points with what each counts in the question.
func pointLines(q exam.Question) []string {
	points, ok := q.MarkingPoints()
	if !ok {
		return q.Key
	}
	lines := make([]string, len(points))
	for i, p := range points {
		lines[i] = p.Text + "〔" + inPoints(p.Points) + "分〕"
	}
	return lines
}

// printSheet is a candidate's paper with every answer to print (成绩明细).
func (s *Server) printSheet(w http.ResponseWriter, r *http.Request) error {
	d, err := s.sheetOf(r)
	if err != nil {
		return err
	}
	return s.renderSheet(w, r, d)
}

func (s *Server) renderSheet(w http.ResponseWriter, r *http.Request, d sheetData) error {
	issuer, err := s.county(r.Context())
	if err != nil {
		return err
	}
	x := document.ScoreSheetOf{Sitting: examSittingOf(d.sitting, d.rules.Exam), Name: d.sheet.Person, Proposed: d.sheet.Office, Paper: d.sheet.Paper,
		Total: inPoints(d.sheet.Total), Grade: yesNo(d.rules.Exam.Passed(d.sheet.Total), d.rules.Exam.Grade(d.sheet.Total), "不合格")}
	for n, q := range d.questions {
		given := d.sheet.Answers[q.Position]
		key := answerWords(q, exam.Answer(q.Key))
		if !exam.Objective(q.Kind) {
			key = strings.Join(pointLines(q), "；")
		}
		x.Lines = append(x.Lines, document.ScoreLine{Position: q.Position, Kind: q.Kind.Label(), Stem: q.Stem, Answer: answerWords(q, given), Key: key,
			Cites: q.Cites, Earned: inPoints(d.sheet.Points[n]), Full: inPoints(q.Points)})
	}
	for _, k := range d.corrections {
		if k.Granted {
			x.Corrections = append(x.Corrections, fmt.Sprintf("第%d题由%s分更正为%s分：%s", k.Position, inPoints(k.Was), inPoints(k.Becomes), k.Reason))
		}
	}
	return s.renderPapers(w, r, ui.Link{Label: "成绩明细", Href: d.path()}, document.ScoreSheet(issuer, x))
}

func examSittingOf(x store.Sitting, rules policy.Exam) document.ExamSitting {
	return document.ExamSitting{
		Organiser:    rules.Organiser,
		Number:       x.Number,
		On:           x.HeldOn,
		Place:        x.Place,
		Paper:        x.Paper,
		OpenBook:     x.OpenBook,
		Invigilators: x.Invigilators,
		PassMark:     inPoints(rules.PassMark),
	}
}
