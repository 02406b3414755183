package workflow

import (
	"context"
	"fmt"
	"strings"

	"renmian/internal/appointment"
	"renmian/internal/authz"
	"renmian/internal/calendar"
	"renmian/internal/errs"
	"renmian/internal/policy"
	"renmian/internal/store"
)

// proposalWork is one locked proposal while something is done with it.
type proposalWork struct {
	tx    *store.Tx
	p     store.Proposal
	today calendar.Day
}

func proposalSubject(id int64) store.Subject { return store.Subject{Kind: "proposal", ID: id} }

// onProposal is the road of every write on a proposal: right, lock, is it theirs, change, event.
func (f *Flow) onProposal(ctx context.Context, who authz.Actor, act authz.Action, id int64,
	change func(w proposalWork) (map[string]any, error)) error {
	return f.do(ctx, who, act, func(tx *store.Tx) error {
		p, err := tx.LockProposal(ctx, id)
		if err != nil {
			return err
		}
		if !SeesProposal(who, p) {
			return errs.New(errs.NotFound, "查无此提请件，或不属于您办理的范围。")
		}
		detail, err := change(proposalWork{tx: tx, p: p, today: calendar.Of(tx.Now())})
		if err != nil {
			return err
		}
		return tx.Audit(ctx, act, proposalSubject(id), detail)
	})
}

// SeesProposal reports whether a proposal is within what the person handles: an organ its own, the
// committee's staff every one that was handed in.
func SeesProposal(who authz.Actor, p store.Proposal) bool {
	if who.Has(authz.RoleOrgan) && who.OrganID != 0 && who.OrganID == p.OrganID {
		return true
	}
	return who.Has(authz.RoleClerk, authz.RoleChair) && p.State != store.ProposalDraft
}

// Editable reports whether the organ may still change the proposal.
func Editable(p store.Proposal) bool {
	return p.State == store.ProposalDraft || p.State == store.ProposalReturned
}

// onDraft is onProposal for what the organ may do only while the proposal is in its hands.
func (f *Flow) onDraft(ctx context.Context, who authz.Actor, act authz.Action, id int64,
	change func(w proposalWork) (map[string]any, error)) error {
	return f.onProposal(ctx, who, act, id, func(w proposalWork) (map[string]any, error) {
		if !Editable(w.p) {
			return nil, errs.New(errs.Conflict, "提请件已经提交，不能再改。需要更改的，请联系工委退回补正，或撤回后重新提请。")
		}
		return change(w)
	})
}

// ProposalForm is what the organ fills in of a proposal.
type ProposalForm struct {
	DocumentNo string // 发文字号
	Title      string
	MeetingID  int64
	Reasons    string
	Mover      appointment.Mover
	Signer     string
	SignerDuty string  // chief, acting_chief, deputy
	LateReason string  // 迟交说明
	Movers     []int64 // 联名的组成人员
	Version    int
}

func (x ProposalForm) apply(p *store.Proposal) {
	p.DocumentNo, p.Title, p.MeetingID = clean(x.DocumentNo), clean(x.Title), x.MeetingID
	p.Reasons, p.Signer, p.SignerDuty = strings.TrimSpace(x.Reasons), clean(x.Signer), x.SignerDuty
	p.Mover, p.LateReason = x.Mover, strings.TrimSpace(x.LateReason)
	if p.Mover == "" {
		p.Mover = appointment.MoverOrgan
	}
}

// clean is one line as typed, without blanks around and line breaks inside.
func clean(s string) string { return strings.Join(strings.Fields(s), " ") }

func (x ProposalForm) check(organKind string) error {
	var problems []errs.Field
	add := func(name, message string) { problems = append(problems, errs.Field{Name: name, Message: message}) }
	switch x.Mover {
	case "", appointment.MoverOrgan:
	case appointment.MoverChairs, appointment.MoverMembers:
		if organKind != "congress" {
			add("mover", "主任会议提出和组成人员联名提出的议案，由常委会工作机构的账号填报；本机关请选“本机关提请”。")
		}
	default:
		add("mover", "请选择由谁提出。")
	}
	switch x.SignerDuty {
	case "", "chief", "acting_chief", "deputy":
	default:
		add("signer_duty", "请选择签署人的职务。")
	}
	if len([]rune(x.Title)) > 200 {
		add("title", "标题过长，请控制在 200 字以内。")
	}
	if len([]rune(x.DocumentNo)) > 60 {
		add("document_no", "发文字号过长，请核对。")
	}
	return errs.Form(problems...)
}

// CreateProposal begins a proposal (提请件) of the actor's organ and returns its id. Nothing but its
// beginning is demanded yet; what is missing is asked for when it is handed in.
func (f *Flow) CreateProposal(ctx context.Context, who authz.Actor, x ProposalForm) (int64, error) {
	var id int64
	err := f.do(ctx, who, authz.CreateProposal, func(tx *store.Tx) error {
		if who.OrganID == 0 {
			return errs.New(errs.Forbidden, "您的账号没有关联提请机关，不能起草提请件，请联系系统管理员。")
		}
		organ, err := tx.Organ(ctx, who.OrganID)
		if err != nil {
			return err
		}
		if err := x.check(organ.Kind); err != nil {
			return err
		}
		p := store.Proposal{Proposal: appointment.Proposal{OrganID: who.OrganID}}
		x.apply(&p)
		if id, err = tx.InsertProposal(ctx, p); err != nil {
			return err
		}
		if err := tx.SetProposalMembers(ctx, id, x.movers(), calendar.Of(tx.Now())); err != nil {
			return err
		}
		return tx.Audit(ctx, authz.CreateProposal, proposalSubject(id), map[string]any{"title": p.Title, "document_no": p.DocumentNo})
	})
	return id, err
}

func (x ProposalForm) movers() []int64 {
	if x.Mover != appointment.MoverMembers {
		return nil
	}
	return x.Movers
}

// UpdateProposal writes the proposal's own particulars.
func (f *Flow) UpdateProposal(ctx context.Context, who authz.Actor, id int64, x ProposalForm) error {
	return f.onDraft(ctx, who, authz.UpdateProposal, id, func(w proposalWork) (map[string]any, error) {
		if err := x.check(w.p.OrganKind); err != nil {
			return nil, err
		}
		p := w.p
		x.apply(&p)
		p.Version = x.Version
		if err := w.tx.SaveProposal(ctx, p); err != nil {
			return nil, err
		}
		if err := w.tx.SetProposalMembers(ctx, id, x.movers(), w.today); err != nil {
			return nil, err
		}
		err := refreshCases(ctx, w.tx, id) // they are found by the document number
		return map[string]any{"title": p.Title, "document_no": p.DocumentNo, "meeting_id": p.MeetingID}, err
	})
}

// DeleteProposal removes a draft with everything in it. What was handed in is withdrawn instead.
func (f *Flow) DeleteProposal(ctx context.Context, who authz.Actor, id int64) error {
	return f.onDraft(ctx, who, authz.DeleteProposal, id, func(w proposalWork) (map[string]any, error) {
		if w.p.State != store.ProposalDraft {
			return nil, errs.New(errs.Conflict, "提请件已经提交过，不能删除；不再提请的，请办理撤回。")
		}
		cases, err := w.tx.CasesOfProposal(ctx, id)
		if err != nil {
			return nil, err
		}
		for _, c := range cases {
			if err := deleteDraft(ctx, w.tx, c); err != nil {
				return nil, err
			}
		}
		forms, err := w.tx.CadreForms(ctx, id)
		if err != nil {
			return nil, err
		}
		for _, x := range forms {
			if err := w.tx.DeleteCadreForm(ctx, x); err != nil {
				return nil, err
			}
		}
		if err := w.tx.DropListedPersons(ctx, id); err != nil {
			return nil, err
		}
		return map[string]any{"title": w.p.Title}, w.tx.DeleteProposal(ctx, id)
	})
}

// Draft puts a proposal together as the rules see it, with the policy in force on the day.
func (f *Flow) Draft(ctx context.Context, id int64) (appointment.Draft, policy.Policy, error) {
	d, _, p, err := readDraft(ctx, f.db, id, calendar.Of(f.db.Now()))
	return d, p, err
}

// draftReads is what a DB and a Tx both can.
type draftReads interface {
	Proposal(ctx context.Context, id int64) (store.Proposal, error)
	CasesOfProposal(ctx context.Context, id int64) ([]appointment.Case, error)
	CadreForms(ctx context.Context, id int64) ([]store.CadreForm, error)
	PolicyOn(ctx context.Context, day calendar.Day) (int64, policy.Policy, error)
}

func readDraft(ctx context.Context, r draftReads, id int64, day calendar.Day) (d appointment.Draft, policyID int64, pol policy.Policy, err error) {
	p, err := r.Proposal(ctx, id)
	if err != nil {
		return d, 0, pol, err
	}
	all, err := r.CasesOfProposal(ctx, id)
	if err != nil {
		return d, 0, pol, err
	}
	forms, err := r.CadreForms(ctx, id)
	if err != nil {
		return d, 0, pol, err
	}
	d = appointment.Draft{Proposal: p.Proposal, Title: p.Title, Signer: p.Signer}
	busy := map[int64]bool{}
	for _, c := range all {
		busy[c.Person.ID] = true
		if c.Stage == appointment.StageIntake {
			d.Cases = append(d.Cases, c)
		}
	}
	for _, x := range forms {
		if !busy[x.PersonID] {
			d.Idle = append(d.Idle, x.PersonName)
		}
	}
	if policyID, pol, err = r.PolicyOn(ctx, day); err != nil {
		return d, 0, pol, fmt.Errorf("draft %d: %w", id, err)
	}
	return d, policyID, pol, nil
}

// blocked names every reason why a proposal cannot be handed in.
func blocked(blockers []appointment.Blocker) error {
	var reasons []string
	for _, b := range blockers {
		reason := b.Text
		if b.Basis != "" {
			reason += "（" + b.Basis + "）"
		}
		reasons = append(reasons, reason)
	}
	return errs.Blocked(reasons)
}
