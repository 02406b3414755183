package server

import (
	"cmp"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"renmian/internal/authz"
	"renmian/internal/calendar"
	"renmian/internal/errs"
	"renmian/internal/store"
	"renmian/internal/workflow"
	"renmian/web/staff"
	"renmian/web/ui"
)

// usualGrounds are the reasons for which whole proposals are returned, beside what the checks found.
var usualGrounds = []string{
	"提请议案未由机关正职签署，或缺签名、印章", "提请文件与所附材料的姓名、职务不一致", "考察材料、拟任理由过于简单，不能反映德能勤绩廉情况",
	"拟任人选的任职资格材料不全", "未按本县办法规定的时限提请，又未说明理由",
}

// askReturn shows the grounds on which a proposal can be sent back.
func (s *Server) askReturn(w http.ResponseWriter, r *http.Request) error {
	return s.showReturn(w, r, http.StatusOK, returnAnswer{}, nil)
}

// returnAnswer is a form of sending back as filled in.
type returnAnswer struct {
	chosen           []string
	other, due, note string
	sent             bool
}

func readReturn(r *http.Request) (returnAnswer, workflow.ReturnForm, error) {
	a := returnAnswer{chosen: r.PostForm["grounds"], other: r.PostFormValue("other"), due: r.PostFormValue("due"), note: r.PostFormValue("note"), sent: true}
	x := workflow.ReturnForm{Grounds: append(slices.Clone(a.chosen), strings.Split(a.other, "\n")...), Note: a.note}
	if a.due != "" {
		var err error
		if x.Due, err = calendar.Parse(a.due); err != nil {
			return a, x, errs.Form(errs.Field{Name: "due", Message: "补正期限看不懂，请按 2026-11-22 的样式填写。"})
		}
	}
	return a, x, nil
}

// returnForm builds the common part of the pages that send something back.
func returnForm(action, back string, found, usual []string, due calendar.Day, a returnAnswer, ps ui.Problems) staff.ReturnPage {
	page := staff.ReturnPage{Problems: ps, Action: action, Back: back, Button: "退回补正，生成补正通知",
		Grounds: ui.Checks{Name: "grounds", Label: "退回理由", Hint: "勾选的理由写入补正通知。", Error: ps.For("grounds")},
		Other:   ui.Area{Name: "other", Label: "其他理由", Hint: "一行一条。", Rows: 3, Optional: true, Value: a.other},
		Due:     ui.Text{Name: "due", Label: "补正期限", Type: ui.Date, Width: ui.Medium, Value: cmp.Or(a.due, due.ISO()), Error: ps.For("due")},
		Note:    ui.Area{Name: "note", Label: "附带说明", Rows: 2, Optional: true, Value: a.note}}
	for _, g := range found {
		page.Grounds.Options = append(page.Grounds.Options, ui.Option{Value: g, Label: g, Chosen: !a.sent || slices.Contains(a.chosen, g)})
	}
	for _, g := range usual {
		page.Grounds.Options = append(page.Grounds.Options, ui.Option{Value: g, Label: g, Chosen: slices.Contains(a.chosen, g)})
	}
	if len(page.Grounds.Options) == 0 {
		page.Other.Label, page.Other.Optional, page.Other.Error = "退回理由", false, ps.For("grounds")
	}
	return page
}

func (s *Server) showReturn(w http.ResponseWriter, r *http.Request, status int, a returnAnswer, ps ui.Problems) error {
	p, err := s.visibleProposal(r)
	if err == nil {
		err = authz.Check(actor(r), authz.ReturnProposal)
	}
	if err != nil {
		return err
	}
	d, err := s.proposalData(r.Context(), p)
	if err != nil {
		return err
	}
	var found []string
	for _, b := range d.blockers() {
		found = append(found, b.Text)
	}
	page := returnForm(proposalPath(p.ID)+"/return", proposalPath(p.ID), found, usualGrounds, s.today().Add(max(1, d.rules.Review.CorrectionDays)), a, ps)
	page.Heading = ui.Heading{Title: "退回补正", Over: proposalName(p), Lead: "整件退回提请机关，更正后重新提交。补正通知自动编号，可以打印。"}
	page.Frame = s.frame(r, "退回补正", proposalsCrumb, proposalCrumb(p))
	page.Frame.Invalid = len(ps) > 0
	return s.render(w, r, status, staff.Return(page))
}

func (s *Server) returnProposal(w http.ResponseWriter, r *http.Request) error {
	id, err := pathID(r, "id")
	if err != nil {
		return err
	}
	a, x, err := readReturn(r)
	if err == nil {
		err = s.flow.ReturnProposal(r.Context(), actor(r), id, x)
	}
	if errs.KindOf(err) == errs.Invalid {
		return s.showReturn(w, r, http.StatusUnprocessableEntity, a, problems(err))
	} else if err != nil {
		return err
	}
	s.flash(r, "已退回补正，补正通知见“补正情况”，请打印送达。")
	return seeOther(w, r, proposalPath(id)+"#rounds")
}

// askDeleteProposal asks before a draft is deleted.
func (s *Server) askDeleteProposal(w http.ResponseWriter, r *http.Request) error {
	p, err := s.visibleProposal(r)
	if err == nil {
		err = authz.Check(actor(r), authz.DeleteProposal)
	}
	if err != nil {
		return err
	}
	return s.confirm(w, r, http.StatusOK, staff.ConfirmPage{Heading: ui.Heading{Title: "删除草稿", Over: proposalName(p)},
		Lines: []string{"草稿连同其中的人员、审批表和材料一并删除，不能恢复。已经提交过的提请件不能删除，只能撤回。"},
		Action: proposalPath(
			p.ID,
		) + "/delete", Button: ui.Button{Label: "删除这份草稿", Kind: ui.Danger}, Back: proposalPath(p.ID)}, proposalsCrumb, proposalCrumb(p))
}

func (s *Server) deleteProposal(w http.ResponseWriter, r *http.Request) error {
	id, err := pathID(r, "id")
	if err == nil {
		err = s.flow.DeleteProposal(r.Context(), actor(r), id)
	}
	if err != nil {
		return err
	}
	s.flash(r, "草稿已删除。")
	return seeOther(w, r, "/proposals")
}

// askWithdrawProposal asks for the reason of taking the whole proposal back.
func (s *Server) askWithdrawProposal(w http.ResponseWriter, r *http.Request) error {
	return s.showWithdrawProposal(w, r, http.StatusOK, "", nil)
}

func (s *Server) showWithdrawProposal(w http.ResponseWriter, r *http.Request, status int, reason string, ps ui.Problems) error {
	p, err := s.visibleProposal(r)
	if err == nil {
		err = authz.Check(actor(r), authz.WithdrawProposal)
	}
	if err != nil {
		return err
	}
	return s.confirm(w, r, status, withdrawPage(p, reason, ps), proposalsCrumb, proposalCrumb(p))
}

func withdrawPage(p store.Proposal, reason string, ps ui.Problems) staff.ConfirmPage {
	return staff.ConfirmPage{Problems: ps, Heading: ui.Heading{Title: "撤回提请件", Over: proposalName(p)},
		Lines:  []string{fmt.Sprintf("撤回后，%s的本次提请全部终止；需要时另行提请。", p.OrganName)},
		Fields: []ui.Area{{Name: "reason", Label: "撤回理由", Value: reason, Error: ps.For("reason")}},
		Action: proposalPath(p.ID) + "/withdraw", Button: ui.Button{Label: "撤回提请件", Kind: ui.Danger}, Back: proposalPath(p.ID)}
}

func (s *Server) withdrawProposal(w http.ResponseWriter, r *http.Request) error {
	id, err := pathID(r, "id")
	if err != nil {
		return err
	}
	reason := r.PostFormValue("reason")
	err = s.flow.WithdrawProposal(r.Context(), actor(r), id, reason)
	if errs.KindOf(err) == errs.Invalid {
		return s.showWithdrawProposal(w, r, http.StatusUnprocessableEntity, reason, problems(err))
	} else if err != nil {
		return err
	}
	s.flash(r, "提请件已撤回。")
	return seeOther(w, r, proposalPath(id))
}
