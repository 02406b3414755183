package server

import (
	"net/http"

	"github.com/a-h/templ"

	"renmian/internal/authz"
	"renmian/internal/workflow"
	"renmian/web/staff"
	"renmian/web/ui"
)

// dutyAct carries out one act on a report and shows it again.
func (s *Server) dutyAct(w http.ResponseWriter, r *http.Request, act, done string, do func(id int64, f *fields) error) error {
	id, err := pathID(r, "id")
	if err != nil {
		return err
	}
	return s.answer(w, r, act, do(id, typedIn(r)), done, workflow.DutyPath(id), s.showDuty)
}

// reviewDuty gives the committee's opinion (审查述职报告).
func (s *Server) reviewDuty(w http.ResponseWriter, r *http.Request) error {
	return s.dutyAct(w, r, "review", "审查意见已登记。", func(id int64, f *fields) error {
		return s.flow.ReviewDuty(r.Context(), actor(r), id, unixLines(f.value("opinion")))
	})
}

// returnDuty sends a report back (退回补充).
func (s *Server) returnDuty(w http.ResponseWriter, r *http.Request) error {
	return s.dutyAct(w, r, "return", "已退回补充。", func(id int64, f *fields) error {
		by := f.day("by")
		return f.err(func() error { return s.flow.ReturnDuty(r.Context(), actor(r), id, unixLines(f.value("reason")), by) })
	})
}

// urgeOne urges one appointee (催交).
func (s *Server) urgeOne(w http.ResponseWriter, r *http.Request) error {
	return s.dutyAct(w, r, "urge", "已登记催交，本人和所在机关的工作台会提示。", func(id int64, f *fields) error {
		return s.flow.UrgeDuty(r.Context(), actor(r), []int64{id}, f.value("how"), f.value("note"))
	})
}

// enterDuty records a report on paper (登记书面述职报告).
func (s *Server) enterDuty(w http.ResponseWriter, r *http.Request) error {
	x, err := s.dutyOf(r)
	if err != nil {
		return err
	}
	file, err := upload(r, "file")
	if err != nil {
		return err
	}
	sections, answers := readDutyForm(r, x.d)
	return s.dutyAct(w, r, "paper", "书面报告已登记。", func(id int64, _ *fields) error {
		return s.flow.EnterDuty(r.Context(), actor(r), id, sections, answers, file)
	})
}

// recordOral records the oral report and what was said (登记口头述职和审议情况).
func (s *Server) recordOral(w http.ResponseWriter, r *http.Request) error {
	return s.dutyAct(w, r, "oral", "审议情况已登记。", func(id int64, f *fields) error {
		x := workflow.OralForm{
			HeldOn:       f.day("held_on"),
			Achievements: unixLines(f.value("achievements")),
			Shortcomings: unixLines(f.value("shortcomings")),
			Suggestions:  unixLines(f.value("suggestions")),
		}
		return f.err(func() error { return s.flow.RecordOral(r.Context(), actor(r), id, x) })
	})
}

// excusePage asks before somebody is let off.
func (s *Server) excusePage(w http.ResponseWriter, r *http.Request) error {
	return s.showExcuse(w, r, http.StatusOK, typed{})
}

func (s *Server) showExcuse(w http.ResponseWriter, r *http.Request, status int, t typed) error {
	if err := authz.Check(actor(r), authz.ExcuseDuty); err != nil {
		return err
	}
	x, err := s.dutyOf(r)
	if err != nil {
		return err
	}
	page := staff.RegisterFormPage{
		Frame:    s.frame(r, "免予提交", supervisionCrumb, dutyCrumb, dutyCallCrumb(x.d.Year), ui.Link{Label: x.m.Title, Href: x.path()}),
		Problems: t.problems,
		Heading:  ui.Heading{Over: x.m.Title, Title: "免予提交述职报告"},
		Warning:  []string{"免予提交后本事项办结，不能恢复，也不计入应提交人数。"},
		Form:     ui.Form{Action: x.path() + "/excuse"},
		Button:   ui.Button{Label: "免予提交", Kind: ui.Danger},
		Back:     x.path(),
		Groups: []staff.RegisterFields{{
			Fields: []templ.Component{
				t.area("excuse", ui.Area{Name: "reason", Label: "理由", Rows: 3}, ""),
			},
		}},
	}
	page.Frame.Invalid = len(t.problems) > 0
	return s.render(w, r, status, staff.RegisterForm(page))
}

// excuseDuty lets somebody off (准予免交).
func (s *Server) excuseDuty(w http.ResponseWriter, r *http.Request) error {
	id, err := pathID(r, "id")
	if err != nil {
		return err
	}
	return s.answer(w, r, "excuse", s.flow.ExcuseDuty(r.Context(), actor(r), id, r.PostFormValue("reason")), "已准予免交。", workflow.DutyPath(id), s.showExcuse)
}
