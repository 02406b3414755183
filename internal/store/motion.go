package store

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"renmian/internal/calendar"
	"renmian/internal/supervision"
)

// Interpellation is an interpellation (质询案) with its matter.
type Interpellation struct {
	Matter
	Question    string
	Content     string
	FiledOn     calendar.Day
	WithdrawnOn calendar.Day
	StartedBy   int64 // account of the member who began it
	OrganID     int64 // 受质询机关
	Organ       string
}

// Interpellation returns one interpellation.
func (r reads) Interpellation(ctx context.Context, id int64) (x Interpellation, err error) {
	err = r.q.QueryRow(ctx, `
		SELECT `+matterColumns+`, i.question, i.content, i.filed_on, i.withdrawn_on, coalesce(m.created_by, 0), coalesce(o.organ_id, 0), coalesce(og.name, '')
		FROM interpellation i JOIN matter m ON m.id = i.matter_id
		LEFT JOIN matter_organ o ON o.matter_id = m.id AND o.part = 'answerer' LEFT JOIN organ og ON og.id = o.organ_id
		WHERE i.matter_id = $1 LIMIT 1`, id).Scan(append(x.Matter.targets(), &x.Question, &x.Content, &x.FiledOn, &x.WithdrawnOn, &x.StartedBy, &x.OrganID, &x.Organ)...)
	if err != nil {
		return x, missing(err, "质询案", id)
	}
	return x, nil
}

// InsertInterpellation stores the particulars beside the matter.
func (tx *Tx) InsertInterpellation(ctx context.Context, x Interpellation) error {
	return tx.exec(ctx, "insert interpellation", `INSERT INTO interpellation (matter_id, question, content) VALUES ($1, $2, $3)`, x.ID, x.Question, x.Content)
}

// SaveInterpellation writes what changed of it and of its matter.
func (tx *Tx) SaveInterpellation(ctx context.Context, x Interpellation) error {
	if err := tx.SaveMatter(ctx, x.Matter); err != nil {
		return err
	}
	return tx.exec1(ctx, "质询案", fmt.Sprintf("save interpellation %d", x.ID), `
		UPDATE interpellation SET filed_on = $2, withdrawn_on = $3 WHERE matter_id = $1`, x.ID, x.FiledOn, x.WithdrawnOn)
}

// AnswerRound is one answer to an interpellation, decided and given.
type AnswerRound struct {
	Round        int
	Form         supervision.AnswerForm
	DecidedOn    calendar.Day
	DueOn        calendar.Day
	AnsweredOn   calendar.Day
	Answer       string
	AnsweredBy   string
	Satisfied    int
	Dissatisfied int
}

// AnswerRounds lists the answers to an interpellation, with how many movers are satisfied.
func (r reads) AnswerRounds(ctx context.Context, matterID int64) ([]AnswerRound, error) {
	rows, err := r.q.Query(ctx, `
		SELECT k.round, k.form, k.decided_on, k.due_on, k.answered_on, k.answer, k.answered_by,
		       (SELECT count(*) FROM interpellation_verdict v WHERE v.matter_id = k.matter_id AND v.round = k.round AND v.satisfied),
		       (SELECT count(*) FROM interpellation_verdict v WHERE v.matter_id = k.matter_id AND v.round = k.round AND NOT v.satisfied)
		FROM interpellation_round k WHERE k.matter_id = $1 ORDER BY k.round`, matterID)
	if err != nil {
		return nil, fmt.Errorf("answers of interpellation %d: %w", matterID, err)
	}
	return pgx.CollectRows(rows, pgx.RowToStructByPos[AnswerRound])
}

// InsertAnswerRound stores how an interpellation is to be answered.
func (tx *Tx) InsertAnswerRound(ctx context.Context, matterID int64, k AnswerRound) error {
	return tx.exec(ctx, fmt.Sprintf("answer of interpellation %d", matterID), `
		INSERT INTO interpellation_round (matter_id, round, form, decided_on, due_on) VALUES ($1, $2, $3, $4, $5)`, matterID, k.Round, k.Form, k.DecidedOn, k.DueOn)
}

// SaveAnswer writes the answer of a round, once.
func (tx *Tx) SaveAnswer(ctx context.Context, matterID int64, k AnswerRound) error {
	return tx.exec1(ctx, "答复", fmt.Sprintf("answer interpellation %d", matterID), `
		UPDATE interpellation_round SET answered_on = $3, answer = $4, answered_by = $5 WHERE matter_id = $1 AND round = $2 AND answered_on IS NULL`,
		matterID, k.Round, k.AnsweredOn, k.Answer, k.AnsweredBy)
}

// InsertVerdict writes what a mover thinks of an answer, once.
func (tx *Tx) InsertVerdict(ctx context.Context, matterID int64, round int, member int64, satisfied bool) error {
	return tx.exec(ctx, fmt.Sprintf("verdict on interpellation %d", matterID), `
		INSERT INTO interpellation_verdict (matter_id, round, member_id, satisfied, given_at) VALUES ($1, $2, $3, $4, $5)`, matterID, round, member, satisfied, tx.now)
}

// HasVerdict reports whether a mover has said so of a round.
func (r reads) HasVerdict(ctx context.Context, matterID int64, round int, member int64) (yes bool, err error) {
	err = r.q.QueryRow(
		ctx,
		`SELECT EXISTS (SELECT FROM interpellation_verdict WHERE matter_id = $1 AND round = $2 AND member_id = $3)`,
		matterID,
		round,
		member,
	).Scan(
		&yes,
	)
	if err != nil {
		return false, fmt.Errorf("verdict of member %d: %w", member, err)
	}
	return yes, nil
}

// SpecialInvestigation is a special investigation (特定问题调查) with its matter.
type SpecialInvestigation struct {
	Matter
	Mover      supervision.Mover
	Facts      string
	Purpose    string
	FiledOn    calendar.Day
	DecidedOn  calendar.Day
	FormedOn   calendar.Day
	Report     string
	ReportedOn calendar.Day
	Resolution string
	ResolvedOn calendar.Day
	StartedBy  int64
}

// SpecialInvestigation returns one special investigation.
func (r reads) SpecialInvestigation(ctx context.Context, id int64) (x SpecialInvestigation, err error) {
	err = r.q.QueryRow(ctx, `
		SELECT `+matterColumns+`, i.mover, i.facts, i.purpose, i.filed_on, i.decided_on, i.formed_on, i.report, i.reported_on, i.resolution, i.resolved_on, coalesce(m.created_by, 0)
		FROM special_investigation i JOIN matter m ON m.id = i.matter_id WHERE i.matter_id = $1`, id).Scan(append(x.Matter.targets(), &x.Mover, &x.Facts, &x.Purpose, &x.FiledOn,
		&x.DecidedOn, &x.FormedOn, &x.Report, &x.ReportedOn, &x.Resolution, &x.ResolvedOn, &x.StartedBy)...)
	if err != nil {
		return x, missing(err, "特定问题调查", id)
	}
	return x, nil
}

// InsertSpecialInvestigation stores the particulars beside the matter.
func (tx *Tx) InsertSpecialInvestigation(ctx context.Context, x SpecialInvestigation) error {
	return tx.exec(ctx, "insert investigation", `
		INSERT INTO special_investigation (matter_id, mover, facts, purpose, filed_on) VALUES ($1, $2, $3, $4, $5)`, x.ID, x.Mover, x.Facts, x.Purpose, x.FiledOn)
}

// SaveSpecialInvestigation writes what changed of it and of its matter.
func (tx *Tx) SaveSpecialInvestigation(ctx context.Context, x SpecialInvestigation) error {
	if err := tx.SaveMatter(ctx, x.Matter); err != nil {
		return err
	}
	return tx.exec1(ctx, "特定问题调查", fmt.Sprintf("save investigation %d", x.ID), `
		UPDATE special_investigation SET filed_on = $2, decided_on = $3, formed_on = $4, report = $5, reported_on = $6, resolution = $7, resolved_on = $8
		WHERE matter_id = $1`, x.ID, x.FiledOn, x.DecidedOn, x.FormedOn, x.Report, x.ReportedOn, x.Resolution, x.ResolvedOn)
}

// InvestigatorRow is one person of an investigation as stored.
type InvestigatorRow struct {
	ID int64
	supervision.Investigator
}

// Investigators lists the people of an investigation.
func (r reads) Investigators(ctx context.Context, matterID int64) ([]InvestigatorRow, error) {
	rows, err := r.q.Query(ctx, `
		SELECT id, role, name, post, interest FROM investigation_member WHERE matter_id = $1
		ORDER BY array_position(ARRAY['chief', 'deputy', 'member', 'expert', 'excluded'], role), id LIMIT 100`, matterID)
	if err != nil {
		return nil, fmt.Errorf("investigators of %d: %w", matterID, err)
	}
	return pgx.CollectRows(rows, func(row pgx.CollectableRow) (x InvestigatorRow, err error) {
		return x, row.Scan(&x.ID, &x.Role, &x.Name, &x.Post, &x.Interest)
	})
}

// InsertInvestigator names one person.
func (tx *Tx) InsertInvestigator(ctx context.Context, matterID int64, x supervision.Investigator) error {
	return tx.exec(ctx, fmt.Sprintf("investigator of %d", matterID), `
		INSERT INTO investigation_member (matter_id, role, name, post, interest) VALUES ($1, $2, $3, $4, $5)`, matterID, x.Role, x.Name, x.Post, x.Interest)
}

// DropInvestigator takes one person off the list.
func (tx *Tx) DropInvestigator(ctx context.Context, matterID, id int64) error {
	return tx.exec1(ctx, "名单", fmt.Sprintf("drop investigator %d", id), `DELETE FROM investigation_member WHERE matter_id = $1 AND id = $2`, matterID, id)
}

// MatterStarter returns the account that began a matter.
func (r reads) MatterStarter(ctx context.Context, id int64) (account int64, err error) {
	err = r.q.QueryRow(ctx, `SELECT coalesce(created_by, 0) FROM matter WHERE id = $1`, id).Scan(&account)
	if err != nil {
		return 0, missing(err, "监督事项", id)
	}
	return account, nil
}
