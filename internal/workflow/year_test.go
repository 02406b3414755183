package workflow_test

import (
	"slices"
	"testing"

	"renmian/internal/appointment"
	"renmian/internal/authz"
	"renmian/internal/errs"
	"renmian/internal/fixture"
	"renmian/internal/pgtest"
	"renmian/internal/policy"
	"renmian/internal/store"
	"renmian/internal/supervision"
	"renmian/internal/workflow"
)

// A year of one appointee: duty report, review, secret rating 不称职, rectification overdue, rated again, dismissed after
// the defence by secret ballot. SN-19, SB-24, ZJ-16, ZY-20
func TestAYearOfOneAppointee(t *testing.T) {
	h, appointed := fixture.Case(t, pgtest.New(t), appointment.StageClosed)
	ctx, name := t.Context(), "欧阳示例"
	h.Persons[name] = appointed.Person.ID
	own := h.Appointee(name)

	// 述职: called, filed with every promise answered, reviewed, reported to the meeting.
	duty := h.CallDuty(h.Today().Add(20), name)[name]
	wantTask(t, h, own, "提交述职报告", true)
	h.Pass(10)
	sections, answers := h.DutyText(duty)
	if len(answers) == 0 {
		t.Fatal("no promises beside the report")
	}
	answers[0].Kept, answers[0].Text = supervision.KeptNot, "专项资金没有按时拨付。"
	_, err := h.Flow.FileDuty(ctx, own, duty, sections, answers)
	h.Must(err)
	wantTask(t, h, own, "提交述职报告", false)
	h.Must(h.Flow.ReviewDuty(ctx, h.Clerk, duty, "承诺未兑现，建议列为评议对象"))

	// 述职评议 to the day on which the members rate.
	h.Pass(20)
	h.NextMeeting(37, 25)
	review := h.PersonReview(name)
	rating := h.Rate(review, workflow.RatingForm{Object: supervision.RatePerson, PersonID: own.PersonID})
	item := h.SitOn("述职评议")
	h.Must(h.Flow.HearReview(ctx, h.Clerk, review, h.Today(), 12, "述职要点"))
	r := h.Announced(rating, fixture.Marks(1, 2, 4, 6, 14)) // 称职以上 6、基本称职以上 12, of 29
	if r.Result != "不称职" || r.Next != policy.NextSuggestRemoval {
		t.Fatalf("rated %s, proposed %s", r.Result, r.Next)
	}
	for _, x := range tasksOf(t, h, h.Clerk) {
		if x.Label == "发出评议意见书" && x.Hint != "评议意见书还没有发出" {
			t.Errorf("the review still waits for the rating: %+v", x)
		}
	}
	decision := "决定测评结果怎样处理：" + r.Title
	wantTask(t, h, h.Chair, decision, true)
	h.Must(
		h.Flow.DecideRating(ctx, h.Chair, rating,
			workflow.RatingDecision{Decision: supervision.DecideRectify, Reason: "经主任会议研究，先限期整改。", Problems: []string{"专项资金拨付迟缓"}}),
	)
	wantTask(t, h, h.Chair, decision, false)
	h.Rise(item)

	// The opinion is answered and the review ends; what has to be put right goes on.
	h.OpinionSent(review)
	wantTask(t, h, own, "签收评议意见书", true)
	h.Must(h.Flow.ReceiveReviewOpinion(ctx, own, review))
	h.Must(h.Flow.AnswerReviewOpinion(ctx, own, review, "接受意见，逐项整改。"))
	h.Must(h.Flow.AdvanceReview(ctx, h.Clerk, review, "评议结束，进入限期整改"))
	d := dossier(t, h, own.PersonID)
	if len(d.Rectifications) != 1 {
		t.Fatalf("rectifications %+v", d.Rectifications)
	}
	rect := d.Rectifications[0].ID
	read := func() store.Rectification {
		t.Helper()
		x, err := h.DB.RectificationFor(ctx, own, rect)
		h.Must(err)
		return x
	}
	if x := read(); x.Source != supervision.FromRating || !x.Rerate || x.PlanDue != h.Today().Add(30) || x.ReportDue != h.Today().Add(120) {
		t.Errorf("opened as %+v", x)
	}

	// ZJ-16 整改方案、期限、书面报告: the plan comes, the report is late and all concerned are warned.
	paper := workflow.RectificationPaperForm{Kind: supervision.PlanPaper, Answers: []string{"两个月内拨付到位"}}
	h.PutRight(own, rect, paper)
	h.Pass(read().ReportDue.Sub(h.Today()))
	warned := func(want bool) {
		t.Helper()
		wantTask(t, h, own, "报送整改报告", true)
		wantTask(t, h, h.Clerk, "催报整改报告", true)
		wantTask(t, h, h.Chair, "整改报告逾期未报", want)
	}
	warned(false) // on the last day
	h.Pass(9)
	warned(true)
	if late := read().Overdue(h.Today()); late != 9 {
		t.Errorf("late by %d days", late)
	}
	for _, x := range tasksOf(t, h, own) {
		if x.Label == "报送整改报告" && (x.Due.IsZero() || !x.Due.Before(h.Today())) {
			t.Errorf("not shown as late: %+v", x)
		}
	}
	h.Must(h.Flow.FollowRectification(ctx, h.Clerk, rect, workflow.FollowupForm{HeldOn: h.Today(), How: "书面", Body: "请三日内报告"}))
	h.Pass(3)
	paper.Kind, paper.Answers = supervision.ReportPaper, []string{"拨付了四成"}
	_, err = h.Flow.PlanRerating(ctx, h.Clerk, rect)
	wantErr(t, "rated again before the report", err, errs.Conflict, "整改中")
	h.PutRight(own, rect, paper)
	wantTask(t, h, h.Chair, "整改报告逾期未报", false)

	// 复评 by secret ballot: its result, and no other, is taken over.
	h.NextMeeting(38, 20)
	again, err := h.Flow.PlanRerating(ctx, h.Clerk, rect)
	h.Must(err)
	_, err = h.Flow.PlanRerating(ctx, h.Clerk, rect)
	wantErr(t, "planned twice", err, errs.Conflict, "已经安排")
	wantErr(t, "recorded before it was held", h.Flow.RecordRerating(ctx, h.Clerk, rect, h.Today(), "称职"), errs.Conflict, "还没有宣布结果")
	item = h.SitOn("整改情况复评")
	r = h.Announced(again, fixture.Marks(0, 1, 3, 7, 16))
	if r.Result != "不称职" || r.AfterID != rating || r.RectificationID != rect || r.PersonID != own.PersonID {
		t.Fatalf("rated again: %+v", r)
	}
	wantErr(t, "another grade", h.Flow.RecordRerating(ctx, h.Clerk, rect, h.Today(), "优秀"), errs.Conflict, "没有待登记的复评")
	if x := read(); x.Rerated != "不称职" || x.ReratedOn != r.AnnouncedOn || x.Stage != supervision.RectConclude {
		t.Errorf("taken over as %s of %s, %s", x.Rerated, x.ReratedOn, x.Stage)
	}
	h.Must(h.Flow.CloseRectification(ctx, h.Clerk, rect, supervision.RectFailed, "复评仍为不称职"))
	h.Pass(1)
	h.Must(h.Flow.DecideRating(ctx, h.Chair, again, workflow.RatingDecision{Decision: supervision.DecideDismiss, Reason: "两次测评均为不称职，启动撤职程序。"}))
	h.Rise(item)

	// ZY-20, SB-24, SN-19 撤职案 out of the review, by whom the law lets move it.
	motion := workflow.RemovalForm{
		MatterID: review,
		PersonID: own.PersonID,
		Means:    supervision.Dismissal,
		Mover:    supervision.MoverChairs,
		Offices:  []int64{appointed.Office.ID},
		Reason:   "两次测评均为不称职",
	}
	for _, who := range []authz.Actor{h.Clerk, h.Member, own} {
		_, err = h.Flow.MoveRemoval(ctx, who, motion)
		wantErr(t, "moved by "+who.Name, err, errs.Forbidden, "")
	}
	moved, err := h.Flow.MoveRemoval(ctx, h.Chair, motion)
	h.Must(err)
	h.NextMeeting(39, 25)
	c := h.Moved(moved)
	item = c.Agenda.ItemID
	h.Deliberated(item)
	h.SeatAll(27)
	_, err = h.Flow.OpenRound(ctx, h.Operator, item, h.ElectronicOpening())
	wantErr(t, "a vote before the defence", err, errs.Conflict, "申辩")
	h.Must(h.Flow.RecordDefence(ctx, h.Operator, c.ID, workflow.DefenceForm{Form: "oral", Text: "资金到位晚，请求从轻。"}))
	round := h.OpenElectronicRound(item)
	h.VoteOnTablets(round, fixture.Marks(0, 16, 8, 3)) // of all 29 more than half
	h.Must(h.Flow.AnnounceResult(ctx, h.Chair, item, round.ID))
	if c = h.Read(c.ID); c.Action != policy.Dismiss || c.Stage != appointment.StageAdopted || c.Vote == nil || !c.Vote.Adopted || c.Vote.Yes != 16 ||
		c.Vote.Total != 29 {
		t.Errorf("the dismissal: %s, %+v", c.Stage, c.Vote)
	}
	h.Bring(c.ID, appointment.StageClosed)

	// The dossier has it all.
	d = dossier(t, h, own.PersonID)
	if len(d.Tenures) != 1 || d.Tenures[0].EndsOn != c.Vote.On || d.Tenures[0].EndCaseID != c.ID {
		t.Errorf("tenures %+v", d.Tenures)
	}
	var results []string
	for _, x := range d.Ratings {
		results = append(results, x.Result+" "+string(x.Decision))
	}
	if !slices.Equal(results, []string{"不称职 rectify", "不称职 dismiss"}) || len(d.Cases) != 2 || len(d.Matters) != 2 || len(d.Promises) != 1 || len(d.Duty) != 1 || len(d.Reviews) != 1 || d.Reviews[0].Opinion.AnsweredOn.IsZero() || len(d.Removals) != 1 || len(d.Cases[1].Defences) != 1 ||
		len(d.Papers[rect]) != 2 ||
		len(d.Notes[rect]) != 1 ||
		d.Rectifications[0].Result != supervision.RectFailed {
		t.Errorf("dossier: ratings %v, %d cases, %d matters, %d years of promises, %+v", results, len(d.Cases), len(d.Matters), len(d.Promises),
			d.Rectifications)
	}
}

// ZJ-15 审议意见研究处理情况满意度测评: by secret ballot on what the organ reported; 不满意 sends it back, and the same opinion is
// rated again on the next report.
func TestOpinionIsRatedBySecretBallot(t *testing.T) {
	h := fixture.New(t, pgtest.New(t))
	ctx, matter := t.Context(), inspected(t, h)
	id, err := h.Flow.DraftDeliberation(ctx, h.Clerk, matter,
		workflow.DeliberationForm{OrganID: h.Organs["government"], Title: "关于水法执法检查报告的审议意见", Body: "一、改造管网。"})
	h.Must(err)
	h.Must(h.Flow.SendDeliberation(ctx, h.Clerk, id, "示例人发〔2026〕9号", false))
	_, err = h.Flow.PlanOpinionRating(ctx, h.Clerk, id)
	wantErr(t, "before the report", err, errs.Conflict, "报告交来以后")
	reply := workflow.OpinionReplyForm{Body: "正在研究", Consulted: "农业工委"}
	h.Must(h.Flow.FileOpinionReply(ctx, h.Organ, id, reply))
	first, err := h.Flow.PlanOpinionRating(ctx, h.Clerk, id)
	h.Must(err)
	_, err = h.Flow.PlanOpinionRating(ctx, h.Clerk, id)
	wantErr(t, "planned twice", err, errs.Conflict, "已经安排")
	hear := workflow.HearingForm{HeardOn: h.Today(), Grade: "满意", Passed: true}
	wantErr(t, "heard before it was rated", h.Flow.HearOpinionReply(ctx, h.Clerk, id, hear), errs.Conflict, "还没有宣布结果")
	h.SitOn("审议意见研究处理情况")
	if r := h.Announced(first, fixture.Marks(0, 6, 8, 13)); r.Result != "不满意" || r.OpinionID != id {
		t.Fatalf("rated %+v", r)
	}
	replies, err := h.DB.OpinionReplies(ctx, id)
	h.Must(err)
	if len(replies) != 1 || replies[0].Grade != "不满意" || replies[0].Passed {
		t.Fatalf("heard as %+v", replies)
	}
	wantTask(t, h, h.Organ, "报告审议意见研究处理情况", true)

	h.Pass(30)
	reply.Body = "管网已改造八成"
	h.Must(h.Flow.FileOpinionReply(ctx, h.Organ, id, reply))
	hear = workflow.HearingForm{HeardOn: h.Today(), Verdict: "管网没有动"}
	wantErr(t, "the ballot on the report before", h.Flow.HearOpinionReply(ctx, h.Clerk, id, hear), errs.Invalid, "请选择测评结果")
	again, err := h.Flow.PlanOpinionRating(ctx, h.Clerk, id)
	h.Must(err)
	wantErr(t, "heard with the result of the report before", h.Flow.HearOpinionReply(ctx, h.Clerk, id, hear), errs.Conflict, "还没有宣布结果")
	if r := h.Announced(again, fixture.Marks(0, 20, 5, 2)); r.Result != "满意" || r.AfterID != first {
		t.Fatalf("rated again %+v", r)
	}
	o, err := h.DB.DeliberationOpinionFor(ctx, h.Organ, id)
	h.Must(err)
	if o.Stage != supervision.OpinionHeard {
		t.Errorf("stage %s", o.Stage)
	}
}

func dossier(t *testing.T, h *fixture.House, person int64) workflow.Dossier {
	t.Helper()
	d, err := h.Flow.ViewDossier(t.Context(), h.Clerk, person)
	h.Must(err)
	return d
}

func tasksOf(t *testing.T, h *fixture.House, who authz.Actor) []store.MatterTask {
	t.Helper()
	all, err := h.DB.MatterTasksFor(t.Context(), who, h.Today(), 100)
	h.Must(err)
	return all
}
