package e2e

import (
	"fmt"
	"strings"
	"testing"

	"renmian/internal/browsertest"
)

// A special inquiry with fifteen departments, from the plan to the minutes and the opinions〔ST-08、DZ-19〕. Thirteen of the
// departments answer in a few words behind the journey; the road is the same for each.
func TestSpecialInquiryWithFifteenDepartments(t *testing.T) {
	h := open(t)
	units := h.Departments(15)
	clerk := h.enter(browsertest.Desktop, h.Clerk)
	menu(clerk, "任后监督")
	clerk.Click("询问质询")
	clerk.Click("拟订专题询问")
	clerk.Fill("题目", "食品安全工作专题询问")
	clerk.Choose("联组会议")
	clerk.Fill("拟询问日期", h.Today().Add(20).ISO())
	clerk.Fill("调研范围", "全县学校和农贸市场")
	clerk.Fill("调研内容", "校园食堂和农产品检测")
	for i := range units {
		clerk.In(`fieldset:has([name="organ"])`).Choose(fmt.Sprintf("示例县第%d局", i+1))
	}
	clerk.Submit("保存方案")
	clerk.See("请填写调研完成的期限")
	glance(clerk, "inquiry-plan")
	clerk.Fill("调研期限", h.Today().Add(10).ISO())
	clerk.Submit("保存方案")
	clerk.See("应询单位（15 个）")
	at := clerk.Path()
	var lines []string
	for i := range units {
		lines = append(lines, fmt.Sprintf("第%d局，王建国，第%d局的责任怎样落实？", i+1, i+1))
	}
	lines[0] = "示例县第1局，公众代表周某，校园食堂由谁抽检？"
	clerk.Fill("问题", strings.Join(lines, "\n"))
	clerk.Submit("列入问题清单")
	clerk.See("问题清单（15 个）")

	chair := h.enter(browsertest.Desktop, h.Chair)
	chair.Goto(at)
	chair.Submit("审定通过")
	clerk.Goto(at)
	clerk.Submit("发出通知")
	clerk.See("待签收")
	look(clerk, "inquiry")
	clerk.Resize(browsertest.Desktop)

	organ := h.enter(browsertest.Phone, h.Organ)
	organ.Goto(at)
	organ.In("#receive").Select("单位", "示例县第1局")
	organ.Fill("应询人", "市场监管局局长周某")
	organ.Submit("签收")
	organ.See("已签收")
	glance(organ, "inquiry-receive")
	ctx := t.Context()
	id := matterAt(at)
	for _, unit := range units[1:] {
		h.Must(h.Flow.ReceiveInquiry(ctx, h.Organ, id, unit, "局长某"))
	}

	h.on(h.Today().Add(20))
	operator := h.enter(browsertest.Desktop, h.Operator)
	operator.Goto(at)
	operator.Click("记录答复")
	operator.See("共 15 个问题，已记录 0 个", "校园食堂由谁抽检？")
	if got := operator.Value("应询人"); got != "市场监管局局长周某" {
		t.Errorf("the answerer is %q", got)
	}
	glance(operator, "inquiry-answers")
	operator.Fill("答复", "由我局每季抽检一次。")
	operator.Fill("追问", "公众代表周某，结果公开吗，每季公开")
	operator.Submit("保存，记录下一个")
	operator.See("已记录 1 个", "第2局的责任怎样落实？")
	questions, err := h.DB.InquiryQuestions(ctx, id)
	h.Must(err)
	for _, q := range questions[1:14] {
		h.Must(h.Flow.RecordInquiryAnswer(ctx, h.Operator, id, answerTo(q.ID)))
	}
	operator.Goto(at + "/answers")
	operator.See("已记录 14 个", "第15局的责任怎样落实？")
	operator.Fill("答复", "已列入计划。")
	operator.Submit("保存，记录下一个")
	operator.Click("登记询问情况")
	operator.Fill("询问日期", h.Today().ISO())
	operator.Fill("历时", "195")
	operator.Fill("主持人", "陈立民")
	operator.In("#hold").Submit("登记")
	operator.See("历时 3 小时 15 分钟", "公众代表周某追问：结果公开吗")

	clerk.Goto(at)
	clerk.In("#opinion").Select("机关", "示例县第1局")
	clerk.In("#opinion").Fill("文号", "示例人发〔2026〕9号")
	clerk.In("#opinion").Fill("意见", "一、抽检结果按季公开。")
	clerk.In("#opinion").Submit("交办")
	clerk.See("交办的意见", "关于食品安全工作专题询问的审议意见")
	clerk.Click("打印方案和记录")
	clerk.See("由我局每季抽检一次", "示例县第15局")
	clerk.Check()
	organ.Goto("/supervision/opinions")
	organ.See("关于食品安全工作专题询问的审议意见")
	organ.Check()
}
