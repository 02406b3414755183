package workflow_test

import (
	"testing"

	"renmian/internal/appointment"
	"renmian/internal/errs"
	"renmian/internal/fixture"
	"renmian/internal/lrmx"
	"renmian/internal/policy"
	"renmian/internal/store"
	"renmian/internal/workflow"
)

// imported is a draft with the nominee's form and no other paper.
func imported(h *fixture.House) int64 {
	h.T.Helper()
	draft, err := h.Flow.CreateProposal(h.T.Context(), h.Organ, h.ProposalForm())
	h.Must(err)
	_, err = h.Flow.ImportForms(h.T.Context(), h.Organ, draft, []lrmx.Upload{fixture.CleanForm()})
	h.Must(err)
	h.Settle(h.Organ, draft)
	return draft
}

// 肃南: no investigation, no agenda; a failed exam suspends; the nominee leaves; an unanswered matter suspends the vote.
func TestCountySunan(t *testing.T) {
	h := county(t, "sn")
	ctx := t.Context()
	// SN-03: the papers are with the working body early; who is late says why.
	draft := h.Draft()
	late := h.MeetingOn.Sub(h.Today()) - h.Policy.Intake.DaysBefore + 1
	h.Pass(late)
	refused(t, "SN-03 a day late and not a word", h.Flow.SubmitProposal(ctx, h.Organ, draft, ""), errs.Conflict, "理由")
	h.Pass(-late)
	c := h.Bring(h.Submit(draft), appointment.StageReview)
	h.Reviewed(c)
	// SN-01、SN-02: 未经考察一律不予上会.
	blocks(t, h, "SN-02 not investigated", c.ID, appointment.MovePassReview, "investigation")
	short := h.InvestigationForm()
	short.Findings[4].Text = ""
	refused(t, "SN-01 a heading left empty", h.Flow.RecordInvestigation(ctx, h.Clerk, c.ID, short), errs.Invalid, "执法执纪")
	entrusted := h.InvestigationForm()
	entrusted.Method = appointment.InvestigatedEntrusted
	h.Must(h.Flow.RecordInvestigation(ctx, h.Clerk, c.ID, entrusted))
	allows(t, h, "SN-02 investigated", c.ID, appointment.MovePassReview, "investigation")
	// SN-07: talked over with the Party committee, which may be advised to hold a disputed person.
	blocks(t, h, "SN-07 not talked over", c.ID, appointment.MovePassReview, "consultation")
	talk := h.ConsultationForm()
	talk.SuggestsHold = true
	h.Must(h.Flow.RecordConsultation(ctx, h.Clerk, c.ID, talk))
	if got := h.Read(c.ID).Consultations; len(got) != 1 || !got[0].SuggestsHold {
		t.Errorf("SN-07 %+v", got)
	}
	// SN-06: a fail suspends, it does not end.
	h.Sit(c, 40)
	blocks(t, h, "SN-06 failed", c.ID, appointment.MovePassReview, "exam")
	refused(t, "SN-06 proposed all the same", h.Flow.PassReview(ctx, h.Clerk, c.ID), errs.Conflict, "暂缓提请")
	if got := h.Read(c.ID); got.Stage != appointment.StageReview {
		t.Errorf("SN-06 the case stands at %s", got.Stage)
	}
	h.Pass(1)
	h.Sit(c, 75)
	c = h.Bring(c.ID, appointment.StageCommittee)
	item := voting(h, c)
	// SN-08、SN-09
	blocks(t, h, "SN-08 nobody presented", c.ID, appointment.MoveAdopt, "presentation")
	h.Must(h.Flow.RecordPresentation(ctx, h.Operator, item, 0, "方志远"))
	blocks(t, h, "SN-09 no speech", c.ID, appointment.MoveAdopt, "speech")
	h.Must(h.Flow.RecordSpeech(ctx, h.Operator, item, c.ID, "spoken"))
	h.Must(h.Flow.RecordDeliberation(ctx, h.Operator, item, 0, "", "审议。"))
	// SN-10: the nominee leaves the room, with times.
	blocks(t, h, "SN-10 the nominee sits by", c.ID, appointment.MoveAdopt, "leaves")
	h.Must(h.Flow.NomineeLeaves(ctx, h.Operator, item, c.ID))
	h.Must(h.Flow.NomineeReturns(ctx, h.Operator, item, c.ID))
	var left, returned bool
	h.Must(h.Pool.QueryRow(ctx, `SELECT left_at IS NOT NULL, returned_at IS NOT NULL FROM nominee_absence WHERE case_id = $1`, c.ID).Scan(&left, &returned))
	if !left || !returned {
		t.Error("SN-10 times of leaving and returning are not kept")
	}
	// SN-11: a matter that the proposer cannot clear suspends the vote.
	h.Must(h.Flow.RecordQuestion(ctx, h.Operator, item, c.ID, "何俊峰", "信访反映的情况核实了吗？"))
	asked, err := h.DB.Questions(ctx, item)
	h.Must(err)
	h.Must(h.Flow.AnswerQuestion(ctx, h.Operator, item, asked[0].ID, workflow.Answer{Unresolved: true}))
	_, err = h.Flow.OpenRound(ctx, h.Operator, item, h.Opening())
	refused(t, "SN-11 a vote on an uncleared matter", err, errs.Conflict, "暂不付表决")
	h.Must(h.Flow.SuspendCase(ctx, h.Chair, item, c.ID, "信访反映的问题待查清。"))
	if got := h.Read(c.ID); got.Stage != appointment.StageSuspended {
		t.Errorf("SN-11 stage %s", got.Stage)
	}
}

// SN-12 to SN-14: secret ballot of more than half, the certificate by the SC, the oath with it.
func TestCountySunanOutcome(t *testing.T) {
	h := county(t, "sn")
	c := h.Case(appointment.StageAdopted)
	if c.Vote.Yes*2 <= c.Vote.Total {
		t.Errorf("SN-12 %d of %d", c.Vote.Yes, c.Vote.Total)
	}
	blocks(t, h, "SN-13 no certificate", c.ID, appointment.MoveClose, "certificate")
	blocks(t, h, "SN-14 no oath", c.ID, appointment.MoveClose, "oath")
	h.Certified()
	h.Sworn(c.ID)
	if got := h.Read(c.ID); got.Oath.On != got.Certificate.HandedOn {
		t.Errorf("SN-14 oath on %s, certificate on %s", got.Oath.On, got.Certificate.HandedOn)
	}
}

// 张家川: no exam; complete papers; valid when no more ballots come back than went out; half is not more than half.
func TestCountyZhangjiachuan(t *testing.T) {
	h := county(t, "zj")
	ctx := t.Context()
	// ZJ-01: what lacks a paper is not handed in.
	id, err := h.Flow.CreateProposal(ctx, h.Organ, h.ProposalForm())
	h.Must(err)
	_, err = h.Flow.AddCase(ctx, h.Organ, id, workflow.CaseForm{Action: policy.DecideRemove, PersonID: h.Persons["钱正明"],
		OfficeID: h.Offices["示例县教育局局长"].ID, Reason: "工作变动"})
	h.Must(err)
	refused(t, "ZJ-01 without papers", h.Flow.SubmitProposal(ctx, h.Organ, id, ""), errs.Conflict, "缺")
	h.Attach(h.Organ, id)
	removal := h.Submit(id)
	if len(appointment.ExamBlockers(h.Read(removal), h.Policy, h.Today())) > 0 {
		t.Error("an exam where the county has none")
	}
	// ZJ-02: the chairpersons first, then the committee.
	c := h.Bring(removal, appointment.StageChairs)
	_, err = h.Flow.AddPersonnelItem(ctx, h.Operator, h.Meeting, workflow.PersonnelItem{Title: "人事任免案", CaseIDs: []int64{c.ID}})
	refused(t, "ZJ-02 past the chairpersons", err, errs.Conflict, "主任会议")

	nominee := h.Case(appointment.StageCommittee)
	item := voting(h, nominee)
	// ZJ-03、ZJ-04
	blocks(t, h, "ZJ-03 the bill was not read", nominee.ID, appointment.MoveAdopt, "presentation")
	blocks(t, h, "ZJ-04 the nominee has not spoken", nominee.ID, appointment.MoveAdopt, "speech")
	h.Deliberated(item)
	round := h.OpenRound(item)
	// ZJ-05: more ballots than were given out void the round.
	_, err = h.Flow.EnterCount(ctx, h.AsMember(6), item, round,
		workflow.CountForm{Issued: 27, Returned: 28, Lines: []store.Count{{CaseID: nominee.ID, Yes: 28}}})
	h.Must(err)
	out, err := h.Flow.EnterCount(ctx, h.AsMember(7), item, round,
		workflow.CountForm{Issued: 27, Returned: 28, Lines: []store.Count{{CaseID: nominee.ID, Yes: 28}}})
	h.Must(err)
	if out != workflow.CountVoid {
		t.Errorf("ZJ-05 more ballots than issued: %+v", out)
	}
	again, err := h.Flow.OpenRound(ctx, h.Operator, item, h.Opening())
	h.Must(err)
	// ZJ-06: 15 of 29 pass; the result is announced on the spot. Fewer ballots than issued are valid (ZJ-05).
	h.Count(item, again, workflow.CountForm{Issued: 27, Returned: 26, Lines: []store.Count{{CaseID: nominee.ID, Yes: 15, No: 11}}})
	h.Must(h.Flow.AnnounceResult(ctx, h.Chair, item, again))
	if got := h.Read(nominee.ID); got.Stage != appointment.StageAdopted || got.Vote.On != h.MeetingOn {
		t.Errorf("ZJ-06 %s on %s", got.Stage, got.Vote.On)
	}
	h.Certified() // ZJ-07
	if got := h.Read(nominee.ID).Certificate; got == nil || got.HandedOn != h.MeetingOn {
		t.Errorf("ZJ-07 %+v", got)
	}
}

// 道真: study before the exam, make-ups until passed, groups with observers, speech before the vote.
func TestCountyDaozhen(t *testing.T) {
	h := county(t, "dz")
	ctx := t.Context()
	// DZ-02: a bill or report with basic facts and reasons.
	draft := imported(h)
	for _, paper := range []policy.Document{policy.Bill, policy.Resume, policy.ReasonAppoint} {
		refused(t, "DZ-02 incomplete", h.Flow.SubmitProposal(ctx, h.Organ, draft, ""), errs.Conflict, "缺"+paper.Label())
	}
	h.Attach(h.Organ, draft)
	c := h.Bring(h.Submit(draft), appointment.StageReview)
	h.Reviewed(c)
	// DZ-04
	blocks(t, h, "DZ-04 no study", c.ID, appointment.MovePassReview, "study")
	h.Studied(c)
	allows(t, h, "DZ-04 studied", c.ID, appointment.MovePassReview, "study")
	// DZ-06: fail, make-up, fail, make-up, until passed.
	for _, score := range []float64{30, 45} {
		h.Sit(c, score)
		blocks(t, h, "DZ-06 failed", c.ID, appointment.MovePassReview, "exam")
		h.Pass(1)
	}
	h.Sit(c, 66)
	allows(t, h, "DZ-06 passed at last", c.ID, appointment.MovePassReview, "exam")
	// DZ-03: the working body reviews, the chairpersons decide on the agenda.
	c = h.Bring(c.ID, appointment.StageChairs)
	_, err := h.Flow.AddPersonnelItem(ctx, h.Operator, h.Meeting, workflow.PersonnelItem{Title: "人事任免案", CaseIDs: []int64{c.ID}})
	refused(t, "DZ-03 past the chairpersons", err, errs.Conflict, "主任会议")
	c = h.Bring(c.ID, appointment.StageCommittee)
	// DZ-07: groups of members and of observers, each with its summary to the plenary.
	h.Must(h.Flow.SetObservers(ctx, h.Operator, h.Meeting, []store.Observer{{Name: "方志远", Post: "县长"}, {Name: "彭守正", Post: "法院院长"}}))
	list, err := h.DB.Attendance(ctx, h.Meeting)
	h.Must(err)
	var plans [2]workflow.GroupPlan
	for i, a := range list {
		plans[i%2].Members = append(plans[i%2].Members, a.Name)
	}
	plans[0].Convener, plans[1].Convener = plans[0].Members[0], plans[1].Members[0]
	plans[0].Observers = []string{"方志远"}
	refused(t, "DZ-07 an observer in no group", h.Flow.SetGroups(ctx, h.Operator, h.Meeting, plans[:]), errs.Invalid, "彭守正还没有编入")
	plans[1].Observers = []string{"彭守正"}
	h.Must(h.Flow.SetGroups(ctx, h.Operator, h.Meeting, plans[:]))
	item := voting(h, c)
	h.Must(h.Flow.RecordPresentation(ctx, h.Operator, item, 0, "方志远"))
	// DZ-08
	blocks(t, h, "DZ-08 no speech before the vote", c.ID, appointment.MoveAdopt, "speech")
	h.Must(h.Flow.RecordSpeech(ctx, h.Operator, item, c.ID, "spoken"))
	h.Must(h.Flow.RecordDeliberation(ctx, h.Operator, item, 1, "", "第一组同意。"))
	blocks(t, h, "DZ-07 one group has not reported", c.ID, appointment.MoveAdopt, "deliberation")
	h.Must(h.Flow.RecordDeliberation(ctx, h.Operator, item, 2, "", "第二组同意。"))
	allows(t, h, "DZ-07 both groups reported", c.ID, appointment.MoveAdopt, "deliberation")
	// DZ-09
	round := h.OpenRound(item)
	h.Count(item, round, workflow.CountForm{Issued: 27, Returned: 27, Lines: []store.Count{{CaseID: c.ID, Yes: 25, No: 2}}})
	h.Must(h.Flow.AnnounceResult(ctx, h.Chair, item, round))
	if got := h.Read(c.ID); got.Vote == nil || got.Vote.On != h.MeetingOn || got.Vote.Yes != 25 {
		t.Errorf("DZ-09 %+v", got.Vote)
	}
	// DZ-10、DZ-11: a personnel document after the meeting; list and commitments in press and journal.
	notices := h.Published()
	pledges, err := h.DB.NoticeCommitments(ctx, notices[len(notices)-1].ID)
	h.Must(err)
	if len(notices) < 2 || len(pledges) != 1 {
		t.Errorf("DZ-10 %d papers, DZ-11 %d commitments", len(notices), len(pledges))
	}
	posted(t, h, "DZ-11", notices[len(notices)-1].ID, "县内报刊", "人大刊物")
	h.Told()
	allows(t, h, "DZ-10 the organ was told", c.ID, appointment.MoveClose, "organ")
}

// 松桃: who fails in April is made up and comes before the June meeting; the speech follows the vote, then the oath.
func TestCountySongtao(t *testing.T) {
	h := county(t, "st")
	ctx := t.Context()
	c := h.Bring(h.Submit(h.Draft()), appointment.StageReview)
	h.Reviewed(c)
	// ST-02
	h.Sit(c, 50)
	refused(t, "ST-02 to this meeting", h.Flow.PassReview(ctx, h.Clerk, c.ID), errs.Conflict, "缓至以后的会议")
	h.Pass(60)
	later, err := h.Flow.PlanMeeting(ctx, h.Operator,
		workflow.MeetingPlan{HeldOn: h.Today().Add(14), StartsAt: "上午9时", Place: "常委会会议厅", PresiderID: h.Members[0]})
	h.Must(err)
	h.Sit(c, 72)
	h.Must(h.Flow.PassReview(ctx, h.Clerk, c.ID))
	c = h.Bring(c.ID, appointment.StageCommittee)
	h.Meeting, h.MeetingOn = later, h.Today().Add(13)
	item := voting(h, c)
	if got := h.Read(c.ID); got.Agenda.MeetingID != later {
		t.Errorf("ST-02 before meeting %d, want the later one", got.Agenda.MeetingID)
	}
	// ST-03: the head of the nominee's unit explains.
	if i, err := h.DB.Item(ctx, item); err != nil || i.Cases[0].Presenter != "示例县人民政府主要负责人" {
		t.Errorf("ST-03 the agenda asks %+v, %v", i.Cases, err)
	}
	blocks(t, h, "ST-03 nobody explained", c.ID, appointment.MoveAdopt, "presentation")
	h.Deliberated(item)
	// ST-04: nobody speaks before the vote; after it everybody does.
	allows(t, h, "ST-04 before the vote", c.ID, appointment.MoveAdopt, "speech")
	round := h.OpenRound(item)
	h.Count(item, round, workflow.CountForm{Issued: 27, Returned: 27, Lines: []store.Count{{CaseID: c.ID, Yes: 27}}})
	h.Must(h.Flow.AnnounceResult(ctx, h.Chair, item, round))
	blocks(t, h, "ST-04 after the vote", c.ID, appointment.MoveClose, "speech")
	h.Must(h.Flow.RecordSpeech(ctx, h.Operator, item, c.ID, "spoken"))
	allows(t, h, "ST-04 spoken", c.ID, appointment.MoveClose, "speech")
	// ST-05: the oath with the national text only.
	old := h.OathPlan(c.ID)
	old.Version = "party"
	_, err = h.Flow.ArrangeOath(ctx, h.Operator, old)
	refused(t, "ST-05 another text", err, errs.Invalid, "")
	h.Sworn(c.ID)
	allows(t, h, "ST-05 sworn", c.ID, appointment.MoveClose, "oath")
	// ST-06: a removal needs its reason in law, and whoever does not hold the office cannot be removed.
	id, err := h.Flow.CreateProposal(ctx, h.Organ, h.ProposalForm())
	h.Must(err)
	_, err = h.Flow.AddCase(ctx, h.Organ, id, workflow.CaseForm{Action: policy.DecideRemove, PersonID: h.Persons["沈卫东"],
		OfficeID: h.Offices["示例县教育局局长"].ID, Reason: "工作变动"})
	refused(t, "ST-06 removed from an office not held", err, errs.Invalid, "现任人员")
}

// 威宁, WN-08 and WN-09: fifteen days before the meeting, or returned.
func TestCountyWeining(t *testing.T) {
	h := county(t, "wn")
	ctx := t.Context()
	// WN-08、WN-09
	draft := h.Draft()
	h.Pass(h.MeetingOn.Sub(h.Today()) - 14)
	refused(t, "WN-08 fourteen days before", h.Flow.SubmitProposal(ctx, h.Organ, draft, ""), errs.Conflict, "15")
	h.Pass(-1)
	c := h.Read(h.Submit(draft))
	h.Must(h.Flow.ReturnProposal(ctx, h.Clerk, c.Proposal.ID, workflow.ReturnForm{Grounds: []string{"材料不全"}})) // WN-09
	if p, err := h.DB.Proposal(ctx, c.Proposal.ID); err != nil || p.State == "submitted" {
		t.Errorf("WN-09 after the return: %s, %v", p.State, err)
	}
}

// WN-01 to WN-07, WN-11, WN-12: asked, visited, taught, examined, reviewed, presented, heard.
func TestCountyWeiningPrepares(t *testing.T) {
	h := county(t, "wn")
	ctx := t.Context()
	c := h.Bring(h.Submit(h.Draft()), appointment.StageReview)
	h.Reviewed(c)
	// WN-01、WN-02: asked first; the SC's leader at the Party's standing committee.
	blocks(t, h, "WN-01 not asked", c.ID, appointment.MovePassReview, "consultation")
	for _, k := range []appointment.ConsultationKind{appointment.ConsultedPartyGroup, appointment.ConsultedPartyCommittee} {
		talk := h.ConsultationForm()
		talk.Kind = k
		h.Must(h.Flow.RecordConsultation(ctx, h.Clerk, c.ID, talk))
	}
	allows(t, h, "WN-01 WN-02 asked", c.ID, appointment.MovePassReview, "consultation")
	// WN-03: deputies and members visit the unit.
	visit := h.InvestigationForm()
	visit.Method = appointment.InvestigatedByDeputies
	h.Must(h.Flow.RecordInvestigation(ctx, h.Clerk, c.ID, visit))
	if all, err := h.DB.Investigations(ctx, c.ID); err != nil || len(all) != 1 || all[0].Method != appointment.InvestigatedByDeputies {
		t.Errorf("WN-03 %+v, %v", all, err)
	}
	// WN-06: three kinds of education before.
	blocks(t, h, "WN-06 no education", c.ID, appointment.MovePassReview, "study")
	h.Studied(c)
	// WN-07
	blocks(t, h, "WN-07 no exam", c.ID, appointment.MovePassReview, "exam")
	h.Sit(c, 55)
	blocks(t, h, "WN-07 failed", c.ID, appointment.MovePassReview, "exam")
	h.Pass(1)
	h.Sit(c, 65)
	h.Must(h.Flow.PassReview(ctx, h.Clerk, c.ID))
	// WN-04
	_, err := h.Flow.AddPersonnelItem(ctx, h.Operator, h.Meeting, workflow.PersonnelItem{Title: "人事任免案", CaseIDs: []int64{c.ID}})
	refused(t, "WN-04 past the chairpersons", err, errs.Conflict, "主任会议")
	c = h.Bring(c.ID, appointment.StageCommittee)
	item := voting(h, c)
	// WN-05
	blocks(t, h, "WN-05 nobody presented", c.ID, appointment.MoveAdopt, "presentation")
	h.Must(h.Flow.RecordPresentation(ctx, h.Operator, item, 0, "方志远"))
	// WN-11、WN-12: a perfunctory statement does not count; it is made again.
	blocks(t, h, "WN-11 no statement", c.ID, appointment.MoveAdopt, "speech")
	h.Must(h.Flow.RecordSpeech(ctx, h.Operator, item, c.ID, "judged_poor"))
	blocks(t, h, "WN-12 a perfunctory statement", c.ID, appointment.MoveAdopt, "speech")
	h.Must(h.Flow.RecordSpeech(ctx, h.Operator, item, c.ID, "spoken"))
	allows(t, h, "WN-12 spoken again", c.ID, appointment.MoveAdopt, "speech")

	// WN-10: hands for a plain removal; a dismissal stays a secret ballot whatever is set 〔监督法 第六十二条〕.
	if h.Policy.VoteMethod(policy.DecideRemove) != policy.Hands || h.Policy.VoteMethod(policy.Dismiss) != policy.Secret ||
		h.Policy.VoteMethod(policy.DecideAppoint) != policy.Secret {
		t.Error("WN-10 methods of voting")
	}
}

// WN-12: a commitment that is found insincere ends the procedure.
func TestCountyWeiningEndsForAnInsincereCommitment(t *testing.T) {
	h := county(t, "wn")
	ctx := t.Context()
	c := h.Case(appointment.StageCommittee)
	edition, err := h.Flow.EnterCommitment(ctx, h.Clerk, c.ID, h.Answers("服从安排。"), workflow.Upload{})
	h.Must(err)
	refused(t, "WN-12 ended before it is judged", h.Flow.EndForCommitment(ctx, h.Clerk, c.ID), errs.Conflict, "")
	h.Must(h.Flow.JudgeCommitment(ctx, h.Clerk, c.ID, edition, "returned", "敷衍塞责，没有具体内容。"))
	h.Must(h.Flow.EndForCommitment(ctx, h.Clerk, c.ID))
	if got := h.Read(c.ID); got.Stage != appointment.StageEnded {
		t.Errorf("WN-12 stage %s", got.Stage)
	}
}

// WN-10: the removal of a bureau head goes by show of hands in this county.
func TestCountyWeiningRemovesByHands(t *testing.T) {
	h := county(t, "wn")
	ctx := t.Context()
	removal, dismissal := h.Read(h.Removal("示例县教育局局长")), h.Dismissal("示例县副县长")
	second := h.Item(dismissal.ID)
	item := voting(h, removal)
	h.Deliberated(item)
	round, err := h.Flow.OpenRound(ctx, h.Operator, item, workflow.VoteOpening{})
	h.Must(err)
	h.Must(h.Flow.RecordHands(ctx, h.Operator, item, round, []store.Count{{CaseID: removal.ID, Yes: 26, No: 1}}))
	h.Must(h.Flow.AnnounceResult(ctx, h.Chair, item, round))
	if got := h.Read(removal.ID); got.Stage != appointment.StageAdopted {
		t.Errorf("WN-10 %s", got.Stage)
	}
	// The dismissal at the same meeting goes by secret ballot, whatever the county words 〔监督法 第六十二条〕.
	h.Deliver(dismissal.ID)
	h.Must(h.Flow.IntroduceItem(ctx, h.Operator, second))
	h.Must(h.Flow.RecordDefence(ctx, h.Operator, dismissal.ID, workflow.DefenceForm{Form: "waived", Text: "本人放弃申辩。"}))
	h.Deliberated(second)
	_, err = h.Flow.OpenRound(ctx, h.Operator, second, workflow.VoteOpening{})
	refused(t, "WN-10 a dismissal without scrutineers", err, errs.Invalid, "监票人")
	secret := h.OpenRound(second)
	refused(t, "WN-10 a dismissal by hands", h.Flow.RecordHands(ctx, h.Operator, second, secret, []store.Count{{CaseID: dismissal.ID, Yes: 27}}), errs.Conflict,
		"")
}
