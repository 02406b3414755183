package server

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"renmian/internal/authz"
	"renmian/internal/errs"
	"renmian/internal/store"
	"renmian/internal/workflow"
	"renmian/web/staff"
	"renmian/web/ui"
)

// questionData is one question with the answers to it, under numbers.
type questionData struct {
	markingData
	q paperQuestion
}

// questionOf reads the question in the address.
func (s *Server) questionOf(r *http.Request) (d questionData, err error) {
	paper, err := pathID(r, "paper")
	if err != nil {
		return d, err
	}
	position, err := pathID(r, "position")
	if err != nil {
		return d, err
	}
	if d.markingData, err = s.markingOf(r, paper, int(position)); err != nil {
		return d, err
	}
	questions := d.questions()
	k := slices.IndexFunc(questions, func(q paperQuestion) bool { return q.paper == paper && q.Position == int(position) })
	if k < 0 {
		return d, errs.New(errs.NotFound, "没有这道须由人评阅的题目，请从阅卷页面重新进入。")
	}
	d.q = questions[k]
	return d, nil
}

func (d questionData) path() string { return questionPath(d.s.ID, d.q.paper, d.q.Position) }

func (d questionData) title() string {
	return fmt.Sprintf("%s　%s（%s 分）", d.place(d.q), d.q.Kind.Label(), inPoints(d.q.Points))
}

func (d questionData) crumbs() []ui.Link {
	return []ui.Link{examsCrumb, d.crumb(), {Label: "阅卷", Href: markingPath(d.s.ID)}}
}

// next is the first answer after a sheet that waits for this person, round to the first; 0 for none.
func (d questionData) next(after int, who authz.Actor) int {
	for _, past := range []bool{true, false} {
		for _, a := range d.answers {
			if (a.Sheet > after) == past && a.Sheet != after && d.waitsFor(a, who) {
				return a.Sheet
			}
		}
	}
	return 0
}

// markQuestion lists the answers to a question under their numbers.
func (s *Server) markQuestion(w http.ResponseWriter, r *http.Request) error {
	d, err := s.questionOf(r)
	if err != nil {
		return err
	}
	who := actor(r)
	page := staff.BoardPage{Heading: ui.Heading{Over: "阅卷", Title: d.title(), Lead: d.q.Stem}}
	list := staff.Panel{Card: ui.Card{Title: fmt.Sprintf("答卷（%d 份）", len(d.answers))}, Table: ui.Table{Caption: "答卷", HideCaption: true, Empty: "没有人作答，不须评阅。",
		Columns: []ui.Column{
			{Label: "编号"},
			{Label: "字数", Numeric: true, Narrow: true},
			{Label: "您的评分", Numeric: true, Narrow: true},
			{Label: "状态", Narrow: true},
		}}}
	for _, a := range d.answers {
		row := ui.Row{
			Href:  fmt.Sprintf("%s/%d", d.path(), a.Sheet),
			Cells: []ui.Cell{{Text: strconv.Itoa(a.Sheet)}, {Text: strconv.Itoa(len([]rune(a.Text)))}, {}, {}},
		}
		if m, ok := ownMark(a, who); ok {
			row.Cells[2].Text = inPoints(m.Points)
		}
		switch {
		case d.settled(a).Next == 0:
			row.Cells[3].Tag = ui.Tag{State: ui.Done, Label: "已评完"}
		case d.waitsFor(a, who):
			row.Cells[3].Tag = ui.Tag{State: ui.Todo, Label: "待您评"}
		case d.moot():
			row.Cells[3].Tag = ui.Tag{State: ui.Idle, Label: "不再评"}
		default:
			row.Cells[3].Tag = ui.Tag{State: ui.Doing, Label: "待他人评"}
		}
		list.Table.Rows = append(list.Table.Rows, row)
	}
	if n := d.next(0, who); n != 0 {
		list.Buttons = []ui.Button{{Label: "开始评阅", Href: fmt.Sprintf("%s/%d", d.path(), n)}}
	} else {
		list.Buttons = []ui.Button{{Label: "返回阅卷", Href: markingPath(d.s.ID), Kind: ui.Plain}}
	}
	page.Panels = []staff.Panel{list, d.keyPanel()}
	page.Frame = s.frame(r, d.title(), d.crumbs()...)
	return s.render(w, r, http.StatusOK, staff.Board(page))
}

func ownMark(a store.MarkedAnswer, who authz.Actor) (store.ExamMark, bool) {
	k := slices.IndexFunc(a.Marks, func(m store.ExamMark) bool { return m.MarkerID == who.AccountID })
	if k < 0 {
		return store.ExamMark{}, false
	}
	return a.Marks[k], true
}

// keyPanel shows the marking points with what each is worth in this question.
func (d questionData) keyPanel() staff.Panel {
	x := staff.Panel{Card: ui.Card{Title: "评分要点"}}
	if points, ok := d.q.MarkingPoints(); ok {
		x.Table = ui.Table{Caption: "评分要点", HideCaption: true, Columns: []ui.Column{{Label: "要点"}, {Label: "分值", Numeric: true, Narrow: true}}}
		for _, p := range points {
			x.Table.Rows = append(x.Table.Rows, ui.Row{Cells: []ui.Cell{{Text: p.Text}, {Text: inPoints(p.Points)}}})
		}
	} else {
		x.Prose = d.q.Key
	}
	x.Summary = ui.Summary{{Key: "依据", Value: d.q.Cites}}
	if d.q.Note != "" {
		x.Summary = append(x.Summary, ui.Item{Key: "说明", Value: d.q.Note})
	}
	return x
}

// nextAnswer leads to the next answer of a question that waits for this person.
func (s *Server) nextAnswer(w http.ResponseWriter, r *http.Request) error {
	d, err := s.questionOf(r)
	if err != nil {
		return err
	}
	if n := d.next(0, actor(r)); n != 0 {
		return seeOther(w, r, fmt.Sprintf("%s/%d", d.path(), n))
	}
	return seeOther(w, r, markingPath(d.s.ID))
}

// markPage shows one answer to be marked, not whose it is nor what another gave.
func (s *Server) markPage(w http.ResponseWriter, r *http.Request) error {
	return s.showMark(w, r, http.StatusOK, typed{})
}

func (s *Server) showMark(w http.ResponseWriter, r *http.Request, status int, t typed) error {
	d, err := s.questionOf(r)
	if err != nil {
		return err
	}
	sheet, err := pathID(r, "sheet")
	if err != nil {
		return err
	}
	k := slices.IndexFunc(d.answers, func(a store.MarkedAnswer) bool { return a.Sheet == int(sheet) })
	if k < 0 {
		return errs.New(errs.NotFound, "查无这份答案，请从阅卷页面重新进入。")
	}
	a, who := d.answers[k], actor(r)
	page := staff.BoardPage{
		Problems: t.problems,
		Heading:  ui.Heading{Over: d.title(), Title: fmt.Sprintf("%d 号答卷", a.Sheet), Lead: fmt.Sprintf("共 %d 份", len(d.answers))},
	}
	page.Panels = []staff.Panel{{Card: ui.Card{Title: "题目"}, Text: []string{d.q.Stem}},
		{Card: ui.Card{Title: "作答", Tag: ui.Tag{State: ui.Idle, Label: fmt.Sprintf("%d 字", len([]rune(a.Text)))}}, Prose: strings.Split(a.Text, "\n")}}
	page.Aside = []staff.Panel{d.markForm(a, who, t), d.keyPanel()}
	page.Frame = s.frame(r, page.Heading.Title, append(d.crumbs(), ui.Link{Label: fmt.Sprintf("第 %d 题", d.q.Position), Href: d.path()})...)
	page.Frame.Invalid = len(t.problems) > 0
	return s.render(w, r, status, staff.Board(page))
}

// markForm takes the points, where this person may give them.
func (d questionData) markForm(a store.MarkedAnswer, who authz.Actor, t typed) staff.Panel {
	const act = "mark"
	x := staff.Panel{Card: ui.Card{Title: "评分"}}
	own, mine := ownMark(a, who)
	last := len(a.Marks) > 0 && a.Marks[len(a.Marks)-1].MarkerID == who.AccountID
	back := ui.Button{Label: "返回", Href: d.path(), Kind: ui.Plain}
	switch {
	case d.state.Locked:
		x.Text = []string{"成绩已经锁定，不能再评。"}
	case d.moot():
		x.Text = []string{mootWords}
	case d.waitsFor(a, who) || last:
		points, note := "", ""
		if mine {
			points, note = inPoints(own.Points), own.Note
		}
		if d.settled(a).Next == 3 {
			x.Text = []string{"两人评分相差较大，请您独立评阅，以您的评分为准。"}
		}
		x.Forms = []staff.PanelForm{{Form: ui.Form{Action: fmt.Sprintf("%s/%d", d.path(), a.Sheet), Guard: true},
			Fields: []templ.Component{
				t.text(act, ui.Text{Name: "points", Label: "得分", Type: ui.Number, Min: "0", Max: inPoints(d.q.Points), Step: "0.1", Width: ui.Short,
					Unit: "分，满分 " + inPoints(d.q.Points)}, points),
				t.area(act, ui.Area{Name: "note", Label: "评语", Hint: "写明扣分处，供复核和答复异议时查考。", Rows: 3, Optional: true, MaxLength: 500}, note)},
			Buttons: []ui.Button{{Label: "保存，评下一份"}, back}}}
		return x
	case mine:
		x.Text = []string{"您给了 " + inPoints(own.Points) + " 分；另一人已评，不能再改。"}
	default:
		x.Text = []string{"这份答案已经评完。"}
	}
	x.Buttons = []ui.Button{back}
	return x
}

// markAnswer gives an answer its points (评阅主观题) and leads to the next.
func (s *Server) markAnswer(w http.ResponseWriter, r *http.Request) error {
	d, err := s.questionOf(r)
	if err != nil {
		return err
	}
	sheet, err := pathID(r, "sheet")
	if err != nil {
		return err
	}
	f := typedIn(r)
	x := workflow.MarkForm{PaperID: d.q.paper, Position: d.q.Position, Sheet: int(sheet), Points: f.points("points"), Note: f.value("note")}
	err = f.err(func() error { return s.flow.MarkAnswer(r.Context(), actor(r), d.s.ID, x) })
	to, done := d.path(), "第 "+strconv.Itoa(d.q.Position)+" 题已没有等您评阅的答案。"
	if n := d.next(int(sheet), actor(r)); n != 0 {
		to, done = fmt.Sprintf("%s/%d", d.path(), n), ""
	}
	return s.answer(w, r, "mark", err, done, to, s.showMark)
}

// points reads a number of points.
func (f *fields) points(name string) float64 {
	points, err := decimal(f.value(name))
	if err != nil {
		f.wrong(name, "请填数字，至多一位小数，如 8.5。")
	}
	return points
}
