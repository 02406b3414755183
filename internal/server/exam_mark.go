package server

import (
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"renmian/internal/authz"
	"renmian/internal/errs"
	"renmian/internal/exam"
	"renmian/internal/policy"
	"renmian/internal/store"
	"renmian/internal/workflow"
	"renmian/web/staff"
	"renmian/web/ui"
)

func markingPath(sittingID int64) string { return sittingPath(sittingID) + "/marking" }

func questionPath(sittingID, paperID int64, position int) string {
	return fmt.Sprintf("%s/%d/%d", markingPath(sittingID), paperID, position)
}

func sheetPath(sittingID, entryID int64) string {
	return fmt.Sprintf("%s/sheets/%d", sittingPath(sittingID), entryID)
}

// markingData is the marking of one exam on computers.
type markingData struct {
	sittingData
	rules   policy.Exam
	state   store.MarkingState
	papers  map[int64][]exam.Question
	names   map[int64]string // of the papers
	answers []store.MarkedAnswer
}

// markingOf reads the marking of the exam in the address, narrowed to one question when paperID is not 0.
func (s *Server) markingOf(r *http.Request, paperID int64, position int) (d markingData, err error) {
	if err := authz.Check(actor(r), authz.ViewMarking); err != nil {
		return d, err
	}
	if d.sittingData, err = s.sittingOf(r); err != nil {
		return d, err
	}
	if !d.s.Computer() {
		return d, errs.New(errs.NotFound, "纸笔考试在纸上阅卷，阅后在考试页面登记成绩。")
	}
	_, p, err := s.db.PolicyOn(r.Context(), d.s.HeldOn)
	if err != nil {
		return d, err
	}
	d.rules = p.Exam
	if d.state, err = s.db.MarkingState(r.Context(), d.s.ID); err != nil {
		return d, err
	}
	if !d.state.Ended {
		return d, errs.New(errs.Conflict, "考试还没有结束，收卷以后再阅卷。")
	}
	if d.papers, err = s.db.SittingQuestions(r.Context(), d.s.ID); err != nil {
		return d, err
	}
	if d.names, err = s.db.SittingPapers(r.Context(), d.s.ID); err != nil {
		return d, err
	}
	d.answers, err = s.db.SubjectiveAnswers(r.Context(), d.s.ID, paperID, position)
	return d, err
}

// markingEntry leads from the page of an exam on computers that is over to its marking.
func (s *Server) markingEntry(r *http.Request, d sittingData) ([]staff.Panel, error) {
	if !d.s.Computer() || !authz.Can(actor(r), authz.ViewMarking) {
		return nil, nil
	}
	state, err := s.db.MarkingState(r.Context(), d.s.ID)
	if err != nil || !state.Ended {
		return nil, err
	}
	x := staff.Panel{Card: ui.Card{Title: "阅卷和成绩", ID: "marking"}, Text: []string{"考试已经结束。主观题评完以后锁定成绩，由另一人核对，再记入任免案。"}}
	_, confirmed := d.count()
	if d.progress(state.Locked) == exam.ProgressMoot {
		x.Text = []string{mootWords}
	}
	if confirmed > 0 {
		x.Text = []string{"成绩已锁定并核对，记入各任免案。"}
		x.Buttons = []ui.Button{{Label: "考试情况", Href: sittingPath(d.s.ID) + "/report"}}
	}
	x.Buttons = append(x.Buttons, ui.Button{Label: "阅卷", Href: markingPath(d.s.ID), Kind: kindIf(confirmed > 0 || x.Text[0] == mootWords)})
	return []staff.Panel{x}, nil
}

// mootWords say why an exam is over without results.
const mootWords = "考生的任免案都已表决、撤回或者终止，本场成绩不再记入任免案，不用再阅卷。答卷留作备查。"

// waitsFor reports whether this person may mark the answer now.
func (d markingData) waitsFor(a store.MarkedAnswer, who authz.Actor) bool {
	return !d.state.Locked && !d.moot() && !a.MarkedBy(who.AccountID) && d.settled(a).Next != 0
}

// moot reports that every candidate's case was decided or ended without the exam: nobody marks any more.
func (d markingData) moot() bool { return d.progress(d.state.Locked) == exam.ProgressMoot }

func (d markingData) settled(a store.MarkedAnswer) exam.Settled {
	return exam.Settle(a.Given(), d.rules.DoubleMarking, d.rules.MaxDifference)
}

// marking shows how far the marking of an exam on computers is (阅卷).
func (s *Server) marking(w http.ResponseWriter, r *http.Request) error {
	d, err := s.markingOf(r, 0, 0)
	if err != nil {
		return err
	}
	sheets, err := s.db.ExamSheets(r.Context(), d.s.ID)
	if err != nil {
		return err
	}
	matters, err := s.db.OpenExamMatters(r.Context(), d.s.ID)
	if err != nil {
		return err
	}
	page := newMarkingPage(d, sheets, matters, actor(r))
	page.Frame = s.frame(r, "阅卷", examsCrumb, d.crumb())
	return s.render(w, r, http.StatusOK, staff.Board(page))
}

func newMarkingPage(d markingData, sheets []store.ExamSheet, matters []store.OpenExamMatter, who authz.Actor) staff.BoardPage {
	points, waiting := workflow.SheetPoints(d.papers, d.answers, sheets, d.rules)
	mine := 0
	for _, a := range d.answers {
		if d.waitsFor(a, who) {
			mine++
		}
	}
	page := staff.BoardPage{Heading: ui.Heading{Over: "场次 " + d.s.Number, Title: "阅卷", Tag: d.tag(waiting), Lead: d.waysWords()},
		Panels: []staff.Panel{d.nextPanel(waiting, mine, who), d.progressPanel(who)}}
	if x := d.markersPanel(); len(x.Table.Rows) > 0 {
		page.Panels = append(page.Panels, x)
	}
	if x := mattersPanel(d.s.ID, matters); len(x.Tasks) > 0 {
		page.Panels = append(page.Panels, x)
	}
	page.Panels = append(page.Panels, d.totalsPanel(sheets, points), d.alikePanel(sheets))
	return page
}

func (d markingData) tag(waiting int) ui.Tag {
	switch p := d.progress(d.state.Locked); {
	case p == exam.ProgressMoot:
		return progressTag(p)
	case p == exam.ProgressConfirming:
		return ui.Tag{State: ui.Todo, Label: "已锁定，待核对"}
	case p == exam.ProgressDone:
		return ui.Tag{State: ui.Done, Label: "已核对"}
	case waiting > 0:
		return ui.Tag{State: ui.Doing, Label: "阅卷中"}
	}
	return ui.Tag{State: ui.Todo, Label: "待锁定"}
}

// waysWords say how this county marks.
func (d markingData) waysWords() string {
	how := "简答、论述由一人评阅"
	if d.rules.DoubleMarking {
		how = "简答、论述由两人各自评阅，看不到是谁的答卷，也看不到对方的评分；相差超过 " + inPoints(d.rules.MaxDifference) + " 分的由第三人复核"
	}
	partial := "多选题少选、多选、错选均不得分"
	if d.rules.PartialCredit {
		partial = "多选题少选得一半分，多选、错选不得分"
	}
	return "客观题已自动判分（" + partial + "）。" + how + "。"
}

// inPoints writes points without needless decimals.
func inPoints(x float64) string { return strconv.FormatFloat(x, 'f', -1, 64) }

// nextPanel is what this person does next: mark, lock, confirm, or read the report.
func (d markingData) nextPanel(waiting, mine int, who authz.Actor) staff.Panel {
	x := staff.Panel{Card: ui.Card{Title: "现在要办"}}
	path, p := markingPath(d.s.ID), d.progress(d.state.Locked)
	switch {
	case p == exam.ProgressMoot:
		x.Text = []string{mootWords}
	case p == exam.ProgressConfirming && d.othersEntered(who):
		x.Text = []string{"成绩已由他人锁定，请您核对。核对后成绩记入各任免案，考生可以查看。"}
		x.Buttons = []ui.Button{{Label: "核对成绩", Href: path + "/confirm"}}
	case p == exam.ProgressConfirming:
		x.Text = []string{"成绩由您锁定，等待另一人核对。"}
	case d.state.Locked:
		x.Text = []string{"成绩已锁定并核对。确有差错的，在成绩明细中提出更正，由另一人决定。"}
		x.Buttons = []ui.Button{{Label: "考试情况报告", Href: sittingPath(d.s.ID) + "/report"}}
	case mine > 0:
		x.Text = []string{fmt.Sprintf("还有 %d 份答案等您评阅。", mine)}
		for _, q := range d.questions() {
			if n := d.waiting(q, who); n > 0 {
				label := fmt.Sprintf("评阅%s（%d 份）", d.place(q), n)
				x.Buttons = append(x.Buttons,
					ui.Button{Label: label, Kind: kindIf(len(x.Buttons) > 0), Href: questionPath(d.s.ID, q.paper, q.Position) + "/next"})
			}
		}
	case waiting > 0:
		x.Text = []string{fmt.Sprintf("您该评的都评了，还有 %d 份答案等待他人评阅。", waiting)}
	default:
		x.Text = []string{"所有答案都已评完。锁定以后不能再改分，请先看下面的合计和雷同检查。"}
		x.Forms = []staff.PanelForm{{Form: ui.Form{Action: path + "/lock", Confirm: "锁定以后不能再改分，确定锁定吗？"}, Buttons: []ui.Button{{Label: "锁定成绩"}}}}
	}
	return x
}

// paperQuestion is a question that persons mark, with its paper.
type paperQuestion struct {
	exam.Question
	paper int64
}

// questions lists what persons mark, by paper and place.
func (d markingData) questions() []paperQuestion {
	var all []paperQuestion
	for _, id := range slices.Sorted(maps.Keys(d.papers)) {
		for _, q := range d.papers[id] {
			if !exam.Objective(q.Kind) {
				all = append(all, paperQuestion{q, id})
			}
		}
	}
	return all
}

// place names a question by its number, and by its paper where there are several.
func (d markingData) place(q paperQuestion) string {
	number := fmt.Sprintf("第 %d 题", q.Position)
	if len(d.papers) > 1 {
		return d.names[q.paper] + number
	}
	return number
}

// of lists the answers to one question.
func (d markingData) of(q paperQuestion) []store.MarkedAnswer {
	var all []store.MarkedAnswer
	for _, a := range d.answers {
		if a.PaperID == q.paper && a.Position == q.Position {
			all = append(all, a)
		}
	}
	return all
}

func (d markingData) waiting(q paperQuestion, who authz.Actor) int {
	n := 0
	for _, a := range d.of(q) {
		if d.waitsFor(a, who) {
			n++
		}
	}
	return n
}

// progressPanel tells how far each question is.
func (d markingData) progressPanel(who authz.Actor) staff.Panel {
	x := staff.Panel{Card: ui.Card{Title: "评阅进度", ID: "progress"}, Table: ui.Table{Caption: "评阅进度", HideCaption: true, Empty: "试卷没有须由人评阅的题目。",
		Columns: []ui.Column{
			{Label: "题目"},
			{Label: "分值", Numeric: true, Narrow: true},
			{Label: "答卷", Numeric: true, Narrow: true},
			{Label: "一评", Numeric: true, Narrow: true},
			{Label: "二评", Numeric: true, Narrow: true},
			{Label: "复核", Numeric: true, Narrow: true},
			{Label: "状态", Narrow: true},
		}}}
	for _, q := range d.questions() {
		of := d.of(q)
		var rounds [4]int
		open := 0
		for _, a := range of {
			for _, m := range a.Marks {
				rounds[m.Round]++
			}
			if d.settled(a).Next != 0 {
				open++
			}
		}
		tag := ui.Tag{State: ui.Done, Label: "已评完"}
		if n := d.waiting(q, who); n > 0 {
			tag = ui.Tag{State: ui.Todo, Label: fmt.Sprintf("待您评 %d 份", n)}
		} else if open > 0 && d.moot() {
			tag = ui.Tag{State: ui.Idle, Label: "不再评"}
		} else if open > 0 {
			tag = ui.Tag{State: ui.Doing, Label: fmt.Sprintf("待他人评 %d 份", open)}
		}
		x.Table.Rows = append(x.Table.Rows, ui.Row{Href: questionPath(d.s.ID, q.paper, q.Position), Cells: []ui.Cell{
			{Text: fmt.Sprintf("%s　%s", d.place(q), q.Kind.Label()), Note: clip(q.Stem, 40)}, {Text: inPoints(q.Points)}, {Text: strconv.Itoa(len(of))},
			{Text: strconv.Itoa(rounds[1])}, {Text: strconv.Itoa(rounds[2])}, {Text: strconv.Itoa(rounds[3])}, {Tag: tag}}})
	}
	return x
}

// clip shortens a text to so many characters.
func clip(text string, n int) string {
	text = strings.Join(strings.Fields(text), " ")
	if r := []rune(text); len(r) > n {
		return string(r[:n]) + "……"
	}
	return text
}

// markersPanel tells how much each person has marked.
func (d markingData) markersPanel() staff.Panel {
	rounds := map[string]*[4]int{}
	var names []string
	for _, a := range d.answers {
		for _, m := range a.Marks {
			if rounds[m.Marker] == nil {
				rounds[m.Marker] = new([4]int)
				names = append(names, m.Marker)
			}
			rounds[m.Marker][m.Round]++
		}
	}
	slices.Sort(names)
	x := staff.Panel{Card: ui.Card{Title: "评阅人"}, Table: ui.Table{Caption: "评阅人", HideCaption: true,
		Columns: []ui.Column{
			{Label: "姓名"},
			{Label: "一评", Numeric: true},
			{Label: "二评", Numeric: true},
			{Label: "复核", Numeric: true},
			{Label: "合计", Numeric: true},
		}}}
	for _, name := range names {
		n := rounds[name]
		x.Table.Rows = append(
			x.Table.Rows,
			ui.Row{Cells: []ui.Cell{{Text: name}, {Text: strconv.Itoa(n[1])}, {Text: strconv.Itoa(n[2])}, {Text: strconv.Itoa(n[3])},
				{Text: strconv.Itoa(n[1] + n[2] + n[3])}}},
		)
	}
	return x
}

// mattersPanel lists objections and corrections that wait.
func mattersPanel(sittingID int64, matters []store.OpenExamMatter) staff.Panel {
	x := staff.Panel{Card: ui.Card{Title: "异议和更正"}}
	for _, m := range matters {
		label := m.Person + "提出成绩异议"
		if m.Kind == "correction" {
			label = m.Person + "的成绩更正等待另一人决定"
		}
		x.Tasks = append(x.Tasks, ui.Task{Label: label, Href: sheetPath(sittingID, m.EntryID) + "#" + m.Kind, Tag: ui.Tag{State: ui.Todo, Label: "待办"}})
	}
	return x
}
