package e2e

import (
	"testing"

	"renmian/internal/appointment"
	"renmian/internal/browsertest"
	"renmian/internal/policy"
	"renmian/internal/store"
	"renmian/internal/workflow"
)

// A page never offers a step before its turn. But a page may be old: while one person looks at it, another
// changes the case. At each stage the step is then refused, and the reason told.
func TestStepsOnOldPagesAreRefused(t *testing.T) {
	d := &disorder{house: open(t)}
	d.removal = d.Removal("示例县教育局局长")
	d.submitWithoutAPaper()
	d.passAfterADoubt()
	d.decideWhatWasSentBack()
	d.commitTwice()
	d.voteBeforeTheAnswer()
	d.announceAVoidCount()
	d.certifyTwice()
	d.draftBeforeAllIsDecided()
	d.publishUnread()
}

// disorder is a case on its way past people who act on old pages.
type disorder struct {
	*house
	id, item, removal int64
	clerk, chair      *browsertest.Tab
}

// refusal reads why something cannot be done now, and goes back.
func refusal(b *browsertest.Tab, reason string) {
	b.See("现在还不能办理", reason)
	b.Click("返回上一页")
}

func (d *disorder) submitWithoutAPaper() {
	proposal := d.Draft()
	b := d.enter(browsertest.Desktop, d.Organ)
	menu(b, "提请件")
	b.Click("关于提请决定任命欧阳示例职务的议案")
	b.Click("核对并提交")
	b.NotSee("还差")
	papers, err := d.DB.Documents(d.T.Context(), proposal)
	d.Must(err)
	for _, p := range papers {
		if p.Kind == policy.Inspection {
			d.Must(d.Flow.DropDocument(d.T.Context(), d.Organ, proposal, p.ID))
		}
	}
	b.Submit("提交提请件")
	b.See("欧阳示例：缺考察材料")
	d.Attach(d.Organ, proposal)
	d.id = d.Submit(proposal)
}

func (d *disorder) passAfterADoubt() {
	c := d.Bring(d.id, appointment.StageReview)
	d.Reviewed(c)
	d.Examined(c)
	b := d.enter(browsertest.Desktop, d.Clerk)
	menu(b, "任免案")
	b.Click("欧阳示例")
	b.Click("材料初审")
	d.Must(d.Flow.RecordFindings(d.T.Context(), d.Clerk2, d.id, []appointment.Finding{
		{Gate: policy.GatePaperwork, Result: "correct", Text: "考察材料未加盖公章。", Version: 1}}))
	b.Submit("初审合格，提请主任会议")
	refusal(b, "欧阳示例：文字材料关须补正")
	b.See("须补正")
	d.Reviewed(c)
	b.Goto(b.Path())
	b.Submit("初审合格，提请主任会议")
	b.See("初审合格，已提请主任会议")
	d.clerk = b
}

func (d *disorder) decideWhatWasSentBack() {
	ctx := d.T.Context()
	d.Must(d.Flow.ListForChairs(ctx, d.Clerk, d.ChairsMeeting(), []int64{d.id}))
	b := d.enter(browsertest.Tablet, d.Chair)
	menu(b, "主任会议")
	b.Click("第二次主任会议")
	b.Click("开始逐案研究")
	d.Must(d.Flow.ReturnCase(ctx, d.Clerk, d.id, workflow.ReturnForm{Grounds: []string{"考察材料须加盖公章"}}))
	b.Choose("同意提请常委会会议审议")
	b.Submit("登记决定")
	b.See("现在还不能办理", "不能办理“同意提请常委会会议审议”")
	d.Must(d.Flow.AnswerCorrection(ctx, d.Organ, d.id, "已加盖公章"))
	d.Bring(d.id, appointment.StageCommittee)
	d.chair = b
}

func (d *disorder) commitTwice() {
	c := d.Read(d.id)
	b := d.enter(browsertest.Phone, d.NomineeOf(c))
	b.Goto("/my")
	b.Click("填写供职承诺")
	for _, heading := range d.Policy.Commitment.Headings {
		b.Fill(heading, "依法履职，自觉接受监督。")
	}
	b.Submit("核对内容")
	d.Committed(c) // handed in on paper meanwhile
	b.Submit("提交供职承诺")
	b.See("供职承诺已审核合格，不需要再交")
}

func (d *disorder) voteBeforeTheAnswer() {
	ctx := d.T.Context()
	d.item = d.Bring(d.id, appointment.StageDeliberation).Agenda.ItemID
	d.Deliberated(d.item)
	b := d.enter(browsertest.Desktop, d.Operator)
	menu(b, "常委会会议")
	b.Click("第三十六次会议")
	b.Click("办理第 1 项")
	b.Select("监票人（总监票人）", "赵文博")
	b.Select("监票人", "黄丽娟")
	b.Choose("已询问：监票人不是本次表决人选的近亲属")
	d.Must(d.Flow.RecordQuestion(ctx, d.Operator, d.item, d.id, "杨海燕", "对绩效管理有何打算？"))
	b.Submit("开始表决")
	refusal(b, "欧阳示例：")
	b.See("杨海燕问：对绩效管理有何打算？")
	b.Fill("答复人", "欧阳示例")
	b.Fill("答复", "预算和目标同步编制。")
	b.Submit("登记答复")
	b.See("答复已登记")
}

func (d *disorder) announceAVoidCount() {
	c := d.Read(d.id)
	count := func(yes, no int) workflow.CountForm {
		return workflow.CountForm{Issued: 27, Returned: 27, Lines: []store.Count{{CaseID: c.ID, Yes: yes, No: no}}}
	}
	round := d.OpenRound(d.item)
	d.Count(d.item, round, count(20, 7))
	b := d.chair
	menu(b, "常委会会议")
	b.Click("第三十六次会议")
	b.Click("1. ")
	b.See("欧阳示例获20票赞成")
	d.Must(d.Flow.VoidRound(d.T.Context(), d.Chair, d.item, round, "有一张表决票没有收回"))
	b.Submit("宣布结果")
	b.See("现在还不能办理")
	b.NotSee("结果已宣布")
	d.Count(d.item, d.OpenRound(d.item), count(21, 6))
	b.Click("返回上一页")
	b.See("欧阳示例获21票赞成")
	b.Submit("宣布结果")
	b.See("结果已宣布")
}

// outcome opens the page of what follows the meeting.
func outcome(b *browsertest.Tab) {
	menu(b, "常委会会议")
	b.Click("第三十六次会议")
	b.Click("结果办理")
}

// growOld keeps a page from following what happens, as it is for whoever presses within the same second.
func growOld(b *browsertest.Tab) {
	browsertest.Eval[int](b, `document.addEventListener("htmx:sse:before:message", (e) => {
		if (!e.detail.message.event) { e.preventDefault(); e.stopPropagation(); }
	}, true); 0`)
}

func (d *disorder) certifyTwice() {
	other := d.enter(browsertest.Desktop, d.Clerk2)
	outcome(d.clerk)
	outcome(other)
	other.See("制作任命书（1 件）")
	growOld(other)
	d.clerk.Submit("制作任命书（1 件）")
	d.clerk.See("任命书已制作")
	other.Submit("制作任命书（1 件）")
	refusal(other, "可能已经办过")
	other.See("示例人任字〔2026〕1号")
}

func (d *disorder) draftBeforeAllIsDecided() {
	b := d.clerk
	b.See("起草名单和公告")
	growOld(b)
	item := d.Item(d.removal)
	b.Submit("起草名单和公告")
	refusal(b, "本次会议还有 1 件任免案没有宣布结果，全部宣布以后再起草名单、公布和通知")
	b.NotSee("起草名单和公告")
	d.Must(d.Flow.RemoveItem(d.T.Context(), d.Operator, item))
}

func (d *disorder) publishUnread() {
	d.Proofread()
	b := d.clerk
	outcome(b)
	b.See("都已校核")
	growOld(b)
	all, err := d.DB.NoticesOfMeeting(d.T.Context(), d.Meeting)
	d.Must(err)
	n := all[0]
	d.Must(d.Flow.EditNotice(d.T.Context(), d.Clerk2, n.ID, n.Version, n.Title, n.Body+"\n特此公布。"))
	b.Submit("一并公布")
	refusal(b, "还没有由第二人校核")
	public := d.visit(browsertest.Phone, "/notices")
	public.See("任免公布")
	public.NotSee("第三十六次会议")
}
