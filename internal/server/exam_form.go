package server

import (
	"fmt"
	"net/http"
	"strconv"

	"github.com/a-h/templ"

	"renmian/internal/authz"
	"renmian/internal/store"
	"renmian/internal/workflow"
	"renmian/web/staff"
	"renmian/web/ui"
)

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
		t.text(act, ui.Text{Name: "held_on", Label: "考试日期", Type: ui.Date, Width: ui.Medium}, x.HeldOn.ISO()),
		t.text(act, ui.Text{Name: "starts_at", Label: "开始时间", Type: ui.Time, Width: ui.Medium, Optional: true}, x.StartsAt),
		t.text(act, ui.Text{Name: "place", Label: "考试地点", Width: ui.Wide}, x.Place),
		ui.Check{Name: "open_book", Label: "开卷考试", Checked: t.chosen(act, "open_book", "1", x.OpenBook)},
	}
	onPaper := []templ.Component{
		t.text(act, ui.Text{Name: "paper", Label: "试卷", Hint: "纸笔考试填写，如政府类 A 卷；抽签定卷的写明卷号。", Width: ui.Wide, Optional: old == nil}, x.Paper),
		t.text(act, ui.Text{Name: "invigilators", Label: "监考人员", Hint: "纸笔考试填写，不少于两人。", Width: ui.Wide, Optional: old == nil}, x.Invigilators)}
	onComputer := []templ.Component{
		t.text(act,
			ui.Text{Name: "minutes", Label: "考试时长", Hint: "机考填写。", Type: ui.Number, Unit: "分钟", Width: ui.Short, Min: "10", Max: "300", Optional: old == nil},
			strconv.Itoa(minutes)),
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
		OpenBook: f.yes(
			"open_book",
		), Invigilators: f.value("invigilators"), Computer: f.value("mode") == "computer", Minutes: f.number("minutes"), OneByOne: f.yes("one_by_one")}
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
