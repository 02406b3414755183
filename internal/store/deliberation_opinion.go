package store

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype/zeronull"

	"renmian/internal/authz"
	"renmian/internal/calendar"
	"renmian/internal/pinyin"
	"renmian/internal/supervision"
)

// DeliberationOpinion is one deliberation opinion (审议意见) with what its pages name.
type DeliberationOpinion struct {
	supervision.Opinion
	MatterKind  supervision.Kind
	MatterTitle string
	Organ       string
}

const deliberationColumns = `x.id, x.matter_id, x.organ_id, x.title, x.body, x.stage, x.drafted_on, x.send_due, x.sought_from, x.sought_on, x.sought_reply,
	x.number, x.sent_on, x.due_on, x.deputies_on, x.published_on, x.closed_on, x.result, x.version, m.kind, m.title, g.name`

const deliberationJoins = ` FROM deliberation_opinion x JOIN matter m ON m.id = x.matter_id JOIN organ g ON g.id = x.organ_id`

func (x *DeliberationOpinion) targets() []any {
	return []any{&x.ID, &x.MatterID, &x.OrganID, &x.Title, &x.Body, &x.Stage, &x.DraftedOn, &x.SendDue, &x.SoughtFrom, &x.SoughtOn, &x.SoughtReply,
		&x.Number, &x.SentOn, &x.DueOn, &x.DeputiesOn, &x.PublishedOn, &x.ClosedOn, &x.Result, &x.Version, &x.MatterKind, &x.MatterTitle, &x.Organ}
}

// visibleOpinion: staff and members see all, an organ what was sent to it.
var visibleOpinion = ` (@all OR @most OR x.organ_id IN ` + organsOf(`@organ`) + ` AND x.sent_on IS NOT NULL)`

// DeliberationOpinionFor returns one that the person may see.
func (r reads) DeliberationOpinionFor(ctx context.Context, who authz.Actor, id int64) (x DeliberationOpinion, err error) {
	args := seenBy(who)
	args["id"] = id
	if err := r.q.QueryRow(ctx, `SELECT `+deliberationColumns+deliberationJoins+` WHERE x.id = @id AND `+visibleOpinion, args).Scan(x.targets()...); err != nil {
		return x, missing(err, "审议意见", id)
	}
	return x.shownTo(who), nil
}

// shownTo leaves out the matter where the reader may not know that it exists.
func (x DeliberationOpinion) shownTo(who authz.Actor) DeliberationOpinion {
	if hides(who, x.MatterKind) {
		x.MatterID, x.MatterKind, x.MatterTitle = 0, "", ""
	}
	return x
}

// LockDeliberationOpinion reads one and holds its row; its matter is locked first.
func (tx *Tx) LockDeliberationOpinion(ctx context.Context, id int64) (x DeliberationOpinion, err error) {
	if err := tx.exec(ctx, fmt.Sprintf("lock the matter of opinion %d", id), `
		SELECT FROM matter WHERE id = (SELECT matter_id FROM deliberation_opinion WHERE id = $1) FOR UPDATE`, id); err != nil {
		return x, err
	}
	if err := tx.tx.QueryRow(ctx, `SELECT `+deliberationColumns+deliberationJoins+` WHERE x.id = $1 FOR UPDATE OF x`, id).Scan(x.targets()...); err != nil {
		return x, missing(err, "审议意见", id)
	}
	return x, nil
}

// DeliberationOpinionFilter chooses opinions; zero values choose all.
type DeliberationOpinionFilter struct {
	Who      authz.Actor
	Open     bool
	Late     calendar.Day // those overdue on that day
	MatterID int64
	Search   string
	Before   int64
	Limit    int
}

// DeliberationOpinions lists opinions, the latest first.
func (r reads) DeliberationOpinions(ctx context.Context, f DeliberationOpinionFilter) ([]DeliberationOpinion, error) {
	args := seenBy(f.Who)
	for k, v := range map[string]any{"open": f.Open, "late": f.Late, "matter": f.MatterID, "search": f.Search, "before": f.Before, "limit": f.Limit} {
		args[k] = v
	}
	rows, err := r.q.Query(ctx, `
		SELECT `+deliberationColumns+deliberationJoins+`
		WHERE `+visibleOpinion+` AND (NOT @open OR x.closed_on IS NULL)
		  AND (@late::date IS NULL OR x.stage IN ('draft', 'sought') AND x.send_due < @late OR x.stage = 'sent' AND x.due_on < @late)
		  AND (@matter = 0 OR x.matter_id = @matter)
		  AND (@search = '' OR position(@search in x.title) > 0 OR position(@search in g.name) > 0 OR position(@search in x.number) > 0 OR starts_with(x.initials, lower(@search)))
		  AND (@before = 0 OR x.id < @before)
		ORDER BY x.id DESC LIMIT @limit`, args)
	if err != nil {
		return nil, fmt.Errorf("deliberation opinions: %w", err)
	}
	return pgx.CollectRows(rows, func(row pgx.CollectableRow) (x DeliberationOpinion, err error) {
		err = row.Scan(x.targets()...)
		return x.shownTo(f.Who), err
	})
}

// HeardOn is when a report was heard, or a special inquiry held, in a matter; zero when not yet, or when it is no such matter.
func (r reads) HeardOn(ctx context.Context, matterID int64) (on calendar.Day, err error) {
	if err := r.q.QueryRow(ctx, `
		SELECT coalesce((SELECT heard_on FROM oversight WHERE matter_id = $1), (SELECT held_on FROM special_inquiry WHERE matter_id = $1))`, matterID).
		Scan(&on); err != nil {
		return on, fmt.Errorf("day of hearing of matter %d: %w", matterID, err)
	}
	return on, nil
}

// InsertDeliberationOpinion stores a draft and returns its id.
func (tx *Tx) InsertDeliberationOpinion(ctx context.Context, x supervision.Opinion) (id int64, err error) {
	err = tx.tx.QueryRow(
		ctx,
		`
		INSERT INTO deliberation_opinion (matter_id, organ_id, title, initials, body, stage, drafted_on, send_due, number, sent_on, due_on, created_by, created_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, nullif($12, 0), $13) RETURNING id`,
		x.MatterID,
		x.OrganID,
		x.Title,
		pinyin.Initials(x.Title),
		x.Body,
		x.Stage,
		x.DraftedOn,
		x.SendDue,
		x.Number,
		x.SentOn,
		x.DueOn,
		tx.who.AccountID,
		tx.now,
	).Scan(&id)
	if err != nil {
		return 0, fmt.Errorf("insert deliberation opinion: %w", err)
	}
	return id, nil
}

// SaveDeliberationOpinion writes what changed since LockDeliberationOpinion.
func (tx *Tx) SaveDeliberationOpinion(ctx context.Context, x supervision.Opinion) error {
	return tx.exec1(ctx, "审议意见", fmt.Sprintf("save opinion %d", x.ID), `
		UPDATE deliberation_opinion SET title = $3, initials = $4, body = $5, stage = $6, sought_from = $7, sought_on = $8, sought_reply = $9, number = $10,
			sent_on = $11, due_on = $12, deputies_on = $13, published_on = $14, closed_on = $15, result = $16, version = version + 1
		WHERE id = $1 AND version = $2`, x.ID, x.Version, x.Title, pinyin.Initials(x.Title), x.Body, x.Stage, x.SoughtFrom, x.SoughtOn, x.SoughtReply, x.Number,
		x.SentOn, x.DueOn, x.DeputiesOn, x.PublishedOn, x.ClosedOn, x.Result)
}

// OpinionReply is the organ's report on how it dealt with an opinion (研究处理情况的报告), by edition.
type OpinionReply struct {
	ID        int64
	Edition   int
	Body      string
	Consulted string // 报告前征求意见的工作机构
	OnPaper   bool
	FiledOn   calendar.Day
	FiledBy   string
	HeardOn   calendar.Day
	MeetingID int64
	Grade     string
	Passed    bool
	Verdict   string
	Files     []MatterFile
}

// OpinionReplies lists the reports on an opinion, the oldest first, with their files.
func (r reads) OpinionReplies(ctx context.Context, opinionID int64) ([]OpinionReply, error) {
	rows, err := r.q.Query(ctx, `
		SELECT p.id, p.edition, p.body, p.consulted, p.on_paper, p.filed_on, a.name, p.heard_on, p.meeting_id, p.grade, coalesce(p.passed, false), p.verdict
		FROM opinion_reply p JOIN account a ON a.id = p.filed_by WHERE p.opinion_id = $1 ORDER BY p.id LIMIT 100`, opinionID)
	if err != nil {
		return nil, fmt.Errorf("replies to opinion %d: %w", opinionID, err)
	}
	all, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (p OpinionReply, err error) {
		return p, row.Scan(&p.ID, &p.Edition, &p.Body, &p.Consulted, &p.OnPaper, &p.FiledOn, &p.FiledBy, &p.HeardOn, (*zeronull.Int8)(&p.MeetingID), &p.Grade,
			&p.Passed, &p.Verdict)
	})
	if err != nil {
		return nil, fmt.Errorf("replies to opinion %d: %w", opinionID, err)
	}
	files, err := r.attachments(ctx, `
		SELECT f.id, x.reply_id, x.title, f.media_type, f.size FROM opinion_file x JOIN file f ON f.id = x.file_id
		JOIN opinion_reply p ON p.id = x.reply_id WHERE p.opinion_id = $1 ORDER BY f.id LIMIT 500`, opinionID)
	for i := range all {
		all[i].Files = filesOf(files, all[i].ID)
	}
	return all, err
}

// InsertOpinionReply stores a report as the next edition and returns its id.
func (tx *Tx) InsertOpinionReply(ctx context.Context, opinionID int64, p OpinionReply) (id int64, err error) {
	err = tx.tx.QueryRow(ctx, `
		INSERT INTO opinion_reply (opinion_id, edition, body, consulted, on_paper, filed_on, filed_by, filed_at)
		VALUES ($1, (SELECT count(*) + 1 FROM opinion_reply WHERE opinion_id = $1), $2, $3, $4, $5, $6, $7) RETURNING id`,
		opinionID, p.Body, p.Consulted, p.OnPaper, p.FiledOn, tx.who.AccountID, tx.now).Scan(&id)
	if err != nil {
		return 0, fmt.Errorf("insert reply to opinion %d: %w", opinionID, err)
	}
	return id, nil
}

// AddOpinionFile puts a stored file to a report.
func (tx *Tx) AddOpinionFile(ctx context.Context, replyID, fileID int64, title string) error {
	return tx.exec(ctx, fmt.Sprintf("file %d of reply %d", fileID, replyID), `
		INSERT INTO opinion_file (reply_id, file_id, title) VALUES ($1, $2, $3)`, replyID, fileID, title)
}

// JudgeOpinionReply stores how the report that waits was heard.
func (tx *Tx) JudgeOpinionReply(ctx context.Context, opinionID int64, p OpinionReply) error {
	return tx.exec1(ctx, "研究处理情况的报告", fmt.Sprintf("judge reply to opinion %d", opinionID), `
		UPDATE opinion_reply SET heard_on = $2, meeting_id = nullif($3, 0), grade = $4, passed = $5, verdict = $6 WHERE opinion_id = $1 AND heard_on IS NULL`,
		opinionID, p.HeardOn, p.MeetingID, p.Grade, p.Passed, p.Verdict)
}
