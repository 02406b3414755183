package server

import (
	"fmt"
	"net/http"
	"strings"

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

// checkProposal is the last look before the proposal is handed in.
func (s *Server) checkProposal(w http.ResponseWriter, r *http.Request) error {
	return s.showCheck(w, r, http.StatusOK, "", nil)
}

func (s *Server) showCheck(w http.ResponseWriter, r *http.Request, status int, answer string, ps ui.Problems) error {
	p, err := s.visibleProposal(r)
	if err == nil {
		err = authz.Check(actor(r), authz.SubmitProposal)
	}
	if err != nil {
		return err
	}
	if !workflow.Editable(p) {
		return seeOther(w, r, proposalPath(p.ID))
	}
	d, err := s.proposalData(r.Context(), p)
	if err != nil {
		return err
	}
	path := proposalPath(p.ID)
	blockers := d.blockers()
	page := staff.CheckPage{Problems: ps, Summary: d.summary(true), Matters: d.matters(), Papers: d.papers(actor(r)), Action: path + "/submit", Back: path,
		Blockers: ui.Blockers{Title: fmt.Sprintf("还差 %d 项才能提交", len(blockers)), Reasons: d.reasons(blockers)},
		Button:   ui.Button{Label: "提交提请件"}}
	if p.State == store.ProposalReturned {
		page.Answer = &ui.Area{Name: "answer", Label: "补正情况", Hint: "对照补正通知逐条说明。", Value: answer, Error: ps.For("answer")}
		page.Button.Label = "重新提交提请件"
	}
	if len(blockers) > 0 {
		page.Button.Why = "还差上面列出的事项"
	}
	page.Frame = s.frame(r, "核对并提交", proposalsCrumb, proposalCrumb(p))
	page.Frame.Invalid = len(ps) > 0
	return s.render(w, r, status, staff.CheckAnswers(page))
}

// matters lists every matter of the proposal for the last look.
func (d proposalData) matters() ui.Table {
	t := ui.Table{Caption: "任免事项", HideCaption: true, Empty: "还没有任免事项。", Open: 2 * many,
		Columns: []ui.Column{{Label: "姓名"}, {Label: "事项"}, {Label: "职务"}, {Label: "审批表", Narrow: true}}}
	for _, c := range d.cases {
		form := ui.Cell{Text: "—"}
		if f, ok := d.formOf(c.Person.ID); ok {
			form = ui.Cell{Tag: formTag(f)}
		}
		t.Rows = append(t.Rows, ui.Row{Href: fmt.Sprintf("%s/cases/%d/edit", proposalPath(d.p.ID), c.ID),
			Cells: []ui.Cell{{Text: listName(c.Person.Name, c.Person.Sex)}, {Text: c.Action.Label()}, {Text: c.Office.Title}, form}})
	}
	return t
}

func (s *Server) submitProposal(w http.ResponseWriter, r *http.Request) error {
	id, err := pathID(r, "id")
	if err != nil {
		return err
	}
	answer := r.PostFormValue("answer")
	err = s.flow.SubmitProposal(r.Context(), actor(r), id, answer)
	if errs.KindOf(err) == errs.Invalid {
		return s.showCheck(w, r, http.StatusUnprocessableEntity, answer, problems(err))
	} else if err != nil {
		return err
	}
	return seeOther(w, r, proposalPath(id)+"/submitted")
}

// submitted confirms that the proposal was handed in.
func (s *Server) submitted(w http.ResponseWriter, r *http.Request) error {
	p, err := s.visibleProposal(r)
	if err != nil {
		return err
	}
	if workflow.Editable(p) {
		return seeOther(w, r, proposalPath(p.ID))
	}
	page := staff.DonePage{Done: ui.Confirmation{Title: "提请件已提交", NumberLabel: "发文字号：", Number: p.DocumentNo},
		Lines: []string{minute(p.SubmittedAt) + "由" + p.SubmittedBy + "提交。工委审查时限、签署人和材料后受理，受理编号和受理单在提请件页查看、打印。",
			"材料需要补正的，会在工作台和提请件页通知。交付表决以前可以撤回。"},
		Button: ui.Button{Label: "查看提请件", Href: proposalPath(p.ID)}, More: []ui.Button{{Label: "再起草一件", Href: "/proposals/new", Kind: ui.Plain}}}
	page.Frame = s.frame(r, "提请件已提交", proposalsCrumb, proposalCrumb(p))
	return s.render(w, r, http.StatusOK, staff.Done(page))
}

func (s *Server) acceptProposal(w http.ResponseWriter, r *http.Request) error {
	id, err := pathID(r, "id")
	if err == nil {
		err = s.flow.AcceptProposal(r.Context(), actor(r), id)
	}
	if err != nil {
		return err
	}
	return seeOther(w, r, proposalPath(id)+"/accepted")
}

// accepted confirms the acceptance, with the numbers of proposal and cases.
func (s *Server) accepted(w http.ResponseWriter, r *http.Request) error {
	p, err := s.visibleProposal(r)
	if err != nil {
		return err
	}
	if p.ReceiptNo == "" {
		return seeOther(w, r, proposalPath(p.ID))
	}
	cases, err := s.db.CasesOfProposal(r.Context(), p.ID)
	if err != nil {
		return err
	}
	page := staff.DonePage{Done: ui.Confirmation{Title: "提请件已受理", NumberLabel: "受理编号：", Number: p.ReceiptNo},
		Lines: []string{"受理单请打印一份交提请机关。各任免案已编号，转入材料初审。"}, Table: caseNumbers(cases),
		Button: ui.Button{Label: "打印受理单", Href: proposalPath(p.ID) + "/receipt"},
		More:   []ui.Button{{Label: "返回提请件", Href: proposalPath(p.ID), Kind: ui.Plain}}}
	page.Frame = s.frame(r, "提请件已受理", proposalsCrumb, proposalCrumb(p))
	return s.render(w, r, http.StatusOK, staff.Done(page))
}

func caseNumbers(cases []appointment.Case) ui.Table {
	t := ui.Table{Caption: "任免案", HideCaption: true, Open: 2 * many, Columns: []ui.Column{{Label: "案号", Narrow: true}, {Label: "任免事项"}}}
	for _, c := range cases {
		if c.Number != "" {
			t.Rows = append(t.Rows,
				ui.Row{Href: casePath(c.ID) + "/review", Cells: []ui.Cell{{Text: c.Number}, {Text: caseTitle(c.Person.Name, c.Action, c.Office.Title)}}})
		}
	}
	return t
}

// paperOf is the proposal as the papers of intake name it.
func (d proposalData) paperOf(c document.County) document.Proposal {
	p := document.Proposal{Number: d.p.ReceiptNo, DocNo: d.p.DocumentNo, Title: d.p.Title, Organ: d.p.OrganName, Signer: d.p.Signer, Received: d.p.SubmittedOn,
		Due: appointment.IntakeDeadline(d.p.MeetingOn, d.rules)}
	if d.p.MeetingNumber > 0 {
		p.Meeting = c.Brief(document.Session{No: d.p.MeetingNumber, Day: d.p.MeetingOn})
	}
	for _, x := range d.cases {
		p.Items = append(p.Items, workflow.DecisionOf(x))
	}
	add := func(name string, due bool, have []store.Document) {
		var notes []string
		for _, x := range have {
			if x.PaperNote != "" {
				notes = append(notes, x.PaperNote)
			}
		}
		if due || len(have) > 0 {
			p.Papers = append(p.Papers, document.Paper{Name: name, Wanted: due, Have: len(have) > 0, Note: strings.Join(notes, "；")})
		}
	}
	kinds := func(caseID int64, who string, due []policy.Document) {
		for _, kind := range policy.Documents() {
			wanted := false
			for _, k := range due {
				wanted = wanted || k == kind
			}
			add(kind.Label()+who, wanted, d.handedIn(caseID, kind))
		}
	}
	kinds(0, "", d.wanted(nil))
	for i := range d.cases {
		kinds(d.cases[i].ID, "（"+d.cases[i].Person.Name+"）", d.wanted(&d.cases[i]))
	}
	for _, f := range d.forms {
		p.Papers = append(p.Papers, document.Paper{Name: policy.Form.Label() + "（" + f.PersonName + "）", Wanted: true, Have: true})
	}
	return p
}

// receipt prints the receipt (受理单).
func (s *Server) receipt(w http.ResponseWriter, r *http.Request) error {
	d, c, err := s.paperData(r)
	if err != nil {
		return err
	}
	if d.p.ReceiptNo == "" {
		return errs.New(errs.Conflict, "提请件尚未受理，受理后才有受理单。")
	}
	doc := document.Receipt(c, d.paperOf(c), d.p.AcceptedBy)
	doc.Date = calendar.Of(d.p.AcceptedAt).String()
	return s.renderPapers(w, r, proposalCrumb(d.p), doc)
}

// bill prints a draft of the organ's own bill (提请议案), so that it says what was entered.
func (s *Server) bill(w http.ResponseWriter, r *http.Request) error {
	d, c, err := s.paperData(r)
	if err != nil {
		return err
	}
	if !d.owns(actor(r)) {
		return errs.New(errs.Forbidden, "提请议案由提请机关草拟。交来的议案在提请材料中。")
	}
	if len(d.cases) == 0 {
		return errs.New(errs.Conflict, "还没有任免事项，录入后才能草拟提请议案。")
	}
	return s.renderPapers(w, r, proposalCrumb(d.p), document.Bill(c, d.paperOf(c), s.today()))
}

func (s *Server) paperData(r *http.Request) (proposalData, document.County, error) {
	p, err := s.visibleProposal(r)
	if err != nil {
		return proposalData{}, document.County{}, err
	}
	d, err := s.proposalData(r.Context(), p)
	if err != nil {
		return d, document.County{}, err
	}
	c, err := s.county(r.Context())
	return d, c, err
}

// letter prints a letter of correction (补正通知).
func (s *Server) letter(w http.ResponseWriter, r *http.Request) error {
	d, c, err := s.paperData(r)
	if err != nil {
		return err
	}
	id, err := pathID(r, "letter")
	if err != nil {
		return err
	}
	k, err := s.db.Correction(r.Context(), d.p.ID, id)
	if err != nil {
		return err
	}
	grounds := k.Grounds
	if k.CaseID != 0 {
		grounds = make([]string, len(k.Grounds))
		for i, g := range k.Grounds {
			grounds[i] = "关于" + d.caseLabel(k.CaseID) + "：" + g
		}
	}
	if k.Note != "" {
		grounds = append(grounds[:len(grounds):len(grounds)], k.Note)
	}
	return s.renderPapers(w, r, proposalCrumb(d.p), document.CorrectionLetter(c, k.LetterNo, d.paperOf(c), grounds, calendar.Of(k.SentAt), k.DueOn))
}
