package server

import (
	"fmt"
	"strings"
	"testing"

	"renmian/internal/store"
	"renmian/internal/workflow"
)

// ST-08: a special inquiry with fifteen departments, question by question, and how long it lasted; DZ-19: with a survey plan
// and exact questions, followed up; TM-23: asked again the year after, as a series.
func TestSpecialInquiryPages(t *testing.T) {
	h := newHouse(t)
	units := h.Departments(15)
	clerk, chair, organ := h.enter(h.Clerk), h.enter(h.Chair), h.enter(h.Organ)
	clerk.get(inquiriesPath).want(t, 200, "拟订专题询问", "四种刚性手段")
	plan := []string{
		"title",
		"食品安全工作专题询问",
		"form",
		"joint_group",
		"planned_on",
		h.Today().Add(20).ISO(),
		"survey_scope",
		"",
		"survey_content",
		"校园食堂",
		"survey_due",
		h.Today().Add(30).ISO(),
	}
	for _, id := range units {
		plan = append(plan, "organ", idText(id))
	}
	re := clerk.send(inquiriesPath, nil, plan...).want(t, 422, "请写明调研范围", "调研应在询问以前完成") // DZ-19
	if re.page.Value("survey_content") != "校园食堂" || len(re.page.All(`input[name="organ"][checked]`)) != 15 {
		t.Error("the plan lost what was typed")
	}
	plan[7], plan[11] = "全县学校和农贸市场", h.Today().Add(10).ISO()
	path := clerk.send(inquiriesPath, nil, plan...).want(t, 303, inquiriesPath+"/").to
	planned := clerk.get(path).want(t, 200, "应询单位（15 个）", "全县学校和农贸市场", "还没有列出问题").page
	planned.Lacks(`form[action="` + path + `/notify"]`)
	planned.Omits("后续办理", "发出整改要求", "起草审议意见", "安排测评") // nothing follows from what is only planned

	clerk.send(path+"/questions", nil, "questions", "").want(t, 422, "请填写问题，每行一个")
	if re := clerk.send(path+"/questions", nil, "questions", "第1局，王建国\n人民银行，李秀英，为何不到").want(t, 422, "第 1 行请按", "第 2 行的“人民银行”不是应询单位"); !strings.Contains(
		re.page.Value("questions"),
		"人民银行",
	) {
		t.Error("the questions were lost")
	}
	var lines []string
	for i := range 14 {
		lines = append(lines, fmt.Sprintf("示例县第%d局，王建国，第%d局的监管责任怎样落实？", i+1, i+1))
	}
	clerk.send(path+"/questions", nil, "questions", strings.Join(lines, "\n")).want(t, 303, path)
	clerk.send(path+"/notify", nil).want(t, 409) // before the chairpersons passed the plan
	chair.get("/desk").want(t, 200, "审定专题询问方案")
	chair.send(path+"/approve", nil).want(t, 303, path)
	clerk.send(path+"/notify", nil).want(t, 409, "示例县第15局还没有要回答的问题")
	clerk.send(path+"/questions", nil, "questions", "示例县第15局，公众代表周某，校园食堂由谁抽检？\n示例县第1局，李秀英，餐厨垃圾去向如何？").want(t, 303, path)
	clerk.get(path).want(t, 200, "问题清单（16 个）", "询问人：公众代表周某")
	clerk.send(path+"/notify", nil).want(t, 303, path)

	// each department confirms and says who will answer
	organ.get("/desk").want(t, 200, "签收询问通知，确定应询人")
	if got := len(organ.get(path).want(t, 200, "签收询问通知").page.All(`select[name="organ"] option[value]`)); got < 15 {
		t.Errorf("%d departments to confirm, want 15", got)
	}
	organ.send(path+"/receive", nil, "organ", idText(units[0]), "answerer", "").want(t, 422, "请填写应询人的姓名和职务")
	organ.send(path+"/receive", nil, "organ", "", "answerer", "甲局长").want(t, 422, "请选择单位")
	h.enter(h.Court).get(path).want(t, 404)
	for i, id := range units {
		organ.send(path+"/receive", nil, "organ", idText(id), "answerer", fmt.Sprintf("第%d局局长", i+1)).want(t, 303, path)
	}
	page := organ.get(path).want(t, 200, "已签收").page
	page.Omits("待签收")

	// the minutes, a question after the other; the answerer stands there already
	answers := path + "/answers"
	h.Pass(20)
	clerk, operator, organ := h.enter(h.Clerk), h.enter(h.Operator), h.enter(h.Organ)
	operator.send(path+"/hold", nil, "inquired_on", h.Today().ISO(), "minutes", "195", "presided_by", "陈立民").want(t, 409, "还有 16 个问题没有记录答复")
	for i := range 16 {
		page := operator.get(answers).want(t, 200, fmt.Sprintf("共 16 个问题，已记录 %d 个", i), fmt.Sprintf("第 %d 个问题", i+1)).page
		answerer, question := page.Value("answerer"), page.Value("question")
		if !strings.HasPrefix(answerer, "第") || !strings.HasSuffix(answerer, "局局长") {
			t.Errorf("question %d is answered by %q", i+1, answerer)
		}
		further := ""
		if i == 0 {
			operator.send(answers, nil, "question", question, "answerer", answerer, "answer", "").want(t, 422, "请填写答复")
			if re := operator.send(answers, nil, "question", question, "answerer", answerer, "answer", "逐户建档", "follow_ups", "何时完成").want(t, 422, "追问每行一条"); re.page.Value(
				"answer",
			) != "逐户建档" {
				t.Error("the answer was lost")
			}
			further = "公众代表周某，何时完成，年底以前"
		}
		operator.send(
			answers,
			nil,
			"question",
			question,
			"answerer",
			answerer,
			"answer",
			fmt.Sprintf("第 %d 项已经落实。", i+1),
			"follow_ups",
			further,
		).want(
			t,
			303,
			answers,
		)
	}
	operator.get(answers).want(t, 200, "全部问题已经记录")
	operator.send(path+"/hold", nil, "inquired_on", h.Today().ISO(), "minutes", "", "presided_by", "").want(t, 422, "历时多少分钟", "请填写主持人")
	operator.send(path+"/hold", nil, "inquired_on", h.Today().ISO(), "minutes", "195", "presided_by", "陈立民", "present", "组成人员 27 人、公众代表 6 人").want(t, 303, path)
	operator.get(answers).want(t, 409)
	clerk.get(path).want(t, 200, "历时 3 小时 15 分钟", "公众代表周某追问：何时完成", "组成人员 27 人")
	clerk.get(path+"/paper").want(t, 200, "食品安全工作专题询问", "示例县第15局", "公众代表周某", "第 16 项已经落实", "年底以前")

	// the opinions go to the organs and are followed up
	clerk.send(path+"/close", nil, "outcome", "已落实").want(t, 409, "意见还没有交有关机关")
	opinion := []string{"organ", idText(units[0]), "title", "关于食品安全的审议意见", "number", "示例人发〔2026〕9号", "body", ""}
	if re := clerk.send(path+"/opinion", nil, opinion...).want(t, 422); re.page.Value("number") != "示例人发〔2026〕9号" {
		t.Error("the opinion was lost")
	}
	opinion[7] = "一、建立台账。"
	clerk.send(path+"/opinion", nil, opinion...).want(t, 303, path)
	clerk.get(path).want(t, 200, "交办的意见", "关于食品安全的审议意见")
	organ.get("/supervision/opinions").want(t, 200, "关于食品安全的审议意见")
	clerk.send(path+"/close", nil, "outcome", "").want(t, 422, "研究处理的情况")
	clerk.send(path+"/close", nil, "outcome", "两项已落实").want(t, 409, "还有 1 件没有报告研究处理情况") // 监督法 第五十条
	opinions, err := h.DB.DeliberationOpinions(t.Context(), store.DeliberationOpinionFilter{Who: h.Clerk, Search: "食品安全的审议意见", Limit: 5})
	h.Must(err)
	h.Must(h.Flow.FileOpinionReply(t.Context(), h.Organ, opinions[0].ID, workflow.OpinionReplyForm{Body: "台账已经建立", Consulted: "财经工委"}))
	clerk.send(path+"/close", nil, "outcome", "两项已落实").want(t, 303, path)
	clerk.get(inquiriesPath+"?kind=special_inquiry&open=1").want(t, 200).page.Omits("食品安全工作专题询问")

	// TM-23
	h.Pass(330)
	clerk = h.enter(h.Clerk)
	next := clerk.send(inquiriesPath, nil, "title", "食品安全工作专题询问（续）", "form", "plenary", "planned_on", h.Today().Add(20).ISO(), "after",
		strings.TrimPrefix(path, inquiriesPath+"/")).want(
		t,
		303,
	).to
	clerk.get(next).want(t, 200, "系列（2 次）", "两项已落实", "2026", "2027")
	clerk.get(path).want(t, 200, "系列（2 次）", "食品安全工作专题询问（续）")
	clerk.send(next+"/edit", nil, "title", "", "form", "plenary", "planned_on", h.Today().Add(20).ISO(), "version", "1").want(t, 422, "请填写询问的题目")

	clerk.send(next+"/approve", nil).want(t, 403)
	h.enter(h.Chair).send(inquiriesPath, nil, plan...).want(t, 403)
	h.enter(h.Organ).send(next+"/questions", nil, "questions", "x").want(t, 403)
	h.enter(h.Member).send(next+"/hold", nil).want(t, 403)
	h.enter(h.Member).get(next+"/answers").want(t, 403)
	h.enter(h.Admin).get(next).want(t, 403)
}
