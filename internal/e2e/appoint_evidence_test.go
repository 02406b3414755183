package e2e

import (
	"strings"

	"renmian/internal/appointment"
	"renmian/internal/browsertest"
)

// caseOf is the case of a person.
func (h *house) caseOf(name string) appointment.Case {
	h.T.Helper()
	var id int64
	h.Must(h.Pool.QueryRow(h.T.Context(), `
		SELECT c.id FROM appointment_case c JOIN person p ON p.id = c.person_id WHERE p.name = $1`, name).Scan(&id))
	return h.Read(id)
}

func (j *appointing) clerkPublishesNominees() {
	b := j.clerk
	menu(b, "任免案")
	b.Click("欧阳示例")
	b.Click("考察公示")
	b.Choose("会同组织部门考察")
	b.Fill("考察日期", j.Today().ISO())
	b.Fill("考察人", "李模拟、周模拟")
	for _, heading := range j.Policy.Investigation.Headings {
		b.Fill(heading, "经个别谈话和查阅资料，表现良好。")
	}
	b.Choose("适合提请")
	b.Submit("登记考察情况")
	b.See("考察情况已登记")

	menu(b, "任前公示")
	b.Click("起草公示")
	for _, name := range nominees {
		b.Choose(name)
	}
	b.Submit("填写公示内容")
	b.Submit("预览公示")
	b.See("核对公示", "欧阳示例", "李䶮")
	b.NotSee("身份证", "周样例") // no identity number, no family
	b.Submit("发布公示")
	b.See("公示已发布", "公示中")
}

func (j *appointing) citizenReports() {
	j.on(j.Today().Add(1))
	b := j.visit(browsertest.Phone, "/")
	b.Click("示例县人大常委会任前公示")
	b.Shot("publicity")
	b.See("欧阳示例", "公示期")
	b.Click("网上提交意见")
	b.Choose("欧阳示例")
	b.Fill("意见", "欧阳示例在城关镇任职期间，某项目验收拖延一年。")
	b.Choose("匿名")
	b.Submit("提交意见")
	b.See("处需要更正") // anonymous needs a clue, and nothing typed is lost
	b.Fill("可以核查的线索", "2018年城关镇道路项目，可查镇政府验收档案。")
	b.Submit("提交意见")
	b.See("已收到您的意见", "受理编号")
}

func (j *appointing) examinersMark() {
	first, second := j.enter(browsertest.Desktop, j.Examiner), j.enter(browsertest.Desktop, j.Examiner2)
	first.See("欧阳示例", "李䶮")
	menu(first, "任前考试")
	first.Click("安排考试")
	first.Fill("考试日期", j.Today().ISO())
	first.Fill("考试地点", "常委会三楼会议室")
	first.Fill("试卷", "综合类A卷")
	first.Fill("监考人员", "吴模拟、郑模拟")
	first.Submit("安排考试")
	first.See("考试已安排", "欧阳示例", "李䶮")
	first.Click("登记成绩")
	first.Fill("欧阳示例的成绩", "92")
	first.Fill("李䶮的成绩", "88.5")
	first.Fill("欧阳示例的阅卷人", "吴模拟")
	first.Fill("李䶮的阅卷人", "吴模拟")
	first.Submit("登记成绩")
	first.See("待核对")
	first.See("由登记人以外的一人核对")

	menu(second, "任前考试")
	second.In("常委会三楼会议室").Click("2026")
	second.Click("核对成绩")
	second.Fill("欧阳示例的成绩", "92")
	second.Fill("李䶮的成绩", "85.5")
	second.Submit("核对成绩")
	second.See("不一致")
	second.Fill("李䶮的成绩", "88.5")
	second.Submit("核对成绩")
	second.See("88.5", "92", "郑模拟")
}

func (j *appointing) clerkConcludes() {
	b := j.clerk
	b.Goto("/desk")
	b.See("公示意见有 1 件未核实")
	menu(b, "任前公示")
	b.Click("示例县人大常委会任前公示")
	b.Click("#opinions a[href]")
	b.Submit("开始核实")
	b.Fill("核实情况", "经查阅镇政府验收档案，延期系汛期停工所致，手续齐全。")
	b.Choose("反映不属实")
	b.Submit("形成核实结论")
	b.See("核实结论已登记")

	j.on(j.Today().Add(8))
	menu(b, "任前公示")
	b.See("期满待报告")
	b.Click("示例县人大常委会任前公示")
	b.Click("形成公示情况报告")
	if report := b.Value("报告正文"); !strings.Contains(report, "欧阳示例") {
		j.T.Errorf("draft of the report: %q", report)
	}
	b.Submit("形成报告")
	b.See("公示情况报告已形成")
}

func (j *appointing) nomineesCommit() {
	for _, name := range nominees {
		b := j.enter(browsertest.Phone, j.NomineeOf(j.caseOf(name)))
		b.Shot("my-desk")
		b.Goto("/my")
		b.Click("填写供职承诺")
		headings := j.Policy.Commitment.Headings
		for _, heading := range headings[:3] {
			b.Fill(heading, "依法履职，按时完成，每季度向群众公开。")
		}
		if name == nominees[0] { // the pages keep what was typed, without a press
			b.See("已保存")
			b.Goto("/my")
			b.Click("填写供职承诺")
			if got := b.Value(headings[0]); got != "依法履职，按时完成，每季度向群众公开。" {
				j.T.Errorf("kept commitment: %q", got)
			}
			b.Submit("核对内容")
			b.See("处需要更正")
		}
		b.Fill(headings[3], "自觉接受人大及其常委会监督，如实报告工作。")
		b.Submit("核对内容")
		b.Submit("提交供职承诺")
		b.See("第 1 稿已提交")
	}
	b := j.clerk
	for _, name := range nominees {
		menu(b, "任免案")
		b.Click(name)
		b.Click("供职承诺")
		b.Choose("合格")
		b.Submit("作出审核结论")
		b.See("审核结论已登记")
	}
}
