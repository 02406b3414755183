package workflow

import (
	"context"
	"slices"

	"renmian/internal/appointment"
	"renmian/internal/authz"
	"renmian/internal/store"
	"renmian/internal/supervision"
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
	Duty           []store.DutyReport
	Reviews        []DossierReview
	Findings       []store.MatterFinding
	Rectifications []store.Rectification
	Papers         map[int64][]store.RectificationPaper // by rectification
	Notes          map[int64][]store.FollowupNote       // by rectification
	Dispatches     []store.Dispatch
	Promises       []store.YearPromises
	Ratings        []store.Rating // announced
	Removals       []store.Removal
}

// DossierReview is how a review went and what was told to the reviewed.
type DossierReview struct {
	store.PerformanceReview
	Opinion store.ReviewOpinion
}

// DossierCase is one case with the papers that its evidence only names.
type DossierCase struct {
	appointment.Case
	Commitments  []store.Commitment
	Certificates []store.Certificate
	Defences     []store.Defence
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
		if c.Defences > 0 {
			if x.Defences, err = f.db.Defences(ctx, c.ID); err != nil {
				return d, err
			}
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
	if err = f.overseen(ctx, who, &d); err != nil {
		return d, err
	}
	return d, f.logView(ctx, who, authz.ViewDossier, store.Subject{Kind: "person", ID: personID}, d.Person.Name)
}

// overseen reads what followed the appointments.
func (f *Flow) overseen(ctx context.Context, who authz.Actor, d *Dossier) (err error) {
	personID := d.Person.ID
	if d.Matters, err = f.db.DossierMatters(ctx, who, personID); err != nil {
		return err
	}
	for _, m := range d.Matters {
		switch {
		case m.Kind == supervision.DutyReport:
			x, err := f.db.DutyReport(ctx, m.ID)
			if err != nil {
				return err
			}
			d.Duty = append(d.Duty, x)
		case slices.Contains(supervision.ReviewKinds, m.Kind):
			var x DossierReview
			if x.PerformanceReview, err = f.db.Review(ctx, m.ID); err != nil {
				return err
			}
			if x.Opinion, err = f.db.ReviewOpinion(ctx, m.ID); err != nil {
				return err
			}
			d.Reviews = append(d.Reviews, x)
		}
	}
	if d.Findings, err = f.db.MatterFindings(ctx, 0, personID); err != nil {
		return err
	}
	if d.Rectifications, err = f.db.Rectifications(ctx, store.RectificationFilter{Who: who, PersonID: personID, Limit: 200}); err != nil {
		return err
	}
	d.Papers, d.Notes = map[int64][]store.RectificationPaper{}, map[int64][]store.FollowupNote{}
	for _, x := range d.Rectifications {
		if d.Papers[x.ID], err = f.db.RectificationPapers(ctx, x.ID); err != nil {
			return err
		}
		if d.Notes[x.ID], err = f.db.FollowupNotes(ctx, x.ID, 0); err != nil {
			return err
		}
	}
	if d.Dispatches, err = f.db.DossierDispatches(ctx, who, personID); err != nil {
		return err
	}
	if d.Promises, err = f.db.PromiseAnswersOf(ctx, personID); err != nil {
		return err
	}
	if d.Ratings, err = f.db.RatingsOfPerson(ctx, personID); err != nil {
		return err
	}
	d.Removals, err = f.db.Removals(ctx, who, 0, personID, 0, 100)
	return err
}
