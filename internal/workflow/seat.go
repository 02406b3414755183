package workflow

import (
	"context"
	"crypto/rand"
	"fmt"
	"math/big"
	"strings"
	"time"

	"renmian/internal/authz"
	"renmian/internal/calendar"
	"renmian/internal/errs"
	"renmian/internal/meeting"
	"renmian/internal/store"
)

// inviting is how long a code registers tablets: as long as it takes to carry it around the room.
const inviting = 30 * time.Minute

func seatSubject(id int64) store.Subject   { return store.Subject{Kind: "seat", ID: id} }
func deviceSubject(id int64) store.Subject { return store.Subject{Kind: "device", ID: id} }

// Slip is the password of one seat as printed for its member, once; nothing keeps it in clear (密码条).
type Slip struct {
	MemberID int64
	Pin      string
}

// newPin draws four digits.
func newPin() string {
	n, err := rand.Int(rand.Reader, big.NewInt(10_000))
	if err != nil {
		panic(err) // never fails
	}
	return fmt.Sprintf("%04d", n)
}

// MakeSeats gives every member of a meeting who has an account and no seat yet a card and a password
// (制作席卡和席位密码). It returns the slips of the new seats, to be printed at once.
func (f *Flow) MakeSeats(ctx context.Context, who authz.Actor, meetingID int64) (slips []Slip, err error) {
	err = f.onMeeting(ctx, who, authz.MakeSeats, meetingID, beforeClose, func(tx *store.Tx, m *store.Meeting) (map[string]any, error) {
		accounts, err := tx.MemberAccounts(ctx, m.ID)
		if err != nil {
			return nil, err
		}
		expected, err := tx.Attendance(ctx, m.ID)
		if err != nil {
			return nil, err
		}
		for _, a := range expected {
			if accounts[a.ID] == 0 {
				continue
			}
			slip := Slip{MemberID: a.ID, Pin: newPin()}
			made, err := tx.InsertSeat(ctx, store.Seat{MeetingID: m.ID, MemberID: a.ID, AccountID: accounts[a.ID], Code: rand.Text()}, slip.Pin)
			if err != nil {
				return nil, err
			}
			if made {
				slips = append(slips, slip)
			}
		}
		if len(slips) == 0 {
			return nil, errs.New(errs.Conflict, "每位有账号的组成人员都已有席卡和密码。忘记密码的，请在其席位上办理“重发密码”。")
		}
		return map[string]any{"seats": len(slips)}, nil
	})
	return slips, err
}

// onSeat locks a seat of a meeting that is not over and changes it.
func (f *Flow) onSeat(ctx context.Context, who authz.Actor, act authz.Action, meetingID, id int64, change func(tx *store.Tx, s store.Seat) error) error {
	return f.do(ctx, who, act, func(tx *store.Tx) error {
		s, err := tx.LockSeat(ctx, id)
		switch {
		case err != nil:
			return err
		case s.MeetingID != meetingID:
			return errs.New(errs.NotFound, "本次会议没有这个席位，请从席位页面重新进入。")
		case s.Phase == meeting.Closed:
			return errs.New(errs.Conflict, "会议已经闭会，席位不再使用。")
		}
		if err := change(tx, s); err != nil {
			return err
		}
		return tx.Audit(ctx, act, seatSubject(id), map[string]any{"member": s.Name})
	})
}

// ResetSeat gives a seat a new password and lets it be tried again (重发席位密码).
func (f *Flow) ResetSeat(ctx context.Context, who authz.Actor, meetingID, id int64) (slip Slip, err error) {
	slip.Pin = newPin()
	err = f.onSeat(ctx, who, authz.ResetSeat, meetingID, id, func(tx *store.Tx, s store.Seat) error {
		slip.MemberID = s.MemberID
		return tx.SetPin(ctx, s, slip.Pin)
	})
	return slip, err
}

// ReleaseSeat ends the session of a seat's tablet, so that the member can sign in on a spare (更换平板).
func (f *Flow) ReleaseSeat(ctx context.Context, who authz.Actor, meetingID, id int64) error {
	return f.onSeat(ctx, who, authz.ReleaseSeat, meetingID, id, func(tx *store.Tx, s store.Seat) error {
		if s.DeviceID == 0 {
			return errs.New(errs.Conflict, "%s的席位没有平板登录，可以直接用备用平板扫席卡。", s.Name)
		}
		s.DeviceID, s.SignedInAt = 0, time.Time{}
		s.Epoch++
		return tx.SaveSeat(ctx, s)
	})
}

// errCard is one answer for a card that is unknown and one whose meeting is over.
var errCard = errs.New(errs.NotFound, "席卡无效。请扫描桌上本次会议的席卡，或请会务人员处理。")

// EnterSeat signs a member in at their seat (席位登录): on a tablet of the house, by the code of the card
// and the password. It returns the seat, whose session is to carry its epoch.
//
// It is not held back while ballots are cast, although it writes rows with a name and a time: the tablet that starts
// again in mid-vote still holds its member's ballot, and must come back to cast it. The rows say what the room sees,
// that a member signed in, and tie nobody to a ballot: what lies in the urn is encrypted, under a tag that only the key
// relates to a token, written by the server for all who wait, and what is opened is written once, sorted by token. Only
// who takes the keys from the server while the vote goes on could tell more, with or without these rows (BALLOT.md §4.2).
func (f *Flow) EnterSeat(ctx context.Context, deviceToken, code, pin string) (store.Seat, error) {
	device, err := f.db.DeviceByToken(ctx, deviceToken)
	if errs.KindOf(err) == errs.NotFound || err == nil && !device.RevokedAt.IsZero() {
		return store.Seat{}, errs.New(errs.Forbidden, "这台平板没有登记，不能在席位上使用。请向会务人员领取登记过的平板。")
	} else if err != nil {
		return store.Seat{}, err
	}
	s, err := f.db.SeatByCode(ctx, code)
	if errs.KindOf(err) == errs.NotFound || err == nil && s.Phase == meeting.Closed {
		return store.Seat{}, errCard
	} else if err != nil {
		return store.Seat{}, err
	}
	account, err := f.db.Account(ctx, s.AccountID)
	if err != nil {
		return store.Seat{}, err
	}
	if err := authz.Check(account.Actor(), authz.EnterSeat); err != nil || !account.DisabledAt.IsZero() {
		return store.Seat{}, errs.New(errs.Forbidden, "%s的账号已停用或没有组成人员的职责，请会务人员联系系统管理员。", s.Name)
	}
	var refused error // told after the commit that counted it
	err = f.db.InTx(ctx, account.Actor(), func(tx *store.Tx) error {
		if s, err = tx.LockSeat(ctx, s.ID); err != nil {
			return err
		}
		matches, err := tx.PinMatches(ctx, s, pin)
		if err != nil {
			return err
		}
		if refused = seatRefusal(s, device.ID, matches); refused != nil {
			if errs.KindOf(refused) == errs.Invalid {
				s.Failures++
				if err := tx.SaveSeat(ctx, s); err != nil {
					return err
				}
				if s.Locked() {
					refused = seatRefusal(s, device.ID, false)
				}
			}
			return tx.Audit(ctx, authz.EnterSeatFail, seatSubject(s.ID), map[string]any{"device": device.Label, "failures": s.Failures})
		}
		s.Failures, s.DeviceID, s.SignedInAt = 0, device.ID, tx.Now()
		s.Epoch++ // a seat has one session
		if err := tx.SaveSeat(ctx, s); err != nil {
			return err
		}
		if err := tx.LeaveOtherSeats(ctx, s); err != nil { // a tablet is at one seat
			return err
		}
		if err := signInAtSeat(ctx, tx, s); err != nil {
			return err
		}
		return tx.Audit(ctx, authz.EnterSeat, seatSubject(s.ID), map[string]any{"device": device.Label})
	})
	if err == nil {
		err = refused
	}
	return s, err
}

// signInAtSeat marks the member as present who signs in at the seat on the day of the meeting (席位签到). It
// waits for the operator while a vote is under way, whose roll and quorum are fixed: attendance is not written
// beside ballots. Who left early is marked by the operator, too.
func signInAtSeat(ctx context.Context, tx *store.Tx, s store.Seat) error {
	settings, err := tx.Settings(ctx)
	if err != nil || !settings.SeatSignIn {
		return err
	}
	if due, err := toSignIn(ctx, tx, s); err != nil || due == "" {
		return err
	}
	if _, err := tx.LockMeeting(ctx, s.MeetingID); err != nil {
		return err
	}
	was, err := toSignIn(ctx, tx, s) // as it stands now
	if err != nil || was == "" {
		return err
	}
	if err := tx.SignInAtSeat(ctx, s.MeetingID, s.MemberID, was); err != nil {
		return err
	}
	return tx.Audit(ctx, authz.SignInAtSeat, meetingSubject(s.MeetingID), map[string]any{"member": s.Name})
}

// toSignIn returns the attendance that signing in at the seat changes; "" when it changes none.
func toSignIn(ctx context.Context, tx *store.Tx, s store.Seat) (meeting.Status, error) {
	m, err := tx.Meeting(ctx, s.MeetingID)
	if err != nil {
		return "", err
	}
	if m.Phase != meeting.Open && (m.Phase != meeting.Notified || calendar.Of(tx.Now()) != m.HeldOn) {
		return "", nil
	}
	rounds, err := tx.RoundsOfMeeting(ctx, m.ID)
	if err != nil {
		return "", err
	}
	for _, v := range rounds {
		if v.State == store.RoundOpen || v.State == store.RoundCounted {
			return "", nil
		}
	}
	if voting, err := tx.Voting(ctx, m.ID); err != nil || voting { // also in a rating
		return "", err
	}
	list, err := tx.Attendance(ctx, m.ID)
	if err != nil {
		return "", err
	}
	for _, a := range list {
		if a.ID == s.MemberID && a.Status != meeting.LeftEarly && meeting.SetStatus(m.Phase, a.Status, meeting.Present, "") == nil {
			return a.Status, nil
		}
	}
	return "", nil
}

// seatRefusal tells why nobody may sign in at a seat with this tablet now; nil when they may. An
// Invalid refusal counts as a wrong try.
func seatRefusal(s store.Seat, deviceID int64, matches bool) error {
	switch {
	case s.Locked():
		return errs.New(errs.Conflict, "密码连续输错 %d 次，席位已锁定。请举手，由会务人员核对本人后重发密码。", authz.SeatTries)
	case !matches:
		return errs.Form(errs.Field{Name: "pin", Message: fmt.Sprintf("密码不对，请对照密码条再输一次，还可以试 %d 次。", authz.SeatTries-s.Failures-1)})
	case s.DeviceID != 0 && s.DeviceID != deviceID && !s.Revoked:
		return errs.New(errs.Conflict, "%s的席位正在另一台平板（%s）上使用。那台平板丢失或者损坏的，请举手，由会务人员办理更换。", s.Name, s.Device)
	}
	return nil
}

// InviteDevices makes a code that registers tablets for half an hour (生成平板登记码).
func (f *Flow) InviteDevices(ctx context.Context, who authz.Actor) (code string, until time.Time, err error) {
	code = rand.Text()
	err = f.do(ctx, who, authz.InviteDevices, func(tx *store.Tx) error {
		until = tx.Now().Add(inviting)
		if err := tx.InsertDeviceCode(ctx, code, until); err != nil {
			return err
		}
		return tx.Audit(ctx, authz.InviteDevices, store.Subject{Kind: "device"}, nil)
	})
	return code, until, err
}

// RegisterDevice makes the tablet that shows a good code one of the house (登记平板), on behalf of whoever
// made the code, and returns the token that the tablet keeps.
func (f *Flow) RegisterDevice(ctx context.Context, code string) (token string, d store.Device, err error) {
	maker, err := f.db.DeviceCodeMaker(ctx, strings.TrimSpace(code), f.db.Now())
	if errs.KindOf(err) == errs.NotFound {
		return "", d, errs.New(errs.NotFound, "登记码无效或已过期，请会务人员在“席位和平板”页面重新生成。")
	} else if err != nil {
		return "", d, err
	}
	token = rand.Text()
	err = f.do(ctx, maker.Actor(), authz.RegisterDevice, func(tx *store.Tx) error {
		if d, err = tx.InsertDevice(ctx, token); err != nil {
			return err
		}
		return tx.Audit(ctx, authz.RegisterDevice, deviceSubject(d.ID), map[string]any{"label": d.Label})
	})
	return token, d, err
}

// RevokeDevice ends the use of a tablet, and with it whatever session runs on it (停用平板).
func (f *Flow) RevokeDevice(ctx context.Context, who authz.Actor, id int64, why string) error {
	why = strings.TrimSpace(why)
	return f.do(ctx, who, authz.RevokeDevice, func(tx *store.Tx) error {
		if why == "" {
			return errs.Form(errs.Field{Name: "why", Message: "请写明停用的原因，例如“丢失”“损坏”。"})
		}
		d, err := tx.Device(ctx, id)
		if err != nil {
			return err
		}
		if err := tx.RevokeDevice(ctx, id, why); err != nil {
			return err
		}
		return tx.Audit(ctx, authz.RevokeDevice, deviceSubject(id), map[string]any{"label": d.Label, "why": why})
	})
}

// maxNote is in bytes: some twenty pages.
const maxNote = 48 << 10

// ErrNoteWaits is the answer to a note while ballots are cast: a row with a name beside them would tell who
// was at their tablet when.
var ErrNoteWaits = errs.New(errs.Conflict, "正在无记名投票，笔记暂不存入系统，仍留在本页。投票结束后请再保存。")

// WriteNote keeps a member's private note on a paper they were given (记私人笔记) and returns its next version.
func (f *Flow) WriteNote(ctx context.Context, who authz.Actor, materialID int64, n store.Note) (version int, err error) {
	if err := authz.Check(who, authz.WriteNote); err != nil {
		return 0, err
	}
	x, err := f.db.Material(ctx, materialID, who.MemberID)
	switch {
	case err != nil:
		return 0, err
	case x.DeliveredAt.IsZero() || who.MemberID == 0:
		return 0, errs.New(errs.NotFound, "没有这份会议材料，请从材料页面重新进入。")
	case len(n.Text) > maxNote:
		return 0, errs.Form(errs.Field{Name: "note", Message: "笔记过长，请删减一些。"})
	}
	if voting, err := f.db.Voting(ctx, x.MeetingID); err != nil {
		return 0, err
	} else if voting {
		return 0, ErrNoteWaits
	}
	return f.db.SaveNote(ctx, who.AccountID, materialID, n)
}
