package workflow

import (
	"context"
	"fmt"

	"renmian/internal/appointment"
	"renmian/internal/authz"
	"renmian/internal/calendar"
	"renmian/internal/errs"
	"renmian/internal/policy"
	"renmian/internal/store"
)

func termSubject(id int64) store.Subject { return store.Subject{Kind: "term", ID: id} }

// StartTermChange begins the work on a new term (办理换届): new members, elected offices, the list of those to be
// appointed anew, and the reminders to the organs. It can be left and taken up again at every step.
func (f *Flow) StartTermChange(ctx context.Context, who authz.Actor, termID int64) error {
	return f.do(ctx, who, authz.StartTermChange, func(tx *store.Tx) error {
		if err := tx.HoldRegisters(ctx); err != nil {
			return err
		}
		terms, err := tx.Terms(ctx)
		if err != nil {
			return err
		}
		if _, ok, err := tx.TermChange(ctx, termID); err != nil {
			return err
		} else if ok {
			return errs.New(errs.Conflict, "这一届的换届已经开始办理，请接着办。")
		}
		switch {
		case len(terms) == 0 || terms[0].ID != termID:
			return errs.New(errs.Conflict, "换届从新一届的页面开始办理，请先登记新一届。")
		case len(terms) == 1:
			return errs.New(errs.Conflict, "系统中还没有上一届，无须办理换届；请直接登记组成人员和任职名册。")
		case terms[0].StartsOn.After(calendar.Of(tx.Now())):
			return errs.New(errs.Conflict, "新一届从%s开始，选出新的常务委员会以后再办理换届。", terms[0].StartsOn)
		}
		if open, ok, err := tx.OpenTermChange(ctx); err != nil {
			return err
		} else if ok {
			return errs.New(errs.Conflict, "第%d届的换届还没有办结，请先办结。", open.Term.Number)
		}
		if err := tx.InsertTermChange(ctx, termID); err != nil {
			return err
		}
		return tx.Audit(ctx, authz.StartTermChange, termSubject(termID), map[string]any{"term": terms[0].Number})
	})
}

// onTermChange is the road of every step of the work on a new term while it goes on.
func (f *Flow) onTermChange(ctx context.Context, who authz.Actor, act authz.Action, termID int64,
	change func(tx *store.Tx, k *store.TermChange) (map[string]any, error)) error {
	return f.do(ctx, who, act, func(tx *store.Tx) error {
		k, err := tx.LockTermChange(ctx, termID)
		if err != nil {
			return err
		}
		if !k.ClosedAt.IsZero() {
			return errs.New(errs.Conflict, "第%d届的换届已由%s办结，不能再改。", k.Term.Number, k.ClosedBy)
		}
		detail, err := change(tx, &k)
		if err != nil {
			return err
		}
		if err := tx.SaveTermChange(ctx, k); err != nil {
			return err
		}
		return tx.Audit(ctx, act, termSubject(termID), detail)
	})
}

// SettleElected notes which holders of elected offices were not elected again (登记选举产生的职务): they leave on the
// first day of the term, since they serve until the next are elected; the others go on 〔地方组织法 第四十八条〕. Who
// was newly elected is taken over as a list of office holders.
func (f *Flow) SettleElected(ctx context.Context, who authz.Actor, termID int64, leaving []int64) error {
	return f.onTermChange(ctx, who, authz.SettleElected, termID, func(tx *store.Tx, k *store.TermChange) (map[string]any, error) {
		held, err := tx.ElectedHolders(ctx)
		if err != nil {
			return nil, err
		}
		at := map[int64]store.Tenure{}
		for _, t := range held {
			at[t.ID] = t
		}
		var left []string
		for _, id := range leaving {
			t, ok := at[id]
			switch {
			case !ok:
				return nil, errs.New(errs.Conflict, "名单上有人已经离任，请刷新页面。")
			case !t.StartsOn.Before(k.Term.StartsOn):
				return nil, errs.New(errs.Conflict, "%s的%s职务是本届选举的，不能登记届满离任。", t.Name, t.Title)
			}
			if err := tx.EndTenureByLaw(ctx, id, k.Term.StartsOn, EndedByTerm); err != nil {
				return nil, err
			}
			left = append(left, t.Name+"（"+t.Title+"）")
		}
		k.ElectedAt = tx.Now()
		return map[string]any{"left_office": left}, nil
	})
}

// DrawRenewals draws the list of the holders whose offices the committee fills, with what law and the county's
// rules want of each (生成换届清单). Drawing it again adds who came since and leaves what was planned.
func (f *Flow) DrawRenewals(ctx context.Context, who authz.Actor, termID int64) error {
	return f.onTermChange(ctx, who, authz.DrawRenewals, termID, func(tx *store.Tx, k *store.TermChange) (map[string]any, error) {
		rules, err := rosterRules(ctx, tx)
		if err != nil {
			return nil, err
		}
		held, err := tx.HeldOffices(ctx, calendar.Of(tx.Now()))
		if err != nil {
			return nil, err
		}
		lines := renewalLines(held, rules, k.Term.Elected())
		if len(lines) == 0 {
			return nil, errs.New(errs.Conflict, "没有由常委会任命的现任人员，请先导入任职名册。")
		}
		return map[string]any{"lines": len(lines)}, tx.PutRenewalLines(ctx, termID, lines)
	})
}

func renewalLines(held []appointment.Held, rules policy.Roster, elected calendar.Day) (lines []appointment.RenewalLine) {
	for _, o := range held {
		for _, h := range o.Holders {
			rule, basis, ok := appointment.RenewalRule(o, h, rules)
			if !ok || !h.Since.Before(elected) {
				continue
			}
			l := appointment.RenewalLine{OfficeID: o.OfficeID, PersonID: h.PersonID, Rule: rule, Plan: rule, Basis: basis}
			if rule == appointment.RenewalAnew {
				l.Due = appointment.RenewalDue(elected)
			}
			lines = append(lines, l)
		}
	}
	return lines
}

// RenewalPlan is what is to become of one holder on the list.
type RenewalPlan struct {
	store.TenureKey
	Leaves bool // is not to go on; otherwise as the rule says
}

// PlanRenewals says of holders on the list whether they are to go on (调整换届清单).
func (f *Flow) PlanRenewals(ctx context.Context, who authz.Actor, termID int64, plans []RenewalPlan) error {
	return f.onTermChange(ctx, who, authz.PlanRenewals, termID, func(tx *store.Tx, k *store.TermChange) (map[string]any, error) {
		all, err := tx.RenewalLines(ctx, termID)
		if err != nil {
			return nil, err
		}
		on := map[store.TenureKey]appointment.RenewalLine{}
		for _, l := range all {
			on[store.TenureKey{OfficeID: l.OfficeID, PersonID: l.PersonID}] = l
		}
		var offices, persons []int64
		var leaves []bool
		var changed []string
		for _, p := range plans {
			l, ok := on[p.TenureKey]
			if !ok {
				return nil, errs.New(errs.Conflict, "清单已有变化，请刷新页面。")
			}
			if p.Leaves == (l.Plan == appointment.RenewalLeaves) {
				continue
			}
			offices, persons, leaves = append(offices, p.OfficeID), append(persons, p.PersonID), append(leaves, p.Leaves)
			changed = append(changed, l.Person+"（"+l.Office+"）")
		}
		if len(changed) == 0 {
			return nil, errs.New(errs.Conflict, "没有改动。")
		}
		return map[string]any{"planned": changed}, tx.PlanRenewal(ctx, termID, offices, persons, leaves)
	})
}

// RemindRenewals reminds every organ that still has to propose (催办), and returns how many there are. The
// reminder stands on the organ's workbench until it has proposed.
func (f *Flow) RemindRenewals(ctx context.Context, who authz.Actor, termID int64) (n int, err error) {
	err = f.onTermChange(ctx, who, authz.RemindRenewals, termID, func(tx *store.Tx, k *store.TermChange) (map[string]any, error) {
		all, err := tx.RenewalLines(ctx, termID)
		if err != nil {
			return nil, err
		}
		waiting := map[appointment.Nominator]int{}
		for _, l := range all {
			if l.Plan == appointment.RenewalAnew && l.State(k.Term.Elected(), calendar.Of(tx.Now())).Waits() {
				waiting[l.Proposer]++
			}
		}
		var told []string
		for _, by := range appointment.Nominators() {
			if waiting[by] == 0 {
				continue
			}
			o, err := tx.OrganByKind(ctx, by.OrganKind())
			if err != nil {
				return nil, err
			}
			if err := tx.InsertTermReminder(ctx, termID, store.TermReminder{OrganID: o.ID, Offices: waiting[by], Due: appointment.RenewalDue(k.Term.Elected())}); err != nil {
				return nil, err
			}
			told = append(told, fmt.Sprintf("%s（%d 项）", o.Name, waiting[by]))
		}
		if n = len(told); n == 0 {
			return nil, errs.New(errs.Conflict, "没有待提请的职务，不必催办。")
		}
		return map[string]any{"told": told}, nil
	})
	return n, err
}

// CloseTermChange ends the work on a new term once nobody on its list waits any more (办结换届).
func (f *Flow) CloseTermChange(ctx context.Context, who authz.Actor, termID int64) error {
	return f.onTermChange(ctx, who, authz.CloseTermChange, termID, func(tx *store.Tx, k *store.TermChange) (map[string]any, error) {
		all, err := tx.RenewalLines(ctx, termID)
		if err != nil {
			return nil, err
		}
		open := 0
		for _, l := range all {
			if s := l.State(k.Term.Elected(), calendar.Of(tx.Now())); s != appointment.RenewalDone && s != appointment.RenewalNothing {
				open++
			}
		}
		var reasons []string
		add := func(bad bool, format string, args ...any) {
			if bad {
				reasons = append(reasons, fmt.Sprintf(format, args...))
			}
		}
		add(k.MembersAt.IsZero(), "还没有登记新一届组成人员")
		add(k.ElectedAt.IsZero(), "还没有登记选举产生的职务")
		add(len(all) == 0, "还没有生成换届清单")
		add(open > 0, "清单上还有 %d 项没有办完", open)
		if err := errs.Blocked(reasons); err != nil {
			return nil, err
		}
		k.ClosedAt = tx.Now()
		return map[string]any{"lines": len(all)}, nil
	})
}

// DraftRenewals begins one proposal of the actor's organ with everybody who is to be appointed anew to its offices
// and for whom nothing is under way (起草换届提请件), and returns it.
func (f *Flow) DraftRenewals(ctx context.Context, who authz.Actor) (id int64, err error) {
	err = f.do(ctx, who, authz.DraftRenewals, func(tx *store.Tx) error {
		if who.OrganID == 0 {
			return errs.New(errs.Forbidden, "您的账号没有关联提请机关，不能起草提请件，请联系系统管理员。")
		}
		organ, err := tx.Organ(ctx, who.OrganID)
		if err != nil {
			return err
		}
		policyID, rules, err := tx.PolicyOn(ctx, calendar.Of(tx.Now()))
		if err != nil {
			return err
		}
		due, err := renewalsOf(ctx, tx, organ.Kind, rules.Roster)
		if err != nil {
			return err
		}
		if len(due) == 0 {
			return errs.New(errs.Conflict, "本机关没有待重新任命的人员，或者都已在提请件中。")
		}
		title := "关于换届后提请任命" + due[0].Held.Office + "等职务的议案"
		if organ.Kind == "government" {
			title = "关于提请决定任命新一届" + organ.Name + "组成人员的议案"
		}
		p := store.Proposal{Proposal: appointment.Proposal{OrganID: organ.ID, Mover: appointment.MoverOrgan, SignerDuty: "chief"}, Title: title,
			Reasons: "新的一届选举产生，依法提请任命。"}
		if id, err = tx.InsertProposal(ctx, p); err != nil {
			return err
		}
		for _, v := range due {
			act := appointment.UsualAction(appointment.Office{FilledBy: v.Held.FilledBy, Rank: v.Held.Rank, Group: v.Held.Group}, true)
			_, err := tx.InsertCase(ctx, store.NewCase{ProposalID: id, Action: act, PersonID: v.Holder.PersonID, OfficeID: v.Held.OfficeID,
				Reason: "换届，重新任命", PolicyID: policyID})
			if err != nil {
				return err
			}
		}
		if err := refreshCases(ctx, tx, id); err != nil {
			return err
		}
		return tx.Audit(ctx, authz.DraftRenewals, proposalSubject(id), map[string]any{"title": title, "cases": len(due)})
	})
	return id, err
}

// renewalsOf lists who is to be appointed anew on the proposal of an organ of a kind.
func renewalsOf(ctx context.Context, tx *store.Tx, kind string, rules policy.Roster) ([]appointment.Vacancy, error) {
	today := calendar.Of(tx.Now())
	term, err := tx.CurrentTerm(ctx, today)
	if err != nil {
		return nil, err
	}
	held, err := tx.HeldOffices(ctx, today)
	if err != nil {
		return nil, err
	}
	open, err := tx.OpenBeginnings(ctx)
	if err != nil {
		return nil, err
	}
	lines, err := tx.RenewalLines(ctx, term.ID)
	if err != nil {
		return nil, err
	}
	for _, l := range lines {
		if l.Plan == appointment.RenewalLeaves {
			open[store.TenureKey{OfficeID: l.OfficeID, PersonID: l.PersonID}] = true
		}
	}
	var due []appointment.Vacancy
	for _, v := range appointment.Vacancies(held, rules, term.Elected(), today) {
		if v.Need == appointment.NeedRenewed && v.Held.Proposer.OrganKind() == kind &&
			!open[store.TenureKey{OfficeID: v.Held.OfficeID, PersonID: v.Holder.PersonID}] {
			due = append(due, v)
		}
	}
	return due, nil
}
