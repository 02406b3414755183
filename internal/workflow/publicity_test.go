package workflow_test

import (
	"strings"
	"sync"
	"testing"

	"renmian/internal/appointment"
	"renmian/internal/authz"
	"renmian/internal/errs"
	"renmian/internal/policy"
	"renmian/internal/workflow"
)

func TestPublicityFromNoticeToReport(t *testing.T) {
	h, c := review(t, func(p *policy.Policy) { p.Publicity.Mode = policy.Required })
	ctx := t.Context()
	x := h.PublicityForm(c)
	if p := x.Persons[0].Profile; !strings.Contains(p, "欧阳示例") || !strings.Contains(p, "拟决定任命示例县财政局局长") || !strings.Contains(p, "简历：") {
		t.Errorf("AN-02 prefilled profile %q", p)
	}
	id, err := h.Flow.PublishPublicity(ctx, h.Clerk, x)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := h.Flow.PublishPublicity(ctx, h.Clerk2, x); errs.KindOf(err) != errs.Conflict {
		t.Errorf("publishing the same nominee twice: %v", err)
	}
	running, err := h.DB.RunningPublicities(ctx, h.Today())
	if err != nil || len(running) != 1 || running[0].ID != id || running[0].Persons[0] != "欧阳示例" {
		t.Errorf("running %+v, %v", running, err)
	}

	receipt, err := h.Flow.GiveOpinion(ctx, id, workflow.OpinionForm{CaseID: c.ID, Anonymous: true, Text: "工作作风简单。", Clue: "去年十月，乡镇座谈会。",
		Key: "0123456789abcdef"})
	if err != nil {
		t.Fatal(err)
	}
	again, err := h.Flow.GiveOpinion(ctx, id, workflow.OpinionForm{CaseID: c.ID, Anonymous: true, Text: "工作作风简单。", Clue: "去年十月，乡镇座谈会。",
		Key: "0123456789abcdef"})
	if err != nil || again != receipt {
		t.Errorf("the same form again: %q, %v, want %q", again, err, receipt)
	}
	if _, err := h.Flow.EnterOpinion(ctx, h.Clerk, id, workflow.OpinionForm{Name: "张某", Contact: "县城东街", Text: "没有意见。",
		Channel: appointment.ByLetter, ReceivedOn: h.Today()}); err != nil {
		t.Fatal(err)
	}
	publicity := func() int { p, err := h.DB.Publicity(ctx, id); h.Must(err); return p.Version }
	wantErr(t, "reporting while it runs", h.Flow.ReportPublicity(ctx, h.Clerk, id, publicity(), "情况"), errs.Conflict, "公示未满")

	h.Pass(7)
	if got := blockerKeys(h, c.ID, appointment.MovePassReview); !strings.Contains(got, "publicity") {
		t.Errorf("AN-03 blockers with unverified opinions %q", got)
	}
	wantErr(t, "reporting unverified opinions", h.Flow.ReportPublicity(ctx, h.Clerk, id, publicity(), "情况"), errs.Conflict, "尚未核实")
	opinions, err := h.DB.Opinions(ctx, id)
	if err != nil || len(opinions) != 2 {
		t.Fatalf("opinions %+v, %v", opinions, err)
	}
	wantErr(t, "concluding before verifying", h.Flow.ConcludeOpinion(ctx, h.Clerk, id, opinions[0].ID, "不属实", appointment.Unfounded), errs.Conflict, "先开始核实")
	for _, o := range opinions {
		h.Must(h.Flow.VerifyOpinion(ctx, h.Clerk, id, o.ID))
		wantErr(t, "concluding without words", h.Flow.ConcludeOpinion(ctx, h.Clerk, id, o.ID, " ", ""), errs.Invalid, "核实结论")
		h.Must(h.Flow.ConcludeOpinion(ctx, h.Clerk, id, o.ID, "走访三人，未发现所反映的问题。", appointment.AdviseHold))
	}
	wantErr(t, "verifying again", h.Flow.VerifyOpinion(ctx, h.Clerk, id, opinions[0].ID), errs.Conflict, "无需重复")
	if p := h.Read(c.ID).Publicity; p.Unverified != 0 || p.Hold != 2 {
		t.Errorf("AN-03 evidence %+v, want both opinions to speak for holding", p)
	}
	wantErr(t, "a report from another page", h.Flow.ReportPublicity(ctx, h.Clerk, id, 9, "情况"), errs.Conflict, "他人修改")
	h.Must(h.Flow.ReportPublicity(ctx, h.Clerk, id, publicity(), "公示期间收到意见 2 件，均已核实。"))
	if got := blockerKeys(h, c.ID, appointment.MovePassReview); strings.Contains(got, "publicity") {
		t.Errorf("blockers after the report %q", got)
	}
	_, err = h.Flow.EnterOpinion(ctx, h.Clerk, id,
		workflow.OpinionForm{Anonymous: true, Text: "迟到", Clue: "线索", Channel: appointment.ByCall, ReceivedOn: h.Today()})
	wantErr(t, "an opinion after the report", err, errs.Conflict, "信访举报")
	wantErr(t, "extending after the report", h.Flow.ExtendPublicity(ctx, h.Clerk, id, publicity(), h.Today().Add(3), "理由"), errs.Conflict, "已经形成")
}

func TestPublishingIsRefused(t *testing.T) {
	h, c := review(t, func(p *policy.Policy) { p.Publicity.ShowExamScore = true })
	ctx := t.Context()
	_, err := h.Flow.PublishPublicity(ctx, h.Clerk, h.PublicityForm(c))
	wantErr(t, "AN-02 before the exam", err, errs.Conflict, "须附任前法律考试成绩")
	h.Examined(c)
	for _, tt := range []struct {
		name   string
		who    authz.Actor
		change func(*workflow.PublicityForm)
		kind   errs.Kind
		says   string
	}{
		{"by the organ", h.Organ, func(*workflow.PublicityForm) {}, errs.Forbidden, "选任联工委"},
		{"nobody chosen", h.Clerk, func(x *workflow.PublicityForm) { x.Persons = nil }, errs.Invalid, "至少选择一名"},
		{"V25 an identity number", h.Clerk, func(x *workflow.PublicityForm) {
			x.Persons[0].Profile += "身份证号110101198001010018。"
		}, errs.Invalid, "身份证号码"},
		{"V25 a telephone number in the text", h.Clerk, func(x *workflow.PublicityForm) { x.Body = "请电13800138000" }, errs.Invalid, "手机号码"},
		{"V25 an address", h.Clerk, func(x *workflow.PublicityForm) { x.Persons[0].Profile += "家庭住址：东街12号" }, errs.Invalid, "住址"},
		{"V25 the family", h.Clerk, func(x *workflow.PublicityForm) { x.Persons[0].Profile += "配偶：王某，县中教师" }, errs.Invalid, "家庭成员"},
		{"too few working days", h.Clerk, func(x *workflow.PublicityForm) { x.To = x.From.Add(3) }, errs.Invalid, "不少于 5 个工作日"},
		{"from yesterday", h.Clerk, func(x *workflow.PublicityForm) { x.From = h.Today().Add(-1) }, errs.Invalid, "不能早于今天"},
		{"a mistaken year", h.Clerk, func(x *workflow.PublicityForm) { x.To = x.From.Add(365) }, errs.Invalid, "核对截止日期"},
		{"no telephone", h.Clerk, func(x *workflow.PublicityForm) { x.Telephone = "" }, errs.Invalid, "受理电话"},
		{"no office", h.Clerk, func(x *workflow.PublicityForm) { x.OfficeName = "" }, errs.Invalid, "受理意见"},
		{"no title", h.Clerk, func(x *workflow.PublicityForm) { x.Title = "" }, errs.Invalid, "标题"},
		{"no profile", h.Clerk, func(x *workflow.PublicityForm) { x.Persons[0].Profile = "" }, errs.Invalid, "公示内容"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			x := h.PublicityForm(c)
			tt.change(&x)
			_, err := h.Flow.PublishPublicity(ctx, tt.who, x)
			wantErr(t, tt.name, err, tt.kind, tt.says)
		})
	}
	persons, err := h.Flow.CheckPublicity(ctx, h.Clerk, h.PublicityForm(c))
	if err != nil || persons[0].ExamScore != "92分" {
		t.Errorf("AN-02 preview %+v, %v", persons, err)
	}
}

func TestPublicityCountsHolidays(t *testing.T) {
	h, c := review(t, nil)
	_, err := h.Pool.Exec(t.Context(), `INSERT INTO holiday (day, off, name) VALUES ($1, true, '调休')`, h.Today().Add(1))
	h.Must(err)
	x := h.PublicityForm(c)
	x.To = x.To.Add(-1)
	_, err = h.Flow.PublishPublicity(t.Context(), h.Clerk, x)
	wantErr(t, "a working day short over a holiday", err, errs.Invalid, "请顺延")
}

func TestExtendingAndTakingDown(t *testing.T) {
	h, c := review(t, nil)
	ctx := t.Context()
	id := h.Publicized(c)
	p, err := h.DB.Publicity(ctx, id)
	h.Must(err)
	wantErr(t, "extending to an earlier day", h.Flow.ExtendPublicity(ctx, h.Clerk, id, p.Version, p.To, "核实"), errs.Invalid, "之后")
	wantErr(t, "extending without a reason", h.Flow.ExtendPublicity(ctx, h.Clerk, id, p.Version, p.To.Add(3), ""), errs.Invalid, "理由")
	h.Must(h.Flow.ExtendPublicity(ctx, h.Clerk, id, p.Version, p.To.Add(3), "意见较多，需要核实"))
	wantErr(t, "two clerks extend it", h.Flow.ExtendPublicity(ctx, h.Clerk2, id, p.Version, p.To.Add(4), "核实"), errs.Conflict, "他人修改")
	if got := h.Read(c.ID).Publicity.To; got != p.To.Add(3) {
		t.Errorf("the case's notice ends %s", got)
	}
	ext, err := h.DB.PublicityExtensions(ctx, id)
	if err != nil || len(ext) != 1 || ext[0].WasTo != p.To {
		t.Errorf("extensions %+v, %v", ext, err)
	}
	wantErr(t, "dropping without a reason", h.Flow.DropPublicity(ctx, h.Clerk, id, p.Version+1, ""), errs.Invalid, "理由")
	h.Must(h.Flow.DropPublicity(ctx, h.Clerk, id, p.Version+1, "公示内容有误"))
	if h.Read(c.ID).Publicity != nil {
		t.Error("a dropped notice still counts")
	}
	_, err = h.Flow.GiveOpinion(ctx, id, workflow.OpinionForm{Anonymous: true, Text: "意见", Clue: "线索"})
	wantErr(t, "an opinion on a dropped notice", err, errs.Conflict, "已撤下")
	if again := h.Publicized(c); again == id {
		t.Error("published under the same id")
	}
}

func TestOpinionsAreRefused(t *testing.T) {
	h, c := review(t, nil)
	ctx := t.Context()
	x := h.PublicityForm(c)
	x.From, x.To = x.From.Add(1), x.To.Add(3)
	id, err := h.Flow.PublishPublicity(ctx, h.Clerk, x)
	h.Must(err)
	good := workflow.OpinionForm{CaseID: c.ID, Name: "张某", Contact: "东街邮政代办", Text: "意见"}
	_, err = h.Flow.GiveOpinion(ctx, id, good)
	wantErr(t, "before it begins", err, errs.Conflict, "届时")
	h.Pass(1)
	for _, tt := range []struct {
		name   string
		change func(*workflow.OpinionForm)
		says   string
	}{
		{"no text", func(x *workflow.OpinionForm) { x.Text = "  " }, "写明您的意见"},
		{"too long", func(x *workflow.OpinionForm) { x.Text = strings.Repeat("字", 3001) }, "压缩"},
		{"no name", func(x *workflow.OpinionForm) { x.Name = "" }, "填写姓名"},
		{"no contact", func(x *workflow.OpinionForm) { x.Contact = "" }, "联系方式"},
		{"anonymous without a clue", func(x *workflow.OpinionForm) { x.Anonymous = true }, "可以核查的线索"},
		{"about somebody else", func(x *workflow.OpinionForm) { x.CaseID = 999 }, "反映对象"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			x := good
			tt.change(&x)
			_, err := h.Flow.GiveOpinion(ctx, id, x)
			wantErr(t, tt.name, err, errs.Invalid, tt.says)
		})
	}
	_, err = h.Flow.EnterOpinion(ctx, h.Organ, id, good)
	wantErr(t, "entered by the organ", err, errs.Forbidden, "选任联工委")
	_, err = h.Flow.EnterOpinion(ctx, h.Clerk, id, good)
	wantErr(t, "entered without a channel", err, errs.Invalid, "反映方式")
	good.Channel, good.ReceivedOn = appointment.ByVisit, h.Today().Add(1)
	_, err = h.Flow.EnterOpinion(ctx, h.Clerk, id, good)
	wantErr(t, "received tomorrow", err, errs.Invalid, "收到日期")
	h.Pass(20)
	_, err = h.Flow.GiveOpinion(ctx, id, good)
	wantErr(t, "after it has ended", err, errs.Conflict, "已于")
	_, err = h.Flow.ViewOpinion(ctx, h.Chair, id, 1)
	wantErr(t, "read by a chair", err, errs.Forbidden, "选任联工委")
}

func TestOneFormSentTwiceAtOnceCountsOnce(t *testing.T) {
	h, c := review(t, nil)
	id := h.Publicized(c)
	var wg sync.WaitGroup
	receipts := make([]string, 4)
	for i := range receipts {
		wg.Go(func() {
			r, err := h.Flow.GiveOpinion(t.Context(), id, workflow.OpinionForm{Anonymous: true, Text: "意见", Clue: "线索", Key: "abcdefabcdefabcdef"})
			if err != nil {
				t.Error(err)
			}
			receipts[i] = r
		})
	}
	wg.Wait()
	for _, r := range receipts {
		if r == "" || r != receipts[0] {
			t.Errorf("receipts %v", receipts)
		}
	}
	if all, err := h.DB.Opinions(t.Context(), id); err != nil || len(all) != 1 {
		t.Errorf("%d opinions, %v", len(all), err)
	}
}

func TestPublicityOfSeveralCases(t *testing.T) {
	h, c := review(t, nil)
	ctx := t.Context()
	x := h.PublicityForm(c, c)
	_, err := h.Flow.PublishPublicity(ctx, h.Clerk, x)
	wantErr(t, "one nominee twice", err, errs.Invalid, "每人只选一次")
}
