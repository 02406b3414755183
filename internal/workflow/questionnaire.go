package workflow

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/crypto/nacl/box"

	"renmian/internal/authz"
	"renmian/internal/calendar"
	"renmian/internal/errs"
	"renmian/internal/store"
	"renmian/internal/supervision"
)

func questionnaireSubject(id int64) store.Subject {
	return store.Subject{Kind: "questionnaire", ID: id}
}

// QuestionnaireForm is a questionnaire as it is written.
type QuestionnaireForm struct {
	Title     string
	Intro     string
	Questions string // one a line
	Coded     bool
	Version   int // not when new
}

func (x QuestionnaireForm) onto(q *store.Questionnaire) error {
	tidy(&x.Title, &x.Intro)
	var fields []errs.Field
	if x.Title == "" {
		fields = append(fields, errs.Field{Name: "title", Message: "请填写问卷名称。"})
	}
	questions, err := supervision.ParseQuestions(x.Questions)
	if err != nil {
		fields = append(fields, errs.Fields(err)...)
	}
	q.Title, q.Intro, q.Questions, q.Coded = x.Title, x.Intro, questions, x.Coded
	return errs.Form(fields...)
}

// DraftQuestionnaire writes a questionnaire for a matter (编制调查问卷).
func (f *Flow) DraftQuestionnaire(ctx context.Context, who authz.Actor, matterID int64, x QuestionnaireForm) (id int64, err error) {
	err = f.onMatter(ctx, who, authz.DraftQuestionnaire, matterID, supervision.Kinds(), func(tx *store.Tx, m store.Matter) (map[string]any, error) {
		q := store.Questionnaire{MatterID: m.ID, Code: rand.Text()}
		if err := x.onto(&q); err != nil {
			return nil, err
		}
		id, err = tx.InsertQuestionnaire(ctx, q)
		return map[string]any{"questionnaire": id, "title": q.Title, "questions": len(q.Questions)}, err
	})
	return id, err
}

// onQuestionnaire locks a questionnaire in a state and changes it.
func (f *Flow) onQuestionnaire(
	ctx context.Context,
	who authz.Actor,
	act authz.Action,
	id int64,
	state string,
	change func(tx *store.Tx, q *store.Questionnaire) (map[string]any, error),
) error {
	return f.do(ctx, who, act, func(tx *store.Tx) error {
		q, err := tx.LockQuestionnaire(ctx, id)
		if err != nil {
			return err
		}
		if q.State != state {
			return errs.New(errs.Conflict, "问卷“%s”的情况已有变化，请刷新页面。", q.Title)
		}
		detail, err := change(tx, &q)
		if err != nil {
			return err
		}
		if err := tx.SaveQuestionnaire(ctx, q); err != nil {
			return err
		}
		return tx.Audit(ctx, act, questionnaireSubject(id), detail)
	})
}

// ChangeQuestionnaire changes a draft.
func (f *Flow) ChangeQuestionnaire(ctx context.Context, who authz.Actor, id int64, x QuestionnaireForm) error {
	return f.onQuestionnaire(ctx, who, authz.DraftQuestionnaire, id, store.FormDraft, func(_ *store.Tx, q *store.Questionnaire) (map[string]any, error) {
		q.Version = x.Version
		return map[string]any{"title": x.Title}, x.onto(q)
	})
}

// OpenQuestionnaire lets people answer until a day (发放调查问卷). The key that opens the answers is made here and lies
// outside the database. With codes it returns them, to be printed once.
func (f *Flow) OpenQuestionnaire(ctx context.Context, who authz.Actor, id int64, closes calendar.Day, codes int) (slips []string, err error) {
	public, private, err := box.GenerateKey(rand.Reader)
	if err != nil {
		return nil, fmt.Errorf("make key of questionnaire: %w", err)
	}
	defer clear(private[:])
	err = f.onQuestionnaire(ctx, who, authz.OpenQuestionnaire, id, store.FormDraft, func(tx *store.Tx, q *store.Questionnaire) (map[string]any, error) {
		today := calendar.Of(tx.Now())
		var fields []errs.Field
		if closes.IsZero() || closes.Before(today) {
			fields = append(fields, errs.Field{Name: "closes_on", Message: "请填写截止日期，不早于今天。"})
		}
		if q.Coded && (codes < 1 || codes > maxCodes) {
			fields = append(fields, errs.Field{Name: "codes", Message: fmt.Sprintf("请填写答题码的数目，1 至 %d。", maxCodes)})
		}
		if err := errs.Form(fields...); err != nil {
			return nil, err
		}
		q.State, q.ClosesOn, q.OpenedOn, q.PublicKey = store.FormOpen, closes, today, public[:]
		if q.Coded {
			var hashes [][]byte
			for range codes {
				code := newRatingCode()
				slips, hashes = append(slips, code), append(hashes, codeHash(code))
			}
			if err := tx.InsertQuestionnaireCodes(ctx, id, hashes); err != nil {
				return nil, err
			}
		}
		return map[string]any{"closes_on": closes, "codes": len(slips)}, f.keys.saveForm(id, private[:])
	})
	return slips, err
}

// AnswerQuestionnaire takes one person's answers (填答问卷). Nobody is named; it returns once they are safe on disk. The same
// sheet sent again is acknowledged again.
func (f *Flow) AnswerQuestionnaire(ctx context.Context, address, nonce, code string, answers []supervision.Answer) error {
	q, err := f.db.QuestionnaireByCode(ctx, address)
	if err != nil {
		return err
	}
	if q.State != store.FormOpen || calendar.Of(f.db.Now()).After(q.ClosesOn) {
		return errs.New(errs.Conflict, "问卷已经截止，没有计入。")
	}
	for i := range answers {
		answers[i].Text = strings.TrimSpace(answers[i].Text)
	}
	sheet, err := supervision.SealSheet(q.Questions, answers)
	if err != nil {
		return err
	}
	var public [32]byte
	copy(public[:], q.PublicKey)
	cipher, err := box.SealAnonymous(nil, sheet, &public, rand.Reader)
	if err != nil {
		return errors.New("seal answers")
	}
	tag := sha256.Sum256([]byte(nonce))
	taken, err := f.db.AnswerQuestionnaire(ctx, q.ID, tag[:], cipher, codeHash(code))
	if err == nil && !taken {
		taken, err = f.db.SheetTaken(ctx, q.ID, tag[:])
	}
	switch {
	case err != nil:
		return err
	case taken:
		return nil
	case q.Coded:
		return errs.Form(errs.Field{Name: "code", Message: "答题码不对，或者已经用过。请核对答题码条。"})
	}
	return errs.New(errs.Conflict, "问卷已经截止，没有计入。")
}

// CloseQuestionnaire ends the answering (截止调查问卷): the sheets are opened, the answers to each question written apart
// and sorted, and the key destroyed. Fewer than five sheets are destroyed unread.
func (f *Flow) CloseQuestionnaire(ctx context.Context, who authz.Actor, id int64) error {
	err := f.onQuestionnaire(ctx, who, authz.CloseQuestionnaire, id, store.FormOpen, func(tx *store.Tx, q *store.Questionnaire) (map[string]any, error) {
		sealed, err := tx.QuestionnaireUrn(ctx, id)
		if err != nil {
			return nil, err
		}
		q.State, q.ClosedOn, q.Returned = store.FormClosed, calendar.Of(tx.Now()), len(sealed)
		detail := map[string]any{"returned": len(sealed)}
		if len(sealed) >= supervision.HiddenBelow {
			sheets, err := f.openSheets(*q, sealed)
			if err != nil {
				return nil, err
			}
			if err := tx.InsertAnswers(ctx, id, sheets); err != nil {
				return nil, err
			}
		}
		return detail, tx.EmptyQuestionnaire(ctx, id)
	})
	if err == nil {
		err = f.keys.destroyForm(id)
	}
	return err
}

func (f *Flow) openSheets(q store.Questionnaire, sealed [][]byte) (all [][]supervision.Answer, err error) {
	data, err := f.keys.loadForm(q.ID)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, errs.New(errs.Conflict, "问卷的密钥不在本机，答卷无法开启。请在发放问卷的服务器上截止，或者从备份恢复密钥目录。")
	}
	if err != nil {
		return nil, err
	}
	defer clear(data)
	var public, private [32]byte
	copy(public[:], q.PublicKey)
	copy(private[:], data)
	defer clear(private[:])
	for _, c := range sealed {
		plain, ok := box.OpenAnonymous(nil, c, &public, &private)
		if !ok {
			return nil, errors.New("a sheet cannot be opened")
		}
		sheet, err := supervision.OpenSheet(q.Questions, plain)
		if err != nil {
			return nil, err
		}
		all = append(all, sheet)
	}
	return all, nil
}

// CloseDueQuestionnaires closes the questionnaires whose last day is over.
func (f *Flow) CloseDueQuestionnaires(ctx context.Context) error {
	all, err := f.db.QuestionnairesDue(ctx, calendar.Of(f.db.Now()))
	if err != nil {
		return err
	}
	var failed []error
	for _, q := range all {
		failed = append(failed, f.CloseQuestionnaire(ctx, authz.System, q.ID))
	}
	return errors.Join(failed...)
}

func (k Keys) formPath(id int64) string {
	return filepath.Join(k.Forms, fmt.Sprintf("form-%d.key", id))
}

// saveForm writes the key of a questionnaire, on disk: it is open for weeks and outlives a restart. What lies under its
// number is of an opening that failed.
func (k Keys) saveForm(id int64, private []byte) error {
	if err := os.MkdirAll(k.Forms, 0o700); err != nil {
		return fmt.Errorf("key of questionnaire %d: %w", id, err)
	}
	file, err := os.OpenFile(k.formPath(id), os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return fmt.Errorf("key of questionnaire %d: %w", id, err)
	}
	_, err = file.Write(private)
	if err := errors.Join(err, file.Sync(), file.Close()); err != nil {
		return fmt.Errorf("key of questionnaire %d: %w", id, err)
	}
	return nil
}

func (k Keys) loadForm(id int64) ([]byte, error) {
	data, err := os.ReadFile(k.formPath(id))
	if err != nil {
		return nil, fmt.Errorf("key of questionnaire %d: %w", id, err)
	}
	return data, nil
}

// destroyForm overwrites the key of a questionnaire and removes it; nothing when there is none.
func (k Keys) destroyForm(id int64) error {
	if err := shred(k.formPath(id)); err != nil {
		return fmt.Errorf("destroy key of questionnaire %d: %w", id, err)
	}
	return nil
}
