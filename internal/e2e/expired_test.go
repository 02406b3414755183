package e2e

import (
	"strings"
	"testing"
	"time"

	"renmian/internal/appointment"
	"renmian/internal/browsertest"
)

// A clerk writes a long report, is called away, and the session ends: nothing that was typed is lost.
func TestSessionEndsUnderALongReport(t *testing.T) {
	h := open(t)
	c := h.Case(appointment.StageReview)
	var found []appointment.Finding
	for _, g := range h.Policy.Review.Gates {
		found = append(found, appointment.Finding{Gate: g, Result: "pass", Text: "符合要求。"})
	}
	h.Must(h.Flow.RecordFindings(t.Context(), h.Clerk, c.ID, found))
	h.sessionsLast(30*time.Minute, 8*time.Hour)
	b := h.enter(browsertest.Desktop, h.Clerk)
	menu(b, "任免案")
	b.Click("欧阳示例")
	b.Click("材料初审")
	report := strings.Repeat("经核对审批表、考察材料和干部人事档案，该同志任职经历连续，年限符合规定。\n", 40) + "建议提请主任会议研究。"
	b.Fill("初审意见", report)
	b.Fill("回避事项", "组成人员刘思远与人选系近亲属，表决时回避。")

	h.Now = h.Now.Add(45 * time.Minute)
	b.Submit("形成初审报告")
	b.See("登录已超时", "刚才填写的内容还在")
	b.Fill("用户名", h.username(h.Clerk))
	b.Fill("密码", "记错的密码")
	b.Submit("登录")
	b.See("处需要更正")
	b.Fill("密码", password)
	b.Submit("登录")
	b.See("尚未办理", "建议提请主任会议研究。", "组成人员刘思远与人选系近亲属")
	b.Submit("继续办理")
	b.See("初审报告已形成")
	if got := b.Value("初审意见"); got != report {
		t.Errorf("of %d characters %d were kept", len(report), len(got))
	}

	h.Now = h.Now.Add(45 * time.Minute)
	b.Click("打印初审报告") // a page asked for too late is shown after signing in
	b.See("登录已超时")
	b.Fill("用户名", h.username(h.Clerk))
	b.Fill("密码", password)
	b.Submit("登录")
	b.See("初审报告", "刘思远")
}

// A file cannot be kept for somebody who is not signed in; what was typed beside it can.
func TestSessionEndsUnderAFormWithAFile(t *testing.T) {
	h := open(t)
	h.Bring(h.dismissal(), appointment.StageReview)
	h.sessionsLast(30*time.Minute, 8*time.Hour)
	b := h.enter(browsertest.Desktop, h.Clerk)
	menu(b, "任免案")
	b.Click("沈卫东")
	b.Click("材料初审")
	b.Click("申辩")
	b.Choose("书面申辩")
	b.Fill("申辩要点或全文", "对所列第二项事实有异议，请予复核。")
	b.Upload("申辩书原件", saved(t, "申辩书.pdf", []byte("%PDF-1.4\n%%EOF\n")))
	h.Now = h.Now.Add(45 * time.Minute)
	b.Submit("登记申辩")
	b.See("登录已超时", "附件需要重新选择")
	b.Fill("用户名", h.username(h.Clerk))
	b.Fill("密码", password)
	b.Submit("登录")
	b.See("附件没有保留", "对所列第二项事实有异议，请予复核。")
	b.Submit("继续办理")
	b.See("申辩已登记", "对所列第二项事实有异议，请予复核。")
}
