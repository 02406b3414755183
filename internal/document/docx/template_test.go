package docx

import (
	"archive/zip"
	"bytes"
	"strings"
	"testing"

	"renmian/internal/document"
	"renmian/internal/papertest"
	"renmian/internal/policy"
)

// template packs a file with this body, and other parts in place of or beside the usual ones.
func template(t *testing.T, body string, others ...part) []byte {
	t.Helper()
	parts := map[string]string{
		"[Content_Types].xml": contentTypes,
		"_rels/.rels":         packageRelations,
		mainPart:              documentHead + "<w:body>" + body + section(false) + "</w:body></w:document>",
	}
	for _, p := range others {
		parts[p.name] = p.text
	}
	var all []part
	for name, text := range parts {
		all = append(all, part{name, text})
	}
	data, err := pack(all)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func line(runs ...string) string {
	var b strings.Builder
	b.WriteString(`<w:p><w:pPr><w:pStyle w:val="Own"/></w:pPr>`)
	for _, r := range runs {
		b.WriteString(`<w:r><w:rPr><w:b/></w:rPr><w:t xml:space="preserve">` + escape(r) + `</w:t></w:r>`)
	}
	b.WriteString("</w:p>")
	return b.String()
}

func kind(t *testing.T, code string) Kind {
	t.Helper()
	k, ok := KindOf(code)
	if !ok {
		t.Fatal(code)
	}
	return k
}

func TestCheck(t *testing.T) {
	k := kind(t, "list")
	body := line("{{正文}}")
	whole := template(t, body)
	var deep bytes.Buffer
	z := zip.NewWriter(&deep)
	w, err := z.Create("word/media/bomb.bin")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Write(make([]byte, maxPart+1)); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	dtd := `<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>`
	for _, c := range []struct {
		name string
		data []byte
		want string // one of the sentences; empty: nothing is wrong
	}{
		{"good", whole, ""},
		{"a field over several runs", template(t, line("{", "{标", "题}", "}年")+body), ""},
		{"blanks within the braces", template(t, line("{{ 正文 }}")), ""},
		{"empty", nil, "文件是空的"},
		{"too large", make([]byte, MaxTemplate+1), "超过 5 MB"},
		{"a text", []byte("任免名单 {{正文}}"), "不是 Word 文档"},
		{"an old .doc", []byte("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"), "旧版 .doc"},
		{"cut off", whole[:len(whole)/2], "已损坏"},
		{"another zip", template(t, body, part{"[Content_Types].xml", "<Types/>"}), "不是 Word 文档"},
		{"with macros", template(t, body, part{"word/vbaProject.bin", "x"}), "带有宏"},
		{"a bomb", deep.Bytes(), "展开以后过大"},
		{"entities", template(t, body, part{mainPart, dtd + "<x>&a;</x>"}), "外部引用声明"},
		{"entities beside the text", template(t, body, part{"word/styles.xml", dtd + "<x/>"}), "外部引用声明"},
		{"not well-formed", template(t, body, part{mainPart, "<w:document><w:body>"}), "已损坏"},
		{"no body", template(t, body, part{mainPart, "<x/>"}), "已损坏"},
		{"a picture fetched from elsewhere", template(t, body, part{"word/_rels/document.xml.rels", `<Relationships><Relationship Id="a" Type="http://x/image" Target="http://x/a.png" TargetMode="External"/></Relationships>`}), "引用了别处"},
		{"a link", template(t, body, part{"word/_rels/document.xml.rels", `<Relationships><Relationship Id="a" Type="http://x/hyperlink" Target="http://x/" TargetMode="External"/></Relationships>`}), ""},
		{"leads out of the folder", template(t, body, part{"../x.xml", "<x/>"}), "已损坏"},
		{"no field", template(t, line("任免名单")), "没有“{{…}}”项目"},
		{"an unknown field", template(t, line("{{姓名}}")+body), "“{{姓名}}”不是任免名单的项目，可用的有：标题、民族文字标题、题注、正文"},
		{"a field of another kind", template(t, line("{{主送}}")+body), "“{{主送}}”不是任免名单的项目"},
		{"braces left open", template(t, line("{{标题")+body), "花括号不成对"},
		{"braces left open over runs", template(t, line("{{标题}}", "{", "{")+body), "花括号不成对"},
		{"the body beside words", template(t, line("正文：{{正文}}")), "单独成段"},
		{"the body with a picture", template(t, strings.Replace(body, "<w:r>", "<w:r><w:drawing/></w:r><w:r>", 1)), "单独成段"},
		{"no body named", template(t, line("{{标题}}")), "缺“{{正文}}”"},
		{"a field in the header", template(t, body, part{"word/header1.xml", documentHead + line("{{标", "题}}") + "</w:document>"}), "页眉"},
	} {
		t.Run(c.name, func(t *testing.T) {
			fields, wrong := k.Check(c.data)
			said := strings.Join(wrong, "")
			switch {
			case c.want == "" && (said != "" || len(fields) == 0):
				t.Errorf("refused: %s (fields %v)", said, fields)
			case c.want != "" && !strings.Contains(said, c.want):
				t.Errorf("said %q, want %q", said, c.want)
			}
		})
	}
	if _, wrong := k.Check(template(t, line("{{甲}}")+line("{{乙}}")+line("{{正文}}后"))); len(wrong) != 3 {
		t.Errorf("of three mistakes these are told: %q", wrong)
	}
}

func TestFill(t *testing.T) {
	d := document.Document{Name: "任免名单", Title: []string{"甲 & 乙", "任免名单"}, SubTitle: "（<通过>）", Blocks: text("一", "二")}
	for _, c := range []struct{ name, body, want string }{
		{"whole", line("{{标题}}"), strings.Replace(line("@"), `<w:t xml:space="preserve">@</w:t>`, `<w:t xml:space="preserve">甲 &amp; 乙</w:t><w:br/><w:t xml:space="preserve">任免名单</w:t>`, 1)},
		{"over runs", line("前{", "{题", "注", "}}后"), line("前（<通过>）", "", "", "后")},
		{"two in a run", line("{{题注}}、{{题注}}", "。"), line("（<通过>）、（<通过>）", "。")},
		{"one ends where the next begins", line("{{题", "注}}{{题注", "}}"), line("（<通过>）", "（<通过>）", "")},
		{"the body keeps its style", line("{{正", "文}}"), line("一") + line("二")},
		{"in a cell", "<w:tbl><w:tr><w:tc>" + line("{{正文}}") + "</w:tc></w:tr></w:tbl>", "<w:tbl><w:tr><w:tc>" + line("一") + line("二") + "</w:tc></w:tr></w:tbl>"},
		{"within a text box", "<w:p><w:r><w:drawing><w:txbxContent>" + line("{{题注}}") + "</w:txbxContent></w:drawing></w:r></w:p>",
			"<w:p><w:r><w:drawing><w:txbxContent>" + line("（<通过>）") + "</w:txbxContent></w:drawing></w:r></w:p>"},
		{"words that stay", line("固定{文字}"), line("固定{文字}")},
	} {
		t.Run(c.name, func(t *testing.T) {
			ps, err := scan([]byte(c.body))
			if err != nil {
				t.Fatal(err)
			}
			if got := string(kind(t, "list").fill([]byte(c.body), ps, d)); got != c.want {
				t.Errorf("got\n%s\nwant\n%s", got, c.want)
			}
		})
	}
}

// Every kind's starter passes the check, and its sample says all that the paper says.
func TestStarters(t *testing.T) {
	county := document.County{Name: "示例县", Word: "示", Term: 18, Committee: "示例县人大常委会人事代表工作委员会"}
	for _, k := range Kinds {
		t.Run(k.Name, func(t *testing.T) {
			starter, err := k.Starter(county)
			if err != nil {
				t.Fatal(err)
			}
			named, wrong := k.Check(starter)
			if len(wrong) > 0 || len(named) != len(k.fields) {
				t.Fatalf("the starter names %v: %q", named, wrong)
			}
			// Where papers carry a second language, its title and offices stand beside the Chinese 〔民族区域自治法 第二十一条〕.
			zhuang := policy.Language{Second: "壮文", Certificate: "Yinmingsu", Notice: "Dunghci", List: "Mingzdanh", Announced: "Gunghgau"}
			second := document.TemplateSample(k.Name, county, zhuang)
			if filled, err := k.Fill(starter, second); err != nil || !strings.Contains(papertest.Docx(t, filled), second.Second) {
				t.Errorf("the sample lacks %q: %v", second.Second, err)
			}
			d := document.TemplateSample(k.Name, county, policy.Language{})
			if d.Name != k.Name {
				t.Fatalf("the sample is a %s", d.Name)
			}
			data, err := k.Fill(starter, d, d)
			if err != nil {
				t.Fatal(err)
			}
			if _, wrong := unpack(data); wrong != "" {
				t.Error(wrong)
			}
			want := papertest.Written(d)
			if k.Name == certificateKind { // whose number stands below the title
				want = d.Title[0] + d.Number + strings.TrimPrefix(want, d.Number+d.Title[0])
			}
			if got := papertest.Docx(t, data); got != want+want {
				t.Errorf("got\n%s\nwant\n%s", got, want+want)
			}
		})
	}
}
