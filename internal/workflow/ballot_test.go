package workflow_test

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"renmian/internal/appointment"
	"renmian/internal/authz"
	"renmian/internal/ballot"
	"renmian/internal/errs"
	"renmian/internal/fixture"
	"renmian/internal/meeting"
	"renmian/internal/pgtest"
	"renmian/internal/store"
	"renmian/internal/workflow"
)

// marks is so many ballots of one paper: 赞成, 反对, 弃权 and 未按.
func marks(yes, no, abstain, blank int) [][]int {
	var all [][]int
	for option, n := range []int{blank, yes, no, abstain} {
		for range n {
			all = append(all, []int{option})
		}
	}
	return all
}

func keyFiles(t *testing.T, h *fixture.House) []string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(h.Boxes, "*"))
	h.Must(err)
	return files
}

// The worked cases of 业务参考 9.1 on tablets, from the issue to the announced result.
func TestWorkedCasesOnTablets(t *testing.T) {
	for _, tt := range []struct {
		name                    string
		issued                  int
		yes, no, abstain, blank int
		want                    appointment.Stage
	}{
		{"one more than half of all", 27, 15, 10, 2, 0, appointment.StageAdopted},
		{"most of those present are not enough", 27, 14, 5, 8, 0, appointment.StageRejected},
		{"what is left blank counts for nobody", 27, 14, 0, 0, 13, appointment.StageRejected},
		{"fewer returned than issued", 27, 20, 2, 1, 0, appointment.StageAdopted},
		{"fewer issued than present", 20, 15, 5, 0, 0, appointment.StageAdopted},
	} {
		t.Run(tt.name, func(t *testing.T) {
			h, c, item := deliberated(t)
			v := h.OpenElectronicRound(item)
			choices := marks(tt.yes, tt.no, tt.abstain, tt.blank)
			voters := h.Issue(v, tt.issued)
			for n, choice := range choices {
				h.Must(voters[n].Cast(choice...))
			}
			h.Must(h.Flow.CloseCasting(t.Context(), h.Operator, item, v.ID))
			for _, n := range []int{6, 7} {
				h.Must(h.Flow.ConfirmCount(t.Context(), h.AsMember(n), item, v.ID))
			}
			if v = h.Round(item, v.ID); v.State != store.RoundCounted || v.Issued != tt.issued || v.Returned != len(choices) {
				t.Errorf("counted: %+v", v)
			}
			h.Must(h.Flow.AnnounceResult(t.Context(), h.Chair, item, v.ID))
			now := h.Read(c.ID)
			if now.Stage != tt.want || now.Vote == nil {
				t.Fatalf("announced: %s, %+v", now.Stage, now.Vote)
			}
			if n := now.Vote; n.Yes != tt.yes || n.No != tt.no || n.Abstain != tt.abstain || n.Invalid != 0 || n.Yes+n.No+n.Abstain+n.NotCast != 27 {
				t.Errorf("result %+v", n)
			}
			if left := keyFiles(t, h); len(left) > 0 {
				t.Errorf("keys are left: %v", left)
			}
		})
	}
}

func TestSeveralNomineesHaveSeveralPapers(t *testing.T) {
	h, first := fixture.Case(t, pgtest.New(t), appointment.StageCommittee)
	h.Committed(first)
	second := h.Removal("示例县教育局局长")
	item := h.Item(first.ID, second)
	h.Deliver(first.ID, second)
	h.Open(27)
	h.Must(h.Flow.IntroduceItem(t.Context(), h.Operator, item))
	h.Deliberated(item)
	v := h.OpenElectronicRound(item)
	b, err := h.DB.Box(t.Context(), v.BoxID)
	h.Must(err)
	if len(b.Papers) != 2 || len(b.PublicKeys) != 2 || bytes.Equal(b.PublicKeys[0], b.PublicKeys[1]) || b.Papers[0].Lines[0].ID == b.Papers[1].Lines[0].ID {
		t.Fatalf("box %+v", b)
	}
	choices := make([][]int, 27)
	for n := range choices {
		choices[n] = []int{1 + n%2, 2 - n%2}
	}
	h.VoteOnTablets(v, choices)
	counts, err := h.DB.Counts(t.Context(), v.ID)
	h.Must(err)
	if len(counts) != 2 || counts[0].Yes != 14 || counts[0].No != 13 || counts[1].Yes != 13 || counts[1].No != 14 {
		t.Errorf("counts %+v", counts)
	}
	if issued, cast, err := h.DB.BoxCount(t.Context(), v.BoxID); err != nil || issued != 27 || cast != 27 {
		t.Errorf("%d issued, %d cast, %v", issued, cast, err)
	}
	data, sum, err := h.Flow.BoxFile(t.Context(), v.BoxID)
	h.Must(err)
	if r := ballot.Verify(data, sum); len(r.Findings) > 0 {
		t.Errorf("the box file does not verify: %+v", r)
	}
}

func TestBallotsInTheWrongOrder(t *testing.T) {
	h, _, item := deliberated(t)
	ctx := t.Context()
	h.SeatAll(26)
	_, err := h.Flow.OpenRound(ctx, h.Operator, item, h.ElectronicOpening())
	refused(t, "a member present cannot sign in", err, errs.Conflict, "韩雪松")
	if left := keyFiles(t, h); len(left) > 0 {
		t.Errorf("a refused opening leaves keys: %v", left)
	}
	v := h.OpenElectronicRound(item)
	round := v.ID
	_, err = h.Flow.OpenRound(ctx, h.Operator, item, h.ElectronicOpening())
	refused(t, "opening twice", err, errs.Conflict, "正在表决")
	refused(t, "casting before a ballot is issued", h.Flow.OpenCasting(ctx, h.Operator, item, round, true), errs.Conflict, "还没有人领到")
	refused(t, "closing before casting", h.Flow.CloseCasting(ctx, h.Operator, item, round), errs.Conflict, "还没有开始投票")
	_, err = h.Flow.EnterCount(ctx, h.AsMember(6), item, round, workflow.CountForm{})
	refused(t, "counting by hand", err, errs.Conflict, "电子表决")

	voters := []*fixture.Voter{}
	for n := range 26 {
		voters = append(voters, h.Voter(n, v.BoxID))
		h.Must(voters[n].Claim())
	}
	refused(t, "casting while ballots are issued", voters[0].Cast(1), errs.Conflict, "还没有开始投票")
	refused(t, "somebody has no ballot", h.Flow.OpenCasting(ctx, h.Operator, item, round, false), errs.Conflict, "还有 1 人没有领到")
	_, err = h.Flow.IssueBallot(ctx, h.AsMember(28), v.BoxID, h.Voter(28, v.BoxID).Blinded())
	refused(t, "a member who is not present", err, errs.Forbidden, "不在本轮表决的发票名单")
	_, err = h.Flow.IssueBallot(ctx, h.Operator, v.BoxID, voters[0].Blinded())
	refused(t, "the operator takes a ballot", err, errs.Forbidden, "领取电子表决票")

	h.Must(h.Flow.OpenCasting(ctx, h.Operator, item, round, true))
	refused(t, "opening casting twice", h.Flow.OpenCasting(ctx, h.Operator, item, round, true), errs.Conflict, "已经开始投票")
	refused(t, "a ballot after casting began", h.Voter(26, v.BoxID).Claim(), errs.Conflict, "不再发票")
	h.Must(voters[3].Claim()) // its answer was lost: the same request is answered again
	refused(t, "confirming before closing", h.Flow.ConfirmCount(ctx, h.AsMember(6), item, round), errs.Conflict, "尚未开箱")
	for _, voter := range voters[:20] {
		h.Must(voter.Cast(1))
	}
	_, _, err = h.Flow.BoxFile(ctx, v.BoxID)
	refused(t, "the file of an open box", err, errs.NotFound, "尚未封存")

	h.Must(h.Flow.CloseCasting(ctx, h.Operator, item, round))
	refused(t, "closing twice", h.Flow.CloseCasting(ctx, h.Operator, item, round), errs.Conflict, "已经封存")
	if err := voters[20].Cast(1); !errors.Is(err, workflow.ErrLateBallot) {
		t.Errorf("a late ballot: %v", err)
	}
	h.Must(voters[0].Cast(1)) // its acknowledgement was lost
	if err := voters[0].Cast(2); !errors.Is(err, workflow.ErrOtherChoice) {
		t.Errorf("another choice after sealing: %v", err)
	}
	refused(t, "a ballot after closing", voters[21].Claim(), errs.Conflict, "已截止")
	refused(t, "announcing before the count is confirmed", h.Flow.AnnounceResult(ctx, h.Chair, item, round), errs.Conflict, "正在表决")
	refused(t, "a member who is no scrutineer", h.Flow.ConfirmCount(ctx, h.AsMember(9), item, round), errs.Forbidden, "不是本轮的监票人")
	if v = h.Round(item, round); v.CastUntil.Sub(v.OpenedAt) < 3*time.Minute { // as long as the county's rules suggest
		t.Errorf("voting was suggested until %s, opened at %s", v.CastUntil, v.OpenedAt)
	}
	h.Must(h.Flow.ConfirmCount(ctx, h.AsMember(6), item, round))
	refused(t, "confirming twice", h.Flow.ConfirmCount(ctx, h.AsMember(6), item, round), errs.Conflict, "已经确认")
	refused(t, "announcing after one confirmation", h.Flow.AnnounceResult(ctx, h.Chair, item, round), errs.Conflict, "正在表决")
	if got := h.Round(item, round); got.State != store.RoundOpen || got.Phase != ballot.PhaseSealed || !slices.Equal(got.Confirmed, []int64{h.Members[6]}) {
		t.Errorf("after one confirmation: %+v", got)
	}
	h.Must(h.Flow.ConfirmCount(ctx, h.AsMember(7), item, round))
	h.Must(h.Flow.AnnounceResult(ctx, h.Chair, item, round))
}

func TestWhoMayDoWhatWithABox(t *testing.T) {
	h, _, item := deliberated(t)
	ctx := t.Context()
	v := h.OpenElectronicRound(item)
	for _, who := range []authz.Actor{h.Clerk, h.Organ, h.Admin, h.AsMember(3), h.Chair} {
		refused(t, who.Name+" opens the casting", h.Flow.OpenCasting(ctx, who, item, v.ID, true), errs.Forbidden, "开始投票")
		refused(t, who.Name+" closes the casting", h.Flow.CloseCasting(ctx, who, item, v.ID), errs.Forbidden, "截止投票")
	}
	for _, who := range []authz.Actor{h.Operator, h.Clerk, h.AsMember(3)} {
		refused(t, who.Name+" voids the round", h.Flow.VoidRound(ctx, who, item, v.ID, "误操作"), errs.Forbidden, "宣布本轮无效")
		refused(t, who.Name+" switches to paper", h.Flow.SwitchToPaper(ctx, who, item, v.ID, "误操作"), errs.Forbidden, "改用纸质")
	}
	refused(t, "the operator confirms the count", h.Flow.ConfirmCount(ctx, h.Operator, item, v.ID), errs.Forbidden, "确认电子计票")
}

func TestABallotIsIssuedOnce(t *testing.T) {
	h, _, item := deliberated(t)
	ctx := t.Context()
	v := h.OpenElectronicRound(item)
	tablet := h.Voter(2, v.BoxID)
	var same sync.WaitGroup
	answers := make([][][]byte, 5)
	for i := range answers { // a browser sends again by itself
		same.Go(func() {
			var err error
			if answers[i], err = h.Flow.IssueBallot(ctx, h.AsMember(2), v.BoxID, tablet.Blinded()); err != nil {
				t.Error(err)
			}
		})
	}
	same.Wait()
	for _, a := range answers[1:] {
		if !bytes.Equal(a[0], answers[0][0]) {
			t.Error("the same request got two answers")
		}
	}
	refused(t, "a second tablet", h.Voter(2, v.BoxID).Claim(), errs.Conflict, "另一台设备")
	for _, bad := range [][][]byte{nil, {nil}, {make([]byte, 256)}, {append(make([]byte, 255), 1)}, {bytes.Repeat([]byte{255}, 256)}, {tablet.Blinded()[0], tablet.Blinded()[0]}} {
		_, err := h.Flow.IssueBallot(ctx, h.AsMember(3), v.BoxID, bad)
		refused(t, "not a blinded token", err, errs.Invalid, "领票请求")
	}
	h.Must(h.Voter(3, v.BoxID).Claim()) // and what was malformed did not cost the ballot

	two := []*fixture.Voter{h.Voter(4, v.BoxID), h.Voter(4, v.BoxID)} // two tablets at once
	var wait sync.WaitGroup
	got := make([]error, 2)
	for i := range two {
		wait.Go(func() { got[i] = two[i].Claim() })
	}
	wait.Wait()
	if (got[0] == nil) == (got[1] == nil) {
		t.Errorf("two tablets at once: %v, %v", got[0], got[1])
	}
	if issued, _, err := h.DB.BoxCount(ctx, v.BoxID); err != nil || issued != 3 {
		t.Errorf("%d issued, %v; want 3", issued, err)
	}
}

func TestABallotIsCastOnce(t *testing.T) {
	h, _, item := deliberated(t)
	ctx := t.Context()
	v := h.OpenElectronicRound(item)
	voters := h.Issue(v, 27)
	var wait sync.WaitGroup
	for range 10 {
		for n, voter := range voters[:9] {
			wait.Go(func() {
				if err := voter.Cast(1 + n%3); err != nil {
					t.Error(err)
				}
			})
		}
	}
	wait.Wait()
	if err := voters[0].Cast(2); !errors.Is(err, workflow.ErrOtherChoice) {
		t.Errorf("another choice: %v", err)
	}
	slips := voters[10].Slips(1)
	slips[0].Sig = bytes.Clone(slips[0].Sig)
	slips[0].Sig[100] ^= 1
	refused(t, "a forged signature", h.Flow.Cast(ctx, v.BoxID, slips), errs.Invalid, "不是本次表决发出的票")
	refused(t, "a choice that is not on the paper", h.Flow.Cast(ctx, v.BoxID, voters[10].Slips(4)), errs.Invalid, "不在票面选项")
	refused(t, "no ballot", h.Flow.Cast(ctx, v.BoxID, nil), errs.Invalid, "不完整")
	refused(t, "no such box", h.Flow.Cast(ctx, v.BoxID+1, slips), errs.NotFound, "票箱")
	if _, cast, err := h.DB.BoxCount(ctx, v.BoxID); err != nil || cast != 9 {
		t.Errorf("%d cast, %v; want 9", cast, err)
	}
	h.Must(h.Flow.CloseCasting(ctx, h.Operator, item, v.ID))
	counts, err := h.DB.Counts(ctx, v.ID)
	h.Must(err)
	if n := counts[0]; n.Yes != 3 || n.No != 3 || n.Abstain != 3 || n.NotCast != 18 {
		t.Errorf("counted %+v", n)
	}
}

func TestAVoidBoxIsVotedOnAgain(t *testing.T) {
	h, c, item := deliberated(t)
	ctx := t.Context()
	v := h.OpenElectronicRound(item)
	voters := h.Issue(v, 27)
	for _, voter := range voters[:13] {
		h.Must(voter.Cast(2))
	}
	refused(t, "no reason", h.Flow.VoidRound(ctx, h.Chair, item, v.ID, " "), errs.Invalid, "理由")
	h.Must(h.Flow.VoidRound(ctx, h.Chair, item, v.ID, "一名委员的平板损坏，可能影响结果"))
	if err := voters[14].Cast(1); !errors.Is(err, workflow.ErrVoidBallot) {
		t.Errorf("casting into a void box: %v", err)
	}
	if left := keyFiles(t, h); len(left) > 0 {
		t.Errorf("a void box leaves keys: %v", left)
	}
	if there, err := h.DB.Urn(ctx, v.BoxID, nil); err != nil || len(there) > 0 {
		t.Errorf("a void box leaves %d ballots in the urn, %v", len(there), err)
	}
	again := h.OpenElectronicRound(item)
	fresh := h.Issue(again, 27)
	refused(t, "a ballot of the void round", h.Flow.Cast(ctx, again.BoxID, voters[0].Slips(1)), errs.Invalid, "不是本次表决发出的票")
	for _, voter := range fresh {
		h.Must(voter.Cast(1))
	}
	h.Must(h.Flow.CloseCasting(ctx, h.Operator, item, again.ID))
	for _, n := range []int{6, 7} {
		h.Must(h.Flow.ConfirmCount(ctx, h.AsMember(n), item, again.ID))
	}
	h.Must(h.Flow.AnnounceResult(ctx, h.Chair, item, again.ID))
	if now := h.Read(c.ID); now.Vote.Yes != 27 {
		t.Errorf("result %+v", now.Vote)
	}
}

func TestSwitchToPaper(t *testing.T) {
	h, c, item := deliberated(t)
	ctx := t.Context()
	v := h.OpenElectronicRound(item)
	h.Issue(v, 27)
	h.Must(h.Flow.SwitchToPaper(ctx, h.Chair, item, v.ID, "网络中断"))
	rounds, err := h.DB.Rounds(ctx, item)
	h.Must(err)
	if len(rounds) != 2 || rounds[0].State != store.RoundVoid || rounds[0].Phase != ballot.PhaseVoid || rounds[1].Method != store.SecretPaper ||
		len(rounds[1].Scrutineers) != 2 {
		t.Fatalf("rounds %+v", rounds)
	}
	h.Count(item, rounds[1].ID, count(c, 27, 27, 20, 5, 2, 0))
	h.Must(h.Flow.AnnounceResult(ctx, h.Chair, item, rounds[1].ID))
	if h.Read(c.ID).Stage != appointment.StageAdopted {
		t.Error("the vote on paper did not decide")
	}
	refused(t, "switching a paper round", h.Flow.SwitchToPaper(ctx, h.Chair, item, rounds[1].ID, "网络中断"), errs.Conflict, "")
}

func TestNoElectronicVoteWithoutQuorum(t *testing.T) {
	h, _, item := deliberated(t)
	h.SeatAll(27)
	var marks []workflow.AttendanceMark
	for _, id := range h.Members[14:27] {
		marks = append(marks, workflow.AttendanceMark{MemberID: id, Status: meeting.LeftEarly})
	}
	h.Must(h.Flow.RecordAttendance(t.Context(), h.Operator, h.Meeting, marks))
	_, err := h.Flow.OpenRound(t.Context(), h.Operator, item, h.ElectronicOpening())
	refused(t, "14 of 29", err, errs.Conflict, "未过半数")
	if files, err := os.ReadDir(h.Boxes); err != nil || len(files) > 0 {
		t.Errorf("keys are left: %v, %v", files, err)
	}
}

// A county set up anew where another was finds keys that nobody destroyed under the numbers of its boxes.
func TestKeysOfAnEarlierDatabase(t *testing.T) {
	h, _, item := deliberated(t)
	next, err := h.DB.NextBox(t.Context())
	h.Must(err)
	stale := filepath.Join(h.Boxes, fmt.Sprintf("box-%d.key", next+1))
	h.Must(os.MkdirAll(h.Boxes, 0o700))
	h.Must(os.WriteFile(stale, []byte("keys of a box that is gone"), 0o600))
	v := h.OpenElectronicRound(item)
	if v.BoxID != next+1 {
		t.Fatalf("box %d, want %d", v.BoxID, next+1)
	}
	h.Must(h.Issue(v, 20)[0].Cast(1))
}

// V03: a box that holds another number of ballots than were counted, or than were handed out, is confirmed by nobody.
func TestConfirmingACountThatDoesNotAddUp(t *testing.T) {
	h, _, item := deliberated(t)
	ctx := t.Context()
	v := h.OpenElectronicRound(item)
	for _, voter := range h.Issue(v, 27) {
		h.Must(voter.Cast(1))
	}
	h.Must(h.Flow.CloseCasting(ctx, h.Operator, item, v.ID))
	_, err := h.Pool.Exec(ctx, `
		INSERT INTO sealed_ballot (box_id, paper, msg, sig, choice)
		SELECT box_id, paper, decode(repeat('ab', length(msg)), 'hex'), sig, choice FROM sealed_ballot WHERE box_id = $1 LIMIT 1`, v.BoxID)
	h.Must(err)
	refused(t, "a ballot too many", h.Flow.ConfirmCount(ctx, h.AsMember(6), item, v.ID), errs.Conflict, "收回 28 + 未投 -1 = 发出 27")
}
