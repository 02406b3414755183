package server

import (
	"bytes"
	"fmt"
	"image"
	"image/png"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"renmian/internal/authz"
)

// The whole way in the browser: an inspection is arranged, a township visited with a picture, its findings are put right by the
// organ, an opinion is answered, everything is sent on; and who has no part in it is refused.
func TestFollowupPages(t *testing.T) {
	h := newHouse(t)
	clerk, organ := h.enter(h.Clerk), h.enter(h.Organ)
	clerk.get("/supervision/oversight").want(t, 200, "报告和三察日历", "还没有安排")
	clerk.get("/supervision/oversight/new").want(t, 200, "执法检查", "任命人员专项汇报")
	clerk.get("/supervision/oversight/new?form=law").want(t, 200, "检查的法律法规").page.Lacks("input[name='reporter']")
	form := []string{"form", "law", "title", "检查水法实施情况", "year", "2026", "organ", idText(h.Organs["government"]), "law", "", "leader", "王建国", "methods", "实地察看",
		"begins_on", h.Today().ISO(), "ends_on", h.Today().Add(9).ISO()}
	if re := clerk.send("/supervision/oversight", nil, form...).want(t, 422, "请写明检查哪部法律法规"); re.page.Value("title") != "检查水法实施情况" {
		t.Error("the form lost what was typed")
	}
	form[9] = "中华人民共和国水法"
	path := clerk.send("/supervision/oversight", nil, form...).want(t, 303, "/supervision/oversight/").header.Get("Location")
	matter := strings.TrimPrefix(path, "/supervision/oversight/")
	clerk.get("/supervision/oversight?year=2026").want(t, 200, "检查水法实施情况")
	clerk.get("/supervision/oversight?year=2025").want(t, 200, "还没有安排")

	// TM-19: the appointees responsible are chosen among those who hold office there.
	clerk.get("/supervision/matters/"+matter+"/people").want(t, 200, "沈卫东", "钱正明").page.Omits("曹雨生")
	clerk.send("/supervision/matters/"+matter+"/people", nil).want(t, 422, "请选择责任人")
	clerk.send("/supervision/matters/"+matter+"/people", nil, "person", idText(h.Persons["沈卫东"])).want(t, 303, path)

	clerk.send(path+"/drop", nil, "person", idText(h.Persons["沈卫东"])).want(t, 303)
	clerk.send("/supervision/matters/"+matter+"/people", nil, "person", idText(h.Persons["沈卫东"])).want(t, 303, path)

	// TM-24: a township with a picture that is described.
	clerk.send(path+"/sites", nil, "kind", "township", "names", "").want(t, 422, "每行一个")
	clerk.send(path+"/sites", nil, "kind", "township", "names", "城关镇\n青石镇").want(t, 303)
	site := clerk.get(path).want(t, 200, "还没有去过").page.All("#sites tbody a")[0].Attr("href")
	clerk.send(site, nil, "version", "1", "held_on", h.Today().ISO(), "findings", "").want(t, 422, "请写明看到的情况")
	clerk.send(site, nil, "version", "1", "held_on", h.Today().ISO(), "findings", "水压不足").want(t, 303)
	var b bytes.Buffer
	h.Must(png.Encode(&b, image.NewGray(image.Rect(0, 0, 4, 3))))
	clerk.send(site+"/photos", []attached{{"photo", "水厂.png", b.Bytes()}}, "alt", "").want(t, 422, "照片上是什么", "请重新选择文件")
	clerk.send(site+"/photos", []attached{{"photo", "水厂.png", b.Bytes()}}, "alt", "水厂的净化池").want(t, 303)
	img := clerk.get(path).want(t, 200, "城关镇：水厂的净化池").page.One(".gallery img")
	if img.Attr("alt") != "水厂的净化池" {
		t.Errorf("alt = %q", img.Attr("alt"))
	}
	clerk.get(img.Attr("src")).want(t, 200)

	// TM-24: a film, of which the player reads the part it needs.
	film := append([]byte("\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00mp42isom"), make([]byte, 5<<19)...)
	for i := range film[24:] {
		film[24+i] = byte(i * 7 >> 8)
	}
	clerk.send(site+"/photos", []attached{{"photo", "水厂.mp4", film[1:]}}, "alt", "水厂").want(t, 422, "MP4、WebM 格式")
	clerk.send(site+"/photos", []attached{{"photo", "水厂.mp4", film}}, "alt", "净化池正在检修").want(t, 303)
	src := clerk.get(site).want(t, 200).page.One("video").Attr("src")
	if got := clerk.get(src).want(t, 200); got.body != string(film) || got.header.Get("Content-Type") != "video/mp4" {
		t.Errorf("the film came as %d bytes of %s", len(got.body), got.header.Get("Content-Type"))
	}
	part := httptest.NewRequestWithContext(t.Context(), http.MethodGet, src, nil)
	part.Header.Set("Range", "bytes=1048570-1048585")
	if got := clerk.do(part); got.status != 206 || got.body != string(film[1048570:1048586]) ||
		got.header.Get("Content-Range") != fmt.Sprintf("bytes 1048570-1048585/%d", len(film)) {
		t.Errorf("a part of the film: %d, %s", got.status, got.header.Get("Content-Range"))
	}
	h.enter(h.Court).get(src).want(t, 404)
	clerk.send(path+"/write", nil, "held_on", h.Today().ISO(), "report", "管网老化").want(t, 303)
	h.enter(h.Member).get(path+"/show").want(t, 200, "管网老化", "城关镇")
	clerk.send(path+"/findings", nil, "person", idText(h.Persons["沈卫东"]), "kind", "criticism", "body", "部署多，检查少").want(t, 303)
	clerk.send(path+"/advice", nil, "advice", "", "recipient", "县政府").want(t, 422, "请写明建议的内容")
	clerk.send(path+"/advice", nil, "advice", "统一管护", "recipient", "县政府").want(t, 303)

	// SB-16, ZJ-16, V22
	rectify := "/supervision/matters/" + matter + "/rectify"
	clerk.get(rectify).want(t, 200, "示例县人民政府", "沈卫东")
	asked := []string{
		"title",
		"饮水安全整改",
		"subject",
		"",
		"source",
		"inspection",
		"findings",
		"管网老化\n没有围栏",
		"plan_due",
		h.Today().Add(10).ISO(),
		"report_due",
		h.Today().Add(60).ISO(),
	}
	clerk.send(rectify, nil, asked...).want(t, 422, "请选择一个整改单位")
	asked[3] = "organ-" + idText(h.Organs["government"])
	rect := clerk.send(rectify, nil, asked...).want(t, 303, "/supervision/rectifications/").header.Get("Location")
	organ.get("/desk").want(t, 200, "报送整改方案")
	organ.get(rect).want(t, 200, "报送整改方案", "管网老化").page.Lacks(`form[action="` + rect + `/judge"]`)
	if re := organ.send(rect+"/papers", nil, "kind", "plan", "answer0", "两年内改造", "answer1", "").want(t, 422, "请写明这个问题怎么改"); re.page.Value(
		"answer0",
	) != "两年内改造" {
		t.Error("the plan lost what was typed")
	}
	// what is typed keeps itself, each account its own, and is gone once it is handed in
	draft := []string{"kind", "plan", "answer0", "两年内改造\n分期", "answer1", "写到一", "version", "0"}
	if v := organ.send(rect+"/draft", nil, draft...).want(t, 204).header.Get("X-Version"); v != "1" {
		t.Errorf("the draft's version is %q", v)
	}
	organ.send(rect+"/draft", nil, draft...).want(t, 409)
	h.enter(h.Court).send(rect+"/draft", nil, draft...).want(t, 404)
	organ.send(rect+"/draft", nil, append(draft[:1:1], "report")...).want(t, 409, "不接收整改报告")
	if page := organ.get(rect).want(t, 200).page; page.Value("answer1") != "写到一" || page.Value("version") != "1" {
		t.Error("the draft is lost")
	}
	clerk.get(rect).page.Omits("写到一")
	organ.send(rect+"/papers", []attached{{"files", "方案.pdf", []byte("%PDF-1.7\n")}}, "kind", "plan", "answer0", "两年内改造", "answer1", "年内修复").want(t, 303, rect)
	organ.get(rect+"/files/999999").want(t, 404)
	file := ""
	for _, a := range clerk.get(rect).want(t, 200, "审核整改方案", "附件：方案.pdf").page.All("a") {
		if strings.Contains(a.Attr("href"), "/files/") {
			file = a.Attr("href")
		}
	}
	organ.get(file).want(t, 200)
	h.enter(h.Court).get(file).want(t, 404)
	clerk.send(rect+"/judge", nil, "decision", "return", "judgement", "").want(t, 422, "退回的")
	clerk.send(rect+"/judge", nil, "decision", "accept", "judgement", "").want(t, 303)
	h.Pass(65)
	clerk, organ = h.enter(h.Clerk), h.enter(h.Organ) // sessions have ended since
	chair := h.enter(h.Chair)
	chair.get("/desk").want(t, 200, "整改报告逾期未报")
	clerk.get("/supervision/rectifications").want(t, 200, "逾期 5 天", "斜纹为超过期限").page.Has(".ages rect.over")
	clerk.get("/supervision/rectifications?late=1").want(t, 200, "饮水安全整改")
	clerk.get("/supervision/rectifications?q=没有的").want(t, 200, "没有整改事项")
	clerk.send(rect+"/notes/urge", nil, "held_on", h.Today().ISO(), "how", "电话", "body", "").want(t, 422, "请写明催办的情况")
	clerk.send(rect+"/notes/urge", nil, "held_on", h.Today().ISO(), "how", "电话", "body", "请报来").want(t, 303)
	organ.send(rect+"/extend", nil, "becomes", h.Today().Add(10).ISO(), "reason", "停工").want(t, 303)
	chair.get(rect).want(t, 200, "决定延期", "停工")
	chair.send(rect+"/extension", nil, "granted", "no", "decision", "").want(t, 422, "写明理由")
	chair.send(rect+"/extension", nil, "granted", "yes").want(t, 303)
	clerk.send(rect+"/papers", nil, "kind", "report", "answer0", "已改", "answer1", "已修", "filed_on", h.Today().Add(3).ISO()).want(t, 422, "收到日期")
	clerk.send(rect+"/papers", nil, "kind", "report", "answer0", "已改", "answer1", "已修", "filed_on", h.Today().ISO()).want(t, 303)
	chair.send(rect+"/rerate", nil, "why", "看效果").want(t, 303)
	clerk.send(rect+"/judge", nil, "decision", "accept").want(t, 303)
	clerk.send(rect+"/rerating", nil, "held_on", h.Today().ISO()).want(t, 422, "请选择复评的等次")
	clerk.send(rect+"/rerating", nil, "held_on", h.Today().ISO(), "grade", "满意").want(t, 303)
	clerk.send(rect+"/close", nil, "result", "done", "text", "").want(t, 422, "请写明整改的结果")
	clerk.send(rect+"/close", nil, "result", "done", "text", "全部到位").want(t, 303)
	clerk.get(rect).want(t, 200, "整改到位", "复评结果：满意", "同意延期")
	clerk.get(rect+"/print").want(t, 200, "整改台账", "复评结果：满意", "全部到位")

	// ZJ-17
	opine := "/supervision/matters/" + matter + "/opine"
	clerk.send(opine, nil, "organ", "", "title", "审议意见", "body", "改").want(t, 422, "请选择研究处理的机关")
	opinion := clerk.send(opine, nil, "organ", idText(h.Organs["government"]), "title", "水法审议意见", "body", "一、改造管网").want(t, 303).header.Get("Location")
	organ.get(opinion).want(t, 404)
	clerk.get(opinion+"/edit").want(t, 200, "一、改造管网")
	clerk.send(opinion+"/send", nil, "number", "").want(t, 422, "请填写文号")
	clerk.send(opinion+"/send", nil, "number", "示例人发〔2027〕1号").want(t, 303)
	organ.get("/supervision/opinions").want(t, 200, "水法审议意见")
	organ.send(opinion+"/reply", nil, "body", "已改造", "consulted", "").want(t, 422, "应当征求")
	organ.send(opinion+"/reply", nil, "body", "已改造", "consulted", "农业工委").want(t, 303)
	clerk.send(opinion+"/hear", nil, "held_on", h.Today().ISO()).want(t, 422, "请选择测评结果")
	clerk.send(opinion+"/hear", nil, "held_on", h.Today().ISO(), "grade", "满意").want(t, 303)
	clerk.send(opinion+"/close", nil, "result", "落实").want(t, 409, "代表通报")
	clerk.send(opinion+"/publish", nil, "deputies", h.Today().ISO(), "published", h.Today().ISO()).want(t, 303)
	clerk.send(opinion+"/close", nil, "result", "落实").want(t, 303)
	clerk.get(opinion).want(t, 200, "已办结", "测评结果：满意")
	clerk.get(opinion+"/print").want(t, 200, "水法审议意见", "一、改造管网")

	// TM-22, SB-15, ZJ-14
	send := "/supervision/matters/" + matter + "/dispatch"
	clerk.get(send+"?rectification="+strings.TrimPrefix(rect, "/supervision/rectifications/")).want(t, 200, "饮水安全整改", "中共示例县委员会组织部")
	clerk.send(send, nil, "kind", "organisation", "recipient", "", "title", "函", "body", "现报送", "sent_on", h.Today().ISO()).want(t, 422, "收件机关的全称")
	letter := clerk.send(
		send,
		nil,
		"kind",
		"organisation",
		"recipient",
		"中共示例县委员会组织部",
		"title",
		"关于检查的函",
		"body",
		"现报送",
		"sent_on",
		h.Today().ISO(),
	).want(
		t,
		303,
	).header.Get(
		"Location",
	)
	clerk.get(letter+"/print").want(t, 200, "中共示例县委员会组织部：", "现报送")
	clerk.send(letter+"/receive", nil, "received_on", h.Today().ISO(), "received_by", "").want(t, 422, "签收人")
	clerk.send(letter+"/receive", nil, "received_on", h.Today().ISO(), "received_by", "干部科").want(t, 303)
	clerk.send(letter+"/use", nil, "used_on", h.Today().ISO(), "use", "basis").want(t, 303)
	clerk.get("/supervision/dispatches?kind=organisation").want(t, 200, "作为考核任用的依据")
	organ.get(letter).want(t, 404)
	organ.get("/supervision/dispatches").want(t, 200, "没有报送件")

	// ZY-15, K18: everything stands on one axis of time, can be narrowed to a kind, and is bound in one file.
	dossier := dossierPath(h.Persons["沈卫东"])
	clerk.get(dossier).want(t, 200, "检查水法实施情况", "部署多，检查少", "关于检查的函")
	clerk.get(dossier+"?what=提出批评").want(t, 200, "部署多，检查少").page.One("#timeline").Omits("关于检查的函")
	if re := clerk.get(dossier+"/volume").want(t, 200); re.header.Get("Content-Type") != "application/pdf" {
		t.Errorf("the volume comes as %s", re.header.Get("Content-Type"))
	}
	clerk.get(personPath(h.Persons["沈卫东"])).want(t, 200, "监督事项", "检查水法实施情况")

	for _, who := range []authz.Actor{h.Organ, h.Member, h.Chair, h.Operator, h.Examiner, h.Admin} {
		v := h.enter(who)
		v.send(rectify, nil, asked...).want(t, 403)
		v.send(opine, nil, "title", "x").want(t, 403)
		v.send(send, nil, "title", "x").want(t, 403)
		v.send("/supervision/oversight", nil, form...).want(t, 403)
		v.send(rect+"/close", nil, "result", "done", "text", "x").want(t, 403)
	}
	for _, where := range []string{path, rect, opinion, letter} {
		h.enter(h.Admin).get(where).want(t, 403)
	}
}
