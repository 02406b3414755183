package store

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"renmian/internal/appointment"
	"renmian/internal/calendar"
	"renmian/internal/policy"
)

// CaseFilter chooses cases for a list. Empty fields choose all.
type CaseFilter struct {
	Search  string // name, office, number, document number or pinyin initials
	Stage   appointment.Stage
	Open    bool // only those still under way
	Action  policy.Action
	Group   policy.Group
	OrganID int64  // the organ that handed it in
	Policy  int64  // the version of the county's rules it follows
	Year    int    // of the result
	Result  string // "adopted", "rejected" or empty
	Before  int64  // the last id of the page before
	Limit   int
}

// CaseLine is one line of a list of cases.
type CaseLine struct {
	ID         int64
	Number     string
	Action     policy.Action
	Stage      appointment.Stage
	StageSince time.Time
	Person     string
	Sex        string
	Office     string
	Organ      string
	MeetingOn  calendar.Day
	DecidedOn  calendar.Day
}

// planned makes the server plan the query for its arguments: with many optional filters one plan for
// all of them would walk a million rows to find the rare ones.
const planned = pgx.QueryExecModeCacheDescribe

// Cases lists accepted cases, newest first; what is not accepted yet is on the list of proposals.
func (r reads) Cases(ctx context.Context, f CaseFilter) ([]CaseLine, error) {
	rows, err := r.q.Query(ctx, `
		SELECT c.id, coalesce(c.number, ''), c.action, c.stage, c.stage_since, p.name, p.sex, office_called(o.id, o.title, c.decided_on), organ_called(po.id, po.name, c.decided_on), m.held_on, c.decided_on
		FROM (SELECT id, number, action, stage, stage_since, decided_on, person_id, office_id, organ_id, proposal_id
		      FROM appointment_case
		      WHERE (@before = 0 OR id < @before)
		        AND (@stage = '' OR stage = @stage)
		        AND (NOT @open OR stage IN ('intake', 'review', 'correction', 'chairs', 'held', 'committee', 'deliberation', 'suspended', 'adopted'))
		        AND (@action = '' OR action = @action)
		        AND (@grp = '' OR office_group = @grp)
		        AND (@organ = 0 OR organ_id = @organ)
		        AND (@policy = 0 OR policy_id = @policy)
		        AND (@year = 0 OR decided_year = @year)
		        AND (@result = '' OR adopted = (@result = 'adopted'))
		        AND (@text = '' OR search @> @terms AND strpos(haystack, @text) > 0)
		        AND number IS NOT NULL
		      ORDER BY id DESC LIMIT @limit) c
		JOIN person p ON p.id = c.person_id
		JOIN office o ON o.id = c.office_id
		JOIN organ po ON po.id = c.organ_id
		JOIN proposal pr ON pr.id = c.proposal_id
		LEFT JOIN committee_meeting m ON m.id = pr.meeting_id
		ORDER BY c.id DESC`, planned,
		pgx.NamedArgs{"before": f.Before, "stage": string(f.Stage), "open": f.Open, "action": string(f.Action), "grp": string(f.Group),
			"organ": f.OrganID, "policy": f.Policy, "year": f.Year, "result": f.Result, "text": searchText(f.Search), "terms": queryTerms(f.Search), "limit": f.Limit})
	if err != nil {
		return nil, fmt.Errorf("cases: %w", err)
	}
	lines, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (CaseLine, error) {
		var l CaseLine
		err := row.Scan(&l.ID, &l.Number, &l.Action, &l.Stage, &l.StageSince, &l.Person, &l.Sex, &l.Office, &l.Organ, &l.MeetingOn, &l.DecidedOn)
		return l, err
	})
	if err != nil {
		return nil, fmt.Errorf("cases: %w", err)
	}
	return lines, nil
}

// StageCounts counts the cases under way in each stage.
func (r reads) StageCounts(ctx context.Context, organID int64) (map[appointment.Stage]int, error) {
	// The stages stand here as they do in the index case_open, which holds nothing else.
	rows, err := r.q.Query(ctx, `
		SELECT stage, count(*) FROM appointment_case
		WHERE stage IN ('review', 'correction', 'chairs', 'held', 'committee', 'deliberation', 'suspended', 'adopted') AND number IS NOT NULL
		  AND ($1 = 0 OR organ_id = $1)
		GROUP BY stage`, organID)
	if err != nil {
		return nil, fmt.Errorf("stage counts: %w", err)
	}
	counts := map[appointment.Stage]int{}
	var stage appointment.Stage
	var n int
	_, err = pgx.ForEachRow(rows, []any{&stage, &n}, func() error {
		counts[stage] = n
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("stage counts: %w", err)
	}
	return counts, nil
}

// ComingOffice reports whether a person is being appointed to an office.
func (r reads) ComingOffice(ctx context.Context, personID int64, begins []policy.Action) (coming bool, err error) {
	err = r.q.QueryRow(ctx, `
		SELECT EXISTS (SELECT FROM appointment_case WHERE person_id = $1 AND action = ANY ($2)
			AND stage NOT IN ('adopted', 'rejected', 'withdrawn', 'ended', 'closed'))`, personID, begins).Scan(&coming)
	if err != nil {
		return false, fmt.Errorf("offices coming to person %d: %w", personID, err)
	}
	return coming, nil
}
