package store

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"renmian/internal/authz"
	"renmian/internal/calendar"
	"renmian/internal/pinyin"
	"renmian/internal/supervision"
)

// Matter is what all matters of supervision (监督事项) share; each kind has a record of its own beside it.
type Matter struct {
	ID         int64
	Kind       supervision.Kind
	Title      string
	Year       int
	Stage      string // of its kind
	Lead       string // 承办机构
	PlanItemID int64
	MeetingID  int64
	OpenedOn   calendar.Day
	ClosedOn   calendar.Day // zero while it is under way
	Outcome    string
	Version    int
	People     string // 涉及人员, joined; only where read
	Organs     string // 涉及单位, joined; only where read
}

// Open reports whether the matter is under way.
func (m Matter) Open() bool { return m.ClosedOn.IsZero() }

const matterColumns = `m.id, m.kind, m.title, m.year, m.stage, m.lead, coalesce(m.plan_item_id, 0), coalesce(m.meeting_id, 0),
	m.opened_on, m.closed_on, m.outcome, m.version,
	coalesce((SELECT string_agg(n.name, '、' ORDER BY mp.part, n.id) FROM matter_person mp JOIN person n ON n.id = mp.person_id WHERE mp.matter_id = m.id), ''),
	coalesce((SELECT string_agg(g.name, '、' ORDER BY mo.part, g.sort, g.id) FROM matter_organ mo JOIN organ g ON g.id = mo.organ_id WHERE mo.matter_id = m.id), '')`

func (m *Matter) targets() []any {
	return []any{
		&m.ID,
		&m.Kind,
		&m.Title,
		&m.Year,
		&m.Stage,
		&m.Lead,
		&m.PlanItemID,
		&m.MeetingID,
		&m.OpenedOn,
		&m.ClosedOn,
		&m.Outcome,
		&m.Version,
		&m.People,
		&m.Organs,
	}
}

// Matter returns one matter.
func (r reads) Matter(ctx context.Context, id int64) (Matter, error) { return r.matter(ctx, id, "") }

func (r reads) matter(ctx context.Context, id int64, lock string) (m Matter, err error) {
	if err := r.q.QueryRow(ctx, `SELECT `+matterColumns+` FROM matter m WHERE m.id = $1`+lock, id).Scan(m.targets()...); err != nil {
		return m, missing(err, "监督事项", id)
	}
	return m, nil
}

// MatterFor returns a matter that the person may see: staff and members see all but confidential ones, which are
// the clerks' and the chairpersons'; an organ and an appointee see those in which they have a part.
func (r reads) MatterFor(ctx context.Context, who authz.Actor, id int64) (m Matter, err error) {
	err = r.q.QueryRow(
		ctx,
		`
		SELECT `+matterColumns+` FROM matter m
		WHERE m.id = $1 AND ($2 OR $3 AND NOT m.kind = ANY ($4)
		   OR NOT m.kind = ANY ($4) AND `+toldOf+` AND EXISTS (SELECT FROM matter_organ o WHERE o.matter_id = m.id AND o.organ_id IN `+organsOf(`$5`)+`)
		   OR NOT m.kind = ANY ($4) AND `+toldOf+` AND EXISTS (SELECT FROM matter_person p WHERE p.matter_id = m.id AND p.person_id = $6))`,
		id,
		who.Has(authz.RoleClerk, authz.RoleChair),
		who.Has(authz.RoleOperator, authz.RoleMember),
		confidentialKinds(),
		who.OrganID,
		who.PersonID,
	).Scan(m.targets()...)
	if err != nil {
		return m, missing(err, "监督事项", id)
	}
	return m, nil
}

// toldOf is what those whom a matter concerns may know of: not a plan, a draft or a motion that is still being signed.
const toldOf = `NOT (m.kind, m.stage) IN (('special_inquiry', 'planning'), ('special_inquiry', 'approved'), ('interpellation', 'signing'), ('interpellation', 'filed'),
	('interpellation', 'withdrawn'), ('special_investigation', 'signing'), ('special_investigation', 'filed'), ('special_investigation', 'proposed'),
	('special_investigation', 'refused'), ('correction_notice', 'drafted'))`

// organsOf are the units an organ's account acts for: the organ itself, and those for whose heads it proposes, as the
// county government does for its bureaus.
func organsOf(organ string) string {
	return `(SELECT g.id FROM organ g WHERE g.id = ` + organ + ` OR g.proposer_id = ` + organ + `)`
}

func confidentialKinds() []supervision.Kind {
	return slices.DeleteFunc(supervision.Kinds(), func(k supervision.Kind) bool { return !k.Confidential() })
}

// hides reports whether somebody may not know that matters of a kind exist, though what came of one concerns them.
func hides(who authz.Actor, k supervision.Kind) bool {
	return k.Confidential() && !who.Has(authz.RoleClerk, authz.RoleChair, authz.RoleSystem)
}

// LockMatter reads a matter and holds its row until the transaction ends; it is locked before its children.
func (tx *Tx) LockMatter(ctx context.Context, id int64) (Matter, error) {
	return tx.matter(ctx, id, " FOR UPDATE OF m")
}

// MatterFilter chooses matters; zero values choose all.
type MatterFilter struct {
	Kinds    []supervision.Kind
	Year     int
	Open     bool // only those under way
	PersonID int64
	OrganID  int64
	Meeting  int64  // heard or reviewed there
	Told     bool   // only what those concerned may know of
	Search   string // in the title or its initials
	Before   int64  // id of the last row of the page before
	Limit    int
}

// Matters lists matters, the latest first.
func (r reads) Matters(ctx context.Context, f MatterFilter) ([]Matter, error) {
	rows, err := r.q.Query(
		ctx,
		`
		SELECT `+matterColumns+` FROM matter m
		WHERE m.kind = ANY (@kinds) AND (@year = 0 OR m.year = @year) AND (NOT @open OR m.closed_on IS NULL)
		  AND (@person = 0 OR EXISTS (SELECT FROM matter_person p WHERE p.matter_id = m.id AND p.person_id = @person))
		  AND (@meeting = 0 OR m.meeting_id = @meeting)
		  AND (NOT @told OR `+toldOf+`)
		  AND (@organ = 0 OR EXISTS (SELECT FROM matter_organ o WHERE o.matter_id = m.id AND o.organ_id IN `+organsOf(`@organ`)+`))
		  AND (@text = '' OR m.search @> @terms AND strpos(m.haystack, @text) > 0)
		  AND (@before = 0 OR m.id < @before)
		ORDER BY m.id DESC LIMIT @limit`,
		planned,
		pgx.NamedArgs{
			"kinds":   f.Kinds,
			"year":    f.Year,
			"open":    f.Open,
			"person":  f.PersonID,
			"organ":   f.OrganID,
			"meeting": f.Meeting,
			"told":    f.Told,
			"text":    searchText(f.Search),
			"terms":   queryTerms(f.Search),
			"before":  f.Before,
			"limit":   f.Limit,
		},
	)
	if err != nil {
		return nil, fmt.Errorf("matters: %w", err)
	}
	return pgx.CollectRows(rows, func(row pgx.CollectableRow) (m Matter, err error) {
		return m, row.Scan(m.targets()...)
	})
}

// InsertMatter stores a matter in its first stage and returns its id; its kind's own record follows in the
// same transaction.
func (tx *Tx) InsertMatter(ctx context.Context, m Matter) (id int64, err error) {
	terms, haystack := searchColumns(m.Title, pinyin.Initials(m.Title))
	err = tx.tx.QueryRow(ctx, `
		INSERT INTO matter (kind, title, search, haystack, year, stage, lead, plan_item_id, meeting_id, opened_on, created_by, created_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, nullif($8, 0), nullif($9, 0), $10, nullif($11, 0), $12) RETURNING id`,
		m.Kind, m.Title, terms, haystack, m.Year, m.Stage, m.Lead, m.PlanItemID, m.MeetingID, m.OpenedOn, tx.who.AccountID, tx.now).Scan(&id)
	if err != nil {
		return 0, fmt.Errorf("insert matter: %w", err)
	}
	return id, nil
}

// SaveMatter writes what changed of a matter since LockMatter: title, stage, lead, meeting, closing.
func (tx *Tx) SaveMatter(ctx context.Context, m Matter) error {
	terms, haystack := searchColumns(m.Title, pinyin.Initials(m.Title))
	return tx.exec1(ctx, "监督事项", fmt.Sprintf("save matter %d", m.ID), `
		UPDATE matter SET title = $3, search = $4, haystack = $5, stage = $6, lead = $7, meeting_id = nullif($8, 0), closed_on = $9, outcome = $10, version = version + 1
		WHERE id = $1 AND version = $2`, m.ID, m.Version, m.Title, terms, haystack, m.Stage, m.Lead, m.MeetingID, m.ClosedOn, m.Outcome)
}

// MatterPerson is an appointee whom a matter concerns.
type MatterPerson struct {
	PersonID int64
	Name     string
	Sex      string
	Part     supervision.Part
	Office   string // held then
}

// MatterPeople lists whom a matter concerns.
func (r reads) MatterPeople(ctx context.Context, matterID int64) ([]MatterPerson, error) {
	rows, err := r.q.Query(ctx, `
		SELECT n.id, n.name, n.sex, p.part, p.office FROM matter_person p JOIN person n ON n.id = p.person_id
		WHERE p.matter_id = $1 ORDER BY p.part DESC, n.initials COLLATE "C", n.id LIMIT 500`, matterID)
	if err != nil {
		return nil, fmt.Errorf("people of matter %d: %w", matterID, err)
	}
	return pgx.CollectRows(rows, pgx.RowToStructByPos[MatterPerson])
}

// SetMatterPerson says what a person has to do with a matter; the offices held now are noted with it.
func (tx *Tx) SetMatterPerson(ctx context.Context, matterID, personID int64, part supervision.Part) error {
	return tx.exec(ctx, fmt.Sprintf("person %d of matter %d", personID, matterID), `
		INSERT INTO matter_person (matter_id, person_id, part, office)
		SELECT $1, $2, $3, coalesce((SELECT string_agg(o.title, '、' ORDER BY t.starts_on, t.id) FROM tenure t JOIN office o ON o.id = t.office_id
			WHERE t.person_id = $2 AND t.ends_on IS NULL), '')
		ON CONFLICT (matter_id, person_id) DO UPDATE SET part = excluded.part`, matterID, personID, part)
}

// DropMatterPerson takes a person off a matter.
func (tx *Tx) DropMatterPerson(ctx context.Context, matterID, personID int64) error {
	return tx.exec1(ctx, "涉及人员", fmt.Sprintf("drop %d from matter %d", personID, matterID), `
		DELETE FROM matter_person WHERE matter_id = $1 AND person_id = $2`, matterID, personID)
}

// MatterOrgan is a unit that a matter concerns.
type MatterOrgan struct {
	OrganID int64
	Name    string
	Part    supervision.Part
}

// MatterOrgans lists the units a matter concerns.
func (r reads) MatterOrgans(ctx context.Context, matterID int64) ([]MatterOrgan, error) {
	rows, err := r.q.Query(ctx, `
		SELECT g.id, g.name, o.part FROM matter_organ o JOIN organ g ON g.id = o.organ_id
		WHERE o.matter_id = $1 ORDER BY o.part DESC, g.sort, g.id LIMIT 500`, matterID)
	if err != nil {
		return nil, fmt.Errorf("organs of matter %d: %w", matterID, err)
	}
	return pgx.CollectRows(rows, pgx.RowToStructByPos[MatterOrgan])
}

// SetMatterOrgan says what a unit has to do with a matter.
func (tx *Tx) SetMatterOrgan(ctx context.Context, matterID, organID int64, part supervision.Part) error {
	return tx.exec(ctx, fmt.Sprintf("organ %d of matter %d", organID, matterID), `
		INSERT INTO matter_organ (matter_id, organ_id, part) VALUES ($1, $2, $3)
		ON CONFLICT (matter_id, organ_id) DO UPDATE SET part = excluded.part`, matterID, organID, part)
}

// DropMatterOrgan takes a unit off a matter.
func (tx *Tx) DropMatterOrgan(ctx context.Context, matterID, organID int64) error {
	return tx.exec1(ctx, "涉及单位", fmt.Sprintf("drop organ %d from matter %d", organID, matterID), `
		DELETE FROM matter_organ WHERE matter_id = $1 AND organ_id = $2`, matterID, organID)
}

// MatterRecord is one thing done for a matter (过程记载), written once, with its papers and photographs.
type MatterRecord struct {
	ID        int64
	MatterID  int64
	Kind      string // 听取汇报、座谈、实地察看 …
	HeldOn    calendar.Day
	Title     string
	Body      string
	ByWhom    string
	WrittenBy string
	WrittenAt time.Time
	Files     []MatterFile
}

// MatterFile is a paper or photograph of a matter.
type MatterFile struct {
	FileID    int64
	RecordID  int64 // zero: of the matter itself
	Title     string
	MediaType string
	Size      int64
}

// MatterRecords lists what was done for a matter, the oldest first, with its files.
func (r reads) MatterRecords(ctx context.Context, matterID int64) ([]MatterRecord, error) {
	rows, err := r.q.Query(ctx, `
		SELECT x.id, x.matter_id, x.kind, x.held_on, x.title, x.body, x.by_whom, a.name, x.written_at
		FROM matter_record x JOIN account a ON a.id = x.written_by
		WHERE x.matter_id = $1 ORDER BY x.held_on, x.id LIMIT 500`, matterID)
	if err != nil {
		return nil, fmt.Errorf("records of matter %d: %w", matterID, err)
	}
	all, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (x MatterRecord, err error) {
		return x, row.Scan(&x.ID, &x.MatterID, &x.Kind, &x.HeldOn, &x.Title, &x.Body, &x.ByWhom, &x.WrittenBy, &x.WrittenAt)
	})
	if err != nil {
		return nil, fmt.Errorf("records of matter %d: %w", matterID, err)
	}
	files, err := r.MatterFiles(ctx, matterID)
	if err != nil {
		return nil, err
	}
	for i := range all {
		for _, f := range files {
			if f.RecordID == all[i].ID {
				all[i].Files = append(all[i].Files, f)
			}
		}
	}
	return all, nil
}

// MatterFiles lists all files of a matter.
func (r reads) MatterFiles(ctx context.Context, matterID int64) ([]MatterFile, error) {
	rows, err := r.q.Query(ctx, `
		SELECT f.id, coalesce(x.record_id, 0), x.title, f.media_type, f.size FROM matter_file x JOIN file f ON f.id = x.file_id
		WHERE x.matter_id = $1 ORDER BY f.id LIMIT 500`, matterID)
	if err != nil {
		return nil, fmt.Errorf("files of matter %d: %w", matterID, err)
	}
	return pgx.CollectRows(rows, pgx.RowToStructByPos[MatterFile])
}

// InsertMatterRecord writes down what was done and returns its id.
func (tx *Tx) InsertMatterRecord(ctx context.Context, x MatterRecord) (id int64, err error) {
	err = tx.tx.QueryRow(ctx, `
		INSERT INTO matter_record (matter_id, kind, held_on, title, body, by_whom, written_by, written_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8) RETURNING id`,
		x.MatterID, x.Kind, x.HeldOn, x.Title, x.Body, x.ByWhom, tx.who.AccountID, tx.now).Scan(&id)
	if err != nil {
		return 0, fmt.Errorf("insert record of matter %d: %w", x.MatterID, err)
	}
	return id, nil
}

// AddMatterFile puts a stored file to a matter, or to one of its records.
func (tx *Tx) AddMatterFile(ctx context.Context, matterID, recordID, fileID int64, title string) error {
	return tx.exec(ctx, fmt.Sprintf("file %d of matter %d", fileID, matterID), `
		INSERT INTO matter_file (matter_id, file_id, record_id, title) VALUES ($1, $2, nullif($3, 0), $4)`, matterID, fileID, recordID, title)
}

// MatterTask is one thing to be done for a matter, as the workbench shows it.
type MatterTask struct {
	supervision.Task
	MatterID int64
	Kind     supervision.Kind
	Title    string
}

// SetMatterTasks replaces what is to be done for a matter itself; what stays keeps since when it waits. The tasks of what
// is attached to the matter (整改、审议意见), whose keys hold a colon, stay.
func (tx *Tx) SetMatterTasks(ctx context.Context, matterID int64, tasks []supervision.Task) error {
	return tx.setMatterTasks(ctx, matterID, "", tasks)
}

// SetAttachedTasks replaces what is to be done for one thing attached to a matter; the keys of all its tasks begin with
// scope, which ends with a colon: "rect:7:".
func (tx *Tx) SetAttachedTasks(ctx context.Context, matterID int64, scope string, tasks []supervision.Task) error {
	return tx.setMatterTasks(ctx, matterID, scope, tasks)
}

func (tx *Tx) setMatterTasks(ctx context.Context, matterID int64, scope string, tasks []supervision.Task) error {
	batch := &pgx.Batch{}
	keys := []string{}
	for _, t := range tasks {
		keys = append(keys, t.Key)
		batch.Queue(`
			INSERT INTO matter_task (matter_id, key, label, hint, path, role, organ_id, person_id, due_on, shown_from, since)
			VALUES ($1, $2, $3, $4, $5, $6, nullif($7, 0), nullif($8, 0), $9, $10, $11)
			ON CONFLICT (matter_id, key) DO UPDATE SET label = excluded.label, hint = excluded.hint, path = excluded.path, role = excluded.role,
				organ_id = excluded.organ_id, person_id = excluded.person_id, due_on = excluded.due_on, shown_from = excluded.shown_from`,
			matterID, t.Key, t.Label, t.Hint, t.Path, t.By, t.OrganID, t.PersonID, t.Due, t.From, tx.now)
	}
	batch.Queue(`
		DELETE FROM matter_task WHERE matter_id = $1 AND key <> ALL ($2)
		  AND CASE WHEN $3 = '' THEN position(':' in key) = 0 ELSE starts_with(key, $3) END`, matterID, keys, scope)
	if err := tx.tx.SendBatch(ctx, batch).Close(); err != nil {
		return fmt.Errorf("tasks of matter %d: %w", matterID, err)
	}
	return nil
}
