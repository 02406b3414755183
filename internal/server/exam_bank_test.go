package server

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"renmian/internal/authz"
	"renmian/internal/document"
	"renmian/internal/store"
)

// question is the form of a good question, with changes.
func question(lawID int64, change ...string) []string {
	pairs := []string{"law", idText(lawID), "article", "第二条", "kind", "single", "stem", "示例县的县花是（　　）。", "option_A", "甲花", "option_B", "乙花",
		"option_C", "丙花", "answer", "B", "difficulty", "2", "groups", "court", "note", "见条文。"}
	for i := 0; i < len(change); i += 2 {
		at := -1
		for n := 0; n < len(pairs); n += 2 {
			if pairs[n] == change[i] {
				at = n
			}
		}
		if at < 0 {
			pairs = append(pairs, change[i], change[i+1])
		} else {
			pairs[at+1] = change[i+1]
		}
	}
	return pairs
}

func TestBankPages(t *testing.T) {
	h := newHouse(t)
	ctx := t.Context()
	author, second := h.enter(h.Examiner), h.enter(h.Examiner2)
	for _, who := range []authz.Actor{h.Organ, h.Chair, h.Member, h.Operator} {
		h.enter(who).get(bankPath).want(t, 403)
		h.enter(who).post(bankPath+"/starting").want(t, 403)
	}
	author.get(bankPath).want(t, 200, "载入起始题库", "命题")
	author.get("/exams/papers/new").want(t, 200, "还没有可以组卷的题", "到题库")
	author.post(bankPath+"/starting").want(t, 303, bankPath)
	author.get(bankPath).want(t, 200, "起始题库已载入", "可以组卷", "《", "下一页")
	author.get(bankPath).want(t, 200, "可以组卷").page.Omits("载入起始题库", "补充起始题库")
	_, err := h.Pool.Exec(
		ctx,
		`UPDATE exam_item SET origin = 'written', starting = NULL, state = 'retired' WHERE id = (SELECT max(id) FROM exam_item)`,
	) // a newer edition has one more
	h.Must(err)
	author.get(bankPath).want(t, 200, "补充起始题库", "新增 1 道题")
	author.post(bankPath+"/starting").want(t, 303, bankPath)
	author.get(bankPath).want(t, 200, "新增 1 道题").page.Omits("补充起始题库")
	laws, err := h.DB.Laws(ctx)
	h.Must(err)
	author.get(
		withQuery(bankPath, "law", idText(laws[0].ID), "kind", "single", "difficulty", "1", "group", "court", "state", "reviewed", "origin", "starting", "text",
			"宪法"),
	).
		want(
			t,
			200,
			"根据宪法",
		).page.Omits(
		"多项选择题　",
	)
	author.get(bankPath+"?text=没有这样的题").want(t, 200, "没有符合条件的试题")

	// Setting a question: what was typed stays, messages stand by the fields.
	re := author.post(bankPath, question(laws[0].ID, "key", "FORMKEY", "answer", "E", "stem", "")...).want(t, 422, "请填写题干", "不在选项之中")
	if re.page.Value("option_B") != "乙花" || re.page.Value("article") != "第二条" || re.page.Value("note") != "见条文。" {
		t.Error("the form lost what was typed")
	}
	path := author.post(bankPath, question(laws[0].ID)...).want(t, 303, bankPath+"/").to
	author.get(path).want(t, 200, "试题已送审", "待审", "县花", "正确答案", "由另一人审")
	re = author.post(bankPath, question(laws[0].ID, "stem", "示例县的县花是（ ）")...).want(t, 422, "相近", "已对照")
	author.post(bankPath, question(laws[0].ID, "stem", "示例县的县花是（ ）", "near", "1")...).want(t, 303, bankPath+"/")

	// Two persons.
	id := strings.TrimPrefix(path, bankPath+"/")
	author.get(path+"/review").want(t, 409, "两人分别担任")
	author.post(reviewPath, "item", id, "decide-"+id, "pass", "version-"+id, "1").want(t, 409, "两人分别担任")
	second.get(path+"/review").want(t, 200, "县花", "相近", "审定", "退回的理由")
	second.post(path+"/review", "item", id, "decide-"+id, "return", "version-"+id, "1").want(t, 422, "请写明第 "+id+" 号题退回修改的理由")
	second.post(path+"/review", "item", id, "decide-"+id, "return", "version-"+id, "1", "note-"+id, "选项太少").want(t, 303, path)
	author.get(path).want(t, 200, "退回修改：选项太少")
	second.post(path+"/review", "item", id, "decide-"+id, "pass", "version-"+id, "2").want(t, 409, "改好以后再审")
	author.get(path+"/edit").want(t, 200, "修改试题")
	author.post(path, append(question(laws[0].ID, "option_D", "丁花", "near", "1"), "version", "1")...).want(t, 409, "他人")
	author.post(path, append(question(laws[0].ID, "option_D", "丁花", "near", "1"), "version", "2")...).want(t, 303, path)
	second.get(reviewPath).want(t, 200, "县花", "提交审题意见")
	second.post(path+"/review", "item", id, "decide-"+id, "pass", "version-"+id, "3").want(t, 303, path)
	second.post(path+"/review", "item", id, "decide-"+id, "pass", "version-"+id, "3").want(t, 409, "已经审定")
	author.get(path).want(t, 200, "已审", "丁花", "试题审定")

	// Out of use and back.
	author.post(path+"/retire", "version", "4").want(t, 422, "请写明停用的理由")
	author.post(path+"/retire", "version", "4", "reason", "条文已修改").want(t, 303, path)
	author.get(path).want(t, 200, "停用：条文已修改", "恢复这道题")
	author.post(path+"/retire", "version", "5", "reason", "再来").want(t, 409, "已经停用")
	author.post(path+"/restore", "version", "5").want(t, 303, path)
	author.get(path).want(t, 200, "待审")
}

func TestLawPages(t *testing.T) {
	h := newHouse(t)
	v := h.enter(h.Examiner)
	h.enter(h.Chair).get(lawsPath).want(t, 403)
	v.get(lawsPath).want(t, 200, "还没有登记法规")
	v.post(lawsPath, "title", "", "short", "", "kind", "").want(t, 422, "请填写法规全称", "请选择性质")
	path := v.post(lawsPath, "title", "示例自治县自治条例", "short", "自治条例", "kind", "county", "edition", "2020年").want(t, 303, lawsPath+"/").to
	v.post(lawsPath, "title", "示例自治县自治条例", "short", "条例", "kind", "county").want(t, 422, "题库中已有这部法规")
	v.post(path+"/articles", "number", "五", "body", "").want(t, 422, "条文序号", "请填写条文原文")
	v.post(path+"/articles", "number", "第五条", "body", "县花为乙花。").want(t, 303, path)
	v.get(path).want(t, 200, "第五条", "县花为乙花")
	if got := v.get(path+"?article=第五条").want(t, 200).page.Value("body"); got != "县花为乙花。" {
		t.Errorf("body %q", got)
	}
	v.post(path, "title", "示例自治县自治条例", "short", "自治县条例", "kind", "county", "version", "1").want(t, 303, path)
	v.post(path, "title", "改名", "short", "改", "kind", "county", "version", "1").want(t, 409, "他人")
}

func sheet(t *testing.T, header []string, rows ...[]string) []attached {
	t.Helper()
	var b bytes.Buffer
	if err := document.WriteRows(&b, "试题", header, rows); err != nil {
		t.Fatal(err)
	}
	return []attached{{"file", "试题.xlsx", b.Bytes()}}
}

func TestItemsComeFromASpreadsheet(t *testing.T) {
	h := newHouse(t)
	v := h.enter(h.Examiner)
	_, err := h.Flow.LoadStartingBank(t.Context(), h.Examiner)
	h.Must(err)
	before, err := h.DB.CountBank(t.Context())
	h.Must(err)
	v.get(itemImportsPath).want(t, 200, "下载模板")
	if re := v.get(itemImportsPath + "/template"); re.status != 200 || !strings.Contains(re.header.Get("Content-Type"), "spreadsheetml") {
		t.Errorf("template: %d %s", re.status, re.header.Get("Content-Type"))
	}
	v.send(itemImportsPath, nil).want(t, 422, "请选择要上传的")
	v.send(itemImportsPath, []attached{{"file", "坏.xlsx", []byte("PK\x03\x04 not a workbook")}}).want(t, 422, "表格")
	header := []string{"法规", "条文", "题型", "难度", "机关", "题干", "A", "B", "C", "D", "答案", "说明"}
	up := sheet(t, header,
		[]string{"宪法", "第二条", "单选", "2", "法院、检察院", "示例县的县树是（ ）", "松", "柏", "槐", "杨", "B", ""},
		[]string{"宪法", "第二条", "单选", "2", "全部", "示例县的县树是（　　）。", "松", "柏", "槐", "杨", "B", ""},
		[]string{"刑法", "第二条", "单选", "2", "全部", "另一题？", "松", "柏", "槐", "杨", "B", ""},
		[]string{"宪法", "第二条", "判断题", "9", "公司", "又一题。", "", "", "", "", "也许", ""})
	path := v.send(itemImportsPath, up).want(t, 303, itemImportsPath+"/").to
	v.get(path).want(t, 200, "现在什么都还没有导入", "本表第 2 行相近", "1 部法规还没有登记：《刑法》", "“公司”请写“全部”", "“9”请写 1 至 5", "第 2 行")
	if now, err := h.DB.CountBank(t.Context()); err != nil || now != before {
		t.Errorf("something was imported before it was accepted: %+v", now)
	}
	h.enter(h.Chair).post(path+"/accept").want(t, 403)
	v.post(path+"/accept").want(t, 303, path)
	v.get(path).want(t, 200, "已导入 2 道题", "已导入")
	v.post(path+"/accept").want(t, 409, "已由")
	v.post(path+"/discard").want(t, 409, "已由")
	items, err := h.DB.BankItems(t.Context(), store.ItemFilter{Origin: store.ItemImported, Limit: 5})
	h.Must(err)
	if len(items) != 2 || items[0].LawTitle != "刑法" || items[1].State != "draft" || items[1].Author != h.Examiner.Name || items[1].Key[0] != "B" ||
		len(items[1].Groups) != 2 {
		t.Errorf("imported %+v", items)
	}

	// What is exported can be imported again; every row is then known.
	re := v.get(bankPath + "/export?origin=imported")
	again := v.send(itemImportsPath, []attached{{"file", "导出.xlsx", []byte(re.body)}}).want(t, 303).to
	v.get(again).want(t, 200, fmt.Sprintf("与第 %d 号题相近（100%%）", items[0].ID))
	v.post(again+"/accept").want(t, 409, "没有可以导入的试题")
	v.post(again+"/accept", "near", "1").want(t, 303)
	all := v.get(bankPath + "/export")
	if all.status != 200 || len(all.body) < 10000 {
		t.Errorf("export of all: %d, %d bytes", all.status, len(all.body))
	}
	h.enter(h.Chair).get(bankPath+"/export").want(t, 403)
}
