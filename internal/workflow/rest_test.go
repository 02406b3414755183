package workflow_test

import (
	"testing"
	"time"

	"renmian/internal/appointment"
	"renmian/internal/errs"
	"renmian/internal/fixture"
	"renmian/internal/pgtest"
)

func TestTheMeetingRestsAndGoesOn(t *testing.T) {
	h, c := fixture.Case(t, pgtest.New(t), appointment.StageCommittee)
	ctx := t.Context()
	h.Committed(c)
	item := h.Item(c.ID)
	h.Deliver(c.ID)
	in := func(minutes int) time.Time { return h.Now.Add(time.Duration(minutes) * time.Minute) }
	refused(t, "before the meeting", h.Flow.RestMeeting(ctx, h.Operator, h.Meeting, in(10), ""), errs.Conflict, "已通知")
	h.Open(26)
	refused(t, "by a member", h.Flow.RestMeeting(ctx, h.Member, h.Meeting, in(10), ""), errs.Forbidden, "宣布休会")
	refused(t, "until now", h.Flow.RestMeeting(ctx, h.Operator, h.Meeting, in(0), ""), errs.Invalid, "复会时间")
	refused(t, "until tomorrow", h.Flow.RestMeeting(ctx, h.Operator, h.Meeting, in(600), ""), errs.Invalid, "8 小时")
	refused(t, "going on without a rest", h.Flow.ResumeMeeting(ctx, h.Operator, h.Meeting), errs.Conflict, "没有休会")
	h.Must(h.Flow.RestMeeting(ctx, h.Operator, h.Meeting, in(10), "请各组审议"))
	refused(t, "beginning an item", h.Flow.IntroduceItem(ctx, h.Operator, item), errs.Conflict, "正在休会")
	h.Must(h.Flow.RestMeeting(ctx, h.Operator, h.Meeting, in(20), ""))
	m, err := h.DB.Meeting(ctx, h.Meeting)
	h.Must(err)
	if !m.Resting() || !m.Rest.Until.Equal(in(20)) || m.Rest.Reason != "请各组审议" {
		t.Fatalf("prolonged: %+v", m.Rest)
	}
	setAttendance(t, h, 29, 14)
	refused(t, "going on without a quorum", h.Flow.ResumeMeeting(ctx, h.Operator, h.Meeting), errs.Conflict, "未过半数")
	setAttendance(t, h, 29, 26)
	refused(t, "going on by a member", h.Flow.ResumeMeeting(ctx, h.Member, h.Meeting), errs.Forbidden, "宣布复会")
	h.Now = in(21)
	h.Must(h.Flow.ResumeMeeting(ctx, h.Operator, h.Meeting))
	refused(t, "going on twice", h.Flow.ResumeMeeting(ctx, h.Operator, h.Meeting), errs.Conflict, "没有休会")
	rests, err := h.DB.Rests(ctx, h.Meeting)
	h.Must(err)
	if len(rests) != 1 || !rests[0].Resumed.Equal(h.Now) {
		t.Fatalf("rests %+v", rests)
	}
	h.Must(h.Flow.IntroduceItem(ctx, h.Operator, item))
	h.Deliberated(item)
	h.Must(h.Flow.RestMeeting(ctx, h.Operator, h.Meeting, in(10), ""))
	_, err = h.Flow.OpenRound(ctx, h.Operator, item, h.Opening())
	refused(t, "a vote while the meeting rests", err, errs.Conflict, "先宣布复会")
	h.Must(h.Flow.ResumeMeeting(ctx, h.Operator, h.Meeting))
	h.OpenRound(item)
	refused(t, "a rest in the midst of a vote", h.Flow.RestMeeting(ctx, h.Operator, h.Meeting, in(10), ""), errs.Conflict, "正在表决")
	history, err := h.DB.SubjectHistory(ctx, "meeting", h.Meeting)
	h.Must(err)
	traced := map[string]int{}
	for _, e := range history {
		traced[e.Action.Label()]++
	}
	if traced["宣布休会"] != 3 || traced["宣布复会"] != 2 {
		t.Errorf("history %v", traced)
	}
}

func TestAMeetingThatRestsCanBeClosed(t *testing.T) {
	h, c := fixture.Case(t, pgtest.New(t), appointment.StageDeliberation)
	ctx := t.Context()
	h.Vote(c, 25, 1, 1)
	h.Must(h.Flow.RestMeeting(ctx, h.Operator, h.Meeting, h.Now.Add(time.Hour), ""))
	h.Must(h.Flow.CloseMeeting(ctx, h.Operator, h.Meeting))
	if m, err := h.DB.Meeting(ctx, h.Meeting); err != nil || m.Resting() {
		t.Errorf("closed and resting: %+v, %v", m.Rest, err)
	}
}
