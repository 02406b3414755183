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
	"renmian/internal/lrmx"
	"renmian/internal/policy"
	"renmian/internal/store"
)

// CaseForm is one matter (任免事项) as the organ fills it in.
type CaseForm struct {
	Action   policy.Action
	OfficeID int64
	Reason   string
	AfterID  int64 // 先行表决的事项, zero for none
	Version  int   // when changing

	// The person, when adding: chosen in the proposal or among the holders, or typed.
	PersonID int64
	Name     string
	Sex      string
	Born     string // 1980.01
	IDNumber string
}

// AddCase adds one matter to the proposal. An ending is asked for somebody who holds the office; a
// beginning may bring somebody new, who is then registered with a form to be filled in by hand.
func (f *Flow) AddCase(ctx context.Context, who authz.Actor, id int64, x CaseForm) (caseID int64, err error) {
	err = f.onDraft(ctx, who, authz.AddCase, id, func(w proposalWork) (map[string]any, error) {
		o, err := w.office(ctx, x)
		if err != nil {
			return nil, err
		}
		personID, err := w.person(ctx, x, o)
		if err != nil {
			return nil, err
		}
		policyID, _, err := w.tx.PolicyOn(ctx, w.today)
		if err != nil {
			return nil, err
		}
		caseID, err = w.tx.InsertCase(ctx, store.NewCase{ProposalID: id, Action: x.Action, PersonID: personID, OfficeID: o.ID,
			Reason: strings.TrimSpace(x.Reason), PolicyID: policyID})
		if err != nil {
			return nil, err
		}
		if x.AfterID != 0 {
			if err := w.setAfter(ctx, caseID, x); err != nil {
				return nil, err
			}
		}
		return map[string]any{"case_id": caseID, "action": x.Action, "office": o.Title}, refreshCases(ctx, w.tx, id)
	})
	return caseID, err
}

// office is the chosen office, after checking that the action is possible with it.
func (w proposalWork) office(ctx context.Context, x CaseForm) (appointment.Office, error) {
	if x.OfficeID == 0 {
		return appointment.Office{}, errs.Form(errs.Field{Name: "office", Message: "请选择职务。"})
	}
	o, err := w.tx.CatalogueEntry(ctx, x.OfficeID)
	if err != nil {
		return o.Office, err
	}
	switch acts := appointment.ActionsFor(o.Office); {
	case !x.Action.Valid():
		err = errs.Form(errs.Field{Name: "action", Message: "请选择任免事项。"})
	case !slices.Contains(acts, x.Action):
		var can []string
		for _, a := range acts {
			can = append(can, a.Label())
		}
		err = errs.Form(errs.Field{Name: "action", Message: fmt.Sprintf("“%s”由%s，常委会不能“%s”；可以办理：%s。",
			o.Title, o.FilledBy.Label(), x.Action.Label(), strings.Join(can, "、"))})
	case x.Action.Begins() && !o.EndedOn.IsZero():
		err = errs.Form(errs.Field{Name: "office", Message: "“" + o.Title + "”已经撤销，不能任命，请核对职务。"})
	}
	return o.Office, err
}

func (w proposalWork) person(ctx context.Context, x CaseForm, o appointment.Office) (int64, error) {
	holders, err := w.tx.TenuresIn(ctx, o.ID)
	if err != nil {
		return 0, err
	}
	holders = slices.DeleteFunc(holders, func(t store.Tenure) bool { return !t.EndsOn.IsZero() })
	if x.PersonID != 0 {
		return x.PersonID, w.knows(ctx, x.PersonID, holders)
	}
	if x.Action.Begins() {
		return w.newcomer(ctx, x, o)
	}
	name := strings.Join(strings.Fields(x.Name), "")
	if name == "" {
		return 0, errs.Form(errs.Field{Name: "name", Message: "请填写姓名。"})
	}
	var names []string
	for _, t := range holders {
		if t.Name == name {
			return t.PersonID, nil
		}
		names = append(names, t.Name)
	}
	message := fmt.Sprintf("%s现不担任%s，请核对姓名和职务。", name, o.Title)
	if len(names) > 0 {
		message += "登记的现任：" + strings.Join(names, "、") + "。"
	}
	return 0, errs.Form(errs.Field{Name: "name", Message: message})
}

// knows refuses a person who is neither in this proposal nor a holder of the office.
func (w proposalWork) knows(ctx context.Context, id int64, holders []store.Tenure) error {
	for _, t := range holders {
		if t.PersonID == id {
			return nil
		}
	}
	if _, ok, err := w.tx.FormOfPerson(ctx, w.p.ID, id); ok || err != nil {
		return err
	}
	cases, err := w.tx.CasesOfProposal(ctx, w.p.ID)
	for _, c := range cases {
		if c.Person.ID == id {
			return nil
		}
	}
	if err != nil {
		return err
	}
	return errs.Form(errs.Field{Name: "name", Message: "请从本提请件的人员或该职务的现任人员中选择，或填写姓名。"})
}

// newcomer finds or registers the typed person and begins a form for them.
func (w proposalWork) newcomer(ctx context.Context, x CaseForm, o appointment.Office) (int64, error) {
	form, err := typedForm(x, o)
	if err != nil {
		return 0, err
	}
	personID, fresh, err := w.findPerson(ctx, form)
	if err != nil {
		return 0, err
	}
	row, ok, err := w.tx.FormOfPerson(ctx, w.p.ID, personID)
	if err != nil || ok {
		return personID, err
	}
	if !fresh {
		p, err := w.tx.Person(ctx, personID)
		if err != nil {
			return 0, err
		}
		form = known(form, p)
	}
	row = store.CadreForm{ProposalID: w.p.ID, PersonID: personID, NewPerson: fresh}
	return personID, w.keepForm(ctx, &row, formContent{Form: form}, nil)
}

// typedForm is a form with what was typed of a new person.
func typedForm(x CaseForm, o appointment.Office) (lrmx.Form, error) {
	var form lrmx.Form
	var problems []errs.Field
	set := func(key, field, value, missing string) {
		value = strings.TrimSpace(value)
		if value == "" {
			if missing != "" {
				problems = append(problems, errs.Field{Name: field, Message: missing})
			}
			return
		}
		next, err := form.With(key, value)
		if err != nil {
			problems = append(problems, errs.Field{Name: field, Message: errs.Message(err)})
			return
		}
		form = next
	}
	set("name", "name", x.Name, "请填写姓名。")
	set("sex", "sex", x.Sex, "请选择性别。")
	set("birth", "born", x.Born, "请填写出生年月，如 1980.01。")
	set("id_number", "id_number", x.IDNumber, "")
	set("proposed_office", "office", o.Title, "")
	return form, errs.Form(problems...)
}

// known fills a form with what the register has of the person.
func known(form lrmx.Form, p store.Person) lrmx.Form {
	for key, value := range map[string]string{
		"ethnicity": p.Ethnicity, "native_place": p.NativePlace, "party": p.Party, "current_office": p.PresentPost,
		"work_start": month(p.WorkSince), "full_time.level": p.Education, "full_time.degree": p.Degree,
	} {
		if value == "" {
			continue
		}
		if next, err := form.With(key, value); err == nil {
			form = next
		}
	}
	return form
}

// month is a day as forms write months: 1980.01.
func month(d calendar.Day) string {
	if d.IsZero() {
		return ""
	}
	y, m, _ := d.Date()
	return fmt.Sprintf("%d.%02d", y, m)
}

// UpdateCase changes action, office, reason or precedence of a matter.
func (f *Flow) UpdateCase(ctx context.Context, who authz.Actor, id, caseID int64, x CaseForm) error {
	return f.onDraft(ctx, who, authz.UpdateCase, id, func(w proposalWork) (map[string]any, error) {
		o, err := w.office(ctx, x)
		if err != nil {
			return nil, err
		}
		if err := w.setAfter(ctx, caseID, x); err != nil {
			return nil, err
		}
		return map[string]any{"case_id": caseID, "action": x.Action, "office": o.Title}, refreshCases(ctx, w.tx, id)
	})
}

func (w proposalWork) setAfter(ctx context.Context, caseID int64, x CaseForm) error {
	cases, err := w.tx.CasesOfProposal(ctx, w.p.ID)
	if err != nil {
		return err
	}
	version, after := x.Version, x.AfterID == 0
	var found bool
	for _, c := range cases {
		switch c.ID {
		case caseID:
			found = true
			if version == 0 {
				version = c.Version
			}
		case x.AfterID:
			after = c.AfterCase.ID != caseID // two cases cannot wait for each other
		}
	}
	if !found {
		return errs.New(errs.NotFound, "本提请件中没有这一事项，请刷新页面。")
	}
	if !after {
		return errs.Form(errs.Field{Name: "after", Message: "先行表决的事项须是本提请件中的另一事项，且不能互为先后。"})
	}
	return w.tx.SaveCaseDraft(ctx, caseID, version, store.CaseDraft{Action: x.Action, OfficeID: x.OfficeID,
		Reason: strings.TrimSpace(x.Reason), AfterID: x.AfterID})
}

// DeleteCase removes a matter from a draft; the person's form stays until the person is removed.
func (f *Flow) DeleteCase(ctx context.Context, who authz.Actor, id, caseID int64) error {
	return f.onDraft(ctx, who, authz.DeleteCase, id, func(w proposalWork) (map[string]any, error) {
		if err := deletable(w.p); err != nil {
			return nil, err
		}
		c, err := w.tx.LockCase(ctx, caseID)
		if err != nil {
			return nil, err
		}
		if c.Proposal.ID != id {
			return nil, errs.New(errs.NotFound, "本提请件中没有这一事项，请刷新页面。")
		}
		return map[string]any{"person": c.Person.Name, "office": c.Office.Title}, deleteDraft(ctx, w.tx, c)
	})
}

// deleteDraft takes a matter out of a draft: what was to come does not.
func deleteDraft(ctx context.Context, tx *store.Tx, c appointment.Case) error {
	if err := tx.DeleteCase(ctx, c.ID); err != nil {
		return err
	}
	return appointmentFailed(ctx, tx, c, "没有提出")
}

func deletable(p store.Proposal) error {
	if p.State != store.ProposalDraft {
		return errs.New(errs.Conflict, "提请件已经提交过，人员和事项不能删除；不再提请的，请办理撤回。")
	}
	return nil
}

// DeletePerson removes a person with form and matters from a draft.
func (f *Flow) DeletePerson(ctx context.Context, who authz.Actor, id, personID int64) error {
	return f.onDraft(ctx, who, authz.DeleteCase, id, func(w proposalWork) (map[string]any, error) {
		if err := deletable(w.p); err != nil {
			return nil, err
		}
		cases, err := w.tx.CasesOfProposal(ctx, id)
		if err != nil {
			return nil, err
		}
		name := ""
		for _, c := range cases {
			if c.Person.ID != personID {
				continue
			}
			name = c.Person.Name
			if err := deleteDraft(ctx, w.tx, c); err != nil {
				return nil, err
			}
		}
		form, ok, err := w.tx.FormOfPerson(ctx, id, personID)
		if err != nil {
			return nil, err
		}
		if ok {
			name = form.PersonName
			err = w.tx.DeleteCadreForm(ctx, form)
		}
		if err == nil {
			err = w.tx.DropListedPersons(ctx, id)
		}
		if err == nil && name == "" {
			err = errs.New(errs.NotFound, "本提请件中没有此人，请刷新页面。")
		}
		return map[string]any{"person": name}, err
	})
}
