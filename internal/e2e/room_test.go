package e2e

import (
	"fmt"
	"testing"
	"time"

	"renmian/internal/appointment"
	"renmian/internal/browsertest"
	"renmian/internal/fixture"
	"renmian/internal/store"
	"renmian/internal/workflow"
)

// The operator runs a meeting from the console, the chair reads from the page in front and announces, the
// hall follows by itself; two scrutineers count on paper.
func TestMeetingIsRunFromTheConsole(t *testing.T) {
	h := open(t)
	c := h.Case(appointment.StageCommittee)
	h.Committed(c)
	h.Item(c.ID)
	h.Deliver(c.ID)
	h.Now = h.MeetingOn.Time().Add(9 * time.Hour)
	h.Attend(26)
	path := fmt.Sprintf("/meetings/%d", h.Meeting)
	op := h.enter(browsertest.Desktop, h.Operator)
	chair := h.enter(browsertest.Tablet, h.Chair)
	hall := browsertest.Open(t, h.url, browsertest.Hall)

	hall.Goto("/hall")
	hall.See("大屏配对")
	hall.Check()
	hall.Shot("hall-pairing")
	code := hall.Text(".code")
	op.Goto(path + "/console")
	op.See("会议控制台", "应到29人，实到26人", "宣布开会")
	op.Check()
	op.Shot("console-opening")
	op.Press("配对大屏")
	op.Fill("配对码", code)
	op.Submit("配对")
	op.See("大屏已配对")
	hall.See("签到", "26")
	hall.Check()
	hall.Shot("hall-welcome")

	chair.Goto(path + "/script")
	chair.See("应到29人，实到26人")
	chair.Check()
	chair.Shot("script-opening")
	op.Submit("冯建业 签到")
	hall.See("27")
	op.Submit("宣布开会")
	op.See("会议已开始", "开始审议")
	op.Submit("开始审议")
	chair.See("请示例县人民政府负责人就基本情况")
	hall.See("任命欧阳示例为示例县财政局局长")
	hall.Check()
	hall.Shot("hall-item")
	op.Submit("登记说明")
	op.Fill("审议情况", "组成人员审议后没有不同意见。")
	op.Submit("登记审议情况")
	op.Check()
	op.Shot("console-vote")
	op.Select("监票人（总监票人）", "赵文博")
	op.Select("监票人", "黄丽娟")
	op.Choose("已询问：监票人不是本次表决人选的近亲属")
	op.Submit("开始表决")
	hall.See("正在投票")
	hall.Shot("hall-vote")
	op.Resize(browsertest.Tablet)
	op.Check()
	op.Shot("console-tablet")
	op.Resize(browsertest.Desktop)

	items, err := h.DB.Items(t.Context(), h.Meeting)
	h.Must(err)
	rounds, err := h.DB.Rounds(t.Context(), items[0].ID)
	h.Must(err)
	for n := range 2 {
		_, err := h.Flow.EnterCount(t.Context(), h.AsMember(6+n), items[0].ID, rounds[0].ID, workflow.CountForm{Issued: 27, Returned: 27,
			Lines: []store.Count{{CaseID: c.ID, Yes: 24, No: 2, Abstain: 1}}})
		h.Must(err)
	}
	hall.See("等候宣布结果")
	chair.See("获24票赞成")
	chair.Check()
	chair.Shot("script-announce")
	chair.Submit("宣布结果")
	hall.See("通过", "24")
	hall.Check()
	hall.Shot("hall-result")
	op.See("任命书还有 1 件待制作")
	op.Shot("console-after")
	op.Fill("上屏文字", "休会 10 分钟")
	op.Submit("文字上屏")
	hall.See("休会 10 分钟")
	op.Submit("清屏")
	hall.NotSee("休会 10 分钟")
	op.Submit("停用")
	hall.See("大屏配对")
}

// A vote on tablets as operator, scrutineer and hall see it, from the first ballot to the announced box.
func TestElectronicVoteOnTheConsole(t *testing.T) {
	h := open(t)
	c := h.Case(appointment.StageCommittee)
	h.Committed(c)
	item := h.Item(c.ID)
	h.Deliver(c.ID)
	h.Now = h.MeetingOn.Time().Add(9 * time.Hour)
	ctx, path := t.Context(), fmt.Sprintf("/meetings/%d", h.Meeting)
	h.Open(27)
	h.Must(h.Flow.IntroduceItem(ctx, h.Operator, item))
	h.Deliberated(item)
	_, err := h.Flow.MakeSeats(ctx, h.Operator, h.Meeting)
	h.Must(err)
	h.Must(h.Flow.PairScreen(ctx, h.Operator, h.Meeting, "HALL2345"))
	v := h.OpenElectronicRound(item)
	hall := browsertest.Open(t, h.url, browsertest.Hall)
	hall.Goto("/hall/HALL2345")
	op := h.enter(browsertest.Desktop, h.Operator)
	op.Goto(path + "/console")
	var voters []*fixture.Voter
	for n := range 27 {
		voters = append(voters, h.Voter(n, v.BoxID))
		h.Must(voters[n].Claim())
	}
	hall.See("正在发票", "27", "票箱指纹")
	op.See("开始投票（发出 27 / 27）", "已领票 27")
	op.Check()
	op.Shot("console-issuing")
	op.Submit("开始投票（发出 27 / 27）")
	for _, x := range voters[:25] {
		h.Must(x.Cast(1))
	}
	hall.See("25", "/ 27")
	hall.Check()
	hall.Shot("hall-casting")
	op.Submit("截止")
	op.See("还有 2 票未投，仍要截止？")
	op.Check()
	op.Shot("console-ask")
	h.Must(voters[25].Cast(2))
	h.Must(voters[26].Cast(0))
	op.NotSee("仍要截止")
	op.Submit("截止")
	op.See("交监票人确认")
	hall.See("监票人正在核对")
	hall.Check()
	hall.Shot("hall-sealed")
	for n := range 2 {
		s := h.enter(browsertest.Tablet, h.AsMember(6+n))
		s.Goto(path + "/count")
		s.See("赞成 25 + 反对 1 + 弃权 0 + 未按 1 = 收回 27，相符")
		if n == 0 {
			glance(s, "count-box")
		}
		s.Submit("核对无误，确认计票")
	}
	chair := h.enter(browsertest.Tablet, h.Chair)
	chair.Goto(path + "/script")
	chair.Submit("宣布结果")
	hall.See("通过", "25", "SHA-256")
	op.See("已宣布")
	op.NotSee("请监票人确认") // what the last press was answered with is over
	hall.Check()
	hall.Shot("hall-result-box")
}
