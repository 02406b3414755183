package server

import (
	"fmt"
	"net/http"
	"slices"

	"github.com/a-h/templ"

	"renmian/internal/errs"
	"renmian/internal/exam"
	"renmian/internal/store"
	"renmian/web/staff"
	"renmian/web/ui"
)

// runData is an exam on computers as its pages need it.
type runData struct {
	sittingData
	run     store.ExamRun
	rooms   []store.ExamRoom
	entries []store.Entry
	papers  []store.RunPaper
	ready   exam.Ready
}

func (s *Server) runOf(r *http.Request) (d runData, err error) {
	if d.sittingData, err = s.sittingOf(r); err != nil {
		return d, err
	}
	if !d.s.Computer() {
		return d, errs.New(errs.NotFound, "这一场不是机考，没有考场页面。请从考试场次页面重新进入。")
	}
	return d, s.readRun(r, &d)
}

func (s *Server) readRun(r *http.Request, d *runData) (err error) {
	ctx := r.Context()
	if d.run, err = s.db.ExamRun(ctx, d.s.ID); err != nil {
		return err
	}
	if d.rooms, err = s.db.ExamRooms(ctx, d.s.ID); err != nil {
		return err
	}
	if d.entries, err = s.db.Entries(ctx, d.s.ID); err != nil {
		return err
	}
	if d.papers, err = s.db.RunPapers(ctx, d.s.ID); err != nil {
		return err
	}
	d.ready, err = s.flow.Readiness(ctx, s.db, d.s.ID)
	return err
}

func runTag(s exam.RunState) ui.Tag {
	switch s {
	case exam.RunPlanned:
		return ui.Tag{State: ui.Todo, Label: s.Label()}
	case exam.RunEnded:
		return ui.Tag{State: ui.Done, Label: s.Label()}
	case exam.RunCancelled:
		return ui.Tag{State: ui.Stop, Label: s.Label()}
	}
	return ui.Tag{State: ui.Doing, Label: s.Label()}
}

// arranging reports whether rooms, seats, papers and the list may still be changed.
func (d runData) arranging() bool {
	return d.run.State == exam.RunPlanned || d.run.State == exam.RunOpen
}

// showRun shows an exam on computers: what is arranged, and what is still to be.
func (s *Server) showRun(w http.ResponseWriter, r *http.Request, status int, sitting sittingData, due []dueCase, t typed) error {
	d := runData{sittingData: sitting}
	if err := s.readRun(r, &d); err != nil {
		return err
	}
	path := sittingPath(d.s.ID)
	page := staff.BoardPage{Frame: s.frame(r, d.s.Number+"场考试", examsCrumb), Problems: t.problems,
		Heading: ui.Heading{Over: "场次 " + d.s.Number + " · 机考", Title: "任前法律考试", Tag: runTag(d.run.State), Lead: d.s.HeldOn.String() + " " + d.s.StartsAt}}
	page.Frame.Invalid = len(t.problems) > 0
	facts := staff.Panel{Card: ui.Card{Title: "考试安排"}, Summary: ui.Summary{{Key: "地点", Value: d.s.Place},
		{Key: "时长", Value: fmt.Sprintf("%d 分钟", d.run.Minutes), Note: bookWords(d.s.OpenBook) + yesNo(d.run.OneByOne, "，逐题显示", "，全卷显示")},
		{Key: "监考", Value: d.s.Invigilators}, {Key: "安排", Value: d.s.CreatedBy}}}
	if d.run.State == exam.RunCancelled {
		facts.Summary = append(facts.Summary, ui.Item{Key: "取消原因", Value: d.run.CancelledWhy})
	} else {
		facts.Buttons = append(facts.Buttons, ui.Button{Label: "进入考场", Href: path + "/room", Kind: kindIf(d.run.State.Over())})
	}
	if !d.run.OpenedAt.IsZero() && d.run.State.Over() {
		facts.Buttons = append(facts.Buttons, ui.Button{Label: "打印考场记录", Href: path + "/room/record", Kind: ui.Plain})
	}
	if d.run.State == exam.RunPlanned {
		facts.Buttons = append(facts.Buttons, ui.Button{Label: "修改安排", Href: path + "/edit", Kind: ui.Plain})
	}
	page.Panels = append(page.Panels, facts)
	if d.arranging() {
		if reasons := exam.StartBlockers(exam.Run{State: exam.RunOpen}, d.ready); len(reasons) > 0 {
			facts := &page.Panels[0]
			facts.Blockers.Title = "开考前还要办"
			for _, x := range reasons {
				facts.Blockers.Reasons = append(facts.Blockers.Reasons, ui.Reason{Text: x})
			}
		}
	}
	rooms, err := s.roomPanel(r, d, t)
	if err != nil {
		return err
	}
	papers, err := s.papersPanel(r, d, t)
	if err != nil {
		return err
	}
	marking, err := s.markingEntry(r, sitting)
	if err != nil {
		return err
	}
	if _, confirmed := sitting.count(); confirmed > 0 && len(marking) > 0 {
		marking[0].Buttons = append(marking[0].Buttons, ui.Button{Label: "打印成绩单", Href: path + "/scores", Kind: ui.Plain})
	}
	page.Panels = append(append(marking, page.Panels...), d.seatPanel(t), rooms, papers)
	if d.arranging() {
		if x := d.listPanel(due, t); len(x.Folded) > 0 {
			page.Panels = append(page.Panels, x)
		}
	}
	if !d.run.State.Over() {
		page.Panels = append(page.Panels, staff.Panel{Card: ui.Card{Title: "取消本场"}, Folded: []staff.PanelFold{{Title: "取消考试场次", Open: t.act == "cancel",
			Text: "取消以后本场不算数，已作答的内容保留备查，考生可以另行安排。",
			Forms: []staff.PanelForm{{
				Form:    ui.Form{Action: path + "/cancel"},
				Fields:  []templ.Component{whyField(t, "cancel", "原因")},
				Buttons: []ui.Button{{Label: "取消本场考试", Kind: ui.Danger}},
			}}}}})
	}
	return s.render(w, r, status, staff.Board(page))
}

func whyField(t typed, act, label string) ui.Text {
	name := act + "-why"
	return t.text(act, ui.Text{Name: name, Label: label, Width: ui.Wide}, "")
}

// seatPanel lists the candidates with their seats and slips.
func (d runData) seatPanel(t typed) staff.Panel {
	path := sittingPath(d.s.ID)
	x := staff.Panel{
		Card: ui.Card{Title: fmt.Sprintf("考生和座位（%d 人）", len(d.all)), ID: "candidates"},
		Table: ui.Table{Caption: "考生和座位", HideCaption: true, Empty: "还没有考生。",
			Columns: []ui.Column{
				{Label: "姓名"},
				{Label: "拟任职务"},
				{Label: "试卷", Narrow: true},
				{Label: "座位"},
				{Label: "准考证", Narrow: true},
				{Label: "情况", Narrow: true},
			}},
	}
	unprinted := 0
	for _, c := range d.all {
		cells := []ui.Cell{{Text: listName(c.Person, c.Sex)}, {Text: c.Office}, {Text: c.Group.Label()}, {Text: "未排座"}, {}, {}}
		row := ui.Row{Href: casePath(c.CaseID) + "/exam", Cells: cells}
		if k := slices.IndexFunc(d.entries, func(e store.Entry) bool { return e.CaseID == c.CaseID }); k >= 0 {
			e := d.entries[k]
			row.Href = entryPath(e)
			cells[3].Text = e.Place()
			cells[4].Text = "未打印"
			if !e.CodeAt.IsZero() {
				cells[4].Text = "已打印"
			} else {
				unprinted++
			}
			cells[5].Tag = entryTag(e)
		}
		x.Table.Rows = append(x.Table.Rows, row)
	}
	if !d.arranging() {
		return x
	}
	seats := staff.PanelForm{
		Form: ui.Form{Action: path + "/seats"},
		Fields: []templ.Component{ui.Radios{Name: "order", Label: "排座方法", Inline: true, Options: []ui.Option{
			{Value: "lot", Label: "抽签排座", Chosen: true}, {Value: "list", Label: "按名单次序"}}}},
	}
	switch {
	case d.ready.Unseated > 0:
		seats.Buttons = []ui.Button{{Label: fmt.Sprintf("给 %d 名考生排座", d.ready.Unseated), Kind: ui.Plain}}
		x.Forms = append(x.Forms, seats)
	case d.run.State == exam.RunPlanned && len(d.entries) > 0:
		seats.Fields = append(seats.Fields, ui.Hidden{Name: "anew", Value: "1"})
		seats.Buttons = []ui.Button{{Label: "全部重新排座", Kind: ui.Plain}}
		x.Folded = append(x.Folded, staff.PanelFold{Title: "重新排座", Text: "已打印的准考证作废，须重新打印。", Forms: []staff.PanelForm{seats}})
	}
	if unprinted > 0 {
		x.Forms = append(x.Forms,
			staff.PanelForm{Form: ui.Form{Action: path + "/admissions"}, Buttons: []ui.Button{{Label: fmt.Sprintf("打印准考证（%d 份）", unprinted), Kind: ui.Plain}}})
	}
	return x
}
