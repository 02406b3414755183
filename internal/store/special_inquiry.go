package store

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype/zeronull"

	"renmian/internal/calendar"
	"renmian/internal/supervision"
)

// SpecialInquiry is a special inquiry (专题询问) with its matter.
type SpecialInquiry struct {
	Matter
	Reason        string
	Form          supervision.InquiryForm
	SurveyScope   string
	SurveyContent string
	SurveyDue     calendar.Day
	PlannedOn     calendar.Day
	ApprovedOn    calendar.Day
	NotifiedOn    calendar.Day
	HeldOn        calendar.Day
	Minutes       int
	PresidedBy    string
	Present       string
	AfterID       int64 // the inquiry on the same topic before, zero for none
}

// SpecialInquiry returns one special inquiry.
func (r reads) SpecialInquiry(ctx context.Context, id int64) (x SpecialInquiry, err error) {
	err = r.q.QueryRow(ctx, `
		SELECT `+matterColumns+`, s.reason, s.form, s.survey_scope, s.survey_content, s.survey_due, s.planned_on, s.approved_on, s.notified_on, s.held_on,
			coalesce(s.minutes, 0), s.presided_by, s.present, coalesce(s.after_id, 0)
		FROM special_inquiry s JOIN matter m ON m.id = s.matter_id WHERE s.matter_id = $1`, id).Scan(append(x.Matter.targets(), &x.Reason, &x.Form, &x.SurveyScope,
		&x.SurveyContent, &x.SurveyDue, &x.PlannedOn, &x.ApprovedOn, &x.NotifiedOn, &x.HeldOn, &x.Minutes, &x.PresidedBy, &x.Present, &x.AfterID)...)
	if err != nil {
		return x, missing(err, "专题询问", id)
	}
	return x, nil
}

// InsertSpecialInquiry stores the plan beside the matter.
func (tx *Tx) InsertSpecialInquiry(ctx context.Context, x SpecialInquiry) error {
	return tx.exec(ctx, "insert special inquiry", `
		INSERT INTO special_inquiry (matter_id, reason, form, survey_scope, survey_content, survey_due, planned_on, after_id)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`, x.ID, x.Reason, x.Form, x.SurveyScope, x.SurveyContent, x.SurveyDue, x.PlannedOn, zeronull.Int8(x.AfterID))
}

// SaveSpecialInquiry writes what changed of it and of its matter.
func (tx *Tx) SaveSpecialInquiry(ctx context.Context, x SpecialInquiry) error {
	if err := tx.SaveMatter(ctx, x.Matter); err != nil {
		return err
	}
	return tx.exec1(ctx, "专题询问", fmt.Sprintf("save special inquiry %d", x.ID), `
		UPDATE special_inquiry SET reason = $2, form = $3, survey_scope = $4, survey_content = $5, survey_due = $6, planned_on = $7, approved_on = $8,
			notified_on = $9, held_on = $10, minutes = $11, presided_by = $12, present = $13, after_id = $14 WHERE matter_id = $1`,
		x.ID, x.Reason, x.Form, x.SurveyScope, x.SurveyContent, x.SurveyDue, x.PlannedOn, x.ApprovedOn, x.NotifiedOn, x.HeldOn, zeronull.Int4(x.Minutes),
		x.PresidedBy, x.Present, zeronull.Int8(x.AfterID))
}

// InquirySeries lists the inquiries on one topic over the years, the first first (系列)〔TM-23〕.
func (r reads) InquirySeries(ctx context.Context, id int64) ([]Matter, error) {
	rows, err := r.q.Query(ctx, `
		WITH RECURSIVE back AS (
			SELECT matter_id, after_id FROM special_inquiry WHERE matter_id = $1
			UNION ALL SELECT s.matter_id, s.after_id FROM special_inquiry s JOIN back b ON s.matter_id = b.after_id
		), ahead AS (
			SELECT matter_id FROM special_inquiry WHERE matter_id = $1
			UNION ALL SELECT s.matter_id FROM special_inquiry s JOIN ahead a ON s.after_id = a.matter_id
		)
		SELECT `+matterColumns+` FROM matter m WHERE m.id IN (SELECT matter_id FROM back UNION SELECT matter_id FROM ahead) ORDER BY m.year, m.id LIMIT 50`, id)
	if err != nil {
		return nil, fmt.Errorf("series of inquiry %d: %w", id, err)
	}
	return pgx.CollectRows(rows, func(row pgx.CollectableRow) (m Matter, err error) {
		return m, row.Scan(m.targets()...)
	})
}

// FollowUp is a further question and its answer (追问).
type FollowUp struct {
	Asker    string `json:"asker"`
	Question string `json:"question"`
	Answer   string `json:"answer"`
}

// InquiryQuestion is one question of a special inquiry.
type InquiryQuestion struct {
	ID        int64
	Text      string
	Asker     string
	OrganID   int64
	Organ     string
	Answerer  string
	Answer    string
	FollowUps []FollowUp
}

// InquiryQuestions lists the questions of an inquiry.
func (r reads) InquiryQuestions(ctx context.Context, matterID int64) ([]InquiryQuestion, error) {
	rows, err := r.q.Query(ctx, `
		SELECT q.id, q.text, q.asker, q.organ_id, g.name, q.answerer, q.answer, q.follow_ups FROM inquiry_question q JOIN organ g ON g.id = q.organ_id
		WHERE q.matter_id = $1 ORDER BY q.id LIMIT 200`, matterID)
	if err != nil {
		return nil, fmt.Errorf("questions of inquiry %d: %w", matterID, err)
	}
	return pgx.CollectRows(rows, pgx.RowToStructByPos[InquiryQuestion])
}

// InsertInquiryQuestion adds a question.
func (tx *Tx) InsertInquiryQuestion(ctx context.Context, matterID int64, q InquiryQuestion) error {
	return tx.exec(ctx, fmt.Sprintf("question of inquiry %d", matterID), `
		INSERT INTO inquiry_question (matter_id, text, asker, organ_id) VALUES ($1, $2, $3, $4)`, matterID, q.Text, q.Asker, q.OrganID)
}

// DropInquiryQuestion takes a question out.
func (tx *Tx) DropInquiryQuestion(ctx context.Context, matterID, id int64) error {
	return tx.exec1(ctx, "问题", fmt.Sprintf("drop question %d", id), `DELETE FROM inquiry_question WHERE matter_id = $1 AND id = $2`, matterID, id)
}

// SaveInquiryAnswer writes the answer to a question with the further ones.
func (tx *Tx) SaveInquiryAnswer(ctx context.Context, matterID int64, q InquiryQuestion) error {
	return tx.exec1(ctx, "问题", fmt.Sprintf("answer question %d", q.ID), `
		UPDATE inquiry_question SET answerer = $3, answer = $4, follow_ups = $5 WHERE matter_id = $1 AND id = $2`, matterID, q.ID, q.Answerer, q.Answer, q.FollowUps)
}

// InquiryNotice is the notice of an inquiry to one unit.
type InquiryNotice struct {
	OrganID    int64
	Organ      string
	SentOn     calendar.Day
	ReceivedAt time.Time
	ReceivedBy string
	Answerer   string
}

// InquiryNotices lists the notices of an inquiry.
func (r reads) InquiryNotices(ctx context.Context, matterID int64) ([]InquiryNotice, error) {
	rows, err := r.q.Query(ctx, `
		SELECT n.organ_id, g.name, n.sent_on, n.received_at, coalesce(a.name, ''), n.answerer FROM inquiry_notice n JOIN organ g ON g.id = n.organ_id
		LEFT JOIN account a ON a.id = n.received_by WHERE n.matter_id = $1 ORDER BY g.sort, g.id LIMIT 100`, matterID)
	if err != nil {
		return nil, fmt.Errorf("notices of inquiry %d: %w", matterID, err)
	}
	return pgx.CollectRows(rows, func(row pgx.CollectableRow) (n InquiryNotice, err error) {
		return n, row.Scan(&n.OrganID, &n.Organ, &n.SentOn, (*zeronull.Timestamptz)(&n.ReceivedAt), &n.ReceivedBy, &n.Answerer)
	})
}

// InsertInquiryNotice notes that a unit was told.
func (tx *Tx) InsertInquiryNotice(ctx context.Context, matterID, organID int64, day calendar.Day) error {
	return tx.exec(ctx, fmt.Sprintf("notice of inquiry %d to %d", matterID, organID), `
		INSERT INTO inquiry_notice (matter_id, organ_id, sent_on) VALUES ($1, $2, $3)`, matterID, organID, day)
}

// ReceiveInquiryNotice notes that a unit has the notice, and who will answer.
func (tx *Tx) ReceiveInquiryNotice(ctx context.Context, matterID, organID int64, answerer string) error {
	return tx.exec1(ctx, "询问通知", fmt.Sprintf("receive notice of inquiry %d by %d", matterID, organID), `
		UPDATE inquiry_notice SET received_at = $3, received_by = $4, answerer = $5 WHERE matter_id = $1 AND organ_id = $2`, matterID, organID, tx.now, tx.who.AccountID, answerer)
}

// OpinionsSent counts the opinions out of a matter that were handed to organs, and those of them on which no report has come.
func (r reads) OpinionsSent(ctx context.Context, matterID int64) (sent, unreported int, err error) {
	err = r.q.QueryRow(
		ctx,
		`SELECT count(*), count(*) FILTER (WHERE stage = 'sent') FROM deliberation_opinion WHERE matter_id = $1 AND sent_on IS NOT NULL`,
		matterID,
	).Scan(
		&sent,
		&unreported,
	)
	if err != nil {
		return 0, 0, fmt.Errorf("opinions of matter %d: %w", matterID, err)
	}
	return sent, unreported, nil
}
