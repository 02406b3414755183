package store

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype/zeronull"

	"renmian/internal/ballot"
	"renmian/internal/calendar"
	"renmian/internal/supervision"
)

// RatingRound is one holding of ratings (一场测评): all who rate have its subjects before them at once.
type RatingRound struct {
	ID          int64
	Title       string
	MeetingID   int64 // zero: outside a meeting
	HeldOn      calendar.Day
	State       supervision.RoundState
	Reason      string // why it is void
	OpenedAt    time.Time
	AnnouncedAt time.Time
	Groups      []RatingGroup
	Scrutineers []Scrutineer // of papers
}

// RatingGroup is one group of raters in a round, with its box or its papers.
type RatingGroup struct {
	Key      string
	Label    string
	Decides  bool
	Position int
	Way      supervision.Way
	BoxID    int64
	Phase    ballot.Phase
	Invited  int
	Present  int
	Counted  bool
	Issued   int // once counted
	Returned int
}

// RatingTopic is the topic under which the numbers of a rating's ballots are told, on a timer.
func RatingTopic(roundID int64) string { return fmt.Sprintf("rating:%d", roundID) }

// MembersGroup is the key of the group that is the committee itself.
const MembersGroup = "members"

// Expected is how many of a group are to rate: at a meeting the members who are present, else all who are invited.
func (o RatingRound) Expected(g RatingGroup) int {
	if g.Key == MembersGroup && o.MeetingID != 0 {
		return g.Present
	}
	return g.Invited
}

// Going reports whether the round is neither announced nor void.
func (o RatingRound) Going() bool {
	return o.State != supervision.RoundAnnounced && o.State != supervision.RoundVoid
}

func (r reads) ratingRounds(ctx context.Context, tail string, args ...any) ([]RatingRound, error) {
	rows, err := r.q.Query(ctx, `
		SELECT o.id, o.title, coalesce(o.meeting_id, 0), o.held_on, o.state, o.reason, o.opened_at, o.announced_at,
		       (SELECT jsonb_agg(jsonb_build_object('Key', g.key, 'Label', g.label, 'Decides', g.decides, 'Position', g.position, 'Way', g.way,
		               'BoxID', coalesce(g.box_id, 0), 'Phase', coalesce(b.phase, ''), 'Invited', g.invited, 'Present', g.present,
		               'Counted', g.returned IS NOT NULL, 'Issued', coalesce(g.issued, 0), 'Returned', coalesce(g.returned, 0)) ORDER BY g.position)
		           FROM rating_group g LEFT JOIN ballot_box b ON b.id = g.box_id WHERE g.round_id = o.id),
		       coalesce((SELECT jsonb_agg(jsonb_build_object('MemberID', s.member_id, 'Name', p.name) ORDER BY s.member_id)
		           FROM rating_scrutineer s JOIN member m ON m.id = s.member_id JOIN person p ON p.id = m.person_id WHERE s.round_id = o.id), '[]')
		FROM rating_round o`+tail, args...)
	if err != nil {
		return nil, fmt.Errorf("rating rounds: %w", err)
	}
	all, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (o RatingRound, err error) {
		return o, row.Scan(&o.ID, &o.Title, &o.MeetingID, &o.HeldOn, &o.State, &o.Reason, &o.OpenedAt, (*zeronull.Timestamptz)(&o.AnnouncedAt), &o.Groups,
			&o.Scrutineers)
	})
	if err != nil {
		return nil, fmt.Errorf("rating rounds: %w", err)
	}
	return all, nil
}

// RatingRound returns one round.
func (r reads) RatingRound(ctx context.Context, id int64) (RatingRound, error) {
	all, err := r.ratingRounds(ctx, ` WHERE o.id = $1`, id)
	if err == nil && len(all) == 0 {
		err = missing(pgx.ErrNoRows, "这场测评", id)
	}
	if err != nil {
		return RatingRound{}, err
	}
	return all[0], nil
}

// RatingRoundsOfMeeting lists the rounds held at a meeting, in order.
func (r reads) RatingRoundsOfMeeting(ctx context.Context, meetingID int64) ([]RatingRound, error) {
	return r.ratingRounds(ctx, ` WHERE o.meeting_id = $1 ORDER BY o.id LIMIT 100`, meetingID)
}

// RatingRounds lists the rounds that go on and the latest others.
func (r reads) RatingRounds(ctx context.Context, limit int) ([]RatingRound, error) {
	return r.ratingRounds(ctx, ` ORDER BY o.state IN ('announced', 'void'), o.id DESC LIMIT $1`, limit)
}

// RatingOfBox returns the round that a box belongs to, zero when to none.
func (r reads) RatingOfBox(ctx context.Context, boxID int64) (roundID int64, err error) {
	err = r.q.QueryRow(ctx, `SELECT round_id FROM rating_group WHERE box_id = $1`, boxID).Scan(&roundID)
	if err != nil && !errors.Is(err, pgx.ErrNoRows) {
		return 0, fmt.Errorf("rating of box %d: %w", boxID, err)
	}
	return roundID, nil
}

// LockRatingRound reads a round and holds its row until the transaction ends.
func (tx *Tx) LockRatingRound(ctx context.Context, id int64) (RatingRound, error) {
	if err := tx.exec(ctx, fmt.Sprintf("lock rating round %d", id), `SELECT FROM rating_round WHERE id = $1 FOR UPDATE`, id); err != nil {
		return RatingRound{}, err
	}
	return tx.RatingRound(ctx, id)
}

// InsertRatingRound stores a round with its groups and scrutineers; the boxes are there before.
func (tx *Tx) InsertRatingRound(ctx context.Context, o RatingRound) (id int64, err error) {
	err = tx.tx.QueryRow(ctx, `
		INSERT INTO rating_round (title, meeting_id, held_on, state, opened_by, opened_at) VALUES ($1, $2, $3, $4, $5, $6) RETURNING id`,
		o.Title, zeronull.Int8(o.MeetingID), o.HeldOn, o.State, tx.who.AccountID, tx.now).Scan(&id)
	if err != nil {
		return 0, fmt.Errorf("insert rating round: %w", err)
	}
	batch := &pgx.Batch{}
	for _, g := range o.Groups {
		batch.Queue(`
			INSERT INTO rating_group (round_id, key, label, decides, position, way, box_id, invited, present) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
			id, g.Key, g.Label, g.Decides, g.Position, g.Way, zeronull.Int8(g.BoxID), g.Invited, g.Present)
	}
	for _, s := range o.Scrutineers {
		batch.Queue(`INSERT INTO rating_scrutineer (round_id, member_id) VALUES ($1, $2)`, id, s.MemberID)
	}
	if err := tx.tx.SendBatch(ctx, batch).Close(); err != nil {
		return 0, fmt.Errorf("groups of rating round %d: %w", id, err)
	}
	return id, nil
}

// SaveRatingRound writes where a round stands. The caller holds its row.
func (tx *Tx) SaveRatingRound(ctx context.Context, o RatingRound) error {
	return tx.exec1(ctx, "这场测评", fmt.Sprintf("save rating round %d", o.ID), `
		UPDATE rating_round SET state = $2, reason = $3, announced_at = $4 WHERE id = $1 AND state NOT IN ('announced', 'void')`,
		o.ID, o.State, o.Reason, zeronull.Timestamptz(o.AnnouncedAt))
}

// CountRatingGroup writes how many ballots a group was given and returned.
func (tx *Tx) CountRatingGroup(ctx context.Context, roundID int64, g RatingGroup) error {
	return tx.exec1(ctx, "测评组", fmt.Sprintf("count group %s of rating round %d", g.Key, roundID), `
		UPDATE rating_group SET present = $3, issued = $4, returned = $5 WHERE round_id = $1 AND key = $2 AND returned IS NULL`,
		roundID, g.Key, g.Present, g.Issued, g.Returned)
}

// RatingEntry is what one scrutineer counted of a group's papers.
type RatingEntry struct {
	Key        string // of the group
	MemberID   int64
	Name       string
	Issued     int
	Returned   int
	Lines      []RatingLine // one for each rating, in order
	Superseded bool
}

// RatingLine is the count of one rating.
type RatingLine struct {
	Marks   []int `json:"marks"`
	Blank   int   `json:"blank"`
	Invalid int   `json:"invalid"`
}

// RatingEntries lists what the scrutineers of a round entered, in order.
func (r reads) RatingEntries(ctx context.Context, roundID int64) ([]RatingEntry, error) {
	rows, err := r.q.Query(ctx, `
		SELECT e.group_key, e.member_id, p.name, e.issued, e.returned, e.lines, e.superseded
		FROM rating_entry e JOIN member m ON m.id = e.member_id JOIN person p ON p.id = m.person_id WHERE e.round_id = $1 ORDER BY e.id LIMIT 500`, roundID)
	if err != nil {
		return nil, fmt.Errorf("entries of rating round %d: %w", roundID, err)
	}
	return pgx.CollectRows(rows, pgx.RowToStructByPos[RatingEntry])
}

// InsertRatingEntry stores what a scrutineer counted.
func (tx *Tx) InsertRatingEntry(ctx context.Context, roundID int64, e RatingEntry) error {
	return tx.exec(ctx, fmt.Sprintf("entry of rating round %d", roundID), `
		INSERT INTO rating_entry (round_id, group_key, member_id, issued, returned, lines, entered_at) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
		roundID, e.Key, e.MemberID, e.Issued, e.Returned, e.Lines, tx.now)
}

// SupersedeRatingEntries sends both scrutineers back to count a group again.
func (tx *Tx) SupersedeRatingEntries(ctx context.Context, roundID int64, key string) error {
	return tx.exec(ctx, fmt.Sprintf("supersede entries of rating round %d", roundID), `
		UPDATE rating_entry SET superseded = true WHERE round_id = $1 AND group_key = $2 AND NOT superseded`, roundID, key)
}

// Raters by code. No name, no address, no time: a code on the roll, and the hash of what it had signed.

// InsertRatingCodes puts the codes of a group on the roll of its box.
func (tx *Tx) InsertRatingCodes(ctx context.Context, boxID int64, hashes [][]byte) error {
	return tx.exec(ctx, fmt.Sprintf("codes of box %d", boxID), `
		INSERT INTO rating_code (box_id, code_sha256) SELECT $1, h FROM unnest($2::bytea[]) h ORDER BY h`, boxID, hashes)
}

// BoxOfCode returns the box that a code is on the roll of.
func (r reads) BoxOfCode(ctx context.Context, hash []byte) (boxID int64, err error) {
	if err := r.q.QueryRow(ctx, `SELECT box_id FROM rating_code WHERE code_sha256 = $1`, hash).Scan(&boxID); err != nil {
		return 0, missing(err, "测评码", "of a slip")
	}
	return boxID, nil
}

// IssuedToCode returns the hash of what a code had signed, nil before.
func (r reads) IssuedToCode(ctx context.Context, boxID int64, code []byte) (hash []byte, err error) {
	err = r.q.QueryRow(ctx, `SELECT blinded_sha256 FROM rating_issue WHERE box_id = $1 AND code_sha256 = $2`, boxID, code).Scan(&hash)
	if err != nil && !errors.Is(err, pgx.ErrNoRows) {
		return nil, fmt.Errorf("issue of box %d: %w", boxID, err)
	}
	return hash, nil
}

// InsertCodeIssue notes that a code is given a ballot, once, as InsertIssue does for a member.
func (tx *Tx) InsertCodeIssue(ctx context.Context, boxID int64, code, hash []byte) (bool, error) {
	tag, err := tx.tx.Exec(ctx, `
		INSERT INTO rating_issue (box_id, code_sha256, blinded_sha256)
		SELECT r.box_id, r.code_sha256, $3
		FROM (SELECT id FROM ballot_box WHERE id = $1 AND phase = 'issuing' FOR SHARE) b
		JOIN rating_code r ON r.box_id = b.id AND r.code_sha256 = $2
		ON CONFLICT DO NOTHING`, boxID, code, hash)
	if err != nil {
		return false, fmt.Errorf("issue of box %d: %w", boxID, err)
	}
	return tag.RowsAffected() == 1, nil
}
