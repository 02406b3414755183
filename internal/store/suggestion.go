package store

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype/zeronull"

	"renmian/internal/calendar"
	"renmian/internal/errs"
	"renmian/internal/pinyin"
	"renmian/internal/supervision"
)

// Suggestion is one suggestion of deputies (代表建议、批评和意见) with its matter.
type Suggestion struct {
	Matter
	Session     string // 第十八届人大第五次会议, or 闭会期间
	Number      int
	Deputies    string // the leading one first
	Delegation  string
	Category    string
	Text        string
	ReceivedOn  calendar.Day
	HandBy      calendar.Day
	HandedOn    calendar.Day
	HandedAt    string // 交办会
	RefuseBy    calendar.Day
	ContactBy   calendar.Day
	DueOn       calendar.Day
	Extended    string
	KeyLeader   string // 主任会议督办件
	KeyOn       calendar.Day
	ContactedOn calendar.Day
	Contact     string
	Result      supervision.Judgement
	LeadID      int64 // 主办单位, zero for none
	LeadName    string
}

const suggestionColumns = `s.session, s.number, s.deputies, s.delegation, s.category, s.text, s.received_on, s.hand_by, s.handed_on, s.handed_at,
	s.refuse_by, s.contact_by, s.due_on, s.extended, s.key_leader, s.key_on, s.contacted_on, s.contact, coalesce(s.result, ''),
	coalesce(l.organ_id, 0), coalesce(lg.name, '')`

const suggestionTables = ` FROM suggestion s JOIN matter m ON m.id = s.matter_id
	LEFT JOIN suggestion_handler l ON l.matter_id = s.matter_id AND l.part = 'lead' AND l.ruling <> 'accepted' LEFT JOIN organ lg ON lg.id = l.organ_id`

func (s *Suggestion) targets() []any {
	return append(s.Matter.targets(), &s.Session, &s.Number, &s.Deputies, &s.Delegation, &s.Category, &s.Text, &s.ReceivedOn, &s.HandBy, &s.HandedOn,
		&s.HandedAt, &s.RefuseBy, &s.ContactBy, &s.DueOn, &s.Extended, &s.KeyLeader, &s.KeyOn, &s.ContactedOn, &s.Contact, &s.Result, &s.LeadID, &s.LeadName)
}

// Suggestion returns one suggestion.
func (r reads) Suggestion(ctx context.Context, id int64) (s Suggestion, err error) {
	err = r.q.QueryRow(ctx, `SELECT `+matterColumns+`, `+suggestionColumns+suggestionTables+` WHERE s.matter_id = $1`, id).Scan(s.targets()...)
	if err != nil {
		return s, missing(err, "代表建议", id)
	}
	return s, nil
}

// SuggestionFilter chooses suggestions; zero values choose all.
type SuggestionFilter struct {
	Session string
	Stage   string
	OrganID int64 // handled by it, or by a unit it acts for
	Key     bool
	Late    calendar.Day // answers due before the day that have not come
	ItemID  int64        // that an item of the year's plan led to
	Free    int          // of the year, that no item of a plan stands for
	Search  string       // in the title, its initials, the deputies' names; or the number
	Before  int64
	Limit   int
}

// Suggestions lists suggestions, the latest first.
func (r reads) Suggestions(ctx context.Context, f SuggestionFilter) ([]Suggestion, error) {
	rows, err := r.q.Query(ctx, `SELECT `+matterColumns+`, `+suggestionColumns+suggestionTables+`
		WHERE (@session = '' OR s.session = @session) AND (@stage = '' OR m.stage = @stage) AND (NOT @key OR s.key_on IS NOT NULL)
		  AND (@organ = 0 OR EXISTS (SELECT FROM suggestion_handler h WHERE h.matter_id = s.matter_id AND h.organ_id IN `+organsOf(`@organ`)+`))
		  AND (@late::date IS NULL OR m.stage IN ('handling', 'again') AND s.due_on < @late)
		  AND (@text = '' OR s.search @> @terms AND strpos(s.haystack, @text) > 0)
		  AND (@item = 0 OR m.plan_item_id = @item) AND (@free = 0 OR m.year = @free AND m.plan_item_id IS NULL)
		  AND (@before = 0 OR s.matter_id < @before)
		ORDER BY s.matter_id DESC LIMIT @limit`, planned,
		pgx.NamedArgs{"session": f.Session, "stage": f.Stage, "key": f.Key, "organ": f.OrganID, "late": f.Late,
			"text": searchText(f.Search), "terms": queryTerms(f.Search), "before": f.Before, "limit": f.Limit,
			"item": f.ItemID, "free": f.Free})
	if err != nil {
		return nil, fmt.Errorf("suggestions: %w", err)
	}
	return pgx.CollectRows(rows, func(row pgx.CollectableRow) (s Suggestion, err error) {
		return s, row.Scan(s.targets()...)
	})
}

// SuggestionSessions lists the congress sessions that have suggestions, the latest first.
func (r reads) SuggestionSessions(ctx context.Context) ([]string, error) {
	rows, err := r.q.Query(ctx, `SELECT session FROM suggestion GROUP BY session ORDER BY max(matter_id) DESC LIMIT 30`)
	if err != nil {
		return nil, fmt.Errorf("sessions of suggestions: %w", err)
	}
	return pgx.CollectRows(rows, pgx.RowTo[string])
}

// SuggestionFigures counts the suggestions of a session; a zero organ counts all, an empty session all sessions.
func (r reads) SuggestionFigures(ctx context.Context, session string, organID int64, today calendar.Day) (f supervision.SuggestionFigures, err error) {
	err = r.q.QueryRow(ctx, `
		SELECT count(*), count(*) FILTER (WHERE m.stage = 'received'), count(*) FILTER (WHERE m.stage = 'handling'), count(*) FILTER (WHERE m.stage = 'replied'),
		       count(*) FILTER (WHERE m.stage = 'again'), count(*) FILTER (WHERE s.result = 'satisfied'), count(*) FILTER (WHERE s.result = 'mostly'),
		       count(*) FILTER (WHERE s.result = 'dissatisfied'), count(*) FILTER (WHERE s.result = 'unanswered'),
		       count(*) FILTER (WHERE m.stage IN ('handling', 'again') AND s.due_on < $3 OR a.first_on > s.due_on), count(s.key_on),
		       count(*) FILTER (WHERE a.last = 'solved'), count(*) FILTER (WHERE a.last = 'planned'), count(*) FILTER (WHERE a.last = 'explained')
		FROM suggestion s JOIN matter m ON m.id = s.matter_id
		LEFT JOIN LATERAL (SELECT (array_agg(r.outcome ORDER BY r.round DESC))[1] AS last, CASE WHEN count(*) = 1 THEN min(r.replied_on) END AS first_on
			FROM suggestion_reply r WHERE r.matter_id = s.matter_id) a ON true
		WHERE ($1 = '' OR s.session = $1)
		  AND ($2 = 0 OR EXISTS (SELECT FROM suggestion_handler h WHERE h.matter_id = s.matter_id AND h.part = 'lead' AND h.organ_id IN `+organsOf(`$2::bigint`)+`))`,
		session, organID, today).Scan(&f.Total, &f.Received, &f.Handling, &f.Replied, &f.Again, &f.Satisfied, &f.Mostly, &f.Dissatisfied, &f.Silent,
		&f.Late, &f.Key, &f.Solved, &f.Planned, &f.Explained)
	if err != nil {
		return f, fmt.Errorf("figures of suggestions: %w", err)
	}
	return f, nil
}

// InsertSuggestion stores the particulars beside the matter.
func (tx *Tx) InsertSuggestion(ctx context.Context, s Suggestion) error {
	terms, haystack := searchColumns(strconv.Itoa(s.Number)+"号", s.Title, pinyin.Initials(s.Title), s.Deputies)
	return tx.exec(ctx, "insert suggestion", `
		INSERT INTO suggestion (matter_id, session, number, deputies, delegation, category, text, received_on, hand_by, search, haystack)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
		s.ID, s.Session, s.Number, s.Deputies, s.Delegation, s.Category, s.Text, s.ReceivedOn, s.HandBy, terms, haystack)
}

// SaveSuggestion writes what the procedure changes; the matter is locked and saved with it.
func (tx *Tx) SaveSuggestion(ctx context.Context, s Suggestion) error {
	if err := tx.SaveMatter(ctx, s.Matter); err != nil {
		return err
	}
	return tx.exec1(ctx, "代表建议", fmt.Sprintf("save suggestion %d", s.ID), `
		UPDATE suggestion SET handed_on = $2, handed_at = $3, refuse_by = $4, contact_by = $5, due_on = $6, extended = $7, key_leader = $8, key_on = $9,
			contacted_on = $10, contact = $11, result = $12 WHERE matter_id = $1`,
		s.ID, s.HandedOn, s.HandedAt, s.RefuseBy, s.ContactBy, s.DueOn, s.Extended, s.KeyLeader, s.KeyOn, s.ContactedOn, s.Contact, zeronull.Text(s.Result))
}

// Handler is one unit that handles a suggestion.
type Handler struct {
	OrganID   int64
	Name      string
	Lead      bool
	RefusedOn calendar.Day
	Refusal   string
	Ruling    string // accepted, overruled; "" while nobody has decided
}

// Handlers lists the units of a suggestion.
func (r reads) Handlers(ctx context.Context, matterID int64) ([]Handler, error) {
	rows, err := r.q.Query(ctx, `
		SELECT h.organ_id, g.name, h.part = 'lead', h.refused_on, h.refusal, h.ruling FROM suggestion_handler h JOIN organ g ON g.id = h.organ_id
		WHERE h.matter_id = $1 ORDER BY h.part DESC, h.ruling, g.sort, g.id LIMIT 50`, matterID)
	if err != nil {
		return nil, fmt.Errorf("handlers of suggestion %d: %w", matterID, err)
	}
	return pgx.CollectRows(rows, pgx.RowToStructByPos[Handler])
}

// SetHandler makes a unit handle a suggestion.
func (tx *Tx) SetHandler(ctx context.Context, matterID, organID int64, lead bool) error {
	part := "joint"
	if lead {
		part = "lead"
	}
	if err := tx.SetMatterOrgan(ctx, matterID, organID, supervision.PartHandler); err != nil {
		return err
	}
	return tx.exec(ctx, fmt.Sprintf("handler %d of suggestion %d", organID, matterID), `
		INSERT INTO suggestion_handler (matter_id, organ_id, part) VALUES ($1, $2, $3) ON CONFLICT (matter_id, organ_id) DO UPDATE SET part = excluded.part`,
		matterID, organID, part)
}

// SaveRefusal writes that a unit says it is not competent, and what was decided about it.
func (tx *Tx) SaveRefusal(ctx context.Context, matterID int64, h Handler) error {
	return tx.exec1(ctx, "承办单位", fmt.Sprintf("refusal of %d for suggestion %d", h.OrganID, matterID), `
		UPDATE suggestion_handler SET refused_on = $3, refusal = $4, ruling = $5 WHERE matter_id = $1 AND organ_id = $2`,
		matterID, h.OrganID, h.RefusedOn, h.Refusal, h.Ruling)
}

// Reply is the answer to a suggestion in a round, and what the deputy said of it.
type Reply struct {
	Round      int
	OrganID    int64
	Organ      string
	Outcome    supervision.ReplyOutcome
	DocumentNo string
	Text       string
	RepliedOn  calendar.Day
	JudgeBy    calendar.Day
	Judgement  supervision.Judgement
	Comment    string
	JudgedOn   calendar.Day
}

// Replies lists the answers to a suggestion.
func (r reads) Replies(ctx context.Context, matterID int64) ([]Reply, error) {
	rows, err := r.q.Query(ctx, `
		SELECT y.round, y.organ_id, g.name, y.outcome, y.document_no, y.text, y.replied_on, y.judge_by, coalesce(y.judgement, ''), y.comment, y.judged_on
		FROM suggestion_reply y JOIN organ g ON g.id = y.organ_id WHERE y.matter_id = $1 ORDER BY y.round`, matterID)
	if err != nil {
		return nil, fmt.Errorf("replies to suggestion %d: %w", matterID, err)
	}
	return pgx.CollectRows(rows, pgx.RowToStructByPos[Reply])
}

// InsertReply stores the answer of a round.
func (tx *Tx) InsertReply(ctx context.Context, matterID int64, y Reply) error {
	return tx.exec(ctx, fmt.Sprintf("reply to suggestion %d", matterID), `
		INSERT INTO suggestion_reply (matter_id, round, organ_id, outcome, document_no, text, replied_on, judge_by) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
		matterID, y.Round, y.OrganID, y.Outcome, y.DocumentNo, y.Text, y.RepliedOn, y.JudgeBy)
}

// SaveJudgement writes what the deputy said of an answer.
func (tx *Tx) SaveJudgement(ctx context.Context, matterID int64, y Reply) error {
	return tx.exec1(ctx, "答复", fmt.Sprintf("judgement on suggestion %d", matterID), `
		UPDATE suggestion_reply SET judgement = $3, comment = $4, judged_on = $5 WHERE matter_id = $1 AND round = $2 AND judged_on IS NULL`,
		matterID, y.Round, y.Judgement, y.Comment, y.JudgedOn)
}

// SuggestionReport is the report on how suggestions were handled, as the committee heard it.
type SuggestionReport struct {
	ID       int64
	Session  string
	Reporter string
	HeardOn  calendar.Day
	Opinion  string
	Figures  supervision.SuggestionFigures
	Written  time.Time
}

// SuggestionReport returns the report on a session's suggestions; ok is false while it has not been heard.
func (r reads) SuggestionReport(ctx context.Context, session string) (x SuggestionReport, ok bool, err error) {
	rows, err := r.q.Query(ctx, `SELECT id, session, reporter, heard_on, opinion, figures, written_at FROM suggestion_report WHERE session = $1`, session)
	if err != nil {
		return x, false, fmt.Errorf("report on suggestions: %w", err)
	}
	all, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (x SuggestionReport, err error) {
		return x, row.Scan(&x.ID, &x.Session, &x.Reporter, &x.HeardOn, &x.Opinion, &x.Figures, &x.Written)
	})
	if err != nil || len(all) == 0 {
		return x, false, err
	}
	return all[0], true, nil
}

// InsertSuggestionReport stores what the committee heard, with the figures of the day.
func (tx *Tx) InsertSuggestionReport(ctx context.Context, x SuggestionReport) (id int64, err error) {
	err = tx.tx.QueryRow(ctx, `
		INSERT INTO suggestion_report (session, reporter, heard_on, opinion, figures, written_by, written_at) VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING id`,
		x.Session, x.Reporter, x.HeardOn, x.Opinion, x.Figures, tx.who.AccountID, tx.now).Scan(&id)
	if err != nil {
		return 0, fmt.Errorf("insert report on suggestions: %w", err)
	}
	return id, nil
}

// SuggestionLine is one row of an uploaded spreadsheet of suggestions with what was found in it.
type SuggestionLine struct {
	Row        int            `json:"row"`
	Number     int            `json:"number"`
	Title      string         `json:"title"`
	Deputies   string         `json:"deputies"`
	Delegation string         `json:"delegation"`
	Category   string         `json:"category"`
	Text       string         `json:"text"`
	Lead       int64          `json:"lead"`
	Joint      []int64        `json:"joint,omitempty"`
	Units      string         `json:"units"`
	Problems   []errs.Finding `json:"problems,omitempty"`
}

// SuggestionImport is an uploaded spreadsheet of suggestions.
type SuggestionImport struct {
	ID        int64
	FileName  string
	Sheet     SuggestionSheet
	State     RosterState
	CreatedBy string
	CreatedAt time.Time
	DecidedBy string
	DecidedAt time.Time
}

// SuggestionSheet is what an upload holds: of which session, received when, and the rows.
type SuggestionSheet struct {
	Session    string           `json:"session"`
	ReceivedOn calendar.Day     `json:"received_on"`
	Lines      []SuggestionLine `json:"lines"`
}

// Wrong counts the rows with problems.
func (s SuggestionSheet) Wrong() (n int) {
	for _, l := range s.Lines {
		if len(l.Problems) > 0 {
			n++
		}
	}
	return n
}

const suggestionImportSQL = `SELECT i.id, f.name, i.rows, i.state, c.name, i.created_at, coalesce(d.name, ''), i.decided_at
	FROM suggestion_import i JOIN file f ON f.id = i.file_id JOIN account c ON c.id = i.created_by LEFT JOIN account d ON d.id = i.decided_by`

func scanSuggestionImport(row pgx.CollectableRow) (i SuggestionImport, err error) {
	return i, row.Scan(&i.ID, &i.FileName, &i.Sheet, &i.State, &i.CreatedBy, &i.CreatedAt, &i.DecidedBy, (*zeronull.Timestamptz)(&i.DecidedAt))
}

// SuggestionImports lists the latest uploads, the newest first.
func (r reads) SuggestionImports(ctx context.Context, limit int) ([]SuggestionImport, error) {
	rows, err := r.q.Query(ctx, suggestionImportSQL+` ORDER BY i.id DESC LIMIT $1`, limit)
	if err != nil {
		return nil, fmt.Errorf("suggestion imports: %w", err)
	}
	return pgx.CollectRows(rows, scanSuggestionImport)
}

// SuggestionImport returns one upload with its report.
func (r reads) SuggestionImport(ctx context.Context, id int64) (SuggestionImport, error) {
	return r.suggestionImport(ctx, id, "")
}

// LockSuggestionImport reads an upload and holds its row until the transaction ends.
func (tx *Tx) LockSuggestionImport(ctx context.Context, id int64) (SuggestionImport, error) {
	return tx.suggestionImport(ctx, id, " FOR UPDATE OF i")
}

func (r reads) suggestionImport(ctx context.Context, id int64, lock string) (SuggestionImport, error) {
	rows, err := r.q.Query(ctx, suggestionImportSQL+` WHERE i.id = $1`+lock, id)
	if err != nil {
		return SuggestionImport{}, fmt.Errorf("suggestion import %d: %w", id, err)
	}
	i, err := pgx.CollectExactlyOneRow(rows, scanSuggestionImport)
	if err != nil {
		return SuggestionImport{}, missing(err, "代表建议表格", id)
	}
	return i, nil
}

// InsertSuggestionImport stores a checked spreadsheet and returns its id.
func (tx *Tx) InsertSuggestionImport(ctx context.Context, fileID int64, s SuggestionSheet) (id int64, err error) {
	err = tx.tx.QueryRow(ctx, `
		INSERT INTO suggestion_import (file_id, rows, state, created_by, created_at) VALUES ($1, $2, 'checked', $3, $4) RETURNING id`,
		fileID, s, tx.who.AccountID, tx.now).Scan(&id)
	if err != nil {
		return 0, fmt.Errorf("insert suggestion import: %w", err)
	}
	return id, nil
}

// DecideSuggestionImport notes that an upload was accepted or discarded.
func (tx *Tx) DecideSuggestionImport(ctx context.Context, id int64, state RosterState) error {
	return tx.exec1(ctx, "代表建议表格", fmt.Sprintf("decide suggestion import %d", id), `
		UPDATE suggestion_import SET state = $2, decided_by = $3, decided_at = $4 WHERE id = $1 AND state = 'checked'`, id, state, tx.who.AccountID, tx.now)
}

// SuggestionNumbers returns which numbers of a session are taken.
func (r reads) SuggestionNumbers(ctx context.Context, session string) (map[int]bool, error) {
	rows, err := r.q.Query(ctx, `SELECT number FROM suggestion WHERE session = $1`, strings.TrimSpace(session))
	if err != nil {
		return nil, fmt.Errorf("numbers of suggestions: %w", err)
	}
	all, err := pgx.CollectRows(rows, pgx.RowTo[int])
	taken := make(map[int]bool, len(all))
	for _, n := range all {
		taken[n] = true
	}
	return taken, err
}
