package e2e

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"renmian/internal/appointment"
	"renmian/internal/browsertest"
)

// The chairpersons decide case by case; the clerk keeps the minutes.
func TestChairpersonsMeeting(t *testing.T) {
	h := open(t)
	h.Case(appointment.StageChairs)
	clerk := h.enter(browsertest.Desktop, h.Clerk)
	chair := h.enter(browsertest.Desktop, h.Chair)

	clerk.Goto("/chairs")
	clerk.Click("安排主任会议")
	clerk.Fill("日期", h.Today().ISO())
	clerk.Submit("安排会议")
	clerk.See("会议已安排")
	clerk.Submit("列入议程")
	clerk.See("已列入议程", "1 案待决定")

	chair.Goto(clerk.Path())
	chair.Click("开始逐案研究")
	chair.Choose("暂缓提请")
	chair.Submit("登记决定")
	chair.See("请写明理由")
	chair.Choose("同意提请常委会会议审议")
	chair.Choose("确定为供职发言人选")
	chair.Submit("登记决定")
	chair.See("决定已登记", "供职发言人选")

	clerk.Goto(clerk.Path())
	clerk.Click("起草纪要")
	clerk.Submit("保存纪要")
	clerk.Submit("结束会议")
	clerk.See("会议已经结束")
}

// A meeting from the agenda to the announced result: operator and chair at their desks, two scrutineers
// and a member on tablets.
func TestMeetingDay(t *testing.T) {
	h := open(t)
	h.Committed(h.Case(appointment.StageCommittee))
	path := fmt.Sprintf("/meetings/%d", h.Meeting)
	op := h.enter(browsertest.Desktop, h.Operator)
	op.Goto("/meetings")
	op.Click("第三十六次会议")
	op.In("下一步").Click("编排议程")
	op.In("列入人事任免议题").Submit("列入议程")
	op.See("已列入议程")
	op.Goto(path)
	op.In("下一步").Click("发出会议通知")
	op.Submit("发出会议通知")
	op.See("会议通知已发出")
	op.Click("会议材料和阅件回执")
	op.Submit("生成基本情况")
	op.Submit("送达材料")
	op.See("材料已送达全体组成人员", "会前")

	member := h.enter(browsertest.Tablet, h.Member)
	member.Goto(path)
	member.Click("欧阳示例拟任示例县财政局局长基本情况")
	member.See("简历")
	op.Goto(path + "/materials")
	op.See("1 / 29")

	h.Now = h.MeetingOn.Time().Add(9 * time.Hour)
	op = h.enter(browsertest.Desktop, h.Operator)
	h.Attend(27)
	op.Goto(path + "/attendance")
	op.See("应到29人，实到27人")
	op.Submit("宣布开会")
	op.See("会议已开始")
	op.Click("办理第 1 项")
	op.Submit("开始审议")
	op.Submit("登记说明")
	op.Fill("审议情况", "组成人员审议后没有不同意见。")
	op.Submit("登记审议情况")
	glance(op, "item-vote")
	op.Select("监票人（总监票人）", "赵文博")
	op.Select("监票人", "黄丽娟")
	op.Choose("已询问：监票人不是本次表决人选的近亲属")
	op.Submit("开始表决")
	op.See("请工作人员分发表决票")
	item := op.Path()

	for n, yes := range []string{"21", "21"} {
		s := h.enter(browsertest.Tablet, h.AsMember(6+n))
		s.Goto(path)
		s.Click("录入计票")
		for label, value := range map[string]string{"发出票": "27", "收回票": "27", "赞成": yes, "反对": "6", "弃权": "0", "无效": "0"} {
			s.Fill(label, value)
		}
		if n == 0 {
			glance(s, "count")
		}
		s.Submit("提交计票")
		if n == 1 {
			s.See("两人的计票一致")
			glance(s, "count-done")
		}
	}
	chair := h.enter(browsertest.Desktop, h.Chair)
	chair.Goto(item)
	chair.See("欧阳示例获21票赞成")
	glance(chair, "item-announce")
	chair.Submit("宣布结果")
	chair.See("结果已宣布", "通过")
	op.Goto(path)
	op.Submit("宣布闭会")
	op.Goto(path + "/minutes")
	if text := op.Value("纪要正文"); !strings.Contains(text, "赞成21，反对6") {
		t.Errorf("draft of the minutes: %s", text)
	}
	op.Goto(item + "/ballot")
	glance(op, "ballot")
}
