package server

import (
	"cmp"
	"fmt"
	"net/http"
	"slices"

	"renmian/internal/appointment"
	"renmian/internal/authz"
	"renmian/internal/errs"
	"renmian/internal/store"
	"renmian/internal/workflow"
	"renmian/web/staff"
	"renmian/web/ui"
)

var casesCrumb = ui.Link{Label: "任免案", Href: "/cases"}

// askReturnCase shows the grounds on which a case can be sent back.
func (s *Server) askReturnCase(w http.ResponseWriter, r *http.Request) error {
	return s.showReturnCase(w, r, http.StatusOK, returnAnswer{}, nil)
}

func (s *Server) showReturnCase(w http.ResponseWriter, r *http.Request, status int, a returnAnswer, ps ui.Problems) error {
	c, rules, err := s.caseOf(r)
	if err == nil {
		err = authz.Check(actor(r), authz.ReturnCase)
	}
	if err != nil {
		return err
	}
	var found []string
	for _, f := range c.Findings {
		if f.Result == "correct" {
			found = append(found, f.Gate.Label()+"："+f.Text)
		}
	}
	page := returnForm(casePath(c.ID)+"/return", casePath(c.ID)+"/review", found, nil, s.today().Add(max(1, rules.Review.CorrectionDays)), a, ps)
	page.Heading = ui.Heading{Title: "退回补正", Over: caseTitle(c.Person.Name, c.Action, c.Office.Title),
		Lead: "只退回这一案，其余各案继续办理。补正通知自动编号，可以打印。"}
	page.Frame = s.frame(r, "退回补正", casesCrumb, caseCrumb(c))
	page.Frame.Invalid = len(ps) > 0
	return s.render(w, r, status, staff.Return(page))
}

func (s *Server) returnCase(w http.ResponseWriter, r *http.Request) error {
	id, err := pathID(r, "id")
	if err != nil {
		return err
	}
	a, x, err := readReturn(r)
	if err == nil {
		err = s.flow.ReturnCase(r.Context(), actor(r), id, x)
	}
	if errs.KindOf(err) == errs.Invalid {
		return s.showReturnCase(w, r, http.StatusUnprocessableEntity, a, problems(err))
	} else if err != nil {
		return err
	}
	s.flash(r, "已退回提请机关，补正通知见“补正情况”，请打印送达。")
	return seeOther(w, r, casePath(id)+"/review")
}

// askAnswer shows the organ what has to be corrected and takes its answer.
func (s *Server) askAnswer(w http.ResponseWriter, r *http.Request) error {
	return s.showAnswer(w, r, http.StatusOK, "", nil)
}

func (s *Server) showAnswer(w http.ResponseWriter, r *http.Request, status int, answer string, ps ui.Problems) error {
	c, rules, err := s.caseOf(r)
	if err == nil {
		err = authz.Check(actor(r), authz.AnswerCorrection)
	}
	if err != nil {
		return err
	}
	rounds, err := s.db.CorrectionsOf(r.Context(), c)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(rounds, func(k store.Correction) bool { return k.CaseID == c.ID && k.AnsweredAt.IsZero() })
	if i < 0 {
		return errs.New(errs.Conflict, "本案没有待办的补正，请从提请件查看进展。")
	}
	k := rounds[i]
	path := proposalPath(c.Proposal.ID)
	page := staff.AnswerPage{Problems: ps, Grounds: k.Grounds, Back: path, Action: casePath(c.ID) + "/answer",
		Heading: ui.Heading{Title: "办理补正", Over: caseTitle(c.Person.Name, c.Action, c.Office.Title)},
		Letter:  ui.Link{Label: "补正通知 " + k.LetterNo, Href: fmt.Sprintf("%s/letters/%d", path, k.ID)},
		Answer:  ui.Area{Name: "answer", Label: "补正情况", Hint: "对照补正通知逐条说明。", Value: answer, Error: ps.For("answer")},
		Button:  ui.Button{Label: "补正完毕，交回工委"},
		Steps:   ui.Tasks{{Label: "补交、撤换材料", Href: fmt.Sprintf("%s/documents?case=%d", path, c.ID)}}}
	if c.Form != nil {
		page.Steps = append(ui.Tasks{{Label: "更正或重新导入干部任免审批表", Href: casePath(c.ID) + "/form"}}, page.Steps...)
	}
	if !k.DueOn.IsZero() {
		page.Due = "请于" + k.DueOn.String() + "前交回，" + dueWords(k.DueOn, s.today()) + "。"
	}
	blockers := appointment.Blockers(c, rules, appointment.MoveAnswer, s.today())
	page.Blockers.Title = fmt.Sprintf("还差 %d 项才能交回", len(blockers))
	for _, b := range blockers {
		page.Blockers.Reasons = append(page.Blockers.Reasons, ui.Reason{Text: b.Text, Basis: b.Basis})
		page.Button.Why = "还差上面列出的事项"
	}
	page.Frame = s.frame(r, "办理补正", proposalsCrumb, ui.Link{Label: "提请件", Href: path})
	page.Frame.Invalid = len(ps) > 0
	return s.render(w, r, status, staff.Answer(page))
}

func (s *Server) answerCorrection(w http.ResponseWriter, r *http.Request) error {
	c, _, err := s.caseOf(r)
	if err != nil {
		return err
	}
	answer := r.PostFormValue("answer")
	err = s.flow.AnswerCorrection(r.Context(), actor(r), c.ID, answer)
	if errs.KindOf(err) == errs.Invalid {
		return s.showAnswer(w, r, http.StatusUnprocessableEntity, answer, problems(err))
	} else if err != nil {
		return err
	}
	s.flash(r, "补正材料已交回工委。")
	return seeOther(w, r, proposalPath(c.Proposal.ID))
}

// askWithdrawCase asks the organ for its reason, or the chairpersons' meeting for its consent.
func (s *Server) askWithdrawCase(w http.ResponseWriter, r *http.Request) error {
	return s.showWithdrawCase(w, r, http.StatusOK, "", nil)
}

func (s *Server) showWithdrawCase(w http.ResponseWriter, r *http.Request, status int, text string, ps ui.Problems) error {
	c, _, err := s.caseOf(r)
	if err != nil {
		return err
	}
	who, path := actor(r), casePath(c.ID)
	asked := c.Withdrawal != nil && c.Withdrawal.State == "asked"
	page := staff.ConfirmPage{Problems: ps, Heading: ui.Heading{Title: "撤回任免案", Over: caseTitle(c.Person.Name, c.Action, c.Office.Title)},
		Action: path + "/withdraw", Back: path, Button: ui.Button{Label: "撤回任免案", Kind: ui.Danger},
		Fields: []ui.Area{{Name: "reason", Label: "撤回理由", Value: text, Error: ps.For("reason")}}}
	switch {
	case asked && who.Has(authz.RoleChair):
		page.Lines = []string{c.Proposal.OrganName + "请求撤回。理由：" + c.Withdrawal.Reason, "同意的，本案审议即告终止；不同意的，继续办理。"}
		page.Action = path + "/withdraw/decide"
		page.Fields = []ui.Area{{Name: "opinion", Label: "主任会议意见", Hint: "不同意的须写明理由。", Rows: 3, Value: text, Optional: true, Error: ps.For("opinion")}}
		page.Button = ui.Button{Label: "同意撤回", Name: "consent", Value: "yes"}
		page.Second = &ui.Button{Label: "不同意撤回", Name: "consent", Value: "no", Kind: ui.Plain}
	case asked:
		return errs.New(errs.Conflict, "撤回请求已提出，等候主任会议决定。")
	default:
		if err := authz.Check(who, authz.WithdrawCase); err != nil {
			return err
		}
		page.Lines = []string{"撤回须在交付表决之前。撤回后本案终止，需要时另行提请。"}
		if appointment.WithdrawalNeedsConsent(c) {
			page.Lines = []string{"主任会议已决定将本案提请常委会会议审议，撤回须经主任会议同意。提交后转主任会议决定。"}
			page.Button.Label = "请求撤回"
		}
	}
	return s.confirm(w, r, status, page, casesCrumb, caseCrumb(c))
}

func (s *Server) withdrawCase(w http.ResponseWriter, r *http.Request) error {
	c, _, err := s.caseOf(r)
	if err != nil {
		return err
	}
	reason := r.PostFormValue("reason")
	err = s.flow.WithdrawCase(r.Context(), actor(r), c.ID, reason)
	if errs.KindOf(err) == errs.Invalid {
		return s.showWithdrawCase(w, r, http.StatusUnprocessableEntity, reason, problems(err))
	} else if err != nil {
		return err
	}
	s.flash(r, "任免案已撤回。")
	if appointment.WithdrawalNeedsConsent(c) {
		s.flash(r, "撤回请求已转主任会议。")
	}
	return seeOther(w, r, casePath(c.ID))
}

func (s *Server) decideWithdrawal(w http.ResponseWriter, r *http.Request) error {
	id, err := pathID(r, "id")
	if err != nil {
		return err
	}
	consent, opinion := r.PostFormValue("consent") == "yes", r.PostFormValue("opinion")
	err = s.flow.DecideWithdrawal(r.Context(), actor(r), id, consent, opinion)
	if errs.KindOf(err) == errs.Invalid {
		return s.showWithdrawCase(w, r, http.StatusUnprocessableEntity, opinion, problems(err))
	} else if err != nil {
		return err
	}
	s.flash(r, "主任会议的意见已登记。")
	return seeOther(w, r, casePath(id))
}

// askEnd asks before a case is ended for good.
func (s *Server) askEnd(w http.ResponseWriter, r *http.Request) error {
	return s.showEnd(w, r, http.StatusOK, "", nil)
}

func (s *Server) showEnd(w http.ResponseWriter, r *http.Request, status int, reason string, ps ui.Problems) error {
	c, _, err := s.caseOf(r)
	if err == nil {
		err = authz.Check(actor(r), authz.EndCase)
	}
	if err != nil {
		return err
	}
	return s.confirm(
		w,
		r,
		status,
		staff.ConfirmPage{Problems: ps, Heading: ui.Heading{Title: "终止任免案", Over: caseTitle(c.Person.Name, c.Action, c.Office.Title)},
			Lines:  []string{"人选去世、丧失任职资格，或按本县办法不得再提请的，由主任会议决定终止。终止后不能恢复，须另行提请。"},
			Fields: []ui.Area{{Name: "reason", Label: "终止的理由和依据", Value: reason, Error: ps.For("reason")}},
			Action: casePath(c.ID) + "/end", Button: ui.Button{Label: "终止任免案", Kind: ui.Danger}, Back: casePath(c.ID)},
		casesCrumb,
		caseCrumb(c),
	)
}

func (s *Server) endCase(w http.ResponseWriter, r *http.Request) error {
	id, err := pathID(r, "id")
	if err != nil {
		return err
	}
	reason := r.PostFormValue("reason")
	err = s.flow.EndCase(r.Context(), actor(r), id, reason)
	if errs.KindOf(err) == errs.Invalid {
		return s.showEnd(w, r, http.StatusUnprocessableEntity, reason, problems(err))
	} else if err != nil {
		return err
	}
	s.flash(r, "任免案已终止。")
	return seeOther(w, r, casePath(id))
}

// defence lists what the person answered and takes a further answer.
func (s *Server) defence(w http.ResponseWriter, r *http.Request) error {
	return s.showDefence(w, r, http.StatusOK, workflow.DefenceForm{}, nil)
}

var defenceForms = map[string]string{"written": "书面申辩", "oral": "到会口头申辩", "waived": "放弃申辩"}

func (s *Server) showDefence(w http.ResponseWriter, r *http.Request, status int, form workflow.DefenceForm, ps ui.Problems) error {
	c, _, err := s.caseOf(r)
	if err == nil {
		err = authz.Check(actor(r), authz.ViewDefence)
	}
	if err != nil {
		return err
	}
	all, err := s.db.Defences(r.Context(), c.ID)
	if err != nil {
		return err
	}
	page := staff.DefencePage{Problems: ps, Back: ui.Button{Label: "返回任免案", Href: casePath(c.ID), Kind: ui.Plain},
		Heading: ui.Heading{Title: "申辩", Over: caseTitle(c.Person.Name, c.Action, c.Office.Title),
			Lead: "表决前，本人有权到会申辩或者书面提出申辩意见〔监督法 第六十二条〕。"},
		List: ui.Table{Caption: "已登记的申辩", Empty: "尚未登记。", Columns: []ui.Column{{Label: "方式", Narrow: true}, {Label: "内容"}, {Label: "登记", Narrow: true}}},
		Form: ui.Radios{Name: "form", Label: "申辩方式", Error: ps.For("form")},
		Text: ui.Area{Name: "text", Label: "申辩要点或全文", Value: form.Text, Error: ps.For("text")},
		File: ui.Files{Name: "file", Label: "申辩书原件", Optional: true, Error: ps.For("file"), Accept: ".pdf,.ofd,.doc,.docx,.jpg,.png"}}
	if c.Stage == appointment.StageDeliberation {
		page.Back = ui.Button{Label: "返回议题", Href: clearedAt(c, "deliberation"), Kind: ui.Plain}
	}
	for _, d := range all {
		cell := ui.Cell{Text: cmp.Or(d.Text, d.FileName)}
		if d.FileID != 0 {
			cell.Href = fmt.Sprintf("%s/defence/%d", casePath(c.ID), d.ID)
		}
		page.List.Rows = append(page.List.Rows, ui.Row{Cells: []ui.Cell{{Text: defenceForms[d.Form]}, cell, {Text: d.RecordedBy, Note: minute(d.MadeAt)}}})
	}
	for _, f := range []string{"written", "oral", "waived"} {
		page.Form.Options = append(page.Form.Options, ui.Option{Value: f, Label: defenceForms[f], Chosen: f == form.Form})
	}
	if authz.Can(actor(r), authz.RecordDefence) && c.Action.Disciplinary() && !c.Stage.Over() && c.Vote == nil {
		page.Action = casePath(c.ID) + "/defence"
	}
	page.Frame = s.frame(r, "申辩", casesCrumb, caseCrumb(c))
	page.Frame.Invalid = len(ps) > 0
	return s.render(w, r, status, staff.Defence(page))
}

func (s *Server) recordDefence(w http.ResponseWriter, r *http.Request) error {
	id, err := pathID(r, "id")
	if err != nil {
		return err
	}
	form := workflow.DefenceForm{Form: r.PostFormValue("form"), Text: r.PostFormValue("text")}
	if form.File, err = upload(r, "file"); err != nil {
		return err
	}
	err = s.flow.RecordDefence(r.Context(), actor(r), id, form)
	if errs.KindOf(err) == errs.Invalid {
		return s.showDefence(w, r, http.StatusUnprocessableEntity, form, problems(err))
	} else if err != nil {
		return err
	}
	s.flash(r, "申辩已登记。")
	return seeOther(w, r, casePath(id)+"/defence")
}

// defenceFile sends the original of a written answer.
func (s *Server) defenceFile(w http.ResponseWriter, r *http.Request) error {
	c, _, err := s.caseOf(r)
	if err == nil {
		err = authz.Check(actor(r), authz.ViewDefence)
	}
	if err != nil {
		return err
	}
	id, err := pathID(r, "defence")
	if err != nil {
		return err
	}
	all, err := s.db.Defences(r.Context(), c.ID)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(all, func(d store.Defence) bool { return d.ID == id && d.FileID != 0 })
	if i < 0 {
		return errs.New(errs.NotFound, "查无此申辩书，请返回任免案查看。")
	}
	f, err := s.db.File(r.Context(), all[i].FileID)
	if err != nil {
		return err
	}
	return sendFile(w, f)
}
