package store

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"renmian/internal/appointment"
	"renmian/internal/authz"
	"renmian/internal/supervision"
)

// CaseFilesOf lists a person's handed-in cases with all their evidence, the oldest first.
func (r reads) CaseFilesOf(ctx context.Context, personID int64) ([]appointment.Case, error) {
	return r.cases(ctx, ` WHERE c.person_id = $1 AND (c.stage <> 'intake' OR pr.state <> 'draft') ORDER BY c.id LIMIT 200`, personID)
}

// CeremoniesOf lists the ceremonies on whose rosters a person stands, the oldest first.
func (r reads) CeremoniesOf(ctx context.Context, personID int64) ([]Ceremony, error) {
	return r.ceremonies(ctx, `
		WHERE EXISTS (SELECT FROM oath_roster s JOIN appointment_case c ON c.id = s.case_id WHERE s.ceremony_id = y.id AND c.person_id = $1)
		ORDER BY y.held_on, y.id LIMIT 100`, personID)
}

// DossierMatter is a matter of supervision in one person's dossier.
type DossierMatter struct {
	Matter
	Part   supervision.Part
	Office string // held then
}

// provedMatters keeps out of a dossier what nobody has proved: petitions that were not entered in it, and what the media or
// the public say before it is verified.
const provedMatters = ` AND (m.kind <> 'petition' OR EXISTS (SELECT FROM petition i WHERE i.matter_id = m.id AND i.in_dossier))
		AND (m.kind <> 'outside_record' OR EXISTS (SELECT FROM outside_record i WHERE i.matter_id = m.id AND i.checked <> '')) `

// DossierMatters lists the matters that concern a person and that the reader may know of, the oldest first.
func (r reads) DossierMatters(ctx context.Context, who authz.Actor, personID int64) ([]DossierMatter, error) {
	rows, err := r.q.Query(ctx, `
		SELECT `+matterColumns+`, p.part, p.office FROM matter_person p JOIN matter m ON m.id = p.matter_id
		WHERE p.person_id = $1 AND ($2 OR NOT m.kind = ANY ($3))`+provedMatters+`ORDER BY m.opened_on, m.id LIMIT 500`,
		personID, who.Has(authz.RoleClerk, authz.RoleChair), confidentialKinds())
	if err != nil {
		return nil, fmt.Errorf("matters of person %d: %w", personID, err)
	}
	return pgx.CollectRows(rows, func(row pgx.CollectableRow) (x DossierMatter, err error) {
		return x, row.Scan(append(x.Matter.targets(), &x.Part, &x.Office)...)
	})
}

// DossierDispatches lists what was sent on about the matters of a person, the oldest first.
func (r reads) DossierDispatches(ctx context.Context, who authz.Actor, personID int64) ([]Dispatch, error) {
	rows, err := r.q.Query(ctx, `
		SELECT `+dispatchColumns+dispatchJoins+`
		WHERE $2 AND EXISTS (SELECT FROM removal_move v WHERE v.id = x.removal_id AND v.person_id = $1)
		   OR x.removal_id IS NULL AND EXISTS (SELECT FROM matter_person p WHERE p.matter_id = x.matter_id AND p.person_id = $1) AND ($2 OR NOT m.kind = ANY ($3))`+provedMatters+`
		ORDER BY x.sent_on, x.id LIMIT 300`, personID, who.Has(authz.RoleClerk, authz.RoleChair), confidentialKinds())
	if err != nil {
		return nil, fmt.Errorf("dispatches about person %d: %w", personID, err)
	}
	return pgx.CollectRows(rows, func(row pgx.CollectableRow) (x Dispatch, err error) {
		return x, row.Scan(x.targets()...)
	})
}

// YearPromises is what a duty report says of each promise of the commitment in force (承诺兑现).
type YearPromises struct {
	Year    int
	Answers []supervision.PromiseAnswer
}

// PromiseAnswersOf lists the answers to the own promises that a person's duty reports give, the oldest year first.
func (r reads) PromiseAnswersOf(ctx context.Context, personID int64) ([]YearPromises, error) {
	rows, err := r.q.Query(ctx, `
		SELECT m.year, f.answers FROM duty_report d JOIN matter m ON m.id = d.matter_id
		JOIN duty_filing f ON f.matter_id = d.matter_id AND f.edition = (SELECT max(edition) FROM duty_filing WHERE matter_id = d.matter_id)
		WHERE d.person_id = $1 ORDER BY m.year LIMIT 50`, personID)
	if err != nil {
		return nil, fmt.Errorf("promises of person %d: %w", personID, err)
	}
	return pgx.CollectRows(rows, pgx.RowToStructByPos[YearPromises])
}

// RatingAbout returns the latest rating that was not dropped of how a rectification or an opinion was dealt with; the other
// id is zero. Its id is zero when there is none.
func (r reads) RatingAbout(ctx context.Context, rectificationID, opinionID int64) (Rating, error) {
	all, err := r.ratings(
		ctx,
		` WHERE (t.rectification_id = nullif($1::bigint, 0) OR t.opinion_id = nullif($2::bigint, 0)) AND t.state <> 'dropped' ORDER BY t.id DESC LIMIT 1`,
		rectificationID,
		opinionID,
	)
	if err != nil || len(all) == 0 {
		return Rating{}, err
	}
	return all[0], nil
}
