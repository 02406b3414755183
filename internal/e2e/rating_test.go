package e2e

import (
	"fmt"
	"strings"
	"testing"

	"renmian/internal/browsertest"
	"renmian/internal/fixture"
	"renmian/internal/store"
	"renmian/internal/supervision"
)

// A rating in two groups, members on their tablets and heads of departments by codes on their phones, from the first ballot
// to the announced 不满意 and what the chairpersons make of it〔SB-14、ZJ-15〕.
func TestRatingByTabletsAndPhones(t *testing.T) {
	h := open(t)
	ctx := t.Context()
	matter := h.MatterOf(supervision.WorkReview, "对县人民法院的工作评议", 0, h.Organs["court"])
	_, err := h.Flow.AddItem(ctx, h.Operator, h.Meeting, "评议县人民法院工作")
	h.Must(err)
	h.SeatAll(27)
	h.Deliver()
	h.Open(27)

	clerk := h.enter(browsertest.Desktop, h.Clerk)
	clerk.Goto("/supervision/matters/" + fmt.Sprint(matter) + "/ratings/new")
	clerk.Choose("对工作的满意度测评")
	clerk.Select("测评对象", "示例县人民法院")
	clerk.Submit("安排测评")
	ratings, err := h.DB.RatingsOfMatter(ctx, matter)
	h.Must(err)

	member := h.enter(browsertest.Tablet, h.AsMember(1))
	member.Goto("/seat/vote")
	member.See("现在没有表决")
	operator := h.enter(browsertest.Desktop, h.Operator)
	operator.Goto("/supervision/ratings/" + fmt.Sprint(ratings[0].ID))
	operator.Click("开始测评")
	operator.Select("工作机构负责人", "手机凭测评码")
	operator.Fill("工作机构负责人应到人数", "6")
	operator.Submit("开始发票")
	operator.See("测评码只在本页显示这一次", "工作机构负责人")
	codes := strings.Fields(browsertest.Eval[string](operator, `[...document.querySelectorAll(".seatslip .pin")].map((e) => e.textContent).join(" ")`))
	if len(codes) != 6 {
		t.Fatalf("codes %v", codes)
	}
	operator.Click("打印好了，打开这一场测评")
	member.See("已领票，请等候投票开始", "票箱指纹")

	phone := h.visit(browsertest.Phone, "/rate")
	phone.Fill("测评码", "ABCDEFGHJKLM")
	phone.Press("进入测评")
	phone.See("测评码不对")
	look(phone, "rate-code")
	phone.Resize(browsertest.Phone)
	phone.Fill("测评码", strings.ToLower(codes[0]))
	phone.Press("进入测评")
	phone.See("已领票，请等候投票开始")
	phone.Goto("/")
	phone.Back()
	phone.See("已领票，请等候投票开始") // come back to, it goes on where it was
	thief := h.visit(browsertest.Phone, "/rate#"+strings.ReplaceAll(codes[0], "-", ""))
	thief.See("没有领到票", "这个测评码已在另一台手机上用过")
	o, err := h.DB.RatingRoundsOfMeeting(ctx, h.Meeting)
	h.Must(err)
	heads, members := h.BoxOf(o[0], "heads"), h.BoxOf(o[0], "members")
	var others []*fixture.Rater
	for _, code := range codes[1:5] {
		others = append(others, h.Rater(code, heads))
		h.Must(others[len(others)-1].Claim())
	}
	var seated []*fixture.Voter
	for n := 2; n < 24; n++ {
		seated = append(seated, h.Voter(n, members))
		h.Must(seated[len(seated)-1].Claim())
	}
	operator.See("5")
	operator.Choose("还有人没有领到票，仍然开始；未领票的不能参加本场测评")
	operator.Submit("开始投票")
	member.See("示例县人民法院", "满意", "基本满意", "不满意")
	choose(member, 0, "不满意")
	member.Press("提交，不再更改")
	member.See("已收到。本轮不能更改。")
	member.NotSee("不满意")
	phone.See("示例县人民法院")
	look(phone, "rate-paper")
	phone.Resize(browsertest.Phone)
	choose(phone, 0, "基本满意")
	phone.Press("提交，不再更改")
	phone.See("已收到。本轮不能更改。")
	for n, v := range seated {
		h.Must(v.Cast([]int{1, 3, 3}[n%3]))
	}
	for _, v := range others {
		h.Must(v.Cast(1))
	}
	thief.See("这个测评码已在另一台手机上用过") // and stays, however often the phone asks how far the rating is
	thief.NotSee("正在领票")
	operator.Submit("截止并计票")
	late := h.visit(browsertest.Phone, "/rate#"+strings.ReplaceAll(codes[5], "-", ""))
	late.See("本场测评已截止")
	operator.See("规则第 3 条", "校验码")
	member.See("您的票已在票箱中")
	phone.See("您的票已在票箱中")

	chair := h.enter(browsertest.Desktop, h.Chair)
	chair.Goto("/supervision/ratings/rounds/" + fmt.Sprint(o[0].ID))
	chair.Submit("宣布结果")
	chair.See("不满意")
	chair.Goto("/supervision/ratings/" + fmt.Sprint(ratings[0].ID))
	chair.See("按规则建议：限期整改并书面报告")
	look(chair, "rating-result")
	chair.Resize(browsertest.Desktop)
	chair.Choose("限期整改并书面报告（规则建议）")
	chair.Fill("理由", "经主任会议研究，同意限期整改。")
	chair.Fill("问题清单", "执行案件周期长")
	chair.Submit("决定")
	chair.See("整改事项")
	all, err := h.DB.Rectifications(ctx, store.RectificationFilter{Who: h.Clerk, MatterID: matter, Limit: 5})
	h.Must(err)
	if len(all) != 1 || all[0].OrganID != h.Organs["court"] {
		t.Errorf("rectifications %+v", all)
	}
}
