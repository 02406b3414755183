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
		Person:    Person{ID: 1, Name: "欧阳示例"},
		Office:    bureauHead(),
		Proposal:  Proposal{State: "accepted", OrganKind: "government", OrganName: "示例县人民政府", Mover: MoverOrgan, SignerDuty: "chief", DocumentNo: "示府函〔2026〕1号", MeetingID: 3, MeetingOn: meetingOn, Members: 29},
		Form:      &CadreForm{FromFile: true},
		Documents: []policy.Document{policy.Bill, policy.Form, policy.Inspection, policy.Resume, policy.ReasonAppoint, policy.Discipline},
		Findings:  []Finding{{Gate: policy.GateTenure, Result: "pass", Text: "符合"}, {Gate: policy.GateEligibility, Result: "pass", Text: "符合"}, {Gate: policy.GatePaperwork, Result: "pass", Text: "齐全"}},
		Report:    &ReviewReport{Opinion: "合格", On: today},
		Exams:     []Exam{{Attempt: 1, On: today, Score: 92, Confirmed: true}},
	}
}

func keys(bs []Blocker) []string {
	var out []string
	for _, b := range bs {
		out = append(out, b.Key)
	}
	return out
}

func TestReviewBlockers(t *testing.T) {
	for _, tt := range []struct {
		name   string
		change func(*Case, *policy.Policy)
		want   []string
	}{
		{"complete", func(*Case, *policy.Policy) {}, nil},
		{"a gate not examined", func(c *Case, _ *policy.Policy) { c.Findings = c.Findings[:2] }, []string{"gate-paperwork"}},
		{"a gate to be corrected", func(c *Case, _ *policy.Policy) { c.Findings[0].Result = "correct" }, []string{"gate-tenure"}},
		{"correction under way", func(c *Case, _ *policy.Policy) { c.OpenCorrection = true }, []string{"correction"}},
		{"no report", func(c *Case, _ *policy.Policy) { c.Report = nil }, []string{"report"}},
		{"SN-02 no investigation, no agenda", func(_ *Case, p *policy.Policy) { p.Investigation.Mode = policy.Required }, []string{"investigation"}},
		{"DZ-04 no study", func(_ *Case, p *policy.Policy) { p.Education.Mode = policy.Required }, []string{"study"}},
		{"DZ-04 studied", func(c *Case, p *policy.Policy) { p.Education.Mode, c.StudiedOn = policy.Required, today }, nil},
		{"investigated and fit", func(c *Case, p *policy.Policy) {
			p.Investigation.Mode = policy.Required
			c.Investigations = []Investigation{{Conclusion: "unfit"}, {Conclusion: "fit"}}
		}, nil},
		{"investigated and unfit", func(c *Case, p *policy.Policy) {
			p.Investigation.Mode = policy.Required
			c.Investigations = []Investigation{{Conclusion: "unfit"}}
		}, []string{"investigation"}},
		{"consultation required", func(_ *Case, p *policy.Policy) { p.Consultation.Required = true }, []string{"consultation"}},
		{"publicity required and missing", func(_ *Case, p *policy.Policy) { p.Publicity.Mode = policy.Required }, []string{"publicity"}},
		{"publicity still running", func(c *Case, _ *policy.Policy) { c.Publicity = &Publicity{To: today, Reported: true} }, []string{"publicity"}},
		{"publicity over, an opinion unverified", func(c *Case, _ *policy.Policy) {
			c.Publicity = &Publicity{To: today.Add(-1), Unverified: 1, Reported: true}
		}, []string{"publicity"}},
		{"publicity over, not reported", func(c *Case, _ *policy.Policy) { c.Publicity = &Publicity{To: today.Add(-1)} }, []string{"publicity"}},
		{"publicity done", func(c *Case, _ *policy.Policy) { c.Publicity = &Publicity{To: today.Add(-1), Reported: true} }, nil},
		{"V12 not sat", func(c *Case, _ *policy.Policy) { c.Exams = nil }, []string{"exam"}},
		{"exam later than the chairs in this county", func(c *Case, p *policy.Policy) { c.Exams = nil; p.Exam.Before = policy.StopVote }, nil},
		{"V12 score not confirmed", func(c *Case, _ *policy.Policy) { c.Exams[0].Confirmed = false }, []string{"exam"}},
		{"commitment before the chairs", func(_ *Case, p *policy.Policy) { p.Commitment.Before = policy.StopChairs }, []string{"commitment"}},
		{"a removal needs no exam", func(c *Case, _ *policy.Policy) { c.Action, c.Exams, c.HoldsOffice = policy.DecideRemove, nil, true }, nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c, p := nominee(), policy.Default()
			tt.change(&c, &p)
			if got := keys(Blockers(c, p, MovePassReview, today)); !slices.Equal(got, tt.want) {
				t.Errorf("blockers = %v, want %v", got, tt.want)
			}
		})
	}
}

func TestLawBlockers(t *testing.T) {
	acting := Office{Title: "示例县人民法院院长", Group: policy.Court, FilledBy: FilledByElect, Nominator: CongressItself, Rank: RankChief}
	for _, tt := range []struct {
		name   string
		change func(*Case, *policy.Policy)
		want   []string
	}{
		{"lawful", func(*Case, *policy.Policy) {}, nil},
		{"V06 the court cannot propose a bureau head", func(c *Case, _ *policy.Policy) { c.Proposal.OrganKind = "court" }, []string{"nominator"}},
		{"an elected head is not appointed", func(c *Case, _ *policy.Policy) {
			c.Office = acting
			c.Proposal.OrganKind = "congress"
			c.Action = policy.Appoint
		}, []string{"action", "nominator"}},
		{"acting head from the chairperson's meeting", func(c *Case, _ *policy.Policy) {
			c.Office, c.Action, c.HoldsDeputy, c.Proposal.OrganKind = acting, policy.DecideActing, true, "congress"
		}, nil},
		{"V08 acting head who is no deputy", func(c *Case, _ *policy.Policy) {
			c.Office, c.Action, c.Proposal.OrganKind = acting, policy.DecideActing, "congress"
		}, []string{"deputy"}},
		{"V08 deputy first, then acting", func(c *Case, _ *policy.Policy) {
			c.Office, c.Action, c.Proposal.OrganKind, c.AfterCase.ID = acting, policy.DecideActing, "congress", 6
		}, nil},
		{"acting head proposed by the court itself", func(c *Case, _ *policy.Policy) {
			c.Office, c.Action, c.HoldsDeputy, c.Proposal.OrganKind = acting, policy.DecideActing, true, "court"
		}, []string{"nominator"}},
		{"V07 a committee member becomes bureau head", func(c *Case, _ *policy.Policy) { c.MemberOfSC = true }, []string{"incompatible"}},
		{"V07 a member may head a working committee", func(c *Case, _ *policy.Policy) {
			c.MemberOfSC, c.Action, c.Proposal.OrganKind = true, policy.Appoint, "congress"
			c.Office = Office{Title: "法制工作委员会主任", Group: policy.Congress, FilledBy: FilledByAppoint, Nominator: ChairpersonsMeeting}
		}, nil},
		{"credentials committee is drawn from the members", func(c *Case, _ *policy.Policy) {
			c.Action, c.Proposal.OrganKind = policy.Pass, "congress"
			c.Office = Office{Title: "代表资格审查委员会委员", Group: policy.Congress, FilledBy: FilledByPass, Nominator: ChairpersonsMeeting}
		}, []string{"not_member"}},
		{"holds the office already", func(c *Case, _ *policy.Policy) { c.HoldsOffice = true }, []string{"holds"}},
		{"removal of one who does not hold it", func(c *Case, _ *policy.Policy) { c.Action = policy.DecideRemove }, []string{"not_holder"}},
		{"V13 rejected once", func(c *Case, _ *policy.Policy) { c.Rejections = 1 }, nil},
		{"V13 rejected twice", func(c *Case, _ *policy.Policy) { c.Rejections = 2 }, []string{"locked"}},
		{"R4 half a year must pass", func(c *Case, p *policy.Policy) {
			p.Resubmission.CooldownDays, c.Rejections, c.LastRejected = 180, 1, meetingOn.Add(-179)
		}, []string{"cooldown"}},
		{"R4 half a year has passed", func(c *Case, p *policy.Policy) {
			p.Resubmission.CooldownDays, c.Rejections, c.LastRejected = 180, 1, meetingOn.Add(-180)
		}, nil},
		{"V05 dismissal by the organ", func(c *Case, _ *policy.Policy) { c.Action, c.HoldsOffice = policy.Dismiss, true }, nil},
		{"V05 dismissal moved by another organ", func(c *Case, _ *policy.Policy) {
			c.Action, c.HoldsOffice, c.Proposal.OrganKind = policy.Dismiss, true, "court"
		}, []string{"movers"}},
		{"V05 five of twenty-nine do not suffice", func(c *Case, _ *policy.Policy) {
			c.Action, c.HoldsOffice, c.Proposal.Mover, c.Proposal.Movers = policy.Dismiss, true, MoverMembers, 5
		}, []string{"movers"}},
		{"V05 six of twenty-nine suffice", func(c *Case, _ *policy.Policy) {
			c.Action, c.HoldsOffice, c.Proposal.Mover, c.Proposal.Movers = policy.Dismiss, true, MoverMembers, 6
		}, nil},
		{"V05 office outside the list", func(c *Case, _ *policy.Policy) {
			c.Action, c.HoldsOffice, c.Office.Dismissible = policy.Dismiss, true, false
		}, []string{"action", "dismissible"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c, p := nominee(), policy.Default()
			tt.change(&c, &p)
			if got := keys(lawBlockers(c, p)); !slices.Equal(got, tt.want) {
				t.Errorf("blockers = %v, want %v", got, tt.want)
			}
		})
	}
}

func TestSubmitBlockers(t *testing.T) {
	for _, tt := range []struct {
		name   string
		change func(*Draft, *policy.Policy)
		want   []string
	}{
		{"complete", func(*Draft, *policy.Policy) {}, nil},
		{"nothing filled in", func(d *Draft, _ *policy.Policy) { *d = Draft{} }, []string{"document_no", "title", "meeting", "signer", "cases"}},
		{"V06 signed by a deputy in charge", func(d *Draft, _ *policy.Policy) { d.SignerDuty = "deputy" }, []string{"signer"}},
		{"V06 signed by the acting head", func(d *Draft, _ *policy.Policy) { d.SignerDuty = "acting_chief" }, nil},
		{"V10 on the last day", func(d *Draft, _ *policy.Policy) { d.MeetingOn = today.Add(10) }, nil},
		{"V10 a day late without a reason", func(d *Draft, _ *policy.Policy) { d.MeetingOn = today.Add(9) }, []string{"late_reason"}},
		{"V10 a day late with a reason", func(d *Draft, _ *policy.Policy) { d.MeetingOn = today.Add(9); d.LateReason = "换届" }, nil},
		{"WN-09 late is returned", func(d *Draft, p *policy.Policy) {
			d.MeetingOn = today.Add(9)
			d.LateReason = "换届"
			p.Intake.Late = policy.RefuseLate
		}, []string{"late"}},
		{"WN-08 fifteen days", func(d *Draft, p *policy.Policy) {
			p.Intake.DaysBefore = 15
			p.Intake.Late = policy.RefuseLate
			d.MeetingOn = today.Add(14)
		}, []string{"late"}},
		{"sent back after the deadline, handed in before it", func(d *Draft, _ *policy.Policy) {
			d.MeetingOn, d.SubmittedOn = today.Add(5), today.Add(-5)
		}, nil},
		{"sent back until the meeting was over", func(d *Draft, _ *policy.Policy) {
			d.MeetingOn, d.SubmittedOn = today, today.Add(-20)
		}, []string{"meeting"}},
		{"a person with nothing asked for", func(d *Draft, _ *policy.Policy) { d.Idle = []string{"李示例"} }, []string{"cases"}},
		{"members jointly bring only a dismissal", func(d *Draft, _ *policy.Policy) { d.Mover = MoverMembers }, []string{"case-7-mover"}},
		{"meeting over", func(d *Draft, _ *policy.Policy) { d.MeetingOn = today }, []string{"meeting"}},
		{"V11 a document is missing", func(d *Draft, _ *policy.Policy) { d.Cases[0].Documents = d.Cases[0].Documents[1:] }, []string{"case-7-document-bill"}},
		{"the form has open questions", func(d *Draft, _ *policy.Policy) { d.Cases[0].Form.Unsettled = 2 }, []string{"case-7-form"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c, p := nominee(), policy.Default()
			d := Draft{Proposal: c.Proposal, Title: "关于提请决定任命欧阳示例职务的议案", Signer: "王示例", Cases: []Case{c}}
			tt.change(&d, &p)
			if got := keys(SubmitBlockers(d, p, today)); !slices.Equal(got, tt.want) {
				t.Errorf("blockers = %v, want %v", got, tt.want)
			}
		})
	}
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

func TestIntroduceBlockers(t *testing.T) {
	ready := func() Case {
		c := nominee()
		c.Stage = StageCommittee
		c.Commitments = []Commitment{{Edition: 1, Judged: "sufficient"}}
		c.Agenda = &Agenda{MeetingState: "open", MeetingOn: meetingOn, DeliveredOn: meetingOn.Add(-7)}
		return c
	}
	for _, tt := range []struct {
		name   string
		change func(*Case)
		want   []string
	}{
		{"ready", func(*Case) {}, nil},
		{"TM-11 no commitment", func(c *Case) { c.Commitments = nil }, []string{"commitment"}},
		{"commitment waits for judgement", func(c *Case) { c.Commitments[0].Judged = "" }, []string{"commitment-judge"}},
		{"commitment returned", func(c *Case) { c.Commitments[0].Judged = "returned" }, []string{"commitment"}},
		{"not on an agenda", func(c *Case) { c.Agenda = nil }, []string{"agenda"}},
		{"TM-09 materials not delivered", func(c *Case) { c.Agenda.DeliveredOn = calendar.Day{} }, []string{"materials"}},
		{"the meeting has not begun", func(c *Case) { c.Agenda.MeetingState = "notified" }, []string{"meeting"}},
		{"V08 the deputy's case comes first", func(c *Case) { c.AfterCase.ID = 3 }, []string{"after"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c := ready()
			tt.change(&c)
			if got := keys(Blockers(c, policy.Default(), MoveIntroduce, meetingOn)); !slices.Equal(got, tt.want) {
				t.Errorf("blockers = %v, want %v", got, tt.want)
			}
		})
	}
}

func TestVoteBlockers(t *testing.T) {
	for _, tt := range []struct {
		name   string
		change func(*Case, *policy.Policy)
		want   []string
	}{
		{"ready", func(*Case, *policy.Policy) {}, nil},
		{"not presented", func(c *Case, _ *policy.Policy) { c.Agenda.Presented = false }, []string{"presentation"}},
		{"ZY-06 everybody speaks", func(_ *Case, p *policy.Policy) { p.Commitment.Speech = policy.WhomAll }, []string{"speech"}},
		{"TM-12 chosen by the chairs", func(c *Case, _ *policy.Policy) { c.Chairs = &ChairsDecision{Speaks: true} }, []string{"speech"}},
		{"WN-12 spoke poorly", func(c *Case, p *policy.Policy) { p.Commitment.Speech, c.Agenda.Speech = policy.WhomAll, "judged_poor" }, []string{"speech"}},
		{"ST-04 speech after the vote", func(_ *Case, p *policy.Policy) {
			p.Commitment.Speech, p.Commitment.SpeechTiming = policy.WhomAll, policy.AfterVote
		}, nil},
		{"SN-10 the nominee leaves the room", func(_ *Case, p *policy.Policy) { p.Deliberation.NomineeLeaves = true }, []string{"leaves"}},
		{"nothing deliberated", func(c *Case, _ *policy.Policy) { c.Agenda.Deliberated = 0 }, []string{"deliberation"}},
		{"DZ-07 one group only", func(c *Case, p *policy.Policy) { p.Deliberation.Mode, c.Agenda.Groups = policy.InGroups, 1 }, []string{"deliberation"}},
		{"DZ-07 two groups", func(c *Case, p *policy.Policy) { p.Deliberation.Mode, c.Agenda.Groups = policy.InGroups, 2 }, nil},
		{"DZ-07 two of three arranged groups", func(c *Case, p *policy.Policy) {
			p.Deliberation.Mode, c.Agenda.Groups, c.Agenda.Silent = policy.InGroups, 2, []int{3}
		}, []string{"deliberation"}},
		{"groups arranged, but the county deliberates in plenary", func(c *Case, _ *policy.Policy) { c.Agenda.Silent = []int{1, 2} }, nil},
		{"a question is open", func(c *Case, _ *policy.Policy) { c.Agenda.Unanswered = 1 }, []string{"questions"}},
		{"SN-11 an issue not cleared suspends", func(c *Case, _ *policy.Policy) { c.Agenda.Unresolved = 1 }, []string{"questions"}},
		{"the organ asks for it back", func(c *Case, _ *policy.Policy) { c.Withdrawal = &Withdrawal{State: "asked"} }, []string{"withdraw-consent"}},
		{"being voted on", func(c *Case, _ *policy.Policy) { c.Agenda.ItemState = "voting" }, []string{"count"}},
		{"counted, to be announced", func(c *Case, _ *policy.Policy) { c.Agenda.ItemState = "counted" }, []string{"announce"}},
		{"dismissal without defence", func(c *Case, _ *policy.Policy) { c.Action = policy.Dismiss }, []string{"defence"}},
		{"dismissal with defence", func(c *Case, _ *policy.Policy) { c.Action, c.Defences = policy.Dismiss, 1 }, nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c, p := nominee(), policy.Default()
			c.Agenda = &Agenda{MeetingState: "open", Presented: true, Deliberated: 1}
			tt.change(&c, &p)
			if got := keys(Blockers(c, p, MoveAdopt, meetingOn)); !slices.Equal(got, tt.want) {
				t.Errorf("blockers = %v, want %v", got, tt.want)
			}
		})
	}
}

func TestCloseBlockers(t *testing.T) {
	done := func() Case {
		c := nominee()
		c.Stage = StageAdopted
		c.Vote = &Vote{Adopted: true, On: meetingOn}
		c.Certificate = &Certificate{Number: "1", HandedOn: meetingOn}
		c.Oath = &Oath{Sworn: true}
		c.Notice = &Notice{PublishedOn: meetingOn}
		c.OrganNotified = meetingOn
		c.Filings = []Filing{{Recipient: "上一级人民政府", Done: meetingOn}}
		return c
	}
	for _, tt := range []struct {
		name   string
		change func(*Case)
		want   []string
	}{
		{"everything done", func(*Case) {}, nil},
		{"V15 no certificate yet", func(c *Case) { c.Certificate = nil }, []string{"certificate"}},
		{"certificate not handed over", func(c *Case) { c.Certificate.HandedOn = calendar.Day{} }, []string{"certificate"}},
		{"V14 a removal carries none", func(c *Case) { c.Action, c.Certificate, c.Oath = policy.DecideRemove, nil, nil }, nil},
		{"V14 an acting head carries none", func(c *Case) { c.Action, c.Certificate = policy.DecideActing, nil }, nil},
		{"V18 absent from the oath", func(c *Case) { c.Oath.Sworn = false }, []string{"oath"}},
		{"not published", func(c *Case) { c.Notice = nil }, []string{"notice"}},
		{"organ not told", func(c *Case) { c.OrganNotified = calendar.Day{} }, []string{"organ"}},
		{"V19 filing open", func(c *Case) { c.Filings[0].Done = calendar.Day{} }, []string{"filing-上一级人民政府"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c := done()
			tt.change(&c)
			if got := keys(Blockers(c, policy.Default(), MoveClose, meetingOn)); !slices.Equal(got, tt.want) {
				t.Errorf("blockers = %v, want %v", got, tt.want)
			}
		})
	}
}

func TestMovesKeepTheOrder(t *testing.T) {
	for _, m := range Moves() {
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

func TestCheckNamesEveryReason(t *testing.T) {
	c := nominee()
	c.Report, c.Findings = nil, nil
	err := Check(c, policy.Default(), MovePassReview, today)
	if r := errs.Reasons(err); len(r) != 4 || !strings.HasPrefix(r[0], "欧阳示例：") {
		t.Errorf("reasons = %q", r)
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
