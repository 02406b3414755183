package demo

import (
	"strings"

	"renmian/internal/authz"
	"renmian/internal/policy"
	"renmian/internal/store"
	"renmian/internal/supervision"
	"renmian/internal/workflow"
)

// pastReview is a review that ended, with what the members and the heads gave.
type pastReview struct {
	ago     int // days before today on which it began
	kind    supervision.Kind
	who     string // of a person
	organ   string // of a unit
	topic   string
	members []int // ballots of each grade
	heads   []int
	problem string
	decided supervision.Decision
}

// reviewed are two years of reviews: most came out well, one official and one unit did not, and that twice.
var reviewed = []pastReview{
	{ago: 700, kind: supervision.PerformanceReview, who: "薛克勤", members: []int{21, 5, 1, 0}, heads: []int{7, 2, 0, 0}, problem: "预算执行前松后紧"},
	{ago: 690, kind: supervision.PerformanceReview, who: "齐学文", members: []int{9, 7, 8, 3}, heads: []int{3, 3, 2, 1}, problem: "食品安全抽检问题处置慢"},
	{ago: 680, kind: supervision.WorkReview, organ: "示例县人民法院", members: []int{16, 9, 2}, heads: []int{6, 3, 0}, problem: "部分案件执行周期长"},
	{ago: 560, kind: supervision.TopicReview, topic: "农村人居环境整治", members: []int{12, 8, 7}, heads: []int{5, 3, 1}, problem: "生活垃圾分类没有常态化"},
	{ago: 330, kind: supervision.PerformanceReview, who: "邓启明", members: []int{18, 7, 2, 0}, heads: []int{6, 3, 0, 0}, problem: "城区学位仍然偏紧"},
	{
		ago:     320,
		kind:    supervision.PerformanceReview,
		who:     "齐学文",
		members: []int{5, 6, 3, 13},
		heads:   []int{2, 2, 3, 2},
		problem: "上次评议指出的问题没有整改到位",
		decided: supervision.DecideSuggest,
	},
	{
		ago:     310,
		kind:    supervision.WorkReview,
		organ:   "示例县交通运输局",
		members: []int{8, 6, 13},
		heads:   []int{3, 3, 3},
		problem: "农村公路养护欠账多",
		decided: supervision.DecideReport,
	},
	{ago: 200, kind: supervision.WorkReview, organ: "国家税务总局示例县税务局", members: []int{17, 8, 2}, heads: []int{6, 2, 1}, problem: "优惠政策宣传不够"},
}

// reviews plans the reviews and ratings of two years, and those that go on today.
func (c *county) reviews() {
	for _, x := range reviewed {
		day := workday(c.today.Add(-x.ago))
		if day.Before(c.installed.Add(5)) {
			day = workday(c.installed.Add(5))
		}
		c.at(day, 30, func() { c.reviewPast(x) })
	}
	c.at(c.today.Add(-40), 40, func() { c.reviewToSurvey() })
	c.at(c.today.Add(-35), 40, func() { c.reviewToAnswer() })
	c.at(c.today.Add(-12), 45, func() { c.rateToday() })
	c.at(c.today.Add(-6), 50, func() { c.awaitDecision() })
}

func (c *county) organNamed(name string) int64 {
	for _, o := range got(c.db.Organs(c.ctx, false)) {
		if o.Name == name {
			return o.ID
		}
	}
	return got(c.flow.SaveOrgan(c.ctx, c.clerk, store.Organ{Name: name, Kind: "vertical", Sort: 900}, false))
}

// openReview begins a review and leads it to a phase.
func (c *county) openReview(x pastReview, to supervision.ReviewPhase) int64 {
	form := workflow.ReviewForm{
		Kind:      x.kind,
		Topic:     x.topic,
		Selection: policy.ByPlan,
		Lead:      "选举任免联络工作委员会",
		Theme:     "围绕群众反映的热点，看职责履行",
		Team:      "县人大常委会委员和县人大代表组成的调查组",
		Plan:      "分准备、调查、评议、整改四个阶段进行，历时三个月。调查组采取听取汇报、民主测评、个别谈话、实地察看等方式了解情况。",
		Leaders:   "组长由主任担任，副组长由分管副主任担任，各工作委员会主任为成员。",
	}
	if x.who != "" {
		form.PersonID = c.find(c.persons[x.who]).id
	}
	if x.organ != "" {
		form.OrganID = c.organNamed(x.organ)
	}
	id := got(c.flow.OpenReview(c.ctx, c.clerk, form))
	if to == supervision.ReviewPrepare {
		return id
	}
	must(c.flow.ApproveReview(c.ctx, c.chair, id))
	must(c.flow.MobiliseReview(c.ctx, c.clerk, id, c.day(), "在本单位召开动员会，干部职工和服务对象代表参加，说明评议的内容和步骤。", c.day(), "欢迎社会各界在一个月内反映情况和意见。"))
	must(c.flow.AdvanceReview(c.ctx, c.clerk, id, ""))
	for _, r := range []struct{ kind, title, body string }{
		{"听取汇报", "听取履职情况汇报", "汇报了任期目标完成、依法行政、办理代表建议等情况。"},
		{"实地察看", "到基层站所实地察看", "察看三处服务窗口，随机走访服务对象。"},
		{"个别谈话", "与班子成员和干部职工个别谈话", "谈话 18 人。"},
	} {
		must(c.flow.RecordMatter(c.ctx, c.clerk, id, workflow.MatterRecordForm{Kind: r.kind, HeldOn: c.day(), Title: r.title, Body: r.body, ByWhom: "调查组"}))
	}
	if to == supervision.ReviewSurvey {
		return id
	}
	must(c.flow.ReportSurvey(
		c.ctx,
		c.clerk,
		id,
		"调查组认为，评议对象能够依法履职，主要工作取得成效。\n存在的问题："+x.problem+"。\n建议限期改进，并向常委会报告。",
		[]store.Signer{
			{Name: "韩维新", Duty: "副主任", SignedOn: c.day()},
			{Name: "杨光启", Duty: "委员", SignedOn: c.day()},
			{Name: "何守田", Duty: "委员", SignedOn: c.day()},
		},
	))
	must(c.flow.AdvanceReview(c.ctx, c.clerk, id, ""))
	must(c.flow.HearReview(c.ctx, c.operator, id, c.day(), 14, "报告了履职情况、存在的不足和下一步打算。"))
	must(c.flow.RecordReviewSpeech(c.ctx, c.operator, id, store.ReviewSpeech{Kind: "speech", Speaker: "杨光启", Text: "成绩应当肯定；“" + x.problem + "”群众反映较多，应当拿出办法。"}))
	must(
		c.flow.RecordReviewSpeech(c.ctx, c.operator, id,
			store.ReviewSpeech{Kind: "question", Speaker: "何守田", Text: "这个问题什么时候能够解决？", Answerer: "评议对象", Answer: "已列出清单，明年上半年见效。"}),
	)
	return id
}

func (c *county) writeOpinion(id int64, x pastReview) {
	must(c.flow.WriteReviewOpinion(c.ctx, c.clerk, id, store.ReviewOpinion{Overall: "能够贯彻执行宪法法律和人大及其常委会的决议决定，认真履行职责。", Strengths: "主要工作任务完成较好，办理代表建议及时。",
		Problems: x.problem + "。", Suggestions: "建立问题清单，明确责任人和时限，接受群众监督。", Demands: "三个月内书面报告整改情况。", Contact: "选举任免联络工作委员会，0000-1234567"}))
	must(c.flow.SendReviewOpinion(c.ctx, c.clerk, id, workflow.OpinionDays{}))
}

// rate holds one rating on paper with two scrutineers and announces it.
func (c *county) rate(matter int64, form workflow.RatingForm, members, heads []int) int64 {
	id := got(c.flow.PlanRating(c.ctx, c.clerk, matter, form))
	sum := func(ns []int) (n int) {
		for _, x := range ns {
			n += x
		}
		return n
	}
	opening := workflow.RatingOpening{RatingIDs: []int64{id}, Scrutineers: []int64{c.members[6].ID, c.members[7].ID},
		Groups: []workflow.GroupOpening{{Key: "members", Way: supervision.OnPaper}, {Key: "heads", Way: supervision.OnPaper, Invited: sum(heads)}}}
	round, _, err := c.flow.OpenRatings(c.ctx, c.operator, opening)
	must(err)
	for key, marks := range map[string][]int{"members": members, "heads": heads} {
		e := store.RatingEntry{Key: key, Issued: sum(marks), Returned: sum(marks), Lines: []store.RatingLine{{Marks: marks}}}
		for _, who := range []authz.Actor{c.seats[6], c.seats[7]} {
			got(c.flow.EnterRatingCount(c.ctx, who, round, e))
		}
	}
	must(c.flow.AnnounceRatings(c.ctx, c.chair, round))
	return id
}

func ratingFormOf(kind supervision.Kind, person, organ int64) workflow.RatingForm {
	if kind == supervision.PerformanceReview {
		return workflow.RatingForm{Object: supervision.RatePerson, PersonID: person, Publish: policy.PublishPublic}
	}
	return workflow.RatingForm{Object: supervision.RateWork, OrganID: organ, Publish: policy.PublishPublic}
}

// reviewPast is a review from its beginning to its end.
func (c *county) reviewPast(x pastReview) {
	id := c.openReview(x, supervision.ReviewHeld)
	var person, organ int64
	if x.who != "" {
		person = c.find(c.persons[x.who]).id
	}
	if x.organ != "" {
		organ = c.organNamed(x.organ)
	}
	rated := c.rate(id, ratingFormOf(x.kind, person, organ), x.members, x.heads)
	t := got(c.db.Rating(c.ctx, rated))
	if t.Next != policy.NextNone {
		d := x.decided
		if d == "" {
			d = supervision.Proposed(t.Next)
		}
		must(
			c.flow.DecideRating(c.ctx, c.chair, rated,
				workflow.RatingDecision{Decision: d, Reason: "经主任会议研究，同意按本县办法处理。", Problems: strings.Split(x.problem, "；")}),
		)
	}
	notice := got(c.flow.PublishRating(c.ctx, c.clerk, rated))
	must(c.flow.ProofreadNotice(c.ctx, c.clerk2, notice, got(c.db.Notice(c.ctx, notice)).Version, true, ""))
	must(c.flow.PublishNotice(c.ctx, c.clerk, notice))
	c.writeOpinion(id, x)
	must(c.flow.AdvanceReview(c.ctx, c.clerk, id, ""))
	must(c.flow.ReceiveReviewOpinion(c.ctx, c.clerk, id))
	must(c.flow.AnswerReviewOpinion(c.ctx, c.clerk, id, "诚恳接受评议意见，已研究整改措施，明确责任和时限。"))
	must(c.flow.AdvanceReview(c.ctx, c.clerk, id, "评议意见已经答复，整改转入跟踪督办。"))
}

// reviewToSurvey is a unit's review in its survey, with a questionnaire that is open today.
func (c *county) reviewToSurvey() {
	x := pastReview{kind: supervision.WorkReview, organ: "示例县人民法院", problem: "诉讼服务便民措施不足"}
	id := c.openReview(x, supervision.ReviewSurvey)
	q := got(c.flow.DraftQuestionnaire(c.ctx, c.clerk, id, workflow.QuestionnaireForm{Title: "县人民法院工作调查问卷", Intro: "为了解群众对县人民法院工作的评价，请您如实填写。",
		Questions: "您对立案服务是否满意：满意、基本满意、不满意、不了解\n您对案件审理的效率是否满意：满意、基本满意、不满意、不了解\n您对执行工作是否满意：满意、基本满意、不满意、不了解\n您的意见和建议"}))
	got(c.flow.OpenQuestionnaire(c.ctx, c.clerk, q, c.today.Add(10), 0))
	form := got(c.db.Questionnaire(c.ctx, q))
	for n, text := range []string{"希望延长立案窗口的服务时间", "", "执行进展应当主动告知", "", "", "裁判文书送达再快一些", ""} {
		must(
			c.flow.AnswerQuestionnaire(c.ctx, form.Code, strings.Repeat("demo", n+4), "",
				[]supervision.Answer{{Choice: 1 + n%3}, {Choice: 1 + n%2}, {Choice: 1 + (n+1)%3}, {Text: text}}),
		)
	}
}

// reviewToAnswer is a review whose opinion waits for the answer of the person, due today.
func (c *county) reviewToAnswer() {
	x := pastReview{kind: supervision.PerformanceReview, who: "谷长春", problem: "高标准农田管护责任没有落实"}
	id := c.openReview(x, supervision.ReviewHeld)
	c.rate(id, ratingFormOf(x.kind, c.find(c.persons[x.who]).id, 0), []int{14, 8, 4, 1}, []int{5, 3, 1, 0})
	c.writeOpinion(id, x)
	must(c.flow.AdvanceReview(c.ctx, c.clerk, id, ""))
}

// rateToday is a topic whose rating is to be held at today's meeting.
func (c *county) rateToday() {
	x := pastReview{kind: supervision.TopicReview, topic: "优化营商环境工作", organ: "示例县行政审批服务局", problem: "部分事项仍要多头跑"}
	id := c.openReview(x, supervision.ReviewHeld)
	form := ratingFormOf(x.kind, 0, c.organNamed(x.organ))
	form.DueOn = c.today
	got(c.flow.PlanRating(c.ctx, c.clerk, id, form))
}

// awaitDecision is a unit rated 不满意 about which the chairpersons have not decided yet.
func (c *county) awaitDecision() {
	x := pastReview{kind: supervision.WorkReview, organ: "示例县水利局", problem: "农村饮水安全巩固提升不力"}
	id := c.openReview(x, supervision.ReviewHeld)
	c.rate(id, ratingFormOf(x.kind, 0, c.organNamed(x.organ)), []int{7, 5, 15}, []int{2, 3, 4})
}
