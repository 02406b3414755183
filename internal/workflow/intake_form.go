package workflow

import (
	"context"
	"encoding/json"
	"fmt"

	"renmian/internal/calendar"
	"renmian/internal/errs"
	"renmian/internal/lrmx"
	"renmian/internal/store"
)

// formContent is what is kept, encrypted, of a form.
type formContent struct {
	Form  lrmx.Form   `json:"form"`
	Notes []lrmx.Note `json:"notes"` // what the reader noticed
}

func openContent(x store.CadreForm) (formContent, error) {
	var c formContent
	if err := json.Unmarshal(x.Content, &c); err != nil {
		return c, fmt.Errorf("content of cadre form %d: %w", x.ID, err)
	}
	return c, nil
}

// fill puts a form into its row: content, what members may read, and how much is still to be settled.
func (c formContent) fill(x *store.CadreForm, findings []lrmx.Finding) (err error) {
	if x.Content, err = json.Marshal(c); err != nil {
		return err
	}
	if x.Profile, err = json.Marshal(c.Form.ForMembers()); err != nil {
		return err
	}
	x.Unsettled = 0
	for _, f := range findings {
		if f.Severity != lrmx.Hint && x.Confirmed[f.Rule] == "" {
			x.Unsettled++
		}
	}
	return nil
}

// formReads is what the checks of a form look up; a DB and a Tx both can.
type formReads interface {
	OfficeTitles(ctx context.Context) ([]string, error)
	CurrentTerm(ctx context.Context, day calendar.Day) (store.Term, error)
	Members(ctx context.Context, termID int64, day calendar.Day) ([]store.Member, error)
	OpenCaseOf(ctx context.Context, personID, besides int64) (string, error)
	Person(ctx context.Context, id int64) (store.Person, error)
	PersonIsSettled(ctx context.Context, personID, besides int64) (bool, error)
}

// checkForm runs the checks of a form against catalogue, committee, register and open cases.
func checkForm(ctx context.Context, r formReads, p store.Proposal, personID int64, c formContent, today calendar.Day) ([]lrmx.Finding, error) {
	against := lrmx.Context{Notes: c.Notes, Meeting: p.MeetingOn}
	var err error
	if against.Offices, err = r.OfficeTitles(ctx); err != nil {
		return nil, err
	}
	term, err := r.CurrentTerm(ctx, today)
	if err != nil && errs.KindOf(err) != errs.NotFound {
		return nil, err
	}
	members, err := r.Members(ctx, term.ID, today)
	if err != nil {
		return nil, err
	}
	for _, m := range members {
		against.Members = append(against.Members, lrmx.CommitteeMember{Name: m.Name})
	}
	if personID != 0 {
		open, err := r.OpenCaseOf(ctx, personID, p.ID)
		if err != nil {
			return nil, err
		}
		against.IDInUse = open != ""
		person, err := r.Person(ctx, personID)
		if err != nil {
			return nil, err
		}
		against.PersonName, against.Birth = person.Name, lrmx.DateOf(person.Born)
		against.Birth.Day = 0
	}
	return lrmx.Check(c.Form, against), nil
}

// recheckForms runs the checks anew before the proposal is handed in: the meeting may have changed,
// other cases may have been opened.
func (f *Flow) recheckForms(ctx context.Context, w proposalWork) error {
	forms, err := w.tx.CadreForms(ctx, w.p.ID)
	if err != nil {
		return err
	}
	for _, row := range forms {
		c, err := openContent(row)
		if err != nil {
			return err
		}
		if err := w.keepForm(ctx, &row, c, nil); err != nil {
			return err
		}
	}
	return nil
}

// registerPersons lets the register take over what the accepted forms say.
func (f *Flow) registerPersons(ctx context.Context, w proposalWork) error {
	forms, err := w.tx.CadreForms(ctx, w.p.ID)
	if err != nil {
		return err
	}
	for _, row := range forms {
		if err := w.registerPerson(ctx, row); err != nil {
			return err
		}
	}
	return nil
}

func (w proposalWork) registerPerson(ctx context.Context, row store.CadreForm) error {
	c, err := openContent(row)
	if err != nil {
		return err
	}
	old, err := w.tx.LockPerson(ctx, row.PersonID)
	if err != nil {
		return err
	}
	p := particulars(old, c.Form)
	p.Name = old.Name // a name is corrected in the form or in the register, never by taking over
	if row.PhotoID != 0 {
		p.PhotoID = row.PhotoID
	}
	if err := w.tx.SavePerson(ctx, p); err != nil {
		return err
	}
	return w.giveIdentity(ctx, old, c.Form)
}

// giveIdentity registers the form's identity number for a person who has none and when nobody else has it.
func (w proposalWork) giveIdentity(ctx context.Context, p store.Person, form lrmx.Form) error {
	number := form.IDNumber.Value
	if p.HasIdentity || number == "" || lrmx.IDProblem(number) != "" {
		return nil
	}
	other, err := w.tx.FindPersonByIdentity(ctx, number)
	if err != nil || other.ID != 0 {
		return err
	}
	return w.tx.SetPersonIdentity(ctx, p.ID, number)
}
