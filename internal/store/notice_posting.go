package store

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"renmian/internal/calendar"
)

// NoticePosting is where a published notice was printed besides this site (刊登情况).
type NoticePosting struct {
	Channel  string // 公布方式，本县办法所列
	PostedOn calendar.Day
	Place    string // 第几版、第几期
	By       string
}

// NoticePostings lists where a notice was printed.
func (r reads) NoticePostings(ctx context.Context, noticeID int64) ([]NoticePosting, error) {
	rows, err := r.q.Query(ctx, `
		SELECT p.channel, p.posted_on, p.place, a.name FROM notice_posting p JOIN account a ON a.id = p.noted_by
		WHERE p.notice_id = $1 ORDER BY p.posted_on, p.channel`, noticeID)
	if err != nil {
		return nil, fmt.Errorf("postings of notice %d: %w", noticeID, err)
	}
	return pgx.CollectRows(rows, pgx.RowToStructByPos[NoticePosting])
}

// InsertNoticePosting keeps where a notice was printed.
func (tx *Tx) InsertNoticePosting(ctx context.Context, noticeID int64, p NoticePosting) error {
	return tx.exec(ctx, fmt.Sprintf("post notice %d", noticeID), `
		INSERT INTO notice_posting (notice_id, channel, posted_on, place, noted_by, noted_at) VALUES ($1, $2, $3, $4, $5, $6)`,
		noticeID, p.Channel, p.PostedOn, p.Place, tx.who.AccountID, tx.now)
}
