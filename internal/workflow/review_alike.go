package workflow

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"renmian/internal/appointment"
	"renmian/internal/authz"
	"renmian/internal/calendar"
	"renmian/internal/errs"
	"renmian/internal/policy"
	"renmian/internal/store"
)

// AlikeReview is one review of many cases of a proposal in which nothing sets one apart (成批初审): a text for each
// gate, the opinion, and who is left out to be reviewed alone.
type AlikeReview struct {
	Texts   map[policy.Gate]string
	Opinion string
	Except  []int64 // cases
}

// Held is a case that was left out of something done to many, with why.
type Held struct {
	CaseID int64
	Person string
	Why    string
}

// ReviewAlike judges every gate of the cases of a proposal as passed, writes their reports and sends them to the
// chairpersons' meeting, each with its own record (成批初审). Cases that something stands against stay in the review,
// untouched, and are named.
func (f *Flow) ReviewAlike(ctx context.Context, who authz.Actor, proposalID int64, x AlikeReview) (passed int, held []Held, err error) {
	err = f.do(ctx, who, authz.ReviewAlike, func(tx *store.Tx) error {
		passed, held = 0, nil
		p, err := tx.LockProposal(ctx, proposalID)
		if err != nil {
			return err
		}
		if !SeesProposal(who, p) {
			return errs.New(errs.NotFound, "查无此提请件，或不属于您办理的范围。")
		}
		ids, err := tx.CaseIDs(ctx, proposalID)
		if err != nil {
			return err
		}
		works, err := lockWorks(ctx, tx, slices.DeleteFunc(ids, func(id int64) bool { return slices.Contains(x.Except, id) }))
		if err != nil {
			return err
		}
		works = slices.DeleteFunc(works, func(w caseWork) bool { return w.c.Stage != appointment.StageReview })
		if len(works) == 0 {
			return errs.New(errs.Conflict, "没有可以成批初审的任免案，请刷新页面。")
		}
		if err := x.check(works[0].policy); err != nil {
			return err
		}
		err = tx.Together(ctx, func() error {
			passed, held, err = eachOrHeld(works, func(w caseWork) (string, error) { return x.pass(ctx, w) })
			return err
		})
		if err != nil {
			return err
		}
		return tx.Audit(ctx, authz.ReviewAlike, proposalSubject(proposalID), map[string]any{"passed": passed, "held": len(held), "left_out": len(x.Except)})
	})
	return passed, held, err
}

// eachOrHeld does something to each case, or notes why it was left out.
func eachOrHeld(works []caseWork, do func(caseWork) (why string, err error)) (done int, held []Held, err error) {
	for _, w := range works {
		why, err := do(w)
		switch {
		case err != nil:
			return 0, nil, err
		case why == "":
			done++
		default:
			held = append(held, Held{CaseID: w.c.ID, Person: w.c.Person.Name, Why: why})
		}
	}
	return done, held, nil
}

func (x AlikeReview) check(p policy.Policy) error {
	var problems []errs.Field
	for _, g := range p.Review.Gates {
		problems = append(problems, checkFinding(appointment.Finding{Gate: g, Result: "pass", Text: x.Texts[g]}, p)...)
	}
	if strings.TrimSpace(x.Opinion) == "" {
		problems = append(problems, errs.Field{Name: "opinion", Message: "请写明初审意见。"})
	}
	return errs.Form(problems...)
}

// pass reviews one case, or says why it cannot pass and leaves it as it is.
func (x AlikeReview) pass(ctx context.Context, w caseWork) (why string, err error) {
	old := w.c
	versions := map[policy.Gate]int{}
	for _, seen := range w.c.Findings {
		if seen.Result != "pass" {
			return seen.Gate.Label() + "关的审查情况是“" + seen.Text + "”", nil
		}
		versions[seen.Gate] = seen.Version
	}
	w.c.Findings = nil
	detail := map[string]any{"opinion": strings.TrimSpace(x.Opinion)}
	for _, g := range w.policy.Review.Gates {
		found := appointment.Finding{Gate: g, Result: "pass", Text: strings.TrimSpace(x.Texts[g]), Version: versions[g]}
		w.c.Findings = append(w.c.Findings, found)
		detail[string(g)] = found.Text
	}
	written := w.c.Report != nil
	w.c.Report = &appointment.ReviewReport{Opinion: strings.TrimSpace(x.Opinion), On: w.today}
	if err := appointment.Check(w.c, w.policy, appointment.MovePassReview, w.today); err != nil {
		return strings.TrimPrefix(strings.Join(errs.Reasons(err), "；"), w.c.Person.Name+"："), nil
	}
	for _, found := range w.c.Findings {
		if err := w.tx.SaveGateFinding(ctx, w.c.ID, found); err != nil {
			return "", err
		}
	}
	report := store.ReviewReport{Opinion: w.c.Report.Opinion}
	if written {
		if report, err = w.tx.ReviewReport(ctx, w.c.ID); err != nil {
			return "", err
		}
		report.Opinion = w.c.Report.Opinion
	}
	if err := w.tx.SaveReviewReport(ctx, w.c.ID, report); err != nil {
		return "", err
	}
	next, err := appointment.Apply(w.c, appointment.MovePassReview, "")
	if err != nil {
		return "", err
	}
	return "", w.tx.SaveCase(ctx, old, next, authz.PassReview, detail)
}

// AgreeAtChairs records that the chairpersons' meeting agrees to bring several cases of its agenda before the committee
// in one decision (主任会议成批同意提请) 〔地方组织法 第五十四条〕. Any other decision is made case by case, with its
// reasons; so is a case that something stands against, which is named.
func (f *Flow) AgreeAtChairs(ctx context.Context, who authz.Actor, meetingID int64, caseIDs []int64, enBloc bool) (agreed int, held []Held, err error) {
	if len(caseIDs) == 0 {
		return 0, nil, errs.Form(errs.Field{Name: "case", Message: "请选择同意提请的任免案。"})
	}
	err = f.do(ctx, who, authz.DecideAtChairs, func(tx *store.Tx) error {
		agreed, held = 0, nil
		works, err := lockWorks(ctx, tx, caseIDs)
		if err != nil {
			return err
		}
		m, err := tx.LockChairsMeeting(ctx, meetingID)
		switch {
		case err != nil:
			return err
		case m.Closed():
			return chairsClosed(m)
		case calendar.Of(tx.Now()).Before(m.HeldOn):
			return errs.New(errs.Conflict, "第%d次主任会议定于%s举行，会议举行后再登记决定。", m.Number, m.HeldOn)
		}
		self, err := personOf(ctx, tx, who)
		if err != nil {
			return err
		}
		err = tx.Together(ctx, func() error {
			agreed, held, err = eachOrHeld(works, func(w caseWork) (string, error) { return agree(ctx, self, m, w, enBloc) })
			return err
		})
		if err != nil {
			return err
		}
		if agreed == 0 {
			reasons := make([]string, len(held))
			for i, h := range held {
				reasons[i] = h.Person + "：" + h.Why
			}
			return errs.Blocked(append(reasons, fmt.Sprintf("所选 %d 案都不能成批同意，请逐案研究", len(caseIDs))))
		}
		return nil
	})
	return agreed, held, err
}

// agree decides one case, or says why it must be decided alone.
func agree(ctx context.Context, self int64, m store.ChairsMeeting, w caseWork, enBloc bool) (why string, err error) {
	if err := notConcerned(self, w.c); err != nil {
		return errs.Message(err), nil
	}
	if err := (ChairsDecision{Decision: "to_committee", EnBloc: enBloc}).check(w.c, w.policy); err != nil {
		return strings.Join(errs.Reasons(err), "；"), nil
	}
	if w.c.Chairs == nil || w.c.Chairs.MeetingID != m.ID {
		return "没有列入本次议程", nil
	}
	if err := appointment.Check(w.c, w.policy, appointment.MoveToCommittee, w.today); err != nil {
		return strings.TrimPrefix(strings.Join(errs.Reasons(err), "；"), w.c.Person.Name+"："), nil
	}
	if err := w.tx.DecideChairsItem(ctx, m.ID, w.c.ID, store.ChairsItem{Decision: "to_committee", EnBloc: enBloc}); err != nil {
		return "", err
	}
	next, err := appointment.Apply(w.c, appointment.MoveToCommittee, "")
	if err != nil {
		return "", err
	}
	return "", w.tx.SaveCase(ctx, w.c, next, authz.DecideAtChairs, map[string]any{"decision": "to_committee", "meeting": m.Number, "together": true})
}
