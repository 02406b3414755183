package server

import (
	"net/http"

	"github.com/a-h/templ"

	"renmian/internal/authz"
	"renmian/internal/document"
	"renmian/internal/store"
	"renmian/internal/supervision"
	"renmian/internal/workflow"
	"renmian/web/staff"
	"renmian/web/ui"
)

var opinionHeadings = []struct{ name, label string }{
	{"overall", "总体评价"},
	{"strengths", "主要成绩"},
	{"problems", "存在问题"},
	{"suggestions", "建议"},
	{"demands", "整改要求"},
	{"contact", "联系机构"},
}

func opinionText(o store.ReviewOpinion) map[string]string {
	return map[string]string{
		"overall":     o.Overall,
		"strengths":   o.Strengths,
		"problems":    o.Problems,
		"suggestions": o.Suggestions,
		"demands":     o.Demands,
		"contact":     o.Contact,
	}
}

// opinionPanel is the opinion on the reviewed: drafted, sent, acknowledged, answered.
func (x reviewView) opinionPanel() staff.Panel {
	p := staff.Panel{Card: ui.Card{Title: "评议意见书", ID: "opinion"}}
	text := opinionText(x.o)
	if x.o.Version == 0 {
		p.Text = []string{"评议意见书还没有起草。"}
	} else {
		for _, h := range opinionHeadings {
			if text[h.name] != "" {
				p.Summary = append(p.Summary, ui.Item{Key: h.label, Value: text[h.name]})
			}
		}
	}
	if !x.o.SentOn.IsZero() {
		p.Card.Tag = ui.Tag{State: ui.Doing, Label: "已发出"}
		p.Summary = append(p.Summary, ui.Item{Key: "发出", Value: x.o.Number, Note: x.o.SentOn.String() + "，请在" + x.o.AnswerDue.String() + "前答复"})
		p.Buttons = []ui.Button{{Label: "打印评议意见书", Kind: ui.Plain, Href: matterReviewPath(x.m.ID) + "/opinion"}}
	}
	if !x.o.ReceivedOn.IsZero() {
		p.Card.Tag = ui.Tag{State: ui.Doing, Label: "已签收"}
		p.Summary = append(p.Summary, ui.Item{Key: "签收", Value: x.o.ReceivedBy, Note: x.o.ReceivedOn.String()})
	}
	if !x.o.AnsweredOn.IsZero() {
		p.Card.Tag = ui.Tag{State: ui.Done, Label: "已答复"}
		p.Summary = append(p.Summary, ui.Item{Key: "答复", Value: x.o.Answer, Note: x.o.AnsweredBy + "，" + x.o.AnsweredOn.String()})
	}
	if x.o.SentOn.IsZero() && x.state.Phase == supervision.ReviewHeld && authz.Can(x.who, authz.WriteOpinion) {
		var fields []templ.Component
		for n, h := range opinionHeadings {
			fields = append(fields, x.area("opinion", h.name, h.label, text[h.name], 3, n > 3))
		}
		form := x.form("opinion", "保存评议意见书", ui.Plain, fields...)
		form.Form.Version = version(x.o.Version)
		p.Forms = append(p.Forms, form)
		if x.o.Version > 0 {
			p.Forms = append(p.Forms, x.sendForm())
		}
	}
	if !x.o.SentOn.IsZero() && !x.rectified && x.m.Open() && authz.Can(x.who, authz.OpenRectification) {
		p.Folded = []staff.PanelFold{{Title: "按评议意见发出整改要求", Open: x.t.act == "rectify", Text: "存在问题的每一行作为一个整改问题。",
			Forms: []staff.PanelForm{x.form("rectify", "发出整改要求", ui.Plain, x.rectifyDays("rectify")...)}}}
	}
	if x.mine && !x.o.SentOn.IsZero() && x.m.Open() {
		switch {
		case x.o.ReceivedOn.IsZero():
			p.Forms = append(p.Forms, x.form("receive", "签收", ui.Primary))
		case x.o.AnsweredOn.IsZero():
			p.Forms = append(p.Forms, x.form("answer", "提交答复", ui.Primary, x.area("answer", "answer", "对评议意见的答复", "", 6, false)))
		}
	}
	return p
}

// sendForm sends the opinion with the days by which it is answered and its problems are put right.
func (x reviewView) sendForm() staff.PanelForm {
	const act = "send"
	answer, _ := supervision.RectificationDays(x.today, x.rules)
	fields := []templ.Component{x.day(act, "answer_due", "答复期限", answer, false),
		ui.Check{Name: "rectify", Label: "同时按“存在问题”发出整改要求", Hint: "每一行作为一个整改问题，交评议对象逐一报整改方案和整改报告。", Checked: x.t.chosen(act, "rectify", "1", true)}}
	return x.form(act, "发出评议意见书", ui.Primary, append(fields, x.rectifyDays(act)...)...)
}

func (x reviewView) rectifyDays(act string) []templ.Component {
	plan, report := supervision.RectificationDays(x.today, x.rules)
	return []templ.Component{x.day(act, "plan_due", "整改方案期限", plan, true), x.day(act, "report_due", "整改报告期限", report, true)}
}

func (s *Server) writeReviewOpinion(r *http.Request, id int64, f *fields) error {
	return s.flow.WriteReviewOpinion(
		r.Context(),
		actor(r),
		id,
		store.ReviewOpinion{MatterID: id, Overall: f.value("overall"), Strengths: f.value("strengths"), Problems: f.value("problems"),
			Suggestions: f.value("suggestions"), Demands: f.value("demands"), Contact: f.value("contact"), Version: formVersion(r)},
	)
}

func (s *Server) sendReviewOpinion(r *http.Request, id int64, f *fields) error {
	x := readOpinionDays(f)
	return f.err(func() error { return s.flow.SendReviewOpinion(r.Context(), actor(r), id, x) })
}

func (s *Server) rectifyReviewOpinion(r *http.Request, id int64, f *fields) error {
	x := readOpinionDays(f)
	return f.err(func() error {
		_, err := s.flow.RectifyReviewOpinion(r.Context(), actor(r), id, x)
		return err
	})
}

func readOpinionDays(f *fields) workflow.OpinionDays {
	return workflow.OpinionDays{AnswerDue: f.day("answer_due"), Rectify: f.value("rectify") != "", PlanDue: f.day("plan_due"), ReportDue: f.day("report_due")}
}

func (s *Server) receiveReviewOpinion(r *http.Request, id int64, _ *fields) error {
	return s.flow.ReceiveReviewOpinion(r.Context(), actor(r), id)
}

func (s *Server) answerReviewOpinion(r *http.Request, id int64, f *fields) error {
	return s.flow.AnswerReviewOpinion(r.Context(), actor(r), id, f.value("answer"))
}

// reviewOpinionPaper is the opinion as a paper (评议意见书).
func (s *Server) reviewOpinionPaper(w http.ResponseWriter, r *http.Request) error {
	m, err := s.supervised(r, supervision.ReviewKinds...)
	if err != nil {
		return err
	}
	o, err := s.db.ReviewOpinion(r.Context(), m.ID)
	if err != nil {
		return err
	}
	state, err := s.flow.ReviewState(r.Context(), m)
	if err != nil {
		return err
	}
	county, err := s.county(r.Context())
	if err != nil {
		return err
	}
	if o.SentOn.IsZero() {
		return notYet
	}
	var parts []document.Promise
	text := opinionText(o)
	for _, h := range opinionHeadings {
		if text[h.name] != "" {
			parts = append(parts, document.Promise{Heading: h.label, Text: text[h.name]})
		}
	}
	return s.renderPapers(w, r, ui.Link{Label: m.Title, Href: matterReviewPath(m.ID)},
		document.ReviewOpinion(county, o.Number, state.Subject, m.Title, parts, o.SentOn, o.AnswerDue))
}
