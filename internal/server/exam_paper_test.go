package server

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"renmian/internal/authz"
)

// sent fills in the form of a set of papers, four single choices of 25 points, with changes.
func sent(changes ...string) []string {
	form := []string{"title", "法院类试卷", "group", "court", "count-single", "4", "points-single", "25", "papers", "2", "tolerance", "0.5", "seed", "7"}
	for i := 0; i < len(changes); i += 2 {
		if at := slices.Index(form, changes[i]); at >= 0 {
			form[at+1] = changes[i+1]
		} else {
			form = append(form, changes[i:i+2]...)
		}
	}
	return form
}

func TestPaperPages(t *testing.T) {
	h := newHouse(t)
	_, err := h.flow.LoadStartingBank(t.Context(), h.Examiner)
	h.Must(err)
	examiner, second := h.enter(h.Examiner), h.enter(h.Examiner2)
	examiner.get("/exams/papers").want(t, 200, "还没有组卷", "组卷")
	for _, who := range []authz.Actor{h.Organ, h.Chair, h.Member, h.Admin} {
		h.enter(who).get("/exams/papers").want(t, 403)
		h.enter(who).post("/exams/papers", sent()...).want(t, 403)
	}
	re := examiner.get("/exams/papers/new?group=court").want(t, 200, "《法官法》", "论述题")
	if re.page.Value("count-single") != "30" || re.page.Value("points-essay") != "10" {
		t.Error("the form is not filled in from the policy")
	}

	re = examiner.post(
		"/exams/papers",
		sent("count-single", "400", "law0", "法官法", "min0", "9", "cell-kind1", "single", "cell-level1", "5", "cell-min1", "x")...).
		want(
			t,
			422,
			"第 1 项请填最少题数",
		)
	if re.page.Value("title") != "法院类试卷" || re.page.Value("seed") != "7" {
		t.Error("the form lost what was typed")
	}
	examiner.post("/exams/papers", sent("points-single", "一分")...).want(t, 422, "请填数字")
	examiner.post("/exams/papers", sent("law0", "示例县自治条例", "min0", "3")...).want(t, 422, "《示例县自治条例》单项选择题缺 3 题", "题库中补足")
	examiner.post("/exams/papers", sent("law0", "法官法", "min0", "9")...).want(t, 422, "超过总题数")

	// The county's own blueprint fills the form; nothing is made of it before the examiner says so.
	own := sheet(t, []string{"内容", "题型", "考查内容", "难度", "数量", "分值（每题）"}, []string{"一", "单选题", "法官法", "容易", "２", "25分"},
		[]string{"二", "单选题", "刑法", "不限", "2", "25"}, []string{"合计", "", "", "", "4", "100"})
	own[0].field = "sheet"
	h.enter(h.Chair).send("/exams/papers/new", own, "group", "court").want(t, 403)
	re = examiner.send("/exams/papers/new", own, "group", "court").want(t, 200, "要求已按“试题.xlsx”填好", "《刑法》")
	for field, want := range map[string]string{"count-single": "4", "points-single": "25", "count-essay": "", "cell-kind1": "single", "cell-law1": "法官法", "cell-level1": "1",
		"cell-min1": "2", "cell-law2": "刑法", "cell-min2": "2", "min0": ""} {
		if got := re.page.Value(field); got != want {
			t.Errorf("the blueprint fills %s with %q, want %q", field, got, want)
		}
	}
	examiner.post("/exams/papers", sent("count-single", "４", "cell-kind1", "single", "cell-law1", "刑法", "cell-min1", "２")...).want(t, 422, "《刑法》单项选择题缺 2 题")
	examiner.send("/exams/papers/new", []attached{{"sheet", "坏.xlsx", []byte("PK\x03\x04")}}, "group", "court").want(t, 422, "不是 .xlsx", "《法官法》")
	half := sheet(t, []string{"题型", "法规", "难度", "题数", "每题分值"}, []string{"材料题", "法官法", "极难", "2", "10"}, []string{"单选题", "刑法", "", "2", "25"})
	half[0].field = "sheet"
	examiner.send("/exams/papers/new", half, "group", "court").want(t, 422, "命题细目表核对报告", "有问题的行（1）", "第 2 行", "没有“材料题”这种题型", "“极难”请写 1 至 5", // TM-07
		"没有问题的行（1）", "《刑法》单项选择题 2 题，每题 25 分", "重新上传")
	examiner.send("/exams/papers/new", nil, "group", "court").want(t, 422, "请选择要上传的")
	if re := examiner.get("/exams/papers/new/template"); re.status != 200 || !strings.Contains(re.header.Get("Content-Type"), "spreadsheetml") {
		t.Errorf("template: %d %s", re.status, re.header.Get("Content-Type"))
	}

	path := examiner.post("/exams/papers", sent("law0", "法官法", "min0", "2")...).want(t, 303, "/exams/papers/").to
	examiner.get(path).want(t, 200, "待审定", "法院类试卷", "各卷没有相同的试题", "由组卷、换题以外的一人审定", "打印试卷")
	examiner.get(path+"/A/1").want(t, 200, "A 卷第 1 题", "下一题")
	changed := false // which questions are drawn hangs on their numbers; not each has another of its kind
	for n := 1; n <= 4 && !changed; n++ {
		if at := fmt.Sprintf("%s/A/%d", path, n); strings.Contains(examiner.get(at).page.Text(), "换成哪一题") {
			examiner.post(at, "version", "1").want(t, 422, "请从列出的试题中选择")
			changed = true
		}
	}
	if !changed {
		t.Error("no question can be changed for another")
	}
	examiner.get(path+"/A/9").want(t, 404, "没有这道题")
	for _, kind := range []string{"paper", "sheet", "key"} {
		examiner.get(path+"/B/"+kind).want(t, 200, "B 卷", "草稿，未经审定")
	}
	examiner.get(path+"/C/paper").want(t, 404)
	examiner.post(path+"/approve", "version", "1").want(t, 403, "以外的一人")
	examiner.post(path+"/reassemble", "version", "1", "seed", "零").want(t, 422, "正整数")
	examiner.post(path+"/reassemble", "version", "1", "seed", "8").want(t, 303)
	second.post(path+"/approve", "version", "1").want(t, 409, "刷新")
	second.post(path+"/approve", "version", "2").want(t, 303)
	for _, closed := range []string{"/A/1", "/A/paper", "/B/sheet", "/B/key"} {
		examiner.get(path+closed).want(t, 404, "已经封存")
	}
	examiner.get(path).want(t, 200, "已封存", "卷面不向任何人显示", "封存校验值", "同意启封")
	examiner.post(path+"/open", "reason", "").want(t, 422, "事由")
	examiner.post(path+"/open", "reason", "印制试卷").want(t, 303)
	examiner.get(path).want(t, 200, "另一人办理")
	second.post(path+"/open", "reason", "印制试卷").want(t, 303)
	examiner.get(path+"/A/paper").want(t, 200, "封存校验值", "密", "考生姓名", "一、单项选择题（4 题，每题 25 分，共 100 分")
	examiner.get(path+"/A/sheet").want(t, 200, "得分", "评卷人")
	for _, kind := range []string{"paper", "sheet", "key"} {
		samePaper(t, examiner, path+"/A/"+kind, "docx")
	}
	examiner.get(path+"/A/key").want(t, 200, "参考答案", "依据")
	second.post(path+"/discard", "version", "3", "why", "").want(t, 422, "理由")
	second.post(path+"/discard", "version", "3", "why", "印制有误").want(t, 303)
	examiner.get("/exams/papers").want(t, 200, "已作废")
}

func TestReadSeed(t *testing.T) {
	drawn, err := readSeed(" ")
	if err != nil || drawn < 100_000_000 {
		t.Errorf("drawn %d, %v", drawn, err)
	}
	for text, good := range map[string]bool{"12": true, "0": false, "-3": false, "1e5": false} {
		if _, err := readSeed(text); (err == nil) != good {
			t.Error(fmt.Sprint(text, err))
		}
	}
}
