package store

import (
	"context"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype/zeronull"

	"renmian/internal/calendar"
	"renmian/internal/supervision"
)

// Oversight returns what a report or inspection has beside its matter.
func (r reads) Oversight(ctx context.Context, matterID int64) (o supervision.Oversight, err error) {
	err = r.q.QueryRow(ctx, `
		SELECT matter_id, kind, individual, reporter, sought_on, sought_from, sought_reply, submitted_on, delivered_on, law, leader, members, levels, regions,
			methods, begins_on, ends_on, report, report_on, heard_on, heard_at FROM oversight WHERE matter_id = $1`, matterID).
		Scan(&o.MatterID, &o.Kind, &o.Individual, &o.Reporter, &o.SoughtOn, &o.SoughtFrom, &o.SoughtReply, &o.SubmittedOn, &o.DeliveredOn, &o.Law, &o.Leader,
			&o.Members, &o.Levels, &o.Regions, &o.Methods, &o.BeginsOn, &o.EndsOn, &o.Report, &o.ReportOn, &o.HeardOn, &o.HeardAt)
	if err != nil {
		return o, missing(err, "监督事项", matterID)
	}
	return o, nil
}

// InsertOversight stores it with a matter that was just inserted.
func (tx *Tx) InsertOversight(ctx context.Context, o supervision.Oversight) error {
	return tx.exec(ctx, fmt.Sprintf("insert oversight %d", o.MatterID), `
		INSERT INTO oversight (matter_id, kind, individual, reporter, law, leader, members, levels, regions, methods, begins_on, ends_on)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
		o.MatterID, o.Kind, o.Individual, o.Reporter, o.Law, o.Leader, list(o.Members), list(o.Levels), list(o.Regions), list(o.Methods), o.BeginsOn, o.EndsOn)
}

// list is never null.
func list(s []string) []string {
	if s == nil {
		return []string{}
	}
	return s
}

// SaveOversight writes it; its matter is locked and saved with it.
func (tx *Tx) SaveOversight(ctx context.Context, o supervision.Oversight) error {
	return tx.exec1(ctx, "监督事项", fmt.Sprintf("save oversight %d", o.MatterID), `
		UPDATE oversight SET reporter = $2, sought_on = $3, sought_from = $4, sought_reply = $5, submitted_on = $6, delivered_on = $7, law = $8, leader = $9,
			members = $10, levels = $11, regions = $12, methods = $13, begins_on = $14, ends_on = $15, report = $16, report_on = $17, heard_on = $18, heard_at = $19
		WHERE matter_id = $1`, o.MatterID, o.Reporter, o.SoughtOn, o.SoughtFrom, o.SoughtReply, o.SubmittedOn, o.DeliveredOn, o.Law, o.Leader,
		list(o.Members), list(o.Levels), list(o.Regions), list(o.Methods), o.BeginsOn, o.EndsOn, o.Report, o.ReportOn, o.HeardOn, o.HeardAt)
}

// OversightDay is a report or inspection in the year's calendar (三察日历).
type OversightDay struct {
	MatterID int64
	Kind     supervision.Kind
	Title    string
	Stage    string
	On       calendar.Day // the first day, else that of the meeting, else of opening
	Until    calendar.Day
	Sites    int
	Seen     int
}

// OversightCalendar lists the reports and inspections of a year in order of time〔SN-20〕.
func (r reads) OversightCalendar(ctx context.Context, year int) ([]OversightDay, error) {
	rows, err := r.q.Query(ctx, `
		SELECT m.id, m.kind, m.title, m.stage, coalesce(o.begins_on, o.heard_on, c.held_on, m.opened_on) AS day, o.ends_on,
			(SELECT count(*) FROM oversight_site s WHERE s.matter_id = m.id), (SELECT count(visited_on) FROM oversight_site s WHERE s.matter_id = m.id)
		FROM oversight o JOIN matter m ON m.id = o.matter_id LEFT JOIN committee_meeting c ON c.id = m.meeting_id
		WHERE m.year = $1 ORDER BY day, m.id LIMIT 300`, year)
	if err != nil {
		return nil, fmt.Errorf("calendar of %d: %w", year, err)
	}
	return pgx.CollectRows(rows, pgx.RowToStructByPos[OversightDay])
}

// Site is a township, street or project that is inspected, with what was seen there.
type Site struct {
	ID        int64
	Kind      string // township, project
	Name      string
	VisitedOn calendar.Day
	Findings  string
	Version   int
	Photos    []SitePhoto
}

// SitePhoto is a photograph with its description for whoever cannot see it.
type SitePhoto struct {
	SiteID int64
	FileID int64
	Alt    string
	Type   string // media type: a picture or a film
}

// Film reports whether it is a film (录像)〔TM-24〕.
func (p SitePhoto) Film() bool { return strings.HasPrefix(p.Type, "video/") }

// Sites lists the places of an inspection in their order, with their photographs.
func (r reads) Sites(ctx context.Context, matterID int64) ([]Site, error) {
	rows, err := r.q.Query(ctx, `
		SELECT id, kind, name, visited_on, findings, version FROM oversight_site WHERE matter_id = $1 ORDER BY sort, id LIMIT 300`, matterID)
	if err != nil {
		return nil, fmt.Errorf("sites of matter %d: %w", matterID, err)
	}
	all, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (s Site, err error) {
		return s, row.Scan(&s.ID, &s.Kind, &s.Name, &s.VisitedOn, &s.Findings, &s.Version)
	})
	if err != nil {
		return nil, fmt.Errorf("sites of matter %d: %w", matterID, err)
	}
	rows, err = r.q.Query(ctx, `
		SELECT p.site_id, p.file_id, p.alt, f.media_type FROM oversight_photo p JOIN oversight_site s ON s.id = p.site_id JOIN file f ON f.id = p.file_id WHERE s.matter_id = $1 ORDER BY p.file_id LIMIT 2000`, matterID)
	if err != nil {
		return nil, fmt.Errorf("photographs of matter %d: %w", matterID, err)
	}
	photos, err := pgx.CollectRows(rows, pgx.RowToStructByPos[SitePhoto])
	if err != nil {
		return nil, fmt.Errorf("photographs of matter %d: %w", matterID, err)
	}
	for i := range all {
		for _, p := range photos {
			if p.SiteID == all[i].ID {
				all[i].Photos = append(all[i].Photos, p)
			}
		}
	}
	return all, nil
}

// LastSites names the places of the latest matter of a kind before this one: the townships and streets of the county.
func (r reads) LastSites(ctx context.Context, matterID int64) ([]string, error) {
	rows, err := r.q.Query(ctx, `
		SELECT name FROM oversight_site WHERE kind = 'township' AND matter_id = (
			SELECT max(s.matter_id) FROM oversight_site s JOIN matter m ON m.id = s.matter_id
			WHERE s.kind = 'township' AND s.matter_id < $1 AND m.kind = 'field_study') ORDER BY sort, id`, matterID)
	if err != nil {
		return nil, fmt.Errorf("sites before matter %d: %w", matterID, err)
	}
	return pgx.CollectRows(rows, pgx.RowTo[string])
}

// AddSites adds places that are not listed yet.
func (tx *Tx) AddSites(ctx context.Context, matterID int64, kind string, names []string) error {
	return tx.exec(ctx, fmt.Sprintf("sites of matter %d", matterID), `
		INSERT INTO oversight_site (matter_id, kind, name, sort)
		SELECT $1, $2, name, n + (SELECT coalesce(max(sort), 0) FROM oversight_site WHERE matter_id = $1) FROM unnest($3::text[]) WITH ORDINALITY AS x (name, n)
		ON CONFLICT (matter_id, name) DO NOTHING`, matterID, kind, names)
}

// DropSite takes off a place that nobody has been to.
func (tx *Tx) DropSite(ctx context.Context, matterID, siteID int64) error {
	return tx.exec1(
		ctx,
		"点位",
		fmt.Sprintf("drop site %d", siteID),
		`DELETE FROM oversight_site WHERE id = $2 AND matter_id = $1 AND visited_on IS NULL`,
		matterID,
		siteID,
	)
}

// SaveSite writes what was seen at a place.
func (tx *Tx) SaveSite(ctx context.Context, matterID int64, s Site) error {
	return tx.exec1(ctx, "点位", fmt.Sprintf("save site %d", s.ID), `
		UPDATE oversight_site SET visited_on = $4, findings = $5, version = version + 1 WHERE id = $2 AND matter_id = $1 AND version = $3`, matterID, s.ID, s.Version, s.VisitedOn, s.Findings)
}

// AddSitePhoto puts a stored photograph to a place.
func (tx *Tx) AddSitePhoto(ctx context.Context, siteID, fileID int64, alt string) error {
	return tx.exec(
		ctx,
		fmt.Sprintf("photograph of site %d", siteID),
		`INSERT INTO oversight_photo (site_id, file_id, alt) VALUES ($1, $2, $3)`,
		siteID,
		fileID,
		alt,
	)
}

// Advice is a piece of advice an inspection ends with.
type Advice struct {
	ID        int64
	Number    int
	Body      string
	Recipient string
	Outcome   supervision.AdviceOutcome
	OutcomeOn calendar.Day
	Note      string
}

// AdviceOf lists the advice of an inspection.
func (r reads) AdviceOf(ctx context.Context, matterID int64) ([]Advice, error) {
	rows, err := r.q.Query(
		ctx,
		`SELECT id, number, body, recipient, outcome, outcome_on, note FROM oversight_advice WHERE matter_id = $1 ORDER BY number LIMIT 200`,
		matterID,
	)
	if err != nil {
		return nil, fmt.Errorf("advice of matter %d: %w", matterID, err)
	}
	return pgx.CollectRows(rows, pgx.RowToStructByPos[Advice])
}

// InsertAdvice adds a piece of advice with the next number.
func (tx *Tx) InsertAdvice(ctx context.Context, matterID int64, a Advice) error {
	return tx.exec(ctx, fmt.Sprintf("advice of matter %d", matterID), `
		INSERT INTO oversight_advice (matter_id, number, body, recipient)
		VALUES ($1, (SELECT coalesce(max(number), 0) + 1 FROM oversight_advice WHERE matter_id = $1), $2, $3)`, matterID, a.Body, a.Recipient)
}

// SettleAdvice writes what became of a piece of advice.
func (tx *Tx) SettleAdvice(ctx context.Context, matterID int64, a Advice) error {
	return tx.exec1(ctx, "建议", fmt.Sprintf("settle advice %d", a.ID), `
		UPDATE oversight_advice SET outcome = $3, outcome_on = $4, note = $5 WHERE id = $2 AND matter_id = $1`, matterID, a.ID, a.Outcome, a.OutcomeOn, a.Note)
}

// MatterFinding is what was found about an appointee in a matter; it stands in the dossier.
type MatterFinding struct {
	ID         int64
	MatterID   int64
	MatterKind supervision.Kind
	Title      string // of the matter
	PersonID   int64
	Name       string
	Kind       supervision.FindingKind
	Body       string
	NotedOn    calendar.Day
	WrittenBy  string
}

// MatterFindings lists the findings of a matter, or those about a person; the other id is zero.
func (r reads) MatterFindings(ctx context.Context, matterID, personID int64) ([]MatterFinding, error) {
	rows, err := r.q.Query(ctx, `
		SELECT x.id, x.matter_id, m.kind, m.title, x.person_id, n.name, x.kind, x.body, x.noted_on, a.name
		FROM matter_finding x JOIN matter m ON m.id = x.matter_id JOIN person n ON n.id = x.person_id JOIN account a ON a.id = x.written_by
		WHERE x.matter_id = $1 OR x.person_id = $2 ORDER BY x.noted_on, x.id LIMIT 500`, zeronull.Int8(matterID), zeronull.Int8(personID))
	if err != nil {
		return nil, fmt.Errorf("findings of matter %d, person %d: %w", matterID, personID, err)
	}
	return pgx.CollectRows(rows, pgx.RowToStructByPos[MatterFinding])
}

// InsertMatterFinding writes down what was found about somebody whom the matter concerns.
func (tx *Tx) InsertMatterFinding(ctx context.Context, x MatterFinding) error {
	return tx.exec(ctx, fmt.Sprintf("finding of matter %d", x.MatterID), `
		INSERT INTO matter_finding (matter_id, person_id, kind, body, noted_on, written_by, written_at) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
		x.MatterID, x.PersonID, x.Kind, x.Body, x.NotedOn, tx.who.AccountID, tx.now)
}

// HoldersOf lists who holds an office in one of the organs today: those responsible for what is inspected there.
func (r reads) HoldersOf(ctx context.Context, organs []int64) ([]MatterPerson, error) {
	rows, err := r.q.Query(ctx, `
		SELECT n.id, n.name, n.sex, '', string_agg(o.title, '、' ORDER BY o.sort, o.id)
		FROM tenure t JOIN office o ON o.id = t.office_id JOIN person n ON n.id = t.person_id
		WHERE t.ends_on IS NULL AND o.organ_id = ANY ($1) GROUP BY n.id, n.name, n.sex ORDER BY min(o.sort), n.id LIMIT 200`, organs)
	if err != nil {
		return nil, fmt.Errorf("holders of %v: %w", organs, err)
	}
	return pgx.CollectRows(rows, pgx.RowToStructByPos[MatterPerson])
}
