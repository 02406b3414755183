package e2e

import (
	"fmt"
	"testing"

	"renmian/internal/appointment"
	"renmian/internal/browsertest"
	"renmian/internal/fixture"
	"renmian/internal/workflow"
)

// A nominee is investigated and published; a citizen answers on the phone, the clerk verifies and reports.
func TestNomineeIsPublishedAndAnswered(t *testing.T) {
	h := open(t)
	n := h.Case(appointment.StageReview)
	clerk := h.enter(browsertest.Desktop, h.Clerk)
	clerk.Goto(fmt.Sprintf("/cases/%d/inquiry", n.ID))
	clerk.Choose("本委派员考察")
	clerk.Fill("考察日期", "2026-11-03")
	clerk.Fill("考察人", "考察组：李模拟、周模拟")
	for _, heading := range h.Policy.Investigation.Headings {
		clerk.Fill(heading, "经谈话、走访和查阅档案，情况良好。")
	}
	clerk.Upload("考察材料", saved(t, "考察材料.pdf", fixture.PDF()))
	clerk.Submit("登记考察情况")
	clerk.See("请选择考察结论")
	clerk.Choose("适合提请任命")
	clerk.Submit("登记考察情况")
	clerk.See("考察情况已登记", "考察记录 1")
	look(clerk, "inquiry")

	clerk.Goto("/publicities/new")
	look(clerk, "publicity-choose-one")
	clerk.Choose("欧阳示例 拟决定任命示例县财政局局长")
	clerk.Click("填写公示内容")
	look(clerk, "publicity-form")
	clerk.Fill("欧阳示例的公示内容", "欧阳示例，男，住址：东街 12 号 3 栋 502 室。")
	clerk.Submit("预览公示")
	clerk.See("依法不得公布")
	look(clerk, "publicity-refused")
	clerk.Fill("欧阳示例的公示内容", "欧阳示例，男，汉族，现任示例县财政局副局长，拟决定任命示例县财政局局长。\n简历：\n2003.07—2012.03　示例县财政局科员\n2012.03—至今　示例县财政局副局长")
	clerk.Submit("预览公示")
	clerk.See("核对公示")
	look(clerk, "publicity-preview")
	clerk.Submit("发布公示")
	clerk.See("公示已发布", "公示中")

	citizen := h.visit(browsertest.Phone, "/")
	citizen.Click("示例县人大常委会任前公示")
	citizen.See("公示中", "还有", "示例县财政局副局长")
	look(citizen, "public-publicity")
	citizen.Resize(browsertest.Phone)
	citizen.Click("网上提交意见")
	citizen.Fill("意见", "该同志在乡镇工作时，项目资金拨付不及时。")
	citizen.Choose("匿名")
	citizen.Submit("提交意见")
	citizen.See("请写明可以核查的线索")
	if got := citizen.Value("意见"); got != "该同志在乡镇工作时，项目资金拨付不及时。" {
		t.Errorf("the form lost what was typed: %q", got)
	}
	look(citizen, "public-opinion")
	citizen.Resize(browsertest.Phone)
	citizen.Fill("可以核查的线索", "2019 年某乡道路项目，可问乡财政所。")
	citizen.Submit("提交意见")
	citizen.See("已收到您的意见", "受理编号")
	look(citizen, "public-received")

	clerk.Goto("/publicities")
	look(clerk, "publicities")
	clerk.Click("示例县人大常委会任前公示")
	look(clerk, "publicity")
	clerk.Click("#opinions .rowlink")
	clerk.See("2019 年某乡道路项目")
	clerk.Submit("开始核实")
	clerk.Fill("核实情况", "查阅项目账册并走访乡财政所，资金按进度拨付，反映不属实。")
	clerk.Choose("反映不属实")
	look(clerk, "opinion")
	clerk.Submit("形成核实结论")
	clerk.See("核实结论已登记")

	h.Pass(10)
	clerk.Goto("/publicities")
	clerk.Click("示例县人大常委会任前公示")
	clerk.Click("形成公示情况报告")
	look(clerk, "publicity-report")
	clerk.Submit("形成报告")
	clerk.See("公示情况报告已形成")
	clerk.Click("打印报告")
	look(clerk, "publicity-report-paper")
}

// Two examiners read the paper; then the score stands in the case, and the nominee sees it.
func TestExamOnPaperReadTwice(t *testing.T) {
	h := open(t)
	n := h.Case(appointment.StageReview)
	first, second := h.enter(browsertest.Desktop, h.Examiner), h.enter(browsertest.Desktop, h.Examiner2)
	menu(first, "任前考试")
	look(first, "exams")
	first.Click("安排考试")
	first.Fill("考试地点", "县委党校二号教室")
	first.Fill("试卷", "政府类 A 卷")
	first.Fill("监考人员", "吴模拟、郑模拟")
	look(first, "exam-new")
	first.Submit("安排考试")
	first.See("考试已安排", "欧阳示例")
	first.Click("登记成绩")
	first.Fill(fmt.Sprintf("#f-score-%d", n.ID), "59.5")
	first.Submit("登记成绩")
	first.See("请填写欧阳示例试卷的阅卷人")
	look(first, "exam-results")
	first.Fill(fmt.Sprintf("#f-marker-%d", n.ID), "吴模拟")
	first.Submit("登记成绩")
	first.See("成绩已登记", "待核对")
	look(first, "exam")

	second.Goto("/exams")
	second.Click("2026-01")
	second.NotSee("59.5")
	second.Click("核对成绩")
	second.Fill(fmt.Sprintf("#f-score-%d", n.ID), "95.5")
	second.Submit("核对成绩")
	second.See("与登记的成绩不一致")
	look(second, "exam-confirm")
	second.Fill(fmt.Sprintf("#f-score-%d", n.ID), "59.5")
	second.Submit("核对成绩")
	second.See("成绩已核对", "不合格")
	second.Click("打印成绩单")
	look(second, "exam-scores")
	second.Goto(fmt.Sprintf("/cases/%d/exam", n.ID))
	second.See("待补考", "59.5")
	look(second, "case-exam")
	nominee := h.enter(browsertest.Phone, h.NomineeOf(n))
	nominee.Goto("/my")
	nominee.See("待补考", "59.5 分（不合格）")
	look(nominee, "my")
}

// The nominee writes, the page saves by itself, a second device is noticed; the clerk returns it once.
func TestCommitmentIsWrittenReturnedAndJudged(t *testing.T) {
	h := open(t)
	n := h.Case(appointment.StageReview)
	who := h.NomineeOf(n)
	desk := h.enter(browsertest.Desktop, who)
	desk.Goto("/my")
	desk.Click("填写供职承诺")
	desk.Fill("工作目标", "三年内建成全县统一的预算管理系统。")
	desk.See("已保存")
	phone := h.enter(browsertest.Phone, who)
	phone.Goto(fmt.Sprintf("/my/commitment/%d", n.ID))
	if got := phone.Value("工作目标"); got != "三年内建成全县统一的预算管理系统。" {
		t.Errorf("the phone shows %q", got)
	}
	phone.Fill("如何接受人大监督", "每年向常委会报告预算执行情况。")
	phone.See("已保存")
	desk.Fill("廉洁勤政的打算", "不插手项目。")
	desk.See("另一台设备上的内容更新")
	desk.Goto(fmt.Sprintf("/my/commitment/%d", n.ID))
	desk.Fill("依法行政（公正司法）的措施", "严格执行预算法，重大支出集体决定。")
	desk.Submit("核对内容")
	desk.See("“廉洁勤政的打算”没有填写")
	look(desk, "my-commitment")
	desk.Fill("廉洁勤政的打算", "不插手项目，不安排亲属。")
	desk.Submit("核对内容")
	desk.See("核对供职承诺", "不安排亲属")
	look(desk, "my-commitment-check")
	desk.Submit("提交供职承诺")
	desk.See("第 1 稿已提交", "正在审核")

	clerk := h.enter(browsertest.Desktop, h.Clerk)
	clerk.Goto(fmt.Sprintf("/cases/%d/commitment", n.ID))
	clerk.Choose("退回重写")
	clerk.Submit("作出审核结论")
	clerk.See("退回重写的，请写明")
	look(clerk, "commitment")
	clerk.Fill("审核意见", "目标请写明年度进度。")
	clerk.Submit("作出审核结论")
	clerk.See("审核结论已登记")
	desk.Goto("/my")
	desk.Click("修改供职承诺")
	desk.See("目标请写明年度进度", "第 1 稿已退回")
	desk.Fill("工作目标", "第一年完成县直部门，第三年覆盖全部乡镇。")
	desk.Submit("核对内容")
	desk.Submit("提交供职承诺")
	desk.See("第 2 稿已提交")
	clerk.Goto(fmt.Sprintf("/cases/%d/commitment", n.ID))
	clerk.Choose("合格")
	clerk.Submit("作出审核结论")
	clerk.See("第 1 稿", "第 2 稿")
	look(clerk, "commitment-judged")
	clerk.In("#edition-2").Click("打印承诺书")
	look(clerk, "commitment-paper")
}

// What is seldom seen: a notice taken down, a waiver, an exam to come.
func TestFurtherScreensOfTheEvidence(t *testing.T) {
	h := open(t)
	n := h.Case(appointment.StageReview)
	ctx := t.Context()
	x := h.ConsultationForm()
	x.SuggestsHold = true
	h.Must(h.Flow.RecordConsultation(ctx, h.Clerk, n.ID, x))
	h.Investigated(n)
	id := h.Publicized(n)
	_, err := h.Flow.EnterOpinion(ctx, h.Clerk, id, workflow.OpinionForm{CaseID: n.ID, Anonymous: true, Text: "意见", Clue: "线索",
		Channel: appointment.ByVisit, ReceivedOn: h.Today()})
	h.Must(err)
	s := h.SittingForm()
	s.HeldOn = h.Today().Add(3)
	sitting, err := h.Flow.CreateSitting(ctx, h.Examiner, s, []int64{n.ID})
	h.Must(err)
	clerk := h.enter(browsertest.Desktop, h.Clerk)
	for name, path := range map[string]string{
		"inquiry-recorded": fmt.Sprintf("/cases/%d/inquiry", n.ID), "publicity-extend": fmt.Sprintf("/publicities/%d/extend", id),
		"publicity-drop": fmt.Sprintf("/publicities/%d/drop", id), "publicity-paper": fmt.Sprintf("/publicities/%d/paper", id),
		"publicity-choose": "/publicities/new", "exam-ahead": fmt.Sprintf("/exams/%d", sitting), "case-exam-waiver": fmt.Sprintf("/cases/%d/exam", n.ID),
		"commitment-none": fmt.Sprintf("/cases/%d/commitment", n.ID),
	} {
		clerk.Goto(path)
		look(clerk, name)
	}
	h.Must(h.Flow.DropPublicity(ctx, h.Clerk, id, 1, "公示内容有误"))
	clerk.Goto(fmt.Sprintf("/publicities/%d", id))
	look(clerk, "publicity-dropped")
	citizen := h.visit(browsertest.Phone, fmt.Sprintf("/publicity/%d", id))
	citizen.See("已经撤下")
	look(citizen, "public-dropped")
}
