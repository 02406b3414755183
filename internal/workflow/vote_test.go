package workflow_test

import (
	"sync"
	"testing"

	"renmian/internal/appointment"
	"renmian/internal/authz"
	"renmian/internal/errs"
	"renmian/internal/fixture"
	"renmian/internal/meeting"
	"renmian/internal/pgtest"
	"renmian/internal/policy"
	"renmian/internal/store"
	"renmian/internal/workflow"
)

// deliberated opens a house whose case is ready to be put to the vote, and returns its item.
func deliberated(t *testing.T) (*fixture.House, appointment.Case, int64) {
	t.Helper()
	h, c := fixture.Case(t, pgtest.New(t), appointment.StageDeliberation)
	h.Deliberated(c.Agenda.ItemID)
	return h, c, c.Agenda.ItemID
}

func count(c appointment.Case, issued, returned, yes, no, abstain, invalid int) workflow.CountForm {
	return workflow.CountForm{Issued: issued, Returned: returned,
		Lines: []store.Count{{CaseID: c.ID, Yes: yes, No: no, Abstain: abstain, Invalid: invalid}}}
}

// setAttendance lets so many of the first members of so many be present, whatever they were before.
func setAttendance(t *testing.T, h *fixture.House, total, present int) {
	t.Helper()
	_, err := h.Pool.Exec(t.Context(), `UPDATE committee_meeting SET total_members = $2 WHERE id = $1`, h.Meeting, total)
	h.Must(err)
	_, err = h.Pool.Exec(t.Context(), `
		UPDATE attendance SET status = CASE WHEN array_position($2, member_id) <= $3 THEN 'present' ELSE 'absent' END, signed_at = now()
		WHERE meeting_id = $1`, h.Meeting, h.Members, present)
	h.Must(err)
}

// The worked cases of 业务参考 9.1, from the counts of two scrutineers to the announced result.
func TestWorkedCases(t *testing.T) {
	for _, tt := range []struct {
		name           string
		total, present int
		count          [6]int // issued, returned, yes, no, abstain, invalid
		want           appointment.Stage
	}{
		{"just a quorum, and all for it", 29, 15, [6]int{15, 15, 15, 0, 0, 0}, appointment.StageAdopted},
		{"most of those present are not enough", 29, 24, [6]int{24, 24, 14, 6, 4, 0}, appointment.StageRejected},
		{"least votes that are enough", 28, 24, [6]int{24, 24, 15, 9, 0, 0}, appointment.StageAdopted},
		{"exactly half", 28, 28, [6]int{28, 28, 14, 14, 0, 0}, appointment.StageRejected},
		{"fewer returned than issued", 29, 24, [6]int{24, 23, 20, 2, 1, 0}, appointment.StageAdopted},
		{"spoiled ballots do not shrink the base", 29, 24, [6]int{24, 24, 15, 5, 2, 2}, appointment.StageAdopted},
	} {
		t.Run(tt.name, func(t *testing.T) {
			h, c, item := deliberated(t)
			setAttendance(t, h, tt.total, tt.present)
			round := h.OpenRound(item)
			n := tt.count
			h.Count(item, round, count(c, n[0], n[1], n[2], n[3], n[4], n[5]))
			if now := h.Read(c.ID); now.Stage != appointment.StageDeliberation || now.Vote != nil {
				t.Errorf("before the announcement the case says %s, %+v", now.Stage, now.Vote)
			}
			h.Must(h.Flow.AnnounceResult(t.Context(), h.Chair, item, round))
			now := h.Read(c.ID)
			if now.Stage != tt.want || now.Vote == nil || now.Vote.Adopted != (tt.want == appointment.StageAdopted) {
				t.Fatalf("announced: %s, %+v", now.Stage, now.Vote)
			}
			if now.Vote.Yes != n[2] || now.Vote.NotCast != tt.present-n[1] || now.Vote.Total != tt.total || now.Vote.On != h.Today() {
				t.Errorf("result %+v", now.Vote)
			}
		})
	}
}

func TestNoMeetingAndNoVoteWithoutQuorum(t *testing.T) {
	h, c := fixture.Case(t, pgtest.New(t), appointment.StageCommittee)
	ctx := t.Context()
	h.Committed(c)
	item := h.Item(c.ID)
	h.Deliver(c.ID)
	h.Now = h.MeetingOn.Time()
	h.Attend(14)
	refused(t, "14 of 29", h.Flow.OpenMeeting(ctx, h.Operator, h.Meeting, 29), errs.Conflict, "还差 1 人")
	refused(t, "a total below the members in office", h.Flow.OpenMeeting(ctx, h.Operator, h.Meeting, 20), errs.Invalid, "全体组成人员")
	h.Attend(15)
	h.Must(h.Flow.OpenMeeting(ctx, h.Operator, h.Meeting, 29))
	h.Must(h.Flow.IntroduceItem(ctx, h.Operator, item))
	h.Deliberated(item)
	h.Must(h.Flow.RecordAttendance(ctx, h.Operator, h.Meeting, []workflow.AttendanceMark{{MemberID: h.Members[14], Status: meeting.LeftEarly}}))
	_, err := h.Flow.OpenRound(ctx, h.Operator, item, h.Opening())
	refused(t, "one of 15 has left", err, errs.Conflict, "未过半数")
}

func TestMoreReturnedThanIssuedVoidsTheRound(t *testing.T) {
	h, c, item := deliberated(t)
	ctx := t.Context()
	first := h.OpenRound(item)
	_, err := h.Flow.EnterCount(ctx, h.AsMember(6), item, first, count(c, 24, 25, 20, 3, 2, 0))
	h.Must(err)
	out, err := h.Flow.EnterCount(ctx, h.AsMember(7), item, first, count(c, 24, 25, 20, 3, 2, 0))
	if err != nil || out != workflow.CountVoid {
		t.Fatalf("outcome %q, %v", out, err)
	}
	refused(t, "announcing a void round", h.Flow.AnnounceResult(ctx, h.Chair, item, first), errs.Conflict, "正在审议")
	second := h.OpenRound(item)
	h.Count(item, second, count(c, 27, 27, 20, 5, 2, 0))
	h.Must(h.Flow.AnnounceResult(ctx, h.Chair, item, second))
	rounds, err := h.DB.Rounds(ctx, item)
	h.Must(err)
	if len(rounds) != 2 || rounds[0].State != store.RoundVoid || rounds[0].Returned != 25 || rounds[0].VoidReason == "" ||
		rounds[1].State != store.RoundAnnounced {
		t.Errorf("rounds %+v", rounds)
	}
	if h.Read(c.ID).Stage != appointment.StageAdopted {
		t.Error("the second vote did not decide")
	}
}

func TestTwoScrutineersCountApart(t *testing.T) {
	h, c, item := deliberated(t)
	ctx := t.Context()
	round := h.OpenRound(item)
	first, second := h.AsMember(6), h.AsMember(7)
	enter := func(who authz.Actor, form workflow.CountForm) (workflow.CountOutcome, error) {
		return h.Flow.EnterCount(ctx, who, item, round, form)
	}
	_, err := enter(h.AsMember(8), count(c, 27, 27, 20, 5, 2, 0))
	refused(t, "a member who is no scrutineer", err, errs.Forbidden, "不是本轮的监票人")
	_, err = enter(h.Operator, count(c, 27, 27, 20, 5, 2, 0))
	refused(t, "the operator", err, errs.Forbidden, "录入计票")
	_, err = enter(first, count(c, 27, 27, 20, 5, 1, 0))
	refused(t, "numbers that do not add up", err, errs.Invalid, "合计 26 票")
	_, err = enter(first, count(c, 28, 27, 20, 5, 2, 0))
	refused(t, "more issued than present", err, errs.Invalid, "出席人数 27")

	out, err := enter(first, count(c, 27, 27, 20, 5, 2, 0))
	if err != nil || out != workflow.CountWaits {
		t.Fatalf("first entry: %q, %v", out, err)
	}
	_, err = enter(first, count(c, 27, 27, 20, 5, 2, 0))
	refused(t, "entering twice", err, errs.Conflict, "已经录入")
	refused(t, "announcing after one count", h.Flow.AnnounceResult(ctx, h.Chair, item, round), errs.Conflict, "正在表决")
	if out, err = enter(second, count(c, 27, 27, 19, 6, 2, 0)); err != nil || out != workflow.CountDiffer {
		t.Fatalf("a different count: %q, %v", out, err)
	}
	h.Count(item, round, count(c, 27, 27, 19, 6, 2, 0))
	entries, err := h.DB.CountEntries(ctx, round)
	h.Must(err)
	if len(entries) != 4 || !entries[0].Superseded || !entries[1].Superseded || entries[2].Superseded {
		t.Errorf("entries %+v", entries)
	}
	counts, err := h.DB.Counts(ctx, round)
	if err != nil || len(counts) != 1 || counts[0].Yes != 19 {
		t.Errorf("agreed count %+v, %v", counts, err)
	}
}

func TestOpeningOfAVoteIsGuarded(t *testing.T) {
	h, c := fixture.Case(t, pgtest.New(t), appointment.StageDeliberation)
	ctx, item := t.Context(), c.Agenda.ItemID
	open := func(o workflow.VoteOpening) error {
		_, err := h.Flow.OpenRound(ctx, h.Operator, item, o)
		return err
	}
	refused(t, "nothing said yet", open(h.Opening()), errs.Conflict, "提请人未作说明")
	h.Deliberated(item)
	refused(t, "one scrutineer", open(workflow.VoteOpening{Scrutineers: h.Members[6:7], Unrelated: true}), errs.Invalid, "监票人须有 2 人")
	refused(t, "the first not chosen yet", open(workflow.VoteOpening{Scrutineers: []int64{0, h.Members[7]}, Unrelated: true}), errs.Invalid, "监票人须有 2 人")
	refused(t, "one person twice", open(workflow.VoteOpening{Scrutineers: []int64{h.Members[6], h.Members[6]}, Unrelated: true}), errs.Invalid, "请另推一人")
	refused(t, "an absent scrutineer", open(workflow.VoteOpening{Scrutineers: h.Members[26:28], Unrelated: true}), errs.Conflict, "没有出席")
	refused(t, "nobody asked about relatives", open(workflow.VoteOpening{Scrutineers: h.Members[6:8]}), errs.Invalid, "近亲属")
	refused(t, "chief who is none", open(workflow.VoteOpening{Scrutineers: h.Members[6:8], Chief: h.Members[9], Unrelated: true}), errs.Invalid, "总监票人")
	for _, who := range []authz.Actor{h.Clerk, h.Chair, h.Member, h.Organ} {
		_, err := h.Flow.OpenRound(ctx, who, item, h.Opening())
		refused(t, "not the operator", err, errs.Forbidden, "开始表决")
	}
	h.OpenRound(item)
	refused(t, "a second round", open(h.Opening()), errs.Conflict, "正在表决")
	refused(t, "speaking during the vote", h.Flow.RecordDeliberation(ctx, h.Operator, item, 0, "", "再议"), errs.Conflict, "正在表决")
	refused(t, "suspending during the vote", h.Flow.SuspendCase(ctx, h.Chair, item, c.ID, "有问题"), errs.Conflict, "正在表决")
	refused(t, "ending during the vote", h.Flow.EndCase(ctx, h.Chair, c.ID, "有问题"), errs.Conflict, "已交付表决")
	refused(t, "closing during the vote", h.Flow.CloseMeeting(ctx, h.Operator, h.Meeting), errs.Conflict, "没有结果")
}

func TestChairVoidsAndAnnounces(t *testing.T) {
	h, c, item := deliberated(t)
	ctx := t.Context()
	first := h.OpenRound(item)
	h.Count(item, first, count(c, 27, 27, 20, 5, 2, 0))
	for _, who := range []authz.Actor{h.Operator, h.Clerk, h.AsMember(6)} {
		refused(t, "announced by another", h.Flow.AnnounceResult(ctx, who, item, first), errs.Forbidden, "宣布表决结果")
		refused(t, "voided by another", h.Flow.VoidRound(ctx, who, item, first, "票箱未封"), errs.Forbidden, "宣布本轮无效")
	}
	refused(t, "void without a reason", h.Flow.VoidRound(ctx, h.Chair, item, first, " "), errs.Invalid, "理由")
	h.Must(h.Flow.VoidRound(ctx, h.Chair, item, first, "票箱未封"))
	refused(t, "void twice", h.Flow.VoidRound(ctx, h.Chair, item, first, "票箱未封"), errs.Conflict, "正在审议")
	second := h.OpenRound(item)
	h.Count(item, second, count(c, 27, 27, 10, 15, 2, 0))
	refused(t, "announcing the void round", h.Flow.AnnounceResult(ctx, h.Chair, item, first), errs.Conflict, "已经结束")
	h.Must(h.Flow.AnnounceResult(ctx, h.Chair, item, second))
	refused(t, "announcing twice", h.Flow.AnnounceResult(ctx, h.Chair, item, second), errs.Conflict, "已有结果")
	refused(t, "voiding a result", h.Flow.VoidRound(ctx, h.Chair, item, second, "票箱未封"), errs.Conflict, "已有结果")
	if h.Read(c.ID).Stage != appointment.StageRejected {
		t.Error("10 of 29 adopted")
	}
	tenures, err := h.DB.TenuresOf(ctx, c.Person.ID)
	if err != nil || len(tenures) != 0 {
		t.Errorf("a rejected nominee holds %+v, %v", tenures, err)
	}
}

func TestAdoptionTakesEffectTheSameDay(t *testing.T) {
	h, c := fixture.Case(t, pgtest.New(t), appointment.StageAdopted)
	ctx := t.Context()
	tenures, err := h.DB.TenuresOf(ctx, c.Person.ID)
	h.Must(err)
	if len(tenures) != 1 || tenures[0].OfficeID != c.Office.ID || tenures[0].StartsOn != h.Today() {
		t.Errorf("tenures %+v", tenures)
	}
	if len(c.Filings) != 1 || c.Filings[0].Due != h.Today().Add(h.Policy.Filing.WithinDays) {
		t.Errorf("filings %+v", c.Filings)
	}
	var tasks int
	h.Must(h.Pool.QueryRow(ctx, `SELECT count(*) FROM case_task WHERE case_id = $1 AND key IN ('certificate', 'notice')`, c.ID).Scan(&tasks))
	if tasks != 2 {
		t.Errorf("%d of the two tasks after adoption", tasks)
	}
}

func TestRejectedTwiceIsLocked(t *testing.T) {
	h, c := fixture.Case(t, pgtest.New(t), appointment.StageRejected)
	h.Must(h.Flow.CloseMeeting(t.Context(), h.Operator, h.Meeting))
	_, err := h.Pool.Exec(t.Context(), `
		INSERT INTO appointment_case (number, proposal_id, position, action, person_id, office_id, stage, stage_since, policy_id,
			decided_on, adopted, created_at)
		SELECT 'again', proposal_id, 9, action, person_id, office_id, stage, stage_since, policy_id, decided_on, adopted, created_at
		FROM appointment_case WHERE id = $1`, c.ID)
	h.Must(err)
	h.Meeting, err = h.Flow.PlanMeeting(t.Context(), h.Operator, workflow.MeetingPlan{HeldOn: h.Today().Add(30), Place: "会议厅"})
	h.Must(err)
	err = h.Flow.SubmitProposal(t.Context(), h.Organ, h.Draft(), "")
	refused(t, "a third nomination in the term", err, errs.Conflict, "本届内不得再提名")
}

func TestShowOfHands(t *testing.T) {
	p := policy.Default()
	p.Vote.Method[policy.DecideRemove] = policy.Hands
	h := fixture.NewWith(t, pgtest.New(t), p)
	ctx := t.Context()
	id := h.Removal("示例县教育局局长")
	item := h.Item(id)
	h.Deliver(id)
	h.Open(24)
	h.Must(h.Flow.IntroduceItem(ctx, h.Operator, item))
	h.Deliberated(item)
	round, err := h.Flow.OpenRound(ctx, h.Operator, item, workflow.VoteOpening{})
	h.Must(err)
	c := h.Read(id)
	_, err = h.Flow.EnterCount(ctx, h.AsMember(6), item, round, count(c, 24, 24, 24, 0, 0, 0))
	refused(t, "a paper count of a show of hands", err, errs.Conflict, "举手表决")
	refused(t, "more hands than people", h.Flow.RecordHands(ctx, h.Operator, item, round, count(c, 0, 0, 20, 5, 0, 0).Lines), errs.Invalid, "合计 25 人")
	h.Must(h.Flow.RecordHands(ctx, h.Operator, item, round, count(c, 0, 0, 20, 3, 0, 0).Lines))
	h.Must(h.Flow.AnnounceResult(ctx, h.Chair, item, round))
	c = h.Read(id)
	if c.Stage != appointment.StageAdopted || c.Vote.NotCast != 1 {
		t.Errorf("stage %s, vote %+v", c.Stage, c.Vote)
	}
	tenures, err := h.DB.TenuresOf(ctx, c.Person.ID)
	if err != nil || len(tenures) != 1 || tenures[0].EndsOn != h.Today() {
		t.Errorf("tenures of the removed %+v, %v", tenures, err)
	}
}

// Two operators press at the same moment, and one of them twice: one vote, one result.
func TestTwoPressAtOnce(t *testing.T) {
	h, c, item := deliberated(t)
	ctx := t.Context()
	var mu sync.Mutex
	var rounds []int64
	all := func(n int, act func() error) (done int) {
		var wg sync.WaitGroup
		for range n {
			wg.Go(func() {
				if err := act(); err == nil {
					mu.Lock()
					done++
					mu.Unlock()
				} else if errs.KindOf(err) != errs.Conflict {
					t.Errorf("refused as %v", err)
				}
			})
		}
		wg.Wait()
		return done
	}
	if n := all(4, func() error {
		id, err := h.Flow.OpenRound(ctx, h.Operator, item, h.Opening())
		if err == nil {
			mu.Lock()
			rounds = append(rounds, id)
			mu.Unlock()
		}
		return err
	}); n != 1 {
		t.Fatalf("%d rounds opened", n)
	}
	form := count(c, 27, 27, 20, 5, 2, 0)
	for _, who := range []authz.Actor{h.AsMember(6), h.AsMember(7)} {
		if n := all(3, func() error {
			_, err := h.Flow.EnterCount(ctx, who, item, rounds[0], form)
			return err
		}); n != 1 {
			t.Errorf("%d entries of one scrutineer", n)
		}
	}
	if n := all(4, func() error { return h.Flow.AnnounceResult(ctx, h.Chair, item, rounds[0]) }); n != 1 {
		t.Errorf("announced %d times", n)
	}
	if c := h.Read(c.ID); c.Stage != appointment.StageAdopted || len(c.Filings) != 1 {
		t.Errorf("stage %s, filings %+v", c.Stage, c.Filings)
	}
}

// A dismissal case is voted on by secret ballot whatever the county's rules say V05.
func TestDismissalIsNeverByHands(t *testing.T) {
	p := policy.Default()
	p.Vote.Method[policy.Dismiss] = policy.Hands
	h := fixture.NewWith(t, pgtest.New(t), p)
	ctx := t.Context()
	form := h.ProposalForm()
	form.Title = "关于提请撤销钱正明职务的议案"
	proposal, err := h.Flow.CreateProposal(ctx, h.Organ, form)
	h.Must(err)
	_, err = h.Flow.AddCase(ctx, h.Organ, proposal, workflow.CaseForm{Action: policy.Dismiss, PersonID: h.Persons["钱正明"],
		OfficeID: h.Offices["示例县教育局局长"].ID, Reason: "严重违纪"})
	h.Must(err)
	h.Attach(h.Organ, proposal)
	c := h.Bring(h.Submit(proposal), appointment.StageCommittee)
	_, err = h.Flow.AddPersonnelItem(ctx, h.Operator, h.Meeting, workflow.PersonnelItem{Title: "撤职案", CaseIDs: []int64{c.ID}, Method: policy.Hands})
	refused(t, "listed for a show of hands", err, errs.Invalid, "不得举手表决")
	c = h.Bring(c.ID, appointment.StageDeliberation)
	item := c.Agenda.ItemID
	if c.Agenda.Method != string(policy.Secret) {
		t.Errorf("method %s", c.Agenda.Method)
	}
	h.Deliberated(item)
	_, err = h.Flow.OpenRound(ctx, h.Operator, item, h.Opening())
	refused(t, "no defence heard", err, errs.Conflict, "申辩")
	h.Must(h.Flow.RecordDefence(ctx, h.Clerk, c.ID, workflow.DefenceForm{Form: "oral", Text: "本人到会申辩"}))
	_, err = h.Pool.Exec(ctx, `UPDATE agenda_item SET method = 'hands' WHERE id = $1`, item)
	h.Must(err)
	_, err = h.Flow.OpenRound(ctx, h.Operator, item, workflow.VoteOpening{})
	refused(t, "by hands", err, errs.Conflict, "不得举手表决")
	_, err = h.Pool.Exec(ctx, `UPDATE agenda_item SET method = 'secret' WHERE id = $1`, item)
	h.Must(err)
	round := h.OpenRound(item)
	h.Count(item, round, count(c, 27, 27, 14, 10, 3, 0)) // 业务参考 9.1: 撤职案 14 票，未通过
	h.Must(h.Flow.AnnounceResult(ctx, h.Chair, item, round))
	if now := h.Read(c.ID); now.Stage != appointment.StageRejected {
		t.Errorf("stage %s", now.Stage)
	}
	tenures, err := h.DB.TenuresOf(ctx, c.Person.ID)
	if err != nil || len(tenures) != 1 || !tenures[0].EndsOn.IsZero() {
		t.Errorf("tenures %+v, %v", tenures, err)
	}
}
