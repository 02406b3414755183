package store

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype/zeronull"

	"renmian/internal/calendar"
	"renmian/internal/policy"
	"renmian/internal/supervision"
)

// PerformanceReview is the record of a review (评议) beside its matter.
type PerformanceReview struct {
	MatterID     int64
	Kind         supervision.Kind
	Selection    policy.Selection
	Theme        string
	Headings     []string
	Plan         string
	Leaders      string
	Team         string
	Mobilisation string
	MobilisedOn  calendar.Day
	Notice       string
	NoticedOn    calendar.Day
	ApprovedOn   calendar.Day
	ApprovedBy   string
	Report       string
	ReportedOn   calendar.Day
	SpokenOn     calendar.Day
	MinutesUsed  int
	Speech       string
}

// Signer is one who took part in a survey and signs its report.
type Signer struct {
	Name     string
	Duty     string
	SignedOn calendar.Day
}

// ReviewSpeech is what was said in a review: a member's speech, or a question with its answer.
type ReviewSpeech struct {
	ID       int64
	Kind     string // speech, question
	Speaker  string
	Text     string
	Answerer string
	Answer   string
}

// ReviewOpinion is the opinion on the reviewed (评议意见书).
type ReviewOpinion struct {
	MatterID    int64
	Overall     string
	Strengths   string
	Problems    string
	Suggestions string
	Demands     string
	Contact     string
	Number      string
	SentOn      calendar.Day
	AnswerDue   calendar.Day
	ReceivedOn  calendar.Day
	ReceivedBy  string
	Answer      string
	AnsweredOn  calendar.Day
	AnsweredBy  string
	Version     int
}

// Review returns the record of a review.
func (r reads) Review(ctx context.Context, matterID int64) (v PerformanceReview, err error) {
	err = r.q.QueryRow(ctx, `
		SELECT r.matter_id, r.kind, r.selection, r.theme, r.headings, r.plan, r.leaders, r.team, r.mobilisation, r.mobilised_on, r.notice, r.noticed_on,
		       r.approved_on, coalesce(a.name, ''), r.report, r.reported_on, r.spoken_on, coalesce(r.minutes_used, 0), r.speech
		FROM review r LEFT JOIN account a ON a.id = r.approved_by WHERE r.matter_id = $1`, matterID).
		Scan(&v.MatterID, &v.Kind, &v.Selection, &v.Theme, &v.Headings, &v.Plan, &v.Leaders, &v.Team, &v.Mobilisation, &v.MobilisedOn, &v.Notice, &v.NoticedOn,
			&v.ApprovedOn, &v.ApprovedBy, &v.Report, &v.ReportedOn, &v.SpokenOn, &v.MinutesUsed, &v.Speech)
	if err != nil {
		return v, missing(err, "评议", matterID)
	}
	return v, nil
}

// InsertReview stores the record of a review whose matter is there.
func (tx *Tx) InsertReview(ctx context.Context, v PerformanceReview) error {
	return tx.exec(ctx, fmt.Sprintf("insert review %d", v.MatterID), `
		INSERT INTO review (matter_id, kind, selection, theme, headings, plan, leaders, team) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
		v.MatterID, v.Kind, v.Selection, v.Theme, v.Headings, v.Plan, v.Leaders, v.Team)
}

// SaveReview writes what changed of a review. The caller holds its matter; approved is set once, by whom tx acts for.
func (tx *Tx) SaveReview(ctx context.Context, v PerformanceReview) error {
	var approver any
	if !v.ApprovedOn.IsZero() {
		approver = tx.who.AccountID
	}
	return tx.exec1(ctx, "评议", fmt.Sprintf("save review %d", v.MatterID), `
		UPDATE review SET theme = $2, headings = $3, plan = $4, leaders = $5, team = $6, mobilisation = $7, mobilised_on = $8, notice = $9, noticed_on = $10,
			approved_on = $11, approved_by = coalesce(approved_by, $12), report = $13, reported_on = $14, spoken_on = $15, minutes_used = $16, speech = $17
		WHERE matter_id = $1`, v.MatterID, v.Theme, v.Headings, v.Plan, v.Leaders, v.Team, v.Mobilisation, v.MobilisedOn, v.Notice, v.NoticedOn,
		v.ApprovedOn, approver, v.Report, v.ReportedOn, v.SpokenOn, zeronull.Int8(v.MinutesUsed), v.Speech)
}

// ReviewSigners lists who took part in the survey.
func (r reads) ReviewSigners(ctx context.Context, matterID int64) ([]Signer, error) {
	rows, err := r.q.Query(ctx, `SELECT name, duty, signed_on FROM review_signer WHERE matter_id = $1 ORDER BY position`, matterID)
	if err != nil {
		return nil, fmt.Errorf("signers of review %d: %w", matterID, err)
	}
	return pgx.CollectRows(rows, pgx.RowToStructByPos[Signer])
}

// SetReviewSigners replaces who took part in the survey, with the day each signed.
func (tx *Tx) SetReviewSigners(ctx context.Context, matterID int64, all []Signer) error {
	batch := &pgx.Batch{}
	batch.Queue(`DELETE FROM review_signer WHERE matter_id = $1`, matterID)
	for i, s := range all {
		batch.Queue(
			`INSERT INTO review_signer (matter_id, position, name, duty, signed_on) VALUES ($1, $2, $3, $4, $5)`,
			matterID,
			i,
			s.Name,
			s.Duty,
			s.SignedOn,
		)
	}
	if err := tx.tx.SendBatch(ctx, batch).Close(); err != nil {
		return fmt.Errorf("signers of review %d: %w", matterID, err)
	}
	return nil
}

// ReviewSpeeches lists what was said in a review.
func (r reads) ReviewSpeeches(ctx context.Context, matterID int64) ([]ReviewSpeech, error) {
	rows, err := r.q.Query(ctx, `SELECT id, kind, speaker, text, answerer, answer FROM review_speech WHERE matter_id = $1 ORDER BY id LIMIT 500`, matterID)
	if err != nil {
		return nil, fmt.Errorf("speeches of review %d: %w", matterID, err)
	}
	return pgx.CollectRows(rows, pgx.RowToStructByPos[ReviewSpeech])
}

// InsertReviewSpeech writes down what was said.
func (tx *Tx) InsertReviewSpeech(ctx context.Context, matterID int64, s ReviewSpeech) error {
	return tx.exec(ctx, fmt.Sprintf("speech in review %d", matterID), `
		INSERT INTO review_speech (matter_id, kind, speaker, text, answerer, answer, written_by, written_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
		matterID, s.Kind, s.Speaker, s.Text, s.Answerer, s.Answer, tx.who.AccountID, tx.now)
}

// ReviewOpinion returns the opinion on the reviewed; one without version is not begun.
func (r reads) ReviewOpinion(ctx context.Context, matterID int64) (o ReviewOpinion, err error) {
	rows, err := r.q.Query(ctx, `
		SELECT o.matter_id, o.overall, o.strengths, o.problems, o.suggestions, o.demands, o.contact, o.number, o.sent_on, o.answer_due, o.received_on, coalesce(b.name, ''),
		       o.answer, o.answered_on, coalesce(c.name, ''), o.version
		FROM review_opinion o LEFT JOIN account b ON b.id = o.received_by LEFT JOIN account c ON c.id = o.answered_by WHERE o.matter_id = $1`, matterID)
	if err != nil {
		return o, fmt.Errorf("opinion of review %d: %w", matterID, err)
	}
	all, err := pgx.CollectRows(rows, pgx.RowToStructByPos[ReviewOpinion])
	if err != nil || len(all) == 0 {
		return ReviewOpinion{MatterID: matterID}, err
	}
	return all[0], nil
}

// SaveReviewOpinion writes an opinion since the version it carries, or begins it.
func (tx *Tx) SaveReviewOpinion(ctx context.Context, o ReviewOpinion) error {
	if o.Version == 0 {
		if err := tx.exec(ctx, "begin opinion", `INSERT INTO review_opinion (matter_id) VALUES ($1) ON CONFLICT DO NOTHING`, o.MatterID); err != nil {
			return err
		}
		o.Version = 1
	}
	by := func(on calendar.Day) any {
		if on.IsZero() {
			return nil
		}
		return tx.who.AccountID
	}
	return tx.exec1(ctx, "评议意见书", fmt.Sprintf("save opinion of review %d", o.MatterID), `
		UPDATE review_opinion SET overall = $3, strengths = $4, problems = $5, suggestions = $6, demands = $7, contact = $8, number = $9, sent_on = $10, sent_by = coalesce(sent_by, $11),
			answer_due = $12, received_on = $13, received_by = coalesce(received_by, $14), answer = $15, answered_on = $16, answered_by = coalesce(answered_by, $17), version = version + 1
		WHERE matter_id = $1 AND version = $2`, o.MatterID, o.Version, o.Overall, o.Strengths, o.Problems, o.Suggestions, o.Demands, o.Contact, o.Number, o.SentOn, by(o.SentOn),
		o.AnswerDue, o.ReceivedOn, by(o.ReceivedOn), o.Answer, o.AnsweredOn, by(o.AnsweredOn))
}

// NextOpinionNumber returns the next number of opinions of a year.
func (tx *Tx) NextOpinionNumber(ctx context.Context, year int) (n int, err error) {
	if err := tx.exec(ctx, "lock opinion numbers", `SELECT pg_advisory_xact_lock(hashtext('review_opinion'))`); err != nil {
		return 0, err
	}
	err = tx.tx.QueryRow(
		ctx,
		`SELECT count(*) + 1 FROM review_opinion WHERE number <> '' AND sent_on BETWEEN make_date($1, 1, 1) AND make_date($1, 12, 31)`,
		year,
	).Scan(
		&n,
	)
	if err != nil {
		return 0, fmt.Errorf("next opinion number: %w", err)
	}
	return n, nil
}
