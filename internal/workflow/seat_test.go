package workflow_test

import (
	"strings"
	"testing"
	"time"

	"renmian/internal/authz"
	"renmian/internal/errs"
	"renmian/internal/fixture"
	"renmian/internal/meeting"
	"renmian/internal/pgtest"
	"renmian/internal/store"
	"renmian/internal/supervision"
	"renmian/internal/workflow"
)

// seated is a house with seats made for the members with an account, and one tablet.
type seated struct {
	*fixture.House
	pins map[int64]string
}

func seatsMade(t *testing.T) seated {
	t.Helper()
	h := seated{fixture.New(t, pgtest.New(t)), map[int64]string{}}
	h.AsMember(6)
	slips, err := h.Flow.MakeSeats(t.Context(), h.Operator, h.Meeting)
	h.Must(err)
	for _, s := range slips {
		h.pins[s.MemberID] = s.Pin
	}
	return h
}

func (h seated) tablet() string {
	h.T.Helper()
	code, _, err := h.Flow.InviteDevices(h.T.Context(), h.Operator)
	h.Must(err)
	token, _, err := h.Flow.RegisterDevice(h.T.Context(), code)
	h.Must(err)
	return token
}

func (h seated) seatOf(member int64) store.Seat {
	h.T.Helper()
	all, err := h.DB.Seats(h.T.Context(), h.Meeting)
	h.Must(err)
	for _, s := range all {
		if s.MemberID == member {
			return s
		}
	}
	h.T.Fatalf("member %d has no seat", member)
	return store.Seat{}
}

func (h seated) wrong(member int64) string {
	if h.pins[member] == "0000" {
		return "1111"
	}
	return "0000"
}

func TestSeatOpensByCardPasswordAndTablet(t *testing.T) {
	h := seatsMade(t)
	ctx := t.Context()
	member := h.Members[6]
	s := h.seatOf(member)
	tablet, spare := h.tablet(), h.tablet()

	_, err := h.Flow.EnterSeat(ctx, "", s.Code, h.pins[member])
	refused(t, "seat", err, errs.Forbidden, "没有登记")
	_, err = h.Flow.EnterSeat(ctx, tablet, "no such card", h.pins[member])
	refused(t, "seat", err, errs.NotFound, "席卡无效")
	_, err = h.Flow.EnterSeat(ctx, tablet, s.Code, h.wrong(member))
	refused(t, "seat", err, errs.Invalid, "还可以试 4 次")
	first, err := h.Flow.EnterSeat(ctx, tablet, s.Code, h.pins[member])
	h.Must(err)
	if first.MemberID != member || h.seatOf(member).Failures != 0 {
		t.Errorf("seat entered: %+v", first)
	}
	_, err = h.Flow.EnterSeat(ctx, spare, s.Code, h.pins[member])
	refused(t, "seat", err, errs.Conflict, "另一台平板（平板01）")

	// A lost tablet: the operator frees the seat, and the first session is over.
	refused(t, "seat", h.Flow.ReleaseSeat(ctx, h.Clerk, h.Meeting, s.ID), errs.Forbidden, "会务人员")
	h.Must(h.Flow.ReleaseSeat(ctx, h.Operator, h.Meeting, s.ID))
	refused(t, "seat", h.Flow.ReleaseSeat(ctx, h.Operator, h.Meeting, s.ID), errs.Conflict, "没有平板登录")
	second, err := h.Flow.EnterSeat(ctx, spare, s.Code, h.pins[member])
	h.Must(err)
	if second.Epoch == first.Epoch {
		t.Error("the session of the lost tablet goes on")
	}

	// A revoked tablet opens no seat, and the one it sat at takes another.
	devices, err := h.DB.Devices(ctx)
	h.Must(err)
	refused(t, "seat", h.Flow.RevokeDevice(ctx, h.Operator, devices[1].ID, " "), errs.Invalid, "原因")
	refused(t, "seat", h.Flow.RevokeDevice(ctx, h.Member, devices[1].ID, "丢失"), errs.Forbidden, "停用平板")
	h.Must(h.Flow.RevokeDevice(ctx, h.Operator, devices[1].ID, "丢失"))
	_, err = h.Flow.EnterSeat(ctx, spare, s.Code, h.pins[member])
	refused(t, "seat", err, errs.Forbidden, "没有登记")
	third, err := h.Flow.EnterSeat(ctx, tablet, s.Code, h.pins[member])
	h.Must(err)
	if third.Epoch == second.Epoch {
		t.Error("the session of the revoked tablet would come to life again")
	}
}

// A tablet that is handed to the next seat is at that seat alone: the one before is free, its session over, and
// its member may sign in on another tablet without the operator (UX.md §10, 组成人员平板; BALLOT.md §4.5).
func TestATabletIsAtOneSeat(t *testing.T) {
	h := seatsMade(t)
	ctx := t.Context()
	one, next := h.Members[6], h.Members[5]
	tablet, spare := h.tablet(), h.tablet()
	first, err := h.Flow.EnterSeat(ctx, tablet, h.seatOf(one).Code, h.pins[one])
	h.Must(err)
	_, err = h.Flow.EnterSeat(ctx, tablet, h.seatOf(next).Code, h.pins[next])
	h.Must(err)
	if left := h.seatOf(one); left.DeviceID != 0 || left.Epoch == first.Epoch {
		t.Errorf("the seat before still has the tablet: %+v", left)
	}
	if at := h.seatOf(next); at.DeviceID == 0 {
		t.Error("the next seat has no tablet")
	}
	_, err = h.Flow.EnterSeat(ctx, spare, h.seatOf(one).Code, h.pins[one])
	h.Must(err)
	if at := h.seatOf(next); at.DeviceID == 0 {
		t.Error("another tablet took the next seat's away")
	}
}

func TestSeatLocksAfterFewTries(t *testing.T) {
	h := seatsMade(t)
	ctx := t.Context()
	member := h.Members[6]
	s, tablet := h.seatOf(member), h.tablet()
	for range authz.SeatTries - 1 {
		_, err := h.Flow.EnterSeat(ctx, tablet, s.Code, h.wrong(member))
		refused(t, "seat", err, errs.Invalid, "密码不对")
	}
	_, err := h.Flow.EnterSeat(ctx, tablet, s.Code, h.wrong(member))
	refused(t, "seat", err, errs.Conflict, "已锁定")
	_, err = h.Flow.EnterSeat(ctx, tablet, s.Code, h.pins[member])
	refused(t, "seat", err, errs.Conflict, "已锁定")
	_, err = h.Flow.ResetSeat(ctx, h.Chair, h.Meeting, s.ID)
	refused(t, "seat", err, errs.Forbidden, "重发席位密码")
	slip, err := h.Flow.ResetSeat(ctx, h.Operator, h.Meeting, s.ID)
	h.Must(err)
	if _, err = h.Flow.EnterSeat(ctx, tablet, s.Code, slip.Pin); err != nil {
		t.Errorf("new password: %v", err)
	}
	if slip.Pin != h.pins[member] {
		_, err = h.Flow.EnterSeat(ctx, tablet, s.Code, h.pins[member])
		refused(t, "seat", err, errs.Invalid, "密码不对")
	}
}

func TestSeatsAreMadeOnce(t *testing.T) {
	h := seatsMade(t)
	_, err := h.Flow.MakeSeats(t.Context(), h.Operator, h.Meeting)
	refused(t, "seat", err, errs.Conflict, "都已有席卡")
	h.AsMember(7)
	slips, err := h.Flow.MakeSeats(t.Context(), h.Operator, h.Meeting)
	h.Must(err)
	if len(slips) != 1 || slips[0].MemberID != h.Members[7] || len(slips[0].Pin) != 4 {
		t.Errorf("slips of a member who got an account later: %+v", slips)
	}
	_, err = h.Flow.MakeSeats(t.Context(), h.Member, h.Meeting)
	refused(t, "seat", err, errs.Forbidden, "会务人员")
}

func TestDeviceCodeExpires(t *testing.T) {
	h := seatsMade(t)
	code, _, err := h.Flow.InviteDevices(t.Context(), h.Operator)
	h.Must(err)
	_, _, err = h.Flow.InviteDevices(t.Context(), h.Member)
	refused(t, "seat", err, errs.Forbidden, "登记码")
	h.Now = h.Now.Add(31 * time.Minute)
	_, _, err = h.Flow.RegisterDevice(t.Context(), code)
	refused(t, "seat", err, errs.NotFound, "已过期")
}

func TestNoteBelongsToItsWriter(t *testing.T) {
	h := seatsMade(t)
	ctx := t.Context()
	id, err := h.Flow.AddMaterial(ctx, h.Operator, h.Meeting, workflow.MaterialForm{Title: "会议须知", Body: "请按时到会。"})
	h.Must(err)
	other := h.AsMember(6)
	_, err = h.Flow.WriteNote(ctx, h.Member, id, store.Note{Text: "问任期"})
	refused(t, "seat", err, errs.NotFound, "没有这份会议材料")
	_, err = h.Flow.AddItem(ctx, h.Operator, h.Meeting, "听取报告")
	h.Must(err)
	h.Deliver()
	h.Must(h.Flow.DeliverMaterials(ctx, h.Operator, h.Meeting))
	version, err := h.Flow.WriteNote(ctx, h.Member, id, store.Note{Text: "问任期"})
	h.Must(err)
	version, err = h.Flow.WriteNote(ctx, h.Member, id, store.Note{Text: "问任期和分工", Version: version})
	h.Must(err)
	_, err = h.Flow.WriteNote(ctx, h.Member, id, store.Note{Text: "旧页面", Version: version - 1})
	refused(t, "seat", err, errs.Conflict, "笔记已被")
	_, err = h.Flow.WriteNote(ctx, h.Operator, id, store.Note{})
	refused(t, "seat", err, errs.Forbidden, "私人笔记")
	mine, err := h.DB.Note(ctx, h.Member.AccountID, id)
	h.Must(err)
	theirs, err := h.DB.Note(ctx, other.AccountID, id)
	h.Must(err)
	if mine.Text != "问任期和分工" || theirs.Text != "" {
		t.Errorf("notes: mine %+v, another's %+v", mine, theirs)
	}
	var kept []byte
	h.Must(h.Pool.QueryRow(ctx, `SELECT body FROM note`).Scan(&kept))
	if strings.Contains(string(kept), "任期") {
		t.Error("the note lies in clear in the database")
	}
	// A row moved to another account does not open.
	_, err = h.Pool.Exec(ctx, `UPDATE note SET account_id = $1`, other.AccountID)
	h.Must(err)
	if _, err := h.DB.Note(ctx, other.AccountID, id); err == nil {
		t.Error("a note moved to another account opens")
	}
}

// Signing in at the seat on the day of the meeting is the member's attendance, which the operator corrects.
func TestSigningInAtTheSeatIsAttendance(t *testing.T) {
	h := seatsMade(t)
	ctx := t.Context()
	member, tablet := h.Members[6], h.tablet()
	enter := func() {
		t.Helper()
		_, err := h.Flow.EnterSeat(ctx, tablet, h.seatOf(member).Code, h.pins[member])
		h.Must(err)
	}
	expect := func(when string, status meeting.Status, atSeat bool) {
		t.Helper()
		list, err := h.DB.Attendance(ctx, h.Meeting)
		h.Must(err)
		for _, a := range list {
			if a.ID == member && (a.Status != status || a.AtSeat != atSeat) {
				t.Errorf("%s: %s, at the seat %t", when, a.Status, a.AtSeat)
			}
		}
	}
	mark := func(status meeting.Status) {
		t.Helper()
		h.Must(h.Flow.RecordAttendance(ctx, h.Operator, h.Meeting, []workflow.AttendanceMark{{MemberID: member, Status: status}}))
	}
	c := h.Removal("示例县教育局局长")
	item := h.Item(c)
	h.Deliver(c)
	enter()
	expect("days before", meeting.Expected, false)
	h.Now = h.MeetingOn.Time().Add(8 * time.Hour)
	enter()
	expect("before the opening", meeting.Present, true)
	mark(meeting.Expected)
	expect("corrected by the operator", meeting.Expected, false)
	h.Attend(6)
	var rest []workflow.AttendanceMark
	for _, id := range h.Members[7:26] {
		rest = append(rest, workflow.AttendanceMark{MemberID: id, Status: meeting.Present})
	}
	h.Must(h.Flow.RecordAttendance(ctx, h.Operator, h.Meeting, rest))
	h.Must(h.Flow.OpenMeeting(ctx, h.Operator, h.Meeting, 29))
	h.Must(h.Flow.IntroduceItem(ctx, h.Operator, item))
	h.Deliberated(item)
	_, err := h.Flow.OpenRound(ctx, h.Operator, item, workflow.VoteOpening{Scrutineers: []int64{h.Members[7], h.Members[8]}, Unrelated: true})
	h.Must(err)
	enter()
	expect("while a vote is under way", meeting.Expected, false)
	h.Must(h.Flow.VoidRound(ctx, h.Chair, item, lastRoundOf(h.House, item), "重新投票"))
	h.SeatAll(26)
	o, _ := h.OpenRatings([]int64{h.Rate(h.MatterOf(supervision.WorkReview, "对县人民法院的工作评议", 0, h.Organs["court"]),
		workflow.RatingForm{Object: supervision.RateWork, OrganID: h.Organs["court"]})})
	enter()
	expect("while members rate", meeting.Expected, false)
	h.Must(h.Flow.VoidRatings(ctx, h.Chair, o.ID, "重新测评"))
	enter()
	expect("late", meeting.Present, true)
	mark(meeting.LeftEarly)
	enter()
	expect("left, and the tablet is used once more", meeting.LeftEarly, true)
	mark(meeting.Present)
	mark(meeting.Absent)
	expect("signed in by mistake", meeting.Absent, false)
	h.Must(h.DB.InTx(ctx, authz.System, func(tx *store.Tx) error {
		s, err := tx.Settings(ctx)
		h.Must(err)
		s.SeatSignIn = false
		h.Must(tx.SaveSettings(ctx, s))
		return tx.Audit(ctx, authz.ChangeSetting, store.Subject{Kind: "setting"}, nil)
	}))
	enter()
	expect("where the county does without it", meeting.Absent, false)
}

func lastRoundOf(h *fixture.House, item int64) int64 {
	h.T.Helper()
	rounds, err := h.DB.Rounds(h.T.Context(), item)
	h.Must(err)
	return rounds[len(rounds)-1].ID
}
