package server

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"renmian/internal/appointment"
	"renmian/internal/authz"
	"renmian/internal/calendar"
	"renmian/internal/policy"
	"renmian/internal/store"
	"renmian/internal/workflow"
	"renmian/web/staff"
	"renmian/web/ui"
)

// proposalData is everything a proposal's page shows.
type proposalData struct {
	p         store.Proposal
	cases     []appointment.Case
	forms     []store.CadreForm
	documents []store.Document
	rounds    []store.Correction
	rules     policy.Policy
	draft     appointment.Draft
	today     calendar.Day
}

func (s *Server) proposalData(ctx context.Context, p store.Proposal) (d proposalData, err error) {
	d = proposalData{p: p, today: s.today()}
	if d.cases, err = s.db.CasesOfProposal(ctx, p.ID); err != nil {
		return d, err
	}
	if d.forms, err = s.db.CadreForms(ctx, p.ID); err != nil {
		return d, err
	}
	if d.documents, err = s.db.Documents(ctx, p.ID); err != nil {
		return d, err
	}
	if d.rounds, err = s.db.Corrections(ctx, p.ID); err != nil {
		return d, err
	}
	if d.draft, d.rules, err = s.flow.Draft(ctx, p.ID); err != nil {
		return d, err
	}
	if p.State == store.ProposalAccepted && len(d.cases) > 0 {
		d.rules, err = s.db.Policy(ctx, d.cases[0].PolicyID)
	}
	return d, err
}

// proposalDetail shows a proposal.
func (s *Server) proposalDetail(w http.ResponseWriter, r *http.Request) error {
	p, err := s.visibleProposal(r)
	if err != nil {
		return err
	}
	return s.showProposal(w, r, http.StatusOK, p, nil)
}

func (s *Server) showProposal(w http.ResponseWriter, r *http.Request, status int, p store.Proposal, ps ui.Problems) error {
	d, err := s.proposalData(r.Context(), p)
	if err != nil {
		return err
	}
	history, err := s.db.SubjectHistory(r.Context(), "proposal", p.ID)
	if err != nil {
		return err
	}
	page := newProposalPage(d, actor(r), r.URL.Query().Get("from"))
	page.History = timeline(history)
	page.Problems = ps
	if page.Import != nil {
		page.Import.Error = ps.For("files")
	}
	page.Frame = s.frame(r, proposalName(p), proposalsCrumb)
	page.Frame.Invalid = len(ps) > 0
	return s.render(w, r, status, staff.Proposal(page))
}

// editing reports whether the reader is the organ and may change the proposal now.
func (d proposalData) editing(who authz.Actor) bool { return d.owns(who) && workflow.Editable(d.p) }

func (d proposalData) owns(who authz.Actor) bool {
	return who.Has(authz.RoleOrgan) && who.OrganID == d.p.OrganID
}

func newProposalPage(d proposalData, who authz.Actor, from string) staff.ProposalPage {
	path := proposalPath(d.p.ID)
	page := staff.ProposalPage{
		Heading: ui.Heading{Over: d.p.OrganName + "提请", Title: proposalName(d.p), Tag: proposalTags[d.p.State]},
		Summary: d.summary(d.editing(who)), Papers: d.papers(who), Rounds: d.roundList(),
	}
	page.People, page.Pager = d.people(who, from)
	blockers := d.blockers()
	switch {
	case d.editing(who):
		page.Import = &staff.ImportForm{Action: path + "/import"}
		page.Add = path + "/cases/new"
		if takesAssessors(d.p) {
			page.Assessors = assessorsPath(d.p.ID)
		}
		page.PapersTo = ui.Button{Label: "上传材料", Href: path + "/documents", Kind: ui.Plain}
		page.Blockers = ui.Blockers{Title: fmt.Sprintf("还差 %d 项才能提交", len(blockers)), Reasons: d.reasons(blockers)}
		page.Next = "导入审批表、上传材料，填齐后核对并提交。"
		page.Acts = []ui.Button{{Label: "核对并提交", Href: path + "/check"}}
		if len(d.cases) > 0 && d.p.Mover == appointment.MoverOrgan {
			page.Acts = append(page.Acts, ui.Button{Label: "草拟提请议案", Href: path + "/bill", Kind: ui.Plain})
		}
		if d.p.State == store.ProposalDraft {
			page.Acts = append(page.Acts, ui.Button{Label: "删除草稿", Href: path + "/delete", Kind: ui.Quiet})
		} else {
			page.Next = "按补正通知更正后，核对并重新提交。"
			page.Acts = append(page.Acts, ui.Button{Label: "撤回提请件", Href: path + "/withdraw", Kind: ui.Quiet})
		}
	case d.owns(who):
		page.Next = d.waiting()
		if d.p.State == store.ProposalSubmitted {
			page.Acts = []ui.Button{{Label: "撤回提请件", Href: path + "/withdraw", Kind: ui.Quiet}}
		}
	case d.p.State == store.ProposalSubmitted && who.Has(authz.RoleClerk):
		page.Check = d.acceptance(blockers)
		page.Blockers = ui.Blockers{Title: fmt.Sprintf("有 %d 项不符合受理条件", len(blockers)), Reasons: d.reasons(blockers)}
		page.Next = "条件齐备的予以受理，编号并打印受理单；不齐备的退回补正。"
		accept := ui.Post{Action: path + "/accept", Label: "受理", Version: strconv.Itoa(d.p.Version)}
		if len(blockers) > 0 {
			accept.Why = fmt.Sprintf("还有 %d 项不符合受理条件", len(blockers))
		}
		page.Accept = &accept
		page.Acts = []ui.Button{{Label: "退回补正", Href: path + "/return", Kind: ui.Plain}}
	default:
		page.Next = d.waiting()
		if n := len(d.reviewable()); n > 1 && authz.Can(who, authz.ReviewAlike) {
			page.Next = fmt.Sprintf("已受理，%d 案正在初审。情况相同的可以成批初审，有疑点的逐案审查。", n)
			page.Acts = []ui.Button{{Label: "成批初审", Href: path + "/review"}}
		}
	}
	if d.p.ReceiptNo != "" {
		page.Acts = append(page.Acts, ui.Button{Label: "打印受理单", Href: path + "/receipt", Kind: ui.Plain})
	}
	page.Notices = d.notices(who)
	return page
}

// reviewable are the cases that stand in the review.
func (d proposalData) reviewable() (all []appointment.Case) {
	for _, c := range d.cases {
		if c.Stage == appointment.StageReview {
			all = append(all, c)
		}
	}
	return all
}

func (d proposalData) waiting() string {
	switch d.p.State {
	case store.ProposalSubmitted:
		return "已提交，等候工委受理。"
	case store.ProposalAccepted:
		return "已受理，各任免案按程序办理，进展见各案。"
	case store.ProposalReturned:
		return "已退回提请机关，等候补正后重新提交。"
	}
	return "本提请件已撤回，没有待办事项。"
}

// notices say what the organ must not overlook: letters to answer.
func (d proposalData) notices(who authz.Actor) []staff.ProposalNotice {
	var all []staff.ProposalNotice
	for _, k := range d.rounds {
		if !k.AnsweredAt.IsZero() {
			continue
		}
		n := staff.ProposalNotice{Notice: ui.Notice{Tone: ui.Warning, Title: "补正通知 " + k.LetterNo}, Lines: k.Grounds}
		if !k.DueOn.IsZero() {
			n.Lines = append(slices.Clone(n.Lines), "请于"+k.DueOn.String()+"前补正，"+dueWords(k.DueOn, d.today)+"。")
		}
		if k.CaseID != 0 && d.owns(who) {
			n.Link = ui.Link{Label: "办理补正并交回", Href: casePath(k.CaseID) + "/answer"}
		}
		all = append(all, n)
	}
	return all
}

// blockers are the reasons why the proposal cannot be handed in or accepted; none once it is.
func (d proposalData) blockers() []appointment.Blocker {
	if d.p.State == store.ProposalAccepted || d.p.State == store.ProposalWithdrawn {
		return nil
	}
	return appointment.SubmitBlockers(d.draft, d.rules, d.today)
}

func (d proposalData) reasons(blockers []appointment.Blocker) []ui.Reason {
	var all []ui.Reason
	for _, b := range blockers {
		all = append(all, ui.Reason{Text: b.Text, Basis: b.Basis, Href: d.clearedAt(b.Key)})
	}
	return all
}

// clearedAt leads the organ to where a blocker of the proposal is cleared.
func (d proposalData) clearedAt(key string) string {
	if !workflow.Editable(d.p) {
		return ""
	}
	path := proposalPath(d.p.ID)
	rest, ok := strings.CutPrefix(key, "case-")
	if !ok {
		if key == "cases" {
			return "#people"
		}
		if key == "late" {
			key = "meeting"
		}
		return path + "/edit#f-" + key
	}
	number, what, _ := strings.Cut(rest, "-")
	id, _ := strconv.ParseInt(number, 10, 64)
	for _, c := range d.cases {
		if c.ID != id {
			continue
		}
		form, has := d.formOf(c.Person.ID)
		kind, isDocument := strings.CutPrefix(what, "document-")
		switch {
		case isDocument && workflow.ProposalWide(policy.Document(kind)):
			return path + "/documents#f-file-" + kind
		case isDocument && kind != string(policy.Form):
			return fmt.Sprintf("%s/documents?case=%d#f-file-%s", path, id, kind)
		case what == "form" && has:
			return formPath(d.p.ID, form.ID)
		case isDocument:
			return "#people"
		case what == "movers" || what == "mover" || what == "nominator":
			return path + "/edit"
		}
	}
	return fmt.Sprintf("%s/cases/%s/edit", path, number)
}

func (d proposalData) formOf(person int64) (store.CadreForm, bool) {
	i := slices.IndexFunc(d.forms, func(f store.CadreForm) bool { return f.PersonID == person })
	if i < 0 {
		return store.CadreForm{}, false
	}
	return d.forms[i], true
}

var signerDuties = map[string]string{"chief": "正职", "acting_chief": "代理正职", "deputy": "副职（主持工作）"}

var moverLabels = map[appointment.Mover]string{appointment.MoverOrgan: "本机关", appointment.MoverChairs: "主任会议", appointment.MoverMembers: "组成人员联名"}

func (d proposalData) summary(editable bool) ui.Summary {
	p := d.p
	change := func(field string) string {
		if !editable {
			return ""
		}
		return proposalPath(p.ID) + "/edit#f-" + field
	}
	s := ui.Summary{{Key: "提请机关", Value: p.OrganName}, {Key: "发文字号", Value: orDash(p.DocumentNo), Change: change("document_no")},
		{Key: "议案标题", Value: orDash(p.Title), Change: change("title")}}
	meeting := ui.Item{Key: "拟提请会议", Value: "—", Change: change("meeting")}
	if p.MeetingID != 0 {
		meeting.Value = fmt.Sprintf("第%d次会议，%s", p.MeetingNumber, p.MeetingOn)
		meeting.Note = "提请截止" + appointment.IntakeDeadline(p.MeetingOn, d.rules).String()
	}
	s = append(s, meeting)
	if p.Mover != appointment.MoverOrgan {
		item := ui.Item{Key: "提出人", Value: moverLabels[p.Mover], Change: change("mover")}
		if p.Mover == appointment.MoverMembers {
			item.Note = fmt.Sprintf("联名 %d 人，全体组成人员 %d 人", p.Movers, p.Members)
		}
		s = append(s, item)
	}
	signer := orDash(p.Signer)
	if duty := signerDuties[p.SignerDuty]; duty != "" && p.Signer != "" {
		signer += "（" + duty + "）"
	}
	s = append(s, ui.Item{Key: "签署人", Value: signer, Change: change("signer")}, ui.Item{Key: "提请理由", Value: orDash(p.Reasons), Change: change("reasons")})
	if p.LateReason != "" {
		s = append(s, ui.Item{Key: "迟交说明", Value: p.LateReason, Change: change("late_reason")})
	}
	if !p.SubmittedAt.IsZero() {
		s = append(s, ui.Item{Key: "提交", Value: minute(p.SubmittedAt), Note: p.SubmittedBy})
	}
	if p.ReceiptNo != "" {
		s = append(s, ui.Item{Key: "受理", Value: p.ReceiptNo, Note: minute(p.AcceptedAt) + "，" + p.AcceptedBy})
	}
	return s
}

func nomineeFacts(p appointment.Person) string {
	var facts []string
	for _, f := range []string{p.Sex, p.Ethnicity} {
		if f != "" {
			facts = append(facts, f)
		}
	}
	if !p.Born.IsZero() {
		y, m, _ := p.Born.Date()
		facts = append(facts, fmt.Sprintf("%d年%d月出生", y, m))
	}
	return strings.Join(facts, "，")
}

func formTag(f store.CadreForm) ui.Tag {
	if f.Unsettled > 0 {
		return ui.Tag{State: ui.Todo, Label: fmt.Sprintf("审批表有 %d 处须核", f.Unsettled)}
	}
	return ui.Tag{State: ui.Done, Label: "审批表已附"}
}

// caseLabel names another case of the proposal.
func (d proposalData) caseLabel(id int64) string {
	for _, c := range d.cases {
		if c.ID == id {
			return c.Person.Name + c.Action.Label() + c.Office.Title
		}
	}
	return "另一事项"
}

// acceptance is the check of deadline, completeness and signer for the clerk.
func (d proposalData) acceptance(blockers []appointment.Blocker) *ui.Table {
	t := ui.Table{Caption: "受理审查", HideCaption: true, Columns: []ui.Column{{Label: "审查内容"}, {Label: "情况"}, {Label: "结果", Narrow: true}}}
	due := appointment.IntakeDeadline(d.p.MeetingOn, d.rules)
	group := func(match func(key string) bool) (texts []string) {
		for _, b := range blockers {
			if match(b.Key) {
				texts = append(texts, b.Text)
			}
		}
		return texts
	}
	row := func(what, fine string, bad []string) {
		cells := []ui.Cell{{Text: what}, {Text: fine}, {Tag: ui.Tag{State: ui.Done, Label: "符合"}}}
		if len(bad) > 0 {
			cells[1], cells[2] = ui.Cell{Text: strings.Join(bad, "；")}, ui.Cell{Tag: ui.Tag{State: ui.Stop, Label: "不符合"}}
		}
		t.Rows = append(t.Rows, ui.Row{Cells: cells})
	}
	inTime := fmt.Sprintf("%s提交，截止%s", d.p.SubmittedOn, due)
	if d.p.SubmittedOn.After(due) {
		inTime += fmt.Sprintf("，迟 %d 日；说明：%s", d.p.SubmittedOn.Sub(due), d.p.LateReason)
	}
	row("提请时限", inTime, group(func(k string) bool { return strings.HasPrefix(k, "late") || k == "meeting" }))
	row("签署人", d.p.Signer+"（"+signerDuties[d.p.SignerDuty]+"）", group(func(k string) bool { return k == "signer" }))
	row("材料齐全", "应交材料已齐", group(func(k string) bool { return strings.Contains(k, "-document-") || strings.HasSuffix(k, "-form") }))
	row("提名主体和任免事项", "符合法定提名人、任免方式和任职限制", group(func(k string) bool {
		return strings.HasPrefix(k, "case-") && !strings.Contains(k, "-document-") && !strings.HasSuffix(k, "-form")
	}))
	return &t
}

func (d proposalData) roundList() []staff.Round {
	var all []staff.Round
	for i := len(d.rounds) - 1; i >= 0; i-- {
		k := d.rounds[i]
		who := "全件"
		if k.CaseID != 0 {
			who = d.caseLabel(k.CaseID)
		}
		r := staff.Round{Title: fmt.Sprintf("第 %d 次：%s", len(d.rounds)-i, who), Lines: k.Grounds,
			Letter: ui.Link{Label: k.LetterNo + "（打印）", Href: fmt.Sprintf("%s/letters/%d", proposalPath(d.p.ID), k.ID)},
			Tag:    ui.Tag{State: ui.Todo, Label: "待补正"}}
		if !k.AnsweredAt.IsZero() {
			r.Answer = "答复：" + k.Answer + "（" + k.AnsweredBy + "，" + minute(k.AnsweredAt) + "）"
			r.Tag = ui.Tag{State: ui.Done, Label: "已交回"}
		}
		all = append(all, r)
	}
	return all
}
