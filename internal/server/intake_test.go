package server

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"renmian/internal/appointment"
	"renmian/internal/authz"
	"renmian/internal/fixture"
	"renmian/internal/store"
)

func TestOrganPreparesAndHandsIn(t *testing.T) {
	h := newHouse(t)
	v := h.enter(h.Organ)
	v.get("/proposals").want(t, 200, "起草提请件", "没有符合条件")
	v.get("/proposals/new").want(t, 200, "第36次会议", "提请截止")
	re := v.post("/proposals", "title", "关于提请决定任命欧阳示例职务的议案", "document_no", "示府函〔2026〕31号", "meeting", fmt.Sprint(h.Meeting),
		"signer", "方志远", "signer_duty", "deputy", "mover", "organ").want(t, 303, "/proposals/")
	path := re.to
	v.get(path).want(t, 200, "还没有人员", "主持工作的副职不是法定提名人", "还差 2 项才能提交")

	re = v.send(path+"/import", []attached{{"files", "说明.txt", []byte("请查收")}}).want(t, 422, "“说明.txt”")
	re.page.Has("#f-files")
	v.send(path+"/import", append(ouyang(), attached{"files", "坏.lrmx", []byte("<Person><X>")})).want(t, 422, "没有导入", "其余 1 人已经导入", "欧阳示例", "示例县财政局局长")

	re = v.post(path+"/edit", "title", strings.Repeat("长", 300), "document_no", "示府函〔2026〕31号", "signer", "方志远", "version", "1").want(t, 422, "标题过长")
	if re.page.Value("signer") != "方志远" || len([]rune(re.page.Value("title"))) != 300 {
		t.Error("the form lost what was typed")
	}
	page := v.get(path + "/edit").page
	v.post(path+"/edit", "title", "关于提请决定任命欧阳示例职务的议案", "document_no", "示府函〔2026〕31号", "meeting", fmt.Sprint(h.Meeting), "signer", "方志远",
		"signer_duty", "chief", "version", page.Value("version")).want(t, 303, path)

	v.send(path+"/documents", []attached{{"file-bill", "议案.exe", []byte("MZ")}}).want(t, 422, "“议案.exe”不是可以收存的格式")
	v.send(path+"/documents", nil).want(t, 422, "请至少选择一个文件")
	v.send(path+"/documents", []attached{{"file-bill", "议案.pdf", fixture.PDF()}}).want(t, 303, path)
	id := idOf(t, path)
	c := first(t, h, id)
	v.get(fmt.Sprintf("%s/documents?case=%d", path, c.ID)).want(t, 200, "考察材料", "应交")
	v.send(
		fmt.Sprintf("%s/documents?case=%d", path, c.ID),
		[]attached{{"file-resume", "简历.pdf", fixture.PDF()}, {"file-reason_appoint", "理由.pdf", fixture.PDF()},
			{"file-discipline", "廉政.pdf", fixture.PDF()}},
		"note-inspection",
		"第 3 号",
	).want(
		t,
		303,
		path,
	)
	v.get(path+"/check").want(t, 200, "提交提请件", "纸质件")
	key := v.get(path + "/check").page.One("form[action=" + path + "/submit]").Value("key")
	v.post(path+"/submit", "key", key).want(t, 303, path+"/submitted")
	v.post(path+"/submit", "key", key).want(t, 303, path+"/submitted") // sent twice, counted once
	v.get(path+"/submitted").want(t, 200, "提请件已提交")
	v.get(path).want(t, 200, "待受理", "等候工委受理").page.Lacks("#f-files")
	v.get(path+"/check").want(t, 303, path)
}

func idOf(t *testing.T, path string) (id int64) {
	t.Helper()
	if _, err := fmt.Sscanf(path, "/proposals/%d", &id); err != nil {
		t.Fatalf("%q leads to no proposal", path)
	}
	return id
}

func first(t *testing.T, h *house, id int64) appointment.Case {
	t.Helper()
	all, err := h.DB.CasesOfProposal(t.Context(), id)
	h.Must(err)
	if len(all) == 0 {
		t.Fatal("the proposal has no case")
	}
	return all[0]
}

func TestFormFieldByField(t *testing.T) {
	h := newHouse(t)
	v := h.enter(h.Organ)
	id, err := h.Flow.CreateProposal(t.Context(), h.Organ, h.ProposalForm())
	h.Must(err)
	path := proposalPath(id)
	re := v.send(path+"/import", withBox(t, "birth", "1980.02")).want(t, 303, "/forms/")
	form := re.to
	re = v.get(form).want(t, 200, "身份证号上的出生年月 1980.01 与表上 1980.02 不一致", "须更正或说明", "欧阳示例")
	if re.page.Value("name") != "欧阳示例" || re.page.Value("family.5.name") != "" {
		t.Error("boxes are not filled in")
	}
	version := re.page.One("form[action=" + form + "]").Value("version")
	re = v.post(form, "version", version, "birth", "十月", "health", "良好").want(t, 422, "有误")
	if re.page.Value("birth") != "十月" || re.page.Value("health") != "良好" {
		t.Error("the form lost what was typed")
	}
	v.post(form+"/settle", "rule", "id_birth").want(t, 422, "请写明核实情况和理由")
	v.post(form, "version", version, "birth", "1980.01", "health", "良好").want(t, 303, form)
	v.get(form).want(t, 200, "已更正").page.Omits("须更正或说明")
	v.post(form, "version", version, "health", "一般").want(t, 409, "审批表已被他人")
	v.send(form+"/import", []attached{{"files", "a.lrmx", []byte("不是")}}).want(t, 422, "a.lrmx")
	v.send(form+"/import", ouyang()).want(t, 303, form)
	if got := v.get(form).page.Value("health"); got != "良好" {
		t.Errorf("health %q after the import, want the correction kept", got)
	}
	v.send(form+"/photo", []attached{{"photo", "a.jpg", []byte("x")}}).want(t, 422, "照片应为")
	photo := v.get(form + "/photo")
	if photo.status != 200 || photo.header.Get("Content-Type") != "image/jpeg" {
		t.Errorf("photo: %d %s", photo.status, photo.header.Get("Content-Type"))
	}
	sources, err := h.DB.CadreForms(t.Context(), id)
	h.Must(err)
	re = v.get(fmt.Sprintf("%s/original/%d", form, sources[0].FileID)).want(t, 200)
	if !bytes.Equal([]byte(re.body), fixture.CleanForm().Data) || !strings.HasPrefix(re.header.Get("Content-Disposition"), "attachment") {
		t.Error("the original is not what was handed in, or would open in the browser")
	}
	h.enter(h.Court).get(form).want(t, 404, "不属于您办理的范围")
	h.enter(h.Clerk).get(form).want(t, 404, "不属于您办理的范围") // still a draft
}

func TestMatterByHand(t *testing.T) {
	h := newHouse(t)
	v := h.enter(h.Organ)
	id, err := h.Flow.CreateProposal(t.Context(), h.Organ, h.ProposalForm())
	h.Must(err)
	path := proposalPath(id)
	v.get(path+"/cases/new").want(t, 200, "任免事项", "示例县财政局局长")
	v.get(path+"/bill").want(t, 409, "还没有任免事项")
	head := fmt.Sprint(h.Offices["示例县县长"].ID)
	re := v.post(path+"/cases", "action", "decide_appoint", "office", head, "name", "张三", "reason", "工作需要").want(t, 422, "可以办理：接受辞职、决定代理")
	if re.page.Value("name") != "张三" || re.page.Value("office") != head || re.page.Value("reason") != "工作需要" {
		t.Error("the form lost what was typed")
	}
	bureau := fmt.Sprint(h.Offices["示例县教育局局长"].ID)
	v.post(path+"/cases", "action", "decide_remove", "office", bureau, "name", "钱正明", "reason", "退休").want(t, 303, path)
	v.get(path+"/bill").want(t, 200, "关于提请决定任命欧阳示例职务的议案", "免去钱正明的示例县教育局局长职务", "请予审议")
	h.enter(h.Court).get(path+"/bill").want(t, 404)
	c := first(t, h, id)
	edit := fmt.Sprintf("%s/cases/%d/edit", path, c.ID)
	v.get(edit).want(t, 200, "修改任免事项", "退休")
	v.post(edit, "action", "accept_resignation", "office", bureau, "reason", "本人申请", "version", fmt.Sprint(c.Version)).want(t, 303, path)
	v.post(edit, "action", "decide_remove", "office", bureau, "version", fmt.Sprint(c.Version)).want(t, 409)
	v.get(path).want(t, 200, "接受辞职", "本人申请", "缺辞职书")
	v.get(fmt.Sprintf("%s/persons/%d/delete", path, c.Person.ID)).want(t, 200, "移除钱正明")
	v.post(fmt.Sprintf("%s/cases/%d/delete", path, c.ID)).want(t, 303, path)
	v.get(path+"/delete").want(t, 200, "不能恢复")
	v.post(path+"/delete").want(t, 303, "/proposals")
	v.get(path).want(t, 404)
}

func TestClerkAcceptsOrReturns(t *testing.T) {
	h := newHouse(t)
	id := h.Draft()
	path := proposalPath(id)
	clerk := h.enter(h.Clerk)
	clerk.get(path).want(t, 404)
	h.Submit(id)
	clerk.get("/proposals").want(t, 200, "欧阳示例", "待受理")
	clerk.get(path).want(t, 200, "受理审查", "提请时限", "应交材料已齐", "受理", "退回补正").page.Has("form[action=" + path + "/accept]")
	re := clerk.post(path+"/return", "other", " ", "due", "明天").want(t, 422, "补正期限看不懂")
	if re.page.Value("due") != "明天" {
		t.Error("the form lost what was typed")
	}
	clerk.post(path+"/return", "due", "2026-11-05").want(t, 422, "请勾选或填写至少一条退回理由")
	clerk.post(path+"/return", "grounds", "提请议案未由机关正职签署，或缺签名、印章", "other", "简历缺页", "due", "2026-11-06").want(t, 303, "#rounds")
	clerk.get(path).want(t, 200, "人任补〔2026〕1号", "等候补正")
}

func TestReceiptAndLetter(t *testing.T) {
	h, c := underReview(t)
	path := proposalPath(c.Proposal.ID)
	clerk := h.enter(h.Clerk)
	clerk.get(path+"/accepted").want(t, 200, "提请件已受理", "人任受〔2026〕1号", c.Number)
	clerk.get(path+"/bill").want(t, 403, "由提请机关草拟")
	clerk.get(path+"/receipt").want(t, 200, "人事任免议案受理单", "人任受〔2026〕1号", "干部任免审批表（欧阳示例）")
	h.enter(h.Organ).get(path+"/receipt").want(t, 200, "受理单")
	h.enter(h.Court).get(path+"/receipt").want(t, 404)
	clerk.post(path+"/accept").want(t, 409, "已由李模拟受理")
	h.enter(h.Organ).post(path+"/accept").want(t, 403, "受理提请件")
	for _, who := range []authz.Actor{h.Examiner, h.Operator, h.Member, h.Admin} {
		h.enter(who).get(path).want(t, 403)
	}
	documents, err := h.DB.Documents(t.Context(), c.Proposal.ID)
	h.Must(err)
	re := clerk.get(fmt.Sprintf("%s/documents/%d", path, documents[0].ID)).want(t, 200)
	if re.header.Get("Content-Type") != "application/pdf" || !strings.Contains(re.header.Get("Content-Security-Policy"), "default-src 'none'") {
		t.Errorf("headers %v", re.header)
	}
	var n int
	h.Must(h.Pool.QueryRow(t.Context(), `SELECT count(*) FROM proposal WHERE state = $1`, store.ProposalAccepted).Scan(&n))
	if n != 1 {
		t.Errorf("%d accepted", n)
	}
}
