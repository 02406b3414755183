package store

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype/zeronull"

	"renmian/internal/authz"
	"renmian/internal/meeting"
)

// Seat is a member's place at one meeting (席位): the card on the desk, its password, and the tablet
// that is signed in there.
type Seat struct {
	ID         int64
	MeetingID  int64
	MemberID   int64
	AccountID  int64
	Name       string
	Number     int    // 席位号 in the hall; zero for none
	Code       string // in the QR code of the card
	Failures   int    // wrong passwords since the last right one
	Epoch      int
	DeviceID   int64 // zero: nobody has signed in
	Device     string
	Revoked    bool // the tablet
	SignedInAt time.Time
	Phase      meeting.Phase
}

// Locked reports whether the seat takes no more passwords until the operator makes a new one.
func (s Seat) Locked() bool { return s.Failures >= authz.SeatTries }

const seatSQL = `
	SELECT s.id, s.meeting_id, s.member_id, s.account_id, p.name, coalesce(v.seat, 0), s.code, s.failures, s.epoch,
	       s.device_id, coalesce(d.label, ''), d.revoked_at IS NOT NULL, s.signed_in_at, m.state
	FROM seat s JOIN committee_meeting m ON m.id = s.meeting_id
	JOIN member v ON v.id = s.member_id JOIN person p ON p.id = v.person_id
	LEFT JOIN device d ON d.id = s.device_id`

func scanSeat(row pgx.CollectableRow) (s Seat, err error) {
	return s, row.Scan(&s.ID, &s.MeetingID, &s.MemberID, &s.AccountID, &s.Name, &s.Number, &s.Code, &s.Failures, &s.Epoch,
		(*zeronull.Int8)(&s.DeviceID), &s.Device, &s.Revoked, (*zeronull.Timestamptz)(&s.SignedInAt), &s.Phase)
}

func (r reads) seat(ctx context.Context, what any, where string, args ...any) (Seat, error) {
	rows, err := r.q.Query(ctx, seatSQL+where, args...)
	if err != nil {
		return Seat{}, fmt.Errorf("seat %v: %w", what, err)
	}
	s, err := pgx.CollectExactlyOneRow(rows, scanSeat)
	if err != nil {
		return Seat{}, missing(err, "席位", what)
	}
	return s, nil
}

// Seat returns one seat.
func (r reads) Seat(ctx context.Context, id int64) (Seat, error) {
	return r.seat(ctx, id, ` WHERE s.id = $1`, id)
}

// SeatByCode returns the seat of a card.
func (r reads) SeatByCode(ctx context.Context, code string) (Seat, error) {
	return r.seat(ctx, "card", ` WHERE s.code = $1`, code)
}

// Seats lists the seats of a meeting by number.
func (r reads) Seats(ctx context.Context, meetingID int64) ([]Seat, error) {
	rows, err := r.q.Query(ctx, seatSQL+` WHERE s.meeting_id = $1 ORDER BY v.seat NULLS LAST, s.id LIMIT 500`, meetingID)
	if err != nil {
		return nil, fmt.Errorf("seats of meeting %d: %w", meetingID, err)
	}
	all, err := pgx.CollectRows(rows, scanSeat)
	if err != nil {
		return nil, fmt.Errorf("seats of meeting %d: %w", meetingID, err)
	}
	return all, nil
}

// MemberAccounts returns the account of each member who is expected at a meeting, by member: the one
// they act with as a member, where they have a second one for another capacity.
func (r reads) MemberAccounts(ctx context.Context, meetingID int64) (map[int64]int64, error) {
	rows, err := r.q.Query(ctx, `
		SELECT DISTINCT ON (a.member_id) a.member_id, a.id
		FROM attendance x JOIN account a ON a.member_id = x.member_id
		WHERE x.meeting_id = $1 AND a.disabled_at IS NULL AND a.roles && ARRAY['member', 'chair']
		ORDER BY a.member_id, 'member' = ANY (a.roles) DESC, a.id`, meetingID)
	if err != nil {
		return nil, fmt.Errorf("accounts of meeting %d: %w", meetingID, err)
	}
	all := map[int64]int64{}
	var member, account int64
	if _, err := pgx.ForEachRow(rows, []any{&member, &account}, func() error { all[member] = account; return nil }); err != nil {
		return nil, fmt.Errorf("accounts of meeting %d: %w", meetingID, err)
	}
	return all, nil
}

// MeetingOfMember returns the meeting that concerns a member now: the one that is open, else the next
// they are called to, else the last they were; zero for none.
func (r reads) MeetingOfMember(ctx context.Context, memberID int64) (int64, error) {
	var id int64
	err := r.q.QueryRow(ctx, `
		SELECT m.id FROM committee_meeting m JOIN attendance x ON x.meeting_id = m.id
		WHERE x.member_id = $1 AND m.state <> 'planned'
		ORDER BY m.state = 'open' DESC, m.state = 'notified' DESC,
			CASE WHEN m.state = 'notified' THEN m.held_on END, m.held_on DESC, m.id DESC LIMIT 1`, memberID).Scan(&id)
	if errors.Is(err, pgx.ErrNoRows) {
		return 0, nil
	}
	if err != nil {
		return 0, fmt.Errorf("meeting of member %d: %w", memberID, err)
	}
	return id, nil
}

// seatPin hashes a seat's password with a key outside the database, without which four digits would be
// guessed from a dump in a moment. The code of the card goes in, so that no two seats share a hash.
func (r reads) seatPin(code, pin string) ([]byte, error) {
	keys, err := r.identityKeys()
	if err != nil {
		return nil, err
	}
	h := hmac.New(sha256.New, keys.pins)
	fmt.Fprintf(h, "%s %s", code, pin)
	return h.Sum(nil), nil
}

// PinMatches reports whether the password is the one of the seat.
func (r reads) PinMatches(ctx context.Context, s Seat, pin string) (bool, error) {
	got, err := r.seatPin(s.Code, pin)
	if err != nil {
		return false, err
	}
	var want []byte
	if err := r.q.QueryRow(ctx, `SELECT pin FROM seat WHERE id = $1`, s.ID).Scan(&want); err != nil {
		return false, missing(err, "席位", s.ID)
	}
	return hmac.Equal(got, want), nil
}

// LockSeat reads a seat and holds its row until the transaction ends.
func (tx *Tx) LockSeat(ctx context.Context, id int64) (Seat, error) {
	if err := tx.exec(ctx, fmt.Sprintf("lock seat %d", id), `SELECT FROM seat WHERE id = $1 FOR UPDATE`, id); err != nil {
		return Seat{}, err
	}
	return tx.Seat(ctx, id)
}

// InsertSeat gives a member a seat at a meeting, with the password on their slip; a seat that is there
// already stays as it is, and made is false.
func (tx *Tx) InsertSeat(ctx context.Context, s Seat, pin string) (made bool, err error) {
	hash, err := tx.seatPin(s.Code, pin)
	if err != nil {
		return false, err
	}
	tag, err := tx.tx.Exec(ctx, `
		INSERT INTO seat (meeting_id, member_id, account_id, code, pin) VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (meeting_id, member_id) DO NOTHING`, s.MeetingID, s.MemberID, s.AccountID, s.Code, hash)
	if err != nil {
		return false, fmt.Errorf("insert seat: %w", err)
	}
	return tag.RowsAffected() == 1, nil
}

// SetPin gives a seat a new password and forgets the wrong tries.
func (tx *Tx) SetPin(ctx context.Context, s Seat, pin string) error {
	hash, err := tx.seatPin(s.Code, pin)
	if err != nil {
		return err
	}
	return tx.exec1(ctx, "席位", fmt.Sprintf("set password of seat %d", s.ID), `
		UPDATE seat SET pin = $2, failures = 0 WHERE id = $1`, s.ID, hash)
}

// SaveSeat writes what changed of a seat since LockSeat.
func (tx *Tx) SaveSeat(ctx context.Context, s Seat) error {
	return tx.exec1(ctx, "席位", fmt.Sprintf("save seat %d", s.ID), `
		UPDATE seat SET failures = $2, epoch = $3, device_id = $4, signed_in_at = $5 WHERE id = $1`,
		s.ID, s.Failures, s.Epoch, zeronull.Int8(s.DeviceID), zeronull.Timestamptz(s.SignedInAt))
}

// LeaveOtherSeats frees the other seats of the meeting that a seat's tablet was at before it was handed on: their
// sessions are over, and their members may sign in on another.
func (tx *Tx) LeaveOtherSeats(ctx context.Context, s Seat) error {
	return tx.exec(ctx, fmt.Sprintf("leave seats for %d", s.ID), `
		UPDATE seat SET device_id = NULL, signed_in_at = NULL, epoch = epoch + 1
		WHERE meeting_id = $1 AND device_id = $2 AND id <> $3`, s.MeetingID, s.DeviceID, s.ID)
}

// Device is a tablet of the house (平板).
type Device struct {
	ID           int64
	Label        string
	RegisteredAt time.Time
	RegisteredBy string
	RevokedAt    time.Time // zero: in use
	RevokedWhy   string
}

const deviceSQL = `SELECT d.id, d.label, d.registered_at, a.name, d.revoked_at, d.revoked_why
	FROM device d JOIN account a ON a.id = d.registered_by`

func scanDevice(row pgx.CollectableRow) (d Device, err error) {
	return d, row.Scan(&d.ID, &d.Label, &d.RegisteredAt, &d.RegisteredBy, (*zeronull.Timestamptz)(&d.RevokedAt), &d.RevokedWhy)
}

// Devices lists the tablets, those in use first.
func (r reads) Devices(ctx context.Context) ([]Device, error) {
	rows, err := r.q.Query(ctx, deviceSQL+` ORDER BY d.revoked_at IS NOT NULL, d.id LIMIT 500`)
	if err != nil {
		return nil, fmt.Errorf("devices: %w", err)
	}
	all, err := pgx.CollectRows(rows, scanDevice)
	if err != nil {
		return nil, fmt.Errorf("devices: %w", err)
	}
	return all, nil
}

func (r reads) device(ctx context.Context, what, key any, where string) (Device, error) {
	rows, err := r.q.Query(ctx, deviceSQL+where, key)
	if err != nil {
		return Device{}, fmt.Errorf("device %v: %w", what, err)
	}
	d, err := pgx.CollectExactlyOneRow(rows, scanDevice)
	if err != nil {
		return Device{}, missing(err, "平板", what)
	}
	return d, nil
}

// Device returns one tablet.
func (r reads) Device(ctx context.Context, id int64) (Device, error) {
	return r.device(ctx, id, id, ` WHERE d.id = $1`)
}

// DeviceByToken returns the tablet that keeps a token.
func (r reads) DeviceByToken(ctx context.Context, token string) (Device, error) {
	hash := sha256.Sum256([]byte(token))
	return r.device(ctx, "token", hash[:], ` WHERE d.token_hash = $1`)
}

// InsertDeviceCode keeps a code that registers tablets until it expires, and forgets those that have.
func (tx *Tx) InsertDeviceCode(ctx context.Context, code string, expires time.Time) error {
	hash := sha256.Sum256([]byte(code))
	if err := tx.exec(ctx, "forget device codes", `DELETE FROM device_code WHERE expires_at <= $1`, tx.now); err != nil {
		return err
	}
	return tx.exec(ctx, "insert device code", `
		INSERT INTO device_code (code_hash, made_by, expires_at) VALUES ($1, $2, $3)`, hash[:], tx.who.AccountID, expires)
}

// DeviceCodeMaker returns the account that made a code, while it is good.
func (r reads) DeviceCodeMaker(ctx context.Context, code string, now time.Time) (Account, error) {
	hash := sha256.Sum256([]byte(code))
	var id int64
	err := r.q.QueryRow(ctx, `SELECT made_by FROM device_code WHERE code_hash = $1 AND expires_at > $2`, hash[:], now).Scan(&id)
	if err != nil {
		return Account{}, missing(err, "登记码", "")
	}
	return r.Account(ctx, id)
}

// InsertDevice registers a tablet under the next number and returns its name.
func (tx *Tx) InsertDevice(ctx context.Context, token string) (Device, error) {
	hash := sha256.Sum256([]byte(token))
	if err := tx.exec(ctx, "number devices", `LOCK TABLE device IN SHARE ROW EXCLUSIVE MODE`); err != nil {
		return Device{}, err
	}
	var id int64
	err := tx.tx.QueryRow(ctx, `
		INSERT INTO device (label, token_hash, registered_at, registered_by)
		SELECT '平板' || to_char(count(*) + 1, 'FM9900'), $1, $2, $3 FROM device RETURNING id`,
		hash[:], tx.now, tx.who.AccountID).Scan(&id)
	if err != nil {
		return Device{}, fmt.Errorf("insert device: %w", err)
	}
	return tx.Device(ctx, id)
}

// RevokeDevice ends the use of a tablet.
func (tx *Tx) RevokeDevice(ctx context.Context, id int64, why string) error {
	return tx.exec1(ctx, "平板", fmt.Sprintf("revoke device %d", id), `
		UPDATE device SET revoked_at = $2, revoked_why = $3 WHERE id = $1 AND revoked_at IS NULL`, id, tx.now, why)
}

// Note is what a member wrote for themselves on a paper (私人笔记).
type Note struct {
	Text    string
	Version int // zero: nothing was written yet
}

// Note returns an account's own note on a paper.
func (r reads) Note(ctx context.Context, accountID, materialID int64) (Note, error) {
	var sealed []byte
	var n Note
	err := r.q.QueryRow(ctx, `
		SELECT body, version FROM note WHERE account_id = $1 AND material_id = $2`, accountID, materialID).Scan(&sealed, &n.Version)
	if errors.Is(err, pgx.ErrNoRows) {
		return Note{}, nil
	}
	if err != nil {
		return Note{}, fmt.Errorf("note on material %d: %w", materialID, err)
	}
	keys, err := r.identityKeys()
	if err != nil {
		return Note{}, err
	}
	text, err := openWith(keys.notes, sealed, noteOf(accountID, materialID))
	if err != nil {
		return Note{}, fmt.Errorf("open note on material %d: %w", materialID, err)
	}
	n.Text = string(text)
	return n, nil
}

func noteOf(accountID, materialID int64) []byte {
	return fmt.Appendf(nil, "%d %d", accountID, materialID)
}

// SaveNote keeps an account's own note, written on the version that its page showed, and returns the
// next version. It stands outside InTx because a private note is no step of the procedure: an event
// would tell others when a member writes.
func (db *DB) SaveNote(ctx context.Context, accountID, materialID int64, n Note) (version int, err error) {
	keys, err := db.identityKeys()
	if err != nil {
		return 0, err
	}
	sealed := sealWith(keys.notes, []byte(n.Text), noteOf(accountID, materialID))
	err = db.pool.QueryRow(ctx, `
		INSERT INTO note AS n (account_id, material_id, body, version) VALUES ($1, $2, $3, 1)
		ON CONFLICT (account_id, material_id) DO UPDATE SET body = excluded.body, version = n.version + 1 WHERE n.version = $4
		RETURNING version`, accountID, materialID, sealed, n.Version).Scan(&version)
	if errors.Is(err, pgx.ErrNoRows) {
		return 0, changedElsewhere("笔记")
	}
	if err != nil {
		return 0, fmt.Errorf("save note on material %d: %w", materialID, err)
	}
	return version, nil
}
