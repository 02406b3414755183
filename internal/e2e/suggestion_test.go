package e2e

import (
	"bytes"
	"path"
	"strconv"
	"testing"

	"renmian/internal/browsertest"
	"renmian/internal/document"
	"renmian/internal/supervision"
	"renmian/internal/workflow"
)

// matterAt is the number of the matter whose page stands at an address.
func matterAt(at string) int64 {
	id, _ := strconv.ParseInt(path.Base(at), 10, 64)
	return id
}

func answerTo(question int64) workflow.InquiryAnswerForm {
	return workflow.InquiryAnswerForm{QuestionID: question, Answerer: "局长某", Answer: "已经落实。"}
}

// Deputies' suggestions from the spreadsheet to their closing, with rates that reconcile〔DZ-21、DZ-23、ST-10〕. A unit answers on a
// phone.
func TestSuggestionsFromSpreadsheetToClosing(t *testing.T) {
	h := open(t)
	h.Departments(1)
	var sheet bytes.Buffer
	h.Must(document.WriteRows(&sheet, "代表建议", []string{"编号", "题目", "代表", "类别", "内容", "主办单位"}, [][]string{
		{"1", "修通村路", "甲代表", "交通", "路面破损。", "示例县第1局"}, {"2", "改造水厂", "乙代表", "农业农村", "水压不足。", "示例县第1局"},
		{"3", "架设路灯", "丙代表", "城乡建设", "夜间无灯。", "某某公司"}, {"4", "增设校车", "丁代表", "教科文卫", "上学路远。", "示例县人民政府"}}))
	clerk := h.enter(browsertest.Desktop, h.Clerk)
	menu(clerk, "任后监督")
	clerk.Click("代表建议")
	clerk.Click("从表格导入")
	clerk.Upload("代表建议表格", saved(t, "建议.xlsx", sheet.Bytes()))
	clerk.Submit("上传并核对")
	clerk.See("请填写提出建议的会议", "请重新选择文件")
	glance(clerk, "suggestion-import")
	clerk.Fill("提出建议的会议", "第十八届人大第五次会议")
	clerk.Upload("代表建议表格", saved(t, "建议.xlsx", sheet.Bytes()))
	clerk.Submit("上传并核对")
	clerk.See("有问题的行（1）", "机关名册中没有“某某公司”")
	glance(clerk, "suggestion-report")
	clerk.Submit("导入 3 件")
	clerk.See("已导入 3 件代表建议，请交办")
	clerk.Click("交办会")
	clerk.Fill("交办会", "政府会议室")
	glance(clerk, "suggestion-hand")
	clerk.Submit("交办")
	clerk.See("已交办 3 件", "待交办 0，办理中 3")

	chair := h.enter(browsertest.Desktop, h.Chair)
	chair.Goto("/supervision/suggestions")
	chair.Click("改造水厂")
	water := chair.Path()
	chair.Fill("领办人", "王建国副主任")
	chair.Submit("确定")
	chair.See("督办件")

	organ := h.enter(browsertest.Phone, h.Organ)
	organ.Goto("/supervision/suggestions")
	organ.Click("修通村路")
	road := organ.Path()
	organ.Fill("联系情况", "登门走访，代表同意方案。")
	organ.Submit("登记联系情况")
	organ.In("#reply").Choose("已经解决或者采纳")
	organ.Fill("文号", "示一局函〔2026〕1号")
	organ.Submit("答复代表")
	organ.See("请填写答复的内容")
	organ.Check()
	organ.Shot("suggestion-reply")
	organ.Fill("答复内容", "已经修通。")
	organ.Submit("答复代表")
	organ.See("已答复，请等候代表评价", "待评价")
	ctx := t.Context()
	answer := func(id int64) {
		t.Helper()
		h.Must(h.Flow.ContactDeputy(ctx, h.Organ, id, h.Today(), "座谈"))
		h.Must(h.Flow.ReplySuggestion(ctx, h.Organ, id, workflow.ReplyForm{Outcome: supervision.ReplyPlanned, DocumentNo: "函2号", Text: "已列入计划。"}))
	}
	answer(matterAt(water))

	clerk.Goto(road)
	clerk.In("#judge").Choose("满意")
	clerk.Submit("登记评价")
	clerk.See("评价已登记")
	clerk.Goto(water)
	clerk.In("#judge").Choose("不满意")
	clerk.Fill("代表的意见", "没有时限。")
	clerk.Submit("登记评价")
	clerk.See("重新办理")
	look(clerk, "suggestion")
	answer(matterAt(water))
	clerk.Goto(water)
	clerk.In("#judge").Choose("不满意")
	clerk.Fill("代表的意见", "仍没有时限。")
	clerk.Submit("登记评价")

	// of three, two are answered; of two judged, one is content
	clerk.Goto("/supervision/suggestions")
	clerk.See("办理中 1，重新办理 0，待评价 0，办结 2", "66.7%", "已答复 2 件 / 3 件", "50.0%", "满意 1、基本满意 0、不满意 1")
	clerk.Click("办理情况报告")
	clerk.See("66.7%", "50.0%")
	look(clerk, "suggestion-figures")
	clerk.Fill("报告人", "副县长沈卫东受县人民政府委托")
	clerk.Fill("审议意见", "重办理实效。")
	clerk.Submit("登记")
	clerk.See("办结率 66.7%，满意率 50.0%")
	clerk.Click("打印办理情况报告")
	clerk.See("共收到代表建议、批评和意见 3 件", "办结率 66.7%", "满意率 50.0%", "王建国副主任", "重办理实效")
	clerk.Check()
}
