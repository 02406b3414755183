package store

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype/zeronull"

	"renmian/internal/calendar"
)

// NoticeKind is what a notice is.
type NoticeKind string

const (
	PersonnelList      NoticeKind = "list"         // 任免名单
	ResignationNotice  NoticeKind = "resignation"  // 接受辞职的决定
	DismissalNotice    NoticeKind = "dismissal"    // 撤职的决定
	AnnouncementNotice NoticeKind = "announcement" // 公告
	ResultNotice       NoticeKind = "result"       // 评议结果
	EndingNotice       NoticeKind = "ending"       // 职务自行终止的公告
)

// MeetingNotices are the kinds that make known what a meeting adopted, in the order in which they are published.
var MeetingNotices = []NoticeKind{AnnouncementNotice, PersonnelList, ResignationNotice, DismissalNotice}

var noticeLabels = map[NoticeKind]string{
	PersonnelList:      "任免名单",
	ResignationNotice:  "接受辞职的决定",
	DismissalNotice:    "撤职的决定",
	AnnouncementNotice: "公告",
	ResultNotice:       "评议结果",
	EndingNotice:       "职务终止公告",
}

// Label is the kind in words.
func (k NoticeKind) Label() string { return noticeLabels[k] }

// OfMeeting reports whether a notice of the kind makes known what a meeting adopted.
func (k NoticeKind) OfMeeting() bool { return k != ResultNotice && k != EndingNotice }

// Notice is one paper made public: drafted from the results, proofread by a second person, published.
type Notice struct {
	ID          int64
	MeetingID   int64 // zero of what is no meeting's
	Term        int
	Meeting     int
	HeldOn      calendar.Day // of what is no meeting's the day it was handed in
	Kind        NoticeKind
	Number      string // of an announcement, from its publication on
	Title       string // lines of the title
	SessionLine string // （2026年11月26日…通过）
	Body        string
	Source      string // of what is no meeting's: the text as it was handed in
	Version     int
	DraftedByID int64
	DraftedBy   string
	DraftedAt   time.Time
	ProofreadBy string
	ProofreadAt time.Time // zero until proofread
	ProofNote   string
	PublishAt   time.Time // when it is to be published; zero when no time was set
	ScheduledBy string
	PublishedBy string
	PublishedAt time.Time // zero until published
	Cases       []int64   // in order
}

// NoticeCorrection is a dated note on a published notice (更正); the old text stays.
type NoticeCorrection struct {
	Text string
	By   string
	At   time.Time
}

const noticeSQL = `
	SELECT n.id, n.meeting_id, coalesce(e.number, 0), coalesce(m.number, 0), coalesce(m.held_on, china_day(n.drafted_at)), n.kind, n.number,
	       n.title, n.session_line, n.body, n.source, n.version, n.drafted_by, d.name, n.drafted_at, coalesce(p.name, ''), n.proofread_at,
	       n.proof_note, n.publish_at, coalesce(w.name, ''), coalesce(u.name, ''), n.published_at,
	       ARRAY(SELECT k.case_id FROM notice_case k WHERE k.notice_id = n.id ORDER BY k.position)
	FROM notice n
	LEFT JOIN committee_meeting m ON m.id = n.meeting_id
	LEFT JOIN term e ON e.id = m.term_id
	JOIN account d ON d.id = n.drafted_by
	LEFT JOIN account w ON w.id = n.scheduled_by
	LEFT JOIN account p ON p.id = n.proofread_by
	LEFT JOIN account u ON u.id = n.published_by`

func scanNotice(row pgx.CollectableRow) (n Notice, err error) {
	return n, row.Scan(&n.ID, (*zeronull.Int8)(&n.MeetingID), &n.Term, &n.Meeting, &n.HeldOn, &n.Kind, &n.Number, &n.Title, &n.SessionLine, &n.Body,
		&n.Source, &n.Version, &n.DraftedByID, &n.DraftedBy, &n.DraftedAt, &n.ProofreadBy, (*zeronull.Timestamptz)(&n.ProofreadAt), &n.ProofNote,
		(*zeronull.Timestamptz)(&n.PublishAt), &n.ScheduledBy, &n.PublishedBy, (*zeronull.Timestamptz)(&n.PublishedAt), &n.Cases)
}

func (r reads) notices(ctx context.Context, tail string, args ...any) ([]Notice, error) {
	rows, err := r.q.Query(ctx, noticeSQL+tail, args...)
	if err != nil {
		return nil, fmt.Errorf("notices: %w", err)
	}
	all, err := pgx.CollectRows(rows, scanNotice)
	if err != nil {
		return nil, fmt.Errorf("notices: %w", err)
	}
	return all, nil
}

func (r reads) oneNotice(ctx context.Context, id int64, tail string) (Notice, error) {
	all, err := r.notices(ctx, ` WHERE n.id = $1 `+tail, id)
	if err == nil && len(all) == 0 {
		err = missing(pgx.ErrNoRows, "公告", id)
	}
	if err != nil {
		return Notice{}, err
	}
	return all[0], nil
}

// Notice returns one notice, published or not.
func (r reads) Notice(ctx context.Context, id int64) (Notice, error) { return r.oneNotice(ctx, id, "") }

// LockNotice reads a notice and holds its row until the transaction ends.
func (tx *Tx) LockNotice(ctx context.Context, id int64) (Notice, error) {
	return tx.oneNotice(ctx, id, "FOR UPDATE OF n")
}

// NoticesOfMeeting lists the notices about what a meeting adopted, the announcement first.
func (r reads) NoticesOfMeeting(ctx context.Context, meetingID int64) ([]Notice, error) {
	return r.notices(ctx, `
		WHERE n.meeting_id = $1 ORDER BY array_position(ARRAY['announcement', 'list', 'resignation', 'dismissal'], n.kind), n.id`, meetingID)
}

// UnpublishedNotices lists the drafts, the oldest first.
func (r reads) UnpublishedNotices(ctx context.Context, limit int) ([]Notice, error) {
	return r.notices(ctx, ` WHERE n.published_at IS NULL ORDER BY n.id LIMIT $1`, limit)
}

// NoticeCorrections lists the dated notes on a notice, the oldest first.
func (r reads) NoticeCorrections(ctx context.Context, noticeID int64) ([]NoticeCorrection, error) {
	rows, err := r.q.Query(ctx, `
		SELECT c.text, a.name, c.made_at FROM notice_correction c JOIN account a ON a.id = c.made_by
		WHERE c.notice_id = $1 ORDER BY c.id LIMIT 200`, noticeID)
	if err != nil {
		return nil, fmt.Errorf("corrections of notice %d: %w", noticeID, err)
	}
	return pgx.CollectRows(rows, pgx.RowToStructByPos[NoticeCorrection])
}

func (n Notice) terms() []string { return searchTerms(n.Title, n.SessionLine, n.Body, n.Number) }

// InsertNotice keeps a draft with the cases it makes public, and returns its id.
func (tx *Tx) InsertNotice(ctx context.Context, n Notice) (int64, error) {
	var id int64
	err := tx.tx.QueryRow(ctx, `
		INSERT INTO notice (meeting_id, kind, title, session_line, body, source, search, drafted_by, drafted_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) RETURNING id`,
		zeronull.Int8(n.MeetingID), n.Kind, n.Title, n.SessionLine, n.Body, n.Source, n.terms(), tx.who.AccountID, tx.now).Scan(&id)
	if err != nil {
		return 0, fmt.Errorf("draft notice: %w", err)
	}
	return id, tx.setNoticeCases(ctx, id, n.Cases)
}

func (tx *Tx) setNoticeCases(ctx context.Context, id int64, cases []int64) error {
	doing := fmt.Sprintf("cases of notice %d", id)
	if err := tx.exec(ctx, doing, `DELETE FROM notice_case WHERE notice_id = $1`, id); err != nil {
		return err
	}
	return tx.exec(ctx, doing, `
		INSERT INTO notice_case (notice_id, case_id, position)
		SELECT $1, u.id, u.n FROM unnest($2::bigint[]) WITH ORDINALITY AS u (id, n)`, id, cases)
}

// SaveDraft writes the text of an unpublished notice anew; whoever writes it is its drafter, and it is
// to be proofread again.
func (tx *Tx) SaveDraft(ctx context.Context, n Notice) error {
	err := tx.exec1(ctx, "公告稿", fmt.Sprintf("save draft %d", n.ID), `
		UPDATE notice SET title = $3, session_line = $4, body = $5, search = $6, drafted_by = $7, drafted_at = $8,
			proofread_by = NULL, proofread_at = NULL, proof_note = '', publish_at = NULL, scheduled_by = NULL, version = version + 1
		WHERE id = $1 AND version = $2 AND published_at IS NULL`,
		n.ID, n.Version, n.Title, n.SessionLine, n.Body, n.terms(), tx.who.AccountID, tx.now)
	if err != nil {
		return err
	}
	return tx.setNoticeCases(ctx, n.ID, n.Cases)
}

// MarkProofread notes that a second person has compared the draft with the results.
func (tx *Tx) MarkProofread(ctx context.Context, n Notice, note string) error {
	return tx.exec1(ctx, "公告稿", fmt.Sprintf("proofread notice %d", n.ID), `
		UPDATE notice SET proofread_by = $3, proofread_at = $4, proof_note = $5, version = version + 1
		WHERE id = $1 AND version = $2 AND published_at IS NULL AND proofread_at IS NULL`, n.ID, n.Version, tx.who.AccountID, tx.now, note)
}

// PublishNotice makes a proofread notice public under its number, if it has one.
func (tx *Tx) PublishNotice(ctx context.Context, n Notice) error {
	return tx.exec1(ctx, "公告稿", fmt.Sprintf("publish notice %d", n.ID), `
		UPDATE notice SET number = $3, search = $4, published_by = $5, published_at = $6, version = version + 1
		WHERE id = $1 AND version = $2 AND published_at IS NULL AND proofread_at IS NOT NULL`,
		n.ID, n.Version, n.Number, n.terms(), tx.who.AccountID, tx.now)
}

// SchedulePublication sets when a proofread notice is to be made public; the zero time takes the time back.
func (tx *Tx) SchedulePublication(ctx context.Context, n Notice, at time.Time) error {
	by := tx.who.AccountID
	if at.IsZero() {
		by = 0
	}
	return tx.exec1(ctx, "公告稿", fmt.Sprintf("schedule notice %d", n.ID), `
		UPDATE notice SET publish_at = $3, scheduled_by = $4, version = version + 1
		WHERE id = $1 AND version = $2 AND published_at IS NULL AND proofread_at IS NOT NULL`,
		n.ID, n.Version, zeronull.Timestamptz(at), zeronull.Int8(by))
}

// DueNotices are notices whose time has come, by who set it: those of a meeting together.
type DueNotices struct {
	MeetingID   int64
	IDs         []int64
	ScheduledBy int64
}

// DuePublications lists what is to be made public by now, oldest first.
func (r reads) DuePublications(ctx context.Context, now time.Time) ([]DueNotices, error) {
	rows, err := r.q.Query(ctx, `
		SELECT coalesce(meeting_id, 0), array_agg(id ORDER BY id), scheduled_by FROM notice
		WHERE publish_at <= $1 AND published_at IS NULL
		GROUP BY meeting_id, CASE WHEN meeting_id IS NULL THEN id END, scheduled_by ORDER BY min(publish_at) LIMIT 100`, now)
	if err != nil {
		return nil, fmt.Errorf("publications due: %w", err)
	}
	return pgx.CollectRows(rows, pgx.RowToStructByPos[DueNotices])
}

// InsertNoticeCorrection adds a dated note to a published notice.
func (tx *Tx) InsertNoticeCorrection(ctx context.Context, noticeID int64, text string) error {
	return tx.exec(ctx, fmt.Sprintf("correct notice %d", noticeID), `
		INSERT INTO notice_correction (notice_id, text, made_by, made_at) VALUES ($1, $2, $3, $4)`, noticeID, text, tx.who.AccountID, tx.now)
}
