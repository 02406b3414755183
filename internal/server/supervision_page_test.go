package server

import (
	"fmt"
	"testing"

	"renmian/internal/appointment"
	"renmian/internal/calendar"
	"renmian/internal/store"
	"renmian/internal/supervision"
	"renmian/internal/workflow"
)

// What was typed of a record stays, the way of the inspection too, and the form stands behind its title. SN-20 ZJ-18
func TestRecordOfAnInspectionKeepsWhatWasTyped(t *testing.T) {
	h := newHouse(t)
	clerk := h.enter(h.Clerk)
	id, err := h.Flow.PlanOversight(
		t.Context(),
		h.Clerk,
		workflow.OversightForm{Kind: supervision.InspectionTour, Title: "视察重点项目", Year: h.Today().Year(), OrganIDs: []int64{h.Organs["government"]},
			Leader: "王建国", Levels: []string{"县人大代表"}, Methods: []string{"实地察看"}, BeginsOn: h.Today(), EndsOn: h.Today().Add(3)},
	)
	h.Must(err)
	clerk.get(matterPath(supervision.InspectionTour, id)).want(t, 200).page.One("#records details summary")
	re := clerk.send(matterFilesPath(id)+"/records", nil, "kind", "随机抽查", "held_on", h.Today().ISO(), "title", "", "body", "抽查三处").want(t, 422)
	if got := re.page.One("select[name='kind'] option[selected]").Attr("value"); got != "随机抽查" {
		t.Errorf("the way became %q", got)
	}
	if got := re.page.One("textarea[name='body']").Text(); got != "抽查三处" {
		t.Errorf("the text became %q", got)
	}
}

// Whoever has left is let go by hand only when no office is held any more; what was typed stays. K22 V22
func TestRectificationOfSomebodyWhoLeftIsEndedOnItsPage(t *testing.T) {
	h := newHouse(t)
	ctx, clerk, person := t.Context(), h.enter(h.Clerk), h.Persons["曹雨生"]
	matter := h.MatterOf(supervision.FieldStudy, "执行工作调研", person, 0)
	id, err := h.Flow.OpenRectification(ctx, h.Clerk, matter, workflow.RectificationForm{Title: "执行积案整改", PersonID: person, Findings: []string{"周期长"}})
	h.Must(err)
	path := supervision.RectificationPath(id)
	clerk.get(path).want(t, 200).page.Omits("本人已离任，终止整改")
	clerk.send(path+"/end", nil, "ground", "调走了").want(t, 409, "还担任常委会任命的职务")
	// an appointment that lies in somebody's drafts holds the rule back
	_, err = h.Pool.Exec(ctx, `UPDATE tenure SET ends_on = $2, end_reason = '免职' WHERE person_id = $1`, person, h.Today())
	h.Must(err)
	clerk.get(path).want(t, 200, "本人已离任，终止整改")
	clerk.send(path+"/end", nil, "ground", " ").want(t, 422, "何时、怎样离任")
	h.enter(h.Court).send(path+"/end", nil, "ground", "调走了").want(t, 403)
	clerk.send(path+"/end", nil, "ground", "已调任市直机关，草稿不再提请。").want(t, 303, path)
	clerk.get(path).want(t, 200, "离任终止", "已调任市直机关").page.Omits("本人已离任，终止整改")
	clerk.send(path+"/end", nil, "ground", "再次").want(t, 409)
}

// Only those who answer to the committee are offered to be asked. DZ-19 ZY-20
func TestWhoMayBeAsked(t *testing.T) {
	h := newHouse(t)
	clerk, member := h.enter(h.Clerk), h.enter(h.AsMember(3))
	for _, x := range []struct {
		who        *visitor
		path, each string
	}{{clerk, inquiriesPath + "/new", "input[name='organ'][value='%d']"}, {member, inquiriesPath + "/interpellation", "select[name='organ'] option[value='%d']"}} {
		page := x.who.get(x.path).want(t, 200).page
		page.One(fmt.Sprintf(x.each, h.Organs["court"]))
		page.Lacks(fmt.Sprintf(x.each, h.Organs["congress"]))
	}
}

// The form that records the inquiry comes when every question is answered; until then the answers come first. ST-08
func TestInquiryIsRecordedAfterItsAnswers(t *testing.T) {
	h := newHouse(t)
	ctx := t.Context()
	id, err := h.Flow.PlanInquiry(ctx, h.Clerk,
		workflow.InquiryPlanForm{Title: "食品安全工作专题询问", Form: supervision.InquiryPlenary, PlannedOn: h.Today().Add(9), Organs: []int64{h.Organs["court"]}})
	h.Must(err)
	_, err = h.Flow.ListQuestions(ctx, h.Clerk, id, "人民法院，李秀英，怎样裁判？")
	h.Must(err)
	h.Must(h.Flow.ApproveInquiry(ctx, h.Chair, id))
	h.Must(h.Flow.NotifyInquiry(ctx, h.Clerk, id))
	clerk, path := h.enter(h.Clerk), questioningPath(id)
	page := clerk.get(path).want(t, 200, "示例县人民法院").page // whose task it is stands with it
	page.Lacks("#hold form")
	page.One("#questions details summary")
	questions, err := h.DB.InquiryQuestions(ctx, id)
	h.Must(err)
	h.Must(h.Flow.RecordInquiryAnswer(ctx, h.Operator, id, workflow.InquiryAnswerForm{QuestionID: questions[0].ID, Answerer: "院长彭守正", Answer: "依法裁判"}))
	clerk.get(path).want(t, 200).page.One("#hold form")
}

// The list of motions says what became of each. REMOVE TM-27 SN-19
func TestMotionsTellWhatBecameOfThem(t *testing.T) {
	h := newHouse(t)
	ctx, office := t.Context(), h.Offices["示例县教育局局长"].ID
	id, err := h.Flow.MoveRemoval(ctx, h.Organ,
		workflow.RemovalForm{PersonID: h.Persons["钱正明"], Means: supervision.Dismissal, Mover: supervision.MoverOrgan, Offices: []int64{office}, Reason: "严重失职"})
	h.Must(err)
	h.enter(h.Clerk).get(removalsPath).want(t, 200, "补齐材料").page.Omits("已撤职")
	v, err := h.DB.RemovalFor(ctx, h.Clerk, id)
	h.Must(err)
	p, err := h.DB.Proposal(ctx, v.ProposalID)
	h.Must(err)
	form := h.ProposalForm()
	form.Title, form.Version = p.Title, p.Version
	h.Must(h.Flow.UpdateProposal(ctx, h.Organ, v.ProposalID, form))
	h.Attach(h.Organ, v.ProposalID)
	c := h.Bring(h.Submit(v.ProposalID), appointment.StageCommittee)
	h.enter(h.Clerk).get(removalsPath).want(t, 200, "已提请") // days later
	h.Must(h.Flow.RecordDefence(ctx, h.Clerk, c.ID, workflow.DefenceForm{Form: "oral", Text: "没有意见"}))
	h.enter(h.Clerk).get(removalPath(id)).want(t, 200, "由提请机关补齐材料后提交")
	h.Adopt(c.ID)
	h.enter(h.Clerk).get(removalsPath).want(t, 200, "已撤职")
	h.enter(h.Clerk).get(removalPath(id)).want(t, 200, "办理完毕").page.Omits("补齐材料后提交")
}

// The form says of each office what may be brought, and marks those that fit. REMOVE ZY-20 TM-28
func TestWhatMayBeBroughtAgainstWhom(t *testing.T) {
	h := newHouse(t)
	chair := h.enter(h.Chair)
	office := func(name, title, says string, chosen bool) {
		t.Helper()
		page := chair.get(removalLink(h.Chair, 0, h.Persons[name])).want(t, 200, says).page
		box := fmt.Sprintf("input[name='office'][value='%d']", h.Offices[title].ID)
		if marked := len(page.All(box+"[checked]")) == 1; marked != chosen {
			t.Errorf("%s: marked %v", title, marked)
		}
	}
	office("钱正明", "示例县教育局局长", "可以提出撤职案", true)
	_, err := h.Pool.Exec(t.Context(), `UPDATE office SET dismissible = false WHERE id = $1`, h.Offices["示例县教育局局长"].ID)
	h.Must(err)
	office("钱正明", "示例县教育局局长", "不属于撤职案、罢免案的范围", false)
	re := chair.send(removalsPath, nil, "person", idText(h.Persons["钱正明"]), "means", "dismissal", "office", idText(h.Offices["示例县教育局局长"].ID), "reason",
		"失职").want(
		t,
		422,
		"不属于常委会可以决定撤职的范围",
	)
	if got := re.page.Value("reason"); got != "失职" {
		t.Errorf("the reason became %q", got)
	}
}

// At a glance: since when in office, what is to be put right, none named as none, and the latest result. ZY-15 SB-17
func TestGlance(t *testing.T) {
	h := newHouse(t)
	held, err := h.DB.TenuresOf(t.Context(), h.Persons["钱正明"])
	h.Must(err)
	first, second := calendar.Date(2025, 1, 10), calendar.Date(2026, 1, 15)
	got := glance(held, nil, []store.Rating{{ID: 3, Result: "称职", AnnouncedOn: first}, {ID: 7, Result: "不称职", AnnouncedOn: second}}, nil)
	want := []string{"在任自 2022.01", "承诺兑现 —", "最近测评 不称职", "整改未销号 0"}
	for i, w := range want {
		if len(got) != len(want) || got[i].Label+" "+got[i].Value != w {
			t.Fatalf("at a glance: %+v, want %v", got, want)
		}
	}
	if got[2].Href != ratingPath(7) {
		t.Errorf("the result leads to %s", got[2].Href)
	}
	for label, ratings := range map[string][]store.Rating{"最近测评": {}, "整改未销号": nil} { // none yet; not for this reader
		if got := glance(held, nil, ratings, nil); got[2].Label != label {
			t.Errorf("of ratings %v: %+v", ratings, got)
		}
	}
	if none := glance(nil, nil, nil, nil); len(none) != 0 {
		t.Errorf("of somebody without an office: %+v", none)
	}
}
