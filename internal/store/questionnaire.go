package store

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/jackc/pgx/v5"

	"renmian/internal/calendar"
	"renmian/internal/supervision"
)

// Questionnaire is an anonymous questionnaire (调查问卷) of a matter.
type Questionnaire struct {
	ID        int64
	MatterID  int64
	Kind      supervision.Kind
	Matter    string
	Title     string
	Intro     string
	Questions []supervision.Question
	Coded     bool   // 凭一次性答题码
	Code      string // in the address
	State     string // draft, open, closed
	ClosesOn  calendar.Day
	PublicKey []byte
	Returned  int // once closed; see QuestionnaireCount before
	OpenedOn  calendar.Day
	ClosedOn  calendar.Day
	Version   int
}

// States of a questionnaire.
const (
	FormDraft  = "draft"  // 编制中: the clerk
	FormOpen   = "open"   // 填答中: whoever is asked
	FormClosed = "closed" // 已截止
)

const questionnaireSQL = `
	SELECT q.id, q.matter_id, m.kind, m.title, q.title, q.intro, q.questions, q.coded, q.code, q.state, q.closes_on, q.public_key, coalesce(q.returned, 0), q.opened_on, q.closed_on, q.version
	FROM questionnaire q JOIN matter m ON m.id = q.matter_id`

func (r reads) questionnaires(ctx context.Context, tail string, args ...any) ([]Questionnaire, error) {
	rows, err := r.q.Query(ctx, questionnaireSQL+tail, args...)
	if err != nil {
		return nil, fmt.Errorf("questionnaires: %w", err)
	}
	all, err := pgx.CollectRows(rows, pgx.RowToStructByPos[Questionnaire])
	if err != nil {
		return nil, fmt.Errorf("questionnaires: %w", err)
	}
	return all, nil
}

func (r reads) questionnaire(ctx context.Context, tail string, arg any) (Questionnaire, error) {
	all, err := r.questionnaires(ctx, tail, arg)
	if err == nil && len(all) == 0 {
		err = missing(pgx.ErrNoRows, "问卷", arg)
	}
	if err != nil {
		return Questionnaire{}, err
	}
	return all[0], nil
}

// Questionnaire returns one questionnaire.
func (r reads) Questionnaire(ctx context.Context, id int64) (Questionnaire, error) {
	return r.questionnaire(ctx, ` WHERE q.id = $1`, id)
}

// QuestionnaireByCode returns the questionnaire at an address.
func (r reads) QuestionnaireByCode(ctx context.Context, code string) (Questionnaire, error) {
	return r.questionnaire(ctx, ` WHERE q.code = $1`, code)
}

// QuestionnairesOf lists the questionnaires of a matter.
func (r reads) QuestionnairesOf(ctx context.Context, matterID int64) ([]Questionnaire, error) {
	return r.questionnaires(ctx, ` WHERE q.matter_id = $1 ORDER BY q.id LIMIT 50`, matterID)
}

// QuestionnairesDue lists the open questionnaires whose last day is over.
func (r reads) QuestionnairesDue(ctx context.Context, today calendar.Day) ([]Questionnaire, error) {
	return r.questionnaires(ctx, ` WHERE q.state = 'open' AND q.closes_on < $1 ORDER BY q.id LIMIT 50`, today)
}

// QuestionnaireCount returns how many answers lie in the urn, and how many codes are left: numbers only.
func (r reads) QuestionnaireCount(ctx context.Context, id int64) (answers, codes int, err error) {
	err = r.q.QueryRow(
		ctx,
		`SELECT (SELECT count(*) FROM questionnaire_urn WHERE questionnaire_id = $1), (SELECT count(*) FROM questionnaire_code WHERE questionnaire_id = $1)`,
		id,
	).Scan(
		&answers,
		&codes,
	)
	if err != nil {
		return 0, 0, fmt.Errorf("count of questionnaire %d: %w", id, err)
	}
	return answers, codes, nil
}

// LockQuestionnaire reads a questionnaire and holds its row; it waits for answers in flight, and those after wait for it.
func (tx *Tx) LockQuestionnaire(ctx context.Context, id int64) (Questionnaire, error) {
	if err := tx.exec(ctx, fmt.Sprintf("lock questionnaire %d", id), `SELECT FROM questionnaire WHERE id = $1 FOR UPDATE`, id); err != nil {
		return Questionnaire{}, err
	}
	return tx.Questionnaire(ctx, id)
}

// InsertQuestionnaire stores a draft and returns its id.
func (tx *Tx) InsertQuestionnaire(ctx context.Context, q Questionnaire) (id int64, err error) {
	err = tx.tx.QueryRow(ctx, `
		INSERT INTO questionnaire (matter_id, title, intro, questions, coded, code, state, created_by, created_at) VALUES ($1, $2, $3, $4, $5, $6, 'draft', $7, $8) RETURNING id`,
		q.MatterID, q.Title, q.Intro, q.Questions, q.Coded, q.Code, tx.who.AccountID, tx.now).Scan(&id)
	if err != nil {
		return 0, fmt.Errorf("insert questionnaire: %w", err)
	}
	return id, nil
}

// SaveQuestionnaire writes what changed since the version it carries; returned stands once it is closed.
func (tx *Tx) SaveQuestionnaire(ctx context.Context, q Questionnaire) error {
	var returned any
	if q.State == FormClosed {
		returned = q.Returned
	}
	return tx.exec1(ctx, "问卷", fmt.Sprintf("save questionnaire %d", q.ID), `
		UPDATE questionnaire SET title = $3, intro = $4, questions = $5, coded = $6, state = $7, closes_on = $8, public_key = $9, returned = $10, opened_on = $11, closed_on = $12,
			version = version + 1 WHERE id = $1 AND version = $2`,
		q.ID, q.Version, q.Title, q.Intro, q.Questions, q.Coded, q.State, q.ClosesOn, q.PublicKey, returned, q.OpenedOn, q.ClosedOn)
}

// InsertQuestionnaireCodes puts one-time codes to a questionnaire.
func (tx *Tx) InsertQuestionnaireCodes(ctx context.Context, id int64, hashes [][]byte) error {
	return tx.exec(ctx, fmt.Sprintf("codes of questionnaire %d", id), `
		INSERT INTO questionnaire_code (questionnaire_id, code_sha256) SELECT $1, h FROM unnest($2::bytea[]) h ORDER BY h`, id, hashes)
}

// AnswerQuestionnaire puts one sealed sheet into the urn of an open questionnaire and spends its code, in one statement. As
// Cast it stands outside InTx: no actor, no event, no instant, no sequence. It reports false where nothing was taken.
func (db *DB) AnswerQuestionnaire(ctx context.Context, id int64, tag, cipher, code []byte) (bool, error) {
	done, err := db.pool.Exec(ctx, `
		WITH q AS (SELECT id, coded FROM questionnaire WHERE id = $1 AND state = 'open' FOR SHARE),
		spent AS (DELETE FROM questionnaire_code c USING q WHERE q.coded AND c.questionnaire_id = q.id AND c.code_sha256 = $4 RETURNING c.questionnaire_id)
		INSERT INTO questionnaire_urn (questionnaire_id, tag, ct)
		SELECT q.id, $2, $3 FROM q WHERE NOT q.coded OR EXISTS (SELECT FROM spent) ON CONFLICT DO NOTHING`, id, tag, cipher, code)
	if err != nil {
		return false, errors.New("answer") // what the database says may name what was answered
	}
	return done.RowsAffected() == 1, nil
}

// SheetTaken reports whether a sheet lies in the urn: its acknowledgement was lost.
func (r reads) SheetTaken(ctx context.Context, id int64, tag []byte) (taken bool, err error) {
	if err := r.q.QueryRow(ctx, `SELECT EXISTS (SELECT FROM questionnaire_urn WHERE questionnaire_id = $1 AND tag = $2)`, id, tag).Scan(&taken); err != nil {
		return false, errors.New("read urn")
	}
	return taken, nil
}

// QuestionnaireUrn returns the sealed sheets, in an order that says nothing.
func (tx *Tx) QuestionnaireUrn(ctx context.Context, id int64) ([][]byte, error) {
	rows, err := tx.tx.Query(ctx, `SELECT ct FROM questionnaire_urn WHERE questionnaire_id = $1 ORDER BY tag`, id)
	if err != nil {
		return nil, fmt.Errorf("urn of questionnaire %d: %w", id, err)
	}
	return pgx.CollectRows(rows, pgx.RowTo[[]byte])
}

// EmptyQuestionnaire destroys what lies in the urn, and the codes that are left.
func (tx *Tx) EmptyQuestionnaire(ctx context.Context, id int64) error {
	if err := tx.exec(ctx, fmt.Sprintf("empty questionnaire %d", id), `DELETE FROM questionnaire_urn WHERE questionnaire_id = $1`, id); err != nil {
		return err
	}
	return tx.exec(ctx, fmt.Sprintf("empty questionnaire %d", id), `DELETE FROM questionnaire_code WHERE questionnaire_id = $1`, id)
}

// InsertAnswers writes the answers to each question, sorted by what they say: what one person answered to several questions
// cannot be put together again.
func (tx *Tx) InsertAnswers(ctx context.Context, id int64, sheets [][]supervision.Answer) error {
	type row struct {
		question int
		supervision.Answer
	}
	var all []row
	for _, sheet := range sheets {
		for i, a := range sheet {
			if a.Choice != 0 || a.Text != "" {
				all = append(all, row{i, a})
			}
		}
	}
	slices.SortFunc(all, func(a, b row) int {
		return cmp.Or(cmp.Compare(a.question, b.question), cmp.Compare(a.Choice, b.Choice), bytes.Compare([]byte(a.Text), []byte(b.Text)))
	})
	rows := make([][]any, len(all))
	for i, x := range all {
		var choice any
		if x.Choice > 0 {
			choice = x.Choice
		}
		rows[i] = []any{id, x.question, choice, x.Text}
	}
	if _, err := tx.tx.CopyFrom(ctx, pgx.Identifier{"questionnaire_answer"}, []string{"questionnaire_id", "question", "choice", "text"}, pgx.CopyFromRows(rows)); err != nil {
		return fmt.Errorf("answers of questionnaire %d: %w", id, err)
	}
	return nil
}

// QuestionnaireAnswers returns what was answered to each question of a closed questionnaire.
func (r reads) QuestionnaireAnswers(ctx context.Context, q Questionnaire) ([]supervision.Answered, error) {
	all := make([]supervision.Answered, len(q.Questions))
	for i, x := range q.Questions {
		all[i] = supervision.Answered{Counts: make([]int, len(x.Options)), Blank: q.Returned}
	}
	rows, err := r.q.Query(
		ctx,
		`SELECT question, coalesce(choice, 0), text, count(*) FROM questionnaire_answer WHERE questionnaire_id = $1 GROUP BY 1, 2, 3 ORDER BY 1, 2, 3`,
		q.ID,
	)
	if err != nil {
		return nil, fmt.Errorf("answers of questionnaire %d: %w", q.ID, err)
	}
	var question, choice, n int
	var text string
	_, err = pgx.ForEachRow(rows, []any{&question, &choice, &text, &n}, func() error {
		x := &all[question]
		x.Blank -= n
		if choice > 0 {
			x.Counts[choice-1] += n
		}
		if text != "" {
			x.Texts = append(x.Texts, slices.Repeat([]string{text}, n)...)
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("answers of questionnaire %d: %w", q.ID, err)
	}
	return all, nil
}
