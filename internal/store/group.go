package store

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"
)

// Group is one of the groups in which a meeting deliberates (分组审议); who is in it stands with the members
// and observers.
type Group struct {
	Number   int
	Convener string // 召集人
	Place    string
}

// Groups lists the groups of a meeting.
func (r reads) Groups(ctx context.Context, meetingID int64) ([]Group, error) {
	rows, err := r.q.Query(ctx, `SELECT grp, convener, place FROM meeting_group WHERE meeting_id = $1 ORDER BY grp LIMIT 100`, meetingID)
	if err != nil {
		return nil, fmt.Errorf("groups of meeting %d: %w", meetingID, err)
	}
	all, err := pgx.CollectRows(rows, pgx.RowToStructByPos[Group])
	if err != nil {
		return nil, fmt.Errorf("groups of meeting %d: %w", meetingID, err)
	}
	return all, nil
}

// SetGroups replaces the groups of a meeting; members and observers are given by id with their group.
func (tx *Tx) SetGroups(ctx context.Context, meetingID int64, all []Group, members, observers map[int64]int) error {
	batch := &pgx.Batch{}
	batch.Queue(`DELETE FROM meeting_group WHERE meeting_id = $1`, meetingID)
	for _, g := range all {
		batch.Queue(`INSERT INTO meeting_group (meeting_id, grp, convener, place) VALUES ($1, $2, $3, $4)`, meetingID, g.Number, g.Convener, g.Place)
	}
	batch.Queue(`UPDATE attendance SET grp = 0 WHERE meeting_id = $1`, meetingID)
	for id, n := range members {
		batch.Queue(`UPDATE attendance SET grp = $3 WHERE meeting_id = $1 AND member_id = $2`, meetingID, id, n)
	}
	batch.Queue(`UPDATE observer SET grp = 0 WHERE meeting_id = $1`, meetingID)
	for id, n := range observers {
		batch.Queue(`UPDATE observer SET grp = $3 WHERE meeting_id = $1 AND id = $2`, meetingID, id, n)
	}
	if err := tx.tx.SendBatch(ctx, batch).Close(); err != nil {
		return fmt.Errorf("groups of meeting %d: %w", meetingID, err)
	}
	return nil
}
