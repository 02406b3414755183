package server

import (
	"fmt"
	"net/http"
	"strconv"
	"time"

	"github.com/a-h/templ"

	"renmian/internal/authz"
	"renmian/internal/calendar"
	"renmian/internal/errs"
	"renmian/internal/exam"
	"renmian/internal/store"
	"renmian/web/staff"
	"renmian/web/ui"
)

func entryPath(e store.Entry) string {
	return fmt.Sprintf("%s/entries/%d", sittingPath(e.SittingID), e.ID)
}

func entryTag(e store.Entry) ui.Tag {
	state := map[exam.EntryState]ui.State{exam.EntryWriting: ui.Doing, exam.EntrySignedIn: ui.Doing, exam.EntryHandedIn: ui.Done, exam.EntryAbsent: ui.Stop,
		exam.EntryCancelled: ui.Stop}[e.State]
	if state == "" {
		state = ui.Idle
	}
	return ui.Tag{State: state, Label: e.State.Label()}
}

// entryOf reads the candidate in the address.
func (s *Server) entryOf(r *http.Request) (d runData, e store.Entry, err error) {
	if d, err = s.runOf(r); err != nil {
		return d, e, err
	}
	id, err := pathID(r, "entry")
	if err != nil {
		return d, e, err
	}
	e, err = s.db.Entry(r.Context(), id)
	if err == nil && e.SittingID != d.s.ID {
		err = errs.New(errs.NotFound, "本场没有这名考生，请从考场页面重新进入。")
	}
	return d, e, err
}

// examEntry shows one candidate with what an invigilator may do.
func (s *Server) examEntry(w http.ResponseWriter, r *http.Request) error {
	return s.showExamEntry(w, r, http.StatusOK, typed{})
}

func (s *Server) showExamEntry(w http.ResponseWriter, r *http.Request, status int, t typed) error {
	d, e, err := s.entryOf(r)
	if err != nil {
		return err
	}
	if err := authz.Check(actor(r), authz.ViewExamRoom); err != nil {
		return err
	}
	progress, err := s.db.EntriesProgress(r.Context(), d.s.ID)
	if err != nil {
		return err
	}
	events, err := s.db.EventsOfEntry(r.Context(), e.ID, recordShown)
	if err != nil {
		return err
	}
	page := staff.BoardPage{Frame: s.frame(r, e.Person, examsCrumb, d.crumb(), ui.Link{Label: "考场", Href: boardPath(d.s.ID)}), Problems: t.problems,
		Heading: ui.Heading{Over: e.Place(), Title: e.Person, Tag: entryTag(e), Lead: e.Office}}
	page.Frame.Invalid = len(t.problems) > 0
	p := progress[e.ID]
	facts := ui.Summary{
		{Key: "签到", Value: orDash(minute(e.SignedInAt))},
		{Key: "试卷", Value: orDash(e.Label)},
		{Key: "已答", Value: strconv.Itoa(p.Answered) + " 题"},
		{Key: "交卷", Value: orDash(minute(e.HandedInAt))},
		{Key: "准考证", Value: orDash(minute(e.CodeAt))},
	}
	if !d.run.State.Over() && e.State == exam.EntryWriting {
		facts = append(facts, ui.Item{Key: "剩余时间", Value: clockWords(d.run.Left(e.Extra, s.db.Now()))}, ui.Item{Key: "最后联系", Value: minute(e.SeenAt)})
	}
	page.Panels = []staff.Panel{{Card: ui.Card{Title: "情况"}, Summary: facts}}
	if x := entryActs(d, e, s.db.Now(), t); len(x.Folded) > 0 || len(x.Forms) > 0 {
		page.Panels = append(page.Panels, x)
	}
	if len(events) > 0 {
		table := ui.Table{Caption: "考场记录", HideCaption: true, Columns: []ui.Column{{Label: "时间", Narrow: true}, {Label: "事项"}, {Label: "办理人", Narrow: true}}}
		for _, v := range events {
			table.Rows = append(table.Rows, ui.Row{
				Cells: []ui.Cell{{Text: v.At.In(calendar.Zone).Format("15:04:05")}, {Text: examEventLabels[v.Kind], Note: v.Note}, {Text: orDash(v.By)}},
			})
		}
		page.Panels = append(page.Panels, staff.Panel{Card: ui.Card{Title: "考场记录"}, Table: table})
	}
	return s.render(w, r, status, staff.Board(page))
}

// entryActs are the acts on one candidate that the state allows.
func entryActs(d runData, e store.Entry, now time.Time, t typed) staff.Panel {
	x := staff.Panel{Card: ui.Card{Title: "办理", ID: "acts"}}
	path := entryPath(e)
	if !e.State.Over() && !d.run.State.Over() {
		x.Folded = append(x.Folded, staff.PanelFold{Title: "重发准考证", Text: "原来的准考码作废，新的只显示一次。",
			Forms: []staff.PanelForm{{
				Form:    ui.Form{Action: sittingPath(d.s.ID) + "/admissions"},
				Fields:  []templ.Component{ui.Hidden{Name: "entry", Value: idText(e.ID)}},
				Buttons: []ui.Button{{Label: "重发准考证", Kind: ui.Plain}},
			}}})
	}
	plain := func(act, label string) {
		x.Forms = append(x.Forms, staff.PanelForm{Form: ui.Form{Action: path + "/" + act}, Buttons: []ui.Button{{Label: label, Kind: ui.Plain}}})
	}
	fold := func(act, title, text, label string, kind ui.Kind) {
		x.Folded = append(
			x.Folded,
			staff.PanelFold{Title: title, Text: text, Open: t.act == act, Forms: []staff.PanelForm{{Form: ui.Form{Action: path + "/" + act},
				Fields: []templ.Component{whyField(t, act, label)}, Buttons: []ui.Button{{Label: title, Kind: kind}}}}},
		)
	}
	switch d.run.State {
	case exam.RunEnded:
		if e.State == exam.EntryHandedIn {
			fold("cancel", "取消成绩", "考后查实违反考场纪律的，成绩锁定以前可以取消。答案保留备查。", "事由和依据", ui.Danger)
		}
		return x
	case exam.RunPlanned, exam.RunCancelled:
		return x
	}
	if e.MachineAsked != nil && !e.State.Over() {
		plain("allow", "同意换机")
		plain("refuse", "不同意换机")
	}
	if e.Failures > 0 && !e.State.Over() {
		plain("unlock", "解除准考码锁定")
	}
	if !e.State.Over() {
		x.Folded = append(x.Folded, staff.PanelFold{
			Title: "延长时间",
			Open:  t.act == "extend",
			Forms: []staff.PanelForm{{Form: ui.Form{Action: path + "/extend"}, Fields: extendFields(t, "extend"),
				Buttons: []ui.Button{{Label: "延长时间", Kind: ui.Plain}}}},
		})
	}
	switch e.State {
	case exam.EntryCalled:
		if e.AdmittedAt.IsZero() && d.run.RefusesAdmission(now) == "" {
			fold("admit", "同意迟到入场", "同意以后，考生凭准考证签到。考试结束时间不变；须补足时间的，另办“延长时间”。", "原因", ui.Plain)
		}
	case exam.EntryWriting:
		fold("warn", "警告", "警告写入考场记录，并显示在考生的屏幕上。", "事由", ui.Plain)
		fold("hand-in", "代为交卷", "考生离场等情况下收取已保存的答案，不能再作答。", "原因", ui.Plain)
		fold("cancel", "取消成绩", "违反考场纪律情节严重的，取消本场成绩。答案保留备查。", "事由和依据", ui.Danger)
	case exam.EntrySignedIn:
		fold("warn", "警告", "警告写入考场记录。", "事由", ui.Plain)
		fold("cancel", "取消成绩", "违反考场纪律情节严重的，取消本场成绩。", "事由和依据", ui.Danger)
	case exam.EntryHandedIn:
		fold("cancel", "取消成绩", "查实违反考场纪律的，取消本场成绩。答案保留备查。", "事由和依据", ui.Danger)
	}
	return x
}

// entryAct carries out an act on one candidate.
func (s *Server) entryAct(act, done string, do func(r *http.Request, sitting, entry int64) error) http.HandlerFunc {
	return s.handle(func(w http.ResponseWriter, r *http.Request) error {
		id, err := pathID(r, "id")
		if err != nil {
			return err
		}
		entry, err := pathID(r, "entry")
		if err != nil {
			return err
		}
		return s.answer(w, r, act, under(act, do(r, id, entry)), done, boardPath(id), s.showExamEntry)
	})
}

func (s *Server) allowMachine(r *http.Request, sitting, entry int64) error {
	return s.flow.AllowMachine(r.Context(), actor(r), sitting, entry)
}

func (s *Server) refuseMachine(r *http.Request, sitting, entry int64) error {
	return s.flow.RefuseMachine(r.Context(), actor(r), sitting, entry)
}

func (s *Server) unlockEntry(r *http.Request, sitting, entry int64) error {
	return s.flow.UnlockEntry(r.Context(), actor(r), sitting, entry)
}

// admitLate lets a candidate in who comes too late (同意迟到入场).
func (s *Server) admitLate(r *http.Request, sitting, entry int64) error {
	return s.flow.AdmitLate(r.Context(), actor(r), sitting, entry, r.PostFormValue("admit-why"))
}

func (s *Server) warnCandidate(r *http.Request, sitting, entry int64) error {
	return s.flow.WarnCandidate(r.Context(), actor(r), sitting, entry, r.PostFormValue("warn-why"))
}

func (s *Server) cancelEntry(r *http.Request, sitting, entry int64) error {
	return s.flow.CancelEntry(r.Context(), actor(r), sitting, entry, r.PostFormValue("cancel-why"))
}

func (s *Server) handInFor(r *http.Request, sitting, entry int64) error {
	return s.flow.HandInFor(r.Context(), actor(r), sitting, entry, r.PostFormValue("hand-in-why"))
}

func (s *Server) extendEntry(r *http.Request, sitting, entry int64) error {
	return s.flow.ExtendExam(r.Context(), actor(r), sitting, entry, formNumber(r, "extend-minutes"), r.PostFormValue("extend-why"))
}
