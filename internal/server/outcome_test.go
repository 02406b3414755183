package server

import (
	"fmt"
	"strings"
	"testing"

	"renmian/internal/appointment"
	"renmian/internal/authz"
	"renmian/internal/store"
	"renmian/internal/workflow"
)

func TestOutcomePagesRefuseOthers(t *testing.T) {
	d := newDecided(t)
	d.Must(d.Flow.MakeCertificates(t.Context(), d.Clerk, d.Meeting))
	certificates, err := d.DB.CertificatesOfMeeting(t.Context(), d.Meeting)
	d.Must(err)
	certificate := certificatePath(certificates[0].ID)
	d.Sworn(d.appointed)
	oath := oathPath(1)
	if all, err := d.DB.CeremoniesOfMeeting(t.Context(), d.Meeting); err == nil {
		oath = oathPath(all[0].ID)
	}
	list := draftPath(d.Published()[1].ID)
	filings, err := d.DB.FilingsOfMeeting(t.Context(), d.Meeting)
	d.Must(err)
	filing, dossier := filingPath(filings[0].ID), dossierPath(d.Read(d.appointed).Person.ID)
	outcome := outcomePath(d.Meeting)
	for role, who := range map[authz.Role]authz.Actor{authz.RoleOrgan: d.Organ, authz.RoleMember: d.Member, authz.RoleExaminer: d.Examiner, authz.RoleAdmin: d.Admin} {
		v := d.enter(who)
		for _, path := range []string{outcome, "/certificates", certificate, certificate + "/paper", "/oaths", oath, oath + "/roster", "/publishing", list, list + "/paper",
			"/filings", filing, filing + "/paper", dossier, dossier + "/print", fmt.Sprintf("/oaths/new?meeting=%d", d.Meeting)} {
			if got := v.get(path); got.status != 403 {
				t.Errorf("%s reads %s: %d", role, path, got.status)
			}
		}
		for _, path := range []string{outcome + "/certificates", outcome + "/print", outcome + "/handover", outcome + "/notices", outcome + "/publish", outcome + "/organs",
			outcome + "/close", certificate + "/print", certificate + "/handover", certificate + "/void", "/oaths", oath + "/record", oath + "/cancel", list + "/edit",
			list + "/redraft", list + "/proofread", list + "/publish", list + "/correct", filing} {
			if got := v.post(path); got.status != 403 {
				t.Errorf("%s does %s: %d", role, path, got.status)
			}
		}
	}
	d.visitor().get(outcome).want(t, 303, "/login")
}

func TestCertificatesOnTheirPages(t *testing.T) {
	d := newDecided(t)
	clerk := d.enter(d.Clerk)
	path := outcomePath(d.Meeting)
	clerk.get(path).want(t, 200, "制作任命书（1 件）", "决定任命欧阳示例为示例县财政局局长", "3 件待办结", "接受方志远辞去示例县县长职务的请求")
	clerk.get(meetingPath(d.Meeting)+"/certificates/proof").want(t, 404, "请先在会议结果办理页制作")
	clerk.post(path+"/certificates").want(t, 303, path)
	clerk.post(path+"/certificates").want(t, 409, "没有需要“制作任命书”的任免案")
	clerk.get(path).want(t, 200, "示例人任字〔2026〕1号", "打印任命书（1 件）").page.Omits("制作任命书（")
	clerk.get(meetingPath(d.Meeting)+"/certificates/proof").want(t, 200, "校样", "示例县第十八届人民代表大会常务委员会第三十六次会议决定任命你为示例县财政局局长。").page.Has("article.certificate")

	printed := clerk.post(path+"/print").want(t, 303, "/certificates/paper?ids=")
	clerk.get(printed.to).want(t, 200, "欧阳示例：", "主任 陈立民", "2026年11月26日").page.Omits("校样")
	clerk.post(path+"/print").want(t, 409, "都已打印过")
	clerk.post(path+"/handover", "on", "", "by", "").want(t, 422, "请填写日期")
	clerk.post(path+"/handover", "on", "2026-11-25", "by", "甲某").want(t, 422, "不能早于表决通过之日").page.Has("#f-on[aria-invalid]", "#f-by[value=甲某]")
	clerk.post(path+"/handover", "on", "2026-11-26", "by", "陈立民").want(t, 303, path)

	all, err := d.DB.CertificatesOfMeeting(t.Context(), d.Meeting)
	d.Must(err)
	one := certificatePath(all[0].ID)
	clerk.get(one).want(t, 200, "已颁发", "首次打印", "补打")
	clerk.post(one+"/print", "reprint", "").want(t, 422, "补打请写明理由")
	clerk.post(one+"/print", "reprint", "纸张破损").want(t, 303, one+"/paper")
	clerk.get(one).want(t, 200, "纸张破损")
	clerk.post(one+"/void", "reason", " ").want(t, 422, "请写明作废的理由").page.Has("details[open] #f-reason[aria-invalid]")
	clerk.post(one+"/void", "reason", "职务有误").want(t, 303, one)
	clerk.get(one).want(t, 200, "已作废", "职务有误").page.Omits("登记颁发")
	clerk.get(one+"/paper").want(t, 200, "作废")
	clerk.post(path+"/certificates").want(t, 303)
	clerk.get("/certificates").want(t, 200, "示例人任字〔2026〕2号", "示例人任字〔2026〕1号")
	clerk.get("/certificates?state=void").want(t, 200, "〔2026〕1号").page.Omits("〔2026〕2号")
	clerk.get("/certificates?q=财政局&year=2026&state=waiting").want(t, 200, "〔2026〕2号")
	clerk.get("/certificates?q=审判").want(t, 200, "没有符合条件的任命书")
	clerk.get("/certificates?before=2026.2").want(t, 200, "〔2026〕1号").page.Omits("〔2026〕2号")
}

func TestOathOnItsPages(t *testing.T) {
	d := newDecided(t)
	clerk := d.enter(d.Clerk)
	plan := fmt.Sprintf("/oaths/new?meeting=%d", d.Meeting)
	clerk.get("/oaths").want(t, 200, "欧阳示例", "还没有安排宣誓")
	clerk.get("/oaths/new").want(t, 404)
	clerk.get(plan).want(t, 200, "社会主义现代化强国努力奋斗", "欧阳示例").page.Omits("富强、民主、文明、和谐")
	form := []string{"meeting", idText(d.Meeting), "version", "2018", "form", "collective", "held_on", "2026-11-26", "place", "县礼堂", "organiser", "主任会议",
		"leader", "", "takers", idText(d.appointed)}
	clerk.post("/oaths", form...).want(t, 422, "请指定领誓人").page.Has("#f-leader[aria-invalid]", "#f-place[value=县礼堂]", "input[name=takers][checked]")
	form[5] = "single"
	at := clerk.post("/oaths", form...).want(t, 303).to
	clerk.get(plan).want(t, 409, "没有可以安排的宣誓人")
	clerk.get(at+"/roster").want(t, 200, "宪法宣誓名册", "欧阳示例", "我宣誓：")
	clerk.post(at+"/cancel").want(t, 303, outcomePath(d.Meeting))
	at = clerk.post("/oaths", form...).want(t, 303).to
	id := idText(d.appointed)
	clerk.post(at+"/record", "sworn-"+id, "no").want(t, 422, "请写明缺席的原因").page.Has("#f-absence-"+id+"[aria-invalid]", "input[value=no][checked]")
	clerk.post(at+"/record", "sworn-"+id, "no", "absence-"+id, "因公出差").want(t, 303, at)
	clerk.get(at).want(t, 200, "缺席，待补誓", "因公出差", "安排补誓")
	clerk.get("/oaths").want(t, 200, "缺席宣誓，待补誓", "1 人缺席")
	clerk.get(outcomePath(d.Meeting)).want(t, 200, "待补誓")
	makeup := plan + "&makeup=" + strings.TrimPrefix(at, "/oaths/")
	clerk.get(plan).want(t, 409, "没有可以安排的宣誓人")
	clerk.get(makeup).want(t, 200, "安排补誓")
	again := clerk.post("/oaths", append(form, "makeup", strings.TrimPrefix(at, "/oaths/"))...).want(t, 303).to
	clerk.post(again+"/record", "sworn-"+id, "yes").want(t, 303)
	clerk.get(at).want(t, 200, "缺席，已补誓").page.Omits("安排补誓")
}

func TestNoticesOnTheirPages(t *testing.T) {
	d := newDecided(t)
	clerk, second := d.enter(d.Clerk), d.enter(d.Clerk2)
	path := outcomePath(d.Meeting)
	clerk.post(path+"/notices").want(t, 303, path)
	all, err := d.DB.NoticesOfMeeting(t.Context(), d.Meeting)
	d.Must(err)
	list := draftPath(all[1].ID)
	clerk.get("/publishing").want(t, 200, "任免名单（第三十六次会议）", "待校核", "待备案")
	clerk.get(list).want(t, 200, "与会议通过的结果逐字一致", "请交另一位同事逐字校核").page.Lacks("form[action=" + list + "/proofread]")
	clerk.post(list+"/edit", "version", "1", "title", "", "body", "手机13812345678").want(t, 422, "请填写标题", "手机号码").page.Says("手机13812345678")
	clerk.post(list+"/edit", "version", "1", "title", all[1].Title, "body", strings.Replace(all[1].Body, "财政", "财证", 1)).want(t, 303, list)
	clerk.post(list+"/edit", "version", "1", "title", "旧", "body", "旧").want(t, 409, "刷新页面")
	page := second.get(list).want(t, 200, "不一致").page
	page.Has("li.missing mark", "li.added mark", "#f-note")
	if got := page.All("li.added mark")[0].Text(); got != "证" {
		t.Errorf("marked %q", got)
	}
	second.post(list+"/proofread", "version", "2", "compared", "1", "note", "").want(t, 422, "退给起草人改正")
	clerk.post(list+"/redraft", "version", "2").want(t, 303, list)
	second.post(list+"/proofread", "version", "3").want(t, 422, "逐字核对以后再确认")
	for _, n := range all {
		now, err := d.DB.Notice(t.Context(), n.ID)
		d.Must(err)
		second.post(draftPath(n.ID)+"/proofread", "version", fmt.Sprint(now.Version), "compared", "1").want(t, 303)
	}
	clerk.post(draftPath(all[0].ID)+"/publish").want(t, 409, "尚未公布")
	clerk.get(list+"/paper").want(t, 200, "决定任命欧阳示例为示例县财政局局长。")
	clerk.get(path).want(t, 200, "一并公布（3 件）")
	clerk.post(path+"/publish").want(t, 303, path)
	clerk.get(list).want(t, 200, "查看公布的页面", "发布更正").page.Omits("修改文字")
	clerk.post(list+"/correct", "text", "").want(t, 422, "请写明哪里有误")
	clerk.post(list+"/correct", "text", "“甲”应为“乙”。").want(t, 303)
	clerk.get(list).want(t, 200, "“甲”应为“乙”。")
	clerk.get("/publishing").want(t, 200, "已公布", "〔十八届〕第1号")
}

func TestOrganReadsAndAcknowledges(t *testing.T) {
	d := newDecided(t)
	clerk := d.enter(d.Clerk)
	clerk.post(outcomePath(d.Meeting)+"/organs").want(t, 303)
	sent, err := d.DB.OrganNotices(t.Context(), d.Organ.OrganID, 0, 1)
	d.Must(err)
	path := organNoticePath(sent[0].ID)
	d.enter(d.Court).get(path).want(t, 404)
	d.enter(d.Member).get("/organ-notices").want(t, 403)
	organ := d.enter(d.Organ)
	organ.get("/organ-notices").want(t, 200, sent[0].Number, "待签收")
	organ.get(path).want(t, 200, "决定任命欧阳示例为示例县财政局局长", "签收").page.Omits("方志远")
	organ.get(path+"/paper").want(t, 200, "示例县人民政府：", "关于人事任免事项的通知")
	clerk.post(path+"/receive").want(t, 403)
	organ.post(path+"/receive").want(t, 303, path)
	organ.post(path+"/receive").want(t, 409, "签收")
	clerk.get("/organ-notices").want(t, 200, "已签收", "示例县人民政府")
}

func TestFilingAndClosing(t *testing.T) {
	d := newDecided(t)
	clerk := d.enter(d.Clerk)
	all, err := d.DB.FilingsOfMeeting(t.Context(), d.Meeting)
	d.Must(err)
	one := filingPath(all[0].ID)
	clerk.get("/filings").want(t, 200, "还有 15 天", "本级人民代表大会")
	clerk.get(one).want(t, 200, "登记备案")
	clerk.get(one+"/paper").want(t, 200, "备案报告", "现报请备案")
	clerk.post(one, "on", "2026-11-26", "document_no", " ").want(t, 422, "文号")
	clerk.post(one, "on", "2026-11-26", "document_no", "示人发〔2026〕9号").want(t, 303, one)
	clerk.post(one, "on", "2026-11-26", "document_no", "又").want(t, 409)
	clerk.get("/filings").want(t, 200, "示人发〔2026〕9号")

	path := outcomePath(d.Meeting)
	clerk.post(path+"/close").want(t, 409, "没有可以办结")
	d.Certified()
	d.Sworn(d.appointed)
	d.Published()
	d.Told()
	d.Filed()
	clerk.get(path).want(t, 200, "3 件已经办齐")
	clerk.post(path+"/close").want(t, 303, path)
	clerk.get(path).want(t, 200, "都已办结")
	clerk.get(casePath(d.appointed)).want(t, 200, "已办结，转入任后监督")
}

func TestDossier(t *testing.T) {
	h := newHouse(t)
	c := h.Case(appointment.StageClosed)
	path := dossierPath(c.Person.ID)
	clerk := h.enter(h.Clerk)
	page := clerk.get(path).want(t, 200, "提请决定任命欧阳示例为示例县财政局局长", "任前法律考试", "提交供职承诺书", "主任会议：同意提请常委会会议审议",
		"通过：决定任命欧阳示例为示例县财政局局长", "赞成 25", "颁发任命书示例人任字〔2026〕1号", "宪法宣誓", "公布", "备案", "在任", "供职承诺：示例县财政局局长").page
	text := page.One("#timeline").Text()
	last := -1
	for _, what := range []string{"提请决定任命", "完成初审", "主任会议：", "通过：", "颁发任命书", "宪法宣誓", "公布决定任命", "书面通知", "已办结"} {
		at := strings.Index(text, what)
		if at < last {
			t.Errorf("%s stands out of order in %s", what, text)
		}
		last = at
	}
	clerk.get(path+"/print").want(t, 200, "任职档案", "三、任免、履职和监督记载")
	seen, err := h.DB.SubjectHistory(t.Context(), "person", c.Person.ID)
	h.Must(err)
	if len(seen) != 2 || seen[0].Action != authz.ViewDossier || seen[0].Actor != h.Clerk.Name {
		t.Errorf("openings of the dossier: %+v", seen)
	}
	clerk.get(dossierPath(999999)).want(t, 404)
}

func TestOutcomeBeforeAnyResult(t *testing.T) {
	h := newHouse(t)
	h.enter(h.Clerk).get(outcomePath(h.Meeting)).want(t, 200, "还没有宣布任何任免案的表决结果")
}

func TestRejectedCasesAreToldButNotPublished(t *testing.T) {
	h := newHouse(t)
	c := h.Case(appointment.StageRejected)
	clerk := h.enter(h.Clerk)
	path := outcomePath(h.Meeting)
	clerk.get(path).want(t, 200, "未通过", "没有通过的任免案，不必公布", "本次会议通过的事项不颁发任命书")
	clerk.post(path+"/notices").want(t, 409, "没有可以公布的名单")
	clerk.post(path+"/organs").want(t, 303)
	sent, err := h.DB.OrganNoticesOfMeeting(t.Context(), h.Meeting)
	h.Must(err)
	if len(sent) != 1 || !strings.Contains(sent[0].Body, "未获全体组成人员过半数赞成，未通过") || c.Certificate != nil {
		t.Errorf("told: %+v", sent)
	}
	if all, err := h.DB.PublishedNotices(t.Context(), store.NoticeFilter{Limit: 9}); err != nil || len(all) != 0 {
		t.Errorf("published %v, %v", all, err)
	}
}

// While the meeting sits, the page of its results follows what is announced in the room (UX.md §10, 任命书与宣誓).
func TestTheResultsFollowTheMeeting(t *testing.T) {
	st, h, c, item := inTheRoom(t)
	ctx := t.Context()
	h.Must(h.Flow.OpenMeeting(ctx, h.Operator, h.Meeting, 29))
	path := outcomePath(h.Meeting)
	clerk := st.by(h.Clerk)
	clerk.get(path).want(t, 200, "还没有宣布", "本页自动更新").page.Has("div[data-live]")
	st.by(h.Member).get(path+"/live?once").want(t, 403)
	h.Must(h.Flow.IntroduceItem(ctx, h.Operator, item))
	h.Deliberated(item)
	round := h.OpenRound(item)
	h.Count(item, round, workflow.CountForm{Issued: 26, Returned: 26, Lines: []store.Count{{CaseID: c.ID, Yes: 26}}})
	clerk.get(path+"/live?once").want(t, 200, "还没有宣布").page.Omits("制作任命书")
	h.Must(h.Flow.AnnounceResult(ctx, h.Chair, item, round))
	clerk.get(path+"/live?once").want(t, 200, "制作任命书（1 件）")
	op := st.by(h.Operator)
	op.get(fmt.Sprintf("/meetings/%d/console", h.Meeting)).want(t, 200, "任命书还有 1 件待制作", "请通知", "不必停会等候", "不在会上颁发")
	h.Must(h.Flow.MakeCertificates(ctx, h.Clerk, h.Meeting))
	clerk.get(path+"/live?once").want(t, 200, "打印任命书（1 件）")
	h.Must(h.Flow.CloseMeeting(ctx, h.Operator, h.Meeting))
	clerk.get(path).want(t, 200, "打印任命书（1 件）").page.Lacks("div[data-live]")
}
