package server

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"renmian/internal/appointment"
	"renmian/internal/authz"
	"renmian/internal/fixture"
	"renmian/internal/policy"
)

func TestInquiryPages(t *testing.T) {
	h, c := underReview(t)
	clerk, path := h.enter(h.Clerk), inquiryPath(c.ID)
	clerk.get(path).want(t, 200, "登记任前考察", "执法执纪", "登记任前沟通", "起草公示", "欧阳示例")
	re := clerk.send(path+"/investigations", nil, "method", "own", "held_on", "2026-11-02", "by_whom", "考察组", "finding0", "经历清楚").
		want(t, 422, "请选择考察结论", "“政绩”没有填写")
	if re.page.Value("finding0") != "经历清楚" || re.page.Value("by_whom") != "考察组" {
		t.Error("the form lost what was typed")
	}
	good := []string{"method", "own", "held_on", "2026-11-02", "by_whom", "考察组", "conclusion", "doubt"}
	for i := range 5 {
		good = append(good, fmt.Sprintf("finding%d", i), "情况良好")
	}
	clerk.send(path+"/investigations", []attached{{"file", "考察材料.pdf", fixture.PDF()}}, good...).want(t, 303, path)
	all, err := h.DB.Investigations(t.Context(), c.ID)
	h.Must(err)
	clerk.get(path).want(t, 200, "考察情况已登记", "考察记录 1", "有疑问", "考察材料.pdf", "李模拟")
	file := fmt.Sprintf("%s/files/%d", path, all[0].FileID)
	if re := clerk.get(file); re.status != 200 || re.header.Get("Content-Type") != "application/pdf" {
		t.Errorf("file: %d %s", re.status, re.header.Get("Content-Type"))
	}
	h.enter(h.Examiner).get(file).want(t, 403)
	correct := fmt.Sprintf("investigation-%d", all[0].ID)
	re = clerk.get(path+"?correct="+correct).want(t, 200, "更正任前考察记录", "更正理由")
	if re.page.One("#investigation-form").Value("by_whom") != "考察组" {
		t.Error("the correction does not begin with the record")
	}
	again := append([]string{"corrects", idText(all[0].ID), "correct", correct}, good...)
	clerk.send(path+"/investigations", nil, again...).want(t, 422, "请写明更正的理由", "登记更正")
	clerk.send(path+"/investigations", nil, append(again, "correction", "结论误选")...).want(t, 303)
	clerk.get(path).want(t, 200, "已更正", "仅供查考", "结论误选")

	clerk.send(path+"/consultations", nil, "talked_on", "明天").want(t, 422, "日期请写成", "日期请写成")
	clerk.send(
		path+"/consultations",
		nil,
		"kind",
		"party_group",
		"talked_on",
		"2026-11-02",
		"with_whom",
		"县委组织部",
		"opinion",
		"同意",
		"suggests_hold",
		"1",
	).want(
		t,
		303,
		path,
	)
	h.enter(h.Chair).get(path).want(t, 200, "建议暂缓", "县委组织部").page.Lacks("form[action=" + path + "/consultations]")
	for _, who := range []authz.Actor{h.Organ, h.Member, h.Examiner, h.Operator} {
		h.enter(who).get(path).want(t, 403)
	}
	h.enter(h.Organ).send(path+"/investigations", nil, good...).want(t, 403)
}

func TestPublicityOnPages(t *testing.T) {
	h, c := underReview(t)
	clerk := h.enter(h.Clerk)
	clerk.get("/publicities").want(t, 200, "还没有任前公示", "起草公示")
	clerk.get("/publicities/new").want(t, 200, "欧阳示例 拟决定任命示例县财政局局长")
	re := clerk.get(fmt.Sprintf("/publicities/new?case=%d", c.ID)).want(t, 200, "预览公示")
	profile := re.page.Value("profile-" + idText(c.ID))
	if !strings.Contains(profile, "拟决定任命示例县财政局局长") || strings.Contains(profile, "999999198001011233") || strings.Contains(profile, "妻子") {
		t.Errorf("V25 prefilled profile %q", profile)
	}
	if re.page.Value("to") <= re.page.Value("from") || re.page.Value("telephone") != "0000-1234567" {
		t.Errorf("prefilled days %s to %s", re.page.Value("from"), re.page.Value("to"))
	}
	form := func(change ...string) []string {
		values := map[string]string{"title": re.page.Value("title"), "body": re.page.Value("body"), "case": idText(c.ID), "profile-" + idText(c.ID): profile,
			"from": re.page.Value("from"), "to": re.page.Value("to"), "office_name": "县人大常委会", "telephone": "0000-1234567"}
		for i := 0; i < len(change); i += 2 {
			values[change[i]] = change[i+1]
		}
		var pairs []string
		for k, v := range values {
			pairs = append(pairs, k, v)
		}
		return pairs
	}
	bad := clerk.post("/publicities/preview", form("profile-"+idText(c.ID), profile+"\n身份证：110101198001010018", "to", "下周")...).
		want(t, 422, "日期请写成")
	if bad.page.Value("to") != "下周" || !strings.Contains(bad.page.Value("profile-"+idText(c.ID)), "110101198001010018") {
		t.Error("the form lost what was typed")
	}
	clerk.post("/publicities/preview", form("profile-"+idText(c.ID), profile+"\n身份证：110101198001010018")...).want(t, 422, "身份证号码", "依法不得公布")
	preview := clerk.post("/publicities/preview", form()...).want(t, 200, "核对公示", "发布公示", "返回修改", "公示期自")
	clerk.post("/publicities/preview", form("edit", "1")...).want(t, 200, "预览公示")
	if preview.page.One("form[action=/publicities]").Value("to") != re.page.Value("to") {
		t.Error("the preview does not carry the notice on")
	}
	h.enter(h.Chair).post("/publicities", form()...).want(t, 403)
	clerk.get(clerk.post("/publicities", form()...).want(t, 303, "/publicities/").to).want(t, 200, "公示已发布")
	clerk.post("/publicities", form()...).want(t, 409, "已在公示中")
	running, err := h.DB.RunningPublicities(t.Context(), h.Today())
	h.Must(err)
	path := publicityPath(running[0].ID)
	clerk.get(path).want(t, 200, "还有", "还没有收到意见", "公示未满", "延长公示", "欧阳示例")
	clerk.get(inquiryPath(c.ID)).want(t, 200, "公示中", "查看公示和意见")
	clerk.get(path+"/paper").want(t, 200, "任前公示", "受理电话")
	h.enter(h.Chair).get(path).want(t, 200).page.Omits("延长公示")
	h.enter(h.Organ).get(path).want(t, 403)

	clerk.post(path+"/opinions", "channel", "letter", "received_on", "2026-11-02", "text", "工作作风问题").want(t, 422, "请填写姓名", "请填写联系方式")
	clerk.post(path+"/opinions", "channel", "letter", "received_on", h.Today().ISO(), "about", idText(c.ID), "text", "工作作风问题", "anonymous", "1", "clue",
		"去年座谈会").want(
		t,
		303,
		path,
	)
	opinions, err := h.DB.Opinions(t.Context(), running[0].ID)
	h.Must(err)
	clerk.get(path).want(t, 200, opinions[0].Receipt, "匿名", "待核实").page.Omits("去年座谈会")
	one := opinionPath(running[0].ID, opinions[0].ID)
	clerk.get(one).want(t, 200, "去年座谈会", "开始核实")
	h.enter(h.Chair).get(one).want(t, 403)
	clerk.post(one+"/conclude", "found", "查过", "conclusion", "unfounded").want(t, 409, "请先开始核实")
	clerk.post(one+"/verify").want(t, 303, one)
	re = clerk.post(one+"/conclude", "found", "走访了三人").want(t, 422, "请选择核实结论")
	if re.page.Value("found") != "走访了三人" {
		t.Error("the form lost what was typed")
	}
	clerk.post(one+"/conclude", "found", "走访了三人，不属实", "conclusion", "unfounded").want(t, 303, one)

	clerk.get(path+"/extend").want(t, 200, "延长至")
	clerk.post(path+"/extend", "version", "1", "to", h.Today().ISO(), "reason", "核实需要").want(t, 422, "之后")
	clerk.post(path+"/extend", "version", "1", "to", running[0].To.Add(2).ISO(), "reason", "核实需要").want(t, 303, path)
	clerk.get(path).want(t, 200, "核实需要")
	clerk.get(path+"/drop").want(t, 200, "可以重新公示")
	h.Pass(10)
	clerk = h.enter(h.Clerk)
	clerk.get(path).want(t, 200, "期满待报告", "形成公示情况报告")
	re = clerk.get(path+"/report").want(t, 200)
	if draft := re.page.Value("report"); !strings.Contains(draft, "共收到意见1件") || !strings.Contains(draft, "走访了三人，不属实") || !strings.Contains(draft, "反映不属实") {
		t.Errorf("AN-03 draft report %q", draft)
	}
	clerk.post(path+"/report", "version", "2", "report", re.page.Value("report")).want(t, 303, path)
	clerk.get(path+"/report/paper").want(t, 200, "公示情况报告", "主任会议")
	clerk.get("/publicities").want(t, 200, "已办结")
}

func TestPublicAnswersANotice(t *testing.T) {
	p := policy.Default()
	p.Retention.PublicityPageDays = 5
	h := houseUnder(t, p)
	c := h.Case(appointment.StageReview)
	id := h.Publicized(c)
	path, public := publicPath(id), h.visitor()
	public.get(path).want(t, 200, "公示中", "还有", "欧阳示例", "简历：", "网上提交意见", "0000-1234567").page.Omits("999999198001011233", "查看公示和意见")
	public.get(path+"/print").want(t, 200, "公示期自")
	re := public.get(path+"/opinion").want(t, 200, "提倡署真实姓名", "匿名")
	key := re.page.Value("key")
	re = public.post(path+"/opinion", "key", key, "about", idText(c.ID), "text", "他在原单位群众评价不高", "anonymous", "1").want(t, 422, "可以核查的线索")
	if re.page.Value("text") != "他在原单位群众评价不高" || re.page.Value("key") != key {
		t.Error("the form lost what was typed")
	}
	public.post(path+"/opinion", "key", key, "text", "意见", "anonymous", "1", "clue", "线索", "website", "http://spam").want(t, 422, "请勿填写")
	first := public.post(path+"/opinion", "key", key, "about", idText(c.ID), "text", "意见", "anonymous", "1", "clue", "去年十月座谈会").want(t, 303, "/received?no=")
	if again := public.post(path+"/opinion", "key", key, "about", idText(c.ID), "text", "意见", "anonymous", "1", "clue", "去年十月座谈会").want(t, 303); again.to != first.to {
		t.Errorf("the same form again led to %q, first to %q", again.to, first.to)
	}
	public.get(first.to).want(t, 200, "已收到您的意见", "受理编号", strings.TrimPrefix(first.to, path+"/received?no="))
	public.get(path+"/received?no=20260101-AAAA-BBBB").want(t, 404)
	public.get(publicityPath(id)).want(t, 303, "/login")

	h.Must(h.Flow.WithdrawCase(t.Context(), h.Organ, c.ID, "工作调整"))
	public.get(path).want(t, 200, "已经撤回").page.Omits("简历：")
	h.Pass(9)
	public.get(path).want(t, 200, "已结束").page.Omits("网上提交意见")
	public.get(path+"/opinion").want(t, 409, "网上不再受理")
	h.Pass(10)
	public.get(path).want(t, 200, "已按规定撤下").page.Omits("欧阳示例")
	public.get(path+"/print").want(t, 404)
	public.get(publicPath(id+1)).want(t, 404)
}

func TestTooManyOpinionsFromOnePlace(t *testing.T) {
	h, c := underReview(t)
	path := publicPath(h.Publicized(c)) + "/opinion"
	send := func(from, proxied string) reply {
		r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, path, strings.NewReader("text=x&anonymous=1&clue=y"))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.RemoteAddr = from
		if proxied != "" {
			r.Header.Set("X-Forwarded-For", "198.51.100.7, "+proxied)
		}
		return h.visitor().do(r)
	}
	for range 10 {
		send("192.0.2.1:1000", "").want(t, 303)
	}
	if re := send("192.0.2.1:1000", "").want(t, 429, "过于频繁"); re.page.Value("text") != "x" {
		t.Error("the form lost what was typed")
	}
	send("192.0.2.2:1000", "").want(t, 303)
	send("127.0.0.1:1000", "192.0.2.1").want(t, 429)
	send("127.0.0.1:1000", "192.0.2.3").want(t, 303)
	h.Now = h.Now.Add(11 * time.Minute)
	send("192.0.2.1:1000", "").want(t, 303)
}

func TestExamPages(t *testing.T) {
	h, c := underReview(t)
	examiner, second := h.enter(h.Examiner), h.enter(h.Examiner2)
	examiner.get("/exams").want(t, 200, "等待考试（1 人）", "欧阳示例", "安排考试", "还没有安排考试")
	for _, who := range []authz.Actor{h.Organ, h.Chair, h.Member, h.Operator} {
		h.enter(who).get("/exams").want(t, 403)
	}
	re := examiner.get("/exams/new").want(t, 200, "欧阳示例 示例县财政局局长")
	if re.page.Value("held_on") != h.Today().ISO() {
		t.Error("the day is not prefilled")
	}
	re = examiner.post("/exams", "held_on", "2026-11-03", "place", "会议室").want(t, 422, "监考人员", "试卷名称")
	if re.page.Value("place") != "会议室" {
		t.Error("the form lost what was typed")
	}
	to := examiner.post("/exams", "held_on", h.Today().ISO(), "starts_at", "09:00", "place", "县委党校", "paper", "A 卷", "invigilators", "吴模拟、郑模拟", "case",
		idText(c.ID)).
		want(
			t,
			303,
			"/exams/",
		).to
	examiner.get(to).want(t, 200, "待登记成绩", "欧阳示例", "登记成绩", "撤去欧阳示例")
	if got := examiner.get(to+"/edit").want(t, 200).page.Value("place"); got != "县委党校" {
		t.Errorf("place %q", got)
	}
	score, marker, absent := "score-"+idText(c.ID), "marker-"+idText(c.ID), "absent-"+idText(c.ID)
	examiner.post(to+"/results").want(t, 422, "至少填写一名")
	re = examiner.post(to+"/results", score, "八十", marker, "吴模拟").want(t, 422, "请填数字")
	if re.page.Value(score) != "八十" || re.page.Value(marker) != "吴模拟" {
		t.Error("the form lost what was typed")
	}
	examiner.post(to+"/results", score, "80", absent, "1", marker, "吴模拟").want(t, 422, "又勾选了缺考")
	examiner.post(to+"/results", score, "86.5", marker, "吴模拟").want(t, 303, to)
	examiner.get(to).want(t, 200, "待核对", "核对成绩").page.Omits("86.5")
	examiner.get(to+"/confirm").want(t, 200, "由您登记，须由另一人核对")
	if examiner.get(to+"/results").want(t, 200).page.Value(score) != "86.5" {
		t.Error("the one who entered it cannot correct it")
	}
	second.get(to+"/confirm").want(t, 200, "吴模拟登记").page.Omits("86.5")
	examiner.post(to+"/confirm", score, "86.5").want(t, 409, "须由另一人")
	second.post(to+"/confirm", score, "85.5").want(t, 422, "与登记的成绩不一致")
	second.post(to+"/confirm", score, "86.5").want(t, 303, to)
	second.get(to).want(t, 200, "86.5", "良好", "已办结", "打印成绩单")
	second.get(to+"/scores").want(t, 200, "任前法律知识考试成绩单", "86.5", "良好", "首次")
	second.get(to+"/edit").want(t, 200)
	second.post(to, "version", "1", "held_on", h.Today().ISO(), "place", "x", "paper", "x", "invigilators", "x").want(t, 409, "不能再改")
	h.enter(h.Clerk).get(casePath(c.ID)+"/exam").want(t, 200, "合格", "86.5", "及格线", "60 分")
	h.enter(h.Chair).get(casePath(c.ID)+"/exam").want(t, 200, "86.5").page.Omits("办理免试")
	h.enter(h.Organ).get(casePath(c.ID)+"/exam").want(t, 403)
}

func TestExamWaiverAndListOnPages(t *testing.T) {
	h, c := underReview(t)
	clerk, path := h.enter(h.Clerk), casePath(c.ID)+"/exam"
	x := h.SittingForm()
	x.HeldOn = h.Today().Add(2)
	id, err := h.Flow.CreateSitting(t.Context(), h.Clerk, x, nil)
	h.Must(err)
	sitting := sittingPath(id)
	clerk.get(sitting).want(t, 200, "考后在这里登记成绩", "增加考生")
	clerk.post(sitting+"/candidates").want(t, 422, "请选择考生")
	clerk.post(sitting+"/candidates", "case", idText(c.ID)).want(t, 303, sitting)
	clerk.post("/exams/find", "q", " 欧阳 ").want(t, 303, "q=")
	for q, found := range map[string]bool{"欧阳": true, "OY": true, "钱正明": false} {
		if got := clerk.get(withQuery("/exams", "q", q)).want(t, 200); strings.Contains(got.page.Text(), "没有找到“"+q+"”的考试") == found {
			t.Errorf("search for %s: found %v, want %v", q, !found, found)
		}
	}
	clerk.post(fmt.Sprintf("%s/candidates/%d/dismiss", sitting, c.ID)).want(t, 303, sitting)
	clerk.get(path).want(t, 200, "办理免试", "未考")
	re := clerk.post(path+"/waiver", "ground", "internal", "note", "").want(t, 422, "请写明依据")
	if re.page.Value("ground") != "internal" {
		t.Error("the form lost what was chosen")
	}
	clerk.post(path+"/waiver", "ground", "internal", "note", "2024年任副局长时考试合格").want(t, 303, path)
	clerk.get(path).want(t, 200, "免试", "同一机关内部调整", "2024年任副局长时考试合格").page.Omits("办理免试")
	clerk.post(path+"/waiver", "ground", "internal", "note", "再次").want(t, 409, "已准予")
	clerk.get("/exams").want(t, 200, "没有等待考试的拟任人员")
}

func TestNomineeOnPages(t *testing.T) {
	h, c := underReview(t)
	h.Sit(c, 92)
	nominee := h.enter(h.NomineeOf(c))
	nominee.get("/my").want(t, 200, "填写供职承诺", "92 分（优秀）", "示例县财政局局长")
	path := myCommitmentPath(c.ID)
	re := nominee.get(path).want(t, 200, "工作目标", "如何接受人大监督", "自动保存")
	if re.page.One("form[data-autosave]").Attr("data-autosave") != path+"/draft" {
		t.Error("the form does not save by itself")
	}
	saved := nominee.post(path+"/draft", "version", "0", "answer0", "三年内").want(t, 204)
	if saved.header.Get("X-Version") != "1" {
		t.Errorf("version %q", saved.header.Get("X-Version"))
	}
	nominee.post(path+"/draft", "version", "0", "answer0", "另一台").want(t, 409)
	if got := nominee.get(path).page.Value("answer0"); got != "三年内" {
		t.Errorf("the draft shows %q", got)
	}
	re = nominee.post(path, "version", "0", "answer0", "本页的内容").want(t, 409, "另一台设备")
	if re.page.Value("answer0") != "本页的内容" || re.page.Value("version") != "1" {
		t.Error("what was typed is lost to the other device")
	}
	re = nominee.post(path, "version", "1", "answer0", "三年内完成", "answer1", "依法").want(t, 422, "“廉洁勤政的打算”没有填写")
	if re.page.Value("answer1") != "依法" || re.page.Value("version") != "2" {
		t.Error("the form lost what was typed")
	}
	nominee.post(path, "version", "2", "answer0", "目标一", "answer1", "措施二", "answer2", "打算三", "answer3", "监督四").want(t, 303, path+"/check")
	nominee.get(path+"/check").want(t, 200, "目标一", "监督四", "提交供职承诺").page.Omits("导出所列内容") // TM-11
	nominee.post(path+"/file", "version", "2").want(t, 409, "另一台设备")
	nominee.post(path+"/file", "version", "3").want(t, 303, path)
	nominee.get(path).want(t, 200, "第 1 稿已提交", "正在审核", "目标一").page.Lacks("textarea")
	nominee.get(path+"/check").want(t, 303, path)
	nominee.get(path+"/editions/1").want(t, 200, "供职承诺书", "措施二")

	clerk, staffPath := h.enter(h.Clerk), commitmentPath(c.ID)
	clerk.get(staffPath).want(t, 200, "审核第 1 稿", "目标一").page.Omits("未开通账号")
	re = clerk.post(staffPath+"/judge", "edition", "1", "judged", "returned").want(t, 422, "退回重写的，请写明")
	clerk.post(staffPath+"/judge", "edition", "1", "judged", "returned", "judgement", "目标太空，请写明数字").want(t, 303, staffPath)
	nominee.get("/my").want(t, 200, "修改供职承诺", "待修改")
	re = nominee.get(path).want(t, 200, "目标太空，请写明数字", "第 1 稿已退回")
	if re.page.Value("answer0") != "目标一" {
		t.Error("the new edition does not start from the returned one")
	}
	nominee.post(path, "version", "0", "answer0", "目标：三年内财政收入增长百分之五", "answer1", "措施二", "answer2", "打算三", "answer3", "监督四").want(t, 303)
	nominee.post(path+"/file", "version", "1").want(t, 303, path)
	clerk.post(staffPath+"/judge", "edition", "2", "judged", "sufficient").want(t, 303, staffPath)
	clerk.get(staffPath).want(t, 200, "合格", "第 1 稿", "第 2 稿", "目标太空")
	clerk.get(staffPath+"/editions/2").want(t, 200, "财政收入增长百分之五")

	other := h.enter(h.NomineeOf(appointment.Case{Person: appointment.Person{ID: h.Persons["钱正明"], Name: "钱正明"}}))
	other.get("/my").want(t, 200, "没有与您有关的任免事项")
	other.get(path).want(t, 404)
	other.post(path+"/draft", "version", "0").want(t, 404)
	other.post(path+"/file", "version", "1").want(t, 404)
	clerk.get("/my").want(t, 403)
	h.enter(h.Organ).get(staffPath).want(t, 403)
}

func TestCommitmentOnPaperPages(t *testing.T) {
	p := policy.Default()
	p.Commitment.OnFail = policy.EndProcedure
	h := houseUnder(t, p)
	c := h.Case(appointment.StageReview)
	clerk, path := h.enter(h.Clerk), commitmentPath(c.ID)
	clerk.get(path).want(t, 200, "未开通账号", "登记本人书面提交的承诺")
	clerk.send(path+"/paper", nil).want(t, 422, "扫描件")
	clerk.send(path+"/paper", []attached{{"file", "承诺书.pdf", fixture.PDF()}}).want(t, 303, path)
	all, err := h.DB.Commitments(t.Context(), c.ID)
	h.Must(err)
	clerk.get(path).want(t, 200, "承诺书.pdf", "书面提交，登记")
	if re := clerk.get(fmt.Sprintf("%s/files/%d", path, all[0].FileID)); re.status != 200 {
		t.Errorf("file %d", re.status)
	}
	clerk.post(path+"/end").want(t, 409, "没有审核")
	h.Must(h.Flow.JudgeCommitment(t.Context(), h.Clerk, c.ID, 1, "returned", "空泛"))
	clerk.get(path).want(t, 200, "终止任免程序")
	h.enter(h.Chair).get(path).want(t, 200).page.Lacks("form[action=" + path + "/end]")
	clerk.post(path+"/end").want(t, 303, casePath(c.ID))
	clerk.get(path).want(t, 200).page.Lacks("form[action=" + path + "/end]")
}
