package store

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype/zeronull"

	"renmian/internal/ballot"
	"renmian/internal/calendar"
)

// Round is one vote on an item (一轮表决); a void one stays beside the one that replaces it.
type Round struct {
	ID          int64
	ItemID      int64
	Ordinal     int
	Method      RoundMethod
	State       RoundState
	Total       int // 全体组成人员
	Present     int
	Issued      int // once counted
	Returned    int
	OpenedAt    time.Time
	VoidReason  string
	AnnouncedBy string
	AnnouncedAt time.Time
	Scrutineers []Scrutineer
	BoxID       int64        // of an electronic vote
	Phase       ballot.Phase // of its box
	CastUntil   time.Time    // 建议投票时间到何时; zero for none
	Confirmed   []int64      // scrutineers, members, who confirmed the count of the box
	Dissents    []Dissent    // of those among them who did so under reserve
	Objections  []Objection  // 书面异议, in order
}

// Dissent is what a scrutineer holds on to who confirmed a count after the objection was dismissed (保留意见).
type Dissent struct {
	MemberID   int64
	Name, Text string
}

// Objection is what somebody objects to in the count of a round, in writing, before it is announced.
type Objection struct {
	ID        int64
	MemberID  int64
	Name      string
	Text      string
	FiledAt   time.Time
	Decision  Decision
	Reason    string
	DecidedBy string
}

// Decision is what became of an objection.
type Decision string

const (
	Undecided Decision = ""          // 待决定
	Dismissed Decision = "dismissed" // 不成立
	Upheld    Decision = "upheld"    // 成立，本轮无效
	Withdrawn Decision = "withdrawn" // 撤回
)

// Undecided lists the objections that keep the result from being announced.
func (v Round) Undecided() []Objection {
	var all []Objection
	for _, o := range v.Objections {
		if o.Decision == Undecided {
			all = append(all, o)
		}
	}
	return all
}

// Objected returns the last objection of a member.
func (v Round) Objected(memberID int64) (o Objection, ok bool) {
	for _, x := range v.Objections {
		if x.MemberID == memberID {
			o, ok = x, true
		}
	}
	return o, ok
}

// RoundMethod is how a round is held.
type RoundMethod string

const (
	SecretPaper      RoundMethod = "secret_paper"      // 无记名投票，纸质表决票
	SecretElectronic RoundMethod = "secret_electronic" // 无记名投票，电子票箱
	ShowOfHands      RoundMethod = "hands"             // 举手表决
)

// RoundState is where a round stands.
type RoundState string

const (
	RoundOpen      RoundState = "open"      // 正在投票、计票
	RoundCounted   RoundState = "counted"   // 已计票，待宣布
	RoundAnnounced RoundState = "announced" // 已宣布
	RoundVoid      RoundState = "void"      // 无效
)

// Scrutineer is a member who watches and counts a round (监票人).
type Scrutineer struct {
	MemberID int64
	Name     string
	Chief    bool // 总监票人
}

const roundSQL = `
	SELECT r.id, r.item_id, r.ordinal, r.method, r.state, r.total_members, r.present, coalesce(r.issued, 0), coalesce(r.returned, 0),
	       r.opened_at, r.void_reason, coalesce(a.name, ''), r.announced_at,
	       coalesce((SELECT jsonb_agg(jsonb_build_object('MemberID', s.member_id, 'Name', p.name, 'Chief', s.chief) ORDER BY s.chief DESC, s.member_id)
	           FROM scrutineer s JOIN member m ON m.id = s.member_id JOIN person p ON p.id = m.person_id WHERE s.round_id = r.id), '[]'),
	       coalesce(r.box_id, 0), coalesce(b.phase, ''), r.cast_until,
	       ARRAY(SELECT c.member_id FROM count_confirmation c WHERE c.round_id = r.id ORDER BY c.confirmed_at, c.member_id),
	       coalesce((SELECT jsonb_agg(jsonb_build_object('MemberID', c.member_id, 'Name', p.name, 'Text', c.dissent) ORDER BY c.confirmed_at)
	           FROM count_confirmation c JOIN member m ON m.id = c.member_id JOIN person p ON p.id = m.person_id
	           WHERE c.round_id = r.id AND c.dissent <> ''), '[]'),
	       coalesce((SELECT jsonb_agg(jsonb_build_object('ID', o.id, 'MemberID', o.member_id, 'Name', p.name, 'Text', o.text, 'FiledAt', o.filed_at,
	               'Decision', o.decision, 'Reason', o.reason, 'DecidedBy', coalesce(d.name, '')) ORDER BY o.id)
	           FROM count_objection o JOIN member m ON m.id = o.member_id JOIN person p ON p.id = m.person_id LEFT JOIN account d ON d.id = o.decided_by
	           WHERE o.round_id = r.id), '[]')
	FROM vote_round r LEFT JOIN account a ON a.id = r.announced_by LEFT JOIN ballot_box b ON b.id = r.box_id`

func (r reads) rounds(ctx context.Context, tail string, args ...any) ([]Round, error) {
	rows, err := r.q.Query(ctx, roundSQL+tail, args...)
	if err != nil {
		return nil, fmt.Errorf("rounds: %w", err)
	}
	all, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (v Round, err error) {
		return v, row.Scan(&v.ID, &v.ItemID, &v.Ordinal, &v.Method, &v.State, &v.Total, &v.Present, &v.Issued, &v.Returned,
			&v.OpenedAt, &v.VoidReason, &v.AnnouncedBy, (*zeronull.Timestamptz)(&v.AnnouncedAt), &v.Scrutineers,
			&v.BoxID, &v.Phase, (*zeronull.Timestamptz)(&v.CastUntil), &v.Confirmed, &v.Dissents, &v.Objections)
	})
	if err != nil {
		return nil, fmt.Errorf("rounds: %w", err)
	}
	return all, nil
}

// Rounds lists the votes held on an item, in order.
func (r reads) Rounds(ctx context.Context, itemID int64) ([]Round, error) {
	return r.rounds(ctx, ` WHERE r.item_id = $1 ORDER BY r.ordinal`, itemID)
}

// RoundsOfMeeting lists the votes held at a meeting, in order.
func (r reads) RoundsOfMeeting(ctx context.Context, meetingID int64) ([]Round, error) {
	return r.rounds(ctx, ` JOIN agenda_item i ON i.id = r.item_id WHERE i.meeting_id = $1 ORDER BY r.id`, meetingID)
}

// RoundsToCount lists the votes that are open, at whatever meeting, and have a member as scrutineer.
func (r reads) RoundsToCount(ctx context.Context, memberID int64) ([]Round, error) {
	return r.rounds(ctx, ` JOIN scrutineer s ON s.round_id = r.id WHERE s.member_id = $1 AND r.state = 'open' ORDER BY r.id LIMIT 20`, memberID)
}

// CountEntry is what one scrutineer counted.
type CountEntry struct {
	ID         int64
	MemberID   int64
	Issued     int
	Returned   int
	EnteredAt  time.Time
	Superseded bool // a difference was found, and the scrutineer counts again
	Lines      []Count
}

// Count is the count of one person.
type Count struct {
	CaseID                             int64
	Yes, No, Abstain, Invalid, NotCast int
}

// CountEntries lists what the scrutineers of a round entered, in order.
func (r reads) CountEntries(ctx context.Context, roundID int64) ([]CountEntry, error) {
	rows, err := r.q.Query(ctx, `
		SELECT e.id, e.member_id, e.issued, e.returned, e.entered_at, e.superseded,
		       (SELECT jsonb_agg(jsonb_build_object('CaseID', l.case_id, 'Yes', l.yes, 'No', l.no, 'Abstain', l.abstain, 'Invalid', l.invalid)
		           ORDER BY a.position) FROM count_line l
		        JOIN vote_round v ON v.id = e.round_id JOIN agenda_case a ON a.item_id = v.item_id AND a.case_id = l.case_id
		        WHERE l.entry_id = e.id)
		FROM count_entry e WHERE e.round_id = $1 ORDER BY e.id LIMIT 200`, roundID)
	if err != nil {
		return nil, fmt.Errorf("counts of round %d: %w", roundID, err)
	}
	all, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (e CountEntry, err error) {
		return e, row.Scan(&e.ID, &e.MemberID, &e.Issued, &e.Returned, &e.EnteredAt, &e.Superseded, &e.Lines)
	})
	if err != nil {
		return nil, fmt.Errorf("counts of round %d: %w", roundID, err)
	}
	return all, nil
}

// Counts returns the agreed count of a round, in the order of the ballot paper; none while it is open and
// its box not sealed.
// Whoever shows it before the announcement decides who may see it.
func (r reads) Counts(ctx context.Context, roundID int64) ([]Count, error) {
	rows, err := r.q.Query(ctx, `
		SELECT n.case_id, n.yes, n.no, n.abstain, n.invalid, n.not_cast
		FROM vote_count n JOIN vote_round v ON v.id = n.round_id JOIN agenda_case a ON a.item_id = v.item_id AND a.case_id = n.case_id
		WHERE n.round_id = $1 ORDER BY a.position`, roundID)
	if err != nil {
		return nil, fmt.Errorf("count of round %d: %w", roundID, err)
	}
	all, err := pgx.CollectRows(rows, pgx.RowToStructByPos[Count])
	if err != nil {
		return nil, fmt.Errorf("count of round %d: %w", roundID, err)
	}
	return all, nil
}

// InsertRound opens a vote on an item and returns its id.
func (tx *Tx) InsertRound(ctx context.Context, v Round) (int64, error) {
	var id int64
	err := tx.tx.QueryRow(ctx, `
		INSERT INTO vote_round (item_id, ordinal, method, state, total_members, present, opened_by, opened_at, box_id)
		SELECT $1, coalesce(max(ordinal), 0) + 1, $2, 'open', $3, $4, $5, $6, $7 FROM vote_round WHERE item_id = $1 RETURNING id`,
		v.ItemID, v.Method, v.Total, v.Present, tx.who.AccountID, tx.now, zeronull.Int8(v.BoxID)).Scan(&id)
	if err != nil {
		return 0, fmt.Errorf("open round on item %d: %w", v.ItemID, err)
	}
	for _, s := range v.Scrutineers {
		err := tx.exec(ctx, fmt.Sprintf("scrutineer of round %d", id), `
			INSERT INTO scrutineer (round_id, member_id, chief) VALUES ($1, $2, $3)`, id, s.MemberID, s.Chief)
		if err != nil {
			return 0, err
		}
	}
	return id, nil
}

// InsertCountEntry keeps what one scrutineer counted.
func (tx *Tx) InsertCountEntry(ctx context.Context, roundID int64, e CountEntry) error {
	var id int64
	err := tx.tx.QueryRow(ctx, `
		INSERT INTO count_entry (round_id, member_id, issued, returned, entered_at) VALUES ($1, $2, $3, $4, $5) RETURNING id`,
		roundID, e.MemberID, e.Issued, e.Returned, tx.now).Scan(&id)
	if err != nil {
		return fmt.Errorf("count of round %d: %w", roundID, err)
	}
	return tx.Together(ctx, func() error {
		for _, l := range e.Lines {
			err := tx.exec(ctx, fmt.Sprintf("count of round %d", roundID), `
				INSERT INTO count_line (entry_id, case_id, yes, no, abstain, invalid) VALUES ($1, $2, $3, $4, $5, $6)`,
				id, l.CaseID, l.Yes, l.No, l.Abstain, l.Invalid)
			if err != nil {
				return err
			}
		}
		return nil
	})
}

// SupersedeCounts puts the present entries of a round aside, so that its scrutineers count again.
func (tx *Tx) SupersedeCounts(ctx context.Context, roundID int64) error {
	return tx.exec(ctx, fmt.Sprintf("recount round %d", roundID), `
		UPDATE count_entry SET superseded = true WHERE round_id = $1 AND NOT superseded`, roundID)
}

// InsertCounts keeps the agreed count of a round.
func (tx *Tx) InsertCounts(ctx context.Context, roundID int64, all []Count) error {
	return tx.Together(ctx, func() error {
		for _, n := range all {
			err := tx.exec(ctx, fmt.Sprintf("count of round %d", roundID), `
				INSERT INTO vote_count (round_id, case_id, yes, no, abstain, invalid, not_cast) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
				roundID, n.CaseID, n.Yes, n.No, n.Abstain, n.Invalid, n.NotCast)
			if err != nil {
				return err
			}
		}
		return nil
	})
}

// SuggestTime tells the room by when to have voted. The operator closes the vote, not the clock.
func (tx *Tx) SuggestTime(ctx context.Context, id int64, until time.Time) error {
	return tx.exec1(ctx, "本轮表决", fmt.Sprintf("time of round %d", id), `
		UPDATE vote_round SET cast_until = $2 WHERE id = $1 AND state = 'open'`, id, until)
}

// CountRound closes the count of an open round.
func (tx *Tx) CountRound(ctx context.Context, id int64, issued, returned int) error {
	return tx.exec1(ctx, "本轮表决", fmt.Sprintf("count round %d", id), `
		UPDATE vote_round SET state = 'counted', issued = $2, returned = $3 WHERE id = $1 AND state = 'open'`, id, issued, returned)
}

// InsertConfirmation keeps a scrutineer's word that the opened box of a round is counted right; dissent is
// what they hold on to after their objection was dismissed.
func (tx *Tx) InsertConfirmation(ctx context.Context, roundID, memberID int64, dissent string) error {
	return tx.exec(ctx, fmt.Sprintf("confirm count of round %d", roundID), `
		INSERT INTO count_confirmation (round_id, member_id, confirmed_at, dissent) VALUES ($1, $2, $3, $4)`, roundID, memberID, tx.now, dissent)
}

// InsertObjection keeps what a member objects to in the count of a round.
func (tx *Tx) InsertObjection(ctx context.Context, roundID, memberID int64, text string) error {
	return tx.exec(ctx, fmt.Sprintf("objection in round %d", roundID), `
		INSERT INTO count_objection (round_id, member_id, text, filed_at) VALUES ($1, $2, $3, $4)`, roundID, memberID, text, tx.now)
}

// DecideObjection keeps what became of an objection that is undecided.
func (tx *Tx) DecideObjection(ctx context.Context, id int64, d Decision, reason string) error {
	return tx.exec1(ctx, "书面异议", fmt.Sprintf("decide objection %d", id), `
		UPDATE count_objection SET decision = $2, reason = $3, decided_by = $4, decided_at = $5 WHERE id = $1 AND decision = ''`,
		id, d, reason, tx.who.AccountID, tx.now)
}

// VoidRound makes a round that is not announced void. A negative number of ballots is not known.
func (tx *Tx) VoidRound(ctx context.Context, v Round, issued, returned int, reason string) error {
	return tx.exec1(ctx, "本轮表决", fmt.Sprintf("void round %d", v.ID), `
		UPDATE vote_round SET state = 'void', void_reason = $3, issued = coalesce(nullif($4::int, -1), issued),
			returned = coalesce(nullif($5::int, -1), returned)
		WHERE id = $1 AND state = $2`, v.ID, v.State, reason, issued, returned)
}

// AnnounceRound makes the count of a round the result of its cases.
func (tx *Tx) AnnounceRound(ctx context.Context, id int64, day calendar.Day) error {
	doing := fmt.Sprintf("announce round %d", id)
	err := tx.exec1(ctx, "本轮表决", doing, `
		UPDATE vote_round SET state = 'announced', announced_by = $2, announced_at = $3 WHERE id = $1 AND state = 'counted'`,
		id, tx.who.AccountID, tx.now)
	if err != nil {
		return err
	}
	return tx.exec(ctx, doing, `
		INSERT INTO vote_result (case_id, round_id, yes, no, abstain, invalid, not_cast, total_members, adopted, decided_on)
		SELECT n.case_id, v.id, n.yes, n.no, n.abstain, n.invalid, n.not_cast, v.total_members, n.yes * 2 > v.total_members, $2
		FROM vote_count n JOIN vote_round v ON v.id = n.round_id WHERE v.id = $1`, id, day)
}

// InsertFiling notes that an adopted case is to be reported, and by when.
func (tx *Tx) InsertFiling(ctx context.Context, caseID int64, recipient, organ string, due calendar.Day) error {
	return tx.exec(ctx, fmt.Sprintf("filing of case %d", caseID), `
		INSERT INTO filing (case_id, recipient, filed_by_organ, due_on) VALUES ($1, $2, $3, $4)`, caseID, recipient, organ, due)
}
