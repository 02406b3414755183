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

// correctionPanel lists the corrections and takes a new one, or the second person's decision.
func (d sheetData) correctionPanel(who authz.Actor, t typed) staff.Panel {
	const act = "correction"
	x := staff.Panel{Card: ui.Card{Title: "成绩更正", ID: "correction"}, Table: d.correctionTable()}
	for _, k := range d.corrections {
		if !k.DecidedAt.IsZero() {
			continue
		}
		if k.AskedByID == who.AccountID {
			x.Text = append(x.Text, fmt.Sprintf("第 %d 题的更正由您提出，等待另一人决定。", k.Position))
			continue
		}
		x.Forms = append(x.Forms, staff.PanelForm{Form: ui.Form{Action: fmt.Sprintf("%s/corrections/%d", d.path(), k.ID)},
			Buttons: []ui.Button{
				{Label: fmt.Sprintf("同意第 %d 题更正", k.Position), Name: "grant", Value: "1"},
				{Label: "不同意", Name: "grant", Value: "0", Kind: ui.Plain},
			}})
	}
	if !slices.Contains(appointment.ExamStages, d.c.Stage) {
		x.Text = append(x.Text, "任免案现为“"+d.c.Stage.Label()+"”，成绩不再更正。")
		return x
	}
	fields := []templ.Component{
		ui.Text{
			Name:  "position",
			Label: "题号",
			Type:  ui.Number,
			Width: ui.Short,
			Min:   "1",
			Max:   strconv.Itoa(len(d.questions)),
			Value: t.value(act, "position", ""),
			Error: t.wrong(act, "position"),
		},
		ui.Text{
			Name:  "becomes",
			Label: "更正后的得分",
			Type:  ui.Number,
			Width: ui.Short,
			Unit:  "分",
			Min:   "0",
			Step:  "0.1",
			Value: t.value(act, "becomes", ""),
			Error: t.wrong(act, "becomes"),
		},
		ui.Area{Name: "reason", Label: "理由", Rows: 2, MaxLength: 500, Value: t.value(act, "reason", ""), Error: t.wrong(act, "reason")}}
	if len(d.objections) > 0 {
		c := ui.Select{Name: "objection", Label: "因哪项异议", Optional: true}
		for n, o := range d.objections {
			c.Options = append(c.Options,
				ui.Option{Value: idText(o.ID), Label: fmt.Sprintf("异议 %d：%s", n+1, clip(o.Body, 24)), Chosen: t.value(act, "objection", "") == idText(o.ID)})
		}
		fields = append(fields, c)
	}
	x.Folded = []staff.PanelFold{{Title: "提出成绩更正", Open: t.act == act, Text: "漏判、误判、合分有误的，写明理由提出，由另一人决定。同意后任免案中的成绩随之更正。",
		Forms: []staff.PanelForm{
			{Form: ui.Form{Action: d.path() + "/corrections", Guard: true}, Fields: fields, Buttons: []ui.Button{{Label: "提出更正", Kind: ui.Plain}}},
		}}}
	return x
}

func (d sheetData) correctionTable() ui.Table {
	table := ui.Table{Caption: "成绩更正", HideCaption: true, Empty: "没有更正。",
		Columns: []ui.Column{{Label: "题号", Narrow: true}, {Label: "更正"}, {Label: "理由"}, {Label: "提出"}, {Label: "决定"}}}
	for _, k := range d.corrections {
		row := ui.Row{Cells: []ui.Cell{{Text: strconv.Itoa(k.Position)}, {Text: inPoints(k.Was) + " 分改为 " + inPoints(k.Becomes) + " 分"}, {Text: k.Reason},
			{Text: k.AskedBy, Note: minute(k.AskedAt)}, {Text: k.DecidedBy, Note: minute(k.DecidedAt)}}}
		switch {
		case k.DecidedAt.IsZero():
			row.Cells[4] = ui.Cell{Tag: ui.Tag{State: ui.Todo, Label: "待决定"}}
		case k.Granted:
			row.Cells[4].Tag = ui.Tag{State: ui.Done, Label: "同意"}
		default:
			row.Cells[4].Tag = ui.Tag{State: ui.Stop, Label: "不同意"}
		}
		if d.own {
			row.Cells[3].Text, row.Cells[4].Text = "", ""
		}
		table.Rows = append(table.Rows, row)
	}
	return table
}

// objectionPanel shows what the candidate objected and takes the answers.
func (d sheetData) objectionPanel(who authz.Actor, t typed) staff.Panel {
	x := staff.Panel{Card: ui.Card{Title: "成绩异议", ID: "objection"}}
	if len(d.objections) == 0 {
		x.Text = []string{"考生没有提出异议。"}
	}
	for n, o := range d.objections {
		x.Summary = append(x.Summary, ui.Item{Key: fmt.Sprintf("异议 %d", n+1), Value: o.Body, Note: minute(o.FiledAt)})
		if !o.AnsweredAt.IsZero() {
			x.Summary = append(x.Summary,
				ui.Item{Key: "答复", Value: o.Answer, Note: strings.TrimSpace(yesNo(d.own, "", o.AnsweredBy+" ") + minute(o.AnsweredAt))})
			continue
		}
		if d.own || !authz.Can(who, authz.AnswerScoreObjection) {
			x.Summary = append(x.Summary, ui.Item{Key: "答复", Tag: ui.Tag{State: ui.Doing, Label: "复核中"}})
			continue
		}
		act := "answer-" + idText(o.ID)
		x.Forms = append(x.Forms, staff.PanelForm{Form: ui.Form{Action: fmt.Sprintf("%s/objections/%d", d.path(), o.ID), Guard: true},
			Fields: []templ.Component{
				ui.Area{
					Name:  "answer",
					Label: fmt.Sprintf("对异议 %d 的答复", n+1),
					Hint:  "先复核；须改分的，另提出更正。",
					Rows:  3,
					Value: t.value(act, "answer", ""),
					Error: t.wrong(act, "answer"),
				},
			},
			Buttons: []ui.Button{{Label: "答复考生", Kind: ui.Plain}}})
	}
	return x
}

// askCorrection asks to change a locked mark (提出成绩更正).
func (s *Server) askCorrection(w http.ResponseWriter, r *http.Request) error {
	d, err := s.sheetOf(r)
	if err != nil {
		return err
	}
	f := typedIn(r)
	k := store.ExamCorrection{
		EntryID:     d.sheet.EntryID,
		Position:    int(f.points("position")),
		Becomes:     f.points("becomes"),
		Reason:      f.value("reason"),
		ObjectionID: formID(r, "objection"),
	}
	err = f.err(func() error { return s.flow.AskCorrection(r.Context(), actor(r), k) })
	return s.answer(w, r, "correction", err, "更正已提出，请由另一人决定。", d.path()+"#correction", s.showSheet)
}

// decideCorrection grants or refuses a correction (决定成绩更正).
func (s *Server) decideCorrection(w http.ResponseWriter, r *http.Request) error {
	d, err := s.sheetOf(r)
	if err != nil {
		return err
	}
	id, err := pathID(r, "correction")
	if err != nil {
		return err
	}
	grant := r.PostFormValue("grant") == "1"
	err = s.flow.DecideCorrection(r.Context(), actor(r), d.sheet.EntryID, id, grant)
	return s.answer(w, r, "decide", err, yesNo(grant, "已同意更正，任免案中的成绩随之更正。", "没有同意更正，成绩不变。"), d.path()+"#correction", s.showSheet)
}

// answerScoreObjection answers a candidate's objection (答复成绩异议).
func (s *Server) answerScoreObjection(w http.ResponseWriter, r *http.Request) error {
	d, err := s.sheetOf(r)
	if err != nil {
		return err
	}
	id, err := pathID(r, "objection")
	if err != nil {
		return err
	}
	err = s.flow.AnswerScoreObjection(r.Context(), actor(r), d.sheet.EntryID, id, r.PostFormValue("answer"))
	return s.answer(w, r, "answer-"+idText(id), err, "已答复考生。", d.path()+"#objection", s.showSheet)
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
