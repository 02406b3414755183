package server

import (
	"fmt"
	"testing"

	"renmian/internal/appointment"
	"renmian/internal/fixture"
	"renmian/internal/policy"
	"renmian/internal/workflow"
)

func TestReviewPages(t *testing.T) {
	h, c := underReview(t)
	clerk, path := h.enter(h.Clerk), casePath(c.ID)
	clerk.get(path+"/review").want(t, 200, "任职时间关", "还差", "简历", "查阅干部任免审批表", "公共管理硕士").page.Omits("999999198001011233", "周样例")
	re := clerk.post(path+"/review", "result-tenure", "pass", "finding-eligibility", "本科学历").want(t, 422, "请写明“任职时间”一关的审查情况", "请选择“任职资格”一关的审查结果")
	if re.page.Value("finding-eligibility") != "本科学历" || re.page.Value("result-tenure") != "pass" {
		t.Error("the form lost what was typed")
	}
	clerk.post(path+"/review/report", "opinion", "同意").want(t, 409, "任职时间关未审")
	clerk.post(path+"/review", "result-tenure", "pass", "finding-tenure", "满两年", "result-eligibility", "explain", "finding-eligibility", "学历已核验",
		"result-paperwork", "pass", "finding-paperwork", "齐全").want(t, 303, path+"/review")
	re = clerk.get(path+"/review").want(t, 200, "李模拟")
	if got := re.page.Value("opinion"); got != "经初审，示例县人民政府提请决定任命欧阳示例为示例县财政局局长，程序合法，材料齐备，符合任免条件；需要说明的是，任职资格：学历已核验。建议提请主任会议研究。" {
		t.Errorf("draft opinion %q", got)
	}
	clerk.get(path+"/review/report").want(t, 409, "尚未形成")
	clerk.post(path+"/review/report", "opinion", " ", "recusal", "无").want(t, 422, "请写明初审意见")
	clerk.post(path+"/review/report", "opinion", "合格，建议提请主任会议研究。").want(t, 303, "#report")
	clerk.get(path+"/review/report").want(t, 200, "关于人事任免议案的初审报告", "任职资格", "学历已核验")
	clerk.post(path+"/review/pass").want(t, 409, "任前法律考试")
	h.Examined(c)
	clerk.post(path+"/review/pass").want(t, 303, path)
	clerk.get(path+"/review").want(t, 200, "满两年").page.Lacks("textarea")
	h.enter(h.Chair).get(path+"/review").want(t, 200, "终止任免案").page.Omits("查阅干部任免审批表")
	h.enter(h.Organ).get(path+"/review").want(t, 403)
	h.enter(h.Member).get(path+"/review").want(t, 403)
}

func TestCorrectionPages(t *testing.T) {
	h, c := underReview(t)
	clerk, organ, path := h.enter(h.Clerk), h.enter(h.Organ), casePath(c.ID)
	organ.get(path+"/answer").want(t, 409, "没有待办的补正")
	h.Must(h.Flow.RecordFindings(t.Context(), h.Clerk, c.ID, []appointment.Finding{{Gate: policy.GatePaperwork, Result: "correct", Text: "简历缺 2019 年以前的经历"}}))
	clerk.get(path+"/return").want(t, 200, "文字材料：简历缺 2019 年以前的经历")
	clerk.post(path+"/return", "note", "请尽快").want(t, 422, "退回理由")
	clerk.post(path+"/return", "grounds", "文字材料：简历缺 2019 年以前的经历").want(t, 303, path+"/review")
	proposal := proposalPath(c.Proposal.ID)
	organ.get(proposal).want(t, 200, "补正通知 人任补〔2026〕1号", "办理补正并交回")
	organ.get(path+"/answer").want(t, 200, "简历缺 2019 年以前的经历", "更正或重新导入")
	rounds, err := h.DB.Corrections(t.Context(), c.Proposal.ID)
	h.Must(err)
	organ.get(fmt.Sprintf("%s/letters/%d", proposal, rounds[0].ID)).want(t, 200, "关于补正人事任免议案材料的通知", "人任补〔2026〕1号", "欧阳示例")
	forms, err := h.DB.CadreForms(t.Context(), c.Proposal.ID)
	h.Must(err)
	form := formPath(c.Proposal.ID, forms[0].ID)
	re := organ.get(form).want(t, 200)
	organ.post(form, "version", re.page.One("form[action="+form+"]").Value("version"), "expertise", "财政").want(t, 303, form)
	organ.post(path+"/answer", "answer", "").want(t, 422, "请逐条说明补正情况")
	organ.post(path+"/answer", "answer", "已补 1998 年以来的简历").want(t, 303, proposal)
	clerk.get(path+"/review").want(t, 200, "已补 1998 年以来的简历", "已交回")
	organ.get(form).want(t, 200).page.Lacks("form[action=" + form + "]")
}

func TestWithdrawAndEndPages(t *testing.T) {
	h, c := underReview(t)
	organ, chair, path := h.enter(h.Organ), h.enter(h.Chair), casePath(c.ID)
	organ.post(path+"/withdraw", "reason", " ").want(t, 422, "请写明撤回的理由")
	_, err := h.Pool.Exec(t.Context(), `UPDATE appointment_case SET stage = 'committee' WHERE id = $1`, c.ID)
	h.Must(err)
	organ.get(path+"/withdraw").want(t, 200, "须经主任会议同意")
	organ.post(path+"/withdraw", "reason", "另有安排").want(t, 303, path)
	organ.get(path+"/withdraw").want(t, 409, "等候主任会议决定")
	chair.get(path+"/withdraw").want(t, 200, "另有安排", "同意撤回", "不同意撤回")
	chair.post(path+"/withdraw/decide", "consent", "no").want(t, 422, "不同意撤回的，请写明理由")
	h.enter(h.Clerk).post(path+"/withdraw/decide", "consent", "yes").want(t, 403)
	chair.post(path+"/withdraw/decide", "consent", "yes").want(t, 303, path)
	if got := h.Read(c.ID).Stage; got != appointment.StageWithdrawn {
		t.Errorf("stage %s", got)
	}
	other := h.Case(appointment.StageReview) // takes days, which end the session
	chair = h.enter(h.Chair)
	chair.get(casePath(other.ID)+"/end").want(t, 200, "不能恢复")
	chair.post(casePath(other.ID)+"/end", "reason", "").want(t, 422, "终止的理由")
	chair.post(casePath(other.ID)+"/end", "reason", "人选去世").want(t, 303, casePath(other.ID))
	h.enter(h.Clerk).get(casePath(other.ID)+"/end").want(t, 403)
}

func TestDefencePage(t *testing.T) {
	h := newHouse(t)
	ctx := t.Context()
	form := h.ProposalForm()
	id, err := h.Flow.CreateProposal(ctx, h.Organ, form)
	h.Must(err)
	caseID, err := h.Flow.AddCase(ctx, h.Organ, id, workflow.CaseForm{Action: policy.Dismiss, OfficeID: h.Offices["示例县副县长"].ID, Name: "沈卫东"})
	h.Must(err)
	h.Attach(h.Organ, id)
	h.Submit(id)
	h.Must(h.Flow.AcceptProposal(ctx, h.Clerk, id))
	clerk, path := h.enter(h.Clerk), casePath(caseID)+"/defence"
	clerk.get(path).want(t, 200, "监督法 第六十二条", "尚未登记")
	re := clerk.send(path, nil, "text", "说明情况").want(t, 422, "请选择申辩方式")
	if re.page.Value("text") != "说明情况" {
		t.Error("the form lost what was typed")
	}
	clerk.send(path, []attached{{"file", "申辩书.pdf", fixture.PDF()}}, "form", "written").want(t, 303, path)
	clerk.get(path).want(t, 200, "书面申辩", "申辩书.pdf")
	defences, err := h.DB.Defences(ctx, caseID)
	h.Must(err)
	clerk.get(fmt.Sprintf("%s/%d", path, defences[0].ID)).want(t, 200)
	h.enter(h.Examiner).get(path).want(t, 403)
}
