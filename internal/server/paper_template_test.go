package server

import (
	"strings"
	"testing"

	"renmian/internal/document"
	"renmian/internal/document/docx"
	"renmian/internal/papertest"
)

func TestPaperTemplatePages(t *testing.T) {
	d := newDecided(t)
	clerk := d.enter(d.Clerk)
	clerk.get("/papers").want(t, 200, "文书模板")
	clerk.get("/papers/templates").want(t, 200, "任命书", "公告", "任免名单", "接受辞职的决定", "撤职的决定", "任免通知", "受理单", "通用版式")
	clerk.get("/papers/templates/list").want(t, 200, "还没有上传过", "{{题注}}")
	clerk.get("/papers/templates/ballot").want(t, 404)
	starter := []byte(clerk.get("/papers/templates/list/starter").want(t, 200).body)

	// What cannot be a template is refused with all that is wrong with it.
	write := func(title, body string) []byte {
		t.Helper()
		data, err := docx.Write(document.Document{Name: "x", Title: []string{title}, Blocks: []document.Block{{Style: document.Para, Text: body}}})
		d.Must(err)
		return data
	}
	const to = "/papers/templates/list"
	for _, c := range []struct {
		data []byte
		says []string
	}{
		{[]byte("{{正文}}"), []string{"不是 Word 文档"}},
		{starter[:len(starter)/2], []string{"已损坏"}},
		{write("名单", "没有项目"), []string{"没有“{{…}}”项目"}},
		{write("{{姓名}}", "前{{正文}}"), []string{"“{{姓名}}”不是任免名单的项目", "单独成段"}},
		{write("{{标题", "{{正文}}"), []string{"花括号不成对"}},
	} {
		clerk.send(to, []attached{{"file", "模板.docx", c.data}}).want(t, 422, c.says...)
	}
	clerk.send(to, nil).want(t, 422, "请选择模板文件")

	own := clerk.send(to, []attached{{"file", "本县名单.docx", write("本县自有版式", "{{正文}}")}}).want(t, 303, to+"/").to
	clerk.get(own).want(t, 200, "本县名单.docx", "校验值", "未启用", "启用这一版")
	sample := papertest.Docx(t, []byte(clerk.get(own+"/sample").want(t, 200).body))
	if !strings.HasPrefix(sample, "本县自有版式") || !strings.Contains(sample, "张样例") {
		t.Errorf("sample: %s", sample)
	}
	clerk.get(strings.Replace(own, "/list/", "/notice/", 1)).want(t, 404)

	// In use, the Word file of the paper is set in it.
	list := ""
	for _, n := range d.Published() {
		if n.Kind.Label() == "任免名单" {
			list = draftPath(n.ID) + "/paper?form=docx"
		}
	}
	word := func() string { return papertest.Docx(t, []byte(clerk.get(list).want(t, 200).body)) }
	if got := word(); strings.Contains(got, "本县自有版式") {
		t.Errorf("not in use yet: %s", got)
	}
	clerk.post(own+"/activate").want(t, 303, own)
	clerk.get(own).want(t, 200, "在用", "停用这一版")
	clerk.get("/papers/templates").want(t, 200, "本县模板第 1 版")
	if got := word(); !strings.HasPrefix(got, "本县自有版式") || !strings.Contains(got, "欧阳示例") {
		t.Errorf("in use: %s", got)
	}
	clerk.post(own+"/activate").want(t, 409, "已经在用")
	clerk.post(own+"/withdraw").want(t, 303, own)
	clerk.get(to).want(t, 200, "已停用")
	if got := word(); strings.Contains(got, "本县自有版式") {
		t.Errorf("withdrawn: %s", got)
	}

	for _, who := range []*visitor{d.enter(d.Operator), d.enter(d.Organ), d.enter(d.Member)} {
		for _, path := range []string{"/papers/templates", to, to + "/starter", own, own + "/file", own + "/sample"} {
			who.get(path).want(t, 403)
		}
		who.send(to, []attached{{"file", "a.docx", starter}}).want(t, 403)
		who.post(own+"/activate").want(t, 403)
		who.post(own+"/withdraw").want(t, 403)
	}
	d.enter(d.Operator).get("/papers").want(t, 200).page.Omits("文书模板")
}

// Certificates come as a Word file when the county has a template for them, never as proofs.
func TestCertificatesInTheCountysTemplate(t *testing.T) {
	d := newDecided(t)
	clerk := d.enter(d.Clerk)
	d.Must(d.Flow.MakeCertificates(t.Context(), d.Clerk, d.Meeting))
	all, err := d.DB.CertificatesOfMeeting(t.Context(), d.Meeting)
	d.Must(err)
	starter := []byte(clerk.get("/papers/templates/certificate/starter").want(t, 200).body)
	own := clerk.send("/papers/templates/certificate", []attached{{"file", "任命书.docx", starter}}).want(t, 303).to
	path := certificatePath(all[0].ID) + "/paper"
	clerk.post(own+"/activate").want(t, 303)
	clerk.get(path).want(t, 200, "校样").page.Omits("存为 Word 文档")
	_, err = d.Flow.PrintCertificates(t.Context(), d.Clerk, d.Meeting)
	d.Must(err)
	clerk.get(path).want(t, 200, "存为 Word 文档")
	got := papertest.Docx(t, []byte(clerk.get(path+"?form=docx").want(t, 200).body))
	if !strings.Contains(got, all[0].Number) || !strings.Contains(got, strings.ReplaceAll(all[0].Text, "\n", "")) {
		t.Errorf("certificate: %s", got)
	}
}
