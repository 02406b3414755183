package workflow

import (
	"context"

	"renmian/internal/appointment"
	"renmian/internal/authz"
	"renmian/internal/store"
)

// Dossier is everything kept about one person's offices (任职档案), from the first nomination on.
type Dossier struct {
	Person      store.Person
	Cases       []DossierCase // the oldest first
	Ceremonies  []store.Ceremony
	Tenures     []store.Tenure
	Memberships []store.Member
	Study       []store.StudyRecord

	Matters        []store.DossierMatter // confidential ones for clerks and chairpersons only
	Findings       []store.MatterFinding
	Rectifications []store.Rectification
	Dispatches     []store.Dispatch
	Promises       []store.YearPromises
	Ratings        []store.Rating // announced
}

// DossierCase is one case with the papers that its evidence only names.
type DossierCase struct {
	appointment.Case
	Commitments  []store.Commitment
	Certificates []store.Certificate
}

// ViewDossier opens a person's dossier; every opening is recorded (查看任职档案).
func (f *Flow) ViewDossier(ctx context.Context, who authz.Actor, personID int64) (d Dossier, err error) {
	if err = authz.Check(who, authz.ViewDossier); err != nil {
		return d, err
	}
	if d.Person, err = f.db.Person(ctx, personID); err != nil {
		return d, err
	}
	cases, err := f.db.CaseFilesOf(ctx, personID)
	if err != nil {
		return d, err
	}
	for _, c := range cases {
		x := DossierCase{Case: c}
		if x.Commitments, err = f.db.Commitments(ctx, c.ID); err != nil {
			return d, err
		}
		if x.Certificates, err = f.db.CertificatesOfCase(ctx, c.ID); err != nil {
			return d, err
		}
		d.Cases = append(d.Cases, x)
	}
	if d.Ceremonies, err = f.db.CeremoniesOf(ctx, personID); err != nil {
		return d, err
	}
	if d.Tenures, err = f.db.TenuresOf(ctx, personID); err != nil {
		return d, err
	}
	if d.Memberships, err = f.db.MembershipsOf(ctx, personID); err != nil {
		return d, err
	}
	if d.Study, err = f.db.StudyOf(ctx, personID); err != nil {
		return d, err
	}
	if d.Matters, err = f.db.DossierMatters(ctx, who, personID); err != nil {
		return d, err
	}
	if d.Findings, err = f.db.MatterFindings(ctx, 0, personID); err != nil {
		return d, err
	}
	if d.Rectifications, err = f.db.Rectifications(ctx, store.RectificationFilter{Who: who, PersonID: personID, Limit: 200}); err != nil {
		return d, err
	}
	if d.Dispatches, err = f.db.DossierDispatches(ctx, who, personID); err != nil {
		return d, err
	}
	if d.Promises, err = f.db.PromiseAnswersOf(ctx, personID); err != nil {
		return d, err
	}
	if d.Ratings, err = f.db.RatingsOfPerson(ctx, personID); err != nil {
		return d, err
	}
	return d, f.logView(ctx, who, authz.ViewDossier, store.Subject{Kind: "person", ID: personID}, d.Person.Name)
}
