package server

import (
	"cmp"
	"fmt"
	"net/http"
	"strconv"

	"github.com/a-h/templ"

	"renmian/internal/appointment"
	"renmian/internal/authz"
	"renmian/internal/calendar"
	"renmian/internal/document"
	"renmian/internal/errs"
	"renmian/internal/policy"
	"renmian/internal/store"
	"renmian/internal/workflow"
	"renmian/web/staff"
	"renmian/web/ui"
)

func commitmentPath(caseID int64) string { return casePath(caseID) + "/commitment" }

// commitmentData is what the page of a case's commitment shows.
type commitmentData struct {
	c       appointment.Case
	policy  policy.Policy
	filed   []store.Commitment
	draft   store.CommitmentDraft
	account bool // the nominee can sign in
}

func (s *Server) commitmentOf(r *http.Request) (d commitmentData, err error) {
	if err := authz.Check(actor(r), authz.ViewCommitment); err != nil {
		return d, err
	}
	id, err := pathID(r, "id")
	if err != nil {
		return d, err
	}
	if d.c, d.policy, err = s.visibleCase(r, id); err != nil {
		return d, err
	}
	if d.filed, err = s.db.Commitments(r.Context(), id); err != nil {
		return d, err
	}
	d.account, err = s.db.PersonHasAccount(r.Context(), d.c.Person.ID)
	return d, err
}

// commitmentPage shows a nominee's commitment to staff (供职承诺).
func (s *Server) commitmentPage(w http.ResponseWriter, r *http.Request) error {
	return s.showCommitment(w, r, http.StatusOK, typed{})
}

func (s *Server) showCommitment(w http.ResponseWriter, r *http.Request, status int, t typed) error {
	t = t.lostFile(r, "file")
	d, err := s.commitmentOf(r)
	if err != nil {
		return err
	}
	page := newCommitmentPage(d, actor(r), t)
	page.Frame = s.frame(r, "供职承诺", ui.Link{Label: "任免案", Href: "/cases"}, caseCrumb(d.c))
	page.Frame.Invalid = len(t.problems) > 0
	return s.render(w, r, status, staff.Board(page))
}

func newCommitmentPage(d commitmentData, who authz.Actor, t typed) staff.BoardPage {
	page := staff.BoardPage{Problems: t.problems, Heading: ui.Heading{Over: d.c.Number, Title: "供职承诺", Tag: commitmentTag(d.c, d.policy),
		Lead: caseTitle(d.c.Person.Name, d.c.Action, d.c.Office.Title)}}
	if !appointment.CommitmentRequired(d.c, d.policy) {
		page.Panels = []staff.Panel{{Text: []string{appointment.MayFile(d.c, d.policy)}}}
		return page
	}
	facts := staff.Panel{Card: ui.Card{Title: "承诺要求", ID: "commitment"}, Summary: ui.Summary{{Key: "完成时限", Value: d.policy.Commitment.Before.Label()},
		{Key: "审核", Value: yesNo(d.policy.Commitment.JudgeRequired, "须经审核合格", "提交即可")}, {Key: "不合格的", Value: d.policy.Commitment.OnFail.Label()}}}
	if len(d.filed) == 0 {
		facts.Text = []string{"拟任人员尚未提交供职承诺。"}
	}
	if !d.account {
		facts.Text = append(facts.Text, "拟任人员未开通账号，不能自己填写。请联系系统管理员在“账号”中新建，角色选“拟任（任命）人员”并关联本人；来不及的，由本人书面提交，在本页登记。")
	}
	page.Panels = []staff.Panel{facts}
	for i := len(d.filed) - 1; i >= 0; i-- {
		page.Panels = append(page.Panels, editionPanel(d.filed[i], commitmentPath(d.c.ID), true))
		if x, ok := judgePanel(d, who, t); ok && i == len(d.filed)-1 {
			page.Panels = append(page.Panels, x) // below what it judges
		}
	}
	if may(who, authz.EnterCommitment, d.c, appointment.CommitmentStages) && appointment.MayFile(d.c, d.policy) == "" {
		page.Panels = append(page.Panels, paperCommitment(d, t))
	}
	if authz.Can(who, authz.EndForCommitment) && appointment.MayEndForCommitment(d.c, d.policy) == "" && !d.c.Stage.Over() {
		page.Panels = append(page.Panels, staff.Panel{Card: ui.Card{Title: "终止任免程序"}, Text: []string{"按本县办法，供职承诺审核不合格的，可以终止任免程序。终止后不能恢复，须重新提请。"},
			Forms: []staff.PanelForm{{Form: ui.Form{Action: commitmentPath(d.c.ID) + "/end", Confirm: "终止后不能恢复。确定终止本案的任免程序吗？"},
				Buttons: []ui.Button{{Label: "终止任免程序", Kind: ui.Danger}}}}})
	}
	return page
}

func commitmentTag(c appointment.Case, p policy.Policy) ui.Tag {
	last := appointment.LastCommitment(c)
	switch {
	case !appointment.CommitmentRequired(c, p):
		return ui.Tag{State: ui.Idle, Label: "不要求"}
	case last == nil:
		return ui.Tag{State: ui.Todo, Label: "未提交"}
	case last.Judged == "sufficient":
		return ui.Tag{State: ui.Done, Label: "合格"}
	case last.Judged == "returned":
		return ui.Tag{State: ui.Todo, Label: "退回重写"}
	case p.Commitment.JudgeRequired:
		return ui.Tag{State: ui.Doing, Label: "待审核"}
	}
	return ui.Tag{State: ui.Done, Label: "已提交"}
}

// editionPanel shows one filed edition with its judgement.
func editionPanel(m store.Commitment, path string, staffSees bool) staff.Panel {
	x := staff.Panel{Card: ui.Card{Title: fmt.Sprintf("第 %d 稿", m.Edition), ID: fmt.Sprintf("edition-%d", m.Edition)}}
	switch m.Judged {
	case "sufficient":
		x.Card.Tag = ui.Tag{State: ui.Done, Label: "合格"}
	case "returned":
		x.Card.Tag = ui.Tag{State: ui.Stop, Label: "退回重写"}
	}
	for _, a := range m.Answers {
		x.Summary = append(x.Summary, ui.Item{Key: a.Heading, Value: a.Text})
	}
	if m.FileID != 0 && staffSees {
		x.Summary = append(x.Summary, ui.Item{Key: "签名原件", Value: m.FileName, Href: fmt.Sprintf("%s/files/%d", path, m.FileID)})
	}
	x.Summary = append(x.Summary, ui.Item{Key: yesNo(m.OnPaper, "书面提交，登记", "提交"), Value: m.FiledBy + "，" + minute(m.FiledAt)})
	if m.Judged != "" {
		x.Summary = append(x.Summary, ui.Item{Key: "审核意见", Value: cmp.Or(m.Judgement, "符合要求"), Note: m.JudgedBy + "，" + minute(m.JudgedAt)})
	}
	if len(m.Answers) > 0 {
		x.Buttons = []ui.Button{{Label: "打印承诺书", Href: fmt.Sprintf("%s/editions/%d", path, m.Edition), Kind: ui.Plain}}
	}
	return x
}

func judgePanel(d commitmentData, who authz.Actor, t typed) (staff.Panel, bool) {
	const act = "judge"
	if appointment.MayJudge(d.c) != "" || !authz.Can(who, authz.JudgeCommitment) {
		return staff.Panel{}, false
	}
	last := appointment.LastCommitment(d.c)
	judged := t.value(act, "judged", "")
	return staff.Panel{Card: ui.Card{Title: fmt.Sprintf("审核第 %d 稿", last.Edition), ID: "commitment-judge"}, Forms: []staff.PanelForm{{
		Form: ui.Form{Action: commitmentPath(d.c.ID) + "/judge", Guard: true}, Buttons: []ui.Button{{Label: "作出审核结论"}},
		Fields: []templ.Component{ui.Hidden{Name: "edition", Value: strconv.Itoa(last.Edition)},
			ui.Radios{Name: "judged", Label: "审核结果", Error: t.wrong(act, "judged"), Options: []ui.Option{
				{Value: "sufficient", Label: "合格", Hint: "各项内容齐全、具体。", Chosen: judged == "sufficient"},
				{Value: "returned", Label: "退回重写", Hint: "拟任人员会看到审核意见，在原稿上修改后再提交。", Chosen: judged == "returned"}}},
			t.area(act, ui.Area{Name: "judgement", Label: "审核意见", Hint: "退回的须写明哪些地方不足、怎样修改。", Rows: 3, Optional: true}, "")}}}}, true
}

func paperCommitment(d commitmentData, t typed) staff.Panel {
	const act = "paper"
	form := staff.PanelForm{
		Form:    ui.Form{Action: commitmentPath(d.c.ID) + "/paper", Files: true, Guard: true},
		Buttons: []ui.Button{{Label: "登记书面承诺", Kind: ui.Plain}},
		Fields:  []templ.Component{ui.Files{Name: "file", Label: "签名的承诺书", Hint: "扫描件或照片，20 MB 以内。", Optional: true, Error: t.wrong(act, "file")}},
	}
	form.Fields = append(form.Fields, answerFields(d.policy, nil, act, t, true)...)
	return staff.Panel{Card: ui.Card{Title: "书面提交"}, Folded: []staff.PanelFold{{Title: "登记本人书面提交的承诺", Open: t.act == act,
		Text: "上传签名原件；也可以同时录入全文，录入时各项都要填。", Forms: []staff.PanelForm{form}}}}
}

// answerFields are the fields of a commitment, one for each of the county's headings.
func answerFields(p policy.Policy, answers []appointment.Answer, act string, t typed, optional bool) []templ.Component {
	var fields []templ.Component
	for i, a := range appointment.CommitmentForm(p, answers) {
		name := fmt.Sprintf("answer%d", i)
		fields = append(fields, t.area(act, ui.Area{Name: name, Label: a.Heading, Rows: 6, MaxLength: appointment.MaxAnswer, Optional: optional}, a.Text))
	}
	return fields
}

func readAnswers(r *http.Request, p policy.Policy) []appointment.Answer {
	all := make([]appointment.Answer, len(p.Commitment.Headings))
	for i, h := range p.Commitment.Headings {
		all[i] = appointment.Answer{Heading: h, Text: unixLines(r.PostFormValue(fmt.Sprintf("answer%d", i)))}
	}
	return all
}

// judgeCommitment says whether the commitment suffices (审核供职承诺).
func (s *Server) judgeCommitment(w http.ResponseWriter, r *http.Request) error {
	id, err := pathID(r, "id")
	if err != nil {
		return err
	}
	edition, _ := strconv.Atoi(r.PostFormValue("edition"))
	err = s.flow.JudgeCommitment(r.Context(), actor(r), id, edition, r.PostFormValue("judged"), unixLines(r.PostFormValue("judgement")))
	return s.answer(w, r, "judge", err, "审核结论已登记。", commitmentPath(id), s.showCommitment)
}

// enterCommitment records a commitment handed in on paper (登记书面供职承诺).
func (s *Server) enterCommitment(w http.ResponseWriter, r *http.Request) error {
	d, err := s.commitmentOf(r)
	if err != nil {
		return err
	}
	file, err := upload(r, "file")
	if err != nil {
		return err
	}
	_, err = s.flow.EnterCommitment(r.Context(), actor(r), d.c.ID, readAnswers(r, d.policy), file)
	return s.answer(w, r, "paper", err, "书面承诺已登记。", commitmentPath(d.c.ID), s.showCommitment)
}

// endForCommitment ends a case whose commitment was found insufficient (终止任免程序).
func (s *Server) endForCommitment(w http.ResponseWriter, r *http.Request) error {
	id, err := pathID(r, "id")
	if err != nil {
		return err
	}
	return s.answer(w, r, "end", s.flow.EndForCommitment(r.Context(), actor(r), id), "任免程序已终止。", casePath(id), s.showCommitment)
}

// commitmentFile sends the signed paper.
func (s *Server) commitmentFile(w http.ResponseWriter, r *http.Request) error {
	d, err := s.commitmentOf(r)
	if err != nil {
		return err
	}
	id, err := pathID(r, "file")
	if err != nil {
		return err
	}
	file, err := s.db.CommitmentFile(r.Context(), d.c.ID, id)
	if err != nil {
		return err
	}
	return sendFile(w, file)
}

// commitmentPaper is one filed edition to print.
func (s *Server) commitmentPaper(w http.ResponseWriter, r *http.Request) error {
	d, err := s.commitmentOf(r)
	if err != nil {
		return err
	}
	return s.printEdition(w, r, d, ui.Link{Label: "供职承诺", Href: commitmentPath(d.c.ID)})
}

func (s *Server) printEdition(w http.ResponseWriter, r *http.Request, d commitmentData, back ui.Link) error {
	n, err := pathID(r, "edition")
	if err != nil {
		return err
	}
	for _, m := range d.filed {
		if int64(m.Edition) != n || len(m.Answers) == 0 {
			continue
		}
		issuer, err := s.county(r.Context())
		if err != nil {
			return err
		}
		var promises []document.Promise
		for _, a := range m.Answers {
			promises = append(promises, document.Promise{Heading: a.Heading, Text: a.Text})
		}
		return s.renderPapers(w, r, back, document.Commitment(issuer, workflow.DecisionOf(d.c), promises, calendar.Of(m.FiledAt)))
	}
	return errs.New(errs.NotFound, "查无这一稿，请从列表重新进入。")
}
