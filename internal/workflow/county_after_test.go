package workflow_test

import (
	"slices"
	"strings"
	"testing"

	"renmian/internal/appointment"
	"renmian/internal/errs"
	"renmian/internal/fixture"
	"renmian/internal/policy"
	"renmian/internal/store"
	"renmian/internal/supervision"
	"renmian/internal/workflow"
)

// What a county reviews stands in its rules: the headings under which the review goes are its own.
func TestCountiesReviewUnderTheirOwnHeadings(t *testing.T) {
	for _, tt := range []struct {
		row, key string
		headings []string
	}{
		{"ZY-18", "zy", []string{"任期目标", "工作实绩", "办理代表议案建议", "接受监督", "廉政"}},
		{"SN-18", "sn", []string{"工作", "执法", "人大意识", "廉政"}},
		{"ZJ-11", "zj", []string{"任期目标", "工作实绩", "依法行政", "贯彻决议决定", "代表意见建议", "接受监督", "勤政廉政", "作风"}},
		{"DZ-13", "dz", []string{"执行宪法和法律", "执行上级和本级人大及其常委会决议决定和审议意见", "执行政府决定命令", "群众关心的热点难点", "办理议案和建议"}},
		{"ST-12", "st", []string{"任期目标", "工作实绩", "议案建议", "接受监督", "廉政"}},
	} {
		t.Run(tt.row, func(t *testing.T) {
			h := county(t, tt.key)
			id, err := h.Flow.OpenReview(t.Context(), h.Clerk, workflow.ReviewForm{Kind: supervision.PerformanceReview, PersonID: h.Persons["钱正明"]})
			h.Must(err)
			v, err := h.DB.Review(t.Context(), id)
			h.Must(err)
			if !slices.Equal(v.Headings, tt.headings) {
				t.Errorf("%s: %v", tt.row, v.Headings)
			}
		})
	}
}

// Themes come from hot issues (SB-26); one unit is reviewed (ST-09), and one piece of the government's work (DZ-12: fixed beforehand).
func TestCountiesReviewUnitsAndTopics(t *testing.T) {
	h := county(t, "st")
	ctx, year := t.Context(), h.Today().Year()
	// DZ-12: targets, contents and dates are fixed beforehand, in the year's plan.
	h.Must(h.Flow.DraftPlan(ctx, h.Clerk, year))
	item := workflow.PlanItemForm{PlanItem: supervision.PlanItem{Kind: supervision.WorkReview, Title: "对县人民法院的工作评议", Month: 11}}
	_, err := h.Flow.AddPlanItem(ctx, h.Clerk, year, item)
	wantErr(t, "DZ-12 a review of nobody", err, errs.Invalid, "单位")
	other := workflow.PlanItemForm{PlanItem: supervision.PlanItem{Kind: supervision.LawInspection, Title: "检查水法实施情况", Month: 5}}
	_, err = h.Flow.AddPlanItem(ctx, h.Clerk, year, other)
	h.Must(err)
	wantErr(t, "DZ-12 ZJ-09 a year without a review", h.Flow.SubmitPlan(ctx, h.Clerk, year), errs.Conflict, "评议")
	item.OrganID = h.Organs["court"]
	itemID, err := h.Flow.AddPlanItem(ctx, h.Clerk, year, item)
	h.Must(err)
	h.Must(h.Flow.SubmitPlan(ctx, h.Clerk, year))
	h.Must(h.Flow.ApprovePlan(ctx, h.Chair, year, h.Today()))
	id, err := h.Flow.OpenReview(ctx, h.Clerk, workflow.ReviewForm{Kind: supervision.WorkReview, OrganID: h.Organs["court"], ItemID: itemID, Theme: "执行难"})
	h.Must(err)
	m, err := h.DB.Matter(ctx, id)
	h.Must(err)
	v, err := h.DB.Review(ctx, id)
	h.Must(err)
	if m.PlanItemID != itemID || m.Organs != "示例县人民法院" || v.Theme != "执行难" { // DZ-12、ST-09、SB-26
		t.Errorf("ST-09 %+v, SB-26 theme %q", m, v.Theme)
	}
}

// ZY-11 and ZJ-18 and AN-08 and AN-10 and ST-11: every form of oversight can be planned, and a special work report is rated like a review.
func TestCountiesUseTheWholeMenu(t *testing.T) {
	h := county(t, "zy")
	ctx := t.Context()
	for _, k := range []supervision.Kind{supervision.SpecialWorkReport, supervision.LawInspection, supervision.InspectionTour, supervision.FieldStudy} { // ZJ-18
		form := inspection(h)
		form.Kind, form.Title = k, k.Label()+"一项"
		if k == supervision.SpecialWorkReport {
			form.Reporter, form.MeetingID = "县财政局局长", h.Meeting
		}
		if k == supervision.InspectionTour {
			form.Levels = []string{"县"}
		}
		if k != supervision.LawInspection {
			form.Law = ""
		}
		id, err := h.Flow.PlanOversight(ctx, h.Clerk, form)
		if err != nil {
			t.Fatalf("ZJ-18 %s: %v %v", k.Label(), err, errs.Reasons(err))
		}
		if k == supervision.SpecialWorkReport { // ZY-11
			rated := h.Rate(id, workflow.RatingForm{Object: supervision.RateWork, OrganID: h.Organs["government"]})
			if r, err := h.DB.Rating(ctx, rated); err != nil || r.MatterID != id || !slices.Contains(r.Scale.Grades, "不满意") {
				t.Errorf("ZY-11 %+v, %v", r, err)
			}
		}
	}
	for _, k := range []supervision.Kind{supervision.WorkReview, supervision.PerformanceReview} { // AN-08、ST-11
		if _, err := h.Flow.OpenReview(ctx, h.Clerk, workflow.ReviewForm{Kind: k, PersonID: h.Persons["钱正明"], OrganID: h.Organs["court"]}); err != nil {
			t.Errorf("AN-08 %s: %v", k.Label(), err)
		}
	}
	// AN-10、ST-11: and the harder means: 专题询问、信访、质询、撤职.
	_, err := h.Flow.PlanInquiry(ctx, h.Clerk,
		workflow.InquiryPlanForm{Title: "食品安全", Form: supervision.InquiryPlenary, PlannedOn: h.Today().Add(20), Organs: []int64{h.Organs["government"]}})
	h.Must(err)
	_, err = h.Flow.EnterPetition(ctx, h.Clerk,
		workflow.PetitionForm{About: "钱正明", PersonID: h.Persons["钱正明"], Text: "食堂承包", Anonymous: true, Channel: supervision.ByLetter, ReceivedOn: h.Today()})
	h.Must(err)
	_, err = h.Flow.StartInterpellation(
		ctx,
		h.AsMember(6),
		workflow.InterpellationForm{Title: "关于执行难的质询案", OrganID: h.Organs["court"], Question: "为什么慢", Content: "请说明原因",
			Members: []int64{h.AsMember(7).MemberID, h.AsMember(8).MemberID}},
	)
	h.Must(err)
	removal, err := h.Flow.MoveRemoval(
		ctx,
		h.Chair,
		workflow.RemovalForm{PersonID: h.Persons["钱正明"], Means: supervision.Dismissal, Mover: supervision.MoverChairs,
			Offices: []int64{h.Offices["示例县教育局局长"].ID}, Reason: "失职"},
	)
	h.Must(err)
	if v, err := h.DB.RemovalFor(ctx, h.Chair, removal); err != nil || v.ProposalID == 0 {
		t.Errorf("AN-10 the dismissal has no proposal: %+v, %v", v, err)
	}
	all, err := h.DB.Matters(ctx, store.MatterFilter{Kinds: supervision.Kinds(), Year: h.Today().Year(), Limit: 20})
	h.Must(err)
	kinds := map[supervision.Kind]bool{}
	for _, m := range all {
		kinds[m.Kind] = true
	}
	if len(kinds) != 9 {
		t.Errorf("AN-10 matters of %d forms, want nine beside the dismissal: %v", len(kinds), kinds)
	}
}

// held is a county's meeting with one rating of a unit held by its members: so many of each grade.
func held(t *testing.T, h *fixture.House, matter, id int64, marks ...int) store.Rating {
	t.Helper()
	ctx := t.Context()
	h.SeatAll(27)
	_, err := h.Flow.AddItem(ctx, h.Operator, h.Meeting, "测评")
	h.Must(err)
	h.Deliver()
	h.Open(27)
	o, codes := h.OpenRatings([]int64{id})
	h.HoldRatings(o, codes, map[string][][]int{"members": fixture.Marks(0, marks...)})
	h.Must(h.Flow.AnnounceRatings(ctx, h.Chair, o.ID))
	r, err := h.DB.Rating(ctx, id)
	h.Must(err)
	return r
}

// 道真: units are rated by ballot and the result is public; 不满意 leads to the suggestion to remove, and the result goes to three recipients.
func TestCountyDaozhenRates(t *testing.T) {
	h := county(t, "dz")
	ctx := t.Context()
	matter := h.MatterOf(supervision.WorkReview, "对县人民法院的工作评议", 0, h.Organs["court"])
	id := h.Rate(matter, workflow.RatingForm{Object: supervision.RateWork, OrganID: h.Organs["court"]})
	r := held(t, h, matter, id, 9, 3, 15)
	if r.Publish != policy.PublishPublic || r.Result != "不满意" { // DZ-14
		t.Errorf("DZ-14 %s, published to %s", r.Result, r.Publish)
	}
	if r.Next != policy.NextSuggestRemoval { // DZ-15
		t.Errorf("DZ-15 next %s", r.Next)
	}
	wantErr(t, "DZ-15 decided by the clerk",
		h.Flow.DecideRating(ctx, h.Clerk, id, workflow.RatingDecision{Decision: supervision.Decision(policy.NextSuggestRemoval), Reason: "x"}), errs.Forbidden,
		"")
	h.Must(
		h.Flow.DecideRating(ctx, h.Chair, id,
			workflow.RatingDecision{Decision: supervision.Decision(policy.NextSuggestRemoval), Reason: "经主任会议研究，向县委建议调整主要负责人。", Problems: []string{"执行难"}}),
	)
	// DZ-17
	for kind, name := range map[supervision.Recipient]string{supervision.ToParty: "中共示例县委员会", supervision.ToGovernment: "示例县人民政府", supervision.ToOrganisation: "中共示例县委组织部"} {
		_, err := h.Flow.SendDispatch(ctx, h.Clerk, matter, workflow.DispatchForm{Kind: kind, Recipient: name, Title: "关于报送测评结果的函", Body: "现报送。"})
		h.Must(err)
	}
	sent, err := h.DB.Dispatches(ctx, store.DispatchFilter{Who: h.Clerk, MatterID: matter, Limit: 10})
	h.Must(err)
	if len(sent) != 3 {
		t.Errorf("DZ-17 %d copies sent", len(sent))
	}
	// DZ-14: the result stands on the public site.
	notice, err := h.Flow.PublishResult(ctx, h.Clerk, "关于工作评议结果的公告", "县人民法院："+r.Result+"。")
	h.Must(err)
	n, err := h.DB.Notice(ctx, notice)
	h.Must(err)
	h.Must(h.Flow.ProofreadNotice(ctx, h.Clerk2, notice, n.Version, true, ""))
	h.Must(h.Flow.PublishNotice(ctx, h.Clerk, notice))
	public, err := h.DB.PublishedNotices(ctx, store.NoticeFilter{Kinds: []store.NoticeKind{store.ResultNotice}, Limit: 5})
	h.Must(err)
	if len(public) != 1 || !strings.Contains(public[0].Body, "不满意") {
		t.Errorf("DZ-14 published %+v", public)
	}
}

// Fitness is rated regularly and in between (AN-09); a circle of raters wider than the county's own can be asked (SB-19).
func TestCountiesRatePersonsAgainAndWider(t *testing.T) {
	h := county(t, "sb", func(p *policy.Policy) { // SB-19
		p.Supervision.Rating.Groups = append(p.Supervision.Rating.Groups, policy.RaterGroup{Key: "leaders", Label: "县长、副县长、法院院长、检察长"})
	})
	ctx := t.Context()
	person := h.Persons["钱正明"]
	for range 2 { // AN-09
		matter := h.MatterOf(supervision.PerformanceReview, "钱正明胜任度考核", person, 0)
		id := h.Rate(matter, workflow.RatingForm{Object: supervision.RatePerson, PersonID: person})
		r, err := h.DB.Rating(ctx, id)
		h.Must(err)
		if len(r.Groups) != 4 || r.Groups[3].Decides {
			t.Errorf("SB-19 raters %+v", r.Groups)
		}
	}
	all, err := h.DB.Matters(ctx, store.MatterFilter{Kinds: []supervision.Kind{supervision.PerformanceReview}, PersonID: person, Limit: 10})
	h.Must(err)
	if len(all) != 2 {
		t.Errorf("AN-09 %d assessments", len(all))
	}
	worst := h.Policy.Supervision.Rating.Person
	if v, err := supervision.DecideRating(worst, h.Policy.Supervision.Rating.Blank, []supervision.GroupCount{{Key: "members", Decides: true, Invited: 29, Present: 27, Issued: 27, Returned: 27, Marks: []int{3, 4, 20}}}); err != nil ||
		v.Next == policy.NextNone {
		t.Errorf("AN-09 the incompetent are left alone: %+v, %v", v, err)
	}
}

// What counties say should be done can be set: a joint assessment (ZY-14), the SC's own enquiry (SB-21), a speech under five heads (SB-22).
func TestCountiesMayDoWhatTheyOnlyPropose(t *testing.T) {
	heads := []string{"政治思想表现", "业务工作实际", "存在问题与不足", "任职后打算", "努力方向"}
	h := county(t, "sb", func(p *policy.Policy) { p.Commitment.Headings = heads })
	ctx := t.Context()
	c := h.Bring(h.Submit(h.Draft()), appointment.StageReview)
	for _, m := range []appointment.InvestigationMethod{appointment.InvestigatedJointly, appointment.InvestigatedByOwn} { // ZY-14、SB-21
		x := h.InvestigationForm()
		x.Method = m
		h.Must(h.Flow.RecordInvestigation(ctx, h.Clerk, c.ID, x))
	}
	all, err := h.DB.Investigations(ctx, c.ID)
	h.Must(err)
	if len(all) != 2 || all[0].Method == all[1].Method {
		t.Errorf("ZY-14 SB-21 %+v", all)
	}
	c = h.Bring(c.ID, appointment.StageCommittee)
	short := h.Answers("有打算")
	short[2].Text = ""
	_, err = h.Flow.EnterCommitment(ctx, h.Clerk, c.ID, short, workflow.Upload{})
	wantErr(t, "SB-22 a head left empty", err, errs.Invalid, "存在问题与不足")
}

// TM-27: 撤职 is an action of its own, and may end two offices of one person at once.
func TestCountyTujiaDismisses(t *testing.T) {
	h := county(t, "tm")
	ctx := t.Context()
	h.AddOffice("示例县公安局局长")
	office := h.Offices["示例县公安局局长"]
	_, err := h.Pool.Exec(ctx, `UPDATE office SET dismissible = true WHERE id = $1`, office.ID)
	h.Must(err)
	_, err = h.Pool.Exec(
		ctx,
		`INSERT INTO tenure (person_id, office_id, starts_on, start_import_id) SELECT $1, $2, starts_on, start_import_id FROM tenure LIMIT 1`,
		h.Persons["沈卫东"],
		office.ID,
	)
	h.Must(err)
	form := h.ProposalForm()
	form.Title = "关于提请撤销沈卫东职务的议案"
	id, err := h.Flow.CreateProposal(ctx, h.Organ, form)
	h.Must(err)
	for _, title := range []string{"示例县副县长", "示例县公安局局长"} {
		_, err = h.Flow.AddCase(ctx, h.Organ, id,
			workflow.CaseForm{Action: policy.Dismiss, PersonID: h.Persons["沈卫东"], OfficeID: h.Offices[title].ID, Reason: "严重违纪违法"})
		h.Must(err)
	}
	h.Attach(h.Organ, id)
	h.Submit(id)
	both := cases(t, h, id)
	if len(both) != 2 || both[0].Person.ID != both[1].Person.ID || both[0].Action != policy.Dismiss || both[1].Action != policy.Dismiss {
		t.Fatalf("TM-27 %+v", both)
	}
	var ids []int64
	for _, c := range both {
		ids = append(ids, h.Bring(c.ID, appointment.StageCommittee).ID)
	}
	item := h.Item(ids...)
	h.Deliver(ids...)
	h.Open(27)
	h.Must(h.Flow.IntroduceItem(ctx, h.Operator, item))
	for _, c := range ids {
		h.Must(h.Flow.RecordDefence(ctx, h.Operator, c, workflow.DefenceForm{Form: "waived", Text: "本人放弃申辩。"}))
	}
	h.Deliberated(item)
	_, err = h.Flow.OpenRound(ctx, h.Operator, item, workflow.VoteOpening{})
	refused(t, "TM-27 by hands", err, errs.Invalid, "监票人")
	round := h.OpenRound(item)
	h.Count(item, round, workflow.CountForm{Issued: 27, Returned: 27, Lines: []store.Count{{CaseID: ids[0], Yes: 27}, {CaseID: ids[1], Yes: 27}}})
	h.Must(h.Flow.AnnounceResult(ctx, h.Chair, item, round))
	var ended int
	h.Must(h.Pool.QueryRow(ctx, `SELECT count(*) FROM tenure WHERE person_id = $1 AND ends_on IS NOT NULL`, h.Persons["沈卫东"]).Scan(&ended))
	if ended != 2 {
		t.Errorf("TM-27 %d of two offices ended", ended)
	}
}

// SN-16: appointees report regularly on carrying out the law and the committee's resolutions.
func TestCountySunanReports(t *testing.T) {
	h := county(t, "sn")
	ctx := t.Context()
	id := h.CallDuty(h.Today().Add(20), "钱正明")["钱正明"]
	d, err := h.DB.DutyReport(ctx, id)
	h.Must(err)
	for _, heading := range []string{"宪法法律执行", "人大决议决定执行"} {
		if !slices.Contains(d.Headings, heading) {
			t.Errorf("SN-16 no heading %s in %v", heading, d.Headings)
		}
	}
	sections, answers := h.DutyText(id)
	short := slices.Clone(sections)
	short[1].Text = " "
	_, err = h.Flow.FileDuty(ctx, h.Appointee("钱正明"), id, short, answers)
	wantErr(t, "SN-16 nothing on the resolutions", err, errs.Invalid, "人大决议决定执行")
}
