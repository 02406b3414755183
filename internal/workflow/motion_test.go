package workflow_test

import (
	"strings"
	"testing"

	"renmian/internal/appointment"
	"renmian/internal/authz"
	"renmian/internal/document"
	"renmian/internal/errs"
	"renmian/internal/fixture"
	"renmian/internal/pgtest"
	"renmian/internal/policy"
	"renmian/internal/store"
	"renmian/internal/supervision"
	"renmian/internal/workflow"
)

// A motion of members becomes a draft proposal when a fifth have signed, each from an account of their own; from there
// it goes the way of every case 〔监督法 第六十、六十一条〕 SB-24、SN-19.
func TestMembersMoveADismissal(t *testing.T) {
	h := fixture.New(t, pgtest.New(t))
	ctx := t.Context()
	office, person := h.Offices["示例县教育局局长"], h.Persons["钱正明"]
	form := workflow.RemovalForm{
		PersonID: person,
		Means:    supervision.Dismissal,
		Mover:    supervision.MoverMembers,
		Offices:  []int64{office.ID},
		Reason:   "失职，造成损失",
	}
	first := h.AsMember(6)
	for _, n := range []int{7, 8, 9, 10, 11} {
		form.Members = append(form.Members, h.AsMember(n).MemberID)
	}
	_, err := h.Flow.MoveRemoval(ctx, h.Clerk, form)
	wantErr(t, "by a clerk", err, errs.Forbidden, "")
	wrong := form
	wrong.Mover = supervision.MoverChairs
	_, err = h.Flow.MoveRemoval(ctx, first, wrong)
	wantErr(t, "a member in the chairpersons' name", err, errs.Forbidden, "第六十一条")
	wrong = form
	wrong.Offices = []int64{h.Offices["示例县县长"].ID}
	_, err = h.Flow.MoveRemoval(ctx, first, wrong)
	wantErr(t, "an elected office not held", err, errs.Invalid, "不担任")

	id, err := h.Flow.MoveRemoval(ctx, first, form)
	h.Must(err)
	_, err = h.Flow.MoveRemoval(ctx, first, form)
	wantErr(t, "twice", err, errs.Conflict, "已经提出")
	wantErr(t, "filed by one", h.Flow.FileRemoval(ctx, first, id), errs.Conflict, "6 人以上")
	for _, n := range []int{7, 8, 9, 10} {
		h.Must(h.Flow.SignRemoval(ctx, h.AsMember(n), id, true))
	}
	wantErr(t, "signed twice", h.Flow.SignRemoval(ctx, h.AsMember(7), id, true), errs.Conflict, "")
	wantErr(t, "by one who was not asked", h.Flow.SignRemoval(ctx, h.AsMember(20), id, true), errs.NotFound, "")
	h.Must(h.Flow.SignRemoval(ctx, h.AsMember(11), id, false))
	wantErr(t, "five of 29", h.Flow.FileRemoval(ctx, first, id), errs.Conflict, "五分之一")
	h.Must(h.Flow.AskForRemoval(ctx, first, id, []int64{h.AsMember(12).MemberID}))
	h.Must(h.Flow.SignRemoval(ctx, h.AsMember(12), id, true))
	wantErr(t, "filed by another", h.Flow.FileRemoval(ctx, h.AsMember(7), id), errs.Forbidden, "发起人")
	h.Must(h.Flow.FileRemoval(ctx, first, id))
	v, err := h.DB.RemovalFor(ctx, h.Clerk, id)
	h.Must(err)
	p, err := h.DB.Proposal(ctx, v.ProposalID)
	h.Must(err)
	cases, err := h.DB.CasesOfProposal(ctx, v.ProposalID)
	h.Must(err)
	if p.Mover != appointment.MoverMembers || p.Movers != 6 || p.OrganID != h.Organs["congress"] || p.State != store.ProposalDraft || len(cases) != 1 ||
		cases[0].Action != policy.Dismiss {
		t.Errorf("proposal %+v with %d cases", p, len(cases))
	}
	wantErr(t, "after it was filed", h.Flow.DropRemoval(ctx, first, id, "不提了"), errs.Conflict, "")
	wantErr(t, "deleted as a draft", h.Flow.DeleteProposal(ctx, h.Congress, p.ID), errs.Conflict, "依法提出")

	h.Pass(1)
	h.Must(
		h.Flow.UpdateProposal(
			ctx,
			h.Congress,
			p.ID,
			workflow.ProposalForm{DocumentNo: "示人常函〔2026〕9号", Title: p.Title, MeetingID: h.Meeting, Reasons: p.Reasons, Mover: appointment.MoverMembers,
				Movers: []int64{h.Members[6], h.Members[7], h.Members[8], h.Members[9], h.Members[10], h.Members[12]}, Version: p.Version},
		),
	)
	h.Attach(h.Congress, p.ID)
	h.Must(h.Flow.SubmitProposal(ctx, h.Congress, p.ID, ""))
}

// An organ against its own, a suggestion to the Party committee, a recall of a deputy to the city's congress.
func TestOtherMovers(t *testing.T) {
	h := fixture.New(t, pgtest.New(t))
	ctx := t.Context()
	form := workflow.RemovalForm{
		PersonID: h.Persons["钱正明"],
		Means:    supervision.Dismissal,
		Mover:    supervision.MoverOrgan,
		Offices:  []int64{h.Offices["示例县教育局局长"].ID},
		Reason:   "失职",
	}
	_, err := h.Flow.MoveRemoval(ctx, h.Court, form)
	wantErr(t, "第六十一条 the court against the government's", err, errs.Invalid, "本机关不能")
	id, err := h.Flow.MoveRemoval(ctx, h.Organ, form)
	h.Must(err)
	if v, err := h.DB.RemovalFor(ctx, h.Organ, id); err != nil || v.ProposalID == 0 || v.State != store.ProposalDraft {
		t.Errorf("the government's motion: %+v, %v", v, err)
	}
	if _, err := h.DB.RemovalFor(ctx, h.Court, id); errs.KindOf(err) != errs.NotFound {
		t.Errorf("another organ sees it: %v", err)
	}
	suggest := workflow.RemovalForm{
		PersonID:  h.Persons["沈卫东"],
		Means:     supervision.SuggestRemoval,
		Mover:     supervision.MoverChairs,
		Offices:   []int64{h.Offices["示例县副县长"].ID},
		Reason:    "测评不满意",
		Recipient: "中共示例县委",
	} // DZ-15
	id, err = h.Flow.MoveRemoval(ctx, h.Chair, suggest)
	h.Must(err)
	wantErr(t, "an answer before the letter was received", h.Flow.AnswerRemoval(ctx, h.Clerk, id, "同意", h.Today()), errs.Conflict, "先登记发函的签收")
	letter, err := h.DB.DispatchOfRemoval(ctx, id)
	if h.Must(err); letter.Recipient != "中共示例县委" || !strings.Contains(letter.Title, "沈卫东") {
		t.Errorf("the letter: %+v", letter)
	}
	h.Must(h.Flow.ReceiveDispatch(ctx, h.Clerk, letter.ID, h.Today(), "县委办"))
	wantErr(t, "an answer from the future", h.Flow.AnswerRemoval(ctx, h.Clerk, id, "同意", h.Today().Add(1)), errs.Invalid, "日期")
	h.Must(h.Flow.AnswerRemoval(ctx, h.Clerk, id, "县委研究同意", h.Today()))
	if letter, err = h.DB.DispatchOfRemoval(ctx, id); err != nil || letter.Use != supervision.UseHandled || letter.UseNote != "县委研究同意" {
		t.Errorf("what the letter led to: %+v, %v", letter, err)
	}

	// To the organ that proposes for the office, which signs for it here and sees nothing else.
	suggest.PersonID, suggest.Offices, suggest.To, suggest.Recipient = h.Persons["曹雨生"], []int64{h.Offices["示例县人民法院副院长"].ID}, supervision.ToProposer, ""
	id, err = h.Flow.MoveRemoval(ctx, h.Chair, suggest)
	h.Must(err)
	letter, err = h.DB.DispatchOfRemoval(ctx, id)
	h.Must(err)
	if letter.OrganID != h.Organs["court"] || letter.Recipient != "示例县人民法院" || letter.Kind != supervision.ToProposer {
		t.Errorf("the letter to the court: %+v", letter)
	}
	_, err = h.DB.DispatchFor(ctx, h.Organ, letter.ID)
	wantErr(t, "the government reads it", err, errs.NotFound, "")
	_, err = h.DB.DispatchFor(ctx, h.Member, letter.ID)
	wantErr(t, "a member reads it", err, errs.NotFound, "")
	wantErr(t, "the government signs for it", h.Flow.ReceiveDispatch(ctx, h.Organ, letter.ID, h.Today(), "赵模拟"), errs.Forbidden, "")
	h.Must(h.Flow.ReceiveDispatch(ctx, h.Court, letter.ID, h.Today(), "法院办公室"))

	var office, roster int64 // TM-28
	h.Must(h.DB.InTx(ctx, authz.System, func(tx *store.Tx) error {
		o := appointment.Office{
			Title:     "示例市人民代表大会代表",
			OrganID:   h.Organs["congress"],
			Group:     policy.Congress,
			FilledBy:  appointment.FilledByDeputy,
			Nominator: appointment.ChairpersonsMeeting,
			Rank:      appointment.RankOther,
			Seats:     5,
		}
		if office, err = tx.InsertOffice(ctx, store.CatalogueEntry{Office: o, Sort: 90}); err != nil {
			return err
		}
		return tx.Audit(ctx, authz.SaveOffice, store.Subject{Kind: "fixture"}, nil)
	}))
	h.Must(h.Pool.QueryRow(ctx, `SELECT id FROM roster_import LIMIT 1`).Scan(&roster))
	_, err = h.Pool.Exec(
		ctx,
		`INSERT INTO tenure (person_id, office_id, starts_on, start_import_id) VALUES ($1, $2, '2022-01-10', $3)`,
		h.Persons["曾立法"],
		office,
		roster,
	)
	h.Must(err)
	recall := workflow.RemovalForm{
		PersonID: h.Persons["曾立法"],
		Means:    supervision.Recall,
		Mover:    supervision.MoverChairs,
		Offices:  []int64{office},
		Reason:   "违反法律",
	}
	id, err = h.Flow.MoveRemoval(ctx, h.Chair, recall)
	h.Must(err)
	v, err := h.DB.RemovalFor(ctx, h.Chair, id)
	h.Must(err)
	cases, err := h.DB.CasesOfProposal(ctx, v.ProposalID)
	h.Must(err)
	if len(cases) != 1 || cases[0].Action != policy.Recall || h.Policy.VoteMethod(policy.Recall) != policy.Secret {
		t.Errorf("TM-28: %+v", cases)
	}
}

// 质询 from signatures to another answer 〔监督法 第五十一至五十四条〕.
func TestInterpellation(t *testing.T) {
	h := fixture.New(t, pgtest.New(t))
	ctx := t.Context()
	a, b, c, d := h.AsMember(6), h.AsMember(7), h.AsMember(8), h.AsMember(9)
	form := workflow.InterpellationForm{
		Title:    "关于执行难的质询案",
		OrganID:  h.Organs["court"],
		Question: "为什么慢",
		Content:  "请说明原因",
		Members:  []int64{b.MemberID, c.MemberID, d.MemberID},
	}
	wrong := form
	wrong.OrganID = h.Organs["congress"]
	_, err := h.Flow.StartInterpellation(ctx, a, wrong)
	wantErr(t, "第五十一条 the congress itself", err, errs.Invalid, "不能向")
	wrong = form
	wrong.Content = ""
	_, err = h.Flow.StartInterpellation(ctx, a, wrong)
	wantErr(t, "第五十一条 without content", err, errs.Invalid, "内容")
	_, err = h.Flow.StartInterpellation(ctx, h.Clerk, form)
	wantErr(t, "by a clerk", err, errs.Forbidden, "组成人员")
	id, err := h.Flow.StartInterpellation(ctx, a, form)
	h.Must(err)
	if _, err := h.DB.MatterFor(ctx, h.Court, id); errs.KindOf(err) != errs.NotFound {
		t.Errorf("the court knows of a motion that is being signed: %v", err)
	}
	h.Must(h.Flow.SignMotion(ctx, b, id, true))
	wantErr(t, "第五十一条 two of three", h.Flow.FileMotion(ctx, a, id), errs.Conflict, "3 人以上")
	h.Must(h.Flow.SignMotion(ctx, c, id, true))
	h.Must(h.Flow.SignMotion(ctx, d, id, true))
	h.Must(h.Flow.FileMotion(ctx, a, id))
	wantErr(t, "第五十二条 no form", h.Flow.DecideInterpellation(ctx, h.Chair, id, "", h.Today()), errs.Invalid, "口头")
	wantErr(t, "decided by a clerk", h.Flow.DecideInterpellation(ctx, h.Clerk, id, supervision.AnswerInWriting, h.Today()), errs.Forbidden, "")
	h.Must(h.Flow.DecideInterpellation(ctx, h.Chair, id, supervision.AnswerInWriting, h.Today().Add(7)))
	answer := workflow.InterpellationAnswer{Text: "积案多", By: "院长彭守正"}
	wantErr(t, "another organ", h.Flow.AnswerInterpellation(ctx, h.Organ, id, answer), errs.Forbidden, "")
	wantErr(t, "第五十四条 nobody signs", h.Flow.AnswerInterpellation(ctx, h.Court, id, workflow.InterpellationAnswer{Text: "积案多"}), errs.Invalid, "负责人")
	h.Must(h.Flow.AnswerInterpellation(ctx, h.Court, id, answer))
	wantErr(t, "withdrawn after the answer", h.Flow.WithdrawInterpellation(ctx, a, id, "算了"), errs.Conflict, "已经答复")
	h.Must(h.Flow.JudgeAnswer(ctx, a, id, false))
	h.Must(h.Flow.JudgeAnswer(ctx, b, id, false))
	wantErr(t, "第五十三条 two of four is not more than half", h.Flow.AskAnswerAgain(ctx, a, id), errs.Conflict, "半数")
	wantErr(t, "who did not move", h.Flow.JudgeAnswer(ctx, h.AsMember(10), id, false), errs.Forbidden, "")
	wantErr(t, "closed before all spoke", h.Flow.CloseInterpellation(ctx, h.Clerk, id, "办结"), errs.Conflict, "没有表示意见")
	h.Must(h.Flow.JudgeAnswer(ctx, c, id, false))
	h.Must(h.Flow.AskAnswerAgain(ctx, a, id))
	h.Must(h.Flow.DecideInterpellation(ctx, h.Chair, id, supervision.AnswerAtCommittee, h.Today().Add(9)))
	wantErr(t, "第五十四条 oral, by the organ in writing", h.Flow.AnswerInterpellation(ctx, h.Court, id, answer), errs.Conflict, "口头")
	h.Must(h.Flow.AnswerInterpellation(ctx, h.Operator, id, workflow.InterpellationAnswer{Text: "逐案倒排", By: "院长到会"}))
	for _, who := range []authz.Actor{a, b, c} {
		h.Must(h.Flow.JudgeAnswer(ctx, who, id, who.MemberID == c.MemberID))
	}
	wantErr(t, "a third answer", h.Flow.AskAnswerAgain(ctx, a, id), errs.Conflict, "")
	h.Must(h.Flow.JudgeAnswer(ctx, d, id, true))
	h.Must(h.Flow.CloseInterpellation(ctx, h.Clerk, id, "两次答复后办结"))
}

// 特定问题调查 〔监督法 第五十五至五十九条〕.
func TestSpecialInvestigation(t *testing.T) {
	h := fixture.New(t, pgtest.New(t))
	ctx := t.Context()
	id, err := h.Flow.ProposeInvestigation(ctx, h.Chair,
		workflow.SpecialInvestigationForm{Title: "补贴去向", Facts: "差额不明", Purpose: "作出决定", People: []int64{h.Persons["钱正明"]}})
	h.Must(err)
	wantErr(t, "第五十七条 nobody named", h.Flow.FormInvestigation(ctx, h.Clerk, id, h.Today()), errs.Conflict, "主任委员")
	wantErr(t, "第五十七条 the person concerned",
		h.Flow.NameInvestigator(ctx, h.Clerk, id, supervision.Investigator{Role: supervision.InvestigationChief, Name: "钱正明"}), errs.Invalid, "利害关系")
	for i, r := range []supervision.InvestigationRole{supervision.InvestigationChief, supervision.InvestigationDeputy, supervision.InvestigationMember, supervision.InvestigationExpert} {
		h.Must(h.Flow.NameInvestigator(ctx, h.Clerk, id, supervision.Investigator{Role: r, Name: "委员" + document.Numeral(i+1)}))
	}
	wantErr(t, "a second chief", h.Flow.NameInvestigator(ctx, h.Clerk, id, supervision.Investigator{Role: supervision.InvestigationChief, Name: "别人"}),
		errs.Invalid, "主任委员")
	h.Must(h.Flow.FormInvestigation(ctx, h.Clerk, id, h.Today()))
	h.Must(h.Flow.ReportInvestigation(ctx, h.Clerk, id, "查明挪用", nil))
	h.Must(h.Flow.ResolveInvestigation(ctx, h.Clerk, id, "废止补贴办法", h.Today()))
	id, err = h.Flow.ProposeInvestigation(ctx, h.AsMember(6), workflow.SpecialInvestigationForm{Title: "另一件", Facts: "不明", Purpose: "决定"})
	h.Must(err)
	wantErr(t, "第五十六条 one of 29", h.Flow.FileMotion(ctx, h.AsMember(6), id), errs.Conflict, "6 人以上")
}

// 专题询问 with its series and what follows 〔监督法 第四十七至五十条〕 DZ-19、TM-23.
func TestSpecialInquiryIsFollowedUp(t *testing.T) {
	h := fixture.New(t, pgtest.New(t))
	ctx := t.Context()
	plan := workflow.InquiryPlanForm{
		Title:     "食品安全工作专题询问",
		Form:      supervision.InquiryPlenary,
		PlannedOn: h.Today().Add(20),
		Organs:    []int64{h.Organs["government"], h.Organs["court"]},
	}
	first, err := h.Flow.PlanInquiry(ctx, h.Clerk, plan)
	h.Must(err)
	_, err = h.Flow.ListQuestions(ctx, h.Clerk, first, "县公安局，王某，问题")
	wantErr(t, "a unit that does not answer", err, errs.Invalid, "不是应询单位")
	_, err = h.Flow.ListQuestions(ctx, h.Clerk, first, "示例县人民政府，王建国，怎样监管？\n人民法院，李秀英，怎样裁判？")
	h.Must(err)
	wantErr(t, "before the chairpersons' meeting", h.Flow.NotifyInquiry(ctx, h.Clerk, first), errs.Conflict, "")
	wantErr(t, "approved by a clerk", h.Flow.ApproveInquiry(ctx, h.Clerk, first), errs.Forbidden, "")
	h.Must(h.Flow.ApproveInquiry(ctx, h.Chair, first))
	if _, err := h.DB.MatterFor(ctx, h.Court, first); errs.KindOf(err) != errs.NotFound {
		t.Errorf("the court sees the questions before it is told: %v", err)
	}
	h.Must(h.Flow.NotifyInquiry(ctx, h.Clerk, first))
	wantErr(t, "for another organ", h.Flow.ReceiveInquiry(ctx, h.Organ, first, h.Organs["court"], "院长"), errs.Forbidden, "")
	h.Must(h.Flow.ReceiveInquiry(ctx, h.Court, first, h.Organs["court"], "院长彭守正"))
	held := workflow.InquiryHeldForm{HeldOn: h.Today(), Minutes: 190, PresidedBy: "陈立民"}
	wantErr(t, "unanswered questions", h.Flow.HoldInquiry(ctx, h.Operator, first, held), errs.Conflict, "2 个问题")
	questions, err := h.DB.InquiryQuestions(ctx, first)
	h.Must(err)
	for _, q := range questions {
		h.Must(
			h.Flow.RecordInquiryAnswer(ctx, h.Operator, first,
				workflow.InquiryAnswerForm{QuestionID: q.ID, Answerer: "负责人", Answer: "已经整改", FollowUps: "代表某某，何时完成，年底"}),
		)
	}
	h.Must(h.Flow.HoldInquiry(ctx, h.Operator, first, held))
	wantErr(t, "第五十条 closed before the opinions are handed over", h.Flow.CloseInquiry(ctx, h.Clerk, first, "完"), errs.Conflict, "第五十条")
	h.Must(
		h.Flow.SendInquiryOpinion(ctx, h.Clerk, first, workflow.DeliberationForm{OrganID: h.Organs["government"], Title: "审议意见", Body: "建立台账"}, "示人常函〔2026〕7号"),
	)
	wantErr(t, "第五十条 closed before the organ has reported", h.Flow.CloseInquiry(ctx, h.Clerk, first, "完"), errs.Conflict, "还有 1 件没有报告")
	opinions, err := h.DB.DeliberationOpinions(ctx, store.DeliberationOpinionFilter{Who: h.Clerk, MatterID: first, Limit: 5})
	h.Must(err)
	h.Must(h.Flow.FileOpinionReply(ctx, h.Organ, opinions[0].ID, workflow.OpinionReplyForm{Body: "台账已经建立", Consulted: "财经工委"}))
	h.Must(h.Flow.CloseInquiry(ctx, h.Clerk, first, "已报告"))
	plan.AfterID = first
	second, err := h.Flow.PlanInquiry(ctx, h.Clerk, plan)
	h.Must(err)
	series, err := h.DB.InquirySeries(ctx, first)
	h.Must(err)
	if len(series) != 2 || series[1].ID != second { // TM-23
		t.Errorf("series: %+v", series)
	}
	_, err = h.Flow.PlanInquiry(ctx, h.Clerk, plan)
	wantErr(t, "a second branch of the series", err, errs.Invalid, "同题")
}
