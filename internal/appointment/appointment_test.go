package appointment

import (
	"slices"
	"strings"
	"testing"

	"renmian/internal/calendar"
	"renmian/internal/errs"
	"renmian/internal/policy"
)

var (
	today     = calendar.Date(2026, 11, 10)
	meetingOn = calendar.Date(2026, 11, 25)
)

func bureauHead() Office {
	return Office{ID: 1, Title: "示例县财政局局长", Group: policy.Government, FilledBy: FilledByDecide, Nominator: CountyHead,
		Rank: RankChief, Exam: true, Certificate: true, Oath: true, Filing: "上一级人民政府", Dismissible: true, Seats: 1}
}

// nominee returns a case that is complete up to the committee meeting under the default policy.
func nominee() Case {
	return Case{
		ID: 7, Action: policy.DecideAppoint, Stage: StageReview,
		Person: Person{ID: 1, Name: "欧阳示例"},
		Office: bureauHead(),
		Proposal: Proposal{
			State:      "accepted",
			OrganKind:  "government",
			OrganName:  "示例县人民政府",
			Mover:      MoverOrgan,
			SignerDuty: "chief",
			DocumentNo: "示府函〔2026〕1号",
			MeetingID:  3,
			MeetingOn:  meetingOn,
			Members:    29,
		},
		Form:      &CadreForm{FromFile: true},
		Documents: []policy.Document{policy.Bill, policy.Form, policy.Inspection, policy.Resume, policy.ReasonAppoint, policy.Discipline},
		Findings: []Finding{
			{Gate: policy.GateTenure, Result: "pass", Text: "符合"},
			{Gate: policy.GateEligibility, Result: "pass", Text: "符合"},
			{Gate: policy.GatePaperwork, Result: "pass", Text: "齐全"},
		},
		Report: &ReviewReport{Opinion: "合格", On: today},
		Exams:  []Exam{{Attempt: 1, On: today, Score: 92, Confirmed: true}},
	}
}

func keys(bs []Blocker) []string {
	var out []string
	for _, b := range bs {
		out = append(out, b.Key)
	}
	return out
}

func TestExamState(t *testing.T) {
	sat := func(scores ...float64) []Exam {
		var out []Exam
		for i, s := range scores {
			out = append(out, Exam{Attempt: i + 1, On: today, Score: s, Confirmed: true, Absent: s < 0})
		}
		return out
	}
	set := func(mark float64, makeups, within int, f policy.FailPolicy) policy.Exam {
		e := policy.Default().Exam
		e.PassMark, e.Makeups, e.MakeupWithinDays, e.FailPolicy = mark, makeups, within, f
		return e
	}
	for _, tt := range []struct {
		name  string
		exam  policy.Exam
		exams []Exam
		on    calendar.Day
		want  ExamState
	}{
		{"not sat", set(60, 1, 0, policy.FailMakeup), nil, today, ExamNotSat},
		{"exactly the pass mark", set(60, 1, 0, policy.FailMakeup), sat(60), today, ExamPassed},
		{"below by half a point", set(60, 1, 0, policy.FailMakeup), sat(59.5), today, ExamMakeup},
		{"SB-05 seventy-nine fails and is blocked", set(80, 1, 0, policy.FailBlock), sat(79), today, ExamFailed},
		{"the make-up passes", set(60, 1, 0, policy.FailMakeup), sat(50, 61), today, ExamPassed},
		{"the make-up fails, none is left", set(60, 1, 0, policy.FailMakeup), sat(50, 55), today, ExamFailed},
		{"DZ-06 until passed", set(60, -1, 0, policy.FailMakeup), sat(50, 50, 50), today, ExamMakeup},
		{"absent counts as an attempt", set(60, 1, 0, policy.FailMakeup), sat(-1), today, ExamMakeup},
		{"E1 make-up within three days", set(60, 1, 3, policy.FailMakeup), sat(50), today.Add(3), ExamMakeup},
		{"E1 too late for the make-up", set(60, 1, 3, policy.FailMakeup), sat(50), today.Add(4), ExamFailed},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c, p := nominee(), policy.Default()
			c.Exams, p.Exam = tt.exams, tt.exam
			if got := ExamStateOf(c, p, tt.on); got.State != tt.want {
				t.Errorf("state = %q (%s), want %q", got.State, got.Note, tt.want)
			}
		})
	}
	c, p := nominee(), policy.Default()
	c.Exams, c.Waiver = nil, &Waiver{Ground: "届中调整"}
	if got := ExamStateOf(c, p, today).State; got != ExamWaived {
		t.Errorf("waived nominee is %q", got)
	}
	if MayRecordExam(c, p, today) == "" {
		t.Error("a score could be recorded for a waived nominee")
	}
}

func TestMovesKeepTheOrder(t *testing.T) {
	for _, move := range moves {
		m := move.Move
		for _, s := range Stages {
			c := nominee()
			c.Stage = s
			got, err := Apply(c, m, "说明")
			listed := false
			for _, row := range moves {
				listed = listed || row.Move == m && slices.Contains(row.From, s)
			}
			if listed != (err == nil) {
				t.Errorf("%s from %s: %v", m, s, err)
			}
			if err != nil && errs.KindOf(err) != errs.Conflict {
				t.Errorf("%s from %s is %v", m, s, err)
			}
			if err == nil && got.Stage == s {
				t.Errorf("%s from %s stays", m, s)
			}
		}
	}
	for s := range nextMoves {
		c := nominee()
		c.Stage = s
		m, by, ok := Next(c)
		if _, err := Apply(c, m, ""); err != nil || by == "" || !ok {
			t.Errorf("next move %q of %s: %v by %q", m, s, err, by)
		}
	}
}

func TestWithdraw(t *testing.T) {
	c := nominee()
	c.Stage = StageDeliberation
	c.Withdrawal = &Withdrawal{State: "consented"}
	for state, want := range map[string]bool{"deliberating": true, "voting": false, "counted": false} {
		c.Agenda = &Agenda{ItemState: state}
		if err := Check(c, policy.Default(), MoveWithdraw, today); (err == nil) != want {
			t.Errorf("withdrawing while %s: %v", state, err)
		}
	}
	for _, tt := range []struct {
		stage Stage
		asked *Withdrawal
		want  bool
	}{
		{StageChairs, nil, true}, // the chairs have not decided yet
		{StageCommittee, nil, false},
		{StageCommittee, &Withdrawal{State: "asked"}, false},
		{StageCommittee, &Withdrawal{State: "refused"}, false},
		{StageCommittee, &Withdrawal{State: "consented"}, true},
		{StageSuspended, nil, false},
	} {
		c.Stage, c.Withdrawal, c.Agenda = tt.stage, tt.asked, nil
		if err := Check(c, policy.Default(), MoveWithdraw, today); (err == nil) != tt.want {
			t.Errorf("withdrawing at %s after %+v: %v", tt.stage, tt.asked, err)
		}
	}
}

func TestSteps(t *testing.T) {
	labels := func(c Case, p policy.Policy) string {
		var out []string
		for _, s := range Steps(c, p, today) {
			out = append(out, s.Label+":"+string(s.Status))
		}
		return strings.Join(out, " ")
	}
	c, p := nominee(), policy.Default()
	if got, want := labels(c, p), "提请受理:done 材料初审:now 考察公示:later 法律考试:done 主任会议:later 供职承诺:later 常委会表决:later 颁证宣誓:later 公布备案:later"; got != want {
		t.Errorf("appointment in review:\n%s\n%s", got, want)
	}
	c.Action, c.HoldsOffice = policy.DecideRemove, true
	if got, want := labels(c, p), "提请受理:done 材料初审:now 主任会议:later 常委会表决:later 公布备案:later"; got != want {
		t.Errorf("removal in review:\n%s\n%s", got, want)
	}
	c.Stage = StageWithdrawn
	if got := labels(c, p); !strings.Contains(got, "stop") {
		t.Errorf("withdrawn: %s", got)
	}
}

func TestTasks(t *testing.T) {
	c, p := nominee(), policy.Default()
	if got := Tasks(c, p, today); len(got) != 1 || got[0].Key != "move-pass_review" || got[0].By != PartyClerk || got[0].Due.IsZero() {
		t.Errorf("a complete review: %+v", got)
	}
	c.Exams = nil
	if got := Tasks(c, p, today); len(got) != 1 || got[0].Key != "exam" || got[0].By != PartyExaminer {
		t.Errorf("exam missing: %+v", got)
	}
	c.Withdrawal = &Withdrawal{State: "asked", Reason: "工作需要"}
	if got := Tasks(c, p, today); len(got) != 2 || got[0].Key != "withdraw-consent" || got[0].By != PartyChair {
		t.Errorf("withdrawal asked for: %+v", got)
	}
	c.Stage, c.Proposal.State = StageIntake, "returned"
	if got := Tasks(c, p, today); len(got) != 1 || got[0].By != PartyOrgan {
		t.Errorf("a returned proposal: %+v", got)
	}
	// SB-03, WN-09: what was sent back is due on the day that the letter names, not when the meeting would ask for it.
	c.Withdrawal, c.CorrectionDue = nil, today.Add(2)
	for stage, state := range map[Stage]string{StageIntake: "returned", StageCorrection: "accepted"} {
		c.Stage, c.Proposal.State = stage, state
		if got := Tasks(c, p, today); len(got) == 0 || got[0].Due != today.Add(2) {
			t.Errorf("%s, sent back until %s: %+v", stage, today.Add(2), got)
		}
	}
	c.Stage = StageWithdrawn
	if got := Tasks(c, p, today); got != nil {
		t.Errorf("a withdrawn case asks for %+v", got)
	}
}

func TestUsualAction(t *testing.T) {
	for _, tt := range []struct {
		office     Office
		begin, end policy.Action
	}{
		{bureauHead(), policy.DecideAppoint, policy.DecideRemove},
		{Office{FilledBy: FilledByAppoint}, policy.Appoint, policy.Remove},
		{Office{FilledBy: FilledByPass}, policy.Pass, policy.Remove},
		{Office{FilledBy: FilledByElect, Rank: RankChief, Group: policy.Court}, policy.DecideActing, policy.AcceptResignation},
		{Office{FilledBy: FilledByElect, Rank: RankChief, Group: policy.Congress}, policy.ElectActing, policy.AcceptResignation},
		{Office{FilledBy: FilledByElect, Rank: RankMember}, "", policy.AcceptResignation},
	} {
		if b, e := UsualAction(tt.office, true), UsualAction(tt.office, false); b != tt.begin || e != tt.end {
			t.Errorf("%+v begins by %q and ends by %q", tt.office, b, e)
		}
	}
}

func TestFilingsDue(t *testing.T) {
	c := nominee()
	if got := FilingsDue(c); !slices.Equal(got, []string{"上一级人民政府"}) {
		t.Errorf("government member: %v", got)
	}
	c.Action = policy.DecideRemove
	if got := FilingsDue(c); got != nil {
		t.Errorf("removal: %v", got)
	}
	c.Action, c.Office.FilledBy = policy.AcceptResignation, FilledByElect
	if got := FilingsDue(c); !slices.Equal(got, []string{"本级人民代表大会"}) {
		t.Errorf("resignation of an elected head: %v", got)
	}
	c.Office.Filing, c.Action = "上一级人民检察院；上一级人民代表大会常务委员会", policy.DecideActing
	if got := FilingsDue(c); len(got) != 2 {
		t.Errorf("acting procurator-general: %v", got)
	}
}
