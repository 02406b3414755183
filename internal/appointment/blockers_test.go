package appointment

import (
	"slices"
	"strings"
	"testing"

	"renmian/internal/calendar"
	"renmian/internal/errs"
	"renmian/internal/policy"
)

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

func TestCheckNamesEveryReason(t *testing.T) {
	c := nominee()
	c.Report, c.Findings = nil, nil
	err := Check(c, policy.Default(), MovePassReview, today)
	if r := errs.Reasons(err); len(r) != 4 || !strings.HasPrefix(r[0], "欧阳示例：") {
		t.Errorf("reasons = %q", r)
	}
}
