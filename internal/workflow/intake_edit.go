package workflow

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"renmian/internal/appointment"
	"renmian/internal/authz"
	"renmian/internal/errs"
	"renmian/internal/lrmx"
	"renmian/internal/store"
)

// onForm is the road of every change of a form: while the proposal is in the organ's hands, or while one
// of the person's cases is out for correction.
func (f *Flow) onForm(ctx context.Context, who authz.Actor, act authz.Action, id, formID int64,
	change func(w proposalWork, row *store.CadreForm, c formContent) (formContent, []lrmx.Source, map[string]any, error)) error {
	return f.onProposal(ctx, who, act, id, func(w proposalWork) (map[string]any, error) {
		row, err := w.tx.LockCadreForm(ctx, id, formID)
		if err != nil {
			return nil, err
		}
		if err := w.mayEdit(ctx, func(c appointment.Case) bool { return c.Person.ID == row.PersonID }); err != nil {
			return nil, err
		}
		c, err := openContent(row)
		if err != nil {
			return nil, err
		}
		c, sources, detail, err := change(w, &row, c)
		if err != nil {
			return nil, err
		}
		if err := w.keepForm(ctx, &row, c, sources); err != nil {
			return nil, err
		}
		return detail, refreshCases(ctx, w.tx, id)
	})
}

// mayEdit allows a change while the proposal is a draft or returned, or while a case it concerns is
// out for correction.
func (w proposalWork) mayEdit(ctx context.Context, concerns func(appointment.Case) bool) error {
	if Editable(w.p) {
		return nil
	}
	cases, err := w.tx.CasesOfProposal(ctx, w.p.ID)
	if err != nil {
		return err
	}
	for _, c := range cases {
		if c.Stage == appointment.StageCorrection && concerns(c) {
			return nil
		}
	}
	return errs.New(errs.Conflict, "材料已经提交，不能再改。需要更改的，请联系工委退回补正。")
}

// CorrectForm writes values typed by hand into the form, by the key of their field. All problems are
// told at once and nothing is written then.
func (f *Flow) CorrectForm(ctx context.Context, who authz.Actor, id, formID int64, version int, values map[string]string) error {
	return f.onForm(ctx, who, authz.CorrectForm, id, formID,
		func(w proposalWork, row *store.CadreForm, c formContent) (formContent, []lrmx.Source, map[string]any, error) {
			row.Version = version
			form, changed, err := correct(c.Form, values)
			if err != nil {
				return c, nil, nil, err
			}
			c.Form = form
			findings, err := checkForm(ctx, w.tx, w.p, row.PersonID, c, w.today)
			if err != nil {
				return c, nil, nil, err
			}
			dropConfirmations(row, findings, changed)
			return c, nil, map[string]any{"form_id": formID, "fields": changed}, w.followForm(ctx, *row, form)
		})
}

// correct applies the values that differ from those in use, in the order of their keys.
func correct(form lrmx.Form, values map[string]string) (lrmx.Form, []string, error) {
	inUse := map[string]string{}
	for _, r := range lrmx.Fields(form) {
		inUse[r.Key] = r.Use
	}
	var keys []string
	for key, v := range values {
		if strings.TrimSpace(strings.ReplaceAll(v, "\r\n", "\n")) != inUse[key] {
			keys = append(keys, key)
		}
	}
	slices.SortFunc(keys, byFieldOrder)
	var problems []errs.Field
	for _, key := range keys {
		next, err := form.With(key, values[key])
		if errs.KindOf(err) == errs.NotFound {
			return form, nil, err
		}
		if err != nil {
			problems = append(problems, errs.Field{Name: key, Message: errs.Message(err)})
			continue
		}
		form = next
	}
	return form, keys, errs.Form(problems...)
}

// byFieldOrder sorts family.2.name before family.10.name, so that relatives are added in order.
func byFieldOrder(a, b string) int {
	if len(a) != len(b) && strings.HasPrefix(a, "family.") && strings.HasPrefix(b, "family.") {
		var i, j int
		_, err1 := fmt.Sscanf(a, "family.%d.", &i)
		_, err2 := fmt.Sscanf(b, "family.%d.", &j)
		if errors.Join(err1, err2) == nil && i != j {
			return i - j
		}
	}
	return strings.Compare(a, b)
}

// dropConfirmations forgets reasons given for findings whose field has another value now.
func dropConfirmations(row *store.CadreForm, findings []lrmx.Finding, changed []string) {
	still := map[string]bool{}
	for _, x := range findings {
		if !slices.Contains(changed, x.Key) {
			still[x.Rule] = true
		}
	}
	for rule := range row.Confirmed {
		if !still[rule] {
			delete(row.Confirmed, rule)
		}
	}
}

// followForm lets a person whom only this proposal knows follow the corrected form.
func (w proposalWork) followForm(ctx context.Context, row store.CadreForm, form lrmx.Form) error {
	settled, err := w.tx.PersonIsSettled(ctx, row.PersonID, w.p.ID)
	if err != nil || settled || w.p.State == store.ProposalAccepted {
		return err
	}
	p, err := w.tx.LockPerson(ctx, row.PersonID)
	if err != nil {
		return err
	}
	if err := w.tx.SavePerson(ctx, particulars(p, form)); err != nil {
		return err
	}
	return w.giveIdentity(ctx, p, form)
}

// ReimportForm reads a newer file of the same person; corrections made by hand stay and stay marked.
func (f *Flow) ReimportForm(ctx context.Context, who authz.Actor, id, formID int64, files []lrmx.Upload) error {
	parsed, problems := lrmx.Open(files)
	switch {
	case len(files) == 0:
		return errs.Form(errs.Field{Name: "files", Message: "请选择干部任免审批表文件。"})
	case len(parsed) == 0:
		return refusedFiles(problems)
	case len(parsed) > 1:
		return errs.Form(errs.Field{Name: "files", Message: "这里只换一个人的审批表，请只选此人的文件；新增人员请回到提请件导入。"})
	}
	return f.onForm(ctx, who, authz.ImportForms, id, formID,
		func(w proposalWork, row *store.CadreForm, _ formContent) (formContent, []lrmx.Source, map[string]any, error) {
			c, err := keepEdits(*row, formContent{Form: parsed[0].Form, Notes: parsed[0].Notes})
			return c, parsed[0].Sources, map[string]any{"form_id": formID, "file": parsed[0].Sources[0].Name, "sha256": parsed[0].Sources[0].SHA256}, err
		})
}

// SetPhoto puts another picture into the form.
func (f *Flow) SetPhoto(ctx context.Context, who authz.Actor, id, formID int64, picture Upload) error {
	return f.onForm(ctx, who, authz.CorrectForm, id, formID,
		func(_ proposalWork, _ *store.CadreForm, c formContent) (formContent, []lrmx.Source, map[string]any, error) {
			form, err := c.Form.WithPhoto(picture.Data)
			c.Form = form
			return c, nil, map[string]any{"form_id": formID, "fields": []string{"photo"}}, err
		})
}

// SettleFinding confirms a finding that must be settled, with the reason why the form is right.
func (f *Flow) SettleFinding(ctx context.Context, who authz.Actor, id, formID int64, rule, reason string) error {
	return f.onForm(ctx, who, authz.SettleFinding, id, formID,
		func(w proposalWork, row *store.CadreForm, c formContent) (formContent, []lrmx.Source, map[string]any, error) {
			findings, err := checkForm(ctx, w.tx, w.p, row.PersonID, c, w.today)
			if err != nil {
				return c, nil, nil, err
			}
			reason = strings.TrimSpace(reason)
			if reason == "" {
				return c, nil, nil, errs.Form(errs.Field{Name: "reason-" + rule, Message: "请写明核实情况和理由。"})
			}
			if !slices.ContainsFunc(findings, func(x lrmx.Finding) bool { return x.Rule == rule && x.Severity == lrmx.Settle }) {
				return c, nil, nil, errs.New(errs.Conflict, "这一处已经没有疑点，请刷新页面。")
			}
			if row.Confirmed == nil {
				row.Confirmed = map[string]string{}
			}
			row.Confirmed[rule] = reason
			return c, nil, map[string]any{"form_id": formID, "rule": rule, "reason": reason}, nil
		})
}
