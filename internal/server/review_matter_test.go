package server

import (
	"fmt"
	"strconv"
	"strings"
	"testing"

	"renmian/internal/authz"
	"renmian/internal/store"
	"renmian/internal/supervision"
	"renmian/internal/workflow"
)

// A unit's review in the browser, from its beginning to the answered opinion, with an anonymous questionnaire
// 〔业务参考 4.2，ZJ-10、ZJ-12、TM-21、ST-09〕.
func TestMatterReviewPages(t *testing.T) {
	h := newHouse(t)
	ctx := t.Context()
	clerk, chair := h.enter(h.Clerk), h.enter(h.Chair)
	clerk.get("/supervision/reviews").want(t, 200, "没有符合条件的评议")
	offered := clerk.get("/supervision/reviews/new").want(t, 200).page
	offered.Has(`select[name=person] optgroup option[value="` + idText(h.Persons["钱正明"]) + `"]`)
	offered.Lacks(`select[name=person] option[value="` + idText(member(t, h).PersonID) + `"]`) // the committee does not review its own members
	form := []string{"kind", "work_review", "selection", "plan", "lead", "法工委", "organ", ""}
	if re := clerk.send("/supervision/reviews", nil, form...).want(t, 422, "请选择评议的单位"); re.page.Value("lead") != "法工委" {
		t.Error("the form lost what was typed")
	}
	form[7] = idText(h.Organs["court"])
	path := clerk.send("/supervision/reviews", nil, form...).want(t, 303).header.Get("Location")
	clerk.get(path).want(t, 200, "示例县人民法院工作评议", "评议方案和评议领导小组还没有写明", "贯彻决议决定")
	clerk.send(path+"/plan", nil, "headings", "依法行政", "plan", "").want(t, 422, "请写明评议方案", "请写明评议领导小组")
	clerk.send(path+"/plan", nil, "theme", "执行难", "headings", "依法行政\n接受监督", "plan", "分四个阶段", "leaders", "组长陈立民").want(t, 303)
	clerk.send(path+"/mobilise", nil, "mobilised_on", h.Today().ISO(), "mobilisation", "动员").want(t, 409, "还没有经主任会议通过")
	clerk.send(path+"/approve", nil).want(t, 403)
	chair.get("/desk").want(t, 200, "审定评议方案")
	chair.send(path+"/approve", nil).want(t, 303)
	clerk.send(path+"/mobilise", nil, "mobilised_on", h.Today().ISO(), "mobilisation", "在法院召开动员会").want(t, 303)
	clerk.send(path+"/advance", nil).want(t, 303)

	id := strings.TrimPrefix(path, "/supervision/reviews/")
	matterID, err := strconv.ParseInt(id, 10, 64)
	h.Must(err)
	clerk.get(path).want(t, 200, "登记过程", "干部职工大会") // ZJ-10: the county's methods
	clerk.send("/supervision/matters/"+id+"/records", nil, "kind", "听取汇报", "held_on", h.Today().ISO(), "title", "听取法院汇报").want(t, 303)
	clerk.send("/supervision/matters/"+id+"/questionnaires", nil, "title", "问卷", "questions", "只有一个：满意").want(t, 422, "选项 2 至 10 个")
	ask := clerk.send(
		"/supervision/matters/"+id+"/questionnaires",
		nil,
		"title",
		"法院工作问卷",
		"questions",
		"执行是否满意：满意、不满意\n意见",
	).want(
		t,
		303,
	).header.Get(
		"Location",
	)
	clerk.send(ask+"/open", nil, "closes_on", "").want(t, 422, "请填写截止日期")
	clerk.send(ask+"/open", nil, "closes_on", h.Today().Add(5).ISO()).want(t, 303)
	clerk.get(ask+"/poster").want(t, 200, "手机扫码填答")
	forms, err := h.DB.QuestionnairesOf(ctx, matterID)
	h.Must(err)
	open := "/ask/" + forms[0].Code
	public := h.site.visitor()
	public.get(open).want(t, 200, "法院工作问卷", "本问卷不记名", "执行是否满意").page.Lacks("input[name=session]")
	public.tell(open, "application/x-www-form-urlencoded", "key=nonce-of-this-page-0&q0=&q1=").want(t, 422, "至少回答一道题")
	for n := range 5 {
		public.tell(open, "application/x-www-form-urlencoded", fmt.Sprintf("key=nonce-of-this-page-%d&q0=1&q1=", n)).want(t, 303)
	}
	clerk.get(ask).want(t, 200, "已收到（份）", "截止以后才能开启").page.Omits("5 份")
	clerk.send(ask+"/close", nil).want(t, 303)
	clerk.get(ask).want(t, 200, "5 份", "没有人回答")
	public.get(open).want(t, 200, "问卷已经截止")

	clerk.send(path+"/survey", nil, "report", "调查组认为执行有进步。", "signers", "韩雪松，委员\n冯建业，委员，"+h.Today().ISO()).want(t, 303)
	clerk.send(path+"/advance", nil).want(t, 409, "还没有全部在调查报告上签字")
	clerk.send(path+"/survey", nil, "report", "调查组认为执行有进步。", "signers", "韩雪松，委员，"+h.Today().ISO()+"\n冯建业，委员，"+h.Today().ISO()).want(t, 303)
	clerk.get(path+"/report").want(t, 200, "调查报告", "韩雪松", "签字")
	clerk.send(path+"/advance", nil).want(t, 303)
	operator := h.enter(h.Operator)
	operator.send(path+"/hear", nil, "spoken_on", h.Today().ISO(), "minutes", "20", "speech", "报告工作").want(t, 303)
	operator.send(path+"/speech", nil, "kind", "question", "speaker", "马德福", "text", "何时见效？", "answerer", "院长").want(t, 422, "请一并填写")
	operator.get(path).want(t, 200, "限 15 分钟", "超时")
	opinion := []string{"overall", "总体较好", "strengths", "立案便民", "problems", "", "suggestions", "加强执行"}
	clerk.send(path+"/opinion", nil, opinion...).want(t, 422, "请写明存在问题")
	opinion[5] = "执行周期长"
	clerk.send(path+"/opinion", nil, opinion...).want(t, 303)
	court := h.enter(h.Court)
	court.get(path).want(t, 200, "评议正在进行").page.Omits("执行周期长", "调查组认为")
	if page := clerk.get(path).want(t, 200, "同时按“存在问题”发出整改要求").page; page.Value("answer_due") != h.Today().Add(30).ISO() {
		t.Errorf("to be answered by %s", page.Value("answer_due"))
	}
	clerk.send(path+"/send", nil, "answer_due", h.Today().Add(-1).ISO()).want(t, 422, "答复的期限不能早于今天")
	clerk.send(path+"/rectify", nil).want(t, 409, "还没有发出")
	clerk.send(path+"/send", nil).want(t, 303)
	court.send(path+"/rectify", nil).want(t, 403)
	clerk.send(path+"/rectify", nil, "plan_due", h.Today().Add(5).ISO(), "report_due", h.Today().Add(4).ISO()).want(t, 422, "整改报告的期限不能早于")
	clerk.send(path+"/rectify", nil).want(t, 303, path+"#rectifications")
	clerk.send(path+"/rectify", nil).want(t, 409, "已经按评议意见发出整改要求")
	clerk.get(path).want(t, 200, "工作评议意见指出问题的整改").page.Lacks(`form[action="` + path + `/rectify"]`)
	court.get("/desk").want(t, 200, "报送整改方案")
	clerk.send(path+"/advance", nil).want(t, 303)
	court.get("/desk").want(t, 200, "签收评议意见书")
	court.send(path+"/answer", nil, "answer", "接受").want(t, 409, "请先签收")
	court.send(path+"/receive", nil).want(t, 303)
	court.send(path+"/answer", nil, "answer", "").want(t, 422, "请写明")
	court.send(path+"/answer", nil, "answer", "诚恳接受，立即整改。").want(t, 303)
	court.get(path+"/opinion").want(t, 200, "评议意见书", "执行周期长")
	h.enter(h.Organ).get(path).want(t, 404)
	clerk.send(path+"/advance", nil, "outcome", "").want(t, 422, "请写明办结情况")
	clerk.send(path+"/advance", nil, "outcome", "已答复").want(t, 303)
	clerk.get(path).want(t, 200, "办结", "诚恳接受")
	for _, who := range []authz.Actor{h.Organ, h.Examiner} {
		h.enter(who).get("/supervision/reviews").want(t, 403)
	}
}

func member(t *testing.T, h *house) store.Member {
	t.Helper()
	term, err := h.DB.CurrentTerm(t.Context(), h.Today())
	h.Must(err)
	all, err := h.DB.Members(t.Context(), term.ID, h.Today())
	h.Must(err)
	return all[3]
}

// Ratings in the browser: planned, held on paper, announced, decided; the rest is told to nobody before.
func TestRatingPages(t *testing.T) {
	h := newHouse(t)
	person := h.Persons["钱正明"]
	matter := h.MatterOf(supervision.PerformanceReview, "钱正明述职评议", person, 0)
	clerk, operator, chair, member := h.enter(h.Clerk), h.enter(h.Operator), h.enter(h.Chair), h.enter(h.Member)
	start := "/supervision/matters/" + idText(matter) + "/ratings"
	clerk.get(start+"/new").want(t, 200, "钱正明", "现行结果规则", "不是法定程序")
	clerk.send(start, nil, "object", "person", "subject", "", "publish", "meeting").want(t, 422, "请选择测评对象")
	clerk.send(start, nil, "object", "person", "subject", "p"+idText(person), "publish", "meeting").want(t, 303)
	all, err := h.DB.RatingsOfMatter(t.Context(), matter)
	h.Must(err)
	path := ratingPath(all[0].ID)
	operator.get(path).want(t, 200, "钱正明履职测评", "开始测评")
	member.send("/supervision/ratings/rounds", nil, "rating", idText(all[0].ID)).want(t, 403)
	operator.send("/supervision/ratings/rounds", nil, "rating", idText(all[0].ID), "way-members", "paper").want(t, 422, "两名监票人")
	round := operator.send("/supervision/ratings/rounds", nil, "rating", idText(all[0].ID), "way-members", "paper", "scrutineer", idText(h.Members[6]),
		"scrutineer", idText(h.Members[7])).want(
		t,
		303,
	).header.Get(
		"Location",
	)
	operator.get(round+"/ballot").want(t, 200, "无记名测评票", "不称职").page.Omits("票号")
	count := []string{
		"group",
		"members",
		"issued",
		"27",
		"returned",
		"27",
		"line-0-0",
		"2",
		"line-0-1",
		"4",
		"line-0-2",
		"5",
		"line-0-3",
		"",
		"line-0-blank",
		"0",
		"line-0-invalid",
		"0",
	}
	first, second := h.enter(h.AsMember(6)), h.enter(h.AsMember(7))
	first.send(round+"/count", nil, count...).want(t, 422, "没有的填 0")
	count[13] = "16"
	first.send(round+"/count", nil, count...).want(t, 303)
	second.send(round+"/count", nil, count...).want(t, 303)
	member.get(round).want(t, 200, "待宣布").page.Omits("结果为") // nobody else knows the counts yet
	chair.get(round).want(t, 200, "结果为“不称职”")
	chair.send(round+"/announce", nil).want(t, 303)
	member.get(path).want(t, 200, "不称职", "竖线", "等候主任会议决定")
	member.get(path+"/paper").want(t, 200, "测评汇总表")
	chair.send(path+"/decide", nil, "decision", "suggest_removal", "reason", "").want(t, 422, "请写明理由")
	chair.send(path+"/decide", nil, "decision", "suggest_removal", "reason", "主任会议研究决定").want(t, 303)
	clerk.get("/supervision/ratings/passive").want(t, 200, "钱正明", "不称职") // ZY-13
	member.get("/supervision/ratings/passive").want(t, 403)
	clerk.get(path).page.Lacks("#publication")
	clerk.send(path+"/publish", nil).want(t, 409, "不向社会公布")
	_, err = h.Pool.Exec(t.Context(), `UPDATE rating SET publish = 'public' WHERE id = $1`, all[0].ID)
	h.Must(err)
	member.send(path+"/publish", nil).want(t, 403)
	clerk.get("/publishing").want(t, 200, "待起草的测评结果", "钱正明履职测评")
	clerk.get(path).want(t, 200, "起草公布稿")
	draft := clerk.send(path+"/publish", nil).want(t, 303, "/publishing/").header.Get("Location")
	clerk.send(path+"/publish", nil).want(t, 409, "已经起草公布稿")
	clerk.get(path).want(t, 200, "打开公布稿")
	clerk.get(draft).want(t, 200, "钱正明履职测评结果的通报", "不称职16票", "交另一位同事")
	proof := h.enter(h.Clerk2)
	proof.send(draft+"/proofread", nil, "compared", "on", "version", "1").want(t, 303)
	clerk.send(draft+"/publish", nil).want(t, 303)
	proof.get("/results").want(t, 200, "钱正明履职测评结果的通报") // in public
	clerk.get("/supervision/ratings").want(t, 200, "钱正明履职测评")
	h.enter(h.Organ).get(path).want(t, 403)
}

// Ballots are not cut off by a slip: casting and its end ask while somebody is missing, beside the box to tick; a rating with too few
// ballots is not announced but held again; going back to its opening leads to the round. SB-14
func TestRatingRoundAsks(t *testing.T) {
	h := newHouse(t)
	matter := h.MatterOf(supervision.TopicReview, "农村人居环境整治专项工作评议", 0, 0)
	id := h.Rate(matter, workflow.RatingForm{Object: supervision.RateWork})
	h.SeatAll(27)
	_, err := h.Flow.AddItem(t.Context(), h.Operator, h.Meeting, "评议农村人居环境整治")
	h.Must(err)
	h.Deliver()
	h.Open(27)
	operator, chair := h.enter(h.Operator), h.enter(h.Chair)
	operator.get(ratingPath(id)).want(t, 200, "农村人居环境整治工作满意度测评")
	o, _ := h.OpenRatings([]int64{id})
	round := ratingRoundPath(o.ID)
	operator.get(roundsPath+"/new?rating="+idText(id)).want(t, 303, round)
	v := h.Voter(0, h.BoxOf(o, "members"))
	h.Must(v.Claim())
	operator.send(round+"/cast", nil).want(t, 422, "27 人中有 1 人领到测评票", "请勾选这一项").page.Has("input[name=force][aria-invalid]")
	operator.send(round+"/cast", nil, "force", "1").want(t, 303, round)
	operator.send(round+"/close", nil).want(t, 422, "1 人中有 0 人投了票").page.Has("input[name=force][aria-invalid]")
	h.Must(v.Cast(1))
	operator.send(round+"/close", nil).want(t, 303, round)
	operator.send(round+"/close", nil).want(t, 409) // pressed again
	chair.get(round).want(t, 200, "不足五票，不能宣布", "重新组织测评").page.Lacks(`form[action="` + round + `/announce"]`)
	chair.send(round+"/void", nil, "reason", "").want(t, 422, "理由")
	chair.send(round+"/void", nil, "reason", "票数不足").want(t, 303, round)
	operator.get(roundsPath+"/new?rating="+idText(id)).want(t, 200, "农村人居环境整治工作满意度测评", "开始发票")
}
