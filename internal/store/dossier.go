package store

import (
	"context"

	"renmian/internal/appointment"
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
