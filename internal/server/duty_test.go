package server

import (
	"bytes"
	"fmt"
	"slices"
	"testing"
	"time"

	"renmian/internal/appointment"
	"renmian/internal/authz"
	"renmian/internal/calendar"
	"renmian/internal/fixture"
	"renmian/internal/store"
	"renmian/internal/supervision"
	"renmian/internal/workflow"
	"renmian/web/ui"
)

// Duty reports in the browser: call, the own report with its promises, receipt, review, oral choice, volume. ZY-16, SB-10, SB-11, SB-12, SB-13, ZY-17, SN-21
func TestDutyPages(t *testing.T) {
	h := newHouse(t)
	c := h.Case(appointment.StageClosed)
	h.Persons["欧阳示例"] = c.Person.ID
	year := h.Today().Year()
	clerk, chair := h.enter(h.Clerk), h.enter(h.Chair)
	clerk.get(dutyHome).want(t, 200, "还没有发出过述职通知")
	clerk.get(dutyHome+"/calls/new").want(t, 200, "欧阳示例", "每年一次", "未开通账号", "供职承诺兑现").page.Has("input[name=person][checked]")
	re := clerk.post(dutyHome+"/calls", "year", fmt.Sprint(year), "due_on", "2020-01-01", "note", "实事求是", "person", idText(c.Person.ID)).want(t, 422, "不能早于今天")
	if re.page.Value("note") != "实事求是" {
		t.Error("the form lost what was typed")
	}
	clerk.post(dutyHome+"/calls", "year", fmt.Sprint(year), "due_on", "下周", "person", idText(c.Person.ID)).want(t, 422, "日期请写成")
	path := dutyCallPath(year)
	clerk.post(dutyHome+"/calls", "year", fmt.Sprint(year), "due_on", h.Today().Add(10).ISO(), "person", idText(c.Person.ID), "person",
		idText(h.Persons["钱正明"])).want(
		t,
		303,
		path,
	)
	clerk.get(path).want(t, 200, "应提交", "欧阳示例", "钱正明", "待提交")
	clerk.get(path+"?q=qzm").want(t, 200, "钱正明").page.Omits("欧阳示例")
	clerk.get(path+"?show=late").want(t, 200, "没有符合条件")
	clerk.get(path+"/notice").want(t, 200, "关于报送", "欧阳示例")
	clerk.get(path+"/people").want(t, 200, "曹雨生").page.Omits("钱正明")

	d := dutyOfPerson(t, h, c.Person.ID)
	own := h.enter(h.Appointee("欧阳示例"))
	own.get("/desk").want(t, 200, "提交述职报告")
	own.get("/my").want(t, 200, fmt.Sprintf("%d 年度述职报告", year), "待提交")
	mine, staffPath := workflow.OwnDutyPath(d), workflow.DutyPath(d)
	own.get(staffPath).want(t, 303, mine)
	form := own.get(mine).want(t, 200, "您的供职承诺", "忠于宪法，依法履职", "自动保存", "兑现情况")
	form.page.Has("form[data-autosave]")
	fields := []string{"version", "0"}
	sections, answers := h.DutyText(d)
	for i, x := range sections {
		fields = append(fields, fmt.Sprintf("section%d", i), x.Text)
	}
	own.post(mine, fields...).want(t, 422, "请选择", "请写明")
	fields[1] = own.get(mine).page.One("form[action=" + mine + "]").Value("version")
	for i, a := range answers {
		fields = append(fields, fmt.Sprintf("kept%d", i), string(a.Kept), fmt.Sprintf("promise%d", i), a.Text)
	}
	own.send(mine+"/files", []attached{{"files", "坏.exe", []byte("MZ")}}).want(t, 422, "不是可以收存的格式")
	own.send(mine+"/files", []attached{{"files", "附表.pdf", fixture.PDF()}}).want(t, 303, mine)
	own.post(mine, fields...).want(t, 303, mine+"/check")
	check := own.get(mine+"/check").want(t, 200, "提交后不能修改", "已兑现", "附表.pdf")
	own.post(mine+"/file", "version", "0").want(t, 409, "重新核对")
	own.post(mine+"/file", "version", check.page.Value("version")).want(t, 303, mine+"/receipt")
	own.get(mine+"/receipt").want(t, 200, "述职报告回执", "第1稿")
	own.get(mine).want(t, 200, "第 1 稿", "已提交").page.Lacks("form[action=" + mine + "]")
	h.enter(h.Appointee("钱正明")).get(mine).want(t, 404, "不属于您")

	clerk.get("/desk").want(t, 200, "审查述职报告（1 份）")
	clerk.get(staffPath).want(t, 200, "供职承诺兑现", "审查完毕", "退回补充")
	clerk.post(staffPath+"/review", "opinion", "").want(t, 422, "请写明审查意见")
	clerk.post(staffPath+"/return", "reason", "", "by", "").want(t, 422, "请写明要补充什么", "请填写补充的期限")
	chair.post(staffPath+"/review", "opinion", "好").want(t, 403)
	clerk.post(staffPath+"/review", "opinion", "内容齐全").want(t, 303, staffPath)
	other := workflow.DutyPath(dutyOfPerson(t, h, h.Persons["钱正明"]))
	clerk.send(other+"/paper", nil).want(t, 422, "请上传签名的述职报告")
	clerk.get(other+"/excuse").want(t, 200, "不能恢复")
	h.Pass(11)
	clerk, chair = h.enter(h.Clerk), h.enter(h.Chair) // signed out overnight
	clerk.get("/desk").want(t, 200, "催交述职报告（逾期 1 人）")
	clerk.get(path+"/urge").want(t, 200, "逾期，期限")
	clerk.post(path+"/urge", "how", "").want(t, 422, "请选择催交的人员", "请选择催交方式")
	clerk.post(path+"/urge", "how", "电话", "matter", idText(dutyOfPerson(t, h, h.Persons["钱正明"]))).want(t, 303, path)
	organ := h.enter(h.Organ)
	organ.get("/desk").want(t, 200, "督促提交述职报告")
	organ.get(other).want(t, 200, "钱正明", "逾期未交").page.Lacks("form[action=" + other + "/review]")
	organ.get(staffPath).want(t, 404)

	chair.get("/desk").want(t, 200, "确定口头述职人员")
	chair.get(path+"/oral").want(t, 200, "欧阳示例", "本届还没有口头述职")
	chair.post(path+"/oral", "matter", idText(d)).want(t, 422, "请选择在哪次")
	// drawn by lot at the mobilisation meeting, with what repeats the draw 〔业务参考 4.2〕
	chair.post(path+"/draw", "count", "99", "witness", "").want(t, 422, "1 至 50", "监督抽签的人", "请选择在哪次")
	clerk.post(path+"/draw", "count", "1", "witness", "纪检组", "draw_meeting", idText(h.Meeting)).want(t, 403)
	chair.post(path+"/draw", "count", "2", "witness", "纪检组", "draw_meeting", idText(h.Meeting)).want(t, 303, path+"/oral#draw")
	chair.get(path+"/oral").want(t, 200, "抽签记录", "纪检组")
	drawn, err := h.DB.DutyCallOf(t.Context(), h.Today().Year(), h.Today())
	h.Must(err)
	draws, err := h.DB.DutyDraws(t.Context(), drawn.ID)
	h.Must(err)
	if again := supervision.Draw(draws[0].Pool, 2, draws[0].Seed); !slices.Equal(again, draws[0].Drawn) || drawn.Chosen != 2 {
		t.Errorf("the draw repeated is %v, was %v; chosen %d", again, draws[0].Drawn, drawn.Chosen)
	}
	chair.post(path+"/oral", "matter", idText(d), "meeting", idText(h.Meeting)).want(t, 303, path)
	clerk.post(staffPath+"/oral", "held_on", h.Today().ISO(), "achievements", "预算规范").want(t, 422, "请写明指出的不足", "请写明提出的建议")
	clerk.post(staffPath+"/oral", "held_on", h.Today().ISO(), "achievements", "预算规范", "shortcomings", "拨付偏慢", "suggestions", "建立台账").want(t, 303, staffPath)
	clerk.get(staffPath).want(t, 200, "预算规范", "拨付偏慢", "建立台账")

	summary := clerk.get(path+"/summary").want(t, 200, "应提交述职报告2人，已提交1人", "汇编成册")
	clerk.post(path+"/summary", "version", summary.page.Value("version"), "summary", "").want(t, 422, "请写明审查报告")
	clerk.post(path+"/summary", "version", summary.page.Value("version"), "summary", "审查情况如下。").want(t, 303, path+"/summary")
	clerk.get(path+"/summary/print").want(t, 200, "审查情况的报告", "逐人审查意见", "内容齐全")
	clerk.post(path+"/report", "held_on", h.Today().ISO()).want(t, 422, "请选择在哪次")
	clerk.post(path+"/report", "held_on", h.Today().ISO(), "meeting", idText(h.Meeting)).want(t, 303, path+"/summary")
	volume := clerk.post(path+"/volume").want(t, 303, "/supervision/duty/volumes/").header.Get("Location")
	member := h.enter(h.Member)
	member.get(volume).want(t, 404, "还没有印发")
	clerk.post(volume+"/issue").want(t, 303, volume)
	member.get("/desk").want(t, 200, "阅读述职报告汇编")
	member.get(volume+"/read").want(t, 200, "欧阳示例", "宪法法律执行")
	member.get("/desk").want(t, 200).page.Omits("阅读述职报告汇编")
	clerk.get(volume).want(t, 200, "已打开", "送达和阅读")
	if file := member.get(volume+"/file").want(t, 200); !bytes.HasPrefix([]byte(file.body), []byte("%PDF-")) { // contents and page numbers are the binder's
		t.Error("the volume is no PDF")
	}
	for _, who := range []authz.Actor{h.Examiner, h.Organ} {
		h.enter(who).get(path).want(t, 403)
		h.enter(who).get(volume).want(t, 403)
	}
}

func dutyOfPerson(t *testing.T, h *house, personID int64) int64 {
	t.Helper()
	all, err := h.DB.DutyReportsOf(t.Context(), personID)
	h.Must(err)
	if len(all) == 0 {
		t.Fatal("no duty report")
	}
	return all[0].MatterID
}

// Coverage over the term and figures that open their lists: V21, V23, SB-17, SB-18, TM-29
func TestCoverageAndFigures(t *testing.T) {
	h := newHouse(t)
	matters := h.CallDuty(h.Today().Add(5), "钱正明", "曹雨生")
	h.Must(h.Flow.EnterDuty(t.Context(), h.Clerk, matters["钱正明"], nil, nil, workflow.Upload{Name: "述职报告.pdf", Data: fixture.PDF()}))
	member := h.enter(h.Member)
	member.get(coveragePath).want(t, 200, "本届监督覆盖", "1 / 4", "钱正明", "曾立法").page.Has("svg[role=img]")
	member.get(coveragePath+"?missing=duty").want(t, 200, "曹雨生", "曾立法")
	if rows := member.get(coveragePath + "?missing=duty").page.One("#list").Text(); bytes.Contains([]byte(rows), []byte("钱正明")) {
		t.Error("somebody who has filed is listed as missing")
	}
	year := fmt.Sprint(h.Today().Year())
	member.get(figuresPath).want(t, 200, "监督事项", "2026年", "向代表大会报告的数字")
	member.get(supervisionPath+"?kind=duty_report&year="+year).want(t, 200, "钱正明", "曹雨生")
	member.get(dutyCallPath(h.Today().Year())+"?show=handed").want(t, 200, "钱正明").page.Omits("曹雨生")
	member.get(figuresPath+"/report?year="+year).want(t, 200, "书面述职", "人次", "述职、评议、测评和整改")
	h.enter(h.Organ).get(figuresPath).want(t, 403)
}

// Who looks at a report that was sent back sees by when it is to come again, not only the day of the call. SB-11
func TestDutyFactsShowSupplementDay(t *testing.T) {
	today := calendar.Date(2026, time.November, 20)
	x := dutyData{d: store.DutyReport{Duty: supervision.Duty{Stage: supervision.DutyReturned, DueOn: today.Add(30), SupplementBy: today}}}
	if i := slices.IndexFunc(x.facts(authz.Actor{}, today).Summary, func(i ui.Item) bool { return i.Key == "补充期限" && i.Note == "今天到期" }); i < 0 {
		t.Errorf("facts %+v", x.facts(authz.Actor{}, today).Summary)
	}
}
