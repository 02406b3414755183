package server

import (
	"fmt"
	"net/http"
	"strconv"

	"renmian/internal/authz"
	"renmian/internal/document"
	"renmian/internal/errs"
	"renmian/internal/supervision"
	"renmian/internal/workflow"
	"renmian/web/staff"
	"renmian/web/ui"
)

// inquiryAnswers is where the answers are written down at the meeting, a question after the other.
func (s *Server) inquiryAnswers(w http.ResponseWriter, r *http.Request) error {
	return s.showInquiryAnswers(w, r, http.StatusOK, typed{})
}

func (s *Server) showInquiryAnswers(w http.ResponseWriter, r *http.Request, status int, t typed) error {
	if err := authz.Check(actor(r), authz.RecordAnswer); err != nil {
		return err
	}
	m, err := s.supervised(r, supervision.SpecialInquiry)
	if err != nil {
		return err
	}
	if m.Stage != supervision.InquiryNotified {
		return errs.New(errs.Conflict, "询问已经登记或者还没有通知，不在这里记录答复。")
	}
	questions, err := s.db.InquiryQuestions(r.Context(), m.ID)
	if err != nil {
		return err
	}
	notices, err := s.db.InquiryNotices(r.Context(), m.ID)
	if err != nil {
		return err
	}
	page := staff.BoardPage{
		Frame:    s.frame(r, "记录答复", supervisionCrumb, inquiriesCrumb, ui.Link{Label: m.Title, Href: questioningPath(m.ID)}),
		Problems: t.problems,
		Heading:  ui.Heading{Over: m.Title, Title: "记录答复"},
	}
	asked, _ := strconv.ParseInt(r.URL.Query().Get("question"), 10, 64)
	if t.act != "" {
		asked = formID(r, "question")
	}
	answered := 0
	table := ui.Table{
		Caption:     "问题",
		HideCaption: true,
		Columns:     []ui.Column{{Label: "序号", Narrow: true}, {Label: "问题"}, {Label: "应询单位"}, {Label: "记录", Narrow: true}},
	}
	now := -1
	for i, q := range questions {
		tag := ui.Tag{State: ui.Todo, Label: "待记录"}
		if q.Answer != "" {
			tag = ui.Tag{State: ui.Done, Label: "已记录"}
			answered++
		}
		if q.ID == asked || asked == 0 && now < 0 && q.Answer == "" {
			now = i
		}
		table.Rows = append(table.Rows, ui.Row{
			Href:  withQuery(questioningPath(m.ID)+"/answers", "question", idText(q.ID)),
			Cells: []ui.Cell{{Text: fmt.Sprintf("第 %d 个", i+1)}, {Text: q.Text, Note: q.Asker}, {Text: q.Organ}, {Tag: tag}},
		})
	}
	page.Heading.Lead = fmt.Sprintf("共 %d 个问题，已记录 %d 个。", len(questions), answered)
	if now >= 0 {
		q := questions[now]
		answerer, further := q.Answerer, ""
		for _, n := range notices {
			if n.OrganID == q.OrganID && answerer == "" {
				answerer = n.Answerer
			}
		}
		for _, f := range q.FollowUps {
			further += f.Asker + "，" + f.Question + "，" + f.Answer + "\n"
		}
		p := actPanel(
			fmt.Sprintf("第 %d 个问题", now+1),
			questioningPath(m.ID)+"/answers",
			nil,
			ui.Button{Label: "保存，记录下一个"},
			ui.Hidden{Name: "question", Value: idText(q.ID)},
			t.text("answer", ui.Text{Name: "answerer", Label: "应询人", Width: ui.Wide}, answerer),
			t.area("answer", ui.Area{Name: "answer", Label: "答复", Rows: 6}, q.Answer),
			t.area("answer", ui.Area{Name: "follow_ups", Label: "追问", Hint: "每行一条：追问人，追问，答复。", Optional: true, Rows: 3}, further),
		)
		p.Summary = ui.Summary{{Key: "问题", Value: q.Text}, {Key: "询问人", Value: q.Asker}, {Key: "应询单位", Value: q.Organ}}
		page.Panels = append(page.Panels, p)
	} else {
		page.Panels = append(page.Panels, staff.Panel{Text: []string{"全部问题已经记录，请返回登记询问情况。"}, Buttons: []ui.Button{{Label: "登记询问情况", Href: questioningPath(m.ID) + "#hold"}}})
	}
	page.Panels = append(page.Panels, staff.Panel{Card: ui.Card{Title: "全部问题"}, Table: table})
	page.Frame.Invalid = len(t.problems) > 0
	return s.render(w, r, status, staff.Board(page))
}

// recordInquiryAnswer writes an answer down and goes on to the next question (记录答复).
func (s *Server) recordInquiryAnswer(w http.ResponseWriter, r *http.Request) error {
	id, err := pathID(r, "id")
	if err != nil {
		return err
	}
	f := typedIn(r)
	x := workflow.InquiryAnswerForm{QuestionID: f.id("question"), Answerer: f.value("answerer"), Answer: f.value("answer"), FollowUps: f.value("follow_ups")}
	err = f.err(func() error { return s.flow.RecordInquiryAnswer(r.Context(), actor(r), id, x) })
	return s.answer(w, r, "answer", err, "", questioningPath(id)+"/answers", s.showInquiryAnswers)
}

// dropQuestion takes a question out (删去问题).
func (s *Server) dropQuestion(w http.ResponseWriter, r *http.Request) error {
	id, err := pathID(r, "id")
	if err != nil {
		return err
	}
	q, err := pathID(r, "question")
	if err != nil {
		return err
	}
	err = s.flow.DropQuestion(r.Context(), actor(r), id, q)
	return s.answer(w, r, "drop", err, "已删去。", questioningPath(id)+"#question-list", s.showQuestioning)
}

// inquiryPaper prints the plan with its questions, and what was answered.
func (s *Server) inquiryPaper(w http.ResponseWriter, r *http.Request) error {
	m, err := s.supervised(r, supervision.SpecialInquiry)
	if err != nil {
		return err
	}
	x, err := s.db.SpecialInquiry(r.Context(), m.ID)
	if err != nil {
		return err
	}
	questions, err := s.db.InquiryQuestions(r.Context(), m.ID)
	if err != nil {
		return err
	}
	county, err := s.county(r.Context())
	if err != nil {
		return err
	}
	d := document.Inquiry{
		Title:      x.Title,
		Reason:     x.Reason,
		Form:       x.Form.Label(),
		PlannedOn:  x.PlannedOn,
		Scope:      x.SurveyScope,
		Content:    x.SurveyContent,
		SurveyDue:  x.SurveyDue,
		Units:      m.Organs,
		HeldOn:     x.HeldOn,
		Minutes:    x.Minutes,
		PresidedBy: x.PresidedBy,
		Present:    x.Present,
	}
	for _, q := range questions {
		y := document.InquiryQuestion{Asker: q.Asker, Unit: q.Organ, Text: q.Text, Answerer: q.Answerer, Answer: q.Answer}
		for _, f := range q.FollowUps {
			y.Further = append(y.Further, [3]string{f.Asker, f.Question, f.Answer})
		}
		d.Questions = append(d.Questions, y)
	}
	return s.renderPapers(w, r, ui.Link{Label: m.Title, Href: questioningPath(m.ID)}, d.Paper(county))
}
