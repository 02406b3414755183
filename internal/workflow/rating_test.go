package workflow_test

import (
	"fmt"
	"slices"
	"testing"

	"renmian/internal/authz"
	"renmian/internal/ballot"
	"renmian/internal/errs"
	"renmian/internal/fixture"
	"renmian/internal/meeting"
	"renmian/internal/pgtest"
	"renmian/internal/policy"
	"renmian/internal/store"
	"renmian/internal/supervision"
	"renmian/internal/workflow"
)

// rating is a house whose meeting sits with 27 of 29, and one rating of a unit's work to be held.
func rating(t *testing.T) (h *fixture.House, matter, id int64) {
	t.Helper()
	h = fixture.New(t, pgtest.New(t))
	matter = h.MatterOf(supervision.WorkReview, "对县人民法院的工作评议", 0, h.Organs["court"])
	id = h.Rate(matter, workflow.RatingForm{Object: supervision.RateWork, OrganID: h.Organs["court"]})
	h.SeatAll(27)
	_, err := h.Flow.AddItem(t.Context(), h.Operator, h.Meeting, "评议县人民法院工作")
	h.Must(err)
	h.Deliver()
	h.Open(27)
	return h, matter, id
}

func heads(n int) workflow.GroupOpening {
	return workflow.GroupOpening{Key: "heads", Way: supervision.ByCodes, Invited: n}
}

// SB-14: three groups counted apart, members on tablets and the others by codes; only the members' decide, and the
// smallest group is hidden.
func TestRatersAreCountedApart(t *testing.T) {
	h, matter, id := rating(t)
	ctx := t.Context()
	o, codes := h.OpenRatings([]int64{id}, heads(6), workflow.GroupOpening{Key: "deputies", Way: supervision.ByCodes, Invited: 4})
	if len(codes["工作机构负责人"]) != 6 || len(codes["县人大代表"]) != 4 {
		t.Fatalf("codes %v", codes)
	}
	h.HoldRatings(o, codes,
		map[string][][]int{"members": fixture.Marks(1, 12, 2, 12), "heads": fixture.Marks(0, 6, 0, 0), "deputies": fixture.Marks(0, 3, 0, 0)})
	o = h.RatingRound(o.ID)
	if o.State != supervision.RoundCounted || len(keyFiles(t, h)) > 0 {
		t.Fatalf("round %+v, keys %v", o, keyFiles(t, h))
	}
	for n, g := range o.Groups {
		if want := []int{27, 6, 3}[n]; g.Issued != want || g.Returned != want {
			t.Errorf("%s: %+v", g.Label, g)
		}
	}
	wantErr(t, "a member announces", h.Flow.AnnounceRatings(ctx, h.Member, o.ID), errs.Forbidden, "")
	h.Must(h.Flow.AnnounceRatings(ctx, h.Chair, o.ID))
	r, err := h.DB.Rating(ctx, id)
	h.Must(err)
	// ZJ-15 镇海: 12 + 2 of 29 members are no more than half, whatever the heads say.
	if r.Result != "不满意" || r.Next != policy.NextRectify || r.State != supervision.RatingAnnounced {
		t.Errorf("result %+v", r)
	}
	counts, err := h.DB.RatingCounts(ctx, id)
	h.Must(err)
	if shown := supervision.ShowGroups(counts); len(shown) != 3 || !shown[2].Hidden || shown[1].Marks[0] != 6 || shown[0].Blank != 1 {
		t.Errorf("shown %+v", shown)
	}

	// The box file recounts, and that of a group that is hidden stays shut.
	members, small := h.BoxOf(o, "members"), h.BoxOf(o, "deputies")
	file, err := h.Flow.AnnouncedBox(ctx, members)
	h.Must(err)
	if re := ballot.Verify(file, ""); len(re.Findings) > 0 || re.Papers[0].Words(0) != "满意 12、基本满意 2、不满意 12、未按 1" {
		t.Errorf("recount %+v", re)
	}
	_, err = h.Flow.AnnouncedBox(ctx, small)
	wantErr(t, "the box of three deputies", err, errs.NotFound, "")

	// People decide, with a reason, and once.
	tasks, err := h.DB.TasksOfMatter(ctx, matter)
	h.Must(err)
	if len(tasks) != 1 || tasks[0].By != supervision.PartyChair {
		t.Errorf("tasks %+v", tasks)
	}
	decide := func(who authz.Actor, d supervision.Decision, reason string) error {
		return h.Flow.DecideRating(ctx, who, id, workflow.RatingDecision{Decision: d, Reason: reason, Problems: []string{"执行案件周期长"}})
	}
	wantErr(t, "by the clerk", decide(h.Clerk, supervision.DecideRectify, "同意"), errs.Forbidden, "")
	wantErr(t, "without a reason", decide(h.Chair, supervision.DecideRectify, " "), errs.Invalid, "理由")
	wantErr(t, "a dismissal case out of a unit's rating", decide(h.Chair, supervision.DecideDismiss, "同意"), errs.Invalid, "怎样处理")
	h.Must(decide(h.Chair, supervision.DecideRectify, "经主任会议研究，限期整改。"))
	wantErr(t, "again", decide(h.Chair, supervision.DecideNothing, "改主意"), errs.Conflict, "不再改动")

	again := h.Rate(matter, workflow.RatingForm{Object: supervision.RateWork, OrganID: h.Organs["court"], AfterID: id})
	if r, err = h.DB.Rating(ctx, again); err != nil || r.AfterID != id || !slices.Equal(r.Scale.Grades, []string{"满意", "基本满意", "不满意"}) {
		t.Errorf("rated again: %+v, %v", r, err)
	}
	_, err = h.Flow.PlanRating(ctx, h.Clerk, matter, workflow.RatingForm{Object: supervision.RateWork, AfterID: id})
	wantErr(t, "a second repetition of one rating", err, errs.Conflict, "已经安排过复评")
}

// Several are rated at once, each on a paper of its own; a person in four grades, a unit's work in three.
func TestSeveralAreRatedAtOnce(t *testing.T) {
	h, _, unit := rating(t)
	ctx := t.Context()
	person := h.Persons["钱正明"]
	review := h.MatterOf(supervision.PerformanceReview, "钱正明述职评议", person, 0)
	id := h.Rate(review, workflow.RatingForm{Object: supervision.RatePerson, PersonID: person})
	o, codes := h.OpenRatings([]int64{unit, id})
	var choices [][]int
	for n := range 20 {
		choices = append(choices, []int{1, 1 + n%4})
	}
	h.HoldRatings(o, codes, map[string][][]int{"members": choices})
	h.Must(h.Flow.AnnounceRatings(ctx, h.Chair, o.ID))
	first, err := h.DB.Rating(ctx, unit)
	h.Must(err)
	second, err := h.DB.Rating(ctx, id)
	h.Must(err)
	if first.Result != "满意" || second.Result != "基本称职" || second.Next != policy.NextRectify { // 20, and 15 of 29
		t.Errorf("results %s, %s", first.Result, second.Result)
	}
	all, err := h.DB.RatingsOfPerson(ctx, person)
	h.Must(err)
	if len(all) != 1 || all[0].ID != id {
		t.Errorf("of the person: %+v", all)
	}
}

// While members rate on tablets attendance waits, as it does in a vote: no row with a name is written beside ballots.
func TestAttendanceWaitsWhileMembersRate(t *testing.T) {
	h, _, id := rating(t)
	ctx := t.Context()
	left := func() error {
		return h.Flow.RecordAttendance(ctx, h.Operator, h.Meeting, []workflow.AttendanceMark{{MemberID: h.Members[26], Status: meeting.LeftEarly}})
	}
	o, _ := h.OpenRatings([]int64{id})
	wantErr(t, "while ballots are issued", left(), errs.Conflict, "封存票箱以后再登记")
	h.Must(h.Flow.VoidRatings(ctx, h.Chair, o.ID, "重新测评"))
	h.Must(left())
}

// A code is as strict as a name on the roll: one ballot each, the same request answered again, none for a stranger.
func TestACodeIsOneBallot(t *testing.T) {
	h, _, id := rating(t)
	ctx := t.Context()
	o, codes := h.OpenRatings([]int64{id}, heads(6))
	box := h.BoxOf(o, "heads")
	mine := codes["工作机构负责人"][0]
	first := h.Rater(mine, box)
	h.Must(first.Claim())
	h.Must(first.Claim()) // the answer was lost
	wantErr(t, "the code on another phone", h.Rater(mine, box).Claim(), errs.Conflict, "已在另一台手机上用过")
	wantErr(t, "a code that is none", h.Rater("ABCD-EFGH-JKLM", box).Claim(), errs.Forbidden, "测评码不对")
	wantErr(t, "a code at the members' box", h.Rater(codes["工作机构负责人"][1], h.BoxOf(o, "members")).Claim(), errs.Forbidden, "测评码不对")
	if found, err := h.Flow.BoxOfCode(ctx, " "+fmt.Sprintf("%.14s", mine)+" "); err != nil || found != box {
		t.Errorf("the code leads to %d, %v", found, err)
	}
	wantErr(t, "early", first.Cast(1), errs.Conflict, "还没有开始投票")
	wantErr(t, "nobody of the committee has a ballot", h.Flow.OpenRatingCasting(ctx, h.Operator, o.ID, true), errs.Conflict, "常委会组成人员还没有人领到")
	h.Must(h.Voter(0, h.BoxOf(o, "members")).Claim())
	wantErr(t, "most have none", h.Flow.OpenRatingCasting(ctx, h.Operator, o.ID, false), errs.Invalid, "27 人中有 1 人领到")
	h.Must(h.Flow.OpenRatingCasting(ctx, h.Operator, o.ID, true))
	wantErr(t, "late", h.Rater(codes["工作机构负责人"][2], box).Claim(), errs.Conflict, "发票已经结束")
	h.Must(first.Cast(1))
	wantErr(t, "another choice", first.Cast(2), errs.Conflict, "先投的为准")
	item := h.MatterOf(supervision.TopicReview, "专项", 0, 0)
	other := h.Rate(item, workflow.RatingForm{Object: supervision.RateWork})
	_, _, err := h.Flow.OpenRatings(ctx, h.Operator,
		workflow.RatingOpening{RatingIDs: []int64{other}, MeetingID: h.Meeting, Groups: []workflow.GroupOpening{{Key: "members", Way: supervision.OnTablets}}})
	wantErr(t, "a second rating at the meeting", err, errs.Conflict, "已有一场测评")
	if left := keyFiles(t, h); len(left) != 2 {
		t.Errorf("the keys of the refused round are left: %v", left)
	}
	wantErr(t, "closed while a member who holds a ballot has not cast it, SB-14", h.Flow.CloseRatings(ctx, h.Operator, o.ID, false), errs.Invalid,
		"1 人中有 0 人投了票")
	h.Must(h.Flow.CloseRatings(ctx, h.Operator, o.ID, true))
	wantErr(t, "one ballot decides nothing", h.Flow.AnnounceRatings(ctx, h.Chair, o.ID), errs.Conflict, "不足 5 票")
	wantErr(t, "void without a reason", h.Flow.VoidRatings(ctx, h.Chair, o.ID, ""), errs.Invalid, "理由")
	h.Must(h.Flow.VoidRatings(ctx, h.Chair, o.ID, "票数不足"))
	if r, err := h.DB.Rating(ctx, id); err != nil || r.State != supervision.RatingPlanned {
		t.Errorf("after the round was void: %+v, %v", r, err)
	}
	h.OpenRatings([]int64{id}) // and it is held again
}

// Papers are counted by two scrutineers apart; only when they agree is there a count.
func TestRatingOnPaper(t *testing.T) {
	h, _, id := rating(t)
	ctx := t.Context()
	open := workflow.RatingOpening{RatingIDs: []int64{id}, MeetingID: h.Meeting, Groups: []workflow.GroupOpening{{Key: "members", Way: supervision.OnPaper}}}
	_, _, err := h.Flow.OpenRatings(ctx, h.Operator, open)
	wantErr(t, "without scrutineers", err, errs.Invalid, "两名监票人")
	open.Scrutineers = []int64{h.Members[6], h.Members[7]}
	round, slips, err := h.Flow.OpenRatings(ctx, h.Operator, open)
	h.Must(err)
	if len(slips) > 0 || h.RatingRound(round).State != supervision.RoundCounting {
		t.Errorf("slips %v, %+v", slips, h.RatingRound(round))
	}
	e := store.RatingEntry{Key: "members", Issued: 27, Returned: 26, Lines: []store.RatingLine{{Marks: []int{16, 5, 3}, Blank: 1, Invalid: 1}}}
	enter := func(n int, e store.RatingEntry) (workflow.CountOutcome, error) {
		return h.Flow.EnterRatingCount(ctx, h.AsMember(n), round, e)
	}
	_, err = enter(8, e)
	wantErr(t, "a member who is no scrutineer", err, errs.Forbidden, "不是这场测评的监票人")
	wrong := e
	wrong.Returned = 25
	_, err = enter(6, wrong)
	wantErr(t, "a count that does not add up", err, errs.Invalid, "与收回的 25 票不符")
	want := func(n int, e store.RatingEntry, outcome workflow.CountOutcome) {
		t.Helper()
		if got, err := enter(n, e); err != nil || got != outcome {
			t.Errorf("scrutineer %d: %s, %v; want %s", n, got, err, outcome)
		}
	}
	want(6, e, workflow.CountWaits)
	other := e
	other.Lines = []store.RatingLine{{Marks: []int{15, 6, 3}, Blank: 1, Invalid: 1}}
	want(7, other, workflow.CountDiffer)
	want(7, e, workflow.CountWaits)
	want(6, e, workflow.CountAgrees)
	h.Must(h.Flow.AnnounceRatings(ctx, h.Chair, round))
	if r, err := h.DB.Rating(ctx, id); err != nil || r.Result != "满意" { // 16 of 29
		t.Errorf("%+v, %v", r, err)
	}
}

// What a stop of the program interrupted goes on: a closed box is sealed, lost keys make the round void.
func TestRatingsOutliveAStop(t *testing.T) {
	h, _, id := rating(t)
	ctx := t.Context()
	o, codes := h.OpenRatings([]int64{id}, heads(6))
	again := func() {
		t.Helper()
		h.Flow.Close()
		keys, err := workflow.OpenKeys(t.TempDir())
		h.Must(err)
		keys.Boxes = h.Boxes
		h.Flow = workflow.New(h.DB, keys)
		h.Must(h.Flow.ResumeBoxes(ctx))
	}
	again()
	h.HoldRatings(o, codes, map[string][][]int{"members": fixture.Marks(0, 16, 0, 0)})
	if o = h.RatingRound(o.ID); o.State != supervision.RoundCounted {
		t.Errorf("%+v", o)
	}
	h.Must(h.Flow.VoidRatings(ctx, h.Chair, o.ID, "重来"))
	o, _ = h.OpenRatings([]int64{id}, heads(6))
	h.Flow.Close()
	keys, err := workflow.OpenKeys(t.TempDir())
	h.Must(err)
	h.Flow = workflow.New(h.DB, keys).SeekKeysFor(0) // another folder: the keys are gone
	h.Must(h.Flow.ResumeBoxes(ctx))
	if o = h.RatingRound(o.ID); o.State != supervision.RoundVoid || o.Reason == "" {
		t.Errorf("with its keys lost: %+v", o)
	}
}

// Members who rate by code at a meeting get a slip for everybody present and none to spare; how many are expected says so.
func TestMembersAtAMeetingGetNoCodeToSpare(t *testing.T) {
	h, _, id := rating(t)
	ctx := t.Context()
	round, slips, err := h.Flow.OpenRatings(ctx, h.Operator, workflow.RatingOpening{RatingIDs: []int64{id}, MeetingID: h.Meeting,
		Groups: []workflow.GroupOpening{{Key: "members", Way: supervision.ByCodes}}})
	h.Must(err)
	o := h.RatingRound(round)
	if len(slips) != 1 || len(slips[0].Codes) != 27 || o.Expected(o.Groups[0]) != 27 || o.Groups[0].Invited != 29 {
		t.Fatalf("%d slips for %+v", len(slips[0].Codes), o.Groups)
	}
	h.CastRatings(o, map[string][]string{o.Groups[0].Label: slips[0].Codes}, map[string][][]int{"members": fixture.Marks(0, 6, 0, 0)})
	h.Must(h.Flow.CloseRatings(ctx, h.Operator, round, true))
	if o = h.RatingRound(round); o.Groups[0].Issued != 6 || o.Groups[0].Present != 27 {
		t.Errorf("counted %+v", o.Groups[0])
	}
}
