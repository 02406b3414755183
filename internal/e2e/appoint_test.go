package e2e

import (
	"path/filepath"
	"testing"

	"renmian/internal/browsertest"
	"renmian/internal/fixture"
	"renmian/internal/policy"
)

// Two nominations that organs really hand over, a clean form from the government and a dirty one from
// the court, travel from the vacancy to the public notice. Everybody has a browser of their own.
func TestFromFormToNotice(t *testing.T) {
	j := &appointing{house: open(t)}
	j.governmentProposes()
	j.courtProposes()
	j.clerkAccepts()
	j.clerkReviews()
	j.courtCorrects()
	j.clerkPublishesNominees()
	j.citizenReports()
	j.examinersMark()
	j.clerkConcludes()
	j.clerkPasses()
	j.chairsDecide()
	j.nomineesCommit()
	j.meetingPrepared()
	j.memberReads()
	j.meetingOpens()
	j.firstItem()
	j.scrutineersCount()
	j.chairAnnounces()
	j.secondItem()
	j.clerkIssuesCertificates()
	j.noticePublished()
	j.organsAcknowledge()
	j.clerkFilesAndCloses()
	j.publicReads()
	j.vacancyFilled()
}

var nominees = []string{"欧阳示例", "李䶮"}

// appointing is the journey on its way.
type appointing struct {
	*house
	government, court, clerk, operator, chair *browsertest.Tab
	scrutineers                               []*browsertest.Tab
}

// sample is one of the forms as organs hand them over.
func sample(t testing.TB, name string) string {
	t.Helper()
	path, err := filepath.Abs(filepath.Join("..", "lrmx", "testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	return path
}

// upload puts a scan beside each kind of paper on the page of papers and keeps them.
func (h *house) upload(b *browsertest.Tab, papers ...policy.Document) {
	h.T.Helper()
	for _, p := range papers {
		b.Upload("#f-file-"+string(p), saved(h.T, p.Label()+".pdf", fixture.PDF()))
	}
	b.Submit("收存材料")
	b.See("已收存")
}

func (j *appointing) governmentProposes() {
	b := j.enter(browsertest.Desktop, j.Organ)
	menu(b, "职务空缺")
	b.In("示例县财政局局长").Click("起草提请件")
	if got := b.Value("提请理由"); got != "示例县财政局局长职务需要人选，现提请常委会审议。" {
		j.T.Errorf("the proposal begins with the reason %q", got)
	}
	b.Fill("提请文件的发文字号", "示府函〔2026〕31号")
	b.Fill("议案标题", "关于提请决定任命欧阳示例职务的议案")
	b.Select("拟提请审议的常委会会议", "第36次会议")
	b.Fill("提请理由", "工作需要。")
	b.Fill("签署人", "方志远")
	b.Submit("存为草稿，继续填人员")
	b.Upload("导入干部任免审批表", sample(j.T, "synthetic-01-standard-utf8.lrmx"))
	b.Submit("导入")
	b.See("已导入 1 人", "欧阳示例", "示例县财政局局长", "审批表已附")
	b.See("还差 5 项才能提交")
	b.Click("欧阳示例：缺人事任免议案")
	j.upload(b, policy.Bill)
	b.Click("欧阳示例：缺考察材料")
	j.upload(b, policy.Inspection, policy.Resume, policy.ReasonAppoint, policy.Discipline)
	b.NotSee("还差")
	b.Click("核对并提交")
	b.Submit("提交提请件")
	b.See("提请件已提交", "示府函〔2026〕31号")
	j.government = b
}

func (j *appointing) courtProposes() {
	b := j.enter(browsertest.Desktop, j.Court)
	b.Click("新建提请件")
	b.Fill("提请文件的发文字号", "示法〔2026〕12号")
	b.Fill("议案标题", "关于提请任命李䶮职务的议案")
	b.Select("拟提请审议的常委会会议", "第36次会议")
	b.Fill("签署人", "彭守正")
	b.Submit("存为草稿，继续填人员")
	b.Upload("导入干部任免审批表", sample(j.T, "synthetic-03-dirty.Lrmx"))
	b.Submit("导入")
	b.See("李䶮", "处不规范字符，已自动修正", "性别未填", "采用“回族”")

	b.Fill("性别", "男")
	b.Submit("保存更正")
	b.See("更正已保存", "身份证号第 18 位不对")
	b.Fill("核实情况和理由", "试用号码，已与干部人事档案核对。")
	b.Submit("情况属实，保留此值")
	b.See("说明已记下")
	b.Click("关于提请任命李䶮职务的议案")
	b.See("示例县人民法院民事审判庭庭长", "审批表已附")
	b.Click("李䶮：缺人事任免议案")
	j.upload(b, policy.Bill)
	b.Click("李䶮：缺考察材料")
	j.upload(b, policy.Inspection, policy.Resume, policy.ReasonAppoint, policy.Discipline)
	b.See("还差 1 项才能提交", "任职资格") // the court's own paper, still missing
	b.Click("核对并提交")
	b.See("还差 1 项才能提交")
	b.Click("返回修改")
	b.Click("上传材料")
	b.Click("李䶮（任命）")
	j.upload(b, policy.Qualification)
	b.Click("核对并提交")
	b.Submit("提交提请件")
	b.See("提请件已提交")
	j.court = b
}

func (j *appointing) clerkAccepts() {
	j.on(j.Today().Add(1))
	b := j.enter(browsertest.Desktop, j.Clerk)
	for _, name := range nominees {
		menu(b, "提请件")
		b.Click(name)
		b.Submit("受理")
		b.See("提请件已受理", "受理编号")
		b.Click("打印受理单")
		b.See("受理单")
		b.Click("←")
	}
	j.clerk = b
}

func (j *appointing) clerkReviews() {
	b := j.clerk
	menu(b, "任免案")
	b.Click("欧阳示例")
	b.Click("材料初审")
	b.See("还差", "任职时间关未审", "初审报告未写", "未参加任前法律考试")
	for _, gate := range []string{"任职时间", "任职资格", "文字材料"} {
		b.In(gate + "审查结果").Choose("通过")
		b.Fill(gate+"审查情况", "经核对，符合规定。")
	}
	b.Submit("登记审查情况")
	b.See("审查情况已登记")
	b.NotSee("关未审")
	b.Submit("形成初审报告")
	b.See("初审报告已形成", "程序合法，材料齐备，符合任免条件")
	b.Click("打印初审报告")
	b.See("初审报告", "欧阳示例")

	b.Goto("/cases")
	b.Click("李䶮")
	b.Click("材料初审")
	b.In("文字材料审查结果").Choose("须补正")
	b.Fill("文字材料审查情况", "考察材料未加盖公章。")
	b.Submit("登记审查情况")
	b.In("下一步").Click("退回补正")
	b.See("文字材料：考察材料未加盖公章。")
	b.Submit("退回补正，生成补正通知")
	b.See("已退回提请机关", "补正通知")
	j.clerk = b
}

func (j *appointing) courtCorrects() {
	b := j.court
	b.Goto("/desk")
	b.See("李䶮")
	menu(b, "提请件")
	b.Click("李䶮")
	b.See("补正通知", "考察材料未加盖公章")
	b.Click("办理补正并交回")
	b.Click("补交、撤换材料")
	j.upload(b, policy.Inspection)
	b.Click("办理补正并交回")
	b.Fill("补正情况", "已换交加盖公章的考察材料。")
	b.Submit("补正完毕，交回工委")
	b.See("补正材料已交回工委")
}

func (j *appointing) clerkPasses() {
	b := j.clerk
	b.Goto("/cases")
	b.Click("李䶮")
	b.Click("材料初审")
	b.See("已换交加盖公章的考察材料")
	for _, gate := range []string{"任职时间", "任职资格", "文字材料"} {
		b.In(gate + "审查结果").Choose("通过")
		b.Fill(gate+"审查情况", "经核对，符合规定。")
	}
	b.Submit("登记审查情况")
	b.Submit("形成初审报告")
	for _, name := range nominees {
		menu(b, "任免案")
		b.Click(name)
		b.Click("材料初审")
		b.Submit("初审合格，提请主任会议")
		b.See("初审合格，已提请主任会议")
	}
}
