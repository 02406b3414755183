package store

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype/zeronull"

	"renmian/internal/meeting"
)

// Screen is a screen in the hall that shows a meeting (大屏).
type Screen struct {
	ID        int64
	MeetingID int64
	Code      string
	PairedAt  time.Time
}

// Screens lists the screens that show a meeting.
func (r reads) Screens(ctx context.Context, meetingID int64) ([]Screen, error) {
	rows, err := r.q.Query(ctx, `
		SELECT id, meeting_id, code, paired_at FROM hall_screen WHERE meeting_id = $1 AND revoked_at IS NULL ORDER BY id LIMIT 50`, meetingID)
	if err != nil {
		return nil, fmt.Errorf("screens of meeting %d: %w", meetingID, err)
	}
	all, err := pgx.CollectRows(rows, pgx.RowToStructByPos[Screen])
	if err != nil {
		return nil, fmt.Errorf("screens of meeting %d: %w", meetingID, err)
	}
	return all, nil
}

// ScreenOf returns the meeting that the screen with a code shows; zero when it is not paired.
func (r reads) ScreenOf(ctx context.Context, code string) (meetingID int64, err error) {
	err = r.q.QueryRow(ctx, `SELECT meeting_id FROM hall_screen WHERE code = $1 AND revoked_at IS NULL`, code).Scan(&meetingID)
	if errors.Is(err, pgx.ErrNoRows) {
		return 0, nil
	}
	if err != nil {
		return 0, fmt.Errorf("screen %s: %w", code, err)
	}
	return meetingID, nil
}

// PairScreen lets the screen with a code show a meeting.
func (tx *Tx) PairScreen(ctx context.Context, meetingID int64, code string) error {
	return tx.exec(ctx, "pair screen", `
		INSERT INTO hall_screen (meeting_id, code, paired_by, paired_at) VALUES ($1, $2, $3, $4)`,
		meetingID, code, tx.who.AccountID, tx.now)
}

// RevokeScreen ends the pairing of a screen.
func (tx *Tx) RevokeScreen(ctx context.Context, meetingID, id int64) error {
	return tx.exec1(ctx, "大屏", fmt.Sprintf("revoke screen %d", id), `
		UPDATE hall_screen SET revoked_at = $3 WHERE id = $1 AND meeting_id = $2 AND revoked_at IS NULL`, id, meetingID, tx.now)
}

// HallScene is what the operator chose for the screens of a meeting.
type HallScene struct {
	Scene  meeting.Scene
	ItemID int64 // of an item or a result
	Text   string
	Page   int // of a list that does not fit on one screen
}

// HallScene returns what the operator chose, SceneFollow when nothing.
func (r reads) HallScene(ctx context.Context, meetingID int64) (HallScene, error) {
	h := HallScene{Scene: meeting.SceneFollow, Page: 1}
	err := r.q.QueryRow(ctx, `SELECT scene, coalesce(item_id, 0), text, page FROM hall_scene WHERE meeting_id = $1`, meetingID).
		Scan(&h.Scene, &h.ItemID, &h.Text, &h.Page)
	if err != nil && !errors.Is(err, pgx.ErrNoRows) {
		return h, fmt.Errorf("hall of meeting %d: %w", meetingID, err)
	}
	return h, nil
}

// SetHallScene puts a scene on the screens of a meeting.
func (tx *Tx) SetHallScene(ctx context.Context, meetingID int64, h HallScene) error {
	return tx.exec(ctx, fmt.Sprintf("hall of meeting %d", meetingID), `
		INSERT INTO hall_scene (meeting_id, scene, item_id, text, page, set_by, set_at) VALUES ($1, $2, $3, $4, $5, $6, $7)
		ON CONFLICT (meeting_id) DO UPDATE SET scene = excluded.scene, item_id = excluded.item_id, text = excluded.text,
			page = excluded.page, set_by = excluded.set_by, set_at = excluded.set_at`,
		meetingID, string(h.Scene), zeronull.Int8(h.ItemID), h.Text, max(1, h.Page), tx.who.AccountID, tx.now)
}
