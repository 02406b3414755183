package server

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"renmian/internal/appointment"
	"renmian/internal/authz"
	"renmian/internal/errs"
	"renmian/internal/policy"
	"renmian/internal/store"
	"renmian/internal/workflow"
	"renmian/web/staff"
	"renmian/web/ui"
)

var proposalsCrumb = ui.Link{Label: "提请件", Href: "/proposals"}

// proposalPath is the address of a proposal's page.
func proposalPath(id int64) string { return fmt.Sprintf("/proposals/%d", id) }

func proposalCrumb(p store.Proposal) ui.Link {
	return ui.Link{Label: proposalName(p), Href: proposalPath(p.ID)}
}

func proposalName(p store.Proposal) string {
	switch {
	case p.Title != "":
		return p.Title
	case p.DocumentNo != "":
		return p.DocumentNo
	}
	return p.OrganName + "的提请件"
}

var proposalTags = map[string]ui.Tag{
	store.ProposalDraft: {State: ui.Idle, Label: "起草"}, store.ProposalSubmitted: {State: ui.Todo, Label: "待受理"},
	store.ProposalReturned: {State: ui.Stop, Label: "退回补正"}, store.ProposalAccepted: {State: ui.Done, Label: "已受理"},
	store.ProposalWithdrawn: {State: ui.Idle, Label: "已撤回"},
}

// proposals lists an organ's own proposals, or for the office all that were handed in.
func (s *Server) proposals(w http.ResponseWriter, r *http.Request) error {
	who := actor(r)
	if err := authz.Check(who, authz.ViewProposals); err != nil {
		return err
	}
	q := r.URL.Query()
	f := store.ProposalFilter{Search: strings.TrimSpace(q.Get("q")), Limit: listSize(r) + 1}
	if _, known := proposalTags[q.Get("state")]; known {
		f.State = q.Get("state")
	}
	f.Before, _ = strconv.ParseInt(q.Get("before"), 10, 64)
	organ := who.Has(authz.RoleOrgan) && !who.Has(authz.RoleClerk, authz.RoleChair)
	if organ {
		f.OrganID = who.OrganID
	}
	lines, err := s.db.Proposals(r.Context(), f)
	if err != nil {
		return err
	}
	page := newProposalsPage(f, lines)
	page.Frame = s.frame(r, "提请件")
	page.Lead = "各机关提请任免的来件，最新的在前。"
	if organ {
		page.Lead = "本机关提请任免的来件，最新的在前。"
		page.New = "/proposals/new"
	}
	return s.render(w, r, http.StatusOK, staff.Proposals(page))
}

func newProposalsPage(f store.ProposalFilter, lines []store.ProposalLine) staff.ProposalsPage {
	page := staff.ProposalsPage{
		Search: ui.Text{Name: "q", Label: "姓名、职务、文号", Value: f.Search, Width: ui.Medium, Optional: true},
		State:  ui.Select{Name: "state", Label: "状态", Prompt: "全部状态", Optional: true},
	}
	for _, st := range []string{store.ProposalDraft, store.ProposalSubmitted, store.ProposalReturned, store.ProposalAccepted, store.ProposalWithdrawn} {
		page.State.Options = append(page.State.Options, ui.Option{Value: st, Label: proposalTags[st].Label, Chosen: st == f.State})
	}
	here := func(before string) string {
		return withQuery("/proposals", "q", f.Search, "state", f.State, "before", before)
	}
	if here("") != "/proposals" {
		page.Clear = "/proposals"
	}
	if len(lines) == f.Limit {
		lines = lines[:f.Limit-1]
		page.Pager.Next = here(strconv.FormatInt(lines[len(lines)-1].ID, 10))
	}
	if f.Before > 0 {
		page.Pager.Prev = here("")
	}
	page.Table = ui.Table{Caption: "提请件", HideCaption: true, Empty: "没有符合条件的提请件。", Columns: []ui.Column{{Label: "提请件"},
		{Label: "人员"}, {Label: "提请机关"}, {Label: "拟提请会议", Narrow: true}, {Label: "提交日期", Narrow: true}, {Label: "状态", Narrow: true}}}
	for _, l := range lines {
		page.Table.Rows = append(page.Table.Rows, ui.Row{Href: proposalPath(l.ID), Cells: []ui.Cell{
			{Text: proposalName(l.Proposal), Note: l.DocumentNo}, {Text: orDash(someNames(l.Persons))}, {Text: l.OrganName},
			{Text: orDash(l.MeetingOn.ISO())}, {Text: orDash(l.SubmittedOn.ISO())}, {Tag: proposalTags[l.State]}}})
	}
	return page
}

// someNames joins the first names and counts the rest.
func someNames(names []string) string {
	if len(names) > 3 {
		return fmt.Sprintf("%s等 %d 人", strings.Join(names[:3], "、"), len(names))
	}
	return strings.Join(names, "、")
}

// newProposal shows the empty form of a proposal.
func (s *Server) newProposal(w http.ResponseWriter, r *http.Request) error {
	if err := authz.Check(actor(r), authz.CreateProposal); err != nil {
		return err
	}
	form := workflow.ProposalForm{Mover: appointment.MoverOrgan, SignerDuty: "chief"}
	if id, err := strconv.ParseInt(r.URL.Query().Get("office"), 10, 64); err == nil { // from the list of vacancies
		o, err := s.db.Office(r.Context(), id)
		if err != nil {
			return err
		}
		form.Reasons = o.Title + "职务需要人选，现提请常委会审议。"
	}
	return s.showProposalForm(w, r, http.StatusOK, store.Proposal{}, form, nil)
}

func (s *Server) createProposal(w http.ResponseWriter, r *http.Request) error {
	form := readProposalForm(r)
	id, err := s.flow.CreateProposal(r.Context(), actor(r), form)
	if errs.KindOf(err) == errs.Invalid {
		return s.showProposalForm(w, r, http.StatusUnprocessableEntity, store.Proposal{}, form, problems(err))
	} else if err != nil {
		return err
	}
	s.flash(r, "提请件已存为草稿，请导入或填写人员。")
	return seeOther(w, r, proposalPath(id))
}

func readProposalForm(r *http.Request) workflow.ProposalForm {
	f := workflow.ProposalForm{DocumentNo: r.PostFormValue("document_no"), Title: r.PostFormValue("title"), MeetingID: formID(r, "meeting"),
		Reasons: r.PostFormValue("reasons"), Mover: appointment.Mover(r.PostFormValue("mover")), Signer: r.PostFormValue("signer"),
		SignerDuty: r.PostFormValue("signer_duty"), LateReason: r.PostFormValue("late_reason"), Version: formVersion(r)}
	for _, v := range r.PostForm["movers"] {
		if id, err := strconv.ParseInt(v, 10, 64); err == nil {
			f.Movers = append(f.Movers, id)
		}
	}
	return f
}

// visibleProposal reads the proposal of the address when the reader may see it.
func (s *Server) visibleProposal(r *http.Request) (store.Proposal, error) {
	if err := authz.Check(actor(r), authz.ViewProposals); err != nil {
		return store.Proposal{}, err
	}
	id, err := pathID(r, "id")
	if err != nil {
		return store.Proposal{}, err
	}
	p, err := s.db.Proposal(r.Context(), id)
	if err == nil && !workflow.SeesProposal(actor(r), p) {
		err = errs.New(errs.NotFound, "查无此提请件，或不属于您办理的范围。")
	}
	return p, err
}

func (s *Server) editProposal(w http.ResponseWriter, r *http.Request) error {
	p, err := s.visibleProposal(r)
	if err == nil {
		err = authz.Check(actor(r), authz.UpdateProposal)
	}
	if err != nil {
		return err
	}
	movers, err := s.db.ProposalMembers(r.Context(), p.ID)
	if err != nil {
		return err
	}
	return s.showProposalForm(w, r, http.StatusOK, p, workflow.ProposalForm{DocumentNo: p.DocumentNo, Title: p.Title, MeetingID: p.MeetingID,
		Reasons: p.Reasons, Mover: p.Mover, Signer: p.Signer, SignerDuty: p.SignerDuty, LateReason: p.LateReason, Movers: movers, Version: p.Version}, nil)
}

func (s *Server) updateProposal(w http.ResponseWriter, r *http.Request) error {
	p, err := s.visibleProposal(r)
	if err != nil {
		return err
	}
	form := readProposalForm(r)
	err = s.flow.UpdateProposal(r.Context(), actor(r), p.ID, form)
	if errs.KindOf(err) == errs.Invalid {
		return s.showProposalForm(w, r, http.StatusUnprocessableEntity, p, form, problems(err))
	} else if err != nil {
		return err
	}
	s.flash(r, "提请事项已保存。")
	return seeOther(w, r, proposalPath(p.ID))
}

// showProposalForm shows the form of a new proposal or, when p has an id, of an existing one.
func (s *Server) showProposalForm(w http.ResponseWriter, r *http.Request, status int, p store.Proposal, form workflow.ProposalForm, ps ui.Problems) error {
	ctx := r.Context()
	meetings, err := s.db.MeetingsAhead(ctx, s.today())
	if err != nil {
		return err
	}
	organ, err := s.db.Organ(ctx, actor(r).OrganID)
	if err != nil {
		return err
	}
	_, rules, err := s.db.PolicyOn(ctx, s.today())
	if err != nil {
		return err
	}
	page := newProposalFormPage(form, meetings, rules, ps)
	if organ.Kind == "congress" {
		if err := s.addMovers(r, &page, form, ps); err != nil {
			return err
		}
	}
	page.Action, page.Back, page.Button = "/proposals", "/proposals", "存为草稿，继续填人员"
	page.Heading = ui.Heading{Title: "起草提请件", Lead: "先填提请文件的基本情况，可以不填全；提交前会逐项核对。"}
	page.Frame = s.frame(r, "起草提请件", proposalsCrumb)
	if p.ID != 0 {
		page.Action, page.Back, page.Button = proposalPath(p.ID)+"/edit", proposalPath(p.ID), "保存"
		page.Version = strconv.Itoa(form.Version)
		page.Heading = ui.Heading{Title: "提请事项", Over: organ.Name}
		page.Frame = s.frame(r, "提请事项", proposalsCrumb, proposalCrumb(p))
	}
	page.Frame.Invalid = len(ps) > 0
	return s.render(w, r, status, staff.ProposalForm(page))
}

func newProposalFormPage(form workflow.ProposalForm, meetings []store.MeetingAhead, rules policy.Policy, ps ui.Problems) staff.ProposalFormPage {
	page := staff.ProposalFormPage{Problems: ps,
		Document: ui.Text{
			Name:  "document_no",
			Label: "提请文件的发文字号",
			Hint:  "如：示府函〔2026〕31号",
			Value: form.DocumentNo,
			Width: ui.Wide,
			Error: ps.For("document_no"),
		},
		Title: ui.Text{Name: "title", Label: "议案标题", Hint: "如：关于提请决定任命×××职务的议案", Value: form.Title, Error: ps.For("title")},
		Meeting: ui.Select{Name: "meeting", Label: "拟提请审议的常委会会议", Width: ui.Wide, Error: ps.For("meeting"),
			Hint: fmt.Sprintf("提请件应在会议 %d 日前提交。", rules.Intake.DaysBefore)},
		Late: ui.Area{Name: "late_reason", Label: "迟交说明", Hint: "过了提请截止日才填：" + rules.Intake.Late.Label() + "。", Rows: 2, Optional: true,
			Value: form.LateReason, Error: ps.For("late_reason")},
		Reasons: ui.Area{Name: "reasons", Label: "提请理由", Rows: 3, Optional: true, Value: form.Reasons, Error: ps.For("reasons")},
		Signer:  ui.Text{Name: "signer", Label: "签署人", Value: form.Signer, Width: ui.Medium, Error: ps.For("signer")},
		Duty: ui.Radios{Name: "signer_duty", Label: "签署人职务", Hint: "议案由机关正职签署；正职缺位的，由代理正职签署。", Error: ps.For("signer_duty"), Options: []ui.Option{
			{Value: "chief", Label: "正职", Chosen: form.SignerDuty == "chief"},
			{Value: "acting_chief", Label: "代理正职", Chosen: form.SignerDuty == "acting_chief"},
			{Value: "deputy", Label: "副职（主持工作）", Chosen: form.SignerDuty == "deputy"}}}}
	for _, m := range meetings {
		page.Meeting.Options = append(page.Meeting.Options, ui.Option{Value: strconv.FormatInt(m.ID, 10), Chosen: m.ID == form.MeetingID,
			Label: fmt.Sprintf("第%d次会议（%s，提请截止%s）", m.Number, m.On, appointment.IntakeDeadline(m.On, rules))})
	}
	return page
}

// addMovers lets the committee's own office choose in whose name it proposes.
func (s *Server) addMovers(r *http.Request, page *staff.ProposalFormPage, form workflow.ProposalForm, ps ui.Problems) error {
	page.Mover = &ui.Radios{Name: "mover", Label: "由谁提出", Error: ps.For("mover"), Options: []ui.Option{
		{Value: "organ", Label: "常委会工作机构报请", Chosen: form.Mover == appointment.MoverOrgan || form.Mover == ""},
		{Value: "chairpersons_meeting", Label: "主任会议提出", Chosen: form.Mover == appointment.MoverChairs},
		{Value: "members", Label: "五分之一以上组成人员联名（撤职案、罢免案）", Chosen: form.Mover == appointment.MoverMembers}}}
	term, err := s.db.CurrentTerm(r.Context(), s.today())
	if err != nil {
		return err
	}
	members, err := s.db.Members(r.Context(), term.ID, s.today())
	if err != nil {
		return err
	}
	page.Movers = &ui.Checks{Name: "movers", Label: "联名人", Hint: "只在组成人员联名提出撤职案时勾选。", Columns: true, Optional: true, Error: ps.For("movers")}
	chosen := map[int64]bool{}
	for _, id := range form.Movers {
		chosen[id] = true
	}
	for _, m := range members {
		page.Movers.Options = append(page.Movers.Options, ui.Option{Value: strconv.FormatInt(m.ID, 10), Label: m.Name, Chosen: chosen[m.ID]})
	}
	return nil
}
