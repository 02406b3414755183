package e2e

import (
	"testing"

	"renmian/internal/appointment"
	"renmian/internal/browsertest"
	"renmian/internal/fixture"
	"renmian/internal/lrmx"
	"renmian/internal/policy"
)

// One office ends by removal, another by resignation, and somebody acts for the one who resigned: from the
// organs' proposals to the list, the decision and the roster of each day.
func TestOfficesEndAndAnActingHeadBegins(t *testing.T) {
	h := open(t)
	before := h.Today()
	cases := []int64{h.removalProposed()}
	cases = append(cases, h.resignationProposed()...)
	for _, id := range cases {
		h.Bring(id, appointment.StageCommittee)
	}
	h.Adopt(cases...)

	clerk := h.enter(browsertest.Desktop, h.Clerk)
	menu(clerk, "常委会会议")
	clerk.Click("第三十六次会议")
	clerk.Click("结果办理")
	clerk.See("不颁发任命书")
	clerk.Submit("起草名单和公告")
	clerk.See("已起草，请交另一位同事逐字校核")
	drafts, err := h.DB.NoticesOfMeeting(t.Context(), h.Meeting)
	h.Must(err)
	for _, n := range drafts {
		h.Must(h.Flow.ProofreadNotice(t.Context(), h.Clerk2, n.ID, n.Version, true, ""))
	}
	clerk.Goto(clerk.Path())
	clerk.Submit("一并公布")
	clerk.See("已公布")

	public := h.visit(browsertest.Phone, "/")
	public.Click("任免名单（第三十六次会议）")
	public.See("决定免去", "钱正明", "示例县教育局局长", "决定", "沈卫东", "代理示例县县长")
	public.Goto("/")
	public.Click("辞去")
	public.See("接受方志远辞去示例县县长职务")
	public.Goto("/offices?on=" + before.ISO())
	public.See("钱正明", "方志远", "沈卫东")
	public.NotSee("代理")
	public.Goto("/offices")
	public.NotSee("钱正明", "方志远")
	public.See("沈卫东", "代理")
}

// removalProposed lets the government type a removal by hand.
func (h *house) removalProposed() int64 {
	h.T.Helper()
	b := h.enter(browsertest.Desktop, h.Organ)
	b.Click("新建提请件")
	b.Fill("提请文件的发文字号", "示府函〔2026〕31号")
	b.Fill("议案标题", "关于提请免去钱正明职务的议案")
	b.Select("拟提请审议的常委会会议", "第36次会议")
	b.Fill("签署人", "方志远")
	b.Submit("存为草稿，继续填人员")
	b.Click("手工填写人员")
	b.Select("任免事项", policy.DecideRemove.Label())
	b.Select("职务", "示例县教育局局长")
	b.Fill("姓名", "钱正明")
	b.Fill("任免理由", "工作变动")
	b.Submit("添加任免事项")
	b.See("任免事项已添加", "钱正明：缺人事任免议案")
	b.Click("钱正明：缺人事任免议案")
	h.upload(b, policy.Bill)
	b.Click("钱正明：缺免职理由")
	h.upload(b, policy.ReasonRemove)
	b.Click("核对并提交")
	b.Submit("提交提请件")
	b.See("提请件已提交")
	return h.caseOf("钱正明").ID
}

// resignationProposed lets the committee's office propose that the county head's resignation be accepted
// and that a deputy act.
func (h *house) resignationProposed() []int64 {
	h.T.Helper()
	b := h.enter(browsertest.Tablet, h.Congress)
	b.Click("新建提请件")
	b.Fill("提请文件的发文字号", "示人主〔2026〕9号")
	b.Fill("议案标题", "关于提请接受方志远辞职、决定沈卫东代理县长的议案")
	b.Select("拟提请审议的常委会会议", "第36次会议")
	b.Choose("主任会议")
	b.Fill("签署人", "陈立民")
	b.Submit("存为草稿，继续填人员")
	b.Click("手工填写人员")
	b.Select("任免事项", policy.AcceptResignation.Label())
	b.Select("职务", "示例县县长")
	b.Fill("姓名", "方志远")
	b.Submit("添加任免事项")
	b.See("任免事项已添加")
	b.Upload("导入干部任免审批表", saved(h.T, "沈卫东.lrmx", h.formOf(map[string]string{"name": "沈卫东", "birth": "1972.05", "id_number": "",
		"current_office": "示例县人民政府副县长", "proposed_office": "示例县代理县长", "removed_office": ""})))
	b.Submit("导入")
	menu(b, "提请件")
	b.Click("关于提请接受方志远辞职")
	b.See("沈卫东：未填任免事项")
	b.In("拟任职务在职务目录中没有找到对应").Click("添加事项")
	b.Select("任免事项", policy.DecideActing.Label())
	b.Select("职务", "示例县县长")
	b.Submit("添加任免事项")
	b.See("任免事项已添加")
	proposal := h.caseOf("方志远").Proposal.ID
	h.Settle(h.Congress, proposal)
	h.Attach(h.Congress, proposal)
	menu(b, "提请件")
	b.Click("关于提请接受方志远辞职")
	b.NotSee("还差")
	b.Click("核对并提交")
	b.Submit("提交提请件")
	b.See("提请件已提交")
	return []int64{h.caseOf("方志远").ID, h.caseOf("沈卫东").ID}
}

// formOf is the clean form with other contents in some boxes, as a file.
func (h *house) formOf(boxes map[string]string) []byte {
	h.T.Helper()
	form, _, err := lrmx.Read("form.lrmx", fixture.CleanForm().Data)
	h.Must(err)
	for key, value := range boxes {
		form, err = form.With(key, value)
		h.Must(err)
	}
	data, err := lrmx.Write(form)
	h.Must(err)
	return data
}
