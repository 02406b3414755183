package workflow_test

import (
	"slices"
	"strings"
	"testing"

	"renmian/internal/appointment"
	"renmian/internal/authz"
	"renmian/internal/errs"
	"renmian/internal/fixture"
	"renmian/internal/pgtest"
	"renmian/internal/policy"
	"renmian/internal/store"
	"renmian/internal/workflow"
)

// county opens a house that goes by the rules of one of the nine counties; change adds what a case of the test needs. The
// counties run beside each other, each on a database of its own: they wait for it most of the time.
func county(t *testing.T, key string, change ...func(*policy.Policy)) *fixture.House {
	t.Helper()
	t.Parallel()
	x, ok := policy.PresetOf(key)
	if !ok {
		t.Fatalf("there is no county %s", key)
	}
	for _, f := range change {
		f(&x.Policy)
	}
	return fixture.NewWith(t, pgtest.New(t), x.Policy)
}

// blocks fails unless a move of the case is blocked under the key.
func blocks(t *testing.T, h *fixture.House, what string, caseID int64, m appointment.Move, key string) {
	t.Helper()
	if got := blockerKeys(h, caseID, m); !slices.Contains(strings.Fields(got), key) {
		t.Errorf("%s: blocked by %q, want %s among them", what, got, key)
	}
}

// allows fails when a move of the case is blocked under the key.
func allows(t *testing.T, h *fixture.House, what string, caseID int64, m appointment.Move, key string) {
	t.Helper()
	if got := blockerKeys(h, caseID, m); slices.Contains(strings.Fields(got), key) {
		t.Errorf("%s: still blocked by %s", what, key)
	}
}

// voting takes a case that stands before the committee to where its item is introduced, and returns the item.
func voting(h *fixture.House, c appointment.Case) int64 {
	h.T.Helper()
	h.Committed(c)
	item := h.Item(c.ID)
	h.Deliver(c.ID)
	h.Open(27)
	h.Must(h.Flow.IntroduceItem(h.T.Context(), h.Operator, item))
	return item
}

// Each of the nine counties, and the usual practice, takes a nominee from the proposal to the end by its own rules.
func TestEveryCountyAppoints(t *testing.T) {
	for _, x := range policy.Presets() {
		t.Run(x.Name, func(t *testing.T) {
			h := county(t, x.Key)
			c := h.Case(appointment.StageClosed)
			if c.Vote == nil || !c.Vote.Adopted || c.Notice == nil {
				t.Errorf("closed without vote and notice: %+v", c.Vote)
			}
		})
	}
}

// The county of 土家族苗族: everybody sits the exam and files a commitment, the chairpersons choose who speaks.
func TestCountyTujia(t *testing.T) {
	h := county(t, "tm")
	ctx := t.Context()
	c := h.Bring(h.Submit(h.Draft()), appointment.StageReview)
	// TM-02、TM-03: what the organisation department asked, and what an SC leader said at the Party's meeting.
	for kind, opinion := range map[appointment.ConsultationKind]string{
		appointment.ConsultedPartyGroup: "党组同意列为考察对象。", appointment.ConsultedPartyCommittee: "建议加强财经法律学习。"} {
		h.Must(h.Flow.RecordConsultation(ctx, h.Clerk, c.ID, workflow.ConsultationForm{Kind: kind, HeldOn: h.Today(), WithWhom: "县委", Opinion: opinion}))
	}
	talks, err := h.DB.Consultations(ctx, c.ID)
	h.Must(err)
	if len(talks) != 2 || talks[0].Opinion == "" || talks[0].Kind == talks[1].Kind {
		t.Errorf("TM-02 TM-03 consultations %+v", talks)
	}
	// TM-04: four gates, and a profile under 德能勤绩廉.
	for _, g := range []policy.Gate{policy.GateEligibility, policy.GateAbility, policy.GateFit, policy.GateReputation} {
		blocks(t, h, "TM-04 an unjudged gate", c.ID, appointment.MovePassReview, "gate-"+string(g))
	}
	if x := h.InvestigationForm(); len(x.Findings) != 5 || x.Findings[0].Heading != "德" || x.Findings[4].Heading != "廉" {
		t.Errorf("TM-04 headings %+v", x.Findings)
	}
	h.Investigated(c)
	h.Reviewed(c)
	allows(t, h, "TM-04 all gates judged", c.ID, appointment.MovePassReview, "gate-fit")
	// TM-05: publicity first; only what passed the review goes to the special chairpersons' meeting.
	blocks(t, h, "TM-05 no publicity", c.ID, appointment.MovePassReview, "publicity")
	chairs := h.ChairsMeeting()
	refused(t, "TM-05 not yet 初审合格", h.Flow.ListForChairs(ctx, h.Clerk, chairs, []int64{c.ID}), errs.Conflict, "初审")
	h.Reported(h.Publicized(c))
	// TM-06: every nominee passes the exam, and a fail is the end.
	blocks(t, h, "TM-06 no exam", c.ID, appointment.MovePassReview, "exam")
	h.Sit(c, 88)
	h.Must(h.Flow.PassReview(ctx, h.Clerk, c.ID))

	// TM-12: the chairpersons choose who speaks; TM-11: in writing everybody does.
	chairs = h.ChairsMeeting()
	h.Must(h.Flow.ListForChairs(ctx, h.Clerk, chairs, []int64{c.ID}))
	h.Must(h.Flow.DecideAtChairs(ctx, h.Chair, chairs, c.ID, workflow.ChairsDecision{Decision: "to_committee", Speaks: true}))
	blocks(t, h, "TM-11 no written commitment", c.ID, appointment.MoveIntroduce, "commitment")
	// TM-09: the file reaches every member a week before, with receipt.
	h.Committed(h.Read(c.ID))
	item := h.Item(c.ID)
	blocks(t, h, "TM-09 nothing delivered", c.ID, appointment.MoveIntroduce, "materials")
	h.Deliver(c.ID)
	papers, err := h.DB.Materials(ctx, h.Meeting, h.Member.MemberID)
	h.Must(err)
	h.Must(h.Flow.OpenMaterial(ctx, h.Member, papers[0].ID))
	papers, err = h.DB.Materials(ctx, h.Meeting, h.Member.MemberID)
	h.Must(err)
	if papers[0].Readers != 29 || papers[0].Opened != 1 || papers[0].OpenedAt.IsZero() || h.MeetingOn.Sub(h.Today()) < 7 {
		t.Errorf("TM-09 receipts %+v, %d days before", papers[0], h.MeetingOn.Sub(h.Today()))
	}
	h.Open(27)
	h.Must(h.Flow.IntroduceItem(ctx, h.Operator, item))
	// TM-10: the organisation department presents; of what, the chair says (TestCountiesAreReadAloud).
	if i, err := h.DB.Item(ctx, item); err != nil || i.Cases[0].Presenter != "组织部门负责人" {
		t.Errorf("TM-10 the agenda asks %+v, %v", i.Cases, err)
	}
	blocks(t, h, "TM-10 nobody presented", c.ID, appointment.MoveAdopt, "presentation")
	h.Must(h.Flow.RecordPresentation(ctx, h.Operator, item, 0, "县委组织部副部长"))
	blocks(t, h, "TM-12 the chosen one has not spoken", c.ID, appointment.MoveAdopt, "speech")
	h.Must(h.Flow.RecordSpeech(ctx, h.Operator, item, c.ID, "spoken"))
	// TM-13: questions are answered on the spot, and both are kept.
	h.Must(h.Flow.RecordQuestion(ctx, h.Operator, item, c.ID, "何俊峰", "如何保障重点支出？"))
	asked, err := h.DB.Questions(ctx, item)
	h.Must(err)
	blocks(t, h, "TM-13 an open question", c.ID, appointment.MoveAdopt, "questions")
	h.Must(h.Flow.AnswerQuestion(ctx, h.Operator, item, asked[0].ID, workflow.Answer{By: "欧阳示例", Text: "先保民生，再保运转。"}))
	if asked, err = h.DB.Questions(ctx, item); err != nil || asked[0].Text == "" || asked[0].Answer != "先保民生，再保运转。" {
		t.Errorf("TM-13 %+v, %v", asked, err)
	}
	// TM-14: members speak fully before the vote.
	_, err = h.Flow.OpenRound(ctx, h.Operator, item, h.Opening())
	refused(t, "TM-14 a vote before the deliberation", err, errs.Conflict, "审议情况未记录")
	h.Must(h.Flow.RecordDeliberation(ctx, h.Operator, item, 0, "", "组成人员充分发表了意见。"))
	round := h.OpenRound(item)
	h.Count(item, round, workflow.CountForm{Issued: 27, Returned: 27, Lines: []store.Count{{CaseID: c.ID, Yes: 26, No: 1}}})
	h.Must(h.Flow.AnnounceResult(ctx, h.Chair, item, round))
	// TM-16: the certificate at the same meeting; TM-17: the oath.
	blocks(t, h, "TM-16 no certificate", c.ID, appointment.MoveClose, "certificate")
	h.Certified()
	if got := h.Read(c.ID).Certificate; got == nil || got.HandedOn != h.MeetingOn {
		t.Errorf("TM-16 certificate %+v", got)
	}
	blocks(t, h, "TM-17 no oath", c.ID, appointment.MoveClose, "oath")
	h.Sworn(c.ID)
	allows(t, h, "TM-17 sworn", c.ID, appointment.MoveClose, "oath")
	// TM-15: the commitments are published with the list.
	notices := h.Published()
	pledges, err := h.DB.NoticeCommitments(ctx, notices[len(notices)-1].ID)
	h.Must(err)
	if len(pledges) != 1 {
		t.Errorf("TM-15 %d commitments published", len(pledges))
	}
	posted(t, h, "TM-15", notices[len(notices)-1].ID, "新闻媒体", "常委会公报")
}

// posted fails unless a notice is put on record as printed in each of the channels of the county's rules, once, and in no other.
func posted(t *testing.T, h *fixture.House, row string, notice int64, channels ...string) {
	t.Helper()
	ctx := t.Context()
	form := store.NoticePosting{Channel: "村口黑板报", PostedOn: h.Today(), Place: "第2版"}
	wantErr(t, row+" a channel that the rules do not name", h.Flow.NotePosting(ctx, h.Clerk, notice, form), errs.Invalid, "办法所列")
	for _, channel := range channels {
		form.Channel = channel
		nowhere, tomorrow := form, form
		nowhere.Place, tomorrow.PostedOn = " ", h.Today().Add(1)
		wantErr(t, row+" printed nowhere", h.Flow.NotePosting(ctx, h.Clerk, notice, nowhere), errs.Invalid, "登在哪里")
		wantErr(t, row+" printed tomorrow", h.Flow.NotePosting(ctx, h.Clerk, notice, tomorrow), errs.Invalid, "晚于今天")
		h.Must(h.Flow.NotePosting(ctx, h.Clerk, notice, form))
		wantErr(t, row+" twice", h.Flow.NotePosting(ctx, h.Clerk, notice, form), errs.Invalid, "已经登记")
	}
	wantErr(t, row+" by a chair", h.Flow.NotePosting(ctx, h.Chair, notice, form), errs.Forbidden, "")
	all, err := h.DB.NoticePostings(ctx, notice)
	h.Must(err)
	if len(all) != len(channels) || all[0].Place != "第2版" {
		t.Errorf("%s printed in %+v", row, all)
	}
}

// The county of 壮族瑶族: three gates, the fail that is never proposed, a pledge that everybody makes in person.
func TestCountyZhuangyao(t *testing.T) {
	h := county(t, "zy")
	ctx := t.Context()
	id := h.Submit(h.Draft())
	// ZY-01: who proposes is recorded, be it an organ or the chairpersons' meeting, and what the Party recommended.
	if c := h.Read(id); c.Proposal.Mover != appointment.MoverOrgan || c.Proposal.OrganName != "示例县人民政府" {
		t.Errorf("ZY-01 proposed by %s of %s", c.Proposal.Mover, c.Proposal.OrganName)
	}
	for who, organ := range map[*authz.Actor]string{&h.Court: "court", &h.Congress: "congress"} {
		form := h.ProposalForm()
		form.DocumentNo = organ + "〔2026〕1号"
		if who == &h.Congress {
			form.Mover = appointment.MoverChairs
		}
		other, err := h.Flow.CreateProposal(ctx, *who, form)
		h.Must(err)
		if p, err := h.DB.Proposal(ctx, other); err != nil || p.OrganID != h.Organs[organ] || who == &h.Congress && p.Mover != appointment.MoverChairs {
			t.Errorf("ZY-01 proposed by the %s: %+v, %v", organ, p, err)
		}
	}
	talk := h.ConsultationForm()
	talk.Kind, talk.Opinion = appointment.ConsultedPartyCommittee, "县委推荐。"
	c := h.Bring(id, appointment.StageReview)
	h.Must(h.Flow.RecordConsultation(ctx, h.Clerk, c.ID, talk))
	if got, err := h.DB.Consultations(ctx, c.ID); err != nil || len(got) != 1 || got[0].Opinion != "县委推荐。" {
		t.Errorf("ZY-01 recommended: %+v, %v", got, err)
	}
	// ZY-02: 任职时间关、任职资格关、文字材料关.
	for _, g := range []policy.Gate{policy.GateTenure, policy.GateEligibility, policy.GatePaperwork} {
		blocks(t, h, "ZY-02 an unjudged gate", c.ID, appointment.MovePassReview, "gate-"+string(g))
	}
	// ZY-03: what is wrong is sent back at once, and the round trip is logged.
	h.Must(h.Flow.ReturnCase(ctx, h.Clerk, c.ID, workflow.ReturnForm{Grounds: []string{"任职时间与审批表不一致"}}))
	if got := h.Read(c.ID); got.Stage != appointment.StageCorrection {
		t.Errorf("ZY-03 stage %s", got.Stage)
	}
	h.Must(h.Flow.AnswerCorrection(ctx, h.Organ, c.ID, "已按档案更正。"))
	events, err := h.DB.Events(ctx, store.EventFilter{CaseID: c.ID, Limit: 50})
	h.Must(err)
	var acts []string
	for _, e := range events {
		acts = append(acts, string(e.Action))
	}
	if !slices.Contains(acts, "return_case") || !slices.Contains(acts, "answer_correction") {
		t.Errorf("ZY-03 history %v", acts)
	}
	h.Reviewed(c)
	// ZY-05: a fail is never proposed, and there is no second attempt.
	failed := c
	h.Sit(failed, 59)
	blocks(t, h, "ZY-05 a failed exam", failed.ID, appointment.MovePassReview, "exam")
	if s := appointment.ExamStateOf(h.Read(failed.ID), h.Policy, h.Today()); s.State != appointment.ExamFailed {
		t.Errorf("ZY-05 state %s", s.State)
	}
	_, err = h.Flow.CreateSitting(ctx, h.Examiner, h.SittingForm(), []int64{failed.ID})
	refused(t, "ZY-05 a make-up", err, errs.Conflict, "不予提请")
}

// ZY-06 and ZY-07: a pledge in person under four heads, the secret ballot of all members.
func TestCountyZhuangyaoVotes(t *testing.T) {
	h := county(t, "zy")
	ctx := t.Context()
	c := h.Case(appointment.StageCommittee)
	item := voting(h, c)
	h.Must(h.Flow.RecordPresentation(ctx, h.Operator, item, 0, "方志远"))
	blocks(t, h, "ZY-06 nobody pledged in person", c.ID, appointment.MoveAdopt, "speech")
	h.Must(h.Flow.RecordSpeech(ctx, h.Operator, item, c.ID, "spoken"))
	h.Must(h.Flow.RecordDeliberation(ctx, h.Operator, item, 0, "", "没有不同意见。"))
	refused(t, "ZY-07 hands instead of the ballot", h.Flow.RecordHands(ctx, h.Operator, item, 0, nil), errs.Conflict, "")
	round := h.OpenRound(item)
	// ZY-07: 14 of 29 members is not more than half of all, though it is more than half of the 27 present.
	h.Count(item, round, workflow.CountForm{Issued: 27, Returned: 27, Lines: []store.Count{{CaseID: c.ID, Yes: 14, No: 10, Abstain: 3}}})
	h.Must(h.Flow.AnnounceResult(ctx, h.Chair, item, round))
	if got := h.Read(c.ID); got.Stage != appointment.StageRejected || got.Vote.Adopted {
		t.Errorf("ZY-07 14 of 29: %s", got.Stage)
	}
}

// ZY-08: the certificate on the spot.
func TestCountyZhuangyaoCertifies(t *testing.T) {
	h := county(t, "zy")
	c := h.Case(appointment.StageAdopted)
	blocks(t, h, "ZY-08 no certificate", c.ID, appointment.MoveClose, "certificate")
	h.Certified()
	if got := h.Read(c.ID).Certificate; got == nil || got.HandedOn != h.MeetingOn {
		t.Errorf("ZY-08 certificate %+v", got)
	}
}

// The county whose name is cut out: the publicity shows the exam's result, and opinions are verified and reported.
func TestCountyAnonymous(t *testing.T) {
	h := county(t, "an")
	ctx := t.Context()
	// AN-04: without the audit of the former post a bureau head is not proposed.
	draft := imported(h)
	refused(t, "AN-04 no audit", h.Flow.SubmitProposal(ctx, h.Organ, draft, ""), errs.Conflict, "缺任前审计报告")
	h.Attach(h.Organ, draft)
	c := h.Bring(h.Submit(draft), appointment.StageReview)
	h.Reviewed(c)
	_, err := h.Flow.PublishPublicity(ctx, h.Clerk, h.PublicityForm(c))
	refused(t, "AN-02 publicity before the exam", err, errs.Conflict, "考试成绩")
	h.Sit(c, 86)
	id := h.Publicized(h.Read(c.ID))
	p, err := h.DB.PublicityPersons(ctx, id)
	h.Must(err)
	if len(p) != 1 || !strings.Contains(p[0].ExamScore, "86") {
		t.Errorf("AN-02 the notice shows %+v", p)
	}
	// AN-03: an opinion holds the case until it is verified and the report is out.
	_, err = h.Flow.GiveOpinion(ctx, id, workflow.OpinionForm{CaseID: c.ID, Anonymous: true, Text: "作风简单。", Clue: "去年十月座谈会。", Key: "0123456789abcdef"})
	h.Must(err)
	opinions, err := h.DB.Opinions(ctx, id)
	h.Must(err)
	h.Pass(7)
	blocks(t, h, "AN-03 an opinion not verified", c.ID, appointment.MovePassReview, "publicity")
	h.Must(h.Flow.VerifyOpinion(ctx, h.Clerk, id, opinions[0].ID))
	h.Must(h.Flow.ConcludeOpinion(ctx, h.Clerk, id, opinions[0].ID, "走访三人，未发现所反映的问题。", appointment.Unfounded))
	h.Reported(id)
	allows(t, h, "AN-03 verified and reported", c.ID, appointment.MovePassReview, "publicity")
	// AN-01: what the Party committee was recommended is on record.
	h.Must(h.Flow.RecordConsultation(ctx, h.Clerk, c.ID, workflow.ConsultationForm{Kind: appointment.ConsultedOther, HeldOn: h.Today(), WithWhom: "县委",
		Opinion: "常委会党组推荐该同志，县委研究同意。"}))
	if talks, err := h.DB.Consultations(ctx, c.ID); err != nil || len(talks) != 1 {
		t.Errorf("AN-01 %+v, %v", talks, err)
	}
}

// 肃北: below 80 is a fail that is never proposed; everybody speaks under four heads.
func TestCountySubei(t *testing.T) {
	h := county(t, "sb")
	ctx := t.Context()
	// SB-02: what the organisation department hands in: 提请文、考察材料、民主推荐测评情况; 任职资格 is a gate of the review.
	draft := imported(h)
	for _, paper := range []policy.Document{policy.Bill, policy.Inspection, policy.Recommended} {
		refused(t, "SB-02 incomplete", h.Flow.SubmitProposal(ctx, h.Organ, draft, ""), errs.Conflict, "缺"+paper.Label())
	}
	h.Attach(h.Organ, draft)
	c := h.Bring(h.Submit(draft), appointment.StageReview)
	// SB-01: the SC leader attends the Party's standing committee, the Party group is heard.
	h.Must(
		h.Flow.RecordConsultation(ctx, h.Clerk, c.ID,
			workflow.ConsultationForm{Kind: appointment.ConsultedPartyCommittee, HeldOn: h.Today(), WithWhom: "县委常委会", Opinion: "同意"}),
	)
	if got := h.Read(c.ID).Consultations; len(got) != 1 || got[0].Kind != string(appointment.ConsultedPartyCommittee) {
		t.Errorf("SB-01 %+v", got)
	}
	// SB-01、SB-02: the Party group has had the papers and was heard, with the paper of it on file.
	group := h.ConsultationForm()
	group.Kind, group.Opinion, group.File = appointment.ConsultedPartyGroup, "党组成员阅后同意。", workflow.Upload{Name: "党组意见.pdf", Data: fixture.PDF()}
	h.Must(h.Flow.RecordConsultation(ctx, h.Clerk, c.ID, group))
	if all, err := h.DB.Consultations(ctx, c.ID); err != nil || len(all) != 2 || all[0].FileName+all[1].FileName != "党组意见.pdf" {
		t.Errorf("SB-01 SB-02 %+v, %v", all, err)
	}
	// SB-03、SB-04: item by item, sent back where wrong, then a second level.
	for _, g := range []policy.Gate{policy.GateTenure, policy.GateEligibility, policy.GatePaperwork} {
		blocks(t, h, "SB-04 an unjudged gate", c.ID, appointment.MovePassReview, "gate-"+string(g))
	}
	h.Must(h.Flow.ReturnCase(ctx, h.Clerk, c.ID, workflow.ReturnForm{Grounds: []string{"缺民主测评情况"}}))
	h.Must(h.Flow.AnswerCorrection(ctx, h.Organ, c.ID, "已补。"))
	h.Reviewed(c)
	// SB-05
	h.Sit(c, 79)
	blocks(t, h, "SB-05 79 points", c.ID, appointment.MovePassReview, "exam")
	refused(t, "SB-05 proposed all the same", h.Flow.PassReview(ctx, h.Clerk, c.ID), errs.Conflict, "不予提请")
}

// SB-05 to SB-09: 80 points pass; the second level, presentation, speech, secret vote, certificate.
func TestCountySubeiDecides(t *testing.T) {
	h := county(t, "sb")
	ctx := t.Context()
	c := h.Bring(h.Submit(h.Draft()), appointment.StageReview)
	h.Reviewed(c)
	h.Sit(c, 80)
	allows(t, h, "SB-05 80 points", c.ID, appointment.MovePassReview, "exam")
	c = h.Bring(c.ID, appointment.StageChairs)
	// SB-03: the second level decides, not the first.
	chairs := h.ChairsMeeting()
	h.Must(h.Flow.ListForChairs(ctx, h.Clerk, chairs, []int64{c.ID}))
	refused(t, "SB-03 the clerk decides", h.Flow.DecideAtChairs(ctx, h.Clerk, chairs, c.ID, workflow.ChairsDecision{Decision: "to_committee"}), errs.Forbidden,
		"主任会议")
	h.Must(h.Flow.DecideAtChairs(ctx, h.Chair, chairs, c.ID, workflow.ChairsDecision{Decision: "to_committee"}))
	item := voting(h, h.Read(c.ID))
	// SB-06、SB-07
	blocks(t, h, "SB-06 nobody presented", c.ID, appointment.MoveAdopt, "presentation")
	blocks(t, h, "SB-07 the nominee has not spoken", c.ID, appointment.MoveAdopt, "speech")
	h.Deliberated(item)
	// SB-08: secret, and announced at the same meeting; SB-09: the certificate.
	round := h.OpenRound(item)
	h.Count(item, round, workflow.CountForm{Issued: 27, Returned: 27, Lines: []store.Count{{CaseID: c.ID, Yes: 27}}})
	h.Must(h.Flow.AnnounceResult(ctx, h.Chair, item, round))
	if v, err := h.DB.Rounds(ctx, item); err != nil || len(v) != 1 || v[0].Method != "secret_paper" || h.Read(c.ID).Vote.On != h.MeetingOn {
		t.Errorf("SB-08 %+v, %v", v, err)
	}
	h.Certified()
	h.Sworn(c.ID) // SB-23
	if got := h.Read(c.ID); got.Certificate == nil || got.Oath == nil || !got.Oath.Sworn {
		t.Errorf("SB-09 certificate %+v, SB-23 oath %+v", got.Certificate, got.Oath)
	}
}
