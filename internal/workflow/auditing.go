package workflow

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"renmian/internal/authz"
	"renmian/internal/calendar"
	"renmian/internal/errs"
	"renmian/internal/store"
	"renmian/internal/supervision"
)

var auditKind = []supervision.Kind{supervision.Audit}

// EntrustAudit registers that an audit was entrusted (登记审计委托)〔AN-04、SN-17、TM-25、TM-26〕.
func (f *Flow) EntrustAudit(ctx context.Context, who authz.Actor, p supervision.AuditPlan) (id int64, err error) {
	err = f.do(ctx, who, authz.EntrustAudit, func(tx *store.Tx) error {
		p.Auditor = clean(p.Auditor)
		if err := errs.Form(p.Problems()...); err != nil {
			return err
		}
		organ, err := tx.Organ(ctx, p.OrganID)
		if err != nil {
			return err
		}
		title := organ.Name + fmt.Sprintf("%d年度", p.To.Year()) + p.Sort.Label()
		if p.Sort.OfPerson() {
			person, err := tx.Person(ctx, p.PersonID)
			if err != nil {
				return err
			}
			title = person.Name + p.Sort.Label() + "（" + organ.Name + "）"
		}
		x := store.Audit{
			Matter: store.Matter{
				Kind:     supervision.Audit,
				Title:    title,
				Year:     calendar.Of(tx.Now()).Year(),
				Stage:    supervision.AuditPlanned,
				OpenedOn: calendar.Of(tx.Now()),
			},
			Sort:    p.Sort,
			Auditor: p.Auditor,
			From:    p.From,
			To:      p.To,
			DueOn:   p.DueOn,
		}
		if x.ID, err = tx.InsertMatter(ctx, x.Matter); err != nil {
			return err
		}
		id = x.ID
		if err := tx.InsertAudit(ctx, x); err != nil {
			return err
		}
		if err := tx.SetMatterOrgan(ctx, id, p.OrganID, supervision.PartSubject); err != nil {
			return err
		}
		if p.Sort.OfPerson() {
			if err := tx.SetMatterPerson(ctx, id, p.PersonID, supervision.PartSubject); err != nil {
				return err
			}
		}
		if err := tx.SetMatterTasks(ctx, id, supervision.AuditTasks(id, x.Stage, x.DueOn, 0)); err != nil {
			return err
		}
		if err := beginItem(ctx, tx, p.PlanItemID, id); err != nil {
			return err
		}
		return tx.Audit(ctx, authz.EntrustAudit, matterSubject(x.Matter), map[string]any{"title": title, "sort": p.Sort})
	})
	return id, err
}

func (f *Flow) onAudit(ctx context.Context, who authz.Actor, act authz.Action, id int64, stage string,
	change func(tx *store.Tx, x *store.Audit) (map[string]any, error)) error {
	return f.onMatter(ctx, who, act, id, auditKind, func(tx *store.Tx, m store.Matter) (map[string]any, error) {
		x, err := tx.AuditMatter(ctx, id)
		if err != nil {
			return nil, err
		}
		if x.Stage != stage {
			return nil, errs.New(errs.Conflict, "审计事项现在不能这样办理，可能他人刚刚办过，请刷新页面。")
		}
		detail, err := change(tx, &x)
		if err != nil {
			return nil, err
		}
		if err := tx.SaveAudit(ctx, x); err != nil {
			return nil, err
		}
		return detail, tx.SetMatterTasks(ctx, id, supervision.AuditTasks(id, x.Stage, x.DueOn, x.Findings))
	})
}

// AuditReportForm is an audit report that is put on file; findings are lines of 问题，金额（万元）.
type AuditReportForm struct {
	ReportNo   string
	ReportedOn calendar.Day
	Summary    string
	Findings   string
	Files      []Upload
}

// readFindings reads a finding from each line; the amount in 万元 may stand behind the last comma.
func readFindings(text string) (all []store.AuditFinding, wrong string) {
	n := 0
	for row := range strings.SplitSeq(strings.ReplaceAll(text, ",", "，"), "\n") {
		n++
		if row = strings.TrimSpace(row); row == "" {
			continue
		}
		f := store.AuditFinding{Text: row}
		if i := strings.LastIndex(row, "，"); i >= 0 {
			amount, err := strconv.ParseFloat(strings.TrimSuffix(strings.TrimSpace(row[i+len("，"):]), "万元"), 64)
			if err == nil {
				if amount < 0 || amount > 1e9 {
					return nil, fmt.Sprintf("第 %d 行的金额请核对。", n)
				}
				f.Text, f.Amount = strings.TrimSpace(row[:i]), amount
			}
		}
		if f.Text == "" {
			return nil, fmt.Sprintf("第 %d 行请写明问题。", n)
		}
		all = append(all, f)
	}
	return all, ""
}

// FileAudit puts an audit report on file with the committee (审计报告备案)〔SN-17〕; it stands in the person's dossier, and
// what was found is put right by rectification.
func (f *Flow) FileAudit(ctx context.Context, who authz.Actor, id int64, x AuditReportForm) error {
	return f.onAudit(ctx, who, authz.FileAudit, id, supervision.AuditPlanned, func(tx *store.Tx, a *store.Audit) (map[string]any, error) {
		today := calendar.Of(tx.Now())
		x.ReportNo, x.Summary = clean(x.ReportNo), strings.TrimSpace(x.Summary)
		fields := supervision.CheckAuditReport(x.ReportNo, x.Summary, x.ReportedOn, today)
		findings, wrong := readFindings(x.Findings)
		if wrong != "" {
			fields = append(fields, errs.Field{Name: "findings", Message: wrong})
		}
		if err := errs.Form(fields...); err != nil {
			return nil, err
		}
		a.Stage, a.ReportNo, a.ReportedOn, a.FiledOn, a.Summary, a.Findings = supervision.AuditFiled, x.ReportNo, x.ReportedOn, today, x.Summary, len(findings)
		for _, y := range findings {
			if err := tx.InsertAuditFinding(ctx, id, y); err != nil {
				return nil, err
			}
		}
		if err := addMatterFiles(ctx, tx, id, 0, x.Files); err != nil {
			return nil, err
		}
		return map[string]any{"report_no": x.ReportNo, "findings": len(findings)}, nil
	})
}

// RectifyAudit opens the rectification of what an audit found (督促整改审计查出的问题).
func (f *Flow) RectifyAudit(ctx context.Context, who authz.Actor, id int64) (rect int64, err error) {
	err = f.onAudit(ctx, who, authz.RectifyAudit, id, supervision.AuditFiled, func(tx *store.Tx, a *store.Audit) (map[string]any, error) {
		findings, err := tx.AuditFindings(ctx, id)
		if err != nil {
			return nil, err
		}
		if len(findings) == 0 {
			return nil, errs.New(errs.Conflict, "审计没有查出问题，不需要整改。")
		}
		if open, err := tx.RectificationsOf(ctx, id); err != nil {
			return nil, err
		} else if open > 0 {
			return nil, errs.New(errs.Conflict, "已经交办整改，请在整改中跟踪。")
		}
		x := RectificationForm{Title: a.Title + "查出问题的整改"}
		for _, y := range findings {
			x.Findings = append(x.Findings, y.Text)
		}
		people, err := tx.MatterPeople(ctx, id)
		if err != nil {
			return nil, err
		}
		organs, err := tx.MatterOrgans(ctx, id)
		if err != nil {
			return nil, err
		}
		switch {
		case len(organs) > 0: // the unit puts it right, also after its head has left
			x.OrganID = organs[0].OrganID
		case len(people) > 0:
			x.PersonID = people[0].PersonID
		}
		rect, err = openRectification(ctx, tx, id, x)
		return map[string]any{"rectification": rect}, err
	})
	return rect, err
}

// CloseAudit closes an audit (办结审计事项).
func (f *Flow) CloseAudit(ctx context.Context, who authz.Actor, id int64, outcome string) error {
	return f.onAudit(ctx, who, authz.CloseAudit, id, supervision.AuditFiled, func(tx *store.Tx, a *store.Audit) (map[string]any, error) {
		if outcome = strings.TrimSpace(outcome); outcome == "" {
			return nil, errs.Form(errs.Field{Name: "outcome", Message: "请写明整改和处理情况。"})
		}
		a.Stage, a.ClosedOn, a.Outcome = supervision.AuditClosed, calendar.Of(tx.Now()), outcome
		return map[string]any{"outcome": outcome}, nil
	})
}

var correctionKind = []supervision.Kind{supervision.CorrectionNotice}

// DraftCorrection drafts a notice that an unlawful act be corrected (起草纠正通知)〔AN-12〕.
func (f *Flow) DraftCorrection(ctx context.Context, who authz.Actor, personID int64, d supervision.CorrectionDraft) (id int64, err error) {
	err = f.do(ctx, who, authz.DraftCorrection, func(tx *store.Tx) error {
		d.Act, d.Basis, d.Demand = strings.TrimSpace(d.Act), strings.TrimSpace(d.Basis), strings.TrimSpace(d.Demand)
		today := calendar.Of(tx.Now())
		if err := errs.Form(d.Problems(today)...); err != nil {
			return err
		}
		organ, err := tx.Organ(ctx, d.OrganID)
		if err != nil {
			return err
		}
		x := store.CorrectionNotice{
			Matter: store.Matter{
				Kind:     supervision.CorrectionNotice,
				Title:    "对" + organ.Name + "的纠正通知",
				Year:     today.Year(),
				Stage:    supervision.NoticeDrafted,
				OpenedOn: today,
			},
			Act:    d.Act,
			Basis:  d.Basis,
			Demand: d.Demand,
			DueOn:  d.DueOn,
		}
		if x.ID, err = tx.InsertMatter(ctx, x.Matter); err != nil {
			return err
		}
		id = x.ID
		if err := tx.InsertCorrectionNotice(ctx, x); err != nil {
			return err
		}
		if err := tx.SetMatterOrgan(ctx, id, d.OrganID, supervision.PartSubject); err != nil {
			return err
		}
		if personID != 0 {
			if err := tx.SetMatterPerson(ctx, id, personID, supervision.PartResponsible); err != nil {
				return err
			}
		}
		if err := tx.SetMatterTasks(ctx, id, supervision.NoticeTasks(id, x.Stage, d.OrganID, d.DueOn)); err != nil {
			return err
		}
		return tx.Audit(ctx, authz.DraftCorrection, matterSubject(x.Matter), map[string]any{"organ": d.OrganID, "person": personID})
	})
	return id, err
}

func (f *Flow) onCorrection(ctx context.Context, who authz.Actor, act authz.Action, id int64, stages []string,
	change func(tx *store.Tx, x *store.CorrectionNotice) (map[string]any, error)) error {
	return f.onMatter(ctx, who, act, id, correctionKind, func(tx *store.Tx, m store.Matter) (map[string]any, error) {
		x, err := tx.CorrectionNotice(ctx, id)
		if err != nil {
			return nil, err
		}
		if !slices.Contains(stages, x.Stage) {
			return nil, errs.New(errs.Conflict, "纠正通知现在不能这样办理，可能他人刚刚办过，请刷新页面。")
		}
		detail, err := change(tx, &x)
		if err != nil {
			return nil, err
		}
		if err := tx.SaveCorrectionNotice(ctx, x); err != nil {
			return nil, err
		}
		return detail, tx.SetMatterTasks(ctx, id, supervision.NoticeTasks(id, x.Stage, x.OrganID, x.DueOn))
	})
}

// IssueCorrection signs a notice and sends it (签发纠正通知).
func (f *Flow) IssueCorrection(ctx context.Context, who authz.Actor, id int64, number string) error {
	return f.onCorrection(ctx, who, authz.IssueCorrection, id, []string{supervision.NoticeDrafted},
		func(tx *store.Tx, x *store.CorrectionNotice) (map[string]any, error) {
			if x.Number = clean(number); x.Number == "" {
				return nil, errs.Form(errs.Field{Name: "number", Message: "请填写文号。"})
			}
			x.Stage, x.IssuedOn = supervision.NoticeIssued, calendar.Of(tx.Now())
			return map[string]any{"number": x.Number}, nil
		})
}

// ReplyCorrection reports for the unit how the act was corrected (报告纠正情况).
func (f *Flow) ReplyCorrection(ctx context.Context, who authz.Actor, id int64, reply string, files []Upload) error {
	return f.onCorrection(ctx, who, authz.ReplyCorrection, id, []string{supervision.NoticeIssued},
		func(tx *store.Tx, x *store.CorrectionNotice) (map[string]any, error) {
			if err := actsFor(ctx, tx, who, x.OrganID); err != nil {
				return nil, err
			}
			if x.Reply = strings.TrimSpace(reply); x.Reply == "" {
				return nil, errs.Form(errs.Field{Name: "reply", Message: "请写明怎样纠正、何时完成。"})
			}
			x.Stage, x.RepliedOn = supervision.NoticeReplied, calendar.Of(tx.Now())
			return nil, addMatterFiles(ctx, tx, id, 0, files)
		})
}

// AcceptCorrection accepts the report, or sends it back to be done properly (核对纠正情况).
func (f *Flow) AcceptCorrection(ctx context.Context, who authz.Actor, id int64, accepted bool, note string) error {
	return f.onCorrection(ctx, who, authz.AcceptCorrection, id, []string{supervision.NoticeReplied},
		func(tx *store.Tx, x *store.CorrectionNotice) (map[string]any, error) {
			if note = strings.TrimSpace(note); note == "" {
				return nil, errs.Form(errs.Field{Name: "note", Message: "请写明核对的情况。"})
			}
			if accepted {
				x.Stage, x.ClosedOn, x.Outcome = supervision.NoticeClosed, calendar.Of(tx.Now()), note
				return map[string]any{"accepted": true}, nil
			}
			was := x.Reply
			x.Stage, x.Reply, x.RepliedOn = supervision.NoticeIssued, "", calendar.Day{}
			_, err := tx.InsertMatterRecord(ctx,
				store.MatterRecord{MatterID: id, Kind: "督办", HeldOn: calendar.Of(tx.Now()), Title: "退回重新纠正：" + note, Body: was})
			return map[string]any{"accepted": false, "note": note}, err
		})
}
