package workflow

import (
	"context"
	"fmt"
	"strings"

	"renmian/internal/appointment"
	"renmian/internal/authz"
	"renmian/internal/calendar"
	"renmian/internal/errs"
	"renmian/internal/store"
)

// SubmitProposal hands the proposal in (提交提请件). After a return, answer says what was corrected.
func (f *Flow) SubmitProposal(ctx context.Context, who authz.Actor, id int64, answer string) error {
	return f.onDraft(ctx, who, authz.SubmitProposal, id, func(w proposalWork) (map[string]any, error) {
		answer = strings.TrimSpace(answer)
		if w.p.State == store.ProposalReturned && answer == "" {
			return nil, errs.Form(errs.Field{Name: "answer", Message: "请逐条说明补正情况。"})
		}
		if err := f.recheckForms(ctx, w); err != nil {
			return nil, err
		}
		d, policyID, pol, err := readDraft(ctx, w.tx, id, w.today)
		if err != nil {
			return nil, err
		}
		if err := blocked(appointment.SubmitBlockers(d, pol, w.today)); err != nil {
			return nil, err
		}
		if w.p.State == store.ProposalReturned {
			if err := w.tx.AnswerCorrection(ctx, id, 0, answer); err != nil {
				return nil, err
			}
		}
		p := w.p
		p.State = store.ProposalSubmitted
		if p.SubmittedAt.IsZero() { // the first time counts against the deadline
			p.SubmittedAt = w.tx.Now()
		}
		if err := w.tx.SaveProposal(ctx, p); err != nil {
			return nil, err
		}
		if err := w.tx.PinPolicy(ctx, id, policyID); err != nil {
			return nil, err
		}
		return map[string]any{"title": p.Title, "cases": len(d.Cases)}, refreshCases(ctx, w.tx, id)
	})
}

// refreshCases derives tasks and search terms of a proposal's cases anew.
func refreshCases(ctx context.Context, tx *store.Tx, id int64) error {
	if err := refreshTasksOf(ctx, tx, id); err != nil {
		return err
	}
	return tx.RefreshSearch(ctx, id)
}

// refreshTasksOf derives the tasks alone, where nothing that is searched for has changed.
func refreshTasksOf(ctx context.Context, tx *store.Tx, id int64) error {
	ids, err := tx.CaseIDs(ctx, id)
	tx.RefreshTasks(ids...)
	return err
}

// AcceptProposal accepts a proposal (受理): every case gets its number and goes to review, the
// proposal its receipt, and the register takes over what the forms say of the persons.
func (f *Flow) AcceptProposal(ctx context.Context, who authz.Actor, id int64) error {
	return f.onProposal(ctx, who, authz.AcceptProposal, id, func(w proposalWork) (map[string]any, error) {
		if w.p.State != store.ProposalSubmitted {
			return nil, notWaiting(w.p)
		}
		d, _, pol, err := readDraft(ctx, w.tx, id, w.today)
		if err != nil {
			return nil, err
		}
		if err := blocked(appointment.SubmitBlockers(d, pol, w.today)); err != nil {
			return nil, err
		}
		p := w.p
		p.State, p.AcceptedAt = store.ProposalAccepted, w.tx.Now()
		if p.ReceiptNo, err = nextNumber(ctx, w.tx, "receipt", "人任受〔%d〕%d号"); err != nil {
			return nil, err
		}
		if err := acceptCases(ctx, w, d.Cases); err != nil {
			return nil, err
		}
		if err := w.tx.SaveProposal(ctx, p); err != nil {
			return nil, err
		}
		if err := f.registerPersons(ctx, w); err != nil {
			return nil, err
		}
		return map[string]any{"receipt_no": p.ReceiptNo}, refreshCases(ctx, w.tx, id)
	})
}

func notWaiting(p store.Proposal) error {
	switch p.State {
	case store.ProposalAccepted:
		return errs.New(errs.Conflict, "该提请件已由%s受理，受理编号%s。", p.AcceptedBy, p.ReceiptNo)
	case store.ProposalReturned:
		return errs.New(errs.Conflict, "该提请件已退回提请机关补正，请等候重新提交。")
	}
	return errs.New(errs.Conflict, "该提请件现在不在待受理状态，请刷新页面。")
}

// acceptCases numbers the cases in the order of the proposal and sends them to review.
func acceptCases(ctx context.Context, w proposalWork, cases []appointment.Case) error {
	ids := make([]int64, len(cases))
	for i, c := range cases {
		ids[i] = c.ID
	}
	works, err := lockWorks(ctx, w.tx, ids)
	if err != nil {
		return err
	}
	year := w.today.Year()
	first, err := w.tx.NextNumbers(ctx, "case", year, len(works))
	if err != nil {
		return err
	}
	return w.tx.Together(ctx, func() error {
		for i, x := range works {
			if err := appointment.Check(x.c, x.policy, appointment.MoveAccept, x.today); err != nil {
				return err
			}
			c, err := appointment.Apply(x.c, appointment.MoveAccept, "")
			if err != nil {
				return err
			}
			c.Number = fmt.Sprintf("%d-%03d", year, first+i)
			if err := w.tx.NumberCase(ctx, c.ID, c.Number); err != nil {
				return err
			}
			if err := w.tx.SaveCase(ctx, x.c, c, authz.AcceptProposal, map[string]any{"number": c.Number}); err != nil {
				return err
			}
		}
		return nil
	})
}

// nextNumber gives the next number of a yearly series in its written form.
func nextNumber(ctx context.Context, tx *store.Tx, kind, format string) (string, error) {
	year := calendar.Of(tx.Now()).Year()
	n, err := tx.NextNumber(ctx, kind, year)
	return fmt.Sprintf(format, year, n), err
}

// ReturnForm is why something is sent back to the organ.
type ReturnForm struct {
	Grounds []string // each a sentence of the letter
	Note    string
	Due     calendar.Day // zero: as the county's rules say
}

func (x ReturnForm) correction(pid, caseID int64, today calendar.Day, days int) (store.Correction, error) {
	k := store.Correction{ProposalID: pid, CaseID: caseID, Note: strings.TrimSpace(x.Note), DueOn: x.Due}
	for _, g := range x.Grounds {
		if g = strings.TrimSpace(g); g != "" {
			k.Grounds = append(k.Grounds, g)
		}
	}
	var problems []errs.Field
	if len(k.Grounds) == 0 {
		problems = append(problems, errs.Field{Name: "grounds", Message: "请勾选或填写至少一条退回理由，补正通知由此生成。"})
	}
	if k.DueOn.IsZero() {
		k.DueOn = today.Add(max(days, 1))
	} else if k.DueOn.Before(today) {
		problems = append(problems, errs.Field{Name: "due", Message: "补正期限已经过去，请重新填写。"})
	}
	return k, errs.Form(problems...)
}

// sendBack opens a correction with its numbered letter.
func sendBack(ctx context.Context, tx *store.Tx, k store.Correction) (map[string]any, error) {
	var err error
	if k.LetterNo, err = nextNumber(ctx, tx, "letter", "人任补〔%d〕%d号"); err != nil {
		return nil, err
	}
	_, err = tx.InsertCorrection(ctx, k)
	return map[string]any{"letter_no": k.LetterNo, "grounds": k.Grounds, "due_on": k.DueOn}, err
}

// ReturnProposal sends the whole proposal back for correction (退回补正) with a numbered letter.
func (f *Flow) ReturnProposal(ctx context.Context, who authz.Actor, id int64, x ReturnForm) error {
	return f.onProposal(ctx, who, authz.ReturnProposal, id, func(w proposalWork) (map[string]any, error) {
		if w.p.State != store.ProposalSubmitted {
			return nil, notWaiting(w.p)
		}
		_, pol, err := w.tx.PolicyOn(ctx, w.today)
		if err != nil {
			return nil, err
		}
		k, err := x.correction(id, 0, w.today, pol.Review.CorrectionDays)
		if err != nil {
			return nil, err
		}
		detail, err := sendBack(ctx, w.tx, k)
		if err != nil {
			return nil, err
		}
		p := w.p
		p.State = store.ProposalReturned
		if err := w.tx.SaveProposal(ctx, p); err != nil {
			return nil, err
		}
		return detail, refreshCases(ctx, w.tx, id)
	})
}

// WithdrawProposal takes the whole proposal back before it is accepted (撤回).
func (f *Flow) WithdrawProposal(ctx context.Context, who authz.Actor, id int64, reason string) error {
	return f.onProposal(ctx, who, authz.WithdrawProposal, id, func(w proposalWork) (map[string]any, error) {
		if w.p.State != store.ProposalSubmitted && w.p.State != store.ProposalReturned {
			return nil, errs.New(errs.Conflict, "提请件现在不能整件撤回：草稿可以删除，已受理的请逐案撤回。")
		}
		cases, err := w.tx.CasesOfProposal(ctx, id)
		if err != nil {
			return nil, err
		}
		for _, c := range cases {
			if c.Stage.Over() {
				continue
			}
			if err := withdrawAtIntake(ctx, w.tx, c.ID, reason); err != nil {
				return nil, err
			}
		}
		return map[string]any{"reason": reason}, w.tx.CloseEmptyProposal(ctx, id)
	})
}

func withdrawAtIntake(ctx context.Context, tx *store.Tx, id int64, reason string) error {
	reason = strings.TrimSpace(reason)
	if reason == "" {
		return errs.Form(errs.Field{Name: "reason", Message: "请写明撤回的理由。"})
	}
	old, err := tx.LockCase(ctx, id)
	if err != nil {
		return err
	}
	c, err := appointment.Apply(old, appointment.MoveWithdraw, reason)
	if err != nil {
		return err
	}
	if err := tx.InsertWithdrawal(ctx, id, reason, true); err != nil {
		return err
	}
	if err := tx.SaveCase(ctx, old, c, authz.WithdrawCase, map[string]any{"reason": reason}); err != nil {
		return err
	}
	return caseOver(ctx, tx, old, c)
}

// WithdrawCase takes one case back before the vote. Once the chairpersons' meeting has sent it to the
// committee, this only asks for that meeting's consent.
func (f *Flow) WithdrawCase(ctx context.Context, who authz.Actor, id int64, reason string) error {
	c, err := f.db.Case(ctx, id)
	if err != nil {
		return err
	}
	if c.Stage == appointment.StageIntake {
		return f.onProposal(ctx, who, authz.WithdrawCase, c.Proposal.ID, func(w proposalWork) (map[string]any, error) {
			if w.p.State == store.ProposalDraft {
				return nil, errs.New(errs.Conflict, "尚未提交，直接删除即可，不必撤回。")
			}
			if err := withdrawAtIntake(ctx, w.tx, id, reason); err != nil {
				return nil, err
			}
			return map[string]any{"case_id": id}, w.tx.CloseEmptyProposal(ctx, w.p.ID)
		})
	}
	return f.onCase(ctx, who, authz.WithdrawCase, id, func(w caseWork) (appointment.Case, map[string]any, error) {
		reason = strings.TrimSpace(reason)
		if reason == "" {
			return w.c, nil, errs.Form(errs.Field{Name: "reason", Message: "请写明撤回的理由。"})
		}
		detail := map[string]any{"reason": reason}
		next, err := appointment.Apply(w.c, appointment.MoveWithdraw, reason)
		if err != nil {
			return w.c, nil, err
		}
		if appointment.WithdrawalNeedsConsent(w.c) {
			asked := w.c
			asked.Withdrawal = &appointment.Withdrawal{State: "consented"} // would it be possible with consent?
			if err := appointment.Check(asked, w.policy, appointment.MoveWithdraw, w.today); err != nil {
				return w.c, nil, err
			}
			return w.c, detail, w.tx.InsertWithdrawal(ctx, id, reason, false)
		}
		if err := w.tx.DropFromAgenda(ctx, id); err != nil {
			return w.c, nil, err
		}
		return next, detail, w.tx.InsertWithdrawal(ctx, id, reason, true)
	})
}

// DecideWithdrawal records what the chairpersons' meeting said to the organ's request; with its consent
// the case ends as withdrawn.
func (f *Flow) DecideWithdrawal(ctx context.Context, who authz.Actor, id int64, consent bool, opinion string) error {
	return f.onCase(ctx, who, authz.DecideWithdrawal, id, func(w caseWork) (appointment.Case, map[string]any, error) {
		opinion = strings.TrimSpace(opinion)
		if w.c.Withdrawal == nil || w.c.Withdrawal.State != "asked" {
			return w.c, nil, errs.New(errs.Conflict, "没有待决定的撤回请求，请刷新页面。")
		}
		if !consent && opinion == "" {
			return w.c, nil, errs.Form(errs.Field{Name: "opinion", Message: "不同意撤回的，请写明理由。"})
		}
		detail := map[string]any{"consent": consent, "opinion": opinion}
		if err := w.tx.DecideWithdrawal(ctx, id, consent, opinion); err != nil {
			return w.c, nil, err
		}
		if !consent {
			return w.c, detail, nil
		}
		c := w.c
		c.Withdrawal = &appointment.Withdrawal{Reason: w.c.Withdrawal.Reason, State: "consented"}
		if err := appointment.Check(c, w.policy, appointment.MoveWithdraw, w.today); err != nil {
			return w.c, nil, err
		}
		if err := w.tx.DropFromAgenda(ctx, id); err != nil {
			return w.c, nil, err
		}
		next, err := appointment.Apply(c, appointment.MoveWithdraw, c.Withdrawal.Reason)
		return next, detail, err
	})
}
