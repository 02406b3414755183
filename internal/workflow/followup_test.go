package workflow_test

import (
	"bytes"
	"image"
	"image/png"
	"slices"
	"testing"

	"renmian/internal/authz"
	"renmian/internal/calendar"
	"renmian/internal/errs"
	"renmian/internal/fixture"
	"renmian/internal/pgtest"
	"renmian/internal/store"
	"renmian/internal/supervision"
	"renmian/internal/workflow"
)

func inspection(h *fixture.House) workflow.OversightForm {
	return workflow.OversightForm{Kind: supervision.LawInspection, Title: "检查水法实施情况", Year: 2026, Law: "中华人民共和国水法", Leader: "王建国", Methods: []string{"实地察看"},
		OrganIDs: []int64{h.Organs["government"]}, PersonIDs: []int64{h.Persons["沈卫东"]}, BeginsOn: h.Today(), EndsOn: h.Today().Add(10)}
}

func inspected(t *testing.T, h *fixture.House) int64 {
	t.Helper()
	id, err := h.Flow.PlanOversight(t.Context(), h.Clerk, inspection(h))
	h.Must(err)
	return id
}

// waits lists the labels of what of supervision waits for somebody.
func waits(t *testing.T, h *fixture.House, who authz.Actor) (labels []string) {
	t.Helper()
	all, err := h.DB.MatterTasksFor(t.Context(), who, h.Today(), 100)
	h.Must(err)
	for _, x := range all {
		labels = append(labels, x.Label)
	}
	return labels
}

func wantTask(t *testing.T, h *fixture.House, who authz.Actor, label string, want bool) {
	t.Helper()
	if got := waits(t, h, who); slices.Contains(got, label) != want {
		t.Errorf("%s on %s has %v; %q wanted: %v", who.Name, h.Today(), got, label, want)
	}
}

// 整改: from the finding over a plan returned, an overdue warning, more time, the check and the second rating to the closing
// 〔SB-16、ZJ-16、K22、V22〕
func TestRectificationFromFindingToClosing(t *testing.T) {
	h := fixture.New(t, pgtest.New(t))
	ctx, matter := t.Context(), inspected(t, h)
	form := workflow.RectificationForm{Title: "饮水安全整改", OrganID: h.Organs["government"], Findings: []string{" 管网老化 ", "", "水源地没有围栏"}}
	for name, change := range map[string]func(*workflow.RectificationForm){
		"title":    func(x *workflow.RectificationForm) { x.Title = " " },
		"subject":  func(x *workflow.RectificationForm) { x.OrganID = 0 },
		"findings": func(x *workflow.RectificationForm) { x.Findings = []string{" "} },
		"plan_due": func(x *workflow.RectificationForm) { x.PlanDue = h.Today().Add(-1) },
	} {
		x := form
		change(&x)
		_, err := h.Flow.OpenRectification(ctx, h.Clerk, matter, x)
		wantErr(t, name, err, errs.Invalid, "")
	}
	_, err := h.Flow.OpenRectification(ctx, h.Organ, matter, form)
	wantErr(t, "by an organ", err, errs.Forbidden, "")
	id, err := h.Flow.OpenRectification(ctx, h.Clerk, matter, form)
	h.Must(err)
	read := func() store.Rectification {
		t.Helper()
		x, err := h.DB.RectificationFor(ctx, h.Clerk, id)
		h.Must(err)
		return x
	}
	if x := read(); x.Source != supervision.FromInspection || x.PlanDue != h.Today().Add(30) || x.ReportDue != h.Today().Add(120) {
		t.Errorf("opened as %+v", x)
	}
	wantTask(t, h, h.Organ, "报送整改方案", true)
	wantTask(t, h, h.Court, "报送整改方案", false)
	wantTask(t, h, h.Clerk, "催报整改方案", false)
	if _, err := h.DB.RectificationFor(ctx, h.Court, id); errs.KindOf(err) != errs.NotFound {
		t.Errorf("another organ sees it: %v", err)
	}
	paper := workflow.RectificationPaperForm{Kind: supervision.PlanPaper, Answers: []string{"两年内改造", ""}}
	wantErr(t, "one finding unanswered", h.Flow.FileRectification(ctx, h.Organ, id, paper), errs.Invalid, "这个问题")
	paper.Answers[1] = "年内修复"
	wantErr(t, "by another organ", h.Flow.FileRectification(ctx, h.Court, id, paper), errs.NotFound, "")
	h.Must(h.Flow.FileRectification(ctx, h.Organ, id, paper))
	wantErr(t, "twice", h.Flow.FileRectification(ctx, h.Organ, id, paper), errs.Conflict, "方案待审")
	wantErr(t, "returned without a reason", h.Flow.JudgeRectification(ctx, h.Clerk, id, false, " "), errs.Invalid, "哪里不符合要求")
	h.Must(h.Flow.JudgeRectification(ctx, h.Clerk, id, false, "没有责任人"))
	paper.Answers = []string{"水利局，两年内改造", "水利局，年内修复"}
	h.Must(h.Flow.FileRectification(ctx, h.Organ, id, paper))
	h.Must(h.Flow.JudgeRectification(ctx, h.Clerk, id, true, ""))

	// The report is late: everybody concerned is warned, and more time is asked for.
	h.Pass(125)
	wantTask(t, h, h.Organ, "报送整改报告", true)
	wantTask(t, h, h.Clerk, "催报整改报告", true)
	wantTask(t, h, h.Chair, "整改报告逾期未报", true)
	if x := read(); x.Overdue(h.Today()) != 5 {
		t.Errorf("late by %d days", x.Overdue(h.Today()))
	}
	// ZY-13: what is not put right in time counts on the passive list as a poor result does.
	passive, err := h.DB.Passive(ctx, h.Today().Add(-365), h.Today(), 1, 10)
	h.Must(err)
	if len(passive) != 1 || passive[0].OrganID != h.Organs["government"] || passive[0].Unmended != 1 || passive[0].Poor != 0 || passive[0].MatterID != matter {
		t.Errorf("passive list: %+v", passive)
	}
	urge := workflow.FollowupForm{HeldOn: h.Today(), How: "电话", Body: "请一周内报来"}
	wantErr(t, "an urging of tomorrow", h.Flow.FollowRectification(ctx, h.Clerk, id, workflow.FollowupForm{HeldOn: h.Today().Add(1), How: "电话", Body: "催"}),
		errs.Invalid, "不能晚于今天")
	h.Must(h.Flow.FollowRectification(ctx, h.Clerk, id, urge))
	wantErr(t, "more time without a reason", h.Flow.AskMoreTime(ctx, h.Organ, id, h.Today().Add(20), " "), errs.Invalid, "理由")
	h.Must(h.Flow.AskMoreTime(ctx, h.Organ, id, h.Today().Add(20), "汛期停工"))
	wantErr(t, "asked twice", h.Flow.AskMoreTime(ctx, h.Organ, id, h.Today().Add(30), "汛期停工"), errs.Conflict, "")
	wantErr(t, "closed while asking", h.Flow.CloseRectification(ctx, h.Clerk, id, supervision.RectFailed, "没有改"), errs.Conflict, "延期申请")
	wantTask(t, h, h.Chair, "决定整改延期", true)
	wantErr(t, "granted by a clerk", h.Flow.DecideMoreTime(ctx, h.Clerk, id, true, ""), errs.Forbidden, "")
	wantErr(t, "refused without a reason", h.Flow.DecideMoreTime(ctx, h.Chair, id, false, ""), errs.Invalid, "理由")
	h.Must(h.Flow.DecideMoreTime(ctx, h.Chair, id, true, "同意"))
	if x := read(); x.ReportDue != h.Today().Add(20) || x.Asking {
		t.Errorf("after the extension due on %s, asking %v", x.ReportDue, x.Asking)
	}

	// The report, the check on the spot, the second rating, the closing.
	report := workflow.RectificationPaperForm{Kind: supervision.ReportPaper, Answers: []string{"完成六成", "已修复"}, FiledOn: h.Today()}
	h.Must(h.Flow.FileRectification(ctx, h.Clerk, id, report)) // on paper
	h.Must(h.Flow.FollowRectification(ctx, h.Clerk, id, workflow.FollowupForm{Check: true, HeldOn: h.Today(), How: "实地察看", Body: "围栏已修复"}))
	h.Must(h.Flow.OrderRerating(ctx, h.Chair, id, "看效果"))
	h.Must(h.Flow.JudgeRectification(ctx, h.Clerk, id, true, ""))
	wantErr(t, "closed before the rating", h.Flow.CloseRectification(ctx, h.Clerk, id, supervision.RectDone, "到位"), errs.Conflict, "复评")
	wantErr(t, "a grade there is not", h.Flow.RecordRerating(ctx, h.Clerk, id, h.Today(), "很好"), errs.Invalid, "等次")
	h.Must(h.Flow.RecordRerating(ctx, h.Clerk, id, h.Today(), "基本满意"))
	wantErr(t, "closed without words", h.Flow.CloseRectification(ctx, h.Clerk, id, supervision.RectBasic, ""), errs.Invalid, "结果")
	h.Must(h.Flow.CloseRectification(ctx, h.Clerk, id, supervision.RectBasic, "围栏修复，管网完成六成"))
	wantErr(t, "urged after the closing", h.Flow.FollowRectification(ctx, h.Clerk, id, workflow.FollowupForm{HeldOn: h.Today(), How: "电话", Body: "催"}),
		errs.Conflict, "销号")
	for _, who := range []authz.Actor{h.Organ, h.Chair} {
		if left := waits(t, h, who); len(left) != 0 {
			t.Errorf("closed, and %s still has %v", who.Name, left)
		}
	}
	papers, err := h.DB.RectificationPapers(ctx, id)
	h.Must(err)
	if len(papers) != 3 || papers[0].Judged != "returned" || papers[1].Edition != 2 || !papers[2].OnPaper {
		t.Errorf("papers kept: %+v", papers)
	}
	history, err := h.DB.SubjectHistory(ctx, "rectification", id)
	h.Must(err)
	if len(history) != 14 || history[0].Action != authz.OpenRectification || history[13].Action != authz.CloseRectification {
		t.Errorf("%d events, want 14 from the opening to the closing", len(history))
	}
}

// An appointee hands in for the own rectification only; it stands in the dossier with what was found〔TM-19、SN-15、ZY-15〕.
func TestRectificationOfAPersonStandsInTheDossier(t *testing.T) {
	h := fixture.New(t, pgtest.New(t))
	ctx, matter, person := t.Context(), inspected(t, h), h.Persons["沈卫东"]
	id, err := h.Flow.OpenRectification(ctx, h.Clerk, matter, workflow.RectificationForm{Title: "分管工作整改", PersonID: person, Findings: []string{"检查少"}})
	h.Must(err)
	own := authz.Actor{AccountID: h.Member.AccountID, Name: "沈卫东", Roles: []authz.Role{authz.RoleNominee}, PersonID: person}
	stranger := own
	stranger.PersonID = h.Persons["钱正明"]
	paper := workflow.RectificationPaperForm{Kind: supervision.PlanPaper, Answers: []string{"每季度检查一次"}}
	wantErr(t, "by a stranger", h.Flow.FileRectification(ctx, stranger, id, paper), errs.NotFound, "")
	wantTask(t, h, own, "报送整改方案", true)
	wantTask(t, h, stranger, "报送整改方案", false)
	h.Must(h.Flow.FileRectification(ctx, own, id, paper))
	h.Must(h.Flow.NoteFinding(ctx, h.Clerk, matter, store.MatterFinding{PersonID: person, Kind: supervision.FindingCriticism, Body: "部署多，检查少"}))
	wantErr(t, "about somebody else",
		h.Flow.NoteFinding(ctx, h.Clerk, matter, store.MatterFinding{PersonID: h.Persons["钱正明"], Kind: supervision.FindingPraise, Body: "好"}), errs.Invalid,
		"涉及的人员")
	d, err := h.Flow.ViewDossier(ctx, h.Clerk, person)
	h.Must(err)
	if len(d.Matters) != 1 || len(d.Findings) != 1 || d.Findings[0].Kind != supervision.FindingCriticism || len(d.Rectifications) != 1 ||
		d.Rectifications[0].Stage != supervision.RectPlanCheck {
		t.Errorf("dossier: %+v, %+v, %+v", d.Matters, d.Findings, d.Rectifications)
	}
}

// 审议意见: 征求意见、交办、反馈、测评不满意再报告、通过、通报公布、办结〔监督法 第十七条；ZJ-15、ZJ-17〕
func TestDeliberationOpinionIsTracked(t *testing.T) {
	h := fixture.New(t, pgtest.New(t))
	ctx, matter := t.Context(), inspected(t, h)
	form := workflow.DeliberationForm{OrganID: h.Organs["government"], Title: "关于水法执法检查报告的审议意见", Body: "一、修复围栏。"}
	_, err := h.Flow.DraftDeliberation(ctx, h.Clerk, matter, workflow.DeliberationForm{Title: "无机关", Body: "无"})
	wantErr(t, "without an organ", err, errs.Invalid, "机关")
	id, err := h.Flow.DraftDeliberation(ctx, h.Clerk, matter, form)
	h.Must(err)
	if _, err := h.DB.DeliberationOpinionFor(ctx, h.Organ, id); errs.KindOf(err) != errs.NotFound {
		t.Errorf("the organ sees a draft: %v", err)
	}
	wantTask(t, h, h.Chair, "审议意见逾期未交办", false)
	h.Pass(11)
	wantTask(t, h, h.Chair, "审议意见逾期未交办", true)
	h.Must(h.Flow.SeekDeliberation(ctx, h.Clerk, id, "农业工委", h.Today(), ""))
	wantErr(t, "an empty view", h.Flow.SeekDeliberation(ctx, h.Clerk, id, "", calendar.Day{}, " "), errs.Invalid, "意见")
	h.Must(h.Flow.SeekDeliberation(ctx, h.Clerk, id, "", calendar.Day{}, "同意"))
	form.Body = "一、修复围栏。\n二、改造管网。"
	h.Must(h.Flow.ChangeDeliberation(ctx, h.Clerk, id, 3, form))
	wantErr(t, "an older version", h.Flow.ChangeDeliberation(ctx, h.Clerk, id, 3, form), errs.Conflict, "")
	wantErr(t, "without a number", h.Flow.SendDeliberation(ctx, h.Clerk, id, " ", false), errs.Invalid, "文号")
	h.Must(h.Flow.SendDeliberation(ctx, h.Clerk, id, "示例人发〔2026〕9号", false))
	wantErr(t, "changed after it was sent", h.Flow.ChangeDeliberation(ctx, h.Clerk, id, 5, form), errs.Conflict, "不再修改")
	read := func() store.DeliberationOpinion {
		t.Helper()
		o, err := h.DB.DeliberationOpinionFor(ctx, h.Organ, id)
		h.Must(err)
		return o
	}
	if o := read(); o.DueOn != h.Today().AddMonths(3) || o.SoughtReply != "同意" {
		t.Errorf("sent as %+v", o)
	}
	wantTask(t, h, h.Organ, "报告审议意见研究处理情况", true)
	h.Must(h.Flow.FollowOpinion(ctx, h.Clerk, id, workflow.FollowupForm{HeldOn: h.Today(), How: "书面", Body: "请按期报告"}))
	reply := workflow.OpinionReplyForm{Body: "围栏已修复"}
	wantErr(t, "the working body was not asked", h.Flow.FileOpinionReply(ctx, h.Organ, id, reply), errs.Invalid, "工作机构")
	reply.Consulted = "农业工委"
	wantErr(t, "by another organ", h.Flow.FileOpinionReply(ctx, h.Court, id, reply), errs.NotFound, "")
	h.Must(h.Flow.FileOpinionReply(ctx, h.Organ, id, reply))

	// ZJ-15: 不满意的不通过，再次报告
	wantErr(t, "no grade", h.Flow.HearOpinionReply(ctx, h.Clerk, id, workflow.HearingForm{HeardOn: h.Today()}), errs.Invalid, "测评结果")
	wantErr(t, "dissatisfied without words", h.Flow.HearOpinionReply(ctx, h.Clerk, id, workflow.HearingForm{HeardOn: h.Today(), Grade: "不满意", Passed: true}),
		errs.Invalid, "要求和理由")
	h.Must(h.Flow.HearOpinionReply(ctx, h.Clerk, id, workflow.HearingForm{HeardOn: h.Today(), Grade: "不满意", Verdict: "管网没有动"}))
	if o := read(); o.Stage != supervision.OpinionSent {
		t.Errorf("after 不满意 it stands at %s", o.Stage)
	}
	h.Pass(30)
	h.Must(h.Flow.FileOpinionReply(ctx, h.Clerk, id, workflow.OpinionReplyForm{Body: "管网已动工", Consulted: "农业工委", FiledOn: h.Today()}))
	h.Must(h.Flow.HearOpinionReply(ctx, h.Clerk, id, workflow.HearingForm{HeardOn: h.Today(), Grade: "基本满意"}))
	wantErr(t, "closed before it was told", h.Flow.CloseDeliberation(ctx, h.Clerk, id, "落实"), errs.Conflict, "代表通报")
	h.Must(h.Flow.PublishDeliberation(ctx, h.Clerk, id, h.Today(), h.Today()))
	h.Must(h.Flow.CloseDeliberation(ctx, h.Clerk, id, "基本落实"))
	replies, err := h.DB.OpinionReplies(ctx, id)
	h.Must(err)
	if len(replies) != 2 || replies[0].Passed || !replies[1].Passed || !replies[1].OnPaper {
		t.Errorf("reports kept: %+v", replies)
	}
	wantTask(t, h, h.Organ, "报告审议意见研究处理情况", false)
}

// 报送、签收、作为考核依据〔TM-22、SB-15、ZJ-14、AN-11〕
func TestDispatchIsReceivedAndUsed(t *testing.T) {
	h := fixture.New(t, pgtest.New(t))
	ctx, matter := t.Context(), inspected(t, h)
	form := workflow.DispatchForm{Kind: supervision.ToOrganisation, Recipient: "中共示例县委员会组织部", Title: "关于报送检查情况的函", Body: "现报送。"}
	for name, change := range map[string]func(*workflow.DispatchForm){
		"报送对象": func(x *workflow.DispatchForm) { x.Kind = "anybody" },
		"全称":   func(x *workflow.DispatchForm) { x.Recipient = " " },
		"标题":   func(x *workflow.DispatchForm) { x.Title = "" },
		"今天":   func(x *workflow.DispatchForm) { x.SentOn = h.Today().Add(1) },
	} {
		x := form
		change(&x)
		_, err := h.Flow.SendDispatch(ctx, h.Clerk, matter, x)
		wantErr(t, name, err, errs.Invalid, name)
	}
	id, err := h.Flow.SendDispatch(ctx, h.Clerk, matter, form)
	h.Must(err)
	wantErr(t, "used before it came", h.Flow.NoteDispatchUse(ctx, h.Clerk, id, h.Today(), supervision.UseBasis, ""), errs.Conflict, "签收")
	wantErr(t, "received before it was sent", h.Flow.ReceiveDispatch(ctx, h.Clerk, id, h.Today().Add(-1), "干部科"), errs.Invalid, "签收日期")
	h.Must(h.Flow.ReceiveDispatch(ctx, h.Clerk, id, h.Today(), "干部科"))
	wantErr(t, "received twice", h.Flow.ReceiveDispatch(ctx, h.Clerk, id, h.Today(), "干部科"), errs.Conflict, "已登记")
	h.Must(h.Flow.NoteDispatchUse(ctx, h.Clerk, id, h.Today(), supervision.UseBasis, "列入年度考核"))
	d, err := h.Flow.ViewDossier(ctx, h.Chair, h.Persons["沈卫东"])
	h.Must(err)
	if len(d.Dispatches) != 1 || d.Dispatches[0].Use != supervision.UseBasis {
		t.Errorf("dispatches in the dossier: %+v", d.Dispatches)
	}
	for _, who := range []authz.Actor{h.Organ, h.Court} {
		if _, err := h.DB.DispatchFor(ctx, who, id); errs.KindOf(err) != errs.NotFound {
			t.Errorf("%s sees a letter to the organisation department: %v", who.Name, err)
		}
	}
}

// 专题调研: every township with a picture that is described; the report, the hearing, the advice and its adoption
// 〔TM-24、ST-07、SN-20〕
func TestFieldStudyOfEveryTownship(t *testing.T) {
	h := fixture.New(t, pgtest.New(t))
	ctx := t.Context()
	form := inspection(h)
	form.Kind, form.Title, form.Law, form.Methods = supervision.FieldStudy, "饮水安全调研", "", nil
	_, err := h.Flow.PlanOversight(ctx, h.Clerk, form)
	wantErr(t, "without a method", err, errs.Invalid, "方式")
	form.Methods = []string{"实地察看"}
	id, err := h.Flow.PlanOversight(ctx, h.Clerk, form)
	h.Must(err)
	h.Must(h.Flow.SetSites(ctx, h.Clerk, id, "township", []string{"城关镇", " 青石镇 ", "城关镇"}))
	sites, err := h.DB.Sites(ctx, id)
	h.Must(err)
	if len(sites) != 2 {
		t.Fatalf("sites: %+v", sites)
	}
	wantErr(t, "nothing was seen", h.Flow.RecordSite(ctx, h.Clerk, id, store.Site{ID: sites[0].ID, Version: 1, VisitedOn: h.Today()}), errs.Invalid, "看到的情况")
	h.Must(h.Flow.RecordSite(ctx, h.Clerk, id, store.Site{ID: sites[0].ID, Version: 1, VisitedOn: h.Today(), Findings: "水压不足"}))
	wantErr(t, "dropped after it was visited", h.Flow.DropSite(ctx, h.Clerk, id, sites[0].ID), errs.Conflict, "")
	h.Must(h.Flow.DropSite(ctx, h.Clerk, id, sites[1].ID))
	var b bytes.Buffer
	h.Must(png.Encode(&b, image.NewGray(image.Rect(0, 0, 4, 3))))
	photo := workflow.Upload{Name: "水厂.png", Data: b.Bytes()}
	wantErr(t, "a picture without words", h.Flow.AddSitePhoto(ctx, h.Clerk, id, sites[0].ID, photo, " "), errs.Invalid, "照片上是什么")
	wantErr(t, "a text as a picture", h.Flow.AddSitePhoto(ctx, h.Clerk, id, sites[0].ID, workflow.Upload{Name: "x.png", Data: []byte("text")}, "水厂"),
		errs.Invalid, "JPG")
	h.Must(h.Flow.AddSitePhoto(ctx, h.Clerk, id, sites[0].ID, photo, "水厂的净化池"))
	film := workflow.Upload{Name: "水厂.mp4", Data: append([]byte("\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00mp42isom"), make([]byte, 64)...)}
	h.Must(h.Flow.AddSitePhoto(ctx, h.Clerk, id, sites[0].ID, film, "净化池换水的过程"))
	if sites, err = h.DB.Sites(ctx, id); err != nil || len(sites[0].Photos) != 2 || sites[0].Photos[0].Film() || !sites[0].Photos[1].Film() { // TM-24
		t.Errorf("pictures and films %+v, %v", sites, err)
	}
	h.Must(h.Flow.AddAdvice(ctx, h.Clerk, id, store.Advice{Body: "统一管护", Recipient: "县委、县人民政府"}))
	h.Must(h.Flow.WriteOversight(ctx, h.Clerk, id, h.Today(), "调研报告", nil))
	h.Must(h.Flow.HearOversight(ctx, h.Clerk, id, h.Today(), "主任会议"))
	wantErr(t, "closed with advice open", h.Flow.CloseOversight(ctx, h.Clerk, id, "完成"), errs.Conflict, "建议")
	advice, err := h.DB.AdviceOf(ctx, id)
	h.Must(err)
	h.Must(h.Flow.SettleAdvice(ctx, h.Clerk, id, store.Advice{ID: advice[0].ID, Outcome: supervision.AdviceAdopted, OutcomeOn: h.Today(), Note: "县委采纳"}))
	h.Must(h.Flow.CloseOversight(ctx, h.Clerk, id, "完成"))
	wantErr(t, "changed after the end", h.Flow.AddAdvice(ctx, h.Clerk, id, store.Advice{Body: "再提", Recipient: "县委"}), errs.Conflict, "办结")
	days, err := h.DB.OversightCalendar(ctx, 2026)
	h.Must(err)
	if len(days) != 1 || days[0].On != form.BeginsOn || days[0].Seen != 1 || days[0].Stage != supervision.OversightClosed {
		t.Errorf("calendar: %+v", days)
	}
	next, err := h.Flow.PlanOversight(ctx, h.Clerk, form)
	h.Must(err)
	if names, err := h.DB.LastSites(ctx, next); err != nil || !slices.Equal(names, []string{"城关镇"}) {
		t.Errorf("townships of the study before: %v, %v", names, err)
	}
}

// 专项工作报告: the law's days before the meeting are tasks of the organ and the clerk 〔监督法 第十五条、第十六条〕; 专项汇报〔ZY-10〕
func TestWorkReportRunsByTheLawsDays(t *testing.T) {
	h := fixture.New(t, pgtest.New(t))
	ctx := t.Context()
	form := workflow.OversightForm{
		Kind:      supervision.SpecialWorkReport,
		Title:     "林长制工作报告",
		Year:      2026,
		OrganIDs:  []int64{h.Organs["government"]},
		MeetingID: h.Meeting,
	}
	_, err := h.Flow.PlanOversight(ctx, h.Clerk, form)
	wantErr(t, "without a reporter", err, errs.Invalid, "报告人")
	form.Reporter = "林业局局长"
	id, err := h.Flow.PlanOversight(ctx, h.Clerk, form)
	h.Must(err)
	all, err := h.DB.MatterTasksFor(ctx, h.Organ, h.Today(), 10)
	h.Must(err)
	if len(all) != 1 || all[0].Due != h.MeetingOn.Add(-20) {
		t.Errorf("the organ's tasks: %+v", all)
	}
	wantErr(t, "submitted before it was sought", h.Flow.SubmitOversight(ctx, h.Clerk, id, h.Today(), "报告", nil), errs.Conflict, "征求意见")
	h.Must(h.Flow.SeekForOversight(ctx, h.Clerk, id, h.Today(), "农业工委", "补充经费情况"))
	h.Must(h.Flow.SubmitOversight(ctx, h.Clerk, id, h.Today(), "报告全文", nil))
	wantErr(t, "delivered tomorrow", h.Flow.DeliverOversight(ctx, h.Clerk, id, h.Today().Add(1)), errs.Invalid, "不能晚于今天")
	h.Must(h.Flow.DeliverOversight(ctx, h.Clerk, id, h.Today()))
	m, err := h.DB.Matter(ctx, id)
	h.Must(err)
	if m.Stage != supervision.OversightReady {
		t.Errorf("stage %s", m.Stage)
	}
	form.Individual, form.MeetingID = true, 0
	_, err = h.Flow.PlanOversight(ctx, h.Clerk, form)
	wantErr(t, "a personal report by nobody", err, errs.Invalid, "任命人员")
	form.PersonIDs = []int64{h.Persons["沈卫东"]}
	own, err := h.Flow.PlanOversight(ctx, h.Clerk, form)
	h.Must(err)
	wantErr(t, "no days for a personal report", h.Flow.SeekForOversight(ctx, h.Clerk, own, h.Today(), "农业工委", ""), errs.Conflict, "")
	h.Must(h.Flow.WriteOversight(ctx, h.Clerk, own, h.Today(), "汇报", nil))
	for kind, body := range map[supervision.FindingKind]string{supervision.FindingPraise: "推进有力", supervision.FindingHelp: "协调经费", supervision.FindingCriticism: "台账不全"} { // ZY-10
		h.Must(h.Flow.NoteFinding(ctx, h.Clerk, own, store.MatterFinding{PersonID: h.Persons["沈卫东"], Kind: kind, Body: body}))
	}
	if d, err := h.Flow.ViewDossier(ctx, h.Clerk, h.Persons["沈卫东"]); err != nil || len(d.Findings) != 3 {
		t.Errorf("ZY-10 in the dossier: %+v, %v", d.Findings, err)
	}
}
