package store

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"renmian/internal/appointment"
	"renmian/internal/calendar"
	"renmian/internal/policy"
)

// What the public reads: published papers only.

// NoticeKey is the place of a notice in the list by publication.
type NoticeKey struct {
	At time.Time
	ID int64
}

// NoticeFilter chooses published notices. Empty fields choose all.
type NoticeFilter struct {
	Search    string // name, office, number, meeting
	Year      int    // of publication
	MeetingID int64
	Kinds     []NoticeKind
	Before    NoticeKey // of the last notice of the page before
	Limit     int
}

// PublishedNotices lists published notices, the newest first.
func (r reads) PublishedNotices(ctx context.Context, f NoticeFilter) ([]Notice, error) {
	var from, to any
	if f.Year > 0 {
		from, to = calendar.Date(f.Year, time.January, 1).Time(), calendar.Date(f.Year+1, time.January, 1).Time()
	}
	var before any
	if !f.Before.At.IsZero() {
		before = f.Before.At
	}
	kinds := []string{}
	for _, k := range f.Kinds {
		kinds = append(kinds, string(k))
	}
	rows, err := r.q.Query(ctx, noticeSQL+`
		WHERE n.published_at IS NOT NULL
		  AND (@before::timestamptz IS NULL OR (n.published_at, n.id) < (@before, @id))
		  AND (@from::timestamptz IS NULL OR n.published_at >= @from AND n.published_at < @to)
		  AND (@meeting = 0 OR n.meeting_id = @meeting)
		  AND (cardinality(@kinds::text[]) = 0 OR n.kind = ANY (@kinds))
		  AND (@text = '' OR n.search @> @terms
		       AND strpos(regexp_replace(lower(concat_ws('|', n.title, n.session_line, n.body, n.number)), '[[:space:]　]', '', 'g'), @text) > 0)
		ORDER BY n.published_at DESC, n.id DESC LIMIT @limit`, planned,
		pgx.NamedArgs{"before": before, "id": f.Before.ID, "from": from, "to": to, "meeting": f.MeetingID, "kinds": kinds,
			"text": searchText(f.Search), "terms": queryTerms(f.Search), "limit": f.Limit})
	if err != nil {
		return nil, fmt.Errorf("published notices: %w", err)
	}
	all, err := pgx.CollectRows(rows, scanNotice)
	if err != nil {
		return nil, fmt.Errorf("published notices: %w", err)
	}
	return all, nil
}

// PublishedNotice returns one published notice.
func (r reads) PublishedNotice(ctx context.Context, id int64) (Notice, error) {
	return r.oneNotice(ctx, id, "AND n.published_at IS NOT NULL")
}

// NoticeNeighbours returns the notices published next before and next after one; zero where there is none.
func (r reads) NoticeNeighbours(ctx context.Context, n Notice) (older, newer Notice, err error) {
	for _, side := range []struct {
		to   *Notice
		tail string
	}{
		{&older, ` WHERE n.published_at IS NOT NULL AND (n.kind = 'result') = $3 AND (n.published_at, n.id) < ($1, $2) ORDER BY n.published_at DESC, n.id DESC LIMIT 1`},
		{&newer, ` WHERE n.published_at IS NOT NULL AND (n.kind = 'result') = $3 AND (n.published_at, n.id) > ($1, $2) ORDER BY n.published_at, n.id LIMIT 1`},
	} {
		all, err := r.notices(ctx, side.tail, n.PublishedAt, n.ID, n.Kind == ResultNotice)
		if err != nil {
			return older, newer, err
		}
		if len(all) > 0 {
			*side.to = all[0]
		}
	}
	return older, newer, nil
}

// NoticeMeeting is a meeting about which something was published.
type NoticeMeeting struct {
	ID     int64
	Term   int
	Number int
	HeldOn calendar.Day
}

// NoticeMeetings lists the meetings about which something was published, the latest first.
func (r reads) NoticeMeetings(ctx context.Context, limit int) ([]NoticeMeeting, error) {
	rows, err := r.q.Query(ctx, `
		SELECT m.id, t.number, m.number, m.held_on FROM committee_meeting m JOIN term t ON t.id = m.term_id
		WHERE EXISTS (SELECT FROM notice n WHERE n.meeting_id = m.id AND n.published_at IS NOT NULL)
		ORDER BY m.held_on DESC, m.id DESC LIMIT $1`, limit)
	if err != nil {
		return nil, fmt.Errorf("meetings with notices: %w", err)
	}
	return pgx.CollectRows(rows, pgx.RowToStructByPos[NoticeMeeting])
}

// NoticeYears lists the years in which something was published, the latest first.
func (r reads) NoticeYears(ctx context.Context) ([]int, error) {
	rows, err := r.q.Query(ctx, `
		SELECT y FROM generate_series((SELECT extract(year FROM min(china_day(published_at)))::int FROM notice),
			(SELECT extract(year FROM max(china_day(published_at)))::int FROM notice)) AS y ORDER BY y DESC`)
	if err != nil {
		return nil, fmt.Errorf("years of notices: %w", err)
	}
	return pgx.CollectRows(rows, pgx.RowTo[int])
}

// PublicVote is the result of one case that a notice makes public.
type PublicVote struct {
	CaseID                             int64
	Action                             policy.Action
	Name                               string
	Office                             string
	Yes, No, Abstain, Invalid, NotCast int
	Total                              int
}

// NoticeVotes lists the results of the cases that a published notice names.
func (r reads) NoticeVotes(ctx context.Context, noticeID int64) ([]PublicVote, error) {
	rows, err := r.q.Query(ctx, `
		SELECT c.id, c.action, p.name, office_called(f.id, f.title, c.decided_on), v.yes, v.no, v.abstain, v.invalid, v.not_cast, v.total_members
		FROM notice_case k JOIN notice n ON n.id = k.notice_id AND n.published_at IS NOT NULL
		JOIN appointment_case c ON c.id = k.case_id JOIN person p ON p.id = c.person_id JOIN office f ON f.id = c.office_id
		JOIN vote_result v ON v.case_id = c.id
		WHERE k.notice_id = $1 ORDER BY k.position`, noticeID)
	if err != nil {
		return nil, fmt.Errorf("votes of notice %d: %w", noticeID, err)
	}
	return pgx.CollectRows(rows, pgx.RowToStructByPos[PublicVote])
}

// PublicCommitment is the written commitment of somebody whom a published notice appoints (供职承诺).
type PublicCommitment struct {
	CaseID  int64
	Name    string
	Office  string
	FiledAt time.Time
	Answers []appointment.Answer
}

// NoticeCommitments lists the commitments, judged sufficient where the county judges them, of those whom
// a published notice appoints.
func (r reads) NoticeCommitments(ctx context.Context, noticeID int64) ([]PublicCommitment, error) {
	rows, err := r.q.Query(ctx, `
		SELECT c.id, p.name, office_called(f.id, f.title, c.decided_on), m.filed_at, m.answers
		FROM notice_case k JOIN notice n ON n.id = k.notice_id AND n.published_at IS NOT NULL
		JOIN appointment_case c ON c.id = k.case_id JOIN person p ON p.id = c.person_id JOIN office f ON f.id = c.office_id
		JOIN LATERAL (SELECT x.filed_at, x.answers FROM commitment x WHERE x.case_id = c.id AND x.judged IS DISTINCT FROM 'returned'
			ORDER BY x.edition DESC LIMIT 1) m ON true
		WHERE k.notice_id = $1 ORDER BY k.position`, noticeID)
	if err != nil {
		return nil, fmt.Errorf("commitments of notice %d: %w", noticeID, err)
	}
	return pgx.CollectRows(rows, pgx.RowToStructByPos[PublicCommitment])
}
