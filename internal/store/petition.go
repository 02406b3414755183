package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype/zeronull"

	"renmian/internal/authz"
	"renmian/internal/calendar"
	"renmian/internal/supervision"
)

// Petition is a petition about an appointee or a unit (信访举报), without who told it and in which words.
type Petition struct {
	Matter
	Receipt    string
	Channel    supervision.Channel
	ReceivedOn calendar.Day
	Anonymous  bool
	About      string // 被反映人、单位
	Summary    string
	Conclusion supervision.Conclusion
	Finding    string
	ToldOn     calendar.Day
	InDossier  bool
}

// PetitionSource is what is sealed of a petition: who told it, how to reach them, and their words.
type PetitionSource struct{ Name, Contact, Text string }

// Petition returns one petition without its source.
func (r reads) Petition(ctx context.Context, id int64) (x Petition, err error) {
	err = r.q.QueryRow(
		ctx,
		`SELECT `+matterColumns+`, p.receipt, p.channel, p.received_on, p.anonymous, p.about, p.summary, coalesce(p.conclusion, ''), p.finding, p.told_on, p.in_dossier
		FROM petition p JOIN matter m ON m.id = p.matter_id WHERE p.matter_id = $1`,
		id,
	).Scan(
		append(x.Matter.targets(), &x.Receipt, &x.Channel, &x.ReceivedOn, &x.Anonymous,
			&x.About, &x.Summary, &x.Conclusion, &x.Finding, &x.ToldOn, &x.InDossier)...)
	if err != nil {
		return x, missing(err, "信访件", id)
	}
	return x, nil
}

// InsertPetition seals the source and the words, and stores the rest beside the matter.
func (tx *Tx) InsertPetition(ctx context.Context, x Petition, s PetitionSource, formKey string) error {
	keys, err := tx.identityKeys()
	if err != nil {
		return err
	}
	var source []byte
	if !x.Anonymous {
		plain, err := json.Marshal([2]string{s.Name, s.Contact})
		if err != nil {
			return fmt.Errorf("source of petition: %w", err)
		}
		source = sealWith(keys.petitions, plain, fmt.Append(nil, "source ", x.ID))
	}
	return tx.exec(
		ctx,
		"insert petition",
		`
		INSERT INTO petition (matter_id, receipt, form_key, channel, received_on, anonymous, source, original, about) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
		x.ID,
		x.Receipt,
		zeronull.Text(formKey),
		x.Channel,
		x.ReceivedOn,
		x.Anonymous,
		source,
		sealWith(keys.petitions, []byte(s.Text), fmt.Append(nil, "words ", x.ID)),
		x.About,
	)
}

// PetitionSource opens what is sealed of a petition; the opening is the caller's to record.
func (tx *Tx) PetitionSource(ctx context.Context, id int64) (s PetitionSource, err error) {
	var source, words []byte
	if err := tx.q.QueryRow(ctx, `SELECT source, original FROM petition WHERE matter_id = $1`, id).Scan(&source, &words); err != nil {
		return s, missing(err, "信访件", id)
	}
	keys, err := tx.identityKeys()
	if err != nil {
		return s, err
	}
	plain, err := openWith(keys.petitions, words, fmt.Append(nil, "words ", id))
	if err != nil {
		return s, fmt.Errorf("open petition %d: %w", id, err)
	}
	s.Text = string(plain)
	if source == nil {
		return s, nil
	}
	if plain, err = openWith(keys.petitions, source, fmt.Append(nil, "source ", id)); err != nil {
		return s, fmt.Errorf("open source of petition %d: %w", id, err)
	}
	var pair [2]string
	if err := json.Unmarshal(plain, &pair); err != nil {
		return s, fmt.Errorf("source of petition %d: %w", id, err)
	}
	s.Name, s.Contact = pair[0], pair[1]
	return s, nil
}

// SavePetition writes what changed of it and of its matter.
func (tx *Tx) SavePetition(ctx context.Context, x Petition) error {
	if err := tx.SaveMatter(ctx, x.Matter); err != nil {
		return err
	}
	return tx.exec1(ctx, "信访件", fmt.Sprintf("save petition %d", x.ID), `
		UPDATE petition SET summary = $2, conclusion = nullif($3, ''), finding = $4, told_on = $5, in_dossier = $6 WHERE matter_id = $1`,
		x.ID, x.Summary, string(x.Conclusion), x.Finding, x.ToldOn, x.InDossier)
}

// PetitionOfForm returns the receipt a form of the public was given already, "" for a new one.
func (r reads) PetitionOfForm(ctx context.Context, key string) (receipt string, err error) {
	err = r.q.QueryRow(ctx, `SELECT receipt FROM petition WHERE form_key = $1`, key).Scan(&receipt)
	if err != nil && !errors.Is(err, pgx.ErrNoRows) {
		return "", fmt.Errorf("petition of form: %w", err)
	}
	return receipt, nil
}

// PetitionReceived returns the day on which the petition with that receipt came in.
func (r reads) PetitionReceived(ctx context.Context, receipt string) (day calendar.Day, err error) {
	if err := r.q.QueryRow(ctx, `SELECT received_on FROM petition WHERE receipt = $1`, receipt).Scan(&day); err != nil {
		return day, missing(err, "受理编号", receipt)
	}
	return day, nil
}

// PetitionsSince counts what came by the web since an instant.
func (r reads) PetitionsSince(ctx context.Context, since time.Time) (n int, err error) {
	err = r.q.QueryRow(
		ctx,
		`SELECT count(*) FROM petition p JOIN matter m ON m.id = p.matter_id WHERE p.channel = 'web' AND m.created_at >= $1`,
		since,
	).Scan(
		&n,
	)
	if err != nil {
		return 0, fmt.Errorf("petitions since %s: %w", since, err)
	}
	return n, nil
}

// PetitionTransfer is one handing on of a petition (转办), as the unit sees it.
type PetitionTransfer struct {
	supervision.Transfer
	MatterID int64
	Title    string
	Summary  string
	UrgedOn  calendar.Day
	Result   string
}

const transferSQL = `SELECT t.id, t.matter_id, m.title, t.organ_id, g.name, t.summary, t.sent_on, t.due_on, t.urged, t.urged_on, t.result, t.result_on
	FROM petition_transfer t JOIN matter m ON m.id = t.matter_id JOIN organ g ON g.id = t.organ_id`

func (r reads) transfers(ctx context.Context, tail string, args ...any) ([]PetitionTransfer, error) {
	rows, err := r.q.Query(ctx, transferSQL+tail, args...)
	if err != nil {
		return nil, fmt.Errorf("transfers of petitions: %w", err)
	}
	return pgx.CollectRows(rows, func(row pgx.CollectableRow) (t PetitionTransfer, err error) {
		return t, row.Scan(&t.ID, &t.MatterID, &t.Title, &t.OrganID, &t.Organ, &t.Summary, &t.SentOn, &t.Due, &t.Urged, &t.UrgedOn, &t.Result, &t.ResultOn)
	})
}

// PetitionTransfers lists the transfers of a petition.
func (r reads) PetitionTransfers(ctx context.Context, matterID int64) ([]PetitionTransfer, error) {
	return r.transfers(ctx, ` WHERE t.matter_id = $1 ORDER BY t.id LIMIT 50`, matterID)
}

// TransfersTo lists what was handed on to an organ and the units it acts for, the latest first.
func (r reads) TransfersTo(ctx context.Context, organID, before int64, limit int) ([]PetitionTransfer, error) {
	return r.transfers(ctx, ` WHERE t.organ_id IN `+organsOf(`$1`)+` AND ($2 = 0 OR t.id < $2) ORDER BY t.id DESC LIMIT $3`, organID, before, limit)
}

// InsertTransfer hands a petition on.
func (tx *Tx) InsertTransfer(ctx context.Context, t PetitionTransfer) error {
	return tx.exec(ctx, fmt.Sprintf("transfer petition %d", t.MatterID), `
		INSERT INTO petition_transfer (matter_id, organ_id, summary, sent_on, due_on) VALUES ($1, $2, $3, $4, $5)`, t.MatterID, t.OrganID, t.Summary, t.SentOn, t.Due)
}

// UrgeTransfer notes that a unit was urged.
func (tx *Tx) UrgeTransfer(ctx context.Context, matterID, id int64, day calendar.Day) error {
	return tx.exec1(ctx, "转办", fmt.Sprintf("urge transfer %d", id), `
		UPDATE petition_transfer SET urged = urged + 1, urged_on = $3 WHERE matter_id = $1 AND id = $2 AND result_on IS NULL`, matterID, id, day)
}

// SaveTransferResult writes what a unit reports, once.
func (tx *Tx) SaveTransferResult(ctx context.Context, matterID, id int64, result string, day calendar.Day) error {
	return tx.exec1(ctx, "转办", fmt.Sprintf("result of transfer %d", id), `
		UPDATE petition_transfer SET result = $3, result_on = $4 WHERE matter_id = $1 AND id = $2 AND result_on IS NULL`, matterID, id, result, day)
}

// OutsideRecord is what came from outside about an appointee (外来记录) with its matter; its text lies sealed.
type OutsideRecord struct {
	Matter
	Source     supervision.RecordSource
	Sort       supervision.RecordSort
	DocumentNo string
	HappenedOn calendar.Day
	UntilOn    calendar.Day
	Text       string
	Checked    string
}

// OutsideRecord returns one record with its text.
func (r reads) OutsideRecord(ctx context.Context, who authz.Actor, id int64) (x OutsideRecord, err error) {
	if err := authz.Check(who, authz.ViewRecords); err != nil {
		return x, err
	}
	var sealed []byte
	err = r.q.QueryRow(ctx, `SELECT `+matterColumns+`, o.source, o.sort, o.document_no, o.happened_on, o.until_on, o.text, o.checked
		FROM outside_record o JOIN matter m ON m.id = o.matter_id WHERE o.matter_id = $1`, id).Scan(append(x.Matter.targets(), &x.Source, &x.Sort, &x.DocumentNo, &x.HappenedOn,
		&x.UntilOn, &sealed, &x.Checked)...)
	if err != nil {
		return x, missing(err, "外来记录", id)
	}
	keys, err := r.identityKeys()
	if err != nil {
		return x, err
	}
	plain, err := openWith(keys.petitions, sealed, fmt.Append(nil, "record ", id))
	if err != nil {
		return x, fmt.Errorf("open outside record %d: %w", id, err)
	}
	x.Text = string(plain)
	return x, nil
}

// InsertOutsideRecord seals the text and stores the rest beside the matter.
func (tx *Tx) InsertOutsideRecord(ctx context.Context, x OutsideRecord) error {
	keys, err := tx.identityKeys()
	if err != nil {
		return err
	}
	return tx.exec(ctx, "insert outside record", `
		INSERT INTO outside_record (matter_id, source, sort, document_no, happened_on, until_on, text) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
		x.ID, x.Source, x.Sort, x.DocumentNo, x.HappenedOn, x.UntilOn, sealWith(keys.petitions, []byte(x.Text), fmt.Append(nil, "record ", x.ID)))
}

// CheckOutsideRecord writes how a record was verified, and closes its matter.
func (tx *Tx) CheckOutsideRecord(ctx context.Context, m Matter, checked string) error {
	if err := tx.SaveMatter(ctx, m); err != nil {
		return err
	}
	return tx.exec1(
		ctx,
		"外来记录",
		fmt.Sprintf("check outside record %d", m.ID),
		`UPDATE outside_record SET checked = $2 WHERE matter_id = $1 AND checked = ''`,
		m.ID,
		checked,
	)
}
