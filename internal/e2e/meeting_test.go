package e2e

import (
	"fmt"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"renmian/internal/appointment"
	"renmian/internal/authz"
	"renmian/internal/browsertest"
	"renmian/internal/fixture"
	"renmian/internal/pgtest"
	"renmian/internal/server"
)

// houseWith opens the real server on a house of the fixture with a case at a stage; everybody there
// signs in with the password of these journeys.
func houseWith(t *testing.T, stage appointment.Stage) (*site, *fixture.House, appointment.Case) {
	t.Helper()
	pool := pgtest.New(t)
	h, c := fixture.Case(t, pool, stage)
	st := &site{db: h.DB, flow: h.Flow}
	var err error
	st.hash, err = h.Flow.HashPassword(t.Context(), password)
	h.Must(err)
	s := server.New(server.Config{DB: h.DB, Flow: h.Flow, Pool: pool})
	t.Cleanup(s.Close)
	web := httptest.NewServer(s.Handler())
	t.Cleanup(web.Close)
	st.url = web.URL
	return st, h, c
}

// enters opens a browser for somebody of the house, who signs in.
func (st *site) enters(t *testing.T, h *fixture.House, who authz.Actor, size browsertest.Size) *browsertest.Tab {
	t.Helper()
	_, err := h.Pool.Exec(t.Context(), `UPDATE account SET password_hash = $2, password_changed_at = $3, must_change = false WHERE id = $1`,
		who.AccountID, st.hash, h.Now)
	h.Must(err)
	a, err := h.DB.Account(t.Context(), who.AccountID)
	h.Must(err)
	return st.signIn(t, size, a.Username, password)
}

// look checks a screen and keeps its picture at the sizes given, or on a phone, where room is short.
func look(b *browsertest.Tab, name string, at ...browsertest.Size) {
	if len(at) == 0 {
		at = []browsertest.Size{browsertest.Phone}
	}
	for _, size := range at {
		b.Resize(size)
		b.Check()
		b.Shot(name)
	}
	b.Resize(browsertest.Desktop)
}

// The chairpersons decide case by case; the clerk keeps the minutes.
func TestChairpersonsMeeting(t *testing.T) {
	st, h, _ := houseWith(t, appointment.StageChairs)
	clerk := st.enters(t, h, h.Clerk, browsertest.Desktop)
	chair := st.enters(t, h, h.Chair, browsertest.Desktop)

	clerk.Goto("/chairs")
	look(clerk, "chairs")
	clerk.Click("安排主任会议")
	clerk.Fill("日期", h.Today().ISO())
	clerk.Submit("安排会议")
	clerk.See("会议已安排")
	clerk.Submit("列入议程")
	clerk.See("已列入议程", "1 案待决定")
	look(clerk, "chairs-meeting")

	chair.Goto(clerk.Path())
	chair.Click("开始逐案研究")
	look(chair, "chairs-case", sizes...)
	chair.Choose("暂缓提请")
	chair.Submit("登记决定")
	chair.See("请写明理由")
	chair.Choose("同意提请常委会会议审议")
	chair.Choose("确定为供职发言人选")
	chair.Submit("登记决定")
	chair.See("决定已登记", "供职发言人选")

	clerk.Goto(clerk.Path())
	clerk.Click("起草纪要")
	look(clerk, "chairs-minutes")
	clerk.Submit("保存纪要")
	clerk.Submit("结束会议")
	clerk.See("会议已经结束")
}

// A meeting from the agenda to the announced result: operator and chair at their desks, two scrutineers
// and a member on tablets.
func TestMeetingDay(t *testing.T) {
	st, h, c := houseWith(t, appointment.StageCommittee)
	h.Committed(c)
	path := fmt.Sprintf("/meetings/%d", h.Meeting)
	op := st.enters(t, h, h.Operator, browsertest.Desktop)
	op.Goto("/meetings")
	look(op, "meetings")
	op.Click("第三十六次会议")
	op.In("下一步").Click("编排议程")
	look(op, "meeting-agenda")
	op.In("列入人事任免议题").Submit("列入议程")
	op.See("已列入议程")
	op.Goto(path)
	op.In("下一步").Click("发出会议通知")
	look(op, "meeting-notice")
	op.Submit("发出会议通知")
	op.See("会议通知已发出")
	op.Click("会议材料和阅件回执")
	op.Submit("生成基本情况")
	op.Submit("送达材料")
	op.See("材料已送达全体组成人员", "会前")

	member := st.enters(t, h, h.Member, browsertest.Tablet)
	member.Goto(path)
	look(member, "member-meeting", sizes...)
	member.Click("欧阳示例拟任示例县财政局局长基本情况")
	member.See("简历")
	look(member, "member-material")
	op.Goto(path + "/materials")
	op.See("1 / 29")
	look(op, "meeting-materials")

	h.Now = h.MeetingOn.Time().Add(9 * time.Hour)
	op = st.enters(t, h, h.Operator, browsertest.Desktop)
	h.Attend(27)
	op.Goto(path + "/attendance")
	look(op, "meeting-attendance")
	op.See("应到29人，实到27人")
	op.Submit("宣布开会")
	op.See("会议已开始")
	look(op, "meeting-open")
	op.Click("办理第 1 项")
	op.Submit("开始审议")
	op.Submit("登记说明")
	op.Fill("审议情况", "组成人员审议后没有不同意见。")
	op.Submit("登记审议情况")
	look(op, "item-vote", sizes...)
	op.Select("监票人（总监票人）", "赵文博")
	op.Select("监票人", "黄丽娟")
	op.Choose("已询问：监票人不是本次表决人选的近亲属")
	op.Submit("开始表决")
	op.See("请工作人员分发表决票")
	item := op.Path()

	for n, yes := range []string{"21", "21"} {
		s := st.enters(t, h, h.AsMember(6+n), browsertest.Tablet)
		s.Goto(path)
		s.Click("录入计票")
		for label, value := range map[string]string{"发出票": "27", "收回票": "27", "赞成": yes, "反对": "6", "弃权": "0", "无效": "0"} {
			s.Fill(label, value)
		}
		if n == 0 {
			look(s, "count", sizes...)
		}
		s.Submit("提交计票")
		if n == 1 {
			s.See("两人的计票一致")
			look(s, "count-done")
		}
	}
	chair := st.enters(t, h, h.Chair, browsertest.Desktop)
	chair.Goto(item)
	chair.See("欧阳示例获21票赞成")
	look(chair, "item-announce", sizes...)
	chair.Submit("宣布结果")
	chair.See("结果已宣布", "通过")
	look(chair, "item-announced")
	op.Goto(path)
	op.Submit("宣布闭会")
	op.Goto(path + "/minutes")
	if text := op.Value("纪要正文"); !strings.Contains(text, "赞成21，反对6") {
		t.Errorf("draft of the minutes: %s", text)
	}
	look(op, "minutes")
	for _, paper := range []string{"/minutes/print", "/notice/print"} {
		op.Goto(path + paper)
		op.Check()
		op.Shot("paper" + paper)
	}
	op.Goto(item + "/ballot")
	op.Check()
	op.Shot("ballot")
}
