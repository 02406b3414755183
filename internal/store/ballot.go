package store

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype/zeronull"

	"renmian/internal/ballot"
	"renmian/internal/supervision"
)

// Box is an electronic ballot box (票箱).
type Box struct {
	ID         int64
	Title      string
	Papers     []ballot.Paper
	PublicKeys [][]byte // one for each paper
	Phase      ballot.Phase
	Issued     int    // fixed when casting opens; see BoxCount before
	SHA256     string // of the box file, once sealed
	SealedAt   time.Time
}

const boxSQL = `
	SELECT b.id, b.title, b.papers, b.public_keys, b.phase, coalesce(b.issued, 0), coalesce(b.sha256, ''), b.sealed_at FROM ballot_box b`

func scanBox(row pgx.CollectableRow) (b Box, err error) {
	return b, row.Scan(&b.ID, &b.Title, &b.Papers, &b.PublicKeys, &b.Phase, &b.Issued, &b.SHA256, (*zeronull.Timestamptz)(&b.SealedAt))
}

// Box returns one box.
func (r reads) Box(ctx context.Context, id int64) (Box, error) {
	rows, err := r.q.Query(ctx, boxSQL+` WHERE b.id = $1`, id)
	if err != nil {
		return Box{}, fmt.Errorf("box %d: %w", id, err)
	}
	b, err := pgx.CollectExactlyOneRow(rows, scanBox)
	if err != nil {
		return Box{}, missing(err, "票箱", id)
	}
	return b, nil
}

// OpenBoxes lists the boxes that are neither sealed nor void; there is one at most at a meeting.
func (r reads) OpenBoxes(ctx context.Context) ([]Box, error) {
	rows, err := r.q.Query(ctx, boxSQL+` WHERE b.phase IN ('issuing', 'casting', 'closing') ORDER BY b.id LIMIT 100`)
	if err != nil {
		return nil, fmt.Errorf("open boxes: %w", err)
	}
	all, err := pgx.CollectRows(rows, scanBox)
	if err != nil {
		return nil, fmt.Errorf("open boxes: %w", err)
	}
	return all, nil
}

// BoxCount returns how many members were given their ballots and how many ballots lie in the box: numbers
// only, for who has cast is known to nobody.
func (r reads) BoxCount(ctx context.Context, id int64) (issued, cast int, err error) {
	err = r.q.QueryRow(ctx, `
		SELECT (SELECT count(*) FROM ballot_issue WHERE box_id = b.id) + (SELECT count(*) FROM rating_issue WHERE box_id = b.id),
		       CASE phase WHEN 'sealed' THEN (SELECT coalesce(max(n), 0) FROM (SELECT count(*) n FROM sealed_ballot WHERE box_id = b.id GROUP BY paper) p)
		       ELSE (SELECT count(*) FROM ballot_urn WHERE box_id = b.id) / cardinality(public_keys) END
		FROM ballot_box b WHERE b.id = $1`, id).Scan(&issued, &cast)
	if err != nil {
		return 0, 0, missing(err, "票箱", id)
	}
	return issued, cast, nil
}

// BallotProgress returns, by the topic of each meeting with a vote, and of each rating, under way, how many ballots were issued
// and how many lie in the box. It is asked on a timer, for neither issuing nor casting tells anybody.
func (r reads) BallotProgress(ctx context.Context) (map[string]string, error) {
	rows, err := r.q.Query(ctx, `
		SELECT i.meeting_id, (SELECT count(*) FROM ballot_issue WHERE box_id = b.id), (SELECT count(*) FROM ballot_urn WHERE box_id = b.id)
		FROM ballot_box b JOIN vote_round v ON v.box_id = b.id JOIN agenda_item i ON i.id = v.item_id
		WHERE b.phase IN ('issuing', 'casting')
		UNION ALL
		SELECT -o.id, sum((SELECT count(*) FROM ballot_issue WHERE box_id = g.box_id) + (SELECT count(*) FROM rating_issue WHERE box_id = g.box_id))::bigint,
		       sum((SELECT count(*) FROM ballot_urn WHERE box_id = g.box_id))::bigint
		FROM rating_round o JOIN rating_group g ON g.round_id = o.id WHERE o.state IN ('issuing', 'casting') GROUP BY o.id
		LIMIT 100`)
	if err != nil {
		return nil, fmt.Errorf("progress of ballots: %w", err)
	}
	all := map[string]string{}
	var id, issued, cast int64
	_, err = pgx.ForEachRow(rows, []any{&id, &issued, &cast}, func() error {
		topic := ProgressTopic(id)
		if id < 0 {
			topic = RatingTopic(-id)
		}
		all[topic] = fmt.Sprintf("%d/%d", issued, cast)
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("progress of ballots: %w", err)
	}
	return all, nil
}

// RoundOfBox returns the vote that a box belongs to, and its item; zeros when it belongs to none.
func (r reads) RoundOfBox(ctx context.Context, boxID int64) (itemID, roundID int64, err error) {
	err = r.q.QueryRow(ctx, `SELECT item_id, id FROM vote_round WHERE box_id = $1`, boxID).Scan(&itemID, &roundID)
	if err != nil && !errors.Is(err, pgx.ErrNoRows) {
		return 0, 0, fmt.Errorf("round of box %d: %w", boxID, err)
	}
	return itemID, roundID, nil
}

// Voting reports whether ballots of an electronic vote, or of a rating on the members' tablets, are being issued, cast or
// opened at a meeting.
func (r reads) Voting(ctx context.Context, meetingID int64) (bool, error) {
	var voting bool
	err := r.q.QueryRow(ctx, `
		SELECT EXISTS (SELECT FROM ballot_box b JOIN vote_round v ON v.box_id = b.id JOIN agenda_item i ON i.id = v.item_id
				WHERE i.meeting_id = $1 AND b.phase IN ('issuing', 'casting', 'closing'))
			OR EXISTS (SELECT FROM ballot_box b JOIN rating_group g ON g.box_id = b.id JOIN rating_round o ON o.id = g.round_id
				WHERE o.meeting_id = $1 AND g.way = 'tablets' AND b.phase IN ('issuing', 'casting', 'closing'))`, meetingID).Scan(&voting)
	if err != nil {
		return false, fmt.Errorf("vote at meeting %d: %w", meetingID, err)
	}
	return voting, nil
}

// BoxAnnounced reports whether the result of the vote or rating that a box belongs to was announced; of a group of
// raters that is too small to be shown, the box stays shut.
func (r reads) BoxAnnounced(ctx context.Context, boxID int64) (bool, error) {
	var announced bool
	err := r.q.QueryRow(ctx, `
		SELECT EXISTS (SELECT FROM vote_round WHERE box_id = $1 AND state = 'announced')
		    OR EXISTS (SELECT FROM rating_group g JOIN rating_round o ON o.id = g.round_id WHERE g.box_id = $1 AND o.state = 'announced' AND g.returned >= $2)`,
		boxID, supervision.HiddenBelow).Scan(&announced)
	if err != nil {
		return false, fmt.Errorf("announcement of box %d: %w", boxID, err)
	}
	return announced, nil
}

// OnRoll reports whether a member may ask for a ballot of a box.
func (r reads) OnRoll(ctx context.Context, boxID, memberID int64) (bool, error) {
	var on bool
	err := r.q.QueryRow(ctx, `SELECT EXISTS (SELECT FROM ballot_roll WHERE box_id = $1 AND member_id = $2)`, boxID, memberID).Scan(&on)
	if err != nil {
		return false, fmt.Errorf("roll of box %d: %w", boxID, err)
	}
	return on, nil
}

// BallotHolders lists the members who were given their ballots of a box (发票名单).
func (r reads) BallotHolders(ctx context.Context, boxID int64) ([]int64, error) {
	rows, err := r.q.Query(ctx, `SELECT member_id FROM ballot_issue WHERE box_id = $1 ORDER BY member_id`, boxID)
	if err != nil {
		return nil, fmt.Errorf("holders of box %d: %w", boxID, err)
	}
	return pgx.CollectRows(rows, pgx.RowTo[int64])
}

// IssuedTo returns the hash of what a member had signed, nil before.
func (r reads) IssuedTo(ctx context.Context, boxID, memberID int64) (hash []byte, err error) {
	err = r.q.QueryRow(ctx, `
		SELECT blinded_sha256 FROM ballot_issue WHERE box_id = $1 AND member_id = $2`, boxID, memberID).Scan(&hash)
	if err != nil && !errors.Is(err, pgx.ErrNoRows) {
		return nil, fmt.Errorf("issue of box %d: %w", boxID, err)
	}
	return hash, nil
}

// MembersWithoutAccount lists the members present at a meeting who cannot sign in as a member.
func (r reads) MembersWithoutAccount(ctx context.Context, meetingID int64) ([]string, error) {
	rows, err := r.q.Query(ctx, `
		SELECT p.name FROM attendance x JOIN member m ON m.id = x.member_id JOIN person p ON p.id = m.person_id
		WHERE x.meeting_id = $1 AND x.status = 'present' AND NOT EXISTS (
			SELECT FROM account a WHERE a.member_id = m.id AND a.disabled_at IS NULL AND a.roles && '{member,chair}')
		ORDER BY m.seat LIMIT 500`, meetingID)
	if err != nil {
		return nil, fmt.Errorf("members without account at meeting %d: %w", meetingID, err)
	}
	return pgx.CollectRows(rows, pgx.RowTo[string])
}

// NextBox draws the id of a box to be opened: its keys are kept under that name before the row exists.
func (r reads) NextBox(ctx context.Context) (id int64, err error) {
	if err := r.q.QueryRow(ctx, `SELECT nextval('ballot_box_id_seq')`).Scan(&id); err != nil {
		return 0, fmt.Errorf("next box: %w", err)
	}
	return id, nil
}

// InsertBox opens a box, under the id drawn for it, for the members who may vote.
func (tx *Tx) InsertBox(ctx context.Context, b Box, roll []int64) error {
	doing := fmt.Sprintf("open box %d", b.ID)
	err := tx.exec(ctx, doing, `
		INSERT INTO ballot_box (id, title, papers, public_keys, phase) VALUES ($1, $2, $3, $4, 'issuing')`, b.ID, b.Title, b.Papers, b.PublicKeys)
	if err != nil {
		return err
	}
	return tx.exec(ctx, doing, `INSERT INTO ballot_roll (box_id, member_id) SELECT $1, unnest($2::bigint[])`, b.ID, roll)
}

// LockBox reads a box and holds its row until the transaction ends; it waits for ballots being issued or
// cast, and those that come after wait for it.
func (tx *Tx) LockBox(ctx context.Context, id int64) (Box, error) {
	if err := tx.exec(ctx, fmt.Sprintf("lock box %d", id), `SELECT FROM ballot_box WHERE id = $1 FOR UPDATE`, id); err != nil {
		return Box{}, err
	}
	return tx.Box(ctx, id)
}

// InsertIssue notes that a member is given a ballot, once; it reports false when there is nothing to note:
// the member has one, is not on the roll, or the box no longer issues.
func (tx *Tx) InsertIssue(ctx context.Context, boxID, memberID int64, hash []byte) (bool, error) {
	tag, err := tx.tx.Exec(ctx, `
		INSERT INTO ballot_issue (box_id, member_id, blinded_sha256)
		SELECT r.box_id, r.member_id, $3
		FROM (SELECT id FROM ballot_box WHERE id = $1 AND phase = 'issuing' FOR SHARE) b
		JOIN ballot_roll r ON r.box_id = b.id AND r.member_id = $2
		ON CONFLICT DO NOTHING`, boxID, memberID, hash)
	if err != nil {
		return false, fmt.Errorf("issue of box %d: %w", boxID, err)
	}
	return tag.RowsAffected() == 1, nil
}

// BeginCasting ends the issue of ballots and fixes how many there are. The caller holds the box's row.
func (tx *Tx) BeginCasting(ctx context.Context, id int64) error {
	return tx.exec1(ctx, "票箱", fmt.Sprintf("cast box %d", id), `
		UPDATE ballot_box SET phase = 'casting', issued = (SELECT count(*) FROM ballot_issue WHERE box_id = $1) + (SELECT count(*) FROM rating_issue WHERE box_id = $1)
		WHERE id = $1 AND phase = 'issuing'`, id)
}

// CloseBox ends the casting. It waits for casts in flight: what was acknowledged lies in the urn when it
// returns, and nothing comes after.
func (tx *Tx) CloseBox(ctx context.Context, id int64) error {
	return tx.exec1(ctx, "票箱", fmt.Sprintf("close box %d", id), `
		UPDATE ballot_box SET phase = 'closing' WHERE id = $1 AND phase = 'casting'`, id)
}

// VoidBox gives a box up and empties its urn; nothing in it was ever read.
func (tx *Tx) VoidBox(ctx context.Context, id int64) error {
	err := tx.exec1(ctx, "票箱", fmt.Sprintf("void box %d", id), `
		UPDATE ballot_box SET phase = 'void' WHERE id = $1 AND phase IN ('issuing', 'casting', 'closing')`, id)
	if err != nil {
		return err
	}
	return tx.emptyUrn(ctx, id)
}

// SealBox writes the opened ballots in their order in the box file, keeps the file's hash and empties the
// urn. The caller holds the row of the closed box.
func (tx *Tx) SealBox(ctx context.Context, id int64, b ballot.Box) error {
	err := tx.exec1(ctx, "票箱", fmt.Sprintf("seal box %d", id), `
		UPDATE ballot_box SET phase = 'sealed', sha256 = $2, sealed_at = $3 WHERE id = $1 AND phase = 'closing'`, id, b.SHA256(), tx.now)
	if err != nil {
		return err
	}
	var rows [][]any
	for n, p := range b.Papers {
		for _, s := range p.Ballots {
			rows = append(rows, []any{id, n, s.Msg, s.Sig, []int(s.Choice)})
		}
	}
	_, err = tx.tx.CopyFrom(ctx, pgx.Identifier{"sealed_ballot"}, []string{"box_id", "paper", "msg", "sig", "choice"}, pgx.CopyFromRows(rows))
	if err != nil {
		return fmt.Errorf("seal box %d: %w", id, err)
	}
	return tx.emptyUrn(ctx, id)
}

func (tx *Tx) emptyUrn(ctx context.Context, id int64) error {
	return tx.exec(ctx, fmt.Sprintf("empty urn %d", id), `DELETE FROM ballot_urn WHERE box_id = $1`, id)
}

// Cast puts ballots into the urn of a box, all of them in one statement and one commit, and reports how
// many were new: none where the box does not take ballots.
//
// It is the one write outside InTx: no actor, no event, no instant, no sequence, and one xmin for all that
// wait together. The box's row is held FOR SHARE, and its phase asked again after a wait, so that closing
// the box is exact. A repeated ballot is passed over, because a violated key would stand in the log.
func (db *DB) Cast(ctx context.Context, boxID int64, slips []ballot.Sealed) (added int, err error) {
	tags, ciphers := make([][]byte, len(slips)), make([][]byte, len(slips))
	for i, s := range slips {
		tags[i], ciphers[i] = s.Tag, s.Cipher
	}
	tag, err := db.pool.Exec(ctx, `
		INSERT INTO ballot_urn (box_id, tag, ct)
		SELECT id, unnest($2::bytea[]), unnest($3::bytea[])
		FROM (SELECT id FROM ballot_box WHERE id = $1 AND phase = 'casting' FOR SHARE) box
		ON CONFLICT DO NOTHING`, boxID, tags, ciphers)
	if err != nil {
		return 0, errors.New("cast") // what the database says may name what was cast
	}
	return int(tag.RowsAffected()), nil
}

// Urn returns what lies in the urn of a box: all of it, or what has one of the tags.
func (r reads) Urn(ctx context.Context, boxID int64, tags [][]byte) ([]ballot.Sealed, error) {
	rows, err := r.q.Query(ctx, `
		SELECT tag, ct FROM ballot_urn WHERE box_id = $1 AND ($2::bytea[] IS NULL OR tag = ANY ($2)) ORDER BY tag`, boxID, tags)
	if err != nil {
		return nil, fmt.Errorf("urn %d: %w", boxID, err)
	}
	all, err := pgx.CollectRows(rows, pgx.RowToStructByPos[ballot.Sealed])
	if err != nil {
		return nil, fmt.Errorf("urn %d: %w", boxID, err)
	}
	return all, nil
}

// SealedBallots returns the opened ballots of a box for each of so many papers. Messages and signatures
// are nil once they were forgotten.
func (r reads) SealedBallots(ctx context.Context, boxID int64, papers int) ([][]ballot.Slip, error) {
	rows, err := r.q.Query(ctx, `
		SELECT paper, msg, sig, choice FROM sealed_ballot WHERE box_id = $1 ORDER BY paper, msg`, boxID)
	if err != nil {
		return nil, fmt.Errorf("ballots of box %d: %w", boxID, err)
	}
	all := make([][]ballot.Slip, papers)
	for rows.Next() {
		var s ballot.Slip
		var paper int
		if err := rows.Scan(&paper, &s.Msg, &s.Sig, &s.Choice); err != nil {
			return nil, fmt.Errorf("ballots of box %d: %w", boxID, err)
		}
		all[paper] = append(all[paper], s)
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("ballots of box %d: %w", boxID, err)
	}
	return all, nil
}

// SealedChoice returns what the ballot with a message says in the opened box; nil when it is not there.
func (r reads) SealedChoice(ctx context.Context, boxID int64, paper int, msg []byte) (ballot.Choice, error) {
	var c ballot.Choice
	err := r.q.QueryRow(ctx, `
		SELECT choice FROM sealed_ballot WHERE box_id = $1 AND paper = $2 AND msg = $3`, boxID, paper, msg).Scan(&c)
	if err != nil && !errors.Is(err, pgx.ErrNoRows) {
		return nil, fmt.Errorf("ballot of box %d: %w", boxID, err)
	}
	return c, nil
}

// ForgetTokens nulls messages and signatures of the boxes sealed before an instant, and returns which
// boxes those were.
func (tx *Tx) ForgetTokens(ctx context.Context, sealedBefore time.Time) ([]int64, error) {
	rows, err := tx.tx.Query(ctx, `SELECT forget_tokens($1)`, sealedBefore)
	if err != nil {
		return nil, fmt.Errorf("forget tokens: %w", err)
	}
	return pgx.CollectRows(rows, pgx.RowTo[int64])
}

// TokensToForget reports whether a box sealed before an instant still has its messages and signatures.
func (r reads) TokensToForget(ctx context.Context, sealedBefore time.Time) (bool, error) {
	var any bool
	err := r.q.QueryRow(ctx, `
		SELECT EXISTS (SELECT FROM ballot_box b WHERE b.phase = 'sealed' AND b.sealed_at < $1
			AND EXISTS (SELECT FROM sealed_ballot s WHERE s.box_id = b.id AND s.msg IS NOT NULL))`, sealedBefore).Scan(&any)
	if err != nil {
		return false, fmt.Errorf("tokens to forget: %w", err)
	}
	return any, nil
}

// ballotSettings are the server's parameters that would write down when or what was cast.
var ballotSettings = map[string]string{
	"track_commit_timestamp": "off", "log_statement": "none", "log_min_duration_statement": "-1",
	"log_parameter_max_length": "0", "log_parameter_max_length_on_error": "0",
	"auto_explain.log_min_duration": "-1", "pgaudit.log": "none", // where the extension is loaded
}

// UnsafeSettings lists, as "name = value", how the database's parameters have to be changed before a
// secret ballot may be held on it.
func (r reads) UnsafeSettings(ctx context.Context) ([]string, error) {
	rows, err := r.q.Query(ctx, `
		SELECT s.name || ' = ' || want.value
		FROM jsonb_each_text($1::jsonb) AS want JOIN pg_settings s ON s.name = want.key
		WHERE s.setting <> want.value ORDER BY 1`, ballotSettings)
	if err != nil {
		return nil, fmt.Errorf("settings of the database: %w", err)
	}
	return pgx.CollectRows(rows, pgx.RowTo[string])
}
