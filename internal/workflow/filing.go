package workflow

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"renmian/internal/appointment"
	"renmian/internal/authz"
	"renmian/internal/calendar"
	"renmian/internal/document"
	"renmian/internal/errs"
	"renmian/internal/policy"
	"renmian/internal/store"
)

// OrganNoticePaper words the notice to one organ about what was decided on its proposals.
func OrganNoticePaper(
	county document.County,
	m store.Meeting,
	on calendar.Day,
	number string,
	cases []appointment.Case,
	lang policy.Language,
) document.Document {
	var adopted, rejected []document.Decision
	var numbers []string
	organ := ""
	for _, c := range cases {
		organ = c.Proposal.OrganName
		if no := c.Proposal.DocumentNo; no != "" && !slices.Contains(numbers, no) {
			numbers = append(numbers, no)
		}
		if c.Vote != nil && c.Vote.Adopted {
			adopted = append(adopted, DecisionOf(c))
		} else {
			rejected = append(rejected, DecisionOf(c))
		}
	}
	return document.OrganNotice(county, SessionOf(m, decidedOn(cases, m)), on, number, organ, strings.Join(numbers, "、"), adopted, rejected, lang)
}

// SentNoticePaper is a notice as it was sent.
func SentNoticePaper(c store.County, g store.OrganNotice) document.Document {
	d := document.OrganNotice(PaperCounty(c, g.Term), document.Session{No: g.Meeting, Day: g.HeldOn}, calendar.Of(g.SentAt), g.Number, g.Organ, "", nil, nil,
		policy.Language{})
	d.Second = g.TitleSecond
	d.Blocks = document.BodyBlocks(g.Body, false)
	return d
}

// SendOrganNotices tells every proposing organ in writing what a meeting decided on its proposals
// (通知提请机关): those given, else all that were not told yet 〔业务参考 2.9〕.
func (f *Flow) SendOrganNotices(ctx context.Context, who authz.Actor, meetingID int64, organIDs ...int64) error {
	return f.do(ctx, who, authz.SendOrganNotice, func(tx *store.Tx) error {
		if _, err := planOf(ctx, tx, meetingID); err != nil { // every result announced
			return err
		}
		o, err := openOutcome(ctx, tx, meetingID)
		if err != nil {
			return err
		}
		groups, err := untold(ctx, tx, meetingID, organIDs)
		if err != nil {
			return err
		}
		for _, works := range groups {
			number, err := nextNumber(ctx, tx, "document", o.word+"〔%d〕%d号")
			if err != nil {
				return err
			}
			var cases []appointment.Case
			for _, w := range works {
				cases = append(cases, w.c)
			}
			d := OrganNoticePaper(o.county, o.m, o.today, number, cases, works[0].policy.Language)
			g := store.OrganNotice{MeetingID: meetingID, OrganID: cases[0].Proposal.OrganID, Number: number, Body: d.Body(), TitleSecond: d.Second}
			if _, err := tx.InsertOrganNotice(ctx, g); err != nil {
				return err
			}
			detail := func(caseWork) map[string]any {
				return map[string]any{"number": number, "organ": cases[0].Proposal.OrganName}
			}
			if err := saveWorks(ctx, works, authz.SendOrganNotice, detail); err != nil {
				return err
			}
		}
		return nil
	})
}

// untold locks the decided cases of organs that were not told yet, organ by organ.
func untold(ctx context.Context, tx *store.Tx, meetingID int64, organIDs []int64) ([][]caseWork, error) {
	decided, err := tx.DecidedCases(ctx, meetingID)
	if err != nil {
		return nil, err
	}
	sent, err := tx.OrganNoticesOfMeeting(ctx, meetingID)
	if err != nil {
		return nil, err
	}
	var ids []int64
	for _, c := range decided {
		told := slices.ContainsFunc(sent, func(g store.OrganNotice) bool { return g.OrganID == c.Proposal.OrganID })
		if !told && (len(organIDs) == 0 || slices.Contains(organIDs, c.Proposal.OrganID)) {
			ids = append(ids, c.ID)
		}
	}
	if len(ids) == 0 {
		return nil, errs.New(errs.Conflict, "没有需要通知的提请机关，可能已经通知过，请刷新页面。")
	}
	works, err := lockWorks(ctx, tx, ids)
	if err != nil {
		return nil, err
	}
	var groups [][]caseWork
	for _, w := range works {
		i := slices.IndexFunc(groups, func(g []caseWork) bool { return g[0].c.Proposal.OrganID == w.c.Proposal.OrganID })
		if i < 0 {
			groups, i = append(groups, nil), len(groups)
		}
		groups[i] = append(groups[i], w)
	}
	return groups, nil
}

// ReceiveOrganNotice is the organ's acknowledgement of a notice sent to it (签收).
func (f *Flow) ReceiveOrganNotice(ctx context.Context, who authz.Actor, id int64) error {
	return f.do(ctx, who, authz.ReceiveOrganNotice, func(tx *store.Tx) error {
		g, err := tx.OrganNotice(ctx, id, who.OrganID)
		if who.OrganID == 0 || err != nil {
			return errs.New(errs.NotFound, "查无此通知，或不是发给您单位的。")
		}
		if !g.ReceivedAt.IsZero() {
			return errs.New(errs.Conflict, "该通知已由%s于%s签收。", g.ReceivedBy, calendar.Of(g.ReceivedAt))
		}
		if err := tx.ReceiveOrganNotice(ctx, id, who.OrganID); err != nil {
			return err
		}
		return tx.Audit(ctx, authz.ReceiveOrganNotice, store.Subject{Kind: "organ_notice", ID: id}, map[string]any{"number": g.Number})
	})
}

// MarkFiled notes that a report was made on a day under a number (登记备案) V19.
func (f *Flow) MarkFiled(ctx context.Context, who authz.Actor, id int64, on calendar.Day, documentNo string) error {
	documentNo = strings.TrimSpace(documentNo)
	if err := authz.Check(who, authz.MarkFiled); err != nil {
		return err
	}
	x, err := f.db.Filing(ctx, id)
	if err != nil {
		return err
	}
	return f.record(ctx, who, authz.MarkFiled, x.CaseID, afterAdoption, func(w caseWork) (map[string]any, error) {
		if err := checkPast(on, w.c.Vote.On, w.today, "on"); err != nil {
			return nil, err
		}
		if documentNo == "" {
			return nil, errs.Form(errs.Field{Name: "document_no", Message: "请填写备案报告的文号。"})
		}
		detail := map[string]any{"recipient": x.Recipient, "on": on, "document_no": documentNo}
		if err := w.tx.MarkFiled(ctx, id, on, documentNo); err != nil {
			return nil, fmt.Errorf("case %d: %w", x.CaseID, err)
		}
		return detail, nil
	})
}
