package workflow

import (
	"context"
	"slices"
	"strings"

	"renmian/internal/appointment"
	"renmian/internal/authz"
	"renmian/internal/calendar"
	"renmian/internal/errs"
	"renmian/internal/lrmx"
	"renmian/internal/policy"
	"renmian/internal/store"
)

var inReview = []appointment.Stage{appointment.StageReview}

// RecordFindings writes what the review found at some gates (初审各关); gates left out stay as they are.
func (f *Flow) RecordFindings(ctx context.Context, who authz.Actor, caseID int64, findings []appointment.Finding) error {
	return f.record(ctx, who, authz.RecordFindings, caseID, inReview, func(w caseWork) (map[string]any, error) {
		var problems []errs.Field
		for _, x := range findings {
			problems = append(problems, checkFinding(x, w.policy)...)
		}
		if len(findings) == 0 {
			problems = append(problems, errs.Field{Name: "findings", Message: "请至少审完一关，写明情况后再登记。"})
		}
		if err := errs.Form(problems...); err != nil {
			return nil, err
		}
		detail := map[string]any{}
		for _, x := range findings {
			x.Text = strings.TrimSpace(x.Text)
			if err := w.tx.SaveGateFinding(ctx, caseID, x); err != nil {
				return nil, err
			}
			detail[string(x.Gate)] = x.Result + "：" + x.Text
		}
		return detail, nil
	})
}

func checkFinding(x appointment.Finding, p policy.Policy) []errs.Field {
	var problems []errs.Field
	if !slices.Contains(p.Review.Gates, x.Gate) {
		return []errs.Field{{Name: "findings", Message: "本县办法没有这一关，请刷新页面。"}}
	}
	if !slices.Contains([]string{"pass", "correct", "explain"}, x.Result) {
		problems = append(problems, errs.Field{Name: "result-" + string(x.Gate), Message: "请选择“" + x.Gate.Label() + "”一关的审查结果。"})
	}
	if strings.TrimSpace(x.Text) == "" {
		problems = append(problems, errs.Field{Name: "finding-" + string(x.Gate), Message: "请写明“" + x.Gate.Label() + "”一关的审查情况。"})
	}
	return problems
}

// ReturnCase sends one case back to the organ for correction (退回补正) with a numbered letter.
func (f *Flow) ReturnCase(ctx context.Context, who authz.Actor, caseID int64, x ReturnForm) error {
	return f.move(ctx, who, authz.ReturnCase, caseID, appointment.MoveReturn, "", func(w caseWork) (map[string]any, error) {
		k, err := x.correction(w.c.Proposal.ID, caseID, w.today, w.policy.Review.CorrectionDays)
		if err != nil {
			return nil, err
		}
		if err := w.tx.DropFromAgenda(ctx, caseID); err != nil {
			return nil, err
		}
		return sendBack(ctx, w.tx, k)
	})
}

// AnswerCorrection hands a corrected case back to the review (补正后交回).
func (f *Flow) AnswerCorrection(ctx context.Context, who authz.Actor, caseID int64, answer string) error {
	return f.move(ctx, who, authz.AnswerCorrection, caseID, appointment.MoveAnswer, "", func(w caseWork) (map[string]any, error) {
		answer = strings.TrimSpace(answer)
		if answer == "" {
			return nil, errs.Form(errs.Field{Name: "answer", Message: "请逐条说明补正情况。"})
		}
		return map[string]any{"answer": answer}, w.tx.AnswerCorrection(ctx, w.c.Proposal.ID, caseID, answer)
	})
}

// ReportForm is the report on a review as it is written; Version is that of the report the writer has seen.
type ReportForm struct {
	Opinion string
	Recusal string
	Version int
}

// WriteReport finishes the report on the review (初审报告) once every gate has been judged.
func (f *Flow) WriteReport(ctx context.Context, who authz.Actor, caseID int64, x ReportForm) error {
	return f.record(ctx, who, authz.WriteReport, caseID, inReview, func(w caseWork) (map[string]any, error) {
		report := store.ReviewReport{Opinion: strings.TrimSpace(x.Opinion), Recusal: strings.TrimSpace(x.Recusal), Version: x.Version}
		if report.Opinion == "" {
			return nil, errs.Form(errs.Field{Name: "opinion", Message: "请写明初审意见。"})
		}
		var open []string
		for _, g := range w.policy.Review.Gates {
			if !slices.ContainsFunc(w.c.Findings, func(x appointment.Finding) bool { return x.Gate == g }) {
				open = append(open, g.Label()+"关未审，审完各关后再形成初审报告")
			}
		}
		if err := errs.Blocked(open); err != nil {
			return nil, err
		}
		return map[string]any{"opinion": report.Opinion}, w.tx.SaveReviewReport(ctx, caseID, report)
	})
}

// PassReview sends the case to the chairpersons' meeting (初审合格，提请主任会议).
func (f *Flow) PassReview(ctx context.Context, who authz.Actor, caseID int64) error {
	return f.move(ctx, who, authz.PassReview, caseID, appointment.MovePassReview, "", nil)
}

// EndCase ends a case that can no longer be decided, such as after the nominee's death (终止).
func (f *Flow) EndCase(ctx context.Context, who authz.Actor, caseID int64, reason string) error {
	reason = strings.TrimSpace(reason)
	return f.move(ctx, who, authz.EndCase, caseID, appointment.MoveEnd, reason, func(w caseWork) (map[string]any, error) {
		if reason == "" {
			return nil, errs.Form(errs.Field{Name: "reason", Message: "请写明终止的理由和依据。"})
		}
		return map[string]any{"reason": reason}, w.tx.DropFromAgenda(ctx, caseID)
	})
}

// DefenceForm is what the person to be dismissed answered (申辩).
type DefenceForm struct {
	Form string // written, oral, waived
	Text string
	File Upload
}

// RecordDefence records an answer before the vote 〔监督法 第六十二条〕.
func (f *Flow) RecordDefence(ctx context.Context, who authz.Actor, caseID int64, x DefenceForm) error {
	stages := []appointment.Stage{appointment.StageReview, appointment.StageCorrection, appointment.StageChairs, appointment.StageHeld,
		appointment.StageCommittee, appointment.StageDeliberation, appointment.StageSuspended}
	return f.record(ctx, who, authz.RecordDefence, caseID, stages, func(w caseWork) (map[string]any, error) {
		if !w.c.Action.Disciplinary() {
			return nil, errs.New(errs.Conflict, "申辩只在撤职、罢免案中登记。")
		}
		d := store.Defence{Form: x.Form, Text: strings.TrimSpace(x.Text)}
		switch {
		case !slices.Contains([]string{"written", "oral", "waived"}, x.Form):
			return nil, errs.Form(errs.Field{Name: "form", Message: "请选择申辩方式。"})
		case x.Form == "written" && x.File.Name == "" && d.Text == "":
			return nil, errs.Form(errs.Field{Name: "text", Message: "书面申辩请上传原件，或录入全文。"})
		case d.Text == "" && x.Form != "written":
			return nil, errs.Form(errs.Field{Name: "text", Message: "请记明申辩要点；放弃申辩的，记明本人如何表示。"})
		}
		if x.File.Name != "" {
			file, err := keep(ctx, w.tx, x.File, "file")
			if err != nil {
				return nil, err
			}
			d.FileID = file.ID
		}
		return map[string]any{"form": d.Form}, w.tx.InsertDefence(ctx, caseID, d)
	})
}

// FormView is a cadre form opened for somebody who may read all of it.
type FormView struct {
	Row      store.CadreForm
	Form     lrmx.Form
	Findings []lrmx.Finding
}

// ViewForm opens a cadre form. The organ reads its own; every reading by the committee's staff is
// recorded, and only they see the hints to recusal that come from the family's data.
func (f *Flow) ViewForm(ctx context.Context, who authz.Actor, id, formID int64) (FormView, error) {
	var v FormView
	if err := authz.Check(who, authz.ViewForm); err != nil {
		return v, err
	}
	p, err := f.db.Proposal(ctx, id)
	if err != nil {
		return v, err
	}
	if !SeesProposal(who, p) {
		return v, errs.New(errs.NotFound, "查无此审批表，或不属于您办理的范围。")
	}
	if v.Row, err = f.db.CadreForm(ctx, id, formID); err != nil {
		return v, err
	}
	c, err := openContent(v.Row)
	if err != nil {
		return v, err
	}
	v.Form = c.Form
	if v.Findings, err = checkForm(ctx, f.db, p, v.Row.PersonID, c, calendar.Of(f.db.Now())); err != nil {
		return v, err
	}
	if who.OrganID == p.OrganID && who.Has(authz.RoleOrgan) {
		v.Findings = slices.DeleteFunc(v.Findings, func(x lrmx.Finding) bool { return x.Rule == "recusal" })
		return v, nil
	}
	return v, f.logView(ctx, who, authz.ViewForm, store.Subject{Kind: "cadre_form", ID: formID}, v.Row.PersonName)
}

// logView records that somebody read personal data.
func (f *Flow) logView(ctx context.Context, who authz.Actor, act authz.Action, what store.Subject, name string) error {
	return f.db.InTx(ctx, who, func(tx *store.Tx) error {
		return tx.Audit(ctx, act, what, map[string]any{"name": name})
	})
}

// OriginalForm returns an original file of a form; its download is recorded.
func (f *Flow) OriginalForm(ctx context.Context, who authz.Actor, id, formID, fileID int64) (store.File, error) {
	if err := authz.Check(who, authz.ViewForm); err != nil {
		return store.File{}, err
	}
	p, err := f.db.Proposal(ctx, id)
	if err != nil {
		return store.File{}, err
	}
	row, err := f.db.CadreForm(ctx, id, formID)
	if err != nil {
		return store.File{}, err
	}
	sources, err := f.db.FormSources(ctx, formID)
	if err != nil {
		return store.File{}, err
	}
	if !SeesProposal(who, p) || !slices.ContainsFunc(sources, func(x store.File) bool { return x.ID == fileID }) {
		return store.File{}, errs.New(errs.NotFound, "查无此文件，或不属于您办理的范围。")
	}
	if err := f.logView(ctx, who, authz.ViewForm, store.Subject{Kind: "cadre_form", ID: formID}, row.PersonName+"（原件）"); err != nil {
		return store.File{}, err
	}
	return f.db.File(ctx, fileID)
}

// FormHints returns what the checks say of the form that came with a case, for the clerk's review page;
// the texts may name relatives, so a page that was not opened as the form shows only how many there are.
func (f *Flow) FormHints(ctx context.Context, who authz.Actor, c appointment.Case) ([]lrmx.Finding, error) {
	if err := authz.Check(who, authz.RecordFindings); err != nil {
		return nil, err
	}
	row, ok, err := f.db.FormOfPerson(ctx, c.Proposal.ID, c.Person.ID)
	if err != nil || !ok {
		return nil, err
	}
	p, err := f.db.Proposal(ctx, c.Proposal.ID)
	if err != nil {
		return nil, err
	}
	content, err := openContent(row)
	if err != nil {
		return nil, err
	}
	return checkForm(ctx, f.db, p, row.PersonID, content, calendar.Of(f.db.Now()))
}
