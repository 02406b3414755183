package store

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype/zeronull"
)

// CadreForm is the 干部任免审批表 of one person in one proposal. Content and Profile are JSON that the
// workflow writes and reads; the content is encrypted in the database.
type CadreForm struct {
	ID         int64
	ProposalID int64
	PersonID   int64
	PersonName string // as registered
	Position   int
	FileID     int64 // the original, zero when typed by hand
	FileName   string
	PhotoID    int64
	Content    []byte            // the whole form with its findings
	Profile    []byte            // what members may read
	Confirmed  map[string]string // settled findings: key -> reason
	Unsettled  int
	NewPerson  bool
	UpdatedAt  time.Time
	Version    int
}

const cadreFormSQL = `
	SELECT f.id, f.proposal_id, f.person_id, p.name, f.position, f.file_id, coalesce(x.name, ''), f.photo_id, f.content,
	       f.profile, f.confirmed, f.unsettled, f.new_person, f.updated_at, f.version
	FROM cadre_form f JOIN person p ON p.id = f.person_id LEFT JOIN file x ON x.id = f.file_id`

func (r reads) cadreForms(ctx context.Context, tail string, args ...any) ([]CadreForm, error) {
	rows, err := r.q.Query(ctx, cadreFormSQL+tail, args...)
	if err != nil {
		return nil, fmt.Errorf("cadre forms: %w", err)
	}
	all, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (f CadreForm, err error) {
		return f, row.Scan(&f.ID, &f.ProposalID, &f.PersonID, &f.PersonName, &f.Position, (*zeronull.Int8)(&f.FileID),
			&f.FileName, (*zeronull.Int8)(&f.PhotoID), &f.Content, &f.Profile, &f.Confirmed, &f.Unsettled, &f.NewPerson,
			&f.UpdatedAt, &f.Version)
	})
	if err != nil {
		return nil, fmt.Errorf("cadre forms: %w", err)
	}
	if len(all) == 0 {
		return nil, nil
	}
	keys, err := r.identityKeys()
	if err != nil {
		return nil, err
	}
	for i := range all {
		if all[i].Content, err = openWith(keys.records, all[i].Content, all[i].belongs()); err != nil {
			return nil, fmt.Errorf("open cadre form %d: %w", all[i].ID, err)
		}
	}
	return all, nil
}

// belongs is what the content's encryption is bound to.
func (f CadreForm) belongs() []byte { return fmt.Appendf(nil, "%d/%d", f.ProposalID, f.PersonID) }

// CadreForms lists the forms of a proposal in its order.
func (r reads) CadreForms(ctx context.Context, proposalID int64) ([]CadreForm, error) {
	return r.cadreForms(ctx, ` WHERE f.proposal_id = $1 ORDER BY f.position`, proposalID)
}

// CadreForm returns one form of a proposal.
func (r reads) CadreForm(ctx context.Context, proposalID, id int64) (CadreForm, error) {
	return oneForm(id)(r.cadreForms(ctx, ` WHERE f.proposal_id = $1 AND f.id = $2`, proposalID, id))
}

// LockCadreForm reads a form and holds its row until the transaction ends, after its proposal was locked.
func (tx *Tx) LockCadreForm(ctx context.Context, proposalID, id int64) (CadreForm, error) {
	return oneForm(id)(tx.cadreForms(ctx, ` WHERE f.proposal_id = $1 AND f.id = $2 FOR UPDATE OF f`, proposalID, id))
}

func oneForm(id int64) func([]CadreForm, error) (CadreForm, error) {
	return func(all []CadreForm, err error) (CadreForm, error) {
		if err == nil && len(all) == 0 {
			err = missing(pgx.ErrNoRows, "审批表", id)
		}
		if err != nil {
			return CadreForm{}, err
		}
		return all[0], nil
	}
}

// FormOfPerson returns the form a person has in a proposal; ok is false when there is none.
func (r reads) FormOfPerson(ctx context.Context, proposalID, personID int64) (f CadreForm, ok bool, err error) {
	all, err := r.cadreForms(ctx, ` WHERE f.proposal_id = $1 AND f.person_id = $2`, proposalID, personID)
	if err != nil || len(all) == 0 {
		return CadreForm{}, false, err
	}
	return all[0], true, nil
}

// LatestForm returns the form a person came with last; ok is false when there is none.
func (r reads) LatestForm(ctx context.Context, personID int64) (f CadreForm, ok bool, err error) {
	all, err := r.cadreForms(ctx, ` WHERE f.person_id = $1 ORDER BY f.updated_at DESC, f.id DESC LIMIT 1`, personID)
	if err != nil || len(all) == 0 {
		return CadreForm{}, false, err
	}
	return all[0], true, nil
}

// FormProfile returns what members may read of the form that came with a case, nil when none came.
func (r reads) FormProfile(ctx context.Context, caseID int64) (profile []byte, photoID int64, err error) {
	rows, err := r.q.Query(ctx, `
		SELECT f.profile, f.photo_id FROM appointment_case c
		JOIN cadre_form f ON f.proposal_id = c.proposal_id AND f.person_id = c.person_id WHERE c.id = $1`, caseID)
	if err != nil {
		return nil, 0, fmt.Errorf("profile of case %d: %w", caseID, err)
	}
	_, err = pgx.ForEachRow(rows, []any{&profile, (*zeronull.Int8)(&photoID)}, func() error { return nil })
	return profile, photoID, err
}

// FormProfiles returns what members may read of the forms that came with cases, by case; those without are missing.
func (r reads) FormProfiles(ctx context.Context, caseIDs []int64) (map[int64][]byte, error) {
	rows, err := r.q.Query(ctx, `
		SELECT c.id, f.profile FROM appointment_case c
		JOIN cadre_form f ON f.proposal_id = c.proposal_id AND f.person_id = c.person_id WHERE c.id = ANY ($1)`, caseIDs)
	if err != nil {
		return nil, fmt.Errorf("profiles of cases: %w", err)
	}
	all := map[int64][]byte{}
	var id int64
	var profile []byte
	_, err = pgx.ForEachRow(rows, []any{&id, &profile}, func() error { all[id] = bytes.Clone(profile); return nil })
	return all, err
}

// InsertCadreForm stores a new form at the end of its proposal and returns its id.
func (tx *Tx) InsertCadreForm(ctx context.Context, f CadreForm) (int64, error) {
	args, err := tx.cadreFormArgs(f)
	if err != nil {
		return 0, err
	}
	var id int64
	err = tx.tx.QueryRow(ctx, `
		INSERT INTO cadre_form (proposal_id, person_id, position, file_id, photo_id, content, profile, confirmed, unsettled,
			new_person, updated_at)
		VALUES (@proposal, @person, (SELECT coalesce(max(position), 0) + 1 FROM cadre_form WHERE proposal_id = @proposal),
			@file, @photo, @content, @profile, @confirmed, @unsettled, @new, @now) RETURNING id`, args).Scan(&id)
	if err != nil {
		return 0, fmt.Errorf("insert cadre form: %w", err)
	}
	return id, nil
}

// SaveCadreForm writes the form since the version it carries.
func (tx *Tx) SaveCadreForm(ctx context.Context, f CadreForm) error {
	args, err := tx.cadreFormArgs(f)
	if err != nil {
		return err
	}
	return tx.exec1(ctx, "审批表", fmt.Sprintf("save cadre form %d", f.ID), `
		UPDATE cadre_form SET file_id = @file, photo_id = @photo, content = @content, profile = @profile,
			confirmed = @confirmed, unsettled = @unsettled, updated_at = @now, version = version + 1
		WHERE id = @id AND version = @version`, args)
}

func (tx *Tx) cadreFormArgs(f CadreForm) (pgx.NamedArgs, error) {
	keys, err := tx.identityKeys()
	if err != nil {
		return nil, err
	}
	if f.Confirmed == nil {
		f.Confirmed = map[string]string{}
	}
	return pgx.NamedArgs{"id": f.ID, "version": f.Version, "proposal": f.ProposalID, "person": f.PersonID,
		"file": zeronull.Int8(f.FileID), "photo": zeronull.Int8(f.PhotoID), "content": sealWith(keys.records, f.Content, f.belongs()),
		"profile": json.RawMessage(f.Profile), "confirmed": f.Confirmed, "unsettled": f.Unsettled, "new": f.NewPerson, "now": tx.now}, nil
}

// AddFormSource keeps an original with the form it was read for.
func (tx *Tx) AddFormSource(ctx context.Context, formID, fileID int64) error {
	return tx.exec(ctx, fmt.Sprintf("source of cadre form %d", formID), `
		INSERT INTO cadre_form_source (form_id, file_id, added_at, added_by) VALUES ($1, $2, $3, $4)`,
		formID, fileID, tx.now, tx.who.AccountID)
}

// FormSources lists the originals of a form, the newest first, without their content.
func (r reads) FormSources(ctx context.Context, formID int64) ([]File, error) {
	rows, err := r.q.Query(ctx, `
		SELECT f.id, f.sha256, f.name, f.media_type, f.size, s.added_at
		FROM cadre_form_source s JOIN file f ON f.id = s.file_id WHERE s.form_id = $1 ORDER BY s.added_at DESC, f.id LIMIT 100`, formID)
	if err != nil {
		return nil, fmt.Errorf("sources of cadre form %d: %w", formID, err)
	}
	return pgx.CollectRows(rows, func(row pgx.CollectableRow) (f File, err error) {
		var sum []byte
		err = row.Scan(&f.ID, &sum, &f.Name, &f.MediaType, &f.Size, &f.CreatedAt)
		copy(f.SHA256[:], sum)
		return f, err
	})
}

// DeleteCadreForm removes the form of a draft, and the person when nobody knew them before.
func (tx *Tx) DeleteCadreForm(ctx context.Context, f CadreForm) error {
	doing := fmt.Sprintf("delete cadre form %d", f.ID)
	if err := tx.exec(ctx, doing, `DELETE FROM cadre_form_source WHERE form_id = $1`, f.ID); err != nil {
		return err
	}
	if err := tx.exec1(ctx, "审批表", doing, `DELETE FROM cadre_form WHERE id = $1`, f.ID); err != nil {
		return err
	}
	if !f.NewPerson {
		return nil
	}
	return tx.exec(ctx, doing, `
		DELETE FROM person p WHERE p.id = $1
		  AND NOT EXISTS (SELECT FROM appointment_case WHERE person_id = p.id) AND NOT EXISTS (SELECT FROM cadre_form WHERE person_id = p.id)
		  AND NOT EXISTS (SELECT FROM tenure WHERE person_id = p.id) AND NOT EXISTS (SELECT FROM member WHERE person_id = p.id)
		  AND NOT EXISTS (SELECT FROM account WHERE person_id = p.id)`, f.PersonID)
}

// PersonIsSettled reports whether a person is known by more than one proposal: holds or held an
// office, is a member, or has cases elsewhere. A draft does not change such a person's particulars.
func (r reads) PersonIsSettled(ctx context.Context, personID, besides int64) (bool, error) {
	var settled bool
	err := r.q.QueryRow(ctx, `
		SELECT EXISTS (SELECT FROM tenure WHERE person_id = $1) OR EXISTS (SELECT FROM member WHERE person_id = $1)
		    OR EXISTS (SELECT FROM account WHERE person_id = $1)
		    OR EXISTS (SELECT FROM appointment_case WHERE person_id = $1 AND proposal_id <> $2)
		    OR EXISTS (SELECT FROM cadre_form WHERE person_id = $1 AND (proposal_id <> $2 OR NOT new_person))`,
		personID, besides).Scan(&settled)
	if err != nil {
		return false, fmt.Errorf("person %d: %w", personID, err)
	}
	return settled, nil
}
