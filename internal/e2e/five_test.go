package e2e

import (
	"fmt"
	"strings"
	"testing"

	"renmian/internal/appointment"
	"renmian/internal/browsertest"
	"renmian/internal/lrmx"
)

// newcomers are nominated by the government in one proposal, each for an office that is vacant.
var newcomers = []struct{ name, office string }{{"欧阳示例", "示例县财政局局长"}, {"江试用", "示例县审计局局长"}, {"林样本", "示例县民政局局长"},
	{"曹范例", "示例县水利局局长"}, {"何假设", "示例县统计局局长"}}

// fiveNominees brings them before the committee.
func (h *house) fiveNominees() (cases []int64) {
	h.T.Helper()
	ctx := h.T.Context()
	form := h.ProposalForm()
	form.Title = "关于提请决定任命欧阳示例等五人职务的议案"
	proposal, err := h.Flow.CreateProposal(ctx, h.Organ, form)
	h.Must(err)
	var forms []lrmx.Upload
	for _, x := range newcomers {
		h.AddOffice(x.office)
		forms = append(forms,
			lrmx.Upload{Name: x.name + ".lrmx", Data: h.formOf(map[string]string{"name": x.name, "id_number": "", "proposed_office": x.office})})
	}
	_, err = h.Flow.ImportForms(ctx, h.Organ, proposal, forms)
	h.Must(err)
	h.Settle(h.Organ, proposal)
	h.Attach(h.Organ, proposal)
	h.Submit(proposal)
	all, err := h.DB.CasesOfProposal(ctx, proposal)
	h.Must(err)
	for _, c := range all {
		h.Committed(h.Bring(c.ID, appointment.StageCommittee))
		cases = append(cases, c.ID)
	}
	return cases
}

// A meeting from attendance to oath: five nominees on one ballot, three members at their tablets, everybody
// else in the room on theirs; four are adopted, receive their certificates and take the oath, all at the console.
func TestFiveNomineesFromAttendanceToOath(t *testing.T) {
	h := open(t)
	cases := h.fiveNominees()
	item := h.Item(cases...)
	h.Deliver(cases...)
	c := h.convene(27)
	op, hall := c.op, c.hall
	h.Attend(24)
	hall.See("签到", "24")
	for n, name := range h.names(24, 27) {
		op.Submit(name + " 签到")
		hall.See(fmt.Sprint(25 + n))
	}
	op.See("应到29人，实到27人")
	op.Submit("宣布开会")
	tablets := h.tablets(1, 2, 3)
	c.deliberate()
	hall.See("江试用", "何假设")
	v := c.issue(item)
	for _, b := range tablets {
		b.See("已领票，请等候投票开始")
	}
	others := append(h.others(v, 0, 1), h.others(v, 4, 27)...)
	op.Submit("开始投票（发出 27 / 27）")
	look(tablets[0], "vote-five")
	fill(tablets[0], "赞成", "赞成", "赞成", "赞成", "赞成")
	fill(tablets[1], "赞成", "赞成", "反对", "弃权", "反对")
	fill(tablets[2], "赞成", "反对", "赞成", "赞成", "")
	c.castAll(others[:11], 1, 1, 1, 1, 1)
	hall.See("14", "/ 27")
	c.castAll(others[11:], 1, 1, 1, 1, 2)
	op.See("27 票")
	op.Submit("截止")
	for _, b := range tablets {
		b.See("您的票已在票箱中")
	}
	c.confirm("何假设 赞成 12 + 反对 14 + 弃权 0 + 未按 1 = 收回 27，相符", "林样本 赞成 26 + 反对 1 + 弃权 0 + 未按 0 = 收回 27，相符")
	hall.See("等候宣布结果")
	hall.NotSee("赞成", "通过")
	chair := c.script()
	chair.See("何假设获12票赞成")
	chair.Submit("宣布结果")
	hall.See("江试用", "26", "未通过")
	hall.Check()
	hall.Shot("hall-result-five")
	c.certificatesAndOath(chair)
	op.Goto(c.path + "/console")
	op.Submit("宣布闭会")
	op.Goto(c.path + "/minutes")
	minutes := op.Value("纪要正文")
	for _, want := range []string{"实到27人", "欧阳示例", "赞成27", "何假设", "赞成12，反对14", "向欧阳示例、江试用、林样本、曹范例颁发任命书",
		"欧阳示例、江试用、林样本进行宪法宣誓"} {
		if !strings.Contains(minutes, want) {
			t.Errorf("draft of the minutes lacks %q:\n%s", want, minutes)
		}
	}
}

// certificatesAndOath follow the announcement at once, at the console, in the order of the county's rules: the
// clerk makes the certificates ready, the operator hands them out but to one who is away, then holds the oath.
func (c *chamber) certificatesAndOath(chair *browsertest.Tab) {
	c.T.Helper()
	c.op.See("颁发任命书", "任命书还有 4 件待制作", "由选任联工委工作人员在结果办理页制作、打印")
	c.op.NotSee("登记颁发（", "开始宣誓")
	clerk := c.enter(browsertest.Desktop, c.Clerk)
	outcome(clerk)
	clerk.Submit("制作任命书（4 件）")
	c.op.See("任命书还有 4 件待打印")
	clerk.Submit("打印任命书（4 件）")
	clerk.NotSee("何假设")
	chair.See("请欧阳示例、江试用、林样本、曹范例上台领取")
	c.op.Submit("颁发任命书") // on the screen
	c.hall.See("颁发任命书", "曹范例", "示例县水利局局长")
	c.hall.NotSee("何假设")
	c.hall.Check()
	look(c.op, "console-certificates")
	c.op.In("没有到场的").Choose("曹范例")
	c.op.Submit("登记颁发（4 件）")
	c.op.See("曹范例的任命书没有当场颁发，请写明原因")
	c.op.Fill("没有到场的原因", "因公出差")
	c.op.Submit("登记颁发（4 件）")
	c.op.See("1 人另行颁发", "待宣誓")
	c.hall.NotSee("颁发任命书") // all handed out
	look(c.op, "console-oath")
	c.op.Submit("开始宣誓")
	c.hall.See("宪法宣誓", "宣誓人 欧阳示例、江试用、林样本、曹范例", "领誓人 欧阳示例", "我宣誓：忠于中华人民共和国宪法")
	c.hall.Check()
	look(c.hall, "hall-oath")
	chair.See("由欧阳示例领誓", "我宣誓：忠于中华人民共和国宪法")
	look(c.op, "console-oath-taken")
	if away := c.op.Value("没有到场的原因"); away != "因公出差" { // who was away for the certificate is for the oath
		c.T.Errorf("absence filled in is %q", away)
	}
	c.op.Submit("登记宣誓（4 人）")
	c.op.See("宣布闭会") // the one away takes the oath on another day
	c.hall.NotSee("我宣誓")
	clerk.Click("←")
	clerk.Submit("登记颁发（1 件）")
	clerk.See("曹范例", "已颁发")
}
